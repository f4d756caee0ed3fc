//! # Sequential stability, extension c
//!
//! ## What it says
//! A party stays where the others, each taking only steps that are better for it or that it cannot compare, would answer every move to
//! what is or may be better with something not surely better for it: it leaves for what it cannot compare, and what it cannot compare
//! deters it (eager to leave, and afraid).
//!
//! ## Definition
//! State s is sequentially stable for i under extension c iff for every `s₁ ∈ R⁺_i(s)` or `s₁ ∈ R^U_i(s)` there is `s₂ ∈
//! R^{+,U}_{N∖i}(s₁)` with `s₂` not surely `>_i s`. `R^U_i(s)`: the states that i can move to and does not compare with s. `R^{+,U}`:
//! each step is better for its mover than the state it leaves, or not comparable with it, and no party moves twice in a row. The state
//! `s₁` at which the answers begin is no answer, though the others may return to it: it would sanction itself.
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
//! As the simple concept; where s₁ itself is not surely better than s, a search from s₁ for another answer, which mostly ends at the
//! first step and at worst is linear in the number of moves for each s₁.
//!
//! ## Example
//! The branches in `tests/suite/stability/seq_c.md`.
//!
//! ## References
//! K. W. Li, K. W. Hipel, D. M. Kilgour and L. Fang (2004), *IEEE Trans. SMC A* 34(4):507–520, doi:10.1109/TSMCA.2004.826282.

use super::concept::{Attitude, Concept, Deterrence, Judgement};

/// Sequential stability under extension c, as a parameter of the engines.
pub const CONCEPT: Concept = Concept {
    id: "seq_c",
    name: "Sequential stability, extension c",
    says: "as sequential stability, for a party that leaves for what it cannot compare, and what it cannot compare deters it",
    deterrence: Deterrence::Sanctions { credible: true, response: false, simultaneous: None },
    judgement: Judgement::Attitude(Attitude::C),
};
