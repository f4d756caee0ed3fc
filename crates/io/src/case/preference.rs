//! `preference.PARTY`: the forms in which a preference may be written.

use super::basis::{basis, window};
use super::context::{Context, Mention, Reader, mentioned};
use super::table::{Item, Table, Text};
use detente_model::constraint::Constraint;
use detente_model::diagnostic::{Diagnostic, Span, suggest};
use detente_model::evidence::Basis;
use detente_model::expression::{Expression, Value};
use detente_model::index::{Id, IndexVec, PartyId};
use detente_model::number::Decimal;
use detente_model::phase::{Phase, Window};
use detente_model::preference::comparison::{self, Comparison};
use detente_model::preference::criterion::Criterion;
use detente_model::preference::payoff::Payoff;
use detente_model::preference::position::{Position, Spread};
use detente_model::preference::ranking::Ranking;
use detente_model::preference::red_line::RedLine;
use detente_model::preference::reservation::Reservation;
use detente_model::preference::statement::Statement;
use detente_model::preference::value::ValueTable;
use detente_model::preference::weight::Weight;
use detente_model::preference::{Preference, Utility};
use std::cell::{Cell, OnceCell};
use std::collections::{HashMap, HashSet, VecDeque};

/// How many combinations of values a case may have for the reader to see whether a ranking names all states.
const MAXIMAL_COMBINATIONS: usize = 1 << 16;

/// The forms of which an added file may say more.
const JOINED: [&str; 8] = ["statement", "criterion", "comparison", "weight", "value", "position", "reservation", "red_line"];

/// How many evaluations the reader spends on that for the whole case.
const MAXIMAL_TRIALS: usize = 1 << 24;

/// What the reading of preferences needs beside the names.
pub(super) struct Preferences<'a> {
    reader: &'a Reader<'a>,
    constraints: &'a [Constraint],
    /// The feasible states, where they are few.
    feasible: OnceCell<Option<Vec<Vec<Value>>>>,
    /// How many evaluations have been spent.
    trials: Cell<usize>,
}

impl<'a> Preferences<'a> {
    /// A reader of preferences.
    pub(super) fn new(reader: &'a Reader<'a>, constraints: &'a [Constraint]) -> Self {
        Self { reader, constraints, feasible: OnceCell::new(), trials: Cell::new(0) }
    }

    /// The names that are declared.
    pub(super) fn context(&self) -> &'a Context {
        self.reader.context
    }

    /// Reads the preferences of all files; those after the first `own` are added, and may say more of a party in a form that is there already.
    pub(super) fn read(
        &self,
        tops: &[Table<'_>],
        own: usize,
        parties: usize,
        mentions: &mut Vec<Mention>,
    ) -> IndexVec<PartyId, Preference> {
        let mut preferences: IndexVec<PartyId, Preference> = (0..parties).map(|_| Preference::default()).collect();
        let mut seen: HashMap<(PartyId, String), Span> = HashMap::new();
        let mut places: Vec<Option<Span>> = vec![None; parties];
        for (top, number) in tops.iter().zip(0..) {
            let is_added = number >= own;
            let Some(tables) = top.get("preference").and_then(|item| item.table()) else { continue };
            for (name, item) in tables.entries() {
                let Some(party) = self.reader.context.party(&name) else { continue };
                let Some(table) = item.table() else { continue };
                for (form, _) in table.entries() {
                    if let Some(first) = seen.insert((party, form.value.to_owned()), form.span)
                        && !(is_added && JOINED.contains(&form.value))
                    {
                        let message = format!("`{}.{}` is in two files, and their order would be an accident", table.path, form.value);
                        table
                            .sheet
                            .faults
                            .push(Diagnostic::error("duplicate-name", message).at(form.span, "again here").at(first, "first here"));
                    }
                }
                if let Some(name) = table.string("name") {
                    preferences[party].name = Some(name);
                }
                self.forms(&table, &mut preferences[party], is_added, mentions);
                places[party.index()] = Some(name.span);
                table.finish();
            }
        }
        for (party, preference) in preferences.enumerated() {
            if let Some(place) = places[party.index()]
                && let Some(top) = tops.first()
            {
                self.check_utility(top, preference, place, party);
            }
        }
        preferences
    }

    /// Reads every form in a table. Statements of a file that `is_added` may say at which place they stand.
    pub(super) fn forms(&self, table: &Table<'_>, preference: &mut Preference, is_added: bool, mentions: &mut Vec<Mention>) {
        if let Some(item) = table.get("statement") {
            for (place, statement) in self.placed(&item, is_added, mentions) {
                let place = place.unwrap_or(usize::MAX).min(preference.statements.len());
                preference.statements.insert(place, statement);
            }
        }
        if let Some(item) = table.get("ranking") {
            preference.ranking = self.ranking(&item, mentions);
        }
        for body in table.tables("criterion") {
            let statements = body.require("statements").map(|item| self.statements(&item, mentions)).unwrap_or_default();
            let (name, basis) = (body.string("name"), basis(self.reader.context, &body));
            body.finish();
            preference.criteria.push(Criterion { name, statements, basis, span: body.span });
        }
        self.comparisons(table, preference, mentions);
        for body in table.tables("weight") {
            let holds = self.reader.required(&body, "holds");
            let weight = body.require("weight").and_then(|item| item.decimal());
            let (window, basis) = (window(self.reader.context, &body), basis(self.reader.context, &body));
            body.finish();
            let (Some((holds, text)), Some(weight)) = (holds, weight) else { continue };
            mention(mentions, window, [&holds], &text, &body);
            preference.weights.push(Weight { holds, weight, window, text: text.value.to_owned(), basis, span: body.span });
        }
        for body in table.tables("value") {
            preference.values.extend(self.value_table(&body, mentions));
        }
        for body in table.tables("position") {
            preference.positions.extend(self.position(&body, mentions));
        }
        self.payoffs(table, preference, mentions);
        preference.reservations.extend(self.reservations(table));
        for body in table.tables("red_line") {
            let holds = self.reader.required(&body, "holds");
            let (window, basis) = (window(self.reader.context, &body), basis(self.reader.context, &body));
            body.finish();
            let Some((holds, text)) = holds else { continue };
            mention(mentions, window, [&holds], &text, &body);
            preference.red_lines.push(RedLine { holds, window, text: text.value.to_owned(), basis, span: body.span });
        }
        let strong_from = table.get("strong_from");
        preference.strong_from = strong_from.as_ref().and_then(|item| item.decimal());
        strength(table, preference, strong_from.as_ref());
    }

    /// What refusing is worth: a number, or tables with the phases in which they count.
    fn reservations(&self, table: &Table<'_>) -> Vec<Reservation> {
        let Some(item) = table.get("reservation") else { return Vec::new() };
        if !item.is_list() && !item.is_table() {
            let worth = item.decimal();
            return worth
                .map(|worth| Reservation { worth, window: Window::default(), basis: Basis::default(), span: item.span() })
                .into_iter()
                .collect();
        }
        let entries = if item.is_list() { item.list().unwrap_or_default() } else { vec![item] };
        let read = |entry: &Item<'_>| {
            let body = entry.table()?;
            let worth = body.require("worth").and_then(|item| item.decimal());
            let (window, basis) = (window(self.reader.context, &body), basis(self.reader.context, &body));
            body.finish();
            Some(Reservation { worth: worth?, window, basis, span: body.span })
        };
        entries.iter().filter_map(read).collect()
    }

    /// Statements: a list of strings, or of tables.
    fn statements(&self, item: &Item<'_>, mentions: &mut Vec<Mention>) -> Vec<Statement> {
        self.placed(item, false, mentions).into_iter().map(|(_, statement)| statement).collect()
    }

    /// Statements, each with the place from 0 at which it is to stand, where that may be said and is.
    fn placed(&self, item: &Item<'_>, may_say: bool, mentions: &mut Vec<Mention>) -> Vec<(Option<usize>, Statement)> {
        let mut statements = Vec::new();
        for item in item.list().unwrap_or_default() {
            if item.is_text() {
                let Some(text) = item.text() else { continue };
                let Some(holds) = self.reader.expression(&text) else { continue };
                let variables = mentioned([&holds]);
                mentions.push(Mention { window: Window::default(), only_with: None, variables, span: text.span, path: item.path.clone() });
                let (text, span) = (text.value.to_owned(), text.span);
                let statement =
                    Statement { holds, when: None, strong: None, window: Window::default(), text, basis: Basis::default(), span };
                statements.push((None, statement));
                continue;
            }
            let Some(body) = item.table() else { continue };
            let holds = self.reader.required(&body, "holds");
            let condition = body.text("when");
            let when = condition.map(|text| self.reader.expression(&text));
            let strong = body.get("strong").and_then(|item| item.boolean());
            let (window, basis) = (window(self.reader.context, &body), basis(self.reader.context, &body));
            let place = if may_say { body.get("place").and_then(|item| item.whole(1, u32::MAX)) } else { None };
            body.finish();
            let (Some((holds, text)), false) = (holds, matches!(when, Some(None))) else { continue };
            let when = when.flatten();
            mention(mentions, window, [Some(&holds), when.as_ref()].into_iter().flatten(), &text, &body);
            let text = match condition {
                Some(condition) => format!("{} if {}", enclosed(text.value), enclosed(condition.value)),
                None => text.value.to_owned(),
            };
            let place = place.and_then(|place| usize::try_from(place - 1).ok());
            statements.push((place, Statement { holds, when, strong, window, text, basis, span: body.span }));
        }
        statements
    }

    fn ranking(&self, item: &Item<'_>, mentions: &mut Vec<Mention>) -> Option<Ranking> {
        let (mut stated, mut gaps, mut basis_read) = (None, None, Basis::default());
        let list = if item.is_table() {
            let body = item.table()?;
            stated = body.get("complete").and_then(|item| item.boolean());
            gaps = body.get("strong_after");
            basis_read = basis(self.reader.context, &body);
            let list = body.require("order").and_then(|item| item.list());
            body.finish();
            list?
        } else {
            item.list()?
        };
        let mut tiers = Vec::new();
        let mut seen: HashMap<Expression, (Span, usize)> = HashMap::new();
        for (entry, number) in list.iter().zip(0..) {
            let members = if entry.is_list() { entry.list().unwrap_or_default() } else { vec![entry.clone()] };
            let mut tier = Vec::new();
            for member in members {
                let text = if self.reader.is_graph { member.value_name(false) } else { member.text() };
                let Some(text) = text else { continue };
                let Some(state) = self.reader.expression(&text) else { continue };
                if let Some((first, place)) = seen.get(&state) {
                    let message = if *place == number {
                        format!("`{}` is listed twice in one tier", text.value)
                    } else {
                        format!("`{}` is ranked twice: a cycle, since it would be better than itself", text.value)
                    };
                    let fault = Diagnostic::error("ranked-twice", message).at(text.span, "ranked here again").at(*first, "ranked here");
                    member.sheet.faults.push(fault.help("keep one of the two"));
                    continue;
                }
                let variables = mentioned([&state]);
                mentions.push(Mention { window: Window::default(), only_with: None, variables, span: text.span, path: item.path.clone() });
                seen.insert(state.clone(), (text.span, number));
                tier.push((state, text.value.to_owned()));
            }
            if tier.is_empty() && entry.is_list() && entry.list().is_some_and(|list| list.is_empty()) {
                entry.fault("empty-tier", "this tier has no states", Some("remove it".into()));
            }
            if !tier.is_empty() {
                tiers.push(tier);
            }
        }
        if list.is_empty() {
            item.fault("empty-tier", "the ranking has no states", Some("leave it out: the preference is unknown then".into()));
            return None;
        }
        let complete = stated.unwrap_or_else(|| {
            let states: Vec<&Expression> = tiers.iter().flatten().map(|(state, _)| state).collect();
            self.covers(&states)
        });
        let strong_after = gaps.and_then(|gaps| strong_gaps(&gaps, tiers.len()));
        Some(Ranking { tiers, complete, strong_after, basis: basis_read, span: item.span() })
    }

    /// Whether some of `states` holds in every feasible state, as far as trying them all is cheap.
    fn covers(&self, states: &[&Expression]) -> bool {
        let phase = Phase::start();
        if self.reader.is_graph {
            let count = self.reader.variables.iter().next().map_or(0, |state| state.values.len());
            let mut named = HashSet::new();
            let mut others = Vec::new();
            for state in states {
                match state {
                    Expression::Is(_, values) => named.extend(values.iter().copied()),
                    other => others.push(*other),
                }
            }
            let mut left = (0..count).filter_map(|value| Value::try_from(value).ok()).filter(|value| !named.contains(value));
            if others.is_empty() {
                return left.next().is_none();
            }
            return left.all(|value| others.iter().any(|state| self.affordable() && state.holds(&[value], &phase)));
        }
        let is_everything =
            |state: &&&Expression| matches!(state.simplified(&|_| None, &phase), Expression::Constant(true)) && !after(state);
        if states.iter().any(|state| is_everything(&state)) {
            return true;
        }
        let Some(feasible) = self.feasible.get_or_init(|| self.feasible_states()) else { return false };
        let lasting: Vec<&&Expression> = states.iter().filter(|state| !after(state)).collect();
        feasible.iter().all(|values| lasting.iter().any(|state| self.affordable() && state.holds(values, &phase)))
    }

    /// Counts an evaluation; no once there were too many.
    fn affordable(&self) -> bool {
        self.trials.set(self.trials.get() + 1);
        self.trials.get() <= MAXIMAL_TRIALS
    }

    /// All states that no constraint forbids in any phase, if there are few enough combinations.
    fn feasible_states(&self) -> Option<Vec<Vec<Value>>> {
        let counts: Vec<usize> = self.reader.variables.iter().map(|variable| variable.values.len()).collect();
        let combinations = counts
            .iter()
            .try_fold(1usize, |product, count| product.checked_mul(*count).filter(|product| *product <= MAXIMAL_COMBINATIONS))?;
        let phase = Phase::start();
        // only what is forbidden in all phases counts: a state that is possible in some phase must be placed too
        let always: Vec<&Constraint> =
            self.constraints.iter().filter(|constraint| constraint.window == Window::default() && !after(&constraint.when)).collect();
        if combinations.saturating_mul(always.len()) > MAXIMAL_TRIALS {
            return None;
        }
        let mut found = Vec::new();
        let mut values = vec![0; counts.len()];
        for mut code in 0..combinations {
            for (value, count) in values.iter_mut().zip(&counts) {
                *value = Value::try_from(code % count).unwrap_or(0);
                code /= count;
            }
            if !always.iter().any(|constraint| constraint.when.holds(&values, &phase)) {
                found.push(values.clone());
            }
        }
        Some(found)
    }

    fn comparisons(&self, table: &Table<'_>, preference: &mut Preference, mentions: &mut Vec<Mention>) {
        let mut states: HashSet<Expression> = HashSet::new();
        let first = preference.comparisons.len();
        let mut too_many = None;
        for body in table.tables("comparison") {
            let better = self.reader.required(&body, "better");
            let worse = self.reader.required(&body, "worse");
            let basis = basis(self.reader.context, &body);
            body.finish();
            let (Some((better, better_text)), Some((worse, worse_text))) = (better, worse) else { continue };
            mention(mentions, Window::default(), [&better, &worse], &better_text, &body);
            states.extend([better.clone(), worse.clone()]);
            if states.len() > comparison::MAXIMAL_STATES && too_many.is_none() {
                too_many = Some(body.span);
            }
            preference.comparisons.push(Comparison {
                better: (better, better_text.value.to_owned()),
                worse: (worse, worse_text.value.to_owned()),
                basis,
                span: body.span,
            });
        }
        if let Some(span) = too_many {
            let message = format!("comparisons of {} states, expected at most {}", states.len(), comparison::MAXIMAL_STATES);
            table
                .sheet
                .faults
                .push(Diagnostic::error("too-many-comparisons", message).at(span, "").help("write a ranking or criteria instead"));
            preference.comparisons.truncate(first);
            return;
        }
        if let Some(closing) = comparison::cycle(&preference.comparisons) {
            let chain = chain(&preference.comparisons, closing);
            let words: Vec<&str> =
                chain.iter().map(|link| link.better.1.as_str()).chain(chain.last().map(|link| link.worse.1.as_str())).collect();
            let mut fault = Diagnostic::error("cycle", format!("the comparisons go round in a circle: {}", words.join(" > ")));
            fault = fault.at(closing.span, "this closes the circle");
            for link in chain.iter().filter(|link| link.span != closing.span).take(20) {
                fault = fault.at(link.span, "");
            }
            table.sheet.faults.push(fault.help("remove one of them"));
        }
    }

    fn value_table(&self, body: &Table<'_>, mentions: &mut Vec<Mention>) -> Option<ValueTable> {
        let of = body.require("of").and_then(|item| item.text());
        let variable = of.and_then(|text| self.reader.variable(&text));
        let entries = body.require("table").and_then(|item| Some((item.span(), item.table()?)));
        let (window, basis) = (window(self.reader.context, body), basis(self.reader.context, body));
        body.finish();
        let (of, variable, (span, entries)) = (of?, variable?, entries?);
        let names = &self.reader.variables[variable].values;
        let mut table: Vec<(Value, Decimal)> = Vec::new();
        let mut named = HashSet::new();
        for (name, item) in entries.entries() {
            let value = self.reader.value(variable, &name);
            let worth = item.decimal();
            named.extend(value);
            table.extend(value.zip(worth));
        }
        let missing: Vec<&str> =
            names.iter().zip(0..).filter(|(_, value)| !named.contains(value)).map(|(value, _)| value.id.as_str()).take(6).collect();
        if !missing.is_empty() {
            let message = format!("the table of `{}` says nothing about {}", of.value, missing.join(", "));
            let help = format!("give every value of `{}` a number", of.value);
            body.sheet.faults.push(Diagnostic::error("missing-value", message).at(span, "").help(help));
            return None;
        }
        table.sort_unstable_by_key(|(value, _)| *value);
        mentions.push(Mention { window, only_with: None, variables: vec![variable], span: of.span, path: body.path.clone() });
        Some(ValueTable { of: variable, table, window, basis, span: body.span })
    }

    fn position(&self, body: &Table<'_>, mentions: &mut Vec<Mention>) -> Option<Position> {
        let on = body.require("on").and_then(|item| item.text());
        let variable = on.and_then(|text| self.reader.variable(&text));
        let unplaced = variable.filter(|variable| self.reader.variables[*variable].values.iter().any(|value| value.at.is_none()));
        let place = |item: Item<'_>| {
            if !item.is_text() {
                return item.decimal();
            }
            let text = item.text()?;
            let value = self.reader.value(variable?, &text)?;
            self.reader.variables[variable?].values[usize::from(value)].at
        };
        let ideal = body.require("ideal").and_then(place);
        let fallback = body.get("fallback").and_then(place);
        let salience = body.get("salience").map(|item| item.amount());
        let capability = body.get("capability").map(|item| item.amount());
        let is_forecast_only = body.get("forecast_only").and_then(|item| item.boolean()).unwrap_or(false);
        let is_uniform = uniform(body);
        let spreads = ["ideal_between", "salience_between"].map(|key| (body.get(key), key));
        let (window, basis) = (window(self.reader.context, body), basis(self.reader.context, body));
        body.finish();
        let (on, variable) = (on?, variable?);
        if unplaced.is_some() {
            let table =
                on.value.split_once('.').map_or(format!("issue.{}", on.value), |(party, option)| format!("party.{party}.option.{option}"));
            let help = format!("give its values places: [{table}] at = […]");
            on.fault("not-ordered", format!("`{}` is not ordered: its values have no places", on.value), Some(help));
            return None;
        }
        let salience = match salience {
            None => Decimal::from_billionths(Decimal::UNIT),
            Some(salience) => salience?,
        };
        let capability = match capability {
            None => None,
            Some(capability) => Some(capability?),
        };
        let ideal = ideal?;
        let [ideal_spread, salience_spread] = spreads;
        let ideal_spread = ideal_spread.0.and_then(|item| spread(&item, ideal, is_uniform));
        let salience_spread = salience_spread.0.and_then(|item| spread(&item, salience, is_uniform));
        if salience_spread.is_some_and(|spread| spread.low < Decimal::default()) {
            body.sheet.faults.push(Diagnostic::error("spread", "a salience is 0 or more").at(body.span, "").help("raise the lower end"));
        }
        mentions.push(Mention { window, only_with: None, variables: vec![variable], span: on.span, path: body.path.clone() });
        Some(Position {
            on: variable,
            ideal,
            ideal_spread,
            fallback,
            salience,
            salience_spread,
            capability,
            is_forecast_only,
            window,
            basis,
            span: body.span,
        })
    }

    fn payoffs(&self, table: &Table<'_>, preference: &mut Preference, mentions: &mut Vec<Mention>) {
        let mut seen: HashMap<(Window, Expression), Span> = HashMap::new();
        let mut read = Vec::new();
        for body in table.tables("payoff") {
            let state = self.reader.required(&body, "state");
            let payoff = body.require("payoff").and_then(|item| item.decimal());
            let (window, basis) = (window(self.reader.context, &body), basis(self.reader.context, &body));
            body.finish();
            let (Some((state, text)), Some(payoff)) = (state, payoff) else { continue };
            if let Some(first) = seen.get(&(window, state.clone())) {
                let message = format!("`{}` has two payoffs", text.value);
                let fault = Diagnostic::error("ranked-twice", message).at(text.span, "again here").at(*first, "first here");
                table.sheet.faults.push(fault.help("keep one of the two"));
                continue;
            }
            seen.insert((window, state.clone()), text.span);
            mention(mentions, window, [&state], &text, &body);
            read.push(Payoff { state, payoff, window, complete: false, text: text.value.to_owned(), basis, span: body.span });
        }
        // what counts in all phases must cover everything
        let states: Vec<&Expression> =
            read.iter().filter(|payoff| payoff.window == Window::default()).map(|payoff| &payoff.state).collect();
        let complete = !states.is_empty() && self.covers(&states);
        read.iter_mut().for_each(|payoff| payoff.complete = complete);
        preference.payoffs.extend(read);
    }

    /// Refuses utilities whose sums could leave the range of exact integers, whatever the phase.
    pub(super) fn check_utility(&self, top: &Table<'_>, preference: &Preference, place: Span, party: PartyId) {
        if !preference.is_cardinal() {
            return;
        }
        let mut always = Preference {
            weights: preference.weights.clone(),
            values: preference.values.clone(),
            positions: preference.positions.clone(),
            ..Preference::default()
        };
        always.weights.iter_mut().for_each(|weight| weight.window = Window::default());
        always.values.iter_mut().for_each(|table| table.window = Window::default());
        always.positions.iter_mut().for_each(|position| position.window = Window::default());
        let Some(utility) = always.utility(self.reader.variables, &Phase::start()) else { return };
        if utility.magnitude() > Utility::LIMIT {
            let name = self.reader.context.party_ids.get_index(party.index()).map_or("", |(name, _)| name.as_str());
            let message = format!("the numbers of `preference.{name}` are too large to be added exactly");
            top.sheet.faults.push(
                Diagnostic::error("utility-range", message).at(place, "").help("use smaller weights, or fewer places after the point"),
            );
        }
    }
}

/// Reads `spread`: how numbers given between two ends are spread.
fn uniform(body: &Table<'_>) -> bool {
    let Some(text) = body.text("spread") else { return false };
    match text.value {
        "uniform" => true,
        "triangular" => false,
        other => {
            let words = ["uniform", "triangular"];
            let help = suggest(other, words).unwrap_or_else(|| format!("expected one of {}", words.join(", ")));
            text.fault("unknown-word", format!("`{other}` is no spread"), Some(help));
            false
        }
    }
}

/// Two ends around a stated number.
fn spread(item: &Item<'_>, stated: Decimal, is_uniform: bool) -> Option<Spread> {
    let ends: Vec<Decimal> = item.list()?.iter().filter_map(Item::decimal).collect();
    let [low, high] = ends.as_slice() else {
        item.fault("spread", format!("`{}` has {} ends, expected two: [low, high]", item.path, ends.len()), None);
        return None;
    };
    if low > high || stated < *low || stated > *high {
        let message = format!("`{}` goes from {low} to {high}, expected a range around {stated}", item.path);
        item.fault("spread", message, Some("put the lower end first".into()));
        return None;
    }
    Some(Spread { low: *low, high: *high, is_uniform })
}

/// After which tiers strong gaps lie.
fn strong_gaps(item: &Item<'_>, tiers: usize) -> Option<Vec<u32>> {
    let most = u32::try_from(tiers.saturating_sub(1)).unwrap_or(u32::MAX);
    let mut gaps: Vec<u32> = Vec::new();
    for entry in item.list()? {
        if most == 0 {
            entry.fault("strength", "there is one tier, and no gap in it", Some("leave `strong_after` out, or empty".into()));
            return None;
        }
        let gap = entry.whole(1, most)?;
        if gaps.last().is_some_and(|last| *last >= gap) {
            entry.fault("strength", format!("the gap after tier {gap} is out of order"), Some("list each gap once, from the top".into()));
            return None;
        }
        gaps.push(gap);
    }
    Some(gaps)
}

/// Refuses marks of strength that do not fit the order: what is strongly better must be so however the rest compares.
fn strength(table: &Table<'_>, preference: &Preference, strong_from: Option<&Item<'_>>) {
    let push = |fault: Diagnostic| table.sheet.faults.push(fault);
    let statements = &preference.statements;
    let strong = detente_model::preference::statement::strong(statements).len();
    let weaker = statements.get(strong);
    for late in statements.iter().skip(strong).filter(|statement| statement.strong == Some(true)) {
        let mut fault = Diagnostic::error("strength", "a strong statement comes after one that is not strong").at(late.span, "strong");
        if let Some(weaker) = weaker {
            fault = fault.at(weaker.span, "not strong, and more important");
        }
        push(fault.help("move it up, or mark what comes before it `strong = true` too"));
    }
    for statement in preference.criteria.iter().flat_map(|criterion| &criterion.statements).filter(|one| one.strong.is_some()) {
        push(
            Diagnostic::error("strength", "strength is stated in a criterion, expected only where all states are ordered")
                .at(statement.span, "")
                .help("leave `strong` out: where strength is not stated, what depends on it is unknown"),
        );
    }
    let gaps = preference.ranking.as_ref().filter(|ranking| ranking.strong_after.is_some());
    if let (Some(ranking), Some(weaker)) = (gaps, weaker) {
        push(
            Diagnostic::error("strength", "the ranking has strong gaps, and comes after a statement that is not strong")
                .at(ranking.span, "")
                .at(weaker.span, "not strong, and more important")
                .help("leave `strong_after` out, or mark all statements `strong = true`"),
        );
    }
    if let (Some(item), Some(least)) = (strong_from, preference.strong_from) {
        let is_sum = preference.is_sum();
        if least <= Decimal::default() {
            item.fault("strength", format!("`{}` is {least}, expected more than 0", item.path), None);
        } else if !preference.is_cardinal() {
            let help = "give weights, values, positions or payoffs; statements have `strong = true`, a ranking `strong_after`";
            item.fault("strength", format!("`{}` is a difference of utilities, and there is none", item.path), Some(help.into()));
        } else if !statements.is_empty() || preference.ranking.is_some() {
            let help = "mark the statements `strong = true`, or the gaps of the ranking with `strong_after`";
            let message = format!("`{}` is a difference of utilities, which only break ties here", item.path);
            item.fault("strength", message, Some(help.into()));
        } else if is_sum && !preference.payoffs.is_empty() {
            let message = format!("`{}` has payoffs and sums, whose differences are not comparable", item.path);
            item.fault("strength", message, Some("write all in one form".into()));
        }
    }
    // an order that is not full: some states are not compared
    let place = statements.iter().find(|statement| statement.strong.is_some()).map(|statement| statement.span);
    let place = place.or(gaps.map(|ranking| ranking.span)).or(strong_from.map(Item::span));
    let why = if !preference.criteria.is_empty() {
        "there are criteria"
    } else if !preference.comparisons.is_empty() {
        "there are comparisons"
    } else if preference.ranking.as_ref().is_some_and(|ranking| !ranking.complete) {
        "the ranking does not name every state"
    } else if preference.payoffs.iter().any(|payoff| !payoff.complete) {
        "the payoffs do not cover every state"
    } else {
        return;
    };
    if let Some(place) = place {
        push(
            Diagnostic::error("strength", format!("strength is stated of an order that leaves states unordered: {why}"))
                .at(place, "")
                .help("order all states (a ranking may say `complete = true`), or leave strength out"),
        );
    }
}

/// Notes where variables are used.
fn mention<'e>(
    mentions: &mut Vec<Mention>,
    window: Window,
    expressions: impl IntoIterator<Item = &'e Expression>,
    text: &Text<'_>,
    body: &Table<'_>,
) {
    mentions.push(Mention { window, only_with: None, variables: mentioned(expressions), span: text.span, path: body.path.clone() });
}

/// Whether an expression mentions events.
fn after(expression: &Expression) -> bool {
    let mut found = false;
    expression.visit(&mut |part| found |= matches!(part, Expression::After(_)));
    found
}

/// An expression's text in parentheses, where `if` would otherwise be read differently.
fn enclosed(text: &str) -> String {
    if text.split_whitespace().any(|word| word == "if") { format!("({text})") } else { text.to_owned() }
}

/// The comparisons that lead from the worse state of `closing` round to its better one, `closing` first.
fn chain<'c>(comparisons: &'c [Comparison], closing: &'c Comparison) -> Vec<&'c Comparison> {
    let mut next: HashMap<&Expression, Vec<&Comparison>> = HashMap::new();
    for comparison in comparisons {
        next.entry(&comparison.better.0).or_default().push(comparison);
    }
    let mut came: HashMap<&Expression, &Comparison> = HashMap::new();
    let mut queue = VecDeque::from([&closing.worse.0]);
    while let Some(state) = queue.pop_front() {
        if state == &closing.better.0 {
            break;
        }
        for link in next.get(state).into_iter().flatten() {
            if link.worse.0 != closing.worse.0 && !came.contains_key(&link.worse.0) {
                came.insert(&link.worse.0, link);
                queue.push_back(&link.worse.0);
            }
        }
    }
    let mut links = Vec::new();
    let mut state = &closing.better.0;
    while state != &closing.worse.0 {
        let Some(link) = came.get(state) else { break };
        links.push(*link);
        state = &link.better.0;
    }
    links.push(closing);
    links.reverse();
    links
}
