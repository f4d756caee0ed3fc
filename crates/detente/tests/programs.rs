//! Settlements by linear programs against settlements by enumeration, and where enumeration cannot go against what can be said by hand.

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use common::{Dice, MEMORY, case_of};
use detente::model::answer::{BlockingFinding, PackageFinding, PointSet, SettlementFinding};
use detente::model::control::Control;
use detente::{Error, Question, SettleEngine, Settling};

fn try_settle(text: &str, settling: &Settling) -> Result<SettlementFinding, Error> {
    let case = case_of(text);
    let question = Question { memory: MEMORY, ..Question::default() };
    detente::settle(&case, &question, settling, &Control::default()).map(|answer| answer.finding)
}

fn settle(text: &str, settling: &Settling, engine: SettleEngine) -> SettlementFinding {
    try_settle(text, &Settling { engine, ..settling.clone() }).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

/// A random case of the kind that programs treat: utilities that add up, reservations stated.
fn draw(number: u64) -> (String, Settling) {
    let mut dice = Dice::new(number + 9_000_000);
    let parties = 2 + dice.roll(3);
    let (mut text, mut names, mut sizes) = ("format = 1\ntitle = \"random\"\n".to_owned(), Vec::new(), Vec::new());
    for party in 0..parties {
        write!(text, "[party.p{party}]\nkind = \"state\"\n").expect("a string");
        if dice.chance(25) {
            write!(text, "[party.p{party}.option.o]\nvalues = [\"v0\", \"v1\"]\n").expect("a string");
            names.push(format!("p{party}.o"));
            sizes.push(2);
        }
    }
    let all = (0..parties).map(|party| format!("p{party}")).collect::<Vec<_>>();
    let unanimous = dice.chance(70);
    for issue in 0..2 + dice.roll(2) {
        let size = 2 + dice.roll(2);
        let rule = match if unanimous { 0 } else { dice.roll(3) } {
            0 => all.join(" and "),
            1 => format!("at least 2 of ({})", all.join(", ")),
            _ => format!("p{} and p{}", dice.roll(parties), dice.roll(parties)),
        };
        let listed: Vec<String> = (0..size).map(|value| format!("\"v{value}\"")).collect();
        write!(text, "[issue.i{issue}]\nvalues = [{}]\ndecided_by = \"{rule}\"\n", listed.join(", ")).expect("a string");
        names.push(format!("i{issue}"));
        sizes.push(size);
    }
    let ask = |dice: &mut Dice| {
        let variable = dice.roll(names.len());
        format!("{} = v{}", names[variable], dice.roll(sizes[variable]))
    };
    let compound = |dice: &mut Dice| {
        let (a, b, c) = (ask(dice), ask(dice), ask(dice));
        match dice.roll(5) {
            0 => format!("{a} and {b}"),
            1 => format!("{a} or {b}"),
            2 => format!("{a} iff not ({b})"),
            3 => format!("at least 2 of ({a}, {b}, {c})"),
            _ => format!("exactly 1 of ({a}, {b}, {c})"),
        }
    };
    if dice.chance(50) {
        let (a, b) = (ask(&mut dice), compound(&mut dice));
        write!(text, "[[infeasible]]\nwhen = \"{a} and ({b})\"\nbecause = \"drawn\"\n").expect("a string");
    }
    let mut settling = Settling::default();
    for party in 0..parties {
        write!(text, "[preference.p{party}]\nreservation = {}\n", dice.between(-3, 4)).expect("a string");
        for (name, size) in names.iter().zip(&sizes) {
            let table: Vec<String> = (0..*size).map(|value| format!("v{value} = {}", dice.between(-3, 4))).collect();
            write!(text, "[[preference.p{party}.value]]\nof = \"{name}\"\ntable = {{ {} }}\n", table.join(", ")).expect("a string");
        }
        if dice.chance(40) {
            let holds = compound(&mut dice);
            write!(text, "[[preference.p{party}.weight]]\nholds = \"{holds}\"\nweight = {}\n", dice.between(-3, 5)).expect("a string");
        }
        if dice.chance(20) {
            let line = compound(&mut dice);
            write!(text, "[[preference.p{party}.red_line]]\nholds = \"not ({line})\"\n").expect("a string");
        }
        if dice.chance(15) {
            settling.weights.push((format!("p{party}"), 2));
        }
    }
    write!(text, "[frame.all]\nvary = [\"*\"]\n").expect("a string");
    if dice.chance(50) {
        let stated: Vec<String> = names.iter().zip(&sizes).map(|(name, size)| format!("{name} = \"v{}\"", dice.roll(*size))).collect();
        writeln!(text, "status_quo = {{ {} }}", stated.join(", ")).expect("a string");
    }
    let package: Vec<String> = names.iter().zip(&sizes).map(|(name, size)| format!("{name}=v{}", dice.roll(*size))).collect();
    settling.dominated = Some(package.join(","));
    if dice.chance(15) {
        settling.signatories.push(format!("p{}", dice.roll(parties)));
    }
    (text, settling)
}

fn values(package: &PackageFinding) -> Vec<u16> {
    package.state.values.clone()
}

/// That what programs found is best, too, by enumeration.
fn among(found: &PointSet, all: &PointSet, said: &str) {
    let all: BTreeSet<Vec<u16>> = all.packages.iter().map(values).collect();
    assert!(!found.packages.is_empty(), "{said}");
    for package in &found.packages {
        assert!(all.contains(&values(package)), "{said}: {:?} is not among {all:?}", values(package));
    }
}

#[derive(Default, Debug)]
struct Met {
    points: usize,
    nash: usize,
    blocked: usize,
    shortfalls: usize,
    red_lines: usize,
    concessions: usize,
    dominated: usize,
    several: usize,
    nothing: usize,
}

#[test]
fn programs_agree_with_enumeration() {
    let mut met = Met::default();
    for number in 0..400 {
        let (text, settling) = draw(number);
        // a package that is drawn may be ruled out, and a party without a say has no weight: then that is not asked
        let enumerate = |settling: &Settling| try_settle(&text, &Settling { engine: SettleEngine::Enumerate, ..settling.clone() });
        let tries = [
            settling.clone(),
            Settling { dominated: None, ..settling.clone() },
            Settling { weights: Vec::new(), ..settling.clone() },
            Settling::default(),
        ];
        let Some((settling, all)) = tries.into_iter().find_map(|settling| Some((settling.clone(), enumerate(&settling).ok()?))) else {
            continue;
        };
        let found = settle(&text, &settling, SettleEngine::Program);
        let program = found.program.as_ref().expect("it was asked for");
        assert!(program.gaps.iter().all(|gap| gap.gap.is_some()), "{text}");
        assert!(found.packages.is_none() && found.pareto.is_none() && found.zone.is_none());
        assert_eq!(found.signatories.len(), all.signatories.len(), "{text}");
        met.several += usize::from(found.signatories.len() > 1);
        for (own, other) in found.signatories.iter().zip(&all.signatories) {
            assert_eq!(own.members, other.members, "{text}");
            assert_eq!(own.points.is_some(), other.points.is_some(), "{text}");
            if let (Some(own), Some(other)) = (&own.points, &other.points) {
                met.points += 1;
                assert_eq!(own.ideal, other.ideal, "{text}");
                among(&own.utilitarian, &other.utilitarian, &format!("utilitarian\n{text}"));
                among(&own.egalitarian, &other.egalitarian, &format!("egalitarian\n{text}"));
                among(&own.kalai_smorodinsky, &other.kalai_smorodinsky, &format!("Kalai–Smorodinsky\n{text}"));
                if let [one] = other.nash.as_slice()
                    && !program.left_out.iter().any(|left_out| left_out.starts_with("Nash"))
                {
                    met.nash += usize::from(!one.over.is_empty());
                    assert_eq!(own.nash[0].over, one.over, "{text}");
                    among(&own.nash[0].set, &one.set, &format!("Nash\n{text}"));
                }
            }
            assert_eq!(own.nothing_to_sign, other.nothing_to_sign, "{text}");
            met.nothing += usize::from(own.nothing_to_sign);
            let told = |block: &BlockingFinding| (block.parties.clone(), (block.by_red_lines, block.shortfall));
            let blocking = |blocks: &[BlockingFinding]| blocks.iter().map(told).collect::<BTreeMap<_, _>>();
            assert_eq!(blocking(&own.blocked_by), blocking(&other.blocked_by), "{text}");
            met.blocked += usize::from(!own.blocked_by.is_empty());
            met.shortfalls += own.blocked_by.iter().filter(|block| block.shortfall.is_some()).count();
            met.red_lines += own.blocked_by.iter().filter(|block| block.by_red_lines).count();
            let given = |set: &detente::model::answer::SignatoriesFinding| {
                let one = |concession: &detente::model::answer::ConcessionFinding| {
                    let mut amounts = concession.amounts.clone();
                    amounts.sort_unstable();
                    (concession.parties.clone(), (concession.red_lines.len(), amounts))
                };
                set.concessions.iter().map(one).collect::<BTreeMap<_, _>>()
            };
            assert_eq!(given(own), given(other), "{text}");
            met.concessions += own.concessions.len();
        }
        if let (Some(own), Some(other)) = (&found.dominated, &all.dominated) {
            assert_eq!(own.by.is_some(), other.by.is_some(), "{text}");
            assert_eq!(own.package.utilities, other.package.utilities, "{text}");
            met.dominated += usize::from(own.by.is_some());
        }
    }
    let Met { points, nash, blocked, shortfalls, red_lines, concessions, dominated, several, nothing } = met;
    let counts = [points, nash, blocked, shortfalls, red_lines, concessions, dominated, several, nothing];
    assert!(counts.iter().all(|count| *count >= 3), "{counts:?}");
}

/// 4^24 packages, drawn. What can be said without a search: without constraints the largest sum is made of the best value of each issue, and so is the most of each party.
#[test]
fn spaces_that_cannot_be_enumerated() {
    let (parties, issues) = (4, 24);
    let mut dice = Dice::new(5);
    let worths: Vec<Vec<[i64; 4]>> = (0..parties).map(|_| (0..issues).map(|_| [(); 4].map(|()| dice.between(0, 100))).collect()).collect();
    let case = |reservations: &[i64]| {
        let all: Vec<String> = (0..parties).map(|party| format!("p{party}")).collect();
        let mut text = "format = 1\ntitle = \"large\"\n".to_owned();
        all.iter().for_each(|party| write!(text, "[party.{party}]\nkind = \"state\"\n").expect("a string"));
        for issue in 0..issues {
            write!(text, "[issue.i{issue}]\nvalues = [\"v0\", \"v1\", \"v2\", \"v3\"]\ndecided_by = \"{}\"\n", all.join(" and "))
                .expect("a string");
        }
        for (party, reservation) in all.iter().zip(reservations) {
            write!(text, "[preference.{party}]\nreservation = {reservation}\n").expect("a string");
        }
        for (party, tables) in all.iter().zip(&worths) {
            for (issue, table) in tables.iter().enumerate() {
                let table: Vec<String> = table.iter().enumerate().map(|(value, worth)| format!("v{value} = {worth}")).collect();
                write!(text, "[[preference.{party}.value]]\nof = \"i{issue}\"\ntable = {{ {} }}\n", table.join(", ")).expect("a string");
            }
        }
        text
    };
    let settling =
        Settling { dominated: Some((0..issues).map(|issue| format!("i{issue}=v1")).collect::<Vec<_>>().join(",")), ..Settling::default() };
    let finding = settle(&case(&[600; 4]), &settling, SettleEngine::Auto);
    let program = finding.program.as_ref().expect("too many to enumerate");
    assert!(program.gaps.iter().all(|gap| gap.gap.is_some_and(|gap| gap <= 0.03)), "{:?}", program.gaps);
    let exact = ["zone", "utilitarian", "ideal"];
    assert!(program.gaps.iter().filter(|gap| exact.contains(&gap.sense)).all(|gap| gap.gap == Some(0.0)), "{:?}", program.gaps);
    let points = finding.signatories[0].points.as_ref().expect("points");
    let of = |set: &PointSet| set.packages[0].utilities.iter().map(|worth| worth.expect("a utility") / 1_000_000_000).collect::<Vec<_>>();
    let best = |score: &dyn Fn(usize, usize) -> i64| {
        (0..issues).map(|issue| (0..4).map(|value| score(issue, value)).max().unwrap_or(0)).sum::<i64>()
    };
    let sum = best(&|issue, value| worths.iter().map(|of| of[issue][value]).sum());
    assert_eq!(of(&points.utilitarian).iter().sum::<i128>(), i128::from(sum));
    // each sense is at least as good in its own terms as the others are, within the gap
    let gains = |set: &PointSet| of(set).iter().map(|worth| worth - 600).collect::<Vec<_>>();
    let senses = [&points.utilitarian, &points.nash[0].set, &points.kalai_smorodinsky, &points.egalitarian];
    let product = |set: &PointSet| gains(set).iter().product::<i128>();
    let least = |set: &PointSet| gains(set).into_iter().min().unwrap_or(0);
    assert!(senses.iter().all(|set| product(set) * 97 <= product(&points.nash[0].set) * 100), "{senses:?}");
    assert!(senses.iter().all(|set| least(set) <= least(&points.egalitarian)), "{senses:?}");
    // better for some and worse for nobody than v1 throughout
    let dominated = finding.dominated.as_ref().expect("it was asked");
    let by = dominated.by.as_ref().expect("it is dominated");
    assert!(by.utilities.iter().zip(&dominated.package.utilities).all(|(by, package)| by >= package));
    // one party asks for five more than the most that it can get
    let most = best(&|issue, value| worths[2][issue][value]);
    let finding = settle(&case(&[0, 0, most + 5, 0]), &Settling::default(), SettleEngine::Auto);
    let set = &finding.signatories[0];
    assert!(set.points.is_none());
    assert_eq!(set.blocked_by.iter().map(|block| block.parties.clone()).collect::<Vec<_>>(), [vec![2]]);
    assert_eq!(set.blocked_by[0].shortfall, Some(5_000_000_000));
    assert_eq!((set.concessions[0].parties.clone(), set.concessions[0].amounts.clone()), (vec![2], vec![Some(5_000_000_000)]));
}

#[test]
fn what_programs_cannot_treat_is_said() {
    let text = "format = 1\ntitle = \"x\"\n[party.p]\nkind = \"state\"\n[party.q]\nkind = \"state\"\n[issue.i]\ndecided_by = \"p and q\"\n\
                [preference.p]\nreservation = 0\n[[preference.p.value]]\nof = \"i\"\ntable = { no = 0, yes = 1 }\n";
    let refused = |rest: &str| {
        let program = Settling { engine: SettleEngine::Program, ..Settling::default() };
        try_settle(&format!("{text}{rest}"), &program).expect_err("it cannot").to_string()
    };
    assert!(refused("").contains("nothing is known of what q wants"));
    assert!(refused("[[preference.q.statement]]\nholds = \"i\"\n").contains("the wishes of q are an order"));
    assert!(refused("[[preference.q.value]]\nof = \"i\"\ntable = { no = 0, yes = 1 }\n").contains("state its `reservation`"));
    // where nobody can move alone it is the status quo
    let whole = format!(
        "{text}[[preference.q.value]]\nof = \"i\"\ntable = {{ no = 0, yes = 1 }}\n[frame.f]\nvary = [\"*\"]\nstatus_quo = {{ i = \"no\" }}\n"
    );
    let finding = settle(&whole, &Settling::default(), SettleEngine::Program);
    assert!(finding.signatories[0].points.is_some());
}
