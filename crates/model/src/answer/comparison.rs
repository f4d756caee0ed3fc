//! What a comparison of two cases finds: what differs in them, what differs in the answers, and which of the first brings about which of
//! the second.

use super::{ConceptDescription, Finding, FrameDescription, StateDescription, ValueDescription};
use crate::evidence::Citation;
use crate::expression::Value;

/// One of the two cases that are compared.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Side {
    /// The first.
    Before,
    /// The second.
    After,
}

impl Side {
    /// The word of the JSON form.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Before => "before",
            Self::After => "after",
        }
    }
}

/// What sort of thing differs.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum DifferenceKind {
    /// A party.
    Party,
    /// An option or an issue.
    Variable,
    /// Who decides an issue.
    Rule,
    /// What cannot be.
    Constraint,
    /// Which moves are forbidden.
    Restriction,
    /// A statement of what a party wants.
    Statement,
    /// Any other form in which a preference is written.
    Preference,
    /// Another reading of a preference, whether chosen or only told of.
    Coding,
    /// What varies in the frame, and what is settled.
    Settled,
    /// From which state of affairs the frame starts.
    StatusQuo,
    /// Which events have happened in the frame.
    Phase,
    /// What may happen.
    Event,
    /// The arcs of a graph case.
    Arcs,
    /// What something rests on.
    Evidence,
    /// Anything else.
    Other,
}

impl DifferenceKind {
    /// The word of the JSON form.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Party => "party",
            Self::Variable => "variable",
            Self::Rule => "rule",
            Self::Constraint => "constraint",
            Self::Restriction => "restriction",
            Self::Statement => "statement",
            Self::Preference => "preference",
            Self::Coding => "coding",
            Self::Settled => "settled",
            Self::StatusQuo => "status quo",
            Self::Phase => "phase",
            Self::Event => "event",
            Self::Arcs => "arcs",
            Self::Evidence => "evidence",
            Self::Other => "other",
        }
    }
}

/// One thing in which two cases differ.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Difference {
    /// What sort it is.
    pub kind: DifferenceKind,
    /// Whom it is about, by name in expressions and for readers; none: nobody in particular.
    pub party: Option<(String, String)>,
    /// It in plain words.
    pub text: String,
    /// What it rests on, in the case named by `cited_in`.
    pub citations: Vec<Citation>,
    /// Whose sources the citations name.
    pub cited_in: Side,
    /// Whether it could change an answer about the frame at all.
    pub bears: bool,
}

/// What may become of a state that is, or may be, an equilibrium on one side.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Change {
    /// It lasted and is possible, but does not last any more.
    Lost,
    /// It lasted and is not possible any more.
    RuledOut,
    /// It was possible and did not last; now it does.
    Gained,
    /// It was not possible; now it is, and lasts.
    NewlyPossible,
    /// Whether it lasts was known and is not any more.
    BecameUnknown,
    /// Whether it lasts was not known and now is.
    BecameKnown,
    /// Whether it lasted was not known; it is not possible any more.
    RuledOutUnknown,
    /// It was not possible; now it is, and whether it lasts is not known.
    NewlyPossibleUnknown,
    /// Whether it lasts is known on neither side.
    StillUnknown,
    /// It lasts on both sides.
    Kept,
}

impl Change {
    /// All, in the order in which they are counted and listed.
    pub const ALL: [Self; 10] = [
        Self::Lost,
        Self::RuledOut,
        Self::Gained,
        Self::NewlyPossible,
        Self::BecameUnknown,
        Self::BecameKnown,
        Self::RuledOutUnknown,
        Self::NewlyPossibleUnknown,
        Self::StillUnknown,
        Self::Kept,
    ];

    /// What became of a state, from what was found on both sides; none there: it is not possible on that side. None: it was no
    /// equilibrium and is none.
    #[must_use]
    pub fn of(before: Option<Finding>, after: Option<Finding>) -> Option<Self> {
        match (before, after) {
            (Some(Finding::Yes), Some(Finding::Yes)) => Some(Self::Kept),
            (Some(Finding::Yes), Some(Finding::No)) => Some(Self::Lost),
            (Some(Finding::Yes), None) => Some(Self::RuledOut),
            (Some(Finding::No), Some(Finding::Yes)) => Some(Self::Gained),
            (None, Some(Finding::Yes)) => Some(Self::NewlyPossible),
            (Some(Finding::Yes | Finding::No), Some(Finding::Unknown(_))) => Some(Self::BecameUnknown),
            (Some(Finding::Unknown(_)), Some(Finding::Yes | Finding::No)) => Some(Self::BecameKnown),
            (Some(Finding::Unknown(_)), Some(Finding::Unknown(_))) => Some(Self::StillUnknown),
            (Some(Finding::Unknown(_)), None) => Some(Self::RuledOutUnknown),
            (None, Some(Finding::Unknown(_))) => Some(Self::NewlyPossibleUnknown),
            (Some(Finding::No) | None, Some(Finding::No) | None) => None,
        }
    }

    /// The word of the JSON and CSV forms.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Lost => "lost",
            Self::RuledOut => "ruled out",
            Self::Gained => "gained",
            Self::NewlyPossible => "newly possible",
            Self::BecameUnknown => "became unknown",
            Self::BecameKnown => "became known",
            Self::RuledOutUnknown => "unknown, ruled out",
            Self::NewlyPossibleUnknown => "newly possible, unknown",
            Self::StillUnknown => "still unknown",
            Self::Kept => "kept",
        }
    }

    /// Whether a state that lasts comes or goes by it: what causes are sought for.
    #[must_use]
    pub fn is_caused(self) -> bool {
        matches!(self, Self::Lost | Self::RuledOut | Self::Gained | Self::NewlyPossible)
    }

    /// Whether anything changed.
    #[must_use]
    pub fn is_change(self) -> bool {
        !matches!(self, Self::Kept | Self::StillUnknown)
    }
}

/// How many states each change befell.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct ChangeCounts {
    by_change: [u64; Change::ALL.len()],
    lasted: u64,
    lasts: u64,
}

impl ChangeCounts {
    /// Counts one more state, and says what became of it.
    pub fn add(&mut self, before: Option<Finding>, after: Option<Finding>) -> Option<Change> {
        self.lasted += u64::from(before == Some(Finding::Yes));
        self.lasts += u64::from(after == Some(Finding::Yes));
        let change = Change::of(before, after)?;
        self.by_change[change as usize] += 1;
        Some(change)
    }

    /// How many.
    #[must_use]
    pub fn of(&self, change: Change) -> u64 {
        self.by_change[change as usize]
    }

    /// How many surely lasted before.
    #[must_use]
    pub fn lasted(&self) -> u64 {
        self.lasted
    }

    /// How many surely last after.
    #[must_use]
    pub fn lasts(&self) -> u64 {
        self.lasts
    }

    /// How many changed.
    #[must_use]
    pub fn changed(&self) -> u64 {
        Change::ALL.into_iter().filter(|change| change.is_change()).map(|change| self.of(change)).sum()
    }
}

/// What a variable does on one side.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AxisPlace {
    /// It varies.
    Varies,
    /// It is held at this value of [`ComparedAxis::values`].
    Held(Value),
}

/// A variable by which states are matched: it varies on one side at least, and varies or is held on the other.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ComparedAxis {
    /// The name in expressions.
    pub id: String,
    /// The name for readers, with that of the party whose option it is.
    pub name: String,
    /// The values of both sides: those of the first, then those that only the second has.
    pub values: Vec<ValueDescription>,
    /// What it does in the first case.
    pub before: AxisPlace,
    /// What it does in the second.
    pub after: AxisPlace,
}

/// A variable that varies on one side and has no value on the other, so that states cannot be matched by it: states that differ in
/// it alone count as one, which lasts if one of them does.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct IgnoredAxis {
    /// The name in expressions.
    pub id: String,
    /// The name for readers.
    pub name: String,
    /// Where it varies.
    pub side: Side,
    /// Whether the other case has it at all; if so, it leaves it open in this frame.
    pub left_open: bool,
}

/// A party that can move on one side at least.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ComparedParty {
    /// The name in expressions.
    pub id: String,
    /// The name for readers.
    pub name: String,
    /// Whether it can move in the first case.
    pub before: bool,
    /// Whether it can move in the second.
    pub after: bool,
    /// For each concept: what became of the states that are possible on both sides.
    pub changes: Vec<PartyChange>,
}

/// How many states that are possible on both sides a party would leave or stay in. A party that cannot move stays everywhere.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct PartyChange {
    /// It stayed and stays.
    pub stays: u64,
    /// It would have left and would still leave.
    pub leaves: u64,
    /// It stayed, and would leave now.
    pub would_now_leave: u64,
    /// It would have left, and stays now.
    pub stays_now: u64,
    /// It is not known on one side or on both.
    pub unknown: u64,
}

/// Whose verdict turned an equilibrium.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Turn {
    /// Under which concept, as a position.
    pub concept: usize,
    /// Who: a position in [`ComparisonFinding::parties`].
    pub party: usize,
    /// A state to which it would go on the side where the state does not last, where that was looked for: described in that side's frame.
    pub to: Option<StateDescription>,
}

/// A state, and what became of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ComparedState {
    /// The value of each of [`ComparisonFinding::axes`].
    pub values: Vec<Value>,
    /// It in the first case: the first of those that it stands for; none: it is not possible there.
    pub before: Option<StateDescription>,
    /// It in the second case.
    pub after: Option<StateDescription>,
    /// For how many states it stands on either side.
    pub stands_for: (u64, u64),
    /// For each concept whether it is an equilibrium in the first case; none: it is not possible there.
    pub found_before: Option<Vec<Finding>>,
    /// The same in the second case.
    pub found_after: Option<Vec<Finding>>,
    /// Whether improvements lead to it from the status quo of the first case; none: it is not possible there, or that was not looked for.
    pub reached_before: Option<bool>,
    /// The same in the second case.
    pub reached_after: Option<bool>,
    /// Who turned it, where it was lost or gained.
    pub turns: Vec<Turn>,
    /// For each concept, where it was lost, ruled out, gained or is newly possible: the causes (as positions) that would have done
    /// so alone. Empty: several only together, unless causes were not looked for.
    pub causes: Vec<Vec<usize>>,
}

impl ComparedState {
    /// What became of it under a concept.
    #[must_use]
    pub fn change(&self, concept: usize) -> Option<Change> {
        let found = |list: &Option<Vec<Finding>>| list.as_ref().and_then(|list| list.get(concept).copied());
        Change::of(found(&self.found_before), found(&self.found_after))
    }

    /// What became of it under any of the concepts: it lasts if it does under one.
    #[must_use]
    pub fn change_under_any(&self) -> Option<Change> {
        let any = |list: &Option<Vec<Finding>>| list.as_deref().map(under_any);
        Change::of(any(&self.found_before), any(&self.found_after))
    }
}

/// Whether one of these holds: yes if one does, no if none does, else unknown.
#[must_use]
pub fn under_any(findings: &[Finding]) -> Finding {
    let unknown = || findings.iter().copied().find(|finding| finding.known().is_none()).unwrap_or(Finding::No);
    if findings.contains(&Finding::Yes) { Finding::Yes } else { unknown() }
}

/// The status quo on both sides.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StatusQuoChange {
    /// The status quo of the first case; none: none is stated that is possible.
    pub before: Option<StateDescription>,
    /// That of the second.
    pub after: Option<StateDescription>,
    /// Whether they are the same state, as far as states are matched.
    pub same: Option<bool>,
    /// For each concept whether the one of the first lasts there.
    pub lasted: Option<Vec<Finding>>,
    /// For each concept whether the one of the second lasts there.
    pub lasts: Option<Vec<Finding>>,
    /// What improvements led to and lead to.
    pub reach: Option<ReachChange>,
    /// Why that was not looked for, if it was not.
    pub reach_skipped: Option<String>,
}

/// Which equilibria, under any of the concepts, steps that pay lead to from the status quo.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct ReachChange {
    /// Reached on both sides.
    pub kept: u64,
    /// Reached before, and now out of reach, no equilibrium or not possible.
    pub lost: u64,
    /// The other way round.
    pub gained: u64,
}

/// What was changed, taken alone.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Cause {
    /// What it is, in words.
    pub label: String,
    /// Why it could not be tried alone, if so.
    pub not_tried: Option<String>,
    /// How many of the changes found, counted for each concept, follow from it alone.
    pub alone: u64,
    /// How many changes it would bring about alone which all of them together do not.
    pub undone: u64,
}

/// What follows from what.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Causes {
    /// What was changed.
    pub causes: Vec<Cause>,
    /// How many states that last come or go, counted for each concept.
    pub changes: u64,
    /// How many of these no cause brings about alone.
    pub only_together: u64,
    /// Why causes were not looked for, if so.
    pub skipped: Option<String>,
}

/// What differs between two cases, and between the answers.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ComparisonFinding {
    /// The frame in the first case.
    pub before: FrameDescription,
    /// The frame in the second.
    pub after: FrameDescription,
    /// SHA-256 over the files and edits of the first case and of the second.
    pub digests: [String; 2],
    /// What was tried, in the form in which edits are read: what the second case has beyond the first. Empty: two versions are compared.
    pub tried: Vec<String>,
    /// What differs in the cases.
    pub differences: Vec<Difference>,
    /// By what states are matched.
    pub axes: Vec<ComparedAxis>,
    /// By what they cannot be.
    pub ignored: Vec<IgnoredAxis>,
    /// The concepts, in the order of all lists.
    pub concepts: Vec<ConceptDescription>,
    /// How many states, as matched, are possible on both sides, on the first only, on the second only.
    pub possible: [u64; 3],
    /// For each concept what became of how many states.
    pub counts: Vec<ChangeCounts>,
    /// The same for states that last under any of the concepts.
    pub under_any: ChangeCounts,
    /// The parties that can move on one side at least: those of the first in file order, then those only of the second.
    pub parties: Vec<ComparedParty>,
    /// The states that are or may be equilibria on one side at least: those first with which something happened, then in order; cut at
    /// [`ComparisonFinding::LISTED`].
    pub states: Vec<ComparedState>,
    /// How many were cut.
    pub not_listed: u64,
    /// The status quo.
    pub status_quo: StatusQuoChange,
    /// What follows from what.
    pub causes: Causes,
}

impl ComparisonFinding {
    /// How many states are listed at most.
    pub const LISTED: usize = 10_000;

    /// Whether any answer changed: an equilibrium, a party's verdict, what is possible, or where things go.
    #[must_use]
    pub fn anything_changed(&self) -> bool {
        let verdicts = |change: &PartyChange| change.would_now_leave + change.stays_now > 0;
        self.possible[1] + self.possible[2] > 0
            || self.counts.iter().any(|counts| counts.changed() > 0)
            || self.parties.iter().any(|party| party.changes.iter().any(verdicts))
            || self.status_quo.same == Some(false)
            || self.status_quo.before.is_some() != self.status_quo.after.is_some()
            || self.status_quo.reach.is_some_and(|reach| reach.lost + reach.gained > 0)
    }
}
