//! The first sentences of an answer about a link.

use detente_model::answer::{Credibility, Finding, LinkFinding, LinkSide, Shift};

/// A few sentences in plain words: whether the link bites, where things go, who gains, whether it is believed.
#[must_use]
pub(super) fn sentences(finding: &LinkFinding) -> String {
    let party = &finding.parties[finding.link.party].name;
    let issue = &finding.frame.axes[finding.link.on].name;
    if finding.reach.partakes == 0 {
        let alone = finding.parties[finding.link.party]
            .player
            .is_some_and(|player| finding.frame.axes[finding.link.on].controllers.contains(&player));
        return if alone {
            format!("The link changes nothing: {party} decides “{issue}” alone, and a link ties agreements only.")
        } else {
            format!("The link changes nothing: on “{issue}” the consent of {party} is needed in no state of this frame.")
        };
    }
    let moved = if finding.same_ends {
        "The link changes nothing about where agreements on one issue at a time lead.".to_owned()
    } else {
        format!("Without the link things end in {}, with it in {}.", ends(&finding.without), ends(&finding.with))
    };
    let of = |shift: Shift| -> Vec<String> {
        let is = |(effect, party): (&detente_model::answer::LinkEffect, &detente_model::answer::Concerned)| {
            (effect.shift == shift).then(|| party.name.clone())
        };
        finding.effects.iter().zip(&finding.parties).filter_map(is).collect()
    };
    let (better, worse, unknown) = (of(Shift::Better), of(Shift::Worse), of(Shift::Unknown));
    let mut said = Vec::new();
    if !better.is_empty() {
        said.push(format!("better off with it: {}", better.join(", ")));
    }
    if !worse.is_empty() {
        said.push(format!("worse off: {}", worse.join(", ")));
    }
    if !unknown.is_empty() && (!better.is_empty() || !worse.is_empty() || !finding.same_ends) {
        said.push(format!("not known: {}", unknown.join(", ")));
    }
    let mut who = said.join("; ");
    if let Some(first) = who.get(..1) {
        who = format!(" {}{}.", first.to_uppercase(), &who[1..]);
    }
    format!("{moved}{who} {} {}", threat(&finding.threat), promise(&finding.promise))
}

fn ends(side: &LinkSide) -> String {
    match (side.ends_count, side.ends.first()) {
        (1, Some(end)) if end.count == 1 => format!("state {}", end.states[0].ordinal),
        (1, Some(end)) => format!("a cycle of {} states", end.count),
        (count, _) => format!("one of {count} ends"),
    }
}

fn threat(threat: &Credibility) -> &'static str {
    match (threat.found, threat.choices) {
        (_, 0) if threat.states == 0 => "The others never withhold what is asked.",
        (_, 0) => "The threat is never put to the test: while it is in force, nobody who is ready to sign needs only that consent.",
        (Finding::Yes, _) => "The threat is credible.",
        (Finding::No, _) => "The threat is not credible.",
        (Finding::Unknown(_), _) => "Whether the threat is credible is not known.",
    }
}

fn promise(promise: &Credibility) -> &'static str {
    match (promise.found, promise.choices) {
        (_, 0) if promise.states == 0 => "What is asked for is never granted.",
        (_, 0) => "Once it is granted, no promise is left to be kept.",
        (Finding::Yes, _) => "The promise would be kept.",
        (Finding::No, _) => "The promise would not be kept.",
        (Finding::Unknown(_), _) => "Whether the promise would be kept is not known.",
    }
}
