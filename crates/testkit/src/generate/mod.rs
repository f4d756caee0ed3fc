//! Seeded random conflicts, each as a [`Conflict`] for the oracle and as the text of a case file.
//!
//! Plain random conflicts are mostly easy: improvements end after a step or two, and a program that lets each opponent
//! answer once, or that takes any move for a credible one, is seldom caught. So a share of the cases
//! ([`Shape::rich_share`]) is made richer: parties taken at random are given another preference, new or a little changed, up
//! to [`Shape::attempts`] times, and keep it if that is no step back, until SEQ differs from GMR in half of the cells
//! and 15 % of the deterred cells need a sanction of three moves or more. Parties whose preference is incomplete keep it.
//! The other cases are as first drawn, so plain ones remain.
//!
//! Which random stream a case uses is its number: case 17 is the same whatever was drawn before it.

mod draft;
mod expression;
mod rule;
mod strength;

use std::ops::RangeInclusive;

pub use strength::strengthened;

use draft::Draft;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use crate::oracle::{Conflict, Oracle, Rules, richness};

/// What random cases look like. Shares are chances between 0 and 1.
#[derive(Clone, Debug)]
pub struct Shape {
    /// How many parties.
    pub parties: RangeInclusive<usize>,
    /// How many options each party has in option form.
    pub variables: RangeInclusive<usize>,
    /// The most combinations of values in option form, feasible or not: options are taken away until it is kept, but
    /// each party keeps one.
    pub combinations: usize,
    /// That a case in option form has an issue, which nobody controls alone.
    pub issue_share: f64,
    /// The most issues that a case with issues has: up to four.
    pub most_issues: usize,
    /// That an issue has rules of many kinds, some of which hold only under conditions, rather than the consent of some parties.
    pub rules_share: f64,
    /// That a case is in graph form.
    pub graph_share: f64,
    /// How many states a case in graph form has.
    pub graph_states: RangeInclusive<usize>,
    /// The chance of each arc in graph form, for each party, is drawn from this range.
    pub arc_chance: RangeInclusive<f64>,
    /// That a case has conditions that make states infeasible.
    pub infeasible_share: f64,
    /// That an option can be changed in one direction only.
    pub one_way_share: f64,
    /// That a variable has three values rather than two.
    pub three_valued_share: f64,
    /// That a variable with two values has names for them rather than yes and no.
    pub named_share: f64,
    /// That a party has no preference.
    pub unknown_share: f64,
    /// That a party has two columns of ordered statements, in option form.
    pub partial_share: f64,
    /// Whether parties may have two columns in graph form too; the text then has conditions such as
    /// `state in (s1, s2)`.
    pub graph_partial: bool,
    /// That a party has weights rather than ordered statements.
    pub weight_share: f64,
    /// That a party has a last and least wish about an option of its own, so that it has more to move for.
    pub own_share: f64,
    /// That a statement holds only when something else does.
    pub when_share: f64,
    /// That a case has restrictions of single parties' moves from some states to some states.
    pub restriction_share: f64,
    /// That a state in a ranking ties with the one before it, and that a party has few statements or weights.
    pub tie_share: f64,
    /// How many statements or weights a party has, unless it has few.
    pub statements: RangeInclusive<usize>,
    /// How deep the expressions in preferences go.
    pub depth: RangeInclusive<usize>,
    /// That a case is made richer by other preferences.
    pub rich_share: f64,
    /// How many other preferences are tried for that.
    pub attempts: usize,
}

impl Default for Shape {
    /// Two to five parties, few options, tangled wishes.
    fn default() -> Self {
        Self {
            parties: 2..=5,
            variables: 1..=3,
            combinations: 32,
            issue_share: 0.15,
            most_issues: 2,
            rules_share: 0.0,
            graph_share: 0.35,
            graph_states: 4..=14,
            arc_chance: 0.08..=0.3,
            infeasible_share: 0.4,
            one_way_share: 0.12,
            three_valued_share: 0.15,
            named_share: 0.1,
            unknown_share: 0.04,
            partial_share: 0.06,
            graph_partial: false,
            weight_share: 0.5,
            own_share: 0.7,
            when_share: 0.25,
            restriction_share: 0.2,
            tie_share: 0.12,
            statements: 3..=8,
            depth: 0..=2,
            rich_share: 0.8,
            attempts: 80,
        }
    }
}

/// A random case.
#[derive(Clone, Debug)]
pub struct GeneratedCase {
    /// Its number, which is its random stream.
    pub number: u64,
    /// What the oracle is asked about.
    pub conflict: Conflict,
    /// How its issues are decided.
    pub rules: Rules,
    /// The case file that says the same.
    pub text: String,
}

/// Case `number` of the run with this `seed`.
pub fn generate(shape: &Shape, seed: u64, number: u64) -> GeneratedCase {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    rng.set_stream(number);
    let wants_rich = rng.random_bool(shape.rich_share);
    let mut draft = Draft::random(&mut rng, shape);
    let mut conflict = draft.conflict();
    if wants_rich {
        let as_drawn = conflict.clone();
        let first = Oracle::new(&as_drawn);
        let mut best = score(&first);
        for _ in 0..shape.attempts {
            if best >= FULL_SCORE {
                break;
            }
            let Some((party, preference, wish)) = draft.other_wish(&mut rng, shape) else {
                continue;
            };
            let before = std::mem::replace(&mut conflict.preference[party], preference);
            let now = score(&first.with_preferences_of(&conflict));
            if now >= best {
                best = now;
                draft.set_wish(party, wish);
            } else {
                conflict.preference[party] = before;
            }
        }
    }
    GeneratedCase { number, text: draft.text(number), rules: draft.rules(), conflict }
}

const FULL_SCORE: usize = 800;

/// Up to 500 for the share of cells at which SEQ differs from GMR (full from 50 %), and up to 300 for the share of
/// deterred cells that need a long sanction (full from 15 %, and only with four deterred cells or more).
fn score(oracle: &Oracle<'_>) -> usize {
    let count = richness(oracle);
    let differs = (count.sequential_differs * 1000 / count.cells).min(500);
    let long = (count.long * 2000 / count.sanctioned.max(4)).min(300);
    // a single opponent cannot answer twice in a row
    differs + if oracle.conflict().parties.len() == 2 { 300 } else { long }
}

#[cfg(test)]
mod tests {
    use super::{Shape, generate};
    use crate::oracle::{Concept, Oracle, Preference, Richness, richness};

    #[test]
    fn a_case_depends_on_its_seed_and_number_only() {
        let shape = Shape::default();
        let once: Vec<_> = (0..20).map(|number| generate(&shape, 1, number)).collect();
        for case in once.iter().rev() {
            let again = generate(&shape, 1, case.number);
            assert_eq!((&again.text, &again.conflict), (&case.text, &case.conflict));
        }
        assert_ne!(once[0].text, once[1].text);
        assert_ne!(once[0].text, generate(&shape, 2, 0).text);
    }

    #[test]
    fn conflicts_are_well_formed() {
        for number in 0..500 {
            let conflict = generate(&Shape::default(), 5, number).conflict;
            assert_eq!(conflict.arcs.len(), conflict.parties.len());
            assert_eq!(conflict.preference.len(), conflict.parties.len());
            assert_eq!(conflict.names.len(), conflict.states);
            for moves in &conflict.arcs {
                assert_eq!(moves.len(), conflict.states);
                for (from, targets) in moves.iter().enumerate() {
                    assert!(targets.is_sorted() && !targets.contains(&from));
                    assert!(targets.iter().all(|&to| to < conflict.states));
                }
            }
        }
    }

    /// The beginning of the default run: every shape of case occurs, and it is rich enough to catch short cuts. All concepts are
    /// evaluated, as a test against the product would. (The comparison of the engines asserts the same of the whole.)
    #[test]
    fn the_default_run_is_rich() {
        let shape = Shape::default();
        let mut total = Richness::default();
        let mut plain = 0;
        let (mut graph, mut issue, mut unknown, mut partial, mut one_way, mut restricted) = (0, 0, 0, 0, 0, 0);
        let mut by_parties = [0; 6];
        for number in 0..2_000 {
            let case = generate(&shape, 0, number);
            let oracle = Oracle::new(&case.conflict);
            for concept in Concept::ALL {
                for state in 0..case.conflict.states {
                    let _ = oracle.equilibrium(concept, state);
                }
            }
            let count = richness(&oracle);
            plain += usize::from(count.long == 0);
            total.add(count);
            by_parties[case.conflict.parties.len()] += 1;
            graph += usize::from(case.conflict.option_form.is_none());
            let has = |of: fn(&Preference) -> bool| usize::from(case.conflict.preference.iter().any(of));
            unknown += has(|preference| matches!(preference, Preference::Unknown));
            partial += has(|preference| matches!(preference, Preference::Columns(_)));
            issue += usize::from(case.text.contains("[issue."));
            one_way += usize::from(case.text.contains("moves = "));
            restricted += usize::from(case.text.contains("[[restriction]]"));
        }
        let measured = format!(
            "{total:?}, SEQ unlike GMR in {} %, long in {} % of the sanctioned; \
             plain {plain}, graph {graph}, issue {issue}, unknown {unknown}, partial {partial}, one-way {one_way}, \
             restricted {restricted}, by parties {by_parties:?}",
            total.per_cent_sequential_differs(),
            total.per_cent_long(),
        );
        assert!(total.per_cent_sequential_differs() >= 20, "{measured}");
        assert!(total.per_cent_long() >= 10, "{measured}");
        for some in [plain, graph, issue, unknown, partial, one_way, restricted] {
            assert!(some >= 100, "{measured}");
        }
        assert!(by_parties[2..].iter().all(|&some| some >= 60), "{measured}");
    }
}
