//! Reading `.gmcr`.

use super::Alternatives;
use crate::format::draft::{
    Direction, Draft, DraftParty, DraftPreference, DraftRestriction, DraftSource, DraftVariable, alternatives, conjunction,
};
use crate::format::json::{self, Faults, Json, Kind, shortened};
use crate::format::words::Words;
use crate::format::{Imported, checked};
use detente_model::{Diagnostic, diagnostic};
use std::collections::{BTreeMap, BTreeSet};

/// An option of the file.
struct FileOption {
    name: String,
    direction: Direction,
}

/// A decision maker of the file.
struct Maker<'a> {
    name: String,
    options: Vec<usize>,
    value: &'a Json,
}

/// Reads a `.gmcr` file into the text of a case file.
///
/// Preferences become ordered statements or, where the file says that manual rankings are used, rankings. Options that several
/// decision makers control become issues that each of them may decide; options that nobody controls become issues that nobody
/// decides. Misperceived states become restrictions on that party's moves. Coalitions are not kept.
///
/// # Errors
/// The file is not JSON (the first fault), or says something that cannot be understood, or that no case file may say (all such faults). Places are in
/// file 0.
pub fn import(text: &[u8]) -> Result<Imported, Vec<Diagnostic>> {
    let (root, repeated) = json::parse(text).map_err(|fault| vec![fault])?;
    let mut reader = Reader { faults: Faults { found: repeated }, expressions: Vec::new() };
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
    /// How each option is called in expressions.
    expressions: Vec<String>,
}

const ROOT_KEYS: &[&str] = &[
    "decisionMakers",
    "options",
    "infeasibles",
    "useManualPreferenceVectors",
    "useManualPreferenceRanking",
    "program",
    "version",
    "coalitions",
    "coalitionsFull",
    "title",
    "description",
];

impl Reader {
    fn read(&mut self, root: &Json) -> Option<Draft> {
        if !matches!(root.kind, Kind::Object(_)) {
            self.faults.expected("an object with \"decisionMakers\" and \"options\"", root);
            return None;
        }
        self.faults.unknown_keys(root, ROOT_KEYS, "the file");
        let options = self.options(root);
        let makers = self.makers(root, options.len());
        if makers.is_empty() && !self.faults.is_fatal() {
            self.faults.error("empty", root, "the file has no decision makers, expected one or more");
        }
        let owners: Vec<Vec<usize>> = (0..options.len()).map(|_| Vec::new()).collect();
        let owners = makers.iter().enumerate().fold(owners, |mut owners, (maker, entry)| {
            entry.options.iter().for_each(|option| owners[*option].push(maker));
            owners
        });
        let (mut parties, issues, file_order) = self.variables(root, &options, &makers, &owners);
        let infeasible = self.infeasible(root);
        let manual = self.flag(root, &["useManualPreferenceRanking", "useManualPreferenceVectors"]);
        let ranks = manual.then(|| self.state_numbers(root, &makers, &owners, &infeasible)).flatten();
        let mut restrictions = Vec::new();
        for (maker, party) in makers.iter().zip(&mut parties) {
            self.preference(maker, party, manual, ranks.as_ref(), &file_order);
            self.misperceptions(maker, party, &mut restrictions);
        }
        self.coalitions(root);
        let because = "declared infeasible in the imported file";
        let infeasible = self.distinct(infeasible).iter().map(|condition| (self.write(condition), because.to_owned())).collect();
        Some(Draft { infeasible, restrictions, issues, title: title(root, &parties), parties, ..start(root) })
    }

    fn options(&mut self, root: &Json) -> Vec<FileOption> {
        let Some(list) = self.faults.required(root, "options", "the file") else { return Vec::new() };
        let items = self.faults.list(list, "a list of options");
        items.iter().map(|item| self.option(item)).collect()
    }

    fn option(&mut self, item: &Json) -> FileOption {
        let mut option = FileOption { name: String::new(), direction: Direction::Both };
        if !matches!(item.kind, Kind::Object(_)) {
            self.faults.expected("an object with \"name\" and \"permittedDirection\"", item);
            return option;
        }
        self.faults.unknown_keys(item, &["name", "permittedDirection", "reversible", "image"], "an option");
        if let Some(name) = self.faults.required(item, "name", "the option") {
            option.name = self.faults.text(name, "a name").unwrap_or_default().to_owned();
        }
        match item.get("permittedDirection").or_else(|| item.get("reversible")) {
            None => self.faults.warning("missing-key", item, "the option has no \"permittedDirection\", taken as \"both\""),
            Some(direction) => match direction.text() {
                Some("both" | "reversible") => {}
                Some("fwd" | "forward") => option.direction = Direction::Forward,
                Some("back" | "backward") => option.direction = Direction::Back,
                _ => self.faults.expected("\"both\", \"fwd\" or \"back\"", direction),
            },
        }
        option
    }

    fn makers<'a>(&mut self, root: &'a Json, options: usize) -> Vec<Maker<'a>> {
        let Some(list) = self.faults.required(root, "decisionMakers", "the file") else { return Vec::new() };
        let items = self.faults.list(list, "a list of decision makers");
        items.iter().map(|item| self.maker(item, options)).collect()
    }

    fn maker<'a>(&mut self, item: &'a Json, count: usize) -> Maker<'a> {
        let mut maker = Maker { name: String::new(), options: Vec::new(), value: item };
        if !matches!(item.kind, Kind::Object(_)) {
            self.faults.expected("an object with \"name\", \"options\" and \"preferences\"", item);
            return maker;
        }
        let known = ["name", "options", "preferences", "preferenceVector", "preferenceRanking", "misperceptions", "payoffs"];
        self.faults.unknown_keys(item, &known, "a decision maker");
        if let Some(name) = self.faults.required(item, "name", "the decision maker") {
            maker.name = self.faults.text(name, "a name").unwrap_or_default().to_owned();
        }
        if let Some(list) = self.faults.required(item, "options", "the decision maker") {
            let mut seen = BTreeSet::new();
            for index in self.faults.list(list, "a list of positions of options") {
                let Some(position) = self.position(index, count) else { continue };
                if seen.insert(position) {
                    maker.options.push(position);
                } else {
                    self.faults.warning("repeated", index, format!("option {position} is listed twice, kept once"));
                }
            }
        }
        maker
    }

    /// The position of an option.
    fn position(&mut self, index: &Json, count: usize) -> Option<usize> {
        let position = self.faults.whole(index, "the position of an option, from 0")?;
        if position < count {
            return Some(position);
        }
        let last = count.checked_sub(1).map_or_else(|| "there are no options".to_owned(), |last| format!("expected 0 to {last}"));
        self.faults.error("out-of-range", index, format!("there is no option {position}, {last}"));
        None
    }

    /// The parties with their options, the issues, and the options in the order of the case file.
    fn variables(
        &mut self,
        root: &Json,
        options: &[FileOption],
        makers: &[Maker<'_>],
        owners: &[Vec<usize>],
    ) -> (Vec<DraftParty>, Vec<DraftVariable>, Vec<usize>) {
        self.expressions = vec![String::new(); options.len()];
        let mut file_order = Vec::new();
        let mut words = Words::default();
        let mut parties = Vec::new();
        for maker in makers {
            let id = words.make(&maker.name, "party");
            let mut option_words = Words::default();
            let mut own = Vec::new();
            for &option in maker.options.iter().filter(|option| owners[**option].len() == 1) {
                let word = option_words.make(&options[option].name, "option");
                self.expressions[option] = format!("{id}.{word}");
                file_order.push(option);
                own.push(variable(word, &options[option], None));
            }
            parties.push(DraftParty {
                id,
                name: maker.name.clone(),
                capability: None,
                options: own,
                preference: DraftPreference::Unknown,
                remark: None,
            });
        }
        let mut issues = Vec::new();
        for (option, entry) in options.iter().enumerate().filter(|(option, _)| owners[*option].len() != 1) {
            let word = words.make(&entry.name, "issue");
            self.expressions[option].clone_from(&word);
            file_order.push(option);
            let names: Vec<&str> = owners[option].iter().map(|owner| parties[*owner].id.as_str()).collect();
            let place = root.get("options").unwrap_or(root);
            let name = shortened(&entry.name);
            if names.is_empty() {
                self.faults.warning(
                    "uncontrolled",
                    place,
                    format!("no decision maker controls option {option} \"{name}\": it becomes an issue that nobody decides"),
                );
            } else {
                let message = format!(
                    "option {option} \"{name}\" is shared: it becomes an issue that each of {} may decide, and such moves are reported as joint moves",
                    names.join(", ")
                );
                self.faults.warning("shared", place, message);
            }
            let rule = (!names.is_empty()).then(|| names.join(" or "));
            issues.push(variable(word, entry, rule));
        }
        (parties, issues, file_order)
    }

    /// A condition; none where it could not be understood.
    fn condition(&mut self, value: &Json) -> Option<Alternatives> {
        if let Kind::Object(_) = value.kind {
            let members = self.faults.required(value, "members", "the compound condition")?;
            let members = self.faults.list(members, "a list of conditions");
            let before = self.faults.found.len();
            let read: Vec<_> = members.iter().map(|member| self.plain(member)).collect();
            return (self.faults.found.len() == before).then(|| read.into_iter().flatten().collect());
        }
        self.plain(value).map(|plain| vec![plain])
    }

    fn plain(&mut self, value: &Json) -> Option<BTreeMap<usize, bool>> {
        let Kind::List(items) = &value.kind else {
            self.faults.expected("a condition: a list of [option, \"Y\" or \"N\"], or an object with \"members\"", value);
            return None;
        };
        let mut condition = BTreeMap::new();
        let mut sound = true;
        for item in items {
            let Kind::List(pair) = &item.kind else {
                self.faults.expected("[option, \"Y\" or \"N\"]", item);
                sound = false;
                continue;
            };
            let [option, taken] = pair.as_slice() else {
                self.faults.error("wrong-length", item, format!("found a list of {}, expected [option, \"Y\" or \"N\"]", pair.len()));
                sound = false;
                continue;
            };
            let position = self.position(option, self.expressions.len());
            let taken_value = match taken.text() {
                Some("Y") => Some(true),
                Some("N") => Some(false),
                _ => {
                    self.faults.expected("\"Y\" or \"N\"", taken);
                    None
                }
            };
            let (Some(position), Some(yes)) = (position, taken_value) else {
                sound = false;
                continue;
            };
            if condition.insert(position, yes).is_some_and(|before| before != yes) {
                self.faults.error("contradiction", item, format!("option {position} is both \"Y\" and \"N\" in one condition"));
                sound = false;
            }
        }
        sound.then_some(condition)
    }

    fn infeasible(&mut self, root: &Json) -> Vec<Alternatives> {
        let Some(list) = root.get("infeasibles") else {
            self.faults.warning("missing-key", root, "the file has no \"infeasibles\": every state is taken as feasible");
            return Vec::new();
        };
        let items = self.faults.list(list, "a list of conditions");
        items.iter().filter_map(|item| self.condition(item)).collect()
    }

    fn flag(&mut self, root: &Json, names: &[&str]) -> bool {
        let Some(value) = names.iter().find_map(|name| root.get(name)) else { return false };
        if let Kind::Bool(flag) = value.kind {
            return flag;
        }
        self.faults.expected("`true` or `false`", value);
        false
    }

    fn preference(&mut self, maker: &Maker<'_>, party: &mut DraftParty, manual: bool, ranks: Option<&Numbering>, file_order: &[usize]) {
        let statements = maker.value.get("preferences");
        let vector = maker.value.get("preferenceRanking").or_else(|| maker.value.get("preferenceVector"));
        let name = shortened(&maker.name);
        if manual {
            if let Some(Kind::List(items)) = statements.map(|value| &value.kind)
                && let (Some(value), false) = (statements, items.is_empty())
            {
                self.faults.note(
                    "unused",
                    value,
                    format!("the statements of \"{name}\" are not kept: the file says that manual rankings are used"),
                );
            }
            match vector {
                None => {
                    let message = format!(
                        "\"{name}\" has no \"preferenceRanking\" or \"preferenceVector\", but the file says that manual rankings are used"
                    );
                    self.faults.error("missing-key", maker.value, message);
                }
                Some(vector) => {
                    if let Some(tiers) = ranks.and_then(|ranks| self.ranking(vector, ranks, file_order)) {
                        party.preference = DraftPreference::Ranking(tiers);
                    }
                }
            }
            return;
        }
        if let Some(vector) = vector {
            self.faults.note("unused", vector, format!("the ranking of \"{name}\" is not kept: the file says that it is not used"));
        }
        let mut read = Vec::new();
        match statements {
            Some(value) => {
                for item in self.faults.list(value, "a list of conditions") {
                    read.extend(self.condition(item));
                }
            }
            None if matches!(maker.value.kind, Kind::Object(_)) => {
                self.faults.warning("missing-key", maker.value, format!("\"{name}\" has no \"preferences\""));
            }
            None => {}
        }
        let read = self.distinct(read);
        if read.is_empty() {
            if !self.faults.is_fatal() {
                let message = format!(
                    "nothing is said of what \"{name}\" wants: it is unknown here, while the other program takes it as indifferent"
                );
                self.faults.warning("unknown-preference", maker.value, message);
            }
            let advice = "No preference is stated for this party, so it is unknown. If it is indifferent between all states, say so:";
            party.remark = Some(format!("{advice} [[preference.{}.statement]] holds = \"always\"", party.id));
            return;
        }
        party.preference = DraftPreference::Statements(read.iter().map(|condition| self.write(condition)).collect());
    }

    /// Conditions without those that were there before, which change nothing.
    fn distinct(&self, conditions: Vec<Alternatives>) -> Vec<Alternatives> {
        let mut seen = BTreeSet::new();
        conditions.into_iter().filter(|condition| seen.insert(condition.iter().cloned().collect::<BTreeSet<_>>())).collect()
    }

    fn write(&self, condition: &Alternatives) -> String {
        let parts: Vec<String> = condition
            .iter()
            .map(|plain| {
                let literals: Vec<(&str, bool)> = plain.iter().map(|(option, yes)| (self.expressions[*option].as_str(), *yes)).collect();
                conjunction(&literals)
            })
            .collect();
        alternatives(&parts)
    }

    fn misperceptions(&mut self, maker: &Maker<'_>, party: &DraftParty, restrictions: &mut Vec<DraftRestriction>) {
        let Some(list) = maker.value.get("misperceptions") else { return };
        let mut unseen = Vec::new();
        for item in self.faults.list(list, "a list of conditions") {
            unseen.extend(self.condition(item));
        }
        if unseen.is_empty() {
            return;
        }
        let message =
            format!("the states that \"{}\" does not see become restrictions: it neither leaves nor enters them", shortened(&maker.name));
        self.faults.note("misperceived", list, message);
        for condition in self.distinct(unseen) {
            let states = self.write(&condition);
            restrictions.extend(unseen_by(&party.id, &states));
        }
    }

    fn coalitions(&mut self, root: &Json) {
        if let Some(list) = root.get("coalitions")
            && let Kind::List(items) = &list.kind
            && items.iter().any(|item| matches!(&item.kind, Kind::List(members) if members.len() > 1))
        {
            self.faults.note("coalitions", list, "coalitions are not kept: they are part of a question, not of a case");
        }
    }

    /// The numbers that the file uses for states, as far as its rankings need them.
    fn state_numbers(
        &mut self,
        root: &Json,
        makers: &[Maker<'_>],
        owners: &[Vec<usize>],
        infeasible: &[Alternatives],
    ) -> Option<Numbering> {
        if self.faults.is_fatal() {
            return None; // what the numbers mean is not known then
        }
        let place = root.get("options").unwrap_or(root);
        if owners.iter().any(Vec::is_empty) {
            let message =
                "an option is controlled by no decision maker: the order in which manual rankings number the states is not certain then";
            self.faults.error("uncontrolled", place, message);
            return None;
        }
        let mut columns = Vec::new();
        for maker in makers {
            for option in &maker.options {
                if columns.len() <= Numbering::COLUMNS && !columns.contains(option) {
                    columns.push(*option);
                }
            }
        }
        if columns.len() > Numbering::COLUMNS {
            let message = format!("{} options with manual rankings, at most {} are read", owners.len(), Numbering::COLUMNS);
            self.faults.error("too-large", place, message);
            return None;
        }
        let vectors =
            makers.iter().filter_map(|maker| maker.value.get("preferenceRanking").or_else(|| maker.value.get("preferenceVector")));
        let largest = vectors.flat_map(numbers_in).max().unwrap_or(0);
        let numbering = Numbering::new(columns, infeasible, largest.saturating_add(1));
        if numbering.is_none() {
            self.faults.error("too-large", root, format!("states up to number {largest} are too many to be counted out"));
        }
        numbering
    }

    /// A ranking as patterns of the case file.
    fn ranking(&mut self, vector: &Json, numbering: &Numbering, file_order: &[usize]) -> Option<Vec<Vec<String>>> {
        let before = self.faults.found.iter().filter(|fault| fault.is_error()).count();
        let mut placed = BTreeMap::new();
        let mut tiers = Vec::new();
        for item in self.faults.list(vector, "a list of numbers of states, ties in inner lists") {
            let members = match &item.kind {
                Kind::List(members) => members.as_slice(),
                _ => std::slice::from_ref(item),
            };
            let mut tier = Vec::new();
            for member in members {
                let Some(number) = self.faults.whole(member, "the number of a state, from 1") else { continue };
                let Some(state) = number.checked_sub(1).and_then(|index| numbering.states.get(index)) else {
                    let message = format!("there is no state {number}, the file has {} feasible states", numbering.states.len());
                    self.faults.error("out-of-range", member, message);
                    continue;
                };
                if let Some(first) = placed.insert(number, member.span) {
                    let repeated = Diagnostic::error("repeated", format!("state {number} is ranked twice")).at(member.span, "here again");
                    self.faults.found.push(repeated.at(first, "ranked here first"));
                    continue;
                }
                tier.push(numbering.pattern(*state, file_order));
            }
            if !tier.is_empty() {
                tiers.push(tier);
            }
        }
        if placed.len() < numbering.states.len() {
            self.faults.warning("incomplete", vector, "not every feasible state is ranked: how the others compare is unknown");
        }
        let after = self.faults.found.iter().filter(|fault| fault.is_error()).count();
        (before == after).then_some(tiers)
    }
}

/// The restrictions that make a party neither leave nor enter some states.
pub(in crate::format) fn unseen_by(party: &str, states: &str) -> [DraftRestriction; 2] {
    let restriction = |from: &str, to: &str| DraftRestriction {
        party: Some(party.to_owned()),
        from: from.to_owned(),
        to: to.to_owned(),
        because: "the party does not see these states".to_owned(),
    };
    [restriction(states, "always"), restriction("always", states)]
}

fn variable(id: String, option: &FileOption, rule: Option<String>) -> DraftVariable {
    DraftVariable { id, name: option.name.clone(), values: Vec::new(), direction: option.direction, rule }
}

/// All whole numbers in a ranking.
fn numbers_in(vector: &Json) -> Vec<usize> {
    match &vector.kind {
        Kind::Number(number) => number.parse().ok().into_iter().collect(),
        Kind::List(items) => items.iter().flat_map(numbers_in).collect(),
        Kind::Null | Kind::Bool(_) | Kind::Text(_) | Kind::Object(_) => Vec::new(),
    }
}

fn title(root: &Json, parties: &[DraftParty]) -> String {
    if let Some(title) = root.get("title").and_then(Json::text)
        && !title.trim().is_empty()
    {
        return title.to_owned();
    }
    let mut names: Vec<&str> = parties.iter().take(4).map(|party| party.name.as_str()).filter(|name| !name.trim().is_empty()).collect();
    if parties.len() > 4 {
        names.push("others");
    }
    match names.as_slice() {
        [] => "Imported conflict".into(),
        [one] => format!("Conflict of {one}"),
        [first @ .., last] => format!("Conflict of {} and {last}", first.join(", ")),
    }
}

/// What the case file says before its parties.
fn start(root: &Json) -> Draft {
    let word = |key: &str| root.get(key).and_then(Json::text).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    let program = match (word("program"), word("version")) {
        (Some(program), Some(version)) => format!("{program} {version}"),
        (Some(program), None) => program,
        (None, _) => "another program".into(),
    };
    let mut remarks = vec![
        format!("Imported from a .gmcr file of {program}."),
        "Such files name no sources: give each assumption its citation (`cite`), and say what sort of party each is (`kind`).".into(),
    ];
    remarks.extend(word("description"));
    Draft {
        remarks,
        title: String::new(),
        source: DraftSource { id: "imported", title: format!("Conflict file of {program}"), author: None, url: None, cited: false },
        parties: Vec::new(),
        issues: Vec::new(),
        infeasible: Vec::new(),
        restrictions: Vec::new(),
        graph: None,
    }
}

/// The first feasible states in the order in which the file numbers them.
struct Numbering {
    /// The options, the least significant first.
    columns: Vec<usize>,
    /// The states: one bit for each column.
    states: Vec<u64>,
}

impl Numbering {
    /// The largest number of options.
    const COLUMNS: usize = 62;
    /// How much may be looked at.
    const WORK: u64 = 20_000_000;

    /// The first `wanted` feasible states, or as many as there are; none if that is too much work.
    fn new(columns: Vec<usize>, infeasible: &[Alternatives], wanted: usize) -> Option<Self> {
        let bit = |option: &usize| columns.iter().position(|column| column == option).map_or(0, |position| 1u64 << position);
        let forbidden: Vec<(u64, u64)> = infeasible
            .iter()
            .flatten()
            .map(|plain| {
                let mask = plain.keys().map(bit).sum();
                (mask, plain.iter().filter(|(_, yes)| **yes).map(|(option, _)| bit(option)).sum())
            })
            .collect();
        let mut search = Search { wanted, found: Vec::new(), work: Self::WORK };
        let all_forbidden = forbidden.iter().any(|(mask, _)| *mask == 0);
        if !all_forbidden {
            search.extend(columns.len(), 0, &forbidden)?;
        }
        Some(Self { columns, states: search.found })
    }

    /// A state as one character for each variable in the order of the case file.
    fn pattern(&self, state: u64, file_order: &[usize]) -> String {
        let taken = |option: &usize| self.columns.iter().position(|column| column == option).is_some_and(|bit| state >> bit & 1 == 1);
        file_order.iter().map(|option| if taken(option) { 'Y' } else { 'N' }).collect()
    }
}

struct Search {
    wanted: usize,
    found: Vec<u64>,
    work: u64,
}

impl Search {
    /// Goes through the states that begin (from the most significant option) with `prefix`, in increasing order. `open` are the
    /// conditions that may still come to hold.
    fn extend(&mut self, left: usize, prefix: u64, open: &[(u64, u64)]) -> Option<()> {
        if self.found.len() >= self.wanted {
            return Some(());
        }
        self.work = self.work.checked_sub(open.len() as u64 + 1)?;
        let Some(bit) = left.checked_sub(1) else {
            self.found.push(prefix);
            return Some(());
        };
        for choice in [0, 1u64 << bit] {
            let fits = |(mask, value): &&(u64, u64)| mask >> bit & 1 == 0 || value & (1 << bit) == choice;
            let still: Vec<(u64, u64)> = open.iter().filter(fits).copied().collect();
            let below = (1u64 << bit) - 1;
            if still.iter().any(|(mask, _)| mask & below == 0) {
                continue; // it holds, whatever the other options are
            }
            self.extend(bit, prefix | choice, &still)?;
        }
        Some(())
    }
}
