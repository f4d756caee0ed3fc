//! What is proposed, in terms of a frame.

use super::ground::{Ground, bits};
use detente_model::answer::{PackageTerm, Proposed};
use detente_model::case::Case;
use detente_model::diagnostic::Diagnostic;
use detente_model::expression::Value;
use detente_model::index::{FrameId, Id, PartyId, VariableId};
use detente_model::proposal::Proposal;
use detente_space::Game;
use detente_space::codes::place;

/// Something that is proposed: one of the case, or values that were written down.
#[derive(Clone, PartialEq, Debug)]
pub struct Offer {
    /// The name in commands, if it has one.
    pub id: Option<String>,
    /// The name for readers; empty if it has none.
    pub name: String,
    /// Whose it is.
    pub by: Option<PartyId>,
    /// The values that it gives.
    pub values: Vec<(VariableId, Value)>,
    /// Which of these variables were freed for it.
    pub freed: Vec<VariableId>,
}

impl From<&Proposal> for Offer {
    fn from(proposal: &Proposal) -> Self {
        Self {
            id: Some(proposal.id.clone()),
            name: proposal.name.clone(),
            by: proposal.by,
            values: proposal.values.clone(),
            freed: Vec::new(),
        }
    }
}

/// The variables that an offer names and a frame does not vary: they have to be freed before it can be judged there. Where the frame holds what is
/// proposed, it is held still.
#[must_use]
pub fn to_free(case: &Case, frame: FrameId, offer: &Offer) -> Vec<VariableId> {
    let frame = &case.frames[frame];
    let held = |(variable, value): &&(VariableId, Value)| !frame.vary.contains(variable) && frame.held(*variable) != Some(*value);
    offer.values.iter().filter(held).map(|(variable, _)| *variable).collect()
}

/// The number of the state that an offer brings about from the state with number `start`.
///
/// # Errors
/// It changes nothing, names what does not vary, or what it brings about is impossible: the message says by which constraint.
fn package(case: &Case, game: &Game, start: usize, offer: &Offer) -> Result<usize, Diagnostic> {
    let code = game.feasible.code(start as u64).unwrap_or(0);
    let mut values = game.codes.values(code);
    for (variable, value) in &offer.values {
        match game.codes.axes().iter().position(|axis| axis.variable == *variable) {
            Some(axis) => values[axis] = *value,
            None if game.held.contains(&(*variable, *value)) => {}
            None => {
                let variable = &case.variables[*variable];
                let message = format!("the proposal names `{}`, which the frame `{}` does not vary", variable.id, game.description.id);
                let help = format!("free it: --edit \"free {}\"", variable.id);
                return Err(Diagnostic::error("not-in-frame", message).help(help));
            }
        }
    }
    let to = game.codes.code(&values);
    if to == code {
        let message = "the proposal changes nothing: what it names is as it proposes already".to_owned();
        return Err(Diagnostic::error("no-change", message).help("name a frame that starts elsewhere, or propose something else"));
    }
    match game.feasible.number(to) {
        Some(number) => Ok(place(number)),
        None => {
            let mut whole = vec![0; case.variables.len()];
            game.held.iter().for_each(|(variable, value)| whole[variable.index()] = *value);
            game.codes.axes().iter().zip(&values).for_each(|(axis, value)| whole[axis.variable.index()] = *value);
            let open = |number: &usize| {
                case.constraints[*number].window.is_open(&game.phase) && case.constraints[*number].when.holds(&whole, &game.phase)
            };
            let broken: Vec<usize> = (0..case.constraints.len()).filter(open).collect();
            let mut fault = Diagnostic::error("impossible", "what is proposed is impossible, with all else as it stands".to_owned());
            for number in &broken {
                let constraint = &case.constraints[*number];
                fault = fault.at(constraint.span, "this rules it out");
            }
            let lift: Vec<String> = broken.iter().map(|number| format!("--edit \"lift {}\"", number + 1)).collect();
            Err(fault.help(format!("propose what goes with it as well, or switch the constraint off: {}", lift.join(" "))))
        }
    }
}

/// The number of the state that an offer brings about from where it is judged.
///
/// # Errors
/// It changes nothing, names what does not vary, is impossible, or nobody can sign it: the message says why.
pub(super) fn offered(ground: &Ground<'_, '_>, offer: &Offer) -> Result<usize, Diagnostic> {
    let package = package(ground.bench.case, ground.bench.game, ground.start, offer)?;
    match unsignable(ground, package) {
        Some(fault) => Err(fault),
        None => Ok(package),
    }
}

/// Why nobody can sign a package, if that is so.
fn unsignable(ground: &Ground<'_, '_>, package: usize) -> Option<Diagnostic> {
    let bench = ground.bench;
    let all = bench.everybody();
    if ground.can_sign(package, all) {
        return None;
    }
    for axis in bits(bench.changed(ground.start, package)) {
        let variable = &bench.case.variables[bench.variable(axis)];
        let (now, then) = (bench.value(ground.start, axis), bench.value(package, axis));
        if !bench.game.changes[axis].allows(now, then) {
            let name = |value: Value| &variable.values[usize::from(value)].id;
            let message = format!("`{}` cannot go from {} to {}: such a change is not allowed", variable.id, name(now), name(then));
            return Some(Diagnostic::error("no-such-move", message).at(variable.span, "declared here"));
        }
        if !ground.decides(axis, all) {
            let message = format!("nobody can change `{}` in this phase", variable.id);
            let fault = Diagnostic::error("nobody-decides", message).at(variable.span, "declared here");
            return Some(fault.help("it has no rule that applies, or whoever decides it no longer exists"));
        }
    }
    Some(Diagnostic::error("forbidden", "a restriction forbids those who would have to sign the proposal to do so".to_owned()))
}

/// The offer described.
pub(super) fn described(ground: &Ground<'_, '_>, package: usize, offer: &Offer) -> Proposed {
    let bench = ground.bench;
    let (case, game) = (bench.case, bench.game);
    let all = bench.everybody();
    let names = |set: u64| bits(set).map(|bit| super::named(case, bench.party(bit))).collect();
    let term = |axis: usize| PackageTerm {
        axis,
        sort: case.variables[bench.variable(axis)].term,
        promised_by: bench.owner[axis].map(|owner| super::named(case, bench.party(owner))),
        rule: ground.rule(axis).map(str::to_owned),
        needed: names(bits(all).filter(|bit| !ground.decides(axis, all & !(1 << bit))).fold(0, |set, bit| set | 1 << bit)),
    };
    let told = |(variable, value): &(VariableId, Value)| {
        let variable = &case.variables[*variable];
        format!("{} = {}", variable.id, variable.values[usize::from(*value)].id)
    };
    Proposed {
        id: offer.id.clone(),
        name: if offer.name.is_empty() { offer.values.iter().map(told).collect::<Vec<_>>().join(", ") } else { offer.name.clone() },
        by: offer.by.map(|party| super::named(case, party)),
        terms: bits(bench.changed(ground.start, package)).map(term).collect(),
        freed: offer.freed.iter().map(|variable| case.variables[*variable].id.clone()).collect(),
        start: game.state(ground.start as u64),
        package: game.state(package as u64),
    }
}
