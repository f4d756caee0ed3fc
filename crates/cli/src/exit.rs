//! How the program ends.

use anstream::eprintln;
use detente::model::control::Stopped;
use detente::model::diagnostic::{Diagnostic, Files};
use std::process::ExitCode;

/// Done.
pub(crate) const DONE: u8 = 0;
/// Done, but what `--expect` says does not hold.
pub(crate) const NOT_AS_EXPECTED: u8 = 1;
/// The request or the case is wrong.
pub(crate) const WRONG: u8 = 2;
/// Stopped early; what was found so far is written, or it is said that nothing is.
pub(crate) const STOPPED: u8 = 3;
/// A fault of détente itself.
pub(crate) const OURS: u8 = 4;

/// Why a command gave no answer.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The case or the request is at fault, with places in files.
    Faults(Files, Vec<Diagnostic>),
    /// The request cannot be carried out.
    Request(anyhow::Error),
    /// It was stopped.
    Stopped(Stopped),
    /// A panic.
    Ours,
}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        Self::Request(error)
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self::Request(error.into())
    }
}

impl Failure {
    /// Says what is wrong on the standard error and gives the exit code. `show` draws diagnostics.
    pub(crate) fn report(self, show: &dyn Fn(&Files, &[Diagnostic])) -> ExitCode {
        match self {
            Self::Faults(files, diagnostics) => {
                show(&files, &diagnostics);
                WRONG.into()
            }
            // whoever reads our output may have seen enough
            Self::Request(error) if is_broken_pipe(&error) => DONE.into(),
            Self::Request(error) => {
                eprintln!("error: {error:#}");
                WRONG.into()
            }
            Self::Stopped(stopped) => {
                eprintln!("detente: {}; no answer was written", stopped.words());
                STOPPED.into()
            }
            Self::Ours => {
                eprintln!("detente: this is a fault of détente, not of your case; please report it with the lines above");
                OURS.into()
            }
        }
    }
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| cause.downcast_ref::<std::io::Error>().is_some_and(|error| error.kind() == std::io::ErrorKind::BrokenPipe))
}
