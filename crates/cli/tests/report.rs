//! `detente report` as people use it: every section where the case has what it reads, escaped, the same with any number of threads.

mod common;

use common::{DETENTE, PRISONERS, folder};
use std::fs;
use std::path::Path;
use std::process::Command;

/// A made-up case that has what every section reads: amounts, several rules, proposals, a link, outcomes, positions. `name`: put before every name.
fn river(name: &str) -> String {
    const RIVER: &str = r#"
format = 1
title = "@A treaty on the river"
as_of = 2024-05-01

[event.election]
name = "@Election upstream"

[party.up]
name = "@Upstream"
kind = "state"
weight = { capability = 3, seats = 2 }
[party.up.option.dam]
name = "@builds the dam"
[party.down]
name = "@Downstream"
kind = "state"
weight = { capability = 2, seats = 1 }
[party.down.option.protest]
name = "@takes it to the court"
dissent = true
[party.city]
name = "@The port city"
kind = "group"
weight = { capability = 1, seats = 1 }

[issue.water]
name = "@Water let through"
values = [{ id = "low", name = "@a third", at = 0 }, { id = "half", name = "@half", at = 50 }, { id = "high", name = "@two thirds", at = 100 }]
decided_by = "up and down"
[issue.money]
name = "@Money for the dam"
values = [{ id = "none", name = "@none", at = 0 }, { id = "some", name = "@forty million", at = 40 }, { id = "much", name = "@a hundred million", at = 100 }]
decided_by = [{ until = "election", rule = "at least 3 of weight.seats in (up, down, city)" }, { rule = "up and down" }]
[issue.ships]
name = "@Right of passage"
values = ["no", "yes"]
decided_by = "up and city"
term = "procedural"

[[preference.up.value]]
of = "water"
table = { low = 6, half = 3, high = 0 }
[[preference.up.value]]
of = "money"
table = { none = 0, some = 3, much = 5 }
[[preference.up.weight]]
holds = "up.dam"
weight = 2
[[preference.up.weight]]
holds = "down.protest"
weight = -2
[[preference.down.value]]
of = "water"
table = { low = 0, half = 4, high = 7 }
[[preference.down.value]]
of = "money"
table = { none = 5, some = 3, much = 0 }
[[preference.down.weight]]
holds = "up.dam"
weight = -1
[[preference.city.weight]]
holds = "ships"
weight = 3

[frame.all]
title = "@The treaty"
vary = ["*"]
status_quo = { "up.dam" = "no", "down.protest" = "no", water = "low", money = "none", ships = "no" }

[proposal.fair]
name = "@Half the water for forty million"
by = "down"
values = { water = "half", money = "some" }
[proposal.free]
name = "@Most of the water, and passage, for nothing"
by = "city"
values = { water = "high", ships = "yes" }

[link.passage]
name = "@Passage for money"
party = "up"
on = "ships"
only_if = "money != none"

[outcome.dammed]
name = "@The dam is built"
holds = "up.dam"
[outcome.shared]
name = "@Downstream has at least half of the water"
holds = "water != low"
[outcome.paid]
name = "@Money is paid"
holds = "money != none"

[[preference.up.position]]
on = "water"
ideal = 0
salience = 0.9
salience_between = [0.6, 1]
spread = "uniform"
forecast_only = true
[[preference.down.position]]
on = "water"
ideal = 100
salience = 0.8
salience_between = [0.4, 1]
spread = "uniform"
forecast_only = true
[[preference.city.position]]
on = "water"
ideal = 50
salience = 0.3
forecast_only = true
"#;
    RIVER.replace('@', name)
}

/// The page, and what the terminal shows.
fn page(folder: &Path, case: &str, arguments: &[&str]) -> (String, String) {
    fs::write(folder.join("case.toml"), case).expect("it can be written");
    let run = Command::new(DETENTE).args(["report", "case.toml", "-o", "page.html"]).args(arguments).current_dir(folder).output();
    let run = run.expect("it starts");
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    (fs::read_to_string(folder.join("page.html")).expect("the page"), String::from_utf8(run.stdout).expect("it writes UTF-8"))
}

/// The tags of a page, after checking that they are closed in order.
#[track_caller]
fn tags(page: &str) -> Vec<&str> {
    let (mut open, mut all): (Vec<&str>, Vec<&str>) = (Vec::new(), Vec::new());
    for piece in page.split('<').skip(1) {
        let (tag, text) = piece.split_once('>').unwrap_or_else(|| panic!("<{piece} is not closed"));
        assert!(tag == "style" || !text.contains('>'), "a bare > after <{tag}>: {text}");
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name), "</{name}> closes something else");
            continue;
        }
        let name = tag.split([' ', '/']).next().unwrap_or_default();
        if !tag.starts_with('!') && !tag.ends_with('/') && !["meta", "br"].contains(&name) {
            open.push(name);
        }
        all.push(tag);
    }
    assert_eq!(open, Vec::<&str>::new(), "left open");
    all
}

#[test]
fn every_section_is_there_that_the_case_has_input_for() {
    let (page, shown) = page(&folder("report_sections"), &river(""), &[]);
    tags(&page);
    let titles = [
        "What would last",
        "What they could agree on",
        "What could be signed",
        "What is proposed, and who would accept it",
        "If one refuses",
        "Who holds the key",
        "Who stands with whom",
        "If consent is tied",
        "How firm that is",
        "What models expect",
        "Water let through",
        "Who sits where",
    ];
    let main = page.find("<main").expect("a main part");
    let place = |title: &&str| page[main..].find(&format!(">{title}</h")).unwrap_or_else(|| panic!("{title}"));
    assert!(titles.iter().map(place).is_sorted(), "answers first, and in this order");
    // worked out by hand: three seats of four are two parties with the one of two seats, so that Upstream alone has a veto there
    for said in [
        "</span>Upstream <span class=\"quiet\">(not: Downstream and The port city)",
        "Best in the sense of <b>Nash</b>",
        "worth to Upstream",
        "Half the water for forty million: each refusal told",
        "The key to: The dam is built",
        "The key to: Downstream has at least half of the water",
        "Not asked here, to keep the page short: the key to paid.",
        "<title>A treaty on the river: packages for Upstream and Downstream</title>",
        "<title>Water let through: who stands where</title>",
        "The threat, to withhold its consent as long as the others do",
    ] {
        assert!(page.contains(said), "{said}");
    }
    assert!(!page.contains("What this page leaves out"), "nothing is left out");
    assert!(shown.contains("could sign"), "{shown}");
}

#[test]
fn what_a_case_has_no_input_for_is_said_once() {
    let (page, _) = page(&folder("report_little"), PRISONERS, &[]);
    tags(&page);
    for absent in
        ["What could be signed</h", "who would accept it</h", "If one refuses</h", "If consent is tied</h", "What models expect</h"]
    {
        assert!(!page.contains(absent), "{absent}");
    }
    for said in
        ["What this page leaves out", "the case has no proposals", "the case has no links", "the case has no issue with places on a line"]
    {
        assert_eq!(page.matches(said).count(), if said.starts_with("What") { 3 } else { 1 }, "{said}");
    }
}

#[test]
fn the_page_is_the_same_with_any_number_of_threads() {
    let folder = folder("report_threads");
    let first = page(&folder, &river(""), &["--threads", "1"]);
    for threads in ["2", "5", "1"] {
        assert!(page(&folder, &river(""), &["--threads", threads]) == first, "{threads} threads");
    }
}

#[test]
fn names_are_text_on_every_section() {
    let evil = "<script>alert(1)</script>' onload='x &amp; {{ 7*7 }} ";
    let (page, _) = page(&folder("report_names"), &river(evil), &[]);
    let tags = tags(&page);
    assert!(!page.contains("<script"), "a name became a tag");
    assert!(page.contains("{{ 7*7 }}"), "names are no templates");
    for tag in tags {
        let name = tag.split([' ', '/']).next().unwrap_or_default();
        assert!(!["script", "link", "iframe", "img", "object", "embed", "base", "form", "foreignObject"].contains(&name), "{tag}");
        let outside = tag.contains("http:") || tag.contains("https:");
        assert!(!outside || tag.contains("xmlns="), "{tag}");
    }
}

#[test]
fn whatever_is_wide_scrolls_by_itself_and_drawings_have_words() {
    let (page, _) = page(&folder("report_wide"), &river(""), &[]);
    for (place, _) in page.match_indices("<table class=\"options") {
        let before = page[..place].trim_end();
        assert!(
            before.ends_with('>') && before.rsplit_once('<').is_some_and(|(_, tag)| tag.starts_with("div class=\"scroll\" tabindex=\"0\""))
        );
    }
    let drawings: Vec<&str> = page.split("<svg ").skip(1).filter(|svg| !svg.starts_with("width=\"0\"")).collect();
    assert!(drawings.len() > 6, "{} drawings", drawings.len());
    for drawing in drawings {
        let svg = drawing.split("</svg>").next().unwrap_or_default();
        let told = svg.contains("<title") && svg.contains("<desc") || svg.contains("aria-label=\"");
        assert!(told || svg.starts_with("class=\"sample"), "{svg:.200}");
    }
}
