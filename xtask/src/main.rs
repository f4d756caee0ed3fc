//! Chores of the project.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "chores talk to whoever runs them")]

mod faults;

use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["faults"] => faults::run(),
        _ => {
            eprintln!("usage: cargo run -p detente-xtask -- faults    plant faults in the engines, one at a time: each must be caught");
            ExitCode::from(2)
        }
    }
}
