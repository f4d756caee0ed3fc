//! The outside: case files, records, answers as JSON, other tools' formats.

pub mod answer;
