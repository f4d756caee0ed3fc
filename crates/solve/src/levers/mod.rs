//! What a party can do from where things stand.
//!
//! ## What it says
//! Every move open to a party now: what it would do to the party and to each of the others, who can answer it and whether they would, whether
//! the party would carry it out and keep to it, and which moves it should not make.
//!
//! ## Definition
//! For each move of the party i from s to t; an answer is a sequence of moves of the others from t, nobody twice in a row, and a credible one
//! is of improvements. **Deterred**: in the sense of sequential stability, a credible answer leads to a state no better for i than s.
//! **Harmed**: one, or one of any moves, leads to a state worse than s. But others may leave s whatever i does. So let F be s with what i may
//! come to if it stays: the states that a departure of another party leads to, and the others' improvements from there. **Undone**: a
//! credible answer leads to a state no better than any in F. **Worse than staying**: to a state worse than every one in F. Departures are the
//! least set of improvements from s that has each one that is not undone in this sense, for whoever makes it. Where s is sequentially
//! stable for all others there are none, and these are deterred and harmed.
//! **Carried out**: t is at least as good for i as s, and not worse than staying. **Kept**: t is Nash stable for i. **Should not**: t is worse
//! for i than s, or worse than staying. Ordered by what it costs the others relative to what it costs i; `ordering.rs` says how.
//!
//! ## Reads and assumes
//! Moves of parties on their own; what several could agree on is another analysis. Where preferences are incomplete a finding is *yes* if it
//! follows from what is stated, *no* if its opposite does, else unknown. Parties that cannot move in the frame count where something is
//! stated about what they prefer.
//!
//! ## When it misleads
//! Who is worse off says nothing about by how much, unless utilities are stated, and those only if their units can be compared. Credible is what
//! pays at each step for whoever takes it; whether it would be taken is not said.
//!
//! ## Complexity
//! Linear in the number of moves of the others between states that they can reach, for each move that is listed.
//!
//! ## References
//! N. M. Fraser and K. W. Hipel (1984), *Conflict Analysis: Models and Resolutions*; L. Fang, K. W. Hipel and D. M. Kilgour (1993), *Interactive
//! Decision Making*, for the sequences of the others. The order of the list is the project's own.

mod headline;
mod ordering;
mod search;

use crate::known::Ranks;
use crate::stability::{Concept, Stability};
use detente_model::answer::{
    Ahead, AheadOf, Answer, Answered, Concerned, Decisive, Effect, Finding, Lever, LeverGroup, LeversFinding, Made, NextMover, OrderedBy,
    Reply, ShouldNot, Step, WhyUnknown,
};
use detente_model::case::Case;
use detente_model::control::{Control, Stopped};
use detente_model::deciding::decisive;
use detente_model::expression::Value;
use detente_model::index::PartyId;
use detente_model::order::{Order, Standing};
use detente_model::preference::Utility;
use detente_space::Game;
use detente_space::codes::place;
use detente_space::moves::{Movement, TooRestricted};
use detente_space::ranks::Slots;
use ordering::Key;
use search::{Search, Steps};

/// What is asked beside the moves.
#[derive(Clone, Copy, Default)]
pub struct Options<'s> {
    /// Only the move that leads to the state with this number (from 0).
    pub only: Option<u64>,
    /// What lasts under a concept, which must be among those that the stability was found for.
    pub ahead: Option<(&'s Stability<'s>, &'static Concept)>,
}

/// A frame tabulated so that several parties and states can be asked about.
pub struct Levers<'a> {
    case: &'a Case,
    game: &'a Game,
    movement: Movement,
    orders: Vec<Ranks>,
}

/// What a party thinks of states: by its ranks where it can move, else by its order.
struct View<'a> {
    concerned: Concerned,
    id: PartyId,
    ranks: Option<&'a Ranks>,
    order: Order,
    /// None unless it is all that is stated.
    utility: Option<Utility>,
}

/// What becomes of a party that stays.
struct Staying {
    start: usize,
    /// The worst states for it that others may lead it to, where it is among them: by steps that may pay and may not be deterred, by those that
    /// surely pay and surely are not.
    floors: [Vec<usize>; 2],
    /// Whether they lead it below where it is.
    harmed: Answered,
}

/// The others' steps that count in a search, and what it looks for: surely first, then possibly.
const CREDIBLE: [Steps; 2] = [Steps::Pay, Steps::MayPay];
const ANY: [Steps; 2] = [Steps::Any, Steps::Any];

impl<'a> Levers<'a> {
    /// Tabulates moves and orders.
    ///
    /// # Errors
    /// The moves cannot be tabulated.
    pub fn new(case: &'a Case, game: &'a Game) -> Result<Self, TooRestricted> {
        let movement = Movement::new(game)?;
        let orders = (0..game.players.len()).map(|player| Ranks::new(game.ranks(player, Slots::Numbers))).collect();
        Ok(Self { case, game, movement, orders })
    }

    /// What a party can do from the state with number `start` (from 0).
    ///
    /// # Errors
    /// The caller stopped it.
    pub fn of(&self, party: PartyId, start: u64, options: &Options<'_>, control: &Control<'_>) -> Result<Answer<LeversFinding>, Stopped> {
        let finding = self.finding(party, start, options, control)?;
        let made = Made {
            method: "unilateral moves in the graph model for conflict resolution; search of answers from each".into(),
            exactness: "exact, given the model, where a finding is yes or no".into(),
            stopped: None,
            case_digest: self.case.digest.clone(),
            version: env!("CARGO_PKG_VERSION").into(),
        };
        Ok(Answer { headline: headline::sentence(&finding), finding, because: Vec::new(), made })
    }

    /// Whether a party can move from one state (from 0) to another.
    #[must_use]
    pub fn is_move(&self, party: PartyId, from: u64, to: u64) -> bool {
        let player = self.game.players.iter().position(|player| player.party == party);
        player.is_some_and(|player| self.movement.targets(player, place(from)).any(|target| target == place(to)))
    }

    fn finding(&self, party: PartyId, start: u64, options: &Options<'_>, control: &Control<'_>) -> Result<LeversFinding, Stopped> {
        let view = self.view(party);
        let others: Vec<View<'_>> = self
            .case
            .parties
            .ids()
            .filter(|other| *other != party && self.case.parties[*other].window.is_open(&self.game.phase))
            .map(|other| self.view(other))
            .filter(|other| other.concerned.player.is_some() || !other.concerned.preference_unknown)
            .collect();
        let by_utility = view.utility.is_some() && others.iter().all(|other| other.utility.is_some());
        let ordered_by = if by_utility { OrderedBy::Utilities } else { OrderedBy::OrderAlone };
        let mut finding = LeversFinding {
            frame: self.game.description.clone(),
            start: self.game.state(start),
            party: view.concerned.clone(),
            others: others.iter().map(|other| other.concerned.clone()).collect(),
            staying: Answered { found: Finding::No, reply: None },
            ordered_by,
            moves: 0,
            groups: [0; LeverGroup::ALL.len()],
            levers: Vec::new(),
            one_move: options.only.is_some(),
            ahead: None,
            elsewhere: Vec::new(),
        };
        let Some(player) = view.concerned.player else {
            let frames = self.case.frames.iter();
            finding.elsewhere =
                frames.filter(|frame| detente_space::game::can_move(self.case, party, frame)).map(|frame| frame.id.clone()).collect();
            return Ok(finding);
        };
        let mut keys = Vec::new();
        for to in self.movement.targets(player, place(start)) {
            keys.push(self.key(start, to as u64, &view, &others, by_utility));
            if keys.len().is_multiple_of(1024) {
                control.check()?;
            }
        }
        finding.moves = keys.len() as u64;
        for key in &keys {
            finding.groups[key.group as usize] += 1;
        }
        keys.sort_by(|a, b| a.compare(b, ordered_by));
        keys.retain(|key| options.only.is_none_or(|only| only == key.number));
        keys.truncate(LeversFinding::LISTED);
        let mut search = Search::new(&self.movement, &self.orders);
        let stay = self.staying(&mut search, player, place(start), control)?;
        finding.staying = stay.harmed.clone();
        let before = options.ahead.map(|(stability, concept)| self.lasting(stability, concept));
        let before = match before {
            None => None,
            Some(lasting) => Some((self.reached(&mut search, place(start), &lasting, control)?, lasting)),
        };
        for key in keys {
            let mut lever = self.lever(&stay, player, &key, &view, &others, &mut search, control)?;
            if let Some((reached, lasting)) = &before {
                lever.ahead = Some(self.ahead(&mut search, place(key.number), lasting, reached, control)?);
            }
            finding.levers.push(lever);
        }
        if let (Some((_, concept)), Some((reached, lasting))) = (options.ahead, before) {
            let count = |states: &[bool]| states.iter().filter(|is| **is).count() as u64;
            finding.ahead = Some(AheadOf { concept: concept.id, equilibria: count(&lasting), reached: count(&reached) });
        }
        Ok(finding)
    }

    fn view(&self, party: PartyId) -> View<'_> {
        let player = self.game.players.iter().position(|player| player.party == party);
        let preference = &self.case.preferences[party];
        let concerned = Concerned {
            id: self.case.parties[party].id.clone(),
            name: self.case.parties[party].name.clone(),
            player,
            preference_unknown: preference.is_unknown(),
        };
        let (ordinal, cardinal) = preference.by_kind();
        let utility = cardinal.utility(&self.case.variables, &self.game.phase);
        View {
            concerned,
            id: party,
            ranks: player.map(|player| &self.orders[player]),
            order: if player.is_some() { Order::Unknown } else { self.case.order(party, &self.game.phase) },
            // numbers for states before a sum are two utilities, one after the other
            utility: utility.filter(|utility| ordinal.is_unknown() && (utility.payoffs.is_none() || utility.terms.is_empty())),
        }
    }

    fn values(&self, state: u64) -> Vec<Value> {
        self.game.whole_state(self.case.variables.len(), state)
    }

    fn code(&self, state: u64) -> i128 {
        self.game.feasible.code(state).map_or(0, i128::from) + 1
    }

    /// How the state after a move compares with the one before.
    fn standing(&self, view: &View<'_>, start: (u64, &[Value]), to: (u64, &[Value])) -> Standing {
        match view.ranks {
            Some(ranks) => ranks.standing(place(to.0), place(start.0)),
            None => view.order.compare((to.1, self.code(to.0)), (start.1, self.code(start.0)), &self.game.phase),
        }
    }

    fn difference(&self, view: &View<'_>, start: &[Value], to: &[Value]) -> Option<i128> {
        let worth = |values: &[Value]| {
            let utility = view.utility.as_ref()?;
            let phase = &self.game.phase;
            let sum: i128 = utility.terms.iter().filter(|(holds, _)| holds.holds(values, phase)).map(|(_, weight)| *weight).sum();
            match &utility.payoffs {
                None => Some(sum),
                Some(tiers) => {
                    tiers.places.iter().find(|(state, _)| state.holds(values, phase)).map(|(_, number)| i128::from(*number) + sum)
                }
            }
        };
        Some(worth(to)? - worth(start)?)
    }

    fn key(&self, start: u64, to: u64, view: &View<'_>, others: &[View<'_>], by_utility: bool) -> Key {
        let (before, after) = (self.values(start), self.values(to));
        let own = self.standing(view, (start, &before), (to, &after));
        let (mut worse, mut better, mut losses) = (0, 0, 0);
        for other in others {
            match self.standing(other, (start, &before), (to, &after)) {
                Standing::Worse => worse += 1,
                Standing::Better => better += 1,
                Standing::Indifferent | Standing::Unknown => {}
            }
            if by_utility {
                losses += self.difference(other, &before, &after).map_or(0, |gain| (-gain).max(0));
            }
        }
        Key {
            group: LeverGroup::of(own, worse > 0),
            own,
            worse,
            better,
            losses,
            gain: if by_utility { self.difference(view, &before, &after).unwrap_or(0) } else { 0 },
            changes: before.iter().zip(&after).filter(|(before, after)| before != after).count() as u64,
            number: to,
        }
    }

    #[expect(clippy::too_many_arguments, reason = "what is the same for all moves, and the move")]
    fn lever(
        &self,
        stay: &Staying,
        player: usize,
        key: &Key,
        view: &View<'_>,
        others: &[View<'_>],
        search: &mut Search<'_>,
        control: &Control<'_>,
    ) -> Result<Lever, Stopped> {
        let (start, to) = (stay.start, place(key.number));
        let order = &self.orders[player];
        let no_better = |state: usize, than: usize, surely: bool| {
            if surely { order.surely_at_least(than, state) } else { !order.better(state, than, true) }
        };
        let worse = |state: usize, than: usize, surely: bool| order.better(than, state, surely);
        let floor = |surely: bool| stay.floors[usize::from(!surely)].iter();
        // where the others do nothing to it if it stays, to stay is to be where it is
        let stays_put = stay.floors.iter().all(|floor| floor.as_slice() == [start]);
        let low = stay.floors[0].first().copied().unwrap_or(start);
        let may_pay = order.better(to, start, false);
        let mut answered =
            |than: usize, steps, aim: &dyn Fn(usize, bool) -> bool| self.answered(search, player, (than, to), steps, aim, control);
        let deterred = if may_pay { Some(answered(start, CREDIBLE, &|state, surely| no_better(state, start, surely))?) } else { None };
        let harmed = answered(start, CREDIBLE, &|state, surely| worse(state, start, surely))?;
        let undone = match &deterred {
            Some(_) if !stays_put => {
                let aim = |state, surely| floor(surely).all(|than| no_better(state, *than, surely));
                Some(answered(low, CREDIBLE, &aim)?)
            }
            deterred => deterred.clone(),
        };
        let worse_than_staying = if stays_put {
            harmed.clone()
        } else {
            answered(low, CREDIBLE, &|state, surely| floor(surely).all(|than| worse(state, *than, surely)))?
        };
        let harmed_by_any = match &harmed {
            // a step that pays is a move, but there may be a shorter way by any
            Answered { found: Finding::Yes, reply: Some(reply) } if reply.steps.len() == 1 => {
                let mut reply = reply.clone();
                reply.pays = vec![None];
                Answered { found: Finding::Yes, reply: Some(reply) }
            }
            _ => answered(start, ANY, &|state, surely| worse(state, start, surely))?,
        };
        let at_least = Finding::from_bounds(order.surely_at_least(to, start), !order.better(start, to, true), self.why(player));
        let not_worse = match worse_than_staying.found {
            Finding::Yes => Finding::No,
            Finding::No => Finding::Yes,
            unknown @ Finding::Unknown(_) => unknown,
        };
        let next_of = |mover: usize| {
            let (mut pay, mut may_pay) = (0, 0);
            for next in self.movement.targets(mover, to) {
                if self.orders[mover].better(next, to, true) {
                    pay += 1;
                } else if self.orders[mover].better(next, to, false) {
                    may_pay += 1;
                }
            }
            NextMover { party: mover, pay, may_pay }
        };
        let own = next_of(player);
        let (before, after) = (self.values(start as u64), self.values(key.number));
        let effect = |view: &View<'_>| {
            let standing = self.standing(view, (start as u64, &before), (key.number, &after));
            let because = match standing {
                Standing::Better => self.because(view.id, &after, &before),
                Standing::Worse => self.because(view.id, &before, &after),
                Standing::Indifferent | Standing::Unknown => None,
            };
            Effect { standing, because, utility: self.difference(view, &before, &after) }
        };
        let should_not = match (key.own, worse_than_staying.found) {
            (Standing::Worse, _) => Some(ShouldNot::Worse),
            (_, Finding::Yes) => Some(ShouldNot::Answered),
            (_, Finding::No | Finding::Unknown(_)) => None,
        };
        let mut lever = Lever {
            to: self.game.state(key.number),
            changes: key.changes,
            group: key.group,
            own: effect(view),
            others: others.iter().map(effect).collect(),
            deterred,
            harmed,
            harmed_by_any,
            undone,
            worse_than_staying,
            carried_out: Finding::all([at_least, not_worse]),
            kept: Finding::from_bounds(own.pay == 0 && own.may_pay == 0, own.pay == 0, self.why(player)),
            next: (0..self.orders.len()).filter(|mover| *mover != player).map(next_of).filter(|next| next.pay + next.may_pay > 0).collect(),
            ahead: None,
            should_not: None,
        };
        let name = &view.concerned.name;
        lever.should_not = should_not.map(|why| (why, headline::should_not(&self.game.description, name, why, &lever)));
        Ok(lever)
    }

    /// What becomes of a player that stays: what others that would leave bring about. Who would leave is the least set of departures that has
    /// every improvement which is not undone, the others' answers held against what the mover may come to if it stays.
    fn staying(&self, search: &mut Search<'_>, player: usize, start: usize, control: &Control<'_>) -> Result<Staying, Stopped> {
        let mut candidates: Vec<(usize, usize)> = Vec::new();
        for mover in 0..self.orders.len() {
            let targets = self.movement.targets(mover, start).filter(|to| self.orders[mover].better(*to, start, false));
            candidates.extend(targets.map(|to| (mover, to)));
        }
        // possibly, and surely
        let mut leaving: [Vec<(usize, usize)>; 2] = [Vec::new(), Vec::new()];
        loop {
            let before = leaving.clone();
            for mover in 0..self.orders.len() {
                let own: Vec<(usize, usize)> = candidates.iter().copied().filter(|departure| departure.0 == mover).collect();
                if own.iter().all(|departure| before.iter().all(|known| known.contains(departure))) {
                    continue;
                }
                let floors = self.brought_about(search, mover, start, &before, control)?.floors;
                let order = &self.orders[mover];
                for departure in own {
                    if before.iter().all(|known| known.contains(&departure)) {
                        continue;
                    }
                    let aim = |state: usize, surely: bool| {
                        floors[usize::from(!surely)]
                            .iter()
                            .all(|than| if surely { order.surely_at_least(*than, state) } else { !order.better(state, *than, true) })
                    };
                    let undone = self.answered(search, mover, (start, departure.1), CREDIBLE, &aim, control)?.found;
                    let leaves = [undone != Finding::Yes, undone == Finding::No && order.better(departure.1, start, true)];
                    for (known, leaves) in leaving.iter_mut().zip(leaves) {
                        if leaves && !known.contains(&departure) {
                            known.push(departure);
                        }
                    }
                }
            }
            if leaving == before {
                return self.brought_about(search, player, start, &leaving, control);
            }
        }
    }

    /// What others bring about by departures that they, possibly and surely, make, and steps that pay from there.
    fn brought_about(
        &self,
        search: &mut Search<'_>,
        player: usize,
        start: usize,
        leaving: &[Vec<(usize, usize)>; 2],
        control: &Control<'_>,
    ) -> Result<Staying, Stopped> {
        let movers: Vec<usize> = (0..self.orders.len()).filter(|mover| *mover != player).collect();
        let order = &self.orders[player];
        let mut harmed = Answered { found: Finding::No, reply: None };
        let mut floors = [vec![start], vec![start]];
        for ((floor, leaving), steps) in floors.iter_mut().zip(leaving).zip([Steps::MayPay, Steps::Pay]) {
            let surely = steps == Steps::Pay;
            let departures: Vec<(usize, usize)> = leaving.iter().copied().filter(|(mover, _)| *mover != player).collect();
            let mut worse = None;
            let mut see = |state: usize| {
                if worse.is_none() && order.better(start, state, surely) {
                    worse = Some(state);
                }
                if !floor.iter().any(|low| order.surely_at_least(state, *low)) {
                    floor.retain(|low| !order.surely_at_least(*low, state));
                    floor.push(state);
                }
                false
            };
            departures.iter().for_each(|(_, to)| {
                see(*to);
            });
            search.run_after(start, Some(&departures), &movers, steps, control, see)?;
            if let Some(end) = worse {
                let found = if surely { Finding::Yes } else { Finding::Unknown(self.why_open()) };
                harmed = Answered { found, reply: Some(self.reply(player, (start, start), &search.way(end), true)) };
            }
        }
        Ok(Staying { start, floors, harmed })
    }

    /// Why an answer may not be known.
    fn why_open(&self) -> WhyUnknown {
        let nothing_known = self.game.players.iter().any(|player| player.order == Order::Unknown);
        if nothing_known { WhyUnknown::Preference } else { WhyUnknown::Undecided }
    }

    /// Why something about a player may not be known.
    fn why(&self, player: usize) -> WhyUnknown {
        if self.game.players[player].order == Order::Unknown { WhyUnknown::Preference } else { WhyUnknown::Undecided }
    }

    /// Whether, and how, steps of the others from `to` come to what is aimed at: surely, else possibly. What is worse about the end is told by
    /// comparison with `than`.
    fn answered(
        &self,
        search: &mut Search<'_>,
        player: usize,
        (than, to): (usize, usize),
        steps: [Steps; 2],
        aim: &dyn Fn(usize, bool) -> bool,
        control: &Control<'_>,
    ) -> Result<Answered, Stopped> {
        let movers: Vec<usize> = (0..self.orders.len()).filter(|mover| *mover != player).collect();
        let known = |movers: &[usize]| movers.iter().all(|mover| self.orders[*mover].is_ranked());
        let complete = self.orders[player].is_ranked() && (steps == ANY || known(&movers));
        let unknown = self.why_open();
        for (steps, surely, found) in [(steps[0], true, Finding::Yes), (steps[1], false, Finding::Unknown(unknown))] {
            let mut met = None;
            search.run(to, &movers, steps, control, |state| {
                let is_met = aim(state, surely);
                met = is_met.then_some(state);
                is_met
            })?;
            if let Some(end) = met {
                let way = search.way(end);
                return Ok(Answered { found, reply: Some(self.reply(player, (than, to), &way, steps != Steps::Any)) });
            }
            if complete {
                break;
            }
        }
        Ok(Answered { found: Finding::No, reply: None })
    }

    fn because(&self, party: PartyId, better: &[Value], worse: &[Value]) -> Option<Decisive> {
        decisive(&self.case.preferences[party], &self.case.variables, better, worse, &self.game.phase)
    }

    fn reply(&self, player: usize, (than, to): (usize, usize), way: &[(usize, usize)], credible: bool) -> Reply {
        let mut from = self.values(to as u64);
        let mut pays = Vec::new();
        for (mover, next) in way {
            let next = self.values(*next as u64);
            pays.push(if credible { self.because(self.game.players[*mover].party, &next, &from) } else { None });
            from = next;
        }
        Reply { steps: self.steps(way), pays, worse: self.because(self.game.players[player].party, &self.values(than as u64), &from) }
    }

    fn steps(&self, way: &[(usize, usize)]) -> Vec<Step> {
        way.iter().map(|(mover, to)| Step { party: *mover, to: self.game.state(*to as u64) }).collect()
    }

    /// Which states are surely an equilibrium.
    fn lasting(&self, stability: &Stability<'_>, concept: &Concept) -> Vec<bool> {
        let at = stability.concepts().iter().position(|known| known.id == concept.id);
        let is = |(code, number)| at.is_some_and(|at| stability.equilibrium(code, number)[at] == Finding::Yes);
        self.game.feasible.codes().zip(0u64..).map(is).collect()
    }

    /// Which lasting states steps that surely pay lead to, whoever takes them; the start among them if it lasts.
    fn reached(&self, search: &mut Search<'_>, start: usize, lasting: &[bool], control: &Control<'_>) -> Result<Vec<bool>, Stopped> {
        let mut reached = vec![false; lasting.len()];
        reached[start] = lasting[start];
        let everybody: Vec<usize> = (0..self.orders.len()).collect();
        search.run(start, &everybody, Steps::Pay, control, |state| {
            reached[state] = lasting[state];
            false
        })?;
        Ok(reached)
    }

    fn ahead(
        &self,
        search: &mut Search<'_>,
        to: usize,
        lasting: &[bool],
        before: &[bool],
        control: &Control<'_>,
    ) -> Result<Ahead, Stopped> {
        let mut nearest: Option<usize> = lasting[to].then_some(to);
        let mut nearest_gained = nearest.filter(|state| !before[*state]);
        let everybody: Vec<usize> = (0..self.orders.len()).collect();
        let mut reached = vec![false; lasting.len()];
        reached[to] = lasting[to];
        search.run(to, &everybody, Steps::Pay, control, |state| {
            if lasting[state] {
                reached[state] = true;
                nearest = nearest.or(Some(state));
                if !before[state] {
                    nearest_gained = nearest_gained.or(Some(state));
                }
            }
            false
        })?;
        let count = |wanted: &dyn Fn(bool, bool) -> bool| {
            reached.iter().zip(before).filter(|(after, before)| wanted(**after, **before)).count() as u64
        };
        let way = |state: usize| if state == to { Vec::new() } else { self.steps(&search.way(state)) };
        Ok(Ahead {
            reached: count(&|after, _| after),
            gained: count(&|after, before| after && !before),
            lost: count(&|after, before| before && !after),
            nearest: nearest_gained.or(nearest).map(way),
        })
    }
}
