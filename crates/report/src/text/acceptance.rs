//! Whether parties accept what is proposed, as text.

use super::explanation::decisive;
use super::{Style, head, heading, made, paragraph};
use crate::words::{count, entry, list};
use detente_model::Case;
use detente_model::answer::{
    AcceptanceFinding, AcceptanceFlip, AcceptanceFlipKind, Answer, AxisDescription, ChanceFinding, ChanceProcess, CounterProposals,
    Finding, FrameDescription, Instead, Level, Named, Otherwise, PartyAcceptance, Proposed, StateDescription,
};
use detente_model::expression::Value;
use detente_model::number::exact;
use detente_model::variable::Term;

/// How many changes of a kind are shown for a party that does not accept, and for one that does.
const FLIPS: [usize; 2] = [2, 1];

/// How many packages of a sort are shown.
const PACKAGES: usize = 3;

/// How many states that may follow are shown.
const ENDS: usize = 3;

/// Whether parties accept a proposal. `case` gives the names of the sources that are cited.
#[must_use]
pub fn acceptance(case: &Case, answer: &Answer<AcceptanceFinding>, style: Style) -> String {
    let finding = &answer.finding;
    let frame = &finding.frame;
    let mut text = head(style, frame, &answer.headline);
    text += &paragraph(style, 0, "", &format!("How sure and why: {}", finding.sureness));
    text += &proposed(frame, &finding.proposed, style);
    text += &heading(style, "Who would accept it");
    text += &finding.chance.as_ref().map_or(String::new(), |chance| paragraph(style, 0, "", &process(chance)));
    text += &parties_text(case, frame, &finding.proposed, &finding.parties, style);
    text += &paragraph(style, 0, "", signed(finding.signed));
    let turned: Vec<&PartyAcceptance> = finding.parties.iter().filter(|party| !party.flips.is_empty()).collect();
    if !turned.is_empty() {
        text += &heading(style, "What would turn it (one change at a time, what follows found again for each)");
        for party in turned {
            text += &flips(&finding.proposed, party, style);
        }
    }
    if let Some(instead) = &finding.instead {
        text += &instead_text(frame, &finding.proposed, instead, "What would be signed instead", style);
    }
    if let Some(then) = &finding.afterwards {
        text += &heading(style, &format!("After: {}", then.event.name));
        if let Some(why) = &then.not_said {
            text += &paragraph(style, 0, "", &format!("Not said: {why}."));
        } else {
            text += &parties_text(case, frame, &finding.proposed, &then.parties, style);
            text += &paragraph(style, 0, "", signed(then.signed));
        }
    }
    for remark in &finding.remarks {
        text += &paragraph(style, 0, "", &format!("Note: {remark}."));
    }
    text += &made(style, &answer.made);
    text
}

fn signed(finding: Finding) -> &'static str {
    match finding {
        Finding::Yes => "Those who accept suffice to sign it.",
        Finding::No => "Those who accept do not suffice to sign it.",
        Finding::Unknown(_) => "Whether those who accept suffice to sign it is not known.",
    }
}

pub(crate) fn names(named: &[Named]) -> String {
    list(&named.iter().map(|named| named.name.clone()).collect::<Vec<_>>())
}

/// What is proposed.
pub(super) fn proposed(frame: &FrameDescription, proposed: &Proposed, style: Style) -> String {
    let by = proposed.by.as_ref().map_or(String::new(), |by| format!(", by {}", by.name));
    let mut text = heading(style, &format!("What is proposed: {}{by}", proposed.name));
    for term in &proposed.terms {
        let value = |state: &StateDescription| {
            let axis = &frame.axes[term.axis];
            axis.values[usize::from(state.values[term.axis])].name.clone()
        };
        let who = match (&term.promised_by, term.needed.as_slice()) {
            (Some(owner), _) => format!("{} promises it", owner.name),
            (None, []) => term.rule.as_ref().map_or(String::new(), |rule| format!("decided by {rule}")),
            (None, needed) => format!("takes {}", names(needed)),
        };
        let sort = if term.sort == Term::Procedural { ", procedural" } else { "" };
        let line = format!(
            "{}: {} {} {} ({who}{sort})",
            frame.axes[term.axis].name,
            value(&proposed.start),
            style.arrow(),
            value(&proposed.package)
        );
        text += &paragraph(style, 0, "- ", &line);
    }
    if !proposed.freed.is_empty() {
        text += &paragraph(style, 0, "", &format!("Held in the frame and freed for it: {}.", proposed.freed.join(", ")));
    }
    text
}

/// What each says. What follows is said once where it is the same whoever refuses.
fn parties_text(case: &Case, frame: &FrameDescription, proposed: &Proposed, parties: &[PartyAcceptance], style: Style) -> String {
    let otherwise: Vec<String> = parties.iter().map(|party| follows(frame, &proposed.start, &party.otherwise)).collect();
    let shared = otherwise.first().filter(|first| otherwise.len() > 1 && otherwise.iter().all(|other| other == *first));
    let mut text = shared.map_or(String::new(), |shared| paragraph(style, 0, "", &format!("If any one of them refuses: {shared}.")));
    for (party, otherwise) in parties.iter().zip(&otherwise) {
        text += &party_text(case, party, Some(otherwise).filter(|_| shared.is_none()), style);
    }
    text
}

fn party_text(case: &Case, party: &PartyAcceptance, otherwise: Option<&String>, style: Style) -> String {
    let word = match party.accepts {
        Finding::Yes => "yes",
        Finding::No => "no",
        Finding::Unknown(_) => "not known",
    };
    let level = match &party.level {
        Level::Signs { needed: true } => "needed".to_owned(),
        Level::Signs { needed: false } => "counts, can be spared".to_owned(),
        Level::AtHome(signer) => format!("at home, for {}", signer.name),
    };
    let surplus = party.surplus.map_or(String::new(), |surplus| {
        if surplus.low == surplus.high {
            format!(", gain {}", exact(surplus.low))
        } else {
            format!(", gain between {} and {}", exact(surplus.low), exact(surplus.high))
        }
    });
    let mut text = paragraph(style, 0, "", &format!("{} ({level}): {word}; {}{surplus}", party.party.name, party.compared.word()));
    let line = |words: &str| paragraph(style, 3, "", words);
    if let Some(red_line) = &party.red_line {
        text += &line(&format!("red line: {red_line}"));
    } else {
        text += &otherwise.map_or(String::new(), |otherwise| line(&format!("if it refuses: {otherwise}")));
        if let Some(because) = &party.because {
            let wants = party.wants.as_ref().map_or(String::new(), |wants| format!(" ({wants})"));
            text += &line(&format!("because of {}{wants}", decisive(case, because)));
        }
    }
    if let Some([yes, no, open]) = party.codings {
        let all = yes + no + open;
        let open = if open == 0 { String::new() } else { format!(", not known in {open}") };
        text += &line(&format!("of {all} combinations of codings it accepts in {yes}, refuses in {no}{open}"));
    }
    text + &party.chance.as_ref().map_or(String::new(), |chance| line(&by_chance(chance)))
}

/// The chance process that was asked for, in words.
fn process(process: &ChanceProcess) -> String {
    let weights = process.weights.iter().map(|(party, weight)| format!("{} {weight} times", party.name)).collect::<Vec<_>>();
    let drawn = if weights.is_empty() { "all alike".to_owned() } else { format!("{} as often as others", list(&weights)) };
    let choice = match process.scale {
        None => "each alike".to_owned(),
        Some(scale) => format!("in proportion to exp(gain / {scale})"),
    };
    format!(
        "By chance, which is an assumption: who moves is drawn, {drawn}, and chooses between staying and the steps that pay for it, {choice}."
    )
}

/// How a package compares with what follows by chance.
fn by_chance(chance: &ChanceFinding) -> String {
    if let Some(why) = &chance.not_said {
        return format!("by chance: not said, because {why}");
    }
    let unknown = if chance.unknown > 0.0 { format!(", not known {:.3}", chance.unknown) } else { String::new() };
    let gain = chance.gain.map_or(String::new(), |gain| format!("; expected gain {gain:.3}"));
    let states = chance.ends.iter().take(3).map(|(state, likely)| format!("state {} ({likely:.3})", state.ordinal)).collect::<Vec<_>>();
    let more = if chance.ends.len() > 3 { " and others" } else { "" };
    format!(
        "by chance: better than what follows with probability {:.3}, as good {:.3}, worse {:.3}{unknown}{gain}; it leads to {}{more}",
        chance.better,
        chance.same,
        chance.worse,
        states.join(", ")
    )
}

/// What differs between two states, each option with the name of its owner.
pub(crate) fn told(frame: &FrameDescription, from: &StateDescription, to: &StateDescription) -> String {
    let differ = frame.axes.iter().zip(from.values.iter().zip(&to.values)).filter(|(_, (before, after))| before != after);
    let setting = |(axis, (_, after)): (&AxisDescription, (&Value, &Value))| {
        let owner = match axis.controllers.as_slice() {
            [owner] => format!("{}, ", frame.parties[*owner].name),
            _ => String::new(),
        };
        let value = if axis.is_yes_no() { if *after == 0 { "no".to_owned() } else { "yes".to_owned() } } else { entry(axis, *after) };
        format!("{owner}{}: {value}", axis.name)
    };
    differ.map(setting).collect::<Vec<_>>().join("; ")
}

/// What follows, in words.
pub(crate) fn follows(frame: &FrameDescription, start: &StateDescription, otherwise: &Otherwise) -> String {
    let told = |state: &StateDescription| {
        let changes = told(frame, start, state);
        if changes.is_empty() { "all stays as it is".to_owned() } else { format!("{changes} (state {})", state.ordinal) }
    };
    let mut parts = Vec::new();
    if otherwise.signed != Finding::No
        && let Some(without) = &otherwise.without
    {
        let perhaps = if otherwise.signed == Finding::Yes { "the others sign without it" } else { "perhaps the others sign without it" };
        parts.push(format!("{perhaps} ({})", told(without)));
    }
    if otherwise.signed != Finding::Yes {
        if let Some(reservation) = otherwise.reservation {
            parts.push(format!("it has what is stated, {}", exact(reservation)));
        } else {
            let mut ends: Vec<String> = otherwise.ends.iter().take(ENDS).map(told).collect();
            let more = otherwise.count.saturating_sub(ends.len() as u64);
            if more > 0 {
                ends.push(format!("{} like these", count(more, "other end", "other ends")));
            }
            parts.push(ends.join(", or "));
        }
    }
    if otherwise.unsure {
        parts.push("something else: what others would do is not known".into());
    }
    parts.join("; or ")
}

fn flips(proposed: &Proposed, party: &PartyAcceptance, style: Style) -> String {
    let shown = if party.accepts == Finding::Yes { FLIPS[1] } else { FLIPS[0] };
    let mut all: Vec<&Named> = proposed.terms.iter().flat_map(|term| term.needed.iter().chain(&term.promised_by)).collect();
    all.sort_unstable();
    all.dedup();
    let mut text = paragraph(style, 0, "", &format!("{}:", party.party.name));
    for kind in AcceptanceFlipKind::ALL {
        let of_kind: Vec<&AcceptanceFlip> = party.flips.iter().filter(|flip| flip.kind == kind).collect();
        for flip in of_kind.iter().take(shown) {
            let then = match flip.then {
                Finding::Yes => "accepts",
                Finding::No => "refuses",
                Finding::Unknown(_) => "may do either",
            };
            let mut line = format!("{}: {} (it then {then}", kind.word(), flip.text);
            if !flip.lost.is_empty() {
                line += &format!("; {} no longer", names(&flip.lost));
            }
            if !flip.perhaps_lost.is_empty() {
                line += &format!("; {} perhaps no longer", names(&flip.perhaps_lost));
            }
            if flip.signed == Finding::Yes {
                line += "; it is signed";
            }
            line += ")";
            let own = flip.by.len() == 1 && flip.by[0] == party.party;
            if !flip.by.is_empty() && !own && flip.kind != AcceptanceFlipKind::Guarantee && flip.kind != AcceptanceFlipKind::Information {
                let everybody = all.iter().all(|named| flip.by.contains(named));
                line += &if everybody { " by all who sign".to_owned() } else { format!(" by {}", names(&flip.by)) };
            }
            text += &paragraph(style, 0, "- ", &line);
        }
        if of_kind.len() > shown {
            text += &paragraph(style, 2, "", &format!("and {} more of this kind", of_kind.len() - shown));
        }
    }
    text
}

/// Packages that would be signed.
pub(super) fn instead_text(frame: &FrameDescription, proposed: &Proposed, instead: &Instead, title: &str, style: Style) -> String {
    let Some(acceptable) = instead.acceptable else { return String::new() };
    let mut text = heading(style, title);
    if acceptable == 0 {
        return text + &paragraph(style, 0, "", "Nothing in this frame, for sure: no package is surely accepted by all whom it takes.");
    }
    let packages = |about: &str, of: &CounterProposals| -> String {
        let Some(first) = of.listed.first() else { return paragraph(style, 0, "", &format!("{about}: none.")) };
        if first.distance == 0 {
            return paragraph(style, 0, "", &format!("{about}: the proposal itself."));
        }
        let number = count(of.count, "package", "packages");
        let differ = match of.listed.iter().all(|counter| counter.distance == first.distance) {
            true => format!("; {} from the proposal", count(first.distance, "term differs", "terms differ")),
            false => String::new(),
        };
        let mut text = paragraph(style, 0, "", &format!("{about} ({number}{differ}):"));
        for counter in of.listed.iter().take(PACKAGES) {
            text += &paragraph(style, 0, "- ", &told(frame, &proposed.package, &counter.package));
        }
        text
    };
    text += &paragraph(style, 0, "", &format!("{} of this frame would surely be signed.", count(acceptable, "package", "packages")));
    text += &packages("The nearest", &instead.nearest);
    text += &packages("The nearest with the same substantive terms", &instead.same_substance);
    if let Some((party, best)) = &instead.best_for {
        text += &packages(&format!("The best for {}", party.name), best);
    }
    text
}
