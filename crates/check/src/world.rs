//! A frame read plainly off the case.

use crate::Refusal;
use detente_model::Case;
use detente_model::consent::Rule;
use detente_model::expression::{Expression, Value};
use detente_model::frame::Frame;
use detente_model::index::{Id, PartyId, VariableId};
use detente_model::order::{Order, Standing};
use detente_model::variable::Controller;
use std::cmp::Ordering;

/// A frame of a case: states are values of the varying variables, in file order.
pub struct World<'a> {
    case: &'a Case,
    frame: &'a Frame,
    /// How each party orders states, in the order of the parties.
    orders: Vec<Order>,
}

impl<'a> World<'a> {
    /// The frame called `name`.
    ///
    /// # Errors
    /// The case has no such frame.
    pub fn new(case: &'a Case, name: &str) -> Result<Self, Refusal> {
        let frame = case.frame_named(name).ok_or_else(|| Refusal::new("the frame", format!("the case has no frame `{name}`")))?;
        let frame = &case.frames[frame];
        Ok(Self { case, frame, orders: case.parties.ids().map(|party| case.order(party, &frame.phase)).collect() })
    }

    /// The case.
    #[must_use]
    pub fn case(&self) -> &Case {
        self.case
    }

    /// A value for every variable of the case: the state's where it varies, else what it is held at (the first value where nothing is said:
    /// such a variable is mentioned nowhere).
    fn all_values(&self, state: &[Value]) -> Vec<Value> {
        let mut values: Vec<Value> = self.case.variables.ids().map(|variable| self.frame.held(variable).unwrap_or(0)).collect();
        for (variable, value) in self.frame.vary.iter().zip(state) {
            values[variable.index()] = *value;
        }
        values
    }

    /// Whether it is a state of the frame that no constraint forbids.
    #[must_use]
    pub fn is_state(&self, state: &[Value]) -> bool {
        let in_range = |(variable, value): (&VariableId, &Value)| usize::from(*value) < self.case.variables[*variable].values.len();
        state.len() == self.frame.vary.len()
            && self.frame.vary.iter().zip(state).all(in_range)
            && self.case.is_feasible(&self.all_values(state), &self.frame.phase)
    }

    /// Who acts where a party is named: itself while it exists, else whoever takes its place.
    pub(crate) fn acting(&self, party: PartyId) -> Option<PartyId> {
        let mut current = party;
        for _ in 0..=self.case.parties.len() {
            if self.case.parties[current].window.is_open(&self.frame.phase) {
                return Some(current);
            }
            current = self.case.parties[current].passes_to?;
        }
        None
    }

    /// The rule that decides an issue in a state, with its place among the rules: the first that applies.
    pub(crate) fn rule(&self, variable: VariableId, state: &[Value]) -> Option<(usize, &Rule)> {
        let Controller::Consent(rules) = &self.case.variables[variable].controller else { return None };
        let values = self.all_values(state);
        let phase = &self.frame.phase;
        let applies = |when: Option<&Expression>| when.is_none_or(|when| when.holds(&values, phase));
        let place = rules.iter().position(|rule| rule.window.is_open(phase) && applies(rule.when.as_ref()))?;
        Some((place, &rules[place].rule))
    }

    /// Whether a party alone may change a variable in a state: its option, or an issue that the rule which applies there lets it decide.
    #[must_use]
    pub fn controls(&self, party: PartyId, variable: VariableId, state: &[Value]) -> bool {
        match &self.case.variables[variable].controller {
            Controller::Party(owner) => self.acting(*owner) == Some(party),
            Controller::Arcs => false,
            Controller::Consent(_) => self.rule(variable, state).is_some_and(|(_, rule)| {
                rule.is_met(&|other| self.acting(other) == Some(party))
                    && rule.parties().iter().any(|other| self.acting(*other) == Some(party))
            }),
        }
    }

    /// The variables in which two states differ, with their values.
    pub(crate) fn changed<'s>(&'s self, from: &'s [Value], to: &'s [Value]) -> impl Iterator<Item = (VariableId, Value, Value)> + 's {
        let values = self.frame.vary.iter().zip(from.iter().zip(to));
        values.filter(|(_, (from, to))| from != to).map(|(variable, (from, to))| (*variable, *from, *to))
    }

    /// Whether a restriction forbids some of those who move together to go from one state to another.
    pub(crate) fn is_forbidden(&self, from: &[Value], to: &[Value], moves: &dyn Fn(PartyId) -> bool) -> bool {
        let (before, after) = (self.all_values(from), self.all_values(to));
        let phase = &self.frame.phase;
        self.case.restrictions.iter().any(|restriction| {
            restriction.window.is_open(phase)
                && restriction.party.is_none_or(moves)
                && restriction.from.holds(&before, phase)
                && restriction.to.holds(&after, phase)
        })
    }

    /// Whether a party can move from one state to another in one move: they differ, only in what it controls, by changes that are
    /// allowed; both are states, and no restriction forbids it. In a graph case: there is an arc.
    #[must_use]
    pub fn can_move(&self, party: PartyId, from: &[Value], to: &[Value]) -> bool {
        if from == to || !self.is_state(from) || !self.is_state(to) {
            return false;
        }
        if let Some(graph) = &self.case.graph {
            return graph.arcs.iter().any(|(mover, arcs)| *mover == party && arcs.contains(&(from[0], to[0])));
        }
        let may = |variable: VariableId, before: Value, after: Value| {
            self.controls(party, variable, from) && self.case.variables[variable].moves.allows(before, after)
        };
        self.changed(from, to).all(|(variable, before, after)| may(variable, before, after))
            && !self.is_forbidden(from, to, &|restricted| restricted == party)
    }

    /// All states that a party can move to: every combination of values of what it controls, tried.
    #[must_use]
    pub fn moves(&self, party: PartyId, from: &[Value]) -> Vec<Vec<Value>> {
        let mut found = vec![from.to_vec()];
        for (place, variable) in self.frame.vary.iter().enumerate() {
            if self.case.graph.is_none() && !self.controls(party, *variable, from) {
                continue;
            }
            let values = 0..Value::try_from(self.case.variables[*variable].values.len()).unwrap_or(Value::MAX);
            found = found
                .iter()
                .flat_map(|state| {
                    values.clone().map(move |value| {
                        let mut state = state.clone();
                        state[place] = value;
                        state
                    })
                })
                .collect();
        }
        found.retain(|to| self.can_move(party, from, to));
        found
    }

    /// The parties that could move in some state.
    #[must_use]
    pub fn movers(&self) -> Vec<PartyId> {
        match &self.case.graph {
            Some(graph) => graph.arcs.iter().map(|(party, _)| *party).collect(),
            None => self.case.parties.ids().collect(),
        }
    }

    /// A state with the number that tells it from others where all scores are equal.
    fn numbered(&self, state: &[Value]) -> (Vec<Value>, i128) {
        let digits = self.frame.vary.iter().zip(state).rev();
        let digit = |code, (variable, value): (&VariableId, &Value)| {
            code * self.case.variables[*variable].values.len() as i128 + i128::from(*value)
        };
        (self.all_values(state), digits.fold(0, digit) + 1)
    }

    /// How a state compares with another for a party.
    #[must_use]
    pub fn compare(&self, party: PartyId, a: &[Value], b: &[Value]) -> Standing {
        let (a, b) = (self.numbered(a), self.numbered(b));
        self.orders[party.index()].compare((&a.0, a.1), (&b.0, b.1), &self.frame.phase)
    }

    /// How two states compare by each score of each order that a party's preference amounts to.
    pub(crate) fn scores(&self, party: PartyId, a: &[Value], b: &[Value]) -> Vec<Vec<Ordering>> {
        let (a, b) = (self.numbered(a), self.numbered(b));
        let ladders = self.orders[party.index()].ladders().iter();
        ladders
            .map(|ladder| {
                ladder
                    .of(&a.0, a.1, &self.frame.phase)
                    .iter()
                    .zip(ladder.of(&b.0, b.1, &self.frame.phase))
                    .map(|(a, b)| a.cmp(&b))
                    .collect()
            })
            .collect()
    }

    /// The statements that a party makes in the frame's phase, by number from 1, and whether each holds in one state and in the other.
    pub(crate) fn statements(&self, party: PartyId, a: &[Value], b: &[Value]) -> Vec<(usize, (bool, bool))> {
        let phase = &self.frame.phase;
        let (a, b) = (self.all_values(a), self.all_values(b));
        let open = (1..).zip(&self.case.preferences[party].statements).filter(|(_, statement)| statement.window.is_open(phase));
        open.map(|(number, statement)| {
            let holds = statement.expression();
            (number, (holds.holds(&a, phase), holds.holds(&b, phase)))
        })
        .collect()
    }
}
