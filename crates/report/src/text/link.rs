//! What a link changes, as text.

use super::sheet::Sheet;
use super::{Style, head, heading, made, paragraph};
use crate::words::{changes, count, grouped, list, state};
use detente_model::answer::{Answer, Choice, Credibility, Finding, LinkFinding, LinkSide, Shift, Span, StateDescription};

/// How many ends are shown on each side.
const SHOWN: usize = 4;

/// What a link changes.
#[must_use]
pub fn link(answer: &Answer<LinkFinding>, style: Style) -> String {
    let finding = &answer.finding;
    let mut text = head(style, &finding.frame, &answer.headline);
    text += &what_is_tied(finding, style);
    text += &side_text(finding, "Without the link", &finding.without, style);
    if finding.same_ends {
        text += &heading(style, "With the link");
        let said = format!("The same ends; {} reached on the way.", count(finding.with.reached, "state is", "states are"));
        text += &paragraph(style, 0, "", &said);
    } else {
        text += &side_text(finding, "With the link", &finding.with, style);
    }
    text += &who_gains(finding, style);
    if finding.reach.partakes > 0 {
        text += &heading(style, "Threat and promise");
        let party = &finding.parties[finding.link.party].name;
        text += &threat(finding, party, style);
        text += &promise(finding, party, style);
    }
    text += &made(style, &answer.made);
    text
}

fn what_is_tied(finding: &LinkFinding, style: Style) -> String {
    let link = &finding.link;
    let (party, issue) = (&finding.parties[link.party].name, &finding.frame.axes[link.on].name);
    let mut text = heading(style, "What is tied");
    text += &paragraph(style, 0, "", &format!("{party} agrees to changes of “{issue}” only if, in the result: {}.", link.only_if));
    let reach = finding.reach;
    let states = grouped(reach.states);
    let needed = match (reach.partakes, reach.veto) {
        (0, _) => "Its consent is needed nowhere in this frame.".to_owned(),
        (partakes, veto) if partakes == reach.states && veto == reach.states => {
            "Nothing can be changed there without it, in any state of this frame.".into()
        }
        (partakes, veto) => format!(
            "It has a part in deciding that in {} of {states} states, and nothing can be changed without it in {}; elsewhere the link has no effect.",
            grouped(partakes),
            grouped(veto)
        ),
    };
    let condition = match reach.holds {
        0 => " What it asks for can come about in no state of this frame.",
        holds if holds == reach.states => " What it asks for holds in every state of this frame.",
        _ => "",
    };
    text + &paragraph(style, 0, "", &format!("{needed}{condition}"))
}

fn side_text(finding: &LinkFinding, title: &str, side: &LinkSide, style: Style) -> String {
    let mut text = heading(style, title);
    let stay = if side.reached == 1 {
        "Nothing is agreed and nobody moves.".to_owned()
    } else {
        format!(
            "{} reached; {} of them no agreement on one issue would leave; {}.",
            count(side.reached, "state is", "states are"),
            grouped(side.agreed),
            count(side.ends_count, "end", "ends")
        )
    };
    text += &paragraph(style, 0, "", &stay);
    if side.unsure > 0 {
        let said =
            format!("From {} of them more steps may pay, for all that is stated: where they lead is left out.", grouped(side.unsure));
        text += &paragraph(style, 0, "", &said);
    }
    for end in side.ends.iter().take(SHOWN) {
        let Some(first) = end.states.first() else { continue };
        let cycle = if end.count > 1 { format!(", a cycle of {} states", grouped(end.count)) } else { String::new() };
        text += &paragraph(style, 0, "- ", &format!("{}{cycle}: {}", state(first), from_start(finding, first)));
        let mut from: &StateDescription = &finding.start;
        for step in &end.way {
            let names: Vec<String> = step.movers.iter().map(|mover| finding.parties[*mover].name.clone()).collect();
            let by = if step.joint { "agreed by " } else { "" };
            let told = changes(&finding.frame, from, &step.to).join("; ");
            text += &paragraph(style, 4, "", &format!("{by}{}: {told} {} {}", list(&names), style.arrow(), state(&step.to)));
            from = &step.to;
        }
    }
    let more = side.ends_count.saturating_sub(SHOWN as u64);
    if more > 0 {
        text += &paragraph(style, 0, "", &format!("{} not shown: --format json.", count(more, "more end", "more ends")));
    }
    text
}

/// A state by what has changed.
pub(crate) fn from_start(finding: &LinkFinding, to: &StateDescription) -> String {
    let told = changes(&finding.frame, &finding.start, to);
    if told.is_empty() { "as it stands".into() } else { told.join("; ") }
}

pub(crate) fn span(span: &Span) -> String {
    match (&span.worst, &span.best) {
        (Some(worst), Some(best)) if worst == best => state(worst),
        (worst, best) => {
            let end = |end: &Option<StateDescription>| end.as_ref().map_or("?".to_owned(), state);
            format!("{} to {}", end(worst), end(best))
        }
    }
}

fn who_gains(finding: &LinkFinding, style: Style) -> String {
    let mut text = heading(style, "Who gains");
    let mut sheet = Sheet::new(24);
    sheet.row("Worst to best, by state", ["without", "with", "the link is"].map(str::to_owned).to_vec());
    for (party, effect) in finding.parties.iter().zip(&finding.effects) {
        let words = match effect.shift {
            Shift::Better => "good for it",
            Shift::Worse => "bad for it",
            Shift::Same => "the same to it",
            Shift::Mixed => "good and bad",
            Shift::Unknown => "not known",
        };
        sheet.row(&party.name, vec![span(&effect.without), span(&effect.with), words.into()]);
    }
    text += &sheet.draw(style, usize::MAX).0;
    text
}

pub(crate) fn tally(found: &Credibility) -> String {
    let open = found.choices - found.kept - found.broken;
    let mut parts = vec![format!("kept in {}", grouped(found.kept)), format!("broken in {}", grouped(found.broken))];
    if open > 0 {
        parts.push(format!("not known in {}", grouped(open)));
    }
    let more = match found.not_looked_at {
        0 => String::new(),
        more => format!(" ({} more not looked at)", grouped(more)),
    };
    format!("{}{more}: {}", count(found.choices, "choice", "choices"), parts.join(", "))
}

fn threat(finding: &LinkFinding, party: &str, style: Style) -> String {
    let found = &finding.threat;
    if found.choices == 0 {
        let said = match found.states {
            0 => "The threat: what is asked for holds in all states that are reached.".to_owned(),
            states => format!(
                "The threat: in {} what is asked for is withheld; in none of them do others who would all gain lack only {party}'s consent.",
                count(states, "state", "states")
            ),
        };
        return paragraph(style, 0, "", &said);
    }
    let said = format!("The threat, to withhold as long as the others do, is put to the test in {}.", tally(found));
    paragraph(style, 0, "", &said) + &example(finding, party, found.example.as_ref(), "withholding", "consenting", style)
}

fn promise(finding: &LinkFinding, party: &str, style: Style) -> String {
    let found = &finding.promise;
    if found.choices == 0 {
        let said = match found.states {
            0 => "The promise: what is asked for holds in no state that is reached.".to_owned(),
            states => format!(
                "The promise: in {} what is asked for is granted; in none of them is {party}'s consent still asked for.",
                count(states, "state", "states")
            ),
        };
        return paragraph(style, 0, "", &said);
    }
    let said = format!("The promise, to consent once that is granted, is put to the test in {}.", tally(found));
    paragraph(style, 0, "", &said) + &example(finding, party, found.example.as_ref(), "consenting", "refusing", style)
}

fn example(finding: &LinkFinding, party: &str, choice: Option<&Choice>, as_said: &str, otherwise: &str, style: Style) -> String {
    let Some(choice) = choice else { return String::new() };
    let asked_by: Vec<String> = choice.asked_by.iter().map(|by| finding.parties[*by].name.clone()).collect();
    let told = changes(&finding.frame, &choice.at, &choice.to).join("; ");
    let verdict = match choice.keeps {
        Finding::Yes => format!("{party} does at least as well by {as_said}"),
        Finding::No => format!("{party} does better by {otherwise}"),
        Finding::Unknown(_) => format!("which is better for {party} is not known"),
    };
    let line = format!(
        "For example in {}: {} asked by {}. After {as_said} things end, for {party}, in {}; after {otherwise} in {}: {verdict}.",
        state(&choice.at),
        told,
        list(&asked_by),
        span(&choice.as_said),
        span(&choice.otherwise)
    );
    paragraph(style, 2, "", &line)
}
