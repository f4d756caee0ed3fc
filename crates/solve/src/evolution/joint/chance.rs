//! # A chance process over steps that pay
//!
//! ## What it says
//! With what probability things end in which state, if who moves next, and by which step, is a matter of chance. It is an assumption with a name, made only where it is asked for: where
//! things can end needs none.
//!
//! ## Definition
//! At each turn one of all who can move or have a say is drawn by weight. It chooses between staying and each step that pays for it: those that it takes alone, and joint steps that pay for all
//! who take them and whose decision it has a part in; under [`Choice::Uniform`] each alike, under [`Choice::Logit`] in proportion to exp(gain / scale), staying being a gain of 0. Turns without a
//! step change nothing. A closed set of several states is left by none: there each state has its share of the long run.
//!
//! ## Reads and assumes
//! The steps of [`super`]: those that surely pay. A logit reads utilities.
//!
//! ## When it misleads
//! Nobody drew lots. Parties that look ahead, or move when it suits them, do not move like this.
//!
//! ## Complexity
//! A pass over all steps within reach for each step of the longest ways, until less than [`LEFT`] of the chances is on the way, at most [`ROUNDS`]; what is left then is told.
//!
//! ## References
//! J. G. Kemeny and J. L. Snell (1960), *Finite Markov Chains*, chapter 3, for absorbing chains; R. D. McKelvey and T. R. Palfrey (1995), *Games and Economic Behavior* 10:6–38, for the logit.

use super::moves::Setting;
use super::{Joint, JointEvolution, Together, closed};
use detente_model::control::{Control, Stopped};
use rayon::prelude::*;

/// So little of the chances may be left on the way.
pub const LEFT: f64 = 1e-12;

/// Passes at most.
pub const ROUNDS: usize = 10_000;

/// How a mover chooses between its steps and staying.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Choice {
    /// Each alike.
    Uniform,
    /// In proportion to exp(gain / scale).
    Logit {
        /// The gain, in units of utility, that makes a step e times as likely as staying; above 0.
        scale: f64,
    },
}

/// A chance process.
pub struct Chance<'c> {
    /// How a mover chooses.
    pub choice: Choice,
    /// The weight of each who can move or has a say, by its place in `game.consent.parties`; not below 0, some above.
    pub weights: &'c [f64],
    /// The utility of a state for each of them, for a logit.
    pub worth: &'c (dyn Fn(usize, u32) -> f64 + Sync),
}

/// Where chance leads.
#[derive(Clone, PartialEq, Debug)]
pub struct Lottery {
    /// States of closed sets, ascending, with their probabilities.
    pub states: Vec<(u32, f64)>,
    /// What is still on the way, or not settled within a cycle: the probabilities add up to 1 less that.
    pub left: f64,
}

impl Joint<'_> {
    /// Where chance leads, from where an evolution under the same setting starts.
    ///
    /// # Errors
    /// The caller stops it.
    pub fn lottery(
        &self,
        evolution: &JointEvolution,
        setting: &Together,
        chance: &Chance<'_>,
        control: &Control<'_>,
    ) -> Result<Lottery, Stopped> {
        let setting = Setting::new(self, setting);
        let nodes = evolution.nodes.len();
        let all: f64 = chance.weights.iter().sum();
        let row = |node: &super::Node| -> Result<Vec<(u32, f64)>, Stopped> {
            let from = node.state;
            let steps = setting.takers(from as usize, control)?;
            let mut likely = vec![0.0; steps.len()];
            for (party, weight) in chance.weights.iter().enumerate().filter(|(_, weight)| **weight > 0.0) {
                let own: Vec<usize> = (0..steps.len()).filter(|at| steps[*at].1 >> party & 1 == 1).collect();
                let pull = |to: u32| match chance.choice {
                    Choice::Uniform => 0.0,
                    Choice::Logit { scale } => ((chance.worth)(party, to) - (chance.worth)(party, from)) / scale,
                };
                let pulls: Vec<f64> = own.iter().map(|at| pull(steps[*at].0)).collect();
                let most = pulls.iter().copied().fold(0.0, f64::max);
                let sum = libm::exp(-most) + pulls.iter().map(|pull| libm::exp(pull - most)).sum::<f64>();
                own.iter().zip(&pulls).for_each(|(at, pull)| likely[*at] += weight / all * libm::exp(pull - most) / sum);
            }
            let steps = steps.iter().zip(likely).filter(|(_, likely)| *likely > 0.0);
            Ok(steps.map(|((to, _), likely)| (evolution.index[*to as usize], likely)).collect())
        };
        let rows: Vec<Vec<(u32, f64)>> = evolution.nodes.par_iter().map(row).collect::<Result<_, _>>()?;
        // whoever could lead on may have no weight: then more sets are closed
        let targets: Vec<Vec<u32>> = rows.iter().map(|row| row.iter().map(|(to, _)| *to).collect()).collect();
        let closed = closed::among(nodes, 0, &|node| targets[node].as_slice(), control)?;
        let mut ends = vec![false; nodes];
        closed.iter().flatten().for_each(|node| ends[*node as usize] = true);
        let is_end = |node: usize| ends[node];
        let mut mass = vec![0.0; nodes];
        mass[0] = 1.0;
        let mut left = 1.0;
        for _ in 0..ROUNDS {
            control.check()?;
            left = 0.0;
            for node in 0..nodes {
                if mass[node] > 0.0 && !is_end(node) {
                    let here = std::mem::take(&mut mass[node]);
                    let sum: f64 = rows[node].iter().map(|(_, likely)| likely).sum();
                    rows[node].iter().for_each(|(to, likely)| mass[*to as usize] += here * likely / sum);
                }
            }
            left += (0..nodes).filter(|node| !is_end(*node)).map(|node| mass[node]).sum::<f64>();
            if left <= LEFT {
                break;
            }
        }
        for set in closed.iter().filter(|set| set.len() > 1) {
            left += settle(set, &rows, &mut mass, control)?;
        }
        let ends = (0..nodes).filter(|node| is_end(*node) && mass[*node] > 0.0);
        let mut states: Vec<(u32, f64)> = ends.map(|node| (evolution.nodes[node].state, mass[node])).collect();
        states.sort_by_key(|(state, _)| *state);
        Ok(Lottery { states, left: if left <= LEFT { 0.0 } else { left } })
    }
}

/// Spreads what has come to a cycle over its states as in the long run. What is not settled of it is handed back.
fn settle(members: &[u32], rows: &[Vec<(u32, f64)>], mass: &mut [f64], control: &Control<'_>) -> Result<f64, Stopped> {
    let all: f64 = members.iter().map(|node| mass[*node as usize]).sum();
    if all <= 0.0 {
        return Ok(0.0);
    }
    let place = |node: &u32| members.binary_search(node).ok();
    let row = |node: &u32| rows[*node as usize].iter().filter_map(|(to, likely)| Some((place(to)?, *likely))).collect();
    let steps: Vec<Vec<(usize, f64)>> = members.iter().map(row).collect();
    let mut now: Vec<f64> = members.iter().map(|node| mass[*node as usize] / all).collect();
    let mut moved = 1.0;
    for _ in 0..ROUNDS {
        control.check()?;
        let mut next = now.clone();
        for (from, steps) in steps.iter().enumerate() {
            for (to, likely) in steps {
                next[from] -= now[from] * likely;
                next[*to] += now[from] * likely;
            }
        }
        moved = now.iter().zip(&next).map(|(a, b)| (a - b).abs()).sum();
        now = next;
        if moved <= LEFT {
            break;
        }
    }
    members.iter().zip(now).for_each(|(node, share)| mass[*node as usize] = all * share);
    Ok(if moved <= LEFT { 0.0 } else { all })
}
