//! Negotiation scenarios of GENIUS: a domain and the profiles of the parties, each an XML file.
//!
//! The outermost element tells the two apart: `negotiation_template` is a domain, `utility_space` a profile. Issues are matched by their
//! `index`, whatever numbers these are and in whatever order they stand; values by what they are, else by `index`.
//!
//! A party's utility is the sum over issues of weight × evaluation / the largest evaluation in that issue, which is how the program
//! itself counts, so that reservations (from 0 to 1) are on the same scale. Weights are taken as they are: they need not add up to 1.
//! An issue in which no evaluation is above 0 is worth nothing. Nonlinear spaces are read where they are sums of boxes
//! (`hyperRectangle`), divided by their `maxutility`. Without `reservation` a party has 0 without agreement.
//!
//! Real issues are read on a grid of equal steps, both ends included. `cost` is left out, `discount_factor` is kept as a remark: neither
//! has a part in what is agreed at one time.

mod domain;
mod evaluator;
mod nonlinear;
mod profile;

use super::scenario::{Party, Scenario, finish};
use super::xml::{self, Element};
use super::{Imported, Options};
use crate::given::{self, Given};
use detente_model::diagnostic::FileId;
use detente_model::{Diagnostic, Span};
use domain::Domain;

/// Whether a file is a domain or a profile.
#[must_use]
pub fn recognises(bytes: &[u8]) -> bool {
    matches!(xml::root_name(&given::text_of(bytes)), Some("negotiation_template" | "utility_space"))
}

/// Reads one file: a profile is a scenario with one party.
///
/// # Errors
/// As [`import_all`].
pub fn import(bytes: &[u8]) -> Result<Imported, Vec<Diagnostic>> {
    import_all(&[Given::new("", bytes)], &Options::default())
}

/// Reads a domain and the profiles for it. Without a domain the first profile says what the issues are.
///
/// # Errors
/// Everything in the files that cannot be understood. Places are in the files in the order given.
pub fn import_all(given: &[Given], options: &Options) -> Result<Imported, Vec<Diagnostic>> {
    let mut notes = Vec::new();
    let mut domains = Vec::new();
    let mut profiles = Vec::new();
    for (file, id) in given.iter().zip((0..).map(FileId)) {
        let Some(root) = root(file, id, &mut notes) else { continue };
        match root.name.as_str() {
            "negotiation_template" => domains.push((file, root)),
            "utility_space" => profiles.push((file, root)),
            other => {
                let message = format!("`{}` is neither a domain nor a profile (`<{}>`) and is left out", file.name, json_safe(other));
                notes.push(Diagnostic::note("other-file", message).at(root.span, ""));
            }
        }
    }
    if let [(_, first), (second, root), ..] = domains.as_slice() {
        let message = format!("`{}` is a second domain, expected one", second.name);
        notes.push(Diagnostic::error("two-domains", message).at(root.span, "").at(first.span, "the first"));
    }
    if profiles.is_empty() && !notes.iter().any(Diagnostic::is_error) {
        notes.push(
            Diagnostic::error("no-profile", "there is no profile (`<utility_space>`), so that nobody negotiates")
                .help("give the folder with the domain and its profiles"),
        );
    }
    let scenario = scenario(&domains, &profiles, options, &mut notes);
    finish(scenario, notes)
}

type File<'a> = (&'a Given, Element);

fn scenario(domains: &[File<'_>], profiles: &[File<'_>], options: &Options, notes: &mut Vec<Diagnostic>) -> Option<Scenario> {
    let (file, root) = domains.first().or_else(|| profiles.first())?;
    let domain = Domain::read(root, options.steps, notes)?;
    let parties: Vec<Party> = profiles.iter().map(|(file, root)| profile::read(file, root, &domain, notes)).collect();
    let name = domain.name.clone();
    let title = if name.is_empty() || name == "root" { file.stem().to_owned() } else { name };
    let mut remarks = vec!["Imported from a negotiation scenario of GENIUS (XML): domain and profiles.".to_owned()];
    remarks.push("Utilities are sums of weight times evaluation, divided by the largest evaluation in each issue, to nine places.".into());
    if domain.has_grid() {
        remarks.push(format!("Real issues are on a grid of {} equal steps.", options.steps));
    }
    remarks.push("Such files name no sources, and do not say what sort of party each is (`kind`).".into());
    let title = if title.is_empty() { "Negotiation scenario".to_owned() } else { title };
    Some(Scenario { remarks, title, source: "Negotiation scenario of GENIUS", issues: domain.issues(), parties })
}

/// The outermost element of a file; a fault if it has none.
fn root(file: &Given, id: FileId, notes: &mut Vec<Diagnostic>) -> Option<Element> {
    if let Some(fault) = given::too_large(file) {
        notes.push(fault.at(Span::new(id, 0, 0), ""));
        return None;
    }
    notes.extend(given::encoding(file, id));
    match xml::parse(&given::text_of(&file.bytes), id) {
        Ok((root, warnings)) => {
            notes.extend(warnings);
            Some(root)
        }
        Err(fault) => {
            notes.push(fault);
            None
        }
    }
}

fn json_safe(text: &str) -> String {
    super::json::shortened(text)
}

/// The objective of a file: a domain has its utility space within.
fn objective<'a>(root: &'a Element, notes: &mut Vec<Diagnostic>) -> Option<&'a Element> {
    let space = if root.name == "negotiation_template" { root.first("utility_space")? } else { root };
    let Some(objective) = space.first("objective") else {
        notes.push(Diagnostic::error("missing-element", "there is no `<objective>`, expected one with the issues").at(space.span, ""));
        return None;
    };
    let others = space.all("objective").skip(1).chain(objective.all("objective"));
    for other in others {
        let message = "found a further objective, expected one with all issues in it: trees of objectives are not read";
        notes.push(Diagnostic::error("objective-tree", message).at(other.span, ""));
    }
    Some(objective)
}

/// A finite number in an attribute that must be there.
fn required(element: &Element, name: &str, notes: &mut Vec<Diagnostic>) -> Option<f64> {
    let Some(attribute) = element.attribute(name) else {
        let message = format!("`<{}>` has no `{name}`, expected a number", element.name);
        notes.push(Diagnostic::error("missing-attribute", message).at(element.span, ""));
        return None;
    };
    number(attribute, notes)
}

fn number(attribute: &xml::Attribute, notes: &mut Vec<Diagnostic>) -> Option<f64> {
    let number = super::number::number(&attribute.value);
    if number.is_none() {
        let message = format!("`{}` is \"{}\", expected a number", attribute.name, json_safe(&attribute.value));
        notes.push(Diagnostic::error("not-a-number", message).at(attribute.span, ""));
    }
    number
}
