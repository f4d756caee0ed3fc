//! A player's fibres sorted by its ranks, where moves within them may be restricted: for the general engine.
//!
//! Most pairs of states of a fibre are no forbidden move, so what is sought (the best response, an improvement that nothing deters, what
//! can still be claimed) is found near one end of a sorted fibre, and only the forbidden pairs met on the way cost more than in the
//! [fibre engine](super::fibre).

use detente_space::codes::narrow;
use detente_space::moves::Fibres;
use rayon::prelude::*;

/// A player's fibres, the states of each from worst to best.
pub(super) struct Sorted<'a> {
    fibres: &'a Fibres,
    /// Fibre after fibre; equal ranks in order of number.
    states: Vec<u32>,
    /// Their ranks.
    ranks: Vec<u32>,
}

impl<'a> Sorted<'a> {
    /// Sorts a player's fibres by a column of ranks; without one all states are equal.
    pub(super) fn new(fibres: &'a Fibres, column: Option<&[u32]>) -> Self {
        let rank = |state: u32| column.map_or(0, |column| column[state as usize]);
        let mut keys: Vec<u64> = fibres.states().par_iter().map(|state| u64::from(rank(*state)) << 32 | u64::from(*state)).collect();
        for fibre in 0..fibres.count() {
            keys[fibres.range(fibre)].sort_unstable();
        }
        #[expect(clippy::cast_possible_truncation, reason = "the lower half of a key is the state")]
        let state = |key: &u64| *key as u32;
        let rank = |key: &u64| u32::try_from(key >> 32).unwrap_or(u32::MAX);
        Self { fibres, states: keys.iter().map(state).collect(), ranks: keys.iter().map(rank).collect() }
    }

    /// For each state whether no better one that the player can move to has a label that reaches the `bar` of the state's rank; without
    /// labels, whether there is none.
    pub(super) fn stable(&self, labels: Option<&[u32]>, bar: impl Fn(u32) -> u32) -> Vec<bool> {
        let mut stable = vec![true; self.states.len()];
        let mut better: Vec<(u32, u32)> = Vec::new();
        for fibre in 0..self.fibres.count() {
            let range = self.fibres.range(fibre);
            better.clear();
            let mut highest: Option<(u32, u32)> = None;
            let mut end = range.end;
            while end > range.start {
                let rank = self.ranks[end - 1];
                let ties = self.ranks[range.start..end].iter().rev().take_while(|other| **other == rank).count();
                let tied = &self.states[end - ties..end];
                let bar = bar(rank);
                for state in tied {
                    let leaves = |(label, to): &(u32, u32)| *label >= bar && self.fibres.allows(*state as usize, *to as usize);
                    // mostly the highest label decides: if not even that reaches the bar, or if the player can go there
                    stable[*state as usize] =
                        highest.is_none_or(|highest| highest.0 < bar || !leaves(&highest) && !better.iter().any(leaves));
                }
                let label = |state: u32| labels.map_or(u32::MAX, |labels| labels[state as usize]);
                better.extend(tied.iter().map(|state| (label(*state), *state)));
                highest = better[better.len() - ties..].iter().copied().chain(highest).max();
                end -= ties;
            }
        }
        stable
    }

    /// For each state the best rank among it and those that the player can move to.
    pub(super) fn with_response(&self) -> Vec<u32> {
        let mut best = vec![0; self.states.len()];
        for fibre in 0..self.fibres.count() {
            let range = self.fibres.range(fibre);
            let sorted = || self.states[range.clone()].iter().zip(&self.ranks[range.clone()]);
            for (state, rank) in sorted() {
                let above = sorted().rev().take_while(|(_, other)| *other > rank);
                let response = above.into_iter().find(|(to, _)| self.fibres.allows(*state as usize, **to as usize));
                best[*state as usize] = response.map_or(*rank, |(_, rank)| *rank);
            }
        }
        best
    }
}

/// What has not been found yet to lead anywhere by a player's moves within its fibres: a chain of states for each fibre, from worst
/// to best, out of which states are taken as they are claimed.
pub(super) struct Unclaimed<'a> {
    sorted: &'a Sorted<'a>,
    /// The first place of each chain.
    first: Vec<u32>,
    /// The place after each place.
    after: Vec<u32>,
}

/// The end of a chain.
const END: u32 = u32::MAX;

impl<'a> Unclaimed<'a> {
    pub(super) fn new(sorted: &'a Sorted<'a>) -> Self {
        let fibres = sorted.fibres;
        let mut after: Vec<u32> = (0..narrow(sorted.states.len())).map(|place| place + 1).collect();
        let mut first = Vec::with_capacity(fibres.count());
        for fibre in 0..fibres.count() {
            let range = fibres.range(fibre);
            first.push(narrow(range.start));
            after[range.end - 1] = END;
        }
        Self { sorted, first, after }
    }

    /// Takes the states from which the player can move to `to` in a way that it `may`, as far as their ranks are `within` reach, and
    /// hands them to `each`.
    pub(super) fn claim(&mut self, to: usize, within: impl Fn(u32) -> bool, may: impl Fn(usize) -> bool, mut each: impl FnMut(usize)) {
        let Sorted { fibres, states, ranks } = self.sorted;
        let fibre = fibres.of(to);
        let (mut before, mut place) = (END, self.first[fibre]);
        while place != END && within(ranks[place as usize]) {
            let from = states[place as usize] as usize;
            let next = self.after[place as usize];
            if fibres.allows(from, to) && may(from) {
                if before == END {
                    self.first[fibre] = next;
                } else {
                    self.after[before as usize] = next;
                }
                each(from);
            } else {
                before = place;
            }
            place = next;
        }
    }
}
