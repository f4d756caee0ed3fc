//! Who would leave together what nobody would leave alone.

use super::Section;
use crate::page::{ReportInput, Templates};
use crate::words::{changes, concept_label, count, list, state};
use detente_model::answer::Finding;
use minijinja::{Value, context};

/// How many departures are told.
const DEPARTURES: usize = 12;

/// The section of the frame at `number`.
#[must_use]
pub fn section(templates: &Templates, input: &ReportInput<'_>, number: usize) -> Option<Section> {
    let answer = input.frames[number].coalitions?;
    let finding = &answer.finding;
    let frame = &finding.frame;
    let mut departures: Vec<Value> = Vec::new();
    let mut left = 0u64;
    for row in &finding.states {
        let together = (0..finding.concepts.len()).find_map(|concept| {
            let broken = row.alone[concept] == Finding::Yes && row.stable[concept] == Finding::No;
            Some((concept, row.left_by[concept].as_ref().filter(|_| broken)?))
        });
        let Some((concept, departure)) = together else { continue };
        left += 1;
        if departures.len() < DEPARTURES {
            let names: Vec<String> = departure.members.iter().map(|member| frame.parties[*member].name.clone()).collect();
            departures.push(context! {
                from => state(&row.state),
                who => list(&names),
                to => state(&departure.to),
                concept => concept_label(finding.concepts[concept].id),
                changes => if frame.is_graph { Vec::new() } else { changes(frame, &row.state, &departure.to) },
            });
        }
    }
    let concepts: Vec<Value> = finding
        .concepts
        .iter()
        .zip(&finding.stable)
        .map(|(concept, stable)| {
            context! { label => concept_label(concept.id), name => concept.name, says => concept.says, yes => stable.yes, unknown => stable.unknown }
        })
        .collect();
    let values = context! {
        headline => answer.headline.clone(),
        coalitions => count(finding.coalitions.len() as u64, "coalition", "coalitions"),
        more => left - departures.len() as u64,
        departures,
        concepts,
    };
    Some(Section::new(format!("coalitions-{number}"), "Who would leave together", templates.fill("coalitions.html", values)))
}
