//! What is negotiated: issues with their values.

use super::{json_safe, objective, required};
use crate::case::MAXIMAL_VALUES;
use crate::format::number::{count, decimal};
use crate::format::scenario::{Issue, MAXIMAL_ISSUES, Value};
use crate::format::xml::Element;
use detente_model::{Diagnostic, Span};
use std::collections::HashMap;

/// What is negotiated.
pub(super) struct Domain {
    /// The name of the objective.
    pub(super) name: String,
    /// The issues in the order of their indices.
    pub(super) all: Vec<DomainIssue>,
}

/// An issue of the domain.
pub(super) struct DomainIssue {
    /// Its index as it is written; empty if there is none.
    pub(super) index: String,
    /// Its name.
    pub(super) name: String,
    /// What sort it is.
    pub(super) sort: Sort,
    /// Where it stands.
    pub(super) span: Span,
}

/// The sorts of issues.
pub(super) enum Sort {
    /// Values in words: index and value.
    Discrete(Vec<(String, String)>),
    /// Numbers between two ends, both within.
    Numbers {
        /// The numbers that are negotiated about.
        places: Vec<f64>,
        /// Whether all numbers between are meant, and these are a grid.
        real: bool,
    },
}

impl DomainIssue {
    /// How many values it has.
    pub(super) fn len(&self) -> usize {
        match &self.sort {
            Sort::Discrete(items) => items.len(),
            Sort::Numbers { places, .. } => places.len(),
        }
    }
}

impl Domain {
    pub(super) fn read(root: &Element, steps: u32, notes: &mut Vec<Diagnostic>) -> Option<Self> {
        let objective = objective(root, notes)?;
        let mut all = Vec::new();
        let mut seen: HashMap<&str, Span> = HashMap::new();
        for element in objective.all("issue") {
            let index = element.value("index").trim();
            if let Some(first) = seen.insert(index, element.span).filter(|_| !index.is_empty()) {
                let message = format!("a second issue has the index {}, expected each once", json_safe(index));
                notes.push(Diagnostic::error("duplicate-index", message).at(element.span, "").at(first, "the first"));
            }
            let Some(sort) = sort(element, steps, notes) else { continue };
            let name = element.value("name").trim();
            let name = if name.is_empty() { format!("issue {index}") } else { name.to_owned() };
            all.push(DomainIssue { index: index.to_owned(), name, sort, span: element.span });
        }
        if all.len() > MAXIMAL_ISSUES || all.is_empty() && !notes.iter().any(Diagnostic::is_error) {
            let message = format!("there are {} issues, expected 1 to {MAXIMAL_ISSUES}", all.len());
            notes.push(Diagnostic::error("issue-count", message).at(objective.span, ""));
            return None;
        }
        // indices that are no numbers keep their places in the file
        all.sort_by_key(|issue| issue.index.parse::<i64>().unwrap_or(i64::MAX));
        (!all.is_empty()).then(|| Self { name: objective.value("name").trim().to_owned(), all })
    }

    /// Whether an issue is on a grid.
    pub(super) fn has_grid(&self) -> bool {
        self.all.iter().any(|issue| matches!(issue.sort, Sort::Numbers { real: true, .. }))
    }

    /// The issues of the scenario.
    pub(super) fn issues(&self) -> Vec<Issue> {
        let values = |sort: &Sort| match sort {
            Sort::Discrete(items) => items.iter().map(|(_, value)| Value { name: value.clone(), at: None }).collect(),
            Sort::Numbers { places, .. } => places.iter().map(|place| Value::at(decimal(*place).unwrap_or_default())).collect(),
        };
        self.all.iter().map(|issue| Issue { name: issue.name.clone(), values: values(&issue.sort) }).collect()
    }
}

/// Which sort an issue says it is: some files say it in one attribute, some in another, some not at all.
pub(super) fn said(element: &Element) -> String {
    let said = ["vtype", "type", "etype"].iter().map(|name| element.value(name).trim()).find(|said| !said.is_empty() && *said != "issue");
    match said {
        Some(said) => said.to_lowercase(),
        None if element.first("range").is_some() => "real".into(),
        None => "discrete".into(),
    }
}

fn sort(element: &Element, steps: u32, notes: &mut Vec<Diagnostic>) -> Option<Sort> {
    match said(element).as_str() {
        "discrete" => discrete(element, notes),
        "integer" => {
            let (low, high) = ends(element, notes)?;
            if low.fract() != 0.0 || high.fract() != 0.0 {
                let message = "an integer issue has ends that are not whole, expected whole numbers";
                notes.push(Diagnostic::error("not-whole", message).at(element.span, ""));
                return None;
            }
            if high - low >= count(MAXIMAL_VALUES) {
                let message = format!("the issue has {} values, at most {MAXIMAL_VALUES} are read", high - low + 1.0);
                notes.push(Diagnostic::error("value-count", message).at(element.span, ""));
                return None;
            }
            let places = std::iter::successors(Some(low), |place| Some(place + 1.0)).take_while(|place| *place <= high).collect();
            Some(Sort::Numbers { places, real: false })
        }
        "real" => {
            let (low, high) = ends(element, notes)?;
            let parts = steps.clamp(1, u32::try_from(MAXIMAL_VALUES - 1).unwrap_or(u32::MAX));
            let place = |part: u32| if part == parts { high } else { low + (high - low) * f64::from(part) / f64::from(parts) };
            let places = if high > low { (0..=parts).map(place).collect() } else { vec![low] };
            let message = format!("a real issue is read on a grid of {parts} equal steps");
            notes.push(Diagnostic::note("grid", message).at(element.span, "").help("`--steps` makes it finer or coarser"));
            Some(Sort::Numbers { places, real: true })
        }
        other => {
            let message = format!("the issue is of the sort \"{}\", expected discrete, integer or real", json_safe(other));
            notes.push(Diagnostic::error("issue-sort", message).at(element.span, ""));
            None
        }
    }
}

fn discrete(element: &Element, notes: &mut Vec<Diagnostic>) -> Option<Sort> {
    let mut items: Vec<(String, String)> = Vec::new();
    let mut seen: HashMap<&str, Span> = HashMap::new();
    for item in element.all("item") {
        let Some(value) = item.attribute("value") else {
            notes.push(Diagnostic::error("missing-attribute", "`<item>` has no `value`, expected one").at(item.span, ""));
            continue;
        };
        if let Some(first) = seen.insert(value.value.trim(), value.span) {
            let message = format!("the value \"{}\" stands twice in one issue, expected once", json_safe(&value.value));
            notes.push(Diagnostic::warning("duplicate-value", message).at(value.span, "").at(first, "the first"));
        }
        items.push((item.value("index").trim().to_owned(), value.value.trim().to_owned()));
    }
    if items.is_empty() || items.len() > MAXIMAL_VALUES {
        let message = format!("the issue has {} values, expected 1 to {MAXIMAL_VALUES}", items.len());
        notes.push(Diagnostic::error("value-count", message).at(element.span, ""));
        return None;
    }
    items.sort_by_key(|(index, _)| index.parse::<i64>().unwrap_or(i64::MAX));
    Some(Sort::Discrete(items))
}

/// The ends of a numerical issue: in its `range`, or in its own attributes.
pub(super) fn ends(element: &Element, notes: &mut Vec<Diagnostic>) -> Option<(f64, f64)> {
    let holder = element.first("range").unwrap_or(element);
    let (low, high) = (required(holder, "lowerbound", notes), required(holder, "upperbound", notes));
    let (low, high) = (low?, high?);
    if low > high {
        let message = format!("the lower end, {low}, is above the upper end, {high}");
        notes.push(Diagnostic::error("ends", message).at(holder.span, ""));
        return None;
    }
    if decimal(low).is_none() || decimal(high).is_none() {
        notes.push(Diagnostic::error("too-large-number", "the ends are beyond what can be kept, 10^9").at(holder.span, ""));
        return None;
    }
    Some((low, high))
}
