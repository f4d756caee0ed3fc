use crate::exit::Failure;
use crate::shell::{Asked, Format, Method, Shell, failed};
use clap::Args;
use detente::io::answer::{write_agreement_csv, write_agreement_json};
use detente::report::text;

/// Which states would be left by agreement: by changing issues with the consent of all it takes
#[derive(Args)]
#[command(after_help = "Examples:
  detente agreement catalog/german-question-1990 --frame core
  detente agreement mycase --format csv > agreement.csv")]
pub(crate) struct Agreement {
    #[command(flatten)]
    asked: Asked,
}

impl Agreement {
    pub(crate) fn run(&self, shell: &Shell) -> Result<u8, Failure> {
        let (case, files) = shell.open(&self.asked)?;
        let question = shell.question(self.asked.frame.as_deref(), &Method::default());
        let control = shell.control();
        let game = detente::game(&case, &question, &control).map_err(|error| failed(error, &files))?;
        let answer = detente::agreement(&case, &game, &question, &control).map_err(|error| failed(error, &files))?;
        shell.answer(|out| match self.asked.format {
            Format::Text => out.write_all(text::agreement(&answer, shell.style()).as_bytes()),
            Format::Json => write_agreement_json(out, &case, &answer),
            Format::Csv => write_agreement_csv(out, &answer.finding),
        })?;
        Ok(shell.done(answer.made.stopped))
    }
}
