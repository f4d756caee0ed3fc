//! What an analysis of settlements finds: the packages, which of them are best for whom, which could be signed, and what stands in the way.
//!
//! Utilities are in billionths of the unit in which the case writes them.

use super::{Certified, Finding, FrameDescription, StateDescription};
use crate::variable::Term;

/// How much is known of what a party wants.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Scale {
    /// A utility, and nothing beside it.
    Cardinal,
    /// An order of all packages.
    Ordinal,
    /// An order of some.
    Partial,
    /// Nothing.
    Unknown,
}

impl Scale {
    /// The word of the JSON form.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Cardinal => "cardinal",
            Self::Ordinal => "ordinal",
            Self::Partial => "partial",
            Self::Unknown => "unknown",
        }
    }
}

/// Where it comes from what a party is left with if nothing is signed.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ReservationSource {
    /// The case states it.
    Stated,
    /// Things stay as they are.
    StatusQuo,
    /// Where the parties end up that go on by themselves.
    Reached,
    /// It is not known.
    Unknown,
}

impl ReservationSource {
    /// The word of the JSON form.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Stated => "stated",
            Self::StatusQuo => "status quo",
            Self::Reached => "reached",
            Self::Unknown => "unknown",
        }
    }
}

/// A party that can move or has a say.
#[derive(Clone, PartialEq, Debug)]
pub struct SettlementParty {
    /// The name in expressions.
    pub id: String,
    /// The name for readers.
    pub name: String,
    /// How much is known of what it wants.
    pub scale: Scale,
    /// What it is left with if nothing is signed, from the worst to the best, where that can be told in utility.
    pub reservation: Option<(i128, i128)>,
    /// Where that comes from.
    pub source: ReservationSource,
    /// The most that any package gives it, where it has a utility.
    pub ideal: Option<i128>,
    /// The rank of the best package, from 0 for the worst, where it has an order alone.
    pub best_rank: Option<i64>,
    /// What must hold in anything it signs, as it was written.
    pub red_lines: Vec<String>,
    /// Whether it can veto something that varies.
    pub needed: bool,
}

/// A package with what the parties think of it.
#[derive(Clone, PartialEq, Debug)]
pub struct PackageFinding {
    /// What it says.
    pub state: StateDescription,
    /// For each party what it is worth; none where it has no utility.
    pub utilities: Vec<Option<i128>>,
    /// For each party with an order its rank, from 0 for the worst.
    pub ranks: Vec<Option<i64>>,
    /// For each party whether it accepts.
    pub accepts: Vec<Finding>,
    /// Whether it could be signed by parties that accept it.
    pub in_zone: Finding,
}

/// A place on the frontier.
#[derive(Clone, PartialEq, Debug)]
pub struct FrontierPlace {
    /// The first package there.
    pub package: PackageFinding,
    /// How many packages are equally good for all parties of whom something is known.
    pub packages: u64,
}

/// The Pareto frontier over all feasible packages.
#[derive(Clone, PartialEq, Debug)]
pub struct ParetoFinding {
    /// How many different places there are on it.
    pub count: u64,
    /// How many packages.
    pub packages: u64,
    /// Whether it is the frontier over the zone alone, because over all packages it would have taken too long.
    pub zone_only: bool,
    /// The places in the order of their first packages, cut at [`SettlementFinding::LISTED`].
    pub places: Vec<FrontierPlace>,
}

/// The packages that are best in one sense.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct PointSet {
    /// The packages in order, cut at [`SettlementFinding::TIES`].
    pub packages: Vec<PackageFinding>,
    /// How many there are.
    pub count: u64,
}

/// The packages with the largest product of gains of some parties.
#[derive(Clone, PartialEq, Debug)]
pub struct NashPoint {
    /// Whose gains: positions in [`SettlementFinding::parties`].
    pub over: Vec<usize>,
    /// The packages.
    pub set: PointSet,
}

/// The best packages for a set of signatories, in each sense.
#[derive(Clone, PartialEq, Debug)]
pub struct SettlementPoints {
    /// The largest sum of utilities.
    pub utilitarian: PointSet,
    /// The largest product of gains: once, or for each largest set of parties that can gain together.
    pub nash: Vec<NashPoint>,
    /// The largest smallest share of what could be gained.
    pub kalai_smorodinsky: PointSet,
    /// The largest smallest gain.
    pub egalitarian: PointSet,
    /// Who cannot gain anything: positions in [`SettlementFinding::parties`].
    pub without_gain: Vec<usize>,
    /// For each signatory the most that it gets in a package that all of them accept.
    pub ideal: Vec<i128>,
}

/// Why no points are taken.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum MissingForPoints {
    /// It has an order, and no utility alone.
    Utility,
    /// Nothing is known of what it wants.
    Preference,
    /// What it is left with is not one number.
    Reservation,
}

impl MissingForPoints {
    /// The word of the JSON form.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Utility => "utility",
            Self::Preference => "preference",
            Self::Reservation => "reservation",
        }
    }
}

/// Parties whose reservations or red lines leave no package between them.
#[derive(Clone, PartialEq, Debug)]
pub struct BlockingFinding {
    /// Who: positions in [`SettlementFinding::parties`].
    pub parties: Vec<usize>,
    /// By how much each of them would have to give way for some package to be left; none where that cannot be said in utility.
    pub shortfall: Option<i128>,
    /// The first package at which that is enough.
    pub nearest: Option<PackageFinding>,
    /// Whether it is red lines that are in the way, not reservations alone.
    pub by_red_lines: bool,
}

/// A way to open the zone.
#[derive(Clone, PartialEq, Debug)]
pub struct ConcessionFinding {
    /// Who gives way: positions in [`SettlementFinding::parties`].
    pub parties: Vec<usize>,
    /// By how much each, where it has a utility.
    pub amounts: Vec<Option<i128>>,
    /// Whose red lines are crossed.
    pub red_lines: Vec<usize>,
    /// For which package.
    pub package: PackageFinding,
}

/// What one party hands another.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Transfer {
    /// Who pays: a position in [`SettlementFinding::parties`].
    pub from: usize,
    /// Who is paid.
    pub to: usize,
    /// How much, in billionths of the good's unit.
    pub amount: i128,
}

/// A package with a payment.
#[derive(Clone, PartialEq, Debug)]
pub struct PaidPackage {
    /// The package.
    pub package: PackageFinding,
    /// Who pays whom how much.
    pub transfers: Vec<Transfer>,
    /// What the package with the payment is worth to each party that has a utility, to nine places.
    pub worths: Vec<Option<i128>>,
}

/// The pairs of a package and a payment that are best in one sense.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct PaidSet {
    /// The packages in order, each with its best payment, cut at [`SettlementFinding::TIES`].
    pub packages: Vec<PaidPackage>,
    /// How many packages there are.
    pub count: u64,
}

/// The best packages with payments, in each sense.
#[derive(Clone, PartialEq, Debug)]
pub struct PaidPoints {
    /// The largest sum of utilities.
    pub utilitarian: PaidSet,
    /// The largest product of gains of all who can gain; empty where they cannot all gain at once.
    pub nash: PaidSet,
    /// The largest smallest share of what could be gained.
    pub kalai_smorodinsky: PaidSet,
    /// The largest smallest gain.
    pub egalitarian: PaidSet,
    /// Who cannot gain anything: positions in [`SettlementFinding::parties`].
    pub without_gain: Vec<usize>,
}

/// The least payment with which something can be signed.
#[derive(Clone, PartialEq, Debug)]
pub struct LeastPayment {
    /// The package, and who pays whom.
    pub paid: PaidPackage,
    /// How much is paid altogether, in billionths of the good's unit.
    pub total: i128,
    /// Whether somebody would pay more than the case allows.
    pub beyond_most: bool,
}

/// What signatories could sign if some of them paid others in one good.
#[derive(Clone, PartialEq, Debug)]
pub struct PaymentFinding {
    /// The good's name in commands.
    pub id: String,
    /// Its name for readers.
    pub name: String,
    /// What one unit of it is; empty if not said.
    pub unit: String,
    /// In steps of how much it is paid, in billionths of the unit.
    pub step: i128,
    /// The most that each payer gives, in billionths of the unit.
    pub most: i128,
    /// Who can pay: positions in [`SettlementFinding::parties`].
    pub payers: Vec<usize>,
    /// Who can be paid.
    pub receivers: Vec<usize>,
    /// Whose part is not known, because it is not stated what the good is worth to them.
    pub worth_unknown: Vec<usize>,
    /// Whose part is not known, because their wishes are no amounts.
    pub order_only: Vec<usize>,
    /// How many packages they can sign with some payment and all surely accept.
    pub surely: u64,
    /// How many they surely or possibly accept.
    pub possibly: u64,
    /// The least payment with which they can sign a package that changes something, where without payment there surely is none.
    pub least: Option<LeastPayment>,
    /// The best packages with payments; none where something is missing, there are none, or they would be too many to try.
    pub points: Option<PaidPoints>,
}

/// What some parties could sign.
#[derive(Clone, PartialEq, Debug)]
pub struct SignatoriesFinding {
    /// Who: positions in [`SettlementFinding::parties`].
    pub members: Vec<usize>,
    /// How many packages they can sign and all of them surely accept; none where they were not counted.
    pub surely: Option<u64>,
    /// How many they surely or possibly accept; none where they were not counted.
    pub possibly: Option<u64>,
    /// Why there are no points, if so: for each party what is missing.
    pub missing: Vec<(usize, MissingForPoints)>,
    /// The best packages; none where something is missing or there are none.
    pub points: Option<SettlementPoints>,
    /// Where there is surely no package: who is in the way.
    pub blocked_by: Vec<BlockingFinding>,
    /// Where there is surely no package: what would open the zone.
    pub concessions: Vec<ConcessionFinding>,
    /// Whether they cannot sign anything that changes something, whatever they think of it.
    pub nothing_to_sign: bool,
    /// Where it was not found out whether there is one.
    pub unsettled: Option<UnsettledFinding>,
    /// The same with payments, for each good in which some of them could pay others.
    pub payments: Vec<PaymentFinding>,
}

/// That it was not found out whether anything can be signed, because the search was stopped.
#[derive(Clone, PartialEq, Debug)]
pub struct UnsettledFinding {
    /// The package that was met at which the largest amount by which a signatory falls short of what it is left with is least, with that amount; no red line is crossed there.
    pub nearest: Option<(PackageFinding, i128)>,
}

/// Whether a package is dominated.
#[derive(Clone, PartialEq, Debug)]
pub struct DominatedFinding {
    /// The package.
    pub package: PackageFinding,
    /// How many packages dominate it.
    pub count: u64,
    /// One of them that is on the frontier.
    pub by: Option<PackageFinding>,
}

/// What a term is worth to a party.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TermAccount {
    /// Which column.
    pub axis: usize,
    /// What sort of term it is.
    pub term: Term,
    /// What it is worth as it stands in the package.
    pub worth: i128,
    /// The most that it could be worth.
    pub best: i128,
    /// What it is worth in the status quo, where one is stated.
    pub status_quo: Option<i128>,
}

/// What a party gives and gets.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PartyAccount {
    /// Who: a position in [`SettlementFinding::parties`].
    pub party: usize,
    /// What each column is worth to it that matters to it by itself.
    pub terms: Vec<TermAccount>,
    /// What is left of its utility: what several columns are worth together, and what all packages have.
    pub together: i128,
    /// What the package is worth to it.
    pub worth: i128,
}

/// Who gives and gets what in a package.
#[derive(Clone, PartialEq, Debug)]
pub struct AccountFinding {
    /// Why it is looked at: the sense in which it is best, a proposal's name, or what was asked.
    pub title: String,
    /// Whether it was asked about.
    pub asked: bool,
    /// The package.
    pub package: PackageFinding,
    /// The parties that have a utility.
    pub parties: Vec<PartyAccount>,
}

/// A package in the plane of two parties.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct PlaneDot {
    /// What it is worth to the one.
    pub across: f64,
    /// What it is worth to the other.
    pub up: f64,
    /// Whether it is surely in the zone.
    pub in_zone: Finding,
}

/// Packages in the plane of two parties, for drawing.
#[derive(Clone, PartialEq, Debug)]
pub struct PlaneFinding {
    /// Whose worth goes to the right: a position in [`SettlementFinding::parties`].
    pub across: usize,
    /// Whose worth goes up.
    pub up: usize,
    /// Whether some packages are left out that lie close to others.
    pub thinned: bool,
    /// The packages.
    pub dots: Vec<PlaneDot>,
}

/// How near what was found by linear programs is to the best, for some signatories in one sense.
#[derive(Clone, PartialEq, Debug)]
pub struct GapFinding {
    /// Who signs: positions in [`SettlementFinding::parties`].
    pub signatories: Vec<usize>,
    /// What was looked for: `utilitarian`, `nash`, `kalai_smorodinsky`, `egalitarian`, `zone`, `ideal`, `blocking`, `concession` or `dominated`.
    pub sense: &'static str,
    /// By which share of the range of what is maximised something better might have been missed; 0 where nothing lies between. None: not known, because it was stopped before.
    pub gap: Option<f64>,
    /// How many programs were solved for it.
    pub programs: u64,
}

/// How packages were found that were not enumerated.
#[derive(Clone, PartialEq, Debug)]
pub struct ProgramFinding {
    /// The solver.
    pub solver: &'static str,
    /// How many variables the programs have, before what single senses add.
    pub variables: u64,
    /// How many rows.
    pub rows: u64,
    /// How near to the best.
    pub gaps: Vec<GapFinding>,
    /// What was left out, in words.
    pub left_out: Vec<String>,
}

/// The packages of a frame.
#[derive(Clone, PartialEq, Debug)]
pub struct SettlementFinding {
    /// What it is about.
    pub frame: FrameDescription,
    /// The parties that can move or have a say, in file order.
    pub parties: Vec<SettlementParty>,
    /// How many packages there are; none where they were not counted.
    pub packages: Option<u64>,
    /// The frontier; none where nothing is known of anybody's wishes, or finding it would have taken too long.
    pub pareto: Option<ParetoFinding>,
    /// How many packages could surely be signed by parties that accept them; none where they were not counted.
    pub zone: Option<u64>,
    /// How many could surely or possibly; none where they were not counted.
    pub zone_possibly: Option<u64>,
    /// How many all those accept surely without whom they cannot be signed; none where they were not counted.
    pub acceptable_to_needed: Option<u64>,
    /// Whether the status quo is among those in the zone.
    pub status_quo_in_zone: Option<Finding>,
    /// The smallest sets of parties that can decide every issue, or the set that was named; with their packages and points.
    pub signatories: Vec<SignatoriesFinding>,
    /// Whether the smallest sets were too many to list.
    pub too_many_sets: bool,
    /// The weights of parties in sums and products, where they are not all 1: by position in `parties`.
    pub weights: Vec<u32>,
    /// The package that was asked about.
    pub dominated: Option<DominatedFinding>,
    /// What is given and got in the points, or in the package that was asked about.
    pub accounts: Vec<AccountFinding>,
    /// All packages in the plane of two parties, where that was asked for.
    pub plane: Option<PlaneFinding>,
    /// How packages were found, where they were not enumerated.
    pub program: Option<ProgramFinding>,
    /// Why not everything was looked for, if it was stopped.
    pub stopped: Option<crate::control::Stopped>,
    /// What proves it, as far as that is possible.
    pub certificates: Vec<Certified>,
}

impl SettlementFinding {
    /// How many places on the frontier are listed at most.
    pub const LISTED: usize = 100_000;
    /// How many packages are listed that are best in one sense.
    pub const TIES: usize = 100;
    /// How many certificates are made.
    pub const CERTIFIED: usize = 64;

    /// The senses in which a package is best for some signatories.
    #[must_use]
    pub fn senses(&self, package: &PackageFinding) -> Vec<&'static str> {
        let mut found = Vec::new();
        for points in self.signatories.iter().filter_map(|set| set.points.as_ref()) {
            let has = |set: &PointSet| set.packages.iter().any(|other| other.state.ordinal == package.state.ordinal);
            let senses = [
                ("utilitarian", has(&points.utilitarian)),
                ("nash", points.nash.iter().any(|nash| has(&nash.set))),
                ("kalai_smorodinsky", has(&points.kalai_smorodinsky)),
                ("egalitarian", has(&points.egalitarian)),
            ];
            found.extend(
                senses.into_iter().filter(|(sense, holds)| *holds && !found.contains(sense)).map(|(sense, _)| sense).collect::<Vec<_>>(),
            );
        }
        found
    }
}
