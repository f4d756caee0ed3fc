use crate::exit::{DONE, Failure};
use crate::shell::Shell;
use anyhow::{Context, anyhow};
use clap::Args;
use detente::io::format::{FORMATS, Options, named, read_path};
use std::path::PathBuf;

/// Make a case file of another tool's file
///
/// The format is found from the content. A folder is read as one negotiation scenario: a domain and the profiles of the parties.
#[derive(Args)]
#[command(
    after_help = "Examples:\n  detente import Cuban.gmcr -o cuban.toml\n  detente import conflict.json --from conflict-json\n  detente import Laptop/ -o laptop.toml\n  detente import positions.xlsx -o positions.toml"
)]
pub(crate) struct Import {
    /// The file, or the folder of a negotiation scenario
    #[arg(value_name = "FILE|FOLDER")]
    file: PathBuf,
    /// Where to write the case file [default: the standard output]
    #[arg(short, long, value_name = "CASE.toml")]
    output: Option<PathBuf>,
    /// The format [default: found from the content]
    #[arg(long, value_name = "FORMAT", value_parser = FORMATS.iter().map(|format| format.name).collect::<Vec<_>>())]
    from: Option<String>,
    /// Into how many equal steps an issue is cut whose values are all numbers between two ends
    #[arg(long, value_name = "N", default_value_t = Options::default().steps, value_parser = clap::value_parser!(u32).range(1..=4095))]
    steps: u32,
}

impl Import {
    pub(crate) fn run(&self, shell: &Shell) -> Result<u8, Failure> {
        let shown = self.file.display();
        let known = FORMATS.iter().map(|format| format!("{} ({})", format.name, format.title)).collect::<Vec<_>>().join(", ");
        let from = self.from.as_deref().and_then(named);
        let read = read_path(&self.file, from, &Options { steps: self.steps }).with_context(|| format!("`{shown}` cannot be read"))?;
        let read = read.ok_or_else(|| anyhow!("`{shown}` has no format that is known; known are {known}"))?;
        shell.remark(&format!("{shown}: read as {}", read.format.title));
        let imported = read.outcome.map_err(|faults| Failure::Faults(read.files.clone(), faults))?;
        shell.show(&read.files, &imported.notes);
        match &self.output {
            None => shell.print(&imported.case_toml)?,
            Some(path) if path.exists() => return Err(anyhow!("`{}` exists already; nothing was written", path.display()).into()),
            Some(path) => {
                std::fs::write(path, &imported.case_toml).with_context(|| format!("`{}` cannot be written", path.display()))?;
                shell.remark(&format!("{}: from {}", path.display(), read.format.title));
            }
        }
        Ok(DONE)
    }
}
