//! # General metarationality
//!
//! ## What it says
//! A party stays where the others could answer every improvement of its in some way that leaves it no better off, even if that
//! answer hurts them too.
//!
//! ## Definition
//! State s is general metarational (GMR) for i iff for every `s₁ ∈ R⁺_i(s)` there is `s₂ ∈ R_{N∖i}(s₁)` with `s₂ ≤_i s`. `R_{N∖i}(s₁)`: the
//! ends of the sequences of moves of the others from s₁ in which no party moves twice in a row.
//!
//! ## Reads and assumes
//! Moves of all, i's order. The others' preferences play no part: i is cautious.
//!
//! ## When it misleads
//! Where the only answer is one that nobody would give: an empty threat deters here.
//!
//! ## Complexity
//! Near-linear in the number of states for moves in option form; linear in the number of moves otherwise.
//!
//! ## Example
//! Two prisoners (`catalog/prisoners-dilemma`): mutual cooperation is stable, for whoever leaves it can be answered in kind.
//!
//! ## References
//! N. Howard (1971), *Paradoxes of Rationality*, MIT Press. Fang, Hipel and Kilgour (1993).

use super::concept::{Concept, Deterrence, Judgement};

/// General metarationality, as a parameter of the engines.
pub const CONCEPT: Concept = Concept {
    id: "gmr",
    name: "General metarationality",
    says: "a party stays where every improvement could be answered, by whatever moves of the others, so that it ends no better off",
    deterrence: Deterrence::Sanctions { credible: false, response: false, simultaneous: None },
    judgement: Judgement::Stated,
};
