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
//! Which sets need be tried: members must gain, and rules are monotone. So for a given t let B be the set of *all* who gain, without those to whom a restriction
//! forbids the way from s to t. Any W with `t ∈ J_W(s)` whose members all gain lies within B. Joining W takes away neither the consent that W gives nor the
//! options of its members, so that t is in `J_B(s)` too, with one exception: W changes an issue x that no member of W, but a member of B may decide
//! alone. Therefore s has a joint improvement to t iff for some changed issue x the set `B_x`, B without those who may decide x alone, satisfies the
//! rule of x and each other change is one that `B_x` may make: one set for each changed issue, and no enumeration. (All sets are tried by the brute-force test.)
//!
//! Where an order is not known everywhere, a state surely holds if no set has a joint improvement that is possible for each member, and surely does not hold if
//! one has a sure one. Both are exact: orders can be completed independently of each other with s below all that is not surely no better, or above
//! all that is not surely better.
//!
//! ## When it misleads
//! Where a gain for all is not agreed on, because each holds out for a better one; where the parties do not trust each other to deliver.
//!
//! ## Complexity
//! Quadratic in the number of states, which may be up to [`STATES`].
//!
//! ## Example
//! The alliance of united Germany, as long as it takes the consent of the four powers and both German states: no value can be left unless all six gain.
//!
//! ## References
//! Rules of consent as simple games: J. von Neumann and O. Morgenstern (1944), *Theory of Games and Economic Behavior*, chapter 10. Strict joint improvement as
//! in R. J. Aumann (1959), "Acceptable points in general cooperative n-person games".

use super::{bits, count, headline};
use crate::certify::{all_values, decided, state_values};
use crate::known::Ranks;
use detente_model::answer::{
    AgreementFinding, AgreementVerdict, Answer, Finding, IssueDescription, JointDeparture, JointMove, Made, PartyDescription,
    RuleDescription, WhyUnknown,
};
use detente_model::case::Case;
use detente_model::consent::{ConsentRule, Rule};
use detente_model::control::{Control, Stopped};
use detente_model::expression::{Expression, Value};
use detente_model::index::PartyId;
use detente_model::order::Order;
use detente_model::variable::Controller;
use detente_space::Game;
use detente_space::codes::place;
use detente_space::game::Consenter;
use detente_space::moves::answers;
use detente_space::ranks::Slots;
use rayon::prelude::*;

/// Beyond this many states agreement is not analysed.
pub const STATES: u64 = 1 << 16;

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
pub fn answer(case: &Case, game: &Game, control: &Control<'_>) -> Result<Answer<AgreementFinding>, AgreementError> {
    let (finding, stopped) = analyse(case, game, control)?;
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

/// Which states are agreement-stable; and why not all was computed, if so. `case` is that of the game.
///
/// With a budget states are taken in order while it lasts, a unit for each; the rest is unknown for that reason.
///
/// # Errors
/// When there are too many states or parties, or the caller stops it.
pub fn analyse(case: &Case, game: &Game, control: &Control<'_>) -> Result<(AgreementFinding, Option<Stopped>), AgreementError> {
    if game.states() > STATES {
        return Err(AgreementError::TooManyStates { states: game.states() });
    }
    let world = World::new(game)?;
    let states = world.codes.len();
    let affordable = control.budget().map_or(states, |budget| place(budget).min(states));
    let done = std::sync::atomic::AtomicU64::new(0);
    let unknown =
        if game.consent.parties.iter().any(|party| party.order == Order::Unknown) { WhyUnknown::Preference } else { WhyUnknown::Undecided };
    let mut verdicts: Vec<AgreementVerdict> = (0..states)
        .into_par_iter()
        .map_init(
            || (vec![0u64; states], vec![0u64; states]),
            |(surely, possibly), state| {
                if state % 64 == 0 {
                    control.check()?;
                    let done = done.fetch_add(64, std::sync::atomic::Ordering::Relaxed);
                    control.report("agreement", done.min(states as u64), states as u64);
                }
                let describe = |state: usize| game.state(state as u64);
                if state >= affordable {
                    return Ok(AgreementVerdict {
                        state: describe(state),
                        stable: Finding::Unknown(WhyUnknown::Budget),
                        left_by: None,
                        certificate: None,
                    });
                }
                if world.issues.iter().all(Option::is_none) {
                    return Ok(AgreementVerdict { state: describe(state), stable: Finding::Yes, left_by: None, certificate: None });
                }
                world.who_gains(state, true, surely);
                let left_by = world
                    .joint_improvements(state, surely)
                    .min_by_key(|(to, _)| (world.changed(state, *to).count(), *to))
                    .map(|(to, members)| JointDeparture { members: bits(members).collect(), to: describe(to) });
                let possible = left_by.is_some()
                    || !world.known && {
                        world.who_gains(state, false, possibly);
                        world.joint_improvements(state, possibly).next().is_some()
                    };
                let stable = Finding::from_bounds(!possible, left_by.is_none(), unknown);
                Ok(AgreementVerdict { state: describe(state), stable, left_by, certificate: None })
            },
        )
        .collect::<Result<_, Stopped>>()?;
    for verdict in verdicts.iter_mut().filter(|verdict| verdict.left_by.is_some()).take(AgreementFinding::CERTIFIED) {
        verdict.certificate = certificate(case, game, &world, verdict);
    }
    let uncertified = verdicts.iter().filter(|verdict| verdict.stable.known().is_some() && verdict.certificate.is_none()).count() as u64;
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
        stable: count(verdicts.iter().map(|verdict| verdict.stable)),
        states: verdicts,
        uncertified,
    };
    Ok((finding, (affordable < states).then_some(Stopped::Budget)))
}

/// What proves that a state is left.
fn certificate(case: &Case, game: &Game, world: &World<'_>, verdict: &AgreementVerdict) -> Option<JointMove> {
    let departure = verdict.left_by.as_ref()?;
    let (from, to) = (place(verdict.state.ordinal - 1), place(departure.to.ordinal - 1));
    let member = |member: &usize| {
        let party = world.parties[*member];
        Some((party, decided(case, game, party, to, from)?))
    };
    let set = departure.members.iter().fold(0u64, |set, member| set | 1 << member);
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
        members: departure.members.iter().map(member).collect::<Option<_>>()?,
        rules: world.changed(from, to).filter(|axis| world.alone[*axis].at(from) & set == 0).filter_map(rule).collect(),
    })
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

/// Something that is the same in all states, or given for each.
enum Everywhere<T> {
    Same(T),
    Each(Vec<T>),
}

impl<T: Copy + Default + PartialEq> Everywhere<T> {
    fn new(each: Vec<T>) -> Self {
        match each.first() {
            Some(first) if each.iter().all(|other| other == first) => Self::Same(*first),
            _ => Self::Each(each),
        }
    }

    fn at(&self, state: usize) -> T {
        match self {
            Self::Same(value) => *value,
            Self::Each(values) => values[state],
        }
    }
}

/// Who may decide, over sets of consenters.
enum Approval {
    /// Whoever has one of these among them.
    Sets(Vec<u64>),
    /// By walking the rule.
    Walk(Rule),
}

/// An issue: its rules, and which of them applies; `u8::MAX`: none.
struct IssueRules {
    approvals: Vec<Approval>,
    applies: Everywhere<u8>,
}

/// What the analysis reads.
struct World<'a> {
    game: &'a Game,
    codes: Vec<u64>,
    /// For each state the values of all axes, one after the other.
    values: Vec<Value>,
    parties: Vec<PartyId>,
    orders: Vec<Ranks>,
    known: bool,
    /// For each axis who may change it alone.
    alone: Vec<Everywhere<u64>>,
    /// For each axis, if it is an issue.
    issues: Vec<Option<IssueRules>>,
    /// For each forbidden pair of patterns whom it concerns.
    forbidden: Vec<u64>,
    /// For each state which forbidden patterns it matches as origin and as target.
    patterns: Vec<(u64, u64)>,
}

impl<'a> World<'a> {
    fn new(game: &'a Game) -> Result<Self, AgreementError> {
        let consenters = &game.consent.parties;
        if consenters.len() > 64 {
            return Err(AgreementError::TooManyParties { parties: consenters.len() });
        }
        if game.forbidden.len() > 64 {
            return Err(AgreementError::TooRestricted);
        }
        let codes: Vec<u64> = game.feasible.codes().collect();
        let axes = game.codes.axes();
        let parties: Vec<PartyId> = consenters.iter().map(|consenter| consenter.party).collect();
        let of_player =
            |player: usize| 1u64 << consenters.iter().position(|consenter| consenter.player == Some(player)).expect("players have a say");
        let alone = (0..axes.len())
            .map(|axis| {
                let mut each = vec![0u64; codes.len()];
                for (player, (_, when)) in game
                    .players
                    .iter()
                    .enumerate()
                    .flat_map(|(player, of)| of.axes.iter().filter(move |(own, _)| *own == axis).map(move |own| (player, own)))
                {
                    match when {
                        None => each.iter_mut().for_each(|set| *set |= of_player(player)),
                        Some(when) => {
                            let holds = answers(game, &codes, when);
                            each.iter_mut().zip(holds).filter(|(_, holds)| *holds).for_each(|(set, _)| *set |= of_player(player));
                        }
                    }
                }
                Everywhere::new(each)
            })
            .collect();
        let mut issues: Vec<Option<IssueRules>> = axes.iter().map(|_| None).collect();
        for issue in &game.consent.issues {
            let mut applies = vec![u8::MAX; codes.len()];
            for (index, rule) in (0u8..u8::MAX).zip(&issue.rules).collect::<Vec<_>>().into_iter().rev() {
                let holds = answers(game, &codes, &rule.when);
                applies.iter_mut().zip(holds).filter(|(_, holds)| *holds).for_each(|(applies, _)| *applies = index);
            }
            let approval = |rule: &detente_space::game::IssueRule| match rule.rule.smallest_sets() {
                Some(sets) => Approval::Sets(
                    sets.iter()
                        .map(|set| set.iter().filter_map(|party| parties.binary_search(party).ok()).fold(0, |set, bit| set | 1 << bit))
                        .collect(),
                ),
                None => Approval::Walk(rule.rule.clone()),
            };
            issues[issue.axis] =
                Some(IssueRules { approvals: issue.rules.iter().map(approval).collect(), applies: Everywhere::new(applies) });
        }
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
            values: codes.iter().flat_map(|code| axes.iter().map(|axis| axis.value(*code))).collect(),
            codes,
            parties,
            known: orders.iter().all(Ranks::is_ranked),
            orders,
            alone,
            issues,
            forbidden: game.forbidden.iter().map(|forbidden| forbidden.player.map_or(u64::MAX, of_player)).collect(),
            patterns,
        })
    }

    /// For each state who gains by going there from `state`: surely, or possibly.
    fn who_gains(&self, state: usize, surely: bool, gains: &mut [u64]) {
        gains.fill(0);
        for (party, order) in self.orders.iter().enumerate() {
            match order.columns() {
                [ranks] => {
                    let here = ranks[state];
                    gains.iter_mut().zip(ranks).for_each(|(gains, rank)| *gains |= u64::from(*rank > here) << party);
                }
                [] if surely => {}
                _ => gains.iter_mut().enumerate().for_each(|(to, gains)| *gains |= u64::from(order.better(to, state, surely)) << party),
            }
        }
    }

    /// The states to which some set of those who gain could agree to go, each with a set of which nobody can be spared.
    fn joint_improvements(&self, from: usize, gains: &[u64]) -> impl Iterator<Item = (usize, u64)> {
        // only those who together can decide some issue count at all
        let some =
            move |gains: u64| self.issues.iter().enumerate().any(|(axis, issue)| issue.is_some() && self.approves(axis, from, gains));
        let mut last = (0, false);
        gains.iter().enumerate().filter(|(_, gains)| **gains != 0).filter_map(move |(to, gains)| {
            if last.0 != *gains {
                last = (*gains, some(*gains));
            }
            if !last.1 {
                return None;
            }
            Some((to, self.agreed(from, to, *gains)?))
        })
    }

    /// The axes in which two states differ.
    fn changed(&self, from: usize, to: usize) -> impl Iterator<Item = usize> + Clone {
        let width = self.game.codes.axes().len();
        let values = |state: usize| &self.values[state * width..(state + 1) * width];
        values(from).iter().zip(values(to)).enumerate().filter(|(_, (a, b))| a != b).map(|(axis, _)| axis)
    }

    /// Whether a set of consenters satisfies the rule of an issue that applies in a state.
    fn approves(&self, axis: usize, state: usize, set: u64) -> bool {
        let Some(issue) = &self.issues[axis] else { return false };
        match issue.approvals.get(usize::from(issue.applies.at(state))) {
            None => false,
            Some(Approval::Sets(smallest)) => smallest.iter().any(|smallest| smallest & !set == 0),
            Some(Approval::Walk(rule)) => rule.is_met(&|party| self.parties.binary_search(&party).is_ok_and(|bit| set >> bit & 1 == 1)),
        }
    }

    /// Whether a set may bring about the change from one state to another, agreeing on `issue`, which none of its members may decide alone.
    fn may(&self, from: usize, to: usize, issue: usize, set: u64) -> bool {
        set != 0
            && self.alone[issue].at(from) & set == 0
            && self.approves(issue, from, set)
            && self.changed(from, to).all(|axis| self.alone[axis].at(from) & set != 0 || self.approves(axis, from, set))
    }

    /// A set of those who gain that may go from one state to another by agreement, and of which nobody can be spared; none if there is no such set.
    fn agreed(&self, from: usize, to: usize, gains: u64) -> Option<u64> {
        let mut free = gains;
        if !self.patterns.is_empty() {
            bits(self.patterns[from].0 & self.patterns[to].1).for_each(|pattern| free &= !self.forbidden[pattern]);
        }
        let width = self.game.codes.axes().len();
        let allowed = |axis: usize| self.game.changes[axis].allows(self.values[from * width + axis], self.values[to * width + axis]);
        if free == 0 || !self.changed(from, to).all(allowed) {
            return None;
        }
        let set_for = |issue: usize| {
            let set = free & !self.alone[issue].at(from);
            self.may(from, to, issue, set).then_some((issue, set))
        };
        let (issue, mut set) = self.changed(from, to).filter(|axis| self.issues[*axis].is_some()).find_map(set_for)?;
        for member in bits(set).collect::<Vec<_>>().into_iter().rev() {
            let fewer = set & !(1 << member);
            if self.may(from, to, issue, fewer) {
                set = fewer;
            }
        }
        Some(set)
    }
}
