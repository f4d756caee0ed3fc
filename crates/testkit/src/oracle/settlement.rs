//! Settlements by their definitions: every package, every set of parties, ratios of whole numbers.

use super::Finding;

/// What a party wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wish {
    /// A utility for each package.
    Cardinal(Vec<i64>),
    /// A rank for each package, higher is better.
    Ordinal(Vec<i64>),
    /// Nothing is known.
    Unknown,
}

/// A bargaining problem: packages, who may decide what, who wants what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bargain {
    /// How many parties.
    pub parties: usize,
    /// Package → the value of each variable.
    pub values: Vec<Vec<usize>>,
    /// Variable → set of parties, as bits → whether it may decide. An option: whether its owner is among them.
    pub met: Vec<Vec<bool>>,
    /// Variable → whether it is an issue, and no option.
    pub issue: Vec<bool>,
    /// The package that is the status quo.
    pub status_quo: Option<usize>,
    /// Party → what it wants.
    pub wishes: Vec<Wish>,
    /// Party → the utility that is stated for no agreement.
    pub reservations: Vec<Option<i64>>,
    /// Party → package → whether it crosses a red line of the party.
    pub crossed: Vec<Vec<bool>>,
    /// Party → what it is left with, from the worst to the best; filled by [`Bargain::with_left`].
    pub left: Vec<Option<(i64, i64)>>,
}

/// The packages that are best for some signatories in each sense.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BestPackages {
    /// The largest sum.
    pub utilitarian: Vec<usize>,
    /// Sets of parties with the packages that have the largest product of their gains.
    pub nash: Vec<(Vec<usize>, Vec<usize>)>,
    /// The largest smallest share, then the next smallest.
    pub kalai_smorodinsky: Vec<usize>,
    /// The largest smallest gain, then the next smallest.
    pub egalitarian: Vec<usize>,
}

impl Bargain {
    fn packages(&self) -> std::ops::Range<usize> {
        0..self.values.len()
    }

    fn number(&self, party: usize, package: usize) -> Option<i64> {
        match &self.wishes[party] {
            Wish::Cardinal(numbers) | Wish::Ordinal(numbers) => Some(numbers[package]),
            Wish::Unknown => None,
        }
    }

    fn vector(&self, package: usize) -> Vec<i64> {
        (0..self.parties).filter_map(|party| self.number(party, package)).collect()
    }

    /// Whether one package is better than another for some of whom something is known and worse for none of them.
    pub fn dominates(&self, better: usize, worse: usize) -> bool {
        let (better, worse) = (self.vector(better), self.vector(worse));
        better != worse && better.iter().zip(&worse).all(|(a, b)| a >= b)
    }

    /// The packages that none dominates.
    pub fn frontier(&self) -> Vec<usize> {
        self.packages().filter(|package| !self.packages().any(|other| self.dominates(other, *package))).collect()
    }

    /// How many different vectors of numbers these packages have.
    pub fn places(&self, packages: &[usize]) -> usize {
        let mut vectors: Vec<Vec<i64>> = packages.iter().map(|package| self.vector(*package)).collect();
        vectors.sort();
        vectors.dedup();
        vectors.len()
    }

    /// Whether a set may sign a package: it satisfies the rule of everything that changes (of everything, where nothing does or there is no status quo).
    pub fn can_sign(&self, package: usize, set: usize) -> bool {
        let changed = |variable: usize| match self.status_quo {
            Some(now) if now != package => self.values[now][variable] != self.values[package][variable],
            _ => true,
        };
        (0..self.met.len()).all(|variable| !changed(variable) || self.met[variable][set])
    }

    fn controls(&self, party: usize, variable: usize) -> bool {
        self.met[variable][1 << party]
    }

    fn moves(&self, party: usize, from: usize) -> Vec<usize> {
        let only_own = |to: usize| {
            (0..self.met.len()).all(|variable| self.values[from][variable] == self.values[to][variable] || self.controls(party, variable))
        };
        self.packages().filter(|to| *to != from && only_own(*to)).collect()
    }

    /// Where things end up if nothing is signed.
    pub fn ends(&self) -> Option<Vec<usize>> {
        let start = self.status_quo?;
        let movers: Vec<usize> =
            (0..self.parties).filter(|party| (0..self.met.len()).any(|variable| self.controls(*party, variable))).collect();
        let vague = movers.iter().any(|party| self.wishes[*party] == Wish::Unknown);
        let next = |from: usize| -> Vec<usize> {
            let step = |party: &usize| {
                let party = *party;
                let better = move |to: &usize| match (self.number(party, *to), self.number(party, from)) {
                    (Some(to), Some(from)) => to > from,
                    _ => true,
                };
                self.moves(party, from).into_iter().filter(better).collect::<Vec<_>>()
            };
            movers.iter().flat_map(step).collect()
        };
        let reach = |start: usize| {
            let mut reached = vec![start];
            let mut at = 0;
            while at < reached.len() {
                for to in next(reached[at]) {
                    if !reached.contains(&to) {
                        reached.push(to);
                    }
                }
                at += 1;
            }
            reached
        };
        let reached = reach(start);
        if vague {
            return Some(reached);
        }
        // what leads back from everywhere that it leads to
        let from: Vec<Vec<usize>> = reached.iter().map(|state| reach(*state)).collect();
        let leads_back = |(state, to): (&usize, &Vec<usize>)| {
            to.iter().all(|other| reached.iter().position(|known| known == other).is_some_and(|at| from[at].contains(state)))
        };
        Some(reached.iter().zip(&from).filter(|pair| leads_back(*pair)).map(|(state, _)| *state).collect())
    }

    /// The same, with what each party is left with.
    pub fn with_left(mut self) -> Self {
        let ends = self.ends();
        let left = |party: usize| {
            if let (Some(stated), Wish::Cardinal(_)) = (self.reservations[party], &self.wishes[party]) {
                return Some((stated, stated));
            }
            let numbers: Option<Vec<i64>> = ends.as_ref()?.iter().map(|end| self.number(party, *end)).collect();
            let numbers = numbers?;
            Some((*numbers.iter().min()?, *numbers.iter().max()?))
        };
        self.left = (0..self.parties).map(left).collect();
        self
    }

    /// What a party is left with.
    pub fn left_with(&self, party: usize) -> Option<(i64, i64)> {
        self.left[party]
    }

    /// Whether a party accepts a package.
    pub fn accepts(&self, party: usize, package: usize) -> Finding {
        if self.crossed[party][package] {
            return Finding::No;
        }
        match (self.left_with(party), self.number(party, package)) {
            (Some((worst, best)), Some(number)) => {
                if number >= best {
                    Finding::Yes
                } else if number >= worst {
                    Finding::Unknown
                } else {
                    Finding::No
                }
            }
            _ => Finding::Unknown,
        }
    }

    /// Whether some set of parties that accept a package may sign it.
    pub fn in_zone(&self, package: usize) -> Finding {
        let exists = |accepts: &dyn Fn(Finding) -> bool| {
            (0..1 << self.parties).any(|set| {
                let all = (0..self.parties).filter(|party| set >> party & 1 == 1).all(|party| accepts(self.accepts(party, package)));
                all && self.can_sign(package, set)
            })
        };
        if exists(&|found| found == Finding::Yes) {
            Finding::Yes
        } else if exists(&|found| found != Finding::No) {
            Finding::Unknown
        } else {
            Finding::No
        }
    }

    /// The smallest sets that may decide every issue; where there are none, every option.
    pub fn signatories(&self) -> Vec<usize> {
        let counts = |variable: &usize| self.issue[*variable] || !self.issue.contains(&true);
        let may = |set: usize| (0..self.met.len()).filter(counts).all(|variable| self.met[variable][set]);
        (0..1 << self.parties).filter(|set| may(*set) && !(0..*set).any(|part| part & !set == 0 && may(part))).collect()
    }

    /// The packages that a set may sign and all of it accept, in this sense of accepting.
    pub fn agreed(&self, set: usize, accepts: &dyn Fn(Finding) -> bool) -> Vec<usize> {
        let all =
            |package: &usize| (0..self.parties).filter(|party| set >> party & 1 == 1).all(|party| accepts(self.accepts(party, *package)));
        self.packages().filter(|package| self.can_sign(*package, set) && all(package)).collect()
    }

    /// The best packages for a set of signatories; none where a utility or a single reservation is missing or there is no package.
    pub fn best(&self, set: usize, weights: &[u32]) -> Option<BestPackages> {
        let members: Vec<usize> = (0..self.parties).filter(|party| set >> party & 1 == 1).collect();
        let mut left = Vec::new();
        for party in &members {
            let (worst, best) = self.left_with(*party)?;
            if worst != best || !matches!(self.wishes[*party], Wish::Cardinal(_)) {
                return None;
            }
            left.push(worst);
        }
        let packages = self.agreed(set, &|found| found == Finding::Yes);
        if packages.is_empty() {
            return None;
        }
        let gains = |package: usize| -> Vec<i128> {
            members.iter().zip(&left).map(|(party, left)| i128::from(self.number(*party, package).unwrap_or(0) - left)).collect()
        };
        let most: Vec<i128> =
            (0..members.len()).map(|place| packages.iter().map(|package| gains(*package)[place]).max().unwrap_or(0)).collect();
        let best_by = |better: &dyn Fn(usize, usize) -> std::cmp::Ordering, among: &[usize]| -> Vec<usize> {
            among.iter().copied().filter(|package| among.iter().all(|other| better(*other, *package).is_le())).collect()
        };
        let sum = |package: usize| -> i128 {
            members.iter().map(|party| i128::from(weights[*party]) * i128::from(self.number(*party, package).unwrap_or(0))).sum()
        };
        // shares as whole numbers over a common denominator
        let common: i128 = most.iter().filter(|most| **most > 0).product();
        let shares = |package: usize| -> Vec<i128> {
            let mut shares: Vec<i128> =
                gains(package).iter().zip(&most).filter(|(_, most)| **most > 0).map(|(gain, most)| gain * (common / most)).collect();
            shares.sort_unstable();
            shares
        };
        let sorted = |package: usize| {
            let mut gains = gains(package);
            gains.sort_unstable();
            gains
        };
        let gaining =
            |package: usize| -> usize { (0..members.len()).filter(|place| gains(package)[*place] > 0).map(|place| 1 << place).sum() };
        let sets: Vec<usize> = packages.iter().map(|package| gaining(*package)).collect();
        let mut over: Vec<usize> =
            sets.iter().copied().filter(|set| *set != 0 && !sets.iter().any(|other| other != set && set & !other == 0)).collect();
        over.sort_unstable();
        over.dedup();
        let product = |package: usize, over: usize| -> i128 {
            let gains = gains(package);
            (0..members.len()).filter(|place| over >> place & 1 == 1).map(|place| gains[place].pow(weights[members[place]])).product()
        };
        let nash = over.iter().map(|set| {
            let among: Vec<usize> = packages.iter().copied().filter(|package| gaining(*package) & set == *set).collect();
            let whose = (0..members.len()).filter(|place| set >> place & 1 == 1).map(|place| members[place]).collect();
            (whose, best_by(&|a, b| product(a, *set).cmp(&product(b, *set)), &among))
        });
        let egalitarian = best_by(&|a, b| sorted(a).cmp(&sorted(b)), &packages);
        Some(BestPackages {
            utilitarian: best_by(&|a, b| sum(a).cmp(&sum(b)), &packages),
            nash: if over.is_empty() { vec![(Vec::new(), egalitarian.clone())] } else { nash.collect() },
            kalai_smorodinsky: best_by(&|a, b| shares(a).cmp(&shares(b)), &packages),
            egalitarian,
        })
    }

    /// The packages that change something and that a set may sign, whatever it thinks of them.
    pub fn signable(&self, set: usize) -> Vec<usize> {
        self.packages().filter(|package| Some(*package) != self.status_quo && self.can_sign(*package, set)).collect()
    }

    /// The smallest sets of signatories whose members accept nothing together.
    pub fn blocking(&self, set: usize) -> Vec<usize> {
        let packages = self.signable(set);
        let blocks = |part: usize| {
            !packages.iter().any(|package| {
                (0..self.parties).filter(|party| part >> party & 1 == 1).all(|party| self.accepts(party, *package) != Finding::No)
            })
        };
        let parts: Vec<usize> = (0..1 << self.parties).filter(|part| part & !set == 0).collect();
        parts
            .iter()
            .copied()
            .filter(|part| blocks(*part) && !parts.iter().any(|less| less != part && less & !part == 0 && blocks(*less)))
            .collect()
    }

    /// By how much each of some parties must give way for a package to be left that crosses none of their red lines; none where one has no utility. (A party of whom it is
    /// not known what it is left with is in nobody's way.)
    pub fn shortfall(&self, set: usize, part: usize) -> Option<i64> {
        let members: Vec<usize> = (0..self.parties).filter(|party| part >> party & 1 == 1).collect();
        let open = |package: &usize| members.iter().all(|party| !self.crossed[*party][*package]);
        let short = |package: usize| -> Option<i64> {
            let mut most = 0;
            for party in &members {
                let Wish::Cardinal(numbers) = &self.wishes[*party] else { return None };
                most = most.max(self.left_with(*party).map_or(0, |(worst, _)| (worst - numbers[package]).max(0)));
            }
            Some(most)
        };
        self.signable(set).into_iter().filter(open).filter_map(short).min()
    }

    /// Whether red lines matter to what blocks: without them some package would do.
    pub fn red_lines_block(&self, set: usize, part: usize) -> bool {
        let without = Self { crossed: vec![vec![false; self.values.len()]; self.parties], ..self.clone() };
        without.signable(set).iter().any(|package| {
            (0..self.parties).filter(|party| part >> party & 1 == 1).all(|party| without.accepts(party, *package) != Finding::No)
        })
    }
}

/// A good that can be handed over, in whole steps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Good {
    /// Who can pay.
    pub from: Vec<usize>,
    /// Who can be paid.
    pub to: Vec<usize>,
    /// How many steps each payer can give.
    pub most: i64,
    /// What a step is worth to each party, where that is stated.
    pub worth: Vec<Option<i64>>,
}

/// A package with a payment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paid {
    /// The package.
    pub package: usize,
    /// What it is worth to each party with the payment; what was drawn for one without amounts.
    pub utilities: Vec<i64>,
    /// How many steps are paid less what is handed on.
    pub total: i64,
}

impl Bargain {
    /// All ways in which each payer of a set hands each receiver of it so many steps.
    fn payments(&self, good: &Good, set: usize) -> Vec<Vec<(usize, usize, i64)>> {
        let counts =
            |party: &usize| set >> party & 1 == 1 && good.worth[*party].is_some() && matches!(self.wishes[*party], Wish::Cardinal(_));
        let mut all: Vec<Vec<(usize, usize, i64)>> = vec![Vec::new()];
        for payer in good.from.iter().filter(|party| counts(party)) {
            for receiver in good.to.iter().filter(|party| counts(party) && *party != payer) {
                let with = |given: &Vec<(usize, usize, i64)>| {
                    let spent: i64 = given.iter().filter(|(from, ..)| from == payer).map(|(.., amount)| amount).sum();
                    (0..=good.most - spent).map(|amount| [given.as_slice(), &[(*payer, *receiver, amount)]].concat()).collect::<Vec<_>>()
                };
                all = all.iter().flat_map(with).collect();
            }
        }
        all
    }

    /// Every package with every payment that a set may sign and all of it surely accept.
    pub fn paid(&self, good: &Good, set: usize) -> Vec<Paid> {
        let members: Vec<usize> = (0..self.parties).filter(|party| set >> party & 1 == 1).collect();
        let payments = self.payments(good, set);
        let mut found = Vec::new();
        for package in self.packages().filter(|package| self.can_sign(*package, set)) {
            for given in &payments {
                let mut net = vec![0i64; self.parties];
                for (from, to, amount) in given {
                    net[*from] -= amount;
                    net[*to] += amount;
                }
                let worth = |party: usize| good.worth[party].unwrap_or(0) * net[party];
                let utilities: Vec<i64> = (0..self.parties).map(|party| self.number(party, package).unwrap_or(0) + worth(party)).collect();
                let accepts = |party: &usize| match (self.left_with(*party), &self.wishes[*party]) {
                    _ if self.crossed[*party][package] => false,
                    (Some((_, best)), Wish::Cardinal(_)) => utilities[*party] >= best,
                    _ => self.accepts(*party, package) == Finding::Yes,
                };
                if members.iter().all(accepts) {
                    found.push(Paid { package, utilities, total: net.iter().filter(|amount| **amount > 0).sum() });
                }
            }
        }
        found
    }

    /// Of pairs that are acceptable, those that are best for a set in each sense (utilitarian, Nash, Kalai–Smorodinsky, egalitarian). Nash is over all who can gain: none where they
    /// cannot gain together.
    pub fn best_paid(&self, good: &Good, set: usize, weights: &[u32]) -> Option<[Vec<Paid>; 4]> {
        let members: Vec<usize> = (0..self.parties).filter(|party| set >> party & 1 == 1).collect();
        let mut left = vec![0; self.parties];
        for party in &members {
            let (worst, best) = self.left_with(*party)?;
            if worst != best || !matches!(self.wishes[*party], Wish::Cardinal(_)) {
                return None;
            }
            left[*party] = worst;
        }
        let pairs = self.paid(good, set);
        if pairs.is_empty() {
            return None;
        }
        let gain = |pair: &Paid, party: usize| i128::from(pair.utilities[party] - left[party]);
        let most = |party: usize| pairs.iter().map(|pair| gain(pair, party)).max().unwrap_or(0);
        let gainers: Vec<usize> = members.iter().copied().filter(|party| most(*party) > 0).collect();
        let ideals: Vec<i128> = gainers.iter().map(|party| most(*party)).collect();
        let common: i128 = ideals.iter().product();
        let sum =
            |pair: &Paid| vec![members.iter().map(|party| i128::from(weights[*party]) * i128::from(pair.utilities[*party])).sum::<i128>()];
        let product = |pair: &Paid| vec![gainers.iter().map(|party| gain(pair, *party).pow(weights[*party])).product::<i128>()];
        let sorted = |mut numbers: Vec<i128>| {
            numbers.sort_unstable();
            numbers
        };
        let least = |pair: &Paid| sorted(members.iter().map(|party| gain(pair, *party)).collect());
        let shares = |pair: &Paid| sorted(gainers.iter().zip(&ideals).map(|(party, most)| gain(pair, *party) * (common / most)).collect());
        let best = |score: &dyn Fn(&Paid) -> Vec<i128>| -> Vec<Paid> {
            let most = pairs.iter().map(score).max().unwrap_or_default();
            pairs.iter().filter(|pair| score(pair) == most).cloned().collect()
        };
        let (utilitarian, egalitarian) = (best(&sum), best(&least));
        if gainers.is_empty() {
            return Some([utilitarian, egalitarian.clone(), egalitarian.clone(), egalitarian]);
        }
        let nash = best(&product).into_iter().filter(|pair| gainers.iter().all(|party| gain(pair, *party) > 0)).collect();
        Some([utilitarian, nash, best(&shares), egalitarian])
    }
}
