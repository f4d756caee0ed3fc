//! Whole numbers of any size: how many sets of hundreds of parties there are.

use std::fmt;

/// A whole number, exact.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Natural {
    /// Base 2⁶⁴, the least significant first, no zero at the end.
    digits: Vec<u64>,
}

impl Natural {
    /// From digits in base 2⁶⁴, the least significant first.
    #[must_use]
    pub fn from_digits(digits: &[u64]) -> Self {
        let used = digits.iter().rposition(|digit| *digit != 0).map_or(0, |last| last + 1);
        Self { digits: digits[..used].to_vec() }
    }

    /// Whether it is nought.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        self.digits.is_empty()
    }

    /// The sum of two.
    #[must_use]
    pub fn plus(&self, other: &Self) -> Self {
        let mut digits = Vec::with_capacity(self.digits.len().max(other.digits.len()) + 1);
        let mut carry = false;
        for place in 0..self.digits.len().max(other.digits.len()) {
            let digit = |number: &Self| number.digits.get(place).copied().unwrap_or(0);
            let (sum, over) = digit(self).overflowing_add(digit(other));
            let (sum, again) = sum.overflowing_add(u64::from(carry));
            carry = over || again;
            digits.push(sum);
        }
        digits.push(u64::from(carry));
        Self::from_digits(&digits)
    }

    /// The difference; nought if the other is larger.
    #[must_use]
    pub fn minus(&self, other: &Self) -> Self {
        let mut digits = Vec::with_capacity(self.digits.len());
        let mut borrow = false;
        for (place, digit) in self.digits.iter().enumerate() {
            let (difference, under) = digit.overflowing_sub(other.digits.get(place).copied().unwrap_or(0));
            let (difference, again) = difference.overflowing_sub(u64::from(borrow));
            borrow = under || again;
            digits.push(difference);
        }
        if borrow || other.digits.len() > self.digits.len() { Self::default() } else { Self::from_digits(&digits) }
    }

    /// The leading digits as a float between 2⁶³ and 2⁶⁴, or nought, and the power of two by which it is to be multiplied.
    #[expect(clippy::cast_precision_loss, reason = "the nearest float is what is asked for")]
    fn leading(&self) -> (f64, i32) {
        let Some(top) = self.digits.last() else { return (0.0, 0) };
        let shift = top.leading_zeros();
        let below = self.digits.len().checked_sub(2).map_or(0, |place| self.digits[place]);
        let head = if shift == 0 { *top } else { top << shift | below >> (64 - shift) };
        let power = i32::try_from(self.digits.len() - 1).unwrap_or(i32::MAX / 128) * 64 - shift.cast_signed();
        (head as f64, power)
    }

    /// The nearest float, or nearly so: within one part in 2⁵²; infinite from 2¹⁰²⁴ on.
    #[must_use]
    pub fn to_f64(&self) -> f64 {
        let (head, power) = self.leading();
        // in two steps, since the power alone may be too large for a float
        head * 2f64.powi(power / 2) * 2f64.powi(power - power / 2)
    }

    /// This divided by another, within two parts in 2⁵²; none if the other is nought.
    #[must_use]
    pub fn over(&self, other: &Self) -> Option<f64> {
        if other.is_zero() {
            return None;
        }
        let ((head, power), (by, less)) = (self.leading(), other.leading());
        let power = power - less;
        Some(head / by * 2f64.powi(power / 2) * 2f64.powi(power - power / 2))
    }

    /// As a small number, if it is one.
    #[must_use]
    pub fn to_u64(&self) -> Option<u64> {
        match self.digits.as_slice() {
            [] => Some(0),
            [digit] => Some(*digit),
            _ => None,
        }
    }
}

impl From<u64> for Natural {
    fn from(number: u64) -> Self {
        Self::from_digits(&[number])
    }
}

impl fmt::Display for Natural {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        const GROUP: u128 = 1_000_000_000_000_000_000;
        let mut rest = self.digits.clone();
        let mut groups = Vec::new();
        while rest.iter().any(|digit| *digit != 0) {
            let mut remainder = 0u128;
            for digit in rest.iter_mut().rev() {
                let number = remainder << 64 | u128::from(*digit);
                // the quotient of a number below the divisor times 2⁶⁴ is below 2⁶⁴
                *digit = u64::try_from(number / GROUP).unwrap_or(u64::MAX);
                remainder = number % GROUP;
            }
            groups.push(remainder);
        }
        match groups.pop() {
            None => formatter.write_str("0"),
            Some(first) => {
                write!(formatter, "{first}")?;
                groups.iter().rev().try_for_each(|group| write!(formatter, "{group:018}"))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Natural;

    #[test]
    fn powers_of_two_are_written_out() {
        let mut number = Natural::from(1);
        for _ in 0..200 {
            number = number.plus(&number);
        }
        // 2^200, from a table of powers
        assert_eq!(number.to_string(), "1606938044258990275541962092341162602522202993782792835301376");
        assert_eq!(number.to_f64(), 2f64.powi(200));
        assert_eq!(Natural::from(0).to_string(), "0");
        assert_eq!(Natural::from(1_000_000_000_000_000_000).to_string(), "1000000000000000000");
    }

    #[test]
    fn quotients_of_large_numbers_do_not_overflow() {
        let mut number = Natural::from(3);
        for _ in 0..1500 {
            number = number.plus(&number);
        }
        let third = Natural::from_digits(&[&[0; 23][..], &[1 << 28]].concat());
        assert_eq!(number.over(&third), Some(3.0));
        assert_eq!(third.over(&Natural::from(0)), None);
        assert!(number.to_f64().is_infinite());
    }
}
