//! Comparisons of two cases as JSON (`detente/comparison/1`) and CSV.

use super::document::Document;
use super::frame::{FrameTwin, StateTwin};
use super::json::{Fields, Streamed, word};
use super::made::cited;
use super::sheet::Sheet;
use super::stability::ConceptTwin;
use detente_model::Case;
use detente_model::answer::{
    Answer, AxisPlace, Change, ChangeCounts, ComparedAxis, ComparedParty, ComparedState, ComparisonFinding, Difference, Finding, Side,
};
use schemars::JsonSchema;
use serde::Serialize;
use std::io;

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "ComparisonResult")]
pub(crate) struct ResultTwin<'a> {
    /// The frame in the first case.
    before: FrameTwin<'a>,
    /// The frame in the second case.
    after: FrameTwin<'a>,
    /// SHA-256 over the files and edits of both.
    digests: BothTwin<&'a str>,
    /// What was tried in the second; empty where two versions are compared.
    tried: &'a [String],
    /// What differs in the cases.
    differences: Vec<DifferenceTwin<'a>>,
    /// The variables by which states are matched.
    matched_by: Vec<AxisTwin<'a>>,
    /// Variables that vary on one side and have no value on the other: states that differ in them alone count as one.
    not_matched_by: Vec<IgnoredTwin<'a>>,
    concepts: Vec<ConceptTwin>,
    /// How many states, as matched, are possible.
    possible: PossibleTwin,
    /// For each concept what became of how many states that last, or may.
    counts: Fields<'a, CountsTwin>,
    /// The same for states that last under any of the concepts.
    under_any: CountsTwin,
    /// The parties that can move on one side at least.
    parties: Vec<PartyTwin<'a>>,
    /// The status quo.
    status_quo: StatusQuoTwin<'a>,
    /// Which difference brings about what.
    causes: CausesTwin<'a>,
    /// How many states are not listed.
    not_listed: u64,
    /// The states that are or may be equilibria on one side at least: those first with which something happened.
    states: Vec<Row<'a>>,
}

#[derive(Serialize, JsonSchema)]
struct BothTwin<T> {
    before: T,
    after: T,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Difference")]
struct DifferenceTwin<'a> {
    /// What sort of thing differs.
    kind: &'static str,
    /// Whom it is about, by name in expressions; null: nobody in particular.
    party: Option<&'a str>,
    /// It in plain words.
    text: &'a str,
    /// The passages that it rests on.
    citations: Vec<String>,
    /// Whether it could change an answer about the frame at all.
    bears: bool,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "ComparedAxis")]
struct AxisTwin<'a> {
    /// The name in expressions.
    id: &'a str,
    /// The name for readers.
    name: &'a str,
    /// What it is held at in the first case; null: it varies.
    held_before: Option<&'a str>,
    /// What it is held at in the second case; null: it varies.
    held_after: Option<&'a str>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "IgnoredAxis")]
struct IgnoredTwin<'a> {
    /// The name in expressions.
    id: &'a str,
    /// Where it varies: `before` or `after`.
    varies: &'static str,
    /// Whether the other case has it and leaves it open.
    left_open: bool,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Possible")]
struct PossibleTwin {
    /// On both sides.
    both: u64,
    /// In the first case only.
    before_only: u64,
    /// In the second case only.
    after_only: u64,
}

/// What became of how many states.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "ChangeCounts")]
struct CountsTwin {
    /// How many surely lasted in the first case.
    lasted: u64,
    /// How many surely last in the second case.
    lasts: u64,
    /// They last on both sides.
    kept: u64,
    /// They lasted, are possible and do not last any more.
    lost: u64,
    /// They lasted and are not possible any more.
    ruled_out: u64,
    /// They were possible and did not last; now they do.
    gained: u64,
    /// They were not possible; now they are, and last.
    newly_possible: u64,
    /// Whether they last was known and is not any more.
    became_unknown: u64,
    /// Whether they last was not known and now is.
    became_known: u64,
    /// Whether they lasted was not known; they are not possible any more.
    unknown_ruled_out: u64,
    /// They were not possible; now they are, and whether they last is not known.
    newly_possible_unknown: u64,
    /// Whether they last is known on neither side.
    still_unknown: u64,
}

impl CountsTwin {
    fn of(counts: &ChangeCounts) -> Self {
        Self {
            lasted: counts.lasted(),
            lasts: counts.lasts(),
            kept: counts.of(Change::Kept),
            lost: counts.of(Change::Lost),
            ruled_out: counts.of(Change::RuledOut),
            gained: counts.of(Change::Gained),
            newly_possible: counts.of(Change::NewlyPossible),
            became_unknown: counts.of(Change::BecameUnknown),
            became_known: counts.of(Change::BecameKnown),
            unknown_ruled_out: counts.of(Change::RuledOutUnknown),
            newly_possible_unknown: counts.of(Change::NewlyPossibleUnknown),
            still_unknown: counts.of(Change::StillUnknown),
        }
    }
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "ComparedParty")]
struct PartyTwin<'a> {
    /// The name in expressions.
    id: &'a str,
    /// The name for readers.
    name: &'a str,
    /// Whether it can move in the first case.
    moves_before: bool,
    /// Whether it can move in the second case.
    moves_after: bool,
    /// For each concept, of the states that are possible on both sides.
    changes: Fields<'a, PartyChangeTwin>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "PartyChange")]
struct PartyChangeTwin {
    /// In how many it stayed and stays.
    stays: u64,
    /// How many it would have left and would still leave.
    leaves: u64,
    /// In how many it stayed, and would leave them now.
    would_now_leave: u64,
    /// How many it would have left, and stays in now.
    stays_now: u64,
    /// For how many it is not known on one side or both.
    unknown: u64,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "StatusQuoChange")]
struct StatusQuoTwin<'a> {
    /// The status quo of the first case; null where none is stated that is possible.
    before: Option<StateTwin<'a>>,
    /// That of the second.
    after: Option<StateTwin<'a>>,
    /// Whether they are the same state; null where one is missing.
    same: Option<bool>,
    /// For each concept whether that of the first lasts there.
    lasted: Option<Fields<'a, Option<bool>>>,
    /// For each concept whether that of the second lasts there.
    lasts: Option<Fields<'a, Option<bool>>>,
    /// The equilibria under any of the concepts that improvements lead to from the status quo; null where nobody looked.
    reached: Option<ReachTwin>,
    /// Why nobody looked; null if somebody did.
    reached_skipped: Option<&'a str>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "ReachChange")]
struct ReachTwin {
    /// Reached on both sides.
    kept: u64,
    /// Reached before, and now out of reach, no equilibrium or not possible.
    lost: u64,
    /// The other way round.
    gained: u64,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Causes")]
struct CausesTwin<'a> {
    /// What was changed, each tried alone.
    alone: Vec<CauseTwin<'a>>,
    /// How many lasting states come or go, counted for each concept.
    changes: u64,
    /// How many of these nothing brings about alone; null where that was not looked for.
    only_together: Option<u64>,
    /// Why causes were not looked for; null if they were.
    skipped: Option<&'a str>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Cause")]
struct CauseTwin<'a> {
    /// What it is.
    label: &'a str,
    /// Why it could not be tried alone; null if it was.
    not_tried: Option<&'a str>,
    /// How many of the changes it brings about alone, counted for each concept.
    brings: u64,
    /// How many changes it would bring about alone which all together do not.
    undone: u64,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "ComparedState")]
struct Row<'a> {
    /// The value of each variable by which states are matched.
    values: Fields<'a, &'a str>,
    /// Its ordinal in the first case, the first where it stands for several; null: it is not possible there.
    before: Option<u64>,
    /// Its ordinal in the second case.
    after: Option<u64>,
    /// For how many states of the first case it stands.
    states_before: u64,
    /// For how many of the second.
    states_after: u64,
    /// What was found under each concept.
    found: Fields<'a, FoundTwin>,
    /// Whether improvements lead to it from the status quo of the first case; null: it is not possible there, or nobody looked.
    reached_before: Option<bool>,
    /// The same in the second case.
    reached_after: Option<bool>,
    /// Whose verdict turned it.
    turned_by: Vec<TurnTwin<'a>>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "FoundChange")]
struct FoundTwin {
    /// Whether it is an equilibrium in the first case; null: that is not known, or it is not possible there.
    before: Option<bool>,
    /// The same in the second case.
    after: Option<bool>,
    /// What became of it; null: it was no equilibrium and is none.
    change: Option<&'static str>,
    /// The positions in `causes.alone` of what brings that about alone; null where nobody looked.
    alone: Option<Vec<usize>>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Turn")]
struct TurnTwin<'a> {
    /// Under which concept.
    concept: &'static str,
    /// The party: it would leave the state on the side where it does not last.
    party: &'a str,
    /// The ordinal, on that side, of a state to which it would go; null where that was not looked for.
    to: Option<u64>,
}

fn axis_value(axis: &ComparedAxis, place: AxisPlace) -> Option<&str> {
    match place {
        AxisPlace::Varies => None,
        AxisPlace::Held(value) => axis.values.get(usize::from(value)).map(|value| value.id.as_str()),
    }
}

fn values<'a>(finding: &'a ComparisonFinding, state: &ComparedState) -> Vec<(&'a str, &'a str)> {
    let value = |(axis, value): (&'a ComparedAxis, &u16)| {
        (axis.id.as_str(), axis.values.get(usize::from(*value)).map_or("", |value| value.id.as_str()))
    };
    finding.axes.iter().zip(&state.values).map(value).collect()
}

fn found(list: &Option<Vec<Finding>>, concept: usize) -> Option<Finding> {
    list.as_ref().and_then(|list| list.get(concept).copied())
}

impl<'a> Row<'a> {
    fn of(finding: &'a ComparisonFinding, state: &ComparedState) -> Self {
        let of_concept = |(at, concept): (usize, &detente_model::answer::ConceptDescription)| {
            let change = state.change(at);
            let twin = FoundTwin {
                before: found(&state.found_before, at).and_then(Finding::known),
                after: found(&state.found_after, at).and_then(Finding::known),
                change: change.map(Change::word),
                alone: change
                    .filter(|change| change.is_caused() && finding.causes.skipped.is_none())
                    .map(|_| state.causes.get(at).cloned().unwrap_or_default()),
            };
            (concept.id, twin)
        };
        Self {
            values: Fields(values(finding, state)),
            before: state.before.as_ref().map(|state| state.ordinal),
            after: state.after.as_ref().map(|state| state.ordinal),
            states_before: state.stands_for.0,
            states_after: state.stands_for.1,
            found: Fields(finding.concepts.iter().enumerate().map(of_concept).collect()),
            reached_before: state.reached_before,
            reached_after: state.reached_after,
            turned_by: state
                .turns
                .iter()
                .map(|turn| TurnTwin {
                    concept: finding.concepts[turn.concept].id,
                    party: &finding.parties[turn.party].id,
                    to: turn.to.as_ref().map(|state| state.ordinal),
                })
                .collect(),
        }
    }
}

fn party<'a>(finding: &'a ComparisonFinding, party: &'a ComparedParty) -> PartyTwin<'a> {
    let changes = finding.concepts.iter().zip(&party.changes).map(|(concept, change)| {
        let twin = PartyChangeTwin {
            stays: change.stays,
            leaves: change.leaves,
            would_now_leave: change.would_now_leave,
            stays_now: change.stays_now,
            unknown: change.unknown,
        };
        (concept.id, twin)
    });
    PartyTwin { id: &party.id, name: &party.name, moves_before: party.before, moves_after: party.after, changes: Fields(changes.collect()) }
}

fn difference<'a>(before: &Case, after: &Case, difference: &'a Difference) -> DifferenceTwin<'a> {
    let case = match difference.cited_in {
        Side::Before => before,
        Side::After => after,
    };
    DifferenceTwin {
        kind: difference.kind.word(),
        party: difference.party.as_ref().map(|(id, _)| id.as_str()),
        text: &difference.text,
        citations: difference.citations.iter().map(|citation| cited(case, citation)).collect(),
        bears: difference.bears,
    }
}

/// Writes a comparison as JSON. `before` and `after` are the cases that were compared.
///
/// # Errors
/// `out` fails.
pub fn write_comparison_json(out: impl io::Write, before: &Case, after: &Case, answer: &Answer<ComparisonFinding>) -> io::Result<()> {
    let finding = &answer.finding;
    let known = |list: &[Finding]| -> Fields<'static, Option<bool>> {
        Fields(finding.concepts.iter().zip(list).map(|(concept, found)| (concept.id, found.known())).collect())
    };
    let quo = &finding.status_quo;
    let document = Document::of(
        "comparison",
        after,
        &finding.before,
        answer,
        ResultTwin {
            before: FrameTwin::of(&finding.before),
            after: FrameTwin::of(&finding.after),
            digests: BothTwin { before: &finding.digests[0], after: &finding.digests[1] },
            tried: &finding.tried,
            differences: finding.differences.iter().map(|one| difference(before, after, one)).collect(),
            matched_by: finding
                .axes
                .iter()
                .map(|axis| AxisTwin {
                    id: &axis.id,
                    name: &axis.name,
                    held_before: axis_value(axis, axis.before),
                    held_after: axis_value(axis, axis.after),
                })
                .collect(),
            not_matched_by: finding
                .ignored
                .iter()
                .map(|axis| IgnoredTwin { id: &axis.id, varies: axis.side.word(), left_open: axis.left_open })
                .collect(),
            concepts: finding.concepts.iter().map(ConceptTwin::of).collect(),
            possible: PossibleTwin { both: finding.possible[0], before_only: finding.possible[1], after_only: finding.possible[2] },
            counts: Fields(
                finding.concepts.iter().zip(&finding.counts).map(|(concept, counts)| (concept.id, CountsTwin::of(counts))).collect(),
            ),
            under_any: CountsTwin::of(&finding.under_any),
            parties: finding.parties.iter().map(|one| party(finding, one)).collect(),
            status_quo: StatusQuoTwin {
                before: quo.before.as_ref().map(|state| StateTwin::of(&finding.before, state)),
                after: quo.after.as_ref().map(|state| StateTwin::of(&finding.after, state)),
                same: quo.same,
                lasted: quo.lasted.as_deref().map(known),
                lasts: quo.lasts.as_deref().map(known),
                reached: quo.reach.map(|reach| ReachTwin { kept: reach.kept, lost: reach.lost, gained: reach.gained }),
                reached_skipped: quo.reach_skipped.as_deref(),
            },
            causes: CausesTwin {
                alone: finding
                    .causes
                    .causes
                    .iter()
                    .map(|cause| CauseTwin {
                        label: &cause.label,
                        not_tried: cause.not_tried.as_deref(),
                        brings: cause.alone,
                        undone: cause.undone,
                    })
                    .collect(),
                changes: finding.causes.changes,
                only_together: finding.causes.skipped.is_none().then_some(finding.causes.only_together),
                skipped: finding.causes.skipped.as_deref(),
            },
            not_listed: finding.not_listed,
            states: Vec::new(),
        },
    )
    .under(finding.concepts.iter().map(|concept| concept.id))
    .listing("equilibria");
    let mut out = Streamed::begin(out, &document, &after.edits)?;
    finding.states.iter().try_for_each(|state| out.row(&Row::of(finding, state)))?;
    out.finish(&answer.made).map(|_| ())
}

/// Writes the states that last, or may, on one side at least as CSV: a column for each variable by which states are matched, `ordinal:before`,
/// `ordinal:after`, for each concept `before:CONCEPT` and `after:CONCEPT` with `yes`, `no`, `unknown` or `impossible` and `change:CONCEPT`,
/// then `reached:before` and `reached:after`, empty where the state is not possible or nobody looked.
///
/// # Errors
/// `out` fails.
pub fn write_comparison_csv(out: impl io::Write, finding: &ComparisonFinding) -> io::Result<()> {
    let mut out = Sheet::from_writer(out);
    let mut header: Vec<String> = finding.axes.iter().map(|axis| axis.id.clone()).collect();
    header.extend(["ordinal:before", "ordinal:after"].map(str::to_owned));
    for concept in &finding.concepts {
        header.extend(["before", "after", "change"].map(|what| format!("{what}:{}", concept.id)));
    }
    header.extend(["reached:before", "reached:after"].map(str::to_owned));
    out.write_record(header)?;
    for state in &finding.states {
        for (_, value) in values(finding, state) {
            out.write_field(value)?;
        }
        for side in [&state.before, &state.after] {
            out.write_field(side.as_ref().map_or(String::new(), |state| state.ordinal.to_string()))?;
        }
        for at in 0..finding.concepts.len() {
            for side in [&state.found_before, &state.found_after] {
                out.write_field(found(side, at).map_or("impossible", word))?;
            }
            out.write_field(state.change(at).map_or("", Change::word))?;
        }
        for reached in [state.reached_before, state.reached_after] {
            out.write_field(reached.map_or("", |reached| if reached { "yes" } else { "no" }))?;
        }
        out.write_record(None::<&[u8]>)?;
    }
    out.flush()
}
