//! Values that several templates show: what an assumption rests on, windows, dates.

use detente_model::Case;
use detente_model::evidence::{Basis, Locator};
use detente_model::expression::{Expression, Value as Position};
use detente_model::index::VariableId;
use detente_model::phase::Window;
use minijinja::{Value, context};
use std::fmt::Display;

const MONTHS: [&str; 12] =
    ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

/// A date in words: `25 May 1990`.
pub(crate) fn day(date: impl Display) -> String {
    let text = date.to_string();
    let parts: Vec<&str> = text.split('-').collect();
    match parts.as_slice() {
        [year, month, day] => {
            let name = month.parse::<usize>().ok().and_then(|month| MONTHS.get(month.wrapping_sub(1)));
            name.map_or_else(|| text.clone(), |name| format!("{} {name} {year}", day.trim_start_matches('0')))
        }
        _ => text,
    }
}

/// What an assumption rests on.
pub(crate) fn basis(case: &Case, basis: &Basis) -> Value {
    let citations: Vec<Value> = basis
        .citations
        .iter()
        .map(|citation| {
            let source = &case.sources[citation.source];
            let (place, long) = match &citation.locator {
                Locator::Whole => (String::new(), String::new()),
                Locator::Other(place) => (place.clone(), format!(", {place}")),
                Locator::Passage(passage) => {
                    (format!("{}.{}", passage.turn, passage.sentence), format!(", turn {}, sentence {}", passage.turn, passage.sentence))
                }
            };
            context! { id => source.id.clone(), place, title => format!("{}{long}", source.title) }
        })
        .collect();
    context! {
        judgement => basis.is_judgement(),
        citations,
        known_from => basis.known_from.map(day),
        grade => basis.grade.map(detente_model::evidence::Grade::word),
        note => basis.note.clone(),
    }
}

/// When something holds: `once Unification has happened`; empty: always.
pub(crate) fn window(case: &Case, window: Window) -> String {
    let name = |event| case.events[event].name.as_str();
    match (window.from, window.until) {
        (None, None) => String::new(),
        (Some(from), None) => format!("once “{}” has happened", name(from)),
        (None, Some(until)) => format!("until “{}” happens", name(until)),
        (Some(from), Some(until)) => format!("from “{}” until “{}”", name(from), name(until)),
    }
}

/// An expression in the names for readers.
pub(crate) fn told(case: &Case, expression: &Expression) -> String {
    let part = |inner: &Expression| match inner {
        Expression::Not(atom) if matches!(**atom, Expression::Is(..)) => told(case, inner),
        Expression::And(_) | Expression::Or(_) | Expression::Iff(..) | Expression::Not(_) => format!("({})", told(case, inner)),
        Expression::Constant(_) | Expression::Is(..) | Expression::After(_) | Expression::Count(..) => told(case, inner),
    };
    let joined = |parts: &[Expression], word: &str| parts.iter().map(part).collect::<Vec<_>>().join(word);
    match expression {
        Expression::Constant(true) => "always".into(),
        Expression::Constant(false) => "never".into(),
        Expression::Is(variable, values) => is(case, *variable, values),
        Expression::After(event) => format!("“{}” has happened", case.events[*event].name),
        Expression::Not(inner) => match &**inner {
            Expression::Is(variable, values) => {
                let others: Vec<Position> =
                    (0..).take(case.variables[*variable].values.len()).filter(|value| !values.contains(value)).collect();
                is(case, *variable, &others)
            }
            other => format!("not {}", part(other)),
        },
        Expression::And(parts) => joined(parts, " and "),
        Expression::Or(parts) => joined(parts, " or "),
        Expression::Iff(left, right) => format!("{} just when {}", part(left), part(right)),
        Expression::Count(quantifier, number, parts) => format!("{} {number} of: {}", quantifier.words(), joined(parts, "; ")),
    }
}

/// A variable at some of its values: `France: links unification`, `not France: links unification`, `Alliance: NATO or neutral`.
fn is(case: &Case, variable: VariableId, values: &[Position]) -> String {
    let described = &case.variables[variable];
    let owner = described.owner().map_or(String::new(), |owner| format!("{} ", case.parties[owner].name));
    let names: Vec<&str> = values.iter().map(|value| described.values[usize::from(*value)].name.as_str()).collect();
    if case.graph.is_some() {
        return names.join(" or ");
    }
    match (described.is_yes_no(), values) {
        (true, [1]) => format!("{owner}{}", described.name),
        (true, [0]) => format!("not: {owner}{}", described.name),
        _ => format!(
            "{}{}: {}",
            if owner.is_empty() { String::new() } else { format!("{}, ", owner.trim_end()) },
            described.name,
            names.join(" or ")
        ),
    }
}
