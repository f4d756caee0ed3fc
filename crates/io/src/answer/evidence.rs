//! Where the citations of a case lead, as JSON (`detente/evidence/1`) and CSV. No sentence of a source is in either.

use super::made::MadeTwin;
use super::sheet::Sheet;
use detente_model::answer::{Address, Answer, AssumptionFinding, EvidenceFinding, FoundBy, PassageFinding, PassageStatus, SourceFinding};
use detente_model::assumption::Share;
use detente_model::diagnostic::Files;
use detente_model::evidence::Grade;
use schemars::JsonSchema;
use serde::Serialize;
use std::io;

/// Where the citations of a case lead, and what rests on what.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "détente: evidence")]
pub(crate) struct Document<'a> {
    #[schemars(extend("const" = "detente/evidence/1"))]
    schema: &'static str,
    question: Question<'a>,
    /// One sentence or two in plain words.
    headline: &'a str,
    result: ResultTwin<'a>,
    made: MadeTwin<'a>,
}

/// What was asked.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "EvidenceQuestion")]
struct Question<'a> {
    /// The analysis.
    analysis: &'static str,
    /// The title of the case.
    case: &'a str,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "EvidenceResult")]
struct ResultTwin<'a> {
    /// How many citations have each status; statuses that none has are left out.
    counts: Vec<CountTwin>,
    sources: Vec<SourceTwin<'a>>,
    /// What is cited, with the assumptions on it: source by source, by turn and sentence.
    passages: Vec<PassageTwin<'a>>,
    /// The assumptions, with what each rests on.
    assumptions: Vec<AssumptionTwin<'a>>,
    /// How many assumptions cite something, by whom they are about.
    by_party: Vec<ShareTwin<'a>>,
    /// How many assumptions cite something, by kind.
    by_kind: Vec<ShareTwin<'a>>,
}

#[derive(Serialize, JsonSchema)]
struct CountTwin {
    status: StatusTwin,
    citations: usize,
}

/// Whether a cited passage is where it should be.
#[derive(Serialize, JsonSchema)]
enum StatusTwin {
    /// The sentence at that number has that digest.
    #[serde(rename = "ok")]
    Ok,
    /// One other sentence has the digest.
    #[serde(rename = "moved")]
    Moved,
    /// Several others have the digest.
    #[serde(rename = "ambiguous")]
    Ambiguous,
    /// No sentence has the digest; or, without a digest, there is no sentence at that number.
    #[serde(rename = "lost")]
    Lost,
    /// The citation has no digest.
    #[serde(rename = "unchecked")]
    Unchecked,
    /// No file was found for the source.
    #[serde(rename = "no source")]
    NoSource,
    /// It is not cited by turn and sentence.
    #[serde(rename = "by hand")]
    ByHand,
}

impl StatusTwin {
    fn of(word: &str) -> Self {
        match word {
            "ok" => Self::Ok,
            "moved" => Self::Moved,
            "ambiguous" => Self::Ambiguous,
            "unchecked" => Self::Unchecked,
            "no source" => Self::NoSource,
            "by hand" => Self::ByHand,
            _ => Self::Lost,
        }
    }
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "EvidenceSource")]
struct SourceTwin<'a> {
    /// Its name in citations.
    id: &'a str,
    title: &'a str,
    /// Whether it is a record of turns and sentences.
    numbered: bool,
    /// The file that it was looked up in; null if there is none.
    file: Option<FileTwin<'a>>,
    /// Why the file is of no use, or none was chosen; null if there is nothing to say.
    problem: Option<&'a str>,
    /// What of the record nothing rests on, turn by turn; empty where no record was read.
    turns: Vec<TurnTwin<'a>>,
}

#[derive(Serialize, JsonSchema)]
struct FileTwin<'a> {
    name: &'a str,
    sha256: &'a str,
    found_by: FoundByTwin,
    /// Whether it is the file that the case was made from; null where the case does not say which that is.
    is_same: Option<bool>,
}

/// How a file was found.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum FoundByTwin {
    /// By the SHA-256 that the case states.
    Sha256,
    /// It was named.
    Named,
    /// It is called after the source, or holds most of the sentences cited.
    Likeness,
}

#[derive(Serialize, JsonSchema)]
struct TurnTwin<'a> {
    /// The turn; 0 for what stands before the first.
    turn: u32,
    /// Empty if the record does not say who speaks.
    speaker: &'a str,
    /// How many sentences it has.
    sentences: u32,
    /// Those that nothing rests on.
    unused: &'a [u32],
}

#[derive(Serialize, JsonSchema)]
struct AddressTwin {
    turn: u32,
    sentence: u32,
}

impl AddressTwin {
    fn of(address: &Address) -> Self {
        Self { turn: address.turn, sentence: address.sentence }
    }
}

#[derive(Serialize, JsonSchema)]
struct PassageTwin<'a> {
    /// As case files cite it.
    cite: String,
    source: &'a str,
    /// The sentence; null if it is not cited by turn and sentence.
    at: Option<AddressTwin>,
    status: StatusTwin,
    /// Where the digest is instead, if it is `moved` or `ambiguous`.
    found_at: Vec<AddressTwin>,
    /// The digest to add, if it is `unchecked`; else null.
    add_digest: Option<&'a str>,
    /// How many citations there are of it.
    citations: usize,
    /// The assumptions on it, by position in `assumptions`, from 0.
    assumptions: Vec<usize>,
}

#[derive(Serialize, JsonSchema)]
struct AssumptionTwin<'a> {
    /// What it is called.
    name: &'a str,
    kind: &'static str,
    /// The party that it is about; null: nobody in particular.
    party: Option<&'a str>,
    /// How firmly it is supported; null if not graded.
    grade: Option<&'static str>,
    /// What it rests on, by position in `passages`, from 0. Empty: the analyst's judgement.
    passages: Vec<usize>,
}

#[derive(Serialize, JsonSchema)]
struct ShareTwin<'a> {
    of: &'a str,
    assumptions: usize,
    cited: usize,
}

impl<'a> ShareTwin<'a> {
    fn all(shares: &'a [Share]) -> Vec<Self> {
        shares.iter().map(|share| Self { of: &share.of, assumptions: share.total, cited: share.cited }).collect()
    }
}

/// Writes where the citations of a case lead as JSON.
///
/// # Errors
/// `out` fails.
pub fn write_evidence_json(mut out: impl io::Write, answer: &Answer<EvidenceFinding>) -> io::Result<()> {
    let finding = &answer.finding;
    let document = Document {
        schema: "detente/evidence/1",
        question: Question { analysis: "evidence", case: &finding.case },
        headline: &answer.headline,
        result: ResultTwin {
            counts: finding.counts().into_iter().map(|(word, citations)| CountTwin { status: StatusTwin::of(word), citations }).collect(),
            sources: finding.sources.iter().map(source).collect(),
            passages: finding.passages.iter().map(|found| passage(finding, found)).collect(),
            assumptions: finding.assumptions.iter().map(|found| assumption(finding, found)).collect(),
            by_party: ShareTwin::all(&finding.by_party),
            by_kind: ShareTwin::all(&finding.by_kind),
        },
        made: MadeTwin::with(&[], &answer.made),
    };
    serde_json::to_writer_pretty(&mut out, &document)?;
    writeln!(out)?;
    out.flush()
}

fn source(found: &SourceFinding) -> SourceTwin<'_> {
    SourceTwin {
        id: &found.id,
        title: &found.title,
        numbered: found.numbered,
        file: found.file.as_ref().map(|file| FileTwin {
            name: &file.name,
            sha256: &file.sha256,
            found_by: match file.by {
                FoundBy::Digest => FoundByTwin::Sha256,
                FoundBy::Named => FoundByTwin::Named,
                FoundBy::Likeness => FoundByTwin::Likeness,
            },
            is_same: file.is_same,
        }),
        problem: found.problem.as_deref(),
        turns: found
            .turns
            .iter()
            .map(|covered| TurnTwin {
                turn: covered.turn,
                speaker: &covered.speaker,
                sentences: covered.sentences,
                unused: &covered.unused,
            })
            .collect(),
    }
}

/// Where the digest of a passage is instead of at its number.
fn elsewhere(status: &PassageStatus) -> &[Address] {
    match status {
        PassageStatus::Moved(address) => std::slice::from_ref(address),
        PassageStatus::Ambiguous(addresses) => addresses,
        PassageStatus::Ok | PassageStatus::Lost | PassageStatus::Unchecked(_) | PassageStatus::NoSource | PassageStatus::ByHand => &[],
    }
}

fn add_digest(status: &PassageStatus) -> Option<&str> {
    match status {
        PassageStatus::Unchecked(digest) => Some(digest),
        PassageStatus::Ok
        | PassageStatus::Moved(_)
        | PassageStatus::Ambiguous(_)
        | PassageStatus::Lost
        | PassageStatus::NoSource
        | PassageStatus::ByHand => None,
    }
}

fn passage<'a>(finding: &'a EvidenceFinding, found: &'a PassageFinding) -> PassageTwin<'a> {
    let mut assumptions: Vec<usize> =
        found.citations.iter().flat_map(|citation| finding.citations[*citation].assumptions.iter().copied()).collect();
    assumptions.sort_unstable();
    assumptions.dedup();
    PassageTwin {
        cite: finding.cited(found),
        source: &finding.sources[found.source].id,
        at: found.address.as_ref().map(AddressTwin::of),
        status: StatusTwin::of(found.status.word()),
        found_at: elsewhere(&found.status).iter().map(AddressTwin::of).collect(),
        add_digest: add_digest(&found.status),
        citations: found.citations.len(),
        assumptions,
    }
}

fn assumption<'a>(finding: &EvidenceFinding, found: &'a AssumptionFinding) -> AssumptionTwin<'a> {
    AssumptionTwin {
        name: &found.name,
        kind: found.kind.word(),
        party: found.party.as_deref(),
        grade: found.grade.map(Grade::word),
        passages: found.citations.iter().map(|citation| finding.citations[*citation].passage).collect(),
    }
}

/// Writes where the citations of a case lead as CSV, a line for each: `file`, `line` (where it stands), `source`, `place`, `turn`, `sentence`,
/// `status`, `found_at` (where the sentence is instead), `add_digest`, `party`, `kind`, `grade`, `assumption` (several joined by ` | `).
///
/// # Errors
/// `out` fails.
pub fn write_evidence_csv(out: impl io::Write, answer: &Answer<EvidenceFinding>, files: &Files) -> io::Result<()> {
    let finding = &answer.finding;
    let mut out = Sheet::from_writer(out);
    out.write_record([
        "file",
        "line",
        "source",
        "place",
        "turn",
        "sentence",
        "status",
        "found_at",
        "add_digest",
        "party",
        "kind",
        "grade",
        "assumption",
    ])?;
    for citation in &finding.citations {
        let passage = &finding.passages[citation.passage];
        let on: Vec<&AssumptionFinding> = citation.assumptions.iter().map(|assumption| &finding.assumptions[*assumption]).collect();
        let number = |part: fn(&Address) -> u32| passage.address.as_ref().map_or_else(String::new, |address| part(address).to_string());
        let found_at: Vec<String> =
            elsewhere(&passage.status).iter().map(|address| format!("{}.{}", address.turn, address.sentence)).collect();
        let names: Vec<&str> = on.iter().map(|assumption| assumption.name.as_str()).collect();
        let first = on.first();
        out.write_record([
            files.name(citation.span.file),
            &files.position(citation.span).0.to_string(),
            &finding.sources[passage.source].id,
            &passage.place,
            &number(|address| address.turn),
            &number(|address| address.sentence),
            passage.status.word(),
            &found_at.join(" "),
            add_digest(&passage.status).unwrap_or_default(),
            first.and_then(|assumption| assumption.party.as_deref()).unwrap_or_default(),
            first.map_or("", |assumption| assumption.kind.word()),
            first.and_then(|assumption| assumption.grade).map_or("", Grade::word),
            &names.join(" | "),
        ])?;
    }
    out.flush()
}
