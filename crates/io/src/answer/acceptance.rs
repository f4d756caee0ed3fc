//! Acceptance as JSON (`detente/acceptance/1`) and CSV.

use super::certificate::{CertificateTwin, twin};
use super::document::Document;
use super::explanation::{DecisiveTwin, decisive_twin};
use super::frame::{FrameTwin, StateTwin};
use super::json::{Why, word};
use super::sheet::Sheet;
use detente_model::Case;
use detente_model::answer::{
    AcceptanceFinding, AcceptanceFlip, Afterwards, Answer, ChanceProcess, CodingCounts, CounterProposals, FrameDescription, Instead, Level,
    Named, Otherwise, PartyAcceptance, Proposed, Surplus,
};
use detente_model::number::exact;
use schemars::JsonSchema;
use serde::Serialize;
use std::io;

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "AcceptanceResult")]
pub(crate) struct ResultTwin<'a> {
    frame: FrameTwin<'a>,
    proposal: ProposedTwin<'a>,
    /// So many steps are followed where nothing is signed; null: all.
    horizon: Option<u64>,
    /// The chance process that was asked for: an assumption.
    chance: Option<ProcessTwin<'a>>,
    /// Whose consent counts, in file order, each followed by who ratifies at home where that was asked for.
    parties: Vec<PartyTwin<'a>>,
    /// Whether those who accept suffice to sign it; null where that is not known.
    signed: Option<bool>,
    /// Over combinations of codings; null where no party has several.
    codings: Option<CodingsTwin<'a>>,
    /// How sure the answer is and why.
    sureness: &'a str,
    /// In words of likelihood: only where the distributions of inputs were elicited, and none were.
    likelihood: Option<&'a str>,
    /// What would be signed instead; null where it was not asked for.
    instead: Option<InsteadTwin<'a>>,
    /// The same question after an event.
    then: Option<AfterwardsTwin<'a>>,
    /// What was left out.
    remarks: &'a [String],
    /// What proves answers that come down to two states, and that it can be signed with gain for all who accept.
    certificates: Vec<CertificateTwin>,
    /// How many yes and no have no certificate: what follows is more than one state, or the two are equal.
    uncertified: u64,
}

#[derive(Serialize, JsonSchema)]
pub(super) struct NamedTwin<'a> {
    /// The name in expressions.
    id: &'a str,
    /// The name for readers.
    name: &'a str,
}

#[derive(Serialize, JsonSchema)]
pub(super) struct ProposedTwin<'a> {
    /// The name in commands; null where values were given.
    id: Option<&'a str>,
    /// The name for readers.
    name: &'a str,
    /// Whose it is.
    by: Option<NamedTwin<'a>>,
    /// What it changes.
    terms: Vec<TermTwin<'a>>,
    /// Variables that the frame holds and that were freed for it.
    freed: &'a [String],
    start: StateTwin<'a>,
    package: StateTwin<'a>,
}

#[derive(Serialize, JsonSchema)]
struct TermTwin<'a> {
    /// The variable.
    variable: &'a str,
    from: &'a str,
    to: &'a str,
    /// `substantive` or `procedural`.
    term: &'static str,
    /// Whose promise it is; null for an issue.
    promised_by: Option<&'a str>,
    /// The rule by which it is decided.
    rule: Option<&'a str>,
    /// Without whom it cannot be decided.
    needed: Vec<&'a str>,
}

#[derive(Serialize, JsonSchema)]
struct PartyTwin<'a> {
    id: &'a str,
    name: &'a str,
    /// `signs` or `at home`.
    level: &'static str,
    /// Whose signature it ratifies.
    ratifies_for: Option<&'a str>,
    /// Whether nothing can be signed without it; null for who ratifies.
    needed: Option<bool>,
    /// Null where that is not known.
    accepts: Option<bool>,
    why_unknown: Option<Why>,
    /// What it gains against what follows its refusal; null with an order alone.
    surplus: Option<SurplusTwin>,
    /// How the package compares with what follows its refusal.
    compared: &'static str,
    /// The red line that is crossed.
    red_line: Option<&'a str>,
    /// What follows if it refuses.
    otherwise: OtherwiseTwin<'a>,
    because: Option<DecisiveTwin<'a>>,
    /// What it wants that decides, in the words of the case.
    wants: Option<&'a str>,
    /// The first of `flips`.
    flip: Option<FlipTwin<'a>>,
    /// What would turn the answer, by kind, those first that lose nobody else.
    flips: Vec<FlipTwin<'a>>,
    /// How many more there are.
    more_flips: u64,
    /// Over combinations of codings.
    codings: Option<CountTwin>,
    /// Against what follows by chance; null where no process was asked for, and where what it has otherwise is stated.
    chance: Option<ChanceTwin<'a>>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "ChanceProcess")]
pub(super) struct ProcessTwin<'a> {
    /// `uniform` or `logit`.
    choice: &'static str,
    /// Of a logit: the gain that makes a step e times as likely as staying.
    scale: Option<f64>,
    /// How likely parties are to move, next to others; 1 for whoever is not named.
    weights: Vec<WeightTwin<'a>>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "ChanceWeight")]
pub(super) struct WeightTwin<'a> {
    party: &'a str,
    weight: f64,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Chance")]
pub(super) struct ChanceTwin<'a> {
    /// The probability that the package is better than what follows.
    better: f64,
    /// That it is as good.
    same: f64,
    /// That it is worse.
    worse: f64,
    /// That it is not known how they compare.
    unknown: f64,
    /// The expected gain; null with an order alone.
    expected_surplus: Option<f64>,
    /// What follows with which probability, the likeliest first, some of them.
    ends: Vec<ChanceEndTwin<'a>>,
    /// Why no chances are told.
    not_said: Option<&'a str>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "ChanceEnd")]
pub(super) struct ChanceEndTwin<'a> {
    probability: f64,
    state: StateTwin<'a>,
}

#[derive(Serialize, JsonSchema)]
pub(super) struct SurplusTwin {
    /// Against the best of what follows.
    low: f64,
    /// Against the worst of it.
    high: f64,
}

#[derive(Serialize, JsonSchema)]
pub(super) struct OtherwiseTwin<'a> {
    /// Whether the others sign without it; null where that is not known.
    signed: Option<bool>,
    /// The state that they then bring about, where they may.
    without: Option<StateTwin<'a>>,
    /// The utility stated for having signed nothing.
    reservation: Option<String>,
    /// Where things may end up where nothing is signed.
    ends: Vec<StateTwin<'a>>,
    /// How many such states there are.
    count: u64,
    /// Whether there may be others.
    unsure: bool,
}

#[derive(Serialize, JsonSchema)]
struct FlipTwin<'a> {
    /// `term`, `payment`, `order of steps`, `guarantee`, `information` or `preference`.
    kind: &'static str,
    text: &'a str,
    /// Who could make it.
    by: Vec<&'a str>,
    /// What the party then answers.
    then: Option<bool>,
    /// How large it is, where that can be said: units paid, places on an ordered line, places in the order of statements.
    size: Option<String>,
    /// Those who accepted and would no longer.
    lost: Vec<&'a str>,
    /// Those who accepted and perhaps would no longer.
    perhaps_lost: Vec<&'a str>,
    /// Whether it would then be signed.
    signed: Option<bool>,
}

#[derive(Serialize, JsonSchema)]
struct CodingsTwin<'a> {
    combinations: u64,
    /// The parties that have several.
    parties: Vec<CodedTwin<'a>>,
    /// In how many it would be signed, would not, cannot be told; null where they were too many to run.
    signed: Option<CountTwin>,
}

#[derive(Serialize, JsonSchema)]
struct CodedTwin<'a> {
    id: &'a str,
    codings: u64,
}

#[derive(Serialize, JsonSchema)]
struct CountTwin {
    yes: u64,
    no: u64,
    unknown: u64,
}

#[derive(Serialize, JsonSchema)]
pub(super) struct InsteadTwin<'a> {
    /// How many packages would surely be signed; null where there were too many to look at.
    acceptable: Option<u64>,
    /// The nearest: those that differ in the fewest variables.
    nearest: CountersTwin<'a>,
    /// The nearest of those with the same substantive terms.
    same_substance: CountersTwin<'a>,
    /// The best ones for the proposer.
    best_for: Option<BestTwin<'a>>,
}

#[derive(Serialize, JsonSchema)]
struct BestTwin<'a> {
    party: &'a str,
    packages: CountersTwin<'a>,
}

#[derive(Serialize, JsonSchema)]
struct CountersTwin<'a> {
    /// How many there are.
    count: u64,
    /// The first of them.
    packages: Vec<CounterTwin<'a>>,
}

#[derive(Serialize, JsonSchema)]
struct CounterTwin<'a> {
    /// In how many variables it differs from the proposal.
    distance: u64,
    package: StateTwin<'a>,
}

#[derive(Serialize, JsonSchema)]
struct AfterwardsTwin<'a> {
    event: NamedTwin<'a>,
    signed: Option<bool>,
    parties: Vec<PartyTwin<'a>>,
    /// Why it cannot be said.
    not_said: Option<&'a str>,
}

impl<'a> NamedTwin<'a> {
    pub(super) fn of(named: &'a Named) -> Self {
        Self { id: &named.id, name: &named.name }
    }
}

pub(super) fn ids(named: &[Named]) -> Vec<&str> {
    named.iter().map(|named| named.id.as_str()).collect()
}

/// Billionths as the nearest number.
#[expect(clippy::cast_precision_loss, reason = "for programs that read numbers; exact numbers are text")]
fn number(billionths: i128) -> f64 {
    billionths as f64 / 1e9
}

impl SurplusTwin {
    pub(super) fn of(surplus: Surplus) -> Self {
        Self { low: number(surplus.low), high: number(surplus.high) }
    }
}

impl<'a> ProposedTwin<'a> {
    pub(super) fn of(frame: &'a FrameDescription, proposed: &'a Proposed) -> Self {
        let value = |axis: usize, value: detente_model::expression::Value| frame.axes[axis].values[usize::from(value)].id.as_str();
        Self {
            id: proposed.id.as_deref(),
            name: &proposed.name,
            by: proposed.by.as_ref().map(NamedTwin::of),
            terms: proposed
                .terms
                .iter()
                .map(|term| TermTwin {
                    variable: &frame.axes[term.axis].id,
                    from: value(term.axis, proposed.start.values[term.axis]),
                    to: value(term.axis, proposed.package.values[term.axis]),
                    term: term.sort.word(),
                    promised_by: term.promised_by.as_ref().map(|named| named.id.as_str()),
                    rule: term.rule.as_deref(),
                    needed: ids(&term.needed),
                })
                .collect(),
            freed: &proposed.freed,
            start: StateTwin::of(frame, &proposed.start),
            package: StateTwin::of(frame, &proposed.package),
        }
    }
}

impl<'a> OtherwiseTwin<'a> {
    pub(super) fn of(frame: &'a FrameDescription, otherwise: &'a Otherwise) -> Self {
        Self {
            signed: otherwise.signed.known(),
            without: otherwise.without.as_ref().map(|state| StateTwin::of(frame, state)),
            reservation: otherwise.reservation.map(exact),
            ends: otherwise.ends.iter().map(|state| StateTwin::of(frame, state)).collect(),
            count: otherwise.count,
            unsure: otherwise.unsure,
        }
    }
}

fn counters<'a>(frame: &'a FrameDescription, of: &'a CounterProposals) -> CountersTwin<'a> {
    let counter = |counter: &'a detente_model::answer::CounterProposal| CounterTwin {
        distance: counter.distance,
        package: StateTwin::of(frame, &counter.package),
    };
    CountersTwin { count: of.count, packages: of.listed.iter().map(counter).collect() }
}

impl<'a> InsteadTwin<'a> {
    pub(super) fn of(frame: &'a FrameDescription, instead: &'a Instead) -> Self {
        Self {
            acceptable: instead.acceptable,
            nearest: counters(frame, &instead.nearest),
            same_substance: counters(frame, &instead.same_substance),
            best_for: instead.best_for.as_ref().map(|(party, packages)| BestTwin { party: &party.id, packages: counters(frame, packages) }),
        }
    }
}

fn flip_twin(flip: &AcceptanceFlip) -> FlipTwin<'_> {
    let size = |size: i128| match flip.kind {
        detente_model::answer::AcceptanceFlipKind::Preference => size.to_string(),
        _ => exact(size),
    };
    FlipTwin {
        kind: flip.kind.word(),
        text: &flip.text,
        by: ids(&flip.by),
        then: flip.then.known(),
        size: flip.size.map(size),
        lost: ids(&flip.lost),
        perhaps_lost: ids(&flip.perhaps_lost),
        signed: flip.signed.known(),
    }
}

fn count_twin([yes, no, unknown]: [u64; 3]) -> CountTwin {
    CountTwin { yes, no, unknown }
}

fn party_twin<'a>(case: &Case, frame: &'a FrameDescription, party: &'a PartyAcceptance) -> PartyTwin<'a> {
    let (level, ratifies_for, needed) = match &party.level {
        Level::Signs { needed } => ("signs", None, Some(*needed)),
        Level::AtHome(signer) => ("at home", Some(signer.id.as_str()), None),
    };
    PartyTwin {
        id: &party.party.id,
        name: &party.party.name,
        level,
        ratifies_for,
        needed,
        accepts: party.accepts.known(),
        why_unknown: Why::of(party.accepts),
        surplus: party.surplus.map(SurplusTwin::of),
        compared: party.compared.word(),
        red_line: party.red_line.as_deref(),
        otherwise: OtherwiseTwin::of(frame, &party.otherwise),
        because: party.because.as_ref().map(|because| decisive_twin(case, because)),
        wants: party.wants.as_deref(),
        flip: party.flips.first().map(flip_twin),
        flips: party.flips.iter().map(flip_twin).collect(),
        more_flips: party.more_flips,
        codings: party.codings.map(count_twin),
        chance: party.chance.as_ref().map(|chance| ChanceTwin {
            better: chance.better,
            same: chance.same,
            worse: chance.worse,
            unknown: chance.unknown,
            expected_surplus: chance.gain,
            ends: chance
                .ends
                .iter()
                .map(|(state, probability)| ChanceEndTwin { probability: *probability, state: StateTwin::of(frame, state) })
                .collect(),
            not_said: chance.not_said.as_deref(),
        }),
    }
}

fn process_twin(process: &ChanceProcess) -> ProcessTwin<'_> {
    ProcessTwin {
        choice: if process.scale.is_some() { "logit" } else { "uniform" },
        scale: process.scale,
        weights: process.weights.iter().map(|(party, weight)| WeightTwin { party: &party.id, weight: *weight }).collect(),
    }
}

fn codings_twin(codings: &CodingCounts) -> CodingsTwin<'_> {
    CodingsTwin {
        combinations: codings.combinations,
        parties: codings.parties.iter().map(|(party, codings)| CodedTwin { id: &party.id, codings: *codings }).collect(),
        signed: codings.signed.map(count_twin),
    }
}

fn afterwards_twin<'a>(case: &Case, frame: &'a FrameDescription, then: &'a Afterwards) -> AfterwardsTwin<'a> {
    AfterwardsTwin {
        event: NamedTwin::of(&then.event),
        signed: then.signed.known(),
        parties: then.parties.iter().map(|party| party_twin(case, frame, party)).collect(),
        not_said: then.not_said.as_deref(),
    }
}

/// Writes whether a proposal is accepted as JSON. `case` is the one that was analysed.
///
/// # Errors
/// `out` fails.
pub fn write_acceptance_json(mut out: impl io::Write, case: &Case, answer: &Answer<AcceptanceFinding>) -> io::Result<()> {
    let finding = &answer.finding;
    let frame = &finding.frame;
    let document = Document::of(
        "acceptance",
        case,
        frame,
        answer,
        ResultTwin {
            frame: FrameTwin::of(frame),
            proposal: ProposedTwin::of(frame, &finding.proposed),
            horizon: finding.horizon,
            chance: finding.chance.as_ref().map(process_twin),
            parties: finding.parties.iter().map(|party| party_twin(case, frame, party)).collect(),
            signed: finding.signed.known(),
            codings: finding.codings.as_ref().map(codings_twin),
            sureness: &finding.sureness,
            likelihood: None,
            instead: finding.instead.as_ref().map(|instead| InsteadTwin::of(frame, instead)),
            then: finding.afterwards.as_ref().map(|then| afterwards_twin(case, frame, then)),
            remarks: &finding.remarks,
            certificates: finding.certificates.iter().map(|certified| twin(case, certified)).collect(),
            uncertified: finding.uncertified,
        },
    );
    serde_json::to_writer_pretty(&mut out, &document)?;
    out.write_all(b"\n")
}

/// Writes whether a proposal is accepted as CSV, a line for each party: `party`, `level` (`signs`, `at home`), `ratifies_for`, `needed`, `accepts`, `low`,
/// `high` (surplus; empty with an order alone), `compared`, `flip_kind`, `flip`, `flip_by` (joined by `+`), `codings_yes`, `codings_no`, `codings_unknown`,
/// `after` (the event; empty for now).
///
/// # Errors
/// `out` fails.
pub fn write_acceptance_csv(out: impl io::Write, finding: &AcceptanceFinding) -> io::Result<()> {
    let mut out = Sheet::from_writer(out);
    out.write_record([
        "party",
        "level",
        "ratifies_for",
        "needed",
        "accepts",
        "low",
        "high",
        "compared",
        "flip_kind",
        "flip",
        "flip_by",
        "codings_yes",
        "codings_no",
        "codings_unknown",
        "after",
    ])?;
    let now = finding.parties.iter().map(|party| (party, ""));
    let then = finding.afterwards.iter().flat_map(|then| then.parties.iter().map(|party| (party, then.event.id.as_str())));
    for (party, after) in now.chain(then) {
        let (level, signer, needed) = match &party.level {
            Level::Signs { needed } => ("signs", "", if *needed { "yes" } else { "no" }),
            Level::AtHome(signer) => ("at home", signer.id.as_str(), ""),
        };
        let flip = party.flips.first();
        let codings = |at: usize| party.codings.map_or(String::new(), |counts| counts[at].to_string());
        out.write_record([
            party.party.id.clone(),
            level.to_owned(),
            signer.to_owned(),
            needed.to_owned(),
            word(party.accepts).to_owned(),
            party.surplus.map_or(String::new(), |surplus| exact(surplus.low)),
            party.surplus.map_or(String::new(), |surplus| exact(surplus.high)),
            party.compared.word().to_owned(),
            flip.map_or(String::new(), |flip| flip.kind.word().to_owned()),
            flip.map_or(String::new(), |flip| flip.text.clone()),
            flip.map_or(String::new(), |flip| ids(&flip.by).join("+")),
            codings(0),
            codings(1),
            codings(2),
            after.to_owned(),
        ])?;
    }
    out.flush()
}
