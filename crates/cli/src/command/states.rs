use crate::exit::{DONE, Failure};
use crate::shell::{Asked, Format, Method, Shell, failed, size};
use clap::Args;
use detente::io::answer::{write_states_csv, write_states_json};
use detente::model::answer::{Answer, Made, StatesFinding};
use detente::report::text;

/// List the feasible states of a frame with their numbers
#[derive(Args)]
#[command(
    after_help = "Examples:\n  detente states catalog/elmira\n  detente states catalog/german-question-1990 --frame core --format csv > states.csv"
)]
pub(crate) struct States {
    #[command(flatten)]
    asked: Asked,
    /// How many states the text form shows
    #[arg(long, value_name = "N", default_value_t = 64)]
    limit: usize,
}

impl States {
    pub(crate) fn run(&self, shell: &Shell) -> Result<u8, Failure> {
        let (case, files) = shell.open(&self.asked)?;
        let question = shell.question(self.asked.frame.as_deref(), &Method::default());
        let game = detente::game(&case, &question, &shell.control()).map_err(|error| failed(error, &files))?;
        let listed: Vec<_> = game.describe_all().take(self.limit).collect();
        let not_listed = game.states() - listed.len() as u64;
        let answer = Answer {
            headline: format!("{}.", size(&game.description)),
            finding: StatesFinding { frame: game.description.clone(), listed, not_listed },
            because: Vec::new(),
            made: Made {
                method: "enumeration of feasible states".into(),
                exactness: "exact, given the model".into(),
                stopped: None,
                case_digest: case.digest.clone(),
                version: env!("CARGO_PKG_VERSION").into(),
            },
        };
        shell.answer(|out| match self.asked.format {
            Format::Text => out.write_all(text::states(&answer, shell.style()).as_bytes()),
            Format::Json => write_states_json(out, &case, &answer, &mut game.describe_all()),
            Format::Csv => write_states_csv(out, &game.description, &mut game.describe_all()),
        })?;
        Ok(DONE)
    }
}
