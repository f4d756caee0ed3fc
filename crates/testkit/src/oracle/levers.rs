//! What a party's moves do to whom, and who can answer them: by looking at everything.

use super::{Conflict, Finding, Preference, Reading, group_reach};

/// How the state after a move compares with the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compared {
    /// Surely better.
    Better,
    /// Surely equal.
    Equal,
    /// Surely worse.
    Worse,
    /// None of these.
    Unknown,
}

/// Whether the others can bring something about, and in how few steps: surely if it is sure, possibly if it is unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reply {
    /// Whether.
    pub found: Finding,
    /// The length of a shortest way; `None` where there is none.
    pub steps: Option<usize>,
}

/// One move of a party.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lever {
    /// Where to.
    pub to: usize,
    /// What it is for each party.
    pub compared: Vec<Compared>,
    /// Whether improvements of the others lead to a state no better for the party than before.
    pub deterred: Reply,
    /// To a state worse than before.
    pub harmed: Reply,
    /// To one by any moves.
    pub harmed_by_any: Reply,
    /// To a state no better than any that improvements of the others lead to if it stays.
    pub undone: Reply,
    /// To a state worse than all of them.
    pub worse_than_staying: Reply,
    /// Whether no next step of the party is an improvement.
    pub kept: Finding,
}

fn compared(preference: &Preference, after: usize, before: usize) -> Compared {
    match (preference.surely_at_least(after, before), preference.surely_at_least(before, after)) {
        (true, true) => Compared::Equal,
        (true, false) => Compared::Better,
        (false, true) => Compared::Worse,
        (false, false) => Compared::Unknown,
    }
}

/// The moves of a party from a state, in order of where they lead.
pub fn levers(conflict: &Conflict, party: usize, from: usize) -> Vec<Lever> {
    let own = &conflict.preference[party];
    let others = conflict.opponents(party);
    let improvements = |reading: Reading| {
        conflict.arcs_where(|mover, from, to| {
            let preference = &conflict.preference[mover];
            match reading {
                Reading::LeastStable => preference.surely_better(to, from),
                Reading::MostStable => !preference.surely_at_least(from, to),
            }
        })
    };
    let (sure, possible) = (improvements(Reading::LeastStable), improvements(Reading::MostStable));
    let ends = |arcs: &[Vec<Vec<usize>>], start: usize| -> Vec<(usize, usize)> {
        let reached = group_reach(arcs, &others, start).into_iter().enumerate();
        reached.filter_map(|(state, steps)| Some((state, steps?))).collect()
    };
    let stays = |arcs: &[Vec<Vec<usize>>]| -> Vec<usize> {
        std::iter::once(from).chain(ends(arcs, from).into_iter().map(|(state, _)| state)).collect()
    };
    let (may_stay_at, surely_stays_at) = (stays(&possible), stays(&sure));
    let no_better = |state: usize, than: usize, surely: bool| {
        if surely { own.surely_at_least(than, state) } else { !own.surely_better(state, than) }
    };
    let worse = |state: usize, than: usize, surely: bool| {
        if surely { own.surely_better(than, state) } else { !own.surely_at_least(state, than) }
    };
    let reply = |arcs: [&[Vec<Vec<usize>>]; 2], to: usize, aim: &dyn Fn(usize, bool) -> bool| {
        for (arcs, surely, found) in [(arcs[0], true, Finding::Yes), (arcs[1], false, Finding::Unknown)] {
            let steps = ends(arcs, to).into_iter().filter(|(state, _)| aim(*state, surely)).map(|(_, steps)| steps).min();
            if steps.is_some() {
                return Reply { found, steps };
            }
        }
        Reply { found: Finding::No, steps: None }
    };
    let credible: [&[Vec<Vec<usize>>]; 2] = [&sure, &possible];
    let any: [&[Vec<Vec<usize>>]; 2] = [&conflict.arcs, &conflict.arcs];
    let below_staying = |test: &dyn Fn(usize, usize, bool) -> bool, state: usize, surely: bool| {
        let staying = if surely { &may_stay_at } else { &surely_stays_at };
        staying.iter().all(|than| test(state, *than, surely))
    };
    conflict.arcs[party][from]
        .iter()
        .map(|&to| Lever {
            to,
            compared: conflict.preference.iter().map(|preference| compared(preference, to, from)).collect(),
            deterred: reply(credible, to, &|state, surely| no_better(state, from, surely)),
            harmed: reply(credible, to, &|state, surely| worse(state, from, surely)),
            harmed_by_any: reply(any, to, &|state, surely| worse(state, from, surely)),
            undone: reply(credible, to, &|state, surely| below_staying(&no_better, state, surely)),
            worse_than_staying: reply(credible, to, &|state, surely| below_staying(&worse, state, surely)),
            kept: if conflict.arcs[party][to].iter().any(|&next| own.surely_better(next, to)) {
                Finding::No
            } else if conflict.arcs[party][to].iter().all(|&next| own.surely_at_least(to, next)) {
                Finding::Yes
            } else {
                Finding::Unknown
            },
        })
        .collect()
}
