//! Who would challenge whom: attitudes to risk, how challenges look to each, and each actor's best.

use super::election::{Grid, LEAST_STRENGTH, TIE, chances, with_vote};
use super::options::{Options, RiskEstimate, RiskRange, ThirdPartyCommitment, VotingRule};
use super::scene::Scene;
use rayon::prelude::*;

/// A gain of less than this is not worth a challenge.
const LEAST_GAIN: f64 = 1e-5;

/// A challenge as one actor sees it.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Challenge {
    /// Whom it is against.
    pub(super) target: usize,
    /// The chance that the initiator wins.
    pub(super) odds: f64,
    /// What the initiator expects to gain by it.
    pub(super) gain: f64,
}

/// What a position at some distance is worth to an actor with an attitude to risk.
pub(super) fn utility(distance: f64, risk: f64) -> f64 {
    (1.0 - distance) * (1.0 + distance.min(1.0) * risk)
}

/// Each actor's attitude to risk: from how likely its position is to win if nobody shied or sought risks. Every actor's position
/// stands for itself here, also where several are the same.
pub(super) fn attitudes(distances: &Grid, weights: &[f64], options: &Options) -> Vec<f64> {
    let neutral = Grid { columns: distances.columns, numbers: distances.numbers.iter().map(|distance| 1.0 - distance).collect() };
    let chances = chances(&neutral, weights, options);
    let least = chances.iter().copied().fold(f64::INFINITY, f64::min);
    let most = chances.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let attitude = |chance: f64| match options.risk_range {
        RiskRange::Min => (chance - least) / (most - least),
        RiskRange::Mid => (3.0 * chance - (most + 2.0 * least)) / (2.0 * (most - least)),
        RiskRange::Max => (2.0 * chance - (most + least)) / (most - least),
    };
    // Where all are alike there is nothing to infer an attitude from.
    chances.into_iter().map(|chance| if most - least > TIE { attitude(chance) } else { 0.0 }).collect()
}

/// What an actor with attitude `own` takes the attitude `other` to be.
fn estimate(kind: RiskEstimate, own: f64, other: f64) -> f64 {
    match kind {
        RiskEstimate::None => own,
        RiskEstimate::OneThird => (2.0 * own + other) / 3.0,
        RiskEstimate::Half => f64::midpoint(own, other),
        RiskEstimate::TwoThirds => (own + 2.0 * other) / 3.0,
        RiskEstimate::Full => other,
    }
}

/// All that challenges are judged by.
pub(super) struct Views<'a> {
    scene: &'a Scene,
    options: &'a Options,
    /// `towards.row(j)[n]`: how far j's position is from what n wants.
    towards: Grid,
    risks: &'a [f64],
    /// Capability times salience.
    weights: Vec<f64>,
}

/// What one viewer takes everybody's utilities to be.
struct View {
    risks: Vec<f64>,
    /// What each thinks of its own position.
    own: Vec<f64>,
}

impl<'a> Views<'a> {
    pub(super) fn new(scene: &'a Scene, options: &'a Options, distances: &Grid, risks: &'a [f64]) -> Self {
        let towards = Grid::new(distances.columns, scene.len(), |point, actor| distances.at(actor, point));
        let weights = scene.capabilities.iter().zip(&scene.care).map(|(capability, care)| capability * care).collect();
        Self { scene, options, towards, risks, weights }
    }

    fn of(&self, viewer: usize) -> View {
        let risks: Vec<f64> = self.risks.iter().map(|risk| estimate(self.options.risk_estimate, self.risks[viewer], *risk)).collect();
        let own = risks.iter().enumerate().map(|(actor, risk)| utility(self.towards.at(actor, actor), *risk)).collect();
        View { risks, own }
    }

    /// Each actor's best challenge, as it sees it; none where it would gain by none. Of equal ones the first.
    pub(super) fn best(&self) -> Vec<Option<Challenge>> {
        let count = self.scene.len();
        let best = |initiator: usize| {
            let view = self.of(initiator);
            let mut best: Option<Challenge> = None;
            for target in (0..count).filter(|target| *target != initiator) {
                let challenge = self.seen(&view, initiator, initiator, target);
                if challenge.gain > best.map_or(LEAST_GAIN, |best| best.gain + TIE) {
                    best = Some(challenge);
                }
            }
            best
        };
        (0..count).into_par_iter().map(best).collect()
    }

    /// The chance that a challenge succeeds, in the eyes of the one who is challenged.
    pub(super) fn odds_seen_by_target(&self, initiator: usize, target: usize) -> f64 {
        self.seen(&self.of(target), initiator, initiator, target).odds
    }

    /// How `initiator` against `target` looks under a view, and what it means for `affected`.
    fn seen(&self, view: &View, affected: usize, initiator: usize, target: usize) -> Challenge {
        let odds = with_vote!(self.options.voting, vote => self.odds(view, initiator, target, vote));
        let worth = |point: usize| utility(self.towards.at(point, affected), view.risks[affected]);
        let (won, lost) = (2.0 * worth(initiator), 2.0 * worth(target));
        let contest = odds * won + (1.0 - odds) * lost;
        let resists = self.scene.care[target];
        let gain = (1.0 - resists) * won + resists * contest - (worth(initiator) + worth(target));
        Challenge { target, odds, gain }
    }

    /// The chance that `initiator` wins against `target`: what each side's principal and the third parties throw in.
    fn odds(&self, view: &View, initiator: usize, target: usize, vote: impl Fn(f64) -> f64) -> f64 {
        let (here, there) = (self.towards.row(initiator), self.towards.row(target));
        let principal = |actor: usize| {
            let risk = view.risks[actor];
            (self.weights[actor] * vote(utility(here[actor], risk) - utility(there[actor], risk))).abs()
        };
        let (alone, against) = (LEAST_STRENGTH + principal(initiator), LEAST_STRENGTH + principal(target));
        let (mut strength, mut resistance) = (alone, against);
        let rows = here.iter().zip(there).zip(&view.risks).zip(&view.own).zip(&self.weights).enumerate();
        for (third, ((((here, there), risk), own), weight)) in rows {
            if third == initiator || third == target {
                continue;
            }
            let (win, lose) = (utility(*here, *risk), utility(*there, *risk));
            let voice = weight * vote(win - lose);
            let little = alone + against + voice.abs();
            let difference = match self.options.third_parties {
                // The little coalition: the two principals and this one, on the side that it likes better.
                ThirdPartyCommitment::SemiCommit => {
                    let odds = (alone + voice.max(0.0)) / little;
                    let helping = odds * (2.0 * win + own) + (1.0 - odds) * 3.0 * lose;
                    let hindering = (1.0 - odds) * (2.0 * lose + own) + odds * 3.0 * win;
                    helping - hindering
                }
                // What it stakes is the same on both sides, so that only what its help does to the odds counts.
                ThirdPartyCommitment::NoCommit => voice.abs() / little * 2.0 * (win - lose),
                ThirdPartyCommitment::FullCommit => voice.abs() / little * 3.0 * (win - lose),
            };
            let contribution = weight * vote(difference);
            strength += contribution.max(0.0);
            resistance += (-contribution).max(0.0);
        }
        strength / (strength + resistance)
    }
}
