//! Frames made fast: encodings, feasible sets, moves, orders as ranks.
//!
//! This room is pure, and knows nothing of how a preference was written or what will be asked of the game.

pub mod codes;
pub mod feasible;
pub mod game;
pub mod moves;
pub mod ranks;
pub mod words;

pub use game::Game;
