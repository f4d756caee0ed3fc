//! Forecasts from positions, saliences and capabilities: several models, each in a file of its own.
//!
//! A model reads one certain [`Table`]: the central values of what is known, or one draw of what is uncertain.

/// What a model reads: one certain number for everything.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Table {
    /// How many actors there are.
    pub actors: usize,
    /// The issues.
    pub issues: Vec<Column>,
}

/// One issue of a [`Table`].
#[derive(Clone, PartialEq, Debug)]
pub struct Column {
    /// One end of the line.
    pub low: f64,
    /// The other end; above `low`.
    pub high: f64,
    /// What holds if nothing is decided, where that is known.
    pub reference_point: Option<f64>,
    /// Where each actor stands; none where it takes no part.
    pub stances: Vec<Option<Stance>>,
}

/// Where one actor stands on one issue.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Stance {
    /// The place that it wants most, in the units of the issue.
    pub position: f64,
    /// How much it cares, from 0 to 1.
    pub salience: f64,
    /// What it weighs, 0 or more.
    pub capability: f64,
}

mod choice;
pub mod exchange;
pub mod smp;
