//! A record in plain text with the address of every sentence.

use std::fmt::Write as _;

use super::{Record, Sentence};

/// Columns of a line, in characters.
const WIDTH: usize = 80;

/// The record as plain text for an analyst to cite from.
///
/// One heading a turn (`## 12 · F. Mitterrand`), one paragraph a sentence that begins with its address
/// (`12.3#9f3a1c2b`) and is wrapped to 80 columns where words allow. `moscow:12.3#9f3a1c2b` is then a citation, if the
/// case calls the source `moscow`. What comes before the first turn is turn 0. What comes after the last is shown
/// without addresses, since it cannot be cited. Lines end with a line feed. Linear in the length of the record.
#[must_use]
pub fn listing(record: &Record) -> String {
    let mut out = String::new();
    if !record.preamble.is_empty() {
        section(&mut out, "## 0 · before the first turn", &record.preamble, Some(0));
    }
    for turn in &record.turns {
        let heading =
            if turn.speaker.is_empty() { format!("## {}", turn.number) } else { format!("## {} · {}", turn.number, turn.speaker) };
        section(&mut out, &heading, &turn.sentences, Some(turn.number));
    }
    if !record.afterword.is_empty() {
        section(&mut out, "## after the last turn", &record.afterword, None);
    }
    out
}

fn section(out: &mut String, heading: &str, sentences: &[Sentence], turn: Option<u32>) {
    if !out.is_empty() {
        out.push('\n');
    }
    out.push_str(heading);
    out.push_str("\n\n");
    let address = |sentence: &Sentence| match turn {
        Some(turn) => format!("{turn}.{}#{}", sentence.number, sentence.digest),
        None => String::new(),
    };
    let widest = sentences.last().map_or(0, |last| address(last).len());
    let indent = if turn.is_some() { widest + 2 } else { 0 };
    for sentence in sentences {
        paragraph(out, &address(sentence), indent, &sentence.text);
    }
}

/// Writes one sentence: its address, then its text, hanging at `indent`.
fn paragraph(out: &mut String, address: &str, indent: usize, text: &str) {
    write!(out, "{address:indent$}").expect("writing to a string cannot fail");
    let mut column = indent;
    for word in text.split_whitespace() {
        let width = word.chars().count();
        if column > indent {
            if column + 1 + width > WIDTH {
                write!(out, "\n{:indent$}", "").expect("writing to a string cannot fail");
                column = indent;
            } else {
                out.push(' ');
                column += 1;
            }
        }
        out.push_str(word);
        column += width;
    }
    out.push('\n');
}
