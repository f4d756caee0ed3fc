//! The twins of what all answers share: the question, the reasons, how it was made.

use detente_model::Case;
use detente_model::answer::{Made, Reason};
use detente_model::evidence::{Citation, Locator};
use schemars::JsonSchema;
use serde::Serialize;

/// What was asked.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Question<'a> {
    /// The analysis.
    pub(crate) analysis: &'static str,
    /// The title of the case.
    pub(crate) case: &'a str,
    /// The frame.
    pub(crate) frame: &'a str,
    /// The events that have happened.
    pub(crate) phase: &'a [String],
    /// The stability concepts asked for, if the analysis has any.
    pub(crate) concepts: Vec<&'static str>,
    /// Which states are listed: `all`, or `equilibria`: those that are, or may be, one under some concept.
    pub(crate) states: &'static str,
}

/// How an answer was made.
#[derive(Serialize, JsonSchema)]
pub(crate) struct MadeTwin<'a> {
    /// The method, in the field's words.
    method: &'a str,
    /// Whether the finding is exact given the model, and if not, in what way.
    exactness: &'a str,
    /// Why it stopped before its end; null if it did not.
    stopped: Option<&'static str>,
    /// SHA-256 over the case's files.
    case_digest: &'a str,
    /// What was changed in the case for this answer, in the form in which edits are read; the digest covers it.
    edits: &'a [String],
    /// The version of détente.
    version: &'a str,
}

impl<'a> MadeTwin<'a> {
    /// Of an answer about a case.
    pub(crate) fn of(case: &'a Case, made: &'a Made) -> Self {
        Self::with(&case.edits, made)
    }

    /// Of an answer about a case with these edits.
    pub(crate) fn with(edits: &'a [String], made: &'a Made) -> Self {
        Self {
            method: &made.method,
            exactness: &made.exactness,
            stopped: made.stopped.map(detente_model::control::Stopped::words),
            case_digest: &made.case_digest,
            edits,
            version: &made.version,
        }
    }
}

/// A reason, down to the passages that it rests on.
#[derive(Serialize, JsonSchema)]
pub(crate) struct ReasonTwin<'a> {
    /// In plain words.
    text: &'a str,
    /// The passages, as case files cite them.
    citations: Vec<String>,
    /// What it follows from.
    because: Vec<ReasonTwin<'a>>,
}

/// The reasons of an answer.
pub(crate) fn reasons<'a>(case: &Case, reasons_of: &'a [Reason]) -> Vec<ReasonTwin<'a>> {
    let twin = |reason: &'a Reason| ReasonTwin {
        text: &reason.text,
        citations: reason.citations.iter().map(|citation| cited(case, citation)).collect(),
        because: reasons(case, &reason.because),
    };
    reasons_of.iter().map(twin).collect()
}

/// A citation as case files write it: `moscow:31.2#9f3a1c2b`, `dossier:BPB-0505`, `dossier`.
pub(crate) fn cited(case: &Case, citation: &Citation) -> String {
    let source = &case.sources[citation.source].id;
    match &citation.locator {
        Locator::Whole => source.clone(),
        Locator::Other(place) => format!("{source}:{place}"),
        Locator::Passage(passage) => {
            let digest = passage.digest.as_ref().map_or(String::new(), |digest| format!("#{digest}"));
            format!("{source}:{}.{}{digest}", passage.turn, passage.sentence)
        }
    }
}
