//! Where a package is judged: the state of affairs, who may sign what there, what everybody wants, where things go if nothing is signed.

use crate::evolution::joint::chance::{Chance, Lottery};
use crate::evolution::joint::{Changes, Dissent, Joint, JointError, Together};
use crate::known::Ranks;
use detente_model::answer::{Finding, WhyUnknown};
use detente_model::case::Case;
use detente_model::control::{Control, Stopped};
use detente_model::expression::{Expression, Value};
use detente_model::index::{PartyId, VariableId};
use detente_model::preference::{Preference, Utility, reservation};
use detente_space::Game;
use detente_space::codes::{narrow, place};
use detente_space::moves::answers;
use detente_space::ranks::Slots;
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

/// The members of a set, ascending.
pub(super) fn bits(mut set: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let first = (set != 0).then(|| set.trailing_zeros() as usize)?;
        set &= set - 1;
        Some(first)
    })
}

/// What a party wants, as acceptance reads it.
#[derive(Clone)]
pub(super) struct Wishes {
    /// How it orders states.
    pub(super) ranks: Ranks,
    /// Its utility, where one is stated.
    pub(super) utility: Option<Arc<Utility>>,
    /// Whether the utility alone gives the order, so that differences can be told.
    pub(super) alone: bool,
    /// What refusing is worth, in billionths.
    pub(super) reservation: Option<i128>,
    /// For each state the first red line that it crosses, if any crosses one in some state.
    pub(super) crossed: Option<Arc<[Option<u16>]>>,
}

impl Wishes {
    pub(super) fn new(case: &Case, game: &Game, codes: &[u64], preference: &Preference) -> Self {
        let phase = &game.phase;
        let (ordinal, cardinal) = preference.by_kind();
        let utility = cardinal.utility(&case.variables, phase);
        // numbers for states before a sum are two utilities, one after the other
        let utility = utility.filter(|utility| utility.payoffs.is_none() || utility.terms.is_empty());
        let lines: Vec<(u16, Vec<bool>)> = (0u16..)
            .zip(&preference.red_lines)
            .filter(|(_, line)| line.window.is_open(phase))
            .map(|(number, line)| (number, answers(game, codes, &game.simplified(&line.holds))))
            .collect();
        let crossed = (!lines.is_empty()).then(|| {
            let first = |state: usize| lines.iter().find(|(_, holds)| !holds[state]).map(|(number, _)| *number);
            (0..codes.len()).map(first).collect()
        });
        Self {
            ranks: Ranks::new(game.columns(&preference.order(&case.variables, phase), Slots::Numbers)),
            alone: utility.is_some() && ordinal.is_unknown(),
            utility: utility.map(Arc::new),
            reservation: reservation::in_phase(&preference.reservations, phase).map(|stated| i128::from(stated.worth.billionths())),
            crossed,
        }
    }

    /// The red line that a state crosses, by its number.
    pub(super) fn red_line(&self, state: usize) -> Option<u16> {
        self.crossed.as_ref().and_then(|crossed| crossed[state])
    }
}

/// What is the same whatever the parties want and wherever they start.
pub(super) struct Bench<'a> {
    pub(super) case: &'a Case,
    pub(super) game: &'a Game,
    pub(super) joint: Joint<'a>,
    /// Of each who can move or has a say, by its place in `game.consent.parties`.
    pub(super) wishes: Vec<Wishes>,
    /// For each of them the axes of the options by which it stands apart.
    pub(super) dissent: Vec<u64>,
    /// For each axis whose option it is.
    pub(super) owner: Vec<Option<usize>>,
    /// For each axis who is named by some rule of it; everybody where a rule asks for nobody.
    may_be_asked: Vec<u64>,
    /// Forbidden steps: from which states, to which, for whom.
    barred: Vec<(Vec<bool>, Vec<bool>, u64)>,
    /// How many steps are followed.
    pub(super) horizon: Option<u64>,
}

impl<'a> Bench<'a> {
    pub(super) fn new(case: &'a Case, game: &'a Game, horizon: Option<u64>) -> Result<Self, JointError> {
        let joint = Joint::new(game)?;
        let codes = joint.codes();
        let parties = &game.consent.parties;
        let wishes = parties.iter().map(|consenter| Wishes::new(case, game, codes, &case.preferences[consenter.party])).collect();
        let axes = game.codes.axes();
        let owner: Vec<Option<usize>> = (0..axes.len())
            .map(|axis| {
                let is_issue = game.consent.issues.iter().any(|issue| issue.axis == axis);
                let player =
                    game.players.iter().position(|player| player.axes.iter().any(|(own, _)| *own == axis)).filter(|_| !is_issue)?;
                parties.iter().position(|consenter| consenter.player == Some(player))
            })
            .collect();
        let dissent = (0..parties.len())
            .map(|party| {
                let apart = |axis: &usize| owner[*axis] == Some(party) && case.variables[axes[*axis].variable].is_dissent;
                (0..axes.len()).filter(apart).fold(0, |set, axis| set | 1 << axis)
            })
            .collect();
        let barred = game
            .forbidden
            .iter()
            .map(|forbidden| {
                let who = forbidden.player.map_or(u64::MAX, |player| {
                    parties.iter().position(|consenter| consenter.player == Some(player)).map_or(0, |bit| 1 << bit)
                });
                (answers(game, codes, &forbidden.from), answers(game, codes, &forbidden.to), who)
            })
            .collect();
        let may_be_asked = (0..axes.len())
            .map(|axis| {
                let rules = game.consent.issues.iter().filter(|issue| issue.axis == axis).flat_map(|issue| &issue.rules);
                rules.fold(0, |set, rule| {
                    let named = rule.rule.parties().into_iter().filter_map(|party| super::bit(game, party));
                    if rule.rule.is_met(&|_| false) { u64::MAX } else { named.fold(set, |set, bit| set | 1 << bit) }
                })
            })
            .collect();
        Ok(Self { case, game, wishes, dissent, owner, may_be_asked, barred, horizon, joint })
    }

    /// Who everybody is.
    pub(super) fn everybody(&self) -> u64 {
        (0..self.game.consent.parties.len()).fold(0, |set, bit| set | 1 << bit)
    }

    pub(super) fn party(&self, bit: usize) -> PartyId {
        self.game.consent.parties[bit].party
    }

    pub(super) fn variable(&self, axis: usize) -> VariableId {
        self.game.codes.axes()[axis].variable
    }

    pub(super) fn value(&self, state: usize, axis: usize) -> Value {
        self.game.codes.axes()[axis].value(self.joint.codes()[state])
    }

    /// The state with one value changed, if it is feasible.
    pub(super) fn with(&self, state: usize, changes: &[(usize, Value)]) -> Option<usize> {
        let mut code = self.joint.codes()[state];
        for (axis, value) in changes {
            let axis = &self.game.codes.axes()[*axis];
            code = code - u64::from(axis.value(code)) * axis.stride + u64::from(*value) * axis.stride;
        }
        self.game.feasible.number(code).map(place)
    }

    /// The axes on which two states differ.
    pub(super) fn changed(&self, a: usize, b: usize) -> u64 {
        let (a, b) = (self.joint.codes()[a], self.joint.codes()[b]);
        self.game.codes.axes().iter().enumerate().fold(0, |set, (at, axis)| set | u64::from(axis.value(a) != axis.value(b)) << at)
    }

    /// The utility of a state for a party with these wishes, in billionths.
    pub(super) fn worth(&self, wishes: &Wishes, state: usize) -> Option<i128> {
        let utility = wishes.utility.as_ref()?;
        let values = self.game.whole_state(self.case.variables.len(), state as u64);
        let phase = &self.game.phase;
        match &utility.payoffs {
            None => Some(utility.terms.iter().filter(|(holds, _)| holds.holds(&values, phase)).map(|(_, weight)| *weight).sum()),
            Some(tiers) => tiers.places.iter().find(|(state, _)| state.holds(&values, phase)).map(|(_, number)| i128::from(*number)),
        }
    }

    /// Who may take no part in going from one state to another, because a restriction forbids it.
    pub(super) fn barred(&self, from: usize, to: usize) -> u64 {
        self.barred.iter().filter(|(source, target, _)| source[from] && target[to]).fold(0, |set, (.., who)| set | who)
    }
}

/// Where things may end up if nothing is signed.
pub(super) struct Ends {
    /// The states, ascending; at least one.
    pub(super) states: Vec<u32>,
    /// Why these may not be all, if so.
    pub(super) unsure: Option<WhyUnknown>,
    /// For each who has a say, for each order that its preference amounts to: the lowest and the highest rank.
    bounds: Vec<Vec<(u32, u32)>>,
}

/// A state of affairs from which packages are judged, with what everybody wants.
pub(super) struct Ground<'b, 'a> {
    pub(super) bench: &'b Bench<'a>,
    joint: Joint<'a>,
    pub(super) wishes: Vec<Wishes>,
    /// The number of the state.
    pub(super) start: usize,
    /// Whether stated reservations count: they say what it is worth to have signed nothing.
    reservations: bool,
    /// For each axis who is named by the rule that applies, or owns the option.
    named: Vec<u64>,
    ends: RefCell<HashMap<Bars, Rc<Ends>>>,
    /// Which axes are agreed on if nobody refuses anything, once that was asked.
    agreed: Cell<Option<u64>>,
    /// The packages that would surely be signed, once that was asked.
    pub(super) signable: RefCell<Option<Rc<Vec<usize>>>>,
    control: &'b Control<'b>,
}

/// On which axes who takes no part in agreements, where that makes a difference.
type Bars = Vec<(usize, u64)>;

impl<'b, 'a> Ground<'b, 'a> {
    /// The state of affairs itself, as the case has it.
    pub(super) fn new(bench: &'b Bench<'a>, start: usize, control: &'b Control<'b>) -> Self {
        Self::with(bench, bench.wishes.clone(), start, true, control)
    }

    /// With other wishes, or another state of affairs.
    pub(super) fn with(bench: &'b Bench<'a>, wishes: Vec<Wishes>, start: usize, reservations: bool, control: &'b Control<'b>) -> Self {
        let game = bench.game;
        let values = game.whole_state(bench.case.variables.len(), start as u64);
        let bit = |party: PartyId| game.consent.parties.iter().position(|consenter| consenter.party == party).map_or(0, |bit| 1u64 << bit);
        let named = (0..game.codes.axes().len())
            .map(|axis| match game.consent.issues.iter().find(|issue| issue.axis == axis) {
                Some(issue) => {
                    let rule = issue.rules.iter().find(|rule| rule.when.holds(&values, &game.phase));
                    rule.map_or(0, |rule| rule.rule.parties().into_iter().fold(0, |set, party| set | bit(party)))
                }
                None => bench.owner[axis].map_or(0, |owner| 1 << owner),
            })
            .collect();
        let joint = bench.joint.with_orders(wishes.iter().map(|wishes| wishes.ranks.clone()).collect());
        let (ends, agreed, signable) = (RefCell::default(), Cell::new(None), RefCell::default());
        Self { bench, joint, wishes, start, reservations, named, ends, agreed, signable, control }
    }

    /// The rule by which an issue is decided here, as it was written.
    pub(super) fn rule(&self, axis: usize) -> Option<&'a str> {
        let game = self.bench.game;
        let values = game.whole_state(self.bench.case.variables.len(), self.start as u64);
        let issue = game.consent.issues.iter().find(|issue| issue.axis == axis)?;
        issue.rules.iter().find(|rule| rule.when.holds(&values, &game.phase)).map(|rule| rule.text.as_str())
    }

    /// The place of the rule by which an issue is decided here among those of the case.
    pub(super) fn rule_place(&self, axis: usize) -> Option<usize> {
        let (case, game) = (self.bench.case, self.bench.game);
        let values = game.whole_state(case.variables.len(), self.start as u64);
        let detente_model::variable::Controller::Consent(rules) = &case.variables[self.bench.variable(axis)].controller else {
            return None;
        };
        rules.iter().position(|rule| {
            rule.window.is_open(&game.phase) && rule.when.as_ref().is_none_or(|when: &Expression| when.holds(&values, &game.phase))
        })
    }

    /// Whether a set may decide what a term changes.
    pub(super) fn decides(&self, axis: usize, set: u64) -> bool {
        let powers = self.bench.joint.powers();
        let regime = powers.regime(self.start);
        powers.alone(axis, regime) & set != 0 || powers.approves(axis, regime, set)
    }

    /// Whether some may decide an axis alone here.
    pub(super) fn alone(&self, axis: usize) -> u64 {
        let powers = self.bench.joint.powers();
        powers.alone(axis, powers.regime(self.start))
    }

    /// Whether a set may sign these terms of a package.
    fn may_sign(&self, terms: u64, package: usize, set: u64) -> bool {
        let barred = self.bench.barred(self.start, package);
        let set = set & !barred;
        let allowed =
            |axis: usize| self.bench.game.changes[axis].allows(self.bench.value(self.start, axis), self.bench.value(package, axis));
        barred != u64::MAX && bits(terms).all(|axis| allowed(axis) && self.decides(axis, set))
    }

    /// Whether a set may sign a package.
    pub(super) fn can_sign(&self, package: usize, set: u64) -> bool {
        let terms = self.bench.changed(self.start, package);
        terms != 0 && self.may_sign(terms, package, set)
    }

    /// Who is named by a rule of a package, or promises something in it.
    pub(super) fn named(&self, package: usize) -> u64 {
        bits(self.bench.changed(self.start, package)).fold(0, |set, axis| set | self.named[axis])
    }

    /// Without whom a package cannot be signed.
    pub(super) fn needed(&self, package: usize) -> u64 {
        let all = self.bench.everybody();
        bits(self.named(package)).filter(|bit| !self.can_sign(package, all & !(1 << bit))).fold(0, |set, bit| set | 1 << bit)
    }

    /// Whose consent counts: who can make the difference between what suffices for the package and what does not.
    pub(super) fn counts(&self, package: usize) -> u64 {
        /// Up to so many parties all sets are tried; beyond that whoever is named counts.
        const TRIED: usize = 16;
        let (named, needed) = (self.named(package), self.needed(package));
        let others: Vec<usize> = bits(named & !needed).collect();
        if others.len() > TRIED {
            return named;
        }
        let set_of =
            |number: u32| others.iter().enumerate().filter(|(at, _)| number >> at & 1 == 1).fold(needed, |set, (_, bit)| set | 1 << bit);
        let suffices: Vec<bool> = (0..1u32 << others.len()).map(|number| self.can_sign(package, set_of(number))).collect();
        let matters = |at: &usize| (0..suffices.len()).any(|set| suffices[set | 1 << at] && !suffices[set & !(1 << at)]);
        (0..others.len()).filter(matters).fold(needed, |set, at| set | 1 << others[at])
    }

    /// The package without some: their promises stay as they are and they stand apart, where that is possible. None where nothing is left of
    /// it that the rest may sign.
    pub(super) fn without(&self, package: usize, refusing: u64) -> Option<usize> {
        if refusing == 0 {
            return self.can_sign(package, self.bench.everybody()).then_some(package);
        }
        let bench = self.bench;
        let own = (0..bench.owner.len()).filter(|axis| bench.owner[*axis].is_some_and(|owner| refusing >> owner & 1 == 1));
        let kept: Vec<(usize, Value)> = own.map(|axis| (axis, bench.value(self.start, axis))).collect();
        let apart = bits(refusing).fold(0, |set, party| set | bench.dissent[party]);
        let mut standing = kept.clone();
        for (axis, value) in &mut standing {
            if apart >> *axis & 1 == 1 && bench.game.changes[*axis].allows(*value, 1) {
                *value = 1;
            }
        }
        let state = bench.with(package, &standing).or_else(|| bench.with(package, &kept))?;
        let terms = bench.changed(self.start, state) & !apart;
        (terms != 0 && self.may_sign(terms, state, bench.everybody() & !refusing)).then_some(state)
    }

    /// Whether a set may sign what is left of a package without some who refuse.
    pub(super) fn can_sign_without(&self, state: usize, refusing: u64, set: u64) -> bool {
        let apart = bits(refusing).fold(0, |set, party| set | self.bench.dissent[party]);
        self.may_sign(self.bench.changed(self.start, state) & !apart, state, set)
    }

    /// The issues that a package changes.
    pub(super) fn issues(&self, package: usize) -> u64 {
        let powers = self.bench.joint.powers();
        bits(self.bench.changed(self.start, package)).filter(|axis| powers.is_issue(*axis)).fold(0, |set, axis| set | 1 << axis)
    }

    /// Where things may end up if these parties take no part in any agreement on these issues.
    ///
    /// To take no part only takes steps away. So it makes a difference on issues alone that are agreed on somewhere if everybody takes part, and of
    /// parties alone that some rule of the issue names: the answer is kept for those.
    pub(super) fn ends(&self, issues: u64, refusing: u64) -> Result<Rc<Ends>, Stopped> {
        let agreed = match self.agreed.get() {
            Some(agreed) => agreed,
            None => {
                let (ends, agreed) = self.evolve(&Vec::new())?;
                self.agreed.set(Some(agreed));
                self.ends.borrow_mut().insert(Vec::new(), Rc::new(ends));
                agreed
            }
        };
        let bars = self.bars(issues & agreed, refusing);
        if let Some(known) = self.ends.borrow().get(&bars) {
            return Ok(known.clone());
        }
        let ends = Rc::new(self.evolve(&bars)?.0);
        self.ends.borrow_mut().insert(bars, ends.clone());
        Ok(ends)
    }

    fn bars(&self, issues: u64, refusing: u64) -> Bars {
        let bars = bits(issues).map(|axis| (axis, refusing & self.bench.may_be_asked[axis]));
        bars.filter(|(_, refusing)| *refusing != 0).collect()
    }

    /// Where chance leads if these parties take no part in any agreement on these issues; none where that is too large to follow.
    pub(super) fn lottery(&self, issues: u64, refusing: u64, chance: &Chance<'_>) -> Result<Option<Lottery>, Stopped> {
        let setting = self.setting(&self.bars(issues, refusing));
        match self.joint.evolve(self.start as u64, &setting, self.control) {
            Ok(evolution) => self.joint.lottery(&evolution, &setting, chance, self.control).map(Some),
            Err(JointError::Stopped(stopped)) => Err(stopped),
            Err(_) => Ok(None),
        }
    }

    /// What steps there are if some take no part in agreements on some axes.
    fn setting(&self, bars: &Bars) -> Together {
        let on = |bit: usize| -> Vec<VariableId> {
            bars.iter().filter(|(_, refusing)| refusing >> bit & 1 == 1).map(|(axis, _)| self.bench.variable(*axis)).collect()
        };
        let refusing = bars.iter().fold(0, |set, (_, refusing)| set | refusing);
        let dissent = bits(refusing).map(|bit| Dissent { party: self.bench.party(bit), on: Some(on(bit)) }).collect();
        Together { changes: Changes::OneIssue, dissent, ..Together::default() }
    }

    /// Where things may end up, and which axes are agreed on along the way.
    fn evolve(&self, bars: &Bars) -> Result<(Ends, u64), Stopped> {
        let setting = self.setting(bars);
        let (states, unsure, agreed) = match self.joint.evolve(self.start as u64, &setting, self.control) {
            Ok(evolution) => {
                let unsure = (evolution.unsure() > 0).then_some(WhyUnknown::Preference);
                let states: Vec<u32> = match self.bench.horizon {
                    None => evolution.closed().iter().flatten().copied().collect(),
                    Some(steps) => {
                        let within = |state: &u32| evolution.way_to(*state).is_some_and(|way| way.len() as u64 <= steps);
                        evolution.reached().filter(within).collect()
                    }
                };
                (states, unsure, evolution.agreed())
            }
            Err(JointError::Stopped(stopped)) => return Err(stopped),
            // too large with everybody taking part: perhaps not with fewer
            Err(_) => (vec![narrow(self.start)], Some(WhyUnknown::Budget), u64::MAX),
        };
        Ok((Ends::new(states, unsure, &self.wishes), agreed))
    }

    pub(super) fn reservation(&self, wishes: &Wishes) -> Option<i128> {
        wishes.reservation.filter(|_| self.reservations)
    }

    pub(super) fn control(&self) -> &'b Control<'b> {
        self.control
    }
}

impl Ends {
    pub(super) fn new(mut states: Vec<u32>, unsure: Option<WhyUnknown>, wishes: &[Wishes]) -> Self {
        states.sort_unstable();
        states.dedup();
        let bound = |column: &Vec<u32>| {
            states.iter().map(|state| column[*state as usize]).fold((u32::MAX, 0), |(low, high), rank| (low.min(rank), high.max(rank)))
        };
        let bounds = wishes.iter().map(|wishes| wishes.ranks.columns().iter().map(bound).collect()).collect();
        Self { states, unsure, bounds }
    }

    /// Whether a state is surely at least as good as all of these for a party, and whether all are surely better; `bit`: its place, if it has a say.
    pub(super) fn compare(&self, wishes: &Wishes, bit: Option<usize>, state: usize) -> (bool, bool) {
        let columns = wishes.ranks.columns();
        match (bit.map(|bit| self.bounds[bit].as_slice()), columns) {
            (Some([(low, high)]), [column]) => (column[state] >= *high, column[state] < *low),
            _ => (
                self.states.iter().all(|end| wishes.ranks.surely_at_least(state, *end as usize)),
                self.states.iter().all(|end| wishes.ranks.better(*end as usize, state, true)),
            ),
        }
    }
}

/// From "surely" and "surely not".
pub(super) fn finding(surely: bool, surely_not: bool, why: WhyUnknown) -> Finding {
    match (surely, surely_not) {
        (true, _) => Finding::Yes,
        (false, true) => Finding::No,
        (false, false) => Finding::Unknown(why),
    }
}
