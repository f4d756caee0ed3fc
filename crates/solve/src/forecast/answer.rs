//! The answer to what models expect.

use super::tables::{Inputs, Missing};
use super::{Ready, Table, draws, exchange, tornado, two_points};
use detente_model::answer::{
    Answer, DrawsMade, ExchangeEffect, ForecastExchange, ForecastFinding, ForecastModel, ForecastPartner, IssueForecast, IssueName, Made,
    Prediction, Reason, WhyMoved,
};
use detente_model::control::{Control, Stopped};
use detente_model::spatial::Spatial;

/// What is asked.
pub struct Asked<'a> {
    /// Who stands where, on all issues: models that take issues together need them all.
    pub spatial: &'a Spatial,
    /// The issues that the answer is about, in order.
    pub shown: &'a [usize],
    /// The models, the compromise model first.
    pub models: &'a [Ready],
    /// What becomes of an actor whose position is missing.
    pub missing: Missing,
    /// How many draws; none: the central values alone.
    pub draws: Option<u32>,
    /// The seed of the draws.
    pub seed: u64,
    /// Whether to move each input in turn.
    pub tornado: bool,
    /// Why this actor moved in this round (from 1).
    pub moved: Option<(usize, u32)>,
    /// Where capabilities come from, in words, if any is stated.
    pub capability: &'a str,
    /// What a reader must know of how the input was understood.
    pub remarks: &'a [String],
    /// What the inputs rest on.
    pub because: &'a [Reason],
    /// SHA-256 over the files.
    pub digest: &'a str,
}

/// A model as it is run.
#[must_use]
pub fn described(ready: &Ready) -> ForecastModel {
    let model = ready.model;
    ForecastModel { id: model.id, name: model.name, says: model.says, reference: model.reference, options: ready.run.options() }
}

/// What the models expect.
///
/// # Errors
/// The caller stopped it.
pub fn answer(asked: &Asked<'_>, control: &Control<'_>) -> Result<Answer<ForecastFinding>, Stopped> {
    let Asked { spatial, models, .. } = *asked;
    let inputs = Inputs::new(spatial, asked.missing);
    let table = inputs.central();
    let drawn = match asked.draws {
        Some(count) => Some(draws::run(&inputs, models, count, asked.seed, control)?),
        None => None,
    };
    let mut bars =
        if asked.tornado { tornado::bars(spatial, asked.shown, &inputs, models, control)? } else { vec![Vec::new(); spatial.issues.len()] };
    let mut predictions: Vec<Vec<Prediction>> = vec![Vec::new(); spatial.issues.len()];
    for (index, ready) in models.iter().enumerate() {
        control.check()?;
        control.report("models", index as u64, models.len() as u64);
        for (issue, mut prediction) in ready.run.run(&table, control).into_iter().enumerate() {
            let base = predictions[issue].first().map_or(prediction.point, |base: &Prediction| base.point);
            prediction.difference = prediction.point.zip(base).map(|(point, base)| point - base);
            let column = &table.issues[issue];
            prediction.spread = drawn.as_ref().and_then(|drawn| draws::spread(drawn, index, issue, column.low, column.high));
            predictions[issue].push(prediction);
        }
    }
    let unsettled = unsettled(models, &table, &predictions, asked.shown);
    let issue = |index: usize| {
        let (stated, column) = (&spatial.issues[index], &table.issues[index]);
        IssueForecast {
            id: stated.id.clone(),
            name: stated.name.clone(),
            low: stated.low,
            high: stated.high,
            reference_point: stated.reference_point,
            outcome: stated.outcome,
            two_points: two_points::is_two_points(column),
            stances: spatial.stances[index].clone(),
            weights: column.stances.iter().map(|stance| stance.map(|stance| stance.weight())).collect(),
            predictions: std::mem::take(&mut predictions[index]),
            tornado: std::mem::take(&mut bars[index]),
        }
    };
    let issues: Vec<IssueForecast> = asked.shown.iter().copied().map(issue).collect();
    let (moved, exchanged) = (why_moved(asked, &table, control), exchanges(asked, &table, control));
    control.check()?;
    let mut remarks = asked.remarks.to_vec();
    remarks.extend(understood(spatial, &inputs));
    remarks.extend(unsettled.into_iter().map(|(model, count)| {
        let issues = if count == 1 { "one issue".into() } else { format!("{count} issues") };
        format!("under “{model}” positions on {issues} still shift when its rounds are over: its point is where they happen to stand then")
    }));
    if asked.shown.len() < spatial.issues.len() {
        remarks.push(format!(
            "the models are run on all {} issues, since some take issues together; {} shown",
            spatial.issues.len(),
            if asked.shown.len() == 1 { "one is".into() } else { format!("{} are", asked.shown.len()) }
        ));
    }
    if let (Some((actor, round)), true) = (asked.moved, moved.is_empty()) {
        let name = &spatial.actors[actor].name;
        remarks.push(format!("in none of the models that are run is there a round {round} in which {name} could move"));
    }
    let equal = inputs.equal.iter().all(|equal| *equal);
    let finding = ForecastFinding {
        title: spatial.title.clone(),
        day: None,
        capability: if equal { "none is stated: all count as equal".into() } else { asked.capability.to_owned() },
        remarks,
        actors: spatial.actors.clone(),
        models: models.iter().map(described).collect(),
        on: spatial.issues.iter().map(|issue| IssueName { id: issue.id.clone(), name: issue.name.clone() }).collect(),
        issues,
        exchanges: exchanged,
        draws: asked.draws.map(|count| DrawsMade { count, seed: asked.seed }),
        moved,
    };
    Ok(Answer { headline: headline(&finding), because: asked.because.to_vec(), made: made(asked), finding })
}

/// The models whose points still shift when as many rounds are over as they may have, each with on how many of the issues that are shown.
fn unsettled(models: &[Ready], table: &Table, predictions: &[Vec<Prediction>], shown: &[usize]) -> Vec<(&'static str, usize)> {
    /// So large a share of the line, between the last two rounds, is a shift.
    const SHIFT: f64 = 1e-3;
    let count = |(index, ready): (usize, &Ready)| {
        let most = ready.run.most_rounds()?;
        let shifts = |issue: &&usize| {
            let (column, rounds) = (&table.issues[**issue], &predictions[**issue][index].rounds);
            match rounds.as_slice() {
                [.., before, last] if last.round >= most && most > 1 => {
                    let moved = before.point.zip(last.point).map_or(0.0, |(before, last)| (before - last).abs());
                    moved > SHIFT * (column.high - column.low)
                }
                _ => false,
            }
        };
        Some((ready.model.name, shown.iter().filter(shifts).count())).filter(|(_, count)| *count > 0)
    };
    models.iter().enumerate().filter_map(count).collect()
}

/// Why the actor moved that is asked about, on each issue that is shown, under each model with rounds.
fn why_moved(asked: &Asked<'_>, table: &Table, control: &Control<'_>) -> Vec<WhyMoved> {
    let mut moved = Vec::new();
    let Some((actor, round)) = asked.moved else { return moved };
    for (model, ready) in asked.models.iter().enumerate() {
        for (issue, of) in asked.shown.iter().enumerate() {
            let why = ready.run.why(table, *of, actor, round, control);
            moved.extend(why.map(|why| WhyMoved {
                issue,
                model,
                round,
                actor,
                offers: why.offers,
                taken: why.taken,
                challenge: why.challenge,
                rule: why.rule,
            }));
        }
    }
    moved
}

/// The exchanges that models expect on the issues that are shown.
fn exchanges(asked: &Asked<'_>, table: &Table, control: &Control<'_>) -> Vec<ForecastExchange> {
    let partner = |partner: exchange::Partner| {
        let exchange::Partner { actor, pays_on, from, to, asked, before, after, gain } = partner;
        ForecastPartner { actor, pays_on, from, to, asked, before, after, gain }
    };
    let effect = |effect: exchange::Effect| ExchangeEffect { actor: effect.actor, circle: effect.circle.id(), gain: effect.gain };
    let of = |(model, ready): (usize, &Ready)| {
        let told = move |(round, found): (u32, exchange::Exchange)| ForecastExchange {
            model,
            round,
            partners: found.partners.map(partner),
            again: found.again,
            effects: found.effects.into_iter().map(effect).collect(),
        };
        ready.run.exchanges(table, control).into_iter().map(told).collect::<Vec<_>>()
    };
    let all = asked.models.iter().enumerate().flat_map(of);
    all.filter(|exchange| exchange.partners.iter().any(|partner| asked.shown.contains(&partner.pays_on))).collect()
}

fn made(asked: &Asked<'_>) -> Made {
    let names: Vec<&str> = asked.models.iter().map(|ready| ready.model.id).collect();
    let drawn = asked.draws.map(|count| format!("; {count} draws with seed {}", asked.seed)).unwrap_or_default();
    let exactness = match asked.draws {
        Some(_) => "points are those of the central values, computed; distributions are sampled",
        None => "computed from the stated numbers, up to the rounding of floating-point arithmetic",
    };
    Made {
        method: format!("forecast from positions, saliences and capabilities by {}{drawn}", names.join(", ")),
        exactness: exactness.into(),
        stopped: None,
        case_digest: asked.digest.to_owned(),
        version: env!("CARGO_PKG_VERSION").into(),
    }
}

/// What a reader must know of how what is missing was understood.
pub(super) fn understood(spatial: &Spatial, inputs: &Inputs) -> Vec<String> {
    let mut remarks = Vec::new();
    if !inputs.left_out.is_empty() {
        let named = |(issue, actor): &(usize, usize)| format!("{} on {}", spatial.actors[*actor].name, spatial.issues[*issue].name);
        let mut names: Vec<String> = inputs.left_out.iter().take(6).map(named).collect();
        if inputs.left_out.len() > names.len() {
            names.push(format!("{} more", inputs.left_out.len() - names.len()));
        }
        remarks.push(format!("without a position, and so without a part: {}", names.join("; ")));
    }
    if inputs.filled > 0 {
        let numbers = if inputs.filled == 1 { "1 number is" } else { "numbers are" };
        let count = if inputs.filled == 1 { String::new() } else { format!("{} ", inputs.filled) };
        remarks.push(format!("{count}{numbers} missing: the middle of what could be is taken, and in draws anything between"));
    }
    let equal = inputs.equal.iter().filter(|equal| **equal).count();
    if equal > 0 && equal < inputs.equal.len() {
        remarks.push(format!("on {equal} of {} issues no capability is stated: there all count as equal", inputs.equal.len()));
    }
    remarks
}

/// A number as headlines show it.
fn shown(number: f64) -> String {
    let text = format!("{number:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// The model and the issue on which it is furthest from the compromise model, with both points; baselines aside.
fn furthest(finding: &ForecastFinding) -> Option<(usize, usize, f64, f64)> {
    let mut best: Option<(usize, usize, f64, f64)> = None;
    for (index, issue) in finding.issues.iter().enumerate() {
        let range = issue.high - issue.low;
        for (model, prediction) in issue.predictions.iter().enumerate().skip(1) {
            let base = issue.predictions.first().and_then(|base| base.point);
            if let (Some(base), Some(point), false) = (base, prediction.point, finding.models[model].id == super::midpoint::MODEL.id) {
                let share = (point - base).abs() / range;
                if best.is_none_or(|(.., most)| share > most) {
                    best = Some((model, index, point, share));
                }
            }
        }
    }
    best
}

/// The points of all models but the compromise model and the baseline, the least and the most; none where there are none.
fn others(finding: &ForecastFinding, issue: &IssueForecast) -> Option<(f64, f64)> {
    let points = finding.models.iter().zip(&issue.predictions).skip(1).filter(|(model, _)| model.id != super::midpoint::MODEL.id);
    points
        .filter_map(|(_, found)| found.point)
        .map(|point| (point, point))
        .reduce(|(low, high), (point, _)| (low.min(point), high.max(point)))
}

/// Up to how many issues a headline has the numbers of.
const FEW: usize = 4;

fn headline(finding: &ForecastFinding) -> String {
    let defined: Vec<&IssueForecast> =
        finding.issues.iter().filter(|issue| issue.predictions.iter().any(|found| found.point.is_some())).collect();
    let base = |issue: &IssueForecast| issue.predictions.first().and_then(|base| base.point).map_or_else(|| "nothing".into(), shown);
    let count = finding.issues.len();
    let mut text = match finding.issues.as_slice() {
        [] => return "There is no issue with places on a line and someone who stands there: nothing can be forecast.".into(),
        [issue] if defined.is_empty() => {
            let why = issue.predictions.iter().find_map(|found| found.undefined.clone()).unwrap_or_default();
            return format!("Nothing can be forecast on {}: {why}.", issue.name);
        }
        [issue] => {
            let mut text = format!(
                "{}: on a line from {} to {} the compromise model expects {}",
                issue.name,
                shown(issue.low),
                shown(issue.high),
                base(issue)
            );
            if let Some(spread) = issue.predictions.first().and_then(|base| base.spread.as_ref()) {
                let (low, high) = (shown(spread.quantiles[0]), shown(spread.quantiles[4]));
                if low != high {
                    text += &format!(" at the stated numbers and {low} to {high} in nine of ten draws");
                }
            }
            match others(finding, issue) {
                Some((low, high)) if shown(low) != shown(high) => {
                    text += &format!("; the other models expect from {} to {}", shown(low), shown(high));
                }
                Some(_) | None => {}
            }
            text
        }
        issues if issues.len() <= FEW && defined.len() == count => {
            let points: Vec<String> = issues.iter().map(|issue| format!("{} on {}", base(issue), issue.name)).collect();
            let (last, rest) = points.split_last().map_or(("", String::new()), |(last, rest)| (last.as_str(), rest.join(", ")));
            format!("The compromise model expects {rest} and {last}")
        }
        _ => format!(
            "{} of {count} issues have a forecast by the compromise model, and by {} others",
            defined.len(),
            finding.models.len() - 1
        ),
    };
    if let Some((model, issue, point, share)) = furthest(finding) {
        let name = finding.models[model].name;
        if share < 0.005 {
            text += "; no other model differs by as much as half a hundredth of the line";
        } else if count == 1 {
            text += &format!("; furthest from it is {} by {name}", shown(point));
        } else {
            let issue = &finding.issues[issue];
            text += &format!("; the widest gap is on {}: {} by it, {} by {name}", issue.name, base(issue), shown(point));
        }
    }
    text + "."
}
