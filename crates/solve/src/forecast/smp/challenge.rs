//! Who would challenge whom: attitudes to risk, how challenges look to each, and each actor's best.

use super::election::{Grid, LEAST_STRENGTH, TIE, chances, each, with_vote};
use super::options::{Options, RiskEstimate, RiskRange, ThirdPartyCommitment, VotingRule};
use super::scene::Scene;

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
            let mut contributions = vec![0.0; count];
            let here = self.worth(&view, initiator);
            let mut best: Option<Challenge> = None;
            for target in (0..count).filter(|target| *target != initiator) {
                let there = self.worth(&view, target);
                let sides = Sides { initiator, target, here: &here, there: &there, own: &view.own };
                let odds = self.odds(&sides, &mut contributions);
                let gain = self.gain(&sides, odds);
                if gain > best.map_or(LEAST_GAIN, |best| best.gain + TIE) {
                    best = Some(Challenge { target, odds, gain });
                }
            }
            best
        };
        each(count, best)
    }

    /// The chance that a challenge succeeds, in the eyes of the one who is challenged.
    pub(super) fn odds_seen_by_target(&self, initiator: usize, target: usize) -> f64 {
        let view = self.of(target);
        let (here, there) = (self.worth(&view, initiator), self.worth(&view, target));
        let sides = Sides { initiator, target, here: &here, there: &there, own: &view.own };
        self.odds(&sides, &mut vec![0.0; self.scene.len()])
    }

    /// What everybody thinks of one actor's position.
    fn worth(&self, view: &View, position: usize) -> Vec<f64> {
        self.towards.row(position).iter().zip(&view.risks).map(|(distance, risk)| utility(*distance, *risk)).collect()
    }

    /// What the initiator expects to gain.
    fn gain(&self, sides: &Sides<'_>, odds: f64) -> f64 {
        let (here, there) = (sides.here[sides.initiator], sides.there[sides.initiator]);
        let contest = 2.0 * (odds * here + (1.0 - odds) * there);
        let resists = self.scene.care[sides.target];
        (1.0 - resists) * 2.0 * here + resists * contest - (here + there)
    }

    /// The chance that the initiator wins: what each side's principal and the third parties throw in.
    fn odds(&self, sides: &Sides<'_>, contributions: &mut [f64]) -> f64 {
        with_vote!(self.options.voting, vote => match self.options.third_parties {
            // With odds π for the initiator, π(2w+o) + (1−π)3l, from helping, less (1−π)(2l+o) + π3w, from hindering, is
            // π(o−w) − (1−π)(o−l).
            ThirdPartyCommitment::SemiCommit => self.odds_with(sides, contributions, vote, |third| {
                (third.for_it * (third.own - third.win) - third.against_it * (third.own - third.lose)) / (third.for_it + third.against_it)
            }),
            // What it stakes is the same on both sides, so that only what its help does to the odds counts.
            ThirdPartyCommitment::NoCommit => {
                self.odds_with(sides, contributions, vote, |third| third.turns() * 2.0 * (third.win - third.lose))
            }
            ThirdPartyCommitment::FullCommit => {
                self.odds_with(sides, contributions, vote, |third| third.turns() * 3.0 * (third.win - third.lose))
            }
        })
    }

    /// The same, for one rule of voting and with the difference that it makes to a third party whom it helps.
    fn odds_with(&self, sides: &Sides<'_>, contributions: &mut [f64], vote: impl Fn(f64) -> f64, difference: impl Fn(Third) -> f64) -> f64 {
        let principal = |actor: usize| (self.weights[actor] * vote(sides.here[actor] - sides.there[actor])).abs();
        let alone = LEAST_STRENGTH + principal(sides.initiator);
        let against = LEAST_STRENGTH + principal(sides.target);
        // Filled first and summed after: only the second has an order to keep.
        let rows = sides.here.iter().zip(sides.there).zip(sides.own).zip(&self.weights).zip(contributions.iter_mut());
        for ((((win, lose), own), weight), contribution) in rows {
            let voice = weight * vote(win - lose);
            let (for_it, against_it) = (alone + voice.max(0.0), against + (-voice).max(0.0));
            let third = Third { win: *win, lose: *lose, own: *own, voice: voice.abs(), for_it, against_it };
            *contribution = weight * vote(difference(third));
        }
        contributions[sides.initiator] = 0.0;
        contributions[sides.target] = 0.0;
        let (mut strength, mut resistance) = (alone, against);
        for contribution in contributions.iter() {
            strength += contribution.max(0.0);
            resistance += (-contribution).max(0.0);
        }
        strength / (strength + resistance)
    }
}

/// A third party to a challenge.
struct Third {
    /// What the initiator's position is worth to it.
    win: f64,
    /// What the target's is.
    lose: f64,
    /// What its own is.
    own: f64,
    /// How strongly it prefers one of the two.
    voice: f64,
    /// The little coalitions: the two principals, and itself on the side that it prefers.
    for_it: f64,
    against_it: f64,
}

impl Third {
    /// By how much the odds are better for the side that it helps.
    fn turns(&self) -> f64 {
        self.voice / (self.for_it + self.against_it)
    }
}

/// A challenge, and what everybody thinks of it under one view.
struct Sides<'a> {
    initiator: usize,
    target: usize,
    /// Utilities of the initiator's position.
    here: &'a [f64],
    /// Utilities of the target's.
    there: &'a [f64],
    /// Utilities of each one's own.
    own: &'a [f64],
}
