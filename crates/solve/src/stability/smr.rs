//! # Symmetric metarationality
//!
//! ## What it says
//! A party stays where the others could answer every improvement so that it ends no better off, and could not escape that answer by
//! a further move of its own.
//!
//! ## Definition
//! State s is symmetric metarational (SMR) for i iff for every `s₁ ∈ R⁺_i(s)` there is `s₂ ∈ R_{N∖i}(s₁)` with `s₂ ≤_i s` and `s₃ ≤_i s` for
//! every `s₃ ∈ R_i(s₂)`: the same s₂ must do both.
//!
//! ## Reads and assumes
//! Moves of all, i's order. One response of i, by any of its moves; irreversible moves count as such.
//!
//! ## When it misleads
//! As general metarationality: the others' answer need not be in their interest.
//!
//! ## Complexity
//! As general metarationality.
//!
//! ## Example
//! Two prisoners (`catalog/prisoners-dilemma`): mutual cooperation is stable.
//!
//! ## References
//! N. Howard (1971), *Paradoxes of Rationality*, MIT Press. Fang, Hipel and Kilgour (1993).

use super::concept::{Concept, Deterrence, Judgement};

/// Symmetric metarationality, as a parameter of the engines.
pub const CONCEPT: Concept = Concept {
    id: "smr",
    name: "Symmetric metarationality",
    says: "as general metarationality, and the party cannot escape the others' answer by a further move of its own",
    deterrence: Deterrence::Sanctions { credible: false, response: true, simultaneous: None },
    judgement: Judgement::Stated,
};
