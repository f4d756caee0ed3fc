//! What a party can do, as text.

use super::explanation::decisive;
use super::{Style, head, heading, made, paragraph};
use crate::words::{changes, count, list, state};
use detente_model::Case;
use detente_model::answer::{
    Ahead, Answer, Answered, Concerned, Effect, Finding, FrameDescription, Lever, LeverGroup, LeversFinding, OrderedBy, Reply,
    StateDescription,
};
use detente_model::number::exact;
use detente_model::order::Standing;

/// How many moves of each kind are shown.
const SHOWN: usize = 3;

/// What a party can do. `case` gives the names of the sources that are cited.
#[must_use]
pub fn levers(case: &Case, answer: &Answer<LeversFinding>, style: Style) -> String {
    let finding = &answer.finding;
    let mut text = head(style, &finding.frame, &answer.headline);
    if finding.party.preference_unknown && finding.party.player.is_some() {
        let said = format!("Nothing is stated about what {} prefers: what its moves do to it is not known.", finding.party.name);
        text += &paragraph(style, 0, "", &said);
    }
    let others: Vec<&str> = finding.others.iter().filter(|other| other.preference_unknown).map(|other| other.name.as_str()).collect();
    if !others.is_empty() && finding.moves > 0 {
        let others = list(&others.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>());
        text += &paragraph(style, 0, "", &format!("Nothing is stated about what {others} would prefer."));
    }
    if let (Finding::Yes, Some(reply), true) = (finding.staying.found, &finding.staying.reply, finding.moves > 0) {
        let steps = count(reply.steps.len() as u64, "step", "steps");
        let said = format!(
            "Staying is not safe either: steps that pay for {} can leave {} worse off, in {steps}.",
            movers(&finding.frame, Some(reply)),
            finding.party.name
        );
        text += &paragraph(style, 0, "", &said);
    }
    let mut number = 0;
    for (group, in_group) in LeverGroup::ALL.into_iter().zip(finding.groups) {
        let of_group: Vec<&Lever> = finding.levers.iter().filter(|lever| lever.group == group).collect();
        let Some(_) = of_group.first() else { continue };
        text += &heading(style, &format!("{} ({in_group})", group_words(group, &finding.party.name)));
        for lever in of_group.iter().take(SHOWN) {
            number += 1;
            text += &lever_text(case, finding, lever, number, style);
        }
        let more = in_group.saturating_sub(of_group.len().min(SHOWN) as u64);
        if more > 0 && !finding.one_move {
            text += &paragraph(style, 0, "", &format!("{} of this kind not shown.", count(more, "more move", "more moves")));
        }
    }
    if finding.moves > 0 {
        text += &should_not(finding, style);
        text += &paragraph(
            style,
            0,
            "",
            match finding.ordered_by {
                OrderedBy::OrderAlone => {
                    "\nOrdered within each kind by how many others are surely worse off: by how much is not stated for all of them."
                }
                OrderedBy::Utilities => {
                    "\nOrdered within each kind by what the others lose for each unit that the party loses, in the utilities stated: their units must be comparable."
                }
            },
        );
    }
    text += &made(style, &answer.made);
    text
}

/// What the moves of a group have in common.
pub(crate) fn group_words(group: LeverGroup, party: &str) -> String {
    match group {
        LeverGroup::PaysAndCosts => format!("Better for {party}, and it costs others"),
        LeverGroup::CostsOthersOnly => format!("Costs others, and is the same to {party}"),
        LeverGroup::CostsOthers => format!("Costs others; what it is for {party} is not known"),
        LeverGroup::CostsBoth => format!("Costs others, and {party} as well"),
        LeverGroup::PaysAlone => format!("Better for {party}, surely worse for nobody"),
        LeverGroup::CostsNobody => format!("Surely worse for nobody else, and not surely better for {party}"),
    }
}

fn lever_text(case: &Case, finding: &LeversFinding, lever: &Lever, number: usize, style: Style) -> String {
    let frame = &finding.frame;
    let party = &finding.party.name;
    let moves = changes(frame, &finding.start, &lever.to).join("; ");
    let mut text = paragraph(style, 0, &format!("{number}. "), &format!("{moves} {} {}", style.arrow(), state(&lever.to)));
    let line = |words: &str| paragraph(style, 3, "", words);
    text += &line(&own(case, &lever.own, party));
    for (standing, words) in [(Standing::Worse, "worse for"), (Standing::Better, "better for"), (Standing::Unknown, "not known for")] {
        let names = named(finding, lever, standing);
        if !names.is_empty() {
            text += &line(&format!("{words} {}", list(&names)));
        }
    }
    text += &answer_text(case, finding, lever, style);
    text += &line(&told(finding, lever));
    if let Some(ahead) = &lever.ahead {
        text += &line(&ahead_words(finding, ahead));
    }
    text
}

fn own(case: &Case, own: &Effect, party: &str) -> String {
    let because = own.because.as_ref().map_or(String::new(), |because| format!(" because of {}", decisive(case, because)));
    match own.standing {
        Standing::Better => format!("better for {party}{because}"),
        Standing::Worse => format!("worse for {party}{because}"),
        Standing::Indifferent => format!("the same to {party}"),
        Standing::Unknown => format!("what it is for {party} is not known"),
    }
}

/// The others of one standing, each with its utility where moves are ordered by that.
pub(crate) fn named(finding: &LeversFinding, lever: &Lever, standing: Standing) -> Vec<String> {
    let of_standing = finding.others.iter().zip(&lever.others).filter(|(_, effect)| effect.standing == standing);
    let name = |(other, effect): (&Concerned, &Effect)| match effect.utility.filter(|_| finding.ordered_by == OrderedBy::Utilities) {
        Some(utility) => format!("{} ({}{})", other.name, if utility > 0 { "+" } else { "" }, exact(utility)),
        None => other.name.clone(),
    };
    of_standing.map(name).collect()
}

/// Whether the party would carry it out and keep to it, and who goes on.
fn told(finding: &LeversFinding, lever: &Lever) -> String {
    let next: Vec<String> =
        lever.next.iter().filter(|next| next.pay > 0).map(|next| finding.frame.parties[next.party].name.clone()).collect();
    let next = match next.len() {
        0 => String::new(),
        1 => format!("; then a step pays for {}", list(&next)),
        _ => format!("; then steps pay for {}", list(&next)),
    };
    format!("{}{next}", would(&finding.party.name, lever))
}

/// Whether the party would carry it out and keep to it.
fn would(party: &str, lever: &Lever) -> String {
    match (lever.carried_out, lever.kept) {
        (Finding::Yes, Finding::Yes) => format!("{party} would carry it out and keep to it"),
        (Finding::Yes, Finding::No) => format!("{party} would carry it out and not leave it at that: a next step of its own pays"),
        (Finding::Yes, Finding::Unknown(_)) => format!("{party} would carry it out; whether it would keep to it is not known"),
        (Finding::No, Finding::Yes) => format!("{party} would not carry it out; once made, it would keep to it"),
        (Finding::No, Finding::No) => format!("{party} would not carry it out, nor leave it at that: a next step of its own pays"),
        (Finding::No, Finding::Unknown(_)) => format!("{party} would not carry it out"),
        (Finding::Unknown(_), Finding::Yes) => "whether it would be carried out is not known; once made, it would be kept".into(),
        (Finding::Unknown(_), Finding::No) => {
            "whether it would be carried out is not known; it would not be left at that: a next step of its own pays".into()
        }
        (Finding::Unknown(_), Finding::Unknown(_)) => "whether it would be carried out and kept is not known".into(),
    }
}

/// An answer that leaves the party worse off than anywhere staying leads, or undoes the gain: which, and what it comes to.
fn telling(lever: &Lever) -> Option<(&Answered, &'static str)> {
    let undone = lever.undone.as_ref().filter(|undone| undone.found != Finding::No);
    match (lever.worse_than_staying.found, undone) {
        (Finding::Yes, _) | (Finding::Unknown(_), None) => Some((&lever.worse_than_staying, "worse off than anywhere staying leads")),
        (_, Some(undone)) => Some((undone, "no better off than anywhere staying leads")),
        (Finding::No, None) => None,
    }
}

/// The answers, the most telling first.
fn answer_text(case: &Case, finding: &LeversFinding, lever: &Lever, style: Style) -> String {
    match telling(lever) {
        _ if lever.own.standing == Standing::Worse => String::new(),
        Some((answered, end)) => reply_text(case, finding, lever, answered, end, style),
        None => paragraph(style, 3, "", &no_answer(finding, lever)),
    }
}

/// The answers and whether it would be carried out, in a few words.
pub(crate) fn answer_words(finding: &LeversFinding, lever: &Lever) -> String {
    let party = &finding.party.name;
    let answer = match telling(lever) {
        _ if lever.own.standing == Standing::Worse => String::new(),
        Some((answered, end)) => {
            let can = if answered.found == Finding::Yes { "can" } else { "may" };
            format!("{} {can} leave {party} {end}; ", in_moves(finding, answered))
        }
        None => no_answer(finding, lever) + "; ",
    };
    let text = format!("{answer}{}.", would(party, lever));
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn in_moves(finding: &LeversFinding, answered: &Answered) -> String {
    let steps = answered.reply.as_ref().map_or(0, |reply| reply.steps.len() as u64);
    format!("{} in {}", movers(&finding.frame, answered.reply.as_ref()), count(steps, "move", "moves"))
}

fn no_answer(finding: &LeversFinding, lever: &Lever) -> String {
    let party = &finding.party.name;
    let nobody = if lever.own.standing == Standing::Better { "nobody's answer in its own interest undoes that" } else { "" };
    let below = match (lever.harmed.found, lever.harmed_by_any.found) {
        (Finding::Yes, _) => {
            let staying = if finding.staying.found == Finding::Yes { ", as they may if it stays" } else { "" };
            format!("others may still go on so that {party} ends below where it is now ({}){staying}", in_moves(finding, &lever.harmed))
        }
        (_, Finding::Yes) => format!(
            "only against their own interest could others bring {party} below where it is now ({})",
            in_moves(finding, &lever.harmed_by_any)
        ),
        (Finding::No, Finding::No) => format!("nobody can bring {party} below where it is now"),
        _ => format!("whether others can bring {party} below where it is now is not known"),
    };
    [nobody, &below].iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join("; ")
}

/// Who moves in an answer.
fn movers(frame: &FrameDescription, reply: Option<&Reply>) -> String {
    let mut names: Vec<String> = Vec::new();
    for step in reply.into_iter().flat_map(|reply| &reply.steps) {
        let name = &frame.parties[step.party].name;
        if !names.contains(name) {
            names.push(name.clone());
        }
    }
    list(&names)
}

fn reply_text(case: &Case, finding: &LeversFinding, lever: &Lever, answered: &Answered, end: &str, style: Style) -> String {
    let frame = &finding.frame;
    let Some(reply) = &answered.reply else { return String::new() };
    let mut text = paragraph(style, 3, "", if answered.found == Finding::Yes { "but then it pays for" } else { "but then it may pay for" });
    let mut from: &StateDescription = &lever.to;
    for step in &reply.steps {
        let moves = changes(frame, from, &step.to).join("; ");
        let told = format!("{}: {moves} {} {}", frame.parties[step.party].name, style.arrow(), state(&step.to));
        text += &paragraph(style, 3, "- ", &told);
        from = &step.to;
    }
    let party = &finding.party.name;
    text + &match &reply.worse {
        Some(worse) => paragraph(style, 3, "", &format!("which leaves {party} {end}, because of {}", decisive(case, worse))),
        None => paragraph(style, 3, "", &format!("which leaves {party} {end}")),
    }
}

fn ahead_words(finding: &LeversFinding, ahead: &Ahead) -> String {
    let before = finding.ahead.as_ref().map_or(0, |ahead| ahead.reached);
    let steps = match &ahead.nearest {
        Some(steps) if steps.is_empty() => ", this state itself the first".to_owned(),
        Some(steps) => format!(", the nearest in {}", count(steps.len() as u64, "step", "steps")),
        None => String::new(),
    };
    format!(
        "steps that pay then lead to {}{steps}: {} new, {} out of reach ({before} without the move)",
        count(ahead.reached, "equilibrium", "equilibria"),
        ahead.gained,
        ahead.lost
    )
}

/// The moves that the party should not make, with why, the smallest first.
fn should_not(finding: &LeversFinding, style: Style) -> String {
    let mut moves: Vec<&Lever> = finding.levers.iter().filter(|lever| lever.should_not.is_some()).collect();
    if moves.is_empty() {
        return String::new();
    }
    moves.sort_by_key(|lever| (lever.changes, lever.to.ordinal));
    let mut text = heading(style, &format!("What {} should not do ({})", finding.party.name, moves.len()));
    for lever in moves.iter().take(SHOWN + 1) {
        let told = changes(&finding.frame, &finding.start, &lever.to).join("; ");
        let why = lever.should_not.as_ref().map_or("", |(_, why)| why.as_str());
        text += &paragraph(style, 0, "- ", &format!("{told} {} {}. {why}", style.arrow(), state(&lever.to)));
    }
    let more = moves.len().saturating_sub(SHOWN + 1) as u64;
    if more > 0 {
        text += &paragraph(style, 0, "", &format!("{} not shown.", count(more, "more", "more")));
    }
    text
}
