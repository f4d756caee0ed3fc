//! The record of a negotiation: who said what, sentence by sentence, numbered so that it can be cited.
//!
//! [`read`] takes the text of a transcript and finds its turns and sentences. Their numbers and digests depend on the
//! words alone: lines, blank lines, page breaks, page numbers on a line of their own, the width of the text and the
//! kind of its quotes and dashes make no difference, so that a citation made on one printing holds on another.
//!
//! **What opens a turn.** A label where a sentence could begin: `M.S. Gorbachev.`, `Mr. Baker:`, `THE PRESIDENT.`,
//! `Baker:`. A record ends its labels with full stops or with colons, whichever is the more frequent. Labels that
//! might be ordinary words (`Baker:`, `BAKER.`) must be borne out by being repeated, or by being the first word.
//! `Note:`, `Subject:` and their like open nothing. A label with nothing behind it opens no turn.
//!
//! **What ends a sentence.** `.`, `?`, `!` or an ellipsis, with the quotes and brackets that close behind it, before
//! anything but a small letter, abbreviations and initials considered; a stage direction in brackets is a sentence of
//! its own, and so is an omission (`[…]`) between sentences.
//!
//! **Limits.** Words must be separated by spaces, so scripts written without them give very long sentences. A page
//! number that re-wrapping has moved into a line is part of the text. Running heads are part of the text. A turn that
//! breaks off in a plain hyphen directly before the next label is not told from a word broken there.
//!
//! Nothing here opens a file.

mod digest;
mod ending;
mod listing;
mod normalise;
mod page;
mod sentence;
mod speaker;
mod word;

#[cfg(test)]
mod tests;

use std::ops::Range;

pub use digest::{Digest, NotADigest, digest, sha256};
pub use listing::listing;
pub use normalise::normalise;

use word::Flow;

/// Version of the rule that numbers turns and sentences and takes their digests.
///
/// A case notes it beside each source. It changes whenever a record could be numbered differently than before.
pub const NUMBERING: u32 = 1;

/// A record, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// SHA-256 of the raw bytes, as 64 lower-case hexadecimal digits.
    pub sha256: String,
    /// What stands before the first turn, cited as turn 0: titles, dates, who was present.
    pub preamble: Vec<Sentence>,
    /// The turns, numbered from 1 without a gap. At least one. If no speaker is recognised, the whole text is turn 1.
    pub turns: Vec<Turn>,
    /// A note on the source that closes the text (`[Source: …]`), numbered from 1 and no part of any turn.
    pub afterword: Vec<Sentence>,
}

/// What one speaker says until the next one does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turn {
    /// From 1.
    pub number: u32,
    /// The speaker as the label has it, [normalised](normalise), without what ends the label (`M.S. Gorbachev`); empty
    /// if the record names none.
    pub speaker: String,
    /// At least one sentence.
    pub sentences: Vec<Sentence>,
}

/// A sentence of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// From 1 in its turn.
    pub number: u32,
    /// The sentence to read: NFC, single spaces, words that a line end had broken joined; quotes and dashes as printed.
    pub text: String,
    /// Of the [normalised](normalise) text.
    pub digest: Digest,
    /// Where it stands in the raw text, in bytes; both ends are character boundaries. A page number may be inside.
    pub span: Range<usize>,
}

/// Why a text is no record.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RecordError {
    /// The bytes are not UTF-8. Convert the file.
    #[error("not UTF-8: byte {offset} (line {line}, column {column}) begins no character; expected UTF-8 text")]
    NotUtf8 {
        /// Offset of the first bad byte, from 0.
        offset: usize,
        /// Its line, from 1; lines end with LF, CRLF or CR.
        line: usize,
        /// Its column, from 1, in characters.
        column: usize,
    },
    /// There is no word in the text.
    #[error("the record is empty: expected the text of a conversation")]
    Empty,
    /// The text is longer than positions can count. Split the record.
    #[error("the record is {bytes} bytes long; expected at most 4294967295")]
    TooLong {
        /// Its length.
        bytes: usize,
    },
}

/// Reads a record from the bytes of a file.
///
/// # Errors
///
/// If the bytes are not UTF-8, and as [`read`].
///
/// # Complexity
///
/// As [`read`].
pub fn read_bytes(raw: &[u8]) -> Result<Record, RecordError> {
    match std::str::from_utf8(raw) {
        Ok(text) => read(text),
        Err(error) => {
            let offset = error.valid_up_to();
            let before = String::from_utf8_lossy(&raw[..offset]).replace("\r\n", "\n");
            let line_start = before.rfind(['\n', '\r']).map_or(0, |at| at + 1);
            Err(RecordError::NotUtf8 {
                offset,
                line: before.matches(['\n', '\r']).count() + 1,
                column: before[line_start..].chars().count() + 1,
            })
        }
    }
}

/// Reads a record: finds its turns and sentences, numbers them and takes their digests.
///
/// ```
/// let record = detente_io::record::read("Baker: Shall we\nbegin? Yes.\n\nKohl: Let us.")?;
/// let turn = &record.turns[0];
/// assert_eq!((turn.number, turn.speaker.as_str()), (1, "Baker"));
/// assert_eq!(turn.sentences[0].text, "Shall we begin?");
/// assert_eq!(record.turns[1].speaker, "Kohl");
/// # Ok::<(), detente_io::record::RecordError>(())
/// ```
///
/// # Errors
///
/// If there is no word in the text, or it is longer than 4 GiB.
///
/// # Complexity
///
/// Linear in the length of the text, in time and memory.
pub fn read(text: &str) -> Result<Record, RecordError> {
    if u32::try_from(text.len()).is_err() {
        return Err(RecordError::TooLong { bytes: text.len() });
    }
    let flow = Flow::new(text, &page::page_numbers(text), true);
    if flow.len() == 0 {
        return Err(RecordError::Empty);
    }
    let labels = speaker::labels(&flow);
    let first = labels.first().map_or(0, |label| label.words.start);
    let body = labels.last().map_or(0, |label| label.words.end);
    let end = sentence::afterword(&flow, body);
    let mut turns: Vec<Turn> = Vec::with_capacity(labels.len().max(1));
    if labels.is_empty() {
        turns.push(Turn { number: 1, speaker: String::new(), sentences: sentence::sentences(&flow, 0..end) });
    }
    let mut labels = labels.into_iter().peekable();
    let mut number = 0;
    while let Some(label) = labels.next() {
        let until = labels.peek().map_or(end, |next| next.words.start);
        number += 1;
        turns.push(Turn { number, speaker: label.speaker, sentences: sentence::sentences(&flow, label.words.end..until) });
    }
    Ok(Record {
        sha256: digest::sha256(text.as_bytes()),
        preamble: sentence::sentences(&flow, 0..first),
        turns,
        afterword: sentence::sentences(&flow, end..flow.len()),
    })
}

impl Record {
    /// A sentence by its address: turn (0 for the preamble) and sentence, both as numbered. Constant time.
    #[must_use]
    pub fn sentence(&self, turn: u32, sentence: u32) -> Option<&Sentence> {
        let sentences = match turn.checked_sub(1) {
            None => &self.preamble,
            Some(at) => &self.turns.get(at as usize)?.sentences,
        };
        sentences.get(sentence.checked_sub(1)? as usize)
    }

    /// The addresses, turn and sentence, of all sentences with a digest, in order: where a cited sentence has moved
    /// to. The afterword has no addresses. Linear in the number of sentences.
    pub fn find(&self, digest: Digest) -> impl Iterator<Item = (u32, u32)> {
        let preamble = self.preamble.iter().map(|sentence| (0, sentence));
        let turns = self.turns.iter().flat_map(|turn| turn.sentences.iter().map(|sentence| (turn.number, sentence)));
        preamble.chain(turns).filter(move |(_, s)| s.digest == digest).map(|(turn, s)| (turn, s.number))
    }
}
