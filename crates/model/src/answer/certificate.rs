//! What makes a finding checkable by a second, simpler program.
//!
//! A certificate names states by the values of the frame's varying variables, in file order, and parties by their names in the case:
//! whoever checks it needs the case and nothing else.

use crate::expression::Value;
use crate::index::{PartyId, VariableId};

/// A state of the frame: a value for each variable that varies, in file order.
pub type StateValues = Box<[Value]>;

/// A claim about a frame with what proves it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Certified {
    /// A state is, or is not, stable for a party.
    Stability(Claim, Certificate),
    /// A state is better than another for a party.
    Order(Preferred),
    /// Ways are shortest.
    Layers(Layers),
    /// Steps lead from each of these states to each other and to no other.
    Closed(Closed),
    /// Parties can agree on a change from which each of them gains.
    Consent(JointMove),
    /// A state is better for some and worse for none.
    Dominance(Dominance),
}

impl Certified {
    /// Certificates with more members than this are not made.
    pub const MEMBERS: usize = 100_000;

    /// The frame that it is about, by name.
    #[must_use]
    pub fn frame(&self) -> &str {
        match self {
            Self::Stability(claim, _) => &claim.frame,
            Self::Order(preferred) => &preferred.frame,
            Self::Layers(layers) => &layers.frame,
            Self::Closed(closed) => &closed.frame,
            Self::Consent(joint) => &joint.frame,
            Self::Dominance(dominance) => &dominance.frame,
        }
    }
}

/// One move.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct CertifiedStep {
    /// Who moves.
    pub party: PartyId,
    /// Where to.
    pub to: StateValues,
}

/// An improvement and what deters it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Deterred {
    /// The improvement: the state that the party would move to.
    pub improvement: StateValues,
    /// How it is deterred.
    pub by: Sanction,
}

/// What leaves a party no better off than it was.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Sanction {
    /// The others' moves from where the improvement leads, in order; at least one.
    Answer(Vec<CertifiedStep>),
    /// The others leave the state at the same time: each of these is a move from the state itself, and the changes are added up.
    AtOnce {
        /// The moves, of different parties; at least one.
        moves: Vec<CertifiedStep>,
        /// Where only parties count that would leave of themselves: for each move why its mover would.
        leaving: Vec<Undeterred>,
    },
}

/// An improvement that nobody's answer deters, with all nodes that the others can reach from it: each a state and who moved last. The set
/// is closed: what the others can do next from any node is in it; and none of its states deters.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Undeterred {
    /// The improvement.
    pub improvement: StateValues,
    /// The nodes.
    pub nodes: Vec<(StateValues, PartyId)>,
}

/// Why a state is stable for a party, or why it is not.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Certificate {
    /// Every improvement is deterred: one answer for each (none where the party has no improvement).
    Paths(Vec<Deterred>),
    /// An improvement is not.
    ClosedSet {
        /// The improvement and what the others can reach from it.
        open: Undeterred,
        /// Where unstable parties may deter by leaving at the same time: those that would not, and why each improvement of theirs is
        /// deterred.
        staying: Vec<(PartyId, Vec<Deterred>)>,
    },
}

impl Certificate {
    /// Certificates with more members than this are not made.
    pub const MEMBERS: usize = Certified::MEMBERS;
}

/// Who may deter by leaving a state at the same time.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Leavers {
    /// Parties for whom the state is not sequentially stable.
    Unstable,
    /// Every party that has an improvement from it.
    AnyImprovement,
}

/// What a certificate of stability is for: one party's stability in one state under one concept.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Claim {
    /// The frame, by name.
    pub frame: String,
    /// The state.
    pub state: StateValues,
    /// Whose stability.
    pub party: PartyId,
    /// Whether the others' answers must be improvements for whoever makes them (SEQ, SSEQ); none: there are no answers (Nash).
    pub credible: Option<bool>,
    /// Whether an answer must withstand the party's own next move (SMR, SSEQ).
    pub response: bool,
    /// Whether others may also deter by leaving at the same time, and who.
    pub at_once: Option<Leavers>,
    /// Whether it is claimed that the state is stable.
    pub stable: bool,
}

/// What makes one state better than another on one of the orders that a party's preference amounts to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Decided {
    /// Nothing: it holds the two equal.
    Equal,
    /// The statement with this number, from 1 in the order of the case; all that come before it answer both states alike.
    Statement(usize),
    /// The score at this place, from 0, after all statements and other scores before it have given both states the same.
    Score(usize),
}

/// Why a state is better than another for a party.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Preferred {
    /// The frame, by name.
    pub frame: String,
    /// Whose order.
    pub party: PartyId,
    /// The better state.
    pub better: StateValues,
    /// The other.
    pub worse: StateValues,
    /// What decides: once for a weak order; for a partial one, once for each order whose agreement it is.
    pub decided: Vec<Decided>,
}

/// Shortest ways from a state, by moves or by improvements, in which no party moves twice in a row.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Layers {
    /// The frame, by name.
    pub frame: String,
    /// Where the ways begin.
    pub start: StateValues,
    /// Whether every step must be better for its mover.
    pub improvements: bool,
    /// Every node (state, last mover) that takes just 1, 2, … steps, up to one step less than the longest way.
    pub layers: Vec<Vec<(StateValues, PartyId)>>,
    /// The ways that are claimed to be shortest.
    pub ways: Vec<Vec<CertifiedStep>>,
}

/// A set of states that steps lead between and never out of.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Closed {
    /// The frame, by name.
    pub frame: String,
    /// Whether only steps count that are better for their mover.
    pub improvements: bool,
    /// The states.
    pub states: Vec<StateValues>,
}

/// A joint improvement: parties whose consent suffices change something together, and each gains.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct JointMove {
    /// The frame, by name.
    pub frame: String,
    /// The state that is left.
    pub from: StateValues,
    /// The state that is agreed on.
    pub to: StateValues,
    /// Who agrees, and what makes the change better for each.
    pub members: Vec<(PartyId, Vec<Decided>)>,
    /// For each issue that is changed and that no member may decide alone: which of its rules applies, from 0 in the order of the case.
    pub rules: Vec<(VariableId, usize)>,
}

/// A state that is better than another for some of these parties and worse for none.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Dominance {
    /// The frame, by name.
    pub frame: String,
    /// Whom it is about.
    pub parties: Vec<PartyId>,
    /// The state that is claimed to dominate.
    pub better: StateValues,
    /// The other.
    pub worse: StateValues,
    /// A party for which it is better.
    pub gains: PartyId,
}
