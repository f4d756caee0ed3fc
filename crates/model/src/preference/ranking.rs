//! Direct ranking: tiers of states from best to worst; states of one tier are indifferent.
//!
//! A state that no tier names is not placed: how it compares, with ranked states and with others like it, is unknown.

use crate::diagnostic::Span;
use crate::evidence::Basis;
use crate::expression::Expression;
use crate::order::{Ladder, Score};

/// States with numbers; the first that matches a state places it.
#[derive(Clone, PartialEq, Debug)]
pub struct Tiers {
    /// Descriptions of states, each with its number; higher is better.
    pub places: Vec<(Expression, i64)>,
    /// Whether every state is known to be placed.
    pub complete: bool,
}

impl Tiers {
    /// One ladder where every state is placed, else two that agree on the placed states only.
    #[must_use]
    pub fn ladders(&self) -> Vec<Ladder> {
        let best = self.places.iter().map(|(_, number)| *number).max().unwrap_or(0);
        let worst = self.places.iter().map(|(_, number)| *number).min().unwrap_or(0);
        let ladder = |otherwise: i64, descending: bool| {
            let mut scores = vec![Score::First { cases: self.places.clone(), otherwise }];
            if !self.complete {
                let placed = Expression::Or(self.places.iter().map(|(state, _)| state.clone()).collect());
                scores.push(Score::Distinct { among: placed.negated(), descending });
            }
            Ladder { scores }
        };
        if self.complete { vec![ladder(worst - 1, false)] } else { vec![ladder(worst - 1, false), ladder(best + 1, true)] }
    }
}

/// A ranking as it was written.
#[derive(Clone, PartialEq, Debug)]
pub struct Ranking {
    /// The tiers, best first; the descriptions of states in a tier with their text.
    pub tiers: Vec<Vec<(Expression, String)>>,
    /// Whether every feasible state is in a tier (a graph's states, or all of a frame's), as far as the reader could tell.
    pub complete: bool,
    /// After which tiers, counted from 1, strong gaps lie: what is above one is strongly better than what is below it. None where
    /// nothing is said of it.
    pub strong_after: Option<Vec<u32>>,
    /// What it rests on.
    pub basis: Basis,
    /// Where it stands.
    pub span: Span,
}

impl Ranking {
    /// The ladders that it gives.
    #[must_use]
    pub fn ladders(&self) -> Vec<Ladder> {
        let numbered =
            (0i64..).zip(self.tiers.iter().rev()).flat_map(|(number, tier)| tier.iter().map(move |(state, _)| (state.clone(), number)));
        let mut places: Vec<(Expression, i64)> = numbered.collect();
        places.reverse();
        Tiers { places, complete: self.complete }.ladders()
    }

    /// For each state how many strong gaps lie below it, where they are stated.
    #[must_use]
    pub fn steps(&self) -> Option<Score> {
        let gaps = self.strong_after.as_ref()?;
        let below = |tier: u32| i64::try_from(gaps.iter().filter(|gap| **gap >= tier).count()).unwrap_or(i64::MAX);
        let numbered =
            (1u32..).zip(&self.tiers).flat_map(|(number, tier)| tier.iter().map(move |(state, _)| (state.clone(), below(number))));
        Some(Score::First { cases: numbered.collect(), otherwise: 0 })
    }
}
