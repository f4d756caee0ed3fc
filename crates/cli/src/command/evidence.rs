use crate::exit::{DONE, Failure};
use crate::shell::Shell;
use anyhow::{Context, anyhow};
use clap::Args;
use detente::io::record;
use std::path::PathBuf;

/// Number a record: turns, speakers, sentences and their digests, to cite from
#[derive(Args)]
#[command(
    after_help = "Examples:\n  detente evidence --number moscow.txt\n\nA line of the listing such as `12.3#9f3a1c2b` is cited as \"moscow:12.3#9f3a1c2b\", where moscow is\nthe name of the source in the case. The digest tells later whether the sentence is still the same."
)]
pub(crate) struct Evidence {
    /// The record, as plain text
    #[arg(long, value_name = "FILE")]
    number: PathBuf,
}

impl Evidence {
    pub(crate) fn run(&self, shell: &Shell) -> Result<u8, Failure> {
        let bytes = std::fs::read(&self.number).with_context(|| format!("`{}` cannot be read", self.number.display()))?;
        let record = record::read_bytes(&bytes).map_err(|error| anyhow!("`{}`: {error}", self.number.display()))?;
        shell.print(&record::listing(&record))?;
        Ok(DONE)
    }
}
