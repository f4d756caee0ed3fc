//! The fast engine: near-linear in the number of codes, no matrix, no graph.
//!
//! Call a party's *fibre* a set of states that agree on everything the party does not control; its moves stay in a fibre. With
//! ranked preferences every concept but Nash asks, for each state t that the focal party i might improve to, for the **minimum**,
//! over the states that the others can reach from t, of a value v: v = rank for GMR and SEQ, the larger of rank and the best rank
//! that i can still move to for SMR and SSEQ. State s is stable iff no improvement t of i has a minimum above rank(s).
//!
//! The others never change i's own variables, so the problem falls apart into one *slice* for each setting of those. In a slice the
//! states are taken in increasing order of v, and each walks backwards: a state that can move into t lies in t's fibre of some other
//! j (below t in j's order, if j moves by improvements only). Each fibre is kept sorted by j's order with a pointer to how far it has
//! been claimed, so that each state is claimed once for each j. Options that cannot be taken back make moves transitive but not
//! symmetric: fibres are then split into *classes* of positions that are free among themselves, each with a pointer of its own, and a
//! state is entered only from the classes that lead to its own. Last, each fibre of i is swept once, from its best rank down.

use super::{Bits, Column, Engine, Plan, Slots, sort_by_value};
use crate::stability::concept::Deterrence;
use detente_model::control::{Control, Stopped};
use detente_model::order::Order;
use detente_model::variable::Moves;
use detente_space::Game;
use detente_space::codes::{Axis, AxisSum, narrow, place};
use detente_space::ranks::INFEASIBLE;
use rayon::prelude::*;
use std::sync::atomic::{AtomicU64, Ordering};

/// The fast engine.
#[derive(Clone, Copy, Debug, Default)]
pub struct FibreEngine;

/// Up to this many combinations ranks are kept for each player: four bytes a combination.
const KEPT: u64 = 1 << 21;

/// More pairs of classes than this of one party are left to the general engine.
const MAXIMAL_CLASS_PAIRS: usize = 1 << 20;

impl Engine for FibreEngine {
    fn name(&self) -> &'static str {
        "fibre engine"
    }

    fn slots(&self) -> Slots {
        Slots::Codes
    }

    fn refuses(&self, game: &Game) -> Option<&'static str> {
        if game.arcs.is_some() {
            return Some("the case is given by arcs");
        }
        if !game.forbidden.is_empty() {
            return Some("moves between patterns are forbidden");
        }
        if game.feasible.words().is_none() {
            return Some("the feasible states are few among very many combinations");
        }
        if game.players.iter().any(|player| matches!(player.order, Order::Partial(_))) {
            return Some("a preference is partial");
        }
        if game.players.iter().any(|player| player.axes.iter().any(|(_, when)| when.is_some())) {
            return Some("who may decide an issue depends on the state");
        }
        if game.description.axes.iter().any(|axis| axis.controllers.len() > 1) {
            return Some("several parties can each decide an issue alone");
        }
        if game.codes.combinations() > 1 << 31 {
            return Some("there are more than 2^31 combinations");
        }
        if !game.changes.iter().all(is_transitive) {
            return Some("moves are not transitive");
        }
        if (0..game.players.len()).any(|player| Side::class_pairs(game, player).is_none_or(|pairs| pairs > MAXIMAL_CLASS_PAIRS)) {
            return Some("one party has very many options that cannot be taken back");
        }
        None
    }

    fn bytes(&self, game: &Game) -> u64 {
        let sizes = game.players.iter().map(|player| player.axes.iter().map(|(axis, _)| game.codes.axes()[*axis].radix).product::<u64>());
        let width = match sizes.max().unwrap_or(1) {
            0..=255 => 1,
            256..=65_535 => 2,
            _ => 4,
        };
        // kept: order and level of every player, verdicts; in hand: those of the others, two columns of ranks, labels, verdicts
        let players = game.players.len() as u64;
        let classes = if game.changes.iter().any(|moves| *moves != Moves::Free) { 4 } else { 0 };
        game.codes.combinations() * (4 * width * players + players + 4 + 4 + 1 + classes) + (64 << 20)
    }

    fn verdicts(&self, game: &Game, plan: &Plan, control: &Control<'_>) -> Result<Vec<Column>, Stopped> {
        let sides: Vec<Side> = (0..game.players.len()).map(|player| Side::new(game, player)).collect();
        match sides.iter().map(|side| side.size).max().unwrap_or(1) {
            0..=255 => run::<u8>(game, &sides, plan, control),
            256..=65_535 => run::<u16>(game, &sides, plan, control),
            _ => run::<u32>(game, &sides, plan, control),
        }
    }
}

fn is_transitive(moves: &Moves) -> bool {
    let Moves::Only(allowed) = moves else { return true };
    let count = allowed.len().isqrt();
    let can = |from: usize, to: usize| from == to || allowed[from * count + to];
    (0..count)
        .all(|from| (0..count).filter(|middle| can(from, *middle)).all(|middle| (0..count).all(|to| !can(middle, to) || can(from, to))))
}

/// A position in a fibre, in as few bytes as fibres allow.
trait Position: Copy + Ord + Default + Send + Sync + 'static {
    /// Stands for "not feasible" among levels.
    const NONE: Self;
    fn new(index: usize) -> Self;
    fn index(self) -> usize;
}

macro_rules! positions {
    ($($type:ty)*) => {$(
        impl Position for $type {
            const NONE: Self = <$type>::MAX;
            #[expect(clippy::allow_attributes, reason = "the cast is lossless for one of the types")]
            #[allow(clippy::cast_possible_truncation, reason = "the type is chosen so that the sizes of all fibres fit")]
            fn new(index: usize) -> Self {
                debug_assert!(<$type>::try_from(index).is_ok());
                index as $type
            }
            fn index(self) -> usize {
                self as usize
            }
        }
    )*};
}

positions!(u8 u16 u32);

/// A player's fibres: their shape, which is the same for all.
struct Side {
    /// The axes that it controls, and the others, as positions in the game's axes.
    own: Vec<usize>,
    rest: Vec<usize>,
    /// How many positions a fibre has (feasible or not).
    size: usize,
    /// What each position adds to the code.
    offsets: Vec<usize>,
    /// The class of each position: positions of a class are free among themselves.
    class_of: Vec<u32>,
    /// Where the segment of each class begins among the positions sorted by class.
    segment: Vec<usize>,
    /// For each class the classes that lead to it, itself among them.
    from: Vec<Vec<u32>>,
    /// For each class the classes that it leads to, itself among them.
    to: Vec<Vec<u32>>,
    /// Whether its preference is unknown.
    unknown: bool,
}

impl Side {
    /// For each restricted axis the class of each value and which class leads to which.
    fn axis_classes(game: &Game, axis: usize) -> (Vec<u32>, Vec<Vec<bool>>) {
        let radix = game.description.axes[axis].values.len();
        let value = |index: usize| u16::try_from(index).unwrap_or(u16::MAX);
        let leads = |from: usize, to: usize| game.changes[axis].allows(value(from), value(to));
        let mut class_of: Vec<u32> = Vec::new();
        let mut first: Vec<usize> = Vec::new();
        for index in 0..radix {
            let known = first.iter().position(|other| leads(*other, index) && leads(index, *other));
            class_of.push(narrow(known.unwrap_or(first.len())));
            if known.is_none() {
                first.push(index);
            }
        }
        let table = first.iter().map(|from| first.iter().map(|to| leads(*from, *to)).collect()).collect();
        (class_of, table)
    }

    /// How many pairs of classes lead from one to the other; none if they are too many to count.
    fn class_pairs(game: &Game, player: usize) -> Option<usize> {
        let restricted = game.players[player].axes.iter().filter(|(axis, _)| game.changes[*axis] != Moves::Free);
        restricted
            .map(|(axis, _)| Self::axis_classes(game, *axis).1.iter().flatten().filter(|leads| **leads).count())
            .try_fold(1usize, usize::checked_mul)
    }

    fn new(game: &Game, player: usize) -> Self {
        let axes = game.codes.axes();
        let own: Vec<usize> = game.players[player].axes.iter().map(|(axis, _)| *axis).collect();
        let rest: Vec<usize> = (0..axes.len()).filter(|axis| !own.contains(axis)).collect();
        let mut offsets = vec![0];
        let mut class_of = vec![0u32];
        let mut leads = vec![vec![true]];
        for axis in &own {
            let values = 0..place(axes[*axis].radix);
            let stride = place(axes[*axis].stride);
            offsets = values.clone().flat_map(|value| offsets.iter().map(move |offset| offset + value * stride)).collect();
            let classes_before = leads.len();
            let (axis_class, table) = if game.changes[*axis] == Moves::Free {
                (vec![0; values.len()], vec![vec![true]])
            } else {
                Self::axis_classes(game, *axis)
            };
            class_of = values
                .flat_map(|value| class_of.iter().map(move |class| (value, *class)).collect::<Vec<_>>())
                .map(|(value, class)| axis_class[value] * narrow(classes_before) + class)
                .collect();
            leads = table
                .iter()
                .flat_map(|row| {
                    leads
                        .iter()
                        .map(move |before| row.iter().flat_map(|one| before.iter().map(move |other| *one && *other)).collect::<Vec<bool>>())
                })
                .collect();
        }
        let mut segment = vec![0; leads.len()];
        for class in &class_of {
            for later in &mut segment[*class as usize + 1..] {
                *later += 1;
            }
        }
        let classes = 0..narrow(leads.len());
        let from = classes.clone().map(|to| classes.clone().filter(|from| leads[*from as usize][to as usize]).collect()).collect();
        let to = classes.clone().map(|from| classes.clone().filter(|to| leads[from as usize][*to as usize]).collect()).collect();
        let unknown = game.players[player].order == Order::Unknown;
        Self { own, rest, size: offsets.len(), offsets, class_of, segment, from, to, unknown }
    }

    fn classes(&self) -> usize {
        self.segment.len()
    }

    /// For each axis, by how much the place of a state in this player's layout (fibre after fibre) grows with its value.
    fn weights(&self, axes: &[Axis]) -> Vec<u64> {
        let mut weights = vec![0; axes.len()];
        let mut step = 1;
        for axis in self.own.iter().chain(&self.rest) {
            weights[*axis] = step;
            step *= axes[*axis].radix;
        }
        weights
    }
}

/// A player's order within its fibres, fibre after fibre.
struct Sorted<P> {
    /// Within each class's segment the positions from worst to best; infeasible ones last.
    order: Vec<P>,
    /// For each position how many of the fibre are worse; [`Position::NONE`] where infeasible.
    level: Vec<P>,
}

fn sort_fibres<P: Position>(game: &Game, side: &Side, ranks: &[u32]) -> Sorted<P> {
    let axes = game.codes.axes();
    let base = AxisSum::linear(&side.rest.iter().map(|axis| (axes[*axis].radix, axes[*axis].stride)).collect::<Vec<_>>());
    let batch = (1 << 14) / side.size + 1;
    let (mut order, mut level) = (vec![P::default(); ranks.len()], vec![P::NONE; ranks.len()]);
    order.par_chunks_mut(side.size * batch).zip(level.par_chunks_mut(side.size * batch)).enumerate().for_each_init(
        || (Vec::new(), Vec::new()),
        |(keys, next), (chunk, (order, level))| {
            let fibres = order.chunks_exact_mut(side.size).zip(level.chunks_exact_mut(side.size)).enumerate();
            for (fibre, (order, level)) in fibres {
                let base = base.place(chunk * batch + fibre);
                keys.clear();
                keys.extend((0u64..).zip(&side.offsets).map(|(position, offset)| u64::from(ranks[base + offset]) << 32 | position));
                keys.sort_unstable();
                next.clear();
                next.extend_from_slice(&side.segment);
                let (mut last, mut worse) = (None, 0);
                for (index, key) in keys.iter().enumerate() {
                    let (rank, position) = (key >> 32, place(key & 0xFFFF_FFFF));
                    let slot = &mut next[side.class_of[position] as usize];
                    order[*slot] = P::new(position);
                    *slot += 1;
                    if rank != u64::from(INFEASIBLE) {
                        if last != Some(rank) {
                            (last, worse) = (Some(rank), index);
                        }
                        level[position] = P::new(worse);
                    }
                }
            }
        },
    );
    Sorted { order, level }
}

/// Division of numbers below 2^32 by a constant, as a multiplication.
#[derive(Clone, Copy)]
struct Divisor {
    divisor: usize,
    magic: u64,
}

impl Divisor {
    fn new(divisor: usize) -> Self {
        Self { divisor, magic: if divisor == 1 { 0 } else { u64::MAX / divisor as u64 + 1 } }
    }

    fn divide(self, number: usize) -> usize {
        if self.divisor == 1 {
            return number;
        }
        place(u64::try_from((number as u128 * u128::from(self.magic)) >> 64).unwrap_or(0))
    }
}

/// One of the others as a focal party's slices see it.
struct Other {
    /// Which player.
    player: usize,
    /// By how much the place in a slice grows with its position.
    stride: usize,
    by_stride: Divisor,
    by_size: Divisor,
}

/// How one of the others may move.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    Stay,
    Improve,
    Any,
}

/// The states arranged for one focal party: slice after slice, one for each of its positions; within a slice the other players'
/// axes one after the other, then the axes that nobody controls.
struct Layout {
    /// How many states a slice has.
    width: usize,
    others: Vec<Other>,
    /// Radix and axis of each place in a slice, the least significant first.
    axes: Vec<(u64, usize)>,
}

impl Layout {
    fn new(game: &Game, sides: &[Side], focal: usize) -> Self {
        let radix = |axis: usize| game.codes.axes()[axis].radix;
        let (mut others, mut axes, mut stride) = (Vec::new(), Vec::new(), 1);
        for (player, side) in sides.iter().enumerate().filter(|(player, _)| *player != focal) {
            others.push(Other { player, stride, by_stride: Divisor::new(stride), by_size: Divisor::new(side.size) });
            axes.extend(side.own.iter().map(|axis| (radix(*axis), *axis)));
            stride *= side.size;
        }
        let free = (0..game.codes.axes().len()).filter(|axis| sides.iter().all(|side| !side.own.contains(axis)));
        for axis in free {
            axes.push((radix(axis), axis));
            stride *= place(radix(axis));
        }
        Self { width: stride, others, axes }
    }

    /// For each place in a slice the sum of value × weight over the axes that vary in it.
    fn sum(&self, weights: &[u64]) -> AxisSum {
        AxisSum::linear(&self.axes.iter().map(|(radix, axis)| (*radix, weights[*axis])).collect::<Vec<_>>())
    }

    /// The same for the places of a slice that is laid out with these axes first: fibre after fibre of the player who controls them.
    fn sum_with_first(&self, first: &[usize], weights: &[u64]) -> AxisSum {
        let (own, rest): (Vec<_>, Vec<_>) = self.axes.iter().partition(|(_, axis)| first.contains(axis));
        AxisSum::linear(&own.into_iter().chain(rest).map(|(radix, axis)| (radix, weights[axis])).collect::<Vec<_>>())
    }
}

/// Σ value × weight over a side's own axes, for each of its positions.
fn own_sums(game: &Game, side: &Side, weights: &[u64]) -> Vec<usize> {
    let mut sums = vec![0];
    for axis in &side.own {
        let values = 0..place(game.codes.axes()[*axis].radix);
        sums = values.flat_map(|value| sums.iter().map(move |sum| sum + value * place(weights[*axis])).collect::<Vec<_>>()).collect();
    }
    sums
}

/// Large columns that one focal party has done with and the next one fills again: memory that is handed out anew costs time.
struct Spare<P> {
    ranks: Vec<u32>,
    labels: Vec<u32>,
    positions: Vec<Vec<P>>,
}

/// Rearranges a column into slices: row a, place b gets `source[rows[a] + columns(b)]`. What `out` holds is overwritten.
fn arrange<T: Copy + Default + Send + Sync>(source: &[T], rows: &[usize], columns: &AxisSum, width: usize, mut out: Vec<T>) -> Vec<T> {
    const TILE: usize = 4096;
    out.resize(source.len(), T::default());
    // several rows a task, a tile of columns at a time: what is read for one row is still at hand for the next
    let batch = rows.len().div_ceil(4).min(32);
    out.par_chunks_mut(width * batch).zip(rows.par_chunks(batch)).for_each(|(out, rows)| {
        for start in (0..width).step_by(TILE) {
            let end = (start + TILE).min(width);
            for (row, base) in out.chunks_exact_mut(width).zip(rows) {
                columns.run(start, &mut row[start..end], |item, sum| *item = source[base + place(sum.cast_unsigned())]);
            }
        }
    });
    out
}

fn run<P: Position>(game: &Game, sides: &[Side], plan: &Plan, control: &Control<'_>) -> Result<Vec<Column>, Stopped> {
    let axes = game.codes.axes();
    let players = sides.len();
    let total = (players * (plan.concepts.len() + 1)) as u64;
    let done = AtomicU64::new(0);
    let step = || control.report("stability", done.fetch_add(1, Ordering::Relaxed) + 1, total);
    let ranks = |player: usize| game.ranks(player, Slots::Codes).into_iter().next();
    let mut sorted: Vec<Option<Sorted<P>>> = Vec::with_capacity(players);
    // ranks are made again when they are needed again, but for small games
    let mut kept: Vec<Option<Vec<u32>>> = vec![None; players];
    for (player, side) in sides.iter().enumerate() {
        control.check()?;
        let column = if side.unknown { None } else { ranks(player) };
        sorted.push(column.as_ref().map(|ranks| sort_fibres(game, side, ranks)));
        kept[player] = column.filter(|_| game.codes.combinations() <= KEPT && plan.wanted[player] != 0);
        step();
    }
    let feasible = game.feasible.words().expect("this engine refuses listed states");
    let anyone_unknown = sides.iter().any(|side| side.unknown);
    let mut columns = Vec::with_capacity(players);
    let mut spare: Spare<P> = Spare { ranks: Vec::new(), labels: Vec::new(), positions: Vec::new() };
    for focal in 0..players {
        let side = &sides[focal];
        if plan.wanted[focal] == 0 {
            columns.push(Column { surely: vec![0; place(game.codes.combinations())], possibly: None });
            (0..plan.concepts.len()).for_each(|_| step());
            continue;
        }
        let layout = Layout::new(game, sides, focal);
        let strides: Vec<u64> = axes.iter().map(|axis| axis.stride).collect();
        let codes = layout.sum(&strides);
        let code_rows = own_sums(game, side, &strides);
        let in_layout: Vec<u64> = {
            // place of a state in verdicts that are kept place after place, the focal positions of each together
            let mut weights = vec![0; axes.len()];
            let mut step = 1;
            for axis in side.own.iter().copied().chain(layout.axes.iter().map(|(_, axis)| *axis)) {
                weights[axis] = step;
                step *= axes[axis].radix;
            }
            weights
        };
        let by_code = AxisSum::linear(&axes.iter().zip(&in_layout).map(|(axis, weight)| (axis.radix, *weight)).collect::<Vec<_>>());
        let to_codes = |verdicts: Vec<Bits>| {
            let mut out = vec![0; verdicts.len()];
            out.par_chunks_mut(1 << 14).enumerate().for_each(|(chunk, out)| {
                by_code.run(chunk << 14, out, |bits: &mut Bits, sum| *bits = verdicts[place(sum.cast_unsigned())]);
            });
            out
        };
        let Some(own) = &sorted[focal] else {
            columns.push(unknown_column(game, side, plan.wanted[focal], feasible));
            (0..plan.concepts.len()).for_each(|_| step());
            continue;
        };
        let focus = Focus {
            side,
            width: layout.width,
            ranks: arrange(
                &kept[focal].take().or_else(|| ranks(focal)).expect("a known order has a column"),
                &code_rows,
                &codes,
                layout.width,
                std::mem::take(&mut spare.ranks),
            ),
            own,
            own_fibre: layout.sum(&side.weights(axes)),
        };
        let needs_others =
            (0..plan.concepts.len()).any(|bit| plan.wanted[focal] >> bit & 1 == 1 && plan.concepts[bit].deterrence != Deterrence::Nothing);
        let others: Vec<(&Side, &Other, Vec<P>, Vec<P>)> = layout
            .others
            .iter()
            .filter(|_| needs_others)
            .map(|other| {
                let theirs = &sides[other.player];
                let weights = theirs.weights(axes);
                let rows = own_sums(game, side, &weights);
                // nothing is known of an order: all that matters is which states are feasible
                let any = sorted[other.player].is_none().then(|| {
                    let feasibility = feasibility(feasible, place(game.codes.combinations()));
                    sort_fibres::<P>(game, theirs, &feasibility)
                });
                let sorted = sorted[other.player].as_ref().or(any.as_ref()).expect("one or the other");
                let mut again = || spare.positions.pop().unwrap_or_default();
                let order = arrange(&sorted.order, &rows, &layout.sum_with_first(&theirs.own, &weights), layout.width, again());
                let level = arrange(&sorted.level, &rows, &layout.sum(&weights), layout.width, again());
                (theirs, other, order, level)
            })
            .collect();
        control.check()?;
        let mut surely = vec![0; focus.ranks.len()];
        let mut possibly = anyone_unknown.then(|| vec![0; focus.ranks.len()]);
        let mut labels = std::mem::take(&mut spare.labels);
        labels.resize(if needs_others { focus.ranks.len() } else { 0 }, 0);
        for (bit, concept) in plan.concepts.iter().enumerate().filter(|(bit, _)| plan.wanted[focal] >> bit & 1 == 1) {
            match concept.deterrence {
                Deterrence::Nothing => {
                    focus.judge(None, bit, &mut surely);
                    if let Some(possibly) = &mut possibly {
                        focus.judge(None, bit, possibly);
                    }
                }
                Deterrence::Sanctions { credible, response, simultaneous: _ } => {
                    let modes = |unknown: Mode| -> Vec<Mode> {
                        let mode = |side: &Side| {
                            if !credible {
                                Mode::Any
                            } else if side.unknown {
                                unknown
                            } else {
                                Mode::Improve
                            }
                        };
                        others.iter().map(|(side, ..)| mode(side)).collect()
                    };
                    focus.label(&others, &modes(Mode::Stay), response, &mut labels, control)?;
                    focus.judge(Some(&labels), bit, &mut surely);
                    if let Some(possibly) = &mut possibly {
                        if credible {
                            focus.label(&others, &modes(Mode::Any), response, &mut labels, control)?;
                        }
                        focus.judge(Some(&labels), bit, possibly);
                    }
                }
            }
            step();
        }
        columns.push(Column { surely: to_codes(surely), possibly: possibly.map(to_codes) });
        spare.positions.extend(others.into_iter().flat_map(|(_, _, order, level)| [order, level]));
        (spare.ranks, spare.labels) = (focus.ranks, labels);
    }
    Ok(columns)
}

/// 0 where feasible.
fn feasibility(words: &[u64], total: usize) -> Vec<u32> {
    (0..total).map(|code| if words[code / 64] >> (code % 64) & 1 == 1 { 0 } else { INFEASIBLE }).collect()
}

/// The verdicts of a party of whose preference nothing is known: stable for sure only where it cannot move.
fn unknown_column(game: &Game, side: &Side, wanted: Bits, feasible: &[u64]) -> Column {
    let total = place(game.codes.combinations());
    let is_feasible = |code: usize| feasible[code / 64] >> (code % 64) & 1 == 1;
    let axes = game.codes.axes();
    let base = AxisSum::linear(&side.rest.iter().map(|axis| (axes[*axis].radix, axes[*axis].stride)).collect::<Vec<_>>());
    let (mut surely, mut possibly) = (vec![0; total], vec![0; total]);
    for fibre in 0..total / side.size {
        let base = base.place(fibre);
        let there: Vec<usize> = (0..side.size).filter(|position| is_feasible(base + side.offsets[*position])).collect();
        for position in &there {
            possibly[base + side.offsets[*position]] = wanted;
            let leads = &side.to[side.class_of[*position] as usize];
            if there.iter().all(|other| other == position || !leads.contains(&side.class_of[*other])) {
                surely[base + side.offsets[*position]] = wanted;
            }
        }
    }
    Column { surely, possibly: Some(possibly) }
}

/// A focal party with its states arranged.
struct Focus<'a, P> {
    side: &'a Side,
    width: usize,
    /// Its ranks, slice after slice.
    ranks: Vec<u32>,
    own: &'a Sorted<P>,
    /// The place of the first position of the fibre of each place of a slice, in `own`.
    own_fibre: AxisSum,
}

/// A state that nothing has claimed yet.
const UNCLAIMED: u32 = u32::MAX;

impl<P: Position> Focus<'_, P> {
    /// For each state the least value that the others can bring about from it, itself included.
    fn label(
        &self,
        others: &[(&Side, &Other, Vec<P>, Vec<P>)],
        modes: &[Mode],
        response: bool,
        labels: &mut [u32],
        control: &Control<'_>,
    ) -> Result<(), Stopped> {
        let width = self.width;
        let best = if response { self.best_by_class() } else { Vec::new() };
        let shared_order: Vec<Vec<u32>> = best.par_chunks(width).map(|values| sort_by_value(values, values)).collect();
        labels.par_chunks_mut(width).enumerate().try_for_each_init(
            || {
                let pointers = |side: &Side| vec![P::default(); width / side.size * side.classes()];
                Scratch { stack: Vec::new(), claimed: others.iter().map(|(side, ..)| pointers(side)).collect() }
            },
            |scratch, (row, labels)| {
                control.check()?;
                let ranks = &self.ranks[row * width..(row + 1) * width];
                let class = self.side.class_of[row] as usize;
                let sorted;
                let (values, order) = if response {
                    (&best[class * width..(class + 1) * width], &shared_order[class])
                } else {
                    sorted = sort_by_value(ranks, ranks);
                    (ranks, &sorted)
                };
                let slice: Vec<SliceOther<'_, P>> = others
                    .iter()
                    .zip(modes)
                    .map(|((side, other, order, level), mode)| SliceOther {
                        side,
                        size: side.size,
                        classes: side.classes(),
                        stride: other.stride,
                        by_stride: other.by_stride,
                        by_size: other.by_size,
                        mode: *mode,
                        order: &order[row * width..(row + 1) * width],
                        level: &level[row * width..(row + 1) * width],
                    })
                    .collect();
                claim(&slice, ranks, values, order, labels, scratch);
                Ok(())
            },
        )
    }

    /// For each class of positions, for each place of a slice: the best rank that the party can move to from there, or has there.
    fn best_by_class(&self) -> Vec<u32> {
        let (width, classes) = (self.width, self.side.classes());
        // one more than the best rank of the class itself, 0 where it has no feasible state
        let mut own = vec![0u32; width * classes];
        own.par_chunks_mut(width).enumerate().for_each(|(class, best)| {
            for (row, _) in self.side.class_of.iter().enumerate().filter(|(_, of)| **of as usize == class) {
                let ranks = &self.ranks[row * width..(row + 1) * width];
                best.iter_mut().zip(ranks).filter(|(_, rank)| **rank != INFEASIBLE).for_each(|(best, rank)| *best = (*best).max(rank + 1));
            }
        });
        let mut out = vec![INFEASIBLE; width * classes];
        out.par_chunks_mut(width).enumerate().for_each(|(class, out)| {
            let reached = &self.side.to[class];
            for (place, out) in out.iter_mut().enumerate() {
                let best = reached.iter().map(|to| own[*to as usize * width + place]).max().unwrap_or(0);
                *out = best.wrapping_sub(1);
            }
        });
        out
    }

    /// Sets `bit` in the verdicts (place after place, positions together) where a state is stable: where every better position of
    /// its fibre has a label no higher than the state's rank; without labels, where there is none.
    fn judge(&self, labels: Option<&[u32]>, bit: usize, verdicts: &mut [Bits]) {
        let (width, size, classes) = (self.width, self.side.size, self.side.classes());
        let tile = (4096 / size).clamp(1, 64);
        verdicts.par_chunks_mut(size * tile).enumerate().for_each_init(
            || (vec![0u32; size * tile], vec![0u32; size * tile], Vec::<u32>::new(), vec![0u32; classes]),
            |(ranks, marks, ascending, best), (chunk, verdicts)| {
                let start = chunk * tile;
                let count = verdicts.len() / size;
                for row in 0..size {
                    let from = row * width + start;
                    ranks[row * tile..row * tile + count].copy_from_slice(&self.ranks[from..from + count]);
                    if let Some(labels) = labels {
                        marks[row * tile..row * tile + count].copy_from_slice(&labels[from..from + count]);
                    }
                }
                for (within, verdicts) in verdicts.chunks_exact_mut(size).enumerate() {
                    let fibre = self.own_fibre.place(start + within);
                    let level = &self.own.level[fibre..fibre + size];
                    let order = &self.own.order[fibre..fibre + size];
                    if classes == 1 {
                        // one more than the best label: of the better positions, and of those that are no worse
                        let (mut better, mut no_worse, mut last) = (0, 0, P::NONE);
                        for position in order.iter().rev().map(|position| position.index()).skip_while(|at| level[*at] == P::NONE) {
                            if level[position] != last {
                                (better, last) = (no_worse, level[position]);
                            }
                            let at = position * tile + within;
                            if better == 0 || labels.is_some() && better - 1 <= ranks[at] {
                                verdicts[position] |= 1 << bit;
                            }
                            no_worse = no_worse.max(if labels.is_some() { marks[at] + 1 } else { 1 });
                        }
                        continue;
                    }
                    ascending.clear();
                    let places = order.iter().map(|position| narrow(position.index()));
                    ascending.extend(places.filter(|position| level[*position as usize] != P::NONE));
                    ascending.sort_by_key(|position| level[*position as usize]);
                    // one more than the best label among the better positions of each class; 0: there is none
                    best.fill(0);
                    let mut end = ascending.len();
                    while end > 0 {
                        let top = level[ascending[end - 1] as usize];
                        let first =
                            ascending[..end].iter().rposition(|position| level[*position as usize] != top).map_or(0, |last| last + 1);
                        for position in &ascending[first..end] {
                            let position = *position as usize;
                            let class = self.side.class_of[position] as usize;
                            let worst_case = self.side.to[class].iter().map(|to| best[*to as usize]).max().unwrap_or(0);
                            if worst_case == 0 || labels.is_some() && worst_case - 1 <= ranks[position * tile + within] {
                                verdicts[position] |= 1 << bit;
                            }
                        }
                        for position in &ascending[first..end] {
                            let position = *position as usize;
                            let class = self.side.class_of[position] as usize;
                            let mark = if labels.is_some() { marks[position * tile + within] + 1 } else { 1 };
                            best[class] = best[class].max(mark);
                        }
                        end = first;
                    }
                }
            },
        );
    }
}

struct Scratch<P> {
    stack: Vec<u32>,
    /// For each other, for each fibre, for each class: how far its sorted positions have been claimed.
    claimed: Vec<Vec<P>>,
}

/// One of the others in one slice.
struct SliceOther<'a, P> {
    side: &'a Side,
    size: usize,
    classes: usize,
    /// By how much the place in a slice grows with its position.
    stride: usize,
    by_stride: Divisor,
    by_size: Divisor,
    mode: Mode,
    /// Fibre after fibre.
    order: &'a [P],
    /// By place in the slice.
    level: &'a [P],
}

/// Labels every feasible state of a slice with the least value that can be reached from it: states in increasing order of value
/// claim, backwards, what can reach them.
fn claim<P: Position>(
    others: &[SliceOther<'_, P>],
    ranks: &[u32],
    values: &[u32],
    order: &[u32],
    labels: &mut [u32],
    scratch: &mut Scratch<P>,
) {
    labels.fill(UNCLAIMED);
    scratch.claimed.iter_mut().for_each(|claimed| claimed.fill(P::default()));
    for first in order {
        let first = *first as usize;
        if labels[first] != UNCLAIMED || ranks[first] == INFEASIBLE {
            continue;
        }
        let value = values[first];
        labels[first] = value;
        scratch.stack.push(narrow(first));
        while let Some(state) = scratch.stack.pop() {
            let state = state as usize;
            for (other, claimed) in others.iter().zip(&mut scratch.claimed) {
                let above = other.by_stride.divide(state);
                let outer = other.by_size.divide(above);
                let position = above - outer * other.size;
                let base = state - position * other.stride;
                let fibre = outer * other.stride + state - above * other.stride;
                let sorted = &other.order[fibre * other.size..(fibre + 1) * other.size];
                let mut take = |position: P| {
                    let source = base + position.index() * other.stride;
                    if labels[source] == UNCLAIMED {
                        labels[source] = value;
                        scratch.stack.push(narrow(source));
                    }
                };
                let is_feasible = |position: &&P| other.level[base + position.index() * other.stride] != P::NONE;
                let limit = match other.mode {
                    Mode::Stay => continue,
                    Mode::Improve => other.level[state],
                    Mode::Any => P::NONE,
                };
                if other.classes == 1 {
                    let pointer = &mut claimed[fibre];
                    if other.mode == Mode::Any {
                        if *pointer == P::default() {
                            sorted.iter().take_while(is_feasible).for_each(|position| take(*position));
                            *pointer = P::NONE;
                        }
                    } else if *pointer < limit {
                        // a state's level says how many of its fibre are worse
                        sorted[pointer.index()..limit.index()].iter().for_each(|position| take(*position));
                        *pointer = limit;
                    }
                    continue;
                }
                let class = other.side.class_of[position] as usize;
                for from in &other.side.from[class] {
                    let segment = other.side.segment[*from as usize];
                    let end = other.side.segment.get(*from as usize + 1).copied().unwrap_or(other.size);
                    let pointer = &mut claimed[fibre * other.classes + *from as usize];
                    let rest = &sorted[segment + pointer.index()..end];
                    let within = rest.iter().take_while(|position| other.level[base + position.index() * other.stride] < limit);
                    let mut count = 0;
                    within.for_each(|position| {
                        take(*position);
                        count += 1;
                    });
                    *pointer = P::new(pointer.index() + count);
                }
            }
        }
    }
}
