//! Who stands where on an issue, with what weight, and where the models expect the outcome.

use super::{MARGIN, NAMES, WIDTH, cut, dash, drawing, letter, line, shown, text};
use crate::svg::number;
use detente_model::answer::ForecastFinding;
use detente_model::spatial::Quantity;
use std::fmt::Write as _;

const ROW: f64 = 20.0;
const TOP: f64 = 44.0;
/// The radius of the heaviest actor.
const RADIUS: f64 = 8.0;

pub(super) fn positions(finding: &ForecastFinding, index: usize) -> String {
    let issue = &finding.issues[index];
    let place = |at: f64| NAMES + (WIDTH - NAMES - MARGIN) * ((at - issue.low) / (issue.high - issue.low)).clamp(0.0, 1.0);
    let mut rows: Vec<(usize, Option<f64>)> = issue
        .stances
        .iter()
        .enumerate()
        .filter_map(|(actor, stance)| stance.as_ref().map(|stance| (actor, stance.position.central())))
        .collect();
    // from the low end to the high one, and what is not known last
    rows.sort_by(|(_, a), (_, b)| a.unwrap_or(f64::INFINITY).total_cmp(&b.unwrap_or(f64::INFINITY)));
    let heaviest = issue.weights.iter().flatten().copied().fold(0.0, f64::max);
    let bottom = TOP + ROW * u32::try_from(rows.len()).map_or(0.0, f64::from);
    let mut body = text(NAMES, 16.0, "start", &format!("{}: positions, weights (area) and forecasts", issue.name));
    body += &line((NAMES, bottom + 4.0), (WIDTH - MARGIN, bottom + 4.0), 1.0, "none");
    for at in [issue.low, f64::midpoint(issue.low, issue.high), issue.high] {
        body += &line((place(at), bottom + 4.0), (place(at), bottom + 8.0), 1.0, "none");
        body += &text(place(at), bottom + 20.0, "middle", &shown(at));
    }
    let mut y = TOP + ROW / 2.0;
    for (actor, at) in rows {
        let name = &finding.actors[actor].name;
        body += &text(NAMES - 12.0, y + 4.0, "end", &cut(name));
        let ends = match issue.stances[actor].as_ref().map(|stance| stance.position) {
            Some(Quantity::Between { low, high } | Quantity::Around { low, high, .. } | Quantity::Triangular { low, high, .. }) => {
                Some((low, high))
            }
            Some(Quantity::Known(_) | Quantity::Missing) | None => None,
        };
        if let Some((low, high)) = ends {
            body += &line((place(low), y), (place(high), y), 3.0, "none");
        }
        match at {
            Some(at) => {
                let share = if heaviest > 0.0 { issue.weights[actor].unwrap_or(0.0) / heaviest } else { 0.0 };
                let radius = (RADIUS * share.sqrt()).max(1.5);
                let (x, y, radius) = (number(place(at)), number(y), number(radius));
                // writing to a string does not fail
                let _ = writeln!(body, "<circle cx=\"{x}\" cy=\"{y}\" r=\"{radius}\" fill=\"#999\" stroke=\"black\"/>");
            }
            None => body += &text(NAMES + 4.0, y + 4.0, "start", "position not known"),
        }
        y += ROW;
    }
    let (mut legend, mut below) = (String::new(), bottom + 40.0);
    for (model, (described, prediction)) in finding.models.iter().zip(&issue.predictions).enumerate() {
        let mark = letter(model).to_string();
        let expected = match prediction.point {
            Some(at) => {
                body += &line((place(at), TOP - 4.0), (place(at), bottom + 4.0), 1.2, dash(model));
                // letters of models that agree stand on different heights
                let height = TOP - 8.0 - 9.0 * f64::from(u8::from(model % 2 == 1));
                body += &text(place(at) + 3.0 * f64::from(u8::try_from(model % 7).unwrap_or(0)) - 9.0, height, "middle", &mark);
                shown(at)
            }
            None => "not defined".to_owned(),
        };
        legend += &line((NAMES, below - 4.0), (NAMES + 40.0, below - 4.0), 1.2, dash(model));
        legend += &text(NAMES + 48.0, below, "start", &format!("{mark}  {}: {expected}", described.name));
        below += 16.0;
    }
    let description = "A row for each actor, from the low end of the line to the high one; the area of a circle is capability times salience, a thick line a \
                       range. Dashed lines with letters are what models expect.";
    drawing(below + 4.0, &format!("{}: who stands where", issue.name), description, &(body + &legend))
}
