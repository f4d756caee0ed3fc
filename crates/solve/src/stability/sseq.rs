//! # Symmetric sequential stability
//!
//! ## What it says
//! A party stays where the others, each acting in its own interest, can answer every improvement so that it ends no better off, and
//! it could not escape that answer by a further move of its own.
//!
//! ## Definition
//! State s is symmetric sequentially stable (SSEQ) for i iff for every `s₁ ∈ R⁺_i(s)` there is `s₂ ∈ R⁺_{N∖i}(s₁)` with `s₂ ≤_i s` and `s₃ ≤_i s`
//! for every `s₃ ∈ R_i(s₂)`: the same s₂ must do both. (Not to be confused with strong sequential stability, which has the same letters.)
//!
//! ## Reads and assumes
//! As sequential stability; i's response is any one of its moves.
//!
//! ## When it misleads
//! As sequential stability; and i's response need not pay for itself either.
//!
//! ## Complexity
//! As sequential stability.
//!
//! ## Example
//! Two prisoners (`catalog/prisoners-dilemma`): mutual cooperation is stable.
//!
//! ## References
//! L. C. Rêgo and G. I. A. Vieira (2017), *Group Decision and Negotiation* 26:775–792, doi:10.1007/s10726-016-9520-8.

use super::concept::{Concept, Deterrence, Judgement};

/// Symmetric sequential stability, as a parameter of the engines.
pub const CONCEPT: Concept = Concept {
    id: "sseq",
    name: "Symmetric sequential stability",
    says: "as sequential stability, and the party cannot escape the others' answer by a further move of its own",
    deterrence: Deterrence::Sanctions { credible: true, response: true, simultaneous: None },
    judgement: Judgement::Stated,
};
