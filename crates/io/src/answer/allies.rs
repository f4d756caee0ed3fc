//! Who stands with whom, as JSON (`detente/allies/1`) and CSV.

use super::frame::{FrameTwin, StateTwin};
use super::json::Fields;
use super::levers::ConcernedTwin;
use super::made::{MadeTwin, Question, ReasonTwin, reasons};
use super::sheet::Sheet;
use detente_model::Case;
use detente_model::answer::{Alignment, AlliedIssue, AlliesFinding, Answer, Bid, Stance};
use schemars::JsonSchema;
use serde::Serialize;
use std::io;

/// Who stands with whom on what, and who could be won with what.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "détente: allies")]
pub(crate) struct Document<'a> {
    #[schemars(extend("const" = "detente/allies/1"))]
    schema: &'static str,
    question: Question<'a>,
    /// One sentence in plain words.
    headline: &'a str,
    because: Vec<ReasonTwin<'a>>,
    result: ResultTwin<'a>,
    made: MadeTwin<'a>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "AlliesResult")]
struct ResultTwin<'a> {
    frame: FrameTwin<'a>,
    /// All else is as here.
    start: StateTwin<'a>,
    /// The parties that can move, have a say, or of whom something is stated, in file order.
    parties: Vec<ConcernedTwin<'a>>,
    issues: Vec<IssueTwin<'a>>,
    /// How parties stand to each other over all these issues.
    pairs: Vec<PairTwin<'a>>,
    /// Sets of more changes than this were not tried.
    most_changes: usize,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "AlliedIssue")]
struct IssueTwin<'a> {
    /// The name in expressions, or the expression.
    id: &'a str,
    name: &'a str,
    /// The values that are possible with all else as it stands.
    values: Vec<&'a str>,
    present: &'a str,
    /// Values, by their names for readers, that are not.
    impossible: &'a [String],
    stances: Fields<'a, StanceTwin<'a>>,
    /// For each value the parties for which it is a best one.
    camps: Fields<'a, Vec<&'a str>>,
    winnings: Vec<WinningTwin<'a>>,
}

#[derive(Serialize, JsonSchema)]
struct StanceTwin<'a> {
    /// The values from best to worst, ties together; null where something about it is not known.
    order: Option<Vec<Vec<&'a str>>>,
    /// The values surely at least as good as all others; empty where that is not known.
    best: Vec<&'a str>,
    /// The values surely at most as good as all others.
    worst: Vec<&'a str>,
    indifferent: bool,
    /// Whether the order is the same whatever else happens; null where that was not examined.
    unconditional: Option<bool>,
    /// The variables on which it depends; null where that was not examined.
    depends_on: Option<Vec<&'a str>>,
}

#[derive(Serialize, JsonSchema)]
struct PairTwin<'a> {
    one: &'a str,
    other: &'a str,
    /// On how many issues they share a best value.
    same: u64,
    /// On how many they do not.
    differ: u64,
    /// On how many of these what is best for each is worst for the other.
    opposed: u64,
    /// On how many one of them is indifferent.
    indifferent: u64,
    unknown: u64,
}

#[derive(Serialize, JsonSchema)]
struct WinningTwin<'a> {
    party: &'a str,
    value: &'a str,
    /// How many changes it takes beside the issue itself; null: more than were tried.
    changes: Option<usize>,
    /// How many smallest ways there are.
    count: u64,
    ways: Vec<BidTwin<'a>>,
}

#[derive(Serialize, JsonSchema)]
struct BidTwin<'a> {
    changes: Vec<ChangeTwin<'a>>,
    /// The ordinal of the state with all of it.
    to: u64,
    /// Whether it is even at least as good for the party as its own best value with nothing else changed; null where not known.
    as_good_as_its_best: Option<bool>,
    /// For each giver whether that state is no worse for it than things as they stand; null where not known.
    no_worse_for: Fields<'a, Option<bool>>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Concession")]
struct ChangeTwin<'a> {
    variable: &'a str,
    value: &'a str,
    /// Who can make it alone; or all whom the rule of consent names.
    givers: Vec<&'a str>,
    /// The rule of consent that applies; null where somebody can make it alone, or nobody can.
    rule: Option<&'a str>,
}

fn names<'a>(issue: &'a AlliedIssue, values: &[usize]) -> Vec<&'a str> {
    values.iter().map(|value| issue.values[*value].0.as_str()).collect()
}

fn ids(finding: &AlliesFinding, parties: impl IntoIterator<Item = usize>) -> Vec<&str> {
    parties.into_iter().map(|party| finding.parties[party].id.as_str()).collect()
}

fn stance_twin<'a>(finding: &'a AlliesFinding, issue: &'a AlliedIssue, stance: &'a Stance) -> StanceTwin<'a> {
    StanceTwin {
        order: stance.tiers.as_ref().map(|tiers| tiers.iter().map(|tier| names(issue, tier)).collect()),
        best: names(issue, &stance.best),
        worst: names(issue, &stance.worst),
        indifferent: stance.indifferent,
        unconditional: stance.depends_on.as_ref().map(Vec::is_empty),
        depends_on: stance.depends_on.as_ref().map(|axes| axes.iter().map(|axis| finding.frame.axes[*axis].id.as_str()).collect()),
    }
}

fn bid_twin<'a>(finding: &'a AlliesFinding, bid: &'a Bid) -> BidTwin<'a> {
    BidTwin {
        changes: bid
            .changes
            .iter()
            .map(|change| {
                let axis = &finding.frame.axes[change.axis];
                ChangeTwin {
                    variable: &axis.id,
                    value: &axis.values[usize::from(change.value)].id,
                    givers: ids(finding, change.givers.iter().copied()),
                    rule: change.rule.as_deref(),
                }
            })
            .collect(),
        to: bid.to.ordinal,
        as_good_as_its_best: bid.as_good_as_its_best.known(),
        no_worse_for: Fields(bid.givers.iter().map(|(giver, found)| (finding.parties[*giver].id.as_str(), found.known())).collect()),
    }
}

fn issue_twin<'a>(finding: &'a AlliesFinding, issue: &'a AlliedIssue) -> IssueTwin<'a> {
    let party = |party: usize| finding.parties[party].id.as_str();
    IssueTwin {
        id: &issue.id,
        name: &issue.name,
        values: issue.values.iter().map(|(id, _)| id.as_str()).collect(),
        present: issue.values.get(issue.present).map_or("", |(id, _)| id),
        impossible: &issue.impossible,
        stances: Fields(issue.stances.iter().enumerate().map(|(at, stance)| (party(at), stance_twin(finding, issue, stance))).collect()),
        camps: Fields(
            issue
                .values
                .iter()
                .enumerate()
                .map(|(value, (id, _))| (id.as_str(), ids(finding, AlliesFinding::camp(issue, value))))
                .collect(),
        ),
        winnings: issue
            .winnings
            .iter()
            .map(|winning| WinningTwin {
                party: party(winning.party),
                value: &issue.values[winning.value].0,
                changes: winning.changes,
                count: winning.count,
                ways: winning.bids.iter().map(|bid| bid_twin(finding, bid)).collect(),
            })
            .collect(),
    }
}

/// Writes who stands with whom as JSON.
///
/// # Errors
/// `out` fails.
pub fn write_allies_json(mut out: impl io::Write, case: &Case, answer: &Answer<AlliesFinding>) -> io::Result<()> {
    let finding = &answer.finding;
    let frame = &finding.frame;
    let mut pairs = Vec::new();
    for (one, row) in finding.together.iter().enumerate() {
        for (other, together) in row.iter().enumerate().skip(one + 1) {
            pairs.push(PairTwin {
                one: &finding.parties[one].id,
                other: &finding.parties[other].id,
                same: together.same,
                differ: together.differ,
                opposed: together.opposed,
                indifferent: together.indifferent,
                unknown: together.unknown,
            });
        }
    }
    let document = Document {
        schema: "detente/allies/1",
        question: Question {
            analysis: "allies",
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
            start: StateTwin::of(frame, &finding.start),
            parties: finding.parties.iter().map(ConcernedTwin::of).collect(),
            issues: finding.issues.iter().map(|issue| issue_twin(finding, issue)).collect(),
            pairs,
            most_changes: finding.most_changes,
        },
        made: MadeTwin::of(case, &answer.made),
    };
    serde_json::to_writer_pretty(&mut out, &document)?;
    out.write_all(b"\n")
}

/// Writes who stands with whom as CSV, a line for each issue and party: `issue`, `party`, `order` (`a > b = c`, empty where something is not known), `best`, `worst`
/// (values joined by `+`), `unconditional`, `depends_on` (joined by `+`), then `with:PARTY` for each party: `same`, `differ`, `opposed`, `indifferent`, `unknown`.
///
/// # Errors
/// `out` fails.
pub fn write_allies_csv(out: impl io::Write, finding: &AlliesFinding) -> io::Result<()> {
    let mut out = Sheet::from_writer(out);
    let mut header = ["issue", "party", "order", "best", "worst", "unconditional", "depends_on"].map(str::to_owned).to_vec();
    header.extend(finding.parties.iter().map(|party| format!("with:{}", party.id)));
    out.write_record(header)?;
    for issue in &finding.issues {
        for (party, stance) in finding.parties.iter().zip(&issue.stances) {
            out.write_field(&issue.id)?;
            out.write_field(&party.id)?;
            let tiers = stance.tiers.as_ref().map(|tiers| tiers.iter().map(|tier| names(issue, tier).join(" = ")).collect::<Vec<_>>());
            out.write_field(tiers.map_or(String::new(), |tiers| tiers.join(" > ")))?;
            out.write_field(names(issue, &stance.best).join("+"))?;
            out.write_field(names(issue, &stance.worst).join("+"))?;
            out.write_field(match &stance.depends_on {
                None => "unknown",
                Some(axes) if axes.is_empty() => "yes",
                Some(_) => "no",
            })?;
            let axes = stance.depends_on.iter().flatten().map(|axis| finding.frame.axes[*axis].id.as_str());
            out.write_field(axes.collect::<Vec<_>>().join("+"))?;
            for other in &issue.stances {
                out.write_field(Alignment::of(stance, other).word())?;
            }
            out.write_record(None::<&[u8]>)?;
        }
    }
    out.flush()
}
