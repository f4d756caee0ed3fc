//! # Weighted median (Condorcet winner)
//!
//! ## What it says
//! The outcome is the position that no other would beat if everybody voted for whichever is nearer, with its weight.
//!
//! ## Definition
//! The smallest position x with at least half of the weight Σ c_i s_i at x or below. Where exactly half is, every place from x to the next position is as good: the
//! interval is given, and the point is its lower end. Where loss grows with distance alike on both sides, the weighted median is a Condorcet winner among all places:
//! for any other place at least half of the weight is nearer to the median.
//!
//! ## Reads and assumes
//! As the compromise model. Issues are taken one by one: on several issues together there is in general no Condorcet winner.
//!
//! ## When it misleads
//! Where unanimity or a qualified majority is needed: then whoever is near to what holds without a decision counts for more.
//!
//! ## Complexity
//! n log n for n actors.
//!
//! ## Example
//! Ten governments on emission standards: 7 years.
//!
//! ## References
//! D. Black (1948), *Journal of Political Economy* 56:23–34; B. Bueno de Mesquita (1994), chapter 4 in B. Bueno de Mesquita and F. N. Stokman (eds),
//! *European Community Decision Making*, Yale (both as recalled).

use super::{Column, Model, Prediction, Run, Table, each, two_points};
use detente_model::control::Control;

/// The weighted median.
pub const MODEL: Model = Model {
    id: "median",
    name: "Weighted median (Condorcet winner)",
    says: "the position that none beats if everybody votes for the nearer one, with its weight",
    reference: "the definition",
    options: &[],
    prepare: |_| Ok(Box::new(Median)),
};

/// Weights that differ by less than this share of the whole count as equal: what sums of decimal numbers may be off.
pub const TIE: f64 = 1e-12;

struct Median;

/// The lower and the upper median of positions with weights; none where nothing weighs anything.
#[must_use]
pub fn weighted_median(mut placed: Vec<(f64, f64)>) -> Option<(f64, f64)> {
    placed.retain(|(_, weight)| *weight > 0.0);
    placed.sort_by(|(a, _), (b, _)| a.total_cmp(b));
    let total: f64 = placed.iter().map(|(_, weight)| weight).sum();
    let half = total / 2.0;
    let mut below = 0.0;
    for (index, (at, weight)) in placed.iter().enumerate() {
        below += weight;
        if below >= half - TIE * total {
            let is_half = below <= half + TIE * total;
            let next = placed.get(index + 1).map_or(*at, |(next, _)| *next);
            return Some((*at, if is_half { next } else { *at }));
        }
    }
    None
}

fn median_of(column: &Column) -> Option<(f64, f64)> {
    weighted_median(column.present().map(|stance| (stance.position, stance.weight())).collect())
}

impl Run for Median {
    fn run(&self, table: &Table, _: &Control<'_>) -> Vec<Prediction> {
        each(table, |column| {
            let found = median_of(column);
            Prediction {
                point: found.map(|(low, _)| low),
                ties: found.filter(|(low, high)| low < high),
                probability: two_points::share(column),
                ..Prediction::default()
            }
        })
    }
}
