//! # Strong sequential stability
//!
//! ## What it says
//! A party stays where the others, each acting in its own interest, would answer every improvement so that it ends strongly worse off.
//!
//! ## Definition
//! State s is strongly sequentially stable for i iff for every `s₁ ∈ R^{+,++}_i(s)` (improvements of either degree) there is `s₂ ∈
//! R^{+,++}_{N∖i}(s₁)` with `s₂ ≪_i s`. `R^{+,++}`: steps that improve, weakly or strongly. The degree is that of the loss: `s ≫_i s₂`.
//! Nash stable states are strongly stable, for there is nothing to deter. (Not to be confused with symmetric sequential stability,
//! `sseq`, which has the same letters elsewhere.)
//!
//! ## Reads and assumes
//! Moves and orders of all, and which differences are strong: `strong`, `strong_after` and `strong_from` in a case file. s ≫ t is a part
//! of s > t; s ≫ t ≥ u implies s ≫ u, and s ≥ t ≫ u implies s ≫ u. Where strength is not stated the finding holds for every strength, or
//! is unknown: a Nash stable state is strongly stable, and one that what is worse does not deter is not.
//!
//! ## When it misleads
//! Where how much worse a state is depends on what it is compared with: two degrees know only weakly and strongly.
//!
//! ## Complexity
//! As the simple concept, in the general engine.
//!
//! ## Example
//! Answers of two strengths in `tests/suite/stability/strong_seq.md`.
//!
//! ## References
//! L. Hamouda, D. M. Kilgour and K. W. Hipel (2004), *Group Decision and Negotiation* 13:449–462; (2006), *Applied Mathematics and
//! Computation* 179:313–327.

use super::concept::{Concept, Deterrence, Judgement};

/// Strong sequential stability, as a parameter of the engines.
pub const CONCEPT: Concept = Concept {
    id: "strong_seq",
    name: "Strong sequential stability",
    says: "the others, acting in their own interest, would answer every improvement so that the party ends strongly worse off",
    deterrence: Deterrence::Sanctions { credible: true, response: false, simultaneous: None },
    judgement: Judgement::Strong,
};
