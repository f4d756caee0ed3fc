//! Another reading of what a party wants.

use crate::diagnostic::Span;
use crate::evidence::Basis;
use crate::preference::Preference;

/// What a party wants as somebody else of its own people saw it, or as a second analyst reads the sources. It takes the place of the
/// party's preference as a whole, in runs that choose it.
#[derive(Clone, PartialEq, Debug)]
pub struct Coding {
    /// The name in commands.
    pub id: String,
    /// Whose view it is, for readers.
    pub name: String,
    /// The preference.
    pub preference: Preference,
    /// What it rests on as a whole.
    pub basis: Basis,
    /// Where it is declared.
    pub span: Span,
}
