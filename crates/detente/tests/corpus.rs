//! Every file of the fuzz targets' corpus through the target's body, so that what was found once stays mended without a fuzzer.

use detente_testkit::fuzz::TARGETS;
use std::path::{Path, PathBuf};

fn corpus() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus")
}

/// The names in a folder, sorted.
fn listed(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn every_target_has_a_body_and_a_corpus() {
    let mut names: Vec<&str> = TARGETS.iter().map(|(name, _)| *name).collect();
    names.sort_unstable();
    assert_eq!(listed(&corpus()), names);
    let mut files: Vec<String> = names.iter().map(|name| format!("{name}.rs")).collect();
    files.sort();
    assert_eq!(listed(&corpus().join("../fuzz_targets")), files);
}

#[test]
fn the_corpus_finds_nothing() {
    for (name, body) in TARGETS {
        let folder = corpus().join(name);
        for file in listed(&folder) {
            let bytes = std::fs::read(folder.join(&file)).unwrap();
            let result = std::panic::catch_unwind(|| body(&bytes));
            assert!(result.is_ok(), "{name}: {file}");
        }
    }
}

/// Seeds of the importers with bytes changed, dropped, doubled and joined from another seed, the same every time.
#[test]
fn changed_seeds_of_importers_find_nothing() {
    let importers = ["genius", "geniusweb", "negmas", "ktab", "exchange", "positions", "xlsx", "weights"];
    for (name, body) in TARGETS.iter().filter(|(name, _)| importers.contains(name)) {
        let seeds: Vec<Vec<u8>> =
            listed(&corpus().join(name)).iter().map(|file| std::fs::read(corpus().join(name).join(file)).unwrap()).collect();
        // xorshift: enough to vary, and the same on every machine
        let mut state = 0x9e37_79b9_7f4a_7c15_u64;
        let mut below = |limit: usize| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            usize::try_from(state % u64::try_from(limit.max(1)).unwrap()).unwrap()
        };
        for _ in 0..400 {
            let mut bytes = seeds[below(seeds.len())].clone();
            for _ in 0..=below(4) {
                let at = below(bytes.len());
                let end = (at + 1 + below(12)).min(bytes.len());
                match below(5) {
                    0 if at < bytes.len() => bytes[at] = *b"<>\"'&;,:-\n\t #0.9e{}[]\xff\x00".get(below(23)).unwrap(),
                    1 => drop(bytes.drain(at.min(end)..end)),
                    2 => {
                        let part = bytes[at.min(end)..end].to_vec();
                        bytes.splice(at.min(end)..at.min(end), part);
                    }
                    3 => bytes.truncate(at),
                    _ => {
                        let other = &seeds[below(seeds.len())];
                        let from = below(other.len());
                        bytes.extend_from_slice(&other[from..(from + 40).min(other.len())]);
                    }
                }
            }
            let result = std::panic::catch_unwind(|| body(&bytes));
            assert!(result.is_ok(), "{name}: {:?}", String::from_utf8_lossy(&bytes));
        }
    }
}
