//! How long forecasts take. Run by hand, built for release: `cargo test --release -p detente-solve --test forecast_speed -- --ignored
//! --nocapture --test-threads 1`.

#![expect(clippy::print_stderr, reason = "it says what it measured")]

use detente_model::control::Control;
use detente_solve::forecast::{Column, Stance, Table, exchange, smp};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use std::time::{Duration, Instant};

/// Actors anywhere on some lines.
fn random(actors: usize, issues: usize, seed: u64) -> Table {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let mut issue = || {
        let stances = (0..actors)
            .map(|_| {
                let (position, salience, capability) = (rng.random::<f64>() * 100.0, rng.random::<f64>(), rng.random::<f64>() * 100.0);
                Some(Stance { position, salience, capability })
            })
            .collect();
        Column { low: 0.0, high: 100.0, reference_point: None, stances }
    };
    Table { actors, issues: (0..issues).map(|_| issue()).collect() }
}

fn measure(what: &str, target: Duration, run: impl FnOnce() -> String) {
    let start = Instant::now();
    let said = run();
    let took = start.elapsed();
    eprintln!("{what}: {took:.2?} (target {target:?}): {said}");
    assert!(took < target, "{what} took {took:.2?}");
}

fn spatial(actors: usize, seconds: u64) {
    let table = random(actors, 1, 7);
    measure(&format!("spatial model, {actors} actors, one issue"), Duration::from_secs(seconds), || {
        let found = smp::forecast(&table, &smp::Options::default(), &Control::default()).expect("nobody stops it");
        format!("{} turns, {:?}", found.rounds.len() - 1, found.end)
    });
}

#[test]
#[ignore = "it measures"]
fn a_hundred_actors_settle_in_a_second() {
    spatial(100, 1);
}

#[test]
#[ignore = "it measures"]
fn three_hundred_actors_settle_in_half_a_minute() {
    spatial(300, 30);
}

#[test]
#[ignore = "it measures"]
fn a_thousand_runs_of_twenty_actors_take_seconds() {
    let tables: Vec<Table> = (0..1000).map(|seed| random(20, 1, seed)).collect();
    measure("spatial model, 1000 runs of 20 actors, one after the other", Duration::from_secs(30), || {
        let run = |table| smp::forecast(table, &smp::Options::default(), &Control::default()).expect("nobody stops it");
        let turns: usize = tables.iter().map(|table| run(table).rounds.len() - 1).sum();
        format!("{turns} turns")
    });
}

#[test]
#[ignore = "it measures"]
fn thirty_actors_exchange_on_ten_issues_in_a_second() {
    let table = random(30, 10, 7);
    for options in [exchange::Options::published(), exchange::Options::capped()] {
        measure("exchange model, 30 actors, 10 issues", Duration::from_secs(1), || {
            let found = exchange::forecast(&table, &options, &Control::default()).expect("nobody stops it");
            format!("{} exchanges, cap {}", found.rounds[0].exchanges.len(), options.cap.id())
        });
    }
}
