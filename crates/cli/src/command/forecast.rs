use crate::exit::{DONE, Failure};
use crate::shell::{Format, Method, Shell, Tried, failed};
use anyhow::{Context, anyhow};
use clap::{Args, ValueEnum};
use detente::io::answer::{write_forecast_csv, write_forecast_json};
use detente::io::frozen::Frozen;
use detente::io::spatial::read_spatial;
use detente::model::Case;
use detente::model::answer::{Answer, ForecastFinding};
use detente::model::diagnostic::Files;
use detente::report::{svg, text};
use detente::solve::forecast::tables::Missing;
use detente::solve::forecast::{MODELS, Model};
use detente::{Forecast as Question, Stated, case_positions};
use std::path::{Path, PathBuf};

/// What models expect on issues whose outcomes lie on a line, from positions, saliences and capabilities
#[derive(Args)]
#[command(after_help = "Examples:
  detente forecast mycase
  detente forecast mycase --issue ceiling --model median,scholz2011-code --draws 10000
  detente forecast emission.csv --model challenge --actor Belgium --round 4
  detente forecast emission.csv --model scholz2011-paper --option denominator=all --option votes=risk
  detente forecast summit.csv --model smp,exchange --option smp.issues=apart --actor EU --round 1
  detente forecast mycase --freeze forecast.json --on 1990-05-25

A table has the columns actor and position, and if there are any issue, salience, capability, low, \
high and source (docs/forecast.md); files of KTAB (CSV, XML), of exchange models (#A, #P, #D) and \
workbooks (XLSX) are read as they are (docs/import.md). In a case, issues are those whose values have places, positions \
those of [[preference.P.position]], capabilities the parties' weights of the kind `capability`. A number \
may be a range, 40..60, or a triangle, 40..50..60: then it is drawn.

The compromise model is always there, and other models beside it with their differences. Points are \
those of the central values; draws give the intervals.")]
pub(crate) struct Forecast {
    /// The case (a folder with a case.toml, or a .toml file), or a table of positions
    #[arg(value_name = "CASE|TABLE")]
    input: PathBuf,
    /// The frame of the case, for its phase and its status quo [default: the first]
    #[arg(short, long, value_name = "NAME")]
    frame: Option<String>,
    /// The form of the answer
    #[arg(long, value_name = "FORM", default_value = "text")]
    format: Format,
    /// The issues, separated by commas [default: all]
    #[arg(long, value_name = "ISSUES", value_delimiter = ',')]
    issue: Vec<String>,
    /// The models, separated by commas; `all` for all [default: the simple ones, scholz2011-code, smp, and exchange for several issues]
    #[arg(short, long, value_name = "MODELS", value_delimiter = ',', long_help = models_help())]
    model: Vec<String>,
    /// An option of a model, such as q=0.5, or smp.rounds=20 for one model alone; may be given several times
    #[arg(long, value_name = "KEY=VALUE", value_parser = option)]
    option: Vec<(String, String)>,
    /// How many rounds models with rounds are played: short for --option rounds=N
    #[arg(long, value_name = "N")]
    rounds: Option<u32>,
    /// The kind of weight of the case's parties that is their capability [default: capability]
    #[arg(long, value_name = "KIND")]
    capability: Option<String>,
    /// What becomes of an actor whose position is missing
    #[arg(long, value_name = "WHAT", default_value = "leave")]
    missing: WhatMissing,
    /// How many draws of what is uncertain; 0 for none [default: 1000 where anything is uncertain]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(0..=1_000_000))]
    draws: Option<u32>,
    /// The seed of the draws
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Show what each input does to the forecasts
    #[arg(long)]
    tornado: bool,
    /// Why this actor moved in the round given with --round
    #[arg(long, value_name = "ACTOR", requires = "round")]
    actor: Option<String>,
    /// The round, from 1
    #[arg(long, value_name = "K", requires = "actor", value_parser = clap::value_parser!(u32).range(1..))]
    round: Option<u32>,
    /// Freeze the forecast: write it to a file that does not exist yet, to be scored later
    #[arg(long, value_name = "FILE")]
    freeze: Option<PathBuf>,
    /// The day on which the forecast is made [default: the day of the case]
    #[arg(long, value_name = "DATE")]
    on: Option<String>,
    /// Write drawings into this folder: positions, rounds, and what matters, an SVG each
    #[arg(long, value_name = "DIR")]
    plots: Option<PathBuf>,
    #[command(flatten)]
    tried: Tried,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum WhatMissing {
    /// It takes no part in the issue
    Leave,
    /// It may stand anywhere on the line
    Fill,
}

/// The help on models: all of them with their options.
pub(crate) fn models_help() -> String {
    let mut text = "The models, separated by commas; `all` for all [default: all in a backtest, else compromise, median, nash, midpoint, \
                    scholz2011-code, smp, and exchange where there are several issues]\n"
        .to_owned();
    for model in MODELS {
        text += &format!("\n* {}: {}", model.id, model.says);
    }
    text += "\n\nFor --option:";
    // models with the same options share a list
    for (at, model) in MODELS.iter().enumerate().filter(|(_, model)| !model.options.is_empty()) {
        let same = |other: &&Model| other.options == model.options;
        if MODELS[..at].iter().any(|other| same(&other)) {
            continue;
        }
        let names: Vec<&str> = MODELS.iter().filter(same).map(|model| model.id).collect();
        text += &format!("\n\nOptions of {}:\n", names.join(", "));
        for option in model.options {
            text += &format!("\n* {}: {} ({})", option.key, option.says, option.values);
        }
    }
    text
}

pub(crate) fn option(text: &str) -> Result<(String, String), String> {
    let (key, value) = text.split_once('=').ok_or("expected an option and its value, as in q=0.5")?;
    Ok((key.trim().to_owned(), value.trim().to_owned()))
}

/// What was read: the case, if it was one, and who stands where.
struct Input {
    case: Option<Case>,
    files: Files,
    stated: Stated,
}

impl Forecast {
    fn read(&self, shell: &Shell) -> Result<Input, Failure> {
        let is_case = self.input.is_dir() || self.input.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("toml"));
        if is_case {
            let opened = shell.load_with(&self.input, &self.tried)?;
            let question = shell.question(self.frame.as_deref(), &Method::default());
            let stated = case_positions(&opened.case, &question, self.capability.as_deref());
            let stated = stated.map_err(|error| failed(error, &opened.files))?;
            return Ok(Input { case: Some(opened.case), files: opened.files, stated });
        }
        for (flag, given) in
            [("--frame", self.frame.is_some()), ("--capability", self.capability.is_some()), ("what is tried", !self.tried.is_empty())]
        {
            if given {
                return Err(anyhow!("{flag} is for cases, and `{}` is a table of positions", self.input.display()).into());
            }
        }
        let loaded = read_spatial(&self.input).map_err(anyhow::Error::from)?;
        match loaded.read {
            Ok(read) => Ok(Input { case: None, files: loaded.files, stated: read.into() }),
            Err(faults) => Err(Failure::Faults(loaded.files, faults)),
        }
    }

    pub(crate) fn run(&self, shell: &Shell) -> Result<u8, Failure> {
        let Input { case, files, stated } = self.read(shell)?;
        let day = match &self.on {
            Some(text) => Some(text.parse().map_err(|_| anyhow!("`{text}` is no date; expected one such as 1990-05-25"))?),
            None => case.as_ref().and_then(|case| case.as_of),
        };
        let mut options = self.option.clone();
        options.extend(self.rounds.map(|rounds| ("rounds".to_owned(), rounds.to_string())));
        let question = Question {
            models: self.model.clone(),
            options,
            issues: self.issue.clone(),
            missing: match self.missing {
                WhatMissing::Leave => Missing::Leave,
                WhatMissing::Fill => Missing::Fill,
            },
            draws: self.draws,
            seed: self.seed,
            tornado: self.tornado || self.plots.is_some(),
            moved: self.actor.clone().zip(self.round),
        };
        let mut answer = detente::forecast(&stated, &question, &shell.control()).map_err(|error| failed(error, &files))?;
        answer.finding.day = day;
        if let Some(path) = &self.freeze {
            let day = day.ok_or_else(|| anyhow!("a frozen forecast has a day, and none is stated: give it with --on 1990-05-25"))?;
            let edits = case.as_ref().map_or(&[][..], |case| &case.edits);
            Frozen::of(&answer, day, edits).write(path).map_err(anyhow::Error::from)?;
            shell.remark(&format!("{}: frozen on {day}", path.display()));
        }
        if let Some(folder) = &self.plots {
            plots(folder, &answer)?;
        }
        let nothing = Case::default();
        shell.answer(|out| match self.format {
            Format::Text => out.write_all(text::forecast(&answer, self.tornado, shell.style()).as_bytes()),
            Format::Json => write_forecast_json(out, case.as_ref().unwrap_or(&nothing), &answer),
            Format::Csv => write_forecast_csv(out, &answer.finding),
        })?;
        Ok(DONE)
    }
}

/// Writes the drawings of each issue.
fn plots(folder: &Path, answer: &Answer<ForecastFinding>) -> Result<(), Failure> {
    std::fs::create_dir_all(folder).with_context(|| format!("`{}` cannot be made", folder.display()))?;
    for issue in 0..answer.finding.issues.len() {
        for (kind, drawing) in svg::forecast(&answer.finding, issue) {
            // names of issues may hold anything; the number tells them apart
            let path = folder.join(format!("{}-{kind}.svg", issue + 1));
            std::fs::write(&path, drawing).with_context(|| format!("`{}` cannot be written", path.display()))?;
        }
    }
    Ok(())
}
