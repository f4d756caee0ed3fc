//! Links: a party's consent on one issue tied to the value of another.

use crate::diagnostic::Span;
use crate::evidence::Basis;
use crate::expression::Expression;
use crate::index::{PartyId, VariableId};

/// A party takes part in joint moves on an issue only where something holds in the result; both may change at once.
#[derive(Clone, PartialEq, Debug)]
pub struct Link {
    /// The name in commands.
    pub id: String,
    /// The name for readers.
    pub name: String,
    /// Whose consent is tied.
    pub party: PartyId,
    /// The issue on which it consents.
    pub on: VariableId,
    /// What must hold in the result for it to consent.
    pub only_if: Expression,
    /// The expression as it was written.
    pub text: String,
    /// What it rests on.
    pub basis: Basis,
    /// Where it is declared.
    pub span: Span,
}
