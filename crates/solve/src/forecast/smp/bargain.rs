//! What comes of challenges: bargains, and which of them each actor carries out.

use super::challenge::{Challenge, Views, utility};
use super::election::{Grid, TIE, chances, each};
use super::options::{BargainWeights, Options, Proposal, Transitions};
use super::scene::Scene;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// What each side adds to the weight of its own place.
const OWN: f64 = 1e-6;
/// Places in bargains are multiples of one part in so many of the range.
const STEPS: f64 = 10_000.0;

/// Where two actors would go together.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Bargain {
    pub(super) initiator: usize,
    pub(super) receiver: usize,
    /// In whose eyes the odds are those of the bargain; none: a compromise of both.
    pub(super) seen_by: Option<usize>,
    initiator_goes: Vec<f64>,
    receiver_goes: Vec<f64>,
}

impl Bargain {
    /// Where one of the two goes by it.
    pub(super) fn goal(&self, actor: usize) -> &[f64] {
        if actor == self.initiator { &self.initiator_goes } else { &self.receiver_goes }
    }
}

/// What an actor carries out.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Choice {
    /// The bargain; none: it stays.
    pub(super) bargain: Option<usize>,
    /// How likely it is among what concerns the actor.
    pub(super) chance: f64,
    /// What the actor gains by it: its mean utility of all positions after, less that of all positions now.
    pub(super) gain: f64,
    /// All that was voted on, staying first: the bargain, its chance, and what the actor gains by it.
    pub(super) all: Vec<(Option<usize>, f64, f64)>,
}

/// The bargains that the challenges bring about, in the order of the initiators.
pub(super) fn bargains(scene: &Scene, views: &Views<'_>, challenges: &[Option<Challenge>], options: &Options) -> Vec<Bargain> {
    let mut found = Vec::new();
    for (initiator, challenge) in challenges.iter().enumerate() {
        let Some(Challenge { target: receiver, odds, .. }) = *challenge else { continue };
        let seen = |seen_by: usize, odds: f64| bargain(scene, initiator, receiver, seen_by, odds, options.weights);
        let first = seen(initiator, odds);
        if options.proposal == Proposal::InitOnlyInterp {
            found.push(first);
            continue;
        }
        let second = seen(receiver, views.odds_seen_by_target(initiator, receiver));
        if options.proposal == Proposal::PwCompInterp {
            found.push(compromise(scene, &first, &second));
        } else {
            found.push(first);
            found.push(second);
        }
    }
    found
}

fn rounded(place: f64) -> f64 {
    (place * STEPS).round() / STEPS
}

fn bargain(scene: &Scene, initiator: usize, receiver: usize, seen_by: usize, odds: f64, kind: BargainWeights) -> Bargain {
    let weight = |actor: usize, issue: usize, odds: f64| {
        let salience = scene.of(&scene.saliences, actor)[issue];
        match kind {
            BargainWeights::S1P1 => salience * odds,
            BargainWeights::S2P2 => salience * salience * odds * odds,
            BargainWeights::S2PMax if odds > 0.5 => salience * salience,
            BargainWeights::S2PMax if odds < 0.5 => 0.0,
            BargainWeights::S2PMax => salience * salience * odds,
        }
    };
    let goes = |own_initiator: f64, own_receiver: f64| {
        let place = |issue: usize| {
            let first = weight(initiator, issue, odds) + own_initiator;
            let second = weight(receiver, issue, 1.0 - odds) + own_receiver;
            let (here, there) = (scene.of(&scene.positions, initiator)[issue], scene.of(&scene.positions, receiver)[issue]);
            rounded((first * here + second * there) / (first + second))
        };
        (0..scene.issues).map(place).collect()
    };
    Bargain { initiator, receiver, seen_by: Some(seen_by), initiator_goes: goes(OWN, 0.0), receiver_goes: goes(0.0, OWN) }
}

fn compromise(scene: &Scene, first: &Bargain, second: &Bargain) -> Bargain {
    let weight = |actor: usize| LEAST + scene.capabilities[actor] * scene.care[actor];
    let (one, other) = (weight(first.initiator), weight(first.receiver));
    let mean = |first: &[f64], second: &[f64]| {
        first.iter().zip(second).map(|(first, second)| rounded((one * first + other * second) / (one + other))).collect()
    };
    Bargain {
        initiator: first.initiator,
        receiver: first.receiver,
        seen_by: None,
        initiator_goes: mean(&first.initiator_goes, &second.initiator_goes),
        receiver_goes: mean(&first.receiver_goes, &second.receiver_goes),
    }
}

/// So that two actors that weigh nothing meet in the middle.
const LEAST: f64 = 1e-12;

/// What each actor carries out: everybody votes, with its whole capability and its true attitude to risk, on all bargains that
/// concern the actor and on its staying.
pub(super) fn choices(scene: &Scene, bargains: &[Bargain], distances: &Grid, risks: &[f64], options: &Options, turn: usize) -> Vec<Choice> {
    let count = scene.len();
    let goals: Vec<f64> =
        bargains.iter().flat_map(|bargain| bargain.initiator_goes.iter().chain(&bargain.receiver_goes)).copied().collect();
    let goal_distances = scene.distances(&goals);
    let now: Vec<f64> =
        (0..count).map(|voter| distances.row(voter).iter().map(|distance| utility(*distance, risks[voter])).sum()).collect();
    let share = crate::forecast::choice::number(count);
    let worth = Grid::new(count, bargains.len(), |voter, at| {
        let of = |distance: f64| utility(distance, risks[voter]);
        let bargain = &bargains[at];
        let gone = of(goal_distances.at(voter, 2 * at)) + of(goal_distances.at(voter, 2 * at + 1));
        (now[voter] + gone - of(distances.at(voter, bargain.initiator)) - of(distances.at(voter, bargain.receiver))) / share
    });
    let mut queues: Vec<Vec<usize>> = vec![Vec::new(); count];
    for (at, bargain) in bargains.iter().enumerate() {
        queues[bargain.initiator].push(at);
        queues[bargain.receiver].push(at);
    }
    let choose = |actor: usize| {
        let queue = &queues[actor];
        let utilities = Grid::new(count, queue.len() + 1, |voter, place| match place.checked_sub(1) {
            None => now[voter] / share,
            Some(place) => worth.at(voter, queue[place]),
        });
        let chances = chances(&utilities, &scene.capabilities, options);
        let place = match options.transitions {
            Transitions::Deterministic => likeliest(&chances),
            Transitions::Stochastic => drawn(&chances, options.seed, turn, scene.actors[actor]),
        };
        let one = |place: usize| {
            let gain = utilities.at(actor, place) - utilities.at(actor, 0);
            (place.checked_sub(1).map(|place| queue[place]), chances[place], gain)
        };
        let (bargain, chance, gain) = one(place);
        Choice { bargain, chance, gain, all: (0..chances.len()).map(one).collect() }
    };
    each(count, choose)
}

/// The likeliest; of ties the first.
fn likeliest(chances: &[f64]) -> usize {
    let mut best = 0;
    for (place, chance) in chances.iter().enumerate() {
        if *chance > chances[best] + TIE {
            best = place;
        }
    }
    best
}

/// One by its chance: each actor has its own stream, so that nobody's draw depends on who else takes part.
fn drawn(chances: &[f64], seed: u64, turn: usize, actor: usize) -> usize {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    rng.set_stream(((turn as u64) << 32) | actor as u64);
    let mut left: f64 = rng.random();
    for (place, chance) in chances.iter().enumerate() {
        left -= chance;
        if left < 0.0 {
            return place;
        }
    }
    // What rounding left over falls to the last that is possible at all.
    chances.iter().rposition(|chance| *chance > 0.0).unwrap_or(0)
}

/// Everybody goes where its choice takes it.
pub(super) fn moved(scene: &Scene, bargains: &[Bargain], choices: &[Choice]) -> Vec<f64> {
    let mut positions = scene.positions.clone();
    for (actor, choice) in choices.iter().enumerate() {
        if let Some(at) = choice.bargain {
            positions[actor * scene.issues..][..scene.issues].copy_from_slice(bargains[at].goal(actor));
        }
    }
    positions
}
