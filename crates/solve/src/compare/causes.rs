//! Which difference brings about which change: the analysis again with each alone.

use super::matching::{Matching, View, walk};
use super::translate::Translation;
use super::{CompareError, Compared, Tried};
use crate::stability::Options;
use crate::unknown::searched;
use detente_model::answer::{Cause, Causes, Change, ComparedState, Difference, DifferenceKind};
use detente_model::case::Case;
use detente_model::control::Control;
use detente_model::edit::Edit;
use detente_model::index::{FrameId, Id, IndexVec, PartyId};
use detente_model::preference::Preference;
use detente_space::Game;
use detente_space::game::GameError;

/// With more differences than this, causes are not looked for.
pub const GROUPS: usize = 24;
/// Nor where the states of both frames, times the number of differences, are more than this.
pub const WORK: u64 = 1 << 22;

/// What is tried alone.
pub(super) struct Alternative {
    pub(super) label: String,
    /// The first case with this alone, or why that cannot be.
    pub(super) case: Result<Case, String>,
}

/// A change of one state under one concept.
pub(super) type Found = (u128, usize, Change);

/// The added files, then each edit.
pub(super) fn of_edits(before: &Case, tried: &Tried<'_>) -> Vec<Alternative> {
    let mut all = Vec::new();
    let files: Vec<&String> = tried.with_files.edits.iter().skip(before.edits.len()).collect();
    if !files.is_empty() {
        let label = files.iter().map(|file| file.as_str()).collect::<Vec<_>>().join("; ");
        all.push(Alternative { label, case: Ok(tried.with_files.clone()) });
    }
    for edit in tried.edits {
        let text = edit.text(tried.with_files);
        // understood without the added files, and meaning the same
        let alone = Edit::read(&text, before).ok().flatten().filter(|alone| alone == edit);
        all.push(match alone {
            Some(alone) => Alternative { label: text, case: Ok(before.edited(&[alone])) },
            None => Alternative {
                label: format!("{text} (with the added files)"),
                case: Ok(tried.with_files.edited(std::slice::from_ref(edit))),
            },
        });
    }
    all
}

/// What of the second case is put into the first.
enum Part {
    Preference(PartyId, Box<Preference>),
    Constraints,
    Frame,
}

/// Each party's whole preference, all constraints, the frame's held values, and the rest as one: those in which the cases differ.
pub(super) fn of_versions(before: (&Case, FrameId), after: (&Case, FrameId), differences: &[Difference]) -> Vec<Alternative> {
    let here = Translation { from: after.0, to: before.0 };
    let back = Translation { from: before.0, to: after.0 };
    let bearing = || differences.iter().filter(|difference| difference.bears);
    let is_preference = |kind| matches!(kind, DifferenceKind::Statement | DifferenceKind::Preference | DifferenceKind::Coding);
    let is_constraint = |kind| matches!(kind, DifferenceKind::Constraint | DifferenceKind::Restriction);
    let is_frame = |kind| matches!(kind, DifferenceKind::Settled | DifferenceKind::StatusQuo | DifferenceKind::Phase);
    let mut all: Vec<Alternative> = Vec::new();
    let mut rest = after.0.clone();
    // what cannot be said in the other case goes with the rest
    let (mut with_rest, mut stuck): (Vec<String>, Option<String>) = (Vec::new(), None);
    let mut parts: Vec<(String, Part)> = Vec::new();
    let mut seen: Vec<&str> = Vec::new();
    for (id, name) in bearing().filter(|difference| is_preference(difference.kind)).filter_map(|difference| difference.party.as_ref()) {
        if seen.contains(&id.as_str()) {
            continue;
        }
        seen.push(id);
        let label = format!("what {name} wants");
        let wanted = after.0.party_named(id).and_then(|party| after.0.preferences.as_slice().get(party.index()));
        let translated = before.0.party_named(id).and_then(|party| Some((party, here.preference(wanted?)?)));
        match translated {
            Some((party, preference)) => parts.push((label, Part::Preference(party, Box::new(preference)))),
            None => with_rest.push(label),
        }
    }
    if bearing().any(|difference| is_constraint(difference.kind)) {
        parts.push(("what cannot be, and which moves are forbidden".into(), Part::Constraints));
    }
    if bearing().any(|difference| is_frame(difference.kind)) {
        parts.push(("what is settled, and from where the frame starts".into(), Part::Frame));
    }
    for (label, part) in parts {
        let mut alone = before.0.clone();
        let done = match &part {
            Part::Preference(party, preference) => {
                set(&mut alone.preferences, *party, (**preference).clone());
                true
            }
            Part::Constraints => match here.constraints() {
                Some((constraints, restrictions)) => {
                    (alone.constraints, alone.restrictions) = (constraints, restrictions);
                    true
                }
                None => false,
            },
            Part::Frame => match here.frame(&after.0.frames[after.1]) {
                Some(frame) => {
                    alone.frames[before.1] = frame;
                    true
                }
                None => false,
            },
        };
        if !done {
            with_rest.push(label);
            continue;
        }
        let undone = match &part {
            Part::Preference(party, _) => match (back.party(*party), back.preference(&before.0.preferences[*party])) {
                (Some(other), Some(preference)) => {
                    set(&mut rest.preferences, other, preference);
                    true
                }
                (None, _) | (_, None) => false,
            },
            Part::Constraints => match back.constraints() {
                Some((constraints, restrictions)) => {
                    (rest.constraints, rest.restrictions) = (constraints, restrictions);
                    true
                }
                None => false,
            },
            Part::Frame => match back.frame(&before.0.frames[before.1]) {
                Some(frame) => {
                    rest.frames[after.1] = frame;
                    true
                }
                None => false,
            },
        };
        if !undone {
            stuck = Some(format!("{label} cannot be said in the second case as it was in the first"));
        }
        all.push(Alternative { label, case: Ok(alone) });
    }
    let has_rest = bearing().any(|difference| {
        !(is_constraint(difference.kind) || is_frame(difference.kind) || is_preference(difference.kind) && difference.party.is_some())
    });
    if has_rest || !with_rest.is_empty() {
        let mut label = "the rest: parties, options, issues, rules, moves".to_owned();
        if !with_rest.is_empty() {
            label = format!("{label}; with it {}", with_rest.join("; "));
        }
        all.push(Alternative { label, case: stuck.map_or(Ok(rest), Err) });
    }
    all
}

fn set(preferences: &mut IndexVec<PartyId, Preference>, party: PartyId, preference: Preference) {
    while preferences.len() <= party.index() {
        preferences.push(Preference::default());
    }
    preferences[party] = preference;
}

/// All states that last and come or go between two games, by key and concept.
pub(super) fn changes(before: &View<'_, '_>, after: &View<'_, '_>, control: &Control<'_>) -> Result<Vec<Found>, CompareError> {
    let concepts = before.compared.stability.concepts().len();
    let mut all = Vec::new();
    walk(before, after, control, |key, was, is| {
        let (was, is) = (before.found(&was), after.found(&is));
        for concept in 0..concepts {
            let at = |found: &Option<Vec<_>>| found.as_ref().map(|found| found[concept]);
            all.extend(Change::of(at(&was), at(&is)).filter(|change| change.is_caused()).map(|change| (key, concept, change)));
        }
    })?;
    Ok(all)
}

/// Redoes the analysis with each alternative alone, and tells the listed states by which of them they came or went.
pub(super) fn attribute(
    matching: &Matching,
    views: (&View<'_, '_>, &View<'_, '_>),
    alternatives: Vec<Alternative>,
    options: &Options,
    listed: &mut [(u128, ComparedState)],
    control: &Control<'_>,
) -> Result<Causes, CompareError> {
    let (before, after) = views;
    let states = before.entries.len() as u64 + after.entries.len() as u64;
    let mut causes = Causes::default();
    let together = changes(before, after, control)?;
    causes.changes = together.len() as u64;
    let cause = |alternative: &Alternative| Cause { label: alternative.label.clone(), not_tried: None, alone: 0, undone: 0 };
    if let [only] = alternatives.as_slice() {
        // all there is
        causes.causes.push(Cause { alone: causes.changes, ..cause(only) });
        for (key, state) in listed {
            each(&together, *key, |concept, _| state.causes[concept].push(0));
        }
        return Ok(causes);
    }
    if alternatives.len() > GROUPS {
        causes.skipped = Some(format!("there are {} differences, and causes are sought among at most {GROUPS}", alternatives.len()));
        return Ok(causes);
    }
    if states.saturating_mul(alternatives.len() as u64) > WORK {
        let groups = alternatives.len();
        causes.skipped = Some(format!("{groups} differences in frames of {states} states are more than is looked through ({WORK} in all)"));
        return Ok(causes);
    }
    let mut explained = vec![false; together.len()];
    let total = alternatives.len() as u64;
    for (number, alternative) in alternatives.into_iter().enumerate() {
        control.report("causes", number as u64, total);
        let mut tried = cause(&alternative);
        match alternative.case.and_then(|case| Ok((game(&case, &after.compared.game.description.id, control)?, case))) {
            Err(why) => tried.not_tried = Some(why),
            Ok((Err(stopped), _)) => return Err(stopped),
            Ok((Ok(game), case)) => match searched(&game, options, control) {
                Err(crate::stability::StabilityError::Stopped(stopped)) => return Err(stopped.into()),
                Err(error) => tried.not_tried = Some(error.to_string()),
                Ok(stability) => {
                    let compared = Compared { case: &case, game: &game, stability: &stability };
                    match View::new(matching, &compared, control)? {
                        None => tried.not_tried = Some("its states cannot be matched with those of both cases".into()),
                        Some(view) => {
                            let alone = changes(before, &view, control)?;
                            for found in &alone {
                                match together.binary_search_by_key(&(found.0, found.1), |other| (other.0, other.1)) {
                                    Ok(at) if together[at].2 == found.2 => {
                                        explained[at] = true;
                                        tried.alone += 1;
                                    }
                                    Ok(_) => {}
                                    Err(_) => tried.undone += 1,
                                }
                            }
                            for (key, state) in listed.iter_mut() {
                                each(&alone, *key, |concept, change| {
                                    if state.change(concept) == Some(change) {
                                        state.causes[concept].push(number);
                                    }
                                });
                            }
                        }
                    }
                }
            },
        }
        causes.causes.push(tried);
    }
    causes.only_together = explained.iter().filter(|explained| !**explained).count() as u64;
    Ok(causes)
}

/// The changes of one state.
fn each(all: &[Found], key: u128, mut see: impl FnMut(usize, Change)) {
    let from = all.partition_point(|found| found.0 < key);
    all[from..].iter().take_while(|found| found.0 == key).for_each(|found| see(found.1, found.2));
}

/// The frame of an alternative; an error in words where it is no game, within it where the caller stopped.
fn game(case: &Case, frame: &str, control: &Control<'_>) -> Result<Result<Game, CompareError>, String> {
    let Some(frame) = case.frame_named(frame) else { return Err(format!("there is no frame `{frame}`")) };
    match Game::new(case, frame, MEMORY, control) {
        Ok(game) => Ok(Ok(game)),
        Err(GameError::Stopped(stopped)) => Ok(Err(stopped.into())),
        Err(GameError::Faults(faults)) => Err(faults.iter().map(|fault| fault.message.as_str()).collect::<Vec<_>>().join("; ")),
    }
}

/// What the frame of an alternative may take: the frames that are compared are small where causes are sought.
const MEMORY: u64 = 1 << 30;
