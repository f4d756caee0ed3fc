//! Whether a certificate proves that a state is stable for a party, or that it is not.
//!
//! Definitions (with s the state, i the party): s is stable iff every improvement of i from s is deterred. An improvement t is deterred
//! iff the others can reach from t, by moves in which no party moves twice in a row (each an improvement for its mover where answers must be
//! credible), a state no better for i than s; where i may respond, one from which no move of i leads to a state better than s. Where others may
//! also leave at the same time, t is deterred as well if some of them have improvements from s that, added to the move to t, make a state no
//! better for i than s; either all others count, or only those for whom s is not sequentially stable.

use crate::{Refusal, World, show};
use detente_model::answer::{Certificate, CertifiedStep, Claim, Deterred, Leavers, Sanction, StateValues, Undeterred};
use detente_model::expression::Value;
use detente_model::index::PartyId;
use detente_model::order::Standing;
use std::collections::HashSet;

pub(crate) fn verify(world: &World<'_>, claim: &Claim, certificate: &Certificate) -> Result<(), Refusal> {
    if !world.is_state(&claim.state) {
        return Err(Refusal::new("the claim", "its state is not a feasible state of the frame"));
    }
    match (certificate, claim.stable) {
        (Certificate::Paths(deterred), true) => all_deterred(world, claim, deterred),
        (Certificate::ClosedSet { open, staying }, false) => {
            closed(world, claim, open)?;
            nothing_at_once(world, claim, open, staying)
        }
        (Certificate::Paths(_), false) => {
            Err(Refusal::new("the certificate", "answers prove that a state is stable, and it is claimed not to be"))
        }
        (Certificate::ClosedSet { .. }, true) => {
            Err(Refusal::new("the certificate", "a closed set proves that a state is not stable, and it is claimed to be"))
        }
    }
}

/// That every improvement has something that deters it.
fn all_deterred(world: &World<'_>, claim: &Claim, deterred: &[Deterred]) -> Result<(), Refusal> {
    let improvements = world.moves(claim.party, &claim.state).into_iter().filter(|to| might_improve(world, claim, to));
    for improvement in improvements {
        let found = deterred.iter().find(|deterred| *deterred.improvement == *improvement);
        let name = format!("the improvement to {}", show(&improvement));
        let found = found.ok_or_else(|| Refusal::new(name.clone(), "the certificate has no answer to it"))?;
        match &found.by {
            Sanction::Answer(answer) => check_answer(world, claim, &name, &improvement, answer)?,
            Sanction::AtOnce { moves, leaving } => check_at_once(world, claim, &name, &improvement, moves, leaving)?,
        }
    }
    Ok(())
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

fn check_answer(world: &World<'_>, claim: &Claim, name: &str, improvement: &[Value], answer: &[CertifiedStep]) -> Result<(), Refusal> {
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

/// That others who leave at the same time make a state that deters; and, where it matters, that each of them would leave of itself.
fn check_at_once(
    world: &World<'_>,
    claim: &Claim,
    name: &str,
    improvement: &[Value],
    moves: &[CertifiedStep],
    leaving: &[Undeterred],
) -> Result<(), Refusal> {
    let Some(leavers) = claim.at_once else {
        return Err(Refusal::new(name, "under this concept nobody deters by leaving at the same time"));
    };
    let mut end: StateValues = improvement.into();
    let mut before = vec![claim.party];
    for (number, step) in moves.iter().enumerate() {
        let refuse = |why: &str| Err(Refusal::new(format!("{name}, move {} at the same time", number + 1), why));
        if before.contains(&step.party) {
            return refuse("its mover moves already");
        }
        if !world.can_move(step.party, &claim.state, &step.to) {
            return refuse("its mover cannot move so");
        }
        if world.compare(step.party, &step.to, &claim.state) != Standing::Better {
            return refuse("it is not surely better for its mover");
        }
        if leavers == Leavers::Unstable {
            let Some(open) = leaving.get(number) else { return refuse("it is not shown that its mover would leave of itself") };
            let alone = Claim { party: step.party, at_once: None, stable: false, ..claim.clone() };
            closed(world, &alone, open)
                .map_err(|refusal| Refusal::new(format!("{name}, move {} at the same time, {}", number + 1, refusal.step), refusal.why))?;
        }
        end = add(&end, &claim.state, &step.to);
        before.push(step.party);
    }
    if moves.is_empty() {
        return Err(Refusal::new(name, "nobody leaves at the same time"));
    }
    if !world.is_state(&end) {
        return Err(Refusal::new(format!("{name}, the end of all moves"), "it is not a feasible state"));
    }
    if !deters(world, claim, &end) {
        return Err(Refusal::new(format!("{name}, the end of all moves"), "it does not deter: the party is, or may be, better off"));
    }
    Ok(())
}

/// A state with the changes of a move from another state added to it.
fn add(state: &[Value], from: &[Value], to: &[Value]) -> StateValues {
    state.iter().zip(from.iter().zip(to)).map(|(value, (from, to))| if from == to { *value } else { *to }).collect()
}

/// How many combinations of moves are tried at most.
const COMBINATIONS: usize = 1 << 22;

/// That nothing others might do by leaving at the same time deters: all combinations of what may be improvements of theirs are tried, but for
/// those who are shown to stay.
fn nothing_at_once(world: &World<'_>, claim: &Claim, open: &Undeterred, staying: &[(PartyId, Vec<Deterred>)]) -> Result<(), Refusal> {
    let Some(leavers) = claim.at_once else { return Ok(()) };
    let mut ends: Vec<StateValues> = vec![open.improvement.clone()];
    for other in world.movers().into_iter().filter(|other| *other != claim.party) {
        if let Some((_, deterred)) = staying.iter().find(|(party, _)| *party == other && leavers == Leavers::Unstable) {
            let alone = Claim { party: other, at_once: None, stable: true, ..claim.clone() };
            all_deterred(world, &alone, deterred).map_err(|refusal| {
                Refusal::new(format!("that `{}` stays, {}", world.case().parties[other].id, refusal.step), refusal.why)
            })?;
            continue;
        }
        let may = |to: &Vec<Value>| matches!(world.compare(other, to, &claim.state), Standing::Better | Standing::Unknown);
        let moves: Vec<Vec<Value>> = world.moves(other, &claim.state).into_iter().filter(may).collect();
        if ends.len().saturating_mul(moves.len() + 1) > COMBINATIONS {
            return Err(Refusal::new("the moves at the same time", "there are too many combinations to try"));
        }
        let added: Vec<StateValues> = ends.iter().flat_map(|end| moves.iter().map(|to| add(end, &claim.state, to))).collect();
        ends.extend(added);
    }
    // the first is that all others stay
    match ends[1..].iter().find(|end| world.is_state(end) && might_deter(world, claim, end)) {
        Some(end) => Err(Refusal::new("the moves at the same time", format!("some lead to {}, which may deter", show(end)))),
        None => Ok(()),
    }
}

/// That an improvement is one, and that the others can reach nothing from it that deters.
fn closed(world: &World<'_>, claim: &Claim, Undeterred { improvement, nodes }: &Undeterred) -> Result<(), Refusal> {
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
                if may && to[..] != **improvement && !members.contains(&(&to[..], *mover)) {
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
