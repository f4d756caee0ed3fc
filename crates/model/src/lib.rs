//! The words of détente: cases, expressions, diagnostics and answers, with slow and plain evaluation.
//!
//! This room is pure: no file, clock, network, terminal or ambient randomness. Everything here is written to be obviously
//! right; the room `space` makes it fast, and tests compare the two.

pub mod answer;
pub mod assumption;
pub mod case;
pub mod claim;
pub mod coding;
pub mod consent;
pub mod constraint;
pub mod control;
pub mod deciding;
pub mod diagnostic;
pub mod edit;
pub mod event;
pub mod evidence;
pub mod expression;
pub mod frame;
pub mod graph;
pub mod hindsight;
pub mod index;
pub mod link;
pub mod natural;
pub mod number;
pub mod order;
pub mod outcome;
pub mod party;
pub mod payment;
pub mod phase;
pub mod preference;
pub mod proposal;
pub mod quota;
pub mod spatial;
pub mod variable;

pub use case::Case;
pub use diagnostic::{Diagnostic, Files, Span};
