//! How hard a conflict is on programs that take short cuts.

use super::{Concept, Finding, Oracle, Reading};

/// Counts over (state, party) cells.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Richness {
    /// All cells.
    pub cells: usize,
    /// Cells at which the findings under SEQ and GMR differ.
    pub sequential_differs: usize,
    /// Cells that are surely stable under SEQ although the party has an improvement: it is deterred.
    pub sanctioned: usize,
    /// Sanctioned cells at which the shortest sanction of some improvement takes the others three moves or more.
    pub long: usize,
}

impl Richness {
    /// Adds another count.
    pub fn add(&mut self, other: Self) {
        self.cells += other.cells;
        self.sequential_differs += other.sequential_differs;
        self.sanctioned += other.sanctioned;
        self.long += other.long;
    }

    /// Cells with SEQ unlike GMR, in hundredths of all cells, rounded down.
    pub fn per_cent_sequential_differs(&self) -> usize {
        self.sequential_differs * 100 / self.cells.max(1)
    }

    /// Cells with a long sanction, in hundredths of the sanctioned cells, rounded down.
    pub fn per_cent_long(&self) -> usize {
        self.long * 100 / self.sanctioned.max(1)
    }
}

/// Counts the cells of one conflict.
///
/// Where preferences are incomplete, improvements and sanctions are those of [`Reading::LeastStable`].
pub fn richness(oracle: &Oracle<'_>) -> Richness {
    let conflict = oracle.conflict();
    let mut count = Richness::default();
    for party in 0..conflict.parties.len() {
        for state in 0..conflict.states {
            count.cells += 1;
            let sequential = oracle.finding(Concept::Seq, party, state);
            if sequential != oracle.finding(Concept::Gmr, party, state) {
                count.sequential_differs += 1;
            }
            let improvements = oracle.improvements(Reading::LeastStable, party, state);
            if sequential == Some(Finding::Yes) && !improvements.is_empty() {
                count.sanctioned += 1;
                let needs = |first| oracle.shortest_sequential_sanction(Reading::LeastStable, party, state, first);
                if improvements.into_iter().filter_map(needs).any(|length| length >= 3) {
                    count.long += 1;
                }
            }
        }
    }
    count
}
