//! The case reader, through one helper: a text in, the diagnostics out.

use detente_io::case::{LoadError, Loaded, load, read_case};
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

/// Something of everything.
const ALL: &str = r#"
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
"#;

#[test]
fn every_table_of_the_format_is_read() {
    let case = case(ALL);
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

/// The head of a diagnostic and its advice.
fn render_with_help(loaded: &Loaded) -> String {
    let heads = render(loaded);
    let lines = heads.lines().zip(&loaded.diagnostics).map(|(head, diagnostic)| {
        let more: Vec<String> = diagnostic
            .labels
            .iter()
            .skip(1)
            .map(|label| {
                let (line, column) = loaded.files.position(label.span);
                format!("; {line}:{column} {}", label.text)
            })
            .collect();
        let help = diagnostic.help.as_ref().map_or(String::new(), |help| format!(" [{help}]"));
        format!("{} {head}{}{help}\n", diagnostic.severity.word(), more.concat())
    });
    lines.collect()
}

#[test]
fn faults_are_reported_all_at_once_with_place_and_advice() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/case_faults.txt");
    let text = std::fs::read_to_string(path).unwrap();
    let mut sections = text.split("\n##### ");
    let mut rewritten = sections.next().unwrap().to_owned();
    for section in sections {
        let (name, body) = section.split_once('\n').unwrap();
        let (input, _) = body.split_once("-----\n").unwrap();
        let loaded = read(&format!("{BASE}{input}"), &[]);
        rewritten += &format!("\n##### {name}\n{input}-----\n{}", render_with_help(&loaded));
        assert!(loaded.case.is_none(), "{name}: no error was found");
    }
    if std::env::var_os("DETENTE_BLESS").is_some() {
        std::fs::write(path, rewritten).unwrap();
        return;
    }
    for (found, expected) in rewritten.split("\n##### ").zip(text.split("\n##### ")) {
        assert_eq!(found.trim(), expected.trim());
    }
}

#[test]
fn included_files_are_read_in_order() {
    let main = "format = 1\ntitle = 'T'\ninclude = ['sub/b.toml', 'c.toml']\n[party.a]\nkind = 'state'\n[party.a.option.x]\n";
    let loaded = read(
        main,
        &[
            ("sub/b.toml", "include = ['d.toml']\n[party.a.option.y]\n[party.b]\nkind = 'state'\n[issue.i]\n"),
            ("sub/d.toml", "[issue.j]\n"),
            ("c.toml", "[party.b.option.z]\n[[preference.b.statement]]\nholds = 'a.y'\n"),
        ],
    );
    assert_eq!(render(&loaded), "");
    let case = loaded.case.unwrap();
    let ids: Vec<&str> = case.variables.iter().map(|variable| variable.id.as_str()).collect();
    assert_eq!(ids, ["a.x", "a.y", "i", "j", "b.z"]);
    let parties: Vec<&str> = case.parties.iter().map(|party| party.id.as_str()).collect();
    assert_eq!(parties, ["a", "b"]);
}

#[test]
fn faults_of_includes_are_reported() {
    let main = "format = 1\ntitle = 'T'\ninclude = ['b.toml', 'b.toml', '/etc/x', '../x', 'c.toml', 'sub\\x', '']\n[party.a]\nkind = 'state'\n[party.a.option.x]\n[[preference.a.statement]]\nholds = 'a.x'\n";
    let b = "title = 'no'\ninclude = ['case.toml', 'b.toml']\n[party.a]\nkind = 'state'\n[party.a.option.x]\n[[preference.a.statement]]\nholds = 'a.x'\n";
    let loaded = read(main, &[("b.toml", b)]);
    assert_eq!(
        render(&loaded),
        "\
3:22 include-twice `b.toml` is included twice
3:32 include-path the path `/etc/x` is absolute
3:42 include-path the path `../x` leaves the folder of this file
3:50 include-missing `c.toml` cannot be read: there is no such file
3:60 include-path the path `sub\\x` has a backslash
3:69 include-path `` is no path
b.toml:1:1 main-file-only `title` stands in an included file, expected it in the main file
b.toml:2:12 include-cycle `case.toml` includes itself, by way of case.toml → b.toml
b.toml:2:25 include-cycle `b.toml` includes itself, by way of case.toml → b.toml
b.toml:3:8 duplicate-name the party `a` is defined twice
b.toml:5:17 duplicate-name the option `a.x` is defined twice
b.toml:6:16 duplicate-name `preference.a.statement` is in two files, and their order would be an accident"
    );
}

#[test]
fn heads_are_checked() {
    assert_eq!(
        render(&read("", &[])),
        "1:1 missing-key the case has no `format`\n1:1 missing-key the case has no `title`\n1:1 nothing-varies the case has no options and no issues: nothing in it can differ"
    );
    let text = "format = 2\ntitle = 'T'\nneeds = ['time']\nas_of = 'x'\n[issue.i]\n";
    assert_eq!(
        render(&read(text, &[])),
        "\
1:10 format found format 2, expected 1
3:10 needs the case needs `time`, which this version cannot do
4:9 not-a-date `as_of` is a string, expected a date"
    );
}

#[test]
fn bytes_that_are_not_text_are_refused() {
    let none = |_: &str| Err(String::new());
    let loaded = read_case("case.toml", b"format = 1\ntitle = '\xc3\xa9\xff'", &none);
    assert_eq!(render(&loaded), "2:11 not-utf8 `case.toml` is not UTF-8: byte 22 (line 2, column 11) is 0xff");
    let started = std::time::Instant::now();
    let loaded = read_case("case.toml", &vec![b'a'; 100 << 20], &none);
    assert_eq!(render(&loaded), "1:1 too-large `case.toml` is too large: the files of a case may have 64 MiB together");
    assert!(started.elapsed().as_secs() < 2);
}

/// A small deterministic generator of numbers (SplitMix64).
struct Draws(u64);

impl Draws {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % bound as u64).unwrap()
    }
}

#[test]
fn mutated_cases_never_panic() {
    let graph = "format = 1\ntitle = 'G'\n[party.u]\nkind = 'group'\n[graph]\nstates = ['s', 't']\narcs = { u = [['s', 't']] }\n[preference.u]\nranking = [['s'], ['t']]\n";
    let texts = [detente_io::case::format::template("T"), format!("{BASE}{ALL}"), graph.to_owned()];
    let mut draws = Draws(1990);
    let rounds = std::env::var("DETENTE_MUTATIONS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(2000);
    for _ in 0..rounds {
        let mut bytes = texts[draws.below(texts.len())].clone().into_bytes();
        for _ in 0..=draws.below(4) {
            let (at, end) = (draws.below(bytes.len()), draws.below(bytes.len()));
            let range = at.min(end)..at.max(end).min(at.min(end) + 40);
            let piece = bytes[range.clone()].to_vec();
            match draws.below(4) {
                0 => drop(bytes.splice(range, [])),
                1 => bytes[at] = b"\"'[]{}=,.#\n-0aY\\"[draws.below(16)],
                2 => drop(bytes.splice(end..end, piece)),
                _ => bytes[at] = u8::try_from(draws.below(256)).unwrap(),
            }
            if bytes.is_empty() {
                break;
            }
        }
        let loaded = read_case("case.toml", &bytes, &|_| Ok(b"[issue.k]".to_vec()));
        assert!(loaded.case.is_some() || !loaded.diagnostics.is_empty());
        for diagnostic in &loaded.diagnostics {
            assert!(!diagnostic.message.is_empty() && !diagnostic.message.ends_with('.'), "{}", diagnostic.message);
            for label in &diagnostic.labels {
                let text = loaded.files.text(label.span.file);
                assert!(label.span.start <= label.span.end && label.span.end <= text.len(), "{diagnostic:?}");
            }
        }
    }
}

#[test]
fn large_cases_read_quickly() {
    let mut text = BASE.to_owned();
    for number in 0..4000 {
        text += &format!("[party.a.option.v{number}]\nname = \"option number {number}\"\ncite = [\"moscow:1.{}\"]\n", number + 1);
    }
    for number in 0..4000 {
        text += &format!("[issue.w{number}]\ndecided_by = [{{ until = \"vote\", rule = \"a and b\" }}, {{ rule = \"a\" }}]\n");
    }
    for number in 0..20000 {
        let (party, other) = (if number % 2 == 0 { "a" } else { "b" }, (number * 7919) % 4000);
        text += &format!(
            "[[preference.{party}.statement]]\nholds = \"a.v{} and not w{other} if i = some\"\ncite = [\"moscow:2.{}#0123abcd\"]\n",
            number % 4000,
            number + 1
        );
    }
    for number in 0..4000 {
        text += &format!("[[infeasible]]\nwhen = \"a.v{number} and w{number}\"\nbecause = \"it cannot be so, for some reason or other\"\n");
    }
    let started = std::time::Instant::now();
    let loaded = read(&text, &[]);
    let took = started.elapsed();
    assert_eq!(render(&loaded), "");
    assert!(took.as_secs() < 5, "{took:?}");
    let started = std::time::Instant::now();
    let loaded = read(&text.replace("a.v1", "a.vv1").replace("[party.a.option.vv", "[party.a.option.v"), &[]);
    assert!(loaded.has_errors());
    assert!(loaded.diagnostics.len() >= 1000 && started.elapsed().as_secs() < 30, "{:?}", started.elapsed());
}

#[test]
fn cases_are_loaded_from_files_and_folders() {
    let folder = std::env::temp_dir().join(format!("detente-case-reader-{}", std::process::id()));
    let case = folder.join("case");
    std::fs::create_dir_all(case.join("more")).unwrap();
    std::fs::write(case.join("case.toml"), "format = 1\ntitle = 'T'\ninclude = ['more/b.toml', 'more']\n").unwrap();
    std::fs::write(case.join("more/b.toml"), "[issue.i]\n").unwrap();
    let loaded = load(&case).unwrap();
    let [only] = loaded.diagnostics.as_slice() else { panic!("{:?}", loaded.diagnostics) };
    assert_eq!((only.code, only.message.as_str()), ("include-missing", "`more` cannot be read: it is not a file"));
    std::fs::write(case.join("case.toml"), "format = 1\ntitle = 'T'\ninclude = ['more/b.toml']\n").unwrap();
    let by_folder = load(&case).unwrap().case.unwrap();
    let by_file = load(&case.join("case.toml")).unwrap().case.unwrap();
    assert_eq!(by_folder.digest, by_file.digest);
    std::fs::write(case.join("more/b.toml"), "[issue.j]\n").unwrap();
    assert_ne!(load(&case).unwrap().case.unwrap().digest, by_file.digest);
    assert!(matches!(load(&folder), Err(LoadError::NoCase(_))));
    assert!(matches!(load(&folder.join("none.toml")), Err(LoadError::Missing(_))));
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn files_of_another_kind_are_given_up_early() {
    let loaded = read(&"=\n".repeat(8 << 20), &[]);
    assert_eq!(loaded.diagnostics.len(), 1001);
    assert_eq!(loaded.diagnostics[0].code, "too-many-faults");
}

#[test]
fn proposals_payments_links_and_what_refusing_is_worth_are_read() {
    let case = case(
        r#"
[party.home]
kind = "public"
[party.c]
kind = "state"
ratified_by = "home"
[party.c.option.alone]
dissent = true
[issue.body]
term = "procedural"
at = [0, 10]
decided_by = "a and c"
[[preference.c.position]]
on = "body"
ideal = 10
ideal_between = [5, 10]
salience_between = [0.5, 1]
spread = "uniform"
capability = 3
[preference.c]
reservation = [{ worth = 0.25, until = "unity" }, { worth = -1 }]
[[preference.c.red_line]]
holds = "not c.alone"
[proposal.p]
by = "a"
values = { body = "yes", a = { x = true } }
[payment.money]
unit = "million"
from = "a"
to = ["c", "b"]
most = 2.5
worth = { a = 1, c = 2 }
[link.l]
party = "c"
on = "body"
only_if = "a.x"
"#,
    );
    let party = case.party_named("c").unwrap();
    assert_eq!(case.parties[party].ratified_by, [case.party_named("home").unwrap()]);
    let variable = |id: &str| case.variables.enumerated().find(|(_, variable)| variable.id == id).unwrap();
    assert!(variable("c.alone").1.is_dissent && !variable("a.x").1.is_dissent);
    assert_eq!(variable("body").1.term.word(), "procedural");
    let preference = &case.preferences[party];
    let position = &preference.positions[0];
    let spread = |spread: detente_model::preference::position::Spread| (spread.low.to_f64(), spread.high.to_f64(), spread.is_uniform);
    assert_eq!(position.ideal_spread.map(spread), Some((5.0, 10.0, true)));
    assert_eq!(position.salience_spread.map(spread), Some((0.5, 1.0, true)));
    assert_eq!(position.capability.map(|weight| weight.to_f64()), Some(3.0));
    let in_phase = |phase: &detente_model::phase::Phase| {
        detente_model::preference::reservation::in_phase(&preference.reservations, phase).map(|one| one.worth.to_f64())
    };
    let unity = case.events.enumerated().find(|(_, event)| event.id == "unity").unwrap().0;
    assert_eq!(in_phase(&detente_model::phase::Phase::start()), Some(0.25));
    assert_eq!(in_phase(&detente_model::phase::Phase::after([unity])), Some(-1.0));
    assert_eq!(preference.red_lines[0].text, "not c.alone");
    assert_eq!(case.proposals[0].values, [(variable("a.x").0, 1), (variable("body").0, 1)]);
    let payment = &case.payments[0];
    assert_eq!((payment.most.to_f64(), payment.to.len(), payment.worth_to(party).map(|worth| worth.to_f64())), (2.5, 2, Some(2.0)));
    assert_eq!(payment.worth_to(case.party_named("b").unwrap()), None);
    assert_eq!((case.links[0].on, case.links[0].text.as_str()), (variable("body").0, "a.x"));
}
