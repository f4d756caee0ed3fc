//! Reads conflicts kept as JSON: published ones, with the results that were published and computed for them.
//!
//! A file has decision makers (`dms`) with yes/no options; the options of all, in order, are the letters of a state,
//! such as `YNN`. The first option is the least significant bit of a state's number, and states are the feasible ones
//! in increasing order of it. Conditions are patterns (`Y`, `N`, and `-` for either) or statements over option numbers
//! from 1 with `!`, `&`, `|`, `->`, `<->` and parentheses. A list of conditions holds if one of them does. Where there
//! is a `graph`, its states and arcs stand in place of the options.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::Value;

use crate::oracle::{Conflict, OptionForm, Preference};

/// A conflict and what is said of it.
#[derive(Clone, Debug)]
pub struct ConflictFile {
    /// Its title.
    pub title: String,
    /// The conflict.
    pub conflict: Conflict,
    /// Concept, as written in the file → the equilibria that were published.
    pub published: BTreeMap<String, Vec<usize>>,
    /// Concept → the equilibria that an independent program computed.
    pub reference: BTreeMap<String, Vec<usize>>,
    /// Concept → party → the states that are stable for it, by the same program.
    pub reference_stable: BTreeMap<String, Vec<Vec<usize>>>,
}

/// Why a file could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReadError {
    /// It is not JSON.
    NotJson {
        /// The line.
        line: usize,
    },
    /// Something is missing, or of the wrong kind.
    Expected {
        /// Where.
        place: String,
        /// What was expected there.
        what: &'static str,
    },
    /// A pattern or statement that cannot be read.
    Condition {
        /// The text.
        text: String,
    },
    /// A state that is not feasible, or not there.
    NoSuchState {
        /// Its name.
        name: String,
    },
    /// A ranking that leaves a state out or has it twice.
    Ranking {
        /// Whose.
        party: String,
    },
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotJson { line } => write!(f, "not JSON at line {line}"),
            Self::Expected { place, what } => write!(f, "expected {what} at `{place}`"),
            Self::Condition { text } => write!(f, "cannot read the condition `{text}`"),
            Self::NoSuchState { name } => write!(f, "there is no state `{name}`"),
            Self::Ranking { party } => {
                write!(f, "the ranking of `{party}` does not have every state once")
            }
        }
    }
}

impl std::error::Error for ReadError {}

/// Reads a file.
///
/// # Errors
///
/// At the first thing that is not as the format says.
pub fn read_conflict(text: &str) -> Result<ConflictFile, ReadError> {
    let file: Value = serde_json::from_str(text).map_err(|error| ReadError::NotJson { line: error.line() })?;
    let mut parties = Vec::new();
    let mut owner = Vec::new();
    let mut variables = Vec::new();
    for dm in list(&file["dms"], "dms")? {
        for option in list(&dm["options"], "dms.options")? {
            owner.push(parties.len());
            variables.push(string(option, "dms.options")?);
        }
        parties.push(string(&dm["name"], "dms.name")?);
    }
    let mut conflict =
        if file["graph"].is_object() { read_graph(&file["graph"], parties)? } else { read_options(&file, parties, variables, &owner)? };
    for party in conflict.parties.clone() {
        let preference = read_preference(&file["preferences"][&party], &party, &conflict)?;
        conflict.preference.push(preference);
    }

    let mut reference_stable = BTreeMap::new();
    for (concept, by_party) in table(&file["reference"]["stable_by_dm"]) {
        let of_party = |party: &String| states(&conflict, &by_party[party]);
        reference_stable.insert(concept.clone(), conflict.parties.iter().map(of_party).collect::<Result<_, _>>()?);
    }
    Ok(ConflictFile {
        title: string(&file["title"], "title")?,
        published: equilibria(&conflict, &file["published"])?,
        reference: equilibria(&conflict, &file["reference"]["equilibria"])?,
        reference_stable,
        conflict,
    })
}

fn read_graph(graph: &Value, parties: Vec<String>) -> Result<Conflict, ReadError> {
    let names: Vec<String> =
        list(&graph["states"], "graph.states")?.iter().map(|name| string(name, "graph.states")).collect::<Result<_, _>>()?;
    let mut conflict = Conflict {
        arcs: vec![vec![Vec::new(); names.len()]; parties.len()],
        parties,
        states: names.len(),
        names,
        preference: Vec::new(),
        option_form: None,
    };
    for (party, name) in conflict.parties.clone().iter().enumerate() {
        for arc in list(&graph["arcs"][name], "graph.arcs")? {
            let (from, to) = (state(&conflict, &arc[0])?, state(&conflict, &arc[1])?);
            conflict.arcs[party][from].push(to);
        }
        for targets in &mut conflict.arcs[party] {
            targets.sort_unstable();
            targets.dedup();
        }
    }
    Ok(conflict)
}

fn read_options(file: &Value, parties: Vec<String>, variables: Vec<String>, owner: &[usize]) -> Result<Conflict, ReadError> {
    let options = owner.len();
    let conditions = |value: &Value| -> Result<Vec<Condition>, ReadError> {
        value.as_array().into_iter().flatten().map(|each| Condition::read(each, options)).collect()
    };
    let infeasible = conditions(&file["infeasible"])?;
    let all = (0..1_usize << options).map(|code| (0..options).map(|k| code >> k & 1 == 1).collect::<Vec<bool>>());
    let feasible: Vec<Vec<bool>> = all.filter(|yes| !infeasible.iter().any(|condition| condition.holds(yes))).collect();

    // option → the only value it may be changed to
    let mut only_to: Vec<Option<bool>> = vec![None; options];
    for rule in file["irreversible"].as_array().into_iter().flatten() {
        let place = || ReadError::Expected { place: "irreversible".to_owned(), what: "an option and a direction" };
        let number = rule["option"].as_u64().and_then(|n| usize::try_from(n).ok()).ok_or_else(place)?;
        let option = only_to.get_mut(number.wrapping_sub(1)).ok_or_else(place)?;
        *option = match rule["only"].as_str() {
            Some("N->Y") => Some(true),
            Some("Y->N") => Some(false),
            Some(_) | None => return Err(place()),
        };
    }
    let mut forbidden = Vec::new();
    for pair in file["forbidden_moves"].as_array().into_iter().flatten() {
        forbidden.push((Condition::read(&pair[0], options)?, Condition::read(&pair[1], options)?));
    }

    let mut arcs = Vec::new();
    for (party, name) in parties.iter().enumerate() {
        let unseen = conditions(&file["misperceived"][name])?;
        let is_unseen = |yes: &[bool]| unseen.iter().any(|condition| condition.holds(yes));
        let can_move = |from: &[bool], to: &[bool]| {
            let change = |k: usize| owner[k] == party && only_to[k].is_none_or(|only| to[k] == only);
            from != to
                && (0..options).all(|k| from[k] == to[k] || change(k))
                && !forbidden.iter().any(|(here, there)| here.holds(from) && there.holds(to))
                && !is_unseen(from)
                && !is_unseen(to)
        };
        let targets = |from: &Vec<bool>| (0..feasible.len()).filter(|&to| can_move(from, &feasible[to])).collect();
        arcs.push(feasible.iter().map(targets).collect());
    }
    let name = |yes: &Vec<bool>| yes.iter().map(|&yes| if yes { 'Y' } else { 'N' }).collect();
    Ok(Conflict {
        parties,
        states: feasible.len(),
        names: feasible.iter().map(name).collect(),
        arcs,
        preference: Vec::new(),
        option_form: Some(OptionForm {
            variables,
            owner: owner.iter().copied().map(Some).collect(),
            values: feasible.iter().map(|yes| yes.iter().copied().map(usize::from).collect()).collect(),
        }),
    })
}

fn read_preference(value: &Value, party: &str, conflict: &Conflict) -> Result<Preference, ReadError> {
    if let (Some(statements), Some(form)) = (value["statements"].as_array(), &conflict.option_form) {
        let statements: Vec<Condition> =
            statements.iter().map(|each| Condition::read(each, form.variables.len())).collect::<Result<_, _>>()?;
        let score = |values: &Vec<usize>| {
            let yes: Vec<bool> = values.iter().map(|&value| value == 1).collect();
            statements.iter().fold(0, |sum, statement| 2 * sum + i64::from(statement.holds(&yes)))
        };
        return Ok(Preference::Ranked(form.values.iter().map(score).collect()));
    }
    if value.is_null() {
        return Ok(Preference::Unknown);
    }
    let place = format!("preferences.{party}");
    let mut rank = vec![None; conflict.states];
    for (tier, level) in list(&value["ranking"], &place)?.iter().rev().zip(0..) {
        let alone = [tier.clone()];
        for name in tier.as_array().map_or(&alone[..], Vec::as_slice) {
            if rank[state(conflict, name)?].replace(level).is_some() {
                return Err(ReadError::Ranking { party: party.to_owned() });
            }
        }
    }
    let rank: Option<Vec<i64>> = rank.into_iter().collect();
    rank.map(Preference::Ranked).ok_or_else(|| ReadError::Ranking { party: party.to_owned() })
}

fn equilibria(conflict: &Conflict, value: &Value) -> Result<BTreeMap<String, Vec<usize>>, ReadError> {
    table(value).map(|(concept, names)| Ok((concept.clone(), states(conflict, names)?))).collect()
}

/// The states named, in order.
fn states(conflict: &Conflict, value: &Value) -> Result<Vec<usize>, ReadError> {
    let mut found: Vec<usize> = list(value, "a list of states")?.iter().map(|name| state(conflict, name)).collect::<Result<_, _>>()?;
    found.sort_unstable();
    Ok(found)
}

fn state(conflict: &Conflict, value: &Value) -> Result<usize, ReadError> {
    let name = string(value, "a state")?;
    conflict.state_named(&name).ok_or(ReadError::NoSuchState { name })
}

fn table(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}

fn list<'a>(value: &'a Value, place: &str) -> Result<&'a Vec<Value>, ReadError> {
    value.as_array().ok_or_else(|| ReadError::Expected { place: place.to_owned(), what: "a list" })
}

fn string(value: &Value, place: &str) -> Result<String, ReadError> {
    let expected = || ReadError::Expected { place: place.to_owned(), what: "a string" };
    value.as_str().map(str::to_owned).ok_or_else(expected)
}

/// A pattern, a statement over option numbers, or a list of which one must hold.
#[derive(Clone, Debug)]
enum Condition {
    Pattern(Vec<Option<bool>>),
    Option(usize),
    Not(Box<Condition>),
    And(Box<Condition>, Box<Condition>),
    Or(Vec<Condition>),
    Implies(Box<Condition>, Box<Condition>),
    Iff(Box<Condition>, Box<Condition>),
}

impl Condition {
    fn read(value: &Value, options: usize) -> Result<Self, ReadError> {
        if let Some(parts) = value.as_array() {
            return Ok(Self::Or(parts.iter().map(|part| Self::read(part, options)).collect::<Result<_, _>>()?));
        }
        let text = string(value, "a condition")?;
        if text.len() == options && text.bytes().all(|letter| b"YN-".contains(&letter)) {
            let letter = |letter: u8| match letter {
                b'Y' => Some(true),
                b'N' => Some(false),
                _ => None,
            };
            return Ok(Self::Pattern(text.bytes().map(letter).collect()));
        }
        let unreadable = || ReadError::Condition { text: text.clone() };
        let mut rest = Rest { text: text.as_bytes(), options };
        let read = rest.iff().ok_or_else(unreadable)?;
        rest.skip_space();
        if rest.text.is_empty() { Ok(read) } else { Err(unreadable()) }
    }

    fn holds(&self, yes: &[bool]) -> bool {
        match self {
            Self::Pattern(letters) => letters.iter().zip(yes).all(|(letter, yes)| letter.is_none_or(|want| want == *yes)),
            Self::Option(option) => yes[*option],
            Self::Not(inner) => !inner.holds(yes),
            Self::And(left, right) => left.holds(yes) && right.holds(yes),
            Self::Or(parts) => parts.iter().any(|part| part.holds(yes)),
            Self::Implies(if_this, then) => !if_this.holds(yes) || then.holds(yes),
            Self::Iff(left, right) => left.holds(yes) == right.holds(yes),
        }
    }
}

/// What is still to be read of a statement. `<->` binds weakest, then `->` (to the right), `|`, `&`, `!`.
struct Rest<'a> {
    text: &'a [u8],
    options: usize,
}

impl Rest<'_> {
    fn skip_space(&mut self) {
        self.text = self.text.trim_ascii_start();
    }

    fn takes(&mut self, token: &str) -> bool {
        self.skip_space();
        let rest = self.text.strip_prefix(token.as_bytes());
        self.text = rest.unwrap_or(self.text);
        rest.is_some()
    }

    fn iff(&mut self) -> Option<Condition> {
        let mut left = self.implies()?;
        while self.takes("<->") {
            left = Condition::Iff(Box::new(left), Box::new(self.implies()?));
        }
        Some(left)
    }

    fn implies(&mut self) -> Option<Condition> {
        let left = self.or()?;
        if self.takes("->") {
            return Some(Condition::Implies(Box::new(left), Box::new(self.implies()?)));
        }
        Some(left)
    }

    fn or(&mut self) -> Option<Condition> {
        let mut parts = vec![self.and()?];
        while self.takes("|") {
            parts.push(self.and()?);
        }
        if parts.len() == 1 { parts.pop() } else { Some(Condition::Or(parts)) }
    }

    fn and(&mut self) -> Option<Condition> {
        let mut left = self.not()?;
        while self.takes("&") {
            left = Condition::And(Box::new(left), Box::new(self.not()?));
        }
        Some(left)
    }

    fn not(&mut self) -> Option<Condition> {
        if self.takes("!") {
            return Some(Condition::Not(Box::new(self.not()?)));
        }
        if self.takes("(") {
            let inner = self.iff()?;
            return self.takes(")").then_some(inner);
        }
        let digits = self.text.iter().take_while(|letter| letter.is_ascii_digit()).count();
        let (number, rest) = self.text.split_at(digits);
        self.text = rest;
        let number: usize = std::str::from_utf8(number).ok()?.parse().ok()?;
        (1..=self.options).contains(&number).then(|| Condition::Option(number - 1))
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::{Condition, ConflictFile, ReadError, read_conflict};
    use crate::oracle::{Concept, Finding, Oracle, Preference};
    use serde_json::json;

    const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/conflicts");

    fn concept_named(name: &str) -> Option<Concept> {
        Some(match name {
            "Nash" => Concept::Nash,
            "GMR" => Concept::Gmr,
            "SMR" => Concept::Smr,
            "SEQ" => Concept::Seq,
            "SSEQ" => Concept::Sseq,
            "SEQ_or_SIM" => Concept::SeqOrSim,
            _ => return None,
        })
    }

    /// The files by name; none, with a word on it, where the folder is absent.
    #[expect(clippy::print_stderr, reason = "a test that tests nothing has to say so")]
    fn files() -> Vec<(String, ConflictFile)> {
        let Ok(folder) = std::fs::read_dir(FOLDER) else {
            eprintln!("skipped: there are no published conflicts at {FOLDER}");
            return Vec::new();
        };
        let mut paths: Vec<PathBuf> = folder.map(|entry| entry.expect("the folder can be listed").path()).collect();
        paths.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
        paths.sort();
        assert!(!paths.is_empty(), "there is a folder without conflicts");
        let read = |path: PathBuf| {
            let name = path.file_name().expect("a file has a name").to_string_lossy().into_owned();
            let text = std::fs::read_to_string(&path).expect("the file can be read");
            let file = read_conflict(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
            (name, file)
        };
        paths.into_iter().map(read).collect()
    }

    #[test]
    fn the_reference_results_are_recomputed() {
        for (name, file) in files() {
            let oracle = Oracle::new(&file.conflict);
            let mut compared = 0;
            for (concept, expected) in &file.reference {
                let Some(concept) = concept_named(concept) else {
                    continue;
                };
                assert_eq!(oracle.equilibria(concept).as_ref(), Some(expected), "{name}, {concept:?}");
                compared += 1;
            }
            for (concept, by_party) in &file.reference_stable {
                let concept = concept_named(concept).expect("stability is listed for known concepts");
                for (party, expected) in by_party.iter().enumerate() {
                    let found = oracle.stable_states(concept, party);
                    assert_eq!(found.as_ref(), Some(expected), "{name}, {concept:?}, {party}");
                    compared += 1;
                }
            }
            assert_eq!(compared, 5 + 5 * file.conflict.parties.len(), "{name}");
        }
    }

    #[test]
    fn the_published_equilibria_are_found() {
        for (name, file) in files() {
            let oracle = Oracle::new(&file.conflict);
            for (concept, expected) in &file.published {
                let Some(concept) = concept_named(concept) else {
                    continue;
                };
                assert_eq!(oracle.equilibria(concept).as_ref(), Some(expected), "{name}, {concept:?}");
            }
        }
    }

    /// Both readings of simultaneous sanctions find what was published for the one conflict that has them.
    #[test]
    fn which_reading_of_simultaneous_sanctions_was_published() {
        for (_, file) in files() {
            if let Some(expected) = file.published.get("SEQ_or_SIM") {
                let oracle = Oracle::new(&file.conflict);
                assert_eq!(oracle.equilibria(Concept::SeqOrSim).as_ref(), Some(expected));
                assert_eq!(oracle.equilibria(Concept::SeqOrSimAny).as_ref(), Some(expected));
            }
        }
    }

    /// Of the 720 strict orders of six states that Syria might have, how many make the second an equilibrium.
    #[test]
    fn the_inverse_counts_of_syria_and_iraq() {
        let all = files();
        let Some((_, file)) = all.iter().find(|(name, _)| name == "syria_iraq_1975.json") else {
            return;
        };
        let orders = crate::oracle::completions(&Preference::Unknown, 6, 5000).expect("4683 orders");
        let mut counts = [0; 5];
        let mut strict = 0;
        for order in orders.into_iter().filter(|order| order.contains(&5)) {
            strict += 1;
            let mut conflict = file.conflict.clone();
            conflict.preference[0] = Preference::Ranked(order);
            let oracle = Oracle::new(&conflict);
            for (count, concept) in counts.iter_mut().zip(Concept::PLAIN) {
                *count += usize::from(oracle.equilibrium(concept, 1) == Some(Finding::Yes));
            }
        }
        assert_eq!(strict, 720);
        assert_eq!(counts, [240, 384, 300, 384, 300]);
    }

    #[test]
    fn conditions_are_read() {
        let holds =
            |value: serde_json::Value, yes: &[bool]| Condition::read(&value, yes.len()).expect("the condition can be read").holds(yes);
        let (y, n) = (true, false);
        assert!(holds(json!("Y-N"), &[y, y, n]));
        assert!(!holds(json!("Y-N"), &[y, y, y]));
        assert!(holds(json!(["NN-", "--N"]), &[y, y, n]));
        assert!(holds(json!("1 & !3"), &[y, n, n]));
        // & before |, | before ->, -> before <->
        assert!(holds(json!("1 | 2 & 3"), &[y, n, n]));
        assert!(holds(json!("1 | 2 -> 3"), &[n, n, n]));
        assert!(holds(json!("1 -> 2 <-> !1 | 2"), &[n, y, n]));
        assert!(!holds(json!("(1 | 2) & 3"), &[y, n, n]));
        for wrong in ["4", "0", "1 &", "(1", "1 2", "Y-"] {
            let error = Condition::read(&json!(wrong), 3).map(|_| ()).expect_err("the condition is wrong");
            assert_eq!(error, ReadError::Condition { text: wrong.to_owned() });
        }
    }

    #[test]
    fn one_way_options_forbidden_moves_and_unseen_states() {
        let text = json!({
            "title": "t",
            "dms": [{"name": "A", "options": ["p", "q"]}, {"name": "B", "options": ["r"]}],
            "infeasible": ["YY-"],
            "irreversible": [{"option": 1, "only": "N->Y"}],
            "forbidden_moves": [["-Y-", "Y--"]],
            "misperceived": {"B": ["NN-"]},
            "preferences": {"A": {"statements": ["1 -> 3", "--Y"]}},
        })
        .to_string();
        let conflict = read_conflict(&text).expect("the file can be read").conflict;
        assert_eq!(conflict.names, ["NNN", "YNN", "NYN", "NNY", "YNY", "NYY"]);
        assert_eq!(conflict.arcs[0], [vec![1, 2], vec![], vec![0], vec![4, 5], vec![], vec![3]]);
        assert_eq!(conflict.arcs[1], [vec![], vec![4], vec![5], vec![], vec![1], vec![2]]);
        assert_eq!(conflict.preference[0], Preference::Ranked(vec![2, 0, 2, 3, 3, 3]));
        assert_eq!(conflict.preference[1], Preference::Unknown);
    }
}
