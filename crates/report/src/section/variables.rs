//! What can differ: options and issues, their values and which changes are allowed.

use super::Section;
use crate::page::{ReportInput, Templates, basis};
use detente_model::expression::Value as Position;
use detente_model::variable::{Controller, Moves, Variable};
use minijinja::{Value, context};

/// Which changes of a variable are allowed, in words; empty: any.
fn moves(variable: &Variable) -> String {
    let Moves::Only(allowed) = &variable.moves else { return String::new() };
    let count = variable.values.len();
    let positions: Vec<Position> = (0..).take(count).collect();
    let pairs = positions.iter().flat_map(|from| positions.iter().map(move |to| (*from, *to))).filter(|(from, to)| from != to);
    let allowed: Vec<String> = pairs
        .filter(|(from, to)| allowed[usize::from(*from) * count + usize::from(*to)])
        .map(|(from, to)| format!("{} → {}", variable.values[usize::from(from)].name, variable.values[usize::from(to)].name))
        .collect();
    if allowed.is_empty() { "cannot change".into() } else { format!("only {}", allowed.join(", ")) }
}

/// The section.
#[must_use]
pub fn section(templates: &Templates, input: &ReportInput<'_>) -> Option<Section> {
    let case = input.case;
    let mut groups: Vec<(String, Vec<Value>)> = Vec::new();
    for variable in case.variables.iter() {
        let who = match &variable.controller {
            Controller::Party(party) => case.parties[*party].name.clone(),
            Controller::Consent(_) => "Issues, which take consent".to_owned(),
            Controller::Arcs => "By the listed arcs".to_owned(),
        };
        let values: Vec<String> = variable
            .values
            .iter()
            .map(|value| value.at.map_or_else(|| value.name.clone(), |at| format!("{} (at {at})", value.name)))
            .collect();
        let shown = context! {
            id => variable.id.clone(), name => variable.name.clone(), values => values.join(", "), moves => moves(variable),
            basis => basis(input, &variable.basis),
        };
        match groups.iter_mut().find(|(known, _)| *known == who) {
            Some((_, list)) => list.push(shown),
            None => groups.push((who, vec![shown])),
        }
    }
    let groups: Vec<Value> = groups.into_iter().map(|(who, variables)| context! { who, variables }).collect();
    (!groups.is_empty()).then(|| Section::new("variables", "What can differ", templates.fill("variables.html", context! { groups })))
}
