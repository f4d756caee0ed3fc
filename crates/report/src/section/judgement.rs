//! What rests on the analyst's judgement: how much is cited, and the list of what is not.

use super::Section;
use crate::page::{ReportInput, Templates};
use detente_model::assumption::{Assumption, AssumptionKind, Share};
use detente_model::index::PartyId;
use minijinja::{Value, context};

/// The section.
#[must_use]
pub fn section(templates: &Templates, input: &ReportInput<'_>) -> Option<Section> {
    let case = input.case;
    let all = case.assumptions();
    let cited = all.iter().filter(|assumption| !assumption.is_judgement()).count();
    let whole = Share { of: String::new(), total: all.len(), cited };
    let row = |share: &Share| context! { name => share.of.clone(), total => share.total, cited => share.cited, share => share.per_cent() };
    let lines: Vec<Value> = Share::by_party(case, &all).iter().map(row).collect();
    let kinds: Vec<Value> = Share::by_kind(&all).iter().map(row).collect();
    let parties = case.parties.ids().map(Some).chain([None]);
    let uncited: Vec<Value> = parties
        .filter_map(|party: Option<PartyId>| {
            let own = all.iter().filter(|assumption| assumption.party == party && assumption.is_judgement());
            let items: Vec<Value> = own.map(item).collect();
            let name = party.map_or(Share::NOBODY, |party| case.parties[party].name.as_str());
            (!items.is_empty()).then(|| context! { name, items })
        })
        .collect();
    let values = context! { lines, kinds, uncited, total => whole.total, cited, judged => whole.total - cited, share => whole.per_cent() };
    (!all.is_empty()).then(|| Section::new("judgement", "What rests on judgement", templates.fill("judgement.html", values)))
}

/// One that is not cited, told where it is an expression.
fn item(assumption: &Assumption<'_>) -> Value {
    let kind = match (assumption.kind, assumption.of, assumption.number) {
        (AssumptionKind::Rule, Some(of), Some(number)) => format!("{of}, {} {number}", assumption.kind.word()),
        (kind, _, Some(number)) => format!("{} {number}", kind.word()),
        (kind, _, None) => kind.word().to_owned(),
    };
    context! { kind, text => assumption.label.clone(), code => assumption.code.clone().filter(|code| *code != assumption.label) }
}
