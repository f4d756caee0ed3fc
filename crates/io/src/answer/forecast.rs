//! What models expect as JSON (`detente/forecast/1`) and CSV.

use super::json::Fields;
use super::made::{MadeTwin, ReasonTwin, reasons};
use super::sheet::Sheet;
use detente_model::Case;
use detente_model::answer::{
    Answer, ForecastChallenge, ForecastExchange, ForecastFinding, ForecastModel, ForecastMove, ForecastPartner, ForecastRound, InReturn,
    IssueForecast, Prediction, QUANTILES, Spread, TornadoBar, WhyMoved,
};
use detente_model::spatial::{Actor, Quantity, Stance};
use schemars::JsonSchema;
use serde::Serialize;
use std::io;

/// What models expect on issues.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "détente: forecast")]
pub(crate) struct Document<'a> {
    #[schemars(extend("const" = "detente/forecast/1"))]
    schema: &'static str,
    question: QuestionTwin<'a>,
    /// One sentence in plain words.
    headline: &'a str,
    because: Vec<ReasonTwin<'a>>,
    result: ResultTwin<'a>,
    made: MadeTwin<'a>,
}

/// What was asked of models.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "ForecastQuestion")]
pub(super) struct QuestionTwin<'a> {
    /// The analysis.
    pub(super) analysis: &'static str,
    /// The title of the case or of the file.
    pub(super) case: &'a str,
    /// The models.
    pub(super) models: Vec<&'static str>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "ForecastResult")]
struct ResultTwin<'a> {
    /// The day on which it is made; null where none is stated.
    day: Option<String>,
    /// Where capabilities come from.
    capability: &'a str,
    /// How the input was understood.
    remarks: &'a [String],
    actors: Vec<ActorTwin<'a>>,
    models: Vec<ModelTwin<'a>>,
    /// The draws; null where no inputs were drawn.
    draws: Option<DrawsTwin>,
    issues: Vec<IssueTwin<'a>>,
    /// The exchanges that models expect in which one of these issues has a part, in order.
    exchanges: Vec<ExchangeTwin<'a>>,
    /// Why an actor moved in a round, if that was asked.
    moved: Vec<WhyTwin<'a>>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "ForecastActor")]
struct ActorTwin<'a> {
    id: &'a str,
    /// The name for readers.
    name: &'a str,
}

/// A model as it was run.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "ForecastModel")]
pub(super) struct ModelTwin<'a> {
    id: &'static str,
    /// The name for readers.
    name: &'static str,
    /// What it says.
    says: &'static str,
    /// What it was held against.
    reference: &'static str,
    /// Its options.
    options: Fields<'a, &'a str>,
}

impl<'a> ModelTwin<'a> {
    pub(super) fn of(model: &'a ForecastModel) -> Self {
        let options = model.options.iter().map(|(key, value)| (*key, value.as_str())).collect();
        Self { id: model.id, name: model.name, says: model.says, reference: model.reference, options: Fields(options) }
    }
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "ForecastDraws")]
struct DrawsTwin {
    count: u32,
    seed: u64,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "ForecastIssue")]
struct IssueTwin<'a> {
    id: &'a str,
    /// The name for readers.
    name: &'a str,
    /// One end of the line.
    low: f64,
    /// The other end.
    high: f64,
    /// What holds if nothing is decided; null where that is not known.
    reference_point: Option<f64>,
    /// What came of it; null where that is not known.
    outcome: Option<f64>,
    /// Whether everybody stands at one end or the other.
    two_points: bool,
    /// Who stands where; an actor that takes no part is not there.
    stances: Vec<StanceTwin<'a>>,
    /// What each model expects.
    models: Fields<'a, PredictionTwin<'a>>,
    /// What each input does to the points, the largest effect first; empty if that was not asked.
    tornado: Vec<BarTwin<'a>>,
}

/// A number that may be uncertain.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Quantity")]
struct QuantityTwin {
    /// The value that is taken where one is.
    central: f64,
    low: f64,
    high: f64,
    /// `known`, `between` (alike anywhere between the ends) or `triangular` (most likely at the central value).
    shape: &'static str,
}

fn quantity(quantity: Quantity) -> Option<QuantityTwin> {
    let (low, high, shape) = match quantity {
        Quantity::Known(number) => (number, number, "known"),
        Quantity::Between { low, high } | Quantity::Around { low, high, .. } => (low, high, "between"),
        Quantity::Triangular { low, high, .. } => (low, high, "triangular"),
        Quantity::Missing => return None,
    };
    quantity.central().map(|central| QuantityTwin { central, low, high, shape })
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "ForecastStance")]
struct StanceTwin<'a> {
    actor: &'a str,
    /// Null where it is not known.
    position: Option<QuantityTwin>,
    /// From 0 to 1; null where it is not known.
    salience: Option<QuantityTwin>,
    /// Null where it is not known.
    capability: Option<QuantityTwin>,
    /// Capability times salience at the central values; null where it takes no part.
    weight: Option<f64>,
    /// What it rests on, if said.
    source: Option<&'a str>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Prediction")]
struct PredictionTwin<'a> {
    /// The place on the line at the central values; null where the model is not defined.
    point: Option<f64>,
    /// Two places: the middle nine tenths of the draws, else all places that are as good; null where there is neither.
    interval: Option<[f64; 2]>,
    /// `draws` or `ties`; null where there is no interval.
    interval_of: Option<&'static str>,
    /// On an issue with two points the probability of the higher one.
    probability: Option<f64>,
    /// The point less that of the compromise model.
    difference_to_compromise: Option<f64>,
    /// Why there is no point; null where there is one.
    undefined: Option<&'a str>,
    /// The distribution over draws; null without draws.
    distribution: Option<SpreadTwin<'a>>,
    /// Round by round from the start (0); empty in models without rounds.
    rounds: Vec<RoundTwin<'a>>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Distribution")]
struct SpreadTwin<'a> {
    /// In how many draws there is a point.
    draws: u32,
    /// In how many there is none.
    undefined: u32,
    mean: f64,
    /// By the share of draws below.
    quantiles: Fields<'a, f64>,
    /// How many draws lie in each of equal parts of the line, from the low end.
    histogram: &'a [u32],
    /// On an issue with two points the mean probability of the higher one.
    probability: Option<f64>,
}

/// The names of the quantiles.
const NAMES: [&str; QUANTILES.len()] = ["0.05", "0.25", "0.5", "0.75", "0.95"];

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "ForecastRound")]
struct RoundTwin<'a> {
    round: u32,
    /// The weighted median.
    median: f64,
    /// The weighted mean.
    mean: f64,
    /// What the model would say if this round were the last.
    point: Option<f64>,
    /// Where everybody stands that takes part.
    positions: Fields<'a, f64>,
    /// How likely the position of each is to win; empty in models that do not say. Actors that share a position share its chance.
    chances: Fields<'a, f64>,
    moves: Vec<MoveTwin<'a>>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "ForecastMove")]
struct MoveTwin<'a> {
    actor: &'a str,
    /// On account of whom.
    by: Option<&'a str>,
    kind: &'static str,
    /// What the actor expects of challenging the other.
    own: Option<f64>,
    /// What the other expects of challenging the actor.
    other: Option<f64>,
    /// How likely it is in the vote on what the actor does; null in models without such votes.
    chance: Option<f64>,
    /// What the actor gains by it, in the utility of the model; null where the model does not say.
    gain: Option<f64>,
    /// What the other gives for it on another issue; null but in exchanges.
    in_return: Option<ReturnTwin<'a>>,
    from: f64,
    to: f64,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "InReturn")]
struct ReturnTwin<'a> {
    issue: &'a str,
    from: f64,
    to: f64,
}

/// A challenge that an actor brings, as it sees it.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "ForecastChallenge")]
struct ChallengeTwin<'a> {
    target: &'a str,
    /// The chance that the actor wins.
    odds: f64,
    /// What it expects to gain, in utility.
    gain: f64,
}

/// Two actors give way, each on the issue that matters less to it.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "ForecastExchange")]
struct ExchangeTwin<'a> {
    model: &'static str,
    round: u32,
    partners: [PartnerTwin<'a>; 2],
    /// Whether one of them had given way on the same issue before in the round.
    again: bool,
    /// What it is to everybody with a position on one of the two issues.
    effects: Vec<EffectTwin<'a>>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "ForecastPartner")]
struct PartnerTwin<'a> {
    actor: &'a str,
    /// The issue on which it gives way.
    pays_on: &'a str,
    /// Its vote there before.
    from: f64,
    /// Its vote after.
    to: f64,
    /// What the other one wants there.
    asked: f64,
    /// The outcome of the issue before.
    before: f64,
    /// The outcome after.
    after: f64,
    /// In hundredths of the line times salience.
    gain: f64,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "ExchangeEffect")]
struct EffectTwin<'a> {
    actor: &'a str,
    /// `own` (a partner), `inner` (on the sides of a partner on both issues) or `outer`.
    circle: &'static str,
    /// By how much the outcomes come nearer to what it wants, in hundredths of the line times salience; negative if they go away.
    gain: f64,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "TornadoBar")]
struct BarTwin<'a> {
    actor: &'a str,
    /// `position`, `salience` or `capability`.
    input: &'static str,
    low: f64,
    high: f64,
    /// The point of each model at either value.
    models: Fields<'a, [Option<f64>; 2]>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "WhyMoved")]
struct WhyTwin<'a> {
    issue: &'a str,
    model: &'static str,
    round: u32,
    actor: &'a str,
    /// How it chooses.
    rule: &'a str,
    /// All offers, those that it prefers first.
    offers: Vec<MoveTwin<'a>>,
    /// The one that it followed; null where it stayed.
    taken: Option<MoveTwin<'a>>,
    /// Whom it challenges itself in the round; null where nobody, or where that is not another matter than how it moves.
    challenge: Option<ChallengeTwin<'a>>,
}

fn moved<'a>(finding: &'a ForecastFinding, moved: &ForecastMove) -> MoveTwin<'a> {
    let ForecastMove { actor, by, kind, own, other, chance, gain, in_return, from, to } = moved;
    let name = |actor: &usize| finding.actors[*actor].id.as_str();
    let given = |InReturn { issue, from, to }: &InReturn| ReturnTwin { issue: &finding.on[*issue].id, from: *from, to: *to };
    MoveTwin {
        actor: name(actor),
        by: by.as_ref().map(name),
        kind,
        own: *own,
        other: *other,
        chance: *chance,
        gain: *gain,
        in_return: in_return.as_ref().map(given),
        from: *from,
        to: *to,
    }
}

fn round<'a>(finding: &'a ForecastFinding, round: &ForecastRound) -> RoundTwin<'a> {
    let ids = || finding.actors.iter().map(|actor| actor.id.as_str());
    let each = |of: &[Option<f64>]| Fields(ids().zip(of).filter_map(|(id, at)| at.map(|at| (id, at))).collect());
    RoundTwin {
        round: round.round,
        median: round.median,
        mean: round.mean,
        point: round.point,
        positions: each(&round.positions),
        chances: each(&round.chances),
        moves: round.moves.iter().map(|of| moved(finding, of)).collect(),
    }
}

fn why<'a>(finding: &'a ForecastFinding, why: &'a WhyMoved) -> WhyTwin<'a> {
    let challenge = |ForecastChallenge { target, odds, gain }: &ForecastChallenge| ChallengeTwin {
        target: &finding.actors[*target].id,
        odds: *odds,
        gain: *gain,
    };
    WhyTwin {
        issue: &finding.issues[why.issue].id,
        model: finding.models[why.model].id,
        round: why.round,
        actor: &finding.actors[why.actor].id,
        rule: &why.rule,
        offers: why.offers.iter().map(|of| moved(finding, of)).collect(),
        taken: why.taken.as_ref().map(|of| moved(finding, of)),
        challenge: why.challenge.as_ref().map(challenge),
    }
}

fn exchange<'a>(finding: &'a ForecastFinding, exchange: &ForecastExchange) -> ExchangeTwin<'a> {
    let partner = |partner: ForecastPartner| {
        let ForecastPartner { actor, pays_on, from, to, asked, before, after, gain } = partner;
        PartnerTwin { actor: &finding.actors[actor].id, pays_on: &finding.on[pays_on].id, from, to, asked, before, after, gain }
    };
    let effects = exchange.effects.iter();
    ExchangeTwin {
        model: finding.models[exchange.model].id,
        round: exchange.round,
        partners: exchange.partners.map(partner),
        again: exchange.again,
        effects: effects
            .map(|effect| EffectTwin { actor: &finding.actors[effect.actor].id, circle: effect.circle, gain: effect.gain })
            .collect(),
    }
}

/// The interval of a prediction and what it is of.
pub(super) fn interval(prediction: &Prediction) -> Option<([f64; 2], &'static str)> {
    let draws = prediction.spread.as_ref().map(|spread| ([spread.quantiles[0], spread.quantiles[4]], "draws"));
    draws.or_else(|| prediction.ties.map(|(low, high)| ([low, high], "ties")))
}

impl<'a> PredictionTwin<'a> {
    fn of(finding: &'a ForecastFinding, prediction: &'a Prediction) -> Self {
        let interval = interval(prediction);
        Self {
            point: prediction.point,
            interval: interval.map(|(ends, _)| ends),
            interval_of: interval.map(|(_, of)| of),
            probability: prediction.probability,
            difference_to_compromise: prediction.difference,
            undefined: prediction.undefined.as_deref(),
            distribution: prediction.spread.as_ref().map(|spread: &Spread| SpreadTwin {
                draws: spread.draws,
                undefined: spread.undefined,
                mean: spread.mean,
                quantiles: Fields(NAMES.into_iter().zip(spread.quantiles).collect()),
                histogram: &spread.histogram,
                probability: spread.probability,
            }),
            rounds: prediction.rounds.iter().map(|of| round(finding, of)).collect(),
        }
    }
}

impl<'a> IssueTwin<'a> {
    fn of(finding: &'a ForecastFinding, issue: &'a IssueForecast) -> Self {
        let actors = &finding.actors;
        let ids = || finding.models.iter().map(|model| model.id);
        let stance = |((actor, stance), weight): ((&'a Actor, &'a Option<Stance>), &Option<f64>)| {
            stance.as_ref().map(|stance| StanceTwin {
                actor: &actor.id,
                position: quantity(stance.position),
                salience: quantity(stance.salience),
                capability: quantity(stance.capability),
                weight: *weight,
                source: stance.source.as_deref(),
            })
        };
        let bar = |bar: &'a TornadoBar| BarTwin {
            actor: &actors[bar.actor].id,
            input: bar.input.word(),
            low: bar.low,
            high: bar.high,
            models: Fields(ids().zip(bar.points.iter().map(|(low, high)| [*low, *high])).collect()),
        };
        Self {
            id: &issue.id,
            name: &issue.name,
            low: issue.low,
            high: issue.high,
            reference_point: issue.reference_point,
            outcome: issue.outcome,
            two_points: issue.two_points,
            stances: actors.iter().zip(&issue.stances).zip(&issue.weights).filter_map(stance).collect(),
            models: Fields(ids().zip(issue.predictions.iter().map(|found| PredictionTwin::of(finding, found))).collect()),
            tornado: issue.tornado.iter().map(bar).collect(),
        }
    }
}

/// Writes a forecast as JSON. `case`: the case that it is about, or an empty one.
///
/// # Errors
/// `out` fails.
pub fn write_forecast_json(mut out: impl io::Write, case: &Case, answer: &Answer<ForecastFinding>) -> io::Result<()> {
    let finding = &answer.finding;
    let document = Document {
        schema: "detente/forecast/1",
        question: QuestionTwin {
            analysis: "forecast",
            case: &finding.title,
            models: finding.models.iter().map(|model| model.id).collect(),
        },
        headline: &answer.headline,
        because: reasons(case, &answer.because),
        result: ResultTwin {
            day: finding.day.map(|day| day.to_string()),
            capability: &finding.capability,
            remarks: &finding.remarks,
            actors: finding.actors.iter().map(|actor| ActorTwin { id: &actor.id, name: &actor.name }).collect(),
            models: finding.models.iter().map(ModelTwin::of).collect(),
            draws: finding.draws.map(|draws| DrawsTwin { count: draws.count, seed: draws.seed }),
            issues: finding.issues.iter().map(|issue| IssueTwin::of(finding, issue)).collect(),
            exchanges: finding.exchanges.iter().map(|of| exchange(finding, of)).collect(),
            moved: finding.moved.iter().map(|of| why(finding, of)).collect(),
        },
        made: MadeTwin::of(case, &answer.made),
    };
    serde_json::to_writer_pretty(&mut out, &document)?;
    writeln!(out)
}

/// A number or nothing, for CSV.
pub(super) fn cell(number: Option<f64>) -> String {
    number.map_or_else(String::new, |number| number.to_string())
}

/// Writes a forecast as CSV, a line for each issue and model: `issue`, `model`, `point`, `interval_low`, `interval_high`, `interval_of`, `probability`,
/// `difference_to_compromise`, `mean` and `q0.05` to `q0.95` of the draws, `undefined`.
///
/// # Errors
/// `out` fails.
pub fn write_forecast_csv(out: impl io::Write, finding: &ForecastFinding) -> io::Result<()> {
    let mut out = Sheet::from_writer(out);
    let mut header: Vec<String> =
        ["issue", "model", "point", "interval_low", "interval_high", "interval_of", "probability", "difference_to_compromise", "mean"]
            .map(str::to_owned)
            .into();
    header.extend(NAMES.iter().map(|name| format!("q{name}")));
    header.push("undefined".into());
    out.write_record(header)?;
    for issue in &finding.issues {
        for (model, prediction) in finding.models.iter().zip(&issue.predictions) {
            let interval = interval(prediction);
            let spread = prediction.spread.as_ref();
            let mut cells = vec![issue.id.clone(), model.id.into(), cell(prediction.point)];
            cells.extend([0, 1].map(|end| cell(interval.map(|(ends, _)| ends[end]))));
            cells.push(interval.map_or("", |(_, of)| of).into());
            cells.extend([prediction.probability, prediction.difference, spread.map(|spread| spread.mean)].map(cell));
            cells.extend((0..NAMES.len()).map(|index| cell(spread.map(|spread| spread.quantiles[index]))));
            cells.push(prediction.undefined.clone().unwrap_or_default());
            out.write_record(cells)?;
        }
    }
    out.flush()
}
