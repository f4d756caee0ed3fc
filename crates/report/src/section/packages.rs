//! Packages side by side: the option table that several sections show.

use crate::words::{by_controller, entry, setting};
use detente_model::answer::{FrameDescription, PackageFinding};
use detente_model::expression::Value as Position;
use minijinja::{Value, context};

/// What stands over a column, and the package in it.
pub(super) type Column<'p> = (String, &'p PackageFinding);

/// Packages in columns, whatever can differ in rows; `lines`: what stands below, a label and a cell for each package; `differing`: only what differs between the
/// packages has a row.
pub(super) fn table(
    frame: &FrameDescription,
    now: Option<&Vec<Option<Position>>>,
    columns: &[Column<'_>],
    lines: &[(String, Vec<String>)],
    differing: bool,
) -> Value {
    let groups: Vec<Value> = by_controller(frame)
        .into_iter()
        .filter_map(|(party, axes)| {
            let told = |index: &usize| !differing || columns.windows(2).any(|pair| pair[0].1.state.values[*index] != pair[1].1.state.values[*index]);
            let lines: Vec<Value> = axes
                .into_iter()
                .filter(told)
                .map(|index| {
                    let axis = &frame.axes[index];
                    let cell = |(_, package): &Column<'_>| {
                        let value = package.state.values[index];
                        let differs = now.is_some_and(|now| now[index].is_some_and(|now| now != value));
                        context! { text => entry(axis, value), differs }
                    };
                    let now = now.map(|now| now[index].map_or_else(|| "–".to_owned(), |value| entry(axis, value)));
                    context! { name => axis.name.clone(), id => axis.id.clone(), now, cells => columns.iter().map(cell).collect::<Vec<_>>() }
                })
                .collect();
            (!lines.is_empty()).then(|| context! { party, lines })
        })
        .collect();
    let heads: Vec<Value> =
        columns.iter().map(|(about, package)| context! { about => about.clone(), ordinal => package.state.ordinal }).collect();
    let lines: Vec<Value> = lines.iter().map(|(label, cells)| context! { label => label.clone(), cells => cells.clone() }).collect();
    context! { heads, groups, lines, has_now => now.is_some() }
}

/// What packages have in common, and in what they differ.
pub(super) fn in_common(frame: &FrameDescription, packages: &[&PackageFinding]) -> (Vec<String>, Vec<String>) {
    let (mut common, mut open) = (Vec::new(), Vec::new());
    let Some(first) = packages.first() else { return (common, open) };
    for (index, axis) in frame.axes.iter().enumerate() {
        let value = first.state.values[index];
        if packages.iter().all(|package| package.state.values[index] == value) {
            common.push(setting(axis, value));
        } else {
            open.push(axis.name.clone());
        }
    }
    (common, open)
}
