//! From a case to who stands where: issues with places on a line, positions of parties, and what parties weigh.

use detente_model::Case;
use detente_model::answer::Reason;
use detente_model::frame::Frame;
use detente_model::index::{PartyId, VariableId, WeightId};
use detente_model::number::Decimal;
use detente_model::preference::position::{Position, Spread};
use detente_model::spatial::{Actor, Quantity, Spatial, SpatialIssue, Stance};
use detente_model::variable::Variable;

/// The kind of weight that is capability unless another is named.
pub const CAPABILITY: &str = "capability";

/// What a case says of who stands where.
#[derive(Clone, PartialEq, Debug)]
pub struct FromCase {
    /// Who stands where.
    pub spatial: Spatial,
    /// Where capabilities come from, in words.
    pub capability: String,
    /// What a reader must know of it.
    pub remarks: Vec<String>,
    /// What it rests on.
    pub because: Vec<Reason>,
}

/// The ends of the line of an issue; none if it has no line.
fn line(variable: &Variable) -> Option<(f64, f64)> {
    let places = || variable.values.iter().filter_map(|value| value.at);
    let (low, high) = (places().min()?, places().max()?);
    (low < high).then(|| (low.to_f64(), high.to_f64()))
}

/// The position of a party on a variable in the phase of a frame: the first stated that holds.
fn position<'c>(case: &'c Case, party: PartyId, on: VariableId, frame: &Frame) -> Option<&'c Position> {
    case.preferences[party].positions.iter().find(|position| position.on == on && position.window.is_open(&frame.phase))
}

/// Who stands where, as the frame's phase has it. `weight`: the kind of weight that is capability. The reference point of an issue is the frame's status quo.
#[must_use]
pub fn spatial(case: &Case, frame: &Frame, weight: Option<WeightId>) -> FromCase {
    let mut found = Spatial { title: case.title.clone(), ..Spatial::default() };
    let mut remarks = Vec::new();
    let issues: Vec<(VariableId, &Variable, (f64, f64))> =
        case.variables.enumerated().filter_map(|(id, variable)| line(variable).map(|line| (id, variable, line))).collect();
    let takes_part = |party: &PartyId| {
        case.parties[*party].window.is_open(&frame.phase) && issues.iter().any(|(id, ..)| position(case, *party, *id, frame).is_some())
    };
    let parties: Vec<PartyId> = case.parties.enumerated().map(|(id, _)| id).filter(takes_part).collect();
    let actor = |party: &PartyId| Actor { id: case.parties[*party].id.clone(), name: case.parties[*party].name.clone() };
    found.actors = parties.iter().map(actor).collect();
    let mut because = Vec::new();
    let mut own = false;
    for (id, variable, (low, high)) in issues {
        let mut stances = Vec::new();
        let mut rests = Vec::new();
        for party in &parties {
            let stated = position(case, *party, id, frame);
            let weights = &case.parties[*party].weights;
            let general = weights.iter().find(|(kind, _)| Some(*kind) == weight).map(|(_, weight)| weight);
            stances.push(stated.map(|stated| Stance {
                position: quantity(stated.ideal, stated.ideal_spread),
                salience: quantity(stated.salience, stated.salience_spread),
                capability: stated.capability.as_ref().or(general).map_or(Quantity::Missing, |number| Quantity::Known(number.to_f64())),
                source: None,
            }));
            own |= stated.is_some_and(|stated| stated.capability.is_some());
            if let Some(stated) = stated {
                let name = &case.parties[*party].name;
                rests.push(Reason {
                    text: format!(
                        "{name} stands at {}{} with salience {}{}",
                        stated.ideal,
                        ends(stated.ideal_spread),
                        stated.salience,
                        ends(stated.salience_spread)
                    ),
                    citations: stated.basis.citations.clone(),
                    because: Vec::new(),
                });
            }
        }
        if stances.iter().all(Option::is_none) {
            remarks.push(format!("nobody's position on {} is stated, so it is left out", variable.name));
            continue;
        }
        let reference = frame.status_quo_value(id).and_then(|value| variable.values.get(usize::from(value))).and_then(|value| value.at);
        because.push(Reason { text: format!("on {}", variable.name), citations: Vec::new(), because: rests });
        found.issues.push(SpatialIssue {
            id: variable.id.clone(),
            name: variable.name.clone(),
            low,
            high,
            reference_point: reference.map(|at| at.to_f64()),
            outcome: None,
        });
        found.stances.push(stances);
    }
    let largest = found.stances.iter().flatten().flatten().filter_map(|stance| stance.salience.central()).fold(0.0, f64::max);
    // preferences may state saliences on any scale from 0
    if largest > 1.0 {
        for stance in found.stances.iter_mut().flatten().flatten() {
            stance.salience = scaled(stance.salience, largest);
        }
        remarks.push(format!("saliences are divided by {largest}, the largest, so that they lie between 0 and 1"));
    }
    let capability = match weight {
        Some(weight) if own => format!("what positions state, else the parties' weights of the kind `{}`", case.weights[weight]),
        Some(weight) => format!("the parties' weights of the kind `{}`", case.weights[weight]),
        None if own => format!("what positions state; the case has no weights of the kind `{CAPABILITY}`"),
        None => format!("none: the case has no weights of the kind `{CAPABILITY}`"),
    };
    FromCase { spatial: found, capability, remarks, because }
}

/// A number with what is said of its spread.
fn quantity(stated: Decimal, spread: Option<Spread>) -> Quantity {
    match spread {
        None => Quantity::Known(stated.to_f64()),
        Some(Spread { low, high, is_uniform: true }) => Quantity::Around { low: low.to_f64(), at: stated.to_f64(), high: high.to_f64() },
        Some(Spread { low, high, is_uniform: false }) => {
            Quantity::Triangular { low: low.to_f64(), mode: stated.to_f64(), high: high.to_f64() }
        }
    }
}

/// The ends of a spread, in words.
fn ends(spread: Option<Spread>) -> String {
    spread.map_or_else(String::new, |spread| format!(" (between {} and {})", spread.low, spread.high))
}

/// A number by a divisor.
fn scaled(quantity: Quantity, by: f64) -> Quantity {
    match quantity {
        Quantity::Known(number) => Quantity::Known(number / by),
        Quantity::Between { low, high } => Quantity::Between { low: low / by, high: high / by },
        Quantity::Around { low, at, high } => Quantity::Around { low: low / by, at: at / by, high: high / by },
        Quantity::Triangular { low, mode, high } => Quantity::Triangular { low: low / by, mode: mode / by, high: high / by },
        Quantity::Missing => Quantity::Missing,
    }
}
