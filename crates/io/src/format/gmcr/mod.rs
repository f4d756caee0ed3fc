//! `.gmcr`: the files of gmcr-py (O. Petersons), JSON.
//!
//! What is known of the format: `options` is a list of `{name, permittedDirection: both|fwd|back}`; each of `decisionMakers` has
//! `name`, `options` (positions in that list, from 0), `preferences` (conditions, the most important first), later versions
//! `misperceptions` (conditions that describe states which it does not see) and `payoffs` (computed, not read).
//! A condition is `[[option, "Y"|"N"], …]`, all of them together, or `{compound: true, members: [condition, …]}`, any of them.
//! `infeasibles` is a list of plain conditions. Where `useManualPreferenceRanking` (before version 0.3.5
//! `useManualPreferenceVectors`) is true, each decision maker's `preferenceRanking` (before: `preferenceVector`) lists the
//! numbers of states from best to worst, ties in inner lists, and its statements are not used. States are numbered from 1 in
//! increasing binary value, the options in the order of the decision makers that control them, the first the least significant.
//! An early sketch of a web version has `title`, `description` and `reversible: reversible|forward|backward`. There is no title
//! otherwise, and no place for sources, dates, phases or the status quo.

mod export;
mod import;

pub use export::export;
pub use import::import;
pub(super) use import::unseen_by;

use super::json;
use std::collections::BTreeMap;

/// A condition as the alternatives of which one must hold; in each the options and whether they are taken.
type Alternatives = Vec<BTreeMap<usize, bool>>;

/// Whether a file's content looks like `.gmcr`.
#[must_use]
pub fn recognises(text: &[u8]) -> bool {
    json::parse(text).is_ok_and(|(root, _)| root.get("decisionMakers").is_some() && root.get("options").is_some())
}
