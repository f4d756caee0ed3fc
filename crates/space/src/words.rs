//! Expressions evaluated 64 states at a time.
//!
//! A [`Question`] is an expression over a frame's axes, compiled once. It is answered for a block of [`STATES`] consecutive codes
//! at a time, as [`WORDS`] words of 64 bits; there is no work per state that can be done per word.

use crate::codes::{Codes, place};
use detente_model::expression::{Expression, Quantifier};

/// Words in a block.
pub const WORDS: usize = 64;
/// Codes in a block.
pub const STATES: usize = WORDS * 64;
/// A yes/no answer for each code of a block, the first code in the lowest bit of the first word.
pub type Block = [u64; WORDS];

/// Nothing in the block.
pub const NONE: Block = [0; WORDS];

/// An expression over the axes of a frame, compiled.
#[derive(Clone, Debug)]
pub enum Question {
    /// The same everywhere.
    Constant(bool),
    /// An axis has one of some values, as a pattern of words that repeats.
    Periodic(Vec<u64>),
    /// An axis has one of some values, as runs of equal values.
    Runs {
        /// How long a value stays.
        stride: u64,
        /// For each value whether it is one of those.
        member: Vec<bool>,
    },
    /// Not so.
    Not(Box<Question>),
    /// All.
    And(Vec<Question>),
    /// Any.
    Or(Vec<Question>),
    /// Both or neither.
    Iff(Box<Question>, Box<Question>),
    /// How many.
    Count(Quantifier, u64, Vec<Question>),
}

impl Question {
    /// Compiles an expression that mentions varying variables only (see [`Expression::simplified`]).
    ///
    /// # Panics
    /// If it mentions another variable or an event: callers simplify first.
    #[must_use]
    pub fn new(expression: &Expression, codes: &Codes) -> Self {
        let all = |parts: &[Expression]| parts.iter().map(|part| Self::new(part, codes)).collect();
        match expression {
            Expression::Constant(constant) => Self::Constant(*constant),
            Expression::Is(variable, values) => {
                let axis = codes.axis_of(*variable).expect("expressions are simplified to varying variables before they are compiled");
                let mut member = vec![false; place(axis.radix)];
                values.iter().for_each(|value| member[usize::from(*value)] = true);
                Self::axis(axis.stride, member)
            }
            Expression::After(_) => panic!("expressions are simplified in their phase before they are compiled"),
            Expression::Not(inner) => Self::Not(Box::new(Self::new(inner, codes))),
            Expression::And(parts) => Self::And(all(parts)),
            Expression::Or(parts) => Self::Or(all(parts)),
            Expression::Iff(left, right) => Self::Iff(Box::new(Self::new(left, codes)), Box::new(Self::new(right, codes))),
            Expression::Count(quantifier, number, parts) => Self::Count(*quantifier, *number, all(parts)),
        }
    }

    fn axis(stride: u64, member: Vec<bool>) -> Self {
        let period = stride * member.len() as u64;
        if period > STATES as u64 {
            return Self::Runs { stride, member };
        }
        let words = period >> period.trailing_zeros().min(6);
        let bit = |code: u64| u64::from(member[place(code / stride % member.len() as u64)]);
        Self::Periodic((0..words).map(|word| (0..64).fold(0, |bits, offset| bits | bit(word * 64 + offset) << offset)).collect())
    }

    /// Answers for the block that begins at code `block × STATES`.
    pub fn answer(&self, block: u64, out: &mut Block) {
        match self {
            Self::Constant(constant) => *out = if *constant { [u64::MAX; WORDS] } else { NONE },
            Self::Periodic(pattern) => {
                let mut position = place(block * WORDS as u64 % pattern.len() as u64);
                for word in out {
                    *word = pattern[position];
                    position += 1;
                    if position == pattern.len() {
                        position = 0;
                    }
                }
            }
            Self::Runs { stride, member } => runs(*stride, member, block * STATES as u64, out),
            Self::Not(inner) => {
                inner.answer(block, out);
                out.iter_mut().for_each(|word| *word = !*word);
            }
            Self::And(parts) => {
                *out = [u64::MAX; WORDS];
                each(parts, block, |word, part| *word &= part, out);
            }
            Self::Or(parts) => {
                *out = NONE;
                each(parts, block, |word, part| *word |= part, out);
            }
            Self::Iff(left, right) => {
                left.answer(block, out);
                let mut other = NONE;
                right.answer(block, &mut other);
                out.iter_mut().zip(&other).for_each(|(word, part)| *word = !(*word ^ part));
            }
            Self::Count(quantifier, number, parts) => count(*quantifier, *number, parts, block, out),
        }
    }
}

fn each(parts: &[Question], block: u64, join: impl Fn(&mut u64, u64), out: &mut Block) {
    let mut answer = NONE;
    for part in parts {
        part.answer(block, &mut answer);
        out.iter_mut().zip(&answer).for_each(|(word, part)| join(word, *part));
    }
}

fn runs(stride: u64, member: &[bool], start: u64, out: &mut Block) {
    *out = NONE;
    let mut at = 0u64;
    while at < STATES as u64 {
        let code = start + at;
        let run = (stride - code % stride).min(STATES as u64 - at);
        if member[place(code / stride % member.len() as u64)] {
            fill(out, place(at), place(at + run));
        }
        at += run;
    }
}

/// Sets the bits from `start` to `end` (exclusive).
fn fill(out: &mut Block, start: usize, end: usize) {
    let (first, last) = (start / 64, (end - 1) / 64);
    let (head, tail) = (u64::MAX << (start % 64), u64::MAX >> (63 - (end - 1) % 64));
    if first == last {
        out[first] |= head & tail;
    } else {
        out[first] |= head;
        out[first + 1..last].fill(u64::MAX);
        out[last] |= tail;
    }
}

/// Counts in binary, one bit plane a power of two, then compares with the number.
fn count(quantifier: Quantifier, number: u64, parts: &[Question], block: u64, out: &mut Block) {
    let planes = (usize::BITS - parts.len().leading_zeros()) as usize;
    if number >> planes != 0 {
        *out = if quantifier == Quantifier::AtMost { [u64::MAX; WORDS] } else { NONE };
        return;
    }
    let mut sum = vec![NONE; planes];
    let mut part_answer = NONE;
    for part in parts {
        part.answer(block, &mut part_answer);
        for (word, mut carry) in part_answer.iter().copied().enumerate() {
            for plane in &mut sum {
                let next = plane[word] & carry;
                plane[word] ^= carry;
                carry = next;
            }
        }
    }
    for (word, answer) in out.iter_mut().enumerate() {
        let (mut above, mut equal) = (0u64, u64::MAX);
        for (power, plane) in sum.iter().enumerate().rev() {
            let wanted = if number >> power & 1 == 1 { u64::MAX } else { 0 };
            above |= equal & plane[word] & !wanted;
            equal &= !(plane[word] ^ wanted);
        }
        *answer = match quantifier {
            Quantifier::AtLeast => above | equal,
            Quantifier::AtMost => !above,
            Quantifier::Exactly => equal,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use detente_model::index::{Id, VariableId};
    use detente_model::phase::Phase;

    /// Every kind of question, on axes whose periods are below, at and above a block, against the plain evaluation.
    #[test]
    fn blocks_agree_with_plain_evaluation() {
        let radices = [3u64, 2, 5, 2, 2, 7, 2, 3, 2];
        let codes = Codes::new(radices.iter().enumerate().map(|(index, radix)| (VariableId::from_index(index), *radix))).unwrap();
        let is = |index: usize, values: &[u16]| Expression::Is(VariableId::from_index(index), values.into());
        let parts = vec![is(0, &[1, 2]), is(2, &[0, 3]), is(5, &[6]), is(7, &[0, 2]), is(8, &[1])];
        let mut questions = parts.clone();
        for quantifier in [Quantifier::AtLeast, Quantifier::AtMost, Quantifier::Exactly] {
            questions.extend((0..9).map(|number| Expression::Count(quantifier, number, parts.clone())));
        }
        questions.push(Expression::Iff(Box::new(Expression::And(parts.clone())), Box::new(Expression::Or(parts).negated())));
        let phase = Phase::start();
        for question in questions {
            let compiled = Question::new(&question, &codes);
            for block in 0..codes.combinations().div_ceil(STATES as u64) {
                let mut out = NONE;
                compiled.answer(block, &mut out);
                for offset in 0..STATES as u64 {
                    let code = block * STATES as u64 + offset;
                    if code < codes.combinations() {
                        let answered = out[place(offset / 64)] >> (offset % 64) & 1 == 1;
                        assert_eq!(answered, question.holds(&codes.values(code), &phase), "{question:?} at {code}");
                    }
                }
            }
        }
    }
}
