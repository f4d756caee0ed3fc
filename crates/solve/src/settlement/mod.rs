//! # Settlements
//!
//! ## What it says
//! Which packages there are, which of them no other is better than for some and worse for none, which could be signed by parties that accept them, which are the best
//! ones in each sense of best, what each party gives and gets in them; and where nothing can be signed, whose reservation is in the way.
//!
//! ## Definition
//! One file each: packages and who must sign them ([`packages`]), what a party is left with otherwise ([`disagreement`]), the frontier ([`pareto`]), the zone of agreement and
//! what blocks it ([`zone`]), the best packages ([`points`]), the same with side payments ([`payments`]), what is given
//! and got ([`accounts`]); all that where packages are too many to enumerate ([`program`]).
//!
//! ## Reads and assumes
//! Utilities where they are stated, orders where not: the frontier, acceptance and the zone need no more than orders, points need utilities. Of parties of whom nothing is
//! known the frontier says nothing, and whether they accept is unknown.
//!
//! ## When it misleads
//! Where what is written down as worth so much was guessed; where parties would hold out for more although they gain.
//!
//! ## Complexity
//! A few passes over all packages in blocks, without work for single ones beyond a few comparisons; the frontier as its file says.
//!
//! ## References
//! As the files say.

pub mod accounts;
mod certificate;
pub mod columns;
pub mod disagreement;
mod headline;
mod number;
pub mod packages;
pub mod pareto;
pub mod payments;
pub mod plane;
pub mod points;
pub mod program;
pub mod zone;

use crate::certify::state_values;
use columns::{Block, Columns};
use detente_model::answer::{
    Answer, BlockingFinding, ConcessionFinding, DominatedFinding, Finding, FrontierPlace, LeastPayment, Made, MissingForPoints, NashPoint,
    PackageFinding, PaidPackage, PaidPoints, PaidSet, ParetoFinding, PaymentFinding, PointSet, Scale, SettlementFinding, SettlementParty,
    SettlementPoints, SignatoriesFinding, Transfer, WhyUnknown,
};
use detente_model::case::Case;
use detente_model::control::{Control, Stopped};
use detente_model::expression::Expression;
use detente_model::index::FrameId;
use detente_model::preference::red_line::RedLine;
use detente_space::Game;
use disagreement::{Disagreement, Ends as NoAgreement};
use packages::{Signing, members};
use payments::{PaidBest, Purse};
use points::{Best, Signatory};
use zone::Acceptance;

/// Which end counts where what a party is left with is an interval.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum Ends {
    /// Both: whoever is between them may or may not accept.
    #[default]
    Interval,
    /// The worst that may be left.
    Worst,
    /// The best that may be left.
    Best,
}

/// What is asked.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// How many bytes may be used.
    pub memory: u64,
    /// Which end of intervals counts.
    pub ends: Ends,
    /// The signatories, as positions among the parties that can move or have a say; all smallest sets if none.
    pub signatories: Option<Vec<usize>>,
    /// Weights in sums and products, by position; 1 for whoever is not named.
    pub weights: Vec<(usize, u32)>,
    /// Packages of which it is asked who gives and gets what, by code, with a title.
    pub packages: Vec<(String, u64)>,
    /// A package of which it is asked whether it is dominated, by code.
    pub dominated: Option<u64>,
    /// Two parties in whose plane all packages are wanted, to be drawn.
    pub plane: Option<(usize, usize)>,
    /// Whether side payments are left out that the case has.
    pub without_payments: bool,
    /// In steps of how much is paid, in billionths of the good's unit; a round number of which at least twenty fit into the most if none.
    pub step: Option<i64>,
    /// How far short of the best, as a share of the range, linear programs may stop for shares, least gains, products and concessions; a half per cent beyond 2^25 combinations, and nothing below, if none.
    pub gap: Option<f64>,
    /// How many seconds linear programs may take together, where packages are not enumerated.
    pub seconds: Option<u64>,
}

/// Why there is no answer.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum SettleError {
    /// The caller stopped it.
    #[error("stopped")]
    Stopped(Stopped),
    /// It would need more memory than is allowed.
    #[error("about {needed} bytes are needed, {allowed} are allowed")]
    TooLarge {
        /// About how many bytes are needed.
        needed: u64,
        /// How many are allowed.
        allowed: u64,
    },
    /// Too many parties.
    #[error("{parties} parties can move or have a say: settlements are analysed for up to 64")]
    TooManyParties {
        /// How many there are.
        parties: usize,
    },
    /// Too many conditions to ask of every package.
    #[error("more than {} conditions (red lines, restrictions, different rules of consent)", columns::CONDITIONS)]
    TooManyConditions,
    /// Utilities with too many digits.
    #[error("the utilities and the reservation of `{party}` need more digits than there is room for: round them")]
    TooManyDigits {
        /// Whose.
        party: String,
    },
    /// Packages cannot be found by linear programs.
    #[error("{why}")]
    Program {
        /// Why.
        why: String,
    },
    /// A case that is given by states and arcs.
    #[error("a case given by states and arcs has no terms that could be signed")]
    Graph,
}

impl From<Stopped> for SettleError {
    fn from(stopped: Stopped) -> Self {
        Self::Stopped(stopped)
    }
}

/// What every question about settlements stands on: the lines of all parties, who must sign what, who accepts what.
pub struct Table<'g> {
    /// The lines of all parties over all packages.
    pub columns: Columns<'g>,
    /// Who must sign what.
    pub signing: Signing,
    /// Who accepts what.
    pub acceptance: Acceptance,
}

impl<'g> Table<'g> {
    /// Reads a game. `options`: memory and ends.
    ///
    /// # Errors
    /// See [`SettleError`].
    pub fn new(case: &Case, game: &'g Game, options: &Options, control: &Control<'_>) -> Result<Self, SettleError> {
        Self::of(case, game, options, true, control)
    }

    /// Reads a game some of whose packages alone are listed: where things go by themselves is not followed, unless nobody can move.
    fn outline(case: &Case, game: &'g Game, options: &Options, control: &Control<'_>) -> Result<Self, SettleError> {
        Self::of(case, game, options, game.players.is_empty(), control)
    }

    fn of(case: &Case, game: &'g Game, options: &Options, follow: bool, control: &Control<'_>) -> Result<Self, SettleError> {
        if game.arcs.is_some() {
            return Err(SettleError::Graph);
        }
        let mut columns = Columns::new(case, game, options.memory)?;
        let signing = Signing::new(case, game, &mut columns)?;
        let mut crossed = Vec::new();
        for party in signing.parties() {
            let open = open_red_lines(case, game, *party);
            crossed.push(if open.is_empty() {
                None
            } else {
                let crossed = Expression::Or(open.iter().map(|line| line.holds.clone().negated()).collect());
                Some(columns.ask(&crossed).ok_or(SettleError::TooManyConditions)?)
            });
        }
        let stated = |party: &columns::PartyColumns| {
            party.utility.is_some()
                && detente_model::preference::reservation::in_phase(&case.preferences[party.party].reservations, &game.phase).is_some()
        };
        let ends = match game.status_quo {
            Some(code) if follow && !columns.parties().iter().all(stated) => {
                let needed = disagreement::bytes(game);
                if needed > options.memory {
                    return Err(SettleError::TooLarge { needed, allowed: options.memory });
                }
                NoAgreement::from(game, code, control)?
            }
            Some(_) | None => None,
        };
        let of = |party: &columns::PartyColumns| Disagreement::of(case, &columns, party, ends.as_ref(), options.ends);
        let disagreement = columns.parties().iter().map(of).collect();
        Ok(Self { columns, signing, acceptance: Acceptance { disagreement, crossed } })
    }

    /// A package with what the parties think of it; none if it is not feasible.
    #[must_use]
    pub fn package(&self, code: u64) -> Option<PackageFinding> {
        let game = self.columns.game();
        let number = game.feasible.number(code)?;
        let (numbers, marks) = self.columns.of(code)?;
        let (surely, possibly) = self.acceptance.judge(|line| numbers[line], marks);
        let parties = self.columns.parties();
        let why = |bit: usize| if parties[bit].scale == Scale::Unknown { WhyUnknown::Preference } else { WhyUnknown::Undecided };
        let zone_why =
            if parties.iter().any(|party| party.scale == Scale::Unknown) { WhyUnknown::Preference } else { WhyUnknown::Undecided };
        let accepts = (0..parties.len()).map(|bit| Finding::from_bounds(surely >> bit & 1 == 1, possibly >> bit & 1 == 1, why(bit)));
        let rank = |party: &columns::PartyColumns| match (party.scale, party.order.as_slice()) {
            (Scale::Ordinal, [line]) => Some(numbers[*line]),
            _ => None,
        };
        Some(PackageFinding {
            state: game.describe(code, number),
            utilities: parties.iter().map(|party| party.utility.map(|(line, unit)| i128::from(numbers[line]) * unit)).collect(),
            ranks: parties.iter().map(rank).collect(),
            accepts: accepts.collect(),
            in_zone: Finding::from_bounds(
                self.signing.can_sign(code, marks, surely),
                self.signing.can_sign(code, marks, possibly),
                zone_why,
            ),
        })
    }

    /// The packages that are dominated by none: over all, or over the zone where that would take too long.
    ///
    /// # Errors
    /// The caller stops it.
    pub fn frontier(&self, control: &Control<'_>) -> Result<Option<(pareto::Frontier, bool)>, SettleError> {
        let lines = self.columns.ordering();
        let work = pareto::WORK[usize::from(lines.len() > pareto::FEW)];
        if let Some(found) = pareto::frontier(&self.columns, &lines, None, work, control)? {
            return Ok(Some((found, false)));
        }
        let in_zone = |block: &Block, at: usize| {
            let marks = block.marks.get(at).copied().unwrap_or(0);
            self.signing.can_sign(block.codes[at], marks, self.acceptance.of(block, at).1)
        };
        Ok(pareto::frontier(&self.columns, &lines, Some(&in_zone), work, control)?.map(|found| (found, true)))
    }
}

/// The red lines of a party that count in the game's phase.
fn open_red_lines<'c>(case: &'c Case, game: &Game, party: detente_model::index::PartyId) -> Vec<&'c RedLine> {
    case.preferences[party].red_lines.iter().filter(|line| line.window.is_open(&game.phase)).collect()
}

/// The answer to [`analyse`].
///
/// # Errors
/// As there.
pub fn answer(case: &Case, game: &Game, options: &Options, control: &Control<'_>) -> Result<Answer<SettlementFinding>, SettleError> {
    Ok(answered(case, analyse(case, game, options, control)?))
}

/// The answer where packages are not enumerated: see [`program`].
///
/// # Errors
/// As there.
pub fn answer_by_programs(
    case: &Case,
    frame: FrameId,
    options: &Options,
    control: &Control<'_>,
) -> Result<Answer<SettlementFinding>, SettleError> {
    Ok(answered(case, program::analyse(case, frame, options, control)?))
}

fn answered(case: &Case, finding: SettlementFinding) -> Answer<SettlementFinding> {
    let made = Made {
        method: match &finding.program {
            None => {
                "packages that the rules of consent allow: Pareto frontier, agreement zone, bargaining solutions on a finite set".into()
            }
            Some(program) => format!("bargaining solutions on a finite set, by linear programs over whole numbers ({})", program.solver),
        },
        exactness: if let Some(program) = &finding.program {
            program::exactness(program)
        } else if finding.pareto.as_ref().is_some_and(|pareto| pareto.zone_only) {
            "exact, given the model; the frontier over the zone alone, because over all packages it would take too long".into()
        } else if finding.stopped.is_some() {
            "exact, given the model; without the frontier, because it was stopped before".into()
        } else if finding.pareto.is_none() && finding.parties.iter().any(|party| party.scale != Scale::Unknown) {
            "exact, given the model; without the frontier, which would take too long".into()
        } else {
            "exact, given the model: whole numbers throughout".into()
        },
        stopped: finding.stopped,
        case_digest: case.digest.clone(),
        version: env!("CARGO_PKG_VERSION").into(),
    };
    Answer { headline: headline::sentence(&finding), finding, because: Vec::new(), made }
}

/// Everything there is to say of the packages of a game. `case` is that of the game.
///
/// # Errors
/// See [`SettleError`].
pub fn analyse(case: &Case, game: &Game, options: &Options, control: &Control<'_>) -> Result<SettlementFinding, SettleError> {
    let table = Table::new(case, game, options, control)?;
    analyse_table(case, &table, options, true, control)
}

/// The same from a table; `seeks_frontier`: with the frontier. That comes last: what else was found stands if it is stopped.
fn analyse_table(
    case: &Case,
    table: &Table<'_>,
    options: &Options,
    seeks_frontier: bool,
    control: &Control<'_>,
) -> Result<SettlementFinding, SettleError> {
    let Table { columns, signing, acceptance } = table;
    let game = columns.game();
    control.check()?;
    let zone = zone::zone(columns, signing, acceptance);
    let named = options.signatories.as_ref().map(|members| vec![members.iter().fold(0u64, |set, bit| set | 1 << bit)]);
    let sets = named.or_else(|| signing.smallest());
    let too_many_sets = sets.is_none();
    let mut weights = vec![1; columns.parties().len()];
    options.weights.iter().for_each(|(bit, weight)| weights[*bit] = *weight);
    let mut signatories = Vec::new();
    for set in sets.unwrap_or_default() {
        control.check()?;
        let mut found = signatories_of(table, set, &weights);
        if !options.without_payments {
            found.payments = paid(case, table, set, &weights, &found, options.step, control)?;
        }
        signatories.push(found);
    }
    let (frontier, stopped) = match if seeks_frontier { table.frontier(control) } else { Ok(None) } {
        Ok(frontier) => (frontier, None),
        Err(SettleError::Stopped(stopped)) => (None, Some(stopped)),
        Err(error) => return Err(error),
    };
    let pareto = frontier.map(|(frontier, zone_only)| ParetoFinding {
        count: frontier.places.len() as u64,
        packages: frontier.packages(),
        zone_only,
        places: frontier
            .places
            .iter()
            .take(SettlementFinding::LISTED)
            .filter_map(|place| Some(FrontierPlace { package: table.package(*place.codes.first()?)?, packages: place.packages }))
            .collect(),
    });
    let everything = signing.vetoes_on_issues();
    let parties = columns.parties().iter().enumerate().map(|(bit, party)| {
        let of = &case.parties[party.party];
        let disagreement = &acceptance.disagreement[bit];
        SettlementParty {
            id: of.id.clone(),
            name: of.name.clone(),
            scale: party.scale,
            reservation: party.utility.and_then(|(line, unit)| match disagreement.bounds.as_slice() {
                [(bound, worst, best)] if *bound == line => Some((i128::from(*worst) * unit, i128::from(*best) * unit)),
                _ => None,
            }),
            source: disagreement.source,
            ideal: party.utility.map(|(line, unit)| i128::from(zone.most[line]) * unit),
            best_rank: match (party.scale, party.order.as_slice()) {
                (Scale::Ordinal, [line]) => Some(zone.most[*line]),
                _ => None,
            },
            red_lines: open_red_lines(case, game, party.party).iter().map(|line| line.text.clone()).collect(),
            needed: everything >> bit & 1 == 1,
        }
    });
    let mut finding = SettlementFinding {
        frame: game.description.clone(),
        parties: parties.collect(),
        packages: Some(game.states()),
        pareto,
        zone: Some(zone.surely),
        zone_possibly: Some(zone.possibly),
        acceptable_to_needed: Some(zone.acceptable_to_needed),
        status_quo_in_zone: game.status_quo.and_then(|code| table.package(code)).map(|package| package.in_zone),
        signatories,
        too_many_sets,
        weights,
        dominated: options.dominated.and_then(|code| dominated(table, code)),
        accounts: Vec::new(),
        plane: options.plane.and_then(|(across, up)| plane::plane(table, across, up)),
        program: None,
        stopped,
        certificates: Vec::new(),
    };
    finding.accounts = accounts::accounts(case, table, &finding, &options.packages);
    finding.certificates = certificate::certificates(case, table, &finding);
    Ok(finding)
}

/// Whether a package is dominated, and by what.
#[must_use]
pub fn dominated(table: &Table<'_>, code: u64) -> Option<DominatedFinding> {
    let found = pareto::dominating(&table.columns, &table.columns.ordering(), code);
    Some(DominatedFinding {
        package: table.package(code)?,
        count: found.map_or(0, |(_, count)| count),
        by: found.and_then(|(by, _)| table.package(by)),
    })
}

/// What a set of parties (as bits) could sign, and what is best for them.
#[must_use]
pub fn signatories_of(table: &Table<'_>, set: u64, weights: &[u32]) -> SignatoriesFinding {
    let Table { columns, signing, acceptance } = table;
    let begin = || (0u64, 0u64, 0u64);
    let found = columns.run(0..columns.blocks(), 64, begin, |(surely, possibly, changing), block| {
        for (at, code) in block.codes.iter().enumerate() {
            let marks = block.marks.get(at).copied().unwrap_or(0);
            let (yes, maybe) = acceptance.of(block, at);
            if set & !maybe == 0 && signing.suffices(*code, marks, set) {
                *possibly += 1;
                *changing += u64::from(!signing.is_status_quo(*code));
                *surely += u64::from(set & !yes == 0);
            }
        }
    });
    let (surely, possibly, changing) = found.into_iter().fold((0, 0, 0), |sum, part| (sum.0 + part.0, sum.1 + part.1, sum.2 + part.2));
    let listed: Vec<usize> = members(set).collect();
    let missing = listed.iter().filter_map(|bit| {
        let why = match (columns.parties()[*bit].scale, acceptance.disagreement[*bit].point()) {
            (Scale::Unknown, _) => MissingForPoints::Preference,
            (Scale::Ordinal | Scale::Partial, _) => MissingForPoints::Utility,
            (Scale::Cardinal, None) => MissingForPoints::Reservation,
            (Scale::Cardinal, Some(_)) => return None,
        };
        Some((*bit, why))
    });
    let missing: Vec<(usize, MissingForPoints)> = missing.collect();
    let points = (missing.is_empty() && surely > 0).then(|| points_of(table, &listed, set, weights));
    let blocked = if changing == 0 { zone::blocked(columns, signing, acceptance, set) } else { zone::Blocked::default() };
    let blocked_by = blocked.by.iter().map(|block| BlockingFinding {
        parties: members(block.parties).collect(),
        shortfall: block.shortfall,
        nearest: block.nearest.and_then(|code| table.package(code)),
        by_red_lines: block.by_red_lines,
    });
    let concession = |concession: &zone::Concession| {
        Some(ConcessionFinding {
            parties: members(concession.parties).collect(),
            amounts: concession.amounts.clone(),
            red_lines: members(concession.red_lines).collect(),
            package: table.package(concession.code)?,
        })
    };
    SignatoriesFinding {
        members: listed,
        surely: Some(surely),
        possibly: Some(possibly),
        missing,
        points: points.flatten(),
        blocked_by: blocked_by.collect(),
        concessions: blocked.concessions.iter().filter_map(concession).collect(),
        nothing_to_sign: blocked.nothing_to_sign,
        unsettled: None,
        payments: Vec::new(),
    }
}

/// What a set of parties (as bits) could sign with payments: for each good of the case that some of them can pay others, or could as far as is known. `without`: the same without payments.
fn paid(
    case: &Case,
    table: &Table<'_>,
    set: u64,
    weights: &[u32],
    without: &SignatoriesFinding,
    step: Option<i64>,
    control: &Control<'_>,
) -> Result<Vec<PaymentFinding>, SettleError> {
    let Table { columns, signing, acceptance } = table;
    let mut found = Vec::new();
    for payment in &case.payments {
        control.check()?;
        let purse = Purse::new(columns, acceptance, payment, step, set);
        let of = |wanted: &[detente_model::index::PartyId]| -> Vec<usize> {
            members(set).filter(|bit| wanted.contains(&columns.parties()[*bit].party)).collect()
        };
        let (payers, receivers) = (of(&payment.from), of(&payment.to));
        if payers.is_empty() || receivers.is_empty() || payers == receivers && payers.len() == 1 {
            continue;
        }
        let step = i128::from(purse.step);
        let paid_package = |code: u64, net: &[i64]| -> Option<PaidPackage> {
            let package = table.package(code)?;
            let mut worths = package.utilities.clone();
            let numbers = purse.numbers(columns, code);
            for (at, member) in purse.members.iter().enumerate() {
                worths[member.bit] = Some(purse.worth(at, numbers[at], net[at]));
            }
            let transfers = purse.transfers(net).into_iter();
            let transfers = transfers.map(|(from, to, steps)| Transfer { from, to, amount: i128::from(steps) * step }).collect();
            Some(PaidPackage { package, transfers, worths })
        };
        let reach = payments::reach(columns, signing, acceptance, &purse);
        let points = if without.missing.is_empty() && reach.surely > 0 {
            payments::points(columns, signing, acceptance, &purse, weights, control)?
        } else {
            None
        };
        let best = |best: &PaidBest| PaidSet {
            packages: best.pairs.iter().take(SettlementFinding::TIES).filter_map(|(code, net)| paid_package(*code, net)).collect(),
            count: best.count,
        };
        let least = reach.opening.as_ref().filter(|_| !without.blocked_by.is_empty()).and_then(|opening| {
            let paid = paid_package(opening.code, &opening.net)?;
            let total = paid.transfers.iter().map(|transfer| transfer.amount).sum();
            (total > 0).then_some(LeastPayment { paid, total, beyond_most: opening.beyond_most })
        });
        found.push(PaymentFinding {
            id: payment.id.clone(),
            name: payment.name.clone(),
            unit: payment.unit.clone(),
            step,
            most: i128::from(payment.most.billionths()),
            payers,
            receivers,
            worth_unknown: purse.worth_unknown.clone(),
            order_only: purse.order_only.clone(),
            surely: reach.surely,
            possibly: reach.possibly,
            least,
            points: points.map(|points| PaidPoints {
                utilitarian: best(&points.utilitarian),
                nash: best(&points.nash),
                kalai_smorodinsky: best(&points.kalai_smorodinsky),
                egalitarian: best(&points.egalitarian),
                without_gain: points.without_gain.iter().map(|at| purse.members[*at].bit).collect(),
            }),
        });
    }
    Ok(found)
}

fn points_of(table: &Table<'_>, listed: &[usize], set: u64, weights: &[u32]) -> Option<SettlementPoints> {
    let Table { columns, signing, acceptance } = table;
    let signatory = |bit: &usize| {
        let (line, unit) = columns.parties()[*bit].utility?;
        Some(Signatory { line, unit, reservation: acceptance.disagreement[*bit].point()?, weight: weights[*bit] })
    };
    let signatories: Vec<Signatory> = listed.iter().map(signatory).collect::<Option<_>>()?;
    let admits = |block: &Block, at: usize| {
        let marks = block.marks.get(at).copied().unwrap_or(0);
        !acceptance.crosses(set, marks) && signing.suffices(block.codes[at], marks, set)
    };
    let found = points::points(columns, &signatories, &admits);
    let packages = |best: &Best| PointSet {
        packages: best.codes.iter().take(SettlementFinding::TIES).filter_map(|code| table.package(*code)).collect(),
        count: best.count,
    };
    let places = |places: &[usize]| places.iter().map(|place| listed[*place]).collect();
    Some(SettlementPoints {
        utilitarian: packages(&found.utilitarian),
        nash: found.nash.iter().map(|nash| NashPoint { over: places(&nash.over), set: packages(&nash.best) }).collect(),
        kalai_smorodinsky: packages(&found.kalai_smorodinsky),
        egalitarian: packages(&found.egalitarian),
        without_gain: places(&found.without_gain),
        ideal: found.ideal.iter().zip(&signatories).map(|(most, party)| i128::from(*most) * party.unit).collect(),
    })
}

/// The values of a package, for certificates.
fn values_of(game: &Game, package: &PackageFinding) -> Option<detente_model::answer::StateValues> {
    let number = usize::try_from(package.state.ordinal.checked_sub(1)?).ok()?;
    Some(state_values(game, number))
}
