//! Answers as text for terminals, never wider than asked for.

pub(crate) mod acceptance;
mod agreement;
mod allies;
mod backtest;
mod coalition;
mod comparison;
mod diagnostics;
mod evidence;
mod evolution;
pub(crate) mod explanation;
pub(crate) mod forecast;
mod levers;
mod limited;
pub(crate) mod link;
mod power;
pub(crate) mod refusal;
mod robust;
pub(crate) mod settlement;
mod sheet;
mod stability;
mod states;
mod unknown;

pub use acceptance::acceptance;
pub use agreement::agreement;
pub use allies::allies;
pub use backtest::backtest;
pub use coalition::coalitions;
pub use comparison::comparison;
pub use diagnostics::diagnostics;
pub use evidence::evidence;
pub use evolution::evolution;
pub use explanation::explanation;
pub use forecast::forecast;
pub use levers::levers;
pub(crate) use levers::{answer_words, group_words, named};
pub use limited::limited;
pub use link::link;
pub use power::power;
pub use refusal::refusal;
pub use robust::robust;
pub use settlement::settlement;
pub(crate) use stability::SMALL;
pub use stability::stability;
pub use states::states;
pub use unknown::unknowns;

use comfy_table::{ContentArrangement, Table, presets};
use detente_model::answer::{FrameDescription, Made};

/// How text is laid out.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Style {
    /// The widest line, in columns; at least [`Style::NARROWEST`] is used.
    pub width: u16,
    /// Whether only ASCII marks are used (names keep their letters).
    pub ascii: bool,
    /// Whether diagnostics are drawn with ANSI colours.
    pub colour: bool,
}

impl Default for Style {
    fn default() -> Self {
        Self { width: 80, ascii: false, colour: false }
    }
}

impl Style {
    /// Nothing is laid out narrower than this.
    pub const NARROWEST: u16 = 40;

    fn width(self) -> u16 {
        self.width.max(Self::NARROWEST)
    }

    /// The mark of "no" in a dense table.
    fn blank(self) -> char {
        if self.ascii { '-' } else { '·' }
    }

    fn arrow(self) -> &'static str {
        if self.ascii { "->" } else { "→" }
    }

    fn text(self, text: &str) -> String {
        if self.ascii { text.replace('\u{202f}', " ").replace('–', "-").replace('…', "...") } else { text.to_owned() }
    }
}

/// A paragraph, wrapped; lines after the first are indented by `hanging`, all by `indent`.
fn paragraph(style: Style, indent: usize, first: &str, text: &str) -> String {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic).set_width(style.width());
    let lead = " ".repeat(indent) + first;
    if lead.is_empty() {
        table.add_row([style.text(text)]);
    } else {
        table.add_row([lead, style.text(text)]);
        let fixed = table.column_max_content_widths()[0];
        if let Some(column) = table.column_mut(0) {
            column.set_constraint(comfy_table::ColumnConstraint::Absolute(comfy_table::Width::Fixed(fixed)));
        }
    }
    table.column_iter_mut().for_each(|column| {
        column.set_padding((0, 0));
    });
    // a leading column of blanks only is trimmed by the table: put it back
    let text: Vec<String> = table.trim_fmt().lines().map(|line| line.trim_end().to_owned()).collect();
    text.join("\n") + "\n"
}

/// A heading with a line under it.
fn heading(style: Style, text: &str) -> String {
    let text = paragraph(style, 0, "", text);
    let long = text.lines().map(|line| line.chars().count()).max().unwrap_or(0).min(usize::from(style.width()));
    let line = if style.ascii { "-" } else { "─" };
    format!("\n{text}{}\n", line.repeat(long))
}

/// The title of an answer and its first sentence.
fn head(style: Style, frame: &FrameDescription, headline: &str) -> String {
    let mut text = paragraph(style, 0, "", &format!("{} · {}", frame.case, frame.title).replace('·', if style.ascii { "/" } else { "·" }));
    text += "\n";
    text += &paragraph(style, 0, "", headline);
    if !frame.phase.is_empty() {
        text += &paragraph(style, 0, "", &format!("After: {}.", frame.phase.join(", ")));
    }
    text
}

/// How an answer was made.
fn made(style: Style, made: &Made) -> String {
    let mut text = heading(style, "How this was made");
    text += &paragraph(style, 0, "", &format!("Method: {}.", made.method.trim_end_matches('.')));
    text += &paragraph(style, 0, "", &format!("Exactness: {}.", made.exactness.trim_end_matches('.')));
    if let Some(stopped) = made.stopped {
        text += &paragraph(style, 0, "", &format!("Incomplete: {}.", stopped.words()));
    }
    let digest: String = made.case_digest.chars().take(16).collect();
    text += &paragraph(style, 0, "", &format!("Case {digest}, détente {}.", made.version));
    text
}
