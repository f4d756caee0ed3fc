//! Which sets of parties may bring about which changes, and where.

use super::AgreementError;
use crate::coalition::engine::bits;
use detente_model::consent::Rule;
use detente_model::expression::Expression;
use detente_model::index::PartyId;
use detente_space::Game;
use detente_space::codes::{narrow, place};
use detente_space::moves::answers;
use std::collections::{BTreeMap, BTreeSet};

/// More sets of parties than this, for one way in which rules apply, are not looked at one by one.
pub(crate) const SETS: usize = 1 << 12;

/// Who may decide, over sets of consenters.
enum Approval {
    /// Whoever has one of these among them.
    Sets(Vec<u64>),
    /// By walking the rule.
    Walk(Rule),
}

/// A way in which rules apply: what is the same in all states of a regime.
struct Regime {
    /// For each axis who may change it alone.
    alone: Vec<u64>,
    /// For each axis which rule applies, if any does.
    applies: Vec<Option<usize>>,
}

/// Who may change what in which state.
pub(crate) struct Powers {
    parties: Vec<PartyId>,
    /// For each axis its rules; none if it is no issue.
    issues: Vec<Option<Vec<Approval>>>,
    regimes: Vec<Regime>,
    /// For each state its regime; empty where all are of the first.
    regime_of: Vec<u32>,
}

/// A set of parties with what it may change in some regimes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Pass {
    /// The parties.
    pub(crate) members: u64,
    /// The axes that they may change together.
    pub(crate) axes: Vec<usize>,
    /// Those of them that no member may decide alone, of which at least one must change.
    pub(crate) issues: Vec<usize>,
    /// The regimes in which that is so, ascending.
    pub(crate) regimes: Vec<u32>,
}

impl Powers {
    pub(crate) fn new(game: &Game, codes: &[u64]) -> Result<Self, AgreementError> {
        let consenters = &game.consent.parties;
        if consenters.len() > 64 {
            return Err(AgreementError::TooManyParties { parties: consenters.len() });
        }
        let parties: Vec<PartyId> = consenters.iter().map(|consenter| consenter.party).collect();
        let axes = game.codes.axes().len();

        let mut refined = Refined { regime_of: Vec::new(), held: vec![Vec::new()], conditions: Vec::new() };
        let always = Expression::Constant(true);
        for (_, when) in game.players.iter().flat_map(|player| &player.axes) {
            refined.by(game, codes, when.as_ref().unwrap_or(&always));
        }
        for rule in game.consent.issues.iter().flat_map(|issue| &issue.rules) {
            refined.by(game, codes, &rule.when);
        }

        let mut issues: Vec<Option<Vec<Approval>>> = (0..axes).map(|_| None).collect();
        for issue in &game.consent.issues {
            let approval = |rule: &detente_space::game::IssueRule| match rule.rule.smallest_sets() {
                Some(sets) => Approval::Sets(
                    sets.iter()
                        .map(|set| set.iter().filter_map(|party| parties.binary_search(party).ok()).fold(0, |set, bit| set | 1 << bit))
                        .collect(),
                ),
                None => Approval::Walk(rule.rule.clone()),
            };
            issues[issue.axis] = Some(issue.rules.iter().map(approval).collect());
        }
        let regimes = (0..refined.held.len())
            .map(|regime| {
                let mut alone = vec![0u64; axes];
                for (player, of) in game.players.iter().enumerate() {
                    let bit = consenters.iter().position(|consenter| consenter.player == Some(player)).expect("players have a say");
                    for (axis, when) in &of.axes {
                        if when.as_ref().is_none_or(|when| refined.holds(regime, when)) {
                            alone[*axis] |= 1 << bit;
                        }
                    }
                }
                let mut applies = vec![None; axes];
                for issue in &game.consent.issues {
                    applies[issue.axis] = issue.rules.iter().position(|rule| refined.holds(regime, &rule.when));
                }
                Regime { alone, applies }
            })
            .collect();
        Ok(Self { parties, issues, regimes, regime_of: refined.regime_of })
    }

    /// How many ways there are in which rules apply.
    pub(crate) fn regimes(&self) -> usize {
        self.regimes.len()
    }

    /// The regime of a state.
    pub(crate) fn regime(&self, state: usize) -> u32 {
        self.regime_of.get(state).copied().unwrap_or(0)
    }

    /// Whether an axis is an issue.
    pub(crate) fn is_issue(&self, axis: usize) -> bool {
        self.issues[axis].is_some()
    }

    /// Who may change an axis alone.
    pub(crate) fn alone(&self, axis: usize, regime: u32) -> u64 {
        self.regimes[regime as usize].alone[axis]
    }

    /// The rule of an issue that applies.
    fn approval(&self, axis: usize, regime: u32) -> Option<&Approval> {
        let rule = self.regimes[regime as usize].applies[axis]?;
        self.issues[axis].as_ref()?.get(rule)
    }

    /// Whether a set of consenters satisfies the rule of an issue that applies.
    pub(crate) fn approves(&self, axis: usize, regime: u32, set: u64) -> bool {
        match self.approval(axis, regime) {
            None => false,
            Some(Approval::Sets(smallest)) => smallest.iter().any(|smallest| smallest & !set == 0),
            Some(Approval::Walk(rule)) => rule.is_met(&|party| self.parties.binary_search(&party).is_ok_and(|bit| set >> bit & 1 == 1)),
        }
    }

    /// Whether a set, nobody of which may decide `issue` alone, may change that and the axes `changed`.
    pub(crate) fn may(&self, mut changed: impl Iterator<Item = usize>, regime: u32, issue: usize, set: u64) -> bool {
        set != 0
            && self.alone(issue, regime) & set == 0
            && self.approves(issue, regime, set)
            && changed.all(|axis| self.alone(axis, regime) & set != 0 || self.approves(axis, regime, set))
    }

    /// The sets of parties that need be looked at, the smallest first; none where they are too many to list.
    ///
    /// A joint improvement by W, which changes the issue x, is one of every union of a smallest set that may decide x and, for each other axis
    /// changed, a smallest set that may change it, as far as they are within W. So such unions are enough, and of those that may change the same,
    /// the ones that contain no other.
    pub(crate) fn passes(&self) -> Option<Vec<Pass>> {
        /// How many members, who, which axes they may change, which of them by consent.
        type Power = (u32, u64, Vec<usize>, Vec<usize>);
        let mut found: BTreeMap<Power, Vec<u32>> = BTreeMap::new();
        for regime in 0..narrow(self.regimes.len()) {
            let axes = 0..self.issues.len();
            let mut unions: BTreeSet<u64> = BTreeSet::new();
            let mut all: BTreeSet<u64> = BTreeSet::new();
            for axis in axes.clone() {
                all.extend(bits(self.alone(axis, regime)).map(|bit| 1u64 << bit));
                match self.approval(axis, regime) {
                    None => {}
                    Some(Approval::Walk(_)) => return None,
                    Some(Approval::Sets(sets)) => {
                        // what takes nobody's consent anybody may change
                        let sets: Vec<u64> =
                            if sets.contains(&0) { (0..self.parties.len()).map(|bit| 1 << bit).collect() } else { sets.clone() };
                        all.extend(&sets);
                        unions.extend(sets.iter().filter(|set| *set & self.alone(axis, regime) == 0));
                    }
                }
            }
            for set in &all {
                let wider: Vec<u64> = unions.iter().map(|union| union | set).collect();
                unions.extend(wider);
                if unions.len() > SETS {
                    return None;
                }
            }
            let mut unions: Vec<u64> = unions.into_iter().collect();
            unions.sort_by_key(|set| (set.count_ones(), *set));
            let mut kept: Vec<(u64, Vec<usize>, Vec<usize>)> = Vec::new();
            for set in unions {
                let may: Vec<usize> =
                    axes.clone().filter(|axis| self.alone(*axis, regime) & set != 0 || self.approves(*axis, regime, set)).collect();
                let issues: Vec<usize> =
                    may.iter().copied().filter(|axis| self.alone(*axis, regime) & set == 0 && self.approves(*axis, regime, set)).collect();
                let within = |smaller: &[usize], larger: &[usize]| smaller.iter().all(|axis| larger.contains(axis));
                let spared = kept.iter().any(|(fewer, axes, joint)| fewer & !set == 0 && within(&may, axes) && within(&issues, joint));
                if !issues.is_empty() && !spared {
                    kept.push((set, may, issues));
                }
            }
            for (set, may, issues) in kept {
                found.entry((set.count_ones(), set, may, issues)).or_default().push(regime);
            }
        }
        let pass = |((_, members, axes, issues), regimes)| Pass { members, axes, issues, regimes };
        Some(found.into_iter().map(pass).collect())
    }
}

/// States told apart by what holds in them.
struct Refined {
    regime_of: Vec<u32>,
    /// For each regime what holds of the conditions.
    held: Vec<Vec<bool>>,
    conditions: Vec<Expression>,
}

impl Refined {
    /// Tells states apart by a condition too.
    fn by(&mut self, game: &Game, codes: &[u64], condition: &Expression) {
        if matches!(condition, Expression::Constant(_)) || self.conditions.contains(condition) {
            return;
        }
        if self.regime_of.is_empty() {
            self.regime_of = vec![0; codes.len()];
        }
        let mut numbers: BTreeMap<(u32, bool), u32> = BTreeMap::new();
        let mut held: Vec<Vec<bool>> = Vec::new();
        for (regime, holds) in self.regime_of.iter_mut().zip(answers(game, codes, condition)) {
            let next = narrow(held.len());
            let number = *numbers.entry((*regime, holds)).or_insert(next);
            if number == next {
                held.push(self.held[place(u64::from(*regime))].iter().copied().chain([holds]).collect());
            }
            *regime = number;
        }
        self.conditions.push(condition.clone());
        self.held = held;
    }

    fn holds(&self, regime: usize, condition: &Expression) -> bool {
        match condition {
            Expression::Constant(constant) => *constant,
            other => self.conditions.iter().position(|known| known == other).is_some_and(|at| self.held[regime][at]),
        }
    }
}
