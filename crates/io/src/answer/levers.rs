//! Levers as JSON (`detente/levers/1`) and CSV.

use super::document::Document;
use super::explanation::{DecisiveTwin, ReplyTwin, decisive_twin, reply_twin};
use super::frame::{FrameTwin, StateTwin, csv_fields, csv_header};
use super::json::{Fields, Why, word};
use super::sheet::Sheet;
use detente_model::Case;
use detente_model::answer::{Answer, Answered, Concerned, Effect, Finding, FrameDescription, Lever, LeverGroup, LeversFinding};
use detente_model::number::exact;
use detente_model::order::Standing;
use schemars::JsonSchema;
use serde::Serialize;
use std::io;

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "LeversResult")]
pub(crate) struct ResultTwin<'a> {
    frame: FrameTwin<'a>,
    /// From where.
    start: StateTwin<'a>,
    /// Whose moves.
    party: ConcernedTwin<'a>,
    /// The others that can move or of whom something is stated, in file order.
    others: Vec<ConcernedTwin<'a>>,
    /// Whether the party may come below where it is if it stays: another party leaves undeterred, and others go on in their own interest.
    staying: AnsweredTwin<'a>,
    /// What decides the order within a group: `utilities` or `order alone`.
    ordered_by: &'static str,
    /// How many moves the party has.
    moves: u64,
    /// How many of them are of each group, in the order of the list.
    groups: Fields<'a, u64>,
    /// What lasts, where that was asked for.
    ahead: Option<AheadOfTwin>,
    /// The frames in which the party can move, where it cannot in this one.
    elsewhere: &'a [String],
    /// The moves in order: those that cost others first, and among them those that cost the party least.
    levers: Vec<LeverTwin<'a>>,
    /// How many moves are not listed.
    not_listed: u64,
}

#[derive(Serialize, JsonSchema)]
pub(crate) struct ConcernedTwin<'a> {
    /// The name in expressions.
    id: &'a str,
    /// The name for readers.
    name: &'a str,
    /// Whether it can move in the frame.
    moves: bool,
    /// Whether something is stated about what it prefers.
    preference_known: bool,
}

#[derive(Serialize, JsonSchema)]
struct AheadOfTwin {
    /// The concept, by its short name.
    concept: &'static str,
    /// How many equilibria there are.
    equilibria: u64,
    /// How many of them steps that pay lead to without the move.
    reached: u64,
}

#[derive(Serialize, JsonSchema)]
struct LeverTwin<'a> {
    to: StateTwin<'a>,
    /// How many columns it changes.
    changes: u64,
    /// `pays, costs others`, `costs others only`, `costs others, own unknown`, `costs others and own`, `pays, costs nobody` or `costs nobody else`.
    group: &'static str,
    /// What it does to the party.
    own: EffectTwin<'a>,
    /// What it does to each of the others.
    others: Fields<'a, EffectTwin<'a>>,
    /// How many others are surely worse off.
    worse: u64,
    /// How many others are surely better off.
    better: u64,
    /// Whether answers in the others' own interest leave the party no better off than before; null for a move that is surely no improvement.
    deterred: Option<AnsweredTwin<'a>>,
    /// Whether answers in the others' own interest leave the party worse off than before.
    harmed: AnsweredTwin<'a>,
    /// Whether any moves of the others do.
    harmed_by_any: AnsweredTwin<'a>,
    /// Whether answers in the others' own interest undo the gain: leave the party no better off than anywhere it may come to if it stays; null for a move that is surely no improvement.
    undone: Option<AnsweredTwin<'a>>,
    /// Whether they leave it worse off than anywhere it may come to if it stays.
    worse_than_staying: AnsweredTwin<'a>,
    /// Whether the party would carry it out; null where that is not known.
    carried_out: Option<bool>,
    /// Whether the party would keep to it: no next step of its own pays; null where that is not known.
    kept: Option<bool>,
    /// Who has steps that pay from there, other than the party.
    next: Vec<NextTwin<'a>>,
    /// What lasts and comes within reach, where that was asked for.
    ahead: Option<AheadTwin<'a>>,
    /// Why the party should not make it: `worse` by itself, or `answered`; null where neither is sure.
    should_not: Option<&'static str>,
    /// The same in a sentence.
    should_not_because: Option<&'a str>,
}

#[derive(Serialize, JsonSchema)]
struct EffectTwin<'a> {
    /// `better`, `equal`, `worse` or `unknown`: after the move, compared with before.
    standing: &'static str,
    /// What decides.
    because: Option<DecisiveTwin<'a>>,
    /// The utility after less that before, as an exact decimal number; null unless utilities are all that is stated.
    utility: Option<String>,
}

#[derive(Serialize, JsonSchema)]
struct AnsweredTwin<'a> {
    /// Null where that is not known.
    found: Option<bool>,
    /// Why it is not known.
    why_unknown: Option<Why>,
    /// By a shortest sequence of moves: surely, or possibly where it is not known.
    reply: Option<ReplyTwin<'a>>,
}

#[derive(Serialize, JsonSchema)]
struct NextTwin<'a> {
    party: &'a str,
    /// How many steps surely pay.
    pay: u64,
    /// How many more may.
    may_pay: u64,
}

#[derive(Serialize, JsonSchema)]
struct AheadTwin<'a> {
    /// How many equilibria steps that pay lead to after the move.
    reached: u64,
    /// How many of them they do not lead to without it.
    gained: u64,
    /// How many they lead to without it and not after it.
    lost: u64,
    /// A shortest way to one, of those gained if there are any; null where none is reached.
    nearest: Option<Vec<StepTwin<'a>>>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "LeverStep")]
struct StepTwin<'a> {
    party: &'a str,
    /// The ordinal of the state that it leads to.
    to: u64,
}

impl<'a> ConcernedTwin<'a> {
    pub(crate) fn of(concerned: &'a Concerned) -> Self {
        Self {
            id: &concerned.id,
            name: &concerned.name,
            moves: concerned.player.is_some(),
            preference_known: !concerned.preference_unknown,
        }
    }
}

fn standing_word(standing: Standing) -> &'static str {
    match standing {
        Standing::Better => "better",
        Standing::Indifferent => "equal",
        Standing::Worse => "worse",
        Standing::Unknown => "unknown",
    }
}

fn effect_twin<'a>(case: &Case, effect: &'a Effect) -> EffectTwin<'a> {
    EffectTwin {
        standing: standing_word(effect.standing),
        because: effect.because.as_ref().map(|because| decisive_twin(case, because)),
        utility: effect.utility.map(exact),
    }
}

fn answered_twin<'a>(case: &Case, frame: &'a FrameDescription, answered: &'a Answered) -> AnsweredTwin<'a> {
    AnsweredTwin {
        found: answered.found.known(),
        why_unknown: Why::of(answered.found),
        reply: answered.reply.as_ref().map(|reply| reply_twin(case, frame, reply)),
    }
}

fn lever_twin<'a>(case: &Case, finding: &'a LeversFinding, lever: &'a Lever) -> LeverTwin<'a> {
    let frame = &finding.frame;
    LeverTwin {
        to: StateTwin::of(frame, &lever.to),
        changes: lever.changes,
        group: lever.group.word(),
        own: effect_twin(case, &lever.own),
        others: Fields(
            finding.others.iter().zip(&lever.others).map(|(other, effect)| (other.id.as_str(), effect_twin(case, effect))).collect(),
        ),
        worse: lever.count(Standing::Worse),
        better: lever.count(Standing::Better),
        deterred: lever.deterred.as_ref().map(|answered| answered_twin(case, frame, answered)),
        harmed: answered_twin(case, frame, &lever.harmed),
        harmed_by_any: answered_twin(case, frame, &lever.harmed_by_any),
        undone: lever.undone.as_ref().map(|answered| answered_twin(case, frame, answered)),
        worse_than_staying: answered_twin(case, frame, &lever.worse_than_staying),
        carried_out: lever.carried_out.known(),
        kept: lever.kept.known(),
        next: lever
            .next
            .iter()
            .map(|next| NextTwin { party: &frame.parties[next.party].id, pay: next.pay, may_pay: next.may_pay })
            .collect(),
        ahead: lever.ahead.as_ref().map(|ahead| AheadTwin {
            reached: ahead.reached,
            gained: ahead.gained,
            lost: ahead.lost,
            nearest: ahead
                .nearest
                .as_ref()
                .map(|steps| steps.iter().map(|step| StepTwin { party: &frame.parties[step.party].id, to: step.to.ordinal }).collect()),
        }),
        should_not: lever.should_not.as_ref().map(|(why, _)| why.word()),
        should_not_because: lever.should_not.as_ref().map(|(_, sentence)| sentence.as_str()),
    }
}

/// Writes levers as JSON.
///
/// # Errors
/// `out` fails.
pub fn write_levers_json(mut out: impl io::Write, case: &Case, answer: &Answer<LeversFinding>) -> io::Result<()> {
    let finding = &answer.finding;
    let frame = &finding.frame;
    let document = Document::of(
        "levers",
        case,
        frame,
        answer,
        ResultTwin {
            frame: FrameTwin::of(frame),
            start: StateTwin::of(frame, &finding.start),
            party: ConcernedTwin::of(&finding.party),
            others: finding.others.iter().map(ConcernedTwin::of).collect(),
            staying: answered_twin(case, frame, &finding.staying),
            ordered_by: finding.ordered_by.word(),
            moves: finding.moves,
            groups: Fields(LeverGroup::ALL.iter().zip(finding.groups).map(|(group, count)| (group.word(), count)).collect()),
            ahead: finding.ahead.as_ref().map(|ahead| AheadOfTwin {
                concept: ahead.concept,
                equilibria: ahead.equilibria,
                reached: ahead.reached,
            }),
            elsewhere: &finding.elsewhere,
            levers: finding.levers.iter().map(|lever| lever_twin(case, finding, lever)).collect(),
            not_listed: finding.moves.saturating_sub(finding.levers.len() as u64),
        },
    )
    .under(finding.ahead.as_ref().map(|ahead| ahead.concept));
    serde_json::to_writer_pretty(&mut out, &document)?;
    out.write_all(b"\n")
}

/// Writes levers as CSV, a line for each move: `ordinal`, `decimal`, `name`, a column for each variable, then `group`, `changes`, `own`,
/// `standing:PARTY` for each other, `deterred`, `harmed`, `harmed_steps`, `harmed_by_any`, `harmed_by_any_steps` (steps of the shortest
/// answer; empty if there is none), `undone`, `worse_than_staying`, `carried_out`, `kept`, `should_not`; and where it was asked for `reached`, `gained`, `lost`.
///
/// # Errors
/// `out` fails.
pub fn write_levers_csv(out: impl io::Write, finding: &LeversFinding) -> io::Result<()> {
    let mut out = Sheet::from_writer(out);
    let mut header = csv_header(&finding.frame);
    header.extend(["group", "changes", "own"].map(str::to_owned));
    header.extend(finding.others.iter().map(|other| format!("standing:{}", other.id)));
    let answers = [
        "deterred",
        "harmed",
        "harmed_steps",
        "harmed_by_any",
        "harmed_by_any_steps",
        "undone",
        "worse_than_staying",
        "carried_out",
        "kept",
        "should_not",
    ];
    header.extend(answers.map(str::to_owned));
    if finding.ahead.is_some() {
        header.extend(["reached", "gained", "lost"].map(str::to_owned));
    }
    out.write_record(header)?;
    let steps = |answered: &Answered| answered.reply.as_ref().map_or(String::new(), |reply| reply.steps.len().to_string());
    for lever in &finding.levers {
        csv_fields(&mut out, &finding.frame, &lever.to)?;
        out.write_field(lever.group.word())?;
        out.write_field(lever.changes.to_string())?;
        for effect in std::iter::once(&lever.own).chain(&lever.others) {
            out.write_field(standing_word(effect.standing))?;
        }
        out.write_field(word(lever.deterred.as_ref().map_or(Finding::No, |answered| answered.found)))?;
        for answered in [&lever.harmed, &lever.harmed_by_any] {
            out.write_field(word(answered.found))?;
            out.write_field(steps(answered))?;
        }
        out.write_field(word(lever.undone.as_ref().map_or(Finding::No, |answered| answered.found)))?;
        out.write_field(word(lever.worse_than_staying.found))?;
        out.write_field(word(lever.carried_out))?;
        out.write_field(word(lever.kept))?;
        out.write_field(lever.should_not.as_ref().map_or("", |(why, _)| why.word()))?;
        for number in lever.ahead.iter().flat_map(|ahead| [ahead.reached, ahead.gained, ahead.lost]) {
            out.write_field(number.to_string())?;
        }
        out.write_record(None::<&[u8]>)?;
    }
    out.flush()
}
