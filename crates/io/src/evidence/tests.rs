//! Citations looked up in small texts of our own, and in the record of 1990 where it is at hand.

use super::*;
use crate::case::read_case;
use crate::record;
use detente_model::Case;
use detente_model::answer::{Address, EvidenceFinding, FoundBy, PassageStatus, SourceFile};
use detente_model::index::{Id, SourceId};
use std::collections::BTreeMap;
use std::path::PathBuf;

const TEXT: &str = "A talk between neighbours.\n\nMs. Ash: The hedge is too high. Shall we cut it together?\n\nMs. Oak: Certainly. \
                    In spring, not before. The birds nest there.\n\nMs. Ash: Certainly. Then in March. I bring the shears, and you bring \
                    the ladder.\n";

/// A case whose statements cite the places given.
fn citing(places: &[&str]) -> Case {
    let statements: String =
        places.iter().map(|place| format!("[[preference.ash.statement]]\nholds = \"ash.cut\"\ncite = [\"talk:{place}\"]\n")).collect();
    let text = format!(
        "format = 1\ntitle = \"The hedge\"\n[source.talk]\ntitle = \"A talk\"\nsha256 = \"{}\"\nnumbering = 1\n[source.letter]\ntitle = \"A \
         letter\"\n[party.ash]\nname = \"Ash\"\nkind = \"person\"\n[party.ash.option.cut]\nname = \"cuts\"\ncite = [\"letter:p. 2\"]\n{statements}",
        record::sha256(TEXT.as_bytes())
    );
    let loaded = read_case("hedge.toml", text.as_bytes(), &|_| Err("there are no includes".into()));
    loaded.case.unwrap_or_else(|| panic!("{:?}", loaded.diagnostics))
}

fn found_in(case: &Case, text: &str) -> EvidenceFinding {
    let record = record::read(text).expect("it is a record");
    let sha256 = record.sha256.clone();
    let is_same = case.sources[SourceId::from_index(0)].sha256.as_ref().map(|wanted| *wanted == sha256);
    let file = SourceFile { name: "talk.txt".into(), sha256, by: FoundBy::Named, is_same };
    let found = Found { file: Some(file), record: Some(record), problem: None };
    resolve(case, &BTreeMap::from([(SourceId::from_index(0), found)])).finding
}

/// The statuses of the passages of the first source, by place.
fn statuses(finding: &EvidenceFinding) -> Vec<(&str, PassageStatus)> {
    let own = finding.passages.iter().filter(|passage| passage.source == 0);
    own.map(|passage| (passage.place.split('#').next().unwrap_or_default(), passage.status.clone())).collect()
}

fn cite(turn: u32, sentence: u32) -> String {
    let record = record::read(TEXT).expect("it is a record");
    format!("{turn}.{sentence}#{}", record.sentence(turn, sentence).expect("there is one").digest)
}

#[test]
fn each_status_has_its_case() {
    let digest = |place: String| place.split_once('#').map(|(_, digest)| digest.to_owned()).expect("a digest");
    let (birds, sure, spring) = (digest(cite(2, 3)), digest(cite(2, 1)), digest(cite(2, 2)));
    let places = [
        cite(1, 1),
        format!("1.2#{birds}"),
        format!("3.3#{sure}"),
        "2.2#00000000".into(),
        "2.3".into(),
        "9.1".into(),
        format!("9.9#{spring}"),
    ];
    let places: Vec<&str> = places.iter().map(String::as_str).collect();
    let finding = found_in(&citing(&places), TEXT);
    let at = |turn, sentence| Address { turn, sentence };
    assert_eq!(
        statuses(&finding),
        [
            ("1.1", PassageStatus::Ok),
            ("1.2", PassageStatus::Moved(at(2, 3))),
            ("2.2", PassageStatus::Lost),
            ("2.3", PassageStatus::Unchecked(birds)),
            ("3.3", PassageStatus::Ambiguous(vec![at(2, 1), at(3, 1)])),
            ("9.1", PassageStatus::Lost),
            ("9.9", PassageStatus::Moved(at(2, 2))),
        ]
    );
    let letter = finding.passages.last().expect("the letter");
    assert_eq!((letter.status.clone(), finding.cited(letter).as_str()), (PassageStatus::ByHand, "letter:p. 2"));
    assert!(!finding.is_settled());
    assert_eq!(finding.counts(), [("lost", 2), ("ambiguous", 1), ("moved", 2), ("unchecked", 1), ("ok", 1), ("by hand", 1)]);
}

#[test]
fn a_sentence_said_twice_is_ok_where_it_is_cited() {
    let finding = found_in(&citing(&[&cite(2, 1), &cite(3, 1)]), TEXT);
    assert_eq!(statuses(&finding), [("2.1", PassageStatus::Ok), ("3.1", PassageStatus::Ok)]);
    assert!(finding.is_settled());
}

#[test]
fn lines_make_no_difference_and_words_do() {
    let places = [cite(0, 1), cite(1, 1), cite(2, 3), cite(3, 3)];
    let case = citing(&places.each_ref().map(String::as_str));
    let wrapped = TEXT.replace("\n\n", "\r\n\r\n").replace(" high", "\r\nhigh").replace(" nest ", "\nnest\n");
    assert_ne!(wrapped, TEXT);
    assert!(found_in(&case, &wrapped).passages.iter().all(|passage| !passage.status.is_open()));
    for (changed, place) in [("too high", "1.1"), ("birds", "2.3"), ("shears", "3.3"), ("neighbours", "0.1")] {
        let finding = found_in(&case, &TEXT.replace(changed, "other words"));
        for (at, status) in statuses(&finding) {
            let expected = if at == place { PassageStatus::Lost } else { PassageStatus::Ok };
            assert_eq!(status, expected, "{at} where `{changed}` was changed");
        }
    }
    // a sentence put in before moves what follows in its turn
    let finding = found_in(&case, &TEXT.replace("In spring", "Gladly. In spring"));
    let moved = PassageStatus::Moved(Address { turn: 2, sentence: 4 });
    assert!(statuses(&finding).contains(&("2.3", moved)));
}

#[test]
fn passages_and_assumptions_both_ways() {
    let finding = found_in(&citing(&[&cite(1, 1), &cite(2, 3), &cite(1, 1)]), TEXT);
    let first = &finding.passages[0];
    let names: Vec<&str> = finding.resting_on(first).into_iter().map(|assumption| assumption.name.as_str()).collect();
    assert_eq!(names, ["Ash, statement 1: Ash cuts", "Ash, statement 3: Ash cuts"]);
    assert_eq!((first.citations.len(), first.reads.as_deref()), (2, Some("The hedge is too high.")));
    let unused: Vec<(u32, &[u32])> = finding.sources[0].turns.iter().map(|turn| (turn.turn, turn.unused.as_slice())).collect();
    assert_eq!(unused, [(0, &[1][..]), (1, &[2]), (2, &[1, 2]), (3, &[1, 2, 3])]);
    let judged: Vec<&str> = finding
        .assumptions
        .iter()
        .filter(|assumption| assumption.citations.is_empty())
        .map(|assumption| assumption.name.as_str())
        .collect();
    assert_eq!(judged, ["party: Ash"]);
    assert_eq!((finding.by_party[0].cited, finding.by_party[0].total, finding.by_party[0].per_cent()), (4, 5, 80));
}

#[test]
fn what_a_criterion_cites_its_statements_rest_on() {
    let text = "format = 1\ntitle = \"T\"\n[source.letter]\ntitle = \"L\"\n[party.ash]\nkind = \"person\"\n[party.ash.option.cut]\n\
                [[preference.ash.criterion]]\nname = \"peace\"\ncite = [\"letter\"]\nstatements = [\"ash.cut\", \"not ash.cut\"]\n";
    let case = read_case("t.toml", text.as_bytes(), &|_| Err(String::new())).case.expect("no faults");
    let finding = resolve(&case, &BTreeMap::new()).finding;
    assert_eq!(finding.citations.len(), 1, "it is one citation");
    let names: Vec<&str> = finding.resting_on(&finding.passages[0]).into_iter().map(|assumption| assumption.name.as_str()).collect();
    assert_eq!(names, ["ash, statement 1: peace: ash cut", "ash, statement 2: peace: not: ash cut"]);
}

#[test]
fn headlines_are_plain() {
    let headline = |case: &Case, text: &str| {
        let record = record::read(text).ok();
        resolve(case, &BTreeMap::from([(SourceId::from_index(0), Found { record, ..Found::default() })])).headline
    };
    let case = citing(&[&cite(1, 1), &cite(2, 3)]);
    assert_eq!(
        headline(&case, TEXT),
        "All 2 citations by turn and sentence are where they should be; 1 more is to be looked up by hand. 1 of 4 assumptions rests on the \
         analyst's judgement."
    );
    assert!(
        headline(&case, &TEXT.replace("birds", "bees"))
            .starts_with("1 of 2 citations by turn and sentence is where it should be: 1 lost; ")
    );
    assert!(headline(&case, "").starts_with("None of the 2 citations by turn and sentence could be looked up: no file was found"));
    assert!(headline(&citing(&[]), TEXT).starts_with("Nothing is cited by turn and sentence; 1 citation is to be looked up by hand. "));
}

/// A folder of files that is gone when the test is over.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str, files: &[(&str, &str)]) -> Self {
        let path = std::env::temp_dir().join(format!("detente-evidence-{}-{name}", std::process::id()));
        for (file, text) in files {
            let file = path.join(file);
            std::fs::create_dir_all(file.parent().expect("it is in the folder")).expect("a folder can be made");
            std::fs::write(file, text).expect("a file can be written");
        }
        Self(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn searched(case: &Case, folder: &Folder) -> Option<Found> {
    let searched = search(case, std::slice::from_ref(&folder.0), &[]).expect("it can be read");
    searched.found.get(&SourceId::from_index(0)).cloned()
}

#[test]
fn files_are_found_by_digest_name_or_content() {
    let case = citing(&[&cite(1, 1), &cite(2, 2), &cite(3, 3)]);
    let wrapped = TEXT.replace(" high", "\nhigh");
    let name = |found: &Option<Found>| found.as_ref().and_then(|found| found.file.clone()).map(|file| (file.name, file.by, file.is_same));
    // the digest goes before the name, in a folder of any name
    let folder = Folder::new("digest", &[("talk.txt", &wrapped), ("a/b/x", TEXT), (".hidden/a", TEXT)]);
    assert_eq!(name(&searched(&case, &folder)), Some(("a/b/x".into(), FoundBy::Digest, Some(true))));
    let folder = Folder::new("name", &[("Talk.md", "Ms. Elm: No hedge."), ("other.txt", "Nothing.")]);
    assert_eq!(name(&searched(&case, &folder)), Some(("Talk.md".into(), FoundBy::Likeness, Some(false))));
    let folder = Folder::new("content", &[("retyped.txt", &wrapped), ("other.txt", "Nothing.")]);
    assert_eq!(name(&searched(&case, &folder)), Some(("retyped.txt".into(), FoundBy::Likeness, Some(false))));
    // of two that are like it the more like; of two that are equally like, none
    let worse = wrapped.replace("spring", "summer");
    let folder = Folder::new("better", &[("a.txt", &worse), ("b.txt", &wrapped)]);
    assert_eq!(name(&searched(&case, &folder)).map(|found| found.0).as_deref(), Some("b.txt"));
    let folder = Folder::new("equal", &[("a.txt", &format!("{wrapped}\n")), ("b.txt", &wrapped)]);
    let found = searched(&case, &folder).expect("it says why there is none");
    assert!(found.file.is_none() && found.record.is_none());
    assert_eq!(found.problem.as_deref(), Some("several files could be it: `a.txt`, `b.txt`; name one with --source talk=FILE"));
    let folder = Folder::new("none", &[("other.txt", "Nothing. At all.")]);
    assert!(searched(&case, &folder).is_none());
    // few digests are not enough to know a file by
    let few = citing(&[&cite(1, 1), &cite(2, 2)]);
    let folder = Folder::new("few", &[("retyped.txt", &wrapped)]);
    assert!(searched(&few, &folder).is_none());
}

#[test]
fn named_files_are_taken_as_they_are() {
    let case = citing(&[&cite(1, 1)]);
    let folder = Folder::new("named", &[("a.txt", TEXT), ("b.txt", "Ms. Elm: No.")]);
    let file = |name: &str| ("talk".to_owned(), folder.0.join(name));
    let searched = search(&case, std::slice::from_ref(&folder.0), &[file("b.txt")]).expect("it can be read");
    let found = &searched.found[&SourceId::from_index(0)];
    assert_eq!(found.file.as_ref().map(|file| (file.by, file.is_same)), Some((FoundBy::Named, Some(false))));
    assert_eq!(resolve(&case, &searched.found).finding.passages[0].status, PassageStatus::Lost);
    let error = |named: &[(String, PathBuf)]| search(&case, &[], named).expect_err("it is a fault").to_string();
    assert_eq!(error(&[("tlk".into(), folder.0.join("a.txt"))]), "the case has no source `tlk` (did you mean `talk`?)");
    assert_eq!(error(&[file("a.txt"), file("b.txt")]), "two files are named for the source `talk`, expected one");
    assert!(error(&[file("missing")]).ends_with("cannot be read"));
    assert!(search(&case, &[folder.0.join("missing")], &[]).is_err());
}

/// The folder of the record of 1990, where it is at hand. It is not in this repository, and no sentence of it is here.
fn record_of_1990() -> Option<(PathBuf, String)> {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/record"));
    let text = std::fs::read_dir(&folder).ok().and_then(|entries| {
        let path = entries.flatten().map(|entry| entry.path()).find(|path| path.extension().is_some_and(|kind| kind == "txt"))?;
        std::fs::read_to_string(path).ok()
    });
    if text.is_none() {
        #[allow(clippy::print_stderr, reason = "a skipped test says so")]
        {
            eprintln!("skipped: no record in {}", folder.display());
        }
    }
    Some((folder, text?))
}

fn catalog(path: &str) -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../catalog/german-question-1990")).join(path)
}

#[test]
fn the_case_of_1990_cites_what_is_there() {
    let Some((folder, text)) = record_of_1990() else { return };
    let case = crate::case::load(&catalog("")).expect("it is there").case.expect("it has no errors");
    let moscow = case.sources.enumerated().find(|(_, source)| source.id == "moscow").map(|(id, _)| id).expect("the record");
    let searched = search(&case, &[folder], &[]).expect("it can be read");
    assert_eq!(searched.found[&moscow].file.as_ref().map(|file| file.by), Some(FoundBy::Digest));
    let finding = resolve(&case, &searched.found).finding;
    assert!(finding.count("ok") > 150);
    assert_eq!(finding.counts().len(), 2, "ok and by hand: {:?}", finding.counts());
    let in_text = |text: &str| {
        let found = Found { record: record::read(text).ok(), ..Found::default() };
        resolve(&case, &BTreeMap::from([(moscow, found)])).finding
    };
    // the same words in one line, and in short lines
    let words: Vec<&str> = text.split_whitespace().collect();
    for rewrapped in [words.join(" "), words.join("\n"), words.chunks(5).map(|line| line.join(" ")).collect::<Vec<_>>().join("\r\n")] {
        assert_ne!(rewrapped, text);
        let lost: Vec<_> =
            in_text(&rewrapped).passages.iter().filter(|passage| passage.status.is_open()).map(|passage| passage.place.clone()).collect();
        assert!(lost.is_empty(), "{lost:?}");
    }
    // each cited sentence changed in turn: by a word, which loses it and no other
    let record = record::read(&text).expect("it is a record");
    let cited: Vec<Address> = finding.passages.iter().filter_map(|passage| passage.address).collect();
    for address in cited.iter().step_by(7) {
        let span = record.sentence(address.turn, address.sentence).expect("it is ok").span.clone();
        let at = span.start + text[span.clone()].find(' ').unwrap_or(0);
        let changed = format!("{} otherwise{}", &text[..at], &text[at..]);
        for passage in in_text(&changed).passages.iter().filter(|passage| passage.address.is_some()) {
            if passage.address == Some(*address) {
                assert!(matches!(passage.status, PassageStatus::Lost | PassageStatus::Moved(_)), "{}", passage.place);
            } else {
                assert_eq!(passage.status, PassageStatus::Ok, "{} where {address:?} was changed", passage.place);
            }
        }
    }
}

#[test]
fn the_claims_of_1990_cite_what_is_there() {
    let Some((_, text)) = record_of_1990() else { return };
    let record = record::read(&text).expect("it is a record");
    let claims: toml::Table = std::fs::read_to_string(catalog("claims.toml")).expect("it is there").parse().expect("it is TOML");
    let claims = claims["claim"].as_array().expect("a list");
    let passages = claims.iter().flat_map(|claim| claim["passage"].as_array().into_iter().flatten()).filter_map(toml::Value::as_str);
    let mut number = 0;
    for passage in passages.filter_map(|passage| passage.strip_prefix("moscow:")) {
        let (place, digest) = passage.split_once('#').expect("a digest");
        let (turn, sentence) = place.split_once('.').expect("turn and sentence");
        let found = record.sentence(turn.parse().expect("a number"), sentence.parse().expect("a number"));
        assert_eq!(found.map(|sentence| sentence.digest.to_string()).as_deref(), Some(digest), "{passage}");
        number += 1;
    }
    assert!(number > 20, "{number}");
}

/// The digests in the tutorial are those of its text, and so is what it says about them.
#[test]
fn the_tutorial_holds() {
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/evidence.md")).expect("it is there");
    let block = |from: &str, to: &str| {
        let (_, rest) = page.split_once(from).expect("it begins");
        let (block, _) = rest.split_once(to).expect("it ends");
        block.trim_matches('\n').lines().map(|line| format!("{}\n", line.strip_prefix("    ").unwrap_or(line))).collect::<String>()
    };
    let text = block("`documents/talk.txt`:\n", "and number it");
    let record = record::read(&text).expect("it is a record");
    let listing = block("$ detente evidence --number documents/talk.txt\n", "    ...\n");
    assert!(record::listing(&record).starts_with(listing.trim_end()), "{listing}");
    let loaded =
        read_case("mycase/case.toml", block("This is `mycase/case.toml`:\n", "What has no `cite`").as_bytes(), &|_| Err(String::new()));
    let case = loaded.case.unwrap_or_else(|| panic!("{:?}", loaded.diagnostics));
    assert_eq!(case.sources[SourceId::from_index(0)].sha256.as_deref(), Some(record.sha256.as_str()));
    let answer = resolve(&case, &BTreeMap::from([(SourceId::from_index(0), Found { record: Some(record), ..Found::default() })]));
    assert!(block("$ detente evidence mycase --sources documents\n", "    ...\n").replace('\n', " ").contains(&answer.headline));
    let unchecked = answer.finding.passages.iter().find(|passage| passage.status.is_open()).expect("one");
    assert_eq!(unchecked.status, PassageStatus::Unchecked("b05a98ff".into()));
    assert_eq!(loaded.files.position(answer.finding.citations[unchecked.citations[0]].span).0, 24);
}
