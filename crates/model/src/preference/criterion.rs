//! Criteria that must agree: a partial order.
//!
//! Each criterion is a list of ordered statements. One state is at least as good as another if it is so on every criterion;
//! where two criteria disagree, which of the two states the party prefers is unknown.

use crate::diagnostic::Span;
use crate::evidence::Basis;
use crate::order::Ladder;
use crate::phase::Phase;
use crate::preference::statement::{Statement, scores};

/// One point of view.
#[derive(Clone, PartialEq, Debug)]
pub struct Criterion {
    /// What it is called, if anything.
    pub name: Option<String>,
    /// Its statements, the most important first.
    pub statements: Vec<Statement>,
    /// What it rests on.
    pub basis: Basis,
    /// Where it stands.
    pub span: Span,
}

/// One ladder for each criterion.
#[must_use]
pub fn ladders(criteria: &[Criterion], phase: &Phase) -> Vec<Ladder> {
    criteria.iter().map(|criterion| Ladder { scores: scores(&criterion.statements, phase) }).collect()
}
