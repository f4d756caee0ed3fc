//! Power under a rule: against published numbers, against all sets and orders, and every engine against every other.

#![expect(clippy::cast_precision_loss, reason = "numbers of sets of a few players are far below 2⁵²")]
#![expect(clippy::print_stderr, reason = "what was skipped is told to whoever runs the tests")]

use detente::model::answer::{Estimate, NotDefined, PartyPower, PowerMethod, PowerTable};
use detente::model::control::Control;
use detente::solve::power::{Body, Engine, Gate, Options, table};
use detente_testkit::oracle;
use rand::RngExt;
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use std::path::Path;

const EXACT: [Engine; 3] = [Engine::GeneratingFunction, Engine::DecisionDiagram, Engine::Enumeration];

fn names(players: usize) -> Vec<(String, String)> {
    (0..players).map(|player| (format!("p{player}"), format!("P{player}"))).collect()
}

fn with(body: &Body, engine: Engine) -> PowerTable {
    let options = Options { engine, ..Options::default() };
    table(body, &names(body.players()), &options, &Control::default()).expect("nobody stops it")
}

fn value(estimate: Option<Estimate>) -> f64 {
    estimate.expect("it is defined and computed").value
}

fn close(found: f64, expected: f64, what: &str) {
    assert!((found - expected).abs() < 1e-11, "{what}: found {found}, expected {expected}");
}

fn weighted(quota: i128, weights: &[i128]) -> Gate {
    Gate::weighted(quota, weights.iter().copied().enumerate())
}

/// Every index of a table against the definitions.
fn held_against(table: &PowerTable, power: &oracle::Power, what: &str) {
    let players = table.parties.len();
    let total: u64 = power.swings.iter().sum();
    assert_eq!(table.winning.as_ref().and_then(|count| count.to_u64()), Some(power.winning), "{what}: winning");
    assert_eq!(table.minimal_winning.as_ref().and_then(|count| count.to_u64()), Some(power.minimal), "{what}: minimal");
    assert_eq!(table.disjoint, Some(power.disjoint), "{what}: disjoint");
    for (player, party) in table.parties.iter().enumerate() {
        let what = format!("{what}, player {player}");
        let swings = power.swings[player] as f64;
        let all = 2f64.powi(i32::try_from(players).expect("small"));
        assert_eq!(party.veto, Some(power.veto[player]), "{what}");
        assert_eq!(party.swings.as_ref().and_then(|count| count.to_u64()), Some(power.swings[player]), "{what}: swings");
        close(value(party.banzhaf_absolute), swings / (all / 2.0), &what);
        close(value(party.banzhaf), swings / total as f64, &what);
        close(value(party.coleman_prevent), swings / power.winning as f64, &what);
        close(value(party.coleman_initiate), swings / (all - power.winning as f64), &what);
        close(value(party.shapley_shubik), power.shapley_shubik[player], &format!("{what}: Shapley–Shubik"));
        close(value(party.deegan_packel), power.deegan_packel[player], &format!("{what}: Deegan–Packel"));
        close(value(party.holler_packel), power.holler_packel[player], &format!("{what}: Holler–Packel"));
    }
}

/// A rule of the tests' own, drawn and evaluated here.
#[derive(Clone, Debug)]
enum Own {
    Player(usize),
    Weighted(i128, Vec<(usize, i128)>),
    AtLeast(usize, Vec<Own>),
    /// Not, twice: the same rule in a form that proves nothing.
    Disguised(Box<Own>),
}

impl Own {
    fn wins(&self, set: usize) -> bool {
        match self {
            Self::Player(player) => set >> player & 1 == 1,
            Self::Weighted(quota, weights) => {
                weights.iter().map(|(player, weight)| if set >> player & 1 == 1 { *weight } else { 0 }).sum::<i128>() >= *quota
            }
            Self::AtLeast(number, parts) => parts.iter().filter(|part| part.wins(set)).count() >= *number,
            Self::Disguised(inner) => inner.wins(set),
        }
    }

    fn gate(&self) -> Gate {
        match self {
            Self::Player(player) => Gate::player(*player),
            Self::Weighted(quota, weights) => Gate::weighted(*quota, weights.iter().copied()),
            Self::AtLeast(number, parts) => Gate::at_least(*number as u64, parts.iter().map(Self::gate).collect()),
            Self::Disguised(inner) => Gate::Not(Box::new(Gate::Not(Box::new(inner.gate())))),
        }
    }

    fn renamed(&self, to: &[usize]) -> Self {
        match self {
            Self::Player(player) => Self::Player(to[*player]),
            Self::Weighted(quota, weights) => {
                Self::Weighted(*quota, weights.iter().map(|(player, weight)| (to[*player], *weight)).collect())
            }
            Self::AtLeast(number, parts) => Self::AtLeast(*number, parts.iter().map(|part| part.renamed(to)).collect()),
            Self::Disguised(inner) => Self::Disguised(Box::new(inner.renamed(to))),
        }
    }

    /// Players may be named several times.
    fn random(random: &mut ChaCha8Rng, players: usize, depth: usize) -> Self {
        if depth == 0 || random.random_range(0..4) == 0 {
            return match random.random_range(0..3) {
                0 => Self::Player(random.random_range(0..players)),
                1 => Self::weights(random, players, 4),
                _ => Self::weights(random, players, 1000),
            };
        }
        let parts: Vec<Self> = (0..random.random_range(1..5)).map(|_| Self::random(random, players, depth - 1)).collect();
        Self::AtLeast(random.random_range(1..=parts.len()), parts)
    }

    fn weights(random: &mut ChaCha8Rng, players: usize, heaviest: i128) -> Self {
        let weights: Vec<(usize, i128)> = (0..random.random_range(1..=players + 1))
            .map(|_| (random.random_range(0..players), random.random_range(0..=heaviest)))
            .collect();
        let all: i128 = weights.iter().map(|(_, weight)| weight).sum();
        Self::Weighted(random.random_range(1..=all.max(1)), weights)
    }
}

fn random(seed: u64) -> ChaCha8Rng {
    ChaCha8Rng::seed_from_u64(seed)
}

/// Every engine that treats the rule, against the definitions; how many do.
fn check(players: usize, rule: &Own, what: &str) -> usize {
    let body = Body::new(players, rule.gate());
    let all = (1 << players) - 1;
    let mut engines = 0;
    if rule.wins(0) || !rule.wins(all) {
        let expected = if rule.wins(0) { NotDefined::AlwaysPasses } else { NotDefined::NeverPasses };
        let found = with(&body, Engine::Auto);
        assert_eq!(found.not_defined, Some(expected), "{what}");
        assert!(found.parties.iter().all(|party| party.shapley_shubik.is_none() && party.veto.is_none()) && found.winning.is_none());
        return 0;
    }
    let power = oracle::power(players, &|set| rule.wins(set));
    for engine in EXACT {
        let found = with(&body, engine);
        if found.method != PowerMethod::NotCounted {
            held_against(&found, &power, &format!("{what} {engine:?} {rule:?}"));
            engines += 1;
        }
    }
    engines
}

#[test]
fn weights_are_counted_right() {
    for seed in 0..400 {
        let mut random = random(seed);
        let players = random.random_range(1..=9);
        let rule = Own::weights(&mut random, players, if seed % 2 == 0 { 5 } else { 300 });
        let engines = check(players, &rule, &format!("seed {seed}"));
        assert!(engines == 0 || engines == 3, "seed {seed}: {engines} engines treat weights");
    }
}

#[test]
fn several_weights_at_once_are_counted_right() {
    let mut counted = 0;
    for seed in 0..300 {
        let mut random = random(1000 + seed);
        let players = random.random_range(2..=8);
        let parts = (0..random.random_range(2..4)).map(|_| Own::weights(&mut random, players, 20)).collect::<Vec<Own>>();
        let rule = Own::AtLeast(parts.len(), parts);
        counted += usize::from(check(players, &rule, &format!("seed {seed}")) >= 2);
    }
    assert!(counted > 200, "{counted} rules could be counted by two engines");
}

#[test]
fn nested_rules_are_counted_right() {
    let mut counted = 0;
    for seed in 0..400 {
        let mut random = random(2000 + seed);
        let players = random.random_range(1..=8);
        let rule = Own::random(&mut random, players, 3);
        counted += usize::from(check(players, &rule, &format!("seed {seed}")) >= 2);
        if seed % 10 == 0 {
            // a form that proves nothing is left to enumeration
            assert!(check(players, &Own::Disguised(Box::new(rule)), &format!("seed {seed}, disguised")) <= 1);
        }
    }
    assert!(counted > 200, "{counted} rules could be counted by two engines");
}

#[test]
fn engines_agree_where_sets_are_too_many_to_look_at_by_definition() {
    for seed in 0..6 {
        let mut random = random(3000 + seed);
        let players = random.random_range(14..=17);
        let weights: Vec<i128> = (0..players).map(|_| random.random_range(0..200)).collect();
        let body = Body::new(players, weighted(weights.iter().sum::<i128>() * 3 / 5, &weights));
        let tables = EXACT.map(|engine| with(&body, engine));
        for other in &tables[1..] {
            assert_eq!(other.winning, tables[0].winning);
            assert_eq!(other.minimal_winning, tables[0].minimal_winning);
            assert_eq!(other.disjoint, tables[0].disjoint);
            for (a, b) in other.parties.iter().zip(&tables[0].parties) {
                assert_eq!(a.swings, b.swings);
                close(value(a.shapley_shubik), value(b.shapley_shubik), "Shapley–Shubik");
                close(value(a.deegan_packel), value(b.deegan_packel), "Deegan–Packel");
                close(value(a.holler_packel), value(b.holler_packel), "Holler–Packel");
            }
        }
    }
}

#[test]
fn generating_functions_and_diagrams_agree_on_many_voters() {
    let mut random = random(7);
    for players in [40, 70, 130, 330] {
        let weights: Vec<i128> = (0..players).map(|_| random.random_range(1..12)).collect();
        let body = Body::new(players, weighted(weights.iter().sum::<i128>() / 2 + 1, &weights));
        let (a, b) = (with(&body, Engine::GeneratingFunction), with(&body, Engine::DecisionDiagram));
        assert_eq!(a.method, PowerMethod::GeneratingFunction);
        assert_eq!(b.method, PowerMethod::DecisionDiagram);
        assert_eq!((&a.winning, &a.minimal_winning), (&b.winning, &b.minimal_winning), "{players}");
        for (a, b) in a.parties.iter().zip(&b.parties) {
            assert_eq!(a.swings, b.swings);
            close(value(a.shapley_shubik), value(b.shapley_shubik), "Shapley–Shubik");
            close(value(a.deegan_packel), value(b.deegan_packel), "Deegan–Packel");
            close(value(a.holler_packel), value(b.holler_packel), "Holler–Packel");
        }
        close(a.parties.iter().map(|party| value(party.shapley_shubik)).sum(), 1.0, "all power");
        close(a.parties.iter().map(|party| value(party.deegan_packel)).sum(), 1.0, "all of Deegan–Packel");
    }
}

#[test]
fn draws_keep_to_their_intervals() {
    let (mut within, mut asked) = (0, 0);
    for seed in 0..10 {
        let mut random = random(4000 + seed);
        let players = random.random_range(3..=8);
        let rule = Own::random(&mut random, players, 2);
        let body = Body::new(players, rule.gate());
        let (drawn, counted) = (with(&body, Engine::Sampling), with(&body, Engine::Enumeration));
        if counted.not_defined.is_some() {
            continue;
        }
        assert_eq!(drawn.method, PowerMethod::Sampling { seed: 1, draws: 10_000 });
        assert_eq!((&drawn.winning, &drawn.minimal_winning), (&None, &None), "draws count nothing");
        assert!(drawn.disjoint != Some(false), "draws cannot show that there are none");
        let mut hold = |found: Option<Estimate>, exact: Option<Estimate>| {
            let (found, exact) = (found.expect("estimated"), value(exact));
            let (low, high) = found.interval.expect("an estimate has an interval");
            assert!(low <= found.value && found.value <= high);
            assert!((found.value - exact).abs() < 0.05, "{found:?} {exact}");
            asked += 1;
            within += usize::from(low <= exact + 1e-12 && exact <= high + 1e-12);
        };
        for (a, b) in drawn.parties.iter().zip(&counted.parties) {
            assert_eq!(a.veto, b.veto, "vetoes are not estimated");
            assert!(a.deegan_packel.is_none() && a.holler_packel.is_none() && a.swings.is_none());
            hold(a.shapley_shubik, b.shapley_shubik);
            hold(a.banzhaf_absolute, b.banzhaf_absolute);
            hold(a.banzhaf, b.banzhaf);
            hold(a.coleman_prevent, b.coleman_prevent);
            hold(a.coleman_initiate, b.coleman_initiate);
        }
    }
    assert!(asked > 100 && within * 100 >= asked * 93, "{within} of {asked} within intervals of 95 %");
}

#[test]
fn what_indices_are_made_for_holds() {
    for seed in 0..150 {
        let mut random = random(5000 + seed);
        let players = random.random_range(2..=8);
        let rule = Own::random(&mut random, players, 3);
        let found = with(&Body::new(players, rule.gate()), Engine::Auto);
        if found.not_defined.is_some() {
            continue;
        }
        type Index = fn(&PartyPower) -> Option<Estimate>;
        let indices: [Index; 4] =
            [|party| party.shapley_shubik, |party| party.banzhaf, |party| party.deegan_packel, |party| party.holler_packel];
        for index in indices {
            close(found.parties.iter().map(|party| value(index(party))).sum(), 1.0, "all power is somebody's");
        }
        // one more player, that counts for nothing
        let wider = with(&Body::new(players + 1, rule.gate()), Engine::Auto);
        assert_eq!(wider.parties[players].swings.as_ref().map(|swings| swings.is_zero()), Some(true));
        assert_eq!(value(wider.parties[players].shapley_shubik), 0.0, "a player that counts for nothing has exactly none");
        let mut to: Vec<usize> = (0..players).collect();
        to.shuffle(&mut random);
        let renamed = with(&Body::new(players, rule.renamed(&to).gate()), Engine::Auto);
        for (player, party) in found.parties.iter().enumerate() {
            let (again, beside) = (&renamed.parties[to[player]], &wider.parties[player]);
            for other in [again, beside] {
                close(value(party.shapley_shubik), value(other.shapley_shubik), "Shapley–Shubik");
                close(value(party.banzhaf_absolute), value(other.banzhaf_absolute), "Banzhaf");
                close(value(party.deegan_packel), value(other.deegan_packel), "Deegan–Packel");
                close(value(party.holler_packel), value(other.holler_packel), "Holler–Packel");
                assert_eq!(party.veto, other.veto);
            }
        }
    }
}

#[test]
fn players_with_equal_weights_have_exactly_equal_power() {
    let weights = [7, 3, 3, 3, 1, 1, 7, 0];
    let found = with(&Body::new(8, weighted(13, &weights)), Engine::Auto);
    for (a, b) in [(0, 6), (1, 2), (2, 3), (4, 5)] {
        let (a, b) = (&found.parties[a], &found.parties[b]);
        assert_eq!(
            (a.shapley_shubik, a.banzhaf, a.deegan_packel, a.holler_packel),
            (b.shapley_shubik, b.banzhaf, b.deegan_packel, b.holler_packel)
        );
    }
}

#[test]
fn what_is_not_defined_is_not_nought() {
    let never = Body::new(2, weighted(5, &[1, 1]));
    let always = Body::new(2, weighted(0, &[1, 1]));
    let not = Body::new(2, Gate::all(vec![Gate::player(0), Gate::Not(Box::new(Gate::player(1)))]));
    let many = Body::new(30, Gate::Not(Box::new(Gate::Not(Box::new(weighted(15, &[1; 30]))))));
    for (body, why) in [
        (never, NotDefined::NeverPasses),
        (always, NotDefined::AlwaysPasses),
        (not, NotDefined::NotMonotone),
        (many, NotDefined::MaybeNotMonotone),
    ] {
        let found = with(&body, Engine::Auto);
        assert_eq!(found.not_defined, Some(why));
        assert_eq!(found.method, PowerMethod::NotCounted);
        assert!(found.parties.iter().all(|party| party.banzhaf.is_none() && party.deegan_packel.is_none() && party.veto.is_none()));
        assert!(found.winning.is_none() && found.minimal_winning.is_none());
    }
}

#[test]
fn a_player_named_twice_is_one() {
    // a union of two federations that share a member: 2 of (a, b) and 2 of (b, c) is the consent of all three
    let federations = Gate::all(vec![
        Gate::at_least(2, vec![Gate::player(0), Gate::player(1)]),
        Gate::at_least(2, vec![Gate::player(1), Gate::player(2)]),
    ]);
    let found = with(&Body::new(3, federations), Engine::Auto);
    assert!(found.parties.iter().all(|party| (value(party.shapley_shubik) - 1.0 / 3.0).abs() < 1e-12));
    // named twice among the members of one, it counts twice
    let found = with(&Body::new(2, Gate::at_least(2, vec![Gate::player(0), Gate::player(0), Gate::player(1)])), Engine::Auto);
    assert_eq!(value(found.parties[0].banzhaf), 1.0);
    assert_eq!(value(found.parties[1].banzhaf), 0.0);
}

#[test]
fn what_is_too_large_is_drawn() {
    // 60 members with weights of which hardly two sets weigh the same: neither weights nor diagrams are small
    let mut random = random(11);
    let mut draw = || (0..60).map(|_| random.random_range(1..1_000_000_000_000i64).into()).collect::<Vec<i128>>();
    let (weights, twice) = (draw(), draw());
    let half = weights.iter().sum::<i128>() / 2;
    let body = Body::new(60, Gate::all(vec![weighted(half, &weights), weighted(twice.iter().sum::<i128>() / 3, &twice)]));
    let options = Options { limits: detente::solve::power::Limits { memory: 1 << 20, work: 1 << 30 }, ..Options::default() };
    let found = table(&body, &names(60), &options, &Control::default()).expect("nobody stops it");
    assert!(matches!(found.method, PowerMethod::Sampling { .. }));
    assert_eq!(found.minimal_winning, None);
    let again = table(&body, &names(60), &options, &Control::default()).expect("nobody stops it");
    assert_eq!(found, again, "the same draws");
}

/// Quebec, Ontario; British Columbia, three prairie provinces; four Atlantic provinces.
fn victoria() -> Gate {
    let of = |players: std::ops::Range<usize>| players.map(Gate::player).collect::<Vec<Gate>>();
    let west = Gate::any(vec![Gate::all(vec![Gate::player(2), Gate::any(of(3..6))]), Gate::all(of(3..6))]);
    Gate::all(vec![Gate::player(0), Gate::player(1), Gate::at_least(2, of(6..10)), west])
}

#[test]
fn the_victoria_charter() {
    // the amending formula of 1971; numbers from the literature on it (B. K. Miller 1973; P. D. Straffin 1977), as in section E of the definitions
    let body = Body::new(10, victoria());
    for engine in [Engine::Auto, Engine::DecisionDiagram, Engine::Enumeration] {
        let found = with(&body, engine);
        assert_eq!(found.winning.as_ref().and_then(|count| count.to_u64()), Some(88));
        assert_eq!(found.minimal_winning.as_ref().and_then(|count| count.to_u64()), Some(24));
        let groups = [
            (0..2, 53.0 / 168.0, 88, 9.0 / 56.0, 4.0 / 25.0, true),
            (2..3, 1.0 / 8.0, 66, 1.0 / 8.0, 3.0 / 25.0, false),
            (3..6, 1.0 / 24.0, 22, 13.0 / 168.0, 2.0 / 25.0, false),
            (6..10, 5.0 / 168.0, 24, 9.0 / 112.0, 2.0 / 25.0, false),
        ];
        for (players, shapley, swings, deegan, holler, veto) in groups {
            for party in &found.parties[players] {
                close(value(party.shapley_shubik), shapley, &party.id);
                assert_eq!(party.swings.as_ref().and_then(|count| count.to_u64()), Some(swings));
                close(value(party.banzhaf), f64::from(u32::try_from(swings).expect("small")) / 404.0, &party.id);
                close(value(party.deegan_packel), deegan, &party.id);
                close(value(party.holler_packel), holler, &party.id);
                assert_eq!(party.veto, Some(veto));
            }
        }
    }
}

#[test]
fn the_six_of_1958_and_the_security_council() {
    for engine in EXACT {
        let found = with(&Body::new(6, weighted(12, &[4, 4, 4, 2, 2, 1])), engine);
        assert_eq!(found.minimal_winning.as_ref().and_then(|count| count.to_u64()), Some(4));
        let deegan = [5.0 / 24.0, 5.0 / 24.0, 5.0 / 24.0, 3.0 / 16.0, 3.0 / 16.0, 0.0];
        for (party, deegan) in found.parties.iter().zip(deegan) {
            close(value(party.deegan_packel), deegan, &party.id);
            close(value(party.holler_packel), if deegan > 0.0 { 0.2 } else { 0.0 }, &party.id);
        }
        let council: Vec<i128> = [[7; 5].as_slice(), &[1; 10]].concat();
        let found = with(&Body::new(15, weighted(39, &council)), engine);
        assert_eq!(found.minimal_winning.as_ref().and_then(|count| count.to_u64()), Some(210));
        for (player, party) in found.parties.iter().enumerate() {
            let (swings, shapley) = if player < 5 { (848, 421.0 / 2145.0) } else { (84, 4.0 / 2145.0) };
            assert_eq!(party.swings.as_ref().and_then(|count| count.to_u64()), Some(swings));
            close(value(party.shapley_shubik), shapley, &party.id);
            assert_eq!(party.veto, Some(player < 5));
        }
    }
}

#[test]
fn independent_results_are_met() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/bargaining/voting_power.json");
    let Ok(text) = std::fs::read_to_string(&path) else {
        eprintln!("skipped: {} is not there", path.display());
        return;
    };
    let bodies: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let mut held = 0;
    for (name, players) in bodies.as_object().expect("bodies") {
        let quota: i128 = name.rsplit_once("_q").expect("a quota").1.parse().expect("a number");
        let players = players.as_array().expect("players");
        let number = |player: &serde_json::Value, key: &str| player[key].as_f64().expect("a number");
        let weights: Vec<i128> = players.iter().map(|player| player["weight"].as_i64().expect("a weight").into()).collect();
        for engine in EXACT {
            let found = with(&Body::new(players.len(), weighted(quota, &weights)), engine);
            for (player, party) in players.iter().zip(&found.parties) {
                let near = |found: f64, key: &str| assert!((found - number(player, key)).abs() < 1e-6, "{name} {player} {key}: {found}");
                near(value(party.shapley_shubik), "ssi");
                near(value(party.banzhaf_absolute), "banzhaf_abs");
                near(value(party.banzhaf), "banzhaf_norm");
                assert_eq!(party.swings.as_ref().and_then(|count| count.to_u64()), player["swings"].as_u64());
                held += 1;
            }
        }
    }
    assert!(held >= 3 * (6 + 15 + 15), "{held} rows were compared");
}
