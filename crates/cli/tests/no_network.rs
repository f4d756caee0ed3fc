//! No command opens a socket, of any family: seen from outside, by `strace`.
//!
//! The test installs nothing. Where `strace` is absent it fails, unless `DETENTE_SKIP_STRACE` is set.

#![expect(clippy::print_stderr, reason = "a test says what it measured or skipped")]

mod common;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use common::{DETENTE, PRISONERS, folder, root};

/// A use of each command, with files of this folder. `$CATALOG` stands for the catalog.
const USES: &[(&str, &[&str])] = &[
    ("new", &["new", "begun"]),
    ("check", &["check", "case.toml"]),
    ("check", &["check", "case.toml", "--format", "json"]),
    ("fmt", &["fmt", "case.toml", "--check"]),
    ("evidence", &["evidence", "--number", "record.txt"]),
    ("evidence", &["evidence", "case.toml", "--sources", "."]),
    ("states", &["states", "case.toml"]),
    ("stability", &["stability", "case.toml", "--threads", "2"]),
    ("stability", &["stability", "$CATALOG/elmira", "--format", "json"]),
    ("evolve", &["evolve", "case.toml", "--from", "1"]),
    ("levers", &["levers", "case.toml", "--party", "first", "--from", "4", "--ahead"]),
    ("key", &["key", "case.toml", "--for", "first.silent"]),
    ("key", &["key", "--weights", "weights.csv", "--quota", "3"]),
    ("accept", &["accept", "$CATALOG/german-question-1990", "--frame", "settlement", "--proposal", "dual"]),
    ("refuse", &["refuse", "$CATALOG/german-question-1990", "--frame", "settlement", "--proposal", "dual", "--party", "ussr"]),
    ("explain", &["explain", "case.toml", "--state", "1", "--party", "first"]),
    ("unknowns", &["unknowns", "case.toml"]),
    ("verify", &["verify", "answer.json", "--case", "case.toml"]),
    ("coalitions", &["coalitions", "case.toml"]),
    ("agreement", &["agreement", "case.toml"]),
    ("limited", &["limited", "case.toml", "--moves", "3"]),
    ("link", &["link", "$CATALOG/german-question-1990", "--frame", "settlement", "--tie", "ussr: ceiling only if money = large"]),
    ("allies", &["allies", "case.toml", "--from", "4"]),
    ("robust", &["robust", "case.toml"]),
    ("forecast", &["forecast", "positions.csv", "--draws", "50", "--plots", "drawings"]),
    ("backtest", &["backtest", "positions.csv", "issues.csv"]),
    ("settle", &["settle", "case.toml"]),
    ("diff", &["diff", "case.toml", "--edit", "drop first 1"]),
    ("export", &["export", "case.toml", "-o", "case.gmcr"]),
    ("import", &["import", "case.gmcr", "-o", "again.toml"]),
    ("completions", &["completions", "bash"]),
    ("report", &["report", "case.toml", "-o", "report.html"]),
    ("help", &["help"]),
];

/// The commands that the program has, by its own help.
fn commands() -> BTreeSet<String> {
    let help = Command::new(DETENTE).arg("--help").output().expect("it starts");
    let help = String::from_utf8(help.stdout).expect("it is UTF-8");
    let list = help.split("Commands:").nth(1).and_then(|rest| rest.split("\n\n").next()).expect("it lists its commands");
    // a command stands two places in; its description, if it goes on in a second line, further
    list.lines().filter_map(|line| line.strip_prefix("  ")?.split(' ').next()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

#[test]
fn every_command_has_a_use_here() {
    let known: BTreeSet<String> = USES.iter().map(|(command, _)| (*command).to_owned()).collect();
    let missing: Vec<String> = commands().into_iter().filter(|command| !known.contains(command)).collect();
    assert!(missing.is_empty(), "add a use of {missing:?} to the table, so that it is watched too");
    assert!(commands().len() > 9, "{:?}", commands());
}

/// The calls of the trace that have to do with a network.
fn calls(trace: &str) -> Vec<&str> {
    // lines that tell of signals and of ends are no calls; `???(` is a thread that ended before strace could read what it was doing
    let is_call = |line: &&str| line.contains('(') && !["+++", "---", "???("].iter().any(|mark| line.contains(mark));
    trace.lines().filter(is_call).collect()
}

#[test]
fn no_command_opens_a_socket() {
    if Command::new("strace").arg("-V").output().is_err() {
        assert!(
            std::env::var_os("DETENTE_SKIP_STRACE").is_some(),
            "strace is absent: install it (apt-get install strace), or set DETENTE_SKIP_STRACE to leave this out"
        );
        eprintln!("skipped: strace is absent and DETENTE_SKIP_STRACE is set");
        return;
    }
    let folder = folder("no_network");
    fs::write(folder.join("case.toml"), PRISONERS).expect("it can be written");
    fs::write(folder.join("weights.csv"), "party,weight\na,2\nb,1\nc,1\n").expect("it can be written");
    fs::write(folder.join("record.txt"), "A. Good morning.\n\nB. Good morning to you.\n").expect("it can be written");
    let positions = "issue,actor,position,salience\na,x,0..20,0.5\na,y,100,1\n";
    fs::write(folder.join("positions.csv"), positions).expect("it can be written");
    fs::write(folder.join("issues.csv"), "issue,outcome\na,50\n").expect("it can be written");
    let explain = ["explain", "case.toml", "--state", "1", "--party", "first", "--format", "json"];
    let answer = Command::new(DETENTE).args(explain).current_dir(&folder).output().expect("it starts");
    fs::write(folder.join("answer.json"), answer.stdout).expect("it can be written");
    let catalog = root().join("catalog");
    let commands = commands();
    for (_, arguments) in USES.iter().filter(|(command, _)| commands.contains(*command)) {
        let trace = folder.join("trace.txt");
        let arguments: Vec<String> = arguments.iter().map(|word| word.replace("$CATALOG", &catalog.display().to_string())).collect();
        let output = traced(&folder, &trace, DETENTE, &arguments);
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.code().is_some_and(|code| code < 2), "{arguments:?}: {:?}: {stderr}", output.status);
        let trace = fs::read_to_string(&trace).expect("there is a trace");
        assert!(trace.contains("exited with"), "{arguments:?} was not traced to its end: {trace}");
        assert!(calls(&trace).is_empty(), "{arguments:?} has to do with a network: {:#?}", calls(&trace));
    }
    // and the watch sees what it must
    let trace = folder.join("trace.txt");
    let opens = ["-c".to_owned(), "exec 3<>/dev/tcp/127.0.0.1/9".to_owned()];
    traced(&folder, &trace, "bash", &opens);
    let trace = fs::read_to_string(&trace).expect("there is a trace");
    assert!(calls(&trace).iter().any(|call| call.contains("socket(")), "strace does not see a socket that is opened: {trace}");
}

fn traced(folder: &Path, trace: &Path, program: &str, arguments: &[String]) -> std::process::Output {
    Command::new("strace")
        .args(["-f", "-e", "trace=network", "-o"])
        .arg(trace)
        .arg(program)
        .args(arguments)
        .current_dir(folder)
        .output()
        .expect("strace runs")
}
