//! What the tests share: cases from texts, games, and the verdicts of every engine that applies.
#![allow(dead_code, reason = "each test uses a part of it")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use detente::io::case::Loaded;
use detente::model::Case;
use detente::model::answer::{Finding, StateDescription};
use detente::model::control::Control;
use detente::model::diagnostic::Diagnostic;
use detente::model::index::FrameId;
use detente::solve::stability::{self, CONCEPTS, Concept, EngineChoice, Options, Stability, StabilityError};
use detente::space::Game;

/// How many bytes a test may use.
pub(crate) const MEMORY: u64 = 1 << 30;

/// The root of the repository.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().expect("the repository is there")
}

/// What reading a text without includes gives.
pub(crate) fn load(text: &str) -> Loaded {
    detente::io::case::read_case("case.toml", text.as_bytes(), &|_| Err("there are no includes".into()))
}

/// The case of a text without faults.
pub(crate) fn case_of(text: &str) -> Case {
    let loaded = load(text);
    let faults: Vec<&Diagnostic> = loaded.diagnostics.iter().filter(|fault| fault.is_error()).collect();
    loaded.case.unwrap_or_else(|| panic!("{faults:#?}\n{text}"))
}

/// The game of a frame without faults.
pub(crate) fn game_of(case: &Case, frame: FrameId) -> Game {
    Game::new(case, frame, MEMORY, &Control::default()).unwrap_or_else(|error| panic!("{error:?}"))
}

/// The verdicts of every engine that applies, under the simple concepts. The general engine always applies.
pub(crate) fn verdicts(game: &Game) -> Vec<(EngineChoice, Stability<'_>)> {
    verdicts_of(game, &CONCEPTS)
}

/// The verdicts of every engine that applies, under some concepts.
pub(crate) fn verdicts_of<'g>(game: &'g Game, concepts: &[&'static Concept]) -> Vec<(EngineChoice, Stability<'g>)> {
    [EngineChoice::Fibre, EngineChoice::General]
        .into_iter()
        .filter_map(|engine| {
            let options = Options { concepts: concepts.to_vec(), engine, memory: MEMORY };
            match stability::analyse(game, &options, &Control::default()) {
                Ok(found) => Some((engine, found)),
                Err(StabilityError::Refused { .. }) if engine == EngineChoice::Fibre => None,
                Err(error) => panic!("{error}"),
            }
        })
        .collect()
}

/// How the tests call a state: its name in a graph, a Y/N string, or its values with `/` between them where some are not yes or no.
pub(crate) fn label(game: &Game, state: &StateDescription) -> String {
    if let Some(name) = &state.name {
        return name.clone();
    }
    let word = |(axis, value): (&detente::model::answer::AxisDescription, &u16)| match (axis.is_yes_no(), value) {
        (true, 0) => "N".to_owned(),
        (true, _) => "Y".to_owned(),
        (false, value) => axis.values[usize::from(*value)].id.clone(),
    };
    let words: Vec<String> = game.description.axes.iter().zip(&state.values).map(word).collect();
    let separator = if game.description.axes.iter().all(detente::model::answer::AxisDescription::is_yes_no) { "" } else { "/" };
    words.join(separator)
}

/// The states of a game as the tests call them, in the order of their ordinals.
pub(crate) fn labels(game: &Game) -> Vec<String> {
    game.describe_all().map(|state| label(game, &state)).collect()
}

/// The position of a concept in [`CONCEPTS`].
pub(crate) fn concept(id: &str) -> Option<usize> {
    CONCEPTS.iter().position(|concept| concept.id == id)
}

/// The states of which `what` is found: for a party (by position), or for all of them together.
pub(crate) fn states_with(
    game: &Game,
    found: &Stability<'_>,
    concept: usize,
    party: Option<usize>,
    what: fn(Finding) -> bool,
) -> BTreeSet<String> {
    let finding = |code: u64, number: u64| match party {
        Some(player) => found.stable(player, concept, code, number),
        None => found.equilibrium(code, number)[concept],
    };
    let with = game.feasible.codes().zip(0u64..).filter(|(code, number)| what(finding(*code, *number)));
    with.map(|(code, number)| label(game, &game.describe(code, number))).collect()
}

/// Surely.
pub(crate) fn yes(finding: Finding) -> bool {
    finding == Finding::Yes
}

/// Neither surely nor surely not.
pub(crate) fn unknown(finding: Finding) -> bool {
    finding.known().is_none()
}

/// A set of states.
pub(crate) fn set<S: AsRef<str>>(states: impl IntoIterator<Item = S>) -> BTreeSet<String> {
    states.into_iter().map(|state| state.as_ref().to_owned()).collect()
}

/// A small generator of its own: the same numbers everywhere.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(number: u64) -> Self {
        let mut dice = Self(number.wrapping_mul(0x9E37_79B9_7F4A_7C15).wrapping_add(77));
        for _ in 0..8 {
            let _ = dice.roll(2);
        }
        dice
    }

    pub(crate) fn roll(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % below as u64).expect("small")
    }

    pub(crate) fn chance(&mut self, percent: usize) -> bool {
        self.roll(100) < percent
    }

    pub(crate) fn between(&mut self, least: i64, most: i64) -> i64 {
        least + i64::try_from(self.roll(usize::try_from(most - least + 1).expect("small"))).expect("small")
    }
}
