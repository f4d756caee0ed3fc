//! What an assumption rests on: the keys that every table of an assumption may have.

use super::context::Context;
use super::table::{Item, Table, Text};
use detente_model::diagnostic::{Diagnostic, suggest};
use detente_model::evidence::{Basis, Citation, Grade, Locator, Passage};
use detente_model::phase::Window;

/// Reads `cite`, `known_from`, `grade` and `note`.
pub(super) fn basis(context: &Context, table: &Table<'_>) -> Basis {
    let citations = table.get("cite").and_then(|item| item.list()).unwrap_or_default();
    let citations = citations.iter().filter_map(Item::text).filter_map(|text| citation(context, &text)).collect();
    let known_from = table.get("known_from").and_then(|item| {
        let known_from = item.date()?;
        if let Some(as_of) = context.as_of.filter(|as_of| known_from > *as_of) {
            table.sheet.faults.push(
                Diagnostic::warning("known-later", format!("known from {known_from} only, but the case is seen on {as_of}"))
                    .at(item.span(), "")
                    .help("what was not known on that day does not belong in the case"),
            );
        }
        Some(known_from)
    });
    let grade = table.text("grade").and_then(|text| {
        let grade = [Grade::High, Grade::Medium, Grade::Low].into_iter().find(|grade| grade.word() == text.value);
        if grade.is_none() {
            text.fault("unknown-word", format!("`{}` is no grade", text.value), Some("expected high, medium or low".into()));
        }
        grade
    });
    Basis { citations, known_from, grade, note: table.string("note") }
}

/// Reads `source:turn.sentence#digest`, `source:locator` or `source`.
fn citation(context: &Context, text: &Text<'_>) -> Option<Citation> {
    let malformed = |message: String, help: &str| text.fault("malformed-citation", message, Some(help.into()));
    let (name, locator) = match text.value.split_once(':') {
        Some((name, locator)) => (name, Some(locator)),
        None => (text.value, None),
    };
    let Some(&source) = context.source_ids.get(name.trim()) else {
        if text.is_overflowing() {
            return None;
        }
        let help = suggest(name.trim(), context.sources.iter().map(|source| source.id.as_str()));
        let help = help.unwrap_or_else(|| "declare it as [source.NAME], or move the remark to `note`".into());
        context_fault(text, 0..name.len(), "unknown-source", format!("there is no source `{}`", name.trim()), help);
        return None;
    };
    let citation = |locator| Some(Citation { source, locator, span: text.span });
    let Some(locator) = locator else { return citation(Locator::Whole) };
    let (locator, is_numbered) = (locator.trim(), context.sources[source].numbering.is_some());
    if locator.is_empty() {
        malformed(format!("the citation `{}` names no place", text.value), "write the place after the colon, or leave the colon out");
        return None;
    }
    let (place, digest) = match locator.split_once('#') {
        Some((place, digest)) => (place, Some(digest)),
        None => (locator, None),
    };
    let numbers = place.split_once('.').filter(|(turn, sentence)| {
        let digits = |part: &str| !part.is_empty() && part.len() <= 9 && part.bytes().all(|byte| byte.is_ascii_digit());
        digits(turn) && digits(sentence)
    });
    let is_digest = |digest: &str| digest.len() == 8 && digest.bytes().all(|byte| byte.is_ascii_hexdigit());
    if !is_numbered {
        if numbers.is_some() && digest.is_some_and(is_digest) {
            let help = format!("give [source.{name}] `numbering = 1` if it is a record of turns and sentences");
            malformed(format!("the source `{name}` is not numbered, but is cited by turn and sentence"), &help);
            return None;
        }
        return citation(Locator::Other(locator.to_owned()));
    }
    let Some((turn, sentence)) = numbers else {
        malformed(
            format!("found `{place}`, expected a turn and a sentence of the record `{name}`"),
            "write it like `moscow:31.2#9f3a1c2b`: turn, sentence, digest of the sentence",
        );
        return None;
    };
    if let Some(digest) = digest.filter(|digest| !is_digest(digest)) {
        malformed(
            format!("the digest `{digest}` has not 8 hexadecimal digits"),
            "`detente evidence --number` shows the digests of a record",
        );
        return None;
    }
    let (turn, sentence) = (turn.parse().unwrap_or(0), sentence.parse().unwrap_or(0));
    if sentence == 0 {
        malformed(
            format!("found sentence 0 in `{locator}`, expected 1 or more"),
            "sentences are counted from 1; turn 0 is what stands before the first",
        );
        return None;
    }
    citation(Locator::Passage(Passage { turn, sentence, digest: digest.map(str::to_lowercase) }))
}

fn context_fault(text: &Text<'_>, range: std::ops::Range<usize>, code: &'static str, message: String, help: String) {
    text.problem(detente_model::expression::Problem { code, range, message, help: Some(help) });
}

/// Reads `from` and `until`.
pub(super) fn window(context: &Context, table: &Table<'_>) -> Window {
    window_since(context, table, "from")
}

/// Reads a window whose beginning has another key (`from` of a restriction is a state).
pub(super) fn window_since(context: &Context, table: &Table<'_>, since: &'static str) -> Window {
    let (from, until) = (table.text(since), table.text("until"));
    let event = |text: &Option<Text<'_>>| text.as_ref().and_then(|text| context.event(text));
    let window = Window { from: event(&from), until: event(&until) };
    if let (Some(opens), Some(closes), Some(from), Some(until)) = (window.from, window.until, from, until) {
        let place = |diagnostic: Diagnostic| diagnostic.at(until.span, "until this").at(from.span, "from this on");
        if opens == closes {
            table
                .sheet
                .faults
                .push(place(Diagnostic::error("window-empty", format!("from `{0}` until `{0}`: it never holds", from.value))));
        } else if let (Some(first), Some(last)) = (context.events[opens].date, context.events[closes].date)
            && last < first
        {
            table.sheet.faults.push(place(Diagnostic::warning(
                "window-reversed",
                format!("`{}` ({last}) comes before `{}` ({first}): it never holds", until.value, from.value),
            )));
        }
    }
    window
}
