//! Time and peak memory of whole commands, beside their targets.
//!
//! `cargo run --release -p detente-bench [-- NAME…]` measures all benchmarks, or those named. Cases come from
//! generators with fixed seeds; every command runs as a child process, from the case file to the written answer. It fails where a
//! command fails, never because of time: whoever reads the table knows what else the machine was doing.

mod again;
mod generate;
mod measure;
mod power;

use anyhow::{Context, bail};
use generate::{Shape, Wishes};
use measure::{Failed, Measured};
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

/// What should hold on two processors.
#[derive(Clone, Copy)]
struct Target {
    seconds: Option<f64>,
    megabytes: Option<u64>,
}

/// One row of the table.
struct Benchmark {
    name: &'static str,
    what: &'static str,
    input: Input,
    target: Target,
}

enum Input {
    /// `detente stability` of a random case under these concepts.
    Stability(Shape, &'static str),
    /// The same of the sparse case.
    Sparse(&'static str),
    /// `detente agreement` of the case with issues.
    Agreement,
    /// `detente forecast` by one model, of a table of so many actors with uncertain positions and saliences, so many draws.
    Forecast(&'static str, usize, u32),
    /// `detente settle` of a case with so many issues of ten values, so many parties, and reservations or none.
    Settle(usize, usize, bool),
    /// `detente report` of a case in the catalog.
    Report(&'static str),
    /// A command on a case in the catalog, with these arguments.
    Catalog(&'static str, &'static str, &'static [&'static str]),
    /// The verdicts again after one party's preference has changed, within the process: what a what-if takes once the case stands.
    Again(Shape),
    /// `detente key` of a body that votes by weight.
    Key(power::Voters),
    /// The same within the process.
    Power(power::Voters),
}

/// The seed of every case.
const SEED: u64 = 1990;
/// The five concepts whose cost is near-linear.
const FIVE: &str = "nash,gmr,smr,seq,sseq";
/// A benchmark is repeated while it has taken less than this, up to [`RUNS`] times.
const PATIENCE: Duration = Duration::from_secs(8);
/// How often a short benchmark runs; the best counts.
const RUNS: usize = 5;

/// Four parties with yes/no options and weights, about a fifth infeasible.
const fn weights(options: [usize; 4]) -> Input {
    let shape = Shape { options, three_valued: [0; 4], one_way: 0, conditions: (7, 5), restrictions: 0, wishes: Wishes::Weights(20) };
    Input::Stability(shape, FIVE)
}

const fn target(seconds: f64, megabytes: Option<u64>) -> Target {
    Target { seconds: Some(seconds), megabytes }
}

const NO_TARGET: Target = Target { seconds: None, megabytes: None };

const BENCHMARKS: &[Benchmark] = &[
    Benchmark { name: "weights-2^20", what: "4 parties × 5 options, weights", input: weights([5; 4]), target: target(1.0, None) },
    Benchmark { name: "weights-2^24", what: "4 parties × 6 options, weights", input: weights([6; 4]), target: target(15.0, Some(600)) },
    Benchmark {
        name: "statements-2^24",
        what: "2^16 × 3^5, 12 statements a party, 5 of 21 options one-way",
        input: Input::Stability(
            Shape {
                options: [4; 4],
                three_valued: [2, 1, 1, 1],
                one_way: 5,
                conditions: (7, 5),
                restrictions: 0,
                wishes: Wishes::Statements(12),
            },
            FIVE,
        ),
        target: target(30.0, None),
    },
    Benchmark {
        name: "general-10^6",
        what: "4 parties × 5 options, weights, 8 forbidden pairs of patterns",
        input: Input::Stability(
            Shape { options: [5; 4], three_valued: [0; 4], one_way: 0, conditions: (2, 6), restrictions: 8, wishes: Wishes::Weights(20) },
            FIVE,
        ),
        target: target(20.0, None),
    },
    Benchmark {
        name: "again-2^20",
        what: "4 parties × 5 options, weights: one preference changed, new verdicts within the process",
        input: Input::Again(Shape {
            options: [5; 4],
            three_valued: [0; 4],
            one_way: 0,
            conditions: (7, 5),
            restrictions: 0,
            wishes: Wishes::Weights(20),
        }),
        target: target(0.3, None),
    },
    Benchmark {
        name: "german-codings",
        what: "all combinations of codings of the core frame, the placebo and each constraint",
        input: Input::Catalog("robust", "german-question-1990", &["--frame", "core", "--format", "json"]),
        target: target(5.0, None),
    },
    Benchmark {
        name: "german-report",
        what: "the report of a case",
        input: Input::Report("german-question-1990"),
        target: target(10.0, Some(300)),
    },
    Benchmark {
        name: "german-levers",
        what: "31 moves of one party in 12288 states",
        input: Input::Catalog("levers", "german-question-1990", &["--frame", "core", "--party", "frg", "--format", "json"]),
        target: target(0.05, Some(50)),
    },
    Benchmark {
        name: "german-explain",
        what: "one explanation of the status quo with what would turn it, from the case file on; 12288 states",
        input: Input::Catalog("explain", "german-question-1990", &["--frame", "core", "--state", "6307", "--party", "frg"]),
        target: target(0.05, None),
    },
    Benchmark {
        name: "forecast-draws",
        what: "10,000 draws of 10 actors, ten rounds of the challenge model",
        input: Input::Forecast("scholz2011-code", 10, 10_000),
        target: target(1.0, None),
    },
    Benchmark {
        name: "german-draws",
        what: "10,000 draws of the German question, nine issues, by the usual models",
        input: Input::Catalog("forecast", "german-question-1990", &["--draws", "10000", "--format", "json"]),
        target: target(2.0, None),
    },
    Benchmark {
        name: "spatial-100",
        what: "spatial model of politics, 100 actors, one issue, until it settles",
        input: Input::Forecast("smp", 100, 0),
        target: target(1.0, None),
    },
    Benchmark { name: "spatial-300", what: "the same with 300 actors", input: Input::Forecast("smp", 300, 0), target: target(30.0, None) },
    Benchmark { name: "weights-2^22", what: "4 parties × 5 or 6 options, weights", input: weights([6, 6, 5, 5]), target: NO_TARGET },
    Benchmark {
        name: "weights-2^26",
        what: "4 parties × 6 or 7 options, weights",
        input: weights([7, 7, 6, 6]),
        target: target(90.0, Some(2500)),
    },
    Benchmark {
        name: "sparse",
        what: "2^20 of 2^40 combinations feasible, nash and seq",
        input: Input::Sparse("nash,seq"),
        target: NO_TARGET,
    },
    Benchmark {
        name: "agreement-2^20",
        what: "8 parties with 10 options, 10 issues, weights",
        input: Input::Agreement,
        target: target(20.0, Some(1000)),
    },
    Benchmark {
        name: "power-100",
        what: "all indices, weights to 1,000, within the process",
        input: Input::Power(power::Voters::Random(100)),
        target: target(0.2, None),
    },
    Benchmark {
        name: "power-college",
        what: "all indices, an electoral college, within the process",
        input: Input::Power(power::Voters::College),
        target: target(0.02, None),
    },
    Benchmark {
        name: "key-100",
        what: "`key --weights`, 100 members with weights to 1,000",
        input: Input::Key(power::Voters::Random(100)),
        target: target(0.2, None),
    },
    Benchmark {
        name: "key-college",
        what: "`key --weights`, an electoral college of 51",
        input: Input::Key(power::Voters::College),
        target: target(0.02, None),
    },
    Benchmark {
        name: "settle-10^6",
        what: "10^6 packages, 4 parties: frontier, zone and all points",
        input: Input::Settle(6, 4, false),
        target: target(0.5, None),
    },
    Benchmark {
        name: "settle-10^7",
        what: "10^7 packages, 4 parties: frontier, zone and all points",
        input: Input::Settle(7, 4, false),
        target: target(6.0, None),
    },
    Benchmark {
        name: "settle-8",
        what: "10^5 packages, 8 parties with reservations: frontier, zone and all points",
        input: Input::Settle(5, 8, true),
        target: NO_TARGET,
    },
];

/// How many times as long 2^26 combinations may take as 2^22.
const RATIO: f64 = 20.0;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say(&format!("{error:#}"));
            ExitCode::FAILURE
        }
    }
}

/// A line on the standard output; a reader who has left is no fault.
fn say(line: &str) {
    let mut out = std::io::stdout().lock();
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}

fn run() -> anyhow::Result<()> {
    let wanted: Vec<String> = std::env::args().skip(1).collect();
    if let Some(unknown) = wanted.iter().find(|name| BENCHMARKS.iter().all(|benchmark| benchmark.name != **name)) {
        let names: Vec<&str> = BENCHMARKS.iter().map(|benchmark| benchmark.name).collect();
        bail!("there is no benchmark `{unknown}`; there are {}", names.join(", "));
    }
    let program = program()?;
    let folder = std::env::temp_dir().join(format!("detente-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder).context("there is no room for case files")?;
    let result = table(&wanted, &program, &folder);
    std::fs::remove_dir_all(&folder).context("the case files cannot be removed")?;
    result
}

/// The program to measure: built by cargo where cargo runs this, else the one in the release folder beside this program's.
fn program() -> anyhow::Result<PathBuf> {
    if let Some(cargo) = std::env::var_os("CARGO") {
        let status = Command::new(cargo).args(["build", "--quiet", "--release", "--package", "detente-cli"]).status()?;
        if !status.success() {
            bail!("the program does not build");
        }
    }
    let own = std::env::current_exe()?;
    let profile = own.parent().and_then(Path::parent).context("this program is in no folder of cargo's")?;
    let program = profile.join("release").join(format!("detente{}", std::env::consts::EXE_SUFFIX));
    if !program.exists() {
        bail!("there is no `{}`; run this by `cargo run --release -p detente-bench`", program.display());
    }
    Ok(program)
}

fn table(wanted: &[String], program: &Path, folder: &Path) -> anyhow::Result<()> {
    say(&format!("{:<16} {:>8} {:>8} {:>8}  {:<18} {:<5} what", "name", "wall", "busy", "peak", "target", ""));
    let mut walls: Vec<(&str, f64)> = Vec::new();
    let mut failed = Vec::new();
    for benchmark in BENCHMARKS.iter().filter(|benchmark| wanted.is_empty() || wanted.iter().any(|name| name == benchmark.name)) {
        match measure(benchmark, program, folder) {
            Ok((measured, size)) => {
                walls.push((benchmark.name, measured.wall.as_secs_f64()));
                say(&row(benchmark, &measured, &size));
            }
            Err(Failed::NotYet) => say(&format!("{:<16} not yet", benchmark.name)),
            Err(Failed::Other(error)) => {
                say(&format!("{:<16} failed: {error:#}", benchmark.name));
                failed.push(benchmark.name);
            }
        }
    }
    let wall = |name: &str| walls.iter().find(|(known, _)| *known == name).map(|(_, seconds)| *seconds);
    if let (Some(small), Some(large)) = (wall("weights-2^22"), wall("weights-2^26")) {
        let ratio = large / small;
        say(&format!("2^26 takes {ratio:.1} times as long as 2^22; target: at most {RATIO}, {}", verdict(ratio <= RATIO)));
    }
    if failed.is_empty() { Ok(()) } else { bail!("failed: {}", failed.join(", ")) }
}

fn verdict(ok: bool) -> &'static str {
    if ok { "ok" } else { "over" }
}

fn row(benchmark: &Benchmark, measured: &Measured, size: &str) -> String {
    let seconds = |time: Duration| format!("{:.2} s", time.as_secs_f64());
    let megabytes = measured.peak.map(|bytes| bytes.div_ceil(1_000_000));
    let Target { seconds: most, megabytes: room } = benchmark.target;
    let mut target = most.map_or(String::new(), |most| format!("{most} s"));
    if let Some(room) = room {
        let _ = write!(target, ", {room} MB");
    }
    let in_time = most.is_none_or(|most| measured.wall.as_secs_f64() <= most);
    let in_room = room.is_none_or(|room| megabytes.is_none_or(|peak| peak <= room));
    let judged = if target.is_empty() { "" } else { verdict(in_time && in_room) };
    format!(
        "{:<16} {:>8} {:>8} {:>8}  {target:<18} {judged:<5} {}{size}",
        benchmark.name,
        seconds(measured.wall),
        measured.busy.map_or("-".into(), seconds),
        megabytes.map_or("-".into(), |peak| format!("{peak} MB")),
        benchmark.what,
    )
}

/// The best of several runs, and how large the case turned out to be.
fn measure(benchmark: &Benchmark, program: &Path, folder: &Path) -> Result<(Measured, String), Failed> {
    let (file, output) = (folder.join("case.toml"), folder.join("answer"));
    let (text, question) = match &benchmark.input {
        Input::Stability(shape, concepts) => (generate::case(shape, SEED), vec!["stability", "--concept", concepts]),
        Input::Sparse(concepts) => (generate::sparse(SEED), vec!["stability", "--concept", concepts]),
        Input::Agreement => (generate::agreement(SEED), vec!["agreement"]),
        Input::Settle(issues, parties, reserved) => (generate::settlement(SEED, *issues, *parties, *reserved), vec!["settle"]),
        Input::Catalog(command, name, arguments) => {
            let case = Path::new(env!("CARGO_MANIFEST_DIR")).with_file_name("catalog").join(name);
            let case = case.to_string_lossy();
            let arguments: Vec<&str> = [command, &*case].into_iter().chain(arguments.iter().copied()).collect();
            return Ok((best(program, &arguments, &output)?, String::new()));
        }
        Input::Power(voters) => return Ok(power::measure(*voters, SEED)?),
        Input::Key(voters) => {
            let file = folder.join("weights.csv");
            std::fs::write(&file, voters.file(SEED))?;
            let arguments = ["key", "--weights", &*file.to_string_lossy(), "--quota", ">50%", "--format", "json"];
            return Ok((best(program, &arguments, &output)?, String::new()));
        }
        Input::Forecast(model, actors, draws) => {
            let table = folder.join("positions.csv");
            std::fs::write(&table, generate::positions(SEED, *actors))?;
            let (table, draws) = (table.to_string_lossy(), draws.to_string());
            let arguments = ["forecast", &*table, "--model", model, "--draws", &*draws, "--format", "json"];
            return Ok((best(program, &arguments, &output)?, String::new()));
        }
        Input::Again(shape) => return Ok(again::measure(&generate::case(shape, SEED))?),
        Input::Report(name) => {
            let case = Path::new(env!("CARGO_MANIFEST_DIR")).with_file_name("catalog").join(name);
            let (case, output) = (case.to_string_lossy(), output.with_extension("html"));
            let output_name = output.to_string_lossy();
            let arguments = ["report", &*case, "--output", &*output_name];
            return Ok((best(program, &arguments, &folder.join("summary"))?, String::new()));
        }
    };
    std::fs::write(&file, text)?;
    let case = file.to_string_lossy();
    let arguments: Vec<&str> = question.into_iter().chain(["--format", "json", &*case]).collect();
    let measured = best(program, &arguments, &output)?;
    let answer: serde_json::Value = serde_json::from_reader(std::io::BufReader::new(std::fs::File::open(&output)?))?;
    let number = |name: &str| [&answer["frame"], &answer["result"], &answer["result"]["frame"]].iter().find_map(|at| at[name].as_u64());
    let size = match (number("states"), number("combinations")) {
        (Some(states), Some(combinations)) => format!("; {states} of {combinations} feasible"),
        _ => String::new(),
    };
    Ok((measured, size))
}

fn best(program: &Path, arguments: &[&str], output: &Path) -> Result<Measured, Failed> {
    let start = Instant::now();
    let mut best = measure::run(program, arguments, output)?;
    for _ in 1..RUNS {
        if start.elapsed() > PATIENCE {
            break;
        }
        let next = measure::run(program, arguments, output)?;
        best.wall = best.wall.min(next.wall);
        best.busy = best.busy.min(next.busy);
        best.peak = best.peak.max(next.peak);
    }
    Ok(best)
}
