//! What follows if a party refuses: who refuses with it, what happens, what it loses, whether it could hold out.

use super::ground::{Bench, Ends, Ground, bits};
use super::judge::{Follows, Judge};
use super::{AcceptanceError, Offer, after, bit, headline, instead, named, otherwise, proposal, why};
use detente_model::answer::{Answer, Balance, Finding, Isolation, Joiner, Made, Named, NextPhase, RefusalFinding, Surplus, WhyUnknown};
use detente_model::case::Case;
use detente_model::control::{Control, Stopped};
use detente_model::index::{EventId, PartyId};
use detente_model::order::Standing;
use detente_model::party::PartyKind;
use detente_model::variable::Controller;
use detente_space::Game;
use detente_space::codes::{narrow, place};
use std::rc::Rc;

/// What is asked.
#[derive(Clone, Debug)]
pub struct Refusing {
    /// Who refuses.
    pub party: PartyId,
    /// The event after which the refusal would have to be held; each at which a rule of the package's issues changes, if none.
    pub then: Option<EventId>,
    /// How many steps are followed where nothing is signed; all if none.
    pub horizon: Option<u64>,
    /// How many bytes may be used.
    pub memory: u64,
}

/// Who refuses with whom.
pub(super) struct Cascade {
    /// Those who surely refuse, the first among them.
    pub(super) surely: u64,
    /// Those who do not surely accept.
    pub(super) perhaps: u64,
    /// Who joined in which round, and whether surely.
    pub(super) joined: Vec<(usize, u64, bool)>,
}

/// Who refuses if somebody does: all at once those who refuse given who has, until nobody joins.
pub(super) fn cascade(judge: &Judge<'_, '_, '_>, first: usize) -> Result<Cascade, Stopped> {
    let counts = judge.ground.counts(judge.package);
    let mut joined = Vec::new();
    let mut refusing = 1u64 << first;
    let mut sets = [0u64; 2];
    let mut round = 0;
    for (kept, surely) in sets.iter_mut().zip([true, false]) {
        loop {
            round += 1;
            let mut joining = 0;
            for party in bits(counts & !refusing) {
                let accepts = judge.verdict(party, refusing)?.accepts;
                let joins = if surely { accepts == Finding::No } else { accepts != Finding::Yes };
                if joins {
                    joining |= 1 << party;
                    joined.push((party, round, surely));
                }
            }
            if joining == 0 {
                round -= 1;
                break;
            }
            refusing |= joining;
        }
        *kept = refusing;
    }
    Ok(Cascade { surely: sets[0], perhaps: sets[1], joined })
}

/// So many parties that perhaps refuse are looked at in every combination.
const PERHAPS: usize = 8;

/// What follows where who refuses is known within bounds: whatever follows under any set between the two.
fn outcome(judge: &Judge<'_, '_, '_>, cascade: &Cascade) -> Result<Rc<Follows>, Stopped> {
    let first = judge.follows(cascade.surely)?;
    let perhaps: Vec<usize> = bits(cascade.perhaps & !cascade.surely).collect();
    if perhaps.is_empty() {
        return Ok(first);
    }
    let too_many = perhaps.len() > PERHAPS;
    let sets: Vec<u64> = if too_many {
        vec![cascade.surely, cascade.perhaps]
    } else {
        let set = |number: usize| {
            perhaps.iter().enumerate().filter(|(at, _)| number >> at & 1 == 1).fold(cascade.surely, |set, (_, bit)| set | 1 << bit)
        };
        (0..1usize << perhaps.len()).map(set).collect()
    };
    let all: Vec<Rc<Follows>> = sets.iter().map(|set| judge.follows(*set)).collect::<Result<_, _>>()?;
    let mut ends: Vec<u32> = all.iter().filter_map(|follows| follows.ends.as_ref()).flat_map(|ends| ends.states.iter().copied()).collect();
    let unsure =
        all.iter().find_map(|follows| follows.ends.as_ref().and_then(|ends| ends.unsure)).or(too_many.then_some(WhyUnknown::Budget));
    let signed =
        if all.iter().all(|follows| follows.signed == first.signed) { first.signed } else { Finding::Unknown(WhyUnknown::Undecided) };
    let mut without: Vec<usize> =
        all.iter().filter(|follows| follows.signed != Finding::No).filter_map(|follows| follows.without).collect();
    without.sort_unstable();
    without.dedup();
    // where different things may be signed, all but one are listed with the other ends
    ends.extend(without.iter().skip(1).map(|state| narrow(*state)));
    let ends = (!ends.is_empty() || unsure.is_some()).then(|| Rc::new(Ends::new(ends, unsure, &judge.ground.wishes)));
    Ok(Rc::new(Follows { signed, without: without.first().copied(), ends }))
}

/// The states that may follow.
fn states(follows: &Follows) -> Vec<usize> {
    let signed = follows.without.filter(|_| follows.signed != Finding::No);
    signed.into_iter().chain(follows.ends.iter().flat_map(|ends| &ends.states).map(|state| *state as usize)).collect()
}

/// What follows if a party refuses an offer in the state with number `start` (from 0).
///
/// # Errors
/// See [`AcceptanceError`].
pub fn refuse(
    case: &Case,
    game: &Game,
    start: u64,
    offer: &Offer,
    asked: &Refusing,
    control: &Control<'_>,
) -> Result<Answer<RefusalFinding>, AcceptanceError> {
    let bench = Bench::new(case, game, asked.horizon)?;
    let ground = Ground::new(&bench, place(start), control);
    let package = proposal::offered(&ground, offer)?;
    if bit(game, asked.party).is_none() {
        let message = format!("`{}` can neither move nor consent in the frame `{}`", case.parties[asked.party].id, game.description.id);
        let able: Vec<&str> = game.consent.parties.iter().map(|consenter| case.parties[consenter.party].id.as_str()).collect();
        let fault = detente_model::diagnostic::Diagnostic::error("no-say", message);
        return Err(fault.help(format!("those who can are {}", able.join(", "))).into());
    }
    let games = Later::games(case, game, &events(&ground, package, asked.then), asked.memory, control)?;
    let benches = Later::benches(&games, game, start, asked.horizon)?;
    let laters = Later::all(&games, &benches, control);
    Ok(refused(&ground, package, offer, asked, &laters)?)
}

/// What follows if a party that has a say refuses the package of an offer, the phases after it being at hand.
pub(super) fn refused(
    ground: &Ground<'_, '_>,
    package: usize,
    offer: &Offer,
    asked: &Refusing,
    laters: &[Later<'_>],
) -> Result<Answer<RefusalFinding>, Stopped> {
    let (bench, start) = (ground.bench, ground.start);
    let (case, game) = (bench.case, bench.game);
    // what was found out for one refusal is not kept for the next: how much is looked at for each is bounded
    let judge = Judge::new(ground, package);
    let party = bit(game, asked.party).unwrap_or(0);
    let cascade = cascade(&judge, party)?;
    let follows = outcome(&judge, &cascade)?;
    let wishes = &ground.wishes[party];
    let counts = ground.counts(package);
    let names = |set: u64| -> Vec<Named> { bits(set).map(|bit| named(case, bench.party(bit))).collect() };
    let may_follow = states(&follows);
    let sure = follows.ends.as_ref().is_none_or(|ends| ends.unsure.is_none());
    let stated = ground.reservation(wishes).filter(|_| follows.ends.is_some());
    let balance = |state: usize| {
        let standing = if sure && stated.is_none() {
            [Standing::Better, Standing::Worse, Standing::Indifferent]
                .into_iter()
                .find(|standing| may_follow.iter().all(|other| wishes.ranks.standing(*other, state) == *standing))
        } else {
            None
        };
        let worths: Option<Vec<i128>> = match (wishes.alone && sure, stated) {
            (false, _) => None,
            (true, Some(stated)) => {
                let signed = follows.without.filter(|_| follows.signed != Finding::No);
                signed.map(|state| bench.worth(wishes, state)).into_iter().chain([Some(stated)]).collect()
            }
            (true, None) => may_follow.iter().map(|other| bench.worth(wishes, *other)).collect(),
        };
        let difference = worths
            .zip(bench.worth(wishes, state))
            .and_then(|(worths, worth)| Some(Surplus { low: worths.iter().min()? - worth, high: worths.iter().max()? - worth }));
        let standing = standing.or_else(|| {
            difference.and_then(|Surplus { low, high }| match (low, high) {
                (1.., _) => Some(Standing::Better),
                (_, ..=-1) => Some(Standing::Worse),
                (0, 0) => Some(Standing::Indifferent),
                _ => None,
            })
        });
        let preference = &case.preferences[asked.party];
        let because = match standing {
            Some(Standing::Better) => may_follow.iter().find_map(|other| why(ground, preference, *other, state)),
            Some(Standing::Worse) => may_follow.iter().find_map(|other| why(ground, preference, state, *other)),
            Some(Standing::Indifferent | Standing::Unknown) | None => None,
        };
        Balance { standing, difference, because: because.map(|(because, _)| because) }
    };
    let (mut kept, mut lost, mut open) = (Vec::new(), Vec::new(), Vec::new());
    for (at, axis) in bits(bench.changed(start, package)).enumerate() {
        let there = may_follow.iter().filter(|state| bench.value(**state, axis) == bench.value(package, axis)).count();
        match (there, sure) {
            (0, true) => lost.push(at),
            (count, true) if count == may_follow.len() => kept.push(at),
            _ => open.push(at),
        }
    }
    let mut remarks = Vec::new();
    if let Some(stated) = stated {
        remarks.push(format!(
            "what refusing is worth to it is stated ({}): that is compared, not the states",
            detente_model::number::exact(stated)
        ));
    }
    let phases = phases(ground, package, offer, asked, laters)?;
    let instead = instead::instead(ground, package, Some(bench.party(party)), 1 << party)?;
    if instead.acceptable.is_none() {
        remarks.push(format!("the frame has more than {} packages: what it could ask for instead was not looked for", instead::PACKAGES));
    }
    let finding = RefusalFinding {
        frame: game.description.clone(),
        proposed: proposal::described(ground, package, offer),
        horizon: asked.horizon,
        party: named(case, asked.party),
        needed: ground.needed(package) >> party & 1 == 1,
        counts: counts >> party & 1 == 1,
        accepts: judge.verdict(party, 0)?.accepts,
        joiners: cascade
            .joined
            .iter()
            .map(|(bit, round, surely)| Joiner { party: named(case, bench.party(*bit)), surely: *surely, round: *round })
            .collect(),
        consenters: names(counts),
        isolation: isolation(ground, &cascade, asked.party, party, counts),
        then: otherwise(&judge, wishes, &follows),
        against_package: balance(package),
        against_start: balance(start),
        kept,
        lost,
        open,
        phases,
        instead,
        remarks,
    };
    let made = Made {
        method: "cascade of refusals: whoever prefers what follows its own refusal, given who refuses already, joins; then the package signed without them where the rules allow, else the closed sets of evolution by improvements and joint improvements in which they take no part on the package's issues".into(),
        exactness: "exact given the model; surely and perhaps are kept apart".into(),
        stopped: None,
        case_digest: case.digest.clone(),
        version: env!("CARGO_PKG_VERSION").into(),
    };
    Ok(Answer { headline: headline::refusal(&finding), finding, because: Vec::new(), made })
}

/// In which groups a party stands alone.
fn isolation(ground: &Ground<'_, '_>, cascade: &Cascade, party: PartyId, own: usize, counts: u64) -> Vec<Isolation> {
    let bench = ground.bench;
    let case = bench.case;
    let place_of = |party: PartyId| bit(bench.game, party).map_or(0, |bit| 1u64 << bit);
    let exists = |id: &PartyId| case.parties[*id].window.is_open(&bench.game.phase);
    let group = |name: String, members: Vec<PartyId>| {
        let set = members.iter().fold(0, |set, member| set | place_of(*member)) & !(1 << own);
        let names = |set: u64| -> Vec<Named> { bits(set).map(|bit| named(case, bench.party(bit))).collect() };
        let (with, perhaps) = (cascade.surely & set, cascade.perhaps & !cascade.surely & set);
        Isolation {
            group: name,
            members: members.iter().map(|member| named(case, *member)).collect(),
            with: names(with),
            perhaps: names(perhaps),
            isolated: match (with, perhaps) {
                (0, 0) => Finding::Yes,
                (0, _) => Finding::Unknown(WhyUnknown::Undecided),
                _ => Finding::No,
            },
        }
    };
    let mut consenters: Vec<PartyId> = bits(counts | 1 << own).map(|bit| bench.party(bit)).collect();
    consenters.sort_unstable();
    let mut found = vec![group("those whose consent counts".into(), consenters)];
    for (_, body) in case.parties.enumerated().filter(|(id, body)| {
        matches!(body.kind, PartyKind::Alliance | PartyKind::Institution)
            && exists(id)
            && body.members.iter().any(|member| member.party == party)
    }) {
        found.push(group(body.name.clone(), body.members.iter().map(|member| member.party).filter(exists).collect()));
    }
    found.push(group("all parties".into(), case.parties.ids().filter(exists).collect()));
    found
}

/// The events at which it matters: the one that is asked about, or each that opens or closes a rule of the package's issues.
pub(super) fn events(ground: &Ground<'_, '_>, package: usize, then: Option<EventId>) -> Vec<EventId> {
    let bench = ground.bench;
    if let Some(event) = then {
        return vec![event];
    }
    let mut events = Vec::new();
    for axis in bits(ground.issues(package)) {
        if let Controller::Consent(rules) = &bench.case.variables[bench.variable(axis)].controller {
            events.extend(rules.iter().flat_map(|rule| [rule.window.from, rule.window.until]).flatten());
        }
    }
    events.sort_unstable();
    events.dedup();
    events.retain(|event| !bench.game.phase.has_happened(*event));
    events
}

/// The frame after one more event, from the same state of affairs.
pub(super) struct Later<'l> {
    event: EventId,
    /// None where the state of affairs is no longer possible then.
    ground: Option<Ground<'l, 'l>>,
}

impl<'l> Later<'l> {
    /// The case and the frame after each of these events.
    pub(super) fn games(
        case: &Case,
        game: &Game,
        events: &[EventId],
        memory: u64,
        control: &Control<'_>,
    ) -> Result<Vec<(EventId, Case, Game)>, AcceptanceError> {
        let mut found = Vec::new();
        for event in events {
            if let Some((later, frame)) = after(case, game, *event) {
                let then = Game::new(&later, frame, memory, control)?;
                found.push((*event, later, then));
            }
        }
        Ok(found)
    }

    /// For each of them where the state with number `start` of `game` is then.
    pub(super) fn benches(
        games: &'l [(EventId, Case, Game)],
        game: &Game,
        start: u64,
        horizon: Option<u64>,
    ) -> Result<Vec<Option<(usize, Bench<'l>)>>, AcceptanceError> {
        let code = game.feasible.code(start).unwrap_or(0);
        let bench = |(_, later, then): &'l (EventId, Case, Game)| match then.feasible.number(code) {
            Some(start) => Ok(Some((place(start), Bench::new(later, then, horizon)?))),
            None => Ok(None),
        };
        games.iter().map(bench).collect()
    }

    pub(super) fn all(
        games: &'l [(EventId, Case, Game)],
        benches: &'l [Option<(usize, Bench<'l>)>],
        control: &'l Control<'l>,
    ) -> Vec<Self> {
        let ground = |bench: &'l Option<(usize, Bench<'l>)>| bench.as_ref().map(|(start, bench)| Ground::new(bench, *start, control));
        games.iter().zip(benches).map(|((event, ..), bench)| Self { event: *event, ground: ground(bench) }).collect()
    }
}

fn phases(
    ground: &Ground<'_, '_>,
    package: usize,
    offer: &Offer,
    asked: &Refusing,
    laters: &[Later<'_>],
) -> Result<Vec<NextPhase>, Stopped> {
    let case = ground.bench.case;
    let events = events(ground, package, asked.then);
    let mut found = Vec::new();
    for later in laters.iter().filter(|later| events.contains(&later.event)) {
        let event = Named { id: case.events[later.event].id.clone(), name: case.events[later.event].name.clone() };
        let none = |why: String| NextPhase {
            event: event.clone(),
            needed: None,
            counts: false,
            accepts: None,
            signed_without: None,
            not_said: Some(why),
        };
        let Some(ground) = &later.ground else {
            found.push(none("the state of affairs is no longer possible then".into()));
            continue;
        };
        let package = match proposal::offered(ground, offer) {
            Ok(package) => package,
            Err(fault) => {
                found.push(none(fault.message));
                continue;
            }
        };
        let judge = Judge::new(ground, package);
        let Some(party) = bit(ground.bench.game, asked.party) else {
            found.push(NextPhase { needed: Some(false), not_said: None, ..none(String::new()) });
            continue;
        };
        found.push(NextPhase {
            event: event.clone(),
            needed: Some(ground.needed(package) >> party & 1 == 1),
            counts: ground.counts(package) >> party & 1 == 1,
            accepts: Some(judge.verdict(party, 0)?.accepts),
            signed_without: Some(judge.follows(1 << party)?.signed),
            not_said: None,
        });
    }
    Ok(found)
}
