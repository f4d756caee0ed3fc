//! Why a state is stable for a party, or why it is not: the moves, the answers, the statements that decide, and what would turn it round.
//!
//! Only what one state needs is looked at: the party's moves from it, and what the others can bring about from where those lead. The
//! finding is the same as that of the [engines](crate::stability::engine); tests compare them, and hold every certificate against
//! the independent checker.

mod flips;
mod headline;
mod search;

use crate::known::Ranks;
use crate::stability::concept::{Concept, Deterrence, Judgement};
use detente_model::answer::{
    Answer, Certificate, CertifiedStep, Claim, ConceptDescription, Decisive, Departure, Deterred, ExplanationFinding, Finding, Made, Reply,
    StateValues, Step, WhyUnknown,
};
use detente_model::case::Case;
use detente_model::control::{Control, Stopped};
use detente_model::deciding::decisive;
use detente_model::expression::Value;
use detente_model::index::Id;
use detente_model::order::Order;
use detente_space::Game;
use detente_space::moves::{Movement, TooRestricted};
use detente_space::ranks::Slots;
use search::{Outcome, Search};

/// Why there is no explanation.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum ExplainError {
    /// The caller stopped it.
    #[error("stopped")]
    Stopped(Stopped),
    /// The moves cannot be tabulated.
    #[error(transparent)]
    TooRestricted(#[from] TooRestricted),
    /// Simultaneous answers are not explained.
    #[error("simultaneous answers are not explained yet: ask for seq")]
    Simultaneous,
    /// Attitudes and degrees are not explained.
    #[error("attitudes to unknown preferences and degrees of strength are not explained yet: ask for nash, gmr, smr, seq or sseq")]
    Judged,
}

impl From<Stopped> for ExplainError {
    fn from(stopped: Stopped) -> Self {
        Self::Stopped(stopped)
    }
}

/// What deters under a concept.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Terms {
    /// Whether answers must pay for whoever gives them; none: nothing deters.
    credible: Option<bool>,
    /// Whether the party may respond.
    response: bool,
}

/// A frame tabulated so that several explanations can be asked for.
pub struct Explainer<'a> {
    case: &'a Case,
    game: &'a Game,
    movement: Movement,
    orders: Vec<Ranks>,
}

impl<'a> Explainer<'a> {
    /// Tabulates moves and orders.
    ///
    /// # Errors
    /// The moves cannot be tabulated.
    pub fn new(case: &'a Case, game: &'a Game) -> Result<Self, TooRestricted> {
        let movement = Movement::new(game)?;
        let orders = (0..game.players.len()).map(|player| Ranks::new(game.ranks(player, Slots::Numbers))).collect();
        Ok(Self { case, game, movement, orders })
    }

    /// Why the state with this number (from 0) is, or is not, stable for a player under a concept; and, if `flips`, which single change of
    /// one statement would turn that.
    ///
    /// # Errors
    /// See [`ExplainError`].
    pub fn explain(
        &self,
        state: usize,
        player: usize,
        concept: &Concept,
        flips: bool,
        control: &Control<'_>,
    ) -> Result<Answer<ExplanationFinding>, ExplainError> {
        if concept.judgement != Judgement::Stated {
            return Err(ExplainError::Judged);
        }
        let terms = match concept.deterrence {
            Deterrence::Nothing => Terms { credible: None, response: false },
            Deterrence::Sanctions { simultaneous: Some(_), .. } => return Err(ExplainError::Simultaneous),
            Deterrence::Sanctions { credible, response, simultaneous: None } => Terms { credible: Some(credible), response },
        };
        let search = Search { movement: &self.movement, orders: &self.orders, player, state, terms };
        let outcomes = search.outcomes(control)?;
        let stable = self.stable(&outcomes);
        let mut departures: Vec<Departure> = outcomes.iter().map(|outcome| self.departure(player, state, terms, outcome)).collect();
        departures.sort_by_key(|departure| (departure.deterred == Finding::Yes, departure.deterred != Finding::No, departure.to.ordinal));
        let departures_count = departures.len() as u64;
        departures.truncate(ExplanationFinding::LISTED);
        let finding = ExplanationFinding {
            frame: self.game.description.clone(),
            state: self.game.state(state as u64),
            party: player,
            concept: ConceptDescription { id: concept.id, name: concept.name, says: concept.says },
            stable,
            moves: self.movement.targets(player, state).count() as u64,
            departures,
            departures_count,
            flips: if flips { self.flips(player, state, terms, stable, control)? } else { Vec::new() },
            certificate: self.certificate(player, state, terms, stable, &outcomes),
        };
        let made = Made {
            method: "graph model for conflict resolution; search from one state".into(),
            exactness: "exact, given the model, where the finding is yes or no".into(),
            stopped: None,
            case_digest: self.case.digest.clone(),
            version: env!("CARGO_PKG_VERSION").into(),
        };
        Ok(Answer { headline: headline::sentence(&finding), finding, because: Vec::new(), made })
    }

    /// Stable surely: whatever may be better is surely deterred. Stable possibly: whatever is surely better is possibly deterred.
    fn stable(&self, outcomes: &[Outcome]) -> Finding {
        let surely = outcomes.iter().all(|outcome| outcome.deterred == Finding::Yes);
        let possibly = outcomes.iter().all(|outcome| outcome.better != Finding::Yes || outcome.deterred != Finding::No);
        let nothing_known = self.game.players.iter().any(|player| player.order == Order::Unknown);
        Finding::from_bounds(surely, possibly, if nothing_known { WhyUnknown::Preference } else { WhyUnknown::Undecided })
    }

    /// A value for each variable of the case.
    fn values(&self, state: usize) -> Vec<Value> {
        let mut values = vec![0; self.case.variables.len()];
        self.game.held.iter().for_each(|(variable, value)| values[variable.index()] = *value);
        let code = self.game.feasible.code(state as u64).expect("the number comes from this game");
        self.game.codes.axes().iter().for_each(|axis| values[axis.variable.index()] = axis.value(code));
        values
    }

    /// What makes one state better than another for a player.
    fn decisive(&self, player: usize, better: usize, worse: usize) -> Option<Decisive> {
        let preference = &self.case.preferences[self.game.players[player].party];
        decisive(preference, &self.case.variables, &self.values(better), &self.values(worse), &self.game.phase)
    }

    fn departure(&self, player: usize, state: usize, terms: Terms, outcome: &Outcome) -> Departure {
        let reply = outcome.answer.as_ref().map(|answer| {
            let mut from = outcome.to;
            let mut pays = Vec::new();
            for (mover, to) in answer {
                pays.push(if terms.credible == Some(true) { self.decisive(*mover, *to, from) } else { None });
                from = *to;
            }
            Reply {
                steps: answer.iter().map(|(mover, to)| Step { party: *mover, to: self.game.state(*to as u64) }).collect(),
                pays,
                worse: self.decisive(player, state, from),
            }
        });
        Departure {
            to: self.game.state(outcome.to as u64),
            better: outcome.better,
            because: self.decisive(player, outcome.to, state),
            deterred: outcome.deterred,
            reply,
            reachable: outcome.nodes.len() as u64,
        }
    }

    fn state_values(&self, state: usize) -> StateValues {
        self.game.codes.values(self.game.feasible.code(state as u64).expect("the number comes from this game")).into()
    }

    fn certificate(
        &self,
        player: usize,
        state: usize,
        terms: Terms,
        stable: Finding,
        outcomes: &[Outcome],
    ) -> Option<(Claim, Certificate)> {
        let party = |player: usize| self.game.players[player].party;
        let certificate = match stable {
            Finding::Unknown(_) => return None,
            Finding::Yes => Certificate::Paths(
                outcomes
                    .iter()
                    .map(|outcome| Deterred {
                        improvement: self.state_values(outcome.to),
                        answer: outcome
                            .answer
                            .iter()
                            .flatten()
                            .map(|(mover, to)| CertifiedStep { party: party(*mover), to: self.state_values(*to) })
                            .collect(),
                    })
                    .collect(),
            ),
            Finding::No => {
                let open = outcomes.iter().filter(|outcome| outcome.better == Finding::Yes && outcome.deterred == Finding::No);
                let outcome = open.min_by_key(|outcome| outcome.nodes.len())?;
                if outcome.nodes.len() > Certificate::MEMBERS {
                    return None;
                }
                Certificate::ClosedSet {
                    improvement: self.state_values(outcome.to),
                    nodes: outcome.nodes.iter().map(|(state, mover)| (self.state_values(*state), party(*mover))).collect(),
                }
            }
        };
        let claim = Claim {
            frame: self.game.description.id.clone(),
            state: self.state_values(state),
            party: party(player),
            credible: terms.credible,
            response: terms.response,
            stable: stable == Finding::Yes,
        };
        Some((claim, certificate))
    }
}
