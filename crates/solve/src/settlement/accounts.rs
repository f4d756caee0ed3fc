//! What each party gives and gets in a package, term by term.
//!
//! What a column is worth by itself is read off the sums of a party's utility that ask for that column alone. What several columns are worth together is one further
//! number. Each worth is held against the most that the column could give, and against the status quo.

use super::Table;
use detente_model::answer::{AccountFinding, PartyAccount, SettlementFinding, TermAccount};
use detente_model::case::Case;
use detente_model::expression::{Expression, Value};
use detente_space::codes::place;

/// The accounts of the packages that were asked about; of the first point of each sense where none was, and there is one set of signatories.
pub(super) fn accounts(case: &Case, table: &Table<'_>, finding: &SettlementFinding, asked: &[(String, u64)]) -> Vec<AccountFinding> {
    let mut wanted: Vec<(String, u64)> = asked.to_vec();
    let named = !asked.is_empty();
    if asked.is_empty()
        && let [only] = finding.signatories.as_slice()
        && let Some(points) = &only.points
    {
        let nash = points.nash.first().map(|nash| &nash.set);
        let sets = [
            ("Nash", nash),
            ("Kalai–Smorodinsky", Some(&points.kalai_smorodinsky)),
            ("egalitarian", Some(&points.egalitarian)),
            ("utilitarian", Some(&points.utilitarian)),
        ];
        let game = table.columns.game();
        for (title, set) in sets {
            let Some(code) = set.and_then(|set| set.packages.first()).map(|package| game.codes.code(&package.state.values)) else {
                continue;
            };
            match wanted.iter_mut().find(|(_, known)| *known == code) {
                Some((titles, _)) => *titles += &format!(", {title}"),
                None => wanted.push((title.to_owned(), code)),
            }
        }
    }
    let found = wanted.into_iter().filter_map(|(title, code)| account(case, table, title, code));
    found.map(|found| AccountFinding { asked: named, ..found }).collect()
}

/// Who gives and gets what in the package with a code; none if it is not feasible.
#[must_use]
pub fn account(case: &Case, table: &Table<'_>, title: String, code: u64) -> Option<AccountFinding> {
    let package = table.package(code)?;
    let parties =
        package.utilities.iter().enumerate().filter_map(|(bit, worth)| Some(of_party(case, table, bit, &package.state.values, (*worth)?)));
    let parties = parties.collect();
    Some(AccountFinding { title, asked: true, package, parties })
}

fn of_party(case: &Case, table: &Table<'_>, bit: usize, values: &[Value], worth: i128) -> PartyAccount {
    let game = table.columns.game();
    let party = table.columns.parties()[bit].party;
    let utility = case.preferences[party].utility(&case.variables, &game.phase);
    let axes = game.codes.axes();
    let mut tables: Vec<Vec<i128>> = axes.iter().map(|axis| vec![0; place(axis.radix)]).collect();
    for (holds, worth) in utility.iter().flat_map(|utility| &utility.terms) {
        // a question about one column alone, however it is put
        let simple = game.simplified(holds);
        if let [variable] = simple.variables().as_slice()
            && let Some(axis) = axes.iter().position(|axis| axis.variable == *variable)
        {
            for (value, slot) in tables[axis].iter_mut().enumerate() {
                let known = |other| if other == *variable { Value::try_from(value).ok() } else { None };
                if simple.simplified(&known, &game.phase) == Expression::Constant(true) {
                    *slot += worth;
                }
            }
        }
    }
    let now = game.status_quo.map(|code| game.codes.values(code));
    let terms: Vec<TermAccount> = tables
        .iter()
        .enumerate()
        .filter(|(_, table)| table.iter().any(|worth| *worth != 0))
        .map(|(axis, table)| TermAccount {
            axis,
            term: case.variables[axes[axis].variable].term,
            worth: table[usize::from(values[axis])],
            best: table.iter().copied().max().unwrap_or(0),
            status_quo: now.as_ref().map(|now| table[usize::from(now[axis])]),
        })
        .collect();
    let together = worth - terms.iter().map(|term| term.worth).sum::<i128>();
    PartyAccount { party: bit, terms, together, worth }
}
