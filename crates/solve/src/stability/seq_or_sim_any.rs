//! # Sequential or simultaneous stability, any improvement
//!
//! ## What it says
//! As [sequential or simultaneous stability](super::seq_or_sim), but every party that has an improvement from the state may take part
//! in a simultaneous answer, not only those for whom the state is sequentially unstable.
//!
//! ## Definition
//! As there, with "each party that has a unilateral improvement from s" in place of "each party for whom s is itself
//! sequentially unstable".
//!
//! ## Reads and assumes
//! As there.
//!
//! ## When it misleads
//! It lets parties deter that would themselves be deterred from moving.
//!
//! ## Complexity
//! As there.
//!
//! ## Example
//! Wherever no improvement is deterred sequentially, the two readings agree.
//!
//! ## References
//! N. M. Fraser and K. W. Hipel (1984); the wider reading is the project's name for what several replications compute.

use super::concept::{Concept, Deterrence, Judgement, Simultaneous};

/// Sequential or simultaneous stability, any improvement, as a parameter of the engines.
pub const CONCEPT: Concept = Concept {
    id: "seq_or_sim_any",
    name: "Sequential or simultaneous stability, any improvement",
    says: "as sequential stability, where all parties with an improvement may also deter each other by leaving at the same time",
    deterrence: Deterrence::Sanctions { credible: true, response: false, simultaneous: Some(Simultaneous::AnyImprovement) },
    judgement: Judgement::Stated,
};
