//! Two degrees of strength: strong GMR, SMR and SEQ from the definitions of Hamouda, Kilgour and Hipel (2004, 2006), for one relation of
//! strength; and three-valued where it is not stated, by trying the extremes or all relations.

use super::attitudes::answers;
use super::{Conflict, Finding, Preference};

/// What deters, the degree aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sanction {
    /// Any answer.
    Gmr,
    /// Any answer without escape.
    Smr,
    /// Credible answers.
    Seq,
}

impl Sanction {
    /// All three.
    pub const ALL: [Self; 3] = [Self::Gmr, Self::Smr, Self::Seq];
}

/// `strong[s][t]`: s ≫ t.
pub type Strong = Vec<Vec<bool>>;

/// Whether `strong` is a part of `>` with s ≫ t ≥ u ⇒ s ≫ u and s ≥ t ≫ u ⇒ s ≫ u.
pub fn is_strength(rank: &[i64], strong: &Strong) -> bool {
    let states = 0..rank.len();
    states.clone().all(|s| {
        states.clone().all(|t| {
            !strong[s][t]
                || rank[s] > rank[t]
                    && states.clone().all(|u| rank[t] < rank[u] || strong[s][u])
                    && states.clone().all(|r| rank[r] < rank[s] || strong[r][t])
        })
    })
}

/// All relations of strength of a weak order, if its levels are at most `most`. Such a relation says for each level how many
/// levels are strongly below it: fewer than are below it or as many, and never fewer than for the level beneath.
pub fn all_strengths(rank: &[i64], most: usize) -> Option<Vec<Strong>> {
    let mut levels = rank.to_vec();
    levels.sort_unstable();
    levels.dedup();
    if levels.len() > most {
        return None;
    }
    let mut chosen: Vec<Vec<usize>> = vec![Vec::new()];
    for level in 0..levels.len() {
        let mut longer = Vec::new();
        for below in &chosen {
            for number in below.last().copied().unwrap_or(0)..=level {
                longer.push(below.iter().copied().chain([number]).collect());
            }
        }
        chosen = longer;
    }
    let level = |state: usize| levels.iter().position(|each| *each == rank[state]).unwrap_or(0);
    let relation = |below: &Vec<usize>| -> Strong {
        let row = |s: usize| (0..rank.len()).map(|t| level(t) < below[level(s)]).collect();
        (0..rank.len()).map(row).collect()
    };
    Some(chosen.iter().map(relation).collect())
}

/// A conflict with what its parties' opponents can reach: party → first state → states.
pub struct StrengthOracle<'a> {
    conflict: &'a Conflict,
    by_moves: Vec<Vec<Vec<usize>>>,
    by_sure: Vec<Vec<Vec<usize>>>,
    by_possible: Vec<Vec<Vec<usize>>>,
}

impl<'a> StrengthOracle<'a> {
    /// Looks up every answer to every move.
    pub fn new(conflict: &'a Conflict) -> Self {
        let sure = conflict.arcs_where(|party, from, to| conflict.preference[party].surely_better(to, from));
        let possible = conflict.arcs_where(|party, from, to| !conflict.preference[party].surely_at_least(from, to));
        let by = |arcs| answers(conflict, arcs);
        Self { conflict, by_moves: by(&conflict.arcs), by_sure: by(&sure), by_possible: by(&possible) }
    }

    /// Whether all that `leaves` is answered with something that `deters`, and from which `party` cannot go to what does not.
    fn is_stable(
        &self,
        sanction: Sanction,
        (party, state): (usize, usize),
        sure_steps: bool,
        leaves: &dyn Fn(usize) -> bool,
        deters: &dyn Fn(usize) -> bool,
    ) -> bool {
        let answers = match (sanction, sure_steps) {
            (Sanction::Gmr | Sanction::Smr, _) => &self.by_moves[party],
            (Sanction::Seq, true) => &self.by_sure[party],
            (Sanction::Seq, false) => &self.by_possible[party],
        };
        let holds = |end: usize| sanction != Sanction::Smr || self.conflict.arcs[party][end].iter().all(|&to| deters(to));
        let targets = self.conflict.arcs[party][state].iter().filter(|&&target| leaves(target));
        targets.into_iter().all(|&target| answers[target].iter().any(|&end| deters(end) && holds(end)))
    }

    /// Strongly stable, in the least and in the most stable reading of what is not known, given a relation of strength.
    pub fn strongly(&self, sanction: Sanction, party: usize, state: usize, strong: &Strong) -> [bool; 2] {
        let preference = &self.conflict.preference[party];
        let leaves = |target: usize| preference.surely_better(target, state);
        let deters = |end: usize| strong[state][end];
        [true, false].map(|sure_steps| self.is_stable(sanction, (party, state), sure_steps, &leaves, &deters))
    }

    /// Stable whatever the degree, in the least and in the most stable reading.
    pub fn generally(&self, sanction: Sanction, party: usize, state: usize) -> [bool; 2] {
        let preference = &self.conflict.preference[party];
        let least = self.is_stable(sanction, (party, state), true, &|target| !preference.surely_at_least(state, target), &|end| {
            preference.surely_at_least(state, end)
        });
        let most = self.is_stable(sanction, (party, state), false, &|target| preference.surely_better(target, state), &|end| {
            !preference.surely_better(end, state)
        });
        [least, most]
    }

    /// Strongly stable in the least and in the most stable reading, where strength is not stated: nothing strongly worse, or all
    /// that may be worse strongly so.
    fn by_extremes(&self, sanction: Sanction, party: usize, state: usize) -> [bool; 2] {
        let preference = &self.conflict.preference[party];
        let never_leaves = self.conflict.arcs[party][state].iter().all(|&target| preference.surely_at_least(state, target));
        let most = self.is_stable(sanction, (party, state), false, &|target| preference.surely_better(target, state), &|end| {
            !preference.surely_at_least(end, state)
        });
        [never_leaves, most]
    }

    /// The strong and the weak finding for a party of whom `strong` is stated, if it is.
    pub fn findings(&self, sanction: Sanction, party: usize, state: usize, strong: Option<&Strong>) -> [Finding; 2] {
        let [least, most] = match strong {
            Some(strong) => self.strongly(sanction, party, state, strong),
            None => self.by_extremes(sanction, party, state),
        };
        let [sure, possible] = self.generally(sanction, party, state);
        [finding(least, most), finding(sure && !most, possible && !least)]
    }

    /// The same of a ranked party among ranked parties, by trying every relation in `all`.
    pub fn over_all(&self, sanction: Sanction, party: usize, state: usize, all: &[Strong]) -> [Finding; 2] {
        assert!(matches!(self.conflict.preference[party], Preference::Ranked(_)), "there is an order");
        let [general, _] = self.generally(sanction, party, state);
        let each: Vec<bool> = all.iter().map(|strong| self.strongly(sanction, party, state, strong)[0]).collect();
        let every = |wanted: bool| each.iter().all(|&found| found == wanted);
        let weak = |strong: bool| general && !strong;
        [finding(every(true), !every(false)), finding(each.iter().all(|&found| weak(found)), each.iter().any(|&found| weak(found)))]
    }
}

fn finding(surely: bool, possibly: bool) -> Finding {
    match (surely, possibly) {
        (true, _) => Finding::Yes,
        (false, true) => Finding::Unknown,
        (false, false) => Finding::No,
    }
}
