//! Which states are within reach: by improvements of single parties, and by joint improvements.
//!
//! From each state that is reached, every set of parties that needs be tried (see `powers.rs`) gives those states that are better for all of its members and
//! that are not reached yet. Trees of the fibres are bounded by what is not reached, so that a state that was given costs nothing more.

use super::powers::Pass;
use super::search::Drain;
use super::{AgreementError, World};
use detente_model::control::{Control, Stopped};
use detente_space::Game;
use detente_space::codes::{narrow, place};
use detente_space::moves::Movement;

/// The numbers of the states to which improvements of single parties and joint improvements lead from the state with number `start` (from 0), itself among
/// them, ascending: those that surely are improvements, or also those that may be.
///
/// # Errors
/// When the moves cannot be tabulated, there are too many parties, or the caller stops it.
///
/// # Complexity
/// That of [`super::analyse`] in each state that is reached.
pub fn within_reach(game: &Game, start: u64, surely: bool, control: &Control<'_>) -> Result<Vec<u32>, AgreementError> {
    let world = World::new(game)?;
    let passes = world.passes();
    let within = Within::new(&world, passes.as_deref()).ok_or(AgreementError::TooRestricted)?;
    Ok(within.from(place(start), surely, control)?)
}

/// Goes where improvements lead.
pub(crate) struct Within<'w> {
    world: &'w World<'w>,
    movement: Movement,
    /// For each player its place among the consenters.
    consenter_of: Vec<usize>,
    /// The sets of parties that could agree; none where they are too many to list.
    passes: Option<&'w [Pass]>,
}

impl<'w> Within<'w> {
    /// None: the moves cannot be tabulated.
    pub(crate) fn new(world: &'w World<'w>, passes: Option<&'w [Pass]>) -> Option<Self> {
        let place_of = |player| world.game.consent.parties.iter().position(|consenter| consenter.player == Some(player));
        Some(Self {
            world,
            movement: Movement::new(world.game).ok()?,
            consenter_of: (0..world.game.players.len()).map(place_of).collect::<Option<_>>()?,
            passes,
        })
    }

    /// The states to which improvements lead from a state, itself among them, ascending: those that surely are improvements, or also those that may be.
    ///
    /// # Errors
    /// When the caller stops it.
    ///
    /// # Complexity
    /// A sort of the states for each set that could agree; then a search for each state that is reached and each set. Where the sets are too many to
    /// list, all pairs of a state that is reached and another one.
    pub(crate) fn from(&self, start: usize, surely: bool, control: &Control<'_>) -> Result<Vec<u32>, Stopped> {
        let world = self.world;
        let mut reached = vec![false; world.codes.len()];
        let mut list = vec![narrow(start)];
        reached[start] = true;
        let put = |list: &mut Vec<u32>, reached: &mut [bool], to: u32| {
            if !std::mem::replace(&mut reached[to as usize], true) {
                list.push(to);
            }
        };
        let passes = self.passes.unwrap_or_default();
        let mut drains: Vec<(Drain<'_>, usize)> = passes.iter().filter_map(|pass| Some((Drain::new(world, pass, surely)?, 0))).collect();
        let (mut alone, mut paired) = (0, 0);
        loop {
            let before = list.len();
            while let Some(state) = list.get(alone).map(|state| *state as usize) {
                alone += 1;
                control.check()?;
                for (player, consenter) in self.consenter_of.iter().enumerate() {
                    let order = &world.orders[*consenter];
                    let better = |to: &usize| order.better(*to, state, surely);
                    self.movement.targets(player, state).filter(better).for_each(|to| put(&mut list, &mut reached, narrow(to)));
                }
            }
            for (drain, asked) in &mut drains {
                while let Some(state) = list.get(*asked).map(|state| *state as usize) {
                    *asked += 1;
                    control.check()?;
                    drain.from(state, &reached).into_iter().for_each(|to| put(&mut list, &mut reached, to));
                }
            }
            while let Some(state) = list.get(paired).map(|state| *state as usize).filter(|_| self.passes.is_none()) {
                paired += 1;
                control.check()?;
                for to in 0..world.codes.len() {
                    if !reached[to] && world.agreed(state, to, world.who_gains(state, to, surely)).is_some() {
                        put(&mut list, &mut reached, narrow(to));
                    }
                }
            }
            if list.len() == before && alone == list.len() {
                break;
            }
        }
        list.sort_unstable();
        Ok(list)
    }
}
