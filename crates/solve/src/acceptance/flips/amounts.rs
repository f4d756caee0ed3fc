//! How much more or less a thing would have to be worth to a party for its answer to turn: the smallest change of one number.

use super::Flips;
use crate::acceptance::ground::Wishes;
use detente_model::answer::{AcceptanceFlip, AcceptanceFlipKind, Finding};
use detente_model::control::Stopped;
use detente_model::expression::Value;
use detente_model::index::Id;
use detente_model::number::Decimal;
use detente_model::preference::Preference;

/// So many changes of a number that turn the answer are judged anew.
const JUDGED: usize = 12;

/// What the package is worth beyond something that may follow, and by how much that changes if a number rises by one.
type Against = Vec<(i128, i128)>;

impl Flips<'_, '_, '_, '_> {
    /// One weight, one worth of a value that the package has, or what it is left with, raised or lowered by as little as turns the answer. What follows is held as it is for finding how
    /// little that is, and the change then judged anew.
    pub(super) fn amounts(&self, party: usize) -> Result<Vec<AcceptanceFlip>, Stopped> {
        let (judge, ground) = (self.judge, self.judge.ground);
        let bench = ground.bench;
        let (case, game) = (bench.case, bench.game);
        let wishes = &ground.wishes[party];
        let follows = judge.follows(1 << party)?;
        let unsure = follows.ends.as_ref().is_some_and(|ends| ends.unsure.is_some());
        let Some(worth) = bench.worth(wishes, judge.package).filter(|_| wishes.utility.is_some() && !unsure) else { return Ok(Vec::new()) };
        let stated = ground.reservation(wishes).filter(|_| follows.ends.is_some());
        if wishes.red_line(judge.package).is_some() || !wishes.alone && stated.is_none() {
            return Ok(Vec::new());
        }
        let mut states: Vec<usize> = follows.without.filter(|_| follows.signed != Finding::No).into_iter().collect();
        if stated.is_none() {
            states.extend(follows.ends.iter().flat_map(|ends| &ends.states).map(|state| *state as usize));
        }
        let values = |state: usize| game.whole_state(case.variables.len(), state as u64);
        let package = values(judge.package);
        let others: Vec<(i128, Vec<Value>)> =
            states.iter().filter_map(|state| Some((bench.worth(wishes, *state)?, values(*state)))).collect();
        // against each state that may follow and against what is stated, if something counts for the first of two states and not for the second
        let against = |counts: &dyn Fn(&[Value]) -> bool| -> Against {
            let of = |values: &[Value]| i128::from(counts(values));
            let states = others.iter().map(|(other, values)| (worth - other, of(&package) - of(values)));
            states.chain(stated.map(|stated| (worth - stated, of(&package)))).collect()
        };
        let preference = &case.preferences[bench.party(party)];
        let mut tries: Vec<(i128, String, Preference)> = Vec::new();
        for change in [true, false].into_iter().filter(|accepts| self.before(party).known() != Some(*accepts)) {
            for (at, weight) in preference.weights.iter().enumerate().filter(|(_, weight)| weight.window.is_open(&game.phase)) {
                let Some(by) = least(&against(&|values| weight.holds.holds(values, &game.phase)), change) else { continue };
                let Some(new) = raised(weight.weight, by) else { continue };
                let mut changed = preference.clone();
                changed.weights[at].weight = new;
                tries.push((
                    by.abs(),
                    format!("“{}” is worth {} to it, and not {}", weight.text, told(new, by, change), weight.weight),
                    changed,
                ));
            }
            for (at, table) in preference.values.iter().enumerate().filter(|(_, table)| table.window.is_open(&game.phase)) {
                let value = package[table.of.index()];
                let Some(by) = least(&against(&|values| values[table.of.index()] == value), change) else { continue };
                let mut changed = preference.clone();
                let Some((_, own)) = changed.values[at].table.iter_mut().find(|(known, _)| *known == value) else { continue };
                let old = *own;
                let Some(new) = raised(old, by) else { continue };
                *own = new;
                let variable = &case.variables[table.of];
                let name = &variable.values[usize::from(value)].name;
                tries.push((
                    by.abs(),
                    format!("{}: {name} is worth {} to it, and not {old}", variable.name, told(new, by, change)),
                    changed,
                ));
            }
            if let Some(stated) = stated {
                let by = if change { worth - stated } else { worth - stated + 1 };
                let mut changed = preference.clone();
                let open = changed.reservations.iter_mut().find(|reservation| reservation.window.is_open(&game.phase));
                if let Some(reservation) = open.filter(|reservation| i128::from(reservation.worth.billionths()) == stated)
                    && let Some(new) = raised(reservation.worth, by)
                {
                    let old = reservation.worth;
                    reservation.worth = new;
                    tries.push((by.abs(), format!("it is left with {} otherwise, and not {old}", told(new, by, change)), changed));
                }
            }
        }
        tries.sort_by_key(|(by, ..)| *by);
        let mut found = Vec::new();
        for (by, text, changed) in tries.into_iter().take(JUDGED) {
            let tried = self.wanting(party, party, Wishes::new(case, game, bench.joint.codes(), &changed))?;
            if self.turns(party, tried.then) {
                found.push(self.flip(AcceptanceFlipKind::Preference, text, self.named([party]), Some(by), tried));
            }
        }
        Ok(found)
    }
}

/// By how much a number must rise (or fall, below 0) at least for the package to be as good as all that it is held against, or worse than all; none where it cannot, or need not.
fn least(against: &[(i128, i128)], accepts: bool) -> Option<i128> {
    let lacks = |(gain, _): &&(i128, i128)| if accepts { *gain < 0 } else { *gain >= 0 };
    let amount = |(gain, _): &(i128, i128)| if accepts { -gain } else { gain + 1 };
    let most = against.iter().filter(lacks).map(amount).max()?;
    let holds = |by: i128| against.iter().all(|(gain, counts)| if accepts { gain + by * counts >= 0 } else { gain + by * counts < 0 });
    [most, -most].into_iter().find(|by| holds(*by))
}

/// A number that is enough: itself, or, where nothing but more than a number (or less) is, that number.
fn told(new: Decimal, by: i128, accepts: bool) -> String {
    let limit = |off: i128| raised(new, off).map_or_else(String::new, |limit| limit.to_string());
    match (accepts, by > 0) {
        (true, _) => new.to_string(),
        (false, true) => format!("more than {}", limit(-1)),
        (false, false) => format!("less than {}", limit(1)),
    }
}

/// A number with so many billionths more, if it fits.
fn raised(number: Decimal, by: i128) -> Option<Decimal> {
    i64::try_from(i128::from(number.billionths()) + by).ok().map(Decimal::from_billionths)
}
