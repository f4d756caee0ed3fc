//! Analyses of what is unknown as JSON (`detente/unknowns/1`) and CSV.

use super::document::Document;
use super::frame::{FrameTwin, StateTwin};
use super::json::Fields;
use super::sheet::Sheet;
use detente_model::Case;
use detente_model::answer::{Answer, FrameDescription, MissingComparison, StateDescription, UnknownsFinding};
use schemars::JsonSchema;
use serde::Serialize;
use std::io;

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "UnknownsResult")]
pub(crate) struct ResultTwin<'a> {
    frame: FrameTwin<'a>,
    /// How many findings there are: for each state, each concept, each party and all of them together.
    findings: u64,
    /// How many of them are unknown.
    unknown: u64,
    /// How many of the unknown ones are about equilibria.
    unknown_equilibria: u64,
    /// What depends on each party.
    parties: Fields<'a, PartyTwin>,
    /// How many comparisons were examined.
    examined: u64,
    /// Whether those are all pairs of states that a party does not compare (of those between which it is indifferent the first), rather than those on
    /// which an unknown finding is seen to turn.
    all_pairs: bool,
    /// How many comparisons were not examined, because there are too many.
    not_examined: u64,
    /// For how many unknown findings the search was cut: the counts below may be too low by so many.
    cut: u64,
    /// The comparisons that would settle something, the best first: what settles most whatever the answer, then at best, then in order.
    comparisons: Vec<ComparisonTwin<'a>>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "PartyUnknowns")]
struct PartyTwin {
    /// How many of the findings about this party are unknown.
    unknown: u64,
    /// How many unknown findings, about any party or all, turn on what this party prefers and on nothing else.
    alone: u64,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "MissingComparison")]
struct ComparisonTwin<'a> {
    /// Whose comparison.
    party: &'a str,
    first: StateTwin<'a>,
    second: StateTwin<'a>,
    /// The variables in which the two differ.
    differ: Vec<&'a str>,
    /// How many findings become known if the party likes the first better.
    better: u64,
    /// If it likes neither better.
    equal: u64,
    /// If it likes the second better.
    worse: u64,
    /// The least of the three: how many become known whatever the answer.
    guaranteed: u64,
    /// The most of the three.
    at_best: u64,
}

fn differ<'a>(frame: &'a FrameDescription, first: &StateDescription, second: &StateDescription) -> Vec<&'a str> {
    let values = first.values.iter().zip(&second.values);
    frame.axes.iter().zip(values).filter(|(_, (a, b))| a != b).map(|(axis, _)| axis.id.as_str()).collect()
}

impl<'a> ComparisonTwin<'a> {
    fn of(frame: &'a FrameDescription, comparison: &'a MissingComparison) -> Self {
        let MissingComparison { party, first, second, settles } = comparison;
        Self {
            party: &frame.parties[*party].id,
            first: StateTwin::of(frame, first),
            second: StateTwin::of(frame, second),
            differ: differ(frame, first, second),
            better: settles.better,
            equal: settles.equal,
            worse: settles.worse,
            guaranteed: settles.guaranteed(),
            at_best: settles.best(),
        }
    }
}

/// Writes an analysis of what is unknown as JSON.
///
/// # Errors
/// `out` fails.
pub fn write_unknowns_json(mut out: impl io::Write, case: &Case, answer: &Answer<UnknownsFinding>) -> io::Result<()> {
    let finding = &answer.finding;
    let frame = &finding.frame;
    let parties = frame.parties.iter().zip(&finding.parties);
    let document = Document::of(
        "unknowns",
        case,
        frame,
        answer,
        ResultTwin {
            frame: FrameTwin::of(frame),
            findings: finding.findings,
            unknown: finding.unknown,
            unknown_equilibria: finding.equilibria,
            parties: Fields(
                parties.map(|(party, one)| (party.id.as_str(), PartyTwin { unknown: one.unknown, alone: one.alone })).collect(),
            ),
            examined: finding.examined,
            all_pairs: finding.all_pairs,
            not_examined: finding.not_examined,
            cut: finding.cut,
            comparisons: finding.comparisons.iter().map(|comparison| ComparisonTwin::of(frame, comparison)).collect(),
        },
    )
    .under(finding.concepts.iter().map(|concept| concept.id));
    serde_json::to_writer_pretty(&mut out, &document)?;
    writeln!(out)?;
    out.flush()
}

/// Writes an analysis of what is unknown as CSV, a line for each comparison, the best first: `party`, `first` and `second` (ordinals), `first_name` and
/// `second_name` (in a graph case), `differ` (variables joined by `+`), `guaranteed`, `at_best`, `better`, `equal`, `worse`.
///
/// # Errors
/// `out` fails.
pub fn write_unknowns_csv(out: impl io::Write, finding: &UnknownsFinding) -> io::Result<()> {
    let mut out = Sheet::from_writer(out);
    let header = ["party", "first", "second", "first_name", "second_name", "differ", "guaranteed", "at_best", "better", "equal", "worse"];
    out.write_record(header)?;
    for comparison in &finding.comparisons {
        let MissingComparison { party, first, second, settles } = comparison;
        let name = |state: &StateDescription| state.name.clone().unwrap_or_default();
        let counts = [settles.guaranteed(), settles.best(), settles.better, settles.equal, settles.worse];
        let fields = [
            finding.frame.parties[*party].id.clone(),
            first.ordinal.to_string(),
            second.ordinal.to_string(),
            name(first),
            name(second),
            differ(&finding.frame, first, second).join("+"),
        ];
        out.write_record(fields.into_iter().chain(counts.map(|count| count.to_string())))?;
    }
    out.flush()
}
