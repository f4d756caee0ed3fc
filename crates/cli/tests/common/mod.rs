//! What the tests of the program share.
#![allow(dead_code, reason = "each test uses a part of it")]

use std::fs;
use std::path::{Path, PathBuf};

/// The program.
pub(crate) const DETENTE: &str = env!("CARGO_BIN_EXE_detente");

/// A small case without faults.
pub(crate) const PRISONERS: &str = r#"format = 1
title = "Two prisoners"

[party.first]
kind = "person"

[party.first.option.silent]

[party.second]
kind = "person"

[party.second.option.silent]

[[preference.first.statement]]
holds = "second.silent"

[[preference.first.statement]]
holds = "not first.silent"

[[preference.second.statement]]
holds = "first.silent"

[[preference.second.statement]]
holds = "not second.silent"
"#;

/// The root of the repository.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().expect("the repository is there")
}

/// An empty folder for a test's files.
pub(crate) fn folder(test: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(test);
    if folder.exists() {
        fs::remove_dir_all(&folder).expect("it can be emptied");
    }
    fs::create_dir_all(&folder).expect("it can be made");
    folder
}
