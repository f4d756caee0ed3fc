//! Relations that hold whatever the case: between concepts, between a case and the same case written otherwise, between what is known
//! and what might be, between fast and plain evaluation, and between evolution and a plain search.
//!
//! Each is held on two thousand random cases or more, through every engine that applies.

mod common;

use std::collections::{BTreeMap, BTreeSet};

use common::{case_of, game_of, verdicts};
use detente::model::Case;
use detente::model::answer::{ClosedSet, EvolutionFinding, Finding, Reach, StateDescription, Way};
use detente::model::control::Control;
use detente::model::expression::Value;
use detente::model::index::{FrameId, Id};
use detente::model::order::Standing;
use detente::solve::evolution;
use detente::solve::stability::CONCEPTS;
use detente::space::Game;
use detente::space::ranks::Slots;
use detente_testkit::generate::{GeneratedCase, Shape, generate};
use detente_testkit::oracle::{self, Conflict, Preference, Reading, Steps};
use rayon::prelude::*;
use toml::Table;

const CASES: u64 = 2_000;

/// As drawn, without the search for rich ones: the relations do not need them, and this is fast.
fn plain() -> Shape {
    Shape { rich_share: 0.0, ..Shape::default() }
}

/// Calls `check` with two thousand cases and gives the sum of what it returns: how often it had something to compare.
fn on_cases(shape: &Shape, seed: u64, check: impl Fn(&GeneratedCase) -> usize + Sync) -> usize {
    (0..CASES).into_par_iter().map(|number| check(&generate(shape, seed, number))).sum()
}

fn game(text: &str) -> (Case, Game) {
    let case = case_of(text);
    let game = game_of(&case, FrameId::from_index(0));
    (case, game)
}

/// A state by the names of its variables and values, whatever their order.
fn key(game: &Game, state: &StateDescription) -> String {
    let mut words: Vec<String> = game
        .description
        .axes
        .iter()
        .zip(&state.values)
        .map(|(axis, value)| format!("{}={}", axis.id, axis.values[usize::from(*value)].id))
        .collect();
    words.sort_unstable();
    words.join(" ")
}

/// For each state, by key, for each party, by name: what was found under each concept; through every engine, which agree.
type Found = BTreeMap<String, BTreeMap<String, Vec<Option<bool>>>>;

fn found(game: &Game) -> Found {
    let mut all: Vec<Found> = Vec::new();
    for (_, stability) in verdicts(game) {
        let mut found = Found::new();
        for (code, number) in game.feasible.codes().zip(0u64..) {
            let of = |player: usize| (0..CONCEPTS.len()).map(|concept| stability.stable(player, concept, code, number).known()).collect();
            let parties = game.description.parties.iter().enumerate().map(|(player, party)| (party.id.clone(), of(player))).collect();
            found.insert(key(game, &game.describe(code, number)), parties);
        }
        all.push(found);
    }
    assert!(all.windows(2).all(|pair| pair[0] == pair[1]), "the engines disagree");
    all.remove(0)
}

#[test]
fn stricter_concepts_imply_looser_ones() {
    let at = |id: &str| common::concept(id).expect("it is known");
    let implications = [
        ("nash", "smr"),
        ("smr", "gmr"),
        ("nash", "sseq"),
        ("sseq", "seq"),
        ("seq", "gmr"),
        ("sseq", "smr"),
        ("seq", "seq_or_sim"),
        ("seq_or_sim", "seq_or_sim_any"),
    ]
    .map(|(stricter, looser)| (at(stricter), at(looser)));
    let shape = Shape { unknown_share: 0.0, partial_share: 0.0, ..plain() };
    let compared = on_cases(&shape, 31, |generated| {
        let (_, game) = game(&generated.text);
        let mut compared = 0;
        for (state, parties) in found(&game) {
            for (party, findings) in parties {
                for (stricter, looser) in implications {
                    let (Some(stricter), Some(looser)) = (findings[stricter], findings[looser]) else { continue };
                    assert!(!stricter || looser, "{party} at {state}: {findings:?}\n{}", generated.text);
                    compared += usize::from(stricter);
                }
                // where every preference is stated, only what is not defined is unknown
                assert!(findings[..5].iter().all(Option::is_some), "{party} at {state}: {findings:?}\n{}", generated.text);
            }
        }
        compared
    });
    assert!(compared > 100_000, "{compared}");
}

fn table(text: &str) -> Table {
    toml::from_str(text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

fn written(table: &Table) -> String {
    toml::to_string(table).expect("it can be written")
}

/// The sub-table `name`, to change.
fn within<'a>(table: &'a mut Table, name: &str) -> Option<&'a mut Table> {
    table.get_mut(name).and_then(toml::Value::as_table_mut)
}

/// The same entries in another order: from position `turn` on, and backwards if `reverse`.
fn turned(table: &Table, turn: usize, reverse: bool) -> Table {
    let mut entries: Vec<(String, toml::Value)> = table.iter().map(|(key, value)| (key.clone(), value.clone())).collect();
    let by = turn % entries.len().max(1);
    entries.rotate_left(by);
    if reverse {
        entries.reverse();
    }
    entries.into_iter().collect()
}

/// Calls the parties otherwise: `p3` becomes `land_3`.
fn renamed(text: &str) -> String {
    let mut out = String::new();
    let letters: Vec<char> = text.chars().collect();
    for (at, letter) in letters.iter().enumerate() {
        let begins = at == 0 || !(letters[at - 1].is_alphanumeric() || letters[at - 1] == '_');
        if *letter == 'p' && begins && letters.get(at + 1).is_some_and(char::is_ascii_digit) {
            out.push_str("land_");
        } else {
            out.push(*letter);
        }
    }
    out
}

fn rename_found(found: Found) -> Found {
    let state = |key: &str| {
        let mut words: Vec<String> = key.split(' ').map(renamed).collect();
        words.sort_unstable();
        words.join(" ")
    };
    let parties =
        |parties: BTreeMap<String, Vec<Option<bool>>>| parties.into_iter().map(|(party, found)| (renamed(&party), found)).collect();
    found.into_iter().map(|(key, of)| (state(&key), parties(of))).collect()
}

#[test]
fn parties_in_another_order_and_under_other_names_permute_the_answer() {
    let moved = on_cases(&plain(), 32, |generated| {
        let (_, before) = game(&generated.text);
        let mut table = table(&generated.text);
        let parties = within(&mut table, "party").expect("there are parties");
        *parties = turned(parties, usize::try_from(generated.number).unwrap_or(0), generated.number % 2 == 0);
        let text = renamed(&written(&table));
        let (_, after) = game(&text);
        assert_eq!(rename_found(found(&before)), found(&after), "{}\n{text}", generated.text);
        let names = |game: &Game| game.description.parties.iter().map(|party| renamed(&party.id)).collect::<Vec<_>>();
        usize::from(names(&before) != names(&after))
    });
    assert!(moved > 1_000, "the parties of only {moved} cases came to stand in another order");
}

#[test]
fn options_in_another_order_permute_the_states() {
    let moved = on_cases(&plain(), 33, |generated| {
        let (_, before) = game(&generated.text);
        let mut table = table(&generated.text);
        for (_, party) in within(&mut table, "party").expect("there are parties") {
            if let Some(options) = party.as_table_mut().and_then(|party| within(party, "option")) {
                *options = turned(options, 0, true);
            }
        }
        // issues before options, too
        let mut reordered = Table::new();
        for name in ["format", "title", "as_of", "issue"] {
            if let Some(value) = table.remove(name) {
                reordered.insert(name.to_owned(), value);
            }
        }
        reordered.extend(table);
        let text = written(&reordered);
        let (_, after) = game(&text);
        assert_eq!(found(&before), found(&after), "{}\n{text}", generated.text);
        let order = |game: &Game| game.describe_all().map(|state| key(game, &state)).collect::<Vec<_>>();
        usize::from(order(&before) != order(&after))
    });
    assert!(moved > 500, "the states of only {moved} cases came to stand in another order");
}

#[test]
fn a_monotone_change_of_weights_changes_nothing() {
    let changed = on_cases(&Shape { weight_share: 0.9, ..plain() }, 34, |generated| {
        let (_, before) = game(&generated.text);
        let mut table = table(&generated.text);
        let mut changed = 0;
        for (_, preference) in within(&mut table, "preference").into_iter().flatten() {
            let Some(weights) = preference.get_mut("weight").and_then(toml::Value::as_array_mut) else { continue };
            for weight in weights.iter_mut() {
                let number = weight["weight"].as_integer().expect("it is a whole number");
                weight.as_table_mut().expect("it is a table").insert("weight".into(), toml::Value::Integer(2 * number));
            }
            let everywhere = Table::from_iter([("holds".into(), "always".into()), ("weight".into(), toml::Value::Integer(-7))]);
            weights.push(toml::Value::Table(everywhere));
            changed += 1;
        }
        let text = written(&table);
        assert_eq!(found(&before), found(&game(&text).1), "{}\n{text}", generated.text);
        changed
    });
    assert!(changed > 1_000, "only {changed} parties had weights");
}

/// Leaves out of each key the words that `unwanted` names.
fn without(found: Found, unwanted: &str) -> Found {
    let short = |key: &str| key.split(' ').filter(|word| *word != unwanted).collect::<Vec<_>>().join(" ");
    found.into_iter().map(|(key, parties)| (short(&key), parties)).collect()
}

#[test]
fn what_is_always_infeasible_changes_nothing_but_the_numbers() {
    let changed = on_cases(&Shape { graph_share: 0.0, three_valued_share: 0.3, ..plain() }, 35, |generated| {
        let (_, before) = game(&generated.text);
        let was = found(&before);
        let impossible = |when: String| {
            toml::Value::Table(Table::from_iter([("when".into(), when.into()), ("because".into(), "it is never so".into())]))
        };
        let with = |mut table: Table, when: String| {
            let list = table.entry("infeasible").or_insert_with(|| toml::Value::Array(Vec::new()));
            list.as_array_mut().expect("it is a list").push(impossible(when));
            written(&table)
        };
        // an option that is never taken
        let mut table = table(&generated.text);
        let first = within(&mut table, "party").and_then(|parties| within(parties, "p1")).expect("there is a p1");
        let options = first.entry("option").or_insert_with(|| toml::Value::Table(Table::new())).as_table_mut().expect("it is a table");
        options.insert("extra".into(), toml::Value::Table(Table::new()));
        let text = with(table.clone(), "p1.extra".into());
        let (_, after) = game(&text);
        assert_eq!(after.codes.combinations(), 2 * before.codes.combinations());
        assert_eq!(was, without(found(&after), "p1.extra=no"), "{text}");
        // a value that is never had
        let Some(axis) = before.description.axes.iter().find(|axis| !axis.is_yes_no()) else { return 1 };
        let mut table: Table = toml::from_str(&generated.text).expect("it was read before");
        let variable = match axis.id.split_once('.') {
            Some((party, option)) => within(&mut table, "party")
                .and_then(|parties| within(parties, party))
                .and_then(|party| within(party, "option"))
                .and_then(|options| within(options, option)),
            None => within(&mut table, "issue").and_then(|issues| within(issues, &axis.id)),
        };
        let values = variable.and_then(|variable| variable.get_mut("values")).and_then(toml::Value::as_array_mut);
        values.expect("it has a list of values").push("never_had".into());
        let text = with(table, format!("{} = never_had", axis.id));
        let (_, after) = game(&text);
        assert!(after.codes.combinations() > before.codes.combinations());
        assert_eq!(was, found(&after), "{text}");
        2
    });
    assert!(changed > 2_500, "{changed}");
}

/// A number that looks random and is the same every time.
fn scrambled(number: u64) -> u64 {
    let mixed = (number ^ (number >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}

/// A rank for each state that agrees with all that is known, the `which`th of several.
fn completion(preference: &Preference, states: usize, which: u64) -> Vec<i64> {
    match preference {
        Preference::Ranked(ranks) => ranks.clone(),
        Preference::Unknown => {
            (0..states as u64).map(|state| i64::try_from(scrambled(which * 1_000 + state) % states as u64).unwrap_or(0)).collect()
        }
        // a sum of the columns, each stretched otherwise, goes up wherever no column goes down and one goes up
        Preference::Columns(columns) => (0..states)
            .map(|state| {
                let stretched = columns.iter().enumerate().map(|(number, column)| {
                    let factor = if which.is_multiple_of(columns.len() as u64 + 1) {
                        1
                    } else if which % columns.len() as u64 == number as u64 {
                        1_000
                    } else {
                        1
                    };
                    factor * column[state]
                });
                stretched.sum()
            })
            .collect(),
    }
}

/// The case with every preference that is not wholly known replaced by a ranking of all states.
fn completed(generated: &GeneratedCase, game: &Game, which: u64) -> String {
    let conflict = &generated.conflict;
    let mut table = table(&generated.text);
    let preferences = table.entry("preference").or_insert_with(|| toml::Value::Table(Table::new())).as_table_mut().expect("it is a table");
    let name = |state: usize| {
        let state = game.state(state as u64);
        state.name.clone().unwrap_or_else(|| {
            let words = game.description.axes.iter().zip(&state.values);
            words.map(|(axis, value)| format!("{} = {}", axis.id, axis.values[usize::from(*value)].id)).collect::<Vec<_>>().join(" and ")
        })
    };
    for (party, (id, preference)) in conflict.parties.iter().zip(&conflict.preference).enumerate() {
        if matches!(preference, Preference::Ranked(_)) {
            continue;
        }
        let ranks = completion(preference, conflict.states, generated.number * 100 + which * 10 + party as u64);
        let different: BTreeSet<i64> = ranks.iter().copied().collect();
        let tier = |rank: &i64| {
            let states = (0..conflict.states).filter(|state| ranks[*state] == *rank).map(|state| toml::Value::String(name(state)));
            toml::Value::Array(states.collect())
        };
        let tiers = toml::Value::Array(different.iter().rev().map(tier).collect());
        preferences.insert(id.clone(), toml::Value::Table(Table::from_iter([("ranking".into(), tiers)])));
    }
    written(&table)
}

#[test]
fn no_completion_of_an_unknown_preference_contradicts_what_is_known() {
    let shape = Shape { unknown_share: 0.25, partial_share: 0.35, combinations: 16, parties: 2..=3, ..plain() };
    let compared = on_cases(&shape, 36, |generated| {
        let (_, before) = game(&generated.text);
        if generated.conflict.preference.iter().all(|preference| matches!(preference, Preference::Ranked(_))) {
            return 0;
        }
        let was = found(&before);
        let mut compared = 0;
        for which in 0..3 {
            let text = completed(generated, &before, which);
            let (_, after) = game(&text);
            let now = found(&after);
            for (state, parties) in &was {
                for (party, findings) in parties {
                    for (concept, (before, after)) in findings.iter().zip(&now[state][party]).enumerate() {
                        let Some(before) = before else { continue };
                        assert_eq!(Some(*before), *after, "{} for {party} at {state}\n{}\n{text}", CONCEPTS[concept].id, generated.text);
                        compared += 1;
                    }
                }
            }
        }
        compared
    });
    assert!(compared > 100_000, "only {compared} findings were known");
}

/// All combinations of values of a case's variables, the first the fastest.
fn combinations(case: &Case) -> Vec<Vec<Value>> {
    let mut all: Vec<Vec<Value>> = vec![Vec::new()];
    for variable in case.variables.iter() {
        let values = 0..Value::try_from(variable.values.len()).expect("few values");
        all = values.flat_map(|value| all.iter().map(move |before| [before.as_slice(), &[value]].concat())).collect();
    }
    all
}

#[test]
fn feasible_states_and_their_numbers_are_those_of_plain_evaluation() {
    let infeasible = on_cases(&plain(), 37, |generated| {
        let (case, game) = game(&generated.text);
        let phase = &case.frames[FrameId::from_index(0)].phase;
        let all = combinations(&case);
        let feasible: Vec<(usize, &Vec<Value>)> = all.iter().enumerate().filter(|(_, values)| case.is_feasible(values, phase)).collect();
        let described: Vec<StateDescription> = game.describe_all().collect();
        assert_eq!(described.len(), feasible.len(), "{}", generated.text);
        let binary = case.graph.is_none() && case.variables.iter().all(|variable| variable.values.len() == 2);
        for (ordinal, (state, (code, values))) in (1u64..).zip(described.iter().zip(&feasible)) {
            assert_eq!((state.ordinal, &&state.values), (ordinal, values), "{}", generated.text);
            assert_eq!(state.decimal, binary.then_some(*code as u64), "{}", generated.text);
            assert_eq!(state.name.is_some(), case.graph.is_some());
            assert_eq!(game.feasible.number(*code as u64), Some(ordinal - 1));
        }
        usize::from(all.len() > feasible.len())
    });
    assert!(infeasible > 200, "only {infeasible} cases had infeasible states");
}

#[test]
fn ranks_are_those_of_plain_comparison() {
    let shape = Shape { partial_share: 0.2, ..plain() };
    let pairs = on_cases(&shape, 38, |generated| {
        let (case, game) = game(&generated.text);
        let phase = &case.frames[FrameId::from_index(0)].phase;
        let states: Vec<(u64, Vec<Value>)> = game.feasible.codes().map(|code| (code, game.codes.values(code))).collect();
        let mut pairs = 0;
        for (number, player) in game.players.iter().enumerate() {
            let plain = case.order(player.party, phase);
            let columns = game.ranks(number, Slots::Numbers);
            for (a, (a_code, a_values)) in states.iter().enumerate() {
                for (b, (b_code, b_values)) in states.iter().enumerate() {
                    let better = columns.iter().any(|column| column[a] > column[b]);
                    let worse = columns.iter().any(|column| column[a] < column[b]);
                    let fast = match (better, worse) {
                        (false, false) if columns.is_empty() && a != b => Standing::Unknown,
                        (true, true) => Standing::Unknown,
                        (true, false) => Standing::Better,
                        (false, true) => Standing::Worse,
                        (false, false) => Standing::Indifferent,
                    };
                    let slow = plain.compare((a_values, i128::from(*a_code) + 1), (b_values, i128::from(*b_code) + 1), phase);
                    assert_eq!(fast, slow, "{} against {}\n{}", a + 1, b + 1, generated.text);
                    pairs += usize::from(slow != Standing::Indifferent);
                }
            }
        }
        pairs
    });
    assert!(pairs > 500_000, "{pairs}");
}

/// What evolution is held against: the conflict, with its moves or its sure improvements.
struct Plainly<'a> {
    conflict: &'a Conflict,
    improvements: bool,
    /// For each state everything that steps lead to, one after the other, whoever takes them, with the state itself.
    closure: Vec<BTreeSet<usize>>,
}

impl<'a> Plainly<'a> {
    fn new(conflict: &'a Conflict, improvements: bool) -> Self {
        let mut plainly = Self { conflict, improvements, closure: Vec::new() };
        plainly.closure = (0..conflict.states).map(|from| plainly.reached(from)).collect();
        plainly
    }

    fn is_step(&self, party: usize, from: usize, to: usize) -> bool {
        self.conflict.arcs[party][from].contains(&to) && (!self.improvements || self.conflict.preference[party].surely_better(to, from))
    }

    fn reached(&self, from: usize) -> BTreeSet<usize> {
        let mut reached = BTreeSet::from([from]);
        let mut open = vec![from];
        while let Some(state) = open.pop() {
            for (party, arcs) in self.conflict.arcs.iter().enumerate() {
                for to in arcs[state].iter().filter(|to| self.is_step(party, state, **to)) {
                    if reached.insert(*to) {
                        open.push(*to);
                    }
                }
            }
        }
        reached
    }

    /// The closed sets within reach: what is reached from a state from where there is always a way back to it.
    fn closed_sets(&self, start: usize) -> BTreeSet<&BTreeSet<usize>> {
        let sets = self.closure[start].iter().map(|state| &self.closure[*state]);
        sets.filter(|set| set.iter().all(|member| self.closure[*member] == **set)).collect()
    }

    fn reach_is_right(&self, reach: &Reach, steps: &[Option<usize>], start: usize) {
        let mut by_step: Vec<u64> = Vec::new();
        for steps in steps.iter().flatten() {
            by_step.resize(by_step.len().max(steps + 1), 0);
            by_step[*steps] += 1;
        }
        assert_eq!(reach.by_step, by_step);
        assert_eq!(reach.states, by_step.iter().sum::<u64>());
        let members = |set: &ClosedSet| -> BTreeSet<usize> { set.states.iter().map(number).collect() };
        assert!(reach.closed.iter().all(|set| set.count == set.states.len() as u64));
        let found: BTreeSet<BTreeSet<usize>> = reach.closed.iter().map(members).collect();
        assert_eq!(reach.closed_count, found.len() as u64, "no set is listed twice");
        assert_eq!(found.iter().collect::<BTreeSet<_>>(), self.closed_sets(start));
    }

    /// A way is shortest, and each step of it is one that its mover has, nobody moving twice in a row.
    fn way_is_right(&self, finding: &EvolutionFinding, way: Option<&Way>, steps: Option<usize>, start: usize, end: usize) {
        assert_eq!(way.map(|way| way.steps.len()), steps);
        let Some(way) = way else { return };
        let (mut at, mut last) = (start, None);
        for step in &way.steps {
            let name = &finding.frame.parties[step.party].id;
            let party = self.conflict.parties.iter().position(|known| known == name).expect("the same parties");
            assert_ne!(last, Some(party), "twice in a row");
            assert!(self.is_step(party, at, number(&step.to)), "{name} cannot go from {at} to {}", number(&step.to));
            (at, last) = (number(&step.to), Some(party));
        }
        assert_eq!(at, end);
    }
}

/// The number of a state, from 0.
fn number(state: &StateDescription) -> usize {
    usize::try_from(state.ordinal - 1).expect("few states")
}

#[test]
fn evolution_agrees_with_a_plain_search() {
    let ways = on_cases(&Shape { rich_share: 0.3, attempts: 10, ..Shape::default() }, 39, |generated| {
        let (_, game) = game(&generated.text);
        let conflict = &generated.conflict;
        let (_, stability) = verdicts(&game).pop().expect("the general engine applies");
        let (by_moves, by_improvements) = (Plainly::new(conflict, false), Plainly::new(conflict, true));
        let mut ways = 0;
        // a third of the states, others in other cases
        let offset = usize::try_from(generated.number).unwrap_or(0);
        for start in (0..conflict.states).filter(|start| (start + offset) % 3 == 0) {
            let finding = evolution::analyse(&game, &stability, &CONCEPTS, start as u64, &Control::default())
                .unwrap_or_else(|error| panic!("{error}"));
            assert_eq!(number(&finding.start), start);
            let moves = oracle::evolution(conflict, start, Steps::Moves);
            let improvements = oracle::evolution(conflict, start, Steps::Improvements(Reading::LeastStable));
            by_moves.reach_is_right(&finding.by_moves, &moves, start);
            by_improvements.reach_is_right(&finding.by_improvements, &improvements, start);
            // the map begins with what improvements reach, each with its number of steps
            assert_eq!(finding.map.left_out, 0);
            let reached = finding.map.states.iter().zip(&finding.map.steps).take(improvements.iter().flatten().count());
            let on_map: BTreeMap<usize, usize> = reached.map(|(state, steps)| (number(state), *steps as usize)).collect();
            let expected: BTreeMap<usize, usize> =
                improvements.iter().enumerate().filter_map(|(state, steps)| Some((state, (*steps)?))).collect();
            assert_eq!(on_map, expected, "{}", generated.text);
            let equilibria: Vec<usize> = (0..conflict.states)
                .filter(|state| {
                    let code = game.feasible.code(*state as u64).expect("there is such a state");
                    stability.equilibrium(code, *state as u64).contains(&Finding::Yes)
                })
                .collect();
            // those that improvements reach come first, then those that moves reach
            let mut in_order = equilibria.clone();
            in_order.sort_by_key(|state| (improvements[*state].is_none(), moves[*state].is_none(), *state));
            assert_eq!(finding.equilibria.iter().map(|reached| number(&reached.state)).collect::<Vec<_>>(), in_order);
            let reached = |steps: &[Option<usize>]| equilibria.iter().filter(|state| steps[**state].is_some()).count() as u64;
            assert_eq!((finding.reached_by_moves, finding.reached_by_improvements), (reached(&moves), reached(&improvements)));
            assert_eq!(finding.equilibria_count, equilibria.len() as u64);
            for reached in &finding.equilibria {
                let end = number(&reached.state);
                by_moves.way_is_right(&finding, reached.by_moves.as_ref(), moves[end], start, end);
                by_improvements.way_is_right(&finding, reached.by_improvements.as_ref(), improvements[end], start, end);
                ways += usize::from(reached.by_improvements.as_ref().is_some_and(|way| way.steps.len() > 2));
            }
        }
        ways
    });
    assert!(ways > 500, "only {ways} shortest ways by improvements had three steps or more");
}
