//! From a proposal to what parties say of it.

use crate::question::{Error, Question, frame, start};
use detente_model::answer::{AcceptanceFinding, Answer, RefusalFinding};
use detente_model::case::Case;
use detente_model::control::Control;
use detente_model::diagnostic::{Diagnostic, suggest};
use detente_model::edit::Edit;
use detente_model::index::{EventId, PartyId};
use detente_solve::acceptance::{self, AcceptanceError, Asked, Judged, Offer, Refusing};
use detente_solve::evolution::joint::JointError;
use detente_space::Game;

/// What is proposed, by the name of a proposal of the case or by values: `alliance=both, usa.assurances=yes`.
///
/// # Errors
/// There is no such proposal, variable or value.
pub fn offer(case: &Case, text: &str) -> Result<Offer, Error> {
    if let Some(known) = case.proposals.iter().find(|proposal| proposal.id == text.trim()) {
        return Ok(known.into());
    }
    if !text.contains('=') {
        let known: Vec<&str> = case.proposals.iter().map(|proposal| proposal.id.as_str()).collect();
        let help = suggest(text, known.iter().copied()).unwrap_or_else(|| match known.as_slice() {
            [] => "the case has none: give values, as in --proposal \"issue=value, other=value\"".to_owned(),
            known => format!("the case has {}; or give values, as in --proposal \"issue=value, other=value\"", known.join(", ")),
        });
        return Err(Error::fault(Diagnostic::error("unknown-name", format!("there is no proposal `{}`", text.trim())).help(help)));
    }
    let mut values = Vec::new();
    for part in text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
        match Edit::read(&format!("set {part}"), case).map_err(Error::fault)? {
            Some(Edit::Set(variable, value)) => {
                if values.iter().any(|(known, _)| *known == variable) {
                    let message = format!("`{}` is given twice", case.variables[variable].id);
                    return Err(Error::fault(Diagnostic::error("duplicate-name", message)));
                }
                values.push((variable, value));
            }
            _ => return Err(Error::fault(Diagnostic::error("values", format!("`{part}` is no value: expected name=value")))),
        }
    }
    values.sort_unstable();
    Ok(Offer { id: None, name: String::new(), by: None, values, freed: Vec::new() })
}

/// The case with the variables freed that an offer names and the question's frame holds, and the offer that says so.
///
/// # Errors
/// The case has no such frame.
pub fn freed(case: &Case, question: &Question, offer: &Offer) -> Result<(Case, Offer), Error> {
    let frame = frame(case, question)?;
    let freed = acceptance::to_free(case, frame, offer);
    let edits: Vec<Edit> = freed.iter().map(|variable| Edit::Free(*variable)).collect();
    let case = if edits.is_empty() { case.clone() } else { case.edited(&edits) };
    Ok((case, Offer { freed, ..offer.clone() }))
}

/// The party called `name`.
///
/// # Errors
/// There is none.
pub fn party(case: &Case, name: &str) -> Result<PartyId, Error> {
    case.party_named(name).ok_or_else(|| {
        let known: Vec<&str> = case.parties.iter().map(|party| party.id.as_str()).collect();
        let help = suggest(name, known.iter().copied()).unwrap_or_else(|| format!("the case has {}", known.join(", ")));
        Error::fault(Diagnostic::error("unknown-name", format!("there is no party `{name}`")).help(help))
    })
}

/// The event called `name`.
///
/// # Errors
/// There is none.
pub fn event(case: &Case, name: &str) -> Result<EventId, Error> {
    case.events.enumerated().find(|(_, event)| event.id == name).map(|(id, _)| id).ok_or_else(|| {
        let known: Vec<&str> = case.events.iter().map(|event| event.id.as_str()).collect();
        let help = suggest(name, known.iter().copied()).unwrap_or_else(|| match known.as_slice() {
            [] => "the case has no events".to_owned(),
            known => format!("the case has {}", known.join(", ")),
        });
        Error::fault(Diagnostic::error("unknown-name", format!("there is no event `{name}`")).help(help))
    })
}

/// Whether parties accept an offer, from the status quo of the game or from the state with ordinal `from`.
///
/// # Errors
/// No status quo is stated, what is proposed is impossible or nobody can sign it, the frame is too large, or the caller stopped it.
pub fn accept(
    case: &Case,
    game: &Game,
    offer: &Offer,
    from: Option<u64>,
    asked: &Asked,
    control: &Control<'_>,
) -> Result<Answer<AcceptanceFinding>, Error> {
    let start = start(case, game, from)?;
    acceptance::answer(case, game, start, offer, asked, control).map_err(failure)
}

/// What follows if a party refuses an offer, from the status quo of the game or from the state with ordinal `from`.
///
/// # Errors
/// As [`accept`]; or the party can neither move nor consent in the frame.
pub fn refuse(
    case: &Case,
    game: &Game,
    offer: &Offer,
    from: Option<u64>,
    asked: &Refusing,
    control: &Control<'_>,
) -> Result<Answer<RefusalFinding>, Error> {
    let start = start(case, game, from)?;
    acceptance::refuse(case, game, start, offer, asked, control).map_err(failure)
}

/// What parties say of several offers from the status quo of the game or from the state with ordinal `from`, and what follows if each of those refuses whose
/// consent counts: what [`accept`] and [`refuse`] find, with what does not depend on the offer found once. An offer that cannot be judged has its fault.
///
/// # Errors
/// No status quo is stated, the frame is too large, or the caller stopped it.
pub fn proposals(
    case: &Case,
    game: &Game,
    offers: &[Offer],
    from: Option<u64>,
    asked: &Asked,
    control: &Control<'_>,
) -> Result<Vec<Result<Judged, Diagnostic>>, Error> {
    let start = start(case, game, from)?;
    acceptance::several(case, game, start, offers, asked, control).map_err(failure)
}

fn failure(error: AcceptanceError) -> Error {
    match error {
        AcceptanceError::Fault(fault) => Error::fault(*fault),
        AcceptanceError::Stopped(stopped) | AcceptanceError::Joint(JointError::Stopped(stopped)) => Error::Stopped(stopped),
        AcceptanceError::Game(error) => error.into(),
        AcceptanceError::Joint(error) => {
            Error::fault(Diagnostic::error("too-large", error.to_string()).help("name a frame in which less varies"))
        }
    }
}
