//! The published conflicts beside the repository: imported, they give what an independent program computed, and what was published
//! or a difference with its reason; and once more after they were written and read as `.gmcr`.
//!
//! Some of them are known only from another program's example files, whose licence does not allow copies, so they are read where they are.

#![expect(clippy::print_stderr, reason = "a test says what it measured or skipped")]

mod common;

use std::fs;
use std::path::PathBuf;

use common::{case_of, concept, game_of, labels, root, set, states_with, verdicts, yes};
use detente::io::format::{conflict_json, gmcr};
use detente::model::Case;
use detente::model::index::{FrameId, Id};
use detente::space::Game;
use serde_json::Value;

/// Our name of each concept of the files.
const CONCEPTS: [(&str, &str); 5] = [("Nash", "nash"), ("GMR", "gmr"), ("SMR", "smr"), ("SEQ", "seq"), ("SSEQ", "sseq")];

/// Published results that the definitions do not give, with the reason. A published concept that is none of ours is not compared.
const DIFFERENCES: [(&str, &str, &str); 0] = [];

/// The files: as `(name, content)`. None where the folder is absent.
fn files() -> Option<Vec<(String, String)>> {
    let folder: PathBuf = root().join("../shared/conflicts");
    let Ok(entries) = fs::read_dir(&folder) else {
        eprintln!("skipped: {} is absent", folder.display());
        return None;
    };
    let paths = entries.map(|entry| entry.expect("it can be read").path()).filter(|path| path.extension().is_some_and(|end| end == "json"));
    let mut files: Vec<(String, String)> = paths
        .map(|path| {
            let name = path.file_stem().expect("it has a name").to_string_lossy().into_owned();
            (name, fs::read_to_string(&path).expect("it can be read"))
        })
        .collect();
    files.sort();
    assert!(!files.is_empty(), "the folder of conflicts is empty");
    Some(files)
}

fn imported(name: &str, text: &str) -> Case {
    let imported = conflict_json::import(text.as_bytes()).unwrap_or_else(|faults| panic!("{name}: {faults:#?}"));
    case_of(&imported.case_toml)
}

fn words(value: &Value) -> Vec<&str> {
    value.as_array().map(|items| items.iter().filter_map(Value::as_str).collect()).unwrap_or_default()
}

/// How many lists of states were compared.
fn agrees_with_reference(name: &str, game: &Game, reference: &Value) -> usize {
    assert_eq!(labels(game), words(&reference["feasible_states"]), "{name}: the feasible states in order");
    let mut compared = 0;
    for (engine, found) in verdicts(game) {
        for (theirs, ours) in CONCEPTS {
            let at = concept(ours).expect("it is ours");
            let here = states_with(game, &found, at, None, yes);
            assert_eq!(here, set(words(&reference["equilibria"][theirs])), "{name}: {engine:?}: {theirs}");
            let by = reference["stable_by_dm"][theirs].as_object().unwrap_or_else(|| panic!("{name}: no stable_by_dm of {theirs}"));
            assert_eq!(by.len(), game.description.parties.len(), "{name}: the same parties");
            for (party, states) in by {
                let player = game.description.parties.iter().position(|known| known.name == *party);
                let player = player.unwrap_or_else(|| panic!("{name}: no party is called `{party}`"));
                let here = states_with(game, &found, at, Some(player), yes);
                assert_eq!(here, set(words(states)), "{name}: {engine:?}: {theirs} for {party}");
                compared += 1;
            }
            compared += 1;
        }
    }
    compared
}

#[test]
fn verdicts_agree_with_the_reference() {
    let Some(files) = files() else { return };
    let (mut compared, mut both) = (0, 0);
    for (name, text) in &files {
        let json: Value = serde_json::from_str(text).unwrap_or_else(|error| panic!("{name}: {error}"));
        let case = imported(name, text);
        let game = game_of(&case, FrameId::from_index(0));
        compared += agrees_with_reference(name, &game, &json["reference"]);
        both += usize::from(verdicts(&game).len() == 2);
    }
    eprintln!("{compared} lists compared in {} conflicts, {both} of them with both engines", files.len());
    assert!(both >= 5, "both engines apply to most conflicts in option form, not to {both} only");
}

#[test]
fn verdicts_agree_with_publications_or_the_difference_is_listed() {
    let Some(files) = files() else { return };
    let mut met: Vec<(&str, &str)> = Vec::new();
    for (name, text) in &files {
        let json: Value = serde_json::from_str(text).unwrap_or_else(|error| panic!("{name}: {error}"));
        let case = imported(name, text);
        let game = game_of(&case, FrameId::from_index(0));
        for (engine, found) in verdicts(&game) {
            for (theirs, published) in json["published"].as_object().into_iter().flatten() {
                let ours = CONCEPTS.iter().chain(&[("SEQ_or_SIM", "seq_or_sim")]).find(|(known, _)| known == theirs);
                let Some((theirs, ours)) = ours else { continue };
                let here = states_with(&game, &found, concept(ours).expect("it is ours"), None, yes);
                let there = set(words(published));
                match DIFFERENCES.iter().find(|(file, concept, _)| file == name && concept == theirs) {
                    Some((file, concept, reason)) => {
                        assert!(!reason.is_empty());
                        assert_ne!(here, there, "{name}: {theirs} is listed as a difference, and is none");
                        met.push((file, concept));
                    }
                    None => assert_eq!(here, there, "{name}: {engine:?}: {theirs} as published"),
                }
            }
        }
    }
    for (file, concept, _) in DIFFERENCES {
        assert!(met.contains(&(file, concept)), "no such published result: {file}, {concept}");
    }
}

#[test]
fn a_gmcr_file_written_and_read_gives_the_same_verdicts() {
    let Some(files) = files() else { return };
    let mut written = 0;
    for (name, text) in &files {
        let json: Value = serde_json::from_str(text).unwrap_or_else(|error| panic!("{name}: {error}"));
        let case = imported(name, text);
        let exported = match gmcr::export(&case, FrameId::from_index(0)) {
            Ok(exported) => exported,
            Err(reasons) => {
                // what the format cannot say, it refuses with the reason: states and arcs
                assert!(case.graph.is_some(), "{name}: {reasons:#?}");
                assert!(reasons.iter().any(|reason| reason.message.contains("graph") || reason.message.contains("state")), "{reasons:#?}");
                continue;
            }
        };
        let again = gmcr::import(exported.as_bytes()).unwrap_or_else(|faults| panic!("{name}: {faults:#?}\n{exported}"));
        let again = case_of(&again.case_toml);
        agrees_with_reference(name, &game_of(&again, FrameId::from_index(0)), &json["reference"]);
        written += 1;
    }
    assert!(written >= 8, "only {written} conflicts could be written as .gmcr");
}
