//! Who stands with whom on what, and who could be won with what.
//!
//! ## What it says
//! For each issue how each party orders its values with all else as it stands, whether that depends on anything else, who wants the same, who the opposite; for
//! a party outside a camp the smallest changes elsewhere after which it finds the camp's value at least as good as things as they stand.
//!
//! ## Definition
//! With s the state from which one looks, a value v of variable x stands for s with x at v, if that is feasible. Two parties stand together on x if they share a
//! value that is surely at least as good for each as all others. A party's order of the values *depends on* a variable y if there are two settings of the
//! other variables that differ in y alone in which two values compare differently (where both are feasible in both). For a condition over several
//! variables its present answer stands for s, and the other one for the feasible states with the other answer that differ from s in as few of the condition's
//! variables as possible: a comparison holds if it holds for all of them.
//!
//! Party j is *won* for v by changes C of other variables if s with x at v and C is surely at least as good for j as s. All sets with the fewest changes are given,
//! up to [`MOST_CHANGES`]; whether what j then has is even as good as its own best value with nothing else changed is said with each. Changes that a variable forbids are no
//! changes. Whether the givers are no worse off than in s is said; whether they would give is another question.
//!
//! ## When it misleads
//! Issues are counted, not weighed. A party that wants the same thing may want it for reasons that part it from others when something else changes: see what it
//! depends on.
//!
//! ## Complexity
//! For what an order depends on, each state once for each issue and party, up to [`EXAMINED`] combinations; beyond that it is not examined and said so.

use crate::known::Ranks;
use crate::link::{View, views};
use detente_model::answer::{
    Alignment, AlliedIssue, AlliesFinding, Answer, AnsweredAllies, Bid, Concerned, Concession, Finding, Made, Stance, Winning, no_worse,
};
use detente_model::case::Case;
use detente_model::control::{Control, Stopped};
use detente_model::expression::{Expression, Value};
use detente_model::order::Standing;
use detente_model::variable::Controller;
use detente_space::Game;
use detente_space::codes::place;
use rayon::prelude::*;

mod depends;
mod headline;

/// Sets of more changes than this are not tried.
pub const MOST_CHANGES: usize = 3;

/// What an order depends on is examined for up to so many combinations of values.
pub const EXAMINED: u64 = 1 << 23;

/// What is asked about.
#[derive(Clone, PartialEq, Debug)]
pub enum On {
    /// A variable that varies: its axis.
    Axis(usize),
    /// A condition, and how it was written.
    Condition(Expression, String),
}

/// The values of something asked about, each with the numbers of the states that it stands for.
struct Question {
    axis: Option<usize>,
    /// The axes that it is about.
    about: Vec<usize>,
    id: String,
    name: String,
    values: Vec<((String, String), Vec<u32>)>,
    present: usize,
    impossible: Vec<String>,
}

/// The answer, seen from the state with number `start` (from 0).
///
/// # Errors
/// When the caller stops it.
pub fn answer(case: &Case, game: &Game, start: u64, asked: &[On], control: &Control<'_>) -> Result<Answer<AlliesFinding>, Stopped> {
    let finding = analyse(case, game, start, asked, control)?;
    let made = Made {
        method: "each party's order of the values with all else as it stands; changes elsewhere tried by number, the fewest first".into(),
        exactness: "exact, given the model; what is not stated stays unknown".into(),
        stopped: None,
        case_digest: case.digest.clone(),
        version: env!("CARGO_PKG_VERSION").into(),
    };
    Ok(Answer { headline: headline::sentence(&finding), finding, because: Vec::new(), made })
}

/// The same without the words around it.
///
/// # Errors
/// When the caller stops it.
pub fn analyse(case: &Case, game: &Game, start: u64, asked: &[On], control: &Control<'_>) -> Result<AlliesFinding, Stopped> {
    let views = views(case, game);
    let world = World { case, game, start, views: &views };
    let mut issues = Vec::new();
    for (done, on) in (0u64..).zip(asked) {
        control.check()?;
        control.report("allies", done, asked.len() as u64);
        issues.push(world.issue(on, control)?);
    }
    let parties: Vec<Concerned> = views.iter().map(|view| view.concerned.clone()).collect();
    let pair = |one: usize, other: usize| {
        let mut together = AnsweredAllies::default();
        for issue in &issues {
            match Alignment::of(&issue.stances[one], &issue.stances[other]) {
                Alignment::Same => together.same += 1,
                Alignment::Differ => together.differ += 1,
                Alignment::Opposed => {
                    together.differ += 1;
                    together.opposed += 1;
                }
                Alignment::Indifferent => together.indifferent += 1,
                Alignment::Unknown => together.unknown += 1,
            }
        }
        together
    };
    Ok(AlliesFinding {
        frame: game.description.clone(),
        start: game.state(start),
        together: (0..parties.len()).map(|one| (0..parties.len()).map(|other| pair(one, other)).collect()).collect(),
        parties,
        issues,
        most_changes: MOST_CHANGES,
    })
}

struct World<'a> {
    case: &'a Case,
    game: &'a Game,
    start: u64,
    views: &'a [View],
}

impl World<'_> {
    fn code(&self) -> u64 {
        self.game.feasible.code(self.start).expect("the start is a state of the game")
    }

    /// The number of the state with a code, if it is feasible.
    fn number(&self, code: u64) -> Option<u32> {
        self.game.feasible.number(code).and_then(|number| u32::try_from(number).ok())
    }

    /// A code with an axis at a value.
    fn with(&self, code: u64, axis: usize, value: Value) -> u64 {
        let at = self.game.codes.axes()[axis];
        code.wrapping_add(u64::from(value).wrapping_sub(u64::from(at.value(code))).wrapping_mul(at.stride))
    }

    fn question(&self, on: &On) -> Question {
        let start = self.number(self.code()).unwrap_or_default();
        match on {
            On::Axis(axis) => {
                let described = &self.game.description.axes[*axis];
                let present = self.game.codes.axes()[*axis].value(self.code());
                let mut question = Question {
                    axis: Some(*axis),
                    about: vec![*axis],
                    id: described.id.clone(),
                    name: described.name.clone(),
                    values: Vec::new(),
                    present: 0,
                    impossible: Vec::new(),
                };
                for (value, known) in (0..).zip(&described.values) {
                    match self.number(self.with(self.code(), *axis, value)) {
                        None => question.impossible.push(known.name.clone()),
                        Some(state) => {
                            if value == present {
                                question.present = question.values.len();
                            }
                            question.values.push(((known.id.clone(), known.name.clone()), vec![state]));
                        }
                    }
                }
                question
            }
            On::Condition(holds, text) => {
                let simplified = self.game.simplified(holds);
                let axes = self.game.codes.axes();
                let about: Vec<usize> = (0..axes.len()).filter(|axis| simplified.variables().contains(&axes[*axis].variable)).collect();
                let width = self.case.variables.len();
                let answer = |number: u32| simplified.holds(&self.game.whole_state(width, u64::from(number)), &self.game.phase);
                let present = answer(start);
                let mut nearest: Vec<u32> = Vec::new();
                for size in 1..=about.len() {
                    nearest = self
                        .changed(&about, size, true)
                        .into_iter()
                        .filter_map(|(code, _)| self.number(code))
                        .filter(|state| answer(*state) != present)
                        .collect();
                    if !nearest.is_empty() {
                        break;
                    }
                }
                let name = |word: &str| (word.to_owned(), word.to_owned());
                let mut values = vec![(name("no"), Vec::new()), (name("yes"), Vec::new())];
                values[usize::from(present)].1 = vec![start];
                values[usize::from(!present)].1 = nearest;
                let impossible = values.iter().filter(|(_, states)| states.is_empty()).map(|((name, _), _)| name.clone()).collect();
                values.retain(|(_, states)| !states.is_empty());
                let present = values.iter().position(|(_, states)| *states == [start]).unwrap_or_default();
                Question { axis: None, about, id: text.clone(), name: text.clone(), values, present, impossible }
            }
        }
    }

    /// All ways to change so many of these axes from the start, as far as changes are allowed (or all, if `any`): codes, with what changes.
    fn changed(&self, among: &[usize], size: usize, any: bool) -> Vec<(u64, Vec<(usize, Value)>)> {
        let mut found = vec![(self.code(), Vec::new(), 0)];
        for _ in 0..size {
            let mut next = Vec::new();
            for (code, changes, first) in &found {
                for (at, axis) in among.iter().enumerate().skip(*first) {
                    let described = self.game.codes.axes()[*axis];
                    let before = described.value(self.code());
                    for value in (0..described.radix).filter_map(|value| Value::try_from(value).ok()).filter(|value| *value != before) {
                        if any || self.game.changes[*axis].allows(before, value) {
                            let mut changes: Vec<(usize, Value)> = changes.clone();
                            changes.push((*axis, value));
                            next.push((self.with(*code, *axis, value), changes, at + 1));
                        }
                    }
                }
            }
            found = next;
        }
        found.into_iter().map(|(code, changes, _)| (code, changes)).collect()
    }

    fn issue(&self, on: &On, control: &Control<'_>) -> Result<AlliedIssue, Stopped> {
        let question = self.question(on);
        let lines = question
            .axis
            .filter(|_| self.game.codes.combinations() <= EXAMINED && self.game.feasible.words().is_some())
            .map(|axis| depends::lines(self.game, axis));
        let stance = |view: &View| {
            let depends_on = question.axis.zip(lines.as_deref()).map(|(axis, lines)| depends::on(self.game, axis, lines, &view.order));
            stance(&question, &view.order, depends_on)
        };
        let stances: Vec<Stance> = self.views.par_iter().map(stance).collect();
        let mut winnings = Vec::new();
        for value in 0..question.values.len() {
            let wanted = stances.iter().any(|stance| !stance.indifferent && stance.best.contains(&value));
            if value == question.present || !wanted {
                continue;
            }
            for (party, stance) in stances.iter().enumerate() {
                if !stance.indifferent && !stance.best.contains(&value) && !stance.best.is_empty() {
                    control.check()?;
                    winnings.push(self.winning(&question, stance, party, value));
                }
            }
        }
        Ok(AlliedIssue {
            id: question.id,
            name: question.name,
            axis: question.axis,
            values: question.values.into_iter().map(|(names, _)| names).collect(),
            present: question.present,
            impossible: question.impossible,
            stances,
            winnings,
        })
    }

    fn winning(&self, question: &Question, stance: &Stance, party: usize, value: usize) -> Winning {
        let order = &self.views[party].order;
        let start = place(self.start);
        let others: Vec<usize> = (0..self.game.codes.axes().len()).filter(|axis| !question.about.contains(axis)).collect();
        for size in 0..=MOST_CHANGES {
            let mut bids = Vec::new();
            let mut count = 0;
            for target in &question.values[value].1 {
                let target_code = self.game.feasible.code(u64::from(*target)).expect("it is a state of the game");
                for (_, changes) in self.changed(&others, size, false) {
                    // what changes elsewhere, on top of the issue at the value
                    let to = changes.iter().fold(target_code, |code, (axis, value)| self.with(code, *axis, *value));
                    let Some(to) = self.number(to) else { continue };
                    if !order.surely_at_least(to as usize, start) {
                        continue;
                    }
                    count += 1;
                    if bids.len() < AlliesFinding::LISTED {
                        bids.push(self.bid(question, stance, party, to, &changes));
                    }
                }
            }
            if count > 0 {
                return Winning { party, value, changes: Some(size), bids, count };
            }
        }
        Winning { party, value, changes: None, bids: Vec::new(), count: 0 }
    }

    fn bid(&self, question: &Question, stance: &Stance, party: usize, to: u32, changes: &[(usize, Value)]) -> Bid {
        let changes: Vec<Concession> = changes.iter().map(|(axis, value)| self.concession(*axis, *value)).collect();
        let mut givers: Vec<usize> = changes.iter().flat_map(|change| change.givers.iter().copied()).collect();
        givers.sort_unstable();
        givers.dedup();
        let standing = |party: usize, than: usize| self.views[party].order.standing(to as usize, than);
        let best = stance.best.iter().flat_map(|value| &question.values[*value].1);
        Bid {
            to: self.game.state(u64::from(to)),
            as_good_as_its_best: Finding::all(best.map(|state| no_worse(standing(party, *state as usize)))),
            givers: givers.into_iter().map(|giver| (giver, no_worse(standing(giver, place(self.start))))).collect(),
            changes,
        }
    }

    /// Who can make a change, as things stand.
    fn concession(&self, axis: usize, value: Value) -> Concession {
        let values = self.game.whole_state(self.case.variables.len(), self.start);
        let holds = |when: &Expression| when.holds(&values, &self.game.phase);
        let alone = |player: &detente_space::game::Player| {
            player.axes.iter().any(|(own, when)| *own == axis && when.as_ref().is_none_or(holds)).then_some(player.party)
        };
        let place_of = |party| self.views.iter().position(|view| view.party == party);
        let givers: Vec<usize> = self.game.players.iter().filter_map(alone).filter_map(place_of).collect();
        let variable = &self.case.variables[self.game.codes.axes()[axis].variable];
        if !givers.is_empty() || !matches!(variable.controller, Controller::Consent(_)) {
            return Concession { axis, value, givers, rule: None };
        }
        let issue = self.game.consent.issues.iter().find(|issue| issue.axis == axis);
        let rule = issue.and_then(|issue| issue.rules.iter().find(|rule| holds(&rule.when)));
        let givers = rule.map_or_else(Vec::new, |rule| rule.rule.parties().into_iter().filter_map(place_of).collect());
        Concession { axis, value, givers, rule: rule.map(|rule| rule.text.clone()) }
    }
}

/// How a party orders the values.
fn stance(question: &Question, order: &Ranks, depends_on: Option<Vec<usize>>) -> Stance {
    let count = question.values.len();
    let compare = |a: usize, b: usize| {
        let mut found: Option<Standing> = None;
        for one in &question.values[a].1 {
            for other in &question.values[b].1 {
                let standing = order.standing(*one as usize, *other as usize);
                if found.is_some_and(|found| found != standing) {
                    return Standing::Unknown;
                }
                found = Some(standing);
            }
        }
        found.unwrap_or(Standing::Unknown)
    };
    let compared: Vec<Vec<Standing>> =
        (0..count).map(|a| (0..count).map(|b| if a == b { Standing::Indifferent } else { compare(a, b) }).collect()).collect();
    let all = |a: usize, wanted: [Standing; 2]| (0..count).all(|b| wanted.contains(&compared[a][b]));
    let best: Vec<usize> = (0..count).filter(|a| all(*a, [Standing::Better, Standing::Indifferent])).collect();
    let worst: Vec<usize> = (0..count).filter(|a| all(*a, [Standing::Worse, Standing::Indifferent])).collect();
    let known = compared.iter().flatten().all(|standing| *standing != Standing::Unknown);
    let tiers = known.then(|| {
        let below = |a: usize| compared[a].iter().filter(|standing| **standing == Standing::Better).count();
        let mut levels: Vec<usize> = (0..count).map(below).collect();
        levels.sort_unstable();
        levels.dedup();
        levels.iter().rev().map(|level| (0..count).filter(|a| below(*a) == *level).collect()).collect()
    });
    Stance { indifferent: best.len() == count && count > 0 && known, tiers, best, worst, depends_on }
}
