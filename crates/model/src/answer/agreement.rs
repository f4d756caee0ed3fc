//! What an analysis of agreement finds: which states parties would leave by changing issues together.

use super::{AxisDescription, Count, Finding, FrameDescription, JointMove, PartyDescription, StateDescription};
use crate::expression::Value;

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
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct JointDeparture {
    /// Who agrees on it: positions in [`AgreementFinding::parties`], a bit for each. Nobody among them can be spared.
    pub members: u64,
    /// The ordinal of the state to which it leads: better for every member.
    pub to: u64,
}

impl JointDeparture {
    /// Who agrees on it: positions in [`AgreementFinding::parties`], ascending.
    #[must_use]
    pub fn members(&self) -> Vec<usize> {
        (0..64).filter(|bit| self.members >> bit & 1 == 1).collect()
    }
}

/// What some parties could agree on from the status quo.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct JointOffer {
    /// Who would have to agree, nobody to spare, and where it leads: of several states that which differs in the fewest columns, and of those the first.
    pub departure: JointDeparture,
    /// How many states are surely better for all of them, with nobody to spare.
    pub states: u64,
}

/// What was found about one state. Small, because frames have millions of them; [`AgreementFinding::state`] describes it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct AgreementVerdict {
    /// The state's code: its values in mixed radix, those of the first axis the least significant.
    pub code: u64,
    /// Whether no set of parties has a joint improvement.
    pub stable: Finding,
    /// Where some set surely has one: one of them, of which no single change of a column can be spared.
    pub left_by: Option<JointDeparture>,
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
    /// What would leave the status quo, the smallest sets of parties first; empty where nothing surely does, or where there is no status quo.
    pub from_status_quo: Vec<JointOffer>,
    /// How many states are stable.
    pub stable: Count,
    /// All states in order.
    pub states: Vec<AgreementVerdict>,
    /// What proves that states are left, each with the number of its state from 0, ascending.
    pub certificates: Vec<(usize, JointMove)>,
    /// How many findings that are known have no certificate: that a state is left is certified for the first [`AgreementFinding::CERTIFIED`]; that
    /// none leaves it could only be tried out again.
    pub uncertified: u64,
}

impl AgreementFinding {
    /// For how many states it is certified at most that they are left.
    pub const CERTIFIED: usize = 10_000;

    /// What proves that the state with a number, from 0, is left, if that was made.
    #[must_use]
    pub fn certificate(&self, number: usize) -> Option<&JointMove> {
        let at = self.certificates.binary_search_by_key(&number, |(state, _)| *state).ok()?;
        Some(&self.certificates[at].1)
    }

    /// The state with a number, from 0, described.
    ///
    /// # Panics
    /// If there are fewer states.
    #[must_use]
    pub fn state(&self, number: usize) -> StateDescription {
        let axes = &self.frame.axes;
        let code = self.states[number].code;
        let mut rest = code;
        let value = |axis: &AxisDescription| {
            let radix = axis.values.len().max(1) as u64;
            let value = rest % radix;
            rest /= radix;
            Value::try_from(value).unwrap_or(Value::MAX)
        };
        let values: Vec<Value> = axes.iter().map(value).collect();
        let name = self.frame.is_graph.then(|| axes[0].values[usize::from(values[0])].id.clone());
        let is_binary = axes.iter().all(|axis| axis.values.len() == 2);
        let decimal = (!self.frame.is_graph && is_binary).then_some(code);
        StateDescription { ordinal: number as u64 + 1, decimal, name, values }
    }

    /// The state to which a departure leads, described.
    ///
    /// # Panics
    /// If it leads to no state of this finding.
    #[must_use]
    pub fn target(&self, departure: &JointDeparture) -> StateDescription {
        self.state(usize::try_from(departure.to - 1).unwrap_or(usize::MAX))
    }
}
