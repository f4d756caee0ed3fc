//! From utilities to the chances of positions: votes, coalitions, pairs, all.

use super::options::{Options, PositionChances, VictoryProbability, VotingRule};
use crate::forecast::choice::number;
use rayon::prelude::*;

/// Every coalition has at least this strength, so that no chance is 0/0.
pub(super) const LEAST_STRENGTH: f64 = 1e-8;
/// Chances and gains nearer than this are ties; the earlier one is taken.
pub(super) const TIE: f64 = 1e-12;

/// Numbers in rows.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Grid {
    pub(super) columns: usize,
    pub(super) numbers: Vec<f64>,
}

impl Grid {
    /// Row by row what `of(row, column)` gives.
    pub(super) fn new(rows: usize, columns: usize, of: impl Fn(usize, usize) -> f64 + Sync) -> Self {
        let mut numbers = vec![0.0; rows * columns];
        row_by_row(&mut numbers, columns, 1, |row, line| {
            for (column, cell) in line.iter_mut().enumerate() {
                *cell = of(row, column);
            }
        });
        Self { columns, numbers }
    }

    pub(super) fn row(&self, row: usize) -> &[f64] {
        &self.numbers[row * self.columns..][..self.columns]
    }

    pub(super) fn at(&self, row: usize, column: usize) -> f64 {
        self.numbers[row * self.columns + column]
    }
}

/// Fills rows, each on its own; `steps` is what a cell costs. Little work is not worth sharing among threads.
fn row_by_row(numbers: &mut [f64], columns: usize, steps: usize, fill: impl Fn(usize, &mut [f64]) + Sync) {
    if numbers.len() * steps < 20_000 {
        numbers.chunks_mut(columns.max(1)).enumerate().for_each(|(row, line)| fill(row, line));
    } else {
        numbers.par_chunks_mut(columns.max(1)).enumerate().for_each(|(row, line)| fill(row, line));
    }
}

/// What `of` gives for each actor. Few are not worth sharing among threads.
pub(super) fn each<T: Send>(actors: usize, of: impl Fn(usize) -> T + Sync) -> Vec<T> {
    if actors < 24 { (0..actors).map(&of).collect() } else { (0..actors).into_par_iter().map(&of).collect() }
}

/// Runs an expression with `$vote` as the vote of a unit of weight under a rule: each a function of its own, so that inner loops are
/// compiled for it.
macro_rules! with_vote {
    ($rule:expr, $vote:ident => $run:expr) => {
        match $rule {
            VotingRule::Binary => {
                let $vote = |difference: f64| $crate::forecast::smp::election::binary(difference);
                $run
            }
            VotingRule::PropBin => {
                let $vote = |difference: f64| 0.8 * difference + 0.2 * $crate::forecast::smp::election::binary(difference);
                $run
            }
            VotingRule::Proportional => {
                let $vote = |difference: f64| difference;
                $run
            }
            VotingRule::PropCbc => {
                let $vote = |difference: f64| 0.5 * difference + 0.5 * difference * difference * difference;
                $run
            }
            VotingRule::Cubic => {
                let $vote = |difference: f64| difference * difference * difference;
                $run
            }
            VotingRule::AsymProsp => {
                let $vote = |difference: f64| if difference > 0.0 { 2.0 / 3.0 * difference } else { difference };
                $run
            }
        }
    };
}
pub(super) use with_vote;

/// One for the better, whatever the difference; a straight line where it is next to nothing. What rounding makes of equal utilities is
/// nothing: the line would blow it up to more than the least strength.
pub(super) fn binary(difference: f64) -> f64 {
    if difference.abs() < TIE { 0.0 } else { (difference / 1e-8).clamp(-1.0, 1.0) }
}

/// The chance of each position: of column j of `utilities`, where row k has what each is worth to actor k.
pub(super) fn chances(utilities: &Grid, weights: &[f64], options: &Options) -> Vec<f64> {
    let strengths = with_vote!(options.voting, vote => coalitions(utilities, weights, vote));
    let wins = Grid::new(utilities.columns, utilities.columns, |one, other| {
        victory(options.victory, strengths.at(one, other), strengths.at(other, one))
    });
    match options.chances {
        PositionChances::Conditional => conditional(&wins),
        PositionChances::MarkovUniform => markov_uniform(&wins),
        PositionChances::MarkovIncentive => markov_incentive(&wins, &strengths),
    }
}

/// The strength of the coalition for each position against each other one: the sum of the positive votes, in the order of the actors.
fn coalitions(utilities: &Grid, weights: &[f64], vote: impl Fn(f64) -> f64 + Sync) -> Grid {
    let positions = utilities.columns;
    let mut numbers = vec![LEAST_STRENGTH; positions * positions];
    row_by_row(&mut numbers, positions, weights.len(), |one, line| {
        for (actor, weight) in weights.iter().enumerate() {
            let worth = utilities.row(actor);
            let here = worth[one];
            for (sum, other) in line.iter_mut().zip(worth) {
                *sum += (weight * vote(here - other)).max(0.0);
            }
        }
    });
    Grid { columns: positions, numbers }
}

/// The chance that a coalition of strength `one` wins against `other`.
pub(super) fn victory(model: VictoryProbability, one: f64, other: f64) -> f64 {
    // Only the ratio counts; taken first, powers neither overflow nor vanish.
    let (one, other) = (one / one.max(other), other / one.max(other));
    // Squared so many times.
    let share = |times: usize| {
        let power = |strength: f64| (0..times).fold(strength, |power, _| power * power);
        power(one) / (power(one) + power(other))
    };
    match model {
        VictoryProbability::Linear => share(0),
        VictoryProbability::Square => share(1),
        VictoryProbability::Quartic => share(2),
        VictoryProbability::Octic => share(3),
        VictoryProbability::Binary => {
            let certain = 1.1 / 2.1 - 0.5;
            (0.5 + 0.5 * (share(0) - 0.5) / certain).clamp(0.0, 1.0)
        }
    }
}

fn conditional(wins: &Grid) -> Vec<f64> {
    let count = wins.columns;
    // Products of hundreds of chances leave the range of numbers; sums of logarithms do not.
    let logarithms = Grid::new(count, 1, |one, _| wins.row(one).iter().map(|chance| libm::log(*chance)).sum()).numbers;
    let most = logarithms.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if most == f64::NEG_INFINITY {
        // Each loses for certain against some other one: nothing tells them apart.
        return vec![1.0 / number(count); count];
    }
    let parts: Vec<f64> = logarithms.iter().map(|logarithm| libm::exp(logarithm - most)).collect();
    shares(&parts)
}

/// Parts of 1 in proportion.
fn shares(parts: &[f64]) -> Vec<f64> {
    let sum: f64 = parts.iter().sum();
    parts.iter().map(|part| part / sum).collect()
}

/// Repeats a step, going half of the way each time, until it changes no share by `tolerance` or more.
fn fixed_point(count: usize, tolerance: f64, step: impl Fn(&[f64]) -> Vec<f64>) -> Vec<f64> {
    const STEPS: usize = 10_000;
    let mut now = vec![1.0 / number(count); count];
    for _ in 0..STEPS {
        let next: Vec<f64> = step(&now).iter().zip(&now).map(|(next, now)| f64::midpoint(*next, *now)).collect();
        let changed = next.iter().zip(&now).map(|(next, now)| (next - now).abs()).fold(0.0, f64::max);
        now = next;
        if changed < tolerance {
            break;
        }
    }
    shares(&now)
}

fn markov_uniform(wins: &Grid) -> Vec<f64> {
    let count = wins.columns;
    fixed_point(count, 1e-6, |now| {
        let share = |one: usize| (0..count).map(|other| wins.at(one, other) * (now[one] + now[other])).sum::<f64>() / number(count);
        (0..count).map(share).collect()
    })
}

fn markov_incentive(wins: &Grid, strengths: &Grid) -> Vec<f64> {
    let count = wins.columns;
    // What drives the row's position to challenge the column's; nobody challenges itself, but for what keeps a lone position in place.
    let drive = |one: usize, other: usize| if one == other { 1e-10 } else { strengths.at(one, other) * wins.at(one, other) };
    let sums: Vec<f64> = (0..count).map(|other| (0..count).map(|one| drive(one, other)).sum()).collect();
    let challenge = Grid::new(count, count, |one, other| drive(one, other) / sums[other]);
    fixed_point(count, 1e-8, |now| {
        let share = |one: usize| {
            (0..count)
                .map(|other| wins.at(one, other) * (now[one] * challenge.at(other, one) + now[other] * challenge.at(one, other)))
                .sum::<f64>()
        };
        (0..count).map(share).collect()
    })
}
