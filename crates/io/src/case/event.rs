//! `[event.NAME]`.

use super::basis::basis;
use super::context::{Context, declared_twice};
use super::table::{Table, check_name};
use detente_model::diagnostic::Diagnostic;
use detente_model::event::Event;
use jiff::civil::Date;

/// Reads the events of one file. Sources must be known.
pub(super) fn read(context: &mut Context, top: &Table<'_>) {
    let Some(tables) = top.get("event").and_then(|item| item.table()) else { return };
    for (name, item) in tables.entries() {
        let Some(table) = item.table() else { continue };
        check_name(&name, "an event");
        if let Some(first) = context.event_ids.get(name.value) {
            declared_twice(table.sheet, "the event", name.value, name.span, context.events[*first].span);
        }
        let (date, between) = (table.date("date"), between(&table));
        if let (Some(_), Some(again)) = (table.key_span("date"), table.key_span("between")) {
            table.sheet.faults.push(
                Diagnostic::error("date-twice", format!("the event `{}` has `date` and `between`", name.value))
                    .at(again, "")
                    .help("keep `date` if it is fixed, `between` if it is known within bounds only"),
            );
        }
        let event = Event {
            id: name.value.to_owned(),
            name: table.string("name").unwrap_or_else(|| name.value.to_owned()),
            date,
            between,
            basis: basis(context, &table),
            span: name.span,
        };
        table.finish();
        let id = context.events.push(event);
        context.event_ids.insert(name.value.to_owned(), id);
    }
}

fn between(table: &Table<'_>) -> Option<(Date, Date)> {
    let item = table.get("between")?;
    let list = item.list()?;
    let [first, last] = list.as_slice() else {
        item.fault("wrong-type", format!("`{}` has {} items, expected two dates", item.path, list.len()), None);
        return None;
    };
    let (first, last) = (first.date(), last.date());
    let (first, last) = (first?, last?);
    if last < first {
        item.fault(
            "window-reversed",
            format!("found {first} and then {last}, expected the earlier date first"),
            Some(format!("write [{last}, {first}]")),
        );
        return None;
    }
    Some((first, last))
}
