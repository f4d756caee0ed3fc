//! Who is necessary, sufficient and pivotal: on random conflicts against a brute-force program that shares no code with it, and on a small case by hand.

#![expect(clippy::print_stderr, reason = "how much was compared is told to whoever runs the tests")]

use detente::Question;
use detente::model::Case;
use detente::model::answer::{Answer, Finding, PowerFinding};
use detente::model::control::Control;
use detente::model::index::{FrameId, Id};
use detente::report::text::{self, Style};
use detente::solve::power::{Asked, Ballot, Options};
use detente::solve::stability::{Concept, nash, seq};
use detente::space::Game;
use detente_testkit::generate::{Shape, generate};
use detente_testkit::oracle;

fn case_of(text: &str) -> Case {
    let loaded = detente::io::case::read_case("case.toml", text.as_bytes(), &|_| Err("no includes".into()));
    loaded.case.unwrap_or_else(|| panic!("{:#?}\n{text}", loaded.diagnostics))
}

fn ask(case: &Case, text: &str, concept: &'static Concept, issue: Option<&str>) -> Answer<PowerFinding> {
    let expression = case.vocabulary().read(text).unwrap_or_else(|problems| panic!("{problems:?}"));
    let asked =
        Asked { expression: Some((expression, text.to_owned())), issue: None, concept, memory: 1 << 30, options: Options::default() };
    detente::key(case, &Question::default(), &asked, issue, &Control::default()).unwrap_or_else(|error| panic!("{error}"))
}

fn same(finding: Finding, expected: oracle::Finding) -> bool {
    match expected {
        oracle::Finding::Yes => finding == Finding::Yes,
        oracle::Finding::No => finding == Finding::No,
        oracle::Finding::Unknown => finding.known().is_none(),
    }
}

/// How many findings were compared, and how many of each kind were yes.
fn compare(shape: &Shape, seed: u64, cases: u64, concept: (&'static Concept, oracle::Concept)) -> ([usize; 3], usize) {
    let (mut yes, mut compared) = ([0; 3], 0);
    for number in 0..cases {
        let generated = generate(shape, seed, number);
        let mut case = case_of(&generated.text);
        let game = Game::new(&case, FrameId::from_index(0), 1 << 30, &Control::default()).unwrap_or_else(|error| panic!("{error:?}"));
        // from a state, and without a status quo
        let start = (number % 3 != 0).then(|| number % game.states());
        let values = |state: u64| game.codes.axes().iter().map(|axis| axis.variable).zip(game.state(state).values).collect();
        case.frames[FrameId::from_index(0)].status_quo = start.map(values);
        for axis in game.description.axes.iter().rev().take(2) {
            let value = &axis.values[axis.values.len() - 1].id;
            let text = if game.description.is_graph { format!("state = {value}") } else { format!("{} = {value}", axis.id) };
            let expression = case.vocabulary().read(&text).unwrap_or_else(|problems| panic!("{problems:?}"));
            let holds: Vec<bool> =
                (0..game.states()).map(|state| expression.holds(&game.whole_state(case.variables.len(), state), &game.phase)).collect();
            let start = start.map(|start| usize::try_from(start).expect("small"));
            let expected = oracle::key(&generated.conflict, &generated.rules, concept.1, &holds, start);
            let answer = ask(&case, &text, concept.0, None);
            let found = answer.finding.game.expect("an expression was asked about");
            assert_eq!(found.from_status_quo, start.is_some());
            for party in &found.parties {
                let theirs = generated.conflict.parties.iter().position(|name| *name == party.id).expect("the same parties");
                let expected = [expected[theirs].necessary, expected[theirs].sufficient, expected[theirs].pivotal];
                for (kind, (found, expected)) in [party.necessary, party.sufficient, party.pivotal].into_iter().zip(expected).enumerate() {
                    assert!(
                        same(found, expected),
                        "{} for {text} from {start:?}, {} ({}): {found:?}, expected {expected:?}; case {number}\n{}",
                        party.id,
                        ["necessary", "sufficient", "pivotal"][kind],
                        concept.0.id,
                        generated.text
                    );
                    yes[kind] += usize::from(found == Finding::Yes);
                    compared += 1;
                }
            }
        }
    }
    (yes, compared)
}

fn small() -> Shape {
    Shape {
        parties: 2..=4,
        variables: 1..=2,
        combinations: 24,
        issue_share: 0.7,
        rules_share: 0.6,
        graph_share: 0.1,
        graph_states: 4..=8,
        unknown_share: 0.0,
        partial_share: 0.0,
        rich_share: 0.2,
        attempts: 20,
        ..Shape::default()
    }
}

#[test]
fn the_definitions_are_met_on_random_conflicts() {
    let (yes, compared) = compare(&small(), 1990, 150, (&seq::CONCEPT, oracle::Concept::Seq));
    eprintln!("{compared} findings under SEQ; yes: {yes:?}");
    assert!(compared > 1500 && yes.iter().all(|yes| *yes > 20), "{compared} {yes:?}");
}

#[test]
fn the_definitions_are_met_where_preferences_are_not_known() {
    let shape = Shape { unknown_share: 0.2, partial_share: 0.3, ..small() };
    // under Nash stability bounds are exact
    let (yes, compared) = compare(&shape, 7, 120, (&nash::CONCEPT, oracle::Concept::Nash));
    eprintln!("{compared} findings under Nash; yes: {yes:?}");
    assert!(compared > 1000 && yes.iter().all(|yes| *yes > 5), "{compared} {yes:?}");
}

/// An alliance that two of three may decide, and one that threatens to walk out.
const CASE: &str = r#"
format = 1
title = "Three at a table"
[party.a]
name = "Avalon"
kind = "state"
[party.a.option.pay]
name = "pays"
[party.b]
name = "Brittany"
kind = "state"
[party.c]
name = "Cornwall"
kind = "state"
[issue.treaty]
name = "treaty"
values = ["none", "signed"]
decided_by = "a and at least 1 of (b, c)"
[[preference.a.statement]]
holds = "treaty = signed"
[[preference.a.statement]]
holds = "not a.pay"
[[preference.b.statement]]
holds = "a.pay iff treaty = signed"
[[preference.c.statement]]
holds = "treaty = none"
[frame.table]
title = "At the table"
vary = ["a.pay", "treaty"]
status_quo = { a.pay = "no", treaty = "none" }
"#;

#[test]
fn a_small_case_by_hand() {
    let case = case_of(CASE);
    let answer = ask(&case, "treaty = signed", &seq::CONCEPT, None);
    let table = &answer.finding.tables[0];
    let values: Vec<(Option<bool>, f64)> =
        table.parties.iter().map(|party| (party.veto, party.shapley_shubik.expect("defined").value)).collect();
    for ((veto, power), (expected_veto, expected)) in values.iter().zip([(true, 2.0 / 3.0), (false, 1.0 / 6.0), (false, 1.0 / 6.0)]) {
        assert_eq!(*veto, Some(expected_veto));
        assert!((power - expected).abs() < 1e-12);
    }
    let game = answer.finding.game.as_ref().expect("asked");
    // only with the money does Brittany sign: Avalon and Brittany are needed, Cornwall never signs
    let found: Vec<[Finding; 3]> = game.parties.iter().map(|party| [party.necessary, party.sufficient, party.pivotal]).collect();
    assert_eq!(found[0], [Finding::Yes, Finding::Yes, Finding::Yes]);
    assert_eq!(found[1], [Finding::Yes, Finding::No, Finding::No]);
    assert_eq!(found[2][1..], [Finding::No, Finding::No]);
    assert!(game.parties[0].by.as_ref().is_some_and(|by| by == &[("pays".to_owned(), "yes".to_owned())]));
    reads_well("key.txt", &|style| text::power(&answer, "", style));
}

#[test]
fn weights_read_well() {
    let text = "party,weight\nGermany,4\nFrance,4\nItaly,4\nNetherlands,2\nBelgium,2\nLuxembourg,1\n";
    let quotas = [detente::model::quota::Quota::parse("12").expect("a quota")];
    let weights = detente::io::weights::read_weights("six.csv", text.as_bytes(), &quotas).weights.expect("no faults");
    let ballot = Ballot { parties: &weights.parties, quotas: &quotas, weights: &weights.columns, digest: &weights.digest };
    let answer = ballot.answer(&Options::default(), &Control::default()).expect("nobody stops it");
    reads_well("key-weights.txt", &|style| text::power(&answer, "six.csv", style));
    let bars = detente::report::svg::power_bars(&answer.finding.tables[0], "six");
    assert_eq!(bars.matches("<rect x=\"190\"").count(), 13, "a bar for each party and index, and the sample of the legend");
    assert!(bars.contains("url(#six-hatch)") && bars.contains(">0.233<"), "{bars}");
}

#[test]
fn several_issues_have_the_package_first() {
    let case = case_of(
        &CASE
            .replace(
                "[frame.table]",
                "[issue.seat]\nname = \"seat\"\nvalues = [\"here\", \"there\"]\ndecided_by = \"b and c\"\n[frame.table]",
            )
            .replace("\"treaty\"]", "\"treaty\", \"seat\"]")
            .replace("treaty = \"none\" }", "treaty = \"none\", seat = \"here\" }"),
    );
    let answer = ask(&case, "treaty = signed and seat = there", &seq::CONCEPT, None);
    let vetoes =
        |table: &detente::model::answer::PowerTable| table.parties.iter().map(|party| party.veto == Some(true)).collect::<Vec<bool>>();
    let tables = &answer.finding.tables;
    assert_eq!(tables.len(), 3);
    // all at once: whoever has a veto on one of them, each party once
    assert_eq!(vetoes(&tables[0]), [true, true, true]);
    assert_eq!((vetoes(&tables[1]), vetoes(&tables[2])), (vec![true, false, false], vec![true, true]));
    let one = ask(&case, "treaty = signed and seat = there", &seq::CONCEPT, Some("treaty"));
    assert_eq!(one.finding.tables, tables[1..2]);
}

/// Compares with a file under `tests/expected` at 80 columns (`UPDATE_EXPECTED=1` writes it), and looks at other widths.
fn reads_well(name: &str, draw: &dyn Fn(Style) -> String) {
    let text = draw(Style::default());
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/expected").join(name);
    if std::env::var_os("UPDATE_EXPECTED").is_some() {
        std::fs::write(&path, &text).expect("it can be written");
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(text == expected, "{name} differs; run with UPDATE_EXPECTED=1 and look at the difference\n{text}");
    for width in [40, 57, 80, 132] {
        for ascii in [false, true] {
            let text = draw(Style { width, ascii, colour: false });
            for line in text.lines() {
                assert!(line.chars().count() <= usize::from(width), "{name} is wider than {width}: {line:?}");
            }
            assert!(!ascii || !text.contains(['·', '→', '─', '…', '–', '±']), "{name}: {text}");
        }
    }
}
