//! What the exact engines count, and what indices are made of it.

use detente_model::natural::Natural;

/// What is counted over all sets of players.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Counts {
    /// How many sets may decide.
    pub(super) winning: Natural,
    /// For each player how many sets without it may decide with it alone.
    pub(super) swings: Vec<Natural>,
    /// For each player its share of the orders in which it turns the set of those before it into one that may decide.
    pub(super) shapley_shubik: Vec<f64>,
    /// The minimal sets that may decide; none where they were not counted.
    pub(super) minimal: Option<Minimal>,
    /// Whether two sets without a common member may both decide; none where that was not found out.
    pub(super) disjoint: Option<bool>,
}

impl Counts {
    /// How many of all sets may not decide.
    pub(super) fn losing(&self, all: &Natural) -> Natural {
        all.minus(&self.winning)
    }
}

/// The minimal sets that may decide.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Minimal {
    /// How many there are.
    pub(super) count: Natural,
    /// For each player how many of them it is in, within one part in 10¹¹.
    pub(super) memberships: Vec<f64>,
    /// For each player the sum of 1/|S| over those that it is in, within one part in 10¹¹.
    pub(super) shares: Vec<f64>,
}

/// Why an engine gives up.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum GivenUp {
    /// It does not treat such bodies.
    NotFor,
    /// It would need more memory or time than is allowed.
    TooLarge,
    /// The caller stopped it.
    Stopped(detente_model::control::Stopped),
}

impl From<detente_model::control::Stopped> for GivenUp {
    fn from(stopped: detente_model::control::Stopped) -> Self {
        Self::Stopped(stopped)
    }
}

/// What engines may use.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limits {
    /// About how many bytes.
    pub memory: u64,
    /// About how many elementary steps.
    pub work: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { memory: 1 << 30, work: 1 << 35 }
    }
}

/// The sum of products, with eight running sums so that it can be done eight at a time; the same on every machine.
pub(super) fn dot(a: &[f64], b: &[f64]) -> f64 {
    let mut sums = [0.0f64; 8];
    let (heads, tails) = (a.chunks_exact(8), b.chunks_exact(8));
    let rest: f64 = heads.remainder().iter().zip(tails.remainder()).map(|(a, b)| a * b).sum();
    for (a, b) in heads.zip(tails) {
        for lane in 0..8 {
            sums[lane] += a[lane] * b[lane];
        }
    }
    sums.iter().sum::<f64>() + rest
}

/// The sum, in the same way.
pub(super) fn total(a: &[f64]) -> f64 {
    let mut sums = [0.0f64; 8];
    let heads = a.chunks_exact(8);
    let rest: f64 = heads.remainder().iter().sum();
    for a in heads {
        for lane in 0..8 {
            sums[lane] += a[lane];
        }
    }
    sums.iter().sum::<f64>() + rest
}
