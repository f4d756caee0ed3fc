//! Which states would last: stability for each party, and equilibria.

pub mod concept;
pub mod engine;
pub mod gmr;
pub mod gmr_a;
pub mod gmr_b;
pub mod gmr_c;
pub mod gmr_d;
mod headline;
pub mod nash;
pub mod nash_a;
pub mod nash_b;
pub mod seq;
pub mod seq_a;
pub mod seq_b;
pub mod seq_c;
pub mod seq_d;
pub mod seq_or_sim;
pub mod seq_or_sim_any;
pub mod smr;
pub mod smr_a;
pub mod smr_b;
pub mod smr_c;
pub mod smr_d;
pub mod sseq;
pub mod strong_gmr;
pub mod strong_seq;
pub mod strong_smr;
mod verdicts;
pub mod weak_gmr;
pub mod weak_seq;
pub mod weak_smr;

pub use concept::Concept;
pub use verdicts::{Stability, Tightened, Which};

use concept::{Deterrence, Judgement};
use detente_model::control::{Control, Stopped};
use detente_model::order::{Order, Strength};
use detente_space::Game;
use engine::fibre::FibreEngine;
use engine::general::GeneralEngine;
use engine::{Bits, Engine, Plan};
use thiserror::Error;

/// The simple concepts, in the order in which they are reported.
pub const CONCEPTS: [&Concept; 7] =
    [&nash::CONCEPT, &gmr::CONCEPT, &smr::CONCEPT, &seq::CONCEPT, &sseq::CONCEPT, &seq_or_sim::CONCEPT, &seq_or_sim_any::CONCEPT];

/// Attitudes to one's own unknown preferences. For Nash stability only leaving matters: extension c is a, and d is b.
pub const ATTITUDES: [&Concept; 14] = [
    &nash_a::CONCEPT,
    &nash_b::CONCEPT,
    &gmr_a::CONCEPT,
    &gmr_b::CONCEPT,
    &gmr_c::CONCEPT,
    &gmr_d::CONCEPT,
    &smr_a::CONCEPT,
    &smr_b::CONCEPT,
    &smr_c::CONCEPT,
    &smr_d::CONCEPT,
    &seq_a::CONCEPT,
    &seq_b::CONCEPT,
    &seq_c::CONCEPT,
    &seq_d::CONCEPT,
];

/// Degrees of strength. What is stable in general, improvements and losses of either degree counting alike, is what the simple concepts
/// say; Nash stable states are strongly stable.
pub const DEGREES: [&Concept; 6] =
    [&strong_gmr::CONCEPT, &strong_smr::CONCEPT, &strong_seq::CONCEPT, &weak_gmr::CONCEPT, &weak_smr::CONCEPT, &weak_seq::CONCEPT];

/// All concepts in groups, each with what it is about.
pub const GROUPS: [(&str, &[&Concept]); 3] =
    [("what is stated", &CONCEPTS), ("attitudes to one's own unknown preferences", &ATTITUDES), ("two degrees of strength", &DEGREES)];

/// All concepts, in the order of their groups.
pub fn all_concepts() -> impl Iterator<Item = &'static Concept> {
    GROUPS.into_iter().flat_map(|(_, concepts)| concepts).copied()
}

/// How many concepts can be asked about at once.
pub const AT_ONCE: usize = engine::Bits::BITS as usize;

/// The concept with a short name.
#[must_use]
pub fn concept(id: &str) -> Option<&'static Concept> {
    all_concepts().find(|concept| concept.id == id)
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

/// Whether a concept is the general engine's alone: simultaneous sanctions, degrees of strength, and attitudes where something is
/// unknown (elsewhere they are the simple concepts).
fn is_general(concept: &Concept, game: &Game) -> bool {
    match concept.judgement {
        Judgement::Stated => is_simultaneous(concept),
        Judgement::Attitude(_) => may_be_unknown(game),
        Judgement::Strong | Judgement::Weak => true,
    }
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
    /// The concepts, at most [`AT_ONCE`].
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
    /// More concepts are asked for than can be treated at once.
    #[error("{asked} concepts are asked for, expected at most {AT_ONCE} at once")]
    TooMany {
        /// How many are asked for.
        asked: usize,
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
    if options.concepts.len() > AT_ONCE {
        return Err(StabilityError::TooMany { asked: options.concepts.len() });
    }
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
    let columns = columns(game, engine, options, &wanted, control)?;
    Ok(Stability::new(game, options.concepts.clone(), engine, columns, wanted, undefined, stopped))
}

/// The same for a game that differs from that of `before` in the preferences of some players ([`Game::with_preferences_of`]): a concept is
/// computed again for a player only where its own preference has changed, or that of another whose interest the concept asks about.
///
/// # Errors
/// As [`analyse`]; what was not computed before for want of budget is not computed now.
pub fn analyse_again<'g>(
    before: &Stability<'_>,
    game: &'g Game,
    options: &Options,
    control: &Control<'_>,
) -> Result<Stability<'g>, StabilityError> {
    let engine = choose(game, options)?;
    if !before.can_be_kept(engine, &options.concepts) {
        return analyse(game, options, control);
    }
    let changed = before.changed(game);
    let asks_others = options.concepts.iter().enumerate().filter(|(_, concept)| match concept.deterrence {
        Deterrence::Nothing => false,
        Deterrence::Sanctions { credible, simultaneous, .. } => credible || simultaneous.is_some(),
    });
    let asks_others: Bits = asks_others.fold(0, |bits, (bit, _)| bits | 1 << bit);
    let anybody = changed.contains(&true);
    let again = |player: usize| match (changed[player], anybody) {
        (true, _) => Bits::MAX,
        (false, true) => asks_others,
        (false, false) => 0,
    };
    let redone: Vec<Bits> = (0..game.players.len()).map(again).collect();
    let wanted: Vec<Bits> = before.computed().iter().zip(&redone).map(|(computed, redone)| computed & redone).collect();
    let fresh = columns(game, engine, options, &wanted, control)?;
    Ok(before.kept_beside(game, fresh, &redone))
}

/// The columns of all players, each with the concepts that are wanted for it.
fn columns(
    game: &Game,
    engine: &'static dyn Engine,
    options: &Options,
    wanted: &[Bits],
    control: &Control<'_>,
) -> Result<Vec<engine::Column>, StabilityError> {
    // what is the general engine's alone is computed apart, where the fast one does the rest, and put beside it
    let general: Bits =
        options.concepts.iter().enumerate().filter(|(_, concept)| is_general(concept, game)).fold(0, |bits, (bit, _)| bits | 1 << bit);
    let (now, later): (Vec<Bits>, Vec<Bits>) = match engine.slots() {
        engine::Slots::Numbers => (wanted.to_vec(), vec![0; wanted.len()]),
        engine::Slots::Codes => wanted.iter().map(|bits| (bits & !general, bits & general)).unzip(),
    };
    if later.iter().any(|bits| *bits != 0) {
        fits(&GeneralEngine, game, options)?;
    }
    let plan = Plan { concepts: options.concepts.clone(), wanted: now };
    let mut columns = engine.verdicts(game, &plan, control)?;
    if later.iter().any(|bits| *bits != 0) {
        let rest = GeneralEngine.verdicts(game, &Plan { wanted: later, ..plan }, control)?;
        verdicts::merge(game, &mut columns, &rest);
    }
    Ok(columns)
}

/// The engine for a game: the fast one where it applies and the feasible states are not few among the combinations.
fn choose(game: &Game, options: &Options) -> Result<&'static dyn Engine, StabilityError> {
    let engine: &'static dyn Engine = match options.engine {
        EngineChoice::Fibre => &FibreEngine,
        EngineChoice::General => &GeneralEngine,
        EngineChoice::Auto => {
            // where nothing is left for the fast engine it need not sort its fibres
            let nothing_left = options.concepts.iter().all(|concept| is_general(concept, game) && !is_simultaneous(concept));
            let sparse = game.codes.combinations() > (16 * game.states()).max(1 << 22);
            if FibreEngine.refuses(game).is_none() && !sparse && !nothing_left { &FibreEngine } else { &GeneralEngine }
        }
    };
    fits(engine, game, options)?;
    Ok(engine)
}

/// Refuses an engine that cannot treat a game, or not within the memory.
fn fits(engine: &dyn Engine, game: &Game, options: &Options) -> Result<(), StabilityError> {
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
    Ok(())
}

/// Whether a preference of some party is unknown or partial, so that findings may be unknown.
#[must_use]
pub fn may_be_unknown(game: &Game) -> bool {
    game.players.iter().any(|player| !matches!(player.order, Order::Ranked(_)))
}

/// Whether strength is asked about and not stated for some party, so that findings may be unknown.
fn strength_may_be_unknown(game: &Game, concepts: &[&Concept]) -> bool {
    concepts.iter().any(|concept| matches!(concept.judgement, Judgement::Strong | Judgement::Weak))
        && game.players.iter().any(|player| player.strength == Strength::NotStated)
}
