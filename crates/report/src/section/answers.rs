//! The answers in plain words, before anything else.

use super::{Section, acceptance::headline};
use crate::page::{FrameReport, ReportInput, Templates};
use crate::words::{concept_label, strongest_first};
use detente_model::Case;
use detente_model::answer::{AxisDescription, Finding, FrameDescription, StateVerdicts};
use detente_model::expression::Value as Position;
use minijinja::{Value, context};

/// How many outcomes are told in words.
const TOLD: usize = 3;

/// The values of a frame's columns in the status quo, as far as it is stated.
pub(crate) fn status_quo(case: &Case, report: &FrameReport<'_>, frame: &FrameDescription) -> Option<Vec<Option<Position>>> {
    if let Some(evolution) = report.evolution {
        return Some(evolution.finding.start.values.iter().copied().map(Some).collect());
    }
    let stated = &case.frames[report.frame];
    stated.status_quo.as_ref()?;
    let value = |axis: &AxisDescription| {
        let variable = case.variables.enumerated().find(|(_, variable)| variable.id == axis.id)?.0;
        stated.status_quo_value(variable)
    };
    Some(frame.axes.iter().map(value).collect())
}

/// A state in words: who does what that is not so now; without a status quo, everything that is so.
fn told(frame: &FrameDescription, row: &StateVerdicts, now: Option<&Vec<Option<Position>>>) -> Value {
    if frame.is_graph {
        return context! { items => vec![context! { who => "", what => row.state.name.clone().unwrap_or_default() }] };
    }
    let mut items: Vec<Value> = Vec::new();
    for (who, axes) in crate::words::by_controller(frame) {
        let mut what: Vec<String> = Vec::new();
        for index in axes {
            let (axis, value) = (&frame.axes[index], row.state.values[index]);
            if now.is_some_and(|now| now[index] == Some(value)) || now.is_none() && axis.is_yes_no() && value == 0 {
                continue;
            }
            what.push(match (axis.is_yes_no(), value) {
                (true, 0) => format!("no longer {}", axis.name),
                (true, _) => axis.name.clone(),
                (false, _) => crate::words::setting(axis, value),
            });
        }
        if !what.is_empty() {
            items.push(context! { who, what => what.join("; ") });
        }
    }
    context! { items }
}

/// The section.
#[must_use]
pub fn section(templates: &Templates, input: &ReportInput<'_>) -> Option<Section> {
    let frames: Vec<Value> = input
        .frames
        .iter()
        .enumerate()
        .map(|(number, report)| {
            let outcomes: Vec<Value> = report.stability.map_or_else(Vec::new, |answer| {
                let frame = &answer.finding.frame;
                let now = status_quo(input.case, report, frame);
                let certain = |row: &&&StateVerdicts| row.equilibrium.contains(&Finding::Yes);
                strongest_first(&answer.finding.listed)
                    .iter()
                    .filter(certain)
                    .take(TOLD)
                    .map(|row| {
                        let names: Vec<String> = answer
                            .finding
                            .concepts
                            .iter()
                            .zip(&row.equilibrium)
                            .filter(|(_, finding)| **finding == Finding::Yes)
                            .map(|(concept, _)| concept_label(concept.id))
                            .collect();
                        context! {
                            ordinal => row.state.ordinal,
                            is_now => frame.status_quo == Some(row.state.ordinal),
                            told => told(frame, row, now.as_ref()),
                            concepts => names.join(", "),
                        }
                    })
                    .collect()
            });
            let has_now = report.stability.is_some_and(|answer| status_quo(input.case, report, &answer.finding.frame).is_some());
            context! {
                id => format!("frame-{number}"),
                title => input.case.frames[report.frame].title.clone(),
                stability => report.stability.map(|answer| &answer.headline),
                evolution => report.evolution.map(|answer| &answer.headline),
                settlement => report.settlement.map(|answer| &answer.headline),
                proposals => headline(&report.proposals.iter().map(|proposal| &proposal.acceptance.finding).collect::<Vec<_>>()),
                outcomes,
                has_now,
            }
        })
        .collect();
    (!frames.is_empty()).then(|| Section::new("answers", "The answers", templates.fill("answers.html", context! { frames })))
}
