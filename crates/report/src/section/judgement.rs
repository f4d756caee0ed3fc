//! What rests on the analyst's judgement: how much is cited, and the list of what is not.

use super::Section;
use crate::html::{ReportInput, Templates};
use detente_model::Case;
use detente_model::evidence::Basis;
use detente_model::index::PartyId;
use detente_model::variable::Controller;
use minijinja::{Value, context};

/// An assumption of a case.
struct Assumption<'a> {
    /// Whom it is about; nobody in particular.
    party: Option<PartyId>,
    /// What sort it is.
    kind: &'static str,
    text: String,
    basis: &'a Basis,
}

fn assumptions(case: &Case) -> Vec<Assumption<'_>> {
    let mut all = Vec::new();
    for (id, party) in case.parties.enumerated() {
        all.push(Assumption { party: Some(id), kind: "party", text: party.name.clone(), basis: &party.basis });
    }
    for variable in case.variables.iter() {
        let party = variable.owner();
        let kind = if party.is_some() { "option" } else { "issue" };
        all.push(Assumption { party, kind, text: variable.name.clone(), basis: &variable.basis });
        if let Controller::Consent(rules) = &variable.controller {
            all.extend(rules.iter().map(|rule| Assumption {
                party: None,
                kind: "rule of consent",
                text: format!("{}: {}", variable.name, rule.text),
                basis: &rule.basis,
            }));
        }
    }
    for event in case.events.iter() {
        all.push(Assumption { party: None, kind: "event", text: event.name.clone(), basis: &event.basis });
    }
    for constraint in &case.constraints {
        all.push(Assumption { party: None, kind: "impossibility", text: constraint.text.clone(), basis: &constraint.basis });
    }
    for restriction in &case.restrictions {
        let text = format!("no move from {} to {}", restriction.text.0, restriction.text.1);
        all.push(Assumption { party: restriction.party, kind: "restriction", text, basis: &restriction.basis });
    }
    for (id, preference) in case.preferences.enumerated() {
        let mut add = |text: String, basis| all.push(Assumption { party: Some(id), kind: "preference", text, basis });
        for statement in &preference.statements {
            add(statement.text.clone(), &statement.basis);
        }
        if let Some(ranking) = &preference.ranking {
            add("the ranking of states".into(), &ranking.basis);
        }
        for criterion in &preference.criteria {
            for statement in &criterion.statements {
                add(statement.text.clone(), if statement.basis.is_judgement() { &criterion.basis } else { &statement.basis });
            }
        }
        for comparison in &preference.comparisons {
            add(format!("{} better than {}", comparison.better.1, comparison.worse.1), &comparison.basis);
        }
        for weight in &preference.weights {
            add(format!("{}: weight {}", weight.text, weight.weight), &weight.basis);
        }
        for table in &preference.values {
            add(format!("values of {}", case.variables[table.of].name), &table.basis);
        }
        for position in &preference.positions {
            add(format!("position on {}", case.variables[position.on].name), &position.basis);
        }
        for payoff in &preference.payoffs {
            add(format!("{}: payoff {}", payoff.text, payoff.payoff), &payoff.basis);
        }
    }
    all
}

/// A share in whole per cent, rounded down: 100 only where all are.
fn share(cited: usize, total: usize) -> usize {
    (cited * 100).checked_div(total).unwrap_or(100)
}

/// The section.
#[must_use]
pub fn section(templates: &Templates, input: &ReportInput<'_>) -> Option<Section> {
    let case = input.case;
    let all = assumptions(case);
    let cited = all.iter().filter(|assumption| !assumption.basis.is_judgement()).count();
    let mut lines: Vec<Value> = Vec::new();
    for party in case.parties.ids().map(Some).chain([None]) {
        let own: Vec<&Assumption<'_>> = all.iter().filter(|assumption| assumption.party == party).collect();
        if own.is_empty() {
            continue;
        }
        let cited = own.iter().filter(|assumption| !assumption.basis.is_judgement()).count();
        let uncited: Vec<Value> = own
            .iter()
            .filter(|assumption| assumption.basis.is_judgement())
            .map(|assumption| {
                let is_code = !matches!(assumption.kind, "party" | "option" | "issue" | "event");
                context! { kind => assumption.kind, text => assumption.text.clone(), is_code }
            })
            .collect();
        lines.push(context! {
            name => party.map_or("The setting", |party| case.parties[party].name.as_str()),
            total => own.len(), cited, share => share(cited, own.len()), uncited,
        });
    }
    let values = context! { lines, total => all.len(), cited, judged => all.len() - cited, share => share(cited, all.len()) };
    (!all.is_empty()).then(|| Section::new("judgement", "What rests on judgement", templates.fill("judgement.html", values)))
}
