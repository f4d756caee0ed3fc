//! Who acts or counts.

use crate::diagnostic::Span;
use crate::evidence::Basis;
use crate::index::{EventId, PartyId, WeightId};
use crate::number::Decimal;
use crate::phase::Window;

/// What sort of party it is. It says nothing about what a party may do: that follows from its options and from the rules.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum PartyKind {
    /// A state or its government.
    State,
    /// An alliance of states.
    Alliance,
    /// An institution with members and rules.
    Institution,
    /// A public: counts, and may ratify, without acting.
    Public,
    /// A person.
    Person,
    /// An organised group: a company, a movement, a ministry.
    Group,
}

impl PartyKind {
    /// All kinds with the words of case files.
    pub const ALL: [(Self, &'static str); 6] = [
        (Self::State, "state"),
        (Self::Alliance, "alliance"),
        (Self::Institution, "institution"),
        (Self::Public, "public"),
        (Self::Person, "person"),
        (Self::Group, "group"),
    ];

    /// The word of case files.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(kind, _)| *kind == self).map_or("", |(_, word)| word)
    }
}

/// A member of a party that has members, with the roles it takes part in (`political`, `military`); no role named means all.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Member {
    /// Who.
    pub party: PartyId,
    /// In what.
    pub roles: Vec<String>,
}

/// Who acts or counts.
#[derive(Clone, PartialEq, Debug)]
pub struct Party {
    /// The name in expressions.
    pub id: String,
    /// The name for readers.
    pub name: String,
    /// What sort of party it is.
    pub kind: PartyKind,
    /// Who belongs to it.
    pub members: Vec<Member>,
    /// What it weighs, by kind of weight.
    pub weights: Vec<(WeightId, Decimal)>,
    /// When it exists.
    pub window: Window,
    /// Who takes its place when it ends.
    pub passes_to: Option<PartyId>,
    /// Who must ratify at home what it signs.
    pub ratified_by: Vec<PartyId>,
    /// What it rests on.
    pub basis: Basis,
    /// Where it is declared.
    pub span: Span,
}

impl Party {
    /// The event that ends it, if one does.
    #[must_use]
    pub fn ends_at(&self) -> Option<EventId> {
        self.window.until
    }
}
