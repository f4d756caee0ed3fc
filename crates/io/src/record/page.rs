//! Page numbers that stand alone on a line between two pages: found, so that they can be passed over.
//!
//! This is the only place that looks at lines. Everything after it sees a flow of words, which is why a re-wrapped
//! copy of a record has the same turns and sentences. A page number that re-wrapping has moved into the middle of a
//! line cannot be told from a number that was said, and stays.

use std::ops::Range;

/// A line that holds a page number and nothing else.
struct Folio {
    span: Range<usize>,
    value: u32,
    /// Written as `- 12 -`, `Page 12` or `12 / 30`, which nobody says.
    decorated: bool,
    form_feed: bool,
    blank_before: u32,
    blank_after: u32,
    first: bool,
    last: bool,
}

/// The spans, in bytes, of the lines of `text` that hold a page number only; ascending.
///
/// A bare number counts as one if a form feed is next to it, or the page number before or after it is one less or one
/// more, or a run of blank lines sets it apart. Linear in the length of the text.
pub(super) fn page_numbers(text: &str) -> Vec<Range<usize>> {
    let mut folios: Vec<Folio> = Vec::new();
    let mut open = false; // the last folio has seen no text after it yet
    let (mut blank, mut form_feed, mut first) = (0_u32, false, true);
    for (span, ended_by_form_feed) in lines(text) {
        let line = text[span.clone()].trim_matches(is_padding);
        if line.is_empty() {
            blank = blank.saturating_add(1);
        } else {
            if open && let Some(folio) = folios.last_mut() {
                folio.blank_after = blank;
                folio.form_feed |= form_feed;
            }
            open = false;
            if let Some((value, decorated)) = page_number(line) {
                if folios.last().is_some_and(|folio| !folio.is_apart()) {
                    folios.pop();
                }
                folios.push(Folio { span, value, decorated, form_feed, blank_before: blank, blank_after: 0, first, last: false });
                open = true;
            }
            (blank, form_feed, first) = (0, false, false);
        }
        form_feed |= ended_by_form_feed;
    }
    if let Some(folio) = folios.last_mut() {
        if open {
            folio.last = true;
            folio.form_feed |= form_feed;
        }
        if !folio.is_apart() {
            folios.pop();
        }
    }
    let follows = |a: Option<&Folio>, b: Option<&Folio>| match (a, b) {
        (Some(a), Some(b)) => a.value + 1 == b.value,
        (Some(_) | None, None) | (None, Some(_)) => false,
    };
    let mut spans = Vec::new();
    for (at, folio) in folios.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|at| folios.get(at));
        if folio.form_feed || follows(before, Some(folio)) || follows(Some(folio), folios.get(at + 1)) || folio.stands_alone() {
            spans.push(folio.span.clone());
        }
    }
    spans
}

impl Folio {
    /// Whether anything at all sets it apart from the text before or after it.
    fn is_apart(&self) -> bool {
        self.form_feed || self.first || self.last || self.blank_before > 0 || self.blank_after > 0
    }

    /// Whether it is a page number even with no other page number to bear it out.
    fn stands_alone(&self) -> bool {
        let framed = (self.first || self.blank_before > 0) && (self.last || self.blank_after > 0) && !(self.first && self.last);
        let between_pages = !self.first && !self.last && self.value < 1000 && self.blank_before.max(self.blank_after) > 1;
        framed && (self.decorated || between_pages)
    }
}

/// The lines of a text (without what ends them), and whether a form feed ended each.
fn lines(text: &str) -> impl Iterator<Item = (Range<usize>, bool)> {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        if at >= bytes.len() {
            return None;
        }
        let start = at;
        while at < bytes.len() && !matches!(bytes[at], b'\n' | b'\r' | 0x0b | 0x0c) {
            at += 1;
        }
        let end = at;
        let form_feed = bytes.get(at) == Some(&0x0c);
        let crlf = bytes[at..].starts_with(b"\r\n");
        at = (at + 1 + usize::from(crlf)).min(bytes.len());
        Some((start..end, form_feed))
    })
}

fn is_padding(c: char) -> bool {
    super::word::is_space(c) || super::word::is_invisible(c)
}

/// The number, and whether it is decorated, if the line is a page number and nothing else.
fn page_number(line: &str) -> Option<(u32, bool)> {
    if line.len() > 40 {
        return None;
    }
    let is_frame = |c: char| is_padding(c) || matches!(c, '-' | '–' | '—' | '[' | ']' | '|' | '.');
    let bare = line.trim_matches(is_frame);
    let lower = bare.to_lowercase();
    let rest = ["page", "seite", "p."]
        .iter()
        .find_map(|prefix| lower.strip_prefix(prefix))
        .map_or(lower.as_str(), |rest| rest.trim_start_matches(is_padding));
    let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (number, total) = rest.split_at(digits);
    if !(1..=4).contains(&number.len()) {
        return None;
    }
    let total = total.trim_matches(is_padding);
    let of_total = ["of", "/", "von"]
        .iter()
        .find_map(|word| total.strip_prefix(word))
        .map(|rest| rest.trim_start_matches(is_padding))
        .is_some_and(|rest| !rest.is_empty() && rest.len() <= 4 && rest.bytes().all(|b| b.is_ascii_digit()));
    if !total.is_empty() && !of_total {
        return None;
    }
    // `1990.` on a line of its own is the end of a sentence
    let is_sentence_end = line.ends_with('.') && line.trim_end_matches('.') == number;
    if is_sentence_end {
        return None;
    }
    Some((number.parse().ok()?, line != number))
}
