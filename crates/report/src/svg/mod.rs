//! Drawings as SVG: text stays text, nothing is loaded, the same bytes every time.

mod forecast;
mod graph;
pub mod layout;
mod plane;
mod power;

pub use forecast::forecast;
pub use graph::{Drawing, PartyMark, graph};
pub use plane::plane;
pub use power::power_bars;

/// A number for an attribute: one place after the point at most.
fn number(value: f64) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

/// Text for between tags and within quoted attributes.
#[must_use]
pub fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            control if control.is_control() => escaped.push(' '),
            other => escaped.push(other),
        }
    }
    escaped
}
