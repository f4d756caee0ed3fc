//! In how many of the states that last an outcome has come about.

use detente_model::answer::{Extent, Finding};

/// For each outcome its extent among the states that last, and are reached if that is asked.
pub(super) fn extents(holds: &[Vec<bool>], lasting: &[Finding], reached: Option<&[bool]>) -> Vec<Extent> {
    let belongs = |state: usize| match reached.is_none_or(|reached| reached[state]) {
        true => lasting[state],
        false => Finding::No,
    };
    // [surely last, may last] × [it has not come about, it has]
    let extent = |holds: &Vec<bool>| {
        let mut there = [[false; 2]; 2];
        for (state, holds) in holds.iter().enumerate() {
            match belongs(state) {
                Finding::Yes => there[0][usize::from(*holds)] = true,
                Finding::Unknown(_) => there[1][usize::from(*holds)] = true,
                Finding::No => {}
            }
        }
        match there {
            [[false, false], [false, false]] => Extent::Nowhere,
            [[true, true], _] => Extent::Some,
            [[false, true], [false, _]] => Extent::All,
            [[true, false], [_, false]] => Extent::None,
            // nothing surely lasts, or what may last would change it
            [[false, false], _] | [[false, true], [true, _]] | [[true, false], [_, true]] => Extent::Unknown,
        }
    };
    holds.iter().map(extent).collect()
}
