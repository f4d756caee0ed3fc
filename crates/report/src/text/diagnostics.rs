//! Faults and remarks drawn with the lines they point at.

use super::Style;
use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{Annotation, AnnotationKind, Element, Group, Level, Renderer, Snippet};
use detente_model::diagnostic::{Diagnostic, FileId, Files, Label, Severity};

/// How many bytes of a line are kept on either side of what is pointed at.
const KEPT: usize = 300;
/// Labels that are further apart than this many lines are drawn apart.
const APART: usize = 20;

/// Draws diagnostics, each followed by an empty line, and says at the end how many there are.
#[must_use]
pub fn diagnostics(files: &Files, diagnostics: &[Diagnostic], style: Style) -> String {
    let renderer = if style.colour { Renderer::styled() } else { Renderer::plain() };
    let decor = if style.ascii { DecorStyle::Ascii } else { DecorStyle::Unicode };
    let renderer = renderer.term_width(usize::from(style.width())).decor_style(decor);
    let mut text = String::new();
    for diagnostic in diagnostics {
        text += &one(files, diagnostic, &renderer);
        text += "\n\n";
    }
    let number = |severity: Severity| diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity).count() as u64;
    let counts: Vec<String> =
        [(Severity::Error, "error", "errors"), (Severity::Warning, "warning", "warnings"), (Severity::Note, "note", "notes")]
            .into_iter()
            .filter(|(severity, _, _)| number(*severity) > 0)
            .map(|(severity, one, many)| crate::words::count(number(severity), one, many))
            .collect();
    if !counts.is_empty() {
        text += &crate::words::list(&counts);
        text.push('\n');
    }
    text
}

fn level(severity: Severity) -> Level<'static> {
    match severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    }
}

fn one(files: &Files, diagnostic: &Diagnostic, renderer: &Renderer) -> String {
    // control characters would be shown by the terminal, not to the reader
    let message = clean(&diagnostic.message);
    let title = level(diagnostic.severity).primary_title(message).id(diagnostic.code);
    let mut elements: Vec<Element<'_>> = excerpts(files, &diagnostic.labels).into_iter().map(Element::from).collect();
    if let Some(help) = &diagnostic.help {
        elements.push(Level::HELP.message(clean(help)).into());
    }
    let group: Group<'_> = title.elements(elements);
    renderer.render(&[group])
}

fn clean(text: &str) -> String {
    text.chars().filter(|character| *character == '\n' || !character.is_control()).collect()
}

/// A label with its lines, the first counted from 0.
struct Placed<'a> {
    label: &'a Label,
    first: usize,
    last: usize,
    start: usize,
    end: usize,
    primary: bool,
}

fn excerpts<'a>(files: &'a Files, labels: &'a [Label]) -> Vec<Snippet<'a, Annotation<'a>>> {
    let mut seen: Vec<FileId> = Vec::new();
    for label in labels {
        if !seen.contains(&label.span.file) {
            seen.push(label.span.file);
        }
    }
    let mut snippets = Vec::new();
    for file in seen {
        let text = files.text(file);
        let mut placed: Vec<Placed<'_>> = labels
            .iter()
            .enumerate()
            .filter(|(_, label)| label.span.file == file)
            .map(|(index, label)| {
                let start = boundary(text, label.span.start);
                let end = boundary(text, label.span.end.max(label.span.start)).max(start);
                let line = |place: usize| text.as_bytes()[..place].iter().filter(|byte| **byte == b'\n').count();
                let first = line(start);
                // a label over many lines points at its first
                let end = text[start..end].find('\n').map_or(end, |newline| start + newline.max(1).min(end - start));
                Placed { label, first, last: first, start, end, primary: index == 0 }
            })
            .collect();
        // the file of the most important label comes first, and that label's lines first in it
        let lead = placed.iter().position(|label| label.primary).unwrap_or(0);
        placed.swap(0, lead);
        placed[1..].sort_by_key(|label| label.start);
        while !placed.is_empty() {
            let head = placed.remove(0);
            let (mut first, mut last) = (head.first, head.last);
            let mut together = vec![head];
            let mut index = 0;
            while index < placed.len() {
                if placed[index].first + APART >= first && placed[index].first <= last + APART {
                    let label = placed.remove(index);
                    first = first.min(label.first);
                    last = last.max(label.last);
                    together.push(label);
                } else {
                    index += 1;
                }
            }
            snippets.push(excerpt(files.name(file), text, first, &together));
        }
    }
    snippets
}

/// The nearest character boundary at or before `place`.
fn boundary(text: &str, place: usize) -> usize {
    let mut place = place.min(text.len());
    while !text.is_char_boundary(place) {
        place -= 1;
    }
    place
}

/// The lines that some labels point at; what is far from any label on a long line is cut.
fn excerpt<'a>(name: &'a str, text: &'a str, first: usize, labels: &[Placed<'a>]) -> Snippet<'a, Annotation<'a>> {
    let earliest = labels.iter().map(|label| label.start).min().unwrap_or(0);
    let latest = labels.iter().map(|label| label.end).max().unwrap_or(0);
    let begin = text[..earliest].rfind('\n').map_or(0, |newline| newline + 1);
    let end = text[latest..].find('\n').map_or(text.len(), |newline| latest + newline);
    let mut source = String::new();
    let mut places: Vec<(usize, usize)> = vec![(0, 0); labels.len()];
    let mut offset = begin;
    for line in text[begin..end].split('\n') {
        let line_end = offset + line.len();
        let here: Vec<usize> = (0..labels.len()).filter(|index| (offset..=line_end).contains(&labels[*index].start)).collect();
        // the stretches that are kept, in order and apart; where nothing is pointed at, the beginning
        let mut kept: Vec<(usize, usize)> = here
            .iter()
            .map(|index| {
                let (start, end) = (labels[*index].start, labels[*index].end.min(labels[*index].start + KEPT));
                (boundary(text, start.saturating_sub(KEPT).max(offset)), boundary(text, (end + KEPT).min(line_end)))
            })
            .collect();
        if kept.is_empty() {
            kept.push((offset, boundary(text, (offset + KEPT).min(line_end))));
        }
        kept.sort_unstable();
        kept.dedup_by(|next, before| {
            let meets = next.0 <= before.1;
            if meets {
                before.1 = before.1.max(next.1);
            }
            meets
        });
        let mut shown = offset;
        let mut starts = Vec::new();
        for (from, to) in &kept {
            if *from > shown {
                source.push('…');
            }
            starts.push(source.len());
            source.extend(text[*from..*to].chars().map(|character| match character.len_utf8() {
                _ if !character.is_control() || character == '\t' => character,
                // as long as what it stands for, so that places stay right
                1 => ' ',
                _ => '\u{a0}',
            }));
            shown = *to;
        }
        for index in here {
            let place = |at: usize| {
                let piece = kept.iter().rposition(|(from, _)| *from <= at).unwrap_or(0);
                starts[piece] + boundary(text, at.clamp(kept[piece].0, kept[piece].1)) - kept[piece].0
            };
            places[index] = (place(labels[index].start), place(labels[index].end));
        }
        if shown < line_end {
            source.push('…');
        }
        source.push('\n');
        offset = line_end + 1;
    }
    let annotations: Vec<Annotation<'a>> = labels
        .iter()
        .zip(places)
        .map(|(label, (start, end))| {
            let kind = if label.primary { AnnotationKind::Primary } else { AnnotationKind::Context };
            let annotation = kind.span(start..end);
            if label.label.text.is_empty() { annotation } else { annotation.label(clean(&label.label.text)) }
        })
        .collect();
    Snippet::source(source).line_start(first + 1).path(name).annotations(annotations)
}
