//! The case reader, through one helper: a text in, the diagnostics out.

use detente_io::case::{Loaded, read_case};
use detente_model::evidence::Grade;
use detente_model::variable::{Controller, Moves};
use std::collections::BTreeMap;

/// Reads a case that consists of a main file and others.
fn read(main: &str, others: &[(&str, &str)]) -> Loaded {
    let others: BTreeMap<&str, &str> = others.iter().copied().collect();
    let reader = |name: &str| others.get(name).map(|text| text.as_bytes().to_vec()).ok_or_else(|| "there is no such file".to_owned());
    read_case("case.toml", main.as_bytes(), &reader)
}

/// The diagnostics, one a line: `line:column code message`.
fn render(loaded: &Loaded) -> String {
    let mut lines = Vec::new();
    for diagnostic in &loaded.diagnostics {
        let place = diagnostic.labels.first().map_or("-".to_owned(), |label| {
            let (line, column) = loaded.files.position(label.span);
            let file = loaded.files.name(label.span.file);
            if file == "case.toml" { format!("{line}:{column}") } else { format!("{file}:{line}:{column}") }
        });
        lines.push(format!("{place} {} {}", diagnostic.code, diagnostic.message));
    }
    lines.join("\n")
}

#[test]
fn the_template_reads_without_diagnostics() {
    let text = detente_io::case::format::template("Water \"shares\"");
    let loaded = read(&text, &[]);
    assert_eq!(render(&loaded), "");
    let case = loaded.case.unwrap();
    assert_eq!(case.title, "Water \"shares\"");
    assert_eq!(case.variables.len(), 4);
    assert_eq!(case.frames.len(), 1);
    let ids: Vec<&str> = case.variables.iter().map(|variable| variable.id.as_str()).collect();
    assert_eq!(ids, ["upland.builds_dam", "upland.pays", "lowland.closes_border", "water"]);
}

/// A head and two parties with an option each, an issue, sources and events: what most cases below begin with.
const BASE: &str = r#"format = 1
title = "T"
as_of = 1990-05-25
[source.moscow]
title = "Record"
numbering = 1
[source.dossier]
title = "Dossier"
[event.vote]
date = 1990-06-01
[event.unity]
date = 1990-10-03
[party.a]
kind = "state"
weight = { votes = 2 }
[party.a.option.x]
[party.a.option.y]
[party.b]
kind = "state"
weight = { votes = 1.5 }
[party.b.option.z]
values = ["low", "mid", "high"]
[issue.i]
values = ["none", "some", "all"]
at = [0, 50, 100]
decided_by = "a and b"
"#;

/// Reads [`BASE`] with more text below it and compares the diagnostics; lines are counted from the first of `more`.
fn check(more: &str, expected: &str) -> Loaded {
    let loaded = read(&format!("{BASE}{more}"), &[]);
    let first = BASE.matches('\n').count();
    let shown: Vec<String> = render(&loaded)
        .lines()
        .map(|line| match line.split_once(':').and_then(|(number, rest)| Some((number.parse::<usize>().ok()?, rest))) {
            Some((number, rest)) if number > first => format!("{}:{rest}", number - first),
            Some((number, rest)) => format!("base {number}:{rest}"),
            None => line.to_owned(),
        })
        .collect();
    let expected: Vec<&str> = expected.trim().lines().map(str::trim).collect();
    assert_eq!(shown, expected, "\n--- found\n{}\n---", shown.join("\n"));
    loaded
}

/// The same where no diagnostics are expected.
fn case(more: &str) -> detente_model::Case {
    check(more, "").case.expect("a case without diagnostics")
}

#[test]
fn every_table_of_the_format_is_read() {
    let case = case(
        r#"
[issue.j]
name = "J"
values = [{ id = "p", name = "P", at = 1.5 }, { id = "q", at = 2 }]
decided_by = [
  { until = "unity", when = "i = some", rule = "at least 3 of weight.votes in (a, b)", cite = ["moscow:31.2#9F3A1C2B"] },
  { rule = "a" },
]
moves = ["p -> q"]
final = ["q"]
[party.c]
kind = "institution"
members = ["a", { party = "b", roles = ["political"] }]
until = "unity"
passes_to = "a"
x-note = "passed over"
[[infeasible]]
when = "a.x and b.z = high"
because = "no"
from = "vote"
cite = ["moscow:0.1", "dossier:BPB-0505", "dossier"]
known_from = 1990-05-01
grade = "low"
note = "n"
[[restriction]]
party = "a"
from = "a.x"
to = "not a.x"
because = "no way back"
since = "vote"
until = "unity"
[preference.a]
ranking = { order = [["Y-", "i = all"], "NN"], complete = true }
[[preference.a.statement]]
holds = "a.x if a.y"
when = "b.z = low"
[[preference.a.weight]]
holds = "a.x"
weight = 2.5
[[preference.a.value]]
of = "i"
table = { all = 10, none = 0.1, some = -1e2 }
[[preference.a.position]]
on = "i"
ideal = "some"
fallback = 80
salience = 0.8
[[preference.b.payoff]]
state = "a.x"
payoff = 3
[[preference.b.payoff]]
state = "always"
payoff = 1
[[preference.b.criterion]]
name = "C"
statements = ["a.x", { holds = "a.y" }]
[[preference.b.comparison]]
better = "a.x"
worse = "a.y"
[frame.f]
title = "F"
vary = ["a.*", "i"]
hold = { b.z = "low", j = "p" }
phase = ["vote"]
status_quo = { a = { x = true }, "a.y" = false, i = "none" }
"#,
    );
    assert_eq!(case.digest.len(), 64);
    let j = &case.variables.as_slice()[4];
    assert_eq!((j.id.as_str(), j.name.as_str()), ("j", "J"));
    assert_eq!(j.moves, Moves::Only([true, true, false, true].into()));
    let Controller::Consent(rules) = &j.controller else { panic!("not an issue") };
    assert_eq!(rules.len(), 2);
    assert!(rules[0].window.until.is_some() && rules[0].when.is_some());
    let a = &case.preferences.as_slice()[0];
    assert_eq!(a.statements[0].text, "(a.x if a.y) if b.z = low");
    assert_eq!(a.values[0].table.iter().map(|(value, worth)| format!("{value}={worth}")).collect::<Vec<_>>(), ["0=0.1", "1=-100", "2=10"]);
    assert_eq!(a.positions[0].ideal.to_string(), "50");
    assert!(a.ranking.as_ref().unwrap().complete);
    let b = &case.preferences.as_slice()[1];
    assert!(b.payoffs.iter().all(|payoff| payoff.complete));
    assert_eq!(b.criteria[0].statements.len(), 2);
    assert!(case.preferences.as_slice()[2].is_unknown());
    let frame = &case.frames.as_slice()[0];
    assert_eq!(frame.vary.len(), 3);
    assert_eq!(frame.status_quo.as_ref().unwrap().len(), 3);
    assert_eq!(frame.phase.events().len(), 1);
    let basis = &case.constraints[0].basis;
    assert_eq!(basis.citations.len(), 3);
    assert_eq!(basis.grade, Some(Grade::Low));
    assert_eq!(case.parties.as_slice()[2].members[1].roles, ["political"]);
}

#[test]
fn a_graph_case_is_read() {
    let text = r#"
format = 1
title = "G"
[party.u]
kind = "group"
[party.v]
kind = "group"
[graph]
states = ["s1", { id = "state 2", name = "Two" }, 3]
[graph.arcs]
v = [["s1", 3]]
u = [["s1", "state 2"], ["state 2", "s1"]]
[preference.u]
ranking = [["state 2"], [3, "'s1'"]]
[preference.v]
ranking = ["s1", "3"]
"#;
    let loaded = read(text, &[]);
    assert_eq!(render(&loaded), "");
    let case = loaded.case.unwrap();
    let graph = case.graph.as_ref().unwrap();
    assert_eq!(graph.arcs[1].1, [(0, 1), (1, 0)]);
    assert!(case.preferences.as_slice()[0].ranking.as_ref().unwrap().complete);
    assert!(!case.preferences.as_slice()[1].ranking.as_ref().unwrap().complete);
    assert_eq!(case.frames.as_slice()[0].id, "all");
}
