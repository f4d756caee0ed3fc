//! In which order a party's moves are listed.
//!
//! How much one party loses cannot be set against what another does where only orders are stated; nothing here does. What orders do say is
//! who is worse off. A move is **at least as good a lever** as another if everybody whom the other surely leaves worse off it leaves worse
//! off too, and it is for the party in at least as good a class (better, equal, not known, worse, each compared with staying). The list is a
//! linear extension of that within each [group](LeverGroup): groups in order (first those that cost others, by what they are for the
//! party; then those that surely cost nobody), and within a group
//!
//! * by how many others are surely worse off, most first, then by how many are surely better off, fewest first;
//! * where utilities are all that is stated about the party and about each of the others, instead of that by the sum of the others' losses
//!   for each unit that the party loses, largest first; where it loses nothing, by the sum of the others' losses. Gains of some others are
//!   not set against losses of others. This compares utilities of different parties, and depends on their units;
//!
//! then by what it is for the party, by how many columns it changes, fewest first, and by ordinal. Only the ordinal depends on the order of
//! the case file.

use detente_model::answer::{LeverGroup, OrderedBy};
use detente_model::order::Standing;
use std::cmp::{Ordering, Reverse};

/// What decides the place of a move.
pub(super) struct Key {
    pub(super) group: LeverGroup,
    pub(super) own: Standing,
    /// How many others are surely worse off, and surely better off.
    pub(super) worse: u64,
    pub(super) better: u64,
    /// The sum of the others' losses, and the party's own gain, in billionths.
    pub(super) losses: i128,
    pub(super) gain: i128,
    pub(super) changes: u64,
    pub(super) number: u64,
}

impl Key {
    pub(super) fn compare(&self, other: &Self, by: OrderedBy) -> Ordering {
        let by_cost = match by {
            OrderedBy::OrderAlone => (Reverse(self.worse), self.better).cmp(&(Reverse(other.worse), other.better)),
            OrderedBy::Utilities => self.relative_cost(other),
        };
        let rest = |key: &Self| (class(key.own), key.changes, key.number);
        self.group.cmp(&other.group).then(by_cost).then_with(|| rest(self).cmp(&rest(other)))
    }

    /// Before, if the others lose more for each unit that the party loses.
    fn relative_cost(&self, other: &Self) -> Ordering {
        let (mine, its) = ((-self.gain).max(0), (-other.gain).max(0));
        match (mine, its) {
            (0, 0) => other.losses.cmp(&self.losses),
            (0, _) => Ordering::Less,
            (_, 0) => Ordering::Greater,
            _ => ratio(other.losses.unsigned_abs(), its.unsigned_abs(), self.losses.unsigned_abs(), mine.unsigned_abs()),
        }
    }
}

fn class(own: Standing) -> u8 {
    match own {
        Standing::Better => 0,
        Standing::Indifferent => 1,
        Standing::Unknown => 2,
        Standing::Worse => 3,
    }
}

/// Compares a/b with c/d exactly, by their continued fractions: products could be too large. `b` and `d` are positive.
fn ratio(mut a: u128, mut b: u128, mut c: u128, mut d: u128) -> Ordering {
    loop {
        match (a / b).cmp(&(c / d)) {
            Ordering::Equal => {}
            unequal => return unequal,
        }
        let (rest, other) = (a % b, c % d);
        match (rest, other) {
            (0, 0) => return Ordering::Equal,
            (0, _) => return Ordering::Less,
            (_, 0) => return Ordering::Greater,
            // rest/b against other/d is the opposite of b/rest against d/other
            _ => (a, b, c, d) = (d, other, b, rest),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ratios_are_compared_as_their_cross_products() {
        for a in 0..12u128 {
            for b in 1..12 {
                for c in 0..12 {
                    for d in 1..12 {
                        assert_eq!(ratio(a, b, c, d), (a * d).cmp(&(c * b)), "{a}/{b} and {c}/{d}");
                    }
                }
            }
        }
        assert_eq!(ratio(u128::MAX, u128::MAX - 1, u128::MAX - 1, u128::MAX - 2), Ordering::Less);
    }

    fn key(losses: i128, gain: i128) -> Key {
        let group = LeverGroup::of(if gain < 0 { Standing::Worse } else { Standing::Better }, losses > 0);
        let own = if gain < 0 { Standing::Worse } else { Standing::Better };
        Key { group, own, worse: 1, better: 0, losses, gain, changes: 1, number: 0 }
    }

    #[test]
    fn more_loss_of_others_for_each_unit_lost_comes_first() {
        let first = |a: &Key, b: &Key| a.compare(b, OrderedBy::Utilities);
        assert_eq!(first(&key(10, -5), &key(9, -3)), Ordering::Greater, "2 for 1 comes after 3 for 1");
        assert_eq!(first(&key(1, 4), &key(100, -1)), Ordering::Less, "what costs the party nothing comes first");
        assert_eq!(first(&key(2, 1), &key(1, 8)), Ordering::Less, "by the others' losses where the party loses nothing");
        assert_eq!(first(&key(0, 9), &key(1, -9)), Ordering::Greater, "what costs nobody comes last");
    }
}
