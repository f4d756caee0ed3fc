//! The commands, one file each and one line here.

mod accept;
mod agreement;
mod allies;
mod backtest;
mod check;
mod coalitions;
mod completions;
mod diff;
mod evidence;
mod evolve;
mod explain;
mod export;
mod fmt;
mod forecast;
mod import;
mod key;
mod levers;
mod limited;
mod link;
mod new;
mod refuse;
mod report;
mod robust;
mod settle;
mod stability;
mod states;
mod unknowns;
mod verify;

use crate::exit::Failure;
use crate::shell::Shell;
use clap::Subcommand;

/// Declares the commands, each with the type that holds its arguments and runs it.
macro_rules! commands {
    ($($name:ident($module:ident::$arguments:ident)),* $(,)?) => {
        /// The commands.
        #[derive(Subcommand)]
        pub(crate) enum Command {
            $(#[allow(missing_docs, reason = "the help text is the documentation of the arguments' type")] $name($module::$arguments),)*
        }

        impl Command {
            /// Runs the command and gives the exit code.
            pub(crate) fn run(&self, shell: &Shell) -> Result<u8, Failure> {
                match self {
                    $(Self::$name(arguments) => arguments.run(shell),)*
                }
            }
        }
    };
}

commands! {
    Check(check::Check),
    New(new::New),
    Fmt(fmt::Fmt),
    Evidence(evidence::Evidence),
    States(states::States),
    Stability(stability::Stability),
    Coalitions(coalitions::Coalitions),
    Agreement(agreement::Agreement),
    Limited(limited::Limited),
    Link(link::Link),
    Allies(allies::Allies),
    Evolve(evolve::Evolve),
    Levers(levers::Levers),
    Accept(accept::Accept),
    Refuse(refuse::Refuse),
    Explain(explain::Explain),
    Key(key::Key),
    Diff(diff::Diff),
    Unknowns(unknowns::Unknowns),
    Verify(verify::Verify),
    Robust(robust::Robust),
    Forecast(forecast::Forecast),
    Backtest(backtest::Backtest),
    Settle(settle::Settle),
    Report(report::Report),
    Import(import::Import),
    Export(export::Export),
    Completions(completions::Completions),
}
