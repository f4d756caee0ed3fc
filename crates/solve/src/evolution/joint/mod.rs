//! Where things can go from a state by moves that pay and by agreements that pay.
//!
//! ## What it says
//! Which states the parties can bring about from where they stand if each may take steps that pay for itself, and any of them together may agree on what pays
//! for all of them; where that ends or goes round; between what each party's fortunes then lie.
//!
//! ## Definition
//! A step from s leads to t if t is an improvement of one party that it can move to alone, or if some set W of parties has a joint improvement there: t differs
//! from s only in issues whose rule W satisfies and in options of W's members, in at least one issue that no member of W may decide alone, and is strictly
//! better for every member of W (as in agreement stability). [`Together`] narrows joint steps: which issues may change at once, whether members may put options into
//! the bargain, who dissents, whose consent is tied to what. A closed set is a set of states that steps lead between and never out of: one state, or a cycle.
//!
//! A *tie* of party i on issue q to a condition V: where nobody decides q alone, i takes part in joint steps that change q only if V holds in the result; and where i has
//! a veto on q, what V mentions may change together with q, if i takes part and V holds in the result.
//!
//! ## Reads and assumes
//! Moves, rules of consent, orders of all who can move or have a say. Steps that surely pay count; from how many reached states a step may pay, for all that is
//! known, without surely paying, is counted: where that is none, what is reached is exact whatever the unknown preferences are. Steps are taken in any order, a
//! party may move again at once.
//!
//! ## When it misleads
//! Possible is not likely. A step that pays at once is taken here even where the next one undoes the gain.
//!
//! ## Complexity
//! Each reached state looks at the combinations of values that may change together: up to [`WORK`] in all, and up to [`STEPS`] steps between reached states are kept.
//! Beyond that there is an error that says so; nothing is cut silently.
//!
//! ## How to call it
//! ```text
//! let joint = Joint::new(&game)?;                                  // once for a game
//! let setting = Together {
//!     changes: Changes::OneIssue,
//!     dissent: vec![Dissent { party, on: Some(vec![issue]) }],     // takes no part in joint steps that change the issue
//!     ..Together::default()
//! };
//! let evolution = joint.evolve(from, &setting, &control)?;         // or evolve_together(&game, from, &setting, &control)
//! evolution.closed();                                              // sets of state numbers
//! joint.interval(&evolution, position);                            // for a party of `game.consent.parties`: its worst and best there
//! evolution.way_to(state);                                         // who moves, where to
//! ```
//!
//! ## References
//! K. W. Li, D. M. Kilgour and K. W. Hipel (2005), *Journal of the Operational Research Society* 56:699–707, for evolution by single parties' steps.

pub mod chance;
mod moves;

use super::closed;
use crate::coalition::agreement::AgreementError;
use crate::coalition::agreement::powers::Powers;
use crate::known::Ranks;
use detente_model::control::{Control, Stopped};
use detente_model::expression::Expression;
use detente_model::index::{PartyId, VariableId};
use detente_model::order::{Order, Standing};
use detente_space::Game;
use detente_space::codes::{narrow, place};
use detente_space::moves::{Movement, TooRestricted, answers};
use detente_space::ranks::Slots;
use moves::{Mover, Setting};
use rayon::prelude::*;
use std::sync::Arc;

/// Combinations of values that are looked at, over all reached states, may not be more than this.
pub const WORK: u64 = 1 << 29;

/// Steps between reached states may not be more than this.
pub const STEPS: usize = 1 << 27;

/// Which issues a joint step may change at once. Where a set of issues is asked for, options may be in it too: they change with their owners' consent.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum Changes {
    /// One issue at a time.
    #[default]
    OneIssue,
    /// One issue at a time, or any part of one of these sets.
    Groups(Vec<Vec<VariableId>>),
    /// Any issues.
    Any,
}

/// A party that takes no part in joint steps.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Dissent {
    /// Who.
    pub party: PartyId,
    /// In none that change any of these; in none at all if none are named.
    pub on: Option<Vec<VariableId>>,
}

/// A party's consent on an issue tied to a condition on the result.
#[derive(Clone, PartialEq, Debug)]
pub struct Tie {
    /// Whose consent.
    pub party: PartyId,
    /// The issue on which it consents.
    pub on: VariableId,
    /// What must hold in the result.
    pub only_if: Expression,
}

/// Which joint steps there are.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Together {
    /// Which issues may change at once.
    pub changes: Changes,
    /// Whether members may change options of theirs in the same step, also those that are in no set of [`Changes::Groups`].
    pub options: bool,
    /// Who takes no part.
    pub dissent: Vec<Dissent>,
    /// Whose consent is tied to what.
    pub ties: Vec<Tie>,
}

/// Why there is no answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum JointError {
    /// The caller stopped it.
    #[error("stopped")]
    Stopped(Stopped),
    /// The moves cannot be tabulated.
    #[error(transparent)]
    TooRestricted(#[from] TooRestricted),
    /// Too many parties.
    #[error("{parties} parties can move or have a say: joint steps are analysed for up to 64")]
    TooManyParties {
        /// How many there are.
        parties: usize,
    },
    /// Too many forbidden pairs of patterns.
    #[error("more than 64 pairs of patterns are forbidden")]
    TooManyPatterns,
    /// Too many combinations of values that may change together.
    #[error(
        "more than {WORK} combinations of changes would have to be looked at ({reached} states reached so far): let fewer issues change at once"
    )]
    TooMuch {
        /// How many states were reached so far.
        reached: usize,
    },
    /// Too many steps.
    #[error("more than {STEPS} steps between the states reached ({reached} so far): let fewer issues change at once")]
    TooManySteps {
        /// How many states were reached so far.
        reached: usize,
    },
    /// The issue of a link does not vary.
    #[error("the issue of the link does not vary in the frame")]
    DoesNotVary,
    /// There is no such state.
    #[error("there is no state with number {number}: there are {states}")]
    NoSuchState {
        /// The number asked for, from 0.
        number: u64,
        /// How many there are.
        states: u64,
    },
}

impl From<Stopped> for JointError {
    fn from(stopped: Stopped) -> Self {
        Self::Stopped(stopped)
    }
}

/// What joint evolution reads, made once for a game.
pub struct Joint<'a> {
    game: &'a Game,
    codes: Arc<[u64]>,
    movement: Arc<Movement>,
    powers: Arc<Powers>,
    /// Of each consenter.
    orders: Vec<Ranks>,
    /// For each player its place among the consenters.
    consenter_of: Vec<usize>,
    known: bool,
    /// For each forbidden pair of patterns whom it concerns.
    forbidden: Vec<u64>,
    /// For each state which forbidden patterns it matches as origin and as target; empty if there are none.
    patterns: Arc<[(u64, u64)]>,
}

/// A step on a way.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct JointStep {
    /// Who moves, by places in `game.consent.parties`; together, nobody can be spared.
    pub movers: Vec<usize>,
    /// Whether it is a joint step; one by a single party alone otherwise.
    pub joint: bool,
    /// The number of the state that it leads to.
    pub to: u32,
}

/// Between what a party's fortunes lie, over the states of all closed sets.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Interval {
    /// A state than which none is surely or possibly worse, the first of them; none where that is not known.
    pub worst: Option<u32>,
    /// A state than which none is surely or possibly better, the first of them; none where that is not known.
    pub best: Option<u32>,
}

/// A reached state.
#[derive(Clone, Copy)]
struct Node {
    state: u32,
    /// The node before it.
    before: u32,
    /// Who moved; bits of consenters.
    movers: u64,
    joint: bool,
    /// Whether a party alone has a step from it, and whether some have a joint one.
    leaves: (bool, bool),
}

const NONE: u32 = u32::MAX;

/// Where things can go from a state.
pub struct JointEvolution {
    nodes: Vec<Node>,
    /// For each state its node.
    index: Vec<u32>,
    closed: Vec<Vec<u32>>,
    unsure: u64,
    agreed: u64,
}

impl JointEvolution {
    /// The number of the state from which it starts.
    #[must_use]
    pub fn start(&self) -> u32 {
        self.nodes[0].state
    }

    /// The reached states, those with fewer steps first; the start is among them.
    pub fn reached(&self) -> impl Iterator<Item = u32> {
        self.nodes.iter().map(|node| node.state)
    }

    /// How many states are reached, the start included.
    #[must_use]
    pub fn count(&self) -> usize {
        self.nodes.len()
    }

    /// Whether a state is reached.
    #[must_use]
    pub fn reaches(&self, state: u32) -> bool {
        self.node(state).is_some()
    }

    /// The closed sets, each ascending, in order of their first state. There is always one.
    #[must_use]
    pub fn closed(&self) -> &[Vec<u32>] {
        &self.closed
    }

    /// From how many reached states some step possibly pays that does not surely do so.
    #[must_use]
    pub fn unsure(&self) -> u64 {
        self.unsure
    }

    /// The axes that are changed by some joint step that is taken, or perhaps is, from a reached state; as bits.
    pub(crate) fn agreed(&self) -> u64 {
        self.agreed
    }

    /// Whether a reached state is left by some party alone with a sure gain; none if it is not reached.
    #[must_use]
    pub fn is_left_alone(&self, state: u32) -> Option<bool> {
        self.node(state).map(|node| node.leaves.0)
    }

    /// Whether a reached state is left by a joint step with a sure gain for all who take it; none if it is not reached.
    #[must_use]
    pub fn is_left_together(&self, state: u32) -> Option<bool> {
        self.node(state).map(|node| node.leaves.1)
    }

    /// A shortest way to a state, if it is reached.
    #[must_use]
    pub fn way_to(&self, state: u32) -> Option<Vec<JointStep>> {
        let mut node = self.node(state)?;
        let mut steps = Vec::new();
        while node.before != NONE {
            let movers = (0..64).filter(|bit| node.movers >> bit & 1 == 1).collect();
            steps.push(JointStep { movers, joint: node.joint, to: node.state });
            node = &self.nodes[node.before as usize];
        }
        steps.reverse();
        Some(steps)
    }

    fn node(&self, state: u32) -> Option<&Node> {
        let at = self.index.get(state as usize).filter(|at| **at != NONE)?;
        self.nodes.get(*at as usize)
    }
}

/// Where things can go from the state with number `from` (from 0) of a game.
///
/// # Errors
/// See [`JointError`].
pub fn evolve_together(game: &Game, from: u64, setting: &Together, control: &Control<'_>) -> Result<JointEvolution, JointError> {
    Joint::new(game)?.evolve(from, setting, control)
}

impl<'a> Joint<'a> {
    /// Tabulates what is needed.
    ///
    /// # Errors
    /// When there are too many parties or restrictions.
    ///
    /// # Complexity
    /// A sort of the states for each player; about 20 bytes a state and party.
    pub fn new(game: &'a Game) -> Result<Self, JointError> {
        let consenters = &game.consent.parties;
        if consenters.len() > 64 {
            return Err(JointError::TooManyParties { parties: consenters.len() });
        }
        if game.forbidden.len() > 64 {
            return Err(JointError::TooManyPatterns);
        }
        let movement = Movement::new(game)?;
        let codes: Vec<u64> = game.feasible.codes().collect();
        let powers = match Powers::new(game, &codes) {
            Ok(powers) => powers,
            Err(AgreementError::Stopped(stopped)) => return Err(stopped.into()),
            Err(
                AgreementError::TooManyParties { .. }
                | AgreementError::TooManyStates { .. }
                | AgreementError::TooManySets { .. }
                | AgreementError::TooMuch { .. }
                | AgreementError::TooLarge { .. }
                | AgreementError::TooRestricted,
            ) => return Err(JointError::TooManyParties { parties: consenters.len() }),
        };
        let place_of = |player| consenters.iter().position(|consenter| consenter.player == Some(player)).expect("players have a say");
        let consenter_of: Vec<usize> = (0..game.players.len()).map(place_of).collect();
        let mut patterns = if game.forbidden.is_empty() { Vec::new() } else { vec![(0u64, 0u64); codes.len()] };
        for (bit, forbidden) in game.forbidden.iter().enumerate() {
            let (from, to) = (answers(game, &codes, &forbidden.from), answers(game, &codes, &forbidden.to));
            for (number, pattern) in patterns.iter_mut().enumerate() {
                pattern.0 |= u64::from(from[number]) << bit;
                pattern.1 |= u64::from(to[number]) << bit;
            }
        }
        let orders: Vec<Ranks> =
            consenters.par_iter().map(|consenter| Ranks::new(game.columns(&consenter.order, Slots::Numbers))).collect();
        Ok(Self {
            game,
            codes: codes.into(),
            movement: movement.into(),
            powers: powers.into(),
            known: orders.iter().all(Ranks::is_ranked),
            orders,
            forbidden: game
                .forbidden
                .iter()
                .map(|forbidden| forbidden.player.map_or(u64::MAX, |player| 1 << consenter_of[player]))
                .collect(),
            consenter_of,
            patterns: patterns.into(),
        })
    }

    /// The same with these orders of all who can move or have a say: nothing else is tabulated again.
    pub(crate) fn with_orders(&self, orders: Vec<Ranks>) -> Self {
        Self {
            game: self.game,
            codes: self.codes.clone(),
            movement: self.movement.clone(),
            powers: self.powers.clone(),
            known: orders.iter().all(Ranks::is_ranked),
            orders,
            consenter_of: self.consenter_of.clone(),
            forbidden: self.forbidden.clone(),
            patterns: self.patterns.clone(),
        }
    }

    /// The codes of the states, by number.
    pub(crate) fn codes(&self) -> &[u64] {
        &self.codes
    }

    /// Who may change what in which state.
    pub(crate) fn powers(&self) -> &Powers {
        &self.powers
    }

    /// The game.
    #[must_use]
    pub fn game(&self) -> &'a Game {
        self.game
    }

    /// How a party (by its place in `game.consent.parties`) compares two states.
    #[must_use]
    pub fn standing(&self, party: usize, a: u32, b: u32) -> Standing {
        self.orders[party].standing(a as usize, b as usize)
    }

    /// Where things can go from the state with number `from` (from 0).
    ///
    /// # Errors
    /// See [`JointError`].
    pub fn evolve(&self, from: u64, setting: &Together, control: &Control<'_>) -> Result<JointEvolution, JointError> {
        if from >= self.game.states() {
            return Err(JointError::NoSuchState { number: from, states: self.game.states() });
        }
        let setting = Setting::new(self, setting);
        let first = Node { state: narrow(place(from)), before: NONE, movers: 0, joint: false, leaves: (false, false) };
        let mut evolution =
            JointEvolution { nodes: vec![first], index: vec![NONE; self.codes.len()], closed: Vec::new(), unsure: 0, agreed: 0 };
        evolution.index[place(from)] = 0;
        let (mut starts, mut steps): (Vec<usize>, Vec<u32>) = (vec![0], Vec::new());
        let mut work = 0u64;
        /// So many states at a time are asked for their steps.
        const BLOCK: usize = 4096;
        while starts.len() <= evolution.nodes.len() {
            let asked = starts.len() - 1;
            control.check()?;
            control.report("joint evolution", asked as u64, evolution.nodes.len() as u64);
            let block: Vec<u32> = evolution.nodes[asked..].iter().take(BLOCK).map(|node| node.state).collect();
            if block.is_empty() {
                break;
            }
            work = block.iter().fold(work, |work, state| work.saturating_add(setting.width(*state as usize)));
            if work > WORK {
                return Err(JointError::TooMuch { reached: evolution.nodes.len() });
            }
            let found: Vec<moves::Found> =
                block.par_iter().map(|state| setting.steps(*state as usize, control)).collect::<Result<_, _>>()?;
            for (at, (from, found)) in (asked..).zip(block.iter().zip(found)) {
                evolution.unsure += u64::from(found.unsure);
                evolution.agreed |= found.agreed;
                evolution.nodes[at].leaves = found.leaves();
                for (to, mover) in found.steps {
                    steps.push(to);
                    if evolution.index[to as usize] == NONE {
                        evolution.index[to as usize] = narrow(evolution.nodes.len());
                        let (movers, joint) = match mover {
                            Mover::Alone(party) => (1 << party, false),
                            Mover::Together(bundle, set) => (setting.fewest(*from as usize, to as usize, bundle, set), true),
                        };
                        evolution.nodes.push(Node { state: to, before: narrow(at), movers, joint, leaves: (false, false) });
                    }
                }
                starts.push(steps.len());
                if steps.len() > STEPS {
                    return Err(JointError::TooManySteps { reached: evolution.nodes.len() });
                }
            }
        }
        steps.par_iter_mut().for_each(|to| *to = evolution.index[*to as usize]);
        let targets = |node: usize| &steps[starts[node]..starts[node + 1]];
        let closed = closed::among(evolution.nodes.len(), 0, &targets, control)?;
        evolution.closed = closed
            .into_iter()
            .map(|set| {
                let mut states: Vec<u32> = set.into_iter().map(|node| evolution.nodes[node as usize].state).collect();
                states.sort_unstable();
                states
            })
            .collect();
        evolution.closed.sort_unstable();
        Ok(evolution)
    }

    /// Between what the fortunes of a party (by its place in `game.consent.parties`) lie, over the states of all closed sets.
    #[must_use]
    pub fn interval(&self, evolution: &JointEvolution, party: usize) -> Interval {
        interval(self.orders[party].columns(), evolution.closed.iter().flatten().copied())
    }

    /// The same for a party that can neither move nor has a say.
    #[must_use]
    pub fn interval_by(&self, evolution: &JointEvolution, order: &Order) -> Interval {
        interval(&self.game.columns(order, Slots::Numbers), evolution.closed.iter().flatten().copied())
    }
}

impl Joint<'_> {
    /// How a party stands to an issue in a state: whether nobody decides it alone and the party belongs to some smallest set that may, and whether moreover nobody
    /// can decide it without the party.
    pub(crate) fn say(&self, party: usize, axis: usize, state: u32) -> (bool, bool) {
        let regime = self.powers.regime(state as usize);
        let together = self.powers.is_issue(axis) && self.powers.alone(axis, regime) == 0;
        let everybody = (0..self.orders.len()).fold(0u64, |set, bit| set | 1 << bit);
        let veto = self.powers.approves(axis, regime, everybody) && !self.powers.approves(axis, regime, everybody & !(1 << party));
        (together && self.powers.counts(axis, regime, party), together && veto)
    }

    /// The states to which others would go by changing one issue, that all of them gain by, and for which they need a party: each with who asks for it.
    pub(crate) fn asked_of(&self, party: usize, axis: usize, state: u32) -> Vec<(u32, u64)> {
        let (from, regime) = (state as usize, self.powers.regime(state as usize));
        if self.powers.alone(axis, regime) != 0 {
            return Vec::new();
        }
        let at = &self.game.codes.axes()[axis];
        let value = at.value(self.codes[from]);
        let others = (0..at.radix).filter_map(|to| detente_model::expression::Value::try_from(to).ok());
        let offer = |to: detente_model::expression::Value| {
            if to == value || !self.game.changes[axis].allows(value, to) {
                return None;
            }
            let code = self.codes[from].wrapping_add(u64::from(to).wrapping_sub(u64::from(value)).wrapping_mul(at.stride));
            let to = place(self.game.feasible.number(code)?);
            let mut barred = 0u64;
            if !self.patterns.is_empty() {
                let met = self.patterns[from].0 & self.patterns[to].1;
                barred = (0..64).filter(|bit| met >> bit & 1 == 1).fold(0, |set, bit: usize| set | self.forbidden[bit]);
            }
            let gains = |(other, order): (usize, &Ranks)| {
                u64::from(other != party && barred >> other & 1 == 0 && order.better(to, from, true)) << other
            };
            let others = self.orders.iter().enumerate().map(gains).fold(0, |set, bit| set | bit);
            let with = others | 1 << party;
            let needed = self.powers.approves(axis, regime, with) && !self.powers.approves(axis, regime, others);
            (needed && others != 0 && barred >> party & 1 == 0).then_some((narrow(to), others))
        };
        others.filter_map(offer).collect()
    }
}

/// The first state that is surely at most as good as all others, and the first that is surely at least as good.
pub(crate) fn interval(columns: &[Vec<u32>], states: impl Iterator<Item = u32> + Clone) -> Interval {
    let first = states.clone().min();
    if columns.is_empty() {
        // nothing is known, but that a state is as good as itself
        let one = first.filter(|first| states.clone().all(|state| state == *first));
        return Interval { worst: one, best: one };
    }
    let extreme = |of: &dyn Fn(&mut dyn Iterator<Item = u32>) -> Option<u32>| -> Option<u32> {
        let bounds: Option<Vec<u32>> = columns.iter().map(|column| of(&mut states.clone().map(|state| column[state as usize]))).collect();
        let bounds = bounds?;
        states.clone().filter(|state| columns.iter().zip(&bounds).all(|(column, bound)| column[*state as usize] == *bound)).min()
    };
    Interval { worst: extreme(&|ranks| ranks.min()), best: extreme(&|ranks| ranks.max()) }
}
