//! What must hold of any run.

use super::run;
use super::slow::{Scene, any_options, pick, random, rng};
use detente_solve::forecast::smp::{End, Forecast, Options, PositionChances, Transitions};
use detente_solve::forecast::{Column, Stance, Table};
use rand::seq::SliceRandom;
use std::collections::BTreeMap;

fn every_number(found: &Forecast) -> Vec<f64> {
    let mut all = Vec::new();
    for round in &found.rounds {
        all.extend(round.positions.iter().flatten().flatten());
        all.extend(round.chances.iter().chain(&round.risks));
        all.extend(round.challenges.iter().flatten().flat_map(|challenge| [challenge.odds, challenge.gain]));
        all.extend(round.moves.iter().flatten().flat_map(|accepted| [accepted.chance, accepted.gain]));
    }
    all
}

fn near(one: &[f64], other: &[f64]) {
    assert_eq!(one.len(), other.len());
    for (one, other) in one.iter().zip(other) {
        assert!((one - other).abs() < 1e-5, "{one} and {other}");
    }
}

fn with_stances(table: &Table, change: impl Fn(usize, usize, Stance) -> Option<Stance>) -> Table {
    let mut changed = table.clone();
    for (issue, column) in changed.issues.iter_mut().enumerate() {
        for (actor, stance) in column.stances.iter_mut().enumerate() {
            *stance = stance.and_then(|stance| change(issue, actor, stance));
        }
    }
    changed
}

/// The first turn: once actors have met, strengths come near to the least one, which does not grow with capabilities.
#[test]
fn only_ratios_of_capabilities_count() {
    for seed in 0..40 {
        let table = random(&mut rng(seed), 6, 2);
        let larger = with_stances(&table, |_, _, stance| Some(Stance { capability: stance.capability * 1000.0, ..stance }));
        let options = Options { turns: 1, ..Options::default() };
        let (one, other) = (run(&table, &options), run(&larger, &options));
        for (one, other) in one.rounds[1].positions.iter().flatten().zip(other.rounds[1].positions.iter().flatten()) {
            // What comes to half a step may be rounded either way.
            assert!((one.unwrap() - other.unwrap()).abs() < 1.001e-4);
        }
        let first = |mut found: Forecast| {
            found.rounds.truncate(1);
            found.rounds[0].moves.clear();
            every_number(&found)
        };
        near(&first(one), &first(other));
    }
}

#[test]
fn the_units_of_an_issue_change_nothing() {
    for seed in 0..40 {
        let table = random(&mut rng(seed), 6, 2);
        let mut other = with_stances(&table, |_, _, stance| Some(Stance { position: stance.position * 40.0 - 10.0, ..stance }));
        for issue in &mut other.issues {
            (issue.low, issue.high) = (-10.0, 30.0);
        }
        let options = Options { turns: 3, ..Options::default() };
        let (one, other) = (run(&table, &options), run(&other, &options));
        for (one, other) in one.rounds.iter().zip(&other.rounds) {
            near(&one.chances, &other.chances);
            for (one, other) in one.positions.iter().flatten().zip(other.positions.iter().flatten()) {
                assert!((one.unwrap() * 40.0 - 10.0 - other.unwrap()).abs() < 1e-9);
            }
        }
    }
}

/// Where all go in the first turn: after that there are ties between actors that have met, which are broken by the order of the actors,
/// and the first of several that are next to each other stands for all of them.
#[test]
fn names_and_their_order_mean_nothing() {
    for seed in 0..60 {
        let mut rng = rng(seed);
        let table = random(&mut rng, 6, 2);
        let options = Options { turns: 1, ..any_options(&mut rng) };
        let mut order: Vec<usize> = (0..6).collect();
        order.shuffle(&mut rng);
        let mut other = table.clone();
        for (issue, before) in other.issues.iter_mut().zip(&table.issues) {
            issue.stances = order.iter().map(|actor| before.stances[*actor]).collect();
        }
        let (one, other) = (run(&table, &options), run(&other, &options));
        for (new, old) in order.iter().enumerate() {
            near(&[one.rounds[0].chances[*old]], &[other.rounds[0].chances[new]]);
            for (one, other) in one.rounds.iter().zip(&other.rounds) {
                near(&[one.risks[*old]], &[other.risks[new]]);
                let flat = |line: &[Option<f64>]| line.iter().flatten().copied().collect::<Vec<f64>>();
                near(&flat(&one.positions[*old]), &flat(&other.positions[new]));
            }
            let (one, other) = (&one.rounds[0], &other.rounds[0]);
            assert_eq!(one.challenges[*old].map(|it| it.target), other.challenges[new].map(|it| order[it.target]));
            // Two who challenge each other may make the same bargain twice: then the order says whose it is.
            let sorted = |one: usize, other: usize| [one.min(other), one.max(other)];
            assert_eq!(
                one.moves[*old].map(|it| sorted(it.initiator, it.receiver)),
                other.moves[new].map(|it| sorted(order[it.initiator], order[it.receiver]))
            );
        }
    }
}

#[test]
fn a_mirrored_line_mirrors_what_comes_of_it() {
    for seed in 0..60 {
        let mut rng = rng(seed);
        let table = random(&mut rng, 6, 2);
        let options = Options { turns: 1, ..any_options(&mut rng) };
        let mirrored = with_stances(&table, |issue, _, stance| {
            Some(if issue == 0 { Stance { position: 1.0 - stance.position, ..stance } } else { stance })
        });
        let (one, other) = (run(&table, &options), run(&mirrored, &options));
        for (one, other) in one.rounds.iter().zip(&other.rounds) {
            near(&one.chances, &other.chances);
            for (one, other) in one.positions.iter().zip(&other.positions) {
                near(&[1.0 - one[0].unwrap(), one[1].unwrap()], &[other[0].unwrap(), other[1].unwrap()]);
            }
        }
    }
}

#[test]
fn nobody_moves_alone_and_nobody_moves_beyond_the_other() {
    let mut moved = 0;
    for seed in 0..80 {
        let mut rng = rng(seed);
        let table = random(&mut rng, 7, 2);
        let options = Options {
            chances: pick(&mut rng, PositionChances::ALL),
            transitions: pick(&mut rng, Transitions::ALL),
            turns: 8,
            ..any_options(&mut rng)
        };
        let found = run(&table, &options);
        for (round, next) in found.rounds.iter().zip(&found.rounds[1..]) {
            for actor in 0..7 {
                let Some(accepted) = round.moves[actor] else {
                    assert_eq!(round.positions[actor], next.positions[actor]);
                    continue;
                };
                moved += 1;
                assert!(accepted.initiator == actor || accepted.receiver == actor);
                assert_eq!(round.challenges[accepted.initiator].unwrap().target, accepted.receiver);
                let other = if accepted.initiator == actor { accepted.receiver } else { accepted.initiator };
                for issue in 0..2 {
                    let at = |who: usize| round.positions[who][issue].unwrap();
                    let (low, high) = (at(actor).min(at(other)) - 5.1e-5, at(actor).max(at(other)) + 5.1e-5);
                    assert!((low..=high).contains(&next.positions[actor][issue].unwrap()));
                }
            }
        }
    }
    assert!(moved > 500, "{moved}");
}

#[test]
fn chances_of_distinct_positions_sum_to_one() {
    for seed in 0..60 {
        let mut rng = rng(seed);
        let table = random(&mut rng, 7, 1);
        let options = Options { chances: pick(&mut rng, PositionChances::ALL), turns: 10, ..any_options(&mut rng) };
        for round in run(&table, &options).rounds {
            let first = (0..7).filter(|actor| !round.distinct[..*actor].contains(&round.distinct[*actor]));
            let sum: f64 = first.map(|actor| round.chances[actor]).sum();
            assert!((sum - 1.0).abs() < 1e-12, "{sum}");
        }
    }
}

#[test]
fn the_number_of_threads_means_nothing() {
    let table = random(&mut rng(5), 30, 2);
    let with = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| run(&table, &Options::default()))
    };
    let one = with(1);
    assert!(one.rounds.len() > 2);
    assert_eq!(one, with(3));
}

#[test]
fn a_seed_gives_one_run_and_seeds_give_moves_by_their_chances() {
    let table = random(&mut rng(3), 5, 1);
    let with = |seed: u64| run(&table, &Options { transitions: Transitions::Stochastic, turns: 1, seed, ..Options::default() });
    assert_eq!(with(7), with(7));
    // Who does it, and who made the bargain; with its chance, and how often it was.
    type Deed = (usize, Option<[usize; 2]>);
    let mut counts: BTreeMap<Deed, (Option<f64>, u32)> = BTreeMap::new();
    let runs = 3000;
    for seed in 0..runs {
        for (actor, accepted) in with(seed).rounds[0].moves.iter().enumerate() {
            let entry = counts.entry((actor, accepted.map(|it| [it.initiator, it.receiver]))).or_default();
            entry.0 = accepted.map(|it| it.chance);
            entry.1 += 1;
        }
    }
    let mut checked = 0;
    for (chance, count) in counts.values() {
        let Some(chance) = chance else { continue };
        let share = f64::from(*count) / 3000.0;
        // Four standard deviations.
        assert!((share - chance).abs() < 4.0 * (chance * (1.0 - chance) / 3000.0).sqrt() + 1e-3, "{share} and {chance}");
        checked += 1;
    }
    assert!(checked >= 4, "{checked}");
}

#[test]
fn ideals_follow_positions_as_far_as_is_said() {
    let table = random(&mut rng(11), 6, 2);
    let matrix = |own: f64| Some((0..6).map(|i| (0..6).map(|j| if i == j { own } else { 0.0 }).collect()).collect());
    let with = |accommodation| run(&table, &Options { accommodation, turns: 4, ..Options::default() });
    near(&every_number(&with(None)), &every_number(&with(matrix(1.0))));
    // Held against the definitions: those who keep their ideals judge the second round by them.
    let kept = with(matrix(0.0));
    let flat = |round: usize| -> Vec<Vec<f64>> {
        kept.rounds[round].positions.iter().map(|line| line.iter().map(|at| at.unwrap()).collect()).collect()
    };
    assert_ne!(flat(0), flat(1));
    let scene = Scene::new(&table, flat(1), flat(0));
    let risks = scene.risks(&Options::default());
    near(&risks, &kept.rounds[1].risks);
    near(&scene.standing(&Options::default(), &risks), &kept.rounds[1].chances);
}

/// Position, salience, capability.
type Said = Option<(f64, f64, f64)>;

fn table(stances: &[&[Said]]) -> Table {
    let stance = |it: &Said| it.map(|(position, salience, capability)| Stance { position, salience, capability });
    let column = |line: &&[Said]| Column { low: 0.0, high: 100.0, reference_point: None, stances: line.iter().map(stance).collect() };
    Table { actors: stances.first().map_or(0, |line| line.len()), issues: stances.iter().map(column).collect() }
}

/// Every alternative of every parameter, on a table that has something missing.
fn under_all_options(table: &Table) {
    for seed in 0..40 {
        let mut rng = rng(seed);
        let options = Options {
            chances: pick(&mut rng, PositionChances::ALL),
            transitions: pick(&mut rng, Transitions::ALL),
            turns: 5,
            ..any_options(&mut rng)
        };
        let found = run(table, &options);
        assert!(every_number(&found).iter().all(|number| number.is_finite()), "{options:?}\n{found:?}");
        for readings in found.readings.iter().flatten() {
            let all = [readings.expected, readings.likeliest, readings.mean, readings.weighted_mean, readings.weighted_median];
            assert!(all.iter().all(|number| (-0.1..=100.1).contains(number)), "{readings:?}");
        }
    }
}

#[test]
fn what_is_missing_stops_nothing() {
    let same = Some((50.0, 0.5, 1.0));
    let (low, high) = (Some((0.0, 0.9, 2.0)), Some((100.0, 0.4, 3.0)));
    let (careless, weak) = (Some((30.0, 0.0, 2.0)), Some((80.0, 0.5, 0.0)));
    for table in [
        table(&[]),
        table(&[&[]]),
        table(&[&[None, None]]),
        table(&[&[same]]),
        table(&[&[same, same, same]]),
        table(&[&[low, high]]),
        table(&[&[low, low, high, high, high]]),
        table(&[&[careless, careless, Some((70.0, 0.0, 1.0))]]),
        table(&[&[careless, low, high]]),
        table(&[&[weak, weak, weak]]),
        table(&[&[weak, low, high]]),
        table(&[&[None, low, high, same], &[None, None, high, low]]),
        table(&[&[low, None], &[None, high]]),
        table(&[&[low, high], &[None, None]]),
    ] {
        under_all_options(&table);
    }
    let mut flat = table(&[&[low, high]]);
    flat.issues[0].high = 0.0;
    assert!(every_number(&run(&flat, &Options::default())).iter().all(|number| number.is_finite()));
}

#[test]
fn one_actor_stays_and_those_who_agree_stay() {
    let found = run(&table(&[&[None, Some((30.0, 0.5, 1.0))]]), &Options::default());
    assert_eq!((found.end, found.rounds.len(), &found.actors), (End::Alone, 1, &vec![1]));
    assert_eq!(found.readings[0].map(|it| it.expected), Some(30.0));
    let same = Some((50.0, 0.5, 1.0));
    let found = run(&table(&[&[same, same, same]]), &Options::default());
    assert_eq!((found.end, found.rounds.len()), (End::Settled { share: 0.0 }, 3));
    assert!(found.rounds.iter().all(|round| round.moves.iter().all(Option::is_none)));
}

/// Where everybody is at one end or the other, the run ends like any other.
#[test]
fn two_distinct_positions_are_enough() {
    let at = |position, salience, capability| Some((position, salience, capability));
    let found = run(
        &table(&[&[at(0.0, 0.8, 10.0), at(100.0, 0.3, 4.0), at(100.0, 0.5, 5.0), at(0.0, 0.2, 7.0), at(100.0, 0.9, 2.0)]]),
        &Options::default(),
    );
    assert!(matches!(found.end, End::Settled { .. }), "{:?}", found.end);
    assert!((found.rounds[0].chances[0] + found.rounds[0].chances[1] - 1.0).abs() < 1e-12);
    assert!(found.rounds[0].moves.iter().any(Option::is_some));
}

/// Three at 0, 40 and 100 with weights 2, 1, 1 and no turn: readings by hand.
#[test]
fn readings_are_what_they_are_called() {
    let at = |position, capability| Some((position, 0.5, capability));
    let found = run(&table(&[&[at(0.0, 2.0), at(40.0, 1.0), at(100.0, 1.0)]]), &Options { turns: 0, ..Options::default() });
    let (round, readings) = (&found.rounds[0], found.readings[0].unwrap());
    assert_eq!(found.end, End::Turns);
    assert!((readings.expected - (40.0 * round.chances[1] + 100.0 * round.chances[2])).abs() < 1e-9);
    assert!((readings.mean - 140.0 / 3.0).abs() < 1e-9);
    assert!((readings.weighted_mean - 35.0).abs() < 1e-9);
    assert_eq!(readings.weighted_median, 0.0);
    let most = if round.chances[0] > round.chances[1] { 0.0 } else { 40.0 };
    assert_eq!(readings.likeliest, most);
    // Those who stand together count once in what is expected, and each in the means.
    let found = run(&table(&[&[at(0.0, 2.0), at(100.0, 1.0), at(100.0, 1.0)]]), &Options { turns: 0, ..Options::default() });
    let (round, readings) = (&found.rounds[0], found.readings[0].unwrap());
    assert!((readings.expected - 100.0 * round.chances[1]).abs() < 1e-9);
    assert!((readings.mean - 200.0 / 3.0).abs() < 1e-9);
}

/// Saliences that sum to more than 1 are shares of the largest sum: multiplying all of them changes nothing.
#[test]
fn saliences_above_one_are_shares() {
    let mut rng = rng(2);
    let one = random(&mut rng, 5, 3);
    let most = (0..5).map(|actor| one.issues.iter().map(|issue| issue.stances[actor].unwrap().salience).sum::<f64>()).fold(0.0, f64::max);
    let times = |factor: f64| with_stances(&one, |_, _, stance| Some(Stance { salience: stance.salience * factor / most, ..stance }));
    let options = Options { turns: 2, ..Options::default() };
    near(&every_number(&run(&times(1.0), &options)), &every_number(&run(&times(2.7), &options)));
}
