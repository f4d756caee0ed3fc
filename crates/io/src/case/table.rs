//! A small typed reader over the parsed TOML: every helper reports what is wrong at its place and lets the reading go on.

use detente_model::diagnostic::{Diagnostic, FileId, Span, suggest};
use detente_model::expression::Problem;
use detente_model::number::Decimal;
use jiff::civil::Date;
use std::cell::{Cell, RefCell};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// How many faults are kept, and how many remarks; a file with more is a file of another kind.
pub(super) const MAXIMAL_FAULTS: usize = 1000;

/// The faults found so far.
#[derive(Default)]
pub(super) struct Faults {
    list: RefCell<Vec<Diagnostic>>,
    errors: Cell<usize>,
    remarks: Cell<usize>,
}

impl Faults {
    /// Keeps a fault, or counts it where there are too many already.
    pub(super) fn push(&self, diagnostic: Diagnostic) {
        let count = if diagnostic.is_error() { &self.errors } else { &self.remarks };
        count.set(count.get() + 1);
        if count.get() <= MAXIMAL_FAULTS {
            self.list.borrow_mut().push(diagnostic);
        }
    }

    /// Whether further faults would not be kept. Whoever then does not look for one need not report it.
    pub(super) fn is_full(&self) -> bool {
        let is_full = self.errors.get() >= MAXIMAL_FAULTS;
        if is_full {
            self.errors.set(self.errors.get() + 1);
        }
        is_full
    }

    /// How many were found.
    pub(super) fn len(&self) -> usize {
        self.errors.get() + self.remarks.get()
    }

    /// How many are kept.
    pub(super) fn kept(&self) -> usize {
        self.list.borrow().len()
    }

    /// Takes back those found after the first `kept` to which `follows` says yes.
    pub(super) fn forgive(&self, kept: usize, follows: impl Fn(&Diagnostic) -> bool) {
        let mut number = 0;
        self.list.borrow_mut().retain(|diagnostic| {
            number += 1;
            number <= kept || !follows(diagnostic)
        });
    }

    /// All of them, unsorted, with a remark on those that were left out.
    pub(super) fn into_list(self) -> Vec<Diagnostic> {
        let mut list = self.list.into_inner();
        if self.errors.get() > MAXIMAL_FAULTS {
            list.push(Diagnostic::error("too-many-faults", format!("more than {MAXIMAL_FAULTS} faults: the rest is not shown")));
        }
        if self.remarks.get() > MAXIMAL_FAULTS {
            list.push(Diagnostic::warning("too-many-faults", format!("more than {MAXIMAL_FAULTS} warnings: the rest is not shown")));
        }
        list
    }
}

/// One file that is being read.
#[derive(Clone, Copy)]
pub(super) struct Sheet<'a> {
    /// Its number.
    pub(super) file: FileId,
    /// Its text.
    pub(super) text: &'a str,
    /// Where faults go.
    pub(super) faults: &'a Faults,
}

impl Sheet<'_> {
    /// A place in this file.
    pub(super) fn span(&self, range: std::ops::Range<usize>) -> Span {
        Span::new(self.file, range.start, range.end)
    }
}

/// A table of the file.
pub(super) struct Table<'a> {
    /// The file.
    pub(super) sheet: Sheet<'a>,
    /// Its keys from the top, joined by dots; empty for the top.
    pub(super) path: String,
    /// Its header, or all of it where it is written in braces.
    pub(super) span: Span,
    map: &'a DeTable<'a>,
    asked: RefCell<Vec<&'static str>>,
}

/// A value of the file.
#[derive(Clone)]
pub(super) struct Item<'a> {
    /// The file.
    pub(super) sheet: Sheet<'a>,
    /// Its keys from the top, joined by dots.
    pub(super) path: String,
    node: &'a Spanned<DeValue<'a>>,
}

/// A string of the file.
#[derive(Clone, Copy)]
pub(super) struct Text<'a> {
    sheet: Sheet<'a>,
    /// What it says.
    pub(super) value: &'a str,
    /// Where it stands, with its quotes.
    pub(super) span: Span,
}

impl Text<'_> {
    /// Where a part of it stands: exactly, unless it is written with escapes; then all of it.
    pub(super) fn part(&self, range: std::ops::Range<usize>) -> Span {
        // a string without escapes is borrowed from the file's text
        let begin = (self.value.as_ptr() as usize).checked_sub(self.sheet.text.as_ptr() as usize);
        match begin {
            Some(begin) if begin >= self.span.start && begin + self.value.len() <= self.span.end => {
                Span::new(self.span.file, begin + range.start, begin + range.end)
            }
            _ => self.span,
        }
    }

    /// Whether there are so many faults already that looking for advice is wasted.
    pub(super) fn is_overflowing(&self) -> bool {
        self.sheet.faults.is_full()
    }

    /// Reports a fault of an expression.
    pub(super) fn problem(&self, problem: Problem) {
        self.sheet.faults.push(Diagnostic::error(problem.code, problem.message).at(self.part(problem.range), "").maybe_help(problem.help));
    }

    /// Reports a fault of the whole string.
    pub(super) fn fault(&self, code: &'static str, message: impl Into<String>, help: Option<String>) {
        self.sheet.faults.push(Diagnostic::error(code, message).at(self.span, "").maybe_help(help));
    }
}

/// What a value is, in words.
fn kind(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a string",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "`true` or `false`",
        DeValue::Datetime(_) => "a date or time",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

impl<'a> Table<'a> {
    /// The top of a file.
    pub(super) fn top(sheet: Sheet<'a>, map: &'a DeTable<'a>) -> Self {
        Self { sheet, path: String::new(), span: sheet.span(0..0), map, asked: RefCell::default() }
    }

    fn path_of(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) }
    }

    /// The value of `key`, if there is one.
    pub(super) fn get(&self, key: &'static str) -> Option<Item<'a>> {
        self.knows(key);
        self.map.get(key).map(|node| Item { sheet: self.sheet, path: self.path_of(key), node })
    }

    /// Says that `key` belongs here, whether it is read or not.
    pub(super) fn knows(&self, key: &'static str) {
        let mut asked = self.asked.borrow_mut();
        if !asked.contains(&key) {
            asked.push(key);
        }
    }

    /// Whether `key` is there.
    pub(super) fn has(&self, key: &str) -> bool {
        self.map.contains_key(key)
    }

    /// Whether it has other keys than `key`.
    pub(super) fn has_other_than(&self, key: &str) -> bool {
        self.map.iter().any(|(known, _)| known.get_ref() != key)
    }

    /// Where `key` stands, if it is there.
    pub(super) fn key_span(&self, key: &str) -> Option<Span> {
        self.map.get_key_value(key).map(|(key, _)| self.sheet.span(key.span()))
    }

    /// The value of `key`, which must be there.
    pub(super) fn require(&self, key: &'static str) -> Option<Item<'a>> {
        let found = self.get(key);
        if found.is_none() {
            let place = if self.path.is_empty() { "the case".to_owned() } else { format!("`{}`", self.path) };
            self.sheet.faults.push(
                Diagnostic::error("missing-key", format!("{place} has no `{key}`")).at(self.span, "").help(format!("add `{key} = …`")),
            );
        }
        found
    }

    /// All keys with their places and values; keys that begin with `x-` are passed over.
    pub(super) fn entries(&self) -> impl Iterator<Item = (Text<'a>, Item<'a>)> + use<'a, '_> {
        self.map.iter().filter(|(key, _)| !key.get_ref().starts_with("x-")).map(|(key, node)| {
            let value: &'a str = key.get_ref();
            let text = Text { sheet: self.sheet, value, span: self.sheet.span(key.span()) };
            (text, Item { sheet: self.sheet, path: self.path_of(value), node })
        })
    }

    /// Reports every key that nothing has asked for.
    pub(super) fn finish(&self) {
        let asked = self.asked.borrow();
        for (key, item) in self.entries() {
            if asked.contains(&key.value) {
                continue;
            }
            let sort = if item.is_table_like() { "table" } else { "key" };
            let message = match self.path.as_str() {
                "" => format!("unknown {sort} `{}`", key.value),
                path => format!("unknown {sort} `{}` in `{path}`", key.value),
            };
            let mut known: Vec<&str> = asked.clone();
            known.sort_unstable();
            let help = suggest(key.value, known.iter().copied()).unwrap_or_else(|| format!("expected one of {}", known.join(", ")));
            self.sheet.faults.push(Diagnostic::error("unknown-key", message).at(key.span, "").help(help));
        }
    }

    /// A text, if the key is there.
    pub(super) fn text(&self, key: &'static str) -> Option<Text<'a>> {
        self.get(key)?.text()
    }

    /// A text as an owned string, if the key is there.
    pub(super) fn string(&self, key: &'static str) -> Option<String> {
        self.text(key).map(|text| text.value.to_owned())
    }

    /// A date, if the key is there.
    pub(super) fn date(&self, key: &'static str) -> Option<Date> {
        self.get(key)?.date()
    }

    /// The tables of a list, if the key is there.
    pub(super) fn tables(&self, key: &'static str) -> Vec<Table<'a>> {
        self.get(key).and_then(|item| item.list()).unwrap_or_default().iter().filter_map(Item::table).collect()
    }
}

impl<'a> Item<'a> {
    /// Where it stands.
    pub(super) fn span(&self) -> Span {
        self.sheet.span(self.node.span())
    }

    /// Whether it is a table or a list of tables.
    fn is_table_like(&self) -> bool {
        match self.node.get_ref() {
            DeValue::Table(_) => true,
            DeValue::Array(items) => !items.is_empty() && items.iter().all(|item| item.get_ref().is_table()),
            _ => false,
        }
    }

    /// Whether it is a string.
    pub(super) fn is_text(&self) -> bool {
        self.node.get_ref().is_str()
    }

    /// Whether it is a table.
    pub(super) fn is_table(&self) -> bool {
        self.node.get_ref().is_table()
    }

    /// Whether it is a list.
    pub(super) fn is_list(&self) -> bool {
        self.node.get_ref().is_array()
    }

    /// Reports a fault here.
    pub(super) fn fault(&self, code: &'static str, message: impl Into<String>, help: Option<String>) {
        self.sheet.faults.push(Diagnostic::error(code, message).at(self.span(), "").maybe_help(help));
    }

    /// Reports that it is of a wrong type.
    pub(super) fn wrong(&self, expected: &str) {
        self.wrong_with(expected, None);
    }

    /// Reports that it is of a wrong type, with advice.
    pub(super) fn wrong_with(&self, expected: &str, help: Option<String>) {
        self.fault("wrong-type", format!("`{}` is {}, expected {expected}", self.path, kind(self.node.get_ref())), help);
    }

    /// It as a string.
    pub(super) fn text(&self) -> Option<Text<'a>> {
        match self.node.get_ref() {
            DeValue::String(value) => Some(Text { sheet: self.sheet, value, span: self.span() }),
            _ => {
                self.wrong("a string");
                None
            }
        }
    }

    /// It as the name of a value or state: a string or a whole number; and for yes/no `true` or `false`.
    pub(super) fn value_name(&self, or_boolean: bool) -> Option<Text<'a>> {
        let text = |value| Some(Text { sheet: self.sheet, value, span: self.span() });
        match self.node.get_ref() {
            DeValue::String(value) => text(value),
            DeValue::Integer(number) if number.radix() == 10 => text(number.as_str()),
            DeValue::Boolean(yes) if or_boolean => text(if *yes { "yes" } else { "no" }),
            _ => {
                self.wrong("the name of a value");
                None
            }
        }
    }

    /// It as a date.
    pub(super) fn date(&self) -> Option<Date> {
        let written = |date: &toml::value::Date| format!("{:04}-{:02}-{:02}", date.year, date.month, date.day);
        match self.node.get_ref() {
            DeValue::Datetime(moment) => match (&moment.date, &moment.time) {
                (Some(date), None) => {
                    let number = |part: u8| i8::try_from(part).unwrap_or(-1);
                    let read = i16::try_from(date.year).ok().and_then(|year| Date::new(year, number(date.month), number(date.day)).ok());
                    if read.is_none() {
                        self.fault("not-a-date", format!("`{}` is no day of the calendar", written(date)), None);
                    }
                    read
                }
                (Some(date), Some(_)) => {
                    self.fault(
                        "not-a-date",
                        format!("`{}` has a time, expected a date", self.path),
                        Some(format!("write `{}`", written(date))),
                    );
                    None
                }
                (None, _) => {
                    self.fault(
                        "not-a-date",
                        format!("`{}` is a time, expected a date", self.path),
                        Some("write it like 1990-05-25".into()),
                    );
                    None
                }
            },
            other => {
                let help = match other {
                    DeValue::String(text) if text.parse::<Date>().is_ok() => format!("write it without quotes: {text}"),
                    _ => "write it like 1990-05-25, without quotes".into(),
                };
                self.fault("not-a-date", format!("`{}` is {}, expected a date", self.path, kind(other)), Some(help));
                None
            }
        }
    }

    /// It as an exact decimal number.
    pub(super) fn decimal(&self) -> Option<Decimal> {
        let (text, read) = match self.node.get_ref() {
            DeValue::Integer(number) if number.radix() == 10 => (number.as_str(), Decimal::parse(number.as_str())),
            DeValue::Integer(number) => {
                (number.as_str(), i64::from_str_radix(number.as_str(), number.radix()).ok().and_then(Decimal::whole))
            }
            DeValue::Float(number) => (number.as_str(), Decimal::parse(number.as_str())),
            _ => {
                self.wrong("a number");
                return None;
            }
        };
        if read.is_none() {
            self.fault(
                "number",
                format!("the number `{text}` is out of range"),
                Some(format!("expected between -{0} and {0}, with at most 9 places after the point", Decimal::LIMIT)),
            );
        }
        read
    }

    /// It as a decimal number that is not negative.
    pub(super) fn amount(&self) -> Option<Decimal> {
        let number = self.decimal()?;
        if number < Decimal::default() {
            self.fault("number", format!("`{}` is {number}, expected 0 or more", self.path), None);
            return None;
        }
        Some(number)
    }

    /// It as a whole number within bounds.
    pub(super) fn whole(&self, least: u32, most: u32) -> Option<u32> {
        let DeValue::Integer(number) = self.node.get_ref() else {
            self.wrong("a whole number");
            return None;
        };
        let read = u32::from_str_radix(number.as_str(), number.radix()).ok().filter(|number| (least..=most).contains(number));
        if read.is_none() {
            let expected = if least == most { least.to_string() } else { format!("{least} to {most}") };
            self.fault("number", format!("`{}` is {number}, expected {expected}", self.path), None);
        }
        read
    }

    /// It as `true` or `false`.
    pub(super) fn boolean(&self) -> Option<bool> {
        let read = self.node.get_ref().as_bool();
        if read.is_none() {
            self.wrong("`true` or `false`");
        }
        read
    }

    /// It as a list.
    pub(super) fn list(&self) -> Option<Vec<Item<'a>>> {
        match self.node.get_ref() {
            DeValue::Array(items) => {
                let path = |number: usize| format!("{}[{number}]", self.path);
                Some(items.iter().zip(1..).map(|(node, number)| Item { sheet: self.sheet, path: path(number), node }).collect())
            }
            DeValue::String(_) => {
                self.wrong_with("a list", Some("put it in brackets: [\"…\"]".into()));
                None
            }
            DeValue::Table(_) => {
                self.wrong_with("a list", Some(format!("write [[{}]] for each", self.path)));
                None
            }
            _ => {
                self.wrong("a list");
                None
            }
        }
    }

    /// One text, or a list of texts.
    pub(super) fn names(&self) -> Vec<Text<'a>> {
        if self.is_list() {
            self.list().unwrap_or_default().iter().filter_map(Self::text).collect()
        } else {
            self.text().into_iter().collect()
        }
    }

    /// It as a table.
    pub(super) fn table(&self) -> Option<Table<'a>> {
        match self.node.get_ref() {
            DeValue::Table(map) => {
                Some(Table { sheet: self.sheet, path: self.path.clone(), span: self.span(), map, asked: RefCell::default() })
            }
            DeValue::Array(_) => {
                self.wrong_with("a table", Some(format!("write [{}] with single brackets", self.path)));
                None
            }
            _ => {
                self.wrong("a table");
                None
            }
        }
    }
}

/// The words of the expression language, which cannot be names.
const RESERVED: [&str; 15] =
    ["and", "or", "not", "implies", "iff", "if", "in", "of", "at", "least", "most", "exactly", "after", "always", "never"];

/// Whether it is a word: a letter, then letters, digits or `_`.
pub(super) fn is_word(name: &str) -> bool {
    let mut characters = name.chars();
    characters.next().is_some_and(unicode_ident::is_xid_start) && characters.all(unicode_ident::is_xid_continue)
}

/// Reports a declared name that expressions could not use.
pub(super) fn check_name(name: &Text<'_>, what: &str) {
    if !is_word(name.value) {
        name.fault(
            "not-a-word",
            format!("`{}` is no name for {what}", name.value.escape_debug()),
            Some("names are words: a letter, then letters, digits or `_`; free text goes into `name`".into()),
        );
    } else if RESERVED.contains(&name.value) {
        name.fault("not-a-word", format!("`{}` is a word of the expression language and no name for {what}", name.value), None);
    }
}
