//! What an assumption rests on: sources, passages, citations.

use crate::diagnostic::Span;
use crate::index::{PartyId, SourceId};
use jiff::civil::Date;

/// A document that assumptions point at.
#[derive(Clone, PartialEq, Debug)]
pub struct Source {
    /// The name that citations use.
    pub id: String,
    /// The title as a reader would look it up.
    pub title: String,
    /// Who wrote or published it, if said.
    pub author: Option<String>,
    /// The date of the document.
    pub date: Option<Date>,
    /// From when on what it says could be known to the analyst; the date of the document where nothing else is said.
    pub known_from: Option<Date>,
    /// Who could know it on the day of the case; none: the public.
    pub known_to: Option<Vec<PartyId>>,
    /// Where it can be read.
    pub url: Option<String>,
    /// SHA-256 of the file, in hex: finds it among `--sources`.
    pub sha256: Option<String>,
    /// Version of the rule that numbers its turns and sentences; none for sources that are cited by other locators.
    pub numbering: Option<u32>,
    /// Where it is declared.
    pub span: Span,
}

/// A sentence of a numbered record.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Passage {
    /// The turn, from 1; 0 for what stands before the first.
    pub turn: u32,
    /// The sentence in its turn, from 1.
    pub sentence: u32,
    /// First eight hexadecimal digits of the SHA-256 of the normalised sentence, if given.
    pub digest: Option<String>,
}

/// Where in a source.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Locator {
    /// A numbered sentence.
    Passage(Passage),
    /// A page, a paragraph, a key: whatever finds it in that source.
    Other(String),
    /// The source as a whole.
    Whole,
}

/// A pointer from an assumption to what it rests on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Citation {
    /// The document.
    pub source: SourceId,
    /// Where in it.
    pub locator: Locator,
    /// Where the citation stands.
    pub span: Span,
}

/// How firmly the cited passage supports the assumption.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Grade {
    /// A document or a near-contemporary report says it.
    High,
    /// It is inferred from a close one.
    Medium,
    /// It is an informed guess.
    Low,
}

impl Grade {
    /// `high`, `medium` or `low`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::High => "high",
            Self::Medium => "medium",
            Self::Low => "low",
        }
    }
}

/// What an assumption rests on. Without citations it is the analyst's judgement, and is shown as that.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Basis {
    /// The passages.
    pub citations: Vec<Citation>,
    /// From when on it could be known, where that differs from the sources' own dates.
    pub known_from: Option<Date>,
    /// How firmly it is supported, if graded.
    pub grade: Option<Grade>,
    /// A remark of the analyst's.
    pub note: Option<String>,
}

impl Basis {
    /// Whether nothing is cited: it is the analyst's judgement.
    #[must_use]
    pub fn is_judgement(&self) -> bool {
        self.citations.is_empty()
    }
}
