//! What makes a finding checkable by a second, simpler program.
//!
//! A certificate names states by the values of the frame's varying variables, in file order, and parties by their names in the case:
//! whoever checks it needs the case and nothing else.

use crate::expression::Value;
use crate::index::PartyId;

/// A state of the frame: a value for each variable that varies, in file order.
pub type StateValues = Box<[Value]>;

/// One move.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct CertifiedStep {
    /// Who moves.
    pub party: PartyId,
    /// Where to.
    pub to: StateValues,
}

/// How an improvement is deterred: a sequence of the others' moves to a state that leaves the party no better off.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Deterred {
    /// The improvement: the state that the party would move to.
    pub improvement: StateValues,
    /// The others' moves from there, in order; at least one.
    pub answer: Vec<CertifiedStep>,
}

/// Why a state is stable for a party, or why it is not.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Certificate {
    /// Every improvement is deterred: one answer for each (none where the party has no improvement).
    Paths(Vec<Deterred>),
    /// An improvement that nothing deters, with all nodes that the others can reach from it: each a state and who moved last. The set is
    /// closed: what the others can do next from any node is in it; and none of its states deters.
    ClosedSet {
        /// The improvement.
        improvement: StateValues,
        /// The nodes.
        nodes: Vec<(StateValues, PartyId)>,
    },
}

impl Certificate {
    /// Certificates with more members than this are not made.
    pub const MEMBERS: usize = 100_000;
}

/// What a certificate is for: one party's stability in one state under one concept, both by their short names.
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
    /// Whether it is claimed that the state is stable.
    pub stable: bool,
}
