//! # Symmetric metarationality, extension b
//!
//! ## What it says
//! A party stays where the others could answer, without escape, every move to what is surely better with what is surely no better for it:
//! it does not leave for what it cannot compare, and what it cannot compare does not deter it (content to stay, and not afraid).
//!
//! ## Definition
//! State s is symmetric metarational for i under extension b iff for every `s₁ ∈ R⁺_i(s)` there is `s₂ ∈ R_{N∖i}(s₁)` with `s₂ ≤_i s`
//! surely and `s₃ ≤_i s` surely for every `s₃ ∈ R_i(s₂)`: the same s₂ must do both.
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
//! As the simple concept.
//!
//! ## Example
//! The branches in `tests/suite/stability/smr_b.md`.
//!
//! ## References
//! K. W. Li, K. W. Hipel, D. M. Kilgour and L. Fang (2004), *IEEE Trans. SMC A* 34(4):507–520, doi:10.1109/TSMCA.2004.826282.

use super::concept::{Attitude, Concept, Deterrence, Judgement};

/// Symmetric metarationality under extension b, as a parameter of the engines.
pub const CONCEPT: Concept = Concept {
    id: "smr_b",
    name: "Symmetric metarationality, extension b",
    says: "as symmetric metarationality, for a party that does not leave for what it cannot compare, and what it cannot compare does not deter it",
    deterrence: Deterrence::Sanctions { credible: false, response: true, simultaneous: None },
    judgement: Judgement::Attitude(Attitude::B),
};
