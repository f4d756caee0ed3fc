//! Whether steps lead from each of some states to each other of them, and to no other state.

use crate::{Refusal, World, show};
use detente_model::answer::Closed;
use detente_model::expression::Value;
use detente_model::order::Standing;
use std::collections::HashMap;

pub(crate) fn verify(world: &World<'_>, closed: &Closed) -> Result<(), Refusal> {
    let places: HashMap<&[Value], usize> = closed.states.iter().enumerate().map(|(place, state)| (&**state, place)).collect();
    if closed.states.is_empty() {
        return Err(Refusal::new("the set", "it is empty"));
    }
    let mut forward: Vec<Vec<usize>> = vec![Vec::new(); closed.states.len()];
    let mut backward = forward.clone();
    for (number, state) in closed.states.iter().enumerate() {
        let step = || format!("state {} of the set, {}", number + 1, show(state));
        if !world.is_state(state) {
            return Err(Refusal::new(step(), "it is not a feasible state of the frame"));
        }
        for mover in world.movers() {
            for to in world.moves(mover, state) {
                if closed.improvements && world.compare(mover, &to, state) != Standing::Better {
                    continue;
                }
                let Some(place) = places.get(&to[..]) else {
                    let name = &world.case().parties[mover].id;
                    return Err(Refusal::new(step(), format!("`{name}` can go from it to {}, which is not in the set", show(&to))));
                };
                forward[number].push(*place);
                backward[*place].push(number);
            }
        }
    }
    for (steps, why) in [(&forward, "no steps lead to it from the first"), (&backward, "no steps lead from it to the first")] {
        if let Some(missed) = missed(steps) {
            return Err(Refusal::new(format!("state {} of the set, {}", missed + 1, show(&closed.states[missed])), why));
        }
    }
    Ok(())
}

/// A place that these steps do not reach from the first.
fn missed(steps: &[Vec<usize>]) -> Option<usize> {
    let mut reached = vec![false; steps.len()];
    let mut waiting = vec![0];
    while let Some(place) = waiting.pop() {
        if !std::mem::replace(&mut reached[place], true) {
            waiting.extend(&steps[place]);
        }
    }
    reached.iter().position(|reached| !reached)
}
