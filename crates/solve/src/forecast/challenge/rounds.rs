//! Round after round.

use super::offers::{Offered, TIE, offers};
use super::options::{Forecast, Options, Range, Stop, Update};
use super::utilities::{Scene, expectations};
use crate::forecast::{Column, two_points};
use detente_model::answer::{ForecastMove, ForecastRound, Prediction};

/// What is kept.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Detail {
    /// Every round.
    Rounds,
    /// The end alone.
    End,
}

/// A column without those that take no part.
struct Stage {
    scene: Scene,
    /// For each actor of the scene, which of the column it is.
    of: Vec<usize>,
    /// How far the outermost positions were apart at the start.
    start: f64,
}

impl Stage {
    fn new(column: &Column, options: &Options) -> Self {
        let mut scene = Scene::default();
        let mut of = Vec::new();
        for (actor, stance) in column.stances.iter().enumerate() {
            if let Some(stance) = stance {
                of.push(actor);
                scene.at.push(stance.position);
                scene.weight.push(stance.weight());
                scene.salience.push(stance.salience);
            }
        }
        let mut stage = Self { scene, of, start: 0.0 };
        stage.start = stage.apart();
        stage.scene.range = match options.range {
            Range::Start | Range::Current => stage.start,
            Range::Line => column.high - column.low,
        };
        stage
    }

    /// How far the outermost positions are apart.
    fn apart(&self) -> f64 {
        let highest = self.scene.at.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let lowest = self.scene.at.iter().copied().fold(f64::INFINITY, f64::min);
        (highest - lowest).max(0.0)
    }

    /// Whether there is anything to dispute.
    fn is_open(&self) -> bool {
        self.apart() > TIE * self.start && self.start > 0.0
    }

    fn refresh(&mut self, options: &Options) {
        if options.range == Range::Current {
            self.scene.range = self.apart();
        }
    }

    fn moved(&self, actor: usize, offered: &Offered) -> ForecastMove {
        ForecastMove {
            actor: self.of[actor],
            by: Some(self.of[offered.by]),
            kind: offered.kind.word(),
            own: Some(offered.own),
            other: Some(offered.other),
            from: self.scene.at[actor],
            to: offered.to,
            ..ForecastMove::default()
        }
    }

    /// One round: who moves where, and all expected utilities together before it. None where nothing is in dispute.
    fn advance(&mut self, options: &Options, moves: &mut Vec<ForecastMove>, detail: Detail) -> Option<f64> {
        if !self.is_open() {
            return None;
        }
        self.refresh(options);
        let mut found = expectations(&self.scene, options)?;
        let sum = found.own.iter().sum();
        let mut to = self.scene.at.clone();
        for (actor, to) in to.iter_mut().enumerate() {
            if options.update == Update::OneByOne && actor > 0 {
                if !self.is_open() {
                    return Some(sum);
                }
                self.refresh(options);
                found = expectations(&self.scene, options)?;
            }
            if let Some(offered) = offers(&self.scene, &found, actor, options).first() {
                if detail == Detail::Rounds {
                    moves.push(self.moved(actor, offered));
                }
                *to = offered.to;
                if options.update == Update::OneByOne {
                    self.scene.at[actor] = offered.to;
                }
            }
        }
        self.scene.at = to;
        Some(sum)
    }

    fn told(&self, column: &Column, options: &Options, round: u32, moves: Vec<ForecastMove>) -> Option<ForecastRound> {
        let (median, mean) = self.scene.middle()?;
        let mut positions = vec![None; column.stances.len()];
        for (actor, at) in self.of.iter().zip(&self.scene.at) {
            positions[*actor] = Some(*at);
        }
        Some(ForecastRound { round, median, mean, point: Some(said(options, median, mean)), positions, chances: Vec::new(), moves })
    }
}

/// What is said of positions with this median and mean.
fn said(options: &Options, median: f64, mean: f64) -> f64 {
    match options.forecast {
        Forecast::Median => median,
        Forecast::Mean => mean,
    }
}

/// Plays the rounds.
pub(super) fn play(column: &Column, options: &Options, detail: Detail) -> Prediction {
    if let Some(fault) = column.fault() {
        return Prediction::undefined(fault);
    }
    let mut stage = Stage::new(column, options);
    let mut rounds = Vec::new();
    let mut note = |stage: &Stage, round: u32, moves: Vec<ForecastMove>| {
        if detail == Detail::Rounds {
            rounds.extend(stage.told(column, options, round, moves));
        }
    };
    note(&stage, 0, Vec::new());
    let mut before: Option<f64> = None;
    for round in 1..=options.rounds {
        let median = stage.scene.middle().map(|(median, _)| median);
        let mut moves = Vec::new();
        let Some(sum) = stage.advance(options, &mut moves, detail) else { break };
        note(&stage, round, moves);
        let still = match (median, stage.scene.middle()) {
            (Some(before), Some((after, _))) => (after - before).abs() < options.tolerance * stage.start,
            _ => false,
        };
        let falls = before.is_some_and(|before| sum < before);
        before = Some(sum);
        match options.stop {
            Stop::Median if still => break,
            Stop::Utility if falls => break,
            Stop::Rounds | Stop::Median | Stop::Utility => {}
        }
    }
    let end = stage.scene.middle().map(|(median, mean)| said(options, median, mean));
    let at = |actor: usize| stage.of.iter().position(|of| *of == actor).map(|index| stage.scene.at[index]);
    Prediction { point: end, probability: two_points::nearer(column, at), rounds, ..Prediction::default() }
}

/// The offers that an actor has in a round (from 1), those that it prefers first; none where it takes no part or there is no such round.
pub(super) fn received(column: &Column, options: &Options, actor: usize, round: u32) -> Option<Vec<ForecastMove>> {
    if column.fault().is_some() || round == 0 || round > options.rounds {
        return None;
    }
    let mut stage = Stage::new(column, options);
    let index = stage.of.iter().position(|of| *of == actor)?;
    for _ in 1..round {
        stage.advance(options, &mut Vec::new(), Detail::End)?;
    }
    if !stage.is_open() {
        return Some(Vec::new());
    }
    if options.update == Update::OneByOne {
        // what those before it do in the round comes first
        let mut alone = Vec::new();
        let before = stage.scene.clone();
        stage.advance(options, &mut alone, Detail::Rounds)?;
        stage.scene = before;
        for moved in alone.iter().filter(|moved| stage.of[..index].contains(&moved.actor)) {
            if let Some(at) = stage.of.iter().position(|of| *of == moved.actor) {
                stage.scene.at[at] = moved.to;
            }
        }
    }
    stage.refresh(options);
    let found = expectations(&stage.scene, options)?;
    Some(offers(&stage.scene, &found, index, options).iter().map(|offered| stage.moved(index, offered)).collect())
}
