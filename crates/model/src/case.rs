//! One negotiation on one date.

use crate::coding::Coding;
use crate::constraint::{Constraint, Restriction};
use crate::event::Event;
use crate::evidence::Source;
use crate::expression::{Value, Vocabulary};
use crate::frame::Frame;
use crate::graph::Graph;
use crate::index::{EventId, FrameId, IndexVec, PartyId, SourceId, VariableId, WeightId};
use crate::link::Link;
use crate::order::{Order, Strength};
use crate::outcome::Outcome;
use crate::party::Party;
use crate::payment::Payment;
use crate::phase::Phase;
use crate::preference::Preference;
use crate::proposal::Proposal;
use crate::variable::Variable;
use jiff::civil::Date;

/// One negotiation on one date: who may change what, what cannot be, who wants what, under which rules, and what each of
/// these rests on. Readers build it; it is not changed afterwards (what-if analyses read an edited copy).
#[derive(Clone, Debug, Default)]
pub struct Case {
    /// The title.
    pub title: String,
    /// The date on which it is seen; nothing known later belongs in it.
    pub as_of: Option<Date>,
    /// The documents that its assumptions point at.
    pub sources: IndexVec<SourceId, Source>,
    /// What may happen.
    pub events: IndexVec<EventId, Event>,
    /// The kinds of weight that parties carry.
    pub weights: IndexVec<WeightId, String>,
    /// Who acts or counts.
    pub parties: IndexVec<PartyId, Party>,
    /// What can differ: options and issues in file order. A graph case has one, `state`.
    pub variables: IndexVec<VariableId, Variable>,
    /// What cannot be.
    pub constraints: Vec<Constraint>,
    /// Which moves are forbidden.
    pub restrictions: Vec<Restriction>,
    /// Each party's preference; empty where nothing is stated.
    pub preferences: IndexVec<PartyId, Preference>,
    /// Other readings of what each party wants.
    pub codings: IndexVec<PartyId, Vec<Coding>>,
    /// What readers ask about.
    pub outcomes: Vec<Outcome>,
    /// What is proposed.
    pub proposals: Vec<Proposal>,
    /// What can be paid beside the terms.
    pub payments: Vec<Payment>,
    /// Which consents are tied to what.
    pub links: Vec<Link>,
    /// The questions that it is asked. At least one.
    pub frames: IndexVec<FrameId, Frame>,
    /// The arcs, if it is given by states and arcs.
    pub graph: Option<Graph>,
    /// SHA-256 over its files, in hex: tells what an answer was computed from.
    pub digest: String,
    /// What was changed in it since it was read, in words; part of the digest.
    pub edits: Vec<String>,
}

impl Case {
    /// The names that expressions may use.
    #[must_use]
    pub fn vocabulary(&self) -> Vocabulary<'_> {
        Vocabulary::new(&self.variables, &self.events, self.graph.is_some())
    }

    /// The frame called `id`.
    #[must_use]
    pub fn frame_named(&self, id: &str) -> Option<FrameId> {
        self.frames.enumerated().find(|(_, frame)| frame.id == id).map(|(id, _)| id)
    }

    /// The party called `id`.
    #[must_use]
    pub fn party_named(&self, id: &str) -> Option<PartyId> {
        self.parties.enumerated().find(|(_, party)| party.id == id).map(|(id, _)| id)
    }

    /// How a party orders states in a phase.
    #[must_use]
    pub fn order(&self, party: PartyId, phase: &Phase) -> Order {
        self.preferences[party].order(&self.variables, phase)
    }

    /// Which differences are strong for a party in a phase.
    #[must_use]
    pub fn strength(&self, party: PartyId, phase: &Phase) -> Strength {
        self.preferences[party].strength(&self.variables, phase)
    }

    /// Whether no constraint forbids a state, by plain evaluation. `values` has one value for each variable.
    #[must_use]
    pub fn is_feasible(&self, values: &[Value], phase: &Phase) -> bool {
        !self.constraints.iter().any(|constraint| constraint.window.is_open(phase) && constraint.when.holds(values, phase))
    }
}
