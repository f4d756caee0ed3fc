//! Which file is a source's.

use super::resolve::Found;
use crate::record::{self, Digest, Record};
use detente_model::Case;
use detente_model::answer::{FoundBy, SourceFile};
use detente_model::diagnostic::suggest;
use detente_model::evidence::{Locator, Source};
use detente_model::index::SourceId;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// How many files are looked at.
pub const MOST_FILES: usize = 10_000;
/// The largest file that is looked at, in bytes: 64 MiB.
pub const LARGEST: u64 = 64 << 20;
/// How deep folders are entered.
const DEEPEST: usize = 16;
/// So many sentences at least must be cited by digest for a file to be recognised by them.
pub const FEWEST: usize = 3;

/// Why files could not be looked for.
#[derive(Debug, thiserror::Error)]
pub enum SearchError {
    /// A file or folder cannot be read.
    #[error("`{}` cannot be read", .path.display())]
    Unreadable {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A file is named for a source that the case does not have.
    #[error("the case has no source `{id}`{}", .help.as_ref().map(|help| format!(" ({help})")).unwrap_or_default())]
    UnknownSource {
        /// The name.
        id: String,
        /// What may have been meant.
        help: Option<String>,
    },
    /// Two files are named for one source.
    #[error("two files are named for the source `{0}`, expected one")]
    NamedTwice(String),
}

/// What was found.
#[derive(Clone, Debug, Default)]
pub struct Searched {
    /// By source; sources of which there is nothing to say are left out.
    pub found: BTreeMap<SourceId, Found>,
    /// What was left out of the search, and why; for the user.
    pub remarks: Vec<String>,
}

/// A file that may be a source's.
struct Candidate {
    path: PathBuf,
    name: String,
    sha256: String,
}

/// Finds the files of a case's sources among the files in `folders`, or as `named`: the name of a source, and its file.
///
/// Folders are entered 16 levels deep; hidden files and folders and links to folders are passed over. At most [`MOST_FILES`]
/// files of at most [`LARGEST`] bytes are looked at, in the order of their names; what is left out is said. The parent module says
/// which file is a source's.
///
/// # Errors
/// A folder or a named file cannot be read, or a name is no source's.
///
/// # Complexity
/// Every file is read once, and once more if it may be the copy of a source that was not found by its digest. One file is held at a
/// time.
pub fn search(case: &Case, folders: &[PathBuf], named: &[(String, PathBuf)]) -> Result<Searched, SearchError> {
    let mut searched = Searched::default();
    for (id, path) in named {
        let Some((source, declared)) = case.sources.enumerated().find(|(_, source)| source.id == *id) else {
            let help = suggest(id, case.sources.iter().map(|source| source.id.as_str()));
            return Err(SearchError::UnknownSource { id: id.clone(), help });
        };
        let bytes = std::fs::read(path).map_err(|source| SearchError::Unreadable { path: path.clone(), source })?;
        if searched.found.insert(source, opened(declared, path.display().to_string(), &bytes, FoundBy::Named)).is_some() {
            return Err(SearchError::NamedTwice(id.clone()));
        }
    }
    let candidates = candidates(folders, &mut searched.remarks)?;
    let open: Vec<SourceId> = case.sources.ids().filter(|source| !searched.found.contains_key(source)).collect();
    let mut unlike: Vec<SourceId> = Vec::new();
    for id in open {
        let source = &case.sources[id];
        let same = candidates.iter().find(|file| source.sha256.as_ref() == Some(&file.sha256));
        match same {
            Some(file) => {
                let bytes = std::fs::read(&file.path).map_err(|source| SearchError::Unreadable { path: file.path.clone(), source })?;
                searched.found.insert(id, opened(source, file.name.clone(), &bytes, FoundBy::Digest));
            }
            None if source.numbering.is_some() => unlike.push(id),
            None => {}
        }
    }
    if !unlike.is_empty() {
        by_likeness(case, &unlike, &candidates, &mut searched.found);
    }
    Ok(searched)
}

/// Opens what was found.
fn opened(source: &Source, name: String, bytes: &[u8], by: FoundBy) -> Found {
    let sha256 = record::sha256(bytes);
    let is_same = source.sha256.as_ref().map(|wanted| *wanted == sha256);
    let mut found = Found { file: Some(SourceFile { name, sha256, by, is_same }), ..Found::default() };
    if source.numbering.is_some() {
        match record::read_bytes(bytes) {
            Ok(record) => found.record = Some(record),
            Err(error) => found.problem = Some(format!("the file is no record: {error}")),
        }
    }
    found
}

/// The best of the files that are like a source, for each source.
fn by_likeness(case: &Case, sources: &[SourceId], candidates: &[Candidate], found: &mut BTreeMap<SourceId, Found>) {
    struct Like<'a> {
        file: &'a Candidate,
        held: usize,
        record: Record,
    }
    let cited: BTreeMap<SourceId, BTreeSet<Digest>> = sources.iter().map(|source| (*source, digests(case, *source))).collect();
    let mut like: BTreeMap<SourceId, Vec<Like<'_>>> = BTreeMap::new();
    for file in candidates {
        // what cannot be read any more, or is no text, is no copy
        let Some(record) = std::fs::read(&file.path).ok().and_then(|bytes| record::read_bytes(&bytes).ok()) else { continue };
        let turns = record.turns.iter().flat_map(|turn| &turn.sentences);
        let sentences: BTreeSet<Digest> = record.preamble.iter().chain(turns).map(|sentence| sentence.digest).collect();
        for source in sources {
            let wanted = &cited[source];
            let held = wanted.intersection(&sentences).count();
            let stem = file.path.file_stem().map(|stem| stem.to_string_lossy().to_lowercase());
            let called = stem.is_some_and(|stem| stem == case.sources[*source].id.to_lowercase());
            if called || wanted.len() >= FEWEST && 2 * held > wanted.len() {
                like.entry(*source).or_default().push(Like { file, held, record: record.clone() });
            }
        }
    }
    for (source, mut files) in like {
        files.sort_by_key(|like| std::cmp::Reverse(like.held));
        let several = files.get(1).is_some_and(|second| second.held == files[0].held && second.file.sha256 != files[0].file.sha256);
        let entry = if several {
            let best = files[0].held;
            let names: Vec<String> = files.iter().filter(|like| like.held == best).map(|like| format!("`{}`", like.file.name)).collect();
            let id = &case.sources[source].id;
            let problem = format!("several files could be it: {}; name one with --source {id}=FILE", names.join(", "));
            Found { problem: Some(problem), ..Found::default() }
        } else {
            let best = files.swap_remove(0);
            let file = SourceFile {
                name: best.file.name.clone(),
                sha256: best.file.sha256.clone(),
                by: FoundBy::Likeness,
                is_same: case.sources[source].sha256.as_ref().map(|_| false),
            };
            Found { file: Some(file), record: Some(best.record), problem: None }
        };
        found.insert(source, entry);
    }
}

/// The different sentences cited from a source, by digest.
fn digests(case: &Case, source: SourceId) -> BTreeSet<Digest> {
    let assumptions = case.assumptions();
    let citations = assumptions.iter().flat_map(|assumption| assumption.citations());
    citations
        .filter(|citation| citation.source == source)
        .filter_map(|citation| match &citation.locator {
            Locator::Passage(passage) => passage.digest.as_ref()?.parse().ok(),
            Locator::Other(_) | Locator::Whole => None,
        })
        .collect()
}

/// The files in folders, each with its digest.
fn candidates(folders: &[PathBuf], remarks: &mut Vec<String>) -> Result<Vec<Candidate>, SearchError> {
    let mut paths: Vec<(PathBuf, String)> = Vec::new();
    let mut full = false;
    for folder in folders {
        if folder.is_dir() {
            full |= !walk(folder, folder, 0, &mut paths, remarks)?;
        } else {
            paths.push((folder.clone(), folder.display().to_string()));
        }
    }
    if full {
        remarks.push(format!(
            "there are more than {MOST_FILES} files: those after `{}` were not looked at",
            paths.last().map_or("", |(_, name)| name)
        ));
    }
    let mut files = Vec::new();
    for (path, name) in paths {
        let unreadable = |source| SearchError::Unreadable { path: path.clone(), source };
        let size = std::fs::metadata(&path).map_err(unreadable)?.len();
        if size > LARGEST {
            remarks.push(format!("`{name}` has {size} bytes, more than {LARGEST}: it was not looked at"));
            continue;
        }
        match std::fs::read(&path) {
            Ok(bytes) => files.push(Candidate { sha256: record::sha256(&bytes), path, name }),
            Err(error) => remarks.push(format!("`{name}` cannot be read: {error}")),
        }
    }
    Ok(files)
}

/// Gathers the files below a folder in the order of their names; false if there are too many.
fn walk(
    root: &Path,
    folder: &Path,
    depth: usize,
    paths: &mut Vec<(PathBuf, String)>,
    remarks: &mut Vec<String>,
) -> Result<bool, SearchError> {
    let unreadable = |source| SearchError::Unreadable { path: folder.to_owned(), source };
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if depth > 0 => {
            remarks.push(format!("the folder `{}` cannot be read: {error}", folder.display()));
            return Ok(true);
        }
        Err(error) => return Err(unreadable(error)),
    };
    let mut entries: Vec<PathBuf> = entries.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>().map_err(unreadable)?;
    entries.sort();
    for path in entries {
        let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        let Ok(kind) = std::fs::symlink_metadata(&path).map(|data| data.file_type()) else { continue };
        if hidden {
            continue;
        }
        if kind.is_dir() {
            if depth + 1 < DEEPEST {
                if !walk(root, &path, depth + 1, paths, remarks)? {
                    return Ok(false);
                }
            } else {
                remarks.push(format!("the folder `{}` is too deep: it was not looked at", path.display()));
            }
        } else if path.is_file() {
            if paths.len() == MOST_FILES {
                return Ok(false);
            }
            let name = path.strip_prefix(root).unwrap_or(&path).display().to_string();
            paths.push((path, name));
        }
    }
    Ok(true)
}
