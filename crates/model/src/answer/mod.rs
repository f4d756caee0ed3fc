//! What an analysis returns: a value that owns all it says, so that any shell can show, store or send it.

mod acceptance;
mod agreement;
mod allies;
mod certificate;
mod coalition;
mod comparison;
mod evidence;
mod evolution;
mod explanation;
mod forecast;
mod frame;
mod levers;
mod limited;
mod link;
mod power;
mod refusal;
mod robust;
mod settlement;
mod stability;
mod states;
mod unknown;

pub use acceptance::{
    AcceptanceFinding, AcceptanceFlip, AcceptanceFlipKind, Afterwards, ChanceFinding, ChanceProcess, CodingCounts, Compared,
    CounterProposal, CounterProposals, Instead, Level, Named, Otherwise, PackageTerm, PartyAcceptance, Proposed, Surplus,
};
pub use agreement::{AgreementFinding, AgreementVerdict, IssueDescription, JointDeparture, JointOffer, RuleDescription};
pub use allies::{Alignment, AlliedIssue, AlliesFinding, AnsweredAllies, Bid, Concession, Stance, Winning, no_worse};
pub use certificate::{
    Certificate, Certified, CertifiedStep, Claim, Closed, Decided, Deterred, Dominance, JointMove, Layers, Leavers, Preferred, Sanction,
    StateValues, Undeterred,
};
pub use coalition::{CoalitionCount, CoalitionDeparture, CoalitionFinding, CoalitionVerdicts};
pub use comparison::{
    AxisPlace, Cause, Causes, Change, ChangeCounts, ComparedAxis, ComparedParty, ComparedState, ComparisonFinding, Difference,
    DifferenceKind, IgnoredAxis, PartyChange, ReachChange, Side, StatusQuoChange, Turn, under_any,
};
pub use evidence::{
    Address, AssumptionFinding, CitationFinding, EvidenceFinding, FoundBy, PassageFinding, PassageStatus, SourceFile, SourceFinding,
    TurnCoverage,
};
pub use evolution::{Arc, ClosedSet, EvolutionFinding, Map, Reach, ReachedEquilibrium, Step, Way};
pub use explanation::{AtOnce, Decisive, Departure, ExplanationFinding, Flip, FlipKind, Nearest, Reordering, Reply};
pub use forecast::{
    BacktestFinding, BacktestModel, DrawsMade, ExchangeEffect, ForecastChallenge, ForecastExchange, ForecastFinding, ForecastModel,
    ForecastMove, ForecastPartner, ForecastRound, InReturn, InputKind, IssueForecast, IssueName, PairedDifference, Prediction, QUANTILES,
    ScoredIssue, Spread, TornadoBar, WhyMoved,
};
pub use frame::{AxisDescription, FrameDescription, PartyDescription, StateDescription, ValueDescription};
pub use levers::{Ahead, AheadOf, Answered, Concerned, Effect, Lever, LeverGroup, LeversFinding, NextMover, OrderedBy, ShouldNot};
pub use limited::{LimitedFinding, LimitedVerdicts, Outlook};
pub use link::{AgreedStep, Choice, Credibility, LinkDescription, LinkEffect, LinkEnd, LinkFinding, LinkReach, LinkSide, Shift, Span};
pub use power::{Commitments, Estimate, KeyInGame, NotDefined, PartyKey, PartyPower, PowerFinding, PowerMethod, PowerTable, Status};
pub use refusal::{Balance, Isolation, Joiner, NextPhase, RefusalFinding};
pub use robust::{CodedParty, Extent, OutcomeDescription, RobustFinding, Run, Shares, Tally};
pub use settlement::{
    AccountFinding, BlockingFinding, ConcessionFinding, DominatedFinding, FrontierPlace, GapFinding, LeastPayment, MissingForPoints,
    NashPoint, PackageFinding, PaidPackage, PaidPoints, PaidSet, ParetoFinding, PartyAccount, PaymentFinding, PlaneDot, PlaneFinding,
    PointSet, ProgramFinding, ReservationSource, Scale, SettlementFinding, SettlementParty, SettlementPoints, SignatoriesFinding,
    TermAccount, Transfer, UnsettledFinding,
};
pub use stability::{ConceptDescription, Count, PartyCount, StabilityFinding, StateVerdicts};
pub use states::StatesFinding;
pub use unknown::{MissingComparison, PartyUnknowns, Settles, UnknownsFinding};

use crate::evidence::Citation;

/// Why something is not known.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum WhyUnknown {
    /// A preference that decides is not stated.
    Preference,
    /// What is stated leaves it open, or bounds are all that was computed.
    Undecided,
    /// The method is not defined for such a case.
    NotDefined,
    /// The budget was used up.
    Budget,
}

impl WhyUnknown {
    /// The word of the JSON form.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Preference => "preference",
            Self::Undecided => "undecided",
            Self::NotDefined => "not defined",
            Self::Budget => "budget",
        }
    }
}

/// The answer to a yes/no question. Unknown is an answer.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Finding {
    /// Under every completion of what is stated.
    Yes,
    /// Under none.
    No,
    /// Neither, and why.
    Unknown(WhyUnknown),
}

impl Finding {
    /// From "at least under the least favourable reading" and "at most under the most favourable one".
    #[must_use]
    pub fn from_bounds(surely: bool, possibly: bool, why: WhyUnknown) -> Self {
        match (surely, possibly) {
            (true, _) => Self::Yes,
            (false, true) => Self::Unknown(why),
            (false, false) => Self::No,
        }
    }

    /// `true`, `false` or none.
    #[must_use]
    pub fn known(self) -> Option<bool> {
        match self {
            Self::Yes => Some(true),
            Self::No => Some(false),
            Self::Unknown(_) => None,
        }
    }

    /// Whether all of these hold: no if one does not, yes if all do, else unknown for the first reason met.
    #[must_use]
    pub fn all(findings: impl IntoIterator<Item = Self>) -> Self {
        let mut result = Self::Yes;
        for finding in findings {
            match (finding, result) {
                (Self::No, _) => return Self::No,
                (Self::Unknown(_), Self::Yes) => result = finding,
                (Self::Yes | Self::Unknown(_), _) => {}
            }
        }
        result
    }
}

/// A reason, down to the passages that it rests on.
#[derive(Clone, PartialEq, Debug)]
pub struct Reason {
    /// In plain words.
    pub text: String,
    /// The passages; none: it follows from the reasons below it, or is the analyst's judgement.
    pub citations: Vec<Citation>,
    /// What it follows from.
    pub because: Vec<Reason>,
}

/// How an answer was made: enough to make it again.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Made {
    /// The method, in the field's words.
    pub method: String,
    /// Whether the finding is exact given the model, and if not, in what way.
    pub exactness: String,
    /// Why it stopped early, if it did.
    pub stopped: Option<crate::control::Stopped>,
    /// SHA-256 over the case's files.
    pub case_digest: String,
    /// The version of détente.
    pub version: String,
}

/// The answer to one question about one case.
#[derive(Clone, PartialEq, Debug)]
pub struct Answer<F> {
    /// One sentence in plain words.
    pub headline: String,
    /// What was found.
    pub finding: F,
    /// Why.
    pub because: Vec<Reason>,
    /// How it was made.
    pub made: Made,
}
