//! What others deter by leaving the state at the same time as the party.

use super::search::{Outcome, Search};
use super::{Asked, Explainer};
use crate::known::Comparing;
use crate::stability::concept::Simultaneous;
use detente_model::answer::{Finding, WhyUnknown};
use detente_model::control::{Control, Stopped};
use detente_space::codes::place;

/// How many combinations of moves are tried for one departure at most; where that is not enough, it is not known.
const PROFILES: u64 = 1 << 22;

/// A combination of moves was found, or none is there, or there are too many.
enum Found {
    Profile(Vec<(usize, usize)>),
    Nothing,
    TooMany,
}

impl Explainer<'_> {
    /// Looks at the departures that no answer surely deters: whether leaving at the same time does.
    pub(super) fn at_once<O: Comparing>(
        &self,
        asked: Asked,
        who: Simultaneous,
        orders: &[O],
        outcomes: &mut [Outcome],
        control: &Control<'_>,
    ) -> Result<(), Stopped> {
        if outcomes.iter().all(|outcome| outcome.deterred == Finding::Yes) {
            return Ok(());
        }
        let stays = self.stays(asked, who, orders, control)?;
        let known = orders.iter().all(Comparing::is_ranked);
        for outcome in outcomes.iter_mut().filter(|outcome| outcome.deterred != Finding::Yes) {
            control.check()?;
            match self.profile(asked, orders, &stays, outcome.to, true) {
                Found::Profile(moves) => (outcome.deterred, outcome.answer, outcome.at_once) = (Finding::Yes, None, Some(moves)),
                Found::TooMany => outcome.deterred = Finding::Unknown(WhyUnknown::Budget),
                Found::Nothing if known || outcome.deterred != Finding::No => {}
                Found::Nothing => match self.profile(asked, orders, &stays, outcome.to, false) {
                    Found::Profile(moves) => {
                        (outcome.deterred, outcome.at_once) = (Finding::Unknown(WhyUnknown::Preference), Some(moves));
                    }
                    Found::TooMany => outcome.deterred = Finding::Unknown(WhyUnknown::Budget),
                    Found::Nothing => {}
                },
            }
        }
        Ok(())
    }

    /// For each player whether it would stay of itself, as far as that matters.
    pub(super) fn stays<O: Comparing>(
        &self,
        asked: Asked,
        who: Simultaneous,
        orders: &[O],
        control: &Control<'_>,
    ) -> Result<Vec<Finding>, Stopped> {
        let of = |player: usize| {
            if who == Simultaneous::AnyImprovement || player == asked.player {
                return Ok(Finding::No);
            }
            let search = Search { movement: &self.movement, orders, player, state: asked.state, terms: asked.terms };
            Ok(self.stable(&search.outcomes(control)?))
        };
        (0..orders.len()).map(of).collect()
    }

    /// A choice of the others' improvements from the state, not all staying, that added to the move to `to` leaves the party no better off.
    fn profile<O: Comparing>(&self, asked: Asked, orders: &[O], stays: &[Finding], to: usize, surely: bool) -> Found {
        let code = |state: usize| self.game.feasible.code(state as u64).expect("the number comes from this game");
        let takes_part =
            |player: usize| player != asked.player && if surely { stays[player] == Finding::No } else { stays[player] != Finding::Yes };
        let moves = |player: usize| -> Vec<(usize, usize)> {
            let improvements = self.movement.targets(player, asked.state).filter(|to| orders[player].better(*to, asked.state, surely));
            improvements.map(|to| (player, to)).collect()
        };
        let lists: Vec<Vec<(usize, usize)>> =
            (0..orders.len()).filter(|player| takes_part(*player)).map(moves).filter(|list| !list.is_empty()).collect();
        let profiles = lists.iter().try_fold(1u64, |product, list| product.checked_mul(list.len() as u64 + 1));
        if profiles.is_none_or(|profiles| profiles > PROFILES) {
            return Found::TooMany;
        }
        let search = Search { movement: &self.movement, orders, player: asked.player, state: asked.state, terms: asked.terms };
        let deters = |end: u64| {
            let number = self.game.feasible.number(end);
            number.is_some_and(|number| search.deters(&orders[asked.player], place(number), surely))
        };
        // options are in exclusive control, so that changes add up in the code
        let change = |to: usize| code(to).wrapping_sub(code(asked.state));
        let mut chosen = Vec::new();
        if choose(&lists, code(to), &change, &deters, &mut chosen) { Found::Profile(chosen) } else { Found::Nothing }
    }

    /// Where a party's move and others' moves from the same state lead together.
    pub(super) fn together(&self, state: usize, to: usize, moves: &[(usize, usize)]) -> usize {
        let code = |state: usize| self.game.feasible.code(state as u64).expect("the number comes from this game");
        let end = moves.iter().fold(code(to), |end, (_, to)| end.wrapping_add(code(*to).wrapping_sub(code(state))));
        place(self.game.feasible.number(end).expect("a choice that deters leads to a state"))
    }
}

/// Fills `chosen` with a choice of one move or none from each list, not all none, that leads to a code that deters.
fn choose(
    lists: &[Vec<(usize, usize)>],
    code: u64,
    change: &dyn Fn(usize) -> u64,
    deters: &dyn Fn(u64) -> bool,
    chosen: &mut Vec<(usize, usize)>,
) -> bool {
    let Some((first, rest)) = lists.split_first() else {
        return !chosen.is_empty() && deters(code);
    };
    if choose(rest, code, change, deters, chosen) {
        return true;
    }
    for (player, to) in first {
        chosen.push((*player, *to));
        if choose(rest, code.wrapping_add(change(*to)), change, deters, chosen) {
            return true;
        }
        chosen.pop();
    }
    false
}
