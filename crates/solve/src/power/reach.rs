//! Where improvements lead: of parties on their own, and of several that agree.

use crate::known::Ranks;
use detente_model::consent::Rule;
use detente_model::control::{Control, Stopped};
use detente_model::expression::Value;
use detente_model::index::PartyId;
use detente_space::Game;
use detente_space::codes::{narrow, place};
use detente_space::game::IssueRule;
use detente_space::moves::{Movement, answers};
use detente_space::ranks::Slots;
use std::collections::HashMap;

/// What is withheld or bound.
#[derive(Clone, Default)]
pub(super) struct Rights {
    /// Takes part in nothing.
    pub(super) without: Option<PartyId>,
    /// Nobody changes these axes by agreement.
    pub(super) bound: Vec<usize>,
}

/// A party in joint moves.
struct Member {
    party: PartyId,
    player: Option<usize>,
    ranks: Ranks,
    /// The axes of its options, as bits.
    options: u64,
}

/// Who can go where, found as it is asked for.
pub(super) struct Reach {
    movement: Movement,
    /// The orders of those that can move.
    orders: Vec<Ranks>,
    members: Vec<Member>,
    /// Axes that nobody changes by agreement, as bits.
    bound: u64,
    values: Vec<Vec<Value>>,
    /// For each forbidden pair of patterns whom it concerns (everybody if none), and for each state whether it matches.
    forbidden: Vec<(Option<usize>, Vec<bool>, Vec<bool>)>,
    /// For each issue, by its place among them, and each of its rules: the states in which that is the one that applies.
    applies: Vec<Vec<Vec<bool>>>,
    /// For each state, surely and possibly: where joint improvements lead, once asked for.
    joint: [Vec<Option<Vec<u32>>>; 2],
    /// How many pairs of states may still be looked at.
    work: u64,
}

/// How many pairs of states are looked at for one party.
const WORK: u64 = 1 << 27;

/// Sets of parties, and of axes, are the bits of a number.
const BITS: usize = 64;

impl Reach {
    /// None: the moves cannot be tabulated, or there are too many parties or axes.
    pub(super) fn new(game: &Game, rights: &Rights) -> Option<Self> {
        if game.consent.parties.len() > BITS || game.codes.axes().len() > BITS {
            return None;
        }
        let is_issue = |axis: &usize| game.consent.issues.iter().any(|issue| issue.axis == *axis);
        let options = |player: usize| {
            let controls = |axis: &usize| game.description.axes[*axis].controllers.contains(&player) && !is_issue(axis);
            (0..game.codes.axes().len()).filter(controls).fold(0, |set, axis| set | 1 << axis)
        };
        let codes: Vec<u64> = game.feasible.codes().collect();
        let member = |consenter: &detente_space::game::Consenter| Member {
            party: consenter.party,
            player: consenter.player,
            ranks: Ranks::new(game.columns(&consenter.order, Slots::Numbers)),
            options: consenter.player.map_or(0, options),
        };
        let takes_part = |consenter: &&detente_space::game::Consenter| rights.without != Some(consenter.party);
        let first = |rules: &[IssueRule]| {
            let mut taken = vec![false; codes.len()];
            let one = |rule: &IssueRule| {
                let mut holds = answers(game, &codes, &rule.when);
                holds.iter_mut().zip(&mut taken).for_each(|(holds, taken)| {
                    *holds &= !*taken;
                    *taken |= *holds;
                });
                holds
            };
            rules.iter().map(one).collect::<Vec<Vec<bool>>>()
        };
        let patterns = |forbidden: &detente_space::game::Forbidden| {
            (forbidden.player, answers(game, &codes, &forbidden.from), answers(game, &codes, &forbidden.to))
        };
        Some(Self {
            movement: Movement::new(game).ok()?,
            orders: (0..game.players.len()).map(|player| Ranks::new(game.ranks(player, Slots::Numbers))).collect(),
            members: game.consent.parties.iter().filter(takes_part).map(member).collect(),
            bound: rights.bound.iter().fold(0, |set, axis| set | 1 << axis),
            work: WORK,
            values: codes.iter().map(|code| game.codes.values(*code)).collect(),
            forbidden: game.forbidden.iter().map(patterns).collect(),
            applies: game.consent.issues.iter().map(|issue| first(&issue.rules)).collect(),
            joint: [vec![None; codes.len()], vec![None; codes.len()]],
        })
    }

    /// The states to which improvements lead, the start among them: those that surely are improvements, or also those that may be; none where that is too
    /// much work.
    ///
    /// # Errors
    /// The caller stopped it.
    pub(super) fn from(&mut self, game: &Game, start: usize, surely: bool, control: &Control<'_>) -> Result<Option<Vec<usize>>, Stopped> {
        let mut reached = vec![false; self.values.len()];
        reached[start] = true;
        let mut open = vec![start];
        while let Some(state) = open.pop() {
            control.check()?;
            let mut go = |to: usize| {
                if !std::mem::replace(&mut reached[to], true) {
                    open.push(to);
                }
            };
            for (player, order) in self.orders.iter().enumerate() {
                self.movement.targets(player, state).filter(|to| order.better(*to, state, surely)).for_each(&mut go);
            }
            let Some(agreed) = self.agreed(game, state, surely) else { return Ok(None) };
            agreed.iter().for_each(|to| go(place(u64::from(*to))));
        }
        Ok(Some((0..reached.len()).filter(|state| reached[*state]).collect()))
    }

    /// Where joint improvements lead from a state: those that surely are, or also those that may be; none where that is too much work.
    pub(super) fn agreed(&mut self, game: &Game, state: usize, surely: bool) -> Option<&[u32]> {
        let slot = usize::from(!surely);
        if self.joint[slot][state].is_none() {
            let found = if game.consent.issues.is_empty() {
                Vec::new()
            } else {
                self.work = self.work.checked_sub(self.values.len() as u64)?;
                self.joint_improvements(game, state, surely)
            };
            self.joint[slot][state] = Some(found);
        }
        self.joint[slot][state].as_deref()
    }

    fn joint_improvements(&self, game: &Game, from: usize, surely: bool) -> Vec<u32> {
        let here = &self.values[from];
        let issues: Vec<(usize, &Rule)> = self.rules_at(game, from).collect();
        let members_that = |holds: &dyn Fn(&Member) -> bool| -> u64 {
            self.members.iter().enumerate().filter(|(_, member)| holds(member)).fold(0, |set, (at, _)| set | 1 << at)
        };
        let alone = |(axis, rule): &(usize, &Rule)| {
            let named = rule.parties();
            (*axis, members_that(&|member| named.contains(&member.party) && rule.is_met_by(member.party)))
        };
        let alone: Vec<(usize, u64)> = issues.iter().map(alone).collect();
        // what a set may change together: issues whose rule it meets, and its members' options
        let powers = |set: u64| -> u64 {
            let is_in = |party: PartyId| self.members.iter().enumerate().any(|(at, member)| member.party == party && set >> at & 1 == 1);
            let decided = issues.iter().filter(|(_, rule)| rule.is_met(&is_in)).fold(0, |axes, (axis, _)| axes | 1u64 << axis);
            let options =
                self.members.iter().enumerate().filter(|(at, _)| set >> at & 1 == 1).fold(0, |axes, (_, member)| axes | member.options);
            decided | options
        };
        let mut known: HashMap<u64, u64> = HashMap::new();
        let mut may_change = |set: u64| *known.entry(set).or_insert_with(|| powers(set));
        let is_joint_improvement = |to: &usize| -> bool {
            // whoever gains and may take part: more members never satisfy less
            let mut willing = members_that(&|member| member.ranks.better(*to, from, surely));
            if willing == 0 {
                return false;
            }
            let there = &self.values[*to];
            let changed = (0..here.len()).filter(|axis| here[*axis] != there[*axis]).fold(0u64, |set, axis| set | 1 << axis);
            let allowed = |axis: usize| changed >> axis & 1 == 0 || game.changes[axis].allows(here[axis], there[axis]);
            if changed & self.bound != 0 || !(0..here.len()).all(allowed) {
                return false;
            }
            for (whose, _, _) in self.forbidden.iter().filter(|(_, origin, target)| origin[from] && target[*to]) {
                match whose {
                    None => return false,
                    Some(player) => willing &= !members_that(&|member| member.player == Some(*player)),
                }
            }
            // an issue must be among what changes that no member decides alone: with the rest of the willing, without those who do
            alone.iter().any(|(axis, alone)| {
                let set = willing & !alone;
                changed >> axis & 1 == 1 && set != 0 && changed & !may_change(set) == 0
            })
        };
        (0..self.values.len()).filter(|to| *to != from).filter(is_joint_improvement).map(narrow).collect()
    }

    /// The issues that can be decided in a state, each with the rule that applies there.
    fn rules_at<'g>(&self, game: &'g Game, state: usize) -> impl Iterator<Item = (usize, &'g Rule)> {
        game.consent.issues.iter().zip(&self.applies).filter_map(move |(issue, applies)| {
            let number = applies.iter().position(|states| states[state])?;
            Some((issue.axis, &issue.rules[number].rule))
        })
    }
}
