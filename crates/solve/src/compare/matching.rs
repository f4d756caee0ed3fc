//! Which states of two games are the same.

use super::{CompareError, Compared};
use detente_model::answer::{AxisPlace, ComparedAxis, Finding, IgnoredAxis, Side, ValueDescription, under_any};
use detente_model::case::Case;
use detente_model::control::Control;
use detente_model::expression::Value;
use detente_model::index::VariableId;
use detente_space::Game;
use rayon::prelude::*;
use std::cmp::Ordering;
use std::ops::Range;

/// By what states are matched: each has a key, and those with the same key are the same.
pub(super) struct Matching {
    pub(super) axes: Vec<ComparedAxis>,
    pub(super) ignored: Vec<IgnoredAxis>,
    /// What each axis counts for in a key; the first is the least significant.
    strides: Vec<u128>,
}

/// What a variable does in a frame.
enum Place {
    Varies,
    Held(Value),
    Open,
    Absent,
}

fn variable(case: &Case, id: &str) -> Option<VariableId> {
    case.variables.ids().find(|variable| case.variables[*variable].id == id)
}

/// The name of a variable for readers, with that of the party whose option it is.
fn name(case: &Case, id: &str) -> Option<String> {
    let variable = &case.variables[variable(case, id)?];
    Some(match variable.owner() {
        Some(owner) => format!("{}: {}", case.parties[owner].name, variable.name),
        None => variable.name.clone(),
    })
}

fn place(case: &Case, game: &Game, id: &str) -> Place {
    let Some(variable) = variable(case, id) else { return Place::Absent };
    if game.codes.axis_of(variable).is_some() {
        return Place::Varies;
    }
    match game.held.iter().find(|(held, _)| *held == variable) {
        Some((_, value)) => Place::Held(*value),
        None => Place::Open,
    }
}

impl Matching {
    pub(super) fn new(before: &Compared<'_, '_>, after: &Compared<'_, '_>) -> Result<Self, CompareError> {
        let mut ids: Vec<&str> = before.case.variables.iter().map(|variable| variable.id.as_str()).collect();
        let more = after.case.variables.iter().map(|variable| variable.id.as_str()).filter(|id| variable(before.case, id).is_none());
        ids.extend(more);
        let (mut axes, mut ignored) = (Vec::new(), Vec::new());
        for id in ids {
            let Some(name) = [before, after].into_iter().find_map(|side| name(side.case, id)) else { continue };
            let values = merged(before.case, after.case, id);
            let at = |case: &Case, value: Value| {
                let name = variable(case, id).map(|variable| &case.variables[variable].values[usize::from(value)].id);
                (0..).zip(&values).find(|(_, known)| Some(&known.id) == name).map_or(0, |(at, _)| at)
            };
            let left = |side, left_open| IgnoredAxis { id: id.to_owned(), name: name.clone(), side, left_open };
            let (was, is) = match (place(before.case, before.game, id), place(after.case, after.game, id)) {
                (Place::Varies, Place::Varies) => (AxisPlace::Varies, AxisPlace::Varies),
                (Place::Varies, Place::Held(value)) => (AxisPlace::Varies, AxisPlace::Held(at(after.case, value))),
                (Place::Held(value), Place::Varies) => (AxisPlace::Held(at(before.case, value)), AxisPlace::Varies),
                (Place::Varies, other @ (Place::Open | Place::Absent)) => {
                    ignored.push(left(Side::Before, matches!(other, Place::Open)));
                    continue;
                }
                (other @ (Place::Open | Place::Absent), Place::Varies) => {
                    ignored.push(left(Side::After, matches!(other, Place::Open)));
                    continue;
                }
                // it varies nowhere
                (Place::Held(_) | Place::Open | Place::Absent, Place::Held(_) | Place::Open | Place::Absent) => continue,
            };
            axes.push(ComparedAxis { id: id.to_owned(), name, values, before: was, after: is });
        }
        if axes.is_empty() {
            return Err(CompareError::NothingInCommon);
        }
        let mut strides = Vec::new();
        let mut next = 1u128;
        for axis in &axes {
            strides.push(next);
            next = next.checked_mul(axis.values.len() as u128).ok_or(CompareError::TooManyVariables)?;
        }
        Ok(Self { axes, ignored, strides })
    }

    /// The key of the states of a game as a function of their codes: a fixed part, and for each axis of the game what each value adds.
    /// None: the game says nothing of some axis.
    pub(super) fn keys(&self, case: &Case, game: &Game) -> Option<Keys> {
        let mut keys = Keys { fixed: 0, tables: vec![Vec::new(); game.codes.axes().len()] };
        for (axis, stride) in self.axes.iter().zip(&self.strides) {
            let variable = variable(case, &axis.id)?;
            let worth = |value: usize| -> Option<u128> {
                let id = &case.variables[variable].values.get(value)?.id;
                Some(axis.values.iter().position(|known| known.id == *id)? as u128 * stride)
            };
            match game.codes.axes().iter().position(|other| other.variable == variable) {
                Some(at) => keys.tables[at] = (0..case.variables[variable].values.len()).map(worth).collect::<Option<_>>()?,
                None => keys.fixed += worth(usize::from(game.held.iter().find(|(held, _)| *held == variable)?.1))?,
            }
        }
        Some(keys)
    }

    /// The values of the states with a key.
    pub(super) fn values(&self, key: u128) -> Vec<Value> {
        let value = |(axis, stride): (&ComparedAxis, &u128)| {
            let value = key / stride % axis.values.len() as u128;
            Value::try_from(value).unwrap_or(Value::MAX)
        };
        self.axes.iter().zip(&self.strides).map(value).collect()
    }
}

/// The values of a variable in the first case, then those that only the second has.
fn merged(before: &Case, after: &Case, id: &str) -> Vec<ValueDescription> {
    let mut values: Vec<ValueDescription> = Vec::new();
    for case in [before, after] {
        let Some(variable) = variable(case, id) else { continue };
        for value in &case.variables[variable].values {
            if !values.iter().any(|known| known.id == value.id) {
                values.push(ValueDescription { id: value.id.clone(), name: value.name.clone() });
            }
        }
    }
    values
}

pub(super) struct Keys {
    fixed: u128,
    tables: Vec<Vec<u128>>,
}

impl Keys {
    pub(super) fn of(&self, game: &Game, code: u64) -> u128 {
        let part =
            |(axis, table): (&detente_space::codes::Axis, &Vec<u128>)| table.get(usize::from(axis.value(code))).copied().unwrap_or(0);
        self.fixed + game.codes.axes().iter().zip(&self.tables).map(part).sum::<u128>()
    }
}

/// A state with its key.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Entry {
    pub(super) key: u128,
    pub(super) number: u64,
    pub(super) code: u64,
}

/// A game whose states are in the order of their keys.
pub(super) struct View<'a, 'g> {
    pub(super) compared: &'a Compared<'a, 'g>,
    pub(super) entries: Vec<Entry>,
}

impl<'a, 'g> View<'a, 'g> {
    /// None: the game says nothing of something by which states are matched.
    pub(super) fn new(matching: &Matching, compared: &'a Compared<'a, 'g>, control: &Control<'_>) -> Result<Option<Self>, CompareError> {
        let game = compared.game;
        let Some(keys) = matching.keys(compared.case, game) else { return Ok(None) };
        let mut entries = Vec::new();
        for (code, number) in game.feasible.codes().zip(0u64..) {
            if number % (1 << 16) == 0 {
                control.check()?;
            }
            entries.push(Entry { key: keys.of(game, code), number, code });
        }
        entries.par_sort_unstable();
        Ok(Some(Self { compared, entries }))
    }

    /// For each concept whether one of these states is an equilibrium; none if there are none.
    pub(super) fn found(&self, range: &Range<usize>) -> Option<Vec<Finding>> {
        let each = |entry: &Entry| self.compared.stability.equilibrium(entry.code, entry.number);
        match &self.entries[range.clone()] {
            [] => None,
            [one] => Some(each(one)),
            several => {
                let all: Vec<Vec<Finding>> = several.iter().map(each).collect();
                let concepts = 0..self.compared.stability.concepts().len();
                Some(concepts.map(|concept| under_any(&all.iter().map(|found| found[concept]).collect::<Vec<_>>())).collect())
            }
        }
    }

    /// Whether a player stays in one of these states under a concept. Who is no player stays everywhere.
    pub(super) fn stays(&self, player: Option<usize>, concept: usize, range: &Range<usize>) -> Finding {
        let Some(player) = player else { return Finding::Yes };
        let each = |entry: &Entry| self.compared.stability.stable(player, concept, entry.code, entry.number);
        match &self.entries[range.clone()] {
            [one] => each(one),
            several => under_any(&several.iter().map(each).collect::<Vec<_>>()),
        }
    }
}

/// Walks through the keys of both, in order: each with the places of its states.
pub(super) fn walk(
    before: &View<'_, '_>,
    after: &View<'_, '_>,
    control: &Control<'_>,
    mut see: impl FnMut(u128, Range<usize>, Range<usize>),
) -> Result<(), CompareError> {
    let end = |entries: &[Entry], from: usize| {
        let key = entries[from].key;
        from + entries[from..].iter().take_while(|entry| entry.key == key).count()
    };
    let (mut at, mut other, mut steps) = (0, 0, 0u64);
    loop {
        steps += 1;
        if steps.is_multiple_of(1 << 12) {
            control.check()?;
        }
        let order = match (before.entries.get(at), after.entries.get(other)) {
            (None, None) => return Ok(()),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some(one), Some(two)) => one.key.cmp(&two.key),
        };
        let (to, beyond) = match order {
            Ordering::Less => (end(&before.entries, at), other),
            Ordering::Greater => (at, end(&after.entries, other)),
            Ordering::Equal => (end(&before.entries, at), end(&after.entries, other)),
        };
        let key = if order == Ordering::Greater { after.entries[other].key } else { before.entries[at].key };
        see(key, at..to, other..beyond);
        (at, other) = (to, beyond);
    }
}
