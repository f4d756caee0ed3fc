//! What models expect on issues whose outcomes lie on a line: all in one table, then each with who stands where, rounds, and what matters.

use super::Section;
use crate::page::{ReportInput, Templates};
use crate::svg;
use crate::text::forecast::{quantity, shown, signed};
use crate::words::{count, grouped, list};
use detente_model::answer::{ForecastFinding, IssueForecast, Prediction};
use minijinja::{Value, context};

/// How many issues are told one by one.
const ISSUES: usize = 12;

/// The sections: all issues, then each.
#[must_use]
pub fn sections(templates: &Templates, input: &ReportInput<'_>) -> Vec<Option<Section>> {
    let Some(answer) = input.forecast else { return Vec::new() };
    let finding = &answer.finding;
    let mut sections = vec![Some(overview(templates, &answer.headline, finding))];
    let issues = finding.issues.iter().enumerate().take(ISSUES);
    sections.extend(issues.map(|(place, issue)| Some(one(templates, finding, place, issue))));
    sections
}

fn point(prediction: &Prediction) -> String {
    prediction.point.map_or_else(|| "not defined".into(), shown)
}

fn overview(templates: &Templates, headline: &str, finding: &ForecastFinding) -> Section {
    let rows: Vec<Value> = finding
        .issues
        .iter()
        .enumerate()
        .map(|(place, issue)| {
            let cells: Vec<String> = issue.predictions.iter().map(point).collect();
            context! { anchor => (place < ISSUES).then(|| anchor(place)), name => issue.name.clone(), line => format!("{} to {}", shown(issue.low), shown(issue.high)), cells }
        })
        .collect();
    let models: Vec<Value> = finding
        .models
        .iter()
        .map(|model| {
            let options: Vec<String> = model.options.iter().map(|(key, value)| format!("{key}={value}")).collect();
            context! { id => model.id, name => model.name, says => model.says, reference => model.reference, options => list(&options) }
        })
        .collect();
    let values = context! {
        headline,
        capability => finding.capability.trim_end_matches('.'),
        remarks => finding.remarks.clone(),
        draws => finding.draws.map(|draws| context! { count => grouped(u64::from(draws.count)), seed => draws.seed }),
        rows,
        models,
        more => count(finding.issues.len().saturating_sub(ISSUES) as u64, "issue", "issues"),
        has_more => finding.issues.len() > ISSUES,
    };
    Section::new("forecasts", "All issues", templates.fill("forecasts.html", values))
}

fn anchor(place: usize) -> String {
    format!("forecast-{place}")
}

fn one(templates: &Templates, finding: &ForecastFinding, place: usize, issue: &IssueForecast) -> Section {
    let ties = issue.predictions.iter().any(|found| found.ties.is_some());
    let rows: Vec<Value> = finding
        .models
        .iter()
        .zip(&issue.predictions)
        .map(|(model, found)| {
            let spread = found.spread.as_ref();
            let chance = spread.and_then(|spread| spread.probability).or(found.probability);
            context! {
                name => model.name,
                point => point(found),
                differs => found.difference.map_or_else(String::new, signed),
                ties => found.ties.map_or_else(String::new, |(low, high)| format!("{} to {}", shown(low), shown(high))),
                interval => spread.map_or_else(String::new, |spread| format!("{} to {}", shown(spread.quantiles[0]), shown(spread.quantiles[4]))),
                chance => chance.map_or_else(String::new, |chance| format!("{chance:.2}")),
                undefined => found.undefined.clone(),
            }
        })
        .collect();
    let total: f64 = issue.weights.iter().flatten().sum();
    let mut stances: Vec<(f64, Value)> = issue
        .stances
        .iter()
        .enumerate()
        .filter_map(|(actor, stance)| stance.as_ref().map(|stance| (actor, stance)))
        .map(|(actor, stance)| {
            let share = match issue.weights[actor] {
                Some(weight) if total > 0.0 => format!("{:.1} %", 100.0 * weight / total),
                Some(_) => String::new(),
                None => "no part".into(),
            };
            let row = context! {
                name => finding.actors[actor].name.clone(),
                position => quantity(stance.position),
                salience => quantity(stance.salience),
                capability => quantity(stance.capability),
                share,
            };
            (stance.position.central().unwrap_or(f64::INFINITY), row)
        })
        .collect();
    stances.sort_by(|(a, _), (b, _)| a.total_cmp(b));
    let silent: Vec<String> =
        finding.actors.iter().zip(&issue.stances).filter(|(_, stance)| stance.is_none()).map(|(actor, _)| actor.name.clone()).collect();
    let drawings = svg::forecast(finding, place);
    let of_kind = |kind: &str| -> Vec<Value> {
        let those = drawings.iter().filter(|(word, _)| word.starts_with(kind));
        those.map(|(_, drawing)| Value::from_safe_string(drawing.clone())).collect()
    };
    let values = context! {
        low => shown(issue.low),
        high => shown(issue.high),
        reference_point => issue.reference_point.map(shown),
        outcome => issue.outcome.map(shown),
        two_points => issue.two_points,
        drawn => finding.draws.is_some(),
        ties,
        rows,
        stances => stances.into_iter().map(|(_, row)| row).collect::<Vec<_>>(),
        silent => list(&silent),
        positions => of_kind("positions"),
        rounds => of_kind("rounds"),
        tornado => of_kind("tornado"),
    };
    Section::new(anchor(place), issue.name.clone(), templates.fill("forecast.html", values))
}
