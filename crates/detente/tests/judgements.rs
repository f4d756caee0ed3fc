//! Attitudes to one's own unknown preferences, and two degrees of strength, against a brute-force program that shares no code with
//! the product: on random conflicts, from the case file on.

#![expect(clippy::print_stderr, reason = "how much was compared is told to whoever runs the tests")]

mod common;

use common::{MEMORY, case_of, game_of};
use detente::model::answer::Finding;
use detente::model::control::Control;
use detente::model::index::{FrameId, Id};
use detente::solve::stability::concept::{Attitude, Judgement};
use detente::solve::stability::{self, AT_ONCE, ATTITUDES, CONCEPTS, Concept, DEGREES, EngineChoice, Options, StabilityError};
use detente::space::Game;
use detente_testkit::generate::{GeneratedCase, Shape, generate, strengthened};
use detente_testkit::oracle::{
    self, AttitudeOracle, Comparison, Extension, Sanction, Simple, StrengthOracle, Strong, all_strengths, comparison, is_strength,
};
use rayon::prelude::*;

const SEED: u64 = 2004;

/// How many cases: `DETENTE_CASES`, where a run is to be shorter.
fn cases(usual: u64) -> u64 {
    match std::env::var("DETENTE_CASES") {
        Ok(number) => usual.min(number.parse().expect("DETENTE_CASES is a number")),
        Err(_) => usual,
    }
}

/// Concept → player → state: what is found, and concept → state for all together.
struct Found {
    stable: Vec<Vec<Vec<Finding>>>,
    equilibrium: Vec<Vec<Finding>>,
}

impl Found {
    /// Without the first concepts.
    fn without(mut self, first: usize) -> Self {
        self.stable.drain(..first);
        self.equilibrium.drain(..first);
        self
    }
}

fn found(game: &Game, concepts: &[&'static Concept], engine: EngineChoice) -> Found {
    let mut all = Found { stable: Vec::new(), equilibrium: Vec::new() };
    for concepts in concepts.chunks(AT_ONCE) {
        let options = Options { concepts: concepts.to_vec(), engine, memory: MEMORY };
        let stability = stability::analyse(game, &options, &Control::default()).unwrap_or_else(|error| panic!("{error}"));
        let states = || game.feasible.codes().zip(0u64..);
        for at in 0..concepts.len() {
            let of = |player| states().map(|(code, number)| stability.stable(player, at, code, number)).collect();
            all.stable.push((0..game.players.len()).map(of).collect());
            all.equilibrium.push(states().map(|(code, number)| stability.equilibrium(code, number)[at]).collect());
        }
    }
    all
}

/// For each player the position of the oracle's party.
fn positions(game: &Game, generated: &GeneratedCase) -> Vec<usize> {
    let theirs = |id: &str| generated.conflict.parties.iter().position(|name| name == id).expect("the same parties");
    game.description.parties.iter().map(|party| theirs(&party.id)).collect()
}

fn game(text: &str) -> Game {
    game_of(&case_of(text), FrameId::from_index(0))
}

/// The simple concept and the extensions that a concept of the product stands for.
fn attitude(concept: &Concept) -> (Simple, Vec<Extension>) {
    let (simple, letter) = concept.id.rsplit_once('_').expect("a name and a letter");
    let simple = match simple {
        "nash" => Simple::Nash,
        "gmr" => Simple::Gmr,
        "smr" => Simple::Smr,
        "seq" => Simple::Seq,
        other => panic!("{other}"),
    };
    let extensions = match (simple, letter) {
        (Simple::Nash, "a") => vec![Extension::A, Extension::C],
        (Simple::Nash, "b") => vec![Extension::B, Extension::D],
        (_, "a") => vec![Extension::A],
        (_, "b") => vec![Extension::B],
        (_, "c") => vec![Extension::C],
        (_, "d") => vec![Extension::D],
        (_, other) => panic!("{other}"),
    };
    (simple, extensions)
}

#[derive(Default, Debug)]
struct Tally {
    compared: u64,
    pairs: u64,
    unknown_pairs: u64,
    unlike_simple: u64,
    infeasible: u64,
    one_way: u64,
    graphs: u64,
    silent: u64,
    unknown: u64,
    unstated: u64,
    yes: u64,
    no: u64,
}

impl Tally {
    fn add(mut self, other: &Self) -> Self {
        for (sum, more) in [
            (&mut self.compared, other.compared),
            (&mut self.pairs, other.pairs),
            (&mut self.unknown_pairs, other.unknown_pairs),
            (&mut self.unlike_simple, other.unlike_simple),
            (&mut self.infeasible, other.infeasible),
            (&mut self.one_way, other.one_way),
            (&mut self.graphs, other.graphs),
            (&mut self.silent, other.silent),
            (&mut self.unknown, other.unknown),
            (&mut self.unstated, other.unstated),
            (&mut self.yes, other.yes),
            (&mut self.no, other.no),
        ] {
            *sum += more;
        }
        self
    }

    fn shapes(mut self, generated: &GeneratedCase) -> Self {
        self.infeasible = u64::from(generated.text.contains("[[infeasible]]"));
        self.one_way = u64::from(generated.text.contains("moves = "));
        self.graphs = u64::from(generated.text.contains("[graph"));
        self
    }
}

fn uncertain() -> Shape {
    Shape {
        parties: 2..=4,
        graph_states: 4..=10,
        combinations: 24,
        unknown_share: 0.1,
        partial_share: 0.55,
        graph_partial: true,
        one_way_share: 0.2,
        rich_share: 0.0,
        ..Shape::default()
    }
}

fn compare_attitudes(generated: &GeneratedCase) -> Tally {
    let game = game(&generated.text);
    let conflict = &generated.conflict;
    let oracle = AttitudeOracle::new(conflict);
    let theirs = positions(&game, generated);
    let mut tally = Tally::default().shapes(generated);
    for preference in theirs.iter().map(|party| &conflict.preference[*party]) {
        tally.silent += u64::from(*preference == oracle::Preference::Unknown);
        for s in 0..conflict.states {
            for t in 0..s {
                tally.pairs += 1;
                tally.unknown_pairs += u64::from(comparison(preference, s, t) == Comparison::U);
            }
        }
    }
    // beside a simple concept, which the fast engine does where it applies
    let mixed: Vec<&'static Concept> = CONCEPTS[..1].iter().copied().chain(ATTITUDES).collect();
    for engine in [EngineChoice::Auto, EngineChoice::General] {
        let found = found(&game, &mixed, engine).without(1);
        for (at, concept) in ATTITUDES.into_iter().enumerate() {
            let (simple, extensions) = attitude(concept);
            for state in 0..conflict.states {
                let mut all = true;
                for (player, &party) in theirs.iter().enumerate() {
                    for &extension in &extensions {
                        let expected = oracle.is_stable(simple, extension, party, state);
                        assert_eq!(
                            found.stable[at][player][state].known(),
                            Some(expected),
                            "case {}, {engine:?}: {} for {} in state {}\n{}",
                            generated.number,
                            concept.id,
                            conflict.parties[party],
                            state + 1,
                            generated.text
                        );
                        all &= expected;
                        tally.compared += 1;
                        *(if expected { &mut tally.yes } else { &mut tally.no }) += 1;
                    }
                }
                assert_eq!(found.equilibrium[at][state].known(), Some(all), "case {}\n{}", generated.number, generated.text);
            }
        }
        let at = |id: &str| ATTITUDES.iter().position(|concept| concept.id == id).expect("there is such a concept");
        for player in 0..theirs.len() {
            for state in 0..conflict.states {
                let is = |id: &str| found.stable[at(id)][player][state] == Finding::Yes;
                for simple in ["nash", "gmr", "smr", "seq"] {
                    let [a, b, c, d] = ["a", "b", "c", "d"].map(|letter| match (simple, letter) {
                        ("nash", "c") => is("nash_a"),
                        ("nash", "d") => is("nash_b"),
                        _ => is(&format!("{simple}_{letter}")),
                    });
                    assert!((!a || b && c) && (!b || d) && (!c || d), "a is strictest, d weakest: {}", generated.text);
                    tally.unlike_simple += u64::from(a != d);
                }
            }
        }
    }
    tally
}

#[test]
fn attitudes_agree_with_brute_force() {
    let number = cases(2_500);
    let shape = uncertain();
    let one = |number| compare_attitudes(&generate(&shape, SEED, number));
    let total = (0..number).into_par_iter().map(one).reduce(Tally::default, |sum, next| sum.add(&next));
    eprintln!("{number} cases: {total:?}");
    assert!(total.unknown_pairs * 10 >= total.pairs, "{total:?}");
    for some in [total.infeasible, total.one_way, total.graphs, total.silent] {
        assert!(some * 20 >= number, "{total:?}");
    }
    for many in [total.yes, total.no, total.unlike_simple] {
        assert!(many * 20 >= total.compared / 14, "{total:?}");
    }
}

/// Where the others can come back to where their answers begin, that is no answer (definitions, S2): else what cannot be compared
/// would deter itself. The reading with it differs on random graphs, so leaving it out is tested.
#[test]
fn an_answer_is_not_where_it_began() {
    let text = "format = 1\ntitle = \"Back again\"\n[party.p]\nkind = \"person\"\n[party.q]\nkind = \"person\"\n[party.r]\nkind = \"person\"\n\
                [graph]\nstates = [\"s1\", \"s2\", \"s3\"]\n[graph.arcs]\np = [[\"s1\", \"s2\"]]\nq = [[\"s2\", \"s3\"]]\nr = [[\"s3\", \"s2\"]]\n\
                [preference.p]\nranking = [[\"s3\"], [\"s1\"]]\n";
    let game = game(text);
    let found = found(&game, &ATTITUDES, EngineChoice::Auto);
    let stable = |id: &str| found.stable[ATTITUDES.iter().position(|concept| concept.id == id).expect("a concept")][0][0];
    for id in ["gmr_a", "gmr_c", "smr_c", "seq_a", "seq_c"] {
        assert_eq!(stable(id), Finding::No, "{id}");
    }
    for id in ["gmr_b", "gmr_d", "seq_b", "seq_d"] {
        assert_eq!(stable(id), Finding::Yes, "{id}");
    }
}

#[test]
fn known_orders_make_attitudes_simple() {
    let shape = Shape { unknown_share: 0.0, partial_share: 0.0, rich_share: 0.3, attempts: 10, ..uncertain() };
    let number = cases(400);
    for number in 0..number {
        let generated = generate(&shape, SEED + 1, number);
        let game = game(&generated.text);
        for engine in [EngineChoice::Auto, EngineChoice::General] {
            let simple = found(&game, &CONCEPTS, engine);
            let attitudes = found(&game, &ATTITUDES, engine);
            for (at, concept) in ATTITUDES.into_iter().enumerate() {
                let (id, _) = concept.id.rsplit_once('_').expect("a name and a letter");
                let same = CONCEPTS.iter().position(|concept| concept.id == id).expect("a simple concept");
                assert_eq!(attitudes.stable[at], simple.stable[same], "{} {engine:?}\n{}", concept.id, generated.text);
            }
        }
    }
}

#[test]
fn renamed_parties_have_the_same_verdicts() {
    let number = cases(150);
    for number in 0..number {
        let generated = generate(&uncertain(), SEED + 2, number);
        let (text, _) = strengthened(&generated, SEED, 0.8);
        let other = text.replace("p1", "p\u{0}").replace("p2", "p1").replace("p\u{0}", "p2");
        let (before, after) = (game(&text), game(&other));
        let concepts: Vec<&'static Concept> = ATTITUDES.into_iter().chain(DEGREES).collect();
        let (one, two) = (found(&before, &concepts, EngineChoice::Auto), found(&after, &concepts, EngineChoice::Auto));
        for (player, party) in before.description.parties.iter().enumerate() {
            let renamed = match party.id.as_str() {
                "p1" => "p2",
                "p2" => "p1",
                same => same,
            };
            let theirs = after.description.parties.iter().position(|party| party.id == renamed).expect("it is there");
            for (at, concept) in concepts.iter().enumerate() {
                assert_eq!(one.stable[at][player], two.stable[at][theirs], "{} {}\n{text}", concept.id, party.id);
            }
        }
    }
}

/// What is expected of the concepts of [`DEGREES`], in their order.
fn expected(strong: [oracle::Finding; 3], weak: [oracle::Finding; 3]) -> impl Iterator<Item = oracle::Finding> {
    strong.into_iter().chain(weak)
}

fn same(finding: Finding, expected: oracle::Finding) -> bool {
    match expected {
        oracle::Finding::Yes => finding == Finding::Yes,
        oracle::Finding::No => finding == Finding::No,
        oracle::Finding::Unknown => finding.known().is_none(),
    }
}

fn compare_strength(generated: &GeneratedCase, share: f64) -> Tally {
    let (text, strong) = strengthened(generated, SEED, share);
    let game = game(&text);
    let conflict = &generated.conflict;
    let oracle = StrengthOracle::new(conflict);
    let theirs = positions(&game, generated);
    let mut tally = Tally::default().shapes(generated);
    for (preference, strong) in conflict.preference.iter().zip(&strong) {
        if let (oracle::Preference::Ranked(rank), Some(strong)) = (preference, strong) {
            assert!(is_strength(rank, strong), "what the marks mean is a relation of strength\n{text}");
            // strict pairs that are not strong: two degrees, not one
            for s in 0..rank.len() {
                for t in 0..rank.len() {
                    tally.pairs += u64::from(rank[s] > rank[t]);
                    tally.unknown_pairs += u64::from(strong[s][t]);
                }
            }
        }
    }
    let simple = found(&game, &CONCEPTS, EngineChoice::Auto);
    // beside simple concepts, which the fast engine does where it applies
    let mixed: Vec<&'static Concept> = CONCEPTS[..2].iter().copied().chain(DEGREES).collect();
    for engine in [EngineChoice::Auto, EngineChoice::General] {
        let found = found(&game, &mixed, engine);
        for at in 0..2 {
            assert_eq!(found.stable[at], simple.stable[at], "{text}");
        }
        let found = found.without(2);
        for (player, &party) in theirs.iter().enumerate() {
            tally.unstated += u64::from(strong[party].is_none());
            for state in 0..conflict.states {
                let both = Sanction::ALL.map(|sanction| oracle.findings(sanction, party, state, strong[party].as_ref()));
                for (at, expected) in expected(both.map(|[strong, _]| strong), both.map(|[_, weak]| weak)).enumerate() {
                    let finding = found.stable[at][player][state];
                    assert!(
                        same(finding, expected),
                        "case {}, {engine:?}: {} for {} in state {}: {finding:?}, expected {expected:?}\n{text}",
                        generated.number,
                        DEGREES[at].id,
                        conflict.parties[party],
                        state + 1
                    );
                    tally.compared += 1;
                    *(match expected {
                        oracle::Finding::Yes => &mut tally.yes,
                        oracle::Finding::No => &mut tally.no,
                        oracle::Finding::Unknown => &mut tally.unknown,
                    }) += 1;
                }
                for (at, id) in ["gmr", "smr", "seq"].into_iter().enumerate() {
                    let general = simple.stable[CONCEPTS.iter().position(|concept| concept.id == id).expect("simple")][player][state];
                    let (strong, weak) = (found.stable[at][player][state], found.stable[at + 3][player][state]);
                    assert!(strong != Finding::Yes || general == Finding::Yes, "strong implies general\n{text}");
                    assert!(general != Finding::No || strong == Finding::No, "strong implies general\n{text}");
                    assert_eq!(
                        weak == Finding::Yes,
                        general == Finding::Yes && strong == Finding::No,
                        "weak: general and not strong\n{text}"
                    );
                    assert_eq!(
                        weak == Finding::No,
                        general == Finding::No || strong == Finding::Yes,
                        "weak: general and not strong\n{text}"
                    );
                    let nash = simple.stable[0][player][state];
                    assert!(nash != Finding::Yes || strong == Finding::Yes, "Nash stable states are strongly stable\n{text}");
                    tally.unlike_simple += u64::from(general == Finding::Yes && strong == Finding::No);
                }
            }
        }
        for (at, by_state) in found.equilibrium.iter().enumerate() {
            for (state, finding) in by_state.iter().enumerate() {
                let of = |player: &Vec<Finding>| player[state];
                let all = found.stable[at].iter().map(of);
                if all.clone().all(|found| found == Finding::Yes) {
                    assert_eq!(*finding, Finding::Yes);
                } else if all.clone().any(|found| found == Finding::No) {
                    assert_eq!(*finding, Finding::No);
                } else {
                    assert!(finding.known().is_none());
                }
            }
        }
    }
    tally
}

#[test]
fn strength_agrees_with_brute_force() {
    let shapes = [
        (
            Shape {
                parties: 2..=4,
                one_way_share: 0.2,
                rich_share: 0.5,
                attempts: 10,
                graph_states: 4..=10,
                combinations: 24,
                ..Shape::default()
            },
            2_000,
        ),
        (Shape { unknown_share: 0.05, partial_share: 0.15, ..uncertain() }, 600),
    ];
    for (shape, usual) in shapes {
        let number = cases(usual);
        let one = |number| compare_strength(&generate(&shape, SEED + 3, number), 0.8);
        let total = (0..number).into_par_iter().map(one).reduce(Tally::default, |sum, next| sum.add(&next));
        eprintln!("{number} cases (unknown pairs: strong pairs): {total:?}");
        for some in [total.infeasible, total.one_way, total.graphs, total.unstated] {
            assert!(some * 20 >= number, "{total:?}");
        }
        for many in [total.yes, total.no, total.unknown, total.unlike_simple] {
            assert!(many * 50 >= total.compared / 6, "{total:?}");
        }
        assert!((1..10).contains(&(total.unknown_pairs * 10 / total.pairs)), "neither none nor nearly all are strong: {total:?}");
    }
}

/// Where strength is not stated the finding is what all relations of strength that agree with the order say, tried one by one.
#[test]
fn unstated_strength_is_every_strength() {
    let shape = Shape {
        unknown_share: 0.0,
        partial_share: 0.0,
        parties: 2..=3,
        graph_states: 4..=7,
        combinations: 8,
        rich_share: 0.0,
        ..Shape::default()
    };
    let mut compared = [0u64; 3];
    for number in 0..cases(400) {
        let generated = generate(&shape, SEED + 4, number);
        let game = game(&generated.text);
        let conflict = &generated.conflict;
        let oracle = StrengthOracle::new(conflict);
        let found = found(&game, &DEGREES, EngineChoice::Auto);
        for (player, party) in positions(&game, &generated).into_iter().enumerate() {
            let oracle::Preference::Ranked(rank) = &conflict.preference[party] else { panic!("all are ranked") };
            let Some(all): Option<Vec<Strong>> = all_strengths(rank, 7) else { continue };
            assert!(all.iter().all(|strong| is_strength(rank, strong)));
            for state in 0..conflict.states {
                let both = Sanction::ALL.map(|sanction| oracle.over_all(sanction, party, state, &all));
                for (at, expected) in expected(both.map(|[strong, _]| strong), both.map(|[_, weak]| weak)).enumerate() {
                    let finding = found.stable[at][player][state];
                    assert!(same(finding, expected), "{}: {finding:?}, expected {expected:?}\n{}", DEGREES[at].id, generated.text);
                    compared[match expected {
                        oracle::Finding::Yes => 0,
                        oracle::Finding::No => 1,
                        oracle::Finding::Unknown => 2,
                    }] += 1;
                }
            }
        }
    }
    eprintln!("{compared:?} findings (yes, no, unknown) over all relations of strength");
    assert!(compared.iter().all(|count| *count > 0));
}

#[test]
fn what_is_too_much_is_refused() {
    let generated = generate(&Shape { graph_share: 0.0, unknown_share: 0.0, partial_share: 0.0, ..uncertain() }, SEED, 1);
    let game = game(&generated.text);
    let analyse = |concepts: Vec<&'static Concept>, memory: u64| {
        stability::analyse(&game, &Options { concepts, engine: EngineChoice::Fibre, memory }, &Control::default()).map(|_| ())
    };
    assert_eq!(analyse(ATTITUDES.to_vec(), MEMORY), Err(StabilityError::TooMany { asked: ATTITUDES.len() }));
    // the general engine is needed for strength, and would not fit
    assert!(matches!(analyse(vec![DEGREES[0]], 1 << 16), Err(StabilityError::TooLarge { .. })));
}

#[test]
fn the_groups_are_what_they_say() {
    let is_attitude = |concept: &&Concept| matches!(concept.judgement, Judgement::Attitude(_));
    assert!(ATTITUDES.iter().all(is_attitude));
    assert!(CONCEPTS.iter().all(|concept| concept.judgement == Judgement::Stated));
    for concept in ATTITUDES {
        let Judgement::Attitude(found) = concept.judgement else { panic!("an attitude") };
        let letter = concept.id.chars().last();
        let all = [('a', Attitude::A), ('b', Attitude::B), ('c', Attitude::C), ('d', Attitude::D)];
        assert_eq!(all.iter().find(|(_, attitude)| *attitude == found).map(|(letter, _)| *letter), letter, "{}", concept.id);
    }
}
