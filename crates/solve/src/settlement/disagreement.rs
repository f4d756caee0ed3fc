//! What a party is left with where nothing is signed.
//!
//! ## Definition
//! The utility that the case states as the party's reservation in the frame's phase. Else what it has in the states where things end up if
//! the parties go on from the status quo by themselves: the closed sets of evolution by improvements, no joint moves. That is an interval from the worst to the best
//! of them; one number where it makes no difference. Where a party that can move has wishes that are not wholly known, it may take any step that is
//! not surely for the worse, and every state that can then be reached counts. Without a status quo and a reservation it is not known.
//!
//! The same from any other state is what follows there: [`Ends::from`] with the state where a package is signed without somebody.
//!
//! ## References
//! K. W. Li, D. M. Kilgour and K. W. Hipel (2005), *Journal of the Operational Research Society* 56:699–707, for evolution.

use super::columns::{Columns, PartyColumns};
use super::{Ends as Choice, SettleError};
use crate::evolution;
use crate::stability::may_be_unknown;
use detente_model::answer::ReservationSource;
use detente_model::case::Case;
use detente_model::control::Control;
use detente_model::preference::reservation;
use detente_space::Game;
use detente_space::codes::place;
use detente_space::moves::Movement;

/// Beyond this many states it is not followed where things go by themselves.
pub const STATES: u64 = 1 << 20;

/// The states in which things may end up.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Ends {
    /// The codes of the states, ascending; at least one.
    pub codes: Vec<u64>,
    /// Whether things cannot but stay where they start.
    pub stays: bool,
}

impl Ends {
    /// Where the parties may end up that go on from the state with a code by themselves, without signing anything. None where that is too large to follow.
    ///
    /// # Errors
    /// The caller stops it.
    pub fn from(game: &Game, start: u64, control: &Control<'_>) -> Result<Option<Self>, SettleError> {
        let stays = Self { codes: vec![start], stays: true };
        if game.players.is_empty() {
            return Ok(Some(stays));
        }
        if game.states() > STATES {
            return Ok(None);
        }
        let Ok(movement) = Movement::new(game) else { return Ok(None) };
        let Some(number) = game.feasible.number(start) else { return Ok(None) };
        let numbers = if may_be_unknown(game) {
            evolution::possibly_reached(game, &movement, number, control)?
        } else {
            evolution::ends(game, &movement, number, control)?
        };
        let codes: Vec<u64> = numbers.iter().filter_map(|number| game.feasible.code(*number)).collect();
        Ok(Some(Self { stays: codes == [start], codes }))
    }
}

/// What a party holds a package against.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Disagreement {
    /// Where it comes from.
    pub source: ReservationSource,
    /// For each line that counts: which, the worst that may be left, the best. None: nothing is known.
    pub bounds: Vec<(usize, i64, i64)>,
}

impl Disagreement {
    /// Of a party; `ends`: where things end up by themselves, if that is known.
    #[must_use]
    pub fn of(case: &Case, columns: &Columns<'_>, party: &PartyColumns, ends: Option<&Ends>, choice: Choice) -> Self {
        let phase = &columns.game().phase;
        let stated = reservation::in_phase(&case.preferences[party.party].reservations, phase);
        if let (Some(stated), Some((line, unit))) = (stated, party.utility) {
            let worth = i64::try_from(i128::from(stated.worth.billionths()) / unit).unwrap_or(i64::MAX);
            return Self { source: ReservationSource::Stated, bounds: vec![(line, worth, worth)] };
        }
        let Some(ends) = ends.filter(|_| !party.order.is_empty()) else {
            return Self { source: ReservationSource::Unknown, bounds: Vec::new() };
        };
        let found = columns.of_all(&ends.codes);
        let bound = |line: &usize| {
            let numbers = || found.iter().map(|(lines, _)| lines[*line]);
            let (worst, best) = (numbers().min().unwrap_or(0), numbers().max().unwrap_or(0));
            match choice {
                Choice::Interval => (*line, worst, best),
                Choice::Worst => (*line, worst, worst),
                Choice::Best => (*line, best, best),
            }
        };
        let source = if ends.stays { ReservationSource::StatusQuo } else { ReservationSource::Reached };
        Self { source, bounds: party.order.iter().map(bound).collect() }
    }

    /// Whether a package with these numbers is surely at least as good as what is left.
    #[must_use]
    pub fn is_surely_met(&self, number: impl Fn(usize) -> i64) -> bool {
        !self.bounds.is_empty() && self.bounds.iter().all(|(line, _, best)| number(*line) >= *best)
    }

    /// Whether it may be.
    #[must_use]
    pub fn may_be_met(&self, number: impl Fn(usize) -> i64) -> bool {
        self.bounds.is_empty()
            || self.bounds.iter().any(|(line, worst, _)| number(*line) > *worst)
            || self.bounds.iter().all(|(line, worst, _)| number(*line) == *worst)
    }

    /// The one number that is left, where there is one.
    #[must_use]
    pub fn point(&self) -> Option<i64> {
        match self.bounds.as_slice() {
            [(_, worst, best)] if worst == best => Some(*worst),
            _ => None,
        }
    }
}

/// About how many bytes following where things go by themselves takes.
#[must_use]
pub fn bytes(game: &Game) -> u64 {
    if game.players.is_empty() || game.states() > STATES {
        return 0;
    }
    let ladders: u64 = game.players.iter().map(|player| player.order.ladders().len() as u64).sum();
    let players = game.players.len() as u64;
    place(game.states()) as u64 * (players * 24 + ladders * 4 + 40) + game.codes.combinations().min(1 << 30) * 4
}
