//! Folders of negotiation scenarios given to commands as if they were cases: the whole way from the files of another tool to the JSON form, against results of an independent program.

#![expect(clippy::print_stderr, reason = "a test says what it skipped")]

mod common;

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use common::{DETENTE, folder, root};
use serde_json::Value;

fn run(arguments: &[&str], path: &Path) -> Output {
    Command::new(DETENTE).args(arguments).arg(path).output().expect("it starts")
}

fn settled(path: &Path) -> Value {
    let output = run(&["settle", "--quiet", "--format", "json"], path);
    assert!(output.status.success() && output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice::<Value>(&output.stdout).expect("it is JSON")["result"].take()
}

/// Utilities in the order of the parties, to a millionth: the results are given with fewer digits than are kept.
fn rows(points: &Value, of: impl Fn(&Value) -> Vec<f64>) -> Vec<Vec<i64>> {
    #[expect(clippy::cast_possible_truncation, reason = "small numbers, rounded on purpose")]
    let row = |point: &Value| of(point).into_iter().map(|worth| (worth * 1e6).round() as i64).collect();
    let mut rows: Vec<Vec<i64>> = points.as_array().expect("a list").iter().map(row).collect();
    rows.sort();
    rows
}

#[test]
fn every_published_scenario_gives_the_independent_results() {
    let scenarios = root().join("../shared/negotiation");
    let Ok(entries) = fs::read_dir(&scenarios) else {
        eprintln!("skipped: {} is absent", scenarios.display());
        return;
    };
    let mut found = 0;
    for entry in entries {
        let scenario = entry.expect("it can be read").path();
        let label = scenario.display().to_string();
        let results: Value = serde_json::from_str(&fs::read_to_string(scenario.join("results.json")).expect("results")).expect("JSON");
        let wanted = &results["C_independent_genius_semantics"];
        let result = settled(&scenario);
        found += 1;
        assert_eq!(result["packages"], results["n_outcomes"], "{label}");
        assert_eq!(result["pareto_count"], wanted["pareto_distinct_points"], "{label}");
        assert_eq!(result["zone_count"], wanted["individually_rational_outcomes"], "{label}");
        let names: Vec<&str> = result["parties"].as_array().expect("parties").iter().filter_map(|party| party["name"].as_str()).collect();
        assert_eq!(Value::from(names), results["names"], "{label}");
        let points = &result["points"];
        if wanted["utilitarian_in_IR"].is_null() {
            // reservations of 0.9 for all three
            assert!(label.ends_with("SYAgent"));
            assert_eq!(points["nash"], Value::Array(Vec::new()));
            assert_eq!(result["blocked_by"].as_array().map(Vec::len), Some(3));
            continue;
        }
        for (sense, reference) in [
            ("utilitarian", "utilitarian_in_IR"),
            ("nash", "nash"),
            ("kalai_smorodinsky", "ks_maxmin_ideal_in_IR"),
            ("egalitarian", "egalitarian_maxmin_surplus"),
        ] {
            let ids = result["parties"].as_array().expect("parties");
            let own = |point: &Value| {
                let worth = |party: &Value| point["utilities"][party["id"].as_str().expect("a name")].as_f64().expect("a number");
                ids.iter().map(worth).collect()
            };
            let theirs = |point: &Value| point["utils"].as_array().expect("numbers").iter().filter_map(Value::as_f64).collect();
            assert_eq!(rows(&points[sense], own), rows(&wanted[reference]["points"], theirs), "{label}: {sense}");
        }
    }
    assert_eq!(found, 7);
}

const DOMAIN: &str = r#"<negotiation_template><utility_space number_of_issues="2"><objective index="0" name="any">
<issue index="1" name="Price" type="integer"><range lowerbound="1" upperbound="4"/></issue>
<issue index="2" name="Date" type="real"><range lowerbound="0" upperbound="1"/></issue></objective></utility_space></negotiation_template>"#;

fn profile(price: &str, date: &str) -> String {
    format!(
        r#"<utility_space><objective index="0" name="any">
<issue index="1" name="Price" type="integer"><range lowerbound="1" upperbound="4"/><evaluator ftype="linear" {price}/></issue>
<issue index="2" name="Date" type="real"><range lowerbound="0" upperbound="1"/><evaluator ftype="linear" {date}/></issue>
<weight index="1" value="0.5"/><weight index="2" value="0.5"/></objective><reservation value="0.3"/></utility_space>"#
    )
}

#[test]
fn integer_and_real_issues_of_genius() {
    let folder = folder("scenario-numbers");
    fs::write(folder.join("domain.xml"), DOMAIN).expect("it can be written");
    // the seller wants a high price, both an early date
    fs::write(folder.join("buyer.xml"), profile(r#"offset="1" slope="-0.25""#, r#"offset="1" slope="-1""#)).expect("it can be written");
    fs::write(folder.join("seller.xml"), profile(r#"offset="0" slope="0.25""#, r#"offset="1" slope="-1""#)).expect("it can be written");
    let result = settled(&folder);
    // four prices, eleven dates; on the frontier are the four prices at the earliest date
    assert_eq!((&result["packages"], &result["pareto_count"]), (&44.into(), &4.into()));
    let notes = run(&["settle"], &folder);
    let said = String::from_utf8_lossy(&notes.stderr);
    assert!(said.contains("read as negotiation scenario of GENIUS"), "{said}");
}

/// Two parties and two issues, in the forms of two tools. By hand, gains over 0.2 and 0.1: (land, now) 0.3 and 0.5, (land, later) 0.8 and 0.1, (sea, now) −0.2 and 0.9.
const GENIUSWEB: [(&str, &str); 2] = [
    (
        "a.json",
        r#"{"LinearAdditiveUtilitySpace":{"name":"a","domain":{"name":"d","issuesValues":{"way":{"values":["land","sea"]},"date":{"values":["now","later"]}}},
"issueUtilities":{"way":{"DiscreteValueSetUtilities":{"valueUtilities":{"land":1,"sea":0}}},"date":{"DiscreteValueSetUtilities":{"valueUtilities":{"now":0,"later":1}}}},
"issueWeights":{"way":0.5,"date":0.5}}}"#,
    ),
    (
        "b.json",
        r#"{"LinearAdditiveUtilitySpace":{"name":"b","domain":{"name":"d","issuesValues":{"way":{"values":["land","sea"]},"date":{"values":["now","later"]}}},
"issueUtilities":{"way":{"discreteutils":{"valueUtilities":{"land":0.5,"sea":1}}},"date":{"discreteutils":{"valueUtilities":{"now":1,"later":0.2}}}},
"issueWeights":{"way":0.4,"date":0.6}}}"#,
    ),
];

const NEGMAS: [(&str, &str); 3] = [
    (
        "domain.yml",
        "name: d\nissues:\n- name: way\n  type: CategoricalIssue\n  values: [land, sea]\n- name: date\n  type: CategoricalIssue\n  values: [now, later]\n",
    ),
    (
        "a.yml",
        "name: a\nreserved_value: 0.2\ntype: LinearAdditiveUtilityFunction\nvalues:\n- mapping: {land: 1, sea: 0}\n  type: TableFun\n- mapping: {now: 0, later: 1}\n  type: TableFun\nweights: [0.5, 0.5]\n",
    ),
    (
        "b.yml",
        "name: b\nreserved_value: 0.1\ntype: LinearAdditiveUtilityFunction\nvalues:\n- mapping: {land: 0.5, sea: 1}\n  type: TableFun\n- mapping: {now: 1, later: 0.2}\n  type: TableFun\nweights: [0.4, 0.6]\n",
    ),
];

#[test]
fn folders_of_geniusweb_and_negmas() {
    let with = |name: &str, files: &[(&str, &str)]| {
        let folder = folder(name);
        files.iter().for_each(|(name, text)| fs::write(folder.join(name), text).expect("it can be written"));
        folder
    };
    let web = settled(&with("scenario-geniusweb", &GENIUSWEB));
    // (land, now), (land, later), (sea, now) on the frontier: (0.5, 0.8), (1, 0.32), (0, 1); (sea, later) has (0.5, 0.52). No reservations: no points
    assert_eq!((&web["packages"], &web["pareto_count"]), (&4.into(), &3.into()));
    assert_eq!(web["points"]["nash"], Value::Array(Vec::new()));
    let negmas = settled(&with("scenario-negmas", &NEGMAS));
    assert_eq!((&negmas["packages"], &negmas["pareto_count"], &negmas["zone_count"]), (&4.into(), &3.into(), &3.into()));
    // products of gains 0.3 × 0.7 and 0.8 × 0.22
    assert_eq!(negmas["points"]["nash"][0]["values"], serde_json::json!({"way": "land", "date": "now"}));
}

#[test]
fn the_same_answer_as_from_the_case_file_that_import_writes() {
    let folder = folder("scenario-imported");
    NEGMAS.iter().for_each(|(name, text)| fs::write(folder.join(name), text).expect("it can be written"));
    let direct = run(&["settle", "--quiet"], &folder);
    let written = run(&["import", "--quiet"], &folder);
    fs::write(folder.join("case.toml"), &written.stdout).expect("it can be written");
    let from_case = run(&["settle", "--quiet"], &folder);
    assert_eq!(String::from_utf8_lossy(&direct.stdout), String::from_utf8_lossy(&from_case.stdout));
    // other commands open it as well
    fs::remove_file(folder.join("case.toml")).expect("it can be removed");
    assert!(run(&["stability", "--quiet"], &folder).status.success());
    assert!(run(&["check", "--quiet"], &folder).status.success());
}

#[test]
fn what_is_wrong_with_a_folder_is_said_with_places() {
    let empty = folder("scenario-empty");
    let output = run(&["settle"], &empty);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2));
    assert!(said.contains("has no `case.toml`, and no files of a negotiation scenario"), "{said}");
    let faulty = folder("scenario-faulty");
    fs::write(faulty.join("domain.xml"), DOMAIN).expect("it can be written");
    fs::write(faulty.join("buyer.xml"), profile(r#"offset="1" slope="x""#, r#"offset="1" slope="-1""#)).expect("it can be written");
    fs::write(faulty.join("seller.xml"), profile(r#"offset="0" slope="0.25""#, r#"offset="y" slope="-1""#)).expect("it can be written");
    let output = run(&["settle"], &faulty);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2));
    assert!(said.contains("buyer.xml:2") && said.contains("seller.xml:3"), "{said}");
    assert!(output.stdout.is_empty());
}

/// By hand: see docs/settle.md, "With payments".
const PAID: &str = r#"format = 1
title = "paid"
[party.p]
kind = "state"
[party.q]
kind = "state"
[issue.deal]
values = ["good", "bad"]
decided_by = "p and q"
[preference.p]
reservation = 0
[[preference.p.value]]
of = "deal"
table = { good = 10, bad = -1 }
[preference.q]
reservation = 0
[[preference.q.value]]
of = "deal"
table = { good = -2, bad = -1 }
[payment.credit]
unit = "marks"
from = "p"
to = ["q"]
most = 20
worth = { p = 0.5, q = 1 }
"#;

#[test]
fn payments_and_programs_in_the_json_form() {
    let folder = folder("scenario-paid");
    fs::write(folder.join("case.toml"), PAID).expect("it can be written");
    let result = settled(&folder);
    let payment = &result["payments"][0];
    assert_eq!((&result["zone_count"], &payment["packages"], &payment["step"]), (&0.into(), &1.into(), &1.0.into()));
    assert_eq!(payment["least"]["transfers"], serde_json::json!([{"from": "p", "to": "q", "amount": 2.0}]));
    let nash = &payment["points"]["nash"][0];
    assert_eq!(nash["transfers"][0]["amount"], 11.0);
    assert_eq!(
        (&nash["utilities"], &nash["without_payment"]),
        (&serde_json::json!({"p": 4.5, "q": 9.0}), &serde_json::json!({"p": 10.0, "q": -2.0}))
    );
    assert!(result["program"].is_null() && result["frame"]["feasible"] == 2);
    let coarse: Value = serde_json::from_slice(&run(&["settle", "--format", "json", "--step", "5"], &folder).stdout).expect("JSON");
    // (10 − t/2)(t − 2) at t = 10 and 15: 40 and 32.5
    assert_eq!(coarse["result"]["payments"][0]["points"]["nash"][0]["transfers"][0]["amount"], 10.0);
    let without: Value = serde_json::from_slice(&run(&["settle", "--format", "json", "--no-payments"], &folder).stdout).expect("JSON");
    assert_eq!(without["result"]["payments"], Value::Array(Vec::new()));
    let text = run(&["settle"], &folder);
    let text = String::from_utf8_lossy(&text.stdout);
    assert!(text.contains("A payment of 2 (marks) would open the way.") && text.contains("p pays q 11"), "{text}");
    let refused = run(&["settle", "--step", "0"], &folder);
    assert_eq!(refused.status.code(), Some(2));
    // the same by linear programs
    let program: Value =
        serde_json::from_slice(&run(&["settle", "--format", "json", "--engine", "program"], &folder).stdout).expect("JSON");
    let program = &program["result"];
    assert!(program["packages"].is_null() && program["frame"]["feasible"].is_null() && program["program"]["gaps"][0]["gap"] == 0.0);
    let blocked = |result: &Value| (result["blocked_by"][0]["parties"].clone(), result["blocked_by"][0]["shortfall"].clone());
    assert_eq!(blocked(program), blocked(&result));
}
