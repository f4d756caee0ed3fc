//! What an analysis of agreement finds: which states parties would leave by changing issues together.

use super::{Count, Finding, FrameDescription, JointMove, PartyDescription, StateDescription};

/// A rule of consent that may apply in the frame.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RuleDescription {
    /// Whether it applies in some states only.
    pub conditional: bool,
    /// The rule as it was written.
    pub text: String,
    /// The smallest sets of parties that satisfy it, as positions in [`AgreementFinding::parties`]; none where they are too many to list.
    pub smallest: Option<Vec<Vec<usize>>>,
}

/// An issue and how it is decided.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct IssueDescription {
    /// Which column: a position in the frame's axes.
    pub axis: usize,
    /// The rules in order, the first that applies deciding. Where none does, nobody can change it.
    pub rules: Vec<RuleDescription>,
}

/// A joint improvement.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct JointDeparture {
    /// Who agrees on it: positions in [`AgreementFinding::parties`], ascending. Nobody among them can be spared.
    pub members: Vec<usize>,
    /// Where it leads: better for every member.
    pub to: StateDescription,
}

/// What was found about one state.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AgreementVerdict {
    /// The state.
    pub state: StateDescription,
    /// Whether no set of parties has a joint improvement.
    pub stable: Finding,
    /// Where some set surely has one: that which changes the fewest columns, and of several the first.
    pub left_by: Option<JointDeparture>,
    /// What proves that.
    pub certificate: Option<JointMove>,
}

/// Which states would be left by agreement.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AgreementFinding {
    /// What it is about.
    pub frame: FrameDescription,
    /// The parties that can move or have a say in an issue, in file order.
    pub parties: Vec<PartyDescription>,
    /// The issues that vary.
    pub issues: Vec<IssueDescription>,
    /// How many states are stable.
    pub stable: Count,
    /// All states in order.
    pub states: Vec<AgreementVerdict>,
    /// How many findings that are known have no certificate: that a state is left is certified for the first [`AgreementFinding::CERTIFIED`]; that
    /// none leaves it could only be tried out again.
    pub uncertified: u64,
}

impl AgreementFinding {
    /// For how many states it is certified at most that they are left.
    pub const CERTIFIED: usize = 10_000;
}
