//! How firm findings are: over the readings of what parties want, without each constraint, and against a placebo.

use super::{ConceptDescription, Finding, FrameDescription};

/// In how many of a set of states an outcome has come about.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Extent {
    /// In all of them.
    All,
    /// In some, and not in others.
    Some,
    /// In none.
    None,
    /// There are no such states.
    Nowhere,
    /// Which states belong to the set is not known well enough to tell.
    Unknown,
}

impl Extent {
    /// All extents, in the order of tables.
    pub const ALL: [Self; 5] = [Self::All, Self::Some, Self::None, Self::Nowhere, Self::Unknown];

    /// The word of the JSON form.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Some => "some",
            Self::None => "none",
            Self::Nowhere => "nowhere",
            Self::Unknown => "unknown",
        }
    }
}

/// How many runs have each extent.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Tally {
    counts: [u64; Extent::ALL.len()],
}

impl Tally {
    /// One run more.
    pub fn add(&mut self, extent: Extent) {
        self.counts[extent as usize] += 1;
    }

    /// How many runs have an extent.
    #[must_use]
    pub fn of(&self, extent: Extent) -> u64 {
        self.counts[extent as usize]
    }

    /// How many runs there are.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.counts.iter().sum()
    }

    /// The share of the runs that have an extent, in thousandths, rounded down.
    #[must_use]
    pub fn per_mille(&self, extent: Extent) -> u64 {
        (self.of(extent) * 1000).checked_div(self.total()).unwrap_or(0)
    }
}

impl FromIterator<Extent> for Tally {
    fn from_iter<T: IntoIterator<Item = Extent>>(extents: T) -> Self {
        let mut tally = Self::default();
        extents.into_iter().for_each(|extent| tally.add(extent));
        tally
    }
}

/// What is asked about.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OutcomeDescription {
    /// The name for readers.
    pub name: String,
    /// The states in which it has come about, as an expression.
    pub text: String,
}

/// What one run found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Run {
    /// How many states there are.
    pub states: u64,
    /// How many of them last.
    pub lasting: u64,
    /// Of how many that is not known.
    pub undecided: u64,
    /// How many of those that last can be reached from the status quo by improvements; none where no status quo is stated.
    pub reached: Option<u64>,
    /// Whether the status quo lasts.
    pub status_quo: Option<Finding>,
    /// For each outcome in how many of the states that last.
    pub extents: Vec<Extent>,
    /// For each outcome in how many of those that also can be reached.
    pub reached_extents: Option<Vec<Extent>>,
}

/// A party with the readings of what it wants.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CodedParty {
    /// The name in commands.
    pub id: String,
    /// The name for readers.
    pub name: String,
    /// The readings by their names in commands and for readers, the base first.
    pub codings: Vec<(String, String)>,
}

/// Runs put together.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Shares {
    /// How many runs there are.
    pub runs: u64,
    /// In how many of them the status quo lasts, does not, and that is not known.
    pub status_quo: Option<[u64; 3]>,
    /// For each outcome, over the states that last.
    pub lasting: Vec<Tally>,
    /// For each outcome, over the states that last and can be reached from the status quo by improvements.
    pub reached: Option<Vec<Tally>>,
}

/// How firm findings are.
#[derive(Clone, PartialEq, Debug)]
pub struct RobustFinding {
    /// The frame.
    pub frame: FrameDescription,
    /// What is meant by lasting.
    pub concept: ConceptDescription,
    /// What is asked about.
    pub outcomes: Vec<OutcomeDescription>,
    /// The outcomes of the case that mention what the frame leaves open, or that what it holds has settled, by name.
    pub left_out: Vec<String>,
    /// The run on the case as it is.
    pub base: Run,
    /// The parties that can move and have several readings.
    pub parties: Vec<CodedParty>,
    /// All combinations of readings.
    pub combinations: Shares,
    /// For each outcome, each of `parties` and each of its readings: the tally over lasting states of the combinations with it.
    pub by_reading: Vec<Vec<Vec<Tally>>>,
    /// For each constraint that applies to the frame: what it says, and the run without it.
    pub without: Vec<(String, Run)>,
    /// The runs in which the parties have each other's preferences, nobody its own; none where fewer than two parties have one.
    pub placebo: Option<Shares>,
    /// Whether the placebo has all such exchanges, or the cyclic ones alone.
    pub placebo_is_whole: bool,
}

impl RobustFinding {
    /// For an outcome: the party on whose reading it hinges most, with its place in `parties`, and the smallest and largest share (in
    /// thousandths) of the combinations in which it holds in all lasting states, as that reading goes. None where no reading matters.
    #[must_use]
    pub fn hinge(&self, outcome: usize) -> Option<(usize, u64, u64)> {
        let spans = self.by_reading[outcome].iter().enumerate().filter_map(|(party, readings)| {
            let shares = || readings.iter().map(|tally| tally.per_mille(Extent::All));
            let (least, most) = (shares().min()?, shares().max()?);
            (most > least).then_some((party, least, most))
        });
        spans.max_by_key(|(party, least, most)| (most - least, std::cmp::Reverse(*party)))
    }
}
