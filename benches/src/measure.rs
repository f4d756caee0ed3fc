//! One command measured as a child process.

use anyhow::Context;
use std::fs::File;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// What a command took.
#[derive(Clone, Copy)]
pub(crate) struct Measured {
    /// From start to end.
    pub(crate) wall: Duration,
    /// On all processors together, where that is known.
    pub(crate) busy: Option<Duration>,
    /// The most memory that was resident, in bytes, where that is known.
    pub(crate) peak: Option<u64>,
}

/// Why there is no measurement.
pub(crate) enum Failed {
    /// The command does not exist yet.
    NotYet,
    /// It ended otherwise than it should.
    Other(anyhow::Error),
}

impl<E: Into<anyhow::Error>> From<E> for Failed {
    fn from(error: E) -> Self {
        Self::Other(error.into())
    }
}

/// How often a running command is looked at.
const INTERVAL: Duration = Duration::from_millis(2);

/// Runs a command with its standard output in a file. What it does at its very end, within the last look's interval, is not in
/// `busy` and `peak`.
pub(crate) fn run(program: &Path, arguments: &[&str], output: &Path) -> Result<Measured, Failed> {
    let errors = output.with_extension("err");
    let start = Instant::now();
    let mut child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(File::create(output).context("the output cannot be written")?)
        .stderr(File::create(&errors).context("the output cannot be written")?)
        .spawn()
        .with_context(|| format!("`{}` does not start", program.display()))?;
    let (mut peak, mut busy) = (None, None);
    let status = loop {
        let id = child.id();
        peak = peak_memory(id).max(peak);
        busy = processor_time(id).max(busy);
        if let Some(status) = child.try_wait()? {
            break status;
        }
        std::thread::sleep(INTERVAL);
    };
    let wall = start.elapsed();
    if status.success() {
        return Ok(Measured { wall, busy, peak });
    }
    let said = std::fs::read_to_string(&errors)?;
    if said.contains("unrecognized subcommand") {
        return Err(Failed::NotYet);
    }
    Err(Failed::Other(anyhow::anyhow!("{status}\n{said}")))
}

pub(crate) fn peak_memory(id: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{id}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().strip_suffix(" kB")?.parse::<u64>().ok()? * 1024)
}

fn processor_time(id: u32) -> Option<Duration> {
    let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    // the fields after the name, which stands in parentheses; times are in hundredths of a second
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
    let ticks = fields.next()?.parse::<u64>().ok()? + fields.next()?.parse::<u64>().ok()?;
    Some(Duration::from_millis(ticks * 10))
}
