//! What readers ask about: a description of states with a name.

use crate::diagnostic::Span;
use crate::evidence::Basis;
use crate::expression::Expression;

/// Something that may come about, named so that analyses can speak of it.
#[derive(Clone, PartialEq, Debug)]
pub struct Outcome {
    /// The name in commands.
    pub id: String,
    /// The name for readers.
    pub name: String,
    /// The states in which it has come about.
    pub holds: Expression,
    /// The states, as they were written.
    pub text: String,
    /// Who speaks of it.
    pub basis: Basis,
    /// Where it is declared.
    pub span: Span,
}
