//! Orders as ranks: a small integer a state, higher is better, equal where nothing separates.

use crate::codes::{AxisSum, Codes, place};
use crate::feasible::{Bits, Feasible};
use crate::words::{Block, NONE, Question, STATES, WORDS};
use detente_model::expression::{Expression, Value};
use detente_model::index::Id;
use detente_model::order::{Ladder, Score, Strength};
use detente_model::phase::Phase;
use rayon::prelude::*;
use std::sync::atomic::{AtomicU64, Ordering};

/// The rank in the place of a code that is not feasible.
pub const INFEASIBLE: u32 = u32::MAX;

/// By what a column of ranks is indexed.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Slots {
    /// By code: infeasible codes have a place, with [`INFEASIBLE`] in it.
    Codes,
    /// By the number of the feasible state.
    Numbers,
}

/// The ranks of all states by one ladder: 0 for the worst, without gaps.
///
/// The ladder must mention varying variables only (see [`Expression::simplified`]).
///
/// # Complexity
/// Linear in the number of codes (or of states, where feasible states are listed) for ladders whose scores have few different
/// values; with a sort of the different scores otherwise.
#[must_use]
pub fn column(ladder: &Ladder, codes: &Codes, feasible: &Feasible, slots: Slots) -> Vec<u32> {
    match feasible {
        Feasible::Listed(listed) => listed_column(ladder, codes, listed),
        Feasible::Bitmap { words, .. } => {
            let ranks = blocks_column(ladder, codes, words);
            match slots {
                Slots::Codes => ranks,
                Slots::Numbers => ranks.into_iter().filter(|rank| *rank != INFEASIBLE).collect(),
            }
        }
    }
}

/// The same ladder with expressions simplified.
#[must_use]
pub fn simplified(ladder: &Ladder, simplify: &dyn Fn(&Expression) -> Expression) -> Ladder {
    let cases = |cases: &[(Expression, i64)]| cases.iter().map(|(holds, number)| (simplify(holds), *number)).collect();
    let score = |score: &Score| match score {
        Score::Sum(terms) => Score::Sum(cases(terms)),
        Score::First { cases: list, otherwise } => Score::First { cases: cases(list), otherwise: *otherwise },
        Score::Distinct { among, descending } => Score::Distinct { among: simplify(among), descending: *descending },
    };
    Ladder { scores: ladder.scores.iter().map(score).collect() }
}

/// For each rank by a ladder how many of the ranks below it are strongly below it; none where that is not stated. What is
/// strongly below a state is thus all that is below some rank, by the laws of [`Strength`].
///
/// # Complexity
/// As [`column()`], and one plain evaluation for each different rank where strength is a difference of utilities.
#[must_use]
pub fn strongly_below(ladder: &Ladder, strength: &Strength, codes: &Codes, feasible: &Feasible) -> Option<Vec<u32>> {
    if *strength == Strength::NotStated {
        return None;
    }
    let ranks = column(ladder, codes, feasible, Slots::Numbers);
    let count = ranks.iter().max().map_or(0, |rank| *rank as usize + 1);
    match strength {
        Strength::NotStated => None,
        Strength::Steps(steps) => {
            let mut step_of = vec![0; count];
            for (rank, step) in ranks.iter().zip(column(steps, codes, feasible, Slots::Numbers)) {
                step_of[*rank as usize] = step;
            }
            Some(step_of.iter().map(|step| crate::codes::narrow(step_of.partition_point(|other| other < step))).collect())
        }
        Strength::Difference(least) => {
            let mut utilities: Vec<Option<i128>> = vec![None; count];
            let mut values = vec![Value::default(); width(codes)];
            for (rank, code) in ranks.iter().zip(feasible.codes()) {
                utilities[*rank as usize].get_or_insert_with(|| {
                    codes.axes().iter().for_each(|axis| values[axis.variable.index()] = axis.value(code));
                    ladder.of(&values, i128::from(code) + 1, &Phase::start()).first().copied().unwrap_or(0)
                });
            }
            let utilities: Vec<i128> = utilities.into_iter().flatten().collect();
            let below = |utility: &i128| utilities.partition_point(|other| *other <= utility - least);
            Some(utilities.iter().map(|utility| crate::codes::narrow(below(utility))).collect())
        }
    }
}

/// How long a list of values is that has a place for every variable of the codes.
fn width(codes: &Codes) -> usize {
    codes.axes().iter().map(|axis| axis.variable.index() + 1).max().unwrap_or(0)
}

/// A state at a time, for states that are few among many codes.
fn listed_column(ladder: &Ladder, codes: &Codes, listed: &[u64]) -> Vec<u32> {
    let width = width(codes);
    let phase = Phase::start();
    let keys: Vec<Vec<i128>> = listed
        .par_iter()
        .map_init(
            || vec![Value::default(); width],
            |values, code| {
                codes.axes().iter().for_each(|axis| values[axis.variable.index()] = axis.value(*code));
                ladder.of(values, i128::from(*code) + 1, &phase)
            },
        )
        .collect();
    let mut different: Vec<&Vec<i128>> = keys.iter().collect();
    different.par_sort_unstable();
    different.dedup();
    keys.par_iter().map(|key| crate::codes::narrow(different.partition_point(|other| *other < key))).collect()
}

/// A score compiled: what is added or chosen for each code, and how many different numbers that can give.
enum Part {
    /// A weighted sum: per axis by table, the rest by question; `least` is subtracted so that the smallest is 0.
    Sum { tables: Option<AxisSum>, questions: Vec<(Question, i64)>, least: i64 },
    /// The place of the first case in the sorted list of numbers.
    First { cases: Vec<(Question, u64)>, otherwise: u64 },
    /// The code itself, up or down, within a set; 0 elsewhere.
    Distinct { among: Question, descending: bool, count: u64 },
    /// A number for each code, tabulated: the ranks by a score that would not fit a key together with the earlier ones.
    Tabulated(Vec<u32>),
}

impl Part {
    fn new(score: &Score, codes: &Codes) -> Self {
        match score {
            Score::Sum(terms) => Self::sum(terms, codes),
            Score::First { cases, otherwise } => {
                let mut numbers: Vec<i64> = cases.iter().map(|(_, number)| *number).chain([*otherwise]).collect();
                numbers.sort_unstable();
                numbers.dedup();
                let level = |number: i64| numbers.partition_point(|other| *other < number) as u64;
                Self::First {
                    cases: cases.iter().map(|(holds, number)| (Question::new(holds, codes), level(*number))).collect(),
                    otherwise: level(*otherwise),
                }
            }
            Score::Distinct { among, descending } => {
                Self::Distinct { among: Question::new(among, codes), descending: *descending, count: codes.combinations() }
            }
        }
    }

    fn sum(terms: &[(Expression, i64)], codes: &Codes) -> Self {
        if let [(holds, 1)] = terms
            && !matches!(holds, Expression::Constant(_))
        {
            // a statement: one bit, sixty-four states at a time
            return Self::Sum { tables: None, questions: vec![(Question::new(holds, codes), 1)], least: 0 };
        }
        let mut tables: Vec<Vec<i64>> = codes.axes().iter().map(|axis| vec![0; place(axis.radix)]).collect();
        let mut tabulated = false;
        let mut questions = Vec::new();
        let mut least = 0;
        for (holds, weight) in terms {
            match holds {
                // the same for all states: changes no order
                Expression::Constant(_) => {}
                Expression::Is(variable, values) if let Some(axis) = codes.axes().iter().position(|axis| axis.variable == *variable) => {
                    values.iter().for_each(|value| tables[axis][usize::from(*value)] += weight);
                    tabulated = true;
                }
                other => {
                    least += (*weight).min(0);
                    questions.push((Question::new(other, codes), *weight));
                }
            }
        }
        for table in &mut tables {
            let smallest = table.iter().copied().min().unwrap_or(0);
            table.iter_mut().for_each(|number| *number -= smallest);
        }
        Self::Sum { tables: tabulated.then(|| AxisSum::new(&tables)), questions, least }
    }

    /// One more than the largest number that it gives.
    fn range(&self) -> u128 {
        match self {
            Self::Sum { tables, questions, .. } => {
                let tables = tables.as_ref().map_or(0, |sum| u128::from(sum.largest().unsigned_abs()));
                tables + questions.iter().map(|(_, weight)| u128::from(weight.unsigned_abs())).sum::<u128>() + 1
            }
            Self::First { cases, otherwise } => u128::from(cases.iter().map(|(_, level)| *level).max().unwrap_or(0).max(*otherwise)) + 1,
            Self::Distinct { count, .. } => u128::from(*count) + 1,
            Self::Tabulated(ranks) => ranks_count(ranks),
        }
    }

    /// Appends the numbers of a block's codes to its keys: key × range + number.
    fn append(&self, block: u64, range: u64, keys: &mut [u64; STATES], scratch: &mut [i64; STATES]) {
        let mut answer = NONE;
        match self {
            Self::Sum { tables: None, questions, least: _ } if let [(question, 1)] = questions.as_slice() => {
                // a statement: one bit
                question.answer(block, &mut answer);
                for (word, chunk) in answer.iter().zip(keys.chunks_exact_mut(64)) {
                    for (bit, key) in chunk.iter_mut().enumerate() {
                        *key = *key * 2 + (word >> bit & 1);
                    }
                }
            }
            Self::Sum { tables, questions, least } => {
                scratch.fill(-least);
                if let Some(tables) = tables {
                    tables.run(place(block * STATES as u64), scratch, |number, sum| *number += sum);
                }
                for (question, weight) in questions {
                    question.answer(block, &mut answer);
                    for (word, chunk) in answer.iter().zip(scratch.chunks_exact_mut(64)) {
                        Bits(*word).for_each(|bit| chunk[place(bit)] += weight);
                    }
                }
                keys.iter_mut().zip(scratch.iter()).for_each(|(key, number)| *key = *key * range + number.cast_unsigned());
            }
            Self::First { cases, otherwise } => {
                keys.iter_mut().for_each(|key| *key = *key * range + otherwise);
                let mut left: Block = [u64::MAX; WORDS];
                for (question, level) in cases {
                    question.answer(block, &mut answer);
                    for ((word, open), chunk) in answer.iter().zip(&mut left).zip(keys.chunks_exact_mut(64)) {
                        Bits(word & *open).for_each(|bit| {
                            let key = &mut chunk[place(bit)];
                            *key = *key - otherwise + level;
                        });
                        *open &= !word;
                    }
                }
            }
            Self::Tabulated(ranks) => {
                let start = place(block) * STATES;
                let rank = |rank: &u32| if *rank == INFEASIBLE { 0 } else { u64::from(*rank) };
                keys.iter_mut().zip(&ranks[start.min(ranks.len())..]).for_each(|(key, number)| *key = *key * range + rank(number));
            }
            Self::Distinct { among, descending, count } => {
                among.answer(block, &mut answer);
                let first = block * STATES as u64;
                for ((word, chunk), base) in answer.iter().zip(keys.chunks_exact_mut(64)).zip((first..).step_by(64)) {
                    for (bit, key) in (0u64..).zip(chunk.iter_mut()) {
                        let code = base + bit;
                        let inside = word >> bit & 1 == 1 && code < *count;
                        // the set lies above the rest going up, and below it going down
                        let number = match (inside, descending) {
                            (true, false) => code + 1,
                            (true, true) => count - 1 - code,
                            (false, false) => 0,
                            (false, true) => *count,
                        };
                        *key = *key * range + number;
                    }
                }
            }
        }
    }
}

/// How many different ranks there are.
fn ranks_count(ranks: &[u32]) -> u128 {
    ranks.par_iter().filter(|rank| **rank != INFEASIBLE).max().map_or(1, |rank| u128::from(*rank) + 1)
}

/// Scores are packed into one key while it fits; then keys are replaced by their ranks and packing goes on.
fn blocks_column(ladder: &Ladder, codes: &Codes, feasible: &[u64]) -> Vec<u32> {
    const LARGEST_KEY: u128 = 1 << 62;
    let total = place(codes.combinations());
    let ranked = |stage: &[Part]| ranked(stage, total, feasible);
    let mut stage: Vec<Part> = Vec::new();
    for score in &ladder.scores {
        let mut part = Part::new(score, codes);
        if part.range() == 1 {
            // what is held has settled it: it tells no states apart
            continue;
        }
        if range(&stage) * part.range() > LARGEST_KEY {
            stage = vec![Part::Tabulated(ranked(&stage))];
        }
        if range(&stage) * part.range() > LARGEST_KEY {
            // utilities are limited so that one score alone always fits
            part = Part::Tabulated(ranked(&[part]));
        }
        stage.push(part);
    }
    ranked(&stage)
}

/// How many different keys the parts can give together.
fn range(stage: &[Part]) -> u128 {
    stage.iter().map(Part::range).product()
}

/// Ranks by the parts of a stage, the first the most important.
fn ranked(stage: &[Part], total: usize, feasible: &[u64]) -> Vec<u32> {
    let ranges: Vec<u64> = stage.iter().map(|part| u64::try_from(part.range()).expect("a stage fits a key")).collect();
    let range = range(stage);
    let fill = |block: u64, keys: &mut [u64; STATES], scratch: &mut [i64; STATES]| {
        keys.fill(0);
        for (part, range) in stage.iter().zip(&ranges) {
            part.append(block, *range, keys, scratch);
        }
    };
    let is_feasible = |code: usize| feasible[code / 64] >> (code % 64) & 1 == 1;
    let scratch = || (Box::new([0u64; STATES]), Box::new([0i64; STATES]));
    // where keys are dense enough, mark which occur and count the marks below; else sort the different ones
    if range <= (4 * total as u128).max(1 << 22) && range <= 1 << 32 {
        let marks: Vec<AtomicU64> = (0..place(u64::try_from(range).unwrap_or(0)).div_ceil(64)).map(|_| AtomicU64::new(0)).collect();
        let mut ranks = vec![INFEASIBLE; total];
        ranks.par_chunks_mut(STATES).enumerate().for_each_init(scratch, |(keys, scratch), (block, chunk)| {
            fill(block as u64, keys, scratch);
            for (offset, rank) in chunk.iter_mut().enumerate() {
                if is_feasible(block * STATES + offset) {
                    let key = keys[offset];
                    let mark = &marks[place(key / 64)];
                    if mark.load(Ordering::Relaxed) >> (key % 64) & 1 == 0 {
                        mark.fetch_or(1 << (key % 64), Ordering::Relaxed);
                    }
                    *rank = u32::try_from(key).unwrap_or(INFEASIBLE);
                }
            }
        });
        let mut below = 0u32;
        let marks: Vec<(u64, u32)> = marks
            .into_iter()
            .map(|mark| {
                let mark = mark.into_inner();
                let start = below;
                below += mark.count_ones();
                (mark, start)
            })
            .collect();
        ranks.par_iter_mut().zip(0usize..total).for_each(|(rank, code)| {
            if is_feasible(code) {
                let (mark, start) = marks[*rank as usize / 64];
                *rank = start + (mark & ((1 << (*rank % 64)) - 1)).count_ones();
            }
        });
        return ranks;
    }
    let mut keys = vec![0u64; total];
    keys.par_chunks_mut(STATES).enumerate().for_each_init(scratch, |(block_keys, scratch), (block, chunk)| {
        fill(block as u64, block_keys, scratch);
        chunk.copy_from_slice(&block_keys[..chunk.len()]);
    });
    let mut different: Vec<u64> = (0..total).into_par_iter().filter(|code| is_feasible(*code)).map(|code| keys[code]).collect();
    different.par_sort_unstable();
    different.dedup();
    let rank = |key: u64| crate::codes::narrow(different.partition_point(|other| *other < key));
    keys.par_iter().zip(0usize..total).map(|(key, code)| if is_feasible(code) { rank(*key) } else { INFEASIBLE }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use detente_model::control::Control;
    use detente_model::index::VariableId;

    /// Ranks by plain evaluation: sort the different score lists.
    fn plain(ladder: &Ladder, codes: &Codes, feasible: &Feasible) -> Vec<u32> {
        let phase = Phase::start();
        let keys: Vec<Vec<i128>> = feasible.codes().map(|code| ladder.of(&codes.values(code), i128::from(code) + 1, &phase)).collect();
        let mut different = keys.clone();
        different.sort();
        different.dedup();
        keys.iter().map(|key| crate::codes::narrow(different.binary_search(key).unwrap())).collect()
    }

    #[test]
    fn ranks_agree_with_plain_scores() {
        let codes =
            Codes::new([3u64, 2, 5, 2, 7, 2, 2, 3, 2].into_iter().enumerate().map(|(index, radix)| (VariableId::from_index(index), radix)))
                .unwrap();
        let is = |index: usize, values: &[u16]| Expression::Is(VariableId::from_index(index), values.into());
        let both = Expression::And(vec![is(0, &[0, 1]), is(4, &[2, 3, 6])]);
        let either = Expression::Or(vec![is(7, &[2]), is(8, &[1])]);
        let impossible = [Expression::And(vec![is(2, &[4]), is(3, &[1])])];
        let feasible = Feasible::enumerate(&codes, &impossible, u64::MAX, &Control::default()).unwrap();
        let Feasible::Bitmap { .. } = feasible else { panic!("few combinations have a bitmap") };
        let listed = Feasible::Listed(feasible.codes().collect());
        let statements = |parts: &[&Expression]| parts.iter().map(|part| Score::Sum(vec![((*part).clone(), 1)])).collect::<Vec<_>>();
        let additive = Score::Sum(vec![(is(0, &[1]), 3), (is(0, &[2]), -7), (is(4, &[5]), 10), (both.clone(), -4), (either.clone(), 11)]);
        let huge = Score::Sum(vec![(is(5, &[1]), 1 << 59), (is(6, &[1]), -(1 << 58)), (both.clone(), 3)]);
        let first = Score::First { cases: vec![(both.clone(), i64::MIN), (either.clone(), i64::MAX), (is(1, &[1]), 5)], otherwise: 0 };
        let ladders = [
            vec![],
            statements(&[&both, &either, &is(3, &[1])]),
            vec![additive.clone()],
            vec![first.clone(), additive.clone()],
            vec![huge.clone(), additive.clone(), first.clone()],
            vec![Score::Distinct { among: either.clone(), descending: true }, huge],
            vec![Score::Distinct { among: both.clone(), descending: false }, additive],
            [statements(&[&both, &either]), vec![first], statements(&vec![&both; 80])].concat(),
        ];
        for scores in ladders {
            let ladder = Ladder { scores };
            let expected = plain(&ladder, &codes, &feasible);
            assert_eq!(column(&ladder, &codes, &feasible, Slots::Numbers), expected);
            assert_eq!(column(&ladder, &codes, &listed, Slots::Numbers), expected);
            let by_code = column(&ladder, &codes, &feasible, Slots::Codes);
            for (number, code) in feasible.codes().enumerate() {
                assert_eq!(by_code[place(code)], expected[number]);
            }
        }
    }
}
