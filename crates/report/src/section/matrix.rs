//! Who would stay in which state, for games that are small enough.

use super::Section;
use crate::page::{ReportInput, Templates};
use crate::text::SMALL;
use crate::words::{abbreviations, by_controller, character, concept_label, concept_letters};
use detente_model::answer::{Finding, StateDescription};
use minijinja::{Value, context};

/// The section of the frame at `number`.
#[must_use]
pub fn section(templates: &Templates, input: &ReportInput<'_>, number: usize) -> Option<Section> {
    let report = &input.frames[number];
    let finding = &report.stability?.finding;
    let frame = &finding.frame;
    let rows = report.rows.filter(|rows| !rows.is_empty() && rows.len() <= SMALL)?;
    let letters = concept_letters(&finding.concepts.iter().map(|concept| concept.id).collect::<Vec<_>>());
    let cell = |findings: &[Finding]| {
        let marks: String = letters
            .iter()
            .zip(findings)
            .map(|(letter, finding)| match finding {
                Finding::Yes => *letter,
                Finding::No => '·',
                Finding::Unknown(_) => '?',
            })
            .collect();
        let named = |wanted: &dyn Fn(&Finding) -> bool| -> Vec<String> {
            finding.concepts.iter().zip(findings).filter(|(_, found)| wanted(found)).map(|(concept, _)| concept_label(concept.id)).collect()
        };
        let stable = named(&|found| *found == Finding::Yes);
        let unknown = named(&|found| found.known().is_none());
        let mut aloud = if stable.is_empty() { "none".to_owned() } else { stable.join(", ") };
        if !unknown.is_empty() {
            aloud += &format!("; not known: {}", unknown.join(", "));
        }
        context! { marks, aloud }
    };
    let groups = by_controller(frame);
    let shows = !frame.is_graph && frame.axes.len() <= 20;
    let pattern = |state: &StateDescription| -> String {
        if frame.is_graph {
            return state.name.clone().unwrap_or_default();
        }
        if !shows {
            return String::new();
        }
        let group = |axes: &Vec<usize>| axes.iter().map(|index| character(&frame.axes[*index], state.values[*index])).collect::<String>();
        groups.iter().map(|(_, axes)| group(axes)).collect::<Vec<_>>().join(" ")
    };
    let lines: Vec<Value> = rows
        .iter()
        .map(|row| {
            context! {
                ordinal => row.state.ordinal,
                pattern => pattern(&row.state),
                is_now => frame.status_quo == Some(row.state.ordinal),
                parties => row.stable.iter().map(|findings| cell(findings)).collect::<Vec<_>>(),
                all => cell(&row.equilibrium),
                is_equilibrium => row.equilibrium.contains(&Finding::Yes),
            }
        })
        .collect();
    let concepts: Vec<Value> = finding
        .concepts
        .iter()
        .zip(&letters)
        .map(|(concept, letter)| context! { letter => letter.to_string(), name => concept.name })
        .collect();
    let places: Vec<&str> =
        if shows { groups.iter().flat_map(|(_, axes)| axes).map(|index| frame.axes[*index].id.as_str()).collect() } else { Vec::new() };
    let parties: Vec<Value> = frame
        .parties
        .iter()
        .zip(abbreviations(&frame.parties))
        .map(|(party, short)| context! { name => party.name.clone(), short })
        .collect();
    let html = templates.fill("matrix.html", context! { lines, concepts, places => places.join(", "), parties });
    Some(Section::new(format!("matrix-{number}"), "Who would stay in which state", html))
}
