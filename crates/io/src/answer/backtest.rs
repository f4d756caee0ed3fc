//! How well models did as JSON (`detente/backtest/1`) and CSV.

use super::forecast::{ModelTwin, QuestionTwin, cell};
use super::made::MadeTwin;
use super::sheet::Sheet;
use detente_model::answer::{Answer, BacktestFinding, BacktestModel, PairedDifference};
use schemars::JsonSchema;
use serde::Serialize;
use std::io;

/// How well models did on issues whose outcome is known.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "détente: backtest")]
pub(crate) struct Document<'a> {
    #[schemars(extend("const" = "detente/backtest/1"))]
    schema: &'static str,
    question: QuestionTwin<'a>,
    /// One sentence in plain words.
    headline: &'a str,
    result: ResultTwin<'a>,
    made: MadeTwin<'a>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "BacktestResult")]
struct ResultTwin<'a> {
    /// Where capabilities come from.
    capability: &'a str,
    /// How the input was understood.
    remarks: &'a [String],
    /// How many issues there are.
    issues: usize,
    /// How many of them are scored.
    scored: usize,
    /// How many have no outcome.
    without_outcome: usize,
    /// How many lines of positions lack a position or a salience.
    incomplete_rows: usize,
    /// On how many issues everybody stands at one end or the other.
    two_points: usize,
    /// How many of these are scored.
    two_points_scored: usize,
    /// How often issues were drawn again for intervals.
    resamples: u32,
    seed: u64,
    /// How many clusters there are; null where none are stated.
    clusters: Option<usize>,
    models: Vec<ScoreTwin<'a>>,
    /// The issues that are scored.
    by_issue: Vec<IssueTwin<'a>>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "BacktestModel")]
struct ScoreTwin<'a> {
    id: &'static str,
    /// On how many issues it gave a point.
    n: usize,
    /// On how many scored issues it gave none.
    undefined: usize,
    /// Why it gave none on the first of them; null where it gave a point everywhere.
    why_undefined: Option<&'a str>,
    /// The mean absolute error; null where it gave no point.
    mae: Option<f64>,
    /// Its error less that of the compromise model on the issues that both have; null for the compromise model.
    difference_to_compromise: Option<DifferenceTwin>,
    /// On issues with two points whose outcome is one of them; null where there is none.
    brier: Option<BrierTwin>,
    model: ModelTwin<'a>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "BacktestDifference")]
struct DifferenceTwin {
    n: usize,
    mean: f64,
    /// Ends of the 95 per cent interval over resamples of issues.
    low: f64,
    high: f64,
    /// The same over resamples of clusters; null where none are stated.
    by_cluster: Option<[f64; 2]>,
}

impl DifferenceTwin {
    fn of(difference: &PairedDifference) -> Self {
        let PairedDifference { n, mean, interval: (low, high), by_cluster } = *difference;
        Self { n, mean, low, high, by_cluster: by_cluster.map(|(low, high)| [low, high]) }
    }
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "BacktestBrier")]
struct BrierTwin {
    n: usize,
    /// The mean squared error of the probability of the higher point.
    score: f64,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "BacktestIssue")]
struct IssueTwin<'a> {
    id: &'a str,
    outcome: f64,
    two_points: bool,
    /// The point of each model, in the order of the models.
    points: &'a [Option<f64>],
    /// The probability of the higher point of each model, on an issue with two points; else null.
    probabilities: &'a [Option<f64>],
}

fn score(model: &BacktestModel) -> ScoreTwin<'_> {
    ScoreTwin {
        id: model.model.id,
        n: model.n,
        undefined: model.undefined,
        why_undefined: model.why_undefined.as_deref(),
        mae: model.mae,
        difference_to_compromise: model.difference.as_ref().map(DifferenceTwin::of),
        brier: model.brier.map(|(n, score)| BrierTwin { n, score }),
        model: ModelTwin::of(&model.model),
    }
}

/// Writes a backtest as JSON.
///
/// # Errors
/// `out` fails.
pub fn write_backtest_json(mut out: impl io::Write, answer: &Answer<BacktestFinding>) -> io::Result<()> {
    let finding = &answer.finding;
    let document = Document {
        schema: "detente/backtest/1",
        question: QuestionTwin {
            analysis: "backtest",
            case: &finding.title,
            models: finding.models.iter().map(|model| model.model.id).collect(),
        },
        headline: &answer.headline,
        result: ResultTwin {
            capability: &finding.capability,
            remarks: &finding.remarks,
            issues: finding.issues,
            scored: finding.scored.len(),
            without_outcome: finding.without_outcome,
            incomplete_rows: finding.incomplete_rows,
            two_points: finding.two_points,
            two_points_scored: finding.two_points_scored,
            resamples: finding.resamples,
            seed: finding.seed,
            clusters: finding.clusters,
            models: finding.models.iter().map(score).collect(),
            by_issue: finding
                .scored
                .iter()
                .map(|issue| IssueTwin {
                    id: &issue.id,
                    outcome: issue.outcome,
                    two_points: issue.two_points,
                    points: &issue.points,
                    probabilities: &issue.probabilities,
                })
                .collect(),
        },
        made: MadeTwin::with(&[], &answer.made),
    };
    serde_json::to_writer_pretty(&mut out, &document)?;
    writeln!(out)
}

/// Writes a backtest as CSV, a line for each issue that is scored: `issue`, `outcome`, `two_points`, then `point:MODEL` and `error:MODEL` for each model.
///
/// # Errors
/// `out` fails.
pub fn write_backtest_csv(out: impl io::Write, finding: &BacktestFinding) -> io::Result<()> {
    let mut out = Sheet::from_writer(out);
    let mut header: Vec<String> = ["issue", "outcome", "two_points"].map(str::to_owned).into();
    header.extend(finding.models.iter().flat_map(|model| ["point", "error"].map(|of| format!("{of}:{}", model.model.id))));
    out.write_record(header)?;
    for issue in &finding.scored {
        let mut cells = vec![issue.id.clone(), issue.outcome.to_string(), if issue.two_points { "yes" } else { "no" }.into()];
        cells.extend(issue.points.iter().flat_map(|point| [*point, point.map(|point| (point - issue.outcome).abs())].map(cell)));
        out.write_record(cells)?;
    }
    out.flush()
}
