//! KTAB's spatial model in XML: `<Scenario>` with `<Dimensions>` and `<Actors>`. Positions run from 0 to 100, saliences are in per cent, an
//! empty number is not known. The parameters of the model, the seed and adjusted ideals are no part of who stands where; they are left
//! out with a remark.

use super::gathered::{Gathered, Positions, quantity};
use super::ktab_csv::ENDS;
use super::sheet::Field;
use crate::format::xml::{self, Element};
use detente_model::Diagnostic;
use detente_model::diagnostic::{self, FileId};
use detente_model::spatial::Stance;

/// Whether a text looks like it.
pub(crate) fn recognises(text: &str) -> bool {
    xml::root_name(text) == Some("Scenario")
}

/// Reads a file.
pub(crate) fn read(file: FileId, text: &str) -> Result<Positions, Vec<Diagnostic>> {
    let (root, mut faults) = xml::parse(text, file).map_err(|fault| vec![fault])?;
    let mut gathered = Gathered::new("the capabilities of the file");
    gathered.remarks.extend(faults.drain(..).map(|warning| warning.message));
    let words = ["name", "desc"].iter().filter_map(|name| root.first(name)).map(|element| element.text.trim().to_owned());
    let words: Vec<String> = words.filter(|text| !text.is_empty()).collect();
    gathered.title = if words.is_empty() { "Positions".into() } else { words.join(", ") };
    for (name, what) in [("ModelParameters", "parameters of the model"), ("prngSeed", "seed"), ("IdealAdjustment", "adjusted ideals")] {
        if let Some(element) = root.first(name) {
            // what they are, so that they can be given as options of a forecast
            let told: Vec<String> = element.children.iter().map(|child| format!("{} {}", child.name, child.text.trim())).collect();
            let told = if name == "ModelParameters" && !told.is_empty() { format!(": {}", told.join(", ")) } else { String::new() };
            gathered.remarks.push(format!("not read: the file's {what} (`{name}`){told}"));
        }
    }
    for group in root.all("Dimensions") {
        for element in group.all("dName") {
            gathered.issue(&field(element), "", Some(ENDS), &mut faults);
        }
    }
    let issues = gathered.issue_ids();
    for group in root.all("Actors") {
        for element in group.all("Actor") {
            actor(element, &issues, &mut gathered, &mut faults);
        }
    }
    let found = gathered.finish(true, &mut faults);
    for fault in faults.iter_mut().filter(|fault| fault.labels.is_empty()) {
        *fault = fault.clone().at(root.span, "");
    }
    diagnostic::sort(&mut faults);
    found.filter(|_| faults.is_empty()).ok_or(faults)
}

fn field(element: &Element) -> Field {
    Field { text: element.text.trim().to_owned(), span: element.span }
}

fn actor(element: &Element, issues: &[String], gathered: &mut Gathered, faults: &mut Vec<Diagnostic>) {
    let mut required = |name: &'static str| {
        let found = element.first(name);
        if found.is_none() {
            faults.push(Diagnostic::error("missing-element", format!("the actor has no `<{name}>`, expected one")).at(element.span, ""));
        }
        found
    };
    let (id, capability) = (required("name"), required("capability"));
    let (positions, saliences) = (required("Position"), required("Salience"));
    let Some(id) = id.map(field) else { return };
    let description = element.first("description").map_or("", |found| found.text.trim());
    gathered.actor(&id, description, faults);
    let capability = capability.and_then(|found| quantity(&field(found), "capability", false, faults));
    let (Some(positions), Some(saliences)) = (positions, saliences) else { return };
    let positions: Vec<Field> = positions.all("dCoord").map(field).collect();
    let saliences: Vec<Field> = saliences.all("dSal").map(field).collect();
    for (found, name) in [(&positions, "dCoord"), (&saliences, "dSal")] {
        if found.len() != issues.len() {
            let message = format!("the actor has {} `<{name}>`, expected {}: one for each dimension", found.len(), issues.len());
            faults.push(Diagnostic::error("columns", message).at(element.span, ""));
        }
    }
    for ((issue, position), salience) in issues.iter().zip(&positions).zip(&saliences) {
        let issue = Field { text: issue.clone(), span: position.span };
        let position = quantity(position, "position", true, faults);
        let salience = quantity(salience, "salience", false, faults);
        let (Some(position), Some(salience), Some(capability)) = (position, salience, capability) else { continue };
        gathered.stance(&id, &issue, Some(Stance { position, salience, capability, source: None }), faults);
    }
}
