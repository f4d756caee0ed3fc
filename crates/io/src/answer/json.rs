//! How answers become JSON: objects in a given order, and lists that are written row by row.

use super::made::MadeTwin;
use detente_model::answer::{Finding, Made, WhyUnknown};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::ser::{Serialize, SerializeMap, Serializer};
use std::borrow::Cow;
use std::io;

/// An object whose keys are names of the case, in the order of the case.
pub(crate) struct Fields<'a, V>(pub(crate) Vec<(&'a str, V)>);

impl<V: Serialize> Serialize for Fields<'_, V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (key, value) in &self.0 {
            map.serialize_entry(key, value)?;
        }
        map.end()
    }
}

impl<V: JsonSchema> JsonSchema for Fields<'_, V> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        format!("Fields_of_{}", V::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let value = generator.subschema_for::<V>();
        json_schema!({ "type": "object", "additionalProperties": value })
    }
}

/// Why something is not known.
#[derive(serde::Serialize, JsonSchema)]
pub(crate) enum Why {
    /// A preference that decides is not stated.
    #[serde(rename = "preference")]
    Preference,
    /// What is stated leaves it open, or bounds are all that was computed.
    #[serde(rename = "undecided")]
    Undecided,
    /// The method is not defined for such a case.
    #[serde(rename = "not defined")]
    NotDefined,
    /// The budget was used up.
    #[serde(rename = "budget")]
    Budget,
}

impl Why {
    /// The reason of a finding that is not known.
    pub(crate) fn of(finding: Finding) -> Option<Self> {
        match finding {
            Finding::Yes | Finding::No => None,
            Finding::Unknown(WhyUnknown::Preference) => Some(Self::Preference),
            Finding::Unknown(WhyUnknown::Undecided) => Some(Self::Undecided),
            Finding::Unknown(WhyUnknown::NotDefined) => Some(Self::NotDefined),
            Finding::Unknown(WhyUnknown::Budget) => Some(Self::Budget),
        }
    }
}

/// The word of a finding in CSV.
pub(crate) fn word(finding: Finding) -> &'static str {
    match finding {
        Finding::Yes => "yes",
        Finding::No => "no",
        Finding::Unknown(_) => "unknown",
    }
}

/// A document whose list `result.states` is written row by row, one line each.
pub(crate) struct Streamed<W> {
    out: W,
    rows: u64,
    edits: Vec<String>,
}

const PLACE: &str = "\"states\": []";

impl<W: io::Write> Streamed<W> {
    /// Writes everything before the rows. `document` has its list of states empty, and `made` after it. `edits`: those of the case.
    pub(crate) fn begin(mut out: W, document: &impl Serialize, edits: &[String]) -> io::Result<Self> {
        let text = serde_json::to_string_pretty(document)?;
        // inside a string of the document the quotes would be escaped, so this is the key
        let head = text.split(PLACE).next().unwrap_or_default();
        write!(out, "{head}\"states\": [")?;
        Ok(Self { out, rows: 0, edits: edits.to_vec() })
    }

    /// Writes a row.
    pub(crate) fn row(&mut self, row: &impl Serialize) -> io::Result<()> {
        self.out.write_all(if self.rows == 0 { b"\n      " } else { b",\n      " })?;
        serde_json::to_writer(&mut self.out, row)?;
        self.rows += 1;
        Ok(())
    }

    /// Writes everything after the rows.
    pub(crate) fn finish(mut self, made: &Made) -> io::Result<W> {
        #[derive(serde::Serialize)]
        struct Tail<'a> {
            made: MadeTwin<'a>,
        }
        let tail = serde_json::to_string_pretty(&Tail { made: MadeTwin::with(&self.edits, made) })?;
        let end = if self.rows == 0 { "]" } else { "\n    ]" };
        writeln!(self.out, "{end}\n  }},{}", tail.strip_prefix('{').unwrap_or(&tail))?;
        self.out.flush()?;
        Ok(self.out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_have_the_words_of_the_model() {
        for why in [WhyUnknown::Preference, WhyUnknown::Undecided, WhyUnknown::NotDefined, WhyUnknown::Budget] {
            let written = serde_json::to_value(Why::of(Finding::Unknown(why))).expect("a word");
            assert_eq!(written, why.word());
        }
    }
}
