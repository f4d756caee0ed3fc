//! The outside, once: case files, records, answers as JSON, other tools' formats.
//!
//! Everything that reads or writes bytes of a format lives here; the rooms that think never see them.

pub mod answer;
pub mod case;
pub mod claims;
pub mod evidence;
pub mod format;
pub mod frozen;
pub mod given;
pub mod open;
pub mod record;
pub mod spatial;
pub mod weights;
