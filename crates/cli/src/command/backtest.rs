use super::forecast::{models_help, option};
use crate::exit::{DONE, Failure};
use crate::shell::{Format, Shell, failed};
use clap::Args;
use detente::Backtest as Question;
use detente::io::answer::{write_backtest_csv, write_backtest_json};
use detente::io::spatial::read_backtest;
use detente::report::text;
use std::path::PathBuf;

/// How far models are off on issues whose outcome is known, beside each other
#[derive(Args)]
#[command(after_help = "Examples:
  detente backtest positions.csv issues.csv
  detente backtest positions.csv issues.csv --capability votes.csv --format csv
  detente backtest positions.csv issues.csv --model median,scholz2011-code --option rounds=5

Positions: issue, actor, position, salience (lines without a position or a salience are left out and \
counted). Issues: issue, outcome, and if there are any reference_point, name, proposal. Capabilities: \
actor, capability; without that table all count as equal. Models that take issues together (smp, exchange) \
are run on the issues of one proposal at a time, or on single ones where no proposals are stated.")]
pub(crate) struct Backtest {
    /// Who stood where
    #[arg(value_name = "POSITIONS.csv")]
    positions: PathBuf,
    /// What came of it
    #[arg(value_name = "ISSUES.csv")]
    issues: PathBuf,
    /// What each actor weighs
    #[arg(long, value_name = "FILE.csv")]
    capability: Option<PathBuf>,
    /// The form of the answer
    #[arg(long, value_name = "FORM", default_value = "text")]
    format: Format,
    /// The models, separated by commas [default: all]
    #[arg(short, long, value_name = "MODELS", value_delimiter = ',', long_help = models_help())]
    model: Vec<String>,
    /// An option of a model, such as q=0.5, or smp.rounds=20 for one model alone; may be given several times
    #[arg(long, value_name = "KEY=VALUE", value_parser = option)]
    option: Vec<(String, String)>,
    /// How often issues are drawn again for intervals
    #[arg(long, value_name = "N", default_value_t = 2000, value_parser = clap::value_parser!(u32).range(100..=1_000_000))]
    resamples: u32,
    /// The seed of that
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
}

impl Backtest {
    pub(crate) fn run(&self, shell: &Shell) -> Result<u8, Failure> {
        let read = read_backtest(&self.positions, &self.issues, self.capability.as_deref()).map_err(anyhow::Error::from)?;
        let (loaded, outcomes) = read;
        let stated = match loaded.read {
            Ok(read) => read.into(),
            Err(faults) => return Err(Failure::Faults(loaded.files, faults)),
        };
        let question = Question { models: self.model.clone(), options: self.option.clone(), resamples: self.resamples, seed: self.seed };
        let answer = detente::backtest(&stated, &outcomes, &question, &shell.control()).map_err(|error| failed(error, &loaded.files))?;
        shell.answer(|out| match self.format {
            Format::Text => out.write_all(text::backtest(&answer, shell.style()).as_bytes()),
            Format::Json => write_backtest_json(out, &answer),
            Format::Csv => write_backtest_csv(out, &answer.finding),
        })?;
        Ok(DONE)
    }
}
