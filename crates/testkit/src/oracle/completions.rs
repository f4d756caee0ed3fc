//! All completions of incomplete preferences, for tiny conflicts.

use super::{Concept, Conflict, Finding, Oracle, Preference, Reading};

/// Every weak order on `states` states that extends `given`, as a rank for each state from 0, higher is better; `None`
/// if there are more than `limit`.
///
/// An order extends what is given if it keeps every sure `s ≥ t` and every sure `s > t`. There are 13 weak orders on
/// three states, 75 on four, 541 on five.
pub fn completions(given: &Preference, states: usize, limit: usize) -> Option<Vec<Vec<i64>>> {
    // tiers, worst first, of the states placed so far
    let mut orders: Vec<Vec<Vec<usize>>> = vec![Vec::new()];
    for state in 0..states {
        let mut longer = Vec::new();
        for tiers in &orders {
            for place in 0..=tiers.len() {
                let mut alone = tiers.clone();
                alone.insert(place, vec![state]);
                longer.push(alone);
                if place < tiers.len() {
                    let mut tied = tiers.clone();
                    tied[place].push(state);
                    longer.push(tied);
                }
            }
        }
        longer.retain(|tiers| extends(tiers, given));
        // every order of a few states goes on to one of more, so the number never falls again
        if longer.len() > limit {
            return None;
        }
        orders = longer;
    }
    let rank_of = |tiers: &Vec<Vec<usize>>| {
        let mut rank = vec![0; states];
        for (tier, level) in tiers.iter().zip(0..) {
            for &state in tier {
                rank[state] = level;
            }
        }
        rank
    };
    Some(orders.iter().map(rank_of).collect())
}

/// Whether tiers, worst first, keep everything that is given of the states in them.
fn extends(tiers: &[Vec<usize>], given: &Preference) -> bool {
    let placed: Vec<(usize, usize)> =
        tiers.iter().enumerate().flat_map(|(level, tier)| tier.iter().map(move |&state| (state, level))).collect();
    placed.iter().all(|&(s, s_level)| {
        placed
            .iter()
            .all(|&(t, t_level)| (!given.surely_at_least(s, t) || s_level >= t_level) && (!given.surely_better(s, t) || s_level > t_level))
    })
}

/// The findings over all joint completions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exact {
    /// How many joint completions there are.
    pub completions: usize,
    /// For each concept: party → state → the finding.
    pub findings: Vec<(Concept, Vec<Vec<Finding>>)>,
    /// For each concept: state → whether it is an equilibrium.
    pub equilibria: Vec<(Concept, Vec<Finding>)>,
}

/// Every joint completion: a weak order for each party. `None` if there are more than `limit`.
fn joint(conflict: &Conflict, limit: usize) -> Option<Vec<Vec<Preference>>> {
    let mut joint: Vec<Vec<Preference>> = vec![Vec::new()];
    for preference in &conflict.preference {
        let of_one = match preference {
            Preference::Ranked(rank) => vec![rank.clone()],
            Preference::Unknown | Preference::Columns(_) => completions(preference, conflict.states, limit)?,
        };
        if joint.len() * of_one.len() > limit {
            return None;
        }
        let with_each = |before: &Vec<Preference>| {
            let before = before.clone();
            of_one.iter().map(move |rank| [before.clone(), vec![Preference::Ranked(rank.clone())]].concat())
        };
        joint = joint.iter().flat_map(with_each).collect();
    }

    Some(joint)
}

/// Evaluates every concept under every joint completion: each party's preference is completed on its own.
///
/// `None` if there are more than `limit` of them.
pub fn exact(conflict: &Conflict, limit: usize) -> Option<Exact> {
    let joint = joint(conflict, limit)?;
    let concepts: Vec<Concept> = match conflict.option_form {
        Some(_) => Concept::ALL.to_vec(),
        None => Concept::PLAIN.to_vec(),
    };
    let parties = conflict.parties.len();
    // how often each cell, and each state for all parties, is stable
    let mut cell = vec![vec![vec![0; conflict.states]; parties]; concepts.len()];
    let mut all = vec![vec![0; conflict.states]; concepts.len()];
    for preference in &joint {
        let completed = Conflict { preference: preference.clone(), ..conflict.clone() };
        let oracle = Oracle::new(&completed);
        for (c, &concept) in concepts.iter().enumerate() {
            for state in 0..conflict.states {
                let mut for_all = true;
                for (party, row) in cell[c].iter_mut().enumerate() {
                    if oracle.is_stable(Reading::LeastStable, concept, party, state)? {
                        row[state] += 1;
                    } else {
                        for_all = false;
                    }
                }
                if for_all {
                    all[c][state] += 1;
                }
            }
        }
    }

    let finding = |&count: &usize| {
        if count == joint.len() {
            Finding::Yes
        } else if count == 0 {
            Finding::No
        } else {
            Finding::Unknown
        }
    };
    let row = |counts: &Vec<usize>| counts.iter().map(finding).collect::<Vec<_>>();
    Some(Exact {
        completions: joint.len(),
        findings: concepts.iter().zip(&cell).map(|(&concept, table)| (concept, table.iter().map(row).collect())).collect(),
        equilibria: concepts.iter().zip(&all).map(|(&concept, counts)| (concept, row(counts))).collect(),
    })
}

/// What would become known if a party compared two states of which it is not known which it likes better.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settling {
    /// Party, first state, second state.
    pub comparison: (usize, usize, usize),
    /// How many unknown findings become known if it likes the first better, neither, the second.
    pub known: [usize; 3],
}

/// How many findings of parties and of equilibria under these concepts are unknown, and for each comparison that is missing, of
/// every party and any two states, how many of them an answer makes known. `None` if there are more than `limit` joint completions.
///
/// An answer leaves the completions that agree with it; a finding is known if it is the same under all that are left.
pub fn settling(conflict: &Conflict, concepts: &[Concept], limit: usize) -> Option<(usize, Vec<Settling>)> {
    let joint = joint(conflict, limit)?;
    // completion → finding: concept by concept, state by state, the parties and then all of them
    let mut tables: Vec<Vec<bool>> = Vec::new();
    for preference in &joint {
        let completed = Conflict { preference: preference.clone(), ..conflict.clone() };
        let oracle = Oracle::new(&completed);
        let mut table = Vec::new();
        for &concept in concepts {
            for state in 0..conflict.states {
                let mut for_all = true;
                for party in 0..conflict.parties.len() {
                    let stable = oracle.is_stable(Reading::LeastStable, concept, party, state)?;
                    for_all &= stable;
                    table.push(stable);
                }
                table.push(for_all);
            }
        }
        tables.push(table);
    }
    let unknown_under = |keep: &dyn Fn(&[Preference]) -> bool| -> usize {
        let left: Vec<&Vec<bool>> = joint.iter().zip(&tables).filter(|(preference, _)| keep(preference)).map(|(_, table)| table).collect();
        let findings = tables.first().map_or(0, Vec::len);
        (0..findings).filter(|&finding| left.iter().any(|table| table[finding]) && left.iter().any(|table| !table[finding])).count()
    };
    let unknown = unknown_under(&|_| true);
    let mut all = Vec::new();
    for (party, given) in conflict.preference.iter().enumerate() {
        for first in 0..conflict.states {
            for second in first + 1..conflict.states {
                if given.surely_at_least(first, second) || given.surely_at_least(second, first) {
                    continue;
                }
                let better = unknown_under(&|preference| preference[party].surely_better(first, second));
                let worse = unknown_under(&|preference| preference[party].surely_better(second, first));
                let equal = unknown_under(&|preference| {
                    preference[party].surely_at_least(first, second) && preference[party].surely_at_least(second, first)
                });
                let known = [unknown - better, unknown - equal, unknown - worse];
                all.push(Settling { comparison: (party, first, second), known });
            }
        }
    }
    Some((unknown, all))
}

#[cfg(test)]
mod tests {
    use super::{completions, exact};
    use crate::generate::{Shape, generate};
    use crate::oracle::{Concept, Conflict, Finding, Oracle, Preference};

    #[test]
    fn weak_orders_are_counted_by_the_fubini_numbers() {
        for (states, number) in [(1, 1), (2, 3), (3, 13), (4, 75), (5, 541)] {
            assert_eq!(completions(&Preference::Unknown, states, number - 1), None);
            assert_eq!(completions(&Preference::Unknown, states, 541).map(|all| all.len()), Some(number));
        }
    }

    #[test]
    fn an_order_that_is_given_is_its_only_completion() {
        let given = Preference::Ranked(vec![5, -1, 5, 2]);
        assert_eq!(completions(&given, 4, 1), Some(vec![vec![2, 0, 2, 1]]));
        // two incomparable states under a common best: better, worse or tied
        let partial = Preference::Columns(vec![vec![2, 1, 0], vec![2, 0, 1]]);
        assert_eq!(completions(&partial, 3, 10).map(|all| all.len()), Some(3));
    }

    /// Yes and no of the two readings can be relied on, and for Nash, GMR and SMR of one party unknown is exact too.
    #[test]
    fn the_bounds_are_sound_and_exact_where_they_claim_to_be() {
        let shape = Shape {
            parties: 2..=3,
            variables: 1..=1,
            combinations: 4,
            graph_states: 3..=4,
            unknown_share: 0.3,
            partial_share: 0.3,
            graph_share: 0.5,
            graph_partial: true,
            rich_share: 0.0,
            ..Shape::default()
        };
        let (mut compared, mut undecided) = (0, 0);
        for number in 0..1500 {
            let case = generate(&shape, 3, number);
            let conflict = &case.conflict;
            if conflict.is_fully_ranked() {
                continue;
            }
            let Some(exact) = exact(conflict, 250) else {
                continue;
            };
            compared += 1;
            let oracle = Oracle::new(conflict);
            for (concept, table) in &exact.findings {
                for (party, row) in table.iter().enumerate() {
                    for (state, &truth) in row.iter().enumerate() {
                        let bound = oracle.finding(*concept, party, state).expect("the concept applies");
                        let must_be_exact = matches!(concept, Concept::Nash | Concept::Gmr | Concept::Smr);
                        if bound != truth {
                            assert_eq!(bound, Finding::Unknown, "case {number} {concept:?}");
                            assert!(!must_be_exact, "case {number} {concept:?}");
                        }
                        undecided += usize::from(bound == Finding::Unknown);
                    }
                }
            }
            for (concept, row) in &exact.equilibria {
                for (state, &truth) in row.iter().enumerate() {
                    let bound = oracle.equilibrium(*concept, state).expect("the concept applies");
                    assert!(bound == truth || bound == Finding::Unknown, "case {number} {concept:?}");
                }
            }
        }
        assert!(compared > 300, "only {compared} conflicts compared");
        assert!(undecided > 1000, "only {undecided} cells undecided");
    }

    /// Each of the focal party's two improvements is deterred if the other is ready for one step; no order of the
    /// other's makes it ready for both. The readings take the two steps one by one and cannot tell.
    #[test]
    fn for_seq_the_bounds_can_be_loose() {
        let conflict = Conflict {
            parties: ["focal", "other"].map(String::from).to_vec(),
            states: 5,
            names: ["a", "b", "c", "d", "e"].map(String::from).to_vec(),
            arcs: vec![vec![vec![1, 2], vec![], vec![], vec![], vec![]], vec![vec![], vec![3], vec![4], vec![], vec![]]],
            preference: vec![
                Preference::Ranked(vec![1, 2, 2, 0, 0]),
                // b over e and c over d, and all over a: d over b and e over c would be a circle
                Preference::Columns(vec![vec![0, 4, 2, 1, 3], vec![0, 2, 4, 3, 1]]),
            ],
            option_form: None,
        };
        let exact = exact(&conflict, 1000).expect("there are few completions");
        let (concept, table) = &exact.findings[3];
        assert_eq!((*concept, table[0][0]), (Concept::Seq, Finding::No));
        assert_eq!(Oracle::new(&conflict).finding(Concept::Seq, 0, 0), Some(Finding::Unknown));
    }
}
