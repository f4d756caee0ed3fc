//! Reads what must be found in a case of the catalog: `expected.toml`, as `catalog/README.md` describes it.
//!
//! Every key is checked, so that a misspelt one is not passed over in silence.

use toml::{Table, Value};

/// What must be found in a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expected {
    /// The frame that it is about; without it the case's only one.
    pub frame: Option<String>,
    /// Every feasible state, in the order of the ordinals.
    pub feasible: Vec<String>,
    /// The states that are stable for all parties, concept by concept.
    pub equilibria: Vec<Equilibria>,
    /// The states that are stable for each party, concept by concept.
    pub stable: Vec<Stable>,
    /// Equilibria of concepts that the program does not know yet.
    pub later: Vec<Equilibria>,
}

/// On whose word something is expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// A publication says it.
    Published,
    /// It follows from the definitions.
    Definitions,
}

/// The equilibria of one concept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Equilibria {
    /// The concept's short name.
    pub concept: String,
    /// The states: just these.
    pub states: Vec<String>,
    /// On whose word.
    pub basis: Basis,
    /// Citations as in the case.
    pub source: Vec<String>,
    /// Published, but written down as recalled.
    pub recalled: bool,
    /// What the publication calls the concept, where it calls it something else.
    pub published_as: Option<String>,
    /// Why the definitions give something else.
    pub difference: Option<String>,
}

/// The states that are stable for each party under one concept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stable {
    /// The concept's short name.
    pub concept: String,
    /// On whose word.
    pub basis: Basis,
    /// Citations as in the case.
    pub source: Vec<String>,
    /// Why the definitions give something else.
    pub difference: Option<String>,
    /// For each party its states: just these.
    pub by: Vec<(String, Vec<String>)>,
}

/// Reads the text of an `expected.toml`.
///
/// # Errors
/// What is wrong with it, with the place.
pub fn read_expected(text: &str) -> Result<Expected, String> {
    let top: Table = toml::from_str(text).map_err(|error| error.to_string())?;
    let top = Keys { place: String::new(), table: &top };
    top.only(&["format", "frame", "feasible", "equilibria", "stable", "later"])?;
    if top.table.get("format").and_then(Value::as_integer) != Some(1) {
        return Err("expected `format = 1`".into());
    }
    let expected = Expected {
        frame: top.text("frame")?,
        feasible: top.texts("feasible")?.ok_or("`feasible` is required")?,
        equilibria: top.tables("equilibria", equilibria)?,
        stable: top.tables("stable", stable)?,
        later: top.tables("later", equilibria)?,
    };
    if expected.equilibria.is_empty() {
        return Err("there is no [[equilibria]]: nothing would be tested".into());
    }
    Ok(expected)
}

/// A table and where it stands.
struct Keys<'a> {
    place: String,
    table: &'a Table,
}

impl Keys<'_> {
    fn only(&self, known: &[&str]) -> Result<(), String> {
        match self.table.keys().find(|key| !known.contains(&key.as_str())) {
            Some(key) => Err(format!("unknown key `{}{key}`, expected one of {}", self.place, known.join(", "))),
            None => Ok(()),
        }
    }

    fn text(&self, key: &str) -> Result<Option<String>, String> {
        match self.table.get(key) {
            None => Ok(None),
            Some(Value::String(text)) if !text.is_empty() => Ok(Some(text.clone())),
            Some(_) => Err(format!("`{}{key}` must be a text that is not empty", self.place)),
        }
    }

    fn texts(&self, key: &str) -> Result<Option<Vec<String>>, String> {
        let wrong = || format!("`{}{key}` must be a list of texts", self.place);
        let Some(value) = self.table.get(key) else { return Ok(None) };
        let items = value.as_array().ok_or_else(wrong)?;
        items.iter().map(|item| item.as_str().map(str::to_owned).ok_or_else(wrong)).collect::<Result<_, _>>().map(Some)
    }

    fn tables<T>(&self, key: &str, read: fn(&Keys<'_>) -> Result<T, String>) -> Result<Vec<T>, String> {
        let wrong = || format!("`{key}` must be a list of tables");
        let Some(value) = self.table.get(key) else { return Ok(Vec::new()) };
        let each =
            |(number, item): (usize, &Value)| read(&Keys { place: format!("{key}[{number}]."), table: item.as_table().ok_or_else(wrong)? });
        value.as_array().ok_or_else(wrong)?.iter().enumerate().map(each).collect()
    }

    fn concept(&self) -> Result<String, String> {
        self.text("concept")?.ok_or_else(|| format!("`{}concept` is required", self.place))
    }

    /// The basis and the sources, which a published result must have.
    fn basis(&self) -> Result<(Basis, Vec<String>), String> {
        let source = self.texts("source")?.unwrap_or_default();
        match self.text("basis")?.as_deref() {
            Some("published") if source.is_empty() => Err(format!("`{}source` is required for what is published", self.place)),
            Some("published") => Ok((Basis::Published, source)),
            Some("definitions") => Ok((Basis::Definitions, source)),
            _ => Err(format!("`{}basis` must be \"published\" or \"definitions\"", self.place)),
        }
    }
}

fn equilibria(keys: &Keys<'_>) -> Result<Equilibria, String> {
    keys.only(&["concept", "states", "basis", "source", "recalled", "published_as", "difference"])?;
    let (basis, source) = keys.basis()?;
    let recalled = match keys.table.get("recalled") {
        None => false,
        Some(Value::Boolean(recalled)) => *recalled,
        Some(_) => return Err(format!("`{}recalled` must be true or false", keys.place)),
    };
    let (published_as, difference) = (keys.text("published_as")?, keys.text("difference")?);
    if basis == Basis::Definitions && (recalled || published_as.is_some() || difference.is_some()) {
        return Err(format!("`{}`: `recalled`, `published_as` and `difference` are said of what is published", keys.place));
    }
    let states = keys.texts("states")?.ok_or_else(|| format!("`{}states` is required", keys.place))?;
    Ok(Equilibria { concept: keys.concept()?, states, basis, source, recalled, published_as, difference })
}

fn stable(keys: &Keys<'_>) -> Result<Stable, String> {
    keys.only(&["concept", "basis", "source", "difference", "by"])?;
    let (basis, source) = keys.basis()?;
    let by = keys.table.get("by").and_then(Value::as_table).ok_or_else(|| format!("`{}by` must be a table", keys.place))?;
    let by = Keys { place: format!("{}by.", keys.place), table: by };
    let parties = by.table.keys().map(|party| Ok((party.clone(), by.texts(party)?.unwrap_or_default()))).collect::<Result<_, String>>()?;
    Ok(Stable { concept: keys.concept()?, basis, source, difference: keys.text("difference")?, by: parties })
}

#[cfg(test)]
mod tests {
    use super::read_expected;

    const BLOCK: &str = "format = 1\nfeasible = [\"N\", \"Y\"]\n[[equilibria]]\nconcept = \"nash\"\nstates = [\"N\"]\n";

    #[test]
    fn faults_are_named() {
        for (more, expected) in [
            ("", "`equilibria[0].basis` must be"),
            ("basis = \"published\"", "`equilibria[0].source` is required"),
            ("basis = \"definitions\"\nstate = []", "unknown key `equilibria[0].state`"),
            ("basis = \"definitions\"\ndifference = \"x\"", "are said of what is published"),
        ] {
            let error = read_expected(&format!("{BLOCK}{more}")).expect_err(more);
            assert!(error.contains(expected), "{error}");
        }
        assert!(read_expected(&format!("{BLOCK}basis = \"definitions\"")).is_ok());
    }
}
