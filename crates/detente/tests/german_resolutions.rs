//! What became of the German question is kept apart from the case: it is well formed, it is later than the day on which the case is
//! seen, and no input of the case names it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use toml::{Table, Value};

/// The questions of the score sheet.
const QUESTIONS: usize = 32;

fn folder() -> PathBuf {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../catalog/german-question-1990")).to_owned()
}

fn resolutions() -> Table {
    let text = fs::read_to_string(folder().join("resolutions.toml")).expect("it is there");
    text.parse().unwrap_or_else(|fault| panic!("resolutions.toml: {fault}"))
}

/// A day as it is written, `1990-05-25`: such days are in the order of their texts.
fn day(value: &Value) -> String {
    let date = value.as_datetime().unwrap_or_else(|| panic!("{value} is no day"));
    assert!(date.date.is_some() && date.time.is_none() && date.offset.is_none(), "{value} is no day alone");
    date.to_string()
}

fn word<'a>(entry: &'a Table, key: &str) -> &'a str {
    entry.get(key).and_then(Value::as_str).unwrap_or_else(|| panic!("no `{key}` in {entry:?}"))
}

#[test]
fn every_question_is_resolved_once_and_after_the_day_of_the_case() {
    let table = resolutions();
    let case = detente::io::case::load(&folder()).expect("the case is there").case.expect("the case has no errors");
    let as_of = case.as_of.expect("the case is seen on a day").to_string();
    assert_eq!(day(&table["as_of"]), as_of);
    let entries: Vec<&Table> = table["resolution"].as_array().expect("a list").iter().filter_map(Value::as_table).collect();
    let ids: Vec<&str> = entries.iter().map(|entry| word(entry, "id")).collect();
    let expected: Vec<String> = (1..=QUESTIONS).map(|number| format!("Q{number}")).collect();
    assert_eq!(ids, expected);
    for entry in entries {
        let id = word(entry, "id");
        assert!(day(&entry["resolved_on"]) > as_of, "{id} was resolved before the case is seen");
        assert!(word(entry, "question").ends_with('?'), "{id}");
        let addresses = table["address"].as_table().expect("a table");
        for source in word(entry, "source").split(", ") {
            let code = source.split(' ').next().unwrap_or_default();
            assert!(addresses.contains_key(code), "{id}: no address of {code}");
        }
        resolved(id, word(entry, "kind"), entry);
    }
}

/// The resolution is of its kind.
fn resolved(id: &str, kind: &str, entry: &Table) {
    let resolution = &entry["resolution"];
    let list = resolution.as_array();
    match kind {
        "binary" => {
            let answer = resolution.as_str().unwrap_or_default();
            assert!(["yes", "no", "partly"].contains(&answer), "{id}: {answer}");
            let scored = entry.get("scored_as").and_then(Value::as_str);
            assert_eq!(scored.is_some(), answer == "partly", "{id}: `scored_as` goes with `partly`");
            assert!(scored.is_none_or(|scored| ["yes", "no"].contains(&scored)), "{id}: {scored:?}");
        }
        "number" => assert!(list.is_some_and(|list| !list.is_empty() && list.iter().all(Value::is_integer)), "{id}: {resolution}"),
        // a settlement may name no day
        "date" => assert!(resolution.is_str() || day(resolution) > "1990".into(), "{id}: {resolution}"),
        "ranking" => {
            let list = list.unwrap_or_else(|| panic!("{id}: {resolution} is no list"));
            let names: BTreeSet<&str> = list.iter().filter_map(Value::as_str).collect();
            assert!(!list.is_empty() && names.len() == list.len(), "{id}: {resolution}");
        }
        _ => panic!("{id}: `{kind}` is no kind"),
    }
}

#[test]
fn no_input_of_the_case_names_the_resolutions() {
    let mut read = 0;
    for entry in fs::read_dir(folder()).expect("the folder is there").flatten() {
        let path = entry.path();
        if path.extension().is_some_and(|kind| kind == "toml") && path.file_name().is_some_and(|name| name != "resolutions.toml") {
            let text = fs::read_to_string(&path).expect("it can be read");
            assert!(!text.contains("resolutions"), "{} names the resolutions", path.display());
            read += 1;
        }
    }
    assert!(read >= 4, "case, preferences, claims and findings at least");
    let loaded = detente::io::case::load(&folder()).expect("the case is there");
    let read: Vec<&str> = loaded.files.iter().map(|(_, name, _)| name).collect();
    assert!(read.iter().any(|name| Path::new(name).ends_with("preferences.toml")), "{read:?}");
    assert!(!read.iter().any(|name| Path::new(name).ends_with("resolutions.toml")), "{read:?}");
}
