//! An analysis of what is unknown as text.

use super::sheet::Sheet;
use super::stability::capital;
use super::{Style, head, heading, made, paragraph};
use crate::words::{changes, count, grouped, state};
use detente_model::answer::{Answer, FrameDescription, MissingComparison, UnknownsFinding};

/// How many comparisons are listed.
const LISTED: usize = 10;

/// An analysis of what is unknown.
#[must_use]
pub fn unknowns(answer: &Answer<UnknownsFinding>, style: Style) -> String {
    let finding = &answer.finding;
    let mut text = head(style, &finding.frame, &answer.headline);
    if finding.unknown > 0 {
        text += &who(finding, style);
        text += &comparisons(finding, style);
    }
    text += &made(style, &answer.made);
    text
}

fn who(finding: &UnknownsFinding, style: Style) -> String {
    let mut text = heading(style, "On whom it depends");
    let line = format!(
        "Of {} (for each state and concept: each party's, and whether it is an equilibrium) {} unknown, {} of them about equilibria.",
        count(finding.findings, "finding", "findings"),
        if finding.unknown == 1 { "one is".into() } else { format!("{} are", grouped(finding.unknown)) },
        grouped(finding.equilibria)
    );
    text += &paragraph(style, 0, "", &line);
    for (party, one) in finding.frame.parties.iter().zip(&finding.parties) {
        let alone = match one.alone {
            0 => String::new(),
            alone if alone == finding.unknown => "all that is unknown turns on it alone, and would be known if its whole order were".into(),
            alone => {
                let verb = if alone == 1 { "turns" } else { "turn" };
                format!("{} {verb} on it alone, and would be known if its whole order were", count(alone, "finding", "findings"))
            }
        };
        let silent = if party.preference_unknown { format!("nothing is stated about what {} prefers", party.name) } else { String::new() };
        let said: Vec<String> = [silent, alone].into_iter().filter(|part| !part.is_empty()).collect();
        if !said.is_empty() {
            text += &paragraph(style, 0, "- ", &format!("{}: {}.", party.name, said.join("; ")));
        }
    }
    text
}

fn comparisons(finding: &UnknownsFinding, style: Style) -> String {
    let mut text = heading(style, "Which comparison would settle most");
    if finding.comparisons.is_empty() {
        text += &paragraph(style, 0, "", "No answer to a single comparison would settle any finding: it takes several.");
        return text;
    }
    let frame = &finding.frame;
    let mut sheet = Sheet::right(20);
    sheet.row("", ["surely", "at best", "better", "equal", "worse"].map(str::to_owned).to_vec());
    let shown: Vec<&MissingComparison> = finding.comparisons.iter().take(LISTED).collect();
    for (number, comparison) in shown.iter().enumerate() {
        let settles = comparison.settles;
        let cells = [settles.guaranteed(), settles.best(), settles.better, settles.equal, settles.worse].map(grouped);
        sheet.row(format!("{}.", number + 1), cells.to_vec());
    }
    text += &sheet.draw(style, usize::MAX).0;
    text += "\n";
    for (number, comparison) in shown.iter().enumerate() {
        text += &paragraph(style, 0, &format!("{}. ", number + 1), &question(frame, comparison));
    }
    let more = finding.comparisons.len() - shown.len();
    if more > 0 {
        text += &paragraph(style, 0, "", &format!("and {} more: `--format csv`.", grouped(more as u64)));
    }
    text += "\n";
    let legend = "How many findings become known: whatever the answer; at best; if the party likes the first better, neither, the second. What an answer \
                  implies for other states is counted with it.";
    text += &paragraph(style, 0, "", legend);
    text
}

/// A comparison as a question; by what differs where that is one thing alone.
fn question(frame: &FrameDescription, comparison: &MissingComparison) -> String {
    let MissingComparison { party, first, second, .. } = comparison;
    let name = &frame.parties[*party].name;
    let plain = format!("Does {name} like state {} better than state {}?", state(first), state(second));
    if frame.is_graph {
        return plain;
    }
    match changes(frame, second, first).as_slice() {
        [] => plain,
        [one] => {
            format!("{plain} They differ in one thing ({one}): does it matter to {name}, all else being as in state {}?", second.ordinal)
        }
        several => capital(&format!("{plain} From {} to {}: {}.", second.ordinal, first.ordinal, several.join("; "))),
    }
}
