//! The long form: a line for each actor and issue.
//!
//! | column | what | if absent |
//! |---|---|---|
//! | `actor` | who | needed |
//! | `position` | the place it wants most | needed; empty: not known |
//! | `salience` | how much it cares: 0 to 1, or 0 to 100 where any is above 1 | not known |
//! | `capability` (also `power` or `influence`) | what it weighs, 0 or more | not known |
//! | `issue` | on what | one issue, called after the file |
//! | `low`, `high` | the ends of the issue's line | see below |
//! | `source` | what it rests on | |
//!
//! Columns come in any order and any case; others are left alone. A number may be a range, `40..60`, or triangular, `40..50..60` (lower, most likely, upper). Where
//! no line names the ends of a line: 0 to 100 (or 0 to 1) if all positions of the file lie between and both ends occur, else the outermost positions of the issue.

use super::ReadSpatial;
use super::sheet::{Field, Row, Sheet, is_missing, number, read as read_sheet};
use detente_model::diagnostic::{Diagnostic, FileId, Span, sort, suggest};
use detente_model::spatial::{Actor, Quantity, Spatial, SpatialIssue, Stance};
use indexmap::{IndexMap, IndexSet};

/// The columns that are read.
const COLUMNS: [&str; 10] = ["actor", "position", "salience", "capability", "power", "influence", "issue", "low", "high", "source"];

/// What was read, before anything outside the file is known.
#[derive(Debug, Default)]
pub(super) struct Long {
    pub(super) actors: IndexSet<String>,
    /// Each issue with its stances by actor.
    pub(super) issues: IndexMap<String, Vec<(usize, Stance)>>,
    /// The ends of lines that are stated.
    ends: IndexMap<String, (Option<f64>, Option<f64>)>,
    has_capability: bool,
    is_per_cent: bool,
    pub(super) remarks: Vec<String>,
}

/// Where the columns are.
pub(super) struct Head<'s> {
    fields: &'s Row,
}

impl<'s> Head<'s> {
    pub(super) fn new(file: FileId, sheet: &'s Sheet, known: &[&str], needed: &[&str], faults: &mut Vec<Diagnostic>) -> Self {
        let head = Self { fields: &sheet.head };
        let place = sheet.head.first().map_or(Span::new(file, 0, 0), |field| field.span);
        for name in needed.iter().filter(|name| head.column(name).is_none()) {
            let found: Vec<&str> = sheet.head.iter().map(|field| field.text.as_str()).collect();
            let near = found.iter().find(|found| suggest(found, [*name]).is_some());
            let help = near.map_or_else(|| format!("the first line has {}", found.join(", ")), |near| format!("is `{near}` meant?"));
            let fault = Diagnostic::error("column", format!("there is no column `{name}`: the first line names the columns"));
            faults.push(fault.at(place, "").help(help));
        }
        for name in known {
            let mut twice = sheet.head.iter().filter(|field| field.text.eq_ignore_ascii_case(name));
            if let (Some(first), Some(again)) = (twice.next(), twice.next()) {
                let fault = Diagnostic::error("column", format!("the column `{name}` is there twice"));
                faults.push(fault.at(again.span, "again here").at(first.span, "first here"));
            }
        }
        head
    }

    pub(super) fn column(&self, name: &str) -> Option<usize> {
        self.fields.iter().position(|field| field.text.eq_ignore_ascii_case(name))
    }

    /// The field of a row, if there is such a column and the field says something.
    pub(super) fn field<'r>(&self, row: &'r Row, name: &str) -> Option<&'r Field> {
        row.get(self.column(name)?).filter(|field| !is_missing(field))
    }
}

/// Reads a table in the long form.
pub(super) fn read(file: FileId, text: &str, name: &str) -> Result<Long, Vec<Diagnostic>> {
    let mut faults = Vec::new();
    let sheet = read_sheet(file, text, &mut faults);
    let head = Head::new(file, &sheet, &COLUMNS, &["actor", "position"], &mut faults);
    let mut long = Long::default();
    let mut seen: IndexMap<(String, String), Span> = IndexMap::new();
    for row in &sheet.rows {
        if head.column("actor").is_some() && head.column("position").is_some() {
            long.row(&head, row, name, &mut seen, &mut faults);
        }
    }
    if sheet.rows.is_empty() && faults.is_empty() {
        faults.push(Diagnostic::error("empty", "the table has no lines under its head").at(Span::new(file, 0, 0), ""));
    }
    long.finish(&sheet, &head, &mut faults);
    sort(&mut faults);
    if faults.iter().any(Diagnostic::is_error) { Err(faults) } else { Ok(long) }
}

impl Long {
    fn row(&mut self, head: &Head<'_>, row: &Row, name: &str, seen: &mut IndexMap<(String, String), Span>, faults: &mut Vec<Diagnostic>) {
        let Some(actor) = head.field(row, "actor") else {
            let place = row.first().map_or(Span::new(FileId(0), 0, 0), |field| field.span);
            faults.push(Diagnostic::error("actor", "this line names no actor").at(place, ""));
            return;
        };
        let issue = head.field(row, "issue").map_or_else(|| name.to_owned(), |field| field.text.clone());
        if let Some(first) = seen.insert((issue.clone(), actor.text.clone()), actor.span) {
            let fault = Diagnostic::error("twice", format!("`{}` has two lines on `{issue}`", actor.text));
            faults.push(fault.at(actor.span, "again here").at(first, "first here"));
        }
        let mut of = |name: &str| head.field(row, name).map_or(Some(Quantity::Missing), |field| quantity(field, name, faults));
        let capability = ["capability", "influence"].into_iter().find(|name| head.column(name).is_some()).unwrap_or("power");
        let (position, salience, capability_of) = (of("position"), of("salience"), of(capability));
        for (name, quantity) in [("salience", salience), (capability, capability_of)] {
            if let (Some(field), Some(low)) = (head.field(row, name), quantity.and_then(lowest))
                && low < 0.0
            {
                faults
                    .push(Diagnostic::error("negative", format!("a {name} may not be below 0, found `{}`", field.text)).at(field.span, ""));
            }
        }
        for (end, at) in ["low", "high"].into_iter().zip(0..) {
            if let Some(field) = head.field(row, end)
                && let Some(number) = number(field, "end of the line", faults)
            {
                let ends = self.ends.entry(issue.clone()).or_default();
                let end = if at == 0 { &mut ends.0 } else { &mut ends.1 };
                if end.is_some_and(|known| known.to_bits() != number.to_bits()) {
                    let message = format!("another line gives the line of `{issue}` another end");
                    faults.push(Diagnostic::error("line", message).at(field.span, ""));
                }
                *end = Some(number);
            }
        }
        let Some(((position, salience), capability)) = position.zip(salience).zip(capability_of) else { return };
        self.has_capability |= capability != Quantity::Missing;
        self.is_per_cent |= highest(salience).is_some_and(|high| high > 1.0);
        let (actor, _) = self.actors.insert_full(actor.text.clone());
        let source = head.field(row, "source").map(|field| field.text.clone());
        self.issues.entry(issue).or_default().push((actor, Stance { position, salience, capability, source }));
    }

    /// What can only be judged once all lines are read.
    fn finish(&mut self, sheet: &Sheet, head: &Head<'_>, faults: &mut Vec<Diagnostic>) {
        if self.is_per_cent {
            self.remarks.push("saliences are read as per cent, since some are above 1".into());
            for (_, stance) in self.issues.values_mut().flatten() {
                stance.salience = scaled(stance.salience, 0.01);
            }
        }
        let largest = if self.is_per_cent { 100.0 } else { 1.0 };
        for row in &sheet.rows {
            if let Some(field) = head.field(row, "salience")
                && let Some(high) = quantity(field, "salience", &mut Vec::new()).and_then(highest)
                && high > largest
            {
                let message = format!("a salience lies between 0 and 1, or 0 and 100; found `{}`", field.text);
                faults.push(Diagnostic::error("salience", message).at(field.span, ""));
            }
        }
        for (issue, (low, high)) in &self.ends {
            let row = sheet.rows.iter().find(|row| head.field(row, "low").is_some() || head.field(row, "high").is_some());
            let place = row.and_then(|row| row.first()).map_or(Span::new(FileId(0), 0, 0), |field| field.span);
            match (low, high) {
                (Some(low), Some(high)) if low < high => {
                    let outside = |stance: &Stance| {
                        lowest(stance.position).is_some_and(|at| at < *low) || highest(stance.position).is_some_and(|at| at > *high)
                    };
                    if let Some((actor, _)) = self.issues.get(issue).into_iter().flatten().find(|(_, stance)| outside(stance)) {
                        let message =
                            format!("the position of `{}` on `{issue}` lies outside its line from {low} to {high}", self.actors[*actor]);
                        faults.push(Diagnostic::error("line", message).at(place, "the line is given here"));
                    }
                }
                _ => faults
                    .push(Diagnostic::error("line", format!("the line of `{issue}` needs a low end below its high end")).at(place, "")),
            }
        }
    }

    /// The ends of the lines of issues that state none: one scale for all, if the positions show one.
    pub(super) fn scale(&self) -> Option<(f64, f64)> {
        let places: Vec<f64> =
            self.issues.values().flatten().flat_map(|(_, stance)| [lowest(stance.position), highest(stance.position)]).flatten().collect();
        let low = places.iter().copied().fold(f64::INFINITY, f64::min);
        let high = places.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        [(0.0, 100.0), (0.0, 1.0)].into_iter().find(|(from, to)| (low - from).abs() < f64::EPSILON && (high - to).abs() < f64::EPSILON)
    }

    /// The line of an issue.
    fn line(&self, issue: &str, stances: &[(usize, Stance)], scale: Option<(f64, f64)>) -> (f64, f64) {
        if let Some((Some(low), Some(high))) = self.ends.get(issue) {
            return (*low, *high);
        }
        if let Some(scale) = scale {
            return scale;
        }
        let low = stances.iter().filter_map(|(_, stance)| lowest(stance.position)).fold(f64::INFINITY, f64::min);
        let high = stances.iter().filter_map(|(_, stance)| highest(stance.position)).fold(f64::NEG_INFINITY, f64::max);
        // a line has two ends, also where everybody agrees or nobody is known
        match (low.is_finite(), low < high) {
            (true, true) => (low, high),
            (true, false) => (low - 0.5, low + 0.5),
            (false, _) => (0.0, 1.0),
        }
    }

    /// As a whole.
    pub(super) fn spatial(mut self, title: &str, digest: String) -> ReadSpatial {
        let scale = self.scale();
        let actors = self.actors.iter().map(|id| Actor { id: id.clone(), name: id.clone() }).collect();
        let mut spatial = Spatial { title: title.to_owned(), actors, ..Spatial::default() };
        for (id, stances) in &self.issues {
            let (low, high) = self.line(id, stances, scale);
            spatial.issues.push(SpatialIssue { id: id.clone(), name: id.clone(), low, high, reference_point: None, outcome: None });
            let mut row = vec![None; self.actors.len()];
            for (actor, stance) in stances {
                row[*actor] = Some(stance.clone());
            }
            spatial.stances.push(row);
        }
        if scale.is_none() && self.ends.len() < self.issues.len() {
            self.remarks.push("lines run between the outermost positions of each issue, since no ends are stated".into());
        }
        let capability = if self.has_capability { "the column `capability`".into() } else { "none: the table has no capabilities".into() };
        ReadSpatial { spatial, capability, remarks: self.remarks, digest }
    }
}

fn lowest(quantity: Quantity) -> Option<f64> {
    match quantity {
        Quantity::Known(low) | Quantity::Between { low, .. } | Quantity::Around { low, .. } | Quantity::Triangular { low, .. } => Some(low),
        Quantity::Missing => None,
    }
}

fn highest(quantity: Quantity) -> Option<f64> {
    match quantity {
        Quantity::Known(high) | Quantity::Between { high, .. } | Quantity::Around { high, .. } | Quantity::Triangular { high, .. } => {
            Some(high)
        }
        Quantity::Missing => None,
    }
}

fn scaled(quantity: Quantity, by: f64) -> Quantity {
    match quantity {
        Quantity::Known(number) => Quantity::Known(number * by),
        Quantity::Between { low, high } => Quantity::Between { low: low * by, high: high * by },
        Quantity::Around { low, at, high } => Quantity::Around { low: low * by, at: at * by, high: high * by },
        Quantity::Triangular { low, mode, high } => Quantity::Triangular { low: low * by, mode: mode * by, high: high * by },
        Quantity::Missing => Quantity::Missing,
    }
}

/// A number, a range or a triangle; none and a fault if it is none.
fn quantity(field: &Field, what: &str, faults: &mut Vec<Diagnostic>) -> Option<Quantity> {
    let part = |text: &str, faults: &mut Vec<Diagnostic>| number(&Field { text: text.trim().to_owned(), span: field.span }, what, faults);
    let parts: Vec<&str> = field.text.split("..").collect();
    let numbers: Vec<f64> = parts.iter().map(|text| part(text, faults)).collect::<Option<_>>()?;
    let in_order = numbers.windows(2).all(|pair| pair[0] <= pair[1]);
    match numbers.as_slice() {
        [number] => Some(Quantity::Known(*number)),
        [low, high] if in_order => Some(Quantity::Between { low: *low, high: *high }),
        [low, mode, high] if in_order => Some(Quantity::Triangular { low: *low, mode: *mode, high: *high }),
        _ => {
            let message =
                format!("expected a number, `low..high` or `low..likely..high` for the {what}, in rising order; found `{}`", field.text);
            faults.push(Diagnostic::error("range", message).at(field.span, ""));
            None
        }
    }
}
