//! Published conflicts as JSON, one file each.
//!
//! `dms` lists the decision makers with their options; the options of all, in that order, are the columns of a state's Y/N string
//! and are numbered from 1. `infeasible` holds Y/N/- patterns or Boolean statements over option numbers (`!`, `&`, `|`, `->`,
//! `<->`); `irreversible` lists `{"option": number, "only": "N->Y"}`; `forbidden_moves` lists pairs of conditions, from and to;
//! `misperceived` gives for a decision maker the states that it does not see. Each decision maker's preference has `statements`
//! in order of priority (a list is an OR) or a `ranking` from best to worst (ties in a list). Where there is a `graph`, its
//! `states` and `arcs` stand instead of the options. `source`, `provenance` say where the inputs come from; `published` and
//! `reference` hold results, which are no part of a case.

use super::draft::{
    Direction, Draft, DraftGraph, DraftParty, DraftPreference, DraftRestriction, DraftSource, DraftVariable, alternatives, conjunction,
};
use super::gmcr::unseen_by;
use super::json::{self, Faults, Json, Kind, shortened};
use super::words::{Words, is_word};
use super::{Imported, checked};
use detente_model::{Diagnostic, Span, diagnostic};
use std::collections::{HashMap, HashSet};

/// Whether a file's content looks like a published conflict.
#[must_use]
pub fn recognises(text: &[u8]) -> bool {
    json::parse(text).is_ok_and(|(root, _)| root.get("dms").is_some() && root.get("preferences").is_some())
}

const ROOT_KEYS: &[&str] = &[
    "title",
    "source",
    "dms",
    "infeasible",
    "irreversible",
    "forbidden_moves",
    "misperceived",
    "preferences",
    "graph",
    "option_form",
    "provenance",
    "published",
    "reference",
    "states",
    "state_order",
    "states_published",
    "expected_decimal",
    "expected_other",
];

/// Reads a published conflict into the text of a case file.
///
/// Statements and conditions are written with the names of the options; rankings, and conditions that fix more than four options
/// of a state completely, stay Y/N patterns. The publication becomes the source that the assumptions cite. Results are not kept.
///
/// # Errors
/// The file is not JSON (the first fault), or says something that cannot be understood, or that no case file may say (all such faults). Places are in
/// file 0.
pub fn import(text: &[u8]) -> Result<Imported, Vec<Diagnostic>> {
    let (root, repeated) = json::parse(text).map_err(|fault| vec![fault])?;
    let mut reader = Reader { faults: Faults { found: repeated }, columns: Vec::new(), states: None };
    let draft = reader.read(&root);
    let mut notes = reader.faults.found;
    diagnostic::sort(&mut notes);
    match draft {
        Some(draft) if !notes.iter().any(Diagnostic::is_error) => checked(draft.into_text(), notes),
        _ => {
            notes.retain(Diagnostic::is_error);
            Err(notes)
        }
    }
}

struct Reader {
    faults: Faults,
    /// How each option is called in expressions, in the order of the columns.
    columns: Vec<String>,
    /// The states of a graph.
    states: Option<HashSet<String>>,
}

/// Fixed in full, a state of more options than this is easier to read as a pattern.
const NAMED_OPTIONS: usize = 4;

impl Reader {
    fn read(&mut self, root: &Json) -> Option<Draft> {
        if !matches!(root.kind, Kind::Object(_)) {
            self.faults.expected("an object with \"title\", \"dms\" and \"preferences\"", root);
            return None;
        }
        self.faults.unknown_keys(root, ROOT_KEYS, "the file");
        let title = self.faults.required(root, "title", "the file").and_then(|title| title.text()).unwrap_or("Imported conflict");
        let mut parties = self.parties(root);
        let graph = root.get("graph").and_then(|graph| self.graph(graph, root, &parties));
        let mut remarks = vec!["Imported from a published conflict in JSON.".to_owned()];
        remarks.extend(root.get("provenance").and_then(Json::text).map(str::to_owned));
        let mut infeasible = Vec::new();
        let mut restrictions = Vec::new();
        if root.get("graph").is_some() {
            remarks.extend(self.options_of_graph(root, &parties));
            parties.iter_mut().for_each(|party| party.options.clear());
        } else {
            infeasible = self.infeasible(root);
            self.irreversible(root, &mut parties);
            restrictions = self.forbidden_moves(root);
            self.misperceived(root, &parties, &mut restrictions);
        }
        self.preferences(root, &mut parties);
        Some(Draft { remarks, title: title.to_owned(), source: source(root), parties, issues: Vec::new(), infeasible, restrictions, graph })
    }

    fn parties(&mut self, root: &Json) -> Vec<DraftParty> {
        let Some(list) = self.faults.required(root, "dms", "the file") else { return Vec::new() };
        let items = self.faults.list(list, "a list of decision makers");
        if items.is_empty() && matches!(list.kind, Kind::List(_)) {
            self.faults.error("empty", list, "there are no decision makers, expected one or more");
        }
        let mut words = Words::default();
        let mut names = HashSet::new();
        let mut parties = Vec::new();
        for item in items {
            if !matches!(item.kind, Kind::Object(_)) {
                self.faults.expected("an object with \"name\" and \"options\"", item);
                continue;
            }
            self.faults.unknown_keys(item, &["name", "options"], "a decision maker");
            let name =
                self.faults.required(item, "name", "the decision maker").and_then(|name| self.faults.text(name, "a name")).unwrap_or("");
            if !names.insert(name) {
                self.faults.error("duplicate-name", item, format!("there is another decision maker \"{}\"", shortened(name)));
            }
            let id = words.make(name, "party");
            let mut option_words = Words::default();
            let mut options = Vec::new();
            if let Some(list) = self.faults.required(item, "options", "the decision maker") {
                for option in self.faults.list(list, "a list of names of options") {
                    let Some(name) = self.faults.text(option, "the name of an option") else { continue };
                    let word = option_words.make(name, "option");
                    self.columns.push(format!("{id}.{word}"));
                    options.push(DraftVariable {
                        id: word,
                        name: name.to_owned(),
                        values: Vec::new(),
                        direction: Direction::Both,
                        rule: None,
                    });
                }
            }
            parties.push(DraftParty {
                id,
                name: name.to_owned(),
                capability: None,
                options,
                preference: DraftPreference::Unknown,
                remark: None,
            });
        }
        parties
    }

    fn party<'a>(&mut self, name: &str, at: &Json, parties: &'a [DraftParty]) -> Option<&'a DraftParty> {
        let found = parties.iter().find(|party| party.name == name);
        if found.is_none() {
            let unknown = Diagnostic::error("unknown-name", format!("there is no decision maker \"{}\"", shortened(name)));
            let help = diagnostic::suggest(name, parties.iter().map(|party| party.name.as_str()));
            self.faults.found.push(unknown.at(at.span, "").maybe_help(help));
        }
        found
    }

    fn graph(&mut self, graph: &Json, root: &Json, parties: &[DraftParty]) -> Option<DraftGraph> {
        let mut known = HashSet::new();
        let mut states = Vec::new();
        let list = self.faults.required(graph, "states", "the graph")?;
        for state in self.faults.list(list, "a list of names of states") {
            let Some(name) = self.faults.text(state, "the name of a state") else { continue };
            if name.contains('\'') || name.is_empty() || name.chars().any(char::is_control) {
                self.faults.error(
                    "state-name",
                    state,
                    "a state's name is empty or has `'` or control characters, which expressions cannot write",
                );
            } else if known.insert(name.to_owned()) {
                states.push(name.to_owned());
            } else {
                self.faults.error("duplicate-name", state, format!("there is another state \"{}\"", shortened(name)));
            }
        }
        let mut arcs = Vec::new();
        if let Some(listed) = self.faults.required(graph, "arcs", "the graph") {
            for (name, list) in self.faults.object(listed, "an object with lists of arcs") {
                let Some(party) = self.party(name, list, parties) else { continue };
                let mut read = Vec::new();
                for arc in self.faults.list(list, "a list of arcs") {
                    let ends: Vec<&str> = self.faults.list(arc, "[from, to]").iter().filter_map(Json::text).collect();
                    let [from, to] = ends.as_slice() else {
                        self.faults.error("wrong-length", arc, "an arc has two ends, expected [from, to]");
                        continue;
                    };
                    for end in [from, to] {
                        if !known.contains(*end) {
                            self.faults.error("unknown-name", arc, format!("there is no state \"{}\"", shortened(end)));
                        }
                    }
                    if from == to {
                        self.faults.error("malformed-arc", arc, "an arc from a state to itself: staying is always possible");
                    }
                    read.push(((*from).to_owned(), (*to).to_owned()));
                }
                arcs.push((party.id.clone(), read));
            }
        }
        self.states = Some(known);
        Some(DraftGraph { states, meanings: meanings(root), arcs })
    }

    /// What the states of a graph stand for, as far as the file says it.
    fn options_of_graph(&self, root: &Json, parties: &[DraftParty]) -> Vec<String> {
        if root.get("option_form").is_none() {
            return Vec::new();
        }
        let options: Vec<String> =
            parties.iter().flat_map(|party| party.options.iter().map(move |option| format!("{}: {}", party.name, option.name))).collect();
        vec![format!("The names of the states are Y/N patterns over: {}.", options.join("; "))]
    }

    fn infeasible(&mut self, root: &Json) -> Vec<(String, String)> {
        let Some(list) = root.get("infeasible") else { return Vec::new() };
        let items = self.faults.list(list, "a list of patterns or Boolean statements");
        let written: Vec<String> = items.iter().filter_map(|item| self.condition(item)).collect();
        written.into_iter().map(|when| (when, "infeasible in the published conflict".to_owned())).collect()
    }

    fn irreversible(&mut self, root: &Json, parties: &mut [DraftParty]) {
        let Some(list) = root.get("irreversible") else { return };
        for item in self.faults.list(list, "a list of {option, only}") {
            if !matches!(item.kind, Kind::Object(_)) {
                self.faults.expected("an object with \"option\" and \"only\"", item);
                continue;
            }
            let option = self
                .faults
                .required(item, "option", "the entry")
                .and_then(|value| self.faults.whole(value, "the number of an option, from 1"));
            let direction = self.faults.required(item, "only", "the entry").and_then(|value| match value.text() {
                Some("N->Y") => Some(Direction::Forward),
                Some("Y->N") => Some(Direction::Back),
                _ => {
                    self.faults.expected("\"N->Y\" or \"Y->N\"", value);
                    None
                }
            });
            let (Some(option), Some(direction)) = (option, direction) else { continue };
            let mut all = parties.iter_mut().flat_map(|party| &mut party.options);
            match option.checked_sub(1).and_then(|index| all.nth(index)) {
                Some(found) => found.direction = direction,
                None => {
                    self.faults.error("out-of-range", item, format!("there is no option {option}, expected 1 to {}", self.columns.len()))
                }
            }
        }
    }

    fn forbidden_moves(&mut self, root: &Json) -> Vec<DraftRestriction> {
        let Some(list) = root.get("forbidden_moves") else { return Vec::new() };
        let mut restrictions = Vec::new();
        for item in self.faults.list(list, "a list of [from, to]") {
            let ends = self.faults.list(item, "[from, to]");
            let [from, to] = ends else {
                if matches!(item.kind, Kind::List(_)) {
                    self.faults.error("wrong-length", item, format!("found a list of {}, expected [from, to]", ends.len()));
                }
                continue;
            };
            let (from, to) = (self.condition(from), self.condition(to));
            if let (Some(from), Some(to)) = (from, to) {
                let because = "forbidden in the published conflict".to_owned();
                restrictions.push(DraftRestriction { party: None, from, to, because });
            }
        }
        restrictions
    }

    fn misperceived(&mut self, root: &Json, parties: &[DraftParty], restrictions: &mut Vec<DraftRestriction>) {
        let Some(value) = root.get("misperceived") else { return };
        for (name, list) in self.faults.object(value, "an object with lists of states") {
            let Some(party) = self.party(name, list, parties) else { continue };
            let items = self.faults.list(list, "a list of states");
            let states: Vec<String> = items.iter().filter_map(|item| self.condition(item)).collect();
            if !states.is_empty() {
                restrictions.extend(unseen_by(&party.id, &alternatives(&states)));
            }
        }
    }

    fn preferences(&mut self, root: &Json, parties: &mut [DraftParty]) {
        let Some(value) = self.faults.required(root, "preferences", "the file") else { return };
        for (name, wanted) in self.faults.object(value, "an object with the decision makers' preferences") {
            let Some(id) = self.party(name, wanted, parties).map(|party| party.id.clone()) else { continue };
            let preference = self.preference(wanted);
            let remark = wanted.get("note").and_then(Json::text).filter(|note| !note.starts_with("priority order")).map(str::to_owned);
            if let Some(party) = parties.iter_mut().find(|party| party.id == id) {
                party.preference = preference;
                party.remark = remark;
            }
        }
        for party in parties.iter_mut().filter(|party| matches!(party.preference, DraftPreference::Unknown)) {
            let message = format!("nothing is said of what \"{}\" wants: it is unknown", shortened(&party.name));
            self.faults.warning("unknown-preference", value, message);
            party.remark = Some("No preference is stated for this party, so it is unknown.".to_owned());
        }
    }

    fn preference(&mut self, wanted: &Json) -> DraftPreference {
        self.faults.unknown_keys(wanted, &["statements", "ranking", "note"], "a preference");
        if let (Some(_), Some(ranking)) = (wanted.get("statements"), wanted.get("ranking")) {
            self.faults.error("two-preferences", ranking, "found both \"statements\" and a \"ranking\", expected one of them");
        }
        if let Some(list) = wanted.get("statements") {
            let items = self.faults.list(list, "a list of statements");
            return DraftPreference::Statements(items.iter().filter_map(|item| self.condition(item)).collect());
        }
        let Some(list) = wanted.get("ranking") else {
            self.faults.expected("an object with \"statements\" or \"ranking\"", wanted);
            return DraftPreference::Unknown;
        };
        let mut tiers = Vec::new();
        let mut placed: HashMap<String, Span> = HashMap::new();
        for item in self.faults.list(list, "a list of states, ties in inner lists") {
            let members = match &item.kind {
                Kind::List(members) => members.as_slice(),
                _ => std::slice::from_ref(item),
            };
            let mut tier = Vec::new();
            for member in members {
                let Some(state) = self.state(member) else { continue };
                // a pattern and a statement may say the same
                let meaning = if self.is_pattern(&state) { self.literals(&state) } else { state.clone() };
                match placed.get(&meaning) {
                    Some(first) => {
                        let message = format!("the state \"{}\" is ranked twice", shortened(&state));
                        let repeated = Diagnostic::error("repeated", message).at(member.span, "here again");
                        self.faults.found.push(repeated.at(*first, "ranked here first"));
                    }
                    None => {
                        placed.insert(meaning, member.span);
                        tier.push(state);
                    }
                }
            }
            if !tier.is_empty() {
                tiers.push(tier);
            }
        }
        DraftPreference::Ranking(tiers)
    }

    /// A state of a ranking: a pattern, or the name of a state of the graph.
    fn state(&mut self, value: &Json) -> Option<String> {
        let text = self.faults.text(value, "a state")?;
        if let Some(states) = &self.states {
            if !states.contains(text) {
                self.faults.error("unknown-name", value, format!("there is no state \"{}\"", shortened(text)));
                return None;
            }
            return Some(if is_word(text) { text.to_owned() } else { format!("'{text}'") });
        }
        if self.is_pattern(text) { Some(text.to_owned()) } else { self.condition(value) }
    }

    /// Whether it has one of `Y`, `N`, `-` for each option.
    fn is_pattern(&self, text: &str) -> bool {
        text.len() == self.columns.len() && looks_like_pattern(text)
    }

    /// A pattern, a Boolean statement, or a list of which one must hold, in our language.
    fn condition(&mut self, value: &Json) -> Option<String> {
        if let Kind::List(items) = &value.kind {
            let parts: Vec<Option<String>> = items.iter().map(|item| self.condition(item)).collect();
            let parts: Option<Vec<String>> = parts.into_iter().collect();
            return parts.map(|parts| alternatives(&parts));
        }
        if self.states.is_some() {
            return self.state(value);
        }
        let text = self.faults.text(value, "a pattern, a Boolean statement or a list of them")?;
        if looks_like_pattern(text) {
            if !self.is_pattern(text) {
                let message = format!(
                    "the pattern `{}` has {} places, expected {}: one for each option",
                    shortened(text),
                    text.len(),
                    self.columns.len()
                );
                self.faults.error("pattern-length", value, message);
                return None;
            }
            return Some(self.pattern(text));
        }
        match Statement::read(text, &self.columns) {
            Ok(written) => Some(written),
            Err(message) => {
                self.faults.error("statement", value, message);
                None
            }
        }
    }

    fn pattern(&self, text: &str) -> String {
        if self.columns.len() > NAMED_OPTIONS && !text.contains('-') {
            return text.to_owned();
        }
        self.literals(text)
    }

    /// A pattern in words.
    fn literals(&self, text: &str) -> String {
        let literals: Vec<(&str, bool)> = self
            .columns
            .iter()
            .zip(text.chars())
            .filter(|(_, character)| *character != '-')
            .map(|(name, character)| (name.as_str(), character == 'Y'))
            .collect();
        conjunction(&literals)
    }
}

fn looks_like_pattern(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| matches!(byte, b'Y' | b'N' | b'-'))
}

/// What the states of a graph mean: their patterns, where the file gives them.
fn meanings(root: &Json) -> Vec<(String, String)> {
    match root.get("option_form").map(|form| &form.kind) {
        Some(Kind::Object(entries)) => {
            entries.iter().filter_map(|(state, pattern)| pattern.text().map(|pattern| (state.clone(), pattern.to_owned()))).collect()
        }
        _ => Vec::new(),
    }
}

fn source(root: &Json) -> DraftSource {
    let word = |key: &str| root.get("source").and_then(|source| source.get(key)).and_then(Json::text).map(str::to_owned);
    let year = root.get("source").and_then(|source| source.get("year")).and_then(|year| match &year.kind {
        Kind::Number(year) => Some(year.clone()),
        Kind::Text(year) => Some(year.clone()),
        Kind::Null | Kind::Bool(_) | Kind::List(_) | Kind::Object(_) => None,
    });
    let mut title =
        word("title").or_else(|| root.get("title").and_then(Json::text).map(str::to_owned)).unwrap_or_else(|| "Publication".into());
    for more in [word("journal"), year].into_iter().flatten() {
        title.push_str(", ");
        title.push_str(&more);
    }
    let url = word("doi").map(|doi| format!("https://doi.org/{doi}")).or_else(|| word("url").filter(|url| url.starts_with("http")));
    DraftSource { id: "publication", title, author: word("authors"), url, cited: true }
}

/// A Boolean statement over option numbers, translated while it is read.
///
/// ```text
/// statement = implies , [ "<->" , statement ] ;   implies = or , [ "->" , implies ] ;   or = and , { "|" , and } ;
/// and = not , { "&" , not } ;   not = "!" , not | number | "(" , statement , ")" ;
/// ```
struct Statement<'a> {
    text: &'a str,
    position: usize,
    columns: &'a [String],
}

/// How deep statements may nest, parentheses and links together: well below what expressions of a case file may.
const MAXIMAL_NESTING: usize = 60;

/// How firmly the parts of a written statement hold together.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Binding {
    Iff,
    Implies,
    Or,
    And,
    Atom,
}

impl Binding {
    fn word(self) -> &'static str {
        match self {
            Self::Iff => " iff ",
            Self::Implies => " implies ",
            Self::Or => " or ",
            Self::And => " and ",
            Self::Atom => "",
        }
    }

    fn sign(self) -> &'static str {
        match self {
            Self::Iff => "<->",
            Self::Implies => "->",
            Self::Or => "|",
            Self::And => "&",
            Self::Atom => "",
        }
    }

    fn tighter(self) -> Self {
        match self {
            Self::Iff => Self::Implies,
            Self::Implies => Self::Or,
            Self::Or => Self::And,
            Self::And | Self::Atom => Self::Atom,
        }
    }
}

/// A part of a statement in our language.
struct Written {
    text: String,
    binding: Binding,
    /// How many levels it has below its own.
    height: usize,
}

impl Statement<'_> {
    fn read(text: &str, columns: &[String]) -> Result<String, String> {
        let mut statement = Statement { text, position: 0, columns };
        let Written { text: written, .. } = statement.joined(Binding::Iff, 0)?;
        statement.skip_space();
        if statement.position < text.len() { Err(statement.fault("`&`, `|`, `->`, `<->` or the end")) } else { Ok(written) }
    }

    fn rest(&self) -> &str {
        self.text.get(self.position..).unwrap_or("")
    }

    fn skip_space(&mut self) {
        let rest = self.rest();
        self.position += rest.len() - rest.trim_start().len();
    }

    fn eat(&mut self, sign: &str) -> bool {
        self.skip_space();
        let found = self.rest().starts_with(sign);
        self.position += if found { sign.len() } else { 0 };
        found
    }

    fn fault(&self, expected: &str) -> String {
        let found = self.rest().chars().next().map_or_else(|| "the end".to_owned(), |next| format!("`{}`", next.escape_debug()));
        let place = self.text.get(..self.position).map_or(0, |before| before.chars().count()) + 1;
        format!("in the statement \"{}\" found {found} at character {place}, expected {expected}", shortened(self.text))
    }

    /// Refuses what is higher than [`MAXIMAL_NESTING`].
    fn allow(&self, height: usize) -> Result<(), String> {
        if height <= MAXIMAL_NESTING { Ok(()) } else { Err(self.fault(&format!("at most {MAXIMAL_NESTING} levels of nesting"))) }
    }

    fn joined(&mut self, binding: Binding, depth: usize) -> Result<Written, String> {
        if binding == Binding::Atom {
            return self.atom(depth);
        }
        let mut parts = vec![self.joined(binding.tighter(), depth)?];
        while self.eat(binding.sign()) {
            parts.push(self.joined(binding.tighter(), depth)?);
        }
        if parts.len() == 1 {
            return Ok(parts.remove(0));
        }
        let links = if binding < Binding::Or { parts.len() - 1 } else { 1 };
        let height = parts.iter().map(|part| part.height).max().unwrap_or(0) + links;
        self.allow(height)?;
        // `implies` is read from the right and `iff` from the left on both sides; parentheses round anything not tighter by itself
        let is_tight = |part: &Written| part.binding == Binding::Atom || (part.binding == Binding::And && binding == Binding::Implies);
        let written: Vec<String> =
            parts.into_iter().map(|part| if is_tight(&part) { part.text } else { format!("({})", part.text) }).collect();
        Ok(Written { text: written.join(binding.word()), binding, height })
    }

    fn atom(&mut self, depth: usize) -> Result<Written, String> {
        self.allow(depth)?;
        let mut negated = false;
        let mut signs = 0;
        while self.eat("!") {
            negated = !negated;
            signs += 1;
        }
        if signs > 0 {
            let inner = self.atom(depth + 1)?;
            if !negated {
                return Ok(inner);
            }
            self.allow(inner.height + 1)?;
            let text = if inner.binding == Binding::Atom { format!("not {}", inner.text) } else { format!("not ({})", inner.text) };
            return Ok(Written { text, binding: Binding::Atom, height: inner.height + 1 });
        }
        if self.eat("(") {
            let inner = self.joined(Binding::Iff, depth + 1)?;
            return if self.eat(")") { Ok(inner) } else { Err(self.fault("`)`")) };
        }
        let digits = self.rest().len() - self.rest().trim_start_matches(|character: char| character.is_ascii_digit()).len();
        if digits == 0 {
            return Err(self.fault("the number of an option, `!` or `(`"));
        }
        let number = self.rest().get(..digits).and_then(|digits| digits.parse::<usize>().ok());
        match number.and_then(|number| number.checked_sub(1)).and_then(|index| self.columns.get(index)) {
            Some(name) => {
                self.position += digits;
                Ok(Written { text: name.clone(), binding: Binding::Atom, height: 0 })
            }
            None => Err(self.fault(&format!("the number of an option, 1 to {}", self.columns.len()))),
        }
    }
}
