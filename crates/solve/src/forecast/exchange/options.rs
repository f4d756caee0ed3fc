//! What can be chosen.

use crate::forecast::choice::choices;

choices! {
    /// How the gain of an exchange is shared.
    Sharing {
        /// Both gain the same.
        EqualGain = "equal-gain",
        /// Chance favours one of the two, up to a limit ([`Options::spread`]).
        Randomised = "randomised",
        /// The rate at which the two issues are exchanged is drawn between the rates at which one of them gains nothing.
        RandomRate = "random-rate",
    }
}

choices! {
    /// Which of several exchanges with the same gain is realised.
    Ties {
        /// The first: by pair of issues, then by pair of actors, in the order of the table.
        First = "first",
        /// One drawn.
        Seeded = "seed",
    }
}

choices! {
    /// On which side an actor is that stands just where the outcome is.
    Left {
        /// On the left.
        Weak = "weak",
        /// On the right.
        Strict = "strict",
    }
}

choices! {
    /// How far an exchange may move an outcome.
    Cap {
        /// As far as the supplier's own move takes it.
        Unlimited = "none",
        /// Never past the position of the one who wants the move: the supplier moves less, and its partner in proportion.
        Demander = "demander",
    }
}

choices! {
    /// Where actors start the next round.
    NextStart {
        /// Between where they stood and where their votes went: see [`Options::salience_weight`] and [`Options::fixed_weight`].
        Drawn = "drawn",
        /// Where their votes went.
        Votes = "votes",
        /// Where they stood.
        Positions = "positions",
    }
}

/// What can be chosen.
#[derive(Clone, PartialEq, Debug)]
pub struct Options {
    /// How the gain is shared.
    pub sharing: Sharing,
    /// Under [`Sharing::Randomised`]: how far chance may take the gain to one side, from 0 (not at all) to 1 (all of it).
    pub spread: f64,
    /// Which of several is realised.
    pub ties: Ties,
    /// Who is on the left.
    pub left: Left,
    /// How far an outcome may move.
    pub cap: Cap,
    /// How many rounds there are.
    pub rounds: usize,
    /// Where the next round starts.
    pub next_start: NextStart,
    /// Under [`NextStart::Drawn`]: what an actor to which the issue is worth nothing goes of the way to its vote, above the fixed
    /// weight.
    pub salience_weight: f64,
    /// Under [`NextStart::Drawn`]: what every actor goes of the way.
    pub fixed_weight: f64,
    /// Where drawing starts.
    pub seed: u64,
}

impl Options {
    /// One round of equal gains without a cap, the first of ties, and an actor at the outcome on its right: gives the published run.
    #[must_use]
    pub fn published() -> Self {
        Self {
            sharing: Sharing::EqualGain,
            spread: 0.0,
            ties: Ties::First,
            left: Left::Strict,
            cap: Cap::Unlimited,
            rounds: 1,
            next_start: NextStart::Drawn,
            salience_weight: 0.4,
            fixed_weight: 0.1,
            seed: 0,
        }
    }

    /// No outcome passes who asked for its move, ties are drawn, an actor at the outcome is on its left: the later reading, in which
    /// both partners gain at least what they are said to.
    #[must_use]
    pub fn capped() -> Self {
        Self { ties: Ties::Seeded, left: Left::Weak, cap: Cap::Demander, ..Self::published() }
    }
}

impl Default for Options {
    fn default() -> Self {
        Self::published()
    }
}
