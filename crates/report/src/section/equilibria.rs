//! The option-form table of the equilibria.

use super::{Section, answers::status_quo};
use crate::page::{ReportInput, Templates};
use crate::words::{by_controller, concept_label, count, entry, grouped, in_common, strongest_first};
use detente_model::answer::{Finding, StateVerdicts};
use minijinja::{Value, context};

/// How many states a table has side by side, and how many tables there are at most.
const COLUMNS: usize = 12;
const TABLES: usize = 3;

/// The section of the frame at `number`.
#[must_use]
pub fn section(templates: &Templates, input: &ReportInput<'_>, number: usize) -> Option<Section> {
    let report = &input.frames[number];
    let finding = &report.stability?.finding;
    let frame = &finding.frame;
    let sorted = strongest_first(&finding.listed);
    let now = status_quo(input.case, report, frame).filter(|_| !frame.is_graph);
    let shown = sorted.len().min(COLUMNS * TABLES);
    let tables: Vec<Value> = sorted[..shown]
        .chunks(COLUMNS)
        .map(|rows| {
            let groups: Vec<Value> = by_controller(frame)
                .into_iter()
                .filter(|_| !frame.is_graph)
                .map(|(party, axes)| {
                    let lines: Vec<Value> = axes
                        .into_iter()
                        .map(|index| {
                            let axis = &frame.axes[index];
                            let cells: Vec<Value> = rows
                                .iter()
                                .map(|row| {
                                    let value = row.state.values[index];
                                    let differs = now.as_ref().is_some_and(|now| now[index].is_some_and(|now| now != value));
                                    context! { text => entry(axis, value), differs }
                                })
                                .collect();
                            let now = now.as_ref().map(|now| now[index].map_or_else(|| "–".to_owned(), |value| entry(axis, value)));
                            context! { name => axis.name.clone(), id => axis.id.clone(), now, cells }
                        })
                        .collect();
                    context! { party, lines }
                })
                .collect();
            let concepts: Vec<Value> = finding
                .concepts
                .iter()
                .enumerate()
                .map(|(index, concept)| {
                    let cells: Vec<&str> = rows
                        .iter()
                        .map(|row| match row.equilibrium[index] {
                            Finding::Yes => "E",
                            Finding::No => "",
                            Finding::Unknown(_) => "?",
                        })
                        .collect();
                    context! { label => concept_label(concept.id), name => concept.name, cells }
                })
                .collect();
            let heads: Vec<Value> = rows
                .iter()
                .map(|row| context! { ordinal => row.state.ordinal, decimal => row.state.decimal, name => row.state.name.clone() })
                .collect();
            context! { heads, groups, concepts, has_now => now.is_some(), has_decimal => rows.iter().any(|row| row.state.decimal.is_some()) }
        })
        .collect();
    let counts: Vec<Value> = finding
        .concepts
        .iter()
        .zip(&finding.equilibria)
        .enumerate()
        .map(|(index, (concept, count))| {
            let parties: Vec<String> = finding.parties.iter().map(|party| counted(&party.stable[index])).collect();
            context! { label => concept_label(concept.id), name => concept.name, says => concept.says, equilibria => counted(count), parties }
        })
        .collect();
    let known: Vec<&StateVerdicts> = if finding.not_listed == 0 && sorted.len() > 1 { sorted.clone() } else { Vec::new() };
    let (common, open) = in_common(frame, &known);
    let parties: Vec<String> = frame.parties.iter().map(|party| party.name.clone()).collect();
    let unknown: Vec<String> = frame.parties.iter().filter(|party| party.preference_unknown).map(|party| party.name.clone()).collect();
    let more = finding.not_listed + (sorted.len() - shown) as u64;
    let html = templates.fill(
        "equilibria.html",
        context! {
            tables,
            counts,
            parties,
            common => if frame.is_graph { Vec::new() } else { common },
            open,
            more => if more > 0 { grouped(more) } else { String::new() },
            frame => frame.id.clone(),
            states => count(frame.states, "possible state", "possible states"),
            unknown => crate::words::list(&unknown),
        },
    );
    Some(Section::new(format!("equilibria-{number}"), "What would last", html))
}

fn counted(count: &detente_model::answer::Count) -> String {
    match (count.yes, count.unknown) {
        (yes, 0) => grouped(yes),
        (yes, unknown) => format!("{}, ?\u{a0}{}", grouped(yes), grouped(unknown)),
    }
}
