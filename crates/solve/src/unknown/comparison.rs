//! Which missing comparison would settle most of what is unknown.
//!
//! An unknown finding holds under some completion and fails under another. An answer to "which of these two does the party like better?" makes it
//! known iff it rules out all of the one kind or all of the other. So for each finding a few completions of either kind are kept; an answer that
//! agrees with one of each settles nothing, and only for the others is a further one searched. What an answer implies for other pairs, by
//! transitivity, is counted with it.
//!
//! No probabilities are made up: for each comparison there is the number of findings that become known whatever the party answers, and the number
//! that do if it gives the answer that settles most.

use super::claim::{Claim, Cut, Open, Terms, Walker, World};
use super::relation::Answer;
use super::search::Found;
use super::{Ground, LEAST_WORK, STATES, number, states};
use crate::stability::Stability;
use detente_model::answer::{
    self, ConceptDescription, Finding, Made, MissingComparison, PartyUnknowns, Settles, UnknownsFinding, WhyUnknown,
};
use detente_model::control::{Control, Stopped};
use detente_space::Game;
use detente_space::moves::TooRestricted;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use thiserror::Error;

/// Up to this many pairs of states that a party does not compare, over all parties, all are examined; else those on which a finding is seen to turn.
const ALL_PAIRS: usize = 1 << 12;

/// Beyond this many comparisons the rest is not examined: those go first that a party can bring about by one move, and then those on which most
/// unknown findings may turn.
const COMPARISONS: usize = 1 << 12;

/// How many work units may be spent: one for each move looked at, and one for each completion that is held against an answer.
/// They are shared out evenly over the unknown findings.
const WORK: u64 = 1 << 27;

/// Why there is no answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Error)]
pub enum UnknownsError {
    /// The caller stopped it.
    #[error("stopped")]
    Stopped(Stopped),
    /// The moves cannot be tabulated.
    #[error(transparent)]
    TooRestricted(#[from] TooRestricted),
    /// There are more states than are searched.
    #[error("there are {states} states; comparisons are examined among at most {STATES}")]
    TooManyStates {
        /// How many there are.
        states: u64,
    },
    /// A concept has simultaneous sanctions, or asks for attitudes or degrees of strength.
    #[error("missing comparisons are not examined under {concept}")]
    Simultaneous {
        /// The concept.
        concept: &'static str,
    },
}

impl From<Stopped> for UnknownsError {
    fn from(stopped: Stopped) -> Self {
        Self::Stopped(stopped)
    }
}

/// An unknown finding, with some completions of either kind.
struct Unknown<'w> {
    claim: Claim,
    /// Completions under which it holds, and under which it fails.
    seen: [Vec<World<'w>>; 2],
    /// What it may turn on.
    asked: Vec<Open>,
    /// Whether all this is known.
    whole: bool,
}

/// Two states that a party does not compare.
type Pair = (usize, usize, usize);

/// Which missing comparison would settle most. `found` must be of this game, with the concepts asked for.
///
/// # Errors
/// There are too many states, a concept has simultaneous sanctions, or the caller stopped it.
///
/// # Complexity
/// For each unknown finding and each comparison of a party on which it may turn a few look-ups, and now and then a search.
pub fn answer(
    game: &Game,
    found: &Stability<'_>,
    case_digest: &str,
    control: &Control<'_>,
) -> Result<answer::Answer<UnknownsFinding>, UnknownsError> {
    let terms: Vec<Terms> = found
        .concepts()
        .iter()
        .map(|concept| Terms::of(concept).ok_or(UnknownsError::Simultaneous { concept: concept.id }))
        .collect::<Result<_, _>>()?;
    if game.states() > STATES {
        return Err(UnknownsError::TooManyStates { states: game.states() });
    }
    let ground = Ground::new(game)?;
    let players = game.players.len();
    let (claims, not_computed) = unknown_claims(game, &ground, found, &terms);
    let work = control.budget().map_or(WORK, |budget| budget.min(WORK));
    let share = (work / number(claims.len()).max(1)).max(LEAST_WORK);
    let unknowns: Vec<Unknown<'_>> = claims
        .par_iter()
        .map(|claim| {
            control.check()?;
            let mut walker = Walker::new(&ground.movement, share);
            Ok(Unknown::look(&ground, &mut walker, *claim))
        })
        .collect::<Result<_, Stopped>>()?;
    let mut parties = vec![PartyUnknowns::default(); players];
    for (unknown, claim) in unknowns.iter().zip(&claims) {
        if let Some(player) = claim.player {
            parties[player].unknown += 1;
        }
        let asked = &unknown.asked;
        if let Some(first) = asked.first().filter(|first| asked.iter().all(|open| open.player == first.player)) {
            parties[first.player].alone += 1;
        }
    }
    let (pairs, all_pairs, not_examined) = pairs(&ground, &unknowns);
    let (pairs, examined) = (pairs.as_slice(), pairs.len());
    let (settled, cut) = settled(&ground, unknowns, pairs, work, control)?;
    let mut settles = vec![Settles::default(); examined];
    for (pair, answer) in settled {
        let settles = &mut settles[pair];
        match answer {
            Answer::Better => settles.better += 1,
            Answer::Equal => settles.equal += 1,
            Answer::Worse => settles.worse += 1,
        }
    }
    let mut ranked: Vec<usize> = (0..examined).filter(|pair| settles[*pair].best() > 0).collect();
    ranked.sort_by_key(|pair| std::cmp::Reverse((settles[*pair].guaranteed(), settles[*pair].best())));
    let comparison = |pair: usize| {
        let (party, first, second) = pairs[pair];
        MissingComparison { party, first: game.state(number(first)), second: game.state(number(second)), settles: settles[pair] }
    };
    let finding = UnknownsFinding {
        frame: game.description.clone(),
        concepts: found
            .concepts()
            .iter()
            .map(|concept| ConceptDescription { id: concept.id, name: concept.name, says: concept.says })
            .collect(),
        findings: game.states() * number(found.concepts().len()) * number(players + 1),
        unknown: number(claims.len()),
        equilibria: number(claims.iter().filter(|claim| claim.player.is_none()).count()),
        parties,
        examined: number(examined),
        all_pairs,
        not_examined,
        cut,
        comparisons: ranked.into_iter().map(comparison).collect(),
    };
    let by_budget = control.budget().is_some() && cut > 0;
    Ok(answer::Answer {
        headline: super::headline::sentence(&finding, not_computed),
        because: Vec::new(),
        made: Made {
            method: "graph model for conflict resolution; search over the completions of what is stated".into(),
            exactness: exactness(&finding),
            stopped: (by_budget || not_computed).then_some(Stopped::Budget),
            case_digest: case_digest.into(),
            version: env!("CARGO_PKG_VERSION").into(),
        },
        finding,
    })
}

/// A comparison, by its place, and an answer that makes a finding known.
type Settled = (usize, Answer);

/// For each finding the answers that make it known, one after the other; and for how many findings not everything was tried. The work is shared out evenly,
/// and what some leave is shared out among those that were cut.
fn settled<'w>(
    ground: &'w Ground,
    unknowns: Vec<Unknown<'w>>,
    pairs: &[Pair],
    mut work: u64,
    control: &Control<'_>,
) -> Result<(Vec<Settled>, u64), Stopped> {
    let (pending, hopeless): (Vec<Unknown<'_>>, Vec<Unknown<'_>>) = unknowns.into_iter().partition(|unknown| unknown.whole);
    let mut pending: Vec<(Unknown<'_>, Vec<Settled>)> = pending.into_iter().map(|unknown| (unknown, Vec::new())).collect();
    let mut done = Vec::new();
    let mut last_share = 0u64;
    loop {
        let share = (work / number(pending.len()).max(1)).max(LEAST_WORK);
        if pending.is_empty() || share < last_share.saturating_mul(2) {
            // what was found before a cut is sound
            let cut = number(pending.len() + hopeless.len());
            done.extend(pending.into_iter().flat_map(|(_, settled)| settled));
            return Ok((done, cut));
        }
        let tried: Vec<(Unknown<'_>, Vec<Settled>, Option<u64>)> = pending
            .into_par_iter()
            .map(|(mut unknown, _)| {
                control.check()?;
                let mut walker = Walker::new(&ground.movement, share);
                let mut settled = Vec::new();
                let whole = unknown.settled_by(ground, &mut walker, pairs, &mut settled).is_ok();
                Ok((unknown, settled, whole.then_some(share - walker.left)))
            })
            .collect::<Result<_, Stopped>>()?;
        pending = Vec::new();
        for (unknown, settled, spent) in tried {
            work = work.saturating_sub(spent.unwrap_or(share));
            match spent {
                Some(_) => done.extend(settled),
                None => pending.push((unknown, settled)),
            }
        }
        last_share = share;
    }
}

fn exactness(finding: &UnknownsFinding) -> String {
    let mut text = "exact: what a comparison settles is counted over all preferences that agree with what is stated and with it".to_owned();
    if finding.cut > 0 {
        text += &format!("; but for {} of the unknown findings the search was cut, and the counts may be too low by so many", finding.cut);
    }
    if finding.not_examined > 0 {
        text += &format!("; {} more comparisons were not examined", finding.not_examined);
    }
    text
}

/// The findings that are unknown for want of preferences, in the order of concepts, states, parties, the equilibrium last; and whether some
/// were not computed.
fn unknown_claims(game: &Game, ground: &Ground, found: &Stability<'_>, terms: &[Terms]) -> (Vec<Claim>, bool) {
    let mut claims = Vec::new();
    let mut not_computed = false;
    for (bit, terms) in terms.iter().enumerate() {
        for state in 0..states(game) {
            let (code, at) = (ground.codes[state], number(state));
            let mut take = |player: Option<usize>, finding: Finding| match finding {
                Finding::Unknown(WhyUnknown::Preference | WhyUnknown::Undecided) => claims.push(Claim { player, state, terms: *terms }),
                Finding::Unknown(WhyUnknown::Budget | WhyUnknown::NotDefined) => not_computed = true,
                Finding::Yes | Finding::No => {}
            };
            (0..game.players.len()).for_each(|player| take(Some(player), found.stable(player, bit, code, at)));
            take(None, found.equilibrium(code, at)[bit]);
        }
    }
    (claims, not_computed)
}

/// The pairs that are examined, each once and of each class of indifferent states the first: by party, then by states. And whether that is all there are, and how many
/// more there would be.
fn pairs(ground: &Ground, unknowns: &[Unknown<'_>]) -> (Vec<Pair>, bool, u64) {
    // for each party the first of the states that are indifferent to each
    let first_of: Vec<Vec<usize>> = ground
        .orders
        .iter()
        .map(|order| {
            let mut first: BTreeMap<Vec<u32>, usize> = BTreeMap::new();
            (0..ground.codes.len())
                .map(|state| match order.columns() {
                    [] => state,
                    columns => *first.entry(columns.iter().map(|column| column[state]).collect()).or_insert(state),
                })
                .collect()
        })
        .collect();
    let mut all = Vec::new();
    for (player, first_of) in first_of.iter().enumerate().filter(|(player, _)| !ground.orders[*player].is_ranked()) {
        let classes: Vec<usize> = (0..first_of.len()).filter(|state| first_of[*state] == *state).collect();
        for (at, first) in classes.iter().enumerate() {
            for second in &classes[at + 1..] {
                let order = &ground.orders[player];
                if !order.surely_at_least(*first, *second) && !order.surely_at_least(*second, *first) {
                    all.push((player, *first, *second));
                }
            }
            if all.len() > ALL_PAIRS {
                break;
            }
        }
    }
    if all.len() <= ALL_PAIRS {
        return (all, true, 0);
    }
    // for each pair whether a move joins two states of the classes, and how many findings may turn on it
    let mut asked: BTreeMap<Pair, (bool, u64)> = BTreeMap::new();
    for open in unknowns.iter().flat_map(|unknown| &unknown.asked) {
        let (a, b) = (first_of[open.player][open.to], first_of[open.player][open.from]);
        let (joined, count) = asked.entry((open.player, a.min(b), a.max(b))).or_default();
        let step = |from: usize, to: usize| ground.movement.targets(open.player, from).any(|target| target == to);
        *joined = *joined || step(open.from, open.to) || step(open.to, open.from);
        *count += 1;
    }
    let mut asked: Vec<(Pair, (bool, u64))> = asked.into_iter().collect();
    let more = number(asked.len().saturating_sub(COMPARISONS));
    asked.sort_by_key(|(_, weight)| std::cmp::Reverse(*weight));
    asked.truncate(COMPARISONS);
    let mut pairs: Vec<Pair> = asked.into_iter().map(|(pair, _)| pair).collect();
    pairs.sort_unstable();
    (pairs, false, more)
}

impl<'w> Unknown<'w> {
    fn look(ground: &'w Ground, walker: &mut Walker<'_>, claim: Claim) -> Self {
        let mut unknown = Self { claim, seen: [Vec::new(), Vec::new()], asked: Vec::new(), whole: false };
        let world = ground.world();
        let mut look = || -> Result<bool, Cut> {
            unknown.asked = walker.asked(&world, claim)?;
            // an equilibrium that only one party may spoil is that party's finding
            let claim = walker.of_one(&world, claim)?;
            unknown.claim = claim;
            for (goal, seen) in [true, false].into_iter().zip(&mut unknown.seen) {
                match walker.search(&world, claim, goal)? {
                    Found::Under(world) => seen.push(world),
                    // it is known after all
                    Found::Nowhere => return Ok(false),
                }
            }
            Ok(true)
        };
        unknown.whole = look() == Ok(true);
        unknown
    }

    /// Which answers about which pairs make it known.
    fn settled_by(
        &mut self,
        ground: &'w Ground,
        walker: &mut Walker<'_>,
        pairs: &[Pair],
        settled: &mut Vec<(usize, Answer)>,
    ) -> Result<(), Cut> {
        // the states of each party's comparisons on which it may turn
        let mut concerned: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); walker.players()];
        for open in &self.asked {
            concerned[open.player].extend([open.to, open.from]);
        }
        for (at, (player, first, second)) in pairs.iter().enumerate() {
            let concerned = &concerned[*player];
            // where nothing is stated, nothing follows from a comparison of other states
            let nothing_stated = ground.orders[*player].columns().is_empty();
            if concerned.is_empty() || nothing_stated && !(concerned.contains(first) && concerned.contains(second)) {
                continue;
            }
            for answer in Answer::ALL {
                if !self.is_open_after(ground, walker, *player, *first, *second, answer)? {
                    settled.push((at, answer));
                }
            }
        }
        Ok(())
    }

    /// Whether it still may hold and still may fail after an answer.
    fn is_open_after(
        &mut self,
        ground: &'w Ground,
        walker: &mut Walker<'_>,
        player: usize,
        first: usize,
        second: usize,
        answer: Answer,
    ) -> Result<bool, Cut> {
        for (goal, seen) in [true, false].into_iter().zip(&mut self.seen) {
            walker.spend(number(seen.len()))?;
            if seen.iter().any(|world| world.admits(player, first, second, answer)) {
                continue;
            }
            let mut world = ground.world();
            world.relations[player].answer(first, second, answer);
            match walker.search(&world, self.claim, goal)? {
                Found::Under(world) => seen.push(world),
                Found::Nowhere => return Ok(false),
            }
        }
        Ok(true)
    }
}
