//! How coalitional stability is computed: searches along the moves of a coalition or of the rest, 64 questions at a time, one bit each.
//!
//! A search works on nodes (state, who moves last or next), because nobody moves twice in a row. Where orders are not known everywhere
//! there are two readings, as for single parties: in the least stable one a coalition leaves for what is possibly better for all of its members, only
//! what is surely no better for some member deters it, and others take steps that surely pay; in the most stable one the other way round.

use super::concept::{Concept, Deterrence};
use crate::known::Ranks;
use detente_model::control::{Control, Stopped};
use detente_space::codes::narrow;
use detente_space::moves::Movement;

/// A set of players, a bit for each.
pub(super) type Members = u64;

/// Which of the two readings.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Reading {
    /// As little deters as is sure.
    Least,
    /// As much deters as is possible.
    Most,
}

/// What searches read.
pub(super) struct World<'a> {
    pub(super) movement: &'a Movement,
    pub(super) orders: &'a [Ranks],
    pub(super) control: &'a Control<'a>,
}

/// Pairs (from, to) of a coalition's improvements, in order.
pub(super) type Improvements = Vec<(u32, u32)>;

/// One coalition's verdicts under one reading: for each state a bit for each concept, and for each concept a state to which it leaves, `u32::MAX` if it stays.
pub(super) struct Verdicts {
    pub(super) stable: Vec<u8>,
    pub(super) leaves_for: Vec<Vec<u32>>,
}

/// The bits of a set.
pub(super) fn bits(mut set: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let first = (set != 0).then(|| set.trailing_zeros() as usize)?;
        set &= set - 1;
        Some(first)
    })
}

impl World<'_> {
    /// The improvements of a coalition, judged at their ends: surely better for every member, or possibly better for each.
    ///
    /// Members' orders are completed independently of each other, so "possibly for each" is "for all under some completion".
    pub(super) fn improvements(&self, coalition: Members, surely: bool) -> Result<Improvements, Stopped> {
        let states = self.movement.states();
        let better = |to: usize, from: usize| bits(coalition).all(|member| self.orders[member].better(to, from, surely));
        let mut found = Vec::new();
        if coalition.count_ones() == 1 {
            let member = coalition.trailing_zeros() as usize;
            for from in 0..states {
                found.extend(self.movement.targets(member, from).filter(|to| better(*to, from)).map(|to| (narrow(from), narrow(to))));
            }
            return Ok(found);
        }
        let ranked = self.ranked(coalition);
        let better = |to: usize, from: usize| match &ranked {
            Some(ranks) => ranks.iter().all(|ranks| ranks[to] > ranks[from]),
            None => better(to, from),
        };
        for first in (0..states).step_by(64) {
            self.control.check()?;
            let mut origins = vec![0u64; states];
            (first..(first + 64).min(states)).zip(0..).for_each(|(origin, bit)| origins[origin] = 1 << bit);
            let reached = self.spread(coalition, &origins, |member, state, each| self.movement.targets(member, state).for_each(each));
            for (to, reached) in reached.iter().enumerate() {
                let from = bits(*reached).map(|bit| first + bit).filter(|from| *from != to && better(to, *from));
                found.extend(from.map(|from| (narrow(from), narrow(to))));
            }
        }
        found.sort_unstable();
        Ok(found)
    }

    /// The ranks of the members of a coalition, where all are known.
    fn ranked(&self, coalition: Members) -> Option<Vec<&[u32]>> {
        let ranks = |member: usize| match self.orders[member].columns() {
            [ranks] => Some(ranks.as_slice()),
            _ => None,
        };
        bits(coalition).map(ranks).collect()
    }

    /// The verdicts of a coalition.
    ///
    /// `own`: its improvements in this reading. `steps`: those of every coalition among the others, as far as they have any, in this reading; read for
    /// coalitional sequential stability alone.
    pub(super) fn verdicts(
        &self,
        coalition: Members,
        concepts: &[&Concept],
        reading: Reading,
        own: &[(u32, u32)],
        steps: &[&[(u32, u32)]],
    ) -> Result<Verdicts, Stopped> {
        let states = self.movement.states();
        let mut verdicts = Verdicts { stable: vec![u8::MAX; states], leaves_for: vec![vec![u32::MAX; states]; concepts.len()] };
        let all: Members = if self.orders.len() == 64 { u64::MAX } else { (1 << self.orders.len()) - 1 };
        let others = all & !coalition;
        let ranked = self.ranked(coalition);
        let steps = concepts.iter().any(|concept| concept.deterrence == Deterrence::Improvements).then(|| Steps::new(states, steps));
        let mut groups: Vec<&[(u32, u32)]> = own.chunk_by(|a, b| a.0 == b.0).collect();
        // states that every member ranks alike are asked about together
        let unknown = bits(coalition).any(|member| self.orders[member].columns().is_empty());
        let key = |state: u32| -> Vec<u32> {
            let columns = bits(coalition).flat_map(|member| self.orders[member].columns());
            columns.map(|column| column[state as usize]).chain(unknown.then_some(state)).collect()
        };
        groups.sort_by_cached_key(|group| (key(group[0].0), group[0].0));
        let mut alike: Vec<&[&[(u32, u32)]]> = groups.chunk_by(|a, b| key(a[0].0) == key(b[0].0)).collect();
        let mut leave = |concept: usize, from: u32, to: u32| {
            verdicts.stable[from as usize] &= !(1 << concept);
            let leaves_for = &mut verdicts.leaves_for[concept][from as usize];
            *leaves_for = (*leaves_for).min(to);
        };
        while !alike.is_empty() {
            self.control.check()?;
            let rest = alike.split_off(alike.len().min(64));
            // no_better[state]: for each question whether the state leaves some member no better off
            let asked: Vec<usize> = alike.iter().map(|alike| alike[0][0].0 as usize).collect();
            let no_better = |state: usize, than: usize| match &ranked {
                Some(ranks) => ranks.iter().any(|ranks| ranks[state] <= ranks[than]),
                None => bits(coalition).any(|member| match reading {
                    Reading::Least => self.orders[member].surely_at_least(than, state),
                    Reading::Most => !self.orders[member].better(state, than, true),
                }),
            };
            let needed = concepts.iter().any(|concept| concept.deterrence != Deterrence::Nothing) && others != 0;
            let no_better: Vec<u64> = (0..states)
                .map(|state| {
                    let bit = |(bit, than): (usize, &usize)| u64::from(no_better(state, *than)) << bit;
                    if needed { asked.iter().enumerate().map(bit).fold(0, |all, bit| all | bit) } else { 0 }
                })
                .collect();
            for (at, concept) in concepts.iter().enumerate() {
                let deterred = match concept.deterrence {
                    _ if others == 0 => None,
                    Deterrence::Nothing => None,
                    Deterrence::Moves { response: false } => Some(self.led_to(others, &no_better)),
                    Deterrence::Moves { response: true } => {
                        let better: Vec<u64> = no_better.iter().map(|bits| !bits).collect();
                        let mended = self.led_to(coalition, &better);
                        let held: Vec<u64> = no_better.iter().zip(mended).map(|(bits, mended)| bits & !mended).collect();
                        Some(self.led_to(others, &held))
                    }
                    Deterrence::Improvements => steps.as_ref().map(|steps| steps.led_to(&no_better)),
                };
                for (bit, alike) in alike.iter().enumerate() {
                    for (from, to) in alike.iter().copied().flatten() {
                        if deterred.as_ref().is_none_or(|deterred| deterred[*to as usize] >> bit & 1 == 0) {
                            leave(at, *from, *to);
                        }
                    }
                }
            }
            alike = rest;
        }
        Ok(verdicts)
    }

    /// For each state the bits of the goals to which a nonempty sequence of moves by members of `group` leads from it, nobody moving twice in a row.
    fn led_to(&self, group: Members, goals: &[u64]) -> Vec<u64> {
        self.spread(group, goals, |member, state, each| self.movement.sources(member, state).for_each(each))
    }

    /// Spreads bits over nodes (state, who moves) along the moves of a group, backwards or forwards as `neighbours` says, until nothing changes.
    fn spread(&self, group: Members, goals: &[u64], neighbours: impl Fn(usize, usize, &mut dyn FnMut(usize))) -> Vec<u64> {
        let members: Vec<usize> = bits(group).collect();
        let mut spread = Spread::new(goals.len(), members.len(), goals);
        // a member that moves freely within sets of states is treated a set at a time, whichever way: each state has what any other of its set has
        while spread.changed {
            spread.changed = false;
            for (place, member) in members.iter().enumerate() {
                match self.movement.free_sets(*member) {
                    Some(sets) => sets.for_each(|set| spread.add_free(place, set)),
                    None => {
                        for state in 0..goals.len() {
                            let bits = spread.bits_before(place, state);
                            if bits & !spread.sent[place * goals.len() + state] != 0 {
                                spread.sent[place * goals.len() + state] |= bits;
                                neighbours(*member, state, &mut |next| spread.add(place, next, bits));
                            }
                        }
                    }
                }
            }
        }
        spread.any
    }
}

/// Bits spread backwards over nodes (state, who moves next), until nothing changes.
struct Spread<'a> {
    goals: &'a [u64],
    states: usize,
    /// What is led to from a state if this one moves next: `on[mover × states + state]`.
    on: Vec<u64>,
    /// By some next mover.
    any: Vec<u64>,
    /// By two next movers or more: so that what somebody else than one leads to is read off at once.
    twice: Vec<u64>,
    /// Where something was added since it was last passed on.
    fresh: Vec<bool>,
    /// What has been passed on from a state to those from which a mover gets there: as `on`; used where the mover's moves are looked at one by one.
    sent: Vec<u64>,
    /// Whether something was added.
    changed: bool,
}

impl<'a> Spread<'a> {
    fn new(states: usize, movers: usize, goals: &'a [u64]) -> Self {
        Self {
            goals,
            states,
            on: vec![0; movers * states],
            any: vec![0; states],
            twice: vec![0; states],
            fresh: goals.iter().map(|bits| *bits != 0).collect(),
            sent: vec![0; movers * states],
            changed: true,
        }
    }

    /// Adds to every state of a set what a move of `mover` to any other state of the set brings about.
    fn add_free(&mut self, mover: usize, set: &[u32]) {
        let (mut once, mut twice) = (0, 0);
        for state in set {
            let bits = self.bits_before(mover, *state as usize);
            twice |= once & bits;
            once |= bits;
        }
        if once != 0 {
            for state in set {
                // its own bits come from another state of the set only if two have them; what is added on the way changes nothing of them
                let own = self.bits_before(mover, *state as usize);
                self.add(mover, *state as usize, once & !own | twice);
            }
        }
    }

    /// What a move of `mover` to a state brings about: the state itself, or what somebody else can go on to.
    fn bits_before(&self, mover: usize, state: usize) -> u64 {
        self.goals[state] | self.twice[state] | self.any[state] & !self.on[mover * self.states + state]
    }

    fn add(&mut self, mover: usize, state: usize, bits: u64) {
        let on = &mut self.on[mover * self.states + state];
        let new = bits & !*on;
        if new != 0 {
            *on |= new;
            self.twice[state] |= self.any[state] & new;
            self.any[state] |= new;
            self.changed = true;
            self.fresh[state] = true;
        }
    }
}

/// The improvements of several coalitions, by where they lead.
struct Steps {
    states: usize,
    coalitions: usize,
    start: Vec<u32>,
    /// Which coalition, from where.
    items: Vec<(u32, u32)>,
}

impl Steps {
    fn new(states: usize, of: &[&[(u32, u32)]]) -> Self {
        let mut start = vec![0u32; states + 1];
        of.iter().copied().flatten().for_each(|(_, to)| start[*to as usize + 1] += 1);
        for state in 0..states {
            start[state + 1] += start[state];
        }
        let mut next = start.clone();
        let mut items = vec![(0, 0); start[states] as usize];
        for (coalition, pairs) in of.iter().enumerate() {
            for (from, to) in *pairs {
                items[next[*to as usize] as usize] = (narrow(coalition), *from);
                next[*to as usize] += 1;
            }
        }
        Self { states, coalitions: of.len(), start, items }
    }

    /// For each state the bits of the goals to which a nonempty sequence of these steps leads from it, no coalition stepping twice in a row.
    fn led_to(&self, goals: &[u64]) -> Vec<u64> {
        let mut spread = Spread::new(self.states, self.coalitions, goals);
        while spread.changed {
            spread.changed = false;
            for to in 0..self.states {
                if !std::mem::take(&mut spread.fresh[to]) {
                    continue;
                }
                for (coalition, from) in &self.items[self.start[to] as usize..self.start[to + 1] as usize] {
                    let bits = spread.bits_before(*coalition as usize, to);
                    if bits != 0 {
                        spread.add(*coalition as usize, *from as usize, bits);
                    }
                }
            }
        }
        spread.any
    }
}
