//! # Nash bargaining on one issue
//!
//! ## What it says
//! Of all outcomes that everybody prefers to having none, the one at which no one can gain a per cent without the others losing more than that, each counting
//! as much as it can.
//!
//! ## Definition
//! Maximise Σ w_i ln(u_i(o) − u_i(d)) over places o on the line, with u_i(o) = 1 − s_i ℓ(|x_i − o| / range), ℓ linear (default) or quadratic, and bargaining weights
//! w_i: the capabilities (`weights=capability`, default) or capability times salience (`weights=influence`). Disagreement d is the reference point. If it lies
//! between the outermost positions, whatever moves away from it hurts someone, and d is the solution. If none is known, having no outcome is as bad for everybody as
//! the worst there can be: u_i(d) = 0. The maximum is found where the derivative, which falls throughout, changes sign, by halving 200 times.
//!
//! ## Reads and assumes
//! Positions, saliences, capabilities, the reference point. Who weighs nothing or does not care is left out. With a reference point salience plays no part under
//! `weights=capability`: it multiplies the gains of one actor, and the solution does not depend on units of utility.
//!
//! ## When it misleads
//! Where a majority can decide; where nobody minds having no outcome; with linear loss and no reference point the solution is close to a median and jumps as it does.
//!
//! ## Complexity
//! Linear in the number of actors, 200 times.
//!
//! ## Example
//! Two equals at 20 and 60 with the reference point 0 and linear loss: up to 20 both gain o, beyond it the first gains 40 − o and the second o, and 20 is best.
//!
//! ## References
//! J. F. Nash (1950), *Econometrica* 18:155–162; S. Chae and P. Heidhues (2004), "Nash bargaining solution with coalitions" (as recalled); C. H. Achen (2006), as for the
//! compromise model.

use super::{Chosen, Column, Model, OptionDescription, OptionError, Prediction, Run, Table, each, no_option, two_points};
use detente_model::control::Control;

/// Nash bargaining on one issue.
pub const MODEL: Model = Model {
    id: "nash",
    name: "Nash bargaining",
    says: "the largest weighted product of gains over no agreement",
    reference: "the definition",
    options: &[
        OptionDescription { key: "loss", values: "linear, quadratic", says: "how utility falls with distance" },
        OptionDescription {
            key: "weights",
            values: "capability, influence",
            says: "what counts in the product: capability alone or times salience",
        },
    ],
    prepare,
};

#[derive(Clone, Copy, PartialEq, Eq, Default)]
struct Nash {
    quadratic: bool,
    influence: bool,
}

fn prepare(chosen: &Chosen) -> Result<Box<dyn Run>, OptionError> {
    let mut nash = Nash::default();
    for (key, value) in chosen {
        match (key.as_str(), value.as_str()) {
            ("loss", "linear") => nash.quadratic = false,
            ("loss", "quadratic") => nash.quadratic = true,
            ("weights", "capability") => nash.influence = false,
            ("weights", "influence") => nash.influence = true,
            _ => return Err(no_option(MODEL.options, key, value)),
        }
    }
    Ok(Box::new(nash))
}

/// An actor that counts: what it weighs, where it stands from 0 to 1, how much it cares.
#[derive(Clone, Copy)]
struct Player {
    weight: f64,
    at: f64,
    salience: f64,
}

/// How often the interval is halved.
const HALVINGS: u32 = 200;

impl Nash {
    fn solve(self, column: &Column) -> Prediction {
        let range = column.high - column.low;
        let unit = |at: f64| (at - column.low) / range;
        let players: Vec<Player> = column
            .present()
            .filter(|stance| stance.weight() > 0.0)
            .map(|stance| Player {
                weight: if self.influence { stance.weight() } else { stance.capability },
                at: unit(stance.position),
                salience: stance.salience,
            })
            .collect();
        let lowest = players.iter().map(|player| player.at).fold(f64::INFINITY, f64::min);
        let highest = players.iter().map(|player| player.at).fold(f64::NEG_INFINITY, f64::max);
        let disagreement = column.reference_point.map(unit);
        let (from, to) = match disagreement {
            Some(at) if at >= lowest && at <= highest => (at, at),
            // everybody gains on this side of the reference point, as far as to its mirror image beyond the nearest
            Some(at) if at < lowest => (at, (2.0 * lowest - at).min(highest)),
            Some(at) => ((2.0 * highest - at).max(lowest), at),
            None => (lowest, highest),
        };
        let found = match halved(from, to, |at| self.slope(&players, disagreement, at)) {
            at if at.is_finite() => (column.low + at * range).clamp(column.low, column.high),
            _ => return Prediction::undefined("no place is found at which the product is largest"),
        };
        Prediction { probability: two_points::place(column, found), ..Prediction::at(found) }
    }

    /// The derivative of the objective.
    fn slope(self, players: &[Player], disagreement: Option<f64>, at: f64) -> f64 {
        let loss = |distance: f64| if self.quadratic { distance * distance } else { distance.abs() };
        let steep = |distance: f64| {
            if self.quadratic {
                2.0 * distance
            } else if distance > 0.0 {
                1.0
            } else {
                -1.0
            }
        };
        let term = |player: &Player| {
            let gain = match disagreement {
                // salience multiplies gain and slope alike
                Some(against) => loss(player.at - against) - loss(player.at - at),
                None => (1.0 - player.salience * loss(player.at - at)) / player.salience,
            };
            player.weight * steep(player.at - at) / gain
        };
        players.iter().map(term).sum()
    }
}

/// Where a falling function changes sign.
fn halved(from: f64, to: f64, slope: impl Fn(f64) -> f64) -> f64 {
    let (mut low, mut high) = (from, to);
    for _ in 0..HALVINGS {
        let middle = f64::midpoint(low, high);
        if middle <= low || middle >= high {
            break;
        }
        if slope(middle) > 0.0 { low = middle } else { high = middle }
    }
    f64::midpoint(low, high)
}

impl Run for Nash {
    fn run(&self, table: &Table, _: &Control<'_>) -> Vec<Prediction> {
        each(table, |column| self.solve(column))
    }

    fn options(&self) -> Vec<(&'static str, String)> {
        let loss = if self.quadratic { "quadratic" } else { "linear" };
        let weights = if self.influence { "influence" } else { "capability" };
        vec![("loss", loss.into()), ("weights", weights.into())]
    }
}
