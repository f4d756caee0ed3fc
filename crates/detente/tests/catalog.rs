//! Every case of the catalog can be read, and gives what its `expected.toml` says, through every engine that applies.

mod common;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use common::{concept, game_of, labels, root, set, states_with, verdicts, yes};
use detente::model::Case;
use detente::model::diagnostic::Diagnostic;
use detente::model::index::{FrameId, Id};
use detente_testkit::expected::{Basis, Equilibria, Expected, read_expected};

/// The folders of the catalog.
fn folders() -> Vec<PathBuf> {
    let entries = fs::read_dir(root().join("catalog")).expect("there is a catalog");
    let mut folders: Vec<PathBuf> = entries.map(|entry| entry.expect("it can be read").path()).filter(|path| path.is_dir()).collect();
    folders.sort();
    assert!(folders.len() >= 9, "the catalog has at least the nine cases that it began with, not {}", folders.len());
    folders
}

fn case_in(folder: &Path) -> Case {
    let loaded = detente::io::case::load(folder).unwrap_or_else(|error| panic!("{error}"));
    let faults: Vec<&Diagnostic> = loaded.diagnostics.iter().filter(|fault| fault.is_error()).collect();
    loaded.case.unwrap_or_else(|| panic!("{}: {faults:#?}", folder.display()))
}

#[test]
fn every_case_is_read_and_every_frame_of_it_is_a_game() {
    for folder in folders() {
        let case = case_in(&folder);
        assert!(folder.join("README.md").is_file(), "{}", folder.display());
        for frame in case.frames.ids() {
            assert!(game_of(&case, frame).states() > 0, "{}", folder.display());
        }
    }
}

#[test]
fn every_case_gives_what_is_expected_of_it() {
    let mut compared = 0;
    for folder in folders() {
        let file = folder.join("expected.toml");
        if !file.exists() {
            // the large case from the sources states its claims instead
            assert!(folder.join("claims.toml").exists(), "{} has neither expected.toml nor claims.toml", folder.display());
            continue;
        }
        let text = fs::read_to_string(&file).expect("it can be read");
        let expected = read_expected(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        compared += compare(&folder.display().to_string(), &case_in(&folder), &expected);
    }
    assert!(compared >= 100, "only {compared} lists of states were compared");
}

/// How many lists of states were compared.
fn compare(name: &str, case: &Case, expected: &Expected) -> usize {
    let frame = match &expected.frame {
        Some(frame) => case.frame_named(frame).unwrap_or_else(|| panic!("{name} has no frame {frame}")),
        None => {
            assert_eq!(case.frames.len(), 1, "{name} has several frames: its expected.toml must name one");
            FrameId::from_index(0)
        }
    };
    let game = game_of(case, frame);
    assert_eq!(labels(&game), expected.feasible, "{name}: the feasible states in order");
    let known = |states: &[String]| {
        let unknown: Vec<&String> = states.iter().filter(|state| !expected.feasible.contains(state)).collect();
        assert!(unknown.is_empty(), "{name}: {unknown:?} are no feasible states");
    };
    for block in expected.equilibria.iter().chain(&expected.later) {
        known(&block.states);
        let cited = block.source.iter().map(|source| source.split(':').next().unwrap_or_default());
        for source in cited {
            assert!(case.sources.iter().any(|known| known.id == source), "{name}: no source `{source}`");
        }
    }
    let mut compared = 0;
    for (engine, found) in verdicts(&game) {
        for block in &expected.equilibria {
            let at = concept(&block.concept).unwrap_or_else(|| panic!("{name}: no concept `{}`", block.concept));
            let here = states_with(&game, &found, at, None, yes);
            let what = format!("{name}: {engine:?}: {} on the basis of {:?}", block.concept, block.basis);
            match &block.difference {
                None => assert_eq!(here, set(&block.states), "{what}"),
                Some(_) => {
                    assert_ne!(here, set(&block.states), "{what}: it is said to differ, and does not");
                    assert!(explained(expected, block, &here), "{what}: no block on the basis of the definitions says {here:?}");
                }
            }
            compared += 1;
        }
        for block in &expected.stable {
            let at = concept(&block.concept).unwrap_or_else(|| panic!("{name}: no concept `{}`", block.concept));
            assert!(block.difference.is_none(), "{name}: a difference in [[stable]] is not provided for");
            for (party, states) in &block.by {
                known(states);
                let player = game.description.parties.iter().position(|known| known.id == *party);
                let player = player.unwrap_or_else(|| panic!("{name}: no party `{party}` moves"));
                let here = states_with(&game, &found, at, Some(player), yes);
                assert_eq!(here, set(states), "{name}: {engine:?}: {} for {party}", block.concept);
                compared += 1;
            }
        }
    }
    for block in &expected.later {
        assert_eq!(concept(&block.concept), None, "{name}: `{}` is known by now: move it to [[equilibria]]", block.concept);
    }
    compared
}

/// Whether another block of the concept, on the basis of the definitions, says what was found.
fn explained(expected: &Expected, block: &Equilibria, here: &BTreeSet<String>) -> bool {
    expected
        .equilibria
        .iter()
        .any(|other| other.concept == block.concept && other.basis == Basis::Definitions && set(&other.states) == *here)
}
