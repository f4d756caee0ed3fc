//! Refusals as JSON (`detente/refusal/1`) and CSV.

use super::acceptance::{InsteadTwin, NamedTwin, OtherwiseTwin, ProposedTwin, SurplusTwin, ids};
use super::document::Document;
use super::explanation::{DecisiveTwin, decisive_twin};
use super::frame::FrameTwin;
use super::json::word;
use super::sheet::Sheet;
use detente_model::Case;
use detente_model::answer::{Answer, Balance, RefusalFinding};
use detente_model::order::Standing;
use schemars::JsonSchema;
use serde::Serialize;
use std::io;

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "RefusalResult")]
pub(crate) struct ResultTwin<'a> {
    frame: FrameTwin<'a>,
    proposal: ProposedTwin<'a>,
    /// So many steps are followed where nothing is signed; null: all.
    horizon: Option<u64>,
    /// Who refuses, by its name in expressions.
    party: &'a str,
    /// Whether nothing can be signed without it.
    needed: bool,
    /// Whether its consent counts.
    counts: bool,
    /// Whether it would accept if nobody else refused; null where that is not known.
    accepts: Option<bool>,
    /// Who refuses with it.
    joiners: Vec<JoinerTwin<'a>>,
    /// In which groups it stands alone.
    isolation: Vec<IsolationTwin<'a>>,
    /// What happens then.
    then: OtherwiseTwin<'a>,
    /// What follows, against the package.
    against_package: BalanceTwin<'a>,
    /// What follows, against the state of affairs.
    against_start: BalanceTwin<'a>,
    /// The terms of the package that come about in all that may follow.
    kept: Vec<&'a str>,
    /// Those that come about in none of it.
    lost: Vec<&'a str>,
    /// Those that come about in some, or that is not known.
    open: Vec<&'a str>,
    /// Whether the refusal could be held later.
    phases: Vec<PhaseTwin<'a>>,
    /// The nearest packages that it and whoever else is needed would sign.
    instead: InsteadTwin<'a>,
    /// What was left out.
    remarks: &'a [String],
}

#[derive(Serialize, JsonSchema)]
struct JoinerTwin<'a> {
    party: &'a str,
    /// Whether it surely refuses; perhaps otherwise.
    surely: bool,
    /// In which round.
    round: u64,
}

#[derive(Serialize, JsonSchema)]
struct IsolationTwin<'a> {
    group: &'a str,
    members: Vec<&'a str>,
    /// Those who surely refuse with it.
    with: Vec<&'a str>,
    /// Those who perhaps do.
    perhaps: Vec<&'a str>,
    /// Null where that is not known.
    isolated: Option<bool>,
}

#[derive(Serialize, JsonSchema)]
struct BalanceTwin<'a> {
    /// `better`, `worse` or `equal` for the party; null where it depends or is not known.
    standing: Option<&'static str>,
    /// What it has then, less what it would have; null with an order alone.
    difference: Option<SurplusTwin>,
    because: Option<DecisiveTwin<'a>>,
}

#[derive(Serialize, JsonSchema)]
struct PhaseTwin<'a> {
    event: NamedTwin<'a>,
    /// Whether its consent is still needed then; null where the question no longer arises.
    needed: Option<bool>,
    /// Whether its consent still counts.
    counts: bool,
    /// Whether it would then accept; null where that is not known.
    accepts: Option<bool>,
    /// Whether the others would then sign without it; null where that is not known.
    signed_without: Option<bool>,
    /// Why it cannot be said.
    not_said: Option<&'a str>,
}

fn standing_word(standing: Standing) -> Option<&'static str> {
    match standing {
        Standing::Better => Some("better"),
        Standing::Indifferent => Some("equal"),
        Standing::Worse => Some("worse"),
        Standing::Unknown => None,
    }
}

fn balance_twin<'a>(case: &Case, balance: &'a Balance) -> BalanceTwin<'a> {
    BalanceTwin {
        standing: balance.standing.and_then(standing_word),
        difference: balance.difference.map(SurplusTwin::of),
        because: balance.because.as_ref().map(|because| decisive_twin(case, because)),
    }
}

fn result_twin<'a>(case: &Case, finding: &'a RefusalFinding) -> ResultTwin<'a> {
    let frame = &finding.frame;
    let terms = |at: &[usize]| at.iter().map(|at| frame.axes[finding.proposed.terms[*at].axis].id.as_str()).collect();
    ResultTwin {
        frame: FrameTwin::of(frame),
        proposal: ProposedTwin::of(frame, &finding.proposed),
        horizon: finding.horizon,
        party: &finding.party.id,
        needed: finding.needed,
        counts: finding.counts,
        accepts: finding.accepts.known(),
        joiners: finding
            .joiners
            .iter()
            .map(|joiner| JoinerTwin { party: &joiner.party.id, surely: joiner.surely, round: joiner.round })
            .collect(),
        isolation: finding
            .isolation
            .iter()
            .map(|isolation| IsolationTwin {
                group: &isolation.group,
                members: ids(&isolation.members),
                with: ids(&isolation.with),
                perhaps: ids(&isolation.perhaps),
                isolated: isolation.isolated.known(),
            })
            .collect(),
        then: OtherwiseTwin::of(frame, &finding.then),
        against_package: balance_twin(case, &finding.against_package),
        against_start: balance_twin(case, &finding.against_start),
        kept: terms(&finding.kept),
        lost: terms(&finding.lost),
        open: terms(&finding.open),
        phases: finding
            .phases
            .iter()
            .map(|phase| PhaseTwin {
                event: NamedTwin::of(&phase.event),
                needed: phase.needed,
                counts: phase.counts,
                accepts: phase.accepts.and_then(detente_model::answer::Finding::known),
                signed_without: phase.signed_without.and_then(detente_model::answer::Finding::known),
                not_said: phase.not_said.as_deref(),
            })
            .collect(),
        instead: InsteadTwin::of(frame, &finding.instead),
        remarks: &finding.remarks,
    }
}

/// Writes what follows a refusal as JSON. `case` is the one that was analysed.
///
/// # Errors
/// `out` fails.
pub fn write_refusal_json(mut out: impl io::Write, case: &Case, answer: &Answer<RefusalFinding>) -> io::Result<()> {
    let document = Document::of("refusal", case, &answer.finding.frame, answer, result_twin(case, &answer.finding));
    serde_json::to_writer_pretty(&mut out, &document)?;
    out.write_all(b"\n")
}

/// Writes refusals as CSV, a line for each group in which the party may stand alone: `proposal`, `party`, `accepts`, `group`, `isolated`, `with`, `perhaps`
/// (joined by `+`), `signed_without`, `against_package`, `against_start` (`better`, `equal`, `worse`; empty where it depends or is not known).
///
/// # Errors
/// `out` fails.
pub fn write_refusal_csv<'a>(out: impl io::Write, findings: impl IntoIterator<Item = &'a RefusalFinding>) -> io::Result<()> {
    let mut out = Sheet::from_writer(out);
    out.write_record([
        "proposal",
        "party",
        "accepts",
        "group",
        "isolated",
        "with",
        "perhaps",
        "signed_without",
        "against_package",
        "against_start",
    ])?;
    let standing = |balance: &Balance| balance.standing.and_then(standing_word).unwrap_or_default();
    for finding in findings {
        for isolation in &finding.isolation {
            out.write_record([
                finding.proposed.id.as_deref().unwrap_or(&finding.proposed.name),
                &finding.party.id,
                word(finding.accepts),
                &isolation.group,
                word(isolation.isolated),
                &ids(&isolation.with).join("+"),
                &ids(&isolation.perhaps).join("+"),
                word(finding.then.signed),
                standing(&finding.against_package),
                standing(&finding.against_start),
            ])?;
        }
    }
    out.flush()
}
