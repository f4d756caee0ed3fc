//! What is asked for the pages on settlement, acceptance, power, links, allies and forecasts: what, in which frame, within which bounds.

use detente::model::Case;
use detente::model::answer::{AlliesFinding, Answer, ForecastFinding, LinkFinding, PowerFinding, Scale, SettlementFinding};
use detente::model::control::Control;
use detente::model::expression::Expression;
use detente::model::index::FrameId;
use detente::model::proposal::Proposal;
use detente::report::html::{LeftOut, ProposalReport};
use detente::solve::acceptance::{self, Offer};
use detente::solve::power;
use detente::solve::stability::seq;
use detente::space::Game;
use detente::{Error, Forecast, LinkName, Question, Settling};

/// Up to so many states it is looked for what could be signed.
const SETTLED: u64 = 1 << 20;
/// Up to so many states proposals are judged, links followed and allies found.
const JUDGED: u64 = 200_000;
/// How many proposals are judged, and what they touch beyond a frame is freed for.
const PROPOSALS: usize = 12;
const FREED: usize = 4;
/// Up to so many states, and for so many outcomes of a frame, it is asked who holds the key in the game.
const KEY_STATES: u64 = 1 << 15;
const OUTCOMES: usize = 2;
/// How many links are followed.
const LINKS: usize = 6;

/// The answer; none, and why, where the question is too much for the frame or makes no sense in it. That is no fault of the case.
pub(super) fn unless_faulty<T>(answer: Result<T, Error>) -> Result<Result<T, String>, Error> {
    match answer {
        Ok(answer) => Ok(Ok(answer)),
        Err(Error::Faults(faults)) => Ok(Err(faults.iter().map(|fault| fault.message.as_str()).collect::<Vec<_>>().join("; "))),
        Err(Error::Stopped(stopped)) => Err(Error::Stopped(stopped)),
    }
}

fn left(what: &str, why: impl Into<String>) -> LeftOut {
    LeftOut { what: what.to_owned(), why: why.into() }
}

/// Which proposals and links a frame is asked about, by place in the case.
#[derive(Default)]
pub(super) struct Plan {
    /// Proposals of which everything varies in the frame.
    within: Vec<usize>,
    /// Proposals of which most varies in it.
    beyond: Vec<usize>,
    /// Proposals that are judged in another frame.
    elsewhere: bool,
    links: Vec<usize>,
}

/// Each proposal goes to the first frame in which everything varies that it names; else to the first in which most does. Each link goes to the first in which
/// its issue varies.
pub(super) fn plans(case: &Case, frames: &[FrameId]) -> Vec<Plan> {
    let mut plans: Vec<Plan> = frames.iter().map(|_| Plan::default()).collect();
    let varies = |frame: &FrameId, proposal: &Proposal| {
        proposal.values.iter().filter(|(variable, _)| case.frames[*frame].vary.contains(variable)).count()
    };
    for (number, proposal) in case.proposals.iter().enumerate().take(PROPOSALS) {
        let most = frames.iter().map(|frame| varies(frame, proposal)).max().unwrap_or(0);
        let Some(place) = frames.iter().position(|frame| varies(frame, proposal) == most).filter(|_| most > 0) else { continue };
        let plan = &mut plans[place];
        if most == proposal.values.len() {
            plan.within.push(number)
        } else {
            plan.beyond.push(number)
        }
        for (other, plan) in plans.iter_mut().enumerate() {
            plan.elsewhere |= other != place && varies(&frames[other], proposal) == proposal.values.len();
        }
    }
    for (number, link) in case.links.iter().enumerate().take(LINKS) {
        if let Some(place) = frames.iter().position(|frame| case.frames[*frame].vary.contains(&link.on)) {
            plans[place].links.push(number);
        }
    }
    plans
}

/// What could be signed, where something is decided by several.
pub(super) fn settlement(
    case: &Case,
    game: &Game,
    question: &Question,
    left_out: &mut Vec<LeftOut>,
    control: &Control<'_>,
) -> Result<Option<Answer<SettlementFinding>>, Error> {
    const WHAT: &str = "What could be signed";
    if game.consent.issues.is_empty() {
        return Ok(None);
    }
    if game.states() > SETTLED {
        left_out.push(left(WHAT, format!("the frame has more than {SETTLED} packages; ask detente settle")));
        return Ok(None);
    }
    let ask = |settling: &Settling| unless_faulty(detente::settlement(case, game, question, settling, control));
    let answer = match ask(&Settling::default())? {
        Ok(answer) => answer,
        Err(why) => {
            left_out.push(left(WHAT, why));
            return Ok(None);
        }
    };
    // the first two parties whose utility is stated, else those whose orders are
    let of = |scale: Scale| answer.finding.parties.iter().filter(move |party| party.scale == scale).map(|party| party.id.clone());
    let mut drawn = of(Scale::Cardinal).chain(of(Scale::Ordinal));
    let plane = drawn.next().zip(drawn.next());
    if plane.is_none() {
        return Ok(Some(answer));
    }
    Ok(Some(ask(&Settling { plane, ..Settling::default() })?.unwrap_or(answer)))
}

/// What was found about proposals.
#[derive(Default)]
pub(super) struct Signing {
    pub(super) proposals: Vec<ProposalReport>,
    pub(super) proposals_left_out: Vec<LeftOut>,
}

/// Who accepts the proposals that are judged in this frame, and what follows refusals.
pub(super) fn signing(
    case: &Case,
    game: &Game,
    question: &Question,
    plan: &Plan,
    left_out: &mut Vec<LeftOut>,
    control: &Control<'_>,
) -> Result<Signing, Error> {
    let mut signing = Signing::default();
    if plan.elsewhere {
        let id = &game.description.id;
        left_out
            .push(left("Proposals", format!("each is judged in one frame; how this one would judge them: detente accept --frame {id}")));
    }
    let within: Vec<Offer> = plan.within.iter().map(|number| Offer::from(&case.proposals[*number])).collect();
    judge(case, game, question, &within, &mut signing, control)?;
    for (place, number) in plan.beyond.iter().enumerate() {
        let offer = Offer::from(&case.proposals[*number]);
        if place >= FREED {
            let why = format!("it names what this frame holds, and {FREED} others were judged that do; ask detente accept");
            signing.proposals_left_out.push(left(&offer.name, why));
            continue;
        }
        let (freed, offer) = detente::freed(case, question, &offer)?;
        let sizes = |variables: &[detente::model::index::VariableId]| {
            variables.iter().fold(1u64, |product, variable| product.saturating_mul(case.variables[*variable].values.len() as u64))
        };
        if game.states().saturating_mul(sizes(&offer.freed)) > JUDGED {
            let names: Vec<&str> = offer.freed.iter().map(|variable| case.variables[*variable].id.as_str()).collect();
            let why = format!("with {} free as well the frame is too large for this page; ask detente accept", names.join(", "));
            signing.proposals_left_out.push(left(&offer.name, why));
            continue;
        }
        match unless_faulty(detente::game(&freed, question, control))? {
            Ok(game) => judge(&freed, &game, question, &[offer], &mut signing, control)?,
            Err(why) => signing.proposals_left_out.push(left(&offer.name, why)),
        }
    }
    Ok(signing)
}

fn judge(
    case: &Case,
    game: &Game,
    question: &Question,
    offers: &[Offer],
    signing: &mut Signing,
    control: &Control<'_>,
) -> Result<(), Error> {
    let mut all_left_out = |why: &str| signing.proposals_left_out.extend(offers.iter().map(|offer| left(&offer.name, why)));
    if offers.is_empty() {
        return Ok(());
    }
    if game.states() > JUDGED {
        all_left_out("the frame has too many states for this page; ask detente accept");
        return Ok(());
    }
    let asked = acceptance::Asked {
        parties: Vec::new(),
        at_home: true,
        by: None,
        then: None,
        horizon: None,
        chance: None,
        thorough: true,
        memory: question.memory,
    };
    match unless_faulty(detente::proposals(case, game, offers, None, &asked, control))? {
        Err(why) => all_left_out(&why),
        Ok(found) => {
            for (offer, judged) in offers.iter().zip(found) {
                match judged {
                    Err(fault) => signing.proposals_left_out.push(left(&offer.name, fault.message)),
                    Ok(judged) => {
                        signing.proposals.push(ProposalReport { acceptance: judged.acceptance, refusals: judged.refusals });
                    }
                }
            }
        }
    }
    Ok(())
}

/// What the rules give, what is asked of the game, and what was not.
type Keys = (Option<Answer<PowerFinding>>, Vec<Answer<PowerFinding>>, Option<String>);

/// Who holds the key: under the rules, and to the first outcomes that the frame leaves open.
pub(super) fn keys(
    case: &Case,
    game: &Game,
    question: &Question,
    left_out: &mut Vec<LeftOut>,
    control: &Control<'_>,
) -> Result<Keys, Error> {
    let ask = |expression: Option<(Expression, String)>| {
        let options = power::Options {
            limits: power::Limits { memory: question.memory.min(2 << 30), ..power::Limits::default() },
            ..power::Options::default()
        };
        let asked = power::Asked { expression, issue: None, concept: &seq::CONCEPT, memory: question.memory, options };
        unless_faulty(detente::key(case, question, &asked, None, control))
    };
    let key = if game.consent.issues.is_empty() {
        None
    } else {
        match ask(None)? {
            Ok(answer) => Some(answer),
            Err(why) => {
                left_out.push(left("Who holds the key under the rules", why));
                None
            }
        }
    };
    let settled = |variable: &detente::model::index::VariableId| game.held.iter().any(|(held, _)| held == variable);
    let varies = |variable: &detente::model::index::VariableId| game.codes.axis_of(*variable).is_some();
    let open: Vec<&detente::model::outcome::Outcome> = case
        .outcomes
        .iter()
        .filter(|outcome| {
            let variables = outcome.holds.variables();
            // what is settled by the frame needs no key
            variables.iter().all(|variable| varies(variable) || settled(variable))
                && !game.simplified(&outcome.holds).variables().is_empty()
        })
        .collect();
    if !open.is_empty() && game.states() > KEY_STATES {
        left_out
            .push(left("Who holds the key to an outcome", format!("the frame has more than {KEY_STATES} states; ask detente key --for")));
        return Ok((key, Vec::new(), None));
    }
    let mut keys = Vec::new();
    for outcome in open.iter().take(OUTCOMES) {
        match ask(Some((outcome.holds.clone(), outcome.text.clone())))? {
            Ok(mut answer) => {
                answer.finding.to_what.clone_from(&outcome.name);
                keys.push(answer);
            }
            Err(why) => left_out.push(left(&format!("Who holds the key to “{}”", outcome.name), why)),
        }
    }
    let others: Vec<&str> = open.iter().skip(OUTCOMES).map(|outcome| outcome.id.as_str()).collect();
    let more = (!others.is_empty())
        .then(|| format!("Not asked here, to keep the page short: the key to {}. Ask with detente key --for.", others.join(", ")));
    Ok((key, keys, more))
}

/// Who stands with whom.
pub(super) fn allies(
    case: &Case,
    game: &Game,
    left_out: &mut Vec<LeftOut>,
    control: &Control<'_>,
) -> Result<Option<Answer<AlliesFinding>>, Error> {
    const WHAT: &str = "Who stands with whom";
    if game.states() > JUDGED {
        left_out.push(left(WHAT, format!("the frame has more than {JUDGED} states; ask detente allies")));
        return Ok(None);
    }
    match unless_faulty(detente::allies(case, game, &[], &[], None, control))? {
        Ok(answer) => Ok(Some(answer)),
        Err(why) => {
            left_out.push(left(WHAT, why));
            Ok(None)
        }
    }
}

/// What the links change that are looked at in this frame.
pub(super) fn links(
    case: &Case,
    game: &Game,
    plan: &Plan,
    left_out: &mut Vec<LeftOut>,
    control: &Control<'_>,
) -> Result<Vec<Answer<LinkFinding>>, Error> {
    let mut found = Vec::new();
    for number in &plan.links {
        let link = &case.links[*number];
        let what = format!("The link “{}”", link.name);
        if game.states() > JUDGED {
            left_out.push(left(&what, format!("the frame has more than {JUDGED} states; ask detente link")));
            continue;
        }
        match unless_faulty(detente::link(case, game, LinkName::Named(&link.id), None, false, control))? {
            Ok(answer) => found.push(answer),
            Err(why) => left_out.push(left(&what, why)),
        }
    }
    Ok(found)
}

/// What models expect; else why that is not said.
pub(super) fn forecast(
    case: &Case,
    question: &Question,
    control: &Control<'_>,
) -> Result<(Option<Answer<ForecastFinding>>, Option<LeftOut>), Error> {
    let stated = match unless_faulty(detente::case_positions(case, question, None))? {
        Ok(stated) => stated,
        Err(why) => return Ok((None, Some(left("What models expect", why)))),
    };
    let asked = Forecast { tornado: true, seed: 1, ..Forecast::default() };
    Ok(match unless_faulty(detente::forecast(&stated, &asked, control))? {
        Ok(answer) => (Some(answer), None),
        Err(why) => (None, Some(left("What models expect", why))),
    })
}

/// What the case has no input for; `has_issues`: whether something varies in some frame that takes the consent of several.
pub(super) fn missing(case: &Case, has_issues: bool) -> Vec<LeftOut> {
    let mut missing = Vec::new();
    if !has_issues {
        missing.push(left(
            "What could be signed, and who holds the key under the rules",
            "nothing that varies takes the consent of several ([issue.NAME] with decided_by)",
        ));
    }
    if case.proposals.is_empty() {
        missing.push(left("Who would accept what is proposed, and what follows a refusal", "the case has no proposals ([proposal.NAME])"));
    }
    if case.proposals.len() > PROPOSALS {
        missing
            .push(left("Proposals", format!("{} of {} are judged, the first ones; ask detente accept", PROPOSALS, case.proposals.len())));
    }
    if case.outcomes.is_empty() {
        missing.push(left("Who holds the key to an outcome, and how firm that is", "the case names no outcomes ([outcome.NAME])"));
    }
    if case.links.is_empty() {
        missing.push(left("What changes if consent is tied", "the case has no links ([link.NAME]); try one with detente link --tie"));
    }
    missing
}
