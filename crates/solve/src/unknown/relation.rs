//! What is known of one party's order when comparisons are added to what is stated.
//!
//! What is stated is transitive, and so is what follows from it and a few comparisons more: a chain of the one kind and the other. A
//! comparison can be added in a way iff the opposite does not follow, and every such addition can go on to a weak order (a transitive
//! relation extends to one that keeps what is strict in it). So a search over comparisons never meets a dead end.

use crate::known::Ranks;

/// What follows of `a` against `b`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Follows {
    /// Not that `a` is at least as good.
    Nothing,
    /// That it is at least as good.
    AtLeast,
    /// That it is better.
    Better,
}

impl Follows {
    /// What follows along a chain of two.
    fn then(self, other: Self) -> Self {
        if self == Self::Nothing || other == Self::Nothing { Self::Nothing } else { self.max(other) }
    }
}

/// A comparison that is added: the first state is at least as good as the second, or better.
#[derive(Clone, Copy, Debug)]
struct Added {
    above: usize,
    below: usize,
}

/// One party's order: what is stated, and what has been added.
#[derive(Clone)]
pub(super) struct Relation<'a> {
    stated: &'a Ranks,
    added: Vec<Added>,
    /// `chains[first × added + last]`: what follows of the top of one addition against the bottom of another, beginning with the one
    /// and ending with the other.
    chains: Vec<Follows>,
}

impl<'a> Relation<'a> {
    pub(super) fn new(stated: &'a Ranks) -> Self {
        Self { stated, added: Vec::new(), chains: Vec::new() }
    }

    fn stated(&self, a: usize, b: usize) -> Follows {
        if !self.stated.surely_at_least(a, b) {
            Follows::Nothing
        } else if self.stated.better(a, b, true) {
            Follows::Better
        } else {
            Follows::AtLeast
        }
    }

    /// What follows of `a` against `b`.
    ///
    /// # Complexity
    /// Quadratic in the number of additions, at most.
    pub(super) fn follows(&self, a: usize, b: usize) -> Follows {
        let mut best = self.stated(a, b);
        let count = self.added.len();
        for (first, begin) in self.added.iter().enumerate() {
            let to = self.stated(a, begin.above);
            if to == Follows::Nothing {
                continue;
            }
            for (last, end) in self.added.iter().enumerate() {
                let along = self.chains[first * count + last];
                if along != Follows::Nothing {
                    best = best.max(to.then(along).then(self.stated(end.below, b)));
                }
            }
        }
        best
    }

    /// Whether `a` is better than `b` under every completion.
    pub(super) fn surely_better(&self, a: usize, b: usize) -> bool {
        self.follows(a, b) == Follows::Better
    }

    /// Whether it is so under some completion.
    pub(super) fn possibly_better(&self, a: usize, b: usize) -> bool {
        self.follows(b, a) == Follows::Nothing
    }

    /// Adds that `a` is better than `b`, which must be possible.
    pub(super) fn add_better(&mut self, a: usize, b: usize) {
        self.add(a, b, Follows::Better);
    }

    /// Adds that `a` is no better than `b`, which must be possible.
    pub(super) fn add_no_better(&mut self, a: usize, b: usize) {
        self.add(b, a, Follows::AtLeast);
    }

    fn add(&mut self, above: usize, below: usize, as_what: Follows) {
        if self.follows(above, below) >= as_what {
            return;
        }
        let old = self.added.len();
        let join = |chain: &dyn Fn(usize) -> Follows| (0..old).map(chain).max().unwrap_or(Follows::Nothing);
        // from the top of each addition down to the new one, and from the new one down to the bottom of each
        let before: Vec<Follows> =
            (0..old).map(|first| join(&|last| self.chains[first * old + last].then(self.stated(self.added[last].below, above)))).collect();
        let after: Vec<Follows> =
            (0..old).map(|last| join(&|first| self.stated(below, self.added[first].above).then(self.chains[first * old + last]))).collect();
        let new = old + 1;
        let mut chains = vec![Follows::Nothing; new * new];
        for first in 0..old {
            for last in 0..old {
                chains[first * new + last] = self.chains[first * old + last].max(before[first].then(as_what).then(after[last]));
            }
            chains[first * new + old] = before[first].then(as_what);
            chains[old * new + first] = as_what.then(after[first]);
        }
        chains[old * new + old] = as_what;
        self.chains = chains;
        self.added.push(Added { above, below });
    }

    /// Whether neither follows: that `a` is better than `b`, nor that it is not.
    pub(super) fn is_open(&self, a: usize, b: usize) -> bool {
        self.possibly_better(a, b) && !self.surely_better(a, b)
    }

    /// How many states it has seen ranked; none where nothing is stated, and then only what has been added follows.
    pub(super) fn states(&self) -> usize {
        match self.stated.columns() {
            [] => self.added.iter().map(|added| added.above.max(added.below) + 1).max().unwrap_or(0),
            [first, ..] => first.len(),
        }
    }

    /// Adds an answer, which must be possible.
    pub(super) fn answer(&mut self, a: usize, b: usize, answer: Answer) {
        match answer {
            Answer::Better => self.add_better(a, b),
            Answer::Worse => self.add_better(b, a),
            Answer::Equal => {
                self.add_no_better(a, b);
                self.add_no_better(b, a);
            }
        }
    }
}

/// How a party may answer which of two states it likes better.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Answer {
    /// The first.
    Better,
    /// Neither.
    Equal,
    /// The second.
    Worse,
}

impl Answer {
    pub(super) const ALL: [Self; 3] = [Self::Better, Self::Equal, Self::Worse];
}

#[cfg(test)]
mod tests {
    use super::{Answer, Follows, Relation};
    use crate::known::Ranks;

    #[test]
    fn additions_are_chained_through_what_is_stated() {
        // 3 above 2 and 1 above 0; nothing else is stated
        let stated = Ranks::new(vec![vec![0, 1, 2, 3], vec![2, 3, 0, 1]]);
        let mut known = Relation::new(&stated);
        assert_eq!(known.follows(3, 2), Follows::Better);
        assert_eq!(known.follows(3, 0), Follows::Nothing);
        assert!(known.possibly_better(0, 3) && !known.possibly_better(2, 3));
        known.add_no_better(1, 2);
        assert_eq!(known.follows(2, 1), Follows::AtLeast);
        assert_eq!(known.follows(3, 1), Follows::Better, "through 2");
        assert_eq!(known.follows(2, 0), Follows::Better, "through 1");
        assert!(!known.possibly_better(1, 2) && known.is_open(2, 1));
        known.answer(1, 2, Answer::Equal);
        assert_eq!(known.follows(1, 2), Follows::AtLeast);
        assert!(!known.possibly_better(2, 1) && !known.is_open(2, 1));
    }

    #[test]
    fn a_later_addition_joins_earlier_ones() {
        let nothing = Ranks::new(Vec::new());
        let mut known = Relation::new(&nothing);
        known.add_better(0, 1);
        known.add_no_better(3, 2);
        assert_eq!(known.follows(0, 3), Follows::Nothing);
        known.add_no_better(2, 1);
        assert_eq!(known.follows(0, 3), Follows::Better);
        assert_eq!(known.follows(1, 3), Follows::AtLeast);
        assert_eq!(known.follows(3, 1), Follows::Nothing);
    }
}
