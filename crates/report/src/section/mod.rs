//! The parts of the report, one file each. A section that has nothing to say is left out.

pub mod acceptance;
pub mod agreement;
pub mod allies;
pub mod answers;
pub mod claims;
pub mod coalitions;
pub mod consent;
pub mod constraints;
pub mod equilibria;
pub mod evidence;
pub mod evolution;
pub mod forecast;
pub mod judgement;
pub mod key;
pub mod left_out;
pub mod levers;
pub mod link;
pub mod made;
pub mod matrix;
mod packages;
pub mod parties;
pub mod preferences;
pub mod refusal;
pub mod remarks;
pub mod robust;
pub mod settlement;
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
