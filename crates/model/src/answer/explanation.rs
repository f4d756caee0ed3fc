//! Why a state is stable for a party, or why it is not.

use super::{Certificate, Certified, ConceptDescription, Finding, FrameDescription, StateDescription, Step};
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

/// How others deter by leaving at the same time as the party.
#[derive(Clone, PartialEq, Debug)]
pub struct AtOnce {
    /// Who would leave, and where each would go alone.
    pub moves: Vec<Step>,
    /// For each of them what makes that better for it.
    pub pays: Vec<Option<Decisive>>,
    /// Where they all end together.
    pub end: StateDescription,
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
    /// How, where no answer does but leaving at the same time: surely if `deterred` is yes, possibly if it is unknown.
    pub at_once: Option<AtOnce>,
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

/// The fewest changes of a party's order that would turn a finding about it.
///
/// The states concerned are the state itself, the party's moves from it, and what the others can bring about from where those lead (with the
/// party's own moves from there, where it may respond). The party holds some of them equal: such a class is moved whole. A swap exchanges two
/// neighbouring classes. The others' orders stay as they are.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reordering {
    /// Whether the state's class rises; else it sinks.
    pub rises: bool,
    /// How many swaps: how many classes it passes.
    pub swaps: u64,
    /// The class that it passes last, without which nothing is turned: one of its states.
    pub past: StateDescription,
    /// How many classes there are.
    pub classes: u64,
    /// Whether it is proven that no fewer swaps of any classes would turn the finding.
    pub proven: bool,
}

/// What was found about the nearest change of the party's order.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Nearest {
    /// It was not asked for: a single statement turns the finding, or the finding is not known.
    NotAsked,
    /// The party's order of the states is not known everywhere, so that there are no neighbours to swap.
    NotAnOrder,
    /// There are too many states to look at.
    TooMany,
    /// No order of the classes turns it, however many there are.
    Nothing {
        /// How many classes there are.
        classes: u64,
    },
    /// These swaps do.
    Found(Reordering),
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
    /// Where no single statement turns it: the fewest swaps in the party's order that do.
    pub nearest: Nearest,
    /// What is claimed and what proves it: first the finding itself, unless it is unknown or its proof would have more than
    /// [`Certificate::MEMBERS`] members; then what makes the states in it better or worse.
    pub certificates: Vec<Certified>,
    /// How many claims have no certificate.
    pub uncertified: u64,
}

impl ExplanationFinding {
    /// How many departures are listed at most.
    pub const LISTED: usize = 24;
    /// How many flips are listed at most.
    pub const FLIPS: usize = 6;
    /// Nodes beyond which the nearest change of an order is not sought.
    pub const CONCERNED: usize = 10 * Certificate::MEMBERS;
}
