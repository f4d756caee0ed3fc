//! # Nash stability, extensions a and c
//!
//! ## What it says
//! A party stays where no move of its own leads to a state that is better for it or that it cannot compare.
//!
//! ## Definition
//! State s is Nash stable for i under extension a iff there is no `s₁ ∈ R⁺_i(s)` or `s₁ ∈ R^U_i(s)` (`R^U_i(s)`: the states that i can
//! move to and does not compare with s). Extensions a and c differ in what deters only, and nothing deters here: they coincide.
//!
//! ## Reads and assumes
//! Own moves and own order. Two different states are unknown to a party (U) where its stated order gives neither as at least as good as
//! the other; a party without a preference knows of no two. An attitude is the party's own: the finding is yes or no. Where the order is
//! known everywhere it is the simple concept.
//!
//! ## When it misleads
//! Where the analyst, not the party, does not know: then the simple concept and its `unknown` are meant. All parties are given the same
//! attitude.
//!
//! ## Complexity
//! Linear in the number of moves.
//!
//! ## Example
//! The two branches in `tests/suite/stability/nash_a.md`.
//!
//! ## References
//! K. W. Li, K. W. Hipel, D. M. Kilgour and L. Fang (2004), *IEEE Trans. SMC A* 34(4):507–520, doi:10.1109/TSMCA.2004.826282.

use super::concept::{Attitude, Concept, Deterrence, Judgement};

/// Nash stability under extensions a and c, as a parameter of the engines.
pub const CONCEPT: Concept = Concept {
    id: "nash_a",
    name: "Nash stability, extension a",
    says: "no move of its own leads a party to a state that is better or that it cannot compare",
    deterrence: Deterrence::Nothing,
    judgement: Judgement::Attitude(Attitude::A),
};
