//! Decimal numbers kept exactly, and scaled to integers for comparison: floats would make the order depend on rounding.

use std::fmt;

/// A decimal number with at most nine places after the point, exact.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Decimal(i64);

impl Decimal {
    /// How many units make one.
    pub const UNIT: i64 = 1_000_000_000;
    /// The largest magnitude that is accepted, in whole units.
    pub const LIMIT: i64 = 1_000_000_000;

    /// A whole number, if its magnitude is within [`Self::LIMIT`].
    #[must_use]
    pub fn whole(number: i64) -> Option<Self> {
        (number.unsigned_abs() <= Self::LIMIT.unsigned_abs()).then(|| Self(number * Self::UNIT))
    }

    /// Reads `12`, `-0.75`, `1_000.5`, `2.5e3`; none if it is no number, has too many places or is too large.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.replace('_', "");
        let (mantissa, exponent) = match text.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
            None => (text.as_str(), 0),
        };
        let (sign, digits) = match mantissa.strip_prefix('-') {
            Some(rest) => (-1, rest),
            None => (1, mantissa.strip_prefix('+').unwrap_or(mantissa)),
        };
        let (whole, places) = digits.split_once('.').unwrap_or((digits, ""));
        if whole.is_empty() && places.is_empty() || !whole.chars().chain(places.chars()).all(|c| c.is_ascii_digit()) {
            return None;
        }
        let all = format!("{whole}{places}");
        let mut number: i128 = if all.len() > 30 { return None } else { all.parse().ok()? };
        let shift = 9i32.checked_sub(i32::try_from(places.len()).ok()?)?.checked_add(exponent)?;
        if shift >= 0 {
            number = number.checked_mul(10i128.checked_pow(u32::try_from(shift).ok()?)?)?;
        } else {
            let divisor = 10i128.checked_pow(shift.unsigned_abs())?;
            if number % divisor != 0 {
                return None;
            }
            number /= divisor;
        }
        let number = i64::try_from(sign * number).ok()?;
        (number.unsigned_abs() <= (Self::LIMIT * Self::UNIT).unsigned_abs()).then_some(Self(number))
    }

    /// The number in billionths.
    #[must_use]
    pub fn billionths(self) -> i64 {
        self.0
    }

    /// From billionths.
    #[must_use]
    pub fn from_billionths(billionths: i64) -> Self {
        Self(billionths)
    }

    /// The nearest float, for display and for models that work in floats.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "the nearest float is what is asked for")]
    pub fn to_f64(self) -> f64 {
        self.0 as f64 / Self::UNIT as f64
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&exact(self.0.into()))
    }
}

/// Billionths as a decimal number, exactly.
#[must_use]
pub fn exact(billionths: i128) -> String {
    let unit = u128::from(Decimal::UNIT.unsigned_abs());
    let (whole, rest) = (billionths.unsigned_abs() / unit, billionths.unsigned_abs() % unit);
    let sign = if billionths < 0 { "-" } else { "" };
    let places = format!("{rest:09}");
    match places.trim_end_matches('0') {
        "" => format!("{sign}{whole}"),
        places => format!("{sign}{whole}.{places}"),
    }
}

#[cfg(test)]
mod tests {
    use super::Decimal;

    #[test]
    fn decimals_are_exact() {
        for (text, shown) in [("12", "12"), ("-0.75", "-0.75"), ("1_000.50", "1000.5"), ("2.5e3", "2500"), ("25e-2", "0.25"), ("+3", "3")] {
            assert_eq!(Decimal::parse(text).map(|number| number.to_string()).as_deref(), Some(shown), "{text}");
        }
        for text in ["", ".", "nan", "inf", "1e99", "0.0000000001", "99999999999", "--1", "1.2.3"] {
            assert_eq!(Decimal::parse(text), None, "{text}");
        }
    }
}
