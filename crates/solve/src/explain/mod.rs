//! Why a state is stable for a party, or why it is not: the moves, the answers, the statements that decide, and what would turn it round.
//!
//! Only what one state needs is looked at: the party's moves from it, and what the others can bring about from where those lead. The
//! finding is the same as that of the [engines](crate::stability::engine); tests compare them, and hold every certificate against
//! the independent checker.

mod at_once;
mod certificate;
mod flips;
mod headline;
mod nearest;
mod search;
mod wishes;

use crate::certify::all_values;
use crate::known::{Comparing, Ranks};
use crate::stability::concept::{Concept, Deterrence, Judgement, Simultaneous};
use crate::stability::simultaneous_is_defined;
use detente_model::answer::{
    Answer, AtOnce, ConceptDescription, Decisive, Departure, ExplanationFinding, Finding, Made, Nearest, Reply, Step, WhyUnknown,
};
use detente_model::case::Case;
use detente_model::control::{Control, Stopped};
use detente_model::deciding::decisive;
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
    /// Attitudes and degrees are not explained.
    #[error(
        "attitudes to unknown preferences and degrees of strength are not explained: ask for nash, gmr, smr, seq, sseq, seq_or_sim or seq_or_sim_any"
    )]
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

/// What is asked: whether a state is stable for a player.
#[derive(Clone, Copy, Debug)]
struct Asked {
    player: usize,
    state: usize,
    terms: Terms,
    /// Who may deter by leaving at the same time, if anybody.
    simultaneous: Option<Simultaneous>,
}

impl Asked {
    fn new(player: usize, state: usize, concept: &Concept) -> Self {
        let (terms, simultaneous) = match concept.deterrence {
            Deterrence::Nothing => (Terms { credible: None, response: false }, None),
            Deterrence::Sanctions { credible, response, simultaneous } => (Terms { credible: Some(credible), response }, simultaneous),
        };
        Self { player, state, terms, simultaneous }
    }
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
        let asked = Asked::new(player, state, concept);
        let outcomes = self.outcomes(asked, &self.orders, control)?;
        let stable = self.finding(asked, &outcomes);
        let flips = if flips { Some(self.flips(asked, &outcomes, stable, control)?) } else { None };
        let nearest = match &flips {
            Some(flips) if flips.is_empty() => self.nearest_order(asked, stable, control)?,
            _ => Nearest::NotAsked,
        };
        let mut departures: Vec<(Departure, &Outcome)> = outcomes.iter().map(|outcome| (self.departure(asked, outcome), outcome)).collect();
        let urgency = |departure: &Departure| (departure.deterred == Finding::Yes, departure.deterred != Finding::No, departure.to.ordinal);
        departures.sort_by_key(|(departure, _)| urgency(departure));
        let departures_count = departures.len() as u64;
        departures.truncate(ExplanationFinding::LISTED);
        let listed: Vec<&Outcome> = departures.iter().map(|(_, outcome)| *outcome).collect();
        let (certificates, uncertified) = self.certificates(asked, stable, &outcomes, &listed, control)?;
        let finding = ExplanationFinding {
            frame: self.game.description.clone(),
            state: self.game.state(state as u64),
            party: player,
            concept: ConceptDescription { id: concept.id, name: concept.name, says: concept.says },
            stable,
            moves: self.movement.targets(player, state).count() as u64,
            departures: departures.into_iter().map(|(departure, _)| departure).collect(),
            departures_count,
            flips: flips.unwrap_or_default(),
            nearest,
            certificates,
            uncertified,
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

    /// The fewest swaps in a player's own order that would turn the finding, whether or not a single statement turns it.
    ///
    /// # Errors
    /// The caller stops it.
    pub fn nearest(&self, state: usize, player: usize, concept: &Concept, control: &Control<'_>) -> Result<Nearest, Stopped> {
        let asked = Asked::new(player, state, concept);
        let stable = self.finding(asked, &self.outcomes(asked, &self.orders, control)?);
        self.nearest_order(asked, stable, control)
    }

    /// What becomes of each departure, if players order states like this.
    fn outcomes<O: Comparing>(&self, asked: Asked, orders: &[O], control: &Control<'_>) -> Result<Vec<Outcome>, Stopped> {
        let Asked { player, state, terms, simultaneous } = asked;
        let mut outcomes = Search { movement: &self.movement, orders, player, state, terms }.outcomes(control)?;
        if let Some(who) = simultaneous.filter(|_| simultaneous_is_defined(self.game)) {
            self.at_once(asked, who, orders, &mut outcomes, control)?;
        }
        Ok(outcomes)
    }

    /// Whether the state is stable, given what becomes of each departure.
    fn finding(&self, asked: Asked, outcomes: &[Outcome]) -> Finding {
        if asked.simultaneous.is_some() && !simultaneous_is_defined(self.game) {
            return Finding::Unknown(WhyUnknown::NotDefined);
        }
        self.stable(outcomes)
    }

    /// Stable surely: whatever may be better is surely deterred. Stable possibly: whatever is surely better is possibly deterred.
    fn stable(&self, outcomes: &[Outcome]) -> Finding {
        let over_budget = Finding::Unknown(WhyUnknown::Budget);
        let surely = outcomes.iter().all(|outcome| outcome.deterred == Finding::Yes);
        let possibly = outcomes.iter().all(|outcome| outcome.better != Finding::Yes || outcome.deterred != Finding::No);
        let nothing_known = self.game.players.iter().any(|player| player.order == Order::Unknown);
        let why = match nothing_known {
            _ if outcomes.iter().any(|outcome| outcome.deterred == over_budget) => WhyUnknown::Budget,
            true => WhyUnknown::Preference,
            false => WhyUnknown::Undecided,
        };
        Finding::from_bounds(surely, possibly, why)
    }

    fn values(&self, state: usize) -> Vec<detente_model::expression::Value> {
        all_values(self.case, self.game, state)
    }

    /// What makes one state better than another for a player.
    fn decisive(&self, player: usize, better: usize, worse: usize) -> Option<Decisive> {
        let preference = self.preference(player);
        decisive(preference, &self.case.variables, &self.values(better), &self.values(worse), &self.game.phase)
    }

    fn departure(&self, asked: Asked, outcome: &Outcome) -> Departure {
        let Asked { player, state, terms, .. } = asked;
        let step = |(mover, to): &(usize, usize)| Step { party: *mover, to: self.game.state(*to as u64) };
        let reply = outcome.answer.as_ref().map(|answer| {
            let mut from = outcome.to;
            let mut pays = Vec::new();
            for (mover, to) in answer {
                pays.push(if terms.credible == Some(true) { self.decisive(*mover, *to, from) } else { None });
                from = *to;
            }
            Reply { steps: answer.iter().map(step).collect(), pays, worse: self.decisive(player, state, from) }
        });
        let at_once = outcome.at_once.as_ref().map(|moves| {
            let end = self.together(state, outcome.to, moves);
            AtOnce {
                moves: moves.iter().map(step).collect(),
                pays: moves.iter().map(|(mover, to)| self.decisive(*mover, *to, state)).collect(),
                end: self.game.state(end as u64),
                worse: self.decisive(player, state, end),
            }
        });
        Departure {
            to: self.game.state(outcome.to as u64),
            better: outcome.better,
            because: self.decisive(player, outcome.to, state),
            deterred: outcome.deterred,
            reply,
            at_once,
            reachable: outcome.nodes.len() as u64,
        }
    }
}
