//! # Weak general metarationality
//!
//! ## What it says
//! A party stays, as general metarationality has it, but not always because it would end strongly worse off.
//!
//! ## Definition
//! State s is weakly general metarational for i iff it is general metarational for i, improvements and losses of either degree counting
//! alike, and not strongly general metarational.
//!
//! ## Reads and assumes
//! Moves and orders of all, and which differences are strong: `strong`, `strong_after` and `strong_from` in a case file. s ≫ t is a part
//! of s > t; s ≫ t ≥ u implies s ≫ u, and s ≥ t ≫ u implies s ≫ u. Where strength is not stated the finding holds for every strength, or
//! is unknown: a Nash stable state is never weakly stable. Where orders are partial or unknown, findings are sound bounds, not always
//! exact.
//!
//! ## When it misleads
//! Weakly stable is not nearly unstable: a tie deters as surely as a loss.
//!
//! ## Complexity
//! Twice the simple concept, in the general engine.
//!
//! ## Example
//! Answers of two strengths in `tests/suite/stability/weak_gmr.md`.
//!
//! ## References
//! L. Hamouda, D. M. Kilgour and K. W. Hipel (2004), *Group Decision and Negotiation* 13:449–462; (2006), *Applied Mathematics and
//! Computation* 179:313–327.

use super::concept::{Concept, Deterrence, Judgement};

/// Weak general metarationality, as a parameter of the engines.
pub const CONCEPT: Concept = Concept {
    id: "weak_gmr",
    name: "Weak general metarationality",
    says: "as general metarationality, where not every improvement would be answered by a strong loss",
    deterrence: Deterrence::Sanctions { credible: false, response: false, simultaneous: None },
    judgement: Judgement::Weak,
};
