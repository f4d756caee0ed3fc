//! The first sentence of an answer about coalitions.

use detente_model::answer::{
    AgreementFinding, CoalitionDeparture, CoalitionFinding, CoalitionVerdicts, Count, Finding, LimitedFinding, StateDescription,
};

/// One sentence in plain words: what parties would leave together that nobody leaves alone, and what holds against all of them.
pub(super) fn sentence(finding: &CoalitionFinding) -> String {
    if finding.frame.parties.is_empty() {
        return "No party can move, so there are no coalitions.".into();
    }
    if finding.every { of_all(finding) } else { of_named(finding) }
}

fn of_all(finding: &CoalitionFinding) -> String {
    // states that no party leaves alone, but some coalition does, by the first concept that has any
    let broken = |concept: usize| -> Vec<(&CoalitionVerdicts, &CoalitionDeparture)> {
        let together = |row: &&CoalitionVerdicts| row.alone[concept] == Finding::Yes && row.stable[concept] == Finding::No;
        finding.states.iter().filter(together).filter_map(|row| Some((row, row.left_by[concept].as_ref()?))).collect()
    };
    let concepts = 0..finding.concepts.len();
    let first = concepts.clone().map(broken).find(|broken| !broken.is_empty());
    let left = match first.as_deref() {
        None if finding.stable.iter().any(|count| count.unknown > 0) => {
            "No coalition surely leaves a state that no party would leave alone".to_owned()
        }
        None => "No coalition would leave a state that no party would leave alone".to_owned(),
        Some([(row, departure)]) => left(finding, &row.state, departure),
        Some([(row, departure), rest @ ..]) => {
            format!("{}, and {} that no party would leave alone", left(finding, &row.state, departure), more(rest.len()))
        }
        Some([]) => String::new(),
    };
    let best = concepts.filter(|concept| finding.stable[*concept].yes > 0).min_by_key(|concept| rank(finding.concepts[*concept].id));
    let holds = match best {
        Some(concept) => {
            let yes: Vec<&StateDescription> =
                finding.states.iter().filter(|row| row.stable[concept] == Finding::Yes).map(|row| &row.state).collect();
            let verb = if yes.len() == 1 { "holds" } else { "hold" };
            format!("{} of {} {verb} against every coalition{}", yes.len(), finding.frame.states, because(finding.concepts[concept].id))
        }
        None if finding.stable.iter().any(|count| count.unknown > 0) => "no state surely holds against every coalition".into(),
        None => "no state holds against every coalition".into(),
    };
    format!("{left}; {holds}.")
}

/// How firm a concept's states are: nobody can gain, the others would answer, the others could.
fn rank(id: &str) -> usize {
    ["cnash", "cseq", "csmr", "cgmr"].iter().position(|known| *known == id).unwrap_or(usize::MAX)
}

fn because(id: &str) -> &'static str {
    match id {
        "cnash" => "",
        "cseq" => ", because others would answer in their own interest",
        _ => ", because others could answer, though not always to their own good",
    }
}

fn left(finding: &CoalitionFinding, state: &StateDescription, departure: &CoalitionDeparture) -> String {
    format!("State {} would be left by {}, for state {}", ordinal(state), members(finding, &departure.members), ordinal(&departure.to))
}

fn more(count: usize) -> String {
    if count == 1 { "one more state".into() } else { format!("{count} more states") }
}

fn of_named(finding: &CoalitionFinding) -> String {
    let of = finding.coalitions.iter().map(|coalition| members(finding, &coalition.members)).collect::<Vec<_>>().join(", or ");
    let row = |concept: usize| finding.states.iter().find_map(|row| Some((&row.state, row.left_by[concept].as_ref()?)));
    let Some((concept, (state, departure))) = (0..finding.concepts.len()).find_map(|concept| Some((concept, row(concept)?))) else {
        let surely = if finding.stable.iter().any(|count| count.unknown > 0) { "surely " } else { "" };
        return format!("No state would {surely}be left by {of}.");
    };
    let count = finding.stable[concept].no;
    let states = finding.frame.states;
    if count == 1 {
        return format!("{}: one of {states}.", left(finding, state, departure));
    }
    format!(
        "{count} of {states} states would be left by {of}, state {} for state {} the first of them.",
        ordinal(state),
        ordinal(&departure.to)
    )
}

/// A state by its number, and its name where that says more than the number.
pub(super) fn ordinal(state: &StateDescription) -> String {
    match &state.name {
        Some(name) if *name != state.ordinal.to_string() && *name != format!("s{}", state.ordinal) => format!("{} ({name})", state.ordinal),
        _ => state.ordinal.to_string(),
    }
}

/// `A`, `A and B together`, `A, B and C together`.
fn members(finding: &CoalitionFinding, members: &[usize]) -> String {
    together(&members.iter().map(|member| finding.frame.parties[*member].name.as_str()).collect::<Vec<_>>())
}

/// Names in one phrase.
pub(super) fn together(names: &[&str]) -> String {
    match names {
        [] => "nobody".into(),
        [one] => format!("{one} alone"),
        [first @ .., last] => format!("{} and {last} together", first.join(", ")),
    }
}

/// One sentence in plain words: whether the status quo would be left by agreement, and what holds.
pub(super) fn of_agreement(finding: &AgreementFinding) -> String {
    let states = finding.frame.states;
    if finding.issues.is_empty() {
        return "Nothing that varies here is decided by consent, so there is nothing to agree on.".into();
    }
    let who = |members: &[usize]| {
        let names = together(&members.iter().map(|member| finding.parties[*member].name.as_str()).collect::<Vec<_>>());
        names.trim_end_matches(" together").trim_end_matches(" alone").to_owned()
    };
    let start = finding.frame.status_quo.and_then(|ordinal| finding.states.get(usize::try_from(ordinal - 1).ok()?));
    let status_quo = start.map(|row| match (&row.left_by, row.stable) {
        (Some(departure), _) => {
            let departure = finding.from_status_quo.first().map_or(departure, |offer| &offer.departure);
            let members = departure.members();
            let whom = if members.len() == 1 { "it" } else { "all of them" };
            let to = ordinal(&finding.target(departure));
            format!("{} could agree on something that is better for {whom} than the status quo: state {to}", who(&members))
        }
        (None, Finding::Yes) => "Nobody could agree on anything better than the status quo".to_owned(),
        (None, _) => "Whether anybody could agree on something better than the status quo is not known".into(),
    });
    let Count { yes, unknown, .. } = finding.stable;
    let open = match unknown {
        0 => String::new(),
        1 => ", and one of which that is not known".into(),
        unknown => format!(", and {unknown} of which that is not known"),
    };
    let held = match yes {
        0 => "no state".to_owned(),
        1 => "one state".into(),
        yes => format!("{yes} states"),
    };
    let are = if yes > 1 { "are" } else { "is" };
    let holds = format!("of {states} possible states there {are} {held} from which nobody could agree on anything better{open}");
    match status_quo {
        Some(status_quo) => format!("{status_quo}; {holds}."),
        None => capital(&format!("{holds}.")),
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().collect::<String>() + letters.as_str())
}

/// One sentence in plain words: what two parties that look ahead would keep.
pub(super) fn of_limited(finding: &LimitedFinding) -> String {
    if !finding.defined {
        return format!("Stability of limited moves is defined for two parties that can move; here {} can.", finding.frame.parties.len());
    }
    let [first, second] = [&finding.frame.parties[0].name, &finding.frame.parties[1].name];
    let held = |at: usize| -> Vec<String> {
        finding.states.iter().filter(|row| row.equilibrium[at] == Finding::Yes).map(|row| ordinal(&row.state)).take(6).collect()
    };
    let say = |at: usize| {
        let Count { yes, unknown, .. } = finding.equilibria[at];
        let open = if unknown > 0 { format!(" ({unknown} not known)") } else { String::new() };
        match yes {
            0 if unknown > 0 => format!("surely keep none of the {} states{open}", finding.frame.states),
            0 => format!("keep none of the {} states", finding.frame.states),
            yes if yes <= 6 => {
                let held = held(at);
                format!("keep state{} {}{open}", if held.len() == 1 { "" } else { "s" }, held.join(", "))
            }
            yes => format!("keep {yes} of {} states{open}", finding.frame.states),
        }
    };
    let last = finding.equilibria.len() - 1;
    let ahead = match finding.moves {
        1 => "one move ahead".to_owned(),
        moves => format!("{moves} moves ahead"),
    };
    format!("If {first} and {second} look {ahead}, they {}; if they look any number ahead, they {}.", say(last - 1), say(last))
}
