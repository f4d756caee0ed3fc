//! What could be signed: how many packages, by whom, which are best, and who is in the way.

use super::{Section, answers::status_quo, packages};
use crate::page::{ReportInput, Templates};
use crate::svg::plane;
use crate::text::settlement::{between, terms, worth};
use crate::words::{count, grouped, list};
use detente_model::answer::{
    ConcessionFinding, Finding, MissingForPoints, PackageFinding, PointSet, ReservationSource, Scale, SettlementFinding, SettlementPoints,
    SignatoriesFinding,
};
use detente_model::expression::Value as Position;
use minijinja::{Value, context};

/// How many packages stand side by side, sets of signatories are told, and obstacles and concessions of each.
const COLUMNS: usize = 6;
const SETS: usize = 4;
const OBSTACLES: usize = 6;
/// How many packages are shown that are equally good in one sense.
const TIES: usize = 2;

/// The section of the frame at `number`.
#[must_use]
pub fn section(templates: &Templates, input: &ReportInput<'_>, number: usize) -> Option<Section> {
    let report = &input.frames[number];
    let answer = report.settlement?;
    let finding = &answer.finding;
    let now = status_quo(input.case, report, &finding.frame);
    let sets: Vec<Value> = finding.signatories.iter().take(SETS).map(|set| signatories(finding, set, now.as_ref())).collect();
    let amounts = finding.parties.iter().any(|party| party.reservation.is_some() || party.ideal.is_some());
    let values = context! {
        headline => answer.headline.clone(),
        frame => finding.frame.id.clone(),
        figures => figures(finding),
        status_quo_in_zone => finding.status_quo_in_zone == Some(Finding::Yes),
        unknown => list(&finding.parties.iter().filter(|party| party.scale == Scale::Unknown).map(|party| party.name.clone()).collect::<Vec<_>>()),
        amounts,
        red_lines => finding.parties.iter().any(|party| !party.red_lines.is_empty()),
        parties => parties(finding),
        sets,
        one_set => finding.signatories.len() == 1,
        sets_left_out => finding.signatories.len().saturating_sub(SETS),
        too_many_sets => finding.too_many_sets,
        without_amounts => without_amounts(finding, now.as_ref()),
        plane => finding.plane.as_ref().and(plane(finding)).map(Value::from_safe_string),
    };
    Some(Section::new(format!("settlement-{number}"), "What could be signed", templates.fill("settlement.html", values)))
}

/// The numbers that say how much room there is, each with what it counts.
fn figures(finding: &SettlementFinding) -> Vec<Value> {
    let figure = |number: String, words: &str| context! { number, words };
    let counted = |number: Option<u64>| number.map_or_else(|| "–".into(), grouped);
    let mut figures = vec![figure(counted(finding.packages), "packages are possible")];
    figures.push(match &finding.pareto {
        Some(pareto) => {
            let among = if pareto.zone_only { "of those that could be signed " } else { "" };
            figure(
                grouped(pareto.packages),
                &format!("{among}are such that no other is better for some and worse for nobody (the frontier)"),
            )
        }
        None => figure("–".into(), "the frontier was not found: nothing is known of anybody’s wishes, or it would have taken too long"),
    });
    figures.push(figure(counted(finding.zone), "could surely be signed by parties that accept them (the zone of agreement)"));
    if let Some(more) = perhaps(finding.zone, finding.zone_possibly) {
        figures.push(figure(more, "more perhaps: whether they are accepted is not known"));
    }
    figures
}

/// How many packages beyond those that surely could be signed perhaps can; none where there are none or they were not counted.
fn perhaps(surely: Option<u64>, possibly: Option<u64>) -> Option<String> {
    possibly.zip(surely).and_then(|(possibly, surely)| possibly.checked_sub(surely)).filter(|more| *more > 0).map(grouped)
}

fn parties(finding: &SettlementFinding) -> Vec<Value> {
    let row = |party: &detente_model::answer::SettlementParty| {
        context! {
            name => party.name.clone(),
            say => if party.needed { "can veto" } else { "one of several" },
            known => match party.scale {
                Scale::Cardinal => "amounts",
                Scale::Ordinal => "an order, no amounts",
                Scale::Partial => "part of an order",
                Scale::Unknown => "nothing",
            },
            left => between(party.reservation),
            why => match party.source {
                ReservationSource::Stated => "as stated",
                ReservationSource::StatusQuo => "what there is now: things stay as they are",
                ReservationSource::Reached => "where the others would go without a signature",
                ReservationSource::Unknown => "not known",
            },
            ideal => party.ideal.map_or(String::new(), worth),
            red_lines => party.red_lines.clone(),
        }
    };
    finding.parties.iter().map(row).collect()
}

fn names(finding: &SettlementFinding, parties: &[usize]) -> String {
    list(&parties.iter().map(|party| finding.parties[*party].name.clone()).collect::<Vec<_>>())
}

fn signatories(finding: &SettlementFinding, set: &SignatoriesFinding, now: Option<&Vec<Option<Position>>>) -> Value {
    let missing = |wanted: MissingForPoints| {
        let those: Vec<usize> = set.missing.iter().filter(|(_, why)| *why == wanted).map(|(party, _)| *party).collect();
        names(finding, &those)
    };
    let shown = |amount: &i128| worth(*amount);
    let blocked: Vec<String> = set
        .blocked_by
        .iter()
        .take(OBSTACLES)
        .map(|block| {
            let who = names(finding, &block.parties);
            match (block.parties.len(), block.by_red_lines, block.shortfall.as_ref().map(shown)) {
                (1, true, _) => format!("{who}: its red lines alone leave nothing to sign"),
                (_, true, _) => format!("{who}: their red lines and reservations leave nothing between them"),
                (1, false, Some(short)) => format!("{who}: what it has without a package is {short} above the most that it can get"),
                (1, false, None) => format!("{who}: what it has without a package is better than any"),
                (_, false, Some(short)) => format!("{who}: nothing satisfies them together; each would have to give way by {short}"),
                (_, false, None) => format!("{who}: nothing satisfies them together"),
            }
        })
        .collect();
    context! {
        who => names(finding, &set.members),
        alone => set.members.len() == 1,
        all_needed => set.members.iter().all(|party| finding.parties[*party].needed),
        surely => set.surely.map_or_else(|| "an uncounted number of packages".into(), |surely| count(surely, "package", "packages")),
        perhaps => perhaps(set.surely, set.possibly).unwrap_or_default(),
        nothing_to_sign => set.nothing_to_sign,
        no_utility => missing(MissingForPoints::Utility),
        no_preference => missing(MissingForPoints::Preference),
        no_reservation => missing(MissingForPoints::Reservation),
        points => set.points.as_ref().map(|points| best(finding, set, points, now)),
        without_gain => set.points.as_ref().map_or(String::new(), |points| names(finding, &points.without_gain)),
        several_products => set.points.as_ref().is_some_and(|points| points.nash.len() > 1),
        blocked,
        blocked_more => set.blocked_by.len().saturating_sub(OBSTACLES),
        concessions => set.concessions.iter().take(OBSTACLES).map(|concession| conceded(finding, concession)).collect::<Vec<String>>(),
        concessions_more => set.concessions.len().saturating_sub(OBSTACLES),
    }
}

fn conceded(finding: &SettlementFinding, concession: &ConcessionFinding) -> String {
    let gives = concession.parties.iter().zip(&concession.amounts).map(|(party, amount)| {
        let name = &finding.parties[*party].name;
        let crossed = if concession.red_lines.contains(party) { " across a red line" } else { "" };
        match amount {
            Some(amount) => format!("{name} gives {}{crossed}", worth(*amount)),
            None => format!("{name} gives way{crossed}"),
        }
    });
    format!("{}, for: {}", list(&gives.collect::<Vec<_>>()), terms(finding, &concession.package))
}

/// The best packages side by side, each under the senses in which it is best, with what it is worth to whom.
fn best(finding: &SettlementFinding, set: &SignatoriesFinding, points: &SettlementPoints, now: Option<&Vec<Option<Position>>>) -> Value {
    let mut found: Vec<(Vec<&str>, &PackageFinding)> = Vec::new();
    let mut more: Vec<String> = Vec::new();
    let several = points.nash.iter().map(|nash| ("Nash", &nash.set));
    let others: [(&str, &PointSet); 3] =
        [("Kalai–Smorodinsky", &points.kalai_smorodinsky), ("egalitarian *", &points.egalitarian), ("utilitarian *", &points.utilitarian)];
    for (sense, best) in several.chain(others) {
        for package in best.packages.iter().take(TIES) {
            match found.iter_mut().find(|(_, known)| known.state.ordinal == package.state.ordinal) {
                Some((senses, _)) => senses.push(sense),
                None => found.push((vec![sense], package)),
            }
        }
        let left = best.count.saturating_sub(best.packages.len().min(TIES) as u64);
        if left > 0 {
            more.push(format!("{} as good in the sense of {sense}", count(left, "other is", "others are")));
        }
    }
    let left_out = found.len().saturating_sub(COLUMNS);
    found.truncate(COLUMNS);
    let columns: Vec<(String, &PackageFinding)> = found.iter().map(|(senses, package)| (senses.join(", "), *package)).collect();
    let gain = |party: &usize| {
        let cells = columns.iter().map(|(_, package)| package.utilities[*party].map_or_else(|| "–".to_owned(), worth)).collect();
        (format!("worth to {}", finding.parties[*party].name), cells)
    };
    let lines: Vec<(String, Vec<String>)> = set.members.iter().map(gain).collect();
    context! { table => packages::table(&finding.frame, now, &columns, &lines, false), more, left_out }
}

/// Where no best package can be named: what orders alone support, the packages of the zone that lie on the frontier.
fn without_amounts(finding: &SettlementFinding, now: Option<&Vec<Option<Position>>>) -> Option<Value> {
    if finding.signatories.iter().any(|set| set.points.is_some()) {
        return None;
    }
    let pareto = finding.pareto.as_ref()?;
    let within: Vec<&PackageFinding> =
        pareto.places.iter().map(|place| &place.package).filter(|package| package.in_zone == Finding::Yes).collect();
    let (common, open) = if within.len() > 1 { packages::in_common(&finding.frame, &within) } else { (Vec::new(), Vec::new()) };
    let columns: Vec<(String, &PackageFinding)> = within.iter().take(COLUMNS).map(|package| (String::new(), *package)).collect();
    let table = (!columns.is_empty()).then(|| packages::table(&finding.frame, now, &columns, &[], columns.len() > 1));
    Some(context! {
        table,
        found => count(within.len() as u64, "package is", "packages are"),
        shown => columns.len(),
        more => within.len() - columns.len(),
        places => count(pareto.count, "place", "places"),
        zone => finding.zone.is_some_and(|zone| zone > 0),
        common,
        open,
    })
}
