//! Who accepts a package, and what follows a refusal, by the definitions: every set of parties, every state.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use super::{Conflict, Finding, Joined, JointOracle, JointRules, Rules};

/// What acceptance reads beside the conflict and its rules.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stakes {
    /// Party → its utility of each state, where one is stated.
    pub utility: Vec<Option<Vec<i64>>>,
    /// Party → the utility stated for having signed nothing.
    pub reservation: Vec<Option<i64>>,
    /// Party → state → whether it crosses none of its red lines.
    pub within: Vec<Vec<bool>>,
    /// Party → its options by which it stands apart.
    pub apart: Vec<Vec<usize>>,
}

/// The reference, from one state of affairs.
#[derive(Debug)]
pub struct AcceptanceOracle<'a> {
    /// The parties, states and orders.
    pub conflict: &'a Conflict,
    /// How issues are decided.
    pub rules: &'a Rules,
    /// What else it reads.
    pub stakes: &'a Stakes,
    /// The state of affairs.
    pub start: usize,
    /// Whether stated reservations count.
    pub reservations: bool,
    ends: RefCell<BTreeMap<(Vec<usize>, usize), Ends>>,
}

/// States in which things may end up, and whether something else may follow too.
type Ends = (Vec<usize>, bool);

/// What may follow if some refuse.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Follows {
    /// Whether the rest sign what is left.
    pub signed: Finding,
    /// What is left, if the rest may sign it.
    pub left: Option<usize>,
}

impl<'a> AcceptanceOracle<'a> {
    /// From a state of affairs.
    pub fn new(conflict: &'a Conflict, rules: &'a Rules, stakes: &'a Stakes, start: usize, reservations: bool) -> Self {
        Self { conflict, rules, stakes, start, reservations, ends: RefCell::default() }
    }

    fn values(&self, state: usize) -> &'a [usize] {
        &self.conflict.option_form.as_ref().expect("a case in option form").values[state]
    }

    fn owner(&self, variable: usize) -> Option<usize> {
        self.conflict.option_form.as_ref().expect("a case in option form").owner[variable]
    }

    fn variables(&self) -> std::ops::Range<usize> {
        0..self.values(self.start).len()
    }

    fn all(&self) -> usize {
        (1 << self.conflict.parties.len()) - 1
    }

    fn differs(&self, state: usize) -> Vec<usize> {
        self.variables().filter(|&v| self.values(state)[v] != self.values(self.start)[v]).collect()
    }

    /// Whether a set may sign the change of these variables that a state brings about.
    fn signs(&self, set: usize, variables: &[usize], state: usize) -> bool {
        let forbidden =
            |party: usize| self.rules.forbidden.iter().any(|(whose, from, to)| *whose == party && from[self.start] && to[state]);
        let set = (0..self.conflict.parties.len()).filter(|&p| set >> p & 1 == 1 && !forbidden(p)).fold(0, |set, p| set | 1 << p);
        variables.iter().all(|&v| {
            let (before, after) = (self.values(self.start)[v], self.values(state)[v]);
            let decided = match self.owner(v) {
                Some(owner) => set >> owner & 1 == 1,
                None => self.rules.of[v]
                    .as_ref()
                    .and_then(|rules| rules.iter().find(|rule| rule.applies[self.start]))
                    .is_some_and(|rule| rule.met[set]),
            };
            self.rules.changes[v][before][after] && decided
        })
    }

    /// Whether a set may sign a package.
    pub fn can_sign(&self, set: usize, package: usize) -> bool {
        let differs = self.differs(package);
        !differs.is_empty() && self.signs(set, &differs, package)
    }

    /// Without whom it cannot be signed.
    pub fn needed(&self, package: usize) -> BTreeSet<usize> {
        (0..self.conflict.parties.len()).filter(|p| !self.can_sign(self.all() & !(1 << p), package)).collect()
    }

    /// Whose consent counts.
    pub fn counts(&self, package: usize) -> BTreeSet<usize> {
        let matters =
            |p: &usize| (0..=self.all()).any(|set| self.can_sign(set | 1 << p, package) && !self.can_sign(set & !(1 << p), package));
        (0..self.conflict.parties.len()).filter(matters).collect()
    }

    fn apart(&self, refusing: usize) -> Vec<usize> {
        (0..self.conflict.parties.len()).filter(|p| refusing >> p & 1 == 1).flat_map(|p| self.stakes.apart[p].iter().copied()).collect()
    }

    /// The package without some, if the rest may sign it.
    pub fn left(&self, package: usize, refusing: usize) -> Option<usize> {
        if refusing == 0 {
            return self.can_sign(self.all(), package).then_some(package);
        }
        let form = self.conflict.option_form.as_ref().expect("a case in option form");
        let apart = self.apart(refusing);
        let is_theirs = |v: usize| self.owner(v).is_some_and(|owner| refusing >> owner & 1 == 1);
        let now = self.values(self.start);
        let plain: Vec<usize> = self.variables().map(|v| if is_theirs(v) { now[v] } else { self.values(package)[v] }).collect();
        let standing: Vec<usize> =
            self.variables().map(|v| if apart.contains(&v) && self.rules.changes[v][now[v]][1] { 1 } else { plain[v] }).collect();
        let state = form.state_with(&standing).or_else(|| form.state_with(&plain))?;
        let terms: Vec<usize> = self.differs(state).into_iter().filter(|v| !apart.contains(v)).collect();
        (!terms.is_empty() && self.signs(self.all() & !refusing, &terms, state)).then_some(state)
    }

    /// Where things end up if these take no part in agreements on the package's issues, and whether something else may follow too.
    pub fn ends(&self, package: usize, refusing: usize) -> Ends {
        let issues: Vec<usize> = self.differs(package).into_iter().filter(|&v| self.owner(v).is_none()).collect();
        let key = (issues.clone(), refusing);
        if let Some(known) = self.ends.borrow().get(&key) {
            return known.clone();
        }
        let dissent = (0..self.conflict.parties.len()).filter(|p| refusing >> p & 1 == 1).map(|p| (p, Some(issues.clone()))).collect();
        let joint = JointRules { joined: Joined::One, options: false, dissent, ties: Vec::new() };
        let oracle = JointOracle { conflict: self.conflict, rules: self.rules, joint: &joint };
        let ends: BTreeSet<usize> = oracle.closed(self.start).into_iter().flatten().collect();
        let reached = oracle.distances(self.start);
        let unsure = (0..self.conflict.states).filter(|&state| reached[state].is_some()).any(|state| {
            let [sure, possible] =
                [true, false].map(|surely| -> BTreeSet<usize> { oracle.steps(state, surely).into_iter().flatten().collect() });
            !possible.is_subset(&sure)
        });
        let found = (ends.into_iter().collect::<Vec<_>>(), unsure);
        self.ends.borrow_mut().insert(key, found.clone());
        found
    }

    /// What follows if these refuse.
    pub fn follows(&self, package: usize, refusing: usize) -> Follows {
        let left = self.left(package, refusing);
        let signed = match left {
            None => Finding::No,
            Some(state) => self.is_signed(package, state, refusing),
        };
        Follows { signed, left }
    }

    fn is_signed(&self, package: usize, state: usize, refusing: usize) -> Finding {
        let apart = self.apart(refusing);
        let terms: Vec<usize> = self.differs(state).into_iter().filter(|v| !apart.contains(v)).collect();
        let set = |wanted: &dyn Fn(Finding) -> bool| {
            (0..self.conflict.parties.len())
                .filter(|p| refusing >> p & 1 == 0 && wanted(self.accepts(*p, package, refusing).0))
                .fold(0, |set, p| set | 1 << p)
        };
        if self.signs(set(&|finding| finding == Finding::Yes), &terms, state) {
            Finding::Yes
        } else if self.signs(set(&|finding| finding != Finding::No), &terms, state) {
            Finding::Unknown
        } else {
            Finding::No
        }
    }

    /// Whether those who accept suffice.
    pub fn signed(&self, package: usize) -> Finding {
        if self.can_sign(self.all(), package) { self.is_signed(package, package, 0) } else { Finding::No }
    }

    /// What a party answers while some refuse, and its gain against the best and the worst that may follow, where a utility tells.
    pub fn accepts(&self, party: usize, package: usize, refusing: usize) -> (Finding, Option<(i64, i64)>) {
        let offered = self.left(package, refusing).unwrap_or(package);
        if !self.stakes.within[party][offered] {
            return (Finding::No, None);
        }
        let together = refusing | 1 << party;
        let follows = self.follows(package, together);
        let preference = &self.conflict.preference[party];
        let utility = self.stakes.utility[party].as_ref();
        let reservation = self.stakes.reservation[party].filter(|_| self.reservations);
        let mut yes = true;
        let mut no = true;
        let mut worths: Option<Vec<i64>> = utility.map(|_| Vec::new());
        let mut against = |state: usize, sure: bool| {
            yes &= sure && preference.surely_at_least(offered, state);
            no &= sure && preference.surely_better(state, offered);
            worths = worths.take().filter(|_| sure).map(|mut worths| {
                worths.push(utility.expect("there is one")[state]);
                worths
            });
        };
        if follows.signed != Finding::No {
            against(follows.left.expect("something is signed"), true);
        }
        if follows.signed != Finding::Yes {
            match reservation {
                Some(stated) => {
                    let worth = utility.expect("a reservation is stated in utility")[offered];
                    yes &= worth >= stated;
                    no &= worth < stated;
                    worths.iter_mut().for_each(|worths| worths.push(stated));
                }
                None => {
                    let (ends, unsure) = self.ends(package, together);
                    for end in ends {
                        against(end, !unsure);
                    }
                }
            }
        }
        let finding = match (yes, no) {
            (true, _) => Finding::Yes,
            (false, true) => Finding::No,
            (false, false) => Finding::Unknown,
        };
        let surplus = worths.filter(|worths| !worths.is_empty()).map(|worths| {
            let own = utility.expect("there is one")[offered];
            (own - worths.iter().max().expect("some"), own - worths.iter().min().expect("some"))
        });
        (finding, surplus)
    }

    /// Who refuses if one does: surely, and perhaps.
    pub fn cascade(&self, first: usize, package: usize) -> [BTreeSet<usize>; 2] {
        let counts = self.counts(package);
        let mut refusing = BTreeSet::from([first]);
        let mut found = Vec::new();
        for surely in [true, false] {
            loop {
                let set = refusing.iter().fold(0, |set, p| set | 1 << p);
                let joining: BTreeSet<usize> = counts
                    .difference(&refusing)
                    .copied()
                    .filter(|&p| {
                        let accepts = self.accepts(p, package, set).0;
                        if surely { accepts == Finding::No } else { accepts != Finding::Yes }
                    })
                    .collect();
                if joining.is_empty() {
                    break;
                }
                refusing.extend(joining);
            }
            found.push(refusing.clone());
        }
        let perhaps = found.pop().unwrap_or_default();
        [found.pop().unwrap_or_default(), perhaps]
    }
}
