//! The twin of an explanation, and of the certificate in it, which is also read back to be verified.

use super::frame::{FrameTwin, StateTwin};
use super::made::{MadeTwin, Question, ReasonTwin, cited, reasons};
use detente_model::Case;
use detente_model::answer::{
    Answer, Certificate, CertifiedStep, Claim, Decisive, Deterred, ExplanationFinding, FlipKind, FrameDescription, Reply, StateValues,
};
use detente_model::expression::Value;
use detente_model::index::PartyId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::io;

/// An explanation as JSON.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Document<'a> {
    /// The version of this form.
    schema: &'static str,
    question: Question<'a>,
    /// The answer in one sentence.
    headline: &'a str,
    because: Vec<ReasonTwin<'a>>,
    result: ResultTwin<'a>,
    made: MadeTwin<'a>,
}

#[derive(Serialize, JsonSchema)]
struct ResultTwin<'a> {
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
    /// What is claimed and what proves it; null where the finding is unknown or the proof too large.
    certificate: Option<CertificateTwin>,
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

/// What is claimed and what proves it, by names of the case: each state is the list of its values, in the order of the frame's variables.
#[derive(Serialize, Deserialize, JsonSchema)]
pub(crate) struct CertificateTwin {
    frame: String,
    state: Vec<String>,
    party: String,
    /// Whether answers must be improvements for whoever gives them; null: nothing deters (Nash).
    credible: Option<bool>,
    /// Whether an answer must withstand the party's own next move.
    response: bool,
    stable: bool,
    /// For each improvement the answer that deters it. Null where the claim is that the state is not stable.
    paths: Option<Vec<PathTwin>>,
    /// An improvement that nothing deters, with all that the others can reach. Null where the claim is that the state is stable.
    closed_set: Option<ClosedSetTwin>,
}

#[derive(Serialize, Deserialize, JsonSchema)]
struct PathTwin {
    improvement: Vec<String>,
    answer: Vec<NodeTwin>,
}

#[derive(Serialize, Deserialize, JsonSchema)]
struct ClosedSetTwin {
    improvement: Vec<String>,
    nodes: Vec<NodeTwin>,
}

#[derive(Serialize, Deserialize, JsonSchema)]
struct NodeTwin {
    /// Who moved.
    party: String,
    /// Where to.
    to: Vec<String>,
}

/// Writes an explanation as JSON.
///
/// # Errors
/// `out` fails.
pub fn write_explanation_json(mut out: impl io::Write, case: &Case, answer: &Answer<ExplanationFinding>) -> io::Result<()> {
    let finding = &answer.finding;
    let frame = &finding.frame;
    let document = Document {
        schema: "detente/explanation/1",
        question: Question {
            analysis: "explanation",
            case: &frame.case,
            frame: &frame.id,
            phase: &frame.phase,
            concepts: vec![finding.concept.id],
            states: "all",
        },
        headline: &answer.headline,
        because: reasons(case, &answer.because),
        result: ResultTwin {
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
            certificate: finding.certificate.as_ref().map(|(claim, certificate)| certificate_twin(case, claim, certificate)),
        },
        made: MadeTwin::of(case, &answer.made),
    };
    serde_json::to_writer_pretty(&mut out, &document)?;
    out.write_all(b"\n")
}

pub(super) fn reply_twin<'a>(case: &Case, frame: &'a FrameDescription, reply: &'a Reply) -> ReplyTwin<'a> {
    ReplyTwin {
        steps: reply
            .steps
            .iter()
            .zip(&reply.pays)
            .map(|(step, pays)| ReplyStep {
                party: &frame.parties[step.party].id,
                to: StateTwin::of(frame, &step.to),
                pays: pays.as_ref().map(|pays| decisive_twin(case, pays)),
            })
            .collect(),
        worse: reply.worse.as_ref().map(|worse| decisive_twin(case, worse)),
    }
}

pub(super) fn decisive_twin<'a>(case: &Case, decisive: &'a Decisive) -> DecisiveTwin<'a> {
    DecisiveTwin {
        text: &decisive.text,
        wanted: decisive.wanted.iter().map(|citation| cited(case, citation)).collect(),
        before: decisive.before.as_deref(),
    }
}

fn certificate_twin(case: &Case, claim: &Claim, certificate: &Certificate) -> CertificateTwin {
    let vary = case.frame_named(&claim.frame).map_or(&[][..], |frame| &case.frames[frame].vary);
    let state = |values: &StateValues| -> Vec<String> {
        vary.iter().zip(values.iter()).map(|(variable, value)| case.variables[*variable].values[usize::from(*value)].id.clone()).collect()
    };
    let node = |party: PartyId, to: &StateValues| NodeTwin { party: case.parties[party].id.clone(), to: state(to) };
    let (mut paths, mut closed_set) = (None, None);
    match certificate {
        Certificate::Paths(deterred) => {
            let path = |deterred: &Deterred| PathTwin {
                improvement: state(&deterred.improvement),
                answer: deterred.answer.iter().map(|step| node(step.party, &step.to)).collect(),
            };
            paths = Some(deterred.iter().map(path).collect());
        }
        Certificate::ClosedSet { improvement, nodes } => {
            let nodes = nodes.iter().map(|(to, party)| node(*party, to)).collect();
            closed_set = Some(ClosedSetTwin { improvement: state(improvement), nodes });
        }
    }
    CertificateTwin {
        frame: claim.frame.clone(),
        state: state(&claim.state),
        party: case.parties[claim.party].id.clone(),
        credible: claim.credible,
        response: claim.response,
        stable: claim.stable,
        paths,
        closed_set,
    }
}

/// Why a certificate could not be read out of an answer.
#[derive(Debug, thiserror::Error)]
pub enum CertificateError {
    /// It is no JSON, or not an explanation.
    #[error("the answer is not an explanation as JSON: {0}")]
    Form(#[from] serde_json::Error),
    /// The answer has none.
    #[error("the answer has no certificate: its finding is unknown, or the proof is too large")]
    None,
    /// It names what the case does not have.
    #[error("the certificate names {what} `{name}`, which the case does not have")]
    Unknown {
        /// A party, a frame, a value.
        what: &'static str,
        /// The name.
        name: String,
    },
    /// It has neither answers nor a closed set, or both.
    #[error("the certificate has neither answers nor a closed set, or both")]
    Kind,
}

/// The claim and the certificate in an explanation as JSON, and the digest of the case that it was made from.
///
/// # Errors
/// See [`CertificateError`].
pub fn read_certificate(text: &str, case: &Case) -> Result<(Claim, Certificate, String), CertificateError> {
    #[derive(Deserialize)]
    struct Outer {
        result: Inner,
        made: Digest,
    }
    #[derive(Deserialize)]
    struct Inner {
        certificate: Option<CertificateTwin>,
    }
    #[derive(Deserialize)]
    struct Digest {
        case_digest: String,
    }
    let outer: Outer = serde_json::from_str(text)?;
    let twin = outer.result.certificate.ok_or(CertificateError::None)?;
    let frame = case.frame_named(&twin.frame).ok_or_else(|| CertificateError::Unknown { what: "the frame", name: twin.frame.clone() })?;
    let vary = &case.frames[frame].vary;
    let state = |names: &[String]| -> Result<StateValues, CertificateError> {
        let values: Result<Vec<Value>, CertificateError> = vary
            .iter()
            .zip(names)
            .map(|(variable, name)| {
                case.variables[*variable]
                    .value_named(name)
                    .ok_or_else(|| CertificateError::Unknown { what: "the value", name: name.clone() })
            })
            .collect();
        Ok(values?.into())
    };
    let party = |name: &str| case.party_named(name).ok_or_else(|| CertificateError::Unknown { what: "the party", name: name.to_owned() });
    let certificate = match (&twin.paths, &twin.closed_set) {
        (Some(paths), None) => {
            let mut deterred = Vec::new();
            for path in paths {
                let mut answer = Vec::new();
                for step in &path.answer {
                    answer.push(CertifiedStep { party: party(&step.party)?, to: state(&step.to)? });
                }
                deterred.push(Deterred { improvement: state(&path.improvement)?, answer });
            }
            Certificate::Paths(deterred)
        }
        (None, Some(set)) => {
            let nodes: Result<Vec<(StateValues, PartyId)>, CertificateError> =
                set.nodes.iter().map(|node| Ok((state(&node.to)?, party(&node.party)?))).collect();
            Certificate::ClosedSet { improvement: state(&set.improvement)?, nodes: nodes? }
        }
        (Some(_), Some(_)) | (None, None) => return Err(CertificateError::Kind),
    };
    let claim = Claim {
        frame: twin.frame.clone(),
        state: state(&twin.state)?,
        party: party(&twin.party)?,
        credible: twin.credible,
        response: twin.response,
        stable: twin.stable,
    };
    Ok((claim, certificate, outer.made.case_digest))
}
