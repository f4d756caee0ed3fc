//! Who stands with whom, as text.

use super::sheet::Sheet;
use super::{Style, head, heading, made, paragraph};
use crate::words::{abbreviations, count, list, setting, state};
use detente_model::answer::{AlliedIssue, AlliesFinding, Answer, Bid, Finding, PartyDescription, Stance, Winning};

/// Where no more issues than this were asked about, each is told at length.
const AT_LENGTH: usize = 3;
/// How many ways to win a party are shown.
const WAYS: usize = 3;

/// Who stands with whom.
#[must_use]
pub fn allies(answer: &Answer<AlliesFinding>, style: Style) -> String {
    let finding = &answer.finding;
    let mut text = head(style, &finding.frame, &answer.headline);
    let at_length = finding.issues.len() <= AT_LENGTH;
    for issue in &finding.issues {
        text += &heading(style, &issue.name);
        text += &camps(finding, issue, style);
        if at_length {
            text += "\n";
            text += &stances(finding, issue, style);
            text += &winnings(finding, issue, style);
        }
    }
    if finding.issues.len() > 1 {
        text += &table(finding, style);
    }
    if !at_length {
        text += &paragraph(
            style,
            0,
            "",
            "\nWho orders the values how, on what that depends and who could be won: name up to three issues with --issue.",
        );
    }
    text += &made(style, &answer.made);
    text
}

fn names(finding: &AlliesFinding, parties: impl Iterator<Item = usize>) -> Vec<String> {
    parties.map(|party| finding.parties[party].name.clone()).collect()
}

fn camps(finding: &AlliesFinding, issue: &AlliedIssue, style: Style) -> String {
    let mut text = String::new();
    for (value, (_, name)) in issue.values.iter().enumerate() {
        let members = names(finding, AlliesFinding::camp(issue, value));
        if !members.is_empty() {
            let present = if value == issue.present { " (as it stands)" } else { "" };
            text += &paragraph(style, 0, "", &format!("{name}{present}: {}", list(&members)));
        }
    }
    let those = |wanted: &dyn Fn(&Stance) -> bool| {
        names(finding, issue.stances.iter().enumerate().filter(|(_, stance)| wanted(stance)).map(|(party, _)| party))
    };
    let indifferent = those(&|stance| stance.indifferent);
    if !indifferent.is_empty() {
        text += &paragraph(style, 0, "", &format!("The same to: {}", list(&indifferent)));
    }
    let unknown = those(&|stance| stance.best.is_empty());
    if !unknown.is_empty() {
        text += &paragraph(style, 0, "", &format!("Not known: {}", list(&unknown)));
    }
    if !issue.impossible.is_empty() {
        text += &paragraph(style, 0, "", &format!("Not possible with all else as it stands: {}", list(&issue.impossible)));
    }
    text
}

fn stances(finding: &AlliesFinding, issue: &AlliedIssue, style: Style) -> String {
    let mut text = String::new();
    for (party, stance) in finding.parties.iter().zip(&issue.stances) {
        let value = |value: &usize| issue.values[*value].1.clone();
        let order = match &stance.tiers {
            Some(tiers) => tiers.iter().map(|tier| tier.iter().map(value).collect::<Vec<_>>().join(" = ")).collect::<Vec<_>>().join(" > "),
            None if stance.best.is_empty() => "not known".into(),
            None => format!("{} first; the rest is not known", list(&stance.best.iter().map(value).collect::<Vec<_>>())),
        };
        let depends = match &stance.depends_on {
            None => String::new(),
            Some(axes) if axes.is_empty() => "; whatever else happens".into(),
            Some(axes) => {
                let axes: Vec<String> = axes.iter().map(|axis| format!("“{}”", finding.frame.axes[*axis].name)).collect();
                format!("; that depends on {}", list(&axes))
            }
        };
        text += &paragraph(style, 0, "- ", &format!("{}: {order}{depends}", party.name));
    }
    text
}

fn winnings(finding: &AlliesFinding, issue: &AlliedIssue, style: Style) -> String {
    if issue.winnings.is_empty() {
        return String::new();
    }
    let mut text = "\nWho could be won:\n".to_owned();
    for (value, (_, name)) in issue.values.iter().enumerate() {
        let ready = |winning: &&Winning| winning.value == value && winning.changes == Some(0);
        let parties = names(finding, issue.winnings.iter().filter(ready).map(|winning| winning.party));
        if !parties.is_empty() {
            let said = format!("For “{name}” alone, which is no worse for it than things as they stand: {}.", list(&parties));
            text += &paragraph(style, 0, "- ", &said);
        }
    }
    for winning in issue.winnings.iter().filter(|winning| winning.changes != Some(0)) {
        text += &winning_text(finding, issue, winning, style);
    }
    text
}

fn winning_text(finding: &AlliesFinding, issue: &AlliedIssue, winning: &Winning, style: Style) -> String {
    let (party, value) = (&finding.parties[winning.party].name, &issue.values[winning.value].1);
    let told = match winning.changes {
        None => format!("{party} for “{value}”: not with {} other changes or fewer.", finding.most_changes),
        Some(changes) => format!(
            "{party} for “{value}”: with {} elsewhere, in {}:",
            count(changes as u64, "change", "changes"),
            count(winning.count, "way", "ways")
        ),
    };
    let mut text = paragraph(style, 0, "- ", &told);
    for bid in winning.bids.iter().take(WAYS) {
        text += &bid_text(finding, party, bid, style);
    }
    let more = winning.count.saturating_sub(WAYS as u64);
    if more > 0 {
        text += &paragraph(style, 4, "", &format!("{} not shown.", count(more, "more way", "more ways")));
    }
    text
}

fn bid_text(finding: &AlliesFinding, party: &str, bid: &Bid, style: Style) -> String {
    let changes: Vec<String> = bid
        .changes
        .iter()
        .map(|change| {
            let by = match (&change.rule, change.givers.as_slice()) {
                (Some(rule), _) => format!("decided by {rule}"),
                (None, []) => "nobody can".into(),
                (None, givers) => format!("by {}", list(&names(finding, givers.iter().copied()))),
            };
            format!("{} ({by})", setting(&finding.frame.axes[change.axis], change.value))
        })
        .collect();
    let mut text = paragraph(style, 4, "", &format!("{} {} {}", changes.join("; "), style.arrow(), state(&bid.to)));
    let of = |wanted: &dyn Fn(Finding) -> bool| -> Vec<String> {
        names(finding, bid.givers.iter().filter(|(_, found)| wanted(*found)).map(|(giver, _)| *giver))
    };
    let mut told = Vec::new();
    let (worse, unknown) = (of(&|found| found == Finding::No), of(&|found| matches!(found, Finding::Unknown(_))));
    if worse.is_empty() && unknown.is_empty() && !bid.givers.is_empty() {
        told.push("no giver is worse off than now".to_owned());
    }
    if !worse.is_empty() {
        told.push(format!("worse than now for {}", list(&worse)));
    }
    if !unknown.is_empty() {
        told.push(format!("not known for {}", list(&unknown)));
    }
    if bid.as_good_as_its_best == Finding::Yes {
        told.push(format!("as good for {party} as what it wants most here"));
    }
    if !told.is_empty() {
        text += &paragraph(style, 6, "", &told.join("; "));
    }
    text
}

fn table(finding: &AlliesFinding, style: Style) -> String {
    let mut text = heading(style, "Over all issues");
    let described: Vec<PartyDescription> = finding
        .parties
        .iter()
        .map(|party| PartyDescription { id: party.id.clone(), name: party.name.clone(), preference_unknown: party.preference_unknown })
        .collect();
    let short = abbreviations(&described);
    let mut sheet = Sheet::new(10);
    sheet.row("", short.clone());
    for (one, row) in finding.together.iter().enumerate() {
        let cell = |(other, together): (usize, &detente_model::answer::AnsweredAllies)| {
            if other == one {
                return String::new();
            }
            let unknown = if together.unknown > 0 { format!(" {}?", together.unknown) } else { String::new() };
            format!("{}/{}{unknown}", together.same, together.differ)
        };
        sheet.row(format!("{} ({})", finding.parties[one].name, short[one]), row.iter().enumerate().map(cell).collect());
    }
    text += &sheet.draw(style, usize::MAX).0;
    text + &paragraph(
        style,
        0,
        "",
        "On so many issues they want the same / something else; those to which one of them is indifferent are left out; N? not known. Issues are counted, not weighed.",
    )
}
