//! What an analysis of coalitions finds: which states sets of parties would leave together.

use super::{ConceptDescription, Count, Finding, FrameDescription, StateDescription};

/// A coalition and the state for which it would leave.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CoalitionDeparture {
    /// Its members: positions in the frame's parties, ascending.
    pub members: Vec<usize>,
    /// A state that is better for every member and from which nothing deters them; of several the first.
    pub to: StateDescription,
}

/// What was found about one state.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CoalitionVerdicts {
    /// The state.
    pub state: StateDescription,
    /// For each concept: whether it is stable for every party as a coalition of one. Not known where those were not asked about.
    pub alone: Vec<Finding>,
    /// For each concept: whether it is stable for every coalition asked about.
    pub stable: Vec<Finding>,
    /// For each party, for each concept: whether it is stable for every coalition asked about that contains the party.
    pub parties: Vec<Vec<Finding>>,
    /// For each concept: where it is surely not stable, the first coalition that leaves it, the smallest first.
    pub left_by: Vec<Option<CoalitionDeparture>>,
}

/// A coalition, and how many states are stable for it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CoalitionCount {
    /// Its members: positions in the frame's parties, ascending.
    pub members: Vec<usize>,
    /// For each concept: for how many states it is stable.
    pub stable: Vec<Count>,
}

/// Which states coalitions would leave.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CoalitionFinding {
    /// What it is about.
    pub frame: FrameDescription,
    /// The concepts, in the order of all lists below.
    pub concepts: Vec<ConceptDescription>,
    /// Whether every coalition was asked about.
    pub every: bool,
    /// The coalitions asked about, the smallest first.
    pub coalitions: Vec<CoalitionCount>,
    /// For each concept: how many states are stable for every coalition asked about.
    pub stable: Vec<Count>,
    /// All states in order.
    pub states: Vec<CoalitionVerdicts>,
}
