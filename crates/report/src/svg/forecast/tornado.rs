//! What each input does to one model's forecast.

use super::{MARGIN, NAMES, WIDTH, cut, drawing, line, shown, text};
use crate::svg::number;
use detente_model::answer::{ForecastFinding, TornadoBar};
use std::fmt::Write as _;

const ROW: f64 = 20.0;
const TOP: f64 = 48.0;
/// How many bars are drawn.
const BARS: usize = 15;
/// How wide the names are: an actor, which input, and its two values.
const LABELS: f64 = NAMES + 130.0;

/// None where nothing moves the forecast.
pub(super) fn tornado(finding: &ForecastFinding, index: usize, model: usize) -> Option<String> {
    let issue = &finding.issues[index];
    let base = issue.predictions[model].point?;
    let mut bars: Vec<&TornadoBar> = issue.tornado.iter().filter(|bar| bar.swing(model) > 0.0).collect();
    bars.sort_by(|a, b| b.swing(model).total_cmp(&a.swing(model)));
    bars.truncate(BARS);
    let ends =
        || bars.iter().filter_map(|bar| bar.points[model].0.zip(bar.points[model].1)).flat_map(|(low, high)| [low, high]).chain([base]);
    let (least, most) = (ends().fold(f64::INFINITY, f64::min), ends().fold(f64::NEG_INFINITY, f64::max));
    if least >= most {
        return None;
    }
    let place = |at: f64| LABELS + 40.0 + (WIDTH - LABELS - MARGIN - 80.0) * (at - least) / (most - least);
    let name = finding.models[model].name;
    let mut body = text(LABELS, 16.0, "start", &format!("{}: what each input does, {name}", issue.name));
    body += &text(LABELS, 32.0, "start", &format!("grey: the input at its lower value; white: at its higher value; line: {}", shown(base)));
    let mut y = TOP;
    for bar in &bars {
        let (Some(low), Some(high)) = bar.points[model] else { continue };
        let label = format!("{}: {} {} to {}", cut(&finding.actors[bar.actor].name), bar.input.word(), shown(bar.low), shown(bar.high));
        body += &text(LABELS - 8.0, y + 12.0, "end", &label);
        // one above the other: both may go the same way
        for (end, fill, top) in [(low, "#777", 2.0), (high, "white", 9.0)] {
            let (from, to) = (place(base.min(end)), place(base.max(end)));
            let (x, y, width) = (number(from), number(y + top), number(to - from));
            // writing to a string does not fail
            let _ = writeln!(body, "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"7\" fill=\"{fill}\" stroke=\"black\"/>");
        }
        y += ROW;
    }
    body += &line((place(base), TOP - 4.0), (place(base), y + 4.0), 1.5, "none");
    for at in [least, most] {
        body += &text(place(at), y + 18.0, "middle", &shown(at));
    }
    let description = "A bar for each input, the widest effect first: where the forecast goes when the input takes its lower value (grey) and its higher \
                       value (white); everything else stays at its central value.";
    Some(drawing(y + 28.0, &format!("{}: what each input does, {}", issue.name, finding.models[model].id), description, &body))
}
