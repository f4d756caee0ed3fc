//! A part of one case put into another, by names: what is tried alone.

use detente_model::case::Case;
use detente_model::constraint::{Constraint, Restriction};
use detente_model::evidence::Basis;
use detente_model::expression::{Expression, Value};
use detente_model::frame::Frame;
use detente_model::index::{EventId, PartyId, VariableId};
use detente_model::phase::{Phase, Window};
use detente_model::preference::Preference;
use detente_model::preference::comparison::Comparison;
use detente_model::preference::criterion::Criterion;
use detente_model::preference::payoff::Payoff;
use detente_model::preference::position::Position;
use detente_model::preference::ranking::Ranking;
use detente_model::preference::red_line::RedLine;
use detente_model::preference::reservation::Reservation;
use detente_model::preference::statement::Statement;
use detente_model::preference::value::ValueTable;
use detente_model::preference::weight::Weight;

/// Says in one case what another says. What it cannot say, because a name is missing, is none. What things rest on is left behind:
/// no verdict depends on it.
#[derive(Clone, Copy)]
pub(super) struct Translation<'a> {
    pub(super) from: &'a Case,
    pub(super) to: &'a Case,
}

type Described = (Expression, String);

impl Translation<'_> {
    fn variable(self, variable: VariableId) -> Option<VariableId> {
        let id = &self.from.variables[variable].id;
        self.to.variables.ids().find(|other| self.to.variables[*other].id == *id)
    }

    fn setting(self, variable: VariableId, value: Value) -> Option<(VariableId, Value)> {
        let other = self.variable(variable)?;
        let id = &self.from.variables[variable].values.get(usize::from(value))?.id;
        Some((other, self.to.variables[other].value_named(id)?))
    }

    fn event(self, event: EventId) -> Option<EventId> {
        let id = &self.from.events[event].id;
        self.to.events.enumerated().find(|(_, other)| other.id == *id).map(|(event, _)| event)
    }

    pub(super) fn party(self, party: PartyId) -> Option<PartyId> {
        self.to.party_named(&self.from.parties[party].id)
    }

    fn window(self, window: Window) -> Option<Window> {
        let event = |event: Option<EventId>| match event {
            None => Some(None),
            Some(event) => self.event(event).map(Some),
        };
        Some(Window { from: event(window.from)?, until: event(window.until)? })
    }

    fn expression(self, expression: &Expression) -> Option<Expression> {
        let all = |parts: &[Expression]| parts.iter().map(|part| self.expression(part)).collect::<Option<Vec<_>>>();
        Some(match expression {
            Expression::Constant(constant) => Expression::Constant(*constant),
            Expression::Is(variable, values) => {
                let mut others = values.iter().map(|value| Some(self.setting(*variable, *value)?.1)).collect::<Option<Vec<_>>>()?;
                others.sort_unstable();
                Expression::Is(self.variable(*variable)?, others.into())
            }
            Expression::After(event) => Expression::After(self.event(*event)?),
            Expression::Not(inner) => Expression::Not(Box::new(self.expression(inner)?)),
            Expression::And(parts) => Expression::And(all(parts)?),
            Expression::Or(parts) => Expression::Or(all(parts)?),
            Expression::Iff(left, right) => Expression::Iff(Box::new(self.expression(left)?), Box::new(self.expression(right)?)),
            Expression::Count(quantifier, number, parts) => Expression::Count(*quantifier, *number, all(parts)?),
        })
    }

    fn optional(self, expression: Option<&Expression>) -> Option<Option<Expression>> {
        match expression {
            None => Some(None),
            Some(expression) => self.expression(expression).map(Some),
        }
    }

    fn described(self, (expression, text): &Described) -> Option<Described> {
        Some((self.expression(expression)?, text.clone()))
    }

    fn statement(self, statement: &Statement) -> Option<Statement> {
        Some(Statement {
            holds: self.expression(&statement.holds)?,
            when: self.optional(statement.when.as_ref())?,
            strong: statement.strong,
            window: self.window(statement.window)?,
            text: statement.text.clone(),
            basis: Basis::default(),
            span: statement.span,
        })
    }

    fn statements(self, statements: &[Statement]) -> Option<Vec<Statement>> {
        statements.iter().map(|statement| self.statement(statement)).collect()
    }

    pub(super) fn preference(self, preference: &Preference) -> Option<Preference> {
        let Preference {
            name,
            statements,
            ranking,
            criteria,
            comparisons,
            weights,
            values,
            positions,
            payoffs,
            strong_from,
            reservations,
            red_lines,
        } = preference;
        let ranking = match ranking {
            None => None,
            Some(Ranking { tiers, complete, strong_after, basis: _, span }) => Some(Ranking {
                tiers: tiers
                    .iter()
                    .map(|tier| tier.iter().map(|state| self.described(state)).collect())
                    .collect::<Option<Vec<Vec<Described>>>>()?,
                complete: *complete,
                strong_after: strong_after.clone(),
                basis: Basis::default(),
                span: *span,
            }),
        };
        let criterion = |criterion: &Criterion| {
            Some(Criterion { statements: self.statements(&criterion.statements)?, basis: Basis::default(), ..criterion.clone() })
        };
        let comparison = |comparison: &Comparison| {
            Some(Comparison {
                better: self.described(&comparison.better)?,
                worse: self.described(&comparison.worse)?,
                basis: Basis::default(),
                span: comparison.span,
            })
        };
        let weight = |weight: &Weight| {
            let (holds, window) = (self.expression(&weight.holds)?, self.window(weight.window)?);
            Some(Weight { holds, window, basis: Basis::default(), ..weight.clone() })
        };
        let table = |table: &ValueTable| {
            let worth = table.table.iter().map(|(value, worth)| Some((self.setting(table.of, *value)?.1, *worth)));
            Some(ValueTable {
                of: self.variable(table.of)?,
                table: worth.collect::<Option<_>>()?,
                window: self.window(table.window)?,
                basis: Basis::default(),
                span: table.span,
            })
        };
        let position = |position: &Position| {
            let (on, window) = (self.variable(position.on)?, self.window(position.window)?);
            Some(Position { on, window, basis: Basis::default(), ..position.clone() })
        };
        let payoff = |payoff: &Payoff| {
            let (state, window) = (self.expression(&payoff.state)?, self.window(payoff.window)?);
            Some(Payoff { state, window, basis: Basis::default(), ..payoff.clone() })
        };
        let reservation = |reservation: &Reservation| {
            let window = self.window(reservation.window)?;
            Some(Reservation { window, basis: Basis::default(), ..reservation.clone() })
        };
        let red_line = |line: &RedLine| {
            let (holds, window) = (self.expression(&line.holds)?, self.window(line.window)?);
            Some(RedLine { holds, window, basis: Basis::default(), ..line.clone() })
        };
        Some(Preference {
            reservations: reservations.iter().map(reservation).collect::<Option<_>>()?,
            red_lines: red_lines.iter().map(red_line).collect::<Option<_>>()?,
            name: name.clone(),
            strong_from: *strong_from,
            statements: self.statements(statements)?,
            ranking,
            criteria: criteria.iter().map(criterion).collect::<Option<_>>()?,
            comparisons: comparisons.iter().map(comparison).collect::<Option<_>>()?,
            weights: weights.iter().map(weight).collect::<Option<_>>()?,
            values: values.iter().map(table).collect::<Option<_>>()?,
            positions: positions.iter().map(position).collect::<Option<_>>()?,
            payoffs: payoffs.iter().map(payoff).collect::<Option<_>>()?,
        })
    }

    /// All constraints and restrictions.
    pub(super) fn constraints(self) -> Option<(Vec<Constraint>, Vec<Restriction>)> {
        let constraint = |constraint: &Constraint| {
            let (when, window) = (self.expression(&constraint.when)?, self.window(constraint.window)?);
            Some(Constraint { when, window, basis: Basis::default(), ..constraint.clone() })
        };
        let restriction = |restriction: &Restriction| {
            let party = match restriction.party {
                None => None,
                Some(party) => Some(self.party(party)?),
            };
            let (from, to) = (self.expression(&restriction.from)?, self.expression(&restriction.to)?);
            let window = self.window(restriction.window)?;
            Some(Restriction { party, from, to, window, basis: Basis::default(), ..restriction.clone() })
        };
        let constraints = self.from.constraints.iter().map(constraint).collect::<Option<_>>()?;
        Some((constraints, self.from.restrictions.iter().map(restriction).collect::<Option<_>>()?))
    }

    /// A frame, with the variables in the order of the case that it is put into.
    pub(super) fn frame(self, frame: &Frame) -> Option<Frame> {
        let settings =
            |list: &[(VariableId, Value)]| list.iter().map(|(variable, value)| self.setting(*variable, *value)).collect::<Option<Vec<_>>>();
        let mut vary = frame.vary.iter().map(|variable| self.variable(*variable)).collect::<Option<Vec<_>>>()?;
        vary.sort_unstable();
        let status_quo = match &frame.status_quo {
            None => None,
            Some(stated) => Some(settings(stated)?),
        };
        let events = frame.phase.events().iter().map(|event| self.event(*event)).collect::<Option<Vec<_>>>()?;
        Some(Frame {
            vary,
            hold: settings(&frame.hold)?,
            phase: Phase::after(events),
            status_quo,
            basis: Basis::default(),
            ..frame.clone()
        })
    }
}
