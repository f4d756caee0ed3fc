//! KTAB's spatial model in CSV.
//!
//! The first line has a name, perhaps further words, and how many actors and dimensions there are; the second the heads of the columns; then
//! comes a line for each actor: name, description, influence, and for each dimension a position (0 to 100) and a salience (in
//! per cent). Lines may end in commas. Nothing is quoted: where a line has too many fields, the description has commas in it.

use super::gathered::{Gathered, Positions, quantity, shown};
use super::lines::{Line, lines};
use super::sheet::Field;
use detente_model::diagnostic::FileId;
use detente_model::spatial::{Quantity, Spatial, Stance};
use detente_model::{Diagnostic, Span};
use std::fmt::Write as _;

/// Columns before the dimensions.
const FIXED: usize = 3;
/// The ends of all lines.
pub(super) const ENDS: (f64, f64) = (0.0, 100.0);

/// Whether a text looks like it: two counts at the end of the first line, and a head that begins with the actor.
pub(crate) fn recognises(text: &str) -> bool {
    let mut lines = text.trim_start_matches('\u{feff}').lines().filter(|line| !line.trim().is_empty());
    let (Some(first), Some(head)) = (lines.next(), lines.next()) else { return false };
    let filled: Vec<&str> = first.split(',').map(str::trim).filter(|field| !field.is_empty()).collect();
    let is_count = |field: &&str| field.parse::<u32>().is_ok();
    filled.len() > 2 && filled[filled.len() - 2..].iter().all(is_count) && head.trim_start().to_lowercase().starts_with("actor,")
}

/// Reads a file.
pub(crate) fn read(file: FileId, text: &str) -> Result<Positions, Vec<Diagnostic>> {
    let mut faults = Vec::new();
    let lines = lines(file, text, ',', '"');
    let [first, head, rest @ ..] = lines.as_slice() else {
        let message = "the file has fewer than two lines, expected names and counts, heads, and a line for each actor";
        return Err(vec![Diagnostic::error("empty", message).at(Span::new(file, 0, 0), "")]);
    };
    let mut gathered = Gathered::new("the column of influence");
    let counts = counts(first, &mut gathered, &mut faults);
    let heads = without_empty(&head.fields, 0);
    let dimensions = (heads.len().saturating_sub(FIXED)) / 2;
    if heads.len() < FIXED + 2 || !(heads.len() - FIXED).is_multiple_of(2) {
        let message = format!("the head has {} columns, expected 3 and two for each dimension: position and salience", heads.len());
        faults.push(Diagnostic::error("columns", message).at(head.span, ""));
        return Err(faults);
    }
    for field in heads[FIXED..].iter().step_by(2) {
        let name = match field.text.to_lowercase().strip_suffix("position") {
            Some(rest) if !rest.trim().is_empty() => field.text[..rest.len()].trim().to_owned(),
            _ => field.text.clone(),
        };
        let id = Field { text: name, span: field.span };
        gathered.issue(&id, &id.text, Some(ENDS), &mut faults);
    }
    let issues = gathered.issue_ids();
    if issues.len() == dimensions {
        for line in rest {
            actor(line, &issues, &mut gathered, &mut faults);
        }
    }
    if let Some((actors, dimensions_said)) = counts {
        count("actors", &actors, gathered.actors(), &mut faults);
        count("dimensions", &dimensions_said, dimensions, &mut faults);
    }
    let found = gathered.finish(true, &mut faults);
    detente_model::diagnostic::sort(&mut faults);
    found.filter(|_| faults.is_empty()).ok_or(faults)
}

/// Fields without the empty ones at the end, of which so many stay.
fn without_empty(fields: &[Field], least: usize) -> &[Field] {
    let filled = fields.iter().rposition(|field| !field.text.is_empty()).map_or(0, |last| last + 1);
    &fields[..filled.max(least.min(fields.len()))]
}

/// The two counts at the end of the first line; what stands before is the title.
fn counts(line: &Line, gathered: &mut Gathered, faults: &mut Vec<Diagnostic>) -> Option<(Field, Field)> {
    let fields = without_empty(&line.fields, 0);
    let [said @ .., actors, dimensions] = fields else {
        let message = "the first line has fewer than two fields, expected a name and two counts: actors and dimensions";
        faults.push(Diagnostic::error("counts", message).at(line.span, ""));
        return None;
    };
    let words: Vec<&str> = said.iter().map(|field| field.text.as_str()).filter(|text| !text.is_empty()).collect();
    gathered.title = if words.is_empty() { "Positions".into() } else { words.join(", ") };
    Some((actors.clone(), dimensions.clone()))
}

fn count(what: &str, said: &Field, found: usize, faults: &mut Vec<Diagnostic>) {
    if said.text.parse() != Ok(found) {
        let message = format!("the first line says that there are `{}` {what}, found {found}", shown(&said.text));
        faults.push(Diagnostic::error("counts", message).at(said.span, ""));
    }
}

fn actor(line: &Line, issues: &[String], gathered: &mut Gathered, faults: &mut Vec<Diagnostic>) {
    let expected = FIXED + 2 * issues.len();
    let fields = without_empty(&line.fields, expected);
    let Some(extra) = fields.len().checked_sub(expected) else {
        let message = format!("the line has {} fields, expected {expected}", fields.len());
        faults.push(Diagnostic::error("columns", message).at(line.span, ""));
        return;
    };
    let id = &fields[0];
    let description: Vec<&str> = fields[1..2 + extra].iter().map(|field| field.text.as_str()).collect();
    gathered.actor(id, &description.join(", "), faults);
    let numbers = &fields[2 + extra..];
    let capability = quantity(&numbers[0], "influence", false, faults);
    for (issue, pair) in issues.iter().zip(numbers[1..].chunks_exact(2)) {
        let position = quantity(&pair[0], "position", true, faults);
        let salience = quantity(&pair[1], "salience", false, faults);
        let (Some(position), Some(salience), Some(capability)) = (position, salience, capability) else { continue };
        let issue = Field { text: issue.clone(), span: pair[0].span };
        gathered.stance(id, &issue, Some(Stance { position, salience, capability, source: None }), faults);
    }
}

/// Writes a file, or says everything that the format cannot say: lines other than from 0 to 100, ranges, and actors that stand
/// on some issues only or weigh differently on them.
///
/// # Errors
/// All reasons why it cannot be written.
pub fn write(spatial: &Spatial) -> Result<String, Vec<Diagnostic>> {
    let mut reasons = Vec::new();
    let mut refuse = |message: String| reasons.push(Diagnostic::error("not-written", message));
    let plain = |text: &str| text.replace([',', '\n', '\r', '"'], " ").trim().to_owned();
    let mut text = format!("{},Scenario,{},{},\n", plain(&spatial.title), spatial.actors.len(), spatial.issues.len());
    text.push_str("Actor,Description,Influence,");
    for issue in &spatial.issues {
        if (issue.low, issue.high) != ENDS {
            refuse(format!("the line of `{}` runs from {} to {}, expected 0 to 100", issue.id, issue.low, issue.high));
        }
        let _ = write!(text, "{0} Position,{0} Salience,", plain(&issue.id));
    }
    text.push('\n');
    for (actor, index) in spatial.actors.iter().zip(0..) {
        let stances: Vec<Option<&Stance>> = spatial.stances.iter().map(|row| row.get(index).and_then(Option::as_ref)).collect();
        let mut capability = None;
        let mut numbers = String::new();
        for (issue, stance) in spatial.issues.iter().zip(stances) {
            let Some(stance) = stance else {
                refuse(format!("`{}` takes no part in `{}`", actor.id, issue.id));
                continue;
            };
            let (Quantity::Known(position), Quantity::Known(salience), Quantity::Known(weight)) =
                (stance.position, stance.salience, stance.capability)
            else {
                refuse(format!("`{}` has a number on `{}` that is not known, or only between bounds", actor.id, issue.id));
                continue;
            };
            if *capability.get_or_insert(weight) != weight {
                refuse(format!("`{}` weighs {weight} on `{}`, and something else on another issue", actor.id, issue.id));
            }
            // nine places are more than anybody codes, and hide what dividing by 100 left
            let _ = write!(numbers, "{position},{},", (salience * 1e11).round() / 1e9);
        }
        let name = plain(&actor.name);
        let _ = writeln!(text, "{},{name},{},{numbers}", plain(&actor.id), capability.unwrap_or_default());
    }
    if reasons.is_empty() { Ok(text) } else { Err(reasons) }
}
