//! # Coalitional sequential stability
//!
//! ## What it says
//! A coalition stays where the others, alone or in coalitions of their own, would answer every joint improvement in their own interest so that
//! some member ends no better off.
//!
//! ## Definition
//! State s is CSEQ stable for a coalition H iff for every `t ∈ R⁺⁺_H(s)` there is x with `x ≤_i s` for some i in H that is reached from t by a
//! sequence of steps, each a coalition improvement `R⁺⁺_G` of some coalition G within N∖H from the state that it leaves, in which no coalition steps
//! twice in a row. {j} followed by {j, k} is allowed, as Inohara and Hipel have it. For one party it is weaker than sequential stability where
//! there are three parties or more: what is SEQ stable for i is CSEQ stable for {i}, but not the other way round.
//!
//! ## Reads and assumes
//! Moves and orders of all. Credibility is one level deep: the others' improvements need not themselves be stable.
//!
//! ## When it misleads
//! Where an answer pays at each step and yet nobody would begin it; where those who would have to answer together do not speak to each other.
//!
//! ## Complexity
//! The improvements of all coalitions are listed, at most [`MAXIMAL_IMPROVEMENTS`](super::MAXIMAL_IMPROVEMENTS); then for each coalition and 64 of its members' views of
//! states a backward search along those of the others' coalitions.
//!
//! ## Example
//! Two prisoners (`catalog/prisoners-dilemma`): mutual cooperation is stable for every coalition.
//!
//! ## References
//! T. Inohara and K. W. Hipel (2008), *Systems Engineering* 11(1); (2008), *Journal of Systems Science and Systems Engineering* 17:385–414 (both as recalled).

use super::concept::{Concept, Deterrence};

/// Coalitional sequential stability, as a parameter of the engine.
pub const CONCEPT: Concept = Concept {
    id: "cseq",
    name: "Coalitional sequential stability",
    says: "a coalition stays where the others, alone or together, would answer every joint improvement in their own interest so that some member ends no better off",
    deterrence: Deterrence::Improvements,
};
