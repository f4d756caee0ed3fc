//! The parts of the report, one file each. A section that has nothing to say is left out.

pub mod agreement;
pub mod answers;
pub mod claims;
pub mod coalitions;
pub mod consent;
pub mod constraints;
pub mod equilibria;
pub mod evidence;
pub mod evolution;
pub mod judgement;
pub mod levers;
pub mod made;
pub mod matrix;
pub mod parties;
pub mod preferences;
pub mod remarks;
pub mod robust;
pub mod sources;
pub mod variables;

/// A part of the report.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Section {
    /// The anchor.
    pub id: String,
    /// The heading.
    pub title: String,
    /// The content, escaped.
    pub html: String,
}

impl Section {
    fn new(id: impl Into<String>, title: impl Into<String>, html: String) -> Self {
        Self { id: id.into(), title: title.into(), html }
    }
}
