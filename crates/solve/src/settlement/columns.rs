//! What every package is worth to every party, in exact integers, some thousand packages at a time.
//!
//! Nothing is computed for one package alone: an additive utility is the sum of two look-ups, other terms are answered 64 packages at a
//! time, and what a condition says of 64 packages is a word. A party with a utility alone has one line of utilities, in the largest unit that makes
//! them all whole. One with an order has a line of ranks for each order that it amounts to. Of a party of whom nothing is known there is no line.

use super::SettleError;
use detente_model::answer::Scale;
use detente_model::case::Case;
use detente_model::expression::{Expression, Value};
use detente_model::index::{Id, PartyId};
use detente_model::order::Order;
use detente_model::phase::Phase;
use detente_model::preference::{Utility, reservation};
use detente_space::Game;
use detente_space::codes::{AxisSum, Codes, place};
use detente_space::feasible::{Bits, Feasible};
use detente_space::ranks::Slots;
use detente_space::words::{NONE, Question, STATES, WORDS};
use rayon::prelude::*;

/// How many conditions can be asked of every package at once.
pub const CONDITIONS: usize = 128;

/// A party's lines.
#[derive(Clone, Debug)]
pub struct PartyColumns {
    /// Who.
    pub party: PartyId,
    /// What is known of what it wants.
    pub scale: Scale,
    /// The lines that order packages: at least as good means as much or more on all of them. None where nothing is known.
    pub order: Vec<usize>,
    /// The line of its utility, where one is stated, and how many billionths its unit is.
    pub utility: Option<(usize, i128)>,
}

/// How the numbers of a line come about.
enum Line {
    Sum(Sum),
    Ranks(Vec<u32>),
}

/// A utility compiled.
struct Sum {
    /// By axis and value.
    tables: Vec<Vec<i64>>,
    /// The same, tabulated, where codes are consecutive.
    axes: Option<AxisSum>,
    /// Other terms.
    terms: Vec<(Expression, Question, i64)>,
    /// Numbers for states, the first that fits.
    first: Vec<(Expression, Question, i64)>,
    /// What all packages have.
    base: i64,
}

/// What a utility adds up.
pub(super) struct Parts<'a> {
    /// What all packages have.
    pub(super) base: i64,
    /// By axis and value.
    pub(super) tables: &'a [Vec<i64>],
    /// What is added where an expression holds.
    pub(super) terms: Vec<(&'a Expression, i64)>,
}

impl Parts<'_> {
    /// The number of a package, by the value of each axis and of each variable.
    pub(super) fn number(&self, codes: &Codes, code: u64) -> i64 {
        let axes = codes.axes();
        let width = axes.iter().map(|axis| axis.variable.index() + 1).max().unwrap_or(0);
        let mut values = vec![Value::default(); width];
        axes.iter().for_each(|axis| values[axis.variable.index()] = axis.value(code));
        let tables = axes.iter().zip(self.tables).map(|(axis, table)| table[usize::from(axis.value(code))]).sum::<i64>();
        let terms = self.terms.iter().filter(|(holds, _)| holds.holds(&values, &Phase::start())).map(|(_, worth)| worth).sum::<i64>();
        self.base + tables + terms
    }

    /// The least and the most that it could be if all parts went their own way.
    pub(super) fn range(&self) -> (i64, i64) {
        let tables = self.tables.iter().map(|table| (table.iter().min().copied().unwrap_or(0), table.iter().max().copied().unwrap_or(0)));
        let terms = self.terms.iter().map(|(_, worth)| ((*worth).min(0), (*worth).max(0)));
        tables.chain(terms).fold((self.base, self.base), |(least, most), (low, high)| (least + low, most + high))
    }
}

/// A run of packages with what the lines say of them.
#[derive(Clone, Debug, Default)]
pub struct Block {
    /// The packages, by code.
    pub codes: Vec<u64>,
    /// For each line the number of each package.
    pub lines: Vec<Vec<i64>>,
    /// For each package a bit for each condition that holds; empty if there are no conditions.
    pub marks: Vec<u128>,
}

/// The lines of all parties, and conditions, over all packages of a game.
pub struct Columns<'g> {
    game: &'g Game,
    lines: Vec<Line>,
    parties: Vec<PartyColumns>,
    conditions: Vec<(Expression, Question)>,
}

impl<'g> Columns<'g> {
    /// The lines of the parties that can move or have a say in the game.
    ///
    /// # Errors
    /// The memory does not suffice, or utilities need more digits than there is room for.
    pub fn new(case: &Case, game: &'g Game, memory: u64) -> Result<Self, SettleError> {
        let orders = game.consent.parties.iter();
        let ranked: u64 = orders
            .map(|consenter| match kind(case, game, consenter.party) {
                (Scale::Cardinal, _) => 0,
                _ => consenter.order.ladders().len() as u64,
            })
            .sum();
        let slots = game.feasible.words().map_or(game.states(), |_| game.codes.combinations());
        // ranks, with the keys from which they are made
        let needed = slots.saturating_mul(ranked * 4 + if ranked > 0 { 8 } else { 0 }) + (64 << 20);
        if needed > memory {
            return Err(SettleError::TooLarge { needed, allowed: memory });
        }
        let mut columns = Self { game, lines: Vec::new(), parties: Vec::new(), conditions: Vec::new() };
        for consenter in &game.consent.parties {
            let (scale, utility) = kind(case, game, consenter.party);
            let utility = match utility {
                None => None,
                Some(utility) => {
                    let (sum, unit) = columns.compile(case, consenter.party, &utility)?;
                    columns.lines.push(Line::Sum(sum));
                    Some((columns.lines.len() - 1, unit))
                }
            };
            let order = match (scale, utility) {
                (Scale::Cardinal, Some((line, _))) => vec![line],
                _ => {
                    let slots = if game.feasible.words().is_some() { Slots::Codes } else { Slots::Numbers };
                    let ranks = game.columns(&consenter.order, slots);
                    let first = columns.lines.len();
                    columns.lines.extend(ranks.into_iter().map(Line::Ranks));
                    (first..columns.lines.len()).collect()
                }
            };
            columns.parties.push(PartyColumns { party: consenter.party, scale, order, utility });
        }
        Ok(columns)
    }

    /// The parties, in file order.
    #[must_use]
    pub fn parties(&self) -> &[PartyColumns] {
        &self.parties
    }

    /// The game.
    #[must_use]
    pub fn game(&self) -> &'g Game {
        self.game
    }

    /// The lines by which packages are compared: those of all parties of whom something is known.
    #[must_use]
    pub fn ordering(&self) -> Vec<usize> {
        self.parties.iter().flat_map(|party| party.order.iter().copied()).collect()
    }

    /// Asks a further condition of every package; its bit, or none where there are too many.
    pub fn ask(&mut self, condition: &Expression) -> Option<u32> {
        if self.conditions.len() == CONDITIONS {
            return None;
        }
        let condition = self.game.simplified(condition);
        let question = Question::new(&condition, &self.game.codes);
        self.conditions.push((condition, question));
        u32::try_from(self.conditions.len() - 1).ok()
    }

    /// What a line of utilities adds up: none for a line of ranks, and where numbers are stated for states.
    pub(super) fn parts(&self, line: usize) -> Option<Parts<'_>> {
        match &self.lines[line] {
            Line::Sum(sum) if sum.first.is_empty() => Some(Parts {
                base: sum.base,
                tables: &sum.tables,
                terms: sum.terms.iter().map(|(holds, _, worth)| (holds, *worth)).collect(),
            }),
            Line::Sum(_) | Line::Ranks(_) => None,
        }
    }

    /// A condition that was asked, by its bit, in terms of what varies.
    pub(super) fn condition(&self, bit: u32) -> &Expression {
        &self.conditions[bit as usize].0
    }

    /// All conditions that are asked.
    pub(super) fn conditions(&self) -> impl Iterator<Item = &Expression> {
        self.conditions.iter().map(|(condition, _)| condition)
    }

    fn compile(&self, case: &Case, party: PartyId, utility: &Utility) -> Result<(Sum, i128), SettleError> {
        let game = self.game;
        let stated = reservation::in_phase(&case.preferences[party].reservations, &game.phase);
        let stated = stated.map_or(0, |reservation| i128::from(reservation.worth.billionths()));
        let terms: Vec<(Expression, i128)> = utility.terms.iter().map(|(holds, worth)| (game.simplified(holds), *worth)).collect();
        let first: Vec<(Expression, i128)> = utility
            .payoffs
            .iter()
            .flat_map(|tiers| &tiers.places)
            .map(|(state, worth)| (game.simplified(state), i128::from(*worth)))
            .filter(|(state, _)| *state != Expression::Constant(false))
            .collect();
        let numbers = || terms.iter().chain(&first).map(|(_, worth)| *worth).chain([stated]);
        let unit = numbers().fold(0, common_divisor).max(1);
        let magnitude: i128 = numbers().map(|worth| (worth / unit).abs()).sum();
        if magnitude > Utility::LIMIT {
            return Err(SettleError::TooManyDigits { party: case.parties[party].id.clone() });
        }
        let scaled = |worth: i128| i64::try_from(worth / unit).unwrap_or(i64::MAX);
        let axes = game.codes.axes();
        let mut sum = Sum {
            tables: axes.iter().map(|axis| vec![0; place(axis.radix)]).collect(),
            axes: None,
            terms: Vec::new(),
            first: Vec::new(),
            base: 0,
        };
        for (holds, worth) in terms {
            match &holds {
                Expression::Constant(true) => sum.base += scaled(worth),
                Expression::Constant(false) => {}
                Expression::Is(variable, values) if let Some(axis) = axes.iter().position(|axis| axis.variable == *variable) => {
                    values.iter().for_each(|value| sum.tables[axis][usize::from(*value)] += scaled(worth));
                }
                other => {
                    let question = Question::new(other, &game.codes);
                    sum.terms.push((holds, question, scaled(worth)));
                }
            }
        }
        for (state, worth) in first {
            let question = Question::new(&state, &game.codes);
            sum.first.push((state, question, scaled(worth)));
        }
        if game.feasible.words().is_some() {
            sum.axes = Some(AxisSum::new(&sum.tables));
        }
        Ok((sum, unit))
    }

    /// How many blocks there are.
    #[must_use]
    pub fn blocks(&self) -> u64 {
        let slots = self.game.feasible.words().map_or(self.game.states(), |_| self.game.codes.combinations());
        slots.div_ceil(STATES as u64)
    }

    /// Fills a block: the packages of 4096 codes, or 4096 listed packages.
    pub fn fill(&self, block: u64, out: &mut Block) {
        out.codes.clear();
        out.marks.clear();
        out.lines.resize_with(self.lines.len(), Vec::new);
        match &self.game.feasible {
            Feasible::Bitmap { words, .. } => self.fill_codes(block, words, out),
            Feasible::Listed(listed) => self.fill_listed(block, listed, out),
        }
    }

    fn fill_codes(&self, block: u64, words: &[u64], out: &mut Block) {
        let start = block * STATES as u64;
        let end = (start + STATES as u64).min(self.game.codes.combinations());
        let count = place(end - start);
        let words = &words[place(block) * WORDS..words.len().min(place(block + 1) * WORDS)];
        let members: u64 = words.iter().map(|word| u64::from(word.count_ones())).sum();
        let all = members == count as u64;
        if all {
            out.codes.extend(start..end);
        } else {
            out.codes.extend((start..).step_by(64).zip(words).flat_map(|(first, word)| Bits(*word).map(move |bit| first + bit)));
        }
        if out.codes.is_empty() {
            out.lines.iter_mut().for_each(Vec::clear);
            return;
        }
        let keep = |line: &mut Vec<i64>| {
            if !all {
                let mut kept = 0;
                for code in &out.codes {
                    line[kept] = line[place(code - start)];
                    kept += 1;
                }
                line.truncate(kept);
            }
        };
        for (line, numbers) in self.lines.iter().zip(&mut out.lines) {
            numbers.clear();
            match line {
                Line::Sum(sum) => {
                    numbers.resize(count, 0);
                    sum.fill(block, numbers);
                }
                Line::Ranks(ranks) => {
                    let from = place(start);
                    numbers.extend(ranks[from..from + count].iter().map(|rank| i64::from(*rank)));
                }
            }
            keep(numbers);
        }
        if !self.conditions.is_empty() {
            out.marks.resize(out.codes.len(), 0);
            let mut answer = NONE;
            for (bit, (_, question)) in self.conditions.iter().enumerate() {
                question.answer(block, &mut answer);
                for (mark, code) in out.marks.iter_mut().zip(&out.codes) {
                    let at = place(code - start);
                    *mark |= u128::from(answer[at / 64] >> (at % 64) & 1) << bit;
                }
            }
        }
    }

    fn fill_listed(&self, block: u64, listed: &[u64], out: &mut Block) {
        let start = place(block) * STATES;
        out.codes.extend(&listed[start..listed.len().min(start + STATES)]);
        let axes = self.game.codes.axes();
        let width = axes.iter().map(|axis| axis.variable.index() + 1).max().unwrap_or(0);
        let mut values = vec![Value::default(); width];
        out.lines.iter_mut().for_each(Vec::clear);
        for (offset, code) in out.codes.iter().enumerate() {
            axes.iter().for_each(|axis| values[axis.variable.index()] = axis.value(*code));
            for (line, numbers) in self.lines.iter().zip(&mut out.lines) {
                numbers.push(match line {
                    Line::Sum(sum) => {
                        let tables = axes.iter().zip(&sum.tables).map(|(axis, table)| table[usize::from(axis.value(*code))]).sum::<i64>();
                        sum.plain(&values) + tables
                    }
                    Line::Ranks(ranks) => i64::from(ranks[start + offset]),
                });
            }
            if !self.conditions.is_empty() {
                let holds =
                    |(bit, (condition, _)): (usize, &(Expression, Question))| u128::from(condition.holds(&values, &Phase::start())) << bit;
                out.marks.push(self.conditions.iter().enumerate().map(holds).fold(0, |marks, mark| marks | mark));
            }
        }
    }

    /// What the lines and conditions say of one package.
    #[must_use]
    pub fn of(&self, code: u64) -> Option<(Vec<i64>, u128)> {
        self.of_all(&[code]).into_iter().next()
    }

    /// What the lines and conditions say of these packages, given by ascending codes; other codes are left out.
    #[must_use]
    pub fn of_all(&self, codes: &[u64]) -> Vec<(Vec<i64>, u128)> {
        let mut out = Block::default();
        let mut filled = None;
        let mut found = Vec::with_capacity(codes.len());
        for code in codes {
            let block = match &self.game.feasible {
                Feasible::Bitmap { .. } => code / STATES as u64,
                Feasible::Listed(_) => match self.game.feasible.number(*code) {
                    Some(number) => number / STATES as u64,
                    None => continue,
                },
            };
            if block >= self.blocks() {
                continue;
            }
            if filled != Some(block) {
                self.fill(block, &mut out);
                filled = Some(block);
            }
            if let Ok(at) = out.codes.binary_search(code) {
                found.push((out.lines.iter().map(|line| line[at]).collect(), out.marks.get(at).copied().unwrap_or(0)));
            }
        }
        found
    }

    /// Runs over all packages: `each` sees every block, `chunk` blocks with one accumulator; the accumulators come back in order.
    pub(crate) fn run<T: Send>(
        &self,
        blocks: std::ops::Range<u64>,
        chunk: u64,
        begin: impl Fn() -> T + Sync,
        each: impl Fn(&mut T, &Block) + Sync,
    ) -> Vec<T> {
        let chunks: Vec<u64> = (blocks.start..blocks.end).step_by(place(chunk)).collect();
        chunks
            .into_par_iter()
            .map_init(Block::default, |block, start| {
                let mut found = begin();
                for number in start..(start + chunk).min(blocks.end) {
                    self.fill(number, block);
                    if !block.codes.is_empty() {
                        each(&mut found, block);
                    }
                }
                found
            })
            .collect()
    }
}

impl Sum {
    fn fill(&self, block: u64, out: &mut [i64]) {
        out.fill(self.base);
        if let Some(axes) = &self.axes {
            axes.run(place(block) * STATES, out, |number, sum| *number += sum);
        }
        let mut answer = NONE;
        for (_, question, worth) in &self.terms {
            question.answer(block, &mut answer);
            for (word, chunk) in answer.iter().zip(out.chunks_mut(64)) {
                Bits(word & within(chunk.len())).for_each(|bit| chunk[place(bit)] += worth);
            }
        }
        let mut open = [u64::MAX; WORDS];
        for (_, question, worth) in &self.first {
            question.answer(block, &mut answer);
            for ((word, open), chunk) in answer.iter().zip(&mut open).zip(out.chunks_mut(64)) {
                Bits(word & *open & within(chunk.len())).for_each(|bit| chunk[place(bit)] += worth);
                *open &= !word;
            }
        }
    }

    /// All but what the tables give.
    fn plain(&self, values: &[Value]) -> i64 {
        let phase = Phase::start();
        let terms: i64 = self.terms.iter().filter(|(holds, ..)| holds.holds(values, &phase)).map(|(.., worth)| worth).sum();
        let first = self.first.iter().find(|(holds, ..)| holds.holds(values, &phase)).map_or(0, |(.., worth)| *worth);
        self.base + terms + first
    }
}

/// The first `count` bits, of up to 64.
fn within(count: usize) -> u64 {
    if count >= 64 { u64::MAX } else { (1 << count) - 1 }
}

/// What is known of what a party wants in the game's phase, and its utility where packages have one.
///
/// A utility stands for the whole preference where no form beside it gives an order, and where it is either a sum or a complete list of payoffs.
fn kind(case: &Case, game: &Game, party: PartyId) -> (Scale, Option<Utility>) {
    let (ordinal, cardinal) = case.preferences[party].by_kind();
    let utility = cardinal
        .utility(&case.variables, &game.phase)
        .filter(|utility| utility.payoffs.as_ref().is_none_or(|tiers| tiers.complete && utility.terms.is_empty()));
    let order = game.consent.parties.iter().find(|consenter| consenter.party == party).map(|consenter| &consenter.order);
    let scale = match order {
        None | Some(Order::Unknown) => Scale::Unknown,
        Some(Order::Partial(_)) => Scale::Partial,
        Some(Order::Ranked(_)) if ordinal.is_unknown() && utility.is_some() => Scale::Cardinal,
        Some(Order::Ranked(_)) => Scale::Ordinal,
    };
    (scale, utility)
}

/// The greatest common divisor.
pub(crate) fn common_divisor(a: i128, b: i128) -> i128 {
    let (mut a, mut b) = (a.abs(), b.abs());
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}
