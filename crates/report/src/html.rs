//! One self-contained page: no script, nothing loaded, reads on paper and on a telephone.

use crate::page::day;
use crate::section;
use minijinja::{Value, context};

pub use crate::page::{FrameReport, LeftOut, ProposalReport, ReportInput, Templates};

/// The report as one HTML page.
#[must_use]
pub fn report(input: &ReportInput<'_>) -> String {
    let templates = Templates::default();
    let mut parts: Vec<Value> = Vec::new();
    let mut part = |id: String, title: String, note: String, sections: Vec<Option<section::Section>>| {
        let sections: Vec<Value> = sections
            .into_iter()
            .flatten()
            .map(|section| context! { id => section.id, title => section.title, html => Value::from_safe_string(section.html) })
            .collect();
        if !sections.is_empty() {
            parts.push(context! { id, title, note, sections });
        }
    };
    part(
        "in-short".into(),
        "In short".into(),
        String::new(),
        vec![section::answers::section(&templates, input), section::claims::section(&templates, input)],
    );
    for (number, frame) in input.frames.iter().enumerate() {
        let described = &input.case.frames[frame.frame];
        part(
            format!("frame-{number}"),
            described.title.clone(),
            note(frame),
            vec![
                section::equilibria::section(&templates, input, number),
                section::matrix::section(&templates, input, number),
                section::evolution::section(&templates, input, number),
                section::levers::section(&templates, input, number),
                section::agreement::section(&templates, input, number),
                section::coalitions::section(&templates, input, number),
                section::settlement::section(&templates, input, number),
                section::acceptance::section(&templates, input, number),
                section::refusal::section(&templates, input, number),
                section::key::section(&templates, input, number),
                section::allies::section(&templates, input, number),
                section::link::section(&templates, input, number),
                section::robust::section(&templates, input, number),
            ],
        );
    }
    part(
        "expected".into(),
        "What models expect".into(),
        "Forecasts from positions, on issues whose outcomes lie on a line.".into(),
        section::forecast::sections(&templates, input),
    );
    part(
        "the-case".into(),
        "The case".into(),
        "What the answers rest on, as it was put in. A mark after each assumption says where it comes from.".into(),
        vec![
            section::parties::section(&templates, input),
            section::variables::section(&templates, input),
            section::constraints::section(&templates, input),
            section::consent::section(&templates, input),
            section::preferences::section(&templates, input),
        ],
    );
    part(
        "the-evidence".into(),
        "The evidence".into(),
        "The documents beside the model. That a passage supports what is said to rest on it is the analyst’s reading.".into(),
        vec![section::evidence::section(&templates, input), section::evidence::unused(&templates, input)],
    );
    part(
        "how-sure".into(),
        "How far to trust it".into(),
        String::new(),
        vec![
            section::judgement::section(&templates, input),
            section::left_out::section(&templates, input),
            section::remarks::section(&templates, input),
            section::sources::section(&templates, input),
            section::made::section(&templates, input),
        ],
    );
    let page = context! {
        title => input.case.title.clone(),
        as_of => input.case.as_of.map(day),
        version => input.version,
        parts,
    };
    templates.fill("page.html", page)
}

/// What a frame is about, in a line.
fn note(frame: &FrameReport<'_>) -> String {
    let described = frame.stability.map(|answer| &answer.finding.frame).or_else(|| frame.evolution.map(|answer| &answer.finding.frame));
    let Some(described) = described else { return String::new() };
    let mut text = format!(
        "{} that can differ, {}, {} of them possible.",
        crate::words::count(described.axes.len() as u64, "thing", "things"),
        crate::words::count(described.combinations, "combination", "combinations"),
        crate::words::grouped(described.states)
    );
    if !described.phase.is_empty() {
        text += &format!(" After: {}.", described.phase.join(", "));
    }
    if !described.held.is_empty() {
        let held: Vec<String> = described.held.iter().map(|(variable, value)| format!("{variable}: {value}")).collect();
        text += &format!(" Held as it is: {}.", held.join("; "));
    }
    text
}
