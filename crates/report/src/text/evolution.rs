//! An analysis of evolution as text.

use super::sheet::Sheet;
use super::{Style, head, heading, made, paragraph};
use crate::words::{changes, concept_label, count, grouped, state};
use detente_model::answer::{Answer, EvolutionFinding, Finding, FrameDescription, Reach, ReachedEquilibrium, StateDescription, Way};

/// An analysis of evolution.
#[must_use]
pub fn evolution(answer: &Answer<EvolutionFinding>, style: Style) -> String {
    let finding = &answer.finding;
    let mut text = head(style, &finding.frame, &answer.headline);
    text += &reaches(finding, style);
    text += &endings(finding, style);
    text += &equilibria(finding, style);
    text += &made(style, &answer.made);
    text
}

fn reaches(finding: &EvolutionFinding, style: Style) -> String {
    let mut text = heading(style, &format!("From the status quo, state {}", state(&finding.start)));
    let steps = finding.by_moves.by_step.len().max(finding.by_improvements.by_step.len());
    let mut sheet = Sheet::right(12);
    let row = |reach: &Reach| {
        let mut cells = vec![grouped(reach.states)];
        cells.extend((0..steps).map(|step| reach.by_step.get(step).map_or(String::new(), |number| grouped(*number))));
        cells
    };
    let mut header = vec!["states".to_owned()];
    header.extend((0..steps).map(|step| step.to_string()));
    sheet.row("Reached, and in how many steps", header);
    sheet.row("by any moves", row(&finding.by_moves));
    sheet.row("by improvements", row(&finding.by_improvements));
    text += &sheet.draw(style, usize::MAX).0;
    text += "\n";
    text += &paragraph(style, 0, "", "An improvement is a step that is better for the one who takes it than staying.");
    if finding.improvements_unknown {
        text += &paragraph(
            style,
            0,
            "",
            "A party whose preferences are not known everywhere could take more steps: improvements here are the sure ones.",
        );
    }
    text
}

fn endings(finding: &EvolutionFinding, style: Style) -> String {
    let reach = &finding.by_improvements;
    let mut text = heading(style, "Where improvements end");
    if reach.closed_count == 0 {
        text += &paragraph(style, 0, "", "Nowhere that was found.");
    }
    for closed in &reach.closed {
        let names: Vec<String> = closed.states.iter().map(state).collect();
        let line = if closed.count == 1 {
            format!("state {}: no one improves on it by moving", names.join(", "))
        } else {
            let cut = if closed.count > names.len() as u64 { ", …" } else { "" };
            format!("a cycle of {}: {}{cut}", count(closed.count, "state", "states"), names.join(", "))
        };
        text += &paragraph(style, 0, "- ", &line);
    }
    let more = reach.closed_count.saturating_sub(reach.closed.len() as u64);
    if more > 0 {
        text += &paragraph(style, 0, "", &format!("and {} more.", grouped(more)));
    }
    text
}

/// The steps of a way, one line each.
fn way(frame: &FrameDescription, start: &StateDescription, way: &Way, style: Style) -> String {
    let mut from = start;
    let mut text = String::new();
    for (number, step) in way.steps.iter().enumerate() {
        let line = format!(
            "{}: {} {} {}",
            frame.parties[step.party].name,
            changes(frame, from, &step.to).join("; "),
            style.arrow(),
            state(&step.to)
        );
        text += &paragraph(style, 2, &format!("{}. ", number + 1), &line);
        from = &step.to;
    }
    text
}

fn equilibria(finding: &EvolutionFinding, style: Style) -> String {
    let mut text = heading(style, "Equilibria, and the shortest ways to them");
    if finding.equilibria.is_empty() {
        text += &paragraph(style, 0, "", "There is no equilibrium under the concepts asked for.");
        return text;
    }
    let concepts = |found: &ReachedEquilibrium| {
        let names = finding.concepts.iter().zip(&found.equilibrium).filter_map(|(id, finding)| match finding {
            Finding::Yes => Some(concept_label(id)),
            Finding::No => None,
            Finding::Unknown(_) => Some(format!("{}?", concept_label(id))),
        });
        names.collect::<Vec<_>>().join(" ")
    };
    let (reached, rest): (Vec<_>, Vec<_>) = finding.equilibria.iter().partition(|found| found.by_improvements.is_some());
    let (by_moves, unreached): (Vec<_>, Vec<_>) = rest.into_iter().partition(|found| found.by_moves.is_some());
    for found in &reached {
        let Some(steps) = &found.by_improvements else { continue };
        let long = match steps.steps.len() {
            0 => "the status quo itself".to_owned(),
            number => format!("{} of improvement", count(number as u64, "step", "steps")),
        };
        text += &paragraph(style, 0, "", &format!("State {} ({}): {long}", state(&found.state), concepts(found)));
        text += &way(&finding.frame, &finding.start, steps, style);
    }
    let names = |list: &[&ReachedEquilibrium]| list.iter().map(|found| state(&found.state)).collect::<Vec<_>>().join(", ");
    if !by_moves.is_empty() {
        text += &paragraph(
            style,
            0,
            "",
            &format!("Reached only if someone takes a step that does not improve matters for it: {}.", names(&by_moves)),
        );
    }
    if !unreached.is_empty() {
        text += &paragraph(style, 0, "", &format!("Out of reach by any moves: {}.", names(&unreached)));
    }
    let more = finding.equilibria_count.saturating_sub(finding.equilibria.len() as u64);
    if more > 0 {
        text += &paragraph(style, 0, "", &format!("{} more equilibria are not listed.", grouped(more)));
    }
    text
}
