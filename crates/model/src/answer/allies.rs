//! Who stands with whom on what, and who could be won with what.

use super::{Concerned, Finding, FrameDescription, StateDescription};
use crate::order::Standing;

/// How a party orders the values of an issue, with all else as it stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Stance {
    /// The values from best to worst, ties together; none where something about it is not known.
    pub tiers: Option<Vec<Vec<usize>>>,
    /// The values that are surely at least as good as all others. Empty: not known.
    pub best: Vec<usize>,
    /// The values that are surely at most as good as all others. Empty: not known.
    pub worst: Vec<usize>,
    /// Whether all values are known to be equal to it.
    pub indifferent: bool,
    /// The axes on which its order depends: along which, somewhere in the frame, it changes. None where that was not examined. Empty: it is the same
    /// whatever else happens.
    pub depends_on: Option<Vec<usize>>,
}

/// How two parties stand to each other on an issue.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Alignment {
    /// They share a best value.
    Same,
    /// They do not.
    Differ,
    /// They do not, and what is best for each is worst for the other.
    Opposed,
    /// To one of them all values are equal.
    Indifferent,
    /// What is best for one of them is not known.
    Unknown,
}

impl Alignment {
    /// The word of the JSON form.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Differ => "differ",
            Self::Opposed => "opposed",
            Self::Indifferent => "indifferent",
            Self::Unknown => "unknown",
        }
    }

    /// Of two stances.
    #[must_use]
    pub fn of(one: &Stance, other: &Stance) -> Self {
        let within = |small: &[usize], large: &[usize]| small.iter().all(|value| large.contains(value));
        if one.indifferent || other.indifferent {
            Self::Indifferent
        } else if one.best.is_empty() || other.best.is_empty() {
            Self::Unknown
        } else if one.best.iter().any(|value| other.best.contains(value)) {
            Self::Same
        } else if within(&one.best, &other.worst) && within(&other.best, &one.worst) {
            Self::Opposed
        } else {
            Self::Differ
        }
    }
}

/// One change that would help to win a party.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Concession {
    /// Which axis.
    pub axis: usize,
    /// To which value.
    pub value: u16,
    /// Who can make it: positions in [`AlliesFinding::parties`]; those who can alone, or else all whom the rule of consent names.
    pub givers: Vec<usize>,
    /// The rule of consent that applies; none where somebody can make it alone, or nobody can.
    pub rule: Option<String>,
}

/// Changes after which a party finds a value at least as good as things as they stand.
#[derive(Clone, PartialEq, Debug)]
pub struct Bid {
    /// What changes beside the issue itself.
    pub changes: Vec<Concession>,
    /// The state with all of it.
    pub to: StateDescription,
    /// Whether it is even at least as good for the party as its own best value with nothing else changed.
    pub as_good_as_its_best: Finding,
    /// For each who gives something whether that state is no worse for it than things as they stand.
    pub givers: Vec<(usize, Finding)>,
}

/// What it takes to win a party for a value.
#[derive(Clone, PartialEq, Debug)]
pub struct Winning {
    /// Whom: a position in [`AlliesFinding::parties`].
    pub party: usize,
    /// For which value.
    pub value: usize,
    /// How many changes it takes beside the issue itself: 0: the value alone is already as good for it as things as they stand. None: more than were tried.
    pub changes: Option<usize>,
    /// All smallest ways, at most [`AlliesFinding::LISTED`].
    pub bids: Vec<Bid>,
    /// How many there are.
    pub count: u64,
}

/// An issue, or a condition, and where the parties stand on it.
#[derive(Clone, PartialEq, Debug)]
pub struct AlliedIssue {
    /// The name in expressions, or the expression.
    pub id: String,
    /// The name for readers.
    pub name: String,
    /// Which axis; none for a condition over several.
    pub axis: Option<usize>,
    /// The values that are possible with all else as it stands: names in expressions and for readers.
    pub values: Vec<(String, String)>,
    /// Which of them is the present one.
    pub present: usize,
    /// Values that are not possible with all else as it stands, by name.
    pub impossible: Vec<String>,
    /// Each party's stance.
    pub stances: Vec<Stance>,
    /// Who could be won for what, in the order of values and parties.
    pub winnings: Vec<Winning>,
}

/// How two parties stand to each other over all issues that were looked at.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct AnsweredAllies {
    /// On how many they share a best value.
    pub same: u64,
    /// On how many they do not.
    pub differ: u64,
    /// On how many of these what is best for each is worst for the other.
    pub opposed: u64,
    /// On how many one of them is indifferent.
    pub indifferent: u64,
    /// On how many that is not known.
    pub unknown: u64,
}

/// Who stands with whom on what.
#[derive(Clone, PartialEq, Debug)]
pub struct AlliesFinding {
    /// What it is about.
    pub frame: FrameDescription,
    /// All else is as here.
    pub start: StateDescription,
    /// The parties that can move, have a say, or of whom something is stated, in file order.
    pub parties: Vec<Concerned>,
    /// The issues that were looked at.
    pub issues: Vec<AlliedIssue>,
    /// Party × party over all of them.
    pub together: Vec<Vec<AnsweredAllies>>,
    /// Sets of more changes than this were not tried.
    pub most_changes: usize,
}

impl AlliesFinding {
    /// How many ways to win a party are listed at most.
    pub const LISTED: usize = 24;

    /// The parties for which a value is a best one, and not all values are equal.
    pub fn camp(issue: &AlliedIssue, value: usize) -> impl Iterator<Item = usize> {
        issue
            .stances
            .iter()
            .enumerate()
            .filter(move |(_, stance)| !stance.indifferent && stance.best.contains(&value))
            .map(|(party, _)| party)
    }
}

/// Whether something that compares so is at least as good.
#[must_use]
pub fn no_worse(standing: Standing) -> Finding {
    match standing {
        Standing::Better | Standing::Indifferent => Finding::Yes,
        Standing::Worse => Finding::No,
        Standing::Unknown => Finding::Unknown(super::WhyUnknown::Preference),
    }
}
