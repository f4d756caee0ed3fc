//! The surroundings of the status quo, small enough to be drawn.

use super::{Search, World};
use detente_model::answer::{Arc, Finding, Map, WhyUnknown};
use detente_space::Game;
use detente_space::codes::narrow;

/// How many states are shown at most.
const STATES: usize = 60;
/// How many states that only moves reach are added, where improvements reach few.
const NEIGHBOURS: usize = 24;
/// With more arcs than this, those that shorten nothing are left out.
const ARCS: usize = 160;

pub(super) fn draw(
    world: &World<'_>,
    game: &Game,
    start: usize,
    by_moves: &Search,
    by_improvements: &Search,
    is_equilibrium: &[bool],
) -> Map {
    let mut reached: Vec<u32> =
        (0..narrow(world.movement.states())).filter(|state| by_improvements.steps[*state as usize] != u32::MAX).collect();
    reached.sort_by_key(|state| (by_improvements.steps[*state as usize], !is_equilibrium[*state as usize], *state));
    let left_out = reached.len().saturating_sub(STATES) as u64;
    reached.truncate(STATES);
    if reached.len() < NEIGHBOURS {
        let mut near: Vec<u32> = (0..narrow(world.movement.states()))
            .filter(|state| by_improvements.steps[*state as usize] == u32::MAX && by_moves.steps[*state as usize] == 1)
            .collect();
        near.sort_by_key(|state| (!is_equilibrium[*state as usize], *state));
        near.truncate(NEIGHBOURS - reached.len());
        reached.extend(near);
    }
    let steps: Vec<u32> = reached
        .iter()
        .map(|state| match by_improvements.steps[*state as usize] {
            u32::MAX => by_moves.steps[*state as usize],
            steps => steps,
        })
        .collect();
    let position = |state: usize| reached.iter().position(|shown| *shown as usize == state);
    let improvement = |from: usize, to: usize, player: usize| {
        let order = &world.orders[player];
        Finding::from_bounds(order.better(to, from, true), order.better(to, from, false), WhyUnknown::Preference)
    };
    let mut arcs = Vec::new();
    for (from, state) in reached.iter().enumerate() {
        for player in 0..world.orders.len() {
            for target in world.movement.targets(player, *state as usize) {
                let Some(to) = position(target) else { continue };
                let improves = improvement(*state as usize, target, player);
                let by_move_alone = by_improvements.steps[target] == u32::MAX;
                let wanted = match improves {
                    Finding::Yes => true,
                    Finding::No | Finding::Unknown(_) => by_move_alone && *state as usize == start,
                };
                if wanted {
                    arcs.push(Arc { from, to, party: player, improves });
                }
            }
        }
    }
    if arcs.len() > ARCS {
        arcs.retain(|arc| steps[arc.to] == steps[arc.from] + 1);
    }
    if arcs.len() > ARCS {
        let mut entered = vec![0usize; reached.len()];
        arcs.retain(|arc| {
            entered[arc.to] += 1;
            entered[arc.to] <= 2
        });
    }
    Map {
        states: reached.iter().map(|state| game.state(u64::from(*state))).collect(),
        equilibrium: reached.iter().map(|state| is_equilibrium[*state as usize]).collect(),
        steps,
        arcs,
        left_out,
    }
}
