//! The best pairs of a package and a payment, in each sense of best: those of [`crate::settlement::points`].
//!
//! Nash: where no package with a payment is a gain for all who can gain, no product is taken.

use super::climb::climb;
use super::{Bounds, Purse, Sure, number_in};
use crate::settlement::columns::{Block, Columns};
use crate::settlement::number::Natural;
use crate::settlement::packages::Signing;
use crate::settlement::pareto;
use crate::settlement::points::TIES;
use crate::settlement::zone::Acceptance;
use detente_model::control::{Control, Stopped};
use rayon::prelude::*;
use std::cmp::Ordering;

/// Packages that are tried with payments at most.
const TRIED: usize = 1 << 15;

/// The pairs that are best in one sense.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct PaidBest {
    /// The packages by code, each with the net amount of each member in steps: as many as are kept.
    pub pairs: Vec<(u64, Vec<i64>)>,
    /// How many packages there are.
    pub count: u64,
}

/// The points with payments.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PaidPoints {
    /// The largest sum.
    pub utilitarian: PaidBest,
    /// The largest product of the gains of all who can gain.
    pub nash: PaidBest,
    /// The largest smallest share.
    pub kalai_smorodinsky: PaidBest,
    /// The largest smallest gain.
    pub egalitarian: PaidBest,
    /// Who cannot gain, by place among the members.
    pub without_gain: Vec<usize>,
}

/// In which sense pairs are compared.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sense {
    Sum,
    Product,
    Share,
    Gain,
}

/// What is needed to compare gains.
struct Scales<'a> {
    /// The most that each can gain.
    most: &'a [i128],
    weights: Vec<u32>,
}

pub(super) fn points(
    columns: &Columns<'_>,
    signing: &Signing,
    acceptance: &Acceptance,
    purse: &Purse,
    weights: &[u32],
    control: &Control<'_>,
) -> Result<Option<PaidPoints>, Stopped> {
    let lines: Vec<usize> = purse.members.iter().map(|member| member.line).collect();
    let admits = |block: &Block, at: usize| {
        let marks = block.marks.get(at).copied().unwrap_or(0);
        signing.suffices(block.codes[at], marks, purse.set)
            && !acceptance.crosses(purse.set, marks)
            && purse.bounds(Sure::Surely, &[], true, |line| block.lines[line][at]).is_some()
    };
    let found = match pareto::frontier(columns, &lines, Some(&admits), pareto::WORK[1], control) {
        Ok(found) => found,
        Err(crate::settlement::SettleError::Stopped(stopped)) => return Err(stopped),
        Err(_) => None,
    };
    let Some(frontier) = found.filter(|found| found.places.len() <= TRIED && !found.places.is_empty()) else { return Ok(None) };
    control.check()?;
    let within = |numbers: &[i64], strictly: &[usize]| purse.bounds(Sure::Surely, strictly, true, |line| number_in(purse, numbers, line));
    let gains = |numbers: &[i64], net: &[i64]| -> Vec<i128> {
        let of = |((member, number), net): ((&super::Member, &i64), &i64)| {
            Purse::gain(member, Sure::Surely, *number).unwrap_or(0) + member.worth * i128::from(*net)
        };
        purse.members.iter().zip(numbers).zip(net).map(of).collect()
    };
    let mut most = vec![0i128; purse.members.len()];
    for place in &frontier.places {
        let Some(bounds) = within(&place.numbers, &[]) else { continue };
        let owed: i64 = bounds.iter().map(|(least, _)| least).sum();
        for (at, most) in most.iter_mut().enumerate() {
            let mut net = vec![0; bounds.len()];
            // what is left if all others take no more than they must
            net[at] = bounds[at].1.min(bounds[at].0 - owed);
            *most = gains(&place.numbers, &net)[at].max(*most);
        }
    }
    let gainers: Vec<usize> = (0..most.len()).filter(|at| most[*at] > 0).collect();
    let scales = Scales { most: &most, weights: purse.members.iter().map(|member| weights[member.bit]).collect() };
    let best = |sense: Sense| -> Result<PaidBest, Stopped> {
        control.check()?;
        let strictly: &[usize] = if sense == Sense::Product { &gainers } else { &[] };
        let tried: Vec<Option<(Vec<i64>, Vec<i128>)>> = frontier
            .places
            .par_iter()
            .map(|place| {
                let bounds: Bounds = within(&place.numbers, strictly)?;
                let compare = |a: &[i64], b: &[i64]| scales.compare(sense, &gainers, &gains(&place.numbers, a), &gains(&place.numbers, b));
                let net = climb(&bounds, compare);
                let gains = gains(&place.numbers, &net);
                Some((net, gains))
            })
            .collect();
        let mut best = PaidBest::default();
        let mut leader: Vec<i128> = Vec::new();
        for (place, (net, gains)) in frontier.places.iter().zip(tried).filter_map(|(place, tried)| Some((place, tried?))) {
            let order = if best.count == 0 { Ordering::Greater } else { scales.compare(sense, &gainers, &gains, &leader) };
            if order.is_gt() {
                best = PaidBest::default();
                leader = gains;
            }
            if order.is_ge() {
                best.count += place.packages;
                best.pairs.extend(place.codes.iter().map(|code| (*code, net.clone())));
            }
        }
        best.pairs.sort();
        best.pairs.truncate(TIES);
        Ok(best)
    };
    let (utilitarian, egalitarian) = (best(Sense::Sum)?, best(Sense::Gain)?);
    // where nobody can gain there are no shares and no products
    let share = |sense: Sense| if gainers.is_empty() { Ok(egalitarian.clone()) } else { best(sense) };
    Ok(Some(PaidPoints {
        nash: share(Sense::Product)?,
        kalai_smorodinsky: share(Sense::Share)?,
        without_gain: (0..most.len()).filter(|at| !gainers.contains(at)).collect(),
        utilitarian,
        egalitarian,
    }))
}

impl Scales<'_> {
    /// Holds gains, none below 0, against others.
    fn compare(&self, sense: Sense, gainers: &[usize], a: &[i128], b: &[i128]) -> Ordering {
        match sense {
            Sense::Sum => {
                let sum = |gains: &[i128]| gains.iter().zip(&self.weights).map(|(gain, weight)| gain * i128::from(*weight)).sum::<i128>();
                sum(a).cmp(&sum(b))
            }
            Sense::Gain => {
                let sorted = |gains: &[i128]| {
                    let mut gains = gains.to_vec();
                    gains.sort_unstable();
                    gains
                };
                sorted(a).cmp(&sorted(b))
            }
            Sense::Product => {
                let product =
                    |gains: &[i128]| Natural::product_wide(gainers.iter().map(|at| (gains[*at].unsigned_abs(), self.weights[*at])));
                product(a).cmp(&product(b))
            }
            Sense::Share => {
                let sorted = |gains: &[i128]| {
                    let mut shares: Vec<(u128, u128)> =
                        gainers.iter().map(|at| (gains[*at].unsigned_abs(), self.most[*at].unsigned_abs())).collect();
                    shares.sort_by(|a, b| compare_shares(*a, *b));
                    shares
                };
                let pairs = sorted(a).into_iter().zip(sorted(b));
                pairs.map(|(a, b)| compare_shares(a, b)).find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
            }
        }
    }
}

/// Compares ratios crosswise.
fn compare_shares(a: (u128, u128), b: (u128, u128)) -> Ordering {
    match (a.0.checked_mul(b.1), b.0.checked_mul(a.1)) {
        (Some(left), Some(right)) => left.cmp(&right),
        _ => {
            let product = |one: u128, other: u128| Natural::product_wide([(one, 1), (other, 1)].into_iter());
            product(a.0, b.1).cmp(&product(b.0, a.1))
        }
    }
}
