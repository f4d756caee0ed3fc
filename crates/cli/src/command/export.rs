use crate::exit::{DONE, Failure};
use crate::shell::{Method, Shell, failed};
use anyhow::{Context, anyhow};
use clap::Args;
use detente::io::format::{FORMATS, named};
use std::path::PathBuf;

/// Write a frame of a case as another tool's file
#[derive(Args)]
#[command(after_help = "Examples:\n  detente export catalog/syria-iraq-1975 --to gmcr -o syria.gmcr")]
pub(crate) struct Export {
    /// The case: a folder with a case.toml, or a file
    #[arg(value_name = "CASE")]
    case: PathBuf,
    /// The frame [default: the first]
    #[arg(short, long, value_name = "NAME")]
    frame: Option<String>,
    /// The format
    #[arg(long, value_name = "FORMAT", default_value = "gmcr", value_parser = FORMATS.iter().filter(|format| format.export.is_some()).map(|format| format.name).collect::<Vec<_>>())]
    to: String,
    /// Where to write it [default: the standard output]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

impl Export {
    pub(crate) fn run(&self, shell: &Shell) -> Result<u8, Failure> {
        let (case, files) = shell.load(&self.case)?;
        let question = shell.question(self.frame.as_deref(), &Method::default());
        let frame = detente::frame(&case, &question).map_err(|error| failed(error, &files))?;
        let export = named(&self.to).and_then(|format| format.export).ok_or_else(|| anyhow!("`{}` is not written", self.to))?;
        let text = export(&case, frame).map_err(|faults| Failure::Faults(files, faults))?;
        match &self.output {
            None => shell.print(&text)?,
            Some(path) => std::fs::write(path, &text).with_context(|| format!("`{}` cannot be written", path.display()))?,
        }
        Ok(DONE)
    }
}
