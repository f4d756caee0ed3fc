//! Counting by looking at every set: any rule, few players.

use super::body::Body;
use super::counts::{Counts, GivenUp, Limits, Minimal};
use detente_model::control::Control;
use detente_model::natural::Natural;
use detente_space::codes::place;
use rayon::prelude::*;

/// Up to so many players.
pub(super) const PLAYERS: usize = 25;

/// Sets that are looked at together.
const SLICE: usize = 1 << 14;

/// What one slice of the sets holds.
struct Tally {
    winning: u64,
    /// Player, then size of the set without it.
    swings: Vec<Vec<u64>>,
    /// Player, then size of the minimal set.
    minimal: Vec<Vec<u64>>,
    minimal_count: u64,
    disjoint: bool,
}

impl Tally {
    fn empty(players: usize) -> Self {
        let table = || vec![vec![0; players + 1]; players];
        Self { winning: 0, swings: table(), minimal: table(), minimal_count: 0, disjoint: false }
    }

    fn add(mut self, other: &Self) -> Self {
        self.winning += other.winning;
        self.minimal_count += other.minimal_count;
        self.disjoint |= other.disjoint;
        for (sum, table) in [(&mut self.swings, &other.swings), (&mut self.minimal, &other.minimal)] {
            sum.iter_mut().flatten().zip(table.iter().flatten()).for_each(|(sum, count)| *sum += count);
        }
        self
    }
}

/// What the body is counted by.
///
/// # Errors
/// There are too many players, or the caller stopped it.
///
/// # Complexity
/// The number of sets times that of players.
pub(super) fn counts(body: &Body, limits: &Limits, control: &Control<'_>) -> Result<Counts, GivenUp> {
    let players = body.players();
    if players > PLAYERS {
        return Err(GivenUp::TooLarge);
    }
    let sets = 1usize << players;
    if (sets as u64) / 8 > limits.memory || (sets as u64) * (players as u64 + 1) > limits.work {
        return Err(GivenUp::TooLarge);
    }
    let has = |set: usize, player: usize| set >> player & 1 == 1;
    let word = |word: usize| -> Result<u64, GivenUp> {
        if word.is_multiple_of(SLICE / 64) {
            control.check()?;
        }
        let within = (0..64).filter(|bit| (word * 64 + bit) < sets);
        Ok(within.filter(|bit| body.wins(&|player| has(word * 64 + bit, player))).fold(0, |bits, bit| bits | 1 << bit))
    };
    let won: Vec<u64> = (0..sets.div_ceil(64)).into_par_iter().map(word).collect::<Result<_, _>>()?;
    let wins = |set: usize| won[set / 64] >> (set % 64) & 1 == 1;
    let slice = |first: usize| -> Result<Tally, GivenUp> {
        control.check()?;
        let mut tally = Tally::empty(players);
        for set in first..(first + SLICE).min(sets) {
            if !wins(set) {
                continue;
            }
            tally.winning += 1;
            tally.disjoint |= wins(!set & (sets - 1));
            let size = place(u64::from(set.count_ones()));
            let members = || (0..players).filter(|player| has(set, *player));
            let mut needed = 0;
            for player in members() {
                if !wins(set & !(1 << player)) {
                    tally.swings[player][size - 1] += 1;
                    needed += 1;
                }
            }
            if needed == size {
                tally.minimal_count += 1;
                members().for_each(|player| tally.minimal[player][size] += 1);
            }
        }
        Ok(tally)
    };
    let slices: Vec<Tally> = (0..sets).into_par_iter().step_by(SLICE).map(slice).collect::<Result<_, _>>()?;
    let tally = slices.iter().fold(Tally::empty(players), Tally::add);
    Ok(Counts {
        winning: tally.winning.into(),
        swings: tally.swings.iter().map(|sizes| Natural::from(sizes.iter().sum::<u64>())).collect(),
        shapley_shubik: tally.swings.iter().map(|sizes| orders(sizes, players)).collect(),
        minimal: Some(Minimal {
            count: tally.minimal_count.into(),
            memberships: tally.minimal.iter().map(|sizes| sizes.iter().map(|count| float(*count)).sum()).collect(),
            shares: tally
                .minimal
                .iter()
                .map(|sizes| sizes.iter().zip(0u64..).skip(1).map(|(count, size)| float(*count) / float(size)).sum())
                .collect(),
        }),
        disjoint: Some(tally.disjoint),
    })
}

/// The share of orders in which a set before the player is one of those counted, by size: s! (n − 1 − s)! / n! for each.
fn orders(sizes: &[u64], players: usize) -> f64 {
    let mut weight = 1.0 / float(players as u64);
    let mut sum = 0.0;
    for (size, count) in sizes.iter().enumerate().take(players) {
        sum += float(*count) * weight;
        if size + 1 < players {
            weight *= float(size as u64 + 1) / float((players - 1 - size) as u64);
        }
    }
    sum
}

#[expect(clippy::cast_precision_loss, reason = "counts are far below 2⁵²")]
fn float(count: u64) -> f64 {
    count as f64
}
