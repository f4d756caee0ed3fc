//! What a run says of an issue, in one number: several readings, each with its name.

use super::Round;
use crate::forecast::choice::number;

/// The forecast of an issue, read in several ways, all in the units of the issue and over the actors with a stance on it.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Readings {
    /// The mean of the distinct positions, weighted by their chances at the end: the forecast where one number is asked for.
    pub expected: f64,
    /// The likeliest position at the end; of ties the first actor's.
    pub likeliest: f64,
    /// The mean of the actors' positions at the end.
    pub mean: f64,
    /// That, weighted by capability times salience.
    pub weighted_mean: f64,
    /// The smallest position at the end such that the actors up to it have half of all capability times salience.
    pub weighted_median: f64,
}

/// One actor at the end.
struct Placed {
    place: f64,
    chance: f64,
    weight: f64,
    /// The first actor with a stance that shares its position: the chance is the position's, and counts once.
    counts: bool,
}

/// The readings of an issue; none where nobody has a stance on it. `weights` are capability times salience there.
pub(super) fn read(last: &Round, issue: usize, weights: &[f64]) -> Option<Readings> {
    let mut seen: Vec<usize> = Vec::new();
    let mut placed: Vec<Placed> = Vec::new();
    for (actor, weight) in weights.iter().enumerate() {
        let Some(place) = last.positions[actor][issue] else { continue };
        let counts = !seen.contains(&last.distinct[actor]);
        seen.push(last.distinct[actor]);
        placed.push(Placed { place, chance: last.chances[actor], weight: *weight, counts });
    }
    let likeliest = placed.iter().reduce(|best, next| if next.chance > best.chance { next } else { best })?.place;
    let mean = placed.iter().map(|each| each.place).sum::<f64>() / number(placed.len());
    let weighted = |weight: &dyn Fn(&Placed) -> f64| {
        let sum: f64 = placed.iter().map(weight).sum();
        if sum > 0.0 { placed.iter().map(|each| weight(each) * each.place).sum::<f64>() / sum } else { mean }
    };
    let expected = weighted(&|each| if each.counts { each.chance } else { 0.0 });
    let weighted_mean = weighted(&|each| each.weight);
    placed.sort_by(|one, other| one.place.total_cmp(&other.place));
    let half = placed.iter().map(|each| each.weight).sum::<f64>() / 2.0;
    let mut so_far = 0.0;
    let reaches = |each: &&Placed| {
        so_far += each.weight;
        // Half up to rounding is half.
        so_far >= half * (1.0 - 1e-12)
    };
    let weighted_median = placed.iter().find(reaches).map_or(mean, |each| each.place);
    Some(Readings { expected, likeliest, mean, weighted_mean, weighted_median })
}
