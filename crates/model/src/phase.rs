//! Which events have happened.

use crate::index::EventId;

/// The events that have happened, in the order in which they did. It decides which rules apply, which parties exist and which
/// preferences hold, and is an argument of every analysis.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct Phase {
    happened: Vec<EventId>,
}

impl Phase {
    /// Before any event.
    #[must_use]
    pub fn start() -> Self {
        Self::default()
    }

    /// After these events, in this order; a repetition counts once.
    #[must_use]
    pub fn after(events: impl IntoIterator<Item = EventId>) -> Self {
        let mut phase = Self::start();
        for event in events {
            if !phase.has_happened(event) {
                phase.happened.push(event);
            }
        }
        phase
    }

    /// Whether an event has happened.
    #[must_use]
    pub fn has_happened(&self, event: EventId) -> bool {
        self.happened.contains(&event)
    }

    /// The events in the order in which they happened.
    #[must_use]
    pub fn events(&self) -> &[EventId] {
        &self.happened
    }
}

/// The phases in which something holds: from one event on, until another.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Window {
    /// Holds only once this has happened.
    pub from: Option<EventId>,
    /// Holds only until this has happened.
    pub until: Option<EventId>,
}

impl Window {
    /// Whether it is open in `phase`.
    #[must_use]
    pub fn is_open(self, phase: &Phase) -> bool {
        self.from.is_none_or(|event| phase.has_happened(event)) && !self.until.is_some_and(|event| phase.has_happened(event))
    }
}
