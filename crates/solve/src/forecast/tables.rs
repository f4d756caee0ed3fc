//! From what is stated, which may be uncertain, to tables of certain numbers: the central one, and draws.
//!
//! What is missing: where no actor of an issue has a capability, all count as equal (1). Where some have, a missing one lies between the smallest and the largest
//! stated, and a missing salience between 0 and 1: their middles in the central table, uniform in draws. An actor without a position takes no part in the issue,
//! unless [`Missing::Fill`] is asked for: then it stands in the middle of the line, in draws anywhere on it.

use super::{Column, Stance, Table};
use detente_model::answer::InputKind;
use detente_model::spatial::{Quantity, Spatial, Stance as Stated};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// What becomes of an actor whose position is missing.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Missing {
    /// It takes no part in the issue.
    #[default]
    Leave,
    /// It may stand anywhere on the line.
    Fill,
}

/// What is known of each number once what is missing has been replaced: never [`Quantity::Missing`].
#[derive(Clone, Copy, PartialEq, Debug)]
struct Known {
    position: Quantity,
    salience: Quantity,
    capability: Quantity,
}

impl Known {
    fn of(&self, kind: InputKind) -> Quantity {
        match kind {
            InputKind::Position => self.position,
            InputKind::Salience => self.salience,
            InputKind::Capability => self.capability,
        }
    }
}

/// One number of one actor on one issue.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Input {
    /// The issue.
    pub issue: usize,
    /// The actor.
    pub actor: usize,
    /// Which number.
    pub kind: InputKind,
}

/// What is stated, ready to be made into tables.
#[derive(Clone, PartialEq, Debug)]
pub struct Inputs {
    shell: Table,
    known: Vec<Vec<Option<Known>>>,
    /// On which issues all capabilities count as equal, since none is stated.
    pub equal: Vec<bool>,
    /// `(issue, actor)` of those that take no part since their position is missing.
    pub left_out: Vec<(usize, usize)>,
    /// How many numbers were missing and are taken from a range.
    pub filled: usize,
}

/// The ends of what a number may be.
fn ends(quantity: Quantity) -> Option<(f64, f64)> {
    match quantity {
        Quantity::Known(number) => Some((number, number)),
        Quantity::Between { low, high } | Quantity::Around { low, high, .. } | Quantity::Triangular { low, high, .. } => Some((low, high)),
        Quantity::Missing => None,
    }
}

/// Whether a number is not certain.
fn is_uncertain(quantity: Quantity) -> bool {
    ends(quantity).is_none_or(|(low, high)| low < high)
}

impl Inputs {
    /// Of what is stated. Positions must lie on their lines, saliences between 0 and 1, capabilities at 0 or above: what does not is moved to the nearest end.
    #[must_use]
    pub fn new(spatial: &Spatial, missing: Missing) -> Self {
        let mut inputs = Self { shell: Table::default(), known: Vec::new(), equal: Vec::new(), left_out: Vec::new(), filled: 0 };
        inputs.shell.actors = spatial.actors.len();
        for (issue, stances) in spatial.issues.iter().zip(&spatial.stances) {
            inputs.shell.issues.push(Column {
                low: issue.low,
                high: issue.high,
                reference_point: issue.reference_point,
                stances: Vec::new(),
            });
            let stated: Vec<(f64, f64)> = stances.iter().flatten().filter_map(|stance| ends(stance.capability)).collect();
            inputs.equal.push(stated.is_empty());
            let capability = if stated.is_empty() {
                Quantity::Known(1.0)
            } else {
                let low = stated.iter().map(|(low, _)| *low).fold(f64::INFINITY, f64::min);
                let high = stated.iter().map(|(_, high)| *high).fold(0.0, f64::max);
                Quantity::Between { low, high }
            };
            let mut row = Vec::with_capacity(stances.len());
            for (actor, stance) in stances.iter().enumerate() {
                let known = stance.as_ref().and_then(|stance| {
                    if stance.position == Quantity::Missing && missing == Missing::Leave {
                        inputs.left_out.push((inputs.known.len(), actor));
                        return None;
                    }
                    let line = Quantity::Between { low: issue.low, high: issue.high };
                    Some(Self::known(stance, line, capability, &mut inputs.filled))
                });
                row.push(known);
            }
            inputs.known.push(row);
        }
        inputs
    }

    fn known(stance: &Stated, line: Quantity, capability: Quantity, filled: &mut usize) -> Known {
        let mut or = |quantity: Quantity, missing: Quantity| match quantity {
            Quantity::Missing => {
                *filled += usize::from(is_uncertain(missing));
                missing
            }
            Quantity::Known(_) | Quantity::Between { .. } | Quantity::Around { .. } | Quantity::Triangular { .. } => quantity,
        };
        Known {
            position: or(stance.position, line),
            salience: or(stance.salience, Quantity::Between { low: 0.0, high: 1.0 }),
            capability: or(stance.capability, capability),
        }
    }

    /// A table of these numbers: `number(issue, actor, kind, quantity)`.
    fn table(&self, mut number: impl FnMut(Input, Quantity) -> f64) -> Table {
        let mut table = self.shell.clone();
        for (issue, (column, row)) in table.issues.iter_mut().zip(&self.known).enumerate() {
            for (actor, known) in row.iter().enumerate() {
                let mut of = |kind, quantity| number(Input { issue, actor, kind }, quantity);
                let (low, high) = (column.low, column.high);
                column.stances.push(known.as_ref().map(|known| Stance {
                    position: of(InputKind::Position, known.position).clamp(low, high),
                    salience: of(InputKind::Salience, known.salience).clamp(0.0, 1.0),
                    capability: of(InputKind::Capability, known.capability).max(0.0),
                }));
            }
        }
        table
    }

    /// The table of central values.
    #[must_use]
    pub fn central(&self) -> Table {
        self.table(|_, quantity| quantity.central().unwrap_or(0.0))
    }

    /// The table of the draw with this number: the same for a seed, whatever is drawn before or beside it. A number that is certain takes up its place in the
    /// stream too, so that what is drawn for one does not depend on whether another is certain. The capability of an actor is drawn once for all issues.
    #[must_use]
    pub fn draw(&self, seed: u64, number: u32) -> Table {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(u64::from(number));
        let weights: Vec<f64> = (0..self.shell.actors).map(|_| rng.random::<f64>()).collect();
        let mut table = self.shell.clone();
        for (column, row) in table.issues.iter_mut().zip(&self.known) {
            for (known, weight) in row.iter().zip(&weights) {
                let (position, salience) = (rng.random::<f64>(), rng.random::<f64>());
                column.stances.push(known.as_ref().map(|known| Stance {
                    position: quantile(known.position, position).clamp(column.low, column.high),
                    salience: quantile(known.salience, salience).clamp(0.0, 1.0),
                    capability: quantile(known.capability, *weight).max(0.0),
                }));
            }
        }
        table
    }

    /// The central table with one number changed.
    #[must_use]
    pub fn with(&self, input: Input, value: f64) -> Table {
        self.table(|at, quantity| if at == input { value } else { quantity.central().unwrap_or(0.0) })
    }

    /// The inputs that are uncertain, each with its ends, in order.
    #[must_use]
    pub fn uncertain(&self) -> Vec<(Input, f64, f64)> {
        self.all()
            .into_iter()
            .filter_map(|(input, quantity)| ends(quantity).map(|(low, high)| (input, low, high)))
            .filter(|(_, low, high)| low < high)
            .collect()
    }

    /// All inputs in order, each with what is known of it.
    #[must_use]
    pub fn all(&self) -> Vec<(Input, Quantity)> {
        let mut all = Vec::new();
        for (issue, row) in self.known.iter().enumerate() {
            for (actor, known) in row.iter().enumerate() {
                for kind in [InputKind::Position, InputKind::Salience, InputKind::Capability] {
                    all.extend(known.as_ref().map(|known| (Input { issue, actor, kind }, known.of(kind))));
                }
            }
        }
        all
    }

    /// Whether anything is uncertain, so that draws differ.
    #[must_use]
    pub fn is_uncertain(&self) -> bool {
        self.known.iter().flatten().flatten().any(|known| {
            [InputKind::Position, InputKind::Salience, InputKind::Capability].into_iter().any(|kind| is_uncertain(known.of(kind)))
        })
    }
}

/// The number below which a share of the probability lies.
fn quantile(quantity: Quantity, share: f64) -> f64 {
    match quantity {
        Quantity::Known(number) => number,
        Quantity::Between { low, high } | Quantity::Around { low, high, .. } => low + share * (high - low),
        Quantity::Triangular { low, mode, high } => {
            let range = high - low;
            if range <= 0.0 {
                return mode;
            }
            let rise = (mode - low) / range;
            // a square root is exact everywhere
            if share < rise { low + (share * range * (mode - low)).sqrt() } else { high - ((1.0 - share) * range * (high - mode)).sqrt() }
        }
        Quantity::Missing => 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_of_a_triangle_halve_its_area() {
        let triangle = Quantity::Triangular { low: 0.0, mode: 30.0, high: 100.0 };
        // by integration: the share below x is x²/3000 up to the mode and 1 − (100 − x)²/7000 from there on
        for (share, at) in [(0.0, 0.0), (0.3, 30.0), (0.075, 15.0), (1.0, 100.0), (1.0 - 2500.0 / 7000.0, 50.0)] {
            assert!((quantile(triangle, share) - at).abs() < 1e-9, "{share} {at}");
        }
        assert!((quantile(Quantity::Between { low: 2.0, high: 4.0 }, 0.25) - 2.5).abs() < 1e-12);
    }
}
