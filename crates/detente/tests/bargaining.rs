//! Bargaining solutions by their classics, by their axioms, and on published negotiation scenarios.

#![expect(clippy::print_stderr, reason = "a test says what it measured or skipped")]

mod common;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;

use common::{MEMORY, case_of, root};
use detente::model::answer::{Finding, PackageFinding, SettlementFinding};
use detente::model::control::Control;
use detente::{Question, Settling};
use serde_json::Value;

fn settle_as(text: &str, settling: &Settling) -> SettlementFinding {
    let case = case_of(text);
    let control = Control::default();
    let question = Question { memory: MEMORY, ..Question::default() };
    let game = detente::game(&case, &question, &control).unwrap_or_else(|error| panic!("{error}"));
    detente::settlement(&case, &game, &question, settling, &control).unwrap_or_else(|error| panic!("{error}")).finding
}

fn settle(text: &str) -> SettlementFinding {
    settle_as(text, &Settling::default())
}

/// A decimal of whole billionths.
fn decimal(billionths: i64) -> String {
    let sign = if billionths < 0 { "-" } else { "" };
    let (whole, rest) = (billionths.unsigned_abs() / 1_000_000_000, billionths.unsigned_abs() % 1_000_000_000);
    format!("{sign}{whole}.{rest:09}")
}

/// A case with one issue that all decide: each package has these utilities, in billionths; reservations likewise.
fn table(packages: &[Vec<i64>], reservations: &[i64]) -> String {
    let parties = reservations.len();
    let mut text = "format = 1\ntitle = \"table\"\n".to_owned();
    for party in 0..parties {
        write!(text, "[party.p{party}]\nkind = \"state\"\n").expect("a string");
    }
    let all: Vec<String> = (0..parties).map(|party| format!("p{party}")).collect();
    // an issue has two values at least: a second, of which both are alike, doubles nothing that is asked here
    let values: Vec<String> = (0..packages.len()).map(|package| format!("\"x{package}\"")).collect();
    write!(text, "[issue.deal]\nvalues = [{}]\ndecided_by = \"{}\"\n", values.join(", "), all.join(" and ")).expect("a string");
    for party in 0..parties {
        let worths: Vec<String> = packages.iter().enumerate().map(|(at, worths)| format!("x{at} = {}", decimal(worths[party]))).collect();
        write!(text, "[preference.p{party}]\nreservation = {}\n", decimal(reservations[party])).expect("a string");
        write!(text, "[[preference.p{party}.value]]\nof = \"deal\"\ntable = {{ {} }}\n", worths.join(", ")).expect("a string");
    }
    text
}

/// The places of packages in such a table.
fn places(packages: &[PackageFinding]) -> BTreeSet<usize> {
    packages.iter().map(|package| usize::from(package.state.values[0])).collect()
}

const SOLUTIONS: [&str; 4] = ["utilitarian", "Nash", "Kalai–Smorodinsky", "egalitarian"];

/// The packages of each solution, in the order of [`SOLUTIONS`]; several Nash answers together. None where nothing is acceptable to all.
fn solutions(packages: &[Vec<i64>], reservations: &[i64]) -> Option<[BTreeSet<usize>; 4]> {
    // an issue has two values at least
    let padded = if packages.len() == 1 { [packages, &[vec![-1_000_000; reservations.len()]]].concat() } else { packages.to_vec() };
    let finding = settle(&table(&padded, reservations));
    let points = finding.signatories[0].points.as_ref()?;
    let nash = points.nash.iter().flat_map(|nash| places(&nash.set.packages)).collect();
    Some([places(&points.utilitarian.packages), nash, places(&points.kalai_smorodinsky.packages), places(&points.egalitarian.packages)])
}

fn only(set: &BTreeSet<usize>) -> usize {
    assert_eq!(set.len(), 1, "{set:?}");
    *set.iter().next().expect("one")
}

#[test]
fn splits_of_one() {
    const UNIT: i64 = 1_000_000_000;
    let steps = || 0..=1000i64;
    let linear: Vec<Vec<i64>> = steps().map(|x| vec![x * UNIT / 1000, UNIT - x * UNIT / 1000]).collect();
    let [sum, nash, shares, least] = solutions(&linear, &[0, 0]).expect("there is a zone");
    assert_eq!(sum.len(), 100, "all are as good; a hundred are listed");
    assert_eq!([nash, shares, least].map(|set| only(&set)), [500; 3]);
    // section E: d = (0.2, 0)
    let [_, nash, ..] = solutions(&linear, &[UNIT / 5, 0]).expect("there is a zone");
    assert_eq!(only(&nash), 600);
    // u1 = sqrt(x), to nine places
    #[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "small numbers, rounded on purpose")]
    let root_of = |x: i64| ((x as f64 / 1000.0).sqrt() * UNIT as f64).round() as i64;
    let curved: Vec<Vec<i64>> = steps().map(|x| vec![root_of(x), UNIT - x * UNIT / 1000]).collect();
    let [sum, nash, shares, least] = solutions(&curved, &[0, 0]).expect("there is a zone");
    assert_eq!([only(&sum), only(&nash), only(&shares), only(&least)], [250, 333, 382, 382], "1/4, 1/3, 0.381966 twice");
    // weights: the split follows them
    let settling = Settling { weights: vec![("p0".into(), 3)], ..Settling::default() };
    let weighted = settle_as(&table(&linear, &[0, 0]), &settling);
    let points = weighted.signatories[0].points.as_ref().expect("there is a zone");
    assert_eq!(places(&points.nash[0].set.packages), BTreeSet::from([750]));
}

#[test]
fn degenerate_games_of_section_e() {
    let unit = |packages: &[[i64; 3]]| packages.iter().map(|row| row.map(|worth| worth * 1_000_000_000).to_vec()).collect::<Vec<_>>();
    let finding = settle(&table(&unit(&[[2, 1, 0], [1, 3, 0]]), &[0; 3]));
    let points = finding.signatories[0].points.as_ref().expect("there is a zone");
    assert_eq!(points.without_gain, [2]);
    assert_eq!(
        (places(&points.nash[0].set.packages), places(&points.kalai_smorodinsky.packages)),
        (BTreeSet::from([1]), BTreeSet::from([1]))
    );
    let finding = settle(&table(&unit(&[[4, 1, 0], [0, 1, 2]]), &[0; 3]));
    let points = finding.signatories[0].points.as_ref().expect("there is a zone");
    let nash: Vec<_> = points.nash.iter().map(|nash| (nash.over.clone(), places(&nash.set.packages))).collect();
    assert_eq!(nash, [(vec![0, 1], BTreeSet::from([0])), (vec![1, 2], BTreeSet::from([1]))]);
}

#[test]
fn linkage_and_inconsistency_of_section_e() {
    let linked = |rule: &str| {
        format!(
            "format = 1\ntitle = \"link\"\n[party.p]\nkind = \"state\"\n[party.q]\nkind = \"state\"\n[issue.a]\ndecided_by = \"p and q\"\n[issue.b]\ndecided_by = \"{rule}\"\n\
             [[preference.p.value]]\nof = \"a\"\ntable = {{ no = 0, yes = -1 }}\n[[preference.p.value]]\nof = \"b\"\ntable = {{ no = 0, yes = 3 }}\n\
             [[preference.q.value]]\nof = \"a\"\ntable = {{ no = 0, yes = 3 }}\n[[preference.q.value]]\nof = \"b\"\ntable = {{ no = 0, yes = -1 }}\n\
             [frame.f]\nvary = [\"*\"]\nstatus_quo = {{ a = \"no\", b = \"no\" }}\n"
        )
    };
    // apart nothing is signed but to leave all as it is; together both are
    let together = settle(&linked("p and q"));
    assert_eq!((together.zone, together.status_quo_in_zone), (Some(2), Some(Finding::Yes)));
    let points = together.signatories[0].points.as_ref().expect("there is a zone");
    assert_eq!(points.nash[0].set.packages[0].utilities, [Some(2_000_000_000), Some(2_000_000_000)]);
    for (issue, other) in [("a", "b"), ("b", "a")] {
        let apart = settle(&linked("p and q").replace("vary = [\"*\"]", &format!("vary = [\"{issue}\"]\nhold = {{ {other} = \"no\" }}")));
        assert_eq!((apart.zone, apart.status_quo_in_zone), (Some(1), Some(Finding::Yes)), "{issue}");
        assert!(!apart.signatories[0].blocked_by.is_empty());
    }
    let value = "format = 1\ntitle = \"time\"\n[party.a]\nkind = \"state\"\n[party.b]\nkind = \"state\"\n[issue.v]\nvalues = [\"0\", \"1\", \"2\"]\ndecided_by = \"a and b\"\n\
                 [[preference.a.value]]\nof = \"v\"\ntable = { 0 = 0, 1 = 1, 2 = 2 }\n[[preference.b.value]]\nof = \"v\"\ntable = { 0 = 0, 1 = 2, 2 = -1 }\n\
                 [frame.f]\nvary = [\"v\"]\nstatus_quo = { v = \"0\" }\n";
    let found = settle(value);
    assert_eq!((found.zone, found.status_quo_in_zone), (Some(2), Some(Finding::Yes)), "v = 1, and leaving things as they are");
    assert_eq!(found.signatories[0].points.as_ref().map(|points| places(&points.utilitarian.packages)), Some(BTreeSet::from([1])));
}

/// What an axiom says of a solution: it holds, or these packages are a counter-example.
enum Said {
    Holds,
    Not(&'static [&'static [[i64; 2]]]),
}

/// Whether a solution (by number) keeps an axiom in a game, or two; none where it says nothing of them.
type Test = fn(usize, &[Vec<Vec<i64>>]) -> Option<bool>;

/// An axiom: a name, what it asks of games drawn, and what is said of each solution. The test gives none where the games do not bear on the axiom.
struct Axiom {
    name: &'static str,
    test: Test,
    said: [Said; 4],
}

fn least(of: &[i64]) -> i64 {
    of.iter().copied().min().unwrap_or(0)
}

fn ideal(packages: &[Vec<i64>]) -> Vec<i64> {
    let inside = || packages.iter().filter(|package| least(package) >= 0);
    (0..packages[0].len()).map(|party| inside().map(|package| package[party]).max().unwrap_or(0)).collect()
}

fn chosen(solution: usize, packages: &[Vec<i64>]) -> Option<BTreeSet<Vec<i64>>> {
    let found = solutions(packages, &vec![0; packages[0].len()])?;
    Some(found[solution].iter().map(|at| packages[*at].clone()).collect())
}

/// Whether a score does not fall when packages are added; the second game has those of the first and more.
fn does_not_fall(solution: usize, games: &[Vec<Vec<i64>>], score: impl Fn(&[i64], &[i64]) -> i64, same_ideal: bool) -> Option<bool> {
    let [small, large] = games else { return None };
    if same_ideal && (ideal(small) != ideal(large) || least(&ideal(small)) == 0) {
        return None;
    }
    let of = |game: &[Vec<i64>]| Some(chosen(solution, game)?.iter().map(|package| score(package, &ideal(large))).min().unwrap_or(0));
    Some(of(large)? >= of(small)?)
}

const AXIOMS: [Axiom; 9] = [
    Axiom {
        name: "Pareto: no acceptable package is better for some and worse for none",
        test: |solution, games| {
            let chosen = chosen(solution, &games[0])?;
            let dominates = |a: &Vec<i64>, b: &Vec<i64>| a != b && a.iter().zip(b).all(|(a, b)| a >= b);
            Some(!chosen.iter().any(|package| games[0].iter().any(|other| dominates(other, package))))
        },
        said: [Said::Holds, Said::Holds, Said::Holds, Said::Holds],
    },
    Axiom {
        name: "Symmetry: parties exchanged, answers exchanged",
        test: |solution, games| {
            let turned: Vec<Vec<i64>> = games[0].iter().map(|package| package.iter().rev().copied().collect()).collect();
            let back =
                chosen(solution, &turned)?.into_iter().map(|package| package.into_iter().rev().collect()).collect::<BTreeSet<Vec<i64>>>();
            Some(chosen(solution, &games[0])? == back)
        },
        said: [Said::Holds, Said::Holds, Said::Holds, Said::Holds],
    },
    Axiom {
        name: "Scale invariance: one party's unit does not matter",
        test: |solution, games| {
            let scaled: Vec<Vec<i64>> = games[0].iter().map(|package| [&[package[0] * 3], &package[1..]].concat()).collect();
            let back = chosen(solution, &scaled)?.into_iter().map(|package| [&[package[0] / 3], &package[1..]].concat()).collect();
            Some(chosen(solution, &games[0])? == back)
        },
        said: [Said::Not(&[&[[5, 3], [6, 0]]]), Said::Holds, Said::Holds, Said::Not(&[&[[6, 3], [3, 5]]])],
    },
    Axiom {
        name: "Independence of irrelevant alternatives: what was not chosen may go",
        test: |solution, games| {
            let [small, large] = games else { return None };
            let (before, after) = (chosen(solution, large)?, chosen(solution, small)?);
            let left: BTreeSet<Vec<i64>> = before.into_iter().filter(|package| small.contains(package)).collect();
            // of games in which all gain in what was chosen and is left
            (left.iter().any(|package| least(package) > 0)).then(|| left == after)
        },
        said: [Said::Holds, Said::Holds, Said::Not(&[&[[2, 6], [3, 4]], &[[2, 6], [3, 4], [4, 1]]]), Said::Holds],
    },
    Axiom {
        name: "More packages never lower the sum",
        test: |solution, games| does_not_fall(solution, games, |package, _| package.iter().sum(), false),
        said: [
            Said::Holds,
            Said::Not(&[&[[1, 6]], &[[1, 6], [2, 4]]]),
            Said::Not(&[&[[0, 5]], &[[0, 5], [2, 2]]]),
            Said::Not(&[&[[0, 5]], &[[0, 5], [2, 2]]]),
        ],
    },
    Axiom {
        name: "More packages never lower the smallest gain",
        test: |solution, games| does_not_fall(solution, games, |package, _| least(package), false),
        said: [
            Said::Not(&[&[[3, 3]], &[[3, 3], [2, 6]]]),
            Said::Not(&[&[[3, 3]], &[[3, 3], [2, 6]]]),
            Said::Not(&[&[[3, 3]], &[[3, 3], [2, 6]]]),
            Said::Holds,
        ],
    },
    Axiom {
        name: "More packages, the same ideals: never a lower smallest share",
        // shares to a millionth of the ideal
        test: |solution, games| {
            does_not_fall(
                solution,
                games,
                |package, ideal| package.iter().zip(ideal).map(|(worth, most)| worth * 1_000_000 / most).min().unwrap_or(0),
                true,
            )
        },
        said: [
            Said::Not(&[&[[4, 3], [6, 0], [0, 6]], &[[4, 3], [6, 0], [0, 6], [6, 2]]]),
            Said::Not(&[&[[1, 6], [3, 3], [6, 0]], &[[1, 6], [6, 2], [3, 3], [6, 0]]]),
            Said::Holds,
            Said::Not(&[&[[6, 1], [1, 2]], &[[6, 1], [1, 2], [2, 2]]]),
        ],
    },
    Axiom {
        name: "More packages never make anybody worse off",
        test: |solution, games| {
            let [small, large] = games else { return None };
            let (before, after) = (chosen(solution, small)?, chosen(solution, large)?);
            let covers = |a: &Vec<i64>, b: &Vec<i64>| a.iter().zip(b).all(|(a, b)| a >= b);
            Some(before.iter().all(|before| after.iter().all(|after| covers(after, before))))
        },
        said: [
            Said::Not(&[&[[0, 3]], &[[6, 1], [0, 3]]]),
            Said::Not(&[&[[3, 2]], &[[2, 4], [3, 2]]]),
            Said::Not(&[&[[0, 3]], &[[6, 1], [0, 3]]]),
            Said::Not(&[&[[0, 3]], &[[6, 1], [0, 3]]]),
        ],
    },
    Axiom {
        name: "One answer only",
        test: |solution, games| Some(chosen(solution, &games[0])?.len() == 1),
        said: [
            Said::Not(&[&[[5, 1], [1, 5]]]),
            Said::Not(&[&[[5, 1], [1, 5]]]),
            Said::Not(&[&[[5, 1], [1, 5]]]),
            Said::Not(&[&[[5, 1], [1, 5]]]),
        ],
    },
];

/// The table of the manual.
fn axioms_table() -> String {
    let mut text = format!("| axiom | {} |\n|---|---|---|---|---|\n", SOLUTIONS.join(" | "));
    for axiom in &AXIOMS {
        let cells = axiom.said.iter().map(|said| match said {
            Said::Holds => "holds".to_owned(),
            Said::Not(games) => {
                let game = |game: &&[[i64; 2]]| game.iter().map(|[a, b]| format!("({a}, {b})")).collect::<Vec<_>>().join(" ");
                format!("no: {}", games.iter().map(game).collect::<Vec<_>>().join(" → "))
            }
        });
        writeln!(text, "| {} | {} |", axiom.name, cells.collect::<Vec<_>>().join(" | ")).expect("a string");
    }
    text
}

#[test]
fn axioms_hold_or_are_violated_as_said() {
    // with gains that are whole numbers, drawn
    let mut seed = 12_345u64;
    let mut roll = |below: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        i64::try_from((seed >> 33) % below).expect("small")
    };
    let mut tried = vec![[0usize; 4]; AXIOMS.len()];
    for _ in 0..150 {
        let parties = 2 + roll(2);
        let mut large: Vec<Vec<i64>> = (0..2 + roll(4)).map(|_| (0..parties).map(|_| roll(9) - 1).collect()).collect();
        large.sort();
        large.dedup();
        let small: Vec<Vec<i64>> = large.iter().filter(|_| roll(3) > 0).cloned().collect();
        if small.is_empty() {
            continue;
        }
        for (axiom, tried) in AXIOMS.iter().zip(&mut tried) {
            for (solution, said) in axiom.said.iter().enumerate() {
                if matches!(said, Said::Holds) {
                    let games = if asks_one(axiom) { vec![large.clone()] } else { vec![small.clone(), large.clone()] };
                    if let Some(found) = (axiom.test)(solution, &games) {
                        tried[solution] += 1;
                        assert!(found, "{}: {} on {small:?} within {large:?}", axiom.name, SOLUTIONS[solution]);
                    }
                }
            }
        }
    }
    for (axiom, tried) in AXIOMS.iter().zip(&tried) {
        for (solution, said) in axiom.said.iter().enumerate() {
            match said {
                Said::Holds => {
                    assert!(tried[solution] >= 10, "{}: {} was tried {} times", axiom.name, SOLUTIONS[solution], tried[solution])
                }
                Said::Not(games) => {
                    let games: Vec<Vec<Vec<i64>>> = games.iter().map(|game| game.iter().map(|row| row.to_vec()).collect()).collect();
                    assert_eq!((axiom.test)(solution, &games), Some(false), "{}: {}", axiom.name, SOLUTIONS[solution]);
                }
            }
        }
    }
    let manual = fs::read_to_string(root().join("docs/settle.md")).expect("the manual is there");
    assert!(manual.contains(&axioms_table()), "the table of the manual should be:\n{}", axioms_table());
}

/// Whether an axiom is about one game, not about two of which one has more packages.
fn asks_one(axiom: &Axiom) -> bool {
    (axiom.test)(0, &[vec![vec![1, 2], vec![2, 1]]]).is_some()
}

/// The attribute of an element's tag.
fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    tag.split(&format!(" {name}=\"")).nth(1)?.split('"').next()
}

/// A profile: for each issue its values with w·e/max e, in billionths, nearest; and the reservation.
struct Profile {
    issues: Vec<(String, Vec<(String, i64)>)>,
    reservation: i64,
}

#[expect(clippy::cast_possible_truncation, reason = "small numbers, rounded on purpose")]
fn profile(text: &str) -> Option<Profile> {
    let number = |text: &str| text.parse::<f64>().expect("a number");
    let billionths = |number: f64| (number * 1e9).round() as i64;
    let (mut issues, mut weights, mut reservation) = (Vec::new(), Vec::new(), 0);
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    for tag in text.split('<').skip(1) {
        if tag.starts_with("issue ") {
            let (index, name) = (attribute(tag, "index").expect("an index"), attribute(tag, "name").expect("a name"));
            issues.push((index.to_owned(), name.to_owned(), Vec::new()));
        } else if tag.starts_with("item ")
            && let Some((_, _, items)) = issues.last_mut()
        {
            items.push((attribute(tag, "value").expect("a value").to_owned(), attribute(tag, "evaluation").map(number)));
        } else if tag.starts_with("weight ") {
            weights.push((attribute(tag, "index").expect("an index").to_owned(), number(attribute(tag, "value").expect("a value"))));
        } else if tag.starts_with("reservation ") {
            reservation = billionths(number(attribute(tag, "value").expect("a value")));
        }
    }
    if weights.is_empty() {
        return None;
    }
    let issue = |(index, name, items): (String, String, Vec<(String, Option<f64>)>)| {
        let weight = weights.iter().find(|(known, _)| *known == index).expect("a weight").1;
        let most = items.iter().filter_map(|(_, evaluation)| *evaluation).fold(0.0, f64::max);
        let worth = |evaluation: Option<f64>| if most == 0.0 { 0 } else { billionths(weight * evaluation.unwrap_or(0.0) / most) };
        (name, items.into_iter().map(|(value, evaluation)| (value, worth(evaluation))).collect())
    };
    Some(Profile { issues: issues.into_iter().map(issue).collect(), reservation })
}

#[test]
fn negotiation_scenarios_agree_with_independent_results() {
    let folder = root().join("../shared/negotiation");
    let Ok(entries) = fs::read_dir(&folder) else {
        eprintln!("skipped: {} is absent", folder.display());
        return;
    };
    let mut scenarios: Vec<_> = entries.map(|entry| entry.expect("it can be read").path()).collect();
    scenarios.sort();
    assert_eq!(scenarios.len(), 7);
    for scenario in scenarios {
        let results: Value = serde_json::from_str(&fs::read_to_string(scenario.join("results.json")).expect("results")).expect("JSON");
        let wanted = &results["C_independent_genius_semantics"];
        let names: Vec<&str> = results["names"].as_array().expect("names").iter().filter_map(Value::as_str).collect();
        let read = |name: &&str| profile(&fs::read_to_string(scenario.join(format!("{name}.xml"))).expect("a profile")).expect("weights");
        let profiles: Vec<Profile> = names.iter().map(read).collect();
        let mut text = "format = 1\ntitle = \"scenario\"\n".to_owned();
        let all: Vec<String> = (0..profiles.len()).map(|party| format!("p{party}")).collect();
        for party in &all {
            write!(text, "[party.{party}]\nkind = \"group\"\n").expect("a string");
        }
        for (issue, (_, items)) in profiles[0].issues.iter().enumerate() {
            let values: Vec<String> = (0..items.len()).map(|value| format!("\"v{value}\"")).collect();
            write!(text, "[issue.i{issue}]\nvalues = [{}]\ndecided_by = \"{}\"\n", values.join(", "), all.join(" and ")).expect("a string");
        }
        for (party, of) in profiles.iter().enumerate() {
            write!(text, "[preference.p{party}]\nreservation = {}\n", decimal(of.reservation)).expect("a string");
            for (issue, (name, items)) in profiles[0].issues.iter().enumerate() {
                let own = &of.issues.iter().find(|(known, _)| known == name).expect("the issue").1;
                let worth = |value: &str| own.iter().find(|(known, _)| known == value).map_or(0, |(_, worth)| *worth);
                let table: Vec<String> =
                    items.iter().enumerate().map(|(at, (value, _))| format!("v{at} = {}", decimal(worth(value)))).collect();
                write!(text, "[[preference.p{party}.value]]\nof = \"i{issue}\"\ntable = {{ {} }}\n", table.join(", ")).expect("a string");
            }
        }
        let finding = settle(&text);
        let label = scenario.file_name().expect("a name").to_string_lossy().into_owned();
        let pareto = finding.pareto.as_ref().expect("a frontier");
        assert_eq!(pareto.count, wanted["pareto_distinct_points"].as_u64().expect("a count"), "{label}");
        assert_eq!(finding.zone, wanted["individually_rational_outcomes"].as_u64(), "{label}");
        if finding.zone == Some(0) {
            let blocked: Vec<_> = finding.signatories[0]
                .blocked_by
                .iter()
                .map(|block| (block.parties.clone(), block.shortfall.expect("utilities")))
                .collect();
            // in fractions, by a program of a few lines over the 240 packages: each party alone can have 0.9; any two cannot
            assert_eq!(label, "anac_y2016_SYAgent");
            assert_eq!(blocked, [(vec![0, 1], 10_000_000), (vec![0, 2], 10_000_000), (vec![1, 2], 60_000_000)]);
            assert!(finding.signatories[0].points.is_none());
            continue;
        }
        let points = finding.signatories[0].points.as_ref().expect("points");
        for (name, packages) in [
            ("nash", &points.nash[0].set),
            ("ks_maxmin_ideal_in_IR", &points.kalai_smorodinsky),
            ("egalitarian_maxmin_surplus", &points.egalitarian),
            ("utilitarian_in_IR", &points.utilitarian),
        ] {
            let outcomes = |point: &Value| -> Vec<String> {
                point["outcome"].as_array().expect("values").iter().map(|value| value.as_str().expect("a text").to_owned()).collect()
            };
            let listed: BTreeSet<Vec<String>> = wanted[name]["points"].as_array().expect("points").iter().map(outcomes).collect();
            let own = |package: &PackageFinding| -> Vec<String> {
                profiles[0]
                    .issues
                    .iter()
                    .zip(&package.state.values)
                    .map(|((_, items), value)| items[usize::from(*value)].0.clone())
                    .collect()
            };
            let found: BTreeSet<Vec<String>> = packages.packages.iter().map(own).collect();
            assert_eq!(found, listed, "{label}: {name}");
        }
    }
}

/// Two of three decide; the first owns an option of its own, and could stand apart.
const TWO_OF_THREE: &str = r#"
format = 1
title = "Two of three"
[party.i]
kind = "state"
[party.i.option.aid]
[party.i.option.aside]
dissent = true
[party.j]
kind = "state"
[party.k]
kind = "state"
[issue.x]
decided_by = "at least 2 of (i, j, k)"
[preference.i]
weight = [{ holds = "x", weight = -1 }, { holds = "i.aid", weight = -1 }]
[preference.j]
weight = [{ holds = "x", weight = 2 }, { holds = "i.aid", weight = 1 }]
[preference.k]
weight = [{ holds = "x", weight = 2 }]
[frame.all]
vary = ["*"]
status_quo = { "i.aid" = "no", "i.aside" = "no", x = "no" }
"#;

/// By hand: j and k alone can sign x, with nothing of i's; i loses by whatever it signs; nobody signs that i stands apart.
#[test]
fn whoever_decides_the_issues_signs_whether_or_not_others_have_options() {
    let finding = settle(TWO_OF_THREE);
    let id = |at: &usize| finding.parties[*at].id.as_str();
    let sets: Vec<Vec<&str>> = finding.signatories.iter().map(|set| set.members.iter().map(id).collect()).collect();
    assert_eq!(sets, [vec!["i", "j"], vec!["i", "k"], vec!["j", "k"]]);
    assert!(finding.parties.iter().all(|party| !party.needed), "nobody has a veto");
    let values = |packages: &[PackageFinding]| packages.iter().map(|package| package.state.values.clone()).collect::<Vec<_>>();
    for set in &finding.signatories {
        let points = set.points.as_ref().expect("nothing is missing");
        let of = |found: &detente::model::answer::PointSet| values(&found.packages);
        if set.members == [1, 2] {
            assert!(set.blocked_by.is_empty());
            for found in [&points.utilitarian, &points.nash[0].set, &points.kalai_smorodinsky, &points.egalitarian] {
                assert_eq!(of(found), [vec![0, 0, 1]]);
            }
        } else {
            // only to leave everything as it is
            assert_eq!(set.blocked_by.iter().map(|block| block.parties.clone()).collect::<Vec<_>>(), [vec![0]]);
        }
    }
    // asked by name, and said in the first sentence
    let case = case_of(TWO_OF_THREE);
    let question = Question { memory: MEMORY, ..Question::default() };
    let game = detente::game(&case, &question, &Control::default()).expect("it is small");
    let sentence = |signatories: &[&str]| {
        let settling = Settling { signatories: signatories.iter().map(|id| (*id).to_owned()).collect(), ..Settling::default() };
        detente::settlement(&case, &game, &question, &settling, &Control::default()).expect("it can be asked").headline
    };
    assert!(sentence(&["j", "k"]).starts_with("There is one package of 8 that both j and k could sign"), "{}", sentence(&["j", "k"]));
    assert!(sentence(&["i", "j"]).starts_with("No package can be signed by both i and j"), "{}", sentence(&["i", "j"]));
    assert!(sentence(&[]).contains("of 3 smallest sets of parties that can decide every issue, 1 has"), "{}", sentence(&[]));
}

/// Where nobody can move alone every state is an equilibrium under every concept: nobody has an improvement.
#[test]
fn where_nobody_moves_alone_every_state_holds() {
    let text = "format = 1\ntitle = \"x\"\n[party.p]\nkind = \"state\"\n[party.q]\nkind = \"state\"\n[issue.i]\ndecided_by = \"p and q\"\n\
                [issue.j]\ndecided_by = \"p and q\"\n[preference.p]\nstatement = [{ holds = \"i\" }]\n[preference.q]\nstatement = [{ holds = \"j\" }]\n";
    let case = case_of(text);
    let question = Question { memory: MEMORY, ..Question::default() };
    let game = detente::game(&case, &question, &Control::default()).expect("it is small");
    let found = detente::stability(&case, &game, &question, &Control::default()).expect("it can be asked");
    let answer = found.answer(&case.digest, 100);
    assert!(
        answer.finding.equilibria.iter().all(|count| (count.yes, count.no, count.unknown) == (4, 0, 0)),
        "{:?}",
        answer.finding.equilibria
    );
    assert_eq!(answer.finding.listed.len(), 4);
    assert!(answer.headline.starts_with("Nobody can move alone"), "{}", answer.headline);
}
