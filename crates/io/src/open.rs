//! Opening what was named: a case, or a folder of another tool's files, which is made into a case in memory.
//!
//! A folder with a `case.toml` is a case, whatever else lies in it. One without is read as `detente import` reads it, and what would be written is read as the case file.

use crate::case::{self, LoadError, Loaded};
use crate::format::{self, FORMATS, Options, read_path};
use detente_model::diagnostic::{Diagnostic, Files};
use std::path::{Path, PathBuf};

/// What was made into a case.
#[derive(Clone, Debug)]
pub struct Made {
    /// From what.
    pub format: &'static format::Format,
    /// The files, for showing notes.
    pub files: Files,
    /// What the analyst should know of how they were understood. Places are in `files`.
    pub notes: Vec<Diagnostic>,
}

/// What was opened.
#[derive(Clone, Debug)]
pub struct Opened {
    /// The case, or what is wrong with it. Where other files were made into one and those are faulty, there is no case, and the faults are in [`Opened::made`].
    pub loaded: Loaded,
    /// What it was made of, unless it was a case already.
    pub made: Option<Made>,
}

/// Opens a case like [`case::load_with`], or a folder of files that another tool wrote and that belong together: a negotiation scenario. `added`: further files of the case.
///
/// # Errors
/// There is nothing, something cannot be read, or the folder holds neither a case nor files that are known.
pub fn open(path: &Path, added: &[PathBuf]) -> Result<Opened, LoadError> {
    match case::load_with(path, added) {
        Err(LoadError::NoCase(_)) => {}
        opened => return Ok(Opened { loaded: opened?, made: None }),
    }
    let unreadable = |source| LoadError::Unreadable { path: path.to_owned(), source };
    let Some(read) = read_path(path, None, &Options::default()).map_err(unreadable)? else {
        return Err(LoadError::Neither { path: path.to_owned(), known: known() });
    };
    let (loaded, notes) = match read.outcome {
        Ok(imported) => {
            let name = path.join("case.toml");
            let no_others = |_: &str| Err("there are no other files".into());
            let added = case::read_added(added)?;
            (case::read_case_with(&name.to_string_lossy(), imported.case_toml.as_bytes(), &no_others, &added), imported.notes)
        }
        Err(faults) => (Loaded { case: None, files: Files::default(), diagnostics: Vec::new() }, faults),
    };
    Ok(Opened { loaded, made: Some(Made { format: read.format, files: read.files, notes }) })
}

/// The formats of which a folder may be, in words.
fn known() -> String {
    let folders = FORMATS.iter().filter(|format| format.is_folder);
    folders.map(|format| format!("{} (.{})", format.name, format.extensions.join(", ."))).collect::<Vec<_>>().join(", ")
}
