//! Answers as JSON and CSV, for other programs.
//!
//! The types here are serialisable twins of [`detente_model::answer`]: the file format does not change because a domain type
//! is rearranged. Every JSON answer has the same outer shape (`schema`, `question`, `headline`, `because`, `result`, `made`); keys
//! come in a fixed order, columns and parties in the order of the case file. Lists of states are written row by row, one line each, and are
//! never held. The JSON Schemas are generated from the twins by [`schemas`] and committed under `docs/answers`.

mod acceptance;
mod agreement;
mod allies;
mod backtest;
mod certificate;
mod check;
mod coalition;
mod comparison;
mod document;
mod evidence;
mod evolution;
mod explanation;
mod forecast;
mod frame;
mod json;
mod levers;
mod limited;
mod link;
mod made;
mod power;
mod refusal;
mod robust;
mod settlement;
mod sheet;
mod stability;
mod states;
mod unknown;

pub use acceptance::{write_acceptance_csv, write_acceptance_json};
pub use agreement::{write_agreement_csv, write_agreement_json};
pub use allies::{write_allies_csv, write_allies_json};
pub use backtest::{write_backtest_csv, write_backtest_json};
pub use certificate::{CertificateError, Certificates, read_certificates};
pub use check::write_check_json;
pub use coalition::{write_coalitions_csv, write_coalitions_json};
pub use comparison::{write_comparison_csv, write_comparison_json};
pub use evidence::{write_evidence_csv, write_evidence_json};
pub use evolution::{write_evolution_csv, write_evolution_json};
pub use explanation::write_explanation_json;
pub use forecast::{write_forecast_csv, write_forecast_json};
pub use levers::{write_levers_csv, write_levers_json};
pub use limited::{write_limited_csv, write_limited_json};
pub use link::{write_link_csv, write_link_json};
pub use power::{write_power_csv, write_power_json};
pub use refusal::{write_refusal_csv, write_refusal_json};
pub use robust::{write_robust_csv, write_robust_json};
pub use settlement::{write_settlement_csv, write_settlement_json};
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
        of::<acceptance::ResultTwin<'static>>("acceptance", "acceptance", "Whether parties accept what is proposed."),
        of::<agreement::ResultTwin<'static>>("agreement", "agreement", "Which states would be left by agreement."),
        ("backtest", generate().into_root_schema_for::<backtest::Document<'static>>().to_value()),
        ("allies", generate().into_root_schema_for::<allies::Document<'static>>().to_value()),
        ("check", generate().into_root_schema_for::<check::Document<'static>>().to_value()),
        of::<comparison::ResultTwin<'static>>("comparison", "comparison", "What changes in the answers from one case to another."),
        ("evidence", generate().into_root_schema_for::<evidence::Document<'static>>().to_value()),
        of::<evolution::ResultTwin<'static>>(
            "evolution",
            "evolution",
            "An analysis of evolution: where things can go from the status quo.",
        ),
        of::<explanation::ResultTwin<'static>>("explanation", "explanation", "Why a state is stable for a party, or is not."),
        of::<coalition::ResultTwin<'static>>("coalitions", "coalitions", "Which states coalitions would leave."),
        of::<levers::ResultTwin<'static>>("levers", "levers", "What a party can do, what it does to the others, and who can answer it."),
        of::<limited::ResultTwin<'static>>("limited", "limited", "Which states two parties would leave that look some moves ahead."),
        of::<refusal::ResultTwin<'static>>("refusal", "refusal", "What follows if a party refuses what is proposed."),
        of::<robust::ResultTwin<'static>>("robust", "how firm findings are", "How firm findings are."),
        of::<stability::ResultTwin<'static>>("stability", "stability", "An analysis of stability."),
        of::<states::ResultTwin<'static>>("states", "states", "A list of feasible states."),
        of::<unknown::ResultTwin<'static>>(
            "unknowns",
            "unknowns",
            "What is unknown, and which missing comparison would settle most of it.",
        ),
        ("power", generate().into_root_schema_for::<power::Document<'static>>().to_value()),
        ("forecast", generate().into_root_schema_for::<forecast::Document<'static>>().to_value()),
        ("link", generate().into_root_schema_for::<link::Document<'static>>().to_value()),
        ("settlement", generate().into_root_schema_for::<settlement::Document<'static>>().to_value()),
    ]
}

/// The schema of an answer about a frame, by its name.
fn of<R: schemars::JsonSchema>(analysis: &'static str, title: &str, about: &str) -> (&'static str, Value) {
    (analysis, document::schema::<R>(analysis, title, about))
}

/// The text in which a schema is committed.
#[must_use]
pub fn schema_text(schema: &Value) -> String {
    format!("{schema:#}\n")
}
