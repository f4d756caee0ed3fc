//! Forecasts from positions, saliences and capabilities: several models, each in a file of its own.
//!
//! A model reads one certain [`Table`]: the central values of what is known, or one draw of what is uncertain. [`MODELS`] lists them. [`tables`] makes
//! tables, [`draws`] runs models on many of them, [`tornado`] moves one input at a time, [`answer`](mod@answer) puts the answer together, [`backtest`] holds
//! models against what came of issues. Sums are taken in the order of the actors, and powers by `libm`, so that bytes agree on all machines.

pub mod answer;
pub mod backtest;
pub mod case;
pub mod challenge;
mod choice;
pub mod compromise;
pub mod draws;
pub mod exchange;
pub mod median;
pub mod midpoint;
pub mod nash;
pub mod smp;
pub mod tables;
pub mod tornado;
pub mod two_points;

use detente_model::answer::{ForecastChallenge, ForecastMove, Prediction};
use detente_model::control::Control;

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

impl Stance {
    /// Capability times salience.
    #[must_use]
    pub fn weight(&self) -> f64 {
        self.capability * self.salience
    }
}

impl Column {
    /// The stances of those that take part, in order.
    pub fn present(&self) -> impl Iterator<Item = &Stance> {
        self.stances.iter().flatten()
    }

    /// The weights of all that take part, together.
    #[must_use]
    pub fn total(&self) -> f64 {
        self.present().map(Stance::weight).sum()
    }

    /// Why no model of weighted positions is defined, if none is.
    #[must_use]
    pub fn fault(&self) -> Option<&'static str> {
        if self.present().next().is_none() {
            Some("nobody takes part")
        } else if self.total() > 0.0 {
            None
        } else {
            Some("nobody who takes part weighs anything")
        }
    }
}

/// What a run gives where nothing but numbers is asked for: the point and the probability of the higher of two points.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Quick {
    /// The place on the line.
    pub point: Option<f64>,
    /// On an issue with two points, the probability of the higher one.
    pub probability: Option<f64>,
}

/// A model with its options chosen.
pub trait Run: Send + Sync {
    /// What it expects on each issue. Once `control` says that it is to stop, what is handed back is of no use: whoever calls asks it afterwards.
    fn run(&self, table: &Table, control: &Control<'_>) -> Vec<Prediction>;

    /// The same without anything that tells why: for many draws.
    fn quick(&self, table: &Table, control: &Control<'_>) -> Vec<Quick> {
        let quick = |found: Prediction| Quick { point: found.point, probability: found.probability };
        self.run(table, control).into_iter().map(quick).collect()
    }

    /// Its options, each with what was chosen.
    fn options(&self) -> Vec<(&'static str, String)> {
        Vec::new()
    }

    /// How many rounds it plays at most, if it plays any.
    fn most_rounds(&self) -> Option<u32> {
        None
    }

    /// Why an actor moved in a round (from 1) on an issue; none where the model has no rounds or no such round.
    fn why(&self, _table: &Table, _issue: usize, _actor: usize, _round: u32, _control: &Control<'_>) -> Option<Why> {
        None
    }

    /// The exchanges of issues that it expects, each with its round (from 1), in order.
    fn exchanges(&self, _table: &Table, _control: &Control<'_>) -> Vec<(u32, exchange::Exchange)> {
        Vec::new()
    }
}

/// The offers that an actor had in a round, and what it made of them.
#[derive(Clone, PartialEq, Debug)]
pub struct Why {
    /// All offers, those that it prefers first.
    pub offers: Vec<ForecastMove>,
    /// Where it went, if it moved.
    pub taken: Option<ForecastMove>,
    /// Whom it challenges itself, in models in which that is another matter than how it moves.
    pub challenge: Option<ForecastChallenge>,
    /// How it chooses among offers, in a sentence.
    pub rule: String,
}

/// What was chosen: `(option, value)`.
pub type Chosen = [(String, String)];

/// An option that cannot be used.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("the option `{key}` cannot be `{value}`: expected {expected}")]
pub struct OptionError {
    /// The option.
    pub key: String,
    /// What was given.
    pub value: String,
    /// What can be.
    pub expected: String,
}

/// An option of a model.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct OptionDescription {
    /// The word in commands.
    pub key: &'static str,
    /// What it may be.
    pub values: &'static str,
    /// What it decides.
    pub says: &'static str,
}

/// A model.
#[derive(Clone, Copy, Debug)]
pub struct Model {
    /// The word in commands.
    pub id: &'static str,
    /// The name for readers.
    pub name: &'static str,
    /// What it says, in a sentence.
    pub says: &'static str,
    /// What it was held against, or that there is nothing to hold it against.
    pub reference: &'static str,
    /// Its options.
    pub options: &'static [OptionDescription],
    /// Makes it ready to run with these options; those that it does not have are not among them.
    pub prepare: fn(&Chosen) -> Result<Box<dyn Run>, OptionError>,
}

impl Model {
    /// The option of this model that a key names, if it names one: `rounds`, or `smp.rounds` for the model `smp` alone.
    #[must_use]
    pub fn option(&self, key: &str) -> Option<&'static str> {
        let own = key.strip_prefix(self.id).and_then(|rest| rest.strip_prefix('.')).unwrap_or(key);
        self.options.iter().find(|option| option.key == own).map(|option| option.key)
    }

    /// Makes it ready to run, with those of the options that it has.
    ///
    /// # Errors
    /// One of them cannot be used.
    pub fn ready(&self, chosen: &Chosen) -> Result<Ready, OptionError> {
        let own: Vec<(String, String)> =
            chosen.iter().filter_map(|(key, value)| self.option(key).map(|own| (own.to_owned(), value.clone()))).collect();
        Ok(Ready { model: *self, run: (self.prepare)(&own)? })
    }
}

/// A model that is ready to run.
pub struct Ready {
    /// Which.
    pub model: Model,
    /// With its options.
    pub run: Box<dyn Run>,
}

/// All models, one line each. The first is the one beside which all others are shown.
pub const MODELS: &[Model] = &[
    compromise::MODEL,
    median::MODEL,
    nash::MODEL,
    midpoint::MODEL,
    challenge::SCHOLZ_CODE,
    challenge::SCHOLZ_PAPER,
    challenge::MASAD,
    smp::MODEL,
    exchange::MODEL,
];

/// Those that are run unless others are asked for.
pub const USUAL: &[&str] =
    &[compromise::MODEL.id, median::MODEL.id, nash::MODEL.id, midpoint::MODEL.id, challenge::SCHOLZ_CODE.id, smp::MODEL.id];

/// Those that are run besides where there are two issues or more.
pub const USUAL_OF_SEVERAL: &[&str] = &[exchange::MODEL.id];

/// The model called `id`.
#[must_use]
pub fn model(id: &str) -> Option<&'static Model> {
    MODELS.iter().find(|model| model.id == id)
}

/// The number from 0 to 1 that a text is.
fn share(text: &str) -> Option<f64> {
    text.parse().ok().filter(|number| (0.0..=1.0).contains(number))
}

/// The fault of an option of a model.
fn no_option(options: &[OptionDescription], key: &str, value: &str) -> OptionError {
    let known = options.iter().find(|option| option.key == key).map_or("another option", |option| option.values);
    OptionError { key: key.into(), value: value.into(), expected: known.into() }
}

/// The weighted median and mean of a column with actors at these places; none where nobody there weighs anything.
fn middle(column: &Column, place: impl Fn(usize) -> Option<f64>) -> Option<(f64, f64)> {
    let placed = |(actor, stance): (usize, &Option<Stance>)| Some((place(actor)?, stance.as_ref()?.weight()));
    let placed: Vec<(f64, f64)> = column.stances.iter().enumerate().filter_map(placed).collect();
    let total: f64 = placed.iter().map(|(_, weight)| weight).sum();
    let mean = placed.iter().map(|(at, weight)| at * weight).sum::<f64>() / total;
    let (median, _) = median::weighted_median(placed)?;
    (total > 0.0).then_some((median, mean))
}

/// Runs a model of single issues on each of them.
fn each(table: &Table, of: impl Fn(&Column) -> Prediction) -> Vec<Prediction> {
    table.issues.iter().map(|column| column.fault().map_or_else(|| of(column), Prediction::undefined)).collect()
}
