//! Which exchange is realised next.

use super::options::{Options, Sharing, Ties};
use super::pairs::{Pair, Scope, Shifts, TIE, stream};
use rand::RngExt;

/// No more concessions than this are made before the exchange with the most to share is realised.
const CONCESSIONS: usize = 1_000;
/// What an actor keeps that has nothing else to fall back on.
const LEAST: f64 = 1e-6;

/// An exchange on offer.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Offer {
    pub(super) number: usize,
    pub(super) pair: Pair,
    pub(super) scope: Scope,
    pub(super) shifts: Shifts,
}

impl Offer {
    fn gains(&self) -> [f64; 2] {
        [self.scope.first_gains(self.shifts), self.scope.second_gains(self.shifts)]
    }

    fn sum(&self) -> f64 {
        self.gains().iter().sum()
    }

    fn actors(&self) -> [usize; 2] {
        [self.pair.first, self.pair.second]
    }

    /// Whether both gain.
    pub(super) fn is_worth_it(&self) -> bool {
        self.gains().into_iter().all(|gain| gain > TIE)
    }
}

/// The next exchange; none where nobody gains by any.
pub(super) fn next(offers: &[Offer], actors: usize, options: &Options, round: usize, step: usize) -> Option<Offer> {
    match options.sharing {
        Sharing::EqualGain | Sharing::Randomised => largest(offers, options, round, step),
        Sharing::RandomRate => best_for_both(offers.to_vec(), actors).or_else(|| largest(offers, options, round, step)),
    }
}

/// The one with the largest sum of gains.
fn largest(offers: &[Offer], options: &Options, round: usize, step: usize) -> Option<Offer> {
    let most = offers.iter().map(Offer::sum).fold(f64::NEG_INFINITY, f64::max);
    let mut ties = offers.iter().filter(|offer| offer.sum() > most - TIE);
    match options.ties {
        Ties::First => ties.next().copied(),
        Ties::Seeded => {
            let ties: Vec<&Offer> = ties.collect();
            // Streams from the top downwards, where no pair has its own.
            let purpose = (1 << 40) - 1 - step;
            (!ties.is_empty()).then(|| *ties[stream(options.seed, round, purpose).random_range(0..ties.len())])
        }
    }
}

/// The exchange that is the best for both partners, of several the one with most to share. Where there is none, every actor lowers
/// what it asks in its best to what it would have in its second best, for its partner's gain, and all look again.
fn best_for_both(mut offers: Vec<Offer>, actors: usize) -> Option<Offer> {
    for _ in 0..CONCESSIONS {
        let mut best = vec![0.0; actors];
        for offer in &offers {
            for (actor, gain) in offer.actors().into_iter().zip(offer.gains()) {
                best[actor] = f64::max(best[actor], gain);
            }
        }
        let is_best = |offer: &Offer, side: usize| offer.gains()[side] > best[offer.actors()[side]] - TIE;
        let mut both: Option<Offer> = None;
        for offer in offers.iter().filter(|offer| is_best(offer, 0) && is_best(offer, 1)) {
            if both.is_none_or(|other| offer.sum() > other.sum() + TIE) {
                both = Some(*offer);
            }
        }
        if both.is_some() || offers.is_empty() {
            return both;
        }
        let mut second = vec![LEAST; actors];
        for offer in &offers {
            for side in [0, 1] {
                if !is_best(offer, side) {
                    let actor = offer.actors()[side];
                    second[actor] = f64::max(second[actor], offer.gains()[side]);
                }
            }
        }
        let lowered = |offer: &Offer| {
            let rate = if is_best(offer, 0) {
                offer.scope.rate_for_first(second[offer.pair.first])
            } else if is_best(offer, 1) {
                offer.scope.rate_for_second(second[offer.pair.second])
            } else {
                return *offer;
            };
            Offer { shifts: offer.scope.at_rate(rate), ..*offer }
        };
        offers = offers.iter().map(lowered).collect();
    }
    None
}
