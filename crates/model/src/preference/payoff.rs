//! Payoffs: numbers for states. The first description that fits a state gives its payoff; the utility of a state without one is unknown.

use crate::diagnostic::Span;
use crate::evidence::Basis;
use crate::expression::Expression;
use crate::number::Decimal;
use crate::phase::{Phase, Window};
use crate::preference::ranking::Tiers;

/// What a state is worth to a party.
#[derive(Clone, PartialEq, Debug)]
pub struct Payoff {
    /// The states.
    pub state: Expression,
    /// What they are worth.
    pub payoff: Decimal,
    /// The phases in which it counts.
    pub window: Window,
    /// Whether the payoffs of this party are known to cover every state.
    pub complete: bool,
    /// The description as it was written.
    pub text: String,
    /// What it rests on.
    pub basis: Basis,
    /// Where it stands.
    pub span: Span,
}

/// The payoffs as tiers, in billionths; none if there are none.
#[must_use]
pub fn tiers(payoffs: &[Payoff], phase: &Phase) -> Option<Tiers> {
    let counting: Vec<&Payoff> = payoffs.iter().filter(|payoff| payoff.window.is_open(phase)).collect();
    (!counting.is_empty()).then(|| Tiers {
        places: counting.iter().map(|payoff| (payoff.state.clone(), payoff.payoff.billionths())).collect(),
        complete: counting.iter().all(|payoff| payoff.complete),
    })
}
