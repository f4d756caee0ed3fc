//! Whether a party would do what it threatens and promises.

use super::{CHOICES, Ends, World};
use crate::evolution::joint::{Dissent, JointError, JointEvolution, Together};
use detente_model::answer::{Choice, Credibility, Finding, Shift, WhyUnknown};
use detente_model::control::Control;
use std::collections::BTreeMap;

/// What is read to answer it.
pub(super) struct Question<'a> {
    pub(super) world: &'a World<'a>,
    /// Whose link, by its position in the list of parties and among the consenters.
    pub(super) party: Option<usize>,
    pub(super) consenter: Option<usize>,
    /// The axis of the issue.
    pub(super) on: usize,
    /// For each state whether the condition holds.
    pub(super) holds: &'a [bool],
    pub(super) apart: &'a Together,
    pub(super) tied: &'a Together,
    pub(super) control: &'a Control<'a>,
}

/// A party's fortunes from states, found once each.
type Fortunes = BTreeMap<u32, Ends>;

impl Question<'_> {
    /// Withholding, as long as the others withhold.
    pub(super) fn threat(&self, with: &JointEvolution) -> Result<Credibility, JointError> {
        self.credible(with, false, self.tied, self.apart)
    }

    /// Consenting, once the others have granted.
    pub(super) fn promise(&self, with: &JointEvolution) -> Result<Credibility, JointError> {
        let mut refusing = self.tied.clone();
        let axis = self.world.game.codes.axes()[self.on];
        refusing.dissent.extend(self.tied.ties.iter().map(|tie| Dissent { party: tie.party, on: Some(vec![axis.variable]) }));
        self.credible(with, true, self.tied, &refusing)
    }

    /// `granted`: whether the states looked at are those in which the condition holds. `link`: the setting in which the party does as it said; `other`: in which it
    /// does not.
    fn credible(&self, with: &JointEvolution, granted: bool, link: &Together, other: &Together) -> Result<Credibility, JointError> {
        let mut found = Credibility { found: Finding::Yes, states: 0, choices: 0, kept: 0, broken: 0, not_looked_at: 0, example: None };
        let mut states: Vec<u32> = with.reached().filter(|state| self.holds[*state as usize] == granted).collect();
        states.sort_unstable();
        found.states = states.len() as u64;
        let (Some(party), Some(consenter)) = (self.party, self.consenter) else { return Ok(found) };
        let (mut as_linked, mut as_other): (Fortunes, Fortunes) = Default::default();
        let mut findings: Vec<Finding> = Vec::new();
        let mut rank = 0;
        for at in states {
            for (to, asked_by) in self.world.joint.asked_of(consenter, self.on, at) {
                if self.holds[to as usize] != granted {
                    continue;
                }
                if found.choices >= CHOICES {
                    found.not_looked_at += 1;
                    continue;
                }
                found.choices += 1;
                // a threat is kept by staying, and broken by consenting; a promise is kept by consenting, and broken by staying
                let (kept_at, broken_at) = if granted { (to, at) } else { (at, to) };
                let as_said = self.fortunes(party, kept_at, link, &mut as_linked)?;
                let otherwise = self.fortunes(party, broken_at, other, &mut as_other)?;
                let keeps = match self.world.shift(party, as_said, otherwise) {
                    Shift::Better | Shift::Same => Finding::Yes,
                    Shift::Worse => Finding::No,
                    Shift::Mixed => Finding::Unknown(WhyUnknown::Undecided),
                    Shift::Unknown => Finding::Unknown(WhyUnknown::Preference),
                };
                found.kept += u64::from(keeps == Finding::Yes);
                found.broken += u64::from(keeps == Finding::No);
                findings.push(keeps);
                let telling = match keeps {
                    Finding::No => 3,
                    Finding::Unknown(_) => 2,
                    Finding::Yes => 1,
                };
                if telling > rank {
                    rank = telling;
                    let state = |state: u32| self.world.game.state(u64::from(state));
                    let movers: Vec<usize> = (0..64).filter(|bit| asked_by >> bit & 1 == 1).collect();
                    found.example = Some(Choice {
                        at: state(at),
                        to: state(to),
                        asked_by: self.world.positions(&movers),
                        as_said: self.world.span(as_said),
                        otherwise: self.world.span(otherwise),
                        keeps,
                    });
                }
            }
        }
        found.found = Finding::all(findings);
        if found.found == Finding::Yes && found.not_looked_at > 0 {
            found.found = Finding::Unknown(WhyUnknown::Undecided);
        }
        Ok(found)
    }

    fn fortunes(&self, party: usize, from: u32, setting: &Together, known: &mut Fortunes) -> Result<Ends, JointError> {
        if let Some(ends) = known.get(&from) {
            return Ok(*ends);
        }
        let evolution = self.world.joint.evolve(u64::from(from), setting, self.control)?;
        let ends = self.world.ends(party, &evolution);
        known.insert(from, ends);
        Ok(ends)
    }
}
