//! Issues on which everybody stands at one end of the line or the other: the outcome is one of two things, and a point between them is a probability.
//!
//! The probability of the higher end is a share of weight (capability times salience): that which stands there. For models that move actors, that which
//! stands nearer to it in the end, half of what stands in the middle. For models that give a point and no positions, and for those whose point is a mean by chances or
//! by weights already (the spatial model, exchanges), the place of the point between the ends: the lottery over the two whose mean it is. There is no parameter to fit, and nothing says that shares of weight are calibrated: the Brier score of the backtest does.

use super::Column;

/// Whether everybody stands at one end or the other.
#[must_use]
pub fn is_two_points(column: &Column) -> bool {
    column.present().next().is_some() && column.present().all(|stance| is_end(column, stance.position))
}

#[expect(clippy::float_cmp, reason = "the ends are stated, not computed")]
fn is_end(column: &Column, position: f64) -> bool {
    position == column.low || position == column.high
}

/// The share of weight at the higher end, on an issue with two points.
#[must_use]
pub fn share(column: &Column) -> Option<f64> {
    nearer(column, |actor| column.stances[actor].map(|stance| stance.position))
}

/// The share of weight that stands nearer to the higher end, at these positions, on an issue with two points.
#[must_use]
pub fn nearer(column: &Column, position: impl Fn(usize) -> Option<f64>) -> Option<f64> {
    let total = column.total();
    if !is_two_points(column) || total <= 0.0 {
        return None;
    }
    let middle = f64::midpoint(column.low, column.high);
    let mut high = 0.0;
    for (actor, stance) in column.stances.iter().enumerate() {
        if let (Some(stance), Some(at)) = (stance, position(actor)) {
            if at > middle {
                high += stance.weight();
            } else if at >= middle {
                high += stance.weight() / 2.0;
            }
        }
    }
    Some((high / total).clamp(0.0, 1.0))
}

/// The place of a point between the ends, on an issue with two points.
#[must_use]
pub fn place(column: &Column, point: f64) -> Option<f64> {
    is_two_points(column).then(|| ((point - column.low) / (column.high - column.low)).clamp(0.0, 1.0))
}
