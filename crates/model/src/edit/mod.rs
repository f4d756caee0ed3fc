//! Changes of a case as a value: what if.
//!
//! An edit changes the case that an analysis is given; the files stay as they are. What-if flags, comparisons of two versions, other codings
//! of a party and switched-off constraints are all edits. Each has one written form (see [`Edit::read`]), which an edited case keeps
//! in [`Case::edits`] and in its digest, so that an answer tells what it was computed from.

mod read;

use crate::case::Case;
use crate::coding::Coding;
use crate::evidence::Basis;
use crate::expression::Value;
use crate::frame::Frame;
use crate::index::{Id, PartyId, SourceId, VariableId};
use crate::preference::Preference;
use sha2::{Digest, Sha256};

/// One change of a case.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Edit {
    /// Hold a variable at a value in every frame, the status quo included.
    Set(VariableId, Value),
    /// Take an option away: it stays in every frame as it is in the status quo, or at its first value where none is stated.
    Without(VariableId),
    /// Let a variable vary in every frame; the status quo keeps what it was held at.
    Free(VariableId),
    /// Read a party's preference as the coding with this number has it.
    Coding(PartyId, usize),
    /// Give a party the preference of another.
    Give(PartyId, PartyId),
    /// Change one of a party's statements.
    Statement(PartyId, usize, StatementEdit),
    /// Take away what a party wants altogether: its preference is unknown.
    Silence(PartyId),
    /// Switch a constraint off: what it forbids is possible.
    Lift(usize),
    /// Drop from all preferences what rests only on sources that an audience could not know.
    KnownTo(Audience),
}

/// What is done to a statement; statements are counted from 0.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum StatementEdit {
    /// It is left out.
    Drop,
    /// The party wants the opposite.
    Reverse,
    /// It stands at this place among the others.
    MoveTo(usize),
}

/// Who knows a source.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Audience {
    /// Everybody.
    Public,
    /// A party.
    Party(PartyId),
}

impl Audience {
    /// Whether a source was known to it.
    #[must_use]
    pub fn knows(self, case: &Case, source: SourceId) -> bool {
        match (&case.sources[source].known_to, self) {
            (None, _) => true,
            (Some(_), Self::Public) => false,
            (Some(parties), Self::Party(party)) => parties.contains(&party),
        }
    }
}

impl Edit {
    /// The change in the form in which it is read.
    #[must_use]
    pub fn text(&self, case: &Case) -> String {
        let party = |party: &PartyId| case.parties[*party].id.as_str();
        match self {
            Self::Set(variable, value) => {
                let variable = &case.variables[*variable];
                format!("set {} = {}", variable.id, variable.values[usize::from(*value)].id)
            }
            Self::Without(variable) => format!("without {}", case.variables[*variable].id),
            Self::Free(variable) => format!("free {}", case.variables[*variable].id),
            Self::Coding(whose, number) => format!("coding {} = {}", party(whose), case.codings[*whose][*number].id),
            Self::Give(whose, from) => format!("give {} the preference of {}", party(whose), party(from)),
            Self::Statement(whose, at, StatementEdit::Drop) => format!("drop {} {}", party(whose), at + 1),
            Self::Statement(whose, at, StatementEdit::Reverse) => format!("reverse {} {}", party(whose), at + 1),
            Self::Statement(whose, at, StatementEdit::MoveTo(to)) => format!("move {} {} to {}", party(whose), at + 1, to + 1),
            Self::Silence(whose) => format!("silence {}", party(whose)),
            Self::Lift(number) => format!("lift {}", number + 1),
            Self::KnownTo(Audience::Public) => "known to public".to_owned(),
            Self::KnownTo(Audience::Party(whose)) => format!("known to {}", party(whose)),
        }
    }
}

impl Case {
    /// The case with these changes, one after the other; each is understood in the case that was read, so that the numbers of statements
    /// and constraints are those of its files. `Give` gives what the files say the other party wants, so
    /// that parties can be exchanged.
    #[must_use]
    pub fn edited(&self, edits: &[Edit]) -> Self {
        let mut case = self.clone();
        // what `Give` gives
        let mut stated = self.preferences.clone();
        // places of statements in the files, as earlier edits leave them
        let mut places: Vec<Vec<usize>> = self.preferences.iter().map(|preference| (0..preference.statements.len()).collect()).collect();
        for edit in edits {
            match edit {
                Edit::Statement(party, at, change) => case.change_statement(*party, *at, *change, &mut places[party.index()]),
                Edit::Give(party, from) => {
                    case.preferences[*party] = stated[*from].clone();
                    places[party.index()] = (0..case.preferences[*party].statements.len()).collect();
                }
                Edit::Coding(party, number) => {
                    let Coding { name, preference, .. } = case.codings[*party][*number].clone();
                    case.preferences[*party] = Preference { name: Some(name), ..preference };
                    places[party.index()] = (0..case.preferences[*party].statements.len()).collect();
                }
                Edit::Silence(party) => {
                    case.preferences[*party] = Preference::default();
                    places[party.index()].clear();
                }
                Edit::Set(variable, value) => case.frames.iter_mut().for_each(|frame| hold(frame, *variable, *value)),
                Edit::Without(variable) => case.frames.iter_mut().for_each(|frame| {
                    let value = frame.status_quo_value(*variable).or_else(|| frame.held(*variable)).unwrap_or(0);
                    hold(frame, *variable, value);
                }),
                Edit::Free(variable) => case.frames.iter_mut().for_each(|frame| free(frame, *variable)),
                Edit::Lift(number) => case.constraints[*number].when = crate::expression::Expression::Constant(false),
                Edit::KnownTo(audience) => {
                    for party in self.parties.ids() {
                        let known = |basis: &Basis, shared: Option<&Basis>| {
                            let citations = || basis.citations.iter().chain(shared.into_iter().flat_map(|shared| &shared.citations));
                            citations().next().is_none() || citations().any(|citation| audience.knows(self, citation.source))
                        };
                        let kept: Vec<bool> =
                            case.preferences[party].statements.iter().map(|statement| known(&statement.basis, None)).collect();
                        let mut index = 0..;
                        places[party.index()].retain(|_| index.next().is_some_and(|index| kept.get(index).copied().unwrap_or(false)));
                        case.preferences[party].retain(&known);
                        stated[party].retain(&known);
                        case.codings[party].iter_mut().for_each(|coding| coding.preference.retain(&known));
                    }
                }
            }
        }
        if !edits.is_empty() {
            let mut digest = Sha256::new_with_prefix(self.digest.as_bytes());
            for edit in edits {
                let text = edit.text(self);
                digest.update(b"\n");
                digest.update(text.as_bytes());
                case.edits.push(text);
            }
            case.digest = digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
            case.title = format!("{} [{}]", case.title, case.edits[self.edits.len()..].join("; "));
        }
        case
    }

    /// `places`: the numbers in the files of the statements as they stand now.
    fn change_statement(&mut self, party: PartyId, at: usize, change: StatementEdit, places: &mut Vec<usize>) {
        let statements = &mut self.preferences[party].statements;
        let Some(now) = places.iter().position(|place| *place == at) else { return };
        match change {
            StatementEdit::Drop => {
                statements.remove(now);
                places.remove(now);
            }
            StatementEdit::Reverse => statements[now] = statements[now].reversed(),
            StatementEdit::MoveTo(to) => {
                let (statement, place) = (statements.remove(now), places.remove(now));
                let to = to.min(statements.len());
                statements.insert(to, statement);
                places.insert(to, place);
            }
        }
    }
}

/// Holds a variable at a value, also in the status quo.
fn hold(frame: &mut Frame, variable: VariableId, value: Value) {
    frame.vary.retain(|varying| *varying != variable);
    frame.hold.retain(|(held, _)| *held != variable);
    frame.hold.push((variable, value));
    for (stated, at) in frame.status_quo.iter_mut().flatten() {
        if *stated == variable {
            *at = value;
        }
    }
}

/// Lets a variable vary, from what it was held at.
fn free(frame: &mut Frame, variable: VariableId) {
    if frame.vary.contains(&variable) {
        return;
    }
    let held = frame.held(variable).unwrap_or(0);
    frame.hold.retain(|(known, _)| *known != variable);
    if let Some(stated) = &mut frame.status_quo {
        stated.retain(|(known, _)| *known != variable);
        stated.push((variable, held));
    }
    frame.vary.push(variable);
    frame.vary.sort_unstable();
}
