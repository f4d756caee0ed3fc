//! Plants faults in the engines, one at a time, in a scratch copy of the workspace: the comparison with brute force, or with what independent programs say, must
//! catch each, by an answer that differs. A test that no fault can break shows nothing. The copy is built without optimisation: it is built anew for each fault, and the
//! tests that are run are short.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

/// A fault: a text that stands in the file once, and what to put in its place.
struct Fault {
    /// What must catch it.
    by: By,
    what: &'static str,
    file: &'static str,
    find: &'static str,
    replace: &'static str,
}

const FIBRE: &str = "crates/solve/src/stability/engine/fibre.rs";
const GENERAL: &str = "crates/solve/src/stability/engine/general.rs";
const SORTED: &str = "crates/solve/src/stability/engine/sorted.rs";

const FAULTS: [Fault; 26] = [
    Fault {
        by: ENGINES,
        what: "fast engine: opponents take ties for improvements",
        file: FIBRE,
        find: "Mode::Improve => other.level[state],",
        replace: "Mode::Improve => P::new(other.level[state].index() + 1),",
    },
    Fault {
        by: ENGINES,
        what: "fast engine: each opponent may move only once",
        file: FIBRE,
        find: "scratch.stack.push(narrow(source));",
        replace: "",
    },
    Fault {
        by: ENGINES,
        what: "fast engine: one-way options go both ways",
        file: FIBRE,
        find: "first.iter().map(|from| first.iter().map(|to| leads(*from, *to)).collect()).collect();",
        replace: "first.iter().map(|_| first.iter().map(|_| true).collect()).collect();",
    },
    Fault {
        by: ENGINES,
        what: "fast engine: opponents walk one-way options backwards",
        file: FIBRE,
        find: "for from in &other.side.from[class] {",
        replace: "for from in &other.side.to[class] {",
    },
    Fault {
        by: ENGINES,
        what: "fast engine: SMR and SSEQ take the value of GMR",
        file: FIBRE,
        find: "focus.label(&others, &modes(Mode::Stay), response, &mut labels, control)?;",
        replace: "focus.label(&others, &modes(Mode::Stay), response && false, &mut labels, control)?;",
    },
    Fault {
        by: ENGINES,
        what: "fast engine: a tie does not deter",
        file: FIBRE,
        find: "worst_case - 1 <= ranks[position * tile + within]",
        replace: "worst_case - 1 < ranks[position * tile + within]",
    },
    Fault {
        by: ENGINES,
        what: "general engine: a party may move twice in a row",
        file: GENERAL,
        find: "let fresh = all & !(1 << mover) & !spread[from];",
        replace: "let fresh = all & !spread[from];",
    },
    Fault {
        by: ENGINES,
        what: "general engine: a tie does not deter",
        file: GENERAL,
        find: "if labels[target] >= bar {",
        replace: "if labels[target].saturating_add(1) >= bar {",
    },
    Fault {
        by: ENGINES,
        what: "general engine: the response is judged, the sanction itself is not",
        file: GENERAL,
        find: ".fold(ranks[state], u32::max)",
        replace: ".fold(0, u32::max)",
    },
    Fault {
        by: ENGINES,
        what: "general engine: what may deter is taken for what surely does",
        file: GENERAL,
        find: "(Reading::Least, false) => order.surely_at_least(than, state),",
        replace: "(Reading::Least, false) => !order.better(state, than, true),",
    },
    Fault {
        by: ENGINES,
        what: "general engine: opponents make forbidden moves",
        file: SORTED,
        find: "if fibres.allows(from, to) && may(from) {",
        replace: "if may(from) {",
    },
    Fault {
        by: ENGINES,
        what: "general engine: the response may be a forbidden move",
        file: SORTED,
        find: "find(|(to, _)| self.fibres.allows(*state as usize, **to as usize))",
        replace: "next()",
    },
    Fault {
        by: facade("settlement", ""),
        what: "frontier: only what is better for all dominates",
        file: "crates/solve/src/settlement/pareto.rs",
        find: "a.iter().zip(b).all(|(a, b)| a >= b)",
        replace: "a.iter().zip(b).all(|(a, b)| a > b)",
    },
    Fault {
        by: facade("settlement", ""),
        what: "shares: of the ideal, not of the most that can be gained",
        file: "crates/solve/src/settlement/points.rs",
        find: "self.ideal[*place] - self.signatories[*place].reservation)",
        replace: "self.ideal[*place])",
    },
    Fault {
        by: facade("settlement", ""),
        what: "products: who gains nothing counts among those who gain",
        file: "crates/solve/src/settlement/points.rs",
        find: "u64::from(number > party.reservation)",
        replace: "u64::from(number >= party.reservation)",
    },
    Fault {
        by: facade("payments", ""),
        what: "payments: rounded against who pays",
        file: "crates/solve/src/settlement/payments/mod.rs",
        find: "-gain.div_euclid(member.worth)",
        replace: "-(gain / member.worth)",
    },
    Fault {
        by: facade("programs", "programs_agree_with_enumeration"),
        what: "programs: columns that a condition tells apart count as alike",
        file: "crates/solve/src/settlement/program/encode.rs",
        find: "(asked.then_some(at), key)",
        replace: "(None, key)",
    },
    Fault {
        by: facade("programs", "programs_agree_with_enumeration"),
        what: "programs: sums of the smallest are taken for the smallest",
        file: "crates/solve/src/settlement/program/seek.rs",
        find: "level.clone().times(float(smallest as i128))",
        replace: "level.clone()",
    },
    Fault {
        by: facade("power", ""),
        what: "power: too few nodes for the integral",
        file: "crates/solve/src/power/quadrature.rs",
        find: "nodes(degree / 2 + 1)",
        replace: "nodes(degree / 4 + 1)",
    },
    Fault {
        by: facade("power", ""),
        what: "power, decision diagrams: a quota must be exceeded",
        file: "crates/solve/src/power/diagram/mod.rs",
        find: ".node(self, 0, *quota)?",
        replace: ".node(self, 0, *quota + 1)?",
    },
    Fault {
        by: facade("refusal", ""),
        what: "acceptance: what is just as good as what a party is left with is refused",
        file: "crates/solve/src/acceptance/judge.rs",
        find: "surely &= worth.is_some_and(|worth| worth >= stated);",
        replace: "surely &= worth.is_some_and(|worth| worth > stated);",
    },
    Fault {
        by: facade("refusal", ""),
        what: "acceptance: what is signed without a party does not count for it",
        file: "crates/solve/src/acceptance/judge.rs",
        find: "surely &= wishes.ranks.surely_at_least(state, signed);",
        replace: "",
    },
    Fault {
        by: facade("joint", "chance_agrees_with_powers_of_the_chain"),
        what: "chance: who moves does not stay",
        file: "crates/solve/src/evolution/joint/chance.rs",
        find: "let sum = libm::exp(-most) + pulls",
        replace: "let sum = pulls",
    },
    Fault {
        by: solve("exchange"),
        what: "exchange: outcomes shift to votes, not to what is wanted",
        file: "crates/solve/src/forecast/exchange/pairs.rs",
        find: "let way = to.wants - from.votes;",
        replace: "let way = to.votes - from.votes;",
    },
    Fault {
        by: solve("smp"),
        what: "spatial model: two thirds of the other's attitude for one",
        file: "crates/solve/src/forecast/smp/challenge.rs",
        find: "RiskEstimate::OneThird => (2.0 * own + other) / 3.0",
        replace: "RiskEstimate::OneThird => (own + 2.0 * other) / 3.0",
    },
    Fault {
        by: facade("challenge", ""),
        what: "challenge model: the median without weights",
        file: "crates/solve/src/forecast/median.rs",
        find: "let total: f64 = placed.iter().map(|(_, weight)| weight).sum();",
        replace: "placed.iter_mut().for_each(|(_, weight)| *weight = 1.0); let total: f64 = placed.iter().map(|(_, weight)| weight).sum();",
    },
];

/// A test.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct By {
    package: &'static str,
    test: &'static str,
    /// The one test of these that is run, or all.
    only: &'static str,
    /// What it prints where an answer differs.
    mismatch: &'static str,
}

/// A test of the facade, in which an assertion does not hold.
const fn facade(test: &'static str, only: &'static str) -> By {
    By { package: "detente", test, only, mismatch: "panicked at crates/detente/tests/" }
}

/// A test of the engines alone.
const fn solve(test: &'static str) -> By {
    By { package: "detente-solve", test, only: "", mismatch: "panicked at crates/solve/tests/" }
}

/// The comparison of all concepts of stability with brute force.
const ENGINES: By = By { mismatch: "the verdicts differ", ..facade("engines", "") };

/// How many cases are compared for each fault, unless `DETENTE_CASES` says otherwise.
const CASES: &str = "400";

/// How a run with a fault ended.
enum Outcome {
    /// The tests failed with a verdict that differs.
    Caught(String),
    /// The tests passed.
    Missed,
    /// It could not be planted, did not compile, or failed for another reason.
    Void(String),
}

/// Plants every fault and writes a table.
///
/// # Errors
/// A fault is not caught, or something cannot be read, written or run.
pub(crate) fn run() -> std::io::Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize()?;
    let scratch = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from).join("faults");
    let copy = scratch.join("workspace");
    if copy.exists() {
        fs::remove_dir_all(&copy)?;
    }
    copy_tree(&root, &copy)?;
    let mut out = std::io::stdout();
    let tests: BTreeSet<By> = FAULTS.iter().map(|fault| fault.by).collect();
    for by in tests {
        if let Outcome::Caught(line) | Outcome::Void(line) = test(&copy, &scratch, by)? {
            let by = by.test;
            return Err(std::io::Error::other(format!("without a fault the test {by} must pass, and it does not: {line}")));
        }
    }
    writeln!(out, "without a fault the tests pass, as they must")?;
    let mut not_caught = 0;
    for fault in &FAULTS {
        let begun = Instant::now();
        let file = copy.join(fault.file);
        let sound = fs::read_to_string(&file)?;
        let outcome = match sound.matches(fault.find).count() {
            1 => {
                fs::write(&file, sound.replace(fault.find, fault.replace))?;
                let outcome = test(&copy, &scratch, fault.by);
                fs::write(&file, &sound)?;
                outcome?
            }
            times => Outcome::Void(format!("`{}` stands {times} times in {}, expected once", fault.find, fault.file)),
        };
        let (word, remark) = match outcome {
            Outcome::Caught(line) => ("caught", line),
            Outcome::Missed => ("MISSED", "the tests pass".to_owned()),
            Outcome::Void(why) => ("VOID", why),
        };
        not_caught += u32::from(word != "caught");
        writeln!(out, "{word:6}  {:66} {:4} s  {remark}", fault.what, begun.elapsed().as_secs())?;
    }
    if not_caught > 0 {
        return Err(std::io::Error::other(format!("{not_caught} of {} faults were not caught", FAULTS.len())));
    }
    Ok(())
}

/// Copies the sources: everything but what is hidden or built.
fn copy_tree(from: &Path, to: &Path) -> std::io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let name = entry.file_name();
        if name == "target" || name.to_string_lossy().starts_with('.') {
            continue;
        }
        let (source, target) = (entry.path(), to.join(&name));
        if source.is_dir() {
            copy_tree(&source, &target)?;
        } else {
            fs::copy(&source, &target)?;
        }
    }
    Ok(())
}

/// Runs a test in the copy.
fn test(copy: &Path, scratch: &Path, by: By) -> std::io::Result<Outcome> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let cases = std::env::var("DETENTE_CASES").unwrap_or_else(|_| CASES.to_owned());
    let output = Command::new(cargo)
        .args(["test", "--package", by.package, "--test", by.test, by.only])
        .current_dir(copy)
        .env("CARGO_TARGET_DIR", scratch.join("target"))
        .env("CARGO_INCREMENTAL", "1")
        .env("CARGO_PROFILE_DEV_OPT_LEVEL", "0")
        .env("CARGO_PROFILE_DEV_DEBUG", "0")
        .env("DETENTE_CASES", cases)
        .output()?;
    let text = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    let mismatch = text.lines().find(|line| line.contains(by.mismatch));
    Ok(match (output.status.success(), mismatch) {
        (true, _) => Outcome::Missed,
        (false, Some(line)) => Outcome::Caught(line.trim().to_owned()),
        (false, None) => {
            let why = text.lines().find(|line| line.starts_with("error") || line.contains("panicked at")).unwrap_or("no reason is given");
            Outcome::Void(format!("failed, but not by a verdict: {why}"))
        }
    })
}
