//! A case as importers gather it, and its text as a person would have written it.

use detente_model::expression::{Syntax, SyntaxKind, parse};
use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;
use unicode_normalization::UnicodeNormalization as _;

/// Names made into words that expressions can use, each once.
#[derive(Default)]
pub(super) struct Words {
    taken: HashSet<String>,
    next: HashMap<String, usize>,
}

/// The longest word that is made of a name, in characters.
const MAXIMAL_WORD: usize = 40;

/// Words that mean something in expressions, rules or tables, and so are no names.
const SPOKEN_FOR: &[&str] =
    &["and", "or", "not", "implies", "iff", "if", "in", "of", "at", "after", "always", "never", "exactly", "members", "weight", "state"];

impl Words {
    /// `Release Water` becomes `release_water`: lower case, accents kept, whatever cannot stand in a word replaced by `_`. A
    /// second thing of the same name becomes `release_water_2`; what begins with a digit, means something else or is empty
    /// gets `sort` before it.
    pub(super) fn make(&mut self, name: &str, sort: &str) -> String {
        let mut word = String::new();
        for character in name.nfc().flat_map(char::to_lowercase) {
            if stands_in_word(character) {
                word.push(character);
            } else if !word.is_empty() && !word.ends_with('_') {
                word.push('_');
            }
            if word.chars().count() >= MAXIMAL_WORD {
                break;
            }
        }
        let mut word = word.trim_matches('_').to_owned();
        if word.is_empty() {
            word = sort.to_owned();
        } else if SPOKEN_FOR.contains(&word.as_str()) || !is_word(&word) || !word.starts_with(char::is_alphabetic) {
            word = format!("{sort}_{word}");
        }
        if self.taken.insert(word.clone()) {
            return word;
        }
        let number = self.next.entry(word.clone()).or_insert(2);
        loop {
            let numbered = format!("{word}_{number}");
            *number += 1;
            if self.taken.insert(numbered.clone()) {
                return numbered;
            }
        }
    }
}

/// Whether a character can stand inside a word of the expression language: asked of its parser, so that the two cannot differ.
fn stands_in_word(character: char) -> bool {
    if character.is_ascii() {
        return character.is_ascii_alphanumeric() || character == '_';
    }
    is_word(&format!("a{character}"))
}

/// Whether the expression language reads a text as one name.
pub(super) fn is_word(text: &str) -> bool {
    matches!(parse(text), Ok(Syntax { kind: SyntaxKind::Name(name), .. }) if !name.quoted && name.text == text)
}

/// Which way a yes/no variable may change.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Direction {
    /// Either way.
    Both,
    /// From no to yes only.
    Forward,
    /// From yes to no only.
    Back,
}

impl Direction {
    fn moves(self) -> Option<&'static str> {
        match self {
            Self::Both => None,
            Self::Forward => Some("no -> yes"),
            Self::Back => Some("yes -> no"),
        }
    }
}

/// A yes/no variable: an option of a party, or an issue.
pub(super) struct DraftVariable {
    /// Its word.
    pub(super) id: String,
    /// Its name in the other tool's file.
    pub(super) name: String,
    /// Which way it may change.
    pub(super) direction: Direction,
    /// Who decides it, for an issue; nobody if none.
    pub(super) rule: Option<String>,
}

/// A party with its options.
pub(super) struct DraftParty {
    /// Its word.
    pub(super) id: String,
    /// Its name in the other tool's file.
    pub(super) name: String,
    /// Its options in order.
    pub(super) options: Vec<DraftVariable>,
    /// What it wants.
    pub(super) preference: DraftPreference,
    /// A remark about that.
    pub(super) remark: Option<String>,
}

/// What a party wants.
pub(super) enum DraftPreference {
    /// Nothing is stated.
    Unknown,
    /// Statements, the most important first.
    Statements(Vec<String>),
    /// Tiers of states, best first.
    Ranking(Vec<Vec<String>>),
}

/// Moves that are forbidden.
pub(super) struct DraftRestriction {
    /// Whose, by word; everybody's if none.
    pub(super) party: Option<String>,
    /// From where.
    pub(super) from: String,
    /// To where.
    pub(super) to: String,
    /// Why.
    pub(super) because: String,
}

/// The document that a case comes from.
pub(super) struct DraftSource {
    /// The name that citations use.
    pub(super) id: &'static str,
    /// Its title.
    pub(super) title: String,
    /// Who wrote it.
    pub(super) author: Option<String>,
    /// Where it can be read.
    pub(super) url: Option<String>,
    /// Whether the assumptions cite it.
    pub(super) cited: bool,
}

/// States and arcs.
pub(super) struct DraftGraph {
    /// The names of the states.
    pub(super) states: Vec<String>,
    /// What the states mean, where that is said.
    pub(super) meanings: Vec<(String, String)>,
    /// For each party, by word: from, to.
    pub(super) arcs: Vec<(String, Vec<(String, String)>)>,
}

/// A case as importers gather it.
pub(super) struct Draft {
    /// Remarks for the top of the file.
    pub(super) remarks: Vec<String>,
    /// The title.
    pub(super) title: String,
    /// Where it comes from.
    pub(super) source: DraftSource,
    /// Who acts.
    pub(super) parties: Vec<DraftParty>,
    /// Variables that no one party controls alone.
    pub(super) issues: Vec<DraftVariable>,
    /// What cannot be, with the reason.
    pub(super) infeasible: Vec<(String, String)>,
    /// Moves that are forbidden.
    pub(super) restrictions: Vec<DraftRestriction>,
    /// States and arcs, instead of options.
    pub(super) graph: Option<DraftGraph>,
}

impl Draft {
    /// The text of a case file.
    pub(super) fn into_text(self) -> String {
        let mut text = String::new();
        for remark in &self.remarks {
            comment(&mut text, remark);
        }
        if !self.remarks.is_empty() {
            text.push('\n');
        }
        line(&mut text, "format = 1");
        pair(&mut text, "title", &self.title);

        header(&mut text, &["source", self.source.id]);
        pair(&mut text, "title", &self.source.title);
        for (key, value) in [("author", &self.source.author), ("url", &self.source.url)] {
            if let Some(value) = value {
                pair(&mut text, key, value);
            }
        }
        let cite = self.source.cited.then(|| format!("cite = [{}]", quoted(self.source.id)));
        let cite = cite.as_deref();

        for (index, party) in self.parties.iter().enumerate() {
            header(&mut text, &["party", &party.id]);
            name(&mut text, &party.name, &party.id);
            let choice = if index == 0 { " # the file does not say: state, alliance, institution, public, person or group" } else { "" };
            line(&mut text, &format!("kind = \"group\"{choice}"));
            for option in &party.options {
                header(&mut text, &["party", &party.id, "option", &option.id]);
                variable(&mut text, option, cite);
            }
        }
        for issue in &self.issues {
            header(&mut text, &["issue", &issue.id]);
            variable(&mut text, issue, cite);
            match &issue.rule {
                Some(rule) => pair(&mut text, "decided_by", rule),
                None => line(&mut text, "# nobody controls it: it keeps its value"),
            }
        }
        if let Some(graph) = &self.graph {
            graph.write(&mut text);
        }
        for (when, because) in &self.infeasible {
            line(&mut text, "\n[[infeasible]]");
            pair(&mut text, "when", when);
            pair(&mut text, "because", because);
            citation(&mut text, cite);
        }
        for restriction in &self.restrictions {
            line(&mut text, "\n[[restriction]]");
            if let Some(party) = &restriction.party {
                pair(&mut text, "party", party);
            }
            pair(&mut text, "from", &restriction.from);
            pair(&mut text, "to", &restriction.to);
            pair(&mut text, "because", &restriction.because);
            citation(&mut text, cite);
        }
        for party in &self.parties {
            party.write_preference(&mut text, cite);
        }
        text
    }
}

impl DraftParty {
    fn write_preference(&self, text: &mut String, cite: Option<&str>) {
        let remark = |text: &mut String| {
            if let Some(remark) = &self.remark {
                text.push('\n');
                comment(text, remark);
            }
        };
        match &self.preference {
            DraftPreference::Unknown => remark(text),
            DraftPreference::Statements(statements) => {
                remark(text);
                for statement in statements {
                    line(text, &format!("\n[[preference.{}.statement]]", key(&self.id)));
                    pair(text, "holds", statement);
                    citation(text, cite);
                }
            }
            DraftPreference::Ranking(tiers) => {
                remark(text);
                header(text, &["preference", &self.id, "ranking"]);
                wrapped(text, "order", tiers.iter().map(|tier| format!("[{}]", join(tier))));
                citation(text, cite);
            }
        }
    }
}

impl DraftGraph {
    fn write(&self, text: &mut String) {
        line(text, "\n[graph]");
        if self.meanings.is_empty() {
            wrapped(text, "states", self.states.iter().map(|state| quoted(state)));
        } else {
            line(text, "states = [");
            for state in &self.states {
                match self.meanings.iter().find(|(known, _)| known == state) {
                    Some((_, meaning)) => line(text, &format!("    {{ id = {}, name = {} }},", quoted(state), quoted(meaning))),
                    None => line(text, &format!("    {},", quoted(state))),
                }
            }
            line(text, "]");
        }
        line(text, "\n[graph.arcs]");
        for (party, arcs) in &self.arcs {
            wrapped(text, &key(party), arcs.iter().map(|(from, to)| format!("[{}, {}]", quoted(from), quoted(to))));
        }
    }
}

/// `a and not b`; `always` if there is nothing to ask.
pub(super) fn conjunction(parts: &[(&str, bool)]) -> String {
    if parts.is_empty() {
        return "always".into();
    }
    let written: Vec<String> = parts.iter().map(|(name, yes)| if *yes { (*name).to_owned() } else { format!("not {name}") }).collect();
    written.join(" and ")
}

/// `(a and b) or c`; `never` if there is nothing to choose from.
pub(super) fn alternatives(parts: &[String]) -> String {
    match parts {
        [] => "never".into(),
        [one] => one.clone(),
        _ => {
            let is_joined = |part: &String| [" and ", " implies ", " iff "].iter().any(|word| part.contains(word));
            let written: Vec<String> = parts.iter().map(|part| if is_joined(part) { format!("({part})") } else { part.clone() }).collect();
            written.join(" or ")
        }
    }
}

fn variable(text: &mut String, variable: &DraftVariable, cite: Option<&str>) {
    name(text, &variable.name, &variable.id);
    if let Some(moves) = variable.direction.moves() {
        pair(text, "moves", moves);
    }
    citation(text, cite);
}

fn name(text: &mut String, name: &str, id: &str) {
    if name != id && !name.trim().is_empty() {
        pair(text, "name", name);
    }
}

fn citation(text: &mut String, cite: Option<&str>) {
    if let Some(cite) = cite {
        line(text, cite);
    }
}

fn header(text: &mut String, parts: &[&str]) {
    let keys: Vec<String> = parts.iter().map(|part| key(part)).collect();
    line(text, &format!("\n[{}]", keys.join(".")));
}

fn pair(text: &mut String, name: &str, value: &str) {
    line(text, &format!("{name} = {}", quoted(value)));
}

fn line(text: &mut String, line: &str) {
    text.push_str(line);
    text.push('\n');
}

/// A list on one line if it fits, else on as many as it needs.
fn wrapped(text: &mut String, name: &str, items: impl Iterator<Item = String>) {
    const WIDTH: usize = 110;
    let items: Vec<String> = items.collect();
    let short = format!("{name} = [{}]", items.join(", "));
    if short.chars().count() <= WIDTH {
        line(text, &short);
        return;
    }
    line(text, &format!("{name} = ["));
    let mut row = String::new();
    for item in items {
        if !row.is_empty() && row.chars().count() + item.chars().count() + 2 > WIDTH {
            line(text, &format!("   {row}"));
            row.clear();
        }
        row.push(' ');
        row.push_str(&item);
        row.push(',');
    }
    line(text, &format!("   {row}"));
    line(text, "]");
}

fn join(items: &[String]) -> String {
    items.iter().map(|item| quoted(item)).collect::<Vec<_>>().join(", ")
}

/// A key, in quotes where TOML wants them.
fn key(word: &str) -> String {
    let bare = !word.is_empty() && word.chars().all(|character| character.is_ascii_alphanumeric() || matches!(character, '_' | '-'));
    if bare { word.to_owned() } else { quoted(word) }
}

/// A string between double quotes.
fn quoted(value: &str) -> String {
    let mut result = String::from('"');
    for character in value.chars() {
        match character {
            '"' => result.push_str("\\\""),
            '\\' => result.push_str("\\\\"),
            '\n' => result.push_str("\\n"),
            '\t' => result.push_str("\\t"),
            '\r' => result.push_str("\\r"),
            control if control.is_control() => {
                let _ = write!(result, "\\u{:04X}", u32::from(control));
            }
            other => result.push(other),
        }
    }
    result.push('"');
    result
}

/// A comment, wrapped; whatever is no plain text becomes a space.
fn comment(text: &mut String, remark: &str) {
    const WIDTH: usize = 118;
    let plain: String = remark.chars().map(|character| if character.is_control() { ' ' } else { character }).collect();
    let mut row = String::new();
    for word in plain.split_whitespace() {
        if !row.is_empty() && row.chars().count() + word.chars().count() + 1 > WIDTH {
            line(text, &format!("#{row}"));
            row.clear();
        }
        row.push(' ');
        row.push_str(word);
    }
    line(text, &format!("#{row}"));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_words() {
        let mut words = Words::default();
        for (name, word) in [
            ("Release Water", "release_water"),
            ("Release  water!", "release_water_2"),
            ("release_water_2", "release_water_2_2"),
            ("Élargir l'accord", "élargir_l_accord"),
            ("e\u{301}largir", "élargir"),
            ("договор", "договор"),
            ("条約", "条約"),
            ("2nd strike", "option_2nd_strike"),
            ("", "option"),
            ("---", "option_2"),
            ("Not", "option_not"),
            ("State", "option_state"),
            ("²", "option_3"),
            ("YN", "yn"),
        ] {
            assert_eq!(words.make(name, "option"), word, "{name}");
        }
        let long = words.make(&"very long name ".repeat(50), "option");
        assert!(long.chars().count() <= MAXIMAL_WORD, "{long}");
        assert!(words.taken.iter().all(|word| is_word(word) && is_word(&format!("a.{word}"))));
    }

    #[test]
    fn strings_and_keys_survive() {
        let value = "a \"b\" \\ \u{7f}\u{1}\u{85}\n\té";
        let table: toml::Table = toml::from_str(&format!("{} = {}", key("clé à"), quoted(value))).unwrap();
        assert_eq!(table["clé à"].as_str(), Some(value));
        let mut text = String::new();
        comment(&mut text, "a\nb\u{0}c [x]\ny = 1");
        assert_eq!(text, "# a b c [x] y = 1\n");
    }
}
