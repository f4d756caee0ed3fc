use crate::exit::Failure;
use crate::shell::{Asked, Format, Method, Shell, failed};
use clap::{Args, ValueEnum};
use detente::io::answer::{write_limited_csv, write_limited_json};
use detente::model::answer::Outlook;
use detente::report::text;
use detente::solve::coalition::limited::Options;

/// Which states two parties would leave that look some moves ahead
#[derive(Args)]
#[command(after_help = "Examples:
  detente limited catalog/chicken
  detente limited catalog/prisoners-dilemma --moves 2

It is defined for frames in which two parties can move.")]
pub(crate) struct Limited {
    #[command(flatten)]
    asked: Asked,
    /// How many moves ahead the parties look
    #[arg(short, long, value_name = "H", default_value_t = 6, value_parser = clap::value_parser!(u32).range(1..=64))]
    moves: u32,
    /// How an earlier mover compares what equally good moves of the other may lead to
    #[arg(long, value_name = "BY", default_value = "worst")]
    outlook: By,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum By {
    /// By what is worst for itself
    Worst,
    /// By what is best for itself
    Best,
}

impl Limited {
    pub(crate) fn run(&self, shell: &Shell) -> Result<u8, Failure> {
        let (case, files) = shell.open(&self.asked)?;
        let question = shell.question(self.asked.frame.as_deref(), &Method::default());
        let control = shell.control();
        let game = detente::game(&case, &question, &control).map_err(|error| failed(error, &files))?;
        let outlook = match self.outlook {
            By::Worst => Outlook::Worst,
            By::Best => Outlook::Best,
        };
        let options = Options { moves: self.moves, outlook };
        let answer = detente::limited(&case, &game, &options, &control).map_err(|error| failed(error, &files))?;
        shell.answer(|out| match self.asked.format {
            Format::Text => out.write_all(text::limited(&answer, shell.style()).as_bytes()),
            Format::Json => write_limited_json(out, &case, &answer),
            Format::Csv => write_limited_csv(out, &answer.finding),
        })?;
        Ok(shell.done(answer.made.stopped))
    }
}
