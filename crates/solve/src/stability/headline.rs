//! The first sentence of an answer about stability.

use detente_model::answer::{Count, Finding, StabilityFinding};

/// One sentence in plain words: whether something would last, how firmly, and what is not known.
#[must_use]
///
/// `defined`: for each concept whether it is defined for such a frame; others are passed over.
pub(super) fn sentence(finding: &StabilityFinding, defined: &[bool]) -> String {
    let states = finding.frame.states;
    let count = |id: &str| finding.concepts.iter().position(|concept| concept.id == id).map(|at| finding.equilibria[at]);
    let firm = ["nash", "sseq", "seq", "seq_or_sim", "seq_or_sim_any", "smr", "gmr"];
    let best = firm.into_iter().filter_map(|id| Some((id, count(id)?))).find(|(_, count)| count.yes > 0);
    let unknown: u64 =
        finding.equilibria.iter().zip(defined).filter(|(_, defined)| **defined).map(|(count, _)| count.unknown).max().unwrap_or(0);
    let in_the_way = if unknown > 0 {
        let silent: Vec<&str> =
            finding.frame.parties.iter().filter(|party| party.preference_unknown).map(|party| party.name.as_str()).collect();
        match silent.as_slice() {
            [] => format!("; for {} it depends on what is not stated", states_words(unknown)),
            _ => format!("; for {} it depends on preferences that are not stated ({})", states_words(unknown), silent.join(", ")),
        }
    } else {
        String::new()
    };
    match best {
        Some((id, Count { yes, .. })) => {
            let verb = if yes == 1 { "holds" } else { "hold" };
            format!(
                "{} of {states} {verb} because {}{}{in_the_way}.",
                capital(&states_words(yes)),
                reason(id, yes == 1),
                status_quo(finding)
            )
        }
        None if unknown > 0 => format!("No state surely holds{in_the_way}."),
        None => format!("No state holds: from each of the {states} some party can leave and gain, whatever the others would answer."),
    }
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
