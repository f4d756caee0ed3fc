//! The first sentence of an answer about firmness.

use detente_model::answer::{Extent, RobustFinding};

/// One sentence in plain words: how firm the first outcome is, and on whose reading that hinges.
pub(super) fn sentence(finding: &RobustFinding) -> String {
    let Some(outcome) = finding.outcomes.first() else { return "Nothing was asked about.".into() };
    let tally = &finding.combinations.lasting[0];
    let runs = match finding.combinations.runs {
        1 => "In the one reading of the parties that there is".to_owned(),
        runs => format!("Over {runs} combinations of how the parties can be read"),
    };
    let parts: Vec<String> =
        [(Extent::All, "everything that lasts"), (Extent::Some, "some of what lasts"), (Extent::None, "nothing that lasts")]
            .into_iter()
            .filter(|(extent, _)| tally.of(*extent) > 0)
            .map(|(extent, words)| format!("of {words} in {}", tally.of(extent)))
            .collect();
    let rest = match (tally.of(Extent::Nowhere), tally.of(Extent::Unknown)) {
        (0, 0) => String::new(),
        (nowhere, 0) => format!("; in {nowhere} nothing lasts"),
        (0, _) if parts.is_empty() => String::new(),
        (0, unknown) => format!("; in {unknown} that is not known"),
        (nowhere, unknown) => format!("; in {nowhere} nothing lasts, in {unknown} that is not known"),
    };
    let hinge = finding.hinge(0).map_or_else(String::new, |(party, least, most)| {
        format!(". It hinges most on how {} is read: between {} and {} %", finding.parties[party].name, least / 10, most / 10)
    });
    if parts.is_empty() {
        return match tally.of(Extent::Unknown) {
            0 => format!("{runs} nothing lasts."),
            _ => format!("{runs} it is not known whether “{}” is part of what lasts.", outcome.name),
        };
    }
    format!("{runs}, “{}” is part {}{rest}{hinge}.", outcome.name, parts.join(", "))
}
