//! Workbooks: a sheet in the long form, and if there is one a sheet of issues. They are known by the heads of their columns, whatever the
//! sheets are called: positions have `actor` and `position`; issues have `issue` and `outcome` or `reference_point`, and no `actor`.
//!
//! Places of faults are in the sheets as texts, row by row: the line is the number of the row.

mod workbook;
mod zip;

pub(crate) use workbook::recognises;

use super::gathered::{Positions, shown};
use super::long;
use super::sheet::{self, Field, Row, Sheet, is_missing, number};
use crate::given::Given;
use detente_model::diagnostic::{self, FileId, Files};
use detente_model::spatial::SpatialIssue;
use detente_model::{Diagnostic, Span};
use std::collections::HashMap;

/// The sheets as files.
pub(crate) fn texts(given: &[Given]) -> Files {
    let mut files = Files::default();
    for file in given {
        let sheets = workbook::sheets(&file.bytes).unwrap_or_default();
        if sheets.is_empty() {
            files.add(file.name.clone(), "");
        }
        for sheet in sheets {
            files.add(format!("{} [{}]", file.name, sheet.name), sheet.text);
        }
    }
    files
}

/// Reads a workbook.
pub(crate) fn read(given: &Given) -> Result<Positions, Vec<Diagnostic>> {
    let refuse = |message: String| vec![Diagnostic::error("workbook", message).at(Span::new(FileId(0), 0, 0), "")];
    let sheets = workbook::sheets(&given.bytes).map_err(|fault| refuse(format!("the workbook cannot be read: {fault}")))?;
    let mut faults = Vec::new();
    let mut tables: Vec<(FileId, &workbook::SheetText, Sheet)> = Vec::new();
    for (sheet, file) in sheets.iter().zip((0..).map(FileId)) {
        // faults of sheets that are not read do not matter
        tables.push((file, sheet, sheet::read(file, &sheet.text, &mut Vec::new())));
    }
    let has = |table: &Sheet, name: &str| table.head.iter().any(|field| head(field) == name);
    let is_positions = |table: &Sheet| has(table, "actor") && has(table, "position");
    let is_issues = |table: &Sheet| has(table, "issue") && !has(table, "actor") && (has(table, "outcome") || has(table, "reference_point"));
    let mut positions = tables.iter().filter(|(_, _, table)| is_positions(table));
    let Some((file, sheet, _)) = positions.next() else {
        return Err(refuse("no sheet has the columns `actor` and `position` in its first row".into()));
    };
    let mut remarks = vec![format!("positions are from the sheet `{}`", sheet.name)];
    remarks.extend(positions.map(|(_, other, _)| format!("the sheet `{}` has positions too, and is not read", other.name)));
    let long = long::read(*file, &sheet.text, given.stem()).map_err(|mut found| faults.append(&mut found));
    let found = long.ok().map(|long| long.spatial(given.stem(), String::new()));
    let mut issues = tables.iter().filter(|(_, _, table)| is_issues(table));
    let issue_sheet = issues.next();
    let Some(mut found) = found else { return Err(faults) };
    if let Some((file, sheet, _)) = issue_sheet {
        let table = sheet::read(*file, &sheet.text, &mut faults);
        join(&table, &mut found.spatial.issues, &mut faults);
        remarks.push(format!("outcomes and reference points are from the sheet `{}`", sheet.name));
    }
    diagnostic::sort(&mut faults);
    if faults.iter().any(Diagnostic::is_error) {
        return Err(faults);
    }
    remarks.extend(faults.into_iter().map(|warning| warning.message));
    remarks.extend(found.remarks);
    let meanings = vec![Vec::new(); found.spatial.issues.len()];
    if found.spatial.title.is_empty() {
        found.spatial.title = "Positions".into();
    }
    Ok(Positions { spatial: found.spatial, meanings, capability: found.capability, remarks })
}

/// What a head of a column means.
fn head(field: &Field) -> String {
    field.text.to_lowercase().replace(' ', "_")
}

/// Puts outcomes, reference points, names and ends to the issues.
fn join(table: &Sheet, issues: &mut [SpatialIssue], faults: &mut Vec<Diagnostic>) {
    let column = |name: &str| table.head.iter().position(|field| head(field) == name);
    let field = |row: &Row, name: &str| column(name).and_then(|at| row.get(at)).filter(|field| !is_missing(field)).cloned();
    let by_id: HashMap<String, usize> = issues.iter().enumerate().map(|(index, issue)| (issue.id.clone(), index)).collect();
    let mut seen: HashMap<usize, Span> = HashMap::new();
    for row in &table.rows {
        let Some(id) = field(row, "issue") else { continue };
        let Some(index) = by_id.get(&id.text).copied() else {
            let message = format!("nobody has a position on the issue `{}`", shown(&id.text));
            faults.push(Diagnostic::warning("unknown-name", message).at(id.span, ""));
            continue;
        };
        if let Some(first) = seen.insert(index, id.span) {
            let message = format!("the issue `{}` has two rows, expected one", shown(&id.text));
            faults.push(Diagnostic::error("twice", message).at(id.span, "again here").at(first, "first here"));
            continue;
        }
        let mut of = |name: &str| field(row, name).and_then(|field| number(&field, name, faults).map(|number| (number, field.span)));
        let (low, high) = (of("low"), of("high"));
        let (reference, outcome) = (of("reference_point"), of("outcome"));
        let issue = &mut issues[index];
        issue.low = low.map_or(issue.low, |(low, _)| low);
        issue.high = high.map_or(issue.high, |(high, _)| high);
        if issue.low >= issue.high {
            let message = format!("the line of `{}` needs a low end below its high end", shown(&issue.id));
            faults.push(Diagnostic::error("line", message).at(id.span, ""));
        }
        for place in [reference, outcome].into_iter().flatten().map(|(place, _)| place) {
            issue.low = issue.low.min(place);
            issue.high = issue.high.max(place);
        }
        issue.reference_point = reference.map(|(place, _)| place);
        issue.outcome = outcome.map(|(place, _)| place);
        if let Some(name) = field(row, "name") {
            issue.name = name.text;
        }
    }
}
