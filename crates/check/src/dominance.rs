//! Whether a state is better than another for some parties and worse for none of them.

use crate::{Refusal, World};
use detente_model::answer::Dominance;
use detente_model::order::Standing;

pub(crate) fn verify(world: &World<'_>, dominance: &Dominance) -> Result<(), Refusal> {
    let Dominance { parties, better, worse, gains, .. } = dominance;
    for (name, state) in [("the better state", better), ("the worse state", worse)] {
        if !world.is_state(state) {
            return Err(Refusal::new(name, "it is not a feasible state of the frame"));
        }
    }
    for party in parties {
        if !matches!(world.compare(*party, better, worse), Standing::Better | Standing::Indifferent) {
            let name = &world.case().parties[*party].id;
            return Err(Refusal::new(format!("the party `{name}`"), "the state is not surely at least as good for it"));
        }
    }
    if !parties.contains(gains) || world.compare(*gains, better, worse) != Standing::Better {
        let name = &world.case().parties[*gains].id;
        return Err(Refusal::new(format!("the gain of `{name}`"), "the state is not surely better for it, or it is not among the parties"));
    }
    Ok(())
}
