//! YAML with places, as the values of JSON: that is all that other tools' files need of it.
//!
//! Anchors and aliases are refused, and so is more than one document: then what is read is as large as the file.

use super::json::{Json, Kind, shortened};
use detente_model::diagnostic::FileId;
use detente_model::{Diagnostic, Span};
use saphyr_parser::{Event, Parser, ScalarStyle};

/// How deep values may nest.
const MAXIMAL_DEPTH: usize = 64;

/// A list or mapping that is not yet at its end.
struct Open {
    kind: Kind,
    key: Option<(String, Span)>,
    start: usize,
}

/// Reads a text: the value, and the keys that stand twice (the first one counts).
///
/// # Errors
/// It is not YAML, or more of YAML than is read: the first such fault.
pub(super) fn parse(text: &str, file: FileId) -> Result<(Json, Vec<Diagnostic>), Diagnostic> {
    let places = Places::new(text);
    let mut open: Vec<Open> = Vec::new();
    let mut repeated = Vec::new();
    let mut root: Option<Json> = None;
    for event in Parser::new_from_str(text) {
        let (event, place) = event.map_err(|error| {
            let at = places.byte(error.marker().index());
            Diagnostic::error("yaml", error.info().to_owned()).at(Span::new(file, at, at), "")
        })?;
        let start = places.byte(place.start.index());
        let span = Span::new(file, start, places.byte(place.end.index()).max(start));
        let value = match event {
            Event::Scalar(_, _, anchor, _) | Event::SequenceStart(anchor, _) | Event::MappingStart(anchor, _) if anchor != 0 => {
                return Err(Diagnostic::error("yaml", "found an anchor (`&…`), which is not read").at(span, ""));
            }
            Event::Alias(_) => return Err(Diagnostic::error("yaml", "found an alias (`*…`), which is not read").at(span, "")),
            Event::DocumentStart(_) if root.is_some() => {
                return Err(Diagnostic::error("yaml", "found a second document, expected one").at(span, ""));
            }
            Event::Scalar(text, style, ..) => Json { kind: scalar(&text, style), span },
            Event::SequenceStart(..) | Event::MappingStart(..) if open.len() >= MAXIMAL_DEPTH => {
                return Err(Diagnostic::error("too-deep", format!("more than {MAXIMAL_DEPTH} levels of nesting")).at(span, ""));
            }
            Event::SequenceStart(..) => {
                open.push(Open { kind: Kind::List(Vec::new()), key: None, start });
                continue;
            }
            Event::MappingStart(..) => {
                open.push(Open { kind: Kind::Object(Vec::new()), key: None, start });
                continue;
            }
            Event::SequenceEnd | Event::MappingEnd => {
                let Some(closed) = open.pop() else { continue };
                Json { kind: closed.kind, span: Span::new(file, closed.start, span.end.max(closed.start)) }
            }
            Event::Nothing | Event::StreamStart | Event::StreamEnd | Event::DocumentStart(_) | Event::DocumentEnd => continue,
        };
        match open.last_mut() {
            Some(parent) => parent.add(value, &mut repeated)?,
            None => root = Some(value),
        }
    }
    let empty = || Diagnostic::error("yaml", "the file has no value").at(Span::new(file, text.len(), text.len()), "");
    Ok((root.ok_or_else(empty)?, repeated))
}

impl Open {
    fn add(&mut self, value: Json, repeated: &mut Vec<Diagnostic>) -> Result<(), Diagnostic> {
        match (&mut self.kind, self.key.take()) {
            (Kind::Object(_), None) => {
                let key = match value.kind {
                    Kind::Text(text) | Kind::Number(text) => text,
                    Kind::Bool(truth) => truth.to_string(),
                    Kind::Null => "null".into(),
                    Kind::List(_) | Kind::Object(_) => {
                        return Err(
                            Diagnostic::error("yaml", "found a list or mapping as a key, expected a word or number").at(value.span, "")
                        );
                    }
                };
                self.key = Some((key, value.span));
            }
            (Kind::Object(entries), Some((key, span))) => {
                if entries.len() < 64 && entries.iter().any(|(known, _)| *known == key) {
                    let message = format!("the key \"{}\" stands twice in one mapping, expected once", shortened(&key));
                    repeated.push(Diagnostic::error("duplicate-key", message).at(span, "here again"));
                }
                entries.push((key, value));
            }
            (Kind::List(items), _) => items.push(value),
            (Kind::Null | Kind::Bool(_) | Kind::Number(_) | Kind::Text(_), _) => {}
        }
        Ok(())
    }
}

/// What a scalar is in the core schema, as far as numbers, truth and nothing go.
fn scalar(text: &str, style: ScalarStyle) -> Kind {
    if style != ScalarStyle::Plain {
        return Kind::Text(text.to_owned());
    }
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Kind::Null,
        "true" | "True" | "TRUE" => Kind::Bool(true),
        "false" | "False" | "FALSE" => Kind::Bool(false),
        _ if is_number(text) => Kind::Number(text.to_owned()),
        _ => Kind::Text(text.to_owned()),
    }
}

/// Numbers as they are written in figures, and `.inf`.
fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    matches!(digits, ".inf" | ".Inf" | ".INF")
        || (digits.starts_with(|c: char| c.is_ascii_digit() || c == '.') && text.parse::<f64>().is_ok())
}

/// Where characters begin: the parser counts them, diagnostics count bytes.
struct Places<'a> {
    text: &'a str,
    /// The byte of every 256th character.
    steps: Vec<usize>,
}

impl<'a> Places<'a> {
    const STEP: usize = 256;

    fn new(text: &'a str) -> Self {
        Self { text, steps: text.char_indices().step_by(Self::STEP).map(|(byte, _)| byte).collect() }
    }

    fn byte(&self, character: usize) -> usize {
        let Some(start) = self.steps.get(character / Self::STEP) else { return self.text.len() };
        let rest = &self.text[*start..];
        rest.char_indices().nth(character % Self::STEP).map_or(self.text.len(), |(byte, _)| start + byte)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<(Json, Vec<Diagnostic>), Diagnostic> {
        parse(text, FileId(0))
    }

    #[test]
    fn values_keep_their_places() {
        let text = "é: [1, -.inf, 'x', ~]\nb:\n- {c: True, 5: 2.5e3}\n- y z\n";
        let (root, repeated) = read(text).unwrap();
        assert!(repeated.is_empty());
        let Some(Kind::List(items)) = root.get("é").map(|value| &value.kind) else { panic!("{root:?}") };
        assert_eq!(items[0].kind, Kind::Number("1".into()));
        assert_eq!(items[1].kind, Kind::Number("-.inf".into()));
        assert_eq!((items[2].kind.clone(), &text[items[2].span.start..items[2].span.end]), (Kind::Text("x".into()), "'x'"));
        assert_eq!(items[3].kind, Kind::Null);
        let Some(Kind::List(items)) = root.get("b").map(|value| &value.kind) else { panic!("{root:?}") };
        assert_eq!(items[0].get("c").map(|value| &value.kind), Some(&Kind::Bool(true)));
        assert_eq!(items[0].get("5").map(|value| &value.kind), Some(&Kind::Number("2.5e3".into())));
        assert_eq!(items[1].text(), Some("y z"));
        assert_eq!(read("a: 1\na: 2\n").unwrap().1.len(), 1);
    }

    #[test]
    fn faults_say_where() {
        for (text, code, at) in [
            ("", "yaml", 0),
            ("a: [1", "yaml", 5),
            ("é: &x 1", "yaml", 4),
            ("a: *x", "yaml", 3),
            ("? [1]\n: 2\n", "yaml", 2),
            ("a: 1\n---\nb: 2\n", "yaml", 5),
            ("a: b: c", "yaml", 4),
        ] {
            let fault = read(text).unwrap_err();
            assert_eq!((fault.code, fault.labels[0].span.start), (code, at), "{text}: {}", fault.message);
        }
        for deep in ["[".repeat(100_000), "- ".repeat(100_000), "{a: ".repeat(1000)] {
            assert!(["too-deep", "yaml"].contains(&read(&deep).unwrap_err().code));
        }
    }
}
