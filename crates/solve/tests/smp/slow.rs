//! One turn written again from the definitions, with nothing shared: every viewer, every actor affected, every pair.

use super::run;
use detente_solve::forecast::smp::{
    BargainWeights, Options, PositionChances, Proposal, RiskEstimate, RiskRange, ThirdPartyCommitment, VictoryProbability, VotingRule,
};
use detente_solve::forecast::{Column, Stance, Table};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// Gains and odds: `[viewer][affected][initiator][target]`.
pub(super) type Seen = Vec<Vec<Vec<Vec<(f64, f64)>>>>;

/// Who is where, in shares of the ranges.
pub(super) struct Scene {
    pub(super) ideal: Vec<Vec<f64>>,
    pub(super) place: Vec<Vec<f64>>,
    pub(super) salience: Vec<Vec<f64>>,
    pub(super) capability: Vec<f64>,
}

/// A table of issues from 0 to 1 with everything drawn; saliences of an actor sum to 1 at most.
pub(super) fn random(rng: &mut ChaCha8Rng, actors: usize, issues: usize) -> Table {
    let mut issue = || {
        let stances = (0..actors)
            .map(|_| {
                let (position, salience) = (rng.random::<f64>(), rng.random_range(0.05..1.0) / f64::from(u8::try_from(issues).unwrap()));
                Some(Stance { position, salience, capability: 0.0 })
            })
            .collect();
        Column { low: 0.0, high: 1.0, reference_point: None, stances }
    };
    let mut columns: Vec<Column> = (0..issues).map(|_| issue()).collect();
    for actor in 0..actors {
        let capability = rng.random_range(1.0..100.0);
        for column in &mut columns {
            column.stances[actor].as_mut().unwrap().capability = capability;
        }
    }
    Table { actors, issues: columns }
}

pub(super) fn rng(seed: u64) -> ChaCha8Rng {
    ChaCha8Rng::seed_from_u64(seed)
}

pub(super) fn pick<T: Copy>(rng: &mut ChaCha8Rng, all: &[T]) -> T {
    all[rng.random_range(0..all.len())]
}

/// Every parameter at random, but for the Markov chances: theirs are checked apart.
pub(super) fn any_options(rng: &mut ChaCha8Rng) -> Options {
    Options {
        victory: pick(rng, VictoryProbability::ALL),
        voting: pick(rng, VotingRule::ALL),
        risk_range: pick(rng, RiskRange::ALL),
        risk_estimate: pick(rng, RiskEstimate::ALL),
        third_parties: pick(rng, ThirdPartyCommitment::ALL),
        weights: pick(rng, BargainWeights::ALL),
        proposal: pick(rng, Proposal::ALL),
        ..Options::default()
    }
}

impl Scene {
    pub(super) fn new(table: &Table, place: Vec<Vec<f64>>, ideal: Vec<Vec<f64>>) -> Self {
        let of = |actor: usize, read: &dyn Fn(&Stance) -> f64| {
            table.issues.iter().map(|issue| read(issue.stances[actor].as_ref().unwrap())).collect::<Vec<f64>>()
        };
        Self {
            ideal,
            place,
            salience: (0..table.actors).map(|actor| of(actor, &|stance| stance.salience)).collect(),
            capability: (0..table.actors).map(|actor| of(actor, &|stance| stance.capability)[0]).collect(),
        }
    }

    fn n(&self) -> usize {
        self.place.len()
    }

    fn s(&self, actor: usize) -> f64 {
        self.salience[actor].iter().sum()
    }

    fn u(&self, actor: usize, place: &[f64], risk: f64) -> f64 {
        let (mut above, mut below) = (0.0, 0.0);
        for (issue, salience) in self.salience[actor].iter().enumerate() {
            above += (salience * (self.ideal[actor][issue] - place[issue])).powi(2);
            below += salience.powi(2);
        }
        let d = above.sqrt() / below.sqrt();
        if d <= 1.0 { (1.0 - d) * (1.0 + d * risk) } else { (1.0 - d) * (1.0 + risk) }
    }

    /// Chances of places, all worth what `worth(actor, place)` says.
    fn chances(&self, count: usize, options: &Options, worth: &dyn Fn(usize, usize) -> f64) -> Vec<f64> {
        assert_eq!(options.chances, PositionChances::Conditional);
        let strength = |one: usize, other: usize| {
            let votes = (0..self.n()).map(|k| vote(options.voting, self.capability[k], worth(k, one) - worth(k, other)));
            1e-8 + votes.filter(|vote| *vote > 0.0).sum::<f64>()
        };
        let wins = |one: usize, other: usize| {
            if one == other { 0.5 } else { victory(options.victory, strength(one, other), strength(other, one)) }
        };
        let products: Vec<f64> = (0..count).map(|one| (0..count).map(|other| wins(one, other)).product()).collect();
        let sum: f64 = products.iter().sum();
        // Where each loses for certain to some other, nothing tells them apart.
        products.into_iter().map(|product| if sum > 0.0 { product / sum } else { 1.0 / f64::from(u32::try_from(count).unwrap()) }).collect()
    }

    pub(super) fn risks(&self, options: &Options) -> Vec<f64> {
        let p = self.chances(self.n(), options, &|k, at| self.u(k, &self.place[at], 0.0));
        let (mut sorted, n) = (p.clone(), p.len());
        sorted.sort_by(f64::total_cmp);
        let (least, most) = (sorted[0], sorted[n - 1]);
        // Written as a point between the ends of the range.
        let bottom = match options.risk_range {
            RiskRange::Min => 0.0,
            RiskRange::Mid => -0.5,
            RiskRange::Max => -1.0,
        };
        p.iter().map(|p| bottom + (1.0 - bottom) * (p - least) / (most - least)).collect()
    }

    pub(super) fn standing(&self, options: &Options, risks: &[f64]) -> Vec<f64> {
        let near = |one: usize, other: usize| {
            let squares = self.place[one].iter().zip(&self.place[other]).map(|(one, other)| (one - other).powi(2));
            squares.sum::<f64>().sqrt() < options.same_position
        };
        let mut distinct: Vec<usize> = Vec::new();
        for actor in 0..self.n() {
            if !distinct.iter().any(|other| near(actor, *other)) {
                distinct.push(actor);
            }
        }
        let p = self.chances(distinct.len(), options, &|k, at| self.u(k, &self.place[distinct[at]], risks[k]));
        (0..self.n()).map(|actor| p[distinct.iter().position(|other| near(actor, *other)).unwrap()]).collect()
    }

    /// In h's eyes what a challenge of i to j means for k: the gain, and i's odds.
    fn challenge(&self, options: &Options, risks: &[f64], [h, k, i, j]: [usize; 4]) -> (f64, f64) {
        let part = match options.risk_estimate {
            RiskEstimate::None => 0.0,
            RiskEstimate::OneThird => 1.0 / 3.0,
            RiskEstimate::Half => 0.5,
            RiskEstimate::TwoThirds => 2.0 / 3.0,
            RiskEstimate::Full => 1.0,
        };
        let u = |actor: usize, at: usize| self.u(actor, &self.place[at], risks[h] + part * (risks[actor] - risks[h]));
        let say = |actor: usize, difference: f64| vote(options.voting, self.capability[actor] * self.s(actor), difference);
        let (for_i, for_j) = (1e-8 + say(i, u(i, i) - u(i, j)).abs(), 1e-8 + say(j, u(j, i) - u(j, j)).abs());
        let mut sides = [for_i, for_j];
        for n in (0..self.n()).filter(|n| *n != i && *n != j) {
            let (a, b, own) = (u(n, i), u(n, j), u(n, n));
            let size = say(n, a - b).abs();
            let with_i = (for_i + size) / (for_i + size + for_j);
            let with_j = for_i / (for_i + size + for_j);
            let help = match options.third_parties {
                ThirdPartyCommitment::SemiCommit => {
                    let pi = if a > b { with_i } else { with_j };
                    let mine = pi * (a + a + own) + (1.0 - pi) * (b + b + b);
                    let theirs = pi * (a + a + a) + (1.0 - pi) * (b + b + own);
                    mine - theirs
                }
                ThirdPartyCommitment::NoCommit => {
                    let worth = |pi: f64| pi * (a + a + own) + (1.0 - pi) * (b + b + own);
                    worth(with_i) - worth(with_j)
                }
                ThirdPartyCommitment::FullCommit => {
                    let worth = |pi: f64| pi * (a + a + a) + (1.0 - pi) * (b + b + b);
                    worth(with_i) - worth(with_j)
                }
            };
            let said = say(n, help);
            sides[usize::from(said < 0.0)] += said.abs();
        }
        let odds = sides[0] / (sides[0] + sides[1]);
        let (won, lost, now) = (2.0 * u(k, i), 2.0 * u(k, j), u(k, i) + u(k, j));
        let expected = (1.0 - self.s(j)) * won + self.s(j) * (odds * won + (1.0 - odds) * lost);
        (expected - now, odds)
    }

    /// All challenges in all eyes for all.
    pub(super) fn challenges(&self, options: &Options, risks: &[f64]) -> Seen {
        let n = self.n();
        let each = |h, k, i, j| if i == j { (0.0, 0.0) } else { self.challenge(options, risks, [h, k, i, j]) };
        let row = |h, k, i| (0..n).map(|j| each(h, k, i, j)).collect();
        (0..n).map(|h| (0..n).map(|k| (0..n).map(|i| row(h, k, i)).collect()).collect()).collect()
    }

    /// Where i and j would meet, if i's odds are so: `[i's place, j's place]`.
    fn meet(&self, options: &Options, i: usize, j: usize, odds: f64) -> [Vec<f64>; 2] {
        let both = |extra_i: f64, extra_j: f64| {
            let place = |issue: usize| {
                let (a, b) = (self.salience[i][issue], self.salience[j][issue]);
                let (p, q) = match options.weights {
                    BargainWeights::S1P1 => (a * odds, b * (1.0 - odds)),
                    BargainWeights::S2P2 => ((a * odds).powi(2), (b * (1.0 - odds)).powi(2)),
                    BargainWeights::S2PMax => (a * a * f64::from(odds > 0.5), b * b * f64::from(odds < 0.5)),
                };
                let (p, q) = (p + extra_i, q + extra_j);
                round(self.place[i][issue] * p / (p + q) + self.place[j][issue] * q / (p + q))
            };
            (0..self.place[i].len()).map(place).collect::<Vec<f64>>()
        };
        [both(1e-6, 0.0), both(0.0, 1e-6)]
    }

    /// Where each goes from here, by the first of the likeliest bargains; none where two are next to equally likely.
    pub(super) fn next(&self, options: &Options, risks: &[f64]) -> Vec<Option<Vec<f64>>> {
        let n = self.n();
        let all = self.challenges(options, risks);
        let mut bargains: Vec<(usize, usize, [Vec<f64>; 2])> = Vec::new();
        for (i, seen) in all.iter().enumerate() {
            let seen = &seen[i][i];
            let mut best: Option<usize> = None;
            for j in (0..n).filter(|j| *j != i && seen[*j].0 > 1e-5) {
                if best.is_none_or(|best| seen[j].0 > seen[best].0) {
                    best = Some(j);
                }
            }
            let Some(j) = best else { continue };
            let mine = self.meet(options, i, j, seen[j].1);
            let theirs = self.meet(options, i, j, all[j][i][i][j].1);
            match options.proposal {
                Proposal::InitOnlyInterp => bargains.push((i, j, mine)),
                Proposal::InitRcvrInterp => {
                    bargains.push((i, j, mine));
                    bargains.push((i, j, theirs));
                }
                Proposal::PwCompInterp => {
                    let (a, b) = (self.capability[i] * self.s(i), self.capability[j] * self.s(j));
                    let mean = |side: usize| {
                        mine[side].iter().zip(&theirs[side]).map(|(x, y)| round((a * x + b * y) / (a + b))).collect::<Vec<f64>>()
                    };
                    let means = [mean(0), mean(1)];
                    bargains.push((i, j, means));
                }
            }
        }
        let go = |k: usize| {
            let mine: Vec<&(usize, usize, [Vec<f64>; 2])> = bargains.iter().filter(|(i, j, _)| *i == k || *j == k).collect();
            // The whole world after each bargain.
            let worlds: Vec<Vec<Vec<f64>>> = std::iter::once(self.place.clone())
                .chain(mine.iter().map(|(i, j, goals)| {
                    let mut world = self.place.clone();
                    world[*i].clone_from(&goals[0]);
                    world[*j].clone_from(&goals[1]);
                    world
                }))
                .collect();
            let size = f64::from(u32::try_from(n).unwrap());
            let worth: Vec<Vec<f64>> = (0..n)
                .map(|voter| {
                    worlds.iter().map(|world| world.iter().map(|at| self.u(voter, at, risks[voter])).sum::<f64>() / size).collect()
                })
                .collect();
            let p = self.chances(worlds.len(), options, &|voter, world| worth[voter][world]);
            let best = (0..p.len()).max_by(|one, other| p[*one].total_cmp(&p[*other])).unwrap();
            let near = p.iter().filter(|other| p[best] - **other < 1e-6).count();
            (near == 1).then(|| worlds[best][k].clone())
        };
        (0..n).map(go).collect()
    }
}

fn round(place: f64) -> f64 {
    (place * 10_000.0).round() / 10_000.0
}

fn vote(rule: VotingRule, weight: f64, difference: f64) -> f64 {
    let sign = if difference.abs() < 1e-12 {
        0.0
    } else if difference.abs() < 1e-8 {
        difference / 1e-8
    } else {
        difference.signum()
    };
    weight
        * match rule {
            VotingRule::Binary => sign,
            VotingRule::PropBin => 0.8 * difference + 0.2 * sign,
            VotingRule::Proportional => difference,
            VotingRule::PropCbc => (difference + difference.powi(3)) / 2.0,
            VotingRule::Cubic => difference.powi(3),
            VotingRule::AsymProsp => difference.min(0.0) + difference.max(0.0) * 2.0 / 3.0,
        }
}

fn victory(model: VictoryProbability, one: f64, other: f64) -> f64 {
    let ratio = other / one;
    match model {
        VictoryProbability::Linear => 1.0 / (1.0 + ratio),
        VictoryProbability::Square => 1.0 / (1.0 + ratio.powi(2)),
        VictoryProbability::Quartic => 1.0 / (1.0 + ratio.powi(4)),
        VictoryProbability::Octic => 1.0 / (1.0 + ratio.powi(8)),
        VictoryProbability::Binary if one >= 1.1 * other => 1.0,
        VictoryProbability::Binary if other >= 1.1 * one => 0.0,
        // A line through (10/21, 0) and (11/21, 1).
        VictoryProbability::Binary => 21.0 * one / (one + other) - 10.0,
    }
}

fn close(one: f64, other: f64) {
    assert!((one - other).abs() < 1e-7, "{one} and {other}");
}

/// Runs of random tables under random options; every turn is held against the definitions.
#[test]
fn every_turn_is_what_the_definitions_say() {
    let (mut challenges, mut goings, mut unclear, mut moved) = (0, 0, 0, 0);
    for seed in 0..120 {
        let mut rng = rng(seed);
        let (actors, issues) = (rng.random_range(2..8), rng.random_range(1..4));
        let table = random(&mut rng, actors, issues);
        let options = if seed % 4 == 0 { Options::default() } else { any_options(&mut rng) };
        let found = run(&table, &Options { turns: 6, ..options.clone() });
        for (round, next) in found.rounds.iter().zip(&found.rounds[1..]) {
            let place: Vec<Vec<f64>> = round.positions.iter().map(|line| line.iter().map(|at| at.unwrap()).collect()).collect();
            let scene = Scene::new(&table, place.clone(), place.clone());
            // Where all chances are alike, attitudes hang on the last digits.
            let spread = round.risks.iter().any(|risk| *risk != 0.0);
            if !spread {
                continue;
            }
            let risks = scene.risks(&options);
            risks.iter().zip(&round.risks).for_each(|(one, other)| close(*one, *other));
            scene.standing(&options, &risks).iter().zip(&round.chances).for_each(|(one, other)| close(*one, *other));
            let all = scene.challenges(&options, &risks);
            for (i, ours) in round.challenges.iter().enumerate() {
                let gains: Vec<f64> = (0..actors).map(|j| if i == j { f64::NEG_INFINITY } else { all[i][i][i][j].0 }).collect();
                let most = gains.iter().copied().fold(f64::NEG_INFINITY, f64::max);
                match ours {
                    None => assert!(most < 1e-5 + 1e-9),
                    Some(ours) => {
                        assert!(gains[ours.target] > most - 1e-9);
                        close(ours.gain, gains[ours.target]);
                        close(ours.odds, all[i][i][i][ours.target].1);
                        challenges += 1;
                    }
                }
            }
            // Equal gains by several challenges make bargains differ; then the order decides, which the slow version does not follow.
            let tied = |i: usize| {
                let mut gains: Vec<f64> = (0..actors).filter(|j| *j != i).map(|j| all[i][i][i][j].0).collect();
                gains.sort_by(f64::total_cmp);
                gains.len() > 1 && gains[gains.len() - 1] - gains[gains.len() - 2] < 1e-9
            };
            if (0..actors).any(tied) {
                unclear += actors;
                continue;
            }
            for (k, goal) in scene.next(&options, &risks).into_iter().enumerate() {
                let Some(goal) = goal else {
                    unclear += 1;
                    continue;
                };
                for (ours, theirs) in next.positions[k].iter().zip(goal) {
                    // A place next to the middle of two steps may be rounded to either.
                    assert!(
                        (ours.unwrap() - theirs).abs() < 1e-9,
                        "seed {seed}, actor {k}: {ours:?} and {theirs}, {options:?} {:?}",
                        round.moves[k]
                    );
                }
                goings += 1;
                moved += usize::from(round.moves[k].is_some());
            }
        }
    }
    eprintln!("{challenges} challenges, {goings} decisions of which {moved} to go; {unclear} left out as ties");
    assert!(challenges > 1000 && goings > 1000 && moved > 300, "{challenges}, {goings}, {moved}");
}

/// Markov chances: the fixed point that they are defined by, up to the tolerance of the definition.
#[test]
fn markov_chances_are_fixed_points() {
    for seed in 0..30 {
        let mut rng = rng(1000 + seed);
        let table = random(&mut rng, 6, 2);
        for kind in [PositionChances::MarkovUniform, PositionChances::MarkovIncentive] {
            let options = Options { chances: kind, ..any_options(&mut rng) };
            let found = run(&table, &Options { turns: 0, ..options.clone() });
            let round = &found.rounds[0];
            let place: Vec<Vec<f64>> = round.positions.iter().map(|line| line.iter().map(|at| at.unwrap()).collect()).collect();
            let scene = Scene::new(&table, place.clone(), place.clone());
            let p = &round.chances;
            assert!((p.iter().sum::<f64>() - 1.0).abs() < 1e-12);
            let worth = |k: usize, at: usize| scene.u(k, &place[at], round.risks[k]);
            let strength = |i: usize, j: usize| {
                let votes = (0..6).map(|k| vote(options.voting, scene.capability[k], worth(k, i) - worth(k, j)));
                1e-8 + votes.filter(|vote| *vote > 0.0).sum::<f64>()
            };
            let wins = |i: usize, j: usize| victory(options.victory, strength(i, j), strength(j, i));
            let drive = |i: usize, j: usize| if i == j { 1e-10 } else { strength(i, j) * wins(i, j) };
            // From j's position to i's: whoever holds is challenged, and the winner holds next.
            for i in 0..6 {
                let mut next = 0.0;
                for j in 0..6 {
                    let challenged = |by: usize, holder: usize| match kind {
                        PositionChances::MarkovUniform | PositionChances::Conditional => 1.0 / 6.0,
                        PositionChances::MarkovIncentive => drive(by, holder) / (0..6).map(|by| drive(by, holder)).sum::<f64>(),
                    };
                    next += p[j] * challenged(i, j) * wins(i, j) + p[i] * challenged(j, i) * wins(i, j);
                }
                assert!((next - p[i]).abs() < 4e-6, "{kind:?}: {next} and {}", p[i]);
            }
        }
    }
}
