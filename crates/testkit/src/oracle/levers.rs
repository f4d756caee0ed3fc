//! What a party's moves do to whom, and who can answer them: by looking at everything.

use super::{Conflict, Finding, Preference, group_reach};

/// Party → state → targets.
type Arcs = Vec<Vec<Vec<usize>>>;
/// Who, where to.
type Moves = Vec<(usize, usize)>;

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
    /// To a state no better than any that the party may come to if it stays: where another party leaves undeterred, and others go on.
    pub undone: Reply,
    /// To a state worse than all of them.
    pub worse_than_staying: Reply,
    /// Whether no next step of the party is an improvement.
    pub kept: Finding,
}

/// Whether a party may come to a state worse than the one it stays in: another party leaves undeterred, and others go on.
pub fn staying(conflict: &Conflict, party: usize, from: usize) -> Finding {
    let own = &conflict.preference[party];
    let (may_stay_at, surely_stays_at) = stays(conflict, party, from);
    if surely_stays_at.iter().any(|&state| own.surely_better(from, state)) {
        Finding::Yes
    } else if may_stay_at.iter().any(|&state| !own.surely_at_least(state, from)) {
        Finding::Unknown
    } else {
        Finding::No
    }
}

/// What is surely, and what is possibly, an improvement: party → state → targets.
fn improvements(conflict: &Conflict) -> (Arcs, Arcs) {
    let sure = conflict.arcs_where(|mover, from, to| conflict.preference[mover].surely_better(to, from));
    let possible = conflict.arcs_where(|mover, from, to| !conflict.preference[mover].surely_at_least(from, to));
    (sure, possible)
}

fn compared(preference: &Preference, after: usize, before: usize) -> Compared {
    match (preference.surely_at_least(after, before), preference.surely_at_least(before, after)) {
        (true, true) => Compared::Equal,
        (true, false) => Compared::Better,
        (false, true) => Compared::Worse,
        (false, false) => Compared::Unknown,
    }
}

/// Where a party may come to, and where it surely may, if it stays: where it is, and what others bring about after one that leaves.
fn stays(conflict: &Conflict, party: usize, from: usize) -> (Vec<usize>, Vec<usize>) {
    let (sure, possible) = improvements(conflict);
    let brought_about = |party: usize, arcs: &[Vec<Vec<usize>>], leaving: &[(usize, usize)]| -> Vec<usize> {
        let mut nodes: Vec<(usize, usize)> = leaving.iter().filter(|(other, _)| *other != party).map(|&(other, to)| (to, other)).collect();
        let mut at = 0;
        while let Some(&(state, last)) = nodes.get(at) {
            at += 1;
            for mover in conflict.opponents(party).into_iter().filter(|&mover| mover != last) {
                for &to in &arcs[mover][state] {
                    if !nodes.contains(&(to, mover)) {
                        nodes.push((to, mover));
                    }
                }
            }
        }
        std::iter::once(from).chain(nodes.into_iter().map(|(state, _)| state)).collect()
    };
    // who leaves: nobody at first, then whoever is not answered so that it ends no better than by staying, until nobody joins
    let (mut may_leave, mut leave): (Moves, Moves) = (Vec::new(), Vec::new());
    loop {
        let (mut may_next, mut next) = (Vec::new(), Vec::new());
        for mover in 0..conflict.parties.len() {
            let preference = &conflict.preference[mover];
            let rest = conflict.opponents(mover);
            let (may_stay_at, stays_at) = (brought_about(mover, &possible, &may_leave), brought_about(mover, &sure, &leave));
            for &to in &possible[mover][from] {
                let ends = |arcs: &[Vec<Vec<usize>>]| -> Vec<usize> {
                    group_reach(arcs, &rest, to).into_iter().enumerate().filter(|(_, steps)| steps.is_some()).map(|(end, _)| end).collect()
                };
                let surely_undone =
                    ends(&sure).into_iter().any(|end| may_stay_at.iter().all(|&stay| preference.surely_at_least(stay, end)));
                let possibly_undone =
                    ends(&possible).into_iter().any(|end| stays_at.iter().all(|&stay| !preference.surely_better(end, stay)));
                if !surely_undone {
                    may_next.push((mover, to));
                }
                if !surely_undone && !possibly_undone && preference.surely_better(to, from) {
                    next.push((mover, to));
                }
            }
        }
        if (&may_next, &next) == (&may_leave, &leave) {
            return (brought_about(party, &possible, &may_leave), brought_about(party, &sure, &leave));
        }
        (may_leave, leave) = (may_next, next);
    }
}

/// The moves of a party from a state, in order of where they lead.
pub fn levers(conflict: &Conflict, party: usize, from: usize) -> Vec<Lever> {
    let own = &conflict.preference[party];
    let others = conflict.opponents(party);
    let (sure, possible) = improvements(conflict);
    let ends = |arcs: &[Vec<Vec<usize>>], start: usize| -> Vec<(usize, usize)> {
        let reached = group_reach(arcs, &others, start).into_iter().enumerate();
        reached.filter_map(|(state, steps)| Some((state, steps?))).collect()
    };
    let (may_stay_at, surely_stays_at) = stays(conflict, party, from);
    let no_better = |state: usize, than: usize, surely: bool| {
        if surely { own.surely_at_least(than, state) } else { !own.surely_better(state, than) }
    };
    let worse = |state: usize, than: usize, surely: bool| {
        if surely { own.surely_better(than, state) } else { !own.surely_at_least(state, than) }
    };
    let reply = |arcs: [&Arcs; 2], to: usize, aim: &dyn Fn(usize, bool) -> bool| {
        for (arcs, surely, found) in [(arcs[0], true, Finding::Yes), (arcs[1], false, Finding::Unknown)] {
            let steps = ends(arcs, to).into_iter().filter(|(state, _)| aim(*state, surely)).map(|(_, steps)| steps).min();
            if steps.is_some() {
                return Reply { found, steps };
            }
        }
        Reply { found: Finding::No, steps: None }
    };
    let credible: [&Arcs; 2] = [&sure, &possible];
    let any: [&Arcs; 2] = [&conflict.arcs, &conflict.arcs];
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
