//! Other tools' files of positions: which there are, and how each is known by its content.

use super::gathered::Positions;
use super::{Loaded, ReadSpatial, Unreadable, digest, exchange, ktab_csv, ktab_xml, long, xlsx};
use crate::given::Given;
use crate::given::{self, text_of};
use detente_model::diagnostic::{FileId, Files};
use detente_model::{Diagnostic, Span};
use std::path::Path;

/// A way in which positions are written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    /// Lines that begin with marks.
    Exchange,
    /// KTAB's CSV.
    KtabCsv,
    /// KTAB's XML.
    KtabXml,
    /// A line for each actor and issue.
    Long,
    /// A workbook.
    Workbook,
}

impl Kind {
    /// All kinds in the order in which they are tried.
    pub(crate) const ALL: [Self; 5] = [Self::Workbook, Self::KtabXml, Self::Exchange, Self::KtabCsv, Self::Long];

    /// Whether a file's content looks like it.
    pub(crate) fn recognises(self, bytes: &[u8]) -> bool {
        match self {
            Self::Workbook => xlsx::recognises(bytes),
            Self::KtabXml => ktab_xml::recognises(&text_of(bytes)),
            Self::Exchange => exchange::recognises(&text_of(bytes)),
            Self::KtabCsv => ktab_csv::recognises(&text_of(bytes)),
            Self::Long => has_heads(&text_of(bytes)),
        }
    }

    /// What places in diagnostics are places in.
    pub(crate) fn texts(self, given: &[Given]) -> Files {
        match self {
            Self::Workbook => xlsx::texts(given),
            Self::Exchange | Self::KtabCsv | Self::KtabXml | Self::Long => given::texts(given),
        }
    }

    /// Reads a file.
    pub(crate) fn read(self, given: &Given) -> Result<Positions, Vec<Diagnostic>> {
        if let Some(fault) = given::too_large(given) {
            return Err(vec![fault.at(Span::new(FileId(0), 0, 0), "")]);
        }
        let text = text_of(&given.bytes);
        let file = FileId(0);
        let mut found = match self {
            Self::Workbook => xlsx::read(given)?,
            Self::KtabXml => ktab_xml::read(file, &text)?,
            Self::Exchange => exchange::read(file, &text)?,
            Self::KtabCsv => ktab_csv::read(file, &text)?,
            Self::Long => {
                let name = if given.stem().is_empty() { "positions" } else { given.stem() };
                let found = long::read(file, &text, name)?.spatial(name, String::new());
                let meanings = vec![Vec::new(); found.spatial.issues.len()];
                Positions { spatial: found.spatial, meanings, capability: found.capability, remarks: found.remarks }
            }
        };
        if self != Self::Workbook {
            found.remarks.extend(given::encoding(given, file).map(|note| note.message));
        }
        Ok(found)
    }
}

/// Whether the first line names an actor and a position.
fn has_heads(text: &str) -> bool {
    let first = text.trim_start_matches('\u{feff}').lines().next().unwrap_or_default().to_lowercase();
    let mut fields = first.split([',', ';', '\t']).map(|field| field.trim().trim_matches('"'));
    let has = |name| fields.clone().any(|field| field == name);
    has("actor") && has("position") && fields.next().is_some()
}

/// Reads a file of another tool, or one that is not UTF-8; none if it is neither, and so is perhaps in the long form.
pub(super) fn load(path: &Path) -> Result<Option<Loaded>, Unreadable> {
    let given = given::read_file(path).map_err(|source| Unreadable { path: path.display().to_string(), source })?;
    let is_plain = std::str::from_utf8(&given.bytes).is_ok();
    let mut others = Kind::ALL.into_iter().filter(|kind| *kind != Kind::Long || !is_plain);
    let Some(kind) = others.find(|kind| kind.recognises(&given.bytes)) else { return Ok(None) };
    let read = kind.read(&given).map(|found| ReadSpatial {
        spatial: found.spatial,
        capability: found.capability,
        remarks: found.remarks,
        digest: digest(&[&given.bytes]),
    });
    Ok(Some(Loaded { files: kind.texts(std::slice::from_ref(&given)), read }))
}
