//! The spatial model of politics: the published runs, the definitions written again the slow way, and what must hold of any run.

#![expect(clippy::print_stderr, reason = "a test says what it skipped")]

mod properties;
mod slow;

use detente_model::control::Control;
use detente_solve::forecast::smp::{self, End, Forecast, Options};
use detente_solve::forecast::{Column, Stance, Table};
use std::path::PathBuf;

fn run(table: &Table, options: &Options) -> Forecast {
    smp::forecast(table, options, &Control::default()).expect("nobody stops it")
}

/// A text beside the repository; none where the folder is absent.
fn shared(name: &str) -> Option<String> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/bargaining").join(name);
    let text = std::fs::read_to_string(&path).ok();
    if text.is_none() {
        eprintln!("left out: there is no ../shared/bargaining/{name}");
    }
    text
}

/// A file with a title, a head, then actor, description, capability, and position and salience in per cent for each issue.
fn read(text: &str) -> (Vec<String>, Table) {
    let rows: Vec<Vec<&str>> = text.lines().skip(2).map(|line| line.split(',').map(str::trim).collect()).collect();
    let rows: Vec<Vec<&str>> = rows.into_iter().filter(|row| row.len() > 4).collect();
    let number = |cell: &str| cell.parse::<f64>().expect("it is a number");
    let issues = (rows[0].len() - 3) / 2;
    let issue = |at: usize| Column {
        low: 0.0,
        high: 100.0,
        reference_point: None,
        stances: rows
            .iter()
            .map(|row| {
                let (position, salience) = (number(row[3 + 2 * at]), number(row[4 + 2 * at]) / 100.0);
                Some(Stance { position, salience, capability: number(row[2]) })
            })
            .collect(),
    };
    let names = rows.iter().map(|row| row[0].to_owned()).collect();
    (names, Table { actors: rows.len(), issues: (0..issues).map(issue).collect() })
}

fn numbers(text: &str, by: impl Fn(char) -> bool) -> Vec<f64> {
    text.split(by).map(str::trim).filter(|word| !word.is_empty()).map(|word| word.parse().expect("it is a number")).collect()
}

/// Both print the same digits: at most half a unit of the last one apart, and what rounding of a half leaves open.
fn same_digits(ours: f64, theirs: f64, digits: i32) -> bool {
    (ours - theirs).abs() <= 0.5 * 10f64.powi(-digits) + 1e-9
}

#[test]
fn two_issues_give_the_published_log() {
    let (Some(data), Some(log)) = (shared("SOE-Pol-Comp.csv"), shared("ktab_SOE-Pol-Comp_result.txt")) else { return };
    let (names, table) = read(&data);
    let found = run(&table, &Options::default());
    assert_eq!(found.rounds.len(), 28, "the log has 28 states: {:?}", found.end);
    assert!(matches!(found.end, End::Settled { .. }));
    let mut compared = 0;
    for line in log.lines() {
        let Some((head, tail)) = line.split_once(':') else { continue };
        let Some((name, what)) = head.split_once(',') else { continue };
        let Some(actor) = names.iter().position(|other| other == name) else { continue };
        let theirs = numbers(tail, char::is_whitespace);
        assert_eq!(theirs.len(), 28);
        for (round, theirs) in found.rounds.iter().zip(theirs) {
            let (ours, digits) = match what.trim() {
                "Policy Position" => (round.positions[actor][0].expect("there is a stance"), 1),
                "Competitive Position" => (round.positions[actor][1].expect("there is a stance"), 1),
                "prob" => (round.chances[actor], 4),
                other => panic!("{other}?"),
            };
            assert!(same_digits(ours, theirs, digits), "{name} {what}: {ours}, published {theirs}");
            compared += 1;
        }
    }
    assert_eq!(compared, 13 * 3 * 28);
}

#[test]
fn one_issue_gives_the_published_log() {
    let (Some(data), Some(log)) = (shared("emission_ktab.csv"), shared("emission_ktab_posLog.csv")) else { return };
    let (names, table) = read(&data);
    let found = run(&table, &Options::default());
    assert_eq!(found.rounds.len(), 14, "the log has 14 states: {:?}", found.end);
    let mut compared = 0;
    for line in log.lines().skip(1) {
        let Some((name, tail)) = line.split_once(',') else { continue };
        let actor = names.iter().position(|other| other == name).expect("the actor is known");
        for (round, theirs) in found.rounds.iter().zip(numbers(tail, |letter| letter == ',')) {
            let ours = round.positions[actor][0].expect("there is a stance");
            assert!(same_digits(ours, theirs, 2), "{name}: {ours}, published {theirs}");
            compared += 1;
        }
    }
    assert_eq!(compared, 10 * 14);
}
