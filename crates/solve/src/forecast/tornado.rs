//! What each input does to the forecasts, the others at their central values.
//!
//! Where anything is uncertain, each uncertain input goes to its ends. Where nothing is, every input is moved both ways by a stated amount: a position by a tenth
//! of the line, a salience by 0.1, a capability by a tenth of itself, as far as the line and the scale go.

use super::Ready;
use super::tables::{Input, Inputs};
use detente_model::answer::{InputKind, TornadoBar};
use detente_model::control::{Control, Stopped};
use detente_model::spatial::Spatial;
use rayon::prelude::*;

/// The share of the line by which a certain position is moved, the amount by which a certain salience is, and the share of itself by which a certain capability is.
pub const MOVED_BY: f64 = 0.1;

/// The bars for each of the issues `shown`, the largest swing of all models together first; none for the others.
///
/// # Errors
/// The caller stopped it.
pub fn bars(
    spatial: &Spatial,
    shown: &[usize],
    inputs: &Inputs,
    models: &[Ready],
    control: &Control<'_>,
) -> Result<Vec<Vec<TornadoBar>>, Stopped> {
    let mut moved: Vec<(Input, f64, f64)> = if inputs.is_uncertain() {
        inputs.uncertain()
    } else {
        let ends = |(input, quantity): (Input, detente_model::spatial::Quantity)| {
            let at = quantity.central()?;
            let issue = &spatial.issues[input.issue];
            let (low, high) = match input.kind {
                InputKind::Position => {
                    let by = MOVED_BY * (issue.high - issue.low);
                    ((at - by).max(issue.low), (at + by).min(issue.high))
                }
                InputKind::Salience => ((at - MOVED_BY).max(0.0), (at + MOVED_BY).min(1.0)),
                InputKind::Capability => (at * (1.0 - MOVED_BY), at * (1.0 + MOVED_BY)),
            };
            Some((input, low, high))
        };
        inputs.all().into_iter().filter_map(ends).collect()
    };
    moved.retain(|(input, ..)| shown.contains(&input.issue));
    let run = |(input, low, high): &(Input, f64, f64)| {
        control.check()?;
        let points = models.iter().map(|ready| {
            let at = |value: f64| ready.run.quick(&inputs.with(*input, value), control).get(input.issue).and_then(|quick| quick.point);
            (at(*low), at(*high))
        });
        let bar = TornadoBar { actor: input.actor, input: input.kind, low: *low, high: *high, points: points.collect() };
        Ok((input.issue, bar))
    };
    let found: Vec<(usize, TornadoBar)> = moved.par_iter().map(run).collect::<Result<_, Stopped>>()?;
    control.check()?;
    let mut bars: Vec<Vec<TornadoBar>> = vec![Vec::new(); spatial.issues.len()];
    for (issue, bar) in found {
        bars[issue].push(bar);
    }
    let together = |bar: &TornadoBar| (0..models.len()).map(|model| bar.swing(model)).sum::<f64>();
    for of in &mut bars {
        of.sort_by(|a, b| together(b).total_cmp(&together(a)));
    }
    Ok(bars)
}
