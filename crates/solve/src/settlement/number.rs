//! Exact comparison of products and of ratios of whole numbers.

use std::cmp::Ordering;

/// A whole number of any size, 0 or more: its digits to the base 2^64, the least significant first, none leading with 0.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Natural(Vec<u64>);

impl Natural {
    pub(crate) fn one() -> Self {
        Self(vec![1])
    }

    #[expect(clippy::cast_possible_truncation, reason = "the lower half of a product is taken on purpose")]
    pub(crate) fn times(mut self, factor: u64) -> Self {
        if factor == 0 {
            return Self(Vec::new());
        }
        let mut carry = 0u128;
        for digit in &mut self.0 {
            let product = u128::from(*digit) * u128::from(factor) + carry;
            *digit = product as u64;
            carry = product >> 64;
        }
        if carry > 0 {
            self.0.push(carry as u64);
        }
        self
    }

    /// The product of these factors, each so many times.
    pub(crate) fn product(factors: impl Iterator<Item = (u64, u32)>) -> Self {
        factors.fold(Self::one(), |product, (factor, times)| (0..times).fold(product, |product, _| product.times(factor)))
    }
}

impl Ord for Natural {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.len().cmp(&other.0.len()).then_with(|| self.0.iter().rev().cmp(other.0.iter().rev()))
    }
}

impl PartialOrd for Natural {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// A ratio; the denominator is above 0.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ratio(pub(crate) i64, pub(crate) i64);

impl Ratio {
    pub(crate) fn compare(self, other: Self) -> Ordering {
        (i128::from(self.0) * i128::from(other.1)).cmp(&(i128::from(other.0) * i128::from(self.1)))
    }
}

/// The nearest float.
#[expect(clippy::cast_precision_loss, reason = "only where a margin is left or a number is shown")]
pub(crate) fn float(number: i128) -> f64 {
    number as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn naturals_compare_as_numbers() {
        let of = |factors: &[u64]| Natural::product(factors.iter().map(|factor| (*factor, 1)));
        assert!(of(&[u64::MAX, u64::MAX, 2]) > of(&[u64::MAX, u64::MAX]));
        assert!(of(&[u64::MAX, 3]) == of(&[3, u64::MAX]));
        assert!(of(&[1 << 63, 4, 5]) < of(&[1 << 63, 4, 6]));
        assert!(of(&[0, 5]) < of(&[1]));
        assert_eq!(Natural::product([(3, 4)].into_iter()), of(&[81]));
        assert_eq!(Ratio(1, 3).compare(Ratio(2, 6)), Ordering::Equal);
        assert_eq!(Ratio(-1, 3).compare(Ratio(0, 6)), Ordering::Less);
    }
}
