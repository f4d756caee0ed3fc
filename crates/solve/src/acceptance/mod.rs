//! Whether parties accept what is proposed, and what follows if one refuses.
//!
//! ## What it says
//! For each party whose consent counts, and for whoever ratifies at home, whether the proposal is better for it than what follows if it refuses; what would turn
//! that, and who could do it; what those whom it takes would sign instead. And if a party refuses: who refuses with it, what happens then, what it loses.
//!
//! ## Definition
//! The package x is the state of affairs q with the values that are proposed. A set W can sign it if W satisfies the rule (that applies in q, in the frame's phase)
//! of every issue in which x and q differ, and has in it the owner of every option in which they do. A party is *needed* if nobody can sign without it; its consent
//! *counts* if it makes the difference for some set.
//!
//! If the parties D refuse, x_D is x with the options of D as they are in q and the options by which D stands apart set to yes (left as they are where that is
//! impossible). If the rest can sign x_D, they do so if those of them who accept it suffice; else nothing is signed. Nothing signed: a party whose
//! reservation is stated has that; for the others things go on from q by improvements and joint improvements on one issue at a time, in which D take no part
//! where they change an issue of x, and end in some closed set: the interval is over all states of all of them (or all states within a stated number of steps).
//! Party i, others D refusing, accepts x_D (x itself, if x_D cannot be signed) iff it is at least as good as everything that may follow if D and i refuse; refuses iff
//! everything that may follow is better; else it is not known. Whoever finds a red line crossed refuses. Who ratifies for i holds x against what follows i's refusal.
//!
//! Refusal by i: D begins with i; whoever refuses given D joins it, all at once, until nobody does. *Surely* with those who surely refuse, *perhaps* with those who
//! do not surely accept.
//!
//! ## Reads and assumes
//! Rules, options, orders, reservations, red lines, codings, payments. Equal is enough to accept. An issue is agreed on apart from the others where nothing is
//! signed. What is signed is held against what follows as it stands: what may come of it later is another question, so that making a value irreversible turns no answer here.
//!
//! ## When it misleads
//! The comparison is with the ends of steps that pay at once, all of them alike, likely or not: a party that is sure of better ends accepts less. With an order alone nothing
//! is said about how much better.
//!
//! ## Complexity
//! One evolution for each set of issues touched and set of refusing parties, kept; sets of refusing parties grow only while the rest can sign without them.
//!
//! ## References
//! J. S. Sebenius (1992), "Negotiation analysis: a characterization and review", *Management Science* 38:18–38, for acceptance against the best alternative. The cascade and the kinds of
//! change are the project's own.

mod certificate;
mod chance;
mod codings;
mod flips;
mod ground;
mod headline;
mod instead;
mod judge;
mod proposal;
mod refusal;

pub use codings::COMBINATIONS;
pub use proposal::{Offer, to_free};
pub use refusal::{Refusing, refuse};

use crate::evolution::joint::JointError;
use crate::evolution::joint::chance::Choice;
use codings::Whom;
use detente_model::answer::{
    AcceptanceFinding, Afterwards, Answer, Decisive, Finding, Level, Made, Named, Otherwise, PartyAcceptance, RefusalFinding,
};
use detente_model::case::Case;
use detente_model::control::{Control, Stopped};
use detente_model::deciding::decisive;
use detente_model::diagnostic::Diagnostic;
use detente_model::expression::{Expression, Value};
use detente_model::index::{EventId, Id, PartyId, VariableId};
use detente_model::phase::Phase;
use detente_model::preference::Preference;
use detente_model::preference::statement::Statement;
use detente_space::Game;
use detente_space::codes::place;
use detente_space::game::GameError;
use flips::Flips;
use ground::{Bench, Ground, Wishes, bits};
use headline::Turns;
use judge::{Follows, Judge, Verdict};
use rayon::prelude::*;
use refusal::Later;

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum AcceptanceError {
    /// The case or the question is at fault.
    #[error("{}", .0.message)]
    Fault(Box<Diagnostic>),
    /// Where things go cannot be followed.
    #[error(transparent)]
    Joint(#[from] JointError),
    /// A frame after an event is no game.
    #[error(transparent)]
    Game(#[from] GameError),
    /// The caller stopped it.
    #[error("stopped")]
    Stopped(Stopped),
}

impl From<Stopped> for AcceptanceError {
    fn from(stopped: Stopped) -> Self {
        Self::Stopped(stopped)
    }
}

impl From<Diagnostic> for AcceptanceError {
    fn from(fault: Diagnostic) -> Self {
        Self::Fault(Box::new(fault))
    }
}

/// What is asked.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Whom to ask; everybody whose consent counts if empty.
    pub parties: Vec<PartyId>,
    /// Whether to ask who ratifies at home as well.
    pub at_home: bool,
    /// Whose proposal it is, if not what the case says.
    pub by: Option<PartyId>,
    /// Ask again after this event.
    pub then: Option<EventId>,
    /// How many steps are followed where nothing is signed; all if none.
    pub horizon: Option<u64>,
    /// By which chance process numbers are told for what follows, if by one.
    pub chance: Option<Chance>,
    /// Whether to look for what would turn answers, and for what would be signed instead.
    pub thorough: bool,
    /// How many bytes may be used.
    pub memory: u64,
}

/// A chance process that is asked for: see [`crate::evolution::joint::chance`].
#[derive(Clone, PartialEq, Debug)]
pub struct Chance {
    /// How a mover chooses.
    pub choice: Choice,
    /// How likely a party is to move, next to others; 1 for whoever is not named.
    pub weights: Vec<(PartyId, f64)>,
}

/// A coding of a party that is not the one it is read by.
pub(in crate::acceptance) struct Coded {
    pub(in crate::acceptance) name: String,
    pub(in crate::acceptance) wishes: Wishes,
}

fn named(case: &Case, party: PartyId) -> Named {
    Named { id: case.parties[party].id.clone(), name: case.parties[party].name.clone() }
}

fn bit(game: &Game, party: PartyId) -> Option<usize> {
    game.consent.parties.iter().position(|consenter| consenter.party == party)
}

/// Whether parties accept an offer from the state with number `start` (from 0).
///
/// # Errors
/// See [`AcceptanceError`].
pub fn answer(
    case: &Case,
    game: &Game,
    start: u64,
    offer: &Offer,
    asked: &Asked,
    control: &Control<'_>,
) -> Result<Answer<AcceptanceFinding>, AcceptanceError> {
    let bench = Bench::new(case, game, asked.horizon)?;
    let ground = Ground::new(&bench, place(start), control);
    let package = proposal::offered(&ground, offer)?;
    accepted(&ground, &codings::coded(&bench), package, offer, asked)
}

/// What parties say of an offer, and what follows a refusal.
#[derive(Clone, PartialEq, Debug)]
pub struct Judged {
    /// Whether they accept it.
    pub acceptance: Answer<AcceptanceFinding>,
    /// What follows if one of those refuses whose consent counts, in file order.
    pub refusals: Vec<Answer<RefusalFinding>>,
}

/// What parties say of several offers from the state with number `start` (from 0), and what follows if each of those refuses whose consent counts: what [`answer`] and
/// [`refuse`] find, with what does not depend on the offer found once. An offer that cannot be judged has its fault.
///
/// # Errors
/// See [`AcceptanceError`].
pub fn several(
    case: &Case,
    game: &Game,
    start: u64,
    offers: &[Offer],
    asked: &Asked,
    control: &Control<'_>,
) -> Result<Vec<Result<Judged, Diagnostic>>, AcceptanceError> {
    let bench = Bench::new(case, game, asked.horizon)?;
    let ground = Ground::new(&bench, place(start), control);
    let codings = codings::coded(&bench);
    let packages: Vec<Result<usize, Diagnostic>> = offers.iter().map(|offer| proposal::offered(&ground, offer)).collect();
    let mut events: Vec<EventId> = packages.iter().flatten().flat_map(|package| refusal::events(&ground, *package, asked.then)).collect();
    events.sort_unstable();
    events.dedup();
    let games = Later::games(case, game, &events, asked.memory, control)?;
    let benches = Later::benches(&games, game, start, asked.horizon)?;
    let laters = Later::all(&games, &benches, control);
    let mut found = Vec::new();
    for (offer, package) in offers.iter().zip(packages) {
        found.push(match package {
            Err(fault) => Err(fault),
            Ok(package) => {
                let acceptance = accepted(&ground, &codings, package, offer, asked)?;
                let refuses = |bit: usize| {
                    let refusing = Refusing { party: bench.party(bit), then: asked.then, horizon: asked.horizon, memory: asked.memory };
                    refusal::refused(&ground, package, offer, &refusing, &laters)
                };
                let refusals = bits(ground.counts(package)).map(refuses).collect::<Result<_, Stopped>>()?;
                Ok(Judged { acceptance, refusals })
            }
        });
    }
    Ok(found)
}

/// Whether parties accept the package of an offer.
fn accepted(
    ground: &Ground<'_, '_>,
    codings: &[Vec<Coded>],
    package: usize,
    offer: &Offer,
    asked: &Asked,
) -> Result<Answer<AcceptanceFinding>, AcceptanceError> {
    let (finding, turns) = find(ground, codings, package, offer, asked)?;
    let made = Made {
        method: "each party's comparison of the package with what follows if it alone refuses: the package signed without it where the rules allow, else its stated reservation, else the closed sets of evolution by improvements and joint improvements in which it takes no part on the package's issues".into(),
        exactness: match asked.horizon {
            None => "exact given the model; an interval that the package falls into is unknown".into(),
            Some(steps) => format!("exact given the model, over all states within {steps} steps; an interval that the package falls into is unknown"),
        },
        stopped: None,
        case_digest: ground.bench.case.digest.clone(),
        version: env!("CARGO_PKG_VERSION").into(),
    };
    Ok(Answer { headline: headline::sentence(&finding, &turns), finding, because: Vec::new(), made })
}

fn find(
    ground: &Ground<'_, '_>,
    codings: &[Vec<Coded>],
    package: usize,
    offer: &Offer,
    asked: &Asked,
) -> Result<(AcceptanceFinding, Vec<Option<Turns>>), AcceptanceError> {
    let (bench, start, control) = (ground.bench, ground.start, ground.control());
    let (case, game) = (bench.case, bench.game);
    chance::suited(ground, asked)?;
    let judge = Judge::new(ground, package);
    let assessed = assess(&judge, asked)?;
    let mut remarks = Vec::new();
    let mut parties = assessed.parties;
    let counted = codings::count(bench, codings, start, package, &assessed.whom, control)?;
    if let Some(counted) = &counted {
        match &counted.of {
            Some(of) => parties.iter_mut().zip(of).for_each(|(party, of)| party.codings = Some(*of)),
            None => remarks.push(format!(
                "the codings have {} combinations: up to {COMBINATIONS} are run, so they were not",
                counted.counts.combinations
            )),
        }
    }
    let by = asked.by.or(offer.by);
    let mut instead = None;
    if asked.thorough {
        let of = |whom: &Whom| match whom {
            Whom::Signs(bit) => {
                // what was found out is kept by each thread for itself
                let ground = Ground::new(bench, start, control);
                let judge = Judge::new(&ground, package);
                Flips { judge: &judge, now: &assessed.now, codings }.of(*bit)
            }
            Whom::AtHome(..) => Ok((Vec::new(), 0)),
        };
        let found: Vec<_> = assessed.whom.par_iter().map(of).collect::<Result<_, Stopped>>()?;
        for (party, (flips, more)) in parties.iter_mut().zip(found) {
            (party.flips, party.more_flips) = (flips, more);
        }
        let found = instead::instead(ground, package, by, 0)?;
        if found.acceptable.is_none() {
            remarks
                .push(format!("the frame has more than {} packages: what would be signed instead was not looked for", instead::PACKAGES));
        }
        instead = Some(found);
    }
    let signed = judge.signed()?;
    let (certificates, uncertified) = certificate::make(&judge, &assessed.now, signed)?;
    let afterwards = match asked.then {
        None => None,
        Some(event) => Some(afterwards(case, game, start as u64, offer, event, asked, control)?),
    };
    let counts = counted.map(|counted| counted.counts);
    let sureness = headline::sureness(&parties, counts.as_ref());
    let mut proposed = proposal::described(ground, package, offer);
    proposed.by = by.map(|party| named(case, party));
    let finding = AcceptanceFinding {
        frame: game.description.clone(),
        proposed,
        horizon: asked.horizon,
        chance: asked.chance.as_ref().map(|process| chance::process(ground, process)),
        parties,
        signed,
        codings: counts,
        sureness,
        instead,
        afterwards,
        remarks,
        certificates,
        uncertified,
    };
    Ok((finding, assessed.turns))
}

/// What everybody says.
struct Assessed {
    parties: Vec<PartyAcceptance>,
    /// For each of these, if it refuses: what that turns on.
    turns: Vec<Option<Turns>>,
    /// Whom each of these is.
    whom: Vec<Whom>,
    /// All whose consent counts, whether or not they are asked about, with what they answer.
    now: Vec<(usize, Finding)>,
}

fn assess(judge: &Judge<'_, '_, '_>, asked: &Asked) -> Result<Assessed, Stopped> {
    let ground = judge.ground;
    let bench = ground.bench;
    let (case, game) = (bench.case, bench.game);
    let (counts, needed) = (ground.counts(judge.package), ground.needed(judge.package));
    let wanted = |party: PartyId| asked.parties.is_empty() || asked.parties.contains(&party);
    let mut found = Assessed { parties: Vec::new(), turns: Vec::new(), whom: Vec::new(), now: Vec::new() };
    for bit in bits(counts) {
        let id = bench.party(bit);
        let verdict = judge.verdict(bit, 0)?;
        found.now.push((bit, verdict.accepts));
        let follows = judge.follows(1 << bit)?;
        let drawn = match &asked.chance {
            Some(process) if wanted(id) || asked.at_home => Some(chance::follow(judge, bit, &follows, process)?),
            Some(_) | None => None,
        };
        // what is stated needs no chance
        let by_chance = |wishes: &Wishes| {
            let drawn = drawn.as_ref().filter(|_| follows.ends.is_none() || ground.reservation(wishes).is_none())?;
            Some(chance::compare(judge, wishes, judge.package, drawn))
        };
        if wanted(id) {
            let level = Level::Signs { needed: needed >> bit & 1 == 1 };
            let (mut party, turns) = party(judge, id, level, &ground.wishes[bit], verdict, &follows);
            party.chance = by_chance(&ground.wishes[bit]);
            found.parties.push(party);
            found.turns.push(turns);
            found.whom.push(Whom::Signs(bit));
        }
        for ratifier in case.parties[id].ratified_by.iter().filter(|ratifier| asked.at_home && (wanted(id) || wanted(**ratifier))) {
            let wishes = Wishes::new(case, game, bench.joint.codes(), &case.preferences[*ratifier]);
            let verdict = judge.holds(&wishes, None, judge.package, &follows);
            let (mut party, turns) = party(judge, *ratifier, Level::AtHome(named(case, id)), &wishes, verdict, &follows);
            party.chance = by_chance(&wishes);
            found.parties.push(party);
            found.turns.push(turns);
            found.whom.push(Whom::AtHome(bit, wishes));
        }
    }
    Ok(found)
}

fn party(
    judge: &Judge<'_, '_, '_>,
    id: PartyId,
    level: Level,
    wishes: &Wishes,
    verdict: Verdict,
    follows: &Follows,
) -> (PartyAcceptance, Option<Turns>) {
    let ground = judge.ground;
    let case = ground.bench.case;
    let preference = &case.preferences[id];
    let red_line = wishes.red_line(judge.package).map(|line| preference.red_lines[usize::from(line)].text.clone());
    let against = follows
        .without
        .filter(|_| follows.signed != Finding::No)
        .into_iter()
        .chain(
            follows.ends.iter().filter(|_| ground.reservation(wishes).is_none()).flat_map(|ends| &ends.states).map(|state| *state as usize),
        )
        .collect::<Vec<usize>>();
    let (because, wants) = match verdict.accepts {
        Finding::Yes => against.iter().find_map(|other| why(ground, preference, judge.package, *other)),
        Finding::No => against.iter().find_map(|other| why(ground, preference, *other, judge.package)),
        Finding::Unknown(_) => None,
    }
    .filter(|_| red_line.is_none())
    .map_or((None, None), |(because, wants)| (Some(because), wants));
    let refuses = verdict.accepts == Finding::No && red_line.is_none();
    let turns = if refuses { against.iter().find_map(|other| turns(judge, preference, *other, &against, follows)) } else { None };
    let party = PartyAcceptance {
        party: named(case, id),
        level,
        accepts: verdict.accepts,
        surplus: verdict.surplus,
        compared: verdict.compared,
        red_line,
        otherwise: otherwise(judge, wishes, follows),
        because,
        wants,
        flips: Vec::new(),
        more_flips: 0,
        codings: None,
        chance: None,
    };
    (party, turns)
}

/// What a refusal turns on, where a statement decides it: of the variables that the statement is about, one that the proposal changes, else one that is otherwise
/// in what follows. `against`: all that may follow.
fn turns(judge: &Judge<'_, '_, '_>, preference: &Preference, other: usize, against: &[usize], follows: &Follows) -> Option<Turns> {
    let ground = judge.ground;
    let (case, game) = (ground.bench.case, ground.bench.game);
    let values = |state: usize| game.whole_state(case.variables.len(), state as u64);
    let (package, instead) = (values(judge.package), values(other));
    let statement = deciding(preference, game, &instead, &package)?;
    let about = |expression: &Expression| -> Vec<VariableId> { expression.variables() };
    let mut variables = about(&statement.holds);
    variables.extend(statement.when.iter().flat_map(about));
    variables.retain(|variable| package[variable.index()] != instead[variable.index()]);
    let start = values(ground.start);
    let told = |variable: VariableId, value: Value| {
        let described = &case.variables[variable];
        let name = headline::short(&described.name);
        match described.owner() {
            Some(owner) if described.is_yes_no() => {
                format!("{}{} {name}", if value == 0 { "not: " } else { "" }, case.parties[owner].name)
            }
            _ => format!("{name}: {}", described.values[usize::from(value)].name),
        }
    };
    let changed = variables.iter().find(|variable| package[variable.index()] != start[variable.index()]);
    if let Some(variable) = changed {
        return Some(Turns::Term(told(*variable, package[variable.index()])));
    }
    let variable = *variables.first()?;
    let value = instead[variable.index()];
    let everywhere = against.iter().all(|state| values(*state)[variable.index()] == value);
    let all_known = follows.signed != Finding::Unknown(detente_model::answer::WhyUnknown::Undecided)
        && follows.ends.as_ref().is_none_or(|ends| ends.unsure.is_none());
    Some(Turns::Forgoes { what: told(variable, value), surely: everywhere && all_known })
}

/// The statement that makes a state better than another: the first of which one holds and the other does not.
fn deciding<'p>(preference: &'p Preference, game: &Game, better: &[Value], worse: &[Value]) -> Option<&'p Statement> {
    let mut open = preference.statements.iter().filter(|statement| statement.window.is_open(&game.phase));
    open.find(|statement| {
        let expression = statement.expression();
        expression.holds(better, &game.phase) != expression.holds(worse, &game.phase)
    })
}

/// What follows, described.
fn otherwise(judge: &Judge<'_, '_, '_>, wishes: &Wishes, follows: &Follows) -> Otherwise {
    let game = judge.ground.bench.game;
    let reservation = judge.ground.reservation(wishes).filter(|_| follows.ends.is_some());
    let states: &[u32] = follows.ends.as_ref().map_or(&[], |ends| &ends.states);
    Otherwise {
        signed: follows.signed,
        without: follows.without.map(|state| game.state(state as u64)),
        reservation,
        ends: states.iter().take(Otherwise::LISTED).map(|state| game.state(u64::from(*state))).collect(),
        count: states.len() as u64,
        unsure: follows.ends.as_ref().is_some_and(|ends| ends.unsure.is_some()),
    }
}

/// What makes a state better than another for a party, and the same in the words of the case.
fn why(ground: &Ground<'_, '_>, preference: &Preference, better: usize, worse: usize) -> Option<(Decisive, Option<String>)> {
    let (case, game) = (ground.bench.case, ground.bench.game);
    let values = |state: usize| game.whole_state(case.variables.len(), state as u64);
    let (better, worse) = (values(better), values(worse));
    let because = decisive(preference, &case.variables, &better, &worse, &game.phase)?;
    let wants = deciding(preference, game, &better, &worse).map(|statement| match &statement.when {
        None => statement.holds.told(case),
        Some(when) => format!("{}, if {}", statement.holds.told(case), when.told(case)),
    });
    Some((because, wants))
}

/// The case with a frame after one more event.
fn after(case: &Case, game: &Game, event: EventId) -> Option<(Case, detente_model::index::FrameId)> {
    let frame = case.frame_named(&game.description.id)?;
    let mut later = case.clone();
    let happened: Vec<EventId> = case.frames[frame].phase.events().iter().copied().chain([event]).collect();
    later.frames[frame].phase = Phase::after(happened);
    Some((later, frame))
}

fn afterwards(
    case: &Case,
    game: &Game,
    start: u64,
    offer: &Offer,
    event: EventId,
    asked: &Asked,
    control: &Control<'_>,
) -> Result<Afterwards, AcceptanceError> {
    let name = Named { id: case.events[event].id.clone(), name: case.events[event].name.clone() };
    let not_said = |why: String| Afterwards {
        event: name.clone(),
        signed: Finding::Unknown(detente_model::answer::WhyUnknown::NotDefined),
        parties: Vec::new(),
        not_said: Some(why),
    };
    let Some((later, frame)) = after(case, game, event) else { return Ok(not_said("the frame is not known".into())) };
    let then = Game::new(&later, frame, asked.memory, control)?;
    // the same state of affairs, carried over
    let code = game.feasible.code(start).unwrap_or(0);
    let Some(start) = then.feasible.number(code) else { return Ok(not_said("the state of affairs is no longer possible then".into())) };
    let bench = Bench::new(&later, &then, asked.horizon)?;
    let ground = Ground::new(&bench, place(start), control);
    let package = match proposal::offered(&ground, offer) {
        Ok(package) => package,
        Err(fault) => return Ok(not_said(fault.message)),
    };
    chance::suited(&ground, asked)?;
    let judge = Judge::new(&ground, package);
    let parties = assess(&judge, asked)?.parties;
    Ok(Afterwards { event: name, signed: judge.signed()?, parties, not_said: None })
}
