//! Every point on which published accounts and replications of the model differ, as an option with a name.

use super::super::{Chosen, OptionDescription, OptionError, no_option, share};

/// Declares an option that takes one of several words.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$about:meta])* $case:ident = $word:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub enum $name {
            $($(#[$about])* $case,)*
        }

        impl $name {
            /// All values with their words.
            pub const WORDS: &'static [(&'static str, Self)] = &[$(($word, Self::$case)),*];

            /// The word.
            #[must_use]
            pub fn word(self) -> &'static str {
                match self {
                    $(Self::$case => $word,)*
                }
            }
        }
    };
}

words! {
    /// What the votes for a challenger are divided by in its probability of success.
    Denominator {
        /// All votes cast between the two.
        Pair = "pair",
        /// All votes cast between any two actors, in either order.
        All = "all",
    }
}

words! {
    /// How loss grows with distance in votes.
    Votes {
        /// In proportion.
        Linear = "linear",
        /// With the voter's own risk exponent.
        Risk = "risk",
    }
}

words! {
    /// Which votes count for the challenger.
    Numerator {
        /// Those that prefer it.
        Positive = "positive",
        /// Those less the votes against it, and nothing where that is negative.
        Net = "net",
    }
}

words! {
    /// By whose risk exponent the two expected utilities of a pair are found.
    Viewpoint {
        /// By that of the actor that considers what to do, both.
        Own = "own",
        /// Each actor's by its own.
        Each = "each",
    }
}

words! {
    /// Which expected utilities an actor's security is the sum of (risk exponents are 1 there, so that the viewpoint makes no difference).
    Security {
        /// What the others expect of challenging it.
        Others = "others",
        /// What it expects of challenging the others.
        Itself = "itself",
    }
}

words! {
    /// What follows where both expect to gain by a challenge.
    Conflict {
        /// Whoever expects less moves to the other's position.
        LoserMoves = "loser-moves",
        /// Nobody moves.
        NobodyMoves = "nobody-moves",
    }
}

words! {
    /// When an actor that expects to lose more than the other expects to gain gives in.
    Compel {
        /// Always.
        Larger = "larger",
        /// Never: one program asks whether the gain is below its own size, which no gain is.
        Never = "never",
    }
}

words! {
    /// Which of several offers an actor follows.
    Offer {
        /// Conflicts before compromises before giving in; among these the least move.
        LeastMove = "least-move",
        /// The same, but compromises by the smallest product of the other's position and the ratio of the expected utilities: one program's
        /// way. It depends on where the line has its zero.
        WeightedPosition = "weighted-position",
        /// The one that the other expects most of; then the least move.
        Enforceability = "enforceability",
        /// The one of which it expects most itself; then the least move.
        HighestUtility = "highest-utility",
    }
}

words! {
    /// When moves take effect.
    Update {
        /// All together at the end of a round.
        Together = "together",
        /// One by one in the order of the actors, each seeing what those before it did.
        OneByOne = "one-by-one",
    }
}

words! {
    /// By what distances are divided.
    Range {
        /// The distance between the outermost positions at the start.
        Start = "start",
        /// That at the time.
        Current = "current",
        /// The length of the line.
        Line = "line",
    }
}

words! {
    /// Which position would be agreed on without the actor; it matters only where `q` is below 1.
    Middle {
        /// The weighted median.
        Median = "median",
        /// The weighted median while risks are found, the weighted mean after that.
        MedianThenMean = "median-then-mean",
    }
}

words! {
    /// How the two terms of what happens without a challenge enter.
    StatusQuo {
        /// − Q U_sq − (1 − Q) (…).
        Both = "both",
        /// − Q U_sq.
        First = "first",
        /// − Q U_sq + (1 − Q) (…), as one program has it.
        SecondAdded = "second-added",
    }
}

words! {
    /// When it ends.
    Stop {
        /// After `rounds` rounds.
        Rounds = "rounds",
        /// When the median moves by less than `tolerance` of the range, after `rounds` rounds at the latest.
        Median = "median",
        /// When all expected utilities together fall, after `rounds` rounds at the latest.
        Utility = "utility",
    }
}

words! {
    /// What of the last positions is the forecast.
    Forecast {
        /// The weighted median.
        Median = "median",
        /// The weighted mean.
        Mean = "mean",
    }
}

/// How the model is read.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Options {
    /// What votes are divided by.
    pub denominator: Denominator,
    /// How loss grows with distance in votes.
    pub votes: Votes,
    /// Which votes count.
    pub numerator: Numerator,
    /// By whose risk exponent.
    pub viewpoint: Viewpoint,
    /// What security is.
    pub security: Security,
    /// What follows conflict.
    pub conflict: Conflict,
    /// When an actor gives in.
    pub compel: Compel,
    /// Which offer is followed.
    pub offer: Offer,
    /// When moves take effect.
    pub update: Update,
    /// By what distances are divided.
    pub range: Range,
    /// What would be agreed on without the actor.
    pub middle: Middle,
    /// How the terms of no challenge enter.
    pub status_quo: StatusQuo,
    /// Q, the probability that nothing changes without a challenge.
    pub q: f64,
    /// T, the probability that what changes is for the better; none: 1 where the middle is nearer to the actor than the other is, else 0.
    pub t: Option<f64>,
    /// How many rounds at most.
    pub rounds: u32,
    /// When it ends.
    pub stop: Stop,
    /// The share of the range below which the median counts as still.
    pub tolerance: f64,
    /// What the forecast is.
    pub forecast: Forecast,
}

/// The text of Scholz, Calbert and Smith (2011). Where it leaves a choice open the first named is taken.
pub const SCHOLZ_PAPER: Options = Options {
    denominator: Denominator::Pair,
    votes: Votes::Linear,
    numerator: Numerator::Positive,
    viewpoint: Viewpoint::Own,
    security: Security::Others,
    conflict: Conflict::LoserMoves,
    compel: Compel::Larger,
    offer: Offer::LeastMove,
    update: Update::Together,
    range: Range::Start,
    middle: Middle::Median,
    status_quo: StatusQuo::Both,
    q: 1.0,
    t: None,
    rounds: 10,
    stop: Stop::Rounds,
    tolerance: 0.001,
    forecast: Forecast::Median,
};

/// What reproduces the table of Scholz, Calbert and Smith.
pub const SCHOLZ_CODE: Options = Options {
    denominator: Denominator::All,
    votes: Votes::Risk,
    compel: Compel::Never,
    offer: Offer::WeightedPosition,
    status_quo: StatusQuo::First,
    ..SCHOLZ_PAPER
};

/// The reading of Masad (2014).
pub const MASAD: Options = Options {
    numerator: Numerator::Net,
    viewpoint: Viewpoint::Each,
    offer: Offer::HighestUtility,
    range: Range::Line,
    middle: Middle::MedianThenMean,
    status_quo: StatusQuo::SecondAdded,
    ..SCHOLZ_PAPER
};

/// How many rounds may be asked for.
pub const ROUNDS: u32 = 1000;

/// The options of the model.
pub const DESCRIPTIONS: &[OptionDescription] = &[
    OptionDescription { key: "denominator", values: "pair, all", says: "what votes for the challenger are divided by" },
    OptionDescription { key: "votes", values: "linear, risk", says: "how loss grows with distance in votes" },
    OptionDescription { key: "numerator", values: "positive, net", says: "which votes count for the challenger" },
    OptionDescription { key: "viewpoint", values: "own, each", says: "by whose risk exponent a pair is judged" },
    OptionDescription { key: "security", values: "others, itself", says: "which expected utilities make security" },
    OptionDescription { key: "conflict", values: "loser-moves, nobody-moves", says: "what follows where both would gain" },
    OptionDescription { key: "compel", values: "larger, never", says: "when an actor gives in" },
    OptionDescription {
        key: "offer",
        values: "least-move, weighted-position, enforceability, highest-utility",
        says: "which offer is followed",
    },
    OptionDescription { key: "update", values: "together, one-by-one", says: "when moves take effect" },
    OptionDescription { key: "range", values: "start, current, line", says: "by what distances are divided" },
    OptionDescription { key: "middle", values: "median, median-then-mean", says: "what would be agreed on without the actor" },
    OptionDescription { key: "status-quo", values: "both, first, second-added", says: "how what happens without a challenge enters" },
    OptionDescription { key: "q", values: "a number from 0 to 1", says: "the probability that nothing changes without a challenge" },
    OptionDescription { key: "t", values: "auto, or a number from 0 to 1", says: "the probability that a change is for the better" },
    OptionDescription { key: "rounds", values: "a whole number from 1 to 1000", says: "how many rounds at most" },
    OptionDescription { key: "stop", values: "rounds, median, utility", says: "when it ends" },
    OptionDescription {
        key: "tolerance",
        values: "a number from 0 to 1",
        says: "below which share of the range the median counts as still",
    },
    OptionDescription { key: "forecast", values: "median, mean", says: "what of the last positions is the forecast" },
];

impl Options {
    /// Every option with what is chosen.
    #[must_use]
    pub fn chosen(&self) -> Vec<(&'static str, String)> {
        let number = |number: f64| format!("{number}");
        let Self { denominator, votes, numerator, viewpoint, security, conflict, compel, offer, update, .. } = self;
        let Self { range, middle, status_quo, q, t, rounds, stop, tolerance, forecast, .. } = self;
        vec![
            ("denominator", denominator.word().into()),
            ("votes", votes.word().into()),
            ("numerator", numerator.word().into()),
            ("viewpoint", viewpoint.word().into()),
            ("security", security.word().into()),
            ("conflict", conflict.word().into()),
            ("compel", compel.word().into()),
            ("offer", offer.word().into()),
            ("update", update.word().into()),
            ("range", range.word().into()),
            ("middle", middle.word().into()),
            ("status-quo", status_quo.word().into()),
            ("q", number(*q)),
            ("t", t.map_or_else(|| "auto".into(), number)),
            ("rounds", rounds.to_string()),
            ("stop", stop.word().into()),
            ("tolerance", number(*tolerance)),
            ("forecast", forecast.word().into()),
        ]
    }

    /// The same with these choices.
    ///
    /// # Errors
    /// One is none that can be made.
    pub fn with(mut self, chosen: &Chosen) -> Result<Self, OptionError> {
        for (key, value) in chosen {
            self.choose(key, value).ok_or_else(|| no_option(DESCRIPTIONS, key, value))?;
        }
        Ok(self)
    }

    fn choose(&mut self, key: &str, value: &str) -> Option<()> {
        fn word<T: Copy>(words: &[(&str, T)], value: &str) -> Option<T> {
            words.iter().find(|(word, _)| *word == value).map(|(_, of)| *of)
        }
        match key {
            "denominator" => self.denominator = word(Denominator::WORDS, value)?,
            "votes" => self.votes = word(Votes::WORDS, value)?,
            "numerator" => self.numerator = word(Numerator::WORDS, value)?,
            "viewpoint" => self.viewpoint = word(Viewpoint::WORDS, value)?,
            "security" => self.security = word(Security::WORDS, value)?,
            "conflict" => self.conflict = word(Conflict::WORDS, value)?,
            "compel" => self.compel = word(Compel::WORDS, value)?,
            "offer" => self.offer = word(Offer::WORDS, value)?,
            "update" => self.update = word(Update::WORDS, value)?,
            "range" => self.range = word(Range::WORDS, value)?,
            "middle" => self.middle = word(Middle::WORDS, value)?,
            "status-quo" => self.status_quo = word(StatusQuo::WORDS, value)?,
            "q" => self.q = share(value)?,
            "t" => self.t = if value == "auto" { None } else { Some(share(value)?) },
            "rounds" => self.rounds = value.parse().ok().filter(|rounds| (1..=ROUNDS).contains(rounds))?,
            "stop" => self.stop = word(Stop::WORDS, value)?,
            "tolerance" => self.tolerance = share(value)?,
            "forecast" => self.forecast = word(Forecast::WORDS, value)?,
            _ => return None,
        }
        Some(())
    }
}
