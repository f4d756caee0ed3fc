//! Levers are what the definitions say, by an oracle with its own reach; the list is ordered as it is said to be, whatever the order of the parties.

#![expect(clippy::print_stderr, reason = "a test says what it measured or skipped")]

mod common;

use common::{case_of, game_of};
use detente::model::answer::{Answered, Finding, Lever, LeverGroup, LeversFinding, OrderedBy, ShouldNot};
use detente::model::control::Control;
use detente::model::index::{FrameId, Id};
use detente::model::order::Standing;
use detente::solve::explain::Explainer;
use detente::solve::levers::{Levers, Options};
use detente::solve::stability::{self, EngineChoice, Stability, seq};
use detente::{Question, levers};
use detente_testkit::generate::{Shape, generate};
use detente_testkit::oracle::{self, Compared, Steps};
use std::collections::BTreeSet;

const CASES: u64 = 600;

fn shape() -> Shape {
    Shape { rich_share: 0.3, attempts: 20, unknown_share: 0.08, partial_share: 0.12, ..Shape::default() }
}

fn compared(standing: Standing) -> Compared {
    match standing {
        Standing::Better => Compared::Better,
        Standing::Indifferent => Compared::Equal,
        Standing::Worse => Compared::Worse,
        Standing::Unknown => Compared::Unknown,
    }
}

fn found(finding: Finding) -> oracle::Finding {
    match finding {
        Finding::Yes => oracle::Finding::Yes,
        Finding::No => oracle::Finding::No,
        Finding::Unknown(_) => oracle::Finding::Unknown,
    }
}

fn reply(answered: &Answered) -> oracle::Reply {
    oracle::Reply { found: found(answered.found), steps: answered.reply.as_ref().map(|reply| reply.steps.len()) }
}

/// Whether a list is ordered as it is said to be, by the definition on the answer itself.
#[track_caller]
fn is_ordered(finding: &LeversFinding) {
    let class = |lever: &Lever| match lever.own.standing {
        Standing::Better => 0,
        Standing::Indifferent => 1,
        Standing::Unknown => 2,
        Standing::Worse => 3,
    };
    let key = |lever: &Lever| {
        let (worse, better) = (lever.count(Standing::Worse), lever.count(Standing::Better));
        let costs = match (worse > 0, class(lever)) {
            (true, class) => class,
            (false, 0) => 4,
            (false, _) => 5,
        };
        (costs, u64::MAX - worse, better, class(lever), lever.changes, lever.to.ordinal)
    };
    assert!(finding.levers.is_sorted_by_key(key));
    let counts = LeverGroup::ALL.map(|group| finding.levers.iter().filter(|lever| lever.group == group).count() as u64);
    assert_eq!(counts, finding.groups);
}

#[test]
fn levers_agree_with_the_oracle() {
    let (mut moves, mut answered, mut longer, mut decaying, mut unknown, mut deterred) = (0u64, 0u64, 0u64, 0u64, 0u64, 0u64);
    let control = Control::default();
    for number in 0..CASES {
        let generated = generate(&shape(), 1990, number);
        let conflict = &generated.conflict;
        let case = case_of(&generated.text);
        let game = game_of(&case, FrameId::from_index(0));
        let levers = Levers::new(&case, &game).expect("few restrictions");
        let explainer = Explainer::new(&case, &game).expect("few restrictions");
        for party in case.parties.ids() {
            let position = |id: &str| conflict.parties.iter().position(|name| *name == id).expect("the same parties");
            let theirs = position(&case.parties[party].id);
            for state in 0..conflict.states {
                let answer = levers.of(party, state as u64, &Options::default(), &control).expect("nothing stops it");
                let finding = &answer.finding;
                let mut expected = oracle::levers(conflict, theirs, state);
                assert_eq!(finding.moves, expected.len() as u64);
                if finding.party.player.is_some() {
                    assert_eq!(found(finding.staying.found), oracle::staying(conflict, theirs, state), "case {number}");
                }
                if finding.ordered_by == OrderedBy::OrderAlone {
                    is_ordered(finding);
                }
                let told = || format!("case {number}: {} from {}\n{}", case.parties[party].id, state + 1, generated.text);
                let mut departures = 0;
                for lever in &finding.levers {
                    let to = usize::try_from(lever.to.ordinal - 1).expect("it is small");
                    let at = expected.iter().position(|expected| expected.to == to).unwrap_or_else(|| panic!("{}", told()));
                    let expected = expected.swap_remove(at);
                    assert_eq!(compared(lever.own.standing), expected.compared[theirs], "{}", told());
                    for (other, effect) in finding.others.iter().zip(&lever.others) {
                        assert_eq!(compared(effect.standing), expected.compared[position(&other.id)], "{}", told());
                    }
                    assert_eq!(found(lever.kept), expected.kept, "{}", told());
                    assert_eq!(reply(&lever.harmed), expected.harmed, "harmed, {}", told());
                    assert_eq!(reply(&lever.harmed_by_any), expected.harmed_by_any, "harmed by any, {}", told());
                    assert_eq!(reply(&lever.worse_than_staying), expected.worse_than_staying, "worse than staying, {}", told());
                    let may_pay = matches!(expected.compared[theirs], Compared::Better | Compared::Unknown);
                    assert_eq!(lever.deterred.as_ref().map(reply), may_pay.then_some(expected.deterred), "deterred, {}", told());
                    assert_eq!(lever.undone.as_ref().map(reply), may_pay.then_some(expected.undone), "undone, {}", told());
                    let harm = expected.worse_than_staying.found;
                    let wanted = match (expected.compared[theirs], harm) {
                        (Compared::Worse, _) => oracle::Finding::No,
                        (_, oracle::Finding::Yes) => oracle::Finding::No,
                        (Compared::Better | Compared::Equal, oracle::Finding::No) => oracle::Finding::Yes,
                        (_, oracle::Finding::No | oracle::Finding::Unknown) => oracle::Finding::Unknown,
                    };
                    assert_eq!(found(lever.carried_out), wanted, "{}", told());
                    let why = lever.should_not.as_ref().map(|(why, _)| *why);
                    let wanted = match (expected.compared[theirs], harm) {
                        (Compared::Worse, _) => Some(ShouldNot::Worse),
                        (_, oracle::Finding::Yes) => Some(ShouldNot::Answered),
                        _ => None,
                    };
                    assert_eq!(why, wanted, "{}", told());
                    moves += 1;
                    departures += u64::from(may_pay);
                    answered += u64::from(lever.harmed.reply.is_some());
                    longer += u64::from(expected.harmed.steps.is_some_and(|steps| steps > 2));
                    decaying += u64::from(expected.harmed != expected.worse_than_staying);
                    unknown += u64::from(expected.harmed.found == oracle::Finding::Unknown);
                }
                // what deters is what it is for `explain`, which has a search of its own
                if let Some(player) = finding.party.player {
                    let explained = explainer.explain(state, player, &seq::CONCEPT, false, &control).expect("it is defined").finding;
                    assert_eq!(explained.departures_count, departures);
                    for departure in &explained.departures {
                        let lever = finding.levers.iter().find(|lever| lever.to == departure.to).expect("it is a move");
                        let here = lever.deterred.as_ref().expect("it may pay");
                        assert_eq!(found(here.found), found(departure.deterred), "{}", told());
                        assert_eq!(here.reply, departure.reply, "{}", told());
                        deterred += 1;
                    }
                }
            }
        }
    }
    eprintln!(
        "{moves} moves, {answered} with an answer, {longer} of three steps or more, {decaying} where staying is no safer, {unknown} unknown; {deterred} departures as explained"
    );
    assert!(moves > 20_000 && answered > 5000 && longer > 100 && decaying > 500 && unknown > 200 && deterred > 5000);
}

/// The sequential equilibria of a game.
fn lasting<'g>(game: &'g detente::space::Game) -> Stability<'g> {
    let options = stability::Options { concepts: vec![&seq::CONCEPT], engine: EngineChoice::Auto, memory: common::MEMORY };
    stability::analyse(game, &options, &Control::default()).expect("it is small")
}

#[test]
fn what_comes_within_reach_agrees_with_the_oracle() {
    let control = Control::default();
    let (mut gained, mut lost) = (0u64, 0u64);
    for number in 0..CASES / 3 {
        let generated = generate(&shape(), 1989, number);
        let conflict = &generated.conflict;
        let case = case_of(&generated.text);
        let game = game_of(&case, FrameId::from_index(0));
        let levers = Levers::new(&case, &game).expect("few restrictions");
        let stability = lasting(&game);
        let codes: Vec<u64> = game.feasible.codes().collect();
        let lasts: Vec<bool> =
            codes.iter().zip(0..).map(|(code, number)| stability.equilibrium(*code, number)[0] == Finding::Yes).collect();
        let steps = |from: usize| oracle::evolution(conflict, from, Steps::Improvements(oracle::Reading::LeastStable));
        let reach = |from: usize| -> BTreeSet<usize> {
            steps(from).iter().enumerate().filter(|(state, steps)| steps.is_some() && lasts[*state]).map(|(state, _)| state).collect()
        };
        for party in case.parties.ids() {
            for state in 0..conflict.states {
                let options = Options { ahead: Some((&stability, &seq::CONCEPT)), ..Options::default() };
                let finding = levers.of(party, state as u64, &options, &control).expect("nothing stops it").finding;
                let before = reach(state);
                if finding.party.player.is_some() {
                    assert_eq!(finding.ahead.expect("it was asked for").reached, before.len() as u64);
                }
                for lever in &finding.levers {
                    let to = usize::try_from(lever.to.ordinal - 1).expect("it is small");
                    let after = reach(to);
                    let ahead = lever.ahead.as_ref().expect("it was asked for");
                    let new: Vec<usize> = after.difference(&before).copied().collect();
                    assert_eq!((ahead.reached, ahead.gained), (after.len() as u64, new.len() as u64));
                    assert_eq!(ahead.lost, before.difference(&after).count() as u64);
                    let lengths = steps(to);
                    let wanted: Vec<usize> = if new.is_empty() { after.into_iter().collect() } else { new };
                    let shortest = wanted.iter().filter_map(|state| lengths[*state]).min();
                    assert_eq!(ahead.nearest.as_ref().map(Vec::len), shortest, "case {number}");
                    gained += ahead.gained;
                    lost += ahead.lost;
                }
            }
        }
    }
    assert!(gained > 100 && lost > 100, "{gained} {lost}");
}

/// Four parties; `order` is the order in which the file names them.
fn permuted(order: [usize; 4], weights: bool) -> String {
    let mut text = "format = 1\ntitle = \"p\"\n".to_owned();
    for party in order {
        text += &format!("[party.p{party}]\nkind = \"state\"\n[party.p{party}.option.a]\n[party.p{party}.option.b]\n");
        if party == 0 {
            text += "[party.p0.option.c]\n[party.p0.option.d]\n";
        }
    }
    let wishes: [&[(&str, i32)]; 4] = [
        &[("p1.a", 7), ("p0.a and not p2.b", 4), ("not p0.b", 2), ("p0.c iff p3.a", 1)],
        &[("not p0.a", 5), ("p1.b iff p0.b", 3), ("not p1.a", 1)],
        &[("p0.b or p0.c", 6), ("p2.a iff p0.a", 2), ("not p0.d", 1)],
        &[("not p0.c", 4), ("p3.b", 2), ("p0.a iff p3.a", 1)],
    ];
    for party in order {
        for (holds, weight) in wishes[party] {
            text += &match weights {
                true => format!("[[preference.p{party}.weight]]\nholds = \"{holds}\"\nweight = {weight}\n"),
                false => format!("[[preference.p{party}.statement]]\nholds = \"{holds}\"\n"),
            };
        }
    }
    text
}

/// What a move sets, who is worse off, and what decides its place.
type Place = (BTreeSet<String>, BTreeSet<String>, (LeverGroup, u64, u64, u64));

/// What a list says of each move, by names that do not depend on the order of the parties: what it sets, its place but for the last tie-break.
fn places(text: &str) -> Vec<Place> {
    let case = case_of(text);
    let game = game_of(&case, FrameId::from_index(0));
    let levers = Levers::new(&case, &game).expect("few restrictions");
    let finding = levers
        .of(case.party_named("p0").expect("it is there"), 0, &Options::default(), &Control::default())
        .expect("nothing stops it")
        .finding;
    let place = |lever: &Lever| {
        let axes = game.description.axes.iter().zip(&lever.to.values);
        let sets = axes.filter(|(_, value)| **value == 1).map(|(axis, _)| axis.id.clone()).collect();
        let worse = finding.others.iter().zip(&lever.others).filter(|(_, effect)| effect.standing == Standing::Worse);
        let worse: BTreeSet<String> = worse.map(|(other, _)| other.id.clone()).collect();
        (sets, worse, (lever.group, lever.count(Standing::Worse), lever.count(Standing::Better), lever.changes))
    };
    finding.levers.iter().map(place).collect()
}

#[test]
fn the_order_of_the_parties_changes_nothing_but_the_last_tie_break() {
    for weights in [false, true] {
        let reference = places(&permuted([0, 1, 2, 3], weights));
        assert_eq!(reference.len(), 15);
        for order in [[1, 0, 2, 3], [3, 2, 1, 0], [2, 3, 0, 1], [0, 3, 1, 2]] {
            let other = places(&permuted(order, weights));
            let keys = |list: &[Place]| -> Vec<_> { list.iter().map(|(_, _, key)| *key).collect() };
            assert_eq!(keys(&other), keys(&reference), "{order:?}");
            let set = |list: &[Place]| -> BTreeSet<_> { list.iter().cloned().collect() };
            assert_eq!(set(&other), set(&reference), "{order:?}");
        }
    }
}

#[test]
fn utilities_are_compared_where_they_are_all_that_is_stated() {
    let control = Control::default();
    let case = case_of(&permuted([0, 1, 2, 3], true));
    let game = game_of(&case, FrameId::from_index(0));
    let finding = levers(&case, &game, "p0", Some(1), &[], None, &control).expect("it is defined").finding;
    assert_eq!(finding.ordered_by, OrderedBy::Utilities);
    // u0: p0.a 4 (p2.b is off), not p0.b 2, p0.c iff p3.a 1; u1: not p0.a 5, p1.b iff p0.b 3; all options off: setting p0.a
    let first = &finding.levers[0];
    let one = |changes: u64| move |lever: &&Lever| lever.changes == changes;
    let set_a = finding.levers.iter().filter(one(1)).find(|lever| lever.to.values[0] == 1).expect("it is a move");
    assert_eq!(set_a.own.utility, Some(4_000_000_000));
    assert_eq!(
        set_a.others.iter().map(|effect| effect.utility).collect::<Vec<_>>(),
        [-5, -2, -1].map(|gain: i128| Some(gain * 1_000_000_000))
    );
    let losses = |lever: &Lever| lever.others.iter().filter_map(|effect| effect.utility).map(|gain| (-gain).max(0)).sum::<i128>();
    assert!(finding.levers.iter().filter(|lever| lever.group == first.group).all(|lever| losses(lever) <= losses(first)));
    // one statement beside the weights: the order decides, and nothing is compared between parties
    let mixed = permuted([0, 1, 2, 3], true) + "[[preference.p3.statement]]\nholds = \"p0.a\"\n";
    let case = case_of(&mixed);
    let game = game_of(&case, FrameId::from_index(0));
    let finding = levers(&case, &game, "p0", Some(1), &[], None, &control).expect("it is defined").finding;
    assert_eq!(finding.ordered_by, OrderedBy::OrderAlone);
    is_ordered(&finding);
}

#[test]
fn a_party_that_cannot_move_is_told_where_it_could() {
    let text = permuted([0, 1, 2, 3], false)
        + "[frame.all]\nvary = [\"p0.*\", \"p1.*\", \"p2.*\", \"p3.*\"]\n[frame.two]\nvary = [\"p1.*\", \"p2.a\"]\n\
           status_quo = { \"p0.a\" = \"no\", \"p0.b\" = \"no\", \"p0.c\" = \"no\", \"p0.d\" = \"no\", \"p3.a\" = \"no\", \"p3.b\" = \"no\", \
           \"p1.a\" = \"no\", \"p1.b\" = \"no\", \"p2.a\" = \"no\", \"p2.b\" = \"no\" }\n";
    let case = case_of(&text);
    let control = Control::default();
    let question = Question { frame: Some("two".into()), ..Question::default() };
    let game = detente::game(&case, &question, &control).expect("it is small");
    let answer = levers(&case, &game, "p0", None, &[], None, &control).expect("it is no error");
    assert_eq!((answer.finding.moves, answer.finding.elsewhere.as_slice()), (0, &["all".to_owned()][..]));
    assert!(answer.headline.contains("has no move in this frame"), "{}", answer.headline);
    // it counts for the others all the same
    let others = levers(&case, &game, "p1", None, &[], None, &control).expect("it is defined").finding;
    assert_eq!(
        others.others.iter().map(|other| (other.id.as_str(), other.player.is_some())).collect::<Vec<_>>(),
        [("p0", false), ("p2", true), ("p3", false)]
    );
    let setting = |name: &str, value: &str| vec![(name.to_owned(), value.to_owned())];
    let one = levers(&case, &game, "p1", None, &setting("p1.b", "yes"), None, &control).expect("it is a move").finding;
    assert_eq!((one.levers.len(), one.levers[0].to.values.as_slice()), (1, &[0, 1, 0][..]));
    for (name, value, said) in [("p2.a", "yes", "no move"), ("p1.b", "perhaps", "no value"), ("p0.a", "yes", "nothing called")] {
        let error = levers(&case, &game, "p1", None, &setting(name, value), None, &control).expect_err("it is no move");
        assert!(error.to_string().contains(said), "{error}");
    }
}
