//! The walls between the rooms, as cargo sees them and as the sources show.
//!
//! | room | may not use | because |
//! |---|---|---|
//! | model, space, solve, check | input and output, HTTP, Python, arguments, terminals, serialisation | they are pure: what they need comes in as an argument |
//! | report | the same, but for `anstyle` under `annotate-snippets` (names of colours, no terminal) and `serde` under `minijinja` (values handed to templates); never as a dependency of its own | it returns strings |
//! | io | HTTP, Python, arguments, terminals | it reads and writes, and speaks to nobody |
//! | shells (cli, and web and python later) | any room but the facade | so that all shells see the same |

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use common::root;
use serde_json::Value;

/// For each package of the workspace its own normal dependencies.
fn dependencies() -> BTreeMap<String, BTreeSet<String>> {
    let metadata = cargo(&["metadata", "--format-version", "1", "--no-deps", "--offline"]);
    let metadata: Value = serde_json::from_str(&metadata).expect("it is JSON");
    let name = |value: &Value| value["name"].as_str().expect("it has a name").to_owned();
    let packages = metadata["packages"].as_array().expect("there are packages");
    let of = |package: &Value| {
        let all = package["dependencies"].as_array().expect("there is a list");
        all.iter().filter(|dependency| dependency["kind"].is_null()).map(name).collect()
    };
    packages.iter().map(|package| (name(package), of(package))).collect()
}

/// Everything that a package is built from, itself included: with the features that it asks for alone.
fn built_from(package: &str) -> BTreeSet<String> {
    let tree = cargo(&["tree", "--package", package, "--edges", "normal", "--prefix", "none", "--format", "{p}", "--offline"]);
    tree.lines().filter_map(|line| line.split_whitespace().next()).map(str::to_owned).collect()
}

fn cargo(arguments: &[&str]) -> String {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo).args(arguments).current_dir(root()).output().expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("it is UTF-8")
}

const PURE: [&str; 4] = ["model", "space", "solve", "check"];

const IO: [&str; 12] =
    ["async-std", "futures-util", "memmap2", "mio", "notify", "polling", "rusqlite", "smol", "socket2", "tempfile", "tokio", "walkdir"];
const HTTP: [&str; 12] =
    ["actix-web", "axum", "curl", "h2", "http", "hyper", "native-tls", "openssl", "reqwest", "rustls", "tiny_http", "ureq"];
const PYTHON: [&str; 3] = ["numpy", "pyo3", "pyo3-ffi"];
const ARGUMENTS: [&str; 6] = ["argh", "clap", "clap_builder", "getopts", "lexopt", "pico-args"];
const TERMINAL: [&str; 11] =
    ["anstream", "anstyle", "colored", "console", "crossterm", "ctrlc", "indicatif", "owo-colors", "termcolor", "terminal_size", "termion"];
const SERIALISATION: [&str; 8] = ["csv", "schemars", "serde", "serde_core", "serde_derive", "serde_json", "toml", "toml_edit"];
/// Sources of randomness that depend on where and when the program runs.
const AMBIENT: [&str; 3] = ["fastrand", "getrandom", "uuid"];

fn holds_none_of(room: &str, banned: &[&[&str]], allowed: &[&str]) {
    let found = built_from(&format!("detente-{room}"));
    assert!(found.contains(&format!("detente-{room}")), "{found:?}");
    let wrong: Vec<&&str> = banned.iter().copied().flatten().filter(|name| found.contains(**name) && !allowed.contains(name)).collect();
    assert!(wrong.is_empty(), "{room} is built from {wrong:?}: see the table at the top of walls.rs");
}

#[test]
fn the_pure_rooms_are_free_of_everything_outside() {
    for room in PURE {
        holds_none_of(room, &[&IO, &HTTP, &PYTHON, &ARGUMENTS, &TERMINAL, &SERIALISATION, &AMBIENT], &[]);
    }
    let allowed = ["anstyle", "serde", "serde_core", "serde_derive"];
    holds_none_of("report", &[&IO, &HTTP, &PYTHON, &ARGUMENTS, &TERMINAL, &SERIALISATION, &AMBIENT], &allowed);
    let own = &dependencies()["detente-report"];
    assert!(!own.iter().any(|name| allowed.contains(&name.as_str())), "report itself asks for one of {allowed:?}");
    holds_none_of("io", &[&HTTP, &PYTHON, &ARGUMENTS, &TERMINAL, &AMBIENT], &[]);
}

#[test]
fn the_oracle_shares_no_code_with_what_it_checks() {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("../testkit/src");
    let mut looked_at = 0;
    let mut folders = vec![sources.join("oracle"), sources.join("generate")];
    let mut files = vec![sources.join("conflict_json.rs")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("it is there") {
            let path = entry.expect("it can be read").path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    for file in files {
        let text = std::fs::read_to_string(&file).expect("it can be read");
        let uses = text.lines().filter(|line| line.trim_start().starts_with("use detente") || line.contains("detente::"));
        assert_eq!(uses.collect::<Vec<_>>(), Vec::<&str>::new(), "{}", file.display());
        looked_at += 1;
    }
    assert!(looked_at > 5, "{looked_at} files");
}

#[test]
fn rooms_see_only_the_rooms_below_them() {
    let dependencies = dependencies();
    let rooms_of = |package: &str| -> Vec<&str> {
        let all = dependencies.get(package).unwrap_or_else(|| panic!("there is no package {package}"));
        all.iter().map(String::as_str).filter(|name| name.starts_with("detente")).collect()
    };
    for (package, allowed) in [
        ("detente-model", vec![]),
        ("detente-check", vec!["detente-model"]),
        ("detente-space", vec!["detente-model"]),
        ("detente-solve", vec!["detente-model", "detente-space"]),
        ("detente-io", vec!["detente-model"]),
        ("detente-report", vec!["detente-model"]),
        // its oracle and generator are a second reading of the definitions (see below); the bodies of the fuzz targets hold the product
        // against itself
        ("detente-testkit", vec!["detente"]),
        ("detente-cli", vec!["detente"]),
    ] {
        assert_eq!(rooms_of(package), allowed, "{package}");
    }
    // a later shell, too, knows the facade only
    for shell in ["detente-web", "detente-python"].into_iter().filter(|shell| dependencies.contains_key(*shell)) {
        assert_eq!(rooms_of(shell), ["detente"], "{shell}");
    }
    // nothing but tests uses the testkit
    let users: Vec<&String> = dependencies.iter().filter(|(_, of)| of.contains("detente-testkit")).map(|(package, _)| package).collect();
    assert!(users.is_empty(), "{users:?} use the testkit outside of tests");
}

fn sources(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
        let path = entry.expect("it can be read").path();
        if path.is_dir() {
            sources(&path, files);
        } else if path.extension().is_some_and(|end| end == "rs") {
            files.push(path);
        }
    }
}

/// What no source file of a pure room mentions.
const UNMENTIONABLE: [&str; 18] = [
    "std::fs",
    "std::env",
    "std::net",
    "std::io",
    "std::process",
    "std::thread",
    "std::os",
    "SystemTime",
    "Instant",
    "thread_local",
    "Zoned::now",
    "Timestamp::now",
    "TimeZone::system",
    "RandomState",
    "print!",
    "println!",
    "eprintln!",
    "dbg!",
];

/// Modules of the standard library that a grouped `use std::{…}` may not name.
const MODULES: [&str; 7] = ["fs", "env", "net", "io", "process", "thread", "os"];

/// What a source text mentions of what it may not, comments aside.
fn mentions(text: &str) -> Vec<String> {
    let code: String = text.lines().map(|line| line.split("//").next().unwrap_or_default().to_owned() + "\n").collect();
    let mut found: Vec<String> = UNMENTIONABLE.iter().filter(|word| code.contains(**word)).map(|word| (*word).to_owned()).collect();
    for group in code.split("std::{").skip(1) {
        let group = group.split(';').next().unwrap_or_default();
        let words = group.split(|letter: char| !(letter.is_alphanumeric() || letter == '_'));
        found.extend(words.filter(|word| MODULES.contains(word)).map(|word| format!("std::{{{word}}}")));
    }
    found
}

#[test]
fn sources_of_pure_rooms_do_not_mention_the_outside() {
    let mut read = 0;
    for room in PURE.iter().chain(&["report"]) {
        let mut files = Vec::new();
        sources(&root().join(format!("crates/{room}/src")), &mut files);
        for file in files {
            let found = mentions(&fs::read_to_string(&file).expect("it can be read"));
            assert!(found.is_empty(), "{} mentions {found:?}", file.display());
            read += 1;
        }
    }
    assert!(read > 50, "only {read} files were read");
}

#[test]
fn the_scan_sees_what_it_must() {
    for (text, expected) in [
        ("use std::fs::File;", vec!["std::fs"]),
        ("use std::{collections::HashMap, env};", vec!["std::{env}"]),
        ("let now = Instant::now(); // std::fs", vec!["Instant"]),
        ("// std::env::var\nlet version = env!(\"CARGO_PKG_VERSION\");", vec![]),
    ] {
        assert_eq!(mentions(text), expected, "{text}");
    }
}
