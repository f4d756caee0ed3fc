//! Integers of a fixed width that wrap round: exact whenever the result fits, whatever overflowed on the way, so that subtraction may undo
//! what was added.

use detente_model::natural::Natural;

/// An integer modulo 2^(64 K), the least significant digit first.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Wide<const K: usize>([u64; K]);

impl<const K: usize> Wide<K> {
    pub(super) const ZERO: Self = Self([0; K]);

    pub(super) fn of(number: u64) -> Self {
        let mut digits = [0; K];
        digits[0] = number;
        Self(digits)
    }

    /// Two to a power, which must be below 64 K.
    pub(super) fn power_of_two(power: usize) -> Self {
        let mut digits = [0; K];
        digits[power / 64] = 1 << (power % 64);
        Self(digits)
    }

    pub(super) fn natural(&self) -> Natural {
        Natural::from_digits(&self.0)
    }

    #[inline]
    pub(super) fn plus(self, other: Self) -> Self {
        let mut digits = [0; K];
        let mut carry = false;
        for (place, digit) in digits.iter_mut().enumerate() {
            let (sum, over) = self.0[place].overflowing_add(other.0[place]);
            let (sum, again) = sum.overflowing_add(u64::from(carry));
            (*digit, carry) = (sum, over | again);
        }
        Self(digits)
    }

    #[inline]
    pub(super) fn minus(self, other: Self) -> Self {
        let mut digits = [0; K];
        let mut borrow = false;
        for (place, digit) in digits.iter_mut().enumerate() {
            let (difference, under) = self.0[place].overflowing_sub(other.0[place]);
            let (difference, again) = difference.overflowing_sub(u64::from(borrow));
            (*digit, borrow) = (difference, under | again);
        }
        Self(digits)
    }

    pub(super) fn times(self, other: Self) -> Self {
        let mut digits = [0u64; K];
        for (place, digit) in self.0.iter().enumerate() {
            let mut carry = 0u128;
            for (at, by) in other.0.iter().enumerate().take(K - place) {
                // at most (2⁶⁴ − 1)² + 2 (2⁶⁴ − 1) = 2¹²⁸ − 1
                let sum = u128::from(*digit) * u128::from(*by) + u128::from(digits[place + at]) + carry;
                digits[place + at] = low(sum);
                carry = sum >> 64;
            }
        }
        Self(digits)
    }
}

#[expect(clippy::cast_possible_truncation, reason = "the lower half is what is asked for")]
fn low(number: u128) -> u64 {
    number as u64
}

/// The widths that are compiled, in digits: for up to 63, 127, 319, 1023 players.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Width {
    One,
    Two,
    Five,
    Sixteen,
}

impl Width {
    /// The width in which two to the number of players fits.
    pub(super) fn of(players: usize) -> Option<Self> {
        match players {
            0..64 => Some(Self::One),
            64..128 => Some(Self::Two),
            128..320 => Some(Self::Five),
            320..1024 => Some(Self::Sixteen),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Wide;

    #[test]
    fn what_wraps_on_the_way_is_exact_in_the_end() {
        let (a, b) = (Wide::<2>::of(5), Wide::<2>::power_of_two(100));
        assert_eq!(a.minus(b).plus(b), a);
        assert_eq!(a.times(b).minus(b).minus(b).minus(b).minus(b), b);
        assert_eq!(Wide::<2>::power_of_two(64).times(Wide::power_of_two(64)), Wide::ZERO);
        assert_eq!(Wide::<3>::of(u64::MAX).times(Wide::of(u64::MAX)).natural().to_string(), "340282366920938463426481119284349108225");
    }
}
