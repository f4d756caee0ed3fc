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

/// The exchange that is the best for both partners, of several the one with most to share. Where there is none, the actor that would
/// gain most lowers that gain to what it would have in its second best, for its partner's gain, and all look again. One after the other:
/// where all give way at once, three who like each other in a circle turn for ever.
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
        // Nobody's best is its partner's: who has the most to lose gives way first, of several the first.
        let mut most: Option<(usize, usize)> = None;
        for (at, offer) in offers.iter().enumerate() {
            for side in [0, 1] {
                let gain = offer.gains()[side];
                if is_best(offer, side) && most.is_none_or(|(at, side)| gain > offers[at].gains()[side] + TIE) {
                    most = Some((at, side));
                }
            }
        }
        let (at, side) = most?;
        let actor = offers[at].actors()[side];
        let mut second = LEAST;
        for offer in &offers {
            for side in [0, 1] {
                if offer.actors()[side] == actor && !is_best(offer, side) {
                    second = f64::max(second, offer.gains()[side]);
                }
            }
        }
        let scope = offers[at].scope;
        let rate = if side == 0 { scope.rate_for_first(second) } else { scope.rate_for_second(second) };
        offers[at].shifts = scope.at_rate(rate);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{Offer, best_for_both};
    use crate::forecast::exchange::pairs::{Pair, Scope};

    /// An offer between two actors, who gain so much.
    fn offer(number: usize, first: usize, second: usize, gains: [f64; 2]) -> Offer {
        // Where each unit of what is asked is worth 1 and each unit of what is paid nothing much, gains are what rates make them.
        let scope = Scope::of([20.0, 20.0], [1.0, 0.5], [0.5, 1.0]);
        let shifts = scope.at_rate(scope.rate_for_first(gains[0]));
        let made = Offer { number, pair: Pair { first, second, asked: 0, paid: 1 }, scope, shifts };
        assert!((made.gains()[1] - gains[1]).abs() < 1e-9, "{:?}", made.gains());
        made
    }

    /// At rate r up to 1 the first gains 20 − 10 r and the second 20 r − 10; beyond, 20/r − 10 and 20 − 10/r.
    fn split(rate: f64) -> [f64; 2] {
        if rate <= 1.0 { [20.0 - 10.0 * rate, 20.0 * rate - 10.0] } else { [20.0 / rate - 10.0, 20.0 - 10.0 / rate] }
    }

    #[test]
    fn what_is_best_for_both_is_taken() {
        let offers = [offer(0, 0, 1, split(1.0)), offer(1, 0, 2, split(1.5)), offer(2, 3, 1, split(0.8))];
        assert_eq!(best_for_both(offers.to_vec(), 4).map(|offer| (offer.number, offer.shifts)), Some((0, offers[0].shifts)));
    }

    /// 0 likes 1 best, 1 likes 2 best, 2 likes 0 best: the first lowers its best to its second best.
    #[test]
    fn where_none_is_best_for_both_one_gives_way() {
        let offers = [offer(0, 0, 1, split(0.8)), offer(1, 1, 2, split(0.8)), offer(2, 2, 0, split(0.8))];
        // 12 for the one that likes it best, 6 for the other.
        assert_eq!(split(0.8), [12.0, 6.0]);
        let found = best_for_both(offers.to_vec(), 3).expect("there is one");
        // 0 goes down to the 6 that it has with 2; with 20/r − 10 = 6 its partner has 20 − 8 = 12, as much as with 2.
        assert_eq!(found.number, 0);
        let [first, second] = found.gains();
        assert!((first - 6.0).abs() < 1e-9 && (second - 12.0).abs() < 1e-9, "{first}, {second}");
    }

    #[test]
    fn nothing_on_offer_is_nothing() {
        assert_eq!(best_for_both(Vec::new(), 3), None);
    }
}
