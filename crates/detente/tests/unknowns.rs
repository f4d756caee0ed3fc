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
use detente_testkit::oracle::{self, Concept, Conflict, exact, settling};
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

/// Two parties with several steps each from where orders go different ways: here bounds are loose more often.
fn tangled() -> Shape {
    Shape { parties: 2..=2, graph_states: 5..=5, arc_chance: 0.25..=0.6, unknown_share: 0.0, partial_share: 0.7, graph_share: 1.0, ..shape() }
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
fn findings(generated: &GeneratedCase) -> Option<Tally> {
    let conflict = &generated.conflict;
    if conflict.is_fully_ranked() {
        return None;
    }
    let exact = exact(conflict, COMPLETIONS)?;
    let game = game_of(&case_of(&generated.text), FrameId::from_index(0));
    let options = Options { concepts: unknown::concepts(), engine: EngineChoice::Auto, memory: MEMORY };
    let bounds = stability::analyse(&game, &options, &Control::default()).expect("it is small");
    let mut found = stability::analyse(&game, &options, &Control::default()).expect("it is small");
    unknown::tighten(&game, &mut found, &Control::default()).expect("nobody stops it");
    let whole = found.tightened().is_none_or(|tightened| tightened.cut == 0);
    let mut tally = Tally { cases: 1, whole: u64::from(whole), ..Tally::default() };
    for (bit, concept) in Concept::PLAIN.into_iter().enumerate() {
        let (_, truth) = exact.findings.iter().find(|(known, _)| *known == concept).expect("it is enumerated");
        let (_, equilibria) = exact.equilibria.iter().find(|(known, _)| *known == concept).expect("it is enumerated");
        for (number, code) in (0u64..).zip(game.feasible.codes()) {
            let state = usize::try_from(number).expect("there are few");
            let mut check = |whom: &str, finding: Finding, bound: Finding, truth: oracle::Finding| -> bool {
                let finding = word(finding);
                assert!(
                    finding == truth || !whole && finding == oracle::Finding::Unknown,
                    "case {}: {concept:?} for {whom} in state {}: {finding:?}, but {truth:?} over {} completions\n{}",
                    generated.number,
                    number + 1,
                    exact.completions,
                    generated.text
                );
                tally.cells += 1;
                tally.unknown += u64::from(finding == oracle::Finding::Unknown);
                word(bound) != finding
            };
            for party in 0..conflict.parties.len() {
                let Some(player) = player(&game, conflict, party) else { continue };
                let (finding, bound) = (found.stable(player, bit, code, number), bounds.stable(player, bit, code, number));
                tally.settled += u64::from(check(&conflict.parties[party], finding, bound, truth[party][state]));
            }
            let (finding, bound) = (found.equilibrium(code, number)[bit], bounds.equilibrium(code, number)[bit]);
            tally.equilibria_settled += u64::from(check("all", finding, bound, equilibria[state]));
        }
    }
    // the counts of the head are those of the rows
    let head = found.finding_head(0);
    let rows: Vec<_> = found.rows(stability::Which::All).collect();
    for bit in 0..found.concepts().len() {
        let unknown = rows.iter().filter(|row| row.equilibrium[bit].known().is_none()).count() as u64;
        assert_eq!(head.equilibria[bit].unknown, unknown, "{}", generated.text);
    }
    Some(tally)
}

#[test]
fn findings_are_those_of_all_completions() {
    let wanted = cases(4_000);
    let shapes = [shape(), tangled()];
    let one = |number: u64| shapes.iter().filter_map(|shape| findings(&generate(shape, 2004, number))).fold(Tally::default(), Tally::add);
    let total = (0..wanted).into_par_iter().map(one).reduce(Tally::default, Tally::add);
    eprintln!("{total:?}");
    assert!(total.unknown * 10 >= total.cells, "a tenth of the findings is unknown: {total:?}");
    assert!(total.whole * 100 >= total.cases * 95, "the search is complete in most cases: {total:?}");
    if wanted == 4_000 {
        assert!(total.cases >= 2_000, "{total:?}");
        assert!(total.settled >= 10 && total.equilibria_settled >= 10, "bounds are loose now and then: {total:?}");
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
        let silent: Vec<usize> =
            (0..generated.conflict.parties.len()).filter(|party| generated.conflict.preference[*party] == oracle::Preference::Unknown).collect();
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
