//! What certificates are made of: states by their values, and what decides between two of them.

use detente_model::answer::{Decided, Preferred, StateValues};
use detente_model::case::Case;
use detente_model::expression::Value;
use detente_model::index::{Id, PartyId};
use detente_space::Game;

/// A state by the values of what varies.
pub(crate) fn state_values(game: &Game, state: usize) -> StateValues {
    game.codes.values(code(game, state)).into()
}

fn code(game: &Game, state: usize) -> u64 {
    game.feasible.code(state as u64).expect("the number comes from this game")
}

/// A value for each variable of the case.
pub(crate) fn all_values(case: &Case, game: &Game, state: usize) -> Vec<Value> {
    let mut values = vec![0; case.variables.len()];
    game.held.iter().for_each(|(variable, value)| values[variable.index()] = *value);
    let code = code(game, state);
    game.codes.axes().iter().for_each(|axis| values[axis.variable.index()] = axis.value(code));
    values
}

/// What makes a state better than another for a party: once for each order that its preference amounts to. None where it is not surely better.
pub(crate) fn decided(case: &Case, game: &Game, party: PartyId, better: usize, worse: usize) -> Option<Vec<Decided>> {
    let open: Vec<usize> = (1..)
        .zip(&case.preferences[party].statements)
        .filter(|(_, statement)| statement.window.is_open(&game.phase))
        .map(|(number, _)| number)
        .collect();
    let state = |state: usize| (all_values(case, game, state), i128::from(code(game, state)) + 1);
    let (better, worse) = (state(better), state(worse));
    let mut decided = Vec::new();
    for ladder in case.order(party, &game.phase).ladders() {
        let scores =
            ladder.scores.iter().map(|score| score.of(&better.0, better.1, &game.phase).cmp(&score.of(&worse.0, worse.1, &game.phase)));
        decided.push(match scores.enumerate().find(|(_, order)| order.is_ne()) {
            None => Decided::Equal,
            Some((_, std::cmp::Ordering::Less)) => return None,
            Some((at, _)) => open.get(at).map_or(Decided::Score(at), |number| Decided::Statement(*number)),
        });
    }
    decided.iter().any(|decided| *decided != Decided::Equal).then_some(decided)
}

/// The certificate that a state is better than another for a party, if it surely is.
pub(crate) fn preferred(case: &Case, game: &Game, party: PartyId, better: usize, worse: usize) -> Option<Preferred> {
    Some(Preferred {
        frame: game.description.id.clone(),
        party,
        better: state_values(game, better),
        worse: state_values(game, worse),
        decided: decided(case, game, party, better, worse)?,
    })
}
