//! One round: where actors stand, how they vote, and what comes of it. Places run from 0 to 100 on each issue.

use super::options::{Left, Options};
use crate::forecast::{Column, Table};

/// The scale on which all issues are compared.
const SCALE: f64 = 100.0;

/// Where one actor stands on one issue.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Place {
    /// What it wants.
    pub(super) wants: f64,
    /// How it votes now.
    pub(super) votes: f64,
    pub(super) salience: f64,
    /// Capability times salience.
    pub(super) weight: f64,
    /// Whether it started on the left of the outcome.
    pub(super) left: bool,
    /// Which way it has moved, if it has.
    pub(super) direction: f64,
}

/// One round.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Scene {
    /// `places[issue][actor]`.
    pub(super) places: Vec<Vec<Option<Place>>>,
    /// For each issue the sum of the weights.
    pub(super) weights: Vec<f64>,
}

/// The issue's own units as shares of the common scale.
pub(super) fn scaled(issue: &Column, place: f64) -> f64 {
    if issue.high > issue.low { (place - issue.low) * (SCALE / (issue.high - issue.low)) } else { 0.0 }
}

/// And back.
pub(super) fn unscaled(issue: &Column, place: f64) -> f64 {
    issue.low + place * ((issue.high - issue.low) / SCALE)
}

impl Scene {
    pub(super) fn new(table: &Table, options: &Options) -> Self {
        let places = table.issues.iter().map(|issue| {
            let place = |actor: usize| {
                let stance = issue.stances.get(actor).copied().flatten()?;
                let wants = scaled(issue, stance.position);
                let salience = stance.salience.max(0.0);
                let weight = stance.capability.max(0.0) * salience;
                Some(Place { wants, votes: wants, salience, weight, left: false, direction: 0.0 })
            };
            (0..table.actors).map(place).collect::<Vec<Option<Place>>>()
        });
        let places: Vec<Vec<Option<Place>>> = places.collect();
        let weights = places.iter().map(|line| line.iter().flatten().map(|place| place.weight).sum()).collect();
        let mut scene = Self { places, weights };
        scene.take_sides(options);
        scene
    }

    /// Says who is left and who is right of the outcome, for the whole round.
    pub(super) fn take_sides(&mut self, options: &Options) {
        for issue in 0..self.places.len() {
            let Some(outcome) = self.outcome(issue) else { continue };
            for place in self.places[issue].iter_mut().flatten() {
                place.left = match options.left {
                    Left::Weak => place.wants <= outcome,
                    Left::Strict => place.wants < outcome,
                };
            }
        }
    }

    pub(super) fn place(&self, issue: usize, actor: usize) -> Option<&Place> {
        self.places[issue][actor].as_ref()
    }

    /// The outcome of an issue as votes are: their mean by weight. None where nobody has any.
    pub(super) fn outcome(&self, issue: usize) -> Option<f64> {
        let sum: f64 = self.places[issue].iter().flatten().map(|place| place.weight * place.votes).sum();
        (self.weights[issue] > 0.0).then(|| sum / self.weights[issue])
    }
}
