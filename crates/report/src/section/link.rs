//! What changes if a party ties its consent on one issue to something else.

use super::Section;
use crate::page::{ReportInput, Templates};
use crate::text::link::{from_start, span, tally};
use crate::words::{changes, count, grouped, list, state};
use detente_model::answer::{Answer, Choice, Credibility, Finding, LinkFinding, LinkSide, Shift, StateDescription};
use minijinja::{Value, context};

/// How many ends are told on each side.
const ENDS: usize = 3;

/// The section of the frame at `number`.
#[must_use]
pub fn section(templates: &Templates, input: &ReportInput<'_>, number: usize) -> Option<Section> {
    let links = input.frames[number].links;
    if links.is_empty() {
        return None;
    }
    let links: Vec<Value> = links.iter().map(link).collect();
    Some(Section::new(format!("link-{number}"), "If consent is tied", templates.fill("link.html", context! { links })))
}

fn link(answer: &Answer<LinkFinding>) -> Value {
    let finding = &answer.finding;
    let described = &finding.link;
    let reach = finding.reach;
    let needed = match (reach.partakes, reach.veto) {
        (0, _) => "Its consent is needed nowhere in this frame.".to_owned(),
        (partakes, veto) if partakes == reach.states && veto == reach.states => "Nothing can be changed there without it.".into(),
        (partakes, veto) => format!(
            "It has a part in deciding that in {} of {} states, and nothing can be changed without it in {}.",
            grouped(partakes),
            grouped(reach.states),
            grouped(veto)
        ),
    };
    let effects: Vec<Value> = finding
        .parties
        .iter()
        .zip(&finding.effects)
        .map(|(party, effect)| {
            context! {
                name => party.name.clone(),
                without => span(&effect.without),
                with => span(&effect.with),
                shift => match effect.shift {
                    Shift::Better => "good for it",
                    Shift::Worse => "bad for it",
                    Shift::Same => "the same to it",
                    Shift::Mixed => "good and bad",
                    Shift::Unknown => "not known",
                },
            }
        })
        .collect();
    let party = &finding.parties[described.party].name;
    context! {
        name => described.name.clone(),
        id => described.id.clone(),
        headline => answer.headline.clone(),
        party,
        issue => finding.frame.axes[described.on].name.clone(),
        only_if => described.only_if.clone(),
        needed,
        sides => [("Without the link", &finding.without), ("With the link", &finding.with)].map(|(title, of)| side(finding, title, of)).to_vec(),
        same_ends => finding.same_ends,
        effects,
        threat => (reach.partakes > 0).then(|| credible(finding, party, &finding.threat, true)),
        promise => (reach.partakes > 0).then(|| credible(finding, party, &finding.promise, false)),
    }
}

fn side(finding: &LinkFinding, title: &str, side: &LinkSide) -> Value {
    let ends: Vec<Value> = side
        .ends
        .iter()
        .take(ENDS)
        .filter_map(|end| {
            let first = end.states.first()?;
            let mut from: &StateDescription = &finding.start;
            let way: Vec<Value> = end
                .way
                .iter()
                .map(|step| {
                    let names: Vec<String> = step.movers.iter().map(|mover| finding.parties[*mover].name.clone()).collect();
                    let told = changes(&finding.frame, from, &step.to).join("; ");
                    from = &step.to;
                    context! { who => list(&names), joint => step.joint, told }
                })
                .collect();
            let cycle = (end.count > 1).then(|| grouped(end.count));
            Some(context! { state => state(first), cycle, told => from_start(finding, first), way })
        })
        .collect();
    context! {
        title,
        reached => count(side.reached, "state is reached", "states are reached"),
        still => side.reached == 1,
        agreed => grouped(side.agreed),
        unsure => if side.unsure > 0 { grouped(side.unsure) } else { String::new() },
        more => side.ends_count.saturating_sub(ends.len() as u64),
        ends,
    }
}

fn credible(finding: &LinkFinding, party: &str, of: &Credibility, threat: bool) -> Value {
    let word = match (of.choices, of.found) {
        (0, _) => "never put to the test",
        (_, Finding::Yes) => "believable",
        (_, Finding::No) => "not believable",
        (_, Finding::Unknown(_)) => "not known",
    };
    let example = of.example.as_ref().filter(|_| of.choices > 0).map(|choice| example(finding, party, choice, threat));
    context! { word, tally => (of.choices > 0).then(|| tally(of)), example }
}

fn example(finding: &LinkFinding, party: &str, choice: &Choice, threat: bool) -> String {
    let (as_said, otherwise) = if threat { ("withholding", "consenting") } else { ("consenting", "refusing") };
    let asked_by: Vec<String> = choice.asked_by.iter().map(|by| finding.parties[*by].name.clone()).collect();
    let told = changes(&finding.frame, &choice.at, &choice.to).join("; ");
    let verdict = match choice.keeps {
        Finding::Yes => format!("{party} does at least as well by {as_said}"),
        Finding::No => format!("{party} does better by {otherwise}"),
        Finding::Unknown(_) => format!("which is better for {party} is not known"),
    };
    format!(
        "in state {}, {} ask{} for: {told}. After {as_said} things end, for {party}, in state {}; after {otherwise}, in state {}: {verdict}.",
        state(&choice.at),
        list(&asked_by),
        if asked_by.len() == 1 { "s" } else { "" },
        span(&choice.as_said),
        span(&choice.otherwise)
    )
}
