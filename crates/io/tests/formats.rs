//! Other tools' files: read into case files whose expressions mean what the file says, written back, refused with all reasons.

use detente_io::format::{conflict_json, gmcr};
use detente_model::constraint::{Constraint, Restriction};
use detente_model::diagnostic::FileId;
use detente_model::evidence::Basis;
use detente_model::expression::{Expression, Value};
use detente_model::frame::Frame;
use detente_model::graph::Graph;
use detente_model::index::{FrameId, Id as _, IndexVec};
use detente_model::party::{Party, PartyKind};
use detente_model::phase::{Phase, Window};
use detente_model::preference::{Preference, ranking::Ranking, statement::Statement};
use detente_model::variable::{Controller, Moves, Term, ValueName, Variable};
use detente_model::{Case, Diagnostic, Files, Span};
use std::path::PathBuf;

fn span() -> Span {
    Span::new(FileId(0), 0, 0)
}

/// A case from an importer's text: just enough of the case file's reader for what importers write, independent of it.
fn case_of(text: &str) -> Case {
    let table: toml::Table = toml::from_str(text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    assert_eq!(table["format"].as_integer(), Some(1));
    let mut case = Case { title: table["title"].as_str().unwrap().into(), ..Case::default() };
    let name = |id: &str, entry: &toml::Value| entry.get("name").map_or(id, |name| name.as_str().unwrap()).to_owned();
    let option = |id: String, short: &str, entry: &toml::Value, controller: Controller| Variable {
        id,
        name: name(short, entry),
        values: Variable::yes_no(),
        controller,
        moves: match entry.get("moves").map(|moves| moves.as_str().unwrap()) {
            None => Moves::Free,
            Some("no -> yes") => Moves::Only([true, true, false, true].into()),
            Some("yes -> no") => Moves::Only([true, false, true, true].into()),
            Some(other) => panic!("{other}"),
        },
        term: Term::default(),
        is_dissent: false,
        basis: Basis::default(),
        span: span(),
    };
    for (id, entry) in table["party"].as_table().unwrap() {
        let party = case.parties.push(Party {
            id: id.clone(),
            name: name(id, entry),
            kind: PartyKind::Group,
            members: Vec::new(),
            weights: Vec::new(),
            window: Window::default(),
            passes_to: None,
            ratified_by: Vec::new(),
            basis: Basis::default(),
            span: span(),
        });
        case.preferences.push(Preference::default());
        for (word, entry) in entry.get("option").and_then(toml::Value::as_table).into_iter().flatten() {
            case.variables.push(option(format!("{id}.{word}"), word, entry, Controller::Party(party)));
        }
    }
    for (id, entry) in table.get("issue").and_then(toml::Value::as_table).into_iter().flatten() {
        case.variables.push(option(id.clone(), id, entry, Controller::Consent(Vec::new())));
    }
    if let Some(graph) = table.get("graph") {
        let id = |state: &toml::Value| state.as_str().unwrap_or_else(|| state["id"].as_str().unwrap()).to_owned();
        let values: Vec<ValueName> =
            graph["states"].as_array().unwrap().iter().map(|state| ValueName { id: id(state), name: id(state), at: None }).collect();
        let value = |state: &toml::Value| Value::try_from(values.iter().position(|value| value.id == id(state)).unwrap()).unwrap();
        let arcs = graph["arcs"].as_table().unwrap().iter().map(|(party, arcs)| {
            let pairs = arcs.as_array().unwrap().iter().map(|arc| (value(&arc[0]), value(&arc[1]))).collect();
            (case.party_named(party).unwrap(), pairs)
        });
        case.graph = Some(Graph { arcs: arcs.collect(), span: span() });
        let state = toml::Value::Table(toml::Table::new());
        case.variables.push(Variable { values, ..option("state".into(), "state", &state, Controller::Arcs) });
    }
    let read =
        |case: &Case, text: &str| -> Expression { case.vocabulary().read(text).unwrap_or_else(|problems| panic!("{text}: {problems:?}")) };
    let entries = |key: &str| table.get(key).and_then(toml::Value::as_array).cloned().unwrap_or_default();
    for entry in entries("infeasible") {
        let text = entry["when"].as_str().unwrap();
        let because = entry["because"].as_str().unwrap().to_owned();
        let when = read(&case, text);
        case.constraints.push(Constraint {
            when,
            text: text.into(),
            because,
            window: Window::default(),
            basis: Basis::default(),
            span: span(),
        });
    }
    for entry in entries("restriction") {
        let (from, to) = (entry["from"].as_str().unwrap(), entry["to"].as_str().unwrap());
        case.restrictions.push(Restriction {
            party: entry.get("party").map(|party| case.party_named(party.as_str().unwrap()).unwrap()),
            from: read(&case, from),
            to: read(&case, to),
            text: (from.into(), to.into()),
            because: entry["because"].as_str().unwrap().into(),
            window: Window::default(),
            basis: Basis::default(),
            span: span(),
        });
    }
    for (party, entry) in table.get("preference").and_then(toml::Value::as_table).into_iter().flatten() {
        let party = case.party_named(party).unwrap();
        for statement in entry.get("statement").and_then(toml::Value::as_array).into_iter().flatten() {
            let text = statement["holds"].as_str().unwrap();
            let holds = read(&case, text);
            let statement = Statement {
                holds,
                when: None,
                strong: None,
                window: Window::default(),
                text: text.into(),
                basis: Basis::default(),
                span: span(),
            };
            case.preferences[party].statements.push(statement);
        }
        if let Some(ranking) = entry.get("ranking") {
            let tier = |tier: &toml::Value| {
                let states = tier.as_array().unwrap().iter().map(|state| state.as_str().unwrap());
                states.map(|state| (read(&case, state), state.to_owned())).collect()
            };
            let tiers = ranking["order"].as_array().unwrap().iter().map(tier).collect();
            case.preferences[party].ranking =
                Some(Ranking { tiers, complete: false, strong_after: None, basis: Basis::default(), span: span() });
        }
    }
    case.frames.push(Frame {
        id: "all".into(),
        title: case.title.clone(),
        vary: case.variables.ids().collect(),
        hold: Vec::new(),
        phase: Phase::start(),
        status_quo: None,
        basis: Basis::default(),
        span: span(),
    });
    case
}

fn all() -> FrameId {
    FrameId::from_index(0)
}

/// All combinations of yes/no values, the first variable the least significant, as values and as Y/N strings.
fn states(count: usize) -> impl Iterator<Item = (Vec<Value>, String)> {
    (0u32..1 << count).map(move |code| {
        let values: Vec<Value> = (0..count).map(|bit| Value::from(code >> bit & 1 == 1)).collect();
        let text = values.iter().map(|value| if *value == 1 { 'Y' } else { 'N' }).collect();
        (values, text)
    })
}

fn where_it_holds(expression: &Expression, count: usize) -> Vec<String> {
    states(count).filter(|(values, _)| expression.holds(values, &Phase::start())).map(|(_, text)| text).collect()
}

fn imported(text: &str) -> (Case, Vec<Diagnostic>, String) {
    let imported = gmcr::import(text.as_bytes()).unwrap_or_else(|faults| panic!("{faults:#?}"));
    (case_of(&imported.case_toml), imported.notes, imported.case_toml)
}

const BORDER: &str = r#"{
  "options": [
    {"name": "Close the border", "permittedDirection": "both"},
    {"name": "Frontière ouverte", "permittedDirection": "fwd"},
    {"name": "Close the border", "permittedDirection": "back"}
  ],
  "decisionMakers": [
    {"name": "North", "options": [2, 0],
     "preferences": [[[0, "N"], [2, "Y"]], {"compound": true, "members": [[[1, "Y"]], [[2, "N"], [0, "N"]]]}, [[2, "Y"], [0, "N"]], []]},
    {"name": "Süd", "options": [1], "preferences": [[[1, "Y"]]]}
  ],
  "infeasibles": [[[0, "Y"], [1, "Y"]]],
  "useManualPreferenceVectors": false,
  "program": "gmcr-py", "version": "0.3.1"
}"#;

#[test]
fn a_gmcr_file_reads_as_a_person_would_write_it() {
    let (case, notes, text) = imported(BORDER);
    let expected = r#"# Imported from a .gmcr file of gmcr-py 0.3.1.
# Such files name no sources: give each assumption its citation (`cite`), and say what sort of party each is (`kind`).

format = 1
title = "Conflict of North and Süd"

[source.imported]
title = "Conflict file of gmcr-py 0.3.1"

[party.north]
name = "North"
kind = "group" # the file does not say: state, alliance, institution, public, person or group

[party.north.option.close_the_border]
name = "Close the border"
moves = "yes -> no"

[party.north.option.close_the_border_2]
name = "Close the border"

[party."süd"]
name = "Süd"
kind = "group"

[party."süd".option."frontière_ouverte"]
name = "Frontière ouverte"
moves = "no -> yes"

[[infeasible]]
when = "north.close_the_border_2 and süd.frontière_ouverte"
because = "declared infeasible in the imported file"

[[preference.north.statement]]
holds = "not north.close_the_border_2 and north.close_the_border"

[[preference.north.statement]]
holds = "süd.frontière_ouverte or (not north.close_the_border_2 and not north.close_the_border)"

[[preference.north.statement]]
holds = "always"

[[preference."süd".statement]]
holds = "süd.frontière_ouverte"
"#;
    assert_eq!(text, expected);
    assert!(notes.is_empty(), "{notes:?}");
    // columns: option 2, option 0, option 1
    assert_eq!(where_it_holds(&case.constraints[0].when, 3), ["NYY", "YYY"]);
    let statements = &case.preferences[case.party_named("north").unwrap()].statements;
    assert_eq!(where_it_holds(&statements[0].holds, 3), ["YNN", "YNY"]);
    assert_eq!(where_it_holds(&statements[1].holds, 3), ["NNN", "NNY", "YNY", "NYY", "YYY"]);
}

/// Rankings number the feasible states in the order of the decision makers' options, not of the list of options.
const RANKED: &str = r#"{
  "options": [{"name": "c", "permittedDirection": "both"}, {"name": "a", "permittedDirection": "both"}, {"name": "b", "permittedDirection": "both"}],
  "decisionMakers": [
    {"name": "One", "options": [1, 2], "preferences": [[[0, "Y"]]], "preferenceVector": [2, [1, 4], 6, 3, 5]},
    {"name": "Two", "options": [0], "preferences": [], "preferenceRanking": [[1, 2, 3, 4, 5, 6]],
     "misperceptions": [[[1, "Y"], [0, "N"]]]}
  ],
  "infeasibles": [[[1, "Y"], [2, "Y"]]],
  "coalitions": [[0, 1]],
  "useManualPreferenceRanking": true
}"#;

#[test]
fn manual_rankings_become_patterns() {
    let (case, notes, text) = imported(RANKED);
    // feasible, a first: NNN YNN NYN NNY YNY NYY
    let ranking = case.preferences[case.party_named("one").unwrap()].ranking.clone().unwrap();
    let tiers: Vec<Vec<&str>> = ranking.tiers.iter().map(|tier| tier.iter().map(|(_, text)| text.as_str()).collect()).collect();
    assert_eq!(tiers, [vec!["YNN"], vec!["NNN", "NNY"], vec!["NYY"], vec!["NYN"], vec!["YNY"]]);
    let codes: Vec<&str> = notes.iter().map(|note| note.code).collect();
    assert_eq!(codes, ["unused", "misperceived", "coalitions"]);
    assert!(text.contains("from = \"not two.c and one.a\"\nto = \"always\"\n"), "{text}");
    assert_eq!(case.restrictions.len(), 2);
}

#[test]
fn what_is_written_reads_the_same() {
    for text in [BORDER, RANKED] {
        let (case, ..) = imported(text);
        let written = gmcr::export(&case, all()).unwrap_or_else(|reasons| panic!("{reasons:#?}"));
        let (again, notes, _) = imported(&written);
        assert!(notes.iter().all(|note| note.code == "misperceived"), "{notes:?}");
        let signature = |case: &Case| -> Vec<(String, bool, bool)> {
            case.variables.iter().map(|variable| (variable.id.clone(), variable.moves.allows(0, 1), variable.moves.allows(1, 0))).collect()
        };
        assert_eq!(signature(&case), signature(&again));
        let all_states: Vec<Vec<Value>> = states(3).map(|(values, _)| values).collect();
        let phase = Phase::start();
        let feasible: Vec<&Vec<Value>> = all_states.iter().filter(|values| case.is_feasible(values, &phase)).collect();
        assert_eq!(feasible, all_states.iter().filter(|values| again.is_feasible(values, &phase)).collect::<Vec<_>>());
        for party in case.parties.ids() {
            for a in &feasible {
                for b in &feasible {
                    let code = |values: &[Value]| values.iter().rev().fold(1, |code, value| 2 * code + i128::from(*value));
                    let compare = |case: &Case| case.order(party, &phase).compare((a, code(a)), (b, code(b)), &phase);
                    assert_eq!(compare(&case), compare(&again), "{a:?} {b:?}");
                }
            }
        }
        assert_eq!(case.restrictions.len(), again.restrictions.len());
        assert_eq!(gmcr::export(&again, all()).unwrap(), written);
    }
}

#[test]
fn shared_and_uncontrolled_options_become_issues() {
    let (_, notes, text) = imported(
        r#"{"title": "Dam", "description": "A dam\nand [a] river.", "options": [{"name": "Build", "reversible": "forward"}, {"name": "Rain", "permittedDirection": "both"}],
            "decisionMakers": [{"name": "A", "options": [0], "preferences": [[[1, "Y"]]]}, {"name": "B", "options": [0]}]}"#,
    );
    assert!(text.contains("# A dam and [a] river.\n"), "{text}");
    assert!(text.contains("[issue.build]\nname = \"Build\"\nmoves = \"no -> yes\"\ndecided_by = \"a or b\"\n"), "{text}");
    assert!(text.contains("[issue.rain]\nname = \"Rain\"\n# nobody controls it: it keeps its value\n"), "{text}");
    let mut codes: Vec<&str> = notes.iter().map(|note| note.code).collect();
    codes.sort_unstable();
    assert_eq!(codes, ["missing-key", "missing-key", "shared", "uncontrolled", "unknown-preference"]);
}

fn faults(result: Result<detente_io::format::Imported, Vec<Diagnostic>>, text: &str) -> Vec<String> {
    let mut files = Files::default();
    files.add("file", text);
    let place = |fault: &Diagnostic| {
        fault.labels.first().map_or_else(String::new, |label| {
            let (line, column) = files.position(label.span);
            format!("{line}:{column} ")
        })
    };
    result.unwrap_err().iter().map(|fault| format!("{}{}", place(fault), fault.message)).collect()
}

#[test]
fn every_fault_of_a_gmcr_file_is_reported() {
    let text = r#"{
"options": [{"name": 7, "permittedDirection": "sideways"}, "x"],
"decisionMakers": [{"name": "A", "options": [0, 5, "1"],
  "preferences": [[[0, "M"]], [[9, "Y"]], [[0]], 3, [[1, "Y"], [1, "N"]], {"compound": true}]}, 4],
"infeasibles": {"a": 1}, "useManualPreferenceVectors": 1
}"#;
    let found = faults(gmcr::import(text.as_bytes()), text);
    assert_eq!(
        found,
        [
            "2:22 found the number `7`, expected a name",
            "2:47 found the string \"sideways\", expected \"both\", \"fwd\" or \"back\"",
            "2:60 found the string \"x\", expected an object with \"name\" and \"permittedDirection\"",
            "3:49 there is no option 5, expected 0 to 1",
            "3:52 found the string \"1\", expected the position of an option, from 0",
            "4:24 found the string \"M\", expected \"Y\" or \"N\"",
            "4:33 there is no option 9, expected 0 to 1",
            "4:44 found a list of 1, expected [option, \"Y\" or \"N\"]",
            "4:50 found the number `3`, expected a condition: a list of [option, \"Y\" or \"N\"], or an object with \"members\"",
            "4:64 option 1 is both \"Y\" and \"N\" in one condition",
            "4:75 the compound condition has no \"members\", expected it",
            "4:97 found the number `4`, expected an object with \"name\", \"options\" and \"preferences\"",
            "5:16 found an object, expected a list of conditions",
            "5:56 found the number `1`, expected `true` or `false`",
        ]
    );
    let ranked = RANKED.replace("[2, [1, 4], 6, 3, 5]", "[2, [1, 2], 7, 0, \"3\"]");
    let found = faults(gmcr::import(ranked.as_bytes()), &ranked);
    assert_eq!(found.len(), 4, "{found:?}");
    assert!(
        found[0].ends_with("state 2 is ranked twice") && found[1].ends_with("there is no state 7, the file has 6 feasible states"),
        "{found:?}"
    );
    assert_eq!(faults(gmcr::import(b"[]"), "[]"), ["1:1 found a list, expected an object with \"decisionMakers\" and \"options\""]);
    assert_eq!(faults(gmcr::import(b"{}"), "{}").len(), 2);
}

/// Cutting or changing a file anywhere may be a fault, never a panic.
#[test]
fn damaged_files_never_panic() {
    for (text, import) in [(BORDER, gmcr::import as detente_io::format::Import), (RANKED, gmcr::import), (LAKE, conflict_json::import)] {
        let bytes = text.as_bytes();
        for at in 0..bytes.len() {
            let _ = import(&bytes[..at]);
            for byte in [b'[', b'"', b'9', b'-', b'{', b'N', 0xff] {
                let mut damaged = bytes.to_vec();
                damaged[at] = byte;
                if let Ok(imported) = import(&damaged) {
                    let parsed: Result<toml::Table, _> = toml::from_str(&imported.case_toml);
                    assert!(parsed.is_ok(), "{}", imported.case_toml);
                }
            }
        }
    }
    let huge = r#"{"options": [], "decisionMakers": [{"name": "A", "options": [], "preferences": [], "preferenceVector": [99999999999999999999, 18446744073709551615]}], "useManualPreferenceVectors": true}"#;
    assert!(gmcr::import(huge.as_bytes()).is_err());
}

#[test]
fn what_gmcr_cannot_say_is_refused_with_every_reason() {
    let (mut case, ..) = imported(BORDER);
    case.variables[detente_model::index::VariableId::from_index(0)].moves = Moves::Only([true, false, false, true].into());
    case.variables[detente_model::index::VariableId::from_index(2)].controller = Controller::Consent(Vec::new());
    case.preferences = IndexVec::from_iter([Preference::default(), Preference::default()]);
    let from = case.constraints[0].when.clone();
    case.restrictions.push(Restriction {
        party: None,
        from: from.clone(),
        to: from.negated(),
        text: (String::new(), String::new()),
        because: String::new(),
        window: Window::default(),
        basis: Basis::default(),
        span: span(),
    });
    let reasons: Vec<String> = gmcr::export(&case, all()).unwrap_err().into_iter().map(|reason| reason.message).collect();
    assert_eq!(
        reasons,
        [
            "`north.close_the_border` may not change at all; hold it in the frame instead",
            "`süd.frontière_ouverte` is not controlled by one party alone, the format knows only options that are",
            "the format cannot forbid single moves, only make options one-way",
            "what `north` wants is unknown, which the format cannot say",
        ]
    );
}

#[test]
fn boolean_statements_are_written_as_alternatives() {
    let (mut case, ..) = imported(BORDER);
    let expressions = [
        "at least 2 of (north.close_the_border, north.close_the_border_2, süd.frontière_ouverte)",
        "exactly 1 of (north.close_the_border, north.close_the_border_2, süd.frontière_ouverte)",
        "not at most 1 of (north.close_the_border, north.close_the_border_2, süd.frontière_ouverte)",
        "not exactly 2 of (north.close_the_border, north.close_the_border_2, süd.frontière_ouverte)",
        "north.close_the_border iff süd.frontière_ouverte",
        "not (north.close_the_border iff (north.close_the_border_2 or süd.frontière_ouverte))",
        "north.close_the_border if süd.frontière_ouverte",
    ];
    let party = case.party_named("north").unwrap();
    let template = case.preferences[party].statements[0].clone();
    case.constraints.clear();
    case.preferences[party].statements = expressions
        .iter()
        .map(|text| Statement { holds: case.vocabulary().read(text).unwrap(), text: (*text).into(), ..template.clone() })
        .collect();
    let (again, ..) = imported(&gmcr::export(&case, all()).unwrap());
    let kept: Vec<Vec<String>> = again.preferences[party].statements.iter().map(|statement| where_it_holds(&statement.holds, 3)).collect();
    let mut wanted: Vec<Vec<String>> = Vec::new();
    for statement in &case.preferences[party].statements {
        let holds = where_it_holds(&statement.holds, 3);
        if !wanted.contains(&holds) {
            wanted.push(holds);
        }
    }
    assert_eq!(kept, wanted);
}

const LAKE: &str = r#"{
 "title": "Lake",
 "source": {"authors": "A. Author", "year": 2001, "title": "Lakes", "doi": "10.1/x"},
 "dms": [{"name": "Town", "options": ["Draw Water", "Build", "Sue"]}, {"name": "Mill", "options": ["Leave", "Pay"]}],
 "infeasible": ["--YY-", "1 & 2 & !5", "!(4 -> (1 | 2 <-> 3))"],
 "irreversible": [{"option": 4, "only": "N->Y"}],
 "forbidden_moves": [["Y----", "N---Y"]],
 "misperceived": {"Mill": ["--Y--"]},
 "preferences": {
  "Town": {"statements": ["Y----", ["--Y-Y", "-N---", "YNYNN"], "!!3 | 1 & 2", "1 -> 2 -> 3"], "note": "a remark"},
  "Mill": {"ranking": ["NNNNN", ["YNNNN", "NYNNN"]]}
 },
 "published": {"Nash": ["NNNNN"]}
}"#;

#[test]
fn conflicts_in_json_are_read() {
    let imported = conflict_json::import(LAKE.as_bytes()).unwrap_or_else(|faults| panic!("{faults:#?}"));
    let text = &imported.case_toml;
    let case = case_of(text);
    let bit = |state: &str, option: usize| state.as_bytes()[option - 1] == b'Y';
    let meant: [&dyn Fn(&str) -> bool; 3] =
        [&|state| bit(state, 3) && bit(state, 4), &|state| bit(state, 1) && bit(state, 2) && !bit(state, 5), &|state| {
            bit(state, 4) && ((bit(state, 1) || bit(state, 2)) != bit(state, 3))
        }];
    for (constraint, meant) in case.constraints.iter().zip(meant) {
        assert_eq!(
            where_it_holds(&constraint.when, 5),
            states(5).map(|(_, text)| text).filter(|text| meant(text)).collect::<Vec<_>>(),
            "{}",
            constraint.text
        );
    }
    let statements = &case.preferences[case.party_named("town").unwrap()].statements;
    let meant: [&dyn Fn(&str) -> bool; 4] = [
        &|state| bit(state, 1),
        &|state| bit(state, 3) && bit(state, 5) || !bit(state, 2) || state == "YNYNN",
        &|state| bit(state, 3) || bit(state, 1) && bit(state, 2),
        &|state| !bit(state, 1) || !bit(state, 2) || bit(state, 3),
    ];
    for (statement, meant) in statements.iter().zip(meant) {
        assert_eq!(
            where_it_holds(&statement.holds, 5),
            states(5).map(|(_, text)| text).filter(|text| meant(text)).collect::<Vec<_>>(),
            "{}",
            statement.text
        );
    }
    assert_eq!(statements[2].text, "town.sue or (town.draw_water and town.build)");
    assert!(
        text.contains("[source.publication]\ntitle = \"Lakes, 2001\"\nauthor = \"A. Author\"\nurl = \"https://doi.org/10.1/x\"\n"),
        "{text}"
    );
    assert!(text.contains("order = [[\"NNNNN\"], [\"YNNNN\", \"NYNNN\"]]\ncite = [\"publication\"]\n"), "{text}");
    assert!(text.contains("[party.mill.option.leave]\nname = \"Leave\"\nmoves = \"no -> yes\"\ncite = [\"publication\"]\n"), "{text}");
    assert!(text.contains("party = \"mill\"\nfrom = \"town.sue\"\nto = \"always\""), "{text}");
    assert!(text.contains("# a remark\n"), "{text}");
}

#[test]
fn every_fault_of_a_conflict_in_json_is_reported() {
    let text = r#"{"title": "x", "dms": [{"name": "A", "options": ["a"]}, {"name": "A", "options": [1]}],
"infeasible": ["YY", "1 & ", "2", "(1", "1 + 1"],
"irreversible": [{"option": 2, "only": "N->Y"}, {"option": 1, "only": "up"}],
"forbidden_moves": [["Y"]],
"preferences": {"Aa": {"ranking": ["Y"]}, "A": {"ranking": ["s"], "statements": []}}}"#;
    let found = faults(conflict_json::import(text.as_bytes()), text);
    assert_eq!(
        found,
        [
            "1:57 there is another decision maker \"A\"",
            "1:83 found the number `1`, expected the name of an option",
            "2:16 the pattern `YY` has 2 places, expected 1: one for each option",
            "2:22 in the statement \"1 & \" found the end at character 5, expected the number of an option, `!` or `(`",
            "2:30 in the statement \"2\" found `2` at character 1, expected the number of an option, 1 to 1",
            "2:35 in the statement \"(1\" found the end at character 3, expected `)`",
            "2:41 in the statement \"1 + 1\" found `+` at character 3, expected `&`, `|`, `->`, `<->` or the end",
            "3:18 there is no option 2, expected 1 to 1",
            "3:71 found the string \"up\", expected \"N->Y\" or \"Y->N\"",
            "4:21 found a list of 1, expected [from, to]",
            "5:23 there is no decision maker \"Aa\"",
            "5:60 found both \"statements\" and a \"ranking\", expected one of them",
        ]
    );
}

/// The published conflicts that come with the project's definitions; not part of the repository.
#[expect(clippy::print_stderr, reason = "a test that is left out says so")]
fn shared(name: &str) -> Option<Vec<(String, Vec<u8>)>> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared").join(name);
    let Ok(entries) = std::fs::read_dir(&folder) else {
        eprintln!("left out: there is no ../shared/{name}");
        return None;
    };
    let mut files: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|ending| ending == "json"))
        .collect();
    files.sort();
    Some(files.into_iter().map(|path| (path.display().to_string(), std::fs::read(path).unwrap())).collect())
}

#[test]
fn all_shared_conflicts_are_read_and_mean_the_same() {
    for (name, text) in shared("conflicts").unwrap_or_default() {
        let root: serde_json::Value = serde_json::from_slice(&text).unwrap();
        let imported = conflict_json::import(&text).unwrap_or_else(|faults| panic!("{name}: {faults:#?}"));
        assert!(imported.notes.is_empty(), "{name}: {:?}", imported.notes);
        let case = case_of(&imported.case_toml);
        let listed = |value: &serde_json::Value| -> Vec<String> {
            value.as_array().unwrap().iter().map(|item| item.as_str().unwrap().to_owned()).collect()
        };
        let reference = listed(&root["reference"]["feasible_states"]);
        if case.graph.is_some() {
            let states: Vec<String> = case.variables.iter().next().unwrap().values.iter().map(|value| value.id.clone()).collect();
            assert_eq!(states, reference, "{name}");
            continue;
        }
        let count = case.variables.len();
        let feasible: Vec<String> =
            states(count).filter(|(values, _)| case.is_feasible(values, &Phase::start())).map(|(_, text)| text).collect();
        assert_eq!(feasible, reference, "{name}");
        for (party, (dm, preference)) in case.parties.ids().zip(root["preferences"].as_object().unwrap()) {
            assert_eq!(&case.parties[party].name, dm, "{name}");
            let expected: Vec<serde_json::Value> = preference["statements"].as_array().cloned().unwrap_or_default();
            assert_eq!(case.preferences[party].statements.len(), expected.len(), "{name}");
            for (statement, expected) in case.preferences[party].statements.iter().zip(expected) {
                let patterns = expected.as_str().map_or_else(|| listed(&expected), |one| vec![one.to_owned()]);
                let fits = |state: &str| patterns.iter().any(|pattern| pattern.chars().zip(state.chars()).all(|(a, b)| a == '-' || a == b));
                let meant: Vec<String> = states(count).map(|(_, text)| text).filter(|state| fits(state)).collect();
                assert_eq!(where_it_holds(&statement.holds, count), meant, "{name}: {}", statement.text);
            }
            assert_eq!(case.preferences[party].ranking.is_some(), preference.get("ranking").is_some(), "{name}");
        }
        // and through .gmcr and back
        let written = gmcr::export(&case, all()).unwrap_or_else(|reasons| panic!("{name}: {reasons:#?}"));
        let (again, notes, _) = self::imported(&written);
        assert!(notes.is_empty(), "{name}: {notes:?}");
        assert_eq!(gmcr::export(&again, all()).unwrap(), written, "{name}");
    }
}

/// The catalog's cases that stand in the shared folder too: written by hand, they must mean the same, and expect the same.
const CATALOG: [(&str, &str); 8] = [
    ("prisoners-dilemma", "prisoners_dilemma"),
    ("chicken", "chicken"),
    ("stag-hunt", "stag_hunt"),
    ("syria-iraq-1975", "syria_iraq_1975"),
    ("elmira", "elmira_9state"),
    ("gisborne-economy", "gisborne_economy"),
    ("gisborne-environment", "gisborne_environment"),
    ("north-korea-2017", "north_korea_2017_base"),
];

/// Every state of a case as values, with its name: Y/N, or the graph's.
fn named_states(case: &Case) -> Vec<(Vec<Value>, String)> {
    match &case.graph {
        None => states(case.variables.len()).filter(|(values, _)| case.is_feasible(values, &Phase::start())).collect(),
        Some(_) => {
            let values = &case.variables.iter().next().unwrap().values;
            (0..).zip(values).map(|(value, name)| (vec![value], name.id.clone())).collect()
        }
    }
}

#[test]
fn the_catalog_says_what_the_shared_conflicts_say() {
    let shared = shared("conflicts").unwrap_or_default();
    for (folder, name) in CATALOG {
        let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../catalog").join(folder);
        let ours = case_of(&std::fs::read_to_string(path.join("case.toml")).unwrap());
        let expected: toml::Table = toml::from_str(&std::fs::read_to_string(path.join("expected.toml")).unwrap()).unwrap();
        let names = |value: &toml::Value| -> Vec<String> {
            value.as_array().unwrap().iter().map(|state| state.as_str().unwrap().to_owned()).collect()
        };
        let states = named_states(&ours);
        assert_eq!(names(&expected["feasible"]), states.iter().map(|(_, name)| name.clone()).collect::<Vec<_>>(), "{folder}");
        let Some((_, text)) = shared.iter().find(|(path, _)| path.ends_with(&format!("{name}.json"))) else { continue };
        let theirs = case_of(&conflict_json::import(text).unwrap().case_toml);
        assert_eq!(states, named_states(&theirs), "{folder}");
        let phase = Phase::start();
        let moves = |case: &Case| -> Vec<(Option<u32>, Moves)> {
            let owner = |variable: &Variable| variable.owner().map(|party| u32::try_from(party.index()).unwrap());
            case.variables.iter().map(|variable| (owner(variable), variable.moves.clone())).collect()
        };
        assert_eq!(moves(&ours), moves(&theirs), "{folder}");
        let arcs = |case: &Case| {
            let mut arcs: Vec<_> = case.graph.iter().flat_map(|graph| graph.arcs.clone()).collect();
            arcs.iter_mut().for_each(|(_, pairs)| pairs.sort_unstable());
            arcs
        };
        assert_eq!(arcs(&ours), arcs(&theirs), "{folder}");
        for party in ours.parties.ids() {
            for (one, a) in (1..).zip(&states) {
                for (two, b) in (1..).zip(&states) {
                    let compare = |case: &Case| case.order(party, &phase).compare((&a.0, one), (&b.0, two), &phase);
                    assert_eq!(compare(&ours), compare(&theirs), "{folder}: {party:?} {} {}", a.1, b.1);
                }
            }
        }
        let root: serde_json::Value = serde_json::from_slice(text).unwrap();
        let ids = [("nash", "Nash"), ("gmr", "GMR"), ("smr", "SMR"), ("seq", "SEQ"), ("sseq", "SSEQ")];
        let reference = |key: &str| -> Vec<String> {
            root["reference"]["equilibria"][key].as_array().unwrap().iter().map(|state| state.as_str().unwrap().to_owned()).collect()
        };
        for (id, key) in ids {
            let agreeing: Vec<&toml::Value> = expected["equilibria"]
                .as_array()
                .unwrap()
                .iter()
                .filter(|block| block["concept"].as_str() == Some(id) && block.get("difference").is_none())
                .collect();
            assert!(!agreeing.is_empty(), "{folder}: {id}");
            assert!(agreeing.iter().all(|block| names(&block["states"]) == reference(key)), "{folder}: {id}");
        }
    }
}

#[test]
fn expectations_have_their_form() {
    let catalog = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../catalog");
    let mut folders: Vec<PathBuf> = std::fs::read_dir(catalog)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.join("expected.toml").is_file())
        .collect();
    folders.sort();
    assert!(folders.len() >= CATALOG.len());
    let keys = ["concept", "states", "by", "basis", "source", "recalled", "published_as", "difference"];
    for folder in folders {
        let read = |name: &str| -> toml::Table { toml::from_str(&std::fs::read_to_string(folder.join(name)).unwrap()).unwrap() };
        let (case, expected) = (read("case.toml"), read("expected.toml"));
        let place = folder.display();
        assert_eq!(expected["format"].as_integer(), Some(1), "{place}");
        let known =
            |states: &toml::Value| states.as_array().unwrap().iter().all(|state| expected["feasible"].as_array().unwrap().contains(state));
        for table in ["equilibria", "stable", "later"] {
            for block in expected.get(table).and_then(toml::Value::as_array).into_iter().flatten().map(|block| block.as_table().unwrap()) {
                assert!(block.keys().all(|key| keys.contains(&key.as_str())), "{place}: {block:?}");
                assert!(block["concept"].is_str(), "{place}");
                match block["basis"].as_str() {
                    Some("published") => {
                        let cited = block["source"].as_array().unwrap();
                        let known = |source: &toml::Value| {
                            let id = source.as_str().unwrap().split(':').next().unwrap();
                            case["source"].as_table().unwrap().contains_key(id)
                        };
                        assert!(!cited.is_empty() && cited.iter().all(known), "{place}: {cited:?}");
                    }
                    Some("definitions") => {
                        assert!(!["source", "recalled", "published_as", "difference"].iter().any(|key| block.contains_key(*key)), "{place}")
                    }
                    other => panic!("{place}: basis {other:?}"),
                }
                match (table, block.get("states"), block.get("by")) {
                    ("stable", None, Some(by)) => {
                        for (party, states) in by.as_table().unwrap() {
                            assert!(case["party"].as_table().unwrap().contains_key(party) && known(states), "{place}: {party}");
                        }
                    }
                    ("equilibria" | "later", Some(states), None) => assert!(known(states), "{place}: {states:?}"),
                    _ => panic!("{place}: {block:?}"),
                }
                if block.contains_key("difference") {
                    let same = |other: &toml::Value| other["concept"] == block["concept"] && other["basis"].as_str() == Some("definitions");
                    assert!(expected[table].as_array().unwrap().iter().any(same), "{place}: {block:?}");
                }
            }
        }
    }
}
