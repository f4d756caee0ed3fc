//! Other tools' files: one file a format, and one line in [`FORMATS`].
//!
//! Importers turn a file into the text of a case file, so that the analyst sees and owns what was understood; they report every
//! fault that can be found at once. All places in their diagnostics are in file 0 of [`detente_model::Files`]: the file that was
//! given. Exporters refuse a case that the format cannot say, with all the reasons.

pub mod conflict_json;
mod draft;
pub mod given;
pub mod gmcr;
mod json;
mod words;
mod write;
pub(crate) mod xml;
mod yaml;

use crate::case::read_case;
use detente_model::index::FrameId;
use detente_model::{Case, Diagnostic};

/// What an importer made of a file.
#[derive(Clone, PartialEq, Debug)]
pub struct Imported {
    /// The text of a case file, commented.
    pub case_toml: String,
    /// What the analyst should know: what was left out, what was understood in one of several ways.
    pub notes: Vec<Diagnostic>,
}

/// Reads a file into the text of a case file, or says everything that is wrong with it.
pub type Import = fn(&[u8]) -> Result<Imported, Vec<Diagnostic>>;

/// Writes a frame of a case, or says everything that the format cannot say.
pub type Export = fn(&Case, FrameId) -> Result<String, Vec<Diagnostic>>;

/// A file format of another tool.
#[derive(Clone, Copy, Debug)]
pub struct Format {
    /// The word for `--from` and `--to`.
    pub name: &'static str,
    /// What it is.
    pub title: &'static str,
    /// How names of its files end, without the dot.
    pub extensions: &'static [&'static str],
    /// Whether a file's content looks like it.
    pub recognises: fn(&[u8]) -> bool,
    /// The reader.
    pub import: Import,
    /// The writer, if the format is written.
    pub export: Option<Export>,
}

/// All formats, in the order in which they are tried.
pub const FORMATS: &[Format] = &[
    Format {
        name: "gmcr",
        title: "conflict of gmcr-py (JSON)",
        extensions: &["gmcr"],
        recognises: gmcr::recognises,
        import: gmcr::import,
        export: Some(gmcr::export),
    },
    Format {
        name: "conflict-json",
        title: "published conflict (JSON)",
        extensions: &["json"],
        recognises: conflict_json::recognises,
        import: conflict_json::import,
        export: None,
    },
];

/// What was imported, if it is a case. What an importer does not look for itself (a constraint that holds everywhere, say) the reader of
/// case files finds; there is no place for it in the file that was given.
fn checked(case_toml: String, notes: Vec<Diagnostic>) -> Result<Imported, Vec<Diagnostic>> {
    let loaded = read_case("case.toml", case_toml.as_bytes(), &|_| Err("there are no other files".into()));
    if loaded.case.is_some() {
        return Ok(Imported { case_toml, notes });
    }
    let refused = |fault: Diagnostic| {
        Diagnostic::error(fault.code, format!("the case file that this would be is refused: {}", fault.message)).maybe_help(fault.help)
    };
    Err(loaded.diagnostics.into_iter().filter(Diagnostic::is_error).map(refused).collect())
}

/// The format called `name`.
#[must_use]
pub fn named(name: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|format| format.name == name)
}

/// The format of a file: the first whose content it has, else the first for its ending.
#[must_use]
pub fn detect(file_name: &str, text: &[u8]) -> Option<&'static Format> {
    let ending = file_name.rsplit_once('.').map_or("", |(_, ending)| ending).to_lowercase();
    FORMATS
        .iter()
        .find(|format| (format.recognises)(text))
        .or_else(|| FORMATS.iter().find(|format| format.extensions.contains(&ending.as_str())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_goes_before_the_ending() {
        let gmcr = br#"{"decisionMakers": [], "options": [], "infeasibles": []}"#;
        let conflict = br#"{"title": "x", "dms": [], "preferences": {}}"#;
        assert_eq!(detect("a.json", gmcr).map(|format| format.name), Some("gmcr"));
        assert_eq!(detect("a", conflict).map(|format| format.name), Some("conflict-json"));
        assert_eq!(detect("broken.GMCR", b"{").map(|format| format.name), Some("gmcr"));
        assert_eq!(detect("a.txt", b"hello").map(|format| format.name), None);
        assert!(FORMATS.iter().all(|format| named(format.name).is_some_and(|found| found.name == format.name)));
    }
}
