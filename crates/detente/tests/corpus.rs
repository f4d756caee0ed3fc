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
