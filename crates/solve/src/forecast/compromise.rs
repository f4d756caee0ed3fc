//! # Compromise model
//!
//! ## What it says
//! The outcome is the mean of what everybody wants, each counting as much as it can and cares.
//!
//! ## Definition
//! On one issue with positions x_i, saliences s_i and capabilities c_i: O = Σ c_i s_i x_i / Σ c_i s_i.
//!
//! ## Reads and assumes
//! Positions, saliences, capabilities; where no capability is stated all count as equal. Issues are taken one by one. On an issue where everybody stands at one
//! end or the other, the share of the weight at the higher end is the probability of the higher end.
//!
//! ## When it misleads
//! Where the outcome must be one of a few points, where one party can refuse everything, or where a rule makes a majority enough.
//!
//! ## Complexity
//! Linear in the number of actors.
//!
//! ## Example
//! Ten governments on emission standards: 7.39 years, between the 4 of five and the 10 of three.
//!
//! ## References
//! J. M. M. Van den Bos (1991), *Dutch EC Policy Making*; C. H. Achen (2006), chapter 4 in R. Thomson, F. N. Stokman, C. H. Achen and T. König (eds),
//! *The European Union Decides*, Cambridge (both as recalled).

use super::{Column, Model, Prediction, Run, Stance, Table, each, two_points};
use detente_model::control::Control;

/// The compromise model.
pub const MODEL: Model = Model {
    id: "compromise",
    name: "Compromise (weighted mean)",
    says: "the mean of what everybody wants, weighted by capability and salience",
    reference: "the definition",
    options: &[],
    prepare: |_| Ok(Box::new(Compromise)),
};

struct Compromise;

/// The weighted mean of a column; none where nobody weighs anything.
#[must_use]
pub fn weighted_mean(column: &Column) -> Option<f64> {
    let total = column.total();
    if total > 0.0 {
        // what rounding adds may not lead out of where everybody stands
        let inside = |mean: f64| {
            column
                .present()
                .map(|stance| stance.position)
                .fold(None, |ends: Option<(f64, f64)>, at| Some(ends.map_or((at, at), |(low, high)| (low.min(at), high.max(at)))))
                .map_or(mean, |(low, high)| mean.clamp(low, high))
        };
        let sum: f64 = column.present().map(|stance: &Stance| stance.weight() * stance.position).sum();
        Some(inside(sum / total))
    } else {
        None
    }
}

impl Run for Compromise {
    fn run(&self, table: &Table, _: &Control<'_>) -> Vec<Prediction> {
        each(table, |column| Prediction { probability: two_points::share(column), point: weighted_mean(column), ..Prediction::default() })
    }
}
