//! What `detente check` found, as JSON (`detente/check/1`).

use detente_model::Case;
use detente_model::diagnostic::{Diagnostic, Files, Severity};
use schemars::JsonSchema;
use serde::Serialize;
use std::io;

/// What is wrong with a case, or remarkable in it.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "détente: check")]
pub(crate) struct Document<'a> {
    #[schemars(extend("const" = "detente/check/1"))]
    schema: &'static str,
    /// One sentence in plain words.
    headline: String,
    result: ResultTwin<'a>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "CheckResult")]
struct ResultTwin<'a> {
    /// What the case holds; null if it could not be read.
    case: Option<CaseTwin<'a>>,
    errors: usize,
    warnings: usize,
    notes: usize,
    /// The faults and remarks, in the order of their places.
    diagnostics: Vec<DiagnosticTwin<'a>>,
}

#[derive(Serialize, JsonSchema)]
struct CaseTwin<'a> {
    title: &'a str,
    /// The date on which it is seen; null if not stated.
    as_of: Option<String>,
    /// SHA-256 over its files.
    digest: &'a str,
    sources: usize,
    parties: usize,
    variables: usize,
    frames: Vec<&'a str>,
}

#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum SeverityTwin {
    Error,
    Warning,
    Note,
}

#[derive(Serialize, JsonSchema)]
struct DiagnosticTwin<'a> {
    severity: SeverityTwin,
    /// The short stable name of the kind of fault.
    code: &'static str,
    /// What was found and what was expected.
    message: &'a str,
    /// What to do about it; null where there is no advice.
    help: Option<&'a str>,
    /// The places, the most important first.
    labels: Vec<LabelTwin<'a>>,
}

#[derive(Serialize, JsonSchema)]
struct LabelTwin<'a> {
    file: &'a str,
    /// From 1.
    line: usize,
    /// In characters, from 1.
    column: usize,
    /// First byte, from 0.
    start: usize,
    /// One past the last byte.
    end: usize,
    /// What is to be seen there; may be empty.
    text: &'a str,
}

/// Writes what is wrong with a case as JSON. `case` is what could be made of it, if anything.
///
/// # Errors
/// `out` fails.
pub fn write_check_json(mut out: impl io::Write, case: Option<&Case>, files: &Files, diagnostics: &[Diagnostic]) -> io::Result<()> {
    let count = |severity: Severity| diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity).count();
    let (errors, warnings, notes) = (count(Severity::Error), count(Severity::Warning), count(Severity::Note));
    let faults = |number: usize, word: &str| format!("{number} {word}{}", if number == 1 { "" } else { "s" });
    let headline = match (errors, warnings) {
        (0, 0) => "The case can be used.".to_owned(),
        (0, _) => format!("The case can be used; {}.", faults(warnings, "warning")),
        (_, 0) => format!("The case cannot be used: {}.", faults(errors, "error")),
        (_, _) => format!("The case cannot be used: {}, {}.", faults(errors, "error"), faults(warnings, "warning")),
    };
    let document = Document {
        schema: "detente/check/1",
        headline,
        result: ResultTwin {
            case: case.map(|case| CaseTwin {
                title: &case.title,
                as_of: case.as_of.map(|date| date.to_string()),
                digest: &case.digest,
                sources: case.sources.len(),
                parties: case.parties.len(),
                variables: case.variables.len(),
                frames: case.frames.iter().map(|frame| frame.id.as_str()).collect(),
            }),
            errors,
            warnings,
            notes,
            diagnostics: diagnostics.iter().map(|diagnostic| twin(files, diagnostic)).collect(),
        },
    };
    serde_json::to_writer_pretty(&mut out, &document)?;
    writeln!(out)?;
    out.flush()
}

fn twin<'a>(files: &'a Files, diagnostic: &'a Diagnostic) -> DiagnosticTwin<'a> {
    DiagnosticTwin {
        severity: match diagnostic.severity {
            Severity::Error => SeverityTwin::Error,
            Severity::Warning => SeverityTwin::Warning,
            Severity::Note => SeverityTwin::Note,
        },
        code: diagnostic.code,
        message: &diagnostic.message,
        help: diagnostic.help.as_deref(),
        labels: diagnostic
            .labels
            .iter()
            .map(|label| {
                let (line, column) = files.position(label.span);
                LabelTwin {
                    file: files.name(label.span.file),
                    line,
                    column,
                    start: label.span.start,
                    end: label.span.end,
                    text: &label.text,
                }
            })
            .collect(),
    }
}
