//! What changes in the answers, by party, with the cause.
//!
//! ## What it says
//! Which of the states that last in one case still last in another, which do not and whose verdict turned, which are no longer possible,
//! which are new; and which of the differences between the cases brings that about alone.
//!
//! ## Definition
//! A state of one case is a state of the other if all variables that vary in either have the same value in both; a variable that is held in
//! one counts with its held value. By a variable that one case lacks, or leaves open, states cannot be matched: those that differ in it alone
//! count as one, which lasts, is left or is reached if one of them is. A state that is an equilibrium on the first side is *kept* if it
//! is one on the second, *lost* if it is possible there and is none, *ruled out* if it is not possible; the other way round *gained*
//! and *newly possible*. What is unknown on a side is kept apart. The party whose verdict turned is one for which the state is surely
//! not stable on the side where it does not last.
//!
//! A difference brings a change about *alone* if the same becomes of the state when that difference alone is put into the first case.
//! Changes that no difference brings about alone come *only together*.
//!
//! ## Reads and assumes
//! Both cases whole. Differences are grouped: each edit; or, between two versions, each party's whole preference, all constraints and
//! restrictions, what is settled in the frame, and the rest.
//!
//! ## When it misleads
//! That one difference suffices does not say that another would not have. Two that each suffice are both named.
//!
//! ## Complexity
//! Two analyses of stability, one more for each difference, and a sort of the states.

mod causes;
mod differences;
mod headline;
mod matching;
mod named;
mod translate;

pub use causes::{GROUPS, WORK};
pub use differences::differences;

use crate::evolution::reached_by_improvements;
use crate::explain::{ExplainError, Explainer};
use crate::stability::{Options, Stability};
use detente_model::answer::{
    Answer, Change, ChangeCounts, ComparedParty, ComparedState, ComparisonFinding, ConceptDescription, Finding, Made, PartyChange,
    ReachChange, StateDescription, StatusQuoChange, Turn, under_any,
};
use detente_model::case::Case;
use detente_model::control::{Control, Stopped};
use detente_model::edit::Edit;
use detente_space::Game;
use detente_space::codes::place;
use detente_space::moves::Movement;
use matching::{Entry, Matching, View, walk};
use std::ops::Range;

/// Beyond this many states of a frame nobody looks where steps lead from the status quo.
pub const REACH: u64 = 1 << 20;
/// Beyond this many states of a frame nobody looks where a party would go.
pub const DEPARTURES: u64 = 1 << 18;
/// For so many turned verdicts a state to which the party would go is looked for.
pub const DEPARTURES_LISTED: usize = 64;

/// One side of a comparison.
pub struct Compared<'a, 'g> {
    /// The case.
    pub case: &'a Case,
    /// The game of its frame.
    pub game: &'g Game,
    /// What lasts in it.
    pub stability: &'a Stability<'g>,
}

/// What the second case has beyond the first, where it is the first with something tried.
pub struct Tried<'a> {
    /// The first case with the added files, if any, and without the edits.
    pub with_files: &'a Case,
    /// The edits of that.
    pub edits: &'a [Edit],
}

/// Why there is no answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum CompareError {
    /// The caller stopped it.
    #[error("stopped")]
    Stopped(Stopped),
    /// No variable varies in one frame and has a value in the other.
    #[error("nothing that varies in one frame is in the other: their states cannot be matched")]
    NothingInCommon,
    /// The keys of states would not fit.
    #[error("too many options and issues vary")]
    TooManyVariables,
    /// It would need more memory than is allowed.
    #[error("about {needed} bytes are needed, {allowed} are allowed")]
    TooLarge {
        /// About how many bytes are needed.
        needed: u64,
        /// How many are allowed.
        allowed: u64,
    },
}

impl From<Stopped> for CompareError {
    fn from(stopped: Stopped) -> Self {
        Self::Stopped(stopped)
    }
}

/// What changes from `before` to `after`. Both were analysed with `options`.
///
/// # Errors
/// See [`CompareError`].
pub fn answer(
    before: &Compared<'_, '_>,
    after: &Compared<'_, '_>,
    tried: Option<&Tried<'_>>,
    options: &Options,
    control: &Control<'_>,
) -> Result<Answer<ComparisonFinding>, CompareError> {
    let finding = analyse(before, after, tried, options, control)?;
    let mut made = after.stability.made(&after.case.digest);
    let bounds = [before, after].into_iter().find(|side| crate::stability::may_be_unknown(side.game));
    made = Made {
        method: format!("two analyses compared, and one for each difference alone; {}", made.method),
        exactness: bounds.map_or(made.exactness, |side| side.stability.made("").exactness),
        stopped: before.stability.stopped().or(made.stopped),
        ..made
    };
    Ok(Answer { headline: headline::sentence(&finding), finding, because: Vec::new(), made })
}

/// What changes from `before` to `after`.
///
/// # Errors
/// See [`CompareError`].
pub fn analyse(
    before: &Compared<'_, '_>,
    after: &Compared<'_, '_>,
    tried: Option<&Tried<'_>>,
    options: &Options,
    control: &Control<'_>,
) -> Result<ComparisonFinding, CompareError> {
    let entry = std::mem::size_of::<Entry>() as u64;
    let needed = (before.game.states() + after.game.states()).saturating_mul(entry);
    if needed > options.memory {
        return Err(CompareError::TooLarge { needed, allowed: options.memory });
    }
    let matching = Matching::new(before, after)?;
    // each says something of every axis: that is how axes were chosen
    let view = |side| View::new(&matching, side, control)?.ok_or(CompareError::NothingInCommon);
    let (old, new) = (view(before)?, view(after)?);
    let frame = |side: &Compared<'_, '_>| side.case.frame_named(&side.game.description.id).unwrap_or_else(first);
    let (old_frame, new_frame) = (frame(before), frame(after));
    let differences = differences((before.case, old_frame), (after.case, new_frame));
    let reached = Reached::find(before, after, control)?;

    let mut tally = Tally::new(before, after);
    walk(&old, &new, control, |key, was, is| tally.see(&old, &new, key, was, is))?;
    let Tally { possible, counts, any, parties, changed, unchanged, seen } = tally;
    let mut listed: Vec<(u128, Range<usize>, Range<usize>)> = changed;
    listed.extend(unchanged);
    listed.truncate(ComparisonFinding::LISTED);
    let not_listed = seen - listed.len() as u64;

    let mut departures = Departures::new(before, after);
    let mut states: Vec<(u128, ComparedState)> = Vec::new();
    for (key, was, is) in listed {
        let mut state = row(&matching, (&old, &new), (key, &was, &is), &reached);
        state.turns = turns(&state, &parties, (&old, &new), (&was, &is), &mut departures, control)?;
        states.push((key, state));
    }
    let alternatives = match tried {
        Some(tried) => causes::of_edits(before.case, tried),
        None => causes::of_versions((before.case, old_frame), (after.case, new_frame), &differences),
    };
    let causes = causes::attribute(&matching, (&old, &new), alternatives, options, &mut states, control)?;
    let status_quo = status_quo(&matching, before, after, (&old, &new), &reached, control)?;
    Ok(ComparisonFinding {
        before: before.game.description.clone(),
        after: after.game.description.clone(),
        digests: [before.case.digest.clone(), after.case.digest.clone()],
        tried: tried.map_or_else(Vec::new, |_| after.case.edits.iter().skip(before.case.edits.len()).cloned().collect()),
        differences,
        axes: matching.axes,
        ignored: matching.ignored,
        concepts: before
            .stability
            .concepts()
            .iter()
            .map(|concept| ConceptDescription { id: concept.id, name: concept.name, says: concept.says })
            .collect(),
        possible,
        counts,
        under_any: any,
        parties: parties.into_iter().map(|(party, _)| party).collect(),
        states: states.into_iter().map(|(_, state)| state).collect(),
        not_listed,
        status_quo,
        causes,
    })
}

fn first() -> detente_model::index::FrameId {
    detente_model::index::Id::from_index(0)
}

/// The players of a party on both sides.
type Players = (Option<usize>, Option<usize>);

/// What is counted on the way through all states.
struct Tally {
    possible: [u64; 3],
    counts: Vec<ChangeCounts>,
    any: ChangeCounts,
    parties: Vec<(ComparedParty, Players)>,
    /// States with which something happened, and those that are or may be equilibria as before: cut at what is listed.
    changed: Vec<(u128, Range<usize>, Range<usize>)>,
    unchanged: Vec<(u128, Range<usize>, Range<usize>)>,
    /// How many of both there are.
    seen: u64,
}

impl Tally {
    fn new(before: &Compared<'_, '_>, after: &Compared<'_, '_>) -> Self {
        let concepts = before.stability.concepts().len();
        let (old, new) = (&before.game.description.parties, &after.game.description.parties);
        let more = new.iter().filter(|party| !old.iter().any(|known| known.id == party.id));
        let party = |party: &detente_model::answer::PartyDescription| {
            let players = [old, new].map(|list| list.iter().position(|known| known.id == party.id));
            let compared = ComparedParty {
                id: party.id.clone(),
                name: party.name.clone(),
                before: players[0].is_some(),
                after: players[1].is_some(),
                changes: vec![PartyChange::default(); concepts],
            };
            (compared, (players[0], players[1]))
        };
        Self {
            possible: [0; 3],
            counts: vec![ChangeCounts::default(); concepts],
            any: ChangeCounts::default(),
            parties: old.iter().chain(more).map(party).collect(),
            changed: Vec::new(),
            unchanged: Vec::new(),
            seen: 0,
        }
    }

    fn see(&mut self, old: &View<'_, '_>, new: &View<'_, '_>, key: u128, was: Range<usize>, is: Range<usize>) {
        let side = if is.is_empty() {
            1
        } else if was.is_empty() {
            2
        } else {
            0
        };
        self.possible[side] += 1;
        let (before, after) = (old.found(&was), new.found(&is));
        let at = |found: &Option<Vec<Finding>>, concept: usize| found.as_ref().map(|found| found[concept]);
        let (mut belongs, mut changed) = (false, false);
        for (concept, counts) in self.counts.iter_mut().enumerate() {
            if let Some(change) = counts.add(at(&before, concept), at(&after, concept)) {
                belongs = true;
                changed |= change.is_change();
            }
        }
        let any = |found: &Option<Vec<Finding>>| found.as_deref().map(under_any);
        self.any.add(any(&before), any(&after));
        if side == 0 {
            for (party, (one, other)) in &mut self.parties {
                for (concept, change) in party.changes.iter_mut().enumerate() {
                    match (old.stays(*one, concept, &was), new.stays(*other, concept, &is)) {
                        (Finding::Yes, Finding::Yes) => change.stays += 1,
                        (Finding::No, Finding::No) => change.leaves += 1,
                        (Finding::Yes, Finding::No) => change.would_now_leave += 1,
                        (Finding::No, Finding::Yes) => change.stays_now += 1,
                        (Finding::Unknown(_), _) | (_, Finding::Unknown(_)) => change.unknown += 1,
                    }
                }
            }
        }
        if belongs {
            self.seen += 1;
            let list = if changed { &mut self.changed } else { &mut self.unchanged };
            if list.len() < ComparisonFinding::LISTED {
                list.push((key, was, is));
            }
        }
    }
}

/// A listed state, without turns and causes.
fn row(
    matching: &Matching,
    (old, new): (&View<'_, '_>, &View<'_, '_>),
    (key, was, is): (u128, &Range<usize>, &Range<usize>),
    reached: &Reached,
) -> ComparedState {
    let describe = |view: &View<'_, '_>, range: &Range<usize>| {
        view.entries[range.clone()].first().map(|entry| view.compared.game.describe(entry.code, entry.number))
    };
    let by_steps = |view: &View<'_, '_>, range: &Range<usize>, reached: Option<&Vec<bool>>| {
        let entries = &view.entries[range.clone()];
        (!entries.is_empty()).then_some(())?;
        Some(entries.iter().any(|entry| reached.is_some_and(|reached| reached[place(entry.number)]))).filter(|_| reached.is_some())
    };
    ComparedState {
        values: matching.values(key),
        before: describe(old, was),
        after: describe(new, is),
        stands_for: (was.len() as u64, is.len() as u64),
        found_before: old.found(was),
        found_after: new.found(is),
        reached_before: by_steps(old, was, reached.before.as_ref()),
        reached_after: by_steps(new, is, reached.after.as_ref()),
        turns: Vec::new(),
        causes: vec![Vec::new(); old.compared.stability.concepts().len()],
    }
}

/// Who turned a state that was lost or gained: those for whom it is surely not stable on the side where it does not last.
fn turns(
    state: &ComparedState,
    parties: &[(ComparedParty, Players)],
    (old, new): (&View<'_, '_>, &View<'_, '_>),
    (was, is): (&Range<usize>, &Range<usize>),
    departures: &mut Departures<'_>,
    control: &Control<'_>,
) -> Result<Vec<Turn>, CompareError> {
    let mut all = Vec::new();
    for concept in 0..old.compared.stability.concepts().len() {
        let (view, range, side) = match state.change(concept) {
            Some(Change::Lost) => (new, is, 1),
            Some(Change::Gained) => (old, was, 0),
            Some(_) | None => continue,
        };
        let Some(entry) = view.entries[range.clone()].first() else { continue };
        for (party, (_, players)) in parties.iter().enumerate() {
            let Some(player) = [players.0, players.1][side] else { continue };
            if view.compared.stability.stable(player, concept, entry.code, entry.number) == Finding::No {
                let to = departures.of(side, player, concept, entry.number, control)?;
                all.push(Turn { concept, party, to });
            }
        }
    }
    Ok(all)
}

/// Where parties would go.
struct Departures<'a> {
    sides: [&'a Compared<'a, 'a>; 2],
    explainers: [Option<Explainer<'a>>; 2],
    left: usize,
}

impl<'a> Departures<'a> {
    fn new(before: &'a Compared<'_, '_>, after: &'a Compared<'_, '_>) -> Self {
        Self { sides: [before, after], explainers: [None, None], left: DEPARTURES_LISTED }
    }

    /// A state to which a player would go from the one with this number, if that is cheap to find.
    fn of(
        &mut self,
        side: usize,
        player: usize,
        concept: usize,
        number: u64,
        control: &Control<'_>,
    ) -> Result<Option<StateDescription>, CompareError> {
        let Compared { case, game, stability } = self.sides[side];
        if self.left == 0 || game.states() > DEPARTURES {
            return Ok(None);
        }
        self.left -= 1;
        if self.explainers[side].is_none() {
            self.explainers[side] = Explainer::new(case, game).ok();
        }
        let Some(explainer) = &self.explainers[side] else { return Ok(None) };
        match explainer.explain(place(number), player, stability.concepts()[concept], false, control) {
            Ok(answer) => Ok(answer
                .finding
                .departures
                .into_iter()
                .find(|departure| departure.better == Finding::Yes && departure.deterred == Finding::No)
                .map(|departure| departure.to)),
            Err(ExplainError::Stopped(stopped)) => Err(stopped.into()),
            Err(ExplainError::TooRestricted(_) | ExplainError::Judged) => Ok(None),
        }
    }
}

/// For each state of both games whether improvements lead to it from the status quo; none: there is no status quo, or nobody looked.
struct Reached {
    before: Option<Vec<bool>>,
    after: Option<Vec<bool>>,
    skipped: Option<String>,
}

impl Reached {
    fn find(before: &Compared<'_, '_>, after: &Compared<'_, '_>, control: &Control<'_>) -> Result<Self, CompareError> {
        let mut all = Self { before: None, after: None, skipped: None };
        let [Some(_), Some(_)] = [before, after].map(|side| side.game.status_quo) else {
            all.skipped = Some("no status quo that is possible is stated in both".into());
            return Ok(all);
        };
        if [before, after].into_iter().any(|side| side.game.states() > REACH) {
            all.skipped = Some(format!("one of the frames has more than {REACH} states"));
            return Ok(all);
        }
        let mut find = |side: &Compared<'_, '_>| -> Result<Option<Vec<bool>>, CompareError> {
            let start = side.game.description.status_quo.map_or(0, |ordinal| ordinal - 1);
            match Movement::new(side.game) {
                Ok(movement) => Ok(Some(reached_by_improvements(side.game, &movement, start, control).map_err(CompareError::Stopped)?)),
                Err(error) => {
                    all.skipped = Some(error.to_string());
                    Ok(None)
                }
            }
        };
        let (one, other) = (find(before)?, find(after)?);
        if one.is_some() && other.is_some() {
            (all.before, all.after) = (one, other);
        }
        Ok(all)
    }
}

fn status_quo(
    matching: &Matching,
    before: &Compared<'_, '_>,
    after: &Compared<'_, '_>,
    (old, new): (&View<'_, '_>, &View<'_, '_>),
    reached: &Reached,
    control: &Control<'_>,
) -> Result<StatusQuoChange, CompareError> {
    let at = |side: &Compared<'_, '_>| {
        let (code, ordinal) = (side.game.status_quo?, side.game.description.status_quo?);
        Some((code, ordinal - 1))
    };
    let key = |side: &Compared<'_, '_>| Some(matching.keys(side.case, side.game)?.of(side.game, at(side)?.0));
    let describe = |side: &Compared<'_, '_>| at(side).map(|(code, number)| side.game.describe(code, number));
    let lasts = |side: &Compared<'_, '_>| at(side).map(|(code, number)| side.stability.equilibrium(code, number));
    let reach = match (&reached.before, &reached.after) {
        (Some(was), Some(is)) => {
            let mut change = ReachChange::default();
            let lasting = |view: &View<'_, '_>, range: &Range<usize>, reached: &[bool]| {
                let found = |entry: &Entry| under_any(&view.compared.stability.equilibrium(entry.code, entry.number)) == Finding::Yes;
                view.entries[range.clone()].iter().any(|entry| reached[place(entry.number)] && found(entry))
            };
            walk(old, new, control, |_, one, other| match (lasting(old, &one, was), lasting(new, &other, is)) {
                (true, true) => change.kept += 1,
                (true, false) => change.lost += 1,
                (false, true) => change.gained += 1,
                (false, false) => {}
            })?;
            Some(change)
        }
        (None, _) | (_, None) => None,
    };
    Ok(StatusQuoChange {
        before: describe(before),
        after: describe(after),
        same: key(before).zip(key(after)).map(|(one, other)| one == other),
        lasted: lasts(before),
        lasts: lasts(after),
        reach,
        reach_skipped: reached.skipped.clone(),
    })
}
