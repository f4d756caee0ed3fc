//! The document beside the model: from each passage to the assumptions on it, and what nothing rests on.

use super::Section;
use crate::page::{ReportInput, Templates};
use crate::words::{found, ranges};
use detente_model::answer::{Address, EvidenceFinding, PassageFinding, PassageStatus, SourceFinding};
use minijinja::{Value, context};

/// The anchor of a cited sentence.
pub(crate) fn anchor(source: &str, address: Address) -> String {
    format!("at-{source}-{}-{}", address.turn, address.sentence)
}

/// Whether a source's part of the list is under headings of turns.
fn has_turns(passages: &[&PassageFinding]) -> bool {
    passages.iter().any(|passage| passage.address.is_some())
}

/// What is to be told about a status behind its word.
fn remark(status: &PassageStatus) -> String {
    let address = |at: &Address| format!("{}.{}", at.turn, at.sentence);
    match status {
        PassageStatus::Moved(at) => format!("the sentence cited is now {}", address(at)),
        PassageStatus::Ambiguous(at) => {
            format!("sentences like the one cited are now {}", crate::words::list(&at.iter().map(address).collect::<Vec<_>>()))
        }
        PassageStatus::Lost => "the sentence cited is not in the file".into(),
        PassageStatus::Unchecked(digest) => format!("cited without a digest; that of this sentence is {digest}"),
        PassageStatus::Ok | PassageStatus::NoSource | PassageStatus::ByHand => String::new(),
    }
}

/// A row of the list. Only the first passage at an address has the anchor of that address.
fn row(finding: &EvidenceFinding, passage: &PassageFinding, looked_up: bool, is_first: bool) -> Value {
    let source = &finding.sources[passage.source].id;
    let place = match passage.address {
        Some(address) => format!("{}.{}", address.turn, address.sentence),
        None => passage.place.clone(),
    };
    let on: Vec<String> = finding.resting_on(passage).into_iter().map(|assumption| assumption.name.clone()).collect();
    context! {
        anchor => passage.address.filter(|_| is_first).map(|address| anchor(source, address)),
        place => if place.is_empty() { "as a whole".to_owned() } else { place },
        status => passage.address.filter(|_| looked_up).map(|_| passage.status.word()),
        open => passage.status.is_open(),
        remark => remark(&passage.status),
        // what stands there now is shown as what is cited only where it is that
        reads => passage.reads.clone().filter(|_| !passage.status.is_open() || matches!(passage.status, PassageStatus::Unchecked(_))),
        on,
    }
}

/// The passages of a source, under its turns.
fn source(finding: &EvidenceFinding, index: usize, described: &SourceFinding) -> Option<Value> {
    let passages: Vec<&PassageFinding> = finding.passages.iter().filter(|passage| passage.source == index).collect();
    if passages.is_empty() {
        return None;
    }
    let looked_up = !described.turns.is_empty();
    let mut turns: Vec<(Option<u32>, String, Vec<Value>)> = Vec::new();
    let mut last = None;
    for passage in &passages {
        let turn = passage.address.map(|address| address.turn);
        if turns.last().is_none_or(|(before, _, _)| *before != turn) {
            turns.push((turn, passage.speaker.clone(), Vec::new()));
        }
        let is_first = passage.address != last;
        last = passage.address;
        if let Some((_, _, rows)) = turns.last_mut() {
            rows.push(row(finding, passage, looked_up, is_first));
        }
    }
    let under_turns = has_turns(&passages);
    let turns: Vec<Value> = turns
        .into_iter()
        .map(|(turn, speaker, rows)| {
            let head = match turn {
                Some(0) => "Before the first turn".to_owned(),
                Some(turn) => format!("Turn {turn}"),
                None if under_turns => "Cited in another way".to_owned(),
                None => String::new(),
            };
            context! { head, speaker, rows }
        })
        .collect();
    Some(context! { id => described.id.clone(), title => described.title.clone(), turns })
}

/// What every citation leads to.
#[must_use]
pub fn section(templates: &Templates, input: &ReportInput<'_>) -> Option<Section> {
    let answer = input.evidence?;
    let finding = &answer.finding;
    let sources: Vec<Value> =
        finding.sources.iter().enumerate().filter_map(|(index, described)| source(finding, index, described)).collect();
    let files: Vec<Value> = finding
        .sources
        .iter()
        .filter(|source| source.file.is_some() || source.problem.is_some())
        .map(|source| {
            let differs = source.file.as_ref().is_some_and(|file| file.is_same == Some(false));
            context! { id => source.id.clone(), found => source.file.as_ref().map(found), differs, problem => source.problem.clone() }
        })
        .collect();
    let looked_up = finding.sources.iter().any(|source| !source.turns.is_empty());
    let wrong: Vec<Value> = finding
        .passages
        .iter()
        .filter(|passage| passage.status.is_open() && passage.status != PassageStatus::NoSource)
        .map(|passage| {
            let on: Vec<String> = finding.resting_on(passage).into_iter().map(|assumption| assumption.name.clone()).collect();
            context! { cite => finding.cited(passage), status => passage.status.word(), remark => remark(&passage.status), on }
        })
        .collect();
    if sources.is_empty() {
        return None;
    }
    let values = context! { headline => answer.headline.clone(), files, looked_up, wrong, sources };
    Some(Section::new("passages", "From passages to assumptions", templates.fill("evidence.html", values)))
}

/// The sentences that nothing rests on.
#[must_use]
pub fn unused(templates: &Templates, input: &ReportInput<'_>) -> Option<Section> {
    let finding = &input.evidence?.finding;
    let records: Vec<Value> = finding
        .sources
        .iter()
        .filter(|source| !source.turns.is_empty())
        .map(|source| {
            let all: u64 = source.turns.iter().map(|turn| u64::from(turn.sentences)).sum();
            let unused: usize = source.turns.iter().map(|turn| turn.unused.len()).sum();
            let turns: Vec<Value> = source
                .turns
                .iter()
                .filter(|turn| !turn.unused.is_empty())
                .map(|turn| {
                    let which = if turn.unused.len() == turn.sentences as usize { "all".to_owned() } else { ranges(&turn.unused) };
                    let speaker = if turn.turn == 0 { "before the first turn" } else { &turn.speaker };
                    context! { turn => turn.turn, speaker, which, number => turn.unused.len(), sentences => turn.sentences }
                })
                .collect();
            context! { title => source.title.clone(), all, unused, turns }
        })
        .collect();
    if records.is_empty() {
        return None;
    }
    Some(Section::new("unused", "What nothing rests on", templates.fill("unused.html", context! { records })))
}
