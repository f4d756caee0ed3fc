//! Weights: the sum of the weights of what holds (option weighting). Equal sums are indifferent.

use crate::diagnostic::Span;
use crate::evidence::Basis;
use crate::expression::Expression;
use crate::number::Decimal;
use crate::phase::{Phase, Window};

/// How much a party gains where something holds.
#[derive(Clone, PartialEq, Debug)]
pub struct Weight {
    /// What must hold.
    pub holds: Expression,
    /// What it is worth.
    pub weight: Decimal,
    /// The phases in which it counts.
    pub window: Window,
    /// The expression as it was written.
    pub text: String,
    /// What it rests on.
    pub basis: Basis,
    /// Where it stands.
    pub span: Span,
}

/// The terms of the utility, in billionths.
#[must_use]
pub fn terms(weights: &[Weight], phase: &Phase) -> Vec<(Expression, i128)> {
    let counting = weights.iter().filter(|weight| weight.window.is_open(phase));
    counting.map(|weight| (weight.holds.clone(), i128::from(weight.weight.billionths()))).collect()
}
