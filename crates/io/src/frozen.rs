//! Frozen forecasts: what was expected, on which day, from which files, by which version, to be scored once the outcome is known.
//!
//! A file is written once and never again. It holds no clock: the day is the one that is stated.

use detente_model::answer::{Answer, ForecastFinding, QUANTILES};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::io::Write as _;
use std::path::Path;

/// The word in the field `schema`.
const SCHEMA: &str = "detente/frozen-forecast/1";

/// A frozen forecast.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Frozen {
    schema: String,
    /// The title of the case or of the file.
    pub title: String,
    /// The day on which it was made.
    pub date: String,
    /// SHA-256 over the files that it was made from.
    pub digest: String,
    /// What was changed in the case, in words.
    pub edits: Vec<String>,
    /// The version that made it.
    pub version: String,
    /// The seed of the draws; none without draws.
    pub seed: Option<u64>,
    /// How many draws.
    pub draws: Option<u32>,
    /// The models.
    pub models: Vec<FrozenModel>,
    /// The issues.
    pub issues: Vec<FrozenIssue>,
}

/// A model as it was run.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FrozenModel {
    /// Which.
    pub id: String,
    /// Its options.
    pub options: Vec<(String, String)>,
}

/// What was expected on an issue.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FrozenIssue {
    /// The name in tables.
    pub id: String,
    /// One end of the line.
    pub low: f64,
    /// The other end.
    pub high: f64,
    /// What each model expects, in the order of the models.
    pub forecasts: Vec<FrozenPoint>,
}

/// What a model expects on an issue.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FrozenPoint {
    /// Which model.
    pub model: String,
    /// The place on the line; none where the model is not defined.
    pub point: Option<f64>,
    /// The probability of the higher of two points.
    pub probability: Option<f64>,
    /// `(share of draws below, place)`; empty without draws.
    pub quantiles: Vec<(f64, f64)>,
}

/// Why a file is not a frozen forecast.
#[derive(Debug, thiserror::Error)]
pub enum FrozenError {
    /// It is not of this form.
    #[error("this is no frozen forecast: {0}")]
    Form(#[from] serde_json::Error),
    /// It is of another form, or of a later one.
    #[error("expected the schema `{SCHEMA}`, found `{0}`")]
    Schema(String),
    /// A file of this name exists.
    #[error("`{0}` exists already, and a frozen forecast is never written over")]
    Exists(String),
    /// It cannot be written.
    #[error("`{path}` cannot be written")]
    Unwritable {
        /// Which.
        path: String,
        /// Why.
        source: std::io::Error,
    },
}

impl Frozen {
    /// What there is to freeze of an answer. `edits`: what was changed in the case.
    #[must_use]
    pub fn of(answer: &Answer<ForecastFinding>, day: Date, edits: &[String]) -> Self {
        let finding = &answer.finding;
        let model = |model: &detente_model::answer::ForecastModel| FrozenModel {
            id: model.id.into(),
            options: model.options.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect(),
        };
        let issue = |issue: &detente_model::answer::IssueForecast| FrozenIssue {
            id: issue.id.clone(),
            low: issue.low,
            high: issue.high,
            forecasts: finding
                .models
                .iter()
                .zip(&issue.predictions)
                .map(|(model, found)| FrozenPoint {
                    model: model.id.into(),
                    point: found.point,
                    probability: found.probability,
                    quantiles: found.spread.iter().flat_map(|spread| QUANTILES.into_iter().zip(spread.quantiles)).collect(),
                })
                .collect(),
        };
        Self {
            schema: SCHEMA.into(),
            title: finding.title.clone(),
            date: day.to_string(),
            digest: answer.made.case_digest.clone(),
            edits: edits.to_vec(),
            version: answer.made.version.clone(),
            seed: finding.draws.map(|draws| draws.seed),
            draws: finding.draws.map(|draws| draws.count),
            models: finding.models.iter().map(model).collect(),
            issues: finding.issues.iter().map(issue).collect(),
        }
    }

    /// The text of the file.
    ///
    /// # Errors
    /// Never for what [`Self::of`] makes.
    pub fn text(&self) -> Result<String, FrozenError> {
        Ok(serde_json::to_string_pretty(self)? + "\n")
    }

    /// Reads the text of a file.
    ///
    /// # Errors
    /// It is not of this form.
    pub fn read(text: &str) -> Result<Self, FrozenError> {
        let frozen: Self = serde_json::from_str(text)?;
        if frozen.schema == SCHEMA { Ok(frozen) } else { Err(FrozenError::Schema(frozen.schema)) }
    }

    /// Writes the file.
    ///
    /// # Errors
    /// There is one of this name already, or it cannot be written.
    pub fn write(&self, path: &Path) -> Result<(), FrozenError> {
        let shown = || path.display().to_string();
        let text = self.text()?;
        let mut file = std::fs::File::create_new(path).map_err(|source| match source.kind() {
            std::io::ErrorKind::AlreadyExists => FrozenError::Exists(shown()),
            _ => FrozenError::Unwritable { path: shown(), source },
        })?;
        file.write_all(text.as_bytes()).map_err(|source| FrozenError::Unwritable { path: shown(), source })
    }
}
