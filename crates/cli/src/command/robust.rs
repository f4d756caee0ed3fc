use crate::exit::Failure;
use crate::shell::{Asked, Format, Shell, failed, known_concept};
use clap::Args;
use detente::io::answer::{write_robust_csv, write_robust_json};
use detente::model::diagnostic::{Diagnostic, suggest};
use detente::report::text;
use detente::solve::robust;
use detente::solve::stability::{concept, seq};

/// How firm findings are: over all readings of the parties, without each constraint, against a placebo
#[derive(Args)]
#[command(after_help = "Examples:
  detente robust catalog/german-question-1990 --frame core
  detente robust mycase --for 'quota = high' --for 'not up.dam and not down.sue'
  detente robust mycase --concept nash --format csv > shares.csv

Asked about are the outcomes of the case ([outcome.NAME]) and those given with --for; without any, every option. Readings \
are the codings of the case ([coding.PARTY.NAME]); see docs/case-file.md.")]
pub(crate) struct Robust {
    #[command(flatten)]
    asked: Asked,
    /// An outcome to ask about, as an expression; may be given several times
    #[arg(long = "for", value_name = "EXPRESSION")]
    outcomes: Vec<String>,
    /// Combine the readings of these parties alone, separated by commas; the others are read as first coded
    #[arg(long, value_name = "PARTIES", value_delimiter = ',')]
    party: Vec<String>,
    /// What is meant by lasting
    #[arg(short, long, value_name = "ID", default_value = "seq", value_parser = known_concept)]
    concept: &'static str,
}

impl Robust {
    pub(crate) fn run(&self, shell: &Shell) -> Result<u8, Failure> {
        let (case, files) = shell.open(&self.asked)?;
        let question = shell.question(self.asked.frame.as_deref(), &crate::shell::Method::default());
        let (mut outcomes, mut faults) = (Vec::new(), Vec::new());
        for text in &self.outcomes {
            match case.vocabulary().read(text) {
                Ok(holds) => outcomes.push((text.clone(), holds)),
                Err(problems) => {
                    faults.extend(problems.into_iter().map(|problem| {
                        Diagnostic::error(problem.code, format!("in `{text}`: {}", problem.message)).maybe_help(problem.help)
                    }))
                }
            }
        }
        let mut parties = Vec::new();
        for name in &self.party {
            match case.party_named(name) {
                Some(party) => parties.push(party),
                None => {
                    let help = suggest(name, case.parties.iter().map(|party| party.id.as_str()));
                    faults.push(Diagnostic::error("unknown-name", format!("there is no party `{name}`")).maybe_help(help));
                }
            }
        }
        if !faults.is_empty() {
            return Err(Failure::Faults(files, faults));
        }
        let asked = robust::Asked { concept: concept(self.concept).unwrap_or(&seq::CONCEPT), outcomes, parties, memory: question.memory };
        let answer = detente::robust(&case, &question, &asked, &shell.control()).map_err(|error| failed(error, &files))?;
        shell.answer(|out| match self.asked.format {
            Format::Text => out.write_all(text::robust(&answer, shell.style()).as_bytes()),
            Format::Json => write_robust_json(out, &case, &answer),
            Format::Csv => write_robust_csv(out, &answer.finding),
        })?;
        Ok(shell.done(answer.made.stopped))
    }
}
