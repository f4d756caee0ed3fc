//! Claims beside a case: `claims.toml`, frozen before anything is solved, and `findings.toml`, what was found about them.
//!
//! | file | what is read |
//! |---|---|
//! | `claims.toml` | `[[claim]]` with `id`, `speaker`, `claim`; `also_input` and `waits_for` where said |
//! | `findings.toml` | `[[finding]]` with `claim` (an id), `verdict` (`confirmed`, `contradicted`, `open`), `told`; `codings = { confirmed, contradicted, open }` where counted |
//!
//! What else these files say is for people and tests.

use detente_model::claim::{Claim, Judged, Verdict};
use std::path::Path;
use toml::{Table, Value};

/// Why claims cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ClaimsError {
    /// A file cannot be read.
    #[error("`{file}` cannot be read")]
    Unreadable {
        /// The file.
        file: &'static str,
        /// Why.
        source: std::io::Error,
    },
    /// A file is no TOML.
    #[error("`{file}` is no TOML")]
    Syntax {
        /// The file.
        file: &'static str,
        /// Where and why.
        source: toml::de::Error,
    },
    /// An entry lacks something, or has something else there.
    #[error("`{file}`, {entry}: expected `{key}` to be {expected}")]
    Entry {
        /// The file.
        file: &'static str,
        /// Which entry: its number, and its name if it has one.
        entry: String,
        /// The key.
        key: &'static str,
        /// What it should be.
        expected: &'static str,
    },
    /// A finding is about no claim.
    #[error("`findings.toml`: there is no claim `{0}` in `claims.toml`")]
    NoSuchClaim(String),
}

const CLAIMS: &str = "claims.toml";
const FINDINGS: &str = "findings.toml";

/// The claims that lie in the folder of a case; none if there is no `claims.toml`.
///
/// # Errors
/// See [`ClaimsError`].
pub fn load(folder: &Path) -> Result<Vec<Claim>, ClaimsError> {
    let read = |file: &'static str| match std::fs::read_to_string(folder.join(file)) {
        Ok(text) => Ok(Some(text)),
        Err(source) if source.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(ClaimsError::Unreadable { file, source }),
    };
    match read(CLAIMS)? {
        None => Ok(Vec::new()),
        Some(claims) => read_claims(&claims, read(FINDINGS)?.as_deref().unwrap_or_default()),
    }
}

/// The claims of one text, with the findings of another.
///
/// # Errors
/// See [`ClaimsError`].
pub fn read_claims(claims: &str, findings: &str) -> Result<Vec<Claim>, ClaimsError> {
    let mut read: Vec<Claim> = Vec::new();
    for entry in entries(claims, CLAIMS, "claim")? {
        read.push(Claim {
            id: entry.text("id")?,
            speaker: entry.text("speaker")?,
            text: entry.text("claim")?,
            also_input: entry.table.get("also_input").and_then(Value::as_bool).unwrap_or(false),
            judged: None,
            waits_for: entry.table.get("waits_for").and_then(Value::as_str).map(str::to_owned),
        });
    }
    for entry in entries(findings, FINDINGS, "finding")? {
        let id = entry.text("claim")?;
        let word = entry.text("verdict")?;
        let verdict = Verdict::ALL.into_iter().find(|verdict| verdict.word() == word);
        let verdict = verdict.ok_or_else(|| entry.fault("verdict", "confirmed, contradicted or open"))?;
        let codings = match entry.table.get("codings") {
            None => None,
            Some(counts) => Some(counted(counts).ok_or_else(|| entry.fault("codings", "three numbers: confirmed, contradicted, open"))?),
        };
        let claim = read.iter_mut().find(|claim| claim.id == id).ok_or(ClaimsError::NoSuchClaim(id))?;
        claim.judged = Some(Judged { verdict, codings, told: entry.text("told")? });
    }
    Ok(read)
}

fn counted(counts: &Value) -> Option<[u64; 3]> {
    let count = |verdict: Verdict| counts.get(verdict.word())?.as_integer().and_then(|count| u64::try_from(count).ok());
    let [confirmed, contradicted, open] = Verdict::ALL.map(count);
    Some([confirmed?, contradicted?, open?])
}

/// One table of a list.
struct Entry {
    file: &'static str,
    number: usize,
    table: Table,
}

impl Entry {
    fn fault(&self, key: &'static str, expected: &'static str) -> ClaimsError {
        let name = ["id", "claim"].iter().find_map(|key| self.table.get(*key)?.as_str()).filter(|name| !name.contains(' '));
        let entry = format!("entry {}{}", self.number, name.map_or_else(String::new, |name| format!(" (`{name}`)")));
        ClaimsError::Entry { file: self.file, entry, key, expected }
    }

    fn text(&self, key: &'static str) -> Result<String, ClaimsError> {
        self.table.get(key).and_then(Value::as_str).map(str::to_owned).ok_or_else(|| self.fault(key, "a text"))
    }
}

fn entries(text: &str, file: &'static str, key: &'static str) -> Result<Vec<Entry>, ClaimsError> {
    let mut table: Table = text.parse().map_err(|source| ClaimsError::Syntax { file, source })?;
    let whole = || ClaimsError::Entry { file, entry: "the top".into(), key, expected: "a list of tables" };
    let list = match table.remove(key) {
        None => Vec::new(),
        Some(Value::Array(list)) => list,
        Some(_) => return Err(whole()),
    };
    let entry = |(number, value): (usize, Value)| match value {
        Value::Table(table) => Ok(Entry { file, number: number + 1, table }),
        _ => Err(whole()),
    };
    list.into_iter().enumerate().map(entry).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const CLAIM: &str = "[[claim]]\nid = \"a\"\nspeaker = \"x\"\nclaim = \"It holds.\"\nalso_input = true\n[[claim]]\nid = \"b\"\nspeaker = \"y\"\nclaim = \"It ends.\"\nwaits_for = \"settle\"\n";

    #[test]
    fn findings_are_put_beside_their_claims() {
        let finding = "[[finding]]\nclaim = \"a\"\nverdict = \"open\"\ntold = \"Neither.\"\ncodings = { confirmed = 1, contradicted = 2, open = 3, of = 6 }\n";
        let claims = read_claims(CLAIM, finding).expect("they can be read");
        let judged = Judged { verdict: Verdict::Open, codings: Some([1, 2, 3]), told: "Neither.".into() };
        assert_eq!((claims[0].also_input, &claims[0].judged), (true, &Some(judged)));
        assert_eq!((claims[1].judged.is_none(), claims[1].waits_for.as_deref()), (true, Some("settle")));
    }

    #[test]
    fn what_is_wrong_is_named() {
        let wrong = |claims: &str, findings: &str| read_claims(claims, findings).expect_err("it is wrong").to_string();
        assert_eq!(wrong("[[claim]]\nid = \"a\"\n", ""), "`claims.toml`, entry 1 (`a`): expected `speaker` to be a text");
        assert_eq!(wrong("claim = 3", ""), "`claims.toml`, the top: expected `claim` to be a list of tables");
        assert_eq!(
            wrong(CLAIM, "[[finding]]\nclaim = \"a\"\nverdict = \"maybe\"\n"),
            "`findings.toml`, entry 1 (`a`): expected `verdict` to be confirmed, contradicted or open"
        );
        assert_eq!(
            wrong(CLAIM, "[[finding]]\nclaim = \"c\"\nverdict = \"open\"\ntold = \"\"\n"),
            "`findings.toml`: there is no claim `c` in `claims.toml`"
        );
        assert_eq!(wrong("[[claim", ""), "`claims.toml` is no TOML");
    }
}
