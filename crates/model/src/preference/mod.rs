//! How a party's preference is written: one file for each form, each lowered to scores.
//!
//! | form | case file | what it gives |
//! |---|---|---|
//! | [`statement`] | `[[preference.P.statement]]` | an order: statements by importance |
//! | [`ranking`] | `[preference.P] ranking = …` | an order: tiers of states |
//! | [`criterion`] | `[[preference.P.criterion]]` | a partial order: what all criteria agree on |
//! | [`comparison`] | `[[preference.P.comparison]]` | a partial order: pairs of states |
//! | [`weight`] | `[[preference.P.weight]]` | a utility: weights of what holds |
//! | [`value`] | `[[preference.P.value]]` | a utility: a table of values for a variable |
//! | [`position`] | `[[preference.P.position]]` | a utility: ideal and salience on an ordered issue |
//! | [`payoff`] | `[[preference.P.payoff]]` | a utility: numbers for states |
//! | [`reservation`] | `[[preference.P.reservation]]` | what refusing is worth; no part of the order |
//! | [`red_line`] | `[[preference.P.red_line]]` | what it never signs; no part of the order |
//!
//! Where a party has an order and a utility, the order decides and the utility breaks its ties.

pub mod comparison;
pub mod criterion;
pub mod payoff;
pub mod position;
pub mod ranking;
pub mod red_line;
pub mod reservation;
pub mod statement;
pub mod value;
pub mod weight;

use crate::evidence::Basis;
use crate::expression::Expression;
use crate::index::{IndexVec, VariableId};
use crate::number::Decimal;
use crate::order::{Ladder, Order, Score, Strength};
use crate::phase::Phase;
use crate::variable::Variable;

/// A party's preference as it was written. Empty: unknown everywhere.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Preference {
    /// Whose reading it is, if said.
    pub name: Option<String>,
    /// Statements, the most important first.
    pub statements: Vec<statement::Statement>,
    /// Tiers of states, best first.
    pub ranking: Option<ranking::Ranking>,
    /// Criteria that must agree.
    pub criteria: Vec<criterion::Criterion>,
    /// Pairs of states.
    pub comparisons: Vec<comparison::Comparison>,
    /// Weights of what holds.
    pub weights: Vec<weight::Weight>,
    /// Tables of values for variables.
    pub values: Vec<value::ValueTable>,
    /// Ideals and saliences on ordered issues.
    pub positions: Vec<position::Position>,
    /// Numbers for states.
    pub payoffs: Vec<payoff::Payoff>,
    /// From which difference of utility on one state is strongly better than another, where that is stated and the utility alone
    /// gives the order.
    pub strong_from: Option<Decimal>,
    /// What refusing is worth, by phase: the first that counts.
    pub reservations: Vec<reservation::Reservation>,
    /// What must hold in anything it signs.
    pub red_lines: Vec<red_line::RedLine>,
}

impl Preference {
    /// Whether nothing is stated.
    #[must_use]
    pub fn is_unknown(&self) -> bool {
        self.statements.is_empty()
            && self.ranking.is_none()
            && self.criteria.is_empty()
            && self.comparisons.is_empty()
            && !self.is_cardinal()
    }

    /// Whether a utility is stated.
    #[must_use]
    pub fn is_cardinal(&self) -> bool {
        self.is_sum() || !self.payoffs.is_empty()
    }

    /// Whether forms that are added up are stated.
    #[must_use]
    pub fn is_sum(&self) -> bool {
        !(self.weights.is_empty() && self.values.is_empty()) || self.positions.iter().any(position::Position::gives_utility)
    }

    /// The forms that give an order, and those that give a utility, apart.
    #[must_use]
    pub fn by_kind(&self) -> (Self, Self) {
        let Self {
            name: _,
            statements,
            ranking,
            criteria,
            comparisons,
            weights,
            values,
            positions,
            payoffs,
            strong_from,
            reservations: _,
            red_lines: _,
        } = self.clone();
        let ordinal = Self { statements, ranking, criteria, comparisons, ..Self::default() };
        let cardinal = Self { weights, values, positions, payoffs, strong_from, ..Self::default() };
        (ordinal, cardinal)
    }

    /// Keeps what `keep` says of its basis, and the basis of the list it stands in. A ranking goes as a whole.
    pub fn retain(&mut self, keep: &dyn Fn(&Basis, Option<&Basis>) -> bool) {
        self.statements.retain(|statement| keep(&statement.basis, None));
        self.ranking = self.ranking.take().filter(|ranking| keep(&ranking.basis, None));
        for criterion in &mut self.criteria {
            let shared = criterion.basis.clone();
            criterion.statements.retain(|statement| keep(&statement.basis, Some(&shared)));
        }
        self.criteria.retain(|criterion| !criterion.statements.is_empty());
        self.comparisons.retain(|comparison| keep(&comparison.basis, None));
        self.weights.retain(|weight| keep(&weight.basis, None));
        self.values.retain(|table| keep(&table.basis, None));
        self.positions.retain(|position| keep(&position.basis, None));
        self.payoffs.retain(|payoff| keep(&payoff.basis, None));
        self.reservations.retain(|reservation| keep(&reservation.basis, None));
        self.red_lines.retain(|line| keep(&line.basis, None));
    }

    /// The order that it gives in a phase. States that nothing separates are indifferent.
    #[must_use]
    pub fn order(&self, variables: &IndexVec<VariableId, Variable>, phase: &Phase) -> Order {
        if self.is_unknown() {
            return Order::Unknown;
        }
        let mut ladders = vec![Ladder { scores: statement::scores(&self.statements, phase) }];
        if let Some(ranking) = &self.ranking {
            ladders = product(ladders, &ranking.ladders());
        }
        if !self.criteria.is_empty() {
            ladders = product(ladders, &criterion::ladders(&self.criteria, phase));
        }
        if !self.comparisons.is_empty() {
            ladders = product(ladders, &comparison::ladders(&self.comparisons));
        }
        if let Some(utility) = self.utility(variables, phase) {
            ladders = product(ladders, &utility.ladders());
        }
        match ladders.len() {
            1 => Order::Ranked(ladders.remove(0)),
            _ => Order::Partial(ladders),
        }
    }

    /// Which differences are strong in a phase. Where the order is partial, or the marks do not fit it, nothing is stated; readers
    /// refuse such marks.
    #[must_use]
    pub fn strength(&self, variables: &IndexVec<VariableId, Variable>, phase: &Phase) -> Strength {
        if !matches!(self.order(variables, phase), Order::Ranked(_)) {
            return Strength::NotStated;
        }
        if let Some(least) = self.strong_from {
            let alone = self.statements.is_empty() && self.ranking.is_none();
            return match self.utility(variables, phase) {
                Some(utility) if alone => utility.strength(least),
                _ => Strength::NotStated,
            };
        }
        let steps = self.ranking.as_ref().and_then(ranking::Ranking::steps);
        if steps.is_none() && self.statements.iter().all(|statement| statement.strong.is_none()) {
            return Strength::NotStated;
        }
        let strong = statement::strong(&self.statements);
        let mut scores = statement::scores(strong, phase);
        if strong.len() == self.statements.len() {
            scores.extend(steps);
        }
        Strength::Steps(Ladder { scores })
    }

    /// The utility that the cardinal forms give in a phase, if there are any.
    #[must_use]
    pub fn utility(&self, variables: &IndexVec<VariableId, Variable>, phase: &Phase) -> Option<Utility> {
        if !self.is_cardinal() {
            return None;
        }
        let mut terms = weight::terms(&self.weights, phase);
        terms.extend(value::terms(&self.values, phase));
        terms.extend(position::terms(&self.positions, variables, phase));
        Some(Utility { terms, payoffs: payoff::tiers(&self.payoffs, phase) })
    }
}

/// Every ladder of `first` followed by every ladder of `second`.
fn product(first: Vec<Ladder>, second: &[Ladder]) -> Vec<Ladder> {
    let join = |a: &Ladder, b: &Ladder| Ladder { scores: a.scores.iter().chain(&b.scores).cloned().collect() };
    first.iter().flat_map(|a| second.iter().map(move |b| join(a, b))).collect()
}

/// A utility: a sum of weighted questions, in billionths, and numbers for single states.
#[derive(Clone, PartialEq, Debug)]
pub struct Utility {
    /// Additive part.
    pub terms: Vec<(Expression, i128)>,
    /// Numbers for states, first match; a state without one has no known utility.
    pub payoffs: Option<ranking::Tiers>,
}

impl Utility {
    /// The largest sum of magnitudes that is accepted: far below what an `i64` holds.
    pub const LIMIT: i128 = 1 << 61;

    /// The sum of the magnitudes of the additive part after division by the greatest common divisor.
    #[must_use]
    pub fn magnitude(&self) -> i128 {
        let divisor = self.divisor();
        self.terms.iter().map(|(_, weight)| (weight / divisor).abs()).sum()
    }

    fn divisor(&self) -> i128 {
        self.terms.iter().fold(0, |divisor, (_, weight)| greatest_common_divisor(divisor, weight.abs())).max(1)
    }

    /// Differences of at least so much, in the units of the ladder. Payoffs and sums are not compared with each other.
    fn strength(&self, least: Decimal) -> Strength {
        let least = i128::from(least.billionths());
        let divisor = if self.payoffs.is_some() { 1 } else { self.divisor() };
        if least <= 0 || self.payoffs.is_some() && !self.terms.is_empty() {
            return Strength::NotStated;
        }
        Strength::Difference((least + divisor - 1) / divisor)
    }

    fn ladders(&self) -> Vec<Ladder> {
        let divisor = self.divisor();
        let sum = |(holds, weight): &(Expression, i128)| {
            let scaled = (weight / divisor).clamp(-Self::LIMIT, Self::LIMIT);
            (holds.clone(), i64::try_from(scaled).unwrap_or(0))
        };
        let additive =
            Ladder { scores: if self.terms.is_empty() { Vec::new() } else { vec![Score::Sum(self.terms.iter().map(sum).collect())] } };
        match &self.payoffs {
            Some(tiers) => product(tiers.ladders(), &[additive]),
            None => vec![additive],
        }
    }
}

fn greatest_common_divisor(mut a: i128, mut b: i128) -> i128 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}
