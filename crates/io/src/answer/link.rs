//! What a link changes, as JSON (`detente/link/1`) and CSV.

use super::frame::{FrameTwin, StateTwin};
use super::json::Why;
use super::levers::ConcernedTwin;
use super::made::{MadeTwin, Question, ReasonTwin, reasons};
use super::sheet::Sheet;
use detente_model::Case;
use detente_model::answer::{Answer, Credibility, FrameDescription, LinkFinding, LinkSide, Span};
use schemars::JsonSchema;
use serde::Serialize;
use std::io;

/// What changes if a party ties its consent on one issue to something else.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "détente: a link")]
pub(crate) struct Document<'a> {
    #[schemars(extend("const" = "detente/link/1"))]
    schema: &'static str,
    question: Question<'a>,
    /// A few sentences in plain words.
    headline: &'a str,
    because: Vec<ReasonTwin<'a>>,
    result: ResultTwin<'a>,
    made: MadeTwin<'a>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "LinkResult")]
struct ResultTwin<'a> {
    frame: FrameTwin<'a>,
    /// From where.
    start: StateTwin<'a>,
    link: LinkTwin<'a>,
    /// Whether members of an agreement may change options of theirs in the same step as an issue.
    options: bool,
    /// Agreements on one issue at a time, without the link.
    without: SideTwin<'a>,
    /// The same with the link.
    with: SideTwin<'a>,
    /// Whether both end in the same closed sets.
    same_ends: bool,
    /// What it does to each party that can move, has a say, or of whom something is stated, in file order.
    parties: Vec<EffectTwin<'a>>,
    /// Whether the party would withhold its consent as long as what it asks for is withheld.
    threat: CredibilityTwin<'a>,
    /// Whether it would consent once that is granted.
    promise: CredibilityTwin<'a>,
}

#[derive(Serialize, JsonSchema)]
struct LinkTwin<'a> {
    /// The name in the case; null if it was given with the question.
    id: Option<&'a str>,
    name: &'a str,
    /// Whose consent is tied.
    party: &'a str,
    /// On which issue.
    on: &'a str,
    /// What must hold in the result.
    only_if: &'a str,
    /// What varies and is mentioned there.
    tied: Vec<&'a str>,
    /// How many states the frame has.
    states: u64,
    /// In how many of them nobody decides the issue alone and the party belongs to some smallest set that may: elsewhere the link has no effect.
    partakes: u64,
    /// In how many of them nobody can decide it without the party: there what is tied may change together.
    veto: u64,
    /// In how many states the condition holds.
    holds: u64,
}

#[derive(Serialize, JsonSchema)]
struct SideTwin<'a> {
    /// How many states are reached, the first one included.
    reached: u64,
    /// How many of them no agreement of this kind would leave.
    agreement_stable: u64,
    /// From how many of them a step possibly pays that does not surely do so.
    unsure: u64,
    /// How many closed sets there are.
    ends_count: u64,
    /// The first of them.
    ends: Vec<EndTwin<'a>>,
}

#[derive(Serialize, JsonSchema)]
struct EndTwin<'a> {
    /// How many states: more than one is a cycle.
    count: u64,
    /// The first of them.
    states: Vec<StateTwin<'a>>,
    /// A shortest way to the first.
    way: Vec<StepTwin<'a>>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "AgreedStep")]
struct StepTwin<'a> {
    /// Who takes it.
    parties: Vec<&'a str>,
    /// Whether it is an agreement rather than a step of one party alone.
    joint: bool,
    /// The ordinal of the state that it leads to.
    to: u64,
}

#[derive(Serialize, JsonSchema)]
struct SpanTwin {
    /// The ordinal of a state than which none is worse for it; null where that is not known.
    worst: Option<u64>,
    /// The ordinal of a state than which none is better for it; null where that is not known.
    best: Option<u64>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "LinkEffect")]
struct EffectTwin<'a> {
    #[serde(flatten)]
    party: ConcernedTwin<'a>,
    /// Its fortunes where things end without the link.
    without: SpanTwin,
    /// The same with it.
    with: SpanTwin,
    /// `better` with the link, `worse`, `same`, `mixed` (one end better, the other worse) or `unknown`.
    change: &'static str,
}

#[derive(Serialize, JsonSchema)]
struct CredibilityTwin<'a> {
    /// Whether it would wherever it has to choose (also where it never has to); null where that is not known.
    found: Option<bool>,
    why_unknown: Option<Why>,
    /// In how many reached states the question arises.
    states: u64,
    /// How many offers in these states were looked at.
    choices: u64,
    /// In how many it would do as it said.
    kept: u64,
    /// In how many it would not.
    broken: u64,
    /// How many more there are.
    not_looked_at: u64,
    /// The first in which it would not; else in which that is not known; else the first.
    example: Option<ChoiceTwin<'a>>,
}

#[derive(Serialize, JsonSchema)]
struct ChoiceTwin<'a> {
    /// The ordinal of the state where it has to choose.
    at: u64,
    /// The ordinal of the state to which consenting leads.
    to: u64,
    asked_by: Vec<&'a str>,
    /// Its fortunes if it does what it said.
    as_said: SpanTwin,
    /// Its fortunes if it does not.
    otherwise: SpanTwin,
    /// Null where that is not known.
    keeps: Option<bool>,
}

fn ids<'a>(finding: &'a LinkFinding, positions: &[usize]) -> Vec<&'a str> {
    positions.iter().map(|position| finding.parties[*position].id.as_str()).collect()
}

fn span(span: &Span) -> SpanTwin {
    SpanTwin { worst: span.worst.as_ref().map(|state| state.ordinal), best: span.best.as_ref().map(|state| state.ordinal) }
}

fn side<'a>(frame: &'a FrameDescription, finding: &'a LinkFinding, side: &'a LinkSide) -> SideTwin<'a> {
    SideTwin {
        reached: side.reached,
        agreement_stable: side.agreed,
        unsure: side.unsure,
        ends_count: side.ends_count,
        ends: side
            .ends
            .iter()
            .map(|end| EndTwin {
                count: end.count,
                states: end.states.iter().map(|state| StateTwin::of(frame, state)).collect(),
                way: end
                    .way
                    .iter()
                    .map(|step| StepTwin { parties: ids(finding, &step.movers), joint: step.joint, to: step.to.ordinal })
                    .collect(),
            })
            .collect(),
    }
}

fn credibility<'a>(finding: &'a LinkFinding, found: &'a Credibility) -> CredibilityTwin<'a> {
    CredibilityTwin {
        found: found.found.known(),
        why_unknown: Why::of(found.found),
        states: found.states,
        choices: found.choices,
        kept: found.kept,
        broken: found.broken,
        not_looked_at: found.not_looked_at,
        example: found.example.as_ref().map(|choice| ChoiceTwin {
            at: choice.at.ordinal,
            to: choice.to.ordinal,
            asked_by: ids(finding, &choice.asked_by),
            as_said: span(&choice.as_said),
            otherwise: span(&choice.otherwise),
            keeps: choice.keeps.known(),
        }),
    }
}

/// Writes what a link changes as JSON.
///
/// # Errors
/// `out` fails.
pub fn write_link_json(mut out: impl io::Write, case: &Case, answer: &Answer<LinkFinding>) -> io::Result<()> {
    let finding = &answer.finding;
    let (frame, link) = (&finding.frame, &finding.link);
    let document = Document {
        schema: "detente/link/1",
        question: Question {
            analysis: "link",
            case: &frame.case,
            frame: &frame.id,
            phase: &frame.phase,
            concepts: Vec::new(),
            states: "all",
        },
        headline: &answer.headline,
        because: reasons(case, &answer.because),
        result: ResultTwin {
            frame: FrameTwin::of(frame),
            start: StateTwin::of(frame, &finding.start),
            link: LinkTwin {
                id: link.id.as_deref(),
                name: &link.name,
                party: &finding.parties[link.party].id,
                on: &frame.axes[link.on].id,
                only_if: &link.only_if,
                tied: link.tied.iter().map(|axis| frame.axes[*axis].id.as_str()).collect(),
                states: finding.reach.states,
                partakes: finding.reach.partakes,
                veto: finding.reach.veto,
                holds: finding.reach.holds,
            },
            options: finding.options,
            without: side(frame, finding, &finding.without),
            with: side(frame, finding, &finding.with),
            same_ends: finding.same_ends,
            parties: finding
                .parties
                .iter()
                .zip(&finding.effects)
                .map(|(party, effect)| EffectTwin {
                    party: ConcernedTwin::of(party),
                    without: span(&effect.without),
                    with: span(&effect.with),
                    change: effect.shift.word(),
                })
                .collect(),
            threat: credibility(finding, &finding.threat),
            promise: credibility(finding, &finding.promise),
        },
        made: MadeTwin::of(case, &answer.made),
    };
    serde_json::to_writer_pretty(&mut out, &document)?;
    out.write_all(b"\n")
}

/// Writes what a link changes as CSV, a line for each party: `party`, `without_worst`, `without_best`, `with_worst`, `with_best` (ordinals, empty where that is not
/// known), `change`.
///
/// # Errors
/// `out` fails.
pub fn write_link_csv(out: impl io::Write, finding: &LinkFinding) -> io::Result<()> {
    let mut out = Sheet::from_writer(out);
    out.write_record(["party", "without_worst", "without_best", "with_worst", "with_best", "change"])?;
    for (party, effect) in finding.parties.iter().zip(&finding.effects) {
        out.write_field(&party.id)?;
        for state in [&effect.without.worst, &effect.without.best, &effect.with.worst, &effect.with.best] {
            out.write_field(state.as_ref().map_or(String::new(), |state| state.ordinal.to_string()))?;
        }
        out.write_field(effect.shift.word())?;
        out.write_record(None::<&[u8]>)?;
    }
    out.flush()
}
