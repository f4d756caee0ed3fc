//! Why a state is stable for a party, or why it is not.

use super::{Certificate, Claim, ConceptDescription, Finding, FrameDescription, StateDescription, Step};
use crate::evidence::Citation;

/// What makes one state better than another for a party: the part of its preference that decides.
#[derive(Clone, PartialEq, Debug)]
pub struct Decisive {
    /// In plain words.
    pub text: String,
    /// The passages that say the party wants it; none: the analyst's judgement.
    pub wanted: Vec<Citation>,
    /// Whether it decides by its place before something that says the opposite. That it stands before is then what decides, and such
    /// orderings are the analyst's unless a note says otherwise.
    pub before: Option<String>,
}

/// How the others can answer a move.
#[derive(Clone, PartialEq, Debug)]
pub struct Reply {
    /// Their moves, in order.
    pub steps: Vec<Step>,
    /// For each of their moves, what makes it better for its mover; none where it need not be, or is not known to be.
    pub pays: Vec<Option<Decisive>>,
    /// What makes the end no better for the party than staying; none: it is indifferent, or that is not known.
    pub worse: Option<Decisive>,
}

/// A move that would, or may, leave the party better off.
#[derive(Clone, PartialEq, Debug)]
pub struct Departure {
    /// Where to.
    pub to: StateDescription,
    /// Whether it is better.
    pub better: Finding,
    /// What makes it better.
    pub because: Option<Decisive>,
    /// Whether the others deter it.
    pub deterred: Finding,
    /// How, by a shortest way: surely if `deterred` is yes, possibly if it is unknown.
    pub reply: Option<Reply>,
    /// How many states the others could bring about from there under the concept, where none of them deters.
    pub reachable: u64,
}

/// The kinds of change to one statement.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum FlipKind {
    /// It is left out.
    Dropped,
    /// The opposite is wanted.
    Reversed,
    /// It comes at this place, from 1.
    MovedTo(usize),
}

/// One change of one party's statements that would turn the finding.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Flip {
    /// Whose statement, by name.
    pub party: String,
    /// Which, from 1, by importance.
    pub statement: usize,
    /// The statement.
    pub text: String,
    /// What is changed.
    pub kind: FlipKind,
    /// What is found then.
    pub then: Finding,
}

/// Why a state is, or is not, stable for a party.
#[derive(Clone, PartialEq, Debug)]
pub struct ExplanationFinding {
    /// What it is about.
    pub frame: FrameDescription,
    /// The state.
    pub state: StateDescription,
    /// Whose stability: a position in the frame's parties.
    pub party: usize,
    /// Under which concept.
    pub concept: ConceptDescription,
    /// Whether it is stable.
    pub stable: Finding,
    /// How many moves the party has.
    pub moves: u64,
    /// Those that would, or may, leave it better off; undeterred ones first, cut at [`ExplanationFinding::LISTED`].
    pub departures: Vec<Departure>,
    /// How many there are.
    pub departures_count: u64,
    /// Single changes of one statement that would turn the finding, the smallest kinds first; cut at [`ExplanationFinding::FLIPS`].
    pub flips: Vec<Flip>,
    /// What is claimed and what proves it; none where the finding is unknown, or it would have more than
    /// [`Certificate::MEMBERS`] members.
    pub certificate: Option<(Claim, Certificate)>,
}

impl ExplanationFinding {
    /// How many departures are listed at most.
    pub const LISTED: usize = 24;
    /// How many flips are listed at most.
    pub const FLIPS: usize = 6;
}
