//! Whether a state is stable, as far as comparisons tell: surely, surely not, or which comparison to ask for next.

use super::relation::{Answer, Follows, Relation};
use crate::stability::concept::{Concept, Deterrence, Judgement};
use detente_space::moves::Movement;

/// How the parties order states.
#[derive(Clone)]
pub(super) struct World<'a> {
    /// Each party's relation.
    pub(super) relations: Vec<Relation<'a>>,
    /// What is settled beside that.
    pub(super) lean: Option<Lean>,
}

/// Every comparison of a focal party with the state in question that is open is settled in the same way. The fewer states it likes better than that one,
/// the more stable it is; and all that can be no better can be so together, as can all that can be better.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Lean {
    /// Who is focal; everybody if none.
    pub(super) player: Option<usize>,
    pub(super) state: usize,
    /// Whether what is open is no better, in favour of stability; else it is better.
    pub(super) stays: bool,
}

impl World<'_> {
    fn leaning(&self, player: usize) -> Option<Lean> {
        self.lean.filter(|lean| lean.player.is_none_or(|focal| focal == player))
    }

    /// Whether a focal party likes `end` better than the state in question: surely, or possibly.
    fn above(&self, player: usize, end: usize, state: usize, surely: bool) -> bool {
        let relation = &self.relations[player];
        if self.leaning(player).map_or(surely, |lean| lean.stays) {
            relation.surely_better(end, state)
        } else {
            relation.possibly_better(end, state)
        }
    }

    /// What follows of `a` against `b` for a player, all being settled that is.
    fn follows(&self, player: usize, a: usize, b: usize, strictly_too: bool) -> Follows {
        let relation = &self.relations[player];
        let plain = relation.follows(a, b);
        let Some(Lean { state, stays, .. }) = self.leaning(player) else { return plain };
        if stays {
            // through the state: it is at least as good as all that is not surely better
            let not_above = |x: usize| !relation.surely_better(x, state);
            let to = relation.follows(a, state);
            if to == Follows::Nothing || !not_above(b) {
                return plain;
            }
            let strict =
                to == Follows::Better || strictly_too && (0..relation.states()).any(|x| not_above(x) && relation.surely_better(x, b));
            plain.max(if strict { Follows::Better } else { Follows::AtLeast })
        } else if relation.possibly_better(a, state) && relation.follows(state, b) != Follows::Nothing {
            Follows::Better
        } else {
            plain
        }
    }

    /// Whether an answer of a player about two states agrees with this.
    pub(super) fn admits(&self, player: usize, a: usize, b: usize, answer: Answer) -> bool {
        match answer {
            Answer::Better => self.follows(player, b, a, false) == Follows::Nothing,
            Answer::Worse => self.follows(player, a, b, false) == Follows::Nothing,
            Answer::Equal => self.follows(player, a, b, true) != Follows::Better && self.follows(player, b, a, true) != Follows::Better,
        }
    }
}

/// What a concept asks, where sanctions are sequential.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Terms {
    /// Whether the others move by improvements only; none: nothing deters.
    pub(super) credible: Option<bool>,
    /// Whether a sanction must withstand the party's own response.
    pub(super) response: bool,
}

impl Terms {
    /// The terms of a concept; none where others may move at the same time, or where it asks for attitudes or degrees of strength.
    pub(super) fn of(concept: &Concept) -> Option<Self> {
        if concept.judgement != Judgement::Stated {
            return None;
        }
        match concept.deterrence {
            Deterrence::Nothing => Some(Self { credible: None, response: false }),
            Deterrence::Sanctions { credible, response, simultaneous: None } => Some(Self { credible: Some(credible), response }),
            Deterrence::Sanctions { simultaneous: Some(_), .. } => None,
        }
    }

    /// Whether the wishes of the others matter.
    pub(super) fn asks_others(self) -> bool {
        self.credible == Some(true)
    }
}

/// Whose stability of which state.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Claim {
    /// Whose; all parties' if none: an equilibrium.
    pub(super) player: Option<usize>,
    pub(super) state: usize,
    pub(super) terms: Terms,
}

/// A comparison that is not known: whether the player likes `to` better than `from`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) struct Open {
    pub(super) player: usize,
    pub(super) to: usize,
    pub(super) from: usize,
    /// Whether it is the comparison of a focal party with the state in question, rather than one that decides whether a step of a sanction pays.
    pub(super) own: bool,
}

/// What follows of a claim.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Status {
    Holds,
    Fails,
    /// Neither; a comparison on which it may depend.
    Open(Open),
}

/// The work allowed is done.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Cut;

/// Moves, and room to walk along them.
pub(super) struct Walker<'a> {
    movement: &'a Movement,
    /// How many work units are left: one for each move that is looked at.
    pub(super) left: u64,
    /// For each node (state, who moved last) the walk in which it was met.
    met: Vec<u32>,
    walk: u32,
    queue: Vec<Node>,
}

/// A state reached by the others, and how.
#[derive(Clone, Copy)]
struct Node {
    state: usize,
    last: usize,
    /// The place of the node before it in the queue.
    before: usize,
}

impl<'a> Walker<'a> {
    pub(super) fn new(movement: &'a Movement, left: u64) -> Self {
        Self { movement, left, met: vec![0; movement.states() * movement.players()], walk: 0, queue: Vec::new() }
    }

    pub(super) fn players(&self) -> usize {
        self.movement.players()
    }

    pub(super) fn spend(&mut self, units: u64) -> Result<(), Cut> {
        self.left = self.left.checked_sub(units).ok_or(Cut)?;
        Ok(())
    }

    /// What follows of a claim in a world.
    pub(super) fn status(&mut self, world: &World<'_>, claim: Claim) -> Result<Status, Cut> {
        let players = claim.player.map_or(0..self.players(), |player| player..player + 1);
        let mut open = None;
        for player in players {
            match self.of_player(world, player, claim)? {
                Status::Holds => {}
                Status::Fails => return Ok(Status::Fails),
                Status::Open(comparison) => open = open.or(Some(comparison)),
            }
        }
        Ok(open.map_or(Status::Holds, Status::Open))
    }

    /// The claim, or where all parties but one surely are stable, the same of that one.
    pub(super) fn of_one(&mut self, world: &World<'_>, claim: Claim) -> Result<Claim, Cut> {
        if claim.player.is_some() {
            return Ok(claim);
        }
        let mut open = Vec::new();
        for player in 0..self.players() {
            if self.of_player(world, player, claim)? != Status::Holds {
                open.push(player);
            }
        }
        Ok(if let [one] = open.as_slice() { Claim { player: Some(*one), ..claim } } else { claim })
    }

    fn of_player(&mut self, world: &World<'_>, player: usize, claim: Claim) -> Result<Status, Cut> {
        let (movement, state) = (self.movement, claim.state);
        // one reading for all: the second look would be the first again
        let settled = world.leaning(player).is_some() && !claim.terms.asks_others();
        let mut open = None;
        for target in movement.targets(player, state) {
            self.spend(1)?;
            if !world.above(player, target, state, false) {
                continue;
            }
            if self.sanction(world, player, claim, target, true)?.is_some() {
                continue;
            }
            if settled {
                return Ok(Status::Fails);
            }
            let sure = world.above(player, target, state, true);
            match self.sanction(world, player, claim, target, false)? {
                None if sure => return Ok(Status::Fails),
                Some(end) if sure => {
                    if open.is_none() {
                        open = self.open_on_the_way(world, player, claim, target, end);
                    }
                }
                None | Some(_) => open = open.or(Some(Open { player, to: target, from: state, own: true })),
            }
        }
        Ok(open.map_or(Status::Holds, Status::Open))
    }

    /// Whether an end of the others' moves leaves the player no better off: surely, or possibly.
    fn deters(&mut self, world: &World<'_>, player: usize, claim: Claim, end: usize, surely: bool) -> Result<bool, Cut> {
        let no_better = |end: usize| !world.above(player, end, claim.state, !surely);
        self.spend(1)?;
        if !no_better(end) {
            return Ok(false);
        }
        if claim.terms.response {
            let movement = self.movement;
            for third in movement.targets(player, end) {
                self.spend(1)?;
                if !no_better(third) {
                    return Ok(false);
                }
            }
        }
        Ok(true)
    }

    /// The place in the queue of an end of the others' moves from `first` that deters the player: by moves that surely pay and surely deter, or by
    /// such as possibly do. A shortest way.
    fn sanction(&mut self, world: &World<'_>, player: usize, claim: Claim, first: usize, surely: bool) -> Result<Option<usize>, Cut> {
        let Some(credible) = claim.terms.credible else { return Ok(None) };
        let (movement, players) = (self.movement, self.players());
        self.walk += 1;
        self.queue.clear();
        self.queue.push(Node { state: first, last: usize::MAX, before: usize::MAX });
        let mut next = 0;
        while let Some(node) = self.queue.get(next).copied() {
            for mover in (0..players).filter(|mover| *mover != player && *mover != node.last) {
                for to in movement.targets(mover, node.state) {
                    self.spend(1)?;
                    let met = to * players + mover;
                    if self.met[met] == self.walk {
                        continue;
                    }
                    let pays = |relation: &Relation<'_>| {
                        if surely { relation.surely_better(to, node.state) } else { relation.possibly_better(to, node.state) }
                    };
                    if credible && !pays(&world.relations[mover]) {
                        continue;
                    }
                    self.met[met] = self.walk;
                    self.queue.push(Node { state: to, last: mover, before: next });
                    if self.deters(world, player, claim, to, surely)? {
                        return Ok(Some(self.queue.len() - 1));
                    }
                }
            }
            next += 1;
        }
        Ok(None)
    }

    /// The first comparison that is not known on the way from `first` to an end that possibly deters, which is in the queue.
    fn open_on_the_way(&self, world: &World<'_>, player: usize, claim: Claim, first: usize, end: usize) -> Option<Open> {
        let mut way = Vec::new();
        let mut at = end;
        while let Some(node) = self.queue.get(at).filter(|node| node.before != usize::MAX) {
            way.push((node.last, self.queue[node.before].state, node.state));
            at = node.before;
        }
        debug_assert!(way.last().is_some_and(|(_, from, _)| *from == first));
        let unknown = |whose: usize, to: usize, from: usize| world.relations[whose].is_open(to, from);
        let last = self.queue[end].state;
        let thirds = claim.terms.response.then(|| self.movement.targets(player, last)).into_iter().flatten();
        let own = std::iter::once(last)
            .chain(thirds)
            .map(|to| Open { player, to, from: claim.state, own: true })
            .find(|open| world.leaning(player).is_none() && unknown(open.player, open.to, open.from));
        let steps = way
            .into_iter()
            .rev()
            .filter(|_| claim.terms.asks_others())
            .map(|(mover, from, to)| Open { player: mover, to, from, own: false })
            .find(|open| unknown(open.player, open.to, open.from));
        own.or(steps)
    }

    /// Every comparison that is not known and that the claim may turn on, each once, in order.
    pub(super) fn asked(&mut self, world: &World<'_>, claim: Claim) -> Result<Vec<Open>, Cut> {
        let (movement, players, state) = (self.movement, self.players(), claim.state);
        let unknown = |whose: usize, to: usize, from: usize| world.relations[whose].is_open(to, from);
        let mut asked = Vec::new();
        for player in claim.player.map_or(0..players, |player| player..player + 1) {
            // all departures are walked together: who moved last is told apart, where they began is not
            self.walk += 1;
            self.queue.clear();
            let own = |to: usize| unknown(player, to, state).then_some(Open { player, to, from: state, own: true });
            for target in movement.targets(player, state).filter(|target| world.relations[player].possibly_better(*target, state)) {
                self.spend(1)?;
                asked.extend(own(target));
                self.queue.push(Node { state: target, last: usize::MAX, before: usize::MAX });
            }
            let mut next = 0;
            while let Some(node) = self.queue.get(next).copied().filter(|_| claim.terms.credible.is_some()) {
                next += 1;
                for mover in (0..players).filter(|mover| *mover != player && *mover != node.last) {
                    for to in movement.targets(mover, node.state) {
                        self.spend(1)?;
                        if claim.terms.asks_others() {
                            if !world.relations[mover].possibly_better(to, node.state) {
                                continue;
                            }
                            if unknown(mover, to, node.state) {
                                asked.push(Open { player: mover, to, from: node.state, own: false });
                            }
                        }
                        let met = to * players + mover;
                        if self.met[met] == self.walk {
                            continue;
                        }
                        self.met[met] = self.walk;
                        self.queue.push(Node { state: to, last: mover, before: usize::MAX });
                        asked.extend(own(to));
                        if claim.terms.response {
                            asked.extend(movement.targets(player, to).filter_map(own));
                        }
                    }
                }
            }
        }
        self.spend(asked.len() as u64)?;
        asked.sort_unstable();
        asked.dedup();
        Ok(asked)
    }
}
