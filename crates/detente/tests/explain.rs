//! Explanations find what the oracle finds; every certificate passes the checker, and a tampered one is refused where it was tampered with;
//! what is said to turn a finding does, and nothing smaller of its kind.

#![expect(clippy::print_stderr, reason = "a test says what it measured or skipped")]

mod common;

use common::{case_of, game_of};
use detente::check::{World, verify};
use detente::model::Case;
use detente::model::answer::{
    Certificate, Certified, CertifiedStep, Claim, Decided, ExplanationFinding, Finding, Flip, FlipKind, Nearest, Sanction,
};
use detente::model::control::Control;
use detente::model::index::{FrameId, Id};
use detente::solve::explain::Explainer;
use detente::solve::stability::CONCEPTS;
use detente_testkit::generate::{GeneratedCase, Shape, generate};
use detente_testkit::oracle::{self, Conflict, Oracle, Preference, group_reach};

const CASES: u64 = 400;
const SEED: u64 = 1968;

fn shape() -> Shape {
    Shape { rich_share: 0.3, attempts: 20, ..Shape::default() }
}

fn same(found: Finding, expected: Option<oracle::Finding>) -> bool {
    match expected {
        Some(oracle::Finding::Yes) => found == Finding::Yes,
        Some(oracle::Finding::No) => found == Finding::No,
        Some(oracle::Finding::Unknown) | None => found.known().is_none(),
    }
}

/// Calls `see` with every certificate of the random cases.
fn certificates(cases: std::ops::Range<u64>, mut see: impl FnMut(&Case, &Certified, u64)) -> u64 {
    let shape = shape();
    let control = Control::default();
    let mut explained = 0;
    for number in cases {
        let generated = generate(&shape, SEED, number);
        let case = case_of(&generated.text);
        let game = game_of(&case, FrameId::from_index(0));
        let oracle = Oracle::new(&generated.conflict);
        let explainer = Explainer::new(&case, &game).expect("few restrictions");
        for (player, party) in game.description.parties.iter().enumerate() {
            let theirs = generated.conflict.parties.iter().position(|name| *name == party.id).expect("the same parties");
            for state in 0..generated.conflict.states {
                for (at, concept) in oracle::Concept::ALL.into_iter().enumerate() {
                    let found = explainer.explain(state, player, CONCEPTS[at], false, &control).expect("it is defined").finding;
                    let expected = oracle.finding(concept, theirs, state);
                    assert!(
                        same(found.stable, expected),
                        "case {number}: {concept:?} for {} in state {}: {:?}, expected {expected:?}\n{}",
                        party.id,
                        state + 1,
                        found.stable,
                        generated.text
                    );
                    explained += 1;
                    let proven = matches!(found.certificates.first(), Some(Certified::Stability(..)));
                    assert_eq!(proven, found.stable.known().is_some(), "case {number}: a finding that is known is proven");
                    assert_eq!(found.uncertified, 0);
                    found.certificates.iter().for_each(|certified| see(&case, certified, number));
                }
            }
        }
    }
    explained
}

#[test]
fn findings_agree_with_the_oracle_and_certificates_pass() {
    let (mut stability, mut orders, mut at_once, mut staying) = (0u64, 0u64, 0u64, 0u64);
    let explained = certificates(0..CASES, |case, certified, number| {
        let world = World::new(case, certified.frame()).expect("the frame");
        verify(&world, certified).unwrap_or_else(|refusal| panic!("case {number}: {refusal}\n{certified:?}"));
        match certified {
            Certified::Stability(_, Certificate::Paths(deterred)) => {
                stability += 1;
                at_once += u64::from(deterred.iter().any(|deterred| matches!(deterred.by, Sanction::AtOnce { .. })));
            }
            Certified::Stability(_, Certificate::ClosedSet { staying: stay, .. }) => {
                stability += 1;
                staying += u64::from(!stay.is_empty());
            }
            _ => orders += 1,
        }
    });
    eprintln!(
        "{explained} explanations; verified: {stability} certificates of stability ({at_once} with moves at the same time, {staying} with \
         parties that stay), {orders} of what decides"
    );
    assert!(stability > explained / 2 && orders > 1000 && at_once > 100 && staying > 100);
}

/// Ways of tampering with a certificate that make it wrong, each with a word that the step at which it is refused must have.
fn tampered(certified: &Certified) -> Vec<(Certified, &'static str)> {
    let mut all = Vec::new();
    let (claim, certificate) = match certified {
        Certified::Stability(claim, certificate) => (claim, certificate),
        Certified::Order(preferred) => {
            let mut swapped = preferred.clone();
            std::mem::swap(&mut swapped.better, &mut swapped.worse);
            all.push((Certified::Order(swapped), "what decides"));
            let mut nothing = preferred.clone();
            nothing.decided.iter_mut().for_each(|decided| *decided = Decided::Equal);
            all.push((Certified::Order(nothing), "what decides"));
            let mut more = preferred.clone();
            more.decided.push(Decided::Equal);
            all.push((Certified::Order(more), "what decides"));
            for (order, decided) in preferred.decided.iter().enumerate() {
                let other = match decided {
                    Decided::Equal => Decided::Statement(1),
                    Decided::Statement(number) => Decided::Statement(number + 1),
                    Decided::Score(place) => Decided::Score(place + 1),
                };
                let mut elsewhere = preferred.clone();
                elsewhere.decided[order] = other;
                all.push((Certified::Order(elsewhere), "what decides in order"));
            }
            let mut outside = preferred.clone();
            outside.better[0] = 99;
            all.push((Certified::Order(outside), "the better state"));
            return all;
        }
        Certified::Layers(_) | Certified::Closed(_) | Certified::Consent(_) | Certified::Dominance(_) => return all,
    };
    let mut add = |claim: Claim, certificate: Certificate, step| all.push((Certified::Stability(claim, certificate), step));
    add(Claim { stable: !claim.stable, ..claim.clone() }, certificate.clone(), "the certificate");
    let mut nowhere = claim.clone();
    nowhere.state[0] = 99;
    add(nowhere, certificate.clone(), "the claim");
    match certificate {
        Certificate::Paths(deterred) if !deterred.is_empty() => {
            // an answer is left out
            add(claim.clone(), Certificate::Paths(deterred[1..].to_vec()), "the improvement to");
            let changed = |change: &dyn Fn(&mut Sanction)| {
                let mut changed = deterred.clone();
                change(&mut changed[0].by);
                Certificate::Paths(changed)
            };
            let steps = |by: &mut Sanction, change: &dyn Fn(&mut Vec<CertifiedStep>)| match by {
                Sanction::Answer(steps) | Sanction::AtOnce { moves: steps, .. } => change(steps),
            };
            // an answer leads nowhere
            add(claim.clone(), changed(&|by| steps(by, &Vec::clear)), "the improvement to");
            // the party itself is made to move
            let own = changed(&|by| steps(by, &|steps| steps[0].party = claim.party));
            // somebody moves twice in a row, or twice at the same time
            let twice = changed(&|by| steps(by, &|steps| steps.push(steps[steps.len() - 1].clone())));
            // a step leads to no state
            let outside = changed(&|by| steps(by, &|steps| steps[0].to[0] = 99));
            let at_once = matches!(deterred[0].by, Sanction::AtOnce { .. });
            add(claim.clone(), own, if at_once { "move 1 at the same time" } else { "step 1 of the answer" });
            add(claim.clone(), twice, if at_once { "at the same time" } else { "of the answer" });
            add(claim.clone(), outside, if at_once { "move 1 at the same time" } else { "step 1 of the answer" });
            if at_once {
                // the concept knows of no moves at the same time
                let sequential = Claim { at_once: None, ..claim.clone() };
                add(sequential, changed(&|_| {}), "the improvement to");
                let unproven = changed(&|by| match by {
                    Sanction::AtOnce { leaving, .. } => leaving.clear(),
                    Sanction::Answer(_) => {}
                });
                if unproven != *certificate {
                    add(claim.clone(), unproven, "move 1 at the same time");
                }
            }
        }
        Certificate::Paths(_) => {}
        Certificate::ClosedSet { open, staying } => {
            let with = |change: &dyn Fn(&mut detente::model::answer::Undeterred)| {
                let mut open = open.clone();
                change(&mut open);
                Certificate::ClosedSet { open, staying: staying.clone() }
            };
            // to stay is no move
            add(claim.clone(), with(&|open| open.improvement = claim.state.clone()), "the improvement");
            if !open.nodes.is_empty() {
                // a node that was reached first is left out: who led there finds it missing
                add(claim.clone(), with(&|open| drop(open.nodes.remove(0))), "the improvement");
                // the first node is said to be reached by another
                let mover = open.nodes[0].1;
                let other = open.nodes.iter().map(|(_, mover)| *mover).find(|other| *other != mover);
                if let Some(other) = other.filter(|other| !open.nodes[1..].contains(&(open.nodes[0].0.clone(), mover)) && *other != mover) {
                    add(claim.clone(), with(&|open| open.nodes[0].1 = other), "");
                }
                // a node that deters is put into the set: the state itself, to which the party need not respond
                if !claim.response {
                    add(claim.clone(), with(&|open| open.nodes.push((claim.state.clone(), mover))), "of the closed set");
                }
            }
            if let Some((_, deterred)) = staying.first()
                && !deterred.is_empty()
            {
                let mut fewer = staying.clone();
                fewer[0].1.remove(0);
                add(claim.clone(), Certificate::ClosedSet { open: open.clone(), staying: fewer }, "stays, the improvement to");
            }
        }
    }
    all
}

#[test]
fn tampered_certificates_are_refused_at_the_step_that_fails() {
    let mut refused = std::collections::BTreeMap::<&str, u64>::new();
    certificates(0..CASES / 4, |case, certified, number| {
        let world = World::new(case, certified.frame()).expect("the frame");
        for (tampered, step) in tampered(certified) {
            let Err(refusal) = verify(&world, &tampered) else { panic!("case {number}, {step}: {certified:?} became {tampered:?}") };
            assert!(refusal.step.contains(step), "case {number}: {refusal}, expected at {step}");
            *refused.entry(step).or_default() += 1;
        }
    });
    eprintln!("{refused:?}");
    assert!(refused.values().sum::<u64>() > 1000, "{refused:?} tampered certificates were tried");
}

/// The statements of a case with one change.
fn edited(case: &Case, party: &str, at: usize, kind: FlipKind) -> Case {
    let mut case = case.clone();
    let party = case.party_named(party).expect("the party");
    let statements = &mut case.preferences[party].statements;
    match kind {
        FlipKind::Dropped => drop(statements.remove(at)),
        FlipKind::Reversed => statements[at].holds = statements[at].holds.clone().negated(),
        FlipKind::MovedTo(to) => {
            let statement = statements.remove(at);
            statements.insert(to - 1, statement);
        }
    }
    case
}

/// What is found when the case is edited and analysed anew.
fn anew(case: &Case, state: usize, player: usize, concept: usize) -> Finding {
    let game = game_of(case, FrameId::from_index(0));
    let explainer = Explainer::new(case, &game).expect("few restrictions");
    explainer.explain(state, player, CONCEPTS[concept], false, &Control::default()).expect("it is defined").finding.stable
}

/// All single changes of statements that turn a finding, by editing the case.
fn turning(
    case: &Case,
    names: &[(String, String)],
    found: &ExplanationFinding,
    state: usize,
    concept: usize,
) -> Vec<(String, usize, FlipKind)> {
    let mut turning = Vec::new();
    for (id, name) in names {
        let credible = concept >= 3;
        if !credible && *id != names[found.party].0 {
            continue;
        }
        let count = case.preferences[case.party_named(id).expect("the party")].statements.len();
        let mut kinds = Vec::new();
        for at in 0..count {
            kinds.extend([(at, FlipKind::Dropped), (at, FlipKind::Reversed)]);
            kinds.extend((0..count).filter(|to| *to != at && *to != at + 1).map(|to| (at, FlipKind::MovedTo(to + 1))));
        }
        for (at, kind) in kinds {
            let then = anew(&edited(case, id, at, kind), state, found.party, concept);
            if then.known().is_some() && then.known() == found.stable.known().map(|known| !known) {
                turning.push((name.clone(), at + 1, kind));
            }
        }
    }
    turning
}

#[test]
fn single_statements_turn_what_they_are_said_to_turn_and_no_others_do() {
    let shape = Shape { combinations: 12, graph_states: 4..=7, statements: 2..=4, ..shape() };
    let (mut compared, mut turned) = (0, 0);
    for number in 0..60 {
        let generated = generate(&shape, SEED + 1, number);
        let case = case_of(&generated.text);
        let game = game_of(&case, FrameId::from_index(0));
        let names: Vec<(String, String)> = game.description.parties.iter().map(|party| (party.id.clone(), party.name.clone())).collect();
        let explainer = Explainer::new(&case, &game).expect("few restrictions");
        for player in 0..names.len() {
            for state in [0, generated.conflict.states / 2] {
                for (concept, asked) in CONCEPTS.into_iter().enumerate() {
                    let found = explainer.explain(state, player, asked, true, &Control::default()).expect("defined").finding;
                    if found.stable.known().is_none() {
                        continue;
                    }
                    let mut expected = turning(&case, &names, &found, state, concept);
                    let listed = |flip: &Flip| (flip.party.clone(), flip.statement, flip.kind);
                    let listed: Vec<_> = found.flips.iter().map(listed).collect();
                    let full = listed.len() == ExplanationFinding::FLIPS;
                    for flip in &listed {
                        assert!(expected.contains(flip), "case {number}: {flip:?} does not turn it\n{}", generated.text);
                    }
                    expected.retain(|flip| !listed.contains(flip));
                    assert!(full || expected.is_empty(), "case {number}: {expected:?} would turn it too\n{}", generated.text);
                    compared += 1;
                    turned += u64::from(!listed.is_empty());
                }
            }
        }
    }
    eprintln!("{compared} findings, {turned} of them turned by a single statement");
    assert!(turned > 100 && compared > 500);
}

/// All orders of so many things: for each thing its place.
fn permutations(count: usize) -> Vec<Vec<usize>> {
    let mut all = vec![vec![]];
    for thing in 0..count {
        all = all
            .iter()
            .flat_map(|places: &Vec<usize>| {
                (0..=thing).map(move |place| {
                    let mut places: Vec<usize> = places.iter().map(|other| other + usize::from(*other >= place)).collect();
                    places.push(place);
                    places
                })
            })
            .collect();
    }
    all
}

/// The ranks of the states concerned: the state, the party's moves from it, what the others reach from there, and the party's moves from there.
fn classes(conflict: &Conflict, concept: oracle::Concept, party: usize, state: usize) -> Vec<i64> {
    let Preference::Ranked(ranks) = &conflict.preference[party] else { panic!("known orders alone") };
    let others = conflict.opponents(party);
    let improving = |mover: usize, from: usize, to: usize| conflict.preference[mover].surely_better(to, from);
    let arcs = match concept {
        oracle::Concept::Gmr | oracle::Concept::Smr => conflict.arcs.clone(),
        _ => conflict.arcs_where(improving),
    };
    let responds = matches!(concept, oracle::Concept::Smr | oracle::Concept::Sseq);
    let mut concerned = vec![state];
    for to in &conflict.arcs[party][state] {
        concerned.push(*to);
        if concept == oracle::Concept::Nash {
            continue;
        }
        let reached = group_reach(&arcs, &others, *to);
        for end in (0..conflict.states).filter(|end| reached[*end].is_some()) {
            concerned.push(end);
            if responds {
                concerned.extend(&conflict.arcs[party][end]);
            }
        }
    }
    let mut classes: Vec<i64> = concerned.into_iter().map(|state| ranks[state]).collect();
    classes.sort_unstable();
    classes.dedup();
    classes
}

/// The fewest swaps of classes after which the oracle finds the opposite: all orders of the classes are tried.
fn fewest(generated: &GeneratedCase, concept: oracle::Concept, party: usize, state: usize, classes: &[i64], before: bool) -> Option<u64> {
    let Preference::Ranked(ranks) = &generated.conflict.preference[party] else { panic!("known orders alone") };
    let mut fewest = None;
    for places in permutations(classes.len()) {
        let inversions =
            (0..places.len()).flat_map(|low| (0..low).map(move |other| (other, low))).filter(|(a, b)| places[*a] > places[*b]).count()
                as u64;
        if fewest.is_some_and(|fewest| fewest <= inversions) {
            continue;
        }
        let mut conflict = generated.conflict.clone();
        // states that are not concerned keep out of the way
        let rank = |rank: &i64| classes.binary_search(rank).map_or(-1, |class| i64::try_from(places[class]).expect("few"));
        conflict.preference[party] = Preference::Ranked(ranks.iter().map(rank).collect());
        let then = Oracle::new(&conflict).finding(concept, party, state);
        if then == Some(if before { oracle::Finding::No } else { oracle::Finding::Yes }) {
            fewest = Some(inversions);
        }
    }
    fewest
}

#[test]
fn the_fewest_swaps_are_the_fewest_of_all_orders() {
    let shape =
        Shape { unknown_share: 0.0, partial_share: 0.0, combinations: 8, graph_states: 4..=6, parties: 2..=4, tie_share: 0.3, ..shape() };
    let (mut compared, mut found, mut several) = (0u64, 0u64, 0u64);
    for number in 0..250 {
        let generated = generate(&shape, SEED + 2, number);
        let case = case_of(&generated.text);
        let game = game_of(&case, FrameId::from_index(0));
        let explainer = Explainer::new(&case, &game).expect("few restrictions");
        for (player, party) in game.description.parties.iter().enumerate() {
            let theirs = generated.conflict.parties.iter().position(|name| *name == party.id).expect("the same parties");
            for (at, concept) in oracle::Concept::PLAIN.into_iter().enumerate() {
                let state = (usize::try_from(number).expect("small") + player + at) % generated.conflict.states;
                let classes = classes(&generated.conflict, concept, theirs, state);
                if classes.len() > 6 {
                    continue;
                }
                let before = Oracle::new(&generated.conflict).finding(concept, theirs, state) == Some(oracle::Finding::Yes);
                let expected = fewest(&generated, concept, theirs, state, &classes, before);
                let nearest = explainer.nearest(state, player, CONCEPTS[at], &Control::default()).expect("not stopped");
                match (&nearest, expected) {
                    (Nearest::Nothing { classes: count }, None) => assert_eq!(*count, classes.len() as u64),
                    (Nearest::Found(reordering), Some(expected)) => {
                        assert!(reordering.proven && reordering.rises != before);
                        assert_eq!(reordering.classes, classes.len() as u64);
                        assert_eq!(reordering.swaps, expected, "case {number}: {concept:?} {party:?} {state}\n{}", generated.text);
                        found += 1;
                        several += u64::from(expected > 1);
                    }
                    _ => panic!("case {number}: {concept:?} {party:?} {state}: {nearest:?}, expected {expected:?}\n{}", generated.text),
                }
                compared += 1;
            }
        }
    }
    eprintln!("{compared} findings compared over all orders; {found} can be turned, {several} of them by two swaps or more");
    assert!(compared >= 500 && found > 200 && several > 50);
}
