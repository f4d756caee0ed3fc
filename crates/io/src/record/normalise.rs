//! The form of a sentence that its digest is taken of.

use unicode_normalization::UnicodeNormalization as _;

use super::word::{Flow, is_hyphen, is_long_dash};

/// The form of a sentence in which two printings of it are the same string.
///
/// In this order: soft hyphens (with the space after them), zero-width and direction marks are removed; runs of white
/// space and control characters become one space, and none at the ends; the space after a hyphen that follows a
/// letter, a digit, a closing quote or an initial and goes before a letter or a digit is removed, since it may be
/// where a line ended (`three- or` thus becomes `three-or`: a form to compare, not to read); NFC; typographic quotes
/// become `'` and `"`, an ellipsis `...`, short dashes `-`, long dashes and runs of dashes `--`. Case is kept.
///
/// Doing it twice changes nothing more. Linear in the length of the sentence.
///
/// # Panics
///
/// If the sentence is longer than 4 GiB.
#[must_use]
pub fn normalise(sentence: &str) -> String {
    fold(&compose(Flow::new(sentence, &[], false).into_text()))
}

/// NFC, without work where there is nothing to compose.
pub(super) fn compose(text: String) -> String {
    if text.is_ascii() { text } else { text.nfc().collect() }
}

fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut dashes = 0_u32;
    for c in text.chars() {
        if is_hyphen(c) || is_long_dash(c) {
            let before = dashes;
            dashes = dashes.saturating_add(if is_hyphen(c) { 1 } else { 2 });
            for _ in before.min(2)..dashes.min(2) {
                folded.push('-');
            }
            continue;
        }
        dashes = 0;
        match c {
            '\u{2018}'..='\u{201b}' | '\u{2032}' | '\u{2039}' | '\u{203a}' | '\u{2bc}' | '`' | '\u{b4}' => {
                folded.push('\'');
            }
            '\u{201c}'..='\u{201f}' | '\u{2033}' | '\u{ab}' | '\u{bb}' => folded.push('"'),
            '\u{2026}' => folded.push_str("..."),
            other => folded.push(other),
        }
    }
    folded
}
