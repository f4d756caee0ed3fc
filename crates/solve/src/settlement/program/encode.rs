//! A frame as rows of a linear program: an indicator for each value of each column of the frame, of which one is 1; whatever else is said of a package is a sum over these, or a variable
//! tied to such sums. Columns that nothing tells apart share variables, which count how many of them have a value: of packages that differ in nothing but which of the columns it is, branch and bound would
//! try one after the other.

use super::solver::{Column, Program, Row};
use crate::settlement::number::float;
use detente_model::expression::{Expression, Quantifier, Value};
use detente_model::index::VariableId;
use detente_space::codes::{Codes, place};
use std::collections::BTreeMap;

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

/// A column of the frame, by axis, with its values in the order of the variables.
type Ordered = (usize, Vec<Value>);

/// What tells columns apart: which one it is, where it is asked for by itself, and what depends on each of its values.
type Kind = (Option<usize>, Vec<Vec<i64>>);

/// Columns of a frame that nothing tells apart.
#[derive(Clone, Debug)]
struct Alike {
    /// The columns.
    axes: Vec<Ordered>,
    /// The first of the variables: how many of the columns have a value.
    first: usize,
}

/// A program that grows.
#[derive(Clone, Debug)]
pub(super) struct Encoder {
    pub(super) program: Program,
    codes: Codes,
    classes: Vec<Alike>,
    /// What has been encoded already: many utilities ask the same.
    known: Vec<(Expression, Sum)>,
}

impl Encoder {
    /// The variables of a frame. `alone`: the variables of the case that some expression asks for; of the others those count as alike that `marks` tells nothing apart of: whatever
    /// depends on a value of an axis, other than through expressions.
    pub(super) fn new(codes: &Codes, alone: &[VariableId], marks: impl Fn(usize, Value) -> Vec<i64>) -> Self {
        let mut encoder = Self { program: Program::default(), codes: codes.clone(), classes: Vec::new(), known: Vec::new() };
        let mut classes: BTreeMap<Kind, Vec<Ordered>> = BTreeMap::new();
        for (at, axis) in codes.axes().iter().enumerate() {
            let mut values: Vec<(Vec<i64>, Value)> = (0..place(axis.radix))
                .map(|value| Value::try_from(value).unwrap_or(Value::MAX))
                .map(|value| (marks(at, value), value))
                .collect();
            let asked = alone.contains(&axis.variable);
            if !asked {
                values.sort();
            }
            let (key, values) = values.into_iter().unzip();
            classes.entry((asked.then_some(at), key)).or_default().push((at, values));
        }
        let mut classes: Vec<Vec<Ordered>> = classes.into_values().collect();
        classes.sort_by_key(|axes| axes[0].0);
        for axes in classes {
            let (first, of) = (encoder.program.columns.len(), small(axes.len() as u64));
            let counts = (0..axes[0].1.len()).map(|_| encoder.add(0.0, of, true)).collect::<Vec<_>>();
            let terms = counts.into_iter().map(|count| (count, 1.0)).collect();
            encoder.program.rows.push(Row { terms, least: of, equal: true });
            encoder.classes.push(Alike { axes, first });
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

    /// The indicator of a value of a column of the frame that some expression asks for.
    fn indicator(&self, variable: VariableId, value: Value) -> Option<usize> {
        let axis = self.codes.axes().iter().position(|axis| axis.variable == variable)?;
        let alone = self.classes.iter().find(|class| class.axes[0].0 == axis)?;
        alone.axes[0].1.iter().position(|own| *own == value).map(|at| alone.first + at)
    }

    /// What tables by axis and value add up to.
    pub(super) fn tables(&self, tables: &[Vec<i64>]) -> Sum {
        let mut sum = Sum::default();
        for class in &self.classes {
            // alike: the first says it for all
            let (axis, values) = &class.axes[0];
            let worths = values.iter().map(|value| tables[*axis][usize::from(*value)]).enumerate().filter(|(_, worth)| *worth != 0);
            sum.terms.extend(worths.map(|(at, worth)| (class.first + at, float(i128::from(worth)))));
        }
        sum
    }

    /// The variables with the values that they have in a package.
    pub(super) fn counts(&self, code: u64) -> Vec<(usize, f64)> {
        let mut counts = Vec::new();
        for class in &self.classes {
            let mut own = vec![0u64; class.axes[0].1.len()];
            for (axis, values) in &class.axes {
                let value = self.codes.axes()[*axis].value(code);
                own.iter_mut().zip(values).filter(|(_, known)| **known == value).for_each(|(count, _)| *count += 1);
            }
            counts.extend(own.into_iter().enumerate().map(|(at, count)| (class.first + at, small(count))));
        }
        counts
    }

    /// How many columns are as in a package; among columns that are alike, all of them have the same value there.
    pub(super) fn kept(&self, code: u64) -> Sum {
        let terms = self.counts(code).into_iter().filter(|(_, count)| *count > 0.0).map(|(variable, _)| (variable, 1.0));
        Sum { constant: 0.0, terms: terms.collect() }
    }

    /// The package that a solution means: of columns that are alike the first ones have the first values.
    pub(super) fn package(&self, values: &[f64]) -> u64 {
        let mut chosen = vec![Value::default(); self.codes.axes().len()];
        for class in &self.classes {
            let mut left = values[class.first..class.first + class.axes[0].1.len()].to_vec();
            for (axis, values) in &class.axes {
                let at = left.iter().position(|count| *count > 0.5).unwrap_or(0);
                left[at] -= 1.0;
                chosen[*axis] = values[at];
            }
        }
        self.codes.code(&chosen)
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
            Expression::Is(variable, values) => {
                let indicators = values.iter().filter_map(|value| self.indicator(*variable, *value));
                Sum { constant: 0.0, terms: indicators.map(|indicator| (indicator, 1.0)).collect() }
            }
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
    use crate::settlement::program::solver::{Asked, NotSolved, built_in};
    use detente_model::control::Control;
    use detente_model::index::{Id, VariableId};
    use detente_model::phase::Phase;

    fn is(variable: usize, values: &[Value]) -> Expression {
        Expression::Is(VariableId::from_index(variable), values.into())
    }

    fn solve(program: &Program) -> Result<Vec<f64>, NotSolved> {
        let control = Control::default();
        built_in().solve(program, &Asked { begin: &[], seconds: None, control: &control }).map(|solved| solved.values)
    }

    /// One package alone, of columns of which each is asked for.
    fn only(codes: &Codes, code: u64) -> Encoder {
        let all: Vec<VariableId> = codes.axes().iter().map(|axis| axis.variable).collect();
        let mut encoder = Encoder::new(codes, &all, |_, _| Vec::new());
        for (variable, count) in encoder.counts(code) {
            encoder.at_least(&Sum::variable(variable), count);
        }
        encoder
    }

    /// Columns are alike up to the order of their values, and a solution means a package with the same counts.
    #[test]
    fn alike_columns_are_counted_together() {
        let codes =
            Codes::new([3u64, 3, 2, 3, 3].into_iter().enumerate().map(|(at, radix)| (VariableId::from_index(at), radix))).expect("few");
        let worths = [[5i64, 0, 7], [0, 7, 5], [0, 1, 0], [5, 0, 7], [5, 0, 7]];
        let asked = [VariableId::from_index(4)];
        let encoder = Encoder::new(&codes, &asked, |axis, value| vec![worths[axis][usize::from(value)]]);
        // three of one kind, one of another, and one that is asked for
        assert_eq!(encoder.program.columns.len(), 3 + 2 + 3);
        assert_eq!(encoder.program.columns.iter().map(|column| column.high).fold(0.0, f64::max), 3.0);
        let tables: Vec<Vec<i64>> = worths.iter().zip(codes.axes()).map(|(own, axis)| own[..place(axis.radix)].to_vec()).collect();
        let sum = encoder.tables(&tables);
        for code in 0..codes.combinations() {
            let counts = encoder.counts(code);
            let values: Vec<f64> = counts.iter().map(|(_, count)| *count).collect();
            let meant = encoder.package(&values);
            assert_eq!(encoder.counts(meant), counts, "{code}");
            let worth: i64 = codes.values(code).iter().enumerate().map(|(axis, value)| worths[axis][usize::from(*value)]).sum();
            let said: f64 = sum.terms.iter().map(|(variable, factor)| factor * values[*variable]).sum();
            assert_eq!(said, float(i128::from(worth)), "{code}");
        }
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
                    let mut encoder = only(&codes, code);
                    if forbid {
                        encoder.forbid(&expression)
                    } else {
                        encoder.require(&expression)
                    }
                    let found = solve(&encoder.program);
                    match found {
                        Ok(values) => {
                            assert_eq!(holds, wanted, "{expression:?} {code}");
                            assert_eq!(encoder.package(&values), code);
                        }
                        Err(error) => assert_eq!((holds, error), (!wanted, NotSolved::Infeasible), "{expression:?} {values:?}"),
                    }
                    // and as a number
                    let mut encoder = only(&codes, code);
                    let truth = encoder.truth(&expression);
                    for sign in [1.0, -1.0] {
                        encoder.program.objective = truth.clone().times(sign).terms;
                        let solved = solve(&encoder.program).expect("one package");
                        let value: f64 = truth.constant + truth.terms.iter().map(|(at, factor)| factor * solved[*at]).sum::<f64>();
                        assert!((value - f64::from(u8::from(holds))).abs() < 1e-6, "{expression:?} {values:?} {value}");
                    }
                }
            }
        }
    }
}
