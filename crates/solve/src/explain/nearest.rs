//! The fewest swaps in the party's own order that would turn a finding.
//!
//! As long as the others' orders stay, what they can reach stays, and the finding depends on one thing only: which of the states concerned the
//! party puts above the state asked about. It depends on that in one direction: the more are above, the less stable. Therefore nothing is
//! nearer than to lift (or lower) the state's class alone. For let an order turn an unstable state into a stable one, and let L be the highest
//! class that it takes from above the state to below. Every class below L that was above the state either passes it too, a swap, or is passed by L, a
//! swap: no fewer swaps than lifting the state above L, which takes from above it all that the other order took, and more. Lowering likewise.
//! So lifting by one class after the other finds the minimum, and since more classes never undo what fewer did, halving finds it faster.
//!
//! Where only unstable parties deter by leaving at the same time, the party's order also bears on who is unstable: the smallest lift is sought
//! one class after the other and is not proven to be the nearest change.

use super::search::{Reach, Search};
use super::wishes::Known;
use super::{Asked, Explainer};
use crate::known::{Comparing, Ranks};
use crate::stability::concept::Simultaneous;
use detente_model::answer::{ExplanationFinding, Finding, Nearest, Reordering};
use detente_model::control::{Control, Stopped};

/// A weak order with the class of one state in another place.
struct Shifted<'a> {
    ranks: &'a [u32],
    class: u32,
    /// Twice the rank of the class past which it goes, and one more where it rises, less where it sinks.
    place: i64,
}

impl Shifted<'_> {
    fn key(&self, state: usize) -> i64 {
        if self.ranks[state] == self.class { self.place } else { 2 * i64::from(self.ranks[state]) }
    }
}

impl Comparing for Shifted<'_> {
    fn surely_at_least(&self, a: usize, b: usize) -> bool {
        self.key(a) >= self.key(b)
    }

    fn better(&self, a: usize, b: usize, _: bool) -> bool {
        self.key(a) > self.key(b)
    }

    fn is_ranked(&self) -> bool {
        true
    }
}

/// How many classes are tried one after the other.
const TRIED: usize = 256;

impl Explainer<'_> {
    /// The fewest swaps of classes of the states concerned, in the party's order, that turn a finding that is known.
    pub(super) fn nearest_order(&self, asked: Asked, stable: Finding, control: &Control<'_>) -> Result<Nearest, Stopped> {
        let Some(is_stable) = stable.known() else { return Ok(Nearest::NotAsked) };
        let [ranks] = self.orders[asked.player].columns() else { return Ok(Nearest::NotAnOrder) };
        let Some(mut states) = self.concerned(asked, control)? else { return Ok(Nearest::TooMany) };
        // of each class the first state
        states.sort_unstable_by_key(|state| (ranks[*state], *state));
        states.dedup_by_key(|state| ranks[*state]);
        let class = ranks[asked.state];
        let rises = !is_stable;
        let mut passed: Vec<usize> =
            states.iter().copied().filter(|state| (ranks[*state] > class) == rises && ranks[*state] != class).collect();
        if !rises {
            passed.reverse();
        }
        let turns = |past: &usize| -> Result<bool, Stopped> {
            let place = 2 * i64::from(ranks[*past]) + if rises { 1 } else { -1 };
            let shifted = Shifted { ranks, class, place };
            let known = |player: usize| if player == asked.player { Known::Changed(&shifted) } else { Known::Same(&self.orders[player]) };
            let orders: Vec<Known<'_, Shifted<'_>>> = (0..self.orders.len()).map(known).collect();
            Ok(self.stable(&self.outcomes(asked, &orders, control)?).known() == Some(!is_stable))
        };
        let proven = asked.simultaneous != Some(Simultaneous::UnstableMovers);
        let mut found = None;
        if proven {
            let (mut low, mut high) = (0, passed.len());
            while low < high {
                let middle = low.midpoint(high);
                if turns(&passed[middle])? {
                    high = middle;
                } else {
                    low = middle + 1;
                }
            }
            found = (low < passed.len()).then_some(low);
        } else {
            for (at, past) in passed.iter().take(TRIED).enumerate() {
                if turns(past)? {
                    found = Some(at);
                    break;
                }
            }
            if found.is_none() && passed.len() > TRIED {
                return Ok(Nearest::TooMany);
            }
        }
        let classes = states.len() as u64;
        Ok(match found {
            None => Nearest::Nothing { classes },
            Some(at) => {
                Nearest::Found(Reordering { rises, swaps: at as u64 + 1, past: self.game.state(passed[at] as u64), classes, proven })
            }
        })
    }

    /// The states on whose place in the party's order the finding depends; none where there are too many.
    fn concerned(&self, asked: Asked, control: &Control<'_>) -> Result<Option<Vec<usize>>, Stopped> {
        let Asked { player, state, terms, .. } = asked;
        let search: Search<'_, Ranks> = Search { movement: &self.movement, orders: &self.orders, player, state, terms };
        let mut is_concerned = vec![false; self.movement.states()];
        is_concerned[state] = true;
        let mut looked_at = 0;
        for to in self.movement.targets(player, state) {
            is_concerned[to] = true;
            let mut reach = Reach::new(to, false);
            let mut at = 0;
            while let Some(end) = reach.state(at, &search) {
                is_concerned[end] = true;
                if terms.response {
                    self.movement.targets(player, end).for_each(|to| is_concerned[to] = true);
                }
                at += 1;
                if looked_at + at > ExplanationFinding::CONCERNED {
                    return Ok(None);
                }
            }
            looked_at += at;
            control.check()?;
        }
        if asked.simultaneous.is_some() && !self.ends_at_once(asked, &mut is_concerned) {
            return Ok(None);
        }
        Ok(Some((0..is_concerned.len()).filter(|state| is_concerned[*state]).collect()))
    }

    /// Marks where the party's and others' moves from the state lead together; false where there are too many.
    fn ends_at_once(&self, asked: Asked, is_concerned: &mut [bool]) -> bool {
        let code = |state: usize| self.game.feasible.code(state as u64).expect("the number comes from this game");
        let mut ends: Vec<u64> = self.movement.targets(asked.player, asked.state).map(code).collect();
        for other in (0..self.orders.len()).filter(|other| *other != asked.player) {
            let improvements = self.movement.targets(other, asked.state).filter(|to| self.orders[other].better(*to, asked.state, false));
            let changes: Vec<u64> = improvements.map(|to| code(to).wrapping_sub(code(asked.state))).collect();
            if ends.len().saturating_mul(changes.len() + 1) > ExplanationFinding::CONCERNED {
                return false;
            }
            ends = ends
                .iter()
                .flat_map(|end| std::iter::once(0).chain(changes.iter().copied()).map(move |change| end.wrapping_add(change)))
                .collect();
        }
        ends.iter()
            .filter_map(|end| self.game.feasible.number(*end))
            .for_each(|state| is_concerned[detente_space::codes::place(state)] = true);
        true
    }
}
