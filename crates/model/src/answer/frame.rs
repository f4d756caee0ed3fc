//! The part of an answer that says what it is about: the frame, its columns, its parties, its states.

use crate::expression::Value;

/// A value of a column.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ValueDescription {
    /// The name in expressions.
    pub id: String,
    /// The name for readers.
    pub name: String,
}

/// A variable that varies: one column of an option table.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AxisDescription {
    /// The name in expressions: `party.option` or `issue`.
    pub id: String,
    /// The name for readers.
    pub name: String,
    /// The values in order.
    pub values: Vec<ValueDescription>,
    /// The parties of the frame that can change it alone, as positions in [`FrameDescription::parties`]; none for an issue
    /// that takes the consent of several.
    pub controllers: Vec<usize>,
}

impl AxisDescription {
    /// Whether its values are `no` and `yes`.
    #[must_use]
    pub fn is_yes_no(&self) -> bool {
        matches!(self.values.as_slice(), [no, yes] if no.id == "no" && yes.id == "yes")
    }
}

/// A party that can move in the frame.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PartyDescription {
    /// The name in expressions.
    pub id: String,
    /// The name for readers.
    pub name: String,
    /// Whether nothing is stated about what it prefers.
    pub preference_unknown: bool,
}

/// What an answer is about.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FrameDescription {
    /// The title of the case.
    pub case: String,
    /// The name of the frame in commands.
    pub id: String,
    /// The name of the frame for readers.
    pub title: String,
    /// The events that have happened, by name.
    pub phase: Vec<String>,
    /// The columns, in file order.
    pub axes: Vec<AxisDescription>,
    /// The parties that can move, in file order.
    pub parties: Vec<PartyDescription>,
    /// What the rest is held at: variable and value, by their names for readers.
    pub held: Vec<(String, String)>,
    /// How many combinations of values there are.
    pub combinations: u64,
    /// How many of them are feasible; 0 where they were not enumerated.
    pub states: u64,
    /// The ordinal of the status quo, where one is stated.
    pub status_quo: Option<u64>,
    /// Whether the case is given by states and arcs: its one column is the state.
    pub is_graph: bool,
}

/// A feasible state.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StateDescription {
    /// Its number among the feasible states, from 1.
    pub ordinal: u64,
    /// Its number in the option form, where all columns are yes/no: the first option is the least significant digit.
    pub decimal: Option<u64>,
    /// Its name, in a graph case.
    pub name: Option<String>,
    /// The value of each column.
    pub values: Vec<Value>,
}
