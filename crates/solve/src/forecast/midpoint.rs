//! # Midpoint
//!
//! ## What it says
//! The middle of the line, whoever wants what: what a model must beat to be worth its inputs.
//!
//! ## Definition
//! (low + high) / 2.
//!
//! ## Reads and assumes
//! The ends of the line.
//!
//! ## When it misleads
//! Always where anything is known.
//!
//! ## Complexity
//! Constant.
//!
//! ## Example
//! 50 on a line from 0 to 100.
//!
//! ## References
//! None: a baseline.

use super::{Model, Prediction, Run, Table, two_points};
use detente_model::control::Control;

/// The middle of the line.
pub const MODEL: Model = Model {
    id: "midpoint",
    name: "Midpoint (baseline)",
    says: "the middle of the line, whoever wants what",
    reference: "the definition",
    options: &[],
    prepare: |_| Ok(Box::new(Midpoint)),
};

struct Midpoint;

impl Run for Midpoint {
    fn run(&self, table: &Table, _: &Control<'_>) -> Vec<Prediction> {
        let of = |column: &super::Column| {
            let point = f64::midpoint(column.low, column.high);
            Prediction { probability: two_points::place(column, point), ..Prediction::at(point) }
        };
        table.issues.iter().map(of).collect()
    }
}
