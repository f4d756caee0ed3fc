//! Coalitions, agreement and limited moves against a brute-force program that shares no code with them: on random conflicts, from the case
//! file on, and on published ones.

#![expect(clippy::print_stderr, reason = "how much was compared, and what was skipped, is told to whoever runs the tests")]

use detente::model::Case;
use detente::model::answer::{Finding, Outlook};
use detente::model::control::Control;
use detente::model::diagnostic::Diagnostic;
use detente::model::index::{FrameId, Id};
use detente::solve::coalition::limited::{self, LimitedError};
use detente::solve::coalition::{self, CONCEPTS, CoalitionError, Options, agreement};
use detente::solve::stability::{self, EngineChoice};
use detente::space::Game;
use detente_testkit::conflict_json::read_conflict;
use detente_testkit::generate::{GeneratedCase, Shape, generate};
use detente_testkit::oracle::{self, CoalitionConcept, CoalitionOracle, SetComparison, members};
use std::path::{Path, PathBuf};

const SEED: u64 = 1990;
const MEMORY: u64 = 1 << 30;

fn case_of(text: &str) -> Case {
    let loaded = detente::io::case::read_case("case.toml", text.as_bytes(), &|_| Err("no includes".into()));
    let errors: Vec<&Diagnostic> = loaded.diagnostics.iter().filter(|diagnostic| diagnostic.is_error()).collect();
    loaded.case.unwrap_or_else(|| panic!("{errors:#?}\n{text}"))
}

fn game_of(case: &Case, frame: usize) -> Game {
    Game::new(case, FrameId::from_index(frame), MEMORY, &Control::default()).unwrap_or_else(|error| panic!("{error:?}"))
}

fn same(finding: Finding, expected: oracle::Finding) -> bool {
    match expected {
        oracle::Finding::Yes => finding == Finding::Yes,
        oracle::Finding::No => finding == Finding::No,
        oracle::Finding::Unknown => finding.known().is_none(),
    }
}

/// For each player the position of the oracle's party.
fn positions(game: &Game, generated: &GeneratedCase) -> Vec<usize> {
    let theirs = |id: &str| generated.conflict.parties.iter().position(|name| name == id).expect("the same parties");
    game.description.parties.iter().map(|party| theirs(&party.id)).collect()
}

/// Every coalition one by one, then all together. How many findings, of them not known, and how many departures were compared.
fn compare_coalitions(generated: &GeneratedCase) -> [usize; 3] {
    let case = case_of(&generated.text);
    let game = game_of(&case, 0);
    let oracle = CoalitionOracle::new(&generated.conflict);
    let theirs = positions(&game, generated);
    let set = |members: &[usize]| members.iter().fold(0, |set, member| set | 1 << theirs[*member]);
    let context = || format!("case {}\n{}", generated.number, generated.text);
    let (mut compared, mut unknown, mut departures) = (0, 0, 0);
    let (all, stopped) = coalition::analyse(&game, &Options::default(), &Control::default()).expect("it is small");
    assert!(stopped.is_none() && all.every);
    assert_eq!(all.coalitions.len(), (1 << theirs.len()) - 1);
    for counted in &all.coalitions {
        let coalition = set(&counted.members);
        let options = Options { coalitions: Some(vec![counted.members.clone()]), ..Options::default() };
        let (one, _) = coalition::analyse(&game, &options, &Control::default()).expect("it is small");
        for (bit, concept) in CoalitionConcept::ALL.into_iter().enumerate() {
            for (state, row) in one.states.iter().enumerate() {
                let expected = oracle.finding(concept, coalition, state);
                let found = row.stable[bit];
                assert!(
                    same(found, expected),
                    "{concept:?} for {:?} in state {}: {found:?}, expected {expected:?}; {}",
                    counted.members,
                    state + 1,
                    context()
                );
                compared += 1;
                unknown += usize::from(found.known().is_none());
            }
            assert_eq!(one.coalitions[0].stable[bit], counted.stable[bit], "{}", context());
        }
    }
    for (bit, concept) in CoalitionConcept::ALL.into_iter().enumerate() {
        for (state, row) in all.states.iter().enumerate() {
            assert!(same(row.stable[bit], oracle.universal(concept, state)), "universal {concept:?} in state {}; {}", state + 1, context());
            let singles = (0..theirs.len()).map(|party| 1 << party);
            assert!(same(row.alone[bit], oracle.for_all(concept, singles, state)), "{}", context());
            for (player, party) in theirs.iter().enumerate() {
                let containing = (1..=oracle.everybody()).filter(|coalition| coalition >> party & 1 == 1);
                assert!(same(row.parties[player][bit], oracle.for_all(concept, containing, state)), "{}", context());
            }
            // where it is broken, by whom and for what: they surely gain, and it is the first such coalition
            assert_eq!(row.left_by[bit].is_some(), row.stable[bit] == Finding::No, "{}", context());
            if let Some(departure) = &row.left_by[bit] {
                let coalition = set(&departure.members);
                let to = usize::try_from(departure.to.ordinal).unwrap() - 1;
                assert!(oracle.improvements(oracle::Reading::MostStable, coalition, state).contains(&to), "{}", context());
                assert_eq!(oracle.finding(concept, coalition, state), oracle::Finding::No, "{}", context());
                departures += 1;
                for smaller in all.coalitions.iter().take_while(|other| other.members != departure.members) {
                    assert_ne!(oracle.finding(concept, set(&smaller.members), state), oracle::Finding::No, "{}", context());
                }
            }
        }
    }
    [compared, unknown, departures]
}

#[test]
fn coalitions_agree_with_brute_force() {
    let shapes = [
        Shape { combinations: 16, graph_states: 4..=10, attempts: 20, rich_share: 0.5, ..Shape::default() },
        Shape {
            parties: 2..=3,
            combinations: 16,
            graph_states: 4..=9,
            unknown_share: 0.2,
            partial_share: 0.4,
            graph_partial: true,
            rich_share: 0.0,
            ..Shape::default()
        },
    ];
    for (shape, cases) in shapes.iter().zip([1_600, 1_200]) {
        let [mut compared, mut unknown, mut departures] = [0; 3];
        for number in 0..cases {
            let [a, b, c] = compare_coalitions(&generate(shape, SEED, number));
            (compared, unknown, departures) = (compared + a, unknown + b, departures + c);
        }
        eprintln!("{compared} findings on coalitions compared on {cases} cases, {unknown} of them not known, {departures} departures");
    }
}

#[test]
fn single_parties_are_coalitions_of_one() {
    let shape = Shape { combinations: 24, attempts: 10, ..Shape::default() };
    let concepts = [&stability::nash::CONCEPT, &stability::gmr::CONCEPT, &stability::smr::CONCEPT, &stability::seq::CONCEPT];
    let order = |finding: Finding| finding.known().map_or(1, |known| if known { 2 } else { 0 });
    for number in 0..500 {
        let generated = generate(&shape, SEED + 1, number);
        let game = game_of(&case_of(&generated.text), 0);
        let options = stability::Options { concepts: concepts.to_vec(), engine: EngineChoice::Auto, memory: MEMORY };
        let single = stability::analyse(&game, &options, &Control::default()).expect("it is small");
        for player in 0..game.players.len() {
            let options = Options { coalitions: Some(vec![vec![player]]), ..Options::default() };
            let (one, _) = coalition::analyse(&game, &options, &Control::default()).expect("it is small");
            for ((row, code), number) in one.states.iter().zip(game.feasible.codes()).zip(0..) {
                let alone: Vec<u8> = (0..4).map(|concept| order(single.stable(player, concept, code, number))).collect();
                let together: Vec<u8> = row.stable.iter().map(|finding| order(*finding)).collect();
                assert_eq!(alone[..3], together[..3], "{}", generated.text);
                assert!(alone[3] <= together[3], "SEQ(i) implies CSEQ({{i}}): {}", generated.text);
            }
        }
    }
}

/// How many findings, of them not known, and how many joint departures were compared.
fn compare_agreement(generated: &GeneratedCase) -> [usize; 3] {
    let case = case_of(&generated.text);
    let game = game_of(&case, 0);
    let theirs: Vec<usize> = game
        .consent
        .parties
        .iter()
        .map(|party| generated.conflict.parties.iter().position(|name| *name == case.parties[party.party].id).expect("the same"))
        .collect();
    let (found, _) = agreement::analyse(&case, &game, MEMORY, &Control::default()).expect("it is small");
    let (mut unknown, mut departures) = (0, 0);
    for (state, row) in found.states.iter().enumerate() {
        let expected = generated.rules.finding(&generated.conflict, state);
        assert!(
            same(row.stable, expected),
            "case {}: state {}: {:?}, expected {expected:?}\n{}",
            generated.number,
            state + 1,
            row.stable,
            generated.text
        );
        unknown += usize::from(row.stable.known().is_none());
        if let Some(departure) = &row.left_by {
            let set = departure.members().into_iter().fold(0, |set, member| set | 1 << theirs[member]);
            let to = usize::try_from(departure.to).unwrap() - 1;
            let all = generated.rules.joint_improvements(&generated.conflict, state, true);
            assert!(all.contains(&(set, to)), "case {}: state {}: {departure:?}\n{}", generated.number, state + 1, generated.text);
            // nobody can be spared, and no change of a single column
            let form = generated.conflict.option_form.as_ref().expect("no graph");
            for (fewer, other) in &all {
                assert!(*other != to || *fewer == set || fewer & !set != 0, "{fewer} do it too: {departure:?}\n{}", generated.text);
                let columns = |to: usize| form.values[to].iter().zip(&form.values[state]).enumerate().filter(|(_, (a, b))| a != b);
                let part = form.values[*other].iter().zip(&form.values[to]).zip(&form.values[state]).all(|((a, b), c)| a == b || a == c);
                assert!(
                    !part || columns(*other).count() + 1 != columns(to).count(),
                    "{departure:?}: {other} does it too\n{}",
                    generated.text
                );
            }
            departures += 1;
        }
        assert_eq!(row.left_by.is_some(), row.stable == Finding::No);
    }
    [found.states.len(), unknown, departures]
}

#[test]
fn agreement_agrees_with_brute_force() {
    let plain = Shape { graph_share: 0.0, issue_share: 1.0, rich_share: 0.0, combinations: 48, ..Shape::default() };
    let ruled = Shape { rules_share: 0.9, unknown_share: 0.08, restriction_share: 0.5, one_way_share: 0.25, ..plain.clone() };
    let few = Shape { parties: 2..=3, statements: 1..=3, ..ruled.clone() };
    for (shape, cases) in [(plain, 600), (ruled, 2_000), (few, 1_400)] {
        let [mut compared, mut unknown, mut departures] = [0; 3];
        for number in 0..cases {
            let [a, b, c] = compare_agreement(&generate(&shape, SEED, number));
            (compared, unknown, departures) = (compared + a, unknown + b, departures + c);
        }
        eprintln!("{compared} findings on agreement compared on {cases} cases, {unknown} of them not known, {departures} departures");
        assert!(departures * 20 > compared, "joint improvements should not be rare: {departures} in {compared}");
    }
}

/// Several issues under conditional rules, values that cannot be left again, restrictions, parties of whom little is known: also with more states than a leaf of
/// the search has, and more kinds of states than it tells apart.
#[test]
fn agreement_on_several_issues_agrees_with_brute_force() {
    let several = Shape {
        graph_share: 0.0,
        issue_share: 1.0,
        most_issues: 4,
        rules_share: 0.9,
        unknown_share: 0.1,
        partial_share: 0.15,
        restriction_share: 0.4,
        one_way_share: 0.3,
        rich_share: 0.0,
        parties: 2..=4,
        variables: 1..=1,
        statements: 1..=4,
        combinations: 64,
        ..Shape::default()
    };
    let large = Shape { parties: 2..=3, three_valued_share: 0.9, combinations: 1024, ..several.clone() };
    let known = Shape { unknown_share: 0.0, partial_share: 0.0, weight_share: 1.0, ..large.clone() };
    for (shape, cases) in [(several, 2_000), (large, 150), (known, 100)] {
        let [mut compared, mut unknown, mut departures] = [0; 3];
        for number in 0..cases {
            let [a, b, c] = compare_agreement(&generate(&shape, SEED + 4, number));
            (compared, unknown, departures) = (compared + a, unknown + b, departures + c);
        }
        eprintln!("{compared} findings on several issues compared on {cases} cases, {unknown} of them not known, {departures} departures");
        assert!(departures * 20 > compared, "joint improvements should not be rare: {departures} in {compared}");
    }
}

/// A rule over more parties than can be listed is walked: nine of seventeen must consent, whoever they are.
#[test]
fn rules_too_large_to_list_are_walked() {
    for (want, expected) in [(8, Finding::Yes), (9, Finding::No)] {
        let parties: String = (0..17).map(|party| format!("[party.p{party}]\nkind = \"state\"\n")).collect();
        let wishes: String = (0..17)
            .map(|party| format!("[preference.p{party}]\nstatement = [\"{}deal\"]\n", if party < want { "" } else { "not " }))
            .collect();
        let names: Vec<String> = (0..17).map(|party| format!("p{party}")).collect();
        let text =
            format!("format = 1\ntitle = \"t\"\n{parties}[issue.deal]\ndecided_by = \"at least 9 of ({})\"\n{wishes}", names.join(", "));
        let case = case_of(&text);
        let (found, _) = agreement::analyse(&case, &game_of(&case, 0), MEMORY, &Control::default()).expect("two states");
        assert_eq!(found.states[0].stable, expected, "{want} of them want it");
        if let Some(departure) = found.states[0].left_by {
            assert_eq!(departure.members().len(), 9);
        }
    }
}

#[test]
fn memory_is_asked_for_before_work_starts() {
    let case = catalog("elmira");
    let game = game_of(&case, 0);
    let options = Options { memory: 1000, ..Options::default() };
    assert!(matches!(
        coalition::analyse(&game, &options, &Control::default()),
        Err(CoalitionError::TooLarge { needed: 1001.., allowed: 1000 })
    ));
    assert!(matches!(
        agreement::analyse(&case, &game, 1000, &Control::default()),
        Err(agreement::AgreementError::TooLarge { needed: 1001.., allowed: 1000 })
    ));
}

/// Rules of many kinds let single parties decide issues at times: that is theirs alone, and the engines for single parties know it too.
#[test]
fn conditional_control_of_issues_agrees_with_brute_force() {
    let shape = Shape { graph_share: 0.0, issue_share: 1.0, rules_share: 1.0, one_way_share: 0.3, rich_share: 0.0, ..Shape::default() };
    for number in 0..400 {
        let generated = generate(&shape, SEED + 2, number);
        let game = game_of(&case_of(&generated.text), 0);
        let oracle = oracle::Oracle::new(&generated.conflict);
        let concepts = vec![&stability::nash::CONCEPT, &stability::gmr::CONCEPT, &stability::smr::CONCEPT, &stability::seq::CONCEPT];
        let options = stability::Options { concepts, engine: EngineChoice::Auto, memory: MEMORY };
        let found = stability::analyse(&game, &options, &Control::default()).expect("it is small");
        for (player, party) in positions(&game, &generated).into_iter().enumerate() {
            for (code, state) in game.feasible.codes().zip(0..) {
                for (bit, concept) in oracle::Concept::PLAIN.into_iter().take(4).enumerate() {
                    let expected = oracle.finding(concept, party, usize::try_from(state).unwrap()).expect("defined");
                    assert!(same(found.stable(player, bit, code, state), expected), "case {number} {concept:?}\n{}", generated.text);
                }
            }
        }
    }
}

#[test]
fn limited_moves_agree_with_brute_force() {
    let shape = Shape {
        parties: 2..=2,
        graph_share: 0.6,
        tie_share: 0.4,
        unknown_share: 0.0,
        partial_share: 0.0,
        rich_share: 0.2,
        attempts: 10,
        ..Shape::default()
    };
    const MOVES: u32 = 7;
    let (mut compared, mut long, mut differ) = (0, 0, 0);
    let cases = 2_500;
    for number in 0..cases {
        let generated = generate(&shape, SEED, number);
        let game = game_of(&case_of(&generated.text), 0);
        let theirs = positions(&game, &generated);
        let mut answers = Vec::new();
        for (outlook, comparison) in [(Outlook::Worst, SetComparison::Worst), (Outlook::Best, SetComparison::Best)] {
            let expected = oracle::limited(&generated.conflict, MOVES as usize, comparison).expect("two ranked parties");
            let options = limited::Options { moves: MOVES, outlook };
            let found = limited::analyse(&game, &options, &Control::default()).expect("it is small");
            assert!(found.defined);
            long += usize::from(found.repeats.is_some_and(|(_, round)| round > 1));
            for (state, row) in found.states.iter().enumerate() {
                for (player, party) in theirs.iter().enumerate() {
                    let known: Vec<bool> = row.stable[player].iter().map(|finding| finding.known().expect("known")).collect();
                    let mut wanted: Vec<bool> = expected.stable.iter().map(|stable| stable[*party][state]).collect();
                    wanted.push(expected.non_myopic[*party][state]);
                    assert_eq!(known, wanted, "case {number}, state {}, {outlook:?}\n{}", state + 1, generated.text);
                    assert_eq!(row.moves[player].is_none(), known[MOVES as usize - 1]);
                    compared += known.len();
                }
            }
            answers.push(expected);
        }
        differ += usize::from(answers[0] != answers[1]);
        // one move ahead is Nash stability
        let options = stability::Options { concepts: vec![&stability::nash::CONCEPT], engine: EngineChoice::Auto, memory: MEMORY };
        let nash = stability::analyse(&game, &options, &Control::default()).expect("it is small");
        let one =
            limited::analyse(&game, &limited::Options { moves: 1, outlook: Outlook::Worst }, &Control::default()).expect("it is small");
        for ((row, code), state) in one.states.iter().zip(game.feasible.codes()).zip(0..) {
            for player in 0..2 {
                assert_eq!(row.stable[player][0], nash.stable(player, 0, code, state));
            }
        }
    }
    eprintln!(
        "{compared} findings on limited moves compared on {cases} cases; rounds longer than one in {long}, the outlooks differ in {differ}"
    );
    assert!(long > 20 && differ > 20, "{long} {differ}");
}

/// What is said where orders are not known everywhere holds under every completion.
#[test]
fn limited_moves_with_unknown_orders_say_nothing_false() {
    let shape = Shape {
        parties: 2..=2,
        variables: 1..=1,
        combinations: 4,
        graph_states: 3..=4,
        unknown_share: 0.3,
        partial_share: 0.4,
        graph_partial: true,
        rich_share: 0.0,
        ..Shape::default()
    };
    let (mut said, mut cells) = (0, 0);
    for number in 0..600 {
        let generated = generate(&shape, SEED + 3, number);
        let conflict = &generated.conflict;
        if conflict.is_fully_ranked() {
            continue;
        }
        let game = game_of(&case_of(&generated.text), 0);
        let theirs = positions(&game, &generated);
        let found =
            limited::analyse(&game, &limited::Options { moves: 4, outlook: Outlook::Worst }, &Control::default()).expect("it is small");
        let [first, second] =
            [0, 1].map(|party: usize| oracle::completions(&conflict.preference[party], conflict.states, 100).expect("few"));
        for one in &first {
            for other in &second {
                let preference = [one, other].map(|rank| oracle::Preference::Ranked(rank.clone())).to_vec();
                let completed = oracle::Conflict { preference, ..conflict.clone() };
                let expected = oracle::limited(&completed, 4, SetComparison::Worst).expect("ranked");
                for (state, row) in found.states.iter().enumerate() {
                    for (player, party) in theirs.iter().enumerate() {
                        for (depth, finding) in row.stable[player].iter().enumerate() {
                            let truth =
                                expected.stable.get(depth).map_or(expected.non_myopic[*party][state], |stable| stable[*party][state]);
                            cells += 1;
                            said += usize::from(finding.known().is_some());
                            assert!(finding.known().is_none_or(|known| known == truth), "case {number}: {finding:?}\n{}", generated.text);
                        }
                    }
                }
            }
        }
    }
    assert!(said > 100 && said < cells, "{said} of {cells}");
}

#[test]
fn published_conflicts_have_their_reference_equilibria() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/conflicts");
    let Ok(entries) = std::fs::read_dir(&folder) else {
        eprintln!("skipped: {} is not there", folder.display());
        return;
    };
    let mut files: Vec<PathBuf> =
        entries.filter_map(|entry| Some(entry.ok()?.path())).filter(|path| path.extension().is_some_and(|end| end == "json")).collect();
    files.sort();
    let (mut coalitions, mut moves) = (0, 0);
    for path in files {
        let text = std::fs::read_to_string(&path).expect("it can be read");
        let file = read_conflict(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let oracle = CoalitionOracle::new(&file.conflict);
        for (concept, name) in CoalitionConcept::ALL.into_iter().zip(["CNash", "CGMR", "CSMR", "CSEQ"]) {
            let found: Vec<usize> =
                (0..file.conflict.states).filter(|state| oracle.universal(concept, *state) == oracle::Finding::Yes).collect();
            if let Some(reference) = file.reference.get(name) {
                let mut reference = reference.clone();
                reference.sort_unstable();
                assert_eq!(found, reference, "{name} in {}", path.display());
                coalitions += 1;
            }
        }
        let Some(ahead) = oracle::limited(&file.conflict, 6, SetComparison::Worst) else { continue };
        for (depth, stable) in ahead.stable.iter().enumerate() {
            let found: Vec<usize> = (0..file.conflict.states).filter(|state| stable[0][*state] && stable[1][*state]).collect();
            if let Some(reference) = file.reference.get(&format!("L{}", depth + 1)) {
                let mut reference = reference.clone();
                reference.sort_unstable();
                assert_eq!(found, reference, "L{} in {}", depth + 1, path.display());
                moves += 1;
            }
        }
    }
    eprintln!("{coalitions} lists of coalitional equilibria and {moves} of limited moves agree");
    assert!(coalitions >= 40 && moves >= 30, "{coalitions} {moves}");
}

fn catalog(name: &str) -> Case {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../catalog").join(name);
    detente::io::case::load(&path).expect("it can be read").case.expect("the catalog has no faults")
}

/// Concepts of `[[later]]` blocks: what the program finds is what is expected.
#[test]
fn the_catalog_says_what_is_found() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../catalog");
    let mut names: Vec<String> =
        std::fs::read_dir(&folder).expect("the catalog").filter_map(|entry| entry.ok()?.file_name().into_string().ok()).collect();
    names.sort();
    let mut checked = 0;
    for name in names {
        let Ok(expected) = std::fs::read_to_string(folder.join(&name).join("expected.toml")) else { continue };
        let case = catalog(&name);
        let frame = expected
            .lines()
            .find_map(|line| line.strip_prefix("frame = "))
            .map_or(0, |frame| case.frame_named(frame.trim_matches('"')).map_or(0, Id::index));
        let game = game_of(&case, frame);
        let (coalitions, _) = coalition::analyse(&game, &Options::default(), &Control::default()).expect("it is small");
        let ahead = limited::analyse(&game, &limited::Options::default(), &Control::default()).expect("it is small");
        let words = |state: &detente::model::answer::StateDescription| {
            state.name.clone().unwrap_or_else(|| state.values.iter().map(|value| if *value == 0 { 'N' } else { 'Y' }).collect())
        };
        for block in expected.split("[[later]]").skip(1) {
            let field = |name: &str| block.lines().find_map(|line| line.strip_prefix(name)?.trim().strip_prefix('=')).map(str::trim);
            let concept = field("concept").expect("a concept").trim_matches('"');
            let mut wanted: Vec<String> = field("states")
                .expect("states")
                .trim_matches(['[', ']'])
                .split(',')
                .map(|state| state.trim().trim_matches('"').to_owned())
                .filter(|state| !state.is_empty())
                .collect();
            let mut found: Vec<String> = match concept.strip_prefix("coalition_") {
                Some(kind) => {
                    let bit = CONCEPTS.iter().position(|concept| concept.id == format!("c{kind}")).expect("a concept");
                    coalitions.states.iter().filter(|row| row.stable[bit] == Finding::Yes).map(|row| words(&row.state)).collect()
                }
                None => {
                    let depth: usize = concept.strip_prefix("limited_move_").and_then(|depth| depth.parse().ok()).expect("a concept");
                    ahead.states.iter().filter(|row| row.equilibrium[depth - 1] == Finding::Yes).map(|row| words(&row.state)).collect()
                }
            };
            wanted.sort();
            found.sort();
            assert_eq!(found, wanted, "{concept} in {name}");
            checked += 1;
        }
    }
    eprintln!("{checked} blocks of the catalog agree");
    assert!(checked >= 40, "{checked}");
}

#[test]
fn the_ministry_and_uniroyal_leave_together() {
    let case = catalog("elmira");
    let game = game_of(&case, 0);
    let answer = coalition::answer(&game, &Options::default(), &case.digest, &Control::default()).expect("it is small");
    let five = &answer.finding.states[4];
    assert_eq!((five.alone[0], five.stable[0]), (Finding::Yes, Finding::No));
    let departure = five.left_by[0].as_ref().expect("it is left");
    assert_eq!((departure.members.as_slice(), departure.to.ordinal), (&[0, 1][..], 8));
    assert!(answer.headline.starts_with("State 5 would be left by "), "{}", answer.headline);
    assert!(answer.headline.contains(" together, for state 8; 2 of 9 hold against every coalition"), "{}", answer.headline);
    let named = Options { coalitions: Some(vec![vec![0, 1]]), ..Options::default() };
    let answer = coalition::answer(&game, &named, &case.digest, &Control::default()).expect("it is small");
    assert!(!answer.finding.every && answer.finding.states[4].alone[0].known().is_none());
}

/// A party that controls nothing alone has its say all the same.
#[test]
fn who_only_consents_counts() {
    let text = |third: &str| {
        format!(
            "format = 1\ntitle = \"t\"\n[party.a]\nkind = \"state\"\n[party.a.option.x]\n[party.b]\nkind = \"state\"\n[issue.deal]\ndecided_by = \"a and b\"\n\
             [[preference.a.statement]]\nholds = \"deal\"\n{third}"
        )
    };
    let wants = |holds: &str| format!("[[preference.b.statement]]\nholds = \"{holds}\"\n");
    for (third, expected) in [(wants("deal"), Finding::No), (wants("not deal"), Finding::Yes)] {
        let case = case_of(&text(&third));
        let game = game_of(&case, 0);
        assert_eq!((game.players.len(), game.consent.parties.len()), (1, 2));
        let (found, _) = agreement::analyse(&case, &game, MEMORY, &Control::default()).expect("it is small");
        assert_eq!(found.states[0].stable, expected);
    }
    let case = case_of(&text(""));
    let (found, _) = agreement::analyse(&case, &game_of(&case, 0), MEMORY, &Control::default()).expect("it is small");
    assert!(found.states[0].stable.known().is_none(), "what b wants is not stated");
    assert_eq!(found.states[2].stable, Finding::Yes, "a has the deal, and would not give it up");
}

#[test]
fn caps_and_budgets_are_said() {
    let party = |number: usize| {
        format!(
            "[party.p{number}]\nkind = \"state\"\n[party.p{number}.option.x]\n[[preference.p{number}.statement]]\nholds = \"p{number}.x\"\n"
        )
    };
    let many: String = (0..13).map(party).collect();
    let case = case_of(&format!("format = 1\ntitle = \"t\"\n{many}[frame.all]\nvary = [\"*\"]\n"));
    let game = game_of(&case, 0);
    assert_eq!(
        coalition::analyse(&game, &Options::default(), &Control::default()).err(),
        Some(CoalitionError::TooManyParties { parties: 13 })
    );
    let named = Options { concepts: CONCEPTS[..3].to_vec(), coalitions: Some(vec![vec![0, 3]]), ..Options::default() };
    let (found, _) = coalition::analyse(&game, &named, &Control::default()).expect("one coalition is not too much");
    assert_eq!(found.stable[0].no, 1 << 11, "both gain where neither has what it wants");
    assert_eq!(
        limited::analyse(&game, &limited::Options { moves: 0, outlook: Outlook::Worst }, &Control::default()).err(),
        Some(LimitedError::Moves { moves: 0 })
    );
    let none = limited::analyse(&game, &limited::Options::default(), &Control::default()).expect("not defined is an answer");
    assert!(!none.defined && none.states.iter().all(|row| row.equilibrium.iter().all(|finding| finding.known().is_none())));

    let elmira = game_of(&catalog("elmira"), 0);
    // three coalitions, four concepts, nine states
    let (found, stopped) =
        coalition::analyse(&elmira, &Options::default(), &Control::default().with_budget(Some(3 * 4 * 9))).expect("it is small");
    assert!(stopped.is_some());
    assert_eq!(found.coalitions.len(), 7);
    assert!(found.states.iter().all(|row| row.stable[0] != Finding::Yes && row.alone[0].known().is_some()));
    assert_eq!(members(5), [0, 2]);
}
