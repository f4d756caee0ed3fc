use crate::exit::Failure;
use crate::shell::{Asked, Format, Method, Shell, failed};
use clap::Args;
use detente::io::answer::{write_allies_csv, write_allies_json};
use detente::report::text;

/// Who stands with whom on each issue and over all, on what that depends, and who could be won with what
#[derive(Args)]
#[command(after_help = "Examples:
  detente allies catalog/german-question-1990 --frame settlement
  detente allies catalog/german-question-1990 --frame settlement --issue border --issue csce_body
  detente allies mycase --on \"usa.insist or france.insist\" --format json

Each party's order of an issue's values is taken with all else as in the status quo. A party is won for a value by \
changes elsewhere after which it finds that at least as good as things as they stand.")]
pub(crate) struct Allies {
    #[command(flatten)]
    asked: Asked,
    /// An issue or option that varies in the frame; several times for several [default: all that vary]
    #[arg(long, value_name = "NAME")]
    issue: Vec<String>,
    /// A condition instead of an issue: who wants it to hold
    #[arg(long, value_name = "EXPRESSION")]
    on: Vec<String>,
    /// Look from the state with this ordinal instead of the status quo
    #[arg(long, value_name = "ORDINAL")]
    from: Option<u64>,
}

impl Allies {
    pub(crate) fn run(&self, shell: &Shell) -> Result<u8, Failure> {
        let (case, files) = shell.open(&self.asked)?;
        let question = shell.question(self.asked.frame.as_deref(), &Method::default());
        let control = shell.control();
        let game = detente::game(&case, &question, &control).map_err(|error| failed(error, &files))?;
        let answer = detente::allies(&case, &game, &self.issue, &self.on, self.from, &control).map_err(|error| failed(error, &files))?;
        shell.answer(|out| match self.asked.format {
            Format::Text => out.write_all(text::allies(&answer, shell.style()).as_bytes()),
            Format::Json => write_allies_json(out, &case, &answer),
            Format::Csv => write_allies_csv(out, &answer.finding),
        })?;
        Ok(shell.done(answer.made.stopped))
    }
}
