//! `[outcome.NAME]`: what readers ask about.

use super::basis::basis;
use super::context::{Reader, declared_twice};
use super::table::{Table, check_name};
use detente_model::outcome::Outcome;

/// Reads the outcomes of all files.
pub(super) fn read(reader: &Reader<'_>, tops: &[Table<'_>]) -> Vec<Outcome> {
    let mut outcomes: Vec<Outcome> = Vec::new();
    for top in tops {
        let Some(tables) = top.get("outcome").and_then(|item| item.table()) else { continue };
        for (id, item) in tables.entries() {
            let Some(table) = item.table() else { continue };
            check_name(&id, "an outcome");
            if let Some(first) = outcomes.iter().find(|outcome| outcome.id == id.value) {
                declared_twice(table.sheet, "the outcome", id.value, id.span, first.span);
            }
            let holds = reader.required(&table, "holds");
            let name = table.string("name").unwrap_or_else(|| id.value.to_owned());
            let basis = basis(reader.context, &table);
            table.finish();
            let Some((holds, text)) = holds else { continue };
            outcomes.push(Outcome { id: id.value.to_owned(), name, holds, text: text.value.to_owned(), basis, span: id.span });
        }
    }
    outcomes.sort_by_key(|outcome| outcome.span);
    outcomes
}
