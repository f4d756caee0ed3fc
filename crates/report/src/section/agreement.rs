//! What parties could agree on: whether the status quo would be left by agreement, by whom and for what, and what would last beside that.

use super::Section;
use crate::page::{ReportInput, Templates};
use crate::words::{changes, count, grouped, list, state};
use detente_model::answer::Finding;
use minijinja::{Value, context};

/// How many sets of parties are told one by one.
const OFFERS: usize = 8;
/// How many states are named.
const LISTED: usize = 24;

/// The section of the frame at `number`.
#[must_use]
pub fn section(templates: &Templates, input: &ReportInput<'_>, number: usize) -> Option<Section> {
    let report = &input.frames[number];
    let Some(answer) = report.agreement else {
        let why = report.agreement_left_out?;
        let html = templates.fill("agreement.html", context! { left_out => why });
        return Some(Section::new(format!("agreement-{number}"), "What they could agree on", html));
    };
    let finding = &answer.finding;
    if finding.issues.is_empty() {
        return None;
    }
    let frame = &finding.frame;
    let start = frame.status_quo.and_then(|ordinal| usize::try_from(ordinal - 1).ok()).filter(|start| *start < finding.states.len());
    let offers: Vec<Value> = start
        .map(|start| finding.state(start))
        .into_iter()
        .flat_map(|start| {
            finding.from_status_quo.iter().take(OFFERS).map(move |offer| {
                let to = finding.target(&offer.departure);
                let names: Vec<String> = offer.departure.members().into_iter().map(|member| finding.parties[member].name.clone()).collect();
                context! {
                    who => list(&names),
                    states => count(offer.states, "state", "states"),
                    to => state(&to),
                    changes => changes(frame, &start, &to),
                }
            })
        })
        .collect();
    let equilibria: Vec<&detente_model::answer::StateVerdicts> =
        report.stability.map_or(&[][..], |answer| &answer.finding.listed).iter().collect();
    let agreed = |ordinal: u64| usize::try_from(ordinal - 1).ok().and_then(|at| finding.states.get(at)).map(|row| row.stable);
    let named = |wanted: &dyn Fn(Finding) -> bool| -> Vec<String> {
        let those = equilibria.iter().filter(|row| agreed(row.state.ordinal).is_some_and(wanted));
        those.map(|row| state(&row.state)).take(LISTED).collect()
    };
    let values = context! {
        headline => answer.headline.clone(),
        stable_now => start.map(|start| match finding.states[start].stable {
            Finding::Yes => "yes",
            Finding::No => "no",
            Finding::Unknown(_) => "unknown",
        }),
        offers,
        more => finding.from_status_quo.len().saturating_sub(OFFERS),
        stable => grouped(finding.stable.yes),
        unknown => if finding.stable.unknown > 0 { grouped(finding.stable.unknown) } else { String::new() },
        states => count(frame.states, "possible state", "possible states"),
        listed => equilibria.len(),
        not_listed => report.stability.map_or(0, |answer| answer.finding.not_listed),
        both => named(&|found| found == Finding::Yes),
        open => named(&|found| found.known().is_none()),
    };
    Some(Section::new(format!("agreement-{number}"), "What they could agree on", templates.fill("agreement.html", values)))
}
