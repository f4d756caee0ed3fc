//! Options, issues, and which of their changes are allowed.

use super::basis::{basis, window};
use super::context::{Context, Mention, Reader, declared_twice, mentioned};
use super::party::Declared;
use super::table::{Item, Table, Text, check_name};
use detente_model::consent::ConsentRule;
use detente_model::diagnostic::{Diagnostic, Span, suggest};
use detente_model::evidence::Basis;
use detente_model::index::{Id, IndexVec, PartyId, VariableId};
use detente_model::number::Decimal;
use detente_model::phase::Window;
use detente_model::variable::{Controller, Moves, Term, ValueName, Variable};
use std::collections::{HashMap, HashSet};

/// How many values an option or issue may have.
pub const MAXIMAL_VALUES: usize = 4096;

/// How many pairs of values the restricted variables of a case may have together.
const MAXIMAL_PAIRS: usize = 1 << 26;

/// An option or issue whose name is known and whose body is not yet read.
struct Draft<'a> {
    id: String,
    owner: Option<PartyId>,
    name: Text<'a>,
    table: Table<'a>,
}

/// Variables with the tables of their rules.
#[derive(Default)]
pub(super) struct Variables<'a> {
    /// The variables in file order; rules of consent are still missing.
    pub(super) list: IndexVec<VariableId, Variable>,
    /// The issues that have rules.
    pub(super) rules: Vec<(VariableId, Item<'a>)>,
    /// The first table of an option or issue, for messages.
    pub(super) first: Option<Span>,
}

/// Reads all options and issues, in file order; rules of consent are read later, when all names are known.
pub(super) fn read<'a>(context: &Context, tops: &[Table<'a>], parties: &[Declared<'a>]) -> Variables<'a> {
    let mut drafts: Vec<Draft<'a>> = Vec::new();
    for party in parties {
        let Some(owner) = context.party_ids.get_index_of(party.name.value) else { continue };
        let Some(options) = party.table.get("option").and_then(|item| item.table()) else { continue };
        for (name, item) in options.entries() {
            let Some(table) = item.table() else { continue };
            let id = format!("{}.{}", party.name.value, name.value);
            drafts.push(Draft { id, owner: Some(PartyId::from_index(owner)), name, table });
        }
    }
    for top in tops {
        let Some(issues) = top.get("issue").and_then(|item| item.table()) else { continue };
        for (name, item) in issues.entries() {
            let Some(table) = item.table() else { continue };
            if let Some(party) = context.party_ids.get(name.value) {
                declared_twice(table.sheet, "as a party and as an issue,", name.value, name.span, *party);
            }
            drafts.push(Draft { id: name.value.to_owned(), owner: None, name, table });
        }
    }
    drafts.sort_by_key(|draft| draft.name.span);
    let mut known: HashMap<String, Span> = HashMap::new();
    let mut variables = Variables { first: drafts.first().map(|draft| draft.name.span), ..Variables::default() };
    let mut pairs = 0;
    for draft in drafts {
        check_name(&draft.name, if draft.owner.is_some() { "an option" } else { "an issue" });
        match known.get(&draft.id) {
            Some(first) => declared_twice(
                draft.table.sheet,
                if draft.owner.is_some() { "the option" } else { "the issue" },
                &draft.id,
                draft.name.span,
                *first,
            ),
            None => {
                known.insert(draft.id.clone(), draft.name.span);
            }
        }
        let rules = draft.owner.is_none().then(|| draft.table.get("decided_by")).flatten();
        let variable = body(context, &draft, &mut pairs);
        let id = variables.list.push(variable);
        variables.rules.extend(rules.map(|rules| (id, rules)));
    }
    variables
}

fn body(context: &Context, draft: &Draft<'_>, pairs: &mut usize) -> Variable {
    let table = &draft.table;
    let values = values(table);
    let variable = Variable {
        id: draft.id.clone(),
        name: table.string("name").unwrap_or_else(|| draft.name.value.to_owned()),
        moves: moves(table, &values, pairs),
        values,
        term: term(table),
        is_dissent: dissent(draft),
        controller: draft.owner.map_or(Controller::Consent(Vec::new()), Controller::Party),
        basis: basis(context, table),
        span: draft.name.span,
    };
    if draft.owner.is_some()
        && let Some(place) = table.key_span("decided_by")
    {
        table.knows("decided_by");
        table.sheet.faults.push(
            Diagnostic::error("unknown-key", format!("`{}` is an option, and options are their party's alone", draft.id))
                .at(place, "")
                .help("declare it as [issue.NAME] if a rule of consent decides it"),
        );
    }
    table.finish();
    variable
}

/// Reads `term`.
fn term(table: &Table<'_>) -> Term {
    let Some(text) = table.text("term") else { return Term::default() };
    let found = Term::ALL.into_iter().find(|(_, word)| *word == text.value);
    if found.is_none() {
        let words = Term::ALL.map(|(_, word)| word);
        let help = suggest(text.value, words).unwrap_or_else(|| format!("expected one of {}", words.join(", ")));
        text.fault("unknown-word", format!("`{}` is no sort of term", text.value), Some(help));
    }
    found.map_or_else(Term::default, |(term, _)| term)
}

/// Reads `dissent`, which only a yes/no option may have.
fn dissent(draft: &Draft<'_>) -> bool {
    let Some(item) = draft.table.get("dissent") else { return false };
    let is_dissent = item.boolean() == Some(true);
    if is_dissent && (draft.owner.is_none() || draft.table.has("values")) {
        let help = "declare it as an option with the values no and yes: [party.NAME.option.NAME]";
        item.fault("dissent", format!("`{}` is no yes/no option of one party", draft.id), Some(help.into()));
    }
    is_dissent
}

/// Reads `values` and `at`.
fn values(table: &Table<'_>) -> Vec<ValueName> {
    let mut values = match table.get("values") {
        None => Variable::yes_no(),
        Some(item) => listed(&item),
    };
    let Some(item) = table.get("at") else {
        let placed = values.iter().filter(|value| value.at.is_some()).count();
        if placed > 0
            && placed < values.len()
            && let Some(span) = table.key_span("values")
        {
            let without = values.iter().find(|value| value.at.is_none()).map_or("", |value| value.id.as_str());
            table.sheet.faults.push(
                Diagnostic::error("missing-place", format!("{placed} of {} values have a place, `{without}` has none", values.len()))
                    .at(span, "")
                    .help("give every value its `at`, or none"),
            );
        }
        return values;
    };
    if values.iter().any(|value| value.at.is_some()) {
        item.fault("places-twice", "places are given in `at` and in `values`", Some("keep one of the two".into()));
        return values;
    }
    let Some(places) = item.list() else { return values };
    if places.len() != values.len() {
        item.fault(
            "missing-place",
            format!("`{}` has {} places, expected {}: one for each value", item.path, places.len(), values.len()),
            None,
        );
        return values;
    }
    let places: Vec<Option<Decimal>> = places.iter().map(Item::decimal).collect();
    for (value, place) in values.iter_mut().zip(places) {
        value.at = place;
    }
    values
}

fn listed(item: &Item<'_>) -> Vec<ValueName> {
    let Some(list) = item.list() else { return Variable::yes_no() };
    if list.len() < 2 || list.len() > MAXIMAL_VALUES {
        let help = (list.len() < 2).then(|| "what cannot differ is no variable; leave `values` out for yes and no".into());
        item.fault("value-count", format!("`{}` has {} values, expected 2 to {MAXIMAL_VALUES}", item.path, list.len()), help);
    }
    let mut values: Vec<ValueName> = Vec::new();
    let mut known: HashMap<String, Span> = HashMap::new();
    for item in list.into_iter().take(MAXIMAL_VALUES) {
        let mut at = None;
        let mut shown = None;
        let id = if item.is_table() {
            let Some(entry) = item.table() else { continue };
            at = entry.get("at").and_then(|item| item.decimal());
            shown = entry.string("name");
            let id = entry.require("id").and_then(|item| item.value_name(false));
            entry.finish();
            id
        } else {
            item.value_name(false)
        };
        let Some(id) = id else { continue };
        let is_value = !id.value.is_empty() && id.value.chars().all(unicode_ident::is_xid_continue);
        if !is_value {
            let help = "values have letters, digits and `_`; free text goes into { id = …, name = … }";
            id.fault("not-a-word", format!("`{}` is no name for a value", id.value.escape_debug()), Some(help.into()));
        }
        match known.get(id.value) {
            Some(first) => declared_twice(item.sheet, "the value", id.value, id.span, *first),
            None => {
                known.insert(id.value.to_owned(), id.span);
                values.push(ValueName { id: id.value.to_owned(), name: shown.unwrap_or_else(|| id.value.to_owned()), at });
            }
        }
    }
    values
}

/// Reads `moves` and `final`.
fn moves(table: &Table<'_>, values: &[ValueName], pairs: &mut usize) -> Moves {
    let (moves, last) = (table.get("moves"), table.get("final"));
    if last.is_none() && moves.as_ref().is_none_or(|item| item.is_text() && item.text().is_some_and(|text| text.value == "free")) {
        return Moves::Free;
    }
    let count = values.len();
    *pairs += count * count;
    if *pairs > MAXIMAL_PAIRS {
        let message = format!("too many restricted values: {count} values here, and more than {MAXIMAL_PAIRS} pairs of values in the case");
        table
            .sheet
            .faults
            .push(Diagnostic::error("value-count", message).at(table.span, "").help("use fewer values where `moves` or `final` is given"));
        *pairs -= count * count;
        return Moves::Free;
    }
    let mut allowed = vec![false; count * count];
    let mut set = |wanted: &dyn Fn(usize, usize) -> bool| {
        for from in 0..count {
            for to in 0..count {
                allowed[from * count + to] = wanted(from, to);
            }
        }
    };
    match &moves {
        None => set(&|_, _| true),
        Some(item) if item.is_list() => {
            let listed: Vec<(usize, usize)> =
                item.list().unwrap_or_default().iter().filter_map(Item::text).filter_map(|text| pair(&text, values)).collect();
            for (from, to) in listed {
                allowed[from * count + to] = true;
            }
        }
        Some(item) => {
            if let Some(text) = item.text() {
                match text.value {
                    "free" => set(&|_, _| true),
                    "none" => {}
                    "upward" => set(&|from, to| to > from),
                    "downward" => set(&|from, to| to < from),
                    "steps" => set(&|from, to| from.abs_diff(to) == 1),
                    _ => {
                        if let Some((from, to)) = pair(&text, values) {
                            allowed[from * count + to] = true;
                        }
                    }
                }
            }
        }
    }
    for item in last.and_then(|item| item.list()).unwrap_or_default() {
        if let Some(from) = item.value_name(true).and_then(|text| value(&text, 0..text.value.len(), values)) {
            allowed[from * count..(from + 1) * count].fill(false);
        }
    }
    for value in 0..count {
        allowed[value * count + value] = true;
    }
    Moves::Only(allowed.into())
}

/// Reads `a -> b`.
fn pair(text: &Text<'_>, values: &[ValueName]) -> Option<(usize, usize)> {
    let Some((left, right)) = text.value.split_once("->") else {
        let words = ["free", "none", "upward", "downward", "steps"];
        let help = suggest(text.value, words)
            .unwrap_or_else(|| "expected free, none, upward, downward, steps, or changes such as `no -> yes`".into());
        text.fault("malformed-moves", format!("`{}` says no change of value", text.value), Some(help));
        return None;
    };
    let place = |part: &str, from: usize| {
        let begin = from + part.len() - part.trim_start().len();
        begin..(begin + part.trim().len())
    };
    let from = value(text, place(left, 0), values);
    let to = value(text, place(right, left.len() + 2), values);
    let (from, to) = (from?, to?);
    if from == to {
        text.fault("malformed-moves", format!("`{}` is no change", text.value), Some("staying is always allowed".into()));
        return None;
    }
    Some((from, to))
}

fn value(text: &Text<'_>, range: std::ops::Range<usize>, values: &[ValueName]) -> Option<usize> {
    let wanted = &text.value[range.clone()];
    let found = values.iter().position(|value| value.id == wanted);
    if found.is_none() {
        let help = suggest(wanted, values.iter().map(|value| value.id.as_str())).unwrap_or_else(|| {
            let names: Vec<&str> = values.iter().take(12).map(|value| value.id.as_str()).collect();
            format!("the values are {}", names.join(", "))
        });
        let message = format!("there is no value `{wanted}`");
        text.problem(detente_model::expression::Problem { code: "unknown-value", range, message, help: Some(help) });
    }
    found
}

/// Reads the rules of consent of an issue.
pub(super) fn rules(reader: &Reader<'_>, issue: VariableId, item: &Item<'_>, mentions: &mut Vec<Mention>) -> Vec<ConsentRule> {
    let read = |text: &Text<'_>| match reader.consenters.read(text.value) {
        Ok(rule) => Some(rule),
        Err(problems) => {
            problems.into_iter().for_each(|problem| text.problem(problem));
            None
        }
    };
    if !item.is_list() {
        if !item.is_text() {
            item.wrong("a rule, or a list of tables { rule = …, until = …, when = … }");
            return Vec::new();
        }
        let Some(text) = item.text() else { return Vec::new() };
        let rule = read(&text).map(|rule| ConsentRule {
            window: Window::default(),
            when: None,
            rule,
            text: text.value.to_owned(),
            basis: Basis::default(),
            span: text.span,
        });
        return rule.into_iter().collect();
    }
    let mut rules: Vec<ConsentRule> = Vec::new();
    for table in item.list().unwrap_or_default().iter().filter_map(Item::table) {
        let window = window(reader.context, &table);
        let when = table.text("when").and_then(|text| reader.expression(&text));
        let rule = table.require("rule").and_then(|item| item.text()).and_then(|text| Some((read(&text)?, text)));
        let basis = basis(reader.context, &table);
        table.finish();
        if let Some(when) = &when {
            let variables = mentioned([when]);
            mentions.push(Mention { window, only_with: Some(issue), variables, span: table.span, path: item.path.clone() });
        }
        let Some((rule, text)) = rule else { continue };
        if let Some(first) = rules.iter().find(|rule| rule.window == Window::default() && rule.when.is_none()) {
            table.sheet.faults.push(
                Diagnostic::warning("no-effect", "this rule is never reached: the first that applies decides")
                    .at(table.span, "")
                    .at(first.span, "this one always applies")
                    .help("give the earlier rule its `until`, or put it last"),
            );
        }
        rules.push(ConsentRule { window, when, rule, text: text.value.to_owned(), basis, span: table.span });
    }
    rules
}

/// Values that are named in a table `{ variable = value }`, nested or dotted.
pub(super) fn assignments(reader: &Reader<'_>, table: &Table<'_>) -> Vec<(VariableId, detente_model::expression::Value, Span)> {
    let mut found = Vec::new();
    let mut seen = HashSet::new();
    assign(reader, table, "", &mut found, &mut seen);
    found
}

fn assign(
    reader: &Reader<'_>,
    table: &Table<'_>,
    prefix: &str,
    found: &mut Vec<(VariableId, detente_model::expression::Value, Span)>,
    seen: &mut HashSet<VariableId>,
) {
    for (key, item) in table.entries() {
        let full = format!("{prefix}{}", key.value);
        if let Some(inner) = item.is_table().then(|| item.table()).flatten() {
            assign(reader, &inner, &format!("{full}."), found, seen);
            continue;
        }
        let Some(variable) = reader.variable_at(&full, key.span, table.sheet) else { continue };
        let Some(value) = item.value_name(true).and_then(|text| reader.value(variable, &text)) else { continue };
        if seen.insert(variable) {
            found.push((variable, value, key.span));
        } else {
            let message = format!("`{full}` is given twice");
            table.sheet.faults.push(Diagnostic::error("duplicate-name", message).at(key.span, "again here"));
        }
    }
}
