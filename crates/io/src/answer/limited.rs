//! Analyses of limited moves as JSON (`detente/limited/1`) and CSV.

use super::document::Document;
use super::frame::{FrameTwin, csv_fields, csv_header, values};
use super::json::{Fields, Streamed, Why, word};
use super::sheet::Sheet;
use super::stability::CountTwin;
use detente_model::Case;
use detente_model::answer::{Answer, Finding, LimitedFinding, LimitedVerdicts, Outlook};
use schemars::JsonSchema;
use serde::Serialize;
use std::io;

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "LimitedResult")]
pub(crate) struct ResultTwin<'a> {
    frame: FrameTwin<'a>,
    /// How many moves ahead was asked.
    moves: u32,
    /// How the states that equally good moves lead to are compared: `worst` or `best` for the earlier mover.
    outlook: &'static str,
    /// Whether it is defined: two parties can move.
    defined: bool,
    /// From how many moves on the anticipations go round; null where that was not found out.
    round_from: Option<u32>,
    /// How many moves make a round; null where that was not found out.
    round_length: Option<u32>,
    /// For 1, 2, … moves and last for any number: how many states are equilibria.
    equilibria: Vec<CountTwin>,
    /// The states in order.
    states: Vec<Row<'a>>,
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
    /// For each party: whether the state is stable for it looking 1, 2, … moves ahead, and last for any number; null where that is not known.
    stable: Fields<'a, Vec<Option<bool>>>,
    /// The same for both parties: equilibria.
    equilibrium: Vec<Option<bool>>,
    /// Why something in `equilibrium` is not known; null where everything is.
    why_unknown: Option<Why>,
    /// For each party: the ordinal of the state to which it would move, looking as many moves ahead as was asked; null where it stays or that is not known.
    moves: Fields<'a, Option<u64>>,
}

fn known(findings: &[Finding]) -> Vec<Option<bool>> {
    findings.iter().map(|found| found.known()).collect()
}

impl<'a> Row<'a> {
    fn of(finding: &'a LimitedFinding, row: &'a LimitedVerdicts) -> Self {
        let parties = || finding.frame.parties.iter().map(|party| party.id.as_str());
        Self {
            ordinal: row.state.ordinal,
            decimal: row.state.decimal,
            name: row.state.name.as_deref(),
            values: values(&finding.frame, &row.state),
            stable: Fields(parties().zip(&row.stable).map(|(party, stable)| (party, known(stable))).collect()),
            equilibrium: known(&row.equilibrium),
            why_unknown: row.equilibrium.iter().find_map(|found| Why::of(*found)),
            moves: Fields(parties().zip(&row.moves).map(|(party, to)| (party, to.as_ref().map(|to| to.ordinal))).collect()),
        }
    }
}

/// Writes an analysis of limited moves as JSON.
///
/// # Errors
/// `out` fails.
pub fn write_limited_json(out: impl io::Write, case: &Case, answer: &Answer<LimitedFinding>) -> io::Result<()> {
    let finding = &answer.finding;
    let frame = &finding.frame;
    let document = Document::of(
        "limited",
        case,
        frame,
        answer,
        ResultTwin {
            frame: FrameTwin::of(frame),
            moves: finding.moves,
            outlook: match finding.outlook {
                Outlook::Worst => "worst",
                Outlook::Best => "best",
            },
            defined: finding.defined,
            round_from: finding.repeats.map(|(from, _)| from),
            round_length: finding.repeats.map(|(_, length)| length),
            equilibria: finding.equilibria.iter().map(CountTwin::of).collect(),
            states: Vec::new(),
        },
    );
    let mut out = Streamed::begin(out, &document, &case.edits)?;
    finding.states.iter().try_for_each(|row| out.row(&Row::of(finding, row)))?;
    out.finish(&answer.made).map(|_| ())
}

/// Writes an analysis of limited moves as CSV: `ordinal`, `decimal`, `name`, a column for each variable, then `stable:PARTY:H` and `equilibrium:H` for H = 1, 2, … and
/// `any`, with `yes`, `no` or `unknown`.
///
/// # Errors
/// `out` fails.
pub fn write_limited_csv(out: impl io::Write, finding: &LimitedFinding) -> io::Result<()> {
    let mut out = Sheet::from_writer(out);
    let depths: Vec<String> = (1..=finding.moves).map(|moves| moves.to_string()).chain(["any".to_owned()]).collect();
    let mut header = csv_header(&finding.frame);
    for party in &finding.frame.parties {
        header.extend(depths.iter().map(|depth| format!("stable:{}:{depth}", party.id)));
    }
    header.extend(depths.iter().map(|depth| format!("equilibrium:{depth}")));
    out.write_record(header)?;
    for row in &finding.states {
        csv_fields(&mut out, &finding.frame, &row.state)?;
        for found in row.stable.iter().flatten().chain(&row.equilibrium) {
            out.write_field(word(*found))?;
        }
        out.write_record(None::<&[u8]>)?;
    }
    out.flush()
}
