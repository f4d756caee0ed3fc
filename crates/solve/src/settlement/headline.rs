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
    if only.surely > 0 && !(only.surely == 1 && finding.status_quo_in_zone == Some(Finding::Yes)) {
        let packages = if only.surely == 1 { "There is one package".to_owned() } else { format!("There are {} packages", only.surely) };
        return format!("{packages} of {} that {all} could sign{}.", finding.packages, best(finding, only));
    }
    if only.nothing_to_sign {
        return format!("{who} cannot sign anything that would change something: the rules of consent ask for others.");
    }
    if only.possibly > only.surely {
        return format!("Whether there is a package that {all} would sign is not known: {} may be one.", only.possibly - only.surely);
    }
    let none = format!("No package can be signed by {all}");
    let Some(first) = only.blocked_by.first() else { return format!("{none}.") };
    let blockers = names(finding, &first.parties);
    match (first.parties.as_slice(), first.shortfall, first.by_red_lines) {
        ([_], Some(short), false) => format!("{none}: {blockers}'s reservation stands in the way by {}.", exact(short)),
        ([_], _, true) => format!("{none}: {blockers}'s red lines stand in the way."),
        ([_], None, false) => format!("{none}: what {blockers} has without one is better than any."),
        (_, Some(short), false) => {
            format!("{none}: the reservations of {blockers} leave nothing between them; each would have to give way by {}.", exact(short))
        }
        (_, _, true) => format!("{none}: what {blockers} insist on, red lines among it, leaves nothing between them."),
        (_, None, false) => format!("{none}: what {blockers} have without one leaves nothing between them."),
    }
}

fn best(finding: &SettlementFinding, only: &SignatoriesFinding) -> String {
    if let Some((party, why)) = only.missing.first() {
        let name = &finding.parties[*party].name;
        return match why {
            MissingForPoints::Utility => format!("; which is best cannot be said, because {name}'s wishes are an order without amounts"),
            MissingForPoints::Preference => format!("; which is best cannot be said, because nothing is known of {name}'s wishes"),
            MissingForPoints::Reservation => {
                format!("; which is best cannot be said, because it is not settled what {name} is left with otherwise")
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
    let open = finding.signatories.iter().filter(|set| set.surely > 0).count();
    if finding.too_many_sets {
        return format!(
            "{} of {} packages could be signed by parties that accept them; those who could sign are too many sets to list.",
            finding.zone, finding.packages
        );
    }
    format!(
        "{} of {} packages could be signed by parties that accept them; of {sets} smallest sets of parties that could sign anything, {open} {} a package that all of \
         the set accept.",
        finding.zone,
        finding.packages,
        if open == 1 { "has" } else { "have" }
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
