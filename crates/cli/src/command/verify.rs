use crate::exit::{DONE, Failure, NOT_AS_EXPECTED};
use crate::shell::{Shell, Tried};
use anyhow::Context;
use clap::Args;
use detente::check::{World, verify};
use detente::io::answer::read_certificate;
use std::path::PathBuf;

/// Verify an answer by its certificate, with a second, simpler program that knows the case alone
#[derive(Args)]
#[command(after_help = "Example:
  detente explain catalog/elmira --state 5 --party uniroyal --format json > answer.json
  detente verify answer.json --case catalog/elmira

Exit code 1: the certificate is refused; it is said at which step.")]
pub(crate) struct Verify {
    /// The answer: what `detente explain --format json` wrote
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
        let (claim, certificate, digest) = read_certificate(&text, &case).with_context(|| format!("`{}`", self.answer.display()))?;
        if digest != case.digest {
            shell.remark("detente: the answer was made from another version of the case; it is held against this one");
        }
        let checked = World::new(&case, &claim.frame).and_then(|world| verify(&world, &claim, &certificate));
        let party = &case.parties[claim.party].name;
        let stable = if claim.stable { "stable" } else { "not stable" };
        match checked {
            Ok(()) => {
                shell.print(&format!("Verified: the state is {stable} for {party}.\n"))?;
                Ok(DONE)
            }
            Err(refusal) => {
                shell.print(&format!("Refused at {}: {}.\n", refusal.step, refusal.why))?;
                Ok(NOT_AS_EXPECTED)
            }
        }
    }
}
