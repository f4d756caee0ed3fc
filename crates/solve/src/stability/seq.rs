//! # Sequential stability
//!
//! ## What it says
//! A party stays where the others, each acting in its own interest, can answer every improvement so that it ends no better off.
//!
//! ## Definition
//! State s is sequentially stable (SEQ) for i iff for every `s₁ ∈ R⁺_i(s)` there is `s₂ ∈ R⁺_{N∖i}(s₁)` with `s₂ ≤_i s`. `R⁺_{N∖i}(s₁)`: the ends
//! of sequences in which every step is better for its mover than the state it leaves, and no party moves twice in a row.
//!
//! ## Reads and assumes
//! Moves and orders of all. Credibility is one level deep: the others' improvements need not themselves be stable. Where a
//! party's preference is unknown, bounds are given: with none of its steps, and with all of them.
//!
//! ## When it misleads
//! Where an answer pays at each step and yet nobody would begin it, because of what follows.
//!
//! ## Complexity
//! Near-linear in the number of states for moves in option form; linear in the number of improvements otherwise.
//!
//! ## Example
//! Two prisoners (`catalog/prisoners-dilemma`): mutual cooperation is stable, for defection would be answered by defection.
//!
//! ## References
//! N. M. Fraser and K. W. Hipel (1979), *IEEE Trans. SMC* 9:805–816; (1984), *Conflict Analysis: Models and Resolutions*,
//! North-Holland. Fang, Hipel and Kilgour (1993).

use super::concept::{Concept, Deterrence, Judgement};

/// Sequential stability, as a parameter of the engines.
pub const CONCEPT: Concept = Concept {
    id: "seq",
    name: "Sequential stability",
    says: "a party stays where the others, acting in their own interest, would answer every improvement so that it ends no better off",
    deterrence: Deterrence::Sanctions { credible: true, response: false, simultaneous: None },
    judgement: Judgement::Stated,
};
