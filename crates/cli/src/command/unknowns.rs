use crate::exit::Failure;
use crate::shell::{Asked, Format, Method, Shell, failed};
use clap::Args;
use detente::io::answer::{write_unknowns_csv, write_unknowns_json};
use detente::report::text;

/// What is unknown, and which missing comparison would settle most of it
#[derive(Args)]
#[command(after_help = "Examples:
  detente unknowns mycase
  detente unknowns mycase --frame core --concept nash,seq
  detente unknowns mycase --format csv > ask.csv

Examined are pairs of states that a party does not compare, under nash, gmr, smr, seq and sseq, in \
frames of up to 4096 states. No probabilities are assumed: counted is what becomes known whatever the \
party answers, and at best.")]
pub(crate) struct Unknowns {
    #[command(flatten)]
    asked: Asked,
    #[command(flatten)]
    method: Method,
}

impl Unknowns {
    pub(crate) fn run(&self, shell: &Shell) -> Result<u8, Failure> {
        let (case, files) = shell.open(&self.asked)?;
        let question = shell.question(self.asked.frame.as_deref(), &self.method);
        let control = shell.control();
        let game = detente::game(&case, &question, &control).map_err(|error| failed(error, &files))?;
        let answer = detente::unknowns(&case, &game, &question, &control).map_err(|error| failed(error, &files))?;
        shell.answer(|out| match self.asked.format {
            Format::Text => out.write_all(text::unknowns(&answer, shell.style()).as_bytes()),
            Format::Json => write_unknowns_json(out, &case, &answer),
            Format::Csv => write_unknowns_csv(out, &answer.finding),
        })?;
        Ok(shell.done(answer.made.stopped))
    }
}
