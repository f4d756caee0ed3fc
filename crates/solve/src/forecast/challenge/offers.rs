//! What actors offer each other, and which offer each follows.

use super::options::{Compel, Conflict, Offer, Options, Viewpoint};
use super::utilities::{Expectations, Scene};
use std::cmp::Ordering;

/// Expected utilities that differ by less than this count as equal, and keys of offers that differ by less than this share: what rounding may add.
pub(super) const TIE: f64 = 1e-12;

/// What sort of offer, in the order in which actors attend to them.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Kind {
    Confrontation,
    Compromise,
    Capitulation,
}

impl Kind {
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Confrontation => "loses a confrontation",
            Self::Compromise => "compromises",
            Self::Capitulation => "gives in",
        }
    }
}

/// An offer to an actor: what it would do on account of another.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Offered {
    pub(super) by: usize,
    pub(super) kind: Kind,
    /// What the actor expects of challenging the other.
    pub(super) own: f64,
    /// What the other expects of challenging the actor.
    pub(super) other: f64,
    pub(super) to: f64,
    key: f64,
}

/// The offers to an actor, those that it prefers first.
pub(super) fn offers(scene: &Scene, found: &Expectations, actor: usize, options: &Options) -> Vec<Offered> {
    let n = scene.actors();
    let mut offers: Vec<Offered> = (0..n).filter_map(|by| offer(scene, found, actor, by, options)).collect();
    let by_class = matches!(options.offer, Offer::LeastMove | Offer::WeightedPosition);
    let class = |offered: &Offered| if by_class { offered.kind } else { Kind::Confrontation };
    let least = |offered: &Offered| (offered.to - scene.at[actor]).abs();
    // the sort keeps the order of the actors where nothing decides
    offers.sort_by(|a, b| {
        class(a).cmp(&class(b)).then_with(|| nearly(a.key, b.key, scene.range)).then_with(|| match options.offer {
            Offer::LeastMove | Offer::WeightedPosition => Ordering::Equal,
            Offer::Enforceability | Offer::HighestUtility => nearly(least(a), least(b), scene.range),
        })
    });
    offers
}

/// The order of two numbers; equal where rounding may be all that tells them apart. Rounded to a grid first, so that it is an order.
fn nearly(a: f64, b: f64, scale: f64) -> Ordering {
    let grid = |number: f64| (number / scale.max(f64::MIN_POSITIVE) / TIE).round();
    grid(a).total_cmp(&grid(b))
}

fn offer(scene: &Scene, found: &Expectations, actor: usize, by: usize, options: &Options) -> Option<Offered> {
    let n = scene.actors();
    let (from, to) = (scene.at[actor], scene.at[by]);
    // whoever stands at the same place asks for nothing
    if actor == by || (to - from).abs() <= TIE * scene.range {
        return None;
    }
    let own = found.own[actor * n + by];
    let other = match options.viewpoint {
        Viewpoint::Own => found.seen[by * n + actor],
        Viewpoint::Each => found.own[by * n + actor],
    };
    let ratio = (own / other).abs();
    let (kind, to) = if other <= TIE {
        return None;
    } else if own > TIE {
        if options.conflict == Conflict::NobodyMoves || other <= own + TIE {
            return None;
        }
        (Kind::Confrontation, to)
    } else if own < -TIE {
        if other > -own + TIE {
            (Kind::Compromise, from + (to - from) * ratio)
        } else if other < -own - TIE && options.compel == Compel::Larger {
            (Kind::Capitulation, to)
        } else {
            return None;
        }
    } else {
        return None;
    };
    let key = match options.offer {
        Offer::WeightedPosition if kind == Kind::Compromise => scene.at[by] * ratio,
        Offer::LeastMove | Offer::WeightedPosition => (to - from).abs(),
        Offer::Enforceability => -other,
        Offer::HighestUtility => -own,
    };
    Some(Offered { by, kind, own, other, to, key })
}

/// How an actor chooses, in a sentence.
pub(super) fn rule(options: &Options) -> String {
    match options.offer {
        Offer::LeastMove => {
            "a lost confrontation goes before a compromise, that before giving in; among these the least move; then the order of the actors"
        }
        Offer::WeightedPosition => {
            "a lost confrontation (the least move) goes before a compromise, of which the one with the smallest product of the other's position and the \
             ratio of the expected utilities is taken; then the order of the actors"
        }
        Offer::Enforceability => "the offer of which the other expects most; then the least move; then the order of the actors",
        Offer::HighestUtility => "the offer of which the actor itself expects most; then the least move; then the order of the actors",
    }
    .into()
}
