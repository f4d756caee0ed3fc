//! `[graph]`: cases given by states and arcs.

use super::context::{Context, declared_twice};
use super::table::{Item, Table};
use detente_model::diagnostic::{Diagnostic, Span, suggest};
use detente_model::evidence::Basis;
use detente_model::expression::Value;
use detente_model::graph::Graph;
use detente_model::index::PartyId;
use detente_model::variable::{Controller, Moves, Term, ValueName, Variable};
use std::collections::{HashMap, HashSet};

/// How many states a graph may have.
pub const MAXIMAL_STATES: usize = 1 << 16;

/// Reads the graph: its one variable, `state`, and its arcs.
pub(super) fn read(context: &Context, item: &Item<'_>) -> Option<(Variable, Graph)> {
    let table = item.table()?;
    let (values, known) = states(&table);
    let mut arcs = Vec::new();
    if let Some(tables) = table.require("arcs").and_then(|item| item.table()) {
        for (name, item) in tables.entries() {
            let party = context.party(&name);
            let listed = listed(&item, &values, &known);
            arcs.extend(party.map(|party: PartyId| (party, listed)));
        }
    }
    table.finish();
    let variable = Variable {
        id: "state".into(),
        name: "state".into(),
        values,
        controller: Controller::Arcs,
        moves: Moves::Free,
        term: Term::default(),
        is_dissent: false,
        basis: Basis::default(),
        span: table.span,
    };
    Some((variable, Graph { arcs, span: table.span }))
}

fn states(table: &Table<'_>) -> (Vec<ValueName>, HashMap<String, Value>) {
    let mut values = Vec::new();
    let mut known: HashMap<String, Value> = HashMap::new();
    let mut places: Vec<Span> = Vec::new();
    let Some(item) = table.require("states") else { return (values, known) };
    let Some(list) = item.list() else { return (values, known) };
    if list.len() < 2 || list.len() > MAXIMAL_STATES {
        item.fault("value-count", format!("`{}` has {} states, expected 2 to {MAXIMAL_STATES}", item.path, list.len()), None);
    }
    for (entry, index) in list.into_iter().zip(0..=Value::MAX) {
        let mut shown = None;
        let id = if entry.is_table() {
            let Some(body) = entry.table() else { continue };
            shown = body.string("name");
            let id = body.require("id").and_then(|item| item.value_name(false));
            body.finish();
            id
        } else {
            entry.value_name(false)
        };
        let Some(id) = id else { continue };
        if id.value.trim().is_empty() || id.value.contains(['\'', '\n', '\r']) {
            id.fault(
                "not-a-word",
                format!("`{}` is no name for a state", id.value.escape_debug()),
                Some("names of states are not empty, and have no quotes and no line breaks".into()),
            );
        }
        if let Some(first) = known.get(id.value) {
            declared_twice(entry.sheet, "the state", id.value, id.span, places[usize::from(*first)]);
            continue;
        }
        debug_assert!(usize::from(index) >= values.len());
        let Ok(position) = Value::try_from(values.len()) else { break };
        known.insert(id.value.to_owned(), position);
        places.push(id.span);
        values.push(ValueName { id: id.value.to_owned(), name: shown.unwrap_or_else(|| id.value.to_owned()), at: None });
    }
    (values, known)
}

fn listed(item: &Item<'_>, values: &[ValueName], known: &HashMap<String, Value>) -> Vec<(Value, Value)> {
    let mut arcs = Vec::new();
    let mut seen = HashSet::new();
    for entry in item.list().unwrap_or_default() {
        let Some(ends) = entry.list() else { continue };
        let [from, to] = ends.as_slice() else {
            entry.fault("malformed-arc", format!("found {} states, expected two", ends.len()), Some("write [\"from\", \"to\"]".into()));
            continue;
        };
        let state = |end: &Item<'_>| {
            let text = end.value_name(false)?;
            let found = known.get(text.value).copied();
            if found.is_none() {
                let help =
                    (!end.sheet.faults.is_full()).then(|| suggest(text.value, values.iter().map(|value| value.id.as_str()))).flatten();
                text.fault("unknown-value", format!("there is no state `{}`", text.value), help);
            }
            found
        };
        let (Some(from), Some(to)) = (state(from), state(to)) else { continue };
        if from == to {
            entry.fault("malformed-arc", "an arc from a state to itself", Some("staying is always possible: remove it".into()));
        } else if seen.insert((from, to)) {
            arcs.push((from, to));
        } else {
            entry.sheet.faults.push(Diagnostic::warning("duplicate-arc", "this arc is listed twice").at(entry.span(), "again here"));
        }
    }
    arcs
}
