//! Quotas as they are typed: how much of which weight decides.

use crate::number::Decimal;
use std::fmt;

/// How much of a weight it takes: `255`, `votes=255`, `population=62%`, `votes=>50%` (more than half).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Quota {
    /// The column that holds the weight.
    pub column: String,
    /// How much, in the unit of the column or in per cent of its sum.
    pub amount: Decimal,
    /// Whether it is in per cent.
    pub percent: bool,
    /// Whether more than that is needed, not just as much.
    pub more: bool,
}

impl Quota {
    /// The column that is meant where none is named.
    pub const WEIGHT: &str = "weight";
    /// The column in which every party counts one, unless the file has one that is called so.
    pub const MEMBERS: &str = "members";

    /// Reads a quota.
    ///
    /// # Errors
    /// What was found, and what was expected.
    pub fn parse(text: &str) -> Result<Self, String> {
        let (column, rest) = match text.split_once('=') {
            Some((column, rest)) if !column.trim().is_empty() => (column.trim().to_owned(), rest.trim()),
            Some((_, rest)) => return Err(format!("found no column before `=`, expected COLUMN={}", rest.trim())),
            None => (Self::WEIGHT.to_owned(), text.trim()),
        };
        let (more, rest) = rest.strip_prefix('>').map_or((false, rest), |rest| (true, rest.trim()));
        let (percent, number) = rest.strip_suffix('%').map_or((false, rest), |rest| (true, rest.trim()));
        let Some(amount) = Decimal::parse(number) else {
            return Err(format!("found `{number}`, expected a number such as 255, 62% or >50%"));
        };
        if percent && amount.billionths() > 100 * Decimal::UNIT {
            return Err(format!("found {amount}%, expected at most 100%"));
        }
        Ok(Self { column, amount, percent, more })
    }

    /// How many billionths of the weight reach it, where all have so many together.
    #[must_use]
    pub fn billionths(&self, all: i128) -> i128 {
        let amount = i128::from(self.amount.billionths());
        let per = if self.percent { 100 * i128::from(Decimal::UNIT) } else { 1 };
        let exact = if self.percent { amount * all } else { amount };
        let down = exact.div_euclid(per);
        if self.more || exact.rem_euclid(per) == 0 { down + i128::from(self.more) } else { down + 1 }
    }
}

impl fmt::Display for Quota {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let how = if self.more { "more than" } else { "at least" };
        write!(formatter, "{how} {}{} of {}", self.amount, if self.percent { "%" } else { "" }, self.column)
    }
}

#[cfg(test)]
mod tests {
    use super::Quota;
    use crate::number::Decimal;

    #[test]
    fn quotas_are_reached_exactly() {
        let unit = i128::from(Decimal::UNIT);
        // of 7: half is 3.5, more than half as well; 3/7 is just reached
        for (text, all, least) in [
            ("12", 17 * unit, 12 * unit),
            ("votes=>12", 17 * unit, 12 * unit + 1),
            ("50%", 7 * unit, 7 * unit / 2),
            ("x = > 50 %", 6 * unit, 3 * unit + 1),
            ("62%", 3, 2),
            ("33.333333333%", 3, 1),
        ] {
            assert_eq!(Quota::parse(text).map(|quota| quota.billionths(all)), Ok(least), "{text}");
        }
        for text in ["", "=3", "votes=", "votes=many", "101%", ">"] {
            assert!(Quota::parse(text).is_err(), "{text}");
        }
        assert_eq!(Quota::parse("population=62%").map(|quota| quota.to_string()).as_deref(), Ok("at least 62% of population"));
    }
}
