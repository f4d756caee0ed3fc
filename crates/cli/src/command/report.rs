mod frame;
mod pages;

use crate::command::evidence::Sources;
use crate::exit::{DONE, Failure};
use crate::shell::{Method, Opened, Shell, Tried, failed};
use anyhow::Context;
use clap::Args;
use detente::Question;
use detente::io::claims;
use detente::io::evidence::resolve;
use detente::report::html::{ReportInput, report};
use detente::solve::evolution::FIRM;
use frame::Found;
use rayon::prelude::*;
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// Analyse every frame of a case and write one self-contained HTML page
#[derive(Args)]
#[command(after_help = "Examples:
  detente report catalog/german-question-1990
  detente report mycase -o briefing.html --frame core
  detente report mycase --sources documents

The page has no script and loads nothing: it can be mailed, printed and kept. With --sources or --source \
it says whether each citation is where it should be, and quotes the sentences cited from your files.")]
pub(crate) struct Report {
    /// The case: a folder with a case.toml, or a file
    #[arg(value_name = "CASE")]
    case: PathBuf,
    /// A frame; may be given several times [default: all]
    #[arg(short, long, value_name = "NAME")]
    frame: Vec<String>,
    /// Where to write the page
    #[arg(short, long, value_name = "FILE", default_value = "detente-report.html")]
    output: PathBuf,
    #[command(flatten)]
    sources: Sources,
    #[command(flatten)]
    method: Method,
    #[command(flatten)]
    tried: Tried,
}

impl Report {
    pub(crate) fn run(&self, shell: &Shell) -> Result<u8, Failure> {
        let Opened { case, files, remarks } = shell.load_with(&self.case, &self.tried)?;
        let case = &case;
        let names: Vec<String> = match self.frame.as_slice() {
            [] => case.frames.iter().map(|frame| frame.id.clone()).collect(),
            named => named.to_vec(),
        };
        let question = shell.question(None, &self.method);
        let sought = match question.concepts.as_slice() {
            [] => FIRM.to_vec(),
            named => named.to_vec(),
        };
        let control = shell.control();
        let plans = pages::plans(case, &names.iter().filter_map(|name| case.frame_named(name)).collect::<Vec<_>>());
        let of_frame = |(name, plan): (&String, &pages::Plan)| {
            let question = Question { frame: Some(name.clone()), ..question.clone() };
            frame::look(case, &question, &sought, plan, &control)
        };
        // frames are looked at side by side, and told in order
        let found: Vec<Result<Found, detente::Error>> = match plans.len() == names.len() {
            true => names.par_iter().zip(&plans).map(of_frame).collect(),
            // a frame that is not there: its fault is found by whoever looks at it
            false => names.iter().map(|name| of_frame((name, &pages::Plan::default()))).collect(),
        };
        let found: Vec<Found> = found.into_iter().collect::<Result<_, _>>().map_err(|error| failed(error, &files))?;
        let stopped = found.iter().find_map(|found| found.stopped);
        let positions = Question { frame: names.first().cloned(), ..question.clone() };
        let (forecast, no_forecast) = pages::forecast(case, &positions, &control).map_err(|error| failed(error, &files))?;
        let mut left_out = pages::missing(case, found.iter().any(|found| found.has_issues));
        left_out.extend(no_forecast);
        let folder = if self.case.is_dir() { self.case.as_path() } else { self.case.parent().unwrap_or(Path::new("")) };
        let claims = claims::load(folder).with_context(|| format!("the claims beside `{}`", self.case.display()))?;
        let evidence = resolve(case, &self.sources.search(case, shell)?.found);
        let frames = found.iter().map(Found::shown);
        let input = ReportInput {
            case,
            files: &files,
            frames: frames.collect(),
            forecast: forecast.as_ref(),
            evidence: Some(&evidence),
            claims: &claims,
            left_out: &left_out,
            diagnostics: &remarks,
            version: env!("CARGO_PKG_VERSION"),
        };
        std::fs::write(&self.output, report(&input)).with_context(|| format!("`{}` cannot be written", self.output.display()))?;
        shell.print(&summary(&input, &found, &self.output.display().to_string()))?;
        Ok(match stopped {
            None => DONE,
            stopped @ Some(_) => shell.done(stopped),
        })
    }
}

/// What the terminal shows: the first sentences, and where the page is.
fn summary(input: &ReportInput<'_>, found: &[Found], path: &str) -> String {
    let mut text = format!("{}\n", input.case.title);
    for found in found {
        let _ = write!(text, "\n{}\n  {}\n", input.case.frames[found.frame].title, found.stability.headline);
        if let Some(evolution) = &found.evolution {
            let _ = writeln!(text, "  {}", evolution.headline);
        }
        if let Some(agreement) = found.agreement.as_ref().filter(|agreement| !agreement.finding.issues.is_empty()) {
            let _ = writeln!(text, "  {}", agreement.headline);
        }
        if let Some(settlement) = &found.settlement {
            let _ = writeln!(text, "  {}", settlement.headline);
        }
    }
    if let Some(evidence) = input.evidence.filter(|evidence| evidence.finding.sources.iter().any(|source| source.file.is_some())) {
        let _ = writeln!(text, "\n{}", evidence.headline);
    }
    let _ = writeln!(text, "\nThe report is in {path}");
    text
}
