//! The sentences of an answer about levers.

use detente_model::answer::{Answered, Finding, FrameDescription, Lever, LeversFinding, ShouldNot, StateDescription};
use detente_model::order::Standing;

/// One sentence in plain words, or a few.
pub(super) fn sentence(finding: &LeversFinding) -> String {
    let party = &finding.party.name;
    let from = if finding.frame.status_quo == Some(finding.start.ordinal) {
        "From where things stand".to_owned()
    } else {
        format!("From state {}", state(&finding.start))
    };
    if finding.party.player.is_none() {
        let elsewhere = match finding.elsewhere.as_slice() {
            [] => "no frame of the case lets it move".to_owned(),
            [only] => format!("the frame {only} lets it move"),
            several => format!("these frames let it move: {}", several.join(", ")),
        };
        return format!("{party} has no move in this frame: nothing that varies in it is its own to change; {elsewhere}.");
    }
    if finding.one_move {
        return one(finding, &from);
    }
    let moves = match finding.moves {
        0 => return format!("{from} {party} has no move."),
        1 => "one move".to_owned(),
        moves => format!("{} moves", number(usize::try_from(moves).unwrap_or(usize::MAX))),
    };
    let mut text = format!("{from} {party} has {moves}");
    let pays: Vec<&Lever> = finding.levers.iter().filter(|lever| lever.pays_unanswered()).collect();
    let better = finding.levers.iter().any(|lever| lever.own.standing == Standing::Better);
    text += &match pays.as_slice() {
        [] if finding.party.preference_unknown => "; what they are worth to it is not known".to_owned(),
        [] if better => "; what surely pays can, or may, be answered so that nothing is gained".to_owned(),
        [] => "; none surely pays".to_owned(),
        [only] => format!("; one pays and nobody's answer undoes that: {}", told(finding, only)),
        [first, rest @ ..] => {
            format!("; {} pay and nobody's answer undoes that, first {}", number(rest.len() + 1), told(finding, first))
        }
    };
    text += ".";
    if finding.moves > finding.levers.len() as u64 {
        text += &format!(" (Of the {} that are listed.)", finding.levers.len());
    }
    // the first of those that cost the most, so that what it is for the party decides between equals
    let most =
        finding.levers.iter().rev().max_by_key(|lever| lever.count(Standing::Worse)).filter(|lever| lever.count(Standing::Worse) > 0);
    text += &match most {
        Some(lever) if pays.first().is_some_and(|first| first.to == lever.to) => {
            format!(
                " That is also the one that leaves most others worse off, {} of {}.",
                lever.count(Standing::Worse),
                finding.others.len()
            )
        }
        Some(lever) => format!(
            " The one that leaves most others worse off, {} of {}, is {}{}.",
            lever.count(Standing::Worse),
            finding.others.len(),
            told(finding, lever),
            match lever.own.standing {
                Standing::Better => ", which is better for it too",
                Standing::Indifferent => ", and is the same to it",
                Standing::Worse => ", and leaves it worse off as well",
                Standing::Unknown => "",
            }
        ),
        None => " None surely leaves another party worse off.".to_owned(),
    };
    let not = finding.levers.iter().filter(|lever| lever.should_not.is_some()).count();
    text += &match not {
        0 => String::new(),
        1 if finding.moves == 1 => " It should not make it.".to_owned(),
        1 => " One of its moves it should not make.".to_owned(),
        not => format!(" {} of its moves it should not make.", capital(&number(not))),
    };
    text
}

fn one(finding: &LeversFinding, from: &str) -> String {
    let party = &finding.party.name;
    let Some(lever) = finding.levers.first() else { return format!("{from} {party} has no such move.") };
    let own = match lever.own.standing {
        Standing::Better => "better off",
        Standing::Indifferent => "as well off as before",
        Standing::Worse => "worse off",
        Standing::Unknown => "it is not known how well off",
    };
    let kept = match lever.kept {
        Finding::Yes => "it would keep to it",
        Finding::No => "it would not leave it at that",
        Finding::Unknown(_) => "whether it would keep to it is not known",
    };
    let carried_out = match (lever.carried_out, lever.own.standing) {
        (Finding::Yes, _) => "nobody's answer in its own interest leaves it worse off than staying",
        (Finding::No, Standing::Worse) => "so it would not be carried out",
        (Finding::No, _) => "others can answer in their own interest so that it ends worse off than by staying",
        (Finding::Unknown(_), _) => "whether it would be carried out is not known",
    };
    format!(
        "{from} {} leaves {party} {own} and {} of {} others surely worse off; {carried_out}; {kept}.",
        told(finding, lever),
        lever.count(Standing::Worse),
        finding.others.len()
    )
}

/// A move in words: what it changes, or how much, and where it leads.
fn told(finding: &LeversFinding, lever: &Lever) -> String {
    let frame = &finding.frame;
    let to = state(&lever.to);
    if frame.is_graph {
        return format!("the move to {to}");
    }
    let values = finding.start.values.iter().zip(&lever.to.values);
    let changed: Vec<String> = frame
        .axes
        .iter()
        .zip(values)
        .filter(|(_, (before, after))| before != after)
        .map(|(axis, (_, after))| format!("“{}” ({})", axis.name, axis.values[usize::from(*after)].name))
        .collect();
    match changed.as_slice() {
        [only] => format!("{only}, state {to}"),
        [first, second] => format!("{first} with {second}, state {to}"),
        several => format!("{} changes at once, state {to}", several.len()),
    }
}

/// A number in words up to ten.
fn number(number: usize) -> String {
    const WORDS: [&str; 11] = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
    WORDS.get(number).map_or_else(|| number.to_string(), |word| (*word).to_owned())
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn state(state: &StateDescription) -> String {
    state.name.clone().unwrap_or_else(|| state.ordinal.to_string())
}

/// Why a party should not make a move, in a sentence.
pub(super) fn should_not(frame: &FrameDescription, party: &str, why: ShouldNot, lever: &Lever) -> String {
    match why {
        ShouldNot::Worse => match &lever.own.because {
            Some(because) => format!("By itself it leaves {party} worse off, because of “{}”.", because.text),
            None => format!("By itself it leaves {party} worse off."),
        },
        ShouldNot::Answered => {
            let Answered { reply: Some(reply), .. } = &lever.worse_than_staying else { return String::new() };
            let mut movers: Vec<&str> = Vec::new();
            for step in &reply.steps {
                let name = frame.parties[step.party].name.as_str();
                if !movers.contains(&name) {
                    movers.push(name);
                }
            }
            let (movers, own) = match movers.as_slice() {
                [first @ .., last] if !first.is_empty() => (format!("{} and {last}", first.join(", ")), "their own"),
                all => (all.join(""), "its own"),
            };
            let because = reply.worse.as_ref().map_or(String::new(), |worse| format!(", because of “{}”", worse.text));
            format!("{movers} can answer in {own} interest so that {party} ends worse off than anywhere staying leads{because}.")
        }
    }
}
