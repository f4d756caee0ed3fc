//! The best payment for one package: from any payment within bounds, step by step to a better one, until no step from one party to another makes it better.
//!
//! What is looked for is a sum over parties of concave functions of what each gets (sums, logarithms of gains; and for a largest smallest gain, ties by the next smallest, a sum in which less weighs
//! more than any number of more), within bounds and with nothing lost on the way. There, what no exchange between two improves is best of all. Long strides come
//! first, so that there are few of them. Exact, as the comparison is.
//!
//! ## References
//! K. Murota (2003), *Discrete Convex Analysis*, SIAM, chapter 6, for exchanges; for resources handed out in whole units T. Ibaraki and N. Katoh (1988), *Resource Allocation Problems*, MIT Press.

use super::{Bounds, Purse};
use std::cmp::Ordering;

/// The best net amounts within bounds, whose least ones add up to 0 or less. `compare` holds two of them against each other; of equally good ones the one with the smaller total.
pub(super) fn climb(bounds: &Bounds, compare: impl Fn(&[i64], &[i64]) -> Ordering) -> Vec<i64> {
    let mut net = Purse::least(bounds);
    let range = bounds.iter().map(|(least, most)| most.saturating_sub(*least)).max().unwrap_or(0);
    let mut stride = 1i64;
    while stride < range / 2 {
        stride *= 2;
    }
    let mut other = net.clone();
    loop {
        let mut moved = false;
        for from in 0..net.len() {
            for to in 0..net.len() {
                if from == to || net[from] - stride < bounds[from].0 || net[to] + stride > bounds[to].1 {
                    continue;
                }
                other.clone_from(&net);
                other[from] -= stride;
                other[to] += stride;
                if compare(&other, &net).then_with(|| Purse::total(&net).cmp(&Purse::total(&other))).is_gt() {
                    net.clone_from(&other);
                    moved = true;
                }
            }
        }
        if !moved {
            if stride == 1 {
                return net;
            }
            stride /= 2;
        }
    }
}
