//! Packages in the plane of two parties: small dots; those of the zone as rings; the frontier as squares; the best ones with a letter. Shapes tell them apart, colours are not
//! needed.

use super::{escape, number};
use crate::words::grouped;
use detente_model::answer::{PackageFinding, PointSet, Scale, SettlementFinding, SettlementParty};
use std::fmt::Write as _;

const SIZE: f64 = 480.0;
const MARGIN: f64 = 56.0;

/// How many places of the frontier are drawn.
const PLACES: usize = 2000;

/// A utility at the end of an axis: there is room for four places.
fn told(worth: f64) -> String {
    let text = format!("{worth:.4}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// The drawing; none where no plane was asked for.
#[must_use]
pub fn plane(finding: &SettlementFinding) -> Option<String> {
    let plane = finding.plane.as_ref()?;
    let bounds = |of: fn(&detente_model::answer::PlaneDot) -> f64| {
        let (least, most) =
            plane.dots.iter().map(of).fold((f64::INFINITY, f64::NEG_INFINITY), |(least, most), x| (least.min(x), most.max(x)));
        if least < most { (least, most) } else { (least - 1.0, least + 1.0) }
    };
    let ((left, right), (low, high)) = (bounds(|dot| dot.across), bounds(|dot| dot.up));
    let x = |worth: f64| MARGIN + (worth - left) / (right - left) * SIZE;
    let y = |worth: f64| MARGIN + SIZE - (worth - low) / (high - low) * SIZE;
    let (across, up) = (&finding.parties[plane.across], &finding.parties[plane.up]);
    let worth = |billionths: i128| detente_model::number::exact(billionths).parse::<f64>().unwrap_or(f64::NAN);
    // an amount, or a place in an order
    let at = |package: &PackageFinding, party: usize| match (package.utilities[party], package.ranks[party]) {
        (Some(utility), _) => Some(worth(utility)),
        (None, Some(rank)) => Some(worth(i128::from(rank) * 1_000_000_000)),
        (None, None) => None,
    };
    let place = |package: &PackageFinding| Some((x(at(package, plane.across)?), y(at(package, plane.up)?)));
    let name = |party: &SettlementParty| match party.scale {
        Scale::Ordinal => format!("{} (places in its order, no amounts)", party.name),
        Scale::Cardinal | Scale::Partial | Scale::Unknown => party.name.clone(),
    };
    let whole = SIZE + 2.0 * MARGIN;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" viewBox=\"0 0 {w} {h}\" width=\"{w}\" height=\"{h}\" font-family=\"sans-serif\" font-size=\"12\">\n<title>{}</title>\n<desc>{}</desc>\n",
        escape(&format!("{}: packages for {} and {}", finding.frame.case, across.name, up.name)),
        escape("Each dot is a package; further to the right is better for the one party, further up for the other."),
        w = number(whole + 170.0),
        h = number(whole),
    );
    // writing to a string does not fail
    let mut line = |text: String| {
        let _ = writeln!(svg, "{text}");
    };
    line(format!(
        "<rect x=\"{m}\" y=\"{m}\" width=\"{s}\" height=\"{s}\" fill=\"none\" stroke=\"#000\" stroke-width=\"0.5\"/>",
        m = number(MARGIN),
        s = number(SIZE)
    ));
    // what each is left with
    for (party, is_across) in [(across, true), (up, false)] {
        let Some((worst, best)) = party.reservation else { continue };
        for at in if worst == best { vec![worst] } else { vec![worst, best] } {
            let at = if is_across { x(worth(at)) } else { y(worth(at)) };
            if !(MARGIN..=MARGIN + SIZE).contains(&at) {
                continue;
            }
            let (from, to) = (number(MARGIN), number(MARGIN + SIZE));
            let at = number(at);
            let ends = if is_across {
                format!("x1=\"{at}\" y1=\"{from}\" x2=\"{at}\" y2=\"{to}\"")
            } else {
                format!("x1=\"{from}\" y1=\"{at}\" x2=\"{to}\" y2=\"{at}\"")
            };
            line(format!("<line {ends} stroke=\"#000\" stroke-width=\"0.7\" stroke-dasharray=\"4 3\"/>"));
        }
    }
    for dot in &plane.dots {
        let (cx, cy) = (number(x(dot.across)), number(y(dot.up)));
        line(match dot.in_zone.known() {
            Some(true) => format!("<circle cx=\"{cx}\" cy=\"{cy}\" r=\"2.6\" fill=\"#fff\" stroke=\"#000\" stroke-width=\"0.8\"/>"),
            Some(false) | None => format!("<circle cx=\"{cx}\" cy=\"{cy}\" r=\"1\" fill=\"#777\"/>"),
        });
    }
    let places = finding.pareto.as_ref().map_or(&[][..], |pareto| &pareto.places);
    for (x, y) in places.iter().take(PLACES).filter_map(|place_of| place(&place_of.package)) {
        line(format!(
            "<rect x=\"{}\" y=\"{}\" width=\"5\" height=\"5\" fill=\"none\" stroke=\"#000\" stroke-width=\"1.1\"/>",
            number(x - 2.5),
            number(y - 2.5)
        ));
    }
    let points = finding.signatories.first().and_then(|set| set.points.as_ref());
    let mut key: Vec<String> =
        vec!["· package".into(), "○ in the zone".into(), "□ on the frontier".into(), "- - left with otherwise".into()];
    if let Some(points) = points {
        let nash = points.nash.first().map(|nash| &nash.set);
        let sets: [(&str, &str, Option<&PointSet>); 4] = [
            ("N", "Nash", nash),
            ("K", "Kalai–Smorodinsky", Some(&points.kalai_smorodinsky)),
            ("E", "egalitarian", Some(&points.egalitarian)),
            ("U", "utilitarian", Some(&points.utilitarian)),
        ];
        for (at, (letter, name, set)) in sets.into_iter().enumerate() {
            let Some((px, py)) = set.and_then(|set| set.packages.first()).and_then(place) else { continue };
            // around the point, so that letters of one package do not cover each other
            let (dx, dy) = [(6.0, -6.0), (6.0, 14.0), (-14.0, 14.0), (-14.0, -6.0)][at];
            line(format!("<circle cx=\"{}\" cy=\"{}\" r=\"4\" fill=\"#000\"/>", number(px), number(py)));
            line(format!("<text x=\"{}\" y=\"{}\" font-weight=\"bold\">{letter}</text>", number(px + dx), number(py + dy)));
            key.push(format!("{letter} {name}"));
        }
    }
    if plane.thinned {
        key.push(format!("{} of {} shown", grouped(plane.dots.len() as u64), grouped(finding.packages.unwrap_or(plane.dots.len() as u64))));
    }
    let mut at = MARGIN + 12.0;
    for text in key {
        line(format!("<text x=\"{}\" y=\"{}\">{}</text>", number(whole - MARGIN + 26.0), number(at), escape(&text)));
        at += 18.0;
    }
    for (worth, anchor, at) in [(left, "start", MARGIN), (right, "end", MARGIN + SIZE)] {
        line(format!("<text x=\"{}\" y=\"{}\" text-anchor=\"{anchor}\">{}</text>", number(at), number(MARGIN + SIZE + 16.0), told(worth)));
    }
    for (worth, at) in [(low, MARGIN + SIZE), (high, MARGIN + 10.0)] {
        line(format!("<text x=\"{}\" y=\"{}\" text-anchor=\"end\">{}</text>", number(MARGIN - 4.0), number(at), told(worth)));
    }
    line(format!(
        "<text x=\"{}\" y=\"{}\" text-anchor=\"middle\">{}</text>",
        number(MARGIN + SIZE / 2.0),
        number(MARGIN + SIZE + 34.0),
        escape(&name(across))
    ));
    line(format!("<text x=\"{}\" y=\"{}\">{}</text>", number(MARGIN), number(MARGIN - 14.0), escape(&name(up))));
    svg += "</svg>\n";
    Some(svg)
}
