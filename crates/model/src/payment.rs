//! Side payments: a good that some parties can hand to others beside the terms, such as a line of credit.

use crate::diagnostic::Span;
use crate::evidence::Basis;
use crate::index::PartyId;
use crate::number::Decimal;

/// A transferable good.
#[derive(Clone, PartialEq, Debug)]
pub struct Payment {
    /// The name in commands.
    pub id: String,
    /// The name for readers.
    pub name: String,
    /// What one unit of it is, for readers; empty if not said.
    pub unit: String,
    /// Who can pay.
    pub from: Vec<PartyId>,
    /// Who can be paid.
    pub to: Vec<PartyId>,
    /// The most that each payer can give, in units; above 0.
    pub most: Decimal,
    /// What one unit is worth to a party, in the units of its cardinal forms: a payer loses it, a receiver gains it. A party that is not
    /// listed values it at an unknown amount.
    pub worth: Vec<(PartyId, Decimal)>,
    /// What it rests on.
    pub basis: Basis,
    /// Where it is declared.
    pub span: Span,
}

impl Payment {
    /// What one unit is worth to a party, if that is stated.
    #[must_use]
    pub fn worth_to(&self, party: PartyId) -> Option<Decimal> {
        self.worth.iter().find(|(known, _)| *known == party).map(|(_, worth)| *worth)
    }
}
