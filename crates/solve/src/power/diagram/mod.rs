//! Counting by decision diagrams: any rule made of weights, `and`, `or` and "at least".
//!
//! Players are asked in a fixed order; a diagram has, for each number of players that have been asked, the different ways in which the rest of them may
//! still decide. Each weight with its quota becomes a diagram of its own (what is still needed, told apart only where that makes a
//! difference: a count that stops at the quota), and these are combined. All counting is then one pass down and one up.
//!
//! S. Bolus (2011), *European Journal of Operational Research* 210:258–272; O. Coudert (1994) for the minimal sets.

mod measure;
mod minimal;

use super::body::{Body, Gate};
use super::counts::{Counts, GivenUp, Limits};
use super::wide::Width;
use detente_model::control::Control;
use detente_space::codes::{narrow, place};
use std::collections::{BTreeMap, HashMap};

/// A node: where it leads if the player asked stays away, and if it joins; nodes of the next level.
type Node = [u32; 2];

/// On every level: the node from which nothing can be won.
const LOST: u32 = 0;
/// On every level: the node from which nothing can be lost.
const WON: u32 = 1;

/// About how many bytes a node takes while diagrams are made.
const NODE_BYTES: u64 = 160;

/// Diagrams over the same players that share their nodes.
struct Store {
    /// For each player asked, in order, its nodes; the same node is never made twice.
    levels: Vec<Vec<Node>>,
    unique: Vec<HashMap<Node, u32>>,
    /// What has been combined: level and nodes, with `and` (0) or `or` (1).
    combined: [HashMap<(u32, u32, u32), u32>; 2],
    made: u64,
    limit: u64,
}

/// How two diagrams are combined.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Both {
    And,
    Or,
}

impl Store {
    fn new(players: usize, limit: u64) -> Self {
        Self {
            levels: vec![vec![[LOST, LOST], [WON, WON]]; players],
            unique: (0..players).map(|_| HashMap::from([([LOST, LOST], LOST), ([WON, WON], WON)])).collect(),
            combined: [HashMap::new(), HashMap::new()],
            made: 0,
            limit,
        }
    }

    fn node(&mut self, level: usize, node: Node) -> Result<u32, GivenUp> {
        if let Some(known) = self.unique[level].get(&node) {
            return Ok(*known);
        }
        self.count()?;
        let number = narrow(self.levels[level].len());
        self.levels[level].push(node);
        self.unique[level].insert(node, number);
        Ok(number)
    }

    fn count(&mut self) -> Result<(), GivenUp> {
        self.made += 1;
        if self.made > self.limit { Err(GivenUp::TooLarge) } else { Ok(()) }
    }

    fn children(&self, level: usize, node: u32) -> Node {
        self.levels[level][place(u64::from(node))]
    }

    fn combine(&mut self, both: Both, level: usize, a: u32, b: u32) -> Result<u32, GivenUp> {
        let (a, b) = (a.min(b), a.max(b));
        let (zero, unit) = match both {
            Both::And => (LOST, WON),
            Both::Or => (WON, LOST),
        };
        if a == b || b == unit {
            return Ok(a);
        }
        if a == zero || b == zero {
            return Ok(zero);
        }
        if a == unit {
            return Ok(b);
        }
        let key = (narrow(level), a, b);
        if let Some(known) = self.combined[both as usize].get(&key) {
            return Ok(*known);
        }
        let ([a0, a1], [b0, b1]) = (self.children(level, a), self.children(level, b));
        let node = [self.combine(both, level + 1, a0, b0)?, self.combine(both, level + 1, a1, b1)?];
        let node = self.node(level, node)?;
        self.count()?;
        self.combined[both as usize].insert(key, node);
        Ok(node)
    }
}

/// The diagram of one weight: the same node for all that is needed within an interval.
struct Threshold<'a> {
    /// By level.
    weights: &'a [i128],
    /// By level: the weight of those not asked yet.
    rest: Vec<i128>,
    /// By level: what may be needed, exclusively at least, and up to what, and the node.
    known: Vec<BTreeMap<i128, (i128, u32)>>,
}

/// A node, and the interval (exclusive, inclusive) of what may be needed for it to be the right one.
type Within = (u32, i128, i128);

impl Threshold<'_> {
    fn node(&mut self, store: &mut Store, level: usize, needed: i128) -> Result<Within, GivenUp> {
        if needed <= 0 {
            return Ok((WON, i128::MIN / 2, 0));
        }
        if needed > self.rest[level] {
            return Ok((LOST, self.rest[level], i128::MAX / 2));
        }
        if let Some((above, (up_to, node))) = self.known[level].range(..needed).next_back()
            && needed <= *up_to
        {
            return Ok((*node, *above, *up_to));
        }
        let weight = self.weights[level];
        let (away, above, up_to) = self.node(store, level + 1, needed)?;
        let (join, above_joined, up_to_joined) = self.node(store, level + 1, needed - weight)?;
        let node = store.node(level, [away, join])?;
        let (above, up_to) = (above.max(above_joined + weight), up_to.min(up_to_joined + weight));
        store.count()?;
        self.known[level].insert(above, (up_to, node));
        Ok((node, above, up_to))
    }
}

impl Store {
    /// The diagram of a rule; `level_of` says when each player is asked.
    fn gate(&mut self, gate: &Gate, level_of: &[usize], control: &Control<'_>) -> Result<u32, GivenUp> {
        control.check()?;
        match gate {
            Gate::Constant(constant) => Ok(if *constant { WON } else { LOST }),
            Gate::Not(_) => Err(GivenUp::NotFor),
            Gate::Weighted { quota, weights } => {
                let mut by_level = vec![0i128; level_of.len()];
                weights.iter().for_each(|(player, weight)| by_level[level_of[*player]] = *weight);
                if weights.iter().any(|(_, weight)| *weight < 0) {
                    return Err(GivenUp::NotFor);
                }
                let mut rest = vec![0i128; level_of.len() + 1];
                for level in (0..level_of.len()).rev() {
                    rest[level] = rest[level + 1] + by_level[level];
                }
                let known = vec![BTreeMap::new(); level_of.len() + 1];
                Ok(Threshold { weights: &by_level, rest, known }.node(self, 0, *quota)?.0)
            }
            Gate::AtLeast(number, parts) => {
                if *number > parts.len() {
                    return Ok(LOST);
                }
                // of the parts so far: at least so many
                let mut met = vec![LOST; number + 1];
                met[0] = WON;
                for part in parts {
                    let part = self.gate(part, level_of, control)?;
                    for count in (1..=*number).rev() {
                        let one_more = self.combine(Both::And, 0, met[count - 1], part)?;
                        met[count] = self.combine(Both::Or, 0, met[count], one_more)?;
                    }
                }
                Ok(met[*number])
            }
        }
    }
}

/// A diagram by itself: only the nodes that its root leads to. Node 0 of a level is not special here; the last level has the two ends.
struct Diagram {
    levels: Vec<Vec<Node>>,
}

impl Diagram {
    /// The nodes of some levels that the root leads to, renumbered.
    fn cut_out(levels: &[Vec<Node>], root: u32) -> Self {
        let mut wanted: Vec<u32> = vec![root];
        let mut cut = Vec::with_capacity(levels.len());
        for (level, nodes) in levels.iter().enumerate() {
            let last = level + 1 == levels.len();
            let mut next: Vec<u32> = Vec::new();
            let mut numbers: HashMap<u32, u32> = HashMap::new();
            let mut number = |node: u32| {
                if last {
                    return node;
                }
                *numbers.entry(node).or_insert_with(|| {
                    next.push(node);
                    narrow(next.len() - 1)
                })
            };
            cut.push(wanted.iter().map(|node| nodes[place(u64::from(*node))].map(&mut number)).collect());
            wanted = next;
        }
        Self { levels: cut }
    }

    fn nodes(&self) -> u64 {
        self.levels.iter().map(|level| level.len() as u64).sum()
    }
}

/// What the body is counted by, which must be neither always won nor always lost.
///
/// # Errors
/// The rule is not made of weights, `and`, `or` and "at least", or the diagram is too large (or too deep: it is made by going down it), or the caller stopped it.
pub(super) fn counts(body: &Body, limits: &Limits, control: &Control<'_>) -> Result<Counts, GivenUp> {
    let players = body.players();
    if !body.gate().is_positive() || players == 0 {
        return Err(GivenUp::NotFor);
    }
    if Width::of(players).is_none() {
        return Err(GivenUp::TooLarge);
    }
    let order = body.order();
    let mut level_of = vec![0; players];
    order.iter().enumerate().for_each(|(level, player)| level_of[*player] = level);
    let mut store = Store::new(players, limits.memory / NODE_BYTES);
    let root = store.gate(body.gate(), &level_of, control)?;
    let diagram = Diagram::cut_out(&store.levels, root);
    let per_node = (players as u64).div_ceil(64).next_power_of_two() * 16 + 160;
    if diagram.nodes().saturating_mul(per_node) > limits.memory
        || diagram.nodes().saturating_mul(players as u64).saturating_mul(4) > limits.work
    {
        return Err(GivenUp::TooLarge);
    }
    let (winning, swings) = measure::exact(&diagram).ok_or(GivenUp::TooLarge)?;
    control.check()?;
    let shapley_shubik = measure::shapley_shubik(&diagram, &swings, control)?;
    let minimal = match minimal::sets(&mut store, root) {
        Ok(levels) => Some(measure::minimal(&levels, control)?.ok_or(GivenUp::TooLarge)?),
        Err(GivenUp::TooLarge | GivenUp::NotFor) => None,
        Err(stopped @ GivenUp::Stopped(_)) => return Err(stopped),
    };
    let disjoint = minimal::two_disjoint(&diagram, limits.memory / NODE_BYTES);
    // from the order of asking back to that of the players
    let by_player = |level: usize| level_of[level];
    let pick = |values: &[f64]| (0..players).map(|player| values[by_player(player)]).collect::<Vec<f64>>();
    Ok(Counts {
        winning,
        swings: (0..players).map(|player| swings[by_player(player)].clone()).collect(),
        shapley_shubik: pick(&shapley_shubik),
        minimal: minimal.map(|minimal| super::counts::Minimal {
            memberships: pick(&minimal.memberships),
            shares: pick(&minimal.shares),
            count: minimal.count,
        }),
        disjoint,
    })
}
