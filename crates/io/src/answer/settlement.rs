//! Analyses of settlements as JSON (`detente/settlement/1`) and CSV.

use super::certificate::{CertificateTwin, twin};
use super::frame::{FrameTwin, csv_fields, csv_header, values};
use super::json::{Fields, word};
use super::made::{MadeTwin, Question, ReasonTwin, reasons};
use super::sheet::Sheet;
use detente_model::Case;
use detente_model::answer::{
    AccountFinding, Answer, BlockingFinding, ConcessionFinding, NashPoint, PackageFinding, PaidPackage, PaidSet, PartyAccount,
    PaymentFinding, PointSet, SettlementFinding, SettlementParty, SettlementPoints, SignatoriesFinding, TermAccount, Transfer,
};
use detente_model::number::exact;
use schemars::JsonSchema;
use serde::Serialize;
use std::io;

/// Which packages there are, which are best for whom, which could be signed, and what stands in the way.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "détente: settlement")]
pub(crate) struct Document<'a> {
    #[schemars(extend("const" = "detente/settlement/1"))]
    schema: &'static str,
    question: Question<'a>,
    /// One sentence in plain words.
    headline: &'a str,
    because: Vec<ReasonTwin<'a>>,
    result: ResultTwin<'a>,
    made: MadeTwin<'a>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "SettlementResult")]
struct ResultTwin<'a> {
    frame: FrameTwin<'a>,
    /// The parties that can move or have a say, in file order.
    parties: Vec<PartyTwin<'a>>,
    /// How many packages there are: feasible states; null where they were not counted.
    packages: Option<u64>,
    /// How many different places there are on the frontier; null where it was not found.
    pareto_count: Option<u64>,
    /// How many packages there are on it; null where it was not found.
    pareto_packages: Option<u64>,
    /// Whether the frontier is that over the zone alone.
    pareto_of_zone_only: bool,
    /// How many packages could be signed by parties that surely accept them. Where all must sign: how many all find at least as good as their reservation.
    /// Null where they were not counted.
    zone_count: Option<u64>,
    /// How many could be signed by parties that surely or possibly accept them; null where they were not counted.
    zone_possible: Option<u64>,
    /// How many packages those surely accept without whom they cannot be signed; null where they were not counted.
    acceptable_to_needed: Option<u64>,
    /// Whether the status quo is among those that could be signed; null where that is not known or none is stated.
    status_quo_in_zone: Option<bool>,
    /// The best packages, for each set of signatories.
    points: PointsTwin<'a>,
    /// Where signatories have no package that changes something and that all of them may accept: the smallest sets of parties in the way.
    blocked_by: Vec<BlockingTwin<'a>>,
    /// For the same: the smallest concessions that open the zone.
    concessions: Vec<ConcessionTwin<'a>>,
    /// The smallest sets of parties that can decide every issue, or the one that was named.
    signatories: Vec<SignatoriesTwin<'a>>,
    /// Whether the smallest sets were too many to list.
    too_many_sets: bool,
    /// What could be signed if some signatories paid others: for each set of signatories and each good that the case declares and they could use.
    payments: Vec<PaymentTwin<'a>>,
    /// The weights of parties in sums and products.
    weights: Fields<'a, u32>,
    /// Whether the package that was asked about is dominated; null where none was.
    dominated: Option<DominatedTwin<'a>>,
    /// What is given and got.
    accounts: Vec<AccountTwin<'a>>,
    /// The frontier, a row for each place on it.
    frontier: Vec<PlaceTwin<'a>>,
    /// How packages were found that were not enumerated; null where they were.
    program: Option<ProgramTwin<'a>>,
    /// What proves it, as far as a single witness can.
    certificates: Vec<CertificateTwin>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "SettlementParty")]
struct PartyTwin<'a> {
    /// The name in expressions.
    id: &'a str,
    /// The name for readers.
    name: &'a str,
    /// How much is known of what it wants: `cardinal`, `ordinal`, `partial` or `unknown`.
    scale: &'static str,
    /// What it is left with if nothing is signed, in its utility; null where that cannot be told.
    reservation: Option<Between>,
    /// Where that comes from: `stated`, `status quo`, `reached` or `unknown`.
    source: &'static str,
    /// The most that any package gives it; null where it has no utility.
    ideal: Option<f64>,
    /// The rank of the best package, from 0 for the worst; null where it has no order alone.
    best_rank: Option<i64>,
    /// What must hold in anything it signs.
    red_lines: &'a [String],
    /// Whether it can veto something that varies.
    needed: bool,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "SettlementBetween")]
struct Between {
    /// The worst.
    worst: f64,
    /// The best.
    best: f64,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "SettlementPackage")]
struct PackageTwin<'a> {
    /// Its number among the feasible states, from 1; null where they were not enumerated.
    ordinal: Option<u64>,
    /// The value of each variable.
    values: Fields<'a, &'a str>,
    /// What it is worth to each party that has a utility.
    utilities: Fields<'a, f64>,
    /// The rank that it has for each party that has an order alone, from 0 for the worst.
    ranks: Fields<'a, i64>,
    /// Whether each party accepts it; null where that is not known.
    accepts: Fields<'a, Option<bool>>,
    /// Whether parties that accept it could sign it; null where that is not known.
    in_zone: Option<bool>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "SettlementPoints")]
struct PointsTwin<'a> {
    /// The largest sum of utilities. Depends on units.
    utilitarian: Vec<PointTwin<'a>>,
    /// The largest product of gains.
    nash: Vec<PointTwin<'a>>,
    /// The largest smallest share of what could be gained.
    kalai_smorodinsky: Vec<PointTwin<'a>>,
    /// The largest smallest gain. Depends on units.
    egalitarian: Vec<PointTwin<'a>>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "SettlementPoint")]
struct PointTwin<'a> {
    /// For whom it is best.
    signatories: Vec<&'a str>,
    /// Whose gains were multiplied, for Nash; null for the others.
    over: Option<Vec<&'a str>>,
    #[serde(flatten)]
    package: PackageTwin<'a>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "SettlementSignatories")]
struct SignatoriesTwin<'a> {
    /// Who.
    members: Vec<&'a str>,
    /// How many packages they can sign and all of them surely accept; null where they were not counted.
    packages: Option<u64>,
    /// How many they surely or possibly accept; null where they were not counted.
    possible: Option<u64>,
    /// What is missing for points: for each party `utility`, `preference` or `reservation`.
    missing: Fields<'a, &'static str>,
    /// Who cannot gain anything.
    without_gain: Vec<&'a str>,
    /// The most that each gets in a package that all of them accept.
    ideal: Fields<'a, f64>,
    /// How many packages are best in each sense (of those found, where packages were not enumerated); null where there are no points.
    ties: Option<Ties>,
    /// Whether they can sign nothing that changes something.
    nothing_to_sign: bool,
    /// Where it was not found out whether they can sign anything, because the search was stopped; else null.
    unsettled: Option<UnsettledTwin<'a>>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "SettlementUnsettled")]
struct UnsettledTwin<'a> {
    /// The nearest package that was met, without any red line crossed; null if none was.
    nearest: Option<PackageTwin<'a>>,
    /// The largest amount by which anybody falls short there of what it is left with.
    shortfall: Option<f64>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "SettlementTies")]
struct Ties {
    utilitarian: u64,
    nash: Vec<u64>,
    kalai_smorodinsky: u64,
    egalitarian: u64,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "SettlementBlocking")]
struct BlockingTwin<'a> {
    /// Who is blocked.
    signatories: Vec<&'a str>,
    /// Whose reservations and red lines leave nothing between them.
    parties: Vec<&'a str>,
    /// By how much each of them would have to give way; null where that cannot be said in utility. Depends on units where they are several.
    shortfall: Option<f64>,
    /// A package at which that is enough.
    nearest: Option<PackageTwin<'a>>,
    /// Whether red lines are in the way, not reservations alone.
    by_red_lines: bool,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "SettlementConcession")]
struct ConcessionTwin<'a> {
    /// Who is blocked.
    signatories: Vec<&'a str>,
    /// Who gives way, and by how much; null where it has no utility.
    amounts: Fields<'a, Option<f64>>,
    /// Whose red lines are crossed.
    red_lines: Vec<&'a str>,
    /// For which package.
    package: PackageTwin<'a>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "SettlementPayment")]
struct PaymentTwin<'a> {
    /// Who signs.
    signatories: Vec<&'a str>,
    /// The good, by its name in commands.
    payment: &'a str,
    /// Its name for readers.
    name: &'a str,
    /// What one unit of it is; empty if not said.
    unit: &'a str,
    /// In steps of how much it is paid.
    step: f64,
    /// The most that each payer gives.
    most: f64,
    /// Who can pay.
    payers: Vec<&'a str>,
    /// Who can be paid.
    receivers: Vec<&'a str>,
    /// Who takes no part, because it is not stated what the good is worth to them.
    worth_unknown: Vec<&'a str>,
    /// Who takes no part, because their wishes are no amounts.
    order_only: Vec<&'a str>,
    /// How many packages they can sign with some payment and all surely accept.
    packages: u64,
    /// How many they surely or possibly accept.
    possible: u64,
    /// The least payment with which something can be signed that changes something; null where none is needed, or none is enough.
    least: Option<LeastTwin<'a>>,
    /// The best packages with payments; null where something is missing for them, there are none, or they are too many to try.
    points: Option<PaidPointsTwin<'a>>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "SettlementLeastPayment")]
struct LeastTwin<'a> {
    /// How much is paid altogether.
    total: f64,
    /// Whether somebody would pay more than the case allows.
    beyond_most: bool,
    #[serde(flatten)]
    paid: PaidTwin<'a>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "SettlementPaidPoints")]
struct PaidPointsTwin<'a> {
    /// The largest sum of utilities. Depends on units.
    utilitarian: Vec<PaidTwin<'a>>,
    /// The largest product of gains; empty where not all who can gain can gain at once.
    nash: Vec<PaidTwin<'a>>,
    /// The largest smallest share of what could be gained.
    kalai_smorodinsky: Vec<PaidTwin<'a>>,
    /// The largest smallest gain. Depends on units.
    egalitarian: Vec<PaidTwin<'a>>,
    /// Who cannot gain anything.
    without_gain: Vec<&'a str>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "SettlementPaid")]
struct PaidTwin<'a> {
    /// Who pays whom how much.
    transfers: Vec<TransferTwin<'a>>,
    /// The value of each variable in the package.
    values: Fields<'a, &'a str>,
    /// What the package with the payment is worth to each party that has a utility, to nine places.
    utilities: Fields<'a, f64>,
    /// What it would be worth without the payment.
    without_payment: Fields<'a, f64>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "SettlementTransfer")]
struct TransferTwin<'a> {
    /// Who pays.
    from: &'a str,
    /// Who is paid.
    to: &'a str,
    /// How much, in the good's unit.
    amount: f64,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "SettlementDominated")]
struct DominatedTwin<'a> {
    /// The package that was asked about.
    package: PackageTwin<'a>,
    /// How many packages dominate it.
    count: u64,
    /// One of them, itself dominated by none.
    by: Option<PackageTwin<'a>>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "SettlementAccount")]
struct AccountTwin<'a> {
    /// Why it is looked at.
    title: &'a str,
    /// The package.
    package: PackageTwin<'a>,
    /// What each party with a utility gives and gets.
    parties: Vec<PartyAccountTwin<'a>>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "SettlementPartyAccount")]
struct PartyAccountTwin<'a> {
    /// Who.
    party: &'a str,
    /// What the package is worth to it.
    worth: f64,
    /// What columns are worth together, beyond what each is by itself, and what all packages have.
    together: f64,
    /// Column by column.
    terms: Vec<TermTwin<'a>>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "SettlementTerm")]
struct TermTwin<'a> {
    /// Which variable.
    variable: &'a str,
    /// Its value in the package.
    value: &'a str,
    /// `substantive` or `procedural`.
    term: &'static str,
    /// What that is worth.
    worth: f64,
    /// The most that it could be worth.
    best: f64,
    /// What it is worth in the status quo; null where none is stated.
    status_quo: Option<f64>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "SettlementProgram")]
struct ProgramTwin<'a> {
    /// The solver of linear programs.
    solver: &'static str,
    /// How many variables the programs have, before what single senses add.
    variables: u64,
    /// How many rows.
    rows: u64,
    /// How near to the best what was found is.
    gaps: Vec<GapTwin<'a>>,
    /// What was left out, in words.
    left_out: &'a [String],
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "SettlementGap")]
struct GapTwin<'a> {
    /// Who signs.
    signatories: Vec<&'a str>,
    /// What was looked for: `utilitarian`, `nash`, `kalai_smorodinsky`, `egalitarian`, `zone`, `ideal`, `blocking`, `concession` or `dominated`.
    sense: &'static str,
    /// By which share of the range of what is maximised something better might have been missed; 0 where nothing lies between; null where it was stopped before that was known.
    gap: Option<f64>,
    /// How many programs were solved for it.
    programs: u64,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "SettlementPlace")]
struct PlaceTwin<'a> {
    /// How many packages are equally good for all.
    packages: u64,
    #[serde(flatten)]
    package: PackageTwin<'a>,
}

/// The nearest float of billionths.
fn number(billionths: i128) -> f64 {
    exact(billionths).parse().unwrap_or(f64::NAN)
}

/// What twins are made with.
#[derive(Clone, Copy)]
struct Words<'a>(&'a SettlementFinding);

impl<'a> Words<'a> {
    fn ids(self, parties: &[usize]) -> Vec<&'a str> {
        parties.iter().map(|party| self.0.parties[*party].id.as_str()).collect()
    }

    fn by_party<T, U>(self, of: &[T], convert: impl Fn(&T) -> Option<U>) -> Fields<'a, U> {
        Fields(self.0.parties.iter().zip(of).filter_map(|(party, item)| Some((party.id.as_str(), convert(item)?))).collect())
    }

    fn package(self, package: &'a PackageFinding) -> PackageTwin<'a> {
        PackageTwin {
            ordinal: self.0.program.is_none().then_some(package.state.ordinal),
            values: values(&self.0.frame, &package.state),
            utilities: self.by_party(&package.utilities, |worth| worth.map(number)),
            ranks: self.by_party(&package.ranks, |rank| *rank),
            accepts: self.by_party(&package.accepts, |accepts| Some(accepts.known())),
            in_zone: package.in_zone.known(),
        }
    }

    fn party(self, party: &'a SettlementParty) -> PartyTwin<'a> {
        PartyTwin {
            id: &party.id,
            name: &party.name,
            scale: party.scale.word(),
            reservation: party.reservation.map(|(worst, best)| Between { worst: number(worst), best: number(best) }),
            source: party.source.word(),
            ideal: party.ideal.map(number),
            best_rank: party.best_rank.filter(|_| self.0.program.is_none()),
            red_lines: &party.red_lines,
            needed: party.needed,
        }
    }

    fn points(self) -> PointsTwin<'a> {
        let sets = || self.0.signatories.iter().filter_map(|set| Some((set, set.points.as_ref()?)));
        let of = |set: &'a SignatoriesFinding, over: Option<&[usize]>, best: &'a PointSet| {
            let over = over.map(|over| self.ids(over));
            let point = |package| PointTwin { signatories: self.ids(&set.members), over: over.clone(), package: self.package(package) };
            best.packages.iter().map(point).collect::<Vec<_>>()
        };
        let each = |best: fn(&'a SettlementPoints) -> &'a PointSet| sets().flat_map(|(set, points)| of(set, None, best(points))).collect();
        let nash = |(set, points): (&'a SignatoriesFinding, &'a SettlementPoints)| {
            points.nash.iter().flat_map(move |nash: &'a NashPoint| of(set, Some(&nash.over), &nash.set)).collect::<Vec<_>>()
        };
        PointsTwin {
            utilitarian: each(|points| &points.utilitarian),
            nash: sets().flat_map(nash).collect(),
            kalai_smorodinsky: each(|points| &points.kalai_smorodinsky),
            egalitarian: each(|points| &points.egalitarian),
        }
    }

    fn signatories(self, set: &'a SignatoriesFinding) -> SignatoriesTwin<'a> {
        let points = set.points.as_ref();
        let ideal = points.map_or(&[][..], |points| &points.ideal);
        SignatoriesTwin {
            members: self.ids(&set.members),
            packages: set.surely,
            possible: set.possibly,
            missing: Fields(set.missing.iter().map(|(party, why)| (self.0.parties[*party].id.as_str(), why.word())).collect()),
            without_gain: points.map_or(Vec::new(), |points| self.ids(&points.without_gain)),
            ideal: Fields(self.ids(&set.members).into_iter().zip(ideal.iter().map(|worth| number(*worth))).collect()),
            ties: points.map(|points| Ties {
                utilitarian: points.utilitarian.count,
                nash: points.nash.iter().map(|nash| nash.set.count).collect(),
                kalai_smorodinsky: points.kalai_smorodinsky.count,
                egalitarian: points.egalitarian.count,
            }),
            nothing_to_sign: set.nothing_to_sign,
            unsettled: set.unsettled.as_ref().map(|unsettled| UnsettledTwin {
                nearest: unsettled.nearest.as_ref().map(|(package, _)| self.package(package)),
                shortfall: unsettled.nearest.as_ref().map(|(_, short)| number(*short)),
            }),
        }
    }

    fn blocking(self, set: &'a SignatoriesFinding, block: &'a BlockingFinding) -> BlockingTwin<'a> {
        BlockingTwin {
            signatories: self.ids(&set.members),
            parties: self.ids(&block.parties),
            shortfall: block.shortfall.map(number),
            nearest: block.nearest.as_ref().map(|package| self.package(package)),
            by_red_lines: block.by_red_lines,
        }
    }

    fn concession(self, set: &'a SignatoriesFinding, concession: &'a ConcessionFinding) -> ConcessionTwin<'a> {
        let amounts = concession.amounts.iter().map(|amount| amount.map(number));
        ConcessionTwin {
            signatories: self.ids(&set.members),
            amounts: Fields(self.ids(&concession.parties).into_iter().zip(amounts).collect()),
            red_lines: self.ids(&concession.red_lines),
            package: self.package(&concession.package),
        }
    }

    fn paid(self, paid: &'a PaidPackage) -> PaidTwin<'a> {
        let id = |party: usize| self.0.parties[party].id.as_str();
        let transfer = |transfer: &Transfer| TransferTwin { from: id(transfer.from), to: id(transfer.to), amount: number(transfer.amount) };
        PaidTwin {
            transfers: paid.transfers.iter().map(transfer).collect(),
            values: values(&self.0.frame, &paid.package.state),
            utilities: self.by_party(&paid.worths, |worth| worth.map(number)),
            without_payment: self.by_party(&paid.package.utilities, |worth| worth.map(number)),
        }
    }

    fn payment(self, set: &'a SignatoriesFinding, payment: &'a PaymentFinding) -> PaymentTwin<'a> {
        let best = |set: &'a PaidSet| set.packages.iter().map(|paid| self.paid(paid)).collect();
        PaymentTwin {
            signatories: self.ids(&set.members),
            payment: &payment.id,
            name: &payment.name,
            unit: &payment.unit,
            step: number(payment.step),
            most: number(payment.most),
            payers: self.ids(&payment.payers),
            receivers: self.ids(&payment.receivers),
            worth_unknown: self.ids(&payment.worth_unknown),
            order_only: self.ids(&payment.order_only),
            packages: payment.surely,
            possible: payment.possibly,
            least: payment.least.as_ref().map(|least| LeastTwin {
                total: number(least.total),
                beyond_most: least.beyond_most,
                paid: self.paid(&least.paid),
            }),
            points: payment.points.as_ref().map(|points| PaidPointsTwin {
                utilitarian: best(&points.utilitarian),
                nash: best(&points.nash),
                kalai_smorodinsky: best(&points.kalai_smorodinsky),
                egalitarian: best(&points.egalitarian),
                without_gain: self.ids(&points.without_gain),
            }),
        }
    }

    fn account(self, account: &'a AccountFinding) -> AccountTwin<'a> {
        let term = |term: &TermAccount| {
            let axis = &self.0.frame.axes[term.axis];
            TermTwin {
                variable: &axis.id,
                value: &axis.values[usize::from(account.package.state.values[term.axis])].id,
                term: term.term.word(),
                worth: number(term.worth),
                best: number(term.best),
                status_quo: term.status_quo.map(number),
            }
        };
        let party = |party: &PartyAccount| PartyAccountTwin {
            party: &self.0.parties[party.party].id,
            worth: number(party.worth),
            together: number(party.together),
            terms: party.terms.iter().map(term).collect(),
        };
        AccountTwin { title: &account.title, package: self.package(&account.package), parties: account.parties.iter().map(party).collect() }
    }
}

/// Writes an analysis of settlements as JSON.
///
/// # Errors
/// `out` fails.
pub fn write_settlement_json(mut out: impl io::Write, case: &Case, answer: &Answer<SettlementFinding>) -> io::Result<()> {
    let finding = &answer.finding;
    let frame = &finding.frame;
    let words = Words(finding);
    let places = finding.pareto.as_ref().map_or(&[][..], |pareto| &pareto.places);
    let document = Document {
        schema: "detente/settlement/1",
        question: Question {
            analysis: "settlement",
            case: &frame.case,
            frame: &frame.id,
            phase: &frame.phase,
            concepts: Vec::new(),
            states: "all",
        },
        headline: &answer.headline,
        because: reasons(case, &answer.because),
        result: ResultTwin {
            frame: FrameTwin::of(frame),
            parties: finding.parties.iter().map(|party| words.party(party)).collect(),
            packages: finding.packages,
            pareto_count: finding.pareto.as_ref().map(|pareto| pareto.count),
            pareto_packages: finding.pareto.as_ref().map(|pareto| pareto.packages),
            pareto_of_zone_only: finding.pareto.as_ref().is_some_and(|pareto| pareto.zone_only),
            zone_count: finding.zone,
            zone_possible: finding.zone_possibly,
            acceptable_to_needed: finding.acceptable_to_needed,
            status_quo_in_zone: finding.status_quo_in_zone.and_then(|found| found.known()),
            points: words.points(),
            blocked_by: finding
                .signatories
                .iter()
                .flat_map(|set| set.blocked_by.iter().map(move |block| words.blocking(set, block)))
                .collect(),
            concessions: finding
                .signatories
                .iter()
                .flat_map(|set| set.concessions.iter().map(move |concession| words.concession(set, concession)))
                .collect(),
            signatories: finding.signatories.iter().map(|set| words.signatories(set)).collect(),
            too_many_sets: finding.too_many_sets,
            payments: finding
                .signatories
                .iter()
                .flat_map(|set| set.payments.iter().map(move |payment| words.payment(set, payment)))
                .collect(),
            weights: words.by_party(&finding.weights, |weight| Some(*weight)),
            dominated: finding.dominated.as_ref().map(|dominated| DominatedTwin {
                package: words.package(&dominated.package),
                count: dominated.count,
                by: dominated.by.as_ref().map(|by| words.package(by)),
            }),
            accounts: finding.accounts.iter().map(|account| words.account(account)).collect(),
            frontier: places.iter().map(|place| PlaceTwin { packages: place.packages, package: words.package(&place.package) }).collect(),
            program: finding.program.as_ref().map(|program| ProgramTwin {
                solver: program.solver,
                variables: program.variables,
                rows: program.rows,
                gaps: program
                    .gaps
                    .iter()
                    .map(|gap| GapTwin { signatories: words.ids(&gap.signatories), sense: gap.sense, gap: gap.gap, programs: gap.programs })
                    .collect(),
                left_out: &program.left_out,
            }),
            certificates: finding.certificates.iter().map(|certified| twin(case, certified)).collect(),
        },
        made: MadeTwin::of(case, &answer.made),
    };
    serde_json::to_writer_pretty(&mut out, &document)?;
    out.write_all(b"\n")
}

/// Writes the frontier as CSV: `ordinal`, `decimal`, `name`, a column for each variable, then `packages` (how many are equally good for all), `utility:PARTY` or
/// `rank:PARTY` and `accepts:PARTY` for each party, `in_zone`, and `best` with the senses in which it is best, joined by `+`.
///
/// # Errors
/// `out` fails.
pub fn write_settlement_csv(out: impl io::Write, finding: &SettlementFinding) -> io::Result<()> {
    let mut out = Sheet::from_writer(out);
    let mut header = csv_header(&finding.frame);
    header.push("packages".into());
    for party in &finding.parties {
        header.extend([format!("utility:{}", party.id), format!("rank:{}", party.id), format!("accepts:{}", party.id)]);
    }
    header.extend(["in_zone", "best"].map(str::to_owned));
    out.write_record(header)?;
    for place in finding.pareto.iter().flat_map(|pareto| &pareto.places) {
        let package = &place.package;
        csv_fields(&mut out, &finding.frame, &package.state)?;
        out.write_field(place.packages.to_string())?;
        for ((worth, rank), accepts) in package.utilities.iter().zip(&package.ranks).zip(&package.accepts) {
            out.write_field(worth.map_or(String::new(), exact))?;
            out.write_field(rank.map_or(String::new(), |rank| rank.to_string()))?;
            out.write_field(word(*accepts))?;
        }
        out.write_field(word(package.in_zone))?;
        out.write_field(finding.senses(package).join("+"))?;
        out.write_record(None::<&[u8]>)?;
    }
    out.flush()
}
