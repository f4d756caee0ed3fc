//! `detente key` as people use it.

mod common;

use common::{DETENTE, PRISONERS, folder};
use std::fs;
use std::path::Path;
use std::process::Command;

fn run(folder: &Path, arguments: &[&str]) -> (i32, String, String) {
    let output = Command::new(DETENTE).args(arguments).current_dir(folder).output().expect("it starts");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("it writes UTF-8");
    (output.status.code().expect("it is not killed"), text(output.stdout), text(output.stderr))
}

#[test]
fn two_majorities_as_csv_and_bars() {
    let folder = folder("key_weights");
    fs::write(folder.join("w.csv"), "party,votes\nA,3\nB,2\nC,1\n").expect("it can be written");
    let arguments = ["key", "--weights", "w.csv", "--quota", "votes=>50%", "--quota", "members=2", "--format", "csv", "--svg", "bars.svg"];
    let (code, stdout, stderr) = run(&folder, &arguments);
    assert_eq!((code, stderr.as_str()), (0, ""));
    // by hand: four votes and two members; A with B or C wins, B with C has three votes and loses
    let veto = stdout.lines().map(|line| line.rsplit(',').take(12).last().unwrap_or_default()).collect::<Vec<&str>>();
    assert_eq!(veto, ["veto", "yes", "no", "no"], "{stdout}");
    assert!(stdout.contains(",0.6666666666666"), "{stdout}");
    assert!(fs::read_to_string(folder.join("bars.svg")).expect("the bars").contains("A (veto)"));
}

#[test]
fn the_fields_that_programs_read() {
    let folder = folder("key_json");
    fs::write(folder.join("w.csv"), "party,weight\nA,3\nB,2\nC,1\n").expect("it can be written");
    let (code, stdout, _) = run(&folder, &["key", "--weights", "w.csv", "--quota", "4", "--format", "json"]);
    assert_eq!(code, 0);
    for field in ["id", "veto", "shapley_shubik", "banzhaf", "banzhaf_absolute", "deegan_packel", "holler_packel", "necessary"] {
        assert_eq!(stdout.matches(&format!("\"{field}\": ")).count(), 3, "{field} in {stdout}");
    }
    assert!(stdout.contains("\"winning_coalitions\": 3,") && stdout.contains("\"minimal_winning_coalitions\": 2,"), "{stdout}");
    // more than a double holds: the nearest double, and digits
    let many: String = (0..60).map(|member| format!("m{member},1\n")).collect();
    fs::write(folder.join("many.csv"), format!("party,weight\n{many}")).expect("it can be written");
    let (_, stdout, _) = run(&folder, &["key", "--weights", "many.csv", "--quota", "1", "--format", "json"]);
    assert!(stdout.contains("\"winning_coalitions\": 1.152921504606847e+18,"), "{stdout}");
    assert!(stdout.contains("\"winning_coalitions_exact\": \"1152921504606846975\","), "{stdout}");
    let (_, stdout, _) = run(&folder, &["key", "--weights", "w.csv", "--quota", "7", "--format", "json"]);
    assert!(stdout.contains("\"not_defined\": \"never passes\"") && stdout.matches("\"shapley_shubik\": null").count() == 3, "{stdout}");
    assert!(stdout.contains("\"winning_coalitions\": null"), "{stdout}");
}

#[test]
fn faults_are_told_together() {
    let folder = folder("key_faults");
    fs::write(folder.join("w.csv"), "party,weight\nA,3\nA,many\nB,-1\n").expect("it can be written");
    let (code, stdout, stderr) = run(&folder, &["key", "--weights", "w.csv", "--quota", "4", "--quota", "seats=1"]);
    assert_eq!((code, stdout.as_str()), (2, ""));
    for place in ["w.csv:3:1", "w.csv:3:3", "w.csv:4:3", "w.csv:1:1"] {
        assert!(stderr.contains(place), "{place} in {stderr}");
    }
    fs::write(folder.join("case.toml"), PRISONERS).expect("it can be written");
    for (arguments, told) in [
        (vec!["key"], "<CASE>"),
        (vec!["key", "--weights", "w.csv"], "--quota"),
        (vec!["key", "--weights", "w.csv", "--quota", "much"], "expected a number"),
        (vec!["key", "--weights", "none.csv", "--quota", "1"], "none.csv"),
        (vec!["key", "case.toml", "--for", "first.silnt"], "first.silent"),
        (vec!["key", "case.toml", "--issue", "x"], "no issue"),
        (vec!["key", "case.toml", "--svg", "x.svg"], "no rule"),
    ] {
        let (code, _, stderr) = run(&folder, &arguments);
        assert_eq!(code, 2, "{arguments:?} {stderr}");
        assert!(stderr.contains(told), "{arguments:?}: {stderr}");
    }
}

/// By hand, under Nash: from both silent each is better off confessing, whatever the other does. The first cannot be made to fall silent but by itself.
#[test]
fn a_key_without_rules() {
    let folder = folder("key_case");
    fs::write(folder.join("case.toml"), PRISONERS).expect("it can be written");
    let (code, stdout, stderr) = run(&folder, &["key", "case.toml", "--for", "first.silent", "--concept", "nash"]);
    assert_eq!((code, stderr.as_str()), (0, ""));
    let words = stdout.split_whitespace().collect::<Vec<&str>>().join(" ");
    assert!(words.contains("sufficient: first; pivotal: first."), "{stdout}");
}
