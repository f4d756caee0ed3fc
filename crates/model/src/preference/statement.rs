//! Ordered statements (option prioritisation; Fang, Hipel, Kilgour and Peng 2003).
//!
//! A party's statements O₁ … O_k, the most important first, give a state the number Ψ(s) = Σ 2^(k−j) [O_j holds in s]; the
//! larger Ψ, the better, and states with equal Ψ are indifferent. With `when`, a statement reads `holds if when`: where the
//! condition does not hold it asks nothing and counts as fulfilled.

use crate::diagnostic::Span;
use crate::evidence::Basis;
use crate::expression::Expression;
use crate::order::Score;
use crate::phase::{Phase, Window};

/// Something that a party wants to hold.
#[derive(Clone, PartialEq, Debug)]
pub struct Statement {
    /// What it wants.
    pub holds: Expression,
    /// Where it asks for it; everywhere if none.
    pub when: Option<Expression>,
    /// Whether states that differ in it, and in nothing that comes before it, differ strongly; none where that is not said. Strong
    /// statements come before all others.
    pub strong: Option<bool>,
    /// The phases in which it asks for it.
    pub window: Window,
    /// The statement as it was written, with its condition.
    pub text: String,
    /// What it rests on: that the party wants it. That it comes before the next is judgement unless cited too.
    pub basis: Basis,
    /// Where it stands.
    pub span: Span,
}

impl Statement {
    /// `holds if when` as one expression.
    #[must_use]
    pub fn expression(&self) -> Expression {
        match &self.when {
            None => self.holds.clone(),
            Some(when) => Expression::Or(vec![when.clone().negated(), self.holds.clone()]),
        }
    }
}

impl Statement {
    /// The party wants the opposite, under the same condition.
    #[must_use]
    pub fn reversed(&self) -> Self {
        Self { holds: self.holds.clone().negated(), text: format!("not ({})", self.text), ..self.clone() }
    }
}

/// The strong statements, which come before all others.
#[must_use]
pub fn strong(statements: &[Statement]) -> &[Statement] {
    let count = statements.iter().take_while(|statement| statement.strong == Some(true)).count();
    &statements[..count]
}

/// One score for each statement that applies in the phase, to be compared one after the other.
#[must_use]
pub fn scores(statements: &[Statement], phase: &Phase) -> Vec<Score> {
    statements
        .iter()
        .filter(|statement| statement.window.is_open(phase))
        .map(|statement| Score::Sum(vec![(statement.expression(), 1)]))
        .collect()
}
