//! What looking up the citations of a case says.

use crate::assumption::{AssumptionKind, Share};
use crate::diagnostic::Span;
use crate::evidence::Grade;

/// The address of a sentence in a record.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Address {
    /// The turn, from 1; 0 for what stands before the first.
    pub turn: u32,
    /// The sentence in its turn, from 1.
    pub sentence: u32,
}

/// Whether a cited passage is where it should be.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum PassageStatus {
    /// The sentence at that number has that digest.
    Ok,
    /// It has not; one other sentence has the digest.
    Moved(Address),
    /// It has not; several others have the digest.
    Ambiguous(Vec<Address>),
    /// It has not, and no sentence has the digest; or, without a digest, there is no sentence at that number.
    Lost,
    /// The citation has no digest; this is the digest of the sentence at that number.
    Unchecked(String),
    /// No file was found for the source.
    NoSource,
    /// It is not cited by turn and sentence, so that only a reader can look it up.
    ByHand,
}

impl PassageStatus {
    /// The words of all statuses, in the order in which they are listed: what is to be looked at first.
    pub const WORDS: [&'static str; 7] = ["lost", "ambiguous", "moved", "unchecked", "no source", "ok", "by hand"];

    /// The word of tables and of the JSON form.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Moved(_) => "moved",
            Self::Ambiguous(_) => "ambiguous",
            Self::Lost => "lost",
            Self::Unchecked(_) => "unchecked",
            Self::NoSource => "no source",
            Self::ByHand => "by hand",
        }
    }

    /// Whether something is to be done about it.
    #[must_use]
    pub fn is_open(&self) -> bool {
        !matches!(self, Self::Ok | Self::ByHand)
    }
}

/// How the file of a source was found.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum FoundBy {
    /// By its SHA-256: it is the file that the case was made from.
    Digest,
    /// The user named it.
    Named,
    /// It is called after the source, or holds most of the sentences cited.
    Likeness,
}

/// The file that a source was looked up in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SourceFile {
    /// Its name, as the user would find it.
    pub name: String,
    /// Its SHA-256, in hex.
    pub sha256: String,
    /// How it was found.
    pub by: FoundBy,
    /// Whether it is the file that the case was made from; none where the case does not say which that is.
    pub is_same: Option<bool>,
}

/// What of one turn something rests on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TurnCoverage {
    /// The turn; 0 for what stands before the first.
    pub turn: u32,
    /// Who speaks; empty if the record does not say.
    pub speaker: String,
    /// How many sentences it has.
    pub sentences: u32,
    /// Those that nothing rests on.
    pub unused: Vec<u32>,
}

/// A source and the file it was looked up in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SourceFinding {
    /// Its name in citations.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Whether it is a record of turns and sentences.
    pub numbered: bool,
    /// The file, if one was found.
    pub file: Option<SourceFile>,
    /// Why the file is of no use, or was not chosen, if so.
    pub problem: Option<String>,
    /// Its record turn by turn; empty where none was read.
    pub turns: Vec<TurnCoverage>,
}

/// A cited place of a source.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PassageFinding {
    /// The source, by position in the finding's list.
    pub source: usize,
    /// The place as citations write it after the source's name and a colon: `31.2#9f3a1c2b`, `p. 3`; empty for the source as a whole.
    pub place: String,
    /// The sentence, if it is cited by turn and sentence.
    pub address: Option<Address>,
    /// Whether it is where it should be.
    pub status: PassageStatus,
    /// Who says what stands at that number now; empty if nobody in particular.
    pub speaker: String,
    /// What stands at that number now, if a file was found. Text of the source: not for files that are passed on.
    pub reads: Option<String>,
    /// The citations of it, by position in the finding's list.
    pub citations: Vec<usize>,
}

/// A citation in the case's files.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CitationFinding {
    /// What it cites, by position in the finding's list.
    pub passage: usize,
    /// The assumptions that it supports, by position in the finding's list. More than one: it stands with the list that they are in.
    pub assumptions: Vec<usize>,
    /// Where it stands.
    pub span: Span,
}

/// An assumption and what it rests on.
#[derive(Clone, PartialEq, Debug)]
pub struct AssumptionFinding {
    /// What it is called: `Soviet Union, statement 3: …`.
    pub name: String,
    /// What sort it is.
    pub kind: AssumptionKind,
    /// The name in expressions of the party it is about; none: nobody in particular.
    pub party: Option<String>,
    /// How firmly it is supported, if graded.
    pub grade: Option<Grade>,
    /// Its citations, by position in the finding's list. None: it is the analyst's judgement.
    pub citations: Vec<usize>,
}

/// Where the citations of a case lead, and what rests on what.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct EvidenceFinding {
    /// The title of the case.
    pub case: String,
    /// The sources, in the order of the case.
    pub sources: Vec<SourceFinding>,
    /// What is cited: source by source; in it by turn and sentence, then other places by name.
    pub passages: Vec<PassageFinding>,
    /// The citations, in the order of the assumptions.
    pub citations: Vec<CitationFinding>,
    /// The assumptions, in the order of the model.
    pub assumptions: Vec<AssumptionFinding>,
    /// How many assumptions cite something, by whom they are about.
    pub by_party: Vec<Share>,
    /// How many assumptions cite something, by kind.
    pub by_kind: Vec<Share>,
}

impl EvidenceFinding {
    /// How many citations have each status, in the order of [`PassageStatus::WORDS`]; those that none has are left out.
    #[must_use]
    pub fn counts(&self) -> Vec<(&'static str, usize)> {
        let number =
            |word| self.passages.iter().filter(|passage| passage.status.word() == word).map(|passage| passage.citations.len()).sum();
        PassageStatus::WORDS.into_iter().map(|word| (word, number(word))).filter(|(_, number)| *number > 0).collect()
    }

    /// How many citations have a status.
    #[must_use]
    pub fn count(&self, word: &str) -> usize {
        self.counts().iter().find(|(known, _)| *known == word).map_or(0, |(_, number)| *number)
    }

    /// Whether every citation by turn and sentence is where it should be.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        !self.passages.iter().any(|passage| passage.status.is_open())
    }

    /// The assumptions on a passage, each once, in order.
    #[must_use]
    pub fn resting_on(&self, passage: &PassageFinding) -> Vec<&AssumptionFinding> {
        let mut on: Vec<usize> =
            passage.citations.iter().flat_map(|citation| self.citations[*citation].assumptions.iter().copied()).collect();
        on.sort_unstable();
        on.dedup();
        on.into_iter().map(|assumption| &self.assumptions[assumption]).collect()
    }

    /// A passage as case files cite it: `moscow:31.2#9f3a1c2b`.
    #[must_use]
    pub fn cited(&self, passage: &PassageFinding) -> String {
        let source = &self.sources[passage.source].id;
        if passage.place.is_empty() { source.clone() } else { format!("{source}:{}", passage.place) }
    }
}
