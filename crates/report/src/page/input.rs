//! What a report is made from.

use detente_model::Case;
use detente_model::answer::{
    AcceptanceFinding, AgreementFinding, AlliesFinding, Answer, CoalitionFinding, EvidenceFinding, EvolutionFinding, ForecastFinding,
    LeversFinding, LinkFinding, PowerFinding, RefusalFinding, RobustFinding, SettlementFinding, StabilityFinding, StateVerdicts,
};
use detente_model::claim::Claim;
use detente_model::diagnostic::{Diagnostic, Files};
use detente_model::index::FrameId;

/// Something that is not on the page.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LeftOut {
    /// What, in words that begin a sentence.
    pub what: String,
    /// Why, and what would bring it; in words that follow a colon, without a full stop.
    pub why: String,
}

/// What was found about a proposal.
#[derive(Clone, PartialEq, Debug)]
pub struct ProposalReport {
    /// Who accepts it.
    pub acceptance: Answer<AcceptanceFinding>,
    /// What follows if one of those refuses whose consent counts.
    pub refusals: Vec<Answer<RefusalFinding>>,
}

/// What was found in one frame.
#[derive(Clone, Copy, Debug)]
pub struct FrameReport<'a> {
    /// The frame in the case.
    pub frame: FrameId,
    /// What would last, if it was asked.
    pub stability: Option<&'a Answer<StabilityFinding>>,
    /// The verdicts on all states, where there are few enough to show.
    pub rows: Option<&'a [StateVerdicts]>,
    /// Where things can go, if it was asked.
    pub evolution: Option<&'a Answer<EvolutionFinding>>,
    /// What each party can do from the status quo, for those that were asked about.
    pub levers: &'a [Answer<LeversFinding>],
    /// What parties could agree on, if it was asked.
    pub agreement: Option<&'a Answer<AgreementFinding>>,
    /// Why that was not asked, in a sentence, where there is something to agree on.
    pub agreement_left_out: Option<&'a str>,
    /// Who would leave together, if it was asked.
    pub coalitions: Option<&'a Answer<CoalitionFinding>>,
    /// What could be signed, if it was asked.
    pub settlement: Option<&'a Answer<SettlementFinding>>,
    /// The proposals of the case that were judged in this frame.
    pub proposals: &'a [ProposalReport],
    /// Those that could not be judged, each with why.
    pub proposals_left_out: &'a [LeftOut],
    /// What the rules of consent give to whom, if it was asked.
    pub key: Option<&'a Answer<PowerFinding>>,
    /// Who holds the key to something in the game, for each thing that was asked about.
    pub keys_to: &'a [Answer<PowerFinding>],
    /// To what else it was not asked, in a sentence.
    pub keys_left_out: Option<&'a str>,
    /// Who stands with whom, if it was asked.
    pub allies: Option<&'a Answer<AlliesFinding>>,
    /// What each link changes that can be looked at in this frame.
    pub links: &'a [Answer<LinkFinding>],
    /// How firm the findings are, if it was asked.
    pub robust: Option<&'a Answer<RobustFinding>>,
    /// What of this frame is not on the page.
    pub left_out: &'a [LeftOut],
}

impl FrameReport<'_> {
    /// A frame about which nothing was asked.
    #[must_use]
    pub fn of(frame: FrameId) -> Self {
        Self {
            frame,
            stability: None,
            rows: None,
            evolution: None,
            levers: &[],
            agreement: None,
            agreement_left_out: None,
            coalitions: None,
            settlement: None,
            proposals: &[],
            proposals_left_out: &[],
            key: None,
            keys_to: &[],
            keys_left_out: None,
            allies: None,
            links: &[],
            robust: None,
            left_out: &[],
        }
    }
}

/// What a report is made from.
#[derive(Clone, Debug)]
pub struct ReportInput<'a> {
    /// The case.
    pub case: &'a Case,
    /// Its files: where remarks point.
    pub files: &'a Files,
    /// What was found in each frame, in the order in which it is shown.
    pub frames: Vec<FrameReport<'a>>,
    /// What models expect, if positions are stated.
    pub forecast: Option<&'a Answer<ForecastFinding>>,
    /// Where its citations lead, if they were looked up; with it the page goes from each passage to the assumptions on it.
    pub evidence: Option<&'a Answer<EvidenceFinding>>,
    /// What was claimed about it before it was solved, and what was found about that.
    pub claims: &'a [Claim],
    /// What is not on the page, of the case as a whole.
    pub left_out: &'a [LeftOut],
    /// Warnings and notes on the case.
    pub diagnostics: &'a [Diagnostic],
    /// The version of détente.
    pub version: &'a str,
}
