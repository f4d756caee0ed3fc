//! What models expect, as text.

use super::sheet::Sheet;
use super::{Style, heading, made, paragraph};
use crate::words::count;
use detente_model::answer::{
    Answer, ForecastExchange, ForecastFinding, ForecastMove, ForecastPartner, ForecastRound, IssueForecast, Prediction, Spread, WhyMoved,
};
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
        text += &all(finding, tornado, style);
    } else {
        for issue in &finding.issues {
            text += &one(finding, issue, style);
            if tornado {
                text += &bars(finding, issue, style);
            }
        }
    }
    for model in 0..finding.models.len() {
        text += &exchanges(finding, model, style);
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
fn all(finding: &ForecastFinding, tornado: bool, style: Style) -> String {
    let line = |issue: &IssueForecast| format!("{} to {}", shown(issue.low), shown(issue.high));
    let mut text = heading(style, "What the models expect") + &table(finding, 0, style, Some(&line), &point);
    if let [base, _, ..] = finding.models.as_slice() {
        let difference = |found: &Prediction| found.difference.map_or_else(String::new, signed);
        text += &heading(style, &format!("How that differs from {}", base.id));
        text += &table(finding, 1, style, None, &difference);
    }
    if let Some(draws) = finding.draws {
        let ends = |spread: &Spread| format!("{} to {}", shown(spread.quantiles[0]), shown(spread.quantiles[4]));
        let interval = |found: &Prediction| found.spread.as_ref().map_or_else(String::new, ends);
        text += &heading(style, &format!("Where nine of ten of {} draws lie (seed {})", draws.count, draws.seed));
        text += &table(finding, 0, style, None, &interval);
    }
    let tornado = if tornado { ", and what each input does" } else { "" };
    text += &paragraph(style, 0, "", &format!("\nOne of them with positions and rounds{tornado}: --issue NAME."));
    text
}

/// A row for each issue, a column for each model but the first `skip`.
fn table(
    finding: &ForecastFinding,
    skip: usize,
    style: Style,
    line: Option<&dyn Fn(&IssueForecast) -> String>,
    cell: &dyn Fn(&Prediction) -> String,
) -> String {
    let mut sheet = Sheet::right(CELL);
    let models = finding.models.iter().skip(skip).map(|model| model.id.to_owned());
    sheet.row("Issue", models.chain(line.map(|_| "line".into())).collect());
    for issue in &finding.issues {
        let cells = issue.predictions.iter().skip(skip).map(cell);
        sheet.row(&issue.name, cells.chain(line.map(|line| line(issue))).collect());
    }
    sheet.draw(style, usize::MAX).0
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
        header.push("5 % to 95 %".into());
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
            let ends = |spread: &Spread| format!("{} to {}", shown(spread.quantiles[0]), shown(spread.quantiles[4]));
            cells.push(found.spread.as_ref().map_or_else(String::new, ends));
        }
        if issue.two_points {
            let drawn = found.spread.as_ref().and_then(|spread| spread.probability);
            cells.push(drawn.or(found.probability).map_or_else(String::new, |probability| format!("{probability:.2}")));
        }
        sheet.row(model.name, cells);
    }
    let mut text = sheet.draw(style, usize::MAX).0;
    if let Some(draws) = finding.draws {
        let told =
            format!("Points are those of the stated numbers; 5 % to 95 % hold nine tenths of {} draws of what is uncertain.", draws.count);
        text += "\n";
        text += &paragraph(style, 0, "", &told);
    }
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
        Quantity::Around { low, at, high } => format!("{} ({}..{})", shown(at), shown(low), shown(high)),
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
    // a column of question marks says nothing
    let capabilities = issue.stances.iter().flatten().any(|stance| stance.capability != Quantity::Missing);
    let kept = |column: usize| capabilities || column != 2;
    let row = |cells: [String; 4]| cells.into_iter().enumerate().filter(|(column, _)| kept(*column)).map(|(_, cell)| cell).collect();
    sheet.row("Who stands where", row(["position", "salience", "capability", "weight"].map(str::to_owned)));
    for (actor, _) in rows {
        let Some(stance) = &issue.stances[actor] else { continue };
        let share = match issue.weights[actor] {
            Some(weight) if total > 0.0 => format!("{:.1} %", 100.0 * weight / total),
            Some(_) => String::new(),
            None => "no part".into(),
        };
        let [position, salience, capability] = [stance.position, stance.salience, stance.capability].map(quantity);
        sheet.row(&finding.actors[actor].name, row([position, salience, capability, share]));
    }
    sheet.draw(style, usize::MAX).0
}

fn rounds(finding: &ForecastFinding, model: &str, prediction: &Prediction, style: Style) -> String {
    let mut text = heading(style, &format!("Round by round: {model}"));
    let all = &prediction.rounds;
    // the first ones and the last ones, where there are many
    let columns: Vec<&ForecastRound> = if all.len() <= COLUMNS {
        all.iter().collect()
    } else {
        all.iter().take(COLUMNS / 2).chain(all.iter().skip(all.len() - COLUMNS / 2)).collect()
    };
    let mut sheet = Sheet::right(8);
    let mut row = |label: &str, of: &dyn Fn(&ForecastRound) -> String| sheet.row(label, columns.iter().map(|round| of(round)).collect());
    row("After round", &|round| round.round.to_string());
    row("median", &|round| shown(round.median));
    row("mean", &|round| shown(round.mean));
    let differs =
        |round: &ForecastRound| round.point.is_some_and(|point| shown(point) != shown(round.median) && shown(point) != shown(round.mean));
    if all.iter().any(differs) {
        row("forecast", &|round| round.point.map_or_else(String::new, shown));
    }
    text += &sheet.draw(style, usize::MAX).0;
    if columns.len() < all.len() {
        let left_out = all.len() - columns.len();
        text += &paragraph(style, 0, "", &format!("{} between: `--format json`.", count(left_out as u64, "more round", "more rounds")));
    }
    text += "\n";
    let moving: Vec<&ForecastRound> = all.iter().filter(|round| !round.moves.is_empty()).collect();
    let mut told = 0;
    let few: Vec<&&ForecastRound> = moving
        .iter()
        .take_while(|round| {
            told += round.moves.len().min(MOVES);
            told <= ALL_MOVES
        })
        .collect();
    for round in &few {
        text += &paragraph(style, 0, &format!("{:>2}  ", round.round), &(moves(finding, round, style) + "."));
    }
    let more = moving.len() - few.len();
    if more > 0 {
        text += &paragraph(
            style,
            0,
            "",
            &format!("{} in which somebody moves: `--format json`.", count(more as u64, "more round", "more rounds")),
        );
    }
    if all.iter().all(|round| round.moves.is_empty()) {
        text += &paragraph(style, 0, "", "Nobody moves.");
    }
    text
}

/// How many rounds a table of rounds shows.
const COLUMNS: usize = 16;
/// How many moves are told of all rounds together.
const ALL_MOVES: usize = 30;
/// How many moves of a round are told, the longest.
const MOVES: usize = 4;

/// The moves of a round, in the order of the answer; where there are many the longest of them.
fn moves(finding: &ForecastFinding, round: &ForecastRound, style: Style) -> String {
    let mut longest: Vec<usize> = (0..round.moves.len()).collect();
    let way = |at: usize| (round.moves[at].to - round.moves[at].from).abs();
    longest.sort_by(|one, other| way(*other).total_cmp(&way(*one)));
    longest.truncate(MOVES);
    longest.sort_unstable();
    let told: Vec<String> = longest.into_iter().map(|at| moved(finding, &round.moves[at], style)).collect();
    let less = round.moves.len() - told.len();
    let rest = if less > 0 { format!("; {}", count(less as u64, "smaller move", "smaller moves")) } else { String::new() };
    told.join("; ") + &rest
}

fn moved(finding: &ForecastFinding, moved: &ForecastMove, style: Style) -> String {
    let by = moved.by.map(|by| format!(" ({})", finding.actors[by].name)).unwrap_or_default();
    format!("{} {}{by} {} {}", finding.actors[moved.actor].name, moved.kind, style.arrow(), shown(moved.to))
}

/// How many exchanges are told, and how many actors in the account of them.
const EXCHANGES: usize = 12;

/// What one model expects to be exchanged, and what that is to everybody.
fn exchanges(finding: &ForecastFinding, model: usize, style: Style) -> String {
    let all: Vec<&ForecastExchange> = finding.exchanges.iter().filter(|exchange| exchange.model == model).collect();
    if all.is_empty() {
        return String::new();
    }
    let mut text = heading(style, &format!("Who gives way for what: {}", finding.models[model].id));
    for (number, exchange) in (1..).zip(all.iter().take(EXCHANGES)) {
        text += &paragraph(style, 0, &format!("{number:>2}  "), &told(finding, exchange, style));
    }
    if all.len() > EXCHANGES {
        let more = count((all.len() - EXCHANGES) as u64, "more exchange", "more exchanges");
        text += &paragraph(style, 0, "", &format!("{more}: `--format json`."));
    }
    text += "\n";
    text + &account(finding, &all, style)
}

/// A small number.
fn fine(value: f64) -> String {
    if value.abs() < 0.1 { format!("{value:.4}") } else { shown(value) }
}

fn told(finding: &ForecastFinding, exchange: &ForecastExchange, style: Style) -> String {
    let gives = |partner: &ForecastPartner| {
        let way = format!("{} {} {}", shown(partner.from), style.arrow(), shown(partner.to));
        format!("{} gives way on {} ({way})", finding.actors[partner.actor].name, finding.on[partner.pays_on].name)
    };
    let [first, second] = &exchange.partners;
    let gains = if fine(first.gain) == fine(second.gain) {
        format!("each gains {}", fine(first.gain))
    } else {
        let one = |partner: &ForecastPartner| format!("{} gains {}", finding.actors[partner.actor].name, fine(partner.gain));
        format!("{}, {}", one(first), one(second))
    };
    let others: f64 = exchange.effects.iter().filter(|effect| effect.circle != "own").map(|effect| effect.gain).sum();
    format!("{}, and {}: {gains}; all others together {}.", gives(first), gives(second), signed(others))
}

/// What all exchanges together are to each actor.
fn account(finding: &ForecastFinding, all: &[&ForecastExchange], style: Style) -> String {
    let sum = |actor: usize, circle: Option<&str>| {
        let of = all.iter().flat_map(|exchange| &exchange.effects).filter(|effect| effect.actor == actor);
        of.filter(|effect| circle.is_none_or(|circle| effect.circle == circle)).map(|effect| effect.gain).sum::<f64>()
    };
    let concerned = |actor: &usize| all.iter().any(|exchange| exchange.effects.iter().any(|effect| effect.actor == *actor));
    let mut actors: Vec<(usize, f64)> = (0..finding.actors.len()).filter(concerned).map(|actor| (actor, sum(actor, None))).collect();
    actors.sort_by(|(_, one), (_, other)| other.total_cmp(one));
    let mut sheet = Sheet::right(CELL);
    sheet.row("What they are to each", ["own", "of its side", "of others", "together"].map(str::to_owned).into());
    let hidden = actors.len().saturating_sub(EXCHANGES);
    for (place, (actor, together)) in actors.iter().enumerate() {
        // those who gain most and those who lose most
        if hidden > 0 && place >= EXCHANGES / 2 && place < EXCHANGES / 2 + hidden {
            continue;
        }
        let parts = ["own", "inner", "outer"].map(|circle| signed(sum(*actor, Some(circle))));
        sheet.row(&finding.actors[*actor].name, parts.into_iter().chain([signed(*together)]).collect());
    }
    let mut text = sheet.draw(style, usize::MAX).0;
    if hidden > 0 {
        text += &paragraph(style, 0, "", &format!("{} between: `--format json`.", count(hidden as u64, "more actor", "more actors")));
    }
    text += "\n";
    text + &paragraph(
        style,
        0,
        "",
        "Gains count hundredths of the line by which outcomes come nearer to what an actor wants, times its salience. Of its side: exchanges in \
         which somebody stands on its side of both issues.",
    )
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
    if let Some(challenge) = &why.challenge {
        let (target, odds) = (&finding.actors[challenge.target].name, 100.0 * challenge.odds);
        let told =
            format!("{name} challenges {target}: it gives itself {odds:.0} % to win and expects to gain {:.4} by it.", challenge.gain);
        text += &paragraph(style, 0, "", &told);
    }
    match &why.taken {
        None => text += &paragraph(style, 0, "", &format!("{name} stays where it is{}.", because(finding, why, why.offers.first(), style))),
        Some(taken) => {
            let by = taken.by.map(|by| format!(" ({})", finding.actors[by].name)).unwrap_or_default();
            let way = if shown(taken.from) == shown(taken.to) {
                format!("stays at {} on this issue", shown(taken.to))
            } else {
                format!("moves {} {} {}", shown(taken.from), style.arrow(), shown(taken.to))
            };
            text += &paragraph(style, 0, "", &format!("{name} {}{by} and {way}{}.", taken.kind, because(finding, why, Some(taken), style)));
        }
    }
    text += &paragraph(style, 0, "", &format!("How it goes: {}.", why.rule));
    // of several steps, each; of several offers, those that it did not follow
    let is_sum = why.taken.as_ref().is_some_and(|taken| taken.by.is_none());
    for of in why
        .offers
        .iter()
        .filter(|of| is_sum || why.taken.as_ref() != Some(*of))
        .filter(|of| is_sum || why.taken.is_some() || of.by.is_some())
    {
        let label = if is_sum { "" } else { "not taken: " };
        let by = of.by.map(|by| format!(" ({}), {} {} {}", finding.actors[by].name, shown(of.from), style.arrow(), shown(of.to)));
        let by = by.unwrap_or_default();
        text += &paragraph(style, 0, "- ", &format!("{label}it {}{by}{}", of.kind, because(finding, why, Some(of), style)));
    }
    text
}

/// The numbers on which a move rests.
fn because(finding: &ForecastFinding, why: &WhyMoved, of: Option<&ForecastMove>, style: Style) -> String {
    let Some(of) = of else { return String::new() };
    let name = &finding.actors[why.actor].name;
    let mut told: Vec<String> = Vec::new();
    if let (Some(own), Some(other), Some(by)) = (of.own, of.other, of.by) {
        let by = &finding.actors[by].name;
        told.push(format!("{name} expects {own:.3} of challenging {by}, and {by} {other:.3} of challenging {name}"));
    }
    if let (Some(given), Some(by)) = (&of.in_return, of.by) {
        let way = format!("{} {} {}", shown(given.from), style.arrow(), shown(given.to));
        told.push(format!("in return {} moves {way} on {}", finding.actors[by].name, finding.on[given.issue].name));
    }
    told.extend(of.chance.map(|chance| format!("{:.0} % in the vote", 100.0 * chance)));
    told.extend(of.gain.filter(|_| of.by.is_some() || of.chance.is_none()).map(|gain| format!("{name} gains {gain:.4} by it")));
    if told.is_empty() { String::new() } else { format!(": {}", told.join("; ")) }
}

fn models(finding: &ForecastFinding, style: Style) -> String {
    let mut text = heading(style, "The models");
    for model in &finding.models {
        text += &paragraph(style, 0, "- ", &format!("{} ({}): {}. Held against: {}.", model.name, model.id, model.says, model.reference));
    }
    text
}
