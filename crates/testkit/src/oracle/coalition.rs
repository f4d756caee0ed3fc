//! Coalitional Nash, GMR, SMR and SEQ by their definitions, three-valued.
//!
//! Every coalition's reach is looked up from every state; improvements are judged at their ends; nothing is shared between states.

use super::{Conflict, Finding, Reading, group_reach};

/// A concept of coalitional stability.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CoalitionConcept {
    /// The coalition has no joint improvement.
    Nash,
    /// The others can answer every joint improvement by moves that end no better for some member.
    Gmr,
    /// And from there the coalition cannot get to anything that is better for all of them than the state it left.
    Smr,
    /// The others' coalitions answer by joint improvements of their own.
    Seq,
}

impl CoalitionConcept {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Nash, Self::Gmr, Self::Smr, Self::Seq];
}

/// A conflict with what every coalition can reach from every state.
pub struct CoalitionOracle<'a> {
    conflict: &'a Conflict,
    /// Coalition, as a set of bits → state → the states it can reach.
    reach: Vec<Vec<Vec<usize>>>,
}

/// The members of a coalition.
pub fn members(coalition: usize) -> Vec<usize> {
    (0..usize::BITS as usize).filter(|bit| coalition >> bit & 1 == 1).collect()
}

impl<'a> CoalitionOracle<'a> {
    /// Looks up what every coalition can reach.
    pub fn new(conflict: &'a Conflict) -> Self {
        let of = |coalition: usize, state: usize| -> Vec<usize> {
            let length = group_reach(&conflict.arcs, &members(coalition), state);
            (0..conflict.states).filter(|end| length[*end].is_some()).collect()
        };
        let of_coalition = |coalition| (0..conflict.states).map(|state| of(coalition, state)).collect();
        Self { conflict, reach: (0..1 << conflict.parties.len()).map(of_coalition).collect() }
    }

    /// The coalition of all.
    pub fn everybody(&self) -> usize {
        (1 << self.conflict.parties.len()) - 1
    }

    /// Whether `state` is stable for `coalition`.
    pub fn finding(&self, concept: CoalitionConcept, coalition: usize, state: usize) -> Finding {
        if self.is_stable(Reading::LeastStable, concept, coalition, state) {
            Finding::Yes
        } else if self.is_stable(Reading::MostStable, concept, coalition, state) {
            Finding::Unknown
        } else {
            Finding::No
        }
    }

    /// Whether `state` is stable for all of `coalitions`.
    pub fn for_all(&self, concept: CoalitionConcept, coalitions: impl IntoIterator<Item = usize>, state: usize) -> Finding {
        let mut all = Finding::Yes;
        for coalition in coalitions {
            match self.finding(concept, coalition, state) {
                Finding::Yes => {}
                Finding::No => return Finding::No,
                Finding::Unknown => all = Finding::Unknown,
            }
        }
        all
    }

    /// Whether `state` is stable for every coalition.
    pub fn universal(&self, concept: CoalitionConcept, state: usize) -> Finding {
        self.for_all(concept, 1..=self.everybody(), state)
    }

    /// Whether `state` is stable for `coalition` when the unknown is taken as `reading` says.
    pub fn is_stable(&self, reading: Reading, concept: CoalitionConcept, coalition: usize, state: usize) -> bool {
        let others = self.everybody() & !coalition;
        let goes_for_nothing_else = |end: usize| !self.all_prefer(reading, coalition, state, end);
        self.improvements(reading, coalition, state).into_iter().all(|first| match concept {
            CoalitionConcept::Nash => false,
            CoalitionConcept::Gmr => self.reach[others][first].iter().any(|&end| goes_for_nothing_else(end)),
            CoalitionConcept::Smr => self.reach[others][first]
                .iter()
                .any(|&end| goes_for_nothing_else(end) && self.reach[coalition][end].iter().all(|&third| goes_for_nothing_else(third))),
            CoalitionConcept::Seq => self.answers(reading, others, first).into_iter().any(goes_for_nothing_else),
        })
    }

    /// The states that `coalition` leaves `state` for.
    pub fn improvements(&self, reading: Reading, coalition: usize, state: usize) -> Vec<usize> {
        self.reach[coalition][state].iter().copied().filter(|&end| self.all_prefer(reading, coalition, state, end)).collect()
    }

    /// The ends of sequences of joint improvements by coalitions among `others` from `first`, no coalition twice in a row.
    fn answers(&self, reading: Reading, others: usize, first: usize) -> Vec<usize> {
        // the others take steps that are surely better where the coalition takes those that are possibly better, and the other way round
        let theirs = match reading {
            Reading::LeastStable => Reading::MostStable,
            Reading::MostStable => Reading::LeastStable,
        };
        let mut seen: Vec<(usize, usize)> = Vec::new();
        let mut open = vec![(first, 0)];
        while let Some((state, last)) = open.pop() {
            for coalition in (1..=others).filter(|coalition| coalition & !others == 0 && *coalition != last) {
                for end in self.improvements(theirs, coalition, state) {
                    if !seen.contains(&(end, coalition)) {
                        seen.push((end, coalition));
                        open.push((end, coalition));
                    }
                }
            }
        }
        seen.into_iter().map(|(end, _)| end).filter(|end| *end != first).collect()
    }

    /// Whether every member of `coalition` at `state` goes for `to`: possibly better in the least stable reading, surely in the most stable one.
    fn all_prefer(&self, reading: Reading, coalition: usize, state: usize, to: usize) -> bool {
        members(coalition).into_iter().all(|member| {
            let preference = &self.conflict.preference[member];
            match reading {
                Reading::LeastStable => !preference.surely_at_least(state, to),
                Reading::MostStable => preference.surely_better(to, state),
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{CoalitionConcept, CoalitionOracle};
    use crate::generate::{Shape, generate};
    use crate::oracle::{Concept, Finding, Oracle, Preference, completions};

    fn order(finding: Finding) -> u8 {
        match finding {
            Finding::No => 0,
            Finding::Unknown => 1,
            Finding::Yes => 2,
        }
    }

    /// CX({i}) = X(i) for Nash, GMR and SMR; SEQ(i) ⇒ CSEQ({i}), not the other way round; CNash ⇒ CSMR ⇒ CGMR and CNash ⇒ CSEQ for any coalition.
    #[test]
    fn a_coalition_of_one_is_a_party() {
        let shape = Shape { combinations: 16, graph_states: 4..=9, rich_share: 0.3, attempts: 20, ..Shape::default() };
        let mut weaker = 0;
        for number in 0..400 {
            let case = generate(&shape, 21, number);
            let (single, oracle) = (Oracle::new(&case.conflict), CoalitionOracle::new(&case.conflict));
            for state in 0..case.conflict.states {
                for party in 0..case.conflict.parties.len() {
                    let pairs = [
                        (Concept::Nash, CoalitionConcept::Nash),
                        (Concept::Gmr, CoalitionConcept::Gmr),
                        (Concept::Smr, CoalitionConcept::Smr),
                    ];
                    for (alone, together) in pairs {
                        assert_eq!(single.finding(alone, party, state), Some(oracle.finding(together, 1 << party, state)), "case {number}");
                    }
                    let alone = order(single.finding(Concept::Seq, party, state).expect("defined"));
                    let together = order(oracle.finding(CoalitionConcept::Seq, 1 << party, state));
                    assert!(alone <= together, "case {number}");
                    weaker += usize::from(alone < together);
                }
                for coalition in 1..=oracle.everybody() {
                    let [nash, gmr, smr, seq] = CoalitionConcept::ALL.map(|concept| order(oracle.finding(concept, coalition, state)));
                    assert!(nash <= smr && smr <= gmr && nash <= seq, "case {number}");
                }
            }
        }
        assert!(weaker > 0, "coalitions of others answer where single parties do not, in some cell");
    }

    /// For CNash, CGMR and CSMR unknown is exact, for one coalition and for all of them: some completion has the state stable and some has it not.
    #[test]
    fn unknown_is_exact_but_for_seq() {
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
        let mut compared = 0;
        for number in 0..600 {
            let case = generate(&shape, 22, number);
            let conflict = &case.conflict;
            if conflict.is_fully_ranked() {
                continue;
            }
            let mut joint: Vec<Vec<Preference>> = vec![Vec::new()];
            for preference in &conflict.preference {
                let Some(ranks) = completions(preference, conflict.states, 80) else { break };
                let with = |before: &Vec<Preference>| {
                    let before = before.clone();
                    ranks.iter().map(move |rank| [before.clone(), vec![Preference::Ranked(rank.clone())]].concat())
                };
                joint = joint.iter().flat_map(with).collect();
            }
            if joint.len() > 500 || joint[0].len() < conflict.parties.len() {
                continue;
            }
            compared += 1;
            let oracle = CoalitionOracle::new(conflict);
            let completed: Vec<_> =
                joint.iter().map(|preference| crate::oracle::Conflict { preference: preference.clone(), ..conflict.clone() }).collect();
            let oracles: Vec<_> = completed.iter().map(CoalitionOracle::new).collect();
            for concept in CoalitionConcept::ALL {
                for state in 0..conflict.states {
                    let mut each: Vec<(Finding, Vec<Finding>)> = (1..=oracle.everybody())
                        .map(|coalition| {
                            (
                                oracle.finding(concept, coalition, state),
                                oracles.iter().map(|one| one.finding(concept, coalition, state)).collect(),
                            )
                        })
                        .collect();
                    each.push((oracle.universal(concept, state), oracles.iter().map(|one| one.universal(concept, state)).collect()));
                    for (bound, all) in each {
                        let truth = if all.iter().all(|one| *one == Finding::Yes) {
                            Finding::Yes
                        } else if all.iter().all(|one| *one == Finding::No) {
                            Finding::No
                        } else {
                            Finding::Unknown
                        };
                        let exact = concept != CoalitionConcept::Seq;
                        assert!(bound == truth || !exact && bound == Finding::Unknown, "case {number} {concept:?}: {bound:?} {truth:?}");
                    }
                }
            }
        }
        assert!(compared > 100, "only {compared} conflicts compared");
    }
}
