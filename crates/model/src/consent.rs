//! Rules of consent: which sets of parties may decide.

use crate::diagnostic::{Span, suggest};
use crate::evidence::Basis;
use crate::expression::{Expression, Name, Problem, Quantifier, Syntax, SyntaxKind, parse};
use crate::index::{Id, IndexVec, PartyId, WeightId};
use crate::number::Decimal;
use crate::party::Party;
use crate::phase::Window;

/// A rule over sets of parties. Readers accept only rules that are monotone: whoever joins a set that may decide does not take
/// that right away.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Rule {
    /// The same for every set.
    Constant(bool),
    /// This party consents.
    Party(PartyId),
    /// All of these.
    All(Vec<Rule>),
    /// Any of these.
    Any(Vec<Rule>),
    /// Not so.
    Not(Box<Rule>),
    /// As many of these as the number asks.
    Count(Quantifier, u64, Vec<Rule>),
    /// These parties' weights together reach the number.
    Weighted(Quantifier, u64, WeightId, Vec<(PartyId, Decimal)>),
}

/// A rule with the conditions under which it applies.
#[derive(Clone, PartialEq, Debug)]
pub struct ConsentRule {
    /// The phases in which it applies.
    pub window: Window,
    /// The states in which it applies; everywhere if none.
    pub when: Option<Expression>,
    /// Who may decide.
    pub rule: Rule,
    /// The rule as it was written.
    pub text: String,
    /// What it rests on.
    pub basis: Basis,
    /// Where it stands.
    pub span: Span,
}

impl Rule {
    /// Whether the parties for which `consents` says yes may decide together.
    #[must_use]
    pub fn is_met(&self, consents: &dyn Fn(PartyId) -> bool) -> bool {
        match self {
            Self::Constant(constant) => *constant,
            Self::Party(party) => consents(*party),
            Self::All(parts) => parts.iter().all(|part| part.is_met(consents)),
            Self::Any(parts) => parts.iter().any(|part| part.is_met(consents)),
            Self::Not(inner) => !inner.is_met(consents),
            Self::Count(quantifier, number, parts) => {
                quantifier.admits(parts.iter().filter(|part| part.is_met(consents)).count() as u64, *number)
            }
            Self::Weighted(quantifier, number, _, members) => {
                let sum: i128 =
                    members.iter().filter(|(party, _)| consents(*party)).map(|(_, weight)| i128::from(weight.billionths())).sum();
                let number = i128::from(*number) * i128::from(Decimal::UNIT);
                match quantifier {
                    Quantifier::AtLeast => sum >= number,
                    Quantifier::AtMost => sum <= number,
                    Quantifier::Exactly => sum == number,
                }
            }
        }
    }

    /// Whether one party may decide alone.
    #[must_use]
    pub fn is_met_by(&self, party: PartyId) -> bool {
        self.is_met(&|other| other == party)
    }

    /// The parties that it mentions, ascending.
    #[must_use]
    pub fn parties(&self) -> Vec<PartyId> {
        let mut found = Vec::new();
        self.collect(&mut found);
        found.sort_unstable();
        found.dedup();
        found
    }

    fn collect(&self, found: &mut Vec<PartyId>) {
        match self {
            Self::Constant(_) => {}
            Self::Party(party) => found.push(*party),
            Self::All(parts) | Self::Any(parts) | Self::Count(_, _, parts) => parts.iter().for_each(|part| part.collect(found)),
            Self::Not(inner) => inner.collect(found),
            Self::Weighted(_, _, _, members) => found.extend(members.iter().map(|(party, _)| *party)),
        }
    }

    /// Whether it is monotone: proved by its form, or for up to [`Self::ENUMERABLE`] parties by trying all sets; none if
    /// neither can tell.
    #[must_use]
    pub fn is_monotone(&self) -> Option<bool> {
        if self.is_positive() {
            return Some(true);
        }
        let parties = self.parties();
        if parties.len() > Self::ENUMERABLE {
            return None;
        }
        let met: Vec<bool> = (0u32..1 << parties.len())
            .map(|set| self.is_met(&|party| parties.iter().position(|known| *known == party).is_some_and(|bit| set >> bit & 1 == 1)))
            .collect();
        Some((0..met.len()).all(|set| !met[set] || (0..parties.len()).all(|bit| met[set | 1 << bit])))
    }

    /// The smallest sets of parties that satisfy it, by size and then in order; none where it mentions more than [`Self::ENUMERABLE`]
    /// parties and is not just the consent of all of them.
    ///
    /// The rule must be monotone. It never holds: no set. It always holds: the empty set.
    #[must_use]
    pub fn smallest_sets(&self) -> Option<Vec<Vec<PartyId>>> {
        let parties = self.parties();
        if let Self::All(parts) = self
            && parts.iter().all(|part| matches!(part, Self::Party(_)))
        {
            return Some(vec![parties]);
        }
        if parties.len() > Self::ENUMERABLE {
            return None;
        }
        let mut sets: Vec<u32> = (0..1 << parties.len()).collect();
        sets.sort_by_key(|set| (set.count_ones(), set.reverse_bits().wrapping_neg()));
        let mut smallest: Vec<u32> = Vec::new();
        for set in sets {
            let has = |party: PartyId| parties.binary_search(&party).is_ok_and(|bit| set >> bit & 1 == 1);
            if !smallest.iter().any(|smaller| smaller & set == *smaller) && self.is_met(&has) {
                smallest.push(set);
            }
        }
        let named = |set: &u32| parties.iter().enumerate().filter(|(bit, _)| set >> bit & 1 == 1).map(|(_, party)| *party).collect();
        Some(smallest.iter().map(named).collect())
    }

    /// The rule with other parties in the places of those that it names; where `acting` gives none, nobody consents in that place.
    #[must_use]
    pub fn with_parties(&self, acting: &dyn Fn(PartyId) -> Option<PartyId>) -> Self {
        let all = |parts: &[Self]| parts.iter().map(|part| part.with_parties(acting)).collect();
        match self {
            Self::Constant(constant) => Self::Constant(*constant),
            Self::Party(party) => acting(*party).map_or(Self::Constant(false), Self::Party),
            Self::All(parts) => Self::All(all(parts)),
            Self::Any(parts) => Self::Any(all(parts)),
            Self::Not(inner) => Self::Not(Box::new(inner.with_parties(acting))),
            Self::Count(quantifier, number, parts) => Self::Count(*quantifier, *number, all(parts)),
            Self::Weighted(quantifier, number, weight, members) => {
                let member = |(party, weight): &(PartyId, Decimal)| Some((acting(*party)?, *weight));
                Self::Weighted(*quantifier, *number, *weight, members.iter().filter_map(member).collect())
            }
        }
    }

    /// How many parties a rule may mention for its monotonicity to be tried out.
    pub const ENUMERABLE: usize = 16;

    /// Whether its form alone proves it monotone.
    fn is_positive(&self) -> bool {
        match self {
            Self::Constant(_) | Self::Party(_) => true,
            Self::All(parts) | Self::Any(parts) | Self::Count(Quantifier::AtLeast, _, parts) => parts.iter().all(Self::is_positive),
            Self::Weighted(Quantifier::AtLeast, _, _, members) => members.iter().all(|(_, weight)| weight.billionths() >= 0),
            Self::Not(_) | Self::Count(..) | Self::Weighted(..) => false,
        }
    }
}

/// The names that rules may use: parties and kinds of weight.
pub struct Consenters<'a> {
    /// The parties.
    pub parties: &'a IndexVec<PartyId, Party>,
    /// The names of the kinds of weight.
    pub weights: &'a IndexVec<WeightId, String>,
}

impl Consenters<'_> {
    /// Reads a rule such as `ussr and usa`, `at least 2 of (a, b, c)`, `at least 255 of weight.votes in (ec.members)`.
    ///
    /// # Errors
    /// All faults, also that the rule is not monotone.
    pub fn read(&self, text: &str) -> Result<Rule, Vec<Problem>> {
        let syntax = parse(text).map_err(|problem| vec![problem])?;
        let mut problems = Vec::new();
        let rule = self.walk(&syntax, &mut problems);
        if !problems.is_empty() {
            return Err(problems);
        }
        let refused = match rule.is_monotone() {
            Some(true) => return Ok(rule),
            Some(false) => "the rule is not monotone: a set of parties may decide, and may no longer when another party joins".to_owned(),
            None => format!(
                "the rule cannot be proved monotone: it uses more than `and`, `or`, `at least`, over more than {} parties",
                Rule::ENUMERABLE
            ),
        };
        Err(vec![Problem {
            code: "not-monotone",
            range: 0..text.len(),
            message: refused,
            help: Some("write who must consent, with `and`, `or`, `at least`".into()),
        }])
    }

    fn party(&self, name: &Name) -> Result<PartyId, Problem> {
        self.parties.enumerated().find(|(_, party)| party.id == name.text).map(|(id, _)| id).ok_or_else(|| Problem {
            code: "unknown-name",
            range: name.range.clone(),
            message: format!("there is no party `{}`", name.text),
            help: suggest(&name.text, self.parties.iter().map(|party| party.id.as_str())),
        })
    }

    /// The parties that an item of a list stands for: a party, or `x.members`.
    fn listed(&self, name: &Name) -> Result<Vec<PartyId>, Problem> {
        match name.text.strip_suffix(".members") {
            Some(body) => {
                let body = self.party(&Name { text: body.into(), range: name.range.clone(), quoted: false })?;
                let members: Vec<PartyId> = self.parties[body].members.iter().map(|member| member.party).collect();
                if members.is_empty() {
                    return Err(Problem {
                        code: "no-members",
                        range: name.range.clone(),
                        message: format!("`{}` has no members", self.parties[body].id),
                        help: Some(format!("list them: [party.{}] members = […]", self.parties[body].id)),
                    });
                }
                Ok(members)
            }
            None => Ok(vec![self.party(name)?]),
        }
    }

    fn walk(&self, syntax: &Syntax, problems: &mut Vec<Problem>) -> Rule {
        match &syntax.kind {
            SyntaxKind::Constant(constant) => Rule::Constant(*constant),
            SyntaxKind::Name(name) => match self.listed(name) {
                Ok(parties) if parties.len() == 1 && !name.text.ends_with(".members") => Rule::Party(parties[0]),
                Ok(parties) => Rule::All(parties.into_iter().map(Rule::Party).collect()),
                Err(problem) => {
                    problems.push(problem);
                    Rule::Constant(false)
                }
            },
            SyntaxKind::Comparison(_) | SyntaxKind::After(_) => {
                problems.push(Problem {
                    code: "misplaced",
                    range: syntax.range.clone(),
                    message: "found a condition on states or events, expected parties".into(),
                    help: Some("a rule that holds only at times is written { when = …, until = …, rule = … }".into()),
                });
                Rule::Constant(false)
            }
            SyntaxKind::Not(inner) => Rule::Not(Box::new(self.walk(inner, problems))),
            SyntaxKind::And(parts) => Rule::All(parts.iter().map(|part| self.walk(part, problems)).collect()),
            SyntaxKind::Or(parts) => Rule::Any(parts.iter().map(|part| self.walk(part, problems)).collect()),
            SyntaxKind::Implies(condition, consequence) => {
                Rule::Any(vec![Rule::Not(Box::new(self.walk(condition, problems))), self.walk(consequence, problems)])
            }
            SyntaxKind::Iff(left, right) => {
                // both or neither: not just one of the two, which mentions each once where chains would grow without bound
                let members = vec![self.walk(left, problems), self.walk(right, problems)];
                Rule::Not(Box::new(Rule::Count(Quantifier::Exactly, 1, members)))
            }
            SyntaxKind::Count(count) => {
                let Some(weight) = &count.weight else {
                    let mut members = Vec::new();
                    for member in &count.members {
                        match &member.kind {
                            SyntaxKind::Name(name) => match self.listed(name) {
                                Ok(parties) => members.extend(parties.into_iter().map(Rule::Party)),
                                Err(problem) => problems.push(problem),
                            },
                            _ => members.push(self.walk(member, problems)),
                        }
                    }
                    return Rule::Count(count.quantifier, count.number, members);
                };
                self.weighted(count.quantifier, count.number, weight, &count.members, problems)
            }
        }
    }

    fn weighted(&self, quantifier: Quantifier, number: u64, weight: &Name, members: &[Syntax], problems: &mut Vec<Problem>) -> Rule {
        let wanted = weight.text.strip_prefix("weight.").unwrap_or(&weight.text);
        let Some((weight_id, _)) = self.weights.enumerated().find(|(_, known)| *known == wanted) else {
            problems.push(Problem {
                code: "unknown-name",
                range: weight.range.clone(),
                message: format!("no party has a weight `{wanted}`"),
                help: suggest(wanted, self.weights.iter().map(String::as_str))
                    .or_else(|| Some(format!("give it: [party.NAME.weight] {wanted} = …"))),
            });
            return Rule::Constant(false);
        };
        let mut weighed = Vec::new();
        for member in members {
            let SyntaxKind::Name(name) = &member.kind else {
                problems.push(Problem {
                    code: "misplaced",
                    range: member.range.clone(),
                    message: "found an expression, expected the name of a party: weights are summed over parties".into(),
                    help: None,
                });
                continue;
            };
            let parties = match self.listed(name) {
                Ok(parties) => parties,
                Err(problem) => {
                    problems.push(problem);
                    continue;
                }
            };
            for party in parties {
                match self.parties[party].weights.iter().find(|(known, _)| *known == weight_id) {
                    Some((_, weight)) => weighed.push((party, *weight)),
                    None => problems.push(Problem {
                        code: "no-weight",
                        range: name.range.clone(),
                        message: format!("`{}` has no weight `{wanted}`", self.parties[party].id),
                        help: Some(format!("give it: [party.{}.weight] {wanted} = …", self.parties[party].id)),
                    }),
                }
            }
        }
        weighed.sort_unstable_by_key(|(party, _)| party.index());
        weighed.dedup_by_key(|(party, _)| *party);
        Rule::Weighted(quantifier, number, weight_id, weighed)
    }
}
