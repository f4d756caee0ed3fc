//! The Pareto frontier: the packages that no other is better than for some and worse than for none.
//!
//! A package is dominated if another has as much or more on every line (see [`super::columns`]) and more on one. The frontier is taken over all feasible
//! packages; whether they are acceptable is marked on them and drops none.
//!
//! Nearly all packages fall to a few strong ones: those of the frontier of a sample are tried first, each thread moving to the front what
//! has just dominated something. What survives is sorted so that nothing is dominated by what comes after it, and held against what has
//! survived before. Numbers are compared as they are; floats play no part.

use super::SettleError;
use super::columns::Columns;
use detente_model::control::Control;
use rayon::prelude::*;
use std::cmp::Ordering;

/// Comparisons of one package with another that may be made, where up to [`FEW`] lines are compared, and beyond.
pub const WORK: [u64; 2] = [1 << 36, 1 << 33];

/// See [`WORK`].
pub const FEW: usize = 6;

/// How many packages are kept of those that have the same numbers.
pub const KEPT: usize = 16;

/// How many strong packages all others are tried against at first.
const STRONG: usize = 256;

/// Blocks with one accumulator.
const CHUNK: u64 = 64;

/// Packages that all parties find equally good.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Place {
    /// The numbers on the lines that are compared.
    pub numbers: Vec<i64>,
    /// How many packages have them.
    pub packages: u64,
    /// The first of these packages, by code.
    pub codes: Vec<u64>,
}

/// The frontier.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Frontier {
    /// The lines that were compared.
    pub lines: Vec<usize>,
    /// What is on it, in the order of the first codes.
    pub places: Vec<Place>,
}

impl Frontier {
    /// How many packages are on it.
    #[must_use]
    pub fn packages(&self) -> u64 {
        self.places.iter().map(|place| place.packages).sum()
    }
}

/// Numbers of many packages, `width` to each, with how many packages have them and which.
#[derive(Clone, Default)]
struct Pool {
    numbers: Vec<i64>,
    packages: Vec<(u64, Vec<u64>)>,
}

impl Pool {
    fn len(&self) -> usize {
        self.packages.len()
    }

    fn numbers(&self, at: usize, width: usize) -> &[i64] {
        &self.numbers[at * width..(at + 1) * width]
    }
}

/// Whether a package of a block counts, by its place there.
pub type Counts<'f> = dyn Fn(&super::columns::Block, usize) -> bool + Sync + 'f;

/// Whether `a` has as much as `b` on every line.
fn covers(a: &[i64], b: &[i64]) -> bool {
    a.iter().zip(b).all(|(a, b)| a >= b)
}

/// The frontier over the packages for which `counts` says yes (given the numbers on all lines and the marks), compared by `lines`. None where finding it would take
/// more than `work` comparisons.
///
/// # Errors
/// The caller stops it.
pub fn frontier(
    columns: &Columns<'_>,
    lines: &[usize],
    counts: Option<&Counts<'_>>,
    work: u64,
    control: &Control<'_>,
) -> Result<Option<Frontier>, SettleError> {
    let width = lines.len();
    if width == 0 {
        return Ok(None);
    }
    let scales = scales(columns, lines);
    let mut search = Search { width, scales, work, spent: 0 };
    let blocks = columns.blocks();
    // a sample: blocks spread evenly
    let step = (blocks / 16).max(1);
    let mut strong = Vec::new();
    if blocks > 32 {
        for block in (step / 2..blocks).step_by(usize::try_from(step).unwrap_or(1)) {
            let found = gather(columns, lines, counts, block..block + 1, &strong, width);
            let Some(reduced) = search.reduce(found) else { return Ok(None) };
            strong = search.strongest(&reduced, &strong);
        }
    }
    let mut whole = Pool::default();
    // the frontier so far joins in after each round; rounds are fixed, so that the same work is done whoever does it
    let round = CHUNK * 16;
    for start in (0..blocks).step_by(usize::try_from(round).unwrap_or(1)) {
        control.check()?;
        let range = start..blocks.min(start + round);
        control.report("frontier", range.start, blocks);
        let mut found = gather(columns, lines, counts, range, &strong, width);
        found.insert(0, std::mem::take(&mut whole));
        let Some(reduced) = search.reduce(found) else { return Ok(None) };
        whole = reduced;
        strong = search.strongest(&whole, &[]);
    }
    let mut places: Vec<Place> = (0..whole.len())
        .map(|at| {
            let (packages, codes) = &whole.packages[at];
            Place { numbers: whole.numbers(at, width).to_vec(), packages: *packages, codes: codes.clone() }
        })
        .collect();
    places.sort_by(|a, b| a.codes.cmp(&b.codes));
    Ok(Some(Frontier { lines: lines.to_vec(), places }))
}

/// The packages of some blocks that no strong one dominates.
fn gather(
    columns: &Columns<'_>,
    lines: &[usize],
    counts: Option<&Counts<'_>>,
    blocks: std::ops::Range<u64>,
    strong: &[i64],
    width: usize,
) -> Vec<Pool> {
    let begin = || (Pool::default(), strong.to_vec());
    let found = columns.run(blocks, CHUNK, begin, |(pool, strong), block| {
        let of = |at: usize| lines.iter().map(move |line| block.lines[*line][at]);
        let mut numbers = vec![0i64; width];
        for at in 0..block.codes.len() {
            if counts.is_some_and(|counts| !counts(block, at)) {
                continue;
            }
            numbers.iter_mut().zip(of(at)).for_each(|(slot, number)| *slot = number);
            let mut dominated = None;
            for (place, other) in strong.chunks_exact(width).enumerate() {
                if covers(other, &numbers) && other != numbers.as_slice() {
                    dominated = Some(place);
                    break;
                }
            }
            match dominated {
                Some(0) => {}
                // what dominates one dominates its neighbours: it comes nearer to the front
                Some(place) => {
                    let to = place / 2;
                    (0..width).for_each(|line| strong.swap(place * width + line, to * width + line));
                }
                None => {
                    let count = pool.packages.len();
                    if count > 0 && pool.numbers[(count - 1) * width..] == numbers {
                        let (packages, codes) = &mut pool.packages[count - 1];
                        *packages += 1;
                        if codes.len() < KEPT {
                            codes.push(block.codes[at]);
                        }
                    } else {
                        pool.numbers.extend(&numbers);
                        pool.packages.push((1, vec![block.codes[at]]));
                    }
                }
            }
        }
    });
    found.into_iter().map(|(pool, _)| pool).collect()
}

/// By how much each line is stretched so that all weigh about the same in a sum.
fn scales(columns: &Columns<'_>, lines: &[usize]) -> Vec<i128> {
    let blocks = columns.blocks();
    let step = usize::try_from((blocks / 64).max(1)).unwrap_or(1);
    let mut bounds = vec![(i64::MAX, i64::MIN); lines.len()];
    let mut block = super::columns::Block::default();
    for number in (0..blocks).step_by(step) {
        columns.fill(number, &mut block);
        for (bound, line) in bounds.iter_mut().zip(lines) {
            for number in &block.lines[*line] {
                *bound = (bound.0.min(*number), bound.1.max(*number));
            }
        }
    }
    let scale = |(least, most): (i64, i64)| {
        let range = (i128::from(most) - i128::from(least)).max(1);
        ((1i128 << 56) / range).max(1)
    };
    bounds.into_iter().map(scale).collect()
}

struct Search {
    width: usize,
    scales: Vec<i128>,
    work: u64,
    spent: u64,
}

impl Search {
    /// A sum that is larger for whatever dominates.
    fn sum(&self, numbers: &[i64]) -> i128 {
        numbers.iter().zip(&self.scales).map(|(number, scale)| i128::from(*number) * scale).sum()
    }

    /// The strongest of these and of earlier ones.
    fn strongest(&self, pool: &Pool, earlier: &[i64]) -> Vec<i64> {
        let mut all: Vec<&[i64]> = pool.numbers.chunks_exact(self.width).chain(earlier.chunks_exact(self.width)).collect();
        all.sort_by_cached_key(|numbers| std::cmp::Reverse(self.sum(numbers)));
        all.dedup();
        all.truncate(STRONG);
        all.concat()
    }

    /// What none of these dominates, equal ones together. None where the work is spent.
    fn reduce(&mut self, pools: Vec<Pool>) -> Option<Pool> {
        let width = self.width;
        let mut order: Vec<(i128, u32, u32)> = Vec::new();
        for (pool, number) in pools.iter().zip(0u32..) {
            order.extend((0u32..).zip(pool.numbers.chunks_exact(width)).map(|(at, numbers)| (self.sum(numbers), number, at)));
        }
        let of = |(_, pool, at): &(i128, u32, u32)| pools[*pool as usize].numbers(*at as usize, width);
        let code = |(_, pool, at): &(i128, u32, u32)| pools[*pool as usize].packages[*at as usize].1[0];
        order.par_sort_unstable_by(|a, b| b.0.cmp(&a.0).then_with(|| of(b).cmp(of(a))).then_with(|| code(a).cmp(&code(b))));
        let mut kept = Pool::default();
        let mut at = 0;
        let mut batch: Vec<(usize, usize)> = Vec::new();
        while at < order.len() {
            // a batch of different ones: each a run of equal ones
            batch.clear();
            while at < order.len() && batch.len() < 4096 {
                let mut end = at + 1;
                while end < order.len() && order[end].0 == order[at].0 && of(&order[end]) == of(&order[at]) {
                    end += 1;
                }
                batch.push((at, end));
                at = end;
            }
            self.spent = self.spent.saturating_add((batch.len() * kept.len().max(1)) as u64);
            if self.spent > self.work {
                return None;
            }
            let archive = &kept.numbers;
            let free: Vec<bool> = batch
                .par_iter()
                .with_min_len(64)
                .map(|(first, _)| {
                    let numbers = of(&order[*first]);
                    !archive.chunks_exact(width).any(|other| covers(other, numbers))
                })
                .collect();
            let begun = kept.len();
            for ((first, end), _) in batch.iter().zip(&free).filter(|(_, free)| **free) {
                let numbers = of(&order[*first]);
                if kept.numbers[begun * width..].chunks_exact(width).any(|other| covers(other, numbers)) {
                    continue;
                }
                kept.numbers.extend(numbers);
                let mut packages = 0;
                let mut codes: Vec<u64> = Vec::new();
                for (_, pool, at) in &order[*first..*end] {
                    let (count, some) = &pools[*pool as usize].packages[*at as usize];
                    packages += count;
                    codes.extend(some);
                }
                codes.sort_unstable();
                codes.truncate(KEPT);
                kept.packages.push((packages, codes));
            }
        }
        Some(kept)
    }
}

/// A package that dominates another, if there is one: of those, the one that is on the frontier and comes first.
///
/// # Complexity
/// Two passes over the packages: what dominates it, and of that what nothing dominates.
#[must_use]
pub fn dominating(columns: &Columns<'_>, lines: &[usize], code: u64) -> Option<(u64, u64)> {
    let (numbers, _) = columns.of(code)?;
    let numbers: Vec<i64> = lines.iter().map(|line| numbers[*line]).collect();
    let found = columns.run(
        0..columns.blocks(),
        CHUNK,
        || (0u64, None::<(Vec<i64>, u64)>),
        |(count, best), block| {
            for at in 0..block.codes.len() {
                let of = |place: usize| block.lines[lines[place]][at];
                let mut more = false;
                if (0..lines.len()).all(|place| {
                    more |= of(place) > numbers[place];
                    of(place) >= numbers[place]
                }) && more
                {
                    *count += 1;
                    let here: Vec<i64> = (0..lines.len()).map(of).collect();
                    if best.as_ref().is_none_or(|(best, _)| is_ahead(&here, best)) {
                        *best = Some((here, block.codes[at]));
                    }
                }
            }
        },
    );
    let count = found.iter().map(|(count, _)| count).sum();
    let mut best: Option<(Vec<i64>, u64)> = None;
    for (numbers, code) in found.into_iter().filter_map(|(_, best)| best) {
        if best.as_ref().is_none_or(|(other, _)| is_ahead(&numbers, other)) {
            best = Some((numbers, code));
        }
    }
    best.map(|(_, code)| (code, count))
}

/// Whether `a` comes before `b` in an order that puts whatever dominates first.
fn is_ahead(a: &[i64], b: &[i64]) -> bool {
    let sum = |numbers: &[i64]| numbers.iter().map(|number| i128::from(*number)).sum::<i128>();
    match sum(a).cmp(&sum(b)) {
        Ordering::Greater => true,
        Ordering::Less => false,
        Ordering::Equal => a > b,
    }
}
