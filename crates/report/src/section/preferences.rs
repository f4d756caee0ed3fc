//! What each party prefers, form by form, with what each statement rests on.

use super::Section;
use crate::page::{ReportInput, Templates, basis, window};
use detente_model::evidence::Basis;
use detente_model::preference::Preference;
use detente_model::preference::position::Position;
use detente_model::preference::statement::Statement;
use minijinja::{Value, context};

fn forms(input: &ReportInput<'_>, preference: &Preference) -> Vec<Value> {
    let case = input.case;
    let mut forms = Vec::new();
    let mut form = |title: &str, ordered: bool, says: &str, rows: Vec<Value>| {
        if !rows.is_empty() {
            forms.push(context! { title, ordered, says, rows });
        }
    };
    let statement = |statement: &Statement, rests_on: &Basis| {
        let holds = statement.holds.told(case);
        let words = statement.when.as_ref().map_or_else(|| holds.clone(), |when| format!("{holds} — if {}", when.told(case)));
        context! { text => statement.text.clone(), told => words, window => window(case, statement.window), basis => basis(input, rests_on) }
    };
    form(
        "Statements",
        true,
        "in order, the most important first; that one comes before the next is the analyst’s ranking, unless the citation says so",
        preference.statements.iter().map(|item| statement(item, &item.basis)).collect(),
    );
    if let Some(ranking) = &preference.ranking {
        let rows: Vec<Value> = ranking
            .tiers
            .iter()
            .map(|tier| {
                let text: Vec<&str> = tier.iter().map(|(_, text)| text.as_str()).collect();
                context! { text => text.join("  ~  "), window => "", basis => basis(input, &ranking.basis) }
            })
            .collect();
        let says = if ranking.complete { "best first" } else { "best first; states that are not placed are unknown" };
        form("Ranking", true, says, rows);
    }
    for criterion in &preference.criteria {
        let title = criterion.name.as_ref().map_or_else(|| "Criterion".to_owned(), |name| format!("Criterion: {name}"));
        // a statement that cites nothing itself rests on what its criterion rests on
        let rests_on = |item: &Statement| if item.basis.is_judgement() { criterion.basis.clone() } else { item.basis.clone() };
        let rows = criterion.statements.iter().map(|item| statement(item, &rests_on(item)));
        form(&title, true, "states are ordered only where all criteria agree", rows.collect());
    }
    let rows = preference.comparisons.iter().map(|comparison| {
        let text = format!("{}  is better than  {}", comparison.better.1, comparison.worse.1);
        context! { text, window => "", basis => basis(input, &comparison.basis) }
    });
    form("Comparisons", false, "what does not follow from them is unknown", rows.collect());
    let rows = preference.weights.iter().map(|weight| {
        context! { text => weight.text.clone(), told => weight.holds.told(case), number => weight.weight.to_string(), window => window(case, weight.window), basis => basis(input, &weight.basis) }
    });
    form("Weights", false, "added up where they hold", rows.collect());
    let rows = preference.values.iter().map(|table| {
        let variable = &case.variables[table.of];
        let text: Vec<String> =
            table.table.iter().map(|(value, number)| format!("{} {number}", variable.values[usize::from(*value)].name)).collect();
        let text = format!("{}: {}", variable.name, text.join(", "));
        context! { text, window => window(case, table.window), basis => basis(input, &table.basis) }
    });
    form("Values", false, "added up", rows.collect());
    let position = |position: &Position| {
        let fallback = position.fallback.map_or(String::new(), |fallback| format!(", would accept {fallback} at last"));
        let variable = &case.variables[position.on];
        let ideal = variable.values.iter().find(|value| value.at == Some(position.ideal));
        let ideal = ideal.map_or_else(|| position.ideal.to_string(), |value| format!("{} (at {})", value.name, position.ideal));
        let text = format!("{}: wants {ideal}{fallback}; salience {}", variable.name, position.salience);
        context! { text, window => window(case, position.window), basis => basis(input, &position.basis) }
    };
    let (of_utility, of_forecasts): (Vec<&Position>, Vec<&Position>) =
        preference.positions.iter().partition(|position| position.gives_utility());
    let rows = of_utility.into_iter().map(position);
    form("Positions", false, "the nearer, the better, as much as the issue matters to it", rows.collect());
    let rows = of_forecasts.into_iter().map(position);
    form("Positions for forecasts", false, "read by forecasts alone", rows.collect());
    let rows = preference.red_lines.iter().map(|line| {
        context! { text => line.text.clone(), told => line.holds.told(case), window => window(case, line.window), basis => basis(input, &line.basis) }
    });
    form("Red lines", false, "it signs nothing without them", rows.collect());
    let rows = preference.reservations.iter().map(|one| {
        context! { text => format!("refusing is worth {}", one.worth), window => window(case, one.window), basis => basis(input, &one.basis) }
    });
    form("Reservation", false, "it signs nothing that is worth less", rows.collect());
    let rows = preference.payoffs.iter().map(|payoff| {
        context! { text => payoff.text.clone(), told => payoff.state.told(case), number => payoff.payoff.to_string(), window => window(case, payoff.window), basis => basis(input, &payoff.basis) }
    });
    form("Payoffs", false, "the first that fits", rows.collect());
    forms
}

/// The section.
#[must_use]
pub fn section(templates: &Templates, input: &ReportInput<'_>) -> Option<Section> {
    let case = input.case;
    let stated: Vec<Value> = case
        .parties
        .enumerated()
        .filter_map(|(id, party)| {
            let preference = case.preferences.as_slice().get(detente_model::index::Id::index(id))?;
            (!preference.is_unknown())
                .then(|| context! { name => party.name.clone(), id => party.id.clone(), forms => forms(input, preference) })
        })
        .collect();
    let unknown: Vec<String> = case
        .parties
        .iter()
        .zip(case.preferences.iter())
        .filter(|(_, preference)| preference.is_unknown())
        .map(|(party, _)| party.name.clone())
        .collect();
    let values = context! { stated, unknown => crate::words::list(&unknown) };
    (!case.parties.is_empty()).then(|| Section::new("preferences", "What each party prefers", templates.fill("preferences.html", values)))
}
