//! `[source.NAME]`.

use super::context::{Context, declared_twice};
use super::table::{Item, Table, check_name};
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
            known_to: None,
            url: table.string("url"),
            sha256: sha256(&table),
            numbering: table.get("numbering").and_then(|item| item.whole(1, 1)),
            span: name.span,
        };
        table.knows("known_to");
        table.finish();
        let id = context.sources.push(source);
        context.source_ids.insert(name.value.to_owned(), id);
    }
}

/// Reads who could know the sources of one file, once the parties have their numbers.
pub(super) fn audiences(context: &mut Context, top: &Table<'_>) {
    let Some(tables) = top.get("source").filter(Item::is_table).and_then(|item| item.table()) else { return };
    for (name, item) in tables.entries() {
        let Some(source) = context.source_ids.get(name.value).copied() else { continue };
        let Some(item) = item.is_table().then(|| item.table()).flatten().and_then(|table| table.get("known_to")) else { continue };
        context.sources[source].known_to = if item.is_text() {
            let Some(text) = item.text() else { continue };
            if text.value != "public" {
                text.fault(
                    "unknown-word",
                    format!("`{}` is no audience", text.value),
                    Some("expected \"public\", or a list of parties".into()),
                );
            }
            None
        } else {
            let parties = item.list().unwrap_or_default();
            Some(parties.iter().filter_map(Item::text).filter_map(|text| context.party(&text)).collect())
        };
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
