//! Position and salience on ordered issues.
//!
//! On an issue whose values have places on a line, a party with ideal point p and salience σ values the place x at
//! σ · (1 − |x − p| / range), where range is the distance between the outermost values; a range of zero contributes nothing.
//! The utility is rounded to billionths. The fallback is the last place that the party would accept; it plays no part in the order.

use crate::diagnostic::Span;
use crate::evidence::Basis;
use crate::expression::{Expression, Value};
use crate::index::{IndexVec, VariableId};
use crate::number::Decimal;
use crate::phase::{Phase, Window};
use crate::variable::Variable;

/// How a number is spread between two ends.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Spread {
    /// The lower end.
    pub low: Decimal,
    /// The upper end, at least `low`.
    pub high: Decimal,
    /// Whether all between the ends is alike; else the stated number is the most likely one (triangular).
    pub is_uniform: bool,
}

/// Where a party stands on an ordered issue, and how much it cares.
#[derive(Clone, PartialEq, Debug)]
pub struct Position {
    /// The issue.
    pub on: VariableId,
    /// The place it wants most.
    pub ideal: Decimal,
    /// How uncertain the ideal is, if said: forecasts draw from it.
    pub ideal_spread: Option<Spread>,
    /// The last place it would accept, if known.
    pub fallback: Option<Decimal>,
    /// How much it cares, 0 or more.
    pub salience: Decimal,
    /// How uncertain the salience is, if said.
    pub salience_spread: Option<Spread>,
    /// What it weighs on this issue in a forecast, where that differs from what it weighs in general.
    pub capability: Option<Decimal>,
    /// Whether it is there for forecasts alone and gives no utility: how far apart two places are says nothing then of how much more one
    /// is wanted than the other.
    pub is_forecast_only: bool,
    /// The phases in which it counts.
    pub window: Window,
    /// What it rests on.
    pub basis: Basis,
    /// Where it stands.
    pub span: Span,
}

impl Position {
    /// Whether it gives a utility.
    #[must_use]
    pub fn gives_utility(&self) -> bool {
        !self.is_forecast_only
    }
}

/// The terms of the utility, in billionths.
#[must_use]
pub fn terms(positions: &[Position], variables: &IndexVec<VariableId, Variable>, phase: &Phase) -> Vec<(Expression, i128)> {
    let mut terms = Vec::new();
    for position in positions.iter().filter(|position| position.gives_utility() && position.window.is_open(phase)) {
        let places: Vec<(Value, i64)> =
            (0..).zip(&variables[position.on].values).filter_map(|(index, value)| value.at.map(|at| (index, at.billionths()))).collect();
        let lowest = places.iter().map(|(_, at)| *at).min().unwrap_or(0);
        let highest = places.iter().map(|(_, at)| *at).max().unwrap_or(0);
        let range = i128::from(highest) - i128::from(lowest);
        if range == 0 {
            continue;
        }
        for (value, at) in places {
            let distance = (i128::from(at) - i128::from(position.ideal.billionths())).abs();
            let worth = i128::from(position.salience.billionths()) * (range - distance);
            let rounded = (2 * worth + worth.signum() * range) / (2 * range);
            terms.push((Expression::Is(position.on, [value].into()), rounded));
        }
    }
    terms
}
