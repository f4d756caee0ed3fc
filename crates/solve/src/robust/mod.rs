//! How firm findings are.
//!
//! ## What it says
//! In what share of the ways in which the parties can be read an outcome lasts; on whose reading that hinges; what each assumption of
//! impossibility does; and whether the model does better than one in which the parties want each other's wishes.
//!
//! ## Definition
//! A run is the case with one coding chosen for each party that can move in the frame; there is one for each combination. An outcome φ has in a
//! run the extent *all*, *some* or *none* of the states that last (equilibria under the concept), or *nowhere* where none lasts. Shares are counts of
//! runs with an extent over the number of runs: no run weighs more than another, and a share is no probability. A reading that all
//! others leave alone is counted with every combination of theirs. Without a constraint: the base run with that constraint switched
//! off. Placebo: the base run with the preferences exchanged among the parties so that nobody keeps its own: all such exchanges for up to six
//! parties, else the cyclic ones.
//!
//! ## Reads and assumes
//! Codings, constraints, outcomes; the status quo for what can be reached (by improvements, no party twice in a row).
//!
//! ## When it misleads
//! Where the codings at hand are all alike, shares near one say that nobody has doubted, not that there is no doubt.
//!
//! ## Complexity
//! One analysis of stability for each run, less what does not depend on the changed preferences.

mod extent;
mod headline;

use crate::evolution::reached_by_improvements;
use crate::stability::{self, Concept, Options, Stability, StabilityError};
use detente_model::answer::{Answer, CodedParty, ConceptDescription, Finding, Made, OutcomeDescription, RobustFinding, Run, Shares, Tally};
use detente_model::case::Case;
use detente_model::control::{Control, Stopped};
use detente_model::edit::Edit;
use detente_model::expression::Expression;
use detente_model::index::{FrameId, PartyId};
use detente_space::Game;
use detente_space::codes::place;
use detente_space::game::GameError;
use detente_space::moves::{Movement, TooRestricted, answers};
use extent::extents;
use rayon::prelude::*;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// More combinations of codings than this are not run.
pub const COMBINATIONS: u64 = 100_000;

/// Up to this many parties all exchanges of preferences are run.
const EXCHANGED: usize = 6;

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum RobustError {
    /// An analysis of stability failed.
    #[error(transparent)]
    Stability(#[from] StabilityError),
    /// A frame without one of the constraints, or with other preferences, is no game.
    #[error(transparent)]
    Game(#[from] GameError),
    /// The moves cannot be tabulated.
    #[error(transparent)]
    TooRestricted(#[from] TooRestricted),
    /// There are too many combinations of codings.
    #[error("the codings have {combinations} combinations: up to {COMBINATIONS} are run")]
    TooMany {
        /// How many there are.
        combinations: u64,
    },
    /// The caller stopped it.
    #[error("stopped")]
    Stopped(Stopped),
}

impl From<Stopped> for RobustError {
    fn from(stopped: Stopped) -> Self {
        Self::Stopped(stopped)
    }
}

/// What is asked.
#[derive(Clone, Debug)]
pub struct Asked {
    /// What is meant by lasting.
    pub concept: &'static Concept,
    /// Outcomes beside those of the case: what readers call them, and the states.
    pub outcomes: Vec<(String, Expression)>,
    /// The parties whose readings are combined; all that have several, if none.
    pub parties: Vec<PartyId>,
    /// How many bytes an analysis may use.
    pub memory: u64,
}

/// The answer to [`analyse`].
///
/// # Errors
/// As there.
pub fn answer(case: &Case, frame: FrameId, asked: &Asked, control: &Control<'_>) -> Result<Answer<RobustFinding>, RobustError> {
    let cut = AtomicBool::new(false);
    let finding = runs(case, frame, asked, &cut, control)?;
    let made = Made {
        method: "every combination of the parties' codings, each constraint switched off once, preferences exchanged as a placebo".into(),
        exactness: "exact counts of runs, given the codings; shares are no probabilities".into(),
        stopped: cut.into_inner().then_some(Stopped::Budget),
        case_digest: case.digest.clone(),
        version: env!("CARGO_PKG_VERSION").into(),
    };
    Ok(Answer { headline: headline::sentence(&finding), finding, because: Vec::new(), made })
}

/// How firm the outcomes are in a frame: those of the case that speak of what varies or is held in it, and those asked about; without any,
/// every option and issue at each of its values but the first.
///
/// # Errors
/// See [`RobustError`].
pub fn analyse(case: &Case, frame: FrameId, asked: &Asked, control: &Control<'_>) -> Result<RobustFinding, RobustError> {
    runs(case, frame, asked, &AtomicBool::new(false), control)
}

/// As [`analyse`]; says in `cut` whether the budget ended a run early.
fn runs(case: &Case, frame: FrameId, asked: &Asked, cut: &AtomicBool, control: &Control<'_>) -> Result<RobustFinding, RobustError> {
    let game = Game::new(case, frame, asked.memory, control)?;
    let (outcomes, left_out) = outcomes(case, &game, asked);
    let options = Options { concepts: vec![asked.concept], engine: stability::EngineChoice::Auto, memory: asked.memory };
    let runner = Runner { outcomes: &outcomes, options: &options, cut, control };
    let movement = Movement::new(&game)?;
    let holds = runner.holds(&game);
    let first = stability::analyse(&game, &options, control)?;
    let base = runner.run(&game, &movement, &holds, &first)?;
    let of_preferences = |edits: &[Edit]| -> Result<Run, RobustError> {
        let game = game.with_preferences_of(&case.edited(edits));
        let stability = stability::analyse_again(&first, &game, &options, control)?;
        runner.run(&game, &movement, &holds, &stability)
    };

    let among = |party: &PartyId| asked.parties.is_empty() || asked.parties.contains(party);
    let several = |party: PartyId| (case.codings[party].len() + 1, party);
    let coded = game.players.iter().map(|player| several(player.party)).filter(|(count, party)| *count > 1 && among(party));
    let coded: Vec<(PartyId, usize)> = coded.map(|(count, party)| (party, count)).collect();
    let combinations = coded.iter().fold(1u64, |product, (_, count)| product.saturating_mul(*count as u64));
    if combinations > COMBINATIONS {
        return Err(RobustError::TooMany { combinations });
    }
    let chosen = |number: u64| -> Vec<usize> {
        let mut rest = place(number);
        let digit = |(_, count): &(PartyId, usize)| {
            let digit = rest % count;
            rest /= count;
            digit
        };
        coded.iter().map(digit).collect()
    };
    let done = AtomicU64::new(0);
    let step = |total: u64| control.report("runs", done.fetch_add(1, Ordering::Relaxed) + 1, total);
    let runs: Vec<Run> = (0..combinations)
        .into_par_iter()
        .map(|number| {
            control.check()?;
            let choice = chosen(number);
            let choose = coded.iter().zip(&choice).filter(|(_, coding)| **coding > 0);
            let edits: Vec<Edit> = choose.map(|((party, _), coding)| Edit::Coding(*party, coding - 1)).collect();
            let run = of_preferences(&edits);
            step(combinations);
            run
        })
        .collect::<Result<_, _>>()?;
    let by_reading = (0..outcomes.len())
        .map(|outcome| {
            let tally = |party: usize, coding: usize| -> Tally {
                let with = (0u64..).zip(&runs).filter(|(number, _)| chosen(*number)[party] == coding);
                with.map(|(_, run)| run.extents[outcome]).collect()
            };
            coded.iter().enumerate().map(|(party, (_, count))| (0..*count).map(|coding| tally(party, coding)).collect()).collect()
        })
        .collect();

    let mut without = Vec::new();
    for (number, constraint) in case.constraints.iter().enumerate() {
        control.check()?;
        let applies = constraint.window.is_open(&game.phase) && game.simplified(&constraint.when) != Expression::Constant(false);
        if applies {
            let edited = case.edited(&[Edit::Lift(number)]);
            let game = Game::new(&edited, frame, asked.memory, control)?;
            let stability = stability::analyse(&game, &options, control)?;
            let run = runner.run(&game, &Movement::new(&game)?, &runner.holds(&game), &stability)?;
            without.push((format!("{}: {}", number + 1, constraint.when.told(case)), run));
        }
    }

    let silent = |player: &detente_space::game::Player| case.preferences[player.party].is_unknown();
    let exchanged: Vec<PartyId> = game.players.iter().filter(|player| !silent(player)).map(|player| player.party).collect();
    let exchanges = exchanges(exchanged.len());
    let placebo: Vec<Run> = exchanges
        .par_iter()
        .map(|exchange| {
            control.check()?;
            let give = exchange.iter().zip(&exchanged).map(|(from, party)| Edit::Give(*party, exchanged[*from]));
            of_preferences(&give.collect::<Vec<_>>())
        })
        .collect::<Result<_, RobustError>>()?;

    let coded_party = |(party, _): &(PartyId, usize)| {
        let base = case.preferences[*party].name.clone().unwrap_or_else(|| "as first coded".into());
        let others = case.codings[*party].iter().map(|coding| (coding.id.clone(), coding.name.clone()));
        CodedParty {
            id: case.parties[*party].id.clone(),
            name: case.parties[*party].name.clone(),
            codings: std::iter::once(("base".into(), base)).chain(others).collect(),
        }
    };
    Ok(RobustFinding {
        frame: game.description.clone(),
        concept: ConceptDescription { id: asked.concept.id, name: asked.concept.name, says: asked.concept.says },
        outcomes: outcomes.iter().map(|(description, _)| description.clone()).collect(),
        left_out,
        base,
        parties: coded.iter().map(coded_party).collect(),
        combinations: shares(&runs),
        by_reading,
        without,
        placebo: (!placebo.is_empty()).then(|| shares(&placebo)),
        placebo_is_whole: exchanged.len() <= EXCHANGED,
    })
}

/// What is asked about, in terms of what varies; and the outcomes of the case that mention something else, or that
/// what is held has settled.
fn outcomes(case: &Case, game: &Game, asked: &Asked) -> (Vec<(OutcomeDescription, Expression)>, Vec<String>) {
    let mut found = Vec::new();
    let mut left_out = Vec::new();
    let described = |name: &str, text: String| OutcomeDescription { name: name.to_owned(), text };
    for outcome in &case.outcomes {
        let holds = game.simplified(&outcome.holds);
        if game.is_closed(&holds) && !matches!(holds, Expression::Constant(_)) {
            found.push((described(&outcome.name, outcome.text.clone()), holds));
        } else {
            left_out.push(outcome.name.clone());
        }
    }
    for (text, holds) in &asked.outcomes {
        found.push((described(&holds.told(case), text.clone()), game.simplified(holds)));
    }
    if found.is_empty() {
        for axis in game.codes.axes() {
            let variable = &case.variables[axis.variable];
            for (number, value) in (0..).zip(&variable.values).skip(1) {
                let holds = Expression::Is(axis.variable, [number].into());
                found.push((described(&holds.told(case), format!("{} = {}", variable.id, value.id)), holds));
            }
        }
    }
    (found, left_out)
}

/// The exchanges in which nobody keeps its own: for each place whose it gets. None for fewer than two.
fn exchanges(count: usize) -> Vec<Vec<usize>> {
    if count > EXCHANGED {
        return (1..count).map(|shift| (0..count).map(|place| (place + shift) % count).collect()).collect();
    }
    let mut found: Vec<Vec<usize>> = if count < 2 { Vec::new() } else { vec![Vec::new()] };
    for place in 0..count {
        let longer = |exchange: &Vec<usize>| -> Vec<Vec<usize>> {
            let free = (0..count).filter(|from| *from != place && !exchange.contains(from));
            free.map(|from| exchange.iter().copied().chain([from]).collect()).collect()
        };
        found = found.iter().flat_map(longer).collect();
    }
    found
}

fn shares(runs: &[Run]) -> Shares {
    let outcomes = runs.first().map_or(0, |run| run.extents.len());
    let lasts = |wanted: Option<bool>| runs.iter().filter(|run| run.status_quo.is_some_and(|lasts| lasts.known() == wanted)).count() as u64;
    let has_start = runs.first().is_some_and(|run| run.status_quo.is_some());
    let reached = |outcome: usize| runs.iter().filter_map(|run| run.reached_extents.as_ref()).map(|extents| extents[outcome]).collect();
    Shares {
        runs: runs.len() as u64,
        status_quo: has_start.then(|| [lasts(Some(true)), lasts(Some(false)), lasts(None)]),
        lasting: (0..outcomes).map(|outcome| runs.iter().map(|run| run.extents[outcome]).collect()).collect(),
        reached: has_start.then(|| (0..outcomes).map(reached).collect()),
    }
}

/// What every run needs.
struct Runner<'a> {
    outcomes: &'a [(OutcomeDescription, Expression)],
    options: &'a Options,
    /// Set once a run was cut short.
    cut: &'a AtomicBool,
    control: &'a Control<'a>,
}

impl Runner<'_> {
    /// For each outcome the states in which it has come about.
    fn holds(&self, game: &Game) -> Vec<Vec<bool>> {
        let codes: Vec<u64> = game.feasible.codes().collect();
        self.outcomes.iter().map(|(_, holds)| answers(game, &codes, holds)).collect()
    }

    fn run(&self, game: &Game, movement: &Movement, holds: &[Vec<bool>], stability: &Stability<'_>) -> Result<Run, RobustError> {
        debug_assert_eq!(self.options.concepts.len(), 1);
        if stability.stopped().is_some() {
            self.cut.store(true, Ordering::Relaxed);
        }
        let lasting: Vec<Finding> =
            game.feasible.codes().zip(0u64..).map(|(code, number)| stability.equilibrium(code, number)[0]).collect();
        let reached = match game.status_quo.and_then(|code| game.feasible.number(code)) {
            Some(start) => Some((start, reached_by_improvements(game, movement, start, self.control)?)),
            None => None,
        };
        let count = |wanted: &dyn Fn(Finding) -> bool| lasting.iter().filter(|lasting| wanted(**lasting)).count() as u64;
        let both =
            |reached: &[bool]| lasting.iter().zip(reached).filter(|(lasting, reached)| **reached && **lasting == Finding::Yes).count();
        Ok(Run {
            states: game.states(),
            lasting: count(&|finding| finding == Finding::Yes),
            undecided: count(&|finding| finding.known().is_none()),
            reached: reached.as_ref().map(|(_, reached)| both(reached) as u64),
            status_quo: reached.as_ref().map(|(start, _)| lasting[place(*start)]),
            extents: extents(holds, &lasting, None),
            reached_extents: reached.as_ref().map(|(_, reached)| extents(holds, &lasting, Some(reached))),
        })
    }
}
