//! Putting a case file in order, and a case to start from.
//!
//! `detente fmt` changes white space only: one space around `=`, one blank line before each table, at most one elsewhere,
//! no spaces at the ends of lines, lists on one line where they fit within [`WIDTH`] columns and else one item a line.
//! Comments stay with what they stand at. What the file says does not change, and doing it twice changes nothing more.

use super::file::syntax;
use super::table::{Faults, Sheet};
use detente_model::diagnostic::{self, Diagnostic, FileId, Span};
use toml_edit::{Array, DocumentMut, InlineTable, Item, RawString, Table, Value};

/// How many columns a line should have at most.
pub const WIDTH: usize = 100;

/// A small commented case, to be changed piece by piece. It reads without any diagnostics.
#[must_use]
pub fn template(title: &str) -> String {
    let quoted = Value::from(title).to_string();
    include_str!("template.toml").replacen("\"TITLE\"", quoted.trim(), 1)
}

/// The text with canonical white space.
///
/// # Errors
/// The faults of syntax, in [`FileId`] 0; what the case says is not looked at.
pub fn format(text: &str) -> Result<String, Vec<Diagnostic>> {
    let faults = Faults::default();
    drop(syntax(Sheet { file: FileId(0), text, faults: &faults }));
    let mut list = faults.into_list();
    if !list.is_empty() {
        diagnostic::sort(&mut list);
        return Err(list);
    }
    let mut document: DocumentMut = text.parse().map_err(|error: toml_edit::TomlError| {
        let range = error.span().unwrap_or(0..0);
        vec![Diagnostic::error("toml-syntax", error.message()).at(Span::new(FileId(0), range.start, range.end), "")]
    })?;
    let mut trailing = lines(raw(Some(document.trailing())));
    while trailing.last().is_some_and(String::is_empty) {
        trailing.pop();
    }
    document.set_trailing(joined(&trailing));
    table(document.as_table_mut());
    let text = document.to_string();
    let text = text.trim_start_matches('\n').trim_end_matches('\n');
    Ok(if text.is_empty() { String::new() } else { format!("{text}\n") })
}

fn raw(text: Option<&RawString>) -> &str {
    text.and_then(RawString::as_str).unwrap_or_default()
}

/// The comment lines of the white space before something, with single blank lines (empty) where there were any.
fn lines(raw: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut parts: Vec<&str> = raw.split('\n').map(str::trim).collect();
    // what stands after the last line break is the indentation of what follows, or a comment that the file ends with
    if parts.last().is_some_and(|last| last.is_empty()) {
        parts.pop();
    }
    for line in parts {
        if !(line.is_empty() && found.last().is_some_and(String::is_empty)) {
            found.push(line.to_owned());
        }
    }
    found
}

fn joined(lines: &[String]) -> String {
    lines.iter().map(|line| format!("{line}\n")).collect()
}

/// A comment at the end of a line.
fn line_comment(raw: &str) -> String {
    let comment = raw.trim();
    if comment.is_empty() { String::new() } else { format!("  {comment}") }
}

/// Tidies the keys of a table that has a header (or of the top), and all tables below.
fn table(table: &mut Table) {
    let mut is_first = true;
    keys(table, 0, &mut is_first);
    below(table);
}

/// Tidies the keys with values, also the dotted ones.
fn keys(table: &mut Table, path: usize, is_first: &mut bool) {
    for (mut key, item) in table.iter_mut() {
        let width = path + key.display_repr().chars().count();
        key.dotted_decor_mut().set_prefix("");
        key.dotted_decor_mut().set_suffix("");
        match item {
            Item::Value(value) => {
                let mut before = lines(raw(key.leaf_decor().prefix()));
                if *is_first && before.first().is_some_and(String::is_empty) {
                    before.remove(0);
                }
                *is_first = false;
                key.leaf_decor_mut().set_prefix(joined(&before));
                key.leaf_decor_mut().set_suffix(" ");
                let after = line_comment(raw(value.decor().suffix()));
                arrange(value, 0, width + 3);
                value.decor_mut().set_prefix(" ");
                value.decor_mut().set_suffix(after);
            }
            Item::Table(inner) if inner.is_dotted() => keys(inner, width + 1, is_first),
            Item::None | Item::Table(_) | Item::ArrayOfTables(_) => {}
        }
    }
}

/// Tidies the headers below and what follows them.
fn below(parent: &mut Table) {
    for (mut key, item) in parent.iter_mut() {
        if matches!(item, Item::Value(_)) {
            continue;
        }
        key.leaf_decor_mut().set_suffix("");
        key.leaf_decor_mut().set_prefix("");
        match item {
            Item::Table(inner) if inner.is_dotted() => below(inner),
            Item::Table(inner) => {
                header(inner);
                table(inner);
            }
            Item::ArrayOfTables(items) => items.iter_mut().for_each(|inner| {
                header(inner);
                table(inner);
            }),
            Item::None | Item::Value(_) => {}
        }
    }
}

fn header(table: &mut Table) {
    let mut before = lines(raw(table.decor().prefix()));
    if before.first().is_none_or(|line| !line.is_empty()) {
        before.insert(0, String::new());
    }
    let after = line_comment(raw(table.decor().suffix()));
    table.decor_mut().set_prefix(joined(&before));
    table.decor_mut().set_suffix(after);
}

/// Whether there are comments within a value.
fn has_comments(value: &Value) -> bool {
    let around = |value: &Value| raw(value.decor().prefix()).contains('#') || raw(value.decor().suffix()).contains('#');
    match value {
        Value::Array(array) => raw(Some(array.trailing())).contains('#') || array.iter().any(|item| around(item) || has_comments(item)),
        Value::InlineTable(table) => {
            raw(Some(table.trailing())).contains('#')
                || table.iter().any(|(key, item)| {
                    let key = table.key(key);
                    let key = key.is_some_and(|key| {
                        [key.leaf_decor(), key.dotted_decor()]
                            .iter()
                            .any(|decor| raw(decor.prefix()).contains('#') || raw(decor.suffix()).contains('#'))
                    });
                    key || around(item) || has_comments(item)
                })
        }
        Value::String(_) | Value::Integer(_) | Value::Float(_) | Value::Boolean(_) | Value::Datetime(_) => false,
    }
}

/// Arranges the inside of a value that begins at column `column` of a line that is indented by `indent`. What stands around the
/// value is taken away, so that it does not count as part of it: the caller sets it anew.
fn arrange(value: &mut Value, indent: usize, column: usize) {
    value.decor_mut().clear();
    let commented = has_comments(value);
    match value {
        Value::Array(array) => {
            if !commented {
                array_in_line(array);
                let text = array.to_string();
                let width = text.trim().chars().count();
                if !text.contains('\n') && column + width <= WIDTH {
                    return;
                }
            }
            array_in_lines(array, indent);
        }
        // with comments it stays as it is
        Value::InlineTable(table) if !commented => table_in_line(table),
        Value::InlineTable(_) | Value::String(_) | Value::Integer(_) | Value::Float(_) | Value::Boolean(_) | Value::Datetime(_) => {}
    }
}

/// One line, for what has no comments.
fn in_line(value: &mut Value) {
    match value {
        Value::Array(array) => array_in_line(array),
        Value::InlineTable(table) => table_in_line(table),
        Value::String(_) | Value::Integer(_) | Value::Float(_) | Value::Boolean(_) | Value::Datetime(_) => {}
    }
}

fn array_in_line(array: &mut Array) {
    for (number, item) in array.iter_mut().enumerate() {
        in_line(item);
        item.decor_mut().set_prefix(if number == 0 { "" } else { " " });
        item.decor_mut().set_suffix("");
    }
    array.set_trailing("");
    array.set_trailing_comma(false);
}

fn table_in_line(table: &mut InlineTable) {
    let count = leaves(table);
    let mut number = 0;
    leaf_decors(table, count, &mut number);
    table.set_trailing("");
    table.set_trailing_comma(false);
}

fn leaves(table: &InlineTable) -> usize {
    let count = |value: &Value| match value {
        Value::InlineTable(inner) if inner.is_dotted() => leaves(inner),
        _ => 1,
    };
    table.iter().map(|(_, value)| count(value)).sum()
}

fn leaf_decors(table: &mut InlineTable, count: usize, number: &mut usize) {
    for (mut key, value) in table.iter_mut() {
        key.dotted_decor_mut().set_prefix("");
        key.dotted_decor_mut().set_suffix("");
        match value {
            Value::InlineTable(inner) if inner.is_dotted() => leaf_decors(inner, count, number),
            _ => {
                *number += 1;
                key.leaf_decor_mut().set_prefix(" ");
                key.leaf_decor_mut().set_suffix(" ");
                in_line(value);
                value.decor_mut().set_prefix(" ");
                value.decor_mut().set_suffix(if *number == count { " " } else { "" });
            }
        }
    }
}

/// One item a line, with comments after an item or on lines of their own.
fn array_in_lines(array: &mut Array, indent: usize) {
    let inner = indent + 2;
    let start = format!("\n{}", " ".repeat(inner));
    let mut pending: Vec<String> = Vec::new();
    for item in array.iter_mut() {
        let before = between(&pending, raw(item.decor().prefix()), &start);
        pending = lines(raw(item.decor().suffix())).into_iter().filter(|line| !line.is_empty()).collect();
        arrange(item, inner, inner);
        item.decor_mut().set_prefix(format!("{before}{start}"));
        item.decor_mut().set_suffix("");
    }
    let after = between(&pending, raw(Some(array.trailing())), &start);
    array.set_trailing(format!("{after}\n{}", " ".repeat(indent)));
    array.set_trailing_comma(!array.is_empty());
}

/// The comments between two items: the first behind the item if it stands there, the others on their own lines.
fn between(pending: &[String], prefix: &str, start: &str) -> String {
    let stands_behind = !pending.is_empty() || prefix.split('\n').next().is_some_and(|line| line.contains('#'));
    let comments = pending.iter().cloned().chain(prefix.split('\n').map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned));
    comments
        .enumerate()
        .map(|(number, comment)| if number == 0 && stands_behind { format!("  {comment}") } else { format!("{start}{comment}") })
        .collect()
}
