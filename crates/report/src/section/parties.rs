//! Who sits where: parties, their kinds, members and weights.

use super::Section;
use crate::page::{ReportInput, Templates, basis, window};
use minijinja::{Value, context};

/// The section.
#[must_use]
pub fn section(templates: &Templates, input: &ReportInput<'_>) -> Option<Section> {
    let case = input.case;
    let parties: Vec<Value> = case
        .parties
        .enumerated()
        .map(|(id, party)| {
            let members: Vec<Value> = party
                .members
                .iter()
                .map(|member| context! { name => case.parties[member.party].name.clone(), roles => member.roles.join(", ") })
                .collect();
            let weights: Vec<String> =
                party.weights.iter().map(|(weight, number)| format!("{} {number}", case.weights[*weight])).collect();
            let within: Vec<&str> = case
                .parties
                .iter()
                .filter(|body| body.members.iter().any(|member| member.party == id))
                .map(|body| body.name.as_str())
                .collect();
            let passes = party.passes_to.map(|heir| case.parties[heir].name.as_str());
            let options = case.variables.iter().filter(|variable| variable.owner() == Some(id)).count();
            context! {
                name => party.name.clone(), id => party.id.clone(), kind => party.kind.word(), members, weights, within => within.join(", "),
                window => window(case, party.window), passes, options,
                preference => !case.preferences[id].is_unknown(), basis => basis(input, &party.basis),
            }
        })
        .collect();
    let any_weight = case.parties.iter().any(|party| !party.weights.is_empty());
    (!parties.is_empty())
        .then(|| Section::new("parties", "Who sits where", templates.fill("parties.html", context! { parties, any_weight })))
}
