//! The engines against a brute-force program that shares no code with them: on random conflicts, from the case file on, and on
//! published ones.

#![expect(clippy::print_stderr, reason = "a test says what it measured or skipped")]

use detente::model::answer::Finding;
use detente::model::control::Control;
use detente::model::diagnostic::Diagnostic;
use detente::model::index::{FrameId, Id};
use detente::solve::stability::{self, CONCEPTS, EngineChoice, Options, StabilityError};
use detente::space::Game;
use detente_testkit::generate::{GeneratedCase, Shape, generate};
use detente_testkit::oracle::{self, Oracle, Richness, richness};
use rayon::prelude::*;

const SEED: u64 = 1990;
const MEMORY: u64 = 1 << 30;

fn game_of(text: &str) -> Game {
    let loaded = detente::io::case::read_case("case.toml", text.as_bytes(), &|_| Err("no includes".into()));
    let errors: Vec<&Diagnostic> = loaded.diagnostics.iter().filter(|diagnostic| diagnostic.is_error()).collect();
    let case = loaded.case.unwrap_or_else(|| panic!("{errors:#?}\n{text}"));
    match Game::new(&case, FrameId::from_index(0), MEMORY, &Control::default()) {
        Ok(game) => game,
        Err(error) => panic!("{error:?}\n{text}"),
    }
}

fn same(finding: Finding, expected: Option<oracle::Finding>) -> bool {
    match expected {
        Some(oracle::Finding::Yes) => finding == Finding::Yes,
        Some(oracle::Finding::No) => finding == Finding::No,
        Some(oracle::Finding::Unknown) => finding.known().is_none(),
        None => finding.known().is_none(),
    }
}

const ALL: [oracle::Concept; 7] = oracle::Concept::ALL;

/// How many findings were compared, and with how many engines.
fn compare(generated: &GeneratedCase) -> (u64, u64) {
    let game = game_of(&generated.text);
    let oracle = Oracle::new(&generated.conflict);
    assert_eq!(game.states(), generated.conflict.states as u64, "{}", generated.text);
    let (mut compared, mut engines) = (0, 0);
    for engine in [EngineChoice::Fibre, EngineChoice::General] {
        let options = Options { concepts: CONCEPTS.to_vec(), engine, memory: MEMORY };
        let stability = match stability::analyse(&game, &options, &Control::default()) {
            Ok(stability) => stability,
            Err(StabilityError::Refused { .. }) if engine == EngineChoice::Fibre => continue,
            Err(error) => panic!("{error}\n{}", generated.text),
        };
        engines += 1;
        for (number, code) in game.feasible.codes().enumerate() {
            for (bit, concept) in ALL.into_iter().enumerate() {
                for (player, party) in game.description.parties.iter().enumerate() {
                    let theirs = generated.conflict.parties.iter().position(|name| *name == party.id).expect("the same parties");
                    let finding = stability.stable(player, bit, code, number as u64);
                    let expected = oracle.finding(concept, theirs, number);
                    assert!(
                        same(finding, expected),
                        "the verdicts differ: case {}, {engine:?}: {concept:?} for {} in state {}: {finding:?}, expected {expected:?}\n{}",
                        generated.number,
                        party.id,
                        number + 1,
                        generated.text
                    );
                    compared += 1;
                }
                let finding = stability.equilibrium(code, number as u64)[bit];
                let expected = oracle.equilibrium(concept, number);
                assert!(
                    same(finding, expected),
                    "the verdicts differ: case {}, {engine:?}: {concept:?} equilibrium {}: {finding:?}, expected {expected:?}\n{}",
                    generated.number,
                    number + 1,
                    generated.text
                );
            }
        }
    }
    (compared, engines)
}

/// How many cases: `DETENTE_CASES`, where a run is to be shorter, else ten thousand.
fn cases() -> u64 {
    match std::env::var("DETENTE_CASES") {
        Ok(number) => number.parse().expect("DETENTE_CASES is a number"),
        Err(_) => 10_000,
    }
}

#[derive(Default)]
struct Tally {
    findings: u64,
    both: u64,
    richness: Richness,
}

#[test]
fn random_conflicts_agree_with_brute_force() {
    let shape = Shape::default();
    let cases = cases();
    let one = |number: u64| {
        let generated = generate(&shape, SEED, number);
        let (findings, engines) = compare(&generated);
        Tally { findings, both: u64::from(engines == 2), richness: richness(&Oracle::new(&generated.conflict)) }
    };
    let add = |mut sum: Tally, next: Tally| {
        sum.findings += next.findings;
        sum.both += next.both;
        sum.richness.add(next.richness);
        sum
    };
    let total = (0..cases).into_par_iter().map(one).reduce(Tally::default, add);
    let (differs, long) = (total.richness.per_cent_sequential_differs(), total.richness.per_cent_long());
    eprintln!(
        "{} findings compared on {cases} cases, {} of them with both engines; SEQ unlike GMR in {differs} % of {} cells, sanctions of \
         three moves or more in {long} % of {} deterred cells",
        total.findings, total.both, total.richness.cells, total.richness.sanctioned
    );
    assert!(total.both > cases / 3, "the fast engine should apply to many cases, not {} of {cases}", total.both);
    assert!(differs >= 20, "SEQ differs from GMR in {differs} % of the cells only: too easy");
    assert!(long >= 10, "only {long} % of the deterred cells need a long sanction: too easy");
}
