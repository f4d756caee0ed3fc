//! What somebody proposes: values that some variables should take, with a name.

use crate::diagnostic::Span;
use crate::evidence::Basis;
use crate::expression::Value;
use crate::index::{PartyId, VariableId};

/// Something that is proposed. What it does not name stays as it is in the status quo.
#[derive(Clone, PartialEq, Debug)]
pub struct Proposal {
    /// The name in commands.
    pub id: String,
    /// The name for readers.
    pub name: String,
    /// Whose it is, if said.
    pub by: Option<PartyId>,
    /// The values that it gives, in the order of the case's variables.
    pub values: Vec<(VariableId, Value)>,
    /// What it rests on.
    pub basis: Basis,
    /// Where it is declared.
    pub span: Span,
}
