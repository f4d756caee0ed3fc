//! What an analysis of limited moves finds: which states two parties would leave that look some moves ahead.

use super::{Count, Finding, FrameDescription, StateDescription};

/// How a mover compares sets of states that it cannot tell apart further: those that the next mover's equally good moves lead to.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Outlook {
    /// By the member that is worst for itself.
    #[default]
    Worst,
    /// By the member that is best for itself.
    Best,
}

/// What was found about one state.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LimitedVerdicts {
    /// The state.
    pub state: StateDescription,
    /// For each party: stability for 1, 2, … moves, and last for any number (non-myopic stability).
    pub stable: Vec<Vec<Finding>>,
    /// The same for both parties: equilibria.
    pub equilibrium: Vec<Finding>,
    /// For each party: where it would move from here, looking as many moves ahead as was asked; none if it stays or that is not known.
    pub moves: Vec<Option<StateDescription>>,
}

/// Which states two parties would leave that look some moves ahead.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LimitedFinding {
    /// What it is about.
    pub frame: FrameDescription,
    /// How many moves ahead was asked, at least one.
    pub moves: u32,
    /// How sets of states are compared.
    pub outlook: Outlook,
    /// Whether it is defined: two parties can move.
    pub defined: bool,
    /// From how many moves on, at the latest, the anticipations go round, and how many moves make a round; none where that was not found out.
    pub repeats: Option<(u32, u32)>,
    /// For 1, 2, … moves and last for any number: how many states are equilibria.
    pub equilibria: Vec<Count>,
    /// All states in order.
    pub states: Vec<LimitedVerdicts>,
}
