//! # Coalitional symmetric metarationality
//!
//! ## What it says
//! A coalition stays where the others could answer every joint improvement so that some member ends no better off, and the coalition could not
//! mend that by moving once more.
//!
//! ## Definition
//! State s is CSMR stable for a coalition H iff for every `t ∈ R⁺⁺_H(s)` there is `x ∈ R_{N∖H}(t)` with `x ≤_i s` for some i in H, and for every `y ∈ R_H(x)` a
//! member j of H, perhaps another one, with `y ≤_j s`. For one party it is symmetric metarationality.
//!
//! ## Reads and assumes
//! Moves of all, orders of the members. The response is any sequence of the members' moves, judged against s.
//!
//! ## When it misleads
//! As [CGMR](super::cgmr): nothing is asked about what the answer costs those who give it.
//!
//! ## Complexity
//! As CGMR, with one more backward search along the members' moves.
//!
//! ## Example
//! Syria and Iraq (`catalog/syria-iraq-1975`): one state that is CGMR stable for all coalitions is not CSMR stable.
//!
//! ## References
//! T. Inohara and K. W. Hipel (2008), *Systems Engineering* 11(1); (2008), *Journal of Systems Science and Systems Engineering* 17:385–414 (both as recalled).

use super::concept::{Concept, Deterrence};

/// Coalitional symmetric metarationality, as a parameter of the engine.
pub const CONCEPT: Concept = Concept {
    id: "csmr",
    name: "Coalitional symmetric metarationality",
    says: "a coalition stays where the others could answer every joint improvement so that some member ends no better off, and it could not mend that",
    deterrence: Deterrence::Moves { response: true },
};
