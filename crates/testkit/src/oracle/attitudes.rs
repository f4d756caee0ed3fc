//! Attitudes to one's own unknown preferences: Nash, GMR, SMR and SEQ under extensions a to d, word for word from the table of
//! Li, Hipel, Kilgour and Fang (2004).
//!
//! | extension | leaves by | a sanction is | an escape is | the others' credible steps |
//! |---|---|---|---|---|
//! | a | +, U | -, = | +, U | +, U |
//! | b | + | -, = | +, U | +, U |
//! | c | +, U | -, =, U | + | +, U |
//! | d | + | -, =, U | + | +, U |

use super::{Conflict, Preference, group_reach};

/// How a state stands to another for a party.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// Better.
    Plus,
    /// As good.
    Equal,
    /// Worse.
    Minus,
    /// Not known.
    U,
}

/// How `s` stands to `t`.
pub fn comparison(preference: &Preference, s: usize, t: usize) -> Comparison {
    if s == t {
        return Comparison::Equal;
    }
    let (mut up, mut down) = (false, false);
    let mut look = |a: i64, b: i64| {
        up |= a > b;
        down |= a < b;
    };
    match preference {
        Preference::Unknown => return Comparison::U,
        Preference::Ranked(rank) => look(rank[s], rank[t]),
        Preference::Columns(columns) => columns.iter().for_each(|column| look(column[s], column[t])),
    }
    match (up, down) {
        (false, false) => Comparison::Equal,
        (true, false) => Comparison::Plus,
        (false, true) => Comparison::Minus,
        (true, true) => Comparison::U,
    }
}

/// An attitude.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extension {
    /// The strictest.
    A,
    /// Stays in doubt, unafraid.
    B,
    /// Leaves in doubt, afraid.
    C,
    /// The weakest.
    D,
}

impl Extension {
    /// All four.
    pub const ALL: [Self; 4] = [Self::A, Self::B, Self::C, Self::D];

    fn leaves(self, to: Comparison) -> bool {
        match self {
            Self::A | Self::C => matches!(to, Comparison::Plus | Comparison::U),
            Self::B | Self::D => to == Comparison::Plus,
        }
    }

    fn sanctions(self, end: Comparison) -> bool {
        match self {
            Self::A | Self::B => matches!(end, Comparison::Minus | Comparison::Equal),
            Self::C | Self::D => matches!(end, Comparison::Minus | Comparison::Equal | Comparison::U),
        }
    }

    fn escapes(self, to: Comparison) -> bool {
        match self {
            Self::A | Self::B => matches!(to, Comparison::Plus | Comparison::U),
            Self::C | Self::D => to == Comparison::Plus,
        }
    }
}

/// What deters, the attitude aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Simple {
    /// Nothing.
    Nash,
    /// Any answer.
    Gmr,
    /// Any answer without escape.
    Smr,
    /// Credible answers.
    Seq,
}

impl Simple {
    /// All four.
    pub const ALL: [Self; 4] = [Self::Nash, Self::Gmr, Self::Smr, Self::Seq];
}

/// A conflict with what its parties' opponents can reach: party → first state → states.
pub struct AttitudeOracle<'a> {
    conflict: &'a Conflict,
    by_moves: Vec<Vec<Vec<usize>>>,
    by_credible: Vec<Vec<Vec<usize>>>,
}

impl<'a> AttitudeOracle<'a> {
    /// Looks up every answer to every move.
    pub fn new(conflict: &'a Conflict) -> Self {
        let credible = conflict
            .arcs_where(|party, from, to| matches!(comparison(&conflict.preference[party], to, from), Comparison::Plus | Comparison::U));
        Self { conflict, by_moves: answers(conflict, &conflict.arcs), by_credible: answers(conflict, &credible) }
    }

    /// Whether `state` is stable for `party`.
    pub fn is_stable(&self, simple: Simple, extension: Extension, party: usize, state: usize) -> bool {
        let stands = |other: usize| comparison(&self.conflict.preference[party], other, state);
        let deters = |target: usize| -> bool {
            let ends = match simple {
                Simple::Nash => return false,
                Simple::Gmr | Simple::Smr => &self.by_moves[party][target],
                Simple::Seq => &self.by_credible[party][target],
            };
            let escapes = |end: usize| self.conflict.arcs[party][end].iter().any(|&to| extension.escapes(stands(to)));
            ends.iter().any(|&end| extension.sanctions(stands(end)) && !(simple == Simple::Smr && escapes(end)))
        };
        self.conflict.arcs[party][state].iter().all(|&target| !extension.leaves(stands(target)) || deters(target))
    }
}

/// Party → first state → the ends of legal sequences of the others' moves, the first state itself left out.
pub(super) fn answers(conflict: &Conflict, arcs: &[Vec<Vec<usize>>]) -> Vec<Vec<Vec<usize>>> {
    let from = |others: &[usize], origin: usize| {
        let length = group_reach(arcs, others, origin);
        (0..conflict.states).filter(|&end| length[end].is_some()).collect()
    };
    (0..conflict.parties.len())
        .map(|party| {
            let others = conflict.opponents(party);
            (0..conflict.states).map(|origin| from(&others, origin)).collect()
        })
        .collect()
}
