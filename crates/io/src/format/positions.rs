//! Positions into cases: issues with the places that somebody wants, or that mean something, and what each actor wants there.
//!
//! One format a way of writing, all into the same case. Nothing says who decides: agreement of all that take part is written down, for
//! the analyst to correct; forecasts do not read it.

use super::draft::{Direction, Draft, DraftParty, DraftPosition, DraftPreference, DraftSource, DraftUtility, DraftValue, DraftVariable};
use super::number::decimal;
use super::scenario::{Value, value_words};
use super::words::Words;
use super::{Given, Imported, Options, checked};
use crate::case::MAXIMAL_VALUES;
use crate::spatial::gathered::Positions;
use crate::spatial::other::Kind;
use detente_model::number::Decimal;
use detente_model::spatial::{Quantity, Stance};
use detente_model::{Diagnostic, Files};
use std::collections::BTreeMap;

/// The largest number of values that all issues may have together: each is a line of the case file.
const MAXIMAL_PLACES: usize = 1 << 17;

/// A way of writing positions as a format.
macro_rules! way {
    ($name:ident, $kind:expr, $what:literal) => {
        #[doc = concat!("Positions: ", $what, ".")]
        pub mod $name {
            use super::{Diagnostic, Files, Given, Imported, Kind, Options};

            const KIND: Kind = $kind;

            /// Whether a file's content looks like it.
            #[must_use]
            pub fn recognises(bytes: &[u8]) -> bool {
                KIND.recognises(bytes)
            }

            /// What places in diagnostics are places in.
            #[must_use]
            pub fn texts(given: &[Given]) -> Files {
                KIND.texts(given)
            }

            /// Reads a file.
            ///
            /// # Errors
            /// Everything that is wrong with it.
            pub fn import(bytes: &[u8]) -> Result<Imported, Vec<Diagnostic>> {
                super::import(KIND, &Given::new("", bytes))
            }

            /// Reads a file under its name.
            ///
            /// # Errors
            /// Everything that is wrong with it; more than one file.
            pub fn import_all(given: &[Given], _: &Options) -> Result<Imported, Vec<Diagnostic>> {
                match given {
                    [one] => super::import(KIND, one),
                    _ => Err(vec![Diagnostic::error("several-files", format!("found {} files, expected one", given.len()))]),
                }
            }
        }
    };
}

way!(exchange, Kind::Exchange, "lines that begin with marks, as exchange models read them");
way!(ktab_csv, Kind::KtabCsv, "KTAB's spatial model in CSV");
way!(ktab_xml, Kind::KtabXml, "KTAB's spatial model in XML");
way!(long, Kind::Long, "a table with a line for each actor and issue");
way!(workbook, Kind::Workbook, "a workbook with a sheet in the long form");

fn import(kind: Kind, given: &Given) -> Result<Imported, Vec<Diagnostic>> {
    let found = kind.read(given)?;
    let notes = found.remarks.iter().map(|remark| Diagnostic::note("positions", remark.clone())).collect();
    let draft = draft(kind, found).map_err(|fault| vec![fault])?;
    checked(draft.into_text(), notes)
}

fn source(kind: Kind) -> &'static str {
    match kind {
        Kind::Exchange => "Input of an exchange model",
        Kind::KtabCsv => "KTAB scenario (CSV)",
        Kind::KtabXml => "KTAB scenario (XML)",
        Kind::Long => "Table of positions",
        Kind::Workbook => "Workbook of positions",
    }
}

fn draft(kind: Kind, found: Positions) -> Result<Draft, Diagnostic> {
    let spatial = &found.spatial;
    let mut words = Words::default();
    let actors: Vec<String> = spatial.actors.iter().map(|actor| words.make(&actor.id, "party")).collect();
    let mut remarks = vec![format!("Imported from: {}. Weights (`capability`): {}.", source(kind), found.capability)];
    remarks.extend(found.remarks.iter().map(|remark| format!("Mind: {remark}.")));
    remarks.push("Nothing says who decides: the agreement of all that take part is put down until it is known.".into());
    let mut issues = Vec::new();
    let mut positions: Vec<Vec<DraftPosition>> = actors.iter().map(|_| Vec::new()).collect();
    let mut without: Vec<Vec<String>> = vec![Vec::new(); actors.len()];
    let mut listed = 0;
    for ((issue, stances), meanings) in spatial.issues.iter().zip(&spatial.stances).zip(&found.meanings) {
        let id = words.make(&issue.id, "issue");
        let ends = [Some(issue.low), Some(issue.high), issue.reference_point, issue.outcome];
        let wanted = stances.iter().flatten().filter_map(|stance| stance.position.central());
        let mut places: BTreeMap<Decimal, &str> = BTreeMap::new();
        for place in ends.into_iter().flatten().chain(wanted) {
            places.entry(kept(place)?).or_default();
        }
        for (place, meaning) in meanings {
            places.insert(kept(*place)?, meaning);
        }
        listed += places.len();
        if places.len() > MAXIMAL_VALUES || listed > MAXIMAL_PLACES {
            let message = format!("`{}` has {} places, and a case is not that large: at most {MAXIMAL_VALUES}", issue.id, places.len());
            return Err(Diagnostic::error("value-count", message));
        }
        let values: Vec<Value> = places.keys().map(|place| Value::at(*place)).collect();
        let named = values.iter().zip(value_words(&values)).zip(places.values());
        let values = named.map(|((value, id), meaning)| DraftValue {
            id,
            name: if meaning.is_empty() { value.name.clone() } else { (*meaning).to_owned() },
            at: value.at,
        });
        let part: Vec<&str> = stances.iter().zip(&actors).filter(|(stance, _)| stance.is_some()).map(|(_, id)| id.as_str()).collect();
        issues.push(DraftVariable {
            id: id.clone(),
            name: issue.name.clone(),
            values: values.collect(),
            direction: Direction::Both,
            rule: (!part.is_empty()).then(|| part.join(" and ")),
        });
        for (index, stance) in stances.iter().enumerate() {
            let Some(stance) = stance else { continue };
            match position(&id, stance)? {
                Some(found) => positions[index].push(found),
                None => without[index].push(issue.name.clone()),
            }
        }
        for (what, place) in [("The reference point", issue.reference_point), ("The outcome", issue.outcome)] {
            if let Some(place) = place {
                remarks.push(format!("{what} of `{id}` is {}.", kept(place)?));
            }
        }
    }
    let rows = spatial.actors.iter().zip(actors).zip(positions).zip(without);
    let parties = rows.map(|(((actor, id), positions), without)| {
        let remark = (!without.is_empty()).then(|| format!("where {} stands is not known on: {}", actor.name, without.join(", ")));
        party(id, actor.name.clone(), positions, remark)
    });
    let parties = parties.collect();
    let source = DraftSource { id: "imported", title: source(kind).into(), author: None, url: None, cited: false };
    let title = if spatial.title.trim().is_empty() { "Positions".to_owned() } else { spatial.title.clone() };
    Ok(Draft { remarks, title, source, parties, issues, infeasible: Vec::new(), restrictions: Vec::new(), graph: None })
}

/// A party; what it weighs everywhere is said once.
fn party(id: String, name: String, mut positions: Vec<DraftPosition>, remark: Option<String>) -> DraftParty {
    let capability = positions.first().and_then(|first| first.capability);
    let everywhere = capability.filter(|_| positions.iter().all(|position| position.capability == capability));
    if everywhere.is_some() {
        positions.iter_mut().for_each(|position| position.capability = None);
    }
    let preference = if positions.is_empty() {
        DraftPreference::Unknown
    } else {
        DraftPreference::Utility(DraftUtility { positions, ..DraftUtility::default() })
    };
    DraftParty { id, name, capability: everywhere, options: Vec::new(), preference, remark }
}

fn kept(number: f64) -> Result<Decimal, Diagnostic> {
    decimal(number).ok_or_else(|| Diagnostic::error("too-large-number", format!("{number:e} is more than a case can keep, 10^9")))
}

/// What an actor wants on an issue; none where its position is not known.
fn position(on: &str, stance: &Stance) -> Result<Option<DraftPosition>, Diagnostic> {
    let Some(ideal) = stance.position.central() else { return Ok(None) };
    let between = |quantity: Quantity| match quantity {
        Quantity::Between { low, high } | Quantity::Around { low, high, .. } | Quantity::Triangular { low, high, .. } if low < high => {
            Ok(Some((kept(low)?, kept(high)?)))
        }
        Quantity::Between { .. } | Quantity::Around { .. } | Quantity::Triangular { .. } | Quantity::Known(_) | Quantity::Missing => {
            Ok(None)
        }
    };
    let mut notes: Vec<String> = stance.source.iter().cloned().collect();
    if stance.salience == Quantity::Missing {
        notes.push("its salience is not known, and taken as 1".into());
    }
    if matches!(stance.capability, Quantity::Between { .. } | Quantity::Around { .. } | Quantity::Triangular { .. }) {
        notes.push("its capability is known between bounds only, and taken in their middle or where it is likeliest".into());
    }
    Ok(Some(DraftPosition {
        on: on.to_owned(),
        ideal: kept(ideal)?,
        ideal_between: between(stance.position)?,
        salience: stance.salience.central().map(kept).transpose()?,
        salience_between: between(stance.salience)?,
        uniform: [stance.position, stance.salience]
            .iter()
            .any(|quantity| matches!(quantity, Quantity::Between { .. } | Quantity::Around { .. })),
        capability: stance.capability.central().map(kept).transpose()?,
        note: (!notes.is_empty()).then(|| notes.join("; ")),
    }))
}
