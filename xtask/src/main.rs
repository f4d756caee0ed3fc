//! Chores of the project: `cargo run -p detente-xtask -- schemas` writes the JSON Schemas under `docs/`; `-- faults` plants faults in the
//! engines, one at a time, and requires that each is caught.

mod faults;

use detente_io::answer;
use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    let chore = std::env::args().nth(1);
    let done = match chore.as_deref() {
        Some("schemas") => schemas(),
        Some("faults") => faults::run(),
        _ => Err(std::io::Error::other("expected a chore: schemas, faults")),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = std::io::Write::write_fmt(&mut std::io::stderr(), format_args!("xtask: {error}\n"));
            ExitCode::FAILURE
        }
    }
}

/// Writes the JSON Schema of case files to `docs`, those of answers to `docs/answers`.
fn schemas() -> std::io::Result<()> {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs");
    std::fs::write(docs.join("case.schema.json"), answer::schema_text(&detente_io::case::schema::schema()))?;
    let folder = docs.join("answers");
    std::fs::create_dir_all(&folder)?;
    for (name, schema) in answer::schemas() {
        std::fs::write(folder.join(format!("{name}.schema.json")), answer::schema_text(&schema))?;
    }
    Ok(())
}
