//! Numbers as other tools write them, and as cases keep them.

use detente_model::number::Decimal;

/// A number in figures; none if it is not finite or none at all.
pub(crate) fn number(text: &str) -> Option<f64> {
    let text = text.trim();
    // `parse` also reads `inf` and `nan` in words
    let is_written = text.chars().all(|character| character.is_ascii_digit() || matches!(character, '+' | '-' | '.' | 'e' | 'E'));
    text.parse().ok().filter(|number: &f64| is_written && number.is_finite())
}

/// The nearest number with nine places; none if it is larger than cases keep.
#[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "within the limit, and the nearest is asked for")]
pub(crate) fn decimal(number: f64) -> Option<Decimal> {
    let largest = Decimal::LIMIT as f64;
    let unit = Decimal::UNIT as f64;
    (number.abs() <= largest).then(|| Decimal::from_billionths((number * unit).round() as i64))
}

/// A count as a number.
#[expect(clippy::cast_precision_loss, reason = "counts here are far below 2^53")]
pub(crate) fn count(count: usize) -> f64 {
    count as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_finite_and_rounded() {
        assert_eq!(number(" -1.5e2 "), Some(-150.0));
        for text in ["", "inf", "nan", "1e999", "1,5", "0x1", "1_0", "--1"] {
            assert_eq!(number(text), None, "{text}");
        }
        assert_eq!(decimal(1.0 / 3.0).map(|third| third.to_string()).as_deref(), Some("0.333333333"));
        assert_eq!(decimal(-2.0 / 3.0).map(|third| third.to_string()).as_deref(), Some("-0.666666667"));
        assert_eq!(decimal(2e9), None);
        assert_eq!(decimal(f64::NAN), None);
    }
}
