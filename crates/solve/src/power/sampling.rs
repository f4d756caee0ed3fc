//! Estimates by draws: any monotone rule, any number of players.
//!
//! Each draw has its own stream of random numbers, so that the same seed gives the same answer on any number of threads. A drawn order has one player
//! that turns the set of those before it into one that may decide; in a drawn set it is looked at whose change of mind would change the
//! outcome. Shares get Wilson's interval of 95 %; what is made of several shares gets the widest interval that theirs allow.

use super::body::Body;
use detente_model::answer::Estimate;
use detente_model::control::{Control, Stopped};
use rand::RngExt;
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

/// What draws say.
pub(super) struct Estimates {
    pub(super) winning_share: Estimate,
    pub(super) shapley_shubik: Vec<Estimate>,
    pub(super) banzhaf_absolute: Vec<Estimate>,
    /// Whether a drawn set and its complement both won.
    pub(super) disjoint: bool,
}

/// Draws that are looked at together.
const SLICE: u64 = 64;

struct Tally {
    pivots: Vec<u64>,
    swings: Vec<u64>,
    winning: u64,
    disjoint: bool,
}

/// As many draws of orders and of sets.
///
/// # Errors
/// The caller stopped it.
pub(super) fn estimates(body: &Body, seed: u64, draws: u64, control: &Control<'_>) -> Result<Estimates, Stopped> {
    let players = body.players();
    let slice = |first: u64| -> Result<Tally, Stopped> {
        control.check()?;
        let mut tally = Tally { pivots: vec![0; players], swings: vec![0; players], winning: 0, disjoint: false };
        for draw in first..(first + SLICE).min(draws) {
            let mut random = ChaCha8Rng::seed_from_u64(seed);
            random.set_stream(draw);
            tally.pivots[pivot(body, &mut random)] += 1;
            look_at_set(body, &mut random, &mut tally);
        }
        Ok(tally)
    };
    let slices: Vec<Tally> = (0..draws.div_ceil(SLICE)).into_par_iter().map(|number| slice(number * SLICE)).collect::<Result<_, _>>()?;
    let sum = |count: &dyn Fn(&Tally) -> u64| share(slices.iter().map(count).sum(), draws);
    Ok(Estimates {
        winning_share: sum(&|tally| tally.winning),
        shapley_shubik: (0..players).map(|player| sum(&|tally| tally.pivots[player])).collect(),
        banzhaf_absolute: (0..players).map(|player| sum(&|tally| tally.swings[player])).collect(),
        disjoint: slices.iter().any(|tally| tally.disjoint),
    })
}

/// The player that decides in a drawn order.
fn pivot(body: &Body, random: &mut ChaCha8Rng) -> usize {
    let mut order: Vec<usize> = (0..body.players()).collect();
    order.shuffle(random);
    let mut at = vec![0; order.len()];
    order.iter().enumerate().for_each(|(place, player)| at[*player] = place);
    // none win, all win: between so many that do not and so many that do
    let (mut fails, mut wins) = (0, order.len());
    while wins - fails > 1 {
        let middle = fails.midpoint(wins);
        if body.wins(&|player| at[player] < middle) { wins = middle } else { fails = middle }
    }
    order[wins - 1]
}

fn look_at_set(body: &Body, random: &mut ChaCha8Rng, tally: &mut Tally) {
    let set: Vec<bool> = (0..body.players()).map(|_| random.random()).collect();
    let won = body.wins(&|player| set[player]);
    tally.winning += u64::from(won);
    tally.disjoint |= won && body.wins(&|player| !set[player]);
    for (player, swings) in tally.swings.iter_mut().enumerate() {
        // in a winning set only members can make a difference, in another only the rest
        if set[player] == won && body.wins(&|other| set[other] != (other == player)) != won {
            *swings += 1;
        }
    }
}

/// Wilson's interval of 95 %.
fn share(hits: u64, draws: u64) -> Estimate {
    const Z: f64 = 1.959_963_984_540_054;
    let (n, p) = (float(draws), float(hits) / float(draws));
    let centre = (p + Z * Z / (2.0 * n)) / (1.0 + Z * Z / n);
    let half = Z / (1.0 + Z * Z / n) * libm::sqrt(p * (1.0 - p) / n + Z * Z / (4.0 * n * n));
    let low = if hits == 0 { 0.0 } else { (centre - half).max(0.0) };
    let high = if hits == draws { 1.0 } else { (centre + half).min(1.0) };
    Estimate { value: p, interval: Some((low, high)) }
}

/// One divided by the sum of all, with the widest interval that the parts allow.
pub(super) fn shares(parts: &[Estimate]) -> Vec<Option<Estimate>> {
    let bounds = |part: &Estimate| part.interval.unwrap_or((part.value, part.value));
    let sum = |of: &dyn Fn(&Estimate) -> f64| parts.iter().map(of).sum::<f64>();
    let (all, low, high) = (sum(&|part| part.value), sum(&|part| bounds(part).0), sum(&|part| bounds(part).1));
    let one = |part: &Estimate| {
        let (least, most) = bounds(part);
        let interval = (ratio(least, least + high - most), ratio(most, most + low - least));
        (all > 0.0).then(|| Estimate { value: part.value / all, interval: Some(interval) })
    };
    parts.iter().map(one).collect()
}

/// One divided by another, with the widest interval that both allow; not above one.
pub(super) fn quotient(part: &Estimate, by: &Estimate) -> Option<Estimate> {
    let bounds = |part: &Estimate| part.interval.unwrap_or((part.value, part.value));
    let ((least, most), (low, high)) = (bounds(part), bounds(by));
    (by.value > 0.0).then(|| Estimate {
        value: (part.value / by.value).min(1.0),
        interval: Some((ratio(least, high).min(1.0), ratio(most, low).min(1.0))),
    })
}

fn ratio(part: f64, by: f64) -> f64 {
    if by > 0.0 { part / by } else { 1.0 }
}

#[expect(clippy::cast_precision_loss, reason = "numbers of draws are far below 2⁵²")]
fn float(number: u64) -> f64 {
    number as f64
}
