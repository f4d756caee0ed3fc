//! The feasible states of a frame, numbered.

use crate::codes::{Codes, place};
use crate::words::{NONE, Question, STATES, WORDS};
use detente_model::control::{Control, Stopped};
use detente_model::expression::{Expression, Value};
use detente_model::phase::Phase;
use rayon::prelude::*;

/// A set of codes that tells its members' numbers: the k-th member (from 0) and back.
#[derive(Clone, Debug)]
pub enum Feasible {
    /// One bit a code, with the count before each eight words.
    Bitmap {
        /// The bits.
        words: Vec<u64>,
        /// Members before each span, and after the last.
        before: Vec<u64>,
    },
    /// The members' codes in ascending order.
    Listed(Vec<u64>),
}

/// Words between two counts of a bitmap.
const SPAN: usize = 8;

/// Up to this many combinations every code gets a bit; beyond, the members are enumerated with pruning and listed.
pub const BITMAP_COMBINATIONS: u64 = 1 << 30;

/// Why the feasible states could not be enumerated.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum EnumerationFailed {
    /// The caller stopped it.
    Stopped(Stopped),
    /// More states than the limit.
    TooMany,
}

impl From<Stopped> for EnumerationFailed {
    fn from(stopped: Stopped) -> Self {
        Self::Stopped(stopped)
    }
}

impl Feasible {
    /// The codes in which none of `impossible` holds (expressions over varying variables only), if there are no more than `limit`.
    ///
    /// # Errors
    /// When there are more than `limit`, or the caller stops it.
    ///
    /// # Complexity
    /// One bit operation for each 64 codes and part of an expression, for up to [`BITMAP_COMBINATIONS`]; beyond, subtrees
    /// in which an expression is certain are taken or left whole.
    pub fn enumerate(codes: &Codes, impossible: &[Expression], limit: u64, control: &Control<'_>) -> Result<Self, EnumerationFailed> {
        if codes.combinations() <= BITMAP_COMBINATIONS {
            return Ok(Self::bitmap(codes, impossible, control)?);
        }
        let mut listed = Vec::new();
        let mut search = Search { codes, limit, control, listed: &mut listed };
        search.descend(codes.axes().len(), 0, impossible.to_vec())?;
        Ok(Self::Listed(listed))
    }

    fn bitmap(codes: &Codes, impossible: &[Expression], control: &Control<'_>) -> Result<Self, Stopped> {
        let questions: Vec<Question> = impossible.iter().map(|expression| Question::new(expression, codes)).collect();
        let total = codes.combinations();
        let mut words = vec![0u64; place(total.div_ceil(64))];
        words.par_chunks_mut(WORDS).enumerate().try_for_each(|(block, chunk)| {
            if block % 1024 == 0 {
                control.check()?;
            }
            let block = block as u64;
            let mut bad = NONE;
            let mut answer = NONE;
            for question in &questions {
                question.answer(block, &mut answer);
                bad.iter_mut().zip(&answer).for_each(|(word, part)| *word |= part);
            }
            chunk.iter_mut().zip(&bad).for_each(|(word, part)| *word = !part);
            Ok(())
        })?;
        if !total.is_multiple_of(64)
            && let Some(last) = words.last_mut()
        {
            *last &= u64::MAX >> (64 - total % 64);
        }
        Ok(Self::from_words(words))
    }

    /// The set whose members are the bits that are set.
    #[must_use]
    pub fn from_words(words: Vec<u64>) -> Self {
        let mut before = Vec::with_capacity(words.len() / SPAN + 2);
        let mut count = 0;
        for span in words.chunks(SPAN) {
            before.push(count);
            count += span.iter().map(|word| u64::from(word.count_ones())).sum::<u64>();
        }
        before.push(count);
        Self::Bitmap { words, before }
    }

    /// How many members there are.
    #[must_use]
    pub fn count(&self) -> u64 {
        match self {
            Self::Bitmap { before, .. } => before.last().copied().unwrap_or(0),
            Self::Listed(codes) => codes.len() as u64,
        }
    }

    /// Whether a code is a member.
    #[must_use]
    pub fn contains(&self, code: u64) -> bool {
        match self {
            Self::Bitmap { words, .. } => words.get(place(code / 64)).is_some_and(|word| word >> (code % 64) & 1 == 1),
            Self::Listed(codes) => codes.binary_search(&code).is_ok(),
        }
    }

    /// The number of a member, from 0.
    #[must_use]
    pub fn number(&self, code: u64) -> Option<u64> {
        match self {
            Self::Bitmap { words, before } => {
                let word = place(code / 64);
                let bits = *words.get(word)?;
                if bits >> (code % 64) & 1 == 0 {
                    return None;
                }
                let span = word / SPAN;
                let earlier: u64 = words[span * SPAN..word].iter().map(|word| u64::from(word.count_ones())).sum();
                let below = bits & ((1u64 << (code % 64)) - 1);
                Some(before[span] + earlier + u64::from(below.count_ones()))
            }
            Self::Listed(codes) => codes.binary_search(&code).ok().map(|number| number as u64),
        }
    }

    /// The member with a number, from 0.
    #[must_use]
    pub fn code(&self, number: u64) -> Option<u64> {
        match self {
            Self::Bitmap { words, before } => {
                if number >= self.count() {
                    return None;
                }
                let span = before.partition_point(|count| *count <= number) - 1;
                let mut left = number - before[span];
                let mut word = span * SPAN;
                loop {
                    let ones = u64::from(words[word].count_ones());
                    if left < ones {
                        break;
                    }
                    left -= ones;
                    word += 1;
                }
                let mut bits = words[word];
                for _ in 0..left {
                    bits &= bits - 1;
                }
                Some(word as u64 * 64 + u64::from(bits.trailing_zeros()))
            }
            Self::Listed(codes) => codes.get(place(number)).copied(),
        }
    }

    /// The members in ascending order.
    #[must_use]
    pub fn codes(&self) -> Box<dyn Iterator<Item = u64> + '_> {
        match self {
            Self::Bitmap { words, .. } => {
                Box::new(words.iter().zip(0u64..).flat_map(|(word, index)| Bits(*word).map(move |bit| index * 64 + bit)))
            }
            Self::Listed(codes) => Box::new(codes.iter().copied()),
        }
    }

    /// The bits of the 64 codes from `64 × word` on, where it is a bitmap.
    #[must_use]
    pub fn words(&self) -> Option<&[u64]> {
        match self {
            Self::Bitmap { words, .. } => Some(words),
            Self::Listed(_) => None,
        }
    }
}

/// The set bits of a word, ascending.
#[derive(Clone, Copy, Debug)]
pub struct Bits(pub u64);

impl Iterator for Bits {
    type Item = u64;
    fn next(&mut self) -> Option<u64> {
        (self.0 != 0).then(|| {
            let bit = u64::from(self.0.trailing_zeros());
            self.0 &= self.0 - 1;
            bit
        })
    }
}

/// Depth-first over the axes, the most significant first, so that codes come out in order.
struct Search<'a> {
    codes: &'a Codes,
    limit: u64,
    control: &'a Control<'a>,
    listed: &'a mut Vec<u64>,
}

impl Search<'_> {
    /// The axes from `depth` on have the values that `base` says; `impossible` is simplified accordingly.
    fn descend(&mut self, depth: usize, base: u64, impossible: Vec<Expression>) -> Result<(), EnumerationFailed> {
        self.control.check()?;
        let below = self.codes.axes().get(depth).map_or(self.codes.combinations(), |axis| axis.stride);
        if impossible.is_empty() {
            return self.take(base..base + below);
        }
        if below <= STATES as u64 * 16 {
            return self.sweep(base, below, &impossible);
        }
        let axis = self.codes.axes()[depth - 1];
        for value in 0..axis.radix {
            let known = |variable| (variable == axis.variable).then(|| Value::try_from(value).unwrap_or(Value::MAX));
            let mut left = Vec::with_capacity(impossible.len());
            let mut dead = false;
            for expression in &impossible {
                match expression.simplified(&known, &Phase::start()) {
                    Expression::Constant(true) => {
                        dead = true;
                        break;
                    }
                    Expression::Constant(false) => {}
                    open => left.push(open),
                }
            }
            if !dead {
                self.descend(depth - 1, base + value * axis.stride, left)?;
            }
        }
        Ok(())
    }

    /// The low axes, a block at a time.
    fn sweep(&mut self, base: u64, below: u64, impossible: &[Expression]) -> Result<(), EnumerationFailed> {
        let questions: Vec<Question> = impossible.iter().map(|expression| Question::new(expression, self.codes)).collect();
        for block in 0..below.div_ceil(STATES as u64) {
            let mut bad = NONE;
            let mut answer = NONE;
            for question in &questions {
                question.answer(block, &mut answer);
                bad.iter_mut().zip(&answer).for_each(|(word, part)| *word |= part);
            }
            for (word, index) in bad.iter().zip(0u64..) {
                let first = block * STATES as u64 + index * 64;
                self.room(64)?;
                self.listed.extend(Bits(!word).map(|bit| first + bit).take_while(|low| *low < below).map(|low| base + low));
            }
        }
        Ok(())
    }

    fn take(&mut self, codes: std::ops::Range<u64>) -> Result<(), EnumerationFailed> {
        self.room(codes.end - codes.start)?;
        self.listed.extend(codes);
        Ok(())
    }

    fn room(&self, more: u64) -> Result<(), EnumerationFailed> {
        if (self.listed.len() as u64).saturating_add(more) > self.limit.saturating_add(64) {
            Err(EnumerationFailed::TooMany)
        } else {
            Ok(())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use detente_model::index::{Id, VariableId};

    fn example() -> (Codes, Vec<Expression>) {
        let codes = Codes::new(
            [3u64, 2, 5, 2, 7, 2, 2, 3, 2, 2, 2, 5].into_iter().enumerate().map(|(index, radix)| (VariableId::from_index(index), radix)),
        )
        .unwrap();
        let is = |index: usize, values: &[u16]| Expression::Is(VariableId::from_index(index), values.into());
        let impossible = vec![
            Expression::And(vec![is(0, &[1]), is(11, &[2, 3])]),
            Expression::And(vec![is(4, &[0, 6]), is(7, &[0]), is(9, &[1])]),
            Expression::Iff(Box::new(is(10, &[1])), Box::new(is(8, &[1]))),
        ];
        (codes, impossible)
    }

    #[test]
    fn both_enumerations_agree_with_the_definition() {
        let (codes, impossible) = example();
        let phase = Phase::start();
        let expected: Vec<u64> =
            (0..codes.combinations()).filter(|code| !impossible.iter().any(|when| when.holds(&codes.values(*code), &phase))).collect();
        let control = Control::default();
        let bitmap = Feasible::enumerate(&codes, &impossible, u64::MAX, &control).unwrap();
        assert!(bitmap.codes().eq(expected.iter().copied()));
        let mut listed = Vec::new();
        Search { codes: &codes, limit: u64::MAX, control: &control, listed: &mut listed }
            .descend(codes.axes().len(), 0, impossible.clone())
            .unwrap();
        assert_eq!(listed, expected);
        let listed = Feasible::Listed(listed);
        for set in [&bitmap, &listed] {
            assert_eq!(set.count(), expected.len() as u64);
            for (number, code) in (0u64..).zip(&expected).step_by(97) {
                assert_eq!(set.number(*code), Some(number));
                assert_eq!(set.code(number), Some(*code));
            }
            assert_eq!(set.code(expected.len() as u64), None);
            assert_eq!(set.number(codes.combinations()), None);
        }
    }

    #[test]
    fn too_many_states_are_refused_in_time() {
        let codes = Codes::new((0..40).map(|index| (VariableId::from_index(index), 2))).unwrap();
        assert_eq!(Feasible::enumerate(&codes, &[], 1000, &Control::default()).err(), Some(EnumerationFailed::TooMany));
    }
}
