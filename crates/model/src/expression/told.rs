//! Expressions in plain words.

use super::{Expression, Value};
use crate::case::Case;
use crate::index::VariableId;

impl Expression {
    /// It in the names for readers: `Soviet Union keeps troops and not: United States gives assurances`.
    #[must_use]
    pub fn told(&self, case: &Case) -> String {
        told(case, self)
    }
}

fn told(case: &Case, expression: &Expression) -> String {
    let part = |inner: &Expression| match inner {
        Expression::Not(atom) if matches!(**atom, Expression::Is(..)) => told(case, inner),
        Expression::And(_) | Expression::Or(_) | Expression::Iff(..) | Expression::Not(_) => format!("({})", told(case, inner)),
        Expression::Constant(_) | Expression::Is(..) | Expression::After(_) | Expression::Count(..) => told(case, inner),
    };
    let joined = |parts: &[Expression], word: &str| parts.iter().map(part).collect::<Vec<_>>().join(word);
    match expression {
        Expression::Constant(true) => "always".into(),
        Expression::Constant(false) => "never".into(),
        Expression::Is(variable, values) => is(case, *variable, values),
        Expression::After(event) => format!("“{}” has happened", case.events[*event].name),
        Expression::Not(inner) => match &**inner {
            Expression::Is(variable, values) => {
                let others: Vec<Value> =
                    (0..).take(case.variables[*variable].values.len()).filter(|value| !values.contains(value)).collect();
                is(case, *variable, &others)
            }
            other => format!("not {}", part(other)),
        },
        Expression::And(parts) => joined(parts, " and "),
        Expression::Or(parts) => joined(parts, " or "),
        Expression::Iff(left, right) => format!("{} just when {}", part(left), part(right)),
        Expression::Count(quantifier, number, parts) => format!("{} {number} of: {}", quantifier.words(), joined(parts, "; ")),
    }
}

/// A variable at some of its values: `France: links unification`, `not France: links unification`, `Alliance: NATO or neutral`.
fn is(case: &Case, variable: VariableId, values: &[Value]) -> String {
    let described = &case.variables[variable];
    let owner = described.owner().map_or(String::new(), |owner| format!("{} ", case.parties[owner].name));
    let names: Vec<&str> = values.iter().map(|value| described.values[usize::from(*value)].name.as_str()).collect();
    if case.graph.is_some() {
        return names.join(" or ");
    }
    match (described.is_yes_no(), values) {
        (true, [1]) => format!("{owner}{}", described.name),
        (true, [0]) => format!("not: {owner}{}", described.name),
        _ => format!(
            "{}{}: {}",
            if owner.is_empty() { String::new() } else { format!("{}, ", owner.trim_end()) },
            described.name,
            names.join(" or ")
        ),
    }
}
