//! Many draws of what is uncertain, and the distribution of what models make of them.

use super::tables::Inputs;
use super::{Quick, Ready};
use detente_model::answer::{QUANTILES, Spread};
use detente_model::control::{Control, Stopped};
use rayon::prelude::*;

/// Into how many parts of the line a histogram counts.
pub const PARTS: usize = 20;

/// How many draws are made between two looks at whether to go on.
const BATCH: u32 = 1024;

/// What each model gives in each draw: `[draw][model][issue]`. Draws are numbered from 1.
///
/// # Errors
/// The caller stopped it.
pub fn run(inputs: &Inputs, models: &[Ready], count: u32, seed: u64, control: &Control<'_>) -> Result<Vec<Vec<Vec<Quick>>>, Stopped> {
    let mut all = Vec::with_capacity(count as usize);
    let mut next = 1;
    while next <= count {
        control.check()?;
        control.report("drawing", u64::from(next - 1), u64::from(count));
        let last = count.min(next.saturating_add(BATCH - 1));
        let of = |number: u32| {
            let table = inputs.draw(seed, number);
            models.iter().map(|ready| ready.run.quick(&table, control)).collect::<Vec<_>>()
        };
        all.par_extend((next..=last).into_par_iter().map(of));
        next = last + 1;
    }
    control.check()?;
    Ok(all)
}

/// The distribution of one model on one issue; none where it is defined in no draw.
#[must_use]
pub fn spread(draws: &[Vec<Vec<Quick>>], model: usize, issue: usize, low: f64, high: f64) -> Option<Spread> {
    let found = || draws.iter().filter_map(|draw| draw[model].get(issue));
    let mut points: Vec<f64> = found().filter_map(|quick| quick.point).collect();
    if points.is_empty() {
        return None;
    }
    // sums in the order of the draws, whatever thread made them
    let mean = mean_of(&points);
    let probabilities: Vec<f64> = found().filter_map(|quick| quick.probability).collect();
    let mut histogram = vec![0u32; PARTS];
    for point in &points {
        histogram[part(*point, low, high)] += 1;
    }
    points.sort_by(f64::total_cmp);
    let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    Some(Spread {
        draws: number(points.len()),
        undefined: number(draws.len() - points.len()),
        mean,
        quantiles: QUANTILES.map(|share| quantile(&points, share)),
        histogram,
        probability: (probabilities.len() == points.len()).then(|| mean_of(&probabilities)),
    })
}

/// The mean of some numbers, summed in order.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "far fewer numbers than a float tells apart")]
pub fn mean_of(numbers: &[f64]) -> f64 {
    numbers.iter().sum::<f64>() / numbers.len() as f64
}

/// The number below which a share of sorted numbers lies; between two of them in proportion.
#[must_use]
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "far fewer numbers than a float tells apart"
)]
pub fn quantile(sorted: &[f64], share: f64) -> f64 {
    let place = share * (sorted.len() - 1) as f64;
    let below = place.floor() as usize;
    let above = (below + 1).min(sorted.len() - 1);
    sorted[below] + (place - below as f64) * (sorted[above] - sorted[below])
}

#[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of twenty parts")]
fn part(point: f64, low: f64, high: f64) -> usize {
    ((((point - low) / (high - low)).clamp(0.0, 1.0) * PARTS as f64) as usize).min(PARTS - 1)
}
