//! Words for how firm findings are, the same on terminals and pages.

use detente_model::answer::{Extent, Finding, RobustFinding, Run, Tally};

/// A share as readers see it: per cent, and never 0 or 100 where it is not.
pub(crate) fn per_cent(tally: &Tally, extent: Extent) -> String {
    match (tally.of(extent), tally.total()) {
        (0, _) => "-".into(),
        (some, all) if some == all => "100 %".into(),
        (some, all) => format!("{} %", ((some * 100 + all / 2) / all).clamp(1, 99)),
    }
}

/// An extent in a sentence.
fn word(extent: Extent) -> &'static str {
    match extent {
        Extent::All => "in all",
        Extent::Some => "in some",
        Extent::None => "in none",
        Extent::Nowhere => "nothing lasts",
        Extent::Unknown => "not known",
    }
}

/// What a run changes against the base.
pub(crate) fn differences(finding: &RobustFinding, run: &Run) -> String {
    let changed: Vec<String> = finding
        .outcomes
        .iter()
        .zip(finding.base.extents.iter().zip(&run.extents))
        .filter(|(_, (base, without))| base != without)
        .map(|(outcome, (base, without))| format!("“{}” {} instead of {}", outcome.name, word(*without), word(*base)))
        .collect();
    let kept = match (finding.base.status_quo, run.status_quo) {
        (Some(before), Some(now)) if before != now => match now {
            Finding::Yes => "; the status quo would last",
            Finding::No => "; the status quo would not last",
            Finding::Unknown(_) => "; whether the status quo would last is not known",
        },
        _ => "",
    };
    format!("{}{kept}", if changed.is_empty() { "no outcome changes".to_owned() } else { changed.join("; ") })
}

/// For an outcome whose extent hinges on how somebody is read: who, and the share of each reading in which it is part of all that lasts.
pub(crate) fn hinge(finding: &RobustFinding, outcome: usize) -> Option<String> {
    let (party, ..) = finding.hinge(outcome)?;
    let readings = finding.parties[party].codings.iter().zip(&finding.by_reading[outcome][party]);
    let shares: Vec<String> = readings.map(|((_, name), tally)| format!("{name} {}", per_cent(tally, Extent::All))).collect();
    Some(format!("{} ({})", finding.parties[party].name, shares.join(", ")))
}

/// How often the status quo lasts.
pub(crate) fn status_quo(finding: &RobustFinding) -> Option<String> {
    let [lasts, not, unknown] = finding.combinations.status_quo?;
    let unknown = if unknown > 0 { format!(", not known in {unknown}") } else { String::new() };
    Some(format!("The status quo lasts in {lasts}, does not in {not}{unknown}."))
}
