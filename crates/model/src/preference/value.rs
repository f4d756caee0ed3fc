//! Value tables: what each value of a variable is worth to a party; tables are added up.

use crate::diagnostic::Span;
use crate::evidence::Basis;
use crate::expression::{Expression, Value};
use crate::index::VariableId;
use crate::number::Decimal;
use crate::phase::{Phase, Window};

/// What each value of one variable is worth.
#[derive(Clone, PartialEq, Debug)]
pub struct ValueTable {
    /// The variable.
    pub of: VariableId,
    /// The worth of each of its values.
    pub table: Vec<(Value, Decimal)>,
    /// The phases in which it counts.
    pub window: Window,
    /// What it rests on.
    pub basis: Basis,
    /// Where it stands.
    pub span: Span,
}

/// The terms of the utility, in billionths.
#[must_use]
pub fn terms(tables: &[ValueTable], phase: &Phase) -> Vec<(Expression, i128)> {
    let counting = tables.iter().filter(|table| table.window.is_open(phase));
    counting
        .flat_map(|table| {
            let term = |(value, worth): &(Value, Decimal)| (Expression::Is(table.of, [*value].into()), i128::from(worth.billionths()));
            table.table.iter().map(term)
        })
        .collect()
}
