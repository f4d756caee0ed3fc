//! A progress bar for what takes over a second.

use detente::model::control::Progress;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// Shows nothing for a second, then a bar on the standard error, if that is a terminal.
pub(crate) struct Bar {
    begun: Instant,
    bar: Mutex<Option<ProgressBar>>,
    quiet: bool,
}

const PATIENCE: Duration = Duration::from_secs(1);

impl Bar {
    pub(crate) fn new(quiet: bool) -> Self {
        Self { begun: Instant::now(), bar: Mutex::new(None), quiet }
    }

    /// Takes the bar away.
    pub(crate) fn clear(&self) {
        if let Ok(mut bar) = self.bar.lock()
            && let Some(bar) = bar.take()
        {
            bar.finish_and_clear();
        }
    }
}

impl Progress for Bar {
    fn report(&self, stage: &'static str, done: u64, total: u64) {
        if self.quiet || self.begun.elapsed() < PATIENCE {
            return;
        }
        let Ok(mut bar) = self.bar.lock() else { return };
        let bar = bar.get_or_insert_with(|| {
            let style = ProgressStyle::with_template("{msg:12} {wide_bar} {percent:>3} %  {elapsed}")
                .unwrap_or_else(|_| ProgressStyle::default_bar());
            ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::stderr()).with_style(style)
        });
        bar.set_message(stage);
        bar.set_length(total);
        bar.set_position(done);
    }
}
