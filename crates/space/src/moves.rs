//! Who can go where, state by state: the general form, for moves of any kind.

use crate::codes::{narrow, place};
use crate::game::{Forbidden, Game};
use crate::words::{NONE, Question, STATES, WORDS};
use detente_model::expression::{Expression, Value};
use detente_model::index::Id;
use detente_model::phase::Phase;
use detente_model::variable::Moves;
use rayon::prelude::*;
use std::ops::Range;

/// The moves of all players over state numbers (from 0).
pub struct Movement {
    players: Vec<PlayerMoves>,
    states: usize,
}

enum PlayerMoves {
    Arcs(Arcs),
    Fibres(Box<Fibres>),
}

/// Listed arcs in both directions.
struct Arcs {
    forward: Lists,
    backward: Lists,
}

/// Lists of states, one after the other.
struct Lists {
    start: Vec<u32>,
    items: Vec<u32>,
}

impl Lists {
    fn new(count: usize, pairs: &mut [(u32, u32)]) -> Self {
        pairs.sort_unstable();
        let mut start = vec![0u32; count + 1];
        pairs.iter().for_each(|(from, _)| start[*from as usize + 1] += 1);
        for index in 0..count {
            start[index + 1] += start[index];
        }
        Self { start, items: pairs.iter().map(|(_, to)| *to).collect() }
    }

    fn of(&self, index: usize) -> &[u32] {
        &self.items[self.start[index] as usize..self.start[index + 1] as usize]
    }
}

/// Moves of a player in option form: within a fibre (the states that agree on all that it does not control), less what is restricted.
pub struct Fibres {
    fibre_of: Vec<u32>,
    fibres: Lists,
    /// Packed values of the player's restricted axes for each state; empty if none is.
    restricted: Vec<u32>,
    /// `allowed[from × width + to]` over packed values.
    allowed: Vec<bool>,
    width: usize,
    /// For each forbidden pair of patterns a bit where the state matches `from` (first) and `to` (second); empty if none applies.
    patterns: Vec<(u64, u64)>,
    /// For each conditionally controlled axis: value for each state and whether it may be changed there.
    conditional: Vec<(Vec<Value>, Vec<bool>)>,
}

impl Fibres {
    /// How many fibres there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.fibres.start.len() - 1
    }

    /// The fibre of a state.
    #[must_use]
    pub fn of(&self, state: usize) -> usize {
        self.fibre_of[state] as usize
    }

    /// The states of all fibres, fibre after fibre, each ascending.
    #[must_use]
    pub fn states(&self) -> &[u32] {
        &self.fibres.items
    }

    /// The places of a fibre's states in [`Self::states`].
    #[must_use]
    pub fn range(&self, fibre: usize) -> Range<usize> {
        self.fibres.start[fibre] as usize..self.fibres.start[fibre + 1] as usize
    }

    /// Whether every state of a fibre can be reached from every other.
    fn is_free(&self) -> bool {
        self.restricted.is_empty() && self.patterns.is_empty() && self.conditional.is_empty()
    }

    /// Whether the player may move from one state of a fibre to another of the same fibre.
    #[must_use]
    pub fn allows(&self, from: usize, to: usize) -> bool {
        from != to
            && (self.restricted.is_empty() || self.allowed[self.restricted[from] as usize * self.width + self.restricted[to] as usize])
            && (self.patterns.is_empty() || self.patterns[from].0 & self.patterns[to].1 == 0)
            && self.conditional.iter().all(|(values, may)| may[from] || values[from] == values[to])
    }
}

/// More restricted values than this would make the table of allowed changes too large.
const MAXIMAL_WIDTH: usize = 4096;

/// The moves cannot be tabulated: a player's restricted options have more combinations, or more pairs of patterns are forbidden, than there is room for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error(
    "more than {MAXIMAL_WIDTH} combinations of one party's restricted options, or more than 64 forbidden pairs of patterns for one party"
)]
pub struct TooRestricted;

impl Movement {
    /// Whether the moves of a game can be tabulated, without doing so.
    ///
    /// # Errors
    /// [`TooRestricted`].
    pub fn check(game: &Game) -> Result<(), TooRestricted> {
        if game.arcs.is_some() {
            return Ok(());
        }
        (0..game.players.len()).try_for_each(|player| {
            Fibres::bound(game, player)?;
            Fibres::applying(game, player)?;
            Ok(())
        })
    }

    /// Tabulates who can go where.
    ///
    /// # Errors
    /// [`TooRestricted`].
    ///
    /// # Complexity
    /// A sort of the states for each player; about 12 bytes a state and player.
    pub fn new(game: &Game) -> Result<Self, TooRestricted> {
        let states = place(game.states());
        let codes: Vec<u64> = game.feasible.codes().collect();
        let players = (0..game.players.len())
            .into_par_iter()
            .map(|player| match &game.arcs {
                Some(arcs) => Ok(PlayerMoves::Arcs(Arcs::new(game, states, &arcs[player]))),
                None => Fibres::new(game, &codes, player).map(|fibres| PlayerMoves::Fibres(Box::new(fibres))),
            })
            .collect::<Result<_, _>>()?;
        Ok(Self { players, states })
    }

    /// How many states there are.
    #[must_use]
    pub fn states(&self) -> usize {
        self.states
    }

    /// How many players there are.
    #[must_use]
    pub fn players(&self) -> usize {
        self.players.len()
    }

    /// The fibres of a player, unless its moves are listed arcs.
    #[must_use]
    pub fn fibres(&self, player: usize) -> Option<&Fibres> {
        match &self.players[player] {
            PlayerMoves::Arcs(_) => None,
            PlayerMoves::Fibres(fibres) => Some(fibres),
        }
    }

    /// The states that `player` can reach from `from` in one move, ascending.
    pub fn targets(&self, player: usize, from: usize) -> impl Iterator<Item = usize> {
        let (list, fibres) = match &self.players[player] {
            PlayerMoves::Arcs(arcs) => (arcs.forward.of(from), None),
            PlayerMoves::Fibres(fibres) => (fibres.fibres.of(fibres.fibre_of[from] as usize), Some(fibres)),
        };
        list.iter().map(|to| *to as usize).filter(move |to| fibres.is_none_or(|fibres| fibres.allows(from, *to)))
    }

    /// The sets of states between which `player` moves freely, each to any other of its set and no further; none if some of its moves are not of that kind.
    pub fn free_sets(&self, player: usize) -> Option<impl Iterator<Item = &[u32]>> {
        match &self.players[player] {
            PlayerMoves::Fibres(fibres) if fibres.is_free() => {
                Some((0..fibres.fibres.start.len() - 1).map(|fibre| fibres.fibres.of(fibre)))
            }
            PlayerMoves::Fibres(_) | PlayerMoves::Arcs(_) => None,
        }
    }

    /// The states from which `player` can reach `to` in one move, ascending.
    pub fn sources(&self, player: usize, to: usize) -> impl Iterator<Item = usize> {
        let (list, fibres) = match &self.players[player] {
            PlayerMoves::Arcs(arcs) => (arcs.backward.of(to), None),
            PlayerMoves::Fibres(fibres) => (fibres.fibres.of(fibres.fibre_of[to] as usize), Some(fibres)),
        };
        list.iter().map(|from| *from as usize).filter(move |from| fibres.is_none_or(|fibres| fibres.allows(*from, to)))
    }
}

impl Arcs {
    fn new(game: &Game, states: usize, arcs: &[(Value, Value)]) -> Self {
        let number = |value: Value| game.feasible.number(u64::from(value)).map(|number| narrow(place(number)));
        let mut pairs: Vec<(u32, u32)> =
            arcs.iter().filter_map(|(from, to)| Some((number(*from)?, number(*to)?))).filter(|(from, to)| from != to).collect();
        pairs.sort_unstable();
        pairs.dedup();
        let mut reversed: Vec<(u32, u32)> = pairs.iter().map(|(from, to)| (*to, *from)).collect();
        Self { forward: Lists::new(states, &mut pairs), backward: Lists::new(states, &mut reversed) }
    }
}

impl Fibres {
    /// The player's restricted axes and how many combinations of values they have.
    fn bound(game: &Game, player: usize) -> Result<(Vec<usize>, usize), TooRestricted> {
        let own = game.players[player].axes.iter().map(|(axis, _)| *axis);
        let bound: Vec<usize> = own.filter(|axis| game.changes[*axis] != Moves::Free).collect();
        let radices = bound.iter().map(|axis| place(game.codes.axes()[*axis].radix));
        let width = radices.into_iter().try_fold(1usize, usize::checked_mul).filter(|width| *width <= MAXIMAL_WIDTH);
        Ok((bound, width.ok_or(TooRestricted)?))
    }

    /// What forbids moves of the player.
    fn applying(game: &Game, player: usize) -> Result<Vec<&Forbidden>, TooRestricted> {
        let applying: Vec<_> = game.forbidden.iter().filter(|forbidden| forbidden.player.is_none_or(|mover| mover == player)).collect();
        if applying.len() > 64 { Err(TooRestricted) } else { Ok(applying) }
    }

    fn new(game: &Game, codes: &[u64], player: usize) -> Result<Self, TooRestricted> {
        let (bound, width) = Self::bound(game, player)?;
        let applying = Self::applying(game, player)?;
        let own = &game.players[player].axes;
        let axes = game.codes.axes();
        let key = |code: u64| code - own.iter().map(|(axis, _)| u64::from(axes[*axis].value(code)) * axes[*axis].stride).sum::<u64>();
        let mut keyed: Vec<(u64, u32)> = codes.iter().enumerate().map(|(number, code)| (key(*code), narrow(number))).collect();
        keyed.par_sort_unstable();
        let mut fibre_of = vec![0u32; codes.len()];
        let mut start = Vec::new();
        let mut last = None;
        for (position, (key, number)) in keyed.iter().enumerate() {
            if last != Some(*key) {
                start.push(narrow(position));
                last = Some(*key);
            }
            fibre_of[*number as usize] = narrow(start.len() - 1);
        }
        start.push(narrow(keyed.len()));
        let fibres = Lists { start, items: keyed.into_iter().map(|(_, number)| number).collect() };

        let (mut restricted, mut allowed) = (Vec::new(), Vec::new());
        if !bound.is_empty() {
            let pack = |code: u64| {
                bound.iter().rev().fold(0, |packed, axis| packed * narrow(place(axes[*axis].radix)) + u32::from(axes[*axis].value(code)))
            };
            restricted = codes.iter().map(|code| pack(*code)).collect();
            let values = |mut packed: usize| -> Vec<Value> {
                let value = |axis: &usize| {
                    let radix = place(axes[*axis].radix);
                    let value = packed % radix;
                    packed /= radix;
                    Value::try_from(value).unwrap_or(Value::MAX)
                };
                bound.iter().map(value).collect()
            };
            let unpacked: Vec<Vec<Value>> = (0..width).map(values).collect();
            let change = |from: &[Value], to: &[Value]| {
                bound.iter().zip(from.iter().zip(to)).all(|(axis, (from, to))| game.changes[*axis].allows(*from, *to))
            };
            allowed = unpacked.iter().flat_map(|from| unpacked.iter().map(move |to| change(from, to))).collect();
        }

        let mut patterns = if applying.is_empty() { Vec::new() } else { vec![(0u64, 0u64); codes.len()] };
        for (bit, forbidden) in applying.iter().enumerate() {
            let (from, to) = (answers(game, codes, &forbidden.from), answers(game, codes, &forbidden.to));
            for (number, pattern) in patterns.iter_mut().enumerate() {
                pattern.0 |= u64::from(from[number]) << bit;
                pattern.1 |= u64::from(to[number]) << bit;
            }
        }
        let conditional = own
            .iter()
            .filter_map(|(axis, when)| Some((axis, when.as_ref()?)))
            .map(|(axis, when)| (codes.iter().map(|code| axes[*axis].value(*code)).collect(), answers(game, codes, when)))
            .collect();
        Ok(Self { fibre_of, fibres, restricted, allowed, width, patterns, conditional })
    }
}

/// Whether an expression holds, for each state.
#[must_use]
pub fn answers(game: &Game, codes: &[u64], expression: &Expression) -> Vec<bool> {
    if game.feasible.words().is_none() {
        let width = game.codes.axes().iter().map(|axis| axis.variable.index() + 1).max().unwrap_or(0);
        let mut values = vec![Value::default(); width];
        let phase = Phase::start();
        return codes
            .iter()
            .map(|code| {
                game.codes.axes().iter().for_each(|axis| values[axis.variable.index()] = axis.value(*code));
                expression.holds(&values, &phase)
            })
            .collect();
    }
    let question = Question::new(expression, &game.codes);
    let mut block = None;
    let mut out = NONE;
    codes
        .iter()
        .map(|code| {
            if block != Some(code / STATES as u64) {
                block = Some(code / STATES as u64);
                question.answer(code / STATES as u64, &mut out);
            }
            out[place(code / 64) % WORDS] >> (code % 64) & 1 == 1
        })
        .collect()
}
