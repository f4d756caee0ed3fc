use crate::exit::Failure;
use crate::shell::{Asked, Format, Method, Shell, failed};
use clap::Args;
use detente::LinkName;
use detente::io::answer::{write_link_csv, write_link_json};
use detente::report::text;

/// What changes if a party ties its consent on one issue to something else: with the link beside without, and whether it is believed
#[derive(Args)]
#[command(after_help = "Examples:
  detente link mycase --link vienna
  detente link catalog/german-question-1990 --frame settlement --tie \"ussr: ceiling only if alliance != full\"
  detente link mycase --tie \"usa: money only if usa.assurances\" --format json

Without the link, agreements change one issue at a time. With it the party agrees to changes of the issue only if the \
condition holds in the result, and where nothing can be changed without it, what the condition mentions may change together with the issue.")]
pub(crate) struct Link {
    #[command(flatten)]
    asked: Asked,
    /// The link, by its name in the case [default: the only one]
    #[arg(long, value_name = "NAME", conflicts_with = "tie")]
    link: Option<String>,
    /// A link that the case does not have
    #[arg(long, value_name = "PARTY: ISSUE only if EXPRESSION")]
    tie: Option<String>,
    /// Look from the state with this ordinal instead of the status quo
    #[arg(long, value_name = "ORDINAL")]
    from: Option<u64>,
    /// Let those who agree also change options of theirs in the same step
    #[arg(long)]
    with_options: bool,
}

impl Link {
    pub(crate) fn run(&self, shell: &Shell) -> Result<u8, Failure> {
        let (case, files) = shell.open(&self.asked)?;
        let question = shell.question(self.asked.frame.as_deref(), &Method::default());
        let control = shell.control();
        let name = match (&self.link, &self.tie) {
            (_, Some(text)) => LinkName::Written(text),
            (Some(name), None) => LinkName::Named(name),
            (None, None) => LinkName::Only,
        };
        let game = detente::game(&case, &question, &control).map_err(|error| failed(error, &files))?;
        let answer = detente::link(&case, &game, name, self.from, self.with_options, &control).map_err(|error| failed(error, &files))?;
        shell.answer(|out| match self.asked.format {
            Format::Text => out.write_all(text::link(&answer, shell.style()).as_bytes()),
            Format::Json => write_link_json(out, &case, &answer),
            Format::Csv => write_link_csv(out, &answer.finding),
        })?;
        Ok(shell.done(answer.made.stopped))
    }
}
