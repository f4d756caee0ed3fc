//! Who holds the key to an outcome in a game, by definition: every state, every commitment.

use super::{Concept, Conflict, Finding, Oracle, Rules};

/// What a party is to an outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyTo {
    /// The outcome is in no solution where the party dissents.
    pub necessary: Finding,
    /// Under some commitment it is in all.
    pub sufficient: Finding,
    /// Two commitments differ in whether it is in all, some or none.
    pub pivotal: Finding,
}

/// Between these sets the solutions lie: those that surely are, those that may be.
struct Solutions {
    surely: Vec<usize>,
    perhaps: Vec<usize>,
}

/// What can be said of an outcome over all sets with a member between two sets: it is in all, in some, in none.
#[derive(PartialEq, Eq, Clone, Debug)]
struct Statuses(Vec<u8>);

impl Statuses {
    const ALL: u8 = 0;
    const SOME: u8 = 1;
    const NONE: u8 = 2;

    /// Which statuses are possible; nothing is known where there may be no solution.
    fn of(solutions: &Solutions, holds: &[bool]) -> Self {
        let has = |states: &[usize], wanted: bool| states.iter().any(|state| holds[*state] == wanted);
        if solutions.surely.is_empty() {
            // there may be none: then only what is surely not so is known, which is nothing
            return Self(vec![Self::ALL, Self::SOME, Self::NONE]);
        }
        let mut possible = Vec::new();
        if !has(&solutions.surely, false) {
            possible.push(Self::ALL);
        }
        if has(&solutions.perhaps, true) && has(&solutions.perhaps, false) {
            possible.push(Self::SOME);
        }
        if !has(&solutions.surely, true) {
            possible.push(Self::NONE);
        }
        Self(possible)
    }

    fn is(&self, status: u8) -> Finding {
        match (self.0.contains(&status), self.0.len()) {
            (true, 1) => Finding::Yes,
            (true, _) => Finding::Unknown,
            (false, _) => Finding::No,
        }
    }
}

/// The variables that a party alone can change, in every state.
fn own(conflict: &Conflict, rules: &Rules, party: usize) -> Vec<usize> {
    let Some(form) = &conflict.option_form else { return Vec::new() };
    let everybody = (1usize << conflict.parties.len()) - 1;
    let is_own = |variable: &usize| match &rules.of[*variable] {
        None => form.owner[*variable] == Some(party),
        Some(of) => (0..conflict.states).all(|state| {
            let applies = of.iter().find(|rule| rule.applies[state]);
            rules.alone(*variable, state, party) && applies.is_some_and(|rule| !rule.met[everybody & !(1 << party)])
        }),
    };
    (0..form.owner.len()).filter(is_own).collect()
}

/// The solutions from a start (or among the states given), where nobody agrees on changes of `bound`, and `without` takes part in nothing.
fn solutions(
    conflict: &Conflict,
    rules: &Rules,
    concept: Concept,
    (bound, without): (&[usize], Option<usize>),
    from: Result<usize, Vec<usize>>,
) -> Solutions {
    let oracle = Oracle::new(conflict);
    let changes_bound = |a: usize, b: usize| {
        let form = conflict.option_form.as_ref();
        form.is_some_and(|form| bound.iter().any(|variable| form.values[a][*variable] != form.values[b][*variable]))
    };
    let joint = |state: usize, surely: bool| -> Vec<usize> {
        let all = rules.joint_improvements(conflict, state, surely);
        let counts = |(set, to): &(usize, usize)| without.is_none_or(|party| set >> party & 1 == 0) && !changes_bound(state, *to);
        all.into_iter().filter(counts).map(|(_, to)| to).collect()
    };
    let reached = |start: usize, surely: bool| {
        let mut known = vec![start];
        let mut next = 0;
        while let Some(&state) = known.get(next) {
            next += 1;
            let mut steps = joint(state, surely);
            for (party, arcs) in conflict.arcs.iter().enumerate() {
                let preference = &conflict.preference[party];
                let pays =
                    |to: &&usize| if surely { preference.surely_better(**to, state) } else { !preference.surely_at_least(state, **to) };
                steps.extend(arcs[state].iter().filter(pays));
            }
            for to in steps {
                if !known.contains(&to) {
                    known.push(to);
                }
            }
        }
        known
    };
    let lasts = |state: usize| oracle.equilibrium(concept, state).unwrap_or(Finding::Unknown);
    let [surely, perhaps] = match from {
        Ok(start) => [reached(start, true), reached(start, false)],
        Err(states) => [states.clone(), states],
    };
    Solutions {
        surely: surely.into_iter().filter(|state| lasts(*state) == Finding::Yes && joint(*state, false).is_empty()).collect(),
        perhaps: perhaps.into_iter().filter(|state| lasts(*state) != Finding::No && joint(*state, true).is_empty()).collect(),
    }
}

/// What each party is to an outcome; `holds` says in which states it is there, `start` is the status quo if there is one.
pub fn key(conflict: &Conflict, rules: &Rules, concept: Concept, holds: &[bool], start: Option<usize>) -> Vec<KeyTo> {
    let all: Vec<usize> = (0..conflict.states).collect();
    let of = |party: usize| -> KeyTo {
        let own = own(conflict, rules, party);
        let mut dissenting = conflict.clone();
        dissenting.arcs[party].iter_mut().for_each(Vec::clear);
        let from = start.ok_or_else(|| all.clone());
        let apart = solutions(&dissenting, rules, concept, (&own, Some(party)), from);
        let necessary = Statuses::of(&apart, holds).is(Statuses::NONE);
        let Some(form) = conflict.option_form.as_ref().filter(|_| !own.is_empty()) else {
            return KeyTo { necessary, sufficient: Finding::No, pivotal: Finding::No };
        };
        let setting = |state: usize| own.iter().map(|variable| form.values[state][*variable]).collect::<Vec<_>>();
        let mut committed = conflict.clone();
        for (state, arcs) in committed.arcs[party].iter_mut().enumerate() {
            arcs.retain(|to| setting(state) == setting(*to));
        }
        // the states that differ from the start in what is own alone; without a start, all states with the same setting
        let elsewhere = |a: usize, b: usize| {
            (0..form.owner.len()).all(|variable| own.contains(&variable) || form.values[a][variable] == form.values[b][variable])
        };
        let mut settings: Vec<_> =
            (0..conflict.states).filter(|state| start.is_none_or(|start| elsewhere(start, *state))).map(setting).collect();
        settings.sort();
        settings.dedup();
        let statuses: Vec<Statuses> = settings
            .iter()
            .map(|wanted| {
                let with: Vec<usize> = all.iter().copied().filter(|state| setting(*state) == *wanted).collect();
                let from = match start {
                    Some(start) => Ok(with.iter().copied().find(|state| elsewhere(start, *state)).expect("the setting is of such a state")),
                    None => Err(with),
                };
                Statuses::of(&solutions(&committed, rules, concept, (&own, None), from), holds)
            })
            .collect();
        let any = |findings: Vec<Finding>| {
            if findings.contains(&Finding::Yes) {
                Finding::Yes
            } else if findings.contains(&Finding::Unknown) {
                Finding::Unknown
            } else {
                Finding::No
            }
        };
        let differ = |a: &Statuses, b: &Statuses| {
            if a.0.iter().all(|status| !b.0.contains(status)) {
                Finding::Yes
            } else if a.0.len() == 1 && a == b {
                Finding::No
            } else {
                Finding::Unknown
            }
        };
        let pairs = statuses.iter().enumerate().flat_map(|(at, a)| statuses[..at].iter().map(move |b| differ(a, b))).collect();
        KeyTo { necessary, sufficient: any(statuses.iter().map(|statuses| statuses.is(Statuses::ALL)).collect()), pivotal: any(pairs) }
    };
    (0..conflict.parties.len()).map(of).collect()
}
