//! What is committed under `docs/` and generated from the code, or written in both, has not drifted.

use std::path::Path;

fn document(path: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path)).unwrap_or_default()
}

#[test]
fn the_schema_of_case_files_is_the_committed_one() {
    let generated = format!("{:#}\n", detente_io::case::schema::schema());
    assert!(
        generated == document("docs/case.schema.json"),
        "docs/case.schema.json has drifted: run `cargo run -p detente-xtask -- schemas`"
    );
}

#[test]
fn the_grammar_is_the_same_in_the_code_and_in_the_document() {
    let code: Vec<String> = include_str!("../../model/src/expression/mod.rs")
        .lines()
        .skip_while(|line| !line.starts_with("//! ```text"))
        .skip(1)
        .take_while(|line| !line.starts_with("//! ```"))
        .map(|line| line.trim_start_matches("//!").trim().to_owned())
        .collect();
    let text = document("docs/expressions.md");
    let page: Vec<String> = text
        .lines()
        .skip_while(|line| !line.starts_with("```ebnf"))
        .skip(1)
        .take_while(|line| !line.starts_with("```"))
        .map(|line| line.trim().to_owned())
        .collect();
    assert!(code.len() > 10, "the grammar was not found in the code");
    assert_eq!(code, page);
}
