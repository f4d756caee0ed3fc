//! JSON with places: other tools' files are read by hand, so that every fault has its line and column and all are found at once.

use detente_model::diagnostic::FileId;
use detente_model::{Diagnostic, Span};

pub(super) use super::given::MAXIMAL_SIZE;

/// How deep values may nest.
const MAXIMAL_DEPTH: usize = 64;

/// A value with its place.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Json {
    /// What it is.
    pub(super) kind: Kind,
    /// Where it stands.
    pub(super) span: Span,
}

/// The kinds of values.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Kind {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number as it was written.
    Number(String),
    /// A string.
    Text(String),
    /// A list.
    List(Vec<Json>),
    /// Keys with values, in file order; each key once.
    Object(Vec<(String, Json)>),
}

impl Json {
    /// The value of a key, if it is an object that has it.
    pub(super) fn get(&self, key: &str) -> Option<&Json> {
        match &self.kind {
            Kind::Object(entries) => entries.iter().find(|(known, _)| known == key).map(|(_, value)| value),
            Kind::Null | Kind::Bool(_) | Kind::Number(_) | Kind::Text(_) | Kind::List(_) => None,
        }
    }

    /// The text of a string.
    pub(super) fn text(&self) -> Option<&str> {
        match &self.kind {
            Kind::Text(text) => Some(text),
            Kind::Null | Kind::Bool(_) | Kind::Number(_) | Kind::List(_) | Kind::Object(_) => None,
        }
    }

    /// What it is, for messages.
    pub(super) fn describe(&self) -> String {
        match &self.kind {
            Kind::Null => "`null`".into(),
            Kind::Bool(value) => format!("`{value}`"),
            Kind::Number(number) => format!("the number `{}`", shortened(number)),
            Kind::Text(text) => format!("the string \"{}\"", shortened(text)),
            Kind::List(_) => "a list".into(),
            Kind::Object(_) => "an object".into(),
        }
    }
}

/// A text cut to a length that suits a message, control characters escaped.
pub(super) fn shortened(text: &str) -> String {
    let mut short: String = text.chars().take(40).flat_map(char::escape_debug).collect();
    if text.chars().nth(40).is_some() {
        short.push('…');
    }
    short
}

/// Reads a file: the value, and the keys that stand twice (the last one counts).
///
/// # Errors
/// It is too large, not UTF-8, or not JSON: the first such fault, since nothing after it can be trusted.
pub(super) fn parse(text: &[u8]) -> Result<(Json, Vec<Diagnostic>), Diagnostic> {
    parse_in(text, FileId(0))
}

/// Reads a file that is one of several.
///
/// # Errors
/// As [`parse`].
pub(super) fn parse_in(text: &[u8], file: FileId) -> Result<(Json, Vec<Diagnostic>), Diagnostic> {
    if text.len() > MAXIMAL_SIZE {
        return Err(Diagnostic::error("too-large", format!("the file has {} bytes, at most {MAXIMAL_SIZE} are read", text.len())));
    }
    let text = std::str::from_utf8(text).map_err(|error| {
        let at = error.valid_up_to();
        Diagnostic::error("not-utf-8", "the file is not UTF-8, expected JSON in UTF-8")
            .at(Span::new(file, at, at + 1), "the first byte that does not fit")
    })?;
    let mut parser = Parser { text, file, position: 0, repeated: Vec::new() };
    if text.starts_with('\u{feff}') {
        parser.position = '\u{feff}'.len_utf8();
    }
    let value = parser.value(0)?;
    parser.skip_space();
    if parser.position < text.len() {
        return Err(parser.fault("the end of the file"));
    }
    Ok((value, parser.repeated))
}

struct Parser<'a> {
    text: &'a str,
    file: FileId,
    position: usize,
    repeated: Vec<Diagnostic>,
}

impl Parser<'_> {
    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.position).copied()
    }

    fn span(&self, start: usize) -> Span {
        Span::new(self.file, start, self.position)
    }

    fn skip_space(&mut self) {
        while matches!(self.byte(), Some(b' ' | b'\t' | b'\r' | b'\n')) {
            self.position += 1;
        }
    }

    fn fault(&self, expected: &str) -> Diagnostic {
        let next = self.text.get(self.position..).and_then(|rest| rest.chars().next());
        let found = next.map_or_else(|| "the end of the file".to_owned(), |character| format!("`{}`", character.escape_debug()));
        let end = self.position + next.map_or(0, char::len_utf8);
        Diagnostic::error("json", format!("found {found}, expected {expected}")).at(Span::new(self.file, self.position, end), "")
    }

    fn value(&mut self, depth: usize) -> Result<Json, Diagnostic> {
        self.skip_space();
        if depth > MAXIMAL_DEPTH {
            return Err(
                Diagnostic::error("too-deep", format!("more than {MAXIMAL_DEPTH} levels of nesting")).at(self.span(self.position), "")
            );
        }
        let start = self.position;
        let kind = match self.byte() {
            Some(b'{') => self.object(depth)?,
            Some(b'[') => self.list(depth)?,
            Some(b'"') => Kind::Text(self.string()?),
            Some(b'-' | b'0'..=b'9') => self.number()?,
            _ => {
                let words = [("null", Kind::Null), ("true", Kind::Bool(true)), ("false", Kind::Bool(false))];
                let word = words.into_iter().find(|(word, _)| self.text.as_bytes()[start..].starts_with(word.as_bytes()));
                let Some((word, kind)) = word else {
                    return Err(self.fault("a value: an object, a list, a string, a number, `true`, `false` or `null`"));
                };
                self.position += word.len();
                kind
            }
        };
        Ok(Json { kind, span: self.span(start) })
    }

    fn object(&mut self, depth: usize) -> Result<Kind, Diagnostic> {
        self.position += 1;
        let mut entries: Vec<(String, Json)> = Vec::new();
        let mut places: std::collections::HashMap<String, usize> = std::collections::HashMap::new();
        self.skip_space();
        if self.byte() == Some(b'}') {
            self.position += 1;
            return Ok(Kind::Object(entries));
        }
        loop {
            self.skip_space();
            if self.byte() != Some(b'"') {
                return Err(self.fault("a key in double quotes"));
            }
            let start = self.position;
            let key = self.string()?;
            let span = self.span(start);
            self.skip_space();
            if self.byte() != Some(b':') {
                return Err(self.fault("`:`"));
            }
            self.position += 1;
            let value = self.value(depth + 1)?;
            match places.get(&key).copied() {
                Some(index) => {
                    let message = format!("the key \"{}\" stands twice in one object, expected once", shortened(&key));
                    self.repeated.push(Diagnostic::error("duplicate-key", message).at(span, "here again"));
                    entries[index].1 = value;
                }
                None => {
                    places.insert(key.clone(), entries.len());
                    entries.push((key, value));
                }
            }
            self.skip_space();
            match self.byte() {
                Some(b',') => self.position += 1,
                Some(b'}') => {
                    self.position += 1;
                    return Ok(Kind::Object(entries));
                }
                _ => return Err(self.fault("`,` or `}`")),
            }
        }
    }

    fn list(&mut self, depth: usize) -> Result<Kind, Diagnostic> {
        self.position += 1;
        let mut items = Vec::new();
        self.skip_space();
        if self.byte() == Some(b']') {
            self.position += 1;
            return Ok(Kind::List(items));
        }
        loop {
            items.push(self.value(depth + 1)?);
            self.skip_space();
            match self.byte() {
                Some(b',') => self.position += 1,
                Some(b']') => {
                    self.position += 1;
                    return Ok(Kind::List(items));
                }
                _ => return Err(self.fault("`,` or `]`")),
            }
        }
    }

    fn number(&mut self) -> Result<Kind, Diagnostic> {
        let start = self.position;
        if self.byte() == Some(b'-') {
            self.position += 1;
        }
        match self.byte() {
            Some(b'0') => self.position += 1,
            _ => self.digits()?,
        }
        if self.byte() == Some(b'.') {
            self.position += 1;
            self.digits()?;
        }
        if matches!(self.byte(), Some(b'e' | b'E')) {
            self.position += 1;
            if matches!(self.byte(), Some(b'+' | b'-')) {
                self.position += 1;
            }
            self.digits()?;
        }
        Ok(Kind::Number(self.text[start..self.position].to_owned()))
    }

    fn digits(&mut self) -> Result<(), Diagnostic> {
        let start = self.position;
        while matches!(self.byte(), Some(b'0'..=b'9')) {
            self.position += 1;
        }
        if self.position == start { Err(self.fault("a digit")) } else { Ok(()) }
    }

    fn string(&mut self) -> Result<String, Diagnostic> {
        let opening = self.position;
        self.position += 1;
        let mut result = String::new();
        loop {
            let start = self.position;
            while !matches!(self.byte(), None | Some(b'"' | b'\\' | 0..=0x1f)) {
                self.position += 1;
            }
            result.push_str(&self.text[start..self.position]);
            match self.byte() {
                Some(b'"') => {
                    self.position += 1;
                    return Ok(result);
                }
                Some(b'\\') => {
                    self.position += 1;
                    result.push(self.escape()?);
                }
                Some(_) => return Err(self.fault("`\"`, or control characters written as escapes")),
                None => {
                    let span = Span::new(self.file, opening, self.text.len());
                    return Err(Diagnostic::error("json", "a string has no end, expected `\"`").at(span, "it begins here"));
                }
            }
        }
    }

    fn escape(&mut self) -> Result<char, Diagnostic> {
        let character = match self.byte() {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => {
                self.position += 1;
                return self.unicode();
            }
            _ => return Err(self.fault("one of `\"`, `\\`, `/`, `b`, `f`, `n`, `r`, `t`, `u` after a backslash")),
        };
        self.position += 1;
        Ok(character)
    }

    /// The character after `\u`: one escape, or a pair of surrogates; a lone surrogate becomes the replacement character.
    fn unicode(&mut self) -> Result<char, Diagnostic> {
        let first = self.four_digits()?;
        if (0xd800..0xdc00).contains(&first) && self.text.as_bytes()[self.position..].starts_with(b"\\u") {
            let after_first = self.position;
            self.position += 2;
            let second = self.four_digits()?;
            if (0xdc00..0xe000).contains(&second) {
                let joined = 0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00);
                return Ok(char::from_u32(joined).unwrap_or(char::REPLACEMENT_CHARACTER));
            }
            self.position = after_first;
        }
        Ok(char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER))
    }

    fn four_digits(&mut self) -> Result<u32, Diagnostic> {
        let mut code = 0;
        for _ in 0..4 {
            let digit = self.byte().and_then(|byte| char::from(byte).to_digit(16)).ok_or_else(|| self.fault("a hexadecimal digit"))?;
            code = code * 16 + digit;
            self.position += 1;
        }
        Ok(code)
    }
}

/// Collects the faults of a file while it is read.
#[derive(Default)]
pub(super) struct Faults {
    /// What was found so far.
    pub(super) found: Vec<Diagnostic>,
}

impl Faults {
    /// Adds an error at a value.
    pub(super) fn error(&mut self, code: &'static str, at: &Json, message: impl Into<String>) {
        self.found.push(Diagnostic::error(code, message).at(at.span, ""));
    }

    /// Adds a warning at a value.
    pub(super) fn warning(&mut self, code: &'static str, at: &Json, message: impl Into<String>) {
        self.found.push(Diagnostic::warning(code, message).at(at.span, ""));
    }

    /// Adds a note at a value.
    pub(super) fn note(&mut self, code: &'static str, at: &Json, message: impl Into<String>) {
        self.found.push(Diagnostic::note(code, message).at(at.span, ""));
    }

    /// Adds that a value is not what was expected.
    pub(super) fn expected(&mut self, expected: &str, found: &Json) {
        self.error("wrong-type", found, format!("found {}, expected {expected}", found.describe()));
    }

    /// The items of a list; a fault and none where it is something else.
    pub(super) fn list<'a>(&mut self, value: &'a Json, expected: &str) -> &'a [Json] {
        if let Kind::List(items) = &value.kind {
            return items;
        }
        self.expected(expected, value);
        &[]
    }

    /// The entries of an object; a fault and none where it is something else.
    pub(super) fn object<'a>(&mut self, value: &'a Json, expected: &str) -> &'a [(String, Json)] {
        if let Kind::Object(entries) = &value.kind {
            return entries;
        }
        self.expected(expected, value);
        &[]
    }

    /// The text of a string; a fault where it is something else.
    pub(super) fn text<'a>(&mut self, value: &'a Json, expected: &str) -> Option<&'a str> {
        let text = value.text();
        if text.is_none() {
            self.expected(expected, value);
        }
        text
    }

    /// A whole number from 0; a fault where it is something else.
    pub(super) fn whole(&mut self, value: &Json, expected: &str) -> Option<usize> {
        if let Kind::Number(number) = &value.kind
            && let Ok(whole) = number.parse()
        {
            return Some(whole);
        }
        self.expected(expected, value);
        None
    }

    /// The value of a key that must be there; a fault where it is not.
    pub(super) fn required<'a>(&mut self, object: &'a Json, key: &str, whose: &str) -> Option<&'a Json> {
        let found = object.get(key);
        if found.is_none() && matches!(object.kind, Kind::Object(_)) {
            self.error("missing-key", object, format!("{whose} has no \"{key}\", expected it"));
        }
        found
    }

    /// The same of what need not be an object; a fault where it is none.
    pub(super) fn member<'a>(&mut self, object: &'a Json, key: &str, whose: &str) -> Option<&'a Json> {
        if !matches!(object.kind, Kind::Object(_)) {
            self.expected(&format!("keys with values, \"{}\" among them", shortened(key)), object);
        }
        self.required(object, key, whose)
    }

    /// Warns of keys that are not known and so are not kept.
    pub(super) fn unknown_keys(&mut self, object: &Json, known: &[&str], whose: &str) {
        if let Kind::Object(entries) = &object.kind {
            for (key, value) in entries.iter().filter(|(key, _)| !known.contains(&key.as_str())) {
                self.warning("unknown-key", value, format!("\"{}\" in {whose} is not known and not kept", shortened(key)));
            }
        }
    }

    /// Whether anything found so far makes the file unusable.
    pub(super) fn is_fatal(&self) -> bool {
        self.found.iter().any(Diagnostic::is_error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_keep_their_places() {
        let (value, repeated) = parse(" {\"é\": [1, -2.5e3, \"\\u00e9\\ud83d\\ude00\\n\", null, true]}".as_bytes()).unwrap();
        assert!(repeated.is_empty());
        let Kind::List(items) = &value.get("é").unwrap().kind else { panic!("a list") };
        assert_eq!(items[2].text(), Some("é😀\n"));
        assert_eq!((items[0].span.start, items[0].span.end), (9, 10));
        assert_eq!(items[4].kind, Kind::Bool(true));
    }

    #[test]
    fn faults_say_where() {
        for (text, at) in [
            ("", 0),
            ("[1,]", 3),
            ("{\"a\" 1}", 5),
            ("{a: 1}", 1),
            ("\"\\q\"", 2),
            ("\"\\u12\"", 5),
            ("01", 1),
            ("-", 1),
            ("nul", 0),
            ("[1] 2", 4),
            ("\"open", 0),
            ("\"a\nb\"", 2),
            ("{\"a\":", 5),
        ] {
            let fault = parse(text.as_bytes()).unwrap_err();
            assert_eq!(fault.labels[0].span.start, at, "{text}: {}", fault.message);
        }
        assert_eq!(parse(&[b'"', 0xff, b'"']).unwrap_err().code, "not-utf-8");
        assert_eq!(parse(&b"[".repeat(100_000)).unwrap_err().code, "too-deep");
        assert_eq!(parse(&vec![b' '; MAXIMAL_SIZE + 1]).unwrap_err().code, "too-large");
        let (value, repeated) = parse(b"{\"a\": 1, \"a\": 2}").unwrap();
        assert_eq!(repeated.len(), 1);
        assert_eq!(value.get("a").unwrap().kind, Kind::Number("2".into()));
    }
}
