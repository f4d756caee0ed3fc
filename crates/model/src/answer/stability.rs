//! What an analysis of stability finds.

use super::{Finding, FrameDescription, StateDescription};

/// A stability concept.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ConceptDescription {
    /// The short name: `nash`, `gmr`, `smr`, `seq`, `sseq`, `seq_or_sim`, `seq_or_sim_any`; `gmr_a` and the like, `strong_gmr`, `weak_gmr` and the like.
    pub id: &'static str,
    /// The name in the field.
    pub name: &'static str,
    /// What it says, in one sentence.
    pub says: &'static str,
}

/// What was found about one state.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StateVerdicts {
    /// The state.
    pub state: StateDescription,
    /// For each party, for each concept: whether the state is stable for it.
    pub stable: Vec<Vec<Finding>>,
    /// For each concept: whether it is an equilibrium, stable for all parties.
    pub equilibrium: Vec<Finding>,
}

/// How many states a finding holds for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Count {
    /// For how many it surely holds.
    pub yes: u64,
    /// For how many it surely does not.
    pub no: u64,
    /// For how many that is not known.
    pub unknown: u64,
}

/// The counts of one party.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PartyCount {
    /// For each concept: for how many states it is stable.
    pub stable: Vec<Count>,
}

/// The head of an analysis of stability: all but the rows of states that are not equilibria, which are streamed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StabilityFinding {
    /// What it is about.
    pub frame: FrameDescription,
    /// The concepts, in the order of all lists below.
    pub concepts: Vec<ConceptDescription>,
    /// For each concept: how many equilibria there are.
    pub equilibria: Vec<Count>,
    /// For each party.
    pub parties: Vec<PartyCount>,
    /// The states that are, or may be, an equilibrium under some concept: those first that are so under the most concepts, then
    /// in order; cut at the limit asked for.
    pub listed: Vec<StateVerdicts>,
    /// How many states that belong in `listed` were cut.
    pub not_listed: u64,
    /// How many claims have no certificate, one for each equilibrium under a concept and each party.
    pub uncertified: u64,
}

impl StabilityFinding {
    /// Equilibria beyond these are not certified.
    pub const CERTIFIED: usize = 100_000;
}
