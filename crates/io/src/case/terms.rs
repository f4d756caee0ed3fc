//! `[proposal.NAME]`, `[payment.NAME]`, `[link.NAME]`: what is on the table, what can be paid beside it, what is tied to what.

use super::basis::basis;
use super::context::{Mention, Reader, declared_twice, mentioned};
use super::table::{Item, Table, Text, check_name};
use super::variable::assignments;
use detente_model::diagnostic::{Diagnostic, Span};
use detente_model::index::PartyId;
use detente_model::link::Link;
use detente_model::number::Decimal;
use detente_model::payment::Payment;
use detente_model::phase::Window;
use detente_model::proposal::Proposal;
use detente_model::variable::Controller;
use std::collections::HashMap;

/// What is negotiated over.
#[derive(Default)]
pub(super) struct Terms {
    pub(super) proposals: Vec<Proposal>,
    pub(super) payments: Vec<Payment>,
    pub(super) links: Vec<Link>,
}

/// Reads the proposals, payments and links of all files.
pub(super) fn read(reader: &Reader<'_>, tops: &[Table<'_>], mentions: &mut Vec<Mention>) -> Terms {
    let mut terms = Terms::default();
    named(tops, "proposal", "a proposal", |id, table| terms.proposals.extend(proposal(reader, id, table)));
    named(tops, "payment", "a payment", |id, table| terms.payments.extend(payment(reader, id, table)));
    named(tops, "link", "a link", |id, table| terms.links.extend(link(reader, id, table, mentions)));
    terms.proposals.sort_by_key(|proposal| proposal.span);
    terms.payments.sort_by_key(|payment| payment.span);
    terms.links.sort_by_key(|link| link.span);
    terms
}

/// Walks the tables `[key.NAME]` of all files; a name stands once.
fn named<'a>(tops: &[Table<'a>], key: &'static str, what: &str, mut read: impl FnMut(&Text<'a>, &Table<'a>)) {
    let mut known: HashMap<&str, Span> = HashMap::new();
    for top in tops {
        let Some(tables) = top.get(key).and_then(|item| item.table()) else { continue };
        for (id, item) in tables.entries() {
            let Some(table) = item.table() else { continue };
            check_name(&id, what);
            if let Some(first) = known.insert(id.value, id.span) {
                declared_twice(table.sheet, &format!("the {key}"), id.value, id.span, first);
            }
            read(&id, &table);
            table.finish();
        }
    }
}

fn name(id: &Text<'_>, table: &Table<'_>) -> String {
    table.string("name").unwrap_or_else(|| id.value.to_owned())
}

fn proposal(reader: &Reader<'_>, id: &Text<'_>, table: &Table<'_>) -> Option<Proposal> {
    let by = table.text("by").map(|text| reader.context.party(&text));
    let values = table.require("values").and_then(|item| item.table()).map(|table| assignments(reader, &table));
    let (name, basis) = (name(id, table), basis(reader.context, table));
    let mut values: Vec<_> = values?.into_iter().map(|(variable, value, _)| (variable, value)).collect();
    values.sort_unstable();
    if values.is_empty() {
        let fault = Diagnostic::error("no-values", format!("the proposal `{}` gives no value", id.value)).at(id.span, "");
        table.sheet.faults.push(fault.help("say what it proposes: values = { issue = \"value\" }"));
    }
    Some(Proposal { id: id.value.to_owned(), name, by: by.flatten(), values, basis, span: id.span })
}

fn payment(reader: &Reader<'_>, id: &Text<'_>, table: &Table<'_>) -> Option<Payment> {
    let parties = |item: Option<Item<'_>>| -> Vec<PartyId> {
        item.iter().flat_map(Item::names).filter_map(|text| reader.context.party(&text)).collect()
    };
    let (from, to) = (parties(table.require("from")), parties(table.require("to")));
    let most = table.require("most").and_then(|item| {
        let most = item.amount()?;
        if most == Decimal::default() {
            item.fault("no-values", format!("`{}` is 0: nothing could be paid", item.path), None);
        }
        Some(most)
    });
    let worth = table.require("worth").and_then(|item| item.table()).map(|table| {
        let read = |(name, item): (Text<'_>, Item<'_>)| Some((reader.context.party(&name)?, item.amount()?));
        table.entries().filter_map(read).collect::<Vec<_>>()
    });
    let unit = table.string("unit").unwrap_or_default();
    let (name, basis) = (name(id, table), basis(reader.context, table));
    let mut worth = worth?;
    worth.sort_unstable();
    Some(Payment { id: id.value.to_owned(), name, unit, from, to, most: most?, worth, basis, span: id.span })
}

fn link(reader: &Reader<'_>, id: &Text<'_>, table: &Table<'_>, mentions: &mut Vec<Mention>) -> Option<Link> {
    let party = table.require("party").and_then(|item| item.text()).and_then(|text| reader.context.party(&text));
    let on = table.require("on").and_then(|item| item.text());
    let issue = on.and_then(|text| reader.variable(&text));
    let only_if = reader.required(table, "only_if");
    let (name, basis) = (name(id, table), basis(reader.context, table));
    let (on, issue, (only_if, text)) = (on?, issue?, only_if?);
    if matches!(reader.variables[issue].controller, Controller::Party(_) | Controller::Arcs) {
        let help = "tie a consent on an issue; what a party does alone can depend on others by `when` in its statements";
        on.fault("not-an-issue", format!("`{}` is no issue: nobody's consent is needed on it", on.value), Some(help.into()));
        return None;
    }
    mentions.push(Mention {
        window: Window::default(),
        only_with: Some(issue),
        variables: mentioned([&only_if]),
        span: text.span,
        path: table.path.clone(),
    });
    Some(Link { id: id.value.to_owned(), name, party: party?, on: issue, only_if, text: text.value.to_owned(), basis, span: id.span })
}
