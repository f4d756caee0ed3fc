//! Chores of the project.
//!
//! `cargo run -p detente-xtask -- schemas` writes the JSON Schemas that are generated from the code.

use std::path::PathBuf;
use std::process::ExitCode;

/// The generated files, by their path in the repository.
fn schemas() -> Vec<(&'static str, serde_json::Value)> {
    vec![("docs/case.schema.json", detente_io::case::schema::schema())]
}

#[expect(clippy::print_stderr, reason = "this is a shell")]
fn main() -> ExitCode {
    let wanted: Vec<String> = std::env::args().skip(1).collect();
    if wanted != ["schemas"] {
        eprintln!("usage: cargo run -p detente-xtask -- schemas");
        return ExitCode::from(2);
    }
    for (path, schema) in schemas() {
        let target = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..").join(path);
        if let Err(error) = std::fs::write(&target, format!("{schema:#}\n")) {
            eprintln!("{path} cannot be written: {error}");
            return ExitCode::FAILURE;
        }
        eprintln!("wrote {path}");
    }
    ExitCode::SUCCESS
}
