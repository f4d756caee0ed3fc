//! What changes if a party ties its consent on one issue to something else.

use super::{Concerned, Finding, FrameDescription, StateDescription};

/// A link, as it is asked about.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LinkDescription {
    /// The name in the case; none if it was given with the question.
    pub id: Option<String>,
    /// The name for readers.
    pub name: String,
    /// Whose consent is tied: a position in [`LinkFinding::parties`].
    pub party: usize,
    /// On which issue: a position in the frame's axes.
    pub on: usize,
    /// What must hold in the result, as it was written.
    pub only_if: String,
    /// The positions of the axes that the condition mentions, other than the issue itself. Empty: in this frame it always holds, or never.
    pub tied: Vec<usize>,
}

/// In how many of the frame's states a link can bite.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct LinkReach {
    /// All states.
    pub states: u64,
    /// Those in which nobody decides the issue alone and the party belongs to some smallest set that may decide it.
    pub partakes: u64,
    /// Those of them in which nobody can decide it without the party.
    pub veto: u64,
    /// Those in which the condition holds.
    pub holds: u64,
}

/// A step by one party alone or by several together.
#[derive(Clone, PartialEq, Debug)]
pub struct AgreedStep {
    /// Who: positions in [`LinkFinding::parties`].
    pub movers: Vec<usize>,
    /// Whether it is an agreement, rather than a step of one party alone.
    pub joint: bool,
    /// Where it leads.
    pub to: StateDescription,
}

/// A set of states that steps lead between and never out of.
#[derive(Clone, PartialEq, Debug)]
pub struct LinkEnd {
    /// How many states: more than one is a cycle.
    pub count: u64,
    /// The first of them, at most [`LinkFinding::LISTED`].
    pub states: Vec<StateDescription>,
    /// A shortest way to the first.
    pub way: Vec<AgreedStep>,
}

/// Where things go, with or without the link.
#[derive(Clone, PartialEq, Debug)]
pub struct LinkSide {
    /// How many states are reached, the first one included.
    pub reached: u64,
    /// How many of them no agreement of this kind would leave.
    pub agreed: u64,
    /// From how many of them a step possibly pays that does not surely do so.
    pub unsure: u64,
    /// How many closed sets there are.
    pub ends_count: u64,
    /// The first of them, at most [`LinkFinding::LISTED`].
    pub ends: Vec<LinkEnd>,
}

/// Between what a party's fortunes lie where things end.
#[derive(Clone, PartialEq, Debug)]
pub struct Span {
    /// A state than which none is worse for it; none where that is not known.
    pub worst: Option<StateDescription>,
    /// A state than which none is better for it; none where that is not known.
    pub best: Option<StateDescription>,
}

/// How two intervals of a party's fortunes compare: both ends are.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Shift {
    /// Neither end is worse, one is better.
    Better,
    /// Neither end is better, one is worse.
    Worse,
    /// Both are equal.
    Same,
    /// One is better and the other worse.
    Mixed,
    /// Not known.
    Unknown,
}

impl Shift {
    /// The word of the JSON form.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Better => "better",
            Self::Worse => "worse",
            Self::Same => "same",
            Self::Mixed => "mixed",
            Self::Unknown => "unknown",
        }
    }
}

/// What the link does to a party.
#[derive(Clone, PartialEq, Debug)]
pub struct LinkEffect {
    /// Its fortunes without the link.
    pub without: Span,
    /// Its fortunes with it.
    pub with: Span,
    /// How they compare: better if the link is good for it.
    pub shift: Shift,
}

/// One state in which the party must choose, on one offer.
#[derive(Clone, PartialEq, Debug)]
pub struct Choice {
    /// Where it has to choose.
    pub at: StateDescription,
    /// Where consenting leads at once.
    pub to: StateDescription,
    /// Who asks for its consent: positions in [`LinkFinding::parties`].
    pub asked_by: Vec<usize>,
    /// Its fortunes if it does what it said it would.
    pub as_said: Span,
    /// Its fortunes if it does not.
    pub otherwise: Span,
    /// Whether what follows doing as it said is at least as good for it.
    pub keeps: Finding,
}

/// Whether a party would do what it said.
#[derive(Clone, PartialEq, Debug)]
pub struct Credibility {
    /// Whether it would wherever it has to choose; yes where it never has to.
    pub found: Finding,
    /// In how many reached states the question arises at all: the others withhold what is asked of them (the threat), or have granted it (the promise).
    pub states: u64,
    /// In how many of these states, and on how many offers, somebody asks for its consent: that is what was looked at.
    pub choices: u64,
    /// In how many it would do as it said.
    pub kept: u64,
    /// In how many it would not.
    pub broken: u64,
    /// How many more there are that were not looked at.
    pub not_looked_at: u64,
    /// The first in which it would not; else the first in which that is not known; else the first.
    pub example: Option<Choice>,
}

/// What changes if a party ties its consent on one issue to something else.
#[derive(Clone, PartialEq, Debug)]
pub struct LinkFinding {
    /// What it is about.
    pub frame: FrameDescription,
    /// From where.
    pub start: StateDescription,
    /// The parties that can move, have a say, or of whom something is stated, in file order.
    pub parties: Vec<Concerned>,
    /// The link.
    pub link: LinkDescription,
    /// Whether members may change options of theirs in the same step as an issue.
    pub options: bool,
    /// Where it can bite.
    pub reach: LinkReach,
    /// Agreements on one issue at a time, without the link.
    pub without: LinkSide,
    /// The same with the link.
    pub with: LinkSide,
    /// Whether both end in the same closed sets.
    pub same_ends: bool,
    /// What it does to each party.
    pub effects: Vec<LinkEffect>,
    /// Whether the party would withhold its consent as long as what it asks for is withheld.
    pub threat: Credibility,
    /// Whether it would consent once that is granted.
    pub promise: Credibility,
}

impl LinkFinding {
    /// How many closed sets, and states of one, are listed at most.
    pub const LISTED: usize = 12;
}
