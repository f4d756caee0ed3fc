//! What an analysis of the unknown finds: what it depends on, and which missing comparison would settle most of it.

use super::{ConceptDescription, FrameDescription, StateDescription};

/// How many findings would become known if a party said which of two states it likes better.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Settles {
    /// If it liked the first better.
    pub better: u64,
    /// If it liked neither better.
    pub equal: u64,
    /// If it liked the second better.
    pub worse: u64,
}

impl Settles {
    /// How many become known whatever it says.
    #[must_use]
    pub fn guaranteed(&self) -> u64 {
        self.better.min(self.equal).min(self.worse)
    }

    /// How many become known if it says what settles most.
    #[must_use]
    pub fn best(&self) -> u64 {
        self.better.max(self.equal).max(self.worse)
    }
}

/// A comparison that is not stated.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MissingComparison {
    /// Whose: a position in the frame's parties.
    pub party: usize,
    /// The first of the two states: of each, the first among those between which the party is indifferent.
    pub first: StateDescription,
    /// The second.
    pub second: StateDescription,
    /// What it would settle.
    pub settles: Settles,
}

/// What depends on one party.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct PartyUnknowns {
    /// How many of the findings about this party are unknown.
    pub unknown: u64,
    /// How many unknown findings, about any party or all, turn on what this party prefers and on nothing else: all of them
    /// would be known if its whole order were.
    pub alone: u64,
}

/// What is unknown in a frame, and what would settle it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct UnknownsFinding {
    /// What it is about.
    pub frame: FrameDescription,
    /// The concepts, in order.
    pub concepts: Vec<ConceptDescription>,
    /// How many findings there are: for each state, each concept, each party and all of them together.
    pub findings: u64,
    /// How many of them are unknown.
    pub unknown: u64,
    /// How many of those are about equilibria.
    pub equilibria: u64,
    /// For each party of the frame.
    pub parties: Vec<PartyUnknowns>,
    /// How many comparisons were examined.
    pub examined: u64,
    /// Whether those are all the pairs that are not compared, rather than those on which an unknown finding is seen to turn.
    pub all_pairs: bool,
    /// How many comparisons were not examined, because there are too many.
    pub not_examined: u64,
    /// For how many unknown findings not everything was tried: what is counted for comparisons may be more by up to as many.
    pub cut: u64,
    /// The comparisons that would settle something, the best first: what settles most whatever the answer, then at best, then in order.
    pub comparisons: Vec<MissingComparison>,
}
