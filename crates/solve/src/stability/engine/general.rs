//! The general engine: any moves, partial orders, simultaneous sanctions.
//!
//! It works on nodes (state, who moves next): a party does not move twice in a row, which matters where moves are not transitive.
//! For a focal party with ranked states the others' sanctions are found as in the [fibre engine](super::fibre), states taken in
//! increasing order of value and walking backwards along the others' moves, each node claimed once. For a focal party whose
//! order is partial, "leaves it no better off" is no threshold: states with different ranks are then asked about 64 at a time, one bit
//! each, and the bits of what can be reached are spread backwards until nothing changes.
//!
//! Findings are bounds: an evaluation in which as little as is sure deters (least stable), and one in which as much as is
//! possible does (most stable). Where every order is known the two are the same and one is made.

use super::sorted::{self, Sorted};
use super::{Bits, Column, Engine, Plan, Slots, sort_by_value};
use crate::known::Ranks;
use crate::stability::concept::{Deterrence, Simultaneous};
use detente_model::control::{Control, Stopped};
use detente_space::Game;
use detente_space::codes::{narrow, place};
use detente_space::moves::Movement;
use rayon::prelude::*;

/// The general engine.
#[derive(Clone, Copy, Debug, Default)]
pub struct GeneralEngine;

impl Engine for GeneralEngine {
    fn name(&self) -> &'static str {
        "general engine"
    }

    fn slots(&self) -> Slots {
        Slots::Numbers
    }

    fn refuses(&self, game: &Game) -> Option<&'static str> {
        if game.players.len() > 64 {
            return Some("more than 64 parties can move");
        }
        if game.states() >= 1 << 32 {
            return Some("there are 2^32 states or more");
        }
        None
    }

    fn bytes(&self, game: &Game) -> u64 {
        let players = game.players.len() as u64;
        let columns: u64 = game.players.iter().map(|player| player.order.ladders().len() as u64).sum();
        // moves: fibre, list and sorted list of each player; ranks; nodes of two computations at once
        game.states() * (8 + 32 * players + 4 * columns + 2 * (8 + 8 + 16 + 4 * players) + 2 * players)
            + game.codes.combinations().min(1 << 30) / 4
            + (16 << 20)
    }

    fn verdicts(&self, game: &Game, plan: &Plan, control: &Control<'_>) -> Result<Vec<Column>, Stopped> {
        let movement = Movement::new(game).expect("callers ask `tabulates` first");
        let orders: Vec<Ranks> =
            (0..game.players.len()).into_par_iter().map(|player| Ranks::new(game.ranks(player, Slots::Numbers))).collect();
        let sorted: Vec<Option<Sorted<'_>>> = (0..game.players.len())
            .into_par_iter()
            .map(|player| movement.fibres(player).map(|fibres| Sorted::new(fibres, orders[player].columns().first().map(Vec::as_slice))))
            .collect();
        let solver = Solver { game, movement: &movement, orders: &orders, sorted: &sorted, control };
        solver.solve(plan)
    }
}

/// Whether the moves of a game can be tabulated.
#[must_use]
pub fn tabulates(game: &Game) -> bool {
    Movement::check(game).is_ok()
}

/// Which of the two evaluations.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Reading {
    /// As little deters as is sure.
    Least,
    /// As much deters as is possible.
    Most,
}

impl Reading {
    fn other(self) -> Self {
        match self {
            Self::Least => Self::Most,
            Self::Most => Self::Least,
        }
    }
}

/// An improvement that nothing deters sequentially.
type Open = Vec<(u32, u32)>;

/// From where a player has not been found yet to move on to something labelled.
enum Unclaimed<'a> {
    Fibres(sorted::Unclaimed<'a>),
    /// For each state.
    Arcs(Vec<bool>),
}

struct Solver<'a> {
    game: &'a Game,
    movement: &'a Movement,
    orders: &'a [Ranks],
    /// Each player's fibres by its first column; none where its moves are arcs.
    sorted: &'a [Option<Sorted<'a>>],
    control: &'a Control<'a>,
}

/// One computation: whose stability, what deters, how it is read.
#[derive(Clone, Copy)]
struct Task {
    player: usize,
    credible: Option<bool>,
    response: bool,
    reading: Reading,
}

impl Solver<'_> {
    fn solve(&self, plan: &Plan) -> Result<Vec<Column>, Stopped> {
        let players = self.orders.len();
        let states = self.movement.states();
        let readings: &[Reading] =
            if self.orders.iter().all(Ranks::is_ranked) { &[Reading::Least] } else { &[Reading::Least, Reading::Most] };
        let simultaneous =
            plan.concepts.iter().any(|concept| matches!(concept.deterrence, Deterrence::Sanctions { simultaneous: Some(_), .. }));
        let mut tasks: Vec<(Task, Bits)> = Vec::new();
        for player in 0..players {
            for reading in readings {
                for (bit, concept) in plan.concepts.iter().enumerate().filter(|(bit, _)| plan.wanted[player] >> bit & 1 == 1) {
                    let (credible, response) = match concept.deterrence {
                        Deterrence::Nothing => (None, false),
                        Deterrence::Sanctions { simultaneous: Some(_), .. } => continue,
                        Deterrence::Sanctions { credible, response, simultaneous: None } => (Some(credible), response),
                    };
                    tasks.push((Task { player, credible, response, reading: *reading }, 1 << bit));
                }
            }
        }
        let total = tasks.len() as u64;
        let done = std::sync::atomic::AtomicU64::new(0);
        let results: Vec<(Task, Bits, Vec<bool>)> = tasks
            .into_par_iter()
            .map(|(task, bit)| {
                let stable = self.stable(task, None)?;
                self.control.report("stability", done.fetch_add(1, std::sync::atomic::Ordering::Relaxed) + 1, total);
                Ok((task, bit, stable))
            })
            .collect::<Result<_, Stopped>>()?;
        let two = readings.len() == 2;
        let mut columns = vec![Column { surely: vec![0; states], possibly: two.then(|| vec![0; states]) }; players];
        for (task, bit, stable) in &results {
            let column = &mut columns[task.player];
            let bits = match task.reading {
                Reading::Least => &mut column.surely,
                Reading::Most => column.possibly.as_mut().expect("there are two readings"),
            };
            bits.iter_mut().zip(stable).filter(|(_, stable)| **stable).for_each(|(bits, _)| *bits |= bit);
        }
        if simultaneous {
            self.simultaneous(plan, readings, &mut columns)?;
        }
        Ok(columns)
    }

    /// Whether each state is stable for the task's player. `open` receives the improvements that nothing deters.
    fn stable(&self, task: Task, mut open: Option<&mut Open>) -> Result<Vec<bool>, Stopped> {
        let order = &self.orders[task.player];
        let states = self.movement.states();
        self.control.check()?;
        let sorted = self.sorted[task.player].as_ref().filter(|_| order.is_ranked());
        let Some(credible) = task.credible else {
            if let Some(sorted) = sorted {
                return Ok(sorted.stable(None));
            }
            return Ok((0..states).map(|state| self.improvements(task, state).next().is_none()).collect());
        };
        if order.is_ranked() {
            let ranks = &order.columns()[0];
            let values = match sorted {
                _ if !task.response => ranks.clone(),
                Some(sorted) => sorted.with_response(),
                None => self.with_response(task.player, ranks),
            };
            let labels = self.least_reached(task, credible, &values)?;
            if let (Some(sorted), None) = (sorted, &open) {
                return Ok(sorted.stable(Some(&labels)));
            }
            let mut stable = vec![true; states];
            for state in 0..states {
                for target in self.improvements(task, state) {
                    if labels[target] > ranks[state] {
                        stable[state] = false;
                        match &mut open {
                            Some(open) => open.push((narrow(state), narrow(target))),
                            None => break,
                        }
                    }
                }
            }
            return Ok(stable);
        }
        self.stable_in_batches(task, credible, open)
    }

    /// What the player might leave `state` for: in the least stable reading all that is possibly better, in the most stable one all that surely is.
    fn improvements(&self, task: Task, state: usize) -> impl Iterator<Item = usize> {
        let order = &self.orders[task.player];
        let surely = task.reading == Reading::Most;
        self.movement.targets(task.player, state).filter(move |target| order.better(*target, state, surely))
    }

    /// Whether one of the others may take a step: any, where sanctions need not be credible; else one that surely (least) or possibly (most) pays.
    fn may_step(&self, other: usize, from: usize, to: usize, credible: bool, reading: Reading) -> bool {
        !credible || self.orders[other].better(to, from, reading == Reading::Least)
    }

    fn with_response(&self, player: usize, ranks: &[u32]) -> Vec<u32> {
        (0..ranks.len())
            .map(|state| self.movement.targets(player, state).map(|target| ranks[target]).fold(ranks[state], u32::max))
            .collect()
    }

    /// For each state the least value among those that the others can reach from it; `u32::MAX` where they can reach nothing.
    fn least_reached(&self, task: Task, credible: bool, values: &[u32]) -> Result<Vec<u32>, Stopped> {
        let others: Vec<usize> = (0..self.orders.len()).filter(|other| *other != task.player).collect();
        let states = values.len();
        let mut labels = vec![u32::MAX; states];
        // from where each other has not been found yet to move on to something labelled
        let mut unclaimed: Vec<Unclaimed<'_>> = self
            .sorted
            .iter()
            .map(|sorted| match sorted {
                Some(sorted) => Unclaimed::Fibres(sorted::Unclaimed::new(sorted)),
                None => Unclaimed::Arcs(vec![true; states]),
            })
            .collect();
        // bits by other: who can move to here knows
        let mut spread = vec![0u64; states];
        let mut stack: Vec<(u32, u32)> = Vec::new();
        for (count, first) in sort_by_value(values, values).into_iter().enumerate() {
            if count % 65_536 == 0 {
                self.control.check()?;
            }
            let value = values[first as usize];
            // whoever can step to `first` brings about its value: as an end of the sequence any of the others may have moved last
            let all = others.iter().fold(0u64, |bits, other| bits | 1 << other);
            let fresh = all & !spread[first as usize];
            spread[first as usize] |= fresh;
            stack.extend(others.iter().filter(|other| fresh >> **other & 1 == 1).map(|other| (first, narrow(*other))));
            while let Some((to, mover)) = stack.pop() {
                let (to, mover) = (to as usize, mover as usize);
                let each = |from: usize| {
                    if labels[from] == u32::MAX {
                        labels[from] = value;
                    }
                    // who moved before the mover was somebody else
                    let fresh = all & !(1 << mover) & !spread[from];
                    spread[from] |= fresh;
                    stack.extend(others.iter().filter(|other| fresh >> **other & 1 == 1).map(|other| (narrow(from), narrow(*other))));
                };
                self.claim(&mut unclaimed[mover], mover, to, credible.then_some(task.reading), each);
            }
        }
        Ok(labels)
    }

    /// Takes the states from which `mover` can step to `to`, if `credible` only in a way that pays as a reading has it.
    fn claim(&self, unclaimed: &mut Unclaimed<'_>, mover: usize, to: usize, credible: Option<Reading>, mut each: impl FnMut(usize)) {
        let order = &self.orders[mover];
        let may = |from: usize| credible.is_none_or(|reading| self.may_step(mover, from, to, true, reading));
        match unclaimed {
            Unclaimed::Arcs(left) => {
                for from in self.movement.sources(mover, to) {
                    if left[from] && may(from) {
                        left[from] = false;
                        each(from);
                    }
                }
            }
            Unclaimed::Fibres(chains) => match (credible, order.columns()) {
                (None, _) => chains.claim(to, |_| true, |_| true, each),
                (Some(_), [ranks]) => chains.claim(to, |rank| rank < ranks[to], |_| true, each),
                // surely better: no worse in the column by which the chains are sorted
                (Some(Reading::Least), [ranks, ..]) => chains.claim(to, |rank| rank <= ranks[to], may, each),
                (Some(_), _) => chains.claim(to, |_| true, may, each),
            },
        }
    }

    /// For a focal party whose order is partial or unknown: states with the same ranks are asked about together, 64 such groups at a time.
    fn stable_in_batches(&self, task: Task, credible: bool, mut open: Option<&mut Open>) -> Result<Vec<bool>, Stopped> {
        let order = &self.orders[task.player];
        let states = self.movement.states();
        let mut stable = vec![true; states];
        // only states with an improvement need an answer
        let mut asked: Vec<u32> = (0..narrow(states)).filter(|state| self.improvements(task, *state as usize).next().is_some()).collect();
        if order.columns().is_empty() && self.cannot_be_returned(task.player) {
            // nothing is known: nothing surely deters, and anything may, if the others can move there at all or nothing need be reached
            if task.reading == Reading::Least {
                for state in asked {
                    stable[state as usize] = false;
                    if let Some(open) = &mut open {
                        open.extend(self.improvements(task, state as usize).map(|target| (state, narrow(target))));
                    }
                }
            }
            return Ok(stable);
        }
        let key = |state: u32| -> (Vec<u32>, u32) {
            let ranks = order.columns().iter().map(|column| column[state as usize]).collect();
            (ranks, if order.columns().is_empty() { state } else { 0 })
        };
        asked.sort_by_cached_key(|state| key(*state));
        let mut groups: Vec<&[u32]> = asked.chunk_by(|a, b| key(*a) == key(*b)).collect();
        while !groups.is_empty() {
            self.control.check()?;
            let rest = groups.split_off(groups.len().min(64));
            let asked_about: Vec<usize> = groups.iter().map(|group| group[0] as usize).collect();
            let reached = self.sanctions_reached(task, credible, &asked_about);
            for (bit, group) in groups.iter().enumerate() {
                for state in *group {
                    for target in self.improvements(task, *state as usize) {
                        if reached[target] >> bit & 1 == 0 {
                            stable[*state as usize] = false;
                            if let Some(open) = &mut open {
                                open.push((*state, narrow(target)));
                            }
                        }
                    }
                }
            }
            groups = rest;
        }
        Ok(stable)
    }

    /// Whether the others can never undo a move of the player: its own options, which nobody else changes.
    fn cannot_be_returned(&self, player: usize) -> bool {
        self.game.arcs.is_none()
            && self.game.players[player].axes.iter().all(|(axis, _)| self.game.description.axes[*axis].controllers.len() == 1)
    }

    /// For each state a bit for each of `asked_about` (up to 64): whether the others can reach from it what deters the player there.
    fn sanctions_reached(&self, task: Task, credible: bool, asked_about: &[usize]) -> Vec<u64> {
        let order = &self.orders[task.player];
        let others: Vec<usize> = (0..self.orders.len()).filter(|other| *other != task.player).collect();
        let states = self.movement.states();
        // "no better than s": surely in the least stable reading, possibly in the most stable one
        let no_better = |state: usize, than: usize| match task.reading {
            Reading::Least => order.surely_at_least(than, state),
            Reading::Most => !order.better(state, than, true),
        };
        let mut sanction: Vec<u64> = (0..states)
            .map(|state| {
                asked_about.iter().enumerate().filter(|(_, than)| no_better(state, **than)).fold(0, |bits, (bit, _)| bits | 1 << bit)
            })
            .collect();
        if task.response {
            let held = sanction.clone();
            for (state, bits) in sanction.iter_mut().enumerate() {
                *bits = self.movement.targets(task.player, state).fold(*bits, |bits, target| bits & held[target]);
            }
        }
        // on[other][state]: what can be reached from the state if that other moves next
        let mut on = vec![vec![0u64; states]; self.orders.len()];
        let mut waiting: Vec<u32> = (0..narrow(states)).collect();
        let mut is_waiting = vec![true; states];
        while let Some(to) = waiting.pop() {
            let to = to as usize;
            is_waiting[to] = false;
            for mover in &others {
                // from here on: the state itself, or what somebody else can go on to
                let bits = others.iter().filter(|other| *other != mover).fold(sanction[to], |bits, other| bits | on[*other][to]);
                if bits == 0 {
                    continue;
                }
                for from in self.movement.sources(*mover, to) {
                    if bits & !on[*mover][from] != 0 && self.may_step(*mover, from, to, credible, task.reading) {
                        on[*mover][from] |= bits;
                        if !is_waiting[from] {
                            is_waiting[from] = true;
                            waiting.push(narrow(from));
                        }
                    }
                }
            }
        }
        (0..states).map(|state| others.iter().fold(0, |bits, other| bits | on[*other][state])).collect()
    }

    /// Sequential-or-simultaneous stability: what nothing deters sequentially may be deterred by parties leaving at the same time.
    fn simultaneous(&self, plan: &Plan, readings: &[Reading], columns: &mut [Column]) -> Result<(), Stopped> {
        let players = self.orders.len();
        let tasks: Vec<(usize, Reading)> = (0..players).flat_map(|player| readings.iter().map(move |reading| (player, *reading))).collect();
        // sequential stability and what is open, by player and reading
        let sequential: Vec<(Vec<bool>, Open)> = tasks
            .par_iter()
            .map(|(player, reading)| {
                let mut open = Vec::new();
                let stable =
                    self.stable(Task { player: *player, credible: Some(true), response: false, reading: *reading }, Some(&mut open))?;
                Ok((stable, open))
            })
            .collect::<Result<_, Stopped>>()?;
        let known = readings.len() == 1;
        let index = |player: usize, reading: Reading| if known { player } else { player * 2 + usize::from(reading == Reading::Most) };
        let codes: Vec<u64> = self.game.feasible.codes().collect();
        for (bit, concept) in plan.concepts.iter().enumerate() {
            let Deterrence::Sanctions { simultaneous: Some(who), .. } = concept.deterrence else { continue };
            let verdicts: Vec<Vec<bool>> = tasks
                .par_iter()
                .map(|(player, reading)| {
                    let (stable, open) = &sequential[index(*player, *reading)];
                    let mut stable = stable.clone();
                    for group in open.chunk_by(|a, b| a.0 == b.0) {
                        let state = group[0].0 as usize;
                        // an opponent takes part surely if it surely leaves, possibly if it possibly does
                        let takes_part = |other: usize| match who {
                            Simultaneous::AnyImprovement => true,
                            Simultaneous::UnstableMovers => !sequential[index(other, reading.other())].0[state],
                        };
                        stable[state] = group
                            .iter()
                            .all(|(_, target)| self.deters_at_once(*player, *reading, state, *target as usize, &codes, &takes_part));
                    }
                    self.control.check()?;
                    Ok(stable)
                })
                .collect::<Result<_, Stopped>>()?;
            for ((player, reading), stable) in tasks.iter().zip(&verdicts) {
                if plan.wanted[*player] >> bit & 1 == 0 {
                    continue;
                }
                let column = &mut columns[*player];
                let bits = match reading {
                    Reading::Least => &mut column.surely,
                    Reading::Most => column.possibly.as_mut().expect("there are two readings"),
                };
                bits.iter_mut().zip(stable).filter(|(_, stable)| **stable).for_each(|(bits, _)| *bits |= 1 << bit);
            }
        }
        Ok(())
    }

    /// Whether opponents who leave `state` while the player moves to `target` can leave it no better off.
    fn deters_at_once(
        &self,
        player: usize,
        reading: Reading,
        state: usize,
        target: usize,
        codes: &[u64],
        takes_part: &dyn Fn(usize) -> bool,
    ) -> bool {
        let order = &self.orders[player];
        // what each opponent's improvement from the state adds to the code
        let changes: Vec<Vec<u64>> = (0..self.orders.len())
            .filter(|other| *other != player && takes_part(*other))
            .map(|other| {
                let improvements =
                    self.movement.targets(other, state).filter(|to| self.orders[other].better(*to, state, reading == Reading::Least));
                improvements.map(|to| codes[to].wrapping_sub(codes[state])).collect::<Vec<_>>()
            })
            .filter(|changes| !changes.is_empty())
            .collect();
        let deters = |code: u64| {
            self.game.feasible.number(code).is_some_and(|number| match reading {
                Reading::Least => order.surely_at_least(state, place(number)),
                Reading::Most => !order.better(place(number), state, true),
            })
        };
        profiles(&changes, codes[target], false, &deters)
    }
}

/// Whether some choice of one change or none from each list, not all none, leads to a code that deters.
fn profiles(changes: &[Vec<u64>], code: u64, moved: bool, deters: &dyn Fn(u64) -> bool) -> bool {
    match changes.split_first() {
        None => moved && deters(code),
        Some((first, rest)) => {
            profiles(rest, code, moved, deters) || first.iter().any(|change| profiles(rest, code.wrapping_add(*change), true, deters))
        }
    }
}
