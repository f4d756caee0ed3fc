//! A body that decides: players, and a rule that says which sets of them may.

use detente_model::consent::Rule;
use detente_model::expression::Quantifier;
use detente_model::index::PartyId;
use detente_model::number::Decimal;

/// A rule over players, which are numbered from 0.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Gate {
    /// The same for every set.
    Constant(bool),
    /// The weights of those in the set reach the quota: `(player, weight)`, each player once.
    Weighted {
        /// What must be reached.
        quota: i128,
        /// Weights, by ascending player.
        weights: Vec<(usize, i128)>,
    },
    /// At least so many of these.
    AtLeast(usize, Vec<Gate>),
    /// Not so.
    Not(Box<Gate>),
}

impl Gate {
    /// One player's consent.
    #[must_use]
    pub fn player(player: usize) -> Self {
        Self::weighted(1, [(player, 1)])
    }

    /// Weights and a quota; a player mentioned twice has both weights.
    #[must_use]
    pub fn weighted(quota: i128, weights: impl IntoIterator<Item = (usize, i128)>) -> Self {
        let mut weights: Vec<(usize, i128)> = weights.into_iter().collect();
        weights.sort_by_key(|(player, _)| *player);
        weights.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            if same {
                kept.1 += next.1;
            }
            same
        });
        Self::Weighted { quota, weights }
    }

    /// All of these.
    #[must_use]
    pub fn all(parts: Vec<Self>) -> Self {
        Self::at_least(parts.len() as u64, parts)
    }

    /// Any of these.
    #[must_use]
    pub fn any(parts: Vec<Self>) -> Self {
        Self::at_least(1, parts)
    }

    /// At least so many of these. Players' own consents become weights of one, so that one who is mentioned twice counts twice.
    #[must_use]
    pub fn at_least(number: u64, parts: Vec<Self>) -> Self {
        let number = usize::try_from(number).unwrap_or(usize::MAX);
        if parts.len() == 1 && number == 1 {
            return parts.into_iter().next().unwrap_or(Self::Constant(false));
        }
        let players: Option<Vec<usize>> = parts.iter().map(Self::as_player).collect();
        match players {
            Some(players) if !players.is_empty() => {
                let quota = i128::try_from(number).unwrap_or(i128::MAX);
                let distinct = |players: &[usize]| {
                    let mut sorted = players.to_vec();
                    sorted.sort_unstable();
                    sorted.dedup();
                    sorted
                };
                // `all` and `any` ask about each player once, however often it is named
                if number == players.len() {
                    let once = distinct(&players);
                    return Self::weighted(once.len() as i128, once.into_iter().map(|player| (player, 1)));
                }
                if number == 1 {
                    return Self::weighted(1, distinct(&players).into_iter().map(|player| (player, 1)));
                }
                Self::weighted(quota, players.into_iter().map(|player| (player, 1)))
            }
            _ => Self::AtLeast(number, parts),
        }
    }

    fn as_player(&self) -> Option<usize> {
        match self {
            Self::Weighted { quota: 1, weights } if weights.len() == 1 && weights[0].1 == 1 => Some(weights[0].0),
            Self::Constant(_) | Self::Weighted { .. } | Self::AtLeast(..) | Self::Not(_) => None,
        }
    }

    /// Whether the players in the set may decide.
    #[must_use]
    pub fn is_met(&self, set: &dyn Fn(usize) -> bool) -> bool {
        match self {
            Self::Constant(constant) => *constant,
            Self::Weighted { quota, weights } => {
                weights.iter().filter(|(player, _)| set(*player)).map(|(_, weight)| weight).sum::<i128>() >= *quota
            }
            Self::AtLeast(number, parts) => parts.iter().filter(|part| part.is_met(set)).count() >= *number,
            Self::Not(inner) => !inner.is_met(set),
        }
    }

    /// Whether its form alone proves it monotone.
    #[must_use]
    pub fn is_positive(&self) -> bool {
        match self {
            Self::Constant(_) => true,
            Self::Weighted { weights, .. } => weights.iter().all(|(_, weight)| *weight >= 0),
            Self::AtLeast(_, parts) => parts.iter().all(Self::is_positive),
            Self::Not(_) => false,
        }
    }

    /// The same rule with small whole weights where they have a common divisor.
    fn reduced(self) -> Self {
        match self {
            Self::Weighted { quota, weights } => {
                let divisor = weights.iter().fold(0, |divisor, (_, weight)| common(divisor, weight.unsigned_abs())).max(1).cast_signed();
                let quota = quota.div_euclid(divisor) + i128::from(quota.rem_euclid(divisor) != 0);
                Self::Weighted { quota, weights: weights.into_iter().map(|(player, weight)| (player, weight / divisor)).collect() }
            }
            Self::AtLeast(number, parts) => Self::AtLeast(number, parts.into_iter().map(Self::reduced).collect()),
            Self::Not(inner) => Self::Not(Box::new(inner.reduced())),
            constant @ Self::Constant(_) => constant,
        }
    }

    fn collect(&self, order: &mut Vec<usize>) {
        match self {
            Self::Constant(_) => {}
            Self::Weighted { weights, .. } => {
                let mut heavy = weights.clone();
                heavy.sort_by_key(|(player, weight)| (std::cmp::Reverse(*weight), *player));
                order.extend(heavy.into_iter().map(|(player, _)| player));
            }
            Self::AtLeast(_, parts) => parts.iter().for_each(|part| part.collect(order)),
            Self::Not(inner) => inner.collect(order),
        }
    }
}

fn common(a: u128, b: u128) -> u128 {
    if b == 0 { a } else { common(b, a % b) }
}

/// Players and the rule by which they decide.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Body {
    players: usize,
    gate: Gate,
}

impl Body {
    /// Up to so many players, a rule whose form does not prove it monotone is tried out on all sets.
    pub const TRIED: usize = 20;

    /// So many players, and a rule over them.
    ///
    /// # Panics
    /// The rule mentions a player that there is not.
    #[must_use]
    pub fn new(players: usize, gate: Gate) -> Self {
        let body = Self { players, gate: gate.reduced() };
        assert!(body.order().iter().all(|player| *player < players), "rules mention players of the body");
        body
    }

    /// The body that a rule of consent makes of the parties that it names, and these in ascending order.
    #[must_use]
    pub fn of_rule(rule: &Rule) -> (Self, Vec<PartyId>) {
        let parties = rule.parties();
        let number = |party: PartyId| parties.binary_search(&party).unwrap_or(0);
        let gate = gate(rule, &number);
        (Self::new(parties.len(), gate), parties)
    }

    /// How many players there are.
    #[must_use]
    pub fn players(&self) -> usize {
        self.players
    }

    /// The rule.
    #[must_use]
    pub fn gate(&self) -> &Gate {
        &self.gate
    }

    /// Whether the players in the set may decide.
    #[must_use]
    pub fn wins(&self, set: &dyn Fn(usize) -> bool) -> bool {
        self.gate.is_met(set)
    }

    /// All players, in the order in which the rule mentions them, heavy ones before light ones; those that it does not mention last.
    pub(super) fn order(&self) -> Vec<usize> {
        let mut mentioned = Vec::new();
        self.gate.collect(&mut mentioned);
        mentioned.extend(0..self.players);
        let mut seen = std::collections::BTreeSet::new();
        mentioned.retain(|player| seen.insert(*player));
        mentioned
    }

    /// Whether whoever joins a set that may decide leaves it that right; none where that is not known.
    #[must_use]
    pub fn is_monotone(&self) -> Option<bool> {
        if self.gate.is_positive() {
            return Some(true);
        }
        if self.players > Self::TRIED {
            return None;
        }
        let won: Vec<bool> = (0u32..1 << self.players).map(|set| self.wins(&|player| set >> player & 1 == 1)).collect();
        Some((0..won.len()).all(|set| !won[set] || (0..self.players).all(|player| won[set | 1 << player])))
    }
}

fn gate(rule: &Rule, number: &dyn Fn(PartyId) -> usize) -> Gate {
    let all = |parts: &[Rule]| parts.iter().map(|part| gate(part, number)).collect::<Vec<Gate>>();
    match rule {
        Rule::Constant(constant) => Gate::Constant(*constant),
        Rule::Party(party) => Gate::player(number(*party)),
        Rule::All(parts) => Gate::all(all(parts)),
        Rule::Any(parts) => Gate::any(all(parts)),
        Rule::Not(inner) => Gate::Not(Box::new(gate(inner, number))),
        Rule::Count(quantifier, count, parts) => {
            let exceeded = |count: u64| Gate::Not(Box::new(Gate::at_least(count.saturating_add(1), all(parts))));
            quantified(*quantifier, Gate::at_least(*count, all(parts)), exceeded(*count))
        }
        Rule::Weighted(quantifier, quota, _, members) => {
            let weights = || members.iter().map(|(party, weight)| (number(*party), i128::from(weight.billionths())));
            let quota = i128::from(*quota) * i128::from(Decimal::UNIT);
            let exceeded = Gate::Not(Box::new(Gate::weighted(quota + 1, weights())));
            quantified(*quantifier, Gate::weighted(quota, weights()), exceeded)
        }
    }
}

fn quantified(quantifier: Quantifier, at_least: Gate, at_most: Gate) -> Gate {
    match quantifier {
        Quantifier::AtLeast => at_least,
        Quantifier::AtMost => at_most,
        Quantifier::Exactly => Gate::AtLeast(2, vec![at_least, at_most]),
    }
}
