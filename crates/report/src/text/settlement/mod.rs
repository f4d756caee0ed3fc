//! An analysis of settlements as text.

mod frontier;
mod payments;

use super::sheet::Sheet;
use super::{Style, head, heading, made, paragraph};
use crate::words::{count, grouped, list, setting};
use detente_model::answer::{
    AccountFinding, Answer, Finding, MissingForPoints, PackageFinding, PartyAccount, PointSet, ReservationSource, Scale, SettlementFinding,
    SettlementPoints, SignatoriesFinding, TermAccount,
};
use detente_model::number::{Decimal, exact};
use detente_model::variable::Term;

/// How many packages are shown that are best in one sense.
const TIES: usize = 3;

/// How many sets of signatories, blocking sets and concessions are shown.
const SETS: usize = 8;

/// An analysis of settlements.
#[must_use]
pub fn settlement(answer: &Answer<SettlementFinding>, style: Style) -> String {
    let finding = &answer.finding;
    let mut text = head(style, &finding.frame, &answer.headline);
    text += &parties(finding, style);
    text += &frontier::packages(finding, style);
    for set in finding.signatories.iter().take(SETS) {
        text += &signatories(finding, set, style);
    }
    if finding.signatories.len() > SETS {
        let more = (finding.signatories.len() - SETS) as u64;
        let line = format!("and {}: `--format json` lists all, `--signatories a,b,c` chooses one.", count(more, "other set", "other sets"));
        text += &paragraph(style, 0, "", &line);
    }
    text += &dominated(finding, style);
    // unasked, one is enough
    let accounts = finding.accounts.iter().take(if finding.accounts.iter().any(|account| account.asked) { usize::MAX } else { 1 });
    for account in accounts.clone() {
        text += &accounted(finding, account, style);
    }
    if accounts.count() < finding.accounts.len() {
        text += &paragraph(style, 0, "", "\nThe same for any package: `--package VALUES` or `--proposal NAME`.");
    }
    text += &frontier::frontier(finding, style);
    text += &programs(finding, style);
    text += &made(style, &answer.made);
    text
}

/// How packages were found that were not enumerated.
fn programs(finding: &SettlementFinding, style: Style) -> String {
    let Some(program) = &finding.program else { return String::new() };
    let mut text = heading(style, "How near to the best");
    let several = finding.signatories.len() > 1;
    for gap in &program.gaps {
        let of = if several { format!(" ({})", names(finding, &gap.signatories)) } else { String::new() };
        let near = match gap.gap {
            None => "not known: it was stopped before".to_owned(),
            Some(0.0) => "nothing better lies within what the solver can tell apart".to_owned(),
            Some(gap) => format!("within {gap:.0e} of what is maximised"),
        };
        text += &paragraph(style, 0, "- ", &format!("{}{of}: {near} ({}).", sense(gap.sense), count(gap.programs, "program", "programs")));
    }
    for left_out in &program.left_out {
        text += &paragraph(style, 0, "- ", &format!("Left out: {left_out}."));
    }
    let line = format!("Solver: {}; {} variables, {} rows.", program.solver, grouped(program.variables), grouped(program.rows));
    text += &paragraph(style, 0, "", &line);
    text
}

fn sense(word: &str) -> &str {
    match word {
        "utilitarian" => "sum",
        "nash" => "product of gains",
        "kalai_smorodinsky" => "shares",
        "egalitarian" => "least gain",
        "zone" => "whether anything can be signed",
        "ideal" => "the most of each",
        "blocking" => "who is in the way",
        "concession" => "smallest concessions",
        "dominated" => "whether it is dominated",
        other => other,
    }
}

fn names(finding: &SettlementFinding, parties: &[usize]) -> String {
    list(&parties.iter().map(|party| finding.parties[*party].name.clone()).collect::<Vec<_>>())
}

/// A worth, to four places, said to be cut where it is.
pub(crate) fn worth(billionths: i128) -> String {
    let unit = i128::from(Decimal::UNIT) / 10_000;
    let half = if billionths < 0 { -unit / 2 } else { unit / 2 };
    exact((billionths + half) / unit * unit)
}

pub(crate) fn between(bounds: Option<(i128, i128)>) -> String {
    match bounds {
        None => String::new(),
        Some((worst, best)) if worst == best => worth(worst),
        Some((worst, best)) => format!("{} to {}", worth(worst), worth(best)),
    }
}

/// What a package says: its differences from the status quo where one is stated and it differs, else all of it.
pub(crate) fn terms(finding: &SettlementFinding, package: &PackageFinding) -> String {
    let frame = &finding.frame;
    let said = frame.axes.iter().zip(&package.state.values).map(|(axis, value)| setting(axis, *value));
    list(&said.collect::<Vec<_>>())
}

fn parties(finding: &SettlementFinding, style: Style) -> String {
    let mut text = heading(style, "What each is left with if nothing is signed");
    let mut sheet = Sheet::new(26);
    let amounts = finding.parties.iter().any(|party| party.ideal.is_some());
    let row = |left: &str, why: &str, best: &str, say: &str| {
        let cells = [left, why, best, say].map(str::to_owned).into_iter().enumerate();
        cells.filter(|(column, _)| amounts || *column != 2).map(|(_, cell)| cell).collect::<Vec<_>>()
    };
    sheet.row("Party", row("left with", "why", "best possible", "say"));
    for party in &finding.parties {
        let why = match party.source {
            ReservationSource::Stated => "stated",
            ReservationSource::StatusQuo => "things stay as they are",
            ReservationSource::Reached => "where the rest would go",
            ReservationSource::Unknown => "not known",
        };
        let left = match party.scale {
            Scale::Cardinal => between(party.reservation),
            Scale::Ordinal | Scale::Partial if party.reservation.is_some() => between(party.reservation),
            Scale::Ordinal => "an order only".into(),
            Scale::Partial => "part of an order".into(),
            Scale::Unknown => "?".into(),
        };
        let say = if party.needed { "can veto" } else { "one of several" };
        sheet.row(party.name.clone(), row(&left, why, &party.ideal.map_or(String::new(), worth), say));
    }
    text += &sheet.draw(style, usize::MAX).0;
    for party in finding.parties.iter().filter(|party| !party.red_lines.is_empty()) {
        let lines: Vec<String> = party.red_lines.iter().map(|line| format!("`{line}`")).collect();
        text += &paragraph(style, 0, "- ", &format!("{} signs nothing without {}.", party.name, list(&lines)));
    }
    text
}

fn signatories(finding: &SettlementFinding, set: &SignatoriesFinding, style: Style) -> String {
    let mut text = String::new();
    if let (2.., Some(surely)) = (finding.signatories.len(), set.surely) {
        let line = format!("They accept {} of what they can sign.", count(surely, "package", "packages"));
        text += &paragraph(style, 0, "", &line);
    }
    text += &missing(finding, set, style);
    if let Some(points) = &set.points {
        text += &points_table(finding, set, points, style);
    }
    if set.nothing_to_sign {
        text += &paragraph(style, 0, "", "They can sign nothing that would change anything: the rules of consent ask for others.");
    }
    if !text.is_empty() {
        let title = match finding.signatories.len() {
            1 => "The best packages".to_owned(),
            _ => format!("If {} sign", names(finding, &set.members)),
        };
        text.insert_str(0, &heading(style, &title));
    }
    text += &unsettled(finding, set, style);
    text += &in_the_way(finding, set, style);
    text += &payments::payments(finding, set, style);
    text
}

/// Why no best packages are named: each reason once, with whom it concerns.
fn missing(finding: &SettlementFinding, set: &SignatoriesFinding, style: Style) -> String {
    let mut text = String::new();
    for reason in [MissingForPoints::Utility, MissingForPoints::Preference, MissingForPoints::Reservation] {
        let who: Vec<usize> = set.missing.iter().filter(|(_, why)| *why == reason).map(|(party, _)| *party).collect();
        if who.is_empty() {
            continue;
        }
        let whose = if who.len() == set.members.len() && who.len() > 2 { "all of them".to_owned() } else { names(finding, &who) };
        let why = match reason {
            MissingForPoints::Utility => format!(
                "the wishes of {whose} are an order, which says nothing of how much is gained. State weights, values, positions or payoffs."
            ),
            MissingForPoints::Preference => format!("nothing is known of what {whose} wants."),
            MissingForPoints::Reservation => {
                let is = if who.len() == 1 { "is" } else { "are" };
                format!(
                    "what {whose} {is} left with otherwise is not one number. State `reservation`, or choose with `--otherwise worst` or `best`."
                )
            }
        };
        let begins = if text.is_empty() { "No best packages are named:" } else { "Also:" };
        text += &paragraph(style, 0, "", &format!("{begins} {why}"));
        if reason == MissingForPoints::Utility {
            text += &paragraph(
                style,
                0,
                "",
                "What orders do say is below: which packages are accepted, and which of those no other is better than for some and worse for nobody.",
            );
        }
    }
    text
}

fn points_table(finding: &SettlementFinding, set: &SignatoriesFinding, points: &SettlementPoints, style: Style) -> String {
    let mut shown: Vec<&PackageFinding> = Vec::new();
    let mut sheet = Sheet::right(12);
    let header = set.members.iter().map(|party| finding.parties[*party].name.clone());
    sheet.row("Best in the sense of", ["package".to_owned()].into_iter().chain(header).collect());
    let alone = points.nash.len() == 1;
    let mut rows: Vec<(String, &PointSet)> = Vec::new();
    for nash in &points.nash {
        let over = if alone { String::new() } else { format!(" ({})", names(finding, &nash.over)) };
        rows.push((format!("Nash: product of gains{over}"), &nash.set));
    }
    rows.push(("Kalai–Smorodinsky: shares".into(), &points.kalai_smorodinsky));
    rows.push(("egalitarian: least gain *".into(), &points.egalitarian));
    rows.push(("utilitarian: sum *".into(), &points.utilitarian));
    for (label, best) in rows {
        let mut label = Some(label);
        let listed = &best.packages[..best.packages.len().min(TIES)];
        for package in listed {
            let known = shown.iter().position(|known| known.state.ordinal == package.state.ordinal);
            let place = known.unwrap_or(shown.len());
            if known.is_none() {
                shown.push(package);
            }
            let cells = set.members.iter().map(|party| package.utilities[*party].map_or(String::new(), worth));
            sheet.row(label.take().unwrap_or_default(), [letter(place)].into_iter().chain(cells).collect());
        }
        let more = best.count.saturating_sub(listed.len() as u64);
        if more > 0 {
            sheet.row(format!("and {} as good", grouped(more)), Vec::new());
        }
    }
    let mut text = sheet.draw(style, usize::MAX).0;
    text += "\n";
    for (place, package) in shown.iter().enumerate() {
        text += &paragraph(style, 0, &format!("{}  ", letter(place)), &terms(finding, package));
    }
    text += "\n";
    text += &paragraph(
        style,
        0,
        "",
        "* depends on units: it compares amounts of different parties, and changes if one is counted in other units.",
    );
    if !points.without_gain.is_empty() {
        let are = if points.without_gain.len() == 1 { "is" } else { "are" };
        let line = format!(
            "{} can gain nothing from any of these packages, and {are} left out of products and shares.",
            names(finding, &points.without_gain)
        );
        text += &paragraph(style, 0, "", &line);
    }
    if points.nash.len() > 1 {
        text += &paragraph(
            style,
            0,
            "",
            "No package is a gain for all who can gain: products are taken for each largest set that can gain together, and not compared.",
        );
    }
    if finding.weights.iter().any(|weight| *weight != 1) {
        let weights: Vec<String> = finding
            .parties
            .iter()
            .zip(&finding.weights)
            .filter(|(_, weight)| **weight != 1)
            .map(|(party, weight)| format!("{} {weight}", party.name))
            .collect();
        text += &paragraph(style, 0, "", &format!("Weights: {}; all others 1.", list(&weights)));
    }
    text
}

/// A, B, …, Z, A1, …
fn letter(place: usize) -> String {
    let letter = char::from(b'A' + u8::try_from(place % 26).unwrap_or(0));
    if place < 26 { letter.to_string() } else { format!("{letter}{}", place / 26) }
}

/// That it was not found out whether anything can be signed, and the nearest package that was met.
fn unsettled(finding: &SettlementFinding, set: &SignatoriesFinding, style: Style) -> String {
    let Some(unsettled) = &set.unsettled else { return String::new() };
    let title = match finding.signatories.len() {
        1 => "Whether anything can be signed".to_owned(),
        _ => format!("Whether {} can sign anything", names(finding, &set.members)),
    };
    let mut text = heading(style, &title);
    text += &paragraph(
        style,
        0,
        "",
        "It is not known: the search was stopped before it had found a package that all accept, or shown that there is none.",
    );
    if let Some((package, short)) = &unsettled.nearest {
        let line = format!("The nearest that it met would ask for at most {} of anybody: {}.", worth(*short), terms(finding, package));
        text += &paragraph(style, 0, "", &line);
    }
    text
}

fn in_the_way(finding: &SettlementFinding, set: &SignatoriesFinding, style: Style) -> String {
    if set.blocked_by.is_empty() {
        return String::new();
    }
    let title = match finding.signatories.len() {
        1 => "Who is in the way".to_owned(),
        _ => format!("Who is in the way if {} sign", names(finding, &set.members)),
    };
    let mut text = heading(style, &title);
    for block in set.blocked_by.iter().take(SETS) {
        let who = names(finding, &block.parties);
        let line = match (block.parties.len(), block.by_red_lines, block.shortfall) {
            (1, true, _) => format!("{who}: its red lines alone leave nothing to sign"),
            (_, true, _) => format!("{who}: their red lines and reservations leave nothing between them"),
            (1, false, Some(short)) => format!("{who}: its reservation is {} above the most that it can get", worth(short)),
            (1, false, None) => format!("{who}: what it has without a package is better than any"),
            (_, false, Some(short)) => {
                format!("{who}: nothing satisfies them together; each would have to give way by {} *", worth(short))
            }
            (_, false, None) => format!("{who}: nothing satisfies them together"),
        };
        text += &paragraph(style, 0, "- ", &line);
    }
    if !set.concessions.is_empty() {
        text += &paragraph(style, 0, "", "The smallest concessions that would open the way:");
    }
    for concession in set.concessions.iter().take(SETS) {
        let gives = concession.parties.iter().zip(&concession.amounts).map(|(party, amount)| {
            let name = &finding.parties[*party].name;
            let crossed = if concession.red_lines.contains(party) { " across a red line" } else { "" };
            match amount {
                Some(amount) => format!("{name} gives {}{crossed}", worth(*amount)),
                None => format!("{name} gives way{crossed}"),
            }
        });
        let line = format!("{}, for: {}", list(&gives.collect::<Vec<_>>()), terms(finding, &concession.package));
        text += &paragraph(style, 0, "- ", &line);
    }
    if set.blocked_by.iter().any(|block| block.parties.len() > 1 && block.shortfall.is_some()) {
        text += &paragraph(style, 0, "", "* depends on units: it compares amounts of different parties.");
    }
    text
}

fn dominated(finding: &SettlementFinding, style: Style) -> String {
    let Some(dominated) = &finding.dominated else { return String::new() };
    let mut text = heading(style, "Is the package dominated");
    text += &paragraph(style, 0, "", &format!("The package: {}.", terms(finding, &dominated.package)));
    match &dominated.by {
        None => text += &paragraph(style, 0, "", "No: no package is better for some and worse for nobody, as far as wishes are known."),
        Some(by) => {
            let how_many = match finding.program {
                None => format!(", by {}", count(dominated.count, "package", "packages")),
                Some(_) => String::new(),
            };
            let line = format!("Yes{how_many}. One that nothing dominates: {}.", terms(finding, by));
            text += &paragraph(style, 0, "", &line);
            for (party, (before, after)) in finding.parties.iter().zip(dominated.package.utilities.iter().zip(&by.utilities)) {
                if let (Some(before), Some(after)) = (before, after) {
                    text += &paragraph(style, 0, "- ", &format!("{}: {} instead of {}", party.name, worth(*after), worth(*before)));
                }
            }
        }
    }
    text
}

fn accounted(finding: &SettlementFinding, account: &AccountFinding, style: Style) -> String {
    let mut text = heading(style, &format!("What each gives and gets: {}", account.title));
    let who = |wanted: &dyn Fn(Finding) -> bool| -> Vec<usize> {
        (0..finding.parties.len()).filter(|party| wanted(account.package.accepts[*party])).collect()
    };
    let said = [
        (who(&|accepts| accepts == Finding::Yes), "accept"),
        (who(&|accepts| accepts == Finding::No), "refuse"),
        (who(&|accepts| matches!(accepts, Finding::Unknown(_))), "may or may not accept"),
    ];
    let accepts = match &said {
        [(all, _), ..] if all.len() == finding.parties.len() => "All accept".to_owned(),
        several => {
            let some = several.iter().filter(|(who, _)| !who.is_empty());
            some.map(|(who, said)| format!("{said}: {}", names(finding, who))).collect::<Vec<_>>().join("; ")
        }
    };
    text += &paragraph(style, 0, "", &format!("{}. {accepts}.", terms(finding, &account.package)));
    for party in &account.parties {
        text += "\n";
        text += &party_account(finding, account, party, style);
    }
    text
}

fn party_account(finding: &SettlementFinding, account: &AccountFinding, party: &PartyAccount, style: Style) -> String {
    let of = &finding.parties[party.party];
    let mut sheet = Sheet::right(14);
    sheet.row(of.name.clone(), ["worth", "at best", "given up", "if nothing"].map(str::to_owned).into());
    let row = |sheet: &mut Sheet, term: &TermAccount| {
        let axis = &finding.frame.axes[term.axis];
        let label = setting(axis, account.package.state.values[term.axis]);
        let nothing = term.status_quo.filter(|_| of.source == ReservationSource::StatusQuo).map_or(String::new(), worth);
        sheet.row(label, vec![worth(term.worth), worth(term.best), worth(term.best - term.worth), nothing]);
    };
    let procedural: Vec<&TermAccount> = party.terms.iter().filter(|term| term.term == Term::Procedural).collect();
    party.terms.iter().filter(|term| term.term == Term::Substantive).for_each(|term| row(&mut sheet, term));
    if !procedural.is_empty() {
        sheet.row("procedural:", Vec::new());
        procedural.into_iter().for_each(|term| row(&mut sheet, term));
    }
    if party.together != 0 {
        sheet.row("terms together", vec![worth(party.together)]);
    }
    let ideal = of.ideal.unwrap_or(party.worth);
    sheet.row("all", vec![worth(party.worth), worth(ideal), worth(ideal - party.worth), between(of.reservation)]);
    sheet.draw(style, usize::MAX).0
}
