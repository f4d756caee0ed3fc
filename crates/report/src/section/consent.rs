//! Who must consent to what, and in which phase.

use super::Section;
use crate::page::{ReportInput, Templates, basis, window};
use detente_model::variable::Controller;
use minijinja::{Value, context};

/// The section.
#[must_use]
pub fn section(templates: &Templates, input: &ReportInput<'_>) -> Option<Section> {
    let case = input.case;
    let mut rules: Vec<Value> = Vec::new();
    for variable in case.variables.iter() {
        let Controller::Consent(list) = &variable.controller else { continue };
        if list.is_empty() {
            rules.push(context! { head => variable.name.clone(), code => "never", told => "no rule: nobody can change it", window => "", basis => Value::UNDEFINED });
        }
        for (number, rule) in list.iter().enumerate() {
            let parties: Vec<String> = rule.rule.parties().into_iter().map(|party| case.parties[party].name.clone()).collect();
            rules.push(context! {
                head => if number == 0 { variable.name.as_str() } else { "" },
                code => rule.text.clone(),
                told => crate::words::list(&parties),
                window => window(case, rule.window),
                condition => rule.when.is_some(),
                basis => basis(input, &rule.basis),
            });
        }
    }
    let any = !rules.is_empty();
    let values = context! {
        rules,
        intro => "Whoever satisfies the first rule that applies may change the issue.",
        columns => vec!["Issue", "Who must consent", "Parties"],
    };
    any.then(|| Section::new("consent", "Rules of consent", templates.fill("rules.html", values)))
}
