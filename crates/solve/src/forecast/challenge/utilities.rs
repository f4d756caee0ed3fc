//! What actors expect of challenging each other.

use super::options::{Denominator, Middle, Numerator, Options, Security, StatusQuo, Votes};
use crate::forecast::median::weighted_median;
use libm::{exp, log};

/// Who stands where at one time, and with how much.
#[derive(Clone, Debug, Default)]
pub(super) struct Scene {
    /// Positions.
    pub(super) at: Vec<f64>,
    /// Capability times salience.
    pub(super) weight: Vec<f64>,
    /// Saliences.
    pub(super) salience: Vec<f64>,
    /// By what distances are divided; above 0.
    pub(super) range: f64,
}

impl Scene {
    pub(super) fn actors(&self) -> usize {
        self.at.len()
    }

    fn distance(&self, from: usize, to: usize) -> f64 {
        (self.at[from] - self.at[to]).abs() / self.range
    }

    /// The weighted median and the weighted mean; none where nobody weighs anything.
    pub(super) fn middle(&self) -> Option<(f64, f64)> {
        let (median, _) = weighted_median(self.at.iter().copied().zip(self.weight.iter().copied()).collect())?;
        let total: f64 = self.weight.iter().sum();
        let mean: f64 = self.at.iter().zip(&self.weight).map(|(at, weight)| at * weight).sum::<f64>() / total;
        Some((median, mean))
    }
}

/// A power of a number from 0 to 1.
fn power(base: f64, exponent: f64) -> f64 {
    exp(exponent * log(base.max(0.0)))
}

/// Logarithms of what powers are taken of, for all pairs in rows: they serve every exponent, and powers are what takes time. That of 0 is −∞, of which
/// every power is 0 again.
struct Logarithms {
    /// Of the distance.
    apart: Vec<f64>,
    /// Of what U_s is made of: 1/2 − d/2.
    near: Vec<f64>,
    /// Of what U_f is made of: 1/2 + d/2.
    far: Vec<f64>,
}

impl Logarithms {
    fn new(scene: &Scene) -> Self {
        let n = scene.actors();
        let mut found = Self { apart: vec![f64::NEG_INFINITY; n * n], near: vec![log(0.5); n * n], far: vec![log(0.5); n * n] };
        for i in 0..n {
            for j in i + 1..n {
                let distance = scene.distance(i, j);
                let (apart, near, far) = (log(distance), log((0.5 - distance / 2.0).max(0.0)), log(0.5 + distance / 2.0));
                for at in [i * n + j, j * n + i] {
                    (found.apart[at], found.near[at], found.far[at]) = (apart, near, far);
                }
            }
        }
        found
    }
}

/// The probabilities with which challenges succeed, for all pairs in rows: `[i * n + j]`, i against j. `risk`: exponents with logarithms; none: all are 1.
fn probabilities(scene: &Scene, risk: Option<(&[f64], &Logarithms)>, options: &Options) -> Vec<f64> {
    let n = scene.actors();
    // what a voter loses by a position; its vote between two is the difference, by its weight
    let mut loss = vec![0.0; n * n];
    for voter in 0..n {
        for at in 0..n {
            loss[voter * n + at] = match risk {
                None => scene.distance(voter, at),
                Some((risk, logarithms)) => exp(risk[voter] * logarithms.apart[voter * n + at]),
            };
        }
    }
    let (mut sought, mut cast) = (vec![0.0; n * n], vec![0.0; n * n]);
    for voter in 0..n {
        let (row, weight) = (&loss[voter * n..(voter + 1) * n], scene.weight[voter]);
        for i in 0..n {
            for j in 0..n {
                let vote = weight * (row[j] - row[i]);
                sought[i * n + j] += vote.max(0.0);
                cast[i * n + j] += vote.abs();
            }
        }
    }
    let all: f64 = cast.iter().sum();
    let of = |pair: usize| {
        let (i, j) = (pair / n, pair % n);
        let votes = match options.numerator {
            Numerator::Positive => sought[pair],
            Numerator::Net => (sought[pair] - sought[j * n + i]).max(0.0),
        };
        let by = match options.denominator {
            Denominator::Pair => cast[pair],
            Denominator::All => all,
        };
        // where nobody prefers either, neither is likelier to prevail
        if by > 0.0 { votes / by } else { 0.5 }
    };
    (0..n * n).map(of).collect()
}

/// What may come of a challenge, in the eyes of an actor with some risk exponent.
struct Stakes {
    success: f64,
    failure: f64,
    unchanged: f64,
}

impl Stakes {
    /// With the exponent 1.
    fn neutral(distance: f64) -> Self {
        Self { success: 2.0 * distance, failure: -2.0 * distance, unchanged: 0.0 }
    }
}

/// What `i` expects of challenging `j`, by the risk exponent `risk`. `middle`: what would be agreed on without `i`.
fn expected(scene: &Scene, (i, j): (usize, usize), success: f64, risk: f64, stakes: &Stakes, middle: f64, options: &Options) -> f64 {
    let resisted = success * stakes.success + (1.0 - success) * stakes.failure;
    let salience = scene.salience[j];
    let challenge = salience * resisted + (1.0 - salience) * stakes.success - options.q * stakes.unchanged;
    let rest = 1.0 - options.q;
    if rest <= 0.0 || options.status_quo == StatusQuo::First {
        return challenge;
    }
    let (to_middle, to_other) = ((scene.at[i] - middle).abs(), (scene.at[i] - scene.at[j]).abs());
    let shift = (to_middle + to_other) / (4.0 * scene.range);
    let utility = |base: f64| 2.0 - 4.0 * power(base, risk);
    let better = options.t.unwrap_or(if to_middle < to_other { 1.0 } else { 0.0 });
    let changed = better * utility(0.5 - shift) + (1.0 - better) * utility(0.5 + shift);
    match options.status_quo {
        StatusQuo::Both => challenge - rest * changed,
        StatusQuo::SecondAdded => challenge + rest * changed,
        StatusQuo::First => challenge,
    }
}

/// What everybody expects of challenging everybody else.
pub(super) struct Expectations {
    /// In the eyes of the actor itself: `[i * n + j]`, i of challenging j.
    pub(super) own: Vec<f64>,
    /// In the eyes of the one that is challenged: `[i * n + j]`, i of challenging j by j's risk exponent.
    pub(super) seen: Vec<f64>,
}

/// The expected utilities at one time: risk exponents from a first pass without them, then the pass with them.
pub(super) fn expectations(scene: &Scene, options: &Options) -> Option<Expectations> {
    let n = scene.actors();
    let (median, mean) = scene.middle()?;
    let success = probabilities(scene, None, options);
    let mut security = vec![0.0; n];
    for i in 0..n {
        for j in (0..n).filter(|j| *j != i) {
            let stakes = Stakes::neutral(scene.distance(i, j));
            let value = expected(scene, (i, j), success[i * n + j], 1.0, &stakes, median, options);
            match options.security {
                Security::Others => security[j] += value,
                Security::Itself => security[i] += value,
            }
        }
    }
    let risk = exponents(&security);
    let logarithms = Logarithms::new(scene);
    let success = match options.votes {
        Votes::Linear => success,
        Votes::Risk => probabilities(scene, Some((&risk, &logarithms)), options),
    };
    let middle = match options.middle {
        Middle::Median => median,
        Middle::MedianThenMean => mean,
    };
    let (mut own, mut seen) = (vec![0.0; n * n], vec![0.0; n * n]);
    for viewer in 0..n {
        let utility = |logarithm: f64| 2.0 - 4.0 * exp(risk[viewer] * logarithm);
        let unchanged = utility(log(0.5));
        for other in (0..n).filter(|other| *other != viewer) {
            let pair = viewer * n + other;
            let stakes = Stakes { success: utility(logarithms.near[pair]), failure: utility(logarithms.far[pair]), unchanged };
            let of = |i: usize, j: usize| expected(scene, (i, j), success[i * n + j], risk[viewer], &stakes, middle, options);
            own[viewer * n + other] = of(viewer, other);
            seen[other * n + viewer] = of(other, viewer);
        }
    }
    Some(Expectations { own, seen })
}

/// Risk exponents from securities: 1/2 where the sum is largest, 2 where it is smallest; 1 for all where all sums are equal.
fn exponents(security: &[f64]) -> Vec<f64> {
    let most = security.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let least = security.iter().copied().fold(f64::INFINITY, f64::min);
    let exponent = |security: &f64| {
        let spread = most - least;
        let place = if spread > 0.0 { (2.0 * security - most - least) / spread } else { 0.0 };
        (1.0 - place / 3.0) / (1.0 + place / 3.0)
    };
    security.iter().map(exponent).collect()
}
