//! The first sentence of an explanation.

use detente_model::answer::{ExplanationFinding, Finding};

/// One sentence in plain words.
pub(super) fn sentence(finding: &ExplanationFinding) -> String {
    let party = &finding.frame.parties[finding.party].name;
    let state = format!("state {}", finding.state.name.clone().unwrap_or_else(|| finding.state.ordinal.to_string()));
    let departures = finding.departures_count;
    let gains =
        if departures == 1 { "the one move that would pay".to_owned() } else { format!("each of the {departures} moves that would pay") };
    match finding.stable {
        Finding::Yes if finding.moves == 0 => format!("{party} stays in {state}: it has no move."),
        Finding::Yes if departures == 0 => format!("{party} stays in {state}: none of its {} moves leaves it better off.", finding.moves),
        Finding::Yes => format!("{party} stays in {state}: {gains} can be answered so that it ends no better off."),
        Finding::No => {
            let open = finding.departures.iter().filter(|departure| departure.deterred == Finding::No).count();
            let moves = if open == 1 { "one move pays".to_owned() } else { format!("{open} of its moves pay") };
            format!("{party} leaves {state}: {moves}, and nobody's answer undoes the gain.")
        }
        Finding::Unknown(why) => format!("Whether {party} stays in {state} is not known ({}).", why.word()),
    }
}
