//! Answers as text: what they look like, and that they stay within the width asked for.

mod common;

use detente_model::answer::*;
use detente_model::diagnostic::{Diagnostic, Files, Span};
use detente_model::index::{FrameId, Id};
use detente_report::text::{self, Style};

/// Compares with a file under `tests/expected`; `UPDATE_EXPECTED=1` writes it.
#[track_caller]
fn expect(name: &str, text: &str) {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/expected").join(name);
    if std::env::var_os("UPDATE_EXPECTED").is_some() {
        std::fs::write(&path, text).unwrap();
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(text == expected, "{name} differs; run with UPDATE_EXPECTED=1 and look at the difference\n{text}");
}

#[track_caller]
fn fits(text: &str, width: u16) {
    for line in text.lines() {
        assert!(line.chars().count() <= usize::from(width), "wider than {width}: {line:?}");
        assert_eq!(line, line.trim_end(), "blanks at the end");
    }
}

#[test]
fn stability_reads_well() {
    let fixture = common::german();
    for (frame, name) in [(0, "stability-large.txt"), (1, "stability-small.txt")] {
        let game = common::Game::new(&fixture.case, FrameId::from_index(frame));
        let (answer, rows) = game.stability();
        expect(name, &text::stability(&answer, Some(&rows), Style::default()));
    }
}

#[test]
fn evolution_reads_well() {
    let fixture = common::german();
    let game = common::Game::new(&fixture.case, FrameId::from_index(1));
    let rows = game.rows();
    expect("evolution-small.txt", &text::evolution(&game.evolution(&rows, 60), Style::default()));
}

#[test]
fn levers_read_well() {
    let fixture = common::german();
    let game = common::Game::new(&fixture.case, FrameId::from_index(0));
    expect("levers.txt", &text::levers(&fixture.case, &game.levers(2), Style::default()));
    for width in [40, 57, 80, 132] {
        for ascii in [false, true] {
            for mover in 0..game.description.parties.len() {
                let text = text::levers(&fixture.case, &game.levers(mover), Style { width, ascii, colour: false });
                fits(&text, width);
                assert!(!ascii || !text.contains(['·', '→', '─', '…', '–']), "{text}");
            }
        }
    }
}

fn states(game: &common::Game<'_>) -> Answer<StatesFinding> {
    let listed: Vec<StateDescription> = (0..game.states.len().min(20)).map(|index| game.state(index)).collect();
    let not_listed = (game.states.len() - listed.len()) as u64;
    let finding = StatesFinding { frame: game.description.clone(), listed, not_listed };
    Answer { headline: format!("There are {} possible states.", game.states.len()), finding, because: vec![], made: game.made() }
}

#[test]
fn states_read_well() {
    let fixture = common::german();
    let game = common::Game::new(&fixture.case, FrameId::from_index(0));
    expect("states.txt", &text::states(&states(&game), Style::default()));
}

#[test]
fn evidence_reads_well() {
    let fixture = common::german();
    let statuses = [
        PassageStatus::Ok,
        PassageStatus::Moved(Address { turn: 3, sentence: 4 }),
        PassageStatus::Lost,
        PassageStatus::Unchecked("9f3a1c2b".into()),
        PassageStatus::Ambiguous(vec![Address { turn: 1, sentence: 2 }, Address { turn: 5, sentence: 6 }]),
    ];
    let answer = common::evidence(&fixture.case, &statuses);
    expect("evidence.txt", &text::evidence(&answer, &fixture.files, Style::default()));
    for width in [40, 57, 80, 132] {
        for ascii in [false, true] {
            let text = text::evidence(&answer, &fixture.files, Style { width, ascii, colour: false });
            fits(&text, width);
            assert!(!ascii || !text.contains(['·', '→', '─', '…', '–']), "{text}");
        }
    }
}

#[test]
fn every_width_is_kept() {
    let fixture = common::german();
    for frame in 0..2 {
        let game = common::Game::new(&fixture.case, FrameId::from_index(frame));
        let (answer, rows) = game.stability();
        let evolution = game.evolution(&rows, 60);
        for width in [40, 57, 80, 132] {
            for ascii in [false, true] {
                let style = Style { width, ascii, colour: false };
                for text in
                    [text::stability(&answer, Some(&rows), style), text::evolution(&evolution, style), text::states(&states(&game), style)]
                {
                    fits(&text, width);
                    assert!(!ascii || !text.contains(['·', '→', '─', '…']), "{text}");
                }
            }
        }
    }
}

#[test]
fn what_is_unknown_is_said() {
    let mut fixture = common::german();
    fixture.case.preferences[Id::from_index(1)] = detente_model::preference::Preference::default();
    let game = common::Game::new(&fixture.case, FrameId::from_index(1));
    let (answer, rows) = game.stability();
    let text = text::stability(&answer, Some(&rows), Style::default());
    assert!(text.contains("Nothing is stated about what United States prefers."), "{text}");
    assert!(text.contains("?????"), "{text}");
}

#[test]
fn long_names_and_many_parties_are_laid_out_in_blocks() {
    let fixture = common::german();
    let game = common::Game::new(&fixture.case, FrameId::from_index(1));
    let (mut answer, mut rows) = game.stability();
    let finding = &mut answer.finding;
    for number in 0..30 {
        let name = format!("A party with a remarkably long name, the {number}th of its kind, Incorporated");
        finding.frame.parties.push(PartyDescription { id: format!("p{number}"), name, preference_unknown: false });
        finding.parties.push(finding.parties[0].clone());
        for row in finding.listed.iter_mut().chain(&mut rows) {
            row.stable.push(vec![Finding::Yes; 5]);
        }
    }
    finding.frame.axes[0].name = "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichenverordnungsentwurf".into();
    for width in [40, 80] {
        fits(&text::stability(&answer, Some(&rows), Style { width, ..Style::default() }), width);
    }
}

#[test]
fn diagnostics_point_at_their_places() {
    let mut files = Files::default();
    let file = files.add("case.toml", "format = 1\n[party.ussr]\n\tkind = \"stat\"\n[party.ussr]\n");
    let fault = Diagnostic::error("unknown-word", "found `stat`, expected a kind of party")
        .at(Span::new(file, 31, 37), "no such kind")
        .at(Span::new(file, 12, 22), "of this party")
        .help("did you mean `state`?");
    let text = text::diagnostics(&files, &[fault, Diagnostic::note("empty", "nothing to see")], Style { ascii: true, ..Style::default() });
    expect("diagnostics.txt", &text);
}

#[test]
fn odd_places_do_not_stop_the_drawing() {
    let long = format!("a = \"{}\" # é\n", "ä".repeat(200_000));
    let texts = [
        "",
        "\n",
        "a",
        "a\n",
        "\t\tb = 1\r\nc = 2",
        "é",
        "\u{feff}x = 1",
        "a\0b\u{1b}[31m",
        "\u{202e}abc",
        "a\u{85}\u{9b}b\u{85}c",
        long.as_str(),
        "\n\n\n\n",
    ];
    for text in texts {
        let mut files = Files::default();
        let file = files.add("a file.toml", text);
        let length = text.len();
        let places = [0, 1, 2, 3, 5, length / 2, length.saturating_sub(1), length, length + 1, length + 100];
        for start in places {
            for end in places {
                let fault = Diagnostic::error("x", "a\nb")
                    .at(Span { file, start, end }, "here")
                    .at(Span { file, start: end, end: start }, "")
                    .at(Span { file, start: 0, end: length }, "all of it");
                let drawn = text::diagnostics(&files, std::slice::from_ref(&fault), Style::default());
                assert!(drawn.len() < 20_000, "{} bytes for one fault", drawn.len());
                assert!(!drawn.contains('\u{1b}'), "control characters of the file reach the terminal");
                let _ = text::diagnostics(&files, &[fault], Style { colour: true, ..Style::default() });
            }
        }
    }
}
