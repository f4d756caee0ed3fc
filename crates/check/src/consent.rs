//! Whether parties can agree on a change from which each of them gains.
//!
//! A set of parties may bring about a change if every variable that differs is one that some member may change alone, or an issue whose rule
//! the set satisfies: the first rule that applies in the state that is left. At least one such issue must change, for else it is no matter of agreement.

use crate::{Refusal, World, order};
use detente_model::answer::JointMove;
use detente_model::index::PartyId;

pub(crate) fn verify(world: &World<'_>, joint: &JointMove) -> Result<(), Refusal> {
    let JointMove { from, to, members, rules, .. } = joint;
    let case = world.case();
    for (name, state) in [("the state that is left", from), ("the state that is agreed on", to)] {
        if !world.is_state(state) {
            return Err(Refusal::new(name, "it is not a feasible state of the frame"));
        }
    }
    if members.is_empty() {
        return Err(Refusal::new("the change", "nobody agrees on it"));
    }
    for (party, decided) in members {
        let name = format!("the member `{}`", case.parties[*party].id);
        if world.acting(*party) != Some(*party) {
            return Err(Refusal::new(name, "it does not exist in this phase"));
        }
        order::better(world, *party, to, from, decided)
            .map_err(|refusal| Refusal::new(name, format!("it is not shown to gain: {refusal}")))?;
    }
    let is_member = |party: PartyId| members.iter().any(|(member, _)| *member == party);
    for (variable, before, after) in world.changed(from, to) {
        let step = format!("the change of `{}`", case.variables[variable].id);
        if !case.variables[variable].moves.allows(before, after) {
            return Err(Refusal::new(step, "it is a change that is not allowed"));
        }
        let alone = members.iter().any(|(member, _)| world.controls(*member, variable, from));
        match rules.iter().find(|(issue, _)| *issue == variable) {
            None if alone => {}
            None => return Err(Refusal::new(step, "no member may make it alone, and no rule is named for it")),
            Some(_) if alone => return Err(Refusal::new(step, "a member may make it alone: no rule is needed")),
            Some((_, place)) => {
                let Some((applies, rule)) = world.rule(variable, from) else {
                    return Err(Refusal::new(step, "no rule applies there"));
                };
                if applies != *place {
                    return Err(Refusal::new(step, format!("rule {place} is named, and rule {applies} applies there")));
                }
                if !rule.is_met(&|party| world.acting(party).is_some_and(is_member)) {
                    return Err(Refusal::new(step, "the members do not satisfy its rule"));
                }
            }
        }
    }
    if !world.changed(from, to).any(|(variable, ..)| rules.iter().any(|(issue, _)| *issue == variable)) {
        return Err(Refusal::new("the change", "no issue changes that takes the consent of several"));
    }
    if world.is_forbidden(from, to, &is_member) {
        return Err(Refusal::new("the change", "a restriction forbids it"));
    }
    Ok(())
}
