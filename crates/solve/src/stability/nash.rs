//! # Nash stability
//!
//! ## What it says
//! A party stays where no move of its own leaves it better off, whatever the others might do next.
//!
//! ## Definition
//! State s is Nash stable (rational, R) for i iff `R⁺_i(s)`, the set of i's unilateral improvements from s, is empty.
//!
//! ## Reads and assumes
//! Moves of i and i's order of states. The party looks no further than its own move. If i's preference is unknown, s is stable
//! only where i has no move at all.
//!
//! ## When it misleads
//! Where others answer: the prisoners' mutual cooperation is not Nash stable, and yet each may be deterred from leaving it.
//!
//! ## Complexity
//! Linear in the number of states for moves in option form; linear in the number of moves otherwise.
//!
//! ## Example
//! Two prisoners (`catalog/prisoners-dilemma`): mutual defection alone is a Nash equilibrium.
//!
//! ## References
//! J. F. Nash (1950), *PNAS* 36:48–49; (1951), *Annals of Mathematics* 54:286–295. L. Fang, K. W. Hipel and D. M. Kilgour (1993),
//! *Interactive Decision Making: The Graph Model for Conflict Resolution*, Wiley.

use super::concept::{Concept, Deterrence, Judgement};

/// Nash stability, as a parameter of the engines.
pub const CONCEPT: Concept = Concept {
    id: "nash",
    name: "Nash stability",
    says: "a party stays where no move of its own leaves it better off",
    deterrence: Deterrence::Nothing,
    judgement: Judgement::Stated,
};
