use crate::exit::Failure;
use crate::shell::{Asked, Format, Method, Shell, failed};
use clap::{Args, ValueEnum};
use detente::io::answer::{Listing, StabilityCsv, StabilityJson};
use detente::model::answer::StateVerdicts;
use detente::report::text;
use detente::solve::stability::Which;

/// Which states would last, for each party and for all
#[derive(Args)]
#[command(after_help = "Examples:
  detente stability catalog/prisoners-dilemma
  detente stability catalog/german-question-1990 --frame core --concept nash,seq
  detente stability mycase --format json > answer.json
  detente stability mycase --format csv --states all > states.csv")]
pub(crate) struct Stability {
    #[command(flatten)]
    asked: Asked,
    #[command(flatten)]
    method: Method,
    /// Which states to list
    #[arg(long, value_name = "WHICH", default_value = "auto")]
    states: Listed,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Listed {
    /// All where there are up to 4096, else the first 10000 that are or may be equilibria
    Auto,
    /// All that are or may be equilibria
    Equilibria,
    /// All, in order, written as they are made
    All,
}

/// Up to this many states all are listed unasked.
const ALL: u64 = 4096;
/// How many equilibria are listed unasked.
const EQUILIBRIA: usize = 10_000;
/// How many equilibria the text form is given.
const HEAD: usize = 64;
/// How many states the stability matrix of the text form has at most.
const MATRIX: u64 = 40;

impl Stability {
    pub(crate) fn run(&self, shell: &Shell) -> Result<u8, Failure> {
        let (case, files) = shell.open(&self.asked)?;
        let question = shell.question(self.asked.frame.as_deref(), &self.method);
        let control = shell.control();
        let game = detente::game(&case, &question, &control).map_err(|error| failed(error, &files))?;
        let stability = detente::stability(&case, &game, &question, &control).map_err(|error| failed(error, &files))?;
        let which = match self.states {
            Listed::All => Which::All,
            Listed::Auto if game.states() <= ALL => Which::All,
            Listed::Auto | Listed::Equilibria => Which::Equilibria,
        };
        let cut = if self.states == Listed::Auto && which == Which::Equilibria { EQUILIBRIA } else { usize::MAX };
        let mut answer = stability.answer(&case.digest, if self.asked.format == Format::Text { HEAD } else { 0 });
        // the other forms get their rows one at a time, as they are made; the head says only how many were left out
        if self.asked.format != Format::Text {
            let left_out = answer.finding.not_listed.saturating_sub(cut as u64);
            answer.finding.not_listed = if which == Which::All { 0 } else { left_out };
        }
        let mut rows = stability.rows(which).take(cut);
        shell.answer(|out| match self.asked.format {
            Format::Text => {
                let matrix: Option<Vec<StateVerdicts>> = (game.states() <= MATRIX).then(|| stability.rows(Which::All).collect());
                out.write_all(text::stability(&answer, matrix.as_deref(), shell.style()).as_bytes())
            }
            Format::Json => {
                let listing = if which == Which::All { Listing::All } else { Listing::Equilibria };
                let mut writer = StabilityJson::begin(out, &case, &answer, listing)?;
                rows.try_for_each(|row| writer.row(&row))?;
                writer.finish(&answer.made).map(|_| ())
            }
            Format::Csv => {
                let mut writer = StabilityCsv::begin(out, &answer.finding)?;
                rows.try_for_each(|row| writer.row(&row))?;
                writer.finish()
            }
        })?;
        Ok(shell.done(stability.stopped()))
    }
}
