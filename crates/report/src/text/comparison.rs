//! A comparison of two cases as text.

use super::explanation::cited;
use super::sheet::Sheet;
use super::{Style, head, heading, made, paragraph};
use crate::words::{changes, concept_label, count, grouped, list, state};
use detente_model::Case;
use detente_model::answer::{
    Answer, AxisPlace, Change, ComparedState, ComparisonFinding, Difference, Finding, Side, StateDescription, Turn,
};

/// How many differences are listed, of those that bear on the answers.
const DIFFERENCES: usize = 40;
/// How many of those that do not.
const ASIDE: usize = 6;
/// How many states are drawn.
const DRAWN: usize = 12;
/// For how many states it is told who turned them.
const TOLD: usize = 12;

/// A comparison. `before` and `after` are the cases that were compared.
#[must_use]
pub fn comparison(answer: &Answer<ComparisonFinding>, before: &Case, after: &Case, style: Style) -> String {
    let finding = &answer.finding;
    let mut text = head(style, &finding.before, &answer.headline);
    text += &differences(finding, before, after, style);
    if finding.anything_changed() {
        text += &counts(finding, style);
        text += &states(finding, style);
        text += &parties(finding, style);
        text += &status_quo(finding, style);
        text += &causes(finding, style);
    }
    text += &made(style, &answer.made);
    if finding.digests[0] != finding.digests[1] {
        let digest: String = finding.digests[0].chars().take(16).collect();
        text += &paragraph(style, 0, "", &format!("Compared with case {digest}."));
    }
    text
}

fn differences(finding: &ComparisonFinding, before: &Case, after: &Case, style: Style) -> String {
    if finding.differences.is_empty() {
        return String::new();
    }
    let mut text = heading(style, "What differs in the cases");
    let line = |difference: &Difference| {
        let case = match difference.cited_in {
            Side::Before => before,
            Side::After => after,
        };
        let party = difference.party.as_ref().map_or_else(String::new, |(_, name)| format!("{name}: "));
        let mut passages: Vec<String> = difference.citations.iter().map(|citation| cited(case, citation)).collect();
        passages.dedup();
        let rests = if passages.is_empty() { String::new() } else { format!(" ({})", passages.join(", ")) };
        format!("{party}{}{rests}", difference.text)
    };
    let (bearing, aside): (Vec<_>, Vec<_>) = finding.differences.iter().partition(|difference| difference.bears);
    for difference in bearing.iter().take(DIFFERENCES) {
        text += &paragraph(style, 0, "- ", &line(difference));
    }
    let more = |all: usize, limit: usize| {
        let left = all.saturating_sub(limit) as u64;
        if left == 0 { String::new() } else { paragraph(style, 0, "", &format!("and {} more: `--format json` lists all.", grouped(left))) }
    };
    text += &more(bearing.len(), DIFFERENCES);
    if !aside.is_empty() {
        let beside = if bearing.is_empty() { "" } else { "Beside that, " };
        let what = format!("{beside}{} on which no answer about this frame rests:", count(aside.len() as u64, "difference", "differences"));
        text += &paragraph(style, 0, "", &what);
        for difference in aside.iter().take(ASIDE) {
            text += &paragraph(style, 0, "- ", &line(difference));
        }
        text += &more(aside.len(), ASIDE);
    }
    for axis in &finding.ignored {
        let (here, there) = match axis.side {
            Side::Before => ("before", "after"),
            Side::After => ("after", "before"),
        };
        let lacks = if axis.left_open { "left open" } else { "absent" };
        let what = format!(
            "`{}` varies {here} and is {lacks} {there}: states that differ in it alone count as one, which lasts if one of them does.",
            axis.id
        );
        text += &paragraph(style, 0, "", &what);
    }
    text
}

/// What became of a state, in a heading or a row.
fn what(change: Change) -> &'static str {
    match change {
        Change::Lost => "lost: possible, no longer lasting",
        Change::RuledOut => "ruled out: no longer possible",
        Change::Gained => "gained: possible before, now lasting",
        Change::NewlyPossible => "newly possible, and lasting",
        Change::BecameUnknown => "no longer known",
        Change::BecameKnown => "known now",
        Change::RuledOutUnknown => "was unknown, no longer possible",
        Change::NewlyPossibleUnknown => "newly possible, unknown",
        Change::StillUnknown => "unknown before and after",
        Change::Kept => "kept",
    }
}

fn counts(finding: &ComparisonFinding, style: Style) -> String {
    let mut text = heading(style, "What becomes of the states that last");
    let mut sheet = Sheet::right(12);
    let mut header: Vec<String> = finding.concepts.iter().map(|concept| concept_label(concept.id)).collect();
    let several = finding.concepts.len() > 1;
    if several {
        header.push("any".into());
    }
    sheet.row("", header);
    for change in [Change::Kept].into_iter().chain(Change::ALL.into_iter().filter(|change| *change != Change::Kept)) {
        let mut cells: Vec<u64> = finding.counts.iter().map(|counts| counts.of(change)).collect();
        if several {
            cells.push(finding.under_any.of(change));
        }
        // the four that are asked about always, the rest where there are some
        if change == Change::Kept || change.is_caused() || cells.iter().any(|number| *number > 0) {
            sheet.row(what(change), cells.into_iter().map(grouped).collect());
        }
    }
    text += &sheet.draw(style, usize::MAX).0;
    text += "\n";
    let [both, before, after] = finding.possible;
    let line = format!(
        "{} {} possible on both sides, {} only before, {} only after.",
        count(both, "state", "states"),
        if both == 1 { "is" } else { "are" },
        grouped(before),
        grouped(after)
    );
    text += &paragraph(style, 0, "", &line);
    text
}

/// A state by its numbers on both sides.
fn numbers(one: &ComparedState, style: Style) -> String {
    let number =
        |side: &Option<StateDescription>| side.as_ref().map_or_else(|| style.blank().to_string(), |found| found.ordinal.to_string());
    let (before, after) = (number(&one.before), number(&one.after));
    if before == after { before } else { format!("{before} {} {after}", style.arrow()) }
}

fn mark(change: Option<Change>, style: Style) -> String {
    match change {
        None => style.blank().to_string(),
        Some(Change::Kept) => "kept".into(),
        Some(Change::Lost) => "lost".into(),
        Some(Change::RuledOut) => "out".into(),
        Some(Change::Gained | Change::NewlyPossible) => "new".into(),
        Some(Change::BecameUnknown | Change::NewlyPossibleUnknown) => "→ ?".replace('→', style.arrow()),
        Some(Change::BecameKnown | Change::RuledOutUnknown) => "? →".replace('→', style.arrow()),
        Some(Change::StillUnknown) => "?".into(),
    }
}

fn states(finding: &ComparisonFinding, style: Style) -> String {
    let changed = |one: &&ComparedState| (0..finding.concepts.len()).any(|concept| one.change(concept).is_some_and(Change::is_change));
    let mut all: Vec<&ComparedState> = finding.states.iter().filter(changed).collect();
    // what a party turned comes before what is merely not possible on one side
    all.sort_by_key(|one| {
        let turned = |concept| matches!(one.change(concept), Some(Change::Lost | Change::Gained | Change::NewlyPossible));
        !(0..finding.concepts.len()).any(turned)
    });
    if all.is_empty() {
        return String::new();
    }
    let mut text = heading(style, "The states that come or go");
    let drawn = &all[..all.len().min(DRAWN)];
    let mut sheet = Sheet::new(10);
    let number = |side: fn(&ComparedState) -> &Option<StateDescription>| -> Vec<String> {
        let cell = |one: &&ComparedState| side(one).as_ref().map_or_else(|| style.blank().to_string(), |found| found.ordinal.to_string());
        drawn.iter().map(cell).collect()
    };
    sheet.row("State before", number(|one| &one.before));
    sheet.row("State after", number(|one| &one.after));
    sheet.gap();
    for (at, axis) in finding.axes.iter().enumerate() {
        let held = |place| matches!(place, AxisPlace::Held(_));
        let settled = if held(axis.before) || held(axis.after) { "*" } else { "" };
        let yes_no = matches!(axis.values.as_slice(), [no, yes] if no.id == "no" && yes.id == "yes");
        let cell = |one: &&ComparedState| match (yes_no, one.values[at]) {
            (true, 0) => "N".to_owned(),
            (true, _) => "Y".to_owned(),
            (false, value) => axis.values.get(usize::from(value)).map_or_else(String::new, |value| value.name.clone()),
        };
        sheet.row(format!("{}{settled}", axis.name), drawn.iter().map(cell).collect());
    }
    sheet.gap();
    for (at, concept) in finding.concepts.iter().enumerate() {
        sheet.row(concept_label(concept.id), drawn.iter().map(|one| mark(one.change(at), style)).collect());
    }
    text += &sheet.draw(style, usize::MAX).0;
    text += "\n";
    if all.len() > drawn.len() || finding.not_listed > 0 {
        let left = (all.len() - drawn.len()) as u64;
        text += &paragraph(style, 0, "", &format!("and {} more: `--format csv` lists them.", grouped(left)));
    }
    if finding.axes.iter().any(|axis| axis.before != AxisPlace::Varies || axis.after != AxisPlace::Varies) {
        text += &paragraph(style, 0, "", "* settled on one side.");
    }
    let mut told = 0;
    for one in &all {
        let lines = turned(finding, one, style);
        if lines.is_empty() {
            continue;
        }
        told += 1;
        if told > TOLD {
            text += &paragraph(style, 0, "", "For the others `--format json` tells whose verdict turned.");
            break;
        }
        text += &paragraph(style, 0, "- ", &format!("State {}: {}.", numbers(one, style), lines.join("; ")));
    }
    text
}

/// Whose verdict turned a state, and where they would go: one text for each way, with the concepts.
fn turned(finding: &ComparisonFinding, one: &ComparedState, style: Style) -> Vec<String> {
    let mut lines: Vec<(String, Vec<String>)> = Vec::new();
    for turn in &one.turns {
        let text = turn_text(finding, one, turn, style);
        let concept = concept_label(finding.concepts[turn.concept].id);
        match lines.iter_mut().find(|(known, _)| *known == text) {
            Some((_, concepts)) => concepts.push(concept),
            None => lines.push((text, vec![concept])),
        }
    }
    lines.into_iter().map(|(text, concepts)| format!("{text} [{}]", concepts.join(", "))).collect()
}

fn turn_text(finding: &ComparisonFinding, one: &ComparedState, turn: &Turn, style: Style) -> String {
    let party = &finding.parties[turn.party].name;
    let (verb, frame, from) = match one.change(turn.concept) {
        Some(Change::Gained) => ("would no longer leave it", &finding.before, &one.before),
        Some(_) | None => ("would now leave it", &finding.after, &one.after),
    };
    match (&turn.to, from) {
        (Some(to), Some(from)) => {
            let how = if frame.is_graph { String::new() } else { format!(" ({})", changes(frame, from, to).join("; ")) };
            format!("{party} {verb} {} {}{how}", style.arrow(), state(to))
        }
        (None, _) | (_, None) => format!("{party} {verb}"),
    }
}

fn parties(finding: &ComparisonFinding, style: Style) -> String {
    let mut text = heading(style, "By party, in the states that are possible on both sides");
    let mut others = 0u64;
    for party in &finding.parties {
        let mut parts: Vec<String> = Vec::new();
        match (party.before, party.after) {
            (true, false) => parts.push("cannot move any more, and stays everywhere".into()),
            (false, true) => parts.push("can move now".into()),
            (true, true) | (false, false) => {}
        }
        for (concept, change) in finding.concepts.iter().zip(&party.changes) {
            let mut turned = Vec::new();
            if change.would_now_leave > 0 {
                turned.push(format!("would now leave {}", grouped(change.would_now_leave)));
            }
            if change.stays_now > 0 {
                turned.push(format!("stays now in {}", grouped(change.stays_now)));
            }
            if change.unknown > 0 {
                turned.push(format!("is not known in {}", grouped(change.unknown)));
            }
            if change.would_now_leave + change.stays_now > 0 {
                parts.push(format!("{}: {}", concept_label(concept.id), list(&turned)));
            }
        }
        if parts.is_empty() {
            others += 1;
        } else {
            text += &paragraph(style, 0, "- ", &format!("{}: {}", party.name, parts.join("; ")));
        }
    }
    if others > 0 {
        let line = if others == finding.parties.len() as u64 {
            "No party leaves or stays otherwise than before.".to_owned()
        } else if others == 1 {
            "The other party leaves and stays as before.".into()
        } else {
            format!("The {} other parties leave and stay as before.", grouped(others))
        };
        text += &paragraph(style, 0, "", &line);
    }
    text
}

fn status_quo(finding: &ComparisonFinding, style: Style) -> String {
    let quo = &finding.status_quo;
    let (Some(before), Some(after)) = (&quo.before, &quo.after) else {
        return match (&quo.before, &quo.after) {
            (None, None) => String::new(),
            (Some(_), _) => heading(style, "The status quo") + &paragraph(style, 0, "", "It is not possible any more, or none is stated."),
            (None, _) => heading(style, "The status quo") + &paragraph(style, 0, "", "There was none that was possible; now there is."),
        };
    };
    let mut text = heading(style, "The status quo");
    if quo.same == Some(false) {
        let line = format!("It is another state: {} before, {} after.", state(before), state(after));
        text += &paragraph(style, 0, "", &line);
    }
    let words = |finding: Finding| match finding {
        Finding::Yes => "yes",
        Finding::No => "no",
        Finding::Unknown(_) => "not known",
    };
    if let (Some(lasted), Some(lasts)) = (&quo.lasted, &quo.lasts) {
        let line = |at: usize| {
            let label = concept_label(finding.concepts[at].id);
            if lasted[at].known() == lasts[at].known() {
                format!("{label} {}, as before", words(lasts[at]))
            } else {
                format!("{label} {} (before: {})", words(lasts[at]), words(lasted[at]))
            }
        };
        let all: Vec<String> = (0..finding.concepts.len()).map(line).collect();
        text += &paragraph(style, 0, "", &format!("Whether it lasts: {}.", all.join("; ")));
    }
    match (&quo.reach, &quo.reach_skipped) {
        (Some(reach), _) => {
            let line = format!(
                "Of the states that last, steps that pay lead from it to {} as before, to {} no longer, to {} now.",
                grouped(reach.kept),
                grouped(reach.lost),
                grouped(reach.gained)
            );
            text += &paragraph(style, 0, "", &line);
        }
        (None, Some(why)) => text += &paragraph(style, 0, "", &format!("Where steps lead from it was not looked for: {why}.")),
        (None, None) => {}
    }
    text
}

fn causes(finding: &ComparisonFinding, style: Style) -> String {
    let causes = &finding.causes;
    let mut text = heading(style, "What brings it about");
    if let Some(why) = &causes.skipped {
        return text + &paragraph(style, 0, "", &format!("That was not looked for: {why}."));
    }
    if causes.changes == 0 {
        return text + &paragraph(style, 0, "", "No lasting state comes or goes.");
    }
    let all = count(causes.changes, "change", "changes");
    text += &paragraph(
        style,
        0,
        "",
        &format!("Counted for each concept, {all}: a lasting state that comes or goes. Alone, each brings about:"),
    );
    for cause in &causes.causes {
        let what = match (&cause.not_tried, cause.alone, cause.undone) {
            (Some(why), _, _) => format!("not tried alone: {why}"),
            (None, 0, 0) => "none: it changes no lasting state".into(),
            (None, alone, 0) => format!("{} of them", grouped(alone)),
            (None, alone, undone) => format!("{} of them, and {} that the rest undoes", grouped(alone), grouped(undone)),
        };
        text += &paragraph(style, 0, "- ", &format!("{}: {what}", cause.label));
    }
    if causes.only_together > 0 {
        let verb = if causes.only_together == 1 { "comes" } else { "come" };
        text += &paragraph(style, 0, "", &format!("{} of the changes {verb} only together.", grouped(causes.only_together)));
    }
    text
}
