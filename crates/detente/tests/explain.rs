//! Explanations find what the oracle finds; every certificate passes the checker, and a tampered one is refused where it was tampered with.

#![expect(clippy::print_stderr, reason = "a test says what it measured or skipped")]

use detente::check::{World, verify};
use detente::model::Case;
use detente::model::answer::{Certificate, Claim, Finding};
use detente::model::control::Control;
use detente::model::index::{FrameId, Id};
use detente::solve::explain::Explainer;
use detente::solve::stability::CONCEPTS;
use detente::space::Game;
use detente_testkit::generate::{Shape, generate};
use detente_testkit::oracle::{self, Oracle};

const CASES: u64 = 400;
const CONCEPT: [oracle::Concept; 5] = oracle::Concept::PLAIN;

fn read(text: &str) -> Case {
    let loaded = detente::io::case::read_case("case.toml", text.as_bytes(), &|_| Err("no includes".into()));
    loaded.case.unwrap_or_else(|| panic!("{:#?}\n{text}", loaded.diagnostics))
}

/// Calls `see` with every certificate of the random cases.
fn certificates(cases: std::ops::Range<u64>, mut see: impl FnMut(&Case, &Claim, &Certificate, u64)) -> u64 {
    let shape = Shape { rich_share: 0.3, attempts: 20, ..Shape::default() };
    let control = Control::default();
    let mut explained = 0;
    for number in cases {
        let generated = generate(&shape, 1968, number);
        let case = read(&generated.text);
        let game = Game::new(&case, FrameId::from_index(0), 1 << 30, &control).expect("a game");
        let oracle = Oracle::new(&generated.conflict);
        let explainer = Explainer::new(&case, &game).expect("few restrictions");
        for (player, party) in game.description.parties.iter().enumerate() {
            let theirs = generated.conflict.parties.iter().position(|name| *name == party.id).expect("the same parties");
            for state in 0..generated.conflict.states {
                for (at, concept) in CONCEPT.into_iter().enumerate() {
                    let found = explainer.explain(state, player, CONCEPTS[at], false, &control).expect("it is defined").finding;
                    let expected = oracle.finding(concept, theirs, state).expect("it is defined");
                    let same = match expected {
                        oracle::Finding::Yes => found.stable == Finding::Yes,
                        oracle::Finding::No => found.stable == Finding::No,
                        oracle::Finding::Unknown => found.stable.known().is_none(),
                    };
                    assert!(
                        same,
                        "case {number}: {concept:?} for {} in state {}: {:?}, expected {expected:?}\n{}",
                        party.id,
                        state + 1,
                        found.stable,
                        generated.text
                    );
                    explained += 1;
                    if let Some((claim, certificate)) = &found.certificate {
                        see(&case, claim, certificate, number);
                    }
                }
            }
        }
    }
    explained
}

#[test]
fn findings_agree_with_the_oracle_and_certificates_pass() {
    let mut verified = 0u64;
    let explained = certificates(0..CASES, |case, claim, certificate, number| {
        let world = World::new(case, &claim.frame).expect("the frame");
        verify(&world, claim, certificate).unwrap_or_else(|refusal| panic!("case {number}: {refusal}\n{claim:?}\n{certificate:?}"));
        verified += 1;
    });
    eprintln!("{explained} explanations, {verified} certificates verified");
    assert!(verified > explained / 2);
}

/// The word that a refusal's step must have for each way of tampering.
fn tampered(claim: &Claim, certificate: &Certificate) -> Vec<(Claim, Certificate, &'static str)> {
    let mut all = Vec::new();
    let opposite = Claim { stable: !claim.stable, ..claim.clone() };
    all.push((opposite, certificate.clone(), "the certificate"));
    match certificate {
        Certificate::Paths(deterred) if !deterred.is_empty() => {
            // an answer is left out
            all.push((claim.clone(), Certificate::Paths(deterred[1..].to_vec()), "the improvement to"));
            // an answer leads nowhere
            let mut cut = deterred.clone();
            cut[0].answer.clear();
            all.push((claim.clone(), Certificate::Paths(cut), "the improvement to"));
            // the party itself is made to move
            let mut own = deterred.clone();
            own[0].answer[0].party = claim.party;
            all.push((claim.clone(), Certificate::Paths(own), "step 1 of the answer"));
            // somebody moves twice in a row
            let mut twice = deterred.clone();
            let last = twice[0].answer.last().expect("an answer has steps").clone();
            twice[0].answer.push(last);
            all.push((claim.clone(), Certificate::Paths(twice), "of the answer"));
        }
        Certificate::Paths(_) => {}
        Certificate::ClosedSet { improvement, nodes } => {
            let own = Certificate::ClosedSet { improvement: claim.state.clone(), nodes: nodes.clone() };
            all.push((claim.clone(), own, "the improvement"));
            if !nodes.is_empty() {
                // a node that was reached first is left out: who led there finds it missing
                let fewer = Certificate::ClosedSet { improvement: improvement.clone(), nodes: nodes[1..].to_vec() };
                all.push((claim.clone(), fewer, "the improvement"));
            }
        }
    }
    all
}

#[test]
fn tampered_certificates_are_refused_at_the_step_that_fails() {
    let mut refused = 0u64;
    certificates(0..CASES / 4, |case, claim, certificate, number| {
        let world = World::new(case, &claim.frame).expect("the frame");
        for (claim, certificate, step) in tampered(claim, certificate) {
            let refusal = verify(&world, &claim, &certificate).expect_err("a tampered certificate");
            assert!(refusal.step.contains(step), "case {number}: {refusal}, expected at {step}");
            refused += 1;
        }
    });
    assert!(refused > 1000, "{refused} tampered certificates were tried");
}
