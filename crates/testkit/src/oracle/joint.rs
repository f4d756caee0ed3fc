//! Evolution by improvements and joint improvements by its definition: every set of parties, every state, plain sets.

use std::collections::BTreeSet;

use super::{Conflict, Rules};

/// Which variables a joint step may change at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Joined {
    /// One issue.
    One,
    /// One issue, or some of one of these sets of variables.
    Sets(Vec<Vec<usize>>),
    /// Any issues.
    Any,
}

/// A party that takes part in joint steps on a variable only where something holds in the result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TieRule {
    /// The party.
    pub party: usize,
    /// The variable.
    pub on: usize,
    /// The variables that the condition mentions.
    pub mentions: Vec<usize>,
    /// State → whether the condition holds.
    pub holds: Vec<bool>,
}

/// Which joint steps there are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JointRules {
    /// What may change at once.
    pub joined: Joined,
    /// Whether options of members may change in the same step.
    pub options: bool,
    /// Parties that take no part in joint steps that change any of these variables, or in none at all.
    pub dissent: Vec<(usize, Option<Vec<usize>>)>,
    /// Parties whose consent is tied.
    pub ties: Vec<TieRule>,
}

/// The reference.
#[derive(Clone, Copy, Debug)]
pub struct JointOracle<'a> {
    /// The parties, states and orders.
    pub conflict: &'a Conflict,
    /// How issues are decided.
    pub rules: &'a Rules,
    /// Which joint steps there are.
    pub joint: &'a JointRules,
}

impl JointOracle<'_> {
    fn better(&self, party: usize, to: usize, from: usize, surely: bool) -> bool {
        let preference = &self.conflict.preference[party];
        if surely { preference.surely_better(to, from) } else { !preference.surely_at_least(from, to) }
    }

    fn is_issue(&self, variable: usize) -> bool {
        self.rules.of[variable].is_some()
    }

    /// Whether some party alone may decide an issue in a state.
    fn somebody_alone(&self, variable: usize, state: usize) -> bool {
        (0..self.conflict.parties.len()).any(|party| self.rules.alone(variable, state, party))
    }

    /// Whether a set may decide an issue in a state.
    fn met(&self, variable: usize, state: usize, set: usize) -> bool {
        let rule = self.rules.of[variable].as_ref().and_then(|rules| rules.iter().find(|rule| rule.applies[state]));
        rule.is_some_and(|rule| rule.met[set])
    }

    /// Whether an issue can be decided, and never without a party.
    fn has_veto(&self, party: usize, variable: usize, state: usize) -> bool {
        let sets = 1usize << self.conflict.parties.len();
        self.met(variable, state, sets - 1) && (0..sets).filter(|set| set >> party & 1 == 0).all(|set| !self.met(variable, state, set))
    }

    /// Whether a set may agree to go from one state to another, gains aside.
    pub fn may_agree(&self, set: usize, from: usize, to: usize) -> bool {
        let Some(form) = &self.conflict.option_form else { return false };
        let is_member = |party: usize| set >> party & 1 == 1;
        let changed: Vec<usize> = (0..form.owner.len()).filter(|&v| form.values[from][v] != form.values[to][v]).collect();
        if changed.iter().any(|&v| !self.rules.changes[v][form.values[from][v]][form.values[to][v]]) {
            return false;
        }
        if self.rules.forbidden.iter().any(|(party, source, target)| is_member(*party) && source[from] && target[to]) {
            return false;
        }
        let dissents = |(party, on): &(usize, Option<Vec<usize>>)| {
            is_member(*party) && on.as_ref().is_none_or(|on| changed.iter().any(|variable| on.contains(variable)))
        };
        if !changed.is_empty() && self.joint.dissent.iter().any(dissents) {
            return false;
        }
        let by_option: Vec<usize> = changed
            .iter()
            .copied()
            .filter(|&v| {
                (0..self.conflict.parties.len()).any(|p| is_member(p) && (form.owner[v] == Some(p) || self.rules.alone(v, from, p)))
            })
            .collect();
        let by_consent: Vec<usize> = changed.iter().copied().filter(|v| !by_option.contains(v)).collect();
        if by_consent.is_empty() || by_consent.iter().any(|&v| !self.met(v, from, set)) {
            return false;
        }
        let live = |tie: &&TieRule| changed.contains(&tie.on) && self.is_issue(tie.on) && !self.somebody_alone(tie.on, from);
        if self.joint.ties.iter().filter(live).any(|tie| is_member(tie.party) && !tie.holds[to]) {
            return false;
        }
        let counted = if self.joint.options { &by_consent } else { &changed };
        let within = |group: &[usize]| counted.iter().all(|variable| group.contains(variable));
        let one = matches!(counted[..], [only] if self.is_issue(only));
        let joined = match &self.joint.joined {
            Joined::One => one,
            Joined::Sets(sets) => one || sets.iter().any(|set| within(set)),
            Joined::Any => counted.iter().all(|&variable| self.is_issue(variable)),
        };
        let tied = |tie: &TieRule| {
            is_member(tie.party)
                && self.has_veto(tie.party, tie.on, from)
                && counted.iter().all(|variable| *variable == tie.on || tie.mentions.contains(variable))
        };
        joined || self.joint.ties.iter().filter(live).any(tied)
    }

    /// The states to which steps lead that pay for who takes them, alone and together; surely, or possibly.
    pub fn steps(&self, from: usize, surely: bool) -> [BTreeSet<usize>; 2] {
        let parties = self.conflict.parties.len();
        let alone = (0..parties)
            .flat_map(|party| self.conflict.arcs[party][from].iter().filter(move |&&to| self.better(party, to, from, surely)))
            .copied()
            .collect();
        let together = (0..self.conflict.states)
            .filter(|&to| {
                (1usize..1 << parties).any(|set| {
                    (0..parties).filter(|party| set >> party & 1 == 1).all(|party| self.better(party, to, from, surely))
                        && self.may_agree(set, from, to)
                })
            })
            .collect();
        [alone, together]
    }

    /// State → fewest sure steps from `start`, where it is reached.
    pub fn distances(&self, start: usize) -> Vec<Option<usize>> {
        let next: Vec<BTreeSet<usize>> = (0..self.conflict.states)
            .map(|state| {
                let [alone, together] = self.steps(state, true);
                alone.union(&together).copied().collect()
            })
            .collect();
        distances(&next, start)
    }

    /// The closed sets within reach of `start`: those reached states from whose every reached state there is a way back, by which they reach.
    pub fn closed(&self, start: usize) -> BTreeSet<Vec<usize>> {
        let next: Vec<BTreeSet<usize>> = (0..self.conflict.states)
            .map(|state| {
                let [alone, together] = self.steps(state, true);
                alone.union(&together).copied().collect()
            })
            .collect();
        let reach: Vec<Vec<Option<usize>>> = (0..self.conflict.states).map(|state| distances(&next, state)).collect();
        let reached = |from: usize| -> Vec<usize> { (0..self.conflict.states).filter(|&to| reach[from][to].is_some()).collect() };
        reached(start)
            .into_iter()
            .filter(|&state| reached(state).into_iter().all(|other| reach[other][state].is_some()))
            .map(reached)
            .collect()
    }
}

fn distances(next: &[BTreeSet<usize>], start: usize) -> Vec<Option<usize>> {
    let mut found = vec![None; next.len()];
    found[start] = Some(0);
    for round in 0.. {
        let layer: Vec<usize> = (0..next.len()).filter(|&state| found[state] == Some(round)).collect();
        if layer.is_empty() {
            break;
        }
        for to in layer.into_iter().flat_map(|state| next[state].iter().copied()) {
            found[to].get_or_insert(round + 1);
        }
    }
    found
}
