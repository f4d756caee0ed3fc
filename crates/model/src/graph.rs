//! Cases given by states and arcs, where states are merged or arcs are given one by one.

use crate::diagnostic::Span;
use crate::expression::Value;
use crate::index::PartyId;

/// The arcs of a graph case. Its states are the values of the case's one variable, `state`.
#[derive(Clone, PartialEq, Debug)]
pub struct Graph {
    /// For each party that has arcs, in file order: from, to.
    pub arcs: Vec<(PartyId, Vec<(Value, Value)>)>,
    /// Where it is declared.
    pub span: Span,
}
