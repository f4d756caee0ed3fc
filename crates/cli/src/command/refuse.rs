use crate::exit::Failure;
use crate::shell::{Asked, Format, Method, Shell, failed};
use clap::Args;
use detente::io::answer::{write_refusal_csv, write_refusal_json};
use detente::model::diagnostic::Diagnostic;
use detente::report::text;
use detente::solve::acceptance::{Offer, Refusing};

/// What follows if a party refuses: who refuses with it, what happens anyway, what it loses, what it could ask for
#[derive(Args)]
#[command(after_help = "Examples:
  detente refuse catalog/german-question-1990 --frame settlement --party france --proposal full_east
  detente refuse catalog/german-question-1990 --frame settlement --party ussr
  detente refuse mycase --party a --proposal \"quota=high\" --then election --format json

Without --proposal each proposal of the case is looked at in turn; JSON then has one answer after the other. Who refuses \
with the party is found in rounds: whoever prefers what follows its own refusal, given who refuses already, joins. See \
docs/accept.md.")]
pub(crate) struct Refuse {
    #[command(flatten)]
    asked: Asked,
    /// Who refuses
    #[arg(long, value_name = "PARTY")]
    party: String,
    /// A proposal of the case, or values [default: each proposal of the case]
    #[arg(long, value_name = "NAME|VALUES")]
    proposal: Option<String>,
    /// Whether it could still refuse after this event [default: each event at which a rule of the proposal's issues changes]
    #[arg(long, value_name = "EVENT")]
    then: Option<String>,
    /// Where nothing is signed, look at all that may be within so many steps [default: at where it ends]
    #[arg(long, value_name = "STEPS")]
    horizon: Option<u64>,
    /// Start from the state with this ordinal instead of the status quo
    #[arg(long, value_name = "ORDINAL")]
    from: Option<u64>,
}

impl Refuse {
    pub(crate) fn run(&self, shell: &Shell) -> Result<u8, Failure> {
        let (case, files) = shell.open(&self.asked)?;
        let question = shell.question(self.asked.frame.as_deref(), &Method::default());
        let control = shell.control();
        let fail = |error| failed(error, &files);
        let asked = Refusing {
            party: detente::party(&case, &self.party).map_err(fail)?,
            then: self.then.as_deref().map(|name| detente::event(&case, name)).transpose().map_err(fail)?,
            horizon: self.horizon,
            memory: question.memory,
        };
        let offers: Vec<Offer> = match &self.proposal {
            Some(text) => vec![detente::offer(&case, text).map_err(fail)?],
            None => case.proposals.iter().map(Offer::from).collect(),
        };
        if offers.is_empty() {
            let fault = Diagnostic::error("no-proposal", "the case has no proposals, and none is given")
                .help("say what is refused, as in --proposal \"issue=value\"");
            return Err(Failure::Faults(files, vec![fault]));
        }
        let mut found = Vec::new();
        for offer in &offers {
            let (case, offer) = detente::freed(&case, &question, offer).map_err(fail)?;
            let game = detente::game(&case, &question, &control).map_err(fail)?;
            match detente::refuse(&case, &game, &offer, self.from, &asked, &control) {
                Ok(answer) => found.push((case, answer)),
                // one of several that cannot be asked here is left out aloud
                Err(detente::Error::Faults(faults)) if self.proposal.is_none() => {
                    let name = offer.id.as_deref().unwrap_or(&offer.name);
                    let why: Vec<&str> = faults.iter().map(|fault| fault.message.as_str()).collect();
                    shell.remark(&format!("detente: `{name}` is left out: {}", why.join("; ")));
                }
                Err(error) => return Err(fail(error)),
            }
        }
        if found.is_empty() {
            let fault = Diagnostic::error("no-proposal", "none of the case's proposals can be asked about in this frame")
                .help("name another frame, or say what is refused, as in --proposal \"issue=value\"");
            return Err(Failure::Faults(files, vec![fault]));
        }
        shell.answer(|out| match self.asked.format {
            Format::Text => {
                for (at, (case, answer)) in found.iter().enumerate() {
                    if at > 0 {
                        out.write_all(b"\n")?;
                    }
                    out.write_all(text::refusal(case, answer, shell.style()).as_bytes())?;
                }
                Ok(())
            }
            Format::Json => found.iter().try_for_each(|(case, answer)| write_refusal_json(&mut *out, case, answer)),
            Format::Csv => write_refusal_csv(out, found.iter().map(|(_, answer)| &answer.finding)),
        })?;
        Ok(crate::exit::DONE)
    }
}
