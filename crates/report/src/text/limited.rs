//! An analysis of limited moves as text.

use super::coalition::{detail, detail_legend};
use super::sheet::Sheet;
use super::stability::SMALL;
use super::{Style, head, heading, made, paragraph};
use crate::words::grouped;
use detente_model::answer::{Answer, Finding, LimitedFinding, LimitedVerdicts, StateDescription};

/// An analysis of limited moves.
#[must_use]
pub fn limited(answer: &Answer<LimitedFinding>, style: Style) -> String {
    let finding = &answer.finding;
    let mut text = head(style, &finding.frame, &answer.headline);
    if finding.defined {
        text += &matrix(finding, style);
    }
    text += &made(style, &answer.made);
    text
}

/// The numbers of moves for which a state is stable, by their last digit, and `+` for any number.
fn marks(findings: &[Finding], style: Style) -> String {
    let last = findings.len() - 1;
    let mark = |(index, finding): (usize, &Finding)| match finding {
        Finding::Yes if index == last => '+',
        Finding::Yes => char::from_digit(u32::try_from((index + 1) % 10).unwrap_or(0), 10).unwrap_or('0'),
        Finding::No => style.blank(),
        Finding::Unknown(_) => '?',
    };
    findings.iter().enumerate().map(mark).collect()
}

fn matrix(finding: &LimitedFinding, style: Style) -> String {
    let frame = &finding.frame;
    let mut text = heading(style, "Who would stay, looking so many moves ahead");
    let held = |row: &&LimitedVerdicts| row.equilibrium.iter().any(|found| *found != Finding::No);
    let rows: Vec<&LimitedVerdicts> =
        if finding.states.len() <= SMALL { finding.states.iter().collect() } else { finding.states.iter().filter(held).collect() };
    let mut sheet = Sheet::new(66);
    let mut header: Vec<String> = frame.parties.iter().map(|party| party.name.clone()).collect();
    header.push("Both".into());
    sheet.row("State", header);
    for row in rows.iter().take(SMALL) {
        let cell = |(stable, to): (&Vec<Finding>, &Option<StateDescription>)| {
            let to = to.as_ref().map_or(String::new(), |to| format!(" {} {}", style.arrow(), to.ordinal));
            marks(stable, style) + &to
        };
        let mut cells: Vec<String> = row.stable.iter().zip(&row.moves).map(cell).collect();
        cells.push(marks(&row.equilibrium, style));
        sheet.row(detail(frame, &row.state), cells);
    }
    text += &sheet.draw(style, usize::MAX).0;
    text += "\n";
    let line = format!(
        "1 stays looking one move ahead, 2 two, and so on; + from some number on always (non-myopic); {} leaves; ? not known; \
         {} N: looking {} ahead it would move to state N.",
        style.blank(),
        style.arrow(),
        finding.moves
    );
    text += &paragraph(style, 0, "", &line);
    text += &detail_legend(frame, style);
    if rows.len() > SMALL {
        text += &paragraph(style, 0, "", &format!("{} more states: `--format csv`.", grouped((rows.len() - SMALL) as u64)));
    }
    if let Some((from, length)) = finding.repeats {
        let round =
            if length == 1 { "nothing changes any more".to_owned() } else { format!("what is foreseen comes again every {length} moves") };
        text += &paragraph(style, 0, "", &format!("Looking {from} or more moves ahead, {round}."));
    }
    text
}
