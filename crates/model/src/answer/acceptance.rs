//! Whether parties accept what is proposed, what would turn that, and what they would sign instead.

use super::{Certified, Decisive, Finding, FrameDescription, StateDescription};
use crate::variable::Term;

/// A party, by its names.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Named {
    /// The name in expressions.
    pub id: String,
    /// The name for readers.
    pub name: String,
}

/// One thing that a package changes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PackageTerm {
    /// Which column: a position in the frame's axes.
    pub axis: usize,
    /// What sort of term it is.
    pub sort: Term,
    /// Who promises it, where it is one party's option; none for an issue.
    pub promised_by: Option<Named>,
    /// The rule by which it is decided, as it was written; none for an option.
    pub rule: Option<String>,
    /// Without whom it cannot be decided.
    pub needed: Vec<Named>,
}

/// What is proposed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Proposed {
    /// The name in commands, if it has one.
    pub id: Option<String>,
    /// The name for readers, or the terms.
    pub name: String,
    /// Whose it is, if that is said.
    pub by: Option<Named>,
    /// What it changes.
    pub terms: Vec<PackageTerm>,
    /// Variables that the frame holds and that were freed because the proposal names them.
    pub freed: Vec<String>,
    /// The state of affairs from which it starts.
    pub start: StateDescription,
    /// The state that it brings about.
    pub package: StateDescription,
}

/// At which level somebody is asked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Level {
    /// It signs; whether nothing can be signed without it.
    Signs {
        /// Whether it has a veto under the rules that apply.
        needed: bool,
    },
    /// It ratifies what this party signs.
    AtHome(Named),
}

/// What follows if a party refuses: what it holds the package against.
#[derive(Clone, PartialEq, Debug)]
pub struct Otherwise {
    /// Whether the others sign without it.
    pub signed: Finding,
    /// The state that they then bring about, where they may.
    pub without: Option<StateDescription>,
    /// The utility that it is stated to have without agreement, in billionths, if that counts here.
    pub reservation: Option<i128>,
    /// Where things may end up where nothing is signed, in order: the first [`Otherwise::LISTED`].
    pub ends: Vec<StateDescription>,
    /// How many such states there are.
    pub count: u64,
    /// Whether steps that may pay, for all that is known, make it uncertain where things end up; or that was too large to follow.
    pub unsure: bool,
}

impl Otherwise {
    /// How many states are listed.
    pub const LISTED: usize = 8;
}

/// Between what a party's gain from the package lies, in billionths of its utility.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Surplus {
    /// Against the best of what follows.
    pub low: i128,
    /// Against the worst of it.
    pub high: i128,
}

/// How a package compares with what follows a refusal.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Compared {
    /// A red line is crossed: nothing else counts.
    RedLine,
    /// Better than everything that may follow.
    BetterThanAll,
    /// At least as good as everything that may follow, and as good as some of it.
    NotWorse,
    /// Worse than everything that may follow.
    WorseThanAll,
    /// Better than some of it and worse than some.
    Between,
    /// Not known.
    Unknown,
}

impl Compared {
    /// The word of the JSON form.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::RedLine => "crosses a red line",
            Self::BetterThanAll => "better than everything that may follow",
            Self::NotWorse => "no worse than anything that may follow",
            Self::WorseThanAll => "worse than everything that may follow",
            Self::Between => "better than some of what may follow, worse than some",
            Self::Unknown => "not known",
        }
    }
}

/// What kind of change turns an answer.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum AcceptanceFlipKind {
    /// Another value of one issue.
    Term,
    /// Something is paid beside the terms.
    Payment,
    /// A part is signed first.
    Order,
    /// Another party promises something of its own.
    Guarantee,
    /// Another party wants something else than was thought.
    Information,
    /// The party itself wants something else.
    Preference,
}

impl AcceptanceFlipKind {
    /// All kinds in order.
    pub const ALL: [Self; 6] = [Self::Term, Self::Payment, Self::Order, Self::Guarantee, Self::Information, Self::Preference];

    /// The word of the JSON form.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Term => "term",
            Self::Payment => "payment",
            Self::Order => "order of steps",
            Self::Guarantee => "guarantee",
            Self::Information => "information",
            Self::Preference => "preference",
        }
    }
}

/// A change that turns a party's answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AcceptanceFlip {
    /// What kind of change it is.
    pub kind: AcceptanceFlipKind,
    /// The change, in plain words.
    pub text: String,
    /// Who could make it; empty where it is no one's doing.
    pub by: Vec<Named>,
    /// What the party then says.
    pub then: Finding,
    /// How large the change is, where that can be said: a payment in billionths of its unit, places on an ordered line in billionths.
    pub size: Option<i128>,
    /// Those who accepted and would surely no longer.
    pub lost: Vec<Named>,
    /// Those who accepted and perhaps would no longer.
    pub perhaps_lost: Vec<Named>,
    /// Whether it would then be signed.
    pub signed: Finding,
}

/// A chance process: who moves is drawn by weight, and chooses between staying and the steps that pay for it.
#[derive(Clone, PartialEq, Debug)]
pub struct ChanceProcess {
    /// A step is chosen in proportion to exp(gain / this), in units of utility; each alike if none.
    pub scale: Option<f64>,
    /// Weights that are not 1.
    pub weights: Vec<(Named, f64)>,
}

/// How a package compares with what follows a refusal by chance: probabilities that add up to 1.
#[derive(Clone, PartialEq, Debug)]
pub struct ChanceFinding {
    /// That it is better than what follows.
    pub better: f64,
    /// That it is as good.
    pub same: f64,
    /// That it is worse.
    pub worse: f64,
    /// That it is not known how they compare.
    pub unknown: f64,
    /// The expected gain, in units of utility, where the party's utility alone gives its order.
    pub gain: Option<f64>,
    /// What follows with which probability, the likeliest first: the first [`ChanceFinding::LISTED`].
    pub ends: Vec<(StateDescription, f64)>,
    /// Why no chances are told, if none are.
    pub not_said: Option<String>,
}

impl ChanceFinding {
    /// How many ends are listed.
    pub const LISTED: usize = 8;
}

/// Whether a party accepts.
#[derive(Clone, PartialEq, Debug)]
pub struct PartyAcceptance {
    /// Who.
    pub party: Named,
    /// At which level.
    pub level: Level,
    /// The answer.
    pub accepts: Finding,
    /// What it gains, where its utility is stated and alone gives its order.
    pub surplus: Option<Surplus>,
    /// How the package compares with what follows.
    pub compared: Compared,
    /// The red line that is crossed, as it was written.
    pub red_line: Option<String>,
    /// What follows if it refuses.
    pub otherwise: Otherwise,
    /// What decides against one state that may follow.
    pub because: Option<Decisive>,
    /// The same in the words of the case.
    pub wants: Option<String>,
    /// What would turn the answer, the changes of each kind that lose nobody else first.
    pub flips: Vec<AcceptanceFlip>,
    /// How many more there are.
    pub more_flips: u64,
    /// In how many combinations of codings it accepts, refuses, cannot be told.
    pub codings: Option<[u64; 3]>,
    /// What it gains by chance, where a process was asked for and what it has otherwise is not stated.
    pub chance: Option<ChanceFinding>,
}

/// A package that those would sign whom it takes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CounterProposal {
    /// The state that it brings about.
    pub package: StateDescription,
    /// How many columns differ from the proposal.
    pub distance: u64,
}

/// Packages of one sort: the first of them, and how many there are.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct CounterProposals {
    /// The first [`CounterProposals::LISTED`], in the order of states.
    pub listed: Vec<CounterProposal>,
    /// How many there are.
    pub count: u64,
}

impl CounterProposals {
    /// How many are listed.
    pub const LISTED: usize = 8;
}

/// What would be signed instead.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Instead {
    /// How many packages would surely be signed; none where there were too many to look at.
    pub acceptable: Option<u64>,
    /// The nearest to the proposal.
    pub nearest: CounterProposals,
    /// The nearest of those with the same substantive terms.
    pub same_substance: CounterProposals,
    /// The best ones for the proposer, if that is said.
    pub best_for: Option<(Named, CounterProposals)>,
}

/// What was found over combinations of codings.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CodingCounts {
    /// How many combinations there are.
    pub combinations: u64,
    /// The parties that have several, with their number.
    pub parties: Vec<(Named, u64)>,
    /// In how many it would be signed, would not, cannot be told; none where they were too many to run.
    pub signed: Option<[u64; 3]>,
}

/// The same question after an event.
#[derive(Clone, PartialEq, Debug)]
pub struct Afterwards {
    /// The event, by its names.
    pub event: Named,
    /// Whether it would be signed.
    pub signed: Finding,
    /// Whoever has a say then, without what would turn it.
    pub parties: Vec<PartyAcceptance>,
    /// Why it cannot be said, if it cannot.
    pub not_said: Option<String>,
}

/// Whether a proposal is accepted.
#[derive(Clone, PartialEq, Debug)]
pub struct AcceptanceFinding {
    /// What it is about.
    pub frame: FrameDescription,
    /// What is proposed.
    pub proposed: Proposed,
    /// So many steps are followed where nothing is signed; none: all.
    pub horizon: Option<u64>,
    /// The chance process that was asked for.
    pub chance: Option<ChanceProcess>,
    /// Whose consent counts, in file order, each followed by who ratifies at home.
    pub parties: Vec<PartyAcceptance>,
    /// Whether those who accept suffice to sign it.
    pub signed: Finding,
    /// Over combinations of codings.
    pub codings: Option<CodingCounts>,
    /// How sure the answer is and why, in one sentence.
    pub sureness: String,
    /// What would be signed instead; none where it was not asked for.
    pub instead: Option<Instead>,
    /// After an event.
    pub afterwards: Option<Afterwards>,
    /// What was left out, in plain words.
    pub remarks: Vec<String>,
    /// What proves parts of it.
    pub certificates: Vec<Certified>,
    /// How many yes and no of those who sign have no certificate.
    pub uncertified: u64,
}
