//! Which single change of one statement would turn a finding.

use super::{ExplainError, Explainer, Terms};
use crate::known::Ranks;
use detente_model::answer::{ExplanationFinding, Finding, Flip, FlipKind};
use detente_model::control::Control;
use detente_model::preference::Preference;
use detente_space::ranks::Slots;

impl Explainer<'_> {
    /// Tries, for the party itself and (where answers must pay) for the others, to drop each statement, to reverse it, and to move it, the
    /// nearest places first. Complete over these kinds of change for as many as are listed: an empty list means that none of them turns it.
    pub(super) fn flips(
        &self,
        player: usize,
        state: usize,
        terms: Terms,
        stable: Finding,
        control: &Control<'_>,
    ) -> Result<Vec<Flip>, ExplainError> {
        let mut flips = Vec::new();
        if stable.known().is_none() {
            return Ok(flips);
        }
        let concerned =
            std::iter::once(player).chain((0..self.orders.len()).filter(|other| *other != player && terms.credible == Some(true)));
        let mut changes: Vec<(usize, usize, FlipKind)> = Vec::new();
        for whose in concerned {
            let count = self.preference(whose).statements.len();
            changes.extend((0..count).map(|at| (whose, at, FlipKind::Dropped)));
            changes.extend((0..count).map(|at| (whose, at, FlipKind::Reversed)));
            let mut moves: Vec<(usize, usize)> =
                (0..count).flat_map(|at| (0..count).filter(move |to| *to != at).map(move |to| (at, to))).collect();
            // to move a statement one place down is to move the next one up
            moves.retain(|(at, to)| *to != at + 1);
            moves.sort_by_key(|(at, to)| at.abs_diff(*to));
            changes.extend(moves.into_iter().map(|(at, to)| (whose, at, FlipKind::MovedTo(to + 1))));
        }
        changes.sort_by_key(|(_, at, kind)| match kind {
            FlipKind::MovedTo(to) => (1, at.abs_diff(to - 1)),
            FlipKind::Dropped => (1, 1),
            FlipKind::Reversed => (2, 0),
        });
        for (whose, at, kind) in changes {
            if flips.len() == ExplanationFinding::FLIPS {
                break;
            }
            let then = self.stable_with(player, state, terms, whose, &changed(self.preference(whose), at, kind), control)?;
            if then.known() == stable.known().map(|known| !known) {
                flips.push(Flip {
                    party: self.game.description.parties[whose].name.clone(),
                    statement: at + 1,
                    text: self.preference(whose).statements[at].text.clone(),
                    kind,
                    then,
                });
            }
        }
        Ok(flips)
    }

    fn preference(&self, player: usize) -> &Preference {
        &self.case.preferences[self.game.players[player].party]
    }

    /// Whether the state is stable if one player had another preference.
    fn stable_with(
        &self,
        player: usize,
        state: usize,
        terms: Terms,
        whose: usize,
        preference: &Preference,
        control: &Control<'_>,
    ) -> Result<Finding, ExplainError> {
        let order = preference.order(&self.case.variables, &self.game.phase);
        let changed = Ranks::new(self.game.columns(&order, Slots::Numbers));
        let orders: Vec<Ranks> =
            self.orders.iter().enumerate().map(|(other, ranks)| if other == whose { changed.clone() } else { ranks.clone() }).collect();
        let search = super::Search { movement: &self.movement, orders: &orders, player, state, terms };
        Ok(self.stable(&search.outcomes(control)?))
    }
}

fn changed(preference: &Preference, at: usize, kind: FlipKind) -> Preference {
    let mut preference = preference.clone();
    match kind {
        FlipKind::Dropped => {
            preference.statements.remove(at);
        }
        FlipKind::Reversed => {
            let statement = &mut preference.statements[at];
            statement.holds = statement.holds.clone().negated();
        }
        FlipKind::MovedTo(to) => {
            let statement = preference.statements.remove(at);
            preference.statements.insert(to - 1, statement);
        }
    }
    preference
}
