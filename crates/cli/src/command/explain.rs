use crate::exit::{DONE, Failure};
use crate::shell::{Asked, Format, Method, Shell, failed};
use anyhow::anyhow;
use clap::Args;
use detente::io::answer::write_explanation_json;
use detente::report::text;
use detente::solve::explain::Explainer;
use detente::solve::stability::seq;

/// Why a state is stable for a party, or why it is not
#[derive(Args)]
#[command(after_help = "Examples:
  detente explain catalog/prisoners-dilemma --state 4 --party first --concept seq
  detente explain catalog/german-question-1990 --frame core --state 10358 --party ussr
  detente explain mycase --state 12 --party usa --format json > answer.json && detente verify answer.json --case mycase")]
pub(crate) struct Explain {
    #[command(flatten)]
    asked: Asked,
    #[command(flatten)]
    method: Method,
    /// The state: its ordinal
    #[arg(long, value_name = "ORDINAL")]
    state: u64,
    /// The party, by its name in the case
    #[arg(long, value_name = "PARTY")]
    party: String,
}

impl Explain {
    pub(crate) fn run(&self, shell: &Shell) -> Result<u8, Failure> {
        let (case, files) = shell.open(&self.asked)?;
        let question = shell.question(self.asked.frame.as_deref(), &self.method);
        let control = shell.control();
        let game = detente::game(&case, &question, &control).map_err(|error| failed(error, &files))?;
        let movers: Vec<&str> = game.description.parties.iter().map(|party| party.id.as_str()).collect();
        let player = movers.iter().position(|party| *party == self.party);
        let player = player.ok_or_else(|| match case.party_named(&self.party) {
            Some(_) | None if movers.is_empty() => anyhow!("nobody can move alone in this frame: see detente agreement and settle"),
            Some(_) => anyhow!("`{}` cannot move in this frame; these can: {}", self.party, movers.join(", ")),
            None => anyhow!("there is no party `{}`; these can move in this frame: {}", self.party, movers.join(", ")),
        })?;
        if self.state == 0 || self.state > game.states() {
            return Err(anyhow!("there is no state {}: the frame has states 1 to {}", self.state, game.states()).into());
        }
        if question.concepts.len() > 1 {
            return Err(anyhow!("one concept is explained at a time: ask in several runs").into());
        }
        let concept = question.concepts.first().copied().unwrap_or(&seq::CONCEPT);
        let explainer = Explainer::new(&case, &game).map_err(anyhow::Error::from)?;
        let state = usize::try_from(self.state - 1).map_err(anyhow::Error::from)?;
        let answer = explainer.explain(state, player, concept, true, &control).map_err(anyhow::Error::from)?;
        match self.asked.format {
            Format::Text => shell.print(&text::explanation(&case, &answer, shell.style()))?,
            Format::Json => shell.answer(|out| write_explanation_json(out, &case, &answer))?,
            Format::Csv => return Err(anyhow!("`explain` has no CSV form; use json").into()),
        }
        Ok(DONE)
    }
}
