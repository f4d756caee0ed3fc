//! What cannot go together, and which moves are forbidden.

use crate::diagnostic::Span;
use crate::evidence::Basis;
use crate::expression::Expression;
use crate::index::PartyId;
use crate::phase::Window;

/// States that are impossible: logically, legally or physically. What a party would never do is a preference, not a constraint.
#[derive(Clone, PartialEq, Debug)]
pub struct Constraint {
    /// The impossible states.
    pub when: Expression,
    /// The expression as it was written.
    pub text: String,
    /// Why they are impossible.
    pub because: String,
    /// The phases in which they are.
    pub window: Window,
    /// What it rests on.
    pub basis: Basis,
    /// Where it stands.
    pub span: Span,
}

/// Moves that are forbidden, whatever the variables' own restrictions allow: from any state where `from` holds to any where `to` holds.
#[derive(Clone, PartialEq, Debug)]
pub struct Restriction {
    /// Whose moves; everybody's if none.
    pub party: Option<PartyId>,
    /// The states it may not leave in this way.
    pub from: Expression,
    /// The states it may not reach from them.
    pub to: Expression,
    /// The expressions as they were written.
    pub text: (String, String),
    /// Why.
    pub because: String,
    /// The phases in which it applies.
    pub window: Window,
    /// What it rests on.
    pub basis: Basis,
    /// Where it stands.
    pub span: Span,
}
