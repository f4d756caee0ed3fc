use crate::exit::Failure;
use crate::shell::{Asked, Format, Method, Shell, failed};
use clap::Args;
use detente::io::answer::{write_coalitions_csv, write_coalitions_json};
use detente::report::text;
use detente::solve::coalition::{CONCEPTS, concept};

/// Which states parties would leave together, moving one after the other
#[derive(Args)]
#[command(after_help = "Examples:
  detente coalitions catalog/elmira
  detente coalitions catalog/elmira --coalition moe,uniroyal --concept cnash
  detente coalitions mycase --format json > answer.json

Every coalition is asked about for up to 12 parties; fewer where there are many states.")]
pub(crate) struct Coalitions {
    #[command(flatten)]
    asked: Asked,
    /// A coalition, its parties separated by commas; may be given several times [default: every coalition]
    #[arg(long, value_name = "PARTIES")]
    coalition: Vec<String>,
    /// The concepts, separated by commas [default: cnash, cgmr, csmr, cseq]
    #[arg(short, long, value_name = "IDS", value_delimiter = ',', value_parser = known_concept)]
    concept: Vec<&'static str>,
}

fn known_concept(text: &str) -> Result<&'static str, String> {
    concept(text).map(|concept| concept.id).ok_or_else(|| format!("the concepts are {}", CONCEPTS.map(|concept| concept.id).join(", ")))
}

impl Coalitions {
    pub(crate) fn run(&self, shell: &Shell) -> Result<u8, Failure> {
        let (case, files) = shell.open(&self.asked)?;
        let question = shell.question(self.asked.frame.as_deref(), &Method::default());
        let control = shell.control();
        let game = detente::game(&case, &question, &control).map_err(|error| failed(error, &files))?;
        let mut concepts: Vec<_> = self.concept.iter().filter_map(|id| concept(id)).collect();
        concepts.dedup();
        concepts.truncate(CONCEPTS.len());
        let parties = |names: &String| names.split(',').map(|name| name.trim().to_owned()).collect();
        let named: Vec<Vec<String>> = self.coalition.iter().map(parties).collect();
        let answer = detente::coalitions(&case, &game, &question, &concepts, &named, &control).map_err(|error| failed(error, &files))?;
        shell.answer(|out| match self.asked.format {
            Format::Text => out.write_all(text::coalitions(&answer, shell.style()).as_bytes()),
            Format::Json => write_coalitions_json(out, &case, &answer),
            Format::Csv => write_coalitions_csv(out, &answer.finding),
        })?;
        Ok(shell.done(answer.made.stopped))
    }
}
