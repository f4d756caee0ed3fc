//! Findings that bounds leave open, decided by search where that is small.

use super::claim::{Claim, Cut, Terms, Walker};
use super::search::Found;
use super::{Ground, LEAST_WORK, STATES, WORK, number, states};
use crate::stability::{Stability, Tightened};
use detente_model::answer::{Finding, WhyUnknown};
use detente_model::control::{Control, Stopped};
use detente_space::Game;
use rayon::prelude::*;

/// What was found about one state.
struct OfState {
    tightened: Tightened,
    /// Concept, player, whether it is stable.
    settled: Vec<(usize, usize, bool)>,
    /// The concepts under which it surely is no equilibrium.
    excluded: Vec<usize>,
}

/// Decides the findings about sequential and symmetric sequential stability that bounds leave open. Nothing is done in frames of more than
/// [`STATES`] states, and each state may take its share of [`WORK`].
///
/// # Errors
/// The caller stopped it.
///
/// # Complexity
/// Two searches for each finding: each linear in the moves concerned where the first answers tried will do, exponential in the comparisons that
/// are not stated at worst, and then cut.
pub fn tighten(game: &Game, stability: &mut Stability<'_>, control: &Control<'_>) -> Result<(), Stopped> {
    let concepts: Vec<(usize, Terms)> = stability
        .concepts()
        .iter()
        .enumerate()
        .filter_map(|(bit, concept)| Some((bit, Terms::of(concept)?)))
        .filter(|(_, terms)| terms.asks_others())
        .collect();
    if concepts.is_empty() || game.states() > STATES || !crate::stability::may_be_unknown(game) {
        return Ok(());
    }
    let Ok(ground) = Ground::new(game) else { return Ok(()) };
    let found: &Stability<'_> = stability;
    let is_open = |finding: Finding| matches!(finding, Finding::Unknown(WhyUnknown::Preference | WhyUnknown::Undecided));
    let open: Vec<usize> = (0..states(game))
        .filter(|state| {
            let code = ground.codes[*state];
            let any = |bit: usize| (0..game.players.len()).any(|player| is_open(found.stable(player, bit, code, number(*state))));
            concepts.iter().any(|(bit, _)| any(*bit))
        })
        .collect();
    let share = (WORK / number(open.len()).max(1)).max(LEAST_WORK);
    let decided: Vec<(usize, OfState)> = open
        .par_iter()
        .map(|state| {
            control.check()?;
            let mut of_state = OfState { tightened: Tightened::default(), settled: Vec::new(), excluded: Vec::new() };
            let mut walker = Walker::new(&ground.movement, share);
            for (bit, terms) in &concepts {
                let finding = |player: usize| found.stable(player, *bit, ground.codes[*state], number(*state));
                of_state.decide(&ground, &mut walker, *state, *bit, *terms, &finding, game.players.len());
            }
            Ok((*state, of_state))
        })
        .collect::<Result<_, Stopped>>()?;
    let mut total = Tightened::default();
    for (state, of_state) in decided {
        total.open += of_state.tightened.open;
        total.settled += of_state.tightened.settled;
        total.cut += of_state.tightened.cut;
        for (bit, player, stable) in of_state.settled {
            stability.settle(player, bit, ground.codes[state], number(state), stable);
        }
        for bit in of_state.excluded {
            stability.exclude(bit, ground.codes[state], number(state));
        }
    }
    stability.set_tightened(total);
    Ok(())
}

impl OfState {
    #[expect(clippy::too_many_arguments, reason = "what one concept at one state is about")]
    fn decide(
        &mut self,
        ground: &Ground,
        walker: &mut Walker<'_>,
        state: usize,
        bit: usize,
        terms: Terms,
        finding: &dyn Fn(usize) -> Finding,
        players: usize,
    ) {
        let world = ground.world();
        // for each player whether stability is possible and whether its absence is, as far as is known
        let mut unknown = 0;
        let mut bounds = false;
        let mut fails = false;
        let before: Vec<Finding> = (0..players).map(finding).collect();
        let was_open = !before.contains(&Finding::No);
        for (player, finding) in before.iter().enumerate() {
            match finding {
                Finding::Yes => continue,
                Finding::No => {
                    fails = true;
                    continue;
                }
                Finding::Unknown(WhyUnknown::Budget | WhyUnknown::NotDefined) => {
                    bounds = true;
                    continue;
                }
                Finding::Unknown(_) => {}
            }
            self.tightened.open += 1;
            let claim = Claim { player: Some(player), state, terms };
            // one that was cut may be either
            let holds = walker.search(&world, claim, true).map(|found| matches!(found, Found::Under(_)));
            let breaks = if holds == Ok(false) {
                Ok(true)
            } else {
                walker.search(&world, claim, false).map(|found| matches!(found, Found::Under(_)))
            };
            match (holds, breaks) {
                (Ok(false), _) => {
                    self.settle(bit, player, false);
                    fails = true;
                }
                (_, Ok(false)) => self.settle(bit, player, true),
                (Err(Cut), _) | (_, Err(Cut)) => {
                    self.tightened.cut += 1;
                    unknown += 1;
                    bounds = true;
                }
                (Ok(true), Ok(true)) => unknown += 1,
            }
        }
        if !was_open || before.iter().all(|finding| *finding == Finding::Yes) {
            return;
        }
        self.tightened.open += 1;
        if fails || unknown == 0 {
            // known from the parties' findings
            self.tightened.settled += u64::from(!bounds || fails);
            self.tightened.cut += u64::from(bounds && !fails);
        } else if unknown > 1 || bounds {
            match walker.search(&world, Claim { player: None, state, terms }, true) {
                Ok(Found::Nowhere) => {
                    self.excluded.push(bit);
                    self.tightened.settled += 1;
                }
                Ok(Found::Under(_)) if !bounds => {}
                Ok(Found::Under(_)) | Err(Cut) => self.tightened.cut += 1,
            }
        }
        // one party alone that is exactly unknown: so is the equilibrium
    }

    fn settle(&mut self, bit: usize, player: usize, stable: bool) {
        self.settled.push((bit, player, stable));
        self.tightened.settled += 1;
    }
}
