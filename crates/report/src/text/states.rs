//! A list of states as text.

use super::sheet::Sheet;
use super::{Style, head, heading, made, paragraph};
use crate::words::{by_controller, character, grouped};
use detente_model::answer::{Answer, StatesFinding};

/// A list of states.
#[must_use]
pub fn states(answer: &Answer<StatesFinding>, style: Style) -> String {
    let finding = &answer.finding;
    let frame = &finding.frame;
    let mut text = head(style, frame, &answer.headline);
    if !frame.held.is_empty() {
        let held: Vec<String> = frame.held.iter().map(|(variable, value)| format!("{variable}: {value}")).collect();
        text += &paragraph(style, 0, "", &format!("Held: {}.", held.join("; ")));
    }
    text += &heading(style, "The columns");
    let mut number = 0;
    let mut order = Vec::new();
    for (party, axes) in by_controller(frame) {
        text += &paragraph(style, 0, "", &party);
        for index in axes {
            number += 1;
            order.push(index);
            let axis = &frame.axes[index];
            let values: Vec<String> =
                axis.values.iter().zip(0..).map(|(value, index)| format!("{} {}", character(axis, index), value.name)).collect();
            let values = if axis.is_yes_no() || frame.is_graph { String::new() } else { format!(" ({})", values.join(", ")) };
            text += &paragraph(style, 2, &format!("{number:>2}  "), &format!("{}{values}", axis.name));
        }
    }
    text += &heading(style, "The states");
    let decimal = finding.listed.iter().any(|state| state.decimal.is_some());
    let mut sheet = Sheet::right(24);
    let mut header: Vec<String> = Vec::new();
    if decimal {
        header.push("Decimal".into());
    }
    if frame.is_graph {
        header.push("Name".into());
    } else {
        header.extend((1..=number).map(|number| number.to_string()));
    }
    sheet.row("State", header);
    for state in &finding.listed {
        let mut cells = Vec::new();
        if decimal {
            cells.push(state.decimal.map_or(String::new(), |decimal| decimal.to_string()));
        }
        if frame.is_graph {
            cells.push(state.name.clone().unwrap_or_default());
        } else {
            cells.extend(order.iter().map(|index| character(&frame.axes[*index], state.values[*index]).to_string()));
        }
        let quo = if frame.status_quo == Some(state.ordinal) { " *" } else { "" };
        sheet.row(format!("{}{quo}", state.ordinal), cells);
    }
    text += &sheet.draw(style, usize::MAX).0;
    if finding.listed.iter().any(|state| frame.status_quo == Some(state.ordinal)) {
        text += "* the status quo\n";
    }
    if finding.not_listed > 0 {
        text += &paragraph(
            style,
            0,
            "",
            &format!("{} more: `detente states CASE --frame {} --format csv`.", grouped(finding.not_listed), frame.id),
        );
    }
    text += &made(style, &answer.made);
    text
}
