//! Other tools' files: one file a format, and one line in [`FORMATS`].
//!
//! Importers turn a file into the text of a case file, so that the analyst sees and owns what was understood; they report every
//! fault that can be found at once. All places in their diagnostics are in file 0 of [`detente_model::Files`]: the file that was
//! given. Exporters refuse a case that the format cannot say, with all the reasons.

pub mod conflict_json;
mod draft;
pub mod genius;
pub mod geniusweb;
pub mod gmcr;
mod json;
pub mod negmas;
pub(crate) mod number;
pub mod positions;
mod scenario;
mod words;
mod write;
pub(crate) mod xml;
mod yaml;

use crate::case::read_case;
use crate::given;
pub use crate::given::Given;
use detente_model::index::FrameId;
use detente_model::{Case, Diagnostic, Files};
use std::path::Path;

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

/// What an importer is told.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Options {
    /// How many equal steps the grid has on which issues are read whose values are all numbers between two ends.
    pub steps: u32,
}

impl Default for Options {
    fn default() -> Self {
        Self { steps: 10 }
    }
}

/// Reads files that belong together. Places in diagnostics are in the files in the order given.
pub type ImportAll = fn(&[Given], &Options) -> Result<Imported, Vec<Diagnostic>>;

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
    /// The reader of one file.
    pub import: Import,
    /// The reader of several files, or of one under its name, if the format knows that.
    pub import_all: Option<ImportAll>,
    /// Whether the files of a folder may belong together.
    pub is_folder: bool,
    /// What places in diagnostics are places in: a text for each file, or for each sheet of one.
    pub texts: fn(&[Given]) -> Files,
    /// The writer, if the format is written.
    pub export: Option<Export>,
}

impl Format {
    /// Reads files that belong together, or one.
    ///
    /// # Errors
    /// Everything that is wrong with them; several files where the format has one alone. Places are in the texts of the files.
    pub fn read(&self, given: &[Given], options: &Options) -> Result<Imported, Vec<Diagnostic>> {
        match (self.import_all, given) {
            (Some(import_all), _) => import_all(given, options),
            (None, [one]) => (self.import)(&one.bytes),
            (None, _) => {
                let message = format!("found {} files, expected one: the format is {}", given.len(), self.title);
                Err(vec![Diagnostic::error("several-files", message)])
            }
        }
    }
}

impl Imported {
    /// The case that the text says, with nothing but what stands in it.
    ///
    /// # Panics
    /// Never: importers give no text that is refused.
    #[must_use]
    pub fn case(&self) -> Case {
        let loaded = read_case("case.toml", self.case_toml.as_bytes(), &|_| Err("there are no other files".into()));
        loaded.case.expect("importers read what they write before they give it")
    }
}

/// What was read at a path.
#[derive(Clone, Debug)]
pub struct Read {
    /// The format that was found, or asked for.
    pub format: &'static Format,
    /// The files, for showing diagnostics.
    pub files: Files,
    /// What was made of them, or what is wrong.
    pub outcome: Result<Imported, Vec<Diagnostic>>,
}

/// Reads a file, or the files of a folder that belong to one format: that which the first of them by name has, in the order of
/// [`FORMATS`]. None if no format is known for it.
///
/// # Errors
/// Something cannot be read.
pub fn read_path(path: &Path, from: Option<&'static Format>, options: &Options) -> std::io::Result<Option<Read>> {
    let (format, given) = if path.is_dir() {
        let several = || FORMATS.iter().filter(|format| format.is_folder && from.is_none_or(|from| from.name == format.name));
        let mut found = None;
        for format in several() {
            let given = given::read_folder(path, format.extensions)?;
            if given.iter().any(|file| (format.recognises)(&file.bytes)) {
                found = Some((format, given));
                break;
            }
        }
        let Some(found) = found else { return Ok(None) };
        found
    } else {
        let given = given::read_file(path)?;
        let Some(format) = from.or_else(|| detect(&given.name, &given.bytes)) else { return Ok(None) };
        (format, vec![given])
    };
    Ok(Some(Read { format, files: (format.texts)(&given), outcome: format.read(&given, options) }))
}

/// All formats, in the order in which they are tried.
pub const FORMATS: &[Format] = &[
    Format {
        name: "gmcr",
        title: "conflict of gmcr-py (JSON)",
        extensions: &["gmcr"],
        recognises: gmcr::recognises,
        import: gmcr::import,
        import_all: None,
        is_folder: false,
        texts: given::texts,
        export: Some(gmcr::export),
    },
    Format {
        name: "conflict-json",
        title: "published conflict (JSON)",
        extensions: &["json"],
        recognises: conflict_json::recognises,
        import: conflict_json::import,
        import_all: None,
        is_folder: false,
        texts: given::texts,
        export: None,
    },
    Format {
        name: "genius",
        title: "negotiation scenario of GENIUS (XML)",
        extensions: &["xml"],
        recognises: genius::recognises,
        import: genius::import,
        import_all: Some(genius::import_all),
        is_folder: true,
        texts: given::texts,
        export: None,
    },
    Format {
        name: "geniusweb",
        title: "negotiation scenario of GeniusWeb (JSON)",
        extensions: &["json"],
        recognises: geniusweb::recognises,
        import: geniusweb::import,
        import_all: Some(geniusweb::import_all),
        is_folder: true,
        texts: given::texts,
        export: None,
    },
    Format {
        name: "negmas",
        title: "negotiation scenario of NegMAS (YAML)",
        extensions: &["yml", "yaml"],
        recognises: negmas::recognises,
        import: negmas::import,
        import_all: Some(negmas::import_all),
        is_folder: true,
        texts: given::texts,
        export: None,
    },
    Format {
        name: "xlsx",
        title: "workbook of positions (XLSX)",
        extensions: &["xlsx"],
        recognises: positions::workbook::recognises,
        import: positions::workbook::import,
        import_all: Some(positions::workbook::import_all),
        is_folder: false,
        texts: positions::workbook::texts,
        export: None,
    },
    Format {
        name: "ktab-xml",
        title: "KTAB scenario (XML)",
        extensions: &[],
        recognises: positions::ktab_xml::recognises,
        import: positions::ktab_xml::import,
        import_all: Some(positions::ktab_xml::import_all),
        is_folder: false,
        texts: positions::ktab_xml::texts,
        export: None,
    },
    Format {
        name: "exchange",
        title: "input of an exchange model (`#A`, `#P`, `#M`, `#D`)",
        extensions: &[],
        recognises: positions::exchange::recognises,
        import: positions::exchange::import,
        import_all: Some(positions::exchange::import_all),
        is_folder: false,
        texts: positions::exchange::texts,
        export: None,
    },
    Format {
        name: "ktab-csv",
        title: "KTAB scenario (CSV)",
        extensions: &[],
        recognises: positions::ktab_csv::recognises,
        import: positions::ktab_csv::import,
        import_all: Some(positions::ktab_csv::import_all),
        is_folder: false,
        texts: positions::ktab_csv::texts,
        export: None,
    },
    Format {
        name: "positions",
        title: "table of positions (CSV)",
        extensions: &["csv", "tsv"],
        recognises: positions::long::recognises,
        import: positions::long::import,
        import_all: Some(positions::long::import_all),
        is_folder: false,
        texts: positions::long::texts,
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
