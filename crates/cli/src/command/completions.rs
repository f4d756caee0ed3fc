use crate::exit::{DONE, Failure};
use crate::shell::Shell;
use clap::{Args, CommandFactory};
use clap_complete::{Shell as CommandShell, generate};

/// Write completions for a command shell
#[derive(Args)]
#[command(after_help = "Example:\n  detente completions bash > ~/.local/share/bash-completion/completions/detente")]
pub(crate) struct Completions {
    /// The command shell
    shell: CommandShell,
}

impl Completions {
    pub(crate) fn run(&self, shell: &Shell) -> Result<u8, Failure> {
        let mut out = Vec::new();
        generate(self.shell, &mut crate::Program::command(), "detente", &mut out);
        shell.print(&String::from_utf8_lossy(&out))?;
        Ok(DONE)
    }
}
