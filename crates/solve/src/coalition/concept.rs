//! What the concepts of coalitional stability have in common: they are parameters of one question.
//!
//! State s is stable for a coalition H iff every joint improvement t of H from s is *deterred*: some state that the parties outside H can
//! then reach leaves a member of H no better off than s. The concepts differ in how the others may move and in whether H may still respond.

/// What deters a coalition from an improvement.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Deterrence {
    /// Nothing does.
    Nothing,
    /// Whatever the others can do one after the other.
    Moves {
        /// Whether it must withstand the coalition's own response.
        response: bool,
    },
    /// What coalitions among the others can do one after the other, each gaining by its part.
    Improvements,
}

/// A concept of coalitional stability.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Concept {
    /// The short name of commands and files.
    pub id: &'static str,
    /// The name in the field.
    pub name: &'static str,
    /// What it says, in one sentence that a mediator understands.
    pub says: &'static str,
    /// What deters a coalition from an improvement.
    pub deterrence: Deterrence,
}
