//! A random case before it is a conflict or a text.

use std::fmt::Write as _;

use rand::seq::SliceRandom;
use rand::{Rng, RngExt};
use rand_chacha::ChaCha8Rng;

use super::Shape;
use super::expression::{Expression, Kind, Variable};
use super::rule::Rule;
use crate::oracle::{Conflict, OptionForm, Preference, Rules, TabulatedRule};

/// What was drawn.
pub(super) struct Draft {
    parties: Vec<String>,
    /// Options in the order of the parties, then issues. In graph form a single one, `state`.
    variables: Vec<Variable>,
    /// Variable → the rules of consent, for issues: each with the condition under which it applies.
    consent: Vec<Vec<(Option<Expression>, Rule)>>,
    infeasible: Vec<Expression>,
    restrictions: Vec<Restriction>,
    wishes: Vec<Wish>,
    /// In graph form party → arcs.
    graph: Option<Vec<Vec<(usize, usize)>>>,
}

struct Restriction {
    party: usize,
    from: Expression,
    to: Expression,
}

/// How a party's preference is written.
pub(super) enum Wish {
    /// Most important first, each perhaps only when something else holds.
    Statements(Vec<(Expression, Option<Expression>)>),
    Weights(Vec<(Expression, i64)>),
    /// Best first.
    Ranking(Vec<Vec<usize>>),
    /// Two columns of statements, most important first.
    Criteria([Vec<Expression>; 2]),
    Nothing,
}

impl Draft {
    pub(super) fn random(rng: &mut ChaCha8Rng, shape: &Shape) -> Self {
        let number = rng.random_range(shape.parties.clone());
        let parties = (1..=number).map(|k| format!("p{k}")).collect();
        if rng.random_bool(shape.graph_share) { Self::random_graph(rng, shape, parties) } else { Self::random_options(rng, shape, parties) }
    }

    fn random_graph(rng: &mut ChaCha8Rng, shape: &Shape, parties: Vec<String>) -> Self {
        let states = rng.random_range(shape.graph_states.clone());
        let chance = rng.random_range(shape.arc_chance.clone());
        let mut arcs = Vec::new();
        let state = Variable {
            path: "state".to_owned(),
            owner: None,
            values: (1..=states).map(|k| format!("s{k}")).collect(),
            kind: Kind::Listed,
            one_way: None,
        };
        let variables = vec![state];
        for _ in &parties {
            let mut of_party = Vec::new();
            for from in 0..states {
                for to in 0..states {
                    if from != to && rng.random_bool(chance) {
                        of_party.push((from, to));
                    }
                }
            }
            arcs.push(of_party);
        }
        let mut draft = Self {
            parties,
            variables,
            consent: vec![Vec::new()],
            infeasible: Vec::new(),
            restrictions: Vec::new(),
            wishes: Vec::new(),
            graph: Some(arcs),
        };
        draft.draw_wishes(rng, shape);
        draft
    }

    fn random_options(rng: &mut ChaCha8Rng, shape: &Shape, parties: Vec<String>) -> Self {
        // how many values each option of each party has, and each issue
        let values = |rng: &mut ChaCha8Rng| {
            if rng.random_bool(shape.three_valued_share) { 3 } else { 2 }
        };
        let mut sizes: Vec<Vec<usize>> = Vec::new();
        for _ in &parties {
            let options = rng.random_range(shape.variables.clone());
            sizes.push((0..options).map(|_| values(rng)).collect());
        }
        let issues: usize = match rng.random_bool(shape.issue_share) {
            false => 0,
            true if shape.most_issues > 2 => rng.random_range(2..=shape.most_issues),
            true => usize::from(rng.random_bool(0.25)) + 1,
        };
        let mut issue_sizes: Vec<usize> = (0..issues).map(|_| values(rng)).collect();
        while sizes.iter().flatten().chain(&issue_sizes).product::<usize>() > shape.combinations {
            let mut large: Vec<usize> = (0..sizes.len()).filter(|&party| sizes[party].len() > 1).collect();
            large.shuffle(rng);
            if let Some(&party) = large.first() {
                sizes[party].pop();
            } else if let Some(three) = sizes.iter_mut().flatten().find(|size| **size == 3) {
                *three = 2;
            } else if issue_sizes.pop().is_none() {
                break;
            }
        }

        let mut variables = Vec::new();
        let mut consent = Vec::new();
        for (party, options) in sizes.iter().enumerate() {
            for (&size, letter) in options.iter().zip(["a", "b", "c", "d", "e", "f"]) {
                let path = format!("{}.{letter}", parties[party]);
                variables.push(variable(rng, shape, path, Some(party), size));
                consent.push(Vec::new());
            }
        }
        for (&size, letter) in issue_sizes.iter().zip(["x", "y", "z", "w"]) {
            variables.push(variable(rng, shape, letter.to_owned(), None, size));
            let mut all: Vec<usize> = (0..parties.len()).collect();
            all.shuffle(rng);
            all.truncate(rng.random_range(2..=parties.len()));
            all.sort_unstable();
            consent.push(vec![(None, Rule::All(all))]);
        }
        if shape.rules_share > 0.0 {
            for variable in 0..variables.len() {
                if variables[variable].owner.is_none() && rng.random_bool(shape.rules_share) {
                    consent[variable] = rules(rng, &variables, parties.len());
                    let upward = if variables[variable].kind == Kind::YesNo { "no -> yes" } else { "upward" };
                    variables[variable].one_way = rng.random_bool(shape.one_way_share).then_some(upward);
                }
            }
        }

        let mut draft =
            Self { parties, variables, consent, infeasible: Vec::new(), restrictions: Vec::new(), wishes: Vec::new(), graph: None };
        if rng.random_bool(shape.infeasible_share) {
            draft.draw_infeasible(rng);
        }
        if rng.random_bool(shape.restriction_share) {
            for _ in 0..rng.random_range(1..=2) {
                draft.restrictions.push(Restriction {
                    party: rng.random_range(0..draft.parties.len()),
                    from: Expression::any(rng, &draft.variables, 1),
                    to: Expression::literal(rng, &draft.variables),
                });
            }
        }
        draft.draw_wishes(rng, shape);
        draft
    }

    fn draw_wishes(&mut self, rng: &mut ChaCha8Rng, shape: &Shape) {
        for party in 0..self.parties.len() {
            let may_be_partial = self.graph.is_none() || shape.graph_partial;
            let wish = if rng.random_bool(shape.unknown_share) {
                Wish::Nothing
            } else if may_be_partial && rng.random_bool(shape.partial_share) {
                Wish::Criteria([(); 2].map(|()| statements(rng, shape, &self.variables)))
            } else {
                self.complete_wish(rng, shape, party)
            };
            self.wishes.push(wish);
        }
    }

    /// A party with another wish than it has, and what follows from it; `None` where the wish it has is incomplete.
    pub(super) fn other_wish(&self, rng: &mut ChaCha8Rng, shape: &Shape) -> Option<(usize, Preference, Wish)> {
        let party = rng.random_range(0..self.parties.len());
        let wish = match &self.wishes[party] {
            Wish::Nothing | Wish::Criteria(_) => return None,
            Wish::Statements(_) | Wish::Weights(_) | Wish::Ranking(_) if rng.random_bool(0.3) => self.complete_wish(rng, shape, party),
            Wish::Statements(all) => {
                let when = rng.random_bool(shape.when_share).then(|| Expression::literal(rng, &self.variables));
                let mut all = all.clone();
                replace_one(rng, &mut all, |rng| (statement(rng, shape, &self.variables), when));
                Wish::Statements(all)
            }
            Wish::Weights(all) => {
                let mut all = all.clone();
                replace_one(rng, &mut all, |rng| (statement(rng, shape, &self.variables), weight(rng)));
                Wish::Weights(all)
            }
            Wish::Ranking(best_first) => {
                let mut tiers = best_first.clone();
                let state = rng.random_range(0..self.variables[0].values.len());
                for tier in &mut tiers {
                    tier.retain(|&each| each != state);
                }
                tiers.retain(|tier| !tier.is_empty());
                tiers.insert(rng.random_range(0..=tiers.len()), vec![state]);
                Wish::Ranking(tiers)
            }
        };
        Some((party, wish.preference(&self.feasible()), wish))
    }

    pub(super) fn set_wish(&mut self, party: usize, wish: Wish) {
        self.wishes[party] = wish;
    }

    /// Up to three conditions, none of which leaves fewer than half of the states there were.
    fn draw_infeasible(&mut self, rng: &mut ChaCha8Rng) {
        for _ in 0..rng.random_range(1..=3) {
            let before = self.feasible().len();
            let first = Expression::literal(rng, &self.variables);
            let second = Expression::literal(rng, &self.variables);
            self.infeasible.push(if rng.random_bool(0.3) {
                Expression::any(rng, &self.variables, 2)
            } else {
                Expression::And(vec![first, second])
            });
            if self.feasible().len() * 2 < before {
                self.infeasible.pop();
            }
        }
    }

    /// A wish that puts all states in order.
    fn complete_wish(&self, rng: &mut ChaCha8Rng, shape: &Shape, party: usize) -> Wish {
        if self.graph.is_some() {
            return Wish::Ranking(ranking(rng, shape, self.variables[0].values.len()));
        }
        let is_weighted = rng.random_bool(shape.weight_share);
        let all = statements(rng, shape, &self.variables);
        let own = rng.random_bool(shape.own_share).then(|| Expression::about(rng, &self.variables, party));
        if is_weighted {
            let mut all: Vec<_> = all.into_iter().map(|holds| (holds, weight(rng))).collect();
            all.extend(own.map(|holds| (holds, 1)));
            return Wish::Weights(all);
        }
        let mut when = || rng.random_bool(shape.when_share).then(|| Expression::literal(rng, &self.variables));
        let mut all: Vec<_> = all.into_iter().map(|holds| (holds, when())).collect();
        all.extend(own.map(|holds| (holds, None)));
        Wish::Statements(all)
    }

    /// The values of each feasible state, in order.
    fn feasible(&self) -> Vec<Vec<usize>> {
        let combinations = self.variables.iter().map(|variable| variable.values.len()).product();
        let digits = |mut code: usize| -> Vec<usize> {
            let digit = |variable: &Variable| {
                let value = code % variable.values.len();
                code /= variable.values.len();
                value
            };
            self.variables.iter().map(digit).collect()
        };
        let is_feasible = |values: &Vec<usize>| !self.infeasible.iter().any(|condition| condition.holds(values));
        (0..combinations).map(digits).filter(is_feasible).collect()
    }

    pub(super) fn conflict(&self) -> Conflict {
        let values = self.feasible();
        let arcs = match &self.graph {
            Some(arcs) => {
                let of_state =
                    |arcs: &[(usize, usize)], state: usize| arcs.iter().filter(|(from, _)| *from == state).map(|(_, to)| *to).collect();
                arcs.iter().map(|arcs| (0..values.len()).map(|state| of_state(arcs, state)).collect()).collect()
            }
            None => {
                let targets =
                    |party: usize, from: usize| (0..values.len()).filter(|&to| self.can_move(party, &values[from], &values[to])).collect();
                let of_party = |party| (0..values.len()).map(|from| targets(party, from)).collect();
                (0..self.parties.len()).map(of_party).collect()
            }
        };
        let name = |values: &Vec<usize>| {
            let words = self.variables.iter().zip(values).map(|(variable, &value)| variable.values[value].as_str());
            words.collect::<Vec<_>>().join(" ")
        };
        Conflict {
            parties: self.parties.clone(),
            states: values.len(),
            names: values.iter().map(name).collect(),
            arcs,
            preference: self.wishes.iter().map(|wish| wish.preference(&values)).collect(),
            option_form: self.graph.is_none().then(|| OptionForm {
                variables: self.variables.iter().map(|variable| variable.path.clone()).collect(),
                owner: self.variables.iter().map(|variable| variable.owner).collect(),
                values,
            }),
        }
    }

    fn can_move(&self, party: usize, from: &[usize], to: &[usize]) -> bool {
        let allowed = |(k, variable): (usize, &Variable)| {
            let may_alone = || match variable.owner {
                Some(owner) => owner == party,
                None => self.rule_at(k, from).is_some_and(|rule| rule.names().contains(&party) && rule.is_met(1 << party)),
            };
            from[k] == to[k] || variable.may_change(from[k], to[k]) && may_alone()
        };
        let is_forbidden =
            |restriction: &Restriction| restriction.party == party && restriction.from.holds(from) && restriction.to.holds(to);
        from != to && self.variables.iter().enumerate().all(allowed) && !self.restrictions.iter().any(is_forbidden)
    }

    /// The rule by which an issue is decided in a state.
    fn rule_at(&self, variable: usize, values: &[usize]) -> Option<&Rule> {
        let applies = |when: &Option<Expression>| when.as_ref().is_none_or(|when| when.holds(values));
        self.consent[variable].iter().find(|(when, _)| applies(when)).map(|(_, rule)| rule)
    }

    /// The rules of consent and what restricts joint moves, tabulated.
    pub(super) fn rules(&self) -> Rules {
        let states = self.feasible();
        let everywhere = |condition: &Expression| states.iter().map(|values| condition.holds(values)).collect::<Vec<bool>>();
        let tabulated = |(when, rule): &(Option<Expression>, Rule)| TabulatedRule {
            applies: when.as_ref().map_or_else(|| vec![true; states.len()], everywhere),
            met: (0..1 << self.parties.len()).map(|set| rule.is_met(set)).collect(),
            names: rule.names().into_iter().fold(0, |set, party| set | 1 << party),
        };
        let of = |(variable, rules): (&Variable, &Vec<(Option<Expression>, Rule)>)| {
            (variable.owner.is_none() && self.graph.is_none()).then(|| rules.iter().map(tabulated).collect())
        };
        let changes = |variable: &Variable| {
            let values = 0..variable.values.len();
            values.clone().map(|from| values.clone().map(|to| variable.may_change(from, to)).collect()).collect()
        };
        Rules {
            of: self.variables.iter().zip(&self.consent).map(of).collect(),
            changes: self.variables.iter().map(changes).collect(),
            forbidden: self.restrictions.iter().map(|Restriction { party, from, to }| (*party, everywhere(from), everywhere(to))).collect(),
        }
    }

    pub(super) fn text(&self, number: u64) -> String {
        let mut text = String::new();
        self.write(&mut text, number).expect("writing to a string does not fail");
        text
    }

    fn write(&self, text: &mut String, number: u64) -> std::fmt::Result {
        let written = |expression: &Expression| expression.written(&self.variables);
        writeln!(text, "format = 1\ntitle = \"random {number}\"\nas_of = 2000-01-01")?;
        for (party, id) in self.parties.iter().enumerate() {
            writeln!(text, "\n[party.{id}]\nname = \"Party {}\"\nkind = \"state\"", party + 1)?;
            for variable in self.variables.iter().filter(|variable| variable.owner == Some(party)) {
                let letter = variable.path.rsplit('.').next().unwrap_or_default();
                writeln!(text, "\n[party.{id}.option.{letter}]\nname = \"{letter}\"")?;
                variable.write_values(text)?;
            }
        }
        if let Some(arcs) = &self.graph {
            let name = |state: usize| format!("\"s{}\"", state + 1);
            let pair = |&(from, to): &(usize, usize)| format!("[{}, {}]", name(from), name(to));
            let states = self.variables[0].values.len();
            writeln!(text, "\n[graph]\nstates = [{}]", list((0..states).map(name)))?;
            writeln!(text, "\n[graph.arcs]")?;
            for (id, arcs) in self.parties.iter().zip(arcs) {
                writeln!(text, "{id} = [{}]", list(arcs.iter().map(pair)))?;
            }
        } else {
            for (variable, consent) in self.variables.iter().zip(&self.consent) {
                if variable.owner.is_none() {
                    let path = &variable.path;
                    let rule = |(when, rule): &(Option<Expression>, Rule)| {
                        let when = when.as_ref().map_or_else(String::new, |when| format!("when = \"{}\", ", written(when)));
                        format!("{{ {when}rule = \"{}\" }}", rule.written(&self.parties))
                    };
                    writeln!(text, "\n[issue.{path}]\nname = \"{path}\"")?;
                    variable.write_values(text)?;
                    writeln!(text, "decided_by = [{}]", list(consent.iter().map(rule)))?;
                }
            }
        }
        for condition in &self.infeasible {
            writeln!(text, "\n[[infeasible]]\nwhen = \"{}\"\nbecause = \"random\"", written(condition))?;
        }
        for Restriction { party, from, to } in &self.restrictions {
            writeln!(text, "\n[[restriction]]\nparty = \"{}\"", self.parties[*party])?;
            writeln!(text, "from = \"{}\"\nto = \"{}\"\nbecause = \"random\"", written(from), written(to))?;
        }
        for (id, wish) in self.parties.iter().zip(&self.wishes) {
            wish.write(text, id, &self.variables)?;
        }
        writeln!(text, "\n[frame.all]\nvary = [\"*\"]")
    }
}

impl Variable {
    /// Whether the value may be changed so, by whoever may.
    fn may_change(&self, from: usize, to: usize) -> bool {
        match self.one_way {
            None => true,
            Some("yes -> no") => to < from,
            Some(_) => to > from,
        }
    }

    fn write_values(&self, text: &mut String) -> std::fmt::Result {
        if self.kind == Kind::Listed {
            writeln!(text, "values = [{}]", list(self.values.iter().map(|value| format!("\"{value}\""))))?;
        }
        if let Some(moves) = self.one_way {
            writeln!(text, "moves = \"{moves}\"")?;
        }
        Ok(())
    }
}

impl Wish {
    fn preference(&self, states: &[Vec<usize>]) -> Preference {
        let of_each = |value: &dyn Fn(&[usize]) -> i64| states.iter().map(|values| value(values)).collect();
        // each statement that holds is worth more than all that come after it together
        let in_order = |holds: &mut dyn Iterator<Item = bool>| holds.fold(0, |sum, holds| 2 * sum + i64::from(holds));
        match self {
            Self::Nothing => Preference::Unknown,
            Self::Statements(all) => Preference::Ranked(of_each(&|values| {
                in_order(&mut all.iter().map(|(holds, when)| holds.holds(values) || when.as_ref().is_some_and(|when| !when.holds(values))))
            })),
            Self::Weights(all) => {
                Preference::Ranked(of_each(&|values| all.iter().filter(|(holds, _)| holds.holds(values)).map(|(_, weight)| weight).sum()))
            }
            Self::Ranking(best_first) => {
                let mut rank = vec![0; states.len()];
                for (tier, level) in best_first.iter().rev().zip(0..) {
                    for &state in tier {
                        rank[state] = level;
                    }
                }
                Preference::Ranked(rank)
            }
            Self::Criteria(columns) => {
                let column = |statements: &Vec<Expression>| {
                    of_each(&|values| in_order(&mut statements.iter().map(|statement| statement.holds(values))))
                };
                Preference::Columns(columns.iter().map(column).collect())
            }
        }
    }

    fn write(&self, text: &mut String, id: &str, variables: &[Variable]) -> std::fmt::Result {
        match self {
            Self::Nothing => {}
            Self::Statements(all) => {
                for (holds, when) in all {
                    writeln!(text, "\n[[preference.{id}.statement]]\nholds = \"{}\"", holds.written(variables))?;
                    if let Some(when) = when {
                        writeln!(text, "when = \"{}\"", when.written(variables))?;
                    }
                }
            }
            Self::Weights(all) => {
                for (holds, weight) in all {
                    writeln!(text, "\n[[preference.{id}.weight]]\nholds = \"{}\"", holds.written(variables))?;
                    writeln!(text, "weight = {weight}")?;
                }
            }
            Self::Ranking(best_first) => {
                let tier =
                    |tier: &Vec<usize>| format!("[{}]", list(tier.iter().map(|&state| format!("\"{}\"", variables[0].values[state]))));
                writeln!(text, "\n[preference.{id}]\nranking = [{}]", list(best_first.iter().map(tier)))?;
            }
            Self::Criteria(columns) => {
                for column in columns {
                    let statements = column.iter().map(|statement| format!("\"{}\"", statement.written(variables)));
                    writeln!(text, "\n[[preference.{id}.criterion]]\nstatements = [{}]", list(statements))?;
                }
            }
        }
        Ok(())
    }
}

fn list(items: impl Iterator<Item = String>) -> String {
    items.collect::<Vec<_>>().join(", ")
}

fn variable(rng: &mut ChaCha8Rng, shape: &Shape, path: String, owner: Option<usize>, size: usize) -> Variable {
    let is_named = size > 2 || rng.random_bool(shape.named_share);
    let is_one_way = owner.is_some() && rng.random_bool(shape.one_way_share);
    let (kind, values, one_way) = if is_named {
        (Kind::Listed, (0..size).map(|k| format!("v{k}")).collect(), "upward")
    } else {
        let one_way = if rng.random_bool(0.5) { "yes -> no" } else { "no -> yes" };
        (Kind::YesNo, vec!["no".to_owned(), "yes".to_owned()], one_way)
    };
    Variable { path, owner, values, kind, one_way: is_one_way.then_some(one_way) }
}

/// One to three rules, all but the last under conditions, and sometimes the last too.
fn rules(rng: &mut ChaCha8Rng, variables: &[Variable], parties: usize) -> Vec<(Option<Expression>, Rule)> {
    let number = rng.random_range(1..=3);
    let last_is_conditional = rng.random_bool(0.2);
    (1..=number)
        .map(|k| {
            let when = (k < number || last_is_conditional).then(|| Expression::any(rng, variables, 1));
            (when, Rule::random(rng, parties))
        })
        .collect()
}

fn statements(rng: &mut ChaCha8Rng, shape: &Shape, variables: &[Variable]) -> Vec<Expression> {
    let number = if rng.random_bool(shape.tie_share) { rng.random_range(1..=2) } else { rng.random_range(shape.statements.clone()) };
    (0..number).map(|_| statement(rng, shape, variables)).collect()
}

fn statement(rng: &mut ChaCha8Rng, shape: &Shape, variables: &[Variable]) -> Expression {
    let depth = rng.random_range(shape.depth.clone());
    Expression::any(rng, variables, depth)
}

/// One to nine, for or against.
fn weight(rng: &mut ChaCha8Rng) -> i64 {
    let size = rng.random_range(1..=9);
    if rng.random_bool(0.5) { size } else { -size }
}

/// Puts something new in a random place.
fn replace_one<T>(rng: &mut ChaCha8Rng, all: &mut [T], new: impl FnOnce(&mut ChaCha8Rng) -> T) {
    let place = rng.random_range(0..all.len());
    all[place] = new(rng);
}

/// A random weak order, best first.
fn ranking(rng: &mut (impl Rng + ?Sized), shape: &Shape, states: usize) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..states).collect();
    order.shuffle(rng);
    let mut tiers: Vec<Vec<usize>> = Vec::new();
    for state in order {
        match tiers.last_mut() {
            Some(tier) if rng.random_bool(shape.tie_share) => tier.push(state),
            _ => tiers.push(vec![state]),
        }
    }
    tiers
}
