//! Mixed-radix codes: a number for every combination of values.

use detente_model::expression::Value;
use detente_model::index::VariableId;

// Codes are kept in `u64` and index arrays; a machine whose addresses are shorter could not hold the arrays anyway.
const _: () = assert!(usize::BITS >= 64, "détente needs a 64-bit machine");

/// A code as a place in an array.
#[must_use]
#[expect(clippy::cast_possible_truncation, reason = "usize has 64 bits, as asserted above")]
pub fn place(code: u64) -> usize {
    code as usize
}

/// A place in an array that is known to be below 2^32.
#[must_use]
#[expect(clippy::cast_possible_truncation, reason = "the callers' arrays are shorter than 2^32, which debug builds check")]
pub fn narrow(place: usize) -> u32 {
    debug_assert!(u32::try_from(place).is_ok(), "{place} does not fit 32 bits");
    place as u32
}

/// A variable that varies.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Axis {
    /// Which variable of the case.
    pub variable: VariableId,
    /// How many values it has.
    pub radix: u64,
    /// By how much the code grows with its value.
    pub stride: u64,
}

impl Axis {
    /// The value of this axis in a code.
    #[must_use]
    #[expect(clippy::cast_possible_truncation, reason = "a radix is at most 2^16: values are u16")]
    pub fn value(&self, code: u64) -> Value {
        (code / self.stride % self.radix) as Value
    }
}

/// The axes of a frame in file order, the first the least significant.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Codes {
    axes: Vec<Axis>,
    combinations: u64,
}

/// The largest number of combinations that is ever numbered.
pub const MAXIMAL_COMBINATIONS: u64 = 1 << 62;

impl Codes {
    /// Numbers the combinations of variables with these many values; none if there are more than [`MAXIMAL_COMBINATIONS`].
    #[must_use]
    pub fn new(variables: impl IntoIterator<Item = (VariableId, u64)>) -> Option<Self> {
        let mut axes = Vec::new();
        let mut stride = 1u64;
        for (variable, radix) in variables {
            axes.push(Axis { variable, radix, stride });
            stride = stride.checked_mul(radix).filter(|product| *product <= MAXIMAL_COMBINATIONS)?;
        }
        Some(Self { axes, combinations: stride })
    }

    /// The axes, the least significant first.
    #[must_use]
    pub fn axes(&self) -> &[Axis] {
        &self.axes
    }

    /// How many combinations there are.
    #[must_use]
    pub fn combinations(&self) -> u64 {
        self.combinations
    }

    /// The axis of a variable.
    #[must_use]
    pub fn axis_of(&self, variable: VariableId) -> Option<&Axis> {
        self.axes.iter().find(|axis| axis.variable == variable)
    }

    /// The values of a code, in the order of the axes.
    #[must_use]
    pub fn values(&self, code: u64) -> Vec<Value> {
        self.axes.iter().map(|axis| axis.value(code)).collect()
    }

    /// The code of values in the order of the axes.
    #[must_use]
    pub fn code(&self, values: &[Value]) -> u64 {
        self.axes.iter().zip(values).map(|(axis, value)| axis.stride * u64::from(*value)).sum()
    }

    /// Whether the code is the decimal number of the field: all axes are yes/no.
    #[must_use]
    pub fn is_binary(&self) -> bool {
        self.axes.iter().all(|axis| axis.radix == 2)
    }
}

/// A sum over axes of a number for each value, tabulated so that it costs two look-ups for every code. All changes of layout
/// are such sums, and so are all additive utilities.
#[derive(Clone, Debug)]
pub struct AxisSum {
    low: Vec<i64>,
    high: Vec<i64>,
}

impl AxisSum {
    const LOW: usize = 1 << 12;

    /// Tabulates the sum for codes over axes with these tables (one number for each value), the least significant first.
    #[must_use]
    pub fn new(tables: &[Vec<i64>]) -> Self {
        let mut cut = 0;
        let mut product = 1;
        while cut < tables.len() && product * tables[cut].len() <= Self::LOW {
            product *= tables[cut].len();
            cut += 1;
        }
        Self { low: Self::tabulate(&tables[..cut]), high: Self::tabulate(&tables[cut..]) }
    }

    /// Tabulates Σ value × weight for axes with these `(radix, weight)`.
    #[must_use]
    pub fn linear(axes: &[(u64, u64)]) -> Self {
        let table = |(radix, weight): &(u64, u64)| (0..*radix).map(|value| (value * weight).cast_signed()).collect();
        Self::new(&axes.iter().map(table).collect::<Vec<Vec<i64>>>())
    }

    fn tabulate(tables: &[Vec<i64>]) -> Vec<i64> {
        let mut sums = vec![0];
        for table in tables {
            let below = sums.clone();
            sums.clear();
            sums.reserve(below.len() * table.len());
            for number in table {
                sums.extend(below.iter().map(|sum| sum + number));
            }
        }
        sums
    }

    /// The sum for a code.
    #[must_use]
    pub fn at(&self, code: usize) -> i64 {
        self.low[code % self.low.len()] + self.high[code / self.low.len()]
    }

    /// The largest sum of any code.
    #[must_use]
    pub fn largest(&self) -> i64 {
        self.low.iter().max().unwrap_or(&0) + self.high.iter().max().unwrap_or(&0)
    }

    /// The sum for a code, as a place in an array, where it is one.
    #[must_use]
    pub fn place(&self, code: usize) -> usize {
        place(self.at(code).cast_unsigned())
    }

    /// Calls `each` with the sums of the codes from `start` on, one for each of `out`.
    pub fn run<T>(&self, start: usize, out: &mut [T], each: impl Fn(&mut T, i64)) {
        let (mut high, mut low) = (start / self.low.len(), start % self.low.len());
        let mut rest = out;
        while !rest.is_empty() && high < self.high.len() {
            let count = (self.low.len() - low).min(rest.len());
            let (now, later) = rest.split_at_mut(count);
            let base = self.high[high];
            now.iter_mut().zip(&self.low[low..]).for_each(|(item, sum)| each(item, sum + base));
            (high, low, rest) = (high + 1, 0, later);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use detente_model::index::Id;

    #[test]
    fn codes_and_values_are_inverse() {
        let codes = Codes::new([2, 3, 4].into_iter().enumerate().map(|(index, radix)| (VariableId::from_index(index), radix))).unwrap();
        assert_eq!(codes.combinations(), 24);
        for code in 0..24 {
            assert_eq!(codes.code(&codes.values(code)), code);
        }
        assert_eq!(codes.values(1 + 2 * 2 + 3 * 6), [1, 2, 3]);
    }

    #[test]
    fn sums_agree_with_their_definition() {
        let axes = [(3, 5), (2, 1), (40, 7), (50, 1000), (4, 2)];
        let sum = AxisSum::linear(&axes);
        let total = 3 * 2 * 40 * 50 * 4;
        let mut run = vec![0; total];
        sum.run(0, &mut run, |item, sum| *item = sum);
        for code in 0..3 * 2 * 40 * 50 * 4u64 {
            let (mut rest, mut expected) = (code, 0);
            for (radix, weight) in axes {
                expected += rest % radix * weight;
                rest /= radix;
            }
            assert_eq!(sum.place(place(code)), place(expected));
            assert_eq!(run[place(code)], sum.at(place(code)));
        }
    }

    #[test]
    fn more_than_two_to_the_62_is_refused() {
        let binary = |count| Codes::new((0..count).map(|index| (VariableId::from_index(index), 2)));
        assert!(binary(62).is_some());
        assert!(binary(63).is_none());
    }
}
