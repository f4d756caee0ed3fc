//! The first sentence of a comparison.

use detente_model::answer::{Change, ComparisonFinding};

/// One sentence in plain words: what was changed, which of the lasting states remain, which do not and why, which are new.
#[must_use]
pub(super) fn sentence(finding: &ComparisonFinding) -> String {
    let counts = &finding.under_any;
    let lead = lead(&finding.tried);
    if finding.differences.is_empty() && !finding.anything_changed() {
        return "The two are the same: nothing differs, and no answer changes.".into();
    }
    let total = counts.lasted();
    let unknown = [Change::BecameUnknown, Change::BecameKnown, Change::RuledOutUnknown, Change::NewlyPossibleUnknown]
        .into_iter()
        .map(|change| counts.of(change))
        .sum::<u64>();
    let remain = match total {
        0 => "no state is known to last, before or after".to_owned(),
        1 => "the one lasting state remains".into(),
        total => format!("all {total} lasting states remain"),
    };
    if !finding.anything_changed() {
        return if finding.differences.iter().any(|difference| difference.bears) {
            format!("{lead}, no answer changes: {remain}.")
        } else {
            format!("{lead}, nothing differs that answers about this frame rest on, and none changes.")
        };
    }
    if counts.changed() == 0 {
        let what = if finding.possible[1] + finding.possible[2] > 0 {
            "which states are possible"
        } else if finding.parties.iter().any(|party| party.changes.iter().any(|change| change.would_now_leave + change.stays_now > 0)) {
            "who would leave which state"
        } else if finding.counts.iter().any(|counts| counts.changed() > 0) {
            "in which sense they last"
        } else {
            "where steps lead from the status quo"
        };
        return format!("{lead}, {remain} and no other comes to last; what changes is {what}.");
    }
    let kept = counts.of(Change::Kept);
    let (lost, ruled_out) = (counts.of(Change::Lost), counts.of(Change::RuledOut));
    let who = who_turned(finding);
    let it = if lost == 1 { "it" } else { "them" };
    let since = if who.is_empty() { String::new() } else { format!(" since {} would now leave {it}", who.join(" or ")) };
    let is = |number: u64| if number == 1 { "is" } else { "are" };
    let mut parts = Vec::new();
    match (total, kept, lost, ruled_out) {
        (0, ..) => parts.push("no state was known to last before".to_owned()),
        (1, 0, 1, _) => parts.push(format!("the one lasting state is lost{since}")),
        (1, 0, _, 1) => parts.push("the one lasting state is no longer possible".into()),
        (1, 1, ..) => parts.push(remain.clone()),
        (1, 0, 0, 0) => parts.push("the one lasting state is not known to last any more".into()),
        (total, 0, lost, _) if total == lost => parts.push(format!("all {total} lasting states are lost{since}")),
        (total, 0, _, out) if total == out => parts.push(format!("none of the {total} lasting states is possible any more")),
        (total, kept, ..) => {
            parts.push(match kept {
                0 => format!("none of the {total} lasting states remains"),
                1 => format!("1 of the {total} lasting states remains"),
                kept if kept == total => remain.clone(),
                kept => format!("{kept} of the {total} lasting states remain"),
            });
            if lost > 0 {
                parts.push(format!("{lost} {} lost{since}", is(lost)));
            }
            if ruled_out > 0 {
                parts.push(format!("{ruled_out} {} no longer possible", is(ruled_out)));
            }
        }
    }
    let mut text = format!("{lead}, {}", join(&parts));
    let (gained, possible) = (counts.of(Change::Gained), counts.of(Change::NewlyPossible));
    if gained + possible > 0 {
        let how = match (gained, possible) {
            (_, 0) => String::new(),
            (0, _) => ", not possible before".into(),
            (_, possible) => format!(", {possible} of them not possible before"),
        };
        text += &format!("; {} {} new{how}", gained + possible, is(gained + possible));
    }
    if unknown > 0 {
        let verb = if unknown == 1 { "it is" } else { "they are" };
        text += &format!("; for {unknown} it was or is not known whether {verb} lasting");
    }
    text + "."
}

/// What was changed.
fn lead(tried: &[String]) -> String {
    match tried {
        [] => "Between the two versions".into(),
        [only] => match only.split_once(' ') {
            Some(("set", setting)) => match setting.split_once(" = ") {
                Some((variable, value)) => format!("With `{variable}` settled at {value}"),
                None => format!("With `{setting}` settled"),
            },
            Some(("without", option)) => format!("Without `{option}`"),
            Some(("free", variable)) => format!("With `{variable}` open"),
            Some(("add", file)) => format!("With `{file}` added"),
            Some((_, _)) | None => format!("With `{only}`"),
        },
        several => format!("With these {} changes", several.len()),
    }
}

/// The parties that would now leave the states that are lost, those first that would leave most; two at most.
fn who_turned(finding: &ComparisonFinding) -> Vec<String> {
    let mut counts: Vec<(u64, usize)> = (0..finding.parties.len()).map(|party| (0, party)).collect();
    for state in finding.states.iter().filter(|state| state.change_under_any() == Some(Change::Lost)) {
        for (count, party) in &mut counts {
            let turned = |turn: &&detente_model::answer::Turn| turn.party == *party && state.change(turn.concept) == Some(Change::Lost);
            *count += u64::from(state.turns.iter().any(|turn| turned(&turn)));
        }
    }
    counts.retain(|(count, _)| *count > 0);
    counts.sort_by_key(|(count, party)| (std::cmp::Reverse(*count), *party));
    counts.iter().take(2).map(|(_, party)| finding.parties[*party].name.clone()).collect()
}

fn join(parts: &[String]) -> String {
    match parts {
        [first @ .., last] if !first.is_empty() => format!("{} and {last}", first.join(", ")),
        all => all.join(""),
    }
}
