//! The first sentence of an answer about evolution.

use detente_model::answer::{EvolutionFinding, Finding};

/// One sentence in plain words: whether the status quo would stay, and where things would go.
#[must_use]
pub(super) fn sentence(finding: &EvolutionFinding) -> String {
    let out_of_reach = finding.equilibria_count - finding.reached_by_moves;
    let nobody_moves = finding.by_improvements.states == 1;
    let cycles = finding.by_improvements.closed.iter().filter(|set| set.count > 1).count();
    if nobody_moves {
        return if finding.improvements_unknown {
            "No party surely gains by moving from the status quo.".into()
        } else {
            "The status quo stays as it is: no party can gain by moving from it.".into()
        };
    }
    let start_holds =
        finding.equilibria.iter().any(|equilibrium| equilibrium.state == finding.start && equilibrium.equilibrium.contains(&Finding::Yes));
    let first = match (finding.by_improvements.states - 1, start_holds) {
        (1, false) => "From the status quo, steps that pay lead to one other state".to_owned(),
        (others, false) => format!("From the status quo, steps that pay lead to {others} other states"),
        (_, true) => "The status quo holds, though some party has a step that would pay at once".into(),
    };
    let meets = match (finding.reached_by_improvements, finding.equilibria_count) {
        (_, 0) => "no equilibrium is known".to_owned(),
        (0, 1) => "not to the one equilibrium".into(),
        (0, all) => format!("to none of {all} equilibria"),
        (1, 1) => "to the one equilibrium".into(),
        (reached, all) => format!("to {reached} of {all} equilibria"),
    };
    let ends = match cycles {
        0 => String::new(),
        1 => "; some of them go round in a cycle".into(),
        cycles => format!("; some of them end in one of {cycles} cycles"),
    };
    let unreachable = match out_of_reach {
        0 => String::new(),
        1 => "; one equilibrium is out of reach by any moves".into(),
        count => format!("; {count} equilibria are out of reach by any moves"),
    };
    format!("{first}, {meets}{ends}{unreachable}.")
}
