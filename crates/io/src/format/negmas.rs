//! Negotiation scenarios of NegMAS: a domain with issues and a file for each utility function, in YAML.
//!
//! A party's utility is the sum over issues of weight × what its function makes of the value, as it is written: nothing is divided.
//! `reserved_value: -.inf`, or none, means that nothing is known of what it has without agreement. Continuous issues are read on a grid
//! of equal steps, both ends included.

use super::json::{Faults, Json, Kind, shortened};
use super::number::{decimal, number};
use super::scenario::{Issue, MAXIMAL_ISSUES, Party, Scenario, Value, finish};
use super::{Imported, Options, yaml};
use crate::case::MAXIMAL_VALUES;
use crate::given::{self, Given};
use detente_model::diagnostic::FileId;
use detente_model::number::Decimal;
use detente_model::{Diagnostic, Span};

/// Whether a file is a domain or a utility function.
#[must_use]
pub fn recognises(bytes: &[u8]) -> bool {
    let text = given::text_of(bytes);
    if text.trim_start_matches('\u{feff}').trim_start().starts_with(['{', '[', '<']) {
        return false;
    }
    text.lines().any(|line| {
        let line = line.trim().trim_start_matches("- ");
        line.split_once(':')
            .is_some_and(|(key, value)| is_type(key) && (value.contains("UtilityFunction") || value.trim().ends_with("Issue")))
    })
}

fn is_type(key: &str) -> bool {
    matches!(key.trim(), "type" | "__python_class__" | "$type$")
}

/// Reads one file, which is no scenario yet.
///
/// # Errors
/// As [`import_all`].
pub fn import(bytes: &[u8]) -> Result<Imported, Vec<Diagnostic>> {
    import_all(&[Given::new("", bytes)], &Options::default())
}

/// Reads a domain and the utility functions over it.
///
/// # Errors
/// Everything in the files that cannot be understood. Places are in the files in the order given.
pub fn import_all(given: &[Given], options: &Options) -> Result<Imported, Vec<Diagnostic>> {
    let mut reader = Reader { faults: Faults::default(), steps: options.steps, has_grid: false };
    let mut domains: Vec<(&Given, Json)> = Vec::new();
    let mut functions: Vec<(&Given, Json)> = Vec::new();
    for (file, id) in given.iter().zip((0..).map(FileId)) {
        let Some(root) = reader.root(file, id) else { continue };
        if root.get("issues").is_some() {
            domains.push((file, root));
        } else if type_of(&root).is_some_and(|name| name.ends_with("UtilityFunction")) {
            functions.push((file, root));
        } else {
            reader.faults.note("other-file", &root, format!("`{}` is neither a domain nor a utility function and is left out", file.name));
        }
    }
    if let [(_, first), (second, root), ..] = domains.as_slice() {
        let message = format!("`{}` is a second domain, expected one", second.name);
        reader.faults.found.push(Diagnostic::error("two-domains", message).at(root.span, "").at(first.span, "the first"));
    }
    for (is_missing, message) in [
        (domains.is_empty(), "there is no domain (`issues`), so that nothing is negotiated"),
        (functions.is_empty(), "there is no utility function, so that nobody negotiates"),
    ] {
        if is_missing && !reader.faults.is_fatal() {
            let help = "give the folder with the domain and the utility functions";
            reader.faults.found.push(Diagnostic::error("incomplete", message).help(help));
        }
    }
    let scenario = reader.scenario(domains.first(), &functions);
    finish(scenario, reader.faults.found)
}

struct Reader {
    faults: Faults,
    steps: u32,
    has_grid: bool,
}

/// The sort of a thing: the last part of its type.
fn type_of(item: &Json) -> Option<&str> {
    let said = ["type", "$type$", "__python_class__"].iter().find_map(|key| item.get(key))?.text()?;
    said.rsplit('.').next()
}

impl Reader {
    fn root(&mut self, file: &Given, id: FileId) -> Option<Json> {
        if let Some(fault) = given::too_large(file) {
            self.faults.found.push(fault.at(Span::new(id, 0, 0), ""));
            return None;
        }
        self.faults.found.extend(given::encoding(file, id));
        match yaml::parse(&given::text_of(&file.bytes), id) {
            Ok((root, repeated)) => {
                self.faults.found.extend(repeated);
                Some(root)
            }
            Err(fault) => {
                self.faults.found.push(fault);
                None
            }
        }
    }

    fn scenario(&mut self, domain: Option<&(&Given, Json)>, functions: &[(&Given, Json)]) -> Option<Scenario> {
        let (file, domain) = domain?;
        let issues = self.issues(domain.get("issues")?)?;
        let parties = functions.iter().map(|(file, root)| self.party(file, root, &issues)).collect();
        let mut remarks = vec!["Imported from a scenario of NegMAS (YAML): domain and utility functions.".to_owned()];
        if self.has_grid {
            remarks.push(format!("Continuous issues are on a grid of {} equal steps.", self.steps));
        }
        remarks.push("Such files name no sources, and do not say what sort of party each is (`kind`).".into());
        let said = domain.get("name").and_then(Json::text).map(str::trim).filter(|name| !name.is_empty()).unwrap_or_else(|| file.stem());
        let title = if said.is_empty() { "Negotiation scenario" } else { said }.to_owned();
        Some(Scenario { remarks, title, source: "Negotiation scenario of NegMAS", issues, parties })
    }

    fn issues(&mut self, list: &Json) -> Option<Vec<Issue>> {
        let items = self.faults.list(list, "a list of issues");
        if items.is_empty() || items.len() > MAXIMAL_ISSUES {
            self.faults.error("issue-count", list, format!("there are {} issues, expected 1 to {MAXIMAL_ISSUES}", items.len()));
            return None;
        }
        let all: Vec<Option<Issue>> = items.iter().map(|item| self.issue(item)).collect();
        all.into_iter().collect()
    }

    fn issue(&mut self, item: &Json) -> Option<Issue> {
        let name = self.faults.member(item, "name", "the issue").and_then(|name| label(name, &mut self.faults));
        let written = self.faults.member(item, "values", "the issue");
        let (name, written) = (name?, written?);
        let values = match type_of(item) {
            Some("ContinuousIssue") => self.grid(written)?,
            Some("ContiguousIssue") => self.whole(written)?,
            _ => match &written.kind {
                Kind::Number(_) => self.whole(written)?,
                _ => self.listed(written),
            },
        };
        if values.is_empty() || values.len() > MAXIMAL_VALUES {
            self.faults.error("value-count", written, format!("the issue has {} values, expected 1 to {MAXIMAL_VALUES}", values.len()));
            return None;
        }
        Some(Issue { name, values })
    }

    fn listed(&mut self, written: &Json) -> Vec<Value> {
        let items = self.faults.list(written, "a list of values");
        let value = |item: &Json, faults: &mut Faults| {
            let name = label(item, faults)?;
            let at = matches!(item.kind, Kind::Number(_)).then(|| number(&name).and_then(decimal)).flatten();
            Some(Value { name, at })
        };
        items.iter().filter_map(|item| value(item, &mut self.faults)).collect()
    }

    /// Two ends, both within.
    fn ends(&mut self, written: &Json) -> Option<(f64, f64)> {
        let items = self.faults.list(written, "[lower end, upper end]");
        let [low, high] = items else {
            self.faults.expected("[lower end, upper end]", written);
            return None;
        };
        let (low, high) = (self.float(low), self.float(high));
        let (low, high) = (low?, high?);
        if low > high || decimal(low).is_none() || decimal(high).is_none() {
            self.faults.error("ends", written, "the lower end is above the upper end, or one is beyond 10^9");
            return None;
        }
        Some((low, high))
    }

    /// The whole numbers between two ends, or so many from 0.
    fn whole(&mut self, written: &Json) -> Option<Vec<Value>> {
        let (low, high) = if matches!(written.kind, Kind::Number(_)) { (0.0, self.float(written)? - 1.0) } else { self.ends(written)? };
        if low.fract() != 0.0 || high.fract() != 0.0 {
            self.faults.expected("whole numbers", written);
            return None;
        }
        let places = std::iter::successors(Some(low), |place| Some(place + 1.0)).take_while(|place| *place <= high);
        Some(places.take(MAXIMAL_VALUES + 1).filter_map(decimal).map(Value::at).collect())
    }

    fn grid(&mut self, written: &Json) -> Option<Vec<Value>> {
        let (low, high) = self.ends(written)?;
        let parts = self.steps.clamp(1, u32::try_from(MAXIMAL_VALUES - 1).unwrap_or(u32::MAX));
        self.has_grid = true;
        let help = "`--steps` makes it finer or coarser";
        let message = format!("a continuous issue is read on a grid of {parts} equal steps");
        self.faults.found.push(Diagnostic::note("grid", message).at(written.span, "").help(help));
        let place = |part: u32| if part == parts { high } else { low + (high - low) * f64::from(part) / f64::from(parts) };
        Some((0..=parts).map(place).filter_map(decimal).map(Value::at).collect())
    }

    fn float(&mut self, item: &Json) -> Option<f64> {
        let found = if let Kind::Number(text) = &item.kind { number(text) } else { None };
        if found.is_none() {
            self.faults.expected("a finite number", item);
        }
        found
    }

    fn party(&mut self, file: &Given, root: &Json, issues: &[Issue]) -> Party {
        let stem = file.stem();
        // the names of files are unique; the names in them need not be
        let said = if stem.is_empty() { root.get("name").and_then(Json::text).unwrap_or("party") } else { stem };
        let mut party = Party { name: said.to_owned(), ..Party::default() };
        party.reservation = root.get("reserved_value").and_then(|item| self.reservation(item));
        if party.reservation.is_none() {
            let message = format!("`{said}` has no reserved value: what it has without agreement is not known");
            self.faults.note("no-reservation", root, message);
        }
        let is_linear = match type_of(root) {
            Some("LinearAdditiveUtilityFunction") => false,
            Some("LinearUtilityFunction" | "AffineUtilityFunction") => true,
            other => {
                let message = format!("found a {}, expected a LinearAdditiveUtilityFunction", shortened(other.unwrap_or_default()));
                self.faults.error("utility-kind", root, message);
                return party;
            }
        };
        let functions = if is_linear { None } else { self.faults.member(root, "values", "the utility function") };
        for (position, issue) in issues.iter().enumerate() {
            let weight = match root.get("weights").filter(|weights| weights.kind != Kind::Null) {
                Some(weights) => self.part(weights, issue, position).and_then(|item| self.float(item)),
                None => Some(1.0),
            };
            let found = match functions {
                Some(functions) => self.part(functions, issue, position).and_then(|item| self.worths(item, issue)),
                None if is_linear => self.places(root, issue),
                None => None,
            };
            let worths = weight.zip(found).map(|(weight, found)| found.into_iter().map(|worth| weight * worth).collect());
            party.worths.push(worths.unwrap_or_default());
        }
        if let Some(bias) = root.get("bias").and_then(|item| self.float(item)).filter(|bias| *bias != 0.0) {
            party.boxes.push(super::scenario::Box { within: Vec::new(), worth: bias });
        }
        party
    }

    /// The reserved value; none where any agreement is better than none.
    fn reservation(&mut self, item: &Json) -> Option<f64> {
        match &item.kind {
            Kind::Null => None,
            Kind::Number(text) if text.to_lowercase() == "-.inf" => None,
            _ => self.float(item),
        }
    }

    /// What belongs to an issue: by its place in a list, or by its name.
    fn part<'a>(&mut self, all: &'a Json, issue: &Issue, position: usize) -> Option<&'a Json> {
        let Kind::List(items) = &all.kind else { return self.faults.member(all, &issue.name, "the mapping") };
        let found = items.get(position);
        if found.is_none() {
            self.faults.error("missing-issue", all, format!("there are {} entries, and none for `{}`", items.len(), issue.name));
        }
        found
    }

    fn places(&mut self, at: &Json, issue: &Issue) -> Option<Vec<f64>> {
        let places: Option<Vec<f64>> = issue.values.iter().map(|value| value.at.map(Decimal::to_f64)).collect();
        if places.is_none() {
            self.faults.error(
                "issue-sort",
                at,
                format!("`{}` has values in words, of which this makes nothing: expected a TableFun", issue.name),
            );
        }
        places
    }

    /// What a function makes of each value.
    fn worths(&mut self, function: &Json, issue: &Issue) -> Option<Vec<f64>> {
        let number_of = |reader: &mut Self, key: &str| match function.get(key) {
            Some(item) => reader.float(item),
            None => Some(0.0),
        };
        match type_of(function) {
            Some("TableFun") | None => {
                let table = if type_of(function).is_some() { self.faults.member(function, "mapping", "the table")? } else { function };
                self.table(table, issue)
            }
            Some("ConstFun") => number_of(self, "bias").map(|worth| vec![worth; issue.values.len()]),
            Some("IdentityFun") => self.places(function, issue),
            Some("LinearFun") if function.get("max_value").is_some() => {
                let (from, to) = (number_of(self, "min_value"), number_of(self, "max_value"));
                let places = self.places(function, issue)?;
                let (low, high) = places.iter().fold((f64::MAX, f64::MIN), |(low, high), place| (low.min(*place), high.max(*place)));
                let (from, to) = (from?, to?);
                Some(places.iter().map(|place| if high > low { from + (to - from) * (place - low) / (high - low) } else { from }).collect())
            }
            Some("LinearFun" | "AffineFun") => {
                let slope = self.faults.member(function, "slope", "the function").and_then(|item| self.float(item));
                let bias = number_of(self, "bias");
                let places = self.places(function, issue)?;
                let (slope, bias) = (slope?, bias?);
                Some(places.iter().map(|place| slope * place + bias).collect())
            }
            Some(other) => {
                let expected = "expected TableFun, AffineFun, LinearFun, IdentityFun or ConstFun";
                self.faults.error("utility-kind", function, format!("found the function {}, {expected}", shortened(other)));
                None
            }
        }
    }

    fn table(&mut self, table: &Json, issue: &Issue) -> Option<Vec<f64>> {
        let entries = self.faults.object(table, "a mapping from values to utilities");
        let by_name: std::collections::HashMap<&str, &Json> = entries.iter().map(|(key, item)| (key.as_str(), item)).collect();
        let by_place: std::collections::HashMap<Decimal, &Json> =
            entries.iter().filter_map(|(key, item)| Some((number(key).and_then(decimal)?, item))).collect();
        let mut found = Vec::new();
        let mut missing = Vec::new();
        for value in &issue.values {
            let item = by_name.get(value.name.as_str()).or_else(|| value.at.and_then(|at| by_place.get(&at)));
            match item {
                Some(item) => found.extend(self.float(item)),
                None => missing.push(shortened(&value.name)),
            }
        }
        if let Some(first) = missing.first() {
            let others = if missing.len() > 1 { format!(" and {} others", missing.len() - 1) } else { String::new() };
            self.faults.error(
                "missing-value",
                table,
                format!("`{}` has no utility of \"{first}\"{others}, expected every value", issue.name),
            );
        }
        (found.len() == issue.values.len()).then_some(found)
    }
}

/// A name: a word, or a number or truth as it is written.
fn label(item: &Json, faults: &mut Faults) -> Option<String> {
    match &item.kind {
        Kind::Text(text) | Kind::Number(text) => Some(text.clone()),
        Kind::Bool(truth) => Some(truth.to_string()),
        Kind::Null | Kind::List(_) | Kind::Object(_) => {
            faults.expected("a word or number", item);
            None
        }
    }
}
