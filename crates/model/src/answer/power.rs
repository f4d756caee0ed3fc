//! Who holds the key, and to what: power under a rule, and in the game.

use super::{Finding, FrameDescription};
use crate::natural::Natural;

/// A number, with an interval where it was estimated.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Estimate {
    /// The number, or the best estimate of it.
    pub value: f64,
    /// The interval of 95 %, where it is an estimate from draws.
    pub interval: Option<(f64, f64)>,
}

impl Estimate {
    /// A number that was computed.
    #[must_use]
    pub fn exact(value: f64) -> Self {
        Self { value, interval: None }
    }
}

/// How sets of parties were counted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PowerMethod {
    /// By generating functions, over weights.
    GeneratingFunction,
    /// By a decision diagram.
    DecisionDiagram,
    /// By looking at every set.
    Enumeration,
    /// By draws of orders and of sets.
    Sampling {
        /// The seed.
        seed: u64,
        /// How many of each.
        draws: u64,
    },
    /// Not at all: there was nothing to count.
    NotCounted,
}

impl PowerMethod {
    /// The word of the JSON form.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::GeneratingFunction => "generating function",
            Self::DecisionDiagram => "decision diagram",
            Self::Enumeration => "enumeration",
            Self::Sampling { .. } => "sampling",
            Self::NotCounted => "not counted",
        }
    }
}

/// Why indices of power are not defined under a rule.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NotDefined {
    /// A set may decide, and may no longer when another party joins.
    NotMonotone,
    /// It was not found out whether that is so.
    MaybeNotMonotone,
    /// No set may decide.
    NeverPasses,
    /// Even without anybody's consent it is decided.
    AlwaysPasses,
}

impl NotDefined {
    /// The word of the JSON form.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::NotMonotone => "not monotone",
            Self::MaybeNotMonotone => "perhaps not monotone",
            Self::NeverPasses => "never passes",
            Self::AlwaysPasses => "always passes",
        }
    }
}

/// What the rule gives one party. What is not defined or was not computed is none, never nought.
#[derive(Clone, PartialEq, Debug)]
pub struct PartyPower {
    /// The name in expressions.
    pub id: String,
    /// The name for readers.
    pub name: String,
    /// Whether nothing passes without it; none where the rule defines no powers.
    pub veto: Option<bool>,
    /// Shapley–Shubik.
    pub shapley_shubik: Option<Estimate>,
    /// Banzhaf, normalised: its share of all swings.
    pub banzhaf: Option<Estimate>,
    /// Banzhaf, absolute: the share of the sets of the others that it makes win.
    pub banzhaf_absolute: Option<Estimate>,
    /// How many sets without it win with it alone.
    pub swings: Option<Natural>,
    /// Coleman's power to prevent: the share of winning sets that need it.
    pub coleman_prevent: Option<Estimate>,
    /// Coleman's power to initiate: the share of losing sets that it makes win.
    pub coleman_initiate: Option<Estimate>,
    /// Deegan–Packel.
    pub deegan_packel: Option<Estimate>,
    /// Holler–Packel.
    pub holler_packel: Option<Estimate>,
}

/// Power under one rule.
#[derive(Clone, PartialEq, Debug)]
pub struct PowerTable {
    /// The rule, as it was written.
    pub rule: String,
    /// The issues that are decided by it, by name for readers.
    pub issues: Vec<String>,
    /// In which states, where not in all.
    pub when: Option<String>,
    /// The parties that it names, in file order.
    pub parties: Vec<PartyPower>,
    /// How many sets may decide.
    pub winning: Option<Natural>,
    /// The share of all sets that may decide.
    pub winning_share: Option<Estimate>,
    /// How many of them lose that right whoever leaves.
    pub minimal_winning: Option<Natural>,
    /// Whether two sets without a common member may both decide; none where that is not known.
    pub disjoint: Option<bool>,
    /// Why nothing is defined, if so.
    pub not_defined: Option<NotDefined>,
    /// How it was counted.
    pub method: PowerMethod,
}

/// The settings of a party's options that were tried.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Commitments {
    /// How many there are that can be kept to from the start.
    pub possible: u64,
    /// How many of them were tried: all, or none where there are too many.
    pub tried: u64,
    /// Under how many of those tried the expression holds in all solutions.
    pub all: u64,
    /// In some.
    pub some: u64,
    /// In none.
    pub none: u64,
    /// Under how many that is not known, or there is no solution to speak of.
    pub unknown: u64,
}

/// Whether a party holds the key in the game.
#[derive(Clone, PartialEq, Debug)]
pub struct PartyKey {
    /// The name in expressions.
    pub id: String,
    /// The name for readers.
    pub name: String,
    /// Whether the expression is false in all solutions where it dissents.
    pub necessary: Finding,
    /// Whether some commitment of its options makes the expression true in all solutions.
    pub sufficient: Finding,
    /// Whether the status of the expression differs over its commitments.
    pub pivotal: Finding,
    /// A commitment that suffices, in names for readers: option and value.
    pub by: Option<Vec<(String, String)>>,
    /// What was tried.
    pub commitments: Commitments,
}

/// In how many solutions an expression holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Status {
    /// In all.
    All,
    /// In some.
    Some,
    /// In none.
    None,
    /// That is not known, or there is no solution.
    Unknown,
}

impl Status {
    /// The word of the JSON form.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Some => "some",
            Self::None => "none",
            Self::Unknown => "unknown",
        }
    }
}

/// Who holds the key in the game.
#[derive(Clone, PartialEq, Debug)]
pub struct KeyInGame {
    /// The short name of the concept whose solutions are meant.
    pub concept: &'static str,
    /// Whether solutions are those within reach of the status quo; else all.
    pub from_status_quo: bool,
    /// How many surely are solutions.
    pub solutions: u64,
    /// How many may be, beyond these.
    pub perhaps: u64,
    /// In how many of the solutions the expression holds, as things are.
    pub status: Status,
    /// The parties that can move or have a say, in file order.
    pub parties: Vec<PartyKey>,
}

/// Who holds the key, and to what.
#[derive(Clone, PartialEq, Debug)]
pub struct PowerFinding {
    /// To what, in plain words.
    pub to_what: String,
    /// The expression that was asked about, as written.
    pub expression: Option<String>,
    /// The frame, where it is about a case.
    pub frame: Option<FrameDescription>,
    /// For each distinct rule what it gives to whom; where there are several that apply together, all at once come first.
    pub tables: Vec<PowerTable>,
    /// In the game, where an expression was asked about.
    pub game: Option<KeyInGame>,
}
