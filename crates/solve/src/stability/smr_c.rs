//! # Symmetric metarationality, extension c
//!
//! ## What it says
//! A party stays where the others could answer, without escape, every move to what is or may be better with something not surely better
//! for it: it leaves for what it cannot compare, and what it cannot compare deters it (eager to leave, and afraid).
//!
//! ## Definition
//! State s is symmetric metarational for i under extension c iff for every `s₁ ∈ R⁺_i(s)` or `s₁ ∈ R^U_i(s)` there is `s₂ ∈ R_{N∖i}(s₁)`
//! with `s₂` not surely `>_i s` and `s₃` not surely `>_i s` for every `s₃ ∈ R_i(s₂)`: the same s₂ must do both. `R^U_i(s)`: the states
//! that i can move to and does not compare with s. The state `s₁` at which the answers begin is no answer, though the others may return
//! to it: it would sanction itself.
//!
//! ## Reads and assumes
//! Moves and orders of all. Two different states are unknown to a party (U) where its stated order gives neither as at least as good as
//! the other; a party without a preference knows of no two. An attitude is the party's own: the finding is yes or no. Where the order is
//! known everywhere it is the simple concept.
//!
//! ## When it misleads
//! Where the analyst, not the party, does not know: then the simple concept and its `unknown` are meant. All parties are given the same
//! attitude.
//!
//! ## Complexity
//! As the simple concept; where s₁ itself is not surely better than s, a search from s₁ for another answer, which mostly ends at the
//! first step and at worst is linear in the number of moves for each s₁.
//!
//! ## Example
//! The branches in `tests/suite/stability/smr_c.md`.
//!
//! ## References
//! K. W. Li, K. W. Hipel, D. M. Kilgour and L. Fang (2004), *IEEE Trans. SMC A* 34(4):507–520, doi:10.1109/TSMCA.2004.826282.

use super::concept::{Attitude, Concept, Deterrence, Judgement};

/// Symmetric metarationality under extension c, as a parameter of the engines.
pub const CONCEPT: Concept = Concept {
    id: "smr_c",
    name: "Symmetric metarationality, extension c",
    says: "as symmetric metarationality, for a party that leaves for what it cannot compare, and what it cannot compare deters it",
    deterrence: Deterrence::Sanctions { credible: false, response: true, simultaneous: None },
    judgement: Judgement::Attitude(Attitude::C),
};
