//! An analysis of coalitions as text.

use super::sheet::Sheet;
use super::stability::{SMALL, counted, letters};
use super::{Style, head, heading, made, paragraph};
use crate::words::{changes, character, concept_label, concept_letter, count, grouped, list, state};
use detente_model::answer::{Answer, CoalitionDeparture, CoalitionFinding, CoalitionVerdicts, Finding, FrameDescription, StateDescription};

/// How many coalitions are counted one by one.
const COALITIONS: usize = 31;

/// An analysis of coalitions.
#[must_use]
pub fn coalitions(answer: &Answer<CoalitionFinding>, style: Style) -> String {
    let finding = &answer.finding;
    let mut text = head(style, &finding.frame, &answer.headline);
    if !finding.frame.parties.is_empty() {
        text += &departures(finding, style);
        text += &matrix(finding, style);
        text += &counts(finding, style);
        text += &notes(finding, style);
    }
    text += &made(style, &answer.made);
    text
}

/// A state in a few characters: its values, or its name.
pub(super) fn detail(frame: &FrameDescription, state: &StateDescription) -> String {
    let quo = if frame.status_quo == Some(state.ordinal) { "*" } else { " " };
    let detail = if frame.is_graph || frame.axes.len() > 16 {
        state.name.clone().unwrap_or_default()
    } else {
        frame.axes.iter().zip(&state.values).map(|(axis, value)| character(axis, *value)).collect()
    };
    format!("{quo}{:>3}  {detail}", state.ordinal)
}

/// What the short forms of [`detail`] stand for.
pub(super) fn detail_legend(frame: &FrameDescription, style: Style) -> String {
    let mut text = String::new();
    if !frame.is_graph && frame.axes.len() <= 16 {
        let columns: Vec<String> = frame.axes.iter().map(|axis| axis.id.clone()).collect();
        text += &paragraph(style, 0, "", &format!("Places of a state: {}.", columns.join(", ")));
    }
    if frame.status_quo.is_some() {
        text += &paragraph(style, 0, "", "* the status quo.");
    }
    text
}

fn names(frame: &FrameDescription, members: &[usize]) -> String {
    list(&members.iter().map(|member| frame.parties[*member].name.clone()).collect::<Vec<_>>())
}

/// What changes on the way, after a colon; nothing in a graph case.
pub(super) fn difference(frame: &FrameDescription, from: &StateDescription, to: &StateDescription) -> String {
    if frame.is_graph { String::new() } else { format!(": {}", changes(frame, from, to).join("; ")) }
}

fn departures(finding: &CoalitionFinding, style: Style) -> String {
    let frame = &finding.frame;
    let title = if finding.every { "What no party would leave alone, but several together" } else { "What they would leave" };
    let mut text = heading(style, title);
    // the same departure under several concepts is one line
    let mut lines: Vec<(&CoalitionVerdicts, &CoalitionDeparture, Vec<String>)> = Vec::new();
    for row in &finding.states {
        let mut of_row: Vec<(&CoalitionVerdicts, &CoalitionDeparture, Vec<String>)> = Vec::new();
        for (index, concept) in finding.concepts.iter().enumerate() {
            let Some(departure) = &row.left_by[index] else { continue };
            if finding.every && row.alone[index] != Finding::Yes {
                continue;
            }
            match of_row.iter_mut().find(|(_, known, _)| *known == departure) {
                Some((_, _, concepts)) => concepts.push(concept_label(concept.id)),
                None => of_row.push((row, departure, vec![concept_label(concept.id)])),
            }
        }
        lines.extend(of_row);
    }
    if lines.is_empty() {
        text += &paragraph(style, 0, "", "Nothing, as far as is known.");
    }
    for (row, departure, concepts) in lines.iter().take(SMALL) {
        let line = format!(
            "State {} would be left by {}, for state {}{} ({})",
            state(&row.state),
            names(frame, &departure.members),
            state(&departure.to),
            difference(frame, &row.state, &departure.to),
            concepts.join(", ")
        );
        text += &paragraph(style, 0, "- ", &line);
    }
    if lines.len() > SMALL {
        text += &paragraph(style, 0, "", &format!("and {} more: `--format csv` lists all.", grouped((lines.len() - SMALL) as u64)));
    }
    text
}

fn matrix(finding: &CoalitionFinding, style: Style) -> String {
    let frame = &finding.frame;
    let held = |row: &&CoalitionVerdicts| row.stable.iter().chain(&row.alone).any(|found| *found != Finding::No);
    let rows: Vec<&CoalitionVerdicts> =
        if finding.states.len() <= SMALL { finding.states.iter().collect() } else { finding.states.iter().filter(held).collect() };
    let mut text =
        heading(style, if finding.every { "What holds, against single parties and against every coalition" } else { "What holds" });
    let mut sheet = Sheet::new(30);
    let mut header = vec!["together".to_owned(), "first left by".to_owned()];
    if finding.every {
        header.insert(0, "alone".into());
    }
    sheet.row("State", header);
    for row in rows.iter().take(SMALL) {
        let first = row.left_by.iter().flatten().next();
        let first = first.map_or(String::new(), |departure| {
            let members: Vec<&str> = departure.members.iter().map(|member| frame.parties[*member].id.as_str()).collect();
            format!("{} {} {}", members.join(" + "), style.arrow(), departure.to.ordinal)
        });
        let mut cells = vec![letters(&finding.concepts, &row.stable, style), first];
        if finding.every {
            cells.insert(0, letters(&finding.concepts, &row.alone, style));
        }
        sheet.row(detail(frame, &row.state), cells);
    }
    text += &sheet.draw(style, usize::MAX).0;
    text += "\n";
    let legend: Vec<String> = finding.concepts.iter().map(|concept| format!("{} {}", concept_letter(concept.id), concept.name)).collect();
    text += &paragraph(style, 0, "", &format!("{}; {} not stable; ? not known.", legend.join(", "), style.blank()));
    if finding.every {
        text += &paragraph(style, 0, "", "Alone: stable for every party as a coalition of one. Together: for every coalition.");
    }
    text += &detail_legend(frame, style);
    if rows.len() > SMALL {
        text += &paragraph(style, 0, "", &format!("{} more states: `--format csv`.", grouped((rows.len() - SMALL) as u64)));
    }
    text
}

fn counts(finding: &CoalitionFinding, style: Style) -> String {
    let frame = &finding.frame;
    let mut text = heading(style, &format!("How many of {} are stable for whom", count(frame.states, "state", "states")));
    let mut sheet = Sheet::right(10);
    sheet.row("", finding.concepts.iter().map(|concept| concept_label(concept.id)).collect());
    if finding.coalitions.len() > 1 {
        sheet.row(if finding.every { "Every coalition" } else { "All of these" }, finding.stable.iter().map(counted).collect());
    }
    for coalition in finding.coalitions.iter().take(COALITIONS) {
        sheet.row(names(frame, &coalition.members), coalition.stable.iter().map(counted).collect());
    }
    text += &sheet.draw(style, usize::MAX).0;
    text += "\n";
    if finding.coalitions.len() > COALITIONS {
        let more = count((finding.coalitions.len() - COALITIONS) as u64, "larger coalition", "larger coalitions");
        text += &paragraph(style, 0, "", &format!("and {more}: `--format json`."));
    }
    for concept in &finding.concepts {
        text += &paragraph(style, 0, &format!("{:<7}", concept_label(concept.id)), concept.says);
    }
    text
}

fn notes(finding: &CoalitionFinding, style: Style) -> String {
    let mut text = String::new();
    let unknown: Vec<String> =
        finding.frame.parties.iter().filter(|party| party.preference_unknown).map(|party| party.name.clone()).collect();
    if !unknown.is_empty() {
        text += &heading(style, "What is not known");
        let line = format!(
            "Nothing is stated about what {} prefers. That is not indifference: whatever depends on it is unknown.",
            list(&unknown)
        );
        text += &paragraph(style, 0, "", &line);
    }
    text
}
