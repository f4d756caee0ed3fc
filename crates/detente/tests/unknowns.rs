//! What is unknown, against all completions of small random conflicts, enumerated by a program that shares no code with the search: findings, and
//! what a missing comparison would settle.

#![expect(clippy::print_stderr, reason = "a test says what it measured")]

mod common;

use common::{MEMORY, case_of, game_of};
use detente::Question;
use detente::model::answer::{Finding, UnknownsFinding};
use detente::model::control::Control;
use detente::model::index::{FrameId, Id};
use detente::solve::stability::{self, EngineChoice, Options};
use detente::solve::unknown;
use detente::space::Game;
use detente_testkit::generate::{GeneratedCase, Shape, generate};
use detente_testkit::oracle::{self, Concept, Conflict, Preference, exact, settling};
use rayon::prelude::*;

/// How many joint completions are enumerated at most.
const COMPLETIONS: usize = 700;

/// How many cases: `DETENTE_CASES`, where a run is to be shorter.
fn cases(usual: u64) -> u64 {
    std::env::var("DETENTE_CASES").ok().and_then(|number| number.parse().ok()).map_or(usual, |number: u64| number.min(usual))
}

/// Small enough to be enumerated, with much that is not stated.
fn shape() -> Shape {
    Shape {
        parties: 2..=3,
        variables: 1..=2,
        combinations: 8,
        graph_states: 4..=6,
        arc_chance: 0.2..=0.5,
        unknown_share: 0.15,
        partial_share: 0.55,
        graph_share: 0.5,
        graph_partial: true,
        rich_share: 0.0,
        ..Shape::default()
    }
}

/// Numbers that look random, the same everywhere.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % limit
    }

    fn order(&mut self, states: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..states).collect();
        (1..states).rev().for_each(|at| order.swap(at, self.below(at + 1)));
        order
    }
}

/// Conflicts in which one order may not allow together what it allows one by one. Five states, of which the focal party likes the first to be
/// left for the next ones and none of the rest; the second party's order is known from two criteria drawn at random.
///
/// Even numbers: two departures, each deterred by one step of the second party; where both steps cannot pay, the state is not stable. Odd ones: one
/// departure, deterred by one of two steps, the second of them after a step of a third party; where one of them must pay, it is.
fn contrived(number: u64) -> (Conflict, String) {
    let mut dice = Dice(number);
    let two_departures = number.is_multiple_of(2);
    let (arcs, liked): ([Vec<(usize, usize)>; 3], [usize; 5]) = if two_departures {
        ([vec![(0, 1), (0, 2)], vec![(1, 3), (2, 4)], vec![]], [1, 2, 2, 0, 0])
    } else {
        ([vec![(0, 1)], vec![(1, 2), (3, 4)], vec![(1, 3)]], [1, 2, 0, 2, 0])
    };
    let columns = [dice.order(5), dice.order(5)];
    // from the best on, each state with those before it: a wish for each place
    let names = ["s1", "s2", "s3", "s4", "s5"];
    let wishes = |order: &[usize]| {
        let upper = (1..5).map(|count| order[..count].iter().map(|state| names[*state]).collect::<Vec<_>>().join(", "));
        upper.map(|upper| format!("\"state in ({upper})\"")).collect::<Vec<_>>().join(", ")
    };
    let level = |order: &[usize]| (0..5).map(|state| 5 - order.iter().position(|at| *at == state).expect("each once") as i64).collect();
    let pairs = |arcs: &[(usize, usize)]| {
        arcs.iter().map(|(from, to)| format!("[\"{}\", \"{}\"]", names[*from], names[*to])).collect::<Vec<_>>().join(", ")
    };
    let tiers: Vec<String> = (0..3)
        .rev()
        .map(|tier| {
            format!(
                "[{}]",
                (0..5).filter(|state| liked[*state] == tier).map(|state| format!("\"{}\"", names[state])).collect::<Vec<_>>().join(", ")
            )
        })
        .collect();
    let text = format!(
        "format = 1\ntitle = \"contrived {number}\"\n[party.f]\nkind = \"state\"\n[party.g]\nkind = \"state\"\n[party.h]\nkind = \"state\"\n\
         [graph]\nstates = [\"s1\", \"s2\", \"s3\", \"s4\", \"s5\"]\n[graph.arcs]\nf = [{}]\ng = [{}]\nh = [{}]\n\
         [preference.f]\nranking = [{}]\n[[preference.g.criterion]]\nstatements = [{}]\n[[preference.g.criterion]]\nstatements = [{}]\n\
         [preference.h]\nranking = [[\"s4\"], [\"s1\", \"s2\", \"s3\", \"s5\"]]\n[frame.all]\nvary = [\"*\"]\n",
        pairs(&arcs[0]),
        pairs(&arcs[1]),
        pairs(&arcs[2]),
        tiers.join(", "),
        wishes(&columns[0]),
        wishes(&columns[1])
    );
    let targets = |arcs: &[(usize, usize)]| {
        (0..5).map(|state| arcs.iter().filter(|(from, _)| *from == state).map(|(_, to)| *to).collect::<Vec<usize>>()).collect::<Vec<_>>()
    };
    let conflict = Conflict {
        parties: ["f", "g", "h"].map(String::from).to_vec(),
        states: 5,
        names: names.map(String::from).to_vec(),
        arcs: arcs.iter().map(|arcs| targets(arcs)).collect(),
        preference: vec![
            Preference::Ranked(liked.map(|liked| liked as i64).to_vec()),
            Preference::Columns(columns.iter().map(|order| level(order)).collect()),
            Preference::Ranked(vec![0, 0, 0, 1, 0]),
        ],
        option_form: None,
    };
    (conflict, text)
}

/// The player of the game who is a party of the conflict, if it can move.
fn player(game: &Game, conflict: &Conflict, party: usize) -> Option<usize> {
    game.description.parties.iter().position(|described| described.id == conflict.parties[party])
}

fn word(finding: Finding) -> oracle::Finding {
    match finding {
        Finding::Yes => oracle::Finding::Yes,
        Finding::No => oracle::Finding::No,
        Finding::Unknown(_) => oracle::Finding::Unknown,
    }
}

#[derive(Default, Debug, Clone, Copy)]
struct Tally {
    cases: u64,
    cells: u64,
    unknown: u64,
    /// Cases in which nothing was cut, and findings that bounds left open and that were settled: of parties, of equilibria.
    whole: u64,
    settled: u64,
    equilibria_settled: u64,
}

impl Tally {
    fn add(mut self, other: Self) -> Self {
        self.cases += other.cases;
        self.cells += other.cells;
        self.unknown += other.unknown;
        self.whole += other.whole;
        self.settled += other.settled;
        self.equilibria_settled += other.equilibria_settled;
        self
    }
}

/// Holds the findings about one case against all completions; none if there are too many.
fn findings(number: u64, conflict: &Conflict, text: &str) -> Option<Tally> {
    if conflict.is_fully_ranked() {
        return None;
    }
    let exact = exact(conflict, COMPLETIONS)?;
    let game = game_of(&case_of(text), FrameId::from_index(0));
    let options = Options { concepts: unknown::concepts(), engine: EngineChoice::Auto, memory: MEMORY };
    let bounds = stability::analyse(&game, &options, &Control::default()).expect("it is small");
    let mut found = stability::analyse(&game, &options, &Control::default()).expect("it is small");
    unknown::tighten(&game, &mut found, &Control::default()).expect("nobody stops it");
    let whole = found.tightened().is_none_or(|tightened| tightened.cut == 0);
    let mut tally = Tally { cases: 1, whole: u64::from(whole), ..Tally::default() };
    for (bit, concept) in Concept::PLAIN.into_iter().enumerate() {
        let (_, truth) = exact.findings.iter().find(|(known, _)| *known == concept).expect("it is enumerated");
        let (_, equilibria) = exact.equilibria.iter().find(|(known, _)| *known == concept).expect("it is enumerated");
        for (at, code) in (0u64..).zip(game.feasible.codes()) {
            let state = usize::try_from(at).expect("there are few");
            let mut check = |whom: &str, finding: Finding, bound: Finding, truth: oracle::Finding| -> bool {
                let finding = word(finding);
                assert!(
                    finding == truth || !whole && finding == oracle::Finding::Unknown,
                    "case {}: {concept:?} for {whom} in state {}: {finding:?}, but {truth:?} over {} completions\n{}",
                    number,
                    at + 1,
                    exact.completions,
                    text
                );
                tally.cells += 1;
                tally.unknown += u64::from(finding == oracle::Finding::Unknown);
                word(bound) != finding
            };
            for (party, truth) in truth.iter().enumerate() {
                let Some(player) = player(&game, conflict, party) else { continue };
                let (finding, bound) = (found.stable(player, bit, code, at), bounds.stable(player, bit, code, at));
                tally.settled += u64::from(check(&conflict.parties[party], finding, bound, truth[state]));
            }
            let (finding, bound) = (found.equilibrium(code, at)[bit], bounds.equilibrium(code, at)[bit]);
            tally.equilibria_settled += u64::from(check("all", finding, bound, equilibria[state]));
        }
    }
    // the counts of the head are those of the rows
    let head = found.finding_head(0);
    let rows: Vec<_> = found.rows(stability::Which::All).collect();
    for bit in 0..found.concepts().len() {
        let unknown = rows.iter().filter(|row| row.equilibrium[bit].known().is_none()).count() as u64;
        assert_eq!(head.equilibria[bit].unknown, unknown, "{}", text);
    }
    Some(tally)
}

#[test]
fn findings_are_those_of_all_completions() {
    let wanted = cases(4_400);
    let one = |number: u64| {
        let generated = generate(&shape(), 2004, number);
        findings(number, &generated.conflict, &generated.text)
    };
    let total = (0..wanted).into_par_iter().filter_map(one).reduce(Tally::default, Tally::add);
    eprintln!("{total:?}");
    assert!(total.unknown * 10 >= total.cells, "a tenth of the findings is unknown: {total:?}");
    assert!(total.whole * 100 >= total.cases * 95, "the search is complete in most cases: {total:?}");
    if wanted == 4_400 {
        assert!(total.cases >= 2_000 && total.equilibria_settled >= 10, "bounds are loose now and then: {total:?}");
    }
}

#[test]
fn findings_are_those_of_all_completions_where_bounds_are_loose() {
    let wanted = cases(4_000);
    let tally = |parity: u64| {
        let one = |number: u64| {
            let (conflict, text) = contrived(2 * number + parity);
            findings(2 * number + parity, &conflict, &text)
        };
        (0..wanted / 2).into_par_iter().filter_map(one).reduce(Tally::default, Tally::add)
    };
    for total in [tally(0), tally(1)] {
        eprintln!("{total:?}");
        assert_eq!(total.whole, total.cases, "{total:?}");
        if wanted == 4_000 {
            assert!(total.cases >= 1_000 && total.settled >= 5, "{total:?}");
        }
    }
}

fn unknowns(generated: &GeneratedCase) -> UnknownsFinding {
    let case = case_of(&generated.text);
    let game = game_of(&case, FrameId::from_index(0));
    detente::unknowns(&case, &game, &Question::default(), &Control::default()).expect("it is small").finding
}

/// Holds what comparisons would settle against all completions: whether something was settled whatever the answer.
fn comparisons(generated: &GeneratedCase) -> Option<bool> {
    let conflict = &generated.conflict;
    if conflict.is_fully_ranked() {
        return None;
    }
    let (unknown, settling) = settling(conflict, &Concept::PLAIN, COMPLETIONS)?;
    let found = unknowns(generated);
    assert!(found.cut == 0 && found.all_pairs && found.not_examined == 0, "{}", generated.text);
    assert_eq!(found.unknown, unknown as u64, "{}", generated.text);
    let name = |party: usize| conflict.parties[party].as_str();
    for comparison in &found.comparisons {
        let whose = found.frame.parties[comparison.party].id.as_str();
        let is_it = |party: usize, first: u64, second: u64| {
            (name(party), first + 1, second + 1) == (whose, comparison.first.ordinal, comparison.second.ordinal)
        };
        let expected = settling
            .iter()
            .find(|settling| is_it(settling.comparison.0, settling.comparison.1 as u64, settling.comparison.2 as u64))
            .unwrap_or_else(|| panic!("{comparison:?} is stated\n{}", generated.text));
        let settles = [comparison.settles.better, comparison.settles.equal, comparison.settles.worse];
        assert_eq!(settles, expected.known.map(|known| known as u64), "case {}: {comparison:?}\n{}", generated.number, generated.text);
    }
    // no other comparison of any two states settles more
    let order = |known: [usize; 3]| (known.into_iter().min().unwrap_or(0) as u64, known.into_iter().max().unwrap_or(0) as u64);
    let most = settling.iter().map(|settling| order(settling.known)).max().unwrap_or((0, 0));
    let winner = found.comparisons.first().map_or((0, 0), |winner| (winner.settles.guaranteed(), winner.settles.best()));
    assert_eq!(winner, most, "case {}\n{}", generated.number, generated.text);
    let ranked: Vec<(u64, u64)> = found.comparisons.iter().map(|one| (one.settles.guaranteed(), one.settles.best())).collect();
    assert!(ranked.is_sorted_by(|a, b| a >= b), "{ranked:?}");
    (unknown > 0).then_some(winner.0 > 0)
}

#[test]
fn comparisons_settle_what_completions_say() {
    let wanted = cases(2_000);
    let compared: Vec<bool> = (0..wanted).into_par_iter().filter_map(|number| comparisons(&generate(&shape(), 1979, number))).collect();
    let guaranteed = compared.iter().filter(|guaranteed| **guaranteed).count();
    eprintln!("{} cases with something unknown; in {guaranteed} a comparison is sure to settle something", compared.len());
    if wanted == 2_000 {
        assert!(compared.len() >= 300 && guaranteed >= 100, "{} cases, {guaranteed} with a sure gain", compared.len());
    }
}

/// A party of which nothing is stated: what turns on it alone is known if its whole order is.
#[test]
fn what_turns_on_one_party_alone_is_known_with_its_order() {
    let (mut compared, mut alone) = (0, 0);
    for number in 0..cases(1_500) {
        let generated = generate(&Shape { partial_share: 0.0, unknown_share: 0.4, ..shape() }, 77, number);
        let silent: Vec<usize> = (0..generated.conflict.parties.len())
            .filter(|party| generated.conflict.preference[*party] == oracle::Preference::Unknown)
            .collect();
        let [party] = silent.as_slice() else { continue };
        let found = unknowns(&generated);
        let player = found.frame.parties.iter().position(|described| described.id == generated.conflict.parties[*party]);
        let Some(player) = player else { continue };
        // it is the only one about whom anything is missing
        assert_eq!(found.parties[player].alone, found.unknown, "{}", generated.text);
        compared += 1;
        alone += usize::from(found.unknown > 0);
    }
    assert!(compared >= 1 && alone >= 1, "{compared} compared, {alone} with something unknown");
}
