//! What proves that ways are shortest and sets closed.

use super::{Search, Steps};
use crate::certify::state_values;
use detente_model::answer::{Certified, CertifiedStep, Closed, EvolutionFinding, Layers, StateValues};
use detente_model::index::PartyId;
use detente_space::Game;

/// The proofs of one answer, as long as there is room for their members.
pub(super) struct Proofs<'a> {
    game: &'a Game,
    room: usize,
    certificates: Vec<Certified>,
    uncertified: u64,
}

impl<'a> Proofs<'a> {
    pub(super) fn new(game: &'a Game) -> Self {
        Self { game, room: Certified::MEMBERS, certificates: Vec::new(), uncertified: 0 }
    }

    /// Proves the ways to these states, as far as there are ways, and the listed ones of these closed sets.
    pub(super) fn add(&mut self, start: usize, steps: Steps, search: &Search, closed: &[Vec<u32>], states: &[usize]) {
        let ways: Vec<Vec<(u32, u32)>> = states.iter().filter_map(|state| search.steps_to(*state)).collect();
        let longest = ways.iter().map(Vec::len).max();
        if let Some(longest) = longest {
            let layers = &search.layers[..longest.saturating_sub(1)];
            let members = layers.iter().map(Vec::len).sum::<usize>() + ways.iter().map(Vec::len).sum::<usize>();
            if self.takes(members, ways.len() as u64) {
                let party = |player: u32| self.game.players[player as usize].party;
                let node = |(state, player): &(u32, u32)| (self.state(*state), party(*player));
                let step = |(player, state): &(u32, u32)| CertifiedStep { party: party(*player), to: self.state(*state) };
                let layers = Layers {
                    frame: self.game.description.id.clone(),
                    start: state_values(self.game, start),
                    improvements: steps == Steps::Improvements,
                    layers: layers.iter().map(|nodes| nodes.iter().map(node).collect::<Vec<(StateValues, PartyId)>>()).collect(),
                    ways: ways.iter().map(|way| way.iter().map(step).collect()).collect(),
                };
                self.certificates.push(Certified::Layers(layers));
            }
        }
        for members in closed.iter().take(EvolutionFinding::LISTED) {
            if self.takes(members.len(), 1) {
                self.certificates.push(Certified::Closed(Closed {
                    frame: self.game.description.id.clone(),
                    improvements: steps == Steps::Improvements,
                    states: members.iter().map(|state| self.state(*state)).collect(),
                }));
            }
        }
    }

    /// The certificates, and how many claims have none.
    pub(super) fn done(self) -> (Vec<Certified>, u64) {
        (self.certificates, self.uncertified)
    }

    fn state(&self, state: u32) -> StateValues {
        state_values(self.game, state as usize)
    }

    /// Whether there is room for so many members; if not, these claims have no certificate.
    fn takes(&mut self, members: usize, claims: u64) -> bool {
        if members > self.room {
            self.uncertified += claims;
            return false;
        }
        self.room -= members;
        true
    }
}
