//! What would turn a party's answer: one change at a time, by kind, each with what it does to everybody else.
//!
//! What follows a refusal is found again for every change. Changes of a single statement are first held against what follows now, and those that turn the
//! answer there are judged anew: one that turns it only through what follows is not looked for.

mod amounts;
mod preference;

use super::ground::{Ground, Wishes, bits};
use super::judge::Judge;
use super::{Coded, Named};
use detente_model::answer::{AcceptanceFlip, AcceptanceFlipKind, Finding, WhyUnknown};
use detente_model::control::Stopped;
use detente_model::expression::Value;
use detente_model::number::exact;
use detente_model::payment::Payment;
use detente_model::variable::Variable;
use std::cmp::Reverse;
use std::collections::BTreeSet;

/// So many flips of each kind are listed.
const LISTED: usize = 6;

/// What is looked at.
pub(super) struct Flips<'f, 'g, 'b, 'a> {
    pub(super) judge: &'f Judge<'g, 'b, 'a>,
    /// Those whose consent counts, with what each answers now.
    pub(super) now: &'f [(usize, Finding)],
    /// For each who has a say its other codings.
    pub(super) codings: &'f [Vec<Coded>],
}

/// What a change comes to.
struct Tried {
    then: Finding,
    lost: Vec<usize>,
    perhaps: Vec<usize>,
    signed: Finding,
}

impl Flips<'_, '_, '_, '_> {
    /// The changes that turn the answer of a party, and how many more there are.
    pub(super) fn of(&self, party: usize) -> Result<(Vec<AcceptanceFlip>, u64), Stopped> {
        let mut found = self.terms(party)?;
        found.extend(self.payments(party)?);
        found.extend(self.orders(party)?);
        found.extend(self.guarantees(party)?);
        found.extend(self.information(party)?);
        found.extend(self.preferences(party)?);
        found.extend(self.amounts(party)?);
        let all = found.len();
        let mut kept: Vec<AcceptanceFlip> = Vec::new();
        for kind in AcceptanceFlipKind::ALL {
            let mut of_kind: Vec<AcceptanceFlip> = found.iter().filter(|flip| flip.kind == kind).cloned().collect();
            of_kind.sort_by_key(|flip| (flip.lost.len(), flip.perhaps_lost.len(), Reverse(flip.signed == Finding::Yes), flip.size));
            kept.extend(of_kind.into_iter().take(LISTED));
        }
        let more = (all - kept.len()) as u64;
        Ok((kept, more))
    }

    fn before(&self, party: usize) -> Finding {
        self.now.iter().find(|(known, _)| *known == party).map_or(Finding::No, |(_, finding)| *finding)
    }

    /// Whether an answer is turned by this one.
    fn turns(&self, party: usize, then: Finding) -> bool {
        match (self.before(party).known(), then.known()) {
            (Some(before), Some(then)) => before != then,
            (None, Some(_)) => true,
            (_, None) => false,
        }
    }

    /// What becomes of everybody if these packages are signed one after the other.
    fn tried(&self, party: usize, stages: &[&Judge<'_, '_, '_>]) -> Result<Tried, Stopped> {
        let answer = |party: usize| -> Result<Finding, Stopped> {
            let mut all = Vec::new();
            for (at, judge) in stages.iter().enumerate() {
                // whoever has no say in a part is not asked about it
                if at + 1 == stages.len() || judge.ground.named(judge.package) >> party & 1 == 1 {
                    all.push(judge.verdict(party, 0)?.accepts);
                }
            }
            Ok(Finding::all(all))
        };
        let then = answer(party)?;
        let (mut lost, mut perhaps, mut signed) = (Vec::new(), Vec::new(), Vec::new());
        if self.turns(party, then) {
            for (other, _) in self.now.iter().filter(|(other, now)| *other != party && *now == Finding::Yes) {
                match answer(*other)? {
                    Finding::Yes => {}
                    Finding::No => lost.push(*other),
                    Finding::Unknown(_) => perhaps.push(*other),
                }
            }
            for judge in stages {
                signed.push(judge.signed()?);
            }
        }
        Ok(Tried { then, lost, perhaps, signed: Finding::all(signed) })
    }

    fn named(&self, bits: impl IntoIterator<Item = usize>) -> Vec<Named> {
        bits.into_iter().map(|bit| super::named(self.judge.ground.bench.case, self.judge.ground.bench.party(bit))).collect()
    }

    fn flip(&self, kind: AcceptanceFlipKind, text: String, by: Vec<Named>, size: Option<i128>, tried: Tried) -> AcceptanceFlip {
        let Tried { then, lost, perhaps, signed } = tried;
        AcceptanceFlip { kind, text, by, then, size, lost: self.named(lost), perhaps_lost: self.named(perhaps), signed }
    }

    /// Without whom an axis cannot be changed.
    fn needed_on(ground: &Ground<'_, '_>, axis: usize) -> u64 {
        let all = ground.bench.everybody();
        bits(all).filter(|bit| !ground.decides(axis, all & !(1 << bit))).fold(0, |set, bit| set | 1 << bit)
    }

    fn variable(&self, axis: usize) -> &Variable {
        &self.judge.ground.bench.case.variables[self.judge.ground.bench.variable(axis)]
    }

    /// One value of one issue.
    fn terms(&self, party: usize) -> Result<Vec<AcceptanceFlip>, Stopped> {
        let (ground, package) = (self.judge.ground, self.judge.package);
        let bench = ground.bench;
        let mut found = Vec::new();
        for axis in (0..bench.owner.len()).filter(|axis| bench.owner[*axis].is_none()) {
            ground.control().check()?;
            let at = bench.value(package, axis);
            let variable = self.variable(axis);
            for value in (0..).take(variable.values.len()).filter(|value| *value != at) {
                let Some(other) = bench.with(package, &[(axis, value)]).filter(|other| *other != ground.start) else { continue };
                if !ground.can_sign(other, bench.everybody()) {
                    continue;
                }
                let tried = self.tried(party, &[&Judge::new(ground, other)])?;
                if !self.turns(party, tried.then) {
                    continue;
                }
                let place = |value: Value| variable.values[usize::from(value)].at.map(|at| i128::from(at.billionths()));
                let size = place(value).zip(place(at)).map(|(to, from)| (to - from).abs());
                let name = |value: Value| &variable.values[usize::from(value)].name;
                let text = format!("{}: {} instead of {}", variable.name, name(value), name(at));
                let by = self.named(bits(Self::needed_on(ground, axis)));
                found.push(self.flip(AcceptanceFlipKind::Term, text, by, size, tried));
            }
        }
        Ok(found)
    }

    /// The smallest amount that turns it: paid to a party that does not accept, or by one that does.
    fn payments(&self, party: usize) -> Result<Vec<AcceptanceFlip>, Stopped> {
        let bench = self.judge.ground.bench;
        let case = bench.case;
        let verdict = self.judge.verdict(party, 0)?;
        let Some(surplus) = verdict.surplus else { return Ok(Vec::new()) };
        let mut found = Vec::new();
        for payment in &case.payments {
            let worth =
                |bit: usize| payment.worth_to(bench.party(bit)).map(|worth| i128::from(worth.billionths())).filter(|worth| *worth > 0);
            let Some(own) = worth(party) else { continue };
            let unit = 1_000_000_000i128;
            let (gives, gets, least) = match verdict.accepts {
                // so much that it is as well off as at best without: rounded up
                Finding::No | Finding::Unknown(_) => (&payment.from, &payment.to, (-surplus.low * unit + own - 1).div_euclid(own)),
                // more than it gains at most
                Finding::Yes => (&payment.to, &payment.from, (surplus.high * unit).div_euclid(own) + 1),
            };
            if !gets.contains(&bench.party(party)) || least <= 0 || least > i128::from(payment.most.billionths()) {
                continue;
            }
            let then = if verdict.accepts == Finding::Yes { Finding::No } else { Finding::Yes };
            for other in gives.iter().filter(|other| **other != bench.party(party)) {
                let text = told_payment(payment, least, verdict.accepts == Finding::Yes, &case.parties[*other].name);
                let by = vec![super::named(case, if then == Finding::Yes { *other } else { bench.party(party) })];
                let mut tried = Tried { then, lost: Vec::new(), perhaps: Vec::new(), signed: Finding::No };
                let bit = self.now.iter().map(|(bit, _)| *bit).find(|bit| bench.party(*bit) == *other);
                let mut accepting: Vec<(usize, Finding)> = self.now.to_vec();
                if then == Finding::Yes
                    && let Some(bit) = bit
                {
                    // what it costs whoever pays
                    let before = self.judge.verdict(bit, 0)?;
                    let after = match (before.accepts, before.surplus, payment.worth_to(*other)) {
                        (Finding::Yes, Some(surplus), Some(worth)) => {
                            let cost = least * i128::from(worth.billionths());
                            super::ground::finding(surplus.low * unit >= cost, surplus.high * unit < cost, WhyUnknown::Undecided)
                        }
                        (Finding::Yes, ..) => Finding::Unknown(WhyUnknown::Preference),
                        (other, ..) => other,
                    };
                    match (before.accepts, after) {
                        (Finding::Yes, Finding::No) => tried.lost.push(bit),
                        (Finding::Yes, Finding::Unknown(_)) => tried.perhaps.push(bit),
                        _ => {}
                    }
                    accepting.iter_mut().filter(|(known, _)| *known == bit).for_each(|(_, finding)| *finding = after);
                }
                accepting.iter_mut().filter(|(known, _)| *known == party).for_each(|(_, finding)| *finding = then);
                let set = |wanted: &dyn Fn(Finding) -> bool| {
                    accepting.iter().filter(|(_, finding)| wanted(*finding)).fold(0, |set, (bit, _)| set | 1 << bit)
                };
                let signs = |set: u64| self.judge.ground.can_sign(self.judge.package, set);
                tried.signed = Finding::from_bounds(
                    signs(set(&|finding| finding == Finding::Yes)),
                    signs(set(&|finding| finding != Finding::No)),
                    WhyUnknown::Undecided,
                );
                found.push(self.flip(AcceptanceFlipKind::Payment, text, by, Some(least), tried));
            }
        }
        Ok(found)
    }

    /// The package in two steps: one term after the rest, or before it.
    fn orders(&self, party: usize) -> Result<Vec<AcceptanceFlip>, Stopped> {
        let (ground, package) = (self.judge.ground, self.judge.package);
        let bench = ground.bench;
        let terms = bench.changed(ground.start, package);
        let mut found = Vec::new();
        if terms.count_ones() < 2 {
            return Ok(found);
        }
        let mut seen: BTreeSet<usize> = BTreeSet::new();
        for term in bits(terms) {
            for first in [1u64 << term, terms & !(1 << term)] {
                ground.control().check()?;
                let values: Vec<(usize, Value)> = bits(first).map(|axis| (axis, bench.value(package, axis))).collect();
                let Some(between) = bench.with(ground.start, &values) else { continue };
                if !seen.insert(between) {
                    continue;
                }
                let later = Ground::with(bench, ground.wishes.clone(), between, false, ground.control());
                let stages = [Judge::new(ground, between), Judge::new(&later, package)];
                if !stages.iter().all(|judge| judge.ground.can_sign(judge.package, bench.everybody())) {
                    continue;
                }
                let tried = self.tried(party, &[&stages[0], &stages[1]])?;
                if !self.turns(party, tried.then) {
                    continue;
                }
                let names = |axes: u64| bits(axes).map(|axis| self.variable(axis).name.clone()).collect::<Vec<_>>().join(", ");
                let mut text = match first.count_ones() {
                    1 => format!("first {} alone, then the rest", names(first)),
                    _ => format!("first all the rest, {} last", names(terms & !first)),
                };
                if later.named(package) >> party & 1 == 0 {
                    text += ", where its consent no longer counts";
                }
                let by = self.named(bits(ground.needed(between)));
                found.push(self.flip(AcceptanceFlipKind::Order, text, by, None, tried));
            }
        }
        Ok(found)
    }

    /// A promise of another party.
    fn guarantees(&self, party: usize) -> Result<Vec<AcceptanceFlip>, Stopped> {
        let (ground, package) = (self.judge.ground, self.judge.package);
        let bench = ground.bench;
        let mut found = Vec::new();
        for axis in 0..bench.owner.len() {
            let Some(owner) = bench.owner[axis].filter(|owner| *owner != party) else { continue };
            let variable = self.variable(axis);
            if variable.is_dissent {
                continue;
            }
            let (now, at) = (bench.value(ground.start, axis), bench.value(package, axis));
            for value in (0..).take(variable.values.len()).filter(|value| *value != at && *value != now) {
                let Some(other) = bench.with(package, &[(axis, value)]) else { continue };
                if !ground.can_sign(other, bench.everybody()) {
                    continue;
                }
                let tried = self.tried(party, &[&Judge::new(ground, other)])?;
                if !self.turns(party, tried.then) {
                    continue;
                }
                let promised = match (variable.is_yes_no(), value) {
                    (true, 0) => format!("not: {}", variable.name),
                    (true, _) => variable.name.clone(),
                    (false, value) => format!("{}: {}", variable.name, variable.values[usize::from(value)].name),
                };
                let by = self.named([owner]);
                let text = format!("{} promises: {promised}", by[0].name);
                found.push(self.flip(AcceptanceFlipKind::Guarantee, text, by, None, tried));
            }
        }
        Ok(found)
    }

    /// Another coding of another party.
    fn information(&self, party: usize) -> Result<Vec<AcceptanceFlip>, Stopped> {
        let mut found = Vec::new();
        for (other, codings) in self.codings.iter().enumerate().filter(|(other, _)| *other != party) {
            for coded in codings {
                let tried = self.wanting(party, other, coded.wishes.clone())?;
                if self.turns(party, tried.then) {
                    let by = self.named([other]);
                    let text = format!("{} wants what {} says it does", by[0].name, coded.name);
                    found.push(self.flip(AcceptanceFlipKind::Information, text, by, None, tried));
                }
            }
        }
        Ok(found)
    }

    /// The answer of `party` if `whose` wishes were these.
    fn wanting(&self, party: usize, whose: usize, wishes: Wishes) -> Result<Tried, Stopped> {
        let ground = self.judge.ground;
        ground.control().check()?;
        let mut all = ground.wishes.clone();
        all[whose] = wishes;
        let ground = Ground::with(ground.bench, all, ground.start, true, ground.control());
        self.tried(party, &[&Judge::new(&ground, self.judge.package)])
    }
}

fn told_payment(payment: &Payment, amount: i128, more: bool, other: &str) -> String {
    let unit = if payment.unit.is_empty() { String::new() } else { format!(" {}", payment.unit) };
    if more {
        format!("{}: it pays more than {}{unit} to {other}", payment.name, exact(amount - 1))
    } else {
        format!("{}: {other} pays it {}{unit}", payment.name, exact(amount))
    }
}
