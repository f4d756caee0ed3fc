//! What a page is made from, and what its sections have in common: what was found, templates, words that several templates show.

mod input;
mod templates;
mod words;

pub use input::{FrameReport, LeftOut, ProposalReport, ReportInput};
pub use templates::Templates;
pub(crate) use words::{basis, day, window};
