//! `[source.NAME]`.

use super::context::{Context, declared_twice};
use super::table::{Table, check_name};
use detente_model::evidence::Source;

/// Reads the sources of one file.
pub(super) fn read(context: &mut Context, top: &Table<'_>) {
    let Some(tables) = top.get("source").and_then(|item| item.table()) else { return };
    for (name, item) in tables.entries() {
        let Some(table) = item.table() else { continue };
        check_name(&name, "a source");
        if let Some(first) = context.source_ids.get(name.value) {
            declared_twice(table.sheet, "the source", name.value, name.span, context.sources[*first].span);
        }
        let source = Source {
            id: name.value.to_owned(),
            title: table.require("title").and_then(|item| item.text()).map(|text| text.value.to_owned()).unwrap_or_default(),
            author: table.string("author"),
            date: table.date("date"),
            known_from: table.date("known_from"),
            url: table.string("url"),
            sha256: sha256(&table),
            numbering: table.get("numbering").and_then(|item| item.whole(1, 1)),
            span: name.span,
        };
        table.finish();
        let id = context.sources.push(source);
        context.source_ids.insert(name.value.to_owned(), id);
    }
}

fn sha256(table: &Table<'_>) -> Option<String> {
    let text = table.text("sha256")?;
    if text.value.len() != 64 || !text.value.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        text.fault(
            "malformed-sha256",
            format!("found {} characters, expected 64 hexadecimal digits", text.value.chars().count()),
            Some("`sha256sum FILE` prints it".into()),
        );
        return None;
    }
    Some(text.value.to_lowercase())
}
