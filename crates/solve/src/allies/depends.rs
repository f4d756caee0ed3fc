//! On what else a party's order of the values of a variable depends.

use crate::known::Ranks;
use detente_model::order::Standing;
use detente_space::Game;
use detente_space::codes::place;

/// How two values compare is kept in three bits, so that 21 pairs fit a word; 0: not both are feasible.
const PAIRS: usize = 21;
const ONES: u64 = 0o111_111_111_111_111_111_111;

/// Which bits of each field are set where both have a comparison.
fn both(a: u64, b: u64) -> u64 {
    let any = |word: u64| (word | word >> 1 | word >> 2) & ONES;
    (any(a) & any(b)) * 7
}

/// For each place among the combinations of the other axes and each value the number of the state; `u32::MAX` where it is not feasible.
pub(super) fn lines(game: &Game, axis: usize) -> Vec<u32> {
    let at = game.codes.axes()[axis];
    let mut lines = vec![u32::MAX; place(game.codes.combinations())];
    for (number, code) in (0u32..).zip(game.feasible.codes()) {
        let line = code / (at.stride * at.radix) * at.stride + code % at.stride;
        lines[place(line * at.radix + u64::from(at.value(code)))] = number;
    }
    lines
}

/// The axes along which the order of the values of `axis` changes somewhere.
pub(super) fn on(game: &Game, axis: usize, lines: &[u32], order: &Ranks) -> Vec<usize> {
    let axes = game.codes.axes();
    let at = axes[axis];
    let radix = place(at.radix);
    let pairs: Vec<(usize, usize)> = (0..radix).flat_map(|a| (a + 1..radix).map(move |b| (a, b))).collect();
    let words = pairs.len().div_ceil(PAIRS).max(1);
    let code = |standing: Standing| match standing {
        Standing::Better => 1,
        Standing::Indifferent => 2,
        Standing::Worse => 3,
        Standing::Unknown => 4,
    };
    let mut kept = vec![0u64; lines.len() / radix * words];
    for (line, states) in lines.chunks_exact(radix).enumerate() {
        for (number, (a, b)) in pairs.iter().enumerate() {
            let (a, b) = (states[*a], states[*b]);
            if a != u32::MAX && b != u32::MAX {
                kept[line * words + number / PAIRS] |= code(order.standing(a as usize, b as usize)) << (3 * (number % PAIRS));
            }
        }
    }
    let differs = |a: usize, b: usize| {
        (0..words).any(|word| {
            let (a, b) = (kept[a * words + word], kept[b * words + word]);
            (a ^ b) & both(a, b) != 0
        })
    };
    let changes_along = |other: &usize| {
        let along = axes[*other];
        // lines are numbered like codes without the axis itself
        let stride = place(if along.stride > at.stride { along.stride / at.radix } else { along.stride });
        let radix = place(along.radix);
        (0..lines.len() / place(at.radix)).any(|line| {
            let value = line / stride % radix;
            (value + 1..radix).any(|further| differs(line, line + (further - value) * stride))
        })
    };
    (0..axes.len()).filter(|other| *other != axis).filter(changes_along).collect()
}
