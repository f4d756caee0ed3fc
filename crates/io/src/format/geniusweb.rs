//! Negotiation scenarios of GeniusWeb: profiles in JSON, each with its domain inside.
//!
//! Both dialects are read: utilities of values are under `DiscreteValueSetUtilities` and `NumberValueSetUtilities`, in older files under
//! `discreteutils` and `numberutils`. A party's utility is the sum over issues of weight × utility of the value. The reservation is
//! the utility of the `reservationBid`; without one nothing is known of what the party has without agreement.

use super::json::{self, Faults, Json, Kind, shortened};
use super::number::number;
use super::scenario::{Issue, MAXIMAL_ISSUES, Party, Scenario, Value, finish};
use super::{Imported, Options};
use crate::case::MAXIMAL_VALUES;
use crate::given::Given;
use detente_model::diagnostic::FileId;
use detente_model::number::Decimal;
use detente_model::{Diagnostic, Span};

const SPACE: &str = "LinearAdditiveUtilitySpace";

/// Whether a file is a profile or a domain.
#[must_use]
pub fn recognises(bytes: &[u8]) -> bool {
    let Ok((Json { kind: Kind::Object(entries), .. }, _)) = json::parse(bytes) else { return false };
    entries.iter().any(|(key, _)| key.ends_with("UtilitySpace") || key == "issuesValues")
}

/// Reads one profile: a scenario with one party.
///
/// # Errors
/// As [`import_all`].
pub fn import(bytes: &[u8]) -> Result<Imported, Vec<Diagnostic>> {
    import_all(&[Given::new("", bytes)], &Options::default())
}

/// Reads the profiles of a scenario. The first says what the issues are; a file with a domain alone is held against it.
///
/// # Errors
/// Everything in the files that cannot be understood. Places are in the files in the order given.
pub fn import_all(given: &[Given], _: &Options) -> Result<Imported, Vec<Diagnostic>> {
    let mut faults = Faults::default();
    let mut domain: Option<(Vec<Issue>, String, Span)> = None;
    let mut parties = Vec::new();
    let mut taken = Vec::new();
    for (file, id) in given.iter().zip((0..).map(FileId)) {
        let root = match json::parse_in(&file.bytes, id) {
            Ok((root, repeated)) => {
                faults.found.extend(repeated);
                root
            }
            Err(fault) => {
                faults.found.push(fault);
                continue;
            }
        };
        let profile = root.get(SPACE);
        let Some(written) = profile.map_or_else(|| root.get("issuesValues").map(|_| &root), |profile| profile.get("domain")) else {
            refuse(&root, profile, file, &mut faults);
            continue;
        };
        let Some(issues) = issues(written, &mut faults) else { continue };
        match &domain {
            None => {
                let name = written.get("name").and_then(Json::text).unwrap_or_default();
                domain = Some((issues, name.to_owned(), written.span));
            }
            Some((first, _, at)) if !is_same(first, &issues) => {
                let message = "the domain is not that of the first file: issues or values differ";
                faults.found.push(Diagnostic::error("other-domain", message).at(written.span, "").at(*at, "the first"));
            }
            Some(_) => {}
        }
        if let (Some(profile), Some((issues, ..))) = (profile, &domain) {
            parties.push(party(profile, file, issues, &mut taken, &mut faults));
        }
    }
    if parties.is_empty() && !faults.is_fatal() {
        let message = format!("there is no profile (\"{SPACE}\"), so that nobody negotiates");
        faults.found.push(Diagnostic::error("no-profile", message).help("give the folder with the profiles"));
    }
    let scenario = domain.map(|(issues, name, _)| Scenario {
        remarks: vec![
            "Imported from profiles of GeniusWeb (JSON).".into(),
            "Such files name no sources, and do not say what sort of party each is (`kind`).".into(),
        ],
        title: if name.trim().is_empty() { "Negotiation scenario".into() } else { name },
        source: "Negotiation scenario of GeniusWeb",
        issues,
        parties,
    });
    finish(scenario, faults.found)
}

/// Says that a file is no profile that is read.
fn refuse(root: &Json, profile: Option<&Json>, file: &Given, faults: &mut Faults) {
    let other = match &root.kind {
        Kind::Object(entries) => entries.iter().find(|(key, _)| key.ends_with("UtilitySpace") || key == "DefaultPartialOrdering"),
        Kind::Null | Kind::Bool(_) | Kind::Number(_) | Kind::Text(_) | Kind::List(_) => None,
    };
    if let Some(profile) = profile {
        faults.member(profile, "domain", "the profile");
    } else if let Some((key, value)) = other {
        faults.error("utility-kind", value, format!("found the profile \"{}\", expected \"{SPACE}\"", shortened(key)));
    } else {
        faults.note("other-file", root, format!("`{}` is no profile and is left out", file.name));
    }
}

/// Issues and values are the same, in whatever order.
fn is_same(one: &[Issue], other: &[Issue]) -> bool {
    let sorted = |issues: &[Issue]| {
        let values = |issue: &Issue| {
            let mut values: Vec<String> = issue.values.iter().map(|value| value.name.clone()).collect();
            values.sort();
            values
        };
        let mut all: Vec<(String, Vec<String>)> = issues.iter().map(|issue| (issue.name.clone(), values(issue))).collect();
        all.sort();
        all
    };
    sorted(one) == sorted(other)
}

fn issues(domain: &Json, faults: &mut Faults) -> Option<Vec<Issue>> {
    let before = faults.found.len();
    let written = faults.member(domain, "issuesValues", "the domain")?;
    let mut issues = Vec::new();
    for (name, value) in faults.object(written, "an object with the issues") {
        let values = match (value.get("values"), value.get("range")) {
            (Some(list), _) => faults.list(list, "a list of values").iter().filter_map(|item| value_name(item, faults)).collect(),
            (None, Some(range)) => range_values(range, faults).unwrap_or_default(),
            (None, None) => {
                faults.error("missing-key", value, "the issue has neither \"values\" nor \"range\", expected one of the two");
                continue;
            }
        };
        if values.is_empty() || values.len() > MAXIMAL_VALUES {
            faults.error("value-count", value, format!("the issue has {} values, expected 1 to {MAXIMAL_VALUES}", values.len()));
            continue;
        }
        issues.push(Issue { name: name.clone(), values });
    }
    let count = issues.len();
    if count > MAXIMAL_ISSUES || count == 0 && faults.found.len() == before {
        faults.error("issue-count", written, format!("there are {count} issues, expected 1 to {MAXIMAL_ISSUES}"));
    }
    (!faults.found[before..].iter().any(Diagnostic::is_error)).then_some(issues)
}

fn value_name(item: &Json, faults: &mut Faults) -> Option<Value> {
    match &item.kind {
        Kind::Text(text) => Some(Value { name: text.clone(), at: None }),
        Kind::Number(text) => Some(Value { name: text.clone(), at: Decimal::parse(text) }),
        Kind::Null | Kind::Bool(_) | Kind::List(_) | Kind::Object(_) => {
            faults.expected("a value: a string or a number", item);
            None
        }
    }
}

/// The numbers from the lower end on in steps, as long as they do not pass the upper end.
fn range_values(range: &Json, faults: &mut Faults) -> Option<Vec<Value>> {
    let [low, high, step] = faults.list(range, "[lower end, upper end, step]") else {
        faults.expected("[lower end, upper end, step]", range);
        return None;
    };
    let mut exact = |item: &Json| {
        let found = figures(item).and_then(Decimal::parse);
        if found.is_none() {
            faults.expected("a number with at most 9 places", item);
        }
        found.map(Decimal::billionths)
    };
    let (low, high, step) = (exact(low), exact(high), exact(step));
    let (low, high, step) = (low?, high?, step?);
    if step <= 0 || low > high {
        faults.error("ends", range, "found a step of 0 or less, or a lower end above the upper end");
        return None;
    }
    let places = std::iter::successors(Some(low), |place| place.checked_add(step)).take_while(|place| *place <= high);
    Some(places.take(MAXIMAL_VALUES + 1).map(|place| Value::at(Decimal::from_billionths(place))).collect())
}

/// The figures of a number, which may stand in quotes.
fn figures(item: &Json) -> Option<&str> {
    match &item.kind {
        Kind::Number(text) | Kind::Text(text) => Some(text),
        Kind::Null | Kind::Bool(_) | Kind::List(_) | Kind::Object(_) => None,
    }
}

fn float(item: &Json, faults: &mut Faults) -> Option<f64> {
    let found = figures(item).and_then(number);
    if found.is_none() {
        faults.expected("a number", item);
    }
    found
}

fn party(profile: &Json, file: &Given, issues: &[Issue], taken: &mut Vec<String>, faults: &mut Faults) -> Party {
    let said = profile.get("name").and_then(Json::text).map(str::trim).filter(|name| !name.is_empty());
    // the names of files are unique; the names in them need not be
    let name = said.filter(|name| !taken.iter().any(|known| known == name)).unwrap_or_else(|| file.stem());
    let name = if name.is_empty() { "party" } else { name };
    taken.push(name.to_owned());
    let mut party = Party { name: name.to_owned(), ..Party::default() };
    let weights = faults.member(profile, "issueWeights", "the profile");
    let utilities = faults.member(profile, "issueUtilities", "the profile");
    for issue in issues {
        let weight =
            weights.and_then(|weights| faults.member(weights, &issue.name, "\"issueWeights\"")).and_then(|item| float(item, faults));
        let found = utilities.and_then(|utilities| faults.member(utilities, &issue.name, "\"issueUtilities\""));
        let found = found.and_then(|found| values(found, issue, faults));
        let worths = weight.zip(found).map(|(weight, found)| found.into_iter().map(|utility| weight * utility).collect());
        party.worths.push(worths.unwrap_or_default());
    }
    match profile.get("reservationBid").filter(|bid| bid.kind != Kind::Null) {
        Some(bid) => party.reservation = reservation(bid, issues, &party.worths, faults),
        None => {
            faults.note("no-reservation", profile, format!("`{name}` has no reservation bid: what it has without agreement is not known"))
        }
    }
    party
}

/// The utility of each value of an issue.
fn values(item: &Json, issue: &Issue, faults: &mut Faults) -> Option<Vec<f64>> {
    if let Some(discrete) = item.get("DiscreteValueSetUtilities").or_else(|| item.get("discreteutils")) {
        let table = faults.member(discrete, "valueUtilities", "the utilities")?;
        let find = |value: &Value, faults: &mut Faults| {
            let found = faults.member(table, &value.name, "\"valueUtilities\"")?;
            float(found, faults)
        };
        let found: Vec<Option<f64>> = issue.values.iter().map(|value| find(value, faults)).collect();
        return found.into_iter().collect();
    }
    if let Some(range) = item.get("NumberValueSetUtilities").or_else(|| item.get("numberutils")) {
        let keys = ["lowValue", "lowUtility", "highValue", "highUtility"];
        let ends = keys.map(|key| faults.member(range, key, "the utilities").and_then(|item| float(item, faults)));
        let [Some(low), Some(low_utility), Some(high), Some(high_utility)] = ends else { return None };
        let places: Option<Vec<f64>> = issue.values.iter().map(|value| value.at.map(Decimal::to_f64)).collect();
        let Some(places) = places else {
            faults.error("issue-sort", range, format!("`{}` has values in words, expected a \"range\" in the domain", issue.name));
            return None;
        };
        if low >= high {
            faults.error("ends", range, "\"lowValue\" is not below \"highValue\"");
            return None;
        }
        return Some(places.into_iter().map(|place| low_utility + (high_utility - low_utility) * (place - low) / (high - low)).collect());
    }
    faults.error("utility-kind", item, "found neither \"DiscreteValueSetUtilities\" nor \"NumberValueSetUtilities\", expected one of them");
    None
}

/// The utility of a bid; issues that it leaves out count nothing.
fn reservation(bid: &Json, issues: &[Issue], worths: &[Vec<f64>], faults: &mut Faults) -> Option<f64> {
    let values = bid.get("issuevalues").or_else(|| bid.get("issueValues")).unwrap_or(bid);
    let mut sum = 0.0;
    let mut named = 0;
    for (name, value) in faults.object(values, "the values of the bid") {
        let Some(position) = issues.iter().position(|issue| issue.name == *name) else {
            faults.error("unknown-issue", value, format!("there is no issue \"{}\"", shortened(name)));
            continue;
        };
        let wanted = figures(value);
        let exact = wanted.and_then(Decimal::parse);
        let is_it = |known: &Value| Some(known.name.as_str()) == wanted || exact.is_some() && known.at == exact;
        let Some(value_position) = issues[position].values.iter().position(is_it) else {
            faults.error("unknown-value", value, format!("{} is no value of \"{}\"", value.describe(), shortened(name)));
            continue;
        };
        named += 1;
        sum += worths[position].get(value_position).copied().unwrap_or_default();
    }
    if named < issues.len() {
        let message = format!("the reservation bid names {named} of {} issues; the others count nothing", issues.len());
        faults.warning("partial-bid", bid, message);
    }
    Some(sum)
}
