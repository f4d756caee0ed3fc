use crate::exit::{DONE, Failure, NOT_AS_EXPECTED};
use crate::shell::{Shell, Tried};
use anyhow::Context;
use clap::Args;
use detente::check::{Refusal, World, verify};
use detente::io::answer::read_certificates;
use detente::model::Case;
use detente::model::answer::Certified;
use detente::model::index::PartyId;
use std::path::PathBuf;

/// Verify an answer by its certificates, with a second, simpler program that knows the case alone
#[derive(Args)]
#[command(after_help = "Examples:
  detente explain catalog/elmira --state 5 --party uniroyal --format json > answer.json
  detente verify answer.json --case catalog/elmira
  detente stability catalog/elmira --certify --format json > answer.json && detente verify answer.json --case catalog/elmira

Exit code 1: the certificate is refused; it is said at which step.")]
pub(crate) struct Verify {
    /// The answer: what `explain`, `evolve`, `agreement` or `stability --certify` wrote with `--format json`
    #[arg(value_name = "ANSWER.json")]
    answer: PathBuf,
    /// The case: a folder with a case.toml, or a file
    #[arg(long, value_name = "CASE")]
    case: PathBuf,
    #[command(flatten)]
    tried: Tried,
}

impl Verify {
    pub(crate) fn run(&self, shell: &Shell) -> Result<u8, Failure> {
        let case = shell.load_with(&self.case, &self.tried)?.case;
        let text = std::fs::read_to_string(&self.answer).with_context(|| format!("`{}` cannot be read", self.answer.display()))?;
        let found = read_certificates(&text, &case).with_context(|| format!("`{}`", self.answer.display()))?;
        if found.case_digest != case.digest {
            shell.remark("detente: the answer was made from another version of the case; it is held against this one (what was tried is tried here too with the same --set, --without, --add, --edit)");
        }
        // the certificates of one answer are about one frame
        let mut world: Option<(&str, World<'_>)> = None;
        for (number, certified) in (1..).zip(&found.certified) {
            let frame = certified.frame();
            if world.as_ref().is_none_or(|(name, _)| *name != frame) {
                world = World::new(&case, frame).ok().map(|world| (frame, world));
            }
            let checked = match &world {
                Some((_, world)) => verify(world, certified),
                None => Err(Refusal { step: "the frame".into(), why: format!("the case has no frame `{frame}`") }),
            };
            if let Err(Refusal { step, why }) = checked {
                let which = format!("certificate {number} of {}: {}", found.certified.len(), words(&case, certified));
                shell.print(&format!("Refused ({which}) at {step}: {why}.\n"))?;
                return Ok(NOT_AS_EXPECTED);
            }
        }
        shell.print(&summary(&case, &found.certified, found.uncertified))?;
        Ok(DONE)
    }
}

/// What a certificate is for.
fn words(case: &Case, certified: &Certified) -> String {
    let name = |party: PartyId| &case.parties[party].name;
    match certified {
        Certified::Stability(claim, _) => {
            format!("the state is {} for {}", if claim.stable { "stable" } else { "not stable" }, name(claim.party))
        }
        Certified::Order(preferred) => format!("one state is better than another for {}", name(preferred.party)),
        Certified::Layers(layers) => {
            let by = if layers.improvements { "improvements" } else { "moves" };
            match layers.ways.len() {
                1 => format!("a way by {by} is shortest"),
                count => format!("{count} ways by {by} are shortest"),
            }
        }
        Certified::Closed(closed) => match closed.states.len() {
            1 => "a state is not left".into(),
            count => format!("{count} states lead to each other and no further"),
        },
        Certified::Consent(joint) => format!("{} parties can agree on a change and gain", joint.members.len()),
        Certified::Dominance(dominance) => format!("a state is better than another for {} parties", dominance.parties.len()),
    }
}

fn summary(case: &Case, certified: &[Certified], uncertified: u64) -> String {
    let first = match certified {
        [first, ..] => words(case, first),
        [] => String::new(),
    };
    let mut text = match certified.len() {
        1 => format!("Verified: {first}.\n"),
        count => {
            let stability = certified.iter().filter(|certified| matches!(certified, Certified::Stability(..))).count();
            let rest = count - stability;
            match (stability, rest) {
                (1, rest) => format!("Verified: {first}; and {rest} claims beside it.\n"),
                (_, 0) => format!("Verified: all {count} claims about stability.\n"),
                (0, _) => format!("Verified: all {count} claims; the first: {first}.\n"),
                (_, _) => format!("Verified: all {count} claims, {stability} of them about stability.\n"),
            }
        }
    };
    if uncertified > 0 {
        text += &format!("Not verified: {uncertified} claims of the answer have no certificate.\n");
    }
    text
}
