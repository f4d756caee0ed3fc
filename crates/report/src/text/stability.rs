//! An analysis of stability as text.

use super::sheet::Sheet;
use super::{Style, head, heading, made, paragraph};
use crate::words::{
    abbreviations, by_controller, character, concept_label, concept_letters, count, entry, grouped, in_common, strongest_first,
};
use detente_model::answer::{Answer, ConceptDescription, Count, Finding, StabilityFinding, StateVerdicts};

/// Up to how many states the matrix of all states is shown.
pub(crate) const SMALL: usize = 40;

/// An analysis of stability. `rows` are the verdicts on all states, where there are few enough to show.
#[must_use]
pub fn stability(answer: &Answer<StabilityFinding>, rows: Option<&[StateVerdicts]>, style: Style) -> String {
    let finding = &answer.finding;
    let mut text = head(style, &finding.frame, &answer.headline);
    text += &equilibria(finding, style);
    if let Some(rows) = rows.filter(|rows| rows.len() <= SMALL && !rows.is_empty()) {
        text += &matrix(finding, rows, style);
    }
    text += &counts(finding, style);
    text += &notes(finding, style);
    text += &made(style, &answer.made);
    text
}

fn mark(finding: Finding) -> &'static str {
    match finding {
        Finding::Yes => "E",
        Finding::No => "",
        Finding::Unknown(_) => "?",
    }
}

fn equilibria(finding: &StabilityFinding, style: Style) -> String {
    let frame = &finding.frame;
    let mut text = heading(style, "What would last (equilibria)");
    if finding.listed.is_empty() {
        let surely = if finding.equilibria.iter().any(|count| count.unknown > 0) { "known to be " } else { "" };
        text += &paragraph(style, 0, "", &format!("No state is {surely}an equilibrium under any of the concepts asked for."));
        return text;
    }
    let sorted = strongest_first(&finding.listed);
    if sorted.len() > 1 && finding.not_listed == 0 {
        let (common, open) = in_common(frame, &sorted);
        if !common.is_empty() && !frame.is_graph {
            text += &paragraph(style, 0, "", &format!("All of them have in common: {}.", common.join("; ")));
            text += &paragraph(style, 0, "", &format!("They differ in: {}.", open.join("; ")));
            text += "\n";
        }
    }
    let mut sheet = Sheet::new(10);
    let every = |cell: &dyn Fn(&StateVerdicts) -> String| -> Vec<String> { sorted.iter().map(|row| cell(row)).collect() };
    sheet.row("State", every(&|row| row.state.ordinal.to_string()));
    if frame.axes.iter().all(detente_model::answer::AxisDescription::is_yes_no) {
        sheet.row("Decimal", every(&|row| row.state.decimal.map_or(String::new(), |decimal| decimal.to_string())));
    }
    if frame.is_graph {
        sheet.row("Name", every(&|row| row.state.name.clone().unwrap_or_default()));
    } else {
        for (party, axes) in by_controller(frame) {
            sheet.gap();
            sheet.row(party, Vec::new());
            for index in axes {
                let axis = &frame.axes[index];
                sheet.row(format!("  {}", axis.name), every(&|row| entry(axis, row.state.values[index])));
            }
        }
    }
    sheet.gap();
    for (index, concept) in finding.concepts.iter().enumerate() {
        sheet.row(concept_label(concept.id), every(&|row| mark(row.equilibrium[index]).to_owned()));
    }
    let (table, drawn) = sheet.draw(style, 2);
    text += &table;
    text += "\n";
    text += &paragraph(style, 0, "", "Y yes, N no; E: an equilibrium, stable for every party; ?: not known; blank: not one.");
    let more = finding.not_listed + (sorted.len() - drawn) as u64;
    if more > 0 {
        text += &paragraph(
            style,
            0,
            "",
            &format!(
                "Shown are the first {drawn}, those that hold under the most concepts first. {} more: `detente stability CASE --frame {} --format csv`; \
                 all states: add `--states all`.",
                grouped(more),
                frame.id
            ),
        );
    }
    text
}

/// The letters of the concepts under which a state is stable; `?` where that is not known.
pub(super) fn letters(concepts: &[ConceptDescription], findings: &[Finding], style: Style) -> String {
    let letter = |(letter, finding): (char, &Finding)| match finding {
        Finding::Yes => letter,
        Finding::No => style.blank(),
        Finding::Unknown(_) => '?',
    };
    marks(concepts).into_iter().zip(findings).map(letter).collect()
}

/// The letters of the concepts, no two the same.
fn marks(concepts: &[ConceptDescription]) -> Vec<char> {
    concept_letters(&concepts.iter().map(|concept| concept.id).collect::<Vec<_>>())
}

fn matrix(finding: &StabilityFinding, rows: &[StateVerdicts], style: Style) -> String {
    let frame = &finding.frame;
    let mut text = heading(style, "Who would stay in which state (stability)");
    let short = abbreviations(&frame.parties);
    let mut sheet = Sheet::new(24);
    let mut header: Vec<String> = frame.parties.iter().map(|party| party.name.clone()).collect();
    let fits =
        header.iter().map(|name| name.chars().count().max(finding.concepts.len()) + 2).sum::<usize>() + 22 <= usize::from(style.width());
    if !fits {
        header.clone_from(&short);
    }
    header.push("All".into());
    let lead = |state: &detente_model::answer::StateDescription| {
        let detail = if frame.is_graph || frame.axes.len() > 16 {
            state.name.clone().unwrap_or_default()
        } else {
            frame.axes.iter().zip(&state.values).map(|(axis, value)| character(axis, *value)).collect()
        };
        let quo = if frame.status_quo == Some(state.ordinal) { "*" } else { " " };
        format!("{quo}{:>3}  {detail}", state.ordinal)
    };
    sheet.row("State", header);
    for row in rows {
        let mut cells: Vec<String> = row.stable.iter().map(|findings| letters(&finding.concepts, findings, style)).collect();
        cells.push(letters(&finding.concepts, &row.equilibrium, style));
        sheet.row(lead(&row.state), cells);
    }
    text += &sheet.draw(style, usize::MAX).0;
    text += "\n";
    let legend: Vec<String> =
        marks(&finding.concepts).into_iter().zip(&finding.concepts).map(|(letter, concept)| format!("{letter} {}", concept.name)).collect();
    text += &paragraph(style, 0, "", &format!("{}; {} not stable; ? not known.", legend.join(", "), style.blank()));
    if !frame.is_graph && frame.axes.len() <= 16 {
        let columns: Vec<String> = frame.axes.iter().map(|axis| axis.id.clone()).collect();
        text += &paragraph(style, 0, "", &format!("Places of a state: {}.", columns.join(", ")));
    }
    if !fits {
        let names: Vec<String> = short.iter().zip(&frame.parties).map(|(short, party)| format!("{short} {}", party.name)).collect();
        text += &paragraph(style, 0, "", &format!("{}.", names.join(", ")));
    }
    if rows.iter().any(|row| frame.status_quo == Some(row.state.ordinal)) {
        text += &paragraph(style, 0, "", "* the status quo.");
    }
    text
}

pub(super) fn counted(count: &Count) -> String {
    match (count.yes, count.unknown) {
        (yes, 0) => grouped(yes),
        (0, unknown) => format!("?{}", grouped(unknown)),
        (yes, unknown) => format!("{} ?{}", grouped(yes), grouped(unknown)),
    }
}

fn counts(finding: &StabilityFinding, style: Style) -> String {
    let frame = &finding.frame;
    let mut text = heading(style, &format!("How many of {} hold", count(frame.states, "state", "states")));
    let mut sheet = Sheet::right(14);
    let mut header = vec!["equilibria".to_owned()];
    header.extend(frame.parties.iter().map(|party| party.name.clone()));
    sheet.row("", header);
    for (index, concept) in finding.concepts.iter().enumerate() {
        let mut cells = vec![counted(&finding.equilibria[index])];
        cells.extend(finding.parties.iter().map(|party| counted(&party.stable[index])));
        sheet.row(capital(concept.name), cells);
    }
    text += &sheet.draw(style, usize::MAX).0;
    text += "\n";
    let widest = finding.concepts.iter().map(|concept| concept_label(concept.id).chars().count()).max().unwrap_or(0).max(8);
    for concept in &finding.concepts {
        text += &paragraph(style, 0, &format!("{:<width$}", concept_label(concept.id), width = widest + 1), concept.says);
    }
    text
}

/// With a capital letter.
pub(crate) fn capital(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or(String::new(), |first| first.to_uppercase().chain(characters).collect())
}

fn notes(finding: &StabilityFinding, style: Style) -> String {
    let mut text = String::new();
    let unknown: Vec<String> =
        finding.frame.parties.iter().filter(|party| party.preference_unknown).map(|party| party.name.clone()).collect();
    let counts = finding.equilibria.iter().chain(finding.parties.iter().flat_map(|party| &party.stable));
    if unknown.is_empty() && counts.clone().all(|count| count.unknown == 0) {
        return text;
    }
    text += &heading(style, "What is not known");
    if !unknown.is_empty() {
        text += &paragraph(
            style,
            0,
            "",
            &format!(
                "Nothing is stated about what {} prefers. That is not indifference: whatever depends on it is unknown.",
                crate::words::list(&unknown)
            ),
        );
    }
    text +=
        &paragraph(style, 0, "", "`?` counts states for which the answer depends on preferences that are not stated, or was left open.");
    if finding.concepts.iter().any(|concept| concept.id.starts_with("strong_") || concept.id.starts_with("weak_")) {
        let advice = "So do degrees of strength: where a case does not say what is strongly better (`strong`, `strong_after`, `strong_from`), \
                      only what holds for every strength is known.";
        text += &paragraph(style, 0, "", advice);
    }
    if counts.into_iter().any(|count| count.unknown > 0) {
        let ask = format!("Which missing comparison would settle most: `detente unknowns CASE --frame {}`.", finding.frame.id);
        text += &paragraph(style, 0, "", &ask);
    }
    text
}
