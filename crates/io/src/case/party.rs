//! `[party.NAME]`.

use super::basis::{basis, window};
use super::context::{Context, declared_twice};
use super::table::{Item, Table, Text, check_name};
use detente_model::diagnostic::{Diagnostic, Span, suggest};
use detente_model::index::{Id, IndexVec, PartyId, WeightId};
use detente_model::number::Decimal;
use detente_model::party::{Member, Party, PartyKind};

/// The table of a party: its own, or one that only adds options to a party of another file.
pub(super) struct Declared<'a> {
    /// Its name.
    pub(super) name: Text<'a>,
    /// Its body.
    pub(super) table: Table<'a>,
    /// Whether it has options alone.
    pub(super) only_options: bool,
}

/// Declares the parties of one file.
pub(super) fn declare<'a>(top: &Table<'a>) -> Vec<Declared<'a>> {
    let Some(tables) = top.get("party").and_then(|item| item.table()) else { return Vec::new() };
    let declared = |(name, item): (Text<'a>, Item<'a>)| {
        let table = item.table()?;
        table.knows("option");
        let only_options = table.has("option") && !table.has_other_than("option");
        Some(Declared { name, only_options, table })
    };
    let mut parties: Vec<Declared<'a>> = tables.entries().filter_map(declared).collect();
    parties.sort_by_key(|party| party.name.span);
    parties
}

/// Gives the parties their numbers, in file order, and the kinds of weight theirs. Keeps one table of each party's own.
pub(super) fn number<'p, 'a>(context: &mut Context, declared: &'p [Declared<'a>]) -> Vec<&'p Declared<'a>> {
    let mut own: Vec<&Declared<'a>> = Vec::new();
    let add = |context: &mut Context, party: &'p Declared<'a>, own: &mut Vec<&'p Declared<'a>>| {
        check_name(&party.name, "a party");
        context.party_ids.insert(party.name.value.to_owned(), party.name.span);
        own.push(party);
    };
    for party in declared.iter().filter(|party| !party.only_options) {
        match context.party_ids.get(party.name.value) {
            Some(first) => declared_twice(party.table.sheet, "the party", party.name.value, party.name.span, *first),
            None => add(context, party, &mut own),
        }
    }
    // a party of which there are options only: what is missing is reported when its body is read
    for party in declared.iter().filter(|party| party.only_options) {
        if !context.party_ids.contains_key(party.name.value) {
            add(context, party, &mut own);
        }
    }
    for party in &own {
        let Some(weights) = party.table.get("weight").filter(Item::is_table).and_then(|item| item.table()) else { continue };
        for (name, _) in weights.entries() {
            if !context.weight_ids.contains_key(name.value) {
                check_name(&name, "a weight");
                context.weight_ids.insert(name.value.to_owned(), name.span);
            }
        }
    }
    own
}

/// Reads the parties' bodies, options apart.
pub(super) fn read(context: &Context, declared: &[&Declared<'_>]) -> IndexVec<PartyId, Party> {
    declared.iter().map(|party| body(context, party)).collect()
}

fn body(context: &Context, declared: &Declared<'_>) -> Party {
    let (name, table) = (&declared.name, &declared.table);
    let kind = table.require("kind").and_then(|item| item.text()).and_then(|text| {
        let kind = PartyKind::ALL.into_iter().find(|(_, word)| *word == text.value);
        if kind.is_none() {
            let words = PartyKind::ALL.map(|(_, word)| word);
            let help = suggest(text.value, words).unwrap_or_else(|| format!("expected one of {}", words.join(", ")));
            text.fault("unknown-word", format!("`{}` is no kind of party", text.value), Some(help));
        }
        kind.map(|(kind, _)| kind)
    });
    let window = window(context, table);
    let passes_to = table.text("passes_to");
    if let Some(heir) = &passes_to {
        if heir.value == name.value {
            heir.fault("self-reference", format!("`{}` passes to itself", name.value), None);
        } else if window.until.is_none() && !table.has("until") {
            table.sheet.faults.push(
                Diagnostic::warning("no-effect", format!("`{}` never ends, so that `passes_to` has no effect", name.value))
                    .at(heir.span, "")
                    .help("say when it ends: until = \"event\""),
            );
        }
    }
    let party = Party {
        id: name.value.to_owned(),
        name: table.string("name").unwrap_or_else(|| name.value.to_owned()),
        kind: kind.unwrap_or(PartyKind::State),
        members: members(context, name, table),
        weights: weights(context, table),
        window,
        passes_to: passes_to.and_then(|heir| context.party(&heir)),
        ratified_by: ratified_by(context, name, table),
        basis: basis(context, table),
        span: name.span,
    };
    table.finish();
    party
}

/// Who must ratify at home what the party signs: a name, or a list of names.
fn ratified_by(context: &Context, name: &Text<'_>, table: &Table<'_>) -> Vec<PartyId> {
    let Some(item) = table.get("ratified_by") else { return Vec::new() };
    let mut found: Vec<PartyId> = Vec::new();
    for text in item.names() {
        let Some(party) = context.party(&text) else { continue };
        if text.value == name.value {
            text.fault("self-reference", format!("`{}` is to ratify what it signs itself", name.value), None);
        } else if !found.contains(&party) {
            found.push(party);
        }
    }
    found
}

fn weights(context: &Context, table: &Table<'_>) -> Vec<(WeightId, Decimal)> {
    let Some(weights) = table.get("weight").and_then(|item| item.table()) else { return Vec::new() };
    let weight =
        |(name, item): (Text<'_>, Item<'_>)| Some((WeightId::from_index(context.weight_ids.get_index_of(name.value)?), item.amount()?));
    weights.entries().filter_map(weight).collect()
}

fn members(context: &Context, name: &Text<'_>, table: &Table<'_>) -> Vec<Member> {
    let mut members: Vec<Member> = Vec::new();
    let mut places: Vec<Span> = Vec::new();
    for item in table.get("members").and_then(|item| item.list()).unwrap_or_default() {
        let (text, roles) = if item.is_table() {
            let Some(entry) = item.table() else { continue };
            let roles = entry.get("roles").and_then(|item| item.list()).unwrap_or_default();
            let roles = roles.iter().filter_map(Item::text).map(|role| role.value.to_owned()).collect();
            let text = entry.require("party").and_then(|item| item.text());
            entry.finish();
            (text, roles)
        } else {
            (item.text(), Vec::new())
        };
        let Some((text, party)) = text.and_then(|text| Some((text, context.party(&text)?))) else { continue };
        if text.value == name.value {
            text.fault("self-reference", format!("`{}` is listed as a member of itself", name.value), None);
        } else if let Some(first) = members.iter().position(|member| member.party == party) {
            declared_twice(table.sheet, "the member", text.value, text.span, places[first]);
        } else {
            members.push(Member { party, roles });
            places.push(text.span);
        }
    }
    members
}
