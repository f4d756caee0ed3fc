//! Pairs of states of which one is better: a partial order. What does not follow from the pairs is unknown.

use crate::diagnostic::Span;
use crate::evidence::Basis;
use crate::expression::Expression;
use crate::order::{Ladder, Score};

/// One state is better than another.
#[derive(Clone, PartialEq, Debug)]
pub struct Comparison {
    /// The better state and its text.
    pub better: (Expression, String),
    /// The worse state and its text.
    pub worse: (Expression, String),
    /// What it rests on.
    pub basis: Basis,
    /// Where it stands.
    pub span: Span,
}

/// How many different states the comparisons of one party may name.
pub const MAXIMAL_STATES: usize = 256;

/// The different states named, in order of first mention.
#[must_use]
pub fn states(comparisons: &[Comparison]) -> Vec<&Expression> {
    let mut states: Vec<&Expression> = Vec::new();
    for state in comparisons.iter().flat_map(|comparison| [&comparison.better.0, &comparison.worse.0]) {
        if !states.contains(&state) {
            states.push(state);
        }
    }
    states
}

/// `above[a][b]`: a is better than b, by a chain of comparisons (Warshall's closure; cubic in the number of states named).
fn closure(comparisons: &[Comparison], states: &[&Expression]) -> Vec<Vec<bool>> {
    let place = |state: &Expression| states.iter().position(|known| *known == state).unwrap_or(0);
    let mut above = vec![vec![false; states.len()]; states.len()];
    for comparison in comparisons {
        above[place(&comparison.better.0)][place(&comparison.worse.0)] = true;
    }
    for middle in 0..states.len() {
        let through = above[middle].clone();
        for row in above.iter_mut().filter(|row| row[middle]) {
            row.iter_mut().zip(&through).for_each(|(known, reached)| *known |= reached);
        }
    }
    above
}

/// The first comparison that closes a cycle, if one does.
#[must_use]
pub fn cycle(comparisons: &[Comparison]) -> Option<&Comparison> {
    let states = states(comparisons);
    let above = closure(comparisons, &states);
    let place = |state: &Expression| states.iter().position(|known| *known == state).unwrap_or(0);
    comparisons.iter().rev().find(|comparison| above[place(&comparison.worse.0)][place(&comparison.better.0)])
}

/// Ladders whose agreement is just what follows from the comparisons. For each state there is a ladder in which only what is
/// above it stands above it, so that two states that no chain connects stand in both orders (a realiser of the partial
/// order; Dushnik and Miller 1941); ladders that add nothing are left out.
#[must_use]
pub fn ladders(comparisons: &[Comparison]) -> Vec<Ladder> {
    let states = states(comparisons);
    let above = closure(comparisons, &states);
    let count = states.len();
    let mut seen = vec![vec![false; count]; count];
    let mut extensions: Vec<Vec<usize>> = Vec::new();
    for high in 0..count {
        let adds = (0..count).any(|other| other != high && !above[other][high] && !seen[high][other]);
        if !adds {
            continue;
        }
        // best first: what is above `high`, then `high`, then the rest, each part in an order that respects `above`
        let mut order: Vec<usize> = Vec::new();
        let group = |state: usize| {
            if above[state][high] {
                0
            } else if state == high {
                1
            } else {
                2
            }
        };
        for wanted in 0..3 {
            let mut left: Vec<usize> = (0..count).filter(|state| group(*state) == wanted).collect();
            while !left.is_empty() {
                let top = left.iter().rposition(|state| left.iter().all(|other| !above[*other][*state])).unwrap_or(0);
                order.push(left.remove(top));
            }
        }
        for (position, a) in order.iter().enumerate() {
            for b in &order[position + 1..] {
                seen[*a][*b] = true;
            }
        }
        extensions.push(order);
    }
    if extensions.len() == 1 {
        extensions.push(extensions[0].clone());
    }
    let named = Expression::Or(states.iter().map(|state| (*state).clone()).collect());
    let last = extensions.len() - 1;
    extensions
        .into_iter()
        .enumerate()
        .map(|(number, order)| {
            let cases = order.iter().rev().zip(1..).map(|(state, rank)| (states[*state].clone(), rank)).collect();
            let otherwise = if number == last { i64::MAX } else { 0 };
            Ladder {
                scores: vec![
                    Score::First { cases, otherwise },
                    Score::Distinct { among: named.clone().negated(), descending: number == last },
                ],
            }
        })
        .collect()
}
