//! How verdicts are computed: two engines behind one trait.
//!
//! [`fibre`] is fast and needs moves that are transitive; [`general`] takes any moves and partial orders. Where both apply they
//! give the same verdicts, and every test runs both.

pub mod fibre;
pub mod general;
mod sorted;

use super::concept::Concept;
use detente_model::control::{Control, Stopped};
use detente_space::Game;
use detente_space::codes::narrow;
use detente_space::ranks::INFEASIBLE;

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

/// The places in increasing order of value, those of `keep` that are [`INFEASIBLE`] left out: a radix sort, eleven bits at a time.
fn sort_by_value(values: &[u32], keep: &[u32]) -> Vec<u32> {
    const DIGIT: u32 = 11;
    let mut places: Vec<u32> = (0..narrow(values.len())).filter(|place| keep[*place as usize] != INFEASIBLE).collect();
    let largest = places.iter().map(|place| values[*place as usize]).max().unwrap_or(0);
    let mut other = vec![0; places.len()];
    let mut shift = 0;
    while shift < u32::BITS && largest >> shift != 0 {
        let digit = |place: u32| (values[place as usize] >> shift & ((1 << DIGIT) - 1)) as usize;
        let mut next = [0usize; 1 << DIGIT];
        places.iter().for_each(|place| next[digit(*place)] += 1);
        let mut start = 0;
        for count in &mut next {
            start += std::mem::replace(count, start);
        }
        for place in &places {
            let slot = &mut next[digit(*place)];
            other[*slot] = *place;
            *slot += 1;
        }
        std::mem::swap(&mut places, &mut other);
        shift += DIGIT;
    }
    places
}
