use crate::exit::Failure;
use crate::shell::{Format, Method, Shell, Tried, failed};
use clap::Args;
use detente::io::answer::{write_comparison_csv, write_comparison_json};
use detente::model::diagnostic::Diagnostic;
use detente::report::text;
use detente::solve::compare::{Compared, Tried as TriedAloud};
use detente::solve::evolution::FIRM;
use std::path::PathBuf;

/// What changes in the answers, by party, with the cause: between two versions of a case, or by trying something in one
#[derive(Args)]
#[command(after_help = "Examples:
  detente diff catalog/german-question-1990 --frame core --set ussr.accept_nato=yes
  detente diff mycase --add proposal.toml --edit \"drop usa 3\"
  detente diff mycase-may mycase-june --format json

What is tried changes the second case where two are named.")]
pub(crate) struct Diff {
    /// The case: a folder with a case.toml, or a file
    #[arg(value_name = "CASE")]
    case: PathBuf,
    /// Another version of it; without one, the case is compared with itself as it is with what is tried
    #[arg(value_name = "OTHER")]
    other: Option<PathBuf>,
    /// The frame, which both must have [default: the first of CASE]
    #[arg(short, long, value_name = "NAME")]
    frame: Option<String>,
    /// The form of the answer
    #[arg(long, value_name = "FORM", default_value = "text")]
    format: Format,
    #[command(flatten)]
    method: Method,
    #[command(flatten)]
    tried: Tried,
}

impl Diff {
    pub(crate) fn run(&self, shell: &Shell) -> Result<u8, Failure> {
        if self.other.is_none() && self.tried.is_empty() {
            let fault = Diagnostic::error("nothing-to-compare", "there is one case and nothing is tried in it")
                .help("name another version, or try something: --set, --without, --add, --edit");
            return Err(Failure::Faults(detente::model::Files::default(), vec![fault]));
        }
        let (before, files) = shell.load(&self.case)?;
        let (with_files, edits, other_files, _) = shell.load_apart(self.other.as_ref().unwrap_or(&self.case), &self.tried)?;
        let after = with_files.edited(&edits);
        let tried = self.other.is_none().then_some(TriedAloud { with_files: &with_files, edits: &edits });

        let mut question = shell.question(self.frame.as_deref(), &self.method);
        if question.concepts.is_empty() {
            question.concepts = FIRM.to_vec();
        }
        let control = shell.control();
        let game = detente::game(&before, &question, &control).map_err(|error| failed(error, &files))?;
        let stability = detente::stability(&before, &game, &question, &control).map_err(|error| failed(error, &files))?;
        question.frame = Some(game.description.id.clone());
        let other_game = detente::game(&after, &question, &control).map_err(|error| failed(error, &other_files))?;
        let other_stability = detente::stability(&after, &other_game, &question, &control).map_err(|error| failed(error, &other_files))?;
        let one = Compared { case: &before, game: &game, stability: &stability };
        let other = Compared { case: &after, game: &other_game, stability: &other_stability };
        let answer = detente::comparison(&one, &other, tried.as_ref(), &question, &control).map_err(|error| failed(error, &other_files))?;
        shell.answer(|out| match self.format {
            Format::Text => out.write_all(text::comparison(&answer, &before, &after, shell.style()).as_bytes()),
            Format::Json => write_comparison_json(out, &before, &after, &answer),
            Format::Csv => write_comparison_csv(out, &answer.finding),
        })?;
        Ok(shell.done(answer.made.stopped))
    }
}
