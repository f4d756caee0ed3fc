//! How the answers were made: enough to make them again.

use super::Section;
use crate::page::{ReportInput, Templates};
use detente_model::answer::Made;
use minijinja::{Value, context};

/// The section.
#[must_use]
pub fn section(templates: &Templates, input: &ReportInput<'_>) -> Option<Section> {
    let mut made: Vec<(String, &Made)> = Vec::new();
    for report in &input.frames {
        let title = &input.case.frames[report.frame].title;
        made.extend(report.stability.map(|answer| (format!("{title}: what would last"), &answer.made)));
        made.extend(report.evolution.map(|answer| (format!("{title}: where things can go"), &answer.made)));
        made.extend(report.settlement.map(|answer| (format!("{title}: what could be signed"), &answer.made)));
        if let Some(proposal) = report.proposals.first() {
            made.push((format!("{title}: who accepts"), &proposal.acceptance.made));
            made.extend(proposal.refusals.first().map(|answer| (format!("{title}: what follows a refusal"), &answer.made)));
        }
        made.extend(report.key.map(|answer| (format!("{title}: who holds the key"), &answer.made)));
        made.extend(report.keys_to.first().map(|answer| (format!("{title}: who holds the key to an outcome"), &answer.made)));
        made.extend(report.allies.map(|answer| (format!("{title}: who stands with whom"), &answer.made)));
        made.extend(report.links.first().map(|answer| (format!("{title}: what a link changes"), &answer.made)));
    }
    made.extend(input.forecast.map(|answer| ("What models expect".to_owned(), &answer.made)));
    let made: Vec<Value> = made
        .into_iter()
        .map(|(title, made)| {
            context! {
                title, method => made.method.clone(), exactness => made.exactness.clone(),
                stopped => made.stopped.map(detente_model::control::Stopped::words),
            }
        })
        .collect();
    let digest = &input.case.digest;
    let html = templates.fill("made.html", context! { made, digest, version => input.version, sources => Value::UNDEFINED });
    Some(Section::new("made", "How this was made", html))
}
