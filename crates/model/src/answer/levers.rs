//! What a party can do from where things stand, what it does to the others, and who can answer it.

use super::{Decisive, Finding, FrameDescription, Reply, StateDescription, Step};
use crate::order::Standing;

/// A party that a move may touch: it can move in the frame, or something is stated about what it prefers.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Concerned {
    /// The name in expressions.
    pub id: String,
    /// The name for readers.
    pub name: String,
    /// Its position in the frame's parties, if it can move.
    pub player: Option<usize>,
    /// Whether nothing is stated about what it prefers.
    pub preference_unknown: bool,
}

/// What a move does to a party.
#[derive(Clone, PartialEq, Debug)]
pub struct Effect {
    /// How the state after the move compares for it with the state before.
    pub standing: Standing,
    /// What decides; none where it is equal, or that is not known.
    pub because: Option<Decisive>,
    /// Its utility after the move less that before, in billionths; none unless utilities are all that is stated about it.
    pub utility: Option<i128>,
}

/// What was compared where moves are ordered.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum OrderedBy {
    /// The sum of the others' losses of utility for each unit that the party loses.
    Utilities,
    /// How many others are surely worse off.
    OrderAlone,
}

impl OrderedBy {
    /// The word of the JSON form.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Utilities => "utilities",
            Self::OrderAlone => "order alone",
        }
    }
}

/// The kinds of lever, in the order in which they are listed: those that cost others first, and among them those that cost the party least.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum LeverGroup {
    /// Surely better for the party, surely worse for somebody else.
    PaysAndCosts,
    /// Equal for the party, surely worse for somebody else.
    CostsOthersOnly,
    /// Surely worse for somebody else; what it is for the party is not known.
    CostsOthers,
    /// Surely worse for the party and for somebody else.
    CostsBoth,
    /// Surely better for the party, surely worse for nobody.
    PaysAlone,
    /// Surely worse for nobody else, and not surely better for the party.
    CostsNobody,
}

impl LeverGroup {
    /// All groups in order.
    pub const ALL: [Self; 6] =
        [Self::PaysAndCosts, Self::CostsOthersOnly, Self::CostsOthers, Self::CostsBoth, Self::PaysAlone, Self::CostsNobody];

    /// The group of a move, by what it does to the party and whether it is surely worse for somebody else.
    #[must_use]
    pub fn of(own: Standing, costs_others: bool) -> Self {
        match (own, costs_others) {
            (Standing::Better, true) => Self::PaysAndCosts,
            (Standing::Indifferent, true) => Self::CostsOthersOnly,
            (Standing::Unknown, true) => Self::CostsOthers,
            (Standing::Worse, true) => Self::CostsBoth,
            (Standing::Better, false) => Self::PaysAlone,
            (Standing::Indifferent | Standing::Unknown | Standing::Worse, false) => Self::CostsNobody,
        }
    }

    /// The word of the JSON form.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::PaysAndCosts => "pays, costs others",
            Self::CostsOthersOnly => "costs others only",
            Self::CostsOthers => "costs others, own unknown",
            Self::CostsBoth => "costs others and own",
            Self::PaysAlone => "pays, costs nobody",
            Self::CostsNobody => "costs nobody else",
        }
    }
}

/// Whether the others can bring something about after a move, and how.
#[derive(Clone, PartialEq, Debug)]
pub struct Answered {
    /// Whether they can.
    pub found: Finding,
    /// By a shortest sequence of moves: surely if `found` is yes, possibly if it is unknown.
    pub reply: Option<Reply>,
}

/// Why a party should not make a move.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ShouldNot {
    /// By itself it leaves the party worse off.
    Worse,
    /// The others can answer it in their own interest so that the party ends worse off than anywhere staying leads.
    Answered,
}

impl ShouldNot {
    /// The word of the JSON form.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Worse => "worse",
            Self::Answered => "answered",
        }
    }
}

/// A party with steps that pay from where a move leads.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NextMover {
    /// A position in the frame's parties.
    pub party: usize,
    /// How many steps surely pay.
    pub pay: u64,
    /// How many more may.
    pub may_pay: u64,
}

/// What lasts that steps which pay lead to from where a move leads, beside what they lead to without it.
#[derive(Clone, PartialEq, Debug)]
pub struct Ahead {
    /// How many equilibria.
    pub reached: u64,
    /// How many of them are not reached without the move.
    pub gained: u64,
    /// How many are reached without the move and not after it.
    pub lost: u64,
    /// A way to one that the fewest steps lead to, of those gained if there are any. Empty: the move itself leads there. None: none is reached.
    pub nearest: Option<Vec<Step>>,
}

/// One move of a party.
#[derive(Clone, PartialEq, Debug)]
pub struct Lever {
    /// Where it leads.
    pub to: StateDescription,
    /// How many columns it changes.
    pub changes: u64,
    /// Its kind.
    pub group: LeverGroup,
    /// What it does to the party.
    pub own: Effect,
    /// What it does to each of the others, in the order of [`LeversFinding::others`].
    pub others: Vec<Effect>,
    /// Whether the others deter it (in the sense of sequential stability): answer in their own interest so that the party ends no better
    /// off than before. None for a move that is surely no improvement.
    pub deterred: Option<Answered>,
    /// Whether steps that pay for whoever takes them lead to where the party is worse off than before the move.
    pub harmed: Answered,
    /// The same by any moves of the others.
    pub harmed_by_any: Answered,
    /// Whether steps that pay for whoever takes them undo the gain: lead to where the party is no better off than anywhere it may come to if it
    /// stays, because another party leaves undeterred and others go on. The same as `deterred` where no other would leave. None for a move that
    /// is surely no improvement.
    pub undone: Option<Answered>,
    /// Whether they lead to where the party is worse off than anywhere it may come to if it stays.
    pub worse_than_staying: Answered,
    /// Whether the party would carry it out: it is at least as good for it as what it leaves, and is not answered so that the party ends
    /// worse off than anywhere staying leads.
    pub carried_out: Finding,
    /// Whether the party would keep to it: no next step of its own pays.
    pub kept: Finding,
    /// Who has steps that pay from there, other than the party.
    pub next: Vec<NextMover>,
    /// What lasts and comes within reach, where that was asked for.
    pub ahead: Option<Ahead>,
    /// Why the party should not make it, and that in a sentence.
    pub should_not: Option<(ShouldNot, String)>,
}

impl Lever {
    /// How many others it is this for.
    #[must_use]
    pub fn count(&self, standing: Standing) -> u64 {
        self.others.iter().filter(|effect| effect.standing == standing).count() as u64
    }

    /// Whether it surely pays and surely no answers in the others' own interest undo the gain.
    #[must_use]
    pub fn pays_unanswered(&self) -> bool {
        self.own.standing == Standing::Better && self.undone.as_ref().is_some_and(|answered| answered.found == Finding::No)
    }
}

/// Under which concept what lasts was sought, and what there is without a move.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AheadOf {
    /// The short name of the concept.
    pub concept: &'static str,
    /// How many equilibria there are.
    pub equilibria: u64,
    /// How many steps that pay lead to from the state before the move.
    pub reached: u64,
}

/// What a party can do from a state.
#[derive(Clone, PartialEq, Debug)]
pub struct LeversFinding {
    /// What it is about.
    pub frame: FrameDescription,
    /// From where.
    pub start: StateDescription,
    /// Whose moves.
    pub party: Concerned,
    /// The others, in file order.
    pub others: Vec<Concerned>,
    /// Whether the party may come below where it is if it stays: another party leaves undeterred, and others go on in their own interest.
    pub staying: Answered,
    /// What decides the order within a group.
    pub ordered_by: OrderedBy,
    /// How many moves the party has.
    pub moves: u64,
    /// How many of them are of each kind, in the order of [`LeverGroup::ALL`].
    pub groups: [u64; LeverGroup::ALL.len()],
    /// The moves in order, cut at [`LeversFinding::LISTED`].
    pub levers: Vec<Lever>,
    /// Whether only one move was asked for: `levers` has no other.
    pub one_move: bool,
    /// What lasts, where that was asked for.
    pub ahead: Option<AheadOf>,
    /// The frames in which the party can move, by name, where it cannot in this one.
    pub elsewhere: Vec<String>,
}

impl LeversFinding {
    /// How many moves are listed, and their answers looked for, at most.
    pub const LISTED: usize = 256;
}
