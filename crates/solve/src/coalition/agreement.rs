//! # Agreement stability
//!
//! ## What it says
//! A state holds if there is nothing that those whose consent it takes could agree to change with a gain for every one of them.
//!
//! ## Definition
//! For a set W of parties, `J_W(s)` holds the feasible states that differ from s only in issues whose rule W satisfies and in options of W's members, and in
//! at least one issue that no member of W may decide alone (an issue that one party may decide alone is that party's option). A joint improvement is strictly
//! better than s for every member of W. State s is agreement-stable iff no W has one. The rule of an issue is the first that applies at s in
//! the frame's phase. A change of value that the variable forbids, and one that a restriction forbids to everybody or to a member of W, is in no `J_W`.
//!
//! ## Reads and assumes
//! Rules of consent, options and orders of all who have a say, also of those who control nothing alone. Several issues may be changed at once,
//! and members may put their options into the bargain. Nobody answers: whether others may sanction a joint move is not asked.
//!
//! Which sets need be tried: rules are monotone, and each further member must gain too. So a set is tried only if it is a union of smallest sets that may change
//! something, and if no part of it may change as much. (All sets are tried by the brute-force test.) For each, states fall into fibres, in which a search
//! asks for a state that is better for all; a state that one set leaves is not asked about again.
//!
//! Where an order is not known everywhere, a state surely holds if no set has a joint improvement that is possible for each member, and surely does not hold if
//! one has a sure one. Both are exact: orders can be completed independently of each other with s below all that is not surely no better, or above
//! all that is not surely better.
//!
//! ## When it misleads
//! Where a gain for all is not agreed on, because each holds out for a better one; where the parties do not trust each other to deliver.
//!
//! ## Complexity
//! A sort of the states for each set that is tried, and a search for each state that none has left yet: no work for pairs of states. Up to [`STATES`] states, and up to
//! [`WORK`] for sets times states. Where a rule or the sets are too many to list, each pair of states is looked at, for up to [`PAIRED`] states.
//!
//! ## Example
//! The alliance of united Germany, as long as it takes the consent of the four powers and both German states: no value can be left unless all six gain.
//!
//! ## References
//! Rules of consent as simple games: J. von Neumann and O. Morgenstern (1944), *Theory of Games and Economic Behavior*, chapter 10. Strict joint improvement as
//! in R. J. Aumann (1959), "Acceptable points in general cooperative n-person games".

pub(crate) mod powers;
pub mod reach;
mod search;

use super::{bits, count, headline};
use crate::certify::{all_values, decided, state_values};
use crate::known::Ranks;
use detente_model::answer::{
    AgreementFinding, AgreementVerdict, Answer, Finding, IssueDescription, JointDeparture, JointMove, JointOffer, Made, PartyDescription,
    RuleDescription, WhyUnknown,
};
use detente_model::case::Case;
use detente_model::consent::ConsentRule;
use detente_model::control::{Control, Stopped};
use detente_model::expression::Expression;
use detente_model::index::PartyId;
use detente_model::order::Order;
use detente_model::variable::Controller;
use detente_space::Game;
use detente_space::codes::{narrow, place};
use detente_space::game::Consenter;
use detente_space::moves::answers;
use detente_space::ranks::Slots;
use powers::{Pass, Powers};
use rayon::prelude::*;
use search::NONE;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};

/// Beyond this many states agreement is not analysed.
pub const STATES: u64 = 1 << 24;

/// Beyond this many states agreement is not analysed where the sets that could agree are too many to list.
pub const PAIRED: u64 = 1 << 16;

/// Sets of parties that are looked at, times states, may not be more than this.
pub const WORK: u64 = 1 << 32;

/// Why there is no answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum AgreementError {
    /// The caller stopped it.
    #[error("stopped")]
    Stopped(Stopped),
    /// Too many states.
    #[error("{states} states: agreement is analysed for up to {STATES}")]
    TooManyStates {
        /// How many there are.
        states: u64,
    },
    /// Too many states for looking at each pair.
    #[error(
        "{states} states, and too many sets of parties that could agree to list them: then agreement is analysed for up to {PAIRED} states"
    )]
    TooManySets {
        /// How many states there are.
        states: u64,
    },
    /// Too many sets of parties and states.
    #[error("{sets} sets of parties could agree on something, on {states} states: sets times states may be up to {WORK}")]
    TooMuch {
        /// How many sets have to be looked at.
        sets: u64,
        /// How many states there are.
        states: u64,
    },
    /// It would need more memory than is allowed.
    #[error("about {needed} bytes are needed, {allowed} are allowed")]
    TooLarge {
        /// About how many bytes are needed.
        needed: u64,
        /// How many are allowed.
        allowed: u64,
    },
    /// Too many parties.
    #[error("{parties} parties can move or have a say: agreement is analysed for up to 64")]
    TooManyParties {
        /// How many there are.
        parties: usize,
    },
    /// Too many forbidden pairs of patterns.
    #[error("more than 64 pairs of patterns are forbidden")]
    TooRestricted,
}

impl From<Stopped> for AgreementError {
    fn from(stopped: Stopped) -> Self {
        Self::Stopped(stopped)
    }
}

/// The answer to [`analyse`].
///
/// # Errors
/// As there.
pub fn answer(case: &Case, game: &Game, memory: u64, control: &Control<'_>) -> Result<Answer<AgreementFinding>, AgreementError> {
    let (finding, stopped) = analyse(case, game, memory, control)?;
    let known = game.consent.parties.iter().all(|party| matches!(party.order, Order::Ranked(_)));
    let made = Made {
        method: "joint moves that the rules of consent allow, strictly better for all who take part; no answers by others".into(),
        exactness: if known {
            "exact, given the model"
        } else {
            "exact: yes and no under every preference that agrees with what is stated"
        }
        .into(),
        stopped,
        case_digest: case.digest.clone(),
        version: env!("CARGO_PKG_VERSION").into(),
    };
    Ok(Answer { headline: headline::of_agreement(&finding), finding, because: Vec::new(), made })
}

/// Which states are agreement-stable; and why not all was computed, if so. `case` is that of the game, `memory` how many bytes may be used.
///
/// With a budget states are taken in order while it lasts, a unit for each; the rest is unknown for that reason.
///
/// # Errors
/// When there are too many states, parties or sets of them, the memory does not suffice, or the caller stops it.
pub fn analyse(
    case: &Case,
    game: &Game,
    memory: u64,
    control: &Control<'_>,
) -> Result<(AgreementFinding, Option<Stopped>), AgreementError> {
    if game.states() > STATES {
        return Err(AgreementError::TooManyStates { states: game.states() });
    }
    let needed = bytes(game);
    if needed > memory {
        return Err(AgreementError::TooLarge { needed, allowed: memory });
    }
    let world = World::new(game)?;
    let states = world.codes.len();
    let affordable = control.budget().map_or(states, |budget| place(budget).min(states));
    let outcome = match world.passes() {
        Some(passes) => {
            let sets = passes.len() as u64;
            if sets.saturating_mul(game.states()) > WORK {
                return Err(AgreementError::TooMuch { sets, states: game.states() });
            }
            world.by_sets(&passes, &|state| state < affordable, control)?
        }
        None if game.states() > PAIRED => return Err(AgreementError::TooManySets { states: game.states() }),
        None => world.by_pairs(&|state| state < affordable, control)?,
    };
    let unknown =
        if game.consent.parties.iter().any(|party| party.order == Order::Unknown) { WhyUnknown::Preference } else { WhyUnknown::Undecided };
    let verdicts: Vec<AgreementVerdict> = (0..states)
        .into_par_iter()
        .map(|state| {
            let (possible, to) = outcome[state];
            let left_by = (to != NONE).then(|| world.departure(state, to as usize));
            let stable = if state < affordable {
                Finding::from_bounds(!possible, left_by.is_none(), unknown)
            } else {
                Finding::Unknown(WhyUnknown::Budget)
            };
            AgreementVerdict { code: world.codes[state], stable, left_by }
        })
        .collect();
    let left = verdicts.iter().enumerate().filter_map(|(state, verdict)| Some((state, verdict.left_by?)));
    let certificates: Vec<(usize, JointMove)> = left
        .take(AgreementFinding::CERTIFIED)
        .filter_map(|(state, departure)| Some((state, certificate(case, game, &world, state, departure)?)))
        .collect();
    let known_findings = verdicts.iter().filter(|verdict| verdict.stable.known().is_some()).count();
    let uncertified = (known_findings - certificates.len()) as u64;
    let finding = AgreementFinding {
        frame: game.description.clone(),
        parties: game
            .consent
            .parties
            .iter()
            .map(|consenter| PartyDescription {
                id: case.parties[consenter.party].id.clone(),
                name: case.parties[consenter.party].name.clone(),
                preference_unknown: consenter.order == Order::Unknown,
            })
            .collect(),
        issues: issues(game),
        from_status_quo: match game.description.status_quo.map(|ordinal| place(ordinal - 1)) {
            Some(state) if state < affordable => world.offers(state),
            Some(_) | None => Vec::new(),
        },
        stable: count(verdicts.iter().map(|verdict| verdict.stable)),
        states: verdicts,
        certificates,
        uncertified,
    };
    Ok((finding, (affordable < states).then_some(Stopped::Budget)))
}

/// What proves that a state is left.
fn certificate(case: &Case, game: &Game, world: &World<'_>, from: usize, departure: JointDeparture) -> Option<JointMove> {
    let to = place(departure.to - 1);
    let member = |member: usize| {
        let party = game.consent.parties[member].party;
        Some((party, decided(case, game, party, to, from)?))
    };
    let (set, regime) = (departure.members, world.powers.regime(from));
    let values = all_values(case, game, from);
    let rule = |axis: usize| {
        let variable = game.codes.axes()[axis].variable;
        let Controller::Consent(rules) = &case.variables[variable].controller else { return None };
        let applies =
            |rule: &ConsentRule| rule.window.is_open(&game.phase) && rule.when.as_ref().is_none_or(|when| when.holds(&values, &game.phase));
        Some((variable, rules.iter().position(applies)?))
    };
    Some(JointMove {
        frame: game.description.id.clone(),
        from: state_values(game, from),
        to: state_values(game, to),
        members: departure.members().into_iter().map(member).collect::<Option<_>>()?,
        rules: world.changed(from, to).filter(|axis| world.powers.alone(*axis, regime) & set == 0).filter_map(rule).collect(),
    })
}

/// About how many bytes an analysis takes.
fn bytes(game: &Game) -> u64 {
    let columns: u64 = game.consent.parties.iter().map(|party| party.order.ladders().len() as u64).sum();
    let patterns = if game.forbidden.is_empty() { 0 } else { 18 };
    // codes, regimes, ranks; states sorted, a tree of them with its ranks, what is found; verdicts
    let state = 8 + 5 + 4 * columns + patterns + 28 + 5 + 5 * columns + 40 + size_of::<AgreementVerdict>() as u64;
    game.states() * state + game.codes.combinations().min(1 << 30) / 4 + (16 << 20)
}

/// The issues, described.
fn issues(game: &Game) -> Vec<IssueDescription> {
    let position = |party: PartyId| game.consent.parties.iter().position(|consenter| consenter.party == party);
    let rules = |issue: &detente_space::game::Issue| {
        let rule = |rule: &detente_space::game::IssueRule| RuleDescription {
            conditional: rule.when != Expression::Constant(true),
            text: rule.text.clone(),
            smallest: rule
                .rule
                .smallest_sets()
                .map(|sets| sets.iter().map(|set| set.iter().filter_map(|party| position(*party)).collect()).collect()),
        };
        issue.rules.iter().map(rule).collect()
    };
    game.consent.issues.iter().map(|issue| IssueDescription { axis: issue.axis, rules: rules(issue) }).collect()
}

/// What the analysis reads.
pub(crate) struct World<'a> {
    game: &'a Game,
    codes: Vec<u64>,
    orders: Vec<Ranks>,
    known: bool,
    powers: Powers,
    /// For each forbidden pair of patterns whom it concerns.
    forbidden: Vec<u64>,
    /// For each state which forbidden patterns it matches as origin and as target; empty if there are none.
    patterns: Vec<(u64, u64)>,
}

/// Where nothing leads.
pub(crate) const NOWHERE: u32 = NONE;

/// For each state whether a joint improvement is possible, and where a sure one leads, [`NOWHERE`] if nowhere.
pub(crate) type Outcome = Vec<(bool, u32)>;

impl<'a> World<'a> {
    pub(crate) fn new(game: &'a Game) -> Result<Self, AgreementError> {
        let consenters = &game.consent.parties;
        if game.forbidden.len() > 64 {
            return Err(AgreementError::TooRestricted);
        }
        let codes: Vec<u64> = game.feasible.codes().collect();
        let powers = Powers::new(game, &codes)?;
        let of_player =
            |player: usize| 1u64 << consenters.iter().position(|consenter| consenter.player == Some(player)).expect("players have a say");
        let mut patterns = if game.forbidden.is_empty() { Vec::new() } else { vec![(0u64, 0u64); codes.len()] };
        for (bit, forbidden) in game.forbidden.iter().enumerate() {
            let (from, to) = (answers(game, &codes, &forbidden.from), answers(game, &codes, &forbidden.to));
            for (number, pattern) in patterns.iter_mut().enumerate() {
                pattern.0 |= u64::from(from[number]) << bit;
                pattern.1 |= u64::from(to[number]) << bit;
            }
        }
        let ranks = |consenter: &Consenter| Ranks::new(game.columns(&consenter.order, Slots::Numbers));
        let orders: Vec<Ranks> = consenters.par_iter().map(ranks).collect();
        Ok(Self {
            game,
            codes,
            known: orders.iter().all(Ranks::is_ranked),
            orders,
            powers,
            forbidden: game.forbidden.iter().map(|forbidden| forbidden.player.map_or(u64::MAX, of_player)).collect(),
            patterns,
        })
    }

    /// Whether all orders are weak orders that are known everywhere.
    pub(crate) fn is_known(&self) -> bool {
        self.known
    }

    /// The sets of parties that need be tried; none where they are too many to list.
    pub(crate) fn passes(&self) -> Option<Vec<Pass>> {
        self.powers.passes()
    }

    /// One set of parties after the other.
    pub(crate) fn by_sets(
        &self,
        passes: &[Pass],
        is_asked: &(dyn Fn(usize) -> bool + Sync),
        control: &Control<'_>,
    ) -> Result<Outcome, Stopped> {
        let total = passes.len() as u64 * if self.known { 1 } else { 2 };
        let run = |found: &mut Vec<u32>, surely: bool| -> Result<(), Stopped> {
            for (pass, number) in passes.iter().zip(if surely { 0u64 } else { passes.len() as u64 }..) {
                control.report("agreement", number, total);
                search::improve(self, pass, surely, is_asked, found, control)?;
            }
            Ok(())
        };
        let mut sure = vec![NONE; self.codes.len()];
        run(&mut sure, true)?;
        let mut possible = sure.clone();
        if !self.known {
            run(&mut possible, false)?;
        }
        Ok(possible.iter().zip(sure).map(|(possible, sure)| (*possible != NONE, sure)).collect())
    }

    /// One pair of states after the other, whatever sets there are: for a state t let B be all who gain by going there, without those to whom a
    /// restriction forbids it. Any W that could agree on it lies within B, and joining W takes away neither the consent that it gives nor the options of
    /// its members. So there is such a W iff for some changed issue x the set B without those who may decide x alone satisfies the rule of x
    /// and may make all other changes.
    pub(crate) fn by_pairs(&self, is_asked: &(dyn Fn(usize) -> bool + Sync), control: &Control<'_>) -> Result<Outcome, Stopped> {
        let states = self.codes.len();
        let done = AtomicU64::new(0);
        let one = |state: usize| {
            if state.is_multiple_of(64) {
                control.check()?;
                let done = done.fetch_add(64, Ordering::Relaxed);
                control.report("agreement", done.min(states as u64), states as u64);
            }
            if !is_asked(state) {
                return Ok((true, NONE));
            }
            let find =
                |surely: bool| (0..states).find(|to| *to != state && self.agreed(state, *to, self.who_gains(state, *to, surely)).is_some());
            let sure = find(true).map_or(NONE, narrow);
            Ok((sure != NONE || !self.known && find(false).is_some(), sure))
        };
        (0..states).into_par_iter().map(one).collect()
    }

    /// Who gains by going from one state to another: surely, or possibly.
    fn who_gains(&self, from: usize, to: usize, surely: bool) -> u64 {
        let gains = |(party, order): (usize, &Ranks)| u64::from(order.better(to, from, surely)) << party;
        self.orders.iter().enumerate().map(gains).fold(0, |all, bit| all | bit)
    }

    /// The axes in which two states differ.
    fn changed(&self, from: usize, to: usize) -> impl Iterator<Item = usize> + Clone {
        let (from, to) = (self.codes[from], self.codes[to]);
        self.game.codes.axes().iter().enumerate().filter(move |(_, axis)| axis.value(from) != axis.value(to)).map(|(axis, _)| axis)
    }

    /// The states that differ from one in these axes alone, in the order of their codes.
    fn with_other_values(&self, state: usize, axes: &[usize]) -> impl Iterator<Item = u32> {
        let all = self.game.codes.axes();
        let code = self.codes[state];
        let base = axes.iter().fold(code, |code, axis| code - u64::from(all[*axis].value(code)) * all[*axis].stride);
        let settings = axes.iter().fold(1, |product, axis| product * all[*axis].radix);
        let other = move |mut number: u64| {
            let mut other = base;
            for axis in axes {
                other += number % all[*axis].radix * all[*axis].stride;
                number /= all[*axis].radix;
            }
            (other != code).then(|| self.game.feasible.number(other)).flatten().map(|number| narrow(place(number)))
        };
        (0..settings).filter_map(other)
    }

    /// A set of those who gain that may go from one state to another by agreement, and of which nobody can be spared; none if there is no such set.
    fn agreed(&self, from: usize, to: usize, gains: u64) -> Option<u64> {
        let free = self.free(from, to, gains);
        if free == 0 {
            return None;
        }
        let axes = self.game.codes.axes();
        let value = |axis: usize, state: usize| axes[axis].value(self.codes[state]);
        let changed: Vec<usize> = self.changed(from, to).collect();
        let allowed = changed.iter().all(|axis| self.game.changes[*axis].allows(value(*axis, from), value(*axis, to)));
        if allowed { self.agreed_on(from, free, &changed) } else { None }
    }

    /// Those of a set whom no restriction forbids to go from one state to another.
    fn free(&self, from: usize, to: usize, mut set: u64) -> u64 {
        if set != 0 && !self.patterns.is_empty() {
            bits(self.patterns[from].0 & self.patterns[to].1).for_each(|pattern| set &= !self.forbidden[pattern]);
        }
        set
    }

    /// Of those who gain and are free to go, a set that may change these axes, of which nobody can be spared.
    fn agreed_on(&self, from: usize, free: u64, changed: &[usize]) -> Option<u64> {
        let regime = self.powers.regime(from);
        let may = |issue: usize, set: u64| self.powers.may(changed.iter().copied(), regime, issue, set);
        let set_for = |issue: &usize| {
            let set = free & !self.powers.alone(*issue, regime);
            may(*issue, set).then_some((*issue, set))
        };
        let (issue, mut set) = changed.iter().filter(|axis| self.powers.is_issue(**axis)).find_map(set_for)?;
        let all = set;
        for member in (0..64).rev().filter(|member| all >> member & 1 == 1) {
            let fewer = set & !(1 << member);
            if may(issue, fewer) {
                set = fewer;
            }
        }
        Some(set)
    }

    /// The joint improvement from a state to another, without the changes of columns that can be spared one by one.
    fn departure(&self, from: usize, mut to: usize) -> JointDeparture {
        let axes = self.game.codes.axes();
        let agreed = |to: usize, changed: &[usize]| self.agreed_on(from, self.free(from, to, self.who_gains(from, to, true)), changed);
        let mut changed: Vec<usize> = self.changed(from, to).collect();
        let mut members = agreed(to, &changed).expect("the search found who agrees");
        // what each change adds to the code, with the sign left to wrapping
        let delta: Vec<u64> = axes
            .iter()
            .map(|axis| {
                let value = |state: usize| u64::from(axis.value(self.codes[state])) * axis.stride;
                value(to).wrapping_sub(value(from))
            })
            .collect();
        let mut rest = Vec::with_capacity(changed.len());
        loop {
            let fewer = changed.iter().find_map(|axis| {
                let next = place(self.game.feasible.number(self.codes[to].wrapping_sub(delta[*axis]))?);
                rest.clear();
                rest.extend(changed.iter().filter(|other| *other != axis));
                Some((next, agreed(next, &rest)?))
            });
            let Some((next, fewer)) = fewer else { return JointDeparture { members, to: to as u64 + 1 } };
            (to, members) = (next, fewer);
            std::mem::swap(&mut changed, &mut rest);
        }
    }

    /// What would leave a state: for each set of parties that could agree, nobody to spare, how many states are better for all, and the nearest.
    fn offers(&self, from: usize) -> Vec<JointOffer> {
        type Found = BTreeMap<(u32, u64), (u64, usize, usize)>;
        let put = |mut found: Found, members: u64, (states, distance, to): (u64, usize, usize)| {
            let entry = found.entry((members.count_ones(), members)).or_insert((0, usize::MAX, usize::MAX));
            *entry = (entry.0 + states, entry.1.min(distance), if (distance, to) < (entry.1, entry.2) { to } else { entry.2 });
            found
        };
        let look = |found: Found, to: usize| match self.agreed(from, to, self.who_gains(from, to, true)) {
            Some(members) if to != from => put(found, members, (1, self.changed(from, to).count(), to)),
            Some(_) | None => found,
        };
        let join = |one: Found, other: Found| other.into_iter().fold(one, |all, ((_, members), offer)| put(all, members, offer));
        let found = (0..self.codes.len()).into_par_iter().fold(Found::new, look).reduce(Found::new, join);
        let offer = |((_, members), (states, _, to))| JointOffer { departure: JointDeparture { members, to: to as u64 + 1 }, states };
        found.into_iter().map(offer).collect()
    }
}
