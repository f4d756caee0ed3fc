//! What can differ.

use crate::consent::ConsentRule;
use crate::diagnostic::Span;
use crate::evidence::Basis;
use crate::expression;
use crate::index::PartyId;
use crate::number::Decimal;

/// One value of a variable.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ValueName {
    /// The name in expressions.
    pub id: String,
    /// The name for readers.
    pub name: String,
    /// Where it stands on the line, if the issue is ordered.
    pub at: Option<Decimal>,
}

/// Who may change a variable.
#[derive(Clone, PartialEq, Debug)]
pub enum Controller {
    /// One party alone: the variable is an option of that party.
    Party(PartyId),
    /// Whoever the rules name, the first rule that applies deciding: the variable is an issue. No rule: nobody.
    Consent(Vec<ConsentRule>),
    /// The listed arcs of a graph case.
    Arcs,
}

/// Which changes of value are allowed, whoever makes them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Moves {
    /// Any.
    Free,
    /// These alone: `allowed[from * count + to]`.
    Only(Box<[bool]>),
}

impl Moves {
    /// Whether a change between two values is allowed. Staying always is.
    #[must_use]
    pub fn allows(&self, from: expression::Value, to: expression::Value) -> bool {
        match self {
            Self::Free => true,
            Self::Only(allowed) => {
                let count = allowed.len().isqrt();
                from == to || allowed[usize::from(from) * count + usize::from(to)]
            }
        }
    }
}

/// What sort of term a variable is in a settlement.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Term {
    /// What the parties negotiate for.
    #[default]
    Substantive,
    /// How, where and when: bodies, meetings, reports.
    Procedural,
}

impl Term {
    /// Both with the words of case files.
    pub const ALL: [(Self, &'static str); 2] = [(Self::Substantive, "substantive"), (Self::Procedural, "procedural")];

    /// The word of case files.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Substantive => "substantive",
            Self::Procedural => "procedural",
        }
    }
}

/// Something that can differ, with an ordered list of values (two or more).
#[derive(Clone, PartialEq, Debug)]
pub struct Variable {
    /// The name in expressions: `party.option` or `issue`.
    pub id: String,
    /// The name for readers, without the party's.
    pub name: String,
    /// The values in order. A yes/no variable has `no` and `yes`.
    pub values: Vec<ValueName>,
    /// Who may change it.
    pub controller: Controller,
    /// Which changes are allowed.
    pub moves: Moves,
    /// What sort of term it is in a settlement.
    pub term: Term,
    /// Whether it is the yes/no option by which its party stands apart when it refuses what others sign without it: then it is set to yes.
    pub is_dissent: bool,
    /// What it rests on.
    pub basis: Basis,
    /// Where it is declared.
    pub span: Span,
}

impl Variable {
    /// The two values of a yes/no variable.
    #[must_use]
    pub fn yes_no() -> Vec<ValueName> {
        ["no", "yes"].map(|id| ValueName { id: id.into(), name: id.into(), at: None }).into()
    }

    /// Whether its values are `no` and `yes`.
    #[must_use]
    pub fn is_yes_no(&self) -> bool {
        matches!(self.values.as_slice(), [no, yes] if no.id == "no" && yes.id == "yes")
    }

    /// The position of the value called `name`.
    #[must_use]
    pub fn value_named(&self, name: &str) -> Option<expression::Value> {
        self.values.iter().zip(0..).find(|(value, _)| value.id == name).map(|(_, index)| index)
    }

    /// Its values for a message: `a, b, c`.
    #[must_use]
    pub fn value_list(&self) -> String {
        let mut names: Vec<&str> = self.values.iter().take(12).map(|value| value.id.as_str()).collect();
        if self.values.len() > names.len() {
            names.push("…");
        }
        names.join(", ")
    }

    /// The party whose option it is, if it is one's.
    #[must_use]
    pub fn owner(&self) -> Option<PartyId> {
        match &self.controller {
            Controller::Party(party) => Some(*party),
            Controller::Consent(_) | Controller::Arcs => None,
        }
    }
}
