//! Analyses of coalitions as JSON (`detente/coalitions/1`) and CSV.

use super::document::Document;
use super::frame::{FrameTwin, csv_fields, csv_header, values};
use super::json::{Fields, Streamed, Why, word};
use super::sheet::Sheet;
use super::stability::{ConceptTwin, CountTwin};
use detente_model::Case;
use detente_model::answer::{Answer, CoalitionFinding, CoalitionVerdicts, Count, Finding};
use schemars::JsonSchema;
use serde::Serialize;
use std::io;

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "CoalitionsResult")]
pub(crate) struct ResultTwin<'a> {
    frame: FrameTwin<'a>,
    /// The concepts, in the order of all that follows.
    concepts: Vec<ConceptTwin>,
    /// Whether every coalition was asked about.
    every: bool,
    /// The coalitions asked about, the smallest first.
    coalitions: Vec<CoalitionTwin<'a>>,
    /// For each concept: how many states are stable for every coalition asked about.
    stable: Fields<'a, CountTwin>,
    /// The states in order.
    states: Vec<Row<'a>>,
}

#[derive(Serialize, JsonSchema)]
struct CoalitionTwin<'a> {
    members: Vec<&'a str>,
    /// For each concept: how many states are stable for it.
    stable: Fields<'a, CountTwin>,
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
    /// For each concept: whether the state is stable for every party as a coalition of one; null where that is not known.
    alone: Fields<'a, Option<bool>>,
    /// For each concept: whether it is stable for every coalition asked about; null where that is not known.
    stable: Fields<'a, Option<bool>>,
    /// Why something in `stable` is not known; null where everything is.
    why_unknown: Option<Fields<'a, Why>>,
    /// For each party, for each concept: whether it is stable for every coalition asked about that contains the party.
    parties: Fields<'a, Fields<'a, Option<bool>>>,
    /// For each concept: the first coalition that surely leaves it, the smallest first; null where there is none.
    left_by: Fields<'a, Option<DepartureTwin<'a>>>,
}

#[derive(Serialize, JsonSchema)]
struct DepartureTwin<'a> {
    members: Vec<&'a str>,
    /// The ordinal of the state for which they leave.
    to: u64,
}

fn by_concept<'a, T, V>(finding: &'a CoalitionFinding, items: &'a [T], value: impl Fn(&'a T) -> V) -> Fields<'a, V> {
    Fields(finding.concepts.iter().zip(items).map(|(concept, item)| (concept.id, value(item))).collect())
}

fn ids<'a>(finding: &'a CoalitionFinding, members: &[usize]) -> Vec<&'a str> {
    members.iter().map(|member| finding.frame.parties[*member].id.as_str()).collect()
}

impl<'a> Row<'a> {
    fn of(finding: &'a CoalitionFinding, row: &'a CoalitionVerdicts) -> Self {
        let known = |findings: &'a [Finding]| by_concept(finding, findings, |found| found.known());
        let why: Vec<(&str, Why)> =
            finding.concepts.iter().zip(&row.stable).filter_map(|(concept, found)| Some((concept.id, Why::of(*found)?))).collect();
        Self {
            ordinal: row.state.ordinal,
            decimal: row.state.decimal,
            name: row.state.name.as_deref(),
            values: values(&finding.frame, &row.state),
            alone: known(&row.alone),
            stable: known(&row.stable),
            why_unknown: (!why.is_empty()).then_some(Fields(why)),
            parties: Fields(
                finding.frame.parties.iter().zip(&row.parties).map(|(party, found)| (party.id.as_str(), known(found))).collect(),
            ),
            left_by: by_concept(finding, &row.left_by, |left_by| {
                left_by.as_ref().map(|departure| DepartureTwin { members: ids(finding, &departure.members), to: departure.to.ordinal })
            }),
        }
    }
}

/// Writes an analysis of coalitions as JSON.
///
/// # Errors
/// `out` fails.
pub fn write_coalitions_json(out: impl io::Write, case: &Case, answer: &Answer<CoalitionFinding>) -> io::Result<()> {
    let finding = &answer.finding;
    let frame = &finding.frame;
    let counts = |counts: &'_ [Count]| {
        Fields(finding.concepts.iter().zip(counts).map(|(concept, count)| (concept.id, CountTwin::of(count))).collect())
    };
    let document = Document::of(
        "coalitions",
        case,
        frame,
        answer,
        ResultTwin {
            frame: FrameTwin::of(frame),
            concepts: finding.concepts.iter().map(ConceptTwin::of).collect(),
            every: finding.every,
            coalitions: finding
                .coalitions
                .iter()
                .map(|coalition| CoalitionTwin { members: ids(finding, &coalition.members), stable: counts(&coalition.stable) })
                .collect(),
            stable: counts(&finding.stable),
            states: Vec::new(),
        },
    )
    .under(finding.concepts.iter().map(|concept| concept.id));
    let mut out = Streamed::begin(out, &document, &case.edits)?;
    finding.states.iter().try_for_each(|row| out.row(&Row::of(finding, row)))?;
    out.finish(&answer.made).map(|_| ())
}

/// Writes an analysis of coalitions as CSV: `ordinal`, `decimal`, `name`, a column for each variable, then for each concept `alone:CONCEPT` and `stable:CONCEPT` with
/// `yes`, `no` or `unknown`, `left_by:CONCEPT` with the parties of the first coalition that leaves, joined by `+`, and `to:CONCEPT`.
///
/// # Errors
/// `out` fails.
pub fn write_coalitions_csv(out: impl io::Write, finding: &CoalitionFinding) -> io::Result<()> {
    let mut out = Sheet::from_writer(out);
    let mut header = csv_header(&finding.frame);
    for concept in &finding.concepts {
        header.extend(["alone", "stable", "left_by", "to"].map(|column| format!("{column}:{}", concept.id)));
    }
    out.write_record(header)?;
    for row in &finding.states {
        csv_fields(&mut out, &finding.frame, &row.state)?;
        for concept in 0..finding.concepts.len() {
            out.write_field(word(row.alone[concept]))?;
            out.write_field(word(row.stable[concept]))?;
            let left_by = row.left_by[concept].as_ref();
            out.write_field(left_by.map_or(String::new(), |departure| ids(finding, &departure.members).join("+")))?;
            out.write_field(left_by.map_or(String::new(), |departure| departure.to.ordinal.to_string()))?;
        }
        out.write_record(None::<&[u8]>)?;
    }
    out.flush()
}
