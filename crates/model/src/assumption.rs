//! The assumptions of a case: everything in it that could be challenged, in one list.
//!
//! Whoever counts, lists or checks what a case rests on walks [`Case::assumptions`], so that all of them speak of the same things.

use crate::case::Case;
use crate::diagnostic::Span;
use crate::evidence::{Basis, Citation};
use crate::index::{Id, PartyId};
use crate::preference::Preference;
use crate::preference::statement::Statement;
use crate::variable::Controller;
use std::fmt;

/// What sort of assumption it is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum AssumptionKind {
    /// That something may happen, and when.
    Event,
    /// That somebody acts or counts.
    Party,
    /// That a party can do something.
    Option,
    /// That something is to be agreed.
    Issue,
    /// Who decides an issue.
    Rule,
    /// That something cannot be.
    Impossibility,
    /// That a move is forbidden.
    Restriction,
    /// That a party wants something.
    Statement,
    /// In which order a party sees states.
    Ranking,
    /// That a party likes one state better than another.
    Comparison,
    /// How much something is worth to a party.
    Weight,
    /// What the values of something are worth to a party.
    ValueTable,
    /// Where a party stands on an issue.
    Position,
    /// What states are worth to a party.
    Payoff,
    /// What refusing is worth to a party.
    Reservation,
    /// What a party never signs.
    RedLine,
    /// What is proposed.
    Proposal,
    /// What can be paid beside the terms.
    Payment,
    /// That a party ties one thing to another.
    Link,
    /// From which state of affairs a question starts.
    Frame,
}

impl AssumptionKind {
    /// All kinds, in the order in which they are listed.
    pub const ALL: [Self; 20] = [
        Self::Event,
        Self::Party,
        Self::Option,
        Self::Issue,
        Self::Rule,
        Self::Impossibility,
        Self::Restriction,
        Self::Statement,
        Self::Ranking,
        Self::Comparison,
        Self::Weight,
        Self::ValueTable,
        Self::Position,
        Self::Payoff,
        Self::Reservation,
        Self::RedLine,
        Self::Proposal,
        Self::Payment,
        Self::Link,
        Self::Frame,
    ];

    /// What readers call it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Event => "event",
            Self::Party => "party",
            Self::Option => "option",
            Self::Issue => "issue",
            Self::Rule => "rule of consent",
            Self::Impossibility => "impossibility",
            Self::Restriction => "restriction",
            Self::Statement => "statement",
            Self::Ranking => "ranking",
            Self::Comparison => "comparison",
            Self::Weight => "weight",
            Self::ValueTable => "value table",
            Self::Position => "position",
            Self::Payoff => "payoff",
            Self::Reservation => "reservation",
            Self::RedLine => "red line",
            Self::Proposal => "proposal",
            Self::Payment => "side payment",
            Self::Link => "link",
            Self::Frame => "frame",
        }
    }
}

/// Something that the case takes to be so.
#[derive(Clone, PartialEq, Debug)]
pub struct Assumption<'a> {
    /// What sort it is.
    pub kind: AssumptionKind,
    /// Whom it is about; nobody in particular.
    pub party: Option<PartyId>,
    /// What it belongs to, for readers: the name of the party, of another coding of its preference, or of the issue of a rule.
    pub of: Option<&'a str>,
    /// Its number, from 1, among those of its kind that belong to the same; none where a name tells it apart.
    pub number: Option<usize>,
    /// What is assumed, in the names for readers.
    pub label: String,
    /// What is assumed, as it was written, where that is an expression.
    pub code: Option<String>,
    /// What it rests on.
    pub basis: &'a Basis,
    /// What the list rests on that it stands in (a criterion), and so it too.
    pub shared: Option<&'a Basis>,
    /// Where it stands.
    pub span: Span,
}

impl<'a> Assumption<'a> {
    /// The citations: its own, then those of the list it stands in.
    pub fn citations(&self) -> impl Iterator<Item = &'a Citation> {
        self.basis.citations.iter().chain(self.shared.into_iter().flat_map(|basis| &basis.citations))
    }

    /// Whether nothing is cited: it is the analyst's judgement.
    #[must_use]
    pub fn is_judgement(&self) -> bool {
        self.citations().next().is_none()
    }
}

impl fmt::Display for Assumption<'_> {
    /// `Soviet Union, statement 3: not France: links unification`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(of) = self.of {
            write!(formatter, "{of}, ")?;
        }
        formatter.write_str(self.kind.word())?;
        if let Some(number) = self.number {
            write!(formatter, " {number}")?;
        }
        write!(formatter, ": {}", self.label)
    }
}

impl Case {
    /// Its assumptions, in the order of the model: events, parties, variables with their rules of consent, constraints, restrictions,
    /// preferences, frames. The statements of a criterion are assumptions, the criterion is not. A frame is a question, and is an
    /// assumption only where it cites what its status quo rests on.
    #[must_use]
    pub fn assumptions(&self) -> Vec<Assumption<'_>> {
        let mut all = Vec::new();
        let named = |kind, party, of, label: &str, basis, span| Assumption {
            kind,
            party,
            of,
            number: None,
            label: label.to_owned(),
            code: None,
            basis,
            shared: None,
            span,
        };
        for event in self.events.iter() {
            all.push(named(AssumptionKind::Event, None, None, &event.name, &event.basis, event.span));
        }
        for (id, party) in self.parties.enumerated() {
            all.push(named(AssumptionKind::Party, Some(id), None, &party.name, &party.basis, party.span));
        }
        for variable in self.variables.iter() {
            let owner = variable.owner();
            let kind = if owner.is_some() { AssumptionKind::Option } else { AssumptionKind::Issue };
            let of = owner.map(|owner| self.parties[owner].name.as_str());
            all.push(named(kind, owner, of, &variable.name, &variable.basis, variable.span));
            if let Controller::Consent(rules) = &variable.controller {
                all.extend(rules.iter().zip(1..).map(|(rule, number)| {
                    let when = rule.when.as_ref().map_or_else(String::new, |when| format!(", if {}", when.told(self)));
                    Assumption {
                        number: Some(number),
                        label: format!("{}{when}", rule.text),
                        code: Some(rule.text.clone()),
                        ..named(AssumptionKind::Rule, None, Some(&variable.name), "", &rule.basis, rule.span)
                    }
                }));
            }
        }
        all.extend(self.constraints.iter().zip(1..).map(|(constraint, number)| Assumption {
            number: Some(number),
            label: constraint.when.told(self),
            code: Some(constraint.text.clone()),
            ..named(AssumptionKind::Impossibility, None, None, "", &constraint.basis, constraint.span)
        }));
        all.extend(self.restrictions.iter().zip(1..).map(|(restriction, number)| {
            let of = restriction.party.map(|party| self.parties[party].name.as_str());
            Assumption {
                number: Some(number),
                label: format!("no move from {} to {}", restriction.from.told(self), restriction.to.told(self)),
                code: Some(format!("no move from {} to {}", restriction.text.0, restriction.text.1)),
                ..named(AssumptionKind::Restriction, restriction.party, of, "", &restriction.basis, restriction.span)
            }
        }));
        for (id, preference) in self.preferences.enumerated() {
            self.of_preference(id, &self.parties[id].name, preference, &mut all);
            for coding in self.codings.as_slice().get(id.index()).into_iter().flatten() {
                self.of_preference(id, &coding.name, &coding.preference, &mut all);
            }
        }
        for proposal in &self.proposals {
            let by = proposal.by.map(|by| self.parties[by].name.as_str());
            all.push(named(AssumptionKind::Proposal, proposal.by, by, &proposal.name, &proposal.basis, proposal.span));
        }
        for payment in &self.payments {
            all.push(named(AssumptionKind::Payment, None, None, &payment.name, &payment.basis, payment.span));
        }
        all.extend(self.links.iter().map(|link| Assumption {
            label: format!("{}: {} only if {}", link.name, self.variables[link.on].name, link.only_if.told(self)),
            code: Some(format!("{} only if {}", self.variables[link.on].id, link.text)),
            ..named(AssumptionKind::Link, Some(link.party), Some(&self.parties[link.party].name), "", &link.basis, link.span)
        }));
        for frame in self.frames.iter().filter(|frame| !frame.basis.is_judgement()) {
            all.push(named(AssumptionKind::Frame, None, None, &frame.title, &frame.basis, frame.span));
        }
        all
    }

    /// The assumptions of one reading of a party's preference, form by form. `of`: the party's name, or that of a coding.
    fn of_preference<'a>(&'a self, party: PartyId, of: &'a str, preference: &'a Preference, all: &mut Vec<Assumption<'a>>) {
        let of = Some(of);
        let mut add = |kind, number, label, code, basis, shared, span| {
            all.push(Assumption { kind, party: Some(party), of, number, label, code, basis, shared, span });
        };
        let told = |statement: &Statement| {
            let holds = statement.holds.told(self);
            statement.when.as_ref().map_or_else(|| holds.clone(), |when| format!("{holds}, if {}", when.told(self)))
        };
        for (statement, number) in preference.statements.iter().zip(1..) {
            let code = Some(statement.text.clone());
            add(AssumptionKind::Statement, Some(number), told(statement), code, &statement.basis, None, statement.span);
        }
        if let Some(ranking) = &preference.ranking {
            add(AssumptionKind::Ranking, None, "the order of states".into(), None, &ranking.basis, None, ranking.span);
        }
        let (mut number, several) = (0, preference.criteria.len() > 1);
        for (criterion, place) in preference.criteria.iter().zip(1..) {
            let name = match &criterion.name {
                Some(name) => format!("{name}: "),
                None if several => format!("criterion {place}: "),
                None => String::new(),
            };
            for statement in &criterion.statements {
                number += 1;
                let label = format!("{name}{}", told(statement));
                let code = Some(statement.text.clone());
                add(AssumptionKind::Statement, Some(number), label, code, &statement.basis, Some(&criterion.basis), statement.span);
            }
        }
        for (comparison, number) in preference.comparisons.iter().zip(1..) {
            let label = format!("{} better than {}", comparison.better.0.told(self), comparison.worse.0.told(self));
            let code = Some(format!("{} better than {}", comparison.better.1, comparison.worse.1));
            add(AssumptionKind::Comparison, Some(number), label, code, &comparison.basis, None, comparison.span);
        }
        for (weight, number) in preference.weights.iter().zip(1..) {
            let label = format!("{} is worth {}", weight.holds.told(self), weight.weight);
            let code = Some(format!("{}: weight {}", weight.text, weight.weight));
            add(AssumptionKind::Weight, Some(number), label, code, &weight.basis, None, weight.span);
        }
        for (table, number) in preference.values.iter().zip(1..) {
            let label = format!("what {} is worth", self.variables[table.of].name);
            add(AssumptionKind::ValueTable, Some(number), label, None, &table.basis, None, table.span);
        }
        for (position, number) in preference.positions.iter().zip(1..) {
            let label = format!("{}: wants {}", self.variables[position.on].name, position.ideal);
            add(AssumptionKind::Position, Some(number), label, None, &position.basis, None, position.span);
        }
        for (payoff, number) in preference.payoffs.iter().zip(1..) {
            let label = format!("{} is worth {}", payoff.state.told(self), payoff.payoff);
            let code = Some(format!("{}: payoff {}", payoff.text, payoff.payoff));
            add(AssumptionKind::Payoff, Some(number), label, code, &payoff.basis, None, payoff.span);
        }
        for (reservation, number) in preference.reservations.iter().zip(1..) {
            let label = format!("refusing is worth {}", reservation.worth);
            add(AssumptionKind::Reservation, Some(number), label, None, &reservation.basis, None, reservation.span);
        }
        for (line, number) in preference.red_lines.iter().zip(1..) {
            let (label, code) = (line.holds.told(self), Some(line.text.clone()));
            add(AssumptionKind::RedLine, Some(number), label, code, &line.basis, None, line.span);
        }
    }
}

/// How many assumptions cite something.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Share {
    /// Of whom or what, for readers.
    pub of: String,
    /// How many there are.
    pub total: usize,
    /// How many cite something.
    pub cited: usize,
}

impl Share {
    /// In whole per cent, rounded down: 100 only where all are cited.
    #[must_use]
    pub fn per_cent(&self) -> usize {
        (self.cited * 100).checked_div(self.total).unwrap_or(100)
    }

    fn among<'a, 'b: 'a>(of: &str, assumptions: impl Iterator<Item = &'a Assumption<'b>>) -> Option<Self> {
        let mut share = Self { of: of.to_owned(), total: 0, cited: 0 };
        for assumption in assumptions {
            share.total += 1;
            share.cited += usize::from(!assumption.is_judgement());
        }
        (share.total > 0).then_some(share)
    }

    /// The shares by whom the assumptions are about: parties in the order of the case, then what is about nobody in particular.
    #[must_use]
    pub fn by_party(case: &Case, assumptions: &[Assumption<'_>]) -> Vec<Self> {
        let parties = case.parties.ids().map(Some).chain([None]);
        let share = |party: Option<PartyId>| {
            let name = party.map_or(Self::NOBODY, |party| case.parties[party].name.as_str());
            Self::among(name, assumptions.iter().filter(|assumption| assumption.party == party))
        };
        parties.filter_map(share).collect()
    }

    /// The shares by kind of assumption.
    #[must_use]
    pub fn by_kind(assumptions: &[Assumption<'_>]) -> Vec<Self> {
        let share = |kind: AssumptionKind| Self::among(kind.word(), assumptions.iter().filter(|assumption| assumption.kind == kind));
        AssumptionKind::ALL.into_iter().filter_map(share).collect()
    }

    /// What assumptions about nobody in particular are listed under.
    pub const NOBODY: &'static str = "The setting";
}
