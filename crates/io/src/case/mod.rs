//! Case files: TOML in, [`Case`] and diagnostics out. The format is described in `docs/case-file.md`.
//!
//! Every fault is reported, all at once. First all names are declared, over all files; then the bodies are read with them.
//! One file here for each table of the format.

mod basis;
mod coding;
mod constraint;
mod context;
mod event;
mod file;
pub mod format;
mod frame;
mod graph;
mod outcome;
mod party;
mod preference;
pub mod schema;
mod source;
mod table;
mod terms;
mod variable;

pub use file::{MAXIMAL_BYTES, MAXIMAL_FILES};
pub use graph::MAXIMAL_STATES;
pub use variable::MAXIMAL_VALUES;

use context::{Context, Reader};
use detente_model::Case;
use detente_model::consent::Consenters;
use detente_model::diagnostic::{self, Diagnostic, Files, Span};
use detente_model::expression::Vocabulary;
use detente_model::variable::Controller;
use file::line_start;
use std::collections::HashSet;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use table::{Faults, Sheet, Table};
use toml::de::DeTable;

/// The version of the format that is read.
pub const FORMAT: u32 = 1;

/// The capabilities that a case may ask for with `needs`.
pub const CAPABILITIES: [&str; 0] = [];

/// The tables that later versions will read.
pub const RESERVED_TABLES: [&str; 3] = ["process", "lever", "belief"];

/// What reading a case gave.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The case; none if there are errors.
    pub case: Option<Case>,
    /// The files with their texts, for showing diagnostics.
    pub files: Files,
    /// All faults and remarks, sorted by place.
    pub diagnostics: Vec<Diagnostic>,
}

impl Loaded {
    /// Whether the case cannot be used.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.case.is_none()
    }
}

/// Why the main file of a case could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// There is nothing at this path.
    #[error("there is no file or folder `{}`", .0.display())]
    Missing(PathBuf),
    /// The folder is not a case.
    #[error("the folder `{}` has no `case.toml`", .0.display())]
    NoCase(PathBuf),
    /// The folder is neither a case nor something that can be made into one.
    #[error("the folder `{}` has no `case.toml`, and no files of a negotiation scenario that can be read: known are {known}", .path.display())]
    Neither {
        /// The folder.
        path: PathBuf,
        /// What can be read, in words.
        known: String,
    },
    /// It is there and cannot be read.
    #[error("`{}` cannot be read", .path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
}

/// Reads a case from a file, or from a folder with a `case.toml`.
///
/// # Errors
/// The main file cannot be opened. All faults within it are diagnostics.
pub fn load(path: &Path) -> Result<Loaded, LoadError> {
    load_with(path, &[])
}

/// Reads a case like [`load`], with further files that try something out: what they declare comes after the case's own, varies in
/// every frame, and is from the start as its first value says, unless they say otherwise (`docs/case-file.md`, "Files that are added").
///
/// # Errors
/// The main file or one that is to be added cannot be opened. All faults within them are diagnostics.
pub fn load_with(path: &Path, added: &[PathBuf]) -> Result<Loaded, LoadError> {
    let main = if path.is_dir() {
        let main = path.join("case.toml");
        if !main.exists() {
            return Err(LoadError::NoCase(path.to_owned()));
        }
        main
    } else {
        path.to_owned()
    };
    let bytes = read_bytes(&main).map_err(|source| match source.kind() {
        std::io::ErrorKind::NotFound => LoadError::Missing(main.clone()),
        _ => LoadError::Unreadable { path: main.clone(), source },
    })?;
    let folder = main.parent().unwrap_or(Path::new("")).to_owned();
    let read = |name: &str| {
        read_bytes(&folder.join(name)).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => "there is no such file".to_owned(),
            std::io::ErrorKind::PermissionDenied => "it may not be read".to_owned(),
            _ => error.to_string(),
        })
    };
    let added = read_added(added)?;
    Ok(read_case_with(&main.to_string_lossy(), &bytes, &read, &added))
}

/// The names and bytes of files that are to be added.
pub(crate) fn read_added(added: &[PathBuf]) -> Result<Vec<(String, Vec<u8>)>, LoadError> {
    let read = |path: &PathBuf| match read_bytes(path) {
        Ok(bytes) => Ok((path.to_string_lossy().into_owned(), bytes)),
        Err(source) if source.kind() == std::io::ErrorKind::NotFound => Err(LoadError::Missing(path.clone())),
        Err(source) => Err(LoadError::Unreadable { path: path.clone(), source }),
    };
    added.iter().map(read).collect()
}

/// The bytes of a file: of one that is too large only so many that this can be seen.
fn read_bytes(path: &Path) -> std::io::Result<Vec<u8>> {
    let file = std::fs::File::open(path)?;
    if !file.metadata()?.is_file() {
        return Err(std::io::Error::other("it is not a file"));
    }
    let mut bytes = Vec::new();
    file.take(u64::try_from(MAXIMAL_BYTES).unwrap_or(u64::MAX) + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Reads a case from its text files. `main_name` is how messages call the main file; `read` gives the bytes of an included
/// file by its path relative to the main file, or says why it cannot.
///
/// # Complexity
/// Linear in the size of the files for a case without faults, but for frames: each walks the variables and what mentions them.
#[must_use]
pub fn read_case(main_name: &str, main: &[u8], read: &dyn Fn(&str) -> Result<Vec<u8>, String>) -> Loaded {
    read_case_with(main_name, main, read, &[])
}

/// Reads a case like [`read_case`], with further files that try something out: their names and bytes.
#[must_use]
pub fn read_case_with(main_name: &str, main: &[u8], read: &dyn Fn(&str) -> Result<Vec<u8>, String>, added: &[(String, Vec<u8>)]) -> Loaded {
    let faults = Faults::default();
    let gathered = file::gather(main_name, main, read, added, &faults);
    let mut case: Option<Case> = None;
    let mut broken = HashSet::new();
    if !gathered.texts.is_empty() {
        let sheets: Vec<Sheet<'_>> = gathered.texts.iter().map(|(file, text)| Sheet { file: *file, text, faults: &faults }).collect();
        let mut documents: Vec<DeTable<'_>> = Vec::new();
        let mut lines = Vec::new();
        for sheet in &sheets {
            let (document, places) = file::syntax(*sheet);
            documents.push(document);
            lines.extend(places.into_iter().map(|place| (sheet.file, line_start(sheet.text, place))));
        }
        let unread = gathered.texts.len() < gathered.files.iter().count();
        broken.extend(lines);
        let before = faults.kept();
        let tops: Vec<Table<'_>> = sheets.iter().zip(&documents).map(|(sheet, document)| Table::top(*sheet, document)).collect();
        case = Some(build(&tops, gathered.own, gathered.digest));
        if !broken.is_empty() || unread {
            let texts: Vec<&str> = gathered.files.iter().map(|(_, _, text)| text).collect();
            faults.forgive(before, |diagnostic| follows(diagnostic, &broken, &texts));
        }
    }
    let mut diagnostics = faults.into_list();
    diagnostic::sort(&mut diagnostics);
    diagnostics.dedup();
    if let Some(case) = case.as_mut().filter(|_| !added.is_empty()) {
        // the name without its folder: the same answer wherever the file lies
        case.edits = added.iter().map(|(name, _)| format!("add {}", name.rsplit(['/', '\\']).next().unwrap_or(name))).collect();
        case.title = format!("{} [{}]", case.title, case.edits.join("; "));
    }
    let case = case.filter(|_| !diagnostics.iter().any(Diagnostic::is_error));
    Loaded { case, files: gathered.files, diagnostics }
}

/// Whether a fault may be no more than a consequence of text that could not be read: something seems to be missing, or stands
/// on a line that is faulty already.
fn follows(diagnostic: &Diagnostic, broken: &HashSet<(diagnostic::FileId, usize)>, texts: &[&str]) -> bool {
    let is_missing = diagnostic.code.starts_with("missing-")
        || diagnostic.code.starts_with("unknown-") && diagnostic.code != "unknown-key" && diagnostic.code != "unknown-word"
        || matches!(
            diagnostic.code,
            "no-members"
                | "no-weight"
                | "no-options"
                | "nothing-varies"
                | "open-variable"
                | "status-quo-incomplete"
                | "value-count"
                | "pattern-length"
                | "empty-tier"
                | "malformed-citation"
        );
    let on_broken_line = diagnostic.labels.first().is_some_and(|label| {
        texts.get(label.span.file.0 as usize).is_some_and(|text| broken.contains(&(label.span.file, line_start(text, label.span.start))))
    });
    is_missing || on_broken_line
}

/// `own`: how many of the files are the case's own; the rest was added.
fn build(tops: &[Table<'_>], own: usize, digest: String) -> Case {
    let mut context = Context::default();
    let (main, included) = tops.split_first().expect("there is a main file");
    let title = head(main, &mut context);
    for top in included {
        head_of_included(top);
    }
    for top in tops {
        source::read(&mut context, top);
    }
    for top in tops {
        event::read(&mut context, top);
    }
    let declared: Vec<party::Declared<'_>> = tops.iter().flat_map(party::declare).collect();
    let bodies = party::number(&mut context, &declared);
    for top in tops {
        source::audiences(&mut context, top);
    }
    let weights = context.weights();
    let parties = party::read(&context, &bodies);
    let variables = variable::read(&context, tops, &declared);
    let (mut list, mut rules) = (variables.list, variables.rules);
    for party in declared.iter().filter(|party| party.only_options) {
        if !bodies.iter().any(|body| std::ptr::eq(*body, party)) {
            party.table.finish();
        }
    }
    let graph = read_graph(&context, tops, &mut list, variables.first);
    if graph.is_some() {
        rules.clear();
    }
    let mut mentions = Vec::new();
    let (mut constraints, mut restrictions) = (Vec::new(), Vec::new());
    let (rules, preferences, codings, outcomes, terms, frames) = {
        let vocabulary = Vocabulary::new(&list, &context.events, graph.is_some());
        let consenters = Consenters { parties: &parties, weights: &weights };
        let reader =
            Reader { context: &context, variables: &list, vocabulary: &vocabulary, consenters: &consenters, is_graph: graph.is_some() };
        for top in tops {
            constraint::constraints(&reader, top, &mut constraints, &mut mentions);
        }
        for top in tops {
            constraint::restrictions(&reader, top, &mut restrictions, &mut mentions);
        }
        let rules: Vec<_> = rules.iter().map(|(issue, item)| (*issue, variable::rules(&reader, *issue, item, &mut mentions))).collect();
        let readings = preference::Preferences::new(&reader, &constraints);
        let preferences = readings.read(tops, own, parties.len(), &mut mentions);
        let codings = coding::read(&readings, tops, parties.len(), &mut mentions);
        let outcomes = outcome::read(&reader, tops);
        let terms = terms::read(&reader, tops, &mut mentions);
        let frames = frame::read(&reader, tops, own, &mentions);
        (rules, preferences, codings, outcomes, terms, frames)
    };
    for (issue, rules) in rules {
        list[issue].controller = Controller::Consent(rules);
    }
    if list.is_empty() && graph.is_none() && !tops.iter().any(|top| top.has("graph")) {
        main.sheet.faults.push(
            Diagnostic::error("nothing-varies", "the case has no options and no issues: nothing in it can differ")
                .at(main.span, "")
                .help("declare an option as [party.NAME.option.NAME], or an issue as [issue.NAME]"),
        );
    }
    for top in tops {
        finish_top(top);
    }
    Case {
        title,
        as_of: context.as_of,
        sources: context.sources,
        events: context.events,
        weights,
        parties,
        variables: list,
        constraints,
        restrictions,
        preferences,
        codings,
        outcomes,
        proposals: terms.proposals,
        payments: terms.payments,
        links: terms.links,
        frames,
        graph,
        digest,
        edits: Vec::new(),
    }
}

/// Reads the top of the main file.
fn head(main: &Table<'_>, context: &mut Context) -> String {
    format(main.require("format"));
    for item in main.get("needs").and_then(|item| item.list()).unwrap_or_default() {
        if let Some(text) = item.text().filter(|text| !CAPABILITIES.contains(&text.value)) {
            text.fault(
                "needs",
                format!("the case needs `{}`, which this version cannot do", text.value),
                Some("read it with a later version".into()),
            );
        }
    }
    context.as_of = main.date("as_of");
    main.require("title").and_then(|item| item.text()).map(|text| text.value.to_owned()).unwrap_or_default()
}

fn format(item: Option<table::Item<'_>>) {
    let Some(item) = item else { return };
    if let Some(found) = item.whole(0, u32::MAX)
        && found != FORMAT
    {
        let help = if found > FORMAT { "read it with a later version" } else { "the first format is 1" };
        item.fault("format", format!("found format {found}, expected {FORMAT}"), Some(help.into()));
    }
}

/// Refuses in an included file what belongs in the main one.
fn head_of_included(top: &Table<'_>) {
    format(top.get("format"));
    for key in ["title", "as_of", "needs"] {
        top.knows(key);
        if let Some(span) = top.key_span(key) {
            top.sheet.faults.push(
                Diagnostic::error("main-file-only", format!("`{key}` stands in an included file, expected it in the main file"))
                    .at(span, "")
                    .help("move it there"),
            );
        }
    }
}

/// Reads the graph, if it is a graph case.
fn read_graph(
    context: &Context,
    tops: &[Table<'_>],
    list: &mut detente_model::index::IndexVec<detente_model::index::VariableId, detente_model::variable::Variable>,
    first: Option<Span>,
) -> Option<detente_model::graph::Graph> {
    let mut found: Option<(detente_model::graph::Graph, Span)> = None;
    for top in tops {
        let Some(item) = top.get("graph") else { continue };
        let place = top.key_span("graph").unwrap_or(item.span());
        if let Some((_, first)) = &found {
            context::declared_twice(top.sheet, "the", "graph", place, *first);
            continue;
        }
        let Some((variable, graph)) = graph::read(context, &item) else { continue };
        let infeasible = tops.iter().find_map(|top| top.key_span("infeasible"));
        for (what, other) in [("options and issues", first), ("constraints", infeasible)] {
            let Some(other) = other else { continue };
            top.sheet.faults.push(
                Diagnostic::error("graph-and-options", format!("a graph case has no {what}: its states are listed"))
                    .at(other, "")
                    .at(place, "the graph is here")
                    .help("describe the case in one of the two ways"),
            );
        }
        // the graph's variable stands alone, so that expressions find its states
        *list = std::iter::once(variable).collect();
        found = Some((graph, place));
    }
    found.map(|(graph, _)| graph)
}

/// Reports unknown keys and tables at the top of a file.
fn finish_top(top: &Table<'_>) {
    for key in [
        "format",
        "title",
        "as_of",
        "needs",
        "include",
        "source",
        "event",
        "party",
        "issue",
        "infeasible",
        "restriction",
        "preference",
        "coding",
        "outcome",
        "proposal",
        "payment",
        "link",
        "frame",
        "graph",
    ] {
        top.knows(key);
    }
    for key in RESERVED_TABLES {
        let Some(span) = top.key_span(key) else { continue };
        top.knows(key);
        top.sheet.faults.push(
            Diagnostic::error("reserved", format!("`{key}` is reserved for a later version"))
                .at(span, "")
                .help("remove it, or call it `x-…` to have it passed over"),
        );
    }
    top.finish();
}
