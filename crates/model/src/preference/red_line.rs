//! Red lines: what must hold in anything that a party signs.

use crate::diagnostic::Span;
use crate::evidence::Basis;
use crate::expression::Expression;
use crate::phase::Window;

/// Something without which a party signs nothing, whatever else it is offered. It plays no part in the order: what a party would
/// never sign may still come about.
#[derive(Clone, PartialEq, Debug)]
pub struct RedLine {
    /// What must hold.
    pub holds: Expression,
    /// The phases in which it counts.
    pub window: Window,
    /// The expression as it was written.
    pub text: String,
    /// What it rests on.
    pub basis: Basis,
    /// Where it stands.
    pub span: Span,
}
