//! Settlements where packages are too many to enumerate: by linear programs over indicators of values.
//!
//! ## What it says
//! The same as by enumeration for signatories with utilities: the best packages in each sense, or who is in the way; and whether a package is dominated. Not the frontier, and no counts.
//!
//! ## Definition
//! A solver looks for packages, and nothing that it says of numbers is believed: what it finds is judged, exactly, by the same code as packages that were enumerated. What rests on the
//! solver is that nothing better was missed. That is said as a gap, a share of the range of what is maximised; 0 where no two packages lie so close. A search stops where nothing better can lie, or,
//! where packages are many and lie closer, at a gap that can be chosen.
//! * utilitarian: one program;
//! * egalitarian and Kalai–Smorodinsky: the largest sum of the k smallest values, for k = 1, 2, …, each kept while the next is sought, which is the leximin order (Ogryczak). A sum of the k smallest
//!   is the most of k·r − Σ max(0, r − vᵢ) over r;
//! * Nash: the logarithm of each gain lies below its tangents. With tangents at some gains a program gives a package and an upper bound; tangents at that package's gains are added,
//!   until the bound is met. The gap is by how much a larger product might have been missed, as a share of it;
//! * who is in the way: smallest sets of signatories whose conditions together have no solution, sets tried by size; by how much, and the smallest concessions, by programs of their own;
//! * dominated: the largest sum of gains over a package, at no loss to anybody of whom something is known.
//!
//! ## Reads and assumes
//! Utilities that add up over terms, whatever expressions these ask: see `encode.rs` (a term that asks for several columns takes variables of its own). Numbers stated for whole states are not encoded, and a
//! party with an order alone cannot sign here. What a party is left with must be stated, unless nobody can move alone, when it is the status quo.
//!
//! ## When it misleads
//! Ties are not counted: of equally good packages those are listed that came up.
//!
//! Where it was stopped, by a limit of time or on request, there is an answer all the same: the best packages that came up, with how far from the best they may be; the package nearest to
//! being acceptable where it was not found out whether anything can be signed.
//!
//! ## Complexity
//! NP-hard; in practice seconds for tens of columns, and for any number of columns that are alike. Where a limit of time is set, each program may take a quarter of what is left of it.
//!
//! ## References
//! W. Ogryczak and T. Śliwiński (2003), *European Journal of Operational Research* 148:80–91, for sums of the smallest by linear programs; M. A. Duran and I. E. Grossmann (1986), *Mathematical Programming* 36:307–339, for tangents.

mod encode;
mod seek;
mod solver;

use super::columns::{Columns, Parts};
use super::number::float;
use super::packages::members;
use super::{Options, SettleError, Table, analyse_table};
use detente_model::answer::{GapFinding, MissingForPoints, ProgramFinding, Scale, SettlementFinding, UnsettledFinding};
use detente_model::case::Case;
use detente_model::control::{Control, Stopped};
use detente_model::expression::{Expression, Value};
use detente_model::index::{FrameId, VariableId};
use detente_space::Game;
use detente_space::game::{GameError, impossible};
use encode::Encoder;
use seek::{Member, Seeker};
use std::collections::BTreeSet;

/// Beyond this many sets of signatories one must be chosen.
const SETS: usize = 8;

/// Where it was not found out whether anything can be signed: the nearest package that was met, if any, with how much is missing.
type Unsettled = Option<Option<(u64, i128)>>;

/// Everything there is to say of the packages of a frame without enumerating them.
///
/// # Errors
/// See [`SettleError`]; [`SettleError::Program`] where the frame or what is known of the parties is not of the kind that is treated.
pub fn analyse(case: &Case, frame: FrameId, options: &Options, control: &Control<'_>) -> Result<SettlementFinding, SettleError> {
    let refused = |why: String| SettleError::Program { why };
    let outline = |codes: &[u64]| {
        Game::outline(case, frame, codes).map_err(|error| match error {
            GameError::Stopped(stopped) => SettleError::Stopped(stopped),
            GameError::Faults(faults) => refused(faults.iter().map(|fault| fault.message.as_str()).collect::<Vec<_>>().join("; ")),
        })
    };
    let first = outline(&[])?;
    let table = Table::outline(case, &first, options, control)?;
    let mut left_out = vec!["the frontier and how many packages there are: packages were not enumerated".to_owned()];
    if !case.payments.is_empty() && !options.without_payments {
        left_out.push("side payments: they are looked at where packages are enumerated".to_owned());
    }
    if options.plane.is_some() {
        return Err(refused("a plane takes all packages, which are not enumerated".to_owned()));
    }
    let named = options.signatories.as_ref().map(|members| vec![members.iter().fold(0u64, |set, bit| set | 1 << bit)]);
    let sets = named.or_else(|| table.signing.smallest()).filter(|sets| sets.len() <= SETS);
    let sets = sets.ok_or_else(|| refused(format!("more than {SETS} sets of parties could sign: choose one with --signatories")))?;
    if let Some(line) = sets.iter().flat_map(|set| members(*set)).find_map(|bit| unsuitable(case, &table, bit)) {
        return Err(refused(line));
    }
    let base = base(case, frame, &table);
    let mut weights = vec![1; table.columns.parties().len()];
    options.weights.iter().for_each(|(bit, weight)| weights[*bit] = *weight);
    let mut pool: Vec<u64> = options.packages.iter().map(|(_, code)| *code).chain(options.dominated).collect();
    let mut gaps: Vec<GapFinding> = Vec::new();
    let mut seconds = options.seconds.map(|seconds| float(i128::from(seconds)));
    let mut cut = false;
    let mut open: Vec<(Unsettled, Option<BTreeSet<u64>>)> = Vec::new();
    let (mut variables, mut rows) = (0, 0);
    for set in &sets {
        let mut encoder = base.clone();
        let demands = table.signing.demands(*set);
        for (bit, must) in demands.iter().flatten() {
            let condition = table.columns.condition(*bit);
            if *must { encoder.require(condition) } else { encoder.forbid(condition) }
        }
        let listed: Vec<Member> = members(*set)
            .filter_map(|bit| {
                let reservation = table.acceptance.disagreement[bit].point()?;
                Member::new(&table, bit, reservation, weights[bit], &mut encoder)
            })
            .collect();
        (variables, rows) = (variables.max(encoder.program.columns.len() as u64), rows.max(encoder.program.rows.len() as u64));
        if demands.is_none() {
            open.push((None, None));
            continue;
        }
        let bits: Vec<u64> = members(*set).map(|bit| 1u64 << bit).collect();
        let mut seeker = Seeker::new(&first, encoder, listed, options, seconds, control);
        seeker.seek()?;
        seconds = seeker.seconds_left();
        cut |= seeker.cut;
        let of_places = |places: &u64| (0..bits.len()).filter(|at| places >> at & 1 == 1).fold(0, |set, at| set | bits[at]);
        open.push((seeker.unsettled, seeker.surely_blocking.as_ref().map(|sets| sets.iter().map(of_places).collect())));
        pool.append(&mut seeker.found);
        gaps.append(&mut seeker.gaps);
        left_out.append(&mut seeker.left_out);
    }
    if let Some(code) = options.dominated {
        match everybody(case, &table, code, &base) {
            Err(why) => left_out.push(why),
            Ok((encoder, listed)) => {
                let mut seeker = Seeker::new(&first, encoder, listed, options, seconds, control);
                seeker.dominating()?;
                cut |= seeker.cut;
                pool.append(&mut seeker.found);
                gaps.append(&mut seeker.gaps);
            }
        }
    }
    let game = outline(&pool)?;
    // what was found is judged, whether or not the search was stopped
    let (stopped, control) = (cut.then_some(Stopped::Cancelled), &Control::default());
    let table = Table::outline(case, &game, options, control)?;
    let mut finding = analyse_table(case, &table, options, false, control)?;
    finding.packages = None;
    finding.zone = None;
    finding.zone_possibly = None;
    finding.acceptable_to_needed = None;
    finding.certificates = Vec::new();
    for party in &mut finding.parties {
        party.best_rank = None;
        // of all packages it is the ideal in what all accept that was sought
        party.ideal = None;
    }
    for (set, (unsettled, surely_blocking)) in finding.signatories.iter_mut().zip(&open) {
        (set.surely, set.possibly) = (None, None);
        if let Some(nearest) = unsettled {
            let nearest = nearest.and_then(|(code, short)| Some((table.package(code)?, short)));
            set.unsettled = Some(UnsettledFinding { nearest });
            set.blocked_by.clear();
            set.concessions.clear();
        }
        if let Some(surely) = surely_blocking {
            // of what was found alone others may seem in the way, or less than all of what is
            set.blocked_by.retain(|block| surely.contains(&block.parties.iter().fold(0, |set, bit| set | 1 << bit)));
            set.concessions.clear();
        }
    }
    // neither is known without enumeration
    (finding.frame.states, finding.frame.status_quo) = (0, None);
    finding.program = Some(ProgramFinding { solver: solver::built_in().name(), variables, rows, gaps, left_out });
    finding.stopped = stopped;
    Ok(finding)
}

/// The variables of a frame, and its constraints.
fn base(case: &Case, frame: FrameId, table: &Table<'_>) -> Encoder {
    let columns = &table.columns;
    let game = columns.game();
    let ruled_out = impossible(case, &case.frames[frame]);
    let parts: Vec<Parts<'_>> = (0..columns.parties().len()).filter_map(|bit| parts(columns, bit)).collect();
    let expressions =
        ruled_out.iter().chain(columns.conditions()).chain(parts.iter().flat_map(|parts| parts.terms.iter().map(|(holds, _)| *holds)));
    let asked: Vec<VariableId> = expressions.flat_map(Expression::variables).collect();
    let now = game.status_quo.map(|code| game.codes.values(code));
    let marks = |axis: usize, value: Value| {
        let stays = now.as_ref().is_some_and(|now| now[axis] == value);
        parts.iter().map(|parts| parts.tables[axis][usize::from(value)]).chain([i64::from(stays)]).collect()
    };
    let mut encoder = Encoder::new(&game.codes, &asked, marks);
    for when in &ruled_out {
        encoder.forbid(when);
    }
    encoder
}

/// Why a party cannot sign where packages are not enumerated.
fn unsuitable(case: &Case, table: &Table<'_>, bit: usize) -> Option<String> {
    let party = &table.columns.parties()[bit];
    let name = &case.parties[party.party].name;
    let missing = match (party.scale, table.acceptance.disagreement[bit].point()) {
        (Scale::Unknown, _) => Some(MissingForPoints::Preference),
        (Scale::Ordinal | Scale::Partial, _) => Some(MissingForPoints::Utility),
        (Scale::Cardinal, None) => Some(MissingForPoints::Reservation),
        (Scale::Cardinal, Some(_)) => None,
    };
    match missing {
        Some(MissingForPoints::Preference) => Some(format!("nothing is known of what {name} wants")),
        Some(MissingForPoints::Utility) => Some(format!("the wishes of {name} are an order, and not amounts that add up")),
        Some(MissingForPoints::Reservation) => Some(format!(
            "what {name} is left with is not stated, and where things go by themselves is not followed: state its `reservation`"
        )),
        None if parts(&table.columns, bit).is_none() => {
            Some(format!("the utility of {name} is stated for whole states, and does not add up over terms"))
        }
        None => None,
    }
}

/// What a party's utility adds up.
fn parts<'a>(columns: &'a Columns<'_>, bit: usize) -> Option<Parts<'a>> {
    columns.parties()[bit].utility.and_then(|(line, _)| columns.parts(line))
}

/// What is needed to ask whether a package is dominated: everybody of whom something is known, with what the package is worth to it in the place of what it is left with.
fn everybody(case: &Case, table: &Table<'_>, code: u64, base: &Encoder) -> Result<(Encoder, Vec<Member>), String> {
    let mut encoder = base.clone();
    let mut listed = Vec::new();
    for (bit, party) in table.columns.parties().iter().enumerate().filter(|(_, party)| !party.order.is_empty()) {
        let name = &case.parties[party.party].name;
        let own = parts(&table.columns, bit).filter(|_| party.scale == Scale::Cardinal);
        let own = own.ok_or_else(|| format!("whether the package is dominated: the wishes of {name} are not amounts that add up"))?;
        let number = own.number(&table.columns.game().codes, code);
        listed.extend(Member::new(table, bit, number, 1, &mut encoder));
    }
    Ok((encoder, listed))
}

/// What is said of how exact such an analysis is.
pub(super) fn exactness(program: &ProgramFinding) -> String {
    let worst = program.gaps.iter().map(|gap| gap.gap).try_fold(0.0f64, |worst, gap| Some(worst.max(gap?)));
    match worst {
        Some(0.0) => "packages are judged exactly; that nothing better was missed rests on a solver in floating point, within whose tolerance nothing else lies".to_owned(),
        Some(worst) => format!(
            "packages are judged exactly; that nothing better was missed rests on a solver in floating point, to {worst:.0e} of the range of what is maximised"
        ),
        None => "packages are judged exactly; the solver was stopped, so that better ones may have been missed".to_owned(),
    }
}
