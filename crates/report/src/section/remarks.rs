//! Warnings and notes on the case.

use super::Section;
use crate::page::{ReportInput, Templates};
use minijinja::{Value, context};

/// The section.
#[must_use]
pub fn section(templates: &Templates, input: &ReportInput<'_>) -> Option<Section> {
    let remarks: Vec<Value> = input
        .diagnostics
        .iter()
        .map(|diagnostic| {
            let places: Vec<Value> = diagnostic
                .labels
                .iter()
                .map(|label| {
                    let (line, column) = input.files.position(label.span);
                    context! { place => format!("{}:{line}:{column}", input.files.name(label.span.file)), text => label.text.clone() }
                })
                .collect();
            context! {
                severity => diagnostic.severity.word(), code => diagnostic.code, message => diagnostic.message.clone(),
                help => diagnostic.help.clone(), places,
            }
        })
        .collect();
    (!remarks.is_empty()).then(|| Section::new("remarks", "Remarks on the case file", templates.fill("remarks.html", context! { remarks })))
}
