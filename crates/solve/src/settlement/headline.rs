//! The first sentence.

use detente_model::answer::{Finding, MissingForPoints, SettlementFinding, SignatoriesFinding};
use detente_model::number::exact;

pub(super) fn sentence(finding: &SettlementFinding) -> String {
    let [only] = finding.signatories.as_slice() else { return of_several(finding) };
    let who = names(finding, &only.members);
    let all = match only.members.len() {
        0 | 1 => who.clone(),
        2 => format!("both {who}"),
        _ => format!("all of {who}"),
    };
    if let (Some(surely), Some(of)) = (only.surely, finding.packages)
        && surely > 0
        && only.blocked_by.is_empty()
        && !only.nothing_to_sign
        && !(surely == 1 && only.possibly > only.surely && finding.status_quo_in_zone == Some(Finding::Yes))
    {
        let packages = if surely == 1 { "There is one package".to_owned() } else { format!("There are {surely} packages") };
        return format!("{packages} of {of} that {all} could sign{}.", best(finding, only));
    }
    if only.unsettled.is_some() {
        return format!("Whether there is a package that {all} would sign was not found out: the search was stopped before.");
    }
    if only.surely.is_none() && only.points.is_some() {
        return format!("There are packages that {all} could sign{}.", best(finding, only));
    }
    if only.nothing_to_sign {
        return format!("{who} cannot sign anything that would change something: the rules of consent ask for others.");
    }
    if let (Some(surely), Some(possibly)) = (only.surely, only.possibly)
        && possibly > surely
    {
        return format!("Whether there is a package that {all} would sign is not known: {} may be one.", possibly - surely);
    }
    let none = format!("No package can be signed by {all}");
    let Some(first) = only.blocked_by.first() else { return format!("{none}.") };
    let blockers = names(finding, &first.parties);
    let blocked = match (first.parties.as_slice(), first.shortfall, first.by_red_lines) {
        ([_], Some(short), false) => format!("{none}: {blockers}'s reservation stands in the way by {}.", exact(short)),
        ([_], _, true) => format!("{none}: {blockers}'s red lines stand in the way."),
        ([_], None, false) => format!("{none}: what {blockers} has without one is better than any."),
        (_, Some(short), false) => {
            format!("{none}: the reservations of {blockers} leave nothing between them; each would have to give way by {}.", exact(short))
        }
        (_, _, true) => format!("{none}: what {blockers} insist on, red lines among it, leaves nothing between them."),
        (_, None, false) => format!("{none}: what {blockers} have without one leaves nothing between them."),
    };
    let opening = only.payments.iter().find_map(|payment| {
        let least = payment.least.as_ref().filter(|least| !least.beyond_most)?;
        let unit = if payment.unit.is_empty() { &payment.name } else { &payment.unit };
        Some(format!(" A payment of {} ({unit}) would open the way.", exact(least.total)))
    });
    blocked + &opening.unwrap_or_default()
}

fn best(finding: &SettlementFinding, only: &SignatoriesFinding) -> String {
    if let Some((_, why)) = only.missing.first() {
        let who: Vec<usize> = only.missing.iter().filter(|(_, other)| other == why).map(|(party, _)| *party).collect();
        let whose = if who.len() == only.members.len() && who.len() > 2 { "all of them".to_owned() } else { names(finding, &who) };
        return match why {
            MissingForPoints::Utility => {
                format!("; which is best cannot be said, because the wishes of {whose} are an order without amounts")
            }
            MissingForPoints::Preference => format!("; which is best cannot be said, because nothing is known of the wishes of {whose}"),
            MissingForPoints::Reservation => {
                let is = if who.len() == 1 { "is" } else { "are" };
                format!("; which is best cannot be said, because it is not settled what {whose} {is} left with otherwise")
            }
        };
    }
    let Some(points) = &only.points else { return String::new() };
    let [nash] = points.nash.as_slice() else { return String::new() };
    match nash.set.count {
        1 => "; one of them gives the largest product of gains".to_owned(),
        _ => String::new(),
    }
}

fn of_several(finding: &SettlementFinding) -> String {
    let sets = finding.signatories.len();
    let signs = |set: &&SignatoriesFinding| set.surely.map_or(set.points.is_some(), |surely| surely > 0) && set.blocked_by.is_empty();
    let open = finding.signatories.iter().filter(signs).count();
    let have = if open == 1 { "has" } else { "have" };
    let (Some(zone), Some(packages)) = (finding.zone, finding.packages) else {
        let unsettled = finding.signatories.iter().filter(|set| set.unsettled.is_some()).count();
        let rest = if unsettled == 0 { String::new() } else { format!("; of {unsettled} more it was not found out") };
        return format!(
            "Of {sets} smallest sets of parties that can decide every issue, {open} {have} a package that all of the set accept{rest}."
        );
    };
    if finding.too_many_sets {
        return format!(
            "{zone} of {packages} packages could be signed by parties that accept them; those who could sign are too many sets to list."
        );
    }
    format!(
        "{zone} of {packages} packages could be signed by parties that accept them; of {sets} smallest sets of parties that can decide every issue, {open} {have} a \
         package that all of the set accept."
    )
}

fn names(finding: &SettlementFinding, parties: &[usize]) -> String {
    let names: Vec<&str> = parties.iter().map(|party| finding.parties[*party].name.as_str()).collect();
    match names.as_slice() {
        [] => "nobody".into(),
        [one] => (*one).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}
