//! Legal sequences of moves: no party moves twice in a row, but a party may move again later.

/// The ends of all nonempty legal sequences of moves by members of `group` from `origin`, each with the length of a
/// shortest one; `None` where there is none.
///
/// `arcs` is party → state → targets: all moves, or improvements only. The origin itself is left out of the result
/// even where a sequence returns to it, though sequences may pass through it.
///
/// The search is over pairs of a state and the party that moved last, layer by layer.
pub fn group_reach(arcs: &[Vec<Vec<usize>>], group: &[usize], origin: usize) -> Vec<Option<usize>> {
    let states = arcs.first().map_or(0, Vec::len);
    let mut length: Vec<Option<usize>> = vec![None; states];
    // for each state and party: some legal sequence ends at the state, by a move of the party
    let mut seen = vec![false; states * arcs.len()];
    let mut layer: Vec<(usize, Option<usize>)> = vec![(origin, None)];
    let mut steps = 0;
    while !layer.is_empty() {
        steps += 1;
        let mut next = Vec::new();
        for (state, last) in layer {
            for &mover in group {
                if last == Some(mover) {
                    continue;
                }
                for &target in &arcs[mover][state] {
                    let ends_here = &mut seen[target * arcs.len() + mover];
                    if !*ends_here {
                        *ends_here = true;
                        length[target].get_or_insert(steps);
                        next.push((target, Some(mover)));
                    }
                }
            }
        }
        layer = next;
    }
    if let Some(own) = length.get_mut(origin) {
        *own = None;
    }
    length
}

#[cfg(test)]
mod tests {
    use super::group_reach;
    use crate::generate::{Shape, generate};

    /// The inductive definition, word for word: the smallest sets R and Ω closed under the two rules.
    fn by_induction(arcs: &[Vec<Vec<usize>>], group: &[usize], s: usize) -> Vec<bool> {
        let states = arcs[0].len();
        let mut reached = vec![false; states];
        let mut omega = vec![Vec::<usize>::new(); states];
        let add = |reached: &mut Vec<bool>, omega: &mut Vec<Vec<usize>>, t: usize, j: usize| {
            let new = !omega[t].contains(&j);
            if new {
                reached[t] = true;
                omega[t].push(j);
            }
            new
        };
        for &j in group {
            for &t in &arcs[j][s] {
                add(&mut reached, &mut omega, t, j);
            }
        }
        let mut changed = true;
        while changed {
            changed = false;
            for t in 0..states {
                for &j in group {
                    if reached[t] && omega[t] != [j] {
                        for &u in &arcs[j][t] {
                            changed |= add(&mut reached, &mut omega, u, j);
                        }
                    }
                }
            }
        }
        reached[s] = false;
        reached
    }

    #[test]
    fn the_search_agrees_with_the_inductive_definition() {
        let shape = Shape { rich_share: 0.0, ..Shape::default() };
        for number in 0..300 {
            let case = generate(&shape, 7, number);
            let conflict = &case.conflict;
            let better = conflict.arcs_where(|party, from, to| conflict.preference[party].surely_better(to, from));
            for arcs in [&conflict.arcs, &better] {
                for party in 0..conflict.parties.len() {
                    for group in [conflict.opponents(party), vec![party]] {
                        for origin in 0..conflict.states {
                            let found: Vec<bool> = group_reach(arcs, &group, origin).iter().map(Option::is_some).collect();
                            assert_eq!(found, by_induction(arcs, &group, origin), "case {number}");
                        }
                    }
                }
            }
        }
    }

    /// Three states on a line; one party alone may not walk it, two parties in turn may.
    #[test]
    fn nobody_moves_twice_in_a_row() {
        let line = vec![vec![1], vec![2], vec![]];
        let arcs = vec![line.clone(), line];
        assert_eq!(group_reach(&arcs, &[0], 0), [None, Some(1), None]);
        assert_eq!(group_reach(&arcs, &[0, 1], 0), [None, Some(1), Some(2)]);
    }

    /// 0 →(a) 1 →(b) 2 →(a) 3: the last state needs a party to move again.
    #[test]
    fn a_party_may_move_again_later() {
        let first = vec![vec![1], vec![], vec![3], vec![]];
        let second = vec![vec![], vec![2], vec![], vec![]];
        assert_eq!(group_reach(&[first, second], &[0, 1], 0), [None, Some(1), Some(2), Some(3)]);
    }

    /// A sequence may return to its origin and go on, but the origin is not in the result.
    #[test]
    fn the_origin_is_left_out() {
        let first = vec![vec![1], vec![], vec![]];
        let second = vec![vec![2], vec![0], vec![]];
        assert_eq!(group_reach(&[first, second], &[0, 1], 0), [None, Some(1), Some(1)]);
    }
}
