//! What the readers of other tools' files have in common: who stands where as it is gathered line by line.

use super::sheet::{Field, is_missing, number};
use detente_model::diagnostic::suggest;
use detente_model::spatial::{Actor, Quantity, Spatial, SpatialIssue, Stance};
use detente_model::{Diagnostic, Span};
use indexmap::IndexMap;

/// The most stances that there may be places for: actors times issues.
const MAXIMAL_STANCES: usize = 1 << 22;

/// Who stands where, gathered.
#[derive(Debug, Default)]
pub(crate) struct Gathered {
    pub(crate) title: String,
    /// Names by word.
    actors: IndexMap<String, (String, Span)>,
    /// Issues by word.
    issues: IndexMap<String, IssueLine>,
    stances: Vec<Entry>,
    /// Where capabilities come from, in words.
    pub(crate) capability: String,
    /// What a reader must know of how the file was understood.
    pub(crate) remarks: Vec<String>,
}

#[derive(Debug)]
struct IssueLine {
    name: String,
    span: Span,
    ends: Option<(f64, f64)>,
    meanings: Vec<(f64, String)>,
}

#[derive(Debug)]
struct Entry {
    issue: usize,
    actor: usize,
    stance: Stance,
    place: Span,
}

/// Who stands where, with what places on the lines mean.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Positions {
    pub(crate) spatial: Spatial,
    /// For each issue what places mean, where that is said.
    pub(crate) meanings: Vec<Vec<(f64, String)>>,
    pub(crate) capability: String,
    pub(crate) remarks: Vec<String>,
}

impl Gathered {
    /// Nothing yet; where capabilities will come from, in words.
    pub(super) fn new(capability: &str) -> Self {
        Self { capability: capability.to_owned(), ..Self::default() }
    }

    /// Adds an actor.
    pub(super) fn actor(&mut self, id: &Field, name: &str, faults: &mut Vec<Diagnostic>) {
        if id.text.is_empty() {
            faults.push(Diagnostic::error("actor", "this line names no actor").at(id.span, ""));
        } else if let Some((_, first)) = self.actors.get(&id.text) {
            let fault = Diagnostic::error("twice", format!("the actor `{}` is there twice, expected once", shown(&id.text)));
            faults.push(fault.at(id.span, "again here").at(*first, "first here"));
        } else {
            let name = if name.is_empty() { &id.text } else { name };
            self.actors.insert(id.text.clone(), (name.to_owned(), id.span));
        }
    }

    /// Adds an issue; with ends, if all issues have the same.
    pub(super) fn issue(&mut self, id: &Field, name: &str, ends: Option<(f64, f64)>, faults: &mut Vec<Diagnostic>) {
        if let Some(first) = self.issues.get(&id.text) {
            let fault = Diagnostic::error("twice", format!("the issue `{}` is there twice, expected once", shown(&id.text)));
            faults.push(fault.at(id.span, "again here").at(first.span, "first here"));
            return;
        }
        let name = if name.is_empty() { &id.text } else { name };
        self.issues.insert(id.text.clone(), IssueLine { name: name.to_owned(), span: id.span, ends, meanings: Vec::new() });
    }

    /// Says what a place means.
    pub(super) fn meaning(&mut self, issue: &Field, place: &Field, meaning: &str, faults: &mut Vec<Diagnostic>) {
        let at = number(place, "place", faults);
        match self.issues.get_mut(&issue.text) {
            Some(line) => line.meanings.extend(at.map(|at| (at, meaning.to_owned()))),
            None => faults.push(unknown("issue", issue, self.issues.keys())),
        }
    }

    /// Adds where an actor stands; both are known already.
    pub(super) fn stance(&mut self, actor: &Field, issue: &Field, stance: Option<Stance>, faults: &mut Vec<Diagnostic>) {
        let found = (self.actors.get_index_of(&actor.text), self.issues.get_index_of(&issue.text));
        if found.0.is_none() {
            faults.push(unknown("actor", actor, self.actors.keys()));
        }
        if found.1.is_none() {
            faults.push(unknown("issue", issue, self.issues.keys()));
        }
        if let (Some(actor_index), Some(issue_index), Some(stance)) = (found.0, found.1, stance) {
            self.stances.push(Entry { issue: issue_index, actor: actor_index, stance, place: actor.span });
        }
    }

    /// How many actors there are.
    pub(super) fn actors(&self) -> usize {
        self.actors.len()
    }

    /// The words of the issues in order.
    pub(super) fn issue_ids(&self) -> Vec<String> {
        self.issues.keys().cloned().collect()
    }

    /// The whole. `is_per_cent`: whether saliences always are; else they are where one is above 1.
    pub(super) fn finish(mut self, is_per_cent: bool, faults: &mut Vec<Diagnostic>) -> Option<Positions> {
        if self.actors.is_empty() || self.issues.is_empty() {
            let what = if self.actors.is_empty() { "actors" } else { "issues" };
            faults.push(Diagnostic::error("empty", format!("the file has no {what}, expected some")));
            return None;
        }
        if self.actors.len().saturating_mul(self.issues.len()) > MAXIMAL_STANCES {
            let message = format!("{} actors and {} issues are more than can be read", self.actors.len(), self.issues.len());
            faults.push(Diagnostic::error("too-large", message));
            return None;
        }
        // descriptions that are the same for several tell nobody apart
        let names: Vec<String> = self.actors.values().map(|(name, _)| name.clone()).collect();
        for (id, (name, _)) in &mut self.actors {
            if names.iter().filter(|other| *other == name).count() > 1 {
                name.clone_from(id);
            }
        }
        let largest = if is_per_cent || self.stances.iter().any(|entry| known(entry.stance.salience) > 1.0) { 100.0 } else { 1.0 };
        if largest > 1.0 && !is_per_cent {
            self.remarks.push("saliences are read as per cent, since some are above 1".into());
        }
        let mut stances: Vec<Vec<Option<Stance>>> = vec![vec![None; self.actors.len()]; self.issues.len()];
        for mut entry in std::mem::take(&mut self.stances) {
            if known(entry.stance.salience) > largest {
                let message = format!("a salience lies between 0 and 1, or 0 and 100; found {}", known(entry.stance.salience));
                faults.push(Diagnostic::error("salience", message).at(entry.place, ""));
            }
            if let Quantity::Known(salience) = entry.stance.salience {
                entry.stance.salience = Quantity::Known(salience / largest);
            }
            let line = &self.issues[entry.issue];
            if let (Quantity::Known(at), Some((low, high))) = (entry.stance.position, line.ends)
                && !(low..=high).contains(&at)
            {
                let message = format!("the position {at} on `{}` lies outside its line from {low} to {high}", shown(&line.name));
                faults.push(Diagnostic::error("line", message).at(entry.place, ""));
            }
            let room = &mut stances[entry.issue][entry.actor];
            if room.is_some() {
                let message = format!("this actor stands on `{}` twice, expected once", shown(&line.name));
                faults.push(Diagnostic::error("twice", message).at(entry.place, "again here"));
            }
            *room = Some(entry.stance);
        }
        let actors = self.actors.into_iter().map(|(id, (name, _))| Actor { id, name }).collect();
        let mut meanings = Vec::new();
        let mut issues = Vec::new();
        for ((id, line), stances) in self.issues.into_iter().zip(&stances) {
            let (low, high) = line.ends.unwrap_or_else(|| ends(&line.meanings, stances));
            issues.push(SpatialIssue { id, name: line.name, low, high, reference_point: None, outcome: None });
            meanings.push(line.meanings);
        }
        let spatial = Spatial { title: self.title, actors, issues, stances };
        Some(Positions { spatial, meanings, capability: self.capability, remarks: self.remarks })
    }
}

/// A number that is known, else none: for comparison with the largest that there may be.
fn known(quantity: Quantity) -> f64 {
    quantity.central().unwrap_or_default()
}

/// The ends of a line: the outermost of the places that mean something and of the positions.
fn ends(meanings: &[(f64, String)], stances: &[Option<Stance>]) -> (f64, f64) {
    let places = stances.iter().flatten().filter_map(|stance| stance.position.central());
    let places: Vec<f64> = meanings.iter().map(|(place, _)| *place).chain(places).collect();
    let low = places.iter().copied().fold(f64::INFINITY, f64::min);
    let high = places.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    // a line has two ends, also where everybody agrees or nobody is known
    match (low.is_finite(), low < high) {
        (true, true) => (low, high),
        (true, false) => (low - 0.5, low + 0.5),
        (false, _) => (0.0, 1.0),
    }
}

fn unknown<'a>(what: &str, field: &Field, names: impl Iterator<Item = &'a String>) -> Diagnostic {
    let fault = Diagnostic::error("unknown-name", format!("the {what} `{}` is not declared", shown(&field.text)));
    // with very many names the nearest takes long to find, and helps little
    fault.at(field.span, "").maybe_help(suggest(&field.text, names.take(1000).map(String::as_str)))
}

/// A text cut to a length that suits a message.
pub(super) fn shown(text: &str) -> String {
    let mut short: String = text.chars().take(40).flat_map(char::escape_debug).collect();
    if text.chars().nth(40).is_some() {
        short.push('…');
    }
    short
}

/// A number of a field, not below 0 where that makes no sense; not known where it is empty. None and a fault where it is no number.
pub(super) fn quantity(field: &Field, what: &str, may_be_negative: bool, faults: &mut Vec<Diagnostic>) -> Option<Quantity> {
    if is_missing(field) {
        return Some(Quantity::Missing);
    }
    let found = number(field, what, faults)?;
    if found < 0.0 && !may_be_negative {
        faults
            .push(Diagnostic::error("negative", format!("a {what} may not be below 0, found `{}`", shown(&field.text))).at(field.span, ""));
        return None;
    }
    Some(Quantity::Known(found))
}
