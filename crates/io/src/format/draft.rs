//! A case as importers gather it, and its text as a person would have written it.

use super::write::{citation, comment, entries, header, join, key, line, name, pair, quoted, wrapped};
use detente_model::number::Decimal;

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

/// A value of a variable.
pub(super) struct DraftValue {
    /// Its word.
    pub(super) id: String,
    /// Its name in the other tool's file.
    pub(super) name: String,
    /// Its place on a line, if the values have places.
    pub(super) at: Option<Decimal>,
}

/// A variable: an option of a party, or an issue.
pub(super) struct DraftVariable {
    /// Its word.
    pub(super) id: String,
    /// Its name in the other tool's file.
    pub(super) name: String,
    /// Its values; yes and no if none.
    pub(super) values: Vec<DraftValue>,
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
    /// What it weighs in forecasts.
    pub(super) capability: Option<Decimal>,
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
    /// Numbers.
    Utility(DraftUtility),
}

/// What a party wants, in numbers that are added up.
#[derive(Default)]
pub(super) struct DraftUtility {
    /// For variables, by word, the worth of each value.
    pub(super) tables: Vec<(String, Vec<(String, Decimal)>)>,
    /// What else is worth something.
    pub(super) weights: Vec<(String, Decimal)>,
    /// Places on lines.
    pub(super) positions: Vec<DraftPosition>,
    /// What it has without agreement.
    pub(super) reservation: Option<Decimal>,
}

/// Where a party stands on an issue with places.
pub(super) struct DraftPosition {
    /// The issue, by word.
    pub(super) on: String,
    /// The place it wants most.
    pub(super) ideal: Decimal,
    /// Between which ends that is known.
    pub(super) ideal_between: Option<(Decimal, Decimal)>,
    /// How much it cares.
    pub(super) salience: Option<Decimal>,
    /// Between which ends that is known.
    pub(super) salience_between: Option<(Decimal, Decimal)>,
    /// Whether nothing between the ends is likelier than the rest.
    pub(super) uniform: bool,
    /// What it weighs on this issue, if not what it weighs elsewhere.
    pub(super) capability: Option<Decimal>,
    /// Where this is from.
    pub(super) note: Option<String>,
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
            if let Some(capability) = party.capability {
                line(&mut text, &format!("weight = {{ capability = {capability} }}"));
            }
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
            DraftPreference::Utility(utility) => {
                remark(text);
                utility.write(text, &key(&self.id), cite);
            }
        }
    }
}

impl DraftUtility {
    fn write(&self, text: &mut String, party: &str, cite: Option<&str>) {
        if let Some(reservation) = self.reservation {
            line(text, &format!("\n[preference.{party}]\nreservation = {reservation}"));
        }
        for (of, worths) in &self.tables {
            line(text, &format!("\n[[preference.{party}.value]]"));
            pair(text, "of", of);
            entries(text, "table", worths.iter().map(|(value, worth)| format!("{} = {worth}", key(value))));
            citation(text, cite);
        }
        for (holds, weight) in &self.weights {
            line(text, &format!("\n[[preference.{party}.weight]]"));
            pair(text, "holds", holds);
            line(text, &format!("weight = {weight}"));
            citation(text, cite);
        }
        for position in &self.positions {
            line(text, &format!("\n[[preference.{party}.position]]"));
            position.write(text);
            citation(text, cite);
        }
    }
}

impl DraftPosition {
    fn write(&self, text: &mut String) {
        pair(text, "on", &self.on);
        for (name, number) in [("ideal", Some(self.ideal)), ("salience", self.salience), ("capability", self.capability)] {
            if let Some(number) = number {
                line(text, &format!("{name} = {number}"));
            }
        }
        for (name, ends) in [("ideal_between", self.ideal_between), ("salience_between", self.salience_between)] {
            if let Some((low, high)) = ends {
                line(text, &format!("{name} = [{low}, {high}]"));
            }
        }
        if self.uniform {
            pair(text, "spread", "uniform");
        }
        if let Some(note) = &self.note {
            pair(text, "note", note);
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

fn values(text: &mut String, values: &[DraftValue]) {
    if values.is_empty() {
        return;
    }
    if values.iter().all(|value| value.name == value.id) {
        wrapped(text, "values", values.iter().map(|value| quoted(&value.id)));
    } else {
        line(text, "values = [");
        for value in values {
            line(text, &format!("    {{ id = {}, name = {} }},", quoted(&value.id), quoted(&value.name)));
        }
        line(text, "]");
    }
    let places: Option<Vec<String>> = values.iter().map(|value| value.at.map(|at| at.to_string())).collect();
    if let Some(places) = places {
        wrapped(text, "at", places.into_iter());
    }
}

fn variable(text: &mut String, variable: &DraftVariable, cite: Option<&str>) {
    name(text, &variable.name, &variable.id);
    values(text, &variable.values);
    if let Some(moves) = variable.direction.moves() {
        pair(text, "moves", moves);
    }
    citation(text, cite);
}
