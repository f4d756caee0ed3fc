//! The moves and improvements around the status quo, as a layered graph.
//!
//! A column for each number of steps. A box is a state: its ordinal, and what differs from the status quo. A double border is an
//! equilibrium, the shaded box the status quo. Parties differ by dashes and letters, and only then by colour; improvements are
//! drawn strong, other moves thin with an open head. Letters are left out where there is no free place for them.

use super::layout::{Node, Sizes, layered};
use super::{escape, number};
use crate::words::{abbreviations, by_controller, changes, character, count, grouped};
use detente_model::answer::{Arc, EvolutionFinding, Finding, StateDescription};
use std::fmt::Write as _;

/// How a party's arcs look.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PartyMark {
    /// The party's name for readers.
    pub name: String,
    /// The letters on its arcs.
    pub letters: String,
    /// A sample of its line, as SVG.
    pub sample: String,
}

/// A drawing and what its legend needs.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Drawing {
    /// The SVG element.
    pub svg: String,
    /// Whether it wants a page in landscape.
    pub is_wide: bool,
    /// The states that are drawn, as positions in the map.
    pub states: Vec<usize>,
    /// The parties whose arcs are drawn.
    pub parties: Vec<PartyMark>,
    /// Whether moves are drawn that are not improvements.
    pub moves: bool,
    /// Whether arcs are drawn of which it is not known whether they are improvements.
    pub unknown: bool,
    /// How many states that improvements reach are not drawn one by one.
    pub states_left_out: u64,
    /// How many arcs between states that are drawn are not.
    pub arcs_left_out: usize,
    /// What the places in the boxes stand for, in order; empty if boxes show none.
    pub columns: Vec<String>,
}

/// How many states are drawn at most.
const STATES: usize = 60;
/// How many of them in one column.
const COLUMN: usize = 18;
/// How many arcs.
const ARCS: usize = 110;
/// Up to how many columns of the option form a box shows.
const PLACES: usize = 20;

const COLOURS: [&str; 8] = ["#17497a", "#a23b06", "#2b6a35", "#6a2c7a", "#7a6000", "#00686f", "#9b1f4e", "#3d3d3d"];
const DASHES: [&str; 8] = ["", "7 3", "2 2.5", "9 3 2 3", "14 4", "5 2 1.5 2 1.5 2", "1 4", "3 6"];

/// Which states of the map are drawn: nearest first, equilibria before others in a full column.
fn chosen(finding: &EvolutionFinding) -> Vec<usize> {
    let map = &finding.map;
    let mut number = STATES.min(map.states.len());
    let arcs_within = |number: usize| map.arcs.iter().filter(|arc| arc.from < number && arc.to < number).count();
    while number > 24 && arcs_within(number) > ARCS {
        number -= 1;
    }
    let mut kept: Vec<usize> = Vec::new();
    let deepest = map.steps.iter().take(number).max().copied().unwrap_or(0);
    for step in 0..=deepest {
        let mut here: Vec<usize> = (0..number).filter(|index| map.steps[*index] == step).collect();
        if here.len() > COLUMN {
            here.sort_by_key(|index| (!map.equilibrium[*index], *index));
            here.truncate(COLUMN - 1);
            here.sort_unstable();
        }
        kept.extend(here);
    }
    kept
}

/// Draws the surroundings of the status quo. `id` begins the ids in the drawing: they must differ within a page.
#[must_use]
#[allow(clippy::too_many_lines, reason = "one drawing, part after part")]
pub fn graph(finding: &EvolutionFinding, id: &str) -> Drawing {
    let (frame, map) = (&finding.frame, &finding.map);
    let states = chosen(finding);
    let place = |state: usize| states.iter().position(|kept| *kept == state);
    let within: Vec<(usize, usize, &Arc)> = map.arcs.iter().filter_map(|arc| Some((place(arc.from)?, place(arc.to)?, arc))).collect();
    let forward = |(from, to, _): &&(usize, usize, &Arc)| map.steps[states[*from]] < map.steps[states[*to]];
    let mut arcs: Vec<(usize, usize, &Arc)> = within.iter().filter(forward).copied().collect();
    arcs.extend(within.iter().filter(|arc| !forward(arc)).take(ARCS.saturating_sub(arcs.len())).copied());
    let arcs_left_out = within.len() - arcs.len();

    // what is left out, by steps, at the foot of the columns
    let mut improved = vec![false; map.states.len()];
    if let Some(start) = improved.first_mut() {
        *start = true;
    }
    for _ in 0..map.states.len() {
        for arc in map.arcs.iter().filter(|arc| arc.improves == Finding::Yes) {
            improved[arc.to] |= improved[arc.from];
        }
    }
    let layers = states.iter().map(|state| map.steps[*state] as usize + 1).max().unwrap_or(1);
    let drawn_at = |step: usize| states.iter().filter(|state| improved[**state] && map.steps[**state] as usize == step).count() as u64;
    let by_step = &finding.by_improvements.by_step;
    let mut ghosts: Vec<(usize, String)> = Vec::new();
    let mut states_left_out = 0;
    for step in 0..layers {
        let more = by_step.get(step).copied().unwrap_or(0).saturating_sub(drawn_at(step));
        if more > 0 {
            ghosts.push((step, format!("and {} more", grouped(more))));
            states_left_out += more;
        }
    }
    let beyond: u64 = by_step.iter().skip(layers).sum();
    if beyond > 0 {
        ghosts.push((layers, count(beyond, "state", "states")));
        states_left_out += beyond;
    }

    // sizes
    let shows_places = !frame.is_graph && frame.axes.len() <= PLACES;
    let groups = by_controller(frame);
    let start = map.states.first().unwrap_or(&finding.start);
    let second = |state: &StateDescription, is_start: bool| -> String {
        if frame.is_graph {
            return short(state.name.as_deref().unwrap_or_default(), 16);
        }
        if !shows_places {
            return if is_start { "status quo".into() } else { count(changes(frame, start, state).len() as u64, "change", "changes") };
        }
        let group = |axes: &Vec<usize>| -> String {
            let one = |axis: &usize| {
                let value = state.values[*axis];
                if is_start || value != start.values[*axis] { character(&frame.axes[*axis], value) } else { '·' }
            };
            axes.iter().map(one).collect()
        };
        groups.iter().map(|(_, axes)| group(axes)).collect::<Vec<_>>().join(" ")
    };
    let lines: Vec<String> = states.iter().map(|state| second(&map.states[*state], *state == 0)).collect();
    let longest = lines.iter().map(|line| line.chars().count()).max().unwrap_or(0).max(if ghosts.is_empty() { 5 } else { 10 });
    let longest = f64::from(u32::try_from(longest).unwrap_or(20));
    let sizes = Sizes { width: (longest * 6.7 + 16.0).max(56.0), height: 38.0, between: 10.0, gap: 96.0, pass: 6.0 };
    let mut nodes: Vec<Node> = states.iter().map(|state| Node { layer: map.steps[*state] as usize, last: false }).collect();
    nodes.extend(ghosts.iter().map(|(layer, _)| Node { layer: *layer, last: true }));
    let pairs: Vec<(usize, usize)> = arcs.iter().map(|(from, to, _)| (*from, *to)).collect();
    let layout = layered(&nodes, &pairs, sizes);

    let (margin, top) = (8.0, 34.0);
    let (width, height) = (layout.width + 2.0 * margin, layout.height + top + 2.0 * margin);
    let letters = abbreviations(&frame.parties);
    let mut svg = String::new();
    let description = format!(
        "{} around the status quo, state {}, with the moves between them. {} of them equilibria. The list after the drawing says the same in words.",
        count(states.len() as u64, "state", "states"),
        start.ordinal,
        grouped(states.iter().filter(|state| map.equilibrium[**state]).count() as u64),
    );
    let _ = write!(
        svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"graph\" role=\"img\" aria-labelledby=\"{id}-title {id}-desc\" width=\"{w}\" height=\"{h}\" viewBox=\"0 0 {w} {h}\" style=\"min-width:{least}px\">\n\
         <title id=\"{id}-title\">Moves and improvements from the status quo</title>\n<desc id=\"{id}-desc\">{}</desc>\n",
        escape(&description),
        w = number(width.ceil()),
        h = number(height.ceil()),
        least = number((width * 0.8).ceil()),
    );
    let _ = writeln!(svg, "<g font-family=\"system-ui, sans-serif\" transform=\"translate({} {})\">", number(margin), number(top + margin));
    for (step, x) in layout.layers.iter().enumerate() {
        let text = match step {
            0 => "status quo".to_owned(),
            step if step >= layers => "further".to_owned(),
            step => count(step as u64, "step", "steps"),
        };
        let _ = writeln!(svg, "<text x=\"{}\" y=\"-18\" text-anchor=\"middle\" font-size=\"11\" fill=\"#555\">{text}</text>", number(*x));
    }

    // arcs, the thin ones below
    let mut taken: Vec<(f64, f64, f64, f64)> = layout
        .nodes
        .iter()
        .map(|(x, y)| {
            (x - sizes.width / 2.0 - 1.0, y - sizes.height / 2.0 - 1.0, x + sizes.width / 2.0 + 1.0, y + sizes.height / 2.0 + 1.0)
        })
        .collect();
    // letters stay clear of the heads of arrows
    taken.extend(layout.arcs.iter().filter_map(|curve| curve.last()).map(|(x, y)| (x - 7.0, y - 4.0, x + 7.0, y + 4.0)));
    let mut sorted: Vec<usize> = (0..arcs.len()).collect();
    sorted.sort_by_key(|index| {
        let arc = arcs[*index].2;
        (arc.improves == Finding::Yes, map.steps[arc.from] < map.steps[arc.to])
    });
    let mut texts = String::new();
    for index in sorted {
        let arc = arcs[index].2;
        let curve = &layout.arcs[index];
        let colour = COLOURS[arc.party % COLOURS.len()];
        let dash = DASHES[arc.party % DASHES.len()];
        let goes_on = map.steps[arc.from] < map.steps[arc.to];
        let stroke = match arc.improves {
            Finding::Yes if goes_on => "1.6",
            Finding::Yes => "1",
            Finding::Unknown(_) => "1",
            Finding::No => "0.7",
        };
        let mut path = format!("M{} {}", number(curve[0].0), number(curve[0].1));
        for piece in curve[1..].chunks(3) {
            path.push('C');
            for (place, point) in piece.iter().enumerate() {
                let _ = write!(path, "{}{} {}", if place > 0 { " " } else { "" }, number(point.0), number(point.1));
            }
        }
        let dashes = if dash.is_empty() { String::new() } else { format!(" stroke-dasharray=\"{dash}\"") };
        let faint = if goes_on { "" } else { " opacity=\"0.75\"" };
        let _ = writeln!(svg, "<path d=\"{path}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"{stroke}\"{dashes}{faint}/>");
        let (tip, before) = (curve[curve.len() - 1], curve[curve.len() - 2]);
        let back = if before.0 < tip.0 { -7.0 } else { 7.0 };
        let fill = if arc.improves == Finding::Yes { colour } else { "#fff" };
        let _ = writeln!(
            svg,
            "<path d=\"M{} {}l{back} -3.2v6.4z\" fill=\"{fill}\" stroke=\"{colour}\" stroke-width=\"0.8\"/>",
            number(tip.0),
            number(tip.1)
        );
        let mut label = letters[arc.party].clone();
        if arc.improves.known().is_none() {
            label.push('?');
        }
        let long = f64::from(u32::try_from(label.chars().count()).unwrap_or(9)) * 6.0 + 3.0;
        let free = spots(curve).into_iter().find(|(x, y)| {
            let spot = (x - long / 2.0, y - 5.5, x + long / 2.0, y + 5.5);
            taken.iter().all(|other| spot.2 <= other.0 || spot.0 >= other.2 || spot.3 <= other.1 || spot.1 >= other.3)
        });
        if let Some((x, y)) = free {
            taken.push((x - long / 2.0, y - 5.5, x + long / 2.0, y + 5.5));
            let _ = writeln!(
                texts,
                "<text x=\"{}\" y=\"{}\" text-anchor=\"middle\" font-size=\"9\" font-weight=\"600\" fill=\"{colour}\" stroke=\"#fff\" stroke-width=\"3\" paint-order=\"stroke\">{}</text>",
                number(x),
                number(y + 3.2),
                escape(&label)
            );
        }
    }
    svg += &texts;

    for (index, (x, y)) in layout.nodes.iter().enumerate() {
        let (left, upper) = (x - sizes.width / 2.0, y - sizes.height / 2.0);
        if index >= states.len() {
            let _ = writeln!(
                svg,
                "<text x=\"{}\" y=\"{}\" text-anchor=\"middle\" font-size=\"11\" font-style=\"italic\" fill=\"#555\">{}</text>",
                number(*x),
                number(y + 4.0),
                escape(&ghosts[index - states.len()].1)
            );
            continue;
        }
        let state = &map.states[states[index]];
        let (is_start, ends) = (states[index] == 0, map.equilibrium[states[index]]);
        let told = if is_start { "the status quo".to_owned() } else { changes(frame, start, state).join("; ") };
        let kind = if ends { ", an equilibrium" } else { "" };
        let _ = writeln!(svg, "<g><title>State {}{kind}: {}</title>", state.ordinal, escape(&told));
        let fill = if is_start { "#e3e8ed" } else { "#fff" };
        let mut frame_of = |inset: f64, stroke: &str| {
            let _ = writeln!(
                svg,
                "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"{}\" fill=\"{fill}\" stroke=\"#222\" stroke-width=\"{stroke}\"/>",
                number(left + inset),
                number(upper + inset),
                number(sizes.width - 2.0 * inset),
                number(sizes.height - 2.0 * inset),
                number(4.0 - inset / 2.0)
            );
        };
        frame_of(0.0, if ends || is_start { "1.2" } else { "0.8" });
        if ends {
            frame_of(3.0, "1.2");
        }
        let _ = writeln!(
            svg,
            "<text x=\"{x}\" y=\"{}\" text-anchor=\"middle\" font-size=\"12\" font-weight=\"{}\" fill=\"#111\">{}</text>",
            number(y - 2.0),
            if ends || is_start { "700" } else { "500" },
            state.ordinal,
            x = number(*x)
        );
        let _ = writeln!(
            svg,
            "<text x=\"{x}\" y=\"{}\" text-anchor=\"middle\" font-size=\"10\" font-family=\"ui-monospace, 'DejaVu Sans Mono', Consolas, monospace\" fill=\"#111\" xml:space=\"preserve\">{}</text>\n</g>",
            number(y + 11.5),
            escape(&lines[index]),
            x = number(*x)
        );
    }
    svg += "</g>\n</svg>";

    let parties = (0..frame.parties.len())
        .filter(|party| arcs.iter().any(|(_, _, arc)| arc.party == *party))
        .map(|party| PartyMark { name: frame.parties[party].name.clone(), letters: letters[party].clone(), sample: sample(party) })
        .collect();
    Drawing {
        svg,
        is_wide: width > 820.0,
        parties,
        moves: arcs.iter().any(|(_, _, arc)| arc.improves == Finding::No),
        unknown: arcs.iter().any(|(_, _, arc)| arc.improves.known().is_none()),
        states,
        states_left_out,
        arcs_left_out,
        columns: if shows_places {
            groups.iter().flat_map(|(_, axes)| axes).map(|axis| frame.axes[*axis].id.clone()).collect()
        } else {
            Vec::new()
        },
    }
}

/// The beginning of a text, cut with a mark.
fn short(text: &str, most: usize) -> String {
    if text.chars().count() <= most { text.to_owned() } else { text.chars().take(most - 1).chain(['…']).collect() }
}

/// Points on a curve at which its letters may stand, the best first.
fn spots(curve: &[(f64, f64)]) -> Vec<(f64, f64)> {
    let mut spots = Vec::new();
    for t in [0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8, 0.13, 0.87] {
        let mut start = curve[0];
        for (index, piece) in curve[1..].chunks_exact(3).enumerate() {
            // of a long arc, the pieces between columns: every second one
            if index % 2 == 0 {
                let u: f64 = 1.0 - t;
                let at = |p: f64, q: f64, r: f64, s: f64| u * u * u * p + 3.0 * u * u * t * q + 3.0 * u * t * t * r + t * t * t * s;
                spots.push((at(start.0, piece[0].0, piece[1].0, piece[2].0), at(start.1, piece[0].1, piece[1].1, piece[2].1)));
            }
            start = piece[2];
        }
    }
    spots
}

/// A sample of a party's line.
fn sample(party: usize) -> String {
    let dash = DASHES[party % DASHES.len()];
    let dashes = if dash.is_empty() { String::new() } else { format!(" stroke-dasharray=\"{dash}\"") };
    let colour = COLOURS[party % COLOURS.len()];
    format!(
        "<svg class=\"sample\" width=\"44\" height=\"10\" viewBox=\"0 0 44 10\" aria-hidden=\"true\"><path d=\"M0 5H38\" stroke=\"{colour}\" stroke-width=\"1.5\"{dashes}/><path d=\"M44 5l-7 -3.2v6.4z\" fill=\"{colour}\"/></svg>"
    )
}
