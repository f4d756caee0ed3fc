//! What a party's moves from one state lead to, once the others have answered.

use super::Terms;
use crate::known::Ranks;
use detente_model::answer::{Finding, WhyUnknown};
use detente_model::control::{Control, Stopped};
use detente_space::codes::narrow;
use detente_space::moves::Movement;
use std::collections::HashMap;

/// One party's departures from one state.
pub(super) struct Search<'a> {
    pub(super) movement: &'a Movement,
    pub(super) orders: &'a [Ranks],
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
}

/// What the others can do about a departure.
enum Answers {
    /// A shortest sequence of moves that deters: who, where to.
    Shortest(Vec<(usize, usize)>),
    /// Nothing: every node (state, last mover) that they reach.
    None(Vec<(usize, usize)>),
}

impl Search<'_> {
    /// All moves of the party that are, or may be, improvements, in order of state.
    pub(super) fn outcomes(&self, control: &Control<'_>) -> Result<Vec<Outcome>, Stopped> {
        let order = &self.orders[self.player];
        let mut outcomes = Vec::new();
        for to in self.movement.targets(self.player, self.state) {
            if !order.better(to, self.state, false) {
                continue;
            }
            control.check()?;
            let better = if order.better(to, self.state, true) { Finding::Yes } else { Finding::Unknown(WhyUnknown::Preference) };
            let unknown = Finding::Unknown(WhyUnknown::Preference);
            let (deterred, answer, nodes) = match self.answers(to, true) {
                Answers::Shortest(answer) => (Finding::Yes, Some(answer), Vec::new()),
                Answers::None(_) => match self.answers(to, false) {
                    Answers::Shortest(answer) => (unknown, Some(answer), Vec::new()),
                    Answers::None(nodes) => (Finding::No, None, nodes),
                },
            };
            outcomes.push(Outcome { to, better, deterred, answer, nodes });
        }
        Ok(outcomes)
    }

    /// Whether a state leaves the party no better off than where it is, surely or possibly; and keeps it so, where it may respond.
    fn deters(&self, state: usize, surely: bool) -> bool {
        let order = &self.orders[self.player];
        let no_better =
            |state: usize| if surely { order.surely_at_least(self.state, state) } else { !order.better(state, self.state, true) };
        no_better(state) && (!self.terms.response || self.movement.targets(self.player, state).all(no_better))
    }

    /// A shortest sequence of the others' moves from `from` to a state that deters; else every node they reach.
    fn answers(&self, from: usize, surely: bool) -> Answers {
        let Some(credible) = self.terms.credible else { return Answers::None(Vec::new()) };
        let mut before: HashMap<(u32, u32), Option<(u32, u32)>> = HashMap::new();
        let mut nodes: Vec<(usize, usize)> = Vec::new();
        let mut at = 0;
        let mut current: Option<(usize, usize)> = None;
        loop {
            let (state, last) = current.map_or((from, None), |(state, mover)| (state, Some(mover)));
            for mover in (0..self.orders.len()).filter(|mover| *mover != self.player && Some(*mover) != last) {
                for to in self.movement.targets(mover, state) {
                    let node = (narrow(to), narrow(mover));
                    if to == from || before.contains_key(&node) || credible && !self.orders[mover].better(to, state, surely) {
                        continue;
                    }
                    before.insert(node, current.map(|(state, mover)| (narrow(state), narrow(mover))));
                    if self.deters(to, surely) {
                        let mut answer = vec![(mover, to)];
                        let mut node = before[&node];
                        while let Some((state, mover)) = node {
                            answer.push((mover as usize, state as usize));
                            node = before[&(state, mover)];
                        }
                        answer.reverse();
                        return Answers::Shortest(answer);
                    }
                    nodes.push((to, mover));
                }
            }
            let Some(next) = nodes.get(at) else { return Answers::None(nodes) };
            current = Some(*next);
            at += 1;
        }
    }
}
