//! Settlements against brute force from the definitions, on random cases; certificates through their checker.

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use common::{Dice, MEMORY, case_of};
use detente::check::{World, verify};
use detente::model::answer::{Certified, Finding, PackageFinding, PointSet, SettlementFinding};
use detente::model::control::Control;

use detente::{Question, Settling};
use detente_testkit::oracle::{Bargain, Finding as Expected, Wish};

/// A random case: what it says, and as a text with its parties in some order.
struct Drawn {
    bargain: Bargain,
    text: String,
    /// The variables' names, in the oracle's order.
    names: Vec<String>,
    weights: Vec<u32>,
}

fn draw(number: u64, backwards: bool) -> Drawn {
    let mut dice = Dice::new(number);
    let parties = 2 + dice.roll(3);
    let mut names: Vec<String> = Vec::new();
    let mut sizes: Vec<usize> = Vec::new();
    let mut met: Vec<Vec<bool>> = Vec::new();
    let mut is_issue = Vec::new();
    let mut declared: Vec<String> = vec![String::new(); parties];
    let mut issues = String::new();
    for (party, declared) in declared.iter_mut().enumerate() {
        if dice.chance(35) && names.len() < 2 {
            names.push(format!("p{party}.o"));
            sizes.push(2);
            met.push((0..1usize << parties).map(|set| set >> party & 1 == 1).collect());
            is_issue.push(false);
            write!(declared, "[party.p{party}.option.o]\nvalues = [\"v0\", \"v1\"]\n").expect("a string");
        }
    }
    let everybody: Vec<usize> = (0..parties).collect();
    let unanimous = dice.chance(50);
    for issue in 0..1 + dice.roll(3) {
        let values = if sizes.iter().product::<usize>() > 12 { 2 } else { 2 + dice.roll(2) };
        let kind = if unanimous { 0 } else { dice.roll(5) };
        let (first, second) = (dice.roll(parties), dice.roll(parties));
        let all = everybody.iter().map(|party| format!("p{party}")).collect::<Vec<_>>();
        let (rule, may): (String, Box<dyn Fn(usize) -> bool>) = match kind {
            0 => (all.join(" and "), Box::new(move |set| set == (1 << parties) - 1)),
            1 => (format!("at least 2 of ({})", all.join(", ")), Box::new(|set: usize| set.count_ones() >= 2)),
            2 => (format!("p{first} and p{second}"), Box::new(move |set| set >> first & set >> second & 1 == 1)),
            3 => (format!("p{first} or p{second}"), Box::new(move |set| (set >> first | set >> second) & 1 == 1)),
            _ => (format!("p{first} and at least 1 of ({})", all.join(", ")), Box::new(move |set| set >> first & 1 == 1)),
        };
        names.push(format!("i{issue}"));
        sizes.push(values);
        met.push((0..1usize << parties).map(may).collect());
        is_issue.push(true);
        let listed: Vec<String> = (0..values).map(|value| format!("\"v{value}\"")).collect();
        write!(issues, "[issue.i{issue}]\nvalues = [{}]\ndecided_by = \"{rule}\"\n", listed.join(", ")).expect("a string");
    }
    let variables = names.len();
    let combinations: usize = sizes.iter().product();
    let decode = |mut code: usize| -> Vec<usize> {
        sizes
            .iter()
            .map(|size| {
                let value = code % size;
                code /= size;
                value
            })
            .collect()
    };
    let pick = |dice: &mut Dice| {
        let variable = dice.roll(variables);
        (variable, dice.roll(sizes[variable]))
    };
    let mut text = "format = 1\ntitle = \"random\"\n".to_owned();
    let impossible = dice.chance(40).then(|| (pick(&mut dice), pick(&mut dice)));
    let is_possible = |values: &[usize]| impossible.is_none_or(|((a, x), (b, y))| !(values[a] == x && values[b] == y));
    let values: Vec<Vec<usize>> = (0..combinations).map(decode).filter(|values| is_possible(values)).collect();
    let status_quo = if dice.chance(60) { values.get(dice.roll(values.len().max(1))).cloned() } else { None };
    let mut rest = String::new();
    if let Some(((a, x), (b, y))) = impossible {
        write!(rest, "[[infeasible]]\nwhen = \"{} = v{x} and {} = v{y}\"\nbecause = \"drawn\"\n", names[a], names[b]).expect("a string");
    }
    let mut wishes = Vec::new();
    let mut reservations = Vec::new();
    let mut crossed = Vec::new();
    for party in 0..parties {
        let mut reservation = None;
        let kind = dice.roll(100);
        let wish = if kind < 8 {
            Wish::Unknown
        } else if kind < 24 {
            let statements: Vec<(usize, usize)> = (0..1 + dice.roll(3)).map(|_| pick(&mut dice)).collect();
            for (variable, value) in &statements {
                write!(rest, "[[preference.p{party}.statement]]\nholds = \"{} = v{value}\"\n", names[*variable]).expect("a string");
            }
            let rank = |values: &Vec<usize>| {
                statements.iter().fold(0, |rank, (variable, value)| rank * 2 + i64::from(values[*variable] == *value))
            };
            Wish::Ordinal(values.iter().map(rank).collect())
        } else {
            let tables: Vec<Vec<i64>> = sizes.iter().map(|size| (0..*size).map(|_| dice.between(-3, 4)).collect()).collect();
            for (variable, table) in tables.iter().enumerate() {
                let table: Vec<String> = table.iter().enumerate().map(|(value, worth)| format!("v{value} = {worth}")).collect();
                write!(rest, "[[preference.p{party}.value]]\nof = \"{}\"\ntable = {{ {} }}\n", names[variable], table.join(", "))
                    .expect("a string");
            }
            let extra = dice.chance(40).then(|| (pick(&mut dice), pick(&mut dice), dice.between(-3, 5)));
            if let Some(((a, x), (b, y), worth)) = extra {
                let holds = format!("{} = v{x} and {} = v{y}", names[a], names[b]);
                write!(rest, "[[preference.p{party}.weight]]\nholds = \"{holds}\"\nweight = {worth}\n").expect("a string");
            }
            if dice.chance(60) {
                let least = dice.between(-4, 5);
                reservation = Some(least);
                write!(rest, "[preference.p{party}]\nreservation = {least}\n").expect("a string");
            }
            let utility = |values: &Vec<usize>| {
                let sum: i64 = tables.iter().zip(values).map(|(table, value)| table[*value]).sum();
                sum + extra.map_or(0, |((a, x), (b, y), worth)| if values[a] == x && values[b] == y { worth } else { 0 })
            };
            Wish::Cardinal(values.iter().map(utility).collect())
        };
        let line = dice.chance(20).then(|| pick(&mut dice));
        if let Some((variable, value)) = line {
            write!(rest, "[[preference.p{party}.red_line]]\nholds = \"{} != v{value}\"\n", names[variable]).expect("a string");
        }
        crossed.push(values.iter().map(|values| line.is_some_and(|(variable, value)| values[variable] == value)).collect());
        wishes.push(wish);
        reservations.push(reservation);
    }
    let mut order: Vec<usize> = (0..parties).collect();
    if backwards {
        order.reverse();
    }
    for party in order {
        write!(text, "[party.p{party}]\nkind = \"state\"\n{}", declared[party]).expect("a string");
    }
    text += &issues;
    text += &rest;
    text += "[frame.all]\nvary = [\"*\"]\n";
    if let Some(now) = &status_quo {
        let stated: Vec<String> = names.iter().zip(now).map(|(name, value)| format!("{name} = \"v{value}\"")).collect();
        writeln!(text, "status_quo = {{ {} }}", stated.join(", ")).expect("a string");
    }
    let weights = (0..parties).map(|_| if dice.chance(15) { 2 } else { 1 }).collect();
    let status_quo = status_quo.and_then(|now| values.iter().position(|values| *values == now));
    Drawn {
        bargain: Bargain { parties, values, met, issue: is_issue, status_quo, wishes, reservations, crossed, left: Vec::new() },
        text,
        names,
        weights,
    }
}

/// What the engine finds, in the oracle's numbers.
struct Found<'a> {
    drawn: &'a Drawn,
    finding: &'a SettlementFinding,
}

impl Found<'_> {
    /// The oracle's number of a party.
    fn party(&self, place: usize) -> usize {
        self.finding.parties[place].id[1..].parse().expect("p and a number")
    }

    fn set(&self, places: &[usize]) -> usize {
        places.iter().map(|place| 1 << self.party(*place)).sum()
    }

    /// The oracle's number of a package.
    fn package(&self, package: &PackageFinding) -> usize {
        let axes = &self.finding.frame.axes;
        let by_name: BTreeMap<&str, usize> =
            axes.iter().zip(&package.state.values).map(|(axis, value)| (axis.id.as_str(), usize::from(*value))).collect();
        let values: Vec<usize> = self.drawn.names.iter().map(|name| by_name[name.as_str()]).collect();
        self.drawn.bargain.values.iter().position(|known| *known == values).expect("a feasible package")
    }

    fn packages(&self, set: &PointSet) -> Vec<usize> {
        assert_eq!(set.count, set.packages.len() as u64);
        let mut found: Vec<usize> = set.packages.iter().map(|package| self.package(package)).collect();
        found.sort_unstable();
        found
    }
}

fn expected(finding: Finding) -> Expected {
    match finding {
        Finding::Yes => Expected::Yes,
        Finding::No => Expected::No,
        Finding::Unknown(_) => Expected::Unknown,
    }
}

/// What was met in the run: a test that meets nothing shows nothing.
#[derive(Default, Debug)]
struct Met {
    points: usize,
    weighted: usize,
    two_nash: usize,
    blocked: usize,
    by_red_lines: usize,
    shortfalls: usize,
    several_sets: usize,
    intervals: usize,
    unknown_zone: usize,
    dominances: usize,
    consents: usize,
    left_out: usize,
    ties: usize,
}

fn hold_against(number: u64, backwards: bool, met: &mut Met) {
    let drawn = draw(number, backwards);
    let bargain = &drawn.bargain;
    if bargain.values.is_empty() {
        return;
    }
    let case = case_of(&drawn.text);
    let control = Control::default();
    let question = Question { memory: MEMORY, ..Question::default() };
    let game = detente::game(&case, &question, &control).unwrap_or_else(|error| panic!("{error}\n{}", drawn.text));
    let asked = usize::try_from(number).expect("small") % bargain.values.len();
    let values = drawn.names.iter().zip(&bargain.values[asked]).map(|(name, value)| format!("{name}=v{value}"));
    let settling = Settling {
        weights: drawn.weights.iter().enumerate().map(|(party, weight)| (format!("p{party}"), *weight)).collect(),
        dominated: Some(values.collect::<Vec<_>>().join(",")),
        ..Settling::default()
    };
    // a party without a say cannot have a weight
    let has_say = |name: &str| game.consent.parties.iter().any(|consenter| case.parties[consenter.party].id == name);
    let settling = Settling { weights: settling.weights.into_iter().filter(|(name, _)| has_say(name)).collect(), ..settling };
    let answer =
        detente::settlement(&case, &game, &question, &settling, &control).unwrap_or_else(|error| panic!("{error}\n{}", drawn.text));
    let finding = &answer.finding;
    // parties without a say are none of the oracle's business either
    let absent: Vec<usize> = (0..bargain.parties).filter(|party| !has_say(&format!("p{party}"))).collect();
    let mut bargain = bargain.clone();
    for party in &absent {
        bargain.wishes[*party] = Wish::Unknown;
    }
    let bargain = &bargain.with_left();
    let found = Found { drawn: &drawn, finding };
    let text = &drawn.text;

    assert_eq!(finding.packages, Some(bargain.values.len() as u64), "{text}");
    let frontier = bargain.frontier();
    match &finding.pareto {
        None => assert!(bargain.wishes.iter().all(|wish| *wish == Wish::Unknown), "{text}"),
        Some(pareto) => {
            assert!(!pareto.zone_only);
            assert_eq!(pareto.packages, frontier.len() as u64, "{text}");
            assert_eq!(pareto.count, bargain.places(&frontier) as u64, "{text}");
            for place in &pareto.places {
                let package = found.package(&place.package);
                assert!(frontier.contains(&package), "{text}");
                for (at, accepts) in place.package.accepts.iter().enumerate() {
                    assert_eq!(expected(*accepts), bargain.accepts(found.party(at), package), "{package} {at}\n{text}");
                }
                assert_eq!(expected(place.package.in_zone), bargain.in_zone(package), "{package}\n{text}");
            }
        }
    }
    for (at, party) in finding.parties.iter().enumerate() {
        if let (Some((worst, best)), Wish::Cardinal(_)) = (party.reservation, &bargain.wishes[found.party(at)]) {
            let left = bargain.left_with(found.party(at)).expect("it is known");
            assert_eq!((worst, best), (i128::from(left.0) * 1_000_000_000, i128::from(left.1) * 1_000_000_000), "{at}\n{text}");
            met.intervals += usize::from(worst != best);
        }
    }
    let zone: Vec<Expected> = (0..bargain.values.len()).map(|package| bargain.in_zone(package)).collect();
    let count = |wanted: Expected| zone.iter().filter(|found| **found == wanted).count() as u64;
    assert_eq!(finding.zone, Some(count(Expected::Yes)), "{text}");
    assert_eq!(finding.zone_possibly, Some(count(Expected::Yes) + count(Expected::Unknown)), "{text}");
    met.unknown_zone += usize::from(count(Expected::Unknown) > 0);

    let sets: BTreeSet<usize> = bargain.signatories().into_iter().collect();
    let told: BTreeSet<usize> = finding.signatories.iter().map(|set| found.set(&set.members)).collect();
    assert_eq!(told, sets, "{text}");
    assert!(!finding.too_many_sets);
    met.several_sets += usize::from(sets.len() > 1);
    for signatories in &finding.signatories {
        let set = found.set(&signatories.members);
        let surely = bargain.agreed(set, &|found| found == Expected::Yes);
        let possibly = bargain.agreed(set, &|found| found != Expected::No);
        assert_eq!((signatories.surely, signatories.possibly), (Some(surely.len() as u64), Some(possibly.len() as u64)), "{set:b}\n{text}");
        let best = bargain.best(set, &drawn.weights);
        assert_eq!(signatories.points.is_some(), best.is_some(), "{set:b}\n{text}");
        if let (Some(points), Some(best)) = (&signatories.points, best) {
            met.points += 1;
            met.weighted += usize::from(drawn.weights.contains(&2));
            met.two_nash += usize::from(points.nash.len() > 1);
            met.left_out += usize::from(!points.without_gain.is_empty());
            met.ties += usize::from(points.nash.iter().any(|nash| nash.set.count > 1));
            assert_eq!(found.packages(&points.utilitarian), best.utilitarian, "utilitarian {set:b}\n{text}");
            assert_eq!(found.packages(&points.egalitarian), best.egalitarian, "egalitarian {set:b}\n{text}");
            assert_eq!(found.packages(&points.kalai_smorodinsky), best.kalai_smorodinsky, "Kalai–Smorodinsky {set:b}\n{text}");
            let nash: BTreeMap<usize, Vec<usize>> =
                points.nash.iter().map(|nash| (found.set(&nash.over), found.packages(&nash.set))).collect();
            let wanted: BTreeMap<usize, Vec<usize>> =
                best.nash.into_iter().map(|(over, packages)| (over.iter().map(|party| 1 << party).sum(), packages)).collect();
            assert_eq!(nash, wanted, "Nash {set:b}\n{text}");
        }
        let changing = possibly.iter().filter(|package| Some(**package) != bargain.status_quo).count();
        let signable = bargain.signable(set);
        assert_eq!(signatories.nothing_to_sign, signable.is_empty(), "{text}");
        let blocking: BTreeSet<usize> = signatories.blocked_by.iter().map(|block| found.set(&block.parties)).collect();
        if changing > 0 || signable.is_empty() {
            assert!(blocking.is_empty() && signatories.concessions.is_empty(), "{text}");
            continue;
        }
        met.blocked += 1;
        assert_eq!(blocking, bargain.blocking(set).into_iter().collect(), "{set:b}\n{text}");
        for block in &signatories.blocked_by {
            let part = found.set(&block.parties);
            assert_eq!(block.by_red_lines, bargain.red_lines_block(set, part), "{part:b}\n{text}");
            met.by_red_lines += usize::from(block.by_red_lines);
            if !block.by_red_lines {
                let short = bargain.shortfall(set, part).map(|short| i128::from(short) * 1_000_000_000);
                assert_eq!(block.shortfall, short, "{part:b}\n{text}");
                met.shortfalls += usize::from(short.is_some());
            }
        }
        // who refuses, over all packages: the smallest such sets make the concessions
        let refusing: Vec<usize> = signable
            .iter()
            .map(|package| {
                let refuses = |party: &usize| set >> party & 1 == 1 && bargain.accepts(*party, *package) == Expected::No;
                (0..bargain.parties).filter(refuses).map(|party| 1 << party).sum()
            })
            .collect();
        let smallest: BTreeSet<usize> =
            refusing.iter().copied().filter(|set| !refusing.iter().any(|other| other != set && other & !set == 0)).collect();
        let told: BTreeSet<usize> = signatories.concessions.iter().map(|concession| found.set(&concession.parties)).collect();
        assert_eq!(told, smallest, "{set:b}\n{text}");
        for concession in &signatories.concessions {
            let package = found.package(&concession.package);
            for (party, amount) in concession.parties.iter().zip(&concession.amounts) {
                let party = found.party(*party);
                if let (Some(amount), Wish::Cardinal(numbers), Some((worst, _))) =
                    (amount, &bargain.wishes[party], bargain.left_with(party))
                {
                    assert_eq!(*amount, i128::from((worst - numbers[package]).max(0)) * 1_000_000_000, "{text}");
                }
            }
        }
    }

    let dominated = finding.dominated.as_ref().expect("it was asked about");
    let by: Vec<usize> = (0..bargain.values.len()).filter(|other| bargain.dominates(*other, asked)).collect();
    if finding.pareto.is_some() {
        assert_eq!(dominated.count, by.len() as u64, "{text}");
        if let Some(by) = &dominated.by {
            let by = found.package(by);
            assert!(bargain.dominates(by, asked) && frontier.contains(&by), "{text}");
            met.dominances += 1;
        }
    }
    for account in &finding.accounts {
        let package = found.package(&account.package);
        for party in &account.parties {
            if let Wish::Cardinal(numbers) = &bargain.wishes[found.party(party.party)] {
                assert_eq!(party.worth, i128::from(numbers[package]) * 1_000_000_000, "{text}");
                assert_eq!(party.worth, party.terms.iter().map(|term| term.worth).sum::<i128>() + party.together, "{text}");
            }
        }
    }
    let world = World::new(&case, &finding.frame.id).expect("the frame is there");
    for certified in &finding.certificates {
        verify(&world, certified).unwrap_or_else(|refusal| panic!("{refusal}\n{certified:?}\n{text}"));
        met.consents += usize::from(matches!(certified, Certified::Consent(_)));
    }
    assert_eq!(finding.certificates.iter().any(|certified| matches!(certified, Certified::Dominance(_))), dominated.by.is_some(), "{text}");
}

#[test]
fn random_cases_agree_with_brute_force() {
    let mut met = Met::default();
    for number in 0..3000 {
        hold_against(number, false, &mut met);
    }
    let Met {
        points,
        weighted,
        two_nash,
        blocked,
        by_red_lines,
        shortfalls,
        several_sets,
        intervals,
        unknown_zone,
        dominances,
        consents,
        left_out,
        ties,
    } = met;
    let all = [
        points,
        weighted,
        two_nash,
        blocked,
        by_red_lines,
        shortfalls,
        several_sets,
        intervals,
        unknown_zone,
        dominances,
        consents,
        left_out,
        ties,
    ];
    assert!(all.iter().all(|count| *count >= 10), "{all:?}");
}

/// The same cases with the parties in another order: the oracle's answer is the same, so that the engine's is permuted.
#[test]
fn renaming_parties_permutes_the_answer() {
    let mut met = Met::default();
    for number in 0..500 {
        hold_against(number, true, &mut met);
    }
    assert!(met.points > 20, "{met:?}");
}
