use crate::exit::{DONE, Failure};
use crate::shell::Shell;
use anyhow::{Context, anyhow};
use clap::Args;
use detente::io::format::{FORMATS, detect, named};
use detente::model::diagnostic::Files;
use std::path::PathBuf;

/// Make a case file of another tool's file
#[derive(Args)]
#[command(after_help = "Examples:\n  detente import Cuban.gmcr -o cuban.toml\n  detente import conflict.json --from conflict-json")]
pub(crate) struct Import {
    /// The file
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Where to write the case file [default: the standard output]
    #[arg(short, long, value_name = "CASE.toml")]
    output: Option<PathBuf>,
    /// The format [default: found from the content]
    #[arg(long, value_name = "FORMAT", value_parser = FORMATS.iter().map(|format| format.name).collect::<Vec<_>>())]
    from: Option<String>,
}

impl Import {
    pub(crate) fn run(&self, shell: &Shell) -> Result<u8, Failure> {
        let shown = self.file.display();
        let bytes = std::fs::read(&self.file).with_context(|| format!("`{shown}` cannot be read"))?;
        let known = FORMATS.iter().map(|format| format!("{} ({})", format.name, format.title)).collect::<Vec<_>>().join(", ");
        let format = match &self.from {
            Some(name) => named(name),
            None => detect(&self.file.to_string_lossy(), &bytes),
        };
        let format = format.ok_or_else(|| anyhow!("`{shown}` has no format that is known; known are {known}"))?;
        let mut files = Files::default();
        files.add(shown.to_string(), String::from_utf8_lossy(&bytes).into_owned());
        let imported = (format.import)(&bytes).map_err(|faults| Failure::Faults(files.clone(), faults))?;
        shell.show(&files, &imported.notes);
        match &self.output {
            None => shell.print(&imported.case_toml)?,
            Some(path) if path.exists() => return Err(anyhow!("`{}` exists already; nothing was written", path.display()).into()),
            Some(path) => {
                std::fs::write(path, &imported.case_toml).with_context(|| format!("`{}` cannot be written", path.display()))?;
                shell.remark(&format!("{}: from {}", path.display(), format.title));
            }
        }
        Ok(DONE)
    }
}
