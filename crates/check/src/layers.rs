//! Whether ways are shortest.
//!
//! Layer k holds what takes k steps: layer 0 is the start, and all that steps lead to from layer k must be in some layer up to k + 1. By
//! induction whatever k steps reach is in a layer up to k. So a state that is in no layer before k takes k steps at least, and a way of k
//! steps to it is shortest. Nodes are (state, last mover), for nobody moves twice in a row.

use crate::{Refusal, World, show};
use detente_model::answer::{CertifiedStep, Layers};
use detente_model::expression::Value;
use detente_model::index::PartyId;
use detente_model::order::Standing;
use std::collections::HashMap;

pub(crate) fn verify(world: &World<'_>, layers: &Layers) -> Result<(), Refusal> {
    if !world.is_state(&layers.start) {
        return Err(Refusal::new("the start", "it is not a feasible state of the frame"));
    }
    let mut node_layer: HashMap<(&[Value], Option<PartyId>), usize> = HashMap::from([((&*layers.start, None), 0)]);
    let mut state_layer: HashMap<&[Value], usize> = HashMap::from([(&*layers.start, 0)]);
    for (layer, nodes) in (1..).zip(&layers.layers) {
        for (state, mover) in nodes {
            node_layer.entry((state, Some(*mover))).or_insert(layer);
            state_layer.entry(state).or_insert(layer);
        }
    }
    let movers = world.movers();
    let follow = |step: &dyn Fn() -> String, from: &[Value], last: Option<PartyId>, layer: usize| {
        for mover in movers.iter().filter(|mover| Some(**mover) != last) {
            for to in world.moves(*mover, from) {
                let counts = !layers.improvements || world.compare(*mover, &to, from) == Standing::Better;
                if counts && node_layer.get(&(&to[..], Some(*mover))).is_none_or(|found| *found > layer + 1) {
                    let name = &world.case().parties[*mover].id;
                    let why = format!("`{name}` can go on to {}, which is in no layer up to {}", show(&to), layer + 1);
                    return Err(Refusal::new(step(), why));
                }
            }
        }
        Ok(())
    };
    if !layers.layers.is_empty() {
        follow(&|| "the start".into(), &layers.start, None, 0)?;
    }
    for (layer, nodes) in (1..layers.layers.len()).zip(&layers.layers) {
        for (number, (state, last)) in nodes.iter().enumerate() {
            follow(&|| format!("layer {layer}, node {}, {}", number + 1, show(state)), state, Some(*last), layer)?;
        }
    }
    for (number, way) in (1..).zip(&layers.ways) {
        check_way(world, layers, number, way, &state_layer)?;
    }
    Ok(())
}

fn check_way(
    world: &World<'_>,
    layers: &Layers,
    number: usize,
    way: &[CertifiedStep],
    state_layer: &HashMap<&[Value], usize>,
) -> Result<(), Refusal> {
    let mut at: &[Value] = &layers.start;
    let mut last = None;
    for (place, step) in (1..).zip(way) {
        let refuse = |why: &str| Err(Refusal::new(format!("way {number}, step {place}"), why));
        if last == Some(step.party) {
            return refuse("the same party moves twice in a row");
        }
        if !world.can_move(step.party, at, &step.to) {
            return refuse("its mover cannot move so");
        }
        if layers.improvements && world.compare(step.party, &step.to, at) != Standing::Better {
            return refuse("it is not surely better for its mover");
        }
        (at, last) = (&step.to, Some(step.party));
    }
    let refuse = |why: String| Err(Refusal::new(format!("the end of way {number}"), why));
    if way.len() > layers.layers.len() + 1 {
        return refuse(format!("it takes {} steps, and the layers go no further than {}", way.len(), layers.layers.len()));
    }
    match state_layer.get(at) {
        Some(layer) if *layer < way.len() => refuse(format!("the way takes {} steps, and the state is in layer {layer}", way.len())),
        _ => Ok(()),
    }
}
