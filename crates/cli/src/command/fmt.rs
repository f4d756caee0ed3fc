use crate::exit::{DONE, Failure, NOT_AS_EXPECTED};
use crate::shell::Shell;
use anyhow::Context;
use clap::Args;
use detente::model::diagnostic::Files;
use std::path::PathBuf;

/// Lay out case files in the usual way; comments are kept and nothing is changed in what they say
#[derive(Args)]
#[command(after_help = "Examples:\n  detente fmt mycase\n  detente fmt mycase/preferences.toml --check")]
pub(crate) struct Fmt {
    /// Files, or folders with a case.toml
    #[arg(required = true, value_name = "CASE")]
    cases: Vec<PathBuf>,
    /// Change nothing; exit with 1 if something would be
    #[arg(long)]
    check: bool,
}

impl Fmt {
    pub(crate) fn run(&self, shell: &Shell) -> Result<u8, Failure> {
        let mut changed = 0;
        for path in &self.cases {
            let path = if path.is_dir() { path.join("case.toml") } else { path.clone() };
            let text = std::fs::read_to_string(&path).with_context(|| format!("`{}` cannot be read", path.display()))?;
            let formatted = detente::io::case::format::format(&text).map_err(|faults| {
                let mut files = Files::default();
                files.add(path.to_string_lossy(), text.as_str());
                Failure::Faults(files, faults)
            })?;
            if formatted != text {
                changed += 1;
                shell.print(&format!("{}\n", path.display()))?;
                if !self.check {
                    std::fs::write(&path, formatted).with_context(|| format!("`{}` cannot be written", path.display()))?;
                }
            }
        }
        Ok(if self.check && changed > 0 { NOT_AS_EXPECTED } else { DONE })
    }
}
