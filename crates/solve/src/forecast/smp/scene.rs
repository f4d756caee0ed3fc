//! The actors in shares of the ranges: where they are, what they want, what they weigh.

use super::election::Grid;
use super::options::{Options, SalienceScale};
use crate::forecast::Table;
use crate::forecast::choice::number;

/// Who takes part, as the model sees it. Places run from 0 to 1 on each issue.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Scene {
    /// The actors that take part, by their number in the table.
    pub(super) actors: Vec<usize>,
    /// How many issues there are.
    pub(super) issues: usize,
    /// Where each actor is now, issue by issue.
    pub(super) positions: Vec<f64>,
    /// What each wants now.
    pub(super) ideals: Vec<f64>,
    /// How much each cares for each issue.
    pub(super) saliences: Vec<f64>,
    /// What each weighs.
    pub(super) capabilities: Vec<f64>,
    /// How much each cares for all issues together.
    pub(super) care: Vec<f64>,
    /// Whether it has a stance of its own on an issue.
    pub(super) stated: Vec<bool>,
}

impl Scene {
    pub(super) fn new(table: &Table, options: &Options) -> Self {
        let stances = |actor: usize| table.issues.iter().map(move |issue| issue.stances.get(actor).copied().flatten());
        let actors: Vec<usize> = (0..table.actors).filter(|actor| stances(*actor).any(|stance| stance.is_some())).collect();
        let middles: Vec<f64> = table.issues.iter().map(middle).collect();
        let mut scene = Self {
            issues: table.issues.len(),
            positions: Vec::new(),
            ideals: Vec::new(),
            saliences: Vec::new(),
            capabilities: actors.iter().map(|actor| capability(stances(*actor).flatten().map(|stance| stance.capability))).collect(),
            care: Vec::new(),
            stated: actors.iter().flat_map(|actor| stances(*actor).map(|stance| stance.is_some())).collect(),
            actors,
        };
        for actor in &scene.actors {
            for ((issue, stance), middle) in table.issues.iter().zip(stances(*actor)).zip(&middles) {
                let place = stance.map_or(*middle, |stance| stance.position);
                scene.positions.push(if issue.high > issue.low { (place - issue.low) / (issue.high - issue.low) } else { 0.0 });
                scene.saliences.push(stance.map_or(0.0, |stance| stance.salience.max(0.0)));
            }
        }
        let sums = |saliences: &[f64]| saliences.chunks(table.issues.len().max(1)).map(|line| line.iter().sum()).collect::<Vec<f64>>();
        let most = sums(&scene.saliences).into_iter().fold(0.0, f64::max);
        if options.saliences == SalienceScale::Shares && most > 1.0 {
            scene.saliences.iter_mut().for_each(|salience| *salience /= most);
        }
        scene.care = sums(&scene.saliences);
        scene.ideals.clone_from(&scene.positions);
        scene
    }

    pub(super) fn len(&self) -> usize {
        self.actors.len()
    }

    /// The numbers of one actor.
    pub(super) fn of<'a>(&self, numbers: &'a [f64], actor: usize) -> &'a [f64] {
        &numbers[actor * self.issues..][..self.issues]
    }

    /// How far each point is from what each actor wants, in its own eyes: rows are actors.
    pub(super) fn distances(&self, points: &[f64]) -> Grid {
        let squares: Vec<f64> = self.saliences.iter().map(|salience| salience * salience).collect();
        let scales: Vec<f64> = (0..self.len()).map(|actor| self.of(&squares, actor).iter().sum()).collect();
        Grid::new(self.len(), points.len() / self.issues.max(1), |actor, point| {
            if scales[actor] <= 0.0 {
                // An actor that cares for nothing finds every point as good as any other.
                return 0.0;
            }
            let (ideal, squares) = (self.of(&self.ideals, actor), self.of(&squares, actor));
            let parts = ideal.iter().zip(self.of(points, point)).zip(squares);
            let sum: f64 = parts.map(|((ideal, place), square)| square * (ideal - place) * (ideal - place)).sum();
            (sum / scales[actor]).sqrt()
        })
    }

    /// The distinct positions, each by the first actor that has it, and which of them each actor has.
    pub(super) fn distinct(&self, tolerance: f64) -> (Vec<usize>, Vec<usize>) {
        let mut first: Vec<usize> = Vec::new();
        let mut which = Vec::with_capacity(self.len());
        for actor in 0..self.len() {
            let here = self.of(&self.positions, actor);
            let same = first.iter().position(|other| length(here, self.of(&self.positions, *other)) < tolerance);
            which.push(same.unwrap_or(first.len()));
            if same.is_none() {
                first.push(actor);
            }
        }
        (first, which)
    }

    /// Each ideal takes over its share of the positions: in full of the own one where nothing else is said.
    pub(super) fn accommodate(&mut self, options: &Options) {
        let Some(matrix) = &options.accommodation else {
            self.ideals.clone_from(&self.positions);
            return;
        };
        let share = |one: usize, other: usize| {
            let (one, other) = (self.actors[one], self.actors[other]);
            matrix.get(one).and_then(|row| row.get(other)).copied().unwrap_or(0.0)
        };
        let mut ideals = Vec::with_capacity(self.ideals.len());
        for one in 0..self.len() {
            let taken: f64 = (0..self.len()).map(|other| share(one, other)).sum();
            for issue in 0..self.issues {
                let from = |other: usize| share(one, other) * self.positions[other * self.issues + issue];
                let sum: f64 = (0..self.len()).map(from).sum();
                ideals.push(sum + (1.0 - taken) * self.ideals[one * self.issues + issue]);
            }
        }
        self.ideals = ideals;
    }
}

/// How far two points are from each other.
pub(super) fn length(one: &[f64], other: &[f64]) -> f64 {
    one.iter().zip(other).map(|(one, other)| (one - other) * (one - other)).sum::<f64>().sqrt()
}

/// Where an actor is put on an issue on which it has no stance: the mean place there, weighted by capability times salience. It
/// cares nothing for the issue, so that this decides only what others make of it.
fn middle(issue: &crate::forecast::Column) -> f64 {
    let stances = || issue.stances.iter().flatten();
    let weight: f64 = stances().map(|stance| stance.capability * stance.salience).sum();
    let sum: f64 = stances().map(|stance| stance.capability * stance.salience * stance.position).sum();
    if weight > 0.0 { sum / weight } else { f64::midpoint(issue.low, issue.high) }
}

/// One capability for all issues: the mean of those stated.
fn capability(stated: impl Iterator<Item = f64>) -> f64 {
    let stated: Vec<f64> = stated.map(|capability| capability.max(0.0)).collect();
    match stated.as_slice() {
        [] => 0.0,
        // The mean of equal numbers need not be that number to the last digit.
        [first, rest @ ..] if rest.iter().all(|other| other == first) => *first,
        all => all.iter().sum::<f64>() / number(all.len()),
    }
}
