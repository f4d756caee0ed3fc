//! Explanations as JSON (`detente/explanation/1`).

use super::certificate::{CertificateTwin, twin};
use super::document::Document;
use super::frame::{FrameTwin, StateTwin};
use super::made::cited;
use detente_model::Case;
use detente_model::answer::{Answer, AtOnce, Decisive, ExplanationFinding, FlipKind, FrameDescription, Nearest, Reordering, Reply, Step};
use schemars::JsonSchema;
use serde::Serialize;
use std::io;

#[derive(Serialize, JsonSchema)]
pub(crate) struct ResultTwin<'a> {
    frame: FrameTwin<'a>,
    state: StateTwin<'a>,
    /// Whose stability.
    party: &'a str,
    /// The concept, by its short name.
    concept: &'a str,
    /// Whether it is stable; null where that is not known.
    stable: Option<bool>,
    /// How many moves the party has.
    moves: u64,
    /// The moves that would, or may, leave it better off.
    departures: Vec<DepartureTwin<'a>>,
    /// How many there are.
    departures_count: u64,
    /// Single changes of one statement that would turn the finding.
    flips: Vec<FlipTwin<'a>>,
    /// Where no single statement turns it: what else would, by changes of the party's own order.
    nearest: NearestTwin<'a>,
    /// What proves the finding, then what makes states better or worse. Only the latter where the finding is unknown or its proof too large.
    certificates: Vec<CertificateTwin>,
    /// How many claims have no certificate.
    uncertified: u64,
}

/// The fewest swaps of neighbouring classes in the party's own order that would turn the finding.
#[derive(Serialize, JsonSchema)]
struct NearestTwin<'a> {
    /// `found`; `nothing`: no order of the classes does; `not asked`: a single statement does, or the finding is unknown; `not an order`: the party's
    /// order is not known everywhere; `too many`: there are too many states to look at.
    outcome: &'static str,
    /// How many classes of equal states are concerned; null where they were not looked at.
    classes: Option<u64>,
    /// The swaps, if they were found.
    swaps: Option<ReorderingTwin<'a>>,
}

#[derive(Serialize, JsonSchema)]
struct ReorderingTwin<'a> {
    /// Whether the state rises in the party's order; else it sinks.
    rises: bool,
    /// How many classes it passes.
    count: u64,
    /// A state of the class that it passes last.
    past: StateTwin<'a>,
    /// Whether it is proven that no fewer swaps would turn the finding.
    proven: bool,
}

#[derive(Serialize, JsonSchema)]
struct DepartureTwin<'a> {
    to: StateTwin<'a>,
    /// Whether it is better; null where that is not known.
    better: Option<bool>,
    /// What makes it better.
    because: Option<DecisiveTwin<'a>>,
    /// Whether the others deter it; null where that is not known.
    deterred: Option<bool>,
    /// How.
    reply: Option<ReplyTwin<'a>>,
    /// How, where no answer does but leaving at the same time.
    at_once: Option<AtOnceTwin<'a>>,
    /// How many nodes (state, last mover) the others can reach, where none deters.
    reachable: u64,
}

#[derive(Serialize, JsonSchema)]
pub(super) struct ReplyTwin<'a> {
    steps: Vec<ReplyStep<'a>>,
    /// What makes the end worse for the party than staying.
    worse: Option<DecisiveTwin<'a>>,
}

#[derive(Serialize, JsonSchema)]
struct AtOnceTwin<'a> {
    /// Who would leave, and where each would go alone.
    moves: Vec<ReplyStep<'a>>,
    /// Where they end together.
    end: StateTwin<'a>,
    /// What makes the end worse for the party than staying.
    worse: Option<DecisiveTwin<'a>>,
}

#[derive(Serialize, JsonSchema)]
struct ReplyStep<'a> {
    party: &'a str,
    to: StateTwin<'a>,
    /// What makes it better for its mover.
    pays: Option<DecisiveTwin<'a>>,
}

#[derive(Serialize, JsonSchema)]
pub(super) struct DecisiveTwin<'a> {
    /// In plain words.
    text: &'a str,
    /// The passages that say the party wants it; none: judgement.
    wanted: Vec<String>,
    /// What it comes before and overrules.
    before: Option<&'a str>,
}

#[derive(Serialize, JsonSchema)]
struct FlipTwin<'a> {
    party: &'a str,
    /// Which statement, from 1.
    statement: usize,
    text: &'a str,
    /// `dropped`, `reversed` or `moved`.
    change: &'static str,
    /// Where it is moved to, from 1.
    place: Option<usize>,
}

/// Writes an explanation as JSON.
///
/// # Errors
/// `out` fails.
pub fn write_explanation_json(mut out: impl io::Write, case: &Case, answer: &Answer<ExplanationFinding>) -> io::Result<()> {
    let finding = &answer.finding;
    let frame = &finding.frame;
    let document = Document::of(
        "explanation",
        case,
        frame,
        answer,
        ResultTwin {
            frame: FrameTwin::of(frame),
            state: StateTwin::of(frame, &finding.state),
            party: &frame.parties[finding.party].id,
            concept: finding.concept.id,
            stable: finding.stable.known(),
            moves: finding.moves,
            departures: finding
                .departures
                .iter()
                .map(|departure| DepartureTwin {
                    to: StateTwin::of(frame, &departure.to),
                    better: departure.better.known(),
                    because: departure.because.as_ref().map(|because| decisive_twin(case, because)),
                    deterred: departure.deterred.known(),
                    reply: departure.reply.as_ref().map(|reply| reply_twin(case, frame, reply)),
                    at_once: departure.at_once.as_ref().map(|at_once| at_once_twin(case, frame, at_once)),
                    reachable: departure.reachable,
                })
                .collect(),
            departures_count: finding.departures_count,
            flips: finding
                .flips
                .iter()
                .map(|flip| {
                    let (change, place) = match flip.kind {
                        FlipKind::Dropped => ("dropped", None),
                        FlipKind::Reversed => ("reversed", None),
                        FlipKind::MovedTo(place) => ("moved", Some(place)),
                    };
                    FlipTwin { party: &flip.party, statement: flip.statement, text: &flip.text, change, place }
                })
                .collect(),
            nearest: nearest_twin(frame, &finding.nearest),
            certificates: finding.certificates.iter().map(|certified| twin(case, certified)).collect(),
            uncertified: finding.uncertified,
        },
    )
    .under([finding.concept.id]);
    serde_json::to_writer_pretty(&mut out, &document)?;
    out.write_all(b"\n")
}

pub(super) fn decisive_twin<'a>(case: &Case, decisive: &'a Decisive) -> DecisiveTwin<'a> {
    DecisiveTwin {
        text: &decisive.text,
        wanted: decisive.wanted.iter().map(|citation| cited(case, citation)).collect(),
        before: decisive.before.as_deref(),
    }
}

pub(super) fn reply_twin<'a>(case: &Case, frame: &'a FrameDescription, reply: &'a Reply) -> ReplyTwin<'a> {
    ReplyTwin { steps: steps(case, frame, &reply.steps, &reply.pays), worse: reply.worse.as_ref().map(|worse| decisive_twin(case, worse)) }
}

fn at_once_twin<'a>(case: &Case, frame: &'a FrameDescription, at_once: &'a AtOnce) -> AtOnceTwin<'a> {
    AtOnceTwin {
        moves: steps(case, frame, &at_once.moves, &at_once.pays),
        end: StateTwin::of(frame, &at_once.end),
        worse: at_once.worse.as_ref().map(|worse| decisive_twin(case, worse)),
    }
}

fn steps<'a>(case: &Case, frame: &'a FrameDescription, steps: &'a [Step], pays: &'a [Option<Decisive>]) -> Vec<ReplyStep<'a>> {
    let step = |(step, pays): (&'a Step, &'a Option<Decisive>)| ReplyStep {
        party: &frame.parties[step.party].id,
        to: StateTwin::of(frame, &step.to),
        pays: pays.as_ref().map(|pays| decisive_twin(case, pays)),
    };
    steps.iter().zip(pays).map(step).collect()
}

fn nearest_twin<'a>(frame: &'a FrameDescription, nearest: &'a Nearest) -> NearestTwin<'a> {
    let swaps = |found: &'a Reordering| ReorderingTwin {
        rises: found.rises,
        count: found.swaps,
        past: StateTwin::of(frame, &found.past),
        proven: found.proven,
    };
    let (outcome, classes, swaps) = match nearest {
        Nearest::NotAsked => ("not asked", None, None),
        Nearest::NotAnOrder => ("not an order", None, None),
        Nearest::TooMany => ("too many", None, None),
        Nearest::Nothing { classes } => ("nothing", Some(*classes), None),
        Nearest::Found(found) => ("found", Some(found.classes), Some(swaps(found))),
    };
    NearestTwin { outcome, classes, swaps }
}
