//! Who could exchange what, and at what gain.

use super::options::{Cap, Options, Sharing};
use super::scene::Scene;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// A gain of no more than this is none, and gains that differ by less are ties.
pub(super) const TIE: f64 = 1e-9;

/// Two actors on opposite sides of the outcome on two issues, and what each would give: the first asks for `asked` and pays on
/// `paid`, where the second asks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Pair {
    pub(super) first: usize,
    pub(super) second: usize,
    pub(super) asked: usize,
    pub(super) paid: usize,
}

/// All pairs that could gain by an exchange: the first cares more for `asked`, compared with `paid`, than the second does.
pub(super) fn pairs(scene: &Scene) -> Vec<Pair> {
    let (issues, actors) = (scene.places.len(), scene.places.first().map_or(0, Vec::len));
    let mut found = Vec::new();
    for one in 0..issues {
        for other in one + 1..issues {
            for left in 0..actors {
                for right in left + 1..actors {
                    found.extend(pair(scene, [one, other], [left, right]));
                }
            }
        }
    }
    found
}

fn pair(scene: &Scene, [one, other]: [usize; 2], [i, j]: [usize; 2]) -> Option<Pair> {
    let at = |issue, actor| scene.place(issue, actor);
    let (i_one, i_other, j_one, j_other) = (at(one, i)?, at(other, i)?, at(one, j)?, at(other, j)?);
    if i_one.left == j_one.left || i_other.left == j_other.left {
        return None;
    }
    // The ratios of saliences, without dividing by one that may be 0.
    let (mine, yours) = (i_one.salience * j_other.salience, j_one.salience * i_other.salience);
    if mine > yours {
        Some(Pair { first: i, second: j, asked: one, paid: other })
    } else if mine < yours {
        Some(Pair { first: j, second: i, asked: one, paid: other })
    } else {
        None
    }
}

/// What a pair could do, at any rate of exchange.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Scope {
    /// The most that the outcome on `asked` can shift.
    asked: f64,
    /// The most that the one on `paid` can.
    paid: f64,
    /// Saliences: of the first on `asked` and `paid`, of the second.
    first: [f64; 2],
    second: [f64; 2],
}

/// How far the two outcomes would shift.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Shifts {
    pub(super) asked: f64,
    pub(super) paid: f64,
}

impl Scope {
    /// None where one of them has no way to go, or none that it may go, or no weight to move the outcome by.
    pub(super) fn new(scene: &Scene, pair: Pair, options: &Options) -> Option<Self> {
        let (first, second) = (|issue| scene.place(issue, pair.first), |issue| scene.place(issue, pair.second));
        let most = |issue: usize, supplier: usize, demander: usize| {
            let (from, to) = (scene.place(issue, supplier)?, scene.place(issue, demander)?);
            let way = to.wants - from.votes;
            if way.abs() <= TIE || way * from.direction < 0.0 || from.weight <= 0.0 {
                return None;
            }
            let full = way.abs() * from.weight / scene.weights[issue];
            let room = match options.cap {
                Cap::Unlimited => full,
                Cap::Demander => (to.wants - scene.outcome(issue)?) * way.signum(),
            };
            Some(full.min(room)).filter(|most| *most > 0.0)
        };
        Some(Self {
            asked: most(pair.asked, pair.second, pair.first)?,
            paid: most(pair.paid, pair.first, pair.second)?,
            first: [first(pair.asked)?.salience, first(pair.paid)?.salience],
            second: [second(pair.asked)?.salience, second(pair.paid)?.salience],
        })
    }

    #[cfg(test)]
    pub(super) fn of([asked, paid]: [f64; 2], first: [f64; 2], second: [f64; 2]) -> Self {
        Self { asked, paid, first, second }
    }

    /// As far as it goes when `rate` units of the outcome on `paid` are given for one on `asked`.
    pub(super) fn at_rate(&self, rate: f64) -> Shifts {
        let paid = self.asked * rate;
        if paid > self.paid { Shifts { asked: self.paid / rate, paid: self.paid } } else { Shifts { asked: self.asked, paid } }
    }

    /// What the first gains.
    pub(super) fn first_gains(&self, shifts: Shifts) -> f64 {
        shifts.asked * self.first[0] - shifts.paid * self.first[1]
    }

    /// What the second gains.
    pub(super) fn second_gains(&self, shifts: Shifts) -> f64 {
        shifts.paid * self.second[1] - shifts.asked * self.second[0]
    }

    /// The rate at which both gain the same.
    pub(super) fn equal_rate(&self) -> f64 {
        (self.first[0] + self.second[0]) / (self.first[1] + self.second[1])
    }

    /// The rates at which the second and the first gain nothing: between them both gain.
    pub(super) fn rates(&self) -> (f64, f64) {
        (self.second[0] / self.second[1], self.first[0] / self.first[1])
    }

    /// The rate at which the first gains `gain`, or as near as the two go.
    pub(super) fn rate_for_first(&self, gain: f64) -> f64 {
        let (low, high) = self.rates();
        let rate = (self.first[0] - gain / self.asked) / self.first[1];
        let bound = self.paid / self.asked;
        let rate = if rate > bound { self.first[0] / (gain / self.paid + self.first[1]) } else { rate };
        rate.max(low).min(high)
    }

    /// The rate at which the second gains `gain`, or as near as the two go.
    pub(super) fn rate_for_second(&self, gain: f64) -> f64 {
        let (low, high) = self.rates();
        let rate = (gain / self.asked + self.second[0]) / self.second[1];
        let bound = self.paid / self.asked;
        let left = self.second[1] - gain / self.paid;
        let rate = if rate > bound && left > 0.0 { self.second[0] / left } else { rate };
        rate.max(low).min(high)
    }

    /// Equal gains, or what chance makes of them: the winner gets its share of what is between equal gains and all that there is
    /// for it, the loser goes without the same share of its own.
    pub(super) fn shifts(&self, options: &Options, draws: Draws) -> Shifts {
        let equal = self.at_rate(self.equal_rate());
        match options.sharing {
            Sharing::EqualGain => equal,
            Sharing::Randomised => {
                let (low, high) = self.rates();
                let most = self.at_rate(if draws.first_wins { low } else { high });
                let share = options.spread.clamp(0.0, 1.0) * draws.size;
                let between = |equal: f64, most: f64| equal + share * (most - equal);
                Shifts { asked: between(equal.asked, most.asked), paid: between(equal.paid, most.paid) }
            }
            Sharing::RandomRate => {
                let (low, high) = self.rates();
                self.at_rate(low + draws.size * (high - low))
            }
        }
    }
}

/// What chance has in store for a pair in a round: the same however often its exchange is reckoned anew.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Draws {
    first_wins: bool,
    size: f64,
}

impl Draws {
    pub(super) fn new(options: &Options, round: usize, pair: usize) -> Self {
        if options.sharing == Sharing::EqualGain {
            return Self { first_wins: true, size: 0.0 };
        }
        let mut rng = stream(options.seed, round, pair);
        Self { first_wins: rng.random::<f64>() < 0.5, size: rng.random() }
    }
}

/// Random numbers for one purpose: each has a stream of its own.
pub(super) fn stream(seed: u64, round: usize, purpose: usize) -> ChaCha8Rng {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    rng.set_stream(((round as u64) << 40) | purpose as u64);
    rng
}

#[cfg(test)]
mod tests {
    use super::Scope;

    /// Rates and gains are each other's inverse, on both sides of the rate at which both move as far as they can.
    #[test]
    fn a_rate_gives_the_gain_that_it_was_sought_for() {
        for (asked, paid) in [(20.0, 20.0), (3.0, 40.0), (40.0, 3.0)] {
            let scope = Scope::of([asked, paid], [0.9, 0.3], [0.2, 0.7]);
            let (low, high) = scope.rates();
            for part in 0..=20 {
                let rate = low + f64::from(part) / 20.0 * (high - low);
                let shifts = scope.at_rate(rate);
                assert!((scope.rate_for_first(scope.first_gains(shifts)) - rate).abs() < 1e-9);
                assert!((scope.rate_for_second(scope.second_gains(shifts)) - rate).abs() < 1e-9);
                assert!(shifts.asked <= asked && shifts.paid <= paid);
            }
        }
    }
}
