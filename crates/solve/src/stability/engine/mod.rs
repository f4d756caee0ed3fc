//! How verdicts are computed: two engines behind one trait.
//!
//! [`fibre`] is fast and needs moves that are transitive; [`general`] takes any moves and partial orders. Where both apply they
//! give the same verdicts, and every test runs both.

pub mod fibre;
pub mod general;

use super::concept::Concept;
use detente_model::control::{Control, Stopped};
use detente_space::Game;

/// For each concept a bit: which state is stable for one party.
pub type Bits = u8;

/// What is to be computed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Plan {
    /// The concepts; a concept's bit is its position. At most eight.
    pub concepts: Vec<&'static Concept>,
    /// For each player the bits of the concepts to compute.
    pub wanted: Vec<Bits>,
}

/// One player's verdicts.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Column {
    /// Stable under every completion of what is stated, as far as the engine can tell.
    pub surely: Vec<Bits>,
    /// Stable under some; none: the same as `surely`.
    pub possibly: Option<Vec<Bits>>,
}

/// By what verdicts are indexed.
pub use detente_space::ranks::Slots;

/// A way of computing verdicts.
pub trait Engine: Send + Sync {
    /// The name, for the record of how an answer was made.
    fn name(&self) -> &'static str;

    /// By what the verdicts that it returns are indexed.
    fn slots(&self) -> Slots;

    /// Why it cannot treat a game; none if it can.
    fn refuses(&self, game: &Game) -> Option<&'static str>;

    /// About how many bytes it needs at its peak, the feasible states aside.
    fn bytes(&self, game: &Game) -> u64;

    /// The verdicts of every player.
    ///
    /// # Errors
    /// When the caller stops it.
    ///
    /// # Panics
    /// If it refuses the game.
    fn verdicts(&self, game: &Game, plan: &Plan, control: &Control<'_>) -> Result<Vec<Column>, Stopped>;
}
