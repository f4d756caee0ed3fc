//! Side payments against brute force over every amount, and by hand.

mod common;

use std::fmt::Write as _;

use common::{Dice, MEMORY, case_of};
use detente::model::answer::{PaidPackage, PaidSet, PaymentFinding, SettlementFinding};
use detente::model::control::Control;
use detente::model::number::Decimal;
use detente::{Question, Settling};
use detente_testkit::oracle::{Bargain, Good, Paid, Wish};

fn settle(text: &str, settling: &Settling) -> SettlementFinding {
    let case = case_of(text);
    let control = Control::default();
    let question = Question { memory: MEMORY, ..Question::default() };
    let game = detente::game(&case, &question, &control).unwrap_or_else(|error| panic!("{error}\n{text}"));
    detente::settlement(&case, &game, &question, settling, &control).unwrap_or_else(|error| panic!("{error}\n{text}")).finding
}

/// Two parties that decide one issue; `payment`: its lines.
fn two(packages: &[(i64, i64)], payment: &str) -> String {
    let values: Vec<String> = (0..packages.len()).map(|package| format!("\"x{package}\"")).collect();
    let table = |of: &dyn Fn(&(i64, i64)) -> i64| {
        packages.iter().enumerate().map(|(at, worths)| format!("x{at} = {}", of(worths))).collect::<Vec<_>>().join(", ")
    };
    format!(
        "format = 1\ntitle = \"two\"\n[party.p]\nkind = \"state\"\n[party.q]\nkind = \"state\"\n[issue.deal]\nvalues = [{}]\ndecided_by = \"p and q\"\n\
         [preference.p]\nreservation = 0\n[[preference.p.value]]\nof = \"deal\"\ntable = {{ {} }}\n\
         [preference.q]\nreservation = 0\n[[preference.q.value]]\nof = \"deal\"\ntable = {{ {} }}\n[payment.credit]\nunit = \"marks\"\n{payment}\n",
        values.join(", "),
        table(&|worths| worths.0),
        table(&|worths| worths.1),
    )
}

fn only(finding: &SettlementFinding) -> &PaymentFinding {
    &finding.signatories[0].payments[0]
}

/// The one package of a set: its value, the amount paid, and what it is worth to both.
fn single(set: &PaidSet) -> (u16, String, [String; 2]) {
    let [paid] = set.packages.as_slice() else { panic!("{set:?}") };
    let worth = |party: usize| detente::model::number::exact(paid.worths[party].expect("a utility"));
    let amount: i128 = paid.transfers.iter().map(|transfer| transfer.amount).sum();
    (paid.package.state.values[0], detente::model::number::exact(amount), [worth(0), worth(1)])
}

fn told(value: u16, amount: &str, worths: [&str; 2]) -> (u16, String, [String; 2]) {
    (value, amount.into(), worths.map(str::to_owned))
}

/// By hand: (10, 0) split by a payment beats (4, 3).
#[test]
fn a_split_by_payment() {
    let text = two(&[(10, 0), (4, 3)], "from = \"p\"\nto = [\"q\"]\nmost = 10\nworth = { p = 1, q = 1 }");
    let finding = settle(&text, &Settling { step: Decimal::whole(1), ..Settling::default() });
    let payment = only(&finding);
    assert_eq!((payment.surely, payment.possibly), (2, 2));
    assert!(payment.least.is_none(), "nothing is in the way");
    let points = payment.points.as_ref().expect("points");
    assert_eq!(single(&points.nash), told(0, "5", ["5", "5"]));
    assert_eq!(single(&points.egalitarian), told(0, "5", ["5", "5"]));
    assert_eq!(single(&points.kalai_smorodinsky), told(0, "5", ["5", "5"]));
    // whoever pays, the sum is 10: of equally good payments the least
    assert_eq!(single(&points.utilitarian), told(0, "0", ["10", "0"]));
    // the plain answer stands beside it
    let plain = finding.signatories[0].points.as_ref().expect("points");
    assert_eq!(plain.nash[0].set.packages[0].state.values, [1]);
}

/// By hand: what costs one half is worth one. (10 − t/2)(t − 2) is largest at t = 11; 10 − t/2 = t − 2 at t = 8; the ideals are 9 (t = 2) and 18 (t = 20), so
/// that shares are equal at t = 11; the sum 8 + t/2 at t = 20.
#[test]
fn a_payment_that_opens_the_zone() {
    let payment = "from = \"p\"\nto = [\"q\"]\nmost = 20\nworth = { p = 0.5, q = 1 }";
    let text = two(&[(10, -2), (-1, -1)], payment);
    let finding = settle(&text, &Settling::default());
    assert_eq!(finding.zone, Some(0));
    let payment = only(&finding);
    assert_eq!((payment.step, payment.surely), (1_000_000_000, 1));
    let least = payment.least.as_ref().expect("it opens the way");
    assert_eq!((least.total, least.beyond_most), (2_000_000_000, false));
    let points = payment.points.as_ref().expect("points");
    assert_eq!(single(&points.nash), told(0, "11", ["4.5", "9"]));
    assert_eq!(single(&points.egalitarian), told(0, "8", ["6", "6"]));
    assert_eq!(single(&points.kalai_smorodinsky), told(0, "11", ["4.5", "9"]));
    assert_eq!(single(&points.utilitarian), told(0, "20", ["0", "18"]));
    // left out if that is asked
    let without = settle(&text, &Settling { without_payments: true, ..Settling::default() });
    assert!(without.signatories[0].payments.is_empty());
}

#[test]
fn what_cannot_be_paid_is_said() {
    // within 1 nothing opens; 2 would
    let text = two(&[(10, -2), (-1, -1)], "from = \"p\"\nto = [\"q\"]\nmost = 1\nworth = { p = 0.5, q = 1 }");
    let finding = settle(&text, &Settling { step: Decimal::whole(1), ..Settling::default() });
    let payment = only(&finding);
    assert_eq!((payment.surely, payment.possibly), (0, 0));
    let least = payment.least.as_ref().expect("beyond the most");
    assert_eq!((least.total, least.beyond_most), (2_000_000_000, true));
    // q values it at an unknown amount: it may be enough
    let text = two(&[(10, -2), (-1, -1)], "from = \"p\"\nto = [\"q\"]\nmost = 20\nworth = { p = 0.5 }");
    let finding = settle(&text, &Settling::default());
    let payment = only(&finding);
    assert_eq!((payment.surely, payment.possibly, payment.worth_unknown.as_slice()), (0, 1, &[1][..]));
    assert!(payment.least.is_none() && payment.points.is_none());
    // q's wishes are an order
    let text = text.replace("[preference.q]\nreservation = 0\n[[preference.q.value]]\nof = \"deal\"\ntable = { x0 = -2, x1 = -1 }\n", "")
        + "[[preference.q.statement]]\nholds = \"deal = x1\"\n[frame.f]\nvary = [\"*\"]\nstatus_quo = { deal = \"x1\" }\n";
    let finding = settle(&text, &Settling::default());
    let payment = only(&finding);
    assert_eq!((payment.order_only.as_slice(), payment.worth_unknown.as_slice()), (&[1][..], &[][..]));
    assert_eq!((payment.surely, payment.possibly), (0, 1));
}

/// A random case without a status quo, under unanimity, with a payment.
struct Drawn {
    bargain: Bargain,
    good: Good,
    weights: Vec<u32>,
    text: String,
}

fn draw(number: u64) -> Drawn {
    let mut dice = Dice::new(number + 4_000_000);
    let parties = 2 + dice.roll(2);
    let sizes: Vec<usize> = (0..1 + dice.roll(2)).map(|_| 2 + dice.roll(2)).collect();
    let packages: usize = sizes.iter().product();
    let decode = |mut code: usize| -> Vec<usize> {
        let digit = |size: &usize| {
            let digit = code % size;
            code /= size;
            digit
        };
        sizes.iter().map(digit).collect()
    };
    let values: Vec<Vec<usize>> = (0..packages).map(decode).collect();
    let all = (0..parties).map(|party| format!("p{party}")).collect::<Vec<_>>();
    let mut text = "format = 1\ntitle = \"random\"\n".to_owned();
    all.iter().for_each(|party| write!(text, "[party.{party}]\nkind = \"state\"\n").expect("a string"));
    for (issue, size) in sizes.iter().enumerate() {
        let listed: Vec<String> = (0..*size).map(|value| format!("\"v{value}\"")).collect();
        write!(text, "[issue.i{issue}]\nvalues = [{}]\ndecided_by = \"{}\"\n", listed.join(", "), all.join(" and ")).expect("a string");
    }
    let (mut wishes, mut reservations, mut crossed) = (Vec::new(), Vec::new(), Vec::new());
    for party in &all {
        let tables: Vec<Vec<i64>> = sizes.iter().map(|size| (0..*size).map(|_| dice.between(-4, 4)).collect()).collect();
        let least = dice.between(-2, 3);
        write!(text, "[preference.{party}]\nreservation = {least}\n").expect("a string");
        for (issue, table) in tables.iter().enumerate() {
            let table: Vec<String> = table.iter().enumerate().map(|(value, worth)| format!("v{value} = {worth}")).collect();
            write!(text, "[[preference.{party}.value]]\nof = \"i{issue}\"\ntable = {{ {} }}\n", table.join(", ")).expect("a string");
        }
        let line = dice.chance(20).then(|| dice.roll(sizes[0]));
        if let Some(value) = line {
            write!(text, "[[preference.{party}.red_line]]\nholds = \"i0 != v{value}\"\n").expect("a string");
        }
        crossed.push(values.iter().map(|values| Some(values[0]) == line).collect());
        wishes.push(Wish::Cardinal(
            values.iter().map(|values| tables.iter().zip(values).map(|(table, value)| table[*value]).sum()).collect(),
        ));
        reservations.push(Some(least));
    }
    let some = |dice: &mut Dice| {
        let mut some: Vec<usize> = (0..parties).filter(|_| dice.chance(55)).collect();
        if some.is_empty() {
            some.push(dice.roll(parties));
        }
        some
    };
    let (from, to) = (some(&mut dice), some(&mut dice));
    let most = dice.between(1, 3);
    let worth: Vec<Option<i64>> = (0..parties).map(|_| (!dice.chance(8)).then(|| dice.between(0, 3))).collect();
    let names = |parties: &[usize]| parties.iter().map(|party| format!("\"p{party}\"")).collect::<Vec<_>>().join(", ");
    let stated: Vec<String> = worth.iter().enumerate().filter_map(|(party, worth)| Some(format!("p{party} = {}", (*worth)?))).collect();
    write!(text, "[payment.g]\nfrom = [{}]\nto = [{}]\nmost = {most}\nworth = {{ {} }}\n", names(&from), names(&to), stated.join(", "))
        .expect("a string");
    let weights = (0..parties).map(|_| if dice.chance(15) { 2 } else { 1 }).collect();
    let met = sizes.iter().map(|_| (0..1usize << parties).map(|set| set == (1 << parties) - 1).collect()).collect();
    let issue = vec![true; sizes.len()];
    let bargain = Bargain { parties, values, met, issue, status_quo: None, wishes, reservations, crossed, left: Vec::new() }.with_left();
    Drawn { bargain, good: Good { from, to, most, worth }, weights, text }
}

#[derive(Default, Debug)]
struct Met {
    points: usize,
    opened: usize,
    paid: usize,
    least: usize,
    beyond: usize,
    unknown: usize,
    no_nash: usize,
    handed_on: usize,
}

#[test]
fn random_cases_agree_with_every_amount_tried() {
    let mut met = Met::default();
    for number in 0..1500 {
        let Drawn { bargain, good, weights, text } = draw(number);
        let set = (1 << bargain.parties) - 1;
        let settling = Settling {
            step: Decimal::whole(1),
            weights: weights.iter().enumerate().map(|(party, weight)| (format!("p{party}"), *weight)).collect(),
            ..Settling::default()
        };
        let finding = settle(&text, &settling);
        let signatories = &finding.signatories[0];
        let alone = good.from.len() == 1 && good.from == good.to;
        assert_eq!(signatories.payments.len(), usize::from(!alone), "{text}");
        let Some(payment) = signatories.payments.first() else { continue };
        let package = |paid: &PaidPackage| {
            let values: Vec<usize> = paid.package.state.values.iter().map(|value| usize::from(*value)).collect();
            bargain.values.iter().position(|known| *known == values).expect("a package")
        };
        let pairs = bargain.paid(&good, set);
        let mut packages: Vec<usize> = pairs.iter().map(|pair| pair.package).collect();
        packages.dedup();
        assert_eq!(payment.surely, packages.len() as u64, "{text}");
        let without = signatories.surely.expect("counted");
        met.opened += usize::from(payment.surely > without);
        let unknown = good.from.iter().chain(&good.to).any(|party| good.worth[*party].is_none());
        assert_eq!(!payment.worth_unknown.is_empty(), unknown, "{text}");
        met.unknown += usize::from(unknown && payment.possibly > payment.surely);
        assert!(if unknown { payment.possibly >= payment.surely } else { payment.possibly == payment.surely }, "{text}");
        match &payment.least {
            Some(least) if !least.beyond_most => {
                assert_eq!(without, 0, "{text}");
                let total = pairs.iter().map(|pair| pair.total).min().expect("something opens");
                assert_eq!(least.total, i128::from(total) * 1_000_000_000, "{text}");
                let found = package(&least.paid);
                assert!(pairs.iter().any(|pair| pair.package == found && pair.total == total), "{text}");
                met.least += 1;
            }
            Some(_) => {
                assert!(pairs.is_empty(), "{text}");
                let more = Good { most: 8, ..good.clone() };
                if good.from.len() * good.to.len() <= 3 {
                    let total = bargain.paid(&more, set).iter().map(|pair| pair.total).min();
                    let least = payment.least.as_ref().map(|least| least.total / 1_000_000_000);
                    // beyond eight it is not tried
                    assert!(total.map_or(least > Some(8), |total| least == Some(i128::from(total))), "{text}");
                    met.beyond += 1;
                }
            }
            None => assert!(without > 0 || pairs.is_empty(), "{text}"),
        }
        let best = bargain.best_paid(&good, set, &weights);
        assert_eq!(payment.points.is_some(), best.is_some(), "{text}");
        let (Some(points), Some(best)) = (&payment.points, best) else { continue };
        met.points += 1;
        met.no_nash += usize::from(best[1].is_empty());
        let senses = [&points.utilitarian, &points.nash, &points.kalai_smorodinsky, &points.egalitarian];
        for (sense, (found, wanted)) in senses.into_iter().zip(&best).enumerate() {
            let mut wanted_packages: Vec<usize> = wanted.iter().map(|pair| pair.package).collect();
            wanted_packages.sort_unstable();
            wanted_packages.dedup();
            let mut found_packages: Vec<usize> = found.packages.iter().map(package).collect();
            found_packages.sort_unstable();
            assert_eq!(found_packages, wanted_packages, "{sense}\n{text}");
            assert_eq!(found.count, wanted_packages.len() as u64, "{sense}\n{text}");
            for paid in &found.packages {
                let worths: Vec<i128> = paid.worths.iter().map(|worth| worth.expect("a utility")).collect();
                let amount: i128 = paid.transfers.iter().map(|transfer| transfer.amount).sum();
                let same = |pair: &&Paid| {
                    pair.package == package(paid)
                        && pair.utilities.iter().map(|worth| i128::from(*worth) * 1_000_000_000).collect::<Vec<_>>() == worths
                };
                let equal: Vec<&Paid> = wanted.iter().filter(same).collect();
                assert!(equal.iter().any(|pair| i128::from(pair.total) * 1_000_000_000 == amount), "{sense} {paid:?}\n{text}");
                // of equally good payments the smallest
                let least = wanted.iter().filter(|pair| pair.package == package(paid)).map(|pair| pair.total).min();
                assert_eq!(least.map(|least| i128::from(least) * 1_000_000_000), Some(amount), "{sense}\n{text}");
                met.paid += usize::from(amount > 0);
                // nobody pays more than it can, nor what it cannot
                for party in 0..bargain.parties {
                    let spent: i128 = paid.transfers.iter().filter(|transfer| transfer.from == party).map(|transfer| transfer.amount).sum();
                    assert!(spent <= i128::from(good.most) * 1_000_000_000 && (spent == 0 || good.from.contains(&party)), "{text}");
                }
                met.handed_on += usize::from(paid.transfers.len() > 1);
            }
        }
    }
    let Met { points, opened, paid, least, beyond, unknown, no_nash, handed_on } = met;
    let all = [points, opened, paid, least, beyond, unknown, no_nash, handed_on];
    assert!(all.iter().all(|count| *count >= 10), "{all:?}");
}
