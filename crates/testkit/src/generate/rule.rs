//! The generator's own rules of consent: drawn, evaluated and written out.

use rand::RngExt;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;

/// Who may decide.
#[derive(Clone)]
pub(super) enum Rule {
    /// All of these.
    All(Vec<usize>),
    /// Any of these.
    Any(Vec<usize>),
    /// So many of these.
    AtLeast(usize, Vec<usize>),
    /// The first, or all of the rest.
    OneOrAll(usize, Vec<usize>),
    /// The first, and any of the rest.
    OneAndAny(usize, Vec<usize>),
    /// Anybody.
    Always,
}

impl Rule {
    pub(super) fn random(rng: &mut ChaCha8Rng, parties: usize) -> Self {
        let mut some: Vec<usize> = (0..parties).collect();
        some.shuffle(rng);
        let kind = rng.random_range(0..12);
        some.truncate(rng.random_range(if kind < 3 { 1 } else { 2 }..=parties));
        match kind {
            0..4 => Self::All(some),
            4 | 5 => Self::Any(some),
            6..8 => Self::AtLeast(rng.random_range(1..=some.len()), some),
            8 | 9 => Self::OneOrAll(some[0], some[1..].to_vec()),
            10 => Self::OneAndAny(some[0], some[1..].to_vec()),
            _ => Self::Always,
        }
    }

    /// Whether a set of parties, a bit for each, may decide.
    pub(super) fn is_met(&self, set: usize) -> bool {
        let consents = |party: &usize| set >> party & 1 == 1;
        match self {
            Self::All(of) => of.iter().all(consents),
            Self::Any(of) => of.iter().any(consents),
            Self::AtLeast(number, of) => of.iter().filter(|party| consents(party)).count() >= *number,
            Self::OneOrAll(one, of) => consents(one) || of.iter().all(consents),
            Self::OneAndAny(one, of) => consents(one) && of.iter().any(consents),
            Self::Always => true,
        }
    }

    /// The parties that it names.
    pub(super) fn names(&self) -> Vec<usize> {
        match self {
            Self::All(of) | Self::Any(of) | Self::AtLeast(_, of) => of.clone(),
            Self::OneOrAll(one, of) | Self::OneAndAny(one, of) => [&[*one], of.as_slice()].concat(),
            Self::Always => Vec::new(),
        }
    }

    /// As in a case file.
    pub(super) fn written(&self, parties: &[String]) -> String {
        let joined = |of: &[usize], word: &str| of.iter().map(|party| parties[*party].as_str()).collect::<Vec<_>>().join(word);
        match self {
            Self::All(of) => joined(of, " and "),
            Self::Any(of) => joined(of, " or "),
            Self::AtLeast(number, of) => format!("at least {number} of ({})", joined(of, ", ")),
            Self::OneOrAll(one, of) => format!("{} or ({})", parties[*one], joined(of, " and ")),
            Self::OneAndAny(one, of) => format!("{} and ({})", parties[*one], joined(of, " or ")),
            Self::Always => "always".to_owned(),
        }
    }
}
