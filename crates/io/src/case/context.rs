//! The names that a case declares, and how its expressions are read with them.

use super::table::{Sheet, Table, Text};
use detente_model::consent::Consenters;
use detente_model::diagnostic::{Diagnostic, Span, suggest};
use detente_model::event::Event;
use detente_model::evidence::Source;
use detente_model::expression::{Expression, Meaning, Name, Value, Vocabulary};
use detente_model::index::{EventId, Id, IndexVec, PartyId, SourceId, VariableId, WeightId};
use detente_model::variable::Variable;
use indexmap::IndexMap;
use jiff::civil::Date;
use std::collections::HashMap;

/// What is declared before bodies are read.
#[derive(Default)]
pub(super) struct Context {
    /// The date on which the case is seen.
    pub(super) as_of: Option<Date>,
    /// The documents.
    pub(super) sources: IndexVec<SourceId, Source>,
    /// The documents by name.
    pub(super) source_ids: HashMap<String, SourceId>,
    /// The events.
    pub(super) events: IndexVec<EventId, Event>,
    /// The events by name.
    pub(super) event_ids: HashMap<String, EventId>,
    /// The parties' names in file order, with their places.
    pub(super) party_ids: IndexMap<String, Span>,
    /// The kinds of weight.
    pub(super) weight_ids: IndexMap<String, Span>,
}

impl Context {
    /// The party that a text names.
    pub(super) fn party(&self, name: &Text<'_>) -> Option<PartyId> {
        let found = self.party_ids.get_index_of(name.value);
        if found.is_none() && !name.is_overflowing() {
            let help = suggest(name.value, self.party_ids.keys().map(String::as_str)).unwrap_or_else(|| {
                format!("declare it as [party.{}]", if super::table::is_word(name.value) { name.value } else { "NAME" })
            });
            name.fault("unknown-name", format!("there is no party `{}`", name.value), Some(help));
        }
        found.map(PartyId::from_index)
    }

    /// The event that a text names.
    pub(super) fn event(&self, name: &Text<'_>) -> Option<EventId> {
        let found = self.event_ids.get(name.value).copied();
        if found.is_none() && !name.is_overflowing() {
            let help = suggest(name.value, self.events.iter().map(|event| event.id.as_str()))
                .unwrap_or_else(|| "declare it as [event.NAME]".into());
            name.fault("unknown-name", format!("there is no event `{}`", name.value), Some(help));
        }
        found
    }

    /// The names of the kinds of weight.
    pub(super) fn weights(&self) -> IndexVec<WeightId, String> {
        self.weight_ids.keys().cloned().collect()
    }
}

/// A use of variables, for frames to check.
pub(super) struct Mention {
    /// The phases in which it counts.
    pub(super) window: detente_model::phase::Window,
    /// Counts only where this variable varies.
    pub(super) only_with: Option<VariableId>,
    /// What is mentioned.
    pub(super) variables: Vec<VariableId>,
    /// Where.
    pub(super) span: Span,
    /// The table in which it stands.
    pub(super) path: String,
}

/// Everything that bodies are read with.
pub(super) struct Reader<'a> {
    /// The declared names.
    pub(super) context: &'a Context,
    /// The variables.
    pub(super) variables: &'a IndexVec<VariableId, Variable>,
    /// The names in expressions.
    pub(super) vocabulary: &'a Vocabulary<'a>,
    /// The names in rules.
    pub(super) consenters: &'a Consenters<'a>,
    /// Whether it is a graph case.
    pub(super) is_graph: bool,
}

impl Reader<'_> {
    /// Reads an expression over states. A text that is just the name of a graph's state means that state.
    pub(super) fn expression(&self, text: &Text<'_>) -> Option<Expression> {
        if self.is_graph
            && let Some(Meaning::GraphState(value)) = self.vocabulary.meaning(text.value)
        {
            return Some(Expression::Is(VariableId::from_index(0), [value].into()));
        }
        if text.is_overflowing() {
            return None;
        }
        match self.vocabulary.read(text.value) {
            Ok(expression) => Some(expression),
            Err(problems) => {
                problems.into_iter().for_each(|problem| text.problem(problem));
                None
            }
        }
    }

    /// The expression under a key that must be there, with its text.
    pub(super) fn required<'t>(&self, table: &Table<'t>, key: &'static str) -> Option<(Expression, Text<'t>)> {
        let text = if self.is_graph { table.require(key)?.value_name(false)? } else { table.require(key)?.text()? };
        Some((self.expression(&text)?, text))
    }

    /// The variable that a text names.
    pub(super) fn variable(&self, text: &Text<'_>) -> Option<VariableId> {
        if text.is_overflowing() {
            return None;
        }
        match self.vocabulary.variable(&name(text)) {
            Ok(variable) => Some(variable),
            Err(problem) => {
                text.problem(problem);
                None
            }
        }
    }

    /// The variable of a name that is put together from keys.
    pub(super) fn variable_at(&self, full: &str, span: Span, sheet: Sheet<'_>) -> Option<VariableId> {
        if sheet.faults.is_full() {
            return None;
        }
        match self.vocabulary.variable(&Name { text: full.to_owned(), range: 0..full.len(), quoted: true }) {
            Ok(variable) => Some(variable),
            Err(problem) => {
                sheet.faults.push(Diagnostic::error(problem.code, problem.message).at(span, "").maybe_help(problem.help));
                None
            }
        }
    }

    /// The value of a variable that a text names.
    pub(super) fn value(&self, variable: VariableId, text: &Text<'_>) -> Option<Value> {
        if self.is_graph
            && let Some(Meaning::GraphState(value)) = self.vocabulary.meaning(text.value)
        {
            return Some(value);
        }
        match self.vocabulary.value(variable, &name(text)) {
            Ok(value) => Some(value),
            Err(problem) => {
                text.problem(problem);
                None
            }
        }
    }
}

fn name(text: &Text<'_>) -> Name {
    Name { text: text.value.to_owned(), range: 0..text.value.len(), quoted: true }
}

/// Every variable that some expressions mention, ascending.
pub(super) fn mentioned<'e>(expressions: impl IntoIterator<Item = &'e Expression>) -> Vec<VariableId> {
    let mut found = Vec::new();
    for expression in expressions {
        expression.visit(&mut |part| {
            if let Expression::Is(variable, _) = part {
                found.push(*variable);
            }
        });
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// Reports that a name is declared twice.
pub(super) fn declared_twice(sheet: Sheet<'_>, what: &str, name: &str, again: Span, first: Span) {
    sheet.faults.push(
        Diagnostic::error("duplicate-name", format!("{what} `{name}` is defined twice"))
            .at(again, "again here")
            .at(first, "defined here")
            .help("remove or rename one of the two"),
    );
}
