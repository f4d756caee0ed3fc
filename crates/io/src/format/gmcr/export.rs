//! Writing `.gmcr`.

use super::Alternatives;
use crate::format::draft::Direction;
use crate::format::json::shortened;
use detente_model::consent::{ConsentRule, Rule};
use detente_model::expression::{Expression, Quantifier, Value};
use detente_model::index::{FrameId, Id, IndexVec, PartyId, VariableId};
use detente_model::order::Ladder;
use detente_model::party::Party;
use detente_model::phase::Phase;
use detente_model::preference::Preference;
use detente_model::variable::{Controller, Moves, Variable};
use detente_model::{Case, Diagnostic, Span, diagnostic};
use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};

/// The most alternatives that one condition is written as.
const MAXIMAL_ALTERNATIVES: usize = 1000;
/// The most options with which a manual ranking is written: all combinations are gone through.
const MAXIMAL_RANKED_OPTIONS: usize = 20;
/// The most states that a manual ranking lists.
const MAXIMAL_RANKED_STATES: usize = 10_000;

/// Writes a frame of a case as `.gmcr`: its varying yes/no options under the parties that control them, what cannot be, one-way
/// options, ordered statements as conditions; where a party's preference has any other form, manual rankings for all parties.
/// A party that controls nothing in the frame and states no preference is left out. Titles, sources, reasons, the status quo
/// and what is held are not in the file.
///
/// # Errors
/// Everything that the format cannot say: graph cases, issues that several parties decide, variables with other values than no
/// and yes, restrictions other than states that a party does not see, unknown preferences, partial orders, and what would be
/// too large.
pub fn export(case: &Case, frame: FrameId) -> Result<String, Vec<Diagnostic>> {
    if let Some(graph) = &case.graph {
        return Err(vec![refusal("a case given by states and arcs cannot be written: the format knows options only", graph.span)]);
    }
    let mut writer = Writer::new(case, frame);
    let infeasible = writer.infeasible();
    let unseen = writer.restrictions();
    let preferences = writer.preferences();
    let mut reasons = writer.reasons;
    if !reasons.is_empty() {
        diagnostic::sort(&mut reasons);
        return Err(reasons);
    }
    let mut makers = Vec::new();
    for (index, (party, preference)) in writer.makers.iter().zip(&preferences).enumerate() {
        let options: Vec<usize> = (0..writer.columns.len()).filter(|column| writer.owners[*column] == index).collect();
        let mut maker = serde_json::Map::new();
        maker.insert("name".into(), case.parties[*party].name.clone().into());
        maker.insert("options".into(), options.into());
        let statements = if let Wanted::Statements(statements) = preference { statements.as_slice() } else { &[] };
        maker.insert("preferences".into(), statements.iter().map(condition_json).collect());
        if let Wanted::Ranking(tiers) = preference {
            let written = |tier: &Vec<usize>| match tier.as_slice() {
                [one] => serde_json::Value::from(*one),
                several => serde_json::Value::from(several),
            };
            let tiers: serde_json::Value = tiers.iter().map(written).collect();
            maker.insert("preferenceRanking".into(), tiers.clone());
            maker.insert("preferenceVector".into(), tiers);
        }
        let states: Vec<serde_json::Value> =
            unseen.iter().filter(|(who, _)| who == party).flat_map(|(_, states)| states.iter().map(plain_json)).collect();
        if !states.is_empty() {
            maker.insert("misperceptions".into(), states.into());
        }
        makers.push(serde_json::Value::Object(maker));
    }
    let options = writer.columns.iter().zip(&writer.directions).map(|(variable, direction)| {
        let direction = match direction {
            Direction::Both => "both",
            Direction::Forward => "fwd",
            Direction::Back => "back",
        };
        serde_json::json!({ "name": case.variables[*variable].name, "permittedDirection": direction })
    });
    let manual = preferences.iter().any(|preference| matches!(preference, Wanted::Ranking(_)));
    let lists = [
        ("options", options.collect::<Vec<_>>()),
        ("decisionMakers", makers),
        ("infeasibles", infeasible.iter().map(plain_json).collect()),
    ];
    let mut text = String::from("{\n");
    for (name, items) in lists {
        let lines: Vec<String> = items.iter().map(|item| format!("\n    {item}")).collect();
        text.push_str(&format!("  \"{name}\": [{}\n  ],\n", lines.join(",")));
    }
    text.push_str(&format!("  \"useManualPreferenceRanking\": {manual},\n  \"useManualPreferenceVectors\": {manual},\n"));
    text.push_str(&format!("  \"program\": \"détente\",\n  \"version\": \"{}\"\n}}\n", env!("CARGO_PKG_VERSION")));
    Ok(text)
}

fn refusal(message: impl Into<String>, at: Span) -> Diagnostic {
    Diagnostic::error("not-in-gmcr", message).at(at, "")
}

fn plain_json(plain: &BTreeMap<usize, bool>) -> serde_json::Value {
    plain.iter().map(|(column, yes)| serde_json::json!([column, if *yes { "Y" } else { "N" }])).collect()
}

fn condition_json(condition: &Alternatives) -> serde_json::Value {
    match condition.as_slice() {
        [plain] => plain_json(plain),
        members => serde_json::json!({ "compound": true, "members": members.iter().map(plain_json).collect::<Vec<_>>() }),
    }
}

/// A party's preference as the format says it.
enum Wanted {
    Statements(Vec<Alternatives>),
    Ranking(Vec<Vec<usize>>),
}

struct Writer<'a> {
    case: &'a Case,
    frame: FrameId,
    /// The parties that are written.
    makers: Vec<PartyId>,
    /// The varying options, party by party.
    columns: Vec<VariableId>,
    /// For each column the position of its party among the makers.
    owners: Vec<usize>,
    directions: Vec<Direction>,
    reasons: Vec<Diagnostic>,
}

impl<'a> Writer<'a> {
    fn new(case: &'a Case, frame: FrameId) -> Self {
        let mut writer =
            Self { case, frame, makers: Vec::new(), columns: Vec::new(), owners: Vec::new(), directions: Vec::new(), reasons: Vec::new() };
        let phase = &case.frames[frame].phase;
        let mut controlled: Vec<(PartyId, VariableId, Direction)> = Vec::new();
        for &variable in &case.frames[frame].vary {
            let entry = &case.variables[variable];
            let before = writer.reasons.len();
            if !entry.is_yes_no() {
                let message = format!("`{}` has the values {}, the format knows no and yes only", entry.id, entry.value_list());
                writer.reasons.push(refusal(message, entry.span));
            }
            let owner = alone(entry, &case.parties, phase);
            if owner.is_none() {
                let message = format!("`{}` is not controlled by one party alone, the format knows only options that are", entry.id);
                writer.reasons.push(refusal(message, entry.span));
            }
            let direction = direction(&entry.moves);
            if direction.is_none() && entry.is_yes_no() {
                writer.reasons.push(refusal(format!("`{}` may not change at all; hold it in the frame instead", entry.id), entry.span));
            }
            if let (Some(owner), Some(direction), true) = (owner, direction, writer.reasons.len() == before) {
                controlled.push((owner, variable, direction));
            }
        }
        for (party, entry) in case.parties.enumerated() {
            let controls = controlled.iter().any(|(owner, ..)| *owner == party);
            if controls || entry.window.is_open(phase) && !case.preferences[party].is_unknown() {
                writer.makers.push(party);
            }
        }
        controlled.sort_by_key(|(owner, variable, _)| (*owner, *variable));
        for (owner, variable, direction) in controlled {
            writer.columns.push(variable);
            writer.owners.push(writer.makers.iter().position(|maker| *maker == owner).unwrap_or(0));
            writer.directions.push(direction);
        }
        writer
    }

    fn phase(&self) -> &'a Phase {
        &self.case.frames[self.frame].phase
    }

    fn simplified(&self, expression: &Expression) -> Expression {
        let frame = &self.case.frames[self.frame];
        expression.simplified(&|variable| frame.held(variable), &frame.phase)
    }

    /// The alternatives that an expression consists of; none, with the reason noted, if it cannot be written.
    fn alternatives(&mut self, expression: &Expression, text: &str, span: Span) -> Option<Alternatives> {
        let simplified = self.simplified(expression);
        let columns = &self.columns;
        match Alternation::new(&|variable| columns.iter().position(|column| *column == variable)).alternatives_of(&simplified, true) {
            Ok(alternatives) => Some(alternatives),
            Err(Unsaid::TooLarge) => {
                let message = format!("`{}` would need more than {MAXIMAL_ALTERNATIVES} alternatives", shortened(text));
                self.reasons.push(refusal(message, span));
                None
            }
            Err(Unsaid::Variable(variable)) => {
                // a varying variable that is refused has its reason already
                if !self.case.frames[self.frame].vary.contains(&variable) {
                    let name = &self.case.variables[variable].id;
                    let message = format!("`{}` mentions `{name}`, which the frame neither varies nor holds", shortened(text));
                    self.reasons.push(refusal(message, span));
                }
                None
            }
        }
    }

    fn infeasible(&mut self) -> Alternatives {
        let case = self.case;
        let phase = self.phase();
        let mut all = Vec::new();
        for constraint in case.constraints.iter().filter(|constraint| constraint.window.is_open(phase)) {
            all.extend(self.alternatives(&constraint.when, &constraint.text, constraint.span).unwrap_or_default());
        }
        all
    }

    /// The states that parties do not see: restrictions in pairs, from them to anywhere and from anywhere to them.
    fn restrictions(&mut self) -> Vec<(PartyId, Alternatives)> {
        let case = self.case;
        let phase = self.phase();
        let open: Vec<_> = case
            .restrictions
            .iter()
            .filter(|restriction| restriction.window.is_open(phase))
            .map(|restriction| (restriction, self.simplified(&restriction.from), self.simplified(&restriction.to)))
            .filter(|(_, from, to)| *from != Expression::Constant(false) && *to != Expression::Constant(false))
            .collect();
        let always = Expression::Constant(true);
        let mut unseen = Vec::new();
        for (restriction, from, to) in &open {
            let partner =
                open.iter().any(|(other, other_from, other_to)| other.party == restriction.party && other_from == to && other_to == from);
            match restriction.party {
                Some(party) if partner && *to == always => {
                    unseen.extend(self.alternatives(from, &restriction.text.0, restriction.span).map(|states| (party, states)));
                }
                Some(_) if partner && *from == always => {}
                _ => self.reasons.push(refusal("the format cannot forbid single moves, only make options one-way", restriction.span)),
            }
        }
        unseen
    }

    fn preferences(&mut self) -> Vec<Wanted> {
        let case = self.case;
        let phase = self.phase();
        let only_statements = |preference: &Preference| {
            preference.ranking.is_none() && preference.criteria.is_empty() && preference.comparisons.is_empty() && !preference.is_cardinal()
        };
        let makers = self.makers.clone();
        for party in &makers {
            if case.preferences[*party].is_unknown() {
                let entry = &case.parties[*party];
                let message = format!("what `{}` wants is unknown, which the format cannot say", entry.id);
                self.reasons.push(refusal(message, entry.span).help("leave its options out of the frame, or state its preference"));
            }
        }
        if makers.iter().all(|party| only_statements(&case.preferences[*party])) {
            return makers.iter().map(|party| self.statements(&case.preferences[*party], phase)).collect();
        }
        let states = if self.reasons.is_empty() { self.feasible() } else { None };
        let Some(states) = states else { return Vec::new() };
        makers.iter().filter_map(|party| self.ranking(*party, &states)).map(Wanted::Ranking).collect()
    }

    fn statements(&mut self, preference: &Preference, phase: &Phase) -> Wanted {
        let mut written = Vec::new();
        for statement in preference.statements.iter().filter(|statement| statement.window.is_open(phase)) {
            let Some(condition) = self.alternatives(&statement.expression(), &statement.text, statement.span) else { continue };
            let separates = !condition.is_empty() && !condition.iter().any(BTreeMap::is_empty);
            if separates && !written.contains(&condition) {
                written.push(condition);
            }
        }
        Wanted::Statements(written)
    }

    /// The feasible states in the order in which the format numbers them.
    fn feasible(&mut self) -> Option<Vec<Vec<Value>>> {
        let frame = &self.case.frames[self.frame];
        if self.columns.len() > MAXIMAL_RANKED_OPTIONS {
            let message = format!("manual rankings of {} options, at most {MAXIMAL_RANKED_OPTIONS} are written", self.columns.len());
            self.reasons.push(refusal(message, frame.span));
            return None;
        }
        let held: Vec<Value> = self.case.variables.ids().map(|variable| frame.held(variable).unwrap_or(0)).collect();
        let mut states = Vec::new();
        for code in 0u32..1 << self.columns.len() {
            let mut values = held.clone();
            for (bit, variable) in self.columns.iter().enumerate() {
                values[variable.index()] = Value::from(code >> bit & 1 == 1);
            }
            if self.case.is_feasible(&values, &frame.phase) {
                states.push(values);
            }
            if states.len() > MAXIMAL_RANKED_STATES {
                let message = format!("manual rankings of more than {MAXIMAL_RANKED_STATES} states are not written");
                self.reasons.push(refusal(message, frame.span));
                return None;
            }
        }
        Some(states)
    }

    /// The numbers of the states from best to worst, if the party orders all of them.
    fn ranking(&mut self, party: PartyId, states: &[Vec<Value>]) -> Option<Vec<Vec<usize>>> {
        let phase = self.phase();
        let order = self.case.order(party, phase);
        let tiers_by = |ladder: &Ladder| {
            let mut tiers: BTreeMap<std::cmp::Reverse<Vec<i128>>, Vec<usize>> = BTreeMap::new();
            for (number, values) in (1..).zip(states) {
                tiers
                    .entry(std::cmp::Reverse(ladder.of(values, i128::try_from(number).unwrap_or(i128::MAX), phase)))
                    .or_default()
                    .push(number);
            }
            tiers.into_values().collect::<Vec<_>>()
        };
        let mut rankings: Vec<_> = order.ladders().iter().map(tiers_by).collect();
        rankings.dedup();
        if rankings.len() != 1 {
            let entry = &self.case.parties[party];
            let message = format!("how `{}` orders some states is unknown, and the format ranks all of them", entry.id);
            self.reasons.push(refusal(message, entry.span));
            return None;
        }
        rankings.pop()
    }
}

/// The party that alone may change a variable in a phase.
fn alone(variable: &Variable, parties: &IndexVec<PartyId, Party>, phase: &Phase) -> Option<PartyId> {
    let party = match &variable.controller {
        Controller::Party(party) => *party,
        Controller::Consent(rules) => {
            let applying: Option<&ConsentRule> = rules.iter().find(|rule| rule.window.is_open(phase));
            match applying {
                Some(ConsentRule { when: None, rule: Rule::Party(party), .. }) => *party,
                _ => return None,
            }
        }
        Controller::Arcs => return None,
    };
    parties[party].window.is_open(phase).then_some(party)
}

/// Which way a yes/no variable may change; none if it may not, or is none.
fn direction(moves: &Moves) -> Option<Direction> {
    match (moves.allows(0, 1), moves.allows(1, 0)) {
        (true, true) => Some(Direction::Both),
        (true, false) => Some(Direction::Forward),
        (false, true) => Some(Direction::Back),
        (false, false) => None,
    }
}

/// Why an expression cannot be written.
#[derive(PartialEq, Debug)]
enum Unsaid {
    TooLarge,
    Variable(VariableId),
}

/// Finds the alternatives that an expression is.
struct Alternation<'e> {
    column: &'e dyn Fn(VariableId) -> Option<usize>,
    /// What was found for those parts of the expression, by address, of which it and its opposite are asked for more than once: a chain of
    /// them would take time without bound.
    known: RefCell<HashMap<(*const Expression, bool), Alternatives>>,
}

impl<'e> Alternation<'e> {
    fn new(column: &'e dyn Fn(VariableId) -> Option<usize>) -> Self {
        Self { column, known: RefCell::default() }
    }

    /// An expression (or, if not `positive`, its opposite) as alternatives of options that are taken or not.
    fn alternatives_of(&self, expression: &'e Expression, positive: bool) -> Result<Alternatives, Unsaid> {
        match expression {
            Expression::Constant(constant) => Ok(constant_alternatives(*constant == positive)),
            Expression::After(_) => Ok(constant_alternatives(!positive)), // a simplified expression mentions no event
            Expression::Is(variable, set) => {
                let position = (self.column)(*variable).ok_or(Unsaid::Variable(*variable))?;
                let holds = |value: Value| set.contains(&value) == positive;
                Ok(match (holds(0), holds(1)) {
                    (true, true) => constant_alternatives(true),
                    (false, false) => constant_alternatives(false),
                    (_, yes) => vec![BTreeMap::from([(position, yes)])],
                })
            }
            Expression::Not(inner) => self.alternatives_of(inner, !positive),
            Expression::And(parts) | Expression::Or(parts) => {
                let all = matches!(expression, Expression::And(_)) == positive;
                parts.iter().try_fold(constant_alternatives(all), |joined, part| {
                    let part = self.alternatives_of(part, positive)?;
                    if all { both(&joined, &part) } else { either(joined, part) }
                })
            }
            Expression::Iff(left, right) => self.once(expression, positive, || {
                let same = both(&self.alternatives_of(left, true)?, &self.alternatives_of(right, positive)?)?;
                let other = both(&self.alternatives_of(left, false)?, &self.alternatives_of(right, !positive)?)?;
                either(same, other)
            }),
            Expression::Count(quantifier, number, parts) => self.once(expression, positive, || {
                let total = i64::try_from(parts.len()).unwrap_or(i64::MAX);
                let number = i64::try_from(*number).unwrap_or(i64::MAX - 1).min(total + 1);
                let at_least = |wanted: i64, positive: bool| self.at_least(parts, wanted, positive);
                match (quantifier, positive) {
                    (Quantifier::AtLeast, true) => at_least(number, true),
                    (Quantifier::AtLeast, false) => at_least(total - number + 1, false),
                    (Quantifier::AtMost, true) => at_least(total - number, false),
                    (Quantifier::AtMost, false) => at_least(number + 1, true),
                    (Quantifier::Exactly, true) => both(&at_least(number, true)?, &at_least(total - number, false)?),
                    (Quantifier::Exactly, false) => either(at_least(number + 1, true)?, at_least(total - number + 1, false)?),
                }
            }),
        }
    }

    fn once(
        &self,
        expression: &'e Expression,
        positive: bool,
        find: impl FnOnce() -> Result<Alternatives, Unsaid>,
    ) -> Result<Alternatives, Unsaid> {
        let key = (std::ptr::from_ref(expression), positive);
        if let Some(known) = self.known.borrow().get(&key) {
            return Ok(known.clone());
        }
        let found = find()?;
        self.known.borrow_mut().insert(key, found.clone());
        Ok(found)
    }

    /// At least `wanted` of the parts (or of their opposites).
    fn at_least(&self, parts: &'e [Expression], wanted: i64, positive: bool) -> Result<Alternatives, Unsaid> {
        let Ok(wanted) = usize::try_from(wanted) else { return Ok(constant_alternatives(true)) };
        if wanted > parts.len() {
            return Ok(constant_alternatives(false));
        }
        // reached[n]: at least n of the parts so far
        let mut reached: Vec<Alternatives> = (0..=wanted).map(|number| constant_alternatives(number == 0)).collect();
        for part in parts {
            let part = self.alternatives_of(part, positive)?;
            for number in (1..=wanted).rev() {
                let with = both(&reached[number - 1], &part)?;
                reached[number] = either(std::mem::take(&mut reached[number]), with)?;
            }
        }
        Ok(reached.pop().unwrap_or_default())
    }
}

fn constant_alternatives(constant: bool) -> Alternatives {
    if constant { vec![BTreeMap::new()] } else { Vec::new() }
}

fn either(mut left: Alternatives, right: Alternatives) -> Result<Alternatives, Unsaid> {
    left.extend(right);
    shortest(left)
}

fn both(left: &Alternatives, right: &Alternatives) -> Result<Alternatives, Unsaid> {
    let mut joined = Vec::new();
    if left.len().saturating_mul(right.len()) > 100 * MAXIMAL_ALTERNATIVES {
        return Err(Unsaid::TooLarge);
    }
    for a in left {
        for b in right {
            if b.iter().all(|(column, yes)| a.get(column).is_none_or(|other| other == yes)) {
                joined.push(a.iter().chain(b).map(|(column, yes)| (*column, *yes)).collect());
            }
        }
    }
    shortest(joined)
}

/// Without the alternatives that others include.
fn shortest(mut all: Alternatives) -> Result<Alternatives, Unsaid> {
    all.sort_by(|a, b| a.len().cmp(&b.len()).then_with(|| b.cmp(a)));
    let mut kept: Alternatives = Vec::new();
    for plain in all {
        let included = |known: &BTreeMap<usize, bool>| known.iter().all(|(column, yes)| plain.get(column) == Some(yes));
        if !kept.iter().any(included) {
            kept.push(plain);
        }
        if kept.len() > MAXIMAL_ALTERNATIVES {
            return Err(Unsaid::TooLarge);
        }
    }
    Ok(kept)
}
