//! What the concepts have in common: all but Nash are parameters of one question.
//!
//! State s is stable for party i iff every improvement t of i from s is *deterred*: some state that the others can then reach
//! leaves i no better off than s. The concepts differ in how the others may move and in whether i may still respond.

/// What deters a party from an improvement.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Deterrence {
    /// Nothing does.
    Nothing,
    /// What the others can do one after the other.
    Sanctions {
        /// Whether they move by improvements only (a credible sanction) or by any moves.
        credible: bool,
        /// Whether the sanction must withstand the party's own response.
        response: bool,
        /// Whether the others may also move all at once.
        simultaneous: Option<Simultaneous>,
    },
}

/// Who may take part in a simultaneous sanction.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Simultaneous {
    /// Parties for whom the state is itself sequentially unstable (Fraser and Hipel 1984).
    UnstableMovers,
    /// Every party that has an improvement from the state.
    AnyImprovement,
}

/// A stability concept.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Concept {
    /// The short name of commands and files.
    pub id: &'static str,
    /// The name in the field.
    pub name: &'static str,
    /// What it says, in one sentence that a mediator understands.
    pub says: &'static str,
    /// What deters a party from an improvement.
    pub deterrence: Deterrence,
}
