//! The program `detente`: from the record of a negotiation to the model, the answer and the report.

mod command;
mod exit;
mod progress;
mod shell;

use clap::Parser;
use command::Command;
use detente::model::diagnostic::{Diagnostic, Files};
use exit::Failure;
use shell::{Settings, Shell};
use std::process::ExitCode;

/// Holds a negotiation with several sides as a model in which every assumption points at its source, and answers what negotiators ask.
#[derive(Parser)]
#[command(name = "detente", version, propagate_version = true, max_term_width = 100, after_help = AFTER)]
struct Program {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    settings: Settings,
}

const AFTER: &str = "\
Examples:
  detente new mycase                               begin a case
  detente check mycase                             list every fault in it
  detente stability catalog/prisoners-dilemma      what would last, and for whom
  detente report catalog/german-question-1990      everything on one page

CASE is a folder with a case.toml, or a file. The answer goes to the standard output, progress and messages to the standard \
error. Exit codes: 0 done; 1 done, but --expect does not hold; 2 the request or the case is wrong; 3 stopped early; 4 a fault of \
détente itself.";

fn main() -> ExitCode {
    let program = Program::parse();
    let shell = match Shell::new(program.settings) {
        Ok(shell) => shell,
        Err(failure) => return failure.report(&|_, _| ()),
    };
    let show = |files: &Files, diagnostics: &[Diagnostic]| shell.show(files, diagnostics);
    // a panic is a fault of ours: it is reported as one, with its own exit code
    let run = std::panic::AssertUnwindSafe(|| shell.in_pool(|| program.command.run(&shell)));
    match std::panic::catch_unwind(run) {
        Ok(Ok(code)) => code.into(),
        Ok(Err(failure)) => failure.report(&show),
        Err(_) => Failure::Ours.report(&show),
    }
}
