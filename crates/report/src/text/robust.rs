//! How firm findings are, as text.

use super::sheet::Sheet;
use super::{Style, head, heading, made, paragraph};
use crate::firmness::{differences, hinge, per_cent, status_quo};
use crate::words::{count, list};
use detente_model::answer::{Answer, Extent, RobustFinding, Tally};

/// How wide a column of shares is at most.
const CELL: u16 = 14;

/// How firm findings are.
#[must_use]
pub fn robust(answer: &Answer<RobustFinding>, style: Style) -> String {
    let finding = &answer.finding;
    let mut text = head(style, &finding.frame, &answer.headline);
    if !finding.left_out.is_empty() {
        let names: Vec<String> = finding.left_out.iter().map(|name| format!("“{name}”")).collect();
        text += &paragraph(style, 0, "", &format!("Left out, since this frame leaves them open or has settled them: {}.", list(&names)));
    }
    text += &readings(finding, style);
    text += &outcomes(finding, style);
    text += &hinges(finding, style);
    text += &constraints(finding, style);
    text += &placebo(finding, style);
    text += &made(style, &answer.made);
    text
}

fn readings(finding: &RobustFinding, style: Style) -> String {
    let mut text = heading(style, "How the parties are read");
    if finding.parties.is_empty() {
        text += &paragraph(style, 0, "", "Every party in one way: the case has no codings of parties that can move here.");
    }
    for party in &finding.parties {
        let names: Vec<&str> = party.codings.iter().map(|(_, name)| name.as_str()).collect();
        text += &paragraph(style, 0, "- ", &format!("{}: {}", party.name, names.join("; ")));
    }
    let runs = count(finding.combinations.runs, "combination", "combinations");
    let base = format!(
        "{runs}. In the first, {} of {} {}{}{}.",
        finding.base.lasting,
        count(finding.base.states, "state", "states"),
        if finding.base.lasting == 1 { "lasts" } else { "last" },
        if finding.base.undecided > 0 { format!(" and {} may", finding.base.undecided) } else { String::new() },
        finding.base.reached.map_or_else(String::new, |reached| format!(", {reached} of them within reach of steps that pay"))
    );
    text += &paragraph(style, 0, "", &base);
    if let Some(told) = status_quo(finding) {
        text += &paragraph(style, 0, "", &told);
    }
    text
}

fn outcomes(finding: &RobustFinding, style: Style) -> String {
    let mut text = heading(style, &format!("In what share of the combinations ({})", finding.concept.name.to_lowercase()));
    let mut sheet = Sheet::right(CELL);
    let unsure = [Extent::Nowhere, Extent::Unknown].map(|extent| finding.combinations.lasting.iter().any(|tally| tally.of(extent) > 0));
    let mut columns = vec![("in all", Extent::All), ("in some", Extent::Some), ("in none", Extent::None)];
    if unsure[0] {
        columns.push(("none lasts", Extent::Nowhere));
    }
    if unsure[1] {
        columns.push(("not known", Extent::Unknown));
    }
    let cells = |tally: &Tally| columns.iter().map(|(_, extent)| per_cent(tally, *extent)).collect();
    sheet.row("Of the states that last", columns.iter().map(|(name, _)| (*name).to_owned()).collect());
    for (outcome, tally) in finding.outcomes.iter().zip(&finding.combinations.lasting) {
        sheet.row(format!("  {}", outcome.name), cells(tally));
    }
    if let Some(reached) = &finding.combinations.reached {
        sheet.gap();
        sheet.row("Of those within reach of the status quo", Vec::new());
        for (outcome, tally) in finding.outcomes.iter().zip(reached) {
            sheet.row(format!("  {}", outcome.name), cells(tally));
        }
    }
    text += &sheet.draw(style, 1).0;
    text += &paragraph(style, 0, "", "A share counts readings, each as much as any other; it is no probability.");
    text
}

fn hinges(finding: &RobustFinding, style: Style) -> String {
    let lines: Vec<String> = (0..finding.outcomes.len())
        .filter_map(|outcome| Some(format!("{}: on {}", finding.outcomes[outcome].name, hinge(finding, outcome)?)))
        .collect();
    if lines.is_empty() {
        return String::new();
    }
    let mut text = heading(style, "On whose reading it hinges most");
    lines.iter().for_each(|line| text += &paragraph(style, 0, "- ", line));
    text += &paragraph(style, 0, "", "In brackets: the share of the combinations with that reading in which it is part of all that lasts.");
    text
}

fn constraints(finding: &RobustFinding, style: Style) -> String {
    if finding.without.is_empty() {
        return String::new();
    }
    let mut text = heading(style, "Without each constraint");
    for (constraint, run) in &finding.without {
        let line = format!(
            "Constraint {constraint}. If that were possible: {} of {} last (now {} of {}); {}",
            run.lasting,
            run.states,
            finding.base.lasting,
            finding.base.states,
            differences(finding, run)
        );
        text += &paragraph(style, 0, "- ", &line);
    }
    text
}

fn placebo(finding: &RobustFinding, style: Style) -> String {
    let Some(placebo) = &finding.placebo else { return String::new() };
    let mut text = heading(style, "Placebo: the parties with each other's wishes");
    let which = if finding.placebo_is_whole { "all exchanges" } else { "the cyclic exchanges" };
    let runs = count(placebo.runs, "run", "runs");
    let line = format!("The same with preferences exchanged so that nobody keeps its own, {which}: {runs}.");
    text += &paragraph(style, 0, "", &line);
    let mut sheet = Sheet::right(CELL);
    sheet.row("Part of all that lasts", vec!["as read".into(), "exchanged".into()]);
    for ((outcome, real), exchanged) in finding.outcomes.iter().zip(&finding.combinations.lasting).zip(&placebo.lasting) {
        sheet.row(format!("  {}", outcome.name), vec![per_cent(real, Extent::All), per_cent(exchanged, Extent::All)]);
    }
    text += &sheet.draw(style, 1).0;
    text += &paragraph(
        style,
        0,
        "",
        "Where the two columns are alike, the finding comes from what the parties can do rather than from who wants what.",
    );
    text
}
