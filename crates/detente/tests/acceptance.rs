//! Acceptance and refusal against a brute-force program that shares no code with them, on random conflicts from the case file on; properties; the numbers of
//! refusal under "2 of 3" and of splits.

#![expect(clippy::print_stderr, reason = "how much was compared is told to whoever runs the tests")]

mod common;

use common::{case_of, game_of};
use detente::check::{World, verify};
use detente::model::Case;
use detente::model::answer::{AcceptanceFinding, AcceptanceFlipKind, Finding, Level, PartyAcceptance, RefusalFinding};
use detente::model::control::Control;
use detente::model::expression::Value;
use detente::model::index::{FrameId, Id, PartyId};
use detente::model::order::Standing;
use detente::solve::acceptance::{self, AcceptanceError, Asked, Offer, Refusing};
use detente::space::Game;
use detente_testkit::generate::{Shape, generate};
use detente_testkit::oracle::{AcceptanceOracle, Conflict, Finding as Oracle, Stakes};
use std::fmt::Write as _;

const SEED: u64 = 4;

fn asked(thorough: bool) -> Asked {
    Asked { parties: Vec::new(), at_home: true, by: None, then: None, horizon: None, chance: None, thorough, memory: common::MEMORY }
}

/// A random number after the other (SplitMix64).
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, count: usize) -> usize {
        usize::try_from(self.roll() % count as u64).unwrap()
    }

    fn chance(&mut self, of_a_hundred: u64) -> bool {
        self.roll() % 100 < of_a_hundred
    }
}

fn shape() -> Shape {
    Shape {
        parties: 2..=4,
        combinations: 32,
        issue_share: 1.0,
        most_issues: 3,
        rules_share: 0.6,
        graph_share: 0.0,
        unknown_share: 0.05,
        partial_share: 0.06,
        restriction_share: 0.15,
        rich_share: 0.0,
        ..Shape::default()
    }
}

/// A random case with reservations, red lines and options by which parties stand apart; with what the oracle reads.
fn stakes(dice: &mut Dice, text: &str, conflict: &Conflict) -> (String, Stakes) {
    let form = conflict.option_form.as_ref().expect("no graph");
    let plain = case_of(text);
    let mut text = text.to_owned();
    let mut stakes = Stakes::default();
    for (party, id) in conflict.parties.iter().enumerate() {
        let is_weighted = text.contains(&format!("[[preference.{id}.weight]]"));
        let utility = match &conflict.preference[party] {
            detente_testkit::oracle::Preference::Ranked(rank) if is_weighted => Some(rank.clone()),
            _ => None,
        };
        let reservation = utility.as_ref().filter(|_| dice.chance(35)).map(|utility| {
            let of = utility[dice.below(utility.len())];
            of + i64::try_from(dice.below(3)).unwrap() - 1
        });
        if let Some(worth) = reservation {
            writeln!(text, "\n[[preference.{id}.reservation]]\nworth = {worth}").unwrap();
        }
        let mut within = vec![true; conflict.states];
        if dice.chance(15) {
            let variable = dice.below(form.variables.len());
            let value = dice.below(plain.variables.as_slice()[variable].values.len());
            let name = &plain.variables.as_slice()[variable].values[value].id;
            let holds = format!("not {} = {name}", form.variables[variable]);
            writeln!(text, "\n[[preference.{id}.red_line]]\nholds = \"{holds}\"").unwrap();
            within = form.values.iter().map(|values| values[variable] != value).collect();
        }
        let mut apart = Vec::new();
        for variable in 0..form.variables.len() {
            if form.owner[variable] == Some(party)
                && plain.variables.as_slice()[variable].is_yes_no()
                && apart.is_empty()
                && dice.chance(30)
            {
                let letter = form.variables[variable].rsplit('.').next().unwrap();
                let header = format!("[party.{id}.option.{letter}]\n");
                assert!(text.contains(&header));
                text = text.replace(&header, &format!("{header}dissent = true\n"));
                apart.push(variable);
            }
        }
        stakes.utility.push(utility);
        stakes.reservation.push(reservation);
        stakes.within.push(within);
        stakes.apart.push(apart);
    }
    (text, stakes)
}

fn offer_of(game: &Game, start: u64, package: u64) -> Offer {
    let values = |number: u64| game.state(number).values;
    let axes = game.codes.axes();
    let differ = values(start).into_iter().zip(values(package)).enumerate().filter(|(_, (before, after))| before != after);
    let values: Vec<(_, Value)> = differ.map(|(axis, (_, after))| (axes[axis].variable, after)).collect();
    Offer { id: None, name: "x".into(), by: None, values, freed: Vec::new() }
}

fn known(finding: Oracle) -> Option<bool> {
    match finding {
        Oracle::Yes => Some(true),
        Oracle::No => Some(false),
        Oracle::Unknown => None,
    }
}

fn accept(case: &Case, game: &Game, start: u64, package: u64, thorough: bool) -> Result<AcceptanceFinding, AcceptanceError> {
    let offer = offer_of(game, start, package);
    Ok(acceptance::answer(case, game, start, &offer, &asked(thorough), &Control::default())?.finding)
}

fn refuse(case: &Case, game: &Game, start: u64, package: u64, party: PartyId) -> Result<RefusalFinding, AcceptanceError> {
    let offer = offer_of(game, start, package);
    let asked = Refusing { party, then: None, horizon: None, memory: common::MEMORY };
    Ok(acceptance::refuse(case, game, start, &offer, &asked, &Control::default())?.finding)
}

/// How many flips of a kind were found, listed or not; none where that is not all of them.
fn flips(party: &PartyAcceptance, kind: AcceptanceFlipKind) -> Option<usize> {
    let count = party.flips.iter().filter(|flip| flip.kind == kind).count();
    (count < 6).then_some(count)
}

#[derive(Default, Debug)]
struct Count {
    packages: u64,
    yes: u64,
    no: u64,
    unknown: u64,
    signed_without: u64,
    surplus: u64,
    flips: u64,
    refusals: u64,
    joined: u64,
    counters: u64,
    certificates: u64,
}

#[test]
fn acceptance_is_what_the_definition_says() {
    let control = Control::default();
    let mut count = Count::default();
    for number in 0..1600 {
        let mut dice = Dice(number ^ 0x5eed);
        let generated = generate(&shape(), SEED, number);
        let conflict = &generated.conflict;
        let (text, stakes) = stakes(&mut dice, &generated.text, conflict);
        let case = case_of(&text);
        let game = game_of(&case, FrameId::from_index(0));
        assert_eq!(game.states(), conflict.states as u64);
        let world = World::new(&case, "all").expect("the frame is there");
        for round in 0..2 {
            let (start, package) = (dice.below(conflict.states), dice.below(conflict.states));
            if start == package {
                continue;
            }
            let oracle = AcceptanceOracle::new(conflict, &generated.rules, &stakes, start, true);
            let all = (1 << conflict.parties.len()) - 1;
            let thorough = round == 0 && number % 4 == 0;
            let found = accept(&case, &game, start as u64, package as u64, thorough);
            let Ok(found) = found else {
                assert!(!oracle.can_sign(all, package), "{number}: {start} to {package}: {:?}\n{text}", found.err());
                continue;
            };
            let at = || format!("case {number}: from {start} to {package}\n{text}");
            assert!(oracle.can_sign(all, package), "{}", at());
            count.packages += 1;
            assert_eq!(found.signed.known(), known(oracle.signed(package)), "{}", at());
            let counts: Vec<&str> = oracle.counts(package).into_iter().map(|party| conflict.parties[party].as_str()).collect();
            let asked_for: Vec<&str> = found.parties.iter().map(|party| party.party.id.as_str()).collect();
            assert_eq!(asked_for, counts, "{}", at());
            for party in &found.parties {
                let place = conflict.parties.iter().position(|id| *id == party.party.id).unwrap();
                let (accepts, surplus) = oracle.accepts(place, package, 0);
                assert_eq!(party.accepts.known(), known(accepts), "{} in {}", party.party.id, at());
                assert_eq!(party.level, Level::Signs { needed: oracle.needed(package).contains(&place) }, "{}", at());
                let told = party.surplus.map(|surplus| (surplus.low, surplus.high));
                let scaled = surplus.map(|(low, high)| (i128::from(low) * 1_000_000_000, i128::from(high) * 1_000_000_000));
                assert_eq!(told, scaled, "{} in {}", party.party.id, at());
                count.surplus += u64::from(told.is_some());
                let follows = oracle.follows(package, 1 << place);
                assert_eq!(party.otherwise.signed.known(), known(follows.signed), "{} in {}", party.party.id, at());
                count.signed_without += u64::from(follows.signed != Oracle::No);
                match party.accepts {
                    Finding::Yes => count.yes += 1,
                    Finding::No => count.no += 1,
                    Finding::Unknown(_) => count.unknown += 1,
                }
                if thorough {
                    count.flips += compare_flips(party, place, &oracle, package, &at);
                }
            }
            for certified in &found.certificates {
                verify(&world, certified).unwrap_or_else(|refusal| panic!("{refusal}: {}", at()));
                count.certificates += 1;
            }
            if let Some(instead) = &found.instead {
                let acceptable: Vec<usize> =
                    (0..conflict.states).filter(|&state| state != start && oracle.signed(state) == Oracle::Yes).collect();
                assert_eq!(instead.acceptable, Some(acceptable.len() as u64), "{}", at());
                let distance = |state: &usize| {
                    let values = |state: usize| &conflict.option_form.as_ref().unwrap().values[state];
                    values(*state).iter().zip(values(package)).filter(|(a, b)| a != b).count() as u64
                };
                let least = acceptable.iter().map(distance).min();
                assert_eq!(instead.nearest.listed.first().map(|counter| counter.distance), least, "{}", at());
                assert_eq!(
                    instead.nearest.count,
                    acceptable.iter().filter(|state| Some(distance(state)) == least).count() as u64,
                    "{}",
                    at()
                );
                count.counters += 1;
            }
            let party = dice.below(conflict.parties.len());
            let id = case.party_named(&conflict.parties[party]).unwrap();
            let able = game.consent.parties.iter().any(|consenter| consenter.party == id);
            if able {
                compare_refusal(
                    &mut count,
                    &refuse(&case, &game, start as u64, package as u64, id).expect("it can be refused"),
                    &oracle,
                    party,
                    package,
                    &at,
                );
            }
        }
        let _ = &control;
    }
    eprintln!("{count:?}");
    for some in [
        count.yes,
        count.no,
        count.unknown,
        count.signed_without,
        count.surplus,
        count.flips,
        count.joined,
        count.counters,
        count.certificates,
    ] {
        assert!(some >= 60, "{count:?}");
    }
    assert!(count.packages >= 1500 && count.refusals >= 1500, "{count:?}");
}

/// Flips of terms, promises and steps: all that there are, as many as are listed.
fn compare_flips(party: &PartyAcceptance, place: usize, oracle: &AcceptanceOracle<'_>, package: usize, at: &dyn Fn() -> String) -> u64 {
    let form = oracle.conflict.option_form.as_ref().unwrap();
    let all = (1 << oracle.conflict.parties.len()) - 1;
    let before = known(oracle.accepts(place, package, 0).0);
    let turns = |then: Option<bool>| then.is_some() && then != before;
    let with = |variable: usize, value: usize| {
        let mut values = form.values[package].clone();
        values[variable] = value;
        form.state_with(&values)
    };
    let (mut terms, mut promises) = (0, 0);
    for variable in 0..form.variables.len() {
        let radix = oracle.rules.changes[variable].len();
        for value in (0..radix).filter(|value| *value != form.values[package][variable]) {
            let Some(other) = with(variable, value).filter(|other| *other != oracle.start && oracle.can_sign(all, *other)) else {
                continue;
            };
            if !turns(known(oracle.accepts(place, other, 0).0)) {
                continue;
            }
            match form.owner[variable] {
                None => terms += 1,
                Some(owner)
                    if owner != place
                        && value != form.values[oracle.start][variable]
                        && !oracle.stakes.apart[owner].contains(&variable) =>
                {
                    promises += 1;
                }
                Some(_) => {}
            }
        }
    }
    let mut steps = 0;
    let differ: Vec<usize> = (0..form.variables.len()).filter(|&v| form.values[package][v] != form.values[oracle.start][v]).collect();
    let mut seen = Vec::new();
    for term in differ.iter().filter(|_| differ.len() > 1) {
        for alone in [true, false] {
            let values: Vec<usize> = (0..form.variables.len())
                .map(|v| form.values[if differ.contains(&v) && (v == *term) == alone { package } else { oracle.start }][v])
                .collect();
            let Some(between) = form.state_with(&values).filter(|between| !seen.contains(between)) else { continue };
            seen.push(between);
            let later = AcceptanceOracle::new(oracle.conflict, oracle.rules, oracle.stakes, between, false);
            if !oracle.can_sign(all, between) || !later.can_sign(all, package) {
                continue;
            }
            // asked about the first part if a rule of it names the party or it promises something
            let named = (0..form.variables.len()).filter(|&v| values[v] != form.values[oracle.start][v]).any(|v| match form.owner[v] {
                Some(owner) => owner == place,
                None => oracle.rules.of[v]
                    .as_ref()
                    .and_then(|rules| rules.iter().find(|rule| rule.applies[oracle.start]))
                    .is_some_and(|rule| rule.names >> place & 1 == 1),
            });
            let answers = [if named { oracle.accepts(place, between, 0).0 } else { Oracle::Yes }, later.accepts(place, package, 0).0];
            let then = if answers.contains(&Oracle::No) {
                Some(false)
            } else if answers.contains(&Oracle::Unknown) {
                None
            } else {
                Some(true)
            };
            steps += usize::from(turns(then));
        }
    }
    for (kind, expected) in
        [(AcceptanceFlipKind::Term, terms), (AcceptanceFlipKind::Guarantee, promises), (AcceptanceFlipKind::Order, steps)]
    {
        match flips(party, kind) {
            Some(count) => assert_eq!(count, expected, "{kind:?} of {} in {}", party.party.id, at()),
            None => assert!(expected >= 6, "{kind:?} of {} in {}", party.party.id, at()),
        }
    }
    (terms + promises + steps) as u64
}

fn compare_refusal(
    count: &mut Count,
    found: &RefusalFinding,
    oracle: &AcceptanceOracle<'_>,
    party: usize,
    package: usize,
    at: &dyn Fn() -> String,
) {
    let [surely, perhaps] = oracle.cascade(party, package);
    let names = |set: &std::collections::BTreeSet<usize>, but: &std::collections::BTreeSet<usize>| -> Vec<String> {
        set.difference(but).map(|party| oracle.conflict.parties[*party].clone()).collect()
    };
    let joined = |surely: bool| -> Vec<String> {
        let mut names: Vec<String> =
            found.joiners.iter().filter(|joiner| joiner.surely == surely).map(|joiner| joiner.party.id.clone()).collect();
        names.sort();
        names
    };
    assert_eq!(joined(true), names(&surely, &[party].into()), "{}", at());
    assert_eq!(joined(false), names(&perhaps, &surely), "{}", at());
    count.refusals += 1;
    count.joined += found.joiners.len() as u64;
    // everything that may follow, under every set of refusing parties between the two
    let between: Vec<usize> = perhaps.difference(&surely).copied().collect();
    let bits = |set: &std::collections::BTreeSet<usize>| set.iter().fold(0, |set, party| set | 1 << party);
    let (mut signed, mut states, mut unsure) = (Vec::new(), Vec::new(), false);
    for number in 0..1usize << between.len() {
        let refusing =
            between.iter().enumerate().filter(|(at, _)| number >> at & 1 == 1).fold(bits(&surely), |set, (_, party)| set | 1 << party);
        let follows = oracle.follows(package, refusing);
        if follows.signed != Oracle::No {
            states.extend(follows.left);
        }
        if follows.signed != Oracle::Yes {
            let (ends, open) = oracle.ends(package, refusing);
            states.extend(ends);
            unsure |= open;
        }
        signed.push(follows.signed);
    }
    let all_alike = signed.iter().all(|finding| *finding == signed[0]);
    assert_eq!(found.then.signed.known(), if all_alike { known(signed[0]) } else { None }, "{}", at());
    assert_eq!(found.then.unsure, unsure, "{}", at());
    if oracle.stakes.reservation[party].is_none() && !unsure {
        let preference = &oracle.conflict.preference[party];
        for (balance, state) in [(&found.against_package, package), (&found.against_start, oracle.start)] {
            let better = states.iter().all(|other| preference.surely_better(*other, state));
            let worse = states.iter().all(|other| preference.surely_better(state, *other));
            let equal = states.iter().all(|other| preference.surely_at_least(state, *other) && preference.surely_at_least(*other, state));
            let expected = match (better, worse, equal) {
                (true, ..) => Some(Standing::Better),
                (_, true, _) => Some(Standing::Worse),
                (_, _, true) => Some(Standing::Indifferent),
                _ => None,
            };
            assert_eq!(balance.standing, expected, "{}", at());
        }
    }
    let groups: Vec<_> = found.isolation.iter().map(|isolation| isolation.isolated.known()).collect();
    let alone = if surely.len() > 1 {
        Some(false)
    } else if perhaps.len() > 1 {
        None
    } else {
        Some(true)
    };
    assert_eq!(groups, vec![alone; groups.len()], "{}", at());
}
