//! A what-if within the process.

use crate::measure::{Measured, peak_memory};
use anyhow::{Context, anyhow};
use detente::model::control::Control;
use detente::model::edit::Edit;
use detente::model::index::{FrameId, Id, PartyId};
use detente::solve::stability::{EngineChoice, Options, analyse, analyse_again, concept};
use detente::space::Game;
use std::time::{Duration, Instant};

const MEMORY: u64 = 4_000_000_000;
const RUNS: usize = 5;

/// The best of several runs: the first party is given what the second wants, and everybody's verdicts are found again. Reading the case and
/// the first analysis are not counted. The peak is that of the whole process.
pub(crate) fn measure(text: &str) -> anyhow::Result<(Measured, String)> {
    let loaded = detente::io::case::read_case("case.toml", text.as_bytes(), &|_| Err("there are no includes".into()));
    let case = loaded.case.context("the generated case has faults")?;
    let control = Control::default();
    let concepts = crate::FIVE.split(',').filter_map(concept).collect();
    let options = Options { concepts, engine: EngineChoice::Auto, memory: MEMORY };
    let game = Game::new(&case, FrameId::from_index(0), MEMORY, &control).map_err(|error| anyhow!("{error}"))?;
    let before = analyse(&game, &options, &control)?;
    let mut wall = Duration::MAX;
    let edit = Edit::Give(PartyId::from_index(0), PartyId::from_index(1));
    for _ in 0..RUNS {
        let start = Instant::now();
        let edited = case.edited(std::slice::from_ref(&edit));
        let changed = game.with_preferences_of(&edited);
        let after = analyse_again(&before, &changed, &options, &control)?;
        wall = wall.min(start.elapsed());
        anyhow::ensure!(after.concepts().len() == 5, "five concepts were asked for");
    }
    let size = format!("; {} of {} feasible", game.states(), game.codes.combinations());
    Ok((Measured { wall, busy: None, peak: peak_memory(std::process::id()) }, size))
}
