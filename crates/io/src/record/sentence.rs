//! Where sentences end.

use std::ops::Range;

use super::ending::{Ending, ending, has_substance, is_opener, is_starter};
use super::word::Flow;
use super::{Sentence, digest, normalise};

/// What a stage direction in square brackets says. (In round ones it may say anything.)
const STAGE: [&str; 12] = [
    "laughter",
    "laughing",
    "laughs",
    "applause",
    "pause",
    "pauses",
    "silence",
    "crosstalk",
    "inaudible",
    "interruption",
    "sic",
    "smiling",
];
const GERMAN_MONTHS: [&str; 12] =
    ["januar", "februar", "märz", "april", "mai", "juni", "juli", "august", "september", "oktober", "november", "dezember"];

/// The sentences of a range of words, numbered from 1. Linear.
pub(super) fn sentences(flow: &Flow, words: Range<usize>) -> Vec<Sentence> {
    let mut found = Vec::new();
    let mut start = words.start;
    let mut number = 0;
    let mut bracket = None; // the bracket that opens the sentence, until something closes it
    for at in words.clone() {
        if at == start {
            bracket = flow.word(at).chars().next().filter(|c| matches!(c, '(' | '['));
        }
        let last = at + 1 == words.end;
        if last || ends_sentence(flow, start, at, bracket, words.end) {
            number += 1;
            let text = normalise::compose(flow.text(start..at + 1).to_owned());
            found.push(Sentence { number, digest: digest::digest(&text), text, span: flow.raw_span(start..at + 1) });
            start = at + 1;
        } else if flow.word(at).contains([')', ']']) {
            bracket = None;
        }
    }
    found
}

/// Whether a sentence that starts at word `start` ends with word `at`, which is not the last.
fn ends_sentence(flow: &Flow, start: usize, at: usize, bracket: Option<char>, end: usize) -> bool {
    let (word, next) = (flow.word(at), flow.word(at + 1));
    let kind = ending(word);
    if kind == Ending::Open && bracket.is_none() || goes_on_in_lower_case(flow, at + 1, end) {
        return false;
    }
    match kind {
        Ending::Open => closes_stage_direction(flow, start, at, bracket),
        Ending::Full => true,
        Ending::Ellipsis => has_substance(word) || at == start || is_starter(next),
        Ending::Number => !is_point_or_day(word, next, at == start),
        Ending::Title => false,
        Ending::Initials | Ending::Short => is_starter(next),
        Ending::BeforeNumber => !first_of(next).is_some_and(char::is_numeric),
    }
}

/// Whether the next words begin with a small letter, which no sentence does.
fn goes_on_in_lower_case(flow: &Flow, at: usize, end: usize) -> bool {
    (at..end.min(at + 3)).find_map(|at| first_of(flow.word(at))).is_some_and(char::is_lowercase)
}

/// The first letter or digit of a word.
fn first_of(word: &str) -> Option<char> {
    word.chars().find(|c| c.is_alphanumeric())
}

/// Whether digits and a full stop are the number of a point (`1. Borders`) or a German day (`3. Oktober`).
fn is_point_or_day(word: &str, next: &str, opens: bool) -> bool {
    let digits = word.chars().filter(char::is_ascii_digit).count();
    let month = || next.trim_end_matches(|c: char| !c.is_alphabetic()).to_lowercase();
    opens && digits <= 3 || digits <= 2 && next.len() <= 16 && GERMAN_MONTHS.contains(&month().as_str())
}

/// Whether the bracket that opens a sentence closes with word `at` and holds a stage direction.
fn closes_stage_direction(flow: &Flow, start: usize, at: usize, bracket: Option<char>) -> bool {
    let word = flow.word(at);
    match bracket {
        Some('(') => word.ends_with(')'),
        Some(_) => {
            word.ends_with(']') && {
                let first = flow.word(start).trim_matches(|c: char| is_opener(c) || !c.is_alphanumeric());
                !has_substance(first) || first.len() <= 16 && STAGE.contains(&first.to_lowercase().as_str())
            }
        }
        None => false,
    }
}

/// First words of a note on the source.
const NOTE: [&str; 12] = [
    "source",
    "sources",
    "archive",
    "archives",
    "translated",
    "translation",
    "translator",
    "quelle",
    "original",
    "published",
    "document",
    "editor",
];
/// How many words from the end a note on the source may begin.
const NOTE_WORDS: usize = 400;

/// Where the note on the source that closes a text begins, not before word `body` + 1; the number of words if there
/// is none.
///
/// It is one bracket or several up to the very end whose first word says so (`[Source: …]`), or everything from
/// `Source:` on. Constant time in the length of the text.
pub(super) fn afterword(flow: &Flow, body: usize) -> usize {
    let floor = (body + 1).max(flow.len().saturating_sub(NOTE_WORDS));
    let mut end = flow.len();
    for at in (floor..flow.len()).rev() {
        let word = flow.word(at);
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        let opens = bare.len() <= 16
            && bare.starts_with(char::is_uppercase)
            && NOTE.contains(&bare.split(['’', '\'']).next().unwrap_or(bare).to_lowercase().as_str());
        if !opens {
            continue;
        }
        let bracketed = word.starts_with(['[', '(']) && flow.word(end - 1).trim_end_matches('.').ends_with([']', ')']);
        let bare_note = end == flow.len()
            && word.to_lowercase().starts_with("source")
            && word.ends_with(':')
            && ending(flow.word(at - 1)) != Ending::Open;
        if bracketed || bare_note {
            end = at;
        }
    }
    end
}
