//! How firm findings are as JSON (`detente/robust/1`) and CSV.

use super::document::Document;
use super::frame::FrameTwin;
use super::json::Why;
use super::sheet::Sheet;
use detente_model::Case;
use detente_model::answer::{Answer, Extent, Finding, RobustFinding, Run, Shares, Tally};
use schemars::JsonSchema;
use serde::Serialize;
use std::io;

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "RobustResult")]
pub(crate) struct ResultTwin<'a> {
    frame: FrameTwin<'a>,
    /// What is asked about; the lists of extents and shares below have one entry for each.
    outcomes: Vec<OutcomeTwin<'a>>,
    /// Outcomes of the case that mention what this frame leaves open, or that what it holds has settled.
    left_out: &'a [String],
    /// The run on the case as it is.
    base: RunTwin,
    /// The parties that have several readings.
    parties: Vec<PartyTwin<'a>>,
    /// All combinations of readings.
    combinations: SharesTwin,
    /// For each outcome, each party and each of its readings: the extents among the combinations with that reading.
    by_reading: Vec<Vec<Vec<TallyTwin>>>,
    /// The runs without one of the constraints.
    without: Vec<WithoutTwin<'a>>,
    /// The runs with preferences exchanged; null where fewer than two parties have one.
    placebo: Option<SharesTwin>,
}

#[derive(Serialize, JsonSchema)]
struct OutcomeTwin<'a> {
    /// The name for readers.
    name: &'a str,
    /// The states in which it has come about.
    holds: &'a str,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "CodedParty")]
struct PartyTwin<'a> {
    /// The name in commands.
    id: &'a str,
    /// The readings: `base`, then the others, by their names in commands.
    codings: Vec<&'a str>,
}

#[derive(Serialize, JsonSchema)]
struct RunTwin {
    /// How many states there are.
    states: u64,
    /// How many of them last.
    lasting: u64,
    /// Of how many that is not known.
    undecided: u64,
    /// How many that last can be reached from the status quo by improvements; null where no status quo is stated.
    reached: Option<u64>,
    /// Whether the status quo lasts; null where that is not known or none is stated.
    status_quo: Option<bool>,
    /// Why that is not known.
    status_quo_why: Option<Why>,
    /// In how many of the states that last each outcome has come about: `all`, `some`, `none`, `nowhere` (none lasts), `unknown`.
    extents: Vec<&'static str>,
    /// The same among those that can be reached.
    reached_extents: Option<Vec<&'static str>>,
}

impl RunTwin {
    fn of(run: &Run) -> Self {
        let words = |extents: &[Extent]| extents.iter().map(|extent| extent.word()).collect();
        Self {
            states: run.states,
            lasting: run.lasting,
            undecided: run.undecided,
            reached: run.reached,
            status_quo: run.status_quo.and_then(Finding::known),
            status_quo_why: run.status_quo.and_then(Why::of),
            extents: words(&run.extents),
            reached_extents: run.reached_extents.as_deref().map(words),
        }
    }
}

/// How many runs have each extent.
#[derive(Serialize, JsonSchema)]
struct TallyTwin {
    all: u64,
    some: u64,
    none: u64,
    nowhere: u64,
    unknown: u64,
}

impl TallyTwin {
    fn of(tally: &Tally) -> Self {
        Self {
            all: tally.of(Extent::All),
            some: tally.of(Extent::Some),
            none: tally.of(Extent::None),
            nowhere: tally.of(Extent::Nowhere),
            unknown: tally.of(Extent::Unknown),
        }
    }
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Shares")]
struct SharesTwin {
    /// How many runs there are.
    runs: u64,
    /// In how many the status quo lasts.
    status_quo_lasts: Option<u64>,
    /// For each outcome, over the states that last.
    lasting: Vec<TallyTwin>,
    /// For each outcome, over those that can be reached from the status quo by improvements.
    reached: Option<Vec<TallyTwin>>,
}

impl SharesTwin {
    fn of(shares: &Shares) -> Self {
        let twins = |tallies: &[Tally]| tallies.iter().map(TallyTwin::of).collect();
        Self {
            runs: shares.runs,
            status_quo_lasts: shares.status_quo.map(|[lasts, ..]| lasts),
            lasting: twins(&shares.lasting),
            reached: shares.reached.as_deref().map(twins),
        }
    }
}

#[derive(Serialize, JsonSchema)]
struct WithoutTwin<'a> {
    /// The constraint.
    constraint: &'a str,
    run: RunTwin,
}

/// Writes how firm findings are as JSON.
///
/// # Errors
/// `out` fails.
pub fn write_robust_json(mut out: impl io::Write, case: &Case, answer: &Answer<RobustFinding>) -> io::Result<()> {
    let finding = &answer.finding;
    let frame = &finding.frame;
    let tallies = |readings: &Vec<Vec<Tally>>| readings.iter().map(|party| party.iter().map(TallyTwin::of).collect()).collect();
    let document = Document::of(
        "robust",
        case,
        frame,
        answer,
        ResultTwin {
            frame: FrameTwin::of(frame),
            outcomes: finding.outcomes.iter().map(|outcome| OutcomeTwin { name: &outcome.name, holds: &outcome.text }).collect(),
            left_out: &finding.left_out,
            base: RunTwin::of(&finding.base),
            parties: finding
                .parties
                .iter()
                .map(|party| PartyTwin { id: &party.id, codings: party.codings.iter().map(|(id, _)| id.as_str()).collect() })
                .collect(),
            combinations: SharesTwin::of(&finding.combinations),
            by_reading: finding.by_reading.iter().map(tallies).collect(),
            without: finding.without.iter().map(|(constraint, run)| WithoutTwin { constraint, run: RunTwin::of(run) }).collect(),
            placebo: finding.placebo.as_ref().map(SharesTwin::of),
        },
    )
    .under([finding.concept.id])
    .listing("none");
    serde_json::to_writer_pretty(&mut out, &document)?;
    writeln!(out)
}

/// Writes how firm findings are as CSV, a row for each outcome and set of runs: `outcome`, `runs` (`base`, `combinations`, `party=reading`, `without N`,
/// `placebo`), `among` (`lasting` or `reached`), then how many of the runs have each extent.
///
/// # Errors
/// `out` fails.
pub fn write_robust_csv(out: impl io::Write, finding: &RobustFinding) -> io::Result<()> {
    let mut out = Sheet::from_writer(out);
    out.write_record(["outcome", "runs", "among", "all", "some", "none", "nowhere", "unknown"])?;
    for (place, outcome) in finding.outcomes.iter().enumerate() {
        let mut row = |runs: &str, among: &str, tally: &Tally| {
            let counts = Extent::ALL.map(|extent| tally.of(extent).to_string());
            out.write_record([outcome.text.as_str(), runs, among].into_iter().chain(counts.iter().map(String::as_str)))
        };
        let single = |extent: Extent| Tally::from_iter([extent]);
        let of_run = |run: &Run, name: &str, row: &mut dyn FnMut(&str, &str, &Tally) -> Result<(), _>| {
            row(name, "lasting", &single(run.extents[place]))?;
            run.reached_extents.iter().try_for_each(|extents| row(name, "reached", &single(extents[place])))
        };
        let of_shares = |shares: &Shares, name: &str, row: &mut dyn FnMut(&str, &str, &Tally) -> Result<(), _>| {
            row(name, "lasting", &shares.lasting[place])?;
            shares.reached.iter().try_for_each(|tallies| row(name, "reached", &tallies[place]))
        };
        of_run(&finding.base, "base", &mut row)?;
        of_shares(&finding.combinations, "combinations", &mut row)?;
        for (party, readings) in finding.parties.iter().zip(&finding.by_reading[place]) {
            for ((coding, _), tally) in party.codings.iter().zip(readings) {
                row(&format!("{}={coding}", party.id), "lasting", tally)?;
            }
        }
        for (constraint, run) in &finding.without {
            let number = constraint.split(':').next().unwrap_or_default();
            of_run(run, &format!("without {number}"), &mut row)?;
        }
        if let Some(placebo) = &finding.placebo {
            of_shares(placebo, "placebo", &mut row)?;
        }
    }
    out.flush()
}
