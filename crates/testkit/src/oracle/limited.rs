//! Limited-move and non-myopic stability of two parties by their definitions, with the sets of states that equally good moves lead to kept as they are.

use std::collections::BTreeSet;

use super::{Conflict, Preference};

/// How the earlier mover compares sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SetComparison {
    /// By the member worst for itself.
    Worst,
    /// By the member best for itself.
    Best,
}

/// State → what is anticipated from there, and whether the party whose turn it is stays.
type Anticipated = Vec<(BTreeSet<usize>, bool)>;

/// What two parties that look ahead keep.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limited {
    /// h − 1 → party → state → whether it is stable looking h moves ahead.
    pub stable: Vec<[Vec<bool>; 2]>,
    /// Party → state → whether it is stable for all h from some h on.
    pub non_myopic: [Vec<bool>; 2],
}

/// Up to `moves` moves ahead; `None` unless there are two parties whose preferences are ranked.
pub fn limited(conflict: &Conflict, moves: usize, comparison: SetComparison) -> Option<Limited> {
    let [Preference::Ranked(first), Preference::Ranked(second)] = conflict.preference.as_slice() else { return None };
    let ranks = [first, second];
    let deepen = |party: usize, other: &Anticipated| -> Anticipated {
        let value = |set: &BTreeSet<usize>| {
            let mut worths = set.iter().map(|&state| ranks[party][state]).collect::<Vec<_>>();
            worths.sort_unstable();
            match comparison {
                SetComparison::Worst => worths[0],
                SetComparison::Best => worths[worths.len() - 1],
            }
        };
        let from = |state: usize| {
            let offers: Vec<&BTreeSet<usize>> = conflict.arcs[party][state].iter().map(|&to| &other[to].0).collect();
            match offers.iter().map(|set| value(set)).max() {
                Some(best) if best > ranks[party][state] => {
                    let kept = offers.into_iter().filter(|set| value(set) == best);
                    (kept.flatten().copied().collect(), false)
                }
                Some(_) | None => (BTreeSet::from([state]), true),
            }
        };
        (0..conflict.states).map(from).collect()
    };
    let none: Anticipated = (0..conflict.states).map(|state| (BTreeSet::from([state]), true)).collect();
    // h → both anticipations, until a pair comes again
    let mut all: Vec<[Anticipated; 2]> = vec![[none.clone(), none]];
    let start = loop {
        let last = &all[all.len() - 1];
        let next = [deepen(0, &last[1]), deepen(1, &last[0])];
        match all.iter().position(|earlier| *earlier == next) {
            Some(start) => break start,
            None => all.push(next),
        }
    };
    let round = all.len() - start;
    let at = |h: usize| if h < all.len() { &all[h] } else { &all[start + (h - start) % round] };
    let stays = |h: usize| [0, 1].map(|party: usize| at(h)[party].iter().map(|(_, stays)| *stays).collect::<Vec<bool>>());
    Some(Limited {
        stable: (1..=moves).map(stays).collect(),
        non_myopic: [0, 1]
            .map(|party: usize| (0..conflict.states).map(|state| all[start..].iter().all(|pair| pair[party][state].1)).collect()),
    })
}
