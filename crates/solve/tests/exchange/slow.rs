//! The exchanges written again from the definitions: everything reckoned anew after each, shifts found by halving intervals.

use super::run;
use detente_solve::forecast::exchange::{Cap, Left, Options};
use detente_solve::forecast::{Column, Stance, Table};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

pub(super) fn rng(seed: u64) -> ChaCha8Rng {
    ChaCha8Rng::seed_from_u64(seed)
}

/// Issues from 0 to 100 with everything drawn; now and then an actor has no stance.
pub(super) fn random(rng: &mut ChaCha8Rng, actors: usize, issues: usize) -> Table {
    let mut stance = || {
        let position = rng.random_range(0.0..100.0);
        let (salience, capability) = (rng.random_range(0.05..1.0), rng.random_range(0.1..1.0));
        (rng.random::<f64>() < 0.9).then_some(Stance { position, salience, capability })
    };
    let mut column = || Column { low: 0.0, high: 100.0, reference_point: None, stances: (0..actors).map(|_| stance()).collect() };
    Table { actors, issues: (0..issues).map(|_| column()).collect() }
}

/// `(who asks on p, who asks on q, p, q, gain, vote of the first on q, vote of the second on p)`.
type Done = (usize, usize, usize, usize, f64, f64, f64);

struct Slow<'a> {
    table: &'a Table,
    votes: Vec<Vec<f64>>,
    left: Vec<Vec<bool>>,
    way: Vec<Vec<f64>>,
    cap: Cap,
}

impl Slow<'_> {
    fn at(&self, issue: usize, actor: usize) -> Option<Stance> {
        self.table.issues[issue].stances[actor]
    }

    /// The outcome if one actor voted so.
    fn outcome(&self, issue: usize, change: Option<(usize, f64)>) -> f64 {
        let (mut above, mut below) = (0.0, 0.0);
        for actor in 0..self.table.actors {
            let Some(stance) = self.at(issue, actor) else { continue };
            let vote = change.filter(|(who, _)| *who == actor).map_or(self.votes[issue][actor], |(_, vote)| vote);
            above += stance.capability * stance.salience * vote;
            below += stance.capability * stance.salience;
        }
        above / below
    }

    /// How far `who` may go on `issue` towards `asks`: a full move has length 1.
    fn longest(&self, issue: usize, who: usize, asks: usize) -> f64 {
        let (from, to) = (self.votes[issue][who], self.at(issue, asks).unwrap().position);
        if (to - from).abs() < 1e-9 || (to - from) * self.way[issue][who] < 0.0 {
            return 0.0;
        }
        let passes = |part: f64| {
            let after = self.outcome(issue, Some((who, from + part * (to - from))));
            (after - to) * (to - from) > 0.0
        };
        match self.cap {
            Cap::Demander if passes(1.0) => largest(|part| !passes(part)),
            Cap::Demander | Cap::Unlimited => 1.0,
        }
    }

    /// By how much the outcome shifts.
    fn shift(&self, issue: usize, who: usize, asks: usize, part: f64) -> f64 {
        let (from, to) = (self.votes[issue][who], self.at(issue, asks).unwrap().position);
        (self.outcome(issue, Some((who, from + part * (to - from)))) - self.outcome(issue, None)).abs()
    }

    fn exchange(&self, i: usize, j: usize, p: usize, q: usize) -> Option<Done> {
        let (ip, iq, jp, jq) = (self.at(p, i)?, self.at(q, i)?, self.at(p, j)?, self.at(q, j)?);
        let opposite = self.left[p][i] != self.left[p][j] && self.left[q][i] != self.left[q][j];
        if !opposite || ip.salience / iq.salience <= jp.salience / jq.salience {
            return None;
        }
        let (most_j, most_i) = (self.longest(p, j, i), self.longest(q, i, j));
        if most_j <= 0.0 || most_i <= 0.0 {
            return None;
        }
        // The part of i's way on q that gives both the same for a part of j's way on p.
        let gains = |of_j: f64, of_i: f64| {
            let (dp, dq) = (self.shift(p, j, i, of_j), self.shift(q, i, j, of_i));
            (dp * ip.salience - dq * iq.salience, dq * jq.salience - dp * jp.salience)
        };
        let more_for_i = |of_j: f64, of_i: f64| {
            let (mine, yours) = gains(of_j, of_i);
            mine >= yours
        };
        let (of_j, of_i) = if more_for_i(most_j, most_i) {
            // Even all of i's way leaves i with more: j goes less far.
            (largest(|part| !more_for_i(part * most_j, most_i)) * most_j, most_i)
        } else {
            (most_j, largest(|part| more_for_i(most_j, part * most_i)) * most_i)
        };
        let go = |issue: usize, who: usize, asks: usize, part: f64| {
            let from = self.votes[issue][who];
            from + part * (self.at(issue, asks).unwrap().position - from)
        };
        let gain = gains(of_j, of_i).0;
        (gain > 1e-9).then(|| (i, j, p, q, gain, go(q, i, j, of_i), go(p, j, i, of_j)))
    }
}

/// The largest part for which it holds, if it holds up to some part and then no longer.
fn largest(holds: impl Fn(f64) -> bool) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..60 {
        let middle = (low + high) / 2.0;
        if holds(middle) {
            low = middle;
        } else {
            high = middle;
        }
    }
    low
}

#[test]
fn every_exchange_is_what_the_definitions_say() {
    let mut compared = 0;
    for seed in 0..60 {
        let mut rng = rng(seed);
        let (actors, issues) = (rng.random_range(3..9), rng.random_range(2..5));
        let table = random(&mut rng, actors, issues);
        for (cap, side) in [(Cap::Unlimited, Left::Strict), (Cap::Demander, Left::Weak)] {
            let found = run(&table, &Options { cap, left: side, ..Options::published() });
            let votes: Vec<Vec<f64>> =
                table.issues.iter().map(|issue| issue.stances.iter().map(|it| it.map_or(0.0, |it| it.position)).collect()).collect();
            let mut slow = Slow { table: &table, votes: votes.clone(), left: Vec::new(), way: vec![vec![0.0; actors]; issues], cap };
            slow.left = (0..issues).map(|issue| votes[issue].iter().map(|vote| *vote < slow.outcome(issue, None)).collect()).collect();
            let mut ours = found.rounds[0].exchanges.iter();
            loop {
                let mut all: Vec<Done> = Vec::new();
                for p in 0..issues {
                    for q in (0..issues).filter(|q| *q != p) {
                        for i in 0..actors {
                            all.extend((0..actors).filter(|j| *j != i).filter_map(|j| slow.exchange(i, j, p, q)));
                        }
                    }
                }
                let best = all.into_iter().max_by(|one, other| one.4.total_cmp(&other.4));
                let Some(ours) = ours.next() else {
                    assert!(best.is_none_or(|best| best.4 < 1e-6), "seed {seed}, {cap:?}: {best:?} is left");
                    break;
                };
                let (i, j, p, q, gain, i_votes, j_votes) = best.expect("there is one");
                let [first, second] = ours.partners;
                // Which of the two comes first is a matter of the order of the issues.
                let (asks_p, asks_q) = if p < q { (first, second) } else { (second, first) };
                assert_eq!([asks_p.actor, asks_q.actor, asks_q.pays_on, asks_p.pays_on], [i, j, p, q], "seed {seed}, {cap:?}");
                assert!((asks_p.gain - gain).abs() < 1e-6 && (asks_q.gain - gain).abs() < 1e-6);
                assert!((asks_p.to - i_votes).abs() < 1e-6 && (asks_q.to - j_votes).abs() < 1e-6);
                for (actor, issue, to) in [(i, q, asks_p.to), (j, p, asks_q.to)] {
                    slow.way[issue][actor] = to - slow.votes[issue][actor];
                    slow.votes[issue][actor] = to;
                    assert!((slow.outcome(issue, None) - if issue == q { asks_p.after } else { asks_q.after }).abs() < 1e-9);
                }
                compared += 1;
            }
        }
    }
    assert!(compared > 500, "{compared}");
}
