//! What a list of states says.

use super::{FrameDescription, StateDescription};

/// The head of a list of the feasible states of a frame; rows that do not fit in it are streamed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StatesFinding {
    /// What it is about.
    pub frame: FrameDescription,
    /// The first states, in order; cut at the limit asked for.
    pub listed: Vec<StateDescription>,
    /// How many states were cut.
    pub not_listed: u64,
}
