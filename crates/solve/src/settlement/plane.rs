//! All packages in the plane of two parties' utilities, or of their places in an order, thinned so that they can be drawn.

use super::Table;
use super::number::float;
use detente_model::answer::{Finding, PlaneDot, PlaneFinding, Scale};
use detente_model::number::Decimal;
use std::collections::BTreeMap;

/// In how many rows and columns packages are told apart; where a place in an order says less than an amount, in fewer.
const CELLS: [u32; 2] = [96, 48];

/// The packages in the plane of two parties, by position: the first of each cell of a grid, those of the zone before others. None where one of them has neither a utility nor an order
/// of all packages.
#[must_use]
pub fn plane(table: &Table<'_>, across: usize, up: usize) -> Option<PlaneFinding> {
    let columns = &table.columns;
    let line = |party: usize| {
        let party = &columns.parties()[party];
        match (party.utility, party.scale, party.order.as_slice()) {
            (Some(utility), ..) => Some((utility, false)),
            // a place counts as one
            (None, Scale::Ordinal, [line]) => Some(((*line, i128::from(Decimal::UNIT)), true)),
            (None, ..) => None,
        }
    };
    let ((x, x_ordered), (y, y_ordered)) = (line(across)?, line(up)?);
    let cells_on_a_side = CELLS[usize::from(x_ordered || y_ordered)];
    let begin = || [i64::MAX, i64::MIN, i64::MAX, i64::MIN];
    let join = |bounds: &mut [i64; 4], [left, right, low, high]: [i64; 4]| {
        *bounds = [bounds[0].min(left), bounds[1].max(right), bounds[2].min(low), bounds[3].max(high)];
    };
    let found = columns.run(0..columns.blocks(), 64, begin, |bounds, block| {
        for (across, up) in block.lines[x.0].iter().zip(&block.lines[y.0]) {
            join(bounds, [*across, *across, *up, *up]);
        }
    });
    let mut bounds = begin();
    found.into_iter().for_each(|other| join(&mut bounds, other));
    let [left, right, low, high] = bounds;
    let cell = |number: i64, least: i64, most: i64| {
        let share =
            (i128::from(number) - i128::from(least)) * i128::from(cells_on_a_side - 1) / (i128::from(most) - i128::from(least)).max(1);
        u32::try_from(share).unwrap_or(0)
    };
    type Cells = BTreeMap<(u32, u32), (bool, i64, i64)>;
    let found = columns.run(0..columns.blocks(), 64, Cells::new, |cells, block| {
        for (at, code) in block.codes.iter().enumerate() {
            let (across, up) = (block.lines[x.0][at], block.lines[y.0][at]);
            let place = (cell(across, left, right), cell(up, low, high));
            if cells.get(&place).is_some_and(|(in_zone, ..)| *in_zone) {
                continue;
            }
            let marks = block.marks.get(at).copied().unwrap_or(0);
            let in_zone = table.signing.can_sign(*code, marks, table.acceptance.of(block, at).0);
            if in_zone || !cells.contains_key(&place) {
                cells.insert(place, (in_zone, across, up));
            }
        }
    });
    let mut cells = Cells::new();
    for (place, dot) in found.into_iter().flatten() {
        match cells.get(&place) {
            Some((in_zone, ..)) if *in_zone || !dot.0 => {}
            Some(_) | None => drop(cells.insert(place, dot)),
        }
    }
    let worth = |number: i64, unit: i128| float(i128::from(number) * unit) / 1e9;
    let dots: Vec<PlaneDot> = cells
        .into_values()
        .map(|(in_zone, across, up)| PlaneDot {
            across: worth(across, x.1),
            up: worth(up, y.1),
            in_zone: if in_zone { Finding::Yes } else { Finding::No },
        })
        .collect();
    Some(PlaneFinding { across, up, thinned: (dots.len() as u64) < table.columns.game().states(), dots })
}
