//! An analysis of agreement as text.

use super::coalition::difference;
use super::stability::SMALL;
use super::{Style, head, heading, made, paragraph};
use crate::words::{count, grouped, list, state};
use detente_model::answer::{AgreementFinding, Answer, Finding};

/// How many sets of parties are listed that could agree on something.
const OFFERS: usize = 8;

/// How many sets of parties are listed for a rule.
const SETS: usize = 6;

/// An analysis of agreement.
#[must_use]
pub fn agreement(answer: &Answer<AgreementFinding>, style: Style) -> String {
    let finding = &answer.finding;
    let mut text = head(style, &finding.frame, &answer.headline);
    if !finding.issues.is_empty() {
        text += &rules(finding, style);
        text += &offers(finding, style);
        text += &departures(finding, style);
        text += &held(finding, style);
    }
    text += &made(style, &answer.made);
    text
}

fn names(finding: &AgreementFinding, members: &[usize]) -> String {
    list(&members.iter().map(|member| finding.parties[*member].name.clone()).collect::<Vec<_>>())
}

fn rules(finding: &AgreementFinding, style: Style) -> String {
    let mut text = heading(style, "Whose consent it takes");
    for issue in &finding.issues {
        let name = &finding.frame.axes[issue.axis].name;
        if issue.rules.is_empty() {
            text += &paragraph(style, 0, "- ", &format!("{name}: nobody can change it"));
        }
        for rule in &issue.rules {
            let who = match rule.smallest.as_deref() {
                Some([]) => "nobody can change it".to_owned(),
                Some(sets) if sets.iter().any(Vec::is_empty) => "anybody may".into(),
                Some(sets) if sets.len() <= SETS => sets.iter().map(|set| names(finding, set)).collect::<Vec<_>>().join("; or "),
                Some(_) | None => rule.text.clone(),
            };
            let when = if rule.conditional { " (in some states)" } else { "" };
            text += &paragraph(style, 0, "- ", &format!("{name}: {who}{when}"));
        }
    }
    text
}

fn offers(finding: &AgreementFinding, style: Style) -> String {
    let Some(start) = finding.frame.status_quo.and_then(|ordinal| usize::try_from(ordinal - 1).ok()) else { return String::new() };
    let mut text = heading(style, "What could be agreed on from the status quo");
    if finding.from_status_quo.is_empty() {
        let none = match finding.states.get(start).map(|row| row.stable) {
            Some(Finding::Yes) => "Nothing: every change that takes consent is worse, or no better, for someone who would have to give it.",
            Some(Finding::No | Finding::Unknown(_)) | None => "Nothing that is surely better for all who would have to consent.",
        };
        text += &paragraph(style, 0, "", none);
    }
    let from = finding.state(start);
    for offer in finding.from_status_quo.iter().take(OFFERS) {
        let departure = &offer.departure;
        let to = finding.target(departure);
        let more = match offer.states {
            1 => "one state is better for all of them".to_owned(),
            states => format!("{} states are better for all of them; the nearest", grouped(states)),
        };
        let line = format!("{}: {more}, {}{}", names(finding, &departure.members()), state(&to), difference(&finding.frame, &from, &to));
        text += &paragraph(style, 0, "- ", &line);
    }
    if finding.from_status_quo.len() > OFFERS {
        let more = (finding.from_status_quo.len() - OFFERS) as u64;
        text += &paragraph(
            style,
            0,
            "",
            &format!("and {}: `--format json` lists all.", count(more, "other set of parties", "other sets of parties")),
        );
    }
    text
}

fn departures(finding: &AgreementFinding, style: Style) -> String {
    let mut text = heading(style, "Which states they would agree to leave");
    let left: Vec<_> = finding.states.iter().enumerate().filter_map(|(number, row)| Some((number, row.left_by.as_ref()?))).collect();
    if left.is_empty() {
        text += &paragraph(style, 0, "", "None, as far as is known.");
    }
    for (number, departure) in left.iter().take(SMALL) {
        let (from, to) = (finding.state(*number), finding.target(departure));
        let line = format!(
            "{} would leave state {} for state {}{}",
            names(finding, &departure.members()),
            state(&from),
            state(&to),
            difference(&finding.frame, &from, &to)
        );
        text += &paragraph(style, 0, "- ", &line);
    }
    if left.len() > SMALL {
        text += &paragraph(style, 0, "", &format!("and {} more: `--format csv` lists all.", grouped((left.len() - SMALL) as u64)));
    }
    text
}

fn held(finding: &AgreementFinding, style: Style) -> String {
    let mut text = heading(style, "Where nobody could agree on anything better");
    let listed = |wanted: &dyn Fn(Finding) -> bool| {
        let states: Vec<usize> =
            finding.states.iter().enumerate().filter(|(_, row)| wanted(row.stable)).map(|(number, _)| number).collect();
        let some: Vec<String> = states.iter().take(SMALL).map(|number| state(&finding.state(*number))).collect();
        let more = if states.len() > SMALL { format!(", and {} more", grouped((states.len() - SMALL) as u64)) } else { String::new() };
        format!("{}: {}{more}", count(states.len() as u64, "state", "states"), some.join(", "))
    };
    if finding.stable.yes == 0 {
        text += &paragraph(style, 0, "", "In no state, as far as is known.");
    } else {
        text += &paragraph(style, 0, "", &format!("{}.", listed(&|found| found == Finding::Yes)));
    }
    if finding.stable.unknown > 0 {
        text += &paragraph(style, 0, "", &format!("Not known for {}.", listed(&|found| found.known().is_none())));
        let silent: Vec<String> = finding.parties.iter().filter(|party| party.preference_unknown).map(|party| party.name.clone()).collect();
        if !silent.is_empty() {
            text += &paragraph(style, 0, "", &format!("Nothing is stated about what {} prefers.", list(&silent)));
        }
    }
    text += &paragraph(style, 0, "", "This says nothing about what single parties would do by themselves: see `detente stability`.");
    text
}
