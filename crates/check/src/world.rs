//! A frame read plainly off the case.

use crate::Refusal;
use detente_model::Case;
use detente_model::expression::Value;
use detente_model::frame::Frame;
use detente_model::index::{Id, PartyId, VariableId};
use detente_model::order::Standing;
use detente_model::variable::Controller;

/// A frame of a case: states are values of the varying variables, in file order.
pub struct World<'a> {
    case: &'a Case,
    frame: &'a Frame,
}

impl<'a> World<'a> {
    /// The frame called `name`.
    ///
    /// # Errors
    /// The case has no such frame.
    pub fn new(case: &'a Case, name: &str) -> Result<Self, Refusal> {
        let frame = case.frame_named(name).ok_or_else(|| Refusal::new("the frame", format!("the case has no frame `{name}`")))?;
        Ok(Self { case, frame: &case.frames[frame] })
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
    fn acting(&self, party: PartyId) -> Option<PartyId> {
        let mut current = party;
        for _ in 0..=self.case.parties.len() {
            if self.case.parties[current].window.is_open(&self.frame.phase) {
                return Some(current);
            }
            current = self.case.parties[current].passes_to?;
        }
        None
    }

    /// Whether a party alone may change a variable in a state: its option, or an issue that the rule which applies there lets it decide.
    #[must_use]
    pub fn controls(&self, party: PartyId, variable: VariableId, state: &[Value]) -> bool {
        match &self.case.variables[variable].controller {
            Controller::Party(owner) => self.acting(*owner) == Some(party),
            Controller::Arcs => false,
            Controller::Consent(rules) => {
                let values = self.all_values(state);
                let applies = |when: Option<&_>| {
                    when.is_none_or(|when: &detente_model::expression::Expression| when.holds(&values, &self.frame.phase))
                };
                let rule = rules.iter().find(|rule| rule.window.is_open(&self.frame.phase) && applies(rule.when.as_ref()));
                rule.is_some_and(|rule| {
                    rule.rule.is_met(&|other| self.acting(other) == Some(party))
                        && rule.rule.parties().iter().any(|other| self.acting(*other) == Some(party))
                })
            }
        }
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
        let changed = self.frame.vary.iter().zip(from.iter().zip(to)).filter(|(_, (from, to))| from != to);
        for (variable, (before, after)) in changed {
            if !self.controls(party, *variable, from) || !self.case.variables[*variable].moves.allows(*before, *after) {
                return false;
            }
        }
        let (before, after) = (self.all_values(from), self.all_values(to));
        let phase = &self.frame.phase;
        !self.case.restrictions.iter().any(|restriction| {
            restriction.window.is_open(phase)
                && restriction.party.is_none_or(|restricted| restricted == party)
                && restriction.from.holds(&before, phase)
                && restriction.to.holds(&after, phase)
        })
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

    /// How a state compares with another for a party.
    #[must_use]
    pub fn compare(&self, party: PartyId, a: &[Value], b: &[Value]) -> Standing {
        let code = |state: &[Value]| {
            let digits = self.frame.vary.iter().zip(state).rev();
            digits.fold(0i128, |code, (variable, value)| code * self.case.variables[*variable].values.len() as i128 + i128::from(*value))
                + 1
        };
        let order = self.case.order(party, &self.frame.phase);
        order.compare((&self.all_values(a), code(a)), (&self.all_values(b), code(b)), &self.frame.phase)
    }
}
