//! Counting by generating functions: one weight and a quota.
//!
//! Sets are counted by weight, up to the quota, in integers that wrap round: a player is taken out again by subtraction, exactly. The
//! Shapley–Shubik index is an integral of chances of being decisive (`quadrature.rs`), each of which takes one pass forwards (how likely the players
//! so far come to a weight) and one backwards (how likely the rest then reach the quota). Only weights count from which the rest can still
//! reach the quota and that have not reached it. Minimal sets are counted in descending order of weight: the last member is then the lightest, and the
//! set is minimal iff it lacks the quota without that one.
//!
//! S. Bilbao, J. Fernández, A. Jiménez Losada and J. López (2000), *TOP* 8:191–213; I. Mann and L. Shapley (1962), RAND RM-3158; G. Owen (1972), *Management
//! Science* 18:64–79, for the integral.

use super::body::{Body, Gate};
use super::counts::{Counts, GivenUp, Limits, Minimal, dot, total};
use super::quadrature;
use super::wide::{Wide, Width};
use detente_model::control::Control;
use detente_model::natural::Natural;
use rayon::prelude::*;
use std::ops::Range;

/// Weights and a quota, the heaviest player first.
struct Votes {
    quota: usize,
    /// Player and weight, descending.
    voters: Vec<(usize, usize)>,
    /// For each number of players that have spoken the weights that are still open: not surely lost, not yet won, and possible.
    open: Vec<Range<usize>>,
}

/// What the body is counted by; the quota must be in reach and not nought.
///
/// # Errors
/// The body has more than one weight or is too large, or the caller stopped it.
///
/// # Complexity
/// For n players and quota q: n q for counts, n² q / 2 for the Shapley–Shubik, Deegan–Packel and Holler–Packel indices.
pub(super) fn counts(body: &Body, limits: &Limits, control: &Control<'_>) -> Result<Counts, GivenUp> {
    let votes = Votes::of(body, limits)?;
    let (winning, swings, minimal_count) = match Width::of(body.players()).ok_or(GivenUp::TooLarge)? {
        Width::One => votes.exact::<1>(),
        Width::Two => votes.exact::<2>(),
        Width::Five => votes.exact::<5>(),
        Width::Sixteen => votes.exact::<16>(),
    };
    control.check()?;
    let shapley_shubik = votes.shapley_shubik(&swings, control)?;
    let minimal = votes.minimal(minimal_count, control)?;
    Ok(Counts { winning, swings, shapley_shubik, minimal: Some(minimal), disjoint: Some(votes.disjoint()) })
}

impl Votes {
    fn of(body: &Body, limits: &Limits) -> Result<Self, GivenUp> {
        let Gate::Weighted { quota, weights } = body.gate() else { return Err(GivenUp::NotFor) };
        if weights.iter().any(|(_, weight)| *weight < 0) {
            return Err(GivenUp::NotFor);
        }
        let quota = usize::try_from(*quota).map_err(|_| GivenUp::TooLarge)?;
        let mut all = vec![0usize; body.players()];
        for (player, weight) in weights {
            // what is heavier than the quota decides just as the quota does
            all[*player] = usize::try_from(*weight).map_or(quota, |weight| weight.min(quota));
        }
        let players = all.len() as u64;
        let cells = players.saturating_mul(quota as u64);
        let threads = rayon::current_num_threads() as u64;
        let bytes = cells.saturating_mul(8).saturating_mul(threads).saturating_add((quota as u64).saturating_mul(128 * 3));
        if bytes > limits.memory || cells.saturating_mul(players).saturating_mul(4) > limits.work {
            return Err(GivenUp::TooLarge);
        }
        let mut voters: Vec<(usize, usize)> = all.into_iter().enumerate().collect();
        voters.sort_by_key(|(player, weight)| (std::cmp::Reverse(*weight), *player));
        let mut rest: usize = voters.iter().map(|(_, weight)| weight).sum();
        let mut spoken = 0;
        let mut open = Vec::with_capacity(voters.len() + 1);
        for (_, weight) in voters.iter().chain([&(0, 0)]) {
            open.push(quota.saturating_sub(rest)..quota.min(spoken + 1));
            spoken += weight;
            rest -= weight;
        }
        // once more is lost than can be made good nothing is open
        open.iter_mut().for_each(|range| range.start = range.start.min(range.end));
        Ok(Self { quota, voters, open })
    }

    /// How many sets win, each player's swings, and how many minimal sets there are.
    fn exact<const K: usize>(&self) -> (Natural, Vec<Natural>, Natural) {
        let quota = self.quota;
        let mut below = vec![Wide::<K>::ZERO; quota];
        below[0] = Wide::of(1);
        let mut spoken = 0usize;
        let mut minimal = Wide::<K>::ZERO;
        for (_, weight) in &self.voters {
            // in descending order the last member is the lightest
            let lacking = below[quota - weight..].iter().take((spoken + 1).saturating_sub(quota - weight));
            minimal = lacking.fold(minimal, |sum, count| sum.plus(*count));
            spoken = (spoken + weight).min(quota - 1);
            if *weight < quota {
                for at in (*weight..=spoken).rev() {
                    below[at] = below[at].plus(below[at - weight]);
                }
            }
        }
        let losing = below.iter().fold(Wide::ZERO, |sum, count| sum.plus(*count));
        let winning = Wide::power_of_two(self.voters.len()).minus(losing);
        let mut swings = vec![Natural::default(); self.voters.len()];
        let mut without = vec![Wide::<K>::ZERO; quota];
        let mut known: Option<(usize, Natural)> = None;
        for (player, weight) in &self.voters {
            let same = known.as_ref().is_some_and(|(of, _)| of == weight);
            if !same {
                let swing = if *weight == 0 {
                    Natural::default()
                } else {
                    for at in 0..quota {
                        without[at] = if at < *weight { below[at] } else { below[at].minus(without[at - weight]) };
                    }
                    without[quota - weight..].iter().fold(Wide::ZERO, |sum, count| sum.plus(*count)).natural()
                };
                known = Some((*weight, swing));
            }
            if let Some((_, swing)) = &known {
                swings[*player] = swing.clone();
            }
        }
        (winning.natural(), swings, minimal.natural())
    }

    /// For each number of players that have spoken, and each open weight: the value of what the rest can do. Those that win at once are worth `won`;
    /// each is the sum of what is left without and, times `join`, with the next player, and the former times `stay`.
    fn backwards(&self, stay: f64, join: f64, won: f64) -> Vec<Vec<f64>> {
        let n = self.voters.len();
        let mut values: Vec<Vec<f64>> = vec![Vec::new(); n + 1];
        values[n] = vec![0.0; self.open[n].len()];
        for at in (0..n).rev() {
            let weight = self.voters[at].1;
            let (here, next) = (&self.open[at], &self.open[at + 1]);
            let after = &values[at + 1];
            let mut now = vec![0.0; here.len()];
            let (kept, from) = overlap(here, next);
            now[kept.clone()].iter_mut().zip(&after[from..]).for_each(|(now, after)| *now = stay * after);
            let (joined, from, wins) = self.joined(here, next, weight);
            now[joined.clone()].iter_mut().zip(&after[from..]).for_each(|(now, after)| *now += join * after);
            now[wins].iter_mut().for_each(|now| *now += join * won);
            values[at] = now;
        }
        values
    }

    /// The places in `here` from which joining does not win, where they then are in `next`, and the places from which it wins.
    fn joined(&self, here: &Range<usize>, next: &Range<usize>, weight: usize) -> (Range<usize>, usize, Range<usize>) {
        let wins = (self.quota - weight).clamp(here.start, here.end) - here.start;
        // from an open weight no player's joining leads to one that is not open
        let from = if wins > 0 { here.start + weight - next.start } else { 0 };
        (0..wins, from, wins..here.len())
    }

    /// One pass forwards, with what was found backwards: `meet` gets the player's place, how likely (or how often) each open weight is, and what joining
    /// and staying are worth there.
    fn forwards(&self, stay: f64, join: f64, mut meet: impl FnMut(usize, &[f64])) {
        let n = self.voters.len();
        let mut now = vec![0.0; self.open[0].len()];
        if let Some(first) = now.first_mut() {
            *first = 1.0;
        }
        for at in 0..n {
            meet(at, &now);
            let (here, next) = (&self.open[at], &self.open[at + 1]);
            let mut after = vec![0.0; next.len()];
            let (kept, from) = overlap(here, next);
            let length = kept.len();
            after[from..from + length].iter_mut().zip(&now[kept]).for_each(|(after, now)| *after = stay * now);
            let (joined, from, _) = self.joined(here, next, self.voters[at].1);
            let length = joined.len();
            after[from..from + length].iter_mut().zip(&now[joined]).for_each(|(after, now)| *after += join * now);
            now = after;
        }
    }

    /// What joining is worth at the player's place, over all open weights.
    fn worth_of_joining(&self, at: usize, now: &[f64], after: &[f64], won: f64) -> f64 {
        let (joined, from, wins) = self.joined(&self.open[at], &self.open[at + 1], self.voters[at].1);
        let length = joined.len();
        dot(&now[joined], &after[from..from + length]) + won * total(&now[wins])
    }

    /// The first of those in a row that weigh the same stands for all.
    fn is_first(&self, at: usize) -> bool {
        at == 0 || self.voters[at - 1].1 != self.voters[at].1
    }

    fn shapley_shubik(&self, swings: &[Natural], control: &Control<'_>) -> Result<Vec<f64>, GivenUp> {
        let chances = |(t, factor): &(f64, f64)| -> Result<Vec<f64>, GivenUp> {
            control.check()?;
            let values = self.backwards(1.0 - t, *t, 1.0);
            let mut decisive = vec![0.0; self.voters.len()];
            self.forwards(1.0 - t, *t, |at, now| {
                if self.is_first(at) {
                    let after = &values[at + 1];
                    let (kept, from) = overlap(&self.open[at], &self.open[at + 1]);
                    let length = kept.len();
                    let staying = dot(&now[kept], &after[from..from + length]);
                    decisive[at] = factor * (self.worth_of_joining(at, now, after, 1.0) - staying);
                }
            });
            Ok(decisive)
        };
        let nodes = quadrature::for_degree(self.voters.len().saturating_sub(1));
        let found: Vec<Vec<f64>> = nodes.par_iter().map(chances).collect::<Result<_, _>>()?;
        let sums = self.spread(&sum(&found, self.voters.len()));
        // whoever never swings has no power, exactly
        Ok(sums.into_iter().zip(swings).map(|(sum, swings)| if swings.is_zero() { 0.0 } else { sum }).collect())
    }

    /// Those that weigh the same get the same; by player.
    fn spread(&self, by_place: &[f64]) -> Vec<f64> {
        let mut values = vec![0.0; self.voters.len()];
        let mut last = 0.0;
        for (at, (player, _)) in self.voters.iter().enumerate() {
            if self.is_first(at) {
                last = by_place[at];
            }
            values[*player] = last;
        }
        values
    }

    fn minimal(&self, count: Natural, control: &Control<'_>) -> Result<Minimal, GivenUp> {
        // in descending order of weight a set is complete when it reaches the quota: no further member is added, none without weight
        let weighing = |at: usize| self.voters[at].1 > 0;
        let at_size = |x: f64| -> Result<Vec<f64>, GivenUp> {
            control.check()?;
            let values = self.backwards(1.0, x, 1.0);
            let mut found = vec![0.0; self.voters.len()];
            self.forwards(1.0, x, |at, now| {
                // among equals the first stands for all, as any of them could have come first
                if self.is_first(at) && weighing(at) {
                    found[at] = self.worth_of_joining(at, now, &values[at + 1], 1.0);
                }
            });
            Ok(found)
        };
        let memberships = self.spread(&at_size(1.0)?);
        let nodes = quadrature::for_degree(self.largest_minimal().saturating_sub(1));
        let found: Vec<Vec<f64>> = nodes
            .par_iter()
            .map(|(x, factor)| Ok(at_size(*x)?.into_iter().map(|sum| sum * factor).collect()))
            .collect::<Result<_, GivenUp>>()?;
        let shares = self.spread(&sum(&found, self.voters.len()));
        Ok(Minimal { count, memberships, shares })
    }

    /// A bound on the size of minimal sets: without its lightest member a set lacks the quota, and the lightest weigh least.
    fn largest_minimal(&self) -> usize {
        let weights = self.voters.iter().rev().map(|(_, weight)| *weight).filter(|weight| *weight > 0);
        let sum_before = |sum: &mut usize, weight: usize| Some(std::mem::replace(sum, *sum + weight));
        weights.scan(0, sum_before).take_while(|sum| *sum < self.quota).count()
    }

    /// Whether two disjoint sets reach the quota: a set does that leaves as much to the rest.
    fn disjoint(&self) -> bool {
        let all: usize = self.voters.iter().map(|(_, weight)| weight).sum();
        if all < 2 * self.quota {
            return false;
        }
        let mut possible = vec![false; all + 1];
        possible[0] = true;
        for (_, weight) in &self.voters {
            for at in (*weight..=all).rev() {
                possible[at] |= possible[at - weight];
            }
        }
        possible[self.quota..=all - self.quota].contains(&true)
    }
}

/// The places in `here` of what is open in `next` too, and where that begins there.
fn overlap(here: &Range<usize>, next: &Range<usize>) -> (Range<usize>, usize) {
    let start = here.start.max(next.start);
    let end = here.end.min(next.end);
    if start >= end { (0..0, 0) } else { (start - here.start..end - here.start, start - next.start) }
}

fn sum(rows: &[Vec<f64>], columns: usize) -> Vec<f64> {
    (0..columns).map(|column| rows.iter().map(|row| row[column]).sum()).collect()
}
