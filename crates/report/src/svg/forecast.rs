//! Forecasts as drawings: who stands where with what weight, where everybody goes round by round, and what each input does.
//!
//! They read in black and white: models differ by dashes and by letters that the legend explains, actors by names at their lines, the two ends of an input by fill.

mod positions;
mod rounds;
mod tornado;

use super::{escape, number};
use detente_model::answer::ForecastFinding;

/// How wide every drawing is.
const WIDTH: f64 = 720.0;
/// How much of that is for names, at the left.
const NAMES: f64 = 150.0;
/// How much is free at the right.
const MARGIN: f64 = 30.0;

/// The drawings of an issue, each with a word for its kind.
#[must_use]
pub fn forecast(finding: &ForecastFinding, issue: usize) -> Vec<(String, String)> {
    let mut drawings = vec![("positions".to_owned(), positions::positions(finding, issue))];
    for (model, prediction) in finding.models.iter().zip(&finding.issues[issue].predictions) {
        if prediction.rounds.len() > 1 {
            drawings.push((format!("rounds-{}", model.id), rounds::rounds(finding, issue, model, &prediction.rounds)));
        }
    }
    for (index, model) in finding.models.iter().enumerate() {
        drawings.extend(tornado::tornado(finding, issue, index).map(|drawing| (format!("tornado-{}", model.id), drawing)));
    }
    drawings
}

/// Dashes of lines that must be told apart without colour.
const DASHES: [&str; 6] = ["none", "6 3", "2 3", "9 3 2 3", "1 2", "12 4"];

fn dash(index: usize) -> &'static str {
    DASHES[index % DASHES.len()]
}

/// The letter of a model: a, b, c, …
fn letter(index: usize) -> char {
    char::from(b'a' + u8::try_from(index % 26).unwrap_or(0))
}

/// A place on an axis as it is written.
pub(super) fn shown(value: f64) -> String {
    let text = format!("{value:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".into() } else { text.to_owned() }
}

/// A whole drawing.
fn drawing(height: f64, title: &str, description: &str, body: &str) -> String {
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" \
         font-family=\"sans-serif\" font-size=\"11\">\n<title>{title}</title>\n<desc>{description}</desc>\n\
         <rect width=\"{width}\" height=\"{height}\" fill=\"white\"/>\n{body}</svg>\n",
        width = number(WIDTH),
        height = number(height),
        title = escape(title),
        description = escape(description),
    )
}

fn text(x: f64, y: f64, anchor: &str, content: &str) -> String {
    format!("<text x=\"{}\" y=\"{}\" text-anchor=\"{anchor}\">{}</text>\n", number(x), number(y), escape(content))
}

fn line((x1, y1): (f64, f64), (x2, y2): (f64, f64), width: f64, dash: &str) -> String {
    let dash = if dash == "none" { String::new() } else { format!(" stroke-dasharray=\"{dash}\"") };
    let (x1, y1, x2, y2, width) = (number(x1), number(y1), number(x2), number(y2), number(width));
    format!("<line x1=\"{x1}\" y1=\"{y1}\" x2=\"{x2}\" y2=\"{y2}\" stroke=\"black\" stroke-width=\"{width}\"{dash}/>\n")
}

/// A name cut to what fits the space for names.
fn cut(name: &str) -> String {
    const LONGEST: usize = 24;
    if name.chars().count() <= LONGEST { name.to_owned() } else { name.chars().take(LONGEST - 1).chain(['…']).collect() }
}

/// Places for labels at wanted heights: moved down as far as needed so that none lies on another, in the given order of heights.
fn spaced(wanted: &[f64], least: f64) -> Vec<f64> {
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by(|a, b| wanted[*a].total_cmp(&wanted[*b]));
    let mut places = vec![0.0; wanted.len()];
    let mut last = f64::NEG_INFINITY;
    for index in order {
        last = wanted[index].max(last + least);
        places[index] = last;
    }
    places
}
