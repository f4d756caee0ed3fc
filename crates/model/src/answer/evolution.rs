//! What an analysis of evolution finds: where things can go from the status quo.

use super::{Certified, Finding, FrameDescription, StateDescription};

/// One step of a way.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Step {
    /// Who moves: a position in the frame's parties.
    pub party: usize,
    /// Where to.
    pub to: StateDescription,
}

/// A shortest way from the status quo.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Way {
    /// The steps, in order. Empty: the status quo itself.
    pub steps: Vec<Step>,
}

/// A set of states that is not left once it is entered: a single state in which it ends, or a cycle.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ClosedSet {
    /// Its states in order, cut at [`EvolutionFinding::LISTED`].
    pub states: Vec<StateDescription>,
    /// How many there are.
    pub count: u64,
}

/// What can be reached in one way of moving.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reach {
    /// How many states, the status quo among them.
    pub states: u64,
    /// How many are reached in no fewer than 0, 1, 2, … steps.
    pub by_step: Vec<u64>,
    /// The closed sets in which it ends, in order of their first state; cut at [`EvolutionFinding::LISTED`].
    pub closed: Vec<ClosedSet>,
    /// How many closed sets there are.
    pub closed_count: u64,
}

/// An equilibrium and the shortest ways to it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReachedEquilibrium {
    /// The state.
    pub state: StateDescription,
    /// For each concept asked for: whether it is an equilibrium.
    pub equilibrium: Vec<Finding>,
    /// The shortest way by moves, if there is one.
    pub by_moves: Option<Way>,
    /// The shortest way by improvements, if there is one.
    pub by_improvements: Option<Way>,
}

/// An arc of the map.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Arc {
    /// From: a position in [`Map::states`].
    pub from: usize,
    /// To: a position in [`Map::states`].
    pub to: usize,
    /// Who moves: a position in the frame's parties.
    pub party: usize,
    /// Whether the mover is better off.
    pub improves: Finding,
}

/// The surroundings of the status quo, small enough to be drawn.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Map {
    /// The states, the status quo first, nearest first.
    pub states: Vec<StateDescription>,
    /// For each state the number of improvements (or, where none lead to it, moves) from the status quo.
    pub steps: Vec<u32>,
    /// For each state whether it is an equilibrium under one of the concepts asked for.
    pub equilibrium: Vec<bool>,
    /// The improvements between them, and the moves by which those are reached that no improvement reaches.
    pub arcs: Vec<Arc>,
    /// How many states that improvements reach were left out.
    pub left_out: u64,
}

/// Where things can go from the status quo.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EvolutionFinding {
    /// What it is about.
    pub frame: FrameDescription,
    /// The status quo.
    pub start: StateDescription,
    /// By any moves.
    pub by_moves: Reach,
    /// By improvements: every step better for the one who takes it. Where a preference is unknown, sure improvements only.
    pub by_improvements: Reach,
    /// Whether a party whose preference is not known everywhere could take more steps.
    pub improvements_unknown: bool,
    /// The concepts under which equilibria were sought, by short name.
    pub concepts: Vec<&'static str>,
    /// The equilibria: those first that improvements reach, then those that moves reach, then in order; cut at
    /// [`EvolutionFinding::LISTED`].
    pub equilibria: Vec<ReachedEquilibrium>,
    /// How many equilibria there are.
    pub equilibria_count: u64,
    /// How many of them improvements reach.
    pub reached_by_improvements: u64,
    /// How many of them moves reach.
    pub reached_by_moves: u64,
    /// The surroundings of the status quo.
    pub map: Map,
    /// What proves that the ways are shortest and the closed sets closed, where the proofs have no more than [`Certified::MEMBERS`] members together.
    pub certificates: Vec<Certified>,
    /// How many listed ways and closed sets have no certificate.
    pub uncertified: u64,
}

impl EvolutionFinding {
    /// How many states, closed sets or equilibria are listed at most.
    pub const LISTED: usize = 64;
}
