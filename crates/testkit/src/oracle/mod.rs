//! The brute-force reference: stability, reachability and evolution read straight from the definitions.
//!
//! Everything here is plain: states are numbers from 0, a party's moves are listed arc by arc, an order is a number or
//! a few numbers for each state, and every question is answered by looking at everything. Nothing is shared with the
//! product, so that an agreement of the two means something.
//!
//! | file | what it holds |
//! |---|---|
//! | `mod.rs` | [`Conflict`], [`Preference`], [`OptionForm`]; what is surely better and what surely is not |
//! | `reach.rs` | legal sequences: no party twice in a row |
//! | `stability.rs` | [`Oracle`]: Nash, GMR, SMR, SEQ, SSEQ and the two readings of SEQ-or-SIM, three-valued |
//! | `attitudes.rs` | [`AttitudeOracle`]: Nash, GMR, SMR and SEQ under attitudes a to d to one's own unknown preferences |
//! | `strength.rs` | [`StrengthOracle`]: strong and weak GMR, SMR and SEQ, three-valued where strength is not stated |
//! | `coalition.rs` | [`CoalitionOracle`]: coalitional Nash, GMR, SMR and SEQ, three-valued |
//! | `acceptance.rs` | [`AcceptanceOracle`]: who accepts a package, what follows a refusal |
//! | `agreement.rs` | [`Rules`]: joint moves that rules of consent allow, agreement stability |
//! | `limited.rs` | [`limited`]: limited moves and non-myopic stability of two parties |
//! | `completions.rs` | all weak orders that extend what is given, the exact findings over them, and what a comparison would settle |
//! | `evolution.rs` | what can be reached from a status quo, and in how many steps |
//! | `key.rs` | [`key`]: who is necessary, sufficient and pivotal for an outcome |
//! | `joint.rs` | [`JointOracle`]: what can be reached by improvements and by joint improvements, and its closed sets |
//! | `levers.rs` | [`levers`]: what a party's moves do to whom, and who can answer them |
//! | `power.rs` | [`power`]: who holds power under a rule, over all sets and orders |
//! | `settlement.rs` | [`Bargain`]: frontier, zone, bargaining solutions, who is in the way |
//! | `richness.rs` | how hard a conflict is on programs that take short cuts |

mod acceptance;
mod agreement;
mod attitudes;
mod coalition;
mod completions;
mod evolution;
mod joint;
mod key;
mod levers;
mod limited;
mod power;
mod reach;
mod richness;
mod settlement;
mod stability;
mod strength;

pub use acceptance::{AcceptanceOracle, Follows, Stakes};
pub use agreement::{Rules, TabulatedRule};
pub use attitudes::{AttitudeOracle, Comparison, Extension, Simple, comparison};
pub use coalition::{CoalitionConcept, CoalitionOracle, members};
pub use completions::{Exact, Settling, completions, exact, settling};
pub use evolution::{Steps, evolution};
pub use joint::{Joined, JointOracle, JointRules, TieRule};
pub use key::{KeyTo, key};
pub use levers::{Compared, Lever, Reply, levers, staying};
pub use limited::{Limited, SetComparison, limited};
pub use power::{Power, power};
pub use reach::group_reach;
pub use richness::{Richness, richness};
pub use settlement::{Bargain, BestPackages, Good, Paid, Wish};
pub use stability::{Concept, Finding, Oracle, Reading};
pub use strength::{Sanction, StrengthOracle, Strong, all_strengths, is_strength};

/// A conflict: parties, states, who can move where, and who wants what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// The parties' names, in order.
    pub parties: Vec<String>,
    /// How many states there are; states are numbered from 0, so the state with ordinal `k` has number `k - 1`.
    pub states: usize,
    /// A name for each state.
    pub names: Vec<String>,
    /// Party → state → the states it can move to in one step: increasing, and never the state itself.
    pub arcs: Vec<Vec<Vec<usize>>>,
    /// What is known of each party's preference.
    pub preference: Vec<Preference>,
    /// The variables behind the states, where the conflict is given by variables. Only SEQ-or-SIM reads it.
    pub option_form: Option<OptionForm>,
}

/// What is known of how a party orders the states.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Preference {
    /// A number for each state, higher is better, equal is indifferent.
    Ranked(Vec<i64>),
    /// Nothing is known of any two different states.
    Unknown,
    /// Several numbers for each state (column → state): `s` is surely at least as good as `t` iff it is in every
    /// column.
    Columns(Vec<Vec<i64>>),
}

/// The variables of a conflict in option form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OptionForm {
    /// The variables' names, the least significant first.
    pub variables: Vec<String>,
    /// Variable → the party that alone controls it; `None` where the consent of several is needed.
    pub owner: Vec<Option<usize>>,
    /// State → the value of each variable.
    pub values: Vec<Vec<usize>>,
}

impl OptionForm {
    /// The state with exactly these values, if it is feasible.
    pub fn state_with(&self, values: &[usize]) -> Option<usize> {
        self.values.iter().position(|each| each == values)
    }
}

impl Preference {
    /// Whether `s ≥ t` in every weak order that extends what is given.
    pub fn surely_at_least(&self, s: usize, t: usize) -> bool {
        match self {
            Self::Ranked(rank) => rank[s] >= rank[t],
            Self::Unknown => s == t,
            Self::Columns(columns) => columns.iter().all(|column| column[s] >= column[t]),
        }
    }

    /// Whether `s > t` in every weak order that extends what is given.
    pub fn surely_better(&self, s: usize, t: usize) -> bool {
        self.surely_at_least(s, t) && !self.surely_at_least(t, s)
    }

    /// Whether the order of any two states is known.
    pub fn is_complete(&self, states: usize) -> bool {
        (0..states).all(|s| (0..states).all(|t| self.surely_at_least(s, t) || self.surely_at_least(t, s)))
    }
}

impl Conflict {
    /// Whether every party's preference is complete, so that every finding is yes or no.
    pub fn is_fully_ranked(&self) -> bool {
        self.preference.iter().all(|preference| preference.is_complete(self.states))
    }

    /// Everyone but `party`, in order.
    pub fn opponents(&self, party: usize) -> Vec<usize> {
        (0..self.parties.len()).filter(|&each| each != party).collect()
    }

    /// The arcs that `keep(party, from, to)` keeps.
    pub fn arcs_where(&self, keep: impl Fn(usize, usize, usize) -> bool) -> Vec<Vec<Vec<usize>>> {
        let of_state =
            |party: usize, from: usize, targets: &Vec<usize>| targets.iter().copied().filter(|&to| keep(party, from, to)).collect();
        let of_party = |(party, moves): (usize, &Vec<Vec<usize>>)| {
            moves.iter().enumerate().map(|(from, targets)| of_state(party, from, targets)).collect()
        };
        self.arcs.iter().enumerate().map(of_party).collect()
    }

    /// The state called `name`.
    pub fn state_named(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|each| each == name)
    }
}
