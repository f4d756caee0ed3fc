//! What refusing is worth: the utility below which a party does not sign.

use crate::diagnostic::Span;
use crate::evidence::Basis;
use crate::number::Decimal;
use crate::phase::{Phase, Window};

/// The utility that a party has without agreement, where that is stated. It plays no part in the order.
#[derive(Clone, PartialEq, Debug)]
pub struct Reservation {
    /// The utility, in the units of the party's cardinal forms.
    pub worth: Decimal,
    /// The phases in which it counts.
    pub window: Window,
    /// What it rests on.
    pub basis: Basis,
    /// Where it stands.
    pub span: Span,
}

/// The first that counts in a phase.
#[must_use]
pub fn in_phase<'a>(reservations: &'a [Reservation], phase: &Phase) -> Option<&'a Reservation> {
    reservations.iter().find(|reservation| reservation.window.is_open(phase))
}
