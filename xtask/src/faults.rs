//! Plants faults in the engines, one at a time, in a scratch copy of the workspace: the comparison with brute force must catch each,
//! by a verdict that differs. A test that no fault can break shows nothing.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

/// A fault: a text that stands in the file once, and what to put in its place.
struct Fault {
    what: &'static str,
    file: &'static str,
    find: &'static str,
    replace: &'static str,
}

const FIBRE: &str = "crates/solve/src/stability/engine/fibre.rs";
const GENERAL: &str = "crates/solve/src/stability/engine/general.rs";
const SORTED: &str = "crates/solve/src/stability/engine/sorted.rs";

const FAULTS: [Fault; 12] = [
    Fault {
        what: "fast engine: opponents take ties for improvements",
        file: FIBRE,
        find: "Mode::Improve => other.level[state],",
        replace: "Mode::Improve => P::new(other.level[state].index() + 1),",
    },
    Fault { what: "fast engine: each opponent may move only once", file: FIBRE, find: "scratch.stack.push(narrow(source));", replace: "" },
    Fault {
        what: "fast engine: one-way options go both ways",
        file: FIBRE,
        find: "first.iter().map(|from| first.iter().map(|to| leads(*from, *to)).collect()).collect();",
        replace: "first.iter().map(|_| first.iter().map(|_| true).collect()).collect();",
    },
    Fault {
        what: "fast engine: opponents walk one-way options backwards",
        file: FIBRE,
        find: "for from in &other.side.from[class] {",
        replace: "for from in &other.side.to[class] {",
    },
    Fault {
        what: "fast engine: SMR and SSEQ take the value of GMR",
        file: FIBRE,
        find: "focus.label(&others, &modes(Mode::Stay), response, &mut labels, control)?;",
        replace: "focus.label(&others, &modes(Mode::Stay), response && false, &mut labels, control)?;",
    },
    Fault {
        what: "fast engine: a tie does not deter",
        file: FIBRE,
        find: "worst_case - 1 <= ranks[position * tile + within]",
        replace: "worst_case - 1 < ranks[position * tile + within]",
    },
    Fault {
        what: "general engine: a party may move twice in a row",
        file: GENERAL,
        find: "let fresh = all & !(1 << mover) & !spread[from];",
        replace: "let fresh = all & !spread[from];",
    },
    Fault {
        what: "general engine: a tie does not deter",
        file: GENERAL,
        find: "if labels[target] >= bar {",
        replace: "if labels[target].saturating_add(1) >= bar {",
    },
    Fault {
        what: "general engine: the response is judged, the sanction itself is not",
        file: GENERAL,
        find: ".fold(ranks[state], u32::max)",
        replace: ".fold(0, u32::max)",
    },
    Fault {
        what: "general engine: what may deter is taken for what surely does",
        file: GENERAL,
        find: "(Reading::Least, false) => order.surely_at_least(than, state),",
        replace: "(Reading::Least, false) => !order.better(state, than, true),",
    },
    Fault {
        what: "general engine: opponents make forbidden moves",
        file: SORTED,
        find: "if fibres.allows(from, to) && may(from) {",
        replace: "if may(from) {",
    },
    Fault {
        what: "general engine: the response may be a forbidden move",
        file: SORTED,
        find: "find(|(to, _)| self.fibres.allows(*state as usize, **to as usize))",
        replace: "next()",
    },
];

/// What the comparison with brute force prints where a verdict differs.
const MISMATCH: &str = "the verdicts differ";

/// How many cases are compared for each fault, unless `DETENTE_CASES` says otherwise.
const CASES: &str = "1000";

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
    match test(&copy, &scratch)? {
        Outcome::Missed => writeln!(out, "without a fault the tests pass, as they must")?,
        Outcome::Caught(line) | Outcome::Void(line) => {
            return Err(std::io::Error::other(format!("without a fault the tests must pass, and they do not: {line}")));
        }
    }
    let mut not_caught = 0;
    for fault in &FAULTS {
        let begun = Instant::now();
        let file = copy.join(fault.file);
        let sound = fs::read_to_string(&file)?;
        let outcome = match sound.matches(fault.find).count() {
            1 => {
                fs::write(&file, sound.replace(fault.find, fault.replace))?;
                let outcome = test(&copy, &scratch);
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

/// Runs the comparison with brute force in the copy.
fn test(copy: &Path, scratch: &Path) -> std::io::Result<Outcome> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let cases = std::env::var("DETENTE_CASES").unwrap_or_else(|_| CASES.to_owned());
    let output = Command::new(cargo)
        .args(["test", "--package", "detente", "--test", "engines"])
        .current_dir(copy)
        .env("CARGO_TARGET_DIR", scratch.join("target"))
        .env("DETENTE_CASES", cases)
        .output()?;
    let text = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    let mismatch = text.lines().find(|line| line.contains(MISMATCH));
    Ok(match (output.status.success(), mismatch) {
        (true, _) => Outcome::Missed,
        (false, Some(line)) => Outcome::Caught(line.trim().to_owned()),
        (false, None) => {
            let why = text.lines().find(|line| line.starts_with("error") || line.contains("panicked at")).unwrap_or("no reason is given");
            Outcome::Void(format!("failed, but not by a verdict: {why}"))
        }
    })
}
