//! The page: whole, well-formed, self-contained, escaped, the same every time.

mod common;

use common::{check_page, elements};
use detente_model::answer::{Address, Answer, EvidenceFinding, PassageStatus};
use detente_model::index::{FrameId, Id};
use detente_report::html::{FrameReport, ReportInput, report};
use detente_report::svg::graph;

fn page(fixture: &common::Fixture) -> String {
    page_with(fixture, None)
}

fn page_with(fixture: &common::Fixture, evidence: Option<&Answer<EvidenceFinding>>) -> String {
    let games: Vec<_> = fixture.case.frames.ids().map(|frame| common::Game::new(&fixture.case, frame)).collect();
    let stability: Vec<_> = games.iter().map(common::Game::stability).collect();
    let evolution: Vec<_> = games.iter().zip(&stability).map(|(game, (_, rows))| game.evolution(rows, 60)).collect();
    let levers: Vec<_> =
        games.iter().map(|game| (0..game.description.parties.len()).map(|mover| game.levers(mover)).collect()).collect::<Vec<Vec<_>>>();
    let frames = (0..games.len())
        .map(|number| FrameReport {
            stability: Some(&stability[number].0),
            rows: Some(&stability[number].1),
            evolution: Some(&evolution[number]),
            levers: &levers[number],
            ..FrameReport::of(FrameId::from_index(number))
        })
        .collect();
    let (case, files, diagnostics) = (&fixture.case, &fixture.files, fixture.diagnostics.as_slice());
    let (forecast, claims, left_out) = (None, fixture.claims.as_slice(), &[][..]);
    report(&ReportInput { case, files, frames, forecast, evidence, claims, left_out, diagnostics, version: "0.1.0" })
}

#[test]
fn the_page_is_well_formed_and_loads_nothing() {
    let fixture = common::german();
    check_page(&page(&fixture));
    check_page(&page_with(&fixture, Some(&common::evidence(&fixture.case, &[PassageStatus::Ok]))));
}

#[test]
fn every_section_is_there_answers_first() {
    let page = page(&common::german());
    let titles = [
        "In short",
        "What would last",
        "Where things can go from here",
        "What each party can do now",
        "Who would stay in which state",
        "Who sits where",
        "What can differ",
        "What cannot be",
        "Rules of consent",
        "What each party prefers",
        "What rests on judgement",
        "Remarks on the case file",
        "Sources",
        "How this was made",
    ];
    let main = page.find("<main").expect("a main part");
    let places: Vec<usize> =
        titles.iter().map(|title| page[main..].find(&format!(">{title}</h")).unwrap_or_else(|| panic!("{title}"))).collect();
    assert!(places.is_sorted(), "{places:?}");
    for said in [
        "analyst’s judgement",
        "turn 31, sentence 2",
        "moscow&nbsp;31.2",
        "known from 5 May 1990",
        "until “Unification” happens",
        "support: high",
    ] {
        assert!(page.contains(said), "{said}");
    }
}

#[test]
fn the_evidence_says_what_is_where() {
    let fixture = common::german();
    let page = |statuses: &[PassageStatus]| page_with(&fixture, Some(&common::evidence(&fixture.case, statuses)));
    let fine = page(&[PassageStatus::Ok]);
    for said in [
        "From passages to assumptions",
        "What nothing rests on",
        "it differs from the one the case was made from (other SHA-256)",
        "A &lt;speaker&gt;",
        "Sentence 2 of turn 31 &amp; no other.",
        "href=\"#at-moscow-31-2\"",
        "id=\"at-moscow-31-2\"",
        "<td>1–2, 4</td>",
    ] {
        assert!(fine.contains(said), "{said}");
    }
    assert!(!fine.contains("Citations to look at"));
    let moved = PassageStatus::Moved(Address { turn: 3, sentence: 4 });
    let wrong = page(&[PassageStatus::Lost, moved]);
    assert!(wrong.contains("Citations to look at") && wrong.contains("the sentence cited is now 3.4"));
    assert!(!wrong.contains("no other."), "what stands there now is not shown as what is cited");
}

#[test]
fn names_are_escaped_and_only_web_addresses_are_links() {
    let mut fixture = common::german();
    let evil = "<script>alert(1)</script>\"' onload=\"x &amp; {{ 7*7 }}";
    fixture.case.title = evil.into();
    let parties: Vec<_> = fixture.case.parties.ids().collect();
    for id in parties {
        fixture.case.parties[id].name = format!("{evil}{}", id.index());
    }
    for variable in fixture.case.variables.iter_mut() {
        variable.name = evil.into();
        for value in &mut variable.values {
            value.name = format!("{evil}{}", value.id);
        }
    }
    for source in fixture.case.sources.iter_mut() {
        source.title = evil.into();
        source.url = Some("javascript:alert(1)".into());
    }
    let page = page(&fixture);
    assert!(!page.contains("<script"), "a name became a tag");
    assert!(!page.contains("href=\"javascript:"), "an address became a link");
    assert!(page.contains("{{ 7*7 }}"), "names are no templates");
    elements(&page.replace("onload", ""));
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    assert_eq!(page(&common::german()), page(&common::german()));
}

#[test]
fn a_case_without_answers_still_gives_a_page() {
    let mut fixture = common::german();
    let input = ReportInput {
        case: &fixture.case,
        files: &fixture.files,
        frames: vec![],
        forecast: None,
        evidence: None,
        claims: &[],
        left_out: &[],
        diagnostics: &[],
        version: "0.1.0",
    };
    elements(&report(&input));
    fixture.case = detente_model::Case::default();
    let input = ReportInput {
        case: &fixture.case,
        files: &fixture.files,
        frames: vec![],
        forecast: None,
        evidence: None,
        claims: &[],
        left_out: &[],
        diagnostics: &[],
        version: "0.1.0",
    };
    elements(&report(&input));
}

/// The number of an attribute.
fn attribute(tag: &str, name: &str) -> f64 {
    let (_, rest) = tag.split_once(&format!(" {name}=\"")).unwrap_or_else(|| panic!("{name} in {tag}"));
    rest.split('"').next().and_then(|number| number.parse().ok()).unwrap_or_else(|| panic!("{name} in {tag}"))
}

#[test]
fn letters_in_the_drawing_cover_neither_each_other_nor_boxes() {
    let fixture = common::german();
    for frame in 0..2 {
        let game = common::Game::new(&fixture.case, FrameId::from_index(frame));
        let rows = game.rows();
        let drawing = graph(&game.evolution(&rows, 60).finding, "g");
        elements(&drawing.svg);
        let mut taken: Vec<(f64, f64, f64, f64)> = Vec::new();
        for line in drawing.svg.lines() {
            if line.starts_with("<rect") {
                let (x, y) = (attribute(line, "x"), attribute(line, "y"));
                let inner = taken.last().is_some_and(|(left, top, _, _)| x - left < 4.0 && x > *left && y > *top && y - top < 4.0);
                if !inner {
                    taken.push((x, y, x + attribute(line, "width"), y + attribute(line, "height")));
                }
            }
        }
        for line in drawing.svg.lines().filter(|line| line.contains("paint-order")) {
            let letters = line.rsplit_once("</text>").and_then(|(text, _)| text.rsplit_once('>')).map_or(0, |(_, text)| text.len());
            let half = f64::from(u32::try_from(letters).unwrap()) * 3.0;
            let (x, y) = (attribute(line, "x"), attribute(line, "y"));
            taken.push((x - half, y - 8.0, x + half, y + 2.0));
        }
        for (index, a) in taken.iter().enumerate() {
            for b in &taken[index + 1..] {
                let apart = a.2 <= b.0 || b.2 <= a.0 || a.3 <= b.1 || b.3 <= a.1;
                assert!(apart, "{a:?} {b:?}");
            }
        }
    }
}

#[test]
fn a_large_map_is_cut_and_says_so() {
    let fixture = common::german();
    let game = common::Game::new(&fixture.case, FrameId::from_index(0));
    let rows = game.rows();
    let drawing = graph(&game.evolution(&rows, 20).finding, "g");
    let whole = game.evolution(&rows, 60).finding;
    assert_eq!(drawing.states.len() as u64 + drawing.states_left_out, whole.by_improvements.states);
    assert!(drawing.svg.contains("more</text>"), "{}", drawing.svg);
    let mut crowded = whole;
    for index in 0..400_u64 {
        let mut state = crowded.start.clone();
        state.ordinal = 1000 + index;
        crowded.map.states.push(state);
        crowded.map.steps.push(1);
        crowded.map.equilibrium.push(false);
        let to = crowded.map.states.len() - 1;
        let party = usize::from(index % 2 == 0);
        crowded.map.arcs.push(detente_model::answer::Arc { from: 0, to, party, improves: detente_model::answer::Finding::No });
    }
    let drawing = graph(&crowded, "g");
    assert!(drawing.states.len() <= 60);
}
