//! Links and allies against the definitions, by looking at everything, on random conflicts from the case file on. What is checked against shares no code with
//! the product: states, moves, orders and rules come from the generator's plain form.

#![expect(clippy::print_stderr, reason = "how much was compared is told to whoever runs the tests")]

use detente::model::Case;
use detente::model::answer::{AlliesFinding, Credibility, Finding, Shift, Span};
use detente::model::control::Control;
use detente::model::index::{FrameId, Id};
use detente::space::Game;
use detente::{LinkName, allies, link};
use detente_testkit::generate::{GeneratedCase, Shape, generate};
use detente_testkit::oracle::{Joined, JointOracle, JointRules, Preference, TieRule};
use std::collections::BTreeSet;

fn case_of(text: &str) -> Case {
    let loaded = detente::io::case::read_case("case.toml", text.as_bytes(), &|_| Err("no includes".into()));
    loaded.case.unwrap_or_else(|| panic!("{:#?}\n{text}", loaded.diagnostics))
}

fn game_of(case: &Case) -> Game {
    Game::new(case, FrameId::from_index(0), 1 << 30, &Control::default()).unwrap_or_else(|error| panic!("{error:?}"))
}

/// A random number after the other (SplitMix64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, count: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % count as u64).unwrap()
    }
}

/// The worst and the best of some states, where that is known.
type Ends = (Option<usize>, Option<usize>);

fn ends(preference: &Preference, closed: &BTreeSet<Vec<usize>>) -> Ends {
    let all: Vec<usize> = closed.iter().flatten().copied().collect();
    let worst = all.iter().copied().filter(|a| all.iter().all(|b| preference.surely_at_least(*b, *a))).min();
    let best = all.iter().copied().filter(|a| all.iter().all(|b| preference.surely_at_least(*a, *b))).min();
    (worst, best)
}

fn shift(preference: &Preference, first: Ends, second: Ends) -> Shift {
    let (Some(a), Some(b), Some(c), Some(d)) = (first.0, second.0, first.1, second.1) else { return Shift::Unknown };
    let known = |a, b| preference.surely_at_least(a, b) || preference.surely_at_least(b, a);
    if !known(a, b) || !known(c, d) {
        return Shift::Unknown;
    }
    let (up, down) = (
        preference.surely_at_least(a, b) && preference.surely_at_least(c, d),
        preference.surely_at_least(b, a) && preference.surely_at_least(d, c),
    );
    match (up, down) {
        (true, true) => Shift::Same,
        (true, false) => Shift::Better,
        (false, true) => Shift::Worse,
        (false, false) => Shift::Mixed,
    }
}

fn same_span(span: &Span, expected: Ends) -> bool {
    let number =
        |state: &Option<detente::model::answer::StateDescription>| state.as_ref().map(|state| usize::try_from(state.ordinal).unwrap() - 1);
    (number(&span.worst), number(&span.best)) == expected
}

/// What the definitions say of a threat (`granted` is false) or a promise: states, choices, kept, broken.
fn credible(generated: &GeneratedCase, rules: &JointRules, start: usize, granted: bool) -> (u64, u64, u64, u64) {
    let conflict = &generated.conflict;
    let form = conflict.option_form.as_ref().expect("no graph");
    let tie = &rules.ties[0];
    fn oracle<'a>(generated: &'a GeneratedCase, joint: &'a JointRules) -> JointOracle<'a> {
        JointOracle { conflict: &generated.conflict, rules: &generated.rules, joint }
    }
    let apart = JointRules { ties: Vec::new(), ..rules.clone() };
    let refusing = JointRules { dissent: vec![(tie.party, Some(vec![tie.on]))], ..rules.clone() };
    let closed = |joint: &JointRules, from: usize| ends(&conflict.preference[tie.party], &oracle(generated, joint).closed(from));
    let reached = oracle(generated, rules).distances(start);
    let (mut states, mut choices, mut kept, mut broken) = (0, 0, 0, 0);
    // may these agree on it if they are asked, links aside: one issue, nobody deciding it alone
    let may = |set: usize, from: usize, to: usize| set > 0 && oracle(generated, &apart).may_agree(set, from, to);
    for at in (0..conflict.states).filter(|state| reached[*state].is_some() && tie.holds[*state] == granted) {
        states += 1;
        for to in (0..conflict.states).filter(|to| *to != at && tie.holds[*to] == granted) {
            let only_issue = (0..form.owner.len()).all(|v| (form.values[at][v] != form.values[to][v]) == (v == tie.on));
            let by_option = (0..conflict.parties.len()).any(|party| generated.rules.alone(tie.on, at, party));
            if !only_issue || by_option {
                continue;
            }
            let is_free =
                |party: usize| !generated.rules.forbidden.iter().any(|(whose, from, target)| *whose == party && from[at] && target[to]);
            let others = (0..conflict.parties.len())
                .filter(|party| *party != tie.party && is_free(*party) && conflict.preference[*party].surely_better(to, at))
                .fold(0, |set, party| set | 1 << party);
            if others == 0 || !is_free(tie.party) || may(others, at, to) || !may(others | 1 << tie.party, at, to) {
                continue;
            }
            choices += 1;
            let (as_said, otherwise) =
                if granted { (closed(rules, to), closed(&refusing, at)) } else { (closed(rules, at), closed(&apart, to)) };
            match shift(&conflict.preference[tie.party], as_said, otherwise) {
                Shift::Better | Shift::Same => kept += 1,
                Shift::Worse => broken += 1,
                Shift::Mixed | Shift::Unknown => {}
            }
        }
    }
    (states, choices, kept, broken)
}

fn check_credible(found: &Credibility, expected: (u64, u64, u64, u64), context: &dyn Fn() -> String) {
    assert_eq!((found.states, found.choices, found.kept, found.broken), expected, "{}", context());
    let (_, choices, kept, broken) = expected;
    let verdict = if broken > 0 { Some(false) } else { (kept == choices).then_some(true) };
    assert_eq!(found.found.known(), verdict, "{}", context());
    assert_eq!(found.example.is_some(), choices > 0, "{}", context());
}

#[test]
fn links_agree_with_brute_force() {
    let plain = Shape {
        graph_share: 0.0,
        issue_share: 1.0,
        most_issues: 3,
        rich_share: 0.0,
        parties: 2..=3,
        variables: 1..=1,
        combinations: 24,
        restriction_share: 0.2,
        ..Shape::default()
    };
    let ruled = Shape { rules_share: 0.7, unknown_share: 0.1, partial_share: 0.2, ..plain.clone() };
    let mut totals = [0u64; 6];
    for (shape, cases) in [(plain, 400), (ruled, 400)] {
        let mut dice = Dice(7);
        for number in 0..cases {
            let generated = generate(&shape, 77, number);
            let (case, conflict) = (case_of(&generated.text), &generated.conflict);
            let game = game_of(&case);
            let form = conflict.option_form.as_ref().expect("no graph");
            let issues: Vec<usize> = (0..form.owner.len()).filter(|v| form.owner[*v].is_none()).collect();
            let (party, on) = (dice.below(conflict.parties.len()), issues[dice.below(issues.len())]);
            let tied = dice.below(form.owner.len());
            let axis = &game.description.axes[tied];
            let value = dice.below(axis.values.len());
            let options = dice.below(3) == 0;
            let start = dice.below(conflict.states);
            let text = format!(
                "{}: {} only if {} in ('{}')",
                conflict.parties[party], game.description.axes[on].id, axis.id, axis.values[value].id
            );
            let found = link(&case, &game, LinkName::Written(&text), Some(start as u64 + 1), options, &Control::default());
            let found = found.unwrap_or_else(|error| panic!("{error}: {text}\n{}", generated.text)).finding;
            let holds = form.values.iter().map(|values| values[tied] == value).collect();
            let rules = JointRules {
                joined: Joined::One,
                options,
                dissent: Vec::new(),
                ties: vec![TieRule { party, on, mentions: vec![tied], holds }],
            };
            let apart = JointRules { ties: Vec::new(), ..rules.clone() };
            let context = || format!("case {number} from {start}: {text}, options {options}\n{}", generated.text);
            let closed = |joint: &JointRules| JointOracle { conflict, rules: &generated.rules, joint }.closed(start);
            let (without, with) = (closed(&apart), closed(&rules));
            assert_eq!(found.same_ends, without == with, "{}", context());
            assert_eq!((found.without.ends_count, found.with.ends_count), (without.len() as u64, with.len() as u64), "{}", context());
            for (described, effect) in found.parties.iter().zip(&found.effects) {
                let theirs = conflict.parties.iter().position(|name| *name == described.id).expect("the same");
                let preference = &conflict.preference[theirs];
                let (before, after) = (ends(preference, &without), ends(preference, &with));
                assert!(same_span(&effect.without, before) && same_span(&effect.with, after), "{}", context());
                assert_eq!(effect.shift, shift(preference, after, before), "{}", context());
                totals[1] += u64::from(effect.shift == Shift::Better);
                totals[2] += u64::from(effect.shift == Shift::Worse);
            }
            let (threat, promise) = (credible(&generated, &rules, start, false), credible(&generated, &rules, start, true));
            check_credible(&found.threat, threat, &context);
            check_credible(&found.promise, promise, &context);
            totals[0] += 1;
            totals[3] += threat.1;
            totals[4] += promise.1;
            totals[5] += threat.3 + promise.3;
        }
    }
    let [links, better, worse, threats, promises, broken] = totals;
    eprintln!(
        "{links} links: good for {better} parties, bad for {worse}; {threats} choices of threats and {promises} of promises, {broken} broken"
    );
    assert!(better > 20 && worse > 20 && threats > 50 && promises > 50 && broken > 10, "{totals:?}");
}

/// Section E of the definitions: by the second party's link of b to a both sign; where one party alone decides b it does nothing, and the answer says so.
#[test]
fn the_numbers_of_linkage() {
    let text = |rule: &str| {
        format!(
            r#"
format = 1
title = "Two issues"
[party.first]
kind = "state"
[party.second]
kind = "state"
[issue.a]
decided_by = "first and second"
[issue.b]
decided_by = "{rule}"
[preference.first]
weight = [{{ holds = "a", weight = -1 }}, {{ holds = "b", weight = 3 }}]
[preference.second]
weight = [{{ holds = "a", weight = 3 }}, {{ holds = "b", weight = -1 }}]
[frame.all]
vary = ["a", "b"]
[frame.all.status_quo]
a = "no"
b = "no"
[link.swap]
party = "second"
on = "b"
only_if = "a"
"#
        )
    };
    for (rule, without, with, bites) in [("first and second", 1, 4, true), ("second", 1, 1, false), ("first", 3, 3, false)] {
        let case = case_of(&text(rule));
        let game = game_of(&case);
        let answer = link(&case, &game, LinkName::Only, None, false, &Control::default()).expect("small");
        let found = &answer.finding;
        let end = |side: &detente::model::answer::LinkSide| side.ends.iter().map(|end| end.states[0].ordinal).collect::<Vec<u64>>();
        assert_eq!((end(&found.without), end(&found.with)), (vec![without], vec![with]), "{rule}");
        assert_eq!(found.reach.partakes > 0, bites, "{rule}");
        assert_eq!(answer.headline.contains("changes nothing"), !bites, "{}", answer.headline);
        if bites {
            assert!(found.effects.iter().all(|effect| effect.shift == Shift::Better));
        }
    }
}

/// How two values compare for a party: surely better, equal or worse, or not known.
fn compare(preference: &Preference, a: usize, b: usize) -> &'static str {
    match (preference.surely_at_least(a, b), preference.surely_at_least(b, a)) {
        (true, true) => "equal",
        (true, false) => "better",
        (false, true) => "worse",
        (false, false) => "unknown",
    }
}

/// What was compared: stances, conditional ones, winnings, ways to win.
fn compare_allies(generated: &GeneratedCase, start: usize) -> [u64; 4] {
    let (case, conflict) = (case_of(&generated.text), &generated.conflict);
    let game = game_of(&case);
    let form = conflict.option_form.as_ref().expect("no graph");
    let found: AlliesFinding = allies(&case, &game, &[], &[], Some(start as u64 + 1), &Control::default()).expect("it is small").finding;
    let context = || format!("case {} from {start}\n{}", generated.number, generated.text);
    let mut counts = [0; 4];
    let theirs: Vec<usize> =
        found.parties.iter().map(|party| conflict.parties.iter().position(|name| *name == party.id).expect("the same")).collect();
    assert_eq!(found.issues.len(), form.owner.len());
    for (v, issue) in found.issues.iter().enumerate() {
        let with = |state: usize, value: usize| {
            let mut values = form.values[state].clone();
            values[v] = value;
            form.state_with(&values)
        };
        let all = game.description.axes[v].values.len();
        let possible: Vec<usize> = (0..all).filter(|value| with(start, *value).is_some()).collect();
        let at: Vec<usize> = possible.iter().filter_map(|value| with(start, *value)).collect();
        assert_eq!(issue.values.len(), possible.len(), "{}", context());
        assert_eq!(possible[issue.present], form.values[start][v], "{}", context());
        for (stance, party) in issue.stances.iter().zip(&theirs) {
            let preference = &conflict.preference[*party];
            let best: Vec<usize> = (0..at.len()).filter(|a| at.iter().all(|b| preference.surely_at_least(at[*a], *b))).collect();
            let worst: Vec<usize> = (0..at.len()).filter(|a| at.iter().all(|b| preference.surely_at_least(*b, at[*a]))).collect();
            assert_eq!((&stance.best, &stance.worst), (&best, &worst), "{}", context());
            let known = at.iter().all(|a| at.iter().all(|b| compare(preference, *a, *b) != "unknown"));
            assert_eq!(stance.tiers.is_some(), known, "{}", context());
            for (above, tier) in stance.tiers.iter().flatten().enumerate() {
                for (below, other) in stance.tiers.iter().flatten().enumerate() {
                    let expected = ["better", "equal", "worse"][1 + usize::from(above > below) - usize::from(above < below)];
                    assert!(tier.iter().all(|a| other.iter().all(|b| compare(preference, at[*a], at[*b]) == expected)), "{}", context());
                }
            }
            // along which variables the comparison of some pair of values changes
            let depends: Vec<usize> = (0..form.owner.len())
                .filter(|other| *other != v)
                .filter(|other| {
                    (0..conflict.states).any(|s| {
                        (0..conflict.states).any(|t| {
                            let differ = |w: usize| form.values[s][w] != form.values[t][w];
                            let line = (0..form.owner.len()).all(|w| w == v || w == *other || !differ(w)) && differ(*other);
                            // s and t may stand at different values of the issue itself: only their lines matter
                            line && (0..all).any(|a| {
                                (0..all).any(|b| match (with(s, a), with(s, b), with(t, a), with(t, b)) {
                                    (Some(sa), Some(sb), Some(ta), Some(tb)) => compare(preference, sa, sb) != compare(preference, ta, tb),
                                    _ => false,
                                })
                            })
                        })
                    })
                })
                .collect();
            assert_eq!(stance.depends_on.as_ref(), Some(&depends), "variable {v}: {}", context());
            counts[0] += 1;
            counts[1] += u64::from(!depends.is_empty());
        }
        // who could be won: the fewest changes elsewhere, by looking at all states
        for winning in &issue.winnings {
            let preference = &conflict.preference[theirs[winning.party]];
            let value = possible[winning.value];
            let size = |to: usize| (0..form.owner.len()).filter(|w| *w != v && form.values[to][*w] != form.values[start][*w]).count();
            let allowed = |to: usize| {
                let (before, after) = (&form.values[start], &form.values[to]);
                let change = |w: usize| w == v || before[w] == after[w] || generated.rules.changes[w][before[w]][after[w]];
                (0..form.owner.len()).all(change)
            };
            let ways: Vec<usize> = (0..conflict.states)
                .filter(|to| form.values[*to][v] == value && size(*to) <= 3 && allowed(*to) && preference.surely_at_least(*to, start))
                .collect();
            let fewest = ways.iter().map(|to| size(*to)).min();
            assert_eq!(winning.changes, fewest, "{}", context());
            let expected: BTreeSet<usize> = ways.into_iter().filter(|to| Some(size(*to)) == fewest).collect();
            assert_eq!(winning.count, expected.len() as u64, "{}", context());
            if winning.count <= AlliesFinding::LISTED as u64 {
                let listed: BTreeSet<usize> = winning.bids.iter().map(|bid| usize::try_from(bid.to.ordinal).unwrap() - 1).collect();
                assert_eq!(listed, expected, "{}", context());
            }
            for bid in &winning.bids {
                let to = usize::try_from(bid.to.ordinal).unwrap() - 1;
                for (giver, finding) in &bid.givers {
                    let preference = &conflict.preference[theirs[*giver]];
                    let expected = match compare(preference, to, start) {
                        "better" | "equal" => Some(true),
                        "worse" => Some(false),
                        _ => None,
                    };
                    assert_eq!(finding.known(), expected, "{}", context());
                }
                for change in &bid.changes {
                    let alone: Vec<usize> = (0..conflict.parties.len())
                        .filter(|party| form.owner[change.axis] == Some(*party) || generated.rules.alone(change.axis, start, *party))
                        .collect();
                    let givers: Vec<usize> = change.givers.iter().map(|giver| theirs[*giver]).collect();
                    assert!(alone.is_empty() || givers == alone, "{}", context());
                }
                let mut best = issue.stances[winning.party].best.iter().map(|value| at[*value]);
                let as_good = best.all(|best| preference.surely_at_least(to, best));
                assert_eq!(bid.as_good_as_its_best == Finding::Yes, as_good, "{}", context());
                counts[3] += 1;
            }
            counts[2] += 1;
        }
        // nobody who could be won is left out
        let wanted = |value: &usize| issue.stances.iter().any(|stance| !stance.indifferent && stance.best.contains(value));
        let expected: usize = (0..possible.len())
            .filter(|value| *value != issue.present && wanted(value))
            .map(|value| {
                issue
                    .stances
                    .iter()
                    .filter(|stance| !stance.indifferent && !stance.best.is_empty() && !stance.best.contains(&value))
                    .count()
            })
            .sum();
        assert_eq!(issue.winnings.len(), expected, "{}", context());
    }
    // over all issues
    for (one, row) in found.together.iter().enumerate() {
        for (other, together) in row.iter().enumerate() {
            let of = |party: usize| found.issues.iter().map(move |issue| &issue.stances[party]);
            let pairs = || of(one).zip(of(other)).filter(|(a, b)| !a.indifferent && !b.indifferent);
            let known =
                |(a, b): &(&detente::model::answer::Stance, &detente::model::answer::Stance)| !a.best.is_empty() && !b.best.is_empty();
            let shared = pairs().filter(known).filter(|(a, b)| a.best.iter().any(|value| b.best.contains(value))).count() as u64;
            assert_eq!((together.same, together.same + together.differ), (shared, pairs().filter(known).count() as u64));
            assert_eq!(together.unknown, pairs().filter(|pair| !known(pair)).count() as u64);
            assert_eq!(together.same + together.differ + together.unknown + together.indifferent, found.issues.len() as u64);
        }
    }
    counts
}

#[test]
fn allies_agree_with_brute_force() {
    let plain = Shape { graph_share: 0.0, issue_share: 0.7, most_issues: 3, rich_share: 0.0, combinations: 32, ..Shape::default() };
    let ruled =
        Shape { rules_share: 0.7, one_way_share: 0.3, three_valued_share: 0.5, unknown_share: 0.1, partial_share: 0.3, ..plain.clone() };
    let mut dice = Dice(9);
    for (shape, cases) in [(plain, 500), (ruled, 500)] {
        let mut totals = [0; 4];
        for number in 0..cases {
            let generated = generate(&shape, 91, number);
            let start = dice.below(generated.conflict.states);
            totals.iter_mut().zip(compare_allies(&generated, start)).for_each(|(total, count)| *total += count);
        }
        let [stances, conditional, winnings, ways] = totals;
        eprintln!("{stances} stances compared on {cases} cases, {conditional} of them conditional; {winnings} parties to win, {ways} ways");
        assert!(conditional > 100 && winnings > 100 && ways > 100, "{totals:?}");
    }
}

/// Where one value is as good as any to all who care, that is said, although others are as good to some.
#[test]
fn a_value_that_nobody_would_better_is_no_difference() {
    let of = |second: &str| {
        format!(
            "format = 1\ntitle = \"x\"\n[party.p]\nkind = \"state\"\n[party.q]\nkind = \"state\"\n[issue.i]\nvalues = [\"a\", \"b\", \"c\"]\ndecided_by = \"p and q\"\n\
             [preference.p]\nstatement = [{{ holds = \"i = b\" }}]\n[preference.q]\nstatement = [{{ holds = \"{second}\" }}]\n\
             [frame.all]\nvary = [\"*\"]\nstatus_quo = {{ i = \"a\" }}\n"
        )
    };
    let headline = |second: &str| {
        let case = case_of(&of(second));
        let game = game_of(&case);
        detente::allies(&case, &game, &["i".to_owned()], &[], None, &Control::default()).expect("it can be asked").headline
    };
    assert_eq!(headline("i in (b, c)"), "On “i” nothing is better for anybody who cares than “b”; as good for some: “c”: q.");
    assert!(headline("i = b").contains("all who care want the same"), "{}", headline("i = b"));
    assert!(headline("i = c").contains("they want different things"), "{}", headline("i = c"));
}
