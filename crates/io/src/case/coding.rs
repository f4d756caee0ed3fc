//! `[coding.PARTY.NAME]`: other readings of what a party wants.

use super::basis::basis;
use super::context::{Mention, declared_twice};
use super::preference::Preferences;
use super::table::{Table, check_name};
use detente_model::coding::Coding;
use detente_model::diagnostic::Diagnostic;
use detente_model::index::{IndexVec, PartyId};
use detente_model::preference::Preference;

/// The name that stands for what is written under `preference`.
const BASE: &str = "base";

/// Reads the codings of all files.
pub(super) fn read(
    readings: &Preferences<'_>,
    tops: &[Table<'_>],
    parties: usize,
    mentions: &mut Vec<Mention>,
) -> IndexVec<PartyId, Vec<Coding>> {
    let mut codings: IndexVec<PartyId, Vec<Coding>> = (0..parties).map(|_| Vec::new()).collect();
    for top in tops {
        let Some(tables) = top.get("coding").and_then(|item| item.table()) else { continue };
        for (name, item) in tables.entries() {
            let Some(party) = readings.context().party(&name) else { continue };
            let Some(own) = item.table() else { continue };
            for (id, item) in own.entries() {
                let Some(table) = item.table() else { continue };
                check_name(&id, "a coding");
                if id.value == BASE {
                    id.fault(
                        "reserved",
                        "`base` stands for what is written under `preference`",
                        Some("give this coding another name".into()),
                    );
                }
                if let Some(first) = codings[party].iter().find(|coding| coding.id == id.value) {
                    declared_twice(table.sheet, "the coding", id.value, id.span, first.span);
                }
                let mut preference = Preference::default();
                readings.forms(&table, &mut preference, false, mentions);
                let name = table.string("name").unwrap_or_else(|| id.value.to_owned());
                let basis = basis(readings.context(), &table);
                table.finish();
                if preference.is_unknown() {
                    let message = format!("the coding `{}` says nothing about what the party wants", id.value);
                    let fault = Diagnostic::error("empty-coding", message).at(id.span, "");
                    table.sheet.faults.push(fault.help("give it statements, or another form of preference"));
                }
                readings.check_utility(&table, &preference, id.span, party);
                codings[party].push(Coding { id: id.value.to_owned(), name, preference, basis, span: id.span });
            }
        }
    }
    codings
}
