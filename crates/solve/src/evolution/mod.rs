//! Where things can go from the status quo.
//!
//! ## What it says
//! Which states the parties can bring about from where they stand, step by step, by any moves and by moves that pay; where that
//! ends or goes round; which equilibria are within reach, by whose steps, and which are not.
//!
//! ## Definition
//! A state is reached in k steps if a sequence of k moves (or improvements: every step better for its mover than the state it
//! leaves) leads to it in which no party moves twice in a row. A closed set is a set of states that steps of that kind lead
//! between and never out of: one state, or a cycle.
//!
//! ## Reads and assumes
//! Moves and orders of all. Where a preference is unknown, only sure improvements count as such. In closed sets a party may also
//! go on from where its own move has led, which makes a difference only where moves are not transitive.
//!
//! ## When it misleads
//! Possible is not likely: nothing is said about which of the ways would be taken.
//!
//! ## Complexity
//! Linear in the number of moves between reached states.
//!
//! ## References
//! K. W. Li, D. M. Kilgour and K. W. Hipel (2005), *Journal of the Operational Research Society* 56:699–707.

mod certificate;
mod closed;
mod headline;
pub mod joint;
mod map;

use crate::known::Ranks;
use crate::stability::{Concept, Stability};
use detente_model::answer::{Answer, EvolutionFinding, Finding, Made, Reach, ReachedEquilibrium, Step, Way};
use detente_model::control::{Control, Stopped};
use detente_space::Game;
use detente_space::codes::{narrow, place};
use detente_space::moves::Movement;
use detente_space::ranks::Slots;
use std::collections::HashMap;

/// The concepts whose equilibria are sought where none are named: those that last because nobody gains by leaving, or because leaving
/// would be answered by others in their own interest.
pub const FIRM: [&Concept; 2] = [&crate::stability::nash::CONCEPT, &crate::stability::seq::CONCEPT];

/// Why there is no answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum EvolutionError {
    /// The caller stopped it.
    #[error("stopped")]
    Stopped(Stopped),
    /// The moves cannot be tabulated.
    #[error(transparent)]
    TooRestricted(#[from] detente_space::moves::TooRestricted),
}

impl From<Stopped> for EvolutionError {
    fn from(stopped: Stopped) -> Self {
        Self::Stopped(stopped)
    }
}

/// Which steps count.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Steps {
    Moves,
    Improvements,
}

/// The answer to [`analyse`].
///
/// # Errors
/// As there.
pub fn answer(
    game: &Game,
    stability: &Stability<'_>,
    concepts: &[&'static Concept],
    start: u64,
    case_digest: &str,
    control: &Control<'_>,
) -> Result<Answer<EvolutionFinding>, EvolutionError> {
    let finding = analyse(game, stability, concepts, start, control)?;
    let made =
        Made { method: "evolution of the status quo in the graph model for conflict resolution".into(), ..stability.made(case_digest) };
    Ok(Answer { headline: headline::sentence(&finding), finding, because: Vec::new(), made })
}

/// Where the game can go from the state with number `start` (from 0), and which equilibria that meets: states that `stability` finds
/// to be one under any of the `concepts`.
///
/// # Errors
/// When the caller stops it or the moves cannot be tabulated.
pub fn analyse(
    game: &Game,
    stability: &Stability<'_>,
    concepts: &[&'static Concept],
    start: u64,
    control: &Control<'_>,
) -> Result<EvolutionFinding, EvolutionError> {
    let movement = Movement::new(game)?;
    let orders: Vec<Ranks> = (0..game.players.len()).map(|player| Ranks::new(game.ranks(player, Slots::Numbers))).collect();
    let world = World { movement: &movement, orders: &orders, control };
    let start_state = place(start);
    let by_moves = Search::from(&world, start_state, Steps::Moves)?;
    control.report("evolution", 1, 3);
    let by_improvements = Search::from(&world, start_state, Steps::Improvements)?;
    control.report("evolution", 2, 3);

    let positions: Vec<usize> = (0..stability.concepts().len()).filter(|at| concepts.contains(&stability.concepts()[*at])).collect();
    let mut is_equilibrium = vec![false; movement.states()];
    let mut found: Vec<(u64, u64, Vec<Finding>)> = Vec::new();
    for (code, number) in game.feasible.codes().zip(0u64..) {
        let all = stability.equilibrium(code, number);
        let findings: Vec<Finding> = positions.iter().map(|at| all[*at]).collect();
        if findings.contains(&Finding::Yes) {
            is_equilibrium[place(number)] = true;
            found.push((code, number, findings));
        }
    }
    let reached = |search: &Search, number: u64| search.steps[place(number)] != u32::MAX;
    let count = |search: &Search| found.iter().filter(|(_, number, _)| reached(search, *number)).count() as u64;
    let (equilibria_count, reached_by_improvements, reached_by_moves) = (found.len() as u64, count(&by_improvements), count(&by_moves));
    found.sort_by_key(|(_, number, _)| (!reached(&by_improvements, *number), !reached(&by_moves, *number), *number));
    found.truncate(EvolutionFinding::LISTED);
    let equilibria = found
        .iter()
        .map(|(code, number, equilibrium)| ReachedEquilibrium {
            state: game.describe(*code, *number),
            equilibrium: equilibrium.clone(),
            by_moves: by_moves.way(game, place(*number)),
            by_improvements: by_improvements.way(game, place(*number)),
        })
        .collect();
    let found: Vec<usize> = found.iter().map(|(_, number, _)| place(*number)).collect();
    let closed = [Steps::Moves, Steps::Improvements].map(|steps| closed::sets(&world, start_state, steps));
    let [closed_by_moves, closed_by_improvements] = closed;
    let (closed_by_moves, closed_by_improvements) = (closed_by_moves?, closed_by_improvements?);
    let mut proofs = certificate::Proofs::new(game);
    proofs.add(start_state, Steps::Improvements, &by_improvements, &closed_by_improvements, &found);
    proofs.add(start_state, Steps::Moves, &by_moves, &closed_by_moves, &found);
    let (certificates, uncertified) = proofs.done();
    let finding = EvolutionFinding {
        frame: game.description.clone(),
        start: game.state(start),
        by_moves: by_moves.reach(game, &closed_by_moves),
        by_improvements: by_improvements.reach(game, &closed_by_improvements),
        improvements_unknown: crate::stability::may_be_unknown(game),
        concepts: positions.iter().map(|at| stability.concepts()[*at].id).collect(),
        equilibria,
        equilibria_count,
        reached_by_improvements,
        reached_by_moves,
        map: map::draw(&world, game, start_state, &by_moves, &by_improvements, &is_equilibrium),
        certificates,
        uncertified,
    };
    control.report("evolution", 3, 3);
    Ok(finding)
}

/// For each state whether improvements lead to it from the state with number `start` (from 0), which they do to itself. `movement` is that of
/// the game.
///
/// # Errors
/// When the caller stops it.
pub fn reached_by_improvements(game: &Game, movement: &Movement, start: u64, control: &Control<'_>) -> Result<Vec<bool>, Stopped> {
    let orders: Vec<Ranks> = (0..game.players.len()).map(|player| Ranks::new(game.ranks(player, Slots::Numbers))).collect();
    let world = World { movement, orders: &orders, control };
    // who may still go on from a state: all but the first who arrived there, and that one too once somebody else has arrived
    const OPEN: u32 = u32::MAX - 1;
    let mut first = vec![NOBODY; movement.states()];
    first[place(start)] = OPEN;
    let mut waiting: Vec<(usize, Option<usize>)> = vec![(place(start), None)];
    let mut looked_at = 0u64;
    while let Some((from, only)) = waiting.pop() {
        looked_at += 1;
        if looked_at.is_multiple_of(65_536) {
            control.check()?;
        }
        let barred = first[from];
        for player in (0..orders.len()).filter(|player| only.map_or(narrow(*player) != barred, |only| only == *player)) {
            for to in world.targets(player, from, Steps::Improvements) {
                if first[to] == NOBODY {
                    first[to] = narrow(player);
                    waiting.push((to, None));
                } else if first[to] != OPEN && first[to] != narrow(player) {
                    // the state may still wait to be looked at: then it is for all
                    waiting.push((to, Some(first[to] as usize)));
                    first[to] = OPEN;
                }
            }
        }
    }
    Ok(first.iter().map(|first| *first != NOBODY).collect())
}

/// What steps there are.
struct World<'a> {
    movement: &'a Movement,
    orders: &'a [Ranks],
    control: &'a Control<'a>,
}

impl World<'_> {
    /// The states that a party can step to.
    fn targets(&self, player: usize, from: usize, steps: Steps) -> impl Iterator<Item = usize> {
        let order = &self.orders[player];
        self.movement.targets(player, from).filter(move |to| steps == Steps::Moves || order.better(*to, from, true))
    }
}

/// A breadth-first search over nodes (state, who moved last).
struct Search {
    /// Fewest steps to each state; `u32::MAX` where it is not reached.
    steps: Vec<u32>,
    /// For each node that was reached first in its state or later: the node before it. The start has no mover.
    before: HashMap<(u32, u32), Option<(u32, u32)>>,
    /// The mover of the first arrival in each state.
    first: Vec<u32>,
    /// The nodes that take just 1, 2, … steps.
    layers: Vec<Vec<(u32, u32)>>,
}

const NOBODY: u32 = u32::MAX;

impl Search {
    fn from(world: &World<'_>, start: usize, steps_of: Steps) -> Result<Self, Stopped> {
        let states = world.movement.states();
        let mut search = Self { steps: vec![u32::MAX; states], before: HashMap::new(), first: vec![NOBODY; states], layers: Vec::new() };
        search.steps[start] = 0;
        let mut arrived = vec![0u64; states];
        let mut frontier = vec![(narrow(start), NOBODY)];
        let mut distance = 0;
        while !frontier.is_empty() {
            world.control.check()?;
            distance += 1;
            let mut next = Vec::new();
            for (from, last) in frontier {
                for player in (0..world.orders.len()).filter(|player| narrow(*player) != last) {
                    for to in world.targets(player, from as usize, steps_of) {
                        if arrived[to] >> player & 1 == 1 {
                            continue;
                        }
                        arrived[to] |= 1 << player;
                        let node = (narrow(to), narrow(player));
                        search.before.insert(node, (last != NOBODY).then_some((from, last)));
                        if search.steps[to] == u32::MAX {
                            search.steps[to] = distance;
                            search.first[to] = narrow(player);
                        }
                        next.push(node);
                    }
                }
            }
            search.layers.push(next.clone());
            frontier = next;
        }
        Ok(search)
    }

    /// A shortest way to a state, if it is reached: who moves, where to.
    fn steps_to(&self, state: usize) -> Option<Vec<(u32, u32)>> {
        if self.steps[state] == u32::MAX {
            return None;
        }
        let mut steps = Vec::new();
        let mut node = (self.first[state] != NOBODY).then_some((narrow(state), self.first[state]));
        while let Some((state, player)) = node {
            steps.push((player, state));
            node = self.before[&(state, player)];
        }
        steps.reverse();
        Some(steps)
    }

    /// The same, described.
    fn way(&self, game: &Game, state: usize) -> Option<Way> {
        let steps = self.steps_to(state)?;
        let step = |(player, state): (u32, u32)| Step { party: player as usize, to: game.state(u64::from(state)) };
        Some(Way { steps: steps.into_iter().map(step).collect() })
    }

    fn reach(&self, game: &Game, closed: &[Vec<u32>]) -> Reach {
        let mut by_step: Vec<u64> = Vec::new();
        for steps in self.steps.iter().filter(|steps| **steps != u32::MAX) {
            let steps = *steps as usize;
            by_step.resize(by_step.len().max(steps + 1), 0);
            by_step[steps] += 1;
        }
        Reach { states: by_step.iter().sum(), by_step, closed: closed::describe(closed, game), closed_count: closed.len() as u64 }
    }
}

/// The numbers of the states in which things may end up that go on by improvements from the state with number `start` (from 0): the members of all closed
/// sets, ascending. `movement` is that of the game.
///
/// # Errors
/// When the caller stops it.
pub fn ends(game: &Game, movement: &Movement, start: u64, control: &Control<'_>) -> Result<Vec<u64>, Stopped> {
    let orders: Vec<Ranks> = (0..game.players.len()).map(|player| Ranks::new(game.ranks(player, Slots::Numbers))).collect();
    let world = World { movement, orders: &orders, control };
    let mut ends: Vec<u64> = closed::sets(&world, place(start), Steps::Improvements)?.into_iter().flatten().map(u64::from).collect();
    ends.sort_unstable();
    Ok(ends)
}

/// The numbers of the states that can be reached from the state with number `start` (from 0), itself among them, by steps that are not surely no better for whoever
/// takes them: what improvements could reach under some completion of what is known. Ascending. A party may go on from where its own step has led.
///
/// # Errors
/// When the caller stops it.
pub fn possibly_reached(game: &Game, movement: &Movement, start: u64, control: &Control<'_>) -> Result<Vec<u64>, Stopped> {
    let orders: Vec<Ranks> = (0..game.players.len()).map(|player| Ranks::new(game.ranks(player, Slots::Numbers))).collect();
    let mut reached = vec![false; movement.states()];
    reached[place(start)] = true;
    let mut waiting = vec![place(start)];
    while let Some(from) = waiting.pop() {
        control.check()?;
        for (player, order) in orders.iter().enumerate() {
            for to in movement.targets(player, from).filter(|to| order.better(*to, from, false)) {
                if !reached[to] {
                    reached[to] = true;
                    waiting.push(to);
                }
            }
        }
    }
    Ok((0u64..).zip(&reached).filter(|(_, reached)| **reached).map(|(number, _)| number).collect())
}
