//! The first sentence of an answer about stability.

use super::concept::{Attitude, Deterrence, Judgement};
use detente_model::answer::{Count, Finding, StabilityFinding};

/// One sentence in plain words: whether something would last, how firmly, and what is not known.
#[must_use]
///
/// `defined`: for each concept whether it is defined for such a frame; others are passed over. `cut`: whether the work was cut short.
pub(super) fn sentence(finding: &StabilityFinding, defined: &[bool], cut: bool) -> String {
    let states = finding.frame.states;
    let count = |id: &str| finding.concepts.iter().position(|concept| concept.id == id).map(|at| finding.equilibria[at]);
    let firm = ["nash", "sseq", "seq", "seq_or_sim", "seq_or_sim_any", "smr", "gmr"];
    let others = super::all_concepts().map(|concept| concept.id).filter(|id| !firm.contains(id));
    let is_simple = finding.concepts.iter().any(|concept| firm.contains(&concept.id));
    let best = firm.into_iter().chain(others).filter_map(|id| Some((id, count(id)?))).find(|(_, count)| count.yes > 0);
    let unknown: u64 =
        finding.equilibria.iter().zip(defined).filter(|(_, defined)| **defined).map(|(count, _)| count.unknown).max().unwrap_or(0);
    let in_the_way = if unknown > 0 {
        let silent: Vec<&str> =
            finding.frame.parties.iter().filter(|party| party.preference_unknown).map(|party| party.name.as_str()).collect();
        match silent.as_slice() {
            _ if cut => format!("; for {} it was not found out, since the work was cut short", states_words(unknown)),
            [] => format!("; for {} it depends on what is not stated", states_words(unknown)),
            _ => format!("; for {} it depends on preferences that are not stated ({})", states_words(unknown), silent.join(", ")),
        }
    } else {
        String::new()
    };
    if finding.frame.parties.is_empty() {
        return format!("Nobody can move alone in this frame: each of the {states} states holds as long as nothing is agreed.");
    }
    match best {
        Some((id, Count { yes, .. })) => {
            let verb = if yes == 1 { "holds" } else { "hold" };
            format!(
                "{} of {states} {verb} because {}{}{in_the_way}.",
                capital(&states_words(yes)),
                reason_for(id, yes == 1),
                status_quo(finding)
            )
        }
        None if unknown > 0 => format!("No state surely holds{in_the_way}."),
        None if !is_simple => {
            format!("No state of {states} holds under the concepts asked for: from each some party can leave undeterred.")
        }
        None => format!("No state holds: from each of the {states} some party can leave and gain, whatever the others would answer."),
    }
}

/// Why the states of a concept hold, with what the concept takes parties to be like.
fn reason_for(id: &str, one: bool) -> String {
    let Some(concept) = super::concept(id) else { return reason(id, one).into() };
    let simple = match concept.deterrence {
        Deterrence::Nothing => "nash",
        Deterrence::Sanctions { credible: true, .. } => "seq",
        Deterrence::Sanctions { credible: false, .. } => "gmr",
    };
    match concept.judgement {
        Judgement::Stated => reason(id, one).into(),
        Judgement::Attitude(Attitude { leaves_for_unknown, deterred_by_unknown }) => {
            let not = |yes: bool| if yes { "" } else { "not " };
            format!(
                "{}, if parties would {}leave for what they cannot compare and are {}deterred by it",
                reason(simple, one),
                not(leaves_for_unknown),
                not(deterred_by_unknown)
            )
        }
        Judgement::Strong => format!("{} every gainful departure with a strong loss for whoever left", answers(simple)),
        Judgement::Weak => format!("{} every gainful departure, but not always with a strong loss for whoever left", answers(simple)),
    }
}

/// How the others answer.
fn answers(simple: &str) -> &'static str {
    if simple == "seq" { "the others, acting in their own interest, would answer" } else { "the others could answer" }
}

/// Why the states of a concept hold, in plain words.
fn reason(id: &str, one: bool) -> &'static str {
    match id {
        "nash" if one => "no party can gain by leaving it on its own",
        "nash" => "no party can gain by leaving them on its own",
        "sseq" | "seq" => "the others, acting in their own interest, would answer every gainful departure",
        "seq_or_sim" | "seq_or_sim_any" => "parties that left would spoil it for each other",
        _ => "the others could answer every gainful departure, though not always to their own good",
    }
}

fn status_quo(finding: &StabilityFinding) -> String {
    let Some(ordinal) = finding.frame.status_quo else { return String::new() };
    let row = finding.listed.iter().find(|row| row.state.ordinal == ordinal);
    let held: Vec<&str> = row.map_or_else(Vec::new, |row| {
        finding.concepts.iter().zip(&row.equilibrium).filter(|(_, found)| **found == Finding::Yes).map(|(concept, _)| concept.id).collect()
    });
    if held.is_empty() {
        if finding.not_listed > 0 || row.is_some() { String::new() } else { "; the status quo does not last".into() }
    } else if held.contains(&"nash") {
        "; the status quo is among what lasts".into()
    } else {
        "; the status quo holds only by what the others would or could answer".into()
    }
}

fn states_words(count: u64) -> String {
    if count == 1 { "one state".into() } else { format!("{count} states") }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().collect::<String>() + letters.as_str())
}
