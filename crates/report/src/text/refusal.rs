//! What follows if a party refuses, as text.

use super::acceptance::{follows, instead_text, names, proposed};
use super::explanation::decisive;
use super::{Style, head, heading, made, paragraph};
use crate::words::list;
use detente_model::Case;
use detente_model::answer::{Answer, Balance, Finding, Isolation, NextPhase, RefusalFinding};
use detente_model::number::exact;
use detente_model::order::Standing;

/// What follows a refusal. `case` gives the names of the sources that are cited.
#[must_use]
pub fn refusal(case: &Case, answer: &Answer<RefusalFinding>, style: Style) -> String {
    let finding = &answer.finding;
    let frame = &finding.frame;
    let name = &finding.party.name;
    let mut text = head(style, frame, &answer.headline);
    text += &proposed(frame, &finding.proposed, style);
    text += &heading(style, &format!("If {name} refuses"));
    let say = match (finding.needed, finding.counts) {
        (true, _) => "its consent is needed",
        (false, true) => "its consent counts, and it can be spared",
        (false, false) => "its consent is not asked for",
    };
    let would = match finding.accepts {
        Finding::Yes => "alone it would rather accept",
        Finding::No => "alone it would refuse",
        Finding::Unknown(_) => "whether it would accept is not known",
    };
    text += &paragraph(style, 0, "", &format!("{name}: {say}; {would}."));
    if finding.joiners.is_empty() {
        text += &paragraph(style, 0, "", "Nobody refuses with it.");
    }
    for joiner in &finding.joiners {
        let surely = if joiner.surely { "refuses too" } else { "may refuse too" };
        text += &paragraph(style, 0, "- ", &format!("{} {surely} (round {})", joiner.party.name, joiner.round));
    }
    text += &paragraph(style, 0, "", &format!("What happens: {}.", follows(frame, &finding.proposed.start, &finding.then)));
    text += &heading(style, "Who stands with it");
    for isolation in &finding.isolation {
        text += &paragraph(style, 0, "- ", &group(isolation));
    }
    text += &heading(style, &format!("What {name} loses or gains"));
    text += &paragraph(style, 0, "- ", &format!("against the package: {}", balance(case, &finding.against_package)));
    text += &paragraph(style, 0, "- ", &format!("against the state of affairs: {}", balance(case, &finding.against_start)));
    for (terms, words) in
        [(&finding.kept, "comes about all the same"), (&finding.lost, "does not come about"), (&finding.open, "may or may not come about")]
    {
        if !terms.is_empty() {
            let of: Vec<String> = terms.iter().map(|at| frame.axes[finding.proposed.terms[*at].axis].name.clone()).collect();
            text += &paragraph(style, 0, "- ", &format!("{words}: {}", list(&of)));
        }
    }
    if !finding.phases.is_empty() {
        text += &heading(style, "Whether the refusal could be held later");
        for phase in &finding.phases {
            text += &paragraph(style, 0, "- ", &later(name, phase));
        }
    }
    text += &instead_text(frame, &finding.proposed, &finding.instead, &format!("What {name} could ask for instead"), style);
    for remark in &finding.remarks {
        text += &paragraph(style, 0, "", &format!("Note: {remark}."));
    }
    text += &made(style, &answer.made);
    text
}

pub(crate) fn group(isolation: &Isolation) -> String {
    let alone = match isolation.isolated {
        Finding::Yes => "it stands alone".to_owned(),
        Finding::No => format!("{} with it", names(&isolation.with)),
        Finding::Unknown(_) => format!("alone unless {} may stand with it", names(&isolation.perhaps)),
    };
    let perhaps = match (isolation.isolated, isolation.perhaps.as_slice()) {
        (Finding::No, [_, ..]) => format!(", perhaps {}", names(&isolation.perhaps)),
        _ => String::new(),
    };
    format!("{}: {alone}{perhaps} ({})", isolation.group, names(&isolation.members))
}

pub(crate) fn balance(case: &Case, balance: &Balance) -> String {
    let standing = match balance.standing {
        Some(Standing::Better) => "better off",
        Some(Standing::Worse) => "worse off",
        Some(Standing::Indifferent) => "as well off",
        Some(Standing::Unknown) | None => "it depends on what follows, or is not known",
    };
    let by = balance.difference.map_or(String::new(), |difference| {
        if difference.low == difference.high {
            if difference.low == 0 { String::new() } else { format!(", by {}", exact(difference.low.abs())) }
        } else if difference.high <= 0 {
            format!(", by between {} and {}", exact(-difference.high), exact(-difference.low))
        } else {
            format!(", by between {} and {}", exact(difference.low), exact(difference.high))
        }
    });
    let because = balance.because.as_ref().map_or(String::new(), |because| format!(", because of {}", decisive(case, because)));
    format!("{standing}{by}{because}")
}

pub(crate) fn later(name: &str, phase: &NextPhase) -> String {
    if let Some(why) = phase.not_said.as_ref().filter(|_| phase.needed.is_none()) {
        return format!("after “{}”: not said: {why}", phase.event.name);
    }
    let say = match (phase.needed, phase.counts) {
        (Some(true), _) => format!("the consent of {name} is still needed"),
        (_, true) => format!("the consent of {name} counts, and it can be spared"),
        (_, false) => format!("nobody needs the consent of {name}"),
    };
    let accepts = match phase.accepts {
        Some(Finding::Yes) => "; it would then rather accept",
        Some(Finding::No) => "; it would still refuse",
        Some(Finding::Unknown(_)) => "; whether it would then accept is not known",
        None => "",
    };
    let signed = match phase.signed_without {
        Some(Finding::Yes) => "; the others would sign without it",
        Some(Finding::Unknown(_)) => "; whether the others would sign without it is not known",
        Some(Finding::No) | None => "",
    };
    format!("after “{}”: {say}{accepts}{signed}", phase.event.name)
}
