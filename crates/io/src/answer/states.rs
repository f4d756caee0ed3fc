//! Lists of states as JSON (`detente/states/1`) and CSV.

use super::document::Document;
use super::frame::{FrameTwin, StateTwin, csv_fields, csv_header};
use super::json::Streamed;
use super::sheet::Sheet;
use detente_model::Case;
use detente_model::answer::{Answer, FrameDescription, Made, StateDescription, StatesFinding};
use schemars::JsonSchema;
use serde::Serialize;
use std::io;

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "StatesResult")]
pub(crate) struct ResultTwin<'a> {
    frame: FrameTwin<'a>,
    /// The states in order.
    states: Vec<StateTwin<'a>>,
}

/// Writes a list of states as JSON, row by row.
pub struct StatesJson<'a, W> {
    frame: &'a FrameDescription,
    out: Streamed<W>,
}

impl<'a, W: io::Write> StatesJson<'a, W> {
    /// Writes everything before the rows.
    ///
    /// # Errors
    /// `out` fails.
    pub fn begin(out: W, case: &Case, answer: &'a Answer<StatesFinding>) -> io::Result<Self> {
        let frame = &answer.finding.frame;
        let document = Document::of("states", case, frame, answer, ResultTwin { frame: FrameTwin::of(frame), states: Vec::new() });
        Ok(Self { frame, out: Streamed::begin(out, &document, &case.edits)? })
    }

    /// Writes a state.
    ///
    /// # Errors
    /// `out` fails.
    pub fn row(&mut self, state: &StateDescription) -> io::Result<()> {
        self.out.row(&StateTwin::of(self.frame, state))
    }

    /// Writes everything after the rows. `made` says how it ended: an interrupt may come between two rows.
    ///
    /// # Errors
    /// `out` fails.
    pub fn finish(self, made: &Made) -> io::Result<W> {
        self.out.finish(made)
    }
}

/// Writes a list of states as JSON.
///
/// # Errors
/// `out` fails.
pub fn write_states_json(
    out: impl io::Write,
    case: &Case,
    answer: &Answer<StatesFinding>,
    states: &mut dyn Iterator<Item = StateDescription>,
) -> io::Result<()> {
    let mut writer = StatesJson::begin(out, case, answer)?;
    for state in states {
        writer.row(&state)?;
    }
    writer.finish(&answer.made).map(|_| ())
}

/// Writes a list of states as CSV, row by row: `ordinal`, `decimal`, `name`, a column for each variable.
pub struct StatesCsv<'a, W: io::Write> {
    frame: &'a FrameDescription,
    out: Sheet<W>,
}

impl<'a, W: io::Write> StatesCsv<'a, W> {
    /// Writes the names of the columns.
    ///
    /// # Errors
    /// `out` fails.
    pub fn begin(out: W, frame: &'a FrameDescription) -> io::Result<Self> {
        let mut out = Sheet::from_writer(out);
        out.write_record(csv_header(frame))?;
        Ok(Self { frame, out })
    }

    /// Writes a state.
    ///
    /// # Errors
    /// `out` fails.
    pub fn row(&mut self, state: &StateDescription) -> io::Result<()> {
        csv_fields(&mut self.out, self.frame, state)?;
        self.out.write_record(None::<&[u8]>)
    }

    /// Writes what is left.
    ///
    /// # Errors
    /// `out` fails.
    pub fn finish(mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// Writes a list of states as CSV.
///
/// # Errors
/// `out` fails.
pub fn write_states_csv(
    out: impl io::Write,
    frame: &FrameDescription,
    states: &mut dyn Iterator<Item = StateDescription>,
) -> io::Result<()> {
    let mut writer = StatesCsv::begin(out, frame)?;
    for state in states {
        writer.row(&state)?;
    }
    writer.finish()
}
