//! What is known of how a party compares two states.

use detente_model::order::Standing;

/// How a party compares two states, as far as it is known.
pub(crate) trait Comparing {
    /// Whether `a` is at least as good as `b` under every completion.
    fn surely_at_least(&self, a: usize, b: usize) -> bool;

    /// Whether `a` is better than `b`: under every completion, or under some.
    fn better(&self, a: usize, b: usize, surely: bool) -> bool;

    /// Whether it is a weak order, known everywhere.
    fn is_ranked(&self) -> bool;
}

/// Columns of ranks by state number, all of which must agree. None: nothing is known.
#[derive(Clone)]
pub(crate) struct Ranks {
    columns: std::sync::Arc<[Vec<u32>]>,
}

impl Ranks {
    pub(crate) fn new(columns: Vec<Vec<u32>>) -> Self {
        Self { columns: columns.into() }
    }

    /// The columns.
    pub(crate) fn columns(&self) -> &[Vec<u32>] {
        &self.columns
    }

    /// Whether it is a weak order, known everywhere.
    pub(crate) fn is_ranked(&self) -> bool {
        self.columns.len() == 1
    }

    /// Whether `a` is at least as good as `b` under every completion.
    pub(crate) fn surely_at_least(&self, a: usize, b: usize) -> bool {
        a == b || !self.columns.is_empty() && self.columns.iter().all(|column| column[a] >= column[b])
    }

    /// Whether `a` is better than `b`: under every completion, or under some.
    pub(crate) fn better(&self, a: usize, b: usize, surely: bool) -> bool {
        if surely {
            self.surely_at_least(a, b) && self.columns.iter().any(|column| column[a] > column[b])
        } else {
            !self.surely_at_least(b, a)
        }
    }

    /// How `a` compares with `b`.
    pub(crate) fn standing(&self, a: usize, b: usize) -> Standing {
        if self.better(a, b, true) {
            Standing::Better
        } else if self.better(b, a, true) {
            Standing::Worse
        } else if self.surely_at_least(a, b) {
            Standing::Indifferent
        } else {
            Standing::Unknown
        }
    }
}

impl Comparing for Ranks {
    fn surely_at_least(&self, a: usize, b: usize) -> bool {
        self.surely_at_least(a, b)
    }

    fn better(&self, a: usize, b: usize, surely: bool) -> bool {
        self.better(a, b, surely)
    }

    fn is_ranked(&self) -> bool {
        self.is_ranked()
    }
}

impl<T: Comparing + ?Sized> Comparing for &T {
    fn surely_at_least(&self, a: usize, b: usize) -> bool {
        (**self).surely_at_least(a, b)
    }

    fn better(&self, a: usize, b: usize, surely: bool) -> bool {
        (**self).better(a, b, surely)
    }

    fn is_ranked(&self) -> bool {
        (**self).is_ranked()
    }
}
