//! How a party orders states, whatever form its preference was written in.
//!
//! Every preference form is lowered to an [`Order`]; engines see orders only. The plain evaluation here is what the engines'
//! rank columns are tested against.

use crate::expression::{Expression, Value};
use crate::phase::Phase;

/// One integer a state; higher is better.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Score {
    /// The sum of the weights of what holds.
    Sum(Vec<(Expression, i64)>),
    /// The number of the first that holds, else `otherwise`.
    First {
        /// The cases in order.
        cases: Vec<(Expression, i64)>,
        /// Where none holds.
        otherwise: i64,
    },
    /// A different number for each state in which `among` holds (ascending or descending in the state's code), 0 elsewhere:
    /// two ladders that end in opposite ones leave those states unordered.
    Distinct {
        /// The states that are told apart.
        among: Expression,
        /// Whether later codes score lower.
        descending: bool,
    },
}

impl Score {
    /// The score of a state. `code` is any number that differs between states and is at least 1.
    #[must_use]
    pub fn of(&self, values: &[Value], code: i128, phase: &Phase) -> i128 {
        match self {
            Self::Sum(terms) => terms.iter().filter(|(holds, _)| holds.holds(values, phase)).map(|(_, weight)| i128::from(*weight)).sum(),
            Self::First { cases, otherwise } => {
                i128::from(cases.iter().find(|(holds, _)| holds.holds(values, phase)).map_or(*otherwise, |(_, number)| *number))
            }
            Self::Distinct { among, descending } => match (among.holds(values, phase), descending) {
                (false, _) => 0,
                (true, false) => code,
                (true, true) => -code,
            },
        }
    }

    /// The expressions in it.
    pub fn expressions(&self) -> impl Iterator<Item = &Expression> {
        let (cases, among) = match self {
            Self::Sum(cases) | Self::First { cases, .. } => (cases.as_slice(), None),
            Self::Distinct { among, .. } => (&[][..], Some(among)),
        };
        cases.iter().map(|(holds, _)| holds).chain(among)
    }
}

/// A weak order: compare by the first score, ties by the second, and so on. States with the same scores are indifferent.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Ladder {
    /// The scores, the most important first.
    pub scores: Vec<Score>,
}

impl Ladder {
    /// The scores of a state, to be compared lexicographically.
    #[must_use]
    pub fn of(&self, values: &[Value], code: i128, phase: &Phase) -> Vec<i128> {
        self.scores.iter().map(|score| score.of(values, code, phase)).collect()
    }
}

/// Which differences are strong, for a party whose order is [`Order::Ranked`]: s ≫ t, a part of s > t such that s ≫ t ≥ u implies
/// s ≫ u and s ≥ t ≫ u implies s ≫ u (two degrees of preference; Hamouda, Kilgour and Hipel 2004).
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum Strength {
    /// Nothing is said of it.
    #[default]
    NotStated,
    /// s ≫ t iff s stands higher on a coarser ladder: one that never has s above t where the order has not.
    Steps(Ladder),
    /// s ≫ t iff the only score of the order's ladder is larger by this much at least; above 0.
    Difference(i128),
}

/// How two states compare for a party.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    /// The first is better.
    Better,
    /// Neither is better, and that is known.
    Indifferent,
    /// The first is worse.
    Worse,
    /// Not known.
    Unknown,
}

/// How a party orders states, as far as it is known.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Order {
    /// Nothing is known.
    Unknown,
    /// A weak order.
    Ranked(Ladder),
    /// What all of these agree on is known (at least as good on all, better on one); the rest is not. Two ladders or more.
    Partial(Vec<Ladder>),
}

impl Order {
    /// The ladders: none, one, or several.
    #[must_use]
    pub fn ladders(&self) -> &[Ladder] {
        match self {
            Self::Unknown => &[],
            Self::Ranked(ladder) => std::slice::from_ref(ladder),
            Self::Partial(ladders) => ladders,
        }
    }

    /// How state `a` compares with state `b`; each is given by its values and its code.
    #[must_use]
    pub fn compare(&self, a: (&[Value], i128), b: (&[Value], i128), phase: &Phase) -> Standing {
        let (mut better, mut worse) = (false, false);
        if matches!(self, Self::Unknown) {
            return if a.1 == b.1 { Standing::Indifferent } else { Standing::Unknown };
        }
        for ladder in self.ladders() {
            match ladder.of(a.0, a.1, phase).cmp(&ladder.of(b.0, b.1, phase)) {
                std::cmp::Ordering::Greater => better = true,
                std::cmp::Ordering::Less => worse = true,
                std::cmp::Ordering::Equal => {}
            }
        }
        match (better, worse) {
            (true, true) => Standing::Unknown,
            (true, false) => Standing::Better,
            (false, true) => Standing::Worse,
            (false, false) => Standing::Indifferent,
        }
    }
}
