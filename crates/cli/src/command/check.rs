use crate::exit::{DONE, Failure, WRONG};
use crate::shell::{Format, Method, Shell, failed, size};
use anyhow::anyhow;
use clap::Args;
use detente::Question;
use detente::io::answer::write_check_json;
use detente::model::diagnostic::Diagnostic;
use detente::model::hindsight::hindsight;
use detente::model::{Case, Files};
use detente::report::words::count;
use detente::solve::agreement;
use std::fmt::Write;
use std::path::PathBuf;

/// List every fault in a case, and what it consists of
#[derive(Args)]
#[command(after_help = "Examples:
  detente check mycase
  detente check mycase --strict
  detente check mycase --format json")]
pub(crate) struct Check {
    /// The case: a folder with a case.toml, or a file
    #[arg(value_name = "CASE")]
    case: PathBuf,
    /// The form of the answer
    #[arg(long, value_name = "FORM", default_value = "text")]
    format: Format,
    /// Refuse what became known only after the day on which the case is seen
    #[arg(long)]
    strict: bool,
}

impl Check {
    pub(crate) fn run(&self, shell: &Shell) -> Result<u8, Failure> {
        let mut loaded = shell.read(&self.case, &[])?;
        let mut sizes = Vec::new();
        if let Some(case) = &loaded.case {
            // what shows only when frames are enumerated: constraints that leave no state, frames that are too large
            let (faults, found) = frames(shell, case, &loaded.files)?;
            loaded.diagnostics.extend(faults);
            sizes = found;
            if self.strict {
                // the reader has warned of what now is refused
                loaded.diagnostics.retain(|diagnostic| diagnostic.code != "known-later");
                loaded.diagnostics.extend(hindsight(case));
            }
        }
        let wrong = loaded.diagnostics.iter().any(Diagnostic::is_error);
        match self.format {
            Format::Text => {
                shell.show(&loaded.files, &loaded.diagnostics);
                if let Some(case) = &loaded.case {
                    shell.print(&summary(case, &sizes))?;
                }
            }
            Format::Json => {
                let case = loaded.case.as_ref();
                shell.answer(|out| write_check_json(out, case, &loaded.files, &loaded.diagnostics))?;
            }
            Format::Csv => return Err(anyhow!("`check` has no CSV form; use json").into()),
        }
        Ok(if wrong { WRONG } else { DONE })
    }
}

/// A frame's name, and its size in words.
type Size = (String, String);

/// The faults of frames, and for each frame without one its size.
fn frames(shell: &Shell, case: &Case, files: &Files) -> Result<(Vec<Diagnostic>, Vec<Size>), Failure> {
    let mut faults = Vec::new();
    let mut sizes = Vec::new();
    for frame in case.frames.iter() {
        let question = Question { frame: Some(frame.id.clone()), ..shell.question(None, &Method::default()) };
        match detente::game(case, &question, &shell.control()) {
            Ok(game) => {
                let found = agreement::disagreements(case, &game, &frame.phase);
                faults.extend(found.iter().map(|disagreement| agreement::remark(case, &game, disagreement)));
                let movers: Vec<&str> = game.description.parties.iter().map(|party| party.name.as_str()).collect();
                let who = if movers.is_empty() { "nobody".to_owned() } else { movers.join(", ") };
                sizes.push((frame.id.clone(), format!("{}; {who} can move", size(&game.description))));
            }
            Err(detente::Error::Faults(found)) => faults.extend(found),
            Err(stopped @ detente::Error::Stopped(_)) => return Err(failed(stopped, files)),
        }
    }
    Ok((faults, sizes))
}

fn summary(case: &Case, sizes: &[Size]) -> String {
    let mut text = String::new();
    let date = case.as_of.map_or_else(String::new, |date| format!(", as of {date}"));
    let assumptions = case.assumptions();
    let cited = assumptions.iter().filter(|assumption| !assumption.is_judgement()).count();
    let _ = writeln!(text, "{}{date}", case.title);
    let _ = writeln!(
        text,
        "{}, {}, {}; {cited} of {} assumptions cite a source",
        count(case.parties.len() as u64, "party", "parties"),
        count(case.variables.len() as u64, "option or issue", "options and issues"),
        count(case.sources.len() as u64, "source", "sources"),
        assumptions.len()
    );
    let silent: Vec<&str> =
        case.parties.enumerated().filter(|(id, _)| case.preferences[*id].is_unknown()).map(|(_, party)| party.name.as_str()).collect();
    if !silent.is_empty() {
        let _ = writeln!(text, "nothing is stated about what these prefer: {}", silent.join(", "));
    }
    for (frame, size) in sizes {
        let _ = writeln!(text, "frame {frame}: {size}");
    }
    text
}
