//! A text as a flow of words: what is left of it when lines, pages and invisible characters are forgotten.

use std::ops::Range;

use unicode_normalization::char::is_combining_mark;

const SOFT_HYPHEN: char = '\u{ad}';

/// Words after which a hanging hyphen is meant: `three- or four-year`, `Ost- und Westdeutschland`.
const AFTER_HANGING_HYPHEN: [&str; 11] = ["and", "or", "to", "und", "oder", "bis", "et", "ou", "y", "o", "e"];

/// Whether a character counts as space: white space, line and page ends, control characters.
pub(super) fn is_space(c: char) -> bool {
    c.is_whitespace() || c.is_control()
}

/// Whether a character is never seen: soft hyphens, zero-width characters, direction marks, byte-order marks.
pub(super) fn is_invisible(c: char) -> bool {
    matches!(c, SOFT_HYPHEN | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// Whether a character is a short dash, which is folded to `-`.
pub(super) fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2013}' | '\u{2212}' | '\u{fe63}' | '\u{ff0d}')
}

/// Whether a character is a long dash, which is folded to `--`.
pub(super) fn is_long_dash(c: char) -> bool {
    matches!(c, '\u{2014}' | '\u{2015}' | '\u{2e3a}' | '\u{2e3b}')
}

/// Whether a character can close a quotation.
pub(super) fn is_closing_quote(c: char) -> bool {
    matches!(c, '"' | '\'' | '”' | '’' | '“' | '‘' | '»' | '›' | '«' | '‹')
}

/// Where a word stands, in bytes: in the flow and in the raw text.
#[derive(Clone, Copy, Debug)]
struct Word {
    start: u32,
    end: u32,
    raw_start: u32,
    raw_end: u32,
}

/// A text as words with single spaces between them.
///
/// A word may hold a space in one case: a hanging hyphen and the word after it (`three- or`) are one word.
#[derive(Debug, Default)]
pub(super) struct Flow {
    text: String,
    words: Vec<Word>,
}

impl Flow {
    /// Reads `raw`, passing over the spans in `skip` (ascending).
    ///
    /// A word broken after a soft hyphen is joined; so is one broken after a hyphen, which stays. That the line ended
    /// there is not asked, since a re-wrapped copy has its ends elsewhere. If `keep_hanging`, a hanging hyphen keeps
    /// the space after it. Linear in the length of `raw`.
    ///
    /// # Panics
    ///
    /// If `raw` is longer than `u32::MAX` bytes: callers have checked.
    pub(super) fn new(raw: &str, skip: &[Range<usize>], keep_hanging: bool) -> Flow {
        let mut skip = skip.iter().peekable();
        let mut flow = Flow { text: String::with_capacity(raw.len()), words: Vec::new() };
        let mut tail = Tail::default();
        let (mut gap, mut soft) = (true, false);
        let mut joined_at: Option<usize> = None;
        for (at, c) in raw.char_indices() {
            while skip.peek().is_some_and(|span| span.end <= at) {
                skip.next();
            }
            if is_space(c) || skip.peek().is_some_and(|span| span.contains(&at)) {
                if !gap && keep_hanging {
                    flow.part_hanging_hyphen(joined_at.take());
                }
                gap = true;
                continue;
            }
            if is_invisible(c) {
                soft |= c == SOFT_HYPHEN && !gap;
                continue;
            }
            let hyphen = tail.is_open_hyphen() && (c.is_alphanumeric() || is_combining_mark(c));
            if gap && !(soft || hyphen) || flow.words.is_empty() {
                if !flow.words.is_empty() {
                    flow.text.push(' ');
                }
                let (start, raw_start) = (offset(flow.text.len()), offset(at));
                flow.words.push(Word { start, end: start, raw_start, raw_end: raw_start });
                tail = Tail::default();
                joined_at = None;
            } else if gap && !soft {
                joined_at = Some(flow.text.len());
            }
            (gap, soft) = (false, false);
            flow.text.push(c);
            tail.push(c);
            let end = offset(flow.text.len());
            if let Some(word) = flow.words.last_mut() {
                word.end = end;
                word.raw_end = offset(at + c.len_utf8());
            }
        }
        if keep_hanging {
            flow.part_hanging_hyphen(joined_at);
        }
        flow
    }

    fn part_hanging_hyphen(&mut self, joined_at: Option<usize>) {
        if let Some(at) = joined_at
            && AFTER_HANGING_HYPHEN.contains(&&self.text[at..])
            && let Some(word) = self.words.last_mut()
        {
            self.text.insert(at, ' ');
            word.end = offset(self.text.len());
        }
    }

    /// How many words there are.
    pub(super) fn len(&self) -> usize {
        self.words.len()
    }

    /// The word at `at`, from 0; empty past the end.
    pub(super) fn word(&self, at: usize) -> &str {
        self.words.get(at).map_or("", |word| &self.text[word.start as usize..word.end as usize])
    }

    /// The words of a range, with single spaces between them.
    pub(super) fn text(&self, words: Range<usize>) -> &str {
        match self.words.get(words).and_then(|words| Some((words.first()?, words.last()?))) {
            Some((first, last)) => &self.text[first.start as usize..last.end as usize],
            None => "",
        }
    }

    /// Where the words of a range stand in the raw text, in bytes.
    pub(super) fn raw_span(&self, words: Range<usize>) -> Range<usize> {
        match self.words.get(words).and_then(|words| Some((words.first()?, words.last()?))) {
            Some((first, last)) => first.raw_start as usize..last.raw_end as usize,
            None => 0..0,
        }
    }

    /// The whole flow as one string.
    pub(super) fn into_text(self) -> String {
        self.text
    }
}

/// The last characters of a word.
#[derive(Default)]
struct Tail([Option<char>; 4]);

impl Tail {
    fn push(&mut self, c: char) {
        self.0.rotate_left(1);
        self.0[3] = Some(c);
    }

    /// Whether the word ends in a hyphen that may go on in the next word: after a letter, a digit, a closing quote or
    /// the full stop of an initial (`U.S.-`).
    fn is_open_hyphen(&self) -> bool {
        let [third, second, first, hyphen] = self.0;
        hyphen.is_some_and(is_hyphen)
            && first.is_some_and(|c| {
                c.is_alphanumeric()
                    || is_combining_mark(c)
                    || is_closing_quote(c)
                    || c == '.' && second.is_some_and(char::is_uppercase) && !third.is_some_and(char::is_alphabetic)
            })
    }
}

fn offset(at: usize) -> u32 {
    u32::try_from(at).expect("a record is at most 4 GiB long: checked before it is read")
}
