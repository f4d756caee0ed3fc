//! The analyses, one idea one file.
//!
//! This room is pure: everything an analysis needs comes in as an argument, everything it finds goes out as a value. An engine
//! never learns how a preference was written.

pub mod acceptance;
pub mod agreement;
pub mod allies;
mod certify;
pub mod coalition;
pub mod compare;
pub mod evolution;
pub mod explain;
pub mod forecast;
mod known;
pub mod levers;
pub mod link;
pub mod power;
pub mod robust;
pub mod settlement;
pub mod stability;
pub mod unknown;
