//! What is asked of one frame for the page, within bounds.

use super::pages::{self, Plan, Signing, unless_faulty};
use detente::model::Case;
use detente::model::answer::{
    AgreementFinding, AlliesFinding, Answer, CoalitionFinding, EvolutionFinding, LeversFinding, LinkFinding, PowerFinding, RobustFinding,
    SettlementFinding, StabilityFinding, StateVerdicts,
};
use detente::model::control::{Control, Stopped};
use detente::model::index::FrameId;
use detente::report::html::{FrameReport, LeftOut, ProposalReport};
use detente::solve::robust;
use detente::solve::stability::{Concept, Which, seq};
use detente::space::Game;
use detente::{Error, Question};

/// How many equilibria the page lists.
const LISTED: usize = 24;
/// Up to this many states the page says what parties could agree on.
const AGREEMENT: u64 = 1 << 20;
/// Up to this many states, and parties that can move, the page says who would leave together.
const TOGETHER: (u64, usize) = (1 << 10, 6);
/// Up to this many runs times states the page says how firm the findings are.
const FIRM_RUNS: u64 = 1 << 22;
/// Up to this many states the page has the whole stability matrix.
const MATRIX: u64 = 128;

/// What was found in one frame.
pub(super) struct Found {
    pub(super) frame: FrameId,
    pub(super) stability: Answer<StabilityFinding>,
    rows: Option<Vec<StateVerdicts>>,
    pub(super) evolution: Option<Answer<EvolutionFinding>>,
    levers: Vec<Answer<LeversFinding>>,
    pub(super) agreement: Option<Answer<AgreementFinding>>,
    agreement_left_out: Option<String>,
    coalitions: Option<Answer<CoalitionFinding>>,
    pub(super) settlement: Option<Answer<SettlementFinding>>,
    proposals: Vec<ProposalReport>,
    proposals_left_out: Vec<LeftOut>,
    key: Option<Answer<PowerFinding>>,
    keys_to: Vec<Answer<PowerFinding>>,
    keys_left_out: Option<String>,
    allies: Option<Answer<AlliesFinding>>,
    links: Vec<Answer<LinkFinding>>,
    robust: Option<Answer<RobustFinding>>,
    left_out: Vec<LeftOut>,
    /// Whether anything in it is decided by several.
    pub(super) has_issues: bool,
    /// Why something stopped early, if it did.
    pub(super) stopped: Option<Stopped>,
}

impl Found {
    /// The same for the page.
    pub(super) fn shown(&self) -> FrameReport<'_> {
        FrameReport {
            frame: self.frame,
            stability: Some(&self.stability),
            rows: self.rows.as_deref(),
            evolution: self.evolution.as_ref(),
            levers: &self.levers,
            agreement: self.agreement.as_ref(),
            agreement_left_out: self.agreement_left_out.as_deref(),
            coalitions: self.coalitions.as_ref(),
            settlement: self.settlement.as_ref(),
            proposals: &self.proposals,
            proposals_left_out: &self.proposals_left_out,
            key: self.key.as_ref(),
            keys_to: &self.keys_to,
            keys_left_out: self.keys_left_out.as_deref(),
            allies: self.allies.as_ref(),
            links: &self.links,
            robust: self.robust.as_ref(),
            left_out: &self.left_out,
        }
    }
}

/// Everything that is asked of a frame.
pub(super) fn look(
    case: &Case,
    question: &Question,
    sought: &[&'static Concept],
    plan: &Plan,
    control: &Control<'_>,
) -> Result<Found, Error> {
    let game = detente::game(case, question, control)?;
    let stability = detente::stability(case, &game, question, control)?;
    let (evolution, levers) = match game.status_quo {
        Some(_) => {
            (Some(detente::evolution(case, &game, &stability, sought, None, control)?), detente::levers_of_all(case, &game, None, control)?)
        }
        None => (None, Vec::new()),
    };
    let has_issues = !game.consent.issues.is_empty();
    let (agreement, agreement_left_out) = agreement(case, &game, question, control)?;
    let coalitions = if (2..=TOGETHER.1).contains(&game.players.len()) && game.states() <= TOGETHER.0 {
        unless_faulty(detente::coalitions(case, &game, question, &[], &[], control))?.ok()
    } else {
        None
    };
    let mut left_out = Vec::new();
    let settlement = pages::settlement(case, &game, question, &mut left_out, control)?;
    let Signing { proposals, proposals_left_out } = pages::signing(case, &game, question, plan, &mut left_out, control)?;
    let (key, keys_to, keys_left_out) = pages::keys(case, &game, question, &mut left_out, control)?;
    let allies = pages::allies(case, &game, &mut left_out, control)?;
    let links = pages::links(case, &game, plan, &mut left_out, control)?;
    let stopped = stability
        .stopped()
        .or(agreement.as_ref().and_then(|answer| answer.made.stopped))
        .or(coalitions.as_ref().and_then(|answer| answer.made.stopped));
    Ok(Found {
        frame: detente::frame(case, question)?,
        stability: stability.answer(&case.digest, LISTED),
        rows: (game.states() <= MATRIX).then(|| stability.rows(Which::All).collect()),
        evolution,
        levers,
        agreement,
        agreement_left_out,
        coalitions,
        settlement,
        proposals,
        proposals_left_out,
        key,
        keys_to,
        keys_left_out,
        allies,
        links,
        robust: robust(case, &game, question, control)?,
        left_out,
        has_issues,
        stopped,
    })
}

/// What parties could agree on; else why that was not asked, where there is something to agree on.
fn agreement(
    case: &Case,
    game: &Game,
    question: &Question,
    control: &Control<'_>,
) -> Result<(Option<Answer<AgreementFinding>>, Option<String>), Error> {
    if game.consent.issues.is_empty() {
        return Ok((None, None));
    }
    if game.states() > AGREEMENT {
        let why = format!(
            "Some of what can differ takes the consent of several. With more than {AGREEMENT} possible states the page does not say what they \
             could agree on: ask `detente agreement` about this frame."
        );
        return Ok((None, Some(why)));
    }
    Ok(match unless_faulty(detente::agreement(case, game, question, control))? {
        Ok(answer) => (Some(answer), None),
        Err(why) => (None, Some(format!("What they could agree on is not said here: {why}."))),
    })
}

/// How firm the findings in a frame are, where the case has readings or outcomes to ask about and that is not too much for a page.
fn robust(case: &Case, game: &Game, question: &Question, control: &Control<'_>) -> Result<Option<Answer<RobustFinding>>, Error> {
    let readings = game.players.iter().map(|player| case.codings[player.party].len() as u64 + 1);
    let runs = readings.fold(1u64, u64::saturating_mul);
    if (runs == 1 && case.outcomes.is_empty()) || runs.saturating_mul(game.states()) > FIRM_RUNS {
        return Ok(None);
    }
    let asked = robust::Asked { concept: &seq::CONCEPT, outcomes: Vec::new(), parties: Vec::new(), memory: question.memory };
    // a frame that has no state without a constraint, or is too large, is no fault of the page
    Ok(unless_faulty(detente::robust(case, question, &asked, control))?.ok())
}
