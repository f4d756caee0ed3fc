//! The first sentence of an answer about what is unknown.

use detente_model::answer::{MissingComparison, StateDescription, UnknownsFinding};

/// What would settle most, in plain words.
///
/// `cut`: whether some findings were not computed, so that nothing can be said of them.
pub(super) fn sentence(finding: &UnknownsFinding, cut: bool) -> String {
    if finding.unknown == 0 && cut {
        return "The work was cut short before anything was found to be unknown: what is, is not told.".into();
    }
    if finding.unknown == 0 {
        return "Nothing is unknown: what is stated decides every finding.".into();
    }
    let unknown = finding.unknown;
    let of = |count: u64| match (count, unknown) {
        (_, 1) => "the one unknown finding".into(),
        (count, _) if count == unknown => format!("all {unknown} unknown findings"),
        (count, _) => format!("{count} of the {unknown} unknown findings"),
    };
    match finding.comparisons.first() {
        None => format!(
            "{} unknown, and no single comparison would settle {}.",
            if unknown == 1 { "One finding is".into() } else { format!("{unknown} findings are") },
            if unknown == 1 { "it" } else { "any of them" }
        ),
        Some(best) if best.settles.guaranteed() == 0 => {
            let question = question(finding, best);
            format!(
                "No comparison is sure to settle anything. Most may come of {question}: up to {} would be known.",
                of(best.settles.best())
            )
        }
        Some(best) => {
            let (least, most) = (best.settles.guaranteed(), best.settles.best());
            let at_least = if least == most { String::new() } else { "at least ".into() };
            format!("What would settle most: {}: {at_least}{} would be known.", question(finding, best), of(least))
        }
    }
}

/// The question, indirectly: whether a party likes one state better than another; and what differs between them.
pub(super) fn question(finding: &UnknownsFinding, comparison: &MissingComparison) -> String {
    let frame = &finding.frame;
    let party = &frame.parties[comparison.party].name;
    let name = |state: &StateDescription| match &state.name {
        Some(name) => format!("`{name}`"),
        None => format!("state {}", state.ordinal),
    };
    let (first, second) = (&comparison.first, &comparison.second);
    let differ: Vec<String> = frame
        .axes
        .iter()
        .zip(first.values.iter().zip(&second.values))
        .filter(|(axis, (a, b))| !frame.is_graph && a != b && usize::from(**a).max(usize::from(**b)) < axis.values.len())
        .map(|(axis, (a, b))| {
            let owner = match axis.controllers.as_slice() {
                [one] => format!("{} ", frame.parties[*one].name),
                _ => String::new(),
            };
            format!("{owner}{}: {}, not {}", axis.name, axis.values[usize::from(*a)].name, axis.values[usize::from(*b)].name)
        })
        .collect();
    let differ = if differ.is_empty() { String::new() } else { format!(" ({})", differ.join("; ")) };
    format!("whether {party} likes {} better than {}{differ}", name(first), name(second))
}
