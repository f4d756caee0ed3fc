//! Acceptance and refusal in one sentence.

use detente_model::answer::{
    AcceptanceFinding, AcceptanceFlip, AcceptanceFlipKind, CodingCounts, Compared, Finding, Level, PartyAcceptance, RefusalFinding,
};
use detente_model::order::Standing;

fn list(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

fn names<'p>(parties: impl IntoIterator<Item = &'p PartyAcceptance>) -> Vec<String> {
    parties.into_iter().map(|party| party.party.name.clone()).collect()
}

/// The change that costs least: of kinds that somebody else can do something about before those that are about what is wanted.
fn nearest(party: &PartyAcceptance) -> Option<&AcceptanceFlip> {
    let of_others = |flip: &&AcceptanceFlip| flip.kind != AcceptanceFlipKind::Preference && flip.kind != AcceptanceFlipKind::Information;
    party
        .flips
        .iter()
        .filter(of_others)
        .min_by_key(|flip| (flip.lost.len(), flip.perhaps_lost.len(), flip.signed != Finding::Yes, flip.kind))
}

/// What a refusal turns on, in the fewest words.
pub(super) enum Turns {
    /// A term of the proposal that the party would not have.
    Term(String),
    /// Something that follows its refusal, surely or perhaps, and that the proposal does not bring.
    Forgoes { what: String, surely: bool },
}

/// `reasons`: what each party's refusal turns on, in the order of the finding's parties.
pub(super) fn sentence(finding: &AcceptanceFinding, reasons: &[Option<Turns>]) -> String {
    let signs: Vec<&PartyAcceptance> = finding.parties.iter().filter(|party| matches!(party.level, Level::Signs { .. })).collect();
    let with =
        |known: Option<bool>| -> Vec<&PartyAcceptance> { signs.iter().copied().filter(|party| party.accepts.known() == known).collect() };
    let (yes, no, unknown) = (with(Some(true)), with(Some(false)), with(None));
    let name = &finding.proposed.name;
    let mut text = match (no.as_slice(), unknown.as_slice()) {
        ([], []) if signs.len() > 1 => format!("{} would all accept “{name}”", list(&names(yes.iter().copied()))),
        ([], []) => format!("{} would accept “{name}”", list(&names(yes.iter().copied()))),
        ([], _) => format!("Whether {} would accept “{name}” is not known", list(&names(unknown.iter().copied()))),
        _ => format!("{} would refuse “{name}”", list(&names(no.iter().copied()))),
    };
    if !no.is_empty() {
        let refusing = finding.parties.iter().zip(reasons).filter(|(party, _)| no.iter().any(|refusing| std::ptr::eq(*refusing, *party)));
        let reasons = grouped(refusing.filter_map(|(party, turns)| Some((party.party.name.clone(), reason(party, turns.as_ref())?))));
        let who = |members: &[String]| match (members.len() == no.len(), members.len()) {
            (true, 1) => "it".to_owned(),
            (true, _) => "they".to_owned(),
            (false, _) => list(members),
        };
        let told: Vec<String> = reasons.iter().take(2).map(|(members, reason)| format!("{} {reason}", who(members))).collect();
        if !told.is_empty() {
            text += &format!(": {}", told.join("; "));
        }
        if finding.instead.is_some() {
            text += &turning(finding, &no);
        }
    } else if !unknown.is_empty() && unknown.iter().all(|party| party.compared == Compared::Between) {
        text += ": it is better than some of what may follow a refusal, and worse than some";
    }
    let home: Vec<String> = finding
        .parties
        .iter()
        .filter(|party| matches!(party.level, Level::AtHome(_)) && party.accepts == Finding::No)
        .map(|party| party.party.name.clone())
        .collect();
    if !home.is_empty() {
        text += &format!("; at home {} would not have it", list(&home));
    }
    if finding.signed == Finding::Yes && !(no.is_empty() && unknown.is_empty()) {
        text += "; the others suffice to sign it";
    }
    text + "."
}

/// Those of whom the same is said, together, in the order of the first.
fn grouped(told: impl Iterator<Item = (String, String)>) -> Vec<(Vec<String>, String)> {
    let mut groups: Vec<(Vec<String>, String)> = Vec::new();
    for (who, what) in told {
        match groups.iter_mut().find(|(_, known)| *known == what) {
            Some((members, _)) => members.push(who),
            None => groups.push((vec![who], what)),
        }
    }
    groups
}

fn reason(party: &PartyAcceptance, turns: Option<&Turns>) -> Option<String> {
    if let Some(line) = &party.red_line {
        return Some(format!("will not cross a red line ({line})"));
    }
    match (turns, &party.because) {
        (Some(Turns::Term(term)), _) => Some(format!("would not have “{term}”")),
        (Some(Turns::Forgoes { what, surely: true }), _) => Some(format!("would forgo “{what}”, which comes about if it is refused")),
        (Some(Turns::Forgoes { what, surely: false }), _) => Some(format!("might forgo “{what}”, which may come about if it is refused")),
        (None, Some(because)) => Some(format!("would rather not, because {}", because.text)),
        (None, None) => None,
    }
}

/// What single change would win whom: told in full if it loses nobody.
fn turning(finding: &AcceptanceFinding, no: &[&PartyAcceptance]) -> String {
    let nearest: Vec<(&PartyAcceptance, &AcceptanceFlip)> = no.iter().filter_map(|party| Some((*party, nearest(party)?))).collect();
    let loses_nobody = |flip: &AcceptanceFlip| flip.lost.is_empty() && flip.perhaps_lost.is_empty();
    let free = nearest.iter().filter(|(_, flip)| loses_nobody(flip));
    let changes = grouped(free.map(|(party, flip)| (party.party.name.clone(), shortened(finding, &flip.text))));
    let told: Vec<String> =
        changes.iter().take(2).map(|(members, change)| format!("{} would be won by “{change}”", list(members))).collect();
    if !told.is_empty() {
        return format!("; {}", told.join(", "));
    }
    if nearest.is_empty() {
        "; no single change of the terms, their order, what is promised or paid would turn it".to_owned()
    } else {
        "; whatever single change would win one of them would lose others, or may".to_owned()
    }
}

/// What somebody does, without the explanation that follows a colon.
pub(super) fn short(name: &str) -> &str {
    name.split_once(": ").map_or(name, |(short, _)| short)
}

/// A text with the names of options cut at their colons.
fn shortened(finding: &AcceptanceFinding, text: &str) -> String {
    let options = finding.frame.axes.iter().filter(|axis| axis.is_yes_no());
    options.fold(text.to_owned(), |text, axis| text.replace(&axis.name, short(&axis.name)))
}

/// How sure the answer is and why.
pub(super) fn sureness(parties: &[PartyAcceptance], codings: Option<&CodingCounts>) -> String {
    let deciding: Vec<bool> = parties.iter().filter_map(|party| party.because.as_ref()).map(|because| because.before.is_none()).collect();
    let wanted = parties.iter().filter_map(|party| party.because.as_ref()).filter(|because| !because.wanted.is_empty()).count();
    let mut text = match deciding.len() {
        0 => "No single wish decides".to_owned(),
        count => format!(
            "Of {count} wishes that decide, {wanted} are cited; {} decide without their place in the order, which is judgement",
            deciding.iter().filter(|cited| **cited).count()
        ),
    };
    match codings.and_then(|codings| Some((codings.combinations, codings.signed?))) {
        Some((combinations, [yes, no, open])) => {
            text += &format!("; in {combinations} combinations of codings it would be signed in {yes}, not in {no}, not known in {open}");
            let turned: Vec<String> = parties
                .iter()
                .filter(|party| {
                    let same = party.codings.map(|[yes, no, open]| match party.accepts {
                        Finding::Yes => yes,
                        Finding::No => no,
                        Finding::Unknown(_) => open,
                    });
                    same.is_some_and(|same| same < combinations)
                })
                .map(|party| party.party.name.clone())
                .collect();
            if turned.is_empty() {
                text += ", and every party answers alike in all of them";
            } else {
                text += &format!("; the answer of {} hangs on the codings", list(&turned));
            }
        }
        None => text += "; no other coding to hold it against",
    }
    text + "."
}

/// What follows a refusal.
pub(super) fn refusal(finding: &RefusalFinding) -> String {
    let name = &finding.party.name;
    let proposed = &finding.proposed.name;
    let listed = |surely: bool| -> Vec<String> {
        finding.joiners.iter().filter(|joiner| joiner.surely == surely).map(|joiner| joiner.party.name.clone()).collect()
    };
    let (with, perhaps) = (listed(true), listed(false));
    let mut text = match (with.as_slice(), perhaps.as_slice()) {
        ([], []) => format!("If {name} refuses “{proposed}”, it stands alone"),
        ([], perhaps) => format!("If {name} refuses “{proposed}”, nobody surely refuses with it, and perhaps {}", list(perhaps)),
        (with, _) => format!("If {name} refuses “{proposed}”, {} would refuse too", list(with)),
    };
    // who is with it may be outside its own alliances
    let bodies = finding.isolation.iter().take(finding.isolation.len().saturating_sub(1)).skip(1);
    let alone: Vec<String> = bodies.filter(|group| group.isolated == Finding::Yes).map(|group| group.group.clone()).collect();
    if !with.is_empty() && !alone.is_empty() {
        text += &format!(", but nobody else in {}", list(&alone));
    }
    text += match finding.then.signed {
        Finding::Yes => "; the others sign without it",
        Finding::No => "; nothing is signed",
        Finding::Unknown(_) => "; whether the others sign without it is not known",
    };
    text += match finding.against_package.standing {
        Some(Standing::Better) => ", and it is better off than if it had signed",
        Some(Standing::Worse) => ", and it is worse off than if it had signed",
        Some(Standing::Indifferent) => ", and it is as well off as if it had signed",
        Some(Standing::Unknown) | None => ", and whether it is better off than if it had signed is not known",
    };
    for phase in &finding.phases {
        match phase.needed {
            Some(false) if finding.needed => text += &format!("; after “{}” nobody needs its consent", phase.event.name),
            Some(true) if phase.accepts == Some(Finding::Yes) && finding.accepts != Finding::Yes => {
                text += &format!("; after “{}” it would rather accept", phase.event.name);
            }
            _ => {}
        }
    }
    text + "."
}
