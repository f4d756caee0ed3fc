//! How firm findings are, against a brute-force program that exchanges preferences and counts for itself.

use detente::model::answer::{Extent, Finding, RobustFinding, Tally};
use detente::model::coding::Coding;
use detente::model::control::Control;
use detente::model::diagnostic::{FileId, Span};
use detente::model::evidence::Basis;
use detente::model::expression::Expression;
use detente::model::index::{FrameId, Id, PartyId, VariableId};
use detente::solve::robust::{Asked, analyse};
use detente::solve::stability::seq;
use detente::space::Game;
use detente_testkit::generate::{GeneratedCase, Shape, generate};
use detente_testkit::oracle::{self, Conflict, Oracle, Steps, evolution};
use rayon::prelude::*;

const SEED: u64 = 1963;
const MEMORY: u64 = 1 << 30;

fn cases() -> u64 {
    match std::env::var("DETENTE_CASES") {
        Ok(number) => number.parse::<u64>().expect("DETENTE_CASES is a number").min(600),
        Err(_) => 600,
    }
}

/// Among the states that last (and are reached, if asked), in how many the first variable is not at its first value.
fn extent(conflict: &Conflict, came: &[bool], start: usize, reached: bool) -> Extent {
    let oracle = Oracle::new(conflict);
    let ways = evolution(conflict, start, Steps::Improvements(oracle::Reading::LeastStable));
    let belongs = |state: usize| !reached || ways[state].is_some();
    let lasts = |state: usize| oracle.equilibrium(oracle::Concept::Seq, state).expect("sequential stability is always defined");
    let some = |came_about: bool, finding: oracle::Finding| {
        (0..conflict.states).any(|state| came[state] == came_about && belongs(state) && lasts(state) == finding)
    };
    use oracle::Finding::{Unknown, Yes};
    let (yes, no) = (some(true, Yes), some(false, Yes));
    let (maybe_yes, maybe_no) = (some(true, Unknown), some(false, Unknown));
    match (yes, no) {
        (true, true) => Extent::Some,
        (true, false) if !maybe_no => Extent::All,
        (false, true) if !maybe_yes => Extent::None,
        (false, false) if !maybe_yes && !maybe_no => Extent::Nowhere,
        _ => Extent::Unknown,
    }
}

fn with(conflict: &Conflict, wishes: &[(usize, usize)]) -> Conflict {
    let mut changed = conflict.clone();
    for (party, from) in wishes {
        changed.preference[*party] = conflict.preference[*from].clone();
    }
    changed
}

/// All ways to give `count` parties each other's wishes so that nobody keeps its own.
fn exchanges(count: usize) -> Vec<Vec<usize>> {
    let everything = count.pow(u32::try_from(count).expect("few"));
    let digits = |number: usize| (0..count).map(|place| number / count.pow(u32::try_from(place).expect("few")) % count).collect::<Vec<_>>();
    let is_exchange = |to: &Vec<usize>| {
        (0..count).all(|place| to[place] != place) && (0..count).all(|whose| to.iter().filter(|from| **from == whose).count() == 1)
    };
    (0..everything).map(digits).filter(is_exchange).collect()
}

fn tally(extents: impl IntoIterator<Item = Extent>) -> Tally {
    extents.into_iter().collect()
}

/// Compares what a case gives; false where it has no options, or nobody to exchange with.
fn compare(generated: &GeneratedCase) -> bool {
    let conflict = &generated.conflict;
    let Some(form) = &conflict.option_form else { return false };
    let loaded = detente::io::case::read_case("case.toml", generated.text.as_bytes(), &|_| Err("no includes".into()));
    let mut case = loaded.case.expect("the case has no faults");
    let control = Control::default();
    let frame = FrameId::from_index(0);
    let game = Game::new(&case, frame, MEMORY, &control).expect("a small game");
    if game.codes.axes()[0].variable != VariableId::from_index(0) || game.players.len() < 2 {
        return false;
    }
    let theirs = |party: PartyId| conflict.parties.iter().position(|name| *name == case.parties[party].id).expect("the same parties");
    let players: Vec<(PartyId, usize)> = game.players.iter().map(|player| (player.party, theirs(player.party))).collect();
    // the first two can also be read as wanting what the next one wants
    let coded: Vec<(PartyId, usize, usize)> =
        (0..2).map(|place| (players[place].0, players[place].1, players[(place + 1) % players.len()].1)).collect();
    for place in 0..2 {
        let (party, next) = (players[place].0, players[(place + 1) % players.len()].0);
        case.codings[party].push(Coding {
            id: "other".into(),
            name: "Other".into(),
            preference: case.preferences[next].clone(),
            basis: Basis::default(),
            span: Span::new(FileId(0), 0, 0),
        });
    }
    let start = usize::try_from(generated.number).expect("small") % conflict.states;
    let code = game.feasible.code(start as u64).expect("a state");
    let values = game.codes.axes().iter().map(|axis| (axis.variable, axis.value(code))).collect();
    case.frames.iter_mut().for_each(|frame| frame.status_quo = Some(Vec::clone(&values)));
    let variable = &case.variables[VariableId::from_index(0)];
    let others: Vec<u16> = (1..u16::try_from(variable.values.len()).expect("few")).collect();
    let outcome = ("came about".to_owned(), Expression::Is(VariableId::from_index(0), others.into()));
    let asked = Asked { concept: &seq::CONCEPT, outcomes: vec![outcome], parties: Vec::new(), memory: MEMORY };
    let found: RobustFinding = analyse(&case, frame, &asked, &control).expect("a finding");

    let name = &variable.id;
    let place = form.variables.iter().position(|known| known == name).expect("the same variables");
    let came: Vec<bool> = form.values.iter().map(|values| values[place] != 0).collect();
    let wishes = |first: bool, second: bool| -> Vec<(usize, usize)> {
        coded.iter().zip([first, second]).filter(|(_, other)| *other).map(|((_, party, from), _)| (*party, *from)).collect()
    };
    let choices = [(false, false), (true, false), (false, true), (true, true)];
    let of = |choice: &(bool, bool), reached: bool| extent(&with(conflict, &wishes(choice.0, choice.1)), &came, start, reached);
    let said = |what: &str| format!("case {}, {what}\n{}", generated.number, generated.text);
    assert_eq!(found.combinations.lasting, [tally(choices.iter().map(|choice| of(choice, false)))], "{}", said("lasting"));
    assert_eq!(found.combinations.reached, Some(vec![tally(choices.iter().map(|choice| of(choice, true)))]), "{}", said("reached"));
    for (party, picks) in [(0, [false, true]), (1, [false, true])] {
        for (reading, other) in picks.into_iter().enumerate() {
            let chosen = choices.iter().filter(|choice| if party == 0 { choice.0 == other } else { choice.1 == other });
            assert_eq!(found.by_reading[0][party][reading], tally(chosen.map(|choice| of(choice, false))), "{}", said("reading"));
        }
    }
    let base = Oracle::new(conflict);
    let lasts = base.equilibrium(oracle::Concept::Seq, start).expect("defined");
    let expected = match lasts {
        oracle::Finding::Yes => Some(true),
        oracle::Finding::No => Some(false),
        oracle::Finding::Unknown => None,
    };
    assert_eq!(found.base.status_quo.and_then(Finding::known), expected, "{}", said("status quo"));

    let speaking: Vec<usize> =
        players.iter().filter(|(party, _)| !case.preferences[*party].is_unknown()).map(|(_, theirs)| *theirs).collect();
    let expected: Vec<Extent> = exchanges(speaking.len())
        .iter()
        .map(|to| {
            let wishes: Vec<(usize, usize)> = to.iter().zip(&speaking).map(|(from, party)| (*party, speaking[*from])).collect();
            extent(&with(conflict, &wishes), &came, start, false)
        })
        .collect();
    match (&found.placebo, expected.is_empty()) {
        (None, true) => {}
        (Some(placebo), false) => assert_eq!(placebo.lasting, [tally(expected)], "{}", said("placebo")),
        (placebo, _) => panic!("{placebo:?}: {}", said("placebo")),
    }
    true
}

#[test]
fn shares_agree_with_brute_force() {
    let cases = cases();
    let compared = (0..cases).into_par_iter().filter(|number| compare(&generate(&Shape::default(), SEED, *number))).count();
    assert!(compared as u64 * 3 > cases, "only {compared} of {cases} cases could be compared");
}
