//! The same bytes from one thread and from two, and on repeated runs.

mod common;

use std::fmt::Write as _;

use common::{MEMORY, case_of, root};
use detente::io::answer::{write_evolution_csv, write_evolution_json, write_stability_csv, write_stability_json, write_states_csv};
use detente::model::Case;
use detente::model::control::Control;
use detente::report::text::{self, Style};
use detente::solve::stability::{CONCEPTS, EngineChoice, Which};
use detente::{Question, stability};

/// Everything that is written about a frame, in every form.
fn written(case: &Case, frame: Option<&str>, engine: EngineChoice) -> Vec<(&'static str, Vec<u8>)> {
    let control = Control::default();
    let question = Question { frame: frame.map(str::to_owned), concepts: CONCEPTS.to_vec(), engine, memory: MEMORY };
    let game = detente::game(case, &question, &control).unwrap_or_else(|error| panic!("{error}"));
    let found = stability(case, &game, &question, &control).unwrap_or_else(|error| panic!("{error}"));
    let answer = found.answer(&case.digest, 1_000);
    let evolution = detente::evolution(case, &game, &found, &CONCEPTS, Some(1), &control).unwrap_or_else(|error| panic!("{error}"));
    let style = Style { width: 80, ascii: false, colour: false };
    let mut out = vec![
        ("stability as text", text::stability(&answer, None, style).into_bytes()),
        ("evolution as text", text::evolution(&evolution, style).into_bytes()),
    ];
    let mut json = Vec::new();
    write_stability_json(&mut json, case, &answer, Some(&mut found.rows(Which::All))).expect("memory takes everything");
    out.push(("stability as JSON", json));
    let mut csv = Vec::new();
    write_stability_csv(&mut csv, &answer.finding, Some(&mut found.rows(Which::All))).expect("memory takes everything");
    out.push(("stability as CSV", csv));
    let mut json = Vec::new();
    write_evolution_json(&mut json, case, &evolution).expect("memory takes everything");
    out.push(("evolution as JSON", json));
    let mut csv = Vec::new();
    write_evolution_csv(&mut csv, &evolution.finding).expect("memory takes everything");
    out.push(("evolution as CSV", csv));
    let mut csv = Vec::new();
    write_states_csv(&mut csv, &game.description, &mut game.describe_all()).expect("memory takes everything");
    out.push(("states as CSV", csv));
    out
}

fn with_threads<T: Send>(threads: usize, run: impl FnOnce() -> T + Send) -> T {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads can be started");
    pool.install(run)
}

fn same_bytes(name: &str, case: &Case, frame: Option<&str>, engine: EngineChoice) {
    let first = with_threads(1, || written(case, frame, engine));
    assert!(first.iter().all(|(_, bytes)| bytes.len() > 100), "{name}: something is empty");
    for (threads, run) in [(2, "first"), (2, "second"), (1, "second"), (5, "first")] {
        let again = with_threads(threads, || written(case, frame, engine));
        for ((form, bytes), (_, other)) in first.iter().zip(&again) {
            assert!(bytes == other, "{name}, {engine:?}: {form} differs with {threads} threads, {run} run");
        }
    }
}

#[test]
fn cases_of_the_catalog_give_the_same_bytes() {
    for name in ["elmira", "north-korea-2017", "syria-iraq-1975", "gisborne-economy"] {
        let loaded = detente::io::case::load(&root().join("catalog").join(name)).unwrap_or_else(|error| panic!("{error}"));
        let case = loaded.case.unwrap_or_else(|| panic!("{name}: {:#?}", loaded.diagnostics));
        same_bytes(name, &case, None, EngineChoice::Auto);
        same_bytes(name, &case, None, EngineChoice::General);
    }
}

/// Four parties with 14 options between them, weights in no order, a fifth of the states infeasible, some moves one way.
fn large() -> String {
    let mut text = "format = 1\ntitle = \"large\"\n".to_owned();
    let mut options: Vec<String> = Vec::new();
    for (party, count) in [("a", 4), ("b", 4), ("c", 3), ("d", 3)] {
        let _ = writeln!(text, "[party.{party}]\nkind = \"state\"");
        for option in 1..=count {
            let moves = if (options.len() + option).is_multiple_of(5) { "moves = \"no -> yes\"\n" } else { "" };
            let _ = writeln!(text, "[party.{party}.option.o{option}]\n{moves}");
            options.push(format!("{party}.o{option}"));
        }
    }
    let _ = writeln!(text, "[[infeasible]]\nwhen = \"a.o1 and b.o2\"\nbecause = \"one place\"");
    for (number, party) in ["a", "b", "c", "d"].into_iter().enumerate() {
        for (place, option) in options.iter().enumerate() {
            let weight = i64::try_from((place * 37 + number * 53) % 23).unwrap_or(0) - 11;
            let _ = writeln!(text, "[[preference.{party}.weight]]\nholds = \"{option}\"\nweight = {weight}");
        }
        let (one, other) = (&options[number], &options[13 - number]);
        let _ = writeln!(text, "[[preference.{party}.weight]]\nholds = \"{one} iff {other}\"\nweight = 5");
    }
    text
}

#[test]
fn a_larger_case_gives_the_same_bytes() {
    let case = case_of(&large());
    same_bytes("large", &case, None, EngineChoice::Fibre);
}
