//! Values that several templates show: what an assumption rests on, windows, dates.

use super::ReportInput;
use detente_model::Case;
use detente_model::answer::Address;
use detente_model::evidence::{Basis, Locator};
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

/// What an assumption rests on. A citation leads to the passage where the page has it, else to its source.
pub(crate) fn basis(input: &ReportInput<'_>, basis: &Basis) -> Value {
    let case = input.case;
    let citations: Vec<Value> = basis
        .citations
        .iter()
        .map(|citation| {
            let source = &case.sources[citation.source];
            let mut anchor = format!("source-{}", source.id);
            let (place, long) = match &citation.locator {
                Locator::Whole => (String::new(), String::new()),
                Locator::Other(place) => (place.clone(), format!(", {place}")),
                Locator::Passage(passage) => {
                    if input.evidence.is_some() {
                        anchor = crate::section::evidence::anchor(&source.id, Address { turn: passage.turn, sentence: passage.sentence });
                    }
                    (format!("{}.{}", passage.turn, passage.sentence), format!(", turn {}, sentence {}", passage.turn, passage.sentence))
                }
            };
            context! { id => source.id.clone(), anchor, place, title => format!("{}{long}", source.title) }
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
