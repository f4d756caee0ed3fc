//! What happens when.

use crate::diagnostic::Span;
use crate::evidence::Basis;
use jiff::civil::Date;

/// Something that happens, and that rules, windows and preferences may refer to.
#[derive(Clone, PartialEq, Debug)]
pub struct Event {
    /// The name in expressions and rules.
    pub id: String,
    /// The name for readers.
    pub name: String,
    /// Its date, where it is fixed.
    pub date: Option<Date>,
    /// Earliest and latest date, where it is known within bounds only.
    pub between: Option<(Date, Date)>,
    /// What it rests on.
    pub basis: Basis,
    /// Where it is declared.
    pub span: Span,
}
