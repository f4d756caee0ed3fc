//! A frame as rows of a linear program: an indicator for each value of each column of the frame, of which one is 1; whatever else is said of a package is a sum over these, or a variable
//! tied to such sums.

use super::solver::{Column, Program, Row};
use detente_model::expression::{Expression, Quantifier, Value};
use detente_space::codes::{Codes, place};

/// A sum over variables: `constant + Σ factor · variable`.
#[derive(Clone, PartialEq, Debug, Default)]
pub(super) struct Sum {
    pub(super) constant: f64,
    pub(super) terms: Vec<(usize, f64)>,
}

impl Sum {
    pub(super) fn constant(constant: f64) -> Self {
        Self { constant, terms: Vec::new() }
    }

    pub(super) fn variable(variable: usize) -> Self {
        Self { constant: 0.0, terms: vec![(variable, 1.0)] }
    }

    pub(super) fn times(mut self, factor: f64) -> Self {
        self.constant *= factor;
        self.terms.iter_mut().for_each(|(_, own)| *own *= factor);
        self
    }

    pub(super) fn plus(mut self, other: &Self) -> Self {
        self.constant += other.constant;
        for (variable, factor) in &other.terms {
            match self.terms.iter_mut().find(|(known, _)| known == variable) {
                Some((_, own)) => *own += factor,
                None => self.terms.push((*variable, *factor)),
            }
        }
        self
    }

    /// 1 less it: what a question answered no is.
    fn negated(self) -> Self {
        Self::constant(1.0).plus(&self.times(-1.0))
    }
}

/// A program that grows.
#[derive(Clone, Debug)]
pub(super) struct Encoder {
    pub(super) program: Program,
    codes: Codes,
    /// For each column of the frame the first of its indicators.
    first: Vec<usize>,
    /// What has been encoded already: many utilities ask the same.
    known: Vec<(Expression, Sum)>,
}

impl Encoder {
    /// The indicators of a frame.
    pub(super) fn new(codes: &Codes) -> Self {
        let mut encoder = Self { program: Program::default(), codes: codes.clone(), first: Vec::new(), known: Vec::new() };
        for axis in codes.axes() {
            let first = encoder.program.columns.len();
            encoder.first.push(first);
            let indicators = (0..place(axis.radix)).map(|_| encoder.add(0.0, 1.0, true)).collect::<Vec<_>>();
            let terms = indicators.into_iter().map(|indicator| (indicator, 1.0)).collect();
            encoder.program.rows.push(Row { terms, least: 1.0, equal: true });
        }
        encoder
    }

    /// A further variable.
    pub(super) fn add(&mut self, low: f64, high: f64, whole: bool) -> usize {
        self.program.columns.push(Column { low, high, whole });
        self.program.columns.len() - 1
    }

    /// That a sum is at least a number.
    pub(super) fn at_least(&mut self, sum: &Sum, least: f64) {
        self.program.rows.push(Row { terms: sum.terms.clone(), least: least - sum.constant, equal: false });
    }

    /// The indicator of a value of a column of the frame.
    pub(super) fn indicator(&self, axis: usize, value: Value) -> usize {
        self.first[axis] + usize::from(value)
    }

    /// The package that a solution means.
    pub(super) fn package(&self, values: &[f64]) -> u64 {
        let axes = self.codes.axes().iter().zip(&self.first);
        let chosen = axes.map(|(axis, first)| {
            let own = &values[*first..first + place(axis.radix)];
            let largest = own.iter().enumerate().fold(0, |best, (at, value)| if *value > own[best] { at } else { best });
            Value::try_from(largest).unwrap_or(Value::MAX)
        });
        self.codes.code(&chosen.collect::<Vec<_>>())
    }

    /// That an expression holds.
    pub(super) fn require(&mut self, expression: &Expression) {
        match expression {
            Expression::And(parts) => parts.iter().for_each(|part| self.require(part)),
            Expression::Or(parts) => {
                let sum = parts.iter().fold(Sum::default(), |sum, part| sum.plus(&self.truth(part)));
                self.at_least(&sum, 1.0);
            }
            Expression::Not(inner) => self.forbid(inner),
            Expression::Constant(_) | Expression::Is(..) | Expression::After(_) | Expression::Iff(..) | Expression::Count(..) => {
                let truth = self.truth(expression);
                self.at_least(&truth, 1.0);
            }
        }
    }

    /// That an expression does not hold.
    pub(super) fn forbid(&mut self, expression: &Expression) {
        match expression {
            Expression::Or(parts) => parts.iter().for_each(|part| self.forbid(part)),
            Expression::And(parts) => {
                let sum = parts.iter().fold(Sum::default(), |sum, part| sum.plus(&self.truth(part).negated()));
                self.at_least(&sum, 1.0);
            }
            Expression::Not(inner) => self.require(inner),
            Expression::Constant(_) | Expression::Is(..) | Expression::After(_) | Expression::Iff(..) | Expression::Count(..) => {
                let truth = self.truth(expression).negated();
                self.at_least(&truth, 1.0);
            }
        }
    }

    /// What is 1 where an expression holds and else 0, in terms of what varies.
    pub(super) fn truth(&mut self, expression: &Expression) -> Sum {
        if let Some((_, sum)) = self.known.iter().find(|(known, _)| known == expression) {
            return sum.clone();
        }
        let sum = match expression {
            Expression::Constant(constant) => Sum::constant(f64::from(u8::from(*constant))),
            // the phase of a frame is known, and expressions are simplified with it
            Expression::After(_) => Sum::constant(0.0),
            Expression::Is(variable, values) => match self.codes.axes().iter().position(|axis| axis.variable == *variable) {
                None => Sum::constant(0.0),
                Some(axis) => Sum { constant: 0.0, terms: values.iter().map(|value| (self.indicator(axis, *value), 1.0)).collect() },
            },
            Expression::Not(inner) => self.truth(inner).negated(),
            Expression::And(parts) => {
                let parts: Vec<Sum> = parts.iter().map(|part| self.truth(part)).collect();
                self.all_of(&parts)
            }
            Expression::Or(parts) => {
                let parts: Vec<Sum> = parts.iter().map(|part| self.truth(part).negated()).collect();
                self.all_of(&parts).negated()
            }
            Expression::Iff(left, right) => {
                let (left, right) = (self.truth(left), self.truth(right));
                let both = self.all_of(&[left.clone(), right.clone()]);
                let neither = self.all_of(&[left.negated(), right.negated()]);
                both.plus(&neither)
            }
            Expression::Count(quantifier, number, parts) => {
                let count = parts.iter().fold(Sum::default(), |count, part| count.plus(&self.truth(part)));
                let of = parts.len() as u64;
                match quantifier {
                    Quantifier::AtLeast => self.at_least_of(&count, *number, of),
                    Quantifier::AtMost => self.at_least_of(&count, number.saturating_add(1), of).negated(),
                    Quantifier::Exactly => {
                        let enough = self.at_least_of(&count, *number, of);
                        let more = self.at_least_of(&count, number.saturating_add(1), of);
                        enough.plus(&more.times(-1.0))
                    }
                }
            }
        };
        self.known.push((expression.clone(), sum.clone()));
        sum
    }

    /// What is 1 where all of these are: tied from both sides, so that it need not be declared whole.
    fn all_of(&mut self, parts: &[Sum]) -> Sum {
        match parts {
            [] => return Sum::constant(1.0),
            [one] => return one.clone(),
            _ => {}
        }
        let all = Sum::variable(self.add(0.0, 1.0, false));
        let mut sum = all.clone();
        for part in parts {
            self.at_least(&part.clone().plus(&all.clone().times(-1.0)), 0.0);
            sum = sum.plus(&part.clone().times(-1.0));
        }
        // all ≥ Σ parts − (n − 1)
        self.at_least(&sum, 1.0 - small(parts.len() as u64));
        all
    }

    /// What is 1 where a whole number between 0 and `of` is at least `number`.
    fn at_least_of(&mut self, count: &Sum, number: u64, of: u64) -> Sum {
        if number == 0 {
            return Sum::constant(1.0);
        }
        if number > of {
            return Sum::constant(0.0);
        }
        let enough = Sum::variable(self.add(0.0, 1.0, true));
        self.at_least(&count.clone().plus(&enough.clone().times(-small(number))), 0.0);
        // count ≤ number − 1 where it is 0
        self.at_least(&enough.clone().times(small(of - number + 1)).plus(&count.clone().times(-1.0)), 1.0 - small(number));
        enough
    }
}

/// A count of parts of an expression.
#[expect(clippy::cast_precision_loss, reason = "expressions do not have so many parts")]
fn small(number: u64) -> f64 {
    number as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settlement::program::solver::{NotSolved, built_in};
    use detente_model::index::{Id, VariableId};
    use detente_model::phase::Phase;

    fn is(variable: usize, values: &[Value]) -> Expression {
        Expression::Is(VariableId::from_index(variable), values.into())
    }

    /// Every expression against plain evaluation: required and forbidden, each package alone.
    #[test]
    fn rows_say_what_expressions_say() {
        let codes = Codes::new([2u64, 3, 2].into_iter().enumerate().map(|(at, radix)| (VariableId::from_index(at), radix))).expect("few");
        let (a, b, c) = (is(0, &[1]), is(1, &[0, 2]), is(2, &[0]));
        let not = |inner: &Expression| Expression::Not(Box::new(inner.clone()));
        let both = |left: &Expression, right: &Expression| Expression::Iff(Box::new(left.clone()), Box::new(right.clone()));
        let count = |quantifier, number| Expression::Count(quantifier, number, vec![a.clone(), b.clone(), c.clone()]);
        let mut asked = vec![
            a.clone(),
            not(&b),
            Expression::And(vec![a.clone(), not(&b), c.clone()]),
            Expression::Or(vec![not(&a), Expression::And(vec![b.clone(), c.clone()])]),
            both(&a, &b),
            both(&Expression::Or(vec![a.clone(), c.clone()]), &not(&b)),
            Expression::And(Vec::new()),
            Expression::Or(Vec::new()),
            Expression::Constant(true),
        ];
        for number in 0..=4 {
            asked.extend([Quantifier::AtLeast, Quantifier::AtMost, Quantifier::Exactly].map(|quantifier| count(quantifier, number)));
        }
        for expression in asked {
            for code in 0..codes.combinations() {
                let values = codes.values(code);
                let holds = expression.holds(&values, &Phase::start());
                for (wanted, forbid) in [(true, false), (false, true)] {
                    let mut encoder = Encoder::new(&codes);
                    for (axis, value) in values.iter().enumerate() {
                        let indicator = Sum::variable(encoder.indicator(axis, *value));
                        encoder.at_least(&indicator, 1.0);
                    }
                    if forbid {
                        encoder.forbid(&expression)
                    } else {
                        encoder.require(&expression)
                    }
                    let found = built_in().solve(&encoder.program, None);
                    match found {
                        Ok(solved) => {
                            assert_eq!(holds, wanted, "{expression:?} {values:?}");
                            assert_eq!(encoder.package(&solved.values), code);
                        }
                        Err(error) => assert_eq!((holds, error), (!wanted, NotSolved::Infeasible), "{expression:?} {values:?}"),
                    }
                    // and as a number
                    let mut encoder = Encoder::new(&codes);
                    for (axis, value) in values.iter().enumerate() {
                        let indicator = Sum::variable(encoder.indicator(axis, *value));
                        encoder.at_least(&indicator, 1.0);
                    }
                    let truth = encoder.truth(&expression);
                    for sign in [1.0, -1.0] {
                        encoder.program.objective = truth.clone().times(sign).terms;
                        let solved = built_in().solve(&encoder.program, None).expect("one package");
                        let value: f64 = truth.constant + truth.terms.iter().map(|(at, factor)| factor * solved.values[*at]).sum::<f64>();
                        assert!((value - f64::from(u8::from(holds))).abs() < 1e-6, "{expression:?} {values:?} {value}");
                    }
                }
            }
        }
    }
}
