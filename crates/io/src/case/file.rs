//! The files of a case: reading, checking and parsing them before anything is understood.

use super::table::{Faults, Item, MAXIMAL_FAULTS, Sheet, Table};
use detente_model::diagnostic::{Diagnostic, FileId, Files, Span};
use sha2::{Digest, Sha256};
use std::sync::Arc;
use toml::Spanned;
use toml::de::DeTable;

/// How many bytes the files of a case may have together: 64 MiB.
pub const MAXIMAL_BYTES: usize = 64 << 20;

/// How many files a case may have.
pub const MAXIMAL_FILES: usize = 256;

/// Gives the bytes of an included file by its path relative to the main file.
pub(super) type Read<'r> = dyn Fn(&str) -> Result<Vec<u8>, String> + 'r;

/// The files of a case in the order in which they are read.
pub(super) struct Gathered {
    pub(super) files: Files,
    /// The texts that could be read; those after the first [`Self::own`] were added by the caller.
    pub(super) texts: Vec<(FileId, Arc<str>)>,
    /// How many of the texts are the case's own.
    pub(super) own: usize,
    pub(super) digest: String,
}

struct Gatherer<'r> {
    files: Files,
    texts: Vec<(FileId, Arc<str>)>,
    digest: Sha256,
    bytes: usize,
    /// Relative paths of all files met, with the place that asked for them.
    met: Vec<(String, Option<Span>)>,
    /// The files that are being included just now, outermost first.
    open: Vec<String>,
    folder: String,
    /// Whether the file at hand was added by the caller.
    is_outside: bool,
    read: &'r Read<'r>,
    faults: &'r Faults,
}

/// Reads the main file and all that it includes, then the files that the caller adds: their names and bytes.
pub(super) fn gather(main_name: &str, main: &[u8], read: &Read<'_>, added: &[(String, Vec<u8>)], faults: &Faults) -> Gathered {
    let (folder, name) = match main_name.rfind(['/', '\\']) {
        Some(slash) => (&main_name[..=slash], &main_name[slash + 1..]),
        None => ("", main_name),
    };
    let mut gatherer = Gatherer {
        files: Files::default(),
        texts: Vec::new(),
        digest: Sha256::new(),
        bytes: 0,
        met: vec![(name.to_owned(), None)],
        open: Vec::new(),
        folder: folder.to_owned(),
        is_outside: false,
        read,
        faults,
    };
    gatherer.add(name, main);
    let own = gatherer.texts.len();
    gatherer.folder.clear();
    gatherer.is_outside = true;
    for (name, bytes) in added {
        gatherer.add_from_outside(name, bytes);
    }
    let digest = gatherer.digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    Gathered { files: gatherer.files, texts: gatherer.texts, own, digest }
}

impl Gatherer<'_> {
    fn add(&mut self, name: &str, bytes: &[u8]) {
        let shown = format!("{}{name}", self.folder);
        self.bytes = self.bytes.saturating_add(bytes.len());
        if self.bytes > MAXIMAL_BYTES {
            let file = self.files.add(shown, "");
            self.faults.push(
                Diagnostic::error(
                    "too-large",
                    format!("`{name}` is too large: the files of a case may have {} MiB together", MAXIMAL_BYTES >> 20),
                )
                .at(Span::new(file, 0, 0), "")
                .help("is it the right file? documents belong beside the case, and are cited"),
            );
            return;
        }
        let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        self.digest.update(name.rsplit(['/', '\\']).next().filter(|_| self.is_outside).unwrap_or(name).as_bytes());
        self.digest.update([0]);
        self.digest.update(length.to_le_bytes());
        self.digest.update(bytes);
        let text = match std::str::from_utf8(bytes) {
            Ok(text) => text,
            Err(fault) => return self.not_utf8(shown, name, bytes, fault.valid_up_to()),
        };
        let text: Arc<str> = text.into();
        let file = self.files.add(shown, text.clone());
        self.texts.push((file, text.clone()));
        if !text.contains("include") {
            return;
        }
        let (document, _) = parse(&text);
        let sheet = Sheet { file, text: &text, faults: self.faults };
        let wanted: Vec<Item<'_>> = Table::top(sheet, document.get_ref()).get("include").and_then(|item| item.list()).unwrap_or_default();
        let wanted: Vec<(String, Span)> = wanted.iter().filter_map(Item::text).map(|text| (text.value.to_owned(), text.span)).collect();
        drop(document);
        self.open.push(name.to_owned());
        for (path, span) in wanted {
            self.include(name, &path, span);
        }
        self.open.pop();
    }

    /// Adds a file that the case does not know; it includes nothing.
    fn add_from_outside(&mut self, name: &str, bytes: &[u8]) {
        let before = self.texts.len();
        let read: &Read<'_> = &|_| Err("a file that is added includes nothing: add the other one too".to_owned());
        let inside = std::mem::replace(&mut self.read, read);
        self.met.push((name.to_owned(), None));
        self.add(name, bytes);
        self.read = inside;
        self.texts.truncate(before + 1);
    }

    fn not_utf8(&mut self, shown: String, name: &str, bytes: &[u8], valid: usize) {
        let prefix = std::str::from_utf8(&bytes[..valid]).unwrap_or_default();
        let file = self.files.add(shown, prefix);
        let place = Span::new(file, valid, valid);
        let (line, column) = self.files.position(place);
        let help = match bytes {
            [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => "it looks like UTF-16: save it as UTF-8",
            _ => "save it as UTF-8",
        };
        self.faults.push(
            Diagnostic::error(
                "not-utf8",
                format!(
                    "`{name}` is not UTF-8: byte {valid} (line {line}, column {column}) is 0x{:02x}",
                    bytes.get(valid).copied().unwrap_or(0)
                ),
            )
            .at(place, "")
            .help(help),
        );
    }

    /// Includes `path`, which `from` asks for at `span`.
    fn include(&mut self, from: &str, path: &str, span: Span) {
        let refuse = |code, message: String, help: &str| {
            self.faults.push(Diagnostic::error(code, message).at(span, "").help(help));
        };
        let absolute = path.starts_with(['/', '\\', '~']) || path.chars().nth(1) == Some(':');
        if absolute {
            return refuse("include-path", format!("the path `{path}` is absolute"), "write it relative to this file");
        }
        if path.contains('\\') {
            return refuse("include-path", format!("the path `{path}` has a backslash"), "separate folders with `/`");
        }
        let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty() && *part != ".").collect();
        if parts.contains(&"..") {
            return refuse(
                "include-path",
                format!("the path `{path}` leaves the folder of this file"),
                "put the file beside this one or below",
            );
        }
        if parts.is_empty() || path.contains('\0') {
            return refuse("include-path", format!("`{}` is no path", path.escape_debug()), "name a file, such as \"preferences.toml\"");
        }
        let beside = from.rfind('/').map_or("", |slash| &from[..=slash]);
        let name = format!("{beside}{}", parts.join("/"));
        if self.open.contains(&name) {
            return refuse(
                "include-cycle",
                format!("`{name}` includes itself, by way of {}", self.open.join(" → ")),
                "remove this include",
            );
        }
        if let Some((_, first)) = self.met.iter().find(|(met, _)| *met == name) {
            let mut fault = Diagnostic::error("include-twice", format!("`{name}` is included twice")).at(span, "again here");
            if let Some(first) = first {
                fault = fault.at(*first, "included here");
            }
            self.faults.push(fault.help("remove one of the two"));
            return;
        }
        if self.met.len() >= MAXIMAL_FILES {
            return refuse("include-many", format!("more than {MAXIMAL_FILES} files"), "join some of them");
        }
        self.met.push((name.clone(), Some(span)));
        match (self.read)(&name) {
            Ok(bytes) => self.add(&name, &bytes),
            Err(why) => {
                self.faults.push(
                    Diagnostic::error("include-missing", format!("`{name}` cannot be read: {why}"))
                        .at(span, "")
                        .help("paths are relative to this file"),
                );
            }
        }
    }
}

/// How much of a large file is looked at first.
const SAMPLE: usize = 256 << 10;

/// Parses a text; of a large one whose beginning has too many faults already, which is no TOML at all, only the beginning.
fn parse(text: &str) -> (Spanned<DeTable<'_>>, Vec<toml::de::Error>) {
    if let Some(beginning) = text.as_bytes().get(..SAMPLE) {
        let cut = beginning.iter().rposition(|byte| *byte == b'\n').unwrap_or(0);
        let (document, errors) = DeTable::parse_recoverable(&text[..cut]);
        if errors.len() > MAXIMAL_FAULTS {
            return (document, errors);
        }
    }
    DeTable::parse_recoverable(text)
}

/// Reads the TOML of a file and reports its faults of syntax; with the places of text that could not be understood.
pub(super) fn syntax<'a>(sheet: Sheet<'a>) -> (DeTable<'a>, Vec<usize>) {
    let (document, errors) = parse(sheet.text);
    let mut broken = Vec::new();
    // the keys of a table that is there twice are not reported once more
    let mut repeated = 0..0;
    for (number, error) in errors.iter().enumerate() {
        if sheet.faults.is_full() {
            break;
        }
        let mut range = error.span().unwrap_or(sheet.text.len()..sheet.text.len());
        range.end = range.end.min(sheet.text.len()).max(range.start.min(sheet.text.len()));
        range.start = range.start.min(range.end);
        let span = sheet.span(range.clone());
        if error.message() == "duplicate key" {
            if repeated.contains(&range.start) {
                continue;
            }
            if let Some(line) = sheet.text.get(line_start(sheet.text, range.start)..).filter(|line| line.trim_start().starts_with('[')) {
                let begin = sheet.text.len() - line.len();
                repeated = range.end..line.find("\n[").map_or(sheet.text.len(), |next| begin + next);
            }
            let key = sheet.text.get(range).unwrap_or_default();
            let mut fault = Diagnostic::error("duplicate-name", format!("`{key}` is defined twice")).at(span, "again here");
            if let Some(first) = (number < 20).then(|| first_definition(sheet, key, span)).flatten() {
                fault = fault.at(first, "defined here");
            }
            sheet.faults.push(fault.help("remove or rename one of the two"));
        } else {
            broken.push(range.start);
            sheet
                .faults
                .push(Diagnostic::error("toml-syntax", message(error.message())).at(span, "").maybe_help(advice(sheet.text, span.start)));
        }
    }
    (document.into_inner(), broken)
}

/// Where the line of a place begins.
pub(super) fn line_start(text: &str, place: usize) -> usize {
    text.as_bytes().iter().take(place).rposition(|byte| *byte == b'\n').map_or(0, |newline| newline + 1)
}

fn message(found: &str) -> String {
    match found.strip_prefix("cannot recurse further") {
        Some(_) => "too many levels of nesting".into(),
        None => found.to_owned(),
    }
}

/// Advice for the common mistake: a word without quotes.
fn advice(text: &str, at: usize) -> Option<String> {
    let line = text.get(line_start(text, at)..)?.lines().next()?;
    let (_, value) = line.split_once('=')?;
    let value = value.split('#').next()?.trim();
    let bare = !value.is_empty() && !value.contains(['"', '\'', '[', '{', ',', '=']) && value.starts_with(char::is_alphabetic);
    bare.then(|| format!("put text in quotes: \"{value}\""))
}

/// Where the same header or key stands before, as far as its line shows.
fn first_definition(sheet: Sheet<'_>, key: &str, again: Span) -> Option<Span> {
    let begin = line_start(sheet.text, again.start);
    let line = sheet.text.get(begin..)?.lines().next()?.trim();
    let mut at = 0;
    let mut found = None;
    for earlier in sheet.text.get(..begin)?.split_inclusive('\n') {
        let bare = earlier.trim();
        let indent = earlier.len() - earlier.trim_start().len();
        if line.starts_with('[') {
            if bare == line && found.is_none() {
                found = Some(sheet.span(at + indent..at + indent + bare.len()));
            }
        } else if bare.starts_with('[') {
            found = None;
        } else if found.is_none() && bare.strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with(['=', '.'])) {
            found = Some(sheet.span(at + indent..at + indent + key.len()));
        }
        at += earlier.len();
    }
    found
}
