//! The generator's own expressions: drawn, evaluated and written out.

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

/// What an expression may speak of.
pub(super) struct Variable {
    /// As written in expressions: `p1.a` or `x`.
    pub(super) path: String,
    pub(super) owner: Option<usize>,
    pub(super) values: Vec<String>,
    pub(super) kind: Kind,
    /// For a yes/no variable the only direction allowed, as written; for others `upward`.
    pub(super) one_way: Option<&'static str>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    YesNo,
    Listed,
}

#[derive(Clone)]
pub(super) enum Expression {
    Is(usize, usize),
    In(usize, Vec<usize>),
    Not(Box<Expression>),
    And(Vec<Expression>),
    Or(Vec<Expression>),
    Implies(Box<Expression>, Box<Expression>),
    Iff(Box<Expression>, Box<Expression>),
    /// The first if the second.
    If(Box<Expression>, Box<Expression>),
    /// Parentheses that may not be needed.
    Group(Box<Expression>),
}

impl Expression {
    /// A single comparison.
    pub(super) fn literal(rng: &mut ChaCha8Rng, variables: &[Variable]) -> Self {
        let variable = rng.random_range(0..variables.len());
        let values = variables[variable].values.len();
        match variables[variable].kind {
            Kind::YesNo => Self::Is(variable, rng.random_range(0..2)),
            Kind::Listed => {
                let some: Vec<usize> = (0..values).filter(|_| rng.random_bool(0.5)).collect();
                let chosen = match some.len() {
                    0 => Self::Is(variable, rng.random_range(0..values)),
                    1 => Self::Is(variable, some[0]),
                    _ => Self::In(variable, some),
                };
                if rng.random_bool(0.2) { Self::Not(Box::new(chosen)) } else { chosen }
            }
        }
    }

    /// A comparison of something that `party` controls, half of the time tied to something else.
    pub(super) fn about(rng: &mut ChaCha8Rng, variables: &[Variable], party: usize) -> Self {
        let own: Vec<usize> = (0..variables.len()).filter(|&k| variables[k].owner == Some(party)).collect();
        let variable = own[rng.random_range(0..own.len())];
        let is = Self::Is(variable, rng.random_range(0..variables[variable].values.len()));
        if rng.random_bool(0.5) { Self::Iff(Box::new(is), Box::new(Self::literal(rng, variables))) } else { is }
    }

    /// Anything, to a depth.
    pub(super) fn any(rng: &mut ChaCha8Rng, variables: &[Variable], depth: usize) -> Self {
        if depth == 0 {
            return Self::literal(rng, variables);
        }
        let mut part = |depth: usize| Box::new(Self::any(rng, variables, depth));
        let (first, second) = (part(depth - 1), part(depth - 1));
        let third = rng.random_bool(0.2).then(|| Self::literal(rng, variables));
        let chosen = match rng.random_range(0..20) {
            0..6 => Self::And([*first, *second].into_iter().chain(third).collect()),
            6..12 => Self::Or([*first, *second].into_iter().chain(third).collect()),
            12..16 => Self::Iff(first, second),
            16 | 17 => Self::Implies(first, second),
            18 => Self::If(first, second),
            _ => Self::Not(first),
        };
        if rng.random_bool(0.1) { Self::Group(Box::new(chosen)) } else { chosen }
    }

    pub(super) fn holds(&self, values: &[usize]) -> bool {
        match self {
            Self::Is(variable, value) => values[*variable] == *value,
            Self::In(variable, some) => some.contains(&values[*variable]),
            Self::Not(inner) => !inner.holds(values),
            Self::And(parts) => parts.iter().all(|part| part.holds(values)),
            Self::Or(parts) => parts.iter().any(|part| part.holds(values)),
            Self::Implies(if_this, then) => !if_this.holds(values) || then.holds(values),
            Self::Iff(left, right) => left.holds(values) == right.holds(values),
            Self::If(then, if_this) => then.holds(values) || !if_this.holds(values),
            Self::Group(inner) => inner.holds(values),
        }
    }

    /// How tightly it binds: `if` weakest, then `iff`, `implies`, `or`, `and`, `not`, comparisons.
    fn tightness(&self) -> u8 {
        match self {
            Self::If(..) => 0,
            Self::Iff(..) => 1,
            Self::Implies(..) => 2,
            Self::Or(_) => 3,
            Self::And(_) => 4,
            Self::Not(_) => 5,
            Self::Is(..) | Self::In(..) | Self::Group(_) => 6,
        }
    }

    /// As in a case file, with parentheses only where tightness or a chain of one operator asks for them.
    pub(super) fn written(&self, variables: &[Variable]) -> String {
        let inside = |part: &Self| {
            let text = part.written(variables);
            if part.tightness() <= self.tightness() { format!("({text})") } else { text }
        };
        let joined = |parts: &[Self], word: &str| parts.iter().map(inside).collect::<Vec<_>>().join(word);
        match self {
            Self::Is(variable, value) => {
                let Variable { path, values, kind, .. } = &variables[*variable];
                match kind {
                    Kind::YesNo if *value == 1 => path.clone(),
                    // both ways of writing that it does not hold, by the place of the variable
                    Kind::YesNo if variable % 2 == 0 => format!("{path} = no"),
                    Kind::YesNo => format!("(not {path})"),
                    Kind::Listed => format!("{path} = {}", values[*value]),
                }
            }
            Self::In(variable, some) => {
                let Variable { path, values, .. } = &variables[*variable];
                let list: Vec<&str> = some.iter().map(|&value| values[value].as_str()).collect();
                format!("{path} in ({})", list.join(", "))
            }
            Self::Not(inner) => format!("not {}", inside(inner)),
            Self::And(parts) => joined(parts, " and "),
            Self::Or(parts) => joined(parts, " or "),
            Self::Implies(if_this, then) => format!("{} implies {}", inside(if_this), inside(then)),
            Self::Iff(left, right) => format!("{} iff {}", inside(left), inside(right)),
            Self::If(then, if_this) => format!("{} if {}", inside(then), inside(if_this)),
            Self::Group(inner) => format!("({})", inner.written(variables)),
        }
    }
}
