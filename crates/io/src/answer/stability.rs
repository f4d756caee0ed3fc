//! Analyses of stability as JSON (`detente/stability/1`) and CSV.

use super::Listing;
use super::certificate::{CertificateTwin, twin};
use super::document::Document;
use super::frame::{FrameTwin, csv_fields, csv_header, values};
use super::json::{Fields, Streamed, Why, word};
use super::sheet::Sheet;
use detente_model::Case;
use detente_model::answer::{Answer, Certified, ConceptDescription, Count, Finding, Made, StabilityFinding, StateVerdicts};
use schemars::JsonSchema;
use serde::Serialize;
use std::io;

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "StabilityResult")]
pub(crate) struct ResultTwin<'a> {
    frame: FrameTwin<'a>,
    /// The stability concepts, in the order of all that follows.
    concepts: Vec<ConceptTwin>,
    /// For each concept: how many states are equilibria.
    equilibria: Fields<'a, CountTwin>,
    /// For each party, for each concept: how many states are stable for it.
    parties: Fields<'a, Fields<'a, CountTwin>>,
    /// How many states that were asked for are not in `states`.
    not_listed: u64,
    /// How many claims have no certificate, one for each equilibrium under a concept and each party: `--certify` makes them. Those that are too large, null in `states`, are not
    /// counted here.
    uncertified: u64,
    /// The states in order.
    states: Vec<Row<'a>>,
}

#[derive(Serialize, JsonSchema)]
pub(crate) struct ConceptTwin {
    id: &'static str,
    /// The name in the field.
    name: &'static str,
    /// What it says, in one sentence.
    says: &'static str,
}

#[derive(Serialize, JsonSchema)]
pub(crate) struct CountTwin {
    yes: u64,
    no: u64,
    unknown: u64,
}

impl ConceptTwin {
    pub(crate) fn of(concept: &ConceptDescription) -> Self {
        Self { id: concept.id, name: concept.name, says: concept.says }
    }
}

impl CountTwin {
    pub(crate) fn of(count: &Count) -> Self {
        Self { yes: count.yes, no: count.no, unknown: count.unknown }
    }
}

#[derive(Serialize, JsonSchema)]
struct Row<'a> {
    /// Its number among the feasible states, from 1.
    ordinal: u64,
    /// Its number in the option form; null where a column has other values than no and yes.
    decimal: Option<u64>,
    /// Its name; null but in a graph case.
    name: Option<&'a str>,
    /// The value of each variable.
    values: Fields<'a, &'a str>,
    /// For each party, for each concept: whether the state is stable for it; null where that is not known.
    stable: Fields<'a, Fields<'a, Option<bool>>>,
    /// Why something in `stable` is not known; null where everything is.
    why_unknown: Option<Fields<'a, Fields<'a, Why>>>,
    /// For each concept: whether the state is an equilibrium; null where that is not known.
    equilibrium: Fields<'a, Option<bool>>,
    /// Where the state is an equilibrium and certificates were asked for: for each such concept and each party what proves that it is stable; null
    /// in the place of a proof that would be too large.
    certificates: Option<Vec<Option<CertificateTwin>>>,
}

impl<'a> Row<'a> {
    fn of(finding: &'a StabilityFinding, row: &'a StateVerdicts) -> Self {
        let why: Vec<(&str, Fields<'_, Why>)> = by_party(finding, row)
            .map(|(party, stable)| {
                let unknown = by_concept(finding, stable).filter_map(|(concept, finding)| Some((concept, Why::of(finding)?)));
                (party, Fields(unknown.collect()))
            })
            .filter(|(_, unknown): &(&str, Fields<'_, Why>)| !unknown.0.is_empty())
            .collect();
        let known = |findings: &[Finding]| Fields(by_concept(finding, findings).map(|(concept, found)| (concept, found.known())).collect());
        Self {
            ordinal: row.state.ordinal,
            decimal: row.state.decimal,
            name: row.state.name.as_deref(),
            values: values(&finding.frame, &row.state),
            stable: Fields(by_party(finding, row).map(|(party, stable)| (party, known(stable))).collect()),
            why_unknown: (!why.is_empty()).then_some(Fields(why)),
            equilibrium: known(&row.equilibrium),
            certificates: None,
        }
    }
}

fn by_party<'a>(finding: &'a StabilityFinding, row: &'a StateVerdicts) -> impl Iterator<Item = (&'a str, &'a [Finding])> {
    finding.frame.parties.iter().zip(&row.stable).map(|(party, stable)| (party.id.as_str(), stable.as_slice()))
}

fn by_concept<T: Copy>(finding: &StabilityFinding, items: &[T]) -> impl Iterator<Item = (&'static str, T)> {
    finding.concepts.iter().zip(items).map(|(concept, item)| (concept.id, *item))
}

/// Writes an analysis of stability as JSON, row by row.
pub struct StabilityJson<'a, W> {
    finding: &'a StabilityFinding,
    out: Streamed<W>,
}

impl<'a, W: io::Write> StabilityJson<'a, W> {
    /// Writes everything before the rows.
    ///
    /// # Errors
    /// `out` fails.
    pub fn begin(out: W, case: &Case, answer: &'a Answer<StabilityFinding>, listing: Listing) -> io::Result<Self> {
        let finding = &answer.finding;
        let frame = &finding.frame;
        let counts = |counts: &[Count]| {
            Fields(finding.concepts.iter().zip(counts).map(|(concept, count)| (concept.id, CountTwin::of(count))).collect())
        };
        let document = Document::of(
            "stability",
            case,
            frame,
            answer,
            ResultTwin {
                frame: FrameTwin::of(frame),
                concepts: finding.concepts.iter().map(ConceptTwin::of).collect(),
                equilibria: counts(&finding.equilibria),
                parties: Fields(
                    frame.parties.iter().zip(&finding.parties).map(|(party, count)| (party.id.as_str(), counts(&count.stable))).collect(),
                ),
                not_listed: match listing {
                    Listing::Equilibria => finding.not_listed,
                    Listing::All => 0,
                },
                uncertified: finding.uncertified,
                states: Vec::new(),
            },
        )
        .under(finding.concepts.iter().map(|concept| concept.id))
        .listing(listing.word());
        Ok(Self { finding, out: Streamed::begin(out, &document, &case.edits)? })
    }

    /// Writes a state.
    ///
    /// # Errors
    /// `out` fails.
    pub fn row(&mut self, row: &StateVerdicts) -> io::Result<()> {
        self.out.row(&Row::of(self.finding, row))
    }

    /// Writes a state with what proves that it is an equilibrium; none in the place of a proof that would be too large.
    ///
    /// # Errors
    /// `out` fails.
    pub fn certified_row(&mut self, case: &Case, row: &StateVerdicts, certificates: &[Option<Certified>]) -> io::Result<()> {
        let certificates = certificates.iter().map(|certified| certified.as_ref().map(|certified| twin(case, certified)));
        self.out.row(&Row { certificates: Some(certificates.collect()), ..Row::of(self.finding, row) })
    }

    /// Writes everything after the rows. `made` says how it ended: an interrupt may come between two rows.
    ///
    /// # Errors
    /// `out` fails.
    pub fn finish(self, made: &Made) -> io::Result<W> {
        self.out.finish(made)
    }
}

/// Writes an analysis of stability as JSON: the listed states, or the given rows for all states.
///
/// # Errors
/// `out` fails.
pub fn write_stability_json(
    out: impl io::Write,
    case: &Case,
    answer: &Answer<StabilityFinding>,
    all: Option<&mut dyn Iterator<Item = StateVerdicts>>,
) -> io::Result<()> {
    let listing = if all.is_some() { Listing::All } else { Listing::Equilibria };
    let mut writer = StabilityJson::begin(out, case, answer, listing)?;
    match all {
        Some(rows) => {
            for row in rows {
                writer.row(&row)?;
            }
        }
        None => answer.finding.listed.iter().try_for_each(|row| writer.row(row))?,
    }
    writer.finish(&answer.made).map(|_| ())
}

/// Writes an analysis of stability as CSV, row by row: `ordinal`, `decimal`, `name`, a column for each variable, then
/// `stable:PARTY:CONCEPT` and `equilibrium:CONCEPT` with `yes`, `no` or `unknown`.
pub struct StabilityCsv<'a, W: io::Write> {
    finding: &'a StabilityFinding,
    out: Sheet<W>,
}

impl<'a, W: io::Write> StabilityCsv<'a, W> {
    /// Writes the names of the columns.
    ///
    /// # Errors
    /// `out` fails.
    pub fn begin(out: W, finding: &'a StabilityFinding) -> io::Result<Self> {
        let mut header = csv_header(&finding.frame);
        for party in &finding.frame.parties {
            header.extend(finding.concepts.iter().map(|concept| format!("stable:{}:{}", party.id, concept.id)));
        }
        header.extend(finding.concepts.iter().map(|concept| format!("equilibrium:{}", concept.id)));
        let mut out = Sheet::from_writer(out);
        out.write_record(header)?;
        Ok(Self { finding, out })
    }

    /// Writes a state.
    ///
    /// # Errors
    /// `out` fails.
    pub fn row(&mut self, row: &StateVerdicts) -> io::Result<()> {
        csv_fields(&mut self.out, &self.finding.frame, &row.state)?;
        for found in row.stable.iter().flatten().chain(&row.equilibrium) {
            self.out.write_field(word(*found))?;
        }
        self.out.write_record(None::<&[u8]>)
    }

    /// Writes what is left.
    ///
    /// # Errors
    /// `out` fails.
    pub fn finish(mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Writes an analysis of stability as CSV: the listed states, or the given rows for all states.
///
/// # Errors
/// `out` fails.
pub fn write_stability_csv(
    out: impl io::Write,
    finding: &StabilityFinding,
    all: Option<&mut dyn Iterator<Item = StateVerdicts>>,
) -> io::Result<()> {
    let mut writer = StabilityCsv::begin(out, finding)?;
    match all {
        Some(rows) => {
            for row in rows {
                writer.row(&row)?;
            }
        }
        None => finding.listed.iter().try_for_each(|row| writer.row(row))?,
    }
    writer.finish()
}
