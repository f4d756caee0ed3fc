//! # Strong symmetric metarationality
//!
//! ## What it says
//! A party stays where the others could answer every improvement so that it ends strongly worse off, and a further move of its own would
//! not help.
//!
//! ## Definition
//! State s is strongly symmetric metarational for i iff for every `s₁ ∈ R^{+,++}_i(s)` (improvements of either degree) there is `s₂ ∈
//! R_{N∖i}(s₁)` with `s₂ ≪_i s` and `s₃ ≪_i s` for every `s₃ ∈ R_i(s₂)`: the same s₂ must do both. The degree is that of the loss: `s ≫_i
//! s₂`. Nash stable states are strongly stable, for there is nothing to deter.
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
//! Answers of two strengths in `tests/suite/stability/strong_smr.md`.
//!
//! ## References
//! L. Hamouda, D. M. Kilgour and K. W. Hipel (2004), *Group Decision and Negotiation* 13:449–462; (2006), *Applied Mathematics and
//! Computation* 179:313–327.

use super::concept::{Concept, Deterrence, Judgement};

/// Strong symmetric metarationality, as a parameter of the engines.
pub const CONCEPT: Concept = Concept {
    id: "strong_smr",
    name: "Strong symmetric metarationality",
    says: "as strong general metarationality, and the party cannot escape the strong loss by a further move of its own",
    deterrence: Deterrence::Sanctions { credible: false, response: true, simultaneous: None },
    judgement: Judgement::Strong,
};
