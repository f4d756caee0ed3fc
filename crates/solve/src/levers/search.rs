//! What steps of some parties can bring about from a state: the shortest ways, and nothing that is not needed for them.
//!
//! [`explain`](crate::explain) proves that nothing else can be reached, and keeps every node (state, last mover) for that. Here many moves are
//! looked at, one after the other, and a state is met at most twice: whoever moved last when it is first reached is the only one that
//! may not go on from it; reached again by somebody else, it is open to that one too, and a third arrival adds nothing.

use crate::known::Ranks;
use detente_model::control::{Control, Stopped};
use detente_space::codes::narrow;
use detente_space::moves::Movement;

/// Which steps count.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Steps {
    /// Any moves.
    Any,
    /// Those that surely pay for whoever takes them.
    Pay,
    /// Those that surely or possibly do.
    MayPay,
}

/// A breadth-first search whose memory is used again from one start to the next.
pub(super) struct Search<'a> {
    movement: &'a Movement,
    orders: &'a [Ranks],
    /// For the first and the second arrival in each state, how it came about.
    arrivals: Vec<[Arrival; 2]>,
    /// The arrivals in order: the state, and whether it is the second there.
    queue: Vec<(u32, bool)>,
}

#[derive(Clone, Copy)]
struct Arrival {
    /// The state before; `NONE`: the start.
    before: u32,
    /// Who moved; `NONE`: nobody has yet.
    mover: u16,
    /// Whether it went on from the second arrival there.
    from_second: bool,
}

const NONE: u32 = u32::MAX;
const NOBODY: u16 = u16::MAX;
/// The state has not been reached in this way.
const NEVER: Arrival = Arrival { before: NONE, mover: NOBODY, from_second: false };

impl<'a> Search<'a> {
    pub(super) fn new(movement: &'a Movement, orders: &'a [Ranks]) -> Self {
        Self { movement, orders, arrivals: vec![[NEVER; 2]; movement.states()], queue: Vec::new() }
    }

    /// Looks at every state other than `start` that steps of the `movers` lead to in which nobody moves twice in a row, the fewest steps first,
    /// until `enough`.
    pub(super) fn run(
        &mut self,
        start: usize,
        movers: &[usize],
        steps: Steps,
        control: &Control<'_>,
        enough: impl FnMut(usize) -> bool,
    ) -> Result<(), Stopped> {
        self.run_after(start, None, movers, steps, control, enough)
    }

    /// The same with the first steps given, where they are: who moves, where to. They are not looked at, and what follows may come back to `start`.
    pub(super) fn run_after(
        &mut self,
        start: usize,
        first_steps: Option<&[(usize, usize)]>,
        movers: &[usize],
        steps: Steps,
        control: &Control<'_>,
        mut enough: impl FnMut(usize) -> bool,
    ) -> Result<(), Stopped> {
        for (state, _) in self.queue.drain(..) {
            self.arrivals[state as usize] = [NEVER; 2];
        }
        let (mut at, mut current) = (0, None::<(u32, bool)>);
        for (mover, to) in first_steps.into_iter().flatten() {
            let arrivals = &mut self.arrivals[*to];
            let mover = u16::try_from(*mover).unwrap_or(NOBODY);
            let is_first = arrivals[0].mover == NOBODY;
            if is_first || arrivals[1].mover == NOBODY && arrivals[0].mover != mover {
                arrivals[usize::from(!is_first)] = Arrival { before: NONE, mover, from_second: false };
                self.queue.push((narrow(*to), !is_first));
            }
        }
        if first_steps.is_some() {
            let Some(next) = self.queue.first() else { return Ok(()) };
            (at, current) = (1, Some(*next));
        }
        loop {
            if at % (1 << 14) == 0 {
                control.check()?;
            }
            let (before, from_second) = current.unwrap_or((NONE, false));
            let state = current.map_or(start, |(state, _)| state as usize);
            let first_mover = self.arrivals[state][0].mover;
            for mover in movers.iter().copied() {
                let number = u16::try_from(mover).unwrap_or(NOBODY);
                // a second arrival opens the state to the mover of the first, and to nobody else
                if current.is_some() && from_second != (number == first_mover) {
                    continue;
                }
                for to in self.movement.targets(mover, state) {
                    let [first, second] = self.arrivals[to];
                    let is_first = first.mover == NOBODY;
                    if first_steps.is_none() && to == start || !is_first && (second.mover != NOBODY || first.mover == number) {
                        continue;
                    }
                    let counts = match steps {
                        Steps::Any => true,
                        Steps::Pay => self.orders[mover].better(to, state, true),
                        Steps::MayPay => self.orders[mover].better(to, state, false),
                    };
                    if !counts {
                        continue;
                    }
                    self.arrivals[to][usize::from(!is_first)] = Arrival { before, mover: number, from_second };
                    self.queue.push((narrow(to), !is_first));
                    if is_first && enough(to) {
                        return Ok(());
                    }
                }
            }
            let Some(next) = self.queue.get(at) else { return Ok(()) };
            current = Some(*next);
            at += 1;
        }
    }

    /// A shortest way to a state that the last search has reached: who moves, where to.
    pub(super) fn way(&self, state: usize) -> Vec<(usize, usize)> {
        let mut steps = Vec::new();
        let (mut state, mut second) = (narrow(state), false);
        while state != NONE {
            let arrival = self.arrivals[state as usize][usize::from(second)];
            steps.push((usize::from(arrival.mover), state as usize));
            (state, second) = (arrival.before, arrival.from_second);
        }
        steps.reverse();
        steps
    }
}
