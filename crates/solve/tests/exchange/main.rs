//! The exchange model: the published run, the definitions written again the slow way, and what must hold of any run.

#![expect(clippy::print_stderr, reason = "a test says what it skipped")]

mod properties;
mod slow;

use detente_model::control::Control;
use detente_solve::forecast::exchange::{self, Forecast, Options};
use detente_solve::forecast::{Column, Stance, Table};
use std::path::PathBuf;

fn run(table: &Table, options: &Options) -> Forecast {
    exchange::forecast(table, options, &Control::default()).expect("nobody stops it")
}

/// A text beside the repository, in Latin-1; none where the folder is absent.
fn shared(name: &str) -> Option<String> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/bargaining").join(name);
    let Ok(bytes) = std::fs::read(&path) else {
        eprintln!("left out: there is no ../shared/bargaining/{name}");
        return None;
    };
    Some(bytes.into_iter().map(char::from).collect())
}

/// Names of actors and of issues, and where all stand: rows `#A`, `#P` and `#D`.
fn read(text: &str) -> (Vec<String>, Vec<String>, Table) {
    let rows: Vec<Vec<&str>> = text.lines().map(|line| line.split(';').map(str::trim).collect()).collect();
    let names = |kind: &str| -> Vec<String> { rows.iter().filter(|row| row[0] == kind).map(|row| row[1].to_owned()).collect() };
    let (actors, issues) = (names("#A"), names("#P"));
    let column = |issue: &String| {
        let mut stances = vec![None; actors.len()];
        for row in rows.iter().filter(|row| row[0] == "#D" && row[2] == issue) {
            let actor = actors.iter().position(|name| name == row[1]).expect("the actor is known");
            let number = |at: usize| row[at].parse::<f64>().expect("it is a number");
            stances[actor] = Some(Stance { position: number(3), salience: number(4), capability: number(5) });
        }
        Column { low: 0.0, high: 100.0, reference_point: None, stances }
    };
    let table = Table { actors: actors.len(), issues: issues.iter().map(column).collect() };
    (actors, issues, table)
}

/// Each row of the published run: the first partner, the issue that it pays on, the second, its issue, the gain; the first's vote before, its
/// move, its vote after, what the second wants there; the same for the second; whether it is a second exchange on one of the two; and
/// that it is valid.
#[test]
fn three_issues_give_the_published_exchanges() {
    let (Some(data), Some(published)) = (shared("data_short.csv"), shared("data_short.output.csv")) else { return };
    let (actors, issues, table) = read(&data);
    let found = run(&table, &Options::published());
    let rows: Vec<Vec<&str>> = published.lines().map(|line| line.split(';').map(|cell| cell.trim().trim_matches('"')).collect()).collect();
    assert_eq!(found.rounds.len(), 1);
    assert_eq!(found.rounds[0].exchanges.len(), rows.len());
    assert_eq!(rows.len(), 20);
    for (ours, theirs) in found.rounds[0].exchanges.iter().zip(rows) {
        assert_eq!(theirs.len(), 15);
        for (partner, at) in ours.partners.iter().zip([0, 2]) {
            assert_eq!([actors[partner.actor].as_str(), issues[partner.pays_on].as_str()], theirs[at..at + 2]);
        }
        let numbers: Vec<f64> = theirs[4..13].iter().map(|cell| cell.parse().expect("it is a number")).collect();
        let [first, second] = ours.partners;
        let side = |partner: exchange::Partner| [partner.from, partner.to - partner.from, partner.to, partner.asked];
        let ours_numbers: Vec<f64> = [first.gain].into_iter().chain(side(first)).chain(side(second)).collect();
        for (ours, theirs) in ours_numbers.iter().zip(&numbers) {
            // They are printed with 15 digits, of which the last carry the rounding of either program.
            assert!((ours - theirs).abs() <= 1e-12 * theirs.abs().max(100.0), "{ours_numbers:?}, published {numbers:?}");
        }
        assert!((first.gain - second.gain).abs() < 1e-12);
        assert_eq!([if ours.again { "TRUE" } else { "FALSE" }, "TRUE"], theirs[13..15]);
    }
}
