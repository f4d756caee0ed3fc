//! Who stands with whom: what each party finds best and worst on each issue, and with whom it agrees over all.

use super::Section;
use crate::page::{ReportInput, Templates};
use crate::words::{abbreviations, list};
use detente_model::answer::{AlliedIssue, AlliesFinding, AnsweredAllies, PartyDescription, Stance};
use minijinja::{Value, context};

/// The section of the frame at `number`.
#[must_use]
pub fn section(templates: &Templates, input: &ReportInput<'_>, number: usize) -> Option<Section> {
    let answer = input.frames[number].allies?;
    let finding = &answer.finding;
    // of whom nothing is known on anything has no column
    let known: Vec<usize> = (0..finding.parties.len())
        .filter(|party| finding.issues.iter().any(|issue| !issue.stances[*party].best.is_empty() || issue.stances[*party].indifferent))
        .collect();
    if known.is_empty() || finding.issues.is_empty() {
        return None;
    }
    let unknown: Vec<String> =
        finding.parties.iter().enumerate().filter(|(party, _)| !known.contains(party)).map(|(_, party)| party.name.clone()).collect();
    let described: Vec<PartyDescription> = known
        .iter()
        .map(|party| &finding.parties[*party])
        .map(|party| PartyDescription { id: party.id.clone(), name: party.name.clone(), preference_unknown: party.preference_unknown })
        .collect();
    let heads: Vec<Value> =
        described.iter().zip(abbreviations(&described)).map(|(party, short)| context! { name => party.name.clone(), short }).collect();
    let together: Vec<Value> = known
        .iter()
        .map(|one| {
            let cells: Vec<Value> = known.iter().map(|other| cell(*one == *other, finding.together[*one][*other])).collect();
            context! { name => finding.parties[*one].name.clone(), cells }
        })
        .collect();
    let values = context! {
        headline => answer.headline.clone(),
        frame => finding.frame.id.clone(),
        heads,
        issues => finding.issues.iter().map(|of| issue(of, &known)).collect::<Vec<_>>(),
        together => if known.len() > 1 && finding.issues.len() > 1 { together } else { Vec::new() },
        unknown => list(&unknown),
        won => won(finding),
    };
    Some(Section::new(format!("allies-{number}"), "Who stands with whom", templates.fill("allies.html", values)))
}

fn issue(issue: &AlliedIssue, known: &[usize]) -> Value {
    let mark = |stance: &Stance, value: usize| {
        let (mark, aloud) = if stance.indifferent {
            ("=", "all the same to it")
        } else if stance.best.is_empty() {
            ("?", "not known")
        } else if stance.best.contains(&value) {
            ("●", "best")
        } else if stance.worst.contains(&value) {
            ("×", "worst")
        } else {
            ("", "")
        };
        context! { mark, aloud }
    };
    let values: Vec<Value> = issue
        .values
        .iter()
        .enumerate()
        .map(|(value, (_, name))| {
            let cells: Vec<Value> = known.iter().map(|party| mark(&issue.stances[*party], value)).collect();
            context! { name => name.clone(), present => value == issue.present, cells }
        })
        .collect();
    context! { name => issue.name.clone(), values, impossible => list(&issue.impossible) }
}

fn cell(itself: bool, together: AnsweredAllies) -> Value {
    if itself {
        return context! { text => "", aloud => "" };
    }
    let unknown = if together.unknown > 0 { format!(" {}?", together.unknown) } else { String::new() };
    context! { text => format!("{}/{}{unknown}", together.same, together.differ), aloud => format!("the same on {}, something else on {}", together.same, together.differ) }
}

/// Who could be won for a value with one change elsewhere, at most: the first of each issue.
fn won(finding: &AlliesFinding) -> Vec<String> {
    const TOLD: usize = 12;
    let mut told = Vec::new();
    for issue in &finding.issues {
        let ready = issue.winnings.iter().filter(|winning| winning.changes == Some(1));
        for winning in ready {
            let Some(bid) = winning.bids.first() else { continue };
            let changes: Vec<String> =
                bid.changes.iter().map(|change| crate::words::setting(&finding.frame.axes[change.axis], change.value)).collect();
            let (party, value) = (&finding.parties[winning.party].name, &issue.values[winning.value].1);
            let more = if winning.count > 1 { format!(" (one of {} ways)", winning.count) } else { String::new() };
            told.push(format!("{party} for “{}: {value}”, with {}{more}", issue.name, list(&changes)));
        }
    }
    told.truncate(TOLD);
    told
}
