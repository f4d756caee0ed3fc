//! The twins of what an answer is about: the frame, its columns, its parties, its states.

use super::json::Fields;
use super::sheet::Sheet;
use detente_model::answer::{FrameDescription, StateDescription};
use schemars::JsonSchema;
use serde::Serialize;

/// What an answer is about.
#[derive(Serialize, JsonSchema)]
pub(crate) struct FrameTwin<'a> {
    /// The title of the case.
    case: &'a str,
    /// The name of the frame in commands.
    id: &'a str,
    /// The name of the frame for readers.
    title: &'a str,
    /// The events that have happened, by name.
    phase: &'a [String],
    /// The parties that can move, in file order.
    parties: Vec<PartyTwin<'a>>,
    /// What varies, in file order: the columns of the option form.
    variables: Vec<VariableTwin<'a>>,
    /// What the rest is held at.
    held: Vec<Held<'a>>,
    /// How many combinations of values there are.
    combinations: u64,
    /// How many of them are feasible; null where they were not enumerated.
    feasible: Option<u64>,
    /// The ordinal of the status quo; null where none is stated.
    status_quo: Option<u64>,
    /// Whether the case is given by states and arcs: its one variable is the state.
    graph: bool,
}

#[derive(Serialize, JsonSchema)]
struct PartyTwin<'a> {
    /// The name in expressions.
    id: &'a str,
    /// The name for readers.
    name: &'a str,
    /// Whether something is stated about what it prefers.
    preference_known: bool,
}

#[derive(Serialize, JsonSchema)]
struct VariableTwin<'a> {
    /// The name in expressions: `party.option` or `issue`.
    id: &'a str,
    /// The name for readers.
    name: &'a str,
    /// The values in order.
    values: Vec<ValueTwin<'a>>,
    /// The parties that can change it alone.
    controllers: Vec<&'a str>,
}

#[derive(Serialize, JsonSchema)]
struct ValueTwin<'a> {
    /// The name in expressions.
    id: &'a str,
    /// The name for readers.
    name: &'a str,
}

#[derive(Serialize, JsonSchema)]
struct Held<'a> {
    /// The variable, by its name for readers.
    variable: &'a str,
    /// Its value, by its name for readers.
    value: &'a str,
}

impl<'a> FrameTwin<'a> {
    pub(crate) fn of(frame: &'a FrameDescription) -> Self {
        let party = |position: &usize| frame.parties[*position].id.as_str();
        Self {
            case: &frame.case,
            id: &frame.id,
            title: &frame.title,
            phase: &frame.phase,
            parties: frame
                .parties
                .iter()
                .map(|party| PartyTwin { id: &party.id, name: &party.name, preference_known: !party.preference_unknown })
                .collect(),
            variables: frame
                .axes
                .iter()
                .map(|axis| VariableTwin {
                    id: &axis.id,
                    name: &axis.name,
                    values: axis.values.iter().map(|value| ValueTwin { id: &value.id, name: &value.name }).collect(),
                    controllers: axis.controllers.iter().map(party).collect(),
                })
                .collect(),
            held: frame.held.iter().map(|(variable, value)| Held { variable, value }).collect(),
            combinations: frame.combinations,
            feasible: (frame.states > 0).then_some(frame.states),
            status_quo: frame.status_quo,
            graph: frame.is_graph,
        }
    }
}

/// A feasible state.
#[derive(Serialize, JsonSchema)]
pub(crate) struct StateTwin<'a> {
    /// Its number among the feasible states, from 1.
    ordinal: u64,
    /// Its number in the option form; null where a column has other values than no and yes.
    decimal: Option<u64>,
    /// Its name; null but in a graph case.
    name: Option<&'a str>,
    /// The value of each variable.
    values: Fields<'a, &'a str>,
}

impl<'a> StateTwin<'a> {
    pub(crate) fn of(frame: &'a FrameDescription, state: &'a StateDescription) -> Self {
        Self { ordinal: state.ordinal, decimal: state.decimal, name: state.name.as_deref(), values: values(frame, state) }
    }
}

/// The value of each variable, by the names in expressions.
pub(crate) fn values<'a>(frame: &'a FrameDescription, state: &StateDescription) -> Fields<'a, &'a str> {
    Fields(
        frame
            .axes
            .iter()
            .zip(&state.values)
            .map(|(axis, value)| (axis.id.as_str(), axis.values[usize::from(*value)].id.as_str()))
            .collect(),
    )
}

/// The first columns of a CSV file of states.
pub(crate) fn csv_header(frame: &FrameDescription) -> Vec<String> {
    ["ordinal", "decimal", "name"].into_iter().map(str::to_owned).chain(frame.axes.iter().map(|axis| axis.id.clone())).collect()
}

/// Writes the first fields of a CSV line of a state.
pub(crate) fn csv_fields<W: std::io::Write>(out: &mut Sheet<W>, frame: &FrameDescription, state: &StateDescription) -> std::io::Result<()> {
    out.write_field(state.ordinal.to_string())?;
    out.write_field(state.decimal.map_or(String::new(), |decimal| decimal.to_string()))?;
    out.write_field(state.name.as_deref().unwrap_or_default())?;
    for (axis, value) in frame.axes.iter().zip(&state.values) {
        out.write_field(&axis.values[usize::from(*value)].id)?;
    }
    Ok(())
}
