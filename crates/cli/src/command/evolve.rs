use crate::exit::Failure;
use crate::shell::{Asked, Format, Method, Shell, failed};
use clap::Args;
use detente::io::answer::{write_evolution_csv, write_evolution_json};
use detente::report::text;
use detente::solve::evolution::FIRM;

/// Where things can go from the status quo: what is reachable, by whom, and where it ends
#[derive(Args)]
#[command(after_help = "Examples:
  detente evolve catalog/german-question-1990 --frame core
  detente evolve catalog/elmira --from 1
  detente evolve mycase --concept nash --format json")]
pub(crate) struct Evolve {
    #[command(flatten)]
    asked: Asked,
    #[command(flatten)]
    method: Method,
    /// Start from the state with this ordinal instead of the status quo
    #[arg(long, value_name = "ORDINAL")]
    from: Option<u64>,
}

impl Evolve {
    pub(crate) fn run(&self, shell: &Shell) -> Result<u8, Failure> {
        let (case, files) = shell.open(&self.asked)?;
        let mut question = shell.question(self.asked.frame.as_deref(), &self.method);
        if question.concepts.is_empty() {
            question.concepts = FIRM.to_vec();
        }
        let control = shell.control();
        let game = detente::game(&case, &question, &control).map_err(|error| failed(error, &files))?;
        let stability = detente::stability(&case, &game, &question, &control).map_err(|error| failed(error, &files))?;
        let answer =
            detente::evolution(&case, &game, &stability, &question.concepts, self.from, &control).map_err(|error| failed(error, &files))?;
        shell.answer(|out| match self.asked.format {
            Format::Text => out.write_all(text::evolution(&answer, shell.style()).as_bytes()),
            Format::Json => write_evolution_json(out, &case, &answer),
            Format::Csv => write_evolution_csv(out, &answer.finding),
        })?;
        Ok(shell.done(stability.stopped()))
    }
}
