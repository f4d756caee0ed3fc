//! The expression language: one parser for constraints, statements, rules and windows.
//!
//! ```text
//! expression = iff , { "if" , iff } ;                    (* x if y: y implies x; binds weakest *)
//! iff        = implies , { "iff" , implies } ;
//! implies    = or , [ "implies" , implies ] ;
//! or         = and , { "or" , and } ;
//! and        = not , { "and" , not } ;
//! not        = "not" , not | atom ;
//! atom       = "(" , expression , ")" | "always" | "never" | count | comparison | "after" , word | pattern | name ;
//! count      = ( "at" , "least" | "at" , "most" | "exactly" ) , integer , "of" , [ name , "in" ] ,
//!              "(" , expression , { "," , expression } , ")" ;
//! comparison = name , ( "=" | "!=" ) , value | name , [ "not" ] , "in" , "(" , value , { "," , value } , ")" ;
//! name       = word , { "." , word } ;                   (* the party and its option, or an issue *)
//! value      = word | integer | string ;
//! pattern    = { "Y" | "N" | "-" } ;                     (* one character for each yes/no variable, in file order *)
//! word       = letter , { letter | digit | "_" } ;       (* letters of any script *)
//! string     = "'" , { any character but "'" } , "'" ;   (* a state or value whose name is not a word *)
//! ```
//!
//! `name` alone asks whether a yes/no variable is `yes`. `after e` holds in the phases in which the event `e` has happened.
//! Parsing gives a [`Syntax`] tree with places; [`Vocabulary::resolve`] turns it into an [`Expression`] over a case's variables.

mod parse;
mod resolve;
mod told;

pub use parse::{Comparison, Count, MAXIMAL_DEPTH, Name, Syntax, SyntaxKind, parse};
pub use resolve::{Meaning, Vocabulary};

use crate::index::{EventId, VariableId};
use crate::phase::Phase;

/// A fault in an expression: the byte range within its text, what was found and expected, and advice.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Problem {
    /// The stable name of the kind of fault.
    pub code: &'static str,
    /// Bytes of the expression's text.
    pub range: std::ops::Range<usize>,
    /// What was found and what was expected.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
}

/// The position of a value in its variable's list, from 0; for a yes/no variable `no` is 0 and `yes` is 1.
pub type Value = u16;

/// How a number of true members is compared.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Quantifier {
    /// That many or more.
    AtLeast,
    /// That many or fewer.
    AtMost,
    /// Just that many.
    Exactly,
}

impl Quantifier {
    /// Whether `found` members suffice for a bound of `number`.
    #[must_use]
    pub fn admits(self, found: u64, number: u64) -> bool {
        match self {
            Self::AtLeast => found >= number,
            Self::AtMost => found <= number,
            Self::Exactly => found == number,
        }
    }

    /// The words of the language.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::AtLeast => "at least",
            Self::AtMost => "at most",
            Self::Exactly => "exactly",
        }
    }
}

/// A yes/no question about a state in a phase, over the variables of one case.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Expression {
    /// The same everywhere.
    Constant(bool),
    /// Whether a variable has one of these values (ascending, without repetition).
    Is(VariableId, Box<[Value]>),
    /// Whether an event has happened.
    After(EventId),
    /// Not so.
    Not(Box<Expression>),
    /// All of these.
    And(Vec<Expression>),
    /// Any of these.
    Or(Vec<Expression>),
    /// Both or neither.
    Iff(Box<Expression>, Box<Expression>),
    /// How many of these hold, compared with a number.
    Count(Quantifier, u64, Vec<Expression>),
}

impl Expression {
    /// Whether it holds in the state `values` (one value for each variable of the case) in `phase`: the plain evaluation
    /// that everything fast is tested against.
    ///
    /// # Panics
    /// If `values` is shorter than the case's list of variables.
    #[must_use]
    pub fn holds(&self, values: &[Value], phase: &Phase) -> bool {
        use crate::index::Id;
        match self {
            Self::Constant(constant) => *constant,
            Self::Is(variable, set) => set.contains(&values[variable.index()]),
            Self::After(event) => phase.has_happened(*event),
            Self::Not(inner) => !inner.holds(values, phase),
            Self::And(parts) => parts.iter().all(|part| part.holds(values, phase)),
            Self::Or(parts) => parts.iter().any(|part| part.holds(values, phase)),
            Self::Iff(left, right) => left.holds(values, phase) == right.holds(values, phase),
            Self::Count(quantifier, number, parts) => {
                let found = parts.iter().filter(|part| part.holds(values, phase)).count() as u64;
                quantifier.admits(found, *number)
            }
        }
    }

    /// What is left of it when some variables and the phase are known: `known` gives the value of a variable, or none
    /// where it may vary. Constants are folded away; the result mentions no event and no known variable.
    #[must_use]
    pub fn simplified(&self, known: &dyn Fn(VariableId) -> Option<Value>, phase: &Phase) -> Self {
        match self {
            Self::Constant(constant) => Self::Constant(*constant),
            Self::Is(variable, set) => match known(*variable) {
                Some(value) => Self::Constant(set.contains(&value)),
                None => self.clone(),
            },
            Self::After(event) => Self::Constant(phase.has_happened(*event)),
            Self::Not(inner) => match inner.simplified(known, phase) {
                Self::Constant(constant) => Self::Constant(!constant),
                Self::Not(twice) => *twice,
                other => Self::Not(Box::new(other)),
            },
            Self::And(parts) => Self::joined(parts, false, known, phase),
            Self::Or(parts) => Self::joined(parts, true, known, phase),
            Self::Iff(left, right) => match (left.simplified(known, phase), right.simplified(known, phase)) {
                (Self::Constant(a), Self::Constant(b)) => Self::Constant(a == b),
                (Self::Constant(true), other) | (other, Self::Constant(true)) => other,
                (Self::Constant(false), other) | (other, Self::Constant(false)) => Self::Not(Box::new(other)),
                (a, b) => Self::Iff(Box::new(a), Box::new(b)),
            },
            Self::Count(quantifier, number, parts) => {
                let mut certain = 0;
                let mut open = Vec::new();
                for part in parts {
                    match part.simplified(known, phase) {
                        Self::Constant(true) => certain += 1,
                        Self::Constant(false) => {}
                        other => open.push(other),
                    }
                }
                if open.is_empty() {
                    return Self::Constant(quantifier.admits(certain, *number));
                }
                match (quantifier, number.checked_sub(certain)) {
                    (Quantifier::AtLeast, None | Some(0)) => Self::Constant(true),
                    (Quantifier::AtMost | Quantifier::Exactly, None) => Self::Constant(false),
                    (_, Some(left)) => Self::Count(*quantifier, left, open),
                }
            }
        }
    }

    /// `And` (absorbing `false`) or `Or` (absorbing `true`) of the simplified parts.
    fn joined(parts: &[Self], absorbing: bool, known: &dyn Fn(VariableId) -> Option<Value>, phase: &Phase) -> Self {
        let mut open = Vec::new();
        for part in parts {
            match part.simplified(known, phase) {
                Self::Constant(constant) if constant == absorbing => return Self::Constant(absorbing),
                Self::Constant(_) => {}
                other => open.push(other),
            }
        }
        match open.len() {
            0 => Self::Constant(!absorbing),
            1 => open.remove(0),
            _ if absorbing => Self::Or(open),
            _ => Self::And(open),
        }
    }

    /// `not` of it.
    #[must_use]
    pub fn negated(self) -> Self {
        match self {
            Self::Constant(constant) => Self::Constant(!constant),
            Self::Not(inner) => *inner,
            other => Self::Not(Box::new(other)),
        }
    }

    /// Every variable that it mentions, in order of first mention, without repetition.
    #[must_use]
    pub fn variables(&self) -> Vec<VariableId> {
        let mut found = Vec::new();
        self.visit(&mut |part| {
            if let Self::Is(variable, _) = part
                && !found.contains(variable)
            {
                found.push(*variable);
            }
        });
        found
    }

    /// Calls `see` for it and every part of it.
    pub fn visit(&self, see: &mut dyn FnMut(&Self)) {
        see(self);
        match self {
            Self::Constant(_) | Self::Is(..) | Self::After(_) => {}
            Self::Not(inner) => inner.visit(see),
            Self::And(parts) | Self::Or(parts) | Self::Count(_, _, parts) => parts.iter().for_each(|part| part.visit(see)),
            Self::Iff(left, right) => {
                left.visit(see);
                right.visit(see);
            }
        }
    }
}
