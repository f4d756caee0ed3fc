//! What decides between two states: the part of a preference that makes one the better.

use crate::answer::Decisive;
use crate::evidence::Citation;
use crate::expression::{Expression, Value};
use crate::index::{IndexVec, VariableId};
use crate::phase::Phase;
use crate::preference::Preference;
use crate::variable::Variable;

/// What makes `better` better than `worse` for a party with this preference, if the preference says so. Both are given by a value for each
/// variable of the case.
///
/// Statements decide by the first on which the states differ; where that is not the first that speaks for either, the one it
/// overrules is named. Utilities decide by their sum: the largest differences are named.
#[must_use]
pub fn decisive(
    preference: &Preference,
    variables: &IndexVec<VariableId, Variable>,
    better: &[Value],
    worse: &[Value],
    phase: &Phase,
) -> Option<Decisive> {
    let differs = |expression: &Expression| (expression.holds(better, phase), expression.holds(worse, phase));
    let open = || (1usize..).zip(&preference.statements).filter(|(_, statement)| statement.window.is_open(phase));
    let mut speaking = open().filter_map(|(number, statement)| match differs(&statement.expression()) {
        (true, false) => Some((number, statement, true)),
        (false, true) => Some((number, statement, false)),
        _ => None,
    });
    if let Some((number, statement, for_it)) = speaking.next() {
        if !for_it {
            return None;
        }
        let overruled = speaking.find(|(_, _, for_it)| !for_it).map(|(number, statement, _)| format!("{number}. {}", statement.text));
        return Some(Decisive {
            text: format!("{number}. {}", statement.text),
            wanted: statement.basis.citations.clone(),
            before: overruled,
        });
    }
    if let Some(ranking) = &preference.ranking {
        let tier = |values: &[Value]| ranking.tiers.iter().position(|tier| tier.iter().any(|(state, _)| state.holds(values, phase)));
        if let (Some(high), Some(low)) = (tier(better), tier(worse))
            && high != low
        {
            return (high < low).then(|| Decisive {
                text: format!("it is ranked {} and the other {}", ordinal(high + 1), ordinal(low + 1)),
                wanted: ranking.basis.citations.clone(),
                before: None,
            });
        }
    }
    if !preference.criteria.is_empty() {
        let mut texts = Vec::new();
        let mut wanted: Vec<Citation> = Vec::new();
        for criterion in &preference.criteria {
            let first =
                criterion.statements.iter().find(|statement| matches!(differs(&statement.expression()), (true, false) | (false, true)));
            if let Some(statement) = first {
                texts.push(statement.text.clone());
                wanted.extend(statement.basis.citations.iter().chain(&criterion.basis.citations).cloned());
            }
        }
        if !texts.is_empty() {
            return Some(Decisive { text: format!("every criterion agrees: {}", texts.join("; ")), wanted, before: None });
        }
    }
    utility(preference, variables, better, worse, phase)
}

fn utility(
    preference: &Preference,
    variables: &IndexVec<VariableId, Variable>,
    better: &[Value],
    worse: &[Value],
    phase: &Phase,
) -> Option<Decisive> {
    let mut gains: Vec<(i64, String, &[Citation])> = Vec::new();
    for weight in preference.weights.iter().filter(|weight| weight.window.is_open(phase)) {
        let sign = i64::from(weight.holds.holds(better, phase)) - i64::from(weight.holds.holds(worse, phase));
        gains.push((sign * weight.weight.billionths(), gained(sign, &weight.text), &weight.basis.citations));
    }
    for table in preference.values.iter().filter(|table| table.window.is_open(phase)) {
        use crate::index::Id;
        let worth = |values: &[Value]| {
            table.table.iter().find(|(value, _)| *value == values[table.of.index()]).map_or(0, |(_, worth)| worth.billionths())
        };
        gains.push((worth(better) - worth(worse), variables[table.of].name.clone(), &table.basis.citations));
    }
    for position in preference.positions.iter().filter(|position| position.gives_utility() && position.window.is_open(phase)) {
        use crate::index::Id;
        let at =
            |values: &[Value]| variables[position.on].values[usize::from(values[position.on.index()])].at.map_or(0, |at| at.billionths());
        let nearer = (at(worse) - position.ideal.billionths()).abs() - (at(better) - position.ideal.billionths()).abs();
        gains.push((nearer, format!("nearer to what it wants on {}", variables[position.on].name), &position.basis.citations));
    }
    for payoff in preference.payoffs.iter().filter(|payoff| payoff.window.is_open(phase)) {
        let sign = i64::from(payoff.state.holds(better, phase)) - i64::from(payoff.state.holds(worse, phase));
        gains.push((sign * payoff.payoff.billionths(), gained(sign, &payoff.text), &payoff.basis.citations));
    }
    gains.retain(|(gain, ..)| *gain > 0);
    gains.sort_by_key(|(gain, ..)| std::cmp::Reverse(*gain));
    gains.truncate(3);
    (!gains.is_empty()).then(|| Decisive {
        text: format!("it gains most by: {}", gains.iter().map(|(_, text, _)| text.as_str()).collect::<Vec<_>>().join("; ")),
        wanted: gains.iter().flat_map(|(_, _, citations)| citations.iter().cloned()).collect(),
        before: None,
    })
}

/// `1st`, `2nd`, `3rd`, `4th`.
fn ordinal(number: usize) -> String {
    let ending = match (number % 10, number % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{number}{ending}")
}

/// What is gained by: that something holds, or that it does not.
fn gained(sign: i64, text: &str) -> String {
    if sign < 0 { format!("not ({text})") } else { text.to_owned() }
}
