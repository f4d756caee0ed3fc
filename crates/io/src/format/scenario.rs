//! Negotiation scenarios: issues with values, and parties that add up what the values are worth to them. Agreement needs everybody.

use super::draft::{Direction, Draft, DraftParty, DraftPreference, DraftSource, DraftUtility, DraftValue, DraftVariable};
use super::number::decimal;
use super::words::Words;
use super::{Imported, checked};
use detente_model::number::Decimal;
use detente_model::{Diagnostic, diagnostic};

/// The most issues that a scenario may have: no file has nearly as many, and readers look them up one by one.
pub(super) const MAXIMAL_ISSUES: usize = 1000;

/// A scenario as importers gather it.
pub(super) struct Scenario {
    /// Remarks for the top of the file.
    pub(super) remarks: Vec<String>,
    /// The title.
    pub(super) title: String,
    /// What it is from.
    pub(super) source: &'static str,
    /// What is negotiated.
    pub(super) issues: Vec<Issue>,
    /// Who negotiates.
    pub(super) parties: Vec<Party>,
}

/// Something to agree on.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Issue {
    /// Its name.
    pub(super) name: String,
    /// Its values, one or more.
    pub(super) values: Vec<Value>,
}

/// A value of an issue.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Value {
    /// Its name.
    pub(super) name: String,
    /// Its place, where values are numbers.
    pub(super) at: Option<Decimal>,
}

/// A party.
#[derive(Default)]
pub(super) struct Party {
    /// Its name.
    pub(super) name: String,
    /// For each issue the worth of each value, weighted; empty where the issue is worth nothing to it.
    pub(super) worths: Vec<Vec<f64>>,
    /// What is worth something where some issues have one of some values.
    pub(super) boxes: Vec<Box>,
    /// The utility without agreement.
    pub(super) reservation: Option<f64>,
    /// What else is known of it.
    pub(super) remarks: Vec<String>,
}

/// Values of some issues that together are worth something.
pub(super) struct Box {
    /// Issues with the values that are in it, by position.
    pub(super) within: Vec<(usize, Vec<usize>)>,
    /// What it is worth.
    pub(super) worth: f64,
}

impl Value {
    /// A value that is a number.
    pub(super) fn at(place: Decimal) -> Self {
        Self { name: place.to_string(), at: Some(place) }
    }
}

/// The case file of a scenario, if nothing fatal was found.
pub(super) fn finish(scenario: Option<Scenario>, mut notes: Vec<Diagnostic>) -> Result<Imported, Vec<Diagnostic>> {
    let mut draft = None;
    if let Some(scenario) = scenario.filter(|_| !notes.iter().any(Diagnostic::is_error)) {
        match scenario.into_draft(&mut notes) {
            Ok(made) => draft = Some(made),
            Err(fault) => notes.push(fault),
        }
    }
    diagnostic::sort(&mut notes);
    // a value that is asked for twice is wrong once
    notes.dedup();
    match draft {
        Some(draft) => checked(draft.into_text(), notes),
        None => {
            notes.retain(Diagnostic::is_error);
            if notes.is_empty() {
                notes.push(Diagnostic::error("empty", "nothing could be made of what was given"));
            }
            Err(notes)
        }
    }
}

/// An issue as it is in the case.
struct Written {
    id: String,
    values: Vec<String>,
}

impl Scenario {
    fn into_draft(self, notes: &mut Vec<Diagnostic>) -> Result<Draft, Diagnostic> {
        let mut words = Words::default();
        let ids: Vec<String> = self.parties.iter().map(|party| words.make(&party.name, "party")).collect();
        let mut written = Vec::new();
        let mut issues = Vec::new();
        for issue in &self.issues {
            let id = words.make(&issue.name, "issue");
            let values = value_words(&issue.values);
            if issue.values.len() > 1 {
                let listed = issue.values.iter().zip(&values);
                issues.push(DraftVariable {
                    id: id.clone(),
                    name: issue.name.clone(),
                    values: listed.map(|(value, id)| DraftValue { id: id.clone(), name: value.name.clone(), at: value.at }).collect(),
                    direction: Direction::Both,
                    rule: Some(ids.join(" and ")),
                });
            } else {
                let message = format!("`{}` has one value alone: what it is worth is added to every package", issue.name);
                notes.push(Diagnostic::note("one-value", message));
            }
            written.push(Written { id, values });
        }
        if issues.is_empty() {
            return Err(Diagnostic::error("empty", "no issue has two values or more, expected something to negotiate about"));
        }
        let mut parties = Vec::new();
        for (party, id) in self.parties.into_iter().zip(ids) {
            let utility = party.utility(&written)?;
            parties.push(DraftParty {
                id,
                name: party.name,
                capability: None,
                options: Vec::new(),
                preference: DraftPreference::Utility(utility),
                remark: (!party.remarks.is_empty()).then(|| party.remarks.join("; ")),
            });
        }
        Ok(Draft {
            remarks: self.remarks,
            title: self.title,
            source: DraftSource { id: "imported", title: self.source.into(), author: None, url: None, cited: false },
            parties,
            issues,
            infeasible: Vec::new(),
            restrictions: Vec::new(),
            graph: None,
        })
    }
}

impl Party {
    fn utility(&self, issues: &[Written]) -> Result<DraftUtility, Diagnostic> {
        let kept = |worth: f64| {
            let message = || format!("`{}` has a worth of {worth:e}, at most {} can be kept", self.name, Decimal::LIMIT);
            decimal(worth).ok_or_else(|| Diagnostic::error("too-large-number", message()))
        };
        let mut utility = DraftUtility { reservation: self.reservation.map(kept).transpose()?, ..DraftUtility::default() };
        let mut constant = 0.0;
        for (issue, worths) in issues.iter().zip(&self.worths) {
            match worths.as_slice() {
                [] => {}
                [worth] => constant += worth,
                _ => {
                    let named = issue.values.iter().cloned().zip(worths.iter().map(|worth| kept(*worth)));
                    let table = named.map(|(value, worth)| Ok((value, worth?))).collect::<Result<_, Diagnostic>>()?;
                    utility.tables.push((issue.id.clone(), table));
                }
            }
        }
        for part in &self.boxes {
            let conditions: Vec<String> = part.within.iter().filter_map(|(issue, values)| condition(&issues[*issue], values)).collect();
            if conditions.is_empty() {
                constant += part.worth;
            } else {
                utility.weights.push((conditions.join(" and "), kept(part.worth)?));
            }
        }
        if constant != 0.0 {
            utility.weights.push(("always".into(), kept(constant)?));
        }
        Ok(utility)
    }
}

/// That an issue has one of some values; nothing to ask where it has no others.
fn condition(issue: &Written, values: &[usize]) -> Option<String> {
    if values.len() >= issue.values.len() {
        return None;
    }
    let names: Vec<&str> = values.iter().map(|value| issue.values[*value].as_str()).collect();
    Some(match names.as_slice() {
        [] => "never".into(),
        [one] => format!("{} = {one}", issue.id),
        _ => format!("{} in ({})", issue.id, names.join(", ")),
    })
}

/// A word for each value: whole numbers as they are, of others what is nearest to a word.
pub(super) fn value_words(values: &[Value]) -> Vec<String> {
    let mut words = Words::default();
    let is_whole = |name: &str| !name.is_empty() && name.len() <= 18 && name.chars().all(|character| character.is_ascii_digit());
    let mut seen = std::collections::HashSet::new();
    let make = |value: &Value| {
        if is_whole(&value.name) && seen.insert(value.name.clone()) {
            return value.name.clone();
        }
        let minus = value.at.filter(|at| *at < Decimal::default()).map(|_| value.name.replace('-', "minus "));
        words.make(minus.as_ref().unwrap_or(&value.name), "value")
    };
    values.iter().map(make).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_become_words() {
        let value = |name: &str| Value { name: name.into(), at: None };
        let named = ["60 Gb", "100", "No", "never", "100", "$10 billion", "", "10 billion"].map(value);
        assert_eq!(
            value_words(&named),
            ["value_60_gb", "100", "no", "value_never", "value_100", "value_10_billion", "value", "value_10_billion_2"]
        );
        let placed = ["-2.5", "0.5", "1"].map(|place| Value::at(Decimal::parse(place).unwrap()));
        assert_eq!(value_words(&placed), ["minus_2_5", "value_0_5", "1"]);
    }
}
