//! # The spatial model of politics
//!
//! ## What it says
//! Actors on one or several issues at once look for others that they could press, strike bargains with them where both meet,
//! and vote on which of the bargains at hand is carried out; turn by turn positions shift until they hardly do any more.
//!
//! ## Definition
//! Places are shares of each issue's range. Actor i cares for issue k by `σ_ik` and weighs `c_i`; what it wants, its ideal, is
//! where it stands now unless an accommodation matrix says otherwise.
//! * The distance of a place from i's ideal is `d = √(Σ_k (σ_ik Δ_k)² / Σ_k σ_ik²)`; its utility `u = (1−d)(1+d R)`, with `R` from
//!   −1 (seeks risk) to 1 (shies it); beyond `d = 1` it is `(1−d)(1+R)`.
//! * The coalition for one position against another has the strength 10⁻⁸ plus the sum of the positive votes; a vote is the weight
//!   times a function of the difference of utilities ([`VotingRule`]). Strengths become chances of pairs ([`VictoryProbability`]),
//!   these chances of positions ([`PositionChances`]).
//! * A first pass with `R = 0` over every actor's position, with weights `c`, gives the attitudes to risk ([`RiskRange`]); a
//!   second over the distinct positions, with these, the chances that are reported. Viewer h takes i's attitude to be what
//!   [`RiskEstimate`] says.
//! * i challenges j: each throws in its vote, with weight `c_i Σ_k σ_ik`. A third party n sees a little coalition: the two, and
//!   itself on the side that it prefers, with odds `π` for i; it votes on the difference between helping i,
//!   `π(2u_ni+u_nn)+(1−π)3u_nj`, and helping j, `(1−π)(2u_nj+u_nn)+π 3u_ni` ([`ThirdPartyCommitment`]). The odds `P` are the
//!   share of strength on i's side. With the chance `s_j = Σ_k σ_jk` that j resists, i gains
//!   `(1−s_j) 2u_ii + s_j (P 2u_ii + (1−P) 2u_ij) − u_ii − u_ij`. Each actor challenges the one by whom it gains most in its own
//!   eyes, if that is more than 10⁻⁵.
//! * The two would meet, issue by issue, at the mean of their places weighted by [`BargainWeights`], each with 10⁻⁶ more for its own
//!   place, rounded to four decimals ([`Proposal`]).
//! * For each actor all vote, with weights `c`, on its staying and the bargains that it is part of, each worth the mean utility
//!   of all positions after it; it goes where the likeliest takes it ([`Transitions`]).
//! * It ends when, after two turns or more, a turn moved the actors by less than 2 % of what the first one did, or after 100
//!   turns. What actors move is the sum of the straight distances.
//!
//! Where the definition leaves a choice, that reading is taken which gives the published runs: the first pass does not merge
//! equal positions and the second does; two positions are the same where their straight distance, over all issues, is below
//! 10⁻³; third parties have one pair of odds, not one for each side they might take; everybody votes on bargains by its own,
//! true attitude. Readings of our own, which no published run decides: under [`ThirdPartyCommitment::NoCommit`] and
//! [`ThirdPartyCommitment::FullCommit`] one pair of odds would leave third parties nothing to choose, so that there the odds
//! are those with their help on the one side or the other; [`VictoryProbability::Binary`] is certain at a ratio of 1.1;
//! [`BargainWeights::S2PMax`] gives all weight to the likelier winner; differences of utility below 10⁻¹² are none to a binary
//! vote; the first of several actors with the same position stands for all of them; where every position loses for certain to
//! some other, all are as likely. Chances or gains that differ by less than 10⁻¹² are ties, and the first in the order of the
//! actors is taken.
//!
//! ## Reads and assumes
//! Positions, saliences, capabilities. An actor has one capability: the mean over the issues where it has one. Without a
//! stance on an issue it cares nothing for it; without any it takes no part. All know all positions, saliences and capabilities.
//!
//! The forecast of an issue is one of the [`Readings`] of the last round, the mean of the distinct positions weighted by their chances unless another is asked
//! for; on an issue with two points its place between the ends is the probability of the higher one. By default all issues are run at once ([`Issues`]).
//!
//! ## When it misleads
//! Where unrelated issues are run together, a position is a bundle: an actor's place on one issue is as likely as its places on all.
//! Small differences decide which bargain is likeliest, and actors then jump: run it over draws of what is uncertain before a number is
//! believed. The turns are no time. The 10⁻⁸ in each coalition means that only the ratios of capabilities count as long as these are
//! not tiny themselves.
//!
//! ## Complexity
//! O(n³) for each turn: utilities as the viewer takes them are needed only for that viewer's own challenges. Bargains of one
//! actor with all others cost O(n³) more.
//!
//! ## Example
//! ```
//! use detente_solve::forecast::{Column, Stance, Table, smp};
//! let at = |position, capability| Some(Stance { position, salience: 0.5, capability });
//! let issue = Column { low: 0.0, high: 100.0, reference_point: None, stances: vec![at(0.0, 3.0), at(40.0, 1.0), at(100.0, 1.0)] };
//! let table = Table { actors: 3, issues: vec![issue] };
//! let forecast = smp::forecast(&table, &smp::Options::default(), &Default::default()).unwrap();
//! let expected = forecast.readings[0].unwrap().expected;
//! assert!((0.0..=100.0).contains(&expected));
//! ```
//!
//! ## References
//! B. Wise, L. Lester and B. Efird (2015), *An Introduction to KTAB Using One-Dimensional Spatial Models* and *Multidimensional
//! Bargaining Using KTAB*, KAPSARC. B. Efird, L. Lester and B. Wise (2016), *Journal of East Asian Studies* 16:117–145,
//! doi:10.1017/jea.2015.4.

mod bargain;
mod challenge;
mod election;
mod model;
mod options;
mod readings;
mod scene;

use super::Table;
use detente_model::control::{Control, Stopped};
use election::Grid;
pub use model::{Issues, MODEL, Reading};
pub use options::{
    BargainWeights, Options, PositionChances, Proposal, RiskEstimate, RiskRange, SalienceScale, ThirdPartyCommitment, Transitions,
    VictoryProbability, VotingRule,
};
pub use readings::Readings;
use scene::{Scene, length};

/// A run: where the actors were, turn by turn.
#[derive(Clone, PartialEq, Debug)]
pub struct Forecast {
    /// The actors that take part, by their number in the table; lists over actors are in this order.
    pub actors: Vec<usize>,
    /// How things stood at first and after each turn; never empty.
    pub rounds: Vec<Round>,
    /// Why there is no further turn.
    pub end: End,
    /// For each issue what the last round says of it; none where nobody has a stance.
    pub readings: Vec<Option<Readings>>,
    /// `[issue][actor]`: capability times salience.
    weights: Vec<Vec<f64>>,
}

impl Forecast {
    /// What a round (0 is the start) says of an issue; none where nobody has a stance, or there is no such round.
    #[must_use]
    pub fn readings_after(&self, round: usize, issue: usize) -> Option<Readings> {
        readings::read(self.rounds.get(round)?, issue, self.weights.get(issue)?)
    }
}

/// How things stand, and what the actors make of it.
#[derive(Clone, PartialEq, Debug)]
pub struct Round {
    /// `positions[actor][issue]` in the units of the issue; none without a stance.
    pub positions: Vec<Vec<Option<f64>>>,
    /// Which of the distinct positions each actor has, counted in the order of the actors.
    pub distinct: Vec<usize>,
    /// The chance of each actor's position. Those of distinct positions sum to 1.
    pub chances: Vec<f64>,
    /// Each actor's attitude to risk.
    pub risks: Vec<f64>,
    /// For each actor whom it challenges, if anybody; empty in the last round.
    pub challenges: Vec<Option<Challenge>>,
    /// For each actor the bargain that it carries out, if any; empty in the last round.
    pub moves: Vec<Option<Accepted>>,
    /// For each actor all that is voted on, its staying first; empty in the last round.
    pub considered: Vec<Vec<Considered>>,
}

/// One thing that an actor may do.
#[derive(Clone, PartialEq, Debug)]
pub struct Considered {
    /// The bargain; none: it stays.
    pub bargain: Option<Accepted>,
    /// Its chance in the vote.
    pub chance: f64,
    /// Where the actor is after it, issue by issue, in their units.
    pub goes: Vec<f64>,
}

/// A challenge, as its initiator sees it. Actors by their number in the table.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Challenge {
    /// Whom it is against.
    pub target: usize,
    /// The chance that the initiator wins.
    pub odds: f64,
    /// What the initiator expects to gain in utility.
    pub gain: f64,
}

/// A bargain that an actor carries out. Actors by their number in the table.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Accepted {
    /// Who brought it about.
    pub initiator: usize,
    /// With whom.
    pub receiver: usize,
    /// In whose eyes the odds of the bargain are; none for a compromise of both.
    pub seen_by: Option<usize>,
    /// Its chance in the vote on what this actor does.
    pub chance: f64,
    /// What this actor gains by it: its mean utility of all positions after the bargain less that of those before. May be negative:
    /// all vote.
    pub gain: f64,
}

/// Why a run ended.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum End {
    /// The last turn moved the actors by little: this share of what the first turn moved them.
    Settled {
        /// The share.
        share: f64,
    },
    /// There were as many turns as are allowed.
    Turns,
    /// There are not two actors to bargain.
    Alone,
}

/// Runs the model on all issues together; for one issue at a time hand over tables of one issue.
///
/// # Errors
/// [`Stopped`] if the caller asked to stop.
///
/// # Complexity
/// O(n³) a turn.
pub fn forecast(table: &Table, options: &Options, control: &Control<'_>) -> Result<Forecast, Stopped> {
    run(table, options, control, Detail::Rounds)
}

/// What is kept of a run.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Detail {
    /// Every round, and all that was considered in it.
    Rounds,
    /// The last round alone: what many draws need.
    End,
}

fn run(table: &Table, options: &Options, control: &Control<'_>, detail: Detail) -> Result<Forecast, Stopped> {
    let mut scene = Scene::new(table, options);
    let mut rounds = Vec::new();
    let mut turn = 0;
    let mut first_moved = 0.0;
    let mut share = None;
    let end = loop {
        control.check()?;
        if detail == Detail::Rounds {
            control.report("rounds", turn as u64, options.turns as u64);
        }
        let distances = scene.distances(&scene.positions);
        let risks = challenge::attitudes(&distances, &scene.capabilities, options);
        let end = match share {
            _ if scene.len() < 2 => Some(End::Alone),
            Some(share) => Some(End::Settled { share }),
            None => (turn >= options.turns).then_some(End::Turns),
        };
        if detail == Detail::Rounds || end.is_some() {
            rounds.push(standing(&scene, table, &distances, &risks, options));
        }
        if let Some(end) = end {
            break end;
        }
        let step = step(&scene, table, &distances, &risks, options, turn, detail);
        let positions = step.positions;
        let moved: f64 = (0..scene.len()).map(|actor| length(scene.of(&scene.positions, actor), scene.of(&positions, actor))).sum();
        if let Some(round) = rounds.last_mut() {
            round.challenges = step.challenges;
            round.moves = step.moves;
            round.considered = step.considered;
        }
        scene.positions = positions;
        scene.accommodate(options);
        if turn == 0 {
            first_moved = moved;
        } else {
            share = Some(moved / (first_moved + 1e-4)).filter(|share| *share < options.settled);
        }
        turn += 1;
    };
    let weights = |issue: usize| -> Vec<f64> {
        (0..scene.len()).map(|actor| scene.capabilities[actor] * scene.of(&scene.saliences, actor)[issue]).collect()
    };
    let weights: Vec<Vec<f64>> = (0..scene.issues).map(weights).collect();
    let read = |(issue, weights): (usize, &Vec<f64>)| rounds.last().and_then(|last| readings::read(last, issue, weights));
    let readings = weights.iter().enumerate().map(read).collect();
    Ok(Forecast { actors: scene.actors, rounds, end, readings, weights })
}

/// Where all stand, and the chances of the distinct positions.
fn standing(scene: &Scene, table: &Table, distances: &Grid, risks: &[f64], options: &Options) -> Round {
    let (first, distinct) = scene.distinct(options.same_position);
    let utilities =
        Grid::new(scene.len(), first.len(), |actor, position| challenge::utility(distances.at(actor, first[position]), risks[actor]));
    let chances = election::chances(&utilities, &scene.capabilities, options);
    let place = |actor: usize, issue: usize| {
        let column = &table.issues[issue];
        let at = actor * scene.issues + issue;
        scene.stated[at].then(|| column.low + scene.positions[at] * (column.high - column.low))
    };
    Round {
        positions: (0..scene.len()).map(|actor| (0..scene.issues).map(|issue| place(actor, issue)).collect()).collect(),
        chances: distinct.iter().map(|position| chances[*position]).collect(),
        distinct,
        risks: risks.to_vec(),
        challenges: Vec::new(),
        moves: Vec::new(),
        considered: Vec::new(),
    }
}

/// One turn.
struct Step {
    /// Where all go.
    positions: Vec<f64>,
    /// Whom each challenges.
    challenges: Vec<Option<Challenge>>,
    /// Why each goes.
    moves: Vec<Option<Accepted>>,
    /// What each could do.
    considered: Vec<Vec<Considered>>,
}

fn step(scene: &Scene, table: &Table, distances: &Grid, risks: &[f64], options: &Options, turn: usize, detail: Detail) -> Step {
    let views = challenge::Views::new(scene, options, distances, risks);
    let challenges = views.best();
    let bargains = bargain::bargains(scene, &views, &challenges, options);
    let choices = bargain::choices(scene, &bargains, distances, risks, options, turn);
    let positions = bargain::moved(scene, &bargains, &choices);
    if detail == Detail::End {
        return Step { positions, challenges: Vec::new(), moves: Vec::new(), considered: Vec::new() };
    }
    let number = |actor: usize| scene.actors[actor];
    let told =
        |challenge: &challenge::Challenge| Challenge { target: number(challenge.target), odds: challenge.odds, gain: challenge.gain };
    let accepted = |at: usize, chance: f64, gain: f64| {
        let bargain = &bargains[at];
        let (initiator, receiver) = (number(bargain.initiator), number(bargain.receiver));
        Accepted { initiator, receiver, seen_by: bargain.seen_by.map(number), chance, gain }
    };
    let goes = |actor: usize, bargain: Option<usize>| -> Vec<f64> {
        let places = bargain.map_or_else(|| scene.of(&scene.positions, actor), |at| bargains[at].goal(actor));
        table.issues.iter().zip(places).map(|(issue, place)| issue.low + place * (issue.high - issue.low)).collect()
    };
    let considered = |(actor, choice): (usize, &bargain::Choice)| -> Vec<Considered> {
        let one = |(bargain, chance, gain): &(Option<usize>, f64, f64)| Considered {
            bargain: bargain.map(|at| accepted(at, *chance, *gain)),
            chance: *chance,
            goes: goes(actor, *bargain),
        };
        choice.all.iter().map(one).collect()
    };
    Step {
        positions,
        challenges: challenges.iter().map(|challenge| challenge.as_ref().map(told)).collect(),
        moves: choices.iter().map(|choice| choice.bargain.map(|at| accepted(at, choice.chance, choice.gain))).collect(),
        considered: choices.iter().enumerate().map(considered).collect(),
    }
}
