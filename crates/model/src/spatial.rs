//! Who stands where on ordered issues, how much each cares and what each weighs: what forecasts read.
//!
//! Floats live here and in forecast models only; nothing in this file is compared exactly.

/// A number that an analyst may know, bound, or not know.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Quantity {
    /// Known.
    Known(f64),
    /// Anywhere between two ends, alike.
    Between {
        /// The lower end.
        low: f64,
        /// The upper end.
        high: f64,
    },
    /// Anywhere between two ends, alike, with a number that is stated for where one is taken.
    Around {
        /// The lower end.
        low: f64,
        /// The number that is stated.
        at: f64,
        /// The upper end.
        high: f64,
    },
    /// Triangular: between two ends, most likely at the mode.
    Triangular {
        /// The lower end.
        low: f64,
        /// The most likely value.
        mode: f64,
        /// The upper end.
        high: f64,
    },
    /// Not known at all.
    Missing,
}

impl Quantity {
    /// The number that stands for it where one run is made: itself, the middle, the stated number, the mode; none if it is missing.
    #[must_use]
    pub fn central(self) -> Option<f64> {
        match self {
            Self::Known(number) | Self::Around { at: number, .. } | Self::Triangular { mode: number, .. } => Some(number),
            Self::Between { low, high } => Some(f64::midpoint(low, high)),
            Self::Missing => None,
        }
    }
}

/// Who takes part.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Actor {
    /// The name in tables.
    pub id: String,
    /// The name for readers.
    pub name: String,
}

/// An issue with a line on which positions lie.
#[derive(Clone, PartialEq, Debug)]
pub struct SpatialIssue {
    /// The name in tables.
    pub id: String,
    /// The name for readers.
    pub name: String,
    /// One end of the line.
    pub low: f64,
    /// The other end; above `low`.
    pub high: f64,
    /// What holds if nothing is decided, where that is known.
    pub reference_point: Option<f64>,
    /// What came of it, where that is known.
    pub outcome: Option<f64>,
}

/// Where one actor stands on one issue.
#[derive(Clone, PartialEq, Debug)]
pub struct Stance {
    /// The place it wants most, in the units of the issue.
    pub position: Quantity,
    /// How much it cares, from 0 to 1.
    pub salience: Quantity,
    /// What it weighs, 0 or more, in any unit that is the same for all.
    pub capability: Quantity,
    /// What this rests on, if said.
    pub source: Option<String>,
}

/// Who stands where on several issues.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Spatial {
    /// The title.
    pub title: String,
    /// Who takes part.
    pub actors: Vec<Actor>,
    /// The issues.
    pub issues: Vec<SpatialIssue>,
    /// `stances[issue][actor]`; none where the actor takes no part in the issue.
    pub stances: Vec<Vec<Option<Stance>>>,
}
