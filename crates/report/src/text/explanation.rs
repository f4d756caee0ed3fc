//! An explanation as text.

use super::{Style, head, heading, made, paragraph};
use crate::words::{changes, count, state};
use detente_model::Case;
use detente_model::answer::{
    Answer, AtOnce, Decisive, Departure, ExplanationFinding, Finding, FlipKind, FrameDescription, Nearest, Reply, StateDescription,
};
use detente_model::evidence::{Citation, Locator};

/// An explanation. `case` gives the names of the sources that are cited.
#[must_use]
pub fn explanation(case: &Case, answer: &Answer<ExplanationFinding>, style: Style) -> String {
    let finding = &answer.finding;
    let frame = &finding.frame;
    let mut text = head(style, frame, &answer.headline);
    text += "\n";
    text += &paragraph(style, 0, "", &format!("{}: {}.", finding.concept.name, finding.concept.says));
    if !finding.departures.is_empty() {
        let party = &frame.parties[finding.party].name;
        text += &heading(style, &format!("What would pay for {party} in state {}", state(&finding.state)));
    }
    for (number, departure) in (1..).zip(&finding.departures) {
        text += &departure_text(case, finding, departure, number, style);
    }
    let more = finding.departures_count.saturating_sub(finding.departures.len() as u64);
    if more > 0 {
        text += &paragraph(style, 0, "", &format!("{} more are not shown.", count(more, "move", "moves")));
    }
    text += &flips(finding, style);
    text += &made(style, &answer.made);
    text
}

fn departure_text(case: &Case, finding: &ExplanationFinding, departure: &Departure, number: usize, style: Style) -> String {
    let frame = &finding.frame;
    let moves = changes(frame, &finding.state, &departure.to).join("; ");
    let mut text = paragraph(style, 0, &format!("{number}. "), &format!("{moves} {} {}", style.arrow(), state(&departure.to)));
    text += &match (&departure.because, departure.better) {
        (Some(because), _) => paragraph(style, 3, "", &format!("pays because of {}", decisive(case, because))),
        (None, Finding::Yes) => paragraph(style, 3, "", "pays"),
        (None, _) => paragraph(style, 3, "", "may pay: how it compares with staying is not stated"),
    };
    let party = &frame.parties[finding.party].name;
    if let Some(moves) = &departure.at_once {
        return text + &at_once(case, finding, party, departure, moves, style);
    }
    match &departure.reply {
        Some(answer) => text += &reply(case, frame, party, departure, answer, style),
        None if departure.reachable == 0 => text += &paragraph(style, 3, "", "nobody answers it"),
        None => {
            let places = count(departure.reachable, "place", "places");
            text += &paragraph(
                style,
                3,
                "",
                &format!("nobody's answer undoes the gain: none of the {places} that the others could bring about deters"),
            );
        }
    }
    text
}

fn reply(case: &Case, frame: &FrameDescription, party: &str, departure: &Departure, reply: &Reply, style: Style) -> String {
    let lead = if departure.deterred == Finding::Yes { "but then" } else { "but then perhaps" };
    let mut text = paragraph(style, 3, "", lead);
    let mut from: &StateDescription = &departure.to;
    for (step, pays) in reply.steps.iter().zip(&reply.pays) {
        let move_text = format!(
            "{}: {} {} {}",
            frame.parties[step.party].name,
            changes(frame, from, &step.to).join("; "),
            style.arrow(),
            state(&step.to)
        );
        text += &paragraph(style, 3, "- ", &move_text);
        if let Some(pays) = pays {
            text += &paragraph(style, 5, "", &format!("pays because of {}", decisive(case, pays)));
        }
        from = &step.to;
    }
    text + &no_better(case, party, reply.worse.as_ref(), style)
}

fn at_once(case: &Case, finding: &ExplanationFinding, party: &str, departure: &Departure, at_once: &AtOnce, style: Style) -> String {
    let frame = &finding.frame;
    let perhaps = if departure.deterred == Finding::Yes { "" } else { "perhaps " };
    let mut text = paragraph(style, 3, "", &format!("but {perhaps}not if at the same time"));
    for (step, pays) in at_once.moves.iter().zip(&at_once.pays) {
        let moves = changes(frame, &finding.state, &step.to).join("; ");
        text += &paragraph(style, 3, "- ", &format!("{}: {moves}", frame.parties[step.party].name));
        if let Some(pays) = pays {
            text += &paragraph(style, 5, "", &format!("would pay alone because of {}", decisive(case, pays)));
        }
    }
    text += &paragraph(style, 3, "", &format!("for together they end in state {}", state(&at_once.end)));
    text + &no_better(case, party, at_once.worse.as_ref(), style)
}

fn no_better(case: &Case, party: &str, worse: Option<&Decisive>, style: Style) -> String {
    match worse {
        Some(worse) => {
            paragraph(style, 3, "", &format!("which leaves {party} worse off than staying, because of {}", decisive(case, worse)))
        }
        None => paragraph(style, 3, "", &format!("which leaves {party} no better off than staying")),
    }
}

/// What decides, with its passages: that the party wants it, apart from that it comes before something else.
pub(crate) fn decisive(case: &Case, decisive: &Decisive) -> String {
    let wanted = match decisive.wanted.as_slice() {
        [] => "the analyst's judgement".to_owned(),
        citations => format!("said in {}", citations.iter().map(|citation| cited(case, citation)).collect::<Vec<_>>().join(", ")),
    };
    match &decisive.before {
        None => format!("“{}” ({wanted})", decisive.text),
        Some(overruled) => format!("“{}” ({wanted}), which the analyst ranks above “{overruled}”", decisive.text),
    }
}

pub(super) fn cited(case: &Case, citation: &Citation) -> String {
    let source = &case.sources[citation.source].id;
    match &citation.locator {
        Locator::Passage(passage) => format!("{source}:{}.{}", passage.turn, passage.sentence),
        Locator::Other(place) => format!("{source}:{place}"),
        Locator::Whole => source.clone(),
    }
}

fn flips(finding: &ExplanationFinding, style: Style) -> String {
    if finding.stable.known().is_none() {
        return String::new();
    }
    let mut text = heading(style, "What would turn it round");
    for flip in &finding.flips {
        let change = match flip.kind {
            FlipKind::Dropped => "were left out".to_owned(),
            FlipKind::Reversed => "were reversed".to_owned(),
            FlipKind::MovedTo(place) => format!("came in place {place}"),
        };
        text += &paragraph(style, 0, "- ", &format!("if {}'s statement {} (“{}”) {change}", flip.party, flip.statement, flip.text));
    }
    if finding.flips.is_empty() {
        text += &paragraph(style, 0, "", "No single statement dropped, reversed or moved would.");
        text += &nearest(finding, style);
    }
    text
}

/// What the party's own order would have to be.
fn nearest(finding: &ExplanationFinding, style: Style) -> String {
    let party = &finding.frame.parties[finding.party].name;
    let text = match &finding.nearest {
        Nearest::NotAsked => return String::new(),
        Nearest::NotAnOrder => format!("How {party} orders the states is not known everywhere, so that no nearest other order was sought."),
        Nearest::TooMany => format!("No nearest other order of {party}'s was sought: too many states are concerned."),
        Nearest::Nothing { classes } => {
            let classes = count(*classes, "group", "groups");
            format!(
                "Nor would any other order of {party}'s own: it tells {classes} of the states concerned apart, and what the others want decides."
            )
        }
        Nearest::Found(found) => {
            let swaps = count(found.swaps, "swap", "swaps");
            let place = if found.rises { "above" } else { "below" };
            let proof = if found.proven {
                "no fewer would, as long as the others want what they want"
            } else {
                "whether fewer would is not proven"
            };
            format!(
                "{swaps} of neighbours in {party}'s own order would: if it held state {} {place} state {}, past {} of the {} groups of states \
                 concerned that it tells apart; {proof}.",
                state(&finding.state),
                state(&found.past),
                found.swaps,
                found.classes
            )
        }
    };
    paragraph(style, 0, "", &text)
}
