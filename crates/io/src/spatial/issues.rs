//! What came of issues: positions, outcomes and capabilities from three tables.

use super::long::{self, Head};
use super::sheet::{number, read as read_sheet};
use super::{Loaded, ReadSpatial, Unreadable, digest, open};
use detente_model::diagnostic::{Diagnostic, FileId, Files, Span, sort, suggest};
use detente_model::spatial::{Quantity, Spatial};
use indexmap::IndexMap;
use std::path::Path;

/// What is known of issues beside who stood where.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Outcomes {
    /// For each issue the cluster (the column `proposal`) that it belongs to, if any.
    pub clusters: Vec<Option<String>>,
    /// How many lines of positions lacked a position or a salience and were left out.
    pub incomplete_rows: usize,
}

/// A line of the table of issues.
struct Line {
    id: String,
    name: Option<String>,
    proposal: Option<String>,
    reference_point: Option<f64>,
    outcome: Option<f64>,
    span: Span,
}

/// Reads positions (long form, with the column `issue`), issues (`issue`, `outcome`, and if there are any `reference_point`, `name`, `proposal`) and, if given,
/// capabilities (`actor`, `capability`). Lines without a position or a salience are left out and counted.
///
/// # Errors
/// A file cannot be opened. All faults within them are diagnostics.
pub fn read_backtest(positions: &Path, issues: &Path, capability: Option<&Path>) -> Result<(Loaded, Outcomes), Unreadable> {
    let (mut files, mut faults) = (Files::default(), Vec::new());
    let mut contents: Vec<(FileId, Vec<u8>)> = Vec::new();
    for path in [Some(positions), Some(issues), capability].into_iter().flatten() {
        contents.push(open(path, &mut files, &mut faults)?);
    }
    let text = |index: usize| files.text(contents[index].0).to_owned();
    let mut outcomes = Outcomes::default();
    if !faults.is_empty() {
        return Ok((Loaded { files, read: Err(faults) }, outcomes));
    }
    let read = long::read(contents[0].0, &text(0), "issue").unwrap_or_else(|found| {
        faults.extend(found);
        long::Long::default()
    });
    let lines = lines(contents[1].0, &text(1), &mut faults);
    let capabilities = if capability.is_some() { capabilities(contents[2].0, &text(2), &mut faults) } else { IndexMap::new() };
    let bytes: Vec<&[u8]> = contents.iter().map(|(_, bytes)| bytes.as_slice()).collect();
    let mut found = read.spatial("Backtest", digest(&bytes));
    outcomes.incomplete_rows = leave_out_incomplete(&mut found.spatial);
    if faults.is_empty() {
        join(&mut found, &mut outcomes, lines, &mut faults);
        if let Some(path) = capability {
            weigh(&mut found, &capabilities, path);
        }
    }
    sort(&mut faults);
    let read = if faults.iter().any(Diagnostic::is_error) { Err(faults) } else { Ok(found) };
    Ok((Loaded { files, read }, outcomes))
}

fn lines(file: FileId, text: &str, faults: &mut Vec<Diagnostic>) -> Vec<Line> {
    let sheet = read_sheet(file, text, faults);
    let known = ["issue", "outcome", "reference_point", "name", "proposal"];
    let head = Head::new(file, &sheet, &known, &["issue", "outcome"], faults);
    let mut lines = Vec::new();
    for row in &sheet.rows {
        let Some(issue) = head.field(row, "issue") else {
            let place = row.first().map_or(Span::new(file, 0, 0), |field| field.span);
            faults.push(Diagnostic::error("issue", "this line names no issue").at(place, ""));
            continue;
        };
        let mut of = |name: &str, what: &str| head.field(row, name).and_then(|field| number(field, what, faults));
        lines.push(Line {
            reference_point: of("reference_point", "reference point"),
            outcome: of("outcome", "outcome"),
            id: issue.text.clone(),
            name: head.field(row, "name").map(|field| field.text.clone()),
            proposal: head.field(row, "proposal").map(|field| field.text.clone()),
            span: issue.span,
        });
    }
    lines
}

fn capabilities(file: FileId, text: &str, faults: &mut Vec<Diagnostic>) -> IndexMap<String, f64> {
    let sheet = read_sheet(file, text, faults);
    let head = Head::new(file, &sheet, &["actor", "capability"], &["actor", "capability"], faults);
    let mut found = IndexMap::new();
    for row in &sheet.rows {
        let (Some(actor), Some(field)) = (head.field(row, "actor"), head.field(row, "capability")) else { continue };
        match number(field, "capability", faults) {
            Some(number) if number < 0.0 => {
                faults.push(
                    Diagnostic::error("negative", format!("a capability may not be below 0, found `{}`", field.text)).at(field.span, ""),
                );
            }
            Some(number) if found.insert(actor.text.clone(), number).is_some() => {
                faults.push(Diagnostic::error("twice", format!("`{}` has two lines", actor.text)).at(actor.span, "again here"));
            }
            Some(_) | None => {}
        }
    }
    found
}

/// Leaves out stances without a position or a salience, and says how many.
fn leave_out_incomplete(spatial: &mut Spatial) -> usize {
    let mut count = 0;
    for stance in spatial.stances.iter_mut().flatten() {
        if stance.as_ref().is_some_and(|stance| stance.position == Quantity::Missing || stance.salience == Quantity::Missing) {
            *stance = None;
            count += 1;
        }
    }
    count
}

/// Puts outcomes and reference points to the issues.
fn join(found: &mut ReadSpatial, outcomes: &mut Outcomes, lines: Vec<Line>, faults: &mut Vec<Diagnostic>) {
    let mut by_id: IndexMap<String, Line> = IndexMap::new();
    for line in lines {
        if let Some(first) = by_id.get(&line.id) {
            let fault = Diagnostic::error("twice", format!("the issue `{}` has two lines", line.id));
            faults.push(fault.at(line.span, "again here").at(first.span, "first here"));
        } else {
            by_id.insert(line.id.clone(), line);
        }
    }
    let ids: Vec<&str> = found.spatial.issues.iter().map(|issue| issue.id.as_str()).collect();
    for line in by_id.values().filter(|line| !ids.contains(&line.id.as_str())) {
        let help = suggest(&line.id, ids.iter().copied());
        let fault = Diagnostic::error("unknown-name", format!("nobody's position on the issue `{}` is in the table of positions", line.id));
        faults.push(fault.at(line.span, "").maybe_help(help));
    }
    let mut unknown = Vec::new();
    for issue in &mut found.spatial.issues {
        let line = by_id.swap_remove(&issue.id);
        outcomes.clusters.push(line.as_ref().and_then(|line| line.proposal.clone()));
        let Some(line) = line else {
            unknown.push(issue.id.clone());
            continue;
        };
        issue.outcome = line.outcome;
        issue.reference_point = line.reference_point;
        for (at, what) in [(line.outcome, "outcome"), (line.reference_point, "reference point")] {
            if at.is_some_and(|at| at < issue.low || at > issue.high) {
                // the ends were found from the positions alone
                let at = at.unwrap_or_default();
                found.remarks.push(format!("the line of `{}` is drawn out to its {what} {at}", issue.id));
                issue.low = issue.low.min(at);
                issue.high = issue.high.max(at);
            }
        }
        issue.name = line.name.map_or_else(|| issue.id.clone(), |name| format!("{name} ({})", issue.id));
    }
    if !unknown.is_empty() {
        found.remarks.push(format!("{} have positions and no line in the table of issues", unknown.join(", ")));
    }
}

/// Gives actors their capabilities on all issues.
fn weigh(found: &mut ReadSpatial, capabilities: &IndexMap<String, f64>, path: &Path) {
    let without: Vec<&str> =
        found.spatial.actors.iter().map(|actor| actor.id.as_str()).filter(|id| !capabilities.contains_key(*id)).collect();
    if !without.is_empty() {
        found.remarks.push(format!("without a capability in the table, and so taken at the middle of the others: {}", without.join(", ")));
    }
    for stances in &mut found.spatial.stances {
        for (actor, stance) in found.spatial.actors.iter().zip(stances) {
            if let Some(stance) = stance {
                stance.capability = capabilities.get(&actor.id).map_or(Quantity::Missing, |number| Quantity::Known(*number));
            }
        }
    }
    found.capability = format!("the table {}", path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned()));
}
