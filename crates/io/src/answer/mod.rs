//! Answers as JSON and CSV, for other programs.
//!
//! The types here are serialisable twins of [`detente_model::answer`]: the file format does not change because a domain type
//! is rearranged. Every JSON answer has the same outer shape (`schema`, `question`, `headline`, `because`, `result`, `made`); keys
//! come in a fixed order, columns and parties in the order of the case file. Lists of states are written row by row, one line each, and are
//! never held. The JSON Schemas are generated from the twins by [`schemas`] and committed under `docs/answers`.

mod agreement;
mod allies;
mod certificate;
mod check;
mod coalition;
mod comparison;
mod evidence;
mod evolution;
mod explanation;
mod frame;
mod json;
mod levers;
mod limited;
mod link;
mod made;
mod robust;
mod sheet;
mod stability;
mod states;
mod unknown;

pub use agreement::{write_agreement_csv, write_agreement_json};
pub use allies::{write_allies_csv, write_allies_json};
pub use certificate::{CertificateError, Certificates, read_certificates};
pub use check::write_check_json;
pub use coalition::{write_coalitions_csv, write_coalitions_json};
pub use comparison::{write_comparison_csv, write_comparison_json};
pub use evidence::{write_evidence_csv, write_evidence_json};
pub use evolution::{write_evolution_csv, write_evolution_json};
pub use explanation::write_explanation_json;
pub use levers::{write_levers_csv, write_levers_json};
pub use limited::{write_limited_csv, write_limited_json};
pub use link::{write_link_csv, write_link_json};
pub use robust::{write_robust_csv, write_robust_json};
pub use stability::{StabilityCsv, StabilityJson, write_stability_csv, write_stability_json};
pub use states::{StatesCsv, StatesJson, write_states_csv, write_states_json};
pub use unknown::{write_unknowns_csv, write_unknowns_json};

use schemars::generate::SchemaSettings;
use serde_json::Value;

/// Which states a list holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Listing {
    /// Those that are, or may be, an equilibrium under some concept.
    Equilibria,
    /// All feasible states.
    All,
}

impl Listing {
    /// The word of the JSON form and of the command line.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Equilibria => "equilibria",
            Self::All => "all",
        }
    }
}

/// The JSON Schema of each kind of answer, by the name that its `schema` field has between the slashes.
#[must_use]
pub fn schemas() -> Vec<(&'static str, Value)> {
    let generate = || SchemaSettings::draft2020_12().for_serialize().into_generator();
    vec![
        ("agreement", generate().into_root_schema_for::<agreement::Document<'static>>().to_value()),
        ("allies", generate().into_root_schema_for::<allies::Document<'static>>().to_value()),
        ("check", generate().into_root_schema_for::<check::Document<'static>>().to_value()),
        ("comparison", generate().into_root_schema_for::<comparison::Document<'static>>().to_value()),
        ("evidence", generate().into_root_schema_for::<evidence::Document<'static>>().to_value()),
        ("evolution", generate().into_root_schema_for::<evolution::Document<'static>>().to_value()),
        ("explanation", generate().into_root_schema_for::<explanation::Document<'static>>().to_value()),
        ("coalitions", generate().into_root_schema_for::<coalition::Document<'static>>().to_value()),
        ("levers", generate().into_root_schema_for::<levers::Document<'static>>().to_value()),
        ("link", generate().into_root_schema_for::<link::Document<'static>>().to_value()),
        ("limited", generate().into_root_schema_for::<limited::Document<'static>>().to_value()),
        ("robust", generate().into_root_schema_for::<robust::Document<'static>>().to_value()),
        ("stability", generate().into_root_schema_for::<stability::Document<'static>>().to_value()),
        ("states", generate().into_root_schema_for::<states::Document<'static>>().to_value()),
        ("unknowns", generate().into_root_schema_for::<unknown::Document<'static>>().to_value()),
    ]
}

/// The text in which a schema is committed.
#[must_use]
pub fn schema_text(schema: &Value) -> String {
    format!("{schema:#}\n")
}
