//! Certificates and their checkers, from the definitions alone.
//!
//! This room is a second opinion. It knows the case (`model`) and nothing of how a finding was found: moves, orders and feasibility are read
//! off the case by plain evaluation, a state at a time. It is meant to be read in an hour.
//!
//! [`World`] is a frame read plainly: who can move where, and who prefers what. [`verify`] holds a claim and its certificate against it.

mod stability;
mod world;

pub use stability::verify;
pub use world::World;

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
