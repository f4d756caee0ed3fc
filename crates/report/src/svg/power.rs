//! Power under a rule, as bars: two for each party, told apart by their filling, with the numbers beside them.

use super::{escape, number};
use detente_model::answer::{Estimate, PartyPower, PowerTable};
use std::fmt::Write as _;

/// Where bars begin, and how long one would be that stands for all power.
const LEFT: f64 = 190.0;
const LONG: f64 = 400.0;
/// From one party to the next, and how high a bar is.
const STEP: f64 = 34.0;
const HIGH: f64 = 12.0;
/// What stands above and below.
const TOP: f64 = 56.0;
const BOTTOM: f64 = 30.0;

/// The Shapley–Shubik and the normalised Banzhaf index of each party. `id` begins the names within the drawing, and must differ from those of other
/// drawings of the page.
#[must_use]
pub fn power_bars(table: &PowerTable, id: &str) -> String {
    let (id, wide) = (escape(id), 640.0);
    let high = TOP + STEP * table.parties.len().try_into().map_or(0.0, |count: u32| f64::from(count)) + BOTTOM;
    let most = table.parties.iter().flat_map(indices).flatten().map(|index| index.value).fold(0.0, f64::max);
    // the longest bar is as long as there is room for
    let scale = if most > 0.0 { (LONG - 60.0) / most } else { 0.0 };
    let mut svg = String::new();
    let title = if table.issues.is_empty() { table.rule.clone() } else { format!("{}: {}", table.issues.join("; "), table.rule) };
    let _ = write!(
        svg,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"bars\" role=\"img\" aria-labelledby=\"{id}-title {id}-desc\" width=\"{w}\" height=\"{h}\" viewBox=\"0 0 {w} {h}\">\n\
         <title id=\"{id}-title\">{title}</title>\n\
         <desc id=\"{id}-desc\">For each party two bars: full for the Shapley–Shubik index, hatched for the normalised Banzhaf index.</desc>\n\
         <defs><pattern id=\"{id}-hatch\" width=\"5\" height=\"5\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\">\
         <rect width=\"5\" height=\"5\" fill=\"#fff\"/><path d=\"M0 0V5\" stroke=\"#222\" stroke-width=\"2.4\"/></pattern></defs>\n\
         <g font-family=\"system-ui, sans-serif\" font-size=\"12\" fill=\"#111\">\n",
        w = number(wide),
        h = number(high),
        title = escape(&title),
    );
    for (place, filling, word) in
        [(LEFT, "#222".to_owned(), "Shapley–Shubik"), (LEFT + 150.0, format!("url(#{id}-hatch)"), "Banzhaf, share of swings")]
    {
        let _ = writeln!(
            svg,
            "<rect x=\"{}\" y=\"18\" width=\"24\" height=\"{HIGH}\" fill=\"{filling}\" stroke=\"#222\"/><text x=\"{}\" y=\"28\">{word}</text>",
            number(place),
            number(place + 30.0)
        );
    }
    let mut top = TOP;
    for party in &table.parties {
        let veto = if party.veto == Some(true) { " (veto)" } else { "" };
        let _ = writeln!(
            svg,
            "<text x=\"{}\" y=\"{}\" text-anchor=\"end\">{}{veto}</text>",
            number(LEFT - 8.0),
            number(top + 16.0),
            escape(&shortened(&party.name, if veto.is_empty() { 25 } else { 18 }))
        );
        for (line, (index, filling)) in indices(party).into_iter().zip(["#222".to_owned(), format!("url(#{id}-hatch)")]).enumerate() {
            let y = if line == 0 { top } else { top + HIGH + 2.0 };
            match index {
                None => {
                    let _ = writeln!(svg, "<text x=\"{}\" y=\"{}\">not defined</text>", number(LEFT + 4.0), number(y + 10.0));
                }
                Some(index) => {
                    let long = index.value * scale;
                    let _ = writeln!(
                        svg,
                        "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{HIGH}\" fill=\"{filling}\" stroke=\"#222\"/>\
                         <text x=\"{}\" y=\"{}\" font-size=\"11\">{:.3}</text>",
                        number(LEFT),
                        number(y),
                        number(long),
                        number(LEFT + long + 6.0),
                        number(y + 10.0),
                        index.value
                    );
                    if let Some((low, high)) = index.interval {
                        let middle = number(y + HIGH / 2.0);
                        let _ = writeln!(
                            svg,
                            "<path d=\"M{} {middle}H{}\" stroke=\"#fff\" stroke-width=\"3\"/><path d=\"M{0} {middle}H{1}\" stroke=\"#111\"/>",
                            number(LEFT + low * scale),
                            number(LEFT + (high * scale).min(LONG + 40.0))
                        );
                    }
                }
            }
        }
        top += STEP;
    }
    svg += "</g>\n</svg>\n";
    svg
}

fn indices(party: &PartyPower) -> [Option<Estimate>; 2] {
    [party.shapley_shubik, party.banzhaf]
}

/// A name that fits, cut with an ellipsis.
fn shortened(name: &str, letters: usize) -> String {
    if name.chars().count() <= letters { name.to_owned() } else { name.chars().take(letters - 1).collect::<String>() + "…" }
}
