use crate::command::evidence::Sources;
use crate::exit::{DONE, Failure};
use crate::shell::{Method, Opened, Shell, Tried, failed};
use anyhow::Context;
use clap::Args;
use detente::Question;
use detente::io::claims;
use detente::io::evidence::resolve;
use detente::model::Case;
use detente::model::answer::{
    AgreementFinding, Answer, CoalitionFinding, EvolutionFinding, LeversFinding, RobustFinding, StabilityFinding, StateVerdicts,
};
use detente::model::control::Control;
use detente::model::index::FrameId;
use detente::report::html::{FrameReport, ReportInput, report};
use detente::solve::evolution::FIRM;
use detente::solve::robust;
use detente::solve::stability::{Which, seq};
use detente::space::Game;
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// Analyse every frame of a case and write one self-contained HTML page
#[derive(Args)]
#[command(after_help = "Examples:
  detente report catalog/german-question-1990
  detente report mycase -o briefing.html --frame core
  detente report mycase --sources documents

The page has no script and loads nothing: it can be mailed, printed and kept. With --sources or --source \
it says whether each citation is where it should be, and quotes the sentences cited from your files.")]
pub(crate) struct Report {
    /// The case: a folder with a case.toml, or a file
    #[arg(value_name = "CASE")]
    case: PathBuf,
    /// A frame; may be given several times [default: all]
    #[arg(short, long, value_name = "NAME")]
    frame: Vec<String>,
    /// Where to write the page
    #[arg(short, long, value_name = "FILE", default_value = "detente-report.html")]
    output: PathBuf,
    #[command(flatten)]
    sources: Sources,
    #[command(flatten)]
    method: Method,
    #[command(flatten)]
    tried: Tried,
}

/// What was found in one frame.
struct Found {
    frame: FrameId,
    stability: Answer<StabilityFinding>,
    rows: Option<Vec<StateVerdicts>>,
    evolution: Option<Answer<EvolutionFinding>>,
    levers: Vec<Answer<LeversFinding>>,
    agreement: Option<Answer<AgreementFinding>>,
    agreement_left_out: Option<String>,
    coalitions: Option<Answer<CoalitionFinding>>,
    robust: Option<Answer<RobustFinding>>,
}

/// How many equilibria the page lists.
const LISTED: usize = 24;
/// Up to this many states the page says what parties could agree on.
const AGREEMENT: u64 = 1 << 20;
/// Up to this many states, and parties that can move, the page says who would leave together.
const TOGETHER: (u64, usize) = (1 << 10, 6);
/// Up to this many runs times states the page says how firm the findings are.
const FIRM_RUNS: u64 = 1 << 22;
/// Up to this many states the page has the whole stability matrix.
const MATRIX: u64 = 128;

impl Report {
    pub(crate) fn run(&self, shell: &Shell) -> Result<u8, Failure> {
        let Opened { case, files, remarks } = shell.load_with(&self.case, &self.tried)?;
        let case = &case;
        let names: Vec<String> = match self.frame.as_slice() {
            [] => case.frames.iter().map(|frame| frame.id.clone()).collect(),
            named => named.to_vec(),
        };
        let sought = match shell.question(None, &self.method).concepts {
            none if none.is_empty() => FIRM.to_vec(),
            named => named,
        };
        let mut found = Vec::new();
        let mut stopped = None;
        for name in names {
            let question = Question { frame: Some(name), ..shell.question(None, &self.method) };
            let control = shell.control();
            let fail = |error| failed(error, &files);
            let game = detente::game(case, &question, &control).map_err(fail)?;
            let stability = detente::stability(case, &game, &question, &control).map_err(fail)?;
            stopped = stopped.or(stability.stopped());
            let (evolution, levers) = match game.status_quo {
                Some(_) => (
                    Some(detente::evolution(case, &game, &stability, &sought, None, &control).map_err(fail)?),
                    detente::levers_of_all(case, &game, None, &control).map_err(fail)?,
                ),
                None => (None, Vec::new()),
            };
            let has_issues = !game.consent.issues.is_empty();
            let mut agreement_left_out = None;
            let agreement = if !has_issues {
                None
            } else if game.states() > AGREEMENT {
                agreement_left_out = Some(format!(
                    "Some of what can differ takes the consent of several. With more than {AGREEMENT} possible states the page does not say what they \
                     could agree on: ask `detente agreement` about this frame."
                ));
                None
            } else {
                match detente::agreement(case, &game, &question, &control) {
                    Ok(answer) => Some(answer),
                    Err(detente::Error::Faults(faults)) => {
                        let why: Vec<&str> = faults.iter().map(|fault| fault.message.as_str()).collect();
                        agreement_left_out = Some(format!("What they could agree on is not said here: {}.", why.join("; ")));
                        None
                    }
                    Err(error) => return Err(fail(error)),
                }
            };
            let coalitions = if (2..=TOGETHER.1).contains(&game.players.len()) && game.states() <= TOGETHER.0 {
                match detente::coalitions(case, &game, &question, &[], &[], &control) {
                    Ok(answer) => Some(answer),
                    // too much for the page is no fault of the case
                    Err(detente::Error::Faults(_)) => None,
                    Err(error) => return Err(fail(error)),
                }
            } else {
                None
            };
            stopped = stopped
                .or(agreement.as_ref().and_then(|answer| answer.made.stopped))
                .or(coalitions.as_ref().and_then(|answer| answer.made.stopped));
            found.push(Found {
                frame: detente::frame(case, &question).map_err(fail)?,
                stability: stability.answer(&case.digest, LISTED),
                rows: (game.states() <= MATRIX).then(|| stability.rows(Which::All).collect()),
                evolution,
                levers,
                agreement,
                agreement_left_out,
                coalitions,
                robust: robust(case, &game, &question, &control).map_err(fail)?,
            });
        }
        let folder = if self.case.is_dir() { self.case.as_path() } else { self.case.parent().unwrap_or(Path::new("")) };
        let claims = claims::load(folder).with_context(|| format!("the claims beside `{}`", self.case.display()))?;
        let evidence = resolve(case, &self.sources.search(case, shell)?.found);
        let frames = found.iter().map(|found| FrameReport {
            frame: found.frame,
            stability: Some(&found.stability),
            rows: found.rows.as_deref(),
            evolution: found.evolution.as_ref(),
            levers: &found.levers,
            agreement: found.agreement.as_ref(),
            agreement_left_out: found.agreement_left_out.as_deref(),
            coalitions: found.coalitions.as_ref(),
            robust: found.robust.as_ref(),
        });
        let input = ReportInput {
            case,
            files: &files,
            frames: frames.collect(),
            evidence: Some(&evidence),
            claims: &claims,
            diagnostics: &remarks,
            version: env!("CARGO_PKG_VERSION"),
        };
        std::fs::write(&self.output, report(&input)).with_context(|| format!("`{}` cannot be written", self.output.display()))?;
        shell.print(&summary(&input, &found, &self.output.display().to_string()))?;
        Ok(match stopped {
            None => DONE,
            stopped @ Some(_) => shell.done(stopped),
        })
    }
}

/// How firm the findings in a frame are, where the case has readings or outcomes to ask about and that is not too much for a page.
fn robust(case: &Case, game: &Game, question: &Question, control: &Control<'_>) -> Result<Option<Answer<RobustFinding>>, detente::Error> {
    let readings = game.players.iter().map(|player| case.codings[player.party].len() as u64 + 1);
    let runs = readings.fold(1u64, u64::saturating_mul);
    if (runs == 1 && case.outcomes.is_empty()) || runs.saturating_mul(game.states()) > FIRM_RUNS {
        return Ok(None);
    }
    let asked = robust::Asked { concept: &seq::CONCEPT, outcomes: Vec::new(), parties: Vec::new(), memory: question.memory };
    match detente::robust(case, question, &asked, control) {
        Ok(answer) => Ok(Some(answer)),
        // a frame that has no state without a constraint, or is too large, is no fault of the page
        Err(detente::Error::Faults(_)) => Ok(None),
        Err(error) => Err(error),
    }
}

/// What the terminal shows: the first sentences, and where the page is.
fn summary(input: &ReportInput<'_>, found: &[Found], path: &str) -> String {
    let mut text = format!("{}\n", input.case.title);
    for found in found {
        let _ = write!(text, "\n{}\n  {}\n", input.case.frames[found.frame].title, found.stability.headline);
        if let Some(evolution) = &found.evolution {
            let _ = writeln!(text, "  {}", evolution.headline);
        }
        if let Some(agreement) = found.agreement.as_ref().filter(|agreement| !agreement.finding.issues.is_empty()) {
            let _ = writeln!(text, "  {}", agreement.headline);
        }
    }
    if let Some(evidence) = input.evidence.filter(|evidence| evidence.finding.sources.iter().any(|source| source.file.is_some())) {
        let _ = writeln!(text, "\n{}", evidence.headline);
    }
    let _ = writeln!(text, "\nThe report is in {path}");
    text
}
