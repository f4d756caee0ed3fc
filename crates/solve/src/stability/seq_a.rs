//! # Sequential stability, extension a
//!
//! ## What it says
//! A party stays where the others, each taking only steps that are better for it or that it cannot compare, would answer every move to
//! what is or may be better with what is surely no better for it: it leaves for what it cannot compare, and what it cannot compare does
//! not deter it (bold both ways: the strictest of the four).
//!
//! ## Definition
//! State s is sequentially stable for i under extension a iff for every `s₁ ∈ R⁺_i(s)` or `s₁ ∈ R^U_i(s)` there is `s₂ ∈
//! R^{+,U}_{N∖i}(s₁)` with `s₂ ≤_i s` surely. `R^U_i(s)`: the states that i can move to and does not compare with s. `R^{+,U}`: each step
//! is better for its mover than the state it leaves, or not comparable with it, and no party moves twice in a row.
//!
//! ## Reads and assumes
//! Moves and orders of all. Two different states are unknown to a party (U) where its stated order gives neither as at least as good as
//! the other; a party without a preference knows of no two. An attitude is the party's own: the finding is yes or no. Where the order is
//! known everywhere it is the simple concept.
//!
//! ## When it misleads
//! Where the analyst, not the party, does not know: then the simple concept and its `unknown` are meant. All parties are given the same
//! attitude. The others are taken to step into what they cannot compare.
//!
//! ## Complexity
//! As the simple concept.
//!
//! ## Example
//! The branches in `tests/suite/stability/seq_a.md`.
//!
//! ## References
//! K. W. Li, K. W. Hipel, D. M. Kilgour and L. Fang (2004), *IEEE Trans. SMC A* 34(4):507–520, doi:10.1109/TSMCA.2004.826282.

use super::concept::{Attitude, Concept, Deterrence, Judgement};

/// Sequential stability under extension a, as a parameter of the engines.
pub const CONCEPT: Concept = Concept {
    id: "seq_a",
    name: "Sequential stability, extension a",
    says: "as sequential stability, for a party that leaves for what it cannot compare, and what it cannot compare does not deter it",
    deterrence: Deterrence::Sanctions { credible: true, response: false, simultaneous: None },
    judgement: Judgement::Attitude(Attitude::A),
};
