//! A party's order when its statements are changed: compared state by state, for the states that are looked at.

use super::Explainer;
use crate::known::{Comparing, Ranks};
use detente_model::answer::FlipKind;
use detente_model::expression::Expression;
use detente_model::preference::Preference;
use detente_space::ranks::Slots;
use std::cell::RefCell;
use std::cmp::Ordering;

/// A party's statements, asked of a state when it is first looked at; and what else is known of its order, which no change of a statement touches.
pub(super) struct Wishes<'a> {
    explainer: &'a Explainer<'a>,
    preference: &'a Preference,
    /// The statements as they are, then each reversed.
    questions: Vec<Expression>,
    /// How states compare that no statement separates; none: they are indifferent.
    rest: Option<Ranks>,
    answers: RefCell<Answers>,
}

#[derive(Default)]
struct Answers {
    /// For each state where its answers begin; `u32::MAX`: it was not looked at.
    start: Vec<u32>,
    answers: Vec<bool>,
}

impl<'a> Wishes<'a> {
    pub(super) fn new(explainer: &'a Explainer<'a>, player: usize) -> Self {
        let preference = explainer.preference(player);
        let simplify = |expression: &Expression| {
            let held = |variable| explainer.game.held.iter().find(|(held, _)| *held == variable).map(|(_, value)| *value);
            expression.simplified(&held, &explainer.game.phase)
        };
        let reversed = preference.statements.iter().map(|statement| {
            let mut statement = statement.clone();
            statement.holds = statement.holds.negated();
            statement.expression()
        });
        let plain = preference.statements.iter().map(detente_model::preference::statement::Statement::expression);
        let rest = Preference { statements: Vec::new(), ..preference.clone() };
        let columns = |rest: &Preference| {
            let order = rest.order(&explainer.case.variables, &explainer.game.phase);
            Ranks::new(explainer.game.columns(&order, Slots::Numbers))
        };
        Self {
            explainer,
            preference,
            questions: plain.chain(reversed).map(|question| simplify(&question)).collect(),
            rest: (!rest.is_unknown()).then(|| columns(&rest)),
            answers: RefCell::default(),
        }
    }

    /// The order after one change of a statement.
    pub(super) fn changed(&'a self, at: usize, kind: FlipKind) -> Changed<'a> {
        let count = self.preference.statements.len();
        let mut places: Vec<usize> = (0..count).collect();
        match kind {
            FlipKind::Dropped => {
                places.remove(at);
            }
            FlipKind::Reversed => places[at] += count,
            FlipKind::MovedTo(to) => {
                places.remove(at);
                places.insert(to - 1, at);
            }
        }
        let unknown = places.is_empty() && self.rest.is_none();
        // statements that ask for nothing in this phase separate no states
        places.retain(|place| self.is_open(place % count));
        Changed { wishes: self, places, unknown }
    }

    /// Whether a statement asks for anything in the frame's phase.
    pub(super) fn is_open(&self, at: usize) -> bool {
        self.preference.statements[at].window.is_open(&self.explainer.game.phase)
    }

    /// Where the answers of a state begin.
    fn start(&self, state: usize) -> usize {
        let mut answers = self.answers.borrow_mut();
        if answers.start.is_empty() {
            answers.start = vec![u32::MAX; self.explainer.movement.states()];
        }
        if answers.start[state] == u32::MAX {
            answers.start[state] = detente_space::codes::narrow(answers.answers.len());
            let values = self.explainer.values(state);
            let phase = &self.explainer.game.phase;
            answers.answers.extend(self.questions.iter().map(|question| question.holds(&values, phase)));
        }
        answers.start[state] as usize
    }
}

/// A party's order after one change of a statement.
pub(super) struct Changed<'a> {
    wishes: &'a Wishes<'a>,
    /// Which questions decide, the most important first.
    places: Vec<usize>,
    /// Whether nothing is left of the preference.
    unknown: bool,
}

impl Changed<'_> {
    /// By the statements alone.
    fn by_statements(&self, a: usize, b: usize) -> Ordering {
        let (a, b) = (self.wishes.start(a), self.wishes.start(b));
        let answers = &self.wishes.answers.borrow().answers;
        let separating = self.places.iter().map(|place| answers[a + place].cmp(&answers[b + place]));
        separating.into_iter().find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
    }
}

impl Comparing for Changed<'_> {
    fn surely_at_least(&self, a: usize, b: usize) -> bool {
        a == b
            || !self.unknown
                && match self.by_statements(a, b) {
                    Ordering::Greater => true,
                    Ordering::Less => false,
                    Ordering::Equal => self.wishes.rest.as_ref().is_none_or(|rest| rest.surely_at_least(a, b)),
                }
    }

    fn better(&self, a: usize, b: usize, surely: bool) -> bool {
        if a == b || self.unknown {
            return a != b && !surely;
        }
        match self.by_statements(a, b) {
            Ordering::Greater => true,
            Ordering::Less => false,
            Ordering::Equal => self.wishes.rest.as_ref().is_some_and(|rest| rest.better(a, b, surely)),
        }
    }

    fn is_ranked(&self) -> bool {
        !self.unknown && self.wishes.rest.as_ref().is_none_or(Ranks::is_ranked)
    }
}

/// A player's order as it is, or changed.
pub(super) enum Known<'a, C> {
    Same(&'a Ranks),
    Changed(&'a C),
}

impl<C: Comparing> Comparing for Known<'_, C> {
    fn surely_at_least(&self, a: usize, b: usize) -> bool {
        match self {
            Self::Same(ranks) => ranks.surely_at_least(a, b),
            Self::Changed(changed) => changed.surely_at_least(a, b),
        }
    }

    fn better(&self, a: usize, b: usize, surely: bool) -> bool {
        match self {
            Self::Same(ranks) => ranks.better(a, b, surely),
            Self::Changed(changed) => changed.better(a, b, surely),
        }
    }

    fn is_ranked(&self) -> bool {
        match self {
            Self::Same(ranks) => ranks.is_ranked(),
            Self::Changed(changed) => changed.is_ranked(),
        }
    }
}
