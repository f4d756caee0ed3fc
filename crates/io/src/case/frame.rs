//! `[frame.NAME]`.

use super::basis::basis;
use super::context::{Mention, Reader, declared_twice};
use super::table::{Item, Table, Text, check_name};
use super::variable::assignments;
use detente_model::diagnostic::{Diagnostic, FileId, Span, suggest};
use detente_model::evidence::Basis;
use detente_model::expression::Value;
use detente_model::frame::Frame;
use detente_model::index::{EventId, FrameId, Id, IndexVec, VariableId};
use detente_model::phase::Phase;
use std::collections::HashMap;

/// Reads the frames of all files; without any there is one, `all`. Files after the first `own` are added: what they declare varies in
/// every frame in which they do not hold it, and a frame of theirs that is there already says more of it.
pub(super) fn read(reader: &Reader<'_>, tops: &[Table<'_>], own: usize, mentions: &[Mention]) -> IndexVec<FrameId, Frame> {
    let mut frames: IndexVec<FrameId, Frame> = IndexVec::new();
    let mut known: HashMap<&str, Span> = HashMap::new();
    // whose mentions can be checked, with the table to report them at
    let mut faultless: Vec<Option<Table<'_>>> = Vec::new();
    let mut declared = false;
    let added: Vec<FileId> = tops.iter().skip(own).map(|top| top.sheet.file).collect();
    let is_new = |variable: VariableId| added.contains(&reader.variables[variable].span.file);
    for (top, number) in tops.iter().zip(0..) {
        let Some(tables) = top.get("frame").and_then(|item| item.table()) else { continue };
        for (name, item) in tables.entries() {
            declared = true;
            let Some(table) = item.table() else { continue };
            if let Some(frame) = frames.iter_mut().find(|frame| number >= own && frame.id == name.value) {
                more(reader, &name, &table, frame);
                continue;
            }
            check_name(&name, "a frame");
            match known.get(name.value) {
                Some(first) => declared_twice(table.sheet, "the frame", name.value, name.span, *first),
                None => {
                    known.insert(name.value, name.span);
                }
            }
            let before = table.sheet.faults.len();
            let frame = body(reader, &name, &table, &is_new);
            faultless.push((table.sheet.faults.len() == before).then_some(table));
            frames.push(frame);
        }
    }
    for (frame, table) in frames.iter_mut().zip(&faultless) {
        for variable in reader.variables.ids().filter(|variable| is_new(*variable)) {
            if !frame.vary.contains(&variable) && frame.held(variable).is_none() {
                frame.vary.push(variable);
            }
            if let Some(stated) = &mut frame.status_quo
                && frame.vary.contains(&variable)
                && !stated.iter().any(|(known, _)| *known == variable)
            {
                stated.push((variable, 0));
            }
        }
        frame.vary.sort_unstable();
        if let Some(table) = table {
            check_mentions(reader, frame, table, mentions);
        }
    }
    if !declared {
        frames.push(Frame {
            id: "all".into(),
            title: "all".into(),
            vary: reader.variables.ids().collect(),
            hold: Vec::new(),
            phase: Phase::start(),
            status_quo: None,
            basis: Basis::default(),
            span: Span::new(FileId(0), 0, 0),
        });
    }
    frames
}

/// What an added file says of a frame that is there already: it varies and holds more, and starts from more.
fn more(reader: &Reader<'_>, name: &Text<'_>, table: &Table<'_>, frame: &mut Frame) {
    let vary = if table.has("vary") { vary(reader, name, table) } else { Vec::new() };
    let hold = table.get("hold").and_then(|item| item.table()).map(|table| assignments(reader, &table)).unwrap_or_default();
    let stated = table.get("status_quo").and_then(|item| status_quo(reader, &item)).unwrap_or_default();
    table.finish();
    for variable in vary {
        let held = frame.held(variable);
        frame.hold.retain(|(known, _)| *known != variable);
        if !frame.vary.contains(&variable) {
            frame.vary.push(variable);
        }
        if let (Some(stated), Some(value)) = (&mut frame.status_quo, held)
            && !stated.iter().any(|(known, _)| *known == variable)
        {
            stated.push((variable, value));
        }
    }
    for (variable, value, _) in hold {
        frame.vary.retain(|varying| *varying != variable);
        frame.hold.retain(|(known, _)| *known != variable);
        frame.hold.push((variable, value));
        frame.status_quo.iter_mut().flatten().filter(|(known, _)| *known == variable).for_each(|(_, at)| *at = value);
    }
    for (variable, value, _) in stated {
        let list = frame.status_quo.get_or_insert_default();
        list.retain(|(known, _)| *known != variable);
        list.push((variable, value));
    }
}

fn body(reader: &Reader<'_>, name: &Text<'_>, table: &Table<'_>, is_new: &dyn Fn(VariableId) -> bool) -> Frame {
    let vary = vary(reader, name, table);
    let hold = table.get("hold").and_then(|item| item.table()).map(|table| assignments(reader, &table)).unwrap_or_default();
    let status_quo_item = table.get("status_quo");
    let status_quo = status_quo_item.as_ref().and_then(|item| status_quo(reader, item));
    let phase = phase(reader, table);
    let title = table.string("title").unwrap_or_else(|| name.value.to_owned());
    let basis = basis(reader.context, table);
    table.finish();
    let mut varies = vec![false; reader.variables.len()];
    vary.iter().for_each(|variable| varies[variable.index()] = true);
    for (variable, _, place) in hold.iter().filter(|(variable, ..)| varies[variable.index()]) {
        let message = format!("the frame `{}` varies `{1}` and holds it", name.value, reader.variables[*variable].id);
        table.sheet.faults.push(Diagnostic::error("held-and-varied", message).at(*place, "").help("remove it from `hold`, or from `vary`"));
    }
    if let (Some(stated), Some(item)) = (&status_quo, &status_quo_item) {
        let held: HashMap<VariableId, (Value, Span)> = hold.iter().map(|(variable, value, place)| (*variable, (*value, *place))).collect();
        for (variable, value, place) in stated {
            let Some((other, first)) = held.get(variable).filter(|(other, _)| other != value) else { continue };
            let variable = &reader.variables[*variable];
            let named = |value: Value| variable.values[usize::from(value)].id.as_str();
            let message = format!("`{}` is held at `{}`, but the status quo has `{}`", variable.id, named(*other), named(*value));
            table.sheet.faults.push(
                Diagnostic::error("held-elsewhere", message)
                    .at(*place, "")
                    .at(*first, "held here")
                    .help("make them the same, or leave it out of `status_quo`"),
            );
        }
        let mut named = vec![false; reader.variables.len()];
        stated.iter().for_each(|(variable, ..)| named[variable.index()] = true);
        let missing: Vec<&str> = vary
            .iter()
            .filter(|variable| !named[variable.index()] && !is_new(**variable))
            .map(|variable| reader.variables[*variable].id.as_str())
            .take(8)
            .collect();
        if !missing.is_empty() {
            let message = format!("the status quo of `{}` says nothing about {}", name.value, missing.join(", "));
            table.sheet.faults.push(
                Diagnostic::warning("status-quo-incomplete", message)
                    .at(item.span(), "")
                    .help("give every variable that varies a value: what can happen from here is not known otherwise"),
            );
        }
    }
    let pairs = |list: Vec<(VariableId, Value, Span)>| list.into_iter().map(|(variable, value, _)| (variable, value)).collect();
    Frame { id: name.value.to_owned(), title, vary, hold: pairs(hold), phase, status_quo: status_quo.map(pairs), basis, span: name.span }
}

fn status_quo(reader: &Reader<'_>, item: &Item<'_>) -> Option<Vec<(VariableId, Value, Span)>> {
    if reader.is_graph && !item.is_table() {
        let state = VariableId::from_index(0);
        let value = reader.value(state, &item.value_name(false)?)?;
        return Some(vec![(state, value, item.span())]);
    }
    Some(assignments(reader, &item.table()?))
}

/// Reads `vary`: names, `party.*`, `*`.
fn vary(reader: &Reader<'_>, name: &Text<'_>, table: &Table<'_>) -> Vec<VariableId> {
    let Some(item) = table.require("vary") else { return Vec::new() };
    let Some(list) = item.list() else { return Vec::new() };
    let mut varies = vec![false; reader.variables.len()];
    let mut is_faulty = false;
    for entry in &list {
        let Some(text) = entry.text() else {
            is_faulty = true;
            continue;
        };
        if text.value == "*" {
            varies.fill(true);
        } else if let Some(party) = text.value.strip_suffix(".*") {
            let Some(id) = reader.context.party_ids.get_index_of(party) else {
                let help = suggest(party, reader.context.party_ids.keys().map(String::as_str));
                text.fault("unknown-name", format!("there is no party `{party}`"), help);
                is_faulty = true;
                continue;
            };
            let mut found = false;
            for (variable, body) in reader.variables.enumerated() {
                if body.owner().is_some_and(|owner| owner.index() == id) {
                    varies[variable.index()] = true;
                    found = true;
                }
            }
            if !found {
                text.fault("no-options", format!("`{party}` has no options"), Some(format!("declare one as [party.{party}.option.NAME]")));
                is_faulty = true;
            }
        } else if let Some(variable) = reader.variable(&text) {
            varies[variable.index()] = true;
        } else {
            is_faulty = true;
        }
    }
    let vary: Vec<VariableId> = reader.variables.ids().filter(|variable| varies[variable.index()]).collect();
    if vary.is_empty() && !is_faulty {
        item.fault(
            "nothing-varies",
            format!("the frame `{}` has nothing to vary", name.value),
            Some("name options or issues: vary = [\"party.*\", \"issue\"]".into()),
        );
    }
    vary
}

fn phase(reader: &Reader<'_>, table: &Table<'_>) -> Phase {
    let mut happened: Vec<(EventId, Span)> = Vec::new();
    for item in table.get("phase").and_then(|item| item.list()).unwrap_or_default() {
        let Some(text) = item.text() else { continue };
        let Some(event) = reader.context.event(&text) else { continue };
        match happened.iter().find(|(known, _)| *known == event) {
            Some((_, first)) => declared_twice(table.sheet, "in this phase, the event", text.value, text.span, *first),
            None => happened.push((event, text.span)),
        }
    }
    Phase::after(happened.into_iter().map(|(event, _)| event))
}

/// Reports what applies to the frame and mentions variables that are left open in it.
fn check_mentions(reader: &Reader<'_>, frame: &Frame, table: &Table<'_>, mentions: &[Mention]) {
    let mut is_known = vec![false; reader.variables.len()];
    frame.vary.iter().for_each(|variable| is_known[variable.index()] = true);
    let varies = is_known.clone();
    for (variable, _) in frame.hold.iter().chain(frame.status_quo.iter().flatten()) {
        is_known[variable.index()] = true;
    }
    if is_known.iter().all(|known| *known) {
        return;
    }
    for mention in mentions {
        if !mention.window.is_open(&frame.phase) || mention.only_with.is_some_and(|issue| !varies[issue.index()]) {
            continue;
        }
        for variable in &mention.variables {
            if is_known[variable.index()] {
                continue;
            }
            is_known[variable.index()] = true;
            let id = &reader.variables[*variable].id;
            table.sheet.faults.push(
                Diagnostic::error(
                    "open-variable",
                    format!("the frame `{}` neither varies nor holds `{id}`, which `{}` mentions", frame.id, mention.path),
                )
                .at(frame.span, "")
                .at(mention.span, "mentioned here")
                .help(format!("add `{id}` to `vary`, `hold` or `status_quo`")),
            );
        }
    }
}
