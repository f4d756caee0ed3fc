//! A table as text: fields with their places.
//!
//! Fields are separated by commas, or by semicolons or tabs if the first line has more of them; quoted fields may hold separators, line ends and doubled quotes.

use detente_model::diagnostic::{Diagnostic, FileId, Span};

/// A field as it is meant, and where it stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Field {
    pub(crate) text: String,
    pub(crate) span: Span,
}

/// A line of a table.
pub(crate) type Row = Vec<Field>;

/// A table with a head.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Sheet {
    pub(crate) head: Row,
    pub(crate) rows: Vec<Row>,
}

/// Splits a text into rows. Lines that are empty are left out.
pub(crate) fn read(file: FileId, text: &str, faults: &mut Vec<Diagnostic>) -> Sheet {
    let begin = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let first = text[begin..].lines().next().unwrap_or_default();
    let separator = [',', ';', '\t'].into_iter().rev().max_by_key(|mark| first.matches(*mark).count()).unwrap_or(',');
    let mut rows = rows(file, text, begin, separator, faults).into_iter();
    let head = rows.next().unwrap_or_default();
    let rows: Vec<Row> = rows.collect();
    for row in &rows {
        // further fields that are empty are what spreadsheets leave
        let extra = row.iter().skip(head.len()).find(|field| !field.text.is_empty());
        if let Some(field) = extra {
            let message = format!("this line has {} fields, and the head has {}", row.len(), head.len());
            faults.push(Diagnostic::error("columns", message).at(field.span, "").help("put fields that hold the separator in quotes"));
        }
    }
    Sheet { head, rows }
}

fn rows(file: FileId, text: &str, begin: usize, separator: char, faults: &mut Vec<Diagnostic>) -> Vec<Row> {
    let (mut rows, mut row) = (Vec::new(), Row::new());
    let mut at = begin;
    while at <= text.len() {
        let (field, next) = field(file, text, at, separator, faults);
        row.push(field);
        at = next;
        let mark = text[at..].chars().next();
        at += mark.map_or(1, char::len_utf8);
        if mark == Some(separator) {
            continue;
        }
        if mark == Some('\r') && text[at..].starts_with('\n') {
            at += 1;
        }
        let whole = std::mem::take(&mut row);
        if whole.iter().any(|field| !field.text.is_empty()) {
            rows.push(whole);
        }
    }
    rows
}

/// The field that begins at `start`, and where its separator, line end or the end of the text stands.
fn field(file: FileId, text: &str, start: usize, separator: char, faults: &mut Vec<Diagnostic>) -> (Field, usize) {
    let ends = |mark: char| mark == separator || mark == '\n' || mark == '\r';
    let rest = &text[start..];
    if !rest.starts_with('"') {
        let length = rest.find(ends).unwrap_or(rest.len());
        let span = Span::new(file, start, start + length);
        return (Field { text: rest[..length].trim().to_owned(), span }, start + length);
    }
    let (mut found, mut at) = (String::new(), start + 1);
    loop {
        match text[at..].find('"') {
            None => {
                let fault = Diagnostic::error("quote", "this quote is not closed").at(Span::new(file, start, start + 1), "opened here");
                faults.push(fault);
                found.push_str(&text[at..]);
                return (Field { text: found, span: Span::new(file, start, text.len()) }, text.len());
            }
            Some(quote) => {
                found.push_str(&text[at..at + quote]);
                at += quote + 1;
                if text[at..].starts_with('"') {
                    found.push('"');
                    at += 1;
                } else {
                    break;
                }
            }
        }
    }
    let after = text[at..].find(ends).unwrap_or(text.len() - at);
    if !text[at..at + after].trim().is_empty() {
        let fault = Diagnostic::error("quote", "nothing may follow a closing quote within a field");
        faults.push(fault.at(Span::new(file, at, at + after), "").help("double a quote that is part of the text: \"\""));
    }
    (Field { text: found.trim().to_owned(), span: Span::new(file, start, at + after) }, at + after)
}

/// The number of a field; none and a fault if it is none. Both `1.5` and, where commas do not separate, `1,5`.
pub(crate) fn number(field: &Field, what: &str, faults: &mut Vec<Diagnostic>) -> Option<f64> {
    let text = field.text.replace(',', ".");
    match text.parse::<f64>() {
        Ok(number) if number.is_finite() => Some(number),
        Ok(_) | Err(_) => {
            let message = format!("expected a number for the {what}, found `{}`", field.text);
            faults.push(Diagnostic::error("number", message).at(field.span, "").help("leave it empty if it is not known"));
            None
        }
    }
}

/// Whether a field says that nothing is known.
pub(crate) fn is_missing(field: &Field) -> bool {
    ["", "na", "n/a", "nan", "."].contains(&field.text.to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> (Vec<Vec<String>>, Vec<Diagnostic>) {
        let mut faults = Vec::new();
        let sheet = read(FileId(0), text, &mut faults);
        let all = std::iter::once(&sheet.head).chain(&sheet.rows);
        (all.map(|row| row.iter().map(|field| field.text.clone()).collect()).collect(), faults)
    }

    #[test]
    fn quotes_separators_and_line_ends() {
        let (rows, faults) = texts("\u{feff}a,b\r\n\"x, \"\"y\"\"\nz\",2\n\n 3 ,\n");
        assert_eq!(rows, [["a", "b"], ["x, \"y\"\nz", "2"], ["3", ""]]);
        assert!(faults.is_empty(), "{faults:?}");
        assert_eq!(texts("a;b;c\n1,5;2;3").0[1], ["1,5", "2", "3"]);
        assert_eq!(texts("a\tb\n1\t2").0[1], ["1", "2"]);
        assert_eq!(texts("").0, [Vec::<String>::new()]);
    }

    #[test]
    fn every_fault_has_its_place() {
        let (_, faults) = texts("a,b\n1,2,3\n\"x\"y,2\n\"open");
        let places: Vec<usize> = faults.iter().map(|fault| fault.labels[0].span.start).collect();
        assert_eq!(faults.iter().map(|fault| fault.code).collect::<Vec<_>>(), ["quote", "quote", "columns"]);
        assert_eq!(places, [13, 17, 8]);
    }
}
