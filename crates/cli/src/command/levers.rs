use crate::exit::Failure;
use crate::shell::{Asked, Format, Method, Shell, failed};
use clap::Args;
use detente::io::answer::{write_levers_csv, write_levers_json};
use detente::report::text;
use detente::solve::stability::seq;

/// What a party can do now, what it would do to the others, who can answer it, and what it should not do
#[derive(Args)]
#[command(after_help = "Examples:
  detente levers catalog/german-question-1990 --frame core --party ussr
  detente levers catalog/german-question-1990 --frame core --party ussr --move ussr.link_vienna=yes
  detente levers catalog/elmira --from 1 --party moe --ahead
  detente levers mycase --party usa --from 12 --format csv

Moves are ordered by what they cost the others relative to what they cost the party: first those that \
leave others worse off. How much anyone loses is compared only where utilities are stated for all.")]
pub(crate) struct Levers {
    #[command(flatten)]
    asked: Asked,
    #[command(flatten)]
    method: Method,
    /// The party, by its name in the case
    #[arg(long, value_name = "PARTY")]
    party: String,
    /// Look from the state with this ordinal instead of the status quo
    #[arg(long, value_name = "ORDINAL")]
    from: Option<u64>,
    /// Look at one move only: what it changes, separated by commas
    #[arg(long = "move", value_name = "OPTION=VALUE", value_delimiter = ',', value_parser = setting)]
    only: Vec<(String, String)>,
    /// Also say which equilibria (of --concept, seq if none is named) each move brings within reach of steps that pay
    #[arg(long)]
    ahead: bool,
}

fn setting(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("expected an option and its value, as in usa.insist=yes")?;
    Ok((name.trim().to_owned(), value.trim().to_owned()))
}

impl Levers {
    pub(crate) fn run(&self, shell: &Shell) -> Result<u8, Failure> {
        let (case, files) = shell.open(&self.asked)?;
        let mut question = shell.question(self.asked.frame.as_deref(), &self.method);
        let control = shell.control();
        let game = detente::game(&case, &question, &control).map_err(|error| failed(error, &files))?;
        let concept = question.concepts.first().copied().unwrap_or(&seq::CONCEPT);
        let stability = if self.ahead || !question.concepts.is_empty() {
            question.concepts = vec![concept];
            Some(detente::stability(&case, &game, &question, &control).map_err(|error| failed(error, &files))?)
        } else {
            None
        };
        let ahead = stability.as_ref().map(|stability| (stability, concept));
        let answer = detente::levers(&case, &game, &self.party, self.from, &self.only, ahead, &control);
        let answer = answer.map_err(|error| failed(error, &files))?;
        shell.answer(|out| match self.asked.format {
            Format::Text => out.write_all(text::levers(&case, &answer, shell.style()).as_bytes()),
            Format::Json => write_levers_json(out, &case, &answer),
            Format::Csv => write_levers_csv(out, &answer.finding),
        })?;
        Ok(shell.done(stability.and_then(|stability| stability.stopped())))
    }
}
