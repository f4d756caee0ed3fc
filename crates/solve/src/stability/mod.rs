//! Which states would last: stability for each party, and equilibria.

pub mod concept;
pub mod engine;
pub mod gmr;
mod headline;
pub mod nash;
pub mod seq;
pub mod seq_or_sim;
pub mod seq_or_sim_any;
pub mod smr;
pub mod sseq;
mod verdicts;

pub use concept::Concept;
pub use verdicts::{Stability, Which};

use concept::Deterrence;
use detente_model::control::{Control, Stopped};
use detente_model::order::Order;
use detente_space::Game;
use engine::fibre::FibreEngine;
use engine::general::GeneralEngine;
use engine::{Bits, Engine, Plan};
use thiserror::Error;

/// All concepts, in the order in which they are reported.
pub const CONCEPTS: [&Concept; 7] =
    [&nash::CONCEPT, &gmr::CONCEPT, &smr::CONCEPT, &seq::CONCEPT, &sseq::CONCEPT, &seq_or_sim::CONCEPT, &seq_or_sim_any::CONCEPT];

/// The concept with a short name.
#[must_use]
pub fn concept(id: &str) -> Option<&'static Concept> {
    CONCEPTS.into_iter().find(|concept| concept.id == id)
}

/// The concepts that are reported when none are named: all but the wider reading of simultaneous sanctions, and neither of the two
/// where the frame has more than [`SIMULTANEOUS_BY_DEFAULT`] combinations.
#[must_use]
pub fn default_concepts(game: &Game) -> Vec<&'static Concept> {
    let small = game.codes.combinations() <= SIMULTANEOUS_BY_DEFAULT;
    CONCEPTS.into_iter().filter(|concept| concept.id != seq_or_sim_any::CONCEPT.id && (small || !is_simultaneous(concept))).collect()
}

/// Up to this many combinations simultaneous sanctions are looked for unasked.
pub const SIMULTANEOUS_BY_DEFAULT: u64 = 1 << 14;

/// Beyond this many combinations simultaneous sanctions are not looked for at all, and the finding is unknown.
pub const SIMULTANEOUS_AT_MOST: u64 = 1 << 20;

fn is_simultaneous(concept: &Concept) -> bool {
    matches!(concept.deterrence, Deterrence::Sanctions { simultaneous: Some(_), .. })
}

/// Whether simultaneous moves are defined: options in exclusive control, for then changes can be added up.
pub(crate) fn simultaneous_is_defined(game: &Game) -> bool {
    game.arcs.is_none()
        && game.description.axes.iter().all(|axis| axis.controllers.len() <= 1)
        && game.players.iter().all(|player| player.axes.iter().all(|(_, when)| when.is_none()))
}

/// Which engine to use.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum EngineChoice {
    /// The fast one where it applies.
    #[default]
    Auto,
    /// The fast one.
    Fibre,
    /// The general one.
    General,
}

/// What is asked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Options {
    /// The concepts, at most eight.
    pub concepts: Vec<&'static Concept>,
    /// The engine.
    pub engine: EngineChoice,
    /// How many bytes may be used.
    pub memory: u64,
}

/// Why there is no answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Error)]
pub enum StabilityError {
    /// The caller stopped it.
    #[error("stopped")]
    Stopped(Stopped),
    /// It would need more memory than is allowed.
    #[error("about {needed} bytes are needed, {allowed} are allowed")]
    TooLarge {
        /// About how many bytes are needed.
        needed: u64,
        /// How many are allowed.
        allowed: u64,
    },
    /// The engine asked for cannot treat the game.
    #[error("the {engine} cannot treat this frame: {why}")]
    Refused {
        /// The engine.
        engine: &'static str,
        /// Why.
        why: &'static str,
    },
}

impl From<Stopped> for StabilityError {
    fn from(stopped: Stopped) -> Self {
        Self::Stopped(stopped)
    }
}

/// The verdicts of all parties on all states.
///
/// With a budget, findings are computed concept after concept, and for each party after party, while the budget lasts; the rest is
/// unknown for that reason.
///
/// # Errors
/// When the caller stops it, the memory does not suffice, or the engine asked for cannot treat the game.
///
/// # Complexity
/// See the engines.
pub fn analyse<'g>(game: &'g Game, options: &Options, control: &Control<'_>) -> Result<Stability<'g>, StabilityError> {
    let engine = choose(game, options)?;
    let mut wanted: Vec<Bits> = vec![0; game.players.len()];
    let mut undefined = 0;
    let mut stopped = None;
    let mut spent = 0u64;
    for (bit, concept) in options.concepts.iter().enumerate() {
        if is_simultaneous(concept) && !simultaneous_is_defined(game) {
            undefined |= 1 << bit;
            continue;
        }
        let too_many = is_simultaneous(concept) && game.codes.combinations() > SIMULTANEOUS_AT_MOST;
        for wanted in &mut wanted {
            let after = spent.saturating_add(game.states());
            if too_many || control.budget().is_some_and(|budget| after > budget) {
                stopped = Some(Stopped::Budget);
            } else {
                spent = after;
                *wanted |= 1 << bit;
            }
        }
    }
    // simultaneous sanctions are the general engine's: with the fast one they are computed apart and put beside the rest
    let simultaneous: Bits =
        options.concepts.iter().enumerate().filter(|(_, concept)| is_simultaneous(concept)).fold(0, |bits, (bit, _)| bits | 1 << bit);
    let (now, later): (Vec<Bits>, Vec<Bits>) = match engine.slots() {
        engine::Slots::Numbers => (wanted.clone(), vec![0; wanted.len()]),
        engine::Slots::Codes => wanted.iter().map(|bits| (bits & !simultaneous, bits & simultaneous)).unzip(),
    };
    let plan = Plan { concepts: options.concepts.clone(), wanted: now };
    let mut columns = engine.verdicts(game, &plan, control)?;
    if later.iter().any(|bits| *bits != 0) {
        let rest = GeneralEngine.verdicts(game, &Plan { wanted: later, ..plan }, control)?;
        verdicts::merge(game, &mut columns, &rest);
    }
    Ok(Stability::new(game, options.concepts.clone(), engine.name(), engine.slots(), columns, wanted, undefined, stopped))
}

/// The engine for a game: the fast one where it applies and the feasible states are not few among the combinations.
fn choose(game: &Game, options: &Options) -> Result<&'static dyn Engine, StabilityError> {
    let engine: &'static dyn Engine = match options.engine {
        EngineChoice::Fibre => &FibreEngine,
        EngineChoice::General => &GeneralEngine,
        EngineChoice::Auto => {
            let sparse = game.codes.combinations() > (16 * game.states()).max(1 << 22);
            if FibreEngine.refuses(game).is_none() && !sparse { &FibreEngine } else { &GeneralEngine }
        }
    };
    if let Some(why) = engine.refuses(game) {
        return Err(StabilityError::Refused { engine: engine.name(), why });
    }
    let needed = engine.bytes(game);
    if needed > options.memory {
        return Err(StabilityError::TooLarge { needed, allowed: options.memory });
    }
    if engine.slots() == engine::Slots::Numbers && !engine::general::tabulates(game) {
        return Err(StabilityError::Refused {
            engine: engine.name(),
            why: "one party has too many restricted options or forbidden patterns",
        });
    }
    Ok(engine)
}

/// Whether a preference of some party is unknown or partial, so that findings may be unknown.
#[must_use]
pub fn may_be_unknown(game: &Game) -> bool {
    game.players.iter().any(|player| !matches!(player.order, Order::Ranked(_)))
}
