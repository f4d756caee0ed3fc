//! What is not known: how far it can be settled, and by which comparison.
//!
//! A finding is *yes* if it holds under every completion of what is stated (weak orders, one for each party, that keep what is stated), *no* if
//! under none, else *unknown*. Two evaluations, one in which as little as is sure deters and one in which as much as is possible does, decide this
//! for Nash, general and symmetric metarational stability: there a party's finding turns on its own comparisons with one state, all of
//! which can go against it, or for it, together; and as each party's finding turns on its own order alone, what is possible for each is possible for
//! all. For sequential stability the two give bounds: one order may not allow all the steps that it allows one by one, and what would make one
//! party stable may unsettle another. Here the rest is searched.
//!
//! | file | what it holds |
//! |---|---|
//! | `relation.rs` | one party's order with comparisons added |
//! | `claim.rs` | whether a state is stable, as far as comparisons tell |
//! | `search.rs` | whether it is, or is not, under some completion |
//! | `tighten.rs` | findings that bounds leave open, decided |
//! | `comparison.rs` | which missing comparison would settle most |

mod claim;
mod comparison;
mod headline;
mod relation;
mod search;
mod tighten;

pub use comparison::{UnknownsError, answer};
pub use tighten::tighten;

use crate::known::Ranks;
use crate::stability::{CONCEPTS, Concept, Options, Stability, StabilityError};
use claim::{Terms, World};
use detente_model::control::Control;
use detente_space::Game;
use detente_space::codes::place;
use detente_space::moves::{Movement, TooRestricted};
use detente_space::ranks::Slots;
use relation::Relation;

/// Beyond this many states nothing is searched.
pub const STATES: u64 = 4096;

/// How many work units may be spent on deciding what bounds leave open: one for each move looked at. They are shared out evenly.
pub const WORK: u64 = 1 << 24;

/// How many work units each state may take at least.
pub const LEAST_WORK: u64 = 1 << 12;

/// The verdicts on all states, with what bounds leave open searched where that is small.
///
/// # Errors
/// As [`analyse`](crate::stability::analyse).
pub fn searched<'g>(game: &'g Game, options: &Options, control: &Control<'_>) -> Result<Stability<'g>, StabilityError> {
    let mut found = crate::stability::analyse(game, options, control)?;
    tighten(game, &mut found, control)?;
    Ok(found)
}

/// The concepts under which missing comparisons are examined: those without simultaneous sanctions.
#[must_use]
pub fn concepts() -> Vec<&'static Concept> {
    CONCEPTS.into_iter().filter(|concept| Terms::of(concept).is_some()).collect()
}

/// Moves and orders of a game.
struct Ground {
    movement: Movement,
    orders: Vec<Ranks>,
    /// The codes by state number.
    codes: Vec<u64>,
}

impl Ground {
    fn new(game: &Game) -> Result<Self, TooRestricted> {
        let movement = Movement::new(game)?;
        let orders = (0..game.players.len()).map(|player| Ranks::new(game.ranks(player, Slots::Numbers))).collect();
        Ok(Self { movement, orders, codes: game.feasible.codes().collect() })
    }

    /// What is stated, and nothing more.
    fn world(&self) -> World<'_> {
        World { relations: self.orders.iter().map(Relation::new).collect(), lean: None }
    }
}

fn number(state: usize) -> u64 {
    state as u64
}

fn states(game: &Game) -> usize {
    place(game.states())
}
