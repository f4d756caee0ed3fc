//! What must hold of any run.

use super::run;
use super::slow::{random, rng};
use detente_solve::forecast::exchange::{Cap, Circle, Exchange, Forecast, Left, NextStart, Options, Sharing, Ties};
use detente_solve::forecast::{Column, Stance, Table};
use rand::seq::SliceRandom;

/// All readings in turn, for that many rounds.
fn readings(rounds: usize, seed: u64) -> Vec<Options> {
    let mut all = Vec::new();
    for sharing in Sharing::ALL {
        for ties in Ties::ALL {
            for left in Left::ALL {
                for cap in Cap::ALL {
                    for next_start in NextStart::ALL {
                        let (sharing, ties, left, cap, next_start) = (*sharing, *ties, *left, *cap, *next_start);
                        all.push(Options { sharing, spread: 0.7, ties, left, cap, rounds, next_start, seed, ..Options::published() });
                    }
                }
            }
        }
    }
    all
}

fn exchanges(found: &Forecast) -> impl Iterator<Item = &Exchange> {
    found.rounds.iter().flat_map(|round| &round.exchanges)
}

#[test]
fn both_gain_and_the_same_where_that_is_the_rule() {
    let mut seen = 0;
    for seed in 0..12 {
        let table = random(&mut rng(seed), 8, 3);
        for options in readings(2, seed) {
            for exchange in exchanges(&run(&table, &options)) {
                let [first, second] = exchange.partners;
                assert!(first.gain > 0.0 && second.gain > 0.0, "{options:?}: {exchange:?}");
                if options.sharing == Sharing::EqualGain {
                    assert!((first.gain - second.gain).abs() < 1e-9);
                }
                seen += 1;
            }
        }
    }
    assert!(seen > 2000, "{seen}");
}

#[test]
fn with_the_cap_no_outcome_passes_who_asked_and_gains_are_at_least_what_they_are_said_to_be() {
    let (mut seen, mut cut, mut exact) = (0, 0, 0);
    for seed in 0..12 {
        let table = random(&mut rng(seed), 8, 3);
        for options in readings(2, seed).into_iter().filter(|options| options.cap == Cap::Demander) {
            for exchange in exchanges(&run(&table, &options)) {
                for partner in exchange.partners {
                    assert!((partner.asked - partner.after) * (partner.asked - partner.before) >= -1e-9, "{partner:?}");
                    cut += usize::from((partner.asked - partner.after).abs() < 1e-9);
                    let felt = exchange.effects.iter().find(|effect| effect.actor == partner.actor).unwrap();
                    assert_eq!(felt.circle, Circle::Own);
                    // More where others have carried the outcome past the one who pays: giving way is then in its own favour.
                    assert!(felt.gain >= partner.gain - 1e-9, "{felt:?} {partner:?}");
                    exact += usize::from((felt.gain - partner.gain).abs() < 1e-9);
                    seen += 1;
                }
            }
        }
    }
    assert!(seen > 1000 && cut > 10 && 10 * exact > 7 * seen, "{seen}, {cut}, {exact}");
}

#[test]
fn nobody_turns_back_and_nobody_goes_past_what_is_asked() {
    for seed in 0..12 {
        let table = random(&mut rng(seed), 8, 3);
        for options in readings(1, seed) {
            let mut ways = std::collections::BTreeMap::new();
            for exchange in exchanges(&run(&table, &options)) {
                for partner in exchange.partners {
                    let way = (partner.to - partner.from).signum();
                    assert_eq!(*ways.entry((partner.actor, partner.pays_on)).or_insert(way), way);
                    assert!((partner.asked - partner.to) * way >= -1e-9);
                }
                assert_ne!(exchange.partners[0].actor, exchange.partners[1].actor);
                assert_ne!(exchange.partners[0].pays_on, exchange.partners[1].pays_on);
            }
        }
    }
}

/// The whole run without names: outcomes round by round, and gains in their order.
fn told(found: &Forecast) -> Vec<f64> {
    let outcomes = found.rounds.iter().flat_map(|round| round.before.iter().chain(&round.after)).flatten().copied();
    outcomes.chain(exchanges(found).map(|exchange| exchange.partners[0].gain + exchange.partners[1].gain)).collect()
}

fn near(one: &[f64], other: &[f64]) {
    assert_eq!(one.len(), other.len());
    assert!(one.iter().zip(other).all(|(one, other)| (one - other).abs() < 1e-7), "{one:?}\n{other:?}");
}

fn with_stances(table: &Table, change: impl Fn(usize, usize, Stance) -> Stance) -> Table {
    let mut changed = table.clone();
    for (issue, column) in changed.issues.iter_mut().enumerate() {
        for (actor, stance) in column.stances.iter_mut().enumerate() {
            *stance = stance.map(|stance| change(issue, actor, stance));
        }
    }
    changed
}

/// Random tables have no ties, which are broken by the order of the table.
#[test]
fn scale_names_direction_and_units_mean_nothing() {
    for seed in 0..30 {
        let mut rng = rng(seed);
        let table = random(&mut rng, 7, 3);
        for cap in Cap::ALL {
            let options = Options { cap: *cap, rounds: 2, ..Options::published() };
            let found = told(&run(&table, &options));
            let scaled = with_stances(&table, |issue, _, it| Stance { capability: it.capability * [3.0, 70.0, 0.2][issue], ..it });
            near(&found, &told(&run(&scaled, &options)));

            let mut order: Vec<usize> = (0..7).collect();
            order.shuffle(&mut rng);
            let mut renamed = table.clone();
            for (issue, before) in renamed.issues.iter_mut().zip(&table.issues) {
                issue.stances = order.iter().map(|actor| before.stances[*actor]).collect();
            }
            near(&found, &told(&run(&renamed, &options)));
            let (one, other) = (run(&table, &options), run(&renamed, &options));
            for (one, other) in exchanges(&one).zip(exchanges(&other)) {
                assert_eq!(one.partners.map(|it| it.actor), other.partners.map(|it| order[it.actor]));
            }

            let mirrored =
                with_stances(&table, |issue, _, it| if issue == 1 { Stance { position: 100.0 - it.position, ..it } } else { it });
            let mut back = run(&mirrored, &options);
            for round in &mut back.rounds {
                for outcomes in [&mut round.before, &mut round.after] {
                    outcomes[1] = outcomes[1].map(|outcome| 100.0 - outcome);
                }
            }
            near(&found, &told(&back));

            let mut other =
                with_stances(&table, |issue, _, it| if issue == 0 { Stance { position: it.position / 10.0 - 3.0, ..it } } else { it });
            (other.issues[0].low, other.issues[0].high) = (-3.0, 7.0);
            let mut back = run(&other, &options);
            for round in &mut back.rounds {
                for outcomes in [&mut round.before, &mut round.after] {
                    outcomes[0] = outcomes[0].map(|outcome| (outcome + 3.0) * 10.0);
                }
            }
            near(&found, &told(&back));
        }
    }
}

#[test]
fn no_spread_is_equal_gain_and_chance_only_shifts_what_there_is() {
    let mut uneven = 0;
    for seed in 0..20 {
        let table = random(&mut rng(seed), 7, 3);
        let with = |sharing, spread| run(&table, &Options { sharing, spread, seed, ..Options::published() });
        let equal = with(Sharing::EqualGain, 0.0);
        near(&told(&equal), &told(&with(Sharing::Randomised, 0.0)));
        let random = with(Sharing::Randomised, 0.8);
        assert_eq!(random, with(Sharing::Randomised, 0.8));
        for exchange in exchanges(&random) {
            let [first, second] = exchange.partners.map(|partner| partner.gain);
            uneven += usize::from((first - second).abs() > 1e-6);
        }
        assert_eq!(with(Sharing::RandomRate, 0.0), with(Sharing::RandomRate, 0.0));
    }
    assert!(uneven > 20, "{uneven}");
}

/// Two actors, two issues, no cap: by the definition the loser keeps g(1 − pz) and the winner has g + pz(g_max − g), for some z.
#[test]
fn a_random_gain_lies_on_the_line_between_equal_and_all() {
    let at = |position, salience| Some(Stance { position, salience, capability: 1.0 });
    let issue = |stances| Column { low: 0.0, high: 100.0, reference_point: None, stances };
    let table = Table { actors: 2, issues: vec![issue(vec![at(0.0, 0.8), at(100.0, 0.4)]), issue(vec![at(0.0, 0.3), at(100.0, 0.9)])] };
    // Full moves shift the outcomes by 100 · 0.4/1.2 and by 100 · 0.3/1.2.
    let (full_p, full_q) = (100.0 / 3.0, 25.0);
    // Equal gains: δq = δp 1.2/1.2 = δp, so q's 25 is what there is of both.
    let equal = 25.0 * 0.8 - 25.0 * 0.3;
    // All to the first: δq = δp 0.4/0.9, which is 14.8 for the full 33.3. All to the second: δq = δp 0.8/0.3, which stops at 25.
    let most_first = full_p * 0.8 - full_p * 0.4 / 0.9 * 0.3;
    let most_second = full_q * 0.9 - full_q * 0.3 / 0.8 * 0.4;
    let mut winners = [0, 0];
    let mut sizes = Vec::new();
    for seed in 0..400 {
        let found = run(&table, &Options { sharing: Sharing::Randomised, spread: 0.5, seed, ..Options::published() });
        let [first, second] = found.rounds[0].exchanges[0].partners.map(|partner| partner.gain);
        let (winner, loser, most) = if first > second { (first, second, most_first) } else { (second, first, most_second) };
        winners[usize::from(second > first)] += 1;
        let share = (equal - loser) / equal;
        assert!((0.0..=0.5).contains(&share));
        assert!((winner - (equal + share * (most - equal))).abs() < 1e-9);
        sizes.push(share);
    }
    assert!(winners.iter().all(|count| *count > 150), "{winners:?}");
    let mean = sizes.iter().sum::<f64>() / 400.0;
    assert!((mean - 0.25).abs() < 0.03, "{mean}");
}

/// Three actors on two issues: what the definition gives by hand.
#[test]
fn effects_by_hand() {
    let at = |position, salience| Some(Stance { position, salience, capability: 1.0 });
    let issue = |stances| Column { low: 0.0, high: 100.0, reference_point: None, stances };
    let table = Table {
        actors: 4,
        issues: vec![
            issue(vec![at(0.0, 0.8), at(100.0, 0.2), at(0.0, 0.5), at(100.0, 0.5)]),
            issue(vec![at(0.0, 0.2), at(100.0, 0.8), at(0.0, 0.5), None]),
        ],
    };
    let found = run(&table, &Options::published());
    let round = &found.rounds[0];
    // Outcomes 100 (0.2 + 0.5)/2 = 35 and 100 · 0.8/1.5 = 53.3.
    assert!((round.before[0].unwrap() - 35.0).abs() < 1e-12 && (round.before[1].unwrap() - 160.0 / 3.0).abs() < 1e-12);
    // Actor 1 gives way in full on the first issue, which shifts it by 10; equal rate 1.0/1.0: the second shifts by 10 as well, by
    // 10 · 1.5/0.2 = 75 of actor 0. Each gains 10 · 0.8 − 10 · 0.2 = 6.
    let exchange = &round.exchanges[0];
    assert_eq!(exchange.partners.map(|it| (it.actor, it.pays_on)), [(0, 1), (1, 0)]);
    assert!((exchange.partners[0].to - 75.0).abs() < 1e-9 && exchange.partners[1].to == 0.0);
    let effects: Vec<(usize, Circle)> = exchange.effects.iter().map(|effect| (effect.actor, effect.circle)).collect();
    assert_eq!(effects, [(0, Circle::Own), (1, Circle::Own), (2, Circle::Inner), (3, Circle::Outer)]);
    // Actor 2 wants 0 on both: nearer by 10, farther by 10. Actor 3 wants 100 on the first: farther by 10.
    for (effect, gain) in exchange.effects.iter().zip([6.0, 6.0, 0.0, -5.0]) {
        assert!((effect.gain - gain).abs() < 1e-9, "{effect:?}");
    }
}

#[test]
fn the_next_round_starts_where_it_is_said() {
    for seed in 0..10 {
        let table = random(&mut rng(seed), 6, 3);
        for next_start in NextStart::ALL {
            let found = run(&table, &Options { next_start: *next_start, rounds: 3, ..Options::published() });
            let nexts = found.rounds[1..].iter().map(|round| &round.positions).chain([&found.positions]);
            for (round, next) in found.rounds.iter().zip(nexts) {
                for (issue, column) in table.issues.iter().enumerate() {
                    for (actor, stance) in column.stances.iter().enumerate() {
                        let Some(stance) = stance else {
                            assert_eq!(next[issue][actor], None);
                            continue;
                        };
                        let (x, y) = (round.positions[issue][actor].unwrap(), round.votes[issue][actor].unwrap());
                        let drawn = (1.0 - stance.salience) * 0.4;
                        let expected = match next_start {
                            NextStart::Drawn => drawn * y + 0.1 * y + (0.9 - drawn) * x,
                            NextStart::Votes => y,
                            NextStart::Positions => x,
                        };
                        assert!((next[issue][actor].unwrap() - expected).abs() < 1e-9);
                    }
                }
            }
        }
    }
}

#[test]
fn what_is_missing_stops_nothing() {
    let at = |position, salience, capability| Some(Stance { position, salience, capability });
    let column = |stances: Vec<Option<Stance>>| Column { low: 0.0, high: 100.0, reference_point: None, stances };
    let (low, high) = (at(0.0, 0.5, 1.0), at(100.0, 0.7, 2.0));
    let (careless, weak) = (at(10.0, 0.0, 1.0), at(90.0, 0.5, 0.0));
    let mut flat = Table { actors: 2, issues: vec![column(vec![low, high]), column(vec![high, low])] };
    flat.issues[0].high = 0.0;
    for table in [
        Table::default(),
        Table { actors: 1, issues: vec![column(vec![low])] },
        Table { actors: 1, issues: vec![column(vec![low]), column(vec![high])] },
        Table { actors: 2, issues: vec![column(vec![None, None]), column(vec![low, high])] },
        Table { actors: 2, issues: vec![column(vec![low, high]), column(vec![low, high])] },
        Table { actors: 3, issues: vec![column(vec![careless, careless, careless]), column(vec![low, high, low])] },
        Table { actors: 3, issues: vec![column(vec![careless, low, high]), column(vec![high, low, careless])] },
        Table { actors: 3, issues: vec![column(vec![weak, low, high]), column(vec![high, careless, weak])] },
        Table { actors: 3, issues: vec![column(vec![low, low, low]), column(vec![high, high, high])] },
        flat,
    ] {
        for options in readings(2, 1) {
            let found = run(&table, &options);
            let numbers = found.rounds.iter().flat_map(|round| round.after.iter().chain(round.votes.iter().flatten()));
            assert!(numbers.flatten().all(|number| number.is_finite()), "{found:?}");
        }
    }
}

/// Four copies of the same two actors: all exchanges tie; the first is taken, or one by the seed.
#[test]
fn ties_go_to_the_first_or_by_the_seed() {
    let at = |position, salience| Some(Stance { position, salience, capability: 1.0 });
    let issue = |first: f64, second: f64| Column {
        low: 0.0,
        high: 100.0,
        reference_point: None,
        stances: (0..8).map(|actor| if actor < 4 { at(0.0, first) } else { at(100.0, second) }).collect(),
    };
    let table = Table { actors: 8, issues: vec![issue(0.8, 0.3), issue(0.3, 0.8)] };
    let first = |ties: Ties, seed: u64| {
        let found = run(&table, &Options { ties, seed, ..Options::published() });
        found.rounds[0].exchanges[0].partners.map(|partner| partner.actor)
    };
    assert_eq!(first(Ties::First, 3), [0, 4]);
    let mut seen: Vec<[usize; 2]> = (0..200).map(|seed| first(Ties::Seeded, seed)).collect();
    assert_eq!(first(Ties::Seeded, 5), seen[5]);
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen.len(), 16, "all sixteen come up");
}

/// Rates are drawn, and what is realised at them leaves both a gain.
#[test]
fn random_rates_differ_and_leave_both_a_gain() {
    let mut rng = rng(1);
    let mut rates = Vec::new();
    for seed in 0..30 {
        let table = random(&mut rng, 6, 3);
        let found = run(&table, &Options { sharing: Sharing::RandomRate, seed, ..Options::published() });
        for exchange in exchanges(&found) {
            let [first, second] = exchange.partners.map(|partner| partner.gain);
            rates.push(first / (first + second));
        }
    }
    assert!(rates.iter().all(|rate| (0.0..=1.0).contains(rate)));
    let spread = rates.iter().filter(|rate| !(0.3..=0.7).contains(*rate)).count();
    assert!(spread > 50, "{spread} of {}", rates.len());
}
