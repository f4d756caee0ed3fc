//! The steps from one state.

use super::{Changes, Joint, Together};
use detente_model::control::{Control, Stopped};
use detente_model::index::PartyId;
use detente_space::codes::{narrow, place};
use detente_space::moves::answers;

/// Who takes a step.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Mover {
    /// A consenter alone.
    Alone(usize),
    /// A set of consenters, all of whom gain and are free to agree, perhaps more than are needed, by a bundle.
    Together(usize, u64),
}

/// The steps from one state.
pub(super) struct Found {
    /// Where to and by whom, ascending, each once.
    pub(super) steps: Vec<(u32, Mover)>,
    /// Whether a step possibly pays that does not surely do so.
    pub(super) unsure: bool,
    alone: bool,
    together: bool,
    /// The axes that steps change which are taken together, or perhaps are; as bits.
    pub(super) agreed: u64,
}

impl Found {
    /// Whether a party alone has a step, and whether some have a joint one.
    pub(super) fn leaves(&self) -> (bool, bool) {
        (self.alone, self.together)
    }
}

/// What may change in one joint step.
struct Bundle {
    /// Which axes, as bits.
    axes: u64,
    /// The tie that allows it, if one does.
    tie: Option<usize>,
}

/// A tie in terms of the frame.
struct Bound {
    /// Whose consent, as a bit; none if the party has no say.
    party: u64,
    on: usize,
    /// For each state whether the condition holds.
    holds: Vec<bool>,
}

/// What is the same in all states of a regime.
struct Room {
    /// Axes that somebody may decide alone, as bits.
    options: u64,
    /// Axes that somebody may change, with the consent of all who do not dissent.
    usable: u64,
    /// For each tie whether nobody decides its issue alone, and whether its party has a veto there.
    ties: Vec<(bool, bool)>,
    /// How many combinations of values are looked at.
    width: u64,
}

/// The settings in terms of the frame.
pub(super) struct Setting<'a> {
    joint: &'a Joint<'a>,
    bundles: Vec<Bundle>,
    options: bool,
    /// For each axis the consenters that take no part in joint steps that change it.
    barred: Vec<u64>,
    ties: Vec<Bound>,
    rooms: Vec<Room>,
}

/// The bits of a set.
fn bits(mut set: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let first = (set != 0).then(|| set.trailing_zeros() as usize)?;
        set &= set - 1;
        Some(first)
    })
}

impl<'a> Setting<'a> {
    pub(super) fn new(joint: &'a Joint<'a>, together: &Together) -> Self {
        let game = joint.game;
        let axes = game.codes.axes();
        let all = (1u64 << axes.len()) - 1;
        let axis_of = |variable| axes.iter().position(|axis| axis.variable == variable);
        let consenter = |party: PartyId| game.consent.parties.iter().position(|consenter| consenter.party == party);
        let set_of = |variables: &[_]| variables.iter().filter_map(|variable| axis_of(*variable)).fold(0u64, |set, axis| set | 1 << axis);
        let issues = (0..axes.len()).filter(|axis| joint.powers.is_issue(*axis)).fold(0u64, |set, axis| set | 1 << axis);
        let mut barred = vec![0u64; axes.len()];
        for dissent in &together.dissent {
            let Some(bit) = consenter(dissent.party) else { continue };
            bits(dissent.on.as_deref().map_or(all, set_of)).for_each(|axis| barred[axis] |= 1 << bit);
        }
        let mut ties = Vec::new();
        let mut bundles: Vec<Bundle> = match &together.changes {
            Changes::Any => vec![Bundle { axes: issues, tie: None }],
            Changes::OneIssue | Changes::Groups(_) => bits(issues).map(|axis| Bundle { axes: 1 << axis, tie: None }).collect(),
        };
        if let Changes::Groups(groups) = &together.changes {
            bundles
                .extend(groups.iter().map(|group| Bundle { axes: set_of(group), tie: None }).filter(|bundle| bundle.axes.count_ones() > 1));
        }
        for tie in &together.ties {
            let Some(on) = axis_of(tie.on).filter(|on| joint.powers.is_issue(*on)) else { continue };
            let only_if = game.simplified(&tie.only_if);
            let others = set_of(&only_if.variables()) & !(1 << on);
            if others != 0 {
                bundles.push(Bundle { axes: others | 1 << on, tie: Some(ties.len()) });
            }
            let party = consenter(tie.party).map_or(0, |bit| 1u64 << bit);
            ties.push(Bound { party, on, holds: answers(game, &joint.codes, &only_if) });
        }
        let mut setting = Self { joint, bundles, options: together.options, barred, ties, rooms: Vec::new() };
        setting.rooms = (0..narrow(joint.powers.regimes())).map(|regime| setting.room(regime)).collect();
        setting
    }

    fn everybody(&self) -> u64 {
        (0..self.joint.orders.len()).fold(0, |set, bit| set | 1 << bit)
    }

    fn room(&self, regime: u32) -> Room {
        let powers = &self.joint.powers;
        let axes = self.joint.game.codes.axes();
        let everybody = self.everybody();
        let mut room = Room { options: 0, usable: 0, ties: Vec::new(), width: 0 };
        for axis in 0..axes.len() {
            let alone = powers.alone(axis, regime);
            room.options |= u64::from(alone != 0) << axis;
            let free = everybody & !self.barred[axis];
            room.usable |= u64::from(alone & free != 0 || powers.approves(axis, regime, free)) << axis;
        }
        let tie = |tie: &Bound| {
            let joint = powers.alone(tie.on, regime) == 0;
            let veto = powers.approves(tie.on, regime, everybody) && !powers.approves(tie.on, regime, everybody & !tie.party);
            (joint, joint && veto && tie.party != 0)
        };
        room.ties = self.ties.iter().map(tie).collect();
        let product = |set: u64| bits(set).fold(1u64, |product, axis| product.saturating_mul(axes[axis].radix));
        room.width = self.bundles.iter().map(|bundle| product(self.open(&room, bundle))).fold(0, u64::saturating_add);
        room
    }

    /// The axes that may change by a bundle; none if it is not open.
    fn open(&self, room: &Room, bundle: &Bundle) -> u64 {
        if bundle.tie.is_some_and(|tie| !room.ties[tie].1) || bundle.axes & room.usable == 0 {
            return 0;
        }
        (bundle.axes | if self.options { room.options } else { 0 }) & room.usable
    }

    fn room_of(&self, state: usize) -> &Room {
        &self.rooms[self.joint.powers.regime(state) as usize]
    }

    /// How many combinations of values are looked at in a state.
    pub(super) fn width(&self, state: usize) -> u64 {
        self.room_of(state).width
    }

    /// The steps from a state.
    pub(super) fn steps(&self, from: usize, control: &Control<'_>) -> Result<Found, Stopped> {
        let (mut found, possible) = self.all_steps(from, control)?;
        // a step that a party takes alone comes before the same one taken together
        found.steps.sort_by_key(|(to, _)| *to);
        found.steps.dedup_by_key(|(to, _)| *to);
        found.unsure = possible.iter().any(|to| found.steps.binary_search_by_key(to, |(to, _)| *to).is_err());
        Ok(found)
    }

    /// The states to which sure steps lead, ascending, with all who may bring a step there about, as bits: whoever takes it alone, and of those who gain by it together all who have a
    /// part in deciding it.
    pub(super) fn takers(&self, from: usize, control: &Control<'_>) -> Result<Vec<(u32, u64)>, Stopped> {
        let (found, _) = self.all_steps(from, control)?;
        let taker = |(to, mover): (u32, Mover)| match mover {
            Mover::Alone(party) => (to, 1 << party),
            Mover::Together(_, gaining) => (to, self.deciding(from, to as usize, gaining)),
        };
        let mut takers: Vec<(u32, u64)> = found.steps.into_iter().map(taker).collect();
        takers.sort_unstable();
        takers.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            if same {
                kept.1 |= next.1;
            }
            same
        });
        Ok(takers)
    }

    /// Those of a set who have a part in deciding a step; all of it if none has.
    fn deciding(&self, from: usize, to: usize, gaining: u64) -> u64 {
        let (joint, powers) = (self.joint, &self.joint.powers);
        let regime = powers.regime(from);
        let axes = joint.game.codes.axes().iter().enumerate();
        let changed: Vec<usize> =
            axes.filter(|(_, axis)| axis.value(joint.codes[from]) != axis.value(joint.codes[to])).map(|(at, _)| at).collect();
        let has_part =
            |party: usize| changed.iter().any(|axis| powers.alone(*axis, regime) >> party & 1 == 1 || powers.counts(*axis, regime, party));
        let deciding = bits(gaining).filter(|party| has_part(*party)).fold(0, |set, party| set | 1 << party);
        if deciding == 0 { gaining } else { deciding }
    }

    /// All sure steps from a state, those by different movers apart, and the states to which steps possibly lead.
    fn all_steps(&self, from: usize, control: &Control<'_>) -> Result<(Found, Vec<u32>), Stopped> {
        let joint = self.joint;
        let mut found = Found { steps: Vec::new(), unsure: false, alone: false, together: false, agreed: 0 };
        let mut possible: Vec<u32> = Vec::new();
        for (player, consenter) in joint.consenter_of.iter().enumerate() {
            let order = &joint.orders[*consenter];
            for to in joint.movement.targets(player, from) {
                if order.better(to, from, true) {
                    found.steps.push((narrow(to), Mover::Alone(*consenter)));
                    found.alone = true;
                } else if !order.is_ranked() && order.better(to, from, false) {
                    possible.push(narrow(to));
                }
            }
        }
        let room = self.room_of(from);
        let mut looked_at = 0u32;
        for (number, bundle) in self.bundles.iter().enumerate() {
            let open = self.open(room, bundle);
            if open == 0 {
                continue;
            }
            let mut walk = Walk::new(joint, from, open);
            while let Some((code, changed)) = walk.next() {
                looked_at = looked_at.wrapping_add(1);
                if looked_at.is_multiple_of(1 << 16) {
                    control.check()?;
                }
                if bundle.tie.is_some_and(|tie| changed >> self.ties[tie].on & 1 == 0) || changed & bundle.axes == 0 {
                    continue;
                }
                let Some(to) = joint.game.feasible.number(code).map(place) else { continue };
                let sure = self.free(from, to, changed, true);
                if sure != 0 && self.agrees(from, changed, number, sure) {
                    found.steps.push((narrow(to), Mover::Together(number, sure)));
                    found.together = true;
                    found.agreed |= changed;
                } else if !joint.known {
                    let free = self.free(from, to, changed, false);
                    if free != 0 && self.agrees(from, changed, number, free) {
                        possible.push(narrow(to));
                        found.agreed |= changed;
                    }
                }
            }
        }
        Ok((found, possible))
    }

    /// Who gains by a joint step, surely or possibly, and is free to take part in it.
    fn free(&self, from: usize, to: usize, changed: u64, surely: bool) -> u64 {
        let joint = self.joint;
        let mut barred = bits(changed).fold(0, |barred, axis| barred | self.barred[axis]);
        for (tie, (joint, _)) in self.ties.iter().zip(&self.room_of(from).ties) {
            if *joint && changed >> tie.on & 1 == 1 && !tie.holds[to] {
                barred |= tie.party;
            }
        }
        if !joint.patterns.is_empty() {
            bits(joint.patterns[from].0 & joint.patterns[to].1).for_each(|pattern| barred |= joint.forbidden[pattern]);
        }
        let gains =
            |(party, order): (usize, &crate::known::Ranks)| u64::from(barred >> party & 1 == 0 && order.better(to, from, surely)) << party;
        joint.orders.iter().enumerate().map(gains).fold(0, |set, bit| set | bit)
    }

    /// Whether some of a set, all of whom are free to, can take a step by a bundle. Whoever joins takes nothing away but that of deciding alone.
    fn agrees(&self, from: usize, changed: u64, bundle: usize, set: u64) -> bool {
        let regime = self.joint.powers.regime(from);
        let free_of = |issue: usize| set & !self.joint.powers.alone(issue, regime);
        bits(changed & self.bundles[bundle].axes).any(|issue| self.may(from, changed, bundle, issue, free_of(issue)))
    }

    /// Whether a set, nobody of which may decide `issue` alone, can take a step by a bundle.
    fn may(&self, from: usize, changed: u64, bundle: usize, issue: usize, set: u64) -> bool {
        let powers = &self.joint.powers;
        let regime = powers.regime(from);
        let Bundle { axes, tie } = &self.bundles[bundle];
        set != 0
            && powers.is_issue(issue)
            && powers.approves(issue, regime, set)
            && tie.is_none_or(|tie| self.ties[tie].party & set != 0)
            && bits(changed)
                .all(|axis| powers.alone(axis, regime) & set != 0 || axes >> axis & 1 == 1 && powers.approves(axis, regime, set))
    }

    /// Of those who can take a joint step, as many as needed: a set of which nobody can be spared.
    pub(super) fn fewest(&self, from: usize, to: usize, bundle: usize, free: u64) -> u64 {
        let (joint, codes) = (self.joint, &self.joint.codes);
        let axes = joint.game.codes.axes();
        let changed =
            axes.iter().enumerate().fold(0u64, |set, (at, axis)| set | u64::from(axis.value(codes[from]) != axis.value(codes[to])) << at);
        let regime = joint.powers.regime(from);
        let set_for = |issue: usize| {
            let set = free & !joint.powers.alone(issue, regime);
            self.may(from, changed, bundle, issue, set).then_some((issue, set))
        };
        let Some((issue, mut set)) = bits(changed & self.bundles[bundle].axes).find_map(set_for) else { return free };
        for member in (0..64).rev().filter(|member| free >> member & 1 == 1) {
            let fewer = set & !(1 << member);
            if self.may(from, changed, bundle, issue, fewer) {
                set = fewer;
            }
        }
        set
    }
}

/// All combinations of values of some axes but that of a state, in order, as far as changes of value are allowed.
struct Walk {
    /// For each axis: its bit, what each allowed value adds to the code (the first is none), and which value it is at.
    axes: Vec<(u64, Vec<u64>, usize)>,
    code: u64,
}

impl Walk {
    fn new(joint: &Joint<'_>, from: usize, open: u64) -> Self {
        let code = joint.codes[from];
        let axis = |at: usize| {
            let axis = &joint.game.codes.axes()[at];
            let value = axis.value(code);
            let others = (0..axis.radix).filter_map(|to| detente_model::expression::Value::try_from(to).ok());
            let deltas = others
                .filter(|to| *to != value && joint.game.changes[at].allows(value, *to))
                .map(|to| u64::from(to).wrapping_sub(u64::from(value)).wrapping_mul(axis.stride));
            (1u64 << at, std::iter::once(0).chain(deltas).collect(), 0)
        };
        Self { axes: bits(open).map(axis).collect(), code }
    }

    /// The next code and which axes differ there.
    fn next(&mut self) -> Option<(u64, u64)> {
        let advanced = self.axes.iter_mut().any(|(_, deltas, at)| {
            *at += 1;
            *at < deltas.len() || {
                *at = 0;
                false
            }
        });
        if !advanced {
            return None;
        }
        let mut changed = 0;
        let mut code = self.code;
        for (bit, deltas, at) in &self.axes {
            if *at > 0 {
                changed |= bit;
                code = code.wrapping_add(deltas[*at]);
            }
        }
        Some((code, changed))
    }
}
