//! The minimal winning sets of a diagram, as another diagram, and whether two winning sets can do without each other.

use super::{Both, Diagram, GivenUp, LOST, Node, Store, WON};
use detente_space::codes::{narrow, place};
use std::collections::{HashMap, HashSet};

/// The diagram of the minimal sets: its nodes stand for the minimal sets of `a` that do not win in `b`, where `b` wins only if `a` does.
/// At a node whose player stays away that is asked of what is then left of both; where it joins, a set must also not win without it.
///
/// # Errors
/// It is too large.
pub(super) fn sets(store: &mut Store, root: u32) -> Result<Diagram, GivenUp> {
    let players = store.levels.len();
    let mut levels: Vec<Vec<Node>> = Vec::with_capacity(players);
    let mut here: Vec<(u32, u32)> = vec![(root, LOST)];
    for level in 0..players {
        let mut numbers: HashMap<(u32, u32), u32> = HashMap::new();
        let mut next: Vec<(u32, u32)> = Vec::new();
        let mut nodes = Vec::with_capacity(here.len());
        for (a, b) in &here {
            store.count()?;
            let ([a0, a1], [b0, b1]) = (store.children(level, *a), store.children(level, *b));
            let without = store.combine(Both::Or, level + 1, a0, b1)?;
            let mut number = |pair: (u32, u32)| {
                if level + 1 == players {
                    return u32::from(pair == (WON, LOST));
                }
                // nothing is minimal in one and lost in the other where both are the same
                let pair = if pair.0 == pair.1 { (LOST, LOST) } else { pair };
                *numbers.entry(pair).or_insert_with(|| {
                    next.push(pair);
                    narrow(next.len() - 1)
                })
            };
            nodes.push([number((a0, b0)), number((a1, without))]);
        }
        levels.push(nodes);
        here = next;
    }
    Ok(Diagram { levels })
}

/// Whether a set and its complement both win; none where that takes too much to find out.
pub(super) fn two_disjoint(diagram: &Diagram, limit: u64) -> Option<bool> {
    let mut here: HashSet<(u32, u32)> = HashSet::from([(0, 0)]);
    let mut work = 0;
    for nodes in &diagram.levels {
        let mut next = HashSet::new();
        // what is found does not depend on the order in which pairs are looked at
        #[expect(clippy::iter_over_hash_type, reason = "a set is made of a set")]
        for (a, b) in &here {
            let ([a0, a1], [b0, b1]) = (nodes[place(u64::from(*a))], nodes[place(u64::from(*b))]);
            for (a, b) in [(a0, b1), (a1, b0)] {
                next.insert((a.min(b), a.max(b)));
            }
        }
        work += next.len() as u64;
        if work > limit {
            return None;
        }
        here = next;
    }
    Some(here.contains(&(WON, WON)))
}
