//! # Coalitional general metarationality
//!
//! ## What it says
//! A coalition stays where the others could answer every joint improvement so that some member ends no better off, whatever that costs the others.
//!
//! ## Definition
//! State s is CGMR stable for a coalition H iff for every `t ∈ R⁺⁺_H(s)` there is `x ∈ R_{N∖H}(t)` with `x ≤_i s` for some member i of H. For the coalition
//! of all there is nobody to answer: it is stable iff it has no joint improvement. For one party it is general metarationality.
//!
//! ## Reads and assumes
//! Moves of all, orders of the members. One member that is no better off is enough to deter them all: they leave together or not at all.
//!
//! ## When it misleads
//! Where the answer would hurt those who give it, so that it is no credible threat.
//!
//! ## Complexity
//! As [coalitional Nash](super::cnash), and for each coalition and 64 of the members' views of states a backward search along the others' moves.
//!
//! ## Example
//! Two prisoners (`catalog/prisoners-dilemma`): mutual cooperation is stable for every coalition; mutual defection is left by both together.
//!
//! ## References
//! T. Inohara and K. W. Hipel (2008), *Systems Engineering* 11(1); (2008), *Journal of Systems Science and Systems Engineering* 17:385–414 (both as recalled).

use super::concept::{Concept, Deterrence};

/// Coalitional general metarationality, as a parameter of the engine.
pub const CONCEPT: Concept = Concept {
    id: "cgmr",
    name: "Coalitional general metarationality",
    says: "a coalition stays where the others could answer every joint improvement so that some member ends no better off, whatever that costs the others",
    deterrence: Deterrence::Moves { response: false },
};
