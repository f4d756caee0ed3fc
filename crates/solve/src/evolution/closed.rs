//! Sets of states that steps lead between and never out of.

use super::{Steps, World};
use detente_model::answer::{ClosedSet, EvolutionFinding};
use detente_model::control::{Control, Stopped};
use detente_space::Game;
use detente_space::codes::narrow;

/// The closed sets within reach of `start`, each ascending, in order of their first state.
///
/// Strongly connected components by Tarjan's algorithm (1972), without recursion: a component that no step leaves is closed.
pub(super) fn sets(world: &World<'_>, start: usize, steps: Steps) -> Result<Vec<Vec<u32>>, Stopped> {
    let targets = |state: usize| -> Vec<u32> {
        let mut targets: Vec<u32> = (0..world.orders.len()).flat_map(|player| world.targets(player, state, steps).map(narrow)).collect();
        targets.sort_unstable();
        targets.dedup();
        targets
    };
    among(world.movement.states(), start, &targets, world.control)
}

/// The same, of any graph of numbered nodes.
pub(super) fn among<T: AsRef<[u32]>>(
    states: usize,
    start: usize,
    targets: &dyn Fn(usize) -> T,
    control: &Control<'_>,
) -> Result<Vec<Vec<u32>>, Stopped> {
    const NEW: u32 = u32::MAX;
    let (mut number, mut lowest) = (vec![NEW; states], vec![0u32; states]);
    let mut component = vec![NEW; states];
    let mut on_path: Vec<usize> = Vec::new();
    let mut calls: Vec<(usize, T, usize)> = Vec::new();
    let mut next = 0u32;
    let mut found: Vec<(Vec<u32>, bool)> = Vec::new();
    let open = |state: usize, number: &mut Vec<u32>, lowest: &mut Vec<u32>, on_path: &mut Vec<usize>, next: &mut u32| {
        number[state] = *next;
        lowest[state] = *next;
        *next += 1;
        on_path.push(state);
        (state, targets(state), 0)
    };
    calls.push(open(start, &mut number, &mut lowest, &mut on_path, &mut next));
    while let Some((state, list, at)) = calls.last_mut() {
        let state = *state;
        if let Some(to) = list.as_ref().get(*at).map(|to| *to as usize) {
            *at += 1;
            if number[to] == NEW {
                if next.is_multiple_of(65_536) {
                    control.check()?;
                }
                calls.push(open(to, &mut number, &mut lowest, &mut on_path, &mut next));
            } else if component[to] == NEW {
                lowest[state] = lowest[state].min(number[to]);
            }
            continue;
        }
        calls.pop();
        if let Some((parent, ..)) = calls.last() {
            lowest[*parent] = lowest[*parent].min(lowest[state]);
        }
        if lowest[state] == number[state] {
            let id = narrow(found.len());
            let from = on_path.iter().rposition(|other| *other == state).unwrap_or(0);
            let mut members: Vec<u32> = on_path.drain(from..).map(narrow).collect();
            members.iter().for_each(|member| component[*member as usize] = id);
            members.sort_unstable();
            let closed = members.iter().all(|member| targets(*member as usize).as_ref().iter().all(|to| component[*to as usize] == id));
            found.push((members, closed));
        }
    }
    let mut closed: Vec<Vec<u32>> = found.into_iter().filter(|(_, closed)| *closed).map(|(members, _)| members).collect();
    closed.sort_unstable();
    Ok(closed)
}

/// The sets, cut at [`EvolutionFinding::LISTED`], described.
pub(super) fn describe(sets: &[Vec<u32>], game: &Game) -> Vec<ClosedSet> {
    let describe = |members: &Vec<u32>| ClosedSet {
        count: members.len() as u64,
        states: members.iter().take(EvolutionFinding::LISTED).map(|state| game.state(u64::from(*state))).collect(),
    };
    sets.iter().take(EvolutionFinding::LISTED).map(describe).collect()
}
