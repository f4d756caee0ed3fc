//! The literate suite: Markdown under `tests/suite` that explains, gives a small case, and says what must be found.
//!
//! A section (a heading and what is below it) with `expect` blocks is a test, named after its file and heading. A `toml` block is a
//! case file; an `expect` block speaks of the last one above it. States are called by their names in a graph, by Y/N strings in the
//! order of the frame's columns, with `/` between the values where some variable is not yes or no, or by ordinal (`#3`). `none` is
//! an empty list. What a block says is compared whole: a list names just these states.
//!
//! | block | lines |
//! |---|---|
//! | `expect stability` | `states: …` all feasible ones in order; `nash: …` equilibria; `nash for p: …` stable for a party; `nash unknown: …`, `nash for p unknown: …` (none where not said); `nash: not defined`; `engines: both`, or `engines: general, because …` with words of the refusal |
//! | `expect unknown` | as `expect stability`, after the search for what bounds leave open (what is not said to be unknown need not be known); `settled: 4` findings by the search; `unknown: 20` findings; `would settle most: p a b` the comparison, `surely: 10` and `at best: 20` findings |
//! | `expect preference` | `p: a > b = c` all states, best first; `p: unknown`; `p knows: a > b`, `a = b` or `a ? b` (not known); `p strongly: a > b, a > c` all pairs, or `not stated` |
//! | `expect moves` | `p from a: …`; `can move: …` the parties |
//! | `expect evolution` | `from: a`; `moves: 1, 2, 1` states by number of steps; `improvements: a / b, c / d` the states themselves by number of steps; `moves end in: a, b / c` closed sets; `improvements end in: …`; `way to a by moves: p b, q a` for an equilibrium (`none`: out of reach; `nothing`: it is where things start); the same `by improvements`; `equilibria: …` under any concept |
//! | `expect coalitions` | `cnash: …` states that hold against every coalition under a concept; `cnash for p+q: …` against one coalition; `left: a by p+q for b` the first coalition that leaves a (under `cnash`); what is not known is not listed |
//! | `expect agreement` | `stable: …`; `unknown: …` (none where not said); `left: a by p+q for b`; `offer: p+q n b` from the status quo: n states are better for both, the nearest is b |
//! | `expect settlement` | `frontier: …` a package for each place on it; `zone: …` packages that could surely be signed; `zone unknown: …` (none where not said); `accepted by p: …`; `nash: …`, `utilitarian: …`, `kalai_smorodinsky: …`, `egalitarian: …` for the only smallest set of signatories, or `nash for p+q: …` for one of several (`not defined` where no points are named); `in the way: p, q+r by 2.5` the smallest sets and how far each would have to give way |
//! | `expect holds` | `expression => …` the states in which it holds; `expression => fault code` |
//! | `expect faults` | `line:column code` (lines of the case block, from 1), after `warning` where it is one; all of them |
//!
//! `frame=name` after the kind of block chooses a frame.

mod common;

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use common::{case_of, concept, game_of, labels, load, root, set, states_with, unknown, verdicts, verdicts_of, yes};
use detente::model::Case;
use detente::model::answer::{BlockingFinding, Finding, PackageFinding, Way, WhyUnknown};
use detente::model::control::Control;
use detente::model::diagnostic::{Diagnostic, Severity};
use detente::model::expression::Value;
use detente::model::index::{FrameId, Id, VariableId};
use detente::model::number::Decimal;
use detente::model::order::{Order, Standing, Strength};
use detente::solve::coalition;
use detente::solve::evolution;
use detente::solve::settlement;
use detente::solve::stability::{self, CONCEPTS, EngineChoice, Options};
use detente::space::Game;
use detente::space::moves::Movement;
use detente::space::ranks::Slots;
use libtest_mimic::{Arguments, Failed, Trial};

type Result<T = ()> = std::result::Result<T, String>;

fn main() {
    let arguments = Arguments::from_args();
    let folder = root().join("tests/suite");
    let mut trials = vec![
        Trial::test("every concept has its file", || every_one("crates/solve/src/stability", "pub const CONCEPT", "stability", 7)),
        Trial::test("every coalitional concept has its file", || {
            every_one("crates/solve/src/coalition", "pub const CONCEPT", "coalition", 4)
        }),
        Trial::test("every form of preference has its file", || every_one("crates/model/src/preference", "", "preference", 7)),
        Trial::test("concepts and files are the same", || {
            Ok(concepts_are_files("crates/solve/src/stability", stability::all_concepts().map(|concept| concept.id).collect())?)
        }),
        Trial::test("coalitional concepts and files are the same", || {
            Ok(concepts_are_files("crates/solve/src/coalition", coalition::CONCEPTS.iter().map(|concept| concept.id).collect())?)
        }),
    ];
    let mut files = Vec::new();
    markdown(&folder, &mut files);
    files.sort();
    assert!(!files.is_empty(), "there is no suite in {}", folder.display());
    for file in files {
        let name = file.strip_prefix(&folder).expect("it is in the folder").with_extension("").display().to_string();
        let text = fs::read_to_string(&file).expect("it can be read");
        match sections(&text) {
            Ok(sections) => trials.extend(sections.into_iter().map(|section| {
                let title = format!("{name}: {}", section.title);
                Trial::test(title, move || Ok(section.run()?))
            })),
            Err(error) => trials.push(Trial::test(name, move || Err(Failed::from(error.clone())))),
        }
    }
    libtest_mimic::run(&arguments, trials).exit();
}

fn markdown(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
        let path = entry.expect("it can be read").path();
        if path.is_dir() {
            markdown(&path, files);
        } else if path.extension().is_some_and(|end| end == "md") {
            files.push(path);
        }
    }
}

/// The names of the source files of `folder` that hold `mark`.
fn sources(folder: &str, mark: &str) -> Vec<String> {
    let entries = fs::read_dir(root().join(folder)).expect("the room is there");
    let paths = entries.map(|entry| entry.expect("it can be read").path()).filter(|path| path.extension().is_some_and(|end| end == "rs"));
    let holds = |path: &PathBuf| fs::read_to_string(path).expect("it can be read").contains(mark);
    let mut names: Vec<String> =
        paths.filter(holds).map(|path| path.file_stem().expect("it has a name").to_string_lossy().into_owned()).collect();
    names.retain(|name| name != "mod");
    names.sort();
    names
}

/// Every source file of `folder` that holds `mark` has a file in `suite`, and the other way round.
fn every_one(folder: &str, mark: &str, suite: &str, least: usize) -> std::result::Result<(), Failed> {
    let mut found = Vec::new();
    markdown(&root().join("tests/suite").join(suite), &mut found);
    let mut found: Vec<String> = found.iter().map(|path| path.file_stem().expect("it has a name").to_string_lossy().into_owned()).collect();
    found.sort();
    let expected = sources(folder, mark);
    if expected.len() < least || found != expected {
        return Err(format!("{folder} has {expected:?}, tests/suite/{suite} has {found:?}").into());
    }
    Ok(())
}

/// Every concept file of a folder is among the `known` ones under its own name, and its page has the fixed headings.
fn concepts_are_files(folder: &str, mut known: Vec<&str>) -> Result {
    known.sort_unstable();
    let files = sources(folder, "pub const CONCEPT");
    same("concepts", &known, &files.iter().map(String::as_str).collect())?;
    let headings = ["What it says", "Definition", "Reads and assumes", "When it misleads", "Complexity", "Example", "References"]
        .map(|h| format!("//! ## {h}"));
    for name in files {
        let text = fs::read_to_string(root().join(folder).join(format!("{name}.rs"))).expect("it can be read");
        let found: Vec<&str> = text.lines().filter(|line| line.starts_with("//! ## ")).collect();
        if found != headings {
            return Err(format!("{name}.rs has the headings {found:?}, expected {headings:?}"));
        }
    }
    Ok(())
}

/// What a section expects, and of which case.
struct Expectation {
    kind: String,
    frame: Option<String>,
    case: String,
    line: usize,
    lines: Vec<(usize, String)>,
}

struct Section {
    title: String,
    expectations: Vec<Expectation>,
}

/// The sections of a file that expect something.
fn sections(text: &str) -> Result<Vec<Section>> {
    let mut sections: Vec<Section> = Vec::new();
    let mut title = String::new();
    let mut case: Option<(String, usize, bool)> = None;
    let mut lines = text.lines().zip(1..);
    while let Some((line, number)) = lines.next() {
        if line.starts_with('#') {
            title = line.trim_start_matches('#').trim().to_owned();
            sections.push(Section { title: title.clone(), expectations: Vec::new() });
        }
        let Some(info) = line.strip_prefix("```") else { continue };
        let mut block = Vec::new();
        loop {
            match lines.next() {
                None => return Err(format!("the block that begins in line {number} does not end")),
                Some((line, _)) if line.starts_with("```") => break,
                Some((line, number)) => block.push((number, line.to_owned())),
            }
        }
        let words: Vec<&str> = info.split_whitespace().collect();
        match words.as_slice() {
            ["toml"] => {
                unused(case.as_ref())?;
                let text: String = block.into_iter().map(|(_, line)| line + "\n").collect();
                case = Some((text, number, false));
            }
            ["expect", kind, rest @ ..] => {
                let (text, _, used) = case.as_mut().ok_or_else(|| format!("line {number}: there is no case above"))?;
                *used = true;
                let frame = match rest {
                    [] => None,
                    [one] => Some(one.strip_prefix("frame=").ok_or_else(|| format!("line {number}: `{one}`?"))?.to_owned()),
                    _ => return Err(format!("line {number}: expected one `frame=…` at most")),
                };
                let lines: Vec<(usize, String)> = block.into_iter().filter(|(_, line)| !line.trim().is_empty()).collect();
                if lines.is_empty() {
                    return Err(format!("line {number}: nothing is expected"));
                }
                let expectation = Expectation { kind: (*kind).to_owned(), frame, case: text.clone(), line: number, lines };
                sections.last_mut().ok_or_else(|| format!("line {number}: there is no heading above"))?.expectations.push(expectation);
            }
            ["text"] => {}
            _ => return Err(format!("line {number}: a block is `toml`, `expect …` or `text`, not `{info}`")),
        }
    }
    unused(case.as_ref())?;
    sections.retain(|section| !section.expectations.is_empty());
    if sections.is_empty() {
        return Err(format!("nothing is expected in the file, whose last heading is `{title}`"));
    }
    Ok(sections)
}

/// A case of which nothing is expected is a mistake.
fn unused(case: Option<&(String, usize, bool)>) -> Result {
    match case {
        Some((_, line, false)) => Err(format!("line {line}: nothing is expected of this case")),
        _ => Ok(()),
    }
}

impl Section {
    fn run(&self) -> Result {
        let mut wrong = String::new();
        for expectation in &self.expectations {
            if let Err(errors) = expectation.check() {
                let _ = writeln!(wrong, "`expect {}` in line {}:\n{errors}", expectation.kind, expectation.line);
            }
        }
        if wrong.is_empty() { Ok(()) } else { Err(wrong) }
    }
}

impl Expectation {
    fn check(&self) -> Result {
        match self.kind.as_str() {
            "faults" => self.faults(),
            "stability" => self.each(stability_line, &mut Stabilities::default()),
            "unknown" => self.each(unknown_line, &mut ()),
            "preference" => self.each(preference_line, &mut ()),
            "moves" => self.each(moves_line, &mut ()),
            "evolution" => self.each(evolution_line, &mut None),
            "coalitions" => self.each(coalitions_line, &mut ()),
            "agreement" => self.each(agreement_line, &mut Unknowns::default()),
            "settlement" => self.each(settlement_line, &mut ()),
            "holds" => self.each(holds_line, &mut ()),
            other => Err(format!("there is no `expect {other}`")),
        }
    }

    /// Checks line by line and collects what is wrong.
    fn each<C: Lines>(&self, check: fn(&World, &str, &mut C) -> Result, context: &mut C) -> Result {
        let world = World::new(self)?;
        context.before(&self.lines);
        let wrong: Vec<String> = self
            .lines
            .iter()
            .filter_map(|(number, line)| check(&world, line.trim(), context).err().map(|error| format!("line {number}: {line}\n  {error}")))
            .collect();
        if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n")) }
    }

    fn faults(&self) -> Result {
        let loaded = load(&self.case);
        let mut faults = loaded.diagnostics;
        if let Some(case) = &loaded.case {
            let frame = frame_of(case, self.frame.as_deref())?;
            match Game::new(case, frame, common::MEMORY, &Control::default()) {
                Err(detente::space::game::GameError::Faults(found)) => faults.extend(found),
                Err(error) => return Err(error.to_string()),
                Ok(_) => {}
            }
        }
        let words = |fault: &Diagnostic| -> Option<String> {
            let kind = match fault.severity {
                Severity::Error => "",
                Severity::Warning => "warning ",
                Severity::Note => return None,
            };
            let (line, column) = fault.labels.first().map_or((0, 0), |label| loaded.files.position(label.span));
            Some(format!("{kind}{line}:{column} {}", fault.code))
        };
        let found: Vec<String> = faults.iter().filter_map(words).collect();
        let expected: Vec<String> = self.lines.iter().map(|(_, line)| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
        same("faults", &found, &expected)
    }
}

fn same<T: PartialEq + std::fmt::Debug>(what: &str, found: &T, expected: &T) -> Result {
    if found == expected { Ok(()) } else { Err(format!("{what}: found {found:?}, expected {expected:?}")) }
}

fn frame_of(case: &Case, name: Option<&str>) -> Result<FrameId> {
    match name {
        None => Ok(FrameId::from_index(0)),
        Some(name) => case.frame_named(name).ok_or_else(|| format!("there is no frame `{name}`")),
    }
}

/// A case and the game of the frame asked about.
struct World {
    case: Case,
    frame: FrameId,
    game: Game,
    labels: Vec<String>,
}

impl World {
    fn new(expectation: &Expectation) -> Result<Self> {
        let case = case_of(&expectation.case);
        let frame = frame_of(&case, expectation.frame.as_deref())?;
        let game = game_of(&case, frame);
        let labels = labels(&game);
        Ok(Self { case, frame, game, labels })
    }

    /// The number of a state, from 0.
    fn state(&self, text: &str) -> Result<usize> {
        let text = text.trim();
        let found = match text.strip_prefix('#') {
            Some(ordinal) => ordinal.parse().ok().and_then(|ordinal: usize| ordinal.checked_sub(1)).filter(|at| *at < self.labels.len()),
            None => self.labels.iter().position(|label| label == text),
        };
        found.ok_or_else(|| format!("there is no state `{text}`; there are {:?}", self.labels))
    }

    /// States, with commas between them, as labels.
    fn states(&self, text: &str) -> Result<Vec<String>> {
        if text.trim() == "none" {
            return Ok(Vec::new());
        }
        text.split(',').map(|state| Ok(self.labels[self.state(state)?].clone())).collect()
    }

    /// Lists of states, with slashes between spaces between them.
    fn lists(&self, text: &str) -> Result<Vec<std::collections::BTreeSet<String>>> {
        text.split(" / ").map(|list| Ok(set(self.states(list)?))).collect()
    }

    fn party(&self, id: &str) -> Result<usize> {
        let parties = &self.game.description.parties;
        parties.iter().position(|party| party.id == id.trim()).ok_or_else(|| format!("no party `{id}` can move"))
    }

    /// The values of all variables of the case in a state: what is neither varying nor held is at its first value.
    fn values(&self, number: usize) -> (Vec<Value>, i128) {
        let code = self.game.feasible.code(number as u64).expect("there is such a state");
        let value = |variable: VariableId| match self.game.codes.axis_of(variable) {
            Some(axis) => axis.value(code),
            None => self.case.frames[self.frame].held(variable).unwrap_or(0),
        };
        (self.case.variables.ids().map(value).collect(), i128::from(code) + 1)
    }
}

/// What a block's lines share.
trait Lines {
    fn before(&mut self, _: &[(usize, String)]) {}
}

impl Lines for () {}

/// The targets (`nash`, `nash for p`) of which a block says what is unknown: elsewhere nothing is.
#[derive(Default)]
struct Stabilities {
    with_unknown: Vec<String>,
}

impl Lines for Stabilities {
    fn before(&mut self, lines: &[(usize, String)]) {
        let unknowns = lines.iter().filter_map(|(_, line)| Some(line.split_once(':')?.0.trim().strip_suffix(" unknown")?.to_owned()));
        self.with_unknown = unknowns.collect();
    }
}

fn stability_line(world: &World, line: &str, context: &mut Stabilities) -> Result {
    let (key, value) = line.split_once(':').ok_or("expected `key: value`")?;
    let (key, value) = (key.trim(), value.trim());
    match key {
        "states" => return same("states", &world.labels, &world.states(value)?),
        "engines" => return engines(world, value),
        _ => {}
    }
    let (target, asks_unknown) = match key.strip_suffix(" unknown") {
        Some(target) => (target, true),
        None => (key, false),
    };
    let (id, party) = match target.split_once(" for ") {
        Some((id, party)) => (id, Some(world.party(party)?)),
        None => (target, None),
    };
    let (at, found) = match concept(id) {
        Some(at) => (at, verdicts(&world.game)),
        None => (0, verdicts_of(&world.game, &[stability::concept(id).ok_or_else(|| format!("there is no concept `{id}`"))?])),
    };
    for (engine, found) in found {
        if value == "not defined" {
            let undefined = states_with(&world.game, &found, at, party, |finding| finding == Finding::Unknown(WhyUnknown::NotDefined));
            same(&format!("{engine:?}: not defined"), &undefined, &set(&world.labels))?;
            continue;
        }
        let expected = set(world.states(value)?);
        if asks_unknown {
            same(&format!("{engine:?}: unknown"), &states_with(&world.game, &found, at, party, unknown), &expected)?;
        } else {
            same(&format!("{engine:?}: surely"), &states_with(&world.game, &found, at, party, yes), &expected)?;
            if !context.with_unknown.iter().any(|known| known == target) {
                same(&format!("{engine:?}: unknown"), &states_with(&world.game, &found, at, party, unknown), &set::<&str>([]))?;
            }
        }
    }
    Ok(())
}

fn unknown_line(world: &World, line: &str, _: &mut ()) -> Result {
    let (key, value) = line.split_once(':').ok_or("expected `key: value`")?;
    let (key, value) = (key.trim(), value.trim());
    let control = Control::default();
    let options = Options { concepts: detente::solve::unknown::concepts(), engine: EngineChoice::Auto, memory: common::MEMORY };
    let mut found = stability::analyse(&world.game, &options, &control).map_err(|error| error.to_string())?;
    detente::solve::unknown::tighten(&world.game, &mut found, &control).map_err(|stopped| stopped.words())?;
    let asked = || {
        let finding = detente::solve::unknown::answer(&world.game, &found, "", &control).map_err(|error| error.to_string())?.finding;
        let first = finding.comparisons.first().cloned();
        Ok::<_, String>((finding, first))
    };
    let number = |number: u64| same(key, &number.to_string().as_str(), &value);
    match key {
        "settled" => return number(found.tightened().map_or(0, |tightened| tightened.settled)),
        "unknown" => return number(asked()?.0.unknown),
        "surely" => return number(asked()?.1.ok_or("nothing")?.settles.guaranteed()),
        "at best" => return number(asked()?.1.ok_or("nothing")?.settles.best()),
        "would settle most" => {
            let name = |state: &detente::model::answer::StateDescription| common::label(&world.game, state);
            let words = match asked()? {
                (finding, Some(one)) => format!("{} {} {}", finding.frame.parties[one.party].id, name(&one.first), name(&one.second)),
                (_, None) => "none".into(),
            };
            return same(key, &words.as_str(), &value);
        }
        _ => {}
    }
    let (target, which): (&str, fn(Finding) -> bool) = match key.strip_suffix(" unknown") {
        Some(target) => (target, unknown),
        None => (key, yes),
    };
    let (id, party) = match target.split_once(" for ") {
        Some((id, party)) => (id, Some(world.party(party)?)),
        None => (target, None),
    };
    let at = found.concepts().iter().position(|concept| concept.id == id).ok_or_else(|| format!("there is no concept `{id}`"))?;
    same(key, &states_with(&world.game, &found, at, party, which), &set(world.states(value)?))
}

fn engines(world: &World, value: &str) -> Result {
    let options = Options { concepts: CONCEPTS.to_vec(), engine: EngineChoice::Fibre, memory: common::MEMORY };
    let refusal = stability::analyse(&world.game, &options, &Control::default()).err().map(|error| error.to_string());
    match (value.split_once(", because "), refusal) {
        (None, None) if value == "both" => Ok(()),
        (Some(("general", because)), Some(refusal)) if refusal.contains(because) => Ok(()),
        (_, refusal) => Err(format!("the fast engine: {}", refusal.unwrap_or_else(|| "applies".into()))),
    }
}

/// How two states compare for a player: by plain evaluation of its order, which must agree with the columns of ranks.
fn standing(world: &World, player: usize, a: usize, b: usize) -> Result<Standing> {
    let party = world.game.players[player].party;
    let phase = &world.case.frames[world.frame].phase;
    let ((a_values, a_code), (b_values, b_code)) = (world.values(a), world.values(b));
    let plain = world.case.order(party, phase).compare((&a_values, a_code), (&b_values, b_code), phase);
    let columns = world.game.ranks(player, Slots::Numbers);
    let better = columns.iter().any(|column| column[a] > column[b]);
    let worse = columns.iter().any(|column| column[a] < column[b]);
    let fast = match (better, worse) {
        (true, true) => Standing::Unknown,
        (true, false) => Standing::Better,
        (false, true) => Standing::Worse,
        (false, false) if columns.is_empty() && a != b => Standing::Unknown,
        (false, false) => Standing::Indifferent,
    };
    if fast != plain {
        return Err(format!("{} against {}: {plain:?} by plain evaluation, {fast:?} by ranks", world.labels[a], world.labels[b]));
    }
    Ok(plain)
}

/// A chain such as `a > b = c`: states, and what stands before each but the first.
fn chain(world: &World, text: &str) -> Result<Vec<(char, usize)>> {
    let mut links = Vec::new();
    let mut rest = text;
    let mut sign = ' ';
    loop {
        let at = rest.find(['>', '=', '?']);
        links.push((sign, world.state(&rest[..at.unwrap_or(rest.len())])?));
        let Some(at) = at else { return Ok(links) };
        sign = rest[at..].chars().next().unwrap_or(' ');
        rest = &rest[at + 1..];
    }
}

fn preference_line(world: &World, line: &str, (): &mut ()) -> Result {
    let (key, value) = line.split_once(':').ok_or("expected `party: states`")?;
    if let Some(party) = key.trim().strip_suffix(" strongly") {
        return strongly(world, world.party(party)?, value.trim());
    }
    let (party, knows) = match key.trim().strip_suffix(" knows") {
        Some(party) => (party, true),
        None => (key.trim(), false),
    };
    let player = world.party(party)?;
    if value.trim() == "unknown" {
        return same("order", &world.game.players[player].order, &Order::Unknown);
    }
    let links = chain(world, value)?;
    let of = |sign: char| match sign {
        '>' => Standing::Better,
        '=' => Standing::Indifferent,
        _ => Standing::Unknown,
    };
    if knows {
        for pair in links.windows(2) {
            let found = standing(world, player, pair[0].1, pair[1].1)?;
            same(&format!("{} against {}", world.labels[pair[0].1], world.labels[pair[1].1]), &found, &of(pair[1].0))?;
        }
        return Ok(());
    }
    same("states named", &set(links.iter().map(|(_, state)| &world.labels[*state])), &set(&world.labels))?;
    for (first, (_, a)) in links.iter().enumerate() {
        for (second, (_, b)) in links.iter().enumerate().skip(first + 1) {
            let between = &links[first + 1..=second];
            let expected = if between.iter().any(|(sign, _)| *sign == '>') { '>' } else { '=' };
            same(&format!("{} against {}", world.labels[*a], world.labels[*b]), &standing(world, player, *a, *b)?, &of(expected))?;
        }
    }
    Ok(())
}

/// All pairs of which one is strongly better: by plain evaluation, which must agree with the ranks; or `not stated`.
fn strongly(world: &World, player: usize, value: &str) -> Result {
    let below = world.game.strongly_below(player);
    if value == "not stated" {
        return same("strength", &below, &None);
    }
    let below = below.ok_or("no strength is stated")?;
    let party = world.game.players[player].party;
    let phase = &world.case.frames[world.frame].phase;
    let (order, strength) = (world.case.order(party, phase), world.case.strength(party, phase));
    let [ladder] = order.ladders() else { return Err("the order is not full".into()) };
    let plain = |a: usize, b: usize| {
        let ((a, a_code), (b, b_code)) = (world.values(a), world.values(b));
        match &strength {
            Strength::NotStated => false,
            Strength::Steps(steps) => steps.of(&a, a_code, phase) > steps.of(&b, b_code, phase),
            Strength::Difference(least) => ladder.of(&a, a_code, phase)[0] - ladder.of(&b, b_code, phase)[0] >= *least,
        }
    };
    let ranks = &world.game.ranks(player, Slots::Numbers)[0];
    let mut found = Vec::new();
    for a in 0..world.labels.len() {
        for b in 0..world.labels.len() {
            let strong = ranks[b] < below[ranks[a] as usize];
            same(&format!("{} against {}, plainly", world.labels[a], world.labels[b]), &strong, &plain(a, b))?;
            if strong {
                found.push(format!("{} > {}", world.labels[a], world.labels[b]));
            }
        }
    }
    let expected = if value == "none" { Vec::new() } else { value.split(',').map(|pair| pair.trim().to_owned()).collect() };
    same("strongly better", &set(found), &set(expected))
}

fn moves_line(world: &World, line: &str, (): &mut ()) -> Result {
    let (key, value) = line.split_once(':').ok_or("expected `party from state: states`")?;
    if key.trim() == "can move" {
        let found: Vec<&str> = world.game.description.parties.iter().map(|party| party.id.as_str()).collect();
        return same("parties", &found, &value.split(',').map(str::trim).filter(|party| *party != "none").collect());
    }
    let (party, from) = key.split_once(" from ").ok_or("expected `party from state: states`")?;
    let movement = Movement::new(&world.game).map_err(|error| error.to_string())?;
    let from = world.state(from)?;
    let (player, expected) = (world.party(party)?, set(world.states(value)?));
    let found = set(movement.targets(player, from).map(|to| &world.labels[to]));
    same("moves", &found, &expected)?;
    let back = world.labels.iter().enumerate().filter(|(to, _)| movement.sources(player, *to).any(|source| source == from));
    same("moves seen from where they lead", &set(back.map(|(_, label)| label)), &expected)
}

impl Lines for Option<usize> {}

fn evolution_line(world: &World, line: &str, from: &mut Option<usize>) -> Result {
    let (key, value) = line.split_once(':').ok_or("expected `key: value`")?;
    let (key, value) = (key.trim(), value.trim());
    if key == "from" {
        *from = Some(world.state(value)?);
        return Ok(());
    }
    let status_quo = world.game.description.status_quo.and_then(|ordinal| usize::try_from(ordinal - 1).ok());
    let start = from.or(status_quo).ok_or("no status quo is stated, and no `from:`")?;
    for (engine, stability) in verdicts(&world.game) {
        let found =
            evolution::analyse(&world.game, &stability, &CONCEPTS, start as u64, &Control::default()).map_err(|error| error.to_string())?;
        let label = |state: &detente::model::answer::StateDescription| common::label(&world.game, state);
        let ends = |closed: &[detente::model::answer::ClosedSet]| -> Vec<_> {
            closed.iter().map(|closed| set(closed.states.iter().map(label))).collect()
        };
        let way = |way: &Option<Way>| match way {
            None => "none".to_owned(),
            Some(way) => {
                let step = |step: &detente::model::answer::Step| format!("{} {}", found.frame.parties[step.party].id, label(&step.to));
                if way.steps.is_empty() { "nothing".to_owned() } else { way.steps.iter().map(step).collect::<Vec<_>>().join(", ") }
            }
        };
        match key {
            "moves" => {
                let counts: Vec<String> = found.by_moves.by_step.iter().map(u64::to_string).collect();
                same("states by steps", &counts.join(", "), &value.to_owned())?;
                same("states reached", &found.by_moves.states, &found.by_moves.by_step.iter().sum())?;
            }
            "improvements" => {
                // the map begins with what improvements reach
                let count = usize::try_from(found.by_improvements.states).unwrap_or(usize::MAX);
                let mut steps: Vec<std::collections::BTreeSet<String>> = Vec::new();
                for (state, step) in found.map.states.iter().zip(&found.map.steps).take(count) {
                    let step = *step as usize;
                    steps.resize(steps.len().max(step + 1), Default::default());
                    steps[step].insert(label(state));
                }
                same("states by steps", &steps, &world.lists(value)?)?;
                let counts: Vec<u64> = steps.iter().map(|states| states.len() as u64).collect();
                same("numbers of states by steps", &found.by_improvements.by_step, &counts)?;
            }
            "moves end in" => same("closed sets", &ends(&found.by_moves.closed), &world.lists(value)?)?,
            "improvements end in" => same("closed sets", &ends(&found.by_improvements.closed), &world.lists(value)?)?,
            "equilibria" => {
                same("equilibria", &set(found.equilibria.iter().map(|reached| label(&reached.state))), &set(world.states(value)?))?;
            }
            _ => {
                let rest = key.strip_prefix("way to ").ok_or_else(|| format!("`{key}`?"))?;
                let (state, kind) = rest.split_once(" by ").ok_or("expected `way to state by moves` or `by improvements`")?;
                let state = &world.labels[world.state(state)?];
                let reached = found.equilibria.iter().find(|reached| label(&reached.state) == *state);
                let reached = reached.ok_or_else(|| format!("{engine:?}: {state} is no equilibrium"))?;
                let here = match kind {
                    "moves" => &reached.by_moves,
                    "improvements" => &reached.by_improvements,
                    _ => return Err(format!("by `{kind}`?")),
                };
                same("way", &way(here), &value.to_owned())?;
            }
        }
    }
    Ok(())
}

/// The positions of `p+q` among some parties.
fn together(text: &str, parties: &[detente::model::answer::PartyDescription]) -> Result<Vec<usize>> {
    let one = |id: &str| parties.iter().position(|party| party.id == id.trim()).ok_or_else(|| format!("there is no party `{id}` here"));
    text.split('+').map(one).collect()
}

/// The parts of `a by p+q for b`.
fn departure(text: &str) -> Result<(&str, &str, &str)> {
    let (from, rest) = text.split_once(" by ").ok_or("expected `a by p+q for b`")?;
    let (who, to) = rest.split_once(" for ").ok_or("expected `a by p+q for b`")?;
    Ok((from, who, to))
}

fn coalitions_line(world: &World, line: &str, (): &mut ()) -> Result {
    let (key, value) = line.split_once(':').ok_or("expected `key: value`")?;
    let analyse = |coalitions: Option<Vec<Vec<usize>>>| {
        let options = coalition::Options { coalitions, memory: common::MEMORY, ..coalition::Options::default() };
        coalition::analyse(&world.game, &options, &Control::default()).map(|(found, _)| found).map_err(|error| error.to_string())
    };
    let at = |id: &str| {
        coalition::CONCEPTS.iter().position(|concept| concept.id == id.trim()).ok_or_else(|| format!("there is no concept `{id}`"))
    };
    if key.trim() == "left" {
        let (from, who, to) = departure(value)?;
        let found = analyse(None)?;
        let left_by = found.states[world.state(from)?].left_by[0].as_ref().ok_or("nobody surely leaves it")?;
        same("who leaves", &left_by.members, &together(who, &found.frame.parties)?)?;
        return same("where to", &common::label(&world.game, &left_by.to), &world.labels[world.state(to)?]);
    }
    let (concept, found) = match key.split_once(" for ") {
        None => (at(key)?, analyse(None)?),
        Some((concept, who)) => (at(concept)?, analyse(Some(vec![together(who, &world.game.description.parties)?]))?),
    };
    let yes = found.states.iter().zip(&world.labels).filter(|(row, _)| row.stable[concept] == Finding::Yes).map(|(_, label)| label);
    same("surely", &set(yes), &set(world.states(value)?))
}

/// Whether a block says what is unknown: elsewhere nothing is.
#[derive(Default)]
struct Unknowns(bool);

impl Lines for Unknowns {
    fn before(&mut self, lines: &[(usize, String)]) {
        self.0 = lines.iter().any(|(_, line)| line.trim().starts_with("unknown:"));
    }
}

fn agreement_line(world: &World, line: &str, unknowns: &mut Unknowns) -> Result {
    let (key, value) = line.split_once(':').ok_or("expected `key: value`")?;
    let (found, _) =
        coalition::agreement::analyse(&world.case, &world.game, common::MEMORY, &Control::default()).map_err(|error| error.to_string())?;
    let label = |ordinal: u64| world.labels.get(usize::try_from(ordinal - 1).unwrap_or(usize::MAX)).cloned().unwrap_or_default();
    let with = |wanted: &dyn Fn(Finding) -> bool| {
        set(found.states.iter().zip(&world.labels).filter(|(row, _)| wanted(row.stable)).map(|(_, label)| label))
    };
    match key.trim() {
        "stable" => {
            same("surely", &with(&|finding| finding == Finding::Yes), &set(world.states(value)?))?;
            if unknowns.0 { Ok(()) } else { same("unknown", &with(&|finding| finding.known().is_none()), &set::<&str>([])) }
        }
        "unknown" => same("unknown", &with(&|finding| finding.known().is_none()), &set(world.states(value)?)),
        "left" => {
            let (from, who, to) = departure(value)?;
            let left_by = found.states[world.state(from)?].left_by.ok_or("nobody surely leaves it")?;
            same("who leaves", &left_by.members(), &together(who, &found.parties)?)?;
            same("where to", &label(left_by.to), &world.labels[world.state(to)?])
        }
        "offer" => {
            let words: Vec<&str> = value.split_whitespace().collect();
            let [who, states, to] = words[..] else { return Err("expected `p+q n b`".into()) };
            let members = together(who, &found.parties)?;
            let offer =
                found.from_status_quo.iter().find(|offer| offer.departure.members() == members).ok_or("they have nothing to offer")?;
            same("how many states", &offer.states.to_string(), &states.to_owned())?;
            same("the nearest", &label(offer.departure.to), &world.labels[world.state(to)?])
        }
        other => Err(format!("`{other}`?")),
    }
}

fn settlement_line(world: &World, line: &str, (): &mut ()) -> Result {
    let (key, value) = line.split_once(':').ok_or("expected `key: value`")?;
    let (key, value) = (key.trim(), value.trim());
    let options = settlement::Options { memory: common::MEMORY, ..settlement::Options::default() };
    let control = Control::default();
    let found = settlement::analyse(&world.case, &world.game, &options, &control).map_err(|error| error.to_string())?;
    let label = |package: &PackageFinding| {
        world.labels.get(usize::try_from(package.state.ordinal - 1).unwrap_or(usize::MAX)).cloned().unwrap_or_default()
    };
    let labels_of = |packages: &[PackageFinding]| set(packages.iter().map(label));
    let party = |name: &str| found.parties.iter().position(|party| party.id == name).ok_or(format!("no party `{name}` has a say"));
    let with = |wanted: &dyn Fn(&PackageFinding) -> bool| -> Result<_> {
        let table = settlement::Table::new(&world.case, &world.game, &options, &control).map_err(|error| error.to_string())?;
        let packages: Vec<PackageFinding> = world.game.feasible.codes().filter_map(|code| table.package(code)).collect();
        Ok(set(packages.iter().filter(|package| wanted(package)).map(label)))
    };
    let (what, whose) = key.split_once(" for ").map_or((key, None), |(what, whose)| (what, Some(whose)));
    let expected = || Ok::<_, String>(set(world.states(value)?));
    match what {
        "frontier" => {
            let places = &found.pareto.as_ref().ok_or("there is no frontier")?.places;
            same("the frontier", &set(places.iter().map(|place| label(&place.package))), &expected()?)
        }
        "zone" => same("surely", &with(&|package| package.in_zone == Finding::Yes)?, &expected()?),
        "zone unknown" => same("unknown", &with(&|package| package.in_zone.known().is_none())?, &expected()?),
        "in the way" => {
            let signatories = found.signatories.first().ok_or("nobody signs anything")?;
            let told = |blocking: &BlockingFinding| {
                let names: Vec<&str> = blocking.parties.iter().map(|party| found.parties[*party].id.as_str()).collect();
                let by =
                    blocking.shortfall.map(|short| format!(" by {}", Decimal::from_billionths(i64::try_from(short).unwrap_or(i64::MAX))));
                names.join("+") + &by.unwrap_or_default()
            };
            let told: Vec<String> = signatories.blocked_by.iter().map(told).collect();
            same("who is in the way", &told.join(", "), &value.to_owned())
        }
        _ if what.starts_with("accepted by ") => {
            let bit = party(&what["accepted by ".len()..])?;
            same("accepted", &with(&|package| package.accepts[bit] == Finding::Yes)?, &expected()?)
        }
        sense => {
            let members: Option<Vec<usize>> = whose.map(|whose| whose.split('+').map(party).collect::<Result<_>>()).transpose()?;
            let signatories = match &members {
                None if found.signatories.len() == 1 => &found.signatories[0],
                None => return Err(format!("there are {} smallest sets of signatories: say for whom", found.signatories.len())),
                Some(members) => found.signatories.iter().find(|set| set.members == *members).ok_or("these are no smallest set")?,
            };
            let Some(points) = &signatories.points else { return same("points", &"not defined".to_owned(), &value.to_owned()) };
            let found = match sense {
                "utilitarian" => labels_of(&points.utilitarian.packages),
                "kalai_smorodinsky" => labels_of(&points.kalai_smorodinsky.packages),
                "egalitarian" => labels_of(&points.egalitarian.packages),
                "nash" => set(points.nash.iter().flat_map(|point| point.set.packages.iter().map(label))),
                other => return Err(format!("`{other}`?")),
            };
            same(sense, &found, &expected()?)
        }
    }
}

fn holds_line(world: &World, line: &str, (): &mut ()) -> Result {
    let (text, value) = line.split_once(" => ").ok_or("expected `expression => states`")?;
    let read = world.case.vocabulary().read(text.trim());
    if let Some(code) = value.trim().strip_prefix("fault ") {
        let codes: Vec<&str> = read.as_ref().err().into_iter().flatten().map(|problem| problem.code).collect();
        return same("faults", &codes, &vec![code.trim()]);
    }
    let expression = read.map_err(|problems| format!("{problems:?}"))?;
    let phase = &world.case.frames[world.frame].phase;
    let found = (0..world.labels.len()).filter(|number| expression.holds(&world.values(*number).0, phase));
    let expected = set(world.states(value)?);
    same("by plain evaluation", &set(found.map(|number| &world.labels[number])), &expected)?;
    // and 64 states at a time, as in games
    let known = |variable: VariableId| world.case.frames[world.frame].held(variable);
    let codes: Vec<u64> = world.game.feasible.codes().collect();
    let fast = detente::space::moves::answers(&world.game, &codes, &expression.simplified(&known, phase));
    same("64 at a time", &set(world.labels.iter().zip(fast).filter(|(_, holds)| *holds).map(|(label, _)| label)), &expected)
}
