//! Who holds the key in the game.
//!
//! ## Definition
//! For an expression φ: the solutions E are the states within reach of the status quo (all states, where the frame states none) that are an equilibrium
//! under the concept and that nobody could agree to leave; without the latter no value of an issue could ever be left. Within reach are states to which
//! improvements of single parties lead, and joint improvements by sets of parties that satisfy the rules of what they change.
//!
//! **Necessary**: φ is false in all of E where i dissents: its consent is withheld on every issue, it makes no move, its options stay as in the status quo
//! (where none is stated: whatever they are at). **Sufficient**: under some commitment of i φ is true in all of E. **Pivotal**: two commitments of i
//! differ in whether φ is true in all, some or none of E. A **commitment** holds all that i alone can change, now and in every state, at some setting that is
//! possible from the status quo, as if it were settled; its consent to issues stays its own. Who has nothing to commit is neither sufficient nor pivotal.
//!
//! ## Reads and assumes
//! Where a preference is not known everywhere, there are states that surely are solutions, and more that may be: a finding is *yes* or *no* if it holds for
//! every set in between that has a state in it, else unknown. A game without any solution settles nothing: unknown, because nothing is defined.
//!
//! ## When it misleads
//! A commitment is believed at once and kept for good. What is necessary here may be so because a party is needed for a step on the way.
//!
//! ## Complexity
//! Two analyses of stability for each party, and for each commitment a search from each state within reach for each set of parties that could agree
//! ([`crate::coalition::agreement`]). Up to [`STATES`] states and [`COMMITMENTS`] commitments of a party; where the sets are too many to list, up to
//! [`agreement::PAIRED`] states. Beyond that findings are unknown.

use crate::coalition::agreement::reach::Within;
use crate::coalition::agreement::{self, World};
use crate::stability::{Concept, Options, StabilityError};
use crate::unknown::searched;
use detente_model::answer::{Commitments, Finding, KeyInGame, PartyKey, Status, WhyUnknown};
use detente_model::case::Case;
use detente_model::control::{Control, Stopped};
use detente_model::expression::Expression;
use detente_model::expression::Value;
use detente_model::index::PartyId;
use detente_model::order::{Ladder, Order};
use detente_model::variable::Controller;
use detente_space::Game;
use detente_space::codes::place;
use detente_space::moves::answers;
use rayon::prelude::*;
use std::sync::atomic::{AtomicU64, Ordering};

/// Up to so many states.
pub const STATES: u64 = 1 << 19;

/// Up to so many commitments of a party.
pub const COMMITMENTS: u64 = 1 << 10;

/// Whether the expression is true in all solutions, and in none of them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Held {
    all: Finding,
    none: Finding,
    surely: u64,
    perhaps: u64,
}

impl Held {
    fn unknown(why: WhyUnknown) -> Self {
        Self { all: Finding::Unknown(why), none: Finding::Unknown(why), surely: 0, perhaps: 0 }
    }

    fn status(self) -> Status {
        match (self.all, self.none) {
            (Finding::Yes, _) => Status::All,
            (_, Finding::Yes) => Status::None,
            (Finding::No, Finding::No) => Status::Some,
            (Finding::Unknown(_), _) | (_, Finding::Unknown(_)) => Status::Unknown,
        }
    }

    /// Whether it surely differs from another, or surely does not.
    fn differs(self, other: Self) -> Finding {
        let differ = |a: Finding, b: Finding| matches!((a, b), (Finding::Yes, Finding::No) | (Finding::No, Finding::Yes));
        if differ(self.all, other.all) || differ(self.none, other.none) {
            return Finding::Yes;
        }
        let unknown = [self.all, self.none, other.all, other.none].into_iter().find(|finding| matches!(finding, Finding::Unknown(_)));
        // where it is in all of one that is not known of the other, nothing is left open that matters
        match (self.status(), other.status()) {
            (a, b) if a == b && a != Status::Unknown => Finding::No,
            _ => unknown.unwrap_or(Finding::Yes),
        }
    }
}

/// What is the same for all who are asked about.
struct Asked<'a> {
    case: &'a Case,
    game: &'a Game,
    /// For each state whether the expression holds.
    meets: &'a [bool],
    concept: &'static Concept,
    memory: u64,
    control: &'a Control<'a>,
}

/// Where solutions are looked for.
enum From<'a> {
    /// Within reach of the state with this code.
    Reach(u64),
    /// Everywhere, or everywhere where these axes are at these values.
    All(Option<(&'a [usize], &'a [Value])>),
}

/// Who holds the key to an expression in a game.
///
/// # Errors
/// The caller stopped it.
pub(super) fn key(
    case: &Case,
    game: &Game,
    expression: &Expression,
    concept: &'static Concept,
    memory: u64,
    control: &Control<'_>,
) -> Result<KeyInGame, Stopped> {
    let start = game.status_quo.filter(|code| game.feasible.number(*code).is_some());
    let mut found = KeyInGame {
        concept: concept.id,
        from_status_quo: start.is_some(),
        solutions: 0,
        perhaps: 0,
        status: Status::Unknown,
        parties: Vec::new(),
    };
    let parties: Vec<PartyId> = game.consent.parties.iter().map(|consenter| consenter.party).collect();
    if game.states() > STATES {
        let unknown = Finding::Unknown(WhyUnknown::Budget);
        let commitments = Commitments { possible: 0, tried: 0, all: 0, some: 0, none: 0, unknown: 0 };
        let key = |party: &PartyId| blank(case, *party, [unknown; 3], commitments);
        found.parties = parties.iter().map(key).collect();
        return Ok(found);
    }
    let states = case.variables.len();
    let meets: Vec<bool> = (0..game.states()).map(|number| expression.holds(&game.whole_state(states, number), &game.phase)).collect();
    let asked = Asked { case, game, meets: &meets, concept, memory, control };
    let anywhere = || start.map_or(From::All(None), From::Reach);
    let base = asked.held(game, &[anywhere()])?[0];
    (found.solutions, found.perhaps, found.status) = (base.surely, base.perhaps, base.status());
    let done = AtomicU64::new(0);
    let key = |party: &PartyId| -> Result<PartyKey, Stopped> {
        let own = own_axes(case, game, *party);
        let necessary = asked.held(&dissenting(game, *party, &own), &[anywhere()])?[0].none;
        let key = asked.commit(*party, &own, start, necessary)?;
        control.report("key", done.fetch_add(1, Ordering::Relaxed) + 1, parties.len() as u64);
        Ok(key)
    };
    found.parties = parties.par_iter().map(key).collect::<Result<_, _>>()?;
    Ok(found)
}

fn blank(case: &Case, party: PartyId, findings: [Finding; 3], commitments: Commitments) -> PartyKey {
    let [necessary, sufficient, pivotal] = findings;
    let described = &case.parties[party];
    PartyKey { id: described.id.clone(), name: described.name.clone(), necessary, sufficient, pivotal, by: None, commitments }
}

impl Asked<'_> {
    /// Tries a party's commitments.
    fn commit(&self, party: PartyId, own: &[usize], start: Option<u64>, necessary: Finding) -> Result<PartyKey, Stopped> {
        let (case, game) = (self.case, self.game);
        let mut commitments = Commitments { possible: 0, tried: 0, all: 0, some: 0, none: 0, unknown: 0 };
        if own.is_empty() {
            return Ok(blank(case, party, [necessary, Finding::No, Finding::No], commitments));
        }
        let axes = game.codes.axes();
        let within = |product: &u64| *product <= COMMITMENTS;
        let many = own.iter().try_fold(1u64, |product, axis| product.checked_mul(axes[*axis].radix).filter(within));
        let Some(many) = many else {
            commitments.possible = own.iter().fold(1u64, |product, axis| product.saturating_mul(axes[*axis].radix));
            let unknown = Finding::Unknown(WhyUnknown::Budget);
            return Ok(blank(case, party, [necessary, unknown, unknown], commitments));
        };
        let mut settings: Vec<Vec<Value>> = Vec::new();
        let mut starts: Vec<Option<u64>> = Vec::new();
        for number in 0..many {
            let mut rest = number;
            let mut setting = Vec::with_capacity(own.len());
            for axis in own {
                setting.push(Value::try_from(rest % axes[*axis].radix).unwrap_or(Value::MAX));
                rest /= axes[*axis].radix;
            }
            if let Some(from) = start_of(game, start, own, &setting) {
                settings.push(setting);
                starts.push(from);
            }
        }
        let mut from: Vec<From<'_>> = Vec::with_capacity(starts.len());
        for (start, setting) in starts.iter().zip(&settings) {
            from.push(start.map_or(From::All(Some((own, setting))), From::Reach));
        }
        let held = self.held(&committed(game, party, own), &from)?;
        commitments.possible = held.len() as u64;
        commitments.tried = held.len() as u64;
        for held in &held {
            match held.status() {
                Status::All => commitments.all += 1,
                Status::Some => commitments.some += 1,
                Status::None => commitments.none += 1,
                Status::Unknown => commitments.unknown += 1,
            }
        }
        // no: under every commitment it is surely not in all
        let sufficient = negated(Finding::all(held.iter().map(|held| negated(held.all))));
        let pairs = held.iter().enumerate().flat_map(|(at, a)| held[..at].iter().map(move |b| a.differs(*b)));
        let pivotal = negated(Finding::all(pairs.map(negated)));
        let mut key = blank(case, party, [necessary, sufficient, pivotal], commitments);
        let named = |setting: &Vec<Value>| -> Vec<(String, String)> {
            own.iter()
                .zip(setting)
                .map(|(axis, value)| {
                    let axis = &game.description.axes[*axis];
                    (axis.name.clone(), axis.values[usize::from(*value)].name.clone())
                })
                .collect()
        };
        key.by = held.iter().zip(&settings).find(|(held, _)| held.all == Finding::Yes).map(|(_, setting)| named(setting));
        Ok(key)
    }

    /// In how many solutions of a game in which somebody may be bound the expression holds, for each place where they are looked for.
    fn held(&self, game: &Game, from: &[From<'_>]) -> Result<Vec<Held>, Stopped> {
        let control = self.control;
        let all_unknown = |why| Ok(vec![Held::unknown(why); from.len()]);
        let options = Options { concepts: vec![self.concept], engine: crate::stability::EngineChoice::Auto, memory: self.memory };
        // for each state whether it surely is an equilibrium, and whether it may be
        let lasts: Vec<(bool, bool)> = match searched(game, &options, control) {
            Ok(stability) => {
                let finding = |(code, number): (u64, u64)| stability.equilibrium(code, number)[0];
                let of = |finding: Finding| (finding == Finding::Yes, finding != Finding::No);
                game.feasible.codes().zip(0u64..).map(|state| of(finding(state))).collect()
            }
            Err(StabilityError::Stopped(stopped)) => return Err(stopped),
            Err(StabilityError::TooLarge { .. } | StabilityError::TooMany { .. } | StabilityError::Refused { .. }) => {
                return all_unknown(WhyUnknown::Undecided);
            }
        };
        let Ok(world) = World::new(game) else { return all_unknown(WhyUnknown::Undecided) };
        let passes = world.passes();
        let Some(within) = Within::new(&world, passes.as_deref()) else { return all_unknown(WhyUnknown::Undecided) };
        let work = passes.as_ref().map_or(0, |passes| passes.len() as u64).saturating_mul(game.states());
        if passes.is_none() && game.states() > agreement::PAIRED || work > agreement::WORK {
            return all_unknown(WhyUnknown::Budget);
        }
        // those that surely are within reach and last, and those that may be
        let mut places: Vec<[Vec<u32>; 2]> = Vec::with_capacity(from.len());
        for from in from {
            let [surely, perhaps] = match from {
                From::Reach(code) => match game.feasible.number(*code) {
                    None => [Vec::new(), Vec::new()],
                    Some(number) => {
                        let surely = within.from(place(number), true, control)?;
                        let perhaps = if world.is_known() { surely.clone() } else { within.from(place(number), false, control)? };
                        [surely, perhaps]
                    }
                },
                From::All(setting) => {
                    let axes = game.codes.axes();
                    let is_at = |code: u64, (axis, value): (&usize, &Value)| axes[*axis].value(code) == *value;
                    let within = |code: u64| setting.is_none_or(|(own, setting)| own.iter().zip(setting).all(|pair| is_at(code, pair)));
                    let all: Vec<u32> =
                        (0..).zip(game.feasible.codes()).filter(|(_, code)| within(*code)).map(|(state, _)| state).collect();
                    [all.clone(), all]
                }
            };
            let lasting = |states: Vec<u32>, may: bool| -> Vec<u32> {
                let lasts = |state: &u32| if may { lasts[*state as usize].1 } else { lasts[*state as usize].0 };
                states.into_iter().filter(lasts).collect()
            };
            places.push([lasting(surely, false), lasting(perhaps, true)]);
        }
        let mut is_asked = vec![false; lasts.len()];
        places.iter().flatten().flatten().for_each(|state| is_asked[*state as usize] = true);
        let is_asked = |state: usize| is_asked[state];
        let left = match &passes {
            Some(passes) => world.by_sets(passes, &is_asked, control)?,
            None => world.by_pairs(&is_asked, control)?,
        };
        let held = |[surely, perhaps]: &[Vec<u32>; 2]| {
            let sure: Vec<usize> = surely.iter().map(|state| *state as usize).filter(|state| !left[*state].0).collect();
            let possible: Vec<usize> =
                perhaps.iter().map(|state| *state as usize).filter(|state| left[*state].1 == agreement::NOWHERE).collect();
            self.status_of(&sure, &possible)
        };
        Ok(places.iter().map(held).collect())
    }

    /// Whether the expression holds in solutions: some surely are, others may be.
    fn status_of(&self, sure: &[usize], possible: &[usize]) -> Held {
        if possible.is_empty() {
            return Held::unknown(WhyUnknown::NotDefined);
        }
        let finding = |wanted: bool| {
            if sure.iter().any(|state| self.meets[*state] != wanted) {
                Finding::No
            } else if !sure.is_empty() && possible.iter().all(|state| self.meets[*state] == wanted) {
                Finding::Yes
            } else {
                Finding::Unknown(WhyUnknown::Undecided)
            }
        };
        Held {
            all: finding(true),
            none: finding(false),
            surely: sure.len() as u64,
            perhaps: possible.len().saturating_sub(sure.len()) as u64,
        }
    }
}

/// The start with what is own at a setting; none if that is not possible. Where there is no start, none is needed.
#[expect(clippy::option_option, reason = "no such commitment, and no start, are two things")]
fn start_of(game: &Game, start: Option<u64>, own: &[usize], setting: &[Value]) -> Option<Option<u64>> {
    let Some(start) = start else {
        let at = |code: u64| own.iter().zip(setting).all(|(axis, value)| game.codes.axes()[*axis].value(code) == *value);
        return game.feasible.codes().any(at).then_some(None);
    };
    let mut values = game.codes.values(start);
    own.iter().zip(setting).for_each(|(axis, value)| values[*axis] = *value);
    let code = game.codes.code(&values);
    game.feasible.number(code).map(|_| Some(code))
}

fn negated(finding: Finding) -> Finding {
    match finding {
        Finding::Yes => Finding::No,
        Finding::No => Finding::Yes,
        unknown @ Finding::Unknown(_) => unknown,
    }
}

/// What a party alone can change, in every state: its options, and issues that it may decide alone and nobody may decide without it.
fn own_axes(case: &Case, game: &Game, party: PartyId) -> Vec<usize> {
    let Some(player) = game.players.iter().find(|player| player.party == party) else { return Vec::new() };
    let codes: Vec<u64> = game.feasible.codes().collect();
    let alone = |axis: usize| match &case.variables[game.codes.axes()[axis].variable].controller {
        Controller::Party(_) => true,
        Controller::Arcs => false,
        Controller::Consent(_) => game.consent.issues.iter().find(|issue| issue.axis == axis).is_some_and(|issue| {
            let rules: Vec<(Vec<bool>, bool)> = issue
                .rules
                .iter()
                .map(|rule| {
                    let decides = &rule.rule;
                    let own = decides.is_met_by(party) && decides.parties().contains(&party) && !decides.is_met(&|other| other != party);
                    (answers(game, &codes, &rule.when), own)
                })
                .collect();
            (0..codes.len()).all(|state| rules.iter().find(|(applies, _)| applies[state]).is_some_and(|(_, own)| *own))
        }),
    };
    player.axes.iter().map(|(axis, _)| *axis).filter(|axis| alone(*axis)).collect()
}

/// The game in which a party cannot change what is its own.
fn committed(game: &Game, party: PartyId, own: &[usize]) -> Game {
    let mut bound = game.clone();
    for player in bound.players.iter_mut().filter(|player| player.party == party) {
        player.axes.retain(|(axis, _)| !own.contains(axis));
    }
    bound.consent.issues.retain(|issue| !own.contains(&issue.axis));
    described(bound)
}

/// The game in which a party makes no move and consents to nothing.
fn dissenting(game: &Game, party: PartyId, own: &[usize]) -> Game {
    let mut bound = game.clone();
    for (at, player) in bound.players.iter_mut().enumerate() {
        if player.party == party {
            player.axes.clear();
            if let Some(arcs) = &mut bound.arcs {
                arcs[at].clear();
            }
        }
    }
    bound.consent.issues.retain(|issue| !own.contains(&issue.axis));
    // whoever gains by nothing takes part in nothing, not even where nobody's consent is needed
    for consenter in bound.consent.parties.iter_mut().filter(|consenter| consenter.party == party) {
        consenter.order = Order::Ranked(Ladder::default());
    }
    for rule in bound.consent.issues.iter_mut().flat_map(|issue| &mut issue.rules) {
        rule.rule = rule.rule.with_parties(&|other| (other != party).then_some(other));
    }
    described(bound)
}

/// Who can change what, said again after it was changed.
fn described(mut game: Game) -> Game {
    for (number, axis) in game.description.axes.iter_mut().enumerate() {
        let players = game.players.iter().enumerate();
        axis.controllers = players.filter(|(_, player)| player.axes.iter().any(|(own, _)| *own == number)).map(|(at, _)| at).collect();
    }
    game
}
