//! What parties would do together: coalitions that move one member after the other, and agreements on issues; and what two parties do that look
//! some moves ahead.
//!
//! [`analyse`] asks about coalitions. [`agreement`] and [`limited`] are analyses of their own.

pub mod agreement;
pub mod cgmr;
pub mod cnash;
pub mod concept;
pub mod cseq;
pub mod csmr;
mod engine;
mod headline;
pub mod limited;

pub use concept::Concept;

use crate::known::Ranks;
use concept::Deterrence;
use detente_model::answer::{
    Answer, CoalitionCount, CoalitionDeparture, CoalitionFinding, CoalitionVerdicts, ConceptDescription, Count, Finding, Made, WhyUnknown,
};
use detente_model::control::{Control, Stopped};
use detente_model::order::Order;
use detente_space::Game;
use detente_space::codes::place;
use detente_space::moves::{Movement, TooRestricted};
use detente_space::ranks::Slots;
use engine::{Improvements, Members, Reading, Verdicts, World, bits};
use rayon::prelude::*;
use std::collections::HashMap;

/// All concepts, in the order in which they are reported.
pub const CONCEPTS: [&Concept; 4] = [&cnash::CONCEPT, &cgmr::CONCEPT, &csmr::CONCEPT, &cseq::CONCEPT];

/// The concept with a short name.
#[must_use]
pub fn concept(id: &str) -> Option<&'static Concept> {
    CONCEPTS.into_iter().find(|concept| concept.id == id)
}

/// With more parties that can move than this, every coalition is not asked about; nor is coalitional sequential stability of a coalition that faces more others.
pub const MAXIMAL_PARTIES: usize = 12;

/// Coalitions × states² may not be more than this.
pub const MAXIMAL_WORK: u64 = 1 << 34;

/// All coalitions that are looked at may have this many improvements together.
pub const MAXIMAL_IMPROVEMENTS: usize = 1 << 26;

/// How many coalitions are looked at before what is found is put together.
const CHUNK: usize = 64;

/// What is asked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Options {
    /// The concepts, at most eight.
    pub concepts: Vec<&'static Concept>,
    /// The coalitions, as players' positions; none: every one.
    pub coalitions: Option<Vec<Vec<usize>>>,
    /// How many bytes may be used.
    pub memory: u64,
}

impl Default for Options {
    fn default() -> Self {
        Self { concepts: CONCEPTS.to_vec(), coalitions: None, memory: u64::MAX }
    }
}

/// Why there is no answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum CoalitionError {
    /// The caller stopped it.
    #[error("stopped")]
    Stopped(Stopped),
    /// The moves cannot be tabulated.
    #[error(transparent)]
    TooRestricted(#[from] TooRestricted),
    /// Too many parties for every coalition.
    #[error("{parties} parties can move, and every coalition is asked about for up to {MAXIMAL_PARTIES}")]
    TooManyParties {
        /// How many can move.
        parties: usize,
    },
    /// Too many others for coalitional sequential stability.
    #[error("a coalition faces {others} others, and what all of their coalitions would do is found out for up to {MAXIMAL_PARTIES}")]
    TooManyOthers {
        /// How many there are outside the coalition.
        others: usize,
    },
    /// Too many coalitions and states.
    #[error("{coalitions} coalitions on {states} states: coalitions times states squared may be up to {MAXIMAL_WORK}")]
    TooMuch {
        /// How many coalitions have to be looked at.
        coalitions: u64,
        /// How many states there are.
        states: u64,
    },
    /// It would need more memory than is allowed.
    #[error("about {needed} bytes are needed, {allowed} are allowed")]
    TooLarge {
        /// About how many bytes are needed.
        needed: u64,
        /// How many are allowed.
        allowed: u64,
    },
    /// Too many improvements of coalitions.
    #[error("the coalitions have more than {MAXIMAL_IMPROVEMENTS} improvements together")]
    TooManyImprovements,
}

impl From<Stopped> for CoalitionError {
    fn from(stopped: Stopped) -> Self {
        Self::Stopped(stopped)
    }
}

/// The answer to [`analyse`].
///
/// # Errors
/// As there.
pub fn answer(
    game: &Game,
    options: &Options,
    case_digest: &str,
    control: &Control<'_>,
) -> Result<Answer<CoalitionFinding>, CoalitionError> {
    let (finding, stopped) = analyse(game, options, control)?;
    let exactness = if crate::stability::may_be_unknown(game) {
        "cnash, cgmr and csmr exact: yes and no under every preference that agrees with what is stated; cseq by bounds over them"
    } else {
        "exact, given the model"
    };
    let made = Made {
        method: "coalition analysis in the graph model for conflict resolution; improvements judged at their ends".into(),
        exactness: exactness.into(),
        stopped,
        case_digest: case_digest.into(),
        version: env!("CARGO_PKG_VERSION").into(),
    };
    Ok(Answer { headline: headline::sentence(&finding), finding, because: Vec::new(), made })
}

/// Which states are stable for which coalitions; and why not all of it was computed, if so.
///
/// Findings about coalitional Nash, GMR and SMR are exact where preferences are not known everywhere, for one coalition and for all: they compare
/// other states with s alone, and each party's order can be completed, independently of the others', with s below all that is not surely no
/// better (least stable for every coalition at once) or above all that is not surely better (most stable). Those about CSEQ are bounds.
///
/// With a budget, coalitions are taken in order, the smallest first, while it lasts; the rest is unknown for that reason.
///
/// # Errors
/// When there are too many parties or states, moves cannot be tabulated, or the caller stops it.
///
/// # Complexity
/// See the concepts.
pub fn analyse(game: &Game, options: &Options, control: &Control<'_>) -> Result<(CoalitionFinding, Option<Stopped>), CoalitionError> {
    let players = game.players.len();
    let coalitions = coalitions(players, options)?;
    let others = |coalition: Members| players - coalition.count_ones() as usize;
    let sequential = options.concepts.iter().any(|concept| concept.deterrence == Deterrence::Improvements);
    let most = coalitions.iter().map(|coalition| others(*coalition)).max().unwrap_or(0);
    if sequential && most > MAXIMAL_PARTIES {
        return Err(CoalitionError::TooManyOthers { others: most });
    }
    let per_coalition = game.states().saturating_mul(options.concepts.len().max(1) as u64);
    let affordable = control.budget().map_or(u64::MAX, |budget| budget / per_coalition.max(1));
    let computed = &coalitions[..coalitions.len().min(usize::try_from(affordable).unwrap_or(usize::MAX))];
    // whose improvements are needed: the coalitions' own, and those of all coalitions among the others
    let mut needed: Vec<Members> = computed.to_vec();
    if sequential {
        needed.extend(computed.iter().flat_map(|coalition| subsets(everybody(players) & !coalition)));
    }
    needed.sort_unstable();
    needed.dedup();
    let work = (needed.len() as u64).saturating_mul(game.states().saturating_mul(game.states()));
    if work > MAXIMAL_WORK {
        return Err(CoalitionError::TooMuch { coalitions: needed.len() as u64, states: game.states() });
    }
    let needed_bytes = bytes(game, options, coalitions.len() as u64);
    if needed_bytes > options.memory {
        return Err(CoalitionError::TooLarge { needed: needed_bytes, allowed: options.memory });
    }
    // how many improvements there are shows only when they are listed: what is left is theirs
    let room = place((options.memory - needed_bytes) / IMPROVEMENT).min(MAXIMAL_IMPROVEMENTS);
    let movement = Movement::new(game)?;
    let orders: Vec<Ranks> = (0..players).into_par_iter().map(|player| Ranks::new(game.ranks(player, Slots::Numbers))).collect();
    let world = World { movement: &movement, orders: &orders, control };
    let known = orders.iter().all(Ranks::is_ranked);
    let improvements = |surely: bool, room: usize| {
        list_improvements(&world, &needed, surely, room).map_err(|error| match error {
            CoalitionError::TooManyImprovements if room < MAXIMAL_IMPROVEMENTS => {
                let needed = needed_bytes.saturating_add((room as u64 + 1).saturating_mul(IMPROVEMENT));
                CoalitionError::TooLarge { needed: needed.max(options.memory + 1), allowed: options.memory }
            }
            other => other,
        })
    };
    let surely = improvements(true, room)?;
    let used: usize = surely.values().map(Vec::len).sum();
    let possibly = if known { None } else { Some(improvements(false, if room < MAXIMAL_IMPROVEMENTS { room - used } else { room })?) };

    let mut tally = Tally::new(game, options, &coalitions);
    for (done, chunk) in computed.chunks(CHUNK).enumerate() {
        control.report("coalitions", (done * CHUNK) as u64, coalitions.len() as u64);
        let verdicts: Vec<(Verdicts, Option<Verdicts>)> = chunk
            .par_iter()
            .map(|coalition| {
                let one = |reading, own: &HashMap<Members, Improvements>, steps: &HashMap<Members, Improvements>| {
                    let steps: Vec<&[(u32, u32)]> = if sequential {
                        subsets(everybody(players) & !coalition)
                            .map(|group| steps[&group].as_slice())
                            .filter(|steps| !steps.is_empty())
                            .collect()
                    } else {
                        Vec::new()
                    };
                    world.verdicts(*coalition, &options.concepts, reading, &own[coalition], &steps)
                };
                Ok(match &possibly {
                    None => (one(Reading::Least, &surely, &surely)?, None),
                    Some(possibly) => (one(Reading::Least, possibly, &surely)?, Some(one(Reading::Most, &surely, possibly)?)),
                })
            })
            .collect::<Result<_, Stopped>>()?;
        for (coalition, (least, most)) in chunk.iter().zip(&verdicts) {
            tally.add(*coalition, least, most.as_ref().unwrap_or(least));
        }
    }
    let stopped = (computed.len() < coalitions.len()).then_some(Stopped::Budget);
    Ok((tally.finding(), stopped))
}

/// How many bytes an improvement takes: as one of its coalition's, and among the steps that others may take.
const IMPROVEMENT: u64 = 16;

/// About how many bytes an analysis takes, improvements aside.
fn bytes(game: &Game, options: &Options, coalitions: u64) -> u64 {
    let (players, concepts) = (game.players.len() as u64, options.concepts.len() as u64);
    let columns: u64 = game.players.iter().map(|player| player.order.ladders().len() as u64).sum();
    let readings = if crate::stability::may_be_unknown(game) { 2 } else { 1 };
    let state = size_of::<detente_model::answer::StateDescription>() as u64 + 2 * game.codes.axes().len() as u64 + 16;
    // moves, ranks; the verdicts on a chunk of coalitions; searches of some threads; what is known of each state, and its row
    let working = 8 + 32 * players + 4 * columns + readings * coalitions.min(CHUNK as u64) * (1 + 4 * concepts) + 8 * (8 + 8 * players);
    let row =
        4 + 2 * players + 12 * concepts + (1 + concepts) * state + (2 + players) * (24 + 2 * concepts) + concepts * (24 + 8 * players);
    game.states().saturating_mul(working + row) + game.codes.combinations().min(1 << 30) / 4 + (16 << 20)
}

fn everybody(players: usize) -> Members {
    if players >= 64 { u64::MAX } else { (1 << players) - 1 }
}

/// The nonempty subsets of a set.
fn subsets(set: Members) -> impl Iterator<Item = Members> {
    let mut next = set;
    std::iter::from_fn(move || {
        let subset = next;
        if subset == 0 {
            return None;
        }
        next = (subset - 1) & set;
        Some(subset)
    })
}

/// The coalitions asked about, the smallest first, then in the order of their members.
fn coalitions(players: usize, options: &Options) -> Result<Vec<Members>, CoalitionError> {
    let mut coalitions: Vec<Members> = match &options.coalitions {
        Some(named) => {
            named.iter().map(|members| members.iter().fold(0, |set, member| set | 1 << member)).filter(|set| *set != 0).collect()
        }
        None if players > MAXIMAL_PARTIES => return Err(CoalitionError::TooManyParties { parties: players }),
        None => subsets(everybody(players)).collect(),
    };
    coalitions.sort_by_key(|set| (set.count_ones(), set.reverse_bits().wrapping_neg()));
    coalitions.dedup();
    Ok(coalitions)
}

fn list_improvements(
    world: &World<'_>,
    needed: &[Members],
    surely: bool,
    room: usize,
) -> Result<HashMap<Members, Improvements>, CoalitionError> {
    use std::sync::atomic::{AtomicUsize, Ordering};
    let (total, done) = (AtomicUsize::new(0), AtomicUsize::new(0));
    needed
        .par_iter()
        .map(|coalition| {
            let found = world.improvements(*coalition, surely)?;
            let total = total.fetch_add(found.len(), Ordering::Relaxed) + found.len();
            if total > room {
                return Err(CoalitionError::TooManyImprovements);
            }
            world.control.report("improvements of coalitions", done.fetch_add(1, Ordering::Relaxed) as u64 + 1, needed.len() as u64);
            Ok((*coalition, found))
        })
        .collect()
}

/// What is known so far of every state.
struct Tally<'a> {
    game: &'a Game,
    options: &'a Options,
    coalitions: &'a [Members],
    counts: Vec<CoalitionCount>,
    /// Stable for every coalition so far: surely, possibly.
    every: [Vec<u8>; 2],
    alone: [Vec<u8>; 2],
    parties: Vec<[Vec<u8>; 2]>,
    /// For each concept, for each state: the first coalition that surely leaves it, and where to.
    left_by: Vec<Vec<Option<(Members, u32)>>>,
}

impl<'a> Tally<'a> {
    fn new(game: &'a Game, options: &'a Options, coalitions: &'a [Members]) -> Self {
        let states = place(game.states());
        let all = || [vec![u8::MAX; states], vec![u8::MAX; states]];
        Self {
            game,
            options,
            coalitions,
            counts: Vec::new(),
            every: all(),
            alone: all(),
            parties: game.players.iter().map(|_| all()).collect(),
            left_by: vec![vec![None; states]; options.concepts.len()],
        }
    }

    fn add(&mut self, coalition: Members, least: &Verdicts, most: &Verdicts) {
        let add = |to: &mut [Vec<u8>; 2]| {
            for (all, one) in to.iter_mut().zip([&least.stable, &most.stable]) {
                all.iter_mut().zip(one).for_each(|(all, one)| *all &= one);
            }
        };
        add(&mut self.every);
        if coalition.count_ones() == 1 {
            add(&mut self.alone);
        }
        bits(coalition).for_each(|member| add(&mut self.parties[member]));
        let states = self.game.states();
        let count = |concept: usize| {
            let with = |stable: &[u8]| stable.iter().filter(|bits| **bits >> concept & 1 == 1).count() as u64;
            let (yes, possible) = (with(&least.stable), with(&most.stable));
            Count { yes, no: states - possible, unknown: possible - yes }
        };
        let stable = (0..self.options.concepts.len()).map(count).collect();
        self.counts.push(CoalitionCount { members: bits(coalition).collect(), stable });
        for (left_by, leaves_for) in self.left_by.iter_mut().zip(&most.leaves_for) {
            for (left_by, to) in left_by.iter_mut().zip(leaves_for).filter(|(_, to)| **to != u32::MAX) {
                left_by.get_or_insert((coalition, *to));
            }
        }
    }

    fn finding(mut self) -> CoalitionFinding {
        let computed = self.counts.len();
        let states = self.game.states();
        let not_computed = Count { unknown: states, ..Count::default() };
        for coalition in &self.coalitions[computed..] {
            let stable = vec![not_computed; self.options.concepts.len()];
            self.counts.push(CoalitionCount { members: bits(*coalition).collect(), stable });
        }
        let missing = |wanted: &dyn Fn(Members) -> bool| self.coalitions[computed..].iter().any(|coalition| wanted(*coalition));
        let unknown = if self.game.players.iter().any(|player| player.order == Order::Unknown) {
            WhyUnknown::Preference
        } else {
            WhyUnknown::Undecided
        };
        // coalitions that were not looked at may leave any state that is still stable
        let rows = |of: &[Vec<u8>; 2], missing: bool, state: usize| -> Vec<Finding> {
            let why = if missing { WhyUnknown::Budget } else { unknown };
            let [surely, possibly] = [of[0][state], of[1][state]];
            (0..self.options.concepts.len())
                .map(|bit| Finding::from_bounds(!missing && surely >> bit & 1 == 1, possibly >> bit & 1 == 1, why))
                .collect()
        };
        let every_missing = missing(&|_| true);
        let singles = self.coalitions.iter().filter(|coalition| coalition.count_ones() == 1).count();
        let alone_asked = singles == self.game.players.len();
        let alone_missing = missing(&|coalition| coalition.count_ones() == 1);
        let not_asked = || vec![Finding::Unknown(WhyUnknown::NotDefined); self.options.concepts.len()];
        let party_asked: Vec<bool> =
            (0..self.parties.len()).map(|party| self.coalitions.iter().any(|coalition| coalition >> party & 1 == 1)).collect();
        let party_missing: Vec<bool> = (0..self.parties.len()).map(|party| missing(&|coalition| coalition >> party & 1 == 1)).collect();
        let states: Vec<CoalitionVerdicts> = self
            .game
            .describe_all()
            .enumerate()
            .map(|(number, state)| CoalitionVerdicts {
                state,
                alone: if alone_asked { rows(&self.alone, alone_missing, number) } else { not_asked() },
                stable: rows(&self.every, every_missing, number),
                parties: (0..self.parties.len())
                    .map(|party| if party_asked[party] { rows(&self.parties[party], party_missing[party], number) } else { not_asked() })
                    .collect(),
                left_by: self
                    .left_by
                    .iter()
                    .map(|left_by| {
                        left_by[number].map(|(coalition, to)| CoalitionDeparture {
                            members: bits(coalition).collect(),
                            to: self.game.state(u64::from(to)),
                        })
                    })
                    .collect(),
            })
            .collect();
        let stable = (0..self.options.concepts.len()).map(|concept| count(states.iter().map(|row| row.stable[concept]))).collect();
        CoalitionFinding {
            frame: self.game.description.clone(),
            concepts: self
                .options
                .concepts
                .iter()
                .map(|concept| ConceptDescription { id: concept.id, name: concept.name, says: concept.says })
                .collect(),
            every: self.options.coalitions.is_none(),
            coalitions: self.counts,
            stable,
            states,
        }
    }
}

/// How many findings are yes, no and unknown.
fn count(findings: impl Iterator<Item = Finding>) -> Count {
    findings.fold(Count::default(), |mut count, finding| {
        match finding {
            Finding::Yes => count.yes += 1,
            Finding::No => count.no += 1,
            Finding::Unknown(_) => count.unknown += 1,
        }
        count
    })
}
