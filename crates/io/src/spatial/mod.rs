//! Tables of who stands where: files into a [`Spatial`].
//!
//! Every fault of a file is reported at once with its line and column. [`read_spatial`] tells formats apart by their ending and their content; each has a file of its own.

pub(crate) mod exchange;
pub(crate) mod gathered;
mod issues;
pub(crate) mod ktab_csv;
pub(crate) mod ktab_xml;
mod lines;
mod long;
pub(crate) mod other;
mod sheet;
pub(crate) mod xlsx;

pub use issues::{Outcomes, read_backtest};
pub use ktab_csv::write as write_ktab;

use detente_model::diagnostic::{Diagnostic, FileId, Files};
use detente_model::spatial::Spatial;
use sha2::{Digest as _, Sha256};
use std::fmt::Write as _;
use std::path::Path;

/// What was read.
#[derive(Clone, PartialEq, Debug)]
pub struct ReadSpatial {
    /// Who stands where.
    pub spatial: Spatial,
    /// Where capabilities come from, in words.
    pub capability: String,
    /// What a reader must know of how the file was understood.
    pub remarks: Vec<String>,
    /// SHA-256 over the files, in hex.
    pub digest: String,
}

/// A file that cannot be opened.
#[derive(Debug, thiserror::Error)]
#[error("`{path}` cannot be read")]
pub struct Unreadable {
    /// Which.
    pub path: String,
    /// Why.
    pub source: std::io::Error,
}

/// A file and what is made of it.
#[derive(Debug)]
pub struct Loaded {
    /// The files, for showing faults.
    pub files: Files,
    /// What was read, or everything that is wrong.
    pub read: Result<ReadSpatial, Vec<Diagnostic>>,
}

/// Reads who stands where from a file.
///
/// # Errors
/// The file cannot be opened. All faults within it are diagnostics.
pub fn read_spatial(path: &Path) -> Result<Loaded, Unreadable> {
    if let Some(loaded) = other::load(path)? {
        return Ok(loaded);
    }
    let (mut files, mut faults) = (Files::default(), Vec::new());
    let (file, bytes) = open(path, &mut files, &mut faults)?;
    let name = path.file_stem().map_or_else(|| "positions".into(), |stem| stem.to_string_lossy().into_owned());
    if !faults.is_empty() {
        return Ok(Loaded { files, read: Err(faults) });
    }
    let text = files.text(file).to_owned();
    let read = long::read(file, &text, &name).map(|long| long.spatial(&name, digest(&[&bytes])));
    Ok(Loaded { files, read })
}

/// SHA-256 over files, each preceded by its length, in hex.
fn digest(files: &[&[u8]]) -> String {
    let mut hash = Sha256::new();
    if let [only] = files {
        // one file: what `sha256sum` gives
        hash.update(only);
    } else {
        for bytes in files {
            hash.update(u64::try_from(bytes.len()).unwrap_or(u64::MAX).to_be_bytes());
            hash.update(bytes);
        }
    }
    hash.finalize().iter().fold(String::new(), |mut text, byte| {
        // writing to a string does not fail
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// Opens a file as text.
fn open(path: &Path, files: &mut Files, faults: &mut Vec<Diagnostic>) -> Result<(FileId, Vec<u8>), Unreadable> {
    let bytes = std::fs::read(path).map_err(|source| Unreadable { path: path.display().to_string(), source })?;
    let name = path.display().to_string();
    match String::from_utf8(bytes.clone()) {
        Ok(text) => Ok((files.add(name, text), bytes)),
        Err(error) => {
            let at = error.utf8_error().valid_up_to();
            let file = files.add(name, String::from_utf8_lossy(&bytes).into_owned());
            let fault = Diagnostic::error("encoding", "the file is not UTF-8 from here on");
            faults.push(fault.at(detente_model::Span::new(file, at, at + 1), "").help("save it as UTF-8"));
            Ok((file, bytes))
        }
    }
}
