//! Side payments: what signatories could sign if some of them paid others in a good that the case declares.
//!
//! ## What it says
//! Beside the answer without payments: how many packages could be signed with some payment, which package with which payments is best in each sense, who pays whom how much,
//! and, where nothing can be signed otherwise, the least payment that opens the zone.
//!
//! ## Definition
//! One good at a time. What is paid are whole steps of a stated size, so that every comparison is between whole numbers. Party i has a net amount zᵢ, above 0 if it is paid; the sum over all
//! is 0. Who may only pay has zᵢ ≤ 0, who may only be paid zᵢ ≥ 0, who may do neither zᵢ = 0, and nobody pays more than `most`. A package with a payment is worth
//! uᵢ + wᵢ·zᵢ to i, where wᵢ is what a unit is worth to it. It is acceptable if that is at least what i is left with otherwise, and the package crosses none of i's red lines.
//! As everybody who pays can pay everybody who is paid, and what is handed on changes nobody's worth, net amounts say all that matters.
//!
//! Points are those of [`super::points`], over pairs of a package and a payment. Of payments that are equally good with a package the smallest counts.
//!
//! ## Reads and assumes
//! `[payment.X]`. Only signatories pay or are paid. A party whose `worth` is not stated, or whose wishes are an order, takes no part in
//! what is sure or best; it is named, for what it would pay or take is not known.
//!
//! ## Complexity
//! Whether some payment makes a package acceptable is decided from bounds alone, in a pass over all packages. Points need only packages that none dominates (payments being equal, more is better in every
//! sense): see `climb.rs` for each of these.

mod climb;
mod points;

use super::columns::{Block, Columns};
use super::packages::{Signing, members};
use super::zone::Acceptance;
use detente_model::control::{Control, Stopped};
use detente_model::number::Decimal;
use detente_model::payment::Payment;

pub use points::{PaidBest, PaidPoints};

/// Blocks with one accumulator.
const CHUNK: u64 = 64;

/// The most steps that a payer's limit may be divided into.
pub const STEPS: i64 = 1_000_000;

/// A signatory with a utility, and its part in payments.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Member {
    /// Its bit.
    pub bit: usize,
    /// The line of its utility.
    line: usize,
    /// What one of that line is, in the common unit.
    unit: i128,
    /// What it is left with, from the worst to the best, on that line; none where that is not known.
    left: Option<(i64, i64)>,
    /// What a step is worth to it, in the common unit.
    worth: i128,
    pays: bool,
    receives: bool,
}

/// A good among signatories.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Purse {
    /// The size of a step, in billionths of the good's unit.
    pub step: i64,
    /// How many steps each payer can give.
    pub most: i64,
    /// The signatories that have a utility, in order.
    pub members: Vec<Member>,
    /// The signatories that have none, as bits.
    rest: u64,
    /// All signatories, as bits.
    set: u64,
    /// Those that could pay or be paid if it were known what the good is worth to them, by bit.
    pub worth_unknown: Vec<usize>,
    /// Those whose wishes are an order, by bit.
    pub order_only: Vec<usize>,
    /// Those who would accept anything for all that is known, because they could be paid in what is worth an unknown amount to them, as bits.
    maybe_paid: u64,
    /// Whether somebody could pay in what is worth an unknown amount to it.
    maybe_pays: bool,
    /// How many common units are a billionth of a billionth of utility: 1 divided by this.
    scale: i128,
}

/// Bounds of net amounts, in steps: for each member the least and the most.
pub(super) type Bounds = Vec<(i64, i64)>;

/// How a payment is judged acceptable.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Sure {
    /// By the best that may be left.
    Surely,
    /// By the worst.
    Possibly,
}

/// A step for amounts up to `most`: the largest of 1, 2, 5, 10, … (of any power of ten) of which twenty fit in.
#[must_use]
pub fn usual_step(most: Decimal) -> i64 {
    let twentieth = most.billionths() / 20;
    let mut step = 1i64;
    for factor in [2, 5, 10].into_iter().cycle() {
        let base = 10i64.pow(u32::try_from(step.to_string().len() - 1).unwrap_or(0));
        // 1 → 2 → 5 → 10
        let next = base.saturating_mul(factor);
        if next <= step {
            continue;
        }
        if next > twentieth {
            break;
        }
        step = next;
    }
    step
}

impl Purse {
    /// A payment among signatories `set` (as bits), in steps of so many billionths of its unit.
    #[must_use]
    pub fn new(columns: &Columns<'_>, acceptance: &Acceptance, payment: &Payment, step: Option<i64>, set: u64) -> Self {
        let step = step.unwrap_or_else(|| usual_step(payment.most)).max(1);
        let mut purse = Self {
            step,
            most: (payment.most.billionths() / step).min(STEPS),
            members: Vec::new(),
            rest: 0,
            set,
            worth_unknown: Vec::new(),
            order_only: Vec::new(),
            maybe_paid: 0,
            maybe_pays: false,
            scale: 1,
        };
        let other_pays = |bit: usize| members(set).any(|other| other != bit && payment.from.contains(&columns.parties()[other].party));
        for bit in members(set) {
            let party = &columns.parties()[bit];
            let (pays, receives) = (payment.from.contains(&party.party), payment.to.contains(&party.party));
            let worth = payment.worth_to(party.party);
            let utility = party.utility.filter(|(line, _)| party.order == [*line]);
            if (pays || receives) && (worth.is_none() || utility.is_none()) {
                let list = if utility.is_none() { &mut purse.order_only } else { &mut purse.worth_unknown };
                list.push(bit);
                purse.maybe_paid |= u64::from(receives && other_pays(bit)) << bit;
                purse.maybe_pays |= pays;
            }
            let Some((line, unit)) = utility else {
                purse.rest |= 1 << bit;
                continue;
            };
            let takes_part = worth.is_some();
            purse.members.push(Member {
                bit,
                line,
                unit: unit * i128::from(Decimal::UNIT),
                left: match acceptance.disagreement[bit].bounds.as_slice() {
                    [(bound, worst, best)] if *bound == line => Some((*worst, *best)),
                    _ => None,
                },
                worth: worth.map_or(0, |worth| i128::from(worth.billionths()) * i128::from(step)),
                pays: pays && takes_part,
                receives: receives && takes_part,
            });
        }
        let scale = purse.members.iter().flat_map(|member| [member.unit, member.worth]).fold(0, super::columns::common_divisor).max(1);
        for member in &mut purse.members {
            member.unit /= scale;
            member.worth /= scale;
        }
        purse.scale = scale;
        purse
    }

    /// The gain of a member over what it is left with, before payments, in the common unit.
    fn gain(member: &Member, sure: Sure, number: i64) -> Option<i128> {
        let (worst, best) = member.left?;
        let left = match sure {
            Sure::Surely => best,
            Sure::Possibly => worst,
        };
        Some((i128::from(number) - i128::from(left)) * member.unit)
    }

    /// The bounds within which the net amounts of a package must lie, given each member's number on its line: none where that cannot be. `limited`: whether `most` counts.
    pub(super) fn bounds(&self, sure: Sure, strictly: &[usize], limited: bool, number: impl Fn(usize) -> i64) -> Option<Bounds> {
        let mut sum = 0i64;
        let mut bounds = Bounds::with_capacity(self.members.len());
        let capacity = self.most.saturating_mul(i64::try_from(self.members.len()).unwrap_or(i64::MAX));
        for (place, member) in self.members.iter().enumerate() {
            let (floor, ceiling) = match (member.pays, limited) {
                (false, _) => (0, if limited { capacity } else { i64::MAX / 128 }),
                (true, true) => (-self.most, capacity),
                (true, false) => (i64::MIN / 128, i64::MAX / 128),
            };
            let ceiling = if member.receives { ceiling } else { 0 };
            let least = match Self::gain(member, sure, number(member.line)) {
                _ if sure == Sure::Possibly && self.maybe_paid >> member.bit & 1 == 1 => floor,
                // what is left is not known
                None if sure == Sure::Possibly => floor,
                None => return None,
                Some(gain) => {
                    let gain = gain - i128::from(strictly.contains(&place));
                    if member.worth == 0 {
                        if gain < 0 {
                            return None;
                        }
                        floor
                    } else {
                        i64::try_from(-gain.div_euclid(member.worth))
                            .map_or(if gain < 0 { i64::MAX } else { i64::MIN }, |least| least)
                            .max(floor)
                    }
                }
            };
            if least > ceiling {
                return None;
            }
            sum = sum.checked_add(least)?;
            bounds.push((least, ceiling));
        }
        (sum <= 0 || sure == Sure::Possibly && self.maybe_pays).then_some(bounds)
    }

    /// The net amounts of the least payment within bounds. Who pays are the first that can.
    pub(super) fn least(bounds: &Bounds) -> Vec<i64> {
        let mut net: Vec<i64> = bounds.iter().map(|(least, _)| (*least).max(0)).collect();
        let mut due: i64 = net.iter().sum();
        for (amount, (least, _)) in net.iter_mut().zip(bounds) {
            let pays = (-*least).clamp(0, due);
            *amount -= pays;
            due -= pays;
        }
        net
    }

    /// How many steps are paid.
    pub(super) fn total(net: &[i64]) -> i64 {
        net.iter().filter(|amount| **amount > 0).sum()
    }

    /// Whether signatories without a utility accept, and nobody's red line is crossed.
    fn others_accept(&self, acceptance: &Acceptance, block: &Block, at: usize, sure: Sure) -> bool {
        let marks = block.marks.get(at).copied().unwrap_or(0);
        let (surely, possibly) = acceptance.of(block, at);
        let accepting = if sure == Sure::Surely { surely } else { possibly | self.maybe_paid };
        self.rest & !accepting == 0 && !acceptance.crosses(self.set, marks)
    }

    /// What a package with net amounts is worth to a member, in billionths, to the nearest below.
    #[must_use]
    pub fn worth(&self, place: usize, number: i64, net: i64) -> i128 {
        let member = &self.members[place];
        ((i128::from(number) * member.unit + member.worth * i128::from(net)) * self.scale).div_euclid(i128::from(Decimal::UNIT))
    }

    /// Who pays whom how many steps: the first who pays the first who is paid, and so on.
    #[must_use]
    pub fn transfers(&self, net: &[i64]) -> Vec<(usize, usize, i64)> {
        let mut owed: Vec<i64> = net.to_vec();
        let mut found = Vec::new();
        for payer in 0..net.len() {
            for receiver in 0..net.len() {
                let amount = (-owed[payer]).min(owed[receiver]);
                if amount > 0 {
                    owed[payer] += amount;
                    owed[receiver] -= amount;
                    found.push((self.members[payer].bit, self.members[receiver].bit, amount));
                }
            }
        }
        found
    }

    /// The numbers of the members in a package.
    #[must_use]
    pub fn numbers(&self, columns: &Columns<'_>, code: u64) -> Vec<i64> {
        let of = columns.of(code).map(|(numbers, _)| numbers).unwrap_or_default();
        self.members.iter().map(|member| of.get(member.line).copied().unwrap_or(0)).collect()
    }
}

/// The least payment that opens a package.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Opening {
    /// The package.
    pub code: u64,
    /// The net amount of each member, in steps.
    pub net: Vec<i64>,
    /// Whether somebody would have to pay more than it can.
    pub beyond_most: bool,
}

/// How far payments carry.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Reach {
    /// How many packages can be signed with some payment that all surely accept.
    pub surely: u64,
    /// The same, surely or possibly.
    pub possibly: u64,
    /// The least payment with which a package can be signed that changes something: the first of the packages at which it is least.
    pub opening: Option<Opening>,
}

/// Counts the packages that can be signed with some payment, and finds the least.
pub fn reach(columns: &Columns<'_>, signing: &Signing, acceptance: &Acceptance, purse: &Purse) -> Reach {
    /// The least number of steps, and the package.
    type Least = Option<(i64, u64)>;
    let begin = || (0u64, 0u64, [None; 2] as [Least; 2]);
    let found = columns.run(0..columns.blocks(), CHUNK, begin, |(surely, possibly, least), block| {
        for (at, code) in block.codes.iter().enumerate() {
            let marks = block.marks.get(at).copied().unwrap_or(0);
            if !signing.suffices(*code, marks, purse.set) {
                continue;
            }
            let number = |line: usize| block.lines[line][at];
            let open = |sure: Sure, limited: bool| {
                if purse.others_accept(acceptance, block, at, sure) { purse.bounds(sure, &[], limited, number) } else { None }
            };
            let found = [open(Sure::Surely, true), if signing.is_status_quo(*code) { None } else { open(Sure::Surely, false) }];
            *surely += u64::from(found[0].is_some());
            *possibly += u64::from(found[0].is_some() || open(Sure::Possibly, true).is_some());
            for (least, bounds) in least.iter_mut().zip(found.iter().map(|found| found.as_ref().filter(|_| !signing.is_status_quo(*code))))
            {
                if let Some(bounds) = bounds {
                    let total = bounds.iter().map(|(least, _)| (*least).max(0)).sum();
                    if least.is_none_or(|(known, _)| total < known) {
                        *least = Some((total, *code));
                    }
                }
            }
        }
    });
    let mut reach = Reach::default();
    let mut least: [Least; 2] = [None; 2];
    for (surely, possibly, other) in found {
        reach.surely += surely;
        reach.possibly += possibly;
        for (least, other) in least.iter_mut().zip(other) {
            if let Some((total, code)) = other
                && least.is_none_or(|(known, _)| total < known)
            {
                *least = Some((total, code));
            }
        }
    }
    let [within, beyond] = least;
    let chosen = within.map(|least| (least, false)).or(beyond.map(|least| (least, true)));
    reach.opening = chosen.and_then(|((_, code), beyond_most)| {
        let numbers = purse.numbers(columns, code);
        let bounds = purse.bounds(Sure::Surely, &[], !beyond_most, |line| number_in(purse, &numbers, line))?;
        Some(Opening { code, net: Purse::least(&bounds), beyond_most })
    });
    reach
}

/// The points over packages with payments, where every signatory has a utility and is left with one number. None where there are too many packages to try.
///
/// # Errors
/// The caller stops it.
pub fn points(
    columns: &Columns<'_>,
    signing: &Signing,
    acceptance: &Acceptance,
    purse: &Purse,
    weights: &[u32],
    control: &Control<'_>,
) -> Result<Option<PaidPoints>, Stopped> {
    points::points(columns, signing, acceptance, purse, weights, control)
}

/// A member's number in a place of the frontier.
fn number_in(purse: &Purse, numbers: &[i64], line: usize) -> i64 {
    purse.members.iter().position(|member| member.line == line).map_or(0, |at| numbers[at])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_round() {
        let step = |text: &str| Decimal::from_billionths(usual_step(Decimal::parse(text).expect("a number"))).to_string();
        assert_eq!(["20", "12", "5", "0.5", "40", "100", "1000000"].map(step), ["1", "0.5", "0.2", "0.02", "2", "5", "50000"]);
        assert_eq!(usual_step(Decimal::from_billionths(3)), 1);
    }
}
