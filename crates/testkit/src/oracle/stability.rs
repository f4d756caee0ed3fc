//! Nash, GMR, SMR, SEQ, SSEQ and SEQ-or-SIM by their definitions, with three-valued findings.
//!
//! Where preferences are complete a state is stable or it is not. Where they are not, each concept is evaluated twice,
//! under the two [`Reading`]s: what is stable in the least stable one is stable under every completion, what is not
//! stable in the most stable one is stable under none, and the rest is unknown. For Nash, GMR and SMR of one party
//! this is exact; for the other concepts, and for equilibria, `yes` and `no` can be relied on, but `unknown` may be
//! said where all completions agree. `exact` finds out, for tiny conflicts.

use std::rc::Rc;

use super::{Conflict, group_reach};

/// A stability concept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Concept {
    /// The party has no improvement.
    Nash,
    /// General metarationality: the others can answer every improvement by moves that end no better for the party.
    Gmr,
    /// Symmetric metarationality: and from there the party has no move to anything better than the state it left.
    Smr,
    /// Sequential stability: as GMR, the others answering by improvements of their own only.
    Seq,
    /// Symmetric sequential stability: as SMR, the others answering by improvements of their own only.
    Sseq,
    /// Each improvement is answered sequentially or simultaneously; simultaneous movers are themselves unstable at the
    /// state under SEQ.
    SeqOrSim,
    /// Each improvement is answered sequentially or simultaneously; anyone with an improvement may be a simultaneous
    /// mover.
    SeqOrSimAny,
}

impl Concept {
    /// The concepts that need moves and orders only.
    pub const PLAIN: [Self; 5] = [Self::Nash, Self::Gmr, Self::Smr, Self::Seq, Self::Sseq];
    /// All of them; the last two need the option form.
    pub const ALL: [Self; 7] = [Self::Nash, Self::Gmr, Self::Smr, Self::Seq, Self::Sseq, Self::SeqOrSim, Self::SeqOrSimAny];
}

/// What to take an unknown comparison for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// Against stability: the party moves to whatever is possibly better and escapes to it, the others take steps that
    /// are surely better only, and a sanction counts only if it is surely no better.
    LeastStable,
    /// For stability: the party moves to, and escapes to, what is surely better only, the others take every step that
    /// is possibly better, and a sanction counts if it is possibly no better.
    MostStable,
}

impl Reading {
    fn other(self) -> Self {
        match self {
            Self::LeastStable => Self::MostStable,
            Self::MostStable => Self::LeastStable,
        }
    }
}

/// Whether something holds: surely, surely not, or not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Finding {
    /// Under every completion of what is given.
    Yes,
    /// Under no completion of what is given.
    No,
    /// Neither has been shown.
    Unknown,
}

/// Ends of legal sequences: party → first state → state → the length of a shortest one.
type Answers = Vec<Vec<Vec<Option<usize>>>>;

/// A conflict with what its parties' opponents can reach, ready to be asked.
pub struct Oracle<'a> {
    conflict: &'a Conflict,
    by_moves: Rc<Answers>,
    by_improvements: Rc<Answers>,
    by_possible_improvements: Rc<Answers>,
}

impl<'a> Oracle<'a> {
    /// Looks up every answer to every move.
    pub fn new(conflict: &'a Conflict) -> Self {
        Self::with_moves(conflict, Rc::new(answers(conflict, &conflict.arcs)))
    }

    /// The same for a conflict that differs from this one's in preferences only.
    pub fn with_preferences_of<'b>(&self, conflict: &'b Conflict) -> Oracle<'b> {
        Oracle::with_moves(conflict, Rc::clone(&self.by_moves))
    }

    fn with_moves(conflict: &'a Conflict, by_moves: Rc<Answers>) -> Self {
        let improvements = conflict.arcs_where(|party, from, to| conflict.preference[party].surely_better(to, from));
        let by_improvements = Rc::new(answers(conflict, &improvements));
        let by_possible_improvements = if conflict.is_fully_ranked() {
            Rc::clone(&by_improvements)
        } else {
            let possible = conflict.arcs_where(|party, from, to| !conflict.preference[party].surely_at_least(from, to));
            Rc::new(answers(conflict, &possible))
        };
        Self { conflict, by_moves, by_improvements, by_possible_improvements }
    }

    /// The conflict asked about.
    pub fn conflict(&self) -> &'a Conflict {
        self.conflict
    }

    /// Whether `state` is stable for `party`: `None` if the concept needs an option form and there is none.
    pub fn finding(&self, concept: Concept, party: usize, state: usize) -> Option<Finding> {
        Some(if self.is_stable(Reading::LeastStable, concept, party, state)? {
            Finding::Yes
        } else if self.is_stable(Reading::MostStable, concept, party, state)? {
            Finding::Unknown
        } else {
            Finding::No
        })
    }

    /// Whether `state` is stable for all parties: no if it surely is not for one, yes if it surely is for each.
    pub fn equilibrium(&self, concept: Concept, state: usize) -> Option<Finding> {
        let mut all = Finding::Yes;
        for party in 0..self.conflict.parties.len() {
            match self.finding(concept, party, state)? {
                Finding::Yes => {}
                Finding::No => return Some(Finding::No),
                Finding::Unknown => all = Finding::Unknown,
            }
        }
        Some(all)
    }

    /// The states that are surely stable for `party`, in order.
    pub fn stable_states(&self, concept: Concept, party: usize) -> Option<Vec<usize>> {
        self.conflict.option_form_for(concept)?;
        let is_stable = |&state: &usize| self.finding(concept, party, state) == Some(Finding::Yes);
        Some((0..self.conflict.states).filter(is_stable).collect())
    }

    /// The states that are surely equilibria, in order.
    pub fn equilibria(&self, concept: Concept) -> Option<Vec<usize>> {
        self.conflict.option_form_for(concept)?;
        let is_equilibrium = |&state: &usize| self.equilibrium(concept, state) == Some(Finding::Yes);
        Some((0..self.conflict.states).filter(is_equilibrium).collect())
    }

    /// Whether `state` is stable for `party` when the unknown is taken as `reading` says.
    pub fn is_stable(&self, reading: Reading, concept: Concept, party: usize, state: usize) -> Option<bool> {
        self.conflict.option_form_for(concept)?;
        let improvements = self.improvements(reading, party, state);
        Some(improvements.into_iter().all(|first| match concept {
            Concept::Nash => false,
            Concept::Gmr => self.is_answered(reading, &self.by_moves, party, state, first, false),
            Concept::Smr => self.is_answered(reading, &self.by_moves, party, state, first, true),
            Concept::Seq => self.is_answered(reading, self.steps(reading), party, state, first, false),
            Concept::Sseq => self.is_answered(reading, self.steps(reading), party, state, first, true),
            Concept::SeqOrSim | Concept::SeqOrSimAny => {
                let themselves_unstable = concept == Concept::SeqOrSim;
                self.is_answered(reading, self.steps(reading), party, state, first, false)
                    || self.is_answered_at_once(reading, party, state, first, themselves_unstable)
            }
        }))
    }

    /// The states that `party` leaves `state` for.
    pub fn improvements(&self, reading: Reading, party: usize, state: usize) -> Vec<usize> {
        let is_improvement = |&to: &usize| self.is_better(reading, party, state, to);
        self.conflict.arcs[party][state].iter().copied().filter(is_improvement).collect()
    }

    /// The length of the shortest sequence of the others' improvements that sanctions `first`, an improvement of
    /// `party` from `state`.
    pub fn shortest_sequential_sanction(&self, reading: Reading, party: usize, state: usize, first: usize) -> Option<usize> {
        let length = &self.steps(reading)[party][first];
        (0..self.conflict.states).filter(|&end| !self.is_better(reading, party, state, end)).filter_map(|end| length[end]).min()
    }

    /// Whether some end of the others' sequences from `first` is no better for `party` than `state`, and, if
    /// `for_good`, leaves `party` no move to anything that is.
    fn is_answered(&self, reading: Reading, answers: &Answers, party: usize, state: usize, first: usize, for_good: bool) -> bool {
        let can_escape = |end: usize| {
            let mut moves = self.conflict.arcs[party][end].iter();
            moves.any(|&third| self.is_better(reading, party, state, third))
        };
        (0..self.conflict.states).any(|end| {
            answers[party][first][end].is_some() && !self.is_better(reading, party, state, end) && !(for_good && can_escape(end))
        })
    }

    /// Whether a profile of the others' improvements *from `state`*, not all of them staying, added to the move to
    /// `first` makes a feasible state that is no better for `party` than `state`.
    fn is_answered_at_once(&self, reading: Reading, party: usize, state: usize, first: usize, themselves_unstable: bool) -> bool {
        let Some(form) = &self.conflict.option_form else {
            return false;
        };
        // what is against the party's stability: fewer movers
        let against = reading.other();
        let mut profiles: Vec<(bool, Vec<usize>)> = vec![(false, form.values[first].clone())];
        for opponent in self.conflict.opponents(party) {
            let moves = if themselves_unstable && self.is_stable(against, Concept::Seq, opponent, state) != Some(false) {
                Vec::new()
            } else {
                self.improvements(against, opponent, state)
            };
            for (_, values) in profiles.clone() {
                for &target in &moves {
                    let mut changed = values.clone();
                    for (variable, owner) in form.owner.iter().enumerate() {
                        if *owner == Some(opponent) {
                            changed[variable] = form.values[target][variable];
                        }
                    }
                    profiles.push((true, changed));
                }
            }
        }
        profiles
            .iter()
            .filter(|(somebody_moves, _)| *somebody_moves)
            .any(|(_, values)| form.state_with(values).is_some_and(|end| !self.is_better(reading, party, state, end)))
    }

    fn steps(&self, reading: Reading) -> &Answers {
        match reading {
            Reading::LeastStable => &self.by_improvements,
            Reading::MostStable => &self.by_possible_improvements,
        }
    }

    /// Whether `party` at `state` goes for `to`.
    ///
    /// The escape of SMR and SSEQ is the same comparison, and a sanction is its negation: what is not surely no better
    /// is possibly better.
    fn is_better(&self, reading: Reading, party: usize, state: usize, to: usize) -> bool {
        let preference = &self.conflict.preference[party];
        match reading {
            Reading::LeastStable => !preference.surely_at_least(state, to),
            Reading::MostStable => preference.surely_better(to, state),
        }
    }
}

/// Everything that every party's opponents can reach along `arcs`.
fn answers(conflict: &Conflict, arcs: &[Vec<Vec<usize>>]) -> Answers {
    let of_party = |party| {
        let opponents = conflict.opponents(party);
        (0..conflict.states).map(|first| group_reach(arcs, &opponents, first)).collect()
    };
    (0..conflict.parties.len()).map(of_party).collect()
}

impl Conflict {
    /// `None` if `concept` needs an option form and there is none.
    fn option_form_for(&self, concept: Concept) -> Option<()> {
        match concept {
            Concept::Nash | Concept::Gmr | Concept::Smr | Concept::Seq | Concept::Sseq => Some(()),
            Concept::SeqOrSim | Concept::SeqOrSimAny => self.option_form.as_ref().map(|_| ()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Concept, Finding, Oracle};
    use crate::generate::{Shape, generate};
    use crate::oracle::{Conflict, Preference};

    /// Nash ⇒ SMR ⇒ GMR; Nash ⇒ SSEQ ⇒ SEQ ⇒ GMR; SSEQ ⇒ SMR; SEQ ⇒ SEQ-or-SIM ⇒ with any movers.
    #[test]
    fn the_known_implications_hold() {
        let stricter_and_looser = [
            (Concept::Nash, Concept::Smr),
            (Concept::Smr, Concept::Gmr),
            (Concept::Nash, Concept::Sseq),
            (Concept::Sseq, Concept::Seq),
            (Concept::Seq, Concept::Gmr),
            (Concept::Sseq, Concept::Smr),
            (Concept::Seq, Concept::SeqOrSim),
            (Concept::SeqOrSim, Concept::SeqOrSimAny),
        ];
        let shape = Shape { rich_share: 0.0, ..Shape::default() };
        for number in 0..400 {
            let case = generate(&shape, 11, number);
            let oracle = Oracle::new(&case.conflict);
            for (stricter, looser) in stricter_and_looser {
                for party in 0..case.conflict.parties.len() {
                    for state in 0..case.conflict.states {
                        let (a, b) = (oracle.finding(stricter, party, state), oracle.finding(looser, party, state));
                        assert_eq!(b.is_some(), a.is_some() && (looser < Concept::SeqOrSim || b.is_some()));
                        assert!(a != Some(Finding::Yes) || b.is_none_or(|b| b == Finding::Yes), "case {number}");
                        assert!(b != Some(Finding::No) || a == Some(Finding::No), "case {number}");
                    }
                }
            }
        }
    }

    /// Where moves are all reversible and nothing is infeasible, one answer for each opponent is enough for GMR; not
    /// for SEQ. Here the second party must move, the third answer, and the second move again.
    #[test]
    fn a_sanction_may_need_a_party_to_move_again() {
        // focal: 0 → 1; second: 1 → 2, 3 → 4; third: 2 → 3; only 4 is worse than 0 for the focal party
        let arcs_of = |pairs: &[(usize, usize)]| {
            let mut arcs = vec![Vec::new(); 5];
            for &(from, to) in pairs {
                arcs[from].push(to);
            }
            arcs
        };
        let conflict = Conflict {
            parties: ["focal", "second", "third"].map(String::from).to_vec(),
            states: 5,
            names: ["a", "b", "c", "d", "e"].map(String::from).to_vec(),
            arcs: vec![arcs_of(&[(0, 1)]), arcs_of(&[(1, 2), (3, 4)]), arcs_of(&[(2, 3)])],
            preference: vec![
                Preference::Ranked(vec![1, 2, 2, 2, 0]),
                Preference::Ranked(vec![0, 1, 2, 3, 4]),
                Preference::Ranked(vec![0, 1, 2, 3, 4]),
            ],
            option_form: None,
        };
        let oracle = Oracle::new(&conflict);
        let of = |concept| oracle.finding(concept, 0, 0);
        assert_eq!(of(Concept::Nash), Some(Finding::No));
        assert_eq!(of(Concept::Seq), Some(Finding::Yes));
        assert_eq!(of(Concept::Sseq), Some(Finding::Yes));
        assert_eq!(of(Concept::SeqOrSim), None);
        assert_eq!(oracle.shortest_sequential_sanction(super::Reading::LeastStable, 0, 0, 1), Some(3));
    }

    /// A state the party is indifferent to deters it, and so does a return to the state it left.
    #[test]
    fn ties_and_returns_sanction() {
        let conflict = |back: Vec<usize>| Conflict {
            parties: ["focal", "other"].map(String::from).to_vec(),
            states: 3,
            names: ["a", "b", "c"].map(String::from).to_vec(),
            arcs: vec![vec![vec![1], vec![], vec![]], vec![vec![], back, vec![]]],
            preference: vec![Preference::Ranked(vec![0, 1, 0]), Preference::Ranked(vec![1, 0, 1])],
            option_form: None,
        };
        for (back, finding) in [(vec![2], Finding::Yes), (vec![0], Finding::Yes), (vec![], Finding::No)] {
            let conflict = conflict(back);
            assert_eq!(Oracle::new(&conflict).finding(Concept::Seq, 0, 0), Some(finding));
        }
    }

    /// With nothing known of the focal party, only the return to the very state is a sure sanction.
    #[test]
    fn without_a_preference_only_the_state_itself_surely_sanctions() {
        let conflict = |back: usize| Conflict {
            parties: ["focal", "other"].map(String::from).to_vec(),
            states: 3,
            names: ["a", "b", "c"].map(String::from).to_vec(),
            arcs: vec![vec![vec![1], vec![], vec![]], vec![vec![], vec![back], vec![]]],
            preference: vec![Preference::Unknown, Preference::Ranked(vec![1, 0, 1])],
            option_form: None,
        };
        for (back, finding) in [(0, Finding::Yes), (2, Finding::Unknown)] {
            let conflict = conflict(back);
            let oracle = Oracle::new(&conflict);
            assert_eq!(oracle.finding(Concept::Nash, 0, 0), Some(Finding::Unknown));
            assert_eq!(oracle.finding(Concept::Gmr, 0, 0), Some(finding));
            assert_eq!(oracle.finding(Concept::Seq, 0, 0), Some(finding));
        }
    }
}
