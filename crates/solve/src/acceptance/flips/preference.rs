//! What a party itself would have to want for its answer to turn.

use super::Flips;
use crate::acceptance::ground::Wishes;
use detente_model::answer::{AcceptanceFlip, AcceptanceFlipKind, Finding};
use detente_model::control::Stopped;
use detente_model::edit::StatementEdit;
use detente_model::expression::Value;
use detente_model::order::Standing;
use detente_model::preference::Preference;

/// So many changes of a statement that turn the answer are judged anew.
const JUDGED: usize = 24;

/// Up to so many states that may follow are held against each change of a statement.
const HELD: usize = 256;

impl Flips<'_, '_, '_, '_> {
    /// Another coding of the party itself, and one statement of its own dropped, reversed or moved.
    pub(super) fn preferences(&self, party: usize) -> Result<Vec<AcceptanceFlip>, Stopped> {
        let bench = self.judge.ground.bench;
        let by = self.named([party]);
        let mut found = Vec::new();
        for coded in &self.codings[party] {
            let tried = self.wanting(party, party, coded.wishes.clone())?;
            if self.turns(party, tried.then) {
                let text = format!("it wants what {} says it does", coded.name);
                found.push(self.flip(AcceptanceFlipKind::Preference, text, by.clone(), None, tried));
            }
        }
        let preference = &bench.case.preferences[bench.party(party)];
        let enough = found.len() + super::LISTED;
        for (at, change) in self.statements(party, preference)?.into_iter().take(JUDGED) {
            if found.len() == enough {
                break;
            }
            let changed = with_statement(preference, at, change);
            let tried = self.wanting(party, party, Wishes::new(bench.case, bench.game, bench.joint.codes(), &changed))?;
            if self.turns(party, tried.then) {
                let told = &preference.statements[at].text;
                let (text, size) = match change {
                    StatementEdit::Drop => (format!("it no longer cares for {}. {told}", at + 1), 0),
                    StatementEdit::Reverse => (format!("it wants the opposite of {}. {told}", at + 1), 1),
                    StatementEdit::MoveTo(to) => {
                        (format!("{}. {told} comes at place {}", at + 1, to + 1), i128::try_from(at.abs_diff(to)).unwrap_or(0))
                    }
                };
                found.push(self.flip(AcceptanceFlipKind::Preference, text, by.clone(), Some(size), tried));
            }
        }
        Ok(found)
    }

    /// The changes of one statement that turn the answer while what follows is held as it is, the smallest first.
    fn statements(&self, party: usize, preference: &Preference) -> Result<Vec<(usize, StatementEdit)>, Stopped> {
        let ground = self.judge.ground;
        let (case, game) = (ground.bench.case, ground.bench.game);
        let wishes = &ground.wishes[party];
        let follows = self.judge.follows(1 << party)?;
        if wishes.red_line(self.judge.package).is_some() || follows.ends.as_ref().is_some_and(|ends| ends.unsure.is_some()) {
            return Ok(Vec::new());
        }
        let mut states: Vec<usize> = follows.without.filter(|_| follows.signed != Finding::No).into_iter().collect();
        if ground.reservation(wishes).is_none() {
            states.extend(follows.ends.iter().flat_map(|ends| &ends.states).map(|state| *state as usize));
        } else if follows.signed != Finding::Yes {
            // a number decides, whatever the statements say
            return Ok(Vec::new());
        }
        if states.len() > HELD {
            return Ok(Vec::new());
        }
        let values = |state: usize| game.whole_state(case.variables.len(), state as u64);
        let code = |state: usize| i128::from(ground.bench.joint.codes()[state]) + 1;
        let package = values(self.judge.package);
        let others: Vec<Vec<Value>> = states.iter().map(|state| values(*state)).collect();
        let count = preference.statements.len();
        // for each statement what it says of each state that may follow: for the package, against it, or nothing
        let says: Vec<Vec<i8>> = preference
            .statements
            .iter()
            .map(|statement| {
                let expression = statement.expression();
                let open = statement.window.is_open(&game.phase);
                let holds = |values: &[Value]| i8::from(open && expression.holds(values, &game.phase));
                others.iter().map(|other| holds(&package) - holds(other)).collect()
            })
            .collect();
        let rest = Preference { statements: Vec::new(), ..preference.clone() };
        let rest_is_silent = rest.is_unknown();
        let rest = rest.order(&case.variables, &game.phase);
        let rests: Vec<Standing> = states
            .iter()
            .zip(&others)
            .map(|(state, other)| {
                if rest_is_silent {
                    return Standing::Indifferent;
                }
                rest.compare((&package, code(self.judge.package)), (other, code(*state)), &game.phase)
            })
            .collect();
        let answer = |order: &[usize], reversed: Option<usize>| -> Option<bool> {
            let standing = |state: usize| {
                let said =
                    order.iter().map(|at| if reversed == Some(*at) { -says[*at][state] } else { says[*at][state] }).find(|said| *said != 0);
                match said {
                    Some(1) => Standing::Better,
                    Some(_) => Standing::Worse,
                    None if order.is_empty() && rest_is_silent => Standing::Unknown,
                    None => rests[state],
                }
            };
            let all: Vec<Standing> = (0..states.len()).map(standing).collect();
            if all.iter().all(|standing| matches!(standing, Standing::Better | Standing::Indifferent)) {
                Some(true)
            } else if all.iter().all(|standing| *standing == Standing::Worse) {
                Some(false)
            } else {
                None
            }
        };
        let before = self.before(party).known();
        let turned = |answer: Option<bool>| answer.is_some() && answer != before;
        let mut changes: Vec<(usize, usize, StatementEdit)> = Vec::new();
        for at in (0..count).filter(|at| says[*at].iter().any(|said| *said != 0)) {
            let without: Vec<usize> = (0..count).filter(|other| *other != at).collect();
            if turned(answer(&without, None)) {
                changes.push((1, at, StatementEdit::Drop));
            }
            if turned(answer(&(0..count).collect::<Vec<_>>(), Some(at))) {
                changes.push((2, at, StatementEdit::Reverse));
            }
            for to in (0..count).filter(|to| *to != at) {
                let mut moved = without.clone();
                moved.insert(to, at);
                if turned(answer(&moved, None)) {
                    changes.push((at.abs_diff(to), at, StatementEdit::MoveTo(to)));
                }
            }
        }
        changes.sort_unstable();
        // of one statement's places the nearest is enough
        let mut kept: Vec<(usize, StatementEdit)> = Vec::new();
        for (_, at, change) in changes {
            let alike = |(known, other): &(usize, StatementEdit)| {
                *known == at && matches!((change, other), (StatementEdit::MoveTo(_), StatementEdit::MoveTo(_)))
            };
            if !kept.iter().any(alike) {
                kept.push((at, change));
            }
        }
        Ok(kept)
    }
}

/// A preference with one statement changed.
fn with_statement(preference: &Preference, at: usize, change: StatementEdit) -> Preference {
    let mut changed = preference.clone();
    match change {
        StatementEdit::Drop => {
            changed.statements.remove(at);
        }
        StatementEdit::Reverse => changed.statements[at] = changed.statements[at].reversed(),
        StatementEdit::MoveTo(to) => {
            let statement = changed.statements.remove(at);
            changed.statements.insert(to, statement);
        }
    }
    changed
}
