//! Where the citations of a case lead, as text.

use super::{Style, heading, made, paragraph};
use crate::words::{count, grouped, ranges};
use detente_model::answer::{Address, Answer, AssumptionFinding, EvidenceFinding, PassageFinding, PassageStatus, SourceFinding};
use detente_model::assumption::Share;
use detente_model::diagnostic::Files;

/// What a case rests on: first what is to be looked at, then sources, shares, judgement, then passages and assumptions both ways.
/// `files` are the case's: where citations stand.
#[must_use]
pub fn evidence(answer: &Answer<EvidenceFinding>, files: &Files, style: Style) -> String {
    let finding = &answer.finding;
    let mut text = paragraph(style, 0, "", &finding.case);
    text += "\n";
    text += &paragraph(style, 0, "", &answer.headline);
    text += &sources(finding, style);
    text += &open(finding, files, style);
    text += &shares(finding, style);
    text += &judgement(finding, style);
    text += &unused(finding, style);
    text += &passages(finding, style);
    text += &assumptions(finding, style);
    text += &made(style, &answer.made);
    text
}

/// Words of a source or a file, without what a terminal would act on.
fn clean(text: &str) -> String {
    text.chars().map(|character| if character.is_control() { ' ' } else { character }).collect()
}

/// What a source was looked up in, in a sentence.
fn looked_up_in(source: &SourceFinding) -> String {
    match (&source.file, &source.problem) {
        (Some(file), None) => crate::words::found(file),
        (Some(file), Some(problem)) => format!("{}; {problem}", crate::words::found(file)),
        (None, Some(problem)) => format!("{problem}."),
        (None, None) => "No file was found: give a folder with --sources DIR, or the file with --source ID=FILE.".into(),
    }
}

/// The numbered sources, and those for which a file was found.
fn sources(finding: &EvidenceFinding, style: Style) -> String {
    let shown: Vec<(usize, &SourceFinding)> =
        finding.sources.iter().enumerate().filter(|(_, source)| source.numbered || source.file.is_some()).collect();
    if shown.is_empty() {
        return String::new();
    }
    let mut text = heading(style, "The records");
    for (index, source) in shown {
        text += &paragraph(style, 0, "", &format!("{}: {}", source.id, source.title));
        text += &paragraph(style, 2, "", &clean(&looked_up_in(source)));
        let counts: Vec<String> = PassageStatus::WORDS
            .into_iter()
            .filter_map(|word| {
                let own = finding.passages.iter().filter(|passage| passage.source == index && passage.status.word() == word);
                let number: usize = own.map(|passage| passage.citations.len()).sum();
                (number > 0).then(|| format!("{number} {word}"))
            })
            .collect();
        if !counts.is_empty() {
            text += &paragraph(style, 2, "", &format!("Citations: {}.", counts.join(", ")));
        }
    }
    text
}

/// What the status of a passage asks of the analyst.
fn advice(passage: &PassageFinding) -> String {
    let address = |at: &Address| format!("{}.{}", at.turn, at.sentence);
    match &passage.status {
        PassageStatus::Ok | PassageStatus::ByHand | PassageStatus::NoSource => String::new(),
        PassageStatus::Moved(at) => format!("the sentence with this digest is now {}", address(at)),
        PassageStatus::Ambiguous(at) => {
            format!("sentences with this digest are now {}", crate::words::list(&at.iter().map(address).collect::<Vec<_>>()))
        }
        PassageStatus::Lost if passage.place.contains('#') => "no sentence of the file has this digest".into(),
        PassageStatus::Lost => "the file has no sentence with this number".into(),
        PassageStatus::Unchecked(digest) => {
            format!("cited without a digest; write #{digest} after the number if this is the sentence meant")
        }
    }
}

/// The citations that are not where they should be. Those of sources that were not found are told by source alone.
fn open(finding: &EvidenceFinding, files: &Files, style: Style) -> String {
    let wrong: Vec<&PassageFinding> =
        finding.passages.iter().filter(|passage| passage.status.is_open() && passage.status != PassageStatus::NoSource).collect();
    if wrong.is_empty() {
        return String::new();
    }
    let mut text = heading(style, "Citations to look at");
    for word in PassageStatus::WORDS {
        for passage in wrong.iter().filter(|passage| passage.status.word() == word) {
            let first = format!("{}  {word}: {}", finding.cited(passage), advice(passage));
            text += &paragraph(style, 0, "", &first);
            if let Some(reads) = &passage.reads {
                text += &paragraph(style, 2, "", &format!("At that number now: {}", clean(reads)));
            }
            for citation in &passage.citations {
                let citation = &finding.citations[*citation];
                let place = format!("{}:{}", files.name(citation.span.file), files.position(citation.span).0);
                for assumption in &citation.assumptions {
                    text += &paragraph(style, 2, "- ", &format!("{} ({place})", finding.assumptions[*assumption].name));
                }
            }
        }
    }
    text
}

fn shares(finding: &EvidenceFinding, style: Style) -> String {
    let mut text = heading(style, "How much is cited");
    for (place, shares) in [&finding.by_party, &finding.by_kind].into_iter().enumerate() {
        if place > 0 && !shares.is_empty() {
            text += "\n";
        }
        let room = usize::from(style.width()).saturating_sub(NUMBERS);
        let widest = shares.iter().map(|share| share.of.chars().count()).max().unwrap_or(0).min(room);
        for share in shares {
            text += &line(share, widest);
        }
    }
    text
}

/// The width of the numbers of a share.
const NUMBERS: usize = 21;

fn line(share: &Share, widest: usize) -> String {
    let name: String = clean(&share.of).chars().take(widest).collect();
    format!("{name:widest$}  {:>4} of {:>4}  {:>3} %\n", share.cited, share.total, share.per_cent())
}

fn judgement(finding: &EvidenceFinding, style: Style) -> String {
    let judged: Vec<&AssumptionFinding> = finding.assumptions.iter().filter(|assumption| assumption.citations.is_empty()).collect();
    if judged.is_empty() {
        return String::new();
    }
    let mut text = heading(style, "What rests on the analyst's judgement");
    for assumption in judged {
        text += &paragraph(style, 0, "- ", &assumption.name);
    }
    text
}

/// The sentences of records that nothing rests on, turn by turn.
fn unused(finding: &EvidenceFinding, style: Style) -> String {
    let mut text = String::new();
    for source in finding.sources.iter().filter(|source| !source.turns.is_empty()) {
        let unused: usize = source.turns.iter().map(|turn| turn.unused.len()).sum();
        let all: u64 = source.turns.iter().map(|turn| u64::from(turn.sentences)).sum();
        text += &heading(style, &format!("Passages of {} that nothing rests on", source.id));
        text += &paragraph(style, 0, "", &format!("{} of {}, by turn:", grouped(unused as u64), count(all, "sentence", "sentences")));
        for turn in source.turns.iter().filter(|turn| !turn.unused.is_empty()) {
            let which = if turn.unused.len() == turn.sentences as usize {
                if turn.sentences == 1 { "the one sentence".to_owned() } else { format!("all {} sentences", turn.sentences) }
            } else {
                format!("{} of {}", ranges(&turn.unused), turn.sentences)
            };
            let speaker = if turn.turn == 0 { "before the first turn" } else { &turn.speaker };
            let speaker = if speaker.is_empty() { String::new() } else { format!("{}: ", clean(speaker)) };
            text += &paragraph(style, 0, &format!("{:>4}  ", turn.turn), &format!("{speaker}{which}"));
        }
    }
    text
}

/// From each passage to the assumptions on it.
fn passages(finding: &EvidenceFinding, style: Style) -> String {
    if finding.passages.is_empty() {
        return String::new();
    }
    let mut text = heading(style, "From each passage to the assumptions on it");
    for passage in &finding.passages {
        let speaker = if passage.speaker.is_empty() { String::new() } else { format!("  {}", clean(&passage.speaker)) };
        let status = match passage.status {
            PassageStatus::ByHand => String::new(),
            ref status => format!("  [{}]", status.word()),
        };
        text += &paragraph(style, 0, "", &format!("{}{speaker}{status}", finding.cited(passage)));
        // what stands at that number is what is cited only if it has the digest
        if let (PassageStatus::Ok | PassageStatus::Unchecked(_), Some(reads)) = (&passage.status, &passage.reads) {
            text += &paragraph(style, 2, "", &clean(reads));
        }
        for assumption in finding.resting_on(passage) {
            text += &paragraph(style, 2, "- ", &assumption.name);
        }
    }
    text
}

/// From each assumption to its passages.
fn assumptions(finding: &EvidenceFinding, style: Style) -> String {
    let cited: Vec<&AssumptionFinding> = finding.assumptions.iter().filter(|assumption| !assumption.citations.is_empty()).collect();
    if cited.is_empty() {
        return String::new();
    }
    let mut text = heading(style, "From each assumption to its passages");
    for assumption in cited {
        let places: Vec<String> = assumption
            .citations
            .iter()
            .map(|citation| {
                let passage = &finding.passages[finding.citations[*citation].passage];
                let status = if passage.status.is_open() { format!(" [{}]", passage.status.word()) } else { String::new() };
                format!("{}{status}", finding.cited(passage))
            })
            .collect();
        text += &paragraph(style, 0, "- ", &assumption.name);
        text += &paragraph(style, 4, "", &places.join(", "));
    }
    text
}
