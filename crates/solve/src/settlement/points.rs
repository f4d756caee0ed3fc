//! The best packages, in each sense of best.
//!
//! ## Definition
//! For signatories S with one number d each for what they are left with, over X(S), the packages that S can sign and that give each of S at least its d:
//! * utilitarian: the largest weighted sum of utilities;
//! * Nash: the largest product of gains u − d, each raised to its weight;
//! * Kalai–Smorodinsky: the gains as shares of the most that each could gain in X(S); the largest smallest share, ties by the next smallest (leximin);
//! * egalitarian: the largest smallest gain, ties by the next smallest.
//!
//! Who cannot gain anything in X(S) is left out of Nash and Kalai–Smorodinsky (0/0). If no package gives all others a strict gain, Nash is taken for
//! each inclusion-maximal set of parties that can gain together: products over different sets are not comparable. All best packages are found,
//! in the order of their codes.
//!
//! ## Reads and assumes
//! Utilities. An order alone says nothing of how much is gained, so that none of these is defined. Utilitarian and egalitarian points compare units of different
//! parties and change if one party's unit does; Nash and Kalai–Smorodinsky do not.
//!
//! ## References
//! Nash (1950), *Econometrica* 18:155; Kalai and Smorodinsky (1975), *Econometrica* 43:513; Kalai (1977), *Econometrica* 45:1623; on finite sets Mariotti (1998) for Nash.

use super::columns::{Block, Columns};
use super::number::{Natural, Ratio, float};
use super::packages::minimal;
use std::cmp::Ordering;
use std::collections::BTreeSet;

/// How many of the packages that are best in one sense are kept.
pub const TIES: usize = 1000;

/// Blocks with one accumulator.
const CHUNK: u64 = 64;

/// A signatory.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Signatory {
    /// The line of its utility.
    pub line: usize,
    /// How many billionths the unit of that is.
    pub unit: i128,
    /// What it is left with otherwise, in that unit.
    pub reservation: i64,
    /// Its weight; 1 for all unless something else is said.
    pub weight: u32,
}

/// The packages that are best in one sense.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Best {
    /// The packages by code, ascending; at most [`TIES`].
    pub codes: Vec<u64>,
    /// How many there are.
    pub count: u64,
}

/// A Nash answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NashBest {
    /// Whose gains are multiplied: positions among the signatories.
    pub over: Vec<usize>,
    /// The packages.
    pub best: Best,
}

/// The points of one set of signatories.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Points {
    /// How many packages they can sign and find acceptable.
    pub packages: u64,
    /// The most that each gets in one of them, in its unit; empty if there are none.
    pub ideal: Vec<i64>,
    /// Whoever cannot gain: positions among the signatories.
    pub without_gain: Vec<usize>,
    /// The largest sum.
    pub utilitarian: Best,
    /// The largest product: once, or for each maximal set that can gain together.
    pub nash: Vec<NashBest>,
    /// The largest smallest share.
    pub kalai_smorodinsky: Best,
    /// The largest smallest gain.
    pub egalitarian: Best,
}

/// The points of signatories over the packages that `admits` lets in: those that they can sign and whose red lines hold. What gives one of them less than its reservation is left out
/// here.
pub fn points(columns: &Columns<'_>, signatories: &[Signatory], admits: &(dyn Fn(&Block, usize) -> bool + Sync)) -> Points {
    let inside =
        |block: &Block, at: usize| signatories.iter().all(|party| block.lines[party.line][at] >= party.reservation) && admits(block, at);
    // the most that each can get, and who can gain together
    let begin = || (0u64, vec![i64::MIN; signatories.len()], BTreeSet::new(), None);
    let found = columns.run(0..columns.blocks(), CHUNK, begin, |(count, ideal, sets, last), block| {
        for at in (0..block.codes.len()).filter(|at| inside(block, *at)) {
            *count += 1;
            let mut set = 0u64;
            for (place, (party, most)) in signatories.iter().zip(ideal.iter_mut()).enumerate() {
                let number = block.lines[party.line][at];
                *most = (*most).max(number);
                set |= u64::from(number > party.reservation) << place;
            }
            if *last != Some(set) {
                sets.insert(set);
                *last = Some(set);
            }
        }
    });
    let (mut packages, mut ideal, mut sets) = (0, vec![i64::MIN; signatories.len()], BTreeSet::new());
    for (count, most, gaining, _) in found {
        packages += count;
        ideal.iter_mut().zip(most).for_each(|(ideal, most)| *ideal = most.max(*ideal));
        sets.extend(gaining);
    }
    if packages == 0 {
        return Points {
            packages,
            ideal: Vec::new(),
            without_gain: Vec::new(),
            utilitarian: Best::default(),
            nash: Vec::new(),
            kalai_smorodinsky: Best::default(),
            egalitarian: Best::default(),
        };
    }
    let can_gain = |place: &usize| ideal[*place] > signatories[*place].reservation;
    let gainers: Vec<usize> = (0..signatories.len()).filter(can_gain).collect();
    let without_gain: Vec<usize> = (0..signatories.len()).filter(|place| !can_gain(place)).collect();
    let mut over: Vec<u64> = maximal(&sets).into_iter().filter(|set| *set != 0).collect();
    over.sort_by_key(|set| (std::cmp::Reverse(set.count_ones()), set.reverse_bits().wrapping_neg()));
    let mut judges: Vec<Judge> = vec![Judge::Sum, Judge::Gain];
    if !gainers.is_empty() {
        judges.push(Judge::Share(gainers.clone()));
    }
    judges.extend(over.iter().map(|set| Judge::Product(super::packages::members(*set).collect())));
    let court = Court { signatories, ideal: &ideal };
    let begin = || judges.iter().map(|_| Leader::default()).collect::<Vec<_>>();
    let found = columns.run(0..columns.blocks(), CHUNK, begin, |leaders, block| {
        let mut numbers = vec![0i64; signatories.len()];
        for at in (0..block.codes.len()).filter(|at| inside(block, *at)) {
            numbers.iter_mut().zip(signatories).for_each(|(slot, party)| *slot = block.lines[party.line][at]);
            for (judge, leader) in judges.iter().zip(leaders.iter_mut()) {
                court.consider(judge, leader, &numbers, block.codes[at]);
            }
        }
    });
    let mut leaders = begin();
    for chunk in found {
        for ((judge, leader), other) in judges.iter().zip(&mut leaders).zip(chunk) {
            court.merge(judge, leader, other);
        }
    }
    let mut leaders = leaders.into_iter().map(|leader| leader.best);
    let (utilitarian, egalitarian) = (leaders.next().unwrap_or_default(), leaders.next().unwrap_or_default());
    // where nobody can gain, all packages are alike in shares
    let kalai_smorodinsky = if gainers.is_empty() { egalitarian.clone() } else { leaders.next().unwrap_or_default() };
    let nash = if over.is_empty() {
        vec![NashBest { over: Vec::new(), best: egalitarian.clone() }]
    } else {
        over.iter().zip(leaders).map(|(set, best)| NashBest { over: super::packages::members(*set).collect(), best }).collect()
    };
    Points { packages, ideal, without_gain, utilitarian, nash, kalai_smorodinsky, egalitarian }
}

/// The sets that are in no other.
fn maximal(sets: &BTreeSet<u64>) -> BTreeSet<u64> {
    minimal(&sets.iter().map(|set| !set).collect()).into_iter().map(|set| !set).collect()
}

/// In which sense packages are compared.
enum Judge {
    Sum,
    Gain,
    /// Shares of the most that these can gain.
    Share(Vec<usize>),
    /// Gains of these multiplied: those of a set.
    Product(Vec<usize>),
}

/// The best so far.
#[derive(Default)]
struct Leader {
    numbers: Vec<i64>,
    /// A float near the score, for turning down most packages without exact comparison.
    near: f64,
    best: Best,
}

struct Court<'a> {
    signatories: &'a [Signatory],
    ideal: &'a [i64],
}

impl Court<'_> {
    /// Holds a package against the best so far.
    fn consider(&self, judge: &Judge, leader: &mut Leader, numbers: &[i64], code: u64) {
        if !self.has_standing(judge, numbers) {
            return;
        }
        let near = self.near(judge, numbers);
        let order = if leader.best.count == 0 {
            Ordering::Greater
        } else {
            // floats are within a billionth of the truth, for all that is added or multiplied here
            let margin = 1e-9 * (near.abs() + leader.near.abs());
            if near < leader.near - margin {
                return;
            }
            if near > leader.near + margin { Ordering::Greater } else { self.compare(judge, numbers, &leader.numbers) }
        };
        match order {
            Ordering::Less => {}
            Ordering::Equal => {
                leader.best.count += 1;
                if leader.best.codes.len() < TIES {
                    leader.best.codes.push(code);
                }
            }
            Ordering::Greater => {
                leader.numbers.clear();
                leader.numbers.extend(numbers);
                leader.near = near;
                leader.best = Best { codes: vec![code], count: 1 };
            }
        }
    }

    fn merge(&self, judge: &Judge, leader: &mut Leader, other: Leader) {
        if other.best.count == 0 {
            return;
        }
        let order = if leader.best.count == 0 { Ordering::Greater } else { self.compare(judge, &other.numbers, &leader.numbers) };
        match order {
            Ordering::Less => {}
            Ordering::Equal => {
                leader.best.count += other.best.count;
                leader.best.codes.extend(other.best.codes);
                leader.best.codes.truncate(TIES);
            }
            Ordering::Greater => *leader = other,
        }
    }

    fn gain(&self, numbers: &[i64], place: usize) -> i64 {
        numbers[place] - self.signatories[place].reservation
    }

    /// Products are taken where all of a maximal set gain.
    fn has_standing(&self, judge: &Judge, numbers: &[i64]) -> bool {
        match judge {
            Judge::Sum | Judge::Gain | Judge::Share(_) => true,
            Judge::Product(over) => over.iter().all(|place| self.gain(numbers, *place) > 0),
        }
    }

    fn sum(&self, numbers: &[i64]) -> i128 {
        let parts = self.signatories.iter().zip(numbers);
        parts.map(|(party, number)| i128::from(*number) * party.unit * i128::from(party.weight)).sum()
    }

    fn least_gain(&self, numbers: &[i64]) -> i128 {
        (0..numbers.len()).map(|place| i128::from(self.gain(numbers, place)) * self.signatories[place].unit).min().unwrap_or(0)
    }

    fn near(&self, judge: &Judge, numbers: &[i64]) -> f64 {
        let share = |place: &usize| {
            let most = i128::from(self.ideal[*place]) - i128::from(self.signatories[*place].reservation);
            float(i128::from(self.gain(numbers, *place))) / float(most)
        };
        match judge {
            Judge::Sum => float(self.sum(numbers)),
            Judge::Gain => float(self.least_gain(numbers)),
            Judge::Share(over) => over.iter().map(share).fold(f64::INFINITY, f64::min),
            Judge::Product(over) => {
                over.iter().map(|place| share(place).powi(i32::try_from(self.signatories[*place].weight).unwrap_or(i32::MAX))).product()
            }
        }
    }

    /// Exactly.
    fn compare(&self, judge: &Judge, a: &[i64], b: &[i64]) -> Ordering {
        match judge {
            Judge::Sum => self.sum(a).cmp(&self.sum(b)),
            Judge::Gain => {
                let sorted = |numbers: &[i64]| {
                    let mut gains: Vec<i128> =
                        (0..numbers.len()).map(|place| i128::from(self.gain(numbers, place)) * self.signatories[place].unit).collect();
                    gains.sort_unstable();
                    gains
                };
                sorted(a).cmp(&sorted(b))
            }
            Judge::Share(over) => {
                let sorted = |numbers: &[i64]| {
                    let share =
                        |place: &usize| Ratio(self.gain(numbers, *place), self.ideal[*place] - self.signatories[*place].reservation);
                    let mut shares: Vec<Ratio> = over.iter().map(share).collect();
                    shares.sort_by(|a, b| a.compare(*b));
                    shares
                };
                let pairs = sorted(a).into_iter().zip(sorted(b));
                pairs.map(|(a, b)| a.compare(b)).find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
            }
            Judge::Product(over) => {
                let product = |numbers: &[i64]| {
                    Natural::product(over.iter().map(|place| (self.gain(numbers, *place).unsigned_abs(), self.signatories[*place].weight)))
                };
                product(a).cmp(&product(b))
            }
        }
    }
}
