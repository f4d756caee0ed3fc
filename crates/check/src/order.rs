//! Whether a state is better than another for a party, and what decides.
//!
//! Statements are compared one after the other, the most important first: the first that holds in one state and not in the other decides. Where
//! none does, the other scores of the preference are compared in the same way. A partial order is what several such orders agree on: at least as
//! good in all, better in one.

use crate::{Refusal, World};
use detente_model::answer::{Decided, Preferred};
use detente_model::expression::Value;
use detente_model::index::PartyId;
use std::cmp::Ordering;

pub(crate) fn verify(world: &World<'_>, preferred: &Preferred) -> Result<(), Refusal> {
    for (name, state) in [("the better state", &preferred.better), ("the worse state", &preferred.worse)] {
        if !world.is_state(state) {
            return Err(Refusal::new(name, "it is not a feasible state of the frame"));
        }
    }
    better(world, preferred.party, &preferred.better, &preferred.worse, &preferred.decided)
}

/// That `a` is better than `b` for a party, as `decided` says.
pub(crate) fn better(world: &World<'_>, party: PartyId, a: &[Value], b: &[Value], decided: &[Decided]) -> Result<(), Refusal> {
    let scores = world.scores(party, a, b);
    if decided.len() != scores.len() {
        return Err(Refusal::new(
            "what decides",
            format!("it is said for {} orders, and the preference has {}", decided.len(), scores.len()),
        ));
    }
    for (number, (decided, orders)) in (1..).zip(decided.iter().zip(&scores)) {
        let refuse = |why: String| Err(Refusal::new(format!("what decides in order {number}"), why));
        match decided {
            Decided::Equal => {
                if let Some(at) = orders.iter().position(|order| order.is_ne()) {
                    return refuse(format!("the states are not equal: score {at} separates them"));
                }
            }
            Decided::Statement(statement) => {
                let statements = world.statements(party, a, b);
                let Some((_, mine)) = statements.iter().find(|(open, _)| open == statement) else {
                    return refuse(format!("the party has no statement {statement} in this phase"));
                };
                if *mine != (true, false) {
                    return refuse(format!("statement {statement} does not hold in the better state alone"));
                }
                let earlier = statements.iter().take_while(|(open, _)| open < statement).find(|(_, (a, b))| a != b);
                if let Some((earlier, _)) = earlier {
                    return refuse(format!("statement {earlier} separates the states and comes before statement {statement}"));
                }
            }
            Decided::Score(place) => {
                if orders.get(*place) != Some(&Ordering::Greater) {
                    return refuse(format!("score {place} is not larger in the better state"));
                }
                if let Some(at) = orders[..*place].iter().position(|order| order.is_ne()) {
                    return refuse(format!("score {at} separates the states and comes before score {place}"));
                }
            }
        }
    }
    if decided.iter().all(|decided| *decided == Decided::Equal) {
        return Err(Refusal::new("what decides", "nothing does"));
    }
    Ok(())
}
