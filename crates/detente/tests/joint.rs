//! Evolution by improvements and joint improvements against a brute-force program that shares no code with it, on random conflicts from the case file on; the
//! numbers of linkage; the size of the German settlement.

#![expect(clippy::print_stderr, reason = "how much was compared is told to whoever runs the tests")]

use detente::model::Case;
use detente::model::control::Control;
use detente::model::expression::{Expression, Value};
use detente::model::index::{FrameId, Id};
use detente::model::order::Standing;
use detente::solve::coalition::agreement::reach::within_reach;
use detente::solve::evolution::joint::chance::{Chance, Choice};
use detente::solve::evolution::joint::{Changes, Dissent, Joint, Tie, Together};
use detente::space::Game;
use detente_testkit::generate::{GeneratedCase, Shape, generate};
use detente_testkit::oracle::{Conflict, Joined, JointOracle, JointRules, TieRule};
use std::collections::BTreeSet;

const SEED: u64 = 1990;
const MEMORY: u64 = 1 << 30;

fn case_of(text: &str) -> Case {
    let loaded = detente::io::case::read_case("case.toml", text.as_bytes(), &|_| Err("no includes".into()));
    loaded.case.unwrap_or_else(|| panic!("{:#?}\n{text}", loaded.diagnostics))
}

fn game_of(case: &Case) -> Game {
    Game::new(case, FrameId::from_index(0), MEMORY, &Control::default()).unwrap_or_else(|error| panic!("{error:?}"))
}

/// A random number after the other (SplitMix64).
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 on, below this.
    fn below(&mut self, count: usize) -> usize {
        usize::try_from(self.roll() % count as u64).unwrap()
    }

    /// Yes, in so many of a hundred cases.
    fn chance(&mut self, of_a_hundred: u64) -> bool {
        self.roll() % 100 < of_a_hundred
    }
}

/// A random setting, for both.
fn setting(rng: &mut Dice, case: &Case, game: &Game, conflict: &Conflict) -> (Together, JointRules) {
    let form = conflict.option_form.as_ref().expect("no graph");
    let axes = game.codes.axes();
    let some = |rng: &mut Dice, share: u64| -> Vec<usize> { (0..axes.len()).filter(|_| rng.chance(share)).collect() };
    let variables = |axes_of: &[usize]| -> Vec<_> { axes_of.iter().map(|axis| axes[*axis].variable).collect() };
    let party_of = |party: usize| case.parties.enumerated().find(|(_, known)| known.id == conflict.parties[party]).expect("the same").0;
    let (changes, joined) = match rng.below(3) {
        0 => (Changes::OneIssue, Joined::One),
        1 => {
            let sets: Vec<Vec<usize>> = (0..=rng.below(2)).map(|_| some(rng, 50)).collect();
            (Changes::Groups(sets.iter().map(|set| variables(set)).collect()), Joined::Sets(sets))
        }
        _ => (Changes::Any, Joined::Any),
    };
    let options = rng.chance(40);
    let (mut dissent, mut theirs) = (Vec::new(), Vec::new());
    while rng.chance(30) {
        let party = rng.below(conflict.parties.len());
        let on = rng.chance(60).then(|| some(rng, 40));
        dissent.push(Dissent { party: party_of(party), on: on.as_ref().map(|on| variables(on)) });
        theirs.push((party, on));
    }
    let (mut ties, mut tie_rules) = (Vec::new(), Vec::new());
    while rng.chance(50) && ties.len() < 3 {
        let party = rng.below(conflict.parties.len());
        let issues: Vec<usize> = (0..axes.len()).filter(|axis| form.owner[*axis].is_none()).collect();
        let on = if rng.chance(90) && !issues.is_empty() { issues[rng.below(issues.len())] } else { rng.below(axes.len()) };
        let mentions: Vec<usize> = (0..=rng.below(2)).map(|_| rng.below(axes.len())).collect();
        let wanted: Vec<Vec<Value>> = mentions
            .iter()
            .map(|axis| {
                let radix = Value::try_from(axes[*axis].radix).unwrap();
                let keep = Value::try_from(rng.below(usize::from(radix))).unwrap();
                (0..radix).filter(|value| *value == keep || rng.chance(30)).collect()
            })
            .collect();
        let all = rng.chance(50);
        let parts: Vec<Expression> =
            mentions.iter().zip(&wanted).map(|(axis, values)| Expression::Is(axes[*axis].variable, values.clone().into())).collect();
        let only_if = if all { Expression::And(parts) } else { Expression::Or(parts) };
        let holds = |values: &Vec<usize>| {
            let mut parts =
                mentions.iter().zip(&wanted).map(|(axis, wanted)| wanted.iter().any(|value| usize::from(*value) == values[*axis]));
            if all { parts.all(|part| part) } else { parts.any(|part| part) }
        };
        ties.push(Tie { party: party_of(party), on: axes[on].variable, only_if });
        let holds = form.values.iter().map(holds).collect();
        tie_rules.push(TieRule { party, on, mentions, holds });
    }
    (Together { changes, options, dissent, ties }, JointRules { joined, options, dissent: theirs, ties: tie_rules })
}

/// What was compared: settings, reached states, joint steps on shortest ways, cycles, states from which it is unsure.
fn compare(generated: &GeneratedCase, rng: &mut Dice) -> [u64; 5] {
    let case = case_of(&generated.text);
    let game = game_of(&case);
    let conflict = &generated.conflict;
    let theirs: Vec<usize> = game
        .consent
        .parties
        .iter()
        .map(|party| conflict.parties.iter().position(|name| *name == case.parties[party.party].id).expect("the same"))
        .collect();
    let joint = Joint::new(&game).expect("it is small");
    let mut counts = [0; 5];
    for _ in 0..2 {
        let (ours, rules) = setting(rng, &case, &game, conflict);
        let oracle = JointOracle { conflict, rules: &generated.rules, joint: &rules };
        let start = rng.below(conflict.states);
        let context = || format!("case {} from {start}: {rules:?}\n{}", generated.number, generated.text);
        let found = joint.evolve(start as u64, &ours, &Control::default()).expect("it is small");
        let distances = oracle.distances(start);
        let mut unsure = 0;
        for (state, distance) in distances.iter().enumerate() {
            let number = u32::try_from(state).unwrap();
            assert_eq!(found.reaches(number), distance.is_some(), "state {state}: {}", context());
            let way = found.way_to(number);
            assert_eq!(way.as_ref().map(Vec::len), *distance, "state {state}: {}", context());
            let Some(way) = way else { continue };
            let mut at = start;
            for step in way {
                let to = step.to as usize;
                let set = step.movers.iter().fold(0usize, |set, mover| set | 1 << theirs[*mover]);
                assert!(step.movers.iter().all(|mover| conflict.preference[theirs[*mover]].surely_better(to, at)), "{}", context());
                if step.joint {
                    assert!(oracle.may_agree(set, at, to), "{set} from {at} to {to}: {}", context());
                    let fewer = (1..set).filter(|fewer| fewer & !set == 0);
                    assert!(fewer.into_iter().all(|fewer| !oracle.may_agree(fewer, at, to)), "{set} from {at} to {to}: {}", context());
                    counts[2] += 1;
                } else {
                    assert!(step.movers.len() == 1 && conflict.arcs[theirs[step.movers[0]]][at].contains(&to), "{}", context());
                }
                at = to;
            }
            let [alone, together] = oracle.steps(state, true);
            let possibly = oracle.steps(state, false);
            assert_eq!(found.is_left_alone(number), Some(!alone.is_empty()), "{}", context());
            // a step that one can take alone and some together counts as both
            assert_eq!(found.is_left_together(number), Some(!together.is_empty()), "{}", context());
            let all = |[alone, together]: [BTreeSet<usize>; 2]| -> BTreeSet<usize> { alone.union(&together).copied().collect() };
            unsure += u64::from(all(possibly) != all([alone, together]));
            counts[1] += 1;
        }
        assert_eq!(found.unsure(), unsure, "{}", context());
        counts[4] += found.unsure();
        let closed: Vec<Vec<usize>> = found.closed().iter().map(|set| set.iter().map(|state| *state as usize).collect()).collect();
        let expected: Vec<Vec<usize>> = oracle.closed(start).into_iter().collect();
        assert_eq!(closed, expected, "{}", context());
        counts[3] += closed.iter().filter(|set| set.len() > 1).count() as u64;
        let all: Vec<usize> = expected.concat();
        for (place, party) in theirs.iter().enumerate() {
            let interval = joint.interval(&found, place);
            let preference = &conflict.preference[*party];
            let least = all.iter().copied().filter(|a| all.iter().all(|b| preference.surely_at_least(*b, *a))).min();
            let most = all.iter().copied().filter(|a| all.iter().all(|b| preference.surely_at_least(*a, *b))).min();
            assert_eq!(interval.worst.map(|state| state as usize), least, "{}", context());
            assert_eq!(interval.best.map(|state| state as usize), most, "{}", context());
        }
        counts[0] += 1;
    }
    counts
}

#[test]
fn joint_evolution_agrees_with_brute_force() {
    let plain =
        Shape { graph_share: 0.0, issue_share: 1.0, most_issues: 3, rich_share: 0.0, combinations: 32, parties: 2..=4, ..Shape::default() };
    let ruled = Shape { rules_share: 0.9, restriction_share: 0.4, one_way_share: 0.3, variables: 1..=2, ..plain.clone() };
    let vague = Shape { unknown_share: 0.15, partial_share: 0.3, most_issues: 4, variables: 1..=1, statements: 1..=4, ..ruled.clone() };
    let larger = Shape { combinations: 96, three_valued_share: 0.7, parties: 2..=3, ..vague.clone() };
    for (shape, cases) in [(plain, 500), (ruled, 900), (vague, 900), (larger, 200)] {
        let mut rng = Dice(SEED);
        let mut total = [0; 5];
        for number in 0..cases {
            let counts = compare(&generate(&shape, SEED + 7, number), &mut rng);
            total.iter_mut().zip(counts).for_each(|(total, count)| *total += count);
        }
        let [settings, reached, together, cycles, unsure] = total;
        eprintln!(
            "{settings} settings on {cases} cases: {reached} states reached, {together} joint steps on shortest ways, {cycles} cycles, {unsure} states unsure"
        );
        assert!(together > cases && cycles > 0, "joint steps and cycles should not be rare: {total:?}");
    }
}

/// The steps from a state, with all who may bring them about, by the definition: one issue at a time, some dissenting on some.
fn takers(oracle: &JointOracle<'_>, from: usize) -> Vec<(usize, BTreeSet<usize>)> {
    let conflict = oracle.conflict;
    let form = conflict.option_form.as_ref().expect("no graph");
    let parties = conflict.parties.len();
    let gains = |party: usize, to: usize| conflict.preference[party].surely_better(to, from);
    let mut found = Vec::new();
    for to in (0..conflict.states).filter(|to| *to != from) {
        let mut who: BTreeSet<usize> =
            (0..parties).filter(|party| conflict.arcs[*party][from].contains(&to) && gains(*party, to)).collect();
        let able: Vec<usize> = (1..1usize << parties)
            .filter(|set| {
                (0..parties).filter(|party| set >> party & 1 == 1).all(|party| gains(party, to)) && oracle.may_agree(*set, from, to)
            })
            .collect();
        if !able.is_empty() {
            // whoever gains and is free to join
            let free = |party: &usize| {
                let barred = oracle.rules.forbidden.iter().any(|(whom, source, target)| whom == party && source[from] && target[to]);
                let changed = |variable: &usize| form.values[from][*variable] != form.values[to][*variable];
                let dissents =
                    oracle.joint.dissent.iter().any(|(whom, on)| whom == party && on.as_ref().is_none_or(|on| on.iter().any(changed)));
                gains(*party, to) && !barred && !dissents
            };
            let free: BTreeSet<usize> = (0..parties).filter(free).collect();
            let variable = (0..form.owner.len()).find(|variable| form.values[from][*variable] != form.values[to][*variable]).expect("one");
            let rules = oracle.rules.of[variable].as_ref().expect("an issue");
            let rule = rules.iter().find(|rule| rule.applies[from]);
            let met = |set: usize| rule.is_some_and(|rule| rule.met[set]);
            let has_part = |party: &&usize| {
                oracle.rules.alone(variable, from, **party)
                    || (1..1usize << parties).any(|set| {
                        set >> **party & 1 == 1 && met(set) && (0..parties).all(|one| set >> one & 1 == 0 || !met(set & !(1 << one)))
                    })
            };
            let deciding: BTreeSet<usize> = free.iter().filter(has_part).copied().collect();
            who.extend(if deciding.is_empty() { free } else { deciding });
        }
        if !who.is_empty() {
            found.push((to, who));
        }
    }
    found
}

/// The long run of a chain: how often it is in each state, starting from one.
fn long_run(chain: &[Vec<f64>], start: usize) -> Vec<f64> {
    let count = chain.len();
    // powers of the chain: it stays with some chance everywhere, so that they settle
    let mut power = chain.to_vec();
    for _ in 0..60 {
        let next: Vec<Vec<f64>> =
            (0..count).map(|from| (0..count).map(|to| (0..count).map(|by| power[from][by] * power[by][to]).sum()).collect()).collect();
        power = next;
        for row in &mut power {
            let sum: f64 = row.iter().sum();
            row.iter_mut().for_each(|likely| *likely /= sum);
        }
    }
    power[start].clone()
}

/// Where chance leads, against the powers of the whole chain.
#[test]
fn chance_agrees_with_powers_of_the_chain() {
    let plain =
        Shape { graph_share: 0.0, issue_share: 1.0, most_issues: 3, rich_share: 0.0, combinations: 24, parties: 2..=4, ..Shape::default() };
    let ruled = Shape { rules_share: 0.9, restriction_share: 0.4, one_way_share: 0.3, variables: 1..=2, ..plain.clone() };
    let (mut ends, mut cycles, mut unlikely) = (0, 0, 0);
    for (shape, cases) in [(plain, 150), (ruled, 250)] {
        let mut rng = Dice(SEED + 3);
        for number in 0..cases {
            let generated = generate(&shape, SEED + 17, number);
            let case = case_of(&generated.text);
            let game = game_of(&case);
            let conflict = &generated.conflict;
            let place = |name: &str| conflict.parties.iter().position(|known| known == name).expect("the same");
            let theirs: Vec<usize> = game.consent.parties.iter().map(|party| place(&case.parties[party.party].id)).collect();
            let joint = Joint::new(&game).expect("it is small");
            let (mut ours, mut rules) = setting(&mut rng, &case, &game, conflict);
            ours = Together { changes: Changes::OneIssue, options: false, ties: Vec::new(), ..ours };
            rules = JointRules { joined: Joined::One, options: false, ties: Vec::new(), ..rules };
            let oracle = JointOracle { conflict, rules: &generated.rules, joint: &rules };
            let start = rng.below(conflict.states);
            let tenths = |rng: &mut Dice| f64::from(u32::try_from(rng.below(40)).unwrap()) / 10.0;
            let weights: Vec<f64> = theirs.iter().map(|_| if rng.chance(80) { tenths(&mut rng) + 0.1 } else { 0.0 }).collect();
            if weights.iter().sum::<f64>() == 0.0 {
                continue;
            }
            let worths: Vec<Vec<f64>> = theirs.iter().map(|_| (0..conflict.states).map(|_| tenths(&mut rng)).collect()).collect();
            let choice = if rng.chance(50) { Choice::Uniform } else { Choice::Logit { scale: tenths(&mut rng) + 0.5 } };
            let worth = |party: usize, state: u32| worths[party][state as usize];
            let chance = Chance { choice, weights: &weights, worth: &worth };
            let evolution = joint.evolve(start as u64, &ours, &Control::default()).expect("it is small");
            let found = joint.lottery(&evolution, &ours, &chance, &Control::default()).expect("it is small");
            // the chain, from the definition
            let all: f64 = weights.iter().sum();
            let chain: Vec<Vec<f64>> = (0..conflict.states)
                .map(|from| {
                    let steps = takers(&oracle, from);
                    let mut row = vec![0.0; conflict.states];
                    for (party, weight) in weights.iter().enumerate() {
                        let own: Vec<usize> = steps.iter().filter(|(_, who)| who.contains(&theirs[party])).map(|(to, _)| *to).collect();
                        let pull = |to: usize| match choice {
                            Choice::Uniform => 1.0,
                            Choice::Logit { scale } => ((worths[party][to] - worths[party][from]) / scale).exp(),
                        };
                        let sum = 1.0 + own.iter().map(|to| pull(*to)).sum::<f64>();
                        row[from] += weight / all / sum;
                        own.iter().for_each(|to| row[*to] += weight / all * pull(*to) / sum);
                    }
                    row
                })
                .collect();
            let expected = long_run(&chain, start);
            let context = || format!("case {number} from {start}: {found:?} {expected:?}\n{}", generated.text);
            for (state, likely) in expected.iter().enumerate() {
                let ours = found.states.iter().find(|(known, _)| *known as usize == state).map_or(0.0, |(_, likely)| *likely);
                assert!((ours - likely).abs() < 1e-6, "state {state}: {}", context());
                unlikely += usize::from(*likely > 1e-9 && *likely < 0.999);
            }
            assert!(found.left == 0.0, "{}", context());
            ends += found.states.len();
            cycles += usize::from(evolution.closed().iter().any(|set| set.len() > 1));
        }
    }
    eprintln!("{ends} ends, {unlikely} of them neither sure nor out of reach, {cycles} cases with cycles");
    assert!(unlikely > 100 && cycles > 3, "{unlikely} {cycles}");
}

/// What is within reach, found in fibres, against the steps from each state one by one: fibres of hundreds of states, some of them with restrictions, with values that
/// are not taken back, with orders of which not all is known.
#[test]
fn what_is_within_reach_is_what_steps_lead_to() {
    let plain = Shape {
        graph_share: 0.0,
        issue_share: 1.0,
        most_issues: 4,
        rich_share: 0.0,
        combinations: 700,
        parties: 2..=4,
        variables: 1..=2,
        three_valued_share: 0.8,
        ..Shape::default()
    };
    let ruled = Shape { rules_share: 0.9, restriction_share: 0.3, one_way_share: 0.3, ..plain.clone() };
    let vague = Shape { unknown_share: 0.1, partial_share: 0.3, ..ruled.clone() };
    let together = Together { changes: Changes::Any, options: true, ..Together::default() };
    for (shape, cases) in [(plain, 60), (ruled, 60), (vague, 60)] {
        let (mut reached, mut most) = (0, 0);
        for number in 0..cases {
            let generated = generate(&shape, SEED + 11, number);
            let case = case_of(&generated.text);
            let game = game_of(&case);
            let joint = Joint::new(&game).expect("it is small");
            for start in [0, game.states() / 2, game.states() - 1] {
                let mut expected: Vec<u32> = joint.evolve(start, &together, &Control::default()).expect("small").reached().collect();
                expected.sort_unstable();
                let found = within_reach(&game, start, true, &Control::default()).expect("small");
                assert_eq!(found, expected, "case {number} from {start}\n{}", generated.text);
                reached += found.len();
                most = most.max(found.len());
            }
        }
        eprintln!("{cases} cases: {reached} states reached, {most} at most");
        assert!(most > 100, "much should be within reach of some state");
    }
}

const LINKAGE: &str = r#"
format = 1
title = "Two issues"
[party.first]
kind = "state"
[party.second]
kind = "state"
[issue.a]
decided_by = "first and second"
[issue.b]
decided_by = "RULE"
[preference.first]
weight = [{ holds = "a", weight = -1 }, { holds = "b", weight = 3 }]
[preference.second]
weight = [{ holds = "a", weight = 3 }, { holds = "b", weight = -1 }]
[frame.all]
vary = ["a", "b"]
[frame.all.status_quo]
a = "no"
b = "no"
"#;

/// Section E of the definitions: two issues worth (−1, 3) and (3, −1), nothing signed apart, (2, 2) linked; where one party alone decides b the link does nothing.
#[test]
fn a_link_pays_where_consent_is_needed() {
    for (rule, expected) in [("first and second", vec![vec![3]]), ("second", vec![vec![0]]), ("first", vec![vec![2]])] {
        let case = case_of(&LINKAGE.replace("RULE", rule));
        let game = game_of(&case);
        let variable = |id: &str| case.variables.enumerated().find(|(_, variable)| variable.id == id).expect("it is there").0;
        let party = |id: &str| case.parties.enumerated().find(|(_, party)| party.id == id).expect("it is there").0;
        let without =
            detente::solve::evolution::joint::evolve_together(&game, 0, &Together::default(), &Control::default()).expect("small");
        let apart = if rule == "first" { vec![vec![2]] } else { vec![vec![0]] };
        assert_eq!(without.closed(), apart, "{rule}");
        let tie = Tie { party: party("second"), on: variable("b"), only_if: Expression::Is(variable("a"), [1].into()) };
        let joint = Joint::new(&game).expect("small");
        let with = joint.evolve(0, &Together { ties: vec![tie], ..Together::default() }, &Control::default()).expect("small");
        assert_eq!(with.closed(), expected, "{rule}");
        if rule == "first and second" {
            let way = with.way_to(3).expect("it is reached");
            assert!(way.len() == 1 && way[0].joint && way[0].movers == [0, 1]);
            assert!((0..2).all(|party| joint.standing(party, 3, 0) == Standing::Better));
        }
    }
}

/// The frame of 157,464 packages: one issue at a time, three together, the settings that refusal asks for.
#[test]
fn the_german_settlement_is_quick() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../catalog/german-question-1990/case.toml");
    let text = std::fs::read(path).expect("it is there");
    let include = |name: &str| std::fs::read(std::path::Path::new(path).with_file_name(name)).map_err(|error| error.to_string());
    let loaded = detente::io::case::read_case("case.toml", &text, &include);
    let case = loaded.case.expect("it is sound");
    let frame = case.frames.enumerated().find(|(_, frame)| frame.id == "settlement").expect("it is there").0;
    let game = Game::new(&case, frame, MEMORY, &Control::default()).expect("it is sound");
    let variable = |id: &str| case.variables.enumerated().find(|(_, variable)| variable.id == id).expect("it is there").0;
    let status_quo = game.feasible.number(game.status_quo.expect("it is stated")).expect("it is feasible");
    let joint = Joint::new(&game).expect("it fits");
    let groups = Changes::Groups(vec![vec![variable("alliance"), variable("ceiling"), variable("money"), variable("withdrawal")]]);
    for changes in [Changes::OneIssue, groups] {
        for options in [false, true] {
            let clock = std::time::Instant::now();
            let setting = Together { changes: changes.clone(), options, ..Together::default() };
            let found = joint.evolve(status_quo, &setting, &Control::default()).expect("it fits");
            eprintln!(
                "{changes:?}, options {options}: {} of {} reached, {} closed sets, {} unsure, {:?}",
                found.count(),
                game.states(),
                found.closed().len(),
                found.unsure(),
                clock.elapsed()
            );
            assert!(found.closed().iter().flatten().all(|state| found.reaches(*state)));
            assert!(
                found
                    .closed()
                    .iter()
                    .filter(|set| set.len() == 1)
                    .flatten()
                    .all(|state| { found.is_left_alone(*state) == Some(false) && found.is_left_together(*state) == Some(false) })
            );
        }
    }
}
