//! Changes of a case as a value: what they do to it, and what they say where they cannot be done.

use detente_io::case::{Loaded, read_case, read_case_with};
use detente_model::Case;
use detente_model::edit::Edit;
use detente_model::expression::Value;
use detente_model::frame::Frame;
use detente_model::hindsight::hindsight;

const CASE: &str = r#"
format = 1
title = "Water"
as_of = 2000-01-01
[source.public]
title = "Newspaper"
[source.secret]
title = "Memorandum"
known_to = ["up"]
[party.up]
kind = "state"
[party.up.option.dam]
[party.up.option.pay]
[party.down]
kind = "state"
[party.down.option.sue]
[issue.quota]
values = ["low", "middle", "high"]
decided_by = "up and down"
[[infeasible]]
when = "up.dam and up.pay"
because = "money"
[preference.up]
name = "The minister"
[[preference.up.statement]]
holds = "up.dam"
cite = ["secret"]
[[preference.up.statement]]
holds = "not down.sue"
cite = ["secret", "public"]
[[preference.up.statement]]
holds = "not up.pay"
[[preference.up.statement]]
holds = "quota = high"
[[preference.down.statement]]
holds = "not up.dam"
[coding.up.engineer]
name = "The engineer"
[[coding.up.engineer.statement]]
holds = "not up.dam"
cite = ["secret"]
[[coding.up.engineer.statement]]
holds = "up.pay"
[outcome.peace]
name = "No dam and no suit"
holds = "not up.dam and not down.sue"
[frame.all]
vary = ["up.*", "down.sue"]
hold = { quota = "middle" }
status_quo = { up.dam = "no", up.pay = "yes", down.sue = "no" }
"#;

fn read(text: &str) -> Loaded {
    read_case("water.toml", text.as_bytes(), &|_| Err("there are no includes".into()))
}

fn case() -> Case {
    read(CASE).case.expect("the case has no faults")
}

fn edited(texts: &[&str]) -> Case {
    let case = case();
    let edits: Vec<Edit> = texts.iter().filter_map(|text| Edit::read(text, &case).expect("an edit")).collect();
    case.edited(&edits)
}

fn frame(case: &Case) -> &Frame {
    case.frames.iter().next().expect("there is a frame")
}

fn names(case: &Case) -> Vec<&str> {
    frame(case).vary.iter().map(|variable| case.variables[*variable].id.as_str()).collect()
}

/// What a variable is held at, and what it is in the status quo.
fn at(case: &Case, name: &str) -> (Option<Value>, Option<Value>) {
    let variable = case.variables.enumerated().find(|(_, variable)| variable.id == name).expect("there is such a variable").0;
    (frame(case).held(variable), frame(case).status_quo_value(variable))
}

fn statements(case: &Case, party: &str) -> Vec<String> {
    let party = case.party_named(party).expect("there is such a party");
    case.preferences[party].statements.iter().map(|statement| statement.text.clone()).collect()
}

#[test]
fn every_edit_reads_what_it_writes() {
    let case = case();
    for text in [
        "set up.dam = yes",
        "set quota = low",
        "without up.pay",
        "free quota",
        "coding up = engineer",
        "give down the preference of up",
        "silence up",
        "drop up 2",
        "reverse up 1",
        "move up 3 to 1",
        "lift 1",
        "known to public",
        "known to down",
    ] {
        let edit = Edit::read(text, &case).expect("an edit").expect("a change");
        assert_eq!(edit.text(&case), text);
        assert_eq!(Edit::read(&edit.text(&case), &case).expect("an edit"), Some(edit));
    }
    assert_eq!(Edit::read("coding up = base", &case).expect("an edit"), None);
    assert_eq!(Edit::read("set up.dam", &case).expect("yes is meant"), Edit::read("set up.dam = yes", &case).expect("an edit"));
}

#[test]
fn what_cannot_be_done_is_said_with_advice() {
    let case = case();
    for (text, message, help) in [
        ("set up.damm = yes", "there is no option, issue or state `up.damm`", "did you mean `up.dam`?"),
        ("set quota = medium", "`medium` is not a value of `quota`", "its values are low, middle, high"),
        ("drop up 9", "there is no statement `9`", "the statements are counted from 1 to 4"),
        ("lift 2", "there is no constraint `2`", "there is one constraint: 1"),
        ("coding up = engine", "the party `up` has no coding `engine`", "did you mean `engineer`?"),
        ("coding down = x", "the party `down` has no coding `x`", "it has base"),
        ("silence upp", "there is no party `upp`", "did you mean `up`?"),
        ("burn it", "`burn it` is no edit", "expected one of"),
    ] {
        let fault = Edit::read(text, &case).expect_err("it cannot be done");
        assert_eq!(fault.message, message);
        assert!(fault.help.as_deref().unwrap_or_default().contains(help), "{text}: {:?}", fault.help);
    }
}

#[test]
fn settled_things_are_held_in_the_frame_and_in_its_status_quo() {
    let case = edited(&["set up.dam = yes"]);
    assert_eq!(names(&case), ["up.pay", "down.sue"]);
    assert_eq!(at(&case, "up.dam"), (Some(1), Some(1)));
    let case = edited(&["without up.pay"]);
    assert_eq!(names(&case), ["up.dam", "down.sue"]);
    assert_eq!(at(&case, "up.pay"), (Some(1), Some(1)));
    let case = edited(&["free quota"]);
    assert_eq!(names(&case), ["up.dam", "up.pay", "down.sue", "quota"]);
    assert_eq!(at(&case, "quota"), (None, Some(1)));
    // as if the file had said it
    let written = CASE.replace("vary = [\"up.*\", \"down.sue\"]", "vary = [\"up.pay\", \"down.sue\"]");
    let written = written.replace("hold = { quota = \"middle\" }", "hold = { quota = \"middle\", up.dam = \"yes\" }");
    let written = read(&written.replace("up.dam = \"no\", up.pay", "up.dam = \"yes\", up.pay")).case.expect("no faults");
    let tried = edited(&["set up.dam = yes"]);
    assert_eq!((names(&tried), at(&tried, "up.dam")), (names(&written), at(&written, "up.dam")));
}

#[test]
fn statements_keep_the_numbers_of_the_file() {
    assert_eq!(statements(&edited(&["drop up 1", "reverse up 3"]), "up"), ["not down.sue", "not (not up.pay)", "quota = high"]);
    assert_eq!(statements(&edited(&["move up 4 to 1", "drop up 2"]), "up"), ["quota = high", "up.dam", "not up.pay"]);
    // what has been dropped is not changed any more
    assert_eq!(statements(&edited(&["drop up 2", "reverse up 2"]), "up"), ["up.dam", "not up.pay", "quota = high"]);
}

#[test]
fn preferences_are_exchanged_as_a_whole() {
    let coded = edited(&["coding up = engineer"]);
    assert_eq!(statements(&coded, "up"), ["not up.dam", "up.pay"]);
    assert_eq!(coded.preferences.iter().next().expect("a preference").name.as_deref(), Some("The engineer"));
    let exchanged = edited(&["give up the preference of down", "give down the preference of up"]);
    assert_eq!(statements(&exchanged, "up"), statements(&case(), "down"));
    assert_eq!(statements(&exchanged, "down"), statements(&case(), "up"));
    let silent = edited(&["silence up"]);
    assert!(silent.preferences.iter().next().expect("a preference").is_unknown());
}

#[test]
fn what_an_audience_could_not_know_is_dropped() {
    // the second rests on a public source too, the third and fourth on judgement
    let public = edited(&["known to public"]);
    assert_eq!(statements(&public, "up"), ["not down.sue", "not up.pay", "quota = high"]);
    assert_eq!(statements(&edited(&["known to public", "coding up = engineer"]), "up"), ["up.pay"]);
    assert_eq!(statements(&edited(&["known to public", "give down the preference of up"]), "down"), statements(&public, "up"));
    assert_eq!(statements(&edited(&["known to up"]), "up"), statements(&case(), "up"));
    assert_eq!(statements(&edited(&["known to down"]), "up"), statements(&public, "up"));
    // and the numbers of the file go on to be meant
    assert_eq!(statements(&edited(&["known to public", "drop up 3"]), "up"), ["not down.sue", "quota = high"]);
}

#[test]
fn edits_are_told_and_change_the_digest() {
    let (plain, changed) = (case(), edited(&["lift 1", "set quota = low"]));
    assert_eq!(changed.edits, ["lift 1", "set quota = low"]);
    assert_eq!(changed.title, "Water [lift 1; set quota = low]");
    assert_ne!(changed.digest, plain.digest);
    assert_eq!(changed.digest, edited(&["lift 1", "set quota = low"]).digest);
    assert_ne!(changed.digest, edited(&["set quota = low", "lift 1"]).digest);
    assert_eq!(plain.edited(&[]).digest, plain.digest);
    assert!(changed.is_feasible(&[1, 1, 0, 0], &frame(&changed).phase) && !plain.is_feasible(&[1, 1, 0, 0], &frame(&plain).phase));
}

fn with_added(text: &str) -> Loaded {
    read_case_with("water.toml", CASE.as_bytes(), &|_| Err("there are no includes".into()), &[("ideas/try.toml".into(), text.into())])
}

#[test]
fn a_file_that_is_added_says_more() {
    let loaded = with_added(
        r#"
        [party.bank]
        kind = "institution"
        [party.bank.option.lend]
        [party.down.option.swap]
        values = ["never", "once"]
        [[preference.up.statement]]
        place = 2
        holds = "bank.lend"
        [[preference.up.statement]]
        holds = "down.swap = once"
        [[preference.bank.statement]]
        holds = "not up.dam"
        [frame.all]
        hold = { down.sue = "no" }
        "#,
    );
    assert_eq!(loaded.diagnostics, []);
    let case = loaded.case.expect("no faults");
    assert_eq!(names(&case), ["up.dam", "up.pay", "bank.lend", "down.swap"]);
    assert_eq!(at(&case, "bank.lend"), (None, Some(0)));
    assert_eq!(at(&case, "down.sue"), (Some(0), Some(0)));
    assert_eq!(statements(&case, "up"), ["up.dam", "bank.lend", "not down.sue", "not up.pay", "quota = high", "down.swap = once"]);
    assert_eq!(case.edits, ["add try.toml"]);
}

#[test]
fn faults_of_an_added_file_are_found_in_it() {
    let loaded = with_added("include = [\"other.toml\"]\n[[preference.up.statement]]\nholds = \"up.dm\"\n[frame.all]\nvry = []\n");
    let found: Vec<(&str, String)> = loaded
        .diagnostics
        .iter()
        .map(|fault| (fault.code, fault.labels.first().map_or(String::new(), |label| loaded.files.name(label.span.file).to_owned())))
        .collect();
    let there = |code| (code, "ideas/try.toml".to_owned());
    assert_eq!(found, [there("include-missing"), there("unknown-name"), there("unknown-key")]);
}

#[test]
fn hindsight_is_told() {
    let told = |text: &str| -> Vec<(&'static str, String)> {
        let case = read(text).case.expect("no faults");
        hindsight(&case).into_iter().map(|fault| (fault.code, fault.message)).collect()
    };
    let undated = "the source `secret` has no date: what rests on it alone cannot be told from hindsight";
    let dated = CASE.replace("title = \"Newspaper\"", "title = \"Newspaper\"\ndate = 1999-12-31");
    assert_eq!(told(&dated), [("undated", undated.to_owned())]);
    // the second statement rests on the newspaper too, and so could be known
    let late = dated.replace("title = \"Memorandum\"", "title = \"Memorandum\"\ndate = 1999-01-01\nknown_from = 2030-06-01");
    let of = |whose: &str, what: &str| {
        ("known-later", format!("known from 2030-06-01 only, but the case is seen on 2000-01-01: {whose}, statement 1: {what}"))
    };
    assert_eq!(told(&late), [of("up", "up dam"), of("The engineer", "not: up dam")]);
    // an assumption's own date decides over those of its sources
    let own = late.replacen("cite = [\"secret\"]", "cite = [\"secret\"]\nknown_from = 1999-02-01", 1);
    assert_eq!(told(&own), [of("The engineer", "not: up dam")]);
    assert_eq!(told(&CASE.replace("as_of = 2000-01-01\n", ""))[0].0, "no-date");
}

#[test]
fn codings_and_outcomes_are_read_with_all_their_faults() {
    let bad = CASE
        .replace("[coding.up.engineer]\nname", "[coding.up.base]\nname")
        .replace("coding.up.engineer.statement", "coding.up.base.statement")
        .replace("known_to = [\"up\"]", "known_to = [\"upp\"]")
        + "[coding.down.lawyer]\nname = \"The lawyer\"\n[coding.nobody.x]\n[outcome.war]\nhold = \"up.dam\"\n";
    let loaded = read(&bad);
    let mut found: Vec<&str> = loaded.diagnostics.iter().filter(|fault| fault.is_error()).map(|fault| fault.code).collect();
    found.sort_unstable();
    assert_eq!(found, ["empty-coding", "missing-key", "reserved", "unknown-key", "unknown-name", "unknown-name"]);
    let case = case();
    assert_eq!(
        case.outcomes.iter().map(|outcome| (outcome.id.as_str(), outcome.name.as_str())).collect::<Vec<_>>(),
        [("peace", "No dam and no suit")]
    );
    // the statements of a coding are assumptions like others, told under its name
    let told: Vec<String> = case.assumptions().iter().map(ToString::to_string).filter(|told| told.starts_with("The engineer")).collect();
    assert_eq!(told.len(), 2);
}
