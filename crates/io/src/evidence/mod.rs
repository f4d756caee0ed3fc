//! From the citations of a case to the sentences they point at.
//!
//! [`search`] finds the files of a case's sources, [`resolve`] looks every citation up in them. The first opens files, the second is
//! pure.
//!
//! **Which file is a source's?** In this order:
//!
//! 1. the file that the user names for it, whatever is in it;
//! 2. a file whose SHA-256 is the one the case states;
//! 3. for a source with `numbering`: the file that is called after it (`moscow.txt` for `moscow`, case ignored), or that holds more than half of
//!    the sentences cited from it by digest, of which there must be at least [`FEWEST`]. If several do, the one that holds the most;
//!    if no one of them does, none is taken and the finding names them.
//!
//! A file that was found in another way than by its SHA-256 may be another edition. The finding always says so, and the digests tell
//! which of the sentences cited are in it.
//!
//! **Where is a passage?** At its number, if the sentence there has the digest of the citation: `ok`. Else wherever the digest is: at
//! one place, `moved`; at several, `ambiguous`; nowhere, `lost`. The citation stays as it is written: to follow a
//! sentence that moved is up to the analyst. A citation without a digest is `unchecked`, or `lost` where the record has no such number.

mod resolve;
mod search;
#[cfg(test)]
mod tests;

pub use resolve::{Found, resolve};
pub use search::{FEWEST, LARGEST, MOST_FILES, SearchError, Searched, search};
