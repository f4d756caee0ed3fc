//! Who holds the key, as text.

use super::sheet::Sheet;
use super::{Style, head, heading, made, paragraph};
use crate::words::{count, grouped};
use detente_model::answer::{
    Answer, Commitments, Estimate, Finding, KeyInGame, NotDefined, PartyKey, PartyPower, PowerFinding, PowerMethod, PowerTable, Status,
};
use detente_model::natural::Natural;

/// How many parties of one rule are listed.
const SHOWN: usize = 60;

/// Who holds the key. `about`: the name of the file of weights, where there is no case.
#[must_use]
pub fn power(answer: &Answer<PowerFinding>, about: &str, style: Style) -> String {
    let finding = &answer.finding;
    let mut text = match &finding.frame {
        Some(frame) => head(style, frame, &answer.headline),
        None => paragraph(style, 0, "", about) + "\n" + &paragraph(style, 0, "", &answer.headline),
    };
    let game = finding.game.as_ref();
    match finding.tables.split_first() {
        None => text += &game.map_or(String::new(), |game| heading(style, "Who holds the key") + &table(&[], Some(game), style)),
        Some((first, further)) => {
            text += &rule(first, game, style);
            text += &further.iter().map(|table| rule(table, None, style)).collect::<String>();
        }
    }
    if finding.tables.iter().any(|table| table.not_defined.is_none()) {
        text += "\n";
        text += &paragraph(
            style,
            0,
            "",
            "S-Sh Shapley–Shubik; Banz Banzhaf, share of all swings; Babs Banzhaf, absolute; Prev, Init Coleman's powers to prevent and to initiate; \
             DePa Deegan–Packel; HoPa Holler–Packel. A dash: not defined or not computed.",
        );
    }
    if let Some(game) = game {
        text += &of_game(game, style);
    }
    text + &made(style, &answer.made)
}

fn rule(table_of: &PowerTable, game: Option<&KeyInGame>, style: Style) -> String {
    let about = if table_of.issues.is_empty() { String::new() } else { format!("{}: ", table_of.issues.join("; ")) };
    let mut text = heading(style, &format!("{about}{}", table_of.rule));
    if let Some(when) = &table_of.when {
        text += &paragraph(style, 0, "", &format!("Where {when}."));
    }
    text += &table(&table_of.parties, game, style);
    text += "\n";
    let said = match table_of.not_defined {
        Some(NotDefined::NeverPasses) => "Nothing can pass under this rule: indices are not defined.".to_owned(),
        Some(NotDefined::AlwaysPasses) => "Nobody's consent is needed under this rule: indices are not defined.".to_owned(),
        Some(NotDefined::NotMonotone) => "The rule is not monotone (who joins may undo): indices are not defined.".to_owned(),
        Some(NotDefined::MaybeNotMonotone) => "The rule could not be shown to be monotone: indices are not computed.".to_owned(),
        None => counted(table_of),
    };
    text += &paragraph(style, 0, "", &said);
    if table_of.disjoint == Some(true) {
        text += &paragraph(
            style,
            0,
            "",
            "Warning: two sets without a common member may both decide, for and against at once: indices are doubtful.",
        );
    }
    text
}

fn counted(table: &PowerTable) -> String {
    let number = |natural: &Natural| natural.to_u64().map_or_else(|| natural.to_string(), grouped);
    let by = match table.method {
        PowerMethod::GeneratingFunction => "Counted by generating functions".to_owned(),
        PowerMethod::DecisionDiagram => "Counted by a decision diagram".to_owned(),
        PowerMethod::Enumeration => "Counted over all sets".to_owned(),
        PowerMethod::Sampling { seed, draws } => {
            format!("Estimated from {} orders and as many sets (seed {seed}), ± half an interval of 95 %", grouped(draws))
        }
        PowerMethod::NotCounted => "Not counted: the engine asked for cannot treat this rule".to_owned(),
    };
    let winning = match (&table.winning, &table.minimal_winning) {
        (Some(winning), Some(minimal)) => format!("; winning sets: {}, minimal ones: {}", number(winning), number(minimal)),
        (Some(winning), None) => format!("; winning sets: {}, minimal ones not computed", number(winning)),
        (None, _) => String::new(),
    };
    format!("{by}{winning}.")
}

/// The rule and the game in one table.
fn table(powers: &[PartyPower], game: Option<&KeyInGame>, style: Style) -> String {
    let mut sheet = Sheet::right(14);
    let mut header: Vec<&str> = Vec::new();
    if !powers.is_empty() {
        header.extend(["Veto", "S-Sh", "Banz", "Babs", "Prev", "Init", "DePa", "HoPa"]);
    }
    if game.is_some() {
        header.extend(["Nec", "Suf", "Piv"]);
    }
    sheet.row("", header.into_iter().map(str::to_owned).collect());
    let rows: Vec<(&str, Option<&PartyPower>, Option<&PartyKey>)> = match game {
        Some(game) => {
            game.parties.iter().map(|key| (key.name.as_str(), powers.iter().find(|power| power.id == key.id), Some(key))).collect()
        }
        None => powers.iter().map(|power| (power.name.as_str(), Some(power), None)).collect(),
    };
    for (name, power, key) in rows.iter().take(SHOWN) {
        let mut cells = Vec::new();
        if !powers.is_empty() {
            cells.push(power.and_then(|power| power.veto).map_or("-", |veto| if veto { "yes" } else { "no" }).to_owned());
            let indices = power.map_or([None; 7], |power| {
                [
                    power.shapley_shubik,
                    power.banzhaf,
                    power.banzhaf_absolute,
                    power.coleman_prevent,
                    power.coleman_initiate,
                    power.deegan_packel,
                    power.holler_packel,
                ]
            });
            // one place fewer where the game stands beside the rule
            let places = if game.is_some() { 3 } else { 4 };
            cells.extend(indices.map(|index| index.map_or("-".to_owned(), |index| shown(index, places, style))));
        }
        if let Some(key) = key {
            cells.extend([key.necessary, key.sufficient, key.pivotal].map(|finding| mark(finding).to_owned()));
        }
        sheet.row(*name, cells);
    }
    let mut text = sheet.draw(style, usize::MAX).0;
    if rows.len() > SHOWN {
        text += &paragraph(style, 0, "", &format!("{}: `--format csv`.", count((rows.len() - SHOWN) as u64, "more party", "more parties")));
    }
    text
}

fn shown(index: Estimate, places: usize, style: Style) -> String {
    match index.interval {
        None => format!("{:.places$}", index.value),
        Some((low, high)) => {
            let sign = if style.ascii { "+-" } else { "±" };
            format!("{:.3}{sign}{:.3}", index.value, (high - low) / 2.0)
        }
    }
}

fn mark(finding: Finding) -> &'static str {
    match finding {
        Finding::Yes => "yes",
        Finding::No => "no",
        Finding::Unknown(_) => "?",
    }
}

fn of_game(game: &KeyInGame, style: Style) -> String {
    let mut text = heading(style, "In the game");
    let among = if game.from_status_quo {
        "within reach of the status quo by improvements and agreements"
    } else {
        "among all states, as no status quo is stated"
    };
    let perhaps = if game.perhaps > 0 { format!(", and {} more that may be", grouped(game.perhaps)) } else { String::new() };
    let solutions = format!(
        "Solutions: equilibria under {} that nobody could agree to leave, {among}: {}{perhaps}.",
        game.concept,
        grouped(game.solutions)
    );
    text += &paragraph(style, 0, "", &solutions);
    text += &paragraph(
        style,
        0,
        "",
        "Nec(essary): false in all of them where the party dissents. Suf(ficient): a commitment of its own makes it true in all. Piv(otal): commitments \
         of its own differ in whether it is true in all, some or none. ? is not known.",
    );
    if game.status == Status::None {
        text += &paragraph(style, 0, "", "As it holds in no solution as things are, that it is false where a party dissents says little.");
    }
    for key in &game.parties {
        if let Some(by) = &key.by {
            let settings: Vec<String> = by.iter().map(|(variable, value)| format!("{variable}: {value}")).collect();
            text += &paragraph(style, 0, "", &format!("{} suffices, for one, by: {}.", key.name, settings.join("; ")));
        }
    }
    let many = |key: &&PartyKey| {
        let Commitments { possible, tried, .. } = key.commitments;
        tried < possible
    };
    for key in game.parties.iter().filter(many) {
        let said = format!("{} has {} commitments: too many to try.", key.name, grouped(key.commitments.possible));
        text += &paragraph(style, 0, "", &said);
    }
    text
}
