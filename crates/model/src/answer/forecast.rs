//! What models expect of issues on a line, and how well they did where the outcome is known.

use crate::spatial::{Actor, Stance};
use jiff::civil::Date;

/// What several models expect on several issues.
#[derive(Clone, PartialEq, Debug)]
pub struct ForecastFinding {
    /// The title of the case or of the file.
    pub title: String,
    /// The day on which it is made, if stated.
    pub day: Option<Date>,
    /// Where capabilities come from, in words.
    pub capability: String,
    /// What a reader must know of how the input was understood.
    pub remarks: Vec<String>,
    /// Who takes part in any issue.
    pub actors: Vec<Actor>,
    /// The models, the compromise model first.
    pub models: Vec<ForecastModel>,
    /// All issues that the models were run on, also those that are not shown: models that take issues together need them all. Exchanges
    /// refer to them by position in this list.
    pub on: Vec<IssueName>,
    /// The issues that are shown.
    pub issues: Vec<IssueForecast>,
    /// The exchanges of issues that models expect, in order.
    pub exchanges: Vec<ForecastExchange>,
    /// The draws, if inputs were drawn.
    pub draws: Option<DrawsMade>,
    /// Why an actor moved, if that was asked.
    pub moved: Vec<WhyMoved>,
}

/// An issue by its names.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct IssueName {
    /// The name in tables.
    pub id: String,
    /// The name for readers.
    pub name: String,
}

/// A model as it was run.
#[derive(Clone, PartialEq, Debug)]
pub struct ForecastModel {
    /// The word in commands.
    pub id: &'static str,
    /// The name for readers.
    pub name: &'static str,
    /// What it says, in a sentence.
    pub says: &'static str,
    /// What it was held against, or that there is nothing to hold it against.
    pub reference: &'static str,
    /// Its options, each with what was chosen.
    pub options: Vec<(&'static str, String)>,
}

/// How inputs were drawn.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct DrawsMade {
    /// How many draws were asked for.
    pub count: u32,
    /// From which seed.
    pub seed: u64,
}

/// What the models expect on one issue.
#[derive(Clone, PartialEq, Debug)]
pub struct IssueForecast {
    /// The name in tables.
    pub id: String,
    /// The name for readers.
    pub name: String,
    /// One end of the line.
    pub low: f64,
    /// The other end.
    pub high: f64,
    /// What holds if nothing is decided, where that is known.
    pub reference_point: Option<f64>,
    /// What came of it, where that is known.
    pub outcome: Option<f64>,
    /// Whether everybody stands at one end or the other.
    pub two_points: bool,
    /// What is stated of each actor.
    pub stances: Vec<Option<Stance>>,
    /// The weights (capability times salience) at the central values; none where the actor takes no part.
    pub weights: Vec<Option<f64>>,
    /// What each model expects, in the order of the models.
    pub predictions: Vec<Prediction>,
    /// What each input does to the forecasts, the largest effect first; empty if that was not asked.
    pub tornado: Vec<TornadoBar>,
}

/// What one model expects on one issue.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Prediction {
    /// The place on the line, at the central values; none where the model is not defined.
    pub point: Option<f64>,
    /// All places that are as good, where there are several.
    pub ties: Option<(f64, f64)>,
    /// On an issue with two points: the probability of the higher one.
    pub probability: Option<f64>,
    /// The point less that of the compromise model.
    pub difference: Option<f64>,
    /// Where everybody stands round by round, in models that have rounds; the first is the start.
    pub rounds: Vec<ForecastRound>,
    /// Why there is no point.
    pub undefined: Option<String>,
    /// The distribution over draws.
    pub spread: Option<Spread>,
}

impl Prediction {
    /// A point.
    #[must_use]
    pub fn at(point: f64) -> Self {
        Self { point: Some(point), ..Self::default() }
    }

    /// No point, and why.
    #[must_use]
    pub fn undefined(why: impl Into<String>) -> Self {
        Self { undefined: Some(why.into()), ..Self::default() }
    }
}

/// The shares of draws whose quantiles are kept.
pub const QUANTILES: [f64; 5] = [0.05, 0.25, 0.5, 0.75, 0.95];

/// The distribution of a forecast over draws.
#[derive(Clone, PartialEq, Debug)]
pub struct Spread {
    /// In how many draws the model gave a point.
    pub draws: u32,
    /// In how many it was not defined.
    pub undefined: u32,
    /// The mean of the points.
    pub mean: f64,
    /// The points below which the shares [`QUANTILES`] of the draws lie, between neighbours in proportion.
    pub quantiles: [f64; 5],
    /// How many draws lie in each of equal parts of the line, from the low end.
    pub histogram: Vec<u32>,
    /// On an issue with two points: the mean of the probabilities.
    pub probability: Option<f64>,
}

/// Where everybody stands after a round.
#[derive(Clone, PartialEq, Debug)]
pub struct ForecastRound {
    /// The round; 0 is the start.
    pub round: u32,
    /// The weighted median.
    pub median: f64,
    /// The weighted mean.
    pub mean: f64,
    /// What the model would say if this round were the last; none where it does not say.
    pub point: Option<f64>,
    /// Where each actor stands; none where it takes no part.
    pub positions: Vec<Option<f64>>,
    /// How likely the position of each actor is to win, in models that say so, else empty; none where it takes no part. Actors that share
    /// a position share its chance.
    pub chances: Vec<Option<f64>>,
    /// Who moved in the round, and why.
    pub moves: Vec<ForecastMove>,
}

/// An offer that an actor has received; or one that it has followed.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct ForecastMove {
    /// Who is to move.
    pub actor: usize,
    /// From whom the offer comes, if from one.
    pub by: Option<usize>,
    /// What sort of offer it is, in the model's word.
    pub kind: &'static str,
    /// What the actor expects of a challenge to the other.
    pub own: Option<f64>,
    /// What the other is taken to expect of a challenge to the actor.
    pub other: Option<f64>,
    /// How likely it is in the vote on what the actor does, in models with such votes.
    pub chance: Option<f64>,
    /// What the actor gains by it, in the utility of the model, where the model says so.
    pub gain: Option<f64>,
    /// What the other gives for it on another issue, in models of exchange.
    pub in_return: Option<InReturn>,
    /// From where.
    pub from: f64,
    /// To where.
    pub to: f64,
}

/// What somebody gives for a move.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct InReturn {
    /// On which issue, by position in [`ForecastFinding::on`].
    pub issue: usize,
    /// From where.
    pub from: f64,
    /// To where.
    pub to: f64,
}

/// A challenge that an actor brings in a round, as it sees it.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct ForecastChallenge {
    /// Whom it is against.
    pub target: usize,
    /// The chance that the actor wins.
    pub odds: f64,
    /// What the actor expects to gain by it, in utility.
    pub gain: f64,
}

/// An exchange: two actors give way, each on the issue that matters less to it.
#[derive(Clone, PartialEq, Debug)]
pub struct ForecastExchange {
    /// Under which model, by position in the list.
    pub model: usize,
    /// The round, from 1.
    pub round: u32,
    /// The two partners.
    pub partners: [ForecastPartner; 2],
    /// Whether one of them had given way on the same issue before, in this round.
    pub again: bool,
    /// What it is to each actor with a position on one of the two issues.
    pub effects: Vec<ExchangeEffect>,
}

/// What one partner of an exchange gives and gets.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct ForecastPartner {
    /// Who.
    pub actor: usize,
    /// On which issue it gives way, by position in [`ForecastFinding::on`].
    pub pays_on: usize,
    /// Its vote there before.
    pub from: f64,
    /// Its vote after.
    pub to: f64,
    /// What the other one wants there.
    pub asked: f64,
    /// The outcome of that issue before.
    pub before: f64,
    /// The outcome after.
    pub after: f64,
    /// What it gains, in hundredths of the line times salience.
    pub gain: f64,
}

/// What an exchange is to somebody.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct ExchangeEffect {
    /// To whom.
    pub actor: usize,
    /// `own` for a partner, `inner` for whoever stands on the sides of a partner on both issues, `outer` for anybody else.
    pub circle: &'static str,
    /// By how much the outcomes come nearer to what it wants, in hundredths of the line times salience; negative if they go away.
    pub gain: f64,
}

/// Why an actor moved in a round.
#[derive(Clone, PartialEq, Debug)]
pub struct WhyMoved {
    /// On which issue, by position in the list.
    pub issue: usize,
    /// Under which model, by position in the list.
    pub model: usize,
    /// The round, from 1.
    pub round: u32,
    /// Who.
    pub actor: usize,
    /// All offers that it received, in the order in which it prefers them.
    pub offers: Vec<ForecastMove>,
    /// Where it went, if it moved.
    pub taken: Option<ForecastMove>,
    /// Whom it challenges itself in the round, in models in which that is another matter than how it moves.
    pub challenge: Option<ForecastChallenge>,
    /// How it chooses among offers, in a sentence.
    pub rule: String,
}

/// Which number an input is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum InputKind {
    /// Where the actor stands.
    Position,
    /// How much it cares.
    Salience,
    /// What it weighs.
    Capability,
}

impl InputKind {
    /// `position`, `salience` or `capability`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Position => "position",
            Self::Salience => "salience",
            Self::Capability => "capability",
        }
    }
}

/// What one input does to the forecasts, everything else at its central value.
#[derive(Clone, PartialEq, Debug)]
pub struct TornadoBar {
    /// Whose input.
    pub actor: usize,
    /// Which number.
    pub input: InputKind,
    /// Its lower value.
    pub low: f64,
    /// Its higher value.
    pub high: f64,
    /// For each model the point at the lower and at the higher value.
    pub points: Vec<(Option<f64>, Option<f64>)>,
}

impl TornadoBar {
    /// How far apart the two points of a model are; 0 where it is not defined at both.
    #[must_use]
    pub fn swing(&self, model: usize) -> f64 {
        match self.points.get(model) {
            Some((Some(low), Some(high))) => (high - low).abs(),
            Some(_) | None => 0.0,
        }
    }
}

/// How well models did on issues whose outcome is known.
#[derive(Clone, PartialEq, Debug)]
pub struct BacktestFinding {
    /// The title.
    pub title: String,
    /// Where capabilities come from, in words.
    pub capability: String,
    /// What a reader must know of how the input was understood.
    pub remarks: Vec<String>,
    /// How many issues there are.
    pub issues: usize,
    /// How many of them have no outcome and are not scored.
    pub without_outcome: usize,
    /// How many rows of positions lack a position or a salience and are left out.
    pub incomplete_rows: usize,
    /// On how many issues everybody stands at one end or the other.
    pub two_points: usize,
    /// How many of these are scored.
    pub two_points_scored: usize,
    /// The models, the compromise model first.
    pub models: Vec<BacktestModel>,
    /// How often issues were drawn again for intervals.
    pub resamples: u32,
    /// The seed of that.
    pub seed: u64,
    /// What the clusters are, where issues come in clusters: how many.
    pub clusters: Option<usize>,
    /// The issues that are scored, each with the point of each model.
    pub scored: Vec<ScoredIssue>,
}

/// How well one model did.
#[derive(Clone, PartialEq, Debug)]
pub struct BacktestModel {
    /// The model.
    pub model: ForecastModel,
    /// On how many issues it gave a point.
    pub n: usize,
    /// On how many scored issues it is not defined.
    pub undefined: usize,
    /// Why it is not defined on the first of them.
    pub why_undefined: Option<String>,
    /// The mean of the absolute errors.
    pub mae: Option<f64>,
    /// Its error less that of the compromise model, on the issues that both have; none for the compromise model itself.
    pub difference: Option<PairedDifference>,
    /// On issues with two points and an outcome at one of them: how many, and the Brier score of the probability of the higher point.
    pub brier: Option<(usize, f64)>,
}

/// A mean of paired differences with its intervals.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct PairedDifference {
    /// On how many issues.
    pub n: usize,
    /// The mean.
    pub mean: f64,
    /// The interval that holds 95 per cent of the means of resamples of issues.
    pub interval: (f64, f64),
    /// The same where whole clusters are drawn, if there are clusters.
    pub by_cluster: Option<(f64, f64)>,
}

/// An issue that is scored.
#[derive(Clone, PartialEq, Debug)]
pub struct ScoredIssue {
    /// The name in tables.
    pub id: String,
    /// What came of it.
    pub outcome: f64,
    /// Whether everybody stands at one end or the other.
    pub two_points: bool,
    /// The point of each model.
    pub points: Vec<Option<f64>>,
    /// The probability of the higher point, on an issue with two points.
    pub probabilities: Vec<Option<f64>>,
}
