//! What follows if one of those refuses whose consent counts: who stands with it, what happens, what it loses.

use super::{Section, acceptance};
use crate::page::{ProposalReport, ReportInput, Templates};
use crate::text::acceptance::{follows, names};
use crate::text::refusal::{balance, group, later};
use crate::words::list;
use detente_model::Case;
use detente_model::answer::{AcceptanceFinding, Answer, Finding, Named, RefusalFinding};
use detente_model::order::Standing;
use minijinja::{Value, context};

/// The section of the frame at `number`.
#[must_use]
pub fn section(templates: &Templates, input: &ReportInput<'_>, number: usize) -> Option<Section> {
    let proposals = input.frames[number].proposals;
    if proposals.iter().all(|proposal| proposal.refusals.is_empty()) {
        return None;
    }
    let findings: Vec<&AcceptanceFinding> = proposals.iter().map(|proposal| &proposal.acceptance.finding).collect();
    // who is asked at home does not sign, and so cannot refuse
    let refuses =
        |named: &Named| proposals.iter().flat_map(|proposal| &proposal.refusals).any(|answer| answer.finding.party.id == named.id);
    let columns: Vec<Named> = acceptance::columns(input.case, &findings).into_iter().filter(refuses).collect();
    let values = context! {
        headline => headline(proposals),
        columns => columns.iter().map(|named| named.name.clone()).collect::<Vec<_>>(),
        rows => proposals.iter().map(|proposal| row(proposal, &columns)).collect::<Vec<_>>(),
        proposals => proposals.iter().map(|proposal| told(input.case, proposal)).collect::<Vec<_>>(),
    };
    Some(Section::new(format!("refusal-{number}"), "If one refuses", templates.fill("refusal.html", values)))
}

/// Whether anybody refuses with a party, among those whose consent counts.
fn alone(finding: &RefusalFinding) -> Finding {
    finding.isolation.first().map_or(Finding::Yes, |isolation| isolation.isolated)
}

/// Who would stand alone by refusing, in a sentence.
fn headline(proposals: &[ProposalReport]) -> String {
    // who would stand alone, with the proposals of which that is so
    let mut groups: Vec<(String, Vec<String>)> = Vec::new();
    for proposal in proposals {
        let all: Vec<&RefusalFinding> = proposal.refusals.iter().map(|answer| &answer.finding).collect();
        let isolated: Vec<String> =
            all.iter().filter(|finding| alone(finding) == Finding::Yes).map(|finding| finding.party.name.clone()).collect();
        let who = match isolated.len() {
            0 => continue,
            some if some == all.len() && some > 1 => "whoever refuses".to_owned(),
            _ => list(&isolated),
        };
        let name = format!("“{}”", proposal.acceptance.finding.proposed.name);
        match groups.iter_mut().find(|(known, _)| *known == who) {
            Some((_, names)) => names.push(name),
            None => groups.push((who, vec![name])),
        }
    }
    let told: Vec<String> = groups
        .iter()
        .map(|(who, names)| {
            let names = match names.split_last() {
                Some((last, [first @ .., before])) => {
                    let before: Vec<&str> = first.iter().chain([before]).map(String::as_str).collect();
                    format!("{} or {last}", before.join(", "))
                }
                Some((last, [])) => last.clone(),
                None => String::new(),
            };
            if who == "whoever refuses" {
                format!("whoever refuses {names} stands alone")
            } else {
                format!("{who} would stand alone by refusing {names}")
            }
        })
        .collect();
    let mut text =
        if told.is_empty() { "nobody would surely stand alone by refusing one of these proposals".to_owned() } else { told.join("; ") };
    // the first letter of the sentence
    if let Some(first) = text.chars().next() {
        text.replace_range(..first.len_utf8(), &first.to_uppercase().to_string());
    }
    text + "."
}

fn row(proposal: &ProposalReport, columns: &[Named]) -> Value {
    let cell = |named: &Named| {
        let Some(answer) = proposal.refusals.iter().find(|answer| answer.finding.party.id == named.id) else {
            return context! { who => "–", loses => "" };
        };
        let finding = &answer.finding;
        let surely = finding.joiners.iter().filter(|joiner| joiner.surely).count();
        let perhaps = finding.joiners.len() - surely;
        let who = match (alone(finding), surely, perhaps) {
            (Finding::Yes, ..) => "alone".to_owned(),
            (Finding::Unknown(_), ..) => format!("alone? (+{perhaps}?)"),
            (Finding::No, surely, 0) => format!("with {surely}"),
            (Finding::No, surely, perhaps) => format!("with {surely} (+{perhaps}?)"),
        };
        let loses = match finding.against_package.standing {
            Some(Standing::Better) => "better off",
            Some(Standing::Worse) => "worse off",
            Some(Standing::Indifferent) => "as well off",
            Some(Standing::Unknown) | None => "open",
        };
        context! { who, loses, isolated => alone(finding) == Finding::Yes }
    };
    context! { name => proposal.acceptance.finding.proposed.name.clone(), cells => columns.iter().map(cell).collect::<Vec<_>>() }
}

fn told(case: &Case, proposal: &ProposalReport) -> Value {
    let refusals: Vec<Value> = proposal.refusals.iter().map(|answer| refusal(case, answer)).collect();
    context! { name => proposal.acceptance.finding.proposed.name.clone(), id => proposal.acceptance.finding.proposed.id.clone(), refusals }
}

fn refusal(case: &Case, answer: &Answer<RefusalFinding>) -> Value {
    let finding = &answer.finding;
    let (frame, proposed) = (&finding.frame, &finding.proposed);
    let of = |terms: &[usize]| list(&terms.iter().map(|at| frame.axes[proposed.terms[*at].axis].name.clone()).collect::<Vec<_>>());
    let joined = |surely: bool| -> String {
        let those: Vec<Named> =
            finding.joiners.iter().filter(|joiner| joiner.surely == surely).map(|joiner| joiner.party.clone()).collect();
        names(&those)
    };
    context! {
        party => finding.party.name.clone(),
        headline => answer.headline.clone(),
        with => joined(true),
        perhaps => joined(false),
        then => follows(frame, &proposed.start, &finding.then),
        groups => finding.isolation.iter().map(group).collect::<Vec<_>>(),
        against_package => balance(case, &finding.against_package),
        against_start => balance(case, &finding.against_start),
        kept => of(&finding.kept),
        lost => of(&finding.lost),
        open => of(&finding.open),
        later => finding.phases.iter().map(|phase| later(&finding.party.name, phase)).collect::<Vec<_>>(),
        remarks => finding.remarks.clone(),
    }
}
