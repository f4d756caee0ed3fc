//! Files of exchange models: lines that begin with `#A` (an actor), `#P` (an issue), `#M` (what a place on an issue means), `#D` (where an
//! actor stands: actor, issue, position, salience, power), `#O` (the title) and `#/` (a remark). Fields are separated by semicolons, commas or tabs,
//! as after the first mark, and may stand between single quotes.

use super::gathered::{Gathered, Positions, quantity, shown};
use super::lines::{Line, lines};
use super::sheet::Field;
use detente_model::diagnostic::{self, FileId};
use detente_model::spatial::Stance;
use detente_model::{Diagnostic, Span};

/// Whether a text looks like it.
pub(crate) fn recognises(text: &str) -> bool {
    separator(text).is_some()
}

/// What separates fields: what stands behind the first mark.
fn separator(text: &str) -> Option<char> {
    let first = text.trim_start_matches('\u{feff}').lines().find(|line| !line.trim().is_empty())?.trim_start();
    let quoted = first.strip_prefix('\'');
    let mark = quoted.unwrap_or(first).strip_prefix('#')?;
    let rest = mark.strip_prefix(|mark: char| mark.is_ascii_alphabetic() || mark == '/')?;
    let rest = if quoted.is_some() { rest.strip_prefix('\'')? } else { rest };
    rest.chars().next().filter(|separator| [';', ',', '\t'].contains(separator))
}

/// Reads a file.
pub(crate) fn read(file: FileId, text: &str) -> Result<Positions, Vec<Diagnostic>> {
    let Some(separator) = separator(text) else {
        let message = "the first line does not begin with a mark such as `#A;`";
        return Err(vec![Diagnostic::error("marks", message).at(Span::new(file, 0, 0), "")]);
    };
    let mut faults = Vec::new();
    let mut gathered = Gathered::new("the column of power");
    let lines = lines(file, text, separator, '\'');
    // what is declared may stand behind what uses it
    for (line, mark) in lines.iter().zip(marks(&lines)) {
        let field = |index: usize| line.fields.get(index).map_or("", |field| field.text.as_str());
        match mark {
            "#A" | "#P" if line.fields.len() < 2 => faults.push(short(line, 2)),
            "#A" => gathered.actor(&line.fields[1], field(2), &mut faults),
            "#P" => gathered.issue(&line.fields[1], field(2), None, &mut faults),
            "#O" if gathered.title.is_empty() => field(1).clone_into(&mut gathered.title),
            "#O" | "#/" | "#M" | "#D" => {}
            other => {
                let message = format!("found the mark `{}`, expected #A, #P, #M, #D, #O or #/", shown(other));
                faults.push(Diagnostic::error("marks", message).at(line.fields[0].span, ""));
            }
        }
    }
    for (line, mark) in lines.iter().zip(marks(&lines)) {
        match (mark, line.fields.as_slice()) {
            ("#M", [_, issue, place, rest @ ..]) => {
                gathered.meaning(issue, place, rest.first().map_or("", |field| field.text.as_str()), &mut faults);
            }
            ("#M", _) => faults.push(short(line, 3)),
            ("#D", [_, actor, issue, position, salience, power, ..]) => {
                let position = quantity(position, "position", true, &mut faults);
                let salience = quantity(salience, "salience", false, &mut faults);
                let capability = quantity(power, "power", false, &mut faults);
                let stance = position.zip(salience).zip(capability);
                let stance = stance.map(|((position, salience), capability)| Stance { position, salience, capability, source: None });
                gathered.stance(actor, issue, stance, &mut faults);
            }
            ("#D", _) => faults.push(short(line, 6)),
            _ => {}
        }
    }
    if gathered.title.is_empty() {
        gathered.title = "Positions".into();
    }
    let found = gathered.finish(false, &mut faults);
    diagnostic::sort(&mut faults);
    found.filter(|_| faults.is_empty()).ok_or(faults)
}

fn marks(lines: &[Line]) -> impl Iterator<Item = &str> {
    lines.iter().map(|line| line.fields.first().map_or("", |field: &Field| field.text.as_str()))
}

fn short(line: &Line, expected: usize) -> Diagnostic {
    Diagnostic::error("columns", format!("the line has {} fields, expected {expected}", line.fields.len())).at(line.span, "")
}
