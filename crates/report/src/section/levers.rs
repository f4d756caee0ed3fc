//! What each party can do from the status quo: the first few moves of each kind, the rest counted.

use super::Section;
use crate::page::{ReportInput, Templates};
use crate::text::{answer_words, group_words, named};
use crate::words::{changes, count, list, state};
use detente_model::answer::{Answer, Lever, LeverGroup, LeversFinding, OrderedBy};
use detente_model::order::Standing;
use minijinja::{Value, context};

/// How many moves of each kind are told, and of each party.
const OF_KIND: usize = 2;
const OF_PARTY: usize = 5;

/// The section of the frame at `number`.
#[must_use]
pub fn section(templates: &Templates, input: &ReportInput<'_>, number: usize) -> Option<Section> {
    let answers = input.frames[number].levers;
    let first = &answers.iter().find(|answer| answer.finding.moves > 0)?.finding;
    let parties: Vec<Value> = answers.iter().map(party).collect();
    let html = templates.fill(
        "levers.html",
        context! {
            start => state(&first.start),
            frame => first.frame.id.clone(),
            by_utility => answers.iter().all(|answer| answer.finding.ordered_by == OrderedBy::Utilities),
            parties,
        },
    );
    Some(Section::new(format!("levers-{number}"), "What each party can do now", html))
}

fn party(answer: &Answer<LeversFinding>) -> Value {
    let finding = &answer.finding;
    let mut room = OF_PARTY;
    let mut groups: Vec<Value> = Vec::new();
    for (group, in_group) in LeverGroup::ALL.into_iter().zip(finding.groups) {
        let told: Vec<Value> =
            finding.levers.iter().filter(|lever| lever.group == group).take(room.min(OF_KIND)).map(|lever| told(finding, lever)).collect();
        room -= told.len();
        if !told.is_empty() {
            groups.push(context! { words => group_words(group, &finding.party.name), count => in_group, levers => told });
        }
    }
    let more = finding.moves.saturating_sub((OF_PARTY - room) as u64);
    context! {
        id => finding.party.id.clone(),
        name => finding.party.name.clone(),
        headline => answer.headline.clone(),
        unknown => finding.party.preference_unknown,
        groups,
        more => (more > 0).then(|| count(more, "more move", "more moves")),
    }
}

fn told(finding: &LeversFinding, lever: &Lever) -> Value {
    context! {
        told => changes(&finding.frame, &finding.start, &lever.to).join("; "),
        to => state(&lever.to),
        worse => list(&named(finding, lever, Standing::Worse)),
        better => list(&named(finding, lever, Standing::Better)),
        then => answer_words(finding, lever),
    }
}
