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

    /// The same with a factor of two digits.
    #[expect(clippy::cast_possible_truncation, reason = "the halves are taken on purpose")]
    fn times_wide(self, factor: u128) -> Self {
        let (low, high) = (factor as u64, (factor >> 64) as u64);
        if high == 0 {
            return self.times(low);
        }
        let mut sum = self.clone().times(low);
        let mut carry = 0u128;
        for (at, digit) in self.times(high).0.into_iter().enumerate() {
            while sum.0.len() <= at + 1 {
                sum.0.push(0);
            }
            let total = u128::from(sum.0[at + 1]) + u128::from(digit) + carry;
            sum.0[at + 1] = total as u64;
            carry = total >> 64;
        }
        if carry > 0 {
            sum.0.push(carry as u64);
        }
        sum
    }

    /// The product of these factors, each so many times.
    pub(crate) fn product_wide(factors: impl Iterator<Item = (u128, u32)>) -> Self {
        factors.fold(Self::one(), |product, (factor, times)| (0..times).fold(product, |product, _| product.times_wide(factor)))
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
        // (2^64 + 3) · (2^65 + 5) = 2^129 + 11 · 2^64 + 15
        let wide = Natural::product_wide([((1 << 64) + 3, 1), ((1 << 65) + 5, 1)].into_iter());
        assert_eq!(wide, Natural(vec![15, 11, 2]));
        assert_eq!(Natural::product_wide([(u128::MAX, 2)].into_iter()), Natural(vec![1, 0, u64::MAX - 1, u64::MAX]));
        assert_eq!(Natural::product_wide([(0, 1), (1 << 64, 2)].into_iter()), Natural(Vec::new()));
        assert_eq!(Natural::product_wide([(3, 4)].into_iter()), of(&[81]));
        assert_eq!(Ratio(1, 3).compare(Ratio(2, 6)), Ordering::Equal);
        assert_eq!(Ratio(-1, 3).compare(Ratio(0, 6)), Ordering::Less);
    }
}
