//! Whether a party's statements and its utility say the same.
//!
//! Where a preference is written in an ordinal and in a cardinal form, the ordinal one gives the order and the utility breaks its
//! ties. Pairs of states that the two put in opposite orders are worth a look: one of the codings is wrong, or the party is of two minds.

use detente_model::answer::StateDescription;
use detente_model::case::Case;
use detente_model::diagnostic::Diagnostic;
use detente_model::index::PartyId;
use detente_model::phase::Phase;
use detente_model::preference::Preference;
use detente_space::Game;
use detente_space::ranks::Slots;

/// Beyond this many states pairs are not compared.
pub const STATES: u64 = 4096;

/// Pairs of states that two forms of a preference put in opposite orders.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Disagreement {
    /// Whose preference.
    pub party: PartyId,
    /// How many pairs.
    pub pairs: u64,
    /// The first of them: the ordinal form puts the first state above the second, the utility the other way round.
    pub first: (StateDescription, StateDescription),
}

/// The disagreements of a game's parties; none are sought among more than [`STATES`] states.
///
/// # Complexity
/// Quadratic in the number of states.
#[must_use]
pub fn disagreements(case: &Case, game: &Game, phase: &Phase) -> Vec<Disagreement> {
    if game.states() > STATES {
        return Vec::new();
    }
    game.players.iter().filter_map(|player| of_party(case, game, phase, player.party)).collect()
}

fn of_party(case: &Case, game: &Game, phase: &Phase, party: PartyId) -> Option<Disagreement> {
    let (ordinal, cardinal) = case.preferences[party].by_kind();
    if ordinal.is_unknown() || cardinal.is_unknown() {
        return None;
    }
    let columns = |preference: &Preference| game.columns(&preference.order(&case.variables, phase), Slots::Numbers);
    let (ordinal, cardinal) = (columns(&ordinal), columns(&cardinal));
    let above = |columns: &[Vec<u32>], a: usize, b: usize| {
        columns.iter().all(|ranks| ranks[a] >= ranks[b]) && columns.iter().any(|ranks| ranks[a] > ranks[b])
    };
    let states = ordinal.first().map_or(0, Vec::len);
    let mut pairs = 0;
    let mut first = None;
    for a in 0..states {
        for b in 0..states {
            if above(&ordinal, a, b) && above(&cardinal, b, a) {
                pairs += 1;
                first = first.or(Some((a, b)));
            }
        }
    }
    first.map(|(a, b)| Disagreement { party, pairs, first: (game.state(a as u64), game.state(b as u64)) })
}

/// A disagreement as a remark on the case.
#[must_use]
pub fn remark(case: &Case, game: &Game, disagreement: &Disagreement) -> Diagnostic {
    let party = &case.parties[disagreement.party];
    let (above, below) = &disagreement.first;
    Diagnostic::warning(
        "forms-disagree",
        format!(
            "the order and the utility of `{}` disagree on {} {} of states in the frame `{}`",
            party.id,
            disagreement.pairs,
            if disagreement.pairs == 1 { "pair" } else { "pairs" },
            game.description.id
        ),
    )
    .at(party.span, format!("the order puts state {} above state {}, the utility the other way round", above.ordinal, below.ordinal))
    .help("the order decides, and the utility breaks its ties; `detente states` shows the states")
}
