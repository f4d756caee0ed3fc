use crate::exit::Failure;
use crate::shell::{Format, Shell, Tried, failed, known_concept};
use anyhow::{Context, anyhow};
use clap::Args;
use detente::io::answer::{write_power_csv, write_power_json};
use detente::io::weights::read_weights;
use detente::model::answer::{Answer, PowerFinding};
use detente::model::diagnostic::Diagnostic;
use detente::model::quota::Quota;
use detente::report::{svg, text};
use detente::solve::power::{Asked, Ballot, Engine, Limits, Options};
use detente::solve::stability::{concept, seq};
use std::path::PathBuf;

/// Who holds the key, to what: vetoes and power indices under the rules; necessary, sufficient and pivotal parties in the game
#[derive(Args)]
#[command(after_help = "Examples:
  detente key catalog/german-question-1990 --frame core
  detente key mycase --for 'alliance = nato and not ussr.walk_out'
  detente key mycase --issue alliance --format csv
  detente key --weights council.csv --quota 62
  detente key --weights eu.csv --quota states=55% --quota population=65%
  detente key --weights votes.csv --quota 'votes=>50%' --svg bars.svg

Weights are a CSV with a column party and one for each weight. A quota is NUMBER (of the column weight), COLUMN=NUMBER, or COLUMN=SHARE% of the \
column's sum; > before the number asks for more than that. Several must all be reached. In the column members, unless the file has one, everybody \
counts one.")]
pub(crate) struct Key {
    /// The case: a folder with a case.toml, or a file
    #[arg(value_name = "CASE", required_unless_present = "weights", conflicts_with = "weights")]
    case: Option<PathBuf>,
    /// The frame [default: the first]
    #[arg(short, long, value_name = "NAME", conflicts_with = "weights")]
    frame: Option<String>,
    /// The key to what: an expression over options and issues
    #[arg(long = "for", value_name = "EXPRESSION", conflicts_with = "weights")]
    expression: Option<String>,
    /// The rules of this issue [default: those that the expression names, or all]
    #[arg(long, value_name = "NAME", conflicts_with = "weights")]
    issue: Option<String>,
    /// The concept whose solutions are meant [default: seq]
    #[arg(short, long, value_name = "ID", value_parser = known_concept, conflicts_with = "weights")]
    concept: Option<&'static str>,
    /// Without a case: a CSV of parties and weights
    #[arg(long, value_name = "FILE", requires = "quota")]
    weights: Option<PathBuf>,
    /// What must be reached, as often as there are quotas
    #[arg(long, value_name = "[COLUMN=]NUMBER", requires = "weights", value_parser = Quota::parse)]
    quota: Vec<Quota>,
    /// How sets are counted
    #[arg(long, value_name = "NAME", default_value = "auto")]
    engine: EngineName,
    /// The seed of draws, where counting is out of reach
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    seed: u64,
    /// How many orders, and sets, are then drawn
    #[arg(long, value_name = "NUMBER", default_value_t = 10_000, value_parser = clap::value_parser!(u64).range(1..=100_000_000))]
    draws: u64,
    /// Also draw the bars of the first rule, as SVG
    #[arg(long, value_name = "FILE")]
    svg: Option<PathBuf>,
    /// The form of the answer
    #[arg(long, value_name = "FORM", default_value = "text")]
    format: Format,
    #[command(flatten)]
    tried: Tried,
}

/// How sets of parties are counted.
#[derive(Clone, Copy, clap::ValueEnum)]
enum EngineName {
    /// The first of the others that can
    Auto,
    /// Generating functions: one weight
    Generating,
    /// A decision diagram: weights, and, or, at least
    Diagram,
    /// All sets: up to 25 parties
    Enumeration,
    /// Draws, with intervals
    Sampling,
}

impl Key {
    pub(crate) fn run(&self, shell: &Shell) -> Result<u8, Failure> {
        match (&self.case, &self.weights) {
            (Some(case), _) => self.of_case(case, shell),
            (None, Some(weights)) => self.of_weights(weights, shell),
            (None, None) => Err(anyhow!("name a case, or give weights with --weights FILE.csv --quota NUMBER").into()),
        }
    }

    fn options(&self, memory: u64) -> Options {
        let engine = match self.engine {
            EngineName::Auto => Engine::Auto,
            EngineName::Generating => Engine::GeneratingFunction,
            EngineName::Diagram => Engine::DecisionDiagram,
            EngineName::Enumeration => Engine::Enumeration,
            EngineName::Sampling => Engine::Sampling,
        };
        Options { engine, limits: Limits { memory: memory.min(2 << 30), ..Limits::default() }, seed: self.seed, draws: self.draws }
    }

    fn of_case(&self, path: &std::path::Path, shell: &Shell) -> Result<u8, Failure> {
        let opened = shell.load_with(path, &self.tried)?;
        let (case, files) = (opened.case, opened.files);
        let question = shell.question(self.frame.as_deref(), &crate::shell::Method::default());
        let expression = match &self.expression {
            None => None,
            Some(text) => match case.vocabulary().read(text) {
                Ok(expression) => Some((expression, text.clone())),
                Err(problems) => {
                    let fault = |problem: detente::model::expression::Problem| {
                        let message =
                            format!("--for `{text}`, letter {}: {}", text[..problem.range.start].chars().count() + 1, problem.message);
                        Diagnostic::error(problem.code, message).maybe_help(problem.help)
                    };
                    return Err(Failure::Faults(files, problems.into_iter().map(fault).collect()));
                }
            },
        };
        let control = shell.control();
        let asked = Asked {
            expression,
            issue: None,
            concept: self.concept.and_then(concept).unwrap_or(&seq::CONCEPT),
            memory: question.memory,
            options: self.options(question.memory),
        };
        let answer = shell
            .in_pool(|| detente::key(&case, &question, &asked, self.issue.as_deref(), &control))
            .map_err(|error| failed(error, &files))?;
        self.write(shell, Some(&case), &case.title, &answer)
    }

    fn of_weights(&self, path: &std::path::Path, shell: &Shell) -> Result<u8, Failure> {
        if !self.tried.is_empty() {
            return Err(anyhow!("--set, --without, --add and --edit change a case; with --weights there is none").into());
        }
        let bytes = std::fs::read(path).with_context(|| format!("`{}` cannot be read", path.display()))?;
        let read = read_weights(&path.display().to_string(), &bytes, &self.quota);
        let Some(weights) = read.weights else { return Err(Failure::Faults(read.files, read.diagnostics)) };
        let ballot = Ballot { parties: &weights.parties, quotas: &self.quota, weights: &weights.columns, digest: &weights.digest };
        let control = shell.control();
        let memory = shell.question(None, &crate::shell::Method::default()).memory;
        let answer = shell.in_pool(|| ballot.answer(&self.options(memory), &control)).map_err(Failure::Stopped)?;
        self.write(shell, None, &weights.name, &answer)
    }

    fn write(&self, shell: &Shell, case: Option<&detente::model::Case>, about: &str, answer: &Answer<PowerFinding>) -> Result<u8, Failure> {
        if let Some(path) = &self.svg {
            let Some(table) = answer.finding.tables.first() else {
                return Err(anyhow!("there is no rule whose bars could be drawn: leave --svg out").into());
            };
            std::fs::write(path, svg::power_bars(table, "power")).with_context(|| format!("`{}` cannot be written", path.display()))?;
        }
        shell.answer(|out| match self.format {
            Format::Text => out.write_all(text::power(answer, about, shell.style()).as_bytes()),
            Format::Json => write_power_json(out, case, about, answer),
            Format::Csv => write_power_csv(out, &answer.finding),
        })?;
        Ok(shell.done(answer.made.stopped))
    }
}
