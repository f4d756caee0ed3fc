//! # Sequential or simultaneous stability
//!
//! ## What it says
//! As sequential stability; and where several parties would leave a state, each may also be deterred by what comes of their
//! leaving at the same time.
//!
//! ## Definition
//! State s is stable for i iff every `s₁ ∈ R⁺_i(s)` is deterred sequentially, or by a profile of the others' moves: each party for whom
//! s is itself sequentially unstable either stays or makes one of its improvements from s, not all staying, such that their
//! changes of options added to s₁ give a feasible `s₂ ≤_i s`.
//!
//! ## Reads and assumes
//! Option form, and options that one party alone controls: elsewhere it is not defined. It is a modifier of sequential stability:
//! it does not imply general metarationality, for simultaneous moves start from s, not from s₁.
//!
//! ## When it misleads
//! Where nobody would move without knowing what the others do.
//!
//! ## Complexity
//! For each state that is unstable for two parties or more: the number of improvements of one times the product of those of the
//! others, up to a limit beyond which the finding is unknown.
//!
//! ## Example
//! The United States and North Korea (`catalog/north-korea-2017`): an invasion that is not answered by a strike becomes an equilibrium.
//!
//! ## References
//! N. M. Fraser and K. W. Hipel (1984), *Conflict Analysis: Models and Resolutions*, North-Holland.

use super::concept::{Concept, Deterrence, Judgement, Simultaneous};

/// Sequential or simultaneous stability, as a parameter of the engines.
pub const CONCEPT: Concept = Concept {
    id: "seq_or_sim",
    name: "Sequential or simultaneous stability",
    says: "as sequential stability, where unstable parties that leave at the same time may also deter each other",
    deterrence: Deterrence::Sanctions { credible: true, response: false, simultaneous: Some(Simultaneous::UnstableMovers) },
    judgement: Judgement::Stated,
};
