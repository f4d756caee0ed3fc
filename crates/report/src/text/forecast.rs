//! What models expect, as text.

use super::sheet::Sheet;
use super::{Style, heading, made, paragraph};
use crate::words::count;
use detente_model::answer::{Answer, ForecastFinding, ForecastMove, IssueForecast, Prediction, WhyMoved};
use detente_model::spatial::Quantity;

/// Up to how many issues are shown one by one.
const ISSUES: usize = 3;
/// How many inputs of a tornado are shown.
const BARS: usize = 12;
const CELL: u16 = 20;

/// What models expect. `tornado`: whether what each input does is shown.
#[must_use]
pub fn forecast(answer: &Answer<ForecastFinding>, tornado: bool, style: Style) -> String {
    let finding = &answer.finding;
    let day = finding.day.map(|day| format!(" · {day}")).unwrap_or_default();
    let mark = if style.ascii { "/" } else { "·" };
    let mut text = paragraph(style, 0, "", &format!("{}{day}", finding.title).replace('·', mark));
    text += "\n";
    text += &paragraph(style, 0, "", &answer.headline);
    text += &paragraph(style, 0, "", &format!("Capabilities: {}.", finding.capability.trim_end_matches('.')));
    for remark in &finding.remarks {
        text += &paragraph(style, 0, "", &format!("Note: {remark}."));
    }
    if finding.issues.len() > ISSUES {
        text += &all(finding, style);
    } else {
        for issue in &finding.issues {
            text += &one(finding, issue, style);
            if tornado {
                text += &bars(finding, issue, style);
            }
        }
    }
    for why in &finding.moved {
        text += &why_moved(finding, why, style);
    }
    text += &models(finding, style);
    text += &made(style, &answer.made);
    text
}

/// A number as tables show it.
pub(crate) fn shown(value: f64) -> String {
    let text = format!("{value:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text == "-0" { "0".into() } else { text.to_owned() }
}

/// A difference with its sign.
pub(crate) fn signed(value: f64) -> String {
    let text = shown(value);
    if text == "0" || text.starts_with('-') { text } else { format!("+{text}") }
}

fn point(prediction: &Prediction) -> String {
    prediction.point.map_or_else(|| "not defined".into(), shown)
}

/// All issues in one table.
fn all(finding: &ForecastFinding, style: Style) -> String {
    let mut text = heading(style, "What the models expect");
    let mut sheet = Sheet::right(CELL);
    let mut header: Vec<String> = finding.models.iter().map(|model| model.id.to_owned()).collect();
    header.push("line".into());
    sheet.row("Issue", header);
    for issue in &finding.issues {
        let mut cells: Vec<String> = issue.predictions.iter().map(point).collect();
        cells.push(format!("{} to {}", shown(issue.low), shown(issue.high)));
        sheet.row(&issue.name, cells);
    }
    text += &sheet.draw(style, usize::MAX).0;
    text += &paragraph(style, 0, "", "\nOne of them with positions, rounds and intervals: --issue NAME.");
    text
}

fn one(finding: &ForecastFinding, issue: &IssueForecast, style: Style) -> String {
    let mut text = heading(style, &issue.name);
    let mut about = format!("A line from {} to {}", shown(issue.low), shown(issue.high));
    about += &issue.reference_point.map_or_else(|| "; no reference point".to_owned(), |at| format!("; without a decision {}", shown(at)));
    about += &issue.outcome.map_or_else(String::new, |at| format!("; what came of it: {}", shown(at)));
    about += if issue.two_points { "; everybody stands at one end or the other." } else { "." };
    text += &paragraph(style, 0, "", &about);
    text += "\n";
    text += &points(finding, issue, style);
    text += "\n";
    text += &stances(finding, issue, style);
    for (model, prediction) in finding.models.iter().zip(&issue.predictions) {
        if prediction.rounds.len() > 1 {
            text += &rounds(finding, model.id, prediction, style);
        }
    }
    text
}

fn points(finding: &ForecastFinding, issue: &IssueForecast, style: Style) -> String {
    let mut sheet = Sheet::right(CELL);
    let ties = issue.predictions.iter().any(|found| found.ties.is_some());
    let mut header = vec!["point".to_owned(), "differs".into()];
    if ties {
        header.push("as good".into());
    }
    if finding.draws.is_some() {
        header.extend(["5 %".into(), "median".into(), "95 %".into()]);
    }
    if issue.two_points {
        header.push(format!("P({})", shown(issue.high)));
    }
    sheet.row("Model", header);
    for (model, found) in finding.models.iter().zip(&issue.predictions) {
        let mut cells = vec![point(found), found.difference.map_or_else(String::new, signed)];
        if ties {
            cells.push(found.ties.map_or_else(String::new, |(low, high)| format!("{} to {}", shown(low), shown(high))));
        }
        if finding.draws.is_some() {
            cells.extend([0, 2, 4].map(|index| found.spread.as_ref().map_or_else(String::new, |spread| shown(spread.quantiles[index]))));
        }
        if issue.two_points {
            let drawn = found.spread.as_ref().and_then(|spread| spread.probability);
            cells.push(drawn.or(found.probability).map_or_else(String::new, |probability| format!("{probability:.2}")));
        }
        sheet.row(model.name, cells);
    }
    let mut text = sheet.draw(style, usize::MAX).0;
    for (model, found) in finding.models.iter().zip(&issue.predictions) {
        if let Some(why) = &found.undefined {
            text += &paragraph(style, 0, "", &format!("{}: not defined, since {why}.", model.name));
        }
    }
    text
}

/// A number that may be uncertain.
pub(crate) fn quantity(quantity: Quantity) -> String {
    match quantity {
        Quantity::Known(number) => shown(number),
        Quantity::Between { low, high } => format!("{}..{}", shown(low), shown(high)),
        Quantity::Triangular { low, mode, high } => format!("{}..{}..{}", shown(low), shown(mode), shown(high)),
        Quantity::Missing => "?".into(),
    }
}

fn stances(finding: &ForecastFinding, issue: &IssueForecast, style: Style) -> String {
    let total: f64 = issue.weights.iter().flatten().sum();
    let mut rows: Vec<(usize, f64)> = issue
        .stances
        .iter()
        .enumerate()
        .filter_map(|(actor, stance)| stance.as_ref().map(|stance| (actor, stance.position.central().unwrap_or(f64::INFINITY))))
        .collect();
    rows.sort_by(|(_, a), (_, b)| a.total_cmp(b));
    let mut sheet = Sheet::right(CELL);
    sheet.row("Who stands where", ["position", "salience", "capability", "share of weight"].map(str::to_owned).into());
    for (actor, _) in rows {
        let Some(stance) = &issue.stances[actor] else { continue };
        let share = match issue.weights[actor] {
            Some(weight) if total > 0.0 => format!("{:.1} %", 100.0 * weight / total),
            Some(_) => String::new(),
            None => "no part".into(),
        };
        let cells = [stance.position, stance.salience, stance.capability].map(quantity).into_iter().chain([share]).collect();
        sheet.row(&finding.actors[actor].name, cells);
    }
    sheet.draw(style, usize::MAX).0
}

fn rounds(finding: &ForecastFinding, model: &str, prediction: &Prediction, style: Style) -> String {
    let mut text = heading(style, &format!("Round by round: {model}"));
    let mut sheet = Sheet::right(8);
    let of = |value: &dyn Fn(usize) -> String| (0..prediction.rounds.len()).map(value).collect::<Vec<String>>();
    sheet.row("After round", of(&|index| prediction.rounds[index].round.to_string()));
    sheet.row("median", of(&|index| shown(prediction.rounds[index].median)));
    sheet.row("mean", of(&|index| shown(prediction.rounds[index].mean)));
    text += &sheet.draw(style, usize::MAX).0;
    text += "\n";
    for round in prediction.rounds.iter().filter(|round| !round.moves.is_empty()).take(ROUNDS) {
        let told: Vec<String> = round.moves.iter().map(|of| moved(finding, of, style)).collect();
        text += &paragraph(style, 0, &format!("{:>2}  ", round.round), &(told.join("; ") + "."));
    }
    let more = prediction.rounds.iter().filter(|round| !round.moves.is_empty()).count().saturating_sub(ROUNDS);
    if more > 0 {
        text += &paragraph(
            style,
            0,
            "",
            &format!("{} in which somebody moves: `--format json`.", count(more as u64, "more round", "more rounds")),
        );
    }
    if prediction.rounds.iter().all(|round| round.moves.is_empty()) {
        text += &paragraph(style, 0, "", "Nobody moves.");
    }
    text
}

/// How many rounds are told move by move.
const ROUNDS: usize = 12;

fn moved(finding: &ForecastFinding, moved: &ForecastMove, style: Style) -> String {
    let by = moved.by.map(|by| format!(" ({})", finding.actors[by].name)).unwrap_or_default();
    format!("{} {}{by} {} {}", finding.actors[moved.actor].name, moved.kind, style.arrow(), shown(moved.to))
}

fn bars(finding: &ForecastFinding, issue: &IssueForecast, style: Style) -> String {
    let mut text = heading(style, &format!("What each input does on {}", issue.name));
    if issue.tornado.is_empty() {
        return text + &paragraph(style, 0, "", "There is no input to move.");
    }
    let models: Vec<usize> = (0..finding.models.len()).filter(|model| issue.tornado.iter().any(|bar| bar.swing(*model) > 0.0)).collect();
    let mut sheet = Sheet::right(CELL);
    let mut header = vec!["from".to_owned(), "to".into()];
    header.extend(models.iter().map(|model| finding.models[*model].id.to_owned()));
    sheet.row("Input", header);
    for bar in issue.tornado.iter().take(BARS) {
        let mut cells = vec![shown(bar.low), shown(bar.high)];
        for model in &models {
            let (low, high) = bar.points[*model];
            cells.push(low.zip(high).map_or_else(String::new, |(low, high)| format!("{} {} {}", shown(low), style.arrow(), shown(high))));
        }
        sheet.row(format!("{}: {}", finding.actors[bar.actor].name, bar.input.word()), cells);
    }
    text += &sheet.draw(style, usize::MAX).0;
    if issue.tornado.len() > BARS {
        text += &paragraph(style, 0, "", &format!("{} more: `--format json`.", issue.tornado.len() - BARS));
    }
    text
}

fn why_moved(finding: &ForecastFinding, why: &WhyMoved, style: Style) -> String {
    let name = &finding.actors[why.actor].name;
    let (issue, model) = (&finding.issues[why.issue].name, finding.models[why.model].id);
    let mut text = heading(style, &format!("{name} in round {} on {issue}: {model}", why.round));
    let expects = |of: &ForecastMove| {
        let by = of.by.map_or_else(|| "another".to_owned(), |by| finding.actors[by].name.clone());
        let number = |value: Option<f64>| value.map_or_else(|| "?".into(), |value| format!("{value:.3}"));
        (by.clone(), format!("{name} expects {} of challenging {by}, and {by} {} of challenging {name}", number(of.own), number(of.other)))
    };
    match &why.taken {
        None => {
            text += &paragraph(style, 0, "", &format!("{name} stays where it is: no offer is such that it expects to lose by refusing it."))
        }
        Some(taken) => {
            let (by, told) = expects(taken);
            let way = format!("{} {} {}", shown(taken.from), style.arrow(), shown(taken.to));
            text += &paragraph(style, 0, "", &format!("{name} {} on account of {by} and moves {way}: {told}.", taken.kind));
        }
    }
    text += &paragraph(style, 0, "", &format!("How it chooses: {}.", why.rule));
    for of in why.offers.iter().skip(1) {
        let (by, told) = expects(of);
        text += &paragraph(style, 0, "- ", &format!("not taken: {by}, by which it {} and would go to {}: {told}", of.kind, shown(of.to)));
    }
    text
}

fn models(finding: &ForecastFinding, style: Style) -> String {
    let mut text = heading(style, "The models");
    for model in &finding.models {
        text += &paragraph(style, 0, "- ", &format!("{} ({}): {}. Held against: {}.", model.name, model.id, model.says, model.reference));
    }
    text
}
