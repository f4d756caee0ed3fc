//! How well models did, as text.

use super::forecast::signed;
use super::sheet::Sheet;
use super::{Style, heading, made, paragraph};
use crate::words::count;
use detente_model::answer::{Answer, BacktestFinding};

const CELL: u16 = 20;

/// How well models did.
#[must_use]
pub fn backtest(answer: &Answer<BacktestFinding>, style: Style) -> String {
    let finding = &answer.finding;
    let mut text = paragraph(style, 0, "", &finding.title);
    text += "\n";
    text += &paragraph(style, 0, "", &answer.headline);
    let about = format!(
        "{}, of which {} are scored and {} have no outcome; on {} everybody stands at one end of the line or the other ({} of these are scored). {} without a \
         position or a salience {} left out.",
        count(finding.issues as u64, "issue", "issues"),
        finding.scored.len(),
        finding.without_outcome,
        finding.two_points,
        finding.two_points_scored,
        count(finding.incomplete_rows as u64, "line", "lines"),
        if finding.incomplete_rows == 1 { "is" } else { "are" },
    );
    text += &paragraph(style, 0, "", &about);
    text += &paragraph(style, 0, "", &format!("Capabilities: {}.", finding.capability.trim_end_matches('.')));
    for remark in &finding.remarks {
        text += &paragraph(style, 0, "", &format!("Note: {remark}."));
    }
    text += &heading(style, "How far each model is off");
    let mut sheet = Sheet::right(CELL);
    let clusters = finding.clusters.is_some();
    let brier = finding.models.iter().any(|model| model.brier.is_some());
    let mut header = vec!["n".to_owned(), "error".into(), "differs".into(), "95 %".into()];
    if clusters {
        header.push("by cluster".into());
    }
    if brier {
        header.push("Brier".into());
    }
    sheet.row("Model", header);
    let ends = |(low, high): (f64, f64)| format!("{} to {}", signed(low), signed(high));
    for model in &finding.models {
        let difference = model.difference.as_ref();
        let mut cells = vec![
            model.n.to_string(),
            model.mae.map_or_else(|| "-".into(), |mae| format!("{mae:.2}")),
            difference.map_or_else(String::new, |of| signed(of.mean)),
            difference.map_or_else(String::new, |of| ends(of.interval)),
        ];
        if clusters {
            cells.push(difference.and_then(|of| of.by_cluster).map_or_else(String::new, ends));
        }
        if brier {
            cells.push(model.brier.map_or_else(String::new, |(_, score)| format!("{score:.3}")));
        }
        sheet.row(model.model.id, cells);
    }
    text += &sheet.draw(style, usize::MAX).0;
    text += "\n";
    let mut told = "n: issues on which the model gives a point; error: the mean distance of the point from the outcome; differs: that error less the compromise \
                    model's on the issues that both have, with the middle 95 per cent of the means when issues are drawn again"
        .to_owned();
    if let Some(clusters) = finding.clusters {
        told += &format!(", and when the {clusters} proposals are, whose issues are not independent of each other");
    }
    text += &paragraph(style, 0, "", &(told + "."));
    if let Some((n, _)) = finding.models.iter().find_map(|model| model.brier) {
        let told = format!(
            "Brier: the mean squared error of the probability of the higher point on the {n} issues with two points that came out at one of them; 0 is best, \
             0.25 is what a half everywhere gets."
        );
        text += &paragraph(style, 0, "", &told);
    }
    for model in finding.models.iter().filter(|model| model.undefined > 0) {
        let why = model.why_undefined.as_ref().map(|why| format!(", on the first since {why}")).unwrap_or_default();
        text += &paragraph(style, 0, "", &format!("{} is not defined on {} of the scored issues{why}.", model.model.id, model.undefined));
    }
    text += &made(style, &answer.made);
    text
}
