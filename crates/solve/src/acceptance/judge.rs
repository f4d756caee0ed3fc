//! Who accepts a package, given who refuses it: what follows a refusal, and how the package compares with that.
//!
//! Both questions ask each other. What follows if the parties D refuse depends on whether the rest then sign what is left of the package, which
//! each of them decides by what follows if it refuses as well. The set D only grows, so this ends.

use super::ground::{Ends, Ground, Wishes, bits, finding};
use detente_model::answer::{Compared, Finding, Surplus, WhyUnknown};
use detente_model::control::Stopped;
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

/// More sets of refusing parties than this are not looked at for one package: what they would lead to is then not known.
const REFUSING: usize = 1 << 12;

/// What follows if some refuse.
pub(super) struct Follows {
    /// Whether the rest sign what is left of the package.
    pub(super) signed: Finding,
    /// The state that they then bring about, where they may.
    pub(super) without: Option<usize>,
    /// Where things may end up where nothing is signed; none if it surely is.
    pub(super) ends: Option<Rc<Ends>>,
}

/// What a party says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Verdict {
    pub(super) accepts: Finding,
    pub(super) surplus: Option<Surplus>,
    pub(super) compared: Compared,
}

/// A package under judgement. What was found out for it is kept.
pub(super) struct Judge<'g, 'b, 'a> {
    pub(super) ground: &'g Ground<'b, 'a>,
    /// The number of the state that it brings about.
    pub(super) package: usize,
    /// The issues that it changes.
    issues: u64,
    follows: RefCell<HashMap<u64, Rc<Follows>>>,
}

impl<'g, 'b, 'a> Judge<'g, 'b, 'a> {
    pub(super) fn new(ground: &'g Ground<'b, 'a>, package: usize) -> Self {
        Self { ground, package, issues: ground.issues(package), follows: RefCell::default() }
    }

    /// The issues that the package changes.
    pub(super) fn issues(&self) -> u64 {
        self.issues
    }

    /// What follows if these parties refuse and nobody else does.
    pub(super) fn follows(&self, refusing: u64) -> Result<Rc<Follows>, Stopped> {
        if let Some(known) = self.follows.borrow().get(&refusing) {
            return Ok(known.clone());
        }
        let without = self.ground.without(self.package, refusing);
        let signed = match without {
            None => Finding::No,
            Some(_) if self.follows.borrow().len() >= REFUSING => Finding::Unknown(WhyUnknown::Budget),
            Some(state) => self.signs(state, refusing)?,
        };
        let ends = match signed {
            Finding::Yes => None,
            Finding::No | Finding::Unknown(_) => Some(self.ground.ends(self.issues, refusing)?),
        };
        let found = Rc::new(Follows { signed, without, ends });
        self.follows.borrow_mut().insert(refusing, found.clone());
        Ok(found)
    }

    /// Whether those who accept suffice to sign what is left of the package if some refuse.
    fn signs(&self, state: usize, refusing: u64) -> Result<Finding, Stopped> {
        let (mut surely, mut possibly) = (0u64, 0u64);
        let mut why = WhyUnknown::Undecided;
        for party in bits(self.ground.named(state) & !refusing) {
            match self.verdict(party, refusing)?.accepts {
                Finding::Yes => {
                    surely |= 1 << party;
                    possibly |= 1 << party;
                }
                Finding::Unknown(because) => {
                    possibly |= 1 << party;
                    why = because;
                }
                Finding::No => {}
            }
        }
        let suffices = |set: u64| self.ground.can_sign_without(state, refusing, set);
        Ok(Finding::from_bounds(suffices(surely), suffices(possibly), why))
    }

    /// Whether those who accept suffice to sign the package.
    pub(super) fn signed(&self) -> Result<Finding, Stopped> {
        if self.ground.can_sign(self.package, self.ground.bench.everybody()) { self.signs(self.package, 0) } else { Ok(Finding::No) }
    }

    /// What a party would sign, if some refuse: what is left of the package, if the rest may sign that; else the package as it is.
    fn offered(&self, refusing: u64) -> usize {
        self.ground.without(self.package, refusing).unwrap_or(self.package)
    }

    /// What a party with a say answers, if some others refuse.
    pub(super) fn verdict(&self, party: usize, refusing: u64) -> Result<Verdict, Stopped> {
        let wishes = &self.ground.wishes[party];
        let offered = self.offered(refusing);
        if wishes.red_line(offered).is_some() {
            return Ok(Verdict { accepts: Finding::No, surplus: None, compared: Compared::RedLine });
        }
        let follows = self.follows(refusing | 1 << party)?;
        Ok(self.holds(wishes, Some(party), offered, &follows))
    }

    /// What somebody with these wishes says of a state against what follows; `party`: its place, if it has a say.
    pub(super) fn holds(&self, wishes: &Wishes, party: Option<usize>, state: usize, follows: &Follows) -> Verdict {
        if wishes.red_line(state).is_some() {
            return Verdict { accepts: Finding::No, surplus: None, compared: Compared::RedLine };
        }
        let bench = self.ground.bench;
        let known = !wishes.ranks.columns().is_empty();
        let mut why = if known { WhyUnknown::Undecided } else { WhyUnknown::Preference };
        let (mut surely, mut surely_not, mut better) = (true, true, true);
        let mut range: Option<(i128, i128)> = None;
        let mut told = wishes.alone || wishes.reservation.is_some() && wishes.utility.is_some();
        let mut count = |worth: Option<i128>| match worth {
            Some(worth) => {
                let (low, high) = range.unwrap_or((worth, worth));
                range = Some((low.min(worth), high.max(worth)));
            }
            None => told = false,
        };
        if follows.signed != Finding::No
            && let Some(signed) = follows.without
        {
            surely &= wishes.ranks.surely_at_least(state, signed);
            surely_not &= wishes.ranks.better(signed, state, true);
            better &= wishes.ranks.better(state, signed, true);
            count(if wishes.alone { bench.worth(wishes, signed) } else { None });
        }
        if let Some(ends) = &follows.ends {
            match self.ground.reservation(wishes) {
                Some(stated) => {
                    let worth = bench.worth(wishes, state);
                    surely &= worth.is_some_and(|worth| worth >= stated);
                    surely_not &= worth.is_some_and(|worth| worth < stated);
                    better &= worth.is_some_and(|worth| worth > stated);
                    if worth.is_none() {
                        why = WhyUnknown::Preference;
                    }
                    count(Some(stated));
                }
                None => {
                    let (at_least, worse) = ends.compare(wishes, party, state);
                    surely &= at_least && ends.unsure.is_none();
                    surely_not &= worse && ends.unsure.is_none();
                    better &= ends.unsure.is_none() && ends.states.iter().all(|end| wishes.ranks.better(state, *end as usize, true));
                    why = ends.unsure.unwrap_or(why);
                    for end in &ends.states {
                        count(if wishes.alone && ends.unsure.is_none() { bench.worth(wishes, *end as usize) } else { None });
                    }
                }
            }
        }
        let accepts = finding(surely, surely_not, why);
        let surplus = match (bench.worth(wishes, state).filter(|_| told), range) {
            (Some(worth), Some((low, high))) => Some(Surplus { low: worth - high, high: worth - low }),
            _ => None,
        };
        let compared = match accepts {
            Finding::Yes if better => Compared::BetterThanAll,
            Finding::Yes => Compared::NotWorse,
            Finding::No => Compared::WorseThanAll,
            Finding::Unknown(WhyUnknown::Undecided) if wishes.ranks.is_ranked() => Compared::Between,
            Finding::Unknown(_) => Compared::Unknown,
        };
        Verdict { accepts, surplus, compared }
    }

    /// Whether the package would surely be signed, everybody asked in turn until that is known.
    pub(super) fn surely_signed(&self) -> Result<bool, Stopped> {
        let ground = self.ground;
        if !ground.can_sign(self.package, ground.bench.everybody()) {
            return Ok(false);
        }
        let needed = ground.needed(self.package);
        for party in bits(needed) {
            if self.verdict(party, 0)?.accepts != Finding::Yes {
                return Ok(false);
            }
        }
        if ground.can_sign(self.package, needed) {
            return Ok(true);
        }
        Ok(self.signs(self.package, 0)? == Finding::Yes)
    }
}
