//! How the program ends: with which code, and what it says to whom.
//!
//! 0 done; 1 done, but not as expected; 2 the request or the case is wrong; 3 stopped early; 4 a fault of détente itself.

mod common;

use std::fmt::Write as _;
use std::fs;
use std::io::Read as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use common::{DETENTE, PRISONERS, folder, root};

/// What a run gave.
struct Run {
    code: i32,
    stdout: String,
    stderr: String,
}

fn run(folder: &Path, arguments: &[&str]) -> Run {
    let output = Command::new(DETENTE).args(arguments).current_dir(folder).output().expect("it starts");
    Run {
        code: output.status.code().expect("it is not killed"),
        stdout: String::from_utf8(output.stdout).expect("it writes UTF-8"),
        stderr: String::from_utf8(output.stderr).expect("it writes UTF-8"),
    }
}

/// Runs a command that must fail with `code`, write no answer, and say all of `said`. What `check` writes is about what it could read.
fn fails(folder: &Path, arguments: &[&str], code: i32, said: &[&str]) -> Run {
    let run = run(folder, arguments);
    assert_eq!(run.code, code, "{arguments:?}: {}", run.stderr);
    assert!(run.stdout.is_empty() || arguments[0] == "check", "{arguments:?} writes an answer: {}", run.stdout);
    for words in said {
        assert!(run.stderr.contains(words), "{arguments:?} must say `{words}`: {}", run.stderr);
    }
    run
}

/// A folder with a case.
fn with_case(test: &str, text: &str) -> std::path::PathBuf {
    let folder = folder(test);
    fs::write(folder.join("case.toml"), text).expect("it can be written");
    folder
}

/// A case of `parties` with `options` yes/no options each, and weights.
fn large(parties: usize, options: usize) -> String {
    let mut text = "format = 1\ntitle = \"large\"\n".to_owned();
    for party in 1..=parties {
        let _ = writeln!(text, "[party.p{party}]\nkind = \"state\"");
        for option in 1..=options {
            let _ = writeln!(text, "[party.p{party}.option.o{option}]");
        }
    }
    for party in 1..=parties {
        for (number, (other, option)) in (1..=parties).flat_map(|other| (1..=options).map(move |option| (other, option))).enumerate() {
            let weight = i64::try_from((number * 37 + party * 53) % 23).expect("it is small") - 11;
            let _ = writeln!(text, "[[preference.p{party}.weight]]\nholds = \"p{other}.o{option}\"\nweight = {weight}");
        }
    }
    text
}

#[test]
fn what_is_done_is_0_and_says_nothing_on_the_side() {
    let folder = with_case("done", PRISONERS);
    for arguments in [
        &["check", "."][..],
        &["states", "."],
        &["stability", "."],
        &["stability", "case.toml", "--format", "json"],
        &["evolve", ".", "--from", "4"],
        &["export", "."],
        &["--help"],
        &["--version"],
    ] {
        let run = run(&folder, arguments);
        assert_eq!((run.code, run.stderr.as_str()), (0, ""), "{arguments:?}");
        assert!(!run.stdout.is_empty(), "{arguments:?}");
    }
}

#[test]
fn levers_are_told_in_every_form() {
    let folder = with_case("levers", PRISONERS);
    let text = run(&folder, &["levers", ".", "--party", "first", "--from", "4"]);
    assert_eq!((text.code, text.stderr.as_str()), (0, ""));
    // both are silent: talking pays, and pays the other to talk as well, which is worse for the first than both silent
    for said in ["first has one move", "Better for first, and it costs others (1)", "worse for second", "What first should not do (1)"] {
        assert!(text.stdout.contains(said), "{said}: {}", text.stdout);
    }
    let json = run(&folder, &["levers", ".", "--party", "first", "--from", "4", "--concept", "nash", "--format", "json"]);
    assert_eq!(json.code, 0, "{}", json.stderr);
    for said in
        ["\"schema\": \"detente/levers/1\"", "\"ordered_by\": \"order alone\"", "\"should_not\": \"answered\"", "\"concept\": \"nash\""]
    {
        assert!(json.stdout.contains(said), "{said}: {}", json.stdout);
    }
    let csv = run(&folder, &["levers", ".", "--party", "first", "--from", "4", "--format", "csv"]);
    assert!(
        csv.stdout.starts_with("ordinal,decimal,name,first.silent,second.silent,group,changes,own,standing:second,deterred,"),
        "{}",
        csv.stdout
    );
    assert!(
        csv.stdout.contains("\n3,2,,no,yes,\"pays, costs others\",1,better,worse,yes,yes,1,yes,1,yes,yes,no,yes,answered\n"),
        "{}",
        csv.stdout
    );
    let one = run(&folder, &["levers", ".", "--party", "first", "--from", "4", "--move", "first.silent=no"]);
    assert!(one.stdout.contains("“silent” (no), state 3 leaves first better off and 1 of 1 others"), "{}", one.stdout);
    fails(&folder, &["levers", ".", "--party", "frist", "--from", "4"], 2, &["there is no party `frist`", "did you mean `first`?"]);
    fails(&folder, &["levers", ".", "--party", "first"], 2, &["no status quo", "--from"]);
    fails(&folder, &["levers", ".", "--party", "first", "--from", "9"], 2, &["there is no state 9", "1 to 4"]);
    let other = ["levers", ".", "--party", "first", "--from", "4", "--move", "second.silent=no"];
    fails(&folder, &other, 2, &["no move of that party", "leave --move out"]);
    fails(&folder, &["levers", ".", "--party", "first", "--from", "4", "--move", "first.silent"], 2, &["expected an option and its value"]);
}

#[test]
fn a_case_that_is_not_there() {
    let folder = folder("missing");
    fails(&folder, &["check", "nowhere"], 2, &["there is no file or folder `nowhere`"]);
    fails(&folder, &["stability", "nowhere.toml"], 2, &["there is no file or folder `nowhere.toml`"]);
    fails(&folder, &["states", "."], 2, &["has no `case.toml`"]);
}

#[test]
fn all_faults_of_a_case_are_listed() {
    let faulty =
        PRISONERS.replacen("kind = \"person\"", "kind = \"persn\"\ncolour = \"red\"", 1).replace("\"first.silent\"", "\"first.silnt\"");
    let folder = with_case("faulty", &faulty);
    let said = ["case.toml:5", "case.toml:6", "case.toml:22", "did you mean `person`?", "colour", "did you mean `first.silent`?"];
    for command in ["check", "states", "stability", "evolve", "export"] {
        fails(&folder, &[command, "."], 2, &said);
    }
    let json = run(&folder, &["check", ".", "--format", "json"]);
    assert_eq!(json.code, 2);
    for code in ["unknown-word", "unknown-key", "unknown-name"] {
        assert!(json.stdout.contains(code), "{}", json.stdout);
    }
}

#[test]
fn unknown_frames_concepts_and_commands_are_suggested() {
    let folder = with_case("unknown", PRISONERS);
    fails(&folder, &["stability", ".", "--frame", "alll"], 2, &["there is no frame `alll`", "did you mean `all`?"]);
    fails(&folder, &["stability", ".", "--frame", "endgame"], 2, &["there is no frame `endgame`", "the case has all"]);
    fails(&folder, &["stability", ".", "--concept", "nahs"], 2, &["did you mean `nash`?", "the concepts are nash, gmr"]);
    fails(&folder, &["stabilty", "."], 2, &["stability"]);
    fails(&folder, &["evolve", "."], 2, &["no status quo", "--from"]);
    fails(&folder, &["evolve", ".", "--from", "5"], 2, &["there is no state 5", "1 to 4"]);
}

#[test]
fn concepts_beyond_the_simple_ones() {
    let folder = with_case("concepts", PRISONERS);
    let done = run(&folder, &["stability", ".", "--concept", "gmr_a,nash_b,strong_gmr,weak_seq"]);
    assert_eq!(done.code, 0, "{}", done.stderr);
    assert!(done.stdout.contains("strong GMR") && done.stdout.contains("GMR a"), "{}", done.stdout);
    let nine = "gmr_a,gmr_b,gmr_c,gmr_d,seq_a,seq_b,seq_c,seq_d,nash_a";
    fails(&folder, &["stability", ".", "--concept", nine], 2, &["9 concepts are asked for, expected at most 8"]);
    fails(&folder, &["explain", ".", "--party", "first", "--state", "1", "--concept", "gmr_a"], 2, &["are not explained: ask for nash"]);
}

#[test]
fn a_frame_that_is_too_large_names_its_largest_variables() {
    let folder = with_case("too_large", &large(4, 8));
    let said = ["4294967296 combinations", "1 MB is allowed", "the largest are `p1.o1` (2 values)", "--memory"];
    for command in ["stability", "states", "check"] {
        fails(&folder, &[command, ".", "--memory", "1MB"], 2, &said);
    }
    let folder = with_case("far_too_large", &large(8, 8));
    fails(&folder, &["stability", ".", "--memory", "1000GB"], 2, &["more than 2^62 combinations"]);
    fails(&folder, &["stability", ".", "--memory", "much"], 2, &["expected a whole number with B, kB, MB or GB"]);
}

#[test]
fn constraints_that_leave_no_state() {
    let contradiction =
        "\n[[infeasible]]\nwhen = \"first.silent\"\nbecause = \"so\"\n\n[[infeasible]]\nwhen = \"not first.silent\"\nbecause = \"or so\"\n";
    let folder = with_case("contradiction", &format!("{PRISONERS}{contradiction}"));
    for command in ["check", "stability", "states"] {
        fails(&folder, &[command, "."], 2, &["no state", "case.toml:26:1", "30 │", "none of them possible"]);
    }
}

#[test]
fn a_budget_cuts_at_the_same_place_every_time() {
    let folder = with_case("budget", PRISONERS);
    // four states and two parties: Nash for both and GMR for the first are 12 units, GMR for the second would be 16
    let arguments = ["stability", ".", "--format", "json", "--concept", "nash,gmr", "--budget", "13"];
    let first = run(&folder, &arguments);
    assert_eq!(first.code, 3, "{}", first.stderr);
    assert!(first.stderr.contains("the budget of work units was used up; the rest is unknown"), "{}", first.stderr);
    assert!(first.stdout.contains("\"budget\""), "it says why something is unknown: {}", first.stdout);
    for threads in ["1", "2", "2"] {
        let again = run(&folder, &[&arguments[..], &["--threads", threads]].concat());
        assert_eq!((again.code, &again.stdout), (3, &first.stdout), "{threads} threads");
    }
    // what was computed within the budget is as without one
    let nash = |stdout: &str| stdout.matches("\"nash\":true").count() + stdout.matches("\"nash\": true").count();
    let whole = run(&folder, &arguments[..arguments.len() - 2]);
    assert_eq!(whole.code, 0);
    assert!(nash(&whole.stdout) > 0, "{}", whole.stdout);
    assert_eq!(nash(&first.stdout), nash(&whole.stdout));
    assert!(!whole.stdout.contains("null,\"gmr\"") && !whole.stdout.contains("\"budget\""), "{}", whole.stdout);
    // enough is enough
    let enough = run(&folder, &["stability", ".", "--concept", "nash,gmr", "--budget", "16"]);
    assert_eq!((enough.code, enough.stderr.as_str()), (0, ""));
}

/// A frame that takes the program much longer than the tests wait.
fn long(test: &str) -> Child {
    let folder = with_case(test, &large(4, 6));
    let limit: &[&str] = if test == "time_limit" { &["--time-limit", "1"] } else { &[] };
    Command::new(DETENTE)
        .args(["stability", ".", "--threads", "1", "--concept", "nash,gmr,smr,seq,sseq"])
        .args(limit)
        .current_dir(folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts")
}

fn ends_stopped(child: Child, begun: Instant) {
    let output = child.wait_with_output().expect("it ends");
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(3), "{stderr}");
    assert!(output.stdout.is_empty());
    assert!(stderr.contains("stopped on request; no answer was written"), "{stderr}");
    assert!(begun.elapsed() < Duration::from_secs(60), "it took {:?} to stop", begun.elapsed());
}

#[test]
fn a_time_limit_stops_it() {
    let begun = Instant::now();
    ends_stopped(long("time_limit"), begun);
}

#[test]
fn an_interrupt_stops_it() {
    let child = long("interrupt");
    std::thread::sleep(Duration::from_millis(1_000));
    let begun = Instant::now();
    let sent = Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("kill runs");
    assert!(sent.success(), "it had ended already: the frame is too small for this test");
    ends_stopped(child, begun);
}

#[test]
fn a_reader_that_has_seen_enough_is_no_fault() {
    let folder = with_case("pipe", &large(4, 3));
    let mut child = Command::new(DETENTE)
        .args(["stability", ".", "--format", "csv", "--states", "all", "--concept", "nash,seq"])
        .current_dir(folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    let mut out = child.stdout.take().expect("it is piped");
    let mut first = [0; 64];
    out.read_exact(&mut first).expect("it begins");
    drop(out);
    let output = child.wait_with_output().expect("it ends");
    assert_eq!((output.status.code(), String::from_utf8_lossy(&output.stderr).as_ref()), (Some(0), ""));
    assert!(first.starts_with(b"ordinal"), "{}", String::from_utf8_lossy(&first));
}

#[test]
fn a_new_case_does_not_overwrite_an_old_one() {
    let folder = folder("new");
    let made = run(&folder, &["new", "talks", "--title", "The talks"]);
    assert_eq!(made.code, 0, "{}", made.stderr);
    let text = fs::read_to_string(folder.join("talks/case.toml")).expect("it was made");
    assert!(text.contains("title = \"The talks\""), "{text}");
    assert_eq!(run(&folder, &["check", "talks"]).code, 0, "what it begins with has no faults");
    assert_eq!(run(&folder, &["fmt", "--check", "talks"]).code, 0, "and is laid out in the usual way");
    fails(&folder, &["new", "talks", "--title", "Others"], 2, &["exists already; nothing was changed"]);
    assert_eq!(fs::read_to_string(folder.join("talks/case.toml")).expect("it is there"), text);
}

#[test]
fn fmt_check_says_what_would_change_and_changes_nothing() {
    let untidy = PRISONERS.replace("kind = \"person\"", "kind   =    \"person\"    # somebody");
    let folder = with_case("fmt", &untidy);
    let check = run(&folder, &["fmt", "--check", "."]);
    assert_eq!((check.code, check.stderr.as_str()), (1, ""));
    assert!(check.stdout.contains("case.toml"), "{}", check.stdout);
    assert_eq!(fs::read_to_string(folder.join("case.toml")).expect("it is there"), untidy);
    assert_eq!(run(&folder, &["fmt", "."]).code, 0);
    let tidy = fs::read_to_string(folder.join("case.toml")).expect("it is there");
    assert!(tidy != untidy && tidy.contains("# somebody"), "{tidy}");
    let again = run(&folder, &["fmt", "--check", "."]);
    assert_eq!((again.code, again.stdout.as_str()), (0, ""));
    let broken = with_case("fmt_broken", "format = \n");
    fails(&broken, &["fmt", "."], 2, &["case.toml:1"]);
}

#[test]
fn the_catalog_is_found_faultless_by_the_program() {
    for entry in fs::read_dir(root().join("catalog")).expect("there is a catalog") {
        let path = entry.expect("it can be read").path();
        if path.is_dir() {
            let run = run(&root(), &["check", &path.display().to_string()]);
            assert_eq!(run.code, 0, "{}: {}", path.display(), run.stderr);
        }
    }
}

#[test]
fn what_a_budget_cuts_off_is_not_said_to_be_known() {
    let folder = with_case("cut", PRISONERS);
    let cut = |arguments: &[&str]| {
        let done = run(&folder, &[arguments, &["--budget", "1"]].concat());
        assert_eq!(done.code, 3, "{arguments:?}: {}", done.stdout);
        done.stdout
    };
    let stability = cut(&["stability", "."]);
    assert!(stability.contains("it was not found out"), "{stability}");
    assert!(!stability.contains("No state is an equilibrium"), "{stability}");
    assert!(!cut(&["unknowns", "."]).contains("Nothing is unknown"));
    let robust = cut(&["robust", "."]);
    assert!(robust.contains("not known"), "{robust}");
}

#[test]
fn what_cannot_be_explained_is_said_in_the_words_of_the_request() {
    let folder = with_case("explained", PRISONERS);
    fails(&folder, &["explain", ".", "--party", "nobody", "--state", "1"], 2, &["there is no party `nobody`", "first, second"]);
    fails(&folder, &["explain", ".", "--party", "first", "--state", "1", "--concept", "nash,seq"], 2, &["one concept"]);
    let settled = ["states", ".", "--set", "first.silent=yes", "--set", "second.silent=yes"];
    fails(&folder, &settled, 2, &["nothing to vary", "what is tried settles everything"]);
}
