//! Words and short marks that text and pages share.

use detente_model::answer::{
    AxisDescription, Finding, FoundBy, FrameDescription, PartyDescription, SourceFile, StateDescription, StateVerdicts,
};
use detente_model::expression::Value;
use std::cmp::Reverse;

/// `1 state`, `2 states`.
#[must_use]
pub fn count(number: u64, one: &str, many: &str) -> String {
    format!("{} {}", grouped(number), if number == 1 { one } else { many })
}

/// A number with its digits in threes: `16 777 216` (with narrow no-break spaces); up to four digits as they are.
#[must_use]
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    if digits.len() < 5 {
        return digits;
    }
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push('\u{202f}');
        }
        text.push(digit);
    }
    text
}

/// `a, b and c`.
#[must_use]
pub fn list(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// Ascending numbers with runs drawn together: `1–3, 5`.
#[must_use]
pub fn ranges(numbers: &[u32]) -> String {
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for number in numbers {
        match runs.last_mut() {
            Some((_, last)) if last.checked_add(1) == Some(*number) => *last = *number,
            Some(_) | None => runs.push((*number, *number)),
        }
    }
    let run = |(first, last): &(u32, u32)| if first == last { first.to_string() } else { format!("{first}–{last}") };
    runs.iter().map(run).collect::<Vec<_>>().join(", ")
}

/// How the file of a source was found and whether it is the right one, in a sentence.
#[must_use]
pub fn found(file: &SourceFile) -> String {
    let how = match file.by {
        FoundBy::Digest => "",
        FoundBy::Named => ", named for it",
        FoundBy::Likeness => ", which is called after it or holds most of the sentences cited",
    };
    let same = match file.is_same {
        Some(true) => "it is the one the case was made from (same SHA-256)",
        Some(false) => "it differs from the one the case was made from (other SHA-256)",
        None => "the case states no SHA-256 that would tell whether it was made from it",
    };
    format!("File {}{how}: {same}.", file.name)
}

/// The name of a concept for the head of a narrow column.
#[must_use]
pub fn concept_label(id: &str) -> String {
    match id {
        "nash" => "Nash".into(),
        "cnash" => "CNash".into(),
        "seq_or_sim" => "SEQ/SIM".into(),
        "seq_or_sim_any" => "SEQ/SIM*".into(),
        other => match (other.split_once('_'), other.rsplit_once('_')) {
            (Some(("strong", simple)), _) => format!("strong {}", concept_label(simple)),
            (Some(("weak", simple)), _) => format!("weak {}", concept_label(simple)),
            (_, Some((simple, extension @ ("a" | "b" | "c" | "d")))) => format!("{} {extension}", concept_label(simple)),
            _ => other.to_uppercase(),
        },
    }
}

/// One letter for a concept: the mark of what is stable in a dense table.
#[must_use]
pub fn concept_letter(id: &str) -> char {
    match id {
        "nash" | "cnash" => 'N',
        "gmr" | "cgmr" => 'G',
        "smr" | "csmr" => 'M',
        "seq" | "cseq" => 'S',
        "sseq" => 'Y',
        "seq_or_sim" => 'I',
        "seq_or_sim_any" => 'A',
        other => match (other.split_once('_'), other.rsplit_once('_')) {
            (Some(("strong", simple)), _) => concept_letter(simple),
            (Some(("weak", simple)), _) => concept_letter(simple).to_ascii_lowercase(),
            (_, Some((_, extension @ ("a" | "b" | "c" | "d")))) => extension.chars().next().unwrap_or('x'),
            _ => other.chars().next().map_or('x', |letter| letter.to_ascii_lowercase()),
        },
    }
}

/// One letter for each of several concepts; where two would have the same, the later ones have digits, the first from 1.
#[must_use]
pub fn concept_letters(ids: &[&str]) -> Vec<char> {
    let mut letters: Vec<char> = Vec::new();
    let mut digits = '1'..='9';
    for id in ids {
        let letter = concept_letter(id);
        letters.push(if letters.contains(&letter) { digits.next().unwrap_or('x') } else { letter });
    }
    letters
}

/// Short names of parties, different from each other: initials of several words, the beginning of one.
#[must_use]
pub fn abbreviations(parties: &[PartyDescription]) -> Vec<String> {
    let mut taken: Vec<String> = Vec::new();
    for party in parties {
        let name: Vec<char> = party.name.chars().filter(|character| character.is_alphanumeric()).collect();
        let words: Vec<char> = party
            .name
            .split(|character: char| !character.is_alphanumeric())
            .filter_map(|word| word.chars().next())
            .filter(|first| first.is_uppercase() || first.is_numeric())
            .collect();
        let mut candidates: Vec<String> = Vec::new();
        if (2..=4).contains(&name.len()) && name.iter().all(|letter| letter.is_uppercase()) {
            candidates.push(name.iter().collect());
        }
        if (2..=4).contains(&words.len()) {
            candidates.push(words.iter().collect());
        }
        for length in 1..=name.len().min(4) {
            let cut: String = name.iter().take(length).collect();
            candidates.push(cut.chars().take(1).flat_map(char::to_uppercase).chain(cut.chars().skip(1)).collect());
        }
        candidates.extend((1..).map(|number| format!("P{number}")).take(parties.len()));
        let free = candidates.into_iter().find(|candidate| !candidate.is_empty() && !taken.contains(candidate));
        taken.push(free.unwrap_or_else(|| party.id.clone()));
    }
    taken
}

/// The entry of an option table: `Y`, `N` or the value's name.
#[must_use]
pub fn entry(axis: &AxisDescription, value: Value) -> String {
    match (axis.is_yes_no(), value) {
        (true, 0) => "N".into(),
        (true, _) => "Y".into(),
        (false, value) => axis.values.get(usize::from(value)).map_or_else(String::new, |value| value.name.clone()),
    }
}

/// One character for a value: `Y`, `N`, or its number in the list of values (`1`…`9`, then letters).
#[must_use]
pub fn character(axis: &AxisDescription, value: Value) -> char {
    match (axis.is_yes_no(), value) {
        (true, 0) => 'N',
        (true, _) => 'Y',
        (false, value) => char::from_digit(u32::from(value) + 1, 36).unwrap_or('#'),
    }
}

/// A state in one word: its ordinal, and its name in a graph case.
#[must_use]
pub fn state(state: &StateDescription) -> String {
    match &state.name {
        Some(name) => format!("{} ({name})", state.ordinal),
        None => state.ordinal.to_string(),
    }
}

/// The columns under whoever can change them, in the order of the columns: a heading and positions in the frame's axes.
#[must_use]
pub fn by_controller(frame: &FrameDescription) -> Vec<(String, Vec<usize>)> {
    let mut groups: Vec<(&[usize], Vec<usize>)> = Vec::new();
    for (index, axis) in frame.axes.iter().enumerate() {
        match groups.iter_mut().find(|(controllers, _)| *controllers == axis.controllers) {
            Some((_, axes)) => axes.push(index),
            None => groups.push((&axis.controllers, vec![index])),
        }
    }
    let heading = |controllers: &[usize]| match controllers {
        [] => "By agreement".to_owned(),
        [only] => frame.parties[*only].name.clone(),
        several => list(&several.iter().map(|party| frame.parties[*party].name.clone()).collect::<Vec<_>>()),
    };
    groups
        .into_iter()
        .map(|(controllers, axes)| (if frame.is_graph { "The listed arcs".to_owned() } else { heading(controllers) }, axes))
        .collect()
}

/// What differs between two states: `name: value` for each column.
#[must_use]
pub fn changes(frame: &FrameDescription, from: &StateDescription, to: &StateDescription) -> Vec<String> {
    if frame.is_graph {
        return vec![to.name.clone().unwrap_or_else(|| to.ordinal.to_string())];
    }
    frame
        .axes
        .iter()
        .zip(from.values.iter().zip(&to.values))
        .filter(|(_, (before, after))| before != after)
        .map(|(axis, (_, after))| setting(axis, *after))
        .collect()
}

/// A column at a value: `name`, `not: name`, `name: value`.
#[must_use]
pub fn setting(axis: &AxisDescription, value: Value) -> String {
    match (axis.is_yes_no(), value) {
        (true, 0) => format!("{}: no", axis.name),
        (true, _) => format!("{}: yes", axis.name),
        (false, value) => format!("{}: {}", axis.name, entry(axis, value)),
    }
}

/// The rows with those first that are equilibria under the most concepts; then those that may be; then in order.
#[must_use]
pub fn strongest_first(rows: &[StateVerdicts]) -> Vec<&StateVerdicts> {
    let mut sorted: Vec<&StateVerdicts> = rows.iter().collect();
    sorted.sort_by_key(|row| {
        let number = |wanted: fn(&Finding) -> bool| row.equilibrium.iter().filter(|finding| wanted(finding)).count();
        (Reverse(number(|finding| *finding == Finding::Yes)), Reverse(number(|finding| finding.known().is_none())), row.state.ordinal)
    });
    sorted
}

/// What some states have in common, and the columns in which they differ.
#[must_use]
pub fn in_common(frame: &FrameDescription, rows: &[&StateVerdicts]) -> (Vec<String>, Vec<String>) {
    let (mut common, mut open) = (Vec::new(), Vec::new());
    let Some(first) = rows.first() else { return (common, open) };
    for (index, axis) in frame.axes.iter().enumerate() {
        let value = first.state.values[index];
        if rows.iter().all(|row| row.state.values[index] == value) {
            common.push(setting(axis, value));
        } else {
            open.push(axis.name.clone());
        }
    }
    (common, open)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_names_differ() {
        let party = |name: &str| PartyDescription { id: name.to_lowercase(), name: name.into(), preference_unknown: false };
        let names = ["Soviet Union", "United States", "USA", "France", "Finland", "Federal Republic of Germany", "東", "", ""];
        let short = abbreviations(&names.map(party));
        assert_eq!(short, ["SU", "US", "USA", "F", "Fi", "FRG", "東", "P1", "P2"]);
    }

    #[test]
    fn runs_are_drawn_together() {
        assert_eq!(ranges(&[1, 2, 3, 5, 8, 9]), "1–3, 5, 8–9");
        assert_eq!(ranges(&[]), "");
    }

    #[test]
    fn numbers_are_grouped() {
        assert_eq!(grouped(1234), "1234");
        assert_eq!(grouped(16_777_216), "16\u{202f}777\u{202f}216");
    }

    #[test]
    fn concepts_have_labels_and_letters_of_their_own() {
        for (id, label) in [
            ("gmr_a", "GMR a"),
            ("nash_b", "Nash b"),
            ("strong_seq", "strong SEQ"),
            ("weak_smr", "weak SMR"),
            ("seq_or_sim_any", "SEQ/SIM*"),
        ] {
            assert_eq!(concept_label(id), label);
        }
        let letters = |ids: &[&str]| concept_letters(ids).into_iter().collect::<String>();
        assert_eq!(letters(&["gmr_a", "gmr_b", "gmr_c", "gmr_d"]), "abcd");
        assert_eq!(letters(&["gmr", "strong_gmr", "weak_gmr"]), "G1g");
        assert_eq!(letters(&["gmr_a", "seq_a", "smr_a"]), "a12");
        assert_eq!(letters(&["nash", "gmr", "smr", "seq", "sseq", "seq_or_sim"]), "NGMSYI");
    }
}
