//! What the concepts have in common: all but Nash are parameters of one question.
//!
//! State s is stable for party i iff every improvement t of i from s is *deterred*: some state that the others can then reach
//! leaves i no better off than s. The concepts differ in how the others may move and in whether i may still respond;
//! and beyond the simple ones in how i [judges](Judgement) what it does not know, and how strongly worse is worse.

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

/// How a party judges what it can reach, where that is not only a matter of better and worse.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Judgement {
    /// By what is stated of its order; where that leaves something open, so does the finding.
    Stated,
    /// What it does not know of its own order it takes as its attitude has it: the finding is yes or no.
    Attitude(Attitude),
    /// Only what is strongly worse deters it.
    Strong,
    /// What is no better deters it, but not always what is strongly worse.
    Weak,
}

/// A party's attitude to what it does not know of its own order (Li, Hipel, Kilgour and Fang 2004). The others' steps are credible
/// where they pay or may pay, whatever the attitude.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Attitude {
    /// Whether it leaves a state for one of which it does not know whether it is better.
    pub leaves_for_unknown: bool,
    /// Whether it is deterred by a state of which it does not know whether it is better.
    pub deterred_by_unknown: bool,
}

impl Attitude {
    /// Leaves for the unknown, and is not deterred by it: the strictest.
    pub const A: Self = Self { leaves_for_unknown: true, deterred_by_unknown: false };
    /// Neither leaves for the unknown nor is deterred by it.
    pub const B: Self = Self { leaves_for_unknown: false, deterred_by_unknown: false };
    /// Leaves for the unknown, and is deterred by it.
    pub const C: Self = Self { leaves_for_unknown: true, deterred_by_unknown: true };
    /// Does not leave for the unknown, and is deterred by it: the weakest.
    pub const D: Self = Self { leaves_for_unknown: false, deterred_by_unknown: true };
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
    /// How the party judges what it can reach.
    pub judgement: Judgement,
}
