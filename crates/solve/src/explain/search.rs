//! What a party's moves from one state lead to, once the others have answered.

use super::Terms;
use crate::known::{Comparing, Ranks};
use detente_model::answer::{Finding, WhyUnknown};
use detente_model::control::{Control, Stopped};
use detente_space::codes::narrow;
use detente_space::moves::Movement;
use std::collections::HashSet;

/// One party's departures from one state.
pub(super) struct Search<'a, O = Ranks> {
    pub(super) movement: &'a Movement,
    pub(super) orders: &'a [O],
    pub(super) player: usize,
    pub(super) state: usize,
    pub(super) terms: Terms,
}

/// What becomes of one departure.
pub(super) struct Outcome {
    /// Where the party moves.
    pub(super) to: usize,
    /// Whether that is better: yes or unknown.
    pub(super) better: Finding,
    /// Whether the others deter it.
    pub(super) deterred: Finding,
    /// A shortest sequence of moves that does, or may: who, where to.
    pub(super) answer: Option<Vec<(usize, usize)>>,
    /// Where none may: every node (state, last mover) that the others may reach.
    pub(super) nodes: Vec<(usize, usize)>,
    /// Where no sequence deters, but leaving at the same time does, or may: who, where each would go from the state itself.
    pub(super) at_once: Option<Vec<(usize, usize)>>,
}

/// Moves or nodes: a player and a state, or a state and who moved last.
type Steps = Vec<(usize, usize)>;

/// What the others can reach from a state, nearest first: found as far as it is asked for.
pub(super) struct Reach {
    from: usize,
    surely: bool,
    /// Each node (state, last mover) with the place of the one before it.
    nodes: Vec<(usize, usize, Option<usize>)>,
    seen: HashSet<(u32, u32)>,
    /// From how many it is known what comes next: the origin, then the nodes in order.
    followed: usize,
}

impl Reach {
    /// Nothing is looked for yet. `surely`: by what surely pays whoever moves, where it has to; else by what may pay.
    pub(super) fn new(from: usize, surely: bool) -> Self {
        Self { from, surely, nodes: Vec::new(), seen: HashSet::new(), followed: 0 }
    }

    /// The state of the node at a place, if there are so many.
    pub(super) fn state<O: Comparing>(&mut self, at: usize, search: &Search<'_, O>) -> Option<usize> {
        let credible = search.terms.credible?;
        while self.nodes.len() <= at && self.followed <= self.nodes.len() {
            let before = self.followed.checked_sub(1);
            let (state, last) = before.map_or((self.from, None), |place| (self.nodes[place].0, Some(self.nodes[place].1)));
            self.followed += 1;
            for mover in (0..search.orders.len()).filter(|mover| *mover != search.player && Some(*mover) != last) {
                for to in search.movement.targets(mover, state) {
                    let pays = !credible || search.orders[mover].better(to, state, self.surely);
                    if pays && to != self.from && self.seen.insert((narrow(to), narrow(mover))) {
                        self.nodes.push((to, mover, before));
                    }
                }
            }
        }
        self.nodes.get(at).map(|(state, ..)| *state)
    }

    /// The steps to the node at a place that was found: who, where to.
    fn way(&self, at: usize) -> Vec<(usize, usize)> {
        let mut steps = Vec::new();
        let mut place = Some(at);
        while let Some((state, mover, before)) = place.map(|place| self.nodes[place]) {
            steps.push((mover, state));
            place = before;
        }
        steps.reverse();
        steps
    }
}

impl<O: Comparing> Search<'_, O> {
    /// All moves of the party that are, or may be, improvements, in order of state.
    pub(super) fn outcomes(&self, control: &Control<'_>) -> Result<Vec<Outcome>, Stopped> {
        let order = &self.orders[self.player];
        let mut outcomes = Vec::new();
        for to in self.movement.targets(self.player, self.state) {
            if order.better(to, self.state, false) {
                control.check()?;
                outcomes.push(self.outcome(to));
            }
        }
        Ok(outcomes)
    }

    /// What becomes of one move that is, or may be, an improvement.
    pub(super) fn outcome(&self, to: usize) -> Outcome {
        let unknown = Finding::Unknown(WhyUnknown::Preference);
        let better = if self.orders[self.player].better(to, self.state, true) { Finding::Yes } else { unknown };
        let outcome = |deterred, answer, nodes| Outcome { to, better, deterred, answer, nodes, at_once: None };
        match self.answers(to, true) {
            Ok(answer) => outcome(Finding::Yes, Some(answer), Vec::new()),
            // where all is known, what may be is what is
            Err(nodes) if self.orders.iter().all(Comparing::is_ranked) => outcome(Finding::No, None, nodes),
            Err(_) => match self.answers(to, false) {
                Ok(answer) => outcome(unknown, Some(answer), Vec::new()),
                Err(nodes) => outcome(Finding::No, None, nodes),
            },
        }
    }

    /// Whether a state leaves the party no better off than where it is, surely or possibly; and keeps it so, where it may respond.
    /// `order` is the party's.
    pub(super) fn deters(&self, order: &impl Comparing, state: usize, surely: bool) -> bool {
        let no_better =
            |state: usize| if surely { order.surely_at_least(self.state, state) } else { !order.better(state, self.state, true) };
        no_better(state) && (!self.terms.response || self.movement.targets(self.player, state).all(no_better))
    }

    /// A shortest sequence of the others' moves from `from` to a state that deters; else every node they reach.
    fn answers(&self, from: usize, surely: bool) -> Result<Steps, Steps> {
        let mut reach = Reach::new(from, surely);
        let mut at = 0;
        while let Some(state) = reach.state(at, self) {
            if self.deters(&self.orders[self.player], state, surely) {
                return Ok(reach.way(at));
            }
            at += 1;
        }
        Err(reach.nodes.into_iter().map(|(state, mover, _)| (state, mover)).collect())
    }
}
