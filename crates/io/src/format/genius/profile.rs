//! What a party wants: weights and evaluations.

use super::domain::{Domain, DomainIssue, Sort};
use super::{domain, evaluator, json_safe, nonlinear, objective, required};
use crate::format::scenario::Party;
use crate::format::xml::Element;
use crate::given::Given;
use detente_model::{Diagnostic, Span};
use std::collections::HashMap;

/// Reads a profile; what is wrong with it is added to the notes.
pub(super) fn read(file: &Given, root: &Element, domain: &Domain, notes: &mut Vec<Diagnostic>) -> Party {
    let stem = file.stem();
    let name = if stem.is_empty() { "party" } else { stem };
    let mut party = Party { name: name.to_owned(), ..Party::default() };
    let within = |name: &'static str| root.all(name).chain(root.first("objective").into_iter().flat_map(move |inner| inner.all(name)));
    party.reservation = match within("reservation").next() {
        Some(element) => required(element, "value", notes),
        None => Some(0.0),
    };
    if let Some(element) = within("discount_factor").next()
        && let Some(factor) = required(element, "value", notes)
        && factor != 1.0
    {
        party.remarks.push(format!("the file discounts what is agreed late by {factor}; that has no part here"));
        let message = format!("the discount factor {factor} is kept as a remark: nothing here is agreed late");
        notes.push(Diagnostic::warning("discount", message).at(element.span, ""));
    }
    let Some(objective) = objective(root, notes) else { return party };
    if let Some(utility) = objective.first("utility").or_else(|| objective.first("utility_function")) {
        party.boxes = nonlinear::read(utility, domain, notes);
    } else {
        linear(objective, domain, &mut party, notes);
    }
    party
}

/// A sum over issues.
fn linear(objective: &Element, domain: &Domain, party: &mut Party, notes: &mut Vec<Diagnostic>) {
    let mut weights: HashMap<&str, (f64, Span)> = HashMap::new();
    for element in objective.all("weight") {
        let Some(weight) = required(element, "value", notes) else { continue };
        if let Some((_, first)) = weights.insert(element.value("index").trim(), (weight, element.span)) {
            let message = "a second weight has this index, expected each once";
            notes.push(Diagnostic::error("duplicate-index", message).at(element.span, "").at(first, "the first"));
        }
    }
    let issues: Vec<&Element> = objective.all("issue").collect();
    for issue in &domain.all {
        let by_index = issues.iter().find(|element| !issue.index.is_empty() && element.value("index").trim() == issue.index);
        let Some(element) = by_index.or_else(|| issues.iter().find(|element| element.value("name").trim() == issue.name)) else {
            let message = format!("the profile has no issue with the index {} (`{}`), expected it", json_safe(&issue.index), issue.name);
            notes.push(Diagnostic::error("missing-issue", message).at(objective.span, "").at(issue.span, "in the domain"));
            party.worths.push(Vec::new());
            continue;
        };
        if element.value("name").trim() != issue.name && !element.value("name").trim().is_empty() {
            let message = format!("the issue is called `{}` in the domain; it is matched by its index", issue.name);
            notes.push(Diagnostic::warning("other-name", message).at(element.span, "").at(issue.span, "in the domain"));
        }
        let weight = weights.get(element.value("index").trim()).map(|(weight, _)| *weight);
        if weight.is_none() {
            let message = format!("the issue has no weight, expected `<weight index=\"{}\" value=\"…\">`", json_safe(&issue.index));
            notes.push(Diagnostic::error("missing-weight", message).at(element.span, ""));
        }
        let found = evaluations(element, issue, notes);
        let (Some(weight), Some((evaluations, top))) = (weight, found) else {
            party.worths.push(Vec::new());
            continue;
        };
        if weight < 0.0 {
            let message = format!("the weight of `{}` is {weight}, expected 0 or more", issue.name);
            notes.push(Diagnostic::error("negative", message).at(weights[element.value("index").trim()].1, ""));
        }
        if top < 0.0 {
            let message = format!("all evaluations of `{}` are below 0, expected some to divide by", issue.name);
            notes.push(Diagnostic::error("negative", message).at(element.span, ""));
        }
        let worth = |evaluation: f64| if top > 0.0 { weight * evaluation / top } else { 0.0 };
        party.worths.push(evaluations.into_iter().map(worth).collect());
    }
    let known = |element: &&&Element| {
        domain.all.iter().any(|issue| {
            element.value("index").trim() == issue.index && !issue.index.is_empty() || element.value("name").trim() == issue.name
        })
    };
    for element in issues.iter().filter(|element| !known(element)) {
        let message = format!("the domain has no issue with the index {}; it is left out", json_safe(element.value("index")));
        notes.push(Diagnostic::warning("unknown-issue", message).at(element.span, ""));
    }
}

/// The evaluation of each value of an issue, and the largest.
fn evaluations(element: &Element, issue: &DomainIssue, notes: &mut Vec<Diagnostic>) -> Option<(Vec<f64>, f64)> {
    let (places, is_real) = match &issue.sort {
        Sort::Discrete(items) => return discrete(element, items, issue, notes),
        Sort::Numbers { places, real } => (places, *real),
    };
    if domain::said(element) == "discrete" {
        let message = format!("`{}` has values in words, expected numbers as in the domain", issue.name);
        notes.push(Diagnostic::error("issue-sort", message).at(element.span, "").at(issue.span, "in the domain"));
        return None;
    }
    evaluator::evaluations(element, places, is_real, notes)
}

fn discrete(element: &Element, items: &[(String, String)], issue: &DomainIssue, notes: &mut Vec<Diagnostic>) -> Option<(Vec<f64>, f64)> {
    let mut by_value: HashMap<&str, Vec<&Element>> = HashMap::new();
    let mut by_index: HashMap<&str, &Element> = HashMap::new();
    for item in element.all("item") {
        by_value.entry(item.value("value").trim()).or_default().push(item);
        by_index.entry(item.value("index").trim()).or_insert(item);
    }
    let mut found = Vec::new();
    let mut complete = true;
    for (index, value) in items {
        let named = by_value.get(value.as_str());
        // of several with one value, that with the same index
        let exact = named.and_then(|named| named.iter().find(|item| item.value("index").trim() == index).or(named.first()));
        let item = exact.copied().or_else(|| {
            let item = by_index.get(index.as_str()).filter(|_| !index.is_empty())?;
            let message = format!("the value is called \"{}\" in the domain; it is matched by its index", json_safe(value));
            notes.push(Diagnostic::warning("other-name", message).at(item.span, ""));
            Some(item)
        });
        match item {
            Some(item) => found.extend(required(item, "evaluation", notes)),
            None => {
                let message = format!("`{}` has no evaluation of \"{}\", expected one", issue.name, json_safe(value));
                notes.push(Diagnostic::error("missing-value", message).at(element.span, ""));
                complete = false;
            }
        }
    }
    let top = found.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    (complete && found.len() == items.len()).then_some((found, top))
}
