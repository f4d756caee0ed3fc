//! Each citation looked up in the record of its source. Pure.

use crate::record::{Digest, Record};
use detente_model::Case;
use detente_model::answer::{
    Address, Answer, AssumptionFinding, CitationFinding, EvidenceFinding, Made, PassageFinding, PassageStatus, SourceFile, SourceFinding,
    TurnCoverage,
};
use detente_model::assumption::{Assumption, Share};
use detente_model::evidence::{Citation, Locator, Passage};
use detente_model::index::{Id, SourceId};
use std::collections::{BTreeMap, BTreeSet};

/// What was found of a source.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// The file, if there is one.
    pub file: Option<SourceFile>,
    /// What is in it, if that is a record.
    pub record: Option<Record>,
    /// Why there is no file or no record, if there is something to say.
    pub problem: Option<String>,
}

/// Looks every citation of a case up: `found` has what was found of each source; sources that it lacks were not found.
///
/// # Complexity
/// Linear in the size of the records and the number of citations, up to a logarithm; each citation whose digest is not at its number
/// costs one walk through the record.
#[must_use]
pub fn resolve(case: &Case, found: &BTreeMap<SourceId, Found>) -> Answer<EvidenceFinding> {
    let assumptions = case.assumptions();
    // a citation that stands with a list is one citation of all that the list holds
    let mut places: BTreeMap<(SourceId, &Locator), usize> = BTreeMap::new();
    for citation in assumptions.iter().flat_map(Assumption::citations) {
        places.entry((citation.source, &citation.locator)).or_default();
    }
    for (number, place) in places.values_mut().enumerate() {
        *place = number;
    }
    let mut passages: Vec<PassageFinding> =
        places.keys().map(|(source, locator)| passage(*source, locator, &case.sources[*source], found.get(source))).collect();
    let mut citations: Vec<CitationFinding> = Vec::new();
    let mut known: BTreeMap<*const Citation, usize> = BTreeMap::new();
    let mut listed: Vec<AssumptionFinding> = Vec::new();
    for (number, assumption) in assumptions.iter().enumerate() {
        let own = assumption.citations().map(|citation| {
            // the same citation, not an equal one: it is known by where it stands in memory
            let place = *known.entry(std::ptr::from_ref(citation)).or_insert_with(|| {
                let passage = places[&(citation.source, &citation.locator)];
                passages[passage].citations.push(citations.len());
                citations.push(CitationFinding { passage, assumptions: Vec::new(), span: citation.span });
                citations.len() - 1
            });
            citations[place].assumptions.push(number);
            place
        });
        listed.push(AssumptionFinding {
            citations: own.collect(),
            name: assumption.to_string(),
            kind: assumption.kind,
            party: assumption.party.map(|party| case.parties[party].id.clone()),
            grade: assumption.basis.grade.or_else(|| assumption.shared.and_then(|shared| shared.grade)),
        });
    }
    let sources = case.sources.enumerated().map(|(id, source)| {
        let found = found.get(&id);
        SourceFinding {
            id: source.id.clone(),
            title: source.title.clone(),
            numbered: source.numbering.is_some(),
            file: found.and_then(|found| found.file.clone()),
            problem: found.and_then(|found| found.problem.clone()),
            turns: match found.and_then(|found| found.record.as_ref()) {
                Some(record) if source.numbering.is_some() => {
                    coverage(record, passages.iter().filter(|passage| passage.source == id.index()))
                }
                Some(_) | None => Vec::new(),
            },
        }
    });
    let finding = EvidenceFinding {
        case: case.title.clone(),
        sources: sources.collect(),
        passages,
        citations,
        assumptions: listed,
        by_party: Share::by_party(case, &assumptions),
        by_kind: Share::by_kind(&assumptions),
    };
    let made = Made {
        method: format!("each citation looked up by turn and sentence and compared by digest, numbering {}", crate::record::NUMBERING),
        exactness: "exact; that a passage supports what cites it is the analyst's judgement".into(),
        stopped: None,
        case_digest: case.digest.clone(),
        version: env!("CARGO_PKG_VERSION").into(),
    };
    Answer { headline: headline(&finding), finding, because: Vec::new(), made }
}

/// A cited place and what is there.
fn passage(id: SourceId, locator: &Locator, source: &detente_model::evidence::Source, found: Option<&Found>) -> PassageFinding {
    let mut finding = PassageFinding {
        source: id.index(),
        place: String::new(),
        address: None,
        status: PassageStatus::ByHand,
        speaker: String::new(),
        reads: None,
        citations: Vec::new(),
    };
    match locator {
        Locator::Whole => {}
        Locator::Other(place) => finding.place.clone_from(place),
        Locator::Passage(passage) => {
            let digest = passage.digest.as_ref().map_or_else(String::new, |digest| format!("#{digest}"));
            finding.place = format!("{}.{}{digest}", passage.turn, passage.sentence);
            finding.address = Some(Address { turn: passage.turn, sentence: passage.sentence });
            let record = found.and_then(|found| found.record.as_ref()).filter(|_| source.numbering.is_some());
            finding.status = record.map_or(PassageStatus::NoSource, |record| status(record, passage));
            if let Some(record) = record {
                finding.speaker = speaker(record, passage.turn);
                finding.reads = record.sentence(passage.turn, passage.sentence).map(|sentence| sentence.text.clone());
            }
        }
    }
    finding
}

/// Where the sentence is that a passage names.
fn status(record: &Record, passage: &Passage) -> PassageStatus {
    let here = record.sentence(passage.turn, passage.sentence);
    let Some(wanted) = &passage.digest else {
        return here.map_or(PassageStatus::Lost, |sentence| PassageStatus::Unchecked(sentence.digest.to_string()));
    };
    // the reader of cases lets nothing else through than digests; what is none is nowhere
    let Ok(wanted) = wanted.parse::<Digest>() else { return PassageStatus::Lost };
    if here.is_some_and(|sentence| sentence.digest == wanted) {
        return PassageStatus::Ok;
    }
    let elsewhere: Vec<Address> = record.find(wanted).map(|(turn, sentence)| Address { turn, sentence }).collect();
    match elsewhere.as_slice() {
        [] => PassageStatus::Lost,
        [only] => PassageStatus::Moved(*only),
        _ => PassageStatus::Ambiguous(elsewhere),
    }
}

fn speaker(record: &Record, turn: u32) -> String {
    let turn = turn.checked_sub(1).and_then(|turn| record.turns.get(usize::try_from(turn).ok()?));
    turn.map_or_else(String::new, |turn| turn.speaker.clone())
}

/// What of each turn nothing rests on. A passage that is not where it should be supports nothing there.
fn coverage<'a>(record: &Record, passages: impl Iterator<Item = &'a PassageFinding>) -> Vec<TurnCoverage> {
    let used: BTreeSet<Address> = passages
        .filter(|passage| matches!(passage.status, PassageStatus::Ok | PassageStatus::Unchecked(_)))
        .filter_map(|passage| passage.address)
        .collect();
    let turns = std::iter::once((0, "", &record.preamble))
        .chain(record.turns.iter().map(|turn| (turn.number, turn.speaker.as_str(), &turn.sentences)))
        .filter(|(_, _, sentences)| !sentences.is_empty());
    turns
        .map(|(turn, speaker, sentences)| {
            let numbers = sentences.iter().map(|sentence| sentence.number);
            TurnCoverage {
                turn,
                speaker: speaker.to_owned(),
                sentences: sentences.last().map_or(0, |last| last.number),
                unused: numbers.filter(|sentence| !used.contains(&Address { turn, sentence: *sentence })).collect(),
            }
        })
        .collect()
}

/// The finding in one sentence or two.
fn headline(finding: &EvidenceFinding) -> String {
    let by_hand = finding.count("by hand");
    let (numbered, ok) = (finding.citations.len() - by_hand, finding.count("ok"));
    let open: Vec<(&str, usize)> = finding.counts().into_iter().filter(|(word, _)| !matches!(*word, "ok" | "by hand")).collect();
    let citations = |number: usize| if number == 1 { "1 citation".to_owned() } else { format!("{number} citations") };
    let mut text = match (numbered, ok) {
        (0, _) => "Nothing is cited by turn and sentence".to_owned(),
        (1, 1) => "The 1 citation by turn and sentence is where it should be".to_owned(),
        (_, ok) if ok == numbered => format!("All {numbered} citations by turn and sentence are where they should be"),
        _ if finding.count("no source") == numbered => {
            format!("None of the {} by turn and sentence could be looked up: no file was found for the source", citations(numbered))
        }
        _ => {
            let rest: Vec<String> = open.iter().map(|(word, number)| told(word, *number)).collect();
            let are = if ok == 1 { "is where it" } else { "are where they" };
            format!("{ok} of {} by turn and sentence {are} should be: {}", citations(numbered), rest.join(", "))
        }
    };
    match (by_hand, numbered) {
        (0, _) => {}
        (_, 0) => text += &format!("; {} {} to be looked up by hand", citations(by_hand), if by_hand == 1 { "is" } else { "are" }),
        (_, _) => text += &format!("; {by_hand} more {} to be looked up by hand", if by_hand == 1 { "is" } else { "are" }),
    }
    let judged = finding.assumptions.iter().filter(|assumption| assumption.citations.is_empty()).count();
    let rest = if judged == 1 { "rests" } else { "rest" };
    text + &format!(". {judged} of {} assumptions {rest} on the analyst's judgement.", finding.assumptions.len())
}

/// A count of citations that are not where they should be.
fn told(word: &str, number: usize) -> String {
    match word {
        "no source" => format!("{number} without a file for the source"),
        word => format!("{number} {word}"),
    }
}
