//! Generators, brute-force oracles and test runners (for tests only).
//!
//! The oracle is a second reading of the definitions: it has its own states, arcs, orders and expressions, and uses
//! nothing of the rooms it is held against. It is slow on purpose. Only [`fuzz`] stands on the product, which it holds
//! against itself.

pub mod conflict_json;
pub mod expected;
pub mod fuzz;
pub mod generate;
pub mod oracle;
