//! What a long computation may ask of its caller.

use std::sync::atomic::{AtomicBool, Ordering};

/// Why a computation stopped before its end.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Stopped {
    /// The caller asked it to: an interrupt, or a time limit that the caller keeps.
    Cancelled,
    /// Its budget of work units is used up.
    Budget,
}

impl Stopped {
    /// The words for a reader.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Cancelled => "stopped on request",
            Self::Budget => "the budget of work units was used up",
        }
    }
}

/// Hears how far a computation has come. Called rarely, from any thread.
pub trait Progress: Send + Sync {
    /// `done` of `total` work units of the stage are done.
    fn report(&self, stage: &'static str, done: u64, total: u64);
}

/// Hears nothing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Silent;

impl Progress for Silent {
    fn report(&self, _: &'static str, _: u64, _: u64) {}
}

/// What a long computation may ask of its caller: whether to go on, whom to tell, how much work it may do. Threads are those
/// of the rayon pool in which the computation is called; answers do not depend on how many there are.
pub struct Control<'a> {
    cancel: &'a AtomicBool,
    progress: &'a dyn Progress,
    budget: Option<u64>,
}

static NEVER: AtomicBool = AtomicBool::new(false);

impl Default for Control<'_> {
    fn default() -> Self {
        Self { cancel: &NEVER, progress: &Silent, budget: None }
    }
}

impl<'a> Control<'a> {
    /// Stops soon after `cancel` is set, and tells `progress` how far it has come.
    #[must_use]
    pub fn new(cancel: &'a AtomicBool, progress: &'a dyn Progress) -> Self {
        Self { cancel, progress, budget: None }
    }

    /// The same, with a budget of work units. A work unit is one state looked at once by one party's analysis under one
    /// concept; computations are cut at the same place every time.
    #[must_use]
    pub fn with_budget(self, budget: Option<u64>) -> Self {
        Self { budget, ..self }
    }

    /// The budget of work units, if there is one.
    #[must_use]
    pub fn budget(&self) -> Option<u64> {
        self.budget
    }

    /// Whether to go on.
    ///
    /// # Errors
    /// [`Stopped::Cancelled`] once the caller has asked to stop.
    pub fn check(&self) -> Result<(), Stopped> {
        if self.cancel.load(Ordering::Relaxed) { Err(Stopped::Cancelled) } else { Ok(()) }
    }

    /// Tells how far a stage has come.
    pub fn report(&self, stage: &'static str, done: u64, total: u64) {
        self.progress.report(stage, done, total);
    }
}
