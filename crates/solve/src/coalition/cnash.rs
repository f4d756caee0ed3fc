//! # Coalitional Nash stability
//!
//! ## What it says
//! A coalition stays where nothing that its members can do together leaves all of them better off.
//!
//! ## Definition
//! State s is coalitionally Nash stable for a coalition H iff `R⁺⁺_H(s)` is empty. `R_H(s)`: the ends of sequences of moves by members of H in which
//! nobody moves twice in a row, s left out; `R⁺⁺_H(s)`: those of them that are better than s for every member of H. The improvement is judged
//! at the end alone: a step on the way may leave its mover worse off. A state that is stable for every coalition is universally stable;
//! *C-stable for i*: stable for every coalition that contains i. For one party it is Nash stability.
//!
//! ## Reads and assumes
//! Moves and orders of the members. They trust each other to go through with it to the end, and look no further. Issues that take consent are
//! not changed: see agreement stability.
//!
//! ## When it misleads
//! Where the members would have to rely on a step that leaves one of them worse off until another has acted.
//!
//! ## Complexity
//! For each coalition a forward search from 64 states at a time, in the worst case states² comparisons; 2ⁿ − 1 coalitions.
//!
//! ## Example
//! Elmira (`catalog/elmira`): state 5 is a Nash equilibrium, but the Ministry and Uniroyal together leave it for state 8.
//!
//! ## References
//! D. M. Kilgour, K. W. Hipel, L. Fang and X. Peng (2001), *Group Decision and Negotiation* 10:159–175.

use super::concept::{Concept, Deterrence};

/// Coalitional Nash stability, as a parameter of the engine.
pub const CONCEPT: Concept = Concept {
    id: "cnash",
    name: "Coalitional Nash stability",
    says: "a coalition stays where nothing that its members can do together leaves all of them better off",
    deterrence: Deterrence::Nothing,
};
