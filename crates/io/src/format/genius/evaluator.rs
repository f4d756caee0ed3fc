//! What a number is worth: the `evaluator` of an integer or real issue.

use super::{json_safe, required};
use crate::format::xml::Element;
use detente_model::Diagnostic;

/// A function of a number.
enum Function {
    /// A straight line.
    Linear { offset: f64, slope: f64 },
    /// From 0 at the ends to 1 at the top, and 0 beyond.
    Triangular { low: f64, top: f64, high: f64 },
}

impl Function {
    fn at(&self, place: f64) -> f64 {
        match *self {
            Self::Linear { offset, slope } => offset + slope * place,
            Self::Triangular { low, top, high } => {
                if place < low || place > high {
                    0.0
                } else if place < top {
                    (place - low) / (top - low)
                } else if place > top {
                    (high - place) / (high - top)
                } else {
                    1.0
                }
            }
        }
    }
}

/// The evaluation of each place, and the largest between the ends.
pub(super) fn evaluations(issue: &Element, places: &[f64], is_real: bool, notes: &mut Vec<Diagnostic>) -> Option<(Vec<f64>, f64)> {
    let Some(evaluator) = issue.first("evaluator") else {
        let message = "the issue has no `<evaluator>`, expected what its numbers are worth";
        notes.push(Diagnostic::error("missing-element", message).at(issue.span, ""));
        return None;
    };
    let parameter = |names: [&str; 2], notes: &mut Vec<Diagnostic>| {
        let name = names.iter().find(|name| evaluator.attribute(name).is_some()).unwrap_or(&names[0]);
        required(evaluator, name, notes)
    };
    let function = match evaluator.value("ftype").trim().to_lowercase().as_str() {
        "linear" => {
            let offset = parameter(["offset", "parameter0"], notes);
            let slope = parameter(["slope", "parameter1"], notes);
            Function::Linear { offset: offset?, slope: slope? }
        }
        "triangular" => {
            let [low, high, top] = ["parameter0", "parameter1", "parameter2"].map(|name| required(evaluator, name, notes));
            let (low, high, top) = (low?, high?, top?);
            if !(low <= top && top <= high) {
                let message = format!("the top of the triangle, {top}, is not between its ends, {low} and {high}");
                notes.push(Diagnostic::error("triangle", message).at(evaluator.span, ""));
                return None;
            }
            Function::Triangular { low, top, high }
        }
        other => {
            let message = format!("found the evaluator \"{}\", expected \"linear\" or \"triangular\"", json_safe(other));
            notes.push(Diagnostic::error("evaluator", message).at(evaluator.span, ""));
            return None;
        }
    };
    let (first, last) = (*places.first()?, *places.last()?);
    let of = |shift: f64| places.iter().map(|place| function.at(place - shift)).collect::<Vec<f64>>();
    let is_share = |found: &[f64]| found.iter().all(|worth| (-1e-9..=1.0 + 1e-9).contains(worth));
    let mut found = of(0.0);
    if matches!(function, Function::Linear { .. }) && !is_real && first != 0.0 && !is_share(&found) && is_share(&of(first)) {
        found = of(first);
        let message = format!("the line is taken from the lower end, {first}, on: only so are all evaluations between 0 and 1");
        notes.push(Diagnostic::note("line-from-end", message).at(evaluator.span, ""));
    }
    let top = match function {
        Function::Triangular { top, .. } if (first..=last).contains(&top) => 1.0,
        Function::Triangular { .. } | Function::Linear { .. } => found.iter().copied().fold(f64::NEG_INFINITY, f64::max),
    };
    Some((found, top))
}
