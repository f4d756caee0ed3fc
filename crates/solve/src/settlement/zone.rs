//! The zone of agreement: packages that some parties who may sign them all find acceptable; and where there is none, who is in the way.
//!
//! ## Definition
//! A party accepts a package if it is at least as good as what it is left with otherwise ([`super::disagreement`]) and crosses none of its red lines: yes, no, or
//! unknown where what is left is an interval or nothing is known of its wishes. A package is in the zone if the parties that accept it suffice for it under
//! the rules of consent ([`super::packages`]); surely, if those do that surely accept.
//!
//! Signatories S are blocked if no package that they can sign is acceptable to all of S. The smallest sets of parties that block it are those whose
//! reservations and red lines, without anybody else's, leave no package, and of which no part does. By how much: the smallest number such that, each of them giving
//! way by so much, some package is left. A smallest concession is made by parties none of whom can be spared, all others getting what they insist on.

use super::columns::{Block, Columns};
use super::disagreement::Disagreement;
use super::packages::{Signing, members, minimal};
use std::collections::BTreeSet;

/// Blocks with one accumulator.
const CHUNK: u64 = 64;

/// What is held against every package.
pub struct Acceptance {
    /// For each party, by bit, what it is left with otherwise.
    pub disagreement: Vec<Disagreement>,
    /// For each party the condition that one of its red lines is crossed; none where it has none.
    pub crossed: Vec<Option<u32>>,
}

impl Acceptance {
    /// Who surely accepts a package, and who may, as bits.
    #[must_use]
    pub fn of(&self, block: &Block, at: usize) -> (u64, u64) {
        let marks = block.marks.get(at).copied().unwrap_or(0);
        self.judge(|line| block.lines[line][at], marks)
    }

    /// The same for numbers on the lines and marks.
    #[must_use]
    pub fn judge(&self, number: impl Fn(usize) -> i64, marks: u128) -> (u64, u64) {
        let (mut surely, mut possibly) = (0, 0);
        for (bit, (disagreement, crossed)) in self.disagreement.iter().zip(&self.crossed).enumerate() {
            if crossed.is_some_and(|condition| marks >> condition & 1 == 1) {
                continue;
            }
            surely |= u64::from(disagreement.is_surely_met(&number)) << bit;
            possibly |= u64::from(disagreement.may_be_met(&number)) << bit;
        }
        (surely, possibly)
    }

    /// Whether a package crosses a red line of one of these parties.
    #[must_use]
    pub fn crosses(&self, set: u64, marks: u128) -> bool {
        members(set).any(|bit| self.crossed[bit].is_some_and(|condition| marks >> condition & 1 == 1))
    }
}

/// How many packages are in the zone.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Zone {
    /// Surely.
    pub surely: u64,
    /// Surely, or not known.
    pub possibly: u64,
    /// How many packages all parties accept surely without which they cannot be signed.
    pub acceptable_to_needed: u64,
    /// The code of the first package that surely is.
    pub first: Option<u64>,
    /// For each line of utility in the order of the lines the most that a package has: what is ideal.
    pub most: Vec<i64>,
}

/// Counts the packages in the zone.
pub fn zone(columns: &Columns<'_>, signing: &Signing, acceptance: &Acceptance) -> Zone {
    let lines = columns.parties().iter().flat_map(|party| party.order.iter().copied().chain(party.utility.map(|(line, _)| line)));
    let count = lines.max().map_or(0, |line| line + 1);
    let vetoes = signing.veto_table();
    let begin = || (Zone { most: vec![i64::MIN; count], ..Zone::default() }, Memory::default());
    let found = columns.run(0..columns.blocks(), CHUNK, begin, |(zone, memory), block| {
        for (most, numbers) in zone.most.iter_mut().zip(&block.lines) {
            *most = numbers.iter().copied().max().unwrap_or(i64::MIN).max(*most);
        }
        for (at, code) in block.codes.iter().enumerate() {
            let marks = block.marks.get(at).copied().unwrap_or(0);
            let (surely, possibly) = acceptance.of(block, at);
            if memory.answer(0, signing, *code, marks, surely) {
                zone.surely += 1;
                zone.possibly += 1;
                zone.first = zone.first.or(Some(*code));
            } else if possibly != surely && memory.answer(1, signing, *code, marks, possibly) {
                zone.possibly += 1;
            }
            let changed =
                |condition: &Option<u32>| signing.is_status_quo(*code) || condition.is_none_or(|condition| marks >> condition & 1 == 1);
            let needed = vetoes.iter().filter(|(condition, _)| changed(condition)).fold(0, |needed, (_, set)| needed | set);
            zone.acceptable_to_needed += u64::from(needed & !surely == 0);
        }
    });
    let mut whole = Zone { most: vec![i64::MIN; count], ..Zone::default() };
    for (zone, _) in found {
        whole.surely += zone.surely;
        whole.possibly += zone.possibly;
        whole.acceptable_to_needed += zone.acceptable_to_needed;
        whole.first = whole.first.or(zone.first);
        whole.most.iter_mut().zip(zone.most).for_each(|(most, other)| *most = other.max(*most));
    }
    whole
}

/// The last two questions with their answers: neighbours mostly ask the same.
#[derive(Default)]
struct Memory([Option<((u128, u64), bool)>; 2]);

impl Memory {
    fn answer(&mut self, slot: usize, signing: &Signing, code: u64, marks: u128, accepting: u64) -> bool {
        if signing.is_status_quo(code) {
            return signing.can_sign(code, marks, accepting);
        }
        if let Some((question, answer)) = self.0[slot]
            && question == (marks, accepting)
        {
            return answer;
        }
        let answer = signing.can_sign(code, marks, accepting);
        self.0[slot] = Some(((marks, accepting), answer));
        answer
    }
}

/// Parties that leave no package between them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Blocking {
    /// Who, as bits.
    pub parties: u64,
    /// How far each would have to give way, in billionths of utility: none where that cannot be said, because one of them has no utility or red lines alone
    /// leave nothing.
    pub shortfall: Option<i128>,
    /// The first package at which so much is enough.
    pub nearest: Option<u64>,
    /// Whether a red line of one of them is crossed by every package that all of them would sign without red lines.
    pub by_red_lines: bool,
}

/// A way to open the zone.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Concession {
    /// Who gives way, as bits.
    pub parties: u64,
    /// The package: the one at which the largest amount is smallest, then the next largest, and so on; the first of equal ones.
    pub code: u64,
    /// How much each of them gives, in billionths of utility; none where it has no utility.
    pub amounts: Vec<Option<i128>>,
    /// Whose red lines are crossed, as bits.
    pub red_lines: u64,
}

/// Who stands in the way of signatories, and what would open the zone.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Blocked {
    /// The smallest sets that block it, by size and then in order.
    pub by: Vec<Blocking>,
    /// The smallest concessions, by size of the set that makes them and then in order.
    pub concessions: Vec<Concession>,
    /// Whether the signatories cannot sign anything, whatever they think of it.
    pub nothing_to_sign: bool,
}

/// More sets than this are not listed.
pub const LISTED: usize = 32;

/// Who is in the way of signatories `set` (as bits), who have no package that all of them may accept.
pub fn blocked(columns: &Columns<'_>, signing: &Signing, acceptance: &Acceptance, set: u64) -> Blocked {
    let signable = |block: &Block, at: usize| {
        let marks = block.marks.get(at).copied().unwrap_or(0);
        !signing.is_status_quo(block.codes[at]) && signing.suffices(block.codes[at], marks, set)
    };
    let found = columns.run(0..columns.blocks(), CHUNK, BTreeSet::new, |sets, block| {
        let mut last = None;
        for at in (0..block.codes.len()).filter(|at| signable(block, *at)) {
            let accepting = acceptance.of(block, at).1 & set;
            if last != Some(accepting) {
                sets.insert(accepting);
                last = Some(accepting);
            }
        }
    });
    let accepting: BTreeSet<u64> = found.into_iter().flatten().collect();
    if accepting.is_empty() {
        return Blocked { nothing_to_sign: true, ..Blocked::default() };
    }
    // who gives way: what is missing in each set that accepts something together and is in no other such set
    let refusing = minimal(&accepting.iter().map(|accepting| set & !accepting).collect());
    let by_size = |sets: BTreeSet<u64>| {
        let mut sets: Vec<u64> = sets.into_iter().collect();
        sets.sort_by_key(|set| (set.count_ones(), set.reverse_bits().wrapping_neg()));
        sets.truncate(LISTED);
        sets
    };
    // who blocks: the smallest sets that meet all of those
    let mut blocking = BTreeSet::from([0u64]);
    for refusing in &refusing {
        let wider: BTreeSet<u64> = blocking
            .iter()
            .flat_map(|set| {
                let meets = set & refusing != 0;
                let alone = meets.then_some(*set);
                alone.into_iter().chain(members(if meets { 0 } else { *refusing }).map(move |bit| set | 1 << bit))
            })
            .collect();
        blocking = minimal(&wider);
        if blocking.len() > 4096 {
            blocking = blocking.into_iter().take(4096).collect();
        }
    }
    let concessions = by_size(refusing);
    let concessions = concessions.into_iter().filter_map(|parties| concession(columns, signing, acceptance, set, parties)).collect();
    let by = by_size(blocking).into_iter().map(|parties| shortfall(columns, signing, acceptance, set, parties)).collect();
    Blocked { by, concessions, nothing_to_sign: false }
}

/// How far a party's number falls short of the least that may satisfy it, in billionths; none where it has no utility.
fn short(columns: &Columns<'_>, acceptance: &Acceptance, bit: usize, number: &impl Fn(usize) -> i64) -> Option<i128> {
    let (line, unit) = columns.parties()[bit].utility?;
    match acceptance.disagreement[bit].bounds.as_slice() {
        [] => Some(0),
        [(bound, worst, _)] if *bound == line => Some((i128::from(*worst) - i128::from(number(line))).max(0) * unit),
        _ => None,
    }
}

fn shortfall(columns: &Columns<'_>, signing: &Signing, acceptance: &Acceptance, set: u64, parties: u64) -> Blocking {
    let begin = || (None::<(i128, u64)>, false);
    let found = columns.run(0..columns.blocks(), CHUNK, begin, |(least, without_red_lines), block| {
        for (at, code) in block.codes.iter().enumerate() {
            let marks = block.marks.get(at).copied().unwrap_or(0);
            if signing.is_status_quo(*code) || !signing.suffices(*code, marks, set) {
                continue;
            }
            let number = |line: usize| block.lines[line][at];
            let enough = members(parties).all(|bit| acceptance.disagreement[bit].may_be_met(number));
            *without_red_lines |= enough;
            if acceptance.crosses(parties, marks) {
                continue;
            }
            let most =
                members(parties).map(|bit| short(columns, acceptance, bit, &number)).try_fold(0, |most, short| Some(short?.max(most)));
            if let Some(most) = most
                && least.is_none_or(|(least, _)| most < least)
            {
                *least = Some((most, *code));
            }
        }
    });
    let mut least: Option<(i128, u64)> = None;
    let mut by_red_lines = false;
    for (other, without_red_lines) in found {
        by_red_lines |= without_red_lines;
        if let Some((most, code)) = other
            && least.is_none_or(|(least, _)| most < least)
        {
            least = Some((most, code));
        }
    }
    let least = least.filter(|_| !by_red_lines);
    Blocking { parties, shortfall: least.map(|(short, _)| short), nearest: least.map(|(_, code)| code), by_red_lines }
}

fn concession(columns: &Columns<'_>, signing: &Signing, acceptance: &Acceptance, set: u64, parties: u64) -> Option<Concession> {
    /// Red lines crossed, the amounts from the largest down, the package.
    type Cost = (u32, Vec<i128>, u64);
    let found = columns.run(
        0..columns.blocks(),
        CHUNK,
        || None::<Cost>,
        |best, block| {
            for (at, code) in block.codes.iter().enumerate() {
                let marks = block.marks.get(at).copied().unwrap_or(0);
                if signing.is_status_quo(*code) || !signing.suffices(*code, marks, set) || set & !acceptance.of(block, at).1 & !parties != 0
                {
                    continue;
                }
                let number = |line: usize| block.lines[line][at];
                let crossed = members(parties).filter(|bit| acceptance.crosses(1 << bit, marks)).count();
                let mut amounts: Vec<i128> = members(parties).filter_map(|bit| short(columns, acceptance, bit, &number)).collect();
                amounts.sort_unstable_by(|a, b| b.cmp(a));
                let cost = (u32::try_from(crossed).unwrap_or(u32::MAX), amounts, *code);
                if best.as_ref().is_none_or(|best| cost < *best) {
                    *best = Some(cost);
                }
            }
        },
    );
    let (_, _, code) = found.into_iter().flatten().min()?;
    let (numbers, marks) = columns.of(code)?;
    let number = |line: usize| numbers[line];
    Some(Concession {
        parties,
        code,
        amounts: members(parties).map(|bit| short(columns, acceptance, bit, &number)).collect(),
        red_lines: members(parties).filter(|bit| acceptance.crosses(1 << bit, marks)).fold(0, |set, bit| set | 1 << bit),
    })
}
