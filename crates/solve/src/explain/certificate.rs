//! What proves an explanation.

use super::search::{Outcome, Search};
use super::{Asked, Explainer};
use crate::certify::{preferred, state_values};
use crate::stability::concept::{Concept, Simultaneous};
use detente_model::answer::{
    Certificate, Certified, CertifiedStep, Claim, Deterred, Finding, Leavers, Preferred, Sanction, StateValues, Undeterred,
};
use detente_model::control::{Control, Stopped};
use detente_model::index::PartyId;

impl Explainer<'_> {
    /// The certificate that a state is, or is not, stable for a player, where that is known and the proof has no more than
    /// [`Certificate::MEMBERS`] members.
    ///
    /// # Errors
    /// The caller stops it.
    pub fn certify(&self, state: usize, player: usize, concept: &Concept, control: &Control<'_>) -> Result<Option<Certified>, Stopped> {
        let asked = Asked::new(player, state, concept);
        let outcomes = self.outcomes(asked, &self.orders, control)?;
        self.proof(asked, self.finding(asked, &outcomes), &outcomes, control)
    }

    /// What proves a finding and what makes the states better or worse that it is about; and how many claims have no proof.
    pub(super) fn certificates(
        &self,
        asked: Asked,
        stable: Finding,
        outcomes: &[Outcome],
        listed: &[&Outcome],
        control: &Control<'_>,
    ) -> Result<(Vec<Certified>, u64), Stopped> {
        let proof = self.proof(asked, stable, outcomes, control)?;
        let uncertified = u64::from(stable.known().is_some() && proof.is_none());
        let mut orders: Vec<Preferred> = Vec::new();
        let mut add = |player: usize, better: usize, worse: usize| {
            if let Some(preferred) = preferred(self.case, self.game, self.party(player), better, worse)
                && !orders.contains(&preferred)
            {
                orders.push(preferred);
            }
        };
        for outcome in listed {
            add(asked.player, outcome.to, asked.state);
            let mut from = outcome.to;
            for (mover, to) in outcome.answer.iter().flatten() {
                if asked.terms.credible == Some(true) {
                    add(*mover, *to, from);
                }
                from = *to;
            }
            if outcome.answer.is_some() {
                add(asked.player, asked.state, from);
            }
            if let Some(moves) = &outcome.at_once {
                moves.iter().for_each(|(mover, to)| add(*mover, *to, asked.state));
                add(asked.player, asked.state, self.together(asked.state, outcome.to, moves));
            }
        }
        Ok((proof.into_iter().chain(orders.into_iter().map(Certified::Order)).collect(), uncertified))
    }

    fn party(&self, player: usize) -> PartyId {
        self.game.players[player].party
    }

    fn state_values(&self, state: usize) -> StateValues {
        state_values(self.game, state)
    }

    fn proof(&self, asked: Asked, stable: Finding, outcomes: &[Outcome], control: &Control<'_>) -> Result<Option<Certified>, Stopped> {
        let mut members = 0;
        let certificate = match stable {
            Finding::Unknown(_) => return Ok(None),
            Finding::Yes => Certificate::Paths(self.paths(asked, outcomes, &mut members, control)?),
            Finding::No => {
                let Some(open) = self.undeterred(outcomes, &mut members) else { return Ok(None) };
                Certificate::ClosedSet { open, staying: self.staying(asked, &mut members, control)? }
            }
        };
        if members > Certificate::MEMBERS {
            return Ok(None);
        }
        let claim = Claim {
            frame: self.game.description.id.clone(),
            state: self.state_values(asked.state),
            party: self.party(asked.player),
            credible: asked.terms.credible,
            response: asked.terms.response,
            at_once: asked.simultaneous.map(|who| match who {
                Simultaneous::UnstableMovers => Leavers::Unstable,
                Simultaneous::AnyImprovement => Leavers::AnyImprovement,
            }),
            stable: stable == Finding::Yes,
        };
        Ok(Some(Certified::Stability(claim, certificate)))
    }

    /// What deters each departure.
    fn paths(&self, asked: Asked, outcomes: &[Outcome], members: &mut usize, control: &Control<'_>) -> Result<Vec<Deterred>, Stopped> {
        let step = |(mover, to): &(usize, usize)| CertifiedStep { party: self.party(*mover), to: self.state_values(*to) };
        let mut deterred = Vec::new();
        for outcome in outcomes {
            let by = match &outcome.at_once {
                None => Sanction::Answer(outcome.answer.iter().flatten().map(step).collect()),
                Some(moves) => Sanction::AtOnce {
                    moves: moves.iter().map(step).collect(),
                    leaving: if asked.simultaneous == Some(Simultaneous::UnstableMovers) {
                        let why = |(mover, _): &(usize, usize)| self.leaving(asked, *mover, members, control);
                        moves.iter().map(why).collect::<Result<Vec<_>, Stopped>>()?.into_iter().flatten().collect()
                    } else {
                        Vec::new()
                    },
                },
            };
            *members += 1 + outcome.answer.iter().chain(&outcome.at_once).map(Vec::len).sum::<usize>();
            deterred.push(Deterred { improvement: self.state_values(outcome.to), by });
        }
        Ok(deterred)
    }

    /// The departure that nothing deters from which the others can reach least, if there is one.
    fn undeterred(&self, outcomes: &[Outcome], members: &mut usize) -> Option<Undeterred> {
        let open = outcomes.iter().filter(|outcome| outcome.better == Finding::Yes && outcome.deterred == Finding::No);
        let outcome = open.min_by_key(|outcome| outcome.nodes.len())?;
        *members += 1 + outcome.nodes.len();
        if *members > Certificate::MEMBERS {
            return None;
        }
        let nodes = outcome.nodes.iter().map(|(state, mover)| (self.state_values(*state), self.party(*mover))).collect();
        Some(Undeterred { improvement: self.state_values(outcome.to), nodes })
    }

    /// Why another would leave the state of itself.
    fn leaving(&self, asked: Asked, mover: usize, members: &mut usize, control: &Control<'_>) -> Result<Option<Undeterred>, Stopped> {
        let alone = Asked { player: mover, simultaneous: None, ..asked };
        let outcomes = self.outcomes(alone, &self.orders, control)?;
        Ok(self.undeterred(&outcomes, members))
    }

    /// Where only those count that would leave of themselves: those that would not though they have an improvement, and why.
    fn staying(&self, asked: Asked, members: &mut usize, control: &Control<'_>) -> Result<Vec<(PartyId, Vec<Deterred>)>, Stopped> {
        let mut staying = Vec::new();
        if asked.simultaneous != Some(Simultaneous::UnstableMovers) {
            return Ok(staying);
        }
        for player in (0..self.orders.len()).filter(|player| *player != asked.player) {
            let alone = Asked { player, simultaneous: None, ..asked };
            let search = Search { movement: &self.movement, orders: &self.orders, player, state: asked.state, terms: asked.terms };
            let outcomes = search.outcomes(control)?;
            if !outcomes.is_empty() && self.stable(&outcomes) == Finding::Yes {
                staying.push((self.party(player), self.paths(alone, &outcomes, members, control)?));
            }
        }
        Ok(staying)
    }
}
