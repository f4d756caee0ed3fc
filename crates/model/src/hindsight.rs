//! What of a case became known only after the day on which it is seen.

use crate::case::Case;
use crate::diagnostic::Diagnostic;
use jiff::civil::Date;

/// What a strict reading refuses: assumptions that could be known only after `as_of`, by their own `known_from` or else by the dates of
/// all the sources they cite; a case without `as_of`; and, as warnings, cited sources without any date. An assumption that rests on
/// an early source too could be known early. What is the analyst's judgement has no date.
#[must_use]
pub fn hindsight(case: &Case) -> Vec<Diagnostic> {
    let Some(as_of) = case.as_of else {
        return vec![
            Diagnostic::error("no-date", "the case does not say on which day it is seen, so that nothing can be told from hindsight")
                .help("add as_of = 1990-05-25, or whatever the day is"),
        ];
    };
    let mut found = Vec::new();
    let known_from = |source: crate::index::SourceId| case.sources[source].known_from.or(case.sources[source].date);
    for assumption in case.assumptions() {
        let own = assumption.basis.known_from.or(assumption.shared.and_then(|basis| basis.known_from));
        let dates: Option<Vec<Date>> = assumption.citations().map(|citation| known_from(citation.source)).collect();
        let earliest = own.or_else(|| dates.and_then(|dates| dates.into_iter().min()));
        if let Some(date) = earliest.filter(|date| *date > as_of) {
            found.push(
                Diagnostic::error("known-later", format!("known from {date} only, but the case is seen on {as_of}: {assumption}"))
                    .at(assumption.span, "")
                    .help("leave it out, or rest it on what was known on that day"),
            );
        }
    }
    for (id, source) in case.sources.enumerated() {
        let cited = || case.assumptions().iter().any(|assumption| assumption.citations().any(|citation| citation.source == id));
        if known_from(id).is_none() && cited() {
            found.push(
                Diagnostic::warning(
                    "undated",
                    format!("the source `{}` has no date: what rests on it alone cannot be told from hindsight", source.id),
                )
                .at(source.span, "")
                .help("give it `date`, or `known_from`"),
            );
        }
    }
    found
}
