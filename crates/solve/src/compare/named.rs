//! Parts of a case written with names alone, so that those of two cases can be compared: the same text, the same meaning.
//!
//! Every structure is taken apart field by field: one that gets a new field does not compile here until it is said whether the field counts.

use detente_model::case::Case;
use detente_model::consent::{ConsentRule, Rule};
use detente_model::constraint::{Constraint, Restriction};
use detente_model::evidence::{Basis, Citation, Locator};
use detente_model::expression::{Expression, Value};
use detente_model::index::{PartyId, VariableId};
use detente_model::link::Link;
use detente_model::party::{Member, Party};
use detente_model::payment::Payment;
use detente_model::phase::Window;
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
use detente_model::proposal::Proposal;
use detente_model::variable::{Moves, Variable};

/// Writes parts of one case.
#[derive(Clone, Copy)]
pub(super) struct Named<'a>(pub(super) &'a Case);

impl Named<'_> {
    pub(super) fn party(self, party: PartyId) -> String {
        self.0.parties[party].id.clone()
    }

    pub(super) fn value(self, variable: VariableId, value: Value) -> String {
        self.0.variables[variable].values.get(usize::from(value)).map_or_else(|| value.to_string(), |value| value.id.clone())
    }

    /// `name = value`.
    pub(super) fn setting(self, variable: VariableId, value: Value) -> String {
        format!("{} = {}", self.0.variables[variable].id, self.value(variable, value))
    }

    pub(super) fn expression(self, expression: &Expression) -> String {
        let all = |parts: &[Expression]| parts.iter().map(|part| self.expression(part)).collect::<Vec<_>>().join(", ");
        match expression {
            Expression::Constant(constant) => constant.to_string(),
            Expression::Is(variable, values) => {
                // by name, so that the order in which a case lists them does not matter
                let mut names: Vec<String> = values.iter().map(|value| format!("'{}'", self.value(*variable, *value))).collect();
                names.sort_unstable();
                format!("{} in ({})", self.0.variables[*variable].id, names.join(", "))
            }
            Expression::After(event) => format!("after {}", self.0.events[*event].id),
            Expression::Not(inner) => format!("not({})", self.expression(inner)),
            Expression::And(parts) => format!("all({})", all(parts)),
            Expression::Or(parts) => format!("any({})", all(parts)),
            Expression::Iff(left, right) => format!("iff({}, {})", self.expression(left), self.expression(right)),
            Expression::Count(quantifier, number, parts) => format!("{} {number} of ({})", quantifier.words(), all(parts)),
        }
    }

    pub(super) fn optional(self, expression: Option<&Expression>) -> String {
        expression.map_or_else(|| "always".into(), |expression| self.expression(expression))
    }

    pub(super) fn window(self, window: Window) -> String {
        let Window { from, until } = window;
        let event = |event: Option<_>| event.map_or_else(String::new, |event| self.0.events[event].id.clone());
        format!("[{}..{}]", event(from), event(until))
    }

    pub(super) fn rule(self, rule: &Rule) -> String {
        let all = |parts: &[Rule]| parts.iter().map(|part| self.rule(part)).collect::<Vec<_>>().join(", ");
        match rule {
            Rule::Constant(constant) => constant.to_string(),
            Rule::Party(party) => self.party(*party),
            Rule::All(parts) => format!("all({})", all(parts)),
            Rule::Any(parts) => format!("any({})", all(parts)),
            Rule::Not(inner) => format!("not({})", self.rule(inner)),
            Rule::Count(quantifier, number, parts) => format!("{} {number} of ({})", quantifier.words(), all(parts)),
            Rule::Weighted(quantifier, number, weight, members) => {
                let members: Vec<String> = members.iter().map(|(party, weight)| format!("{}: {weight}", self.party(*party))).collect();
                format!("{} {number} of {} in ({})", quantifier.words(), self.0.weights[*weight], members.join(", "))
            }
        }
    }

    pub(super) fn consent_rule(self, rule: &ConsentRule) -> String {
        let ConsentRule { window, when, rule, text: _, basis: _, span: _ } = rule;
        format!("{} {} {}", self.window(*window), self.optional(when.as_ref()), self.rule(rule))
    }

    pub(super) fn citation(self, citation: &Citation) -> String {
        let Citation { source, locator, span: _ } = citation;
        let source = &self.0.sources[*source].id;
        match locator {
            Locator::Whole => source.clone(),
            Locator::Other(place) => format!("{source}:{place}"),
            Locator::Passage(passage) => format!("{source}:{}.{}", passage.turn, passage.sentence),
        }
    }

    pub(super) fn basis(self, basis: &Basis) -> String {
        let Basis { citations, known_from, grade, note } = basis;
        let citations: Vec<String> = citations.iter().map(|citation| self.citation(citation)).collect();
        format!("{citations:?} {known_from:?} {grade:?} {note:?}")
    }

    pub(super) fn constraint(self, constraint: &Constraint) -> String {
        let Constraint { when, text: _, because: _, window, basis: _, span: _ } = constraint;
        format!("{} {}", self.window(*window), self.expression(when))
    }

    pub(super) fn restriction(self, restriction: &Restriction) -> String {
        let Restriction { party, from, to, text: _, because: _, window, basis: _, span: _ } = restriction;
        let party = party.map_or_else(|| "everybody".into(), |party| self.party(party));
        format!("{} {party} {} -> {}", self.window(*window), self.expression(from), self.expression(to))
    }

    /// What somebody is, but for the names for readers and what it rests on.
    pub(super) fn party_itself(self, party: &Party) -> String {
        let Party { id, name: _, kind, members, weights, window, passes_to, ratified_by, basis: _, span: _ } = party;
        let member = |member: &Member| {
            let Member { party, roles } = member;
            format!("{} {roles:?}", self.party(*party))
        };
        let members: Vec<String> = members.iter().map(member).collect();
        let weights: Vec<String> = weights.iter().map(|(weight, number)| format!("{}: {number}", self.0.weights[*weight])).collect();
        let heir = passes_to.map(|heir| self.party(heir));
        let home: Vec<String> = ratified_by.iter().map(|party| self.party(*party)).collect();
        format!("{id} {} {members:?} {weights:?} {} {heir:?} {home:?}", kind.word(), self.window(*window))
    }

    /// The values of a variable with their places, and the changes between them that are allowed.
    pub(super) fn values_and_moves(self, variable: &Variable) -> String {
        let Variable { id: _, name: _, values, controller: _, moves, term: _, is_dissent: _, basis: _, span: _ } = variable;
        let values: Vec<String> = values.iter().map(|value| format!("{} {:?}", value.id, value.at)).collect();
        match moves {
            Moves::Free => format!("{values:?} free"),
            // a list that allows everything is the same as none
            Moves::Only(allowed) if allowed.iter().enumerate().all(|(at, yes)| *yes || at % (values.len() + 1) == 0) => {
                format!("{values:?} free")
            }
            Moves::Only(allowed) => format!("{values:?} {allowed:?}"),
        }
    }

    pub(super) fn statement(self, statement: &Statement) -> String {
        let Statement { holds, when, strong, window, text: _, basis: _, span: _ } = statement;
        format!("{} {} if {} {strong:?}", self.window(*window), self.expression(holds), self.optional(when.as_ref()))
    }

    pub(super) fn ranking(self, ranking: &Ranking) -> String {
        let Ranking { tiers, complete, strong_after, basis: _, span: _ } = ranking;
        let tier = |tier: &Vec<(Expression, String)>| tier.iter().map(|(state, _)| self.expression(state)).collect::<Vec<_>>().join(" ~ ");
        format!("{} {complete} {strong_after:?}", tiers.iter().map(tier).collect::<Vec<_>>().join(" > "))
    }

    pub(super) fn criterion(self, criterion: &Criterion) -> String {
        let Criterion { name: _, statements, basis: _, span: _ } = criterion;
        statements.iter().map(|statement| self.statement(statement)).collect::<Vec<_>>().join("; ")
    }

    pub(super) fn comparison(self, comparison: &Comparison) -> String {
        let Comparison { better, worse, basis: _, span: _ } = comparison;
        format!("{} > {}", self.expression(&better.0), self.expression(&worse.0))
    }

    pub(super) fn weight(self, weight: &Weight) -> String {
        let Weight { holds, weight, window, text: _, basis: _, span: _ } = weight;
        format!("{} {}: {weight}", self.window(*window), self.expression(holds))
    }

    pub(super) fn value_table(self, table: &ValueTable) -> String {
        let ValueTable { of, table, window, basis: _, span: _ } = table;
        let table: Vec<String> = table.iter().map(|(value, worth)| format!("{}: {worth}", self.setting(*of, *value))).collect();
        format!("{} {table:?}", self.window(*window))
    }

    pub(super) fn position(self, position: &Position) -> String {
        let Position {
            on,
            ideal,
            ideal_spread,
            fallback,
            salience,
            salience_spread,
            capability,
            is_forecast_only,
            window,
            basis: _,
            span: _,
        } = position;
        format!(
            "{} {} {ideal} {ideal_spread:?} {fallback:?} {salience} {salience_spread:?} {capability:?} {is_forecast_only}",
            self.window(*window),
            self.0.variables[*on].id
        )
    }

    pub(super) fn payoff(self, payoff: &Payoff) -> String {
        let Payoff { state, payoff, window, complete, text: _, basis: _, span: _ } = payoff;
        format!("{} {}: {payoff} {complete}", self.window(*window), self.expression(state))
    }

    pub(super) fn reservation(self, reservation: &Reservation) -> String {
        let Reservation { worth, window, basis: _, span: _ } = reservation;
        format!("{} {worth}", self.window(*window))
    }

    pub(super) fn red_line(self, line: &RedLine) -> String {
        let RedLine { holds, window, text: _, basis: _, span: _ } = line;
        format!("{} {}", self.window(*window), self.expression(holds))
    }

    pub(super) fn proposal(self, proposal: &Proposal) -> String {
        let Proposal { id: _, name, by, values, basis: _, span: _ } = proposal;
        let values: Vec<String> = values.iter().map(|(variable, value)| self.setting(*variable, *value)).collect();
        format!("{name} {:?} {values:?}", by.map(|by| self.party(by)))
    }

    pub(super) fn payment(self, payment: &Payment) -> String {
        let Payment { id: _, name, unit, from, to, most, worth, basis: _, span: _ } = payment;
        let parties = |list: &[PartyId]| list.iter().map(|party| self.party(*party)).collect::<Vec<_>>();
        let worth: Vec<String> = worth.iter().map(|(party, worth)| format!("{}: {worth}", self.party(*party))).collect();
        format!("{name} {unit} {:?} {:?} {most} {worth:?}", parties(from), parties(to))
    }

    pub(super) fn link(self, link: &Link) -> String {
        let Link { id: _, name, party, on, only_if, text: _, basis: _, span: _ } = link;
        format!("{name} {} {} {}", self.party(*party), self.0.variables[*on].id, self.expression(only_if))
    }
}
