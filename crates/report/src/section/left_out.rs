//! What the page leaves out: what the case has no input for, and what would have taken too long.

use super::Section;
use crate::page::{LeftOut, ReportInput, Templates};
use minijinja::{Value, context};

/// The section.
#[must_use]
pub fn section(templates: &Templates, input: &ReportInput<'_>) -> Option<Section> {
    let item = |left: &LeftOut| context! { what => left.what.clone(), why => left.why.clone() };
    let mut groups: Vec<Value> = Vec::new();
    if !input.left_out.is_empty() {
        groups.push(context! { title => "", items => input.left_out.iter().map(item).collect::<Vec<_>>() });
    }
    for frame in input.frames.iter().filter(|frame| !frame.left_out.is_empty()) {
        let title = input.case.frames[frame.frame].title.clone();
        groups.push(context! { title, items => frame.left_out.iter().map(item).collect::<Vec<_>>() });
    }
    let any = !groups.is_empty();
    any.then(|| Section::new("left-out", "What this page leaves out", templates.fill("left_out.html", context! { groups })))
}
