//! Acceptance and refusal in cases whose answers are worked out by hand, and properties that hold of all.

mod common;

use common::{MEMORY, case_of};
use detente::model::Case;
use detente::model::answer::{AcceptanceFinding, AcceptanceFlipKind, Compared, Finding, Level, PartyAcceptance, RefusalFinding};
use detente::model::control::Control;
use detente::model::order::Standing;
use detente::solve::acceptance::{Asked, Chance, Refusing};
use detente::solve::evolution::joint::chance::Choice;
use detente::{Error, Question};
use std::fmt::Write as _;

fn asked() -> Asked {
    Asked { parties: Vec::new(), at_home: true, by: None, then: None, horizon: None, chance: None, thorough: true, memory: MEMORY }
}

fn try_accept(case: &Case, proposal: &str, asked: &Asked) -> Result<AcceptanceFinding, Error> {
    let (question, control) = (Question { memory: MEMORY, ..Question::default() }, Control::default());
    let (case, offer) = detente::freed(case, &question, &detente::offer(case, proposal)?)?;
    let game = detente::game(&case, &question, &control)?;
    Ok(detente::accept(&case, &game, &offer, None, asked, &control)?.finding)
}

fn accept(text: &str, proposal: &str) -> AcceptanceFinding {
    try_accept(&case_of(text), proposal, &asked()).unwrap_or_else(|error| panic!("{error}"))
}

fn refuse(text: &str, proposal: &str, party: &str) -> RefusalFinding {
    let case = case_of(text);
    let (question, control) = (Question { memory: MEMORY, ..Question::default() }, Control::default());
    let (case, offer) = detente::freed(&case, &question, &detente::offer(&case, proposal).unwrap()).unwrap();
    let game = detente::game(&case, &question, &control).unwrap();
    let asked = Refusing { party: detente::party(&case, party).unwrap(), then: None, horizon: None, memory: MEMORY };
    detente::refuse(&case, &game, &offer, None, &asked, &control).unwrap_or_else(|error| panic!("{error}")).finding
}

fn of<'f>(finding: &'f AcceptanceFinding, id: &str) -> &'f PartyAcceptance {
    finding.parties.iter().find(|party| party.party.id == id).unwrap_or_else(|| panic!("{id} is not asked"))
}

/// Three parties, two of whom decide; the deal is good for j and k and bad for i, to whom standing alone costs `cost`.
fn two_of_three(cost: i64) -> String {
    format!(
        r#"
format = 1
title = "Two of three"
[party.i]
kind = "state"
[party.i.option.aside]
dissent = true
[party.j]
kind = "state"
[party.k]
kind = "state"
[issue.deal]
decided_by = "at least 2 of (i, j, k)"
[[preference.i.weight]]
holds = "deal"
weight = -2
[[preference.i.weight]]
holds = "i.aside and deal"
weight = {}
[[preference.i.weight]]
holds = "i.aside and not deal"
weight = -1
[[preference.j.weight]]
holds = "deal"
weight = 1
[[preference.k.weight]]
holds = "deal"
weight = 1
[frame.all]
vary = ["*"]
status_quo = {{ "i.aside" = "no", deal = "no" }}
"#,
        -cost
    )
}

/// Section E of the definitions: it passes anyway, and i accepts iff signing beats dissenting: the cost of standing alone decides.
#[test]
fn under_two_of_three_the_cost_of_standing_alone_decides() {
    for (cost, accepts, compared) in
        [(1, Finding::Yes, Compared::BetterThanAll), (0, Finding::Yes, Compared::NotWorse), (-1, Finding::No, Compared::WorseThanAll)]
    {
        let found = accept(&two_of_three(cost), "deal = yes");
        assert_eq!(found.signed, Finding::Yes);
        let i = of(&found, "i");
        assert_eq!((i.accepts, i.compared), (accepts, compared), "cost {cost}");
        assert_eq!(i.level, Level::Signs { needed: false });
        assert_eq!(i.otherwise.signed, Finding::Yes, "the others sign without it");
        let gain = i128::from(cost) * 1_000_000_000;
        assert_eq!(i.surplus.map(|surplus| (surplus.low, surplus.high)), Some((gain, gain)));
        let refused = refuse(&two_of_three(cost), "deal = yes", "i");
        assert!(refused.joiners.is_empty());
        assert_eq!(refused.then.signed, Finding::Yes);
        assert_eq!(refused.isolation.iter().map(|group| group.isolated).collect::<Vec<_>>(), [Finding::Yes, Finding::Yes]);
        assert_eq!(refused.kept, [0], "the deal comes about all the same");
        let standing = match cost {
            1 => Standing::Worse,
            0 => Standing::Indifferent,
            _ => Standing::Better,
        };
        assert_eq!(refused.against_package.standing, Some(standing));
        assert_eq!(refused.against_start.standing, Some(Standing::Worse));
    }
}

/// What one number would have to be: for a the split s1 is one short of what it has otherwise. Each change is made in the text of the case: just enough turns the answer, a little less does not.
#[test]
fn the_smallest_change_of_a_number_turns_an_answer() {
    let text = |weight: &str, left: &str, of_b: &str| {
        format!(
            "format = 1\ntitle = \"Split\"\n[party.a]\nkind = \"state\"\n[party.b]\nkind = \"state\"\n[issue.share]\nvalues = [\"none\", \"s1\"]\ndecided_by = \"a and b\"\n\
             [preference.a]\nreservation = {left}\nweight = [{{ holds = \"share = s1\", weight = {weight} }}]\n\
             [preference.b]\nreservation = 0\nvalue = [{{ of = \"share\", table = {{ none = 0, s1 = {of_b} }} }}]\n\
             [frame.all]\nvary = [\"*\"]\nstatus_quo = {{ share = \"none\" }}\n"
        )
    };
    let found = accept(&text("1", "2", "9"), "share = s1");
    let said = |id: &str| -> Vec<(String, Option<i128>)> {
        let own = of(&found, id).flips.iter().filter(|flip| flip.kind == AcceptanceFlipKind::Preference);
        own.map(|flip| (flip.text.clone(), flip.size)).collect()
    };
    let one = Some(1_000_000_000);
    assert_eq!(
        said("a"),
        [("“share = s1” is worth 2 to it, and not 1".to_owned(), one), ("it is left with 1 otherwise, and not 2".to_owned(), one)]
    );
    let beyond = Some(9_000_000_001);
    assert_eq!(
        said("b"),
        [
            ("share: s1 is worth less than 0 to it, and not 9".to_owned(), beyond),
            ("it is left with more than 9 otherwise, and not 0".to_owned(), beyond)
        ]
    );
    let answers = |weight: &str, left: &str, of_b: &str| {
        let found = accept(&text(weight, left, of_b), "share = s1");
        (of(&found, "a").accepts, of(&found, "b").accepts)
    };
    assert_eq!(answers("2", "2", "9").0, Finding::Yes);
    assert_eq!(answers("1.999999999", "2", "9").0, Finding::No);
    assert_eq!(answers("1", "1", "9").0, Finding::Yes);
    assert_eq!(answers("1", "1.000000001", "9").0, Finding::No);
    assert_eq!(answers("1", "2", "-0.000000001").1, Finding::No);
    assert_eq!(answers("1", "2", "0").1, Finding::Yes);
}

/// Two others who each take the same place, whoever comes first: what a has without the deal is 10 or nothing, the deal is worth 6 to it.
const FIRST_COME: &str = r#"
format = 1
title = "First come"
[party.a]
kind = "state"
[party.b]
kind = "state"
[party.c]
kind = "state"
[party.c.option.go]
[party.d]
kind = "state"
[party.d.option.go]
[issue.deal]
decided_by = "a and b"
[[infeasible]]
when = "c.go and d.go"
because = "one place"
[preference.a]
weight = [{ holds = "deal", weight = 6 }, { holds = "c.go", weight = 10 }]
[preference.b]
weight = [{ holds = "deal", weight = 1 }]
[preference.c]
weight = [{ holds = "c.go", weight = 2 }]
[preference.d]
weight = [{ holds = "d.go", weight = 1 }]
[frame.all]
vary = ["*"]
status_quo = { "c.go" = "no", "d.go" = "no", deal = "no" }
"#;

/// Where a has both 10 and nothing it is not known whether it accepts; by chance that is as often as each comes first.
#[test]
fn chance_gives_a_number_where_there_is_an_interval() {
    let case = case_of(FIRST_COME);
    let party = |id: &str| detente::party(&case, id).unwrap();
    let by = |choice: Choice, weights: Vec<(&str, f64)>| {
        let weights = weights.into_iter().map(|(id, weight)| (party(id), weight)).collect();
        Asked { chance: Some(Chance { choice, weights }), ..asked() }
    };
    let said = |asked: &Asked| {
        let found = try_accept(&case, "deal = yes", asked).unwrap_or_else(|error| panic!("{error}"));
        let a = of(&found, "a").clone();
        assert_eq!((a.accepts.known(), a.compared), (None, Compared::Between));
        assert_eq!(a.surplus.map(|surplus| (surplus.low, surplus.high)), Some((-4_000_000_000, 6_000_000_000)));
        a.chance
    };
    assert_eq!(said(&asked()), None);
    let near = |a: f64, b: f64| (a - b).abs() < 1e-9;
    // c first: with its weight; whoever stays only waits
    for (weight, first) in [(1.0, 0.5), (3.0, 0.75), (0.0, 0.0)] {
        let chance = said(&by(Choice::Uniform, vec![("c", weight)])).expect("it was asked for");
        assert!(near(chance.worse, first) && near(chance.better, 1.0 - first) && chance.unknown == 0.0, "{chance:?}");
        assert!(near(chance.gain.expect("a utility"), 6.0 - 10.0 * first), "{chance:?}");
    }
    let goes = |gain: f64| gain.exp() / (1.0 + gain.exp());
    let first = goes(2.0) / (goes(2.0) + goes(1.0));
    let chance = said(&by(Choice::Logit { scale: 1.0 }, vec![])).expect("it was asked for");
    assert!(near(chance.worse, first) && near(chance.ends.iter().map(|(_, likely)| likely).sum(), 1.0), "{chance:?}");
    // what is stated needs no chance
    let stated = case_of(&FIRST_COME.replace("[preference.a]", "[preference.a]\nreservation = 3"));
    let found = try_accept(&stated, "deal = yes", &by(Choice::Uniform, vec![])).unwrap();
    assert_eq!((of(&found, "a").accepts, &of(&found, "a").chance), (Finding::Yes, &None));
    // faults say what is wrong
    let fault = |case: &Case, asked: &Asked| try_accept(case, "deal = yes", asked).expect_err("it cannot").to_string();
    assert!(fault(&case, &Asked { horizon: Some(2), ..by(Choice::Uniform, vec![]) }).contains("horizon"));
    let nobody = vec![("a", 0.0), ("b", 0.0), ("c", 0.0), ("d", 0.0)];
    assert!(fault(&case, &by(Choice::Uniform, nobody)).contains("all weights are 0"));
    let ordered = case_of(&FIRST_COME.replace("weight = [{ holds = \"d.go\", weight = 1 }]", "statement = [{ holds = \"d.go\" }]"));
    assert!(fault(&ordered, &by(Choice::Logit { scale: 1.0 }, vec![])).contains("the wishes of d are not utilities alone"));
}

/// Splits of ten with 2 for a without agreement (B5): what both sign is what leaves a at least 2; each one's best is the other's worst of these.
#[test]
fn splits_are_signed_where_both_have_what_they_have_without() {
    let values: Vec<String> = (0..=10).map(|share| format!("\"s{share}\"")).collect();
    let mut text = format!(
        "format = 1\ntitle = \"Split\"\n[party.a]\nkind = \"state\"\n[party.b]\nkind = \"state\"\n[issue.share]\nvalues = [\"none\", {}]\ndecided_by = \"a and b\"\n",
        values.join(", ")
    );
    for (party, of_a) in [("a", true), ("b", false)] {
        for share in 0..=10 {
            let weight = if of_a { share } else { 10 - share };
            writeln!(text, "[[preference.{party}.weight]]\nholds = \"share = s{share}\"\nweight = {weight}").unwrap();
        }
    }
    text += "[[preference.a.reservation]]\nworth = 2\n[[preference.b.reservation]]\nworth = 0\n[frame.all]\nvary = [\"*\"]\nstatus_quo = { share = \"none\" }\n";
    let case = case_of(&text);
    for (by, best) in [("a", 10), ("b", 2)] {
        let asked = Asked { by: Some(detente::party(&case, by).unwrap()), ..asked() };
        let found = try_accept(&case, "share = s1", &asked).unwrap();
        assert_eq!(of(&found, "a").accepts, Finding::No);
        assert_eq!(of(&found, "a").surplus.map(|surplus| surplus.low), Some(-1_000_000_000));
        assert_eq!(of(&found, "b").accepts, Finding::Yes);
        assert_eq!(found.signed, Finding::No);
        let instead = found.instead.unwrap();
        assert_eq!(instead.acceptable, Some(9), "s2 to s10");
        let (party, packages) = instead.best_for.unwrap();
        assert_eq!((party.id.as_str(), packages.count), (by, 1));
        assert_eq!(packages.listed[0].package.values, [best + 1]);
    }
}

const PAID: &str = r#"
format = 1
title = "Paid for"
[party.a]
kind = "state"
ratified_by = "voters"
[party.b]
kind = "state"
[party.b.option.promise]
[party.voters]
kind = "public"
[issue.deal]
decided_by = "a and b"
[payment.credit]
name = "A line of credit"
unit = "millions"
from = ["b"]
to = ["a"]
most = 4
worth = { a = 2, b = 1 }
[[preference.a.weight]]
holds = "deal"
weight = -3
[[preference.a.weight]]
holds = "b.promise and deal"
weight = 3
[[preference.b.weight]]
holds = "deal"
weight = 5
[[preference.b.weight]]
holds = "b.promise"
weight = -6
[[preference.voters.statement]]
holds = "not deal"
[frame.all]
vary = ["*"]
status_quo = { "b.promise" = "no", deal = "no" }
"#;

#[test]
fn what_would_turn_a_refusal() {
    let found = accept(PAID, "deal = yes");
    let a = of(&found, "a");
    assert_eq!(a.accepts, Finding::No);
    let flip = |kind| a.flips.iter().find(|flip| flip.kind == kind).unwrap_or_else(|| panic!("{kind:?}: {:?}", a.flips));
    // 1.5 millions are worth 3 to a and cost b 1.5 of its gain of 5
    let paid = flip(AcceptanceFlipKind::Payment);
    assert_eq!((paid.size, paid.by[0].id.as_str(), paid.signed), (Some(1_500_000_000), "b", Finding::Yes));
    assert!(paid.lost.is_empty());
    // the promise would do, and b would no longer sign: it costs it more than the deal is worth
    let promised = flip(AcceptanceFlipKind::Guarantee);
    assert_eq!((promised.lost[0].id.as_str(), promised.signed), ("b", Finding::No));
    // and at home
    let home = of(&found, "voters");
    assert_eq!(
        (home.accepts, &home.level),
        (Finding::No, &Level::AtHome(detente::model::answer::Named { id: "a".into(), name: "a".into() }))
    );
    // with less to give there is no payment
    let found = accept(&PAID.replace("most = 4", "most = 1.499999999"), "deal = yes");
    assert!(of(&found, "a").flips.iter().all(|flip| flip.kind != AcceptanceFlipKind::Payment));
}

#[test]
fn a_red_line_is_crossed_whatever_else() {
    let text =
        PAID.replace("[[preference.voters.statement]]", "[[preference.b.red_line]]\nholds = \"not deal\"\n[[preference.voters.statement]]");
    let found = accept(&text, "deal = yes");
    let b = of(&found, "b");
    assert_eq!((b.accepts, b.compared, b.red_line.as_deref()), (Finding::No, Compared::RedLine, Some("not deal")));
    assert_eq!(found.instead.unwrap().acceptable, Some(0));
}

/// Three values, b likes the second best; both decide before an event, a alone after it (section E, time inconsistency).
const LATER: &str = r#"
format = 1
title = "Before and after"
[party.a]
kind = "state"
[party.b]
kind = "state"
[event.e]
[issue.v]
values = ["v0", "v1", "v2"]
decided_by = [{ until = "e", rule = "a and b" }, { rule = "a" }]
[[preference.a.weight]]
holds = "v = v1"
weight = 1
[[preference.a.weight]]
holds = "v = v2"
weight = 2
[[preference.b.weight]]
holds = "v = v1"
weight = 2
[[preference.b.weight]]
holds = "v = v2"
weight = -1
[frame.all]
vary = ["*"]
status_quo = { v = "v0" }
"#;

#[test]
fn a_refusal_that_cannot_be_held() {
    let found = refuse(LATER, "v = v2", "b");
    // alone it would refuse: 0 is better than -1
    assert_eq!((found.needed, found.accepts), (true, Finding::No));
    let [phase] = found.phases.as_slice() else { panic!("one event matters: {:?}", found.phases) };
    assert_eq!((phase.event.id.as_str(), phase.needed, phase.counts), ("e", Some(false), false));
    // what it and a would sign: the middle
    assert_eq!(found.instead.acceptable, Some(1));
    assert_eq!(found.instead.nearest.listed[0].package.values, [1]);
    // and asked again after the event only a has a say
    let case = case_of(LATER);
    let asked = Asked { then: Some(detente::event(&case, "e").unwrap()), ..asked() };
    let then = try_accept(&case, "v = v2", &asked).unwrap().afterwards.unwrap();
    assert_eq!(then.parties.iter().map(|party| party.party.id.as_str()).collect::<Vec<_>>(), ["a"]);
    assert_eq!(then.signed, Finding::Yes);
}

#[test]
fn what_cannot_be_proposed_is_said() {
    let case = case_of(&PAID.replace("[frame.all]", "[[infeasible]]\nwhen = \"deal and not b.promise\"\nbecause = \"x\"\n[frame.all]"));
    let message = |proposal: &str| match try_accept(&case, proposal, &asked()) {
        Err(Error::Faults(faults)) => format!("{} / {}", faults[0].message, faults[0].help.clone().unwrap_or_default()),
        other => panic!("{other:?}"),
    };
    assert!(message("deal = yes").contains("impossible"), "{}", message("deal = yes"));
    assert!(message("deal = yes").contains("lift 1"), "{}", message("deal = yes"));
    assert!(message("deal = no").contains("changes nothing"));
    assert!(message("dual").contains("there is no proposal"));
    assert!(message("deal = maybe").contains("maybe"));
    // the two together are possible
    assert_eq!(of(&try_accept(&case, "deal = yes, b.promise = yes", &asked()).unwrap(), "a").accepts, Finding::Yes);
}

#[test]
fn what_the_frame_holds_is_freed() {
    let text = PAID.replace("vary = [\"*\"]", "vary = [\"b.promise\"]\nhold = { deal = \"no\" }").replace(", deal = \"no\" }", " }");
    let found = accept(&text, "deal = yes");
    assert_eq!(found.proposed.freed, ["deal"]);
    assert_eq!(of(&found, "a").accepts, Finding::No);
}

/// A small random case: three parties with weights, two issues, one of them under 2 of 3, an option each. `order`: in which order the parties stand in the file.
fn random(seed: u64, order: [usize; 3], factor: i64, stated: bool) -> String {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0xabcd;
    let mut roll = |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let names = ["a", "b", "c"];
    let holds = ["x", "y", "x and y", "a.o", "b.o", "c.o", "x and a.o", "y and not b.o"];
    let weights: Vec<Vec<i64>> = (0..3).map(|_| holds.iter().map(|_| i64::try_from(roll(15)).unwrap() - 7).collect()).collect();
    let reservations: Vec<i64> = (0..3).map(|_| i64::try_from(roll(9)).unwrap() - 4).collect();
    let mut text = "format = 1\ntitle = \"random\"\n".to_owned();
    for party in order {
        let name = names[party];
        writeln!(text, "[party.{name}]\nkind = \"state\"\n[party.{name}.option.o]").unwrap();
    }
    text += "[issue.x]\ndecided_by = \"a and b\"\n[issue.y]\ndecided_by = \"at least 2 of (a, b, c)\"\n";
    for party in order {
        for (holds, weight) in holds.iter().zip(&weights[party]).filter(|(_, weight)| **weight != 0) {
            writeln!(text, "[[preference.{}.weight]]\nholds = \"{holds}\"\nweight = {}", names[party], weight * factor).unwrap();
        }
        if stated {
            writeln!(text, "[[preference.{}.reservation]]\nworth = {}", names[party], reservations[party]).unwrap();
        }
    }
    text + "[frame.all]\nvary = [\"*\"]\nstatus_quo = { x = \"no\", y = \"no\", \"a.o\" = \"no\", \"b.o\" = \"no\", \"c.o\" = \"no\" }\n"
}

const PROPOSALS: [&str; 4] = ["x = yes", "y = yes", "x = yes, y = yes", "y = yes, c.o = yes"];

fn answers(text: &str, proposal: &str) -> Vec<(String, Option<bool>)> {
    let found = try_accept(&case_of(text), proposal, &Asked { thorough: false, ..asked() }).unwrap();
    let mut answers: Vec<_> = found.parties.iter().map(|party| (party.party.id.clone(), party.accepts.known())).collect();
    answers.sort();
    answers
}

#[test]
fn the_order_of_parties_and_the_units_of_utility_change_nothing() {
    for seed in 0..150 {
        for proposal in PROPOSALS {
            let plain = answers(&random(seed, [0, 1, 2], 1, false), proposal);
            assert_eq!(plain, answers(&random(seed, [2, 0, 1], 1, false), proposal), "seed {seed}, {proposal}");
            assert_eq!(plain, answers(&random(seed, [0, 1, 2], 7, false), proposal), "seed {seed}, {proposal}");
        }
    }
}

#[test]
fn a_promise_that_somebody_likes_turns_no_yes_of_it_where_refusing_has_a_stated_worth() {
    let mut kept = 0;
    for seed in 0..300 {
        let text = random(seed, [0, 1, 2], 1, true);
        let case = case_of(&text);
        let quick = Asked { thorough: false, ..asked() };
        let before = try_accept(&case, "x = yes", &quick).unwrap();
        let after = try_accept(&case, "x = yes, c.o = yes", &quick).unwrap();
        for party in ["a", "b"] {
            // x takes both, so that without either nothing is signed but what c promises
            let (then, now) = (of(&before, party), of(&after, party));
            let worth = |finding: &PartyAcceptance| finding.surplus.map(|surplus| surplus.low);
            if now.otherwise.signed == Finding::No && then.accepts == Finding::Yes && worth(now) >= worth(then) {
                assert_eq!(now.accepts, Finding::Yes, "seed {seed}, {party}");
                kept += 1;
            }
        }
    }
    assert!(kept > 50, "{kept}");
}

/// What is found for several offers at once is what is found for each alone.
fn same_as_alone(case: &Case) -> usize {
    let (question, control) = (Question { memory: MEMORY, ..Question::default() }, Control::default());
    let game = detente::game(case, &question, &control).unwrap();
    let offers: Vec<_> = case.proposals.iter().map(|proposal| detente::offer(case, &proposal.id).unwrap()).collect();
    let together = detente::proposals(case, &game, &offers, None, &asked(), &control).unwrap();
    assert_eq!(together.len(), offers.len());
    let mut compared = 0;
    for (offer, judged) in offers.iter().zip(together) {
        match (detente::accept(case, &game, offer, None, &asked(), &control), judged) {
            (Err(Error::Faults(faults)), Err(fault)) => assert_eq!(faults, [fault]),
            (Ok(alone), Ok(judged)) => {
                assert_eq!(judged.acceptance, alone);
                let signs = alone.finding.parties.iter().filter(|party| matches!(party.level, Level::Signs { .. }));
                assert!(signs.map(|party| &party.party.id).eq(judged.refusals.iter().map(|refusal| &refusal.finding.party.id)));
                for refusal in judged.refusals {
                    let party = detente::party(case, &refusal.finding.party.id).unwrap();
                    let refusing = Refusing { party, then: None, horizon: None, memory: MEMORY };
                    assert_eq!(refusal, detente::refuse(case, &game, offer, None, &refusing, &control).unwrap());
                    compared += 1;
                }
            }
            (alone, judged) => panic!("{alone:?} and {judged:?}"),
        }
    }
    compared
}

#[test]
fn several_offers_at_once_are_as_each_alone() {
    let more = "[event.later]\n[issue.pay]\ndecided_by = [{ rule = \"i and j\", until = \"later\" }, { rule = \"j\", from = \"later\" }]\n\
                [[preference.j.weight]]\nholds = \"pay\"\nweight = -3\n[[preference.i.weight]]\nholds = \"pay\"\nweight = 3\n\
                [proposal.deal]\nvalues = { deal = \"yes\" }\n[proposal.pay]\nvalues = { pay = \"yes\" }\n\
                [proposal.both]\nvalues = { deal = \"yes\", pay = \"yes\" }\n[proposal.nothing]\nvalues = { deal = \"no\" }\n";
    let text = (two_of_three(1) + more).replace("deal = \"no\" }", "deal = \"no\", pay = \"no\" }");
    let compared = same_as_alone(&case_of(&text.replace("values = { deal = \"no\", pay = \"no\" }", "values = { deal = \"no\" }")));
    // to both terms at once the third counts for nothing: i and j must sign anyway, and are two of three
    assert_eq!(compared, 3 + 2 + 2, "everybody whose consent counts");
}
