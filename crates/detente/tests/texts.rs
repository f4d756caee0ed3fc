//! What analyses look like on terminals, from the case file on: one small case, whole texts, every width.

mod common;

use common::MEMORY;
use detente::model::Case;
use detente::model::control::Control;
use detente::report::text::{self, Style};
use detente::solve::acceptance;
use detente::solve::coalition::limited;
use detente::solve::robust::Asked;
use detente::solve::stability::seq;
use detente::{Question, agreement, coalitions, game, limited as look_ahead, robust, unknowns};
use std::path::Path;

/// Two states on a river: a dam, a suit, a quota that takes both; a bank that has said nothing about what it wants.
const CASE: &str = r#"
format = 1
title = "A river that crosses a border"
as_of = 2000-01-01
[party.up]
name = "Upstream state"
kind = "state"
[party.up.option.dam]
name = "builds the dam"
[party.up.option.pay]
name = "pays for the wells downstream"
[party.down]
name = "Downstream state"
kind = "state"
[party.down.option.sue]
name = "goes to court"
[party.bank]
name = "Development bank"
kind = "institution"
[party.bank.option.lend]
name = "lends to both"
[issue.quota]
name = "Water that must be let through"
values = ["low", "middle", "high"]
decided_by = "up and down"
[[infeasible]]
when = "up.pay and not bank.lend"
because = "there is no money for it"
[preference.up]
name = "As its minister of energy sees it"
[[preference.up.statement]]
holds = "up.dam"
[[preference.up.statement]]
holds = "not down.sue"
[[preference.up.statement]]
holds = "not quota = high"
[[preference.up.statement]]
holds = "not up.pay"
[[preference.down.statement]]
holds = "not quota = low"
[[preference.down.statement]]
holds = "down.sue iff up.dam and not up.pay"
[[preference.down.statement]]
holds = "up.pay"
[coding.up.foreign]
name = "As its foreign minister sees it"
[[coding.up.foreign.statement]]
holds = "not down.sue"
[[coding.up.foreign.statement]]
holds = "up.pay if up.dam"
[[coding.up.foreign.statement]]
holds = "up.dam"
[outcome.dam]
name = "There is a dam, and no suit about it"
holds = "up.dam and not down.sue"
[outcome.wells]
name = "The wells are paid for"
holds = "up.pay"
[frame.all]
title = "Everything"
vary = ["*"]
status_quo = { up.dam = "no", up.pay = "no", down.sue = "no", bank.lend = "no", quota = "low" }
[frame.two]
title = "The two states alone"
vary = ["up.*", "down.*"]
hold = { bank.lend = "yes", quota = "middle" }
status_quo = { up.dam = "no", up.pay = "no", down.sue = "no" }
"#;

fn case() -> Case {
    let loaded = detente::io::case::read_case("river.toml", CASE.as_bytes(), &|_| Err("there are no includes".into()));
    loaded.case.expect("the case has no faults")
}

fn question(frame: &str) -> Question {
    Question { frame: Some(frame.into()), memory: MEMORY, ..Question::default() }
}

/// Compares with a file under `tests/expected` at 80 columns (`UPDATE_EXPECTED=1` writes it), and looks at other widths.
fn reads_well(name: &str, draw: &dyn Fn(Style) -> String) {
    let text = draw(Style::default());
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/expected").join(name);
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
                assert_eq!(line, line.trim_end(), "{name}: blanks at the end");
            }
            assert!(!ascii || !text.contains(['·', '→', '─', '…', '–']), "{name}: {text}");
        }
    }
}

#[test]
fn how_firm_findings_are() {
    let (case, control) = (case(), Control::default());
    let asked = Asked { concept: &seq::CONCEPT, outcomes: Vec::new(), parties: Vec::new(), memory: MEMORY };
    for (frame, name) in [("two", "robust.txt"), ("all", "robust-unknown.txt")] {
        let answer = robust(&case, &question(frame), &asked, &control).expect("it is small");
        reads_well(name, &|style| text::robust(&answer, style));
    }
}

#[test]
fn what_they_could_agree_on() {
    let (case, control) = (case(), Control::default());
    let game = game(&case, &question("all"), &control).expect("it is small");
    let answer = agreement(&case, &game, &question("all"), &control).expect("it is small");
    reads_well("agreement.txt", &|style| text::agreement(&answer, style));
}

#[test]
fn who_would_leave_together() {
    let (case, control) = (case(), Control::default());
    let game = game(&case, &question("two"), &control).expect("it is small");
    let answer = coalitions(&case, &game, &question("two"), &[], &[], &control).expect("it is small");
    reads_well("coalitions.txt", &|style| text::coalitions(&answer, style));
}

#[test]
fn some_moves_ahead() {
    let (case, control) = (case(), Control::default());
    let game = game(&case, &question("two"), &control).expect("it is small");
    let options = limited::Options { moves: 3, ..limited::Options::default() };
    let answer = look_ahead(&case, &game, &options, &control).expect("it is small");
    reads_well("limited.txt", &|style| text::limited(&answer, style));
}

#[test]
fn what_to_ask() {
    let (case, control) = (case(), Control::default());
    let game = game(&case, &question("all"), &control).expect("it is small");
    let answer = unknowns(&case, &game, &question("all"), &control).expect("it is small");
    reads_well("unknowns.txt", &|style| text::unknowns(&answer, style));
}

#[test]
fn who_would_accept_and_what_follows_a_refusal() {
    let (control, memory) = (Control::default(), MEMORY);
    // the quota is held in the second frame, and freed for the proposal; in the first the bank has a say and has said nothing
    for (frame, proposal, end) in
        [("two", "quota = high, up.pay = yes", ""), ("all", "quota = high, up.pay = yes, bank.lend = yes", "-unknown")]
    {
        let (case, question) = (case(), question(frame));
        let offer = detente::offer(&case, proposal).expect("its names are known");
        let (case, offer) = detente::freed(&case, &question, &offer).expect("the frame is there");
        let game = game(&case, &question, &control).expect("it is small");
        let by = Some(detente::party(&case, "down").expect("it is there"));
        let asked =
            acceptance::Asked { parties: Vec::new(), at_home: true, by, then: None, horizon: None, chance: None, thorough: true, memory };
        let answer = detente::accept(&case, &game, &offer, None, &asked, &control).expect("it is small");
        reads_well(&format!("acceptance{end}.txt"), &|style| text::acceptance(&case, &answer, style));
        let party = detente::party(&case, "up").expect("it is there");
        let asked = acceptance::Refusing { party, then: None, horizon: None, memory };
        let answer = detente::refuse(&case, &game, &offer, None, &asked, &control).expect("it is small");
        reads_well(&format!("refusal{end}.txt"), &|style| text::refusal(&case, &answer, style));
    }
}
