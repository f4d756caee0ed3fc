//! A workbook (Office Open XML) as texts: each sheet a table with tabs between fields, every row on the line of its number.

use super::zip::Archive;
use crate::format::xml::{self, Element};
use detente_model::diagnostic::FileId;
use std::collections::HashMap;
use std::fmt::Write as _;

/// The largest number of a row.
const MAXIMAL_ROW: usize = 1 << 16;
/// The most columns.
const MAXIMAL_COLUMNS: usize = 256;
/// The most sheets.
const MAXIMAL_SHEETS: usize = 64;

/// A sheet as a text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct SheetText {
    /// Its name.
    pub(crate) name: String,
    /// What is on it.
    pub(crate) text: String,
}

/// Whether bytes begin as an archive does.
pub(crate) fn recognises(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04")
}

/// Reads the sheets of a workbook; what is wrong, in words, if it cannot be read.
pub(super) fn sheets(bytes: &[u8]) -> Result<Vec<SheetText>, String> {
    let archive = Archive::open(bytes)?;
    let book = part(&archive, "xl/workbook.xml")?;
    let links = part(&archive, "xl/_rels/workbook.xml.rels")?;
    let targets: HashMap<&str, &str> = links.all("Relationship").map(|link| (link.value("Id"), link.value("Target"))).collect();
    let strings = if archive.has("xl/sharedStrings.xml") { strings(&part(&archive, "xl/sharedStrings.xml")?) } else { Vec::new() };
    let listed: Vec<&Element> = book.all("sheets").flat_map(|list| &list.children).filter(|child| child.name == "sheet").collect();
    if listed.is_empty() || listed.len() > MAXIMAL_SHEETS {
        return Err(format!("it has {} sheets, expected 1 to {MAXIMAL_SHEETS}", listed.len()));
    }
    let mut sheets = Vec::new();
    for sheet in listed {
        let name = sheet.value("name").to_owned();
        // `r:id`; the number of the sheet is called `sheetId`
        let Some(target) = targets.get(sheet.value("id")) else { return Err(format!("the sheet `{name}` is nowhere")) };
        // charts on sheets of their own hold no table
        let path = target.strip_prefix('/').map_or_else(|| format!("xl/{target}"), str::to_owned);
        let root = part(&archive, &path)?;
        if root.name == "worksheet" {
            let text = table(&root, &strings).map_err(|fault| format!("the sheet `{name}`: {fault}"))?;
            sheets.push(SheetText { name, text });
        }
    }
    Ok(sheets)
}

fn part(archive: &Archive<'_>, name: &str) -> Result<Element, String> {
    let text = archive.text(name)?;
    let (root, _) = xml::parse(&text, FileId(0)).map_err(|fault| format!("the file `{name}` in it: {}", fault.message))?;
    Ok(root)
}

/// The strings that cells name by number.
fn strings(root: &Element) -> Vec<String> {
    root.all("si").map(rich).collect()
}

/// A text, whole or in runs; how it is pronounced is left out.
fn rich(element: &Element) -> String {
    let runs = element.children.iter().filter(|child| child.name == "t" || child.name == "r");
    runs.map(|child| if child.name == "t" { child.text.clone() } else { rich(child) }).collect()
}

fn table(root: &Element, strings: &[String]) -> Result<String, String> {
    let mut lines: Vec<Vec<(usize, String)>> = Vec::new();
    for row in root.all("sheetData").flat_map(|data| &data.children).filter(|child| child.name == "row") {
        let number = match row.attribute("r") {
            Some(attribute) => attribute.value.parse::<usize>().unwrap_or(0),
            None => lines.len() + 1,
        };
        if number == 0 || number > MAXIMAL_ROW || number <= lines.len() {
            return Err(format!("found the row `{}`, expected rows in order, up to {MAXIMAL_ROW}", super::shown(row.value("r"))));
        }
        lines.resize_with(number, Vec::new);
        let mut cells: Vec<(usize, String)> = Vec::new();
        for cell in row.all("c") {
            let column = match cell.attribute("r") {
                Some(attribute) => column(&attribute.value).unwrap_or(0),
                None => cells.last().map_or(1, |(last, _)| last + 1),
            };
            let text = content(cell, strings)?;
            if text.is_empty() {
                continue;
            }
            if column == 0 || column > MAXIMAL_COLUMNS || cells.last().is_some_and(|(last, _)| column <= *last) {
                return Err(format!(
                    "found the cell `{}`, expected cells in order, up to {MAXIMAL_COLUMNS}",
                    super::shown(cell.value("r"))
                ));
            }
            cells.push((column, text));
        }
        lines[number - 1] = cells;
    }
    let mut text = String::new();
    for line in lines {
        let mut at = 1;
        for (column, cell) in &line {
            text.extend(std::iter::repeat_n('\t', column - at));
            text.push_str(cell);
            at = *column;
        }
        // one tab at least: so it shows what separates, also where the first row is empty or has one field
        text.push_str("\t\n");
    }
    Ok(text)
}

/// What stands in a cell, on one line and without what would end the field.
fn content(cell: &Element, strings: &[String]) -> Result<String, String> {
    let value = cell.first("v").map_or("", |value| value.text.as_str());
    let text = match cell.value("t") {
        "s" => {
            let found = value.trim().parse::<usize>().ok().and_then(|number| strings.get(number));
            found.ok_or_else(|| format!("the cell `{}` names a string that is not there", super::shown(cell.value("r"))))?.clone()
        }
        "inlineStr" => cell.first("is").map(rich).unwrap_or_default(),
        _ => value.to_owned(),
    };
    let mut plain = String::new();
    let is_text = text.trim_start().starts_with('"');
    if is_text {
        plain.push('"');
    }
    for character in text.trim().chars() {
        match character {
            '"' if is_text => plain.push_str("\"\""),
            control if control.is_control() => plain.push(' '),
            other => {
                let _ = write!(plain, "{other}");
            }
        }
    }
    if is_text {
        plain.push('"');
    }
    Ok(plain)
}

/// The number of a column from 1: `B7` is in the second.
fn column(reference: &str) -> Option<usize> {
    let letters = reference.trim_end_matches(|character: char| character.is_ascii_digit());
    if letters.is_empty() || letters.len() > 3 {
        return None;
    }
    letters.bytes().try_fold(0, |number, letter| letter.is_ascii_uppercase().then(|| number * 26 + usize::from(letter - b'A') + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_numbers() {
        for (reference, number) in
            [("A1", Some(1)), ("Z9", Some(26)), ("AA10", Some(27)), ("XFD1", Some(16384)), ("1", None), ("a1", None), ("AAAA1", None)]
        {
            assert_eq!(column(reference), number, "{reference}");
        }
    }

    #[test]
    fn cells_are_fields() {
        let sheet = r#"<worksheet><sheetData><row r="2"><c r="A2" t="s"><v>1</v></c><c r="C2"><v>1.50</v></c></row>
            <row><c t="inlineStr"><is><r><t>a "b"</t></r><r><t>
 c</t></r></is></c><c t="str"><v>"d"</v></c></row></sheetData></worksheet>"#;
        let (root, _) = xml::parse(sheet, FileId(0)).unwrap();
        let strings = vec![String::new(), "x".to_owned()];
        assert_eq!(table(&root, &strings).unwrap(), "\t\nx\t\t1.50\t\na \"b\"  c\t\"\"\"d\"\"\"\t\n");
        for broken in [
            "<row r=\"0\"/>",
            "<row r=\"9999999\"/>",
            "<row r=\"2\"/><row r=\"1\"/>",
            "<row><c r=\"XFD1\"><v>1</v></c></row>",
            "<row><c t=\"s\"><v>9</v></c></row>",
        ] {
            let (root, _) = xml::parse(&format!("<worksheet><sheetData>{broken}</sheetData></worksheet>"), FileId(0)).unwrap();
            assert!(table(&root, &strings).is_err(), "{broken}");
        }
    }
}
