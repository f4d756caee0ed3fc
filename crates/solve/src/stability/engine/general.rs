//! The general engine: any moves, partial orders, simultaneous sanctions.
//!
//! It works on nodes (state, who moves next): a party does not move twice in a row, which matters where moves are not transitive.
//! For a focal party with ranked states the others' sanctions are found as in the [fibre engine](super::fibre), states taken in
//! increasing order of value and walking backwards along the others' moves, each node claimed once. For a focal party whose
//! order is partial, "leaves it no better off" is no threshold: states with different ranks are then asked about 64 at a time, one bit
//! each, and the bits of what can be reached are spread backwards until nothing changes.
//!
//! For the stated order findings are bounds: an evaluation in which as little as is sure deters (least stable), and one in which as much as is
//! possible does (most stable). Where every order is known the two are the same and one is made. An attitude is one evaluation that
//! reads leaving and deterring each in its own way. What deters strongly lies below a lower bar; where strength is not stated, none and
//! all of what is worse is strongly so are the two extremes.

use super::sorted::{self, Sorted};
use super::{Bits, Column, Engine, Plan, Slots, sort_by_value};
use crate::known::Ranks;
use crate::stability::concept::{Concept, Deterrence, Judgement, Simultaneous};
use detente_model::control::{Control, Stopped};
use detente_space::Game;
use detente_space::codes::{narrow, place};
use detente_space::moves::Movement;
use rayon::prelude::*;
use std::collections::BTreeMap;

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
        let by_degree = plan.concepts.iter().any(|concept| matches!(concept.judgement, Judgement::Strong | Judgement::Weak));
        let strongly_below: Vec<Option<Vec<u32>>> =
            (0..game.players.len()).into_par_iter().map(|player| game.strongly_below(player).filter(|_| by_degree)).collect();
        let solver = Solver { game, movement: &movement, orders: &orders, sorted: &sorted, strongly_below: &strongly_below, control };
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
    /// For each player and rank how many ranks are strongly below it; none where that is not stated.
    strongly_below: &'a [Option<Vec<u32>>],
    control: &'a Control<'a>,
}

/// One computation: whose stability, what deters, how what is not known is read.
#[derive(Clone, Copy)]
struct Task {
    player: usize,
    credible: Option<bool>,
    response: bool,
    /// Whether only what is strongly worse deters.
    strongly: bool,
    /// Whether it leaves for all that may be better (least), or for what surely is (most).
    leaves: Reading,
    /// Whether it is deterred by what surely is no better (least), or by all that may be (most).
    deters: Reading,
    /// Whether others take steps that surely pay (least), or all that may (most).
    steps: Reading,
}

impl Task {
    /// The task for a concept, read in one way throughout.
    fn new(player: usize, credible: Option<bool>, response: bool, reading: Reading) -> Self {
        Self { player, credible, response, strongly: false, leaves: reading, deters: reading, steps: reading }
    }
}

/// Which states are surely, and which are possibly, stable.
type Bounds = (Vec<bool>, Vec<bool>);

impl Solver<'_> {
    fn solve(&self, plan: &Plan) -> Result<Vec<Column>, Stopped> {
        let players = self.orders.len();
        let states = self.movement.states();
        let readings: &[Reading] =
            if self.orders.iter().all(Ranks::is_ranked) { &[Reading::Least] } else { &[Reading::Least, Reading::Most] };
        let is_simultaneous = |concept: &Concept| matches!(concept.deterrence, Deterrence::Sanctions { simultaneous: Some(_), .. });
        let by_degree = plan.concepts.iter().any(|concept| matches!(concept.judgement, Judgement::Strong | Judgement::Weak));
        let two = readings.len() == 2 || by_degree && self.strongly_below.contains(&None);
        let jobs: Vec<(usize, usize)> = (0..players)
            .flat_map(|player| (0..plan.concepts.len()).map(move |bit| (player, bit)))
            .filter(|(player, bit)| plan.wanted[*player] >> bit & 1 == 1 && !is_simultaneous(plan.concepts[*bit]))
            .collect();
        let total = jobs.len() as u64;
        let done = std::sync::atomic::AtomicU64::new(0);
        let results: Vec<(usize, usize, Bounds)> = jobs
            .into_par_iter()
            .map(|(player, bit)| {
                let bounds = self.bounds(player, plan.concepts[bit], readings)?;
                self.control.report("stability", done.fetch_add(1, std::sync::atomic::Ordering::Relaxed) + 1, total);
                Ok((player, bit, bounds))
            })
            .collect::<Result<_, Stopped>>()?;
        let mut columns = vec![Column { surely: vec![0; states], possibly: two.then(|| vec![0; states]) }; players];
        let mark = |bits: &mut [Bits], stable: &[bool], bit: usize| {
            bits.iter_mut().zip(stable).filter(|(_, stable)| **stable).for_each(|(bits, _)| *bits |= 1 << bit);
        };
        for (player, bit, (surely, possibly)) in &results {
            let column = &mut columns[*player];
            mark(&mut column.surely, surely, *bit);
            if let Some(bits) = &mut column.possibly {
                mark(bits, possibly, *bit);
            }
        }
        if plan.concepts.iter().any(|concept| is_simultaneous(concept)) {
            self.simultaneous(plan, readings, &mut columns)?;
        }
        Ok(columns)
    }

    /// What a concept without simultaneous sanctions gives for a player.
    fn bounds(&self, player: usize, concept: &Concept, readings: &[Reading]) -> Result<Bounds, Stopped> {
        let (credible, response) = match concept.deterrence {
            Deterrence::Nothing => (None, false),
            Deterrence::Sanctions { credible, response, simultaneous: _ } => (Some(credible), response),
        };
        let task = |reading| Task::new(player, credible, response, reading);
        let both = |strongly: bool, two: bool| -> Result<Bounds, Stopped> {
            let stable = |reading| self.stable(Task { strongly, ..task(reading) }, None);
            if !two {
                let stable = stable(Reading::Least)?;
                return Ok((stable.clone(), stable));
            }
            let (surely, possibly) = rayon::join(|| stable(Reading::Least), || stable(Reading::Most));
            Ok((surely?, possibly?))
        };
        let two = readings.len() == 2;
        let strong = || both(true, two || self.strongly_below[player].is_none());
        match concept.judgement {
            Judgement::Stated => both(false, two),
            Judgement::Attitude(attitude) => {
                let read = |most: bool| if most { Reading::Most } else { Reading::Least };
                let task =
                    Task { leaves: read(!attitude.leaves_for_unknown), deters: read(attitude.deterred_by_unknown), ..task(Reading::Most) };
                let stable = self.stable(task, None)?;
                Ok((stable.clone(), stable))
            }
            Judgement::Strong => strong(),
            Judgement::Weak => {
                let (general, strong) = (both(false, two)?, strong()?);
                let without = |a: &[bool], b: &[bool]| a.iter().zip(b).map(|(a, b)| *a && !b).collect();
                Ok((without(&general.0, &strong.1), without(&general.1, &strong.0)))
            }
        }
    }

    /// For a task of a player with a known order: for each rank the value from which on what is reached does not deter.
    fn bar(&self, task: Task) -> impl Fn(u32) -> u32 {
        let below = self.strongly_below[task.player].as_deref();
        move |rank| match (task.strongly, below, task.deters) {
            (false, _, _) => rank + 1,
            (true, Some(below), _) => below[rank as usize],
            // not stated: nothing is surely strongly worse, and all that is worse may be
            (true, None, Reading::Least) => 0,
            (true, None, Reading::Most) => rank,
        }
    }

    /// Whether each state is stable for the task's player. `open` receives the improvements that nothing deters.
    fn stable(&self, task: Task, mut open: Option<&mut Open>) -> Result<Vec<bool>, Stopped> {
        let order = &self.orders[task.player];
        let states = self.movement.states();
        self.control.check()?;
        let sorted = self.sorted[task.player].as_ref().filter(|_| order.is_ranked());
        let bar = self.bar(task);
        let Some(credible) = task.credible else {
            if let Some(sorted) = sorted {
                return Ok(sorted.stable(None, bar));
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
                return Ok(sorted.stable(Some(&labels), bar));
            }
            let mut stable = vec![true; states];
            for state in 0..states {
                let bar = bar(ranks[state]);
                for target in self.improvements(task, state) {
                    if labels[target] >= bar {
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
        let surely = task.leaves == Reading::Most;
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
                self.claim(&mut unclaimed[mover], mover, to, credible.then_some(task.steps), each);
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
        if order.columns().is_empty() && task.deters == Reading::Least && self.cannot_be_returned(task.player) {
            // nothing is known, and no move of its own is undone: nothing surely deters
            for state in asked {
                stable[state as usize] = false;
                if let Some(open) = &mut open {
                    open.extend(self.improvements(task, state as usize).map(|target| (state, narrow(target))));
                }
            }
            return Ok(stable);
        }
        // where nothing is known and the unknown deters, all states ask the same
        let apart = order.columns().is_empty() && (task.deters == Reading::Least || task.strongly);
        let key = |state: u32| -> (Vec<u32>, u32) {
            let ranks = order.columns().iter().map(|column| column[state as usize]).collect();
            (ranks, if apart { state } else { 0 })
        };
        let mut seen = vec![0u64; states];
        asked.sort_by_cached_key(|state| key(*state));
        let mut groups: Vec<&[u32]> = asked.chunk_by(|a, b| key(*a) == key(*b)).collect();
        while !groups.is_empty() {
            self.control.check()?;
            let rest = groups.split_off(groups.len().min(64));
            let asked_about: Vec<usize> = groups.iter().map(|group| group[0] as usize).collect();
            let (sanction, reached) = self.sanctions_reached(task, credible, &asked_about);
            for (bit, group) in groups.iter().enumerate() {
                // what a sequence of the others' moves begins at is no end of it: where that would deter, another state must
                let mut others_reached: BTreeMap<usize, bool> = BTreeMap::new();
                for state in *group {
                    self.control.check()?;
                    for target in self.improvements(task, *state as usize) {
                        let deters = reached[target] >> bit & 1 == 1
                            && (sanction[target] >> bit & 1 == 0
                                || *others_reached
                                    .entry(target)
                                    .or_insert_with(|| self.reaches_another(task, credible, target, bit, &sanction, &mut seen)));
                        if !deters {
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

    /// Whether the others can reach from `origin` a state other than it that has the `bit` in `sanction`. `seen` is all zero, and left so.
    fn reaches_another(&self, task: Task, credible: bool, origin: usize, bit: usize, sanction: &[u64], seen: &mut [u64]) -> bool {
        let others = || (0..self.orders.len()).filter(|other| *other != task.player);
        let mut nodes: Vec<(usize, Option<usize>)> = vec![(origin, None)];
        let mut next = 0;
        let mut found = false;
        'search: while let Some((from, last)) = nodes.get(next).copied() {
            next += 1;
            for mover in others().filter(|mover| Some(*mover) != last) {
                for to in self.movement.targets(mover, from) {
                    if seen[to] >> mover & 1 == 1 || !self.may_step(mover, from, to, credible, task.steps) {
                        continue;
                    }
                    if to != origin && sanction[to] >> bit & 1 == 1 {
                        found = true;
                        break 'search;
                    }
                    seen[to] |= 1 << mover;
                    nodes.push((to, Some(mover)));
                }
            }
        }
        nodes.iter().for_each(|(state, _)| seen[*state] = 0);
        found
    }

    /// For each state a bit for each of `asked_about` (up to 64): whether it deters the player there; and whether the others can reach
    /// from it what does.
    fn sanctions_reached(&self, task: Task, credible: bool, asked_about: &[usize]) -> (Vec<u64>, Vec<u64>) {
        let order = &self.orders[task.player];
        let others: Vec<usize> = (0..self.orders.len()).filter(|other| *other != task.player).collect();
        let states = self.movement.states();
        // "no better than s": surely in the least stable reading, possibly in the most stable one. "Strongly worse": of an order that is
        // not known everywhere strength is not stated, so nothing surely is, and all that may be worse may be strongly so
        let no_better = |state: usize, than: usize| match (task.deters, task.strongly) {
            (Reading::Least, false) => order.surely_at_least(than, state),
            (Reading::Most, false) => !order.better(state, than, true),
            (Reading::Least, true) => false,
            (Reading::Most, true) => order.better(than, state, false),
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
                    if bits & !on[*mover][from] != 0 && self.may_step(*mover, from, to, credible, task.steps) {
                        on[*mover][from] |= bits;
                        if !is_waiting[from] {
                            is_waiting[from] = true;
                            waiting.push(narrow(from));
                        }
                    }
                }
            }
        }
        let reached = (0..states).map(|state| others.iter().fold(0, |bits, other| bits | on[*other][state])).collect();
        (sanction, reached)
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
                let stable = self.stable(Task::new(*player, Some(true), false, *reading), Some(&mut open))?;
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
