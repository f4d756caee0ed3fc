//! What commands share: settings, the terminal, reading cases, stopping.

use crate::exit::Failure;
use crate::progress::Bar;
use anstream::eprint;
use anyhow::Context;
use clap::{Args, ValueEnum};
use detente::io::case::Loaded;
use detente::io::open::Opened as Opening;
use detente::model::Case;
use detente::model::answer::FrameDescription;
use detente::model::control::Control;
use detente::model::diagnostic::{Diagnostic, Files, suggest};
use detente::model::edit::Edit;
use detente::report::text::{self, Style};
use detente::solve::stability::{AT_ONCE, Concept, EngineChoice, GROUPS, all_concepts, concept};
use detente::{Error, Question};
use std::io::{BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// Settings of every command.
#[derive(Args, Clone)]
pub(crate) struct Settings {
    /// How many threads to use; answers do not depend on it [default: all cores]
    #[arg(long, global = true, value_name = "N", help_heading = "Limits", value_parser = clap::value_parser!(u16).range(1..))]
    threads: Option<u16>,
    /// How much memory an analysis may take, such as 500MB or 8GB
    #[arg(long, global = true, value_name = "SIZE", help_heading = "Limits", default_value = "4GB", value_parser = bytes)]
    memory: u64,
    /// Cut the work after so many units (one state, one party, one concept), at the same place every time
    #[arg(long, global = true, value_name = "UNITS", help_heading = "Limits")]
    budget: Option<u64>,
    /// Stop after so many seconds, wherever that is
    #[arg(long, global = true, value_name = "SECONDS", help_heading = "Limits")]
    time_limit: Option<u64>,
    /// When to use colour
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto", help_heading = "Output")]
    color: ColorWhen,
    /// Use ASCII marks in tables
    #[arg(long, global = true, help_heading = "Output")]
    ascii: bool,
    /// No progress, no remarks: errors only
    #[arg(short, long, global = true, help_heading = "Output")]
    quiet: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ColorWhen {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// The form of an answer.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum, Default, Debug)]
pub(crate) enum Format {
    /// For people
    #[default]
    Text,
    /// For programs; the schemas are in docs/answers
    Json,
    /// For spreadsheets
    Csv,
}

/// Which frame of which case, and how it is analysed.
#[derive(Args, Clone)]
pub(crate) struct Asked {
    /// The case: a folder with a case.toml, or a file; or the folder of a negotiation scenario of another tool
    #[arg(value_name = "CASE")]
    pub(crate) case: PathBuf,
    /// The frame [default: the first]
    #[arg(short, long, value_name = "NAME")]
    pub(crate) frame: Option<String>,
    /// The form of the answer
    #[arg(long, value_name = "FORM", default_value = "text")]
    pub(crate) format: Format,
    #[command(flatten)]
    pub(crate) tried: Tried,
}

/// What is tried aloud: changes of the case for this run alone.
#[derive(Args, Clone, Default)]
#[command(next_help_heading = "What if")]
pub(crate) struct Tried {
    /// Hold an option or issue at a value, as if that were settled
    #[arg(long, value_name = "NAME=VALUE")]
    set: Vec<String>,
    /// Take an option away: it stays as it is
    #[arg(long, value_name = "OPTION")]
    without: Vec<String>,
    /// Read one more file: a new option, a new party, a further wish
    #[arg(long, value_name = "FILE")]
    add: Vec<PathBuf>,
    /// Any other change, such as "coding ussr = falin" or "drop usa 3" (see docs/case-file.md)
    #[arg(long, value_name = "EDIT")]
    edit: Vec<String>,
    /// A file of such changes, one a line
    #[arg(long, value_name = "FILE")]
    edits: Vec<PathBuf>,
}

impl Tried {
    /// Whether nothing is tried.
    pub(crate) fn is_empty(&self) -> bool {
        [&self.set, &self.without, &self.edit].iter().all(|texts| texts.is_empty()) && self.add.is_empty() && self.edits.is_empty()
    }

    /// The changes as texts, in the order: files of edits, `--set`, `--without`, `--edit`.
    fn texts(&self) -> Result<Vec<String>, Failure> {
        let mut texts = Vec::new();
        for path in &self.edits {
            let text = std::fs::read_to_string(path).with_context(|| format!("`{}` cannot be read", path.display()))?;
            let lines = text.lines().map(|line| line.split('#').next().unwrap_or_default().trim());
            texts.extend(lines.filter(|line| !line.is_empty()).map(str::to_owned));
        }
        texts.extend(self.set.iter().map(|text| format!("set {text}")));
        texts.extend(self.without.iter().map(|text| format!("without {text}")));
        texts.extend(self.edit.iter().cloned());
        Ok(texts)
    }
}

/// How stability is computed.
#[derive(Args, Clone, Default)]
pub(crate) struct Method {
    /// The concepts, separated by commas [default: nash, gmr, smr, seq, sseq, and seq_or_sim in small frames]
    #[arg(short, long, value_name = "IDS", value_delimiter = ',', value_parser = known_concept, long_help = concepts_help())]
    pub(crate) concept: Vec<&'static str>,
    /// The engine: both give the same answers where both apply
    #[arg(long, value_name = "NAME", default_value = "auto")]
    pub(crate) engine: EngineName,
}

/// The names of the engines.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum, Default)]
pub(crate) enum EngineName {
    /// The fast one where it applies
    #[default]
    Auto,
    /// The fast one: transitive moves, known orders
    Fibre,
    /// Any moves, partial orders
    General,
}

/// The help on concepts: all of them, in groups.
fn concepts_help() -> String {
    let mut text = format!(
        "The concepts, separated by commas, at most {AT_ONCE} [default: nash, gmr, smr, seq, sseq, and seq_or_sim in small frames]\n"
    );
    for (about, concepts) in GROUPS {
        let ids: Vec<&str> = concepts.iter().map(|concept| concept.id).collect();
        text += &format!("\n* {about}: {}", ids.join(", "));
    }
    text
}

pub(crate) fn known_concept(text: &str) -> Result<&'static str, String> {
    let known: Vec<&str> = all_concepts().map(|concept| concept.id).collect();
    concept(text).map(|concept| concept.id).ok_or_else(|| {
        let hint = suggest(text, known.iter().copied()).map_or_else(String::new, |hint| format!("{hint} "));
        format!("{hint}the concepts are {}", known.join(", "))
    })
}

fn bytes(text: &str) -> Result<u64, String> {
    let upper = text.trim().to_uppercase();
    let (digits, unit) = upper.split_at(upper.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(upper.len()));
    let factor = match unit.trim() {
        "" | "B" => 1,
        "KB" | "K" => 1_000,
        "MB" | "M" => 1_000_000,
        "GB" | "G" => 1_000_000_000,
        _ => return Err("expected a whole number with B, kB, MB or GB".into()),
    };
    let number: u64 = digits.parse().map_err(|_| "expected a whole number with B, kB, MB or GB".to_owned())?;
    number.checked_mul(factor).ok_or_else(|| "that is too much".to_owned())
}

static STOP: AtomicBool = AtomicBool::new(false);

/// A case that has been read, with what is tried.
pub(crate) struct Opened {
    /// The case with the changes.
    pub(crate) case: Case,
    /// Its files.
    pub(crate) files: Files,
    /// What was remarked on in reading it.
    pub(crate) remarks: Vec<Diagnostic>,
}

/// What commands share.
pub(crate) struct Shell {
    settings: Settings,
    pool: rayon::ThreadPool,
    bar: Bar,
}

impl Shell {
    pub(crate) fn new(settings: Settings) -> Result<Self, Failure> {
        match settings.color {
            ColorWhen::Auto => {}
            ColorWhen::Always => anstream::ColorChoice::Always.write_global(),
            ColorWhen::Never => anstream::ColorChoice::Never.write_global(),
        }
        // the first interrupt asks the computation to stop; a second one does not wait for it
        let interrupted = || {
            if STOP.swap(true, Ordering::Relaxed) {
                std::process::exit(crate::exit::STOPPED.into());
            }
        };
        ctrlc::set_handler(interrupted).context("interrupts cannot be caught")?;
        if let Some(seconds) = settings.time_limit {
            std::thread::spawn(move || {
                std::thread::sleep(Duration::from_secs(seconds));
                STOP.store(true, Ordering::Relaxed);
            });
        }
        let threads = settings.threads.map_or(0, usize::from);
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().context("threads cannot be started")?;
        let bar = Bar::new(settings.quiet || !std::io::stderr().is_terminal());
        Ok(Self { settings, pool, bar })
    }

    /// Runs a command with the threads that were asked for.
    pub(crate) fn in_pool<T: Send>(&self, run: impl FnOnce() -> T + Send) -> T {
        let result = self.pool.install(run);
        self.bar.clear();
        result
    }

    /// What computations may ask.
    pub(crate) fn control(&self) -> Control<'_> {
        Control::new(&STOP, &self.bar).with_budget(self.settings.budget)
    }

    /// After how many seconds all is stopped.
    pub(crate) fn time_limit(&self) -> Option<u64> {
        self.settings.time_limit
    }

    /// How text is laid out.
    pub(crate) fn style(&self) -> Style {
        let width = terminal_size::terminal_size().map_or(80, |(width, _)| width.0.clamp(Style::NARROWEST, 120));
        Style { width, ascii: self.settings.ascii, colour: false }
    }

    /// Writes diagnostics on the standard error; errors only if quiet.
    pub(crate) fn show(&self, files: &Files, diagnostics: &[Diagnostic]) {
        self.bar.clear();
        let wanted: Vec<Diagnostic> =
            diagnostics.iter().filter(|diagnostic| diagnostic.is_error() || !self.settings.quiet).cloned().collect();
        if !wanted.is_empty() {
            // colours are stripped where the standard error is no terminal
            eprint!("{}", text::diagnostics(files, &wanted, Style { colour: true, ..self.style() }));
        }
    }

    /// Says something on the standard error, unless quiet.
    pub(crate) fn remark(&self, text: &str) {
        if !self.settings.quiet {
            self.bar.clear();
            eprint!("{text}\n");
        }
    }

    /// Opens a case, or the folder of a negotiation scenario; of the latter it is said as what it was read, and its faults are a failure.
    pub(crate) fn read(&self, path: &Path, added: &[PathBuf]) -> Result<Loaded, Failure> {
        let Opening { loaded, made } = detente::io::open::open(path, added).map_err(anyhow::Error::from)?;
        if let Some(made) = made {
            if made.notes.iter().any(Diagnostic::is_error) {
                return Err(Failure::Faults(made.files, made.notes));
            }
            self.remark(&format!("{}: read as {}", path.display(), made.format.title));
            self.show(&made.files, &made.notes);
        }
        Ok(loaded)
    }

    /// Reads a case; its warnings are shown, its errors are a failure.
    pub(crate) fn load(&self, path: &Path) -> Result<(Case, Files), Failure> {
        let loaded = self.read(path, &[])?;
        match loaded.case {
            Some(case) => {
                self.show(&loaded.files, &loaded.diagnostics);
                Ok((case, loaded.files))
            }
            None => Err(Failure::Faults(loaded.files, loaded.diagnostics)),
        }
    }

    /// Reads a case with what is tried; its warnings are shown, its errors are a failure.
    pub(crate) fn load_with(&self, path: &Path, tried: &Tried) -> Result<Opened, Failure> {
        let (case, edits, files, remarks) = self.load_apart(path, tried)?;
        Ok(Opened { case: case.edited(&edits), files, remarks })
    }

    /// Reads a case and what is tried, and leaves the changes to the caller.
    pub(crate) fn load_apart(&self, path: &Path, tried: &Tried) -> Result<(Case, Vec<Edit>, Files, Vec<Diagnostic>), Failure> {
        let loaded = self.read(path, &tried.add)?;
        let Some(case) = loaded.case else { return Err(Failure::Faults(loaded.files, loaded.diagnostics)) };
        self.show(&loaded.files, &loaded.diagnostics);
        let (mut edits, mut faults) = (Vec::new(), Vec::new());
        for text in tried.texts()? {
            match Edit::read(&text, &case) {
                Ok(edit) => edits.extend(edit),
                Err(fault) => faults.push(fault),
            }
        }
        if faults.is_empty() { Ok((case, edits, loaded.files, loaded.diagnostics)) } else { Err(Failure::Faults(loaded.files, faults)) }
    }

    /// Reads the case that is asked about, with what is tried.
    pub(crate) fn open(&self, asked: &Asked) -> Result<(Case, Files), Failure> {
        let Opened { case, files, .. } = self.load_with(&asked.case, &asked.tried)?;
        Ok((case, files))
    }

    /// The question that the flags ask.
    pub(crate) fn question(&self, frame: Option<&str>, method: &Method) -> Question {
        Question {
            frame: frame.map(str::to_owned),
            concepts: method.concept.iter().filter_map(|id| concept(id)).collect::<Vec<&'static Concept>>(),
            engine: match method.engine {
                EngineName::Auto => EngineChoice::Auto,
                EngineName::Fibre => EngineChoice::Fibre,
                EngineName::General => EngineChoice::General,
            },
            memory: self.settings.memory,
        }
    }

    /// Writes an answer on the standard output.
    pub(crate) fn answer(&self, write: impl FnOnce(&mut dyn Write) -> std::io::Result<()>) -> Result<(), Failure> {
        self.bar.clear();
        let mut out = BufWriter::with_capacity(1 << 16, std::io::stdout().lock());
        write(&mut out)?;
        out.flush()?;
        Ok(())
    }

    /// Writes a text on the standard output.
    pub(crate) fn print(&self, text: &str) -> Result<(), Failure> {
        self.answer(|out| out.write_all(text.as_bytes()))
    }

    /// The exit code of an answer that may have been cut.
    pub(crate) fn done(&self, stopped: Option<detente::model::control::Stopped>) -> u8 {
        match stopped {
            None => crate::exit::DONE,
            Some(stopped) => {
                self.remark(&format!("detente: {}; the rest is unknown", stopped.words()));
                crate::exit::STOPPED
            }
        }
    }
}

/// A failure of an analysis of a case.
pub(crate) fn failed(error: Error, files: &Files) -> Failure {
    match error {
        Error::Faults(faults) => Failure::Faults(files.clone(), faults),
        Error::Stopped(stopped) => Failure::Stopped(stopped),
    }
}

/// How many states a frame has, in words.
pub(crate) fn size(frame: &FrameDescription) -> String {
    format!("{} of {} combinations are feasible", frame.states, frame.combinations)
}
