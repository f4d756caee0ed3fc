//! What must hold for any bytes at all: bodies of fuzz targets, each a plain function that panics where something is wrong.
//!
//! The targets under `fuzz/` call them with what the fuzzer makes up; a test of the facade calls them with every file of the
//! corpus. Unlike the [oracle](crate::oracle) they use the product: they hold it against itself.

use detente::io::weights::read_weights;
use detente::io::{case, format, record};
use detente::model::consent::Consenters;
use detente::model::control::Control;
use detente::model::diagnostic::{Diagnostic, FileId, Files};
use detente::model::expression::{Expression, MAXIMAL_DEPTH, Problem, Value, Vocabulary, parse};
use detente::model::index::{FrameId, Id, VariableId};
use detente::model::phase::Phase;
use detente::model::quota::Quota;
use detente::model::{Case, Span};
use detente::report::text::{self, Style};
use detente::solve::power::{self, Ballot};
use detente::solve::stability::{self, EngineChoice, Options, Stability, StabilityError, concept};
use detente::space::Game;
use detente::space::codes::{Codes, place};
use detente::space::words::{NONE, Question, STATES};
use std::sync::LazyLock;

/// What a target does with some bytes.
pub type Body = fn(&[u8]);

/// What is done with bytes: nothing may come of it but a return.
pub type Target = fn(&[u8]);

/// The name of every target with its body.
pub const TARGETS: [(&str, Body); 13] = [
    ("case_reader", case_reader),
    ("expression", expression),
    ("record_reader", record_reader),
    ("gmcr", gmcr),
    ("conflict_json", conflict_json),
    ("genius", genius),
    ("geniusweb", geniusweb),
    ("negmas", negmas),
    ("ktab", ktab),
    ("exchange", exchange),
    ("positions", positions),
    ("xlsx", xlsx),
    ("weights", weights),
];

/// Frames with more combinations are not made into games.
const COMBINATIONS: u64 = 1 << 12;
/// Frames with more are not put to both engines.
const BOTH_ENGINES: u64 = 1 << 7;
/// So many frames of a case are analysed.
const FRAMES: usize = 3;
/// Bytes that the feasible states may take.
const MEMORY: u64 = 1 << 22;

/// A case file: read or refused, laid out anew, written for another tool and read again, and analysed where it is small.
///
/// # Panics
/// Where something is wrong.
pub fn case_reader(bytes: &[u8]) {
    let loaded = case::read_case("case.toml", bytes, &|_| Err("there are no other files".into()));
    shown(&loaded.files, &loaded.diagnostics);
    let formatted = std::str::from_utf8(bytes).ok().and_then(|text| case::format::format(text).ok());
    let Some(case) = loaded.case else {
        assert!(loaded.diagnostics.iter().any(Diagnostic::is_error), "a case is refused without a reason");
        return;
    };
    let formatted = formatted.expect("a case without errors can be laid out");
    assert_eq!(case::format::format(&formatted).as_ref(), Ok(&formatted), "laid out twice");
    let again = case::read_case("case.toml", formatted.as_bytes(), &|_| Err("there are no other files".into()));
    assert!(again.case.is_some(), "laid out anew it is refused: {:?}\n{formatted}", again.diagnostics);
    for frame in (0..case.frames.len()).take(FRAMES).map(FrameId::from_index) {
        analyse(&case, frame);
        exported(&case, frame);
    }
}

fn analyse(case: &Case, frame: FrameId) {
    let sizes = case.frames[frame].vary.iter().map(|variable| case.variables[*variable].values.len() as u64);
    let Some(combinations) = sizes.into_iter().try_fold(1, u64::checked_mul).filter(|combinations| *combinations <= COMBINATIONS) else {
        return;
    };
    let control = Control::default();
    let Ok(game) = Game::new(case, frame, MEMORY, &control) else { return };
    assert_eq!(game.codes.combinations(), combinations);
    // unknown and partial orders take time that grows with the square of the states
    let few = combinations <= BOTH_ENGINES;
    let wanted = ["nash", "gmr", "smr", "seq", "sseq"].into_iter().chain(few.then_some("seq_or_sim"));
    if !few && stability::may_be_unknown(&game) {
        return;
    }
    let concepts: Vec<_> = wanted.filter_map(concept).collect();
    let with = |engine| stability::analyse(&game, &Options { concepts: concepts.clone(), engine, memory: 1 << 30 }, &control);
    let Ok(found) = with(EngineChoice::Auto) else { return };
    let _ = found.answer(&case.digest, 10);
    if few {
        match with(EngineChoice::General) {
            Ok(other) => agree(&game, &found, &other, concepts.len()),
            Err(StabilityError::Refused { .. }) => {}
            Err(error) => panic!("{error}"),
        }
    }
}

fn agree(game: &Game, one: &Stability<'_>, other: &Stability<'_>, concepts: usize) {
    for (number, code) in (0..).zip(game.feasible.codes()) {
        for player in 0..game.players.len() {
            for concept in 0..concepts {
                let findings = [one, other].map(|found| found.stable(player, concept, code, number).known());
                assert_eq!(findings[0], findings[1], "concept {concept} for player {player} in state {}", number + 1);
            }
        }
    }
}

/// Diagnostics can be shown: their places are in the text.
fn shown(files: &Files, diagnostics: &[Diagnostic]) {
    for span in diagnostics.iter().flat_map(|diagnostic| &diagnostic.labels).map(|label| label.span) {
        let text = files.text(span.file);
        assert!(text.get(span.start..span.end).is_some(), "{span:?} is no place in the text");
    }
    let _ = text::diagnostics(files, diagnostics, Style::default());
}

/// Variables of every kind, an event, and parties with weights.
const VOCABULARY: &str = r#"
format = 1
title = "Words"
[event.e]
[party.a]
kind = "state"
weight = { w = 1 }
[party.a.option.x]
[party.a.option.y]
[party.b]
kind = "state"
weight = { w = 2.5 }
[party.b.option.t]
values = ["low", "middle", "high"]
[party.c]
kind = "alliance"
members = ["a", "b"]
[party.c.option.many]
values = ["0", "1", "2", "3", "4"]
[issue.i]
values = ["p", "q"]
"#;

static WORDS: LazyLock<Case> =
    LazyLock::new(|| case::read_case("case.toml", VOCABULARY.as_bytes(), &|_| Err(String::new())).case.expect("the words are a case"));

/// An expression: read or refused; evaluated in every way with the same result; and read as a rule of consent.
///
/// # Panics
/// Where something is wrong.
pub fn expression(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let case = &*WORDS;
    if let Err(problems) = (Consenters { parties: &case.parties, weights: &case.weights }).read(text) {
        within(text, &problems);
    }
    let syntax = match parse(text) {
        Ok(syntax) => syntax,
        Err(problem) => return within(text, &[problem]),
    };
    assert!(syntax.height <= MAXIMAL_DEPTH);
    let expression = match Vocabulary::new(&case.variables, &case.events, false).resolve(&syntax) {
        Ok(expression) => expression,
        Err(problems) => return within(text, &problems),
    };
    for phase in [Phase::start(), Phase::after(case.events.ids())] {
        evaluate(case, &expression, &phase);
    }
}

fn within(text: &str, problems: &[Problem]) {
    assert!(!problems.is_empty(), "refused without a reason");
    for problem in problems {
        assert!(text.get(problem.range.clone()).is_some(), "{problem:?} is at no place in {text:?}");
    }
}

/// The plain evaluation against the simplified expression, against one with a variable known, and against blocks of states.
fn evaluate(case: &Case, expression: &Expression, phase: &Phase) {
    let variables = case.variables.enumerated().map(|(id, variable)| (id, variable.values.len() as u64));
    let codes = Codes::new(variables).expect("there are few combinations");
    let simplified = expression.simplified(&|_| None, phase);
    let known = VariableId::from_index(2);
    let held: Vec<Expression> =
        (0..3).map(|value| expression.simplified(&|variable| (variable == known).then_some(value), phase)).collect();
    assert!(held.iter().all(|held| !held.variables().contains(&known)), "a known variable is left");
    let question = Question::new(&simplified, &codes);
    assert!(codes.combinations() <= STATES as u64);
    let mut block = NONE;
    question.answer(0, &mut block);
    for code in 0..codes.combinations() {
        let values: Vec<Value> = codes.values(code);
        let holds = expression.holds(&values, phase);
        assert_eq!(simplified.holds(&values, &Phase::start()), holds, "simplified, in {values:?}");
        assert_eq!(held[usize::from(values[known.index()])].holds(&values, &Phase::start()), holds, "with one known, in {values:?}");
        assert_eq!(block[place(code / 64)] >> (code % 64) & 1 == 1, holds, "in a block, in {values:?}");
    }
}

/// A record: numbered without gaps, every sentence found again by its address and its digest, and listed.
///
/// # Panics
/// Where something is wrong.
pub fn record_reader(bytes: &[u8]) {
    let Ok(found) = record::read_bytes(bytes) else { return };
    let turns = found.turns.iter().map(|turn| (turn.number, &turn.sentences));
    assert!(found.turns.iter().zip(1..).all(|(turn, number)| turn.number == number), "turns are numbered from 1");
    for (turn, sentences) in [(0, &found.preamble)].into_iter().chain(turns) {
        for (sentence, number) in sentences.iter().zip(1..) {
            assert_eq!(sentence.number, number, "sentences are numbered from 1");
            assert_eq!(found.sentence(turn, number), Some(sentence));
            assert_eq!(record::digest(&sentence.text), sentence.digest);
            assert!(!sentence.text.trim().is_empty(), "a sentence has words");
        }
    }
    let addresses = found.turns.iter().flat_map(|turn| turn.sentences.iter().map(|sentence| (turn.number, sentence)));
    // looking one up is linear: some will do
    for (turn, sentence) in addresses.take(20) {
        assert!(found.find(sentence.digest).any(|address| address == (turn, sentence.number)), "a digest finds its sentence");
    }
    assert!(!record::listing(&found).is_empty());
}

/// A `.gmcr` file: imported or refused; what is imported is a case, and can be written and read again if it can be written.
///
/// # Panics
/// Where something is wrong.
pub fn gmcr(bytes: &[u8]) {
    let Some(case) = imported(format::gmcr::import, bytes) else { return };
    exported(&case, FrameId::from_index(0));
}

/// What can be written as `.gmcr` can be read again.
fn exported(case: &Case, frame: FrameId) {
    if let Ok(written) = format::gmcr::export(case, frame) {
        assert!(imported(format::gmcr::import, written.as_bytes()).is_some(), "what was written is refused\n{written}");
    }
}

/// A published conflict in JSON: imported or refused; what is imported is a case.
///
/// # Panics
/// Where something is wrong.
pub fn conflict_json(bytes: &[u8]) {
    imported(format::conflict_json::import, bytes);
}

/// A scenario of GENIUS: files with a zero byte between them, imported together or refused; what is imported is a case.
///
/// # Panics
/// Where something is wrong.
pub fn genius(bytes: &[u8]) {
    together("genius", bytes.split(|byte| *byte == 0));
}

/// A scenario of GeniusWeb, as for [`genius`].
///
/// # Panics
/// Where something is wrong.
pub fn geniusweb(bytes: &[u8]) {
    together("geniusweb", bytes.split(|byte| *byte == 0));
}

/// A scenario of NegMAS, as for [`genius`].
///
/// # Panics
/// Where something is wrong.
pub fn negmas(bytes: &[u8]) {
    together("negmas", bytes.split(|byte| *byte == 0));
}

/// A file of KTAB, in CSV or XML: imported or refused; what is imported is a case.
///
/// # Panics
/// Where something is wrong.
pub fn ktab(bytes: &[u8]) {
    together(if bytes.first() == Some(&b'<') { "ktab-xml" } else { "ktab-csv" }, [bytes]);
}

/// Input of an exchange model, as for [`ktab`].
///
/// # Panics
/// Where something is wrong.
pub fn exchange(bytes: &[u8]) {
    together("exchange", [bytes]);
}

/// A table of positions, as for [`ktab`].
///
/// # Panics
/// Where something is wrong.
pub fn positions(bytes: &[u8]) {
    together("positions", [bytes]);
}

/// A workbook, as for [`ktab`].
///
/// # Panics
/// Where something is wrong.
pub fn xlsx(bytes: &[u8]) {
    together("xlsx", [bytes]);
}

/// Quotas, one in the first line and perhaps one in the second, and after an empty line a table of weights: read or refused; what is read is a rule whose powers are
/// counted or not defined, where it is small.
///
/// # Panics
/// Where something is wrong.
pub fn weights(bytes: &[u8]) {
    let at = bytes.windows(2).position(|pair| pair == b"\n\n").map_or(bytes.len(), |at| at + 2);
    let head = String::from_utf8_lossy(&bytes[..at]);
    let quotas: Vec<Quota> = head.lines().take(2).filter_map(|line| Quota::parse(line).ok()).collect();
    if quotas.is_empty() {
        return;
    }
    let read = read_weights("weights.csv", &bytes[at..], &quotas);
    let Some(weights) = read.weights else {
        assert!(read.diagnostics.iter().any(Diagnostic::is_error), "weights are refused without a reason");
        return shown(&read.files, &read.diagnostics);
    };
    assert!(weights.columns.len() == quotas.len() && weights.columns.iter().all(|column| column.len() == weights.parties.len()));
    if weights.parties.len() <= 12 {
        let ballot = Ballot { parties: &weights.parties, quotas: &quotas, weights: &weights.columns, digest: &weights.digest };
        let answer = ballot.answer(&power::Options::default(), &Control::default()).expect("nobody stops it");
        let shares: f64 =
            answer.finding.tables[0].parties.iter().filter_map(|party| party.shapley_shubik.as_ref()).map(|share| share.value).sum();
        assert!(shares == 0.0 || (shares - 1.0).abs() < 1e-6, "shares of power that sum to {shares}");
        let _ = text::power(&answer, "a table", Style::default());
    }
}

fn together<'a>(format: &str, files: impl IntoIterator<Item = &'a [u8]>) {
    let format = format::named(format).expect("it is a format");
    let given: Vec<format::Given> =
        files.into_iter().zip(1..).map(|(bytes, number)| format::Given::new(format!("file {number}"), bytes)).collect();
    for file in &given {
        let _ = format::detect(&file.name, &file.bytes);
    }
    let files = (format.texts)(&given);
    // JSON is UTF-8, and the place where it is not is one in the bytes
    let is_text = format.name != "geniusweb" || given.iter().all(|file| std::str::from_utf8(&file.bytes).is_ok());
    match format.read(&given, &format::Options { steps: 3 }) {
        Ok(imported) => {
            shown(&files, &imported.notes);
            let _ = imported.case();
        }
        Err(faults) => {
            assert!(faults.iter().any(Diagnostic::is_error), "files are refused without a reason");
            if is_text {
                shown(&files, &faults);
            }
        }
    }
}

fn imported(import: format::Import, bytes: &[u8]) -> Option<Case> {
    let _ = format::detect("file", bytes);
    let mut files = Files::default();
    files.add("file", String::from_utf8_lossy(bytes).into_owned());
    // places in what is no UTF-8 are in the text as far as it is
    let in_text = |diagnostics: &[Diagnostic]| {
        if std::str::from_utf8(bytes).is_ok() {
            shown(&files, diagnostics);
        } else {
            assert!(diagnostics.iter().all(|diagnostic| diagnostic.labels.iter().all(|label| begins_in(bytes, label.span))));
        }
    };
    match import(bytes) {
        Ok(imported) => {
            in_text(&imported.notes);
            let loaded = case::read_case("case.toml", imported.case_toml.as_bytes(), &|_| Err("there are no other files".into()));
            let faults: Vec<&Diagnostic> = loaded.diagnostics.iter().filter(|diagnostic| diagnostic.is_error()).collect();
            assert!(faults.is_empty(), "{faults:#?}\n{}", imported.case_toml);
            loaded.case
        }
        Err(faults) => {
            assert!(faults.iter().any(Diagnostic::is_error), "a file is refused without a reason");
            in_text(&faults);
            None
        }
    }
}

fn begins_in(bytes: &[u8], span: Span) -> bool {
    span.file == FileId(0) && span.start <= bytes.len()
}
