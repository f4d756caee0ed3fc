//! `[[infeasible]]` and `[[restriction]]`: what cannot be.

use super::basis::{basis, window, window_since};
use super::context::{Mention, Reader, mentioned};
use super::table::Table;
use detente_model::constraint::{Constraint, Restriction};
use detente_model::diagnostic::Diagnostic;
use detente_model::expression::{Expression, Value};
use detente_model::index::{Id, VariableId};
use detente_model::phase::Phase;

/// How many combinations are tried to see whether a constraint forbids everything.
const MAXIMAL_TRIALS: usize = 1024;

/// Reads the constraints of one file.
pub(super) fn constraints(reader: &Reader<'_>, top: &Table<'_>, found: &mut Vec<Constraint>, mentions: &mut Vec<Mention>) {
    for table in top.tables("infeasible") {
        let when = reader.required(&table, "when");
        let because = table.require("because").and_then(|item| item.text());
        let window = window(reader.context, &table);
        let basis = basis(reader.context, &table);
        table.finish();
        let (Some((when, text)), Some(because)) = (when, because) else { continue };
        let variables = mentioned([&when]);
        if always_holds(reader, &when, &variables) {
            table.sheet.faults.push(
                Diagnostic::error("always-infeasible", format!("`{}` holds everywhere: no state would be left", text.value))
                    .at(text.span, "")
                    .help("write what is impossible, not what is required"),
            );
        }
        mentions.push(Mention { window, only_with: None, variables, span: text.span, path: table.path.clone() });
        found.push(Constraint { when, text: text.value.to_owned(), because: because.value.to_owned(), window, basis, span: table.span });
    }
}

/// Whether an expression holds in every state and phase, as far as a short trial tells.
fn always_holds(reader: &Reader<'_>, expression: &Expression, variables: &[VariableId]) -> bool {
    let mut mentions_events = false;
    expression.visit(&mut |part| mentions_events |= matches!(part, Expression::After(_)));
    if mentions_events {
        return false;
    }
    let phase = Phase::start();
    if let Expression::Constant(constant) = expression.simplified(&|_| None, &phase) {
        return constant;
    }
    let counts: Vec<usize> = variables.iter().map(|variable| reader.variables[*variable].values.len()).collect();
    let trials = counts.iter().try_fold(1usize, |product, count| product.checked_mul(*count).filter(|product| *product <= MAXIMAL_TRIALS));
    let Some(trials) = trials else { return false };
    let mut values = vec![0 as Value; variables.last().map_or(0, |variable| variable.index() + 1)];
    for mut code in 0..trials {
        for (variable, count) in variables.iter().zip(&counts) {
            values[variable.index()] = Value::try_from(code % count).unwrap_or(0);
            code /= count;
        }
        if !expression.holds(&values, &phase) {
            return false;
        }
    }
    true
}

/// Reads the restrictions of one file.
pub(super) fn restrictions(reader: &Reader<'_>, top: &Table<'_>, found: &mut Vec<Restriction>, mentions: &mut Vec<Mention>) {
    for table in top.tables("restriction") {
        let party = table.text("party").and_then(|text| reader.context.party(&text));
        let from = reader.required(&table, "from");
        let to = reader.required(&table, "to");
        let because = table.require("because").and_then(|item| item.text());
        let window = window_since(reader.context, &table, "since");
        let basis = basis(reader.context, &table);
        table.finish();
        let (Some((from, from_text)), Some((to, to_text)), Some(because)) = (from, to, because) else { continue };
        mentions.push(Mention {
            window,
            only_with: None,
            variables: mentioned([&from, &to]),
            span: from_text.span,
            path: table.path.clone(),
        });
        found.push(Restriction {
            party,
            from,
            to,
            text: (from_text.value.to_owned(), to_text.value.to_owned()),
            because: because.value.to_owned(),
            window,
            basis,
            span: table.span,
        });
    }
}
