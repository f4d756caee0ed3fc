//! Certificates and their checkers, from the definitions alone.
//!
//! This room is a second opinion. It knows the case (`model`) and nothing of how a finding was found: moves, orders and feasibility are read
//! off the case by plain evaluation, a state at a time. It is meant to be read in an hour.
//!
//! [`World`] is a frame read plainly: who can move where, and who prefers what. [`verify`] holds a claim and its certificate against it;
//! there is one checker for each kind.

mod closed;
mod consent;
mod dominance;
mod layers;
mod order;
mod stability;
mod world;

pub use world::World;

use detente_model::answer::Certified;
use detente_model::expression::Value;

/// Why a certificate is refused: the step that fails, and what is wrong with it.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{step}: {why}")]
pub struct Refusal {
    /// Where in the certificate.
    pub step: String,
    /// What is wrong there.
    pub why: String,
}

impl Refusal {
    fn new(step: impl Into<String>, why: impl Into<String>) -> Self {
        Self { step: step.into(), why: why.into() }
    }
}

/// Verifies a claim by its certificate, on the case that `world` is a frame of. (Which frame the claim names is for the caller to see to.)
///
/// # Errors
/// The first step that fails, and why.
///
/// # Complexity
/// For each state of the certificate, the moves of every party from it.
pub fn verify(world: &World<'_>, certified: &Certified) -> Result<(), Refusal> {
    match certified {
        Certified::Stability(claim, certificate) => stability::verify(world, claim, certificate),
        Certified::Order(preferred) => order::verify(world, preferred),
        Certified::Layers(layers) => layers::verify(world, layers),
        Certified::Closed(closed) => closed::verify(world, closed),
        Certified::Consent(joint) => consent::verify(world, joint),
        Certified::Dominance(dominance) => dominance::verify(world, dominance),
    }
}

/// A state in a message: the positions of its values.
fn show(state: &[Value]) -> String {
    let digits: Vec<String> = state.iter().map(Value::to_string).collect();
    if digits.iter().all(|digit| digit.len() == 1) { digits.concat() } else { digits.join(".") }
}
