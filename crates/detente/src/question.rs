//! From a case to an answer, with errors that point into the case.

use detente_model::answer::{
    AgreementFinding, Answer, CoalitionFinding, ComparisonFinding, EvolutionFinding, LeversFinding, LimitedFinding, PowerFinding,
    RobustFinding, SettlementFinding, UnknownsFinding,
};
use detente_model::case::Case;
use detente_model::control::{Control, Stopped};
use detente_model::diagnostic::{Diagnostic, suggest};
use detente_model::index::{FrameId, Id, PartyId};
use detente_model::number::Decimal;
use detente_solve::coalition::agreement::AgreementError;
use detente_solve::coalition::limited::LimitedError;
use detente_solve::coalition::{self, CoalitionError};
use detente_solve::compare::{self, CompareError, Compared, Tried};
use detente_solve::evolution::EvolutionError;
use detente_solve::levers::{self, Levers};
use detente_solve::power;
use detente_solve::robust::{self, RobustError};
use detente_solve::settlement::{self, SettleError};
use detente_solve::stability::{Concept, EngineChoice, Options, Stability, StabilityError};
use detente_solve::unknown::{self, UnknownsError};
use detente_space::Game;
use detente_space::game::{GameError, too_large};
use detente_space::moves::TooRestricted;

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
    pub(crate) fn fault(fault: Diagnostic) -> Self {
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

/// Which states of a game are stable for whom. What bounds leave open is searched where that is small: see [`unknown`].
///
/// # Errors
/// The engine cannot treat the game within the memory, or the caller stopped it.
pub fn stability<'g>(case: &Case, game: &'g Game, question: &Question, control: &Control<'_>) -> Result<Stability<'g>, Error> {
    let concepts = match question.concepts.as_slice() {
        [] => detente_solve::stability::default_concepts(game),
        named => named.to_vec(),
    };
    let options = Options { concepts, engine: question.engine, memory: question.memory };
    unknown::searched(game, &options, control).map_err(|error| match error {
        StabilityError::Stopped(stopped) => Error::Stopped(stopped),
        StabilityError::TooLarge { needed, allowed } => beyond_memory(case, game, question, needed, allowed),
        StabilityError::TooMany { .. } => {
            Error::fault(Diagnostic::error("too-many-concepts", error.to_string()).help("ask in several runs"))
        }
        StabilityError::Refused { engine, why } => Error::fault(
            Diagnostic::error("engine", format!("the {engine} cannot treat this frame: {why}"))
                .help("leave the choice of engine to détente"),
        ),
    })
}

/// Which missing comparison would settle most of what is unknown. The question's concepts; Nash, GMR, SMR, SEQ and SSEQ if it names none.
///
/// # Errors
/// There are too many states, a concept has simultaneous sanctions, or the caller stopped it.
pub fn unknowns(case: &Case, game: &Game, question: &Question, control: &Control<'_>) -> Result<Answer<UnknownsFinding>, Error> {
    let named = Question {
        concepts: match question.concepts.as_slice() {
            [] => unknown::concepts(),
            named => named.to_vec(),
        },
        ..question.clone()
    };
    let found = stability(case, game, &named, control)?;
    unknown::answer(game, &found, &case.digest, control).map_err(|error| match error {
        UnknownsError::Stopped(stopped) => Error::Stopped(stopped),
        UnknownsError::TooRestricted(error) => Error::fault(Diagnostic::error("too-restricted", error.to_string())),
        UnknownsError::TooManyStates { .. } => too_large_for("what is unknown", &error).help_with("name a frame in which less varies"),
        UnknownsError::Simultaneous { .. } => {
            Error::fault(Diagnostic::error("concepts", error.to_string()).help("leave it out: --concept nash,gmr,smr,seq,sseq"))
        }
    })
}

/// The number (from 0) of the state from which things are looked at: the one with ordinal `from`, or the status quo.
pub(crate) fn start(case: &Case, game: &Game, from: Option<u64>) -> Result<u64, Error> {
    match (from, game.description.status_quo) {
        (Some(ordinal), _) if ordinal == 0 || ordinal > game.states() => Err(Error::fault(Diagnostic::error(
            "no-such-state",
            format!("there is no state {ordinal}: the frame has states 1 to {}", game.states()),
        ))),
        (Some(ordinal), _) | (None, Some(ordinal)) => Ok(ordinal - 1),
        (None, None) => {
            let frame = case.frame_named(&game.description.id).map(|frame| case.frames[frame].span);
            let fault = Diagnostic::error(
                "no-status-quo",
                format!("the frame `{}` states no status quo that is whole and possible", game.description.id),
            )
            .help("state it: status_quo = { … } with a value for every variable that varies, or name a state with --from");
            Err(Error::fault(match frame {
                Some(span) => fault.at(span, ""),
                None => fault,
            }))
        }
    }
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
    let start = start(case, game, from)?;
    detente_solve::evolution::answer(game, stability, concepts, start, &case.digest, control).map_err(|error| match error {
        EvolutionError::Stopped(stopped) => Error::Stopped(stopped),
        EvolutionError::TooRestricted(error) => Error::fault(Diagnostic::error("too-restricted", error.to_string())),
    })
}

/// What a party can do from the status quo, or from the state with ordinal `from`: every move, what it does to whom, who can answer it.
/// `only`: what the one move that is asked about sets, each variable with its value, by name; all moves if it is empty.
///
/// # Errors
/// There is no such party, state, variable or value; no status quo is stated; the one move is none; or the caller stopped it.
pub fn levers(
    case: &Case,
    game: &Game,
    party: &str,
    from: Option<u64>,
    only: &[(String, String)],
    ahead: Option<(&Stability<'_>, &'static Concept)>,
    control: &Control<'_>,
) -> Result<Answer<LeversFinding>, Error> {
    let id = case.party_named(party).ok_or_else(|| {
        let known: Vec<&str> = case.parties.iter().map(|party| party.id.as_str()).collect();
        let help = suggest(party, known.iter().copied()).unwrap_or_else(|| format!("the case has {}", known.join(", ")));
        Error::fault(Diagnostic::error("unknown-name", format!("there is no party `{party}`")).help(help))
    })?;
    let start = start(case, game, from)?;
    let levers = Levers::new(case, game).map_err(restricted)?;
    let only = if only.is_empty() { None } else { Some(move_to(game, id, &levers, start, only)?) };
    levers.of(id, start, &levers::Options { only, ahead }, control).map_err(Error::Stopped)
}

/// Who holds the key to what is asked, in the frame of a question: what the rules give to whom and, for an expression, who is necessary, sufficient and
/// pivotal in the game. `issue`: by name, the one whose rules are meant.
///
/// # Errors
/// There is no such frame or issue in it, the frame cannot be made into a game within the memory, or the caller stopped it.
pub fn key(
    case: &Case,
    question: &Question,
    asked: &power::Asked,
    issue: Option<&str>,
    control: &Control<'_>,
) -> Result<Answer<PowerFinding>, Error> {
    let game = game(case, question, control)?;
    let issue = match issue {
        None => None,
        Some(name) => Some(issue_named(&game, name)?),
    };
    let asked = power::Asked { issue: issue.or(asked.issue), ..asked.clone() };
    if let Some((expression, _)) = &asked.expression {
        let settled = |variable: &detente_model::index::VariableId| {
            game.codes.axis_of(*variable).is_none() && !game.held.iter().any(|(held, _)| held == variable)
        };
        if let Some(variable) = expression.variables().into_iter().find(settled) {
            let name = &case.variables[variable].id;
            let message = format!("`{name}` neither varies nor is held at a value in the frame `{}`", game.description.id);
            return Err(Error::fault(
                Diagnostic::error("not-in-frame", message).help("ask in a frame in which it varies, or settle it with --set"),
            ));
        }
    }
    power::answer(case, &game, &asked, control).map_err(Error::Stopped)
}

/// An issue that varies in a frame.
fn issue_named(game: &Game, name: &str) -> Result<detente_model::index::VariableId, Error> {
    let id = |issue: &detente_space::game::Issue| game.description.axes[issue.axis].id.as_str();
    let issues = &game.consent.issues;
    let found = issues.iter().find(|issue| id(issue) == name).map(|issue| game.codes.axes()[issue.axis].variable);
    found.ok_or_else(|| {
        let known: Vec<&str> = issues.iter().map(id).collect();
        let help = suggest(name, known.iter().copied()).unwrap_or_else(|| match known.as_slice() {
            [] => "no issue varies in this frame: name another with --frame".to_owned(),
            known => format!("these vary: {}", known.join(", ")),
        });
        Error::fault(
            Diagnostic::error("unknown-name", format!("no issue `{name}` varies in the frame `{}`", game.description.id)).help(help),
        )
    })
}

/// What each party that can move can do from the status quo, or from the state with ordinal `from`.
///
/// # Errors
/// There is no such state, no status quo is stated, or the caller stopped it.
pub fn levers_of_all(case: &Case, game: &Game, from: Option<u64>, control: &Control<'_>) -> Result<Vec<Answer<LeversFinding>>, Error> {
    let start = start(case, game, from)?;
    let levers = Levers::new(case, game).map_err(restricted)?;
    let of = |player: &detente_space::game::Player| levers.of(player.party, start, &levers::Options::default(), control);
    game.players.iter().map(of).collect::<Result<_, _>>().map_err(Error::Stopped)
}

fn restricted(error: TooRestricted) -> Error {
    Error::fault(Diagnostic::error("too-restricted", error.to_string()))
}

/// Where a party's move leads that sets these variables.
fn move_to(game: &Game, party: PartyId, levers: &Levers<'_>, start: u64, sets: &[(String, String)]) -> Result<u64, Error> {
    let mut values = game.state(start).values;
    for (name, value) in sets {
        let axes = &game.description.axes;
        let axis = axes.iter().position(|axis| axis.id == *name).ok_or_else(|| {
            let known: Vec<&str> = axes.iter().map(|axis| axis.id.as_str()).collect();
            let help = suggest(name, known.iter().copied()).unwrap_or_else(|| format!("these vary: {}", known.join(", ")));
            Error::fault(Diagnostic::error("unknown-name", format!("nothing called `{name}` varies in this frame")).help(help))
        })?;
        let known = &axes[axis].values;
        let position = known.iter().position(|known| known.id == *value).ok_or_else(|| {
            let known: Vec<&str> = known.iter().map(|value| value.id.as_str()).collect();
            let message = format!("`{name}` has no value `{value}`; it has {}", known.join(", "));
            Error::fault(Diagnostic::error("unknown-name", message))
        })?;
        values[axis] = detente_space::codes::narrow(position).try_into().unwrap_or(detente_model::expression::Value::MAX);
    }
    let to = game.feasible.number(game.codes.code(&values)).filter(|to| levers.is_move(party, start, *to));
    to.ok_or_else(|| {
        let told: Vec<String> = sets.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let message = format!("{} is no move of that party from state {}", told.join(", "), start + 1);
        let help = "leave --move out to see its moves: a move changes what is its own, and leads to a state that is possible";
        Error::fault(Diagnostic::error("no-such-move", message).help(help))
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

/// How firm the outcomes are over all readings of the parties, without each constraint, and against a placebo.
///
/// # Errors
/// The case has no such frame, one of the runs is too large or has no states, there are too many combinations of codings, or the caller
/// stopped it.
pub fn robust(case: &Case, question: &Question, asked: &robust::Asked, control: &Control<'_>) -> Result<Answer<RobustFinding>, Error> {
    let frame_id = frame(case, question)?;
    robust::answer(case, frame_id, asked, control).map_err(|error| match error {
        RobustError::Stopped(stopped) => Error::Stopped(stopped),
        RobustError::Game(error) => error.into(),
        RobustError::TooRestricted(error) => Error::fault(Diagnostic::error("too-restricted", error.to_string())),
        RobustError::Stability(StabilityError::Stopped(stopped)) => Error::Stopped(stopped),
        RobustError::Stability(error) => too_large_for("how firm findings are", &error).help_with("name a frame in which less varies"),
        RobustError::TooMany { .. } => {
            Error::fault(Diagnostic::error("too-large", error.to_string()).help("combine the readings of those that matter: --party a,b"))
        }
    })
}

/// What changes in the answers from one case to another, by party, with the cause. Both games are of frames with the same name, and both
/// were analysed under the same concepts. `tried`: what the second has beyond the first, where it is the first with something tried.
///
/// # Errors
/// The frames have nothing in common that varies, they are too large for the memory, or the caller stopped it.
pub fn comparison(
    before: &Compared<'_, '_>,
    after: &Compared<'_, '_>,
    tried: Option<&Tried<'_>>,
    question: &Question,
    control: &Control<'_>,
) -> Result<Answer<ComparisonFinding>, Error> {
    let options = Options { concepts: before.stability.concepts().to_vec(), engine: question.engine, memory: question.memory };
    compare::answer(before, after, tried, &options, control).map_err(|error| match error {
        CompareError::Stopped(stopped) => Error::Stopped(stopped),
        CompareError::NothingInCommon => Error::fault(
            Diagnostic::error("nothing-in-common", format!("the cases cannot be compared: {error}"))
                .help("compare two versions of one case, or name a frame in which something varies that both have"),
        ),
        CompareError::TooManyVariables | CompareError::TooLarge { .. } => {
            too_large_for("changes", &error).help_with("name a frame in which less varies, or allow more with --memory")
        }
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

/// How packages are found.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum SettleEngine {
    /// By enumeration up to [`SettleEngine::ENUMERATED`] combinations, beyond by linear programs where the case is of that kind, else by enumeration as far as the memory suffices.
    #[default]
    Auto,
    /// Every package is looked at.
    Enumerate,
    /// By linear programs.
    Program,
}

impl SettleEngine {
    /// So many combinations are enumerated unasked.
    pub const ENUMERATED: u64 = 1 << 25;
}

/// What is asked of the packages of a frame, in names of the case.
#[derive(Clone, Debug, Default)]
pub struct Settling {
    /// Which end of intervals counts.
    pub ends: settlement::Ends,
    /// The signatories; all smallest sets that can decide every issue if empty.
    pub signatories: Vec<String>,
    /// Weights in sums and products.
    pub weights: Vec<(String, u32)>,
    /// Proposals and packages (`issue=value,party.option=value`) of which it is asked who gives and gets what.
    pub packages: Vec<String>,
    /// A proposal or package of which it is asked whether it is dominated.
    pub dominated: Option<String>,
    /// Two parties in whose plane all packages are wanted, to be drawn.
    pub plane: Option<(String, String)>,
    /// Whether side payments are left out that the case has.
    pub without_payments: bool,
    /// How packages are found.
    pub engine: SettleEngine,
    /// How far short of the best, as a share of the range, linear programs may stop for shares, least gains, products and concessions; a half per cent beyond 2^25 combinations, and nothing below, if none.
    pub gap: Option<f64>,
    /// How many seconds linear programs may take together, where packages are not enumerated.
    pub seconds: Option<u64>,
    /// In steps of how much is paid, in the good's unit, more than 0; a round number of which at least twenty fit into the most if none.
    pub step: Option<Decimal>,
}

/// The packages of a frame, found in the way that is asked for: by enumeration ([`settlement()`]) or by linear programs.
///
/// # Errors
/// As [`settlement()`]; the frame or the parties are not of the kind that linear programs treat.
pub fn settle(case: &Case, question: &Question, asked: &Settling, control: &Control<'_>) -> Result<Answer<SettlementFinding>, Error> {
    let id = frame(case, question)?;
    let sizes = case.frames[id].vary.iter().map(|variable| case.variables[*variable].values.len() as u64);
    let combinations = sizes.fold(1u64, u64::saturating_mul);
    let by_programs = match asked.engine {
        SettleEngine::Enumerate => None,
        SettleEngine::Auto if combinations <= SettleEngine::ENUMERATED => None,
        SettleEngine::Auto | SettleEngine::Program => Some(by_programs(case, id, question, asked, control)),
    };
    match by_programs {
        Some(Err(Unsettled::Unsuited(why))) if asked.engine == SettleEngine::Auto => {
            let game = game(case, question, control).map_err(|error| match error {
                Error::Faults(faults) => {
                    let too_many = |fault: Diagnostic| {
                        let help = format!("linear programs, which need not enumerate, cannot treat it either: {why}");
                        if fault.help.is_none() || fault.code == "too-large" { fault.help(help) } else { fault }
                    };
                    Error::Faults(faults.into_iter().map(too_many).collect())
                }
                stopped @ Error::Stopped(_) => stopped,
            })?;
            settlement(case, &game, question, asked, control)
        }
        Some(Err(Unsettled::Unsuited(why))) => {
            let fault =
                Diagnostic::error("programs", format!("the frame `{}` cannot be treated by linear programs: {why}", case.frames[id].id));
            Err(Error::fault(fault.help("state what is missing, or look at every package with --engine enumerate")))
        }
        Some(Err(Unsettled::Error(error))) => Err(error),
        Some(Ok(answer)) => Ok(answer),
        None => settlement(case, &game(case, question, control)?, question, asked, control),
    }
}

/// Why linear programs gave no answer.
enum Unsettled {
    /// They are not made for it.
    Unsuited(String),
    /// Another error.
    Error(Error),
}

impl From<Error> for Unsettled {
    fn from(error: Error) -> Self {
        Self::Error(error)
    }
}

fn by_programs(
    case: &Case,
    id: FrameId,
    question: &Question,
    asked: &Settling,
    control: &Control<'_>,
) -> Result<Answer<SettlementFinding>, Unsettled> {
    let outline = Game::outline(case, id, &[]).map_err(Error::from)?;
    let find = |text: &str| {
        let (title, code) = named_package(case, &outline, text)?;
        let listed = Game::outline(case, id, &[code])?;
        if listed.feasible.contains(code) { Ok((title, code)) } else { Err(infeasible(text)) }
    };
    let options = settle_options(case, &outline, question, asked, &find)?;
    settlement::answer_by_programs(case, id, &options, control).map_err(|error| match error {
        SettleError::Program { why } => Unsettled::Unsuited(why),
        SettleError::Graph => Unsettled::Unsuited("it is given by states and arcs".to_owned()),
        other => Unsettled::Error(unsettled(case, &outline, question, other)),
    })
}

/// The packages of a frame: which are best, which could be signed, and what stands in the way.
///
/// # Errors
/// A name is not known, a package is not feasible, the frame is too large, or the caller stopped it.
pub fn settlement(
    case: &Case,
    game: &Game,
    question: &Question,
    asked: &Settling,
    control: &Control<'_>,
) -> Result<Answer<SettlementFinding>, Error> {
    let options = settle_options(case, game, question, asked, &|text| package(case, game, text))?;
    settlement::answer(case, game, &options, control).map_err(|error| unsettled(case, game, question, error))
}

/// A package with its title.
type Titled = Result<(String, u64), Error>;

/// What is asked, in places. `find`: the package that a text names.
fn settle_options(
    case: &Case,
    game: &Game,
    question: &Question,
    asked: &Settling,
    find: &dyn Fn(&str) -> Titled,
) -> Result<settlement::Options, Error> {
    let party = |name: &String| {
        let known = || game.consent.parties.iter().map(|consenter| case.parties[consenter.party].id.as_str());
        known().position(|known| known == name).ok_or_else(|| {
            let help = suggest(name, known())
                .unwrap_or_else(|| format!("those that can move or have a say are {}", known().collect::<Vec<_>>().join(", ")));
            let message = match case.party_named(name) {
                Some(_) => format!("the party `{name}` has no say in the frame `{}`", game.description.id),
                None => format!("there is no party `{name}`"),
            };
            Error::fault(Diagnostic::error("unknown-name", message).help(help))
        })
    };
    let mut options = settlement::Options {
        memory: question.memory,
        ends: asked.ends,
        without_payments: asked.without_payments,
        step: asked.step.map(Decimal::billionths),
        seconds: asked.seconds,
        gap: asked.gap,
        ..settlement::Options::default()
    };
    if !asked.signatories.is_empty() {
        options.signatories = Some(asked.signatories.iter().map(party).collect::<Result<_, _>>()?);
    }
    for (name, weight) in &asked.weights {
        options.weights.push((party(name)?, *weight));
    }
    for text in &asked.packages {
        options.packages.push(find(text)?);
    }
    if let Some(text) = &asked.dominated {
        options.dominated = Some(find(text)?.1);
    }
    if let Some((across, up)) = &asked.plane {
        options.plane = Some((party(across)?, party(up)?));
    }
    Ok(options)
}

/// The fault of settlements that were not analysed.
fn unsettled(case: &Case, game: &Game, question: &Question, error: SettleError) -> Error {
    match error {
        SettleError::Stopped(stopped) => Error::Stopped(stopped),
        SettleError::TooLarge { needed, allowed } => beyond_memory(case, game, question, needed, allowed),
        SettleError::TooManyParties { .. } | SettleError::TooManyConditions => {
            too_large_for("settlements", &error).help_with("name a frame in which less varies")
        }
        SettleError::TooManyDigits { .. } => Error::fault(Diagnostic::error("too-many-digits", error.to_string())),
        SettleError::Program { .. } => Error::fault(Diagnostic::error("programs", error.to_string())),
        SettleError::Graph => Error::fault(
            Diagnostic::error("graph-case", error.to_string()).help("settlements are made of options and issues: see docs/case-file.md"),
        ),
    }
}

/// The package that a proposal of the case or a list of values (`issue=value,party.option=value`) stands for, with its title. What is not named stays as it
/// is in the status quo, where one is stated.
///
/// # Errors
/// A name is not known, a value is missing, or it is not feasible.
pub fn package(case: &Case, game: &Game, text: &str) -> Result<(String, u64), Error> {
    let (title, code) = named_package(case, game, text)?;
    if game.feasible.contains(code) { Ok((title, code)) } else { Err(infeasible(text)) }
}

fn infeasible(text: &str) -> Error {
    Error::fault(
        Diagnostic::error("infeasible", format!("`{text}` cannot be: a constraint rules it out"))
            .help("`detente check` shows the constraints; each can be lifted with --edit \"lift N\""),
    )
}

/// The same, whether or not it is feasible.
fn named_package(case: &Case, game: &Game, text: &str) -> Result<(String, u64), Error> {
    let unknown = |message: String, name: &str, known: &[&str]| {
        let help = suggest(name, known.iter().copied()).unwrap_or_else(|| format!("there are {}", known.join(", ")));
        Error::fault(Diagnostic::error("unknown-name", message).help(help))
    };
    let (title, given) = match case.proposals.iter().find(|proposal| proposal.id == text) {
        Some(proposal) => (proposal.name.clone(), proposal.values.clone()),
        None => {
            let mut given = Vec::new();
            for part in text.split(',').map(str::trim).filter(|part| !part.is_empty()) {
                let Some((name, value)) = part.split_once('=') else {
                    let known: Vec<&str> = case.proposals.iter().map(|proposal| proposal.id.as_str()).collect();
                    let message =
                        format!("found `{part}`, expected the name of a proposal, or values such as issue=value,party.option=yes");
                    return Err(unknown(message, part, &known));
                };
                let (name, value) = (name.trim(), value.trim());
                let Some((id, variable)) = case.variables.enumerated().find(|(_, variable)| variable.id == name) else {
                    let known: Vec<&str> = case.variables.iter().map(|variable| variable.id.as_str()).collect();
                    return Err(unknown(format!("there is no option or issue `{name}`"), name, &known));
                };
                let Some(value) = variable.value_named(value) else {
                    return Err(Error::fault(Diagnostic::error(
                        "unknown-name",
                        format!("`{name}` has no value `{value}`; it has {}", variable.value_list()),
                    )));
                };
                given.push((id, value));
            }
            (text.to_owned(), given)
        }
    };
    let held = |variable| game.held.iter().find(|(known, _)| *known == variable).map(|(_, value)| *value);
    if let Some((variable, _)) = given.iter().find(|(variable, value)| held(*variable).is_some_and(|held| held != *value)) {
        let id = &case.variables[*variable].id;
        return Err(Error::fault(
            Diagnostic::error("held", format!("`{id}` is held at another value in the frame `{}`", game.description.id))
                .help("name a frame in which it varies with --frame"),
        ));
    }
    let now = game.status_quo.map(|code| game.codes.values(code));
    let mut values = Vec::new();
    for (place, axis) in game.codes.axes().iter().enumerate() {
        let stated = given.iter().find(|(variable, _)| *variable == axis.variable).map(|(_, value)| *value);
        let Some(value) = stated.or_else(|| now.as_ref().map(|now| now[place])) else {
            let id = &case.variables[axis.variable].id;
            return Err(Error::fault(
                Diagnostic::error("value-missing", format!("`{text}` says nothing of `{id}`, and the frame states no status quo"))
                    .help("give it a value, or state the status quo"),
            ));
        };
        values.push(value);
    }
    Ok((title, game.codes.code(&values)))
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
