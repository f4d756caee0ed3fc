//! Packages: who must sign what.
//!
//! A package is a feasible state of the frame. What it says beyond the status quo is what must be signed: an option that differs is a promise of
//! its owner, an issue that differs takes the consent of a set of parties that satisfies the rule that applies in the status quo. Where no status
//! quo is stated, everything that varies is a term to be signed, and where a rule applies under conditions, every rule that may apply must be satisfied. A
//! package that leaves all as it is counts as one about everything: those who would sign anything at all must accept it.

use super::SettleError;
use super::columns::Columns;
use crate::certify::all_values;
use detente_model::case::Case;
use detente_model::consent::Rule;
use detente_model::expression::{Expression, Value};
use detente_model::index::PartyId;
use detente_space::Game;
use detente_space::codes::place;
use std::collections::BTreeSet;

/// More sets of parties than this are not listed.
pub const SETS: usize = 256;

/// Who may decide, over sets of the parties that have a say, as bits.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Approval {
    /// Whoever has one of these among them.
    Sets(Vec<u64>),
    /// By walking the rule.
    Walk(Rule),
}

/// Terms that the same parties decide.
#[derive(Clone, Debug)]
struct Group {
    /// All of these must be satisfied.
    approvals: Vec<Approval>,
    /// The axes.
    axes: Vec<usize>,
    /// The condition that one of them differs from the status quo; none: they all count as changed.
    changed: Option<u32>,
    /// Whether an issue is among them, or options alone.
    issue: bool,
}

/// Who must sign which package.
#[derive(Clone, Debug)]
pub struct Signing {
    parties: Vec<PartyId>,
    groups: Vec<Group>,
    /// The condition that a value is reached that cannot be changed to from the status quo.
    impossible: Option<u32>,
    /// Conditions under which these parties (as bits) are not free to take part.
    barred: Vec<(u32, u64)>,
    status_quo: Option<u64>,
}

impl Signing {
    /// Reads the rules of consent of a game, and asks of every package what they turn on.
    ///
    /// # Errors
    /// There are more than 64 parties, or too many conditions.
    pub fn new(case: &Case, game: &Game, columns: &mut Columns<'_>) -> Result<Self, SettleError> {
        let parties: Vec<PartyId> = game.consent.parties.iter().map(|consenter| consenter.party).collect();
        if parties.len() > 64 {
            return Err(SettleError::TooManyParties { parties: parties.len() });
        }
        let bit = |party: PartyId| parties.binary_search(&party).map_or(0, |bit| 1u64 << bit);
        let axes = game.codes.axes();
        let now: Option<Vec<Value>> = game.status_quo.map(|code| game.codes.values(code));
        let whole = game.status_quo.and_then(|code| game.feasible.number(code)).map(|number| all_values(case, game, place(number)));
        let mut groups: Vec<Group> = Vec::new();
        for axis in 0..axes.len() {
            let approvals = match game.consent.issues.iter().find(|issue| issue.axis == axis) {
                Some(issue) => {
                    let approval = |rule: &Rule| match rule.smallest_sets() {
                        Some(sets) => Approval::Sets(sets.iter().map(|set| set.iter().fold(0, |set, party| set | bit(*party))).collect()),
                        None => Approval::Walk(rule.clone()),
                    };
                    let holds = |when: &Expression| whole.as_ref().map(|values| when.holds(values, &game.phase));
                    match issue.rules.iter().find(|rule| holds(&rule.when) == Some(true)) {
                        Some(rule) => vec![approval(&rule.rule)],
                        // nobody can change it from the status quo
                        None if whole.is_some() => vec![Approval::Sets(Vec::new())],
                        None if issue.rules.is_empty() => vec![Approval::Sets(Vec::new())],
                        None => {
                            let mut all: Vec<Approval> = Vec::new();
                            for rule in &issue.rules {
                                let approval = approval(&rule.rule);
                                if !all.contains(&approval) {
                                    all.push(approval);
                                }
                            }
                            all
                        }
                    }
                }
                None => {
                    let owners = game.players.iter().filter(|player| player.axes.iter().any(|(own, _)| *own == axis));
                    vec![Approval::Sets(owners.map(|player| bit(player.party)).collect())]
                }
            };
            let issue = game.consent.issues.iter().any(|issue| issue.axis == axis);
            match groups.iter_mut().find(|group| group.approvals == approvals) {
                Some(group) => {
                    group.axes.push(axis);
                    group.issue |= issue;
                }
                None => groups.push(Group { approvals, axes: vec![axis], changed: None, issue }),
            }
        }
        let mut signing = Self { parties: parties.clone(), groups, impossible: None, barred: Vec::new(), status_quo: game.status_quo };
        if let Some(now) = &now {
            let mut ask = |condition: &Expression| columns.ask(condition).ok_or(SettleError::TooManyConditions);
            let is = |axis: usize, values: Vec<Value>| Expression::Is(axes[axis].variable, values.into());
            let mut unreachable = Vec::new();
            for (axis, moves) in game.changes.iter().enumerate() {
                let values = (0..axes[axis].radix).filter_map(|value| Value::try_from(value).ok());
                // to stand apart is nothing that one signs
                let apart = case.variables[axes[axis].variable].is_dissent;
                let never: Vec<Value> = values.filter(|value| !moves.allows(now[axis], *value) || apart && *value != now[axis]).collect();
                if !never.is_empty() {
                    unreachable.push(is(axis, never));
                }
            }
            if !unreachable.is_empty() {
                signing.impossible = Some(ask(&Expression::Or(unreachable))?);
            }
            if signing.groups.len() > 1 {
                for group in &mut signing.groups {
                    let stays = group.axes.iter().map(|axis| is(*axis, vec![now[*axis]])).collect();
                    group.changed = Some(ask(&Expression::Not(Box::new(Expression::And(stays))))?);
                }
            }
            let whole = whole.as_deref().unwrap_or(&[]);
            for forbidden in game.forbidden.iter().filter(|forbidden| forbidden.from.holds(whole, &game.phase)) {
                let who = forbidden.player.map_or(u64::MAX, |player| bit(game.players[player].party));
                signing.barred.push((ask(&forbidden.to)?, who));
            }
        }
        Ok(signing)
    }

    /// The parties that can move or have a say, in file order: bit 0 is the first.
    #[must_use]
    pub fn parties(&self) -> &[PartyId] {
        &self.parties
    }

    fn approved(&self, group: &Group, set: u64) -> bool {
        group.approvals.iter().all(|approval| match approval {
            Approval::Sets(sets) => sets.iter().any(|smallest| smallest & !set == 0),
            Approval::Walk(rule) => rule.is_met(&|party| self.parties.binary_search(&party).is_ok_and(|bit| set >> bit & 1 == 1)),
        })
    }

    /// Whether a term of a group is changed by a package with these marks. A package that leaves all as it is counts as one about everything.
    fn is_changed(&self, group: &Group, code: u64, marks: u128) -> bool {
        self.status_quo == Some(code) || group.changed.is_none_or(|bit| marks >> bit & 1 == 1)
    }

    /// Whether a package leaves all as it is.
    #[must_use]
    pub fn is_status_quo(&self, code: u64) -> bool {
        self.status_quo == Some(code)
    }

    /// Whether all that these parties are free to sign suffices for a package.
    #[must_use]
    pub fn can_sign(&self, code: u64, marks: u128, accepting: u64) -> bool {
        if self.impossible.is_some_and(|bit| marks >> bit & 1 == 1) {
            return false;
        }
        let barred = self.barred.iter().filter(|(bit, _)| marks >> bit & 1 == 1).fold(0, |barred, (_, who)| barred | who);
        let set = accepting & !barred;
        // nobody may bring about what is forbidden to everybody
        barred != u64::MAX && self.groups.iter().all(|group| !self.is_changed(group, code, marks) || self.approved(group, set))
    }

    /// What must hold of a package for these parties, all of them taking part, to suffice for it: conditions by their bits, each with whether it must hold. A package that leaves all as it is is
    /// another matter. None where they suffice for none that changes something.
    pub(super) fn demands(&self, set: u64) -> Option<Vec<(u32, bool)>> {
        let mut demands: Vec<(u32, bool)> = self.impossible.iter().map(|bit| (*bit, false)).collect();
        for group in self.groups.iter().filter(|group| !self.approved(group, set)) {
            demands.push((group.changed?, false));
        }
        demands.extend(self.barred.iter().filter(|(_, who)| *who == u64::MAX || who & set != 0).map(|(bit, _)| (*bit, false)));
        Some(demands)
    }

    /// Whether these parties, all of them taking part, suffice for a package, whatever they think of it.
    #[must_use]
    pub fn suffices(&self, code: u64, marks: u128, set: u64) -> bool {
        let barred = self.barred.iter().filter(|(bit, _)| marks >> bit & 1 == 1).fold(0, |barred, (_, who)| barred | who);
        barred & set == 0 && self.can_sign(code, marks, set)
    }

    /// The parties without which a package cannot be signed, as bits.
    #[must_use]
    pub fn needed(&self, code: u64, marks: u128) -> u64 {
        let all = self.everybody();
        let groups = self.groups.iter().filter(|group| self.is_changed(group, code, marks));
        groups.fold(0, |needed, group| needed | self.vetoes(group, all))
    }

    fn vetoes(&self, group: &Group, all: u64) -> u64 {
        (0..self.parties.len()).map(|bit| 1u64 << bit).filter(|bit| !self.approved(group, all & !bit)).fold(0, |set, bit| set | bit)
    }

    /// For each group of terms the parties that can veto it: what [`Self::needed`] puts together. With the condition that it is changed.
    pub(super) fn veto_table(&self) -> Vec<(Option<u32>, u64)> {
        let all = self.everybody();
        self.groups.iter().map(|group| (group.changed, self.vetoes(group, all))).collect()
    }

    /// The terms that whoever signs anything at all must be able to decide: those with an issue among them; where nothing but options varies, all.
    fn decided(&self) -> impl Iterator<Item = &Group> {
        let any_issue = self.groups.iter().any(|group| group.issue);
        self.groups.iter().filter(move |group| group.issue || !any_issue)
    }

    /// Without whom some issue cannot be decided, as bits; where nothing but options varies, who owns one.
    pub(super) fn vetoes_on_issues(&self) -> u64 {
        let all = self.everybody();
        self.decided().fold(0, |needed, group| needed | self.vetoes(group, all))
    }

    /// All who have a say, as bits.
    #[must_use]
    pub fn everybody(&self) -> u64 {
        (0..self.parties.len()).fold(0, |set, bit| set | 1 << bit)
    }

    /// The smallest sets of parties that can decide every issue that can be decided (where nothing but options varies, every option), by size and then in order; none where they are too many
    /// to list.
    #[must_use]
    pub fn smallest(&self) -> Option<Vec<u64>> {
        let all = self.everybody();
        let mut unions: BTreeSet<u64> = BTreeSet::from([0]);
        for group in self.decided().filter(|group| self.approved(group, all)) {
            for approval in &group.approvals {
                let Approval::Sets(sets) = approval else { return None };
                let wider: BTreeSet<u64> = unions.iter().flat_map(|union| sets.iter().map(move |set| union | set)).collect();
                unions = minimal(&wider);
                if unions.len() > 16 * SETS {
                    return None;
                }
            }
        }
        let mut sets: Vec<u64> = unions.into_iter().collect();
        sets.sort_by_key(|set| (set.count_ones(), set.reverse_bits().wrapping_neg()));
        (sets.len() <= SETS).then_some(sets)
    }
}

/// The sets that contain no other.
pub(super) fn minimal(sets: &BTreeSet<u64>) -> BTreeSet<u64> {
    sets.iter().copied().filter(|set| !sets.iter().any(|other| other != set && other & !set == 0)).collect()
}

/// The members of a set, ascending.
pub(super) fn members(set: u64) -> impl Iterator<Item = usize> {
    (0..64).filter(move |bit| set >> bit & 1 == 1)
}
