//! Which packages there are, and those on the frontier.

use super::{SETS, worth};
use crate::text::sheet::Sheet;
use crate::text::{Style, heading, paragraph};
use crate::words::{count, grouped, list, setting};
use detente_model::answer::{Finding, FrontierPlace, PackageFinding, Scale, SettlementFinding};

/// How many places on the frontier are shown.
const PLACES: usize = 12;

pub(super) fn packages(finding: &SettlementFinding, style: Style) -> String {
    let mut text = String::new();
    let item = |line: &str| paragraph(style, 0, "- ", line);
    if let Some(packages) = finding.packages {
        text += &item(&format!("{} that are possible.", count(packages, "package", "packages")));
    }
    if let Some(pareto) = &finding.pareto {
        let over = if pareto.zone_only { "of those that could be signed, " } else { "" };
        let places = if pareto.count == pareto.packages {
            String::new()
        } else {
            format!(" (in {}: the others are equally good for all)", count(pareto.count, "place", "places"))
        };
        text += &item(&format!(
            "{over}{} on the frontier: no other is better for some and worse for nobody{places}.",
            grouped(pareto.packages)
        ));
    } else if finding.program.is_none() && finding.parties.iter().any(|party| party.scale != Scale::Unknown) {
        let why = if finding.stopped.is_some() { "it was stopped before it was found" } else { "it would take too long" };
        text += &item(&format!("the frontier was left out: {why}. Whether one package is dominated: `--dominated`."));
    }
    let unknown: Vec<String> =
        finding.parties.iter().filter(|party| party.scale == Scale::Unknown).map(|party| party.name.clone()).collect();
    if !unknown.is_empty() {
        text += &item(&format!("Nothing is known of what {} wants: the frontier leaves that out.", list(&unknown)));
    }
    match finding.zone {
        None => {}
        Some(0) => text += &item("none that could surely be signed by parties that accept it."),
        Some(zone) => text += &item(&format!("{} that could be signed by parties that accept them.", grouped(zone))),
    }
    if let Some(needed) = finding.acceptable_to_needed.filter(|needed| finding.zone.is_some_and(|zone| zone != *needed)) {
        text += &item(&format!("{} that all those surely accept without whom they cannot be signed.", grouped(needed)));
    }
    if let (Some(zone), Some(possibly)) = (finding.zone, finding.zone_possibly)
        && possibly > zone
    {
        text += &item(&format!("{} more of which that is not known.", grouped(possibly - zone)));
    }
    if let Some(pareto) = finding.pareto.as_ref().filter(|pareto| !pareto.zone_only && finding.zone.is_some_and(|zone| zone > 0)) {
        let both: u64 = pareto.places.iter().filter(|place| place.package.in_zone == Finding::Yes).map(|place| place.packages).sum();
        text += &item(&match both {
            0 => "none that is both on the frontier and could be signed: whatever is signed, there is something that is better for some and worse for nobody."
                .to_owned(),
            both => format!("{} that are both: on the frontier, and accepted by parties that could sign.", grouped(both)),
        });
    }
    if finding.status_quo_in_zone == Some(Finding::Yes) && finding.program.is_none() {
        text += &item("One of those that could be signed leaves everything as it is.");
    }
    if finding.too_many_sets {
        text += &item("The sets of parties that could sign are too many to list: choose one with `--signatories`.");
    }
    if text.is_empty() { text } else { heading(style, "Which packages there are") + &text }
}

/// The places that are shown: what could be signed first, in order.
fn shown(places: &[FrontierPlace]) -> Vec<&PackageFinding> {
    let of = |wanted: &dyn Fn(Finding) -> bool| {
        places.iter().filter(|place| wanted(place.package.in_zone)).take(PLACES).map(|place| &place.package).collect::<Vec<_>>()
    };
    let mut shown = of(&|zone| zone == Finding::Yes);
    shown.extend(of(&|zone| zone != Finding::Yes));
    shown.truncate(PLACES);
    shown
}

pub(super) fn frontier(finding: &SettlementFinding, style: Style) -> String {
    let Some(pareto) = &finding.pareto else { return String::new() };
    let mut text = heading(style, "The frontier");
    let mut sheet = Sheet::right(12);
    let known: Vec<usize> = (0..finding.parties.len()).filter(|party| finding.parties[*party].scale != Scale::Unknown).collect();
    let header = known.iter().map(|party| finding.parties[*party].name.clone());
    sheet.row("Package", ["zone".to_owned()].into_iter().chain(header).collect());
    let shown = shown(&pareto.places);
    let mut ranked = false;
    for package in &shown {
        let zone = match package.in_zone {
            Finding::Yes => "yes".to_owned(),
            Finding::No => style.blank().to_string(),
            Finding::Unknown(_) => "?".to_owned(),
        };
        let mut cells = vec![zone];
        for party in &known {
            cells.push(match (package.utilities[*party], package.ranks[*party], finding.parties[*party].best_rank) {
                (Some(utility), ..) => worth(utility),
                (None, Some(rank), Some(best)) => {
                    ranked = true;
                    format!("{rank}/{best}")
                }
                (None, ..) => String::new(),
            });
        }
        sheet.row(crate::words::state(&package.state), cells);
    }
    text += &sheet.draw(style, usize::MAX).0;
    if ranked {
        text += &paragraph(style, 0, "", "3/9: rank 3 of 9, from 0 for the worst. Ranks say nothing of how much better.");
    }
    if pareto.count > shown.len() as u64 {
        let more = grouped(pareto.count - shown.len() as u64);
        text += &paragraph(style, 0, "", &format!("and {more} more: `--format csv` lists all, with what each says."));
    }
    text += "\n";
    text += &what_they_say(finding, &shown[..shown.len().min(SETS)], style);
    text
}

/// What packages say: what they have in common once, then the rest of each.
fn what_they_say(finding: &SettlementFinding, shown: &[&PackageFinding], style: Style) -> String {
    let [first, rest @ ..] = shown else { return String::new() };
    let axes = &finding.frame.axes;
    let common = |axis: &usize| !rest.is_empty() && rest.iter().all(|other| other.state.values[*axis] == first.state.values[*axis]);
    let say = |package: &PackageFinding, wanted: &dyn Fn(&usize) -> bool| {
        let said = (0..axes.len()).filter(|axis| wanted(axis)).map(|axis| setting(&axes[axis], package.state.values[axis]));
        list(&said.collect::<Vec<_>>())
    };
    let mut text = String::new();
    if (0..axes.len()).any(|axis| common(&axis)) {
        text += &paragraph(style, 0, "", &format!("In all of these: {}.", say(first, &common)));
    }
    for package in shown {
        let said = say(package, &|axis| !common(axis));
        text += &paragraph(style, 0, &format!("{}  ", crate::words::state(&package.state)), &said);
    }
    text
}
