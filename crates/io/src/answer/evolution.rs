//! Analyses of evolution as JSON (`detente/evolution/1`) and CSV.

use super::certificate::{CertificateTwin, twin};
use super::document::Document;
use super::frame::{FrameTwin, StateTwin, csv_fields, csv_header};
use super::json::{Fields, word};
use super::sheet::Sheet;
use detente_model::Case;
use detente_model::answer::{Answer, EvolutionFinding, FrameDescription, Reach, Way};
use schemars::JsonSchema;
use serde::Serialize;
use std::io;

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "EvolutionResult")]
pub(crate) struct ResultTwin<'a> {
    frame: FrameTwin<'a>,
    /// The status quo.
    start: StateTwin<'a>,
    /// By any moves.
    by_moves: ReachTwin<'a>,
    /// By improvements: every step better for the one who takes it.
    by_improvements: ReachTwin<'a>,
    /// Whether a party whose preference is not known everywhere could take more steps.
    improvements_unknown: bool,
    /// The equilibria in order.
    equilibria: Vec<EquilibriumTwin<'a>>,
    /// How many equilibria there are.
    equilibria_count: u64,
    /// How many of them improvements reach.
    reached_by_improvements: u64,
    /// How many of them moves reach.
    reached_by_moves: u64,
    /// The surroundings of the status quo.
    map: MapTwin<'a>,
    /// What proves that the ways are shortest and the closed sets closed.
    certificates: Vec<CertificateTwin>,
    /// How many ways and closed sets have no certificate: it would be too large.
    uncertified: u64,
}

#[derive(Serialize, JsonSchema)]
struct ReachTwin<'a> {
    /// How many states, the status quo among them.
    states: u64,
    /// How many are reached in no fewer than 0, 1, 2, … steps.
    by_step: &'a [u64],
    /// The sets of states that are not left once they are entered.
    closed: Vec<ClosedTwin<'a>>,
    /// How many such sets there are.
    closed_count: u64,
}

#[derive(Serialize, JsonSchema)]
struct ClosedTwin<'a> {
    /// How many states it has: one, where things end; more, where they go round.
    count: u64,
    /// Its states in order, possibly cut.
    states: Vec<StateTwin<'a>>,
}

#[derive(Serialize, JsonSchema)]
struct EquilibriumTwin<'a> {
    state: StateTwin<'a>,
    /// For each concept: whether it is an equilibrium; null where that is not known.
    equilibrium: Fields<'a, Option<bool>>,
    /// The shortest way by moves; null if there is none.
    by_moves: Option<Vec<StepTwin<'a>>>,
    /// The shortest way by improvements; null if there is none.
    by_improvements: Option<Vec<StepTwin<'a>>>,
}

#[derive(Serialize, JsonSchema)]
struct StepTwin<'a> {
    /// Who moves.
    party: &'a str,
    /// Where to.
    to: StateTwin<'a>,
}

#[derive(Serialize, JsonSchema)]
struct MapTwin<'a> {
    /// The states, the status quo first, nearest first.
    states: Vec<MapStateTwin<'a>>,
    /// The improvements between them, and the moves to those that no improvement reaches.
    arcs: Vec<ArcTwin<'a>>,
    /// How many states that improvements reach were left out.
    left_out: u64,
}

#[derive(Serialize, JsonSchema)]
struct MapStateTwin<'a> {
    state: StateTwin<'a>,
    /// How many improvements (or, where none lead to it, moves) it takes from the status quo.
    steps: u32,
    /// Whether it is an equilibrium under one of the concepts asked for.
    equilibrium: bool,
}

#[derive(Serialize, JsonSchema)]
struct ArcTwin<'a> {
    /// The ordinal of the state that is left.
    from: u64,
    /// The ordinal of the state that is reached.
    to: u64,
    /// Who moves.
    party: &'a str,
    /// Whether the mover is better off; null where that is not known.
    improves: Option<bool>,
}

fn reach<'a>(frame: &'a FrameDescription, reach: &'a Reach) -> ReachTwin<'a> {
    ReachTwin {
        states: reach.states,
        by_step: &reach.by_step,
        closed: reach
            .closed
            .iter()
            .map(|closed| ClosedTwin {
                count: closed.count,
                states: closed.states.iter().map(|state| StateTwin::of(frame, state)).collect(),
            })
            .collect(),
        closed_count: reach.closed_count,
    }
}

fn way<'a>(frame: &'a FrameDescription, way: &'a Way) -> Vec<StepTwin<'a>> {
    way.steps.iter().map(|step| StepTwin { party: &frame.parties[step.party].id, to: StateTwin::of(frame, &step.to) }).collect()
}

/// Writes an analysis of evolution as JSON.
///
/// # Errors
/// `out` fails.
pub fn write_evolution_json(mut out: impl io::Write, case: &Case, answer: &Answer<EvolutionFinding>) -> io::Result<()> {
    let finding = &answer.finding;
    let frame = &finding.frame;
    let map = &finding.map;
    let document = Document::of(
        "evolution",
        case,
        frame,
        answer,
        ResultTwin {
            frame: FrameTwin::of(frame),
            start: StateTwin::of(frame, &finding.start),
            by_moves: reach(frame, &finding.by_moves),
            by_improvements: reach(frame, &finding.by_improvements),
            improvements_unknown: finding.improvements_unknown,
            equilibria: finding
                .equilibria
                .iter()
                .map(|found| EquilibriumTwin {
                    state: StateTwin::of(frame, &found.state),
                    equilibrium: Fields(
                        finding.concepts.iter().zip(&found.equilibrium).map(|(concept, found)| (*concept, found.known())).collect(),
                    ),
                    by_moves: found.by_moves.as_ref().map(|steps| way(frame, steps)),
                    by_improvements: found.by_improvements.as_ref().map(|steps| way(frame, steps)),
                })
                .collect(),
            equilibria_count: finding.equilibria_count,
            reached_by_improvements: finding.reached_by_improvements,
            reached_by_moves: finding.reached_by_moves,
            map: MapTwin {
                states: map
                    .states
                    .iter()
                    .zip(&map.steps)
                    .zip(&map.equilibrium)
                    .map(|((state, steps), equilibrium)| MapStateTwin {
                        state: StateTwin::of(frame, state),
                        steps: *steps,
                        equilibrium: *equilibrium,
                    })
                    .collect(),
                arcs: map
                    .arcs
                    .iter()
                    .map(|arc| ArcTwin {
                        from: map.states[arc.from].ordinal,
                        to: map.states[arc.to].ordinal,
                        party: &frame.parties[arc.party].id,
                        improves: arc.improves.known(),
                    })
                    .collect(),
                left_out: map.left_out,
            },
            certificates: finding.certificates.iter().map(|certified| twin(case, certified)).collect(),
            uncertified: finding.uncertified,
        },
    )
    .under(finding.concepts.iter().copied())
    .listing("equilibria");
    serde_json::to_writer_pretty(&mut out, &document)?;
    writeln!(out)?;
    out.flush()
}

/// Writes the listed equilibria of an analysis of evolution as CSV: `ordinal`, `decimal`, `name`, a column for each variable,
/// `equilibrium:CONCEPT`, `moves` and `improvements`: how many steps the shortest way takes, empty if there is none.
///
/// # Errors
/// `out` fails.
pub fn write_evolution_csv(out: impl io::Write, finding: &EvolutionFinding) -> io::Result<()> {
    let mut out = Sheet::from_writer(out);
    let mut header = csv_header(&finding.frame);
    header.extend(finding.concepts.iter().map(|concept| format!("equilibrium:{concept}")));
    header.extend(["moves".to_owned(), "improvements".to_owned()]);
    out.write_record(header)?;
    let steps = |way: &Option<Way>| way.as_ref().map_or(String::new(), |way| way.steps.len().to_string());
    for found in &finding.equilibria {
        csv_fields(&mut out, &finding.frame, &found.state)?;
        for finding in &found.equilibrium {
            out.write_field(word(*finding))?;
        }
        out.write_field(steps(&found.by_moves))?;
        out.write_field(steps(&found.by_improvements))?;
        out.write_record(None::<&[u8]>)?;
    }
    out.flush()
}
