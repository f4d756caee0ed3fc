//! What a party wants where that is no sum over issues: boxes of values that are worth something together.

use super::domain::{Domain, Sort};
use super::{json_safe, number, required};
use crate::format::scenario::Box;
use crate::format::xml::Element;
use detente_model::Diagnostic;

/// The most values that the boxes of a profile may list together.
const MAXIMAL_LISTED: usize = 1 << 20;

/// The boxes of a profile, their worths divided by the largest utility that the file states.
pub(super) fn read(utility: &Element, domain: &Domain, notes: &mut Vec<Diagnostic>) -> Vec<Box> {
    let largest = utility.attribute("maxutility").and_then(|attribute| number(attribute, notes)).filter(|largest| *largest > 0.0);
    if largest.is_none() {
        let message = "no largest utility (`maxutility`) is stated: worths are taken as they are";
        notes.push(Diagnostic::warning("not-normalised", message).at(utility.span, ""));
    }
    let mut boxes = Vec::new();
    let mut listed = 0;
    for element in &utility.children {
        if element.name != "ufun" || !element.value("type").eq_ignore_ascii_case("PlainUfun") {
            let message = "found another kind of utility, expected `<ufun type=\"PlainUfun\">`: only sums of boxes are read";
            notes.push(Diagnostic::error("utility-kind", message).at(element.span, json_safe(element.value("type"))));
            continue;
        }
        let aggregation = element.value("aggregation");
        if !aggregation.is_empty() && !aggregation.eq_ignore_ascii_case("sum") {
            let message = format!("found the aggregation \"{}\", expected \"sum\"", json_safe(aggregation));
            notes.push(Diagnostic::error("utility-kind", message).at(element.span, ""));
            continue;
        }
        let weight = element.attribute("weight").map_or(Some(1.0), |attribute| number(attribute, notes));
        for part in &element.children {
            if part.name != "hyperRectangle" {
                let message = format!("found `<{}>`, expected `<hyperRectangle>`", json_safe(&part.name));
                notes.push(Diagnostic::error("utility-kind", message).at(part.span, ""));
                continue;
            }
            let names = ["utility", "utility_value", "utility_function"];
            let name = names.iter().find(|name| part.attribute(name).is_some()).unwrap_or(&names[0]);
            let worth = required(part, name, notes);
            let within: Option<Vec<(usize, Vec<usize>)>> = part.children.iter().map(|side| values(side, domain, notes)).collect();
            let (Some(weight), Some(worth), Some(within)) = (weight, worth, within) else { continue };
            listed += within.iter().map(|(_, values)| values.len()).sum::<usize>();
            if listed > MAXIMAL_LISTED {
                let message = format!("the boxes list more than {MAXIMAL_LISTED} values");
                notes.push(Diagnostic::error("too-large", message).at(part.span, ""));
                return boxes;
            }
            boxes.push(Box { within, worth: weight * worth / largest.unwrap_or(1.0) });
        }
    }
    boxes
}

/// The values of an issue that one side of a box includes or excludes.
fn values(side: &Element, domain: &Domain, notes: &mut Vec<Diagnostic>) -> Option<(usize, Vec<usize>)> {
    let includes = match side.name.as_str() {
        "INCLUDES" => true,
        "EXCLUDES" => false,
        other => {
            let message = format!("found `<{}>`, expected `<INCLUDES>` or `<EXCLUDES>`", json_safe(other));
            notes.push(Diagnostic::error("utility-kind", message).at(side.span, ""));
            return None;
        }
    };
    let index = side.value("index").trim();
    let Some(issue) = domain.all.iter().position(|issue| issue.index == index) else {
        let message = format!("there is no issue with the index {}", json_safe(index));
        notes.push(Diagnostic::error("unknown-issue", message).at(side.span, ""));
        return None;
    };
    let (low, high) = (required(side, "min", notes), required(side, "max", notes));
    let (low, high) = (low?, high?);
    let is_in = |place: f64| (low <= place && place <= high) == includes;
    let all = 0..domain.all[issue].len();
    Some((
        issue,
        match &domain.all[issue].sort {
            Sort::Numbers { places, .. } => all.filter(|value| is_in(places[*value])).collect(),
            Sort::Discrete(items) => {
                let numbers: Option<Vec<f64>> = items.iter().map(|(_, value)| crate::format::number::number(value)).collect();
                let Some(numbers) = numbers else {
                    let message = format!("`{}` has values that are no numbers, which no box can bound", domain.all[issue].name);
                    notes.push(Diagnostic::error("utility-kind", message).at(side.span, ""));
                    return None;
                };
                all.filter(|value| is_in(numbers[*value])).collect()
            }
        },
    ))
}
