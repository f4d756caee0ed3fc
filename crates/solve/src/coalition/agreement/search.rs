//! Which states have a joint improvement by one set of parties: a search for a state that is better for every member, in each fibre (the states
//! that agree on all that the set cannot change).
//!
//! The states of a fibre are the leaves of a balanced tree, cut at each node along the order in which they are spread most. Each node has the best rank
//! of each order below it and which kinds of states are there, so that what cannot hold an answer is left out at once.

use super::World;
use super::powers::Pass;
use detente_model::control::{Control, Stopped};
use detente_model::variable::Moves;
use detente_space::codes::{Axis, AxisSum, narrow, place};
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::{ControlFlow, Range};

/// How many states a leaf of a tree has at most.
const LEAF: usize = 32;
/// From this many states on a tree is built, and asked, by several threads.
const LARGE: usize = 1 << 13;
/// For this many states of a fibre it costs less to look at all others than to build a tree.
const FEW: usize = 16;
/// Up to so many settings of the options of a set's members are looked at for each state from which things go on.
const OPTIONS: u64 = 256;
/// No state.
pub(super) const NONE: u32 = u32::MAX;

/// The orders of a set's members, column by column.
struct Wishes<'a> {
    columns: Vec<&'a [u32]>,
    /// For each member its columns.
    members: Vec<Range<usize>>,
    surely: bool,
}

impl<'a> Wishes<'a> {
    fn new(world: &'a World<'_>, members: u64, surely: bool) -> Self {
        let mut wishes = Self { columns: Vec::new(), members: Vec::new(), surely };
        for member in super::bits(members) {
            let columns = world.orders[member].columns();
            let first = wishes.columns.len();
            wishes.columns.extend(columns.iter().map(Vec::as_slice));
            // with nothing known, any other state is possibly better
            if surely || !columns.is_empty() {
                wishes.members.push(first..wishes.columns.len());
            }
        }
        wishes
    }

    /// Whether anything is surely better for a member of whom nothing is known: no.
    fn is_hopeless(&self) -> bool {
        self.surely && self.members.iter().any(Range::is_empty)
    }

    /// Whether `there` is better than `here` for every member. Holds for the best of several states if it does for one of them.
    fn better(&self, there: &[u32], here: &[u32]) -> bool {
        self.members.iter().all(|columns| {
            let mut pairs = there[columns.clone()].iter().zip(&here[columns.clone()]);
            if self.surely && columns.len() > 1 {
                let mut above = false;
                pairs.all(|(there, here)| {
                    above |= there > here;
                    there >= here
                }) && above
            } else {
                pairs.any(|(there, here)| there > here)
            }
        })
    }

    /// Whether one state is better than another for every member.
    fn are_better(&self, there: usize, here: usize) -> bool {
        let of = |state: usize| -> Vec<u32> { self.columns.iter().map(|column| column[state]).collect() };
        self.better(&of(there), &of(here))
    }

    fn of(&self, state: usize, out: &mut [u32]) {
        out.iter_mut().zip(&self.columns).for_each(|(out, column)| *out = column[state]);
    }
}

/// What decides, beside preferences, whether the way from one state of a fibre to another counts.
struct Ways<'a> {
    world: &'a World<'a>,
    issues: &'a [usize],
    /// The axes that may not change in every way.
    bound: Vec<usize>,
    /// The forbidden pairs of patterns that concern a member.
    forbidden: u64,
}

/// The part of a code that some axes make up, in two look-ups where codes are not too large for that.
enum Part<'a> {
    Tabulated(AxisSum),
    Slow(&'a World<'a>, Vec<usize>),
}

impl<'a> Part<'a> {
    fn new(world: &'a World<'_>, axes: &[usize]) -> Self {
        let codes = &world.game.codes;
        if codes.combinations() > 1 << 30 {
            return Self::Slow(world, axes.iter().copied().collect::<BTreeSet<usize>>().into_iter().collect());
        }
        let table = |(number, axis): (usize, &Axis)| -> Vec<i64> {
            let stride = if axes.contains(&number) { axis.stride.cast_signed() } else { 0 };
            (0..axis.radix.cast_signed()).map(|value| value * stride).collect()
        };
        Self::Tabulated(AxisSum::new(&codes.axes().iter().enumerate().map(table).collect::<Vec<_>>()))
    }

    fn of(&self, code: u64) -> u64 {
        match self {
            Self::Tabulated(sum) => sum.at(place(code)).cast_unsigned(),
            Self::Slow(world, axes) => {
                let all = world.game.codes.axes();
                axes.iter().map(|axis| u64::from(all[*axis].value(code)) * all[*axis].stride).sum()
            }
        }
    }
}

/// A kind of state: its values on some axes, as part of its code, and the forbidden patterns that it matches as a target.
type Kind = (u64, u64);

/// The kinds of the states of a fibre, at most 64, or none told apart.
struct Kinds {
    /// Whether kinds alone decide about ways.
    exact: bool,
    of: Vec<u8>,
    /// For each kind the kinds to which there are ways, patterns aside.
    to: Vec<u64>,
    targets: Vec<u64>,
}

impl<'a> Ways<'a> {
    fn new(world: &'a World<'a>, pass: &'a Pass) -> Self {
        Self {
            world,
            issues: &pass.issues,
            bound: pass.axes.iter().copied().filter(|axis| world.game.changes[*axis] != Moves::Free).collect(),
            forbidden: super::bits(u64::MAX)
                .take(world.forbidden.len())
                .filter(|bit| world.forbidden[*bit] & pass.members != 0)
                .fold(0, |set, bit| set | 1 << bit),
        }
    }

    fn value(&self, axis: usize, code: u64) -> detente_model::expression::Value {
        self.world.game.codes.axes()[axis].value(code)
    }

    fn allowed(&self, from: u64, to: u64) -> bool {
        self.bound.iter().all(|axis| self.world.game.changes[*axis].allows(self.value(*axis, from), self.value(*axis, to)))
    }

    fn an_issue_changes(&self, from: u64, to: u64) -> bool {
        self.issues.iter().any(|axis| self.value(*axis, from) != self.value(*axis, to))
    }

    /// Whether two ways, one after the other, are as good as one: what concerns changes of values, and restrictions.
    fn are_transitive(&self) -> bool {
        self.forbidden == 0
            && self.bound.iter().all(|axis| {
                let radix = self.world.game.codes.axes()[*axis].radix;
                let values = || (0..radix).filter_map(|value| detente_model::expression::Value::try_from(value).ok());
                let allows = |from, to| from == to || self.world.game.changes[*axis].allows(from, to);
                values().all(|a| values().all(|b| !allows(a, b) || values().all(|c| !allows(b, c) || allows(a, c))))
            })
    }

    fn patterns(&self, state: usize) -> (u64, u64) {
        let (from, to) = self.world.patterns.get(state).copied().unwrap_or_default();
        (from & self.forbidden, to & self.forbidden)
    }

    /// Whether the way from a state to another one counts.
    fn counts(&self, from: usize, to: usize) -> bool {
        let (a, b) = (self.world.codes[from], self.world.codes[to]);
        self.an_issue_changes(a, b) && self.allowed(a, b) && self.patterns(from).0 & self.patterns(to).1 == 0
    }

    /// The parts of codes by which states are told apart: by all that matters, or else by what forbids ways.
    fn parts(&self) -> [(Part<'_>, bool); 2] {
        let axes: Vec<usize> = self.bound.iter().chain(self.issues).copied().collect();
        [(Part::new(self.world, &axes), true), (Part::new(self.world, &self.bound), false)]
    }

    /// Tells the states of a fibre apart.
    fn kinds(&self, states: &[u32], parts: &[(Part<'_>, bool); 2]) -> Kinds {
        for (part, exact) in parts {
            let exact = *exact;
            let mut numbers: BTreeMap<Kind, u8> = BTreeMap::new();
            let mut of = Vec::with_capacity(states.len());
            for state in states {
                let kind = (part.of(self.world.codes[*state as usize]), self.patterns(*state as usize).1);
                let next = u8::try_from(numbers.len()).unwrap_or(u8::MAX);
                let number = *numbers.entry(kind).or_insert(next);
                if number >= 64 {
                    break;
                }
                of.push(number);
            }
            if of.len() < states.len() {
                continue;
            }
            let mut kinds: Vec<(u8, Kind)> = numbers.into_iter().map(|(kind, number)| (number, kind)).collect();
            kinds.sort_unstable();
            // a part of a code is the code of a state whose other values are the first ones
            let to = |(_, (from, _)): &(u8, Kind)| {
                let way = |(number, (to, _)): &(u8, Kind)| {
                    let there = self.allowed(*from, *to) && (!exact || self.an_issue_changes(*from, *to));
                    u64::from(there) << number
                };
                kinds.iter().map(way).fold(0, |all, bit| all | bit)
            };
            return Kinds { exact, of, to: kinds.iter().map(to).collect(), targets: kinds.iter().map(|(_, kind)| kind.1).collect() };
        }
        Kinds { exact: false, of: vec![0; states.len()], to: vec![u64::MAX], targets: vec![0] }
    }
}

/// A fibre's states as leaves of a tree.
struct Tree {
    states: Vec<u32>,
    kinds: Vec<u8>,
    /// Ranks of each state, one after the other.
    ranks: Vec<u32>,
    depth: u32,
    bounds: Bounds,
}

/// Of each node of a tree, the root being 1, the best ranks, one after the other, and the kinds of its states.
struct Bounds {
    best: Vec<u32>,
    masks: Vec<u64>,
}

/// Where a node's states begin and end.
fn span(len: usize, depth: u32, at: usize) -> Range<usize> {
    (len * at) >> depth..(len * (at + 1)) >> depth
}

impl Tree {
    fn new(wishes: &Wishes<'_>, states: &[u32], kinds: &Kinds) -> Self {
        let len = states.len();
        let mut depth = 0;
        while len >> depth > LEAF {
            depth += 1;
        }
        let width = wishes.columns.len();
        let mut order: Vec<u32> = (0..narrow(len)).collect();
        let all: Vec<(u32, u32)> = wishes.columns.iter().map(|column| extent(column, states)).collect();
        cut(wishes, states, &all, &mut order, (len, depth, 0, 0));
        let sorted: Vec<u32> = order.iter().map(|at| states[*at as usize]).collect();
        let mut ranks = vec![0; len * width];
        if width > 0 {
            ranks.chunks_mut(width).zip(&sorted).for_each(|(ranks, state)| wishes.of(*state as usize, ranks));
        }
        let kinds: Vec<u8> = order.iter().map(|at| kinds.of[*at as usize]).collect();
        let bounds = Bounds { best: vec![0; width << (depth + 1)], masks: vec![0u64; 2 << depth] };
        let mut tree = Self { states: sorted, kinds, ranks, depth, bounds };
        (1 << depth..2 << depth).for_each(|leaf| tree.bound_leaf(width, leaf, |_| true));
        (1..1usize << depth).rev().for_each(|node| tree.bounds.join(width, node));
        tree
    }

    /// Bounds a leaf's node by those of its states that count.
    fn bound_leaf(&mut self, width: usize, node: usize, counts: impl Fn(u32) -> bool) {
        let best = &mut self.bounds.best[node * width..(node + 1) * width];
        best.fill(0);
        self.bounds.masks[node] = 0;
        for at in span(self.states.len(), self.depth, node - (1 << self.depth)).filter(|at| counts(self.states[*at])) {
            self.bounds.masks[node] |= 1 << self.kinds[at];
            best.iter_mut().zip(&self.ranks[at * width..]).for_each(|(best, rank)| *best = (*best).max(*rank));
        }
    }

    /// A state that is better than the one at `place` for every member, and to which there is a way from there.
    fn find(&self, wishes: &Wishes<'_>, ways: &Ways<'_>, kinds: &Kinds, place: usize, open: &mut Vec<usize>) -> Option<u32> {
        let query = Query::new(self, wishes, ways, kinds, place);
        let in_leaf = |leaf: usize| match self.leaf(leaf).find(|at| query.leads_to(*at)) {
            Some(at) => ControlFlow::Break(self.states[at]),
            None => ControlFlow::Continue(()),
        };
        query.leaves(&self.bounds, open, in_leaf).break_value()
    }

    /// Where the states of a leaf's node stand.
    fn leaf(&self, node: usize) -> Range<usize> {
        span(self.states.len(), self.depth, node - (1 << self.depth))
    }
}

impl Bounds {
    /// Bounds a node by the two below it.
    fn join(&mut self, width: usize, node: usize) {
        self.masks[node] = self.masks[2 * node] | self.masks[2 * node + 1];
        for column in 0..width {
            self.best[node * width + column] = self.best[2 * node * width + column].max(self.best[(2 * node + 1) * width + column]);
        }
    }
}

/// What is better than one state of a tree for every member, and to which there is a way from there.
struct Query<'t> {
    tree: &'t Tree,
    wishes: &'t Wishes<'t>,
    ways: &'t Ways<'t>,
    here: &'t [u32],
    from: usize,
    /// The kinds to which there are ways.
    to: u64,
    exact: bool,
}

impl<'t> Query<'t> {
    fn new(tree: &'t Tree, wishes: &'t Wishes<'t>, ways: &'t Ways<'t>, kinds: &Kinds, place: usize) -> Self {
        let width = wishes.columns.len();
        let from = tree.states[place] as usize;
        let mut to = kinds.to[usize::from(tree.kinds[place])];
        let pattern = ways.patterns(from).0;
        if pattern != 0 {
            kinds.targets.iter().enumerate().filter(|(_, target)| *target & pattern != 0).for_each(|(kind, _)| to &= !(1 << kind));
        }
        Self { tree, wishes, ways, here: &tree.ranks[place * width..(place + 1) * width], from, to, exact: kinds.exact }
    }

    /// Whether the state at a place of the tree is one.
    fn leads_to(&self, at: usize) -> bool {
        let (tree, width) = (self.tree, self.wishes.columns.len());
        self.to >> tree.kinds[at] & 1 == 1
            && self.wishes.better(&tree.ranks[at * width..(at + 1) * width], self.here)
            && (self.exact || self.ways.counts(self.from, tree.states[at] as usize))
    }

    /// Goes to the nodes of all leaves that may hold one, by these bounds.
    fn leaves<B>(&self, bounds: &Bounds, open: &mut Vec<usize>, mut leaf: impl FnMut(usize) -> ControlFlow<B>) -> ControlFlow<B> {
        let (tree, width) = (self.tree, self.wishes.columns.len());
        open.clear();
        open.push(1);
        while let Some(node) = open.pop() {
            if bounds.masks[node] & self.to == 0 || !self.wishes.better(&bounds.best[node * width..(node + 1) * width], self.here) {
                continue;
            }
            if node >> tree.depth == 0 {
                open.extend([2 * node, 2 * node + 1]);
            } else {
                leaf(node)?;
            }
        }
        ControlFlow::Continue(())
    }
}

/// The least and the greatest rank of some states.
fn extent(column: &[u32], states: &[u32]) -> (u32, u32) {
    states.iter().map(|state| column[*state as usize]).fold((u32::MAX, 0), |(least, most), rank| (least.min(rank), most.max(rank)))
}

/// Puts a node's states in order, so that each half of them is a node: along the order in which they are spread most, measured by that of all states.
fn cut(wishes: &Wishes<'_>, states: &[u32], all: &[(u32, u32)], order: &mut [u32], (len, depth, level, at): (usize, u32, u32, usize)) {
    if level == depth {
        return;
    }
    let half = span(len, level + 1, 2 * at).len();
    let spread = |column: usize| -> u64 {
        let of = order.iter().map(|place| wishes.columns[column][states[*place as usize] as usize]);
        let (least, most) = of.fold((u32::MAX, 0), |(least, most), rank| (least.min(rank), most.max(rank)));
        (u64::from(most.saturating_sub(least)) << 32) / (u64::from(all[column].1 - all[column].0) + 1)
    };
    let widest = (0..wishes.columns.len()).map(|column| (spread(column), std::cmp::Reverse(column))).max();
    if let Some((1.., std::cmp::Reverse(column))) = widest {
        let ranks = wishes.columns[column];
        // the place makes the order a strict one, the same whatever does the sorting
        order.select_nth_unstable_by_key(half, |place| (ranks[states[*place as usize] as usize], *place));
    }
    let (low, high) = order.split_at_mut(half);
    let go = |order: &mut [u32], at: usize| cut(wishes, states, all, order, (len, depth, level + 1, at));
    if len >> level >= LARGE {
        rayon::join(|| go(low, 2 * at), || go(high, 2 * at + 1));
    } else {
        go(low, 2 * at);
        go(high, 2 * at + 1);
    }
}

/// What [`Tree::find`] finds, without a tree; perhaps another state.
fn scan(wishes: &Wishes<'_>, ways: &Ways<'_>, fibre: &[u32], from: u32) -> Option<u32> {
    let (mut here, mut there) = (vec![0; wishes.columns.len()], vec![0; wishes.columns.len()]);
    wishes.of(from as usize, &mut here);
    fibre.iter().copied().find(|to| {
        wishes.of(*to as usize, &mut there);
        wishes.better(&there, &here) && ways.counts(from as usize, *to as usize)
    })
}

/// Whether a pass is open in the regime of each state.
fn opens<'w>(world: &'w World<'_>, pass: &'w Pass) -> impl Fn(usize) -> bool + Sync + 'w {
    let every = pass.regimes.len() == world.powers.regimes();
    move |state| every || pass.regimes.binary_search(&world.powers.regime(state)).is_ok()
}

/// The states in the order of the fibres of a pass, and where each fibre begins, and the end. Where few states are asked about, only their fibres.
fn fibres(world: &World<'_>, pass: &Pass, is_asked: &(impl Fn(usize) -> bool + Sync)) -> (Vec<u32>, Vec<usize>) {
    let states = world.codes.len();
    let mut order: Vec<u32> = (0..narrow(states)).collect();
    let mut starts: Vec<usize> = vec![0];
    if pass.axes.len() < world.game.codes.axes().len() {
        let part = Part::new(world, &pass.axes);
        let key = |state: usize| world.codes[state] - part.of(world.codes[state]);
        let mut asked_keys: Vec<u64> = (0..states).into_par_iter().filter(|state| is_asked(*state)).map(key).collect();
        let few = asked_keys.len() < states / 8;
        if few {
            asked_keys.par_sort_unstable();
            asked_keys.dedup();
        }
        let mut keyed: Vec<(u64, u32)> = (0..states)
            .into_par_iter()
            .map(|state| (key(state), narrow(state)))
            .filter(|(key, _)| !few || asked_keys.binary_search(key).is_ok())
            .collect();
        keyed.par_sort_unstable();
        starts.extend((1..keyed.len()).filter(|at| keyed[at - 1].0 != keyed[*at].0));
        order = keyed.into_iter().map(|(_, state)| state).collect();
    }
    starts.push(order.len());
    (order, starts)
}

/// For states that are asked about and of which `found` says nothing yet: a state to which the members of a pass could agree to go, with a gain for each.
pub(super) fn improve(
    world: &World<'_>,
    pass: &Pass,
    surely: bool,
    is_asked: &(dyn Fn(usize) -> bool + Sync),
    found: &mut [u32],
    control: &Control<'_>,
) -> Result<Vec<u32>, Stopped> {
    let wishes = Wishes::new(world, pass.members, surely);
    let opens = opens(world, pass);
    let is_open = |found: &[u32], state: usize| found[state] == NONE && is_asked(state) && opens(state);
    if wishes.is_hopeless() || !(0..found.len()).any(|state| is_open(found, state)) {
        return Ok(Vec::new());
    }
    let ways = Ways::new(world, pass);
    let parts = ways.parts();
    let (order, starts) = fibres(world, pass, &|state| is_open(found, state));
    let fibres: Vec<&[u32]> = starts.windows(2).map(|pair| &order[pair[0]..pair[1]]).filter(|fibre| fibre.len() > 1).collect();
    let known: &[u32] = found;
    let one = |fibre: &&[u32]| -> Result<Vec<(u32, u32)>, Stopped> {
        control.check()?;
        // no state of the fibre can be better than its best
        let best: Vec<u32> = wishes.columns.iter().map(|column| extent(column, fibre).1).collect();
        let hopeful = |state: &u32, here: &mut Vec<u32>| {
            is_open(known, *state as usize) && {
                wishes.of(*state as usize, here);
                wishes.better(&best, here)
            }
        };
        let mut here = vec![0; wishes.columns.len()];
        let hopeful: Vec<u32> = fibre.iter().copied().filter(|state| hopeful(state, &mut here)).collect();
        if hopeful.len() <= FEW {
            let ask = |state: &u32| -> Result<Option<(u32, u32)>, Stopped> {
                control.check()?;
                Ok(scan(&wishes, &ways, fibre, *state).map(|to| (*state, to)))
            };
            let answers: Vec<Option<(u32, u32)>> = hopeful.par_iter().map(ask).collect::<Result<_, _>>()?;
            return Ok(answers.into_iter().flatten().collect());
        }
        let kinds = ways.kinds(fibre, &parts);
        let tree = Tree::new(&wishes, fibre, &kinds);
        let ask = |at: usize, open: &mut Vec<usize>| -> Result<Option<(u32, u32)>, Stopped> {
            if at.is_multiple_of(1024) {
                control.check()?;
            }
            let state = tree.states[at];
            let to = if is_open(known, state as usize) { tree.find(&wishes, &ways, &kinds, at, open) } else { None };
            Ok(to.map(|to| (state, to)))
        };
        if fibre.len() >= LARGE {
            let answers: Vec<Option<(u32, u32)>> =
                (0..fibre.len()).into_par_iter().map_init(Vec::new, |open, at| ask(at, open)).collect::<Result<_, _>>()?;
            return Ok(answers.into_iter().flatten().collect());
        }
        let mut open = Vec::new();
        let mut answers = Vec::new();
        for at in 0..fibre.len() {
            answers.extend(ask(at, &mut open)?);
        }
        Ok(answers)
    };
    let answers: Vec<Vec<(u32, u32)>> = fibres.par_iter().map(one).collect::<Result<_, _>>()?;
    let mut left = Vec::new();
    for (state, to) in answers.into_iter().flatten() {
        found[place(u64::from(state))] = to;
        left.push(state);
    }
    Ok(left)
}

/// Where the members of one pass could agree to go, state by state: each state is given once.
pub(super) struct Drain<'w> {
    wishes: Wishes<'w>,
    ways: Ways<'w>,
    pass: &'w Pass,
    order: Vec<u32>,
    starts: Vec<usize>,
    /// For each state its fibre.
    fibre_of: Vec<u32>,
    /// The fibres that were asked about.
    trees: Vec<Option<Box<Drained>>>,
    /// The axes that members may change alone.
    options: Vec<usize>,
    /// For each state whether nothing more is to be had from it, because it was given itself; none where a way may lead on to what was out of reach before.
    given: Option<Vec<bool>>,
    open: Vec<usize>,
}

/// A fibre, bounded by those of its states that were not given yet, as far as that was noticed.
struct Drained {
    tree: Tree,
    kinds: Kinds,
    /// For each state of the fibre, in the order of the fibre, its place in the tree.
    places: Vec<u32>,
}

impl<'w> Drain<'w> {
    pub(super) fn new(world: &'w World<'w>, pass: &'w Pass, surely: bool) -> Option<Self> {
        let wishes = Wishes::new(world, pass.members, surely);
        if wishes.is_hopeless() {
            return None;
        }
        let (order, starts) = fibres(world, pass, &|_| true);
        let mut fibre_of = vec![0; world.codes.len()];
        for (fibre, pair) in starts.windows(2).enumerate() {
            order[pair[0]..pair[1]].iter().for_each(|state| fibre_of[*state as usize] = narrow(fibre));
        }
        let trees = starts.windows(2).map(|_| None).collect();
        let ways = Ways::new(world, pass);
        let options: Vec<usize> = pass.axes.iter().copied().filter(|axis| !pass.issues.contains(axis)).collect();
        let axes = world.game.codes.axes();
        let few = options.iter().fold(1u64, |product, axis| product.saturating_mul(axes[*axis].radix)) <= OPTIONS;
        let given = (few && (surely || world.known) && ways.are_transitive()).then(|| vec![false; world.codes.len()]);
        Some(Self { wishes, ways, pass, order, starts, fibre_of, trees, options, given, open: Vec::new() })
    }

    /// The states that are not `reached` and to which the members could agree to go from a state, with a gain for each.
    pub(super) fn from(&mut self, state: usize, reached: &[bool]) -> Vec<u32> {
        let fibre = self.fibre_of[state] as usize;
        let states = &self.order[self.starts[fibre]..self.starts[fibre + 1]];
        let opens = opens(self.ways.world, self.pass);
        if states.len() < 2 || !opens(state) || self.given.as_ref().is_some_and(|given| given[state]) {
            return Vec::new();
        }
        let (wishes, ways) = (&self.wishes, &self.ways);
        let drained = self.trees[fibre].get_or_insert_with(|| {
            let kinds = ways.kinds(states, &ways.parts());
            let tree = Tree::new(wishes, states, &kinds);
            let mut places: Vec<(u32, u32)> = (0..).zip(&tree.states).map(|(place, state)| (*state, place)).collect();
            places.sort_unstable();
            Box::new(Drained { tree, kinds, places: places.into_iter().map(|(_, place)| place).collect() })
        });
        let Ok(at) = states.binary_search(&narrow(state)) else { return Vec::new() };
        let (mut found, mut leaves) = (Vec::new(), Vec::new());
        let query = Query::new(&drained.tree, wishes, ways, &drained.kinds, drained.places[at] as usize);
        let in_leaf = |leaf: usize| -> ControlFlow<()> {
            leaves.push(leaf);
            let new = |at: &usize| !reached[drained.tree.states[*at] as usize] && query.leads_to(*at);
            found.extend(drained.tree.leaf(leaf).filter(new).map(|at| drained.tree.states[at]));
            ControlFlow::Continue(())
        };
        let _: ControlFlow<()> = query.leaves(&drained.tree.bounds, &mut self.open, in_leaf);
        if let Some(given) = &mut self.given {
            // what is better than a state that was given is better than this one, and was given too, unless it differs from this one in options alone
            let direct = found.len();
            if direct > 0 {
                for to in ways.world.with_other_values(state, &self.options).filter(|to| !reached[*to as usize]) {
                    let by = |by: &u32| {
                        opens(*by as usize) && ways.counts(*by as usize, to as usize) && wishes.are_better(to as usize, *by as usize)
                    };
                    if wishes.are_better(to as usize, state) && found[..direct].iter().any(by) {
                        found.push(to);
                    }
                }
            }
            found.iter().for_each(|state| given[*state as usize] = true);
        }
        let width = wishes.columns.len();
        found.sort_unstable();
        let is_left = |state: u32| !reached[state as usize] && found.binary_search(&state).is_err();
        for leaf in leaves {
            drained.tree.bound_leaf(width, leaf, is_left);
            let mut node = leaf / 2;
            while node > 0 {
                drained.tree.bounds.join(width, node);
                node /= 2;
            }
        }
        found
    }
}
