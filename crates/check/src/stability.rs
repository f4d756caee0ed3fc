//! Whether a certificate proves that a state is stable for a party, or that it is not.
//!
//! Definitions (with s the state, i the party): s is stable iff every improvement of i from s is deterred. An improvement t is deterred
//! iff the others can reach from t, by moves in which no party moves twice in a row (each an improvement for its mover where answers must be
//! credible), a state no better for i than s; where i may respond, one from which no move of i leads to a state better than s.

use crate::{Refusal, World};
use detente_model::answer::{Certificate, Claim, StateValues};
use detente_model::expression::Value;
use detente_model::index::PartyId;
use detente_model::order::Standing;
use std::collections::HashSet;

/// Verifies a claim by its certificate, on the case that `world` is a frame of.
///
/// # Errors
/// The first step that fails, and why.
///
/// # Complexity
/// For each state of the certificate, the moves of every party from it.
pub fn verify(world: &World<'_>, claim: &Claim, certificate: &Certificate) -> Result<(), Refusal> {
    if !world.is_state(&claim.state) {
        return Err(Refusal::new("the claim", "its state is not a feasible state of the frame"));
    }
    match (certificate, claim.stable) {
        (Certificate::Paths(deterred), true) => {
            let improvements = world.moves(claim.party, &claim.state).into_iter().filter(|to| might_improve(world, claim, to));
            for improvement in improvements {
                let answered = deterred.iter().find(|deterred| *deterred.improvement == *improvement);
                let name = format!("the improvement to {}", show(&improvement));
                let answer = answered.ok_or_else(|| Refusal::new(name.clone(), "the certificate has no answer to it"))?;
                check_answer(world, claim, &name, &improvement, &answer.answer)?;
            }
            Ok(())
        }
        (Certificate::ClosedSet { improvement, nodes }, false) => closed(world, claim, improvement, nodes),
        (Certificate::Paths(_), false) => {
            Err(Refusal::new("the certificate", "answers prove that a state is stable, and it is claimed not to be"))
        }
        (Certificate::ClosedSet { .. }, true) => {
            Err(Refusal::new("the certificate", "a closed set proves that a state is not stable, and it is claimed to be"))
        }
    }
}

/// Whether a state is, for all that is known, an improvement on the claim's: stability must hold against every such move.
fn might_improve(world: &World<'_>, claim: &Claim, to: &[Value]) -> bool {
    matches!(world.compare(claim.party, to, &claim.state), Standing::Better | Standing::Unknown)
}

/// Whether a state surely leaves the party no better off than the claim's, also after its own response where it may respond.
fn deters(world: &World<'_>, claim: &Claim, state: &[Value]) -> bool {
    let no_better = |state: &[Value]| {
        state == &*claim.state || matches!(world.compare(claim.party, state, &claim.state), Standing::Worse | Standing::Indifferent)
    };
    no_better(state) && (!claim.response || world.moves(claim.party, state).iter().all(|to| no_better(to)))
}

/// Whether a state may leave the party no better off, for all that is known.
fn might_deter(world: &World<'_>, claim: &Claim, state: &[Value]) -> bool {
    let not_surely_better = |state: &[Value]| world.compare(claim.party, state, &claim.state) != Standing::Better;
    not_surely_better(state) && (!claim.response || world.moves(claim.party, state).iter().all(|to| not_surely_better(to)))
}

fn check_answer(
    world: &World<'_>,
    claim: &Claim,
    name: &str,
    improvement: &[Value],
    answer: &[detente_model::answer::CertifiedStep],
) -> Result<(), Refusal> {
    let Some(credible) = claim.credible else {
        return Err(Refusal::new(name, "there is an improvement, and under this concept nothing deters"));
    };
    let mut at: &[Value] = improvement;
    let mut last = None;
    for (number, step) in answer.iter().enumerate() {
        let refuse = |why: &str| Err(Refusal::new(format!("{name}, step {} of the answer", number + 1), why));
        if step.party == claim.party {
            return refuse("the party itself moves; only the others answer");
        }
        if last == Some(step.party) {
            return refuse("the same party moves twice in a row");
        }
        if !world.can_move(step.party, at, &step.to) {
            return refuse("its mover cannot move so");
        }
        if credible && world.compare(step.party, &step.to, at) != Standing::Better {
            return refuse("it is not surely better for its mover");
        }
        (at, last) = (&step.to, Some(step.party));
    }
    if answer.is_empty() {
        return Err(Refusal::new(name, "the answer has no step"));
    }
    if deters(world, claim, at) {
        Ok(())
    } else {
        Err(Refusal::new(format!("{name}, the end of the answer"), "it does not deter: the party is, or may then become, better off"))
    }
}

fn closed(world: &World<'_>, claim: &Claim, improvement: &[Value], nodes: &[(StateValues, PartyId)]) -> Result<(), Refusal> {
    if !world.can_move(claim.party, &claim.state, improvement) {
        return Err(Refusal::new("the improvement", "the party cannot move there"));
    }
    if world.compare(claim.party, improvement, &claim.state) != Standing::Better {
        return Err(Refusal::new("the improvement", "it is not surely better for the party"));
    }
    let Some(credible) = claim.credible else {
        return Ok(());
    };
    let members: HashSet<(&[Value], PartyId)> = nodes.iter().map(|(state, party)| (&**state, *party)).collect();
    let movers: Vec<PartyId> = world.movers().into_iter().filter(|party| *party != claim.party).collect();
    let follow = |step: String, from: &[Value], last: Option<PartyId>| {
        for mover in movers.iter().filter(|mover| Some(**mover) != last) {
            for to in world.moves(*mover, from) {
                let may = !credible || matches!(world.compare(*mover, &to, from), Standing::Better | Standing::Unknown);
                if may && *to != *improvement && !members.contains(&(&to[..], *mover)) {
                    return Err(Refusal::new(
                        step,
                        format!("`{}` can go on to {}, which is not in the set", world.case().parties[*mover].id, show(&to)),
                    ));
                }
            }
        }
        Ok(())
    };
    follow("the improvement".into(), improvement, None)?;
    for (number, (state, last)) in nodes.iter().enumerate() {
        let step = format!("node {} of the closed set, {}", number + 1, show(state));
        if !world.is_state(state) {
            return Err(Refusal::new(step, "it is not a feasible state"));
        }
        if might_deter(world, claim, state) {
            return Err(Refusal::new(step, "it deters the party"));
        }
        follow(step, state, Some(*last))?;
    }
    Ok(())
}

/// A state in a message: the positions of its values.
fn show(state: &[Value]) -> String {
    let digits: Vec<String> = state.iter().map(Value::to_string).collect();
    if digits.iter().all(|digit| digit.len() == 1) { digits.concat() } else { digits.join(".") }
}
