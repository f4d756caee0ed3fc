//! What could be signed with side payments.

use super::{SETS, TIES, letter, names, terms, worth};
use crate::text::sheet::Sheet;
use crate::text::{Style, heading, paragraph};
use crate::words::{count, grouped, list};
use detente_model::answer::{PaidPackage, PaidPoints, PaidSet, PaymentFinding, SettlementFinding, SignatoriesFinding};

pub(super) fn payments(finding: &SettlementFinding, set: &SignatoriesFinding, style: Style) -> String {
    set.payments.iter().map(|payment| of_good(finding, set, payment, style)).collect()
}

fn of_good(finding: &SettlementFinding, set: &SignatoriesFinding, payment: &PaymentFinding, style: Style) -> String {
    let who = match finding.signatories.len() {
        1 => String::new(),
        _ => format!(", if {} sign", names(finding, &set.members)),
    };
    let mut text = heading(style, &format!("With payments: {}{who}", payment.name));
    let unit = if payment.unit.is_empty() { String::new() } else { format!(" ({})", payment.unit) };
    let line = format!(
        "{} can pay {} up to {}{unit} each, in steps of {}.",
        names(finding, &payment.payers),
        names(finding, &payment.receivers),
        worth(payment.most),
        worth(payment.step),
    );
    text += &paragraph(style, 0, "", &line);
    let without = set.surely.map_or(String::new(), |without| format!("; without one it is {}", grouped(without)));
    let line = format!("{} could be signed with a payment{without}.", count(payment.surely, "package", "packages"));
    text += &paragraph(style, 0, "- ", &line);
    if payment.possibly > payment.surely {
        text += &paragraph(style, 0, "- ", &format!("{} more of which that is not known.", grouped(payment.possibly - payment.surely)));
    }
    if !payment.worth_unknown.is_empty() {
        let line = format!(
            "It is not stated what this is worth to {}: no payment by or to them is counted on.",
            names(finding, &payment.worth_unknown)
        );
        text += &paragraph(style, 0, "- ", &line);
    }
    if !payment.order_only.is_empty() {
        let line = format!(
            "The wishes of {} are no amounts that a payment could be weighed against: no payment by or to them is counted on.",
            names(finding, &payment.order_only)
        );
        text += &paragraph(style, 0, "- ", &line);
    }
    text += &opening(finding, set, payment, style);
    if let Some(points) = &payment.points {
        text += "\n";
        text += &table(finding, set, points, style);
    }
    text
}

/// What it would take where nothing can be signed without a payment.
fn opening(finding: &SettlementFinding, set: &SignatoriesFinding, payment: &PaymentFinding, style: Style) -> String {
    if set.blocked_by.is_empty() {
        return String::new();
    }
    let line = match &payment.least {
        None => "No payment opens the way, however large, as far as is known.".to_owned(),
        Some(least) => {
            let begins = if least.beyond_most {
                format!("No payment of up to {} opens the way; it would take", worth(payment.most))
            } else {
                "The least that opens the way is".to_owned()
            };
            format!("{begins} {}: {}, for: {}.", worth(least.total), handed(finding, &least.paid), terms(finding, &least.paid.package))
        }
    };
    paragraph(style, 0, "- ", &line)
}

/// Who pays whom how much.
fn handed(finding: &SettlementFinding, paid: &PaidPackage) -> String {
    let name = |party: usize| &finding.parties[party].name;
    let each =
        paid.transfers.iter().map(|transfer| format!("{} pays {} {}", name(transfer.from), name(transfer.to), worth(transfer.amount)));
    match paid.transfers.len() {
        0 => "nobody pays".into(),
        _ => list(&each.collect::<Vec<_>>()),
    }
}

fn table(finding: &SettlementFinding, set: &SignatoriesFinding, points: &PaidPoints, style: Style) -> String {
    let mut shown: Vec<&PaidPackage> = Vec::new();
    let mut sheet = Sheet::right(12);
    let header = set.members.iter().map(|party| finding.parties[*party].name.clone());
    sheet.row("Best with a payment", ["package".to_owned()].into_iter().chain(header).collect());
    let rows: [(&str, &PaidSet); 4] = [
        ("Nash: product of gains", &points.nash),
        ("Kalai–Smorodinsky: shares", &points.kalai_smorodinsky),
        ("egalitarian: least gain *", &points.egalitarian),
        ("utilitarian: sum *", &points.utilitarian),
    ];
    for (label, best) in rows {
        let mut label = Some(label);
        let listed = &best.packages[..best.packages.len().min(TIES)];
        for paid in listed {
            let same = |known: &&PaidPackage| known.package.state.values == paid.package.state.values && known.transfers == paid.transfers;
            let place = shown.iter().position(same).unwrap_or_else(|| {
                shown.push(paid);
                shown.len() - 1
            });
            let cells = set.members.iter().map(|party| paid.worths[*party].map_or(String::new(), worth));
            sheet.row(label.take().unwrap_or_default(), [letter(place)].into_iter().chain(cells).collect());
        }
        let more = best.count.saturating_sub(listed.len() as u64);
        if more > 0 {
            sheet.row(format!("and {} as good", grouped(more)), Vec::new());
        }
    }
    let mut text = sheet.draw(style, usize::MAX).0;
    text += "\n";
    for (place, paid) in shown.iter().enumerate().take(SETS) {
        let line = format!("{}; {}.", handed(finding, paid), terms(finding, &paid.package));
        text += &paragraph(style, 0, &format!("{}  ", letter(place)), &line);
    }
    text += "\n";
    text += &paragraph(style, 0, "", "Worths are with the payment. * depends on units.");
    if points.nash.packages.is_empty() {
        text += &paragraph(style, 0, "", "No package with a payment is a gain for all who can gain: no product is taken.");
    }
    if !points.without_gain.is_empty() {
        let are = if points.without_gain.len() == 1 { "is" } else { "are" };
        let line = format!("{} can gain nothing, and {are} left out of products and shares.", names(finding, &points.without_gain));
        text += &paragraph(style, 0, "", &line);
    }
    text
}
