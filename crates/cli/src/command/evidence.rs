use crate::exit::{DONE, Failure, NOT_AS_EXPECTED};
use crate::shell::{Format, Shell};
use anyhow::{Context, anyhow};
use clap::Args;
use detente::io::answer::{write_evidence_csv, write_evidence_json};
use detente::io::evidence::{Searched, resolve, search};
use detente::io::record;
use detente::model::Case;
use detente::report::text;
use std::path::{Path, PathBuf};

/// See what a case rests on: each citation looked up, each passage with the assumptions on it; or number a record
#[derive(Args)]
#[command(override_usage = "detente evidence <CASE> [OPTIONS]\n       detente evidence --number <FILE>")]
#[command(after_help = "Examples:
  detente evidence --number moscow.txt
  detente evidence mycase --sources documents
  detente evidence mycase --source moscow=retyped.txt --strict

The first numbers a record: turns, speakers, sentences and their digests, to cite from. A line of the \
listing such as `12.3#9f3a1c2b` is cited as \"moscow:12.3#9f3a1c2b\", where moscow is the name of the \
source in the case.

The others look every citation up: ok (the sentence at that number has that digest), moved (it is \
somewhere else, once), ambiguous (at several other places), lost (nowhere), unchecked (cited without a \
digest), no source (no file was found), by hand (not cited by turn and sentence). Nothing is changed.")]
pub(crate) struct Evidence {
    /// The case: a folder with a case.toml, or a file
    #[arg(value_name = "CASE", required_unless_present = "number", conflicts_with = "number")]
    case: Option<PathBuf>,
    /// Number a record, as plain text
    #[arg(long, value_name = "FILE", conflicts_with_all = ["sources", "source"])]
    number: Option<PathBuf>,
    #[command(flatten)]
    sources: Sources,
    /// The form of the answer; no sentence of a source is in json and csv
    #[arg(long, value_name = "FORM", default_value = "text", conflicts_with = "number")]
    format: Format,
    /// Exit with 1 unless every citation by turn and sentence is `ok`
    #[arg(long, conflicts_with = "number")]
    strict: bool,
}

/// Where the files of sources are.
#[derive(Args)]
pub(crate) struct Sources {
    /// A folder with the files of the case's sources, which are told by their SHA-256; may be given several times
    #[arg(long, value_name = "DIR")]
    sources: Vec<PathBuf>,
    /// The file of one source, also of another edition; may be given several times
    #[arg(long, value_name = "ID=FILE", value_parser = named)]
    source: Vec<(String, PathBuf)>,
}

fn named(text: &str) -> Result<(String, PathBuf), String> {
    match text.split_once('=') {
        Some((id, file)) if !id.trim().is_empty() && !file.is_empty() => Ok((id.trim().to_owned(), file.into())),
        Some(_) | None => Err("expected the name of a source, `=` and a file, such as moscow=moscow.txt".to_owned()),
    }
}

impl Sources {
    /// Finds the files of a case's sources, and says what was left out of the search.
    pub(crate) fn search(&self, case: &Case, shell: &Shell) -> Result<Searched, Failure> {
        let searched = search(case, &self.sources, &self.source).map_err(anyhow::Error::from)?;
        searched.remarks.iter().for_each(|remark| shell.remark(&format!("detente: {remark}")));
        Ok(searched)
    }
}

impl Evidence {
    pub(crate) fn run(&self, shell: &Shell) -> Result<u8, Failure> {
        match (&self.number, &self.case) {
            (Some(file), _) => number(shell, file),
            (None, Some(case)) => self.look_up(shell, case),
            (None, None) => Err(anyhow!("expected a case, or --number and a record").into()),
        }
    }

    fn look_up(&self, shell: &Shell, path: &Path) -> Result<u8, Failure> {
        let (case, files) = shell.load(path)?;
        let searched = self.sources.search(&case, shell)?;
        let answer = resolve(&case, &searched.found);
        match self.format {
            Format::Text => shell.print(&text::evidence(&answer, &files, shell.style()))?,
            Format::Json => shell.answer(|out| write_evidence_json(out, &answer))?,
            Format::Csv => shell.answer(|out| write_evidence_csv(out, &answer, &files))?,
        }
        Ok(if self.strict && !answer.finding.is_settled() { NOT_AS_EXPECTED } else { DONE })
    }
}

fn number(shell: &Shell, file: &Path) -> Result<u8, Failure> {
    let bytes = std::fs::read(file).with_context(|| format!("`{}` cannot be read", file.display()))?;
    let record = record::read_bytes(&bytes).map_err(|error| anyhow!("`{}`: {error}", file.display()))?;
    shell.print(&record::listing(&record))?;
    Ok(DONE)
}
