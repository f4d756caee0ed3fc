//! Which single change of one statement would turn a finding.
//!
//! Each change is judged by what it touches. A change of the party's own statements leaves what the others can reach as it is: that is found
//! once. A change of another's leaves a departure as it is unless it breaks a step of its answer, or opens a step to somebody who could reach nothing
//! that deters. Only then is anything looked for again.

use super::search::{Outcome, Reach, Search};
use super::wishes::{Changed, Known, Wishes};
use super::{Asked, Explainer};
use crate::known::{Comparing, Ranks};
use detente_model::answer::{ExplanationFinding, Finding, Flip, FlipKind, WhyUnknown};
use detente_model::control::{Control, Stopped};
use detente_model::preference::Preference;
use std::cell::OnceCell;

impl Explainer<'_> {
    /// Tries, for the party itself and (where answers must pay) for the others, to drop each statement, to reverse it, and to move it, the
    /// nearest places first. Complete over these kinds of change for as many as are listed: an empty list means that none of them turns it.
    pub(super) fn flips(&self, asked: Asked, outcomes: &[Outcome], stable: Finding, control: &Control<'_>) -> Result<Vec<Flip>, Stopped> {
        let mut flips = Vec::new();
        if stable.known().is_none() {
            return Ok(flips);
        }
        let wishes: Vec<OnceCell<Wishes<'_>>> = self.orders.iter().map(|_| OnceCell::new()).collect();
        let mut own = Own::new(self, asked);
        let others = Others::new(outcomes);
        for (whose, at, kind) in self.changes(asked) {
            if flips.len() == ExplanationFinding::FLIPS {
                break;
            }
            control.check()?;
            let wishes = wishes[whose].get_or_init(|| Wishes::new(self, whose));
            if !wishes.is_open(at) {
                continue;
            }
            let changed = wishes.changed(at, kind);
            let then = if asked.simultaneous.is_some() {
                let orders = self.with(whose, &changed);
                self.stable(&self.outcomes(asked, &orders, control)?)
            } else if whose == asked.player {
                own.stable(&changed)
            } else {
                others.stable(self, asked, stable, whose, &changed)
            };
            if then.known() == stable.known().map(|known| !known) {
                let statement = &self.preference(whose).statements[at];
                let party = self.game.description.parties[whose].name.clone();
                flips.push(Flip { party, statement: at + 1, text: statement.text.clone(), kind, then });
            }
        }
        Ok(flips)
    }

    /// All changes of one statement that may matter, the smallest first.
    fn changes(&self, asked: Asked) -> Vec<(usize, usize, FlipKind)> {
        let credible = asked.terms.credible == Some(true);
        let concerned = std::iter::once(asked.player).chain((0..self.orders.len()).filter(|other| *other != asked.player && credible));
        let mut changes: Vec<(usize, usize, FlipKind)> = Vec::new();
        for whose in concerned {
            let count = self.preference(whose).statements.len();
            changes.extend((0..count).map(|at| (whose, at, FlipKind::Dropped)));
            changes.extend((0..count).map(|at| (whose, at, FlipKind::Reversed)));
            let mut moves: Vec<(usize, usize)> =
                (0..count).flat_map(|at| (0..count).filter(move |to| *to != at).map(move |to| (at, to))).collect();
            // to move a statement one place down is to move the next one up
            moves.retain(|(at, to)| *to != at + 1);
            moves.sort_by_key(|(at, to)| at.abs_diff(*to));
            changes.extend(moves.into_iter().map(|(at, to)| (whose, at, FlipKind::MovedTo(to + 1))));
        }
        changes.sort_by_key(|(_, at, kind)| match kind {
            FlipKind::MovedTo(to) => (1, at.abs_diff(to - 1)),
            FlipKind::Dropped => (1, 1),
            FlipKind::Reversed => (2, 0),
        });
        changes
    }

    pub(super) fn preference(&self, player: usize) -> &Preference {
        &self.case.preferences[self.game.players[player].party]
    }

    /// The orders of all, one of them changed.
    fn with<'c, C: Comparing>(&'c self, whose: usize, changed: &'c C) -> Vec<Known<'c, C>> {
        let order = |(player, ranks)| if player == whose { Known::Changed(changed) } else { Known::Same(ranks) };
        self.orders.iter().enumerate().map(order).collect()
    }
}

/// The party's own order changes; what the others can reach from each of its moves does not.
struct Own<'a> {
    search: Search<'a>,
    /// Whether the others' orders are known everywhere.
    known: bool,
    /// For each move what the others can reach by what surely pays, and by what may.
    moves: Vec<(usize, [Reach; 2])>,
}

impl<'a> Own<'a> {
    fn new(explainer: &'a Explainer<'a>, Asked { player, state, terms, .. }: Asked) -> Self {
        let search = Search { movement: &explainer.movement, orders: &explainer.orders, player, state, terms };
        let moves = search.movement.targets(player, state).map(|to| (to, [true, false].map(|surely| Reach::new(to, surely)))).collect();
        let known = explainer.orders.iter().enumerate().all(|(other, ranks)| other == player || ranks.is_ranked());
        Self { search, known, moves }
    }

    fn stable(&mut self, order: &impl Comparing) -> Finding {
        let (mut surely, mut possibly) = (true, true);
        for (to, [by_sure, by_possible]) in &mut self.moves {
            if !order.better(*to, self.search.state, false) {
                continue;
            }
            if deterred(&self.search, order, by_sure, true) {
                continue;
            }
            surely = false;
            // where all is known, what may be is what is
            let known = self.known && order.is_ranked();
            if order.better(*to, self.search.state, true) && (known || !deterred(&self.search, order, by_possible, false)) {
                possibly = false;
                break;
            }
        }
        Finding::from_bounds(surely, possibly, WhyUnknown::Undecided)
    }
}

/// Whether something that the others can reach deters the party, if it orders states like this.
fn deterred(search: &Search<'_>, order: &impl Comparing, reach: &mut Reach, surely: bool) -> bool {
    let mut at = 0;
    while let Some(state) = reach.state(at, search) {
        if search.deters(order, state, surely) {
            return true;
        }
        at += 1;
    }
    false
}

/// Another's order changes.
struct Others<'a> {
    /// The outcomes, those first that nothing deters; each with the states that the others can bring about, itself among them.
    outcomes: Vec<(&'a Outcome, Vec<usize>)>,
}

impl<'a> Others<'a> {
    fn new(outcomes: &'a [Outcome]) -> Self {
        let with_states = |outcome: &'a Outcome| {
            let mut states: Vec<usize> = outcome.nodes.iter().map(|(state, _)| *state).chain([outcome.to]).collect();
            states.sort_unstable();
            states.dedup();
            (outcome, states)
        };
        let mut outcomes: Vec<(&Outcome, Vec<usize>)> = outcomes.iter().map(with_states).collect();
        outcomes.sort_by_key(|(outcome, _)| (outcome.deterred != Finding::No, outcome.better != Finding::Yes));
        Self { outcomes }
    }

    /// Whether the state is stable then; `before`: whether it is now. Where it stays as it was, that is all that is said.
    fn stable(&self, explainer: &Explainer<'_>, asked: Asked, before: Finding, whose: usize, changed: &Changed<'_>) -> Finding {
        let Asked { player, state, terms, .. } = asked;
        let orders = explainer.with(whose, changed);
        let search = Search { movement: &explainer.movement, orders: &orders, player, state, terms };
        let (mut surely, mut possibly) = (true, true);
        for (outcome, states) in &self.outcomes {
            let deterred = match outcome.deterred {
                Finding::Yes if holds(&explainer.orders, changed, whose, outcome) => Finding::Yes,
                Finding::No if !opens(explainer, changed, whose, states) => Finding::No,
                _ => search.outcome(outcome.to).deterred,
            };
            surely &= deterred == Finding::Yes;
            possibly &= outcome.better != Finding::Yes || deterred != Finding::No;
            if !possibly || !surely && before == Finding::No {
                break;
            }
        }
        Finding::from_bounds(surely, possibly, WhyUnknown::Undecided)
    }
}

/// Whether all steps of an answer still pay whoever takes them.
fn holds(orders: &[Ranks], changed: &Changed<'_>, whose: usize, outcome: &Outcome) -> bool {
    let mut from = outcome.to;
    outcome.answer.iter().flatten().all(|(mover, to)| {
        let pays = if *mover == whose { changed.better(*to, from, true) } else { orders[*mover].better(*to, from, true) };
        from = *to;
        pays
    })
}

/// Whether a step from one of these states may pay that surely did not.
fn opens(explainer: &Explainer<'_>, changed: &Changed<'_>, whose: usize, states: &[usize]) -> bool {
    let order = &explainer.orders[whose];
    states.iter().any(|from| {
        let mut targets = explainer.movement.targets(whose, *from);
        targets.any(|to| !order.better(to, *from, false) && changed.better(to, *from, false))
    })
}
