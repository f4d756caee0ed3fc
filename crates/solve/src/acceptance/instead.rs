//! What would be signed instead: a look at every package of the frame.

use super::ground::{Ground, bits};
use super::judge::Judge;
use detente_model::answer::{CounterProposal, CounterProposals, Instead};
use detente_model::control::Stopped;
use detente_model::index::PartyId;
use detente_model::variable::Term;
use std::rc::Rc;

/// Frames with more packages are not looked at.
pub(super) const PACKAGES: u64 = 1 << 20;

/// The packages that would surely be signed: the nearest to `package`, the nearest with its substantive terms, the best ones for a party.
/// `must`: packages count only if these accept them, whether or not their consent is needed.
pub(super) fn instead(ground: &Ground<'_, '_>, package: usize, by: Option<PartyId>, must: u64) -> Result<Instead, Stopped> {
    let bench = ground.bench;
    if bench.game.states() > PACKAGES {
        return Ok(Instead::default());
    }
    let substantive = (0..bench.owner.len())
        .filter(|axis| bench.case.variables[bench.variable(*axis)].term == Term::Substantive)
        .fold(0u64, |set, axis| set | 1 << axis);
    let mut acceptable: Vec<usize> = Vec::new();
    for state in ground.signable()?.iter() {
        let judge = Judge::new(ground, *state);
        let mut all = true;
        for party in bits(must) {
            all &= judge.verdict(party, 0)?.accepts == detente_model::answer::Finding::Yes;
        }
        if all {
            acceptable.push(*state);
        }
    }
    let distance = |state: usize| bench.changed(package, state).count_ones();
    // how far values lie apart on their lines, in billionths of the line; values without a place are a whole line apart
    let apart = |state: usize| -> i128 {
        let of = |axis: usize| {
            let values = &bench.case.variables[bench.variable(axis)].values;
            let places: Option<Vec<i128>> = values.iter().map(|value| value.at.map(|at| i128::from(at.billionths()))).collect();
            let span = places.as_ref().and_then(|places| Some(places.iter().max()? - places.iter().min()?)).filter(|span| *span > 0);
            match (places, span) {
                (Some(places), Some(span)) => {
                    let at = |state: usize| places[usize::from(bench.value(state, axis))];
                    (at(package) - at(state)).abs() * i128::from(detente_model::number::Decimal::UNIT) / span
                }
                _ => i128::from(detente_model::number::Decimal::UNIT),
            }
        };
        bits(bench.changed(package, state)).map(of).sum()
    };
    // of equally near ones those first that leave the most of what is proposed as it is, then in the order of states
    let terms = bench.changed(ground.start, package);
    let nearest = |among: &[usize]| -> Vec<usize> {
        let least = among.iter().map(|state| distance(*state)).min();
        let mut nearest: Vec<usize> = among.iter().copied().filter(|state| Some(distance(*state)) == least).collect();
        let least = nearest.iter().map(|state| apart(*state)).min();
        nearest.retain(|state| Some(apart(*state)) == least);
        nearest.sort_by_key(|state| (bench.changed(package, *state) & terms).count_ones());
        nearest
    };
    let described = |states: &[usize]| CounterProposals {
        listed: states
            .iter()
            .take(CounterProposals::LISTED)
            .map(|state| CounterProposal { package: bench.game.state(*state as u64), distance: u64::from(distance(*state)) })
            .collect(),
        count: states.len() as u64,
    };
    let same: Vec<usize> = acceptable.iter().copied().filter(|state| bench.changed(package, *state) & substantive == 0).collect();
    let best_for = by.and_then(|party| {
        let bit = super::bit(bench.game, party)?;
        let ranks = &ground.wishes[bit].ranks;
        // the best ones: those than which none is surely better
        let first = acceptable.iter().copied().reduce(|best, state| if ranks.better(state, best, true) { state } else { best })?;
        let best: Vec<usize> = if ranks.is_ranked() {
            acceptable.iter().copied().filter(|state| ranks.surely_at_least(*state, first)).collect()
        } else if acceptable.len() <= 4096 {
            let undominated = |state: &usize| !acceptable.iter().any(|other| ranks.better(*other, *state, true));
            acceptable.iter().copied().filter(undominated).collect()
        } else {
            return None;
        };
        Some((super::named(bench.case, party), described(&best)))
    });
    Ok(Instead {
        acceptable: Some(acceptable.len() as u64),
        nearest: described(&nearest(&acceptable)),
        same_substance: described(&nearest(&same)),
        best_for,
    })
}

impl Ground<'_, '_> {
    /// The packages that would surely be signed: the same whatever is proposed, so they are looked for once.
    fn signable(&self) -> Result<Rc<Vec<usize>>, Stopped> {
        if let Some(known) = self.signable.borrow().as_ref() {
            return Ok(Rc::clone(known));
        }
        let mut found: Vec<usize> = Vec::new();
        for state in 0..self.bench.joint.codes().len() {
            if state % 4096 == 0 {
                self.control().check()?;
                self.control().report("packages", state as u64, self.bench.game.states());
            }
            if state != self.start && Judge::new(self, state).surely_signed()? {
                found.push(state);
            }
        }
        let found = Rc::new(found);
        *self.signable.borrow_mut() = Some(Rc::clone(&found));
        Ok(found)
    }
}
