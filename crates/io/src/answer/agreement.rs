//! Analyses of agreement as JSON (`detente/agreement/1`) and CSV.

use super::certificate::{CertificateTwin, twin};
use super::document::Document;
use super::frame::{FrameTwin, csv_fields, csv_header, values};
use super::json::{Fields, Streamed, Why, word};
use super::sheet::Sheet;
use super::stability::CountTwin;
use detente_model::Case;
use detente_model::answer::{AgreementFinding, AgreementVerdict, Answer, Certified, StateDescription};
use schemars::JsonSchema;
use serde::Serialize;
use std::io;

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "AgreementResult")]
pub(crate) struct ResultTwin<'a> {
    frame: FrameTwin<'a>,
    /// The parties that can move or have a say in an issue, in file order.
    parties: Vec<&'a str>,
    /// The issues that vary.
    issues: Vec<IssueTwin<'a>>,
    /// What would leave the status quo, the smallest sets of parties first.
    from_status_quo: Vec<OfferTwin<'a>>,
    /// How many states are stable.
    stable: CountTwin,
    /// How many findings that are known have no certificate: that no set of parties has a joint improvement could only be tried out again.
    uncertified: u64,
    /// The states in order.
    states: Vec<Row<'a>>,
}

#[derive(Serialize, JsonSchema)]
struct IssueTwin<'a> {
    /// The name in expressions.
    id: &'a str,
    /// The rules in order, the first that applies deciding.
    rules: Vec<RuleTwin<'a>>,
}

#[derive(Serialize, JsonSchema)]
struct RuleTwin<'a> {
    /// As it was written.
    rule: &'a str,
    /// Whether it applies in some states only.
    conditional: bool,
    /// The smallest sets of parties that satisfy it; null where they are too many to list.
    smallest: Option<Vec<Vec<&'a str>>>,
}

#[derive(Serialize, JsonSchema)]
struct Row<'a> {
    /// Its number among the feasible states, from 1.
    ordinal: u64,
    /// Its number in the option form; null where a column has other values than no and yes.
    decimal: Option<u64>,
    /// Its name; null but in a graph case.
    name: Option<&'a str>,
    /// The value of each variable.
    values: Fields<'a, &'a str>,
    /// Whether no set of parties has a joint improvement; null where that is not known.
    stable: Option<bool>,
    /// Why that is not known; null where it is.
    why_unknown: Option<Why>,
    /// A joint improvement; null where there surely is none or that is not known.
    left_by: Option<DepartureTwin<'a>>,
    /// What proves that the state is left.
    certificates: Vec<CertificateTwin>,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "JointDeparture")]
struct DepartureTwin<'a> {
    /// Who agrees on it. Nobody among them can be spared.
    members: Vec<&'a str>,
    /// The ordinal of the state to which it leads.
    to: u64,
}

#[derive(Serialize, JsonSchema)]
#[schemars(rename = "JointOffer")]
struct OfferTwin<'a> {
    /// Who would have to agree. Nobody among them can be spared.
    members: Vec<&'a str>,
    /// How many states are better for all of them.
    states: u64,
    /// The ordinal of one of these: that which differs from the status quo in the fewest columns, and of several the first.
    to: u64,
}

fn ids<'a>(finding: &'a AgreementFinding, members: &[usize]) -> Vec<&'a str> {
    members.iter().map(|member| finding.parties[*member].id.as_str()).collect()
}

impl<'a> Row<'a> {
    fn of(case: &Case, finding: &'a AgreementFinding, number: usize, row: &AgreementVerdict, state: &'a StateDescription) -> Self {
        Self {
            ordinal: state.ordinal,
            decimal: state.decimal,
            name: state.name.as_deref(),
            values: values(&finding.frame, state),
            stable: row.stable.known(),
            why_unknown: Why::of(row.stable),
            left_by: row.left_by.as_ref().map(|departure| DepartureTwin { members: ids(finding, &departure.members()), to: departure.to }),
            certificates: finding.certificate(number).map(|joint| twin(case, &Certified::Consent(joint.clone()))).into_iter().collect(),
        }
    }
}

/// Writes an analysis of agreement as JSON.
///
/// # Errors
/// `out` fails.
pub fn write_agreement_json(out: impl io::Write, case: &Case, answer: &Answer<AgreementFinding>) -> io::Result<()> {
    let finding = &answer.finding;
    let frame = &finding.frame;
    let document = Document::of(
        "agreement",
        case,
        frame,
        answer,
        ResultTwin {
            frame: FrameTwin::of(frame),
            parties: finding.parties.iter().map(|party| party.id.as_str()).collect(),
            issues: finding
                .issues
                .iter()
                .map(|issue| IssueTwin {
                    id: &frame.axes[issue.axis].id,
                    rules: issue
                        .rules
                        .iter()
                        .map(|rule| RuleTwin {
                            rule: &rule.text,
                            conditional: rule.conditional,
                            smallest: rule.smallest.as_ref().map(|sets| sets.iter().map(|set| ids(finding, set)).collect()),
                        })
                        .collect(),
                })
                .collect(),
            from_status_quo: finding
                .from_status_quo
                .iter()
                .map(|offer| OfferTwin { members: ids(finding, &offer.departure.members()), states: offer.states, to: offer.departure.to })
                .collect(),
            stable: CountTwin::of(&finding.stable),
            uncertified: finding.uncertified,
            states: Vec::new(),
        },
    );
    let mut out = Streamed::begin(out, &document, &case.edits)?;
    finding
        .states
        .iter()
        .enumerate()
        .try_for_each(|(number, row)| out.row(&Row::of(case, finding, number, row, &finding.state(number))))?;
    out.finish(&answer.made).map(|_| ())
}

/// Writes an analysis of agreement as CSV: `ordinal`, `decimal`, `name`, a column for each variable, then `stable` with `yes`, `no` or `unknown`, `left_by`
/// with the parties that agree, joined by `+`, and `to`.
///
/// # Errors
/// `out` fails.
pub fn write_agreement_csv(out: impl io::Write, finding: &AgreementFinding) -> io::Result<()> {
    let mut out = Sheet::from_writer(out);
    let mut header = csv_header(&finding.frame);
    header.extend(["stable", "left_by", "to"].map(str::to_owned));
    out.write_record(header)?;
    for (number, row) in finding.states.iter().enumerate() {
        csv_fields(&mut out, &finding.frame, &finding.state(number))?;
        out.write_field(word(row.stable))?;
        out.write_field(row.left_by.as_ref().map_or(String::new(), |departure| ids(finding, &departure.members()).join("+")))?;
        out.write_field(row.left_by.as_ref().map_or(String::new(), |departure| departure.to.to_string()))?;
        out.write_record(None::<&[u8]>)?;
    }
    out.flush()
}
