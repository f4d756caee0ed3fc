//! From a case to an answer, with errors that point into the case.

use detente_model::answer::{AgreementFinding, Answer, CoalitionFinding, EvolutionFinding, LimitedFinding};
use detente_model::case::Case;
use detente_model::control::{Control, Stopped};
use detente_model::diagnostic::{Diagnostic, suggest};
use detente_model::index::{FrameId, Id};
use detente_solve::coalition::agreement::AgreementError;
use detente_solve::coalition::limited::LimitedError;
use detente_solve::coalition::{self, CoalitionError};
use detente_solve::evolution::EvolutionError;
use detente_solve::stability::{Concept, EngineChoice, Options, Stability, StabilityError};
use detente_space::Game;
use detente_space::game::{GameError, too_large};

/// Which frame is asked about, and how.
#[derive(Clone, Debug)]
pub struct Question {
    /// The frame, by name; the first if none.
    pub frame: Option<String>,
    /// The concepts; those that are usual for the frame's size if empty.
    pub concepts: Vec<&'static Concept>,
    /// The engine.
    pub engine: EngineChoice,
    /// How many bytes may be used.
    pub memory: u64,
}

impl Question {
    /// How many bytes may be used unless something else is said: 4 GB.
    pub const MEMORY: u64 = 4_000_000_000;
}

impl Default for Question {
    fn default() -> Self {
        Self { frame: None, concepts: Vec::new(), engine: EngineChoice::Auto, memory: Self::MEMORY }
    }
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The case or the question is at fault; each fault says where.
    #[error("{}", list(.0))]
    Faults(Vec<Diagnostic>),
    /// The caller stopped it.
    #[error("{}", .0.words())]
    Stopped(Stopped),
}

fn list(faults: &[Diagnostic]) -> String {
    faults.iter().map(|fault| fault.message.as_str()).collect::<Vec<_>>().join("; ")
}

impl Error {
    fn fault(fault: Diagnostic) -> Self {
        Self::Faults(vec![fault])
    }
}

impl From<GameError> for Error {
    fn from(error: GameError) -> Self {
        match error {
            GameError::Faults(faults) => Self::Faults(faults),
            GameError::Stopped(stopped) => Self::Stopped(stopped),
        }
    }
}

/// The frame that a question is about.
///
/// # Errors
/// The case has no such frame.
pub fn frame(case: &Case, question: &Question) -> Result<FrameId, Error> {
    let Some(name) = &question.frame else { return Ok(FrameId::from_index(0)) };
    case.frame_named(name).ok_or_else(|| {
        let known: Vec<&str> = case.frames.iter().map(|frame| frame.id.as_str()).collect();
        let help = suggest(name, known.iter().copied()).unwrap_or_else(|| format!("the case has {}", known.join(", ")));
        Error::fault(Diagnostic::error("unknown-name", format!("there is no frame `{name}`")).help(help))
    })
}

/// The game of the frame that a question is about.
///
/// # Errors
/// The case has no such frame, or the frame cannot be made into a game within the memory.
pub fn game(case: &Case, question: &Question, control: &Control<'_>) -> Result<Game, Error> {
    Ok(Game::new(case, frame(case, question)?, question.memory, control)?)
}

/// Which states of a game are stable for whom.
///
/// # Errors
/// The engine cannot treat the game within the memory, or the caller stopped it.
pub fn stability<'g>(case: &Case, game: &'g Game, question: &Question, control: &Control<'_>) -> Result<Stability<'g>, Error> {
    let concepts = match question.concepts.as_slice() {
        [] => detente_solve::stability::default_concepts(game),
        named => named.to_vec(),
    };
    let options = Options { concepts, engine: question.engine, memory: question.memory };
    detente_solve::stability::analyse(game, &options, control).map_err(|error| match error {
        StabilityError::Stopped(stopped) => Error::Stopped(stopped),
        StabilityError::TooLarge { needed, allowed } => beyond_memory(case, game, question, needed, allowed),
        StabilityError::Refused { engine, why } => Error::fault(
            Diagnostic::error("engine", format!("the {engine} cannot treat this frame: {why}"))
                .help("leave the choice of engine to détente"),
        ),
    })
}

/// Where things can go from the status quo, or from the state with ordinal `from`, and which equilibria under any of the `concepts`
/// (which must be among those that `stability` was found for) that meets.
///
/// # Errors
/// No status quo is stated, there is no such state, or the caller stopped it.
pub fn evolution(
    case: &Case,
    game: &Game,
    stability: &Stability<'_>,
    concepts: &[&'static Concept],
    from: Option<u64>,
    control: &Control<'_>,
) -> Result<Answer<EvolutionFinding>, Error> {
    let start = match (from, game.description.status_quo) {
        (Some(ordinal), _) if ordinal == 0 || ordinal > game.states() => {
            return Err(Error::fault(Diagnostic::error(
                "no-such-state",
                format!("there is no state {ordinal}: the frame has states 1 to {}", game.states()),
            )));
        }
        (Some(ordinal), _) | (None, Some(ordinal)) => ordinal - 1,
        (None, None) => {
            let frame = case.frame_named(&game.description.id).map(|frame| case.frames[frame].span);
            let fault = Diagnostic::error(
                "no-status-quo",
                format!("the frame `{}` states no status quo that is whole and possible", game.description.id),
            )
            .help("state it: status_quo = { … } with a value for every variable that varies, or name a state with --from");
            return Err(Error::fault(match frame {
                Some(span) => fault.at(span, ""),
                None => fault,
            }));
        }
    };
    detente_solve::evolution::answer(game, stability, concepts, start, &case.digest, control).map_err(|error| match error {
        EvolutionError::Stopped(stopped) => Error::Stopped(stopped),
        EvolutionError::TooRestricted(error) => Error::fault(Diagnostic::error("too-restricted", error.to_string())),
    })
}

/// Which states coalitions would leave. `coalitions`: the parties of each, by name; every coalition if there are none.
///
/// # Errors
/// A named party cannot move in the frame, there are too many parties or states, the memory does not suffice, or the caller stopped it.
pub fn coalitions(
    case: &Case,
    game: &Game,
    question: &Question,
    concepts: &[&'static coalition::Concept],
    coalitions: &[Vec<String>],
    control: &Control<'_>,
) -> Result<Answer<CoalitionFinding>, Error> {
    let player = |name: &String| {
        game.description.parties.iter().position(|party| party.id == *name).ok_or_else(|| {
            let known: Vec<&str> = game.description.parties.iter().map(|party| party.id.as_str()).collect();
            let help = suggest(name, known.iter().copied()).unwrap_or_else(|| format!("those that can are {}", known.join(", ")));
            let message = match case.party_named(name) {
                Some(_) => format!("the party `{name}` cannot move in the frame `{}`", game.description.id),
                None => format!("there is no party `{name}`"),
            };
            Error::fault(Diagnostic::error("unknown-name", message).help(help))
        })
    };
    let named: Vec<Vec<usize>> = coalitions.iter().map(|names| names.iter().map(player).collect()).collect::<Result<_, _>>()?;
    let options = coalition::Options {
        concepts: if concepts.is_empty() { coalition::CONCEPTS.to_vec() } else { concepts.to_vec() },
        coalitions: (!named.is_empty()).then_some(named),
        memory: question.memory,
    };
    coalition::answer(game, &options, &case.digest, control).map_err(|error| match error {
        CoalitionError::Stopped(stopped) => Error::Stopped(stopped),
        CoalitionError::TooRestricted(error) => Error::fault(Diagnostic::error("too-restricted", error.to_string())),
        CoalitionError::TooLarge { needed, allowed } => beyond_memory(case, game, question, needed, allowed),
        CoalitionError::TooManyParties { .. } => too_large_for("coalitions", &error)
            .help_with("name those that matter with --coalition a,b, or a frame in which fewer parties can move"),
        CoalitionError::TooManyOthers { .. } | CoalitionError::TooManyImprovements => {
            too_large_for("coalitions", &error).help_with("leave it out: --concept cnash,cgmr,csmr; or name a frame in which less varies")
        }
        CoalitionError::TooMuch { .. } => too_large_for("coalitions", &error)
            .help_with("name the coalitions that matter with --coalition a,b, leave out cseq, or name a frame in which less varies"),
    })
}

/// Which states would be left by agreement.
///
/// # Errors
/// There are too many states, parties or sets of them, the memory does not suffice, or the caller stopped it.
pub fn agreement(case: &Case, game: &Game, question: &Question, control: &Control<'_>) -> Result<Answer<AgreementFinding>, Error> {
    coalition::agreement::answer(case, game, question.memory, control).map_err(|error| match error {
        AgreementError::Stopped(stopped) => Error::Stopped(stopped),
        AgreementError::TooLarge { needed, allowed } => beyond_memory(case, game, question, needed, allowed),
        AgreementError::TooManyStates { .. }
        | AgreementError::TooManySets { .. }
        | AgreementError::TooMuch { .. }
        | AgreementError::TooManyParties { .. } => too_large_for("agreement", &error).help_with("name a frame in which less varies"),
        AgreementError::TooRestricted => Error::fault(Diagnostic::error("too-restricted", error.to_string())),
    })
}

/// Which states two parties would leave that look some moves ahead.
///
/// # Errors
/// There are too many states, more moves are asked for than are analysed, or the caller stopped it.
pub fn limited(
    case: &Case,
    game: &Game,
    options: &coalition::limited::Options,
    control: &Control<'_>,
) -> Result<Answer<LimitedFinding>, Error> {
    coalition::limited::answer(game, options, &case.digest, control).map_err(|error| match error {
        LimitedError::Stopped(stopped) => Error::Stopped(stopped),
        LimitedError::TooRestricted(error) => Error::fault(Diagnostic::error("too-restricted", error.to_string())),
        LimitedError::TooManyStates { .. } => too_large_for("limited moves", &error).help_with("name a frame in which less varies"),
        LimitedError::Moves { .. } => Error::fault(Diagnostic::error("moves", error.to_string())),
    })
}

/// The fault of a frame whose analysis would take more bytes than are allowed.
fn beyond_memory(case: &Case, game: &Game, question: &Question, needed: u64, allowed: u64) -> Error {
    match frame(case, question) {
        Ok(frame) => Error::fault(too_large(case, &case.frames[frame], Some((game.codes.combinations(), Some(needed), allowed)))),
        Err(error) => error,
    }
}

/// A fault of size that waits for its advice.
struct TooLarge(Diagnostic);

impl TooLarge {
    fn help_with(self, help: &str) -> Error {
        Error::fault(self.0.help(help))
    }
}

fn too_large_for(analysis: &str, error: &dyn std::fmt::Display) -> TooLarge {
    TooLarge(Diagnostic::error("too-large", format!("the frame is too large for an analysis of {analysis}: {error}")))
}
