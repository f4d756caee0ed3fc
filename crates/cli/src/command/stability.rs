use crate::exit::Failure;
use crate::shell::{Asked, Format, Method, Shell, failed};
use anyhow::anyhow;
use clap::{Args, ValueEnum};
use detente::io::answer::{Listing, StabilityCsv, StabilityJson};
use detente::model::answer::{Certified, Finding, StabilityFinding, StateVerdicts};
use detente::model::control::Control;
use detente::report::text;
use detente::solve::explain::Explainer;
use detente::solve::stability::{Concept, Which};

/// Which states would last, for each party and for all
#[derive(Args)]
#[command(after_help = "Examples:
  detente stability catalog/prisoners-dilemma
  detente stability catalog/german-question-1990 --frame core --concept nash,seq
  detente stability mycase --format json > answer.json
  detente stability mycase --format csv --states all > states.csv
  detente stability mycase --certify --format json > answer.json && detente verify answer.json --case mycase")]
pub(crate) struct Stability {
    #[command(flatten)]
    asked: Asked,
    #[command(flatten)]
    method: Method,
    /// Which states to list
    #[arg(long, value_name = "WHICH", default_value = "auto")]
    states: Listed,
    /// Prove every equilibrium listed, for `detente verify`: in the JSON form
    #[arg(long)]
    certify: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Listed {
    /// All where there are up to 4096, else the first 10000 that are or may be equilibria
    Auto,
    /// All that are or may be equilibria
    Equilibria,
    /// All, in order, written as they are made
    All,
}

/// Up to this many states all are listed unasked.
const ALL: u64 = 4096;
/// How many equilibria are listed unasked.
const EQUILIBRIA: usize = 10_000;
/// How many equilibria the text form is given.
const HEAD: usize = 64;
/// How many states the stability matrix of the text form has at most.
const MATRIX: u64 = 40;

impl Stability {
    pub(crate) fn run(&self, shell: &Shell) -> Result<u8, Failure> {
        if self.certify && self.asked.format != Format::Json {
            return Err(anyhow!("certificates are written in the JSON form alone: add --format json").into());
        }
        let (case, files) = shell.open(&self.asked)?;
        let question = shell.question(self.asked.frame.as_deref(), &self.method);
        let control = shell.control();
        let game = detente::game(&case, &question, &control).map_err(|error| failed(error, &files))?;
        let stability = detente::stability(&case, &game, &question, &control).map_err(|error| failed(error, &files))?;
        let which = match self.states {
            Listed::All => Which::All,
            Listed::Auto if game.states() <= ALL => Which::All,
            Listed::Auto | Listed::Equilibria => Which::Equilibria,
        };
        let cut = if self.states == Listed::Auto && which == Which::Equilibria { EQUILIBRIA } else { usize::MAX };
        let mut answer = stability.answer(&case.digest, if self.asked.format == Format::Text { HEAD } else { 0 });
        // the other forms get their rows one at a time, as they are made; the head says only how many were left out
        if self.asked.format != Format::Text {
            let left_out = answer.finding.not_listed.saturating_sub(cut as u64);
            answer.finding.not_listed = if which == Which::All { 0 } else { left_out };
        }
        let explainer = if self.certify { Some(Explainer::new(&case, &game).map_err(anyhow::Error::from)?) } else { None };
        if explainer.is_some() {
            let certified = stability.rows(which).take(cut).filter(is_equilibrium).take(StabilityFinding::CERTIFIED);
            let equilibria = certified.flat_map(|row| row.equilibrium).filter(|found| *found == Finding::Yes).count();
            answer.finding.uncertified -= (equilibria * game.players.len()) as u64;
        }
        let mut rows = stability.rows(which).take(cut);
        shell.answer(|out| match self.asked.format {
            Format::Text => {
                let matrix: Option<Vec<StateVerdicts>> = (game.states() <= MATRIX).then(|| stability.rows(Which::All).collect());
                out.write_all(text::stability(&answer, matrix.as_deref(), shell.style()).as_bytes())
            }
            Format::Json => {
                let listing = if which == Which::All { Listing::All } else { Listing::Equilibria };
                let mut writer = StabilityJson::begin(out, &case, &answer, listing)?;
                let mut room = StabilityFinding::CERTIFIED;
                rows.try_for_each(|row| match &explainer {
                    Some(explainer) if room > 0 && is_equilibrium(&row) => {
                        room -= 1;
                        let certificates = certificates(explainer, stability.concepts(), &row, game.players.len(), &control)?;
                        writer.certified_row(&case, &row, &certificates)
                    }
                    _ => writer.row(&row),
                })?;
                writer.finish(&answer.made).map(|_| ())
            }
            Format::Csv => {
                let mut writer = StabilityCsv::begin(out, &answer.finding)?;
                rows.try_for_each(|row| writer.row(&row))?;
                writer.finish()
            }
        })?;
        Ok(shell.done(stability.stopped()))
    }
}

fn is_equilibrium(row: &StateVerdicts) -> bool {
    row.equilibrium.contains(&Finding::Yes)
}

/// For each concept under which the state is an equilibrium, and each party, what proves it; none where that would be too large.
fn certificates(
    explainer: &Explainer<'_>,
    concepts: &[&'static Concept],
    row: &StateVerdicts,
    parties: usize,
    control: &Control<'_>,
) -> std::io::Result<Vec<Option<Certified>>> {
    let state = usize::try_from(row.state.ordinal - 1).map_err(std::io::Error::other)?;
    let holding = concepts.iter().zip(&row.equilibrium).filter(|(_, found)| **found == Finding::Yes);
    holding
        .flat_map(|(concept, _)| (0..parties).map(move |party| (concept, party)))
        .map(|(concept, party)| explainer.certify(state, party, concept, control).map_err(|stopped| std::io::Error::other(stopped.words())))
        .collect()
}
