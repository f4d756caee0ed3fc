use crate::exit::{DONE, Failure};
use crate::shell::Shell;
use anyhow::{Context, anyhow};
use clap::Args;
use std::path::PathBuf;

/// Begin a case: a commented case file to start from
#[derive(Args)]
#[command(after_help = "Examples:\n  detente new river-talks\n  detente new river-talks --title \"The river talks of 2031\"")]
pub(crate) struct New {
    /// The folder to make
    #[arg(value_name = "FOLDER")]
    folder: PathBuf,
    /// The title of the case [default: the name of the folder]
    #[arg(long)]
    title: Option<String>,
}

impl New {
    pub(crate) fn run(&self, shell: &Shell) -> Result<u8, Failure> {
        let file = self.folder.join("case.toml");
        if file.exists() {
            return Err(anyhow!("`{}` exists already; nothing was changed", file.display()).into());
        }
        let title = self
            .title
            .clone()
            .or_else(|| Some(self.folder.file_name()?.to_string_lossy().into_owned()))
            .unwrap_or_else(|| "A negotiation".into());
        std::fs::create_dir_all(&self.folder).with_context(|| format!("`{}` cannot be made", self.folder.display()))?;
        std::fs::write(&file, detente::io::case::format::template(&title))
            .with_context(|| format!("`{}` cannot be written", file.display()))?;
        shell.print(&format!("{}\n", file.display()))?;
        shell.remark(&format!("Now edit it, and see: detente check {}", self.folder.display()));
        Ok(DONE)
    }
}
