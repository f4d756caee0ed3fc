//! What cannot be, and which moves are forbidden.

use super::Section;
use crate::page::{ReportInput, Templates, basis, window};
use minijinja::{Value, context};

/// The section.
#[must_use]
pub fn section(templates: &Templates, input: &ReportInput<'_>) -> Option<Section> {
    let case = input.case;
    let mut rules: Vec<Value> = case
        .constraints
        .iter()
        .map(|constraint| {
            context! {
                head => "Impossible", words => constraint.when.told(case), code => constraint.text.clone(), told => constraint.because.clone(),
                window => window(case, constraint.window), basis => basis(input, &constraint.basis),
            }
        })
        .collect();
    rules.extend(case.restrictions.iter().map(|restriction| {
        let who = restriction.party.map_or("Everybody", |party| case.parties[party].name.as_str());
        context! {
            head => format!("{who}: no move"),
            words => format!("from: {}; to: {}", restriction.from.told(case), restriction.to.told(case)),
            code => format!("from {} to {}", restriction.text.0, restriction.text.1),
            told => restriction.because.clone(),
            window => window(case, restriction.window), basis => basis(input, &restriction.basis),
        }
    }));
    let values = context! {
        rules,
        intro => "Impossible means logically, legally or physically. What a party would never do is a preference, and stands there.",
        columns => vec!["What", "Where", "Because"],
    };
    (!case.constraints.is_empty() || !case.restrictions.is_empty())
        .then(|| Section::new("constraints", "What cannot be", templates.fill("rules.html", values)))
}
