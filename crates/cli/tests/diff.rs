//! `detente diff` as people use it.

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

fn two(test: &str) -> std::path::PathBuf {
    let folder = folder(test);
    fs::write(folder.join("a.toml"), PRISONERS).expect("it can be written");
    // the first would rather be silent, and says so before all else
    let other = PRISONERS.replacen("holds = \"second.silent\"", "holds = \"first.silent\"", 1);
    fs::write(folder.join("b.toml"), other).expect("it can be written");
    fs::write(folder.join("add.toml"), "format = 1\n[party.first.option.leave]\n").expect("it can be written");
    folder
}

#[test]
fn nothing_changes_and_is_said_so() {
    let folder = two("diff_same");
    let (code, stdout, stderr) = run(&folder, &["diff", "a.toml", "a.toml"]);
    assert_eq!((code, stderr.as_str()), (0, ""));
    assert!(stdout.contains("The two are the same: nothing differs, and no answer changes."), "{stdout}");
}

/// By hand, under Nash: both silent pays each 2 of 2 first wishes but not the second; confessing pays whatever the other does, so that both
/// confessing is the one equilibrium. Once the first wants most to be silent, it is silent, and the second confesses.
#[test]
fn two_versions() {
    let folder = two("diff_versions");
    let (code, stdout, stderr) = run(&folder, &["diff", "a.toml", "b.toml", "--concept", "nash"]);
    assert_eq!((code, stderr.as_str()), (0, ""), "{stdout}");
    let told = stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    for words in [
        "Between the two versions, the one lasting state is lost since first would now leave it; 1 is new.",
        "- first: statement 1 dropped: second silent",
        "- first: statement added at place 1: first silent",
        "first would now leave it",
        "- what first wants: 2 of them",
    ] {
        assert!(told.contains(words), "`{words}`: {stdout}");
    }
    let (code, csv, _) = run(&folder, &["diff", "a.toml", "b.toml", "--concept", "nash", "--format", "csv"]);
    assert_eq!(code, 0);
    let expected = "first.silent,second.silent,ordinal:before,ordinal:after,before:nash,after:nash,change:nash,reached:before,reached:after\n\
                    no,no,1,1,yes,no,lost,,\nyes,no,2,2,no,yes,gained,,\n";
    assert_eq!(csv, expected);
}

#[test]
fn what_is_tried() {
    let folder = two("diff_tried");
    let (code, stdout, stderr) = run(&folder, &["diff", "a.toml", "--set", "first.silent=yes", "--concept", "nash"]);
    assert_eq!((code, stderr.as_str()), (0, ""));
    let told = stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    let words = "With `first.silent` settled at yes, the one lasting state is no longer possible; 1 is new.";
    assert!(told.contains(words), "{stdout}");
    assert!(told.contains("first: cannot move any more, and stays everywhere"), "{stdout}");
    // an added file is a cause of its own
    let tried = ["diff", "a.toml", "--add", "add.toml", "--edit", "reverse first 2", "--format", "json"];
    let (code, json, stderr) = run(&folder, &tried);
    assert_eq!(code, 0, "{stderr}");
    for words in
        ["\"schema\": \"detente/comparison/1\"", "\"label\": \"add add.toml\"", "\"label\": \"reverse first 2\"", "\"id\": \"first.leave\""]
    {
        assert!(json.contains(words), "`{words}`: {json}");
    }
    // the flags apply to the second of two
    let (code, stdout, _) = run(&folder, &["diff", "b.toml", "a.toml", "--set", "first.silent=yes"]);
    assert!(code == 0 && stdout.contains("Between the two versions"), "{stdout}");
}

#[test]
fn requests_that_cannot_be_met() {
    let folder = two("diff_refused");
    for (arguments, said) in [
        (&["diff", "a.toml"][..], "nothing is tried in it"),
        (&["diff", "a.toml", "nowhere.toml"], "there is no file or folder `nowhere.toml`"),
        (&["diff", "a.toml", "b.toml", "--frame", "core"], "there is no frame `core`"),
        (&["diff", "a.toml", "--edit", "drop first 9"], "there is no statement `9`"),
        (&["diff", "a.toml", "--set", "first.slent=yes"], "first.silent"),
    ] {
        let (code, stdout, stderr) = run(&folder, arguments);
        assert_eq!((code, stdout.as_str()), (2, ""), "{arguments:?}");
        assert!(stderr.contains(said), "{arguments:?}: {stderr}");
    }
}
