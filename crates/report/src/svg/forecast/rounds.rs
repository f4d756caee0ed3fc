//! Where everybody goes, round by round.

use super::{MARGIN, NAMES, WIDTH, cut, dash, drawing, line, shown, spaced, text};
use crate::svg::number;
use detente_model::answer::{ForecastFinding, ForecastModel, ForecastRound};
use std::fmt::Write as _;

const TOP: f64 = 30.0;
const HEIGHT: f64 = 300.0;
/// The share of the line from which on a move has a name.
const NAMED: f64 = 0.04;
/// The space for the scale, at the left.
const SCALE: f64 = 50.0;

pub(super) fn rounds(finding: &ForecastFinding, index: usize, model: &ForecastModel, rounds: &[ForecastRound]) -> String {
    let issue = &finding.issues[index];
    let last = rounds.last().map_or(1, |round| round.round).max(1);
    let x = |round: u32| SCALE + (WIDTH - SCALE - NAMES - MARGIN) * f64::from(round) / f64::from(last);
    let y = |at: f64| TOP + HEIGHT * (1.0 - ((at - issue.low) / (issue.high - issue.low)).clamp(0.0, 1.0));
    let mut body = text(SCALE, 16.0, "start", &format!("{}: positions by round, {}", issue.name, model.name));
    for at in [issue.low, f64::midpoint(issue.low, issue.high), issue.high] {
        body += &line((SCALE - 5.0, y(at)), (SCALE, y(at)), 1.0, "none");
        body += &text(SCALE - 8.0, y(at) + 4.0, "end", &shown(at));
    }
    body += &line((SCALE, y(issue.low)), (SCALE, y(issue.high)), 1.0, "none");
    let step = (last / 10).max(1);
    for round in (0..=last).filter(|round| round % step == 0) {
        body += &text(x(round), TOP + HEIGHT + 16.0, "middle", &round.to_string());
    }
    let way = |points: Vec<(u32, f64)>, width: f64, dash: &str| {
        let mut path = String::new();
        for (round, at) in points {
            // writing to a string does not fail
            let _ = write!(path, "{}{} {}", if path.is_empty() { "M" } else { " L" }, number(x(round)), number(y(at)));
        }
        let dash = if dash == "none" { String::new() } else { format!(" stroke-dasharray=\"{dash}\"") };
        format!("<path d=\"{path}\" fill=\"none\" stroke=\"black\" stroke-width=\"{}\"{dash}/>\n", number(width))
    };
    let mut labels: Vec<(f64, String)> = Vec::new();
    for (actor, described) in finding.actors.iter().enumerate() {
        let points: Vec<(u32, f64)> = rounds.iter().filter_map(|round| round.positions[actor].map(|at| (round.round, at))).collect();
        let Some((_, end)) = points.last().copied() else { continue };
        // whoever moves by some way is named where it comes to; small moves of many would lie on each other
        let short: String = described.name.chars().take(2).collect();
        for pair in points.windows(2).filter(|pair| (pair[0].1 - pair[1].1).abs() > NAMED * (issue.high - issue.low)) {
            body += &text(x(pair[1].0), y(pair[1].1) - 3.0, "middle", &short);
        }
        body += &way(points, 1.0, dash(actor));
        labels.push((y(end), cut(&described.name)));
    }
    body += &way(rounds.iter().map(|round| (round.round, round.median)).collect(), 3.0, "none");
    labels.push((rounds.last().map_or(TOP, |round| y(round.median)), "median (thick)".to_owned()));
    let places = spaced(&labels.iter().map(|(at, _)| *at).collect::<Vec<_>>(), 13.0);
    for ((at, label), place) in labels.iter().zip(&places) {
        body += &line((x(last) + 2.0, *at), (x(last) + 16.0, *place), 0.5, "1 2");
        body += &text(x(last) + 20.0, place + 4.0, "start", label);
    }
    let bottom = places.iter().copied().fold(TOP + HEIGHT + 20.0, f64::max);
    let description = "A line for each actor with its name at the end, and a thick one for the weighted median; rounds from left to right.";
    drawing(bottom + 14.0, &format!("{}: positions by round, {}", issue.name, model.id), description, &body)
}
