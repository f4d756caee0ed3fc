//! The documents that assumptions point at.

use super::Section;
use crate::page::{ReportInput, Templates, day};
use minijinja::{Value, context};

/// The section.
#[must_use]
pub fn section(templates: &Templates, input: &ReportInput<'_>) -> Option<Section> {
    let sources: Vec<Value> = input
        .case
        .sources
        .iter()
        .map(|source| {
            // anything else than a web address (`javascript:` above all) is shown as text
            let is_link = source.url.as_ref().is_some_and(|url| url.starts_with("https://") || url.starts_with("http://"));
            context! {
                id => source.id.clone(), title => source.title.clone(), author => source.author.clone(), date => source.date.map(day),
                known_from => source.known_from.map(day), url => source.url.clone(), is_link, sha256 => source.sha256.clone(),
                numbered => source.numbering.is_some(),
            }
        })
        .collect();
    (!sources.is_empty())
        .then(|| Section::new("sources", "Sources", templates.fill("made.html", context! { sources, made => Value::UNDEFINED })))
}
