use crate::exit::Failure;
use crate::shell::{Asked, Format, Method, Shell, failed};
use clap::Args;
use detente::io::answer::{write_acceptance_csv, write_acceptance_json};
use detente::report::text;
use detente::solve::acceptance;
use detente::solve::evolution::joint::chance::Choice;

/// Whether a proposal is accepted: by whom, why, what would turn it, what would be signed instead
#[derive(Args)]
#[command(after_help = "Examples:
  detente accept catalog/german-question-1990 --frame settlement --proposal dual
  detente accept catalog/german-question-1990 --frame settlement --proposal \"alliance=both, usa.assurances=yes\"
  detente accept mycase --proposal draft --at-home --then election --format json
  detente accept mycase --proposal draft --party a,b --by c --horizon 3
  detente accept mycase --proposal draft --chance uniform --mover a=3

A party accepts what is at least as good as what follows if it alone refuses: the package signed without it where the rules \
allow that, else its stated reservation, else where steps that pay, alone and together, lead without an agreement of its own on \
the package's issues. What a proposal names and the frame holds is freed for it. See docs/accept.md.")]
pub(crate) struct Accept {
    #[command(flatten)]
    asked: Asked,
    /// A proposal of the case, or values
    #[arg(long, value_name = "NAME|VALUES")]
    proposal: String,
    /// Ask these parties alone, separated by commas [default: all whose consent counts]
    #[arg(long, value_name = "PARTIES", value_delimiter = ',')]
    party: Vec<String>,
    /// Ask who ratifies at home as well
    #[arg(long)]
    at_home: bool,
    /// Whose proposal it is [default: what the case says]
    #[arg(long, value_name = "PARTY")]
    by: Option<String>,
    /// Ask again after this event
    #[arg(long, value_name = "EVENT")]
    then: Option<String>,
    /// Where nothing is signed, look at all that may be within so many steps [default: at where it ends]
    #[arg(long, value_name = "STEPS")]
    horizon: Option<u64>,
    /// Tell numbers for what follows by a chance process, an assumption: who moves is drawn, and chooses between staying and the steps that pay for it, each alike
    /// (uniform) or by exp(gain / SCALE) (logit:SCALE)
    #[arg(long, value_name = "uniform|logit:SCALE", value_parser = choice, conflicts_with = "horizon")]
    chance: Option<Choice>,
    /// How often a party is drawn to move, next to others; 1 for whoever is not named
    #[arg(long, value_name = "PARTY=W", value_parser = weight, requires = "chance")]
    mover: Vec<(String, f64)>,
    /// Start from the state with this ordinal instead of the status quo
    #[arg(long, value_name = "ORDINAL")]
    from: Option<u64>,
}

impl Accept {
    pub(crate) fn run(&self, shell: &Shell) -> Result<u8, Failure> {
        let (case, files) = shell.open(&self.asked)?;
        let question = shell.question(self.asked.frame.as_deref(), &Method::default());
        let control = shell.control();
        let fail = |error| failed(error, &files);
        let asked = acceptance::Asked {
            parties: self.party.iter().map(|name| detente::party(&case, name)).collect::<Result<_, _>>().map_err(fail)?,
            at_home: self.at_home,
            by: self.by.as_deref().map(|name| detente::party(&case, name)).transpose().map_err(fail)?,
            then: self.then.as_deref().map(|name| detente::event(&case, name)).transpose().map_err(fail)?,
            horizon: self.horizon,
            chance: self
                .chance
                .map(|choice| -> Result<_, detente::Error> {
                    let weights = self.mover.iter().map(|(name, weight)| Ok((detente::party(&case, name)?, *weight)));
                    Ok(acceptance::Chance { choice, weights: weights.collect::<Result<_, detente::Error>>()? })
                })
                .transpose()
                .map_err(fail)?,
            thorough: true,
            memory: question.memory,
        };
        let offer = detente::offer(&case, &self.proposal).map_err(fail)?;
        let (case, offer) = detente::freed(&case, &question, &offer).map_err(fail)?;
        let game = detente::game(&case, &question, &control).map_err(fail)?;
        let answer = detente::accept(&case, &game, &offer, self.from, &asked, &control).map_err(fail)?;
        shell.answer(|out| match self.asked.format {
            Format::Text => out.write_all(text::acceptance(&case, &answer, shell.style()).as_bytes()),
            Format::Json => write_acceptance_json(out, &case, &answer),
            Format::Csv => write_acceptance_csv(out, &answer.finding),
        })?;
        Ok(shell.done(answer.made.stopped))
    }
}

fn choice(text: &str) -> Result<Choice, String> {
    let positive = |scale: &f64| scale.is_finite() && *scale > 0.0;
    match text.split_once(':') {
        None if text == "uniform" => Ok(Choice::Uniform),
        Some(("logit", scale)) => {
            let scale = scale.parse().ok().filter(positive);
            scale.map(|scale| Choice::Logit { scale }).ok_or_else(|| "the scale of a logit is a number above 0: logit:1".to_owned())
        }
        _ => Err("expected uniform, or logit: with the gain that makes a step e times as likely as staying, as in logit:1".to_owned()),
    }
}

fn weight(text: &str) -> Result<(String, f64), String> {
    let (party, weight) = text.split_once('=').ok_or("expected PARTY=W, as in usa=2")?;
    let weight = weight.parse().ok().filter(|weight: &f64| weight.is_finite() && *weight >= 0.0);
    Ok((party.to_owned(), weight.ok_or("a weight is a number not below 0")?))
}
